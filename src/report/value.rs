//! From the words under a label to the value that its field holds.

use chrono::{DateTime, Duration, FixedOffset};
use chrono_tz::Tz;

use super::contact::ContactParts;
use super::draft::Draft;
use super::field::{Confidence, Field, Found, Kind, Property, Value};
use super::labels::{self, Form, Target};
use super::text::Entry;
use super::{answers, counts, fold, nature, times};

/// Where words stand, and from when relative times count.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    /// `body`, `html` or `attachment:NAME`.
    pub source: &'a str,
    pub anchor: DateTime<FixedOffset>,
    pub tz: Tz,
}

/// Fills the draft from the entries of one form. Gives back the type of breach, where the form names one.
pub fn fill(draft: &mut Draft, entries: &[Entry], place: &Place<'_>) -> Option<String> {
    let mut gathered = Gathered::default();
    for (at, entry) in entries.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|before| entries.get(before));
        gathered.entry(draft, entry, before, place);
    }
    gathered.end(draft, place)
}

/// Pairs whose border is certain, as entries of a form.
pub fn entries(pairs: &[(String, String)]) -> Vec<Entry> {
    let entry = |(label, value): &(String, String)| {
        let hit = labels::find_text(label, Form::Question)?;
        Some(Entry { hit, value: value.clone() })
    };
    pairs.iter().filter_map(entry).collect()
}

/// What several labels of a form say together.
#[derive(Default)]
struct Gathered<'e> {
    contact: ContactParts,
    contact_raw: Vec<&'e str>,
    broken: Vec<Property>,
    broken_raw: Vec<&'e str>,
    start: Option<DateTime<FixedOffset>>,
    end: Option<DateTime<FixedOffset>>,
    ongoing: bool,
    lasted: Option<Duration>,
    period_raw: Vec<&'e str>,
    /// Times that count from another answer: `samme dag`.
    late: Vec<(Field, &'e Entry)>,
    kind: Option<String>,
}

impl<'e> Gathered<'e> {
    fn entry(&mut self, draft: &mut Draft, entry: &'e Entry, before: Option<&'e Entry>, place: &Place<'_>) {
        let target = entry.hit.target;
        let chosen = chosen(target, &entry.value);
        let text = chosen.as_deref().unwrap_or(&entry.value);
        if answers::is_open(text) {
            return;
        }
        let raw = entry.value.trim();
        match target {
            Target::Name | Target::Email | Target::Phone | Target::Field(Field::Contact) => {
                // "Navn, telefon" of one person: the name belongs to the telephone.
                let named = before.filter(|one| one.hit.target == Target::Field(Field::ReportedBy));
                if let Some(named) =
                    named.filter(|named| self.contact.is_empty() && !answers::is_open(&named.value))
                {
                    self.contact.add(&named.value);
                }
                self.contact.add(text);
                self.contact_raw.push(raw);
            }
            Target::Property(property) => {
                if answers::yes(text) != Some(false) {
                    self.broken.push(property);
                    self.broken_raw.push(raw);
                }
            }
            Target::Type if listed(text).all(|part| named_kind(part).is_some()) => {
                self.field(draft, Field::Kinds, text, entry, place)
            }
            Target::Type => self.nature(text, raw),
            Target::Start | Target::End | Target::Ongoing | Target::Duration => {
                self.time(target, text, raw, place)
            }
            Target::Field(field) => self.field(draft, field, text, entry, place),
            Target::Risk { residual } => levels(draft, residual, text, entry, place),
            Target::Severity => {
                if let Some(level) = graded(text) {
                    draft.put(Field::Consequence, Value::Level(level), raw, place.source, sure(entry));
                }
            }
            Target::How
            | Target::Score
            | Target::Plan(_)
            | Target::Line
            | Target::Printed
            | Target::Other => {}
        }
    }

    /// The type of breach may be its cause, or only say which properties are broken.
    fn nature(&mut self, text: &str, raw: &'e str) {
        let broken: Option<Vec<Property>> = listed(text)
            .map(|part| match labels::find_text(part, Form::Bare).map(|hit| hit.target) {
                Some(Target::Property(property)) => Some(property),
                _ => None,
            })
            .collect();
        match broken.filter(|broken| !broken.is_empty()) {
            Some(broken) => {
                self.broken.extend(broken);
                self.broken_raw.push(raw);
            }
            None => drop(self.kind.get_or_insert_with(|| text.trim().to_owned())),
        }
    }

