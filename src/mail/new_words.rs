//! What of a mail is the sender's own and new, as sources of a report and as the text that commands are read from.

use chrono::{DateTime, FixedOffset};
use chrono_tz::Tz;

use crate::redact::{self, Counts};
use crate::report::{self, Precision, Source};

use super::html::{self, Quotes};
use super::message::Message;
use super::reading::{Context, Forwarded};
use super::reply::{self, Reply};
use super::{answers, forward};

/// The new words of a mail, masked.
#[derive(Debug, Default)]
pub struct NewWords {
    /// New plain text; of an HTML-only mail the text of its HTML.
    pub reply_text: String,
    /// What commands may be read from: nothing where it is uncertain who wrote what.
    pub command_text: Option<String>,
    /// `body` and `html`, the latter with tabs between the cells of a row; of a forward first what it passes on.
    pub sources: Vec<Source>,
    pub forwarded: Option<Forwarded>,
    pub defect: Option<String>,
}

/// What is known of a mail before its words are told apart.
pub struct Told<'a> {
    /// It answers something.
    pub answer: bool,
    /// When it was written.
    pub anchor: DateTime<FixedOffset>,
    pub context: &'a Context,
}

/// Takes the new words out of a mail whose plain text is masked. Numbers found in its HTML alone are added to `masked`.
/// What a mail quotes that answers nothing, its sender wants to show: it is part of its words.
pub fn of(message: &Message, told: &Told<'_>, masked: &mut Counts) -> NewWords {
    let subject = message.subject.as_deref().unwrap_or_default();
    let passes_on = forward::prefix(subject) == forward::Prefix::Forward;
    let quotes = if told.answer && !passes_on { Quotes::Drop } else { Quotes::Keep };
    let html = html_text(message, quotes, masked);
    let plain = message.text.as_deref().or(html.as_deref()).unwrap_or_default();
    let known = told.answer || passes_on;
    match forward::read(plain, known.then_some(subject)) {
        Some(found) => passed_on(message, plain, html.as_deref(), found, told),
        None if told.answer => answer(message, plain, html.as_deref()),
        None => first(message, plain, html.as_deref()),
    }
}

/// A mail that answers nothing: all of it is its sender's, but for the signature.
fn first(message: &Message, plain: &str, html: Option<&str>) -> NewWords {
    let whole = |text: &str| {
        let new = reply::new_text(text);
        if new.quoted || new.text.is_empty() { text.trim().replace("\r\n", "\n") } else { new.text }
    };
    let text = whole(plain);
    let mut sources = Vec::new();
    if message.text.is_some() {
        sources.push(Source::new("body", text.clone()));
    }
    sources.extend(html.map(|html| Source::new("html", whole(html))));
    let own = reply::new_text(plain);
    let command_text = (own.certain && !own.quoted).then_some(own.text);
    NewWords { sources, reply_text: lines(text), command_text, ..NewWords::default() }
}

/// An answer: what is new in it, above, below or between what it quotes.
fn answer(message: &Message, plain: &str, html: Option<&str>) -> NewWords {
    let mut new = reply::new_text(plain);
    let mut html = html.map(|html| reply::new_text(html).text).filter(|html| !html.is_empty());
    if new.text.is_empty() {
        // All of it looked quoted. An answer may stand where only the HTML shows it, or the whole may be what the
        // sender wants to show: it is kept for a person, and no command is read from it.
        if html.is_none() && message.text.is_none() {
            html = html_text(message, Quotes::Keep, &mut Counts::default()).filter(|html| !html.is_empty());
        }
        if let Some(html) = &html {
            new = Reply { text: html.clone(), quoted: true, certain: false };
        }
    }
    let mut sources = Vec::new();
    if message.text.is_some() && !new.text.is_empty() {
        let pairs = if new.quoted { answers::answered(plain, report::is_label) } else { Vec::new() };
        sources.push(Source { pairs, ..Source::new("body", new.text.clone()) });
    }
    sources.extend(html.map(|html| Source::new("html", html)));
    NewWords {
        defect: (!new.certain)
            .then(|| "it is uncertain which lines are quoted: no command was read".to_owned()),
        command_text: new.certain.then(|| new.text.clone()),
        sources,
        forwarded: None,
        reply_text: lines(new.text),
    }
}

/// When a passed-on mail was written, by the date in its header: if that can be read and lies before the forward.
pub fn written_before(date: &str, anchor: DateTime<FixedOffset>, zone: Tz) -> Option<DateTime<FixedOffset>> {
    let moment = report::moment(date, anchor, zone)?;
    (moment.precision <= Precision::Day && moment.at <= anchor).then_some(moment.at)
}

