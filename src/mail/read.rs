//! The one entry to reading a mail: bytes in, a [`Reading`] out, whatever the bytes are.

use chrono::{DateTime, FixedOffset};

use crate::command::{self, CommandLine, Misread};
use crate::redact::{self, Counts};
use crate::report::{self, Field, Report};

use super::class::{self, Classified};
use super::html::{self, Quotes};
use super::message::{self, Message};
use super::reading::{Attachment, Class, Context, Forwarded, Reading, RefersTo, TraceHeaders};
use super::reply::{self, Reply};
use super::{forward, language, thread};

/// Fields that the daemon needs to judge the sender, and how many of them.
const TRACED: &[&str] =
    &["received", "authentication-results", "return-path", "x-ms-exchange-organization-authas"];
const MAX_TRACED: usize = 100;
/// Longest subject and most attachments that go on.
const MAX_SUBJECT: usize = 2000;
const MAX_ATTACHMENTS: usize = 200;
/// Attached mails whose text is read with the mail's own.
const MAX_NESTED: usize = 3;

/// Reads one mail. Never fails: what cannot be decoded is of class `Unreadable`, with its defects.
pub fn read(raw: &[u8], context: &Context) -> Reading {
    match message::parse(raw) {
        Some(message) => reading(message, context),
        None => unreadable(context),
    }
}

fn unreadable(context: &Context) -> Reading {
    Reading {
        language: context.language.clone(),
        defects: vec!["the mail could not be decoded".to_owned()],
        ..Reading::unreadable("no header field could be found")
    }
}

fn reading(mut message: Message, context: &Context) -> Reading {
    let mut masking = Masking::default();
    mask_all(&mut message, &mut masking);
    let refers_to = thread::refers_to(&message, context);
    let found = class::classify(&message, &refers_to, context);
    let words = new_words(&message, &mut masking);
    let may_be_report = class::may_be_report(&message, found.class);
    let understood = match found.class {
        Class::Message => understand(&words, &message, &refers_to, context),
        _ if may_be_report => understand(&words, &message, &refers_to, context),
        _ => Understood {
            language: language_of(&words.reply_text, &message, context),
            ..Understood::default()
        },
    };
    let mut reading = Reading { may_be_report, ..assemble(message, refers_to, found, words, understood) };
    masking.0.add(redact::mask_reading(&mut reading));
    reading.redactions = masking.0.redactions();
    reading
}

fn assemble(
    message: Message,
    refers_to: RefersTo,
    found: Classified,
    words: NewWords,
    understood: Understood,
) -> Reading {
    let mut defects = message.defects.clone();
    defects.extend(words.defect);
    defects.sort();
    defects.dedup();
    Reading {
        class: found.class,
        reason: found.reason,
        message_id: message
            .field("message-id")
            .and_then(|value| thread::message_ids(value).into_iter().next()),
        from: message.from.first().cloned(),
        reply_to: message.reply_to.first().cloned(),
        to: message.to.clone(),
        cc: message.cc.clone(),
        subject: message.subject.clone(),
        language: understood.language,
        date: message.date,
        refers_to,
        reply_text: words.reply_text,
        report: understood.report,
        open: understood.open,
        commands: understood.commands,
        misread: understood.misread,
        bounce: found.bounce,
        calendar: found.calendar,
        attachments: attachments(&message),
        unread: Vec::new(),
        forwarded: words.forwarded,
        redactions: Vec::new(),
        defects,
        automatic: found.automatic,
        trace: trace(&message),
        may_be_report: false,
    }
}

/// Identity numbers masked so far.
#[derive(Default)]
struct Masking(Counts);

impl Masking {
    fn apply(&mut self, text: &mut String) {
        self.0.add(redact::mask(text));
    }
}

/// Masks every text of the mail before anything else looks at it; the HTML body follows when it has become text,
/// for a number may be split by tags.
fn mask_all(message: &mut Message, masking: &mut Masking) {
    if let Some(subject) = &mut message.subject {
        message::truncate(subject, MAX_SUBJECT);
        masking.apply(subject);
    }
    if let Some(text) = &mut message.text {
        masking.apply(text);
    }
    for mailbox in
        message.from.iter_mut().chain(&mut message.reply_to).chain(&mut message.to).chain(&mut message.cc)
    {
        if let Some(name) = &mut mailbox.name {
            masking.apply(name);
        }
    }
    for part in &mut message.parts {
        if let Some(name) = &mut part.name {
            masking.apply(name);
        }
        if let Some(text) = &mut part.text {
            Masking::default().apply(text);
        }
    }
}

