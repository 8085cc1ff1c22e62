//! From when to when: `fra … til …`, `3.-6. juni`, `siden 2019`, `pågår fortsatt` (T7, T10).

use chrono::{DateTime, Datelike, Duration, FixedOffset};
use chrono_tz::Tz;

use super::pieces::{self, Item, Piece, Pieces};
use super::{Anchor, Direction, LONGEST, Said, relative};
use crate::report::field::Value;
use crate::report::fold;
use crate::report::passage::{Passage, Span};
use crate::report::words::Sense;

/// The period that a text names. A single time is the start with no end; `over lengre tid` alone is no period.
pub fn period(text: &str, anchor: DateTime<FixedOffset>, tz: Tz) -> Option<Value> {
    let passage = Passage::new(fold::cut(text, LONGEST));
    let anchor = Anchor::new(anchor, tz, Direction::Past);
    period_in(passage.whole(), &anchor)
}

/// The same of a span.
pub fn period_in(span: Span<'_>, anchor: &Anchor) -> Option<Value> {
    let pieces = pieces::read(span, anchor);
    let until_now = pieces.list.iter().any(|item| item.piece == Piece::UntilNow);
    let goes_on =
        until_now || pieces.list.iter().any(|item| item.piece == Piece::Ongoing) || since(span, &pieces);
    if let Some((start, end)) = two(span, &pieces).filter(|_| !until_now) {
        let at = |said: Said| said.to_moment(anchor).map(|moment| moment.at);
        let (start, end) = (at(start), at(end));
        let start = match (start, end) {
            (Some(from), Some(to)) if from > to => from.with_year(from.year() - 1),
            _ => start,
        };
        return Some(Value::Period { start, end, ongoing: goes_on && end.is_none() });
    }
    let only_end =
        pieces.list.first().is_some_and(|item| item.piece == Piece::Until && item.from <= 1) && !until_now;
    let moment = Said::of(&pieces).to_moment(anchor).map(|moment| moment.at);
    match (moment, only_end) {
        (Some(end), true) => Some(Value::Period { start: None, end: Some(end), ongoing: false }),
        (None, _) if !goes_on => None,
        (start, _) => Some(Value::Period { start, end: None, ongoing: goes_on }),
    }
}

/// `siden 2019`, `since Monday`, where it is not the `siden` of `for to timer siden`.
fn since(span: Span<'_>, pieces: &Pieces) -> bool {
    let within = |at: usize| pieces.list.iter().any(|item| item.from <= at && at < item.to);
    (0..span.len()).any(|at| span.sense(at, Sense::Since).is_some_and(|to| to < span.len()) && !within(at))
}

/// The times on both sides of the first `til`, or of `og` after `mellom`.
fn two(span: Span<'_>, pieces: &Pieces) -> Option<(Said, Said)> {
    let side = |list: &[Item]| Said::of(&Pieces { list: list.to_vec(), alone: true });
    let told = |item: &Item| {
        matches!(item.piece, Piece::Day(_) | Piece::Clock(_) | Piece::Instant(_) | Piece::Unclear(..))
    };
    let joins = |at: usize| {
        let (before, after) = (pieces.list.get(at)?, pieces.list.get(at + 1)?);
        let and = (before.to..after.from).any(|place| span.sense(place, Sense::And).is_some());
        (and && super::dates::between(span, before.from)).then_some(at + 1)
    };
    let until = pieces.list.iter().position(|item| item.piece == Piece::Until);
    let (left, right) = match until {
        Some(at) => (pieces.list.get(..at)?, pieces.list.get(at + 1..)?),
        None => {
            let at = (0..pieces.list.len()).find_map(joins)?;
            (pieces.list.get(..at)?, pieces.list.get(at..)?)
        }
    };
    if !left.iter().any(told) || !right.iter().any(told) {
        return None;
    }
    let (mut start, mut end) = (side(left), side(right));
    match (start.day, end.day) {
        (Some(day), None) if end.instant.is_none() => end.day = Some(day),
        (None, Some(day)) if start.instant.is_none() => start.day = Some(day),
        (Some(from), Some(to)) if !from.with_year && to.with_year => {
            start.day = from.date.with_year(to.date.year()).map(|date| super::Day { date, ..from });
        }
        _ => {}
    }
    Some((start, end))
}

/// True where the text says that it goes on.
pub fn is_ongoing(text: &str) -> bool {
    let passage = Passage::new(fold::cut(text, LONGEST));
    passage.whole().has_any(&[Sense::Ongoing, Sense::UntilNow])
}

/// A length of time: `ca. 2 timer`, `tre dager`.
pub fn length(text: &str) -> Option<Duration> {
    let passage = Passage::new(fold::cut(text, LONGEST));
    let span = passage.whole();
    (0..span.len()).find_map(|at| {
        let (number, _, place) = relative::quantity(span, at)?;
        let (unit, _) = relative::unit(span, place)?;
        relative::span_of(unit, number)
    })
}
