//! A mail that went out, taken apart: every piece of text that its receiver can find in it, and for whose eyes it is.

use std::io::{Cursor, Read};
use std::sync::LazyLock;

use mail_parser::{MessageParser, MessagePart, MimeHeaders, PartType};
use regex::Regex;

use crate::stories::play::Sent;

/// A text and who reads it.
pub struct Piece {
    /// Where it stands: `subject`, `text`, `html`, the name of a file.
    pub place: String,
    pub audience: &'static str,
    pub text: String,
}

/// Whom a mail is for, in the words of the table.
pub fn audience(sent: &Sent, proved: bool, head: &str) -> &'static str {
    match (sent.template.as_str(), sent.audience.as_str()) {
        ("digest" | "yearly-review", _) => "digest",
        ("contact-verification" | "contact-receipt", _) => "contact",
        ("group-invitation" | "group-followup", "security-list" | "privacy-list") => "group",
        ("measure-reminder", "management") => "measure-owner",
        ("persons-letter", "management") => "letter-sender",
        (_, "reporter" | "processor") if !proved => "unproved",
        (_, "reporter") => "reporter",
        (_, "processor") => "processor",
        (_, "officer") => "handling",
        (_, "management") if sent.mail.to == head => "management",
        (_, "management") => "leader",
        (_, "security-list") => "security-list",
        (_, "privacy-list") => "privacy-list",
        (_, "controller") => "controller",
        (_, "external") => "external",
        (template, other) => panic!("no audience for {template} to {other}"),
    }
}

/// Everything in the mail, with who reads it where that is not the mail's receiver.
pub fn pieces(sent: &Sent, receiver: &'static str) -> Vec<Piece> {
    let mail = MessageParser::default().parse(&sent.bytes).unwrap();
    let mut pieces = Vec::new();
    let mut add = |place: &str, audience, text: String| {
        pieces.push(Piece { place: place.to_owned(), audience, text });
    };
    add("subject", receiver, mail.subject().unwrap_or_default().to_owned());
    for part in &mail.parts {
        for header in &part.headers {
            add("header", receiver, format!("{} {:?}", header.name(), header.value));
        }
        let name = part.attachment_name().unwrap_or_default().to_owned();
        let whose = match sent.template.as_str() {
            _ if name.is_empty() || name.ends_with(".ics") => receiver,
            "authority-package" | "authority-supplement" => "authority",
            "persons-letter" => "letter",
            "yearly-review" => "register",
            _ => receiver,
        };
        match &part.body {
            PartType::Text(text) if name.is_empty() => add("text", receiver, unfolded(text)),
            PartType::Html(html) => {
                add("html", receiver, html.to_string());
                add("html without its tags", receiver, without_tags(html));
            }
            PartType::Multipart(_) => {}
            _ => files(part).into_iter().for_each(|text| add(&name, whose, text)),
        }
    }
    // What stands in the head undecoded, and what a part is called.
    let head = sent.mail.raw.split("\r\n\r\n").next().unwrap_or_default();
    add("head", receiver, head.replace("\r\n ", "").replace("\r\n\t", ""));
    pieces
}

/// A file as text; of a packed one, all that is in it.
fn files(part: &MessagePart<'_>) -> Vec<String> {
    let bytes = part.contents();
    if !bytes.starts_with(b"PK") {
        return vec![unfolded(&String::from_utf8_lossy(bytes))];
    }
    let mut packed = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut texts = Vec::new();
    for index in 0..packed.len() {
        let mut text = String::new();
        packed.by_index(index).unwrap().read_to_string(&mut text).unwrap();
        texts.push(without_tags(&text));
        texts.push(text);
    }
    texts
}

/// The lines of a calendar are folded anywhere.
fn unfolded(text: &str) -> String {
    text.replace("\r\n ", "")
}

pub fn without_tags(markup: &str) -> String {
    static TAG: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"(?s)<[^>]*>").unwrap());
    TAG.replace_all(markup, "").into_owned()
}
