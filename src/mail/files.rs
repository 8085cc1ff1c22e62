//! What came with a mail, as sources of its report: attached mails and files, masked, under the names by which they are
//! asked for. A file inside a file is `outer.zip/inner.docx`.

use std::collections::VecDeque;

use chrono::{DateTime, FixedOffset};
use chrono_tz::Tz;

use crate::document::{self, Budget, Document, File, Unread, Why};
use crate::redact::{self, Counts};
use crate::report::Source;

use super::forward;
use super::html::{self, Quotes};
use super::message::{self, Inner, Message, Part};
use super::new_words::written_before;
use super::reading::{Forwarded, Mailbox};
use super::smime::{self, Inside};

/// Most attached mails that are read with the mail's own words.
const MAX_MAILS: usize = 10;
/// Parts that say nothing about a breach: signatures and machines' own.
const NO_FILES: &[&str] = &[
    "application/pgp-signature",
    "application/pkcs7-signature",
    "application/x-pkcs7-signature",
    "application/pgp-keys",
    "message/delivery-status",
    "message/global-delivery-status",
    "message/disposition-notification",
    "message/external-body",
    "text/x-amp-html",
];

/// What was found in the files of a mail.
#[derive(Debug, Default)]
pub struct Files {
    /// What times in a saved mail's header are read with.
    anchor: DateTime<FixedOffset>,
    zone: Tz,
    /// Each named `attachment:NAME`, in the order of the mail.
    pub sources: Vec<Source>,
    pub unread: Vec<Unread>,
    /// Identity numbers masked in them.
    pub masked: Counts,
    /// Of the first mail that was attached to be passed on.
    pub forwarded: Option<Forwarded>,
}

/// Reads the attached files and mails of a mail, taking their bytes.
pub fn read(message: &mut Message, anchor: DateTime<FixedOffset>, zone: Tz) -> Files {
    let mut files = Files { anchor, zone, ..Files::default() };
    let mut budget = Budget::default();
    let mut waiting = VecDeque::from([(String::new(), std::mem::take(&mut message.parts))]);
    let mut mails = 0;
    while let Some((outer, mut parts)) = waiting.pop_front() {
        for found in files.parts(&outer, &mut parts, &mut budget) {
            mails += 1;
            match message::parse(&found.bytes).filter(|_| mails <= MAX_MAILS) {
                Some(mut mail) => {
                    let inner = Inner {
                        from: mail.from.first().cloned(),
                        subject: mail.subject.take(),
                        date: mail.date,
                        plain: mail.text.is_some(),
                        html: mail.html.take(),
                    };
                    files.mail(&found.name, mail.text.take().unwrap_or_default(), inner);
                    waiting.push_back((found.name, std::mem::take(&mut mail.parts)));
                }
                None => {
                    files.not_read(found.name, if mails > MAX_MAILS { Why::TooDeep } else { Why::Damaged })
                }
            }
        }
        if outer.is_empty() {
            message.parts = parts;
        }
    }
    files
}

impl Files {
    /// One mail's parts; gives back the mails that were found inside files.
    fn parts(&mut self, outer: &str, parts: &mut [Part], budget: &mut Budget) -> Vec<File> {
        // The mails within the mail that are open at each depth: their names, and when they were written.
        let mut open: Vec<(String, Option<DateTime<FixedOffset>>)> = Vec::new();
        let mut mails = Vec::new();
        for part in parts.iter_mut().filter(|part| part.attached || part.media_type == "message/rfc822") {
            if NO_FILES.contains(&part.media_type.as_str()) {
                continue;
            }
            open.truncate(usize::from(part.depth));
            let (within, written_at) = open.last().map_or((outer, None), |(name, at)| (name.as_str(), *at));
            let name = named(within, part);
            if part.media_type == "message/rfc822" {
                let inner = part.inner.take().unwrap_or_default();
                let plain = part.text.take().filter(|_| inner.plain);
                let date = inner.date;
                self.mail(&name, plain.unwrap_or_default(), inner);
                open.resize(usize::from(part.depth), Default::default());
                open.push((name, date));
            } else {
                mails.extend(self.file(name, part, written_at, budget));
            }
        }
        mails
    }

    /// A mail within the mail; times in it count from when it was written.
    fn mail(&mut self, name: &str, plain: String, inner: Inner) {
        if self.forwarded.is_none() {
            self.forwarded = inner.from.clone().map(|from| passed_on(from, &inner));
        }
        let html = inner.html.map(|html| html::to_text(&html, Quotes::Keep).text);
        for text in [Some(plain), html].into_iter().flatten() {
            self.source(name, text, Vec::new(), inner.date);
        }
    }

