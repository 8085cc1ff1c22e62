//! What stands where in a text that tells a time: days, times of day, and the words that join them, left to right.

use crate::report::field::Moment;
use crate::report::passage::Span;
use crate::report::words::Sense;

use super::clock::{self, Clock};
use super::dates::{self, Day};
use super::{Anchor, relative};

/// More pieces than these are not looked at.
const PIECES: usize = 40;

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Piece {
    /// Counted back from the anchor: `for to timer siden`.
    Instant(Moment),
    JustNow(Moment),
    Day(Day),
    Clock(Clock),
    /// `12.03`: a day or a time of day.
    Unclear(Option<Day>, Option<Clock>),
    /// Minutes east of Greenwich.
    Zone(i32),
    /// So many days after a day told elsewhere.
    Same(i64),
    /// `til`, or a dash between two times.
    Until,
    UntilNow,
    Ongoing,
}

/// A piece and the tokens it is made of.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Item {
    pub piece: Piece,
    pub from: usize,
    pub to: usize,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pieces {
    pub list: Vec<Item>,
    /// Nothing else stands there than one piece.
    pub alone: bool,
}

/// All pieces of a span.
pub fn read(span: Span<'_>, anchor: &Anchor) -> Pieces {
    let mut list: Vec<Item> = Vec::new();
    let mut at = 0;
    while at < span.len() && list.len() < PIECES {
        let last = list.last().copied();
        match next(span, at, last, anchor) {
            Some((piece, to)) => {
                list.push(Item { piece, from: at, to });
                at = to.max(at + 1);
            }
            None => at += unread(span, at),
        }
    }
    // "Sendt til en kunde i går" is no range: a time must follow at once.
    let places: Vec<usize> = list.iter().map(|item| item.from).collect();
    list.retain(|item| {
        let follows = |to: usize| places.contains(&to);
        item.piece != Piece::Until
            || (item.to..item.to + 3).any(|to| follows(to) && led_by(span, item.to, to))
    });
    let whole = list.first().is_some_and(|item| {
        let before = (0..item.from).all(|at| matches!(span.word(at), "den" | "the" | "on" | "d" | "."));
        before && (item.to..span.len()).all(|at| matches!(span.word(at), "." | "," | "!" | ")"))
    });
    Pieces { alone: list.len() == 1 && whole, list }
}

/// True where only an article or an "about" stands between.
fn led_by(span: Span<'_>, from: usize, to: usize) -> bool {
    (from..to)
        .all(|at| matches!(span.word(at), "den" | "the" | ".") || span.sense(at, Sense::About).is_some())
}

/// How many tokens belong to something that is no time: the rest of a number such as `1.200`.
fn unread(span: Span<'_>, at: usize) -> usize {
    let mut to = at + 1;
    if span.is_number(at) {
        while span.glued(to)
            && (span.is_number(to)
                || span.glued(to + 1)
                    && span.is_number(to + 1)
                    && matches!(span.word(to), "." | "," | "-" | "/" | ":"))
        {
            to += 1;
        }
    }
    to - at
}