/// What of a mail is the sender's own and new.
#[derive(Default)]
struct NewWords {
    /// New plain text; of an HTML-only mail the text of its HTML.
    reply_text: String,
    /// What commands may be read from: nothing where it is uncertain who wrote what.
    command_text: Option<String>,
    /// For the report room: new text, and new HTML as lines with tabs between cells.
    text: Option<String>,
    html: Option<String>,
    forwarded: Option<Forwarded>,
    defect: Option<String>,
}

fn new_words(message: &Message, masking: &mut Masking) -> NewWords {
    let subject = message.subject.as_deref().unwrap_or_default();
    let forwarded = forward::prefix(subject) == forward::Prefix::Forward;
    let html = html_text(message, if forwarded { Quotes::Keep } else { Quotes::Drop }, masking);
    let plain = message.text.as_deref().or(html.as_deref()).unwrap_or_default();
    if let Some(found) = forward::read(plain, Some(subject)) {
        return forwarded_words(message, plain, found, html.clone());
    }
    let mut new = reply::new_text(plain);
    let mut html = html.map(|html| reply::new_text(&html).text).filter(|html| !html.is_empty());
    if new.text.is_empty() {
        // All of it looked quoted. An answer may stand where only the HTML shows it, or the whole may be what the
        // sender wants to show: it is kept for a person, and no command is read from it.
        if html.is_none() && message.text.is_none() {
            html = html_text(message, Quotes::Keep, &mut Masking::default()).filter(|html| !html.is_empty());
        }
        if let Some(html) = &html {
            new = Reply { text: html.clone(), quoted: true, certain: false };
        }
    }
    let nested = nested_text(message);
    let plain_is_new = message.text.is_some() && !new.text.is_empty();
    NewWords {
        defect: (!new.certain)
            .then(|| "it is uncertain which lines are quoted: no command was read".to_owned()),
        command_text: new.certain.then(|| new.text.clone()),
        forwarded: None,
        text: plain_is_new
            .then(|| new.text.clone())
            .into_iter()
            .chain(nested)
            .reduce(|all, one| all + "\n\n" + &one),
        html,
        reply_text: new.text,
    }
}

/// The HTML body as masked text. What stands in the plain body too is counted once.
fn html_text(message: &Message, quotes: Quotes, masking: &mut Masking) -> Option<String> {
    let source = message.html.as_deref()?;
    let mut text = html::to_text(source, quotes).text;
    let mut twin = Masking::default();
    let counted = if message.text.is_some() { &mut twin } else { masking };
    counted.apply(&mut text);
    Some(text)
}

/// A forwarded mail is read inside; commands only above it.
fn forwarded_words(message: &Message, plain: &str, found: forward::Found, html: Option<String>) -> NewWords {
    let above = reply::new_text(found.above(plain));
    let inside = || format!("{}\n\n{}", above.text, found.inner_text(plain));
    NewWords {
        reply_text: plain.replace("\r\n", "\n").trim().to_owned(),
        text: message.text.is_some().then(inside),
        html,
        command_text: above.certain.then_some(above.text),
        forwarded: Some(found.forwarded),
        defect: None,
    }
}

/// The text of mails that were attached to be passed on.
fn nested_text(message: &Message) -> Option<String> {
    let nested = message.parts.iter().filter(|part| part.depth == 0 && part.media_type == "message/rfc822");
    let texts = nested.take(MAX_NESTED).filter_map(|part| {
        let inner = part.text.as_deref()?.trim();
        let inner =
            if inner.starts_with('<') { html::to_text(inner, Quotes::Keep).text } else { inner.to_owned() };
        (!inner.is_empty()).then_some(inner)
    });
    texts.reduce(|all, one| all + "\n\n" + &one)
}

