//! A mail as our own flat values: MIME taken apart by mail-parser, then copied out with every limit explicit.

mod body;
mod secured;

use std::borrow::Cow;
use std::sync::LazyLock;

use chrono::{DateTime, FixedOffset};
use mail_parser::{
    HeaderName, HeaderValue, Message as Parsed, MessageParser, MessagePart, MimeHeaders, PartType,
};
use regex::bytes::Regex;

use self::body::{bodies, part_text, raw_body};
pub use self::secured::{SealedPart, SignedPart, armored};
use super::decode;
use super::reading::Mailbox;
use super::wording::start;

/// Largest mail that is taken apart, bytes.
pub const MAX_MAIL: usize = 40 * 1024 * 1024;
/// Most header fields kept, and most characters of one.
pub const MAX_FIELDS: usize = 500;
pub const MAX_FIELD: usize = 16 * 1024;
/// Most text kept of all bodies of one kind together, bytes.
pub const MAX_TEXT: usize = 2 * 1024 * 1024;
/// Most text kept of one smaller part (delivery status, calendar), bytes.
pub const MAX_PART_TEXT: usize = 64 * 1024;
/// Most parts listed, and how deep mails within mails are followed.
pub const MAX_PARTS: usize = 1000;
pub const MAX_DEPTH: u8 = 5;
/// More nested mails or boundary lines than these and only the header is read: mail-parser recurses over nested
/// mails without a limit, and a million empty parts cost a gigabyte.
const MAX_NESTED: usize = 500;
const MAX_BOUNDARY_LINES: usize = 50_000;

/// What has none of these is no mail.
const KNOWN_FIELDS: &[&str] = &[
    "from",
    "to",
    "subject",
    "date",
    "received",
    "message-id",
    "return-path",
    "mime-version",
    "content-type",
    "sender",
    "delivered-to",
];

/// A mail, taken apart.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Message {
    /// All fields from the top: name in lower case, value unfolded but not decoded.
    pub fields: Vec<(String, String)>,
    pub subject: Option<String>,
    /// Of the first From field.
    pub from: Vec<Mailbox>,
    /// From fields, or addresses in the first one if those are more: a mail with two authors has no one sender.
    pub from_count: u32,
    pub reply_to: Vec<Mailbox>,
    pub to: Vec<Mailbox>,
    pub cc: Vec<Mailbox>,
    pub date: Option<DateTime<FixedOffset>>,
    /// The time in the topmost Received.
    pub received: Option<DateTime<FixedOffset>>,
    /// `multipart/report`, in lower case; `text/plain` where there is none.
    pub media_type: String,
    /// The report-type parameter (RFC 6522 section 3), in lower case.
    pub report_type: Option<String>,
    /// The plain body; several inline texts joined by an empty line.
    pub text: Option<String>,
    /// The HTML body, as written.
    pub html: Option<String>,
    /// Everything below the root, those of nested mails too, in order.
    pub parts: Vec<Part>,
    /// What is signed with OpenPGP, and what is encrypted with it.
    pub signed: Vec<SignedPart>,
    pub sealed: Vec<SealedPart>,
    /// The body was too dangerous to take apart.
    pub only_header: bool,
    pub defects: Vec<String>,
}

/// One leaf of the MIME tree, or a nested mail.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Part {
    /// 0 in the mail itself, 1 in a mail within it.
    pub depth: u8,
    pub media_type: String,
    pub name: Option<String>,
    /// `attachment` was said, or it is no body.
    pub attached: bool,
    /// The `method` parameter of text/calendar, in upper case.
    pub method: Option<String>,
    pub bytes: u64,
    /// Of its bytes, in hexadecimal; empty for a body.
    pub sha256: String,
    /// The text of a text part, delivery status or calendar; of a nested mail its plain body (or HTML as written).
    pub text: Option<String>,
    /// The fields of a nested mail.
    pub fields: Vec<(String, String)>,
    /// Of a nested mail.
    pub inner: Option<Inner>,
    /// Part of the body, such as a picture in it (RFC 2183 section 2.1, RFC 2392).
    pub inline: bool,
    /// The bytes of an attached file, for the readers of documents, and the charset that a text declares.
    pub content: Vec<u8>,
    pub charset: Option<String>,
}

