//! When, how many, whose data of what kind, where they are now, in which system, under which number.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::sentences::{clauses, line};
use super::{Told, measures};
use crate::report::answers;
use crate::report::counts;
use crate::report::field::Confidence::{self, Low, Medium};
use crate::report::field::{CountPrecision, Value};
use crate::report::passage::{Gap, Mark, Span};
use crate::report::times::{self, Anchor, Direction};
use crate::report::value::Place;
use crate::report::words::{Sense, others};

/// Types of data and groups of persons that are named, at most.
const NAMED: usize = 20;
/// How long an account of where the data are may be, in words.
const LOCATION_WORDS: usize = 14;
/// A case number of the sender's, in bytes.
const REFERENCE_BYTES: std::ops::RangeInclusive<usize> = 3..=32;

static CASE_NUMBERS: LazyLock<HashSet<String>> =
    LazyLock::new(|| others::CASE_NUMBERS.split('|').map(str::to_lowercase).collect());

fn anchor(place: &Place<'_>) -> Anchor {
    Anchor::new(place.anchor, place.tz, Direction::Past)
}

/// A time in the clause that says when it was noticed, or else in that sentence.
pub fn discovered(
    sentences: &[Span<'_>],
    happened: Option<&(Value, String, Confidence)>,
    place: &Place<'_>,
) -> Told {
    let start = match happened.map(|(value, ..)| value) {
        Some(Value::Period { start, .. }) => *start,
        _ => None,
    };
    let told = |span: Span<'_>, before: Span<'_>| {
        times::moment_after(span, before, &anchor(place))
            .or_else(|| times::from_another(span.text(), start?, place.anchor, place.tz))
            .map(Value::Moment)
    };
    let in_clause = |sense: Sense| {
        let fitting = sentences.iter().filter(move |sentence| sentence.has(sense));
        fitting
            .filter_map(|sentence| Some((noticing(*sentence, sense, told)?, line(*sentence), Medium)))
            .next()
    };
    let in_sentence = |sense: Sense| {
        let fitting = sentences.iter().filter(move |sentence| sentence.has(sense));
        fitting.filter_map(|s| Some((told(*s, s.part(0, 0))?, line(*s), Low))).next()
    };
    in_clause(Sense::Noticed)
        .or_else(|| in_clause(Sense::ToldUs))
        .or_else(|| in_sentence(Sense::Noticed))
        .or_else(|| in_sentence(Sense::ToldUs))
}

/// The time in the clause that says that it was noticed, in one behind "da", or before it in the sentence.
fn noticing(
    sentence: Span<'_>,
    sense: Sense,
    told: impl Fn(Span<'_>, Span<'_>) -> Option<Value>,
) -> Option<Value> {
    let clauses = clauses(sentence);
    let noticing = || clauses.iter().enumerate().filter(|(_, clause)| clause.has(sense));
    let clause = || noticing().find_map(|(_, clause)| told(*clause, sentence.before(*clause)));
    // "Jeg merket det da jeg kom på jobb kl. 8": the clause behind "da" tells when.
    let then = || {
        noticing().find_map(|(at, clause)| {
            let next = clauses.get(at + 1).map(|next| clause.through(*next))?;
            next.has(Sense::When).then(|| told(next, sentence.before(*clause)))?
        })
    };
    // "En forelder ringte kl. 14, og da oppdaget jeg det": but not what comes behind "at", which was noticed.
    let before = || {
        let (_, clause) = noticing().next()?;
        told(sentence.before(*clause), sentence.part(0, 0))
    };
    clause().or_else(then).or_else(before)
}

/// A time in a clause that says what happened and not when it was noticed.
pub fn occurred(sentences: &[Span<'_>], place: &Place<'_>) -> Told {
    let told = |span: Span<'_>| match times::period_in(span, &anchor(place)) {
        Some(value @ Value::Period { start: Some(_), .. }) => Some(value),
        _ => None,
    };
    let telling = |span: &Span<'_>| befell(*span) && !span.has(Sense::Noticed);
    let exact = sentences.iter().find_map(|sentence| {
        let value = clauses(*sentence).into_iter().filter(telling).find_map(told)?;
        Some((value, line(*sentence), Medium))
    });
    exact.or_else(|| {
        sentences
            .iter()
            .filter(|sentence| telling(sentence) && !measures::tells(**sentence))
            .find_map(|sentence| Some((told(*sentence)?, line(*sentence), Low)))
    })
}

/// Tells that something happened: `sendte`, or `ble … publisert` with other words between.
fn befell(span: Span<'_>) -> bool {
    let undergone =
        span.marks().filter(|mark| mark.sense == Sense::Undergone).last().map(|mark| span.here(mark.first));
    let auxiliary = span.find(Sense::Have).map(|(first, _)| first);
    span.has(Sense::Happened) || matches!((auxiliary, undergone), (Some(have), Some(done)) if have < done)
}

/// The number straight before a word for persons; sentences that say "affected" first. Our own people count only
/// there: else they are those who found it.
pub fn persons(sentences: &[Span<'_>]) -> Told {
    [true, false].into_iter().find_map(|affected| {
        let who = move |sentence: Span<'_>, at: usize, sense: Sense| match sense {
            // "12 customer invoices" are no customers.
            Sense::Group if sentence.at(at + 1, thing).is_some() => false,
            Sense::Person | Sense::Group => true,
            Sense::Staff => affected || belongs(sentence, at),
            _ => false,
        };
        let whose = move |sentence: Span<'_>, at: usize, sense: Sense| {
            who(sentence, at, sense) && !receives(sentence, at)
        };
        counted(sentences, affected, whose).or_else(|| counted(sentences, affected, who))
    })
}

