//! A notice to one person, as a value: which text, to whom, with which facts, and why. Rendering comes later.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::figures::Section;
use super::overview::Overview;
use super::package::{Line, Package};
use super::risk::{Enisa, Proposal};
use crate::contacts::ListName;
pub use crate::mail::compose::Attachment;
use crate::phrase::Phrase;
use crate::policy::{BandName, Bands, Tlp};
use crate::report::{Field, Kind};

/// The texts there are; each has a folder under templates/LANG.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Template {
    /// Receipt to a reporter: what was understood, what is missing. Unauthenticated: number and open questions only.
    Acknowledgement,
    /// The same to a processor that notified us (GDPR art. 33(2)).
    ProcessorReceipt,
    /// Asks the reporter for what is still missing.
    MissingInformation,
    /// To the officer and those the policy names: a new case, the clock, the proposal, how to answer.
    NewCase,
    /// The same out of hours to those who hold the officer's tasks then (S39).
    OutOfHours,
    /// The proposal changed after new information.
    RiskProposal,
    /// To a contact on the security list: what kind of breach, whom to call; nothing of the report's text.
    ListSecurity,
    /// To a contact on the privacy list.
    ListPrivacy,
    /// Something of the case waits for you.
    Reminder,
    /// Nobody has taken it in hand, or the deadline is near: to stand-in or head.
    Escalation,
    /// The deadline has passed.
    Overdue,
    /// What your reply changed, what was not understood and how to write it.
    CommandReceipt,
    /// To the officer: somebody tried to change the case and was not believed.
    Unverified,
    /// To the one in whose name such a mail came: nothing of it, and nothing of the case.
    InYourName,
    /// A notice to someone who must act came back or met an absence: to the stand-in.
    BounceEscalation,
    /// To the one who owns a measure.
    MeasureReminder,
    /// After a time: did the measures work?
    MeasureEvaluation,
    /// The first meeting of the action group: invited, moved or called off, with the object for the calendar (S11).
    GroupInvitation,
    /// What the action group is asked for, and that its work is done (S12, S14).
    GroupFollowup,
    /// A draft of the letter to the persons affected (S51–S53), to the officer and to who informs them.
    PersonsLetter,
    /// The case is closed.
    Closed,
    /// To a controller for whom we process data, or with whom we are responsible: what concerns it (GDPR art. 33(2)).
    ControllerBrief,
    /// To somebody outside who caused it: what did you do about it (S81).
    ExternalChase,
    /// That the program lives, with what is open; and lists of mail that a person must look at.
    Digest,
    /// To a contact of the lists: no breach, only the question whether the own row is still right.
    ContactVerification,
    /// What a contact's answer to that changed.
    ContactReceipt,
    /// The year in figures, for the management's review (S96).
    YearlyReview,
    /// To those who run it: mail cannot be read or sent, or can again. About no case.
    Alarm,
    /// To the officer: the notice to the authority, field by field, ready to paste.
    AuthorityPackage,
    /// To the officer: what is new since the authority was notified.
    AuthoritySupplement,
}

impl Template {
    pub const ALL: [Template; 30] = [
        Template::Acknowledgement,
        Template::ProcessorReceipt,
        Template::MissingInformation,
        Template::NewCase,
        Template::OutOfHours,
        Template::RiskProposal,
        Template::ListSecurity,
        Template::ListPrivacy,
        Template::Reminder,
        Template::Escalation,
        Template::Overdue,
        Template::CommandReceipt,
        Template::Unverified,
        Template::InYourName,
        Template::BounceEscalation,
        Template::MeasureReminder,
        Template::MeasureEvaluation,
        Template::GroupInvitation,
        Template::GroupFollowup,
        Template::PersonsLetter,
        Template::Closed,
        Template::ControllerBrief,
        Template::ExternalChase,
        Template::Digest,
        Template::ContactVerification,
        Template::ContactReceipt,
        Template::YearlyReview,
        Template::Alarm,
        Template::AuthorityPackage,
        Template::AuthoritySupplement,
    ];

