//! What a mail refers to: Message-IDs, a case number, a token (M4).

use std::sync::LazyLock;

use regex::Regex;

use super::message::Message;
use super::reading::{Context, RefersTo};

/// Most Message-IDs kept of one field; of more, the first and the last ones.
const MAX_IDS: usize = 50;
/// Longest Message-ID kept (RFC 5322 section 2.1.1 limits the line to 998).
const MAX_ID: usize = 998;
/// Fields in which an address that reached us may stand.
const RECIPIENTS: &[&str] = &["to", "cc", "delivered-to", "x-original-to", "envelope-to", "x-envelope-to"];

static SUBJECT_TOKEN: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\[#([A-Za-z0-9]{16,64})\]").expect("a constant pattern"));

/// Reads what the mail answers or belongs to. None of it is proof of anything (promise 4 of the design).
pub fn refers_to(message: &Message, context: &Context) -> RefersTo {
    let subject = message.subject.as_deref().unwrap_or_default();
    RefersTo {
        in_reply_to: message_ids(message.field("in-reply-to").unwrap_or_default()),
        references: message_ids(message.field("references").unwrap_or_default()),
        case: case_number(subject, &context.case_prefix),
        token: address_token(message, context).or_else(|| subject_token(subject)),
    }
}

/// The Message-IDs of a field without angle brackets; `words <id> words` as some clients write it is fine.
pub fn message_ids(value: &str) -> Vec<String> {
    let mut ids: Vec<String> = Vec::new();
    let mut rest = value;
    while let Some(start) = rest.find('<') {
        let Some(length) = rest.get(start + 1..).and_then(|tail| tail.find('>')) else { break };
        let id: String =
            rest.get(start + 1..start + 1 + length).unwrap_or_default().split_whitespace().collect();
        rest = rest.get(start + 1 + length + 1..).unwrap_or_default();
        if !id.is_empty() && id.len() <= MAX_ID && !ids.contains(&id) && ids.len() < 4 * MAX_IDS {
            ids.push(id);
        }
    }
    if ids.is_empty() && value.contains('@') {
        ids.extend(
            value
                .split_whitespace()
                .filter(|word| word.contains('@') && word.len() <= MAX_ID)
                .map(str::to_owned),
        );
        ids.truncate(MAX_IDS);
    }
    if ids.len() > MAX_IDS {
        let tail = ids.split_off(ids.len() - MAX_IDS / 2);
        ids.truncate(MAX_IDS / 2);
        ids.extend(tail);
    }
    ids
}

/// `AVVIK-2026-0001` in a subject, whatever stands before it, also with a party's own suffix (`-B1`); given back in upper
/// case.
pub fn case_number(subject: &str, prefix: &str) -> Option<String> {
    let word = |character: char| !character.is_alphanumeric() && character != '-' && character != '_';
    let prefix = prefix.to_uppercase();
    let words = subject.split(word).map(str::to_uppercase).map(without_suffix);
    words.into_iter().find(|word| {
        let number = word.strip_prefix(&prefix).and_then(|rest| rest.strip_prefix('-'));
        number
            .and_then(|rest| rest.split_once('-'))
            .is_some_and(|(year, number)| is_number(year, 4..=4) && is_number(number, 4..=9))
    })
}

/// A controller or a party outside knows the case by a number of its own.
fn without_suffix(word: String) -> String {
    match word.rsplit_once(['-']) {
        Some((number, suffix))
            if suffix.strip_prefix(['B', 'E']).is_some_and(|suffix| is_number(suffix, 1..=3)) =>
        {
            number.to_owned()
        }
        _ => word,
    }
}

fn is_number(text: &str, length: std::ops::RangeInclusive<usize>) -> bool {
    length.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The token in a subaddress of our own address: `avvik+TOKEN@eksempel.no`.
fn address_token(message: &Message, context: &Context) -> Option<String> {
    let (local, domain) = context.address.as_deref()?.rsplit_once('@')?;
    RECIPIENTS
        .iter()
        .flat_map(|name| message.all(name))
        .flat_map(|value| value.split([',', ';', '<', '>', ' ', '\t', '"', '(', ')']))
        .find_map(|word| subaddress(word, local, domain))
}

fn subaddress(word: &str, local: &str, domain: &str) -> Option<String> {
    let (front, back) = word.rsplit_once('@')?;
    let (name, token) = front.split_once('+')?;
    let ours = name.eq_ignore_ascii_case(local) && back.eq_ignore_ascii_case(domain);
    (ours && is_token(token)).then(|| token.to_owned())
}

fn subject_token(subject: &str) -> Option<String> {
    SUBJECT_TOKEN.captures(subject)?.get(1).map(|token| token.as_str().to_owned())
}

/// 16 to 64 letters and digits.
fn is_token(text: &str) -> bool {
    (16..=64).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::super::message::parse;
    use super::*;

    fn read(header: &str) -> RefersTo {
        let context = Context { address: Some("avvik@eksempel.no".to_owned()), ..Context::default() };
        refers_to(
            &parse(format!("From: a@b.no\r\n{header}\r\n\r\nHei\r\n").as_bytes()).expect("a mail"),
            &context,
        )
    }

    #[test]
    fn message_ids_lose_their_brackets_and_their_words() {
        assert_eq!(message_ids("Your message of today <a@b> <c@d>"), ["a@b", "c@d"]);
        assert_eq!(message_ids("<a\t@b>"), ["a@b"]);
        assert_eq!(message_ids("a@b c@d"), ["a@b", "c@d"]);
        assert_eq!(message_ids("<unclosed"), Vec::<String>::new());
    }

    #[test]
    fn a_long_thread_keeps_its_first_and_last_ids() {
        let long: String = (0..120).map(|n| format!("<{n}@x> ")).collect();
        let ids = message_ids(&long);
        assert_eq!(ids.len(), MAX_IDS);
        assert_eq!(
            (ids.first().map(String::as_str), ids.last().map(String::as_str)),
            (Some("0@x"), Some("119@x"))
        );
    }

    #[test]
    fn a_case_number_is_found_after_any_prefix() {
        for subject in
            ["SV: VS: [AVVIK-2026-0001] Feilsendt", "Re: avvik-2026-0001", "AVVIK-2026-0001: spørsmål"]
        {
            assert_eq!(case_number(subject, "AVVIK").as_deref(), Some("AVVIK-2026-0001"), "{subject}");
        }
        assert_eq!(case_number("XAVVIK-2026-0001", "AVVIK"), None);
        assert_eq!(case_number("AVVIK-26-1", "AVVIK"), None);
    }

    #[test]
    fn a_token_is_read_from_our_own_subaddress_only() {
        assert_eq!(
            read("To: Avvik <Avvik+Abcdefgh12345678@Eksempel.NO>").token.as_deref(),
            Some("Abcdefgh12345678")
        );
        assert_eq!(read("To: avvik+abcdefgh12345678@annen.no").token, None);
        assert_eq!(read("To: avvik+short@eksempel.no").token, None);
        assert_eq!(
            read("Delivered-To: avvik+abcdefgh12345678@eksempel.no").token.as_deref(),
            Some("abcdefgh12345678")
        );
        assert_eq!(read("Subject: SV: Sak [#abcdefgh12345678]").token.as_deref(), Some("abcdefgh12345678"));
    }
}
