//! All that can happen to a case, and what deciding about it gives.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::Case;
use super::flood::Load;
use super::notice::{Notice, StepKey, Template};
use super::twin::Sketch;
use crate::mail::authenticity::Authenticity;
use crate::mail::{Calendar, Reading};
use crate::phrase::Phrase;

/// The closed list of events. Everything that changes a case is one of them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// A mail that opens this case.
    Reported(Box<Incoming>),
    /// A mail that belongs to this case: an answer, a command, a further report.
    Answered(Box<Incoming>),
    /// A mail of a sender over the limit of new cases: this one collects them.
    Collected(Box<Incoming>),
    /// Another case was found to be the same incident and goes into this one.
    Absorbed(Box<Case>),
    /// A calendar answered our invitation.
    CalendarAnswered(Box<MeetingAnswer>),
    /// A notice came back, met an absence, or could not be handed over.
    NotReached(NotReached),
    /// Content of the case was forgotten: by a person's command, or by the policy's rule.
    Forgotten(Forgotten),
    /// At least one due time has come; which ones follow from the case and the time.
    DeadlineReached {
        /// The reporter must not be mailed again today.
        receipts_spent: bool,
    },
}

/// A mail with what the shell found out about it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Incoming {
    /// The ledger's row.
    pub mail_id: i64,
    pub reading: Reading,
    pub authenticity: Authenticity,
    /// Whether the sender counts as authenticated under the configured rule.
    pub authenticated: bool,
    pub arrived_at: DateTime<Utc>,
    /// The address that the presented token was sent to, where it is a valid token of this very case.
    pub token_owner: Option<String>,
    /// The same command mail was used before.
    pub replayed: bool,
    /// The budget of receipts to this address or its domain is spent (promise 4).
    pub receipts_spent: bool,
    /// Which of the case numbers that its commands name exist.
    pub existing_cases: Vec<String>,
    /// Open cases of late, as far as telling whether this is the same incident needs them.
    #[serde(default)]
    pub candidates: Vec<Sketch>,
    /// The mail could not be read or is too large: why.
    pub unreadable: Option<Phrase>,
    /// How often the sender has written of late.
    #[serde(default)]
    pub load: Load,
}

/// A REPLY or COUNTER to a meeting of the case (RFC 5546).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MeetingAnswer {
    /// The ledger's row.
    pub mail_id: i64,
    /// Who sent it, lower case.
    pub from: String,
    pub authenticated: bool,
    /// As it stands in the history beside it.
    pub authenticity: String,
    pub calendar: Calendar,
}

/// Why a notice did not reach its person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Failure {
    /// A permanent bounce (RFC 3464).
    Bounced,
    /// An absence notice (RFC 3834).
    Absent,
    /// Our own mail server refused it for good, or the retry ladder ended.
    Refused,
    /// Handed over without an answer; it may have been accepted.
    Uncertain,
    /// A bounce for another address than the one we wrote to: a forwarding, or a forgery.
    BouncedOther,
    /// An absence of somebody else than the one we wrote to, or forged for certain.
    AbsentOther,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NotReached {
    pub outbox_id: i64,
    pub recipient: String,
    pub template: Template,
    pub failure: Failure,
    /// The status code or the server's word, masked.
    pub detail: Option<String>,
}

/// What was forgotten of a case, by whom and why. The case itself stays as it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Forgotten {
    /// A person at the command line; `varsel` where it was the policy's rule.
    pub by: String,
    /// In that person's words.
    pub reason: Option<String>,
    /// Mails as they came.
    pub raw: u64,
    pub readings: u64,
    /// Our own mails' bytes.
    pub sent: u64,
    /// What the history's entries said.
    pub entries: u64,
}

/// What follows from an event. All of it is committed at once.
#[derive(Clone, Debug, PartialEq)]
pub struct Decision {
    pub case: Case,
    pub entries: Vec<Entry>,
    pub notices: Vec<Notice>,
    /// Every due time that the case now waits for; what is not in it any more is cancelled.
    pub agenda: Vec<Due>,
    /// Why rows that are no longer in the agenda were cancelled.
    pub cancelled: Phrase,
    /// What became of the mail, for the ledger.
    pub outcome: Outcome,
}

/// The ledger's words for what a mail led to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    Opened,
    Joined,
    Replied,
    Comment,
    Bounce,
    AutoReply,
    Calendar,
    Unreadable,
    Ignored,
}

impl Outcome {
    pub fn name(self) -> &'static str {
        match self {
            Outcome::Opened => "opened",
            Outcome::Joined => "joined",
            Outcome::Replied => "replied",
            Outcome::Comment => "comment",
            Outcome::Bounce => "bounce",
            Outcome::AutoReply => "auto-reply",
            Outcome::Calendar => "calendar",
            Outcome::Unreadable => "unreadable",
            Outcome::Ignored => "ignored",
        }
    }
}

/// One line of history: what, by whom, how believed, why. The payload holds the details and may be erased by rule.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    pub event: String,
    /// An address, or `varsel`.
    pub by: String,
    pub authenticity: String,
    pub reason: Phrase,
    pub payload: serde_json::Value,
}

/// A due time as a row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Due {
    pub key: StepKey,
    pub at: DateTime<Utc>,
}
