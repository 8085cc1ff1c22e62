//! From the words under a label to the value that its field holds.

use chrono::{DateTime, FixedOffset};
use chrono_tz::Tz;

use super::answers;
use super::contact::ContactParts;
use super::field::{Field, Found, Property, Report, Value};
use super::labels::Target;
use super::text::{self, Entry};
use super::{counts, nature, times};

/// Fills the report from the entries of one form; the first good value of a field wins. Gives back the type of
/// breach, where the form names one.
pub fn fill(
    report: &mut Report,
    entries: &[Entry],
    source: &str,
    anchor: DateTime<FixedOffset>,
    tz: Tz,
) -> Option<String> {
    let mut parts = ContactParts::default();
    let mut contact_raw: Vec<&str> = Vec::new();
    let mut broken: Vec<Property> = Vec::new();
    let mut broken_raw: Vec<&str> = Vec::new();
    let mut kind = None;
    for entry in entries {
        let lone = matches!(entry.target, Target::Property(_));
        let chosen = answers::ticked(&entry.value).filter(|chosen| !(lone && chosen.is_empty()));
        let text = chosen.as_deref().unwrap_or(&entry.value);
        if answers::is_open(text) {
            continue;
        }
        match entry.target {
            Target::Name | Target::Email | Target::Phone | Target::Field(Field::Contact) => {
                parts.add(text);
                contact_raw.push(entry.value.trim());
            }
            Target::Property(property) => {
                if answers::yes(text) != Some(false) {
                    broken.push(property);
                    broken_raw.push(entry.value.trim());
                }
            }
            Target::Type => kind = kind.or_else(|| Some(entry.value.trim().to_owned())),
            Target::Field(field) => one(report, field, text, &entry.value, source, anchor, tz),
            Target::Risk { residual } => risk(report, residual, text, source),
            Target::Other => {}
        }
    }
    if let Some(value) = parts.value() {
        put(report, Field::Contact, value, &contact_raw.join(", "), source);
    }
    if !broken.is_empty() {
        broken.sort_unstable();
        broken.dedup();
        put(report, Field::Properties, Value::Properties(broken), &broken_raw.join(", "), source);
    }
    kind
}

fn one(
    report: &mut Report,
    field: Field,
    text: &str,
    raw: &str,
    source: &str,
    anchor: DateTime<FixedOffset>,
    tz: Tz,
) {
    if let Some(value) = value(field, text, anchor, tz) {
        if field == Field::WhatHappened {
            return tell_more(report, text, source, value);
        }
        return put(report, field, value, raw, source);
    }
    // "Konsekvens" over a sentence means the consequences, not the level.
    let told = text.chars().filter(|c| c.is_alphabetic()).count() >= 8;
    if field == Field::Consequence && told && !text.trim().starts_with(|c: char| c.is_ascii_digit()) {
        put(report, Field::Consequences, Value::Text(text.trim().to_owned()), raw, source);
    }
}

fn risk(report: &mut Report, residual: bool, text: &str, source: &str) {
    let (likelihood, consequence) = answers::risk(text);
    let fields = match residual {
        true => [Field::ResidualLikelihood, Field::ResidualConsequence],
        false => [Field::Likelihood, Field::Consequence],
    };
    for (field, level) in fields.into_iter().zip([likelihood, consequence]) {
        if let Some(level) = level {
            put(report, field, Value::Level(level), text, source);
        }
    }
}

/// A form may ask both for a description and for what happened (S44): the second is added to the first.
fn tell_more(report: &mut Report, text: &str, source: &str, value: Value) {
    match report.get_mut(&Field::WhatHappened) {
        Some(Found { value: Value::Text(told), raw, source: from, prose: false })
            if from == source && !told.contains(text) =>
        {
            for whole in [told, raw] {
                if whole.len() + text.len() < text::FIELD_BYTES {
                    whole.push_str("\n\n");
                    whole.push_str(text.trim());
                }
            }
        }
        _ => put(report, Field::WhatHappened, value, text, source),
    }
}

/// Puts a value in that a label names, unless the field has one.
pub fn put(report: &mut Report, field: Field, value: Value, raw: &str, source: &str) {
    put_as(report, field, value, raw, source, false);
}

/// The same for one that was taken out of a sentence.
pub fn put_from_prose(report: &mut Report, field: Field, value: Value, raw: &str, source: &str) {
    put_as(report, field, value, raw, source, true);
}

fn put_as(report: &mut Report, field: Field, value: Value, raw: &str, source: &str, prose: bool) {
    report.entry(field).or_insert_with(|| Found {
        value,
        raw: raw.trim().to_owned(),
        source: source.to_owned(),
        prose,
    });
}

/// The value that words mean for a field; `None` leaves it open.
pub fn value(field: Field, text: &str, anchor: DateTime<FixedOffset>, tz: Tz) -> Option<Value> {
    let text = text.trim();
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
        Field::Kinds => Some(nature::kinds(text)).filter(|list| !list.is_empty()).map(Value::Kinds),
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
