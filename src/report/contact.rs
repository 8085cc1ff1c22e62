//! Whom to ask for more: name, address and telephone out of what people write (L17).

use super::answers::is_open;
use super::field::Value;
use super::fold;
use super::labels::{self, Form, Target};

/// More than this is no contact, in bytes.
const CONTACT_BYTES: usize = 600;
const NAME_BYTES: usize = 80;
/// Digits of a telephone number.
const PHONE_DIGITS: std::ops::RangeInclusive<usize> = 8..=15;

/// A contact out of one line: `Kari Nordmann, kari@eksempel.no, tlf. 22 22 22 22`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ContactParts {
    pub name: Option<String>,
    pub email: Option<String>,
    pub phone: Option<String>,
}

impl ContactParts {
    /// Takes from the text what is not known yet.
    pub fn add(&mut self, text: &str) {
        let mut rest = fold::cut(text, CONTACT_BYTES).replace('\u{a0}', " ");
        if let Some((from, to)) = address(&rest) {
            let found = rest.get(from..to).unwrap_or_default().to_lowercase();
            self.email.get_or_insert(found);
            rest.replace_range(from..to, "\n");
        }
        // A number may be cut in two by the end of a line.
        if let Some((from, to)) = phone(&rest).or_else(|| phone(&rest.replace('\n', " "))) {
            let found = rest.get(from..to).unwrap_or_default().trim().to_owned();
            self.phone.get_or_insert(found);
            rest.replace_range(from..to, "\n");
        }
        let name = rest.split(['\n', ',', ';', '<', '>', '(', ')', '|', '\t', '/']).find_map(name);
        if let Some(name) = name.filter(|name| !is_open(name)) {
            self.name.get_or_insert_with(|| name.to_owned());
        }
    }

    pub fn is_empty(&self) -> bool {
        self.name.is_none() && self.email.is_none() && self.phone.is_none()
    }

    pub fn value(self) -> Option<Value> {
        (!self.is_empty()).then_some(Value::Contact { name: self.name, email: self.email, phone: self.phone })
    }
}

/// The place of the first mail address.
fn address(text: &str) -> Option<(usize, usize)> {
    let local = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '+' | '-');
    for (at, _) in text.match_indices('@') {
        let head = text.get(..at)?;
        let from =
            head.len() - head.chars().rev().take_while(|c| local(*c)).map(char::len_utf8).sum::<usize>();
        let tail = text.get(at + 1..)?;
        let domain = tail
            .chars()
            .take_while(|c| c.is_alphanumeric() || matches!(c, '.' | '-'))
            .map(char::len_utf8)
            .sum();
        let domain = tail.get(..domain)?.trim_end_matches(['.', '-']);
        if from < at && domain.contains('.') && !domain.starts_with('.') {
            return Some((from, at + 1 + domain.len()));
        }
    }
    None
}

/// The place of the first telephone number: digits in groups, with `+` or `00` before the country.
fn phone(text: &str) -> Option<(usize, usize)> {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(from) =
        bytes.get(at..)?.iter().position(|b| b.is_ascii_digit() || *b == b'+').map(|n| n + at)
    {
        let run = bytes.get(from + 1..)?.iter().take_while(|b| b.is_ascii_digit() || **b == b' ').count();
        let to = from + 1 + run;
        let found = text.get(from..to)?.trim_end();
        let digits = found.bytes().filter(u8::is_ascii_digit).count();
        if PHONE_DIGITS.contains(&digits) && found.len() <= digits + 8 {
            return Some((from, from + found.len()));
        }
        at = to;
    }
    None
}

/// A name in a part of a line: without a label before it.
fn name(part: &str) -> Option<&str> {
    let mut part = part;
    // `tlf`, `e-post`, `Navn: Kari`.
    if let Some((label, rest)) = part.split_once(':') {
        part = rest;
        if rest.trim().is_empty() {
            part = label;
        }
    }
    let part = part.trim().trim_matches(['.', ':', '-', '–', '"', '«', '»']).trim();
    let part = part.strip_prefix("mailto").unwrap_or(part);
    let label = labels::find_text(part, Form::Bare).map(|hit| hit.target);
    let labelled = matches!(label, Some(Target::Phone | Target::Email | Target::Name | Target::Field(_)));
    let part = strip_labels(part);
    let letters = part.chars().filter(|c| c.is_alphabetic()).count();
    (letters >= 2 && part.len() <= NAME_BYTES && !labelled).then_some(part)
}

/// `Kari Nordmann tlf.` without what announces the number.
fn strip_labels(part: &str) -> &str {
    let Some((head, last)) = part.rsplit_once(' ') else { return part };
    match labels::find_text(last.trim_end_matches(['.', ':']), Form::Bare).map(|hit| hit.target) {
        Some(Target::Phone | Target::Email) => head.trim(),
        _ => part,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_contact_is_taken_apart() {
        let table = [
            (
                "Kari Nordmann, tlf. 22 22 22 22, Kari@Eksempel.no",
                "Kari Nordmann",
                "22 22 22 22",
                "kari@eksempel.no",
            ),
            (
                "Kari Nordmann tlf. 22222222 <kari.n@eksempel.no>",
                "Kari Nordmann",
                "22222222",
                "kari.n@eksempel.no",
            ),
            (
                "E-post: kari@eksempel.no\nNavn: Kari Nordmann\nMob: +47 412 34 567",
                "Kari Nordmann",
                "+47 412 34 567",
                "kari@eksempel.no",
            ),
            (
                "Jane Doe (DPO), +44 20 7946 0958, jane@example.org.",
                "Jane Doe",
                "+44 20 7946 0958",
                "jane@example.org",
            ),
        ];
        for (text, name, phone, email) in table {
            let mut parts = ContactParts::default();
            parts.add(text);
            assert_eq!(parts.name.as_deref(), Some(name), "{text}");
            assert_eq!(parts.phone.as_deref(), Some(phone), "{text}");
            assert_eq!(parts.email.as_deref(), Some(email), "{text}");
        }
    }

    #[test]
    fn a_date_is_no_telephone() {
        let mut parts = ContactParts::default();
        parts.add("Kari, ansatt siden 2019");
        assert_eq!(parts.phone, None);
    }
}
