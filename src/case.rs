//! A breach case, and the one place where anything about it is decided.
//!
//! [`decide()`] takes a case, what happened, the policy and the time, and answers with the next case, the history
//! entries, the notices and the due times, each with its reason. It does no IO and asks no clock; it is total: an
//! event that does not fit changes nothing and says why.

pub mod alarm;
pub mod answer;
pub mod command;
pub mod decide;
pub mod digest;
pub mod escalation;
pub mod event;
pub mod figures;
pub mod first;
pub mod flood;
pub mod gate;
pub mod group;
pub mod letter;
pub mod listed;
pub mod notice;
pub mod numbers;
pub mod obligation;
pub mod open;
pub mod orders;
pub mod overview;
pub mod owner;
pub mod package;
pub mod parties;
pub mod people;
pub mod ready;
pub mod refused;
pub mod review;
pub mod risk;
pub mod signed;
pub mod steps;
pub mod tell;
pub mod triage;
pub mod twin;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, FixedOffset, Utc};
use serde::{Deserialize, Serialize};

pub use decide::decide;
pub use event::{Decision, Due, Entry, Event, Incoming};
pub use group::ActionGroup;
pub use obligation::{Obligation, ObligationState};

use crate::command::MeasureKind;
use crate::document::Unread;
use crate::mail::Forwarded;
use crate::phrase::Phrase;
use crate::policy::BandName;
use crate::report::{Field, Found, Kind, Moment, Property, Report};

/// Raised when `decide` would answer differently for the same input; stands in every history entry.
pub const REDUCER_VERSION: u32 = 2;

/// Everything known of one case. The row in the store is this value; history is its proof.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Case {
    /// Random, used by all rows.
    pub id: String,
    /// `AVVIK-2026-0001`, for people.
    pub number: String,
    pub state: State,
    pub opened_at: DateTime<Utc>,
    /// When the first report reached our mailbox.
    pub reported_at: DateTime<Utc>,
    pub discovered: Option<Moment>,
    pub aware: Aware,
    pub reporter: Reporter,
    /// Further people who reported the same.
    pub other_reporters: Vec<Reporter>,
    /// So many more mails of others reported the same after that list was full.
    #[serde(default)]
    pub more_reporters: usize,
    /// The processor whose mail this was, by name.
    pub processor: Option<String>,
    /// How long it took to tell us, against its contract.
    #[serde(default)]
    pub processor_notice: Option<parties::ProcessorNotice>,
    /// What it last wrote of having notified the authority.
    #[serde(default)]
    pub processor_told: Option<parties::ProcessorTold>,
    /// The controllers that were told, each with its own answers.
    #[serde(default)]
    pub controllers: Vec<parties::ControllerTold>,
    /// With whom we are responsible together, and who of us does what.
    #[serde(default)]
    pub joint: Option<parties::Joint>,
    /// Parties outside that are to tell what they did.
    #[serde(default)]
    pub externals: Vec<parties::External>,
    pub kinds: BTreeSet<Kind>,
    pub properties: BTreeSet<Property>,
    pub report: Report,
    /// Fields that those who handle the case have set or corrected: inside words, not shown to the reporter.
    #[serde(default)]
    pub corrected: BTreeSet<Field>,
    /// Values that contradict the report or come from somebody unverified: for a person to judge.
    pub beside: Vec<Beside>,
    /// Identity numbers in its mails.
    #[serde(default)]
    pub numbers: numbers::Numbers,
    pub unreadable: Option<Phrase>,
    /// Something of it came encrypted: no word of the reports goes back to whoever sent them. Somebody who caught another's
    /// encrypted mail could send it again, and read what we answer.
    #[serde(default)]
    pub came_encrypted: bool,
    pub attachments: Vec<String>,
    /// Attachments that could not be read, or not wholly: open items until they come again or are answered in words.
    #[serde(default)]
    pub unread: Vec<Unread>,
    /// Whose mail the reporter passed on (M19).
    #[serde(default)]
    pub forwarded: Option<Forwarded>,
    pub risk: Risk,
    pub obligations: Vec<Obligation>,
    pub holds: Vec<Hold>,
    /// Every lease there was, for the timeline.
    #[serde(default)]
    pub taken: Vec<Hold>,
    pub authority: Option<Ruling>,
    pub authority_told: Option<Told>,
    /// The authority was phoned first (S47).
    #[serde(default)]
    pub authority_phoned: Option<Told>,
    /// What the authority was sent, so that a supplement holds only what is new.
    #[serde(default)]
    pub submitted: Option<package::Submission>,
    /// Supplements that were sent (GDPR art. 33(4)).
    #[serde(default)]
    pub supplements: Vec<Told>,
    /// A person said that nothing more follows.
    #[serde(default)]
    pub nothing_follows: bool,
    pub persons: Option<Ruling>,
    pub persons_told: Option<Told>,
    /// By when and how they are to be told.
    #[serde(default)]
    pub persons_plan: Option<PersonsPlan>,
    pub lists: Option<Ruling>,
    /// Rows of the contact lists that were told, as `security:address`.
    pub listed: Vec<String>,
    pub delay_reason: Option<String>,
    /// What a person said of a law's threshold, by the group of its clocks (`dora`).
    #[serde(default)]
    pub classified: BTreeMap<String, Classification>,
    /// Reports under other laws than GDPR, by the name of their clock.
    #[serde(default)]
    pub submissions: BTreeMap<String, Told>,
    /// Role (`case-owner`, `system-owner` …) -> person as written.
    pub assigned: BTreeMap<String, String>,
    pub measures: Vec<Measure>,
    /// What was secured, by whom (S94).
    #[serde(default)]
    pub evidence: Vec<Remark>,
    /// Reported to the police (S94).
    #[serde(default)]
    pub police: Option<Told>,
    /// Whether the measures worked (S96).
    #[serde(default)]
    pub evaluations: Vec<Remark>,
    pub action_group: Option<ActionGroup>,
    /// Kept outside this case (an implicated person): addresses.
    pub excluded: Vec<String>,
    /// Addresses that bounced or answered with an absence: their tasks go to the stand-in.
    pub unreachable: Vec<String>,
    /// When each address was reminded, for the cap.
    pub reminded: BTreeMap<String, Vec<DateTime<Utc>>>,
    /// What the cap held back, by address; it goes into that person's next mail.
    pub held_back: BTreeMap<String, Vec<Phrase>>,
    /// Of which mails that were not believed somebody was last told, and when.
    #[serde(default)]
    pub refused: BTreeMap<String, DateTime<Utc>>,
    /// The last Message-ID of the thread with each address: the next mail continues it.
    pub closing: Option<Closing>,
    pub merged_into: Option<String>,
    /// Cases that look like the same incident: proposed, until a person joins them or says that they are not.
    #[serde(default)]
    pub twins: Vec<twin::Twin>,
    /// Reporters of cases that went into this one: each may go on adding, and hears when it is closed.
    #[serde(default)]
    pub joined_reporters: Vec<Reporter>,
    /// It takes in what comes over its sender's limit.
    #[serde(default)]
    pub collected: Option<flood::Collected>,
    /// It was opened in a flood, which counts as on until then.
    #[serde(default)]
    pub flooded_until: Option<DateTime<Utc>>,
    /// What each person said last, of late: an answering machine says it again.
    #[serde(default)]
    pub said: BTreeMap<String, flood::Said>,
    /// An exercise: every mail of the case says so (S3).
    #[serde(default)]
    pub exercise: bool,
    /// The case before the last commands of a person, for `undo`.
    pub before: Option<Box<Before>>,
}

