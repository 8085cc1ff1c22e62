//! Which mail of ours a report is about: the Message-ID of what came back.

use super::notice::Notice;
use super::status::Group;
use crate::mail::message::{Message, field};
use crate::mail::thread::message_ids;

/// The Message-ID of the mail that failed, without brackets, taken from where it is tied most closely to that mail.
pub fn message_id(message: &Message, notice: &Notice, groups: &[Group]) -> Option<String> {
    let first = |value: &str| message_ids(value).into_iter().next();
    let returned = || field(notice.returned(), "message-id").and_then(first);
    let stated =
        || ["x-original-message-id", "original-message-id"].iter().find_map(|name| field_of(groups, name));
    let in_text = || notice.whole().lines().find_map(id_line);
    let answered = || message.field("in-reply-to").or(message.field("references"));
    returned()
        .or_else(|| stated().and_then(first))
        .or_else(|| envelope_id(groups))
        .or_else(|| in_text().and_then(first))
        .or_else(|| answered().and_then(first))
}

fn field_of<'a>(groups: &'a [Group], name: &str) -> Option<&'a str> {
    groups.iter().find_map(|group| field(group, name))
}

/// The value of a line `Message-ID: <…>`, quoted or not.
fn id_line(line: &str) -> Option<&str> {
    let line = line.trim_start_matches(['>', ' ', '\t']);
    let (name, value) = line.split_at_checked("message-id:".len())?;
    let value = value.trim_start();
    (name.eq_ignore_ascii_case("message-id:") && value.starts_with('<') && value.len() < 1000)
        .then_some(value)
}

/// The ENVID that we gave at the hand-over: the Message-ID (RFC 3464 section 2.2.1). Some servers leave it in xtext.
fn envelope_id(groups: &[Group]) -> Option<String> {
    let plain = from_xtext(field_of(groups, "original-envelope-id")?);
    plain.contains('@').then(|| message_ids(&plain).into_iter().next()).flatten()
}

/// `+XX` is a byte in upper-case hexadecimal digits (RFC 3461 section 4).
fn from_xtext(text: &str) -> String {
    let byte = |at: usize| match text.as_bytes().get(at..at + 3) {
        Some([b'+', digits @ ..]) if !digits.iter().any(u8::is_ascii_lowercase) => {
            std::str::from_utf8(digits).ok().and_then(|digits| u8::from_str_radix(digits, 16).ok())
        }
        _ => None,
    };
    let (mut plain, mut at) = (Vec::with_capacity(text.len()), 0);
    while let Some(own) = text.as_bytes().get(at) {
        let coded = byte(at).filter(u8::is_ascii_graphic);
        plain.push(coded.unwrap_or(*own));
        at += if coded.is_some() { 3 } else { 1 };
    }
    String::from_utf8(plain).unwrap_or_else(|_| text.to_owned())
}
