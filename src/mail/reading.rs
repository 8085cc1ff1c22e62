//! What a reader process says of one mail: everything that was understood, as plain values.
//! This is what crosses the process border, and (with the verdict added) what `varsel parse --json` prints.

use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Serialize};

use super::smime::Issuers;
use crate::command::{CommandLine, Misread};
use crate::document::Unread;
use crate::report::{Field, Found, Report};

use super::openpgp::{Closed, KnownKey, Piece};
use super::signed::BodyHashes;

/// What kind of mail it is. Only `Message` may open a case or count as an answer; `Unreadable` goes to a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Class {
    Message,
    Bounce,
    AutoReply,
    Receipt,
    Calendar,
    Bulk,
    Own,
    Unreadable,
}

/// An address with its display name. The name is shown, never believed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mailbox {
    pub name: Option<String>,
    /// `local@domain`, the domain in lower case and ASCII (IDNA).
    pub address: String,
}

/// What a mail says it answers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefersTo {
    /// Message-IDs without angle brackets.
    pub in_reply_to: Vec<String>,
    pub references: Vec<String>,
    /// A case number found in the subject, such as `AVVIK-2026-0001`.
    pub case: Option<String>,
    /// A token in a recipient's subaddress (`avvik+TOKEN@…`) or in the subject.
    pub token: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum BounceAction {
    Failed,
    Delayed,
    Delivered,
    Relayed,
    Expanded,
}

/// What a delivery status notification says (RFC 3464 section 2.3).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bounce {
    pub action: BounceAction,
    /// Enhanced status code, `5.1.1` (RFC 3463).
    pub status: Option<String>,
    pub permanent: bool,
    pub recipient: Option<String>,
    pub original_message_id: Option<String>,
}

/// An answer to an invitation (RFC 5546 section 3.2.3).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Calendar {
    pub method: String,
    pub uid: String,
    pub attendee: String,
    pub partstat: String,
    /// Which state of the meeting is answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sequence: Option<u32>,
    /// When the answer was written: of two the later one counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stamp: Option<DateTime<FixedOffset>>,
    /// When the meeting starts; in a COUNTER the time that is proposed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub starts_at: Option<DateTime<FixedOffset>>,
    /// What the attendee added in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// Who answered for the attendee.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sent_by: Option<String>,
}

/// The mail that a forward passes on; of stacked ones the first in the text, which the forwarder had received (M19).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Forwarded {
    /// Who wrote it, as far as the forward says.
    pub name: Option<String>,
    pub address: Option<String>,
    pub subject: Option<String>,
    /// As written in the forward.
    pub date: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// Identity numbers in it are masked.
    pub name: String,
    pub media_type: String,
    pub bytes: u64,
    pub sha256: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RedactionKind {
    NationalId,
    BankAccount,
    PaymentCard,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Redaction {
    pub kind: RedactionKind,
    pub count: u32,
}

/// The header fields that the daemon needs to judge who speaks and when the mail arrived, top first, unfolded.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TraceHeaders {
    /// Every trace-like field in order from the top: name in lower case, value unfolded. Only `received`,
    /// `authentication-results`, `return-path` and `x-ms-exchange-organization-authas`; at most 100.
    pub fields: Vec<(String, String)>,
    /// How many From fields the mail has; more than one is never believed (RFC 5322 section 3.6).
    pub from_count: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SignatureKind {
    Openpgp,
    Smime,
}

/// A signature that the mail carries, as data. It never authenticates a command by itself: it says who signed these
/// words once, not who sent them now, and a signed text can be sent again by anybody who has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature {
    pub kind: SignatureKind,
    /// It fits the signed bytes, and the key belongs to who the mail says it is from.
    pub valid: bool,
    /// Who signed, as far as the key or certificate tells: a known person, an address, a fingerprint.
    pub who: Option<String>,
    /// Why it is valid or not, in plain words.
    pub why: String,
}

