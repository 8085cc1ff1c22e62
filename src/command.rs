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

impl ListName {
    /// As written in contacts.toml and in JSON.
    pub fn name(self) -> &'static str {
        match self {
            ListName::Security => "security",
            ListName::Privacy => "privacy",
        }
    }
}

/// Whether a measure stops the harm now or removes its cause (S91, S95).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MeasureKind {
    Immediate,
    Corrective,
}

/// What a person may ask to be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Paper {
    AuthorityPackage,
    AuthoritySupplement,
    PersonsLetter,
    IncidentReport,
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
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
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
        /// By when, where it is planned.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        due: Option<DateTime<FixedOffset>>,
        /// By what means: letter, e-mail, phone, in public.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        how: Option<String>,
    },
    PersonsInformed {
        at: DateTime<FixedOffset>,
        how: Option<String>,
    },
    DelayReason {
        reason: String,
    },
    /// The authority was phoned first, as it may hear of it from others (S47).
    AuthorityPhoned {
        at: DateTime<FixedOffset>,
    },
    /// What was still missing was sent on (GDPR article 33(4)); `last` when nothing more follows.
    SupplementSent {
        at: DateTime<FixedOffset>,
        reference: Option<String>,
        last: bool,
    },
    /// Whether a law's threshold is reached, such as a major incident under DORA: then its clocks start. `regime` is
    /// the name of their group.
    Classified {
        regime: String,
        answer: Decision,
        at: Option<DateTime<FixedOffset>>,
        reason: Option<String>,
    },
    /// A report under another law than GDPR was sent. `regime` is its name or group; `stage` tells several apart.
    Submitted {
        regime: String,
        stage: Option<String>,
        at: DateTime<FixedOffset>,
        reference: Option<String>,
    },
    /// Asks for a paper of the case: the authority's package, its supplement, the letter to the persons affected, the
    /// incident report.
    Send {
        paper: Paper,
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
        /// Immediate or corrective, where it is said (S91, S95).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        kind: Option<MeasureKind>,
        /// A rough estimate of what it takes; one makes it a large measure that is approved before its start (S58).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        estimate: Option<String>,
    },
    /// The measure's owner proposes how to do it and what it takes; the case owner approves (S58).
    MeasurePropose {
        number: u32,
        text: String,
        estimate: Option<String>,
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
        /// Further members, as written.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        members: Vec<String>,
    },
    GroupCancel {
        reason: Option<String>,
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
    /// The other case is not the same incident.
    NotSame {
        case: String,
    },
    /// Tells the controllers for whom we process data; no name means all (S26, S83).
    NotifyControllers {
        names: Vec<String>,
    },
    /// Somebody outside caused it: they are told and chased until they say what they did (S81).
    ExternalParty {
        party: String,
        email: String,
        reason: Option<String>,
    },
    ExternalFeedback {
        party: Option<String>,
        text: String,
    },
    /// Which of the joint controllers notifies, follows up and closes (S84).
    JointControllers {
        notifies: Option<String>,
        follows_up: Option<String>,
        closes: Option<String>,
    },
    /// An exercise: every mail of the case says so (S3).
    Exercise {
        answer: Decision,
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
            Command::AuthorityPhoned { .. } => "authority_phoned",
            Command::SupplementSent { .. } => "supplement_sent",
            Command::Classified { .. } => "classified",
            Command::Submitted { .. } => "submitted",
            Command::Send { .. } => "send",
            Command::MeasurePropose { .. } => "measure_propose",
            Command::GroupCancel { .. } => "group_cancel",
            Command::NotSame { .. } => "not_same",
            Command::NotifyControllers { .. } => "notify_controllers",
            Command::ExternalParty { .. } => "external_party",
            Command::ExternalFeedback { .. } => "external_feedback",
            Command::JointControllers { .. } => "joint_controllers",
            Command::Exercise { .. } => "exercise",
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
