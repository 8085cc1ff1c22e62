//! The history of a case in words, for the papers that carry its timeline.

use chrono::DateTime;

use crate::export::Voice;
use crate::export::incident::HistoryLine;
use crate::mail::authenticity::method_of;
use crate::phrase::Phrase;
use crate::store::Entry;

/// An entry of the history in words; where its payload has been erased, its event.
pub fn line(entry: &Entry, voice: &Voice<'_>) -> HistoryLine {
    let payload: serde_json::Value =
        entry.payload.as_deref().and_then(|bytes| serde_json::from_slice(bytes).ok()).unwrap_or_default();
    let reason = serde_json::from_value::<Phrase>(payload.get("reason").cloned().unwrap_or_default());
    let said = reason.map_or_else(|_| entry.reason.clone(), |phrase| voice.say(&phrase));
    // A report's reason says only what the clock runs from.
    let said = match entry.event.as_str() {
        "reported" => {
            let came =
                voice.pick(["Avviket ble meldt inn.", "Avviket vart meldt inn.", "The breach was reported."]);
            format!("{came} {said}")
        }
        _ => said,
    };
    HistoryLine {
        at: DateTime::from_timestamp_millis(entry.at).unwrap_or_default(),
        by: entry.by.clone(),
        said,
        method: method_of(&entry.authenticity).map(str::to_owned),
    }
}