    /// A file, of a mail within the mail where `written_at` tells when that was written.
    fn file(
        &mut self,
        name: String,
        part: &mut Part,
        written_at: Option<DateTime<FixedOffset>>,
        budget: &mut Budget,
    ) -> Vec<File> {
        let mut file = File {
            name,
            media_type: declared(part),
            bytes: std::mem::take(&mut part.content),
            inline: part.inline,
        };
        if file.media_type.ends_with("pkcs7-mime") || file.name.to_lowercase().ends_with(SIGNED_FILE) {
            match smime::inside(&file.bytes) {
                Some(Inside::Nothing) => return Vec::new(),
                Some(Inside::Mail(bytes)) => return vec![File { bytes, ..file }],
                Some(Inside::File(bytes)) => file = unsigned(file, bytes),
                None => {}
            }
        }
        let contents = document::read(&file, budget);
        for document in contents.documents {
            self.document(document, written_at);
        }
        for one in contents.unread {
            self.not_read(one.name, one.why);
        }
        contents.mails
    }

    /// A file. One that begins with the header of a mail is a mail that was saved: it has a sender and a date of its own.
    fn document(&mut self, document: Document, within: Option<DateTime<FixedOffset>>) {
        let Document { name, mut text, pairs } = document;
        self.masked.add(redact::mask(&mut text));
        let saved = forward::read(&text, None).filter(|found| found.above(&text).trim().is_empty());
        let Some(found) = saved else { return self.source(&name, text, pairs, within) };
        let date = found.forwarded.date.as_deref();
        let written_at = date.and_then(|date| written_before(date, self.anchor, self.zone));
        let inner = found.inner_text(&text);
        if self.forwarded.is_none() {
            self.forwarded = Some(found.forwarded);
        }
        self.source(&name, inner, pairs, written_at);
    }

    fn source(
        &mut self,
        name: &str,
        mut text: String,
        mut pairs: Vec<(String, String)>,
        written_at: Option<DateTime<FixedOffset>>,
    ) {
        let mut name = format!("attachment:{name}");
        self.masked.add(redact::mask(&mut text));
        // What stands in the text and in the pairs too is counted once.
        redact::mask(&mut name);
        for (label, value) in &mut pairs {
            redact::mask(label);
            redact::mask(value);
        }
        if !text.trim().is_empty() || !pairs.is_empty() {
            self.sources.push(Source { name, text, pairs, written_at });
        }
    }

    fn not_read(&mut self, mut name: String, why: Why) {
        redact::mask(&mut name);
        self.unread.push(Unread { name, why });
    }
}

/// The name of a signed file ends so, after its own.
const SIGNED_FILE: &str = ".p7m";

/// `liste.csv.p7m` without its signature: what it is, only its name tells.
fn unsigned(file: File, bytes: Vec<u8>) -> File {
    let mut name = file.name;
    let end = name.to_lowercase().ends_with(SIGNED_FILE).then(|| name.rfind('.')).flatten();
    name.truncate(end.unwrap_or(name.len()));
    File { name, bytes, media_type: "application/octet-stream".to_owned(), ..file }
}

/// The name under which a person knows the file.
fn named(within: &str, part: &Part) -> String {
    let subject = part.inner.as_ref().and_then(|inner| inner.subject.as_deref());
    let unnamed = if part.media_type == "message/rfc822" { "e-post" } else { "vedlegg" };
    let name = part.name.as_deref().or(subject).filter(|name| !name.is_empty()).unwrap_or(unnamed);
    if within.is_empty() { name.to_owned() } else { format!("{within}/{name}") }
}

fn declared(part: &Part) -> String {
    match &part.charset {
        Some(charset) => format!("{}; charset={}", part.media_type, charset.to_lowercase()),
        None => part.media_type.clone(),
    }
}

/// Who wrote a mail that was attached, by its own header.
fn passed_on(from: Mailbox, inner: &Inner) -> Forwarded {
    let masked = |text: &Option<String>| {
        text.clone().map(|mut text| {
            redact::mask(&mut text);
            text
        })
    };
    Forwarded {
        name: masked(&from.name),
        address: Some(from.address),
        subject: masked(&inner.subject),
        date: inner.date.map(|date| date.to_rfc3339()),
    }
}
