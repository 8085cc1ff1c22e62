//! Numbers of persons and records as people write them (L22, L23). Telephones, dates, times and years are none.

mod number;

use super::answers;
use super::field::{Count, CountPrecision};
use super::fold;
use super::passage::{Passage, Span};
use super::words::Sense;
use number::Quantity;

/// The longest text in which a number is looked for, in bytes.
const LONGEST: usize = 400;
/// How far before a number the words stand that say how exact it is.
const BEFORE: usize = 4;

/// The number that a text names; `None` for `ukjent`, `ettersendes`, an empty cell and the like.
pub fn count(text: &str) -> Option<Count> {
    let text = fold::cut(text, LONGEST);
    if answers::is_open(text) {
        return None;
    }
    let passage = Passage::new(text);
    let span = passage.whole();
    let quantities = number::all(span);
    sum(span, &quantities).or_else(|| first(span, &quantities)).or_else(|| vague(span))
}

/// The number that stands before a word, with at most two words between them. A bare "en" counts only where the sentence
/// says that it is about those affected.
pub fn count_before(span: Span<'_>, place: usize, affected: bool) -> Option<Count> {
    let near =
        |after: usize| after <= place && place - after <= 2 && (after..place).all(|at| span.is_word(at));
    let quantities = number::all(span);
    let last = quantities.iter().rposition(|quantity| near(quantity.after));
    let Some(last) = last else {
        let vague = |at: usize| {
            span.at(at, |sense| match sense {
                Sense::Vague(low, high, precision) => Some(loose(low, high, precision)),
                _ => None,
            })
        };
        return (place.saturating_sub(5)..place)
            .filter_map(vague)
            .find(|(_, after)| near(*after))
            .map(|(count, _)| count);
    };
    // "50-100 elever": the number at hand is the upper end.
    let begin = last.checked_sub(1).filter(|low| {
        let low = quantities.get(*low..).unwrap_or_default();
        low.first().is_some_and(|quantity| range(span, quantity, low, lead(span, quantity)).is_some())
    });
    let from = quantities.get(begin.unwrap_or(last)..)?;
    let quantity = from.first()?;
    let article = quantity.value == 1 && span.is_word(quantity.first) && !stressed(span, quantity.first);
    let led = quantity.first > 0 && span.sense(quantity.first - 1, Sense::Affected).is_some();
    (!article || affected && (led || is_affected(span, place))).then(|| first(span, from))?
}

/// `én`, `éin`: the accent makes a number of the article.
fn stressed(span: Span<'_>, at: usize) -> bool {
    span.part(at, at + 1).text().contains(['é', 'É'])
}

/// `en pasient er berørt`: the sentence counts whom it speaks of.
fn is_affected(span: Span<'_>, place: usize) -> bool {
    let persons =
        span.at(place, |sense| matches!(sense, Sense::Person | Sense::Group | Sense::Staff).then_some(()));
    let verb = persons.and_then(|((), after)| span.sense(after, Sense::Have));
    verb.is_some_and(|after| span.sense(after, Sense::Affected).is_some())
}

/// The few words before a number that say how exact it is; what a comma parts from it does not belong to it.
fn lead<'a>(span: Span<'a>, quantity: &Quantity) -> Span<'a> {
    let before = span.part(quantity.first.saturating_sub(BEFORE), quantity.first);
    let comma = (0..before.len()).rev().find(|at| matches!(before.word(*at), "," | ";" | "("));
    before.part(comma.map_or(0, |at| at + 1), before.len())
}

/// `3 pasienter og 2 pårørende`: several groups with their numbers, and nothing else.
fn sum(span: Span<'_>, quantities: &[Quantity]) -> Option<Count> {
    let person = |at: usize| {
        span.at(at, |sense| matches!(sense, Sense::Person | Sense::Group | Sense::Staff).then_some(()))
    };
    let mut total = 0u64;
    let mut at = quantities.first()?.first;
    for quantity in quantities {
        let joined =
            span.sense(at, Sense::And).or_else(|| matches!(span.word(at), "," | "+").then_some(at + 1));
        let start = if total == 0 { at } else { joined? };
        let ((), after) = person(quantity.after).filter(|_| quantity.first == start)?;
        total = total.saturating_add(quantity.value);
        at = after;
    }
    (quantities.len() >= 2).then_some(Count {
        low: total,
        high: Some(total),
        precision: CountPrecision::Exact,
    })
}

/// The first number and what stands around it.
fn first(span: Span<'_>, quantities: &[Quantity]) -> Option<Count> {
    let quantity = quantities.first()?;
    let n = quantity.value;
    let before = lead(span, quantity);
    let sign = |signs: &[&str]| (0..before.len()).any(|at| signs.contains(&before.word(at)));
    if let Some(high) = range(span, quantity, quantities, before) {
        return Some(Count { low: n, high: Some(high), precision: CountPrecision::Range });
    }
    let after = span.part(quantity.after, quantity.after + 6);
    let near = |wanted: Sense| after.find(wanted).is_some_and(|(first, _)| first <= 2);
    Some(
        if span.sign(quantity.after, '+')
            || near(Sense::OrMore)
            || before.has(Sense::AtLeast)
            || sign(&[">", "≥"])
        {
            Count { low: n, high: None, precision: CountPrecision::AtLeast }
        } else if before.has(Sense::AtMost) || near(Sense::OrLess) || sign(&["<", "≤"]) {
            Count { low: 0, high: Some(n), precision: CountPrecision::AtMost }
        } else if quantity.round || before.has(Sense::About) || near(Sense::About) || sign(&["~", "≈"]) {
            Count { low: n, high: Some(n), precision: CountPrecision::Approximate }
        } else {
            Count { low: n, high: Some(n), precision: CountPrecision::Exact }
        },
    )
}

/// `50-100`, `50 til 100`, `mellom 50 og 100`, `ti-tolv`, `10 eller 12`.
fn range(span: Span<'_>, low: &Quantity, quantities: &[Quantity], before: Span<'_>) -> Option<u64> {
    let high = quantities.get(1)?;
    let at = low.after;
    let between = before.has(Sense::Between) || before.has(Sense::From);
    let joined = span
        .sense(at, Sense::Until)
        .or_else(|| span.sense(at, Sense::Or))
        .or_else(|| span.sense(at, Sense::And).filter(|_| between))
        .or_else(|| span.sign(at, '-').then_some(at + 1))?;
    let about = span.sense(joined, Sense::About).unwrap_or(joined);
    (about == high.first && high.value >= low.value).then_some(high.value)
}

/// `et titalls`, `flere tusen`, `alle ansatte`.
fn vague(span: Span<'_>) -> Option<Count> {
    span.marks().find_map(|mark| match mark.sense {
        Sense::Vague(low, high, precision) => Some(loose(low, high, precision)),
        _ => None,
    })
}

fn loose(low: u32, high: Option<u32>, precision: CountPrecision) -> Count {
    Count { low: low.into(), high: high.map(u64::from), precision }
}

#[cfg(test)]
mod tests;
