//! Answers to our invitations: the properties of a text/calendar part that matter (RFC 5545, RFC 5546).

mod zone;

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, TimeZone, Utc};
use chrono_tz::Tz;

use self::zone::Zones;
use super::message::{MAX_PART_TEXT, Message, Part};
use super::reading::Calendar;

/// Methods that make a mail a calendar mail (RFC 5546 section 1.4; RFC 6047).
const METHODS: &[&str] = &["REPLY", "COUNTER", "DECLINECOUNTER", "REQUEST", "CANCEL", "ADD", "REFRESH"];
const MAX_LINES: usize = 2000;
/// What an attendee adds in words, characters.
const MAX_COMMENT: usize = 1000;

/// Reads the mail's calendar part, if it is one that speaks a method. A file attached to a letter is none. A time
/// without a zone is read in `floating`.
pub fn calendar(message: &Message, floating: Tz) -> Option<Calendar> {
    let part = message
        .parts
        .iter()
        .find(|part| part.depth == 0 && part.media_type == "text/calendar" && !is_file(part))?;
    let text = part.text.as_deref()?;
    let read = properties(text.get(..MAX_PART_TEXT).unwrap_or(text), floating);
    let method = part.method.clone().or(read.method)?;
    METHODS.contains(&method.as_str()).then_some(Calendar { method, ..read.calendar })
}

fn is_file(part: &Part) -> bool {
    part.method.is_none() && part.name.is_some()
}

#[derive(Default)]
struct Properties {
    method: Option<String>,
    calendar: Calendar,
    /// The first DTSTART of the meeting, as parameters and value.
    start: Option<(String, String)>,
    zones: Zones,
}

/// Goes over the unfolded lines once. What a time zone or an alarm says is not what the meeting says.
fn properties(text: &str, floating: Tz) -> Properties {
    let mut found = Properties::default();
    let mut within: Vec<String> = Vec::new();
    let unfolded = text.replace("\r\n", "\n").replace("\n ", "").replace("\n\t", "");
    for line in unfolded.lines().take(MAX_LINES) {
        let Some((name, parameters, value)) = split(line) else { continue };
        let (name, value) = (name.trim().to_ascii_uppercase(), value.trim());
        match name.as_str() {
            "BEGIN" => {
                within.push(value.to_ascii_uppercase());
                continue;
            }
            "END" => {
                within.pop();
                continue;
            }
            _ => {}
        }
        if within.iter().any(|one| one == "VTIMEZONE") {
            found.zones.take(within.last().map_or("", String::as_str), &name, value);
        } else if within.last().is_none_or(|one| one == "VCALENDAR" || one == "VEVENT") {
            property(&mut found, &name, parameters, value);
        }
    }
    found.calendar.starts_at = found
        .start
        .as_ref()
        .and_then(|(parameters, value)| instant(parameters, value, &found.zones, floating));
    found
}

fn property(found: &mut Properties, name: &str, parameters: &str, value: &str) {
    let calendar = &mut found.calendar;
    match name {
        "METHOD" if found.method.is_none() => found.method = Some(value.to_ascii_uppercase()),
        "UID" if calendar.uid.is_empty() => calendar.uid = value.to_owned(),
        "SEQUENCE" if calendar.sequence.is_none() => calendar.sequence = value.parse().ok(),
        "DTSTAMP" if calendar.stamp.is_none() => {
            calendar.stamp = utc(value).map(|at| at.fixed_offset());
        }
        "DTSTART" if found.start.is_none() => found.start = Some((parameters.to_owned(), value.to_owned())),
        "COMMENT" if calendar.comment.is_none() => {
            calendar.comment = Some(words(value)).filter(|text| !text.is_empty());
        }
        "ATTENDEE" if calendar.attendee.is_empty() => {
            calendar.attendee = address(value).unwrap_or_default();
            calendar.partstat =
                parameter(parameters, "PARTSTAT").unwrap_or("NEEDS-ACTION").to_ascii_uppercase();
            calendar.sent_by = parameter(parameters, "SENT-BY").and_then(address);
        }
        _ => {}
    }
}

fn address(value: &str) -> Option<String> {
    let scheme = value.get(..7).filter(|scheme| scheme.eq_ignore_ascii_case("mailto:"));
    let value = scheme.and(value.get(7..)).unwrap_or(value);
    super::decode::normal_address(value)
}

/// TEXT as it was meant (RFC 5545 section 3.3.11), shortened.
fn words(value: &str) -> String {
    let mut out = String::new();
    let mut escaped = false;
    for c in value.chars() {
        match (escaped, c) {
            (false, '\\') => escaped = true,
            (true, 'n' | 'N') => {
                out.push('\n');
                escaped = false;
            }
            (_, c) => {
                out.push(c);
                escaped = false;
            }
        }
    }
    out.trim().chars().take(MAX_COMMENT).collect()
}

fn utc(value: &str) -> Option<DateTime<Utc>> {
    wall(value.strip_suffix(['Z', 'z'])?).map(|at| at.and_utc())
}

fn wall(value: &str) -> Option<NaiveDateTime> {
    NaiveDateTime::parse_from_str(value, "%Y%m%dT%H%M%S").ok()
}

/// In UTC, in the zone it names, or floating (RFC 5545 section 3.3.5). A mere date is no time.
fn instant(parameters: &str, value: &str, zones: &Zones, floating: Tz) -> Option<DateTime<FixedOffset>> {
    if NaiveDate::parse_from_str(value, "%Y%m%d").is_ok() {
        return None;
    }
    if let Some(at) = utc(value) {
        return Some(at.fixed_offset());
    }
    let wall = wall(value)?;
    let named = parameter(parameters, "TZID").and_then(|name| zones.find(name));
    match named.unwrap_or(zone::Zone::Named(floating)) {
        zone::Zone::Named(zone) => zone.from_local_datetime(&wall).earliest().map(|at| at.fixed_offset()),
        zone::Zone::Fixed(offset) => offset.from_local_datetime(&wall).single(),
    }
}