/// A forwarded mail is read inside; commands only above it.
fn passed_on(
    message: &Message,
    plain: &str,
    html: Option<&str>,
    found: forward::Found,
    told: &Told<'_>,
) -> NewWords {
    let above = reply::new_text(found.above(plain));
    let date = found.forwarded.date.as_deref();
    let written_at = date.and_then(|date| written_before(date, told.anchor, told.context.time_zone));
    // What was passed on is the report; what stands above it is a remark.
    let two = |name: &str, above: String, inner: String| {
        [Source { written_at, ..Source::new(name, inner) }, Source::new(name, above)]
    };
    let mut sources = Vec::new();
    if message.text.is_some() {
        sources.extend(two("body", above.text.clone(), found.inner_text(plain)));
    }
    if let Some(html) = html {
        match forward::read(html, None) {
            Some(found) => {
                sources.extend(two("html", reply::new_text(found.above(html)).text, found.inner_text(html)))
            }
            None => sources.push(Source { written_at, ..Source::new("html", html) }),
        }
    }
    sources.retain(|source| !source.text.trim().is_empty());
    NewWords {
        reply_text: lines(plain.replace("\r\n", "\n").trim().to_owned()),
        command_text: above.certain.then_some(above.text),
        sources,
        forwarded: Some(found.forwarded),
        defect: None,
    }
}

/// The HTML body as masked text. What stands in the plain body too is counted once.
fn html_text(message: &Message, quotes: Quotes, masked: &mut Counts) -> Option<String> {
    let mut text = html::to_text(message.html.as_deref()?, quotes).text;
    let found = redact::mask(&mut text);
    if message.text.is_none() {
        masked.add(found);
    }
    Some(text)
}

/// For reading by people: the lines inside a cell are lines.
fn lines(text: String) -> String {
    if text.contains(html::LINE_IN_CELL) { text.replace(html::LINE_IN_CELL, "\n") } else { text }
}

#[cfg(test)]
mod tests {
    use super::super::message;
    use super::*;

    fn words(raw: &str) -> NewWords {
        let message = message::parse(raw.replace('\n', "\r\n").as_bytes()).expect("a mail");
        let anchor = DateTime::parse_from_rfc3339("2026-03-13T09:30:00+01:00").expect("a time");
        let answer = message.subject.as_deref().is_some_and(|subject| subject.starts_with("SV:"));
        let told = Told { answer, anchor, context: &Context::default() };
        of(&message, &told, &mut Counts::default())
    }

    fn texts(words: &NewWords) -> Vec<(&str, &str)> {
        words.sources.iter().map(|source| (source.name.as_str(), source.text.as_str())).collect()
    }

    #[test]
    fn commands_are_read_from_certain_new_text_only() {
        let found =
            words("From: a@b.no\nSubject: SV: x\n\nOK\n\nDen 1. mars 2026 kl. 10:00 skrev X:\n> Lukk\n");
        assert_eq!(found.command_text.as_deref(), Some("OK"));
        let found = words("From: a@b.no\nSubject: SV: x\n\nOK\n\nFrom: X <x@b.no>\nLukk\n");
        assert_eq!(found.command_text, None);
        assert!(found.defect.is_some());
    }

    #[test]
    fn above_a_forwarded_mail_commands_are_read_and_inside_it_the_report_with_its_own_date() {
        let found = words(
            "From: a@b.no\nSubject: VS: x\n\nOK\n\nFra: X <x@b.no>\nSendt: torsdag 12. mars 2026 10:00\nTil: a\nEmne: x\n\nLukk\n",
        );
        assert_eq!(found.command_text.as_deref(), Some("OK"));
        assert_eq!(texts(&found), [("body", "Lukk"), ("body", "OK")]);
        let at = found.sources[0].written_at.expect("the date of the passed-on mail");
        assert_eq!(at.to_rfc3339(), "2026-03-12T10:00:00+01:00");
        assert_eq!(found.forwarded.and_then(|one| one.address).as_deref(), Some("x@b.no"));
    }

    #[test]
    fn a_mail_that_is_one_quotation_is_kept_without_commands() {
        let found =
            words("From: a@b.no\nSubject: SV: x\nContent-Type: text/html\n\n<blockquote>Lukk</blockquote>\n");
        assert_eq!((found.reply_text.as_str(), found.command_text), ("Lukk", None));
    }

    #[test]
    fn what_a_first_report_quotes_is_part_of_it() {
        let found = words("From: a@b.no\nSubject: Avvik\n\nSe her:\n\n> Sted: Oslo\n\nMvh\nKari\n");
        assert_eq!(texts(&found), [("body", "Se her:\n\n> Sted: Oslo\n\nMvh\nKari")]);
    }
}
