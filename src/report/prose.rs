//! Plain sentences: what can be read from them with a few explainable rules, in nb, nn and en (L25).
//!
//! Each value carries the sentence it came from. Only fills what no label gave.

mod rules;
mod sentences;

use chrono::{DateTime, FixedOffset};
use chrono_tz::Tz;

use super::answers;
use super::field::{CountPrecision, Field, Found, Report, Value};
use super::fold;
use super::value::put_from_prose;
use super::{counts, nature, times};
use sentences::Sentence;

/// The longest description taken from prose, in bytes.
const DESCRIPTION_BYTES: usize = 4_096;
const TEXT_BYTES: usize = 32_768;

/// Where prose is read from and how.
pub struct Reading<'a> {
    pub source: &'a str,
    pub anchor: DateTime<FixedOffset>,
    pub tz: Tz,
    /// An answer in a thread: its text describes nothing by itself.
    pub reply: bool,
    /// Our own case numbers are no reference of the sender's.
    pub case_prefix: &'a str,
}

/// Fills from sentences what the report does not hold yet.
pub fn fill(report: &mut Report, text: &str, reading: &Reading<'_>) {
    let text = fold::cut(text, TEXT_BYTES);
    let sentences = sentences::split(text);
    let mut add = |field: Field, found: Option<(Value, String)>| {
        if let Some((value, raw)) = found {
            put_from_prose(report, field, value, &raw, reading.source);
        }
    };
    add(Field::DiscoveredAt, discovered(&sentences, reading));
    add(Field::AffectedPersons, persons(&sentences));
    add(Field::DataTypes, data_types(&sentences));
    add(Field::ExternalReference, reference(text, reading.case_prefix));
    if reading.reply {
        return;
    }
    add(Field::Period, occurred(&sentences, reading));
    add(Field::MeasuresTaken, measures(&sentences));
    add(Field::PersonsInformed, informed(&sentences));
    add(Field::WhatHappened, description(text));
}

/// Kinds and properties from all that is said about what happened, with the text they came from.
pub fn derive(report: &mut Report, text: &str, kind: Option<&str>, source: &str) {
    let said = |field: Field| {
        report.get(&field).and_then(|found| match &found.value {
            Value::Text(text) => Some(text.clone()),
            _ => None,
        })
    };
    let parts: Vec<String> = [
        kind.map(str::to_owned),
        said(Field::MainCause),
        said(Field::WhatHappened),
        said(Field::DataTypes),
        said(Field::Relationship),
    ]
    .into_iter()
    .flatten()
    .chain(sentences::split(text).into_iter().map(|sentence| sentence.text))
    .collect();
    let all = parts.join("\n");
    let raw = |tells: &dyn Fn(&str) -> bool| {
        let part = parts.iter().find(|part| tells(part)).cloned().unwrap_or_default();
        sentences::split(&part).into_iter().map(|s| s.text).find(|s| tells(s)).unwrap_or(part)
    };
    let kinds = nature::kinds(&all);
    if !kinds.is_empty() {
        let raw = raw(&|part| !nature::kinds(part).is_empty());
        put_from_prose(report, Field::Kinds, Value::Kinds(kinds), &raw, source);
    }
    let properties = nature::properties(&all);
    if !properties.is_empty() {
        let raw = raw(&|part| !nature::properties(part).is_empty());
        put_from_prose(report, Field::Properties, Value::Properties(properties), &raw, source);
    }
}

/// The main cause where nothing else names one: the type of breach, or the subject after `Avviksmelding:`.
pub fn cause(report: &mut Report, kind: Option<&str>, source: &str, subject: &str) {
    if let Some(kind) = kind {
        return put_from_prose(report, Field::MainCause, Value::Text(kind.to_owned()), kind, source);
    }
    let titled = times::pattern!(
        r"(?i)^\s*(?:(?:sv|re|vs|fw|fwd|videresend\w*)\s*:\s*)*(?:avviksmelding|melding om avvik|avvik|personvernavvik|avviksskjema|avviksrapport|(?:personal )?data breach|security incident|incident report|sikkerhetshendelse)\s*[:–-]\s*(.+)$"
    );
    let cause = titled.captures(subject).and_then(|found| found.get(1)).map(|m| m.as_str());
    let trailer = times::pattern!(r"\s*(?:\([^)]*\)|\[[^\]]*\])\s*$");
    if let Some(cause) = cause {
        let cause = trailer.replace(cause, "");
        let cause = cause.split(" hos ").next().unwrap_or_default().trim();
        if cause.split_whitespace().count() >= 2 {
            let found = Found {
                value: Value::Text(cause.to_owned()),
                raw: subject.trim().to_owned(),
                source: "subject".to_owned(),
                prose: true,
            };
            report.entry(Field::MainCause).or_insert(found);
        }
    }
}

/// A time in the clause that says when it was noticed, or else in that sentence.
fn discovered(sentences: &[Sentence], reading: &Reading<'_>) -> Option<(Value, String)> {
    timed(sentences, rules::noticed, reading).map(|(moment, raw)| (Value::Moment(moment), raw))
}