/// What a nested mail says of itself, decoded.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Inner {
    pub from: Option<Mailbox>,
    pub subject: Option<String>,
    pub date: Option<DateTime<FixedOffset>>,
    /// It has a plain body, which is the part's text; else that is its HTML.
    pub plain: bool,
    /// Its HTML body, as written.
    pub html: Option<String>,
}

impl Message {
    /// The topmost value of a field; the name in lower case.
    pub fn field(&self, name: &str) -> Option<&str> {
        field(&self.fields, name)
    }

    /// All values of a field from the top.
    pub fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        self.fields.iter().filter(move |(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// The topmost value of a field in a list of fields.
pub fn field<'a>(fields: &'a [(String, String)], name: &str) -> Option<&'a str> {
    fields.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
}

/// Takes a mail apart; `None` where not even a header field could be found in it.
pub fn parse(raw: &[u8]) -> Option<Message> {
    let mut defects = Vec::new();
    let raw = match raw.get(..MAX_MAIL) {
        Some(start) if raw.len() > MAX_MAIL => {
            defects.push(format!("larger than {MAX_MAIL} bytes: the rest was not read"));
            start
        }
        _ => raw,
    };
    let prepared = prepared(raw);
    let raw = prepared.as_ref();
    let whole = if is_dangerous(raw) {
        defects.push("too many nested mails or parts: only the header was read".to_owned());
        None
    } else {
        whole(raw, &mut defects)
    };
    let only_header = whole.is_none();
    let parsed = match whole {
        Some(parsed) => parsed,
        None => MessageParser::default().parse_headers(raw)?,
    };
    let root = parsed.parts.first()?;
    let mut message = header(&parsed, root, defects);
    if !message.fields.iter().any(|(name, _)| KNOWN_FIELDS.contains(&name.as_str())) {
        return None;
    }
    message.only_header = only_header;
    bodies(&parsed, &mut message);
    if !only_header {
        message.signed = secured::signed(&parsed);
        message.sealed = secured::sealed(&parsed);
    }
    leaves(parsed, 0, &mut message);
    message.defects.sort();
    message.defects.dedup();
    Some(message)
}

/// The mail with lines that the parser knows, from its first field on.
pub fn prepared(raw: &[u8]) -> Cow<'_, [u8]> {
    match with_line_feeds(raw) {
        Cow::Borrowed(raw) => Cow::Borrowed(without_mbox_line(raw)),
        Cow::Owned(lines) => Cow::Owned(without_mbox_line(&lines).to_vec()),
    }
}

/// The mail as it is taken apart, and the encrypted messages in it.
pub fn sealed_parts(raw: &[u8]) -> (Cow<'_, [u8]>, Vec<SealedPart>) {
    let raw = prepared(raw.get(..MAX_MAIL).unwrap_or(raw));
    let parsed = if is_dangerous(&raw) { None } else { whole(&raw, &mut Vec::new()) };
    let sealed = parsed.map(|parsed| secured::sealed(&parsed)).unwrap_or_default();
    (raw, sealed)
}

/// mail-parser has assertions that a cleverly broken MIME tree meets; then the header is still worth reading.
fn whole<'x>(raw: &'x [u8], defects: &mut Vec<String>) -> Option<Parsed<'x>> {
    match std::panic::catch_unwind(|| MessageParser::default().parse(raw)) {
        Ok(parsed) => parsed,
        Err(_) => {
            defects.push("the parts could not be taken apart: only the header was read".to_owned());
            None
        }
    }
}

/// Some spools keep the `From ` line of an mbox.
fn without_mbox_line(raw: &[u8]) -> &[u8] {
    let raw = raw.strip_prefix(b">").unwrap_or(raw);
    if !raw.starts_with(b"From ") {
        return raw;
    }
    raw.iter().position(|&byte| byte == b'\n').and_then(|end| raw.get(end + 1..)).unwrap_or(raw)
}

/// A mail whose lines all end in a lone CR, as old Macs wrote them, with LF instead; any other as it is.
fn with_line_feeds(raw: &[u8]) -> Cow<'_, [u8]> {
    if raw.contains(&b'\n') || !raw.contains(&b'\r') {
        return Cow::Borrowed(raw);
    }
    Cow::Owned(raw.iter().map(|&byte| if byte == b'\r' { b'\n' } else { byte }).collect())
}