fn next(span: Span<'_>, at: usize, last: Option<Item>, anchor: &Anchor) -> Option<(Piece, usize)> {
    let day = |found: Option<(Day, usize)>| found.map(|(day, to)| (Piece::Day(day), to));
    let clock = |found: Option<(Clock, usize)>| found.map(|(clock, to)| (Piece::Clock(clock), to));
    let after_day = last.filter(|item| matches!(item.piece, Piece::Day(_)) && item.to + 1 >= at);
    let after_clock = last.filter(|item| matches!(item.piece, Piece::Clock(_)) && item.to == at);
    let zone = || {
        let clock = after_clock?;
        let machine = clock.from.checked_sub(1).is_some_and(|before| span.word(before) == "t");
        clock::zone(span, at, machine).map(|(zone, to)| (Piece::Zone(zone), to))
    };
    if span.is_number(at) {
        return day(dates::numeric(span, at, anchor))
            .or_else(|| day(dates::left_of_range(span, at, anchor)))
            .or_else(|| relative::ago(span, at, anchor).map(|(moment, to)| (Piece::Instant(moment), to)))
            .or_else(|| day(dates::named_month(span, at, anchor)))
            .or_else(|| clock(clock::spoken(span, at)))
            .or_else(|| clock(clock::meridiem(span, at)))
            .or_else(|| unclear(span, at, after_day.is_some(), anchor))
            .or_else(|| day(dates::day_month(span, at, anchor)))
            .or_else(|| clock(clock::digits(span, at)))
            .or_else(|| after_day.and_then(|_| clock(clock::packed(span, at))))
            .or_else(|| after_day.and_then(|item| clock(clock::rough(span, at, item.piece))))
            .or_else(|| clock(clock::alone(span, at, last.map(|item| item.piece))))
            .or_else(|| day(dates::year(span, at, anchor)));
    }
    if span.is_word(at) {
        return zone()
            .or_else(|| relative::ago(span, at, anchor).map(|(moment, to)| (Piece::Instant(moment), to)))
            .or_else(|| joining(span, at))
            .or_else(|| clock(clock::marked(span, at)))
            .or_else(|| day(night(span, at, anchor)))
            .or_else(|| day(relative::day(span, at, anchor)))
            .or_else(|| clock(clock::spoken(span, at)))
            .or_else(|| day(dates::month_first(span, at, anchor)))
            .or_else(|| day(relative::weekday(span, at, anchor)))
            .or_else(|| day(relative::week(span, at, anchor)))
            .or_else(|| day(relative::month(span, at, anchor)))
            .or_else(|| day(dates::whole_month(span, at, anchor)))
            .or_else(|| day(relative::year(span, at, anchor)))
            .or_else(|| clock(clock::named(span, at)))
            .or_else(|| {
                relative::just_now(span, at, anchor).map(|(moment, to)| (Piece::JustNow(moment), to))
            });
    }
    let joins = last.is_some_and(|item| item.to == at) && (span.sign(at, '-') || span.sign(at, '…'));
    zone().or_else(|| joins.then_some((Piece::Until, at + 1)))
}

/// `natt til lørdag`, `natt til 12. mars`, `i natt`: the hours after midnight.
fn night(span: Span<'_>, at: usize, anchor: &Anchor) -> Option<(Day, usize)> {
    let to = span.sense(at, Sense::Night)?;
    let place = to + usize::from(matches!(span.word(to), "den" | "the"));
    let (day, to) = dates::numeric(span, place, anchor)
        .or_else(|| dates::named_month(span, place, anchor))
        .or_else(|| dates::day_month(span, place, anchor))
        .or_else(|| relative::weekday(span, place, anchor))
        .unwrap_or((Day { rank: 1, ..Day::whole(anchor.local().date()) }, to));
    Some((Day { night: true, ..day }, to))
}

/// `12.03`, `14.30`: which it is, the whole text tells.
fn unclear(span: Span<'_>, at: usize, after_day: bool, anchor: &Anchor) -> Option<(Piece, usize)> {
    let (day, month) = (span.small(at, 2)?, span.small(at + 2, 2)?);
    let point = span.sign(at + 1, '.') && span.glued(at + 1) && span.glued(at + 2);
    if !point
        || after_day
        || span.glued(at + 3)
            && matches!(span.word(at + 3), "." | ":")
            && span.is_number(at + 4)
            && span.glued(at + 4)
    {
        return None;
    }
    // `12.3.` with its second point is a day.
    if span.sign(at + 3, '.') && span.glued(at + 3) && dates::day_month(span, at, anchor).is_some() {
        return None;
    }
    let date = dates::recent(day, month, anchor);
    let clock = clock::digits(span, at);
    (date.is_some() || clock.is_none()).then(|| {
        let day = date.or_else(|| dates::day_of(day, month, anchor).filter(|_| clock.is_none()));
        Some((Piece::Unclear(day, clock.map(|(clock, _)| clock)), at + 3)).filter(|_| day.is_some())
    })?
}

/// Words between times, and words that say that it goes on.
fn joining(span: Span<'_>, at: usize) -> Option<(Piece, usize)> {
    span.at(at, |sense| match sense {
        Sense::SameDay(after) => Some(Piece::Same(after)),
        Sense::UntilNow => Some(Piece::UntilNow),
        Sense::Ongoing => Some(Piece::Ongoing),
        Sense::Until => Some(Piece::Until),
        _ => None,
    })
}
