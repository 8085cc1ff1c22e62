//! Our own mails as bytes: fixed before the first attempt, the same for the same input, and nothing that a value
//! holds can become a header field or a second part.

use std::time::SystemTime;

use chrono::{DateTime, Datelike, Utc};
use lettre::Address;
use lettre::message::header::{
    ContentDisposition, ContentTransferEncoding, ContentType, HeaderName, HeaderValue,
};
use lettre::message::{Body, Mailbox, Message, MultiPart, MultiPartKind, SinglePart};
use serde::{Deserialize, Serialize};

use super::decode::sha256;

/// The thread's first and last Message-IDs that go into References.
const MAX_REFERENCES: usize = 10;
/// Longest subject, display name and Message-ID, characters.
const MAX_SUBJECT: usize = 400;
const MAX_NAME: usize = 120;
const MAX_ID: usize = 900;
/// What an invitation is called as a file.
const INVITATION: &str = "invite.ics";
/// What other systems are asked not to send back (M3). Never `All`, `DR` or `NDR`: failure reports are needed.
const SUPPRESS: &str = "OOF, AutoReply, RN, NRN";

/// Why the mail was sent without a person (RFC 3834 section 5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Automatic {
    /// In answer to a mail: `auto-replied`.
    Replied,
    /// Of our own accord: `auto-generated`.
    Generated,
}

/// A mail to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outgoing {
    /// Display name and address.
    pub from: (Option<String>, String),
    pub to: (Option<String>, String),
    /// The envelope's sender, which stands nowhere in the bytes; `None` is `<>`.
    pub envelope_from: Option<String>,
    pub reply_to: Option<String>,
    pub subject: String,
    pub text: String,
    pub html: String,
    /// Without angle brackets, like all Message-IDs here.
    pub message_id: String,
    pub date: DateTime<Utc>,
    pub in_reply_to: Option<String>,
    pub references: Vec<String>,
    pub automatic: Automatic,
    /// Goes into X-Varsel-Instance, by which we know our own mails again.
    pub instance: String,
    /// The MIME boundary follows from it.
    pub boundary_seed: String,
    /// Ask the receiver for no absence notice: only where no answer is needed (M3).
    pub suppress_auto: bool,
    pub attachments: Vec<Attachment>,
    /// An iCalendar object (RFC 5545), shown by mail programs as an invitation: a further alternative of the text, and
    /// once more as a file, for programs that look at one only (RFC 6047 section 2.4).
    pub calendar: Option<String>,
}

/// A file that goes along with a mail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// For people; what may not stand in a file's name is left out.
    pub name: String,
    /// `application/pdf`; one that is none becomes `application/octet-stream`.
    pub media_type: String,
    pub bytes: Vec<u8>,
}

