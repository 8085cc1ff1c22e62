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
use super::words::Sense;

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

/// The sentences that a source tells.
pub struct Account<'t> {
    passage: Passage<'t>,
}

impl<'t> Account<'t> {
    pub fn new(text: &'t str) -> Self {
        Account { passage: Passage::new(fold::cut(text, TEXT_BYTES)) }
    }

    /// True where it tells something of what happened, and does not only greet and point to what is attached.
    pub fn tells(&self) -> bool {
        telling::description(&sentences::split(&self.passage)).is_some()
    }
}

/// Fills from sentences what the draft does not hold yet.
pub fn fill(draft: &mut Draft, account: &Account<'_>, reading: &Reading<'_>) {
    let passage = &account.passage;
    let all = sentences::split(passage);
    // A question and what anybody must do are no facts.
    let sentences: Vec<Span<'_>> = all.iter().copied().filter(|sentence| !asks(*sentence)).collect();
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
    add(Field::WhatHappened, telling::description(&all));
}

/// `… ?`, `man må melde når …`.
fn asks(sentence: Span<'_>) -> bool {
    sentence.sign(sentence.len().saturating_sub(1), '?') || sentence.has(Sense::Custom)
}

/// Kinds and properties from all that is said about what happened: the answers first, then the sentences.
pub fn derive(draft: &mut Draft, account: &Account<'_>, kind: Option<&str>, subject: &str, source: &str) {
    let fields = [
        Field::MainCause,
        Field::WhatHappened,
        Field::DataTypes,
        Field::Relationship,
        Field::AffectedPersons,
    ];
    let answers = fields.into_iter().filter_map(|field| {
        let found = draft.report.get(&field)?;
        // What stands in the account is read there.
        let told = found.prose || field == Field::WhatHappened && found.source == source;
        (!told).then_some(found.raw.as_str())
    });
    let mut extra: String = kind.into_iter().chain(answers).collect::<Vec<_>>().join("\n\n");
    extra.push_str("\n\n");
    extra.push_str(subject);
    let extra = Passage::new(fold::cut(&extra, TEXT_BYTES));
    let spans = [extra.whole(), account.passage.whole()];
    let sentences = || sentences::split(&extra).into_iter().chain(sentences::split(&account.passage));
    let raw = |tells: &dyn Fn(Span<'_>) -> bool| {
        sentences().find(|sentence| tells(*sentence)).map(sentences::line).unwrap_or_default()
    };
    let kinds = nature::kinds_in(&spans);
    if !kinds.is_empty() {
        let raw = raw(&|span| !nature::kinds_in(&[span]).is_empty());
        draft.put_from_prose(Field::Kinds, Value::Kinds(kinds), &raw, source, Low);
    }
    let properties = nature::properties_in(&spans);
    if !properties.is_empty() {
        let raw = raw(&|span| !nature::properties_in(&[span]).is_empty());
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
