//! The one entry to reading a mail: bytes in, a [`Reading`] out, whatever the bytes are.

use chrono::{DateTime, FixedOffset};

use crate::command::{self, Command, CommandLine, Misread};
use crate::redact::{self, Counts};
use crate::report::{self, Field, Found, Report, Source};

use super::class::{self, Classified};
use super::files::{self, Files};
use super::message::{self, Message};
use super::new_words::{self, NewWords, Told};
use super::reading::{Attachment, Class, Context, Reading, RefersTo, TraceHeaders};
use super::smime::{self, Sealed};
use super::{forward, openpgp, signed, thread};

/// Fields that the daemon needs to judge the sender, and how many of them.
const TRACED: &[&str] =
    &["received", "authentication-results", "return-path", "x-ms-exchange-organization-authas"];
const MAX_TRACED: usize = 100;
/// Longest subject and most attachments that go on.
const MAX_SUBJECT: usize = 2000;
const MAX_ATTACHMENTS: usize = 200;

/// Reads one mail. Never fails: what cannot be decoded is of class `Unreadable`, with its defects.
pub fn read(raw: &[u8], context: &Context) -> Reading {
    let opened = smime::open(raw);
    match message::parse(&opened.raw) {
        Some(message) => {
            Reading { body_hashes: signed::body_hashes(raw), ..reading(message, &opened.seals, context) }
        }
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

fn reading(mut message: Message, seals: &[Sealed], context: &Context) -> Reading {
    let signatures: Vec<_> = seals.iter().map(|seal| seal.judge(&message, &context.smime)).collect();
    let signed = openpgp::take_signatures(&mut message, &context.openpgp);
    let sealed = std::mem::take(&mut message.sealed);
    let mut masked = mask_all(&mut message);
    let mut refers_to = thread::refers_to(&message, context);
    if class::is_by_another_varsel(&message, context) {
        // The number in its subject is its own.
        refers_to.case = None;
    }
    let found = class::classify(&message, &refers_to, context);
    let told = Told { answer: is_answer(&message, &refers_to), anchor: anchor(&message), context };
    let words = new_words::of(&message, &told, &mut masked);
    let may_be_report = class::may_be_report(&message, found.class);
    let reports = found.class == Class::Message || may_be_report;
    let mut files =
        if reports { files::read(&mut message, told.anchor, context.time_zone) } else { Files::default() };
    masked.add(files.masked);
    let understood = if reports {
        understand(&words, std::mem::take(&mut files.sources), &message, &refers_to, context)
    } else {
        let language = language_of(&words.reply_text, &message, context);
        Understood { language, ..Understood::default() }
    };
    let mut reading = assemble(message, refers_to, found, words, files, understood);
    reading.may_be_report = may_be_report;
    let from = reading.from.as_ref().map(|from| from.address.as_str());
    reading.signatures = signed.iter().map(|one| one.told(from)).chain(signatures).collect();
    // Nothing else is known of a mail that is encrypted as a whole.
    if reports || reading.class == Class::Unreadable {
        openpgp::note_sealed(&mut reading, &sealed);
    }
    masked.add(redact::mask_reading(&mut reading));
    reading.redactions = masked.redactions();
    reading
}

fn assemble(
    message: Message,
    refers_to: RefersTo,
    found: Classified,
    words: NewWords,
    files: Files,
    understood: Understood,
) -> Reading {
    let mut defects = message.defects.clone();
    defects.extend(words.defect);
    defects.extend(understood.defects);
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
        conflicts: understood.conflicts,
        commands: understood.commands,
        misread: understood.misread,
        bounce: found.bounce,
        calendar: found.calendar,
        attachments: attachments(&message),
        unread: files.unread,
        forwarded: words.forwarded.or(files.forwarded),
        redactions: Vec::new(),
        defects,
        automatic: found.automatic,
        trace: trace(&message),
        body_hashes: None,
        may_be_report: false,
        signatures: Vec::new(),
        opened: false,
        closed: None,
        sealed: Vec::new(),
    }
}

/// Masks every text of the mail before anything else looks at it, and counts what was found; the HTML body and the files
/// follow when they have become text, for a number may be split by tags.
fn mask_all(message: &mut Message) -> Counts {
    let mut masked = Counts::default();
    if let Some(subject) = &mut message.subject {
        message::truncate(subject, MAX_SUBJECT);
        masked.add(redact::mask(subject));
    }
    if let Some(text) = &mut message.text {
        masked.add(redact::mask(text));
    }
    for mailbox in
        message.from.iter_mut().chain(&mut message.reply_to).chain(&mut message.to).chain(&mut message.cc)
    {
        if let Some(name) = &mut mailbox.name {
            masked.add(redact::mask(name));
        }
    }
    for part in &mut message.parts {
        if let Some(name) = &mut part.name {
            masked.add(redact::mask(name));
        }
        let found = part.text.as_mut().map(redact::mask).unwrap_or_default();
        // A body stands among the parts too, and a file is counted when it is read.
        if part.inner.is_some() {
            masked.add(found);
        }
    }
    masked
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

/// Whether the mail answers something, by what it refers to or, from a program that keeps no thread, by its subject (M4).
fn is_answer(message: &Message, refers_to: &RefersTo) -> bool {
    !refers_to.in_reply_to.is_empty()
        || !refers_to.references.is_empty()
        || refers_to.case.is_some()
        || refers_to.token.is_some()
        || message
            .subject
            .as_deref()
            .is_some_and(|subject| forward::prefix(subject) == forward::Prefix::Reply)
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
    conflicts: Vec<(Field, Found)>,
    defects: Vec<String>,
    language: String,
    commands: Vec<CommandLine>,
    misread: Vec<Misread>,
}

/// Hands the new words to the report and command rooms. Only an answer steers a case: a first report is a form whose
/// labels may look like commands. Of those it may say one thing: that the authority is told, which a processor with
/// authority may have done before it wrote to us (S83).
fn understand(
    words: &NewWords,
    files: Vec<Source>,
    message: &Message,
    refers_to: &RefersTo,
    context: &Context,
) -> Understood {
    let answer = is_answer(message, refers_to);
    // A forward keeps the thread of the mail that it passes on; that makes what it passes on no answer.
    let ours = refers_to.case.is_some() || refers_to.token.is_some();
    let reply = ours || answer && words.forwarded.is_none();
    let anchor = anchor(message);
    let parts = report::Parts {
        sources: words.sources.iter().cloned().chain(files).collect(),
        subject: message.subject.clone().unwrap_or_default(),
        reply,
    };
    let read = report::read(&parts, anchor, context);
    let text = words.command_text.as_deref();
    let (mut commands, mut misread) =
        text.map_or_else(Default::default, |text| command::read(text, anchor, context));
    if !answer {
        commands.retain(|line| matches!(line.command, Command::AuthorityNotified { .. }));
        misread.clear();
    }
    let language = match read.language.as_str() {
        "other" => language_of(&words.reply_text, message, context),
        _ => read.language,
    };
    Understood {
        report: read.report,
        open: read.open,
        conflicts: read.conflicts,
        defects: read.defects,
        language,
        commands,
        misread,
    }
}
