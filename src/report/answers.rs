//! Answers that are not free text: what is still open, yes and no, tick boxes, levels (L14–L24).

mod boxes;

use super::field::{Answer, Value};
use super::fold;
use super::passage::{Passage, Span};
use super::words::Sense;
use super::words::lexicon;

pub use boxes::{is_choice, is_cross, options, ticked};

/// The longest answer that can say that the answer is to come, in bytes.
const OPEN_BYTES: usize = 120;
/// How much of an answer is looked at for yes and no, in bytes.
const ANSWER_BYTES: usize = 600;

/// True for an empty cell, `-`, `ukjent`, `ettersendes` and the like: no answer, the field stays open.
pub fn is_open(text: &str) -> bool {
    if text.len() > OPEN_BYTES {
        return false;
    }
    let plain = lexicon::joined(&fold::fold(text));
    if plain.is_empty() {
        return !text.contains(['☒', '☑']);
    }
    lexicon::is_open(&plain) || (plain.len() < 60 && plain.contains("ettersend"))
}

/// Yes, no, partly or planned; `None` where the text says neither (L16, L24).
pub fn informed(text: &str) -> Option<Value> {
    let passage = Passage::new(fold::cut(text, ANSWER_BYTES));
    let answer = informed_in(passage.whole())?;
    Some(Value::Answer { answer, text: text.trim().to_owned() })
}

/// The same of a span.
pub fn informed_in(span: Span<'_>) -> Option<Answer> {
    let begins = |sense: Sense| span.sense(0, sense).is_some();
    let ahead = span.marks().any(|mark| {
        matches!(mark.sense, Sense::Intent | Sense::Planned | Sense::Hears)
            || matches!(mark.sense, Sense::Day(back, _) if back < 0)
    });
    let denied = span.find(Sense::Not);
    if span.has(Sense::Partly) || some_of_them(span) {
        Some(Answer::Partly)
    } else if begins(Sense::Planned) {
        Some(Answer::Planned)
    } else if begins(Sense::Unsure) {
        Some(Answer::Unknown)
    } else if begins(Sense::No) || begins(Sense::Not) || matches!(span.word(0), "n") && span.len() == 1 {
        Some(if ahead { Answer::Planned } else { Answer::No })
    } else if begins(Sense::Yes) || span.len() == 1 && matches!(span.word(0), "j" | "y" | "x") {
        Some(Answer::Yes)
    } else if span.has(Sense::Unsure) {
        Some(Answer::Unknown)
    } else if denied
        .is_some_and(|(_, after)| span.part(after, span.len()).has_any(&[Sense::Informing, Sense::Informed]))
    {
        Some(if ahead { Answer::Planned } else { Answer::No })
    } else {
        // "De er informert og vil bli fulgt opp" is done already.
        let done = span.find(Sense::Informed).map(|(first, _)| first);
        let planned = span.find(Sense::Intent).map(|(first, _)| first);
        match (done, planned) {
            (Some(done), Some(planned)) if done < planned => Some(Answer::Yes),
            _ if ahead => Some(Answer::Planned),
            _ => done.map(|_| Answer::Yes),
        }
    }
}

/// `3 av 12 er varslet`, `noen er varslet`.
fn some_of_them(span: Span<'_>) -> bool {
    let few = span.at(0, |sense| matches!(sense, Sense::Vague(2, Some(9), _)).then_some(()));
    few.is_some() && span.has(Sense::Informed)
        || (0..span.len()).any(|at| {
            let of = matches!(span.word(at + 1), "av" | "of");
            of && span.digits(at).zip(span.digits(at + 2)).is_some_and(|((few, _), (all, _))| few < all)
        })
}

/// A plain yes or no to a yes/no question; a cross is a yes.
pub fn yes(text: &str) -> Option<bool> {
    let passage = Passage::new(fold::cut(text, 80));
    let span = passage.whole();
    if span.sense(0, Sense::Unsure).is_some() {
        return None;
    }
    if span.sense(0, Sense::Yes).is_some() || matches!(span.word(0), "x" | "j" | "y") {
        return Some(true);
    }
    if span.sense(0, Sense::No).is_some() || span.sense(0, Sense::Not).is_some() {
        return Some(false);
    }
    text.contains(['☒', '☑', '✓', '✔']).then_some(true)
}

