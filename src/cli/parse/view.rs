//! The object of `varsel parse --json`: a promise to scripts.

use std::path::Path;

use chrono::{DateTime, FixedOffset};
use serde::Serialize;
use serde_json::Value;

use super::explained::Explained;
use crate::command::{CommandLine, Misread};
use crate::document::Unread;
use crate::mail::reading::Redaction;
use crate::mail::{Attachment, Bounce, Calendar, Class, Context, Forwarded, Reading, Signature};
use crate::redact::{self, Travelled, travelled};
use crate::report::{Field, Found, Report};

#[derive(Serialize)]
pub struct View<'a> {
    schema: u32,
    file: String,
    class: Class,
    reason: &'a str,
    message_id: Option<&'a str>,
    from: Option<&'a str>,
    subject: Option<&'a str>,
    language: &'a str,
    date: Option<DateTime<FixedOffset>>,
    refers_to: RefersTo<'a>,
    reply_text: &'a str,
    report: &'a Report,
    open: &'a [Field],
    conflicts: Vec<Conflict<'a>>,
    commands: &'a [CommandLine],
    misread: &'a [Misread],
    #[serde(skip_serializing_if = "Option::is_none")]
    bounce: Option<&'a Bounce>,
    #[serde(skip_serializing_if = "Option::is_none")]
    calendar: Option<&'a Calendar>,
    #[serde(skip_serializing_if = "Option::is_none")]
    forwarded: Option<&'a Forwarded>,
    authenticity: Authenticity,
    attachments: &'a [Attachment],
    unread: &'a [Unread],
    redactions: &'a [Redaction],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    signatures: &'a [Signature],
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    encrypted: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    number_sent_openly: Option<Travelled>,
    #[serde(skip_serializing_if = "Option::is_none")]
    risk: Option<Value>,
    defects: &'a [String],
}

#[derive(Serialize)]
struct RefersTo<'a> {
    in_reply_to: &'a [String],
    references: &'a [String],
    case: Option<&'a str>,
}

/// What another part of the mail says differently, in the shape of a field with its name.
#[derive(Serialize)]
struct Conflict<'a> {
    field: Field,
    #[serde(flatten)]
    found: &'a Found,
}

#[derive(Serialize)]
struct Authenticity {
    verdict: &'static str,
    why: &'static str,
}

/// The object for one mail.
pub fn view<'a>(file: &Path, reading: &'a Reading, context: &Context, explained: &Explained<'_>) -> View<'a> {
    let mut file = file.display().to_string();
    redact::mask_identifier(&mut file);
    let refers = &reading.refers_to;
    View {
        schema: 1,
        file,
        class: reading.class,
        reason: &reading.reason,
        message_id: reading.message_id.as_deref(),
        from: reading.from.as_ref().map(|from| from.address.as_str()),
        subject: reading.subject.as_deref(),
        language: &reading.language,
        date: reading.date,
        refers_to: RefersTo {
            in_reply_to: &refers.in_reply_to,
            references: &refers.references,
            case: refers.case.as_deref(),
        },
        reply_text: &reading.reply_text,
        report: &reading.report,
        open: &reading.open,
        conflicts: reading.conflicts.iter().map(|(field, found)| Conflict { field: *field, found }).collect(),
        commands: &reading.commands,
        misread: &reading.misread,
        bounce: reading.bounce.as_ref(),
        calendar: reading.calendar.as_ref(),
        forwarded: reading.forwarded.as_ref(),
        authenticity: Authenticity {
            verdict: "unauthenticated",
            why: "parse asks no name server and trusts no header of the mail",
        },
        attachments: &reading.attachments,
        unread: &reading.unread,
        redactions: &reading.redactions,
        signatures: &reading.signatures,
        encrypted: reading.opened || reading.closed.is_some(),
        number_sent_openly: travelled(reading, context.address.as_deref(), &context.domains),
        risk: explained.view(reading),
        defects: &reading.defects,
    }
}
