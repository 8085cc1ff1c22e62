//! What stands below the text: a signature after `-- ` or a closing phrase, the line that a telephone adds.

use std::sync::LazyLock;

use regex::Regex;

use super::super::quote::{is_blank, is_rule, trim};
use super::super::words::{alternation, every, pattern};

/// A signature has at most so many lines, none longer than so many bytes.
const LINES: usize = 14;
const WIDTH: usize = 110;
/// Words of a name on the line of the closing.
const NAME_WORDS: usize = 4;
/// Longest line that a telephone adds or that holds a number, in bytes.
const DEVICE: usize = 160;
/// Digits of the shortest telephone number.
const PHONE_DIGITS: usize = 8;

static CLOSING: LazyLock<Regex> =
    LazyLock::new(|| pattern(&format!("^{}", alternation(every(|words| words.closings)))));
static DEVICES: LazyLock<Regex> =
    LazyLock::new(|| pattern(&format!("^{}", alternation(every(|words| words.devices)))));
static CONTACT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"^\s*(tlf|tel|telefon|mob|mobil|mobile|phone|faks|fax|sentralbord|direkte|kontor|office|cell|e-?post|e-?mail|epost|web|www|",
        r"internett|adresse|besøksadresse|postadresse|org\.?\s?nr|organisasjonsnummer|[tmkedpwf])\s?[.:|]|^\s*(\+47|0047)?[\d ]{8,}$|https?://|www\.|^\s*\S+@\S+\s*$",
    ))
});

/// Leaves out the signature: after `-- `, or after a closing phrase where only signature-like lines follow. True where
/// text stands below the line of a telephone: it may be the answered mail, which some do not mark at all.
pub fn drop_from(lines: &mut Vec<&str>) -> bool {
    let device = lines.iter().position(|line| is_device(line));
    lines.retain(|line| !is_device(line));
    if let Some(at) = delimiter(lines) {
        lines.truncate(at);
    }
    // The first closing after which all is signature: a company's footer may hold a second one.
    let near = nearest(lines);
    if let Some(at) = (near..lines.len()).find(|&at| is_signature(lines, at)) {
        lines.truncate(at);
    }
    lines.retain(|line| !is_letter_phone(line));
    while lines.last().is_some_and(|last| is_blank(last) || is_rule(last)) {
        lines.pop();
    }
    device.is_some_and(|device| device < lines.len())
}

/// `-- ` (RFC 3676 section 4.3), which may have lost its space on the way; then only a short rest is a signature.
fn delimiter(lines: &[&str]) -> Option<usize> {
    lines.iter().enumerate().position(|(at, line)| {
        *line == "-- "
            || matches!(line.trim_end(), "--" | "—") && line.starts_with(['-', '—']) && {
                lines.iter().skip(at + 1).filter(|line| !is_blank(line)).take(LINES + 1).count() <= LINES
            }
    })
}

/// The first line that may open a signature: few enough lines follow it.
fn nearest(lines: &[&str]) -> usize {
    let filled = lines.iter().enumerate().rev().filter(|(_, line)| !is_blank(line));
    filled.take(LINES + 1).last().map_or(0, |(at, _)| at)
}

fn is_signature(lines: &[&str], at: usize) -> bool {
    lines.get(at).is_some_and(|line| is_closing(line))
        && lines.iter().skip(at + 1).filter(|line| !is_blank(line)).all(|line| is_signature_line(line))
}

/// `Med vennlig hilsen / Best regards`, `Mvh Kari`: a closing, perhaps a second one, perhaps a name.
fn is_closing(line: &str) -> bool {
    let line = trim(line);
    if line.len() > WIDTH {
        return false;
    }
    let Some(mut rest) = after_closing(line) else { return false };
    rest = after_closing(rest).unwrap_or(rest);
    let capital = |word: &str| word.starts_with(char::is_uppercase) || !word.contains(char::is_alphanumeric);
    rest.split_whitespace().count() <= NAME_WORDS
        && rest.split_whitespace().all(capital)
        && !rest.ends_with(['?', '!', ':'])
}

fn after_closing(line: &str) -> Option<&str> {
    let rest = line.get(CLOSING.find(line)?.end()..)?;
    let whole = !rest.starts_with(char::is_alphanumeric);
    whole.then(|| rest.trim_start_matches([' ', '\t', ',', '.', '!', '/', '-', '\u{a0}']))
}

/// Short, no sentence, and no `label: value` but contact data.
fn is_signature_line(line: &str) -> bool {
    let line = trim(line);
    if is_closing(line) || line.len() <= 4 * WIDTH && CONTACT.is_match(line) {
        return true;
    }
    let words = line.split_whitespace().count();
    let sentence = line.ends_with(['?', '!']) || line.ends_with('.') && words > 6;
    line.chars().count() <= WIDTH && !line.contains(':') && !line.contains('\t') && !sentence && words <= 9
}

