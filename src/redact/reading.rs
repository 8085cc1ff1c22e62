//! The last look at a reading before it leaves the reader: what it keeps of a mail as it was written there, and its words
//! once more, for a reader may have brought together what stood apart: lines, cells, the lines around a quotation.

use super::{Counts, mask, mask_identifier};
use crate::mail::reading::{Mailbox, Reading};
use crate::report::{Found, Value};

/// Masks what is left in a reading; what was masked before it was read is not counted again.
pub fn mask_reading(reading: &mut Reading) -> Counts {
    let mut counts = words(reading);
    counts.add(identifiers(reading));
    counts
}

fn words(reading: &mut Reading) -> Counts {
    let mut counts = Counts::default();
    let mut take = |text: &mut String| counts.add(mask(text));
    reading.subject.iter_mut().for_each(&mut take);
    take(&mut reading.reply_text);
    let beside = reading.conflicts.iter_mut().map(|(_, found)| found);
    for found in reading.report.values_mut().chain(beside) {
        let Found { value, raw, source, .. } = found;
        take(raw);
        take(source);
        match value {
            Value::Text(text) | Value::Answer { text, .. } => take(text),
            Value::Contact { name, email, phone } => {
                [name, email, phone].into_iter().flatten().for_each(&mut take);
            }
            Value::Period { .. }
            | Value::Moment(_)
            | Value::Count(_)
            | Value::Level(_)
            | Value::Properties(_)
            | Value::Kinds(_) => {}
        }
    }
    reading.attachments.iter_mut().for_each(|one| take(&mut one.name));
    reading.unread.iter_mut().for_each(|one| take(&mut one.name));
    if let Some(first) = &mut reading.forwarded {
        let said = [&mut first.name, &mut first.address, &mut first.subject, &mut first.date];
        said.into_iter().flatten().for_each(&mut take);
    }
    reading.calendar.iter_mut().flat_map(|one| &mut one.comment).for_each(&mut take);
    counts
}

fn identifiers(reading: &mut Reading) -> Counts {
    let mut counts = Counts::default();
    let mut take = |text: &mut String| counts.add(mask_identifier(text));
    let addresses = [&mut reading.from, &mut reading.reply_to].into_iter().flatten();
    for Mailbox { address, .. } in addresses.chain(&mut reading.to).chain(&mut reading.cc) {
        take(address);
    }
    reading.message_id.iter_mut().for_each(&mut take);
    let refers = &mut reading.refers_to;
    refers.in_reply_to.iter_mut().chain(&mut refers.references).chain(&mut refers.token).for_each(&mut take);
    if let Some(bounce) = &mut reading.bounce {
        let kept = [&mut bounce.status, &mut bounce.recipient, &mut bounce.original_message_id];
        kept.into_iter().flatten().for_each(&mut take);
    }
    if let Some(calendar) = &mut reading.calendar {
        let kept = [&mut calendar.method, &mut calendar.uid, &mut calendar.attendee, &mut calendar.partstat];
        kept.into_iter().chain(&mut calendar.sent_by).for_each(&mut take);
    }
    reading.attachments.iter_mut().for_each(|one| take(&mut one.media_type));
    reading.signatures.iter_mut().for_each(|one| {
        one.who.iter_mut().for_each(&mut take);
        take(&mut one.why);
    });
    take(&mut reading.reason);
    reading.defects.iter_mut().for_each(&mut take);
    reading.trace.fields.iter_mut().for_each(|(_, value)| take(value));
    counts
}