    fn time(&mut self, target: Target, text: &str, raw: &'e str, place: &Place<'_>) {
        let at = || times::moment(text, place.anchor, place.tz).map(|moment| moment.at);
        let known = match target {
            Target::Start => set(&mut self.start, at()),
            Target::End if times::is_ongoing(text) => {
                self.ongoing = true;
                true
            }
            Target::End => set(&mut self.end, at()),
            Target::Ongoing => {
                self.ongoing |= answers::yes(text) == Some(true) || times::is_ongoing(text);
                self.ongoing
            }
            _ => match times::period(text, place.anchor, place.tz) {
                Some(Value::Period { start, end, ongoing }) => {
                    self.ongoing |= ongoing;
                    set(&mut self.start, start) | set(&mut self.end, end) | ongoing
                }
                _ => {
                    self.lasted = self.lasted.or_else(|| times::length(text));
                    self.lasted.is_some()
                }
            },
        };
        if known {
            self.period_raw.push(raw);
        }
    }

    fn field(&mut self, draft: &mut Draft, field: Field, text: &str, entry: &'e Entry, place: &Place<'_>) {
        let confidence = sure(entry);
        let mut put = |field, value| draft.put(field, value, &entry.value, place.source, confidence);
        if matches!(field, Field::Likelihood | Field::ResidualLikelihood) {
            let residual = field == Field::ResidualLikelihood;
            if answers::risk(text).1.is_some() {
                return levels(draft, residual, text, entry, place);
            }
        }
        if let Some(value) = value(field, text, place.anchor, place.tz) {
            return put(field, value);
        }
        if matches!(field, Field::DiscoveredAt | Field::Period) && times::counts_from_another(text) {
            return self.late.push((field, entry));
        }
        // "Konsekvens" over a sentence means the consequences, not the level.
        let told = text.chars().filter(|c| c.is_alphabetic()).count() >= 8;
        let digit = text.trim().starts_with(|c: char| c.is_ascii_digit());
        if field == Field::Consequence && told && !digit && labels::find_text(text, Form::Bare).is_none() {
            put(Field::Consequences, Value::Text(text.trim().to_owned()));
        }
    }

    fn end(mut self, draft: &mut Draft, place: &Place<'_>) -> Option<String> {
        self.period(draft, place);
        for (field, entry) in std::mem::take(&mut self.late) {
            let base = match (field, &draft.report) {
                (Field::DiscoveredAt, report) => {
                    report.get(&Field::Period).and_then(|found| match &found.value {
                        Value::Period { start, .. } => *start,
                        _ => None,
                    })
                }
                (_, report) => report.get(&Field::DiscoveredAt).and_then(|found| match &found.value {
                    Value::Moment(moment) => Some(moment.at),
                    _ => None,
                }),
            };
            let Some(moment) =
                base.and_then(|base| times::from_another(&entry.value, base, place.anchor, place.tz))
            else {
                continue;
            };
            let value = match field {
                Field::DiscoveredAt => Value::Moment(moment),
                _ => Value::Period { start: Some(moment.at), end: None, ongoing: false },
            };
            draft.put(field, value, &entry.value, place.source, Confidence::Medium);
        }
        if let Some(value) = self.contact.value() {
            draft.put(Field::Contact, value, &self.contact_raw.join(", "), place.source, Confidence::High);
        }
        if !self.broken.is_empty() {
            self.broken.sort_unstable();
            self.broken.dedup();
            let raw = self.broken_raw.join(", ");
            draft.put(
                Field::Properties,
                Value::Properties(self.broken),
                &raw,
                place.source,
                Confidence::High,
            );
        }
        self.kind
    }

    /// Beginning, end and length make one period, together with what a label for the whole of it said.
    fn period(&mut self, draft: &mut Draft, place: &Place<'_>) {
        if self.period_raw.is_empty() {
            return;
        }
        let raw = self.period_raw.join(", ");
        let whole = draft.report.get_mut(&Field::Period).filter(|found| found.source == place.source);
        let (mut start, mut end, mut ongoing) = (self.start, self.end, self.ongoing);
        if let Some(Found { value: Value::Period { start: s, end: e, ongoing: o }, .. }) = whole.as_deref() {
            (start, end, ongoing) = (s.or(start), e.or(end), *o || ongoing);
        }
        ongoing &= end.is_none();
        if let (Some(from), None, Some(lasted), false) = (start, end, self.lasted, ongoing) {
            end = from.checked_add_signed(lasted);
        }
        if start.is_none() && end.is_none() && !ongoing {
            return;
        }
        let value = Value::Period { start, end, ongoing };
        match whole {
            Some(found) => {
                found.value = value;
                found.raw = format!("{}, {raw}", found.raw);
            }
            None => draft.put(Field::Period, value, &raw, place.source, Confidence::High),
        }
    }
}

/// Sets what is not known yet; true where there is something to set it to.
fn set<T>(known: &mut Option<T>, new: Option<T>) -> bool {
    let some = new.is_some();
    if known.is_none() {
        *known = new;
    }
    some
}