/// What could make the parser recurse or allocate too much: a nested mail (message/rfc822, message/global, the parts of
/// a multipart/digest), or the start of a part.
static RISKY: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?-u)\n--|(?i:rfc822|global|digest)").expect("a constant pattern"));

/// Counts, without parsing, what is risky.
fn is_dangerous(raw: &[u8]) -> bool {
    let (mut nested, mut boundaries) = (0, 0);
    for found in RISKY.find_iter(raw) {
        if found.len() == 3 {
            boundaries += 1;
        } else {
            nested += 1;
        }
        if nested > MAX_NESTED || boundaries > MAX_BOUNDARY_LINES {
            return true;
        }
    }
    false
}

fn header(parsed: &Parsed<'_>, root: &MessagePart<'_>, defects: Vec<String>) -> Message {
    let content_type = root.content_type();
    let mut message = Message {
        fields: fields(parsed, root),
        media_type: media_type(root, "text/plain"),
        report_type: content_type.and_then(|kind| kind.attribute("report-type")).map(str::to_ascii_lowercase),
        from_count: root.headers.iter().filter(|header| header.name == HeaderName::From).count() as u32,
        from: addresses(root, &HeaderName::From),
        reply_to: addresses(root, &HeaderName::ReplyTo),
        to: addresses(root, &HeaderName::To),
        cc: addresses(root, &HeaderName::Cc),
        defects,
        ..Message::default()
    };
    message.from_count = message.from_count.max(message.from.len() as u32);
    message.subject = subject(parsed, root);
    message.date = date(root);
    message.received = first(root, &HeaderName::Received)
        .and_then(HeaderValue::as_received)
        .and_then(|received| received.date())
        .and_then(|date| decode::date(&date));
    if message.from_count != 1 {
        message.defects.push(format!("{} From fields or addresses instead of one", message.from_count));
    }
    if root.headers.iter().filter(|header| header.name == HeaderName::Subject).count() > 1 {
        message.defects.push("more than one Subject field: the first was taken".to_owned());
    }
    if first(root, &HeaderName::Date).is_some() && message.date.is_none() {
        message.defects.push("the Date field is no date".to_owned());
    }
    message
}

/// mail-parser's own getters take the last of a repeated field; readers of mail show the first.
fn first<'a, 'x>(part: &'a MessagePart<'x>, name: &HeaderName<'_>) -> Option<&'a HeaderValue<'x>> {
    part.headers.iter().find(|header| header.name == *name).map(|header| &header.value)
}

fn date(part: &MessagePart<'_>) -> Option<DateTime<FixedOffset>> {
    first(part, &HeaderName::Date).and_then(HeaderValue::as_datetime).and_then(decode::date)
}

fn addresses(part: &MessagePart<'_>, name: &HeaderName<'_>) -> Vec<Mailbox> {
    first(part, name).map(decode::mailboxes).unwrap_or_default()
}

/// A subject with raw eight-bit bytes is decoded again with our own fallback.
fn subject(parsed: &Parsed<'_>, root: &MessagePart<'_>) -> Option<String> {
    let header = root.headers.iter().find(|header| header.name == HeaderName::Subject)?;
    let decoded = header.value.as_text().unwrap_or_default();
    let text = if decoded.contains('\u{fffd}') {
        let raw = parsed.raw_message.get(header.offset_start as usize..header.offset_end as usize);
        decode::unfold(raw.unwrap_or_default(), MAX_FIELD)
    } else {
        decode::unfold(decoded.as_bytes(), MAX_FIELD)
    };
    Some(text).filter(|text| !text.is_empty())
}

fn fields(parsed: &Parsed<'_>, part: &MessagePart<'_>) -> Vec<(String, String)> {
    part.headers
        .iter()
        .take(MAX_FIELDS)
        .map(|header| {
            let raw = parsed.raw_message.get(header.offset_start as usize..header.offset_end as usize);
            (header.name.as_str().to_ascii_lowercase(), decode::unfold(raw.unwrap_or_default(), MAX_FIELD))
        })
        .collect()
}