/// `Sendt fra min iPhone`, `Hent Outlook for iOS<https://…>`: only words of devices and names of brands follow the
/// opening, so that `Sendt fra min jobbmail til feil person` stays.
fn is_device(line: &str) -> bool {
    if line.len() > DEVICE {
        return false;
    }
    let line = trim(line).trim_start_matches(['<', '*', '_', '[']);
    if !line.starts_with(char::is_uppercase) && !line.starts_with(char::is_lowercase) {
        return false;
    }
    let Some(rest) = DEVICES.find(line).and_then(|found| line.get(found.end()..)) else { return false };
    // `Az iPhone-omról`, `Sendt fra mobilen`: the word may go on.
    let rest =
        rest.split("http").next().unwrap_or_default().trim_start_matches(|one: char| !one.is_whitespace());
    let known = |word: &str| {
        let word = word.trim_matches(|one: char| !one.is_alphanumeric());
        let brand = word.contains(char::is_uppercase) || word.contains(|one: char| one.is_ascii_digit());
        word.is_empty() || brand || every(|words| words.device_words).any(|known| known == word)
    };
    rest.split([' ', '\u{a0}', '<', '(', '[', '/']).all(known)
}

/// `K: +47 900 00 000`, `M: 900 00 000`: contact lines that would else be taken for commands or fields.
fn is_letter_phone(line: &str) -> bool {
    if line.len() > DEVICE {
        return false;
    }
    let line = trim(line);
    let mut all = line.chars();
    if !all.next().is_some_and(char::is_alphabetic) {
        return false;
    }
    let rest = all.as_str().strip_prefix(' ').unwrap_or(all.as_str());
    let Some(rest) = rest.strip_prefix([':', '.', '|']) else { return false };
    let number = rest.trim_start().trim_start_matches(['(', '+']);
    let end = number.find(|one: char| {
        !one.is_ascii_digit() && !matches!(one, ' ' | '(' | ')' | '.' | '/' | '-' | '\u{a0}')
    });
    let number = number.get(..end.unwrap_or(number.len())).unwrap_or_default();
    number.starts_with(|one: char| one.is_ascii_digit())
        && number.bytes().filter(u8::is_ascii_digit).count() >= PHONE_DIGITS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_devices_are_told_from_sentences() {
        for line in [
            "Sendt fra min iPhone",
            "Sendt fra min Samsung Galaxy-smarttelefon.",
            "Sendt fra Outlook for iOS<https://aka.ms/o0ukef>",
            "Hent Outlook til Android",
            "Få Outlook for iOS",
            "Sendt frå min iPad",
            "Sent from my Galaxy",
            "Sent from Mail for Windows",
            "Sent with Proton Mail secure email.",
            "Sent using the mobile mail app",
            "Skickat från min iPhone",
            "Von meinem iPhone gesendet",
            "Gesendet mit der WEB.DE Mail App",
            "<Sendt fra min Nokia>",
        ] {
            assert!(is_device(line), "{line}");
        }
        for line in [
            "Sendt fra min jobbmail til feil person",
            "Sendt via vanlig post til feil adresse",
            "Sendt fra mobilen til en kollega som ikke skulle ha den",
            "Sent with the wrong attachment",
            "",
            "Hei",
        ] {
            assert!(!is_device(line), "{line}");
        }
    }

    #[test]
    fn a_letter_before_a_telephone_number_is_a_contact_line() {
        for line in [
            "K: +47 900 00 000",
            "M: 90 00 00 00",
            "T | 22 22 22 22",
            "t. 22-22-22-22 x",
            "F (+47) 22 22 22 22",
        ] {
            assert_eq!(is_letter_phone(line), !line.starts_with('F'), "{line}");
        }
        for line in ["S: 3 K: 4", "K: 4", "S: 2026", "Tlf: 90 00 00 00", "", "K"] {
            assert!(!is_letter_phone(line), "{line}");
        }
    }

    #[test]
    fn closings_are_told_from_sentences() {
        for line in [
            "Mvh",
            "Mvh Kari Nordmann",
            "Med vennlig hilsen / Best regards",
            "Vennlig hilsen,",
            "Helsing Åse",
            "Kind regards, Ola",
        ] {
            assert!(is_closing(line), "{line}");
        }
        for line in ["Hilsen fra kommunen ble sendt feil", "Hilsenen kom frem", "Regards the case", "Mvh: x"]
        {
            assert!(!is_closing(line), "{line}");
        }
    }
}
