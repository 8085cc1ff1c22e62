//! Cuts prose into sentences and clauses.

use crate::report::passage::{Gap, Passage, Span};
use crate::report::words::Sense;
use crate::report::words::lexicon;

/// More sentences than these are not looked at.
const SENTENCES: usize = 400;
/// A sentence is cut after so many words and signs.
const SENTENCE_TOKENS: usize = 300;
/// Mail programs wrap no line that is shorter, in bytes.
const WRAPPED_BYTES: usize = 55;
/// What a part of a sentence must hold to say something by itself.
const VERBS: &[Sense] = &[
    Sense::Noticed,
    Sense::Happened,
    Sense::Have,
    Sense::Intent,
    Sense::Asked,
    Sense::Confirmed,
    Sense::Affected,
];

/// The sentences of a passage; a blank line ends one.
pub fn split<'a>(passage: &'a Passage<'a>) -> Vec<Span<'a>> {
    let span = passage.whole();
    let mut found = Vec::new();
    let (mut start, mut line) = (0, 0);
    for at in 0..span.len() {
        let gap = span.gap(at + 1);
        // A short line was not wrapped: what follows on the next is something new.
        let short =
            gap == Gap::Line && span.part(line, at + 1).text().len() < WRAPPED_BYTES && begins(span, at + 1);
        let mark = matches!(span.word(at), "." | "!" | "?");
        if gap >= Gap::Line {
            line = at + 1;
        }
        let long = at + 1 - start >= SENTENCE_TOKENS;
        if short || long || gap == Gap::Blank || at + 1 == span.len() || mark && ends(span, at) {
            found.push(span.part(start, at + 1));
            start = at + 1;
            if found.len() >= SENTENCES {
                break;
            }
        }
    }
    found
}

/// A capital, a digit or a bullet.
fn begins(span: Span<'_>, at: usize) -> bool {
    span.initial(at).is_some_and(|c| !c.is_lowercase())
}

/// A mark ends a sentence where a space and a capital follow and no abbreviation or date stands before.
fn ends(span: Span<'_>, at: usize) -> bool {
    if span.glued(at + 1) {
        return false;
    }
    let capital = begins(span, at + 1);
    let digit = span.is_number(at + 1);
    let before = at.checked_sub(1).map(|before| span.word(before)).unwrap_or_default();
    // "no" is short for number only before a digit; "12. Mars" is a date.
    let short = span.sign(at, '.') && lexicon::is_abbreviation(before) && (digit || before != "no");
    let ordinal = at > 0
        && span.is_number(at - 1)
        && span.at(at + 1, |sense| matches!(sense, Sense::Month(_)).then_some(())).is_some();
    capital && !short && !ordinal
}

/// The parts of a sentence between commas and joining words.
pub fn clauses(sentence: Span<'_>) -> Vec<Span<'_>> {
    let mut found = Vec::new();
    let mut start = 0;
    let mut at = 0;
    while at < sentence.len() {
        let joined = sentence
            .at(at, |sense| matches!(sense, Sense::And | Sense::That).then_some(()))
            .map(|((), after)| after);
        let comma = matches!(sentence.word(at), "," | ";" | ":")
            .then_some(at + 1)
            .filter(|after| !sentence.glued(*after));
        // "12. mars, 14.00" and "mellom 10 og 12" hold together.
        let after = joined.or(comma).filter(|after| {
            !sentence.is_number(*after) && sentence.sense(*after, Sense::Clock).is_none() && *after > at
        });
        match after {
            Some(after) => {
                found.push(sentence.part(start, at));
                start = after;
                at = after;
            }
            None => at += 1,
        }
    }
    found.push(sentence.part(start, sentence.len()));
    let mut clauses: Vec<Span<'_>> = Vec::with_capacity(found.len());
    for clause in found.into_iter().filter(|clause| !clause.is_empty()) {
        match clauses.last_mut() {
            // "Navn og fødselsnummer" is no clause of its own.
            Some(last) if !clause.has_any(VERBS) => *last = last.through(clause),
            _ => clauses.push(clause),
        }
    }
    clauses
}

/// A sentence on one line, as written.
pub fn line(sentence: Span<'_>) -> String {
    sentence.text().split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn abbreviations_and_dates_do_not_end_a_sentence() {
        let passage = Passage::new(
            "Vi så det 12. mars kl. 14.00 hos ca. 150 kunder. Alt er stengt!\n\nTakk\nfor hjelpen",
        );
        let found: Vec<String> = split(&passage).into_iter().map(line).collect();
        assert_eq!(
            found,
            ["Vi så det 12. mars kl. 14.00 hos ca. 150 kunder.", "Alt er stengt!", "Takk for hjelpen"]
        );
    }

    #[test]
    fn clauses_are_parted_at_commas_and_joining_words() {
        let passage = Passage::new("Vi sendte den 10. mars, kl. 14, og fant ut i går at den lå åpent");
        let found: Vec<&str> = clauses(passage.whole()).into_iter().map(Span::text).collect();
        assert_eq!(found, ["Vi sendte den 10. mars, kl. 14", "fant ut i går", "den lå åpent"]);
    }
}