fn attachments(message: &Message) -> Vec<Attachment> {
    message
        .parts
        .iter()
        .filter(|part| part.depth == 0 && part.attached)
        .take(MAX_ATTACHMENTS)
        .map(|part| Attachment {
            name: part.name.clone().unwrap_or_default(),
            media_type: part.media_type.clone(),
            bytes: part.bytes,
            sha256: part.sha256.clone(),
        })
        .collect()
}

fn trace(message: &Message) -> TraceHeaders {
    let fields = message.fields.iter().filter(|(name, _)| TRACED.contains(&name.as_str())).take(MAX_TRACED);
    TraceHeaders { fields: fields.cloned().collect(), from_count: message.from_count }
}

fn language_of(text: &str, message: &Message, context: &Context) -> String {
    let subject = message.subject.as_deref().unwrap_or_default();
    let found = report::detect(text).or_else(|| report::detect(subject));
    found.map_or_else(|| context.language.clone(), str::to_owned)
}

/// The moment that relative times count from: Date, else the topmost Received.
fn anchor(message: &Message) -> DateTime<FixedOffset> {
    message.date.or(message.received).unwrap_or_default()
}

/// What the report and command rooms made of the new words.
#[derive(Default)]
struct Understood {
    report: Report,
    open: Vec<Field>,
    language: String,
    commands: Vec<CommandLine>,
    misread: Vec<Misread>,
}

/// Hands the new words to the report and command rooms. Only an answer steers a case: a first report is a form whose
/// labels may look like commands.
fn understand(words: &NewWords, message: &Message, refers_to: &RefersTo, context: &Context) -> Understood {
    let reply = !refers_to.in_reply_to.is_empty()
        || !refers_to.references.is_empty()
        || refers_to.case.is_some()
        || refers_to.token.is_some()
        || message
            .subject
            .as_deref()
            .is_some_and(|subject| forward::prefix(subject) == forward::Prefix::Reply);
    let anchor = anchor(message);
    let body = words.text.as_ref().map(|text| report::Source::new("body", text.as_str()));
    let html = words.html.as_ref().map(|html| report::Source::new("html", html.as_str()));
    let parts = report::Parts {
        sources: body.into_iter().chain(html).collect(),
        subject: message.subject.clone().unwrap_or_default(),
        reply,
    };
    let read = report::read(&parts, anchor, context);
    let text = words.command_text.as_deref().filter(|_| reply);
    let (commands, misread) = text.map_or_else(Default::default, |text| command::read(text, anchor, context));
    let language = match read.language.as_str() {
        "other" => language_of(&words.reply_text, message, context),
        _ => read.language,
    };
    Understood { report: read.report, open: read.open, language, commands, misread }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(raw: &str) -> NewWords {
        let message = message::parse(raw.replace('\n', "\r\n").as_bytes()).expect("a mail");
        new_words(&message, &mut Masking::default())
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
    fn above_a_forwarded_mail_commands_are_read_and_inside_it_the_report() {
        let found = words(
            "From: a@b.no\nSubject: VS: x\n\nOK\n\nFra: X <x@b.no>\nSendt: i dag\nTil: a\nEmne: x\n\nLukk\n",
        );
        assert_eq!(found.command_text.as_deref(), Some("OK"));
        assert!(found.text.is_some_and(|text| text.contains("Lukk")));
    }

    #[test]
    fn an_attached_mail_is_read_as_part_of_the_report() {
        let found = words(
            "From: a@b.no\nContent-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: text/html\n\n<p>Se vedlagt</p>\n--x\nContent-Type: message/rfc822\n\nFrom: c@d.no\n\nBrev sendt feil\n--x--\n",
        );
        assert_eq!(
            (found.text.as_deref(), found.html.as_deref()),
            (Some("Brev sendt feil"), Some("Se vedlagt"))
        );
        assert_eq!(found.command_text.as_deref(), Some("Se vedlagt"));
    }

    #[test]
    fn a_mail_that_is_one_quotation_is_kept_without_commands() {
        let found = words("From: a@b.no\nContent-Type: text/html\n\n<blockquote>Lukk</blockquote>\n");
        assert_eq!((found.reply_text.as_str(), found.command_text), ("Lukk", None));
    }
}
