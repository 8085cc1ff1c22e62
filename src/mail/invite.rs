//! Our invitations as iCalendar objects (RFC 5545), spoken as iTIP (RFC 5546) in a mail (RFC 6047): REQUEST, and CANCEL
//! to call the meeting off. One object names one attendee, for the lists are confidential; the bytes follow from the
//! input alone.

use chrono::{DateTime, Duration, NaiveDateTime, TimeZone, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

/// A line of content has at most so many octets before its CRLF (RFC 5545 section 3.1).
const LINE_OCTETS: usize = 75;
/// Longest value of one property, characters.
const MAX_TEXT: usize = 2_000;
/// How long before the meeting a calendar rings.
const ALARM_MINUTES: u32 = 15;

/// The rules of Europe/Oslo since 1996, written from 1980 on as calendars expect it (RFC 5545 section 3.6.5).
const OSLO: &[&str] = &[
    "BEGIN:VTIMEZONE",
    "TZID:Europe/Oslo",
    "BEGIN:DAYLIGHT",
    "TZNAME:CEST",
    "TZOFFSETFROM:+0100",
    "TZOFFSETTO:+0200",
    "DTSTART:19960331T020000",
    "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
    "END:DAYLIGHT",
    "BEGIN:STANDARD",
    "TZNAME:CET",
    "TZOFFSETFROM:+0200",
    "TZOFFSETTO:+0100",
    "DTSTART:19961027T030000",
    "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU",
    "END:STANDARD",
    "END:VTIMEZONE",
];

/// What is said of the meeting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Method {
    /// Invites, or moves what was invited to.
    Request,
    /// Calls it off.
    Cancel,
}

/// A meeting as one attendee's calendar takes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    pub method: Method,
    /// The same for every invitation to this meeting, moved ones too.
    pub uid: String,
    /// Rises with each change (RFC 5546 section 2.1.4).
    pub sequence: u32,
    /// When this was written.
    pub stamp: DateTime<Utc>,
    pub starts_at: DateTime<Utc>,
    pub minutes: u32,
    /// The zone in which times are written, where it is Europe/Oslo; in any other they are UTC.
    pub zone: Tz,
    /// Name and address; answers go to it.
    pub organizer: (String, String),
    pub attendee: (Option<String>, String),
    pub summary: String,
    pub place: String,
    pub description: String,
}

/// Writes the object: CRLF, folded, ending with CRLF.
pub fn write(invitation: &Invitation) -> String {
    let Invitation { organizer, attendee, .. } = invitation;
    let (method, status) = match invitation.method {
        Method::Request => ("REQUEST", "CONFIRMED"),
        Method::Cancel => ("CANCEL", "CANCELLED"),
    };
    let (start, is_local) = time("DTSTART", invitation.starts_at, invitation.zone);
    let ends_at = invitation.starts_at + Duration::minutes(invitation.minutes.into());
    let (end, end_is_local) = time("DTEND", ends_at, invitation.zone);
    let mut lines: Vec<String> =
        ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Varsel//Varsel//NO", "CALSCALE:GREGORIAN"]
            .map(str::to_owned)
            .to_vec();
    lines.push(format!("METHOD:{method}"));
    if is_local || end_is_local {
        lines.extend(OSLO.iter().map(|line| (*line).to_owned()));
    }
    lines.push("BEGIN:VEVENT".to_owned());
    lines.push(format!("UID:{}", text(&invitation.uid)));
    lines.push(format!("SEQUENCE:{}", invitation.sequence));
    lines.push(format!("DTSTAMP:{}Z", local(invitation.stamp.naive_utc())));
    lines.extend([start, end]);
    lines.push(format!("ORGANIZER;CN={}:mailto:{}", parameter(&organizer.0), address(&organizer.1)));
    let name = attendee.0.as_deref().unwrap_or(&attendee.1);
    lines.push(format!(
        "ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE;CN={}:mailto:{}",
        parameter(name),
        address(&attendee.1)
    ));
    lines.push(format!("SUMMARY:{}", text(&invitation.summary)));
    lines.push(format!("LOCATION:{}", text(&invitation.place)));
    lines.push(format!("DESCRIPTION:{}", text(&invitation.description)));
    lines.push(format!("STATUS:{status}"));
    lines.push("TRANSP:OPAQUE".to_owned());
    if invitation.method == Method::Request {
        lines.push("BEGIN:VALARM".to_owned());
        lines.push("ACTION:DISPLAY".to_owned());
        lines.push(format!("DESCRIPTION:{}", text(&invitation.summary)));
        lines.push(format!("TRIGGER:-PT{ALARM_MINUTES}M"));
        lines.push("END:VALARM".to_owned());
    }
    lines.extend(["END:VEVENT", "END:VCALENDAR"].map(str::to_owned));
    lines.iter().map(|line| folded(line)).collect()
}