/// Everything understood of one mail.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reading {
    pub class: Class,
    /// Why this class, in plain words.
    pub reason: String,
    /// Without angle brackets.
    pub message_id: Option<String>,
    pub from: Option<Mailbox>,
    pub reply_to: Option<Mailbox>,
    pub to: Vec<Mailbox>,
    pub cc: Vec<Mailbox>,
    /// Decoded, identity numbers masked.
    pub subject: Option<String>,
    /// `nb`, `nn`, `en` or `other`.
    pub language: String,
    pub date: Option<DateTime<FixedOffset>>,
    pub refers_to: RefersTo,
    /// What the sender newly wrote; quoted text and signature removed; masked.
    pub reply_text: String,
    pub report: Report,
    /// Fields of the authority's form that hold no answer.
    pub open: Vec<Field>,
    /// What another part of the mail says differently: kept beside the report, for a person.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub conflicts: Vec<(Field, Found)>,
    pub commands: Vec<CommandLine>,
    pub misread: Vec<Misread>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bounce: Option<Bounce>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calendar: Option<Calendar>,
    pub attachments: Vec<Attachment>,
    /// Attachments that could not be read, or not wholly: they are asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unread: Vec<Unread>,
    /// The reporter passed on somebody else's mail.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub forwarded: Option<Forwarded>,
    pub redactions: Vec<Redaction>,
    pub defects: Vec<String>,
    /// True where it carries Auto-Submitted other than "no", a null Return-Path or the like: never auto-answer it
    /// (RFC 3834 section 2), even where it is a report (an automatic alert, S90).
    pub automatic: bool,
    pub trace: TraceHeaders,
    /// What a check of the mail's DKIM signatures needs of its body; none where no signature could count.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body_hashes: Option<BodyHashes>,
    /// A bounce by its words alone, which speaks of a breach: if it names no mail of ours it is a report.
    #[serde(default)]
    pub may_be_report: bool,
    /// The signatures on it that could be looked at.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub signatures: Vec<Signature>,
    /// It came encrypted, and this is what was inside.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub opened: bool,
    /// It is encrypted and cannot be opened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed: Option<Closed>,
    /// What the key holder is to open; never stored.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sealed: Vec<Piece>,
}

impl Reading {
    /// It is encrypted and stays so: a person must look at it.
    pub fn close(&mut self, why: Closed) {
        self.class = Class::Unreadable;
        self.reason = why.why().to_owned();
        self.closed = Some(why);
        self.sealed.clear();
    }

    /// A reading of nothing: the mail could not be taken apart, and a person must look at it.
    pub fn unreadable(why: &str) -> Reading {
        Reading {
            class: Class::Unreadable,
            reason: why.to_owned(),
            message_id: None,
            from: None,
            reply_to: None,
            to: Vec::new(),
            cc: Vec::new(),
            subject: None,
            language: "other".to_owned(),
            date: None,
            refers_to: RefersTo::default(),
            reply_text: String::new(),
            report: Report::new(),
            open: Field::ASKED.to_vec(),
            conflicts: Vec::new(),
            commands: Vec::new(),
            misread: Vec::new(),
            bounce: None,
            calendar: None,
            attachments: Vec::new(),
            unread: Vec::new(),
            forwarded: None,
            redactions: Vec::new(),
            defects: vec![why.to_owned()],
            automatic: false,
            trace: TraceHeaders::default(),
            body_hashes: None,
            may_be_report: false,
            signatures: Vec::new(),
            opened: false,
            closed: None,
            sealed: Vec::new(),
        }
    }
}

/// What a reader process needs to know of us; sent to it once when it starts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Context {
    /// IANA name; times without a zone are read in it.
    pub time_zone: chrono_tz::Tz,
    /// `nb`, `nn` or `en`: when a mail does not show its own.
    pub language: String,
    /// The breach mailbox. A mail from it is our own.
    pub address: Option<String>,
    /// Our own mail domains.
    pub domains: Vec<String>,
    /// `AVVIK` in `AVVIK-2026-0001`.
    pub case_prefix: String,
    /// The name that our own mails carry, so that they are known when they come back; none outside a store.
    pub instance: Option<String>,
    /// Whose certificates count for signed mail.
    #[serde(default)]
    pub smime: Issuers,
    /// By whose OpenPGP keys signatures are checked.
    #[serde(default)]
    pub openpgp: Vec<KnownKey>,
}

impl Default for Context {
    /// What `varsel parse` uses without a configuration.
    fn default() -> Self {
        Context {
            time_zone: chrono_tz::Europe::Oslo,
            language: "nb".to_owned(),
            address: None,
            domains: Vec::new(),
            case_prefix: "AVVIK".to_owned(),
            instance: None,
            smime: Issuers::default(),
            openpgp: Vec::new(),
        }
    }
}