    /// The folder's name, and the name in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Template::Acknowledgement => "acknowledgement",
            Template::ProcessorReceipt => "processor-receipt",
            Template::MissingInformation => "missing-information",
            Template::NewCase => "new-case",
            Template::OutOfHours => "out-of-hours",
            Template::RiskProposal => "risk-proposal",
            Template::ListSecurity => "list-security",
            Template::ListPrivacy => "list-privacy",
            Template::Reminder => "reminder",
            Template::Escalation => "escalation",
            Template::Overdue => "overdue",
            Template::CommandReceipt => "command-receipt",
            Template::Unverified => "unverified",
            Template::InYourName => "in-your-name",
            Template::BounceEscalation => "bounce-escalation",
            Template::MeasureReminder => "measure-reminder",
            Template::MeasureEvaluation => "measure-evaluation",
            Template::GroupInvitation => "group-invitation",
            Template::GroupFollowup => "group-followup",
            Template::PersonsLetter => "persons-letter",
            Template::Closed => "closed",
            Template::ControllerBrief => "controller-brief",
            Template::ExternalChase => "external-chase",
            Template::Digest => "digest",
            Template::ContactVerification => "contact-verification",
            Template::ContactReceipt => "contact-receipt",
            Template::YearlyReview => "yearly-review",
            Template::Alarm => "alarm",
            Template::AuthorityPackage => "authority-package",
            Template::AuthoritySupplement => "authority-supplement",
        }
    }
}

/// One receiver. The name is how the mail greets; absent for an unknown reporter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recipient {
    pub email: String,
    pub name: Option<String>,
    /// `nb`, `nn` or `en`.
    pub language: String,
}

/// How a mail announces that a machine sent it (RFC 3834 section 5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Automatic {
    /// An answer to a mail: auto-replied, and asks others not to auto-answer.
    Replied,
    /// An alert that a person must act on: auto-generated; an absence notice is wanted.
    Generated,
}

/// Who the mail is for in the eyes of the law: decides what may stand in it (design promise 5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Audience {
    Reporter,
    Processor,
    /// Only its own data's part in it; never another party's name or words.
    Controller,
    /// The least: that there is something of theirs to answer for.
    External,
    Officer,
    Management,
    SecurityList,
    PrivacyList,
}

/// What makes a notice once-only together with case and recipient:
/// (case, obligation, generation, step, occurrence, recipient) is unique in the outbox.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct StepKey {
    pub obligation: String,
    pub generation: u32,
    pub step: String,
    pub occurrence: u32,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Notice {
    pub template: Template,
    pub audience: Audience,
    pub to: Recipient,
    pub data: Box<NoticeData>,
    pub key: StepKey,
    /// Why this mail is sent: into the history and the terminal's story.
    pub reason: Phrase,
    pub automatic: Automatic,
    /// From <> : an answer to somebody we do not know (no backscatter of our own bounces).
    pub null_sender: bool,
    /// The Message-ID this answers, without brackets; a notice that starts a thread has none.
    pub in_reply_to: Option<String>,
    /// Whether the recipient may steer or complete the case by replying: then the mail carries a token.
    pub reply_wanted: bool,
    /// Lower goes first: 0 first notices and statutory steps, 1 escalations, 2 receipts, 3 reminders, 4 all of a case that
    /// opens in a flood.
    pub priority: u8,
    /// Files that go along.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<Attachment>,
    /// An invitation, or that the meeting is called off: written as an iCalendar object.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calendar: Option<Meeting>,
}

/// A meeting to which one person is invited.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Meeting {
    /// It is called off.
    pub cancelled: bool,
    pub uid: String,
    /// 0 in the first invitation.
    pub sequence: u32,
    pub starts_at: DateTime<Utc>,
    pub minutes: u32,
    /// Where, or who will say.
    pub place: Phrase,
    /// This person takes part in the introduction only (S13).
    pub introduction_only: bool,
}

/// A field as it was understood, shown back to the one who wrote it or to the officer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Understood {
    pub field: Field,
    pub value: crate::report::Value,
    /// As written by the sender.
    pub raw: String,
    /// The sentence that it was taken from, where no label names it: shown so that a wrong reading is seen at once.
    pub sentence: Option<String>,
}