/// The decisions that `undo` brings back, and whose they were.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Before {
    pub by: String,
    /// The fields of the report that they corrected.
    pub fields: Vec<Field>,
    pub case: Case,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    Open,
    Closed,
    NotABreach,
    Merged,
}

/// When the controller became aware: what the statutory clock runs from, who set it and why (design, "Time and law").
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Aware {
    pub at: DateTime<Utc>,
    pub reason: Phrase,
    /// The officer who moved it; none while the program set it.
    pub set_by: Option<String>,
    /// Read from a vague or odd time: provisional until one line confirms it.
    pub unsure: bool,
    /// Earlier values, oldest first.
    pub earlier: Vec<(DateTime<Utc>, Phrase)>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reporter {
    /// Empty where the mail had no readable sender.
    pub email: String,
    pub name: Option<String>,
    pub language: String,
    pub authenticated: bool,
    /// A machine sent it: it gets no receipt (RFC 3834 section 2).
    pub automatic: bool,
    pub message_id: Option<String>,
}

/// A value that waits for a person's judgement.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Beside {
    pub field: Field,
    pub found: Found,
    pub by: String,
    pub verified: bool,
    pub at: DateTime<Utc>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Risk {
    /// Set by a person (promise 6).
    pub decided: Option<Assessment>,
    /// After measures (S66).
    pub residual: Option<Assessment>,
    pub proposed: Option<risk::Proposal>,
    /// When new information last called for a graver duty: what a person decided before is in question since.
    #[serde(default)]
    pub questioned_at: Option<DateTime<Utc>>,
}

impl Risk {
    /// Whether what was decided at this time is in question again.
    pub fn is_questioned(&self, decided_at: DateTime<Utc>) -> bool {
        self.questioned_at.is_some_and(|at| decided_at < at)
    }
}

/// S × K with who judged and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assessment {
    pub likelihood: u8,
    pub consequence: u8,
    pub by: String,
    pub at: DateTime<Utc>,
    /// Why, in the words of whoever judged (S57, S73).
    #[serde(default)]
    pub reason: Option<String>,
}

impl Assessment {
    /// R = S × K, 1…25 (S64).
    pub fn score(&self) -> u8 {
        self.likelihood.saturating_mul(self.consequence)
    }
}

/// A lease: somebody has taken the case in hand until then.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hold {
    pub email: String,
    pub name: String,
    pub at: DateTime<Utc>,
    pub until: DateTime<Utc>,
}

