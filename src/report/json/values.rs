//! A JSON value as the value of a field: of its own type, or as a person would write it.

use chrono::{DateTime, FixedOffset};
use chrono_tz::Tz;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value as Json};

use super::keys::part::{ANSWER, AT, EMAIL, END, HIGH, LOW, NAME, NUMBER, ONGOING, PHONE, START, TEXT};
use super::keys::{self, Slot};
use crate::report::field::{Answer, Count, CountPrecision, Field, Kind, Moment, Property, Value};
use crate::report::{answers, fold, value};

/// Longest text of a field, and most items of a list.
const LONGEST: usize = 16 * 1024;
const MOST_ITEMS: usize = 100;
/// Longest name, address or number of a person.
const LONGEST_NAME: usize = 200;
/// What a level is.
const LEVEL: &str = "a level from 1 to 5";
/// No count is larger.
const LARGEST: u64 = 10_000_000_000;

/// What times are counted from.
#[derive(Clone, Copy, Debug)]
pub struct Context {
    pub anchor: DateTime<FixedOffset>,
    pub tz: Tz,
}

impl Context {
    /// The value that words mean for a field.
    pub fn value(&self, field: Field, text: &str) -> Option<Value> {
        value::value(field, text, self.anchor, self.tz)
    }
}

/// What a JSON value says for a field.
#[derive(Clone, Debug, PartialEq)]
pub enum Reading {
    Said(Value),
    /// Nothing, or words that say that the answer is to come.
    Open,
    /// Not what the field holds, and what that would be.
    Wrong(&'static str),
}

/// "ukjent", "-", "ettersendes": no answer.
pub fn is_open(text: &str) -> bool {
    answers::is_open(text)
}

/// The value of a field.
pub fn read(field: Field, json: &Json, context: &Context) -> Reading {
    let json = inner(json);
    if json.is_null() {
        return Reading::Open;
    }
    if let Json::String(text) = json {
        return of_text(field, text, context);
    }
    match field {
        Field::Period => period(json, context),
        Field::DiscoveredAt => moment(json, context),
        Field::AffectedPersons | Field::AffectedRecords => count(json, context, field),
        Field::PersonsInformed | Field::Protection => answer(json, context, field),
        Field::Contact => contact(json, context),
        Field::Properties => properties(json, context),
        Field::Kinds => kinds(json, context),
        Field::Likelihood | Field::Consequence | Field::ResidualLikelihood | Field::ResidualConsequence => {
            let level = json.as_u64().and_then(|level| u8::try_from(level).ok());
            said(level.filter(|level| (1..=5).contains(level)).map(Value::Level), LEVEL)
        }
        _ => texts(field, json, context),
    }
}

/// What `varsel parse` prints for a field: its value beside the words it came from.
fn found(json: &Json) -> Option<&Json> {
    const BESIDE: &[&str] = &["value", "raw", "source", "prose", "confidence", "label"];
    let map = json.as_object()?;
    map.get("value").filter(|_| map.keys().all(|key| BESIDE.contains(&key.as_str())))
}

/// The value itself, taken out of what stands beside it.
pub fn inner(json: &Json) -> &Json {
    found(json).unwrap_or(json)
}

/// What was written: the words of a text, else the JSON itself.
pub fn raw(json: &Json) -> String {
    let words = json.get("raw").filter(|_| found(json).is_some()).and_then(Json::as_str);
    match (words, inner(json)) {
        (Some(words), _) => words.to_owned(),
        (_, Json::String(text)) => text.trim().to_owned(),
        (_, other) => other.to_string(),
    }
}

/// A text or a number as text.
pub fn text(json: &Json) -> Option<String> {
    match inner(json) {
        Json::String(text) => Some(fold::cut(text.trim(), LONGEST).to_owned()),
        Json::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// Whether an object or a list can be the value of the slot, or is only a folder of other keys.
pub fn holds(slot: Slot, json: &Json) -> bool {
    if found(json).is_some() {
        return true;
    }
    let has = |wanted: &[&str]| part(json, wanted).is_some();
    match (slot, json) {
        (Slot::Field(Field::Period), Json::Object(_)) => has(START) || has(END) || has(ONGOING),
        (Slot::Field(Field::DiscoveredAt) | Slot::Start | Slot::End, Json::Object(_)) => has(AT),
        (Slot::Field(Field::AffectedPersons | Field::AffectedRecords), Json::Object(_)) => {
            has(LOW) || has(HIGH) || has(NUMBER)
        }
        (Slot::Field(Field::PersonsInformed | Field::Protection), Json::Object(_)) => has(ANSWER),
        (Slot::Field(Field::Contact | Field::ReportedBy) | Slot::Name, Json::Object(_)) => {
            has(NAME) || has(EMAIL) || has(PHONE)
        }
        (Slot::Field(Field::Properties), Json::Object(map)) => map.values().all(Json::is_boolean),
        (Slot::Field(field), Json::Object(_)) => is_text(field) && has(TEXT),
        (Slot::Field(_), Json::Array(_)) => true,
        _ => false,
    }
}

fn is_text(field: Field) -> bool {
    !matches!(
        field,
        Field::Kinds
            | Field::Likelihood
            | Field::Consequence
            | Field::ResidualLikelihood
            | Field::ResidualConsequence
    )
}

/// The part of an object under one of several names.
fn part<'a>(json: &'a Json, wanted: &[&str]) -> Option<&'a Json> {
    let map: &Map<String, Json> = json.as_object()?;
    let mut found = map.iter().filter(|(key, _)| wanted.contains(&keys::words(key).as_str()));
    found.next().map(|(_, value)| value)
}

fn said(value: Option<Value>, expected: &'static str) -> Reading {
    value.map_or(Reading::Wrong(expected), Reading::Said)
}

fn typed<T: DeserializeOwned>(json: &Json) -> Option<T> {
    T::deserialize(json).ok()
}

fn of_text(field: Field, text: &str, context: &Context) -> Reading {
    let text = fold::cut(text.trim(), LONGEST);
    if is_open(text) {
        return Reading::Open;
    }
    let value = match field {
        Field::DiscoveredAt => instant(text, context).map(Value::Moment),
        Field::Period => interval(text, context).or_else(|| context.value(field, &spaced(text))),
        Field::Properties => one_property(text, context).map(|one| Value::Properties(vec![one])),
        _ => None,
    };
    let expected = match field {
        Field::Period => "a time or a period",
        Field::DiscoveredAt => "a time",
        Field::AffectedPersons | Field::AffectedRecords => "a number",
        Field::PersonsInformed | Field::Protection => "yes or no",
        Field::Contact => "a name, an address or a telephone number",
        Field::Properties => "confidentiality, integrity or availability",
        Field::Kinds => "privacy or security",
        Field::Likelihood | Field::Consequence | Field::ResidualLikelihood | Field::ResidualConsequence => {
            LEVEL
        }
        _ => "a text",
    };
    said(value.or_else(|| context.value(field, text)), expected)
}

/// A moment as text. A `T` between date and time without an offset reads as a space.
fn instant(text: &str, context: &Context) -> Option<Moment> {
    match context.value(Field::DiscoveredAt, &spaced(text))? {
        Value::Moment(moment) => Some(moment),
        _ => None,
    }
}

fn spaced(text: &str) -> String {
    let is_date = text.get(..11).is_some_and(|start| {
        start.bytes().zip(*b"dddd-dd-ddT").all(|(byte, wanted)| match wanted {
            b'd' => byte.is_ascii_digit(),
            other => byte == other,
        })
    });
    match (is_date, text.get(..10), text.get(11..)) {
        (true, Some(date), Some(time)) => format!("{date} {time}"),
        _ => text.to_owned(),
    }
}

/// `2026-03-10T08:00Z/2026-03-12T10:00Z` (ISO 8601-1 section 5.5.2.2).
fn interval(text: &str, context: &Context) -> Option<Value> {
    let (start, end) = text.split_once('/').filter(|(start, end)| start.len() >= 10 && end.len() >= 10)?;
    let (start, end) = (instant(start, context)?.at, instant(end, context)?.at);
    (start <= end).then_some(Value::Period { start: Some(start), end: Some(end), ongoing: false })
}

/// A time: a text, or seconds or milliseconds since 1970 that lie before the anchor.
pub fn time(json: &Json, context: &Context) -> Option<DateTime<FixedOffset>> {
    let json = inner(json);
    if let Some(number) = json.as_i64() {
        return since_1970(number, context);
    }
    let said = match json {
        Json::String(text) if !is_open(text) => instant(text, context),
        Json::Object(_) => match moment(json, context) {
            Reading::Said(Value::Moment(moment)) => Some(moment),
            _ => None,
        },
        _ => None,
    };
    said.map(|moment| moment.at)
}

fn since_1970(number: i64, context: &Context) -> Option<DateTime<FixedOffset>> {
    let seconds = match number {
        1_000_000_000..=9_999_999_999 => number,
        1_000_000_000_000..=9_999_999_999_999 => number / 1000,
        _ => return None,
    };
    let at = DateTime::from_timestamp(seconds, 0)?;
    let at = at.with_timezone(&context.tz).fixed_offset();
    (at <= context.anchor + chrono::Duration::days(1)).then_some(at)
}

/// Yes or no.
pub fn yes(json: &Json, context: &Context) -> Option<bool> {
    match inner(json) {
        Json::Bool(yes) => Some(*yes),
        Json::String(text) => match context.value(Field::PersonsInformed, text)? {
            Value::Answer { answer: Answer::Yes, .. } => Some(true),
            Value::Answer { answer: Answer::No, .. } => Some(false),
            _ => None,
        },
        _ => None,
    }
}

fn period(json: &Json, context: &Context) -> Reading {
    const EXPECTED: &str = "a period with its start and end";
    let at = |wanted| part(json, wanted).and_then(|one| time(one, context));
    let (start, end) = (at(START), at(END));
    let ongoing = part(json, ONGOING).and_then(|one| yes(one, context)) == Some(true);
    if let (Some(start), Some(end)) = (start, end)
        && end < start
    {
        return Reading::Wrong("a period whose end comes after its start");
    }
    let parts = [part(json, START), part(json, END)];
    let open = parts.iter().flatten().all(|one| one.is_null() || one.as_str().is_some_and(is_open));
    match (start.or(end).is_some() || ongoing, open && json.is_object()) {
        (true, _) => Reading::Said(Value::Period { start, end, ongoing: ongoing && end.is_none() }),
        (false, true) => Reading::Open,
        (false, false) => {
            let one = time(json, context);
            said(one.map(|at| Value::Period { start: Some(at), end: None, ongoing: false }), EXPECTED)
        }
    }
}

fn moment(json: &Json, context: &Context) -> Reading {
    const EXPECTED: &str = "a time";
    if let Some(at) = json.as_i64().and_then(|number| since_1970(number, context)) {
        let precision = crate::report::field::Precision::Minute;
        return Reading::Said(Value::Moment(Moment { at, precision }));
    }
    let Some(map) = json.as_object() else { return Reading::Wrong(EXPECTED) };
    // The date first, then the time of day.
    let mut words: Vec<&str> = map
        .iter()
        .filter(|(key, _)| AT.contains(&keys::words(key).as_str()))
        .filter_map(|(_, value)| value.as_str())
        .filter(|text| !is_open(text))
        .collect();
    words.sort_by_key(|text| std::cmp::Reverse(text.len()));
    if words.is_empty() {
        let open = part(json, AT).is_some_and(|at| at.is_null() || at.as_str().is_some_and(is_open));
        return if open { Reading::Open } else { Reading::Wrong(EXPECTED) };
    }
    let moment = instant(&words.join(" "), context);
    let precision = map.get("precision").and_then(typed);
    let moment = moment.map(|moment| Moment { precision: precision.unwrap_or(moment.precision), ..moment });
    said(moment.map(Value::Moment), EXPECTED)
}

fn count(json: &Json, context: &Context, field: Field) -> Reading {
    const EXPECTED: &str = "a number";
    if let Some(number) = number(json) {
        let exact = Count { low: number, high: Some(number), precision: CountPrecision::Exact };
        return Reading::Said(Value::Count(exact));
    }
    if let Some(count) = typed::<Count>(json) {
        let high = count.high.unwrap_or(count.low);
        let plausible = count.low <= high && high <= LARGEST;
        return said(plausible.then_some(Value::Count(count)), EXPECTED);
    }
    if !json.is_object() {
        return Reading::Wrong(EXPECTED);
    }
    if let Some(one) = part(json, NUMBER) {
        let reading = read(field, one, context);
        let about = ["approximate", "estimated", "omtrentlig", "anslag"];
        let about = part(json, &about).and_then(|one| yes(one, context)) == Some(true);
        return match reading {
            Reading::Said(Value::Count(count)) if about => {
                Reading::Said(Value::Count(Count { precision: CountPrecision::Approximate, ..count }))
            }
            reading => reading,
        };
    }
    let (low, high) = (part(json, LOW).and_then(number), part(json, HIGH).and_then(number));
    let count = match (low, high) {
        (Some(low), Some(high)) if low == high => Some((low, Some(high), CountPrecision::Exact)),
        (Some(low), Some(high)) if low < high => Some((low, Some(high), CountPrecision::Range)),
        (Some(low), None) => Some((low, None, CountPrecision::AtLeast)),
        (None, Some(high)) => Some((0, Some(high), CountPrecision::AtMost)),
        _ => None,
    };
    let value = count.map(|(low, high, precision)| Value::Count(Count { low, high, precision }));
    match value.is_none() && [LOW, HIGH].iter().all(|names| part(json, names).is_none_or(Json::is_null)) {
        true => Reading::Open,
        false => said(value, EXPECTED),
    }
}

/// A whole number that is not negative, `12.0` and `"12"` too.
fn number(json: &Json) -> Option<u64> {
    let whole = |number: f64| (number.fract() == 0.0 && number >= 0.0).then_some(number as u64);
    let number = json
        .as_u64()
        .or_else(|| json.as_f64().and_then(whole))
        .or_else(|| json.as_str().and_then(|text| text.trim().parse().ok()));
    number.filter(|number| *number <= LARGEST)
}

fn answer(json: &Json, context: &Context, field: Field) -> Reading {
    const EXPECTED: &str = "an answer of yes or no";
    let plain = |text: &str| match context.value(field, text) {
        Some(Value::Answer { answer, .. }) => Some(answer),
        _ => None,
    };
    if let Json::Bool(yes) = json {
        let answer = plain(if *yes { "ja" } else { "nei" });
        return said(answer.map(|answer| Value::Answer { answer, text: String::new() }), EXPECTED);
    }
    let Some(given) = part(json, ANSWER) else { return Reading::Wrong(EXPECTED) };
    let text = part(json, TEXT).and_then(self::text).unwrap_or_default();
    let allowed = |answer: &Answer| match field {
        Field::Protection => {
            matches!(answer, Answer::Unintelligible | Answer::Partly | Answer::None | Answer::Unknown)
        }
        _ => !matches!(answer, Answer::Unintelligible | Answer::None),
    };
    let answer = typed::<Answer>(given).filter(allowed).or_else(|| match given {
        Json::Bool(yes) => plain(if *yes { "ja" } else { "nei" }),
        other => other.as_str().filter(|text| !is_open(text)).and_then(plain),
    });
    match answer {
        Some(answer) => Reading::Said(Value::Answer { answer, text }),
        None if given.is_null() || given.as_str().is_some_and(is_open) => Reading::Open,
        None => Reading::Wrong(EXPECTED),
    }
}

fn contact(json: &Json, context: &Context) -> Reading {
    const EXPECTED: &str = "a name, an address or a telephone number";
    if let Some(first) = json.as_array().and_then(|list| list.first()) {
        return match first.is_array() {
            true => Reading::Wrong(EXPECTED),
            false => read(Field::Contact, first, context),
        };
    }
    let Some(map) = json.as_object() else { return Reading::Wrong(EXPECTED) };
    let one = |wanted| {
        let said = part(json, wanted).and_then(text).filter(|text| !is_open(text))?;
        Some(fold::cut(&said, LONGEST_NAME).to_owned())
    };
    let email = one(EMAIL).filter(|email| email.contains('@')).map(|email| email.to_lowercase());
    let (name, phone) = (one(NAME), one(PHONE));
    let known = name.is_some() || email.is_some() || phone.is_some();
    match known {
        true => Reading::Said(Value::Contact { name, email, phone }),
        false if map.values().all(|one| one.is_null() || one.as_str().is_some_and(is_open)) => Reading::Open,
        false => Reading::Wrong(EXPECTED),
    }
}

/// A property by its name or its letter: C, I, A, or K, I, T.
fn one_property(text: &str, context: &Context) -> Option<Property> {
    match text.trim() {
        "C" | "c" | "K" | "k" => Some(Property::Confidentiality),
        "I" | "i" => Some(Property::Integrity),
        "A" | "a" | "T" | "t" => Some(Property::Availability),
        other => match context.value(Field::Properties, other)? {
            Value::Properties(list) if list.len() == 1 => list.first().copied(),
            _ => None,
        },
    }
}

fn properties(json: &Json, context: &Context) -> Reading {
    const EXPECTED: &str = "confidentiality, integrity or availability";
    let names: Vec<&str> = match json {
        Json::Array(list) if list.iter().all(Json::is_string) => {
            list.iter().filter_map(Json::as_str).filter(|name| !is_open(name)).take(MOST_ITEMS).collect()
        }
        Json::Object(map) if map.values().all(Json::is_boolean) => {
            map.iter().filter(|(_, on)| on.as_bool() == Some(true)).map(|(key, _)| key.as_str()).collect()
        }
        _ => return Reading::Wrong(EXPECTED),
    };
    if names.is_empty() {
        return Reading::Open;
    }
    let mut broken: Vec<Property> = names.iter().filter_map(|name| one_property(name, context)).collect();
    broken.sort_unstable();
    broken.dedup();
    said(Some(broken).filter(|list| !list.is_empty()).map(Value::Properties), EXPECTED)
}

fn kinds(json: &Json, context: &Context) -> Reading {
    const EXPECTED: &str = "privacy or security";
    if let Some(kinds) = typed::<Vec<Kind>>(json).filter(|kinds| !kinds.is_empty()) {
        return Reading::Said(Value::Kinds(kinds));
    }
    match texts(Field::MainCause, json, context) {
        Reading::Said(Value::Text(text)) => said(context.value(Field::Kinds, &text), EXPECTED),
        Reading::Open => Reading::Open,
        _ => Reading::Wrong(EXPECTED),
    }
}

/// A text, a number, or a list of them; of an object its words.
fn texts(field: Field, json: &Json, context: &Context) -> Reading {
    const EXPECTED: &str = "a text";
    let words = |one: &Json| text(one).or_else(|| part(one, TEXT).or_else(|| part(one, NAME)).and_then(text));
    let items: Vec<Option<String>> = match json {
        Json::Array(list) => list.iter().take(MOST_ITEMS).map(words).collect(),
        Json::Bool(_) => return Reading::Wrong(EXPECTED),
        other => vec![words(other)],
    };
    if !items.is_empty() && items.iter().all(Option::is_none) {
        return Reading::Wrong(EXPECTED);
    }
    let said: Vec<String> = items.into_iter().flatten().filter(|item| !is_open(item)).collect();
    let between = match field {
        Field::MeasuresTaken | Field::MeasuresPlanned | Field::Consequences | Field::WhatHappened => "; ",
        _ => ", ",
    };
    match said.is_empty() {
        true => Reading::Open,
        false => of_text(field, &said.join(between), context),
    }
}
