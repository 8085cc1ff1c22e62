//! The account itself: what happened, why, and what may come of it; without greetings and "see attached".

use std::collections::HashSet;
use std::sync::LazyLock;

use super::sentences::line;
use super::{Told, measures};
use crate::report::field::Confidence::{Low, Medium};
use crate::report::field::Value;
use crate::report::fold;
use crate::report::labels::{self, Form, Target};
use crate::report::passage::{Gap, Passage, Span};
use crate::report::words::{Sense, others};

/// The longest description taken from prose, in bytes.
const DESCRIPTION_BYTES: usize = 4_096;
/// A sentence that only greets or points elsewhere is not longer, in bytes.
const FORMAL_BYTES: usize = 120;
/// A sentence of so few words and signs that begins with a greeting is nothing else.
const GREETING_TOKENS: usize = 4;
/// Fewer words tell nothing.
const DESCRIPTION_WORDS: usize = 3;

static PREFIXES: LazyLock<HashSet<&str>> = LazyLock::new(|| others::SUBJECT_PREFIXES.split('|').collect());

/// What a sentence must hold to tell of the matter.
const TELLING: &[Sense] = &[
    Sense::Noticed,
    Sense::Happened,
    Sense::Data,
    Sense::Group,
    Sense::Recipient,
    Sense::Confidentiality,
    Sense::Integrity,
    Sense::Availability,
    Sense::Security,
    Sense::Mishap,
];

/// A greeting, thanks, or the sentence that only says "this is a report".
fn formal(sentence: Span<'_>) -> bool {
    let begins = sentence.sense(0, Sense::Formal).is_some();
    // "Kjære kunde," tells nothing of customers.
    begins
        && (sentence.len() <= GREETING_TOKENS
            || sentence.text().len() < FORMAL_BYTES && !sentence.has_any(TELLING))
}

/// The paragraphs that tell something.
pub fn description(sentences: &[Span<'_>]) -> Told {
    let mut paragraphs: Vec<String> = Vec::new();
    let mut rest = sentences;
    while !rest.is_empty() {
        let next = rest.iter().skip(1).position(|sentence| sentence.gap(0) == Gap::Blank);
        let (paragraph, after) = rest.split_at(next.map_or(rest.len(), |next| next + 1));
        rest = after;
        let first = paragraph.iter().position(|sentence| !formal(*sentence));
        let last = paragraph.iter().rposition(|sentence| !formal(*sentence));
        let (Some(first), Some(last)) = (first, last) else { continue };
        let telling = paragraph.get(first..=last).unwrap_or_default();
        if let (Some(first), Some(last)) = (telling.first(), telling.last()) {
            let text = first.through(*last).text();
            paragraphs.push(without_greeting(*first, text).trim().to_owned());
        }
    }
    let text = paragraphs.join("\n\n");
    let text = fold::cut(&text, DESCRIPTION_BYTES).trim();
    let words = text.split_whitespace().filter(|word| word.contains(char::is_alphabetic)).count();
    (words >= DESCRIPTION_WORDS).then(|| (Value::Text(text.to_owned()), text.to_owned(), Low))
}

/// `Hei, vi har …` without the greeting; `Hei Kari` on a line of its own too.
fn without_greeting<'t>(first: Span<'_>, text: &'t str) -> &'t str {
    let Some(end) = first.sense(0, Sense::Formal) else { return text };
    let line = text.lines().next().unwrap_or_default();
    // The greeting ends with its line, or with a comma soon after it: "Hei Kari, …".
    let comma = (end..(end + 3).min(first.len())).find(|at| matches!(first.word(*at), "," | "!" | "." | "-"));
    let end = match comma {
        Some(at) => first.written_from(0).len().saturating_sub(first.written_from(at + 1).len()),
        None if line.split_whitespace().count() <= 3 && line.len() < text.len() => line.len(),
        None => 0,
    };
    text.get(end..).unwrap_or(text)
}

/// `Årsaken var …`, `skyldes …`: what follows, to the end of the sentence.
pub fn cause(sentences: &[Span<'_>]) -> Told {
    sentences.iter().filter(|sentence| !measures::plans(**sentence)).find_map(|sentence| {
        let (_, after) = sentence.find(Sense::Cause)?;
        let end = (after..sentence.len())
            .find(|at| matches!(sentence.word(*at), "." | ";" | "!"))
            .unwrap_or(sentence.len());
        let rest = sentence.part(after, end);
        let rest = rest.part(usize::from(matches!(rest.word(0), ":" | "-" | "at")), rest.len());
        let text = line(rest);
        (text.split(' ').count() >= 2).then(|| (Value::Text(text), line(*sentence), Medium))
    })
}

/// A sentence that says what it may lead to.
pub fn consequences(sentences: &[Span<'_>]) -> Told {
    let sentence = sentences.iter().find(|sentence| sentence.has(Sense::Effect))?;
    let text = line(*sentence);
    Some((Value::Text(text.clone()), text, Low))
}

/// The cause that a subject names after `Avviksmelding:`, without where it happened and a number in parentheses.
pub fn cause_of_subject(subject: &str) -> Option<String> {
    let mut rest = subject.trim();
    while let Some((_, after)) =
        rest.split_once(':').filter(|(prefix, _)| PREFIXES.contains(prefix.trim().to_lowercase().as_str()))
    {
        rest = after.trim_start();
    }
    let at = rest.find([':', '–']).or_else(|| rest.find(" - ").map(|at| at + 1))?;
    let title = labels::find_text(rest.get(..at)?, Form::Bare).filter(|hit| hit.target == Target::Other);
    title?;
    let cause = rest.get(at..)?.trim_start_matches([':', '–', '-', ' ']);
    let cause = without_trailer(cause.trim());
    let passage = Passage::new(cause);
    let span = passage.whole();
    let house = span.find(Sense::House).map_or(span.len(), |(first, _)| first);
    let cause = span.part(0, house).text().trim();
    // "First notice" says which message it is.
    let formal = span.sense(0, Sense::Formal).is_some();
    (!formal && cause.split_whitespace().count() >= 2).then(|| cause.to_owned())
}

/// Without `(AV-2026-000001)` or `[ref]` at the end.
fn without_trailer(text: &str) -> &str {
    let open = match text.chars().next_back() {
        Some(')') => '(',
        Some(']') => '[',
        _ => return text,
    };
    text.rfind(open).and_then(|at| text.get(..at)).map_or(text, str::trim_end)
}
