//! Cuts prose into sentences and clauses.

use crate::report::fold;

const SENTENCES: usize = 400;
#[rustfmt::skip]
const ABBREVIATIONS: &[&str] = &[
    "ca", "kl", "nr", "tlf", "mob", "eks", "bl", "dvs", "osv", "etc", "ref", "pr", "evt", "mr", "ms", "dr",
    "f", "a", "t", "d", "approx", "inkl", "mvh", "jf", "no",
];

/// A sentence as written on one line, and folded for comparing.
#[derive(Clone, Debug, PartialEq)]
pub struct Sentence {
    pub text: String,
    pub folded: String,
}

/// The sentences, wrapped lines joined; a blank line ends one.
pub fn split(text: &str) -> Vec<Sentence> {
    let mut out = Vec::new();
    for paragraph in text.split("\n\n") {
        let joined = paragraph.split_whitespace().collect::<Vec<_>>().join(" ");
        let joined = fold::clean(&joined);
        let mut start = 0;
        for (at, c) in joined.char_indices() {
            if matches!(c, '.' | '!' | '?') && ends(&joined, at) {
                push(&mut out, joined.get(start..=at).unwrap_or_default());
                start = at + 1;
            }
        }
        push(&mut out, joined.get(start..).unwrap_or_default());
        if out.len() >= SENTENCES {
            break;
        }
    }
    out
}

fn push(out: &mut Vec<Sentence>, text: &str) {
    let text = text.trim();
    if !text.is_empty() {
        out.push(Sentence { text: text.to_owned(), folded: fold::fold(text) });
    }
}

/// A mark ends a sentence where a space and a capital follow and no abbreviation or number stands before.
fn ends(text: &str, at: usize) -> bool {
    let after = text.get(at + 1..).unwrap_or_default();
    if after.is_empty() {
        return true;
    }
    if !after.starts_with(' ') {
        return false;
    }
    let word = text.get(..at).unwrap_or_default().rsplit([' ', '.', '(']).next().unwrap_or_default();
    let word = word.to_lowercase();
    let capital = after.trim_start().chars().next().is_some_and(|c| !c.is_lowercase());
    let digit_next = after.trim_start().starts_with(|c: char| c.is_ascii_digit());
    // "no" is short for number only before a digit.
    let abbreviated = ABBREVIATIONS.contains(&word.as_str()) && (digit_next || word != "no");
    capital && !abbreviated
}

/// The parts of a sentence between commas and joining words.
pub fn clauses(text: &str) -> Vec<String> {
    let mut text = text.to_owned();
    for joint in [", og ", ", men ", ", and ", ", but ", ", ", " og ", " men ", " and ", " but ", "; "] {
        text = text.replace(joint, "\u{1}");
    }
    text.split('\u{1}').map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn abbreviations_and_dates_do_not_end_a_sentence() {
        let found: Vec<String> =
            split("Vi så det 12. mars kl. 14.00 hos ca. 150 kunder. Alt er stengt!\n\nTakk")
                .into_iter()
                .map(|s| s.text)
                .collect();
        assert_eq!(found, ["Vi så det 12. mars kl. 14.00 hos ca. 150 kunder.", "Alt er stengt!", "Takk"]);
    }
}