/// `mapper for seks ansatte`: a word for data or papers, and then whose they are.
fn belongs(sentence: Span<'_>, at: usize) -> bool {
    (at.saturating_sub(5)..at)
        .any(|lead| lead > 0 && sentence.sense(lead, Sense::Of).is_some() && of_data(sentence.part(0, lead)))
}

/// Ends with a word for data or papers.
fn of_data(span: Span<'_>) -> bool {
    span.marks().any(|mark| {
        matches!(mark.sense, Sense::Data | Sense::Affected | Sense::Record)
            && span.here(mark.after) == span.len()
    })
}

/// The number before a word for records; "alle filer" is no number of them.
pub fn records(sentences: &[Span<'_>]) -> Told {
    let record = |_: Span<'_>, _: usize, sense: Sense| sense == Sense::Record;
    let told = counted(sentences, true, record).or_else(|| counted(sentences, false, record));
    told.filter(
        |(value, ..)| !matches!(value, Value::Count(count) if count.precision == CountPrecision::Vague),
    )
}

fn counted(sentences: &[Span<'_>], affected: bool, what: impl Fn(Span<'_>, usize, Sense) -> bool) -> Told {
    let fitting = sentences
        .iter()
        .filter(|sentence| sentence.has(Sense::Affected) == affected && !measures::tells(**sentence));
    fitting.into_iter().find_map(|sentence| {
        let marks = sentence.marks().map(|mark| (sentence.here(mark.first), mark.sense));
        let places = marks.filter(|(first, sense)| what(*sentence, *first, *sense)).map(|(first, _)| first);
        let count = places.into_iter().find_map(|first| counts::count_before(*sentence, first, affected))?;
        (count.precision != CountPrecision::Unknown)
            .then(|| (Value::Count(count), line(*sentence), if affected { Medium } else { Low }))
    })
}

fn thing(sense: Sense) -> Option<()> {
    matches!(sense, Sense::Record | Sense::Data).then_some(())
}

/// Where words of a sense stand in a sentence, counted from its beginning.
fn places(sentence: Span<'_>, what: impl Fn(Sense) -> bool) -> Vec<(usize, usize)> {
    let marks = sentence.marks().filter(|mark: &&Mark| what(mark.sense));
    marks.map(|mark| (sentence.here(mark.first), sentence.here(mark.after))).collect()
}

/// The words of a sense in these sentences, each once, as written.
fn named(
    sentences: &[Span<'_>],
    fits: impl Fn(&Span<'_>) -> bool,
    what: impl Fn(Sense) -> bool,
    denied: impl Fn(Span<'_>, usize) -> bool,
) -> Option<(String, String)> {
    let mut found: Vec<String> = Vec::new();
    let mut raw = None;
    for sentence in sentences.iter().filter(|sentence| fits(sentence)) {
        let mut end = 0;
        for (first, after) in places(*sentence, &what) {
            // Of two that begin at one place the longer comes first.
            if first < end || denied(*sentence, first) {
                continue;
            }
            end = after;
            let word = line(sentence.part(first, after));
            raw.get_or_insert_with(|| line(*sentence));
            add(&mut found, word);
        }
    }
    Some((found.join(", "), raw?)).filter(|(found, _)| !found.is_empty())
}

/// Adds a word that is not there; of "pasient" and "pasienter" the longer stays.
fn add(found: &mut Vec<String>, word: String) {
    let folded = word.to_lowercase();
    let alike = found.iter().position(|known| {
        let known = known.to_lowercase();
        known.starts_with(&folded) || folded.starts_with(&known)
    });
    match alike {
        Some(at) => {
            if let Some(known) = found.get_mut(at).filter(|known| known.len() < word.len()) {
                *known = word;
            }
        }
        None if found.len() < NAMED => found.push(word),
        None => {}
    }
}

/// "Ikke passord", "uten navn", "feil adresse" name no data.
fn denied(sentence: Span<'_>, at: usize) -> bool {
    negated(sentence, at) || at > 0 && sentence.sense(at - 1, Sense::Owned).is_some()
}

/// "Gammel adresse", "samme navn" name no data either.
fn no_type(sentence: Span<'_>, at: usize) -> bool {
    denied(sentence, at) || at > 0 && sentence.sense(at - 1, Sense::Described).is_some()
}

/// A "not" stands shortly before, and no comma between.
fn negated(sentence: Span<'_>, at: usize) -> bool {
    let near = sentence.part(at.saturating_sub(3), at);
    near.find(Sense::Not).is_some_and(|(first, _)| (first..near.len()).all(|at| near.word(at) != ","))
}

/// "Sendt til en kunde" names who got the data, "journalen til en pasient", "patients' names" whose they are.
fn receives(sentence: Span<'_>, at: usize) -> bool {
    if sentence.sign(at + 1, '\'') && sentence.glued(at + 1) {
        return false;
    }
    (at.saturating_sub(3)..at).any(|lead| {
        let toward = sentence.sense(lead, Sense::Toward).is_some_and(|after| after <= at);
        toward && !(lead > 0 && of_data(sentence.part(0, lead)))
    })
}

/// The types of data named anywhere, each once, in order; what follows "no" is not counted.
pub fn data_types(sentences: &[Span<'_>]) -> Told {
    let (found, raw) =
        named(sentences, |sentence| !measures::tells(*sentence), |sense| sense == Sense::Data, no_type)?;
    Some((Value::Text(found), raw, Medium))
}

/// Who they are to us: pupils, patients, customers; our own people where the sentence says that they are affected.
pub fn relationship(sentences: &[Span<'_>]) -> Told {
    let about = |sentence: &Span<'_>| {
        sentence.has_any(&[Sense::Affected, Sense::Data, Sense::Happened, Sense::Confidentiality])
            && !measures::tells(*sentence)
    };
    let other = |sentence: Span<'_>, at: usize| {
        denied(sentence, at) || receives(sentence, at) || enters(sentence, at)
    };
    let group = named(sentences, about, |sense| sense == Sense::Group, other);
    let affected = |sentence: &Span<'_>| about(sentence) && sentence.has_any(&[Sense::Affected, Sense::Data]);
    let (found, raw) = group.or_else(|| named(sentences, affected, |sense| sense == Sense::Staff, other))?;
    Some((Value::Text(found), raw, Low))
}

/// "Tidligere ansatte hadde fortsatt tilgang" names who could see the data, not whose they are.
fn enters(sentence: Span<'_>, at: usize) -> bool {
    let persons = sentence.at(at, |sense| matches!(sense, Sense::Group | Sense::Staff).then_some(()));
    let verb = persons.and_then(|((), after)| sentence.sense(after, Sense::Have));
    verb.is_some_and(|after| sentence.part(after, after + 3).has(Sense::Access))
}

/// With whom or where the data are: `til 3 eksterne mottakere`, `på nettsiden`.
pub fn location(sentences: &[Span<'_>]) -> Told {
    let pairs = [(Sense::Toward, Sense::Recipient), (Sense::Upon, Sense::OpenPlace)];
    pairs.into_iter().find_map(|(lead, what)| {
        sentences.iter().filter(|sentence| !measures::tells(**sentence)).find_map(|sentence| {
            let (first, after) = places(*sentence, |sense| sense == what)
                .into_iter()
                .find(|(first, _)| !negated(*sentence, *first))?;
            let lead = (first.saturating_sub(4)..first).rev().find_map(|at| {
                sentence.sense(at, lead).filter(|after| *after <= first).map(|after| (at, after))
            })?;
            if !lies(*sentence, what, lead.0) {
                return None;
            }
            let start = if what == Sense::OpenPlace { lead.0 } else { lead.1 };
            let end = (after..sentence.len().min(start + LOCATION_WORDS))
                .find(|at| ends_phrase(*sentence, *at))
                .unwrap_or(sentence.len().min(start + LOCATION_WORDS));
            let text = line(sentence.part(start, end.max(after)));
            Some((Value::Text(text), line(*sentence), Low))
        })
    })
}

/// True where the data came there and stay: not found or stolen there, not the name of the place itself as in "et skjema
/// på nettsiden viste …", nor whose journal it is as in "i journalen til feil pasient".
fn lies(sentence: Span<'_>, what: Sense, lead: usize) -> bool {
    let before = sentence.part(0, lead);
    if what == Sense::OpenPlace {
        let came = [Sense::Happened, Sense::Undergone, Sense::Have, Sense::Lay, Sense::Confidentiality];
        return before.has_any(&came) && !before.has(Sense::Gone);
    }
    let inside = lead.checked_sub(2).is_some_and(|at| sentence.sense(at, Sense::Upon) == Some(at + 1));
    !(inside && of_data(before))
}

/// A sign, a joining word, or a word that begins something else.
fn ends_phrase(sentence: Span<'_>, at: usize) -> bool {
    let sign =
        !sentence.is_word(at) && !sentence.is_number(at) && !matches!(sentence.word(at), "-" | "/" | "@");
    let other = |sense| {
        matches!(
            sense,
            Sense::And
                | Sense::That
                | Sense::Have
                | Sense::Day(..)
                | Sense::Weekday(_)
                | Sense::Clock
                | Sense::Mishap
                | Sense::Happened
                | Sense::Not
                | Sense::Upon
                | Sense::Since
        )
        .then_some(())
    };
    let next_line = sentence.gap(at) >= Gap::Line && sentence.initial(at).is_some_and(char::is_uppercase);
    sign || next_line || sentence.at(at, other).is_some()
}

/// The first information system that is called by its name.
pub fn system(sentences: &[Span<'_>]) -> Told {
    sentences.iter().find_map(|sentence| {
        let (first, after) = places(*sentence, |sense| sense == Sense::Product)
            .into_iter()
            .find(|(first, after)| sentence.part(*first, *after).text().contains(char::is_uppercase))?;
        let led = first > 0
            && sentence
                .at(first - 1, |sense| {
                    matches!(sense, Sense::Upon | Sense::From | Sense::Until).then_some(())
                })
                .is_some();
        Some((
            Value::Text(line(sentence.part(first, after))),
            line(*sentence),
            if led { Medium } else { Low },
        ))
    })
}

/// Whether others can read the data: `disken var kryptert`. What an attacker encrypts protects nothing.
pub fn protection(sentences: &[Span<'_>]) -> Told {
    let about = [Sense::Encrypted, Sense::Unencrypted, Sense::HalfProtected, Sense::KeyLost];
    let fits = |sentence: &&Span<'_>| {
        sentence.has_any(&about)
            && !sentence.has_any(&[Sense::Security, Sense::Availability])
            && !measures::plans(**sentence)
    };
    if sentences.iter().any(|sentence| sentence.has(Sense::Ransom)) {
        return None;
    }
    sentences.iter().filter(fits).find_map(|sentence| {
        let answer = answers::protection_in(*sentence)?;
        let text = line(*sentence);
        Some((Value::Answer { answer, text: text.clone() }, text, Medium))
    })
}

/// The sender's own number: after `vår ref.`, `ticket`, or of the form `INC-1234`.
pub fn reference(span: Span<'_>, case_prefix: &str) -> Told {
    let own = format!("{}-", case_prefix.to_lowercase());
    let led = || {
        (0..span.len()).find_map(|at| {
            let after = span.sense(at, Sense::Reference)?;
            let after = skip(span, after);
            let after = span.sense(after, Sense::Number).map_or(after, |after| skip(span, after));
            number(span.written_from(after))
                .filter(|found| !found.to_lowercase().starts_with(&own))
                .map(|found| (found, at))
        })
    };
    let shaped = || {
        (0..span.len()).find_map(|at| {
            let known =
                CASE_NUMBERS.contains(span.word(at)) && span.initial(at).is_some_and(char::is_uppercase);
            let digits = at + 1 + usize::from(span.sign(at + 1, '-'));
            let long = span.digits(digits).is_some_and(|(_, length)| length >= 3)
                && span.glued(digits)
                && span.glued(at + 1);
            let found = number(span.written_from(at)).filter(|_| known && long)?;
            Some((found, at)).filter(|(found, _)| !found.to_lowercase().starts_with(&own))
        })
    };
    let (found, at) = led().or_else(shaped)?;
    let sentence = (0..=at).rev().find(|place| span.gap(*place) == Gap::Blank).unwrap_or_default();
    let raw =
        span.part(sentence, span.len()).text().lines().find(|line| line.contains(found)).unwrap_or(found);
    Some((Value::Text(found.to_owned()), raw.trim().to_owned(), Medium))
}

fn skip(span: Span<'_>, at: usize) -> usize {
    (at..at + 3).find(|at| !matches!(span.word(*at), "." | ":" | "#")).unwrap_or(at)
}

/// Letters, digits and dashes with a digit among them, from the beginning of a text.
fn number(text: &str) -> Option<&str> {
    let end = text
        .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '/' | '_' | '-')))
        .unwrap_or(text.len());
    let found = text.get(..end)?.trim_end_matches(['-', '_', '/']);
    let digit = found.find(|c: char| c.is_ascii_digit())?;
    let fits = REFERENCE_BYTES.contains(&found.len()) && digit + 1 < found.len() && digit <= 11;
    fits.then_some(found)
}
