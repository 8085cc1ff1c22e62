//! One number: digits with their thousands parted, decimals before a multiplier, and number words (L22, L23).

use crate::report::passage::Span;
use crate::report::words::Sense;
use crate::report::words::lexicon;

/// No count is larger; what is, was no count.
const LARGEST: u64 = 10_000_000_000;
/// As many digits in one run are a telephone, an account or a case number.
const LONG_RUN: usize = 8;
/// More numbers than these are not looked at.
const MOST: usize = 20;

/// A number and the tokens it is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quantity {
    pub value: u64,
    pub first: usize,
    pub after: usize,
    /// `et 50-tall`.
    pub round: bool,
}

/// What stands at a place: a number that counts, or digits that do not.
enum Digits {
    Counts(u64, usize),
    Other(usize),
}

/// All numbers of a span that may count something.
pub fn all(span: Span<'_>) -> Vec<Quantity> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < span.len() && found.len() < MOST {
        if span.is_number(at) {
            match digits(span, at) {
                Digits::Counts(value, after) => {
                    found.push(scaled(span, value, at, after));
                    at = found.last().map_or(after, |quantity| quantity.after);
                }
                Digits::Other(after) => at = after,
            }
            continue;
        }
        match word(span, at, found.last()) {
            Some((value, after)) => {
                found.push(scaled(span, value, at, after));
                at = found.last().map_or(after, |quantity| quantity.after);
            }
            None => at += 1,
        }
    }
    found.retain(|quantity| quantity.value <= LARGEST);
    found
}

/// `3 hundre`, `to tusen`, `50-tall`: what follows a number and belongs to it.
fn scaled(span: Span<'_>, value: u64, first: usize, after: usize) -> Quantity {
    let (mut value, mut after) = (value, after);
    while let Some(factor) =
        factor(span, after).filter(|factor| value > 0 && value < 1_000 && *factor > value)
    {
        value = value.saturating_mul(factor);
        after += 1;
        after += usize::from(span.sign(after, '.') && span.glued(after) && after + 1 < span.len());
    }
    let dash = usize::from(span.sign(after, '-') && span.glued(after));
    let round = dash == 1 && span.sense(after + 1, Sense::Round).is_some();
    Quantity { value, first, after: if round { after + 2 } else { after }, round }
}

/// What the word there multiplies by; a single letter only straight behind the digits.
fn factor(span: Span<'_>, at: usize) -> Option<u64> {
    let word = span.word(at);
    lexicon::factor(word).filter(|_| span.is_word(at) && (word.len() > 1 || span.glued(at)))
}

/// A number word. `en` counts only before a word for persons, or alone: else it is an article.
fn word(span: Span<'_>, at: usize, last: Option<&Quantity>) -> Option<(u64, usize)> {
    // Behind digits it is a unit, inside `flere hundre` part of a phrase.
    if !span.is_word(at) || span.glued(at) && at > 0 && span.is_number(at - 1) || in_vague(span, at) {
        return None;
    }
    let text = span.word(at);
    let Some(value) = lexicon::number(text) else {
        return Some((factor(span, at).filter(|_| text.len() > 2)?, at + 1));
    };
    // English joins numbers with it, or puts it before a noun: `50 to 100`, `sent to 12`.
    if lexicon::english_number(text).is_none() && factor(span, at + 1).is_none() {
        let joins = last.is_some_and(|last| last.after == at) || span.is_number(at + 1);
        let led = at > 0 && span.sense(at - 1, Sense::LeadsTo).is_some();
        if joins || led || span.is_english() {
            return None;
        }
    }
    let person =
        |sense| matches!(sense, Sense::Person | Sense::Group | Sense::Staff | Sense::Record).then_some(());
    if value == 1
        && span.is_word(at + 1)
        && span.at(at + 1, person).is_none()
        && factor(span, at + 1).is_none()
    {
        return None;
    }
    Some(compound(span, value, at))
}

/// `twenty-five`, `tjue fem`.
fn compound(span: Span<'_>, value: u64, at: usize) -> (u64, usize) {
    let dash = usize::from(span.sign(at + 1, '-') && span.glued(at + 1));
    let unit = lexicon::number(span.word(at + 1 + dash)).filter(|unit| (1..10).contains(unit) && dash == 1);
    match unit {
        Some(unit) if (20..100).contains(&value) && value.is_multiple_of(10) => (value + unit, at + 2 + dash),
        _ => (value, at + 1),
    }
}

fn in_vague(span: Span<'_>, at: usize) -> bool {
    (at.saturating_sub(4)..=at).any(|first| {
        let vague = span.at(first, |sense| matches!(sense, Sense::Vague(..)).then_some(()));
        vague.is_some_and(|((), after)| after > at && after - first > 1)
    })
}

