//! The policy as a checked value: bands, statutory clocks, escalation steps, who is told, who may what.
//!
//! Law is data (design promise 9): every hour, threshold and recipient comes from `policy.toml` with a date and is
//! snapshotted on the case by the hash of its text. Nothing here knows how many hours the law gives.

mod digest;
mod flood;
pub mod proof;
mod regime;
mod retention;
mod tlp;

use std::collections::BTreeMap;

use chrono::{NaiveDate, NaiveTime};
use serde::{Deserialize, Serialize};

pub use self::digest::{DigestDays, DigestPolicy, reviewed_year};
pub use self::flood::FloodPolicy;
pub use self::regime::{AtLatest, Change, ClosedDays, Proof, Regime, Trigger};
pub use self::retention::RetentionPolicy;
pub use self::tlp::{Tlp, TlpPolicy};
use crate::calendar::Calendar;
use crate::contacts::{Contacts, Organisation, Role};

/// Everything `decide` needs to know besides the case: one value, checked when the configuration is read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Policy {
    /// The `version` line of policy.toml, shown beside each obligation.
    pub version: String,
    /// SHA-256 of the policy as JSON, hex; snapshots in the store are found by it.
    #[serde(default)]
    pub hash: String,
    pub organisation: Organisation,
    pub contacts: Contacts,
    pub calendar: Calendar,
    pub bands: Bands,
    /// Statutory clocks in force, by name (`gdpr33`, `gdpr34`, …).
    pub regimes: BTreeMap<String, Regime>,
    pub tell: Tell,
    pub information: Information,
    pub measures: MeasurePolicy,
    pub twins: TwinPolicy,
    pub register: RegisterPolicy,
    pub group: GroupPolicy,
    pub reminders: ReminderPolicy,
    pub delivery: DeliveryPolicy,
    pub receipts: ReceiptPolicy,
    #[serde(default)]
    pub flood: FloodPolicy,
    pub controllers: ControllerPolicy,
    pub external: ExternalPolicy,
    #[serde(default)]
    pub contact_check: ContactCheck,
    pub digest: DigestPolicy,
    /// What must hold of the rules above from every start; snapshots of before it was written have none.
    #[serde(default)]
    pub proof: ProofPolicy,
    /// Absent in snapshots of an earlier version.
    #[serde(default)]
    pub authority: AuthorityPolicy,
    /// Absent in snapshots of an earlier version.
    #[serde(default)]
    pub tlp: TlpPolicy,
    /// Absent: nothing is ever forgotten.
    #[serde(default)]
    pub retention: RetentionPolicy,
    /// Command name -> the roles that may give it.
    pub may: BTreeMap<String, Vec<Role>>,
    /// What the owner of a case may do in it, whatever the role (S55-S58).
    #[serde(default)]
    pub case_owner_may: Vec<String>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum BandName {
    #[default]
    Undecided,
    Low,
    Medium,
    High,
    Critical,
}

impl BandName {
    pub fn name(self) -> &'static str {
        match self {
            BandName::Undecided => "undecided",
            BandName::Low => "low",
            BandName::Medium => "medium",
            BandName::High => "high",
            BandName::Critical => "critical",
        }
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Bands {
    pub undecided: Band,
    pub low: Band,
    pub medium: Band,
    pub high: Band,
    pub critical: Band,
}

impl Bands {
    pub fn get(&self, name: BandName) -> &Band {
        match name {
            BandName::Undecided => &self.undecided,
            BandName::Low => &self.low,
            BandName::Medium => &self.medium,
            BandName::High => &self.high,
            BandName::Critical => &self.critical,
        }
    }
}

/// One row of the table of bands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Band {
    /// R = S × K from this score (S64, S65); `undecided` has 0.
    pub from_score: u8,
    pub hold: HoldRule,
    /// Steps before the authority's deadline; nothing for a band that owes no notice.
    pub before: Vec<BeforeStep>,
    /// At and after the deadline.
    pub overdue: Option<OverdueRule>,
    /// Whether the authority must be told (S41, S65) and the persons affected (S65, S86).
    pub authority: bool,
    pub persons: bool,
}

