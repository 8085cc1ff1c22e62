//! What a report says: its fields with where each was read, and the readers for each form of text.
//!
//! Labelled answers come first, source by source in the order of trust: the body, its HTML, the files that came with
//! it. Sentences fill what is left. Nothing is guessed: what is not said stays open, every value keeps the words it came
//! from, and what a later source says differently is kept beside it.

mod answers;
mod contact;
mod counts;
mod draft;
pub(crate) mod edpb;
pub mod field;
mod fold;
pub mod json;
mod labels;
mod language;
mod nature;
mod passage;
#[cfg(test)]
mod proptests;
mod prose;
mod text;
mod times;
mod value;
mod words;

use std::borrow::Cow;
use std::collections::BTreeSet;

use chrono::{DateTime, FixedOffset};
use chrono_tz::Tz;

pub(crate) use answers::level;
pub use counts::count;
use draft::Draft;
pub use field::{Answer, Confidence, Count, Field, Found, Kind, Moment, Precision, Property, Report, Value};
pub(crate) use fold::{clean, fold, fold_char, same_word, words};
use labels::Target;
pub use labels::{hint, label};
pub use language::detect;
use prose::Account;
use text::Sheet;
pub use text::unflow;
pub use times::{moment, moment_ahead, period};
use value::Place;

/// A regular expression compiled once. The patterns are constants, proved by the tests that use them.
macro_rules! pattern {
    ($text:expr) => {{
        static PATTERN: std::sync::LazyLock<regex::Regex> =
            std::sync::LazyLock::new(|| regex::Regex::new($text).expect("a constant pattern"));
        &*PATTERN
    }};
}
pub(crate) use pattern;

/// More sources are not read.
const SOURCES: usize = 50;
/// A file is a form when it answers so many questions that only a report asks.
const FORM_ANSWERS: usize = 2;

/// One text of a mail: its body, its HTML, or a file that came with it; masked, without quotes and signature.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Source {
    /// `body`, `html` or `attachment:NAME`.
    pub name: String,
    /// Lines; a table row is a line with tabs between its cells, and U+2028 between the lines inside a cell.
    pub text: String,
    /// Pairs of label and value whose border is certain: form fields, content controls.
    pub pairs: Vec<(String, String)>,
    /// When a mail that was passed on was written: times in it count from then, not from the forward.
    pub written_at: Option<DateTime<FixedOffset>>,
}

impl Source {
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        Source { name: name.into(), text: text.into(), ..Source::default() }
    }

    fn place(&self, anchor: DateTime<FixedOffset>, tz: Tz) -> Place<'_> {
        Place { source: &self.name, anchor: self.written_at.unwrap_or(anchor), tz }
    }

    fn is_attachment(&self) -> bool {
        !matches!(self.name.as_str(), "body" | "html")
    }
}

/// The words of a mail, the most trusted source first: body, HTML, files in the order of the mail.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parts {
    pub sources: Vec<Source>,
    pub subject: String,
    /// An answer in a thread: its free text is a comment, not a description.
    pub reply: bool,
}

/// What a mail reports.
#[derive(Clone, Debug, PartialEq)]
pub struct Understood {
    pub report: Report,
    /// Fields of the authority's form (S20, S21) without an answer, in its order.
    pub open: Vec<Field>,
    /// What a less trusted source says differently.
    pub conflicts: Vec<(Field, Found)>,
    /// Values that could not be read as what their key asks for.
    pub defects: Vec<String>,
    /// `nb`, `nn`, `en` or `other`.
    pub language: String,
}

/// Whether words name a field, as a label in a list of questions would.
pub fn is_label(words: &str) -> bool {
    labels::find_text(words, labels::Form::Question).is_some()
}

/// Whether a text is a report by its form: it answers several questions that only a report asks, or is JSON with our
/// fields.
pub fn is_form(text: &str) -> bool {
    let by_label = |text: &str| {
        let entries = text::read(text).entries;
        let telling: BTreeSet<Field> = entries.iter().filter_map(|entry| telling(entry.hit.target)).collect();
        telling.len() >= FORM_ANSWERS
    };
    let by_key = |text: &str| {
        json::locate(text)
            .is_some_and(|(json, _)| !json::read(&json, DateTime::default(), Tz::UTC).fields.is_empty())
    };
    by_label(text) || by_key(text)
}

/// Reads a mail's words; times count from the anchor, the mail's own date.
pub fn read(parts: &Parts, anchor: DateTime<FixedOffset>, context: &crate::mail::Context) -> Understood {
    let tz = context.time_zone;
    let sources: Vec<&Source> = distinct(&parts.sources);
    let mut draft = Draft::default();
    let mut kind: Option<(String, &str)> = None;
    let mut defects = Vec::new();
    let mut sheets: Vec<Sheet> = Vec::with_capacity(sources.len());
    for source in &sources {
        let place = source.place(anchor, tz);
        let (rest, keyed) = by_keys(&mut draft, source, &place, &mut defects);
        let sheet = sheet(source, &rest, parts.reply);
        let found = value::fill(&mut draft, &sheet.entries, &place);
        kind = kind.or(keyed.or(found).map(|kind| (kind, source.name.as_str())));
        sheets.push(sheet);
    }
    let accounts: Vec<String> = sheets.iter().map(|sheet| told(sheet, parts.reply)).collect();
    let (account, telling) = account(&sources, &accounts, parts.reply);
    let place = telling.map_or(Place { source: "body", anchor, tz }, |source| source.place(anchor, tz));
    let source = place.source;
    let reading = prose::Reading { place, reply: parts.reply, case_prefix: &context.case_prefix };
    prose::fill(&mut draft, &account, &reading);
    if !parts.reply {
        let (kind, kind_source) =
            kind.as_ref().map_or((None, source), |(kind, source)| (Some(kind.as_str()), *source));
        prose::cause(&mut draft, kind, kind_source, &parts.subject);
        prose::derive(&mut draft, &account, kind, &parts.subject, source);
    }
    let Draft { report, conflicts } = draft;
    let open = Field::ASKED.into_iter().filter(|field| !report.contains_key(field)).collect();
    let language = match language::of(&sheets, &parts.subject) {
        // A reply may be commands only, which are no answers of a form.
        "other" => sources.first().and_then(|source| detect(&source.text)).unwrap_or("other"),
        known => known,
    };
    Understood { report, open, conflicts, defects, language: language.to_owned() }
}