/// A time on the wall where the zone's rules are written along and the time stands once; else UTC, which is never wrong.
fn time(name: &str, at: DateTime<Utc>, zone: Tz) -> (String, bool) {
    let wall = at.with_timezone(&zone).naive_local();
    let is_plain = zone == chrono_tz::Europe::Oslo && zone.from_local_datetime(&wall).single().is_some();
    match is_plain {
        true => (format!("{name};TZID=Europe/Oslo:{}", local(wall)), true),
        false => (format!("{name}:{}Z", local(at.naive_utc())), false),
    }
}

fn local(at: NaiveDateTime) -> String {
    at.format("%Y%m%dT%H%M%S").to_string()
}

/// TEXT (RFC 5545 section 3.3.11): what would end the value or the line is escaped, other control characters go.
fn text(value: &str) -> String {
    let value = value.replace("\r\n", "\n").replace('\r', "\n");
    let mut out = String::with_capacity(value.len());
    for c in value.trim().chars().take(MAX_TEXT) {
        match c {
            '\n' => out.push_str("\\n"),
            '\\' | ';' | ',' => out.extend(['\\', c]),
            '\u{2028}' | '\u{2029}' | '\u{85}' => out.push(' '),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

/// A parameter's value, always quoted; a quotation mark cannot stand in it (RFC 5545 section 3.2).
fn parameter(value: &str) -> String {
    let value: String = value
        .chars()
        .map(|c| if c.is_control() || "\u{2028}\u{2029}".contains(c) { ' ' } else { c })
        .collect();
    format!("\"{}\"", value.replace('"', "'").trim().chars().take(200).collect::<String>())
}

/// Of a mailto address only what cannot end it.
fn address(value: &str) -> String {
    value.chars().filter(|c| !c.is_control() && !c.is_whitespace() && !"<>\"".contains(*c)).collect()
}

/// Folds before a line has more octets than it may, never within a character.
fn folded(line: &str) -> String {
    let mut out = String::with_capacity(line.len() + 8);
    let mut octets = 0;
    for c in line.chars() {
        if octets + c.len_utf8() > LINE_OCTETS {
            out.push_str("\r\n ");
            octets = 1;
        }
        out.push(c);
        octets += c.len_utf8();
    }
    out.push_str("\r\n");
    out
}

#[cfg(test)]
mod tests {
    use super::super::itip;
    use super::super::message::parse;
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().expect("a time")
    }

    fn invitation() -> Invitation {
        Invitation {
            method: Method::Request,
            uid: "0193.group@eksempel.no".to_owned(),
            sequence: 2,
            stamp: at("2026-03-12T13:00:00Z"),
            starts_at: at("2026-03-13T09:00:00Z"),
            minutes: 60,
            zone: chrono_tz::Europe::Oslo,
            organizer: ("Eksempel".to_owned(), "avvik@eksempel.no".to_owned()),
            attendee: (Some("Dahl, Nina: \"vakt\"".to_owned()), "nina@databanken.example".to_owned()),
            summary: "[AVVIK-2026-0001] Møte; første, \\ én".to_owned(),
            place: "Møterom 2, 3. etasje".to_owned(),
            description:
                "Første linje\r\nandre linje med æøå og mye mer tekst enn det er plass til på en linje"
                    .to_owned(),
        }
    }

    #[test]
    fn every_line_is_folded_at_75_octets_and_ends_with_crlf() {
        let written = write(&invitation());
        assert!(written.ends_with("END:VCALENDAR\r\n"));
        assert!(written.split("\r\n").all(|line| line.len() <= LINE_OCTETS && !line.contains(['\r', '\n'])));
        let unfolded = written.replace("\r\n ", "");
        assert!(unfolded.contains("SUMMARY:[AVVIK-2026-0001] Møte\\; første\\, \\\\ én\r\n"), "{unfolded}");
        assert!(unfolded.contains("DESCRIPTION:Første linje\\nandre linje"), "{unfolded}");
        assert!(
            unfolded.contains("CN=\"Dahl, Nina: 'vakt'\":mailto:nina@databanken.example\r\n"),
            "{unfolded}"
        );
    }

    #[test]
    fn no_value_can_add_a_line() {
        let evil = "x\r\nATTENDEE:mailto:evil@evil.org\u{2028}\nEND:VEVENT";
        let written = write(&Invitation {
            uid: evil.to_owned(),
            summary: evil.to_owned(),
            place: evil.to_owned(),
            description: evil.to_owned(),
            organizer: (evil.to_owned(), "a@b.no\r\nX:y".to_owned()),
            attendee: (Some(evil.to_owned()), "a@b.no\r\nX:y".to_owned()),
            ..invitation()
        });
        let unfolded = written.replace("\r\n ", "");
        assert_eq!(unfolded.matches("\r\nATTENDEE").count(), 1, "{unfolded}");
        assert_eq!(unfolded.matches("\r\nEND:VEVENT").count(), 1);
        assert!(!unfolded.contains("\r\nX:"));
    }

    #[test]
    fn a_time_is_on_the_wall_in_oslo_and_utc_where_the_wall_is_not_enough() {
        let start = |at, zone| time("DTSTART", at, zone).0;
        let oslo = chrono_tz::Europe::Oslo;
        assert_eq!(start(at("2026-03-13T09:00:00Z"), oslo), "DTSTART;TZID=Europe/Oslo:20260313T100000");
        assert_eq!(start(at("2026-03-30T08:00:00Z"), oslo), "DTSTART;TZID=Europe/Oslo:20260330T100000");
        // 02.30 stands twice on 25 October.
        assert_eq!(start(at("2026-10-25T01:30:00Z"), oslo), "DTSTART:20261025T013000Z");
        assert_eq!(start(at("2026-03-13T09:00:00Z"), Tz::UTC), "DTSTART:20260313T090000Z");
        assert!(!write(&Invitation { zone: Tz::UTC, ..invitation() }).contains("VTIMEZONE"));
    }

    #[test]
    fn a_cancellation_has_the_same_uid_and_rings_no_more() {
        let written = write(&Invitation { method: Method::Cancel, ..invitation() });
        for line in ["METHOD:CANCEL", "STATUS:CANCELLED", "UID:0193.group@eksempel.no", "SEQUENCE:2"] {
            assert!(written.contains(&format!("\r\n{line}\r\n")), "{line} in {written}");
        }
        assert!(!written.contains("VALARM"));
    }

    #[test]
    fn what_we_write_we_read() {
        let raw = format!(
            "From: a@b.no\r\nContent-Type: text/calendar; method=REQUEST; charset=utf-8\r\n\r\n{}",
            write(&invitation())
        );
        let read = itip::calendar(&parse(raw.as_bytes()).expect("a mail"), Tz::UTC).expect("a calendar");
        assert_eq!((read.uid.as_str(), read.sequence), ("0193.group@eksempel.no", Some(2)));
        assert_eq!(read.attendee, "nina@databanken.example");
        assert_eq!(read.starts_at.map(|at| at.to_utc()), Some(at("2026-03-13T09:00:00Z")));
    }
}