/// The machine's proposal for the risk, one line of explanation a step. A person decides.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ProposalView {
    /// The pair that carries the higher duty of the two methods (V14).
    pub likelihood: u8,
    pub consequence: u8,
    pub score: u8,
    pub band: BandName,
    /// What the proposal would oblige to.
    pub duty: Phrase,
    /// Why the pair is above Normen's own, where it is.
    pub raised: Option<Phrase>,
    /// Normen's own pair in one line, and its criteria.
    pub normen: Phrase,
    pub because: Vec<Phrase>,
    /// ENISA's sum in one line, its level (`high`), and its steps; absent in cases of an earlier version.
    pub enisa: Option<Phrase>,
    pub severity: Option<f64>,
    pub severity_level: Option<Phrase>,
    pub enisa_because: Vec<Phrase>,
}

impl ProposalView {
    pub fn of(proposal: &Proposal, bands: &Bands) -> ProposalView {
        let weighed = proposal.under(bands);
        let enisa = proposal.enisa.as_ref();
        ProposalView {
            likelihood: weighed.likelihood,
            consequence: weighed.consequence,
            score: weighed.score(),
            band: weighed.band,
            duty: weighed.duty.said(),
            normen: Phrase::new("normen_product")
                .with("likelihood", proposal.likelihood)
                .with("consequence", proposal.consequence)
                .with("score", proposal.score())
                .with("band", weighed.normen),
            raised: weighed.raised,
            because: proposal.because.clone(),
            enisa: enisa.map(Enisa::sum),
            severity: enisa.map(Enisa::severity),
            severity_level: enisa.map(|enisa| Phrase::new(enisa.band().key())),
            enisa_because: enisa.map(|enisa| enisa.because.clone()).unwrap_or_default(),
        }
    }

    /// Leaves out the report's own words; they are for those who handle the case.
    pub fn without_quotes(&mut self) {
        self.because.iter_mut().chain(&mut self.enisa_because).for_each(Proposal::unquote);
    }
}

