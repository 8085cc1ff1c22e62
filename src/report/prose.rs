//! Plain sentences: what can be read from them with a few explainable rules, in nb, nn and en (L25).
//!
//! Each value carries the sentence it came from. Only fills what no label gave.

mod facts;
mod measures;
mod sentences;
mod telling;

use super::draft::Draft;
use super::field::Confidence::{self, Low, Medium};
use super::field::{Field, Value};
use super::fold;
use super::nature;
use super::passage::{Passage, Span};
use super::value::Place;

pub use telling::cause_of_subject;

/// How much prose is read, in bytes.
const TEXT_BYTES: usize = 32_768;

/// A value, the sentence that says it, and how sure that is.
type Told = Option<(Value, String, Confidence)>;

/// How prose is read.
pub struct Reading<'a> {
    pub place: Place<'a>,
    /// An answer in a thread: its text describes nothing by itself.
    pub reply: bool,
    /// Our own case numbers are no reference of the sender's.
    pub case_prefix: &'a str,
}

/// Fills from sentences what the draft does not hold yet.
pub fn fill(draft: &mut Draft, text: &str, reading: &Reading<'_>) {
    let text = fold::cut(text, TEXT_BYTES);
    let passage = Passage::new(text);
    let sentences = sentences::split(&passage);
    let mut add = |field: Field, told: Told| {
        if let Some((value, raw, confidence)) = told {
            draft.put_from_prose(field, value, &raw, reading.place.source, confidence);
        }
    };
    let happened = facts::occurred(&sentences, &reading.place);
    add(Field::DiscoveredAt, facts::discovered(&sentences, happened.as_ref(), &reading.place));
    add(Field::AffectedPersons, facts::persons(&sentences));
    add(Field::DataTypes, facts::data_types(&sentences));
    add(Field::ExternalReference, facts::reference(passage.whole(), reading.case_prefix));
    if reading.reply {
        return;
    }
    add(Field::Period, happened);
    add(Field::AffectedRecords, facts::records(&sentences));
    add(Field::Relationship, facts::relationship(&sentences));
    add(Field::DataLocation, facts::location(&sentences));
    add(Field::System, facts::system(&sentences));
    add(Field::Protection, facts::protection(&sentences));
    add(Field::MeasuresTaken, measures::taken(&sentences));
    add(Field::MeasuresPlanned, measures::planned(&sentences));
    add(Field::PersonsInformed, measures::informed(&sentences));
    add(Field::Consequences, telling::consequences(&sentences));
    add(Field::MainCause, telling::cause(&sentences));
    add(Field::WhatHappened, telling::description(&sentences));
}

/// True where the text tells something of what happened, and does not only greet and point to what is attached.
pub fn tells(text: &str) -> bool {
    let passage = Passage::new(fold::cut(text, TEXT_BYTES));
    let sentences = sentences::split(&passage);
    telling::description(&sentences).is_some()
}

/// Kinds and properties from all that is said about what happened, with the text they came from.
pub fn derive(draft: &mut Draft, text: &str, kind: Option<&str>, source: &str) {
    let said = |field: Field| match draft.report.get(&field).map(|found| &found.value) {
        Some(Value::Text(text)) => Some(text.clone()),
        _ => None,
    };
    let fields = [Field::MainCause, Field::WhatHappened, Field::DataTypes, Field::Relationship];
    let counted = draft.report.get(&Field::AffectedPersons).map(|found| found.raw.clone());
    let told = fields.into_iter().filter_map(said).chain(counted);
    let mut parts: Vec<String> = kind.map(str::to_owned).into_iter().chain(told).collect();
    parts.push(text.to_owned());
    let all = fold::cut(&parts.join("\n\n"), TEXT_BYTES).to_owned();
    let passage = Passage::new(&all);
    let sentences = sentences::split(&passage);
    let raw = |tells: &dyn Fn(Span<'_>) -> bool| {
        sentences
            .iter()
            .find(|sentence| tells(**sentence))
            .map(|sentence| sentences::line(*sentence))
            .unwrap_or_default()
    };
    let kinds = nature::kinds_in(passage.whole());
    if !kinds.is_empty() {
        let raw = raw(&|span| !nature::kinds_in(span).is_empty());
        draft.put_from_prose(Field::Kinds, Value::Kinds(kinds), &raw, source, Low);
    }
    let properties = nature::properties_in(passage.whole());
    if !properties.is_empty() {
        let raw = raw(&|span| !nature::properties_in(span).is_empty());
        draft.put_from_prose(Field::Properties, Value::Properties(properties), &raw, source, Low);
    }
}

/// The main cause where nothing else names one: the type of breach, or the subject after `Avviksmelding:`.
pub fn cause(draft: &mut Draft, kind: Option<&str>, source: &str, subject: &str) {
    let (cause, raw, source) = match kind {
        Some(kind) => (Some(kind.to_owned()), kind, source),
        None => (cause_of_subject(subject), subject.trim(), "subject"),
    };
    if let Some(cause) = cause {
        draft.put_from_prose(Field::MainCause, Value::Text(cause), raw, source, Medium);
    }
}