/// A person's yes or no, with the reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ruling {
    pub yes: bool,
    pub reason: Option<String>,
    /// a, b or c of GDPR art. 34(3).
    pub exception: Option<String>,
    pub by: String,
    pub at: DateTime<Utc>,
}

/// That somebody outside was told: when, and how it can be proved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    pub at: DateTime<Utc>,
    pub reference: Option<String>,
    pub by: String,
}

/// Whether an incident reaches a law's threshold (`major` under DORA, `significant` under NIS2): a person's word.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Classification {
    pub reached: bool,
    pub at: DateTime<Utc>,
    pub reason: Option<String>,
    pub by: String,
}

/// How the persons affected are to be told (S51, S52).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonsPlan {
    /// As written; a day alone is its start.
    pub due: Option<DateTime<FixedOffset>>,
    pub how: Option<String>,
    /// An address where we know the person, else the name as written.
    pub by_whom: Option<String>,
}

/// A measure with its owner and due date (S56, S74).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Measure {
    pub number: u32,
    pub text: String,
    pub owner: Option<String>,
    pub helper: Option<String>,
    /// The day as written, at its start.
    pub due: Option<DateTime<FixedOffset>>,
    pub effect: Option<String>,
    /// Immediate or corrective (S91, S95).
    #[serde(default)]
    pub kind: Option<MeasureKind>,
    /// A rough estimate; a measure with one is large and approved before its start (S58).
    #[serde(default)]
    pub estimate: Option<String>,
    /// How the measure owner proposes to do it.
    #[serde(default)]
    pub proposal: Option<String>,
    pub approved_by: Option<String>,
    pub progress: Vec<String>,
    pub done_at: Option<DateTime<Utc>>,
}

impl Measure {
    /// A large measure waits for the case owner's word (S58).
    pub fn waits_for_approval(&self) -> bool {
        self.estimate.is_some() && self.approved_by.is_none() && self.done_at.is_none()
    }
}

/// Words that a person put on record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remark {
    pub at: DateTime<Utc>,
    pub by: String,
    pub text: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closing {
    pub at: DateTime<Utc>,
    pub by: String,
    pub reason: Option<String>,
}

impl Case {
    /// What the case is called for now; derived, the obligations are the truth.
    pub fn status(&self) -> &'static str {
        match self.state {
            State::Closed => "closed",
            State::NotABreach => "not_a_breach",
            State::Merged => "merged",
            State::Open if self.authority_told.is_some() => "notified",
            State::Open if self.risk.decided.is_some() => "assessed",
            State::Open => "open",
        }
    }

    pub fn is_open(&self) -> bool {
        self.state == State::Open
    }

    /// The band that a person decided; until then undecided.
    pub fn band(&self, policy: &crate::policy::Policy) -> BandName {
        match &self.risk.decided {
            Some(assessment) => crate::policy::band_of(assessment.score(), &policy.bands),
            None => BandName::Undecided,
        }
    }

    /// The machine's proposal; worked out anew where an earlier version stored it.
    pub fn proposal(&self) -> Option<risk::Proposal> {
        let stored = self.risk.proposed.as_ref()?;
        Some(if stored.enisa.is_some() { stored.clone() } else { risk::propose(&self.report) })
    }

    /// The fields of the authority's form that still hold no answer.
    pub fn missing(&self) -> Vec<Field> {
        Field::ASKED.into_iter().filter(|field| !self.report.contains_key(field)).collect()
    }

    /// Whether something is still to be asked of the reporter: a field, or a file that could not be opened.
    pub fn asks(&self) -> bool {
        !self.missing().is_empty() || self.unread.iter().any(|one| one.why.is_asked_for())
    }

    /// How many reported it: the first, whoever reported the same, and the reporters of cases that went into this one.
    pub fn reporters(&self) -> usize {
        1 + self.other_reporters.len() + self.more_reporters + self.joined_reporters.len()
    }

    /// Whether ICT is concerned, for who is called out of hours (S39).
    pub fn concerns_ict(&self) -> bool {
        self.kinds.contains(&Kind::Security) || self.report.contains_key(&Field::System)
    }

    pub fn obligation(&self, name: &str) -> Option<&Obligation> {
        self.obligations.iter().find(|obligation| obligation.name == name)
    }

    /// The authority's deadline, where it runs.
    pub fn authority_due(&self) -> Option<DateTime<Utc>> {
        self.obligation(obligation::AUTHORITY).and_then(|obligation| obligation.due_at)
    }

    /// The same, only while it runs.
    pub fn authority_running(&self) -> Option<DateTime<Utc>> {
        let running = |one: &&Obligation| one.state == ObligationState::Pending;
        self.obligation(obligation::AUTHORITY).filter(running).and_then(|obligation| obligation.due_at)
    }

    /// Who holds the case at this time, the longest lease first.
    pub fn holder(&self, now: DateTime<Utc>) -> Option<&Hold> {
        self.holds.iter().filter(|hold| hold.until > now).max_by_key(|hold| hold.until)
    }
}
