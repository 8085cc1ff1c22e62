//! What a report says: its fields with where each was read, and the readers for each form of text.
//!
//! Labelled answers come first, from the text and then from the HTML; sentences fill what is left. Nothing is
//! guessed: what is not said stays open, and every value keeps the words it came from.

mod answers;
mod contact;
mod counts;
pub mod field;
mod fold;
mod labels;
mod language;
mod nature;
#[cfg(test)]
mod proptests;
mod prose;
mod text;
mod times;
mod value;

use chrono::{DateTime, FixedOffset};

pub(crate) use answers::level;
pub use counts::count;
pub use field::{Answer, Count, Field, Found, Kind, Moment, Precision, Property, Report, Value};
pub(crate) use fold::{clean, fold, fold_char, same_word, words};
pub use labels::{hint, label};
pub(crate) use times::pattern;
pub use times::{moment, moment_ahead, period};

/// The words of a mail: masked, without quotes and signature.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parts {
    pub text: Option<String>,
    /// The HTML part as text: a table row a line, cells separated by tabs.
    pub html: Option<String>,
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
    /// `nb`, `nn`, `en` or `other`.
    pub language: String,
}

/// Reads a mail's words; times count from the anchor, the mail's own date.
pub fn read(parts: &Parts, anchor: DateTime<FixedOffset>, context: &crate::mail::Context) -> Understood {
    let tz = context.time_zone;
    let written = [(parts.text.as_deref(), "body"), (parts.html.as_deref(), "html")];
    let sheets: Vec<(text::Sheet, &str)> = written
        .into_iter()
        .filter_map(|(text, source)| Some((text::read(text.filter(|text| !text.trim().is_empty())?), source)))
        .collect();
    let mut report = Report::new();
    let mut kind: Option<(String, &str)> = None;
    for (sheet, source) in &sheets {
        let entries: Vec<text::Entry> =
            sheet.entries.iter().filter(|entry| !(parts.reply && commanding(entry))).cloned().collect();
        let found = value::fill(&mut report, &entries, source, anchor, tz);
        kind = kind.or(found.map(|kind| (kind, *source)));
    }
    let subject = parts.subject.as_str();
    let prose = sheets.first().map(|(sheet, source)| (prose_of(sheet), *source));
    let (mut prose, source) = prose.unwrap_or((String::new(), "body"));
    if parts.reply {
        prose = prose.lines().filter(|line| !remarked(line)).collect::<Vec<_>>().join("\n");
    }
    let prefix = context.case_prefix.as_str();
    let reading = prose::Reading { source, anchor, tz, reply: parts.reply, case_prefix: prefix };
    prose::fill(&mut report, &prose, &reading);
    if !parts.reply {
        let (kind, kind_source) =
            kind.as_ref().map_or((None, source), |(kind, source)| (Some(kind.as_str()), *source));
        prose::cause(&mut report, kind, kind_source, subject);
        prose::derive(&mut report, &format!("{prose}\n\n{subject}"), kind, source);
    }
    let open = Field::ASKED.into_iter().filter(|field| !report.contains_key(field)).collect();
    let language = language::of(&sheets, subject);
    Understood { report, open, language: language.to_owned() }
}

/// In a reply a bare `Tiltak: …` is a command, no answer about measures taken.
fn commanding(entry: &text::Entry) -> bool {
    entry.bare_word.as_deref().is_some_and(|word| {
        matches!(word, "tiltak" | "measure" | "action" | "s" | "k" | "risiko" | "restrisiko" | "risk")
    })
}

/// In a reply a line under a label that is no field's is a command or a remark: nothing to find facts in.
fn remarked(line: &str) -> bool {
    pattern!(r"^\s*[^:.!?,]{1,40}:\s").is_match(line)
}

/// The sentences of a sheet: what stands under no label, then the description and its like.
fn prose_of(sheet: &text::Sheet) -> String {
    let told = sheet.entries.iter().filter(|entry| {
        matches!(entry.target, labels::Target::Field(Field::WhatHappened | Field::HowItArose))
    });
    let mut out = sheet.rest.clone();
    for entry in told {
        out.push_str("\n\n");
        out.push_str(&entry.value);
    }
    out
}
