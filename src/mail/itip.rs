//! Answers to our invitations: the few properties of a text/calendar part that matter (RFC 5545, RFC 5546).

use super::message::{MAX_PART_TEXT, Message, Part};
use super::reading::Calendar;

/// Methods that make a mail a calendar mail (RFC 5546 section 1.4; RFC 6047).
const METHODS: &[&str] = &["REPLY", "COUNTER", "DECLINECOUNTER", "REQUEST", "CANCEL", "ADD", "REFRESH"];
const MAX_LINES: usize = 2000;

/// Reads the mail's calendar part, if it is one that speaks a method. A file attached to a letter is none.
pub fn calendar(message: &Message) -> Option<Calendar> {
    let part = message
        .parts
        .iter()
        .find(|part| part.depth == 0 && part.media_type == "text/calendar" && !is_file(part))?;
    let text = part.text.as_deref()?;
    let read = properties(text.get(..MAX_PART_TEXT).unwrap_or(text));
    let method = part.method.clone().or(read.method)?;
    METHODS.contains(&method.as_str()).then_some(Calendar {
        method,
        uid: read.uid,
        attendee: read.attendee,
        partstat: read.partstat,
    })
}

fn is_file(part: &Part) -> bool {
    part.method.is_none() && part.name.is_some()
}

#[derive(Default)]
struct Properties {
    method: Option<String>,
    uid: String,
    attendee: String,
    partstat: String,
}

/// Goes over the unfolded lines once; nesting does not matter for these four.
fn properties(text: &str) -> Properties {
    let mut found = Properties::default();
    let unfolded = text.replace("\r\n", "\n").replace("\n ", "").replace("\n\t", "");
    for line in unfolded.lines().take(MAX_LINES) {
        let Some((name, parameters, value)) = split(line) else { continue };
        match name.to_ascii_uppercase().as_str() {
            "METHOD" if found.method.is_none() => found.method = Some(value.trim().to_ascii_uppercase()),
            "UID" if found.uid.is_empty() => found.uid = value.trim().to_owned(),
            "ATTENDEE" if found.attendee.is_empty() => {
                let address = value.trim();
                let address = address
                    .get(..7)
                    .filter(|scheme| scheme.eq_ignore_ascii_case("mailto:"))
                    .and(address.get(7..))
                    .unwrap_or(address);
                found.attendee = super::decode::normal_address(address).unwrap_or_default();
                found.partstat =
                    parameter(parameters, "PARTSTAT").unwrap_or("NEEDS-ACTION").to_ascii_uppercase();
            }
            _ => {}
        }
    }
    found
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
        super::calendar(&parse(raw.as_bytes()).expect("a mail"))
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
    fn a_published_calendar_or_an_attached_file_is_no_calendar_mail() {
        assert_eq!(mail(&REPLY.replace("REPLY", "PUBLISH"), "Content-Type: text/calendar"), None);
        assert_eq!(
            mail(REPLY, "Content-Type: text/calendar; name=\"x.ics\"\r\nContent-Disposition: attachment"),
            None
        );
    }
}