/// `NAME;PARAMETERS:value`, where a quoted parameter may hold `:` and `;` (RFC 5545 section 3.1).
fn split(line: &str) -> Option<(&str, &str, &str)> {
    let mut quoted = false;
    let colon = line.char_indices().find(|&(_, character)| {
        quoted ^= character == '"';
        character == ':' && !quoted
    })?;
    let front = line.get(..colon.0)?;
    let (name, parameters) = front.split_once(';').unwrap_or((front, ""));
    Some((name, parameters, line.get(colon.0 + 1..)?))
}

fn parameter<'a>(parameters: &'a str, wanted: &str) -> Option<&'a str> {
    let mut quoted = false;
    parameters
        .split(|character| {
            quoted ^= character == '"';
            character == ';' && !quoted
        })
        .filter_map(|one| one.split_once('='))
        .find(|(name, _)| name.trim().eq_ignore_ascii_case(wanted))
        .map(|(_, value)| value.trim().trim_matches('"'))
}

#[cfg(test)]
mod tests {
    use super::super::message::parse;
    use super::*;

    fn mail(calendar: &str, header: &str) -> Option<Calendar> {
        let raw = format!(
            "From: k@b.no\r\nContent-Type: multipart/alternative; boundary=x\r\n\r\n--x\r\n\r\nKari har godtatt\r\n--x\r\n{header}\r\n\r\n{calendar}\r\n--x--\r\n"
        );
        super::calendar(&parse(raw.as_bytes()).expect("a mail"), chrono_tz::Europe::Oslo)
    }

    const REPLY: &str = "BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\nUID:avvik-1@eksempel.no\r\nATTENDEE;PARTSTAT=DECLINED;CN=\"Nordmann; Kari: PVO\":MAILTO:Kari@Eks\r\n empel.no\r\nEND:VEVENT\r\nEND:VCALENDAR";

    #[test]
    fn a_reply_names_who_answered_what() {
        let read =
            mail(REPLY, "Content-Type: text/calendar; method=REPLY; charset=utf-8").expect("a calendar");
        assert_eq!((read.method.as_str(), read.uid.as_str()), ("REPLY", "avvik-1@eksempel.no"));
        assert_eq!((read.attendee.as_str(), read.partstat.as_str()), ("Kari@eksempel.no", "DECLINED"));
    }

    #[test]
    fn a_counter_proposes_another_time_whatever_the_zone_is_called() {
        let counter = |start: &str| {
            format!(
                "BEGIN:VCALENDAR\nMETHOD:COUNTER\nBEGIN:VTIMEZONE\nTZID:W. Europe Standard Time\nBEGIN:STANDARD\nDTSTART:16010101T030000\nTZOFFSETTO:+0100\nEND:STANDARD\nEND:VTIMEZONE\nBEGIN:VEVENT\nBEGIN:VALARM\nATTENDEE:mailto:other@b.no\nEND:VALARM\nATTENDEE;PARTSTAT=TENTATIVE;SENT-BY=\"mailto:sekretar@b.no\":mailto:k@b.no\nCOMMENT;LANGUAGE=nb-NO:Kan ikke kl. 10\\, men\\nkl. 12 går\nDTSTAMP:20260312T140000Z\n{start}\nUID:u@e.no\nSEQUENCE:3\nEND:VEVENT\nEND:VCALENDAR"
            )
        };
        let header = "Content-Type: text/calendar; method=COUNTER";
        for (start, at) in [
            ("DTSTART;TZID=W. Europe Standard Time:20260313T120000", Some("2026-03-13T12:00:00+01:00")),
            ("DTSTART;TZID=\"Europe/Oslo\":20260330T120000", Some("2026-03-30T12:00:00+02:00")),
            ("DTSTART:20260313T110000Z", Some("2026-03-13T11:00:00+00:00")),
            ("DTSTART:20260313T120000", Some("2026-03-13T12:00:00+01:00")),
            ("DTSTART;TZID=Nowhere:20260313T120000", Some("2026-03-13T12:00:00+01:00")),
            // In the hour that stands twice the earlier; in the one that is skipped none.
            ("DTSTART;TZID=Europe/Oslo:20261025T023000", Some("2026-10-25T02:30:00+02:00")),
            ("DTSTART;TZID=Europe/Oslo:20260329T023000", None),
            ("DTSTART;VALUE=DATE:20260313", None),
            ("DTSTART:soon", None),
        ] {
            let read = mail(&counter(start).replace('\n', "\r\n"), header).expect("a calendar");
            assert_eq!(read.starts_at.map(|at| at.to_rfc3339()).as_deref(), at, "{start}");
            assert_eq!((read.attendee.as_str(), read.sequence), ("k@b.no", Some(3)));
            assert_eq!(read.sent_by.as_deref(), Some("sekretar@b.no"));
            assert_eq!(read.comment.as_deref(), Some("Kan ikke kl. 10, men\nkl. 12 går"));
            assert_eq!(read.stamp.map(|at| at.to_rfc3339()).as_deref(), Some("2026-03-12T14:00:00+00:00"));
        }
    }

    #[test]
    fn a_published_calendar_or_an_attached_file_is_no_calendar_mail() {
        assert_eq!(mail(&REPLY.replace("REPLY", "PUBLISH"), "Content-Type: text/calendar"), None);
        assert_eq!(
            mail(REPLY, "Content-Type: text/calendar; name=\"x.ics\"\r\nContent-Disposition: attachment"),
            None
        );
    }
}
