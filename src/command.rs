//! The lines by which the privacy officer steers a case: `S: 3 K: 4`, `Meld Datatilsynet: ja`, `Tiltak: …`.

mod read;

pub use read::read;

use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Serialize};

/// A yes or no that a person decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Decision {
    Yes,
    No,
}

/// Which contact lists to tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ListName {
    Security,
    Privacy,
}

/// One command, as `command` and `args` in JSON.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "command", content = "args", rename_all = "snake_case")]
pub enum Command {
    Assess {
        likelihood: Option<u8>,
        consequence: Option<u8>,
        residual_likelihood: Option<u8>,
        residual_consequence: Option<u8>,
    },
    Acknowledge {},
    NotifyAuthority {
        answer: Decision,
        reason: Option<String>,
    },
    AuthorityNotified {
        at: DateTime<FixedOffset>,
        reference: Option<String>,
    },
    /// `exception` is a, b or c of GDPR article 34(3).
    InformPersons {
        answer: Decision,
        reason: Option<String>,
        exception: Option<String>,
    },
    PersonsInformed {
        at: DateTime<FixedOffset>,
        how: Option<String>,
    },
    DelayReason {
        reason: String,
    },
    /// No list at all means: tell nobody (`Varsle: ingen, fordi …`); then `reason` says why.
    NotifyLists {
        lists: Vec<ListName>,
        parties: Vec<String>,
        reason: Option<String>,
    },
    Assign {
        role: String,
        person: String,
    },
    Measure {
        text: String,
        owner: Option<String>,
        helper: Option<String>,
        due: Option<DateTime<FixedOffset>>,
        effect: Option<String>,
    },
    MeasureDone {
        number: u32,
        at: Option<DateTime<FixedOffset>>,
    },
    MeasureApprove {
        number: u32,
        text: Option<String>,
    },
    MeasureProgress {
        number: u32,
        text: String,
    },
    ActionGroup {
        at: DateTime<FixedOffset>,
        place: Option<String>,
    },
    GroupContact {
        person: String,
    },
    ReportDelivered {
        at: Option<DateTime<FixedOffset>>,
    },
    NotABreach {
        reason: String,
    },
    Close {
        reason: Option<String>,
    },
    Reopen {
        reason: Option<String>,
    },
    Merge {
        case: String,
    },
    Aware {
        at: DateTime<FixedOffset>,
        reason: Option<String>,
    },
    Evidence {
        text: String,
    },
    PoliceReport {
        at: Option<DateTime<FixedOffset>>,
        reference: Option<String>,
    },
    Evaluate {
        text: String,
    },
    Exclude {
        person: String,
        reason: Option<String>,
    },
    Ask {
        text: String,
    },
    ContactConfirm {},
    ContactCorrect {
        field: String,
        value: String,
    },
    Release {},
    Undo {},
    Help {},
}

impl Command {
    /// The name as in JSON and in the table of who may what.
    pub fn name(&self) -> &'static str {
        match self {
            Command::Assess { .. } => "assess",
            Command::Acknowledge {} => "acknowledge",
            Command::NotifyAuthority { .. } => "notify_authority",
            Command::AuthorityNotified { .. } => "authority_notified",
            Command::InformPersons { .. } => "inform_persons",
            Command::PersonsInformed { .. } => "persons_informed",
            Command::DelayReason { .. } => "delay_reason",
            Command::NotifyLists { .. } => "notify_lists",
            Command::Assign { .. } => "assign",
            Command::Measure { .. } => "measure",
            Command::MeasureDone { .. } => "measure_done",
            Command::MeasureApprove { .. } => "measure_approve",
            Command::MeasureProgress { .. } => "measure_progress",
            Command::ActionGroup { .. } => "action_group",
            Command::GroupContact { .. } => "group_contact",
            Command::ReportDelivered { .. } => "report_delivered",
            Command::NotABreach { .. } => "not_a_breach",
            Command::Close { .. } => "close",
            Command::Reopen { .. } => "reopen",
            Command::Merge { .. } => "merge",
            Command::Aware { .. } => "aware",
            Command::Evidence { .. } => "evidence",
            Command::PoliceReport { .. } => "police_report",
            Command::Evaluate { .. } => "evaluate",
            Command::Exclude { .. } => "exclude",
            Command::Ask { .. } => "ask",
            Command::ContactConfirm {} => "contact_confirm",
            Command::ContactCorrect { .. } => "contact_correct",
            Command::Release {} => "release",
            Command::Undo {} => "undo",
            Command::Help {} => "help",
        }
    }
}

/// A command with the line it was read from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CommandLine {
    #[serde(flatten)]
    pub command: Command,
    pub raw: String,
}

/// A line that looks like a command but does not parse: it changes nothing, and the receipt says how to write it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Misread {
    pub raw: String,
    /// The command it resembles, by name.
    pub resembles: String,
}
