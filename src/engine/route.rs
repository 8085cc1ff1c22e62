//! What a mail is about, as far as its class and its references say; which case it belongs to is looked up after.

use crate::mail::{BounceAction, Class, Reading};
use crate::store::Outcome;

/// Where a mail goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Route {
    /// To the case it belongs to, else it opens one.
    Case,
    /// A notice of ours came back for good.
    Bounced,
    /// A notice of ours met an absence.
    Absent,
    /// To the case whose meeting it answers.
    Meeting,
    /// Noted in the ledger and nothing else.
    Note(Outcome),
}

/// By class alone (design.md "Walk of a mail").
pub fn route(reading: &Reading) -> Route {
    match reading.class {
        Class::Message | Class::Unreadable => Route::Case,
        Class::Bounce => match &reading.bounce {
            Some(bounce) if bounce.action != BounceAction::Failed => Route::Note(Outcome::Bounce),
            _ => Route::Bounced,
        },
        Class::AutoReply => Route::Absent,
        Class::Receipt => Route::Note(Outcome::Receipt),
        // An invitation from outside never changes a case.
        Class::Calendar => match &reading.calendar {
            Some(calendar) if matches!(calendar.method.as_str(), "REPLY" | "COUNTER") => Route::Meeting,
            _ => Route::Note(Outcome::Calendar),
        },
        Class::Bulk => Route::Note(Outcome::Bulk),
        Class::Own => Route::Note(Outcome::Own),
    }
}

/// Message-IDs that may name a notice of ours: what is answered, then the thread, then the bounced original.
pub fn named_ids(reading: &Reading) -> Vec<String> {
    let original = reading.bounce.iter().filter_map(|bounce| bounce.original_message_id.clone());
    let refers = &reading.refers_to;
    let mut ids: Vec<String> = original.chain(refers.in_reply_to.iter().cloned()).collect();
    ids.extend(refers.references.iter().rev().take(20).cloned());
    ids.dedup();
    ids
}

/// The case ids in threads' own ids, `CASE.thread@domain`, which every notice carries in References. Only those of our
/// own domain; another program may use the same form.
pub fn thread_cases(ids: &[String], domain: &str) -> Vec<String> {
    let ours = |id: &String| {
        let (local, of) = id.split_once('@')?;
        let case = local.strip_suffix(".thread")?;
        let is_id = case.len() == 32 && case.chars().all(|c| c.is_ascii_hexdigit());
        (is_id && of.eq_ignore_ascii_case(domain)).then(|| case.to_owned())
    };
    ids.iter().filter_map(ours).collect()
}