/// Why a mail cannot be written. The addresses themselves are left out: errors are logged.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ComposeError {
    #[error("the {0} address is no mail address")]
    Address(&'static str),
    #[error("the {0} address has letters outside ASCII before the @, which few servers take")]
    LocalPart(&'static str),
    #[error("{0} is no Message-ID")]
    MessageId(&'static str),
    #[error("the date lies outside the years 1970 to 9999")]
    Date,
    #[error("the mail could not be built: {0}")]
    Build(String),
}

/// Writes a mail: multipart/alternative of text and HTML, CRLF throughout; with files or an invitation that within a
/// multipart/mixed.
///
/// # Errors
/// Where an address, our own Message-ID or the date cannot stand in a mail.
pub fn compose(mail: &Outgoing) -> Result<Vec<u8>, ComposeError> {
    if !(1970..=9998).contains(&mail.date.year()) {
        return Err(ComposeError::Date);
    }
    if let Some(sender) = &mail.envelope_from {
        address(sender, "envelope")?;
    }
    let mut builder = Message::builder()
        .from(mailbox(&mail.from, "From")?)
        .to(mailbox(&mail.to, "To")?)
        .subject(one_line(&mail.subject, MAX_SUBJECT))
        .date(SystemTime::from(mail.date))
        .message_id(Some(bracketed(&mail.message_id).ok_or(ComposeError::MessageId("message_id"))?));
    if let Some(reply_to) = &mail.reply_to {
        builder = builder.reply_to(Mailbox::new(None, address(reply_to, "Reply-To")?));
    }
    // The parent's id is a stranger's: one that we cannot repeat costs the thread, not the notice.
    if let Some(parent) = mail.in_reply_to.as_ref().and_then(|id| bracketed(id)) {
        builder = builder.in_reply_to(parent);
    }
    if let Some(references) = references(mail) {
        builder = builder.references(references);
    }
    let automatic = match mail.automatic {
        Automatic::Replied => "auto-replied",
        Automatic::Generated => "auto-generated",
    };
    builder = builder.raw_header(field("Auto-Submitted", automatic));
    if mail.suppress_auto {
        builder = builder.raw_header(field("X-Auto-Response-Suppress", SUPPRESS));
    }
    builder = builder.raw_header(field("X-Varsel-Instance", &one_line(&mail.instance, MAX_NAME)));
    let message = builder.multipart(body(mail)).map_err(|error| ComposeError::Build(error.to_string()))?;
    Ok(message.formatted())
}

fn body(mail: &Outgoing) -> MultiPart {
    let mut texts = MultiPart::builder()
        .kind(MultiPartKind::Alternative)
        .boundary(boundary(&mail.boundary_seed))
        .singlepart(SinglePart::plain(crlf(&mail.text)))
        .singlepart(SinglePart::html(crlf(&mail.html)));
    if let Some(calendar) = &mail.calendar {
        // The method of the field is read from the object: the two may not differ (RFC 6047 section 2.4).
        let kind = format!("text/calendar; method={}; charset=utf-8", method(calendar));
        texts = texts.singlepart(SinglePart::builder().header(media_type(&kind)).body(crlf(calendar)));
    }
    let invitation = mail.calendar.as_ref().map(|calendar| Attachment {
        name: INVITATION.to_owned(),
        media_type: "application/ics".to_owned(),
        bytes: crlf(calendar).into_bytes(),
    });
    if mail.attachments.is_empty() && invitation.is_none() {
        return texts;
    }
    let mixed = MultiPart::builder()
        .kind(MultiPartKind::Mixed)
        .boundary(boundary(&format!("{} mixed", mail.boundary_seed)))
        .multipart(texts);
    mail.attachments.iter().chain(&invitation).fold(mixed, |mixed, one| mixed.singlepart(file(one)))
}

/// The boundary that follows from a seed.
pub(super) fn boundary(seed: &str) -> String {
    format!("varsel-{}", sha256(seed.as_bytes())).chars().take(47).collect()
}

/// The method of an iCalendar object; only a word of letters can stand in the field.
fn method(calendar: &str) -> &str {
    let named = calendar.lines().find_map(|line| line.strip_prefix("METHOD:")).map(str::trim);
    named.filter(|word| word.bytes().all(|byte| byte.is_ascii_uppercase())).unwrap_or("REQUEST")
}

/// Base64 whatever it holds: no mail server then changes a byte of it.
fn file(attachment: &Attachment) -> SinglePart {
    let bytes = attachment.bytes.clone();
    let body = Body::new_with_encoding(bytes, ContentTransferEncoding::Base64).unwrap_or_else(Body::new);
    SinglePart::builder()
        .header(media_type(&attachment.media_type))
        .header(ContentDisposition::attachment(&file_name(&attachment.name)))
        .body(body)
}

/// Of a leaf; what is no media type or has parts of its own is sent as plain bytes.
fn media_type(text: &str) -> ContentType {
    let leaf =
        !["multipart/", "message/"].iter().any(|kind| text.trim_start().to_lowercase().starts_with(kind));
    let read =
        Some(text).filter(|_| leaf).and_then(|text| ContentType::parse(&one_line(text, MAX_NAME)).ok());
    read.or_else(|| ContentType::parse("application/octet-stream").ok()).unwrap_or(ContentType::TEXT_PLAIN)
}

/// A name that every system takes as a file's: one line, nothing that leads to another folder or ends a quotation.
fn file_name(name: &str) -> String {
    let name: String =
        one_line(name, MAX_NAME).chars().map(|c| if r#"/\:*?"<>|"#.contains(c) { '-' } else { c }).collect();
    let name = name.trim_matches(['.', ' ']);
    if name.is_empty() { "file".to_owned() } else { name.to_owned() }
}

fn field(name: &'static str, value: &str) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned())
}

fn mailbox((name, email): &(Option<String>, String), which: &'static str) -> Result<Mailbox, ComposeError> {
    let name = name.as_deref().map(|name| one_line(name, MAX_NAME)).filter(|name| !name.is_empty());
    Ok(Mailbox::new(name, address(email, which)?))
}

/// The domain in ASCII (IDNA); lettre itself would take `post@blåbær.no` and fail when sending.
fn address(text: &str, which: &'static str) -> Result<Address, ComposeError> {
    let (local, domain) = text.trim().rsplit_once('@').ok_or(ComposeError::Address(which))?;
    if !local.is_ascii() {
        return Err(ComposeError::LocalPart(which));
    }
    let domain = idna::domain_to_ascii(domain).map_err(|_| ComposeError::Address(which))?;
    Address::new(local, domain).map_err(|_| ComposeError::Address(which))
}

/// On one line, without control characters and without those that turn the direction of writing.
fn one_line(text: &str, limit: usize) -> String {
    let steering = |c: char| matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}');
    let spaced: String = text.chars().map(|c| if c.is_control() || steering(c) { ' ' } else { c }).collect();
    // What reads as an encoded word would be decoded by the receiver into what was taken out here (RFC 2047).
    let spaced = spaced.replace("=?", "= ?");
    spaced.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(limit).collect()
}

fn is_id(id: &str) -> bool {
    !id.is_empty()
        && id.len() <= MAX_ID
        && id.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'<' && byte != b'>')
}

fn bracketed(id: &str) -> Option<String> {
    is_id(id).then(|| format!("<{id}>"))
}

/// The first one (the thread's root) and the last ten; ids of strangers that are none are left out.
fn references(mail: &Outgoing) -> Option<String> {
    let ids: Vec<&String> = mail.references.iter().filter(|id| is_id(id)).collect();
    let skipped = ids.len().saturating_sub(MAX_REFERENCES);
    let kept =
        ids.iter().enumerate().filter(|(at, _)| *at == 0 || *at >= skipped).map(|(_, id)| format!("<{id}>"));
    let joined = kept.collect::<Vec<_>>().join(" ");
    (!joined.is_empty()).then_some(joined)
}

fn crlf(text: &str) -> String {
    let text = text.replace('\0', "").replace("\r\n", "\n").replace('\r', "\n").replace('\n', "\r\n");
    if text.ends_with("\r\n") { text } else { text + "\r\n" }
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;

    use super::super::message::{Message as Read, parse};
    use super::super::{Class, Context, read};
    use super::*;

    fn mail() -> Outgoing {
        Outgoing {
            from: (Some("Avvik, Eksempel".to_owned()), "avvik@eksempel.no".to_owned()),
            to: (Some("Kari Nordmann".to_owned()), "kari@blåbær.no".to_owned()),
            envelope_from: None,
            reply_to: Some("avvik+abcdefgh12345678@eksempel.no".to_owned()),
            subject: "Nytt avvik: brev på avveie [AVVIK-2026-0001]".to_owned(),
            text: "Hei Kari\n\nDu må svare.\n.\nSlutt".to_owned(),
            html: "<p>Hei Kari</p>\n<p>Du må svare.</p>".to_owned(),
            message_id: "1@eksempel.no".to_owned(),
            date: Utc.with_ymd_and_hms(2026, 3, 13, 9, 0, 0).single().expect("a time"),
            in_reply_to: Some("parent@b.no".to_owned()),
            references: vec!["root@b.no".to_owned(), "parent@b.no".to_owned()],
            automatic: Automatic::Replied,
            instance: "eksempel".to_owned(),
            boundary_seed: "1".to_owned(),
            suppress_auto: true,
            attachments: Vec::new(),
            calendar: None,
        }
    }

    fn composed(mail: &Outgoing) -> Read {
        parse(&compose(mail).expect("a mail")).expect("readable")
    }

    #[test]
    fn what_is_written_is_read_back() {
        let read = composed(&mail());
        assert_eq!(read.subject.as_deref(), Some("Nytt avvik: brev på avveie [AVVIK-2026-0001]"));
        assert_eq!(read.from[0].name.as_deref(), Some("Avvik, Eksempel"));
        assert_eq!(read.to[0].address, "kari@xn--blbr-roah.no");
        assert_eq!(read.reply_to[0].address, "avvik+abcdefgh12345678@eksempel.no");
        assert_eq!(read.text.as_deref(), Some("Hei Kari\r\n\r\nDu må svare.\r\n.\r\nSlutt\r\n"));
        assert!(read.html.as_deref().is_some_and(|html| html.contains("Du må svare.")));
        assert_eq!(read.media_type, "multipart/alternative");
        assert_eq!(read.field("auto-submitted"), Some("auto-replied"));
        assert_eq!(read.field("x-auto-response-suppress"), Some("OOF, AutoReply, RN, NRN"));
        assert_eq!(read.field("message-id"), Some("<1@eksempel.no>"));
        assert_eq!(read.field("in-reply-to"), Some("<parent@b.no>"));
        assert_eq!(read.field("references"), Some("<root@b.no> <parent@b.no>"));
        assert_eq!(read.date.map(|date| date.to_rfc3339()).as_deref(), Some("2026-03-13T09:00:00+00:00"));
        assert!(read.defects.is_empty(), "{:?}", read.defects);
    }

    #[test]
    fn the_same_input_gives_the_same_bytes_with_crlf_only() {
        let bytes = compose(&mail()).expect("a mail");
        assert_eq!(bytes, compose(&mail()).expect("a mail"));
        let bare = bytes
            .iter()
            .enumerate()
            .filter(|(at, byte)| **byte == b'\n' && (*at == 0 || bytes[at - 1] != b'\r'))
            .count();
        let lone = bytes
            .iter()
            .enumerate()
            .filter(|(at, byte)| **byte == b'\r' && bytes.get(at + 1) != Some(&b'\n'))
            .count();
        assert_eq!((bare, lone), (0, 0));
        assert!(bytes.is_ascii());
        assert!(bytes.split(|byte| *byte == b'\n').all(|line| line.len() <= 999));
    }

    #[test]
    fn an_alert_that_wants_an_answer_asks_nobody_to_be_quiet() {
        let read = composed(&Outgoing {
            suppress_auto: false,
            automatic: Automatic::Generated,
            in_reply_to: None,
            references: Vec::new(),
            ..mail()
        });
        assert_eq!(read.field("x-auto-response-suppress"), None);
        assert_eq!(read.field("auto-submitted"), Some("auto-generated"));
        assert_eq!(read.field("references"), None);
    }

    #[test]
    fn no_value_can_become_a_field_or_a_part() {
        let evil = "x\r\nBcc: evil@evil.org\r\n\r\n\0--varsel";
        let base = mail();
        let read = composed(&Outgoing {
            from: (Some(evil.to_owned()), base.from.1.clone()),
            to: (Some(evil.to_owned()), base.to.1.clone()),
            subject: evil.to_owned(),
            instance: evil.to_owned(),
            references: vec![evil.to_owned(), "a@b.no> <c@d.no".to_owned(), "ok@b.no".to_owned()],
            ..base.clone()
        });
        assert_eq!(read.field("bcc"), None);
        assert_eq!(read.field("references"), Some("<ok@b.no>"));
        assert_eq!(read.parts.len(), 2);
        for broken in [
            Outgoing { message_id: evil.to_owned(), ..base.clone() },
            Outgoing { to: (None, evil.to_owned()), ..base.clone() },
            Outgoing { to: (None, "a@b.no, c@d.no".to_owned()), ..base.clone() },
            Outgoing { reply_to: Some("a@b.no\r\nBcc: c@d.no".to_owned()), ..base.clone() },
            Outgoing { envelope_from: Some("a@b.no>\r\nRCPT TO:<c@d.no".to_owned()), ..base.clone() },
        ] {
            assert!(compose(&broken).is_err());
        }
    }

    #[test]
    fn an_id_to_answer_that_cannot_be_repeated_is_left_out_and_the_notice_is_written() {
        for id in ["blåbær@b.no".to_owned(), "x".repeat(MAX_ID + 1), "x\r\nBcc: evil@evil.org".to_owned()] {
            let references = vec!["root@b.no".to_owned(), id.clone()];
            let read = composed(&Outgoing { in_reply_to: Some(id), references, ..mail() });
            assert_eq!((read.field("in-reply-to"), read.field("bcc")), (None, None));
            assert_eq!(read.field("references"), Some("<root@b.no>"));
        }
    }

    #[test]
    fn letters_outside_ascii_before_the_at_are_refused() {
        let mail = Outgoing { to: (None, "ærlig@b.no".to_owned()), ..mail() };
        assert_eq!(compose(&mail), Err(ComposeError::LocalPart("To")));
    }

    #[test]
    fn a_long_thread_keeps_its_root_and_its_last_ten() {
        let references: Vec<String> = (0..200).map(|n| format!("{n}@b.no")).collect();
        let read = composed(&Outgoing { references, ..mail() });
        let kept = read.field("references").unwrap_or_default().split(' ').count();
        assert_eq!(kept, MAX_REFERENCES + 1);
        assert!(
            read.field("references")
                .is_some_and(|value| value.starts_with("<0@b.no>") && value.ends_with("<199@b.no>"))
        );
    }

    #[test]
    fn long_lines_are_encoded_not_broken() {
        let text = "æ".repeat(5000) + &"x".repeat(5000);
        let mail = Outgoing { text: text.clone(), subject: "y".repeat(3000), ..mail() };
        assert_eq!(composed(&mail).text.as_deref().map(str::trim_end), Some(text.as_str()));
        assert!(compose(&mail).expect("a mail").split(|byte| *byte == b'\n').all(|line| line.len() <= 999));
    }

    fn with_files() -> Outgoing {
        let file = |name: &str, media_type: &str, bytes: &[u8]| Attachment {
            name: name.to_owned(),
            media_type: media_type.to_owned(),
            bytes: bytes.to_vec(),
        };
        Outgoing {
            attachments: vec![
                file("Hendelsesrapport for brevet på avveie.pdf", "application/pdf", b"%PDF-1.7\n\0\xff"),
                file("../x\"\r\nBcc: evil@evil.org", "multipart/mixed; boundary=y", b"--y\n"),
                file("..", "no type", b""),
            ],
            calendar: Some(
                "BEGIN:VCALENDAR\r\nMETHOD:CANCEL\r\nSUMMARY:Møte\r\nEND:VCALENDAR\r\n".to_owned(),
            ),
            ..mail()
        }
    }

    #[test]
    fn files_come_whole_and_under_safe_names() {
        let read = composed(&with_files());
        assert_eq!(read.media_type, "multipart/mixed");
        assert!(read.defects.is_empty(), "{:?}", read.defects);
        assert_eq!(read.field("bcc"), None);
        let named = |name: &str| {
            let part = read.parts.iter().find(|part| part.name.as_deref() == Some(name));
            part.map(|part| (part.media_type.as_str(), part.content.as_slice()))
        };
        let pdf: (&str, &[u8]) = ("application/pdf", b"%PDF-1.7\n\0\xff");
        assert_eq!(named("Hendelsesrapport for brevet på avveie.pdf"), Some(pdf));
        let bytes: (&str, &[u8]) = ("application/octet-stream", b"--y\n");
        assert_eq!(named("-x- Bcc- evil@evil.org"), Some(bytes));
        assert_eq!(named("file").map(|(kind, _)| kind), Some("application/octet-stream"));
        assert_eq!(
            read.text.as_deref().map(str::trim_end),
            Some("Hei Kari\r\n\r\nDu må svare.\r\n.\r\nSlutt")
        );
    }

    #[test]
    fn an_invitation_is_an_alternative_of_the_text_and_a_file_of_the_same_method() {
        let bytes = compose(&with_files()).expect("a mail");
        assert_eq!(bytes, compose(&with_files()).expect("a mail"));
        let raw = String::from_utf8(bytes).expect("text");
        assert!(raw.contains("Content-Type: text/calendar; method=CANCEL; charset=utf-8\r\n"), "{raw}");
        let read = composed(&with_files());
        let invitation = with_files().calendar.unwrap_or_default();
        let shown = read.parts.iter().find(|part| part.media_type == "text/calendar").expect("a calendar");
        assert_eq!(
            (shown.method.as_deref(), shown.text.as_deref()),
            (Some("CANCEL"), Some(invitation.as_str()))
        );
        let file = read.parts.iter().find(|part| part.name.as_deref() == Some("invite.ics")).expect("a file");
        assert_eq!(
            (file.media_type.as_str(), file.content.as_slice()),
            ("application/ics", invitation.as_bytes())
        );
        let alone = composed(&Outgoing { attachments: Vec::new(), ..with_files() });
        assert_eq!(alone.parts.len(), 4);
    }

    #[test]
    fn our_own_mail_is_known_again() {
        let reading = read(&compose(&mail()).expect("a mail"), &Context::default());
        assert_eq!(reading.class, Class::Own);
    }
}