/// What a system wrote as JSON, by its keys. Gives back the text around it, and the type of breach where it names one.
fn by_keys<'s>(
    draft: &mut Draft,
    source: &'s Source,
    place: &Place<'_>,
    defects: &mut Vec<String>,
) -> (Cow<'s, str>, Option<String>) {
    let whole = Cow::Borrowed(source.text.as_str());
    let Some((json, span)) = json::locate(&source.text) else { return (whole, None) };
    let told = json::read(&json, place.anchor, place.tz);
    if told.fields.is_empty() {
        return (whole, None);
    }
    for said in told.fields {
        draft.put(said.field, said.value, &said.raw, place.source, Confidence::High);
    }
    defects.extend(told.outcome.defects);
    let around = [source.text.get(..span.start), source.text.get(span.end..)];
    (Cow::Owned(around.map(Option::unwrap_or_default).join("\n")), told.outcome.kind)
}

/// The sources that say something; an HTML body only where it is more than the plain one over again.
fn distinct(sources: &[Source]) -> Vec<&Source> {
    let body = sources.iter().find(|source| source.name == "body").map(|source| source.text.as_str());
    let again = |source: &Source| {
        source.name == "html"
            && !source.text.contains('\t')
            && body.is_some_and(|body| same_letters(body, &source.text))
    };
    let says = |source: &&Source| !source.text.trim().is_empty() || !source.pairs.is_empty();
    sources.iter().take(SOURCES).filter(says).filter(|source| !again(source)).collect()
}

fn same_letters(a: &str, b: &str) -> bool {
    a.chars().filter(|c| c.is_alphanumeric()).eq(b.chars().filter(|c| c.is_alphanumeric()))
}

/// Takes a source apart, what is certain first. In a reply a bare `Tiltak: …` is a command; in a file that is no form
/// `Navn` and the like are columns of something else.
fn sheet(source: &Source, text: &str, reply: bool) -> Sheet {
    let mut sheet = text::read(text);
    sheet.entries.splice(0..0, value::entries(&source.pairs));
    if reply {
        sheet.entries.retain(|entry| !entry.hit.command);
    }
    if source.is_attachment() {
        let telling: BTreeSet<Field> =
            sheet.entries.iter().filter_map(|entry| telling(entry.hit.target)).collect();
        if telling.len() < FORM_ANSWERS {
            sheet.entries.retain(|entry| telling_only(entry.hit.target));
        }
    }
    sheet
}

/// The field of a label that only a report has.
fn telling(target: Target) -> Option<Field> {
    use Field::*;
    match target {
        Target::Field(
            Place | System | Department | ReportedBy | Contact | ExternalReference | Kinds | Period,
        ) => None,
        Target::Field(field) => Some(field),
        Target::Property(_) => Some(Properties),
        Target::Risk { .. } => Some(Likelihood),
        _ => None,
    }
}

fn telling_only(target: Target) -> bool {
    telling(target).is_some_and(|field| field != Field::AffectedPersons)
}

/// The sentences to find facts in, and whose they are: those of the mail itself, or of its files where the mail only
/// greets and points to them.
fn account<'t>(
    sources: &[&'t Source],
    accounts: &'t [String],
    reply: bool,
) -> (Account<'t>, Option<&'t Source>) {
    let mut first = None;
    for (source, text) in sources.iter().zip(accounts) {
        let account = Account::new(text);
        if reply || account.tells() {
            return (account, Some(*source));
        }
        first = first.or(Some((account, Some(*source))));
    }
    first.unwrap_or((Account::new(""), None))
}

/// The sentences of a sheet: what stands under no label, then the description and its like. In a reply a line under a
/// label that is no field's is a command or a remark: nothing to find facts in.
fn told(sheet: &Sheet, reply: bool) -> String {
    let mut out = match reply {
        true => sheet.rest.lines().filter(|line| !remarked(line)).collect::<Vec<_>>().join("\n"),
        false => sheet.rest.clone(),
    };
    let told = sheet
        .entries
        .iter()
        .filter(|entry| matches!(entry.hit.target, Target::Field(Field::WhatHappened | Field::HowItArose)));
    for entry in told {
        out.push_str("\n\n");
        out.push_str(&entry.value);
    }
    out
}

/// `Noe: …`, a few words and a colon.
fn remarked(line: &str) -> bool {
    let label = line.trim_start().split_once(": ").map(|(label, _)| label);
    label.is_some_and(|label| {
        (1..=40).contains(&label.chars().count()) && !label.contains(['.', '!', '?', ','])
    })
}