/// Digits from their first on.
fn digits(span: Span<'_>, at: usize) -> Digits {
    let Some((mut value, length)) = span.digits(at) else { return Digits::Other(at + 1) };
    let end = run(span, at);
    if let Some(after) = telephone(span, at) {
        return Digits::Other(after);
    }
    if length >= LONG_RUN || named(span, at) || year(span, at, value, length) {
        return Digits::Other(end);
    }
    let mut after = at + 1;
    if length <= 3 {
        while let Some((group, next)) = thousands(span, after) {
            value = value.saturating_mul(1_000).saturating_add(group);
            after = next;
        }
    }
    if after == at + 1
        && let Some(scaled) = decimal(span, at, value)
    {
        return scaled;
    }
    // A date, a time, a share: what goes on is no number by itself.
    let goes_on = span.glued(after) && span.glued(after + 1) && span.is_number(after + 1);
    let dated = goes_on && matches!(span.word(after), "." | "/" | ":" | ",") || span.sign(after, '%');
    let month = after + usize::from(span.sign(after, '.') && span.glued(after));
    let month = span.at(month, |sense| matches!(sense, Sense::Month(_)).then_some(())).is_some();
    let iso = length == 4 && goes_on && span.sign(after, '-') && span.small(after + 1, 2).is_some();
    let clock = at.checked_sub(1).is_some_and(|before| {
        let before = if span.sign(before, '.') { before.saturating_sub(1) } else { before };
        span.sense(before, Sense::Clock).is_some()
    });
    let unit = span
        .at(after, |sense| matches!(sense, Sense::Unit(_) | Sense::Afternoon | Sense::Morning).then_some(()))
        .is_some();
    if dated
        || month
        || iso
        || clock
        || unit
        || span.sense(at.saturating_sub(1), Sense::Week).is_some() && at > 0
    {
        return Digits::Other(run(span, after.saturating_sub(1)).max(after));
    }
    if span.word(after) == "k" && span.glued(after) {
        return Digits::Counts(value.saturating_mul(1_000), after + 1);
    }
    Digits::Counts(value, after)
}

/// The place after digits and the signs that join them: `12.03.2026`, `09:30`.
fn run(span: Span<'_>, at: usize) -> usize {
    let mut to = at + 1;
    while span.glued(to)
        && span.glued(to + 1)
        && span.is_number(to + 1)
        && matches!(span.word(to), "." | ":" | "/" | "," | "-")
    {
        to += 2;
    }
    to
}

/// Three more digits behind a space, a point, a comma or an apostrophe.
fn thousands(span: Span<'_>, at: usize) -> Option<(u64, usize)> {
    let parted = matches!(span.word(at), "." | "," | "'") && span.glued(at) && span.glued(at + 1);
    let group = if parted { at + 1 } else { at };
    let (value, length) = span.digits(group)?;
    (length == 3 && (parted || !span.glued(at))).then_some((value, group + 1))
}

/// `1,5 mill.`, `2.5k`: the tenths count only before a multiplier.
fn decimal(span: Span<'_>, at: usize, whole: u64) -> Option<Digits> {
    if !matches!(span.word(at + 1), "," | ".") || !span.glued(at + 1) || !span.glued(at + 2) {
        return None;
    }
    let (tenths, length) = span.digits(at + 2).filter(|(_, length)| *length <= 2)?;
    let Some(factor) = lexicon::factor(span.word(at + 3)).filter(|_| span.is_word(at + 3)) else {
        return (span.word(at + 1) == "," && !span.glued(at + 3)).then_some(Digits::Counts(whole, at + 3));
    };
    let scale = 10u64.pow(u32::try_from(length).unwrap_or_default());
    let value = whole.saturating_mul(scale).saturating_add(tenths).saturating_mul(factor) / scale;
    Some(Digits::Counts(value, at + 4 + usize::from(span.sign(at + 4, '.'))))
}

/// `22 22 22 22`, `412 34 567`, `+47 …`: the place after a telephone number.
fn telephone(span: Span<'_>, at: usize) -> Option<usize> {
    let country = at > 0 && span.sign(at - 1, '+') && span.glued(at);
    let lengths = |count: usize| -> Option<Vec<usize>> {
        (at..at + count)
            .map(|place| {
                span.digits(place).filter(|_| place == at || !span.glued(place)).map(|(_, length)| length)
            })
            .collect()
    };
    let known = [&[2, 2, 2, 2][..], &[3, 2, 3]];
    let found = known.iter().find(|shape| {
        lengths(shape.len()).is_some_and(|found| found == **shape)
            && span.digits(at + shape.len()).is_none_or(|_| span.glued(at + shape.len()))
    });
    found.map(|shape| at + shape.len()).or_else(|| {
        country.then(|| {
            let mut to = at + 1;
            while span.is_number(to) {
                to += 1;
            }
            to
        })
    })
}

/// Part of a name such as `A-17`, `INC123`, `S3`.
fn named(span: Span<'_>, at: usize) -> bool {
    let Some(before) = at.checked_sub(1).filter(|_| span.glued(at)) else { return false };
    let joined = matches!(span.word(before), "-" | "/" | "#" | "_")
        && span.glued(before)
        && before > 0
        && span.is_word(before - 1);
    let about = span.sense(before, Sense::About).is_some();
    joined && lexicon::number(span.word(before.saturating_sub(1))).is_none()
        || span.is_word(before) && !about
        || span.sign(before, '#')
}

/// `i 2024`, `siden 2019`, `mars 2026`.
fn year(span: Span<'_>, at: usize, value: u64, length: usize) -> bool {
    let Some(before) = at.checked_sub(1).filter(|_| length == 4 && (1900..2100).contains(&value)) else {
        return false;
    };
    let leads = [Sense::Upon, Sense::Since, Sense::From];
    leads.into_iter().any(|lead| span.sense(before, lead).is_some())
        || span.at(before, |sense| matches!(sense, Sense::Month(_) | Sense::Unit(_)).then_some(())).is_some()
}