fn media_type(part: &MessagePart<'_>, absent: &str) -> String {
    match part.content_type() {
        Some(kind) => match kind.subtype() {
            Some(subtype) => format!("{}/{subtype}", kind.ctype()).to_ascii_lowercase(),
            None => kind.ctype().to_ascii_lowercase(),
        },
        None => absent.to_owned(),
    }
}

/// Lists every leaf; a mail within the mail becomes one part with its fields and text, then its own leaves. The bytes
/// of files are moved out of what was parsed.
fn leaves(mut parsed: Parsed<'_>, depth: u8, message: &mut Message) {
    for (index, mut part) in std::mem::take(&mut parsed.parts).into_iter().enumerate() {
        if message.parts.len() >= MAX_PARTS {
            message.defects.push(format!("more than {MAX_PARTS} parts: the rest was not read"));
            return;
        }
        if matches!(part.body, PartType::Multipart(_)) {
            continue;
        }
        if part.is_encoding_problem {
            message.defects.push("a part could not be decoded".to_owned());
        }
        let leaf = leaf(&parsed, &mut part, index, depth, &mut message.defects);
        message.parts.push(leaf);
        if let PartType::Message(nested) = part.body {
            if depth < MAX_DEPTH {
                leaves(nested, depth + 1, message);
            } else {
                message.defects.push(format!("mails nested deeper than {MAX_DEPTH}: the rest was not read"));
            }
        }
    }
}

fn leaf(
    parsed: &Parsed<'_>,
    part: &mut MessagePart<'_>,
    index: usize,
    depth: u8,
    defects: &mut Vec<String>,
) -> Part {
    let absent = if matches!(part.body, PartType::Message(_)) { "message/rfc822" } else { "text/plain" };
    let media_type = media_type(part, absent);
    let method = part.content_type().and_then(|kind| kind.attribute("method")).map(str::to_ascii_uppercase);
    let said = part.content_disposition().is_some_and(|disposition| disposition.is_attachment());
    let id = index as u32;
    let body = parsed.text_body.contains(&id) || parsed.html_body.contains(&id);
    let mut leaf = Part {
        depth,
        name: part.attachment_name().map(|name| decode::unfold(name.as_bytes(), 300)),
        attached: said || !body,
        inline: !said && part.content_id().is_some(),
        method,
        media_type,
        ..Part::default()
    };
    match &mut part.body {
        PartType::Message(nested) => {
            let raw = parsed
                .raw_message
                .get(part.offset_body as usize..part.offset_end as usize)
                .unwrap_or_default();
            leaf.bytes = raw.len() as u64;
            leaf.sha256 = decode::sha256(raw);
            let mut inner = Message::default();
            bodies(nested, &mut inner);
            if let Some(root) = nested.parts.first() {
                leaf.fields = fields(nested, root);
                leaf.inner = Some(Inner {
                    from: addresses(root, &HeaderName::From).into_iter().next(),
                    subject: subject(nested, root),
                    date: date(root),
                    plain: inner.text.is_some(),
                    html: inner.html.clone(),
                });
            }
            leaf.text = inner.text.or(inner.html);
        }
        PartType::Text(_) | PartType::Html(_) => {
            let text = part_text(parsed, part, defects);
            leaf.bytes = text.len() as u64;
            if leaf.attached {
                let raw = raw_body(parsed, part).unwrap_or(Cow::Borrowed(text.as_bytes()));
                leaf.bytes = raw.len() as u64;
                leaf.sha256 = decode::sha256(&raw);
                leaf.content = raw.into_owned();
                leaf.charset =
                    part.content_type().and_then(|kind| kind.attribute("charset")).map(str::to_owned);
            }
            leaf.text = Some(start(&text, MAX_PART_TEXT).to_owned());
        }
        PartType::Binary(bytes) | PartType::InlineBinary(bytes) => {
            leaf.bytes = bytes.len() as u64;
            leaf.sha256 = decode::sha256(bytes);
            if is_textual(&leaf.media_type) {
                let start = bytes.get(..MAX_PART_TEXT).unwrap_or(bytes);
                leaf.text = Some(decode::text(start, None).0);
            }
            if leaf.attached {
                leaf.content = std::mem::take(bytes).into_owned();
            }
        }
        PartType::Multipart(_) => {}
    }
    leaf
}

/// Parts that mail-parser leaves as bytes although they are lines of text.
fn is_textual(media_type: &str) -> bool {
    media_type.starts_with("message/") || media_type.starts_with("text/") || media_type == "application/ics"
}

