//! Values against the head of a mail and the lines of a calendar.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use mail_parser::MessageParser;
use varsel::mail::compose::{Attachment, Automatic, Outgoing, compose};
use varsel::mail::invite::{self, Invitation, Method};

/// The longest line of a mail without its CRLF (RFC 5322 section 2.1.1), and of a calendar (RFC 5545 section 3.1).
const MAIL_OCTETS: usize = 998;
const CALENDAR_OCTETS: usize = 75;

fn tries() -> Vec<String> {
    let mut tries: Vec<String> = [
        "x\r\nBcc: evil@evil.example",
        "x\nBcc: evil@evil.example",
        "x\rBcc: evil@evil.example",
        "x\r\n\r\n<b>body</b>",
        "x\r\n Bcc: folded@evil.example",
        "x\0Bcc: evil@evil.example",
        "x\u{2028}Bcc: evil@evil.example\u{2029}\u{85}",
        "=?utf-8?Q?x=0D=0ABcc:_evil@evil.example?=",
        "=?utf-8?B?eA0KQmNjOiBldmlsQGV2aWwuZXhhbXBsZQ==?=",
        "x\r\n.\r\nMAIL FROM:<evil@evil.example>",
        "\u{202e}oN.lesmeskE\u{2066}\u{200f}",
        "a@b.no> <evil@evil.example",
        "\"quoted\" <evil@evil.example>, other@evil.example",
        "--varsel\r\nContent-Type: text/html",
        ";name=\"x\"; filename=\"y\"",
        "BEGIN:VEVENT\r\nATTENDEE:mailto:evil@evil.example\r\nEND:VEVENT",
        "\u{feff}\u{200b}\u{ad}",
        "",
    ]
    .map(str::to_owned)
    .into();
    tries.push("x".repeat(10_000));
    tries.push("å ".repeat(10_000));
    tries.push("\r\n".repeat(5_000));
    tries
}

fn outgoing() -> Outgoing {
    Outgoing {
        from: (Some("Eksempel".to_owned()), "avvik@eksempel.no".to_owned()),
        to: (Some("Kari".to_owned()), "kari@eksempel.no".to_owned()),
        envelope_from: None,
        reply_to: Some("avvik+token@eksempel.no".to_owned()),
        subject: "[AVVIK-2026-0001] Nytt avvik".to_owned(),
        text: "Hei".to_owned(),
        html: "<p>Hei</p>".to_owned(),
        message_id: "1@eksempel.no".to_owned(),
        date: "2026-03-12T08:00:00Z".parse().unwrap(),
        in_reply_to: Some("2@b.no".to_owned()),
        references: vec!["2@b.no".to_owned()],
        automatic: Automatic::Replied,
        instance: "eksempel".to_owned(),
        boundary_seed: "1".to_owned(),
        suppress_auto: true,
        attachments: vec![Attachment {
            name: "rapport.docx".to_owned(),
            media_type: "application/pdf".to_owned(),
            bytes: b"x".to_vec(),
        }],
        calendar: None,
    }
}

type Set = fn(&mut Outgoing, String);

/// Every value that goes into a head, and the field that may be left out for it.
const FIELDS: [(&str, Set, Option<&str>); 12] = [
    ("name of the organisation", |mail, value| mail.from.0 = Some(value), None),
    ("name of the recipient", |mail, value| mail.to.0 = Some(value), None),
    ("our address", |mail, value| mail.from.1 = value, None),
    ("address of the recipient", |mail, value| mail.to.1 = value, None),
    ("address of answers", |mail, value| mail.reply_to = Some(value), None),
    ("subject", |mail, value| mail.subject = value, None),
    ("our Message-ID", |mail, value| mail.message_id = value, None),
    ("Message-ID of the mail answered", |mail, value| mail.in_reply_to = Some(value), Some("in-reply-to")),
    ("references", |mail, value| mail.references = vec![value.clone(), value], Some("references")),
    ("instance", |mail, value| mail.instance = value, None),
    ("name of a file", |mail, value| mail.attachments[0].name = value, None),
    ("media type of a file", |mail, value| mail.attachments[0].media_type = value, None),
];

/// How often each field stands in the mail and in its parts.
fn fields(bytes: &[u8]) -> BTreeMap<String, usize> {
    let mail = MessageParser::default().parse(bytes).unwrap();
    let mut fields = BTreeMap::new();
    for header in mail.parts.iter().flat_map(|part| &part.headers) {
        *fields.entry(header.name().to_lowercase()).or_default() += 1;
    }
    fields
}

