//! The object of `varsel parse --json`: a promise to scripts.

use std::path::Path;

use serde_json::{Value, json};

use super::explained::Explained;

use crate::mail::{Context, Reading};
use crate::redact::{self, travelled};
use crate::report::{Field, Found};

/// The object that is promised to scripts.
pub fn view(file: &Path, reading: &Reading, context: &Context, explained: &Explained<'_>) -> Value {
    let mut file = file.display().to_string();
    redact::mask_identifier(&mut file);
    let mut object = json!({
        "schema": 1,
        "file": file,
        "class": reading.class,
        "reason": reading.reason,
        "message_id": reading.message_id,
        "from": reading.from.as_ref().map(|from| &from.address),
        "subject": reading.subject,
        "language": reading.language,
        "date": reading.date,
        "refers_to": {
            "in_reply_to": reading.refers_to.in_reply_to,
            "references": reading.refers_to.references,
            "case": reading.refers_to.case,
        },
        "reply_text": reading.reply_text,
        "report": reading.report,
        "open": reading.open,
        "conflicts": conflicts(reading),
        "commands": reading.commands,
        "misread": reading.misread,
        "authenticity": {
            "verdict": "unauthenticated",
            "why": "parse asks no name server and trusts no header of the mail",
        },
        "attachments": reading.attachments,
        "unread": reading.unread,
        "redactions": reading.redactions,
        "defects": reading.defects,
    });
    if let Some(map) = object.as_object_mut() {
        if let Some(travelled) = travelled(reading, context.address.as_deref(), &context.domains) {
            map.insert("number_sent_openly".to_owned(), json!(travelled));
        }
        if let Some(risk) = explained.view(reading) {
            map.insert("risk".to_owned(), risk);
        }
        if let Some(bounce) = &reading.bounce {
            map.insert("bounce".to_owned(), json!(bounce));
        }
        if let Some(forwarded) = &reading.forwarded {
            map.insert("forwarded".to_owned(), json!(forwarded));
        }
        if let Some(calendar) = &reading.calendar {
            map.insert("calendar".to_owned(), json!(calendar));
        }
    }
    object
}

/// What another part of the mail says differently, in the shape of a field with its name.
fn conflicts(reading: &Reading) -> Vec<Value> {
    let named = |(field, found): &(Field, Found)| {
        let mut object = json!(found);
        if let Some(map) = object.as_object_mut() {
            map.insert("field".to_owned(), json!(field));
        }
        object
    };
    reading.conflicts.iter().map(named).collect()
}