/// Who must take the case in hand, and what happens if nobody does. Counts from when the case opened or its band changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HoldRule {
    pub within: Wait,
    /// Outside working time, where it differs.
    pub within_off_hours: Option<Wait>,
    /// Each of these must hold it (one for most bands; critical: officer AND security officer).
    pub holders: Vec<Role>,
    /// How long an acknowledgement lasts before the chain resumes.
    pub lease: Wait,
    pub stand_in_after: Wait,
    pub head_after: Wait,
    /// After the head: again each … until somebody holds it.
    pub again_every: Wait,
}

/// A time to wait: elapsed clock time, or working time. They are different types of time and never mixed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Wait {
    /// Elapsed seconds, nights and holidays included.
    ElapsedSecs(i64),
    /// Seconds of working time.
    WorkingSecs(i64),
    /// Whole working days.
    WorkingDays(u32),
    /// The start of the next working day's opening hours.
    NextWorkingMorning,
}

impl Default for Wait {
    /// At once.
    fn default() -> Self {
        Wait::ElapsedSecs(0)
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BeforeStep {
    /// Seconds before the deadline, positive.
    pub before_secs: i64,
    pub to: Vec<Role>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OverdueRule {
    pub to: Vec<Role>,
    /// Seconds between the mails after the deadline.
    pub every_secs: i64,
}

/// Who is told what when a case opens.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Tell {
    /// In working time, and out of it when nothing else is said (C7).
    pub new_case: Vec<Role>,
    /// Out of working time when ICT is not concerned (C7).
    pub new_case_off_hours: Vec<Role>,
    /// Out of working time when ICT is concerned (S39).
    pub new_case_off_hours_ict: Vec<Role>,
    /// Told besides, when it is a security breach.
    pub security: Vec<Role>,
    /// Told besides, when software or hardware is at fault (S97).
    pub ict: Vec<Role>,
    /// The reporter's nearest leader is told besides (S37, S97).
    pub line_manager: bool,
    /// Told at once when the band becomes critical.
    pub critical: Vec<Role>,
    /// Stands in for a role that nobody holds, or whose holders are all away or excluded.
    pub stand_ins: BTreeMap<Role, Role>,
    /// When nobody else is left.
    pub fallback: Role,
    /// Asked to decide about the contact lists, then again after these waits (S8: in doubt, inform).
    pub lists_ask: Vec<Role>,
    pub lists_ask_after: Vec<Wait>,
    /// Tell the other side of the list at once when an authenticated contact of the lists reports (S7, S8).
    pub lists_at_once_from_contacts: bool,
}

/// When the reporter, a processor and the officer are asked for what is missing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Information {
    /// After the receipt, which asks at once.
    pub ask_after: Vec<Wait>,
    pub processor_ask_after: Vec<Wait>,
    /// From this band the officer gets the list of what is missing too.
    pub officer_from: BandName,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MeasurePolicy {
    /// Days before the due date on which the owner is reminded (0 is the day itself).
    pub days_before: Vec<u32>,
    /// After it, each … days.
    pub overdue_every_days: u32,
    /// Copy the case owner from this overdue reminder on, counted from 1.
    pub owner_copied_from: u32,
    /// At what time of day reminders go out.
    pub at: NaiveTime,
    /// So long after closing it is asked whether the measures worked, and then again each … (S96).
    pub evaluate_after: Wait,
    pub evaluate_again: Wait,
    /// Who is asked besides the case owner.
    pub evaluate_to: Vec<Role>,
    /// A large measure that waits for approval is brought up again each … (S58).
    pub approve_again: Wait,
}

/// When several reports may be one incident.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TwinPolicy {
    /// Cases reported so near each other are compared.
    pub within_secs: i64,
}

/// GDPR art. 33(5): the case stands in the register and is closed with a reason.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RegisterPolicy {
    pub remind_every: Wait,
    pub to: Vec<Role>,
}

/// The controllers for whom we process data, and joint controllers, are told without undue delay (GDPR art. 33(2)).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ControllerPolicy {
    /// Until they are told: asked again after these waits.
    pub ask_after: Vec<Wait>,
    pub ask: Vec<Role>,
    /// Who hears of it when the hours of a contract are over.
    pub overdue: Vec<Role>,
}