fn occurred(sentences: &[Sentence], reading: &Reading<'_>) -> Option<(Value, String)> {
    let (moment, raw) = timed(sentences, rules::occurred, reading)?;
    Some((Value::Period { start: Some(moment.at), end: None, ongoing: false }, raw))
}

fn timed(
    sentences: &[Sentence],
    says: fn(&str) -> bool,
    reading: &Reading<'_>,
) -> Option<(super::field::Moment, String)> {
    let told = |text: &str| times::moment(text, reading.anchor, reading.tz);
    let mut saying = sentences.iter().filter(|sentence| says(&sentence.folded));
    saying.find_map(|sentence| {
        let clauses = sentences::clauses(&sentence.text);
        let clause =
            clauses.iter().filter(|clause| says(&fold::fold(clause))).find_map(|clause| told(clause));
        Some((clause.or_else(|| told(&sentence.text))?, sentence.text.clone()))
    })
}

/// The number straight before a word for persons; sentences that say "affected" first.
fn persons(sentences: &[Sentence]) -> Option<(Value, String)> {
    let ranked = |affected: bool| {
        sentences.iter().filter(move |s| rules::affected(&s.folded) == affected).find_map(|sentence| {
            let window = rules::before_persons(sentence, affected)?;
            let count = counts::count(&window).filter(|count| count.precision != CountPrecision::Unknown)?;
            Some((Value::Count(count), sentence.text.clone()))
        })
    };
    ranked(true).or_else(|| ranked(false))
}

/// The types of data named anywhere, each once, in order; what follows "no" is not counted.
fn data_types(sentences: &[Sentence]) -> Option<(Value, String)> {
    let mut named: Vec<String> = Vec::new();
    let mut raw = String::new();
    for sentence in sentences.iter().filter(|sentence| !rules::measure(&sentence.folded)) {
        for word in rules::data_words(sentence) {
            if raw.is_empty() {
                raw.clone_from(&sentence.text);
            }
            if !named.iter().any(|known| known.eq_ignore_ascii_case(&word)) && named.len() < 20 {
                named.push(word);
            }
        }
    }
    (!named.is_empty()).then(|| (Value::Text(named.join(", ")), raw))
}

fn measures(sentences: &[Sentence]) -> Option<(Value, String)> {
    let done: Vec<&str> =
        sentences.iter().filter(|s| rules::measure(&s.folded)).map(|s| s.text.as_str()).take(10).collect();
    let text = done.join(" ");
    (!done.is_empty()).then(|| (Value::Text(text.clone()), text))
}

fn informed(sentences: &[Sentence]) -> Option<(Value, String)> {
    sentences
        .iter()
        .filter(|sentence| rules::about_informing(&sentence.folded))
        .find_map(|sentence| Some((answers::informed(&sentence.text)?, sentence.text.clone())))
}

/// The sender's own number: after `vår ref.`, `ticket`, or of the form `INC-1234`.
fn reference(text: &str, case_prefix: &str) -> Option<(Value, String)> {
    let labelled = times::pattern!(
        r"(?i)\b(?:v[åa]r ref(?:eranse)?|our ref(?:erence)?|ref(?:eranse|erence)?|ticket|saksnr|saksnummer|sak|case|incident)\b[.:#]*\s*(?:nr\.?|no\.?|number|id|is|er)?[\s:#]*([A-Z0-9][A-Z0-9/_-]{0,10}\d[A-Z0-9/_-]{1,20})"
    );
    let shaped = times::pattern!(r"\b((?:INC|REQ|CHG|TICKET|CASE|SEC|PRB)-?\d{3,12})\b");
    let own = format!("{}-", case_prefix.to_lowercase());
    let found = labelled
        .captures_iter(text)
        .chain(shaped.captures_iter(text))
        .filter_map(|found| found.get(1))
        .find(|m| !m.as_str().to_lowercase().starts_with(&own))?;
    let line = text.lines().find(|line| line.contains(found.as_str())).unwrap_or(found.as_str());
    Some((Value::Text(found.as_str().to_owned()), line.trim().to_owned()))
}

/// The paragraphs that tell something: without greetings and thanks.
fn description(text: &str) -> Option<(Value, String)> {
    let paragraphs: Vec<&str> = text
        .split("\n\n")
        .map(str::trim)
        .map(|paragraph| rules::without_greeting(paragraph).trim())
        .filter(|paragraph| !paragraph.is_empty() && !rules::formality(&fold::fold(paragraph)))
        .collect();
    let text = paragraphs.join("\n\n");
    let text = times::pattern!(r"(?i)^(?:hei|hallo|hi|hello|god dag|god morgen)\b[,!. ]+").replace(&text, "");
    let text = fold::cut(&text, DESCRIPTION_BYTES).trim();
    (text.split_whitespace().count() >= 3).then(|| (Value::Text(text.to_owned()), text.to_owned()))
}
