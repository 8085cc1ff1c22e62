//! A report being filled, source by source, the most trusted first. What is said first stands; what another source says
//! differently is kept beside it, for a person.

use super::field::{Confidence, Count, Field, Found, Moment, Precision, Report, Value};
use super::text::FIELD_BYTES;
use super::words::lexicon;
use super::{fold, text};

/// More contradictions than these are not kept.
const CONFLICTS: usize = 50;

/// What has been found so far.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Draft {
    pub report: Report,
    pub conflicts: Vec<(Field, Found)>,
}

impl Draft {
    /// A value that a label names. The first stands; another beside it is a conflict.
    pub fn put(&mut self, field: Field, value: Value, raw: &str, source: &str, confidence: Confidence) {
        let found = found(value, raw, source, false, confidence);
        match self.report.get_mut(&field) {
            None => drop(self.report.insert(field, found)),
            Some(first) if text::long(field) && first.source == source && !first.prose => {
                more(first, found, if field == Field::WhatHappened { "\n\n" } else { "\n" });
            }
            Some(first) if agree(&first.value, &found.value) => {}
            Some(_) => self.note(field, found),
        }
    }

    /// One taken out of sentences. It contradicts only what another source says.
    pub fn put_from_prose(
        &mut self,
        field: Field,
        value: Value,
        raw: &str,
        source: &str,
        confidence: Confidence,
    ) {
        let found = found(value, raw, source, true, confidence);
        match self.report.get(&field) {
            None => drop(self.report.insert(field, found)),
            Some(first) => {
                let counted = matches!(found.value, Value::Count(_) | Value::Moment(_));
                let sure = found.confidence <= Confidence::Medium && first.source != source;
                if counted && sure && !agree(&first.value, &found.value) {
                    self.note(field, found);
                }
            }
        }
    }

    fn note(&mut self, field: Field, found: Found) {
        let known =
            self.conflicts.iter().any(|(one, other)| *one == field && agree(&other.value, &found.value));
        if !known && self.conflicts.len() < CONFLICTS {
            self.conflicts.push((field, found));
        }
    }
}

fn found(value: Value, raw: &str, source: &str, prose: bool, confidence: Confidence) -> Found {
    Found { value, raw: raw.trim().to_owned(), source: source.to_owned(), prose, confidence }
}

/// A form may ask twice for the same, as a description and as what happened (S44): the second is added to the first.
fn more(first: &mut Found, next: Found, between: &str) {
    match (&mut first.value, next.value) {
        (Value::Text(told), Value::Text(more)) if !says(told, &more) => {
            for (whole, part) in [(told, more), (&mut first.raw, next.raw)] {
                if whole.len() + part.len() < FIELD_BYTES {
                    whole.push_str(between);
                    whole.push_str(part.trim());
                }
            }
            first.confidence = first.confidence.max(next.confidence);
        }
        _ => {}
    }
}

/// True where the first text says the second too.
fn says(told: &str, more: &str) -> bool {
    let (told, more) = (lexicon::joined(&fold::fold(told)), lexicon::joined(&fold::fold(more)));
    told.contains(&more)
}

/// True where both may be true at once.
fn agree(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Text(a), Value::Text(b)) => says(a, b) || says(b, a),
        (Value::Count(a), Value::Count(b)) => counts_agree(a, b),
        (Value::Moment(a), Value::Moment(b)) => moments_agree(a, b),
        (Value::Answer { answer: a, .. }, Value::Answer { answer: b, .. }) => a == b,
        (Value::Period { start: a, end: c, .. }, Value::Period { start: b, end: d, .. }) => {
            let same = |a: &Option<_>, b: &Option<_>| a.is_none() || b.is_none() || a == b;
            same(a, b) && same(c, d)
        }
        (Value::Contact { name, email, phone }, Value::Contact { name: n, email: e, phone: p }) => {
            let same = |a: &Option<String>, b: &Option<String>| a.is_none() || b.is_none() || a == b;
            same(name, n) && same(email, e) && same(phone, p)
        }
        (Value::Properties(a), Value::Properties(b)) => b.iter().all(|one| a.contains(one)),
        (Value::Kinds(a), Value::Kinds(b)) => b.iter().all(|one| a.contains(one)),
        (a, b) => a == b,
    }
}

fn counts_agree(a: &Count, b: &Count) -> bool {
    let top = |count: &Count| count.high.unwrap_or(u64::MAX);
    // "Ca. 50" says as much as 45 or 55.
    let slack = |count: &Count| if a.precision == b.precision { 0 } else { count.low / 10 };
    a.low.saturating_sub(slack(a)) <= top(b).saturating_add(slack(b))
        && b.low.saturating_sub(slack(b)) <= top(a).saturating_add(slack(a))
}

fn moments_agree(a: &Moment, b: &Moment) -> bool {
    let vague = a.precision.max(b.precision);
    let apart = (a.at - b.at).num_minutes().abs();
    apart
        < match vague {
            Precision::Minute => 1,
            Precision::Hour => 60,
            Precision::Day => 24 * 60,
            Precision::Week => 7 * 24 * 60,
            Precision::Month => 31 * 24 * 60,
        }
}

#[cfg(test)]
mod tests {
    use super::super::field::CountPrecision::{Approximate, Exact};
    use super::*;

    fn exact(n: u64) -> Value {
        Value::Count(Count { low: n, high: Some(n), precision: Exact })
    }

    #[test]
    fn what_is_said_first_stands_and_the_other_is_kept_beside_it() {
        let mut draft = Draft::default();
        draft.put(Field::AffectedPersons, exact(40), "40", "body", Confidence::High);
        draft.put(Field::AffectedPersons, exact(40), "40", "html", Confidence::High);
        draft.put(Field::AffectedPersons, exact(12), "12", "attachment:a.docx", Confidence::High);
        draft.put(Field::AffectedPersons, exact(12), "12", "attachment:b.docx", Confidence::High);
        assert_eq!(draft.report.get(&Field::AffectedPersons).map(|found| &found.value), Some(&exact(40)));
        assert_eq!(draft.conflicts.len(), 1);
    }

    #[test]
    fn a_rounded_number_contradicts_nothing_near_it() {
        let about = Value::Count(Count { low: 50, high: Some(50), precision: Approximate });
        assert!(agree(&about, &exact(48)));
        assert!(!agree(&about, &exact(12)));
    }

    #[test]
    fn the_same_question_asked_twice_gives_both_answers() {
        let mut draft = Draft::default();
        for text in ["En liste kom bort", "en liste kom bort", "Den lå på bussen"] {
            draft.put(Field::WhatHappened, Value::Text(text.to_owned()), text, "body", Confidence::High);
        }
        let told = draft.report.get(&Field::WhatHappened).map(|found| found.raw.as_str());
        assert_eq!(told, Some("En liste kom bort\n\nDen lå på bussen"));
        assert!(draft.conflicts.is_empty());
    }
}