/// A party outside that caused the breach is chased until it says what it did (S81).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ExternalPolicy {
    pub chase_after: Vec<Wait>,
    /// Then those in `to` are told, and again after each such wait.
    pub to_officer_after: Wait,
    pub to: Vec<Role>,
}

/// The emergency action group (S9–S14).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GroupPolicy {
    /// From the next working moment after awareness.
    pub found_within: Wait,
    /// Then the program summons the meeting, where nobody has; else it goes on asking.
    pub summon_by_itself: bool,
    /// After the first full hour of the next working day: when a meeting that the program summons begins.
    pub meeting_after: Wait,
    pub meeting_minutes: u32,
    /// From the meeting on, until a contact person is named (S12).
    pub ask_contact_every: Wait,
    /// From the founding on, until the incident report is handed over (S14).
    pub ask_report_every: Wait,
    /// Who is asked: the first of these roles that somebody holds.
    pub to: Vec<Role>,
}

/// Holds back only reminders; never a first notice, an escalation, an overdue mail or a statutory step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReminderPolicy {
    pub bundle_secs: i64,
    pub max_per_person: u32,
    pub max_window_secs: i64,
}

/// The retry ladder and what follows an uncertain hand-over.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DeliveryPolicy {
    /// Waits between attempts, in seconds; the last is repeated until `give_up_secs` after the first attempt.
    pub retry_waits_secs: Vec<i64>,
    pub give_up_secs: i64,
    pub uncertain: Uncertain,
}

/// After a connection broke behind the data: was it accepted?
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Uncertain {
    /// Send the same bytes with the same Message-ID again: better twice than never.
    SendAgain,
    /// Leave it to a person.
    Ask,
}

/// Limits on what goes to unauthenticated senders (design promise 4: no backscatter).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReceiptPolicy {
    pub max_per_address: u32,
    pub max_per_domain: u32,
    /// For senders whom our own mail server has authenticated.
    #[serde(default)]
    pub max_per_authenticated_address: u32,
    pub window_secs: i64,
}

/// What `varsel check` proves of the rules from every hour to come, with nobody answering ([`proof::prove`]).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ProofPolicy {
    /// From the report until a mail has met somebody who reads it.
    pub first_contact_within_secs: i64,
    /// From the report until somebody must have the case in hand, whatever the band.
    pub held_within_secs: i64,
    /// A reminder in time is one with so many seconds left to the deadline.
    pub notice_margin_secs: i64,
    /// Who reads mail outside opening hours; everybody else reads it when they open.
    pub reached_off_hours: Vec<Role>,
    /// Within this wait of the report the action group is founded, where other parties are involved (S10).
    pub group_within: Wait,
    /// Obligation -> within this wait of the report its first step must have been taken.
    pub first_step_within: BTreeMap<String, Wait>,
}

impl Policy {
    /// The statutory clock of this name as it stands on a day; none before or after it is in force.
    pub fn regime(&self, name: &str, day: NaiveDate) -> Option<Regime> {
        self.regimes.get(name)?.on(day)
    }
}

/// How the contact lists are kept true (S2): each row is confirmed by its own contact now and then.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactCheck {
    /// Seconds after which a confirmation is old, and between two rounds of asking one who never answers.
    pub verify_every_secs: i64,
    /// Seconds to wait before asking again, each from the mail before.
    pub ask_again_after_secs: Vec<i64>,
}

/// How notices to the authority are put together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuthorityPolicy {
    /// Similar breaches within so long may be one notice (R7).
    pub bundle_within_secs: i64,
    /// From so many affected persons the authority is phoned first (S47).
    pub phone_first_from: u64,
}

impl Default for AuthorityPolicy {
    fn default() -> Self {
        AuthorityPolicy { bundle_within_secs: 7 * 24 * 60 * 60, phone_first_from: 1_000 }
    }
}

/// The band of a score R = S × K.
pub fn band_of(score: u8, bands: &Bands) -> BandName {
    [BandName::Critical, BandName::High, BandName::Medium, BandName::Low]
        .into_iter()
        .find(|name| score >= bands.get(*name).from_score)
        .unwrap_or(BandName::Low)
}