/// A step of 1…5 written as a number, with little beside it: `3`, `3/5`, `3 (moderate)`.
fn graded(text: &str) -> Option<u8> {
    let text = text.trim();
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let little =
        text.len() <= 20 && !text.get(digits..).is_some_and(|rest| rest.starts_with(['.', ',', '%']));
    text.get(..digits)?.parse().ok().filter(|level| little && (1..=5).contains(level))
}

/// Which of the field's two answers a part of a list names: `personvern`, `informasjonssikkerhet`, `IT security`.
fn named_kind(part: &str) -> Option<Kind> {
    let part = fold::fold(part.trim());
    let hints = ["nb", "nn", "en"].map(|language| labels::hint(Field::Kinds, language));
    let mut names = hints.iter().flat_map(|hint| hint.split(", ").zip([Kind::Privacy, Kind::Security]));
    let named = names.find(|(name, _)| part.ends_with(&fold::fold(name)));
    named.map(|(_, kind)| kind).filter(|_| part.split(' ').count() <= 2)
}

fn listed(text: &str) -> impl Iterator<Item = &str> {
    text.split([',', '/', '\n', ';']).map(str::trim).filter(|part| !part.is_empty())
}

/// Those that are named, and those that the words tell.
fn kinds(text: &str) -> Vec<Kind> {
    let mut kinds = nature::kinds(text);
    let ticked = answers::ticked(text);
    let parts = listed(ticked.as_deref().unwrap_or(text));
    kinds.extend(
        parts.flat_map(|part| part.split(" og ").flat_map(|part| part.split(" and "))).filter_map(named_kind),
    );
    kinds.sort_unstable();
    kinds.dedup();
    kinds
}

fn sure(entry: &Entry) -> Confidence {
    if entry.hit.exact { Confidence::High } else { Confidence::Medium }
}

/// The ticked options, where the field is one to choose from or the answer begins with a box.
fn chosen(target: Target, value: &str) -> Option<String> {
    use Field::*;
    let narrative = matches!(
        target,
        Target::Field(
            WhatHappened | HowItArose | Consequences | MeasuresTaken | MeasuresPlanned | DataLocation
        )
    );
    let chosen = answers::ticked(value)?;
    let begins = value.trim_start().starts_with(['☒', '☐', '[', '☑', '✓', '✔', '(']);
    let lone = matches!(target, Target::Property(_)) && chosen.is_empty();
    (!lone && (begins || !narrative)).then_some(chosen)
}

fn levels(draft: &mut Draft, residual: bool, text: &str, entry: &Entry, place: &Place<'_>) {
    let (likelihood, consequence) = answers::risk(text);
    let fields = match residual {
        true => [Field::ResidualLikelihood, Field::ResidualConsequence],
        false => [Field::Likelihood, Field::Consequence],
    };
    for (field, level) in fields.into_iter().zip([likelihood, consequence]) {
        if let Some(level) = level {
            draft.put(field, Value::Level(level), &entry.value, place.source, sure(entry));
        }
    }
}

/// The value that an answer means for a field, where it is not open ([`answers::is_open`]); `None` leaves it so.
pub fn value(field: Field, text: &str, anchor: DateTime<FixedOffset>, tz: Tz) -> Option<Value> {
    let text = without_bullet(text.trim());
    let plain = || Some(Value::Text(text.to_owned()));
    match field {
        Field::Period => times::period(text, anchor, tz),
        Field::DiscoveredAt => times::moment(text, anchor, tz).map(Value::Moment),
        Field::AffectedPersons | Field::AffectedRecords => counts::count(text).map(Value::Count),
        Field::PersonsInformed => answers::informed(text),
        Field::Protection => answers::protection(text),
        Field::Likelihood | Field::Consequence | Field::ResidualLikelihood | Field::ResidualConsequence => {
            answers::level(text).map(Value::Level)
        }
        Field::Properties => {
            Some(nature::properties(text)).filter(|list| !list.is_empty()).map(Value::Properties)
        }
        Field::Kinds => Some(kinds(text)).filter(|list| !list.is_empty()).map(Value::Kinds),
        Field::Contact => {
            let mut parts = ContactParts::default();
            parts.add(text);
            parts.value()
        }
        // A yes or no to "special categories?" names no type of data.
        Field::DataTypes if text.len() < 12 && answers::yes(text).is_some() => None,
        Field::ReportedBy => {
            let name =
                text.split_once(':').filter(|(label, _)| label.len() < 6).map_or(text, |(_, name)| name);
            Some(Value::Text(name.trim().to_owned())).filter(|_| !name.trim().is_empty())
        }
        _ => plain(),
    }
}

/// A single answer behind a bullet is no list.
fn without_bullet(text: &str) -> &str {
    let answer = text.trim_start_matches(['-', '–', '•', '*', '·', '\u{f0b7}']);
    let bullet = answer.len() < text.len() && answer.starts_with(char::is_whitespace);
    if bullet && !text.contains('\n') { answer.trim_start() } else { text }
}