#[test]
fn no_value_adds_a_field_a_line_or_a_part() {
    let expected = fields(&compose(&outgoing()).unwrap());
    let (mut written, mut refused) = (0, 0);
    for (name, set, optional) in FIELDS {
        for value in tries() {
            let shown: String = value.chars().take(60).collect();
            let mut mail = outgoing();
            set(&mut mail, value);
            // An address that is none is refused, never mended into another.
            let Ok(bytes) = compose(&mail) else {
                refused += 1;
                continue;
            };
            written += 1;
            let mut found = fields(&bytes);
            if let Some(left_out) = optional.filter(|one| !found.contains_key(*one)) {
                found.insert(left_out.to_owned(), 1);
            }
            assert_eq!(found, expected, "{name}: {shown:?}");
            assert!(bytes.is_ascii(), "{name}: {shown:?}");
            for line in bytes.split(|byte| *byte == b'\n') {
                let line = line.strip_suffix(b"\r").unwrap_or(line);
                assert!(line.len() <= MAIL_OCTETS, "{name}: {shown:?}: a line of {}", line.len());
                assert!(!line.contains(&b'\r') && !line.contains(&0), "{name}: {shown:?}");
            }
            let read = MessageParser::default().parse(&bytes).unwrap();
            assert_eq!(read.parts.len(), 5, "{name}: {shown:?}");
            let subject = read.subject().unwrap_or_default();
            assert!(!subject.contains(['\r', '\n', '\0', '\u{202e}', '\u{2028}']), "{name}: {subject:?}");
            let to = read.to().and_then(|to| to.first()).unwrap();
            assert!(
                !to.name().unwrap_or_default().contains(['\r', '\n', '\0', '\u{202e}']),
                "{name}: {shown:?}"
            );
            assert_eq!(read.to().unwrap().iter().count(), 1, "{name}: {shown:?}");
        }
    }
    assert!(written > 150 && refused > 40, "{written} written, {refused} refused");
}

fn invitation() -> Invitation {
    Invitation {
        method: Method::Request,
        uid: "1@eksempel.no".to_owned(),
        sequence: 0,
        stamp: at("2026-03-12T08:00:00Z"),
        starts_at: at("2026-03-13T09:00:00Z"),
        minutes: 60,
        zone: chrono_tz::Europe::Oslo,
        organizer: ("Eksempel".to_owned(), "avvik@eksempel.no".to_owned()),
        attendee: (Some("Nina".to_owned()), "nina@databanken.example".to_owned()),
        summary: "Møte".to_owned(),
        place: "Rom 2".to_owned(),
        description: "Første møte".to_owned(),
    }
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

type Put = fn(&mut Invitation, String);

const PROPERTIES: [(&str, Put); 8] = [
    ("UID", |one, value| one.uid = value),
    ("CN of the organizer", |one, value| one.organizer.0 = value),
    ("address of the organizer", |one, value| one.organizer.1 = value),
    ("CN of the attendee", |one, value| one.attendee.0 = Some(value)),
    ("address of the attendee", |one, value| one.attendee.1 = value),
    ("SUMMARY", |one, value| one.summary = value),
    ("LOCATION", |one, value| one.place = value),
    ("DESCRIPTION", |one, value| one.description = value),
];

/// The names of the properties, in order.
fn names(calendar: &str) -> Vec<String> {
    let unfolded = calendar.replace("\r\n ", "");
    let name = |line: &str| line.split([':', ';']).next().unwrap_or_default().to_owned();
    unfolded.split_terminator("\r\n").map(name).collect()
}

#[test]
fn no_value_adds_a_line_to_a_calendar() {
    let expected = names(&invite::write(&invitation()));
    for (name, put) in PROPERTIES {
        for value in tries() {
            let shown: String = value.chars().take(60).collect();
            let mut one = invitation();
            put(&mut one, value);
            let written = invite::write(&one);
            assert_eq!(names(&written), expected, "{name}: {shown:?}");
            for line in written.split_terminator("\r\n") {
                assert!(line.len() <= CALENDAR_OCTETS, "{name}: {shown:?}: {line:?}");
                assert!(!line.contains(['\r', '\n', '\0', '\u{2028}']), "{name}: {shown:?}: {line:?}");
            }
        }
    }
}