/// Were the data unreadable to others (S87, S88): encrypted with a safe key, partly, or not.
pub fn protection(text: &str) -> Option<Value> {
    let passage = Passage::new(fold::cut(text, ANSWER_BYTES));
    let answer = protection_in(passage.whole())?;
    Some(Value::Answer { answer, text: text.trim().to_owned() })
}

/// The same of a span.
pub fn protection_in(span: Span<'_>) -> Option<Answer> {
    let begins = |sense: Sense| span.sense(0, sense).is_some();
    // "Nøkkelen lå ikke i bilen" denies that the key is lost, and nothing of the data.
    let keys = || span.marks().filter(|mark| mark.sense == Sense::KeyLost).map(|mark| span.here(mark.after));
    let key_lost = keys().any(|after| span.sense(after, Sense::Not).is_none());
    let of_key = |place: usize| keys().any(|after| after == place);
    let denied =
        !key_lost && span.marks().any(|mark| mark.sense == Sense::Not && !of_key(span.here(mark.first)));
    if begins(Sense::Unsure) {
        Some(Answer::Unknown)
    } else if span.has(Sense::Unencrypted) {
        Some(if span.has(Sense::Partly) { Answer::Partly } else { Answer::None })
    } else if span.has(Sense::Partly) {
        Some(Answer::Partly)
    } else if begins(Sense::No) || denied && !begins(Sense::Yes) {
        Some(Answer::None)
    } else if (begins(Sense::Yes) || span.has(Sense::Encrypted)) && !key_lost {
        Some(Answer::Unintelligible)
    } else if key_lost || span.has(Sense::HalfProtected) {
        Some(Answer::Partly)
    } else if span.has(Sense::Unsure) {
        Some(Answer::Unknown)
    } else {
        None
    }
}

/// Likelihood and consequence out of `S=3, K=4`, `3x4=12`, or the value of `S: 3 K: 4`.
pub fn risk(text: &str) -> (Option<u8>, Option<u8>) {
    let passage = Passage::new(fold::cut(text, 120));
    let span = passage.whole();
    let step =
        |at: usize| span.small(at, 2).and_then(|n| u8::try_from(n).ok()).filter(|n| (1..=5).contains(n));
    let times = (1..span.len()).find(|at| {
        matches!(span.word(*at), "x" | "*" | "×") && span.is_number(at - 1) && span.is_number(at + 1)
    });
    if let Some(at) = times {
        return (step(at - 1), step(at + 1));
    }
    let named = |names: &[&str]| {
        (0..span.len()).filter(|at| names.contains(&span.word(*at))).find_map(|at| {
            let marked = span.sign(at + 1, ':') || span.sign(at + 1, '=');
            let number = if marked { at + 2 } else { at + 1 };
            span.is_number(number).then_some(number)
        })
    };
    let grave = named(&["k", "c", "konsekvens", "consequence"]);
    let likely = named(&["s", "l", "sannsynlighet", "sannsyn", "likelihood"]);
    // A number by itself says a likelihood only where a consequence follows, or nothing else does.
    let first = (0..2).find(|at| span.is_number(*at));
    let alone = span.len() <= 2 || grave.is_some();
    let likely = likely.or(first.filter(|at| alone && Some(*at) != grave));
    (likely.and_then(step), grave.and_then(step))
}

/// A level of 1…5: a digit, or the word of the scale.
pub fn level(text: &str) -> Option<u8> {
    let plain = lexicon::joined(&fold::fold(fold::cut(text, 80)));
    if plain.split(' ').count() > 6 {
        return None;
    }
    if is_ordinal(text) && lexicon::level(&plain).is_none() {
        return None;
    }
    match plain.split(' ').find_map(|word| word.parse::<u32>().ok()) {
        Some(number) => u8::try_from(number).ok().filter(|n| (1..=5).contains(n)),
        None => lexicon::level(&plain),
    }
}

/// `3. etasje`: a number with its point before a word counts off, and grades nothing.
fn is_ordinal(text: &str) -> bool {
    let rest = text.trim_start().trim_start_matches(|c: char| c.is_ascii_digit());
    rest.len() < text.trim_start().len()
        && rest.strip_prefix(". ").is_some_and(|word| word.trim_start().starts_with(char::is_lowercase))
}

#[cfg(test)]
mod tests;