/// Cuts at a character border.
pub fn truncate(text: &mut String, limit: usize) {
    text.truncate(text.floor_char_boundary(limit));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mail(text: &str) -> Message {
        parse(text.replace('\n', "\r\n").as_bytes()).expect("a mail")
    }

    #[test]
    fn the_first_of_two_subjects_is_taken_and_two_froms_are_noted() {
        let message = mail("From: a@b.no\nFrom: c@d.no\nSubject: En\nSubject: To\n\nHei\n");
        assert_eq!(message.subject.as_deref(), Some("En"));
        assert_eq!(message.from_count, 2);
        assert_eq!(message.from[0].address, "a@b.no");
        assert_eq!(message.defects.len(), 2);
    }

    #[test]
    fn windows_1252_without_a_charset_is_read_with_a_defect() {
        let message =
            parse(b"From: a@b.no\r\nSubject: Bl\xe5b\xe6r\r\n\r\nP\xe5 avveie\r\n").expect("a mail");
        assert_eq!(message.subject.as_deref(), Some("Blåbær"));
        assert_eq!(message.text.as_deref().map(str::trim), Some("På avveie"));
        assert_eq!(message.defects.len(), 1);
    }

    #[test]
    fn quoted_printable_in_latin_1_is_read() {
        let message = mail(
            "From: a@b.no\nContent-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable\n\nF=F8dselsnummer p=E5 avveie\n",
        );
        assert_eq!(message.text.as_deref().map(str::trim), Some("Fødselsnummer på avveie"));
        assert!(message.defects.is_empty());
    }

    #[test]
    fn nested_mails_are_flattened_and_their_fields_kept() {
        let message = mail(
            "From: a@b.no\nContent-Type: multipart/mixed; boundary=x\n\n--x\n\nSe vedlagt\n--x\nContent-Type: message/rfc822\n\nFrom: inner@c.no\nSubject: Avvik\n\nInni\n--x--\n",
        );
        assert_eq!(message.text.as_deref().map(str::trim), Some("Se vedlagt"));
        let nested = message.parts.iter().find(|part| part.media_type == "message/rfc822").expect("nested");
        assert_eq!(field(&nested.fields, "subject"), Some("Avvik"));
        assert_eq!(nested.text.as_deref().map(str::trim), Some("Inni"));
    }

    #[test]
    fn a_hundred_thousand_nested_mails_do_not_overflow_the_stack() {
        let raw = "Content-Type: message/rfc822\n\n".repeat(100_000);
        let message = parse(raw.as_bytes()).expect("its header");
        assert!(message.defects.iter().any(|defect| defect.contains("only the header")));
    }

    #[test]
    fn an_attachment_has_its_name_size_and_hash() {
        let message = mail(
            "From: a@b.no\nContent-Type: multipart/mixed; boundary=x\n\n--x\n\nHei\n--x\nContent-Type: application/pdf; name*=utf-8''sk%C3%A6ma.pdf\nContent-Disposition: attachment\nContent-Transfer-Encoding: base64\n\nYWJj\n--x--\n",
        );
        let part = message.parts.last().expect("a part");
        assert_eq!((part.name.as_deref(), part.bytes), (Some("skæma.pdf"), 3));
        assert_eq!(part.sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    #[test]
    fn a_mail_of_an_old_mac_has_its_lines() {
        let message = parse(b"From: a@b.no\rSubject: Avvik\r\rHei\rDu\r").expect("a mail");
        assert_eq!(message.subject.as_deref(), Some("Avvik"));
        assert_eq!(message.text.as_deref().map(str::trim), Some("Hei\nDu"));
    }

    #[test]
    fn risky_things_are_counted_in_any_case() {
        assert!(!is_dangerous(&b"message/RFC822\r\n--x".repeat(MAX_NESTED)));
        assert!(is_dangerous(&b"Message/Global".repeat(MAX_NESTED + 1)));
        assert!(is_dangerous(&b"\n--x".repeat(MAX_BOUNDARY_LINES + 1)));
    }

    #[test]
    fn nothing_is_no_mail() {
        assert_eq!(parse(b""), None);
        assert_eq!(parse(b"\xff\xfe\x00"), None);
    }
}