/// Every fact that any text may show. Decide fills only what the audience may see; templates are proved with samples
/// of it. A key is always present, `null` or empty where there is nothing, so that a misspelt name is an error.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct NoticeData {
    pub organisation: String,
    /// The breach mailbox.
    pub address: String,
    pub case_number: String,
    pub recipient_name: Option<String>,
    pub opened_at: Option<DateTime<Utc>>,
    pub aware_at: Option<DateTime<Utc>>,
    /// How we know when we became aware.
    pub aware_reason: Option<Phrase>,
    /// The discovery time is vague or odd: one confirming line is asked for.
    pub aware_unsure: bool,
    /// The authority's deadline.
    pub due_at: Option<DateTime<Utc>>,
    /// Negative when it has passed.
    pub remaining_secs: Option<i64>,
    pub authority: Option<String>,
    pub kinds: Vec<Kind>,
    pub band: BandName,
    pub likelihood: Option<u8>,
    pub consequence: Option<u8>,
    pub score: Option<u8>,
    pub proposal: Option<ProposalView>,
    /// Name and address, shown to the officer only.
    pub reporter: Option<String>,
    pub processor: Option<String>,
    /// What the officer must know of processor, controllers and joint controllers, a sentence each.
    pub parties: Vec<Phrase>,
    /// The controller is responsible together with us.
    pub joint: bool,
    /// Categories of data as we class them, to a controller.
    pub categories: Vec<Phrase>,
    /// What the officer wrote to a party outside.
    pub words: Option<String>,
    /// The reporter could not be authenticated.
    pub reporter_unverified: bool,
    pub understood: Vec<Understood>,
    pub missing: Vec<Field>,
    /// Attachments that could not be read, a sentence each; without their names where the sender is not known.
    pub unread: Vec<Phrase>,
    /// Whose mail the reporter passed on, shown to the officer only.
    pub forwarded: Option<String>,
    /// That identity numbers were found and masked, and what the rule says of it (S36, P14), each a sentence.
    pub numbers: Vec<Phrase>,
    /// Could not be read: a person must look at the mail itself (`varsel mail show`).
    pub unreadable: bool,
    /// Why, where that says what to do.
    pub unreadable_why: Option<Phrase>,
    /// Attachments, as names and sizes, to the officer.
    pub attachments: Vec<String>,
    /// A reminder that tells of something new instead of something that waits.
    pub news: bool,
    /// What a reminder, escalation or catch-up is about, each a sentence.
    pub items: Vec<Phrase>,
    /// What a reply changed.
    pub done: Vec<Phrase>,
    /// Lines that were refused or not understood, with how to write them.
    pub not_done: Vec<Phrase>,
    /// Who holds the case now, until when, and what comes next if nobody acts (S: say it in every mail).
    pub held_by: Option<String>,
    pub held_until: Option<DateTime<Utc>>,
    pub next_step: Option<Phrase>,
    /// Whom the parties call (list notices).
    pub contact_name: Option<String>,
    pub contact_phone: Option<String>,
    pub contact_email: Option<String>,
    /// Whom a controller may call out of working hours (S27).
    pub off_hours_name: Option<String>,
    pub off_hours_phone: Option<String>,
    /// Who could not be reached, and why (bounce-escalation, unverified).
    pub about: Option<String>,
    pub about_reason: Option<Phrase>,
    /// The mail that was not believed came in the reader's own name (unverified).
    pub in_your_name: bool,
    /// Measures: number, text, due.
    pub measures: Vec<MeasureView>,
    /// How far the receiver may pass it on.
    #[serde(default)]
    pub tlp: Option<Tlp>,
    /// An exercise: said at the head of the subject and of the text.
    pub exercise: bool,
    /// The meeting to which the recipient is invited.
    pub meeting: Option<Meeting>,
    /// Why the case was closed, in the words of the one who closed it.
    pub closing_reason: Option<String>,
    /// A question from the officer to the reporter.
    pub question: Option<String>,
    /// The receiver's own rows of the contact lists.
    pub contact_rows: Vec<ContactRow>,
    /// The draft of the letter to the persons affected, who sends it, and what was decided about it.
    pub letter: Vec<LetterPart>,
    /// The incident report goes along as a file.
    pub encloses_report: bool,
    pub informs: Option<Phrase>,
    pub persons_decided: bool,
    pub persons_due: Option<DateTime<Utc>>,
    pub persons_how: Option<String>,
    /// Ready lines to reply with, each a command as one would write it.
    pub reply_lines: Vec<String>,
    /// The notice to the authority, to those who handle the case only.
    pub package: Option<Package>,
    /// A draft of what happened when, where the notice is late, to those who handle the case only.
    pub timeline: Vec<Line>,
    /// The head of the audit chain over this case, hex, shortened: recipients' archives witness it.
    pub chain_head: Option<String>,
    /// What stands open in the house (digest).
    pub overview: Option<Overview>,
    /// Figures as tables (digest of the week, yearly review).
    pub sections: Vec<Section>,
    /// Which year a review is of.
    pub year: Option<i32>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MeasureView {
    pub number: u32,
    pub text: String,
    pub owner: Option<String>,
    pub helper: Option<String>,
    pub effect: Option<String>,
    /// How the owner proposes to do it, and what it takes.
    pub proposal: Option<String>,
    pub estimate: Option<String>,
    /// The last word of progress.
    pub progress: Option<String>,
    pub waits_for_approval: bool,
    pub due_at: Option<DateTime<Utc>>,
    pub done_at: Option<DateTime<Utc>>,
}

/// A row as it stands on one list or, the same, on both (S4).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ContactRow {
    pub lists: Vec<ListName>,
    pub party: String,
    pub name: String,
    pub phone: String,
    pub email: String,
}

/// A part of a letter: a heading, and sentences or a list of them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LetterPart {
    pub heading: Option<Phrase>,
    pub lines: Vec<Phrase>,
    pub listed: bool,
}
