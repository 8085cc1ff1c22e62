//! The time of day: `kl. 14.00`, `14:30`, `2 pm`, `halv to`, `ti på halv fire` (T7, T10).

use chrono::{NaiveDateTime, NaiveTime, Timelike};

use super::dates::Day;
use super::pieces::Piece;
use crate::report::field::Precision;
use crate::report::passage::Span;
use crate::report::words::Sense;
use crate::report::words::lexicon;

/// An hour and minute as said; a spoken one may mean the afternoon.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Clock {
    pub hour: u32,
    pub minute: u32,
    pub precision: Precision,
    /// Said with the twelve hours of a dial.
    pub dial: bool,
}

pub type Found = Option<(Clock, usize)>;

impl Clock {
    pub fn exact(hour: u32, minute: u32, precision: Precision) -> Option<Self> {
        (hour < 24 && minute < 60).then_some(Clock { hour, minute, precision, dial: false })
    }

    /// The time on a day. `halv to` is in the afternoon (T10) unless the day's words or the present say otherwise.
    pub fn time(&self, day: &Day, now: NaiveDateTime) -> NaiveTime {
        let morning = NaiveTime::from_hms_opt(self.hour, self.minute, 0).unwrap_or_default();
        let afternoon = NaiveTime::from_hms_opt((self.hour + 12) % 24, self.minute, 0).unwrap_or_default();
        if !self.dial || self.hour >= 12 {
            return morning;
        }
        let part = day.from.hour();
        let later = part >= 12 || (self.hour < 7 && part == 0 && !day.night);
        if later && day.date.and_time(afternoon) <= now { afternoon } else { morning }
    }
}

/// `14:30`, `9.05`, `14.05.02`, `14h30`; with am or pm behind it, or a shortened second time.
pub fn digits(span: Span<'_>, at: usize) -> Found {
    let (clock, to) = hour_and_minute(span, at)?;
    let vague = at.checked_sub(1).is_some_and(|before| about(span, before));
    Some((Clock { precision: if vague { Precision::Hour } else { Precision::Minute }, ..clock }, to))
}

fn hour_and_minute(span: Span<'_>, at: usize) -> Found {
    let hour = span.small(at, 2)?;
    let (minute, length) = span.digits(at + 2)?;
    let mark = matches!(span.word(at + 1), "." | ":" | "h") && span.glued(at + 1) && span.glued(at + 2);
    if !mark || length != 2 {
        return None;
    }
    let mut to = at + 3;
    let more = |to: usize| {
        matches!(span.word(to), "." | ":") && span.glued(to) && span.glued(to + 1) && span.is_number(to + 1)
    };
    if more(to) {
        // Seconds; a third group of other length is no time.
        span.small(to + 1, 2)?;
        to += 2;
        if span.word(to) == "." && span.glued(to) && span.glued(to + 1) && span.is_number(to + 1) {
            to += 2;
        }
    }
    Some((Clock::exact(hour, u32::try_from(minute).ok()?, Precision::Minute)?, to))
}

/// `2 pm`, `2:15pm`, `2.15 p.m.`
pub fn meridiem(span: Span<'_>, at: usize) -> Found {
    let (clock, to) = hour_and_minute(span, at).or_else(|| {
        let hour = span.small(at, 2)?;
        Some((Clock::exact(hour, 0, Precision::Hour)?, at + 1))
    })?;
    let (afternoon, to) = span.at(to, |sense| match sense {
        Sense::Morning => Some(false),
        Sense::Afternoon => Some(true),
        _ => None,
    })?;
    let hour = match (clock.hour, afternoon) {
        (12, false) => 0,
        (hour, true) if hour < 12 => hour + 12,
        (hour, _) => hour,
    };
    let point = usize::from(span.sign(to, '.') && span.glued(to));
    Some((Clock::exact(hour, clock.minute, clock.precision)?, to + point))
}

/// A time that is marked as one: `kl. 14`, `kl. 1300`, `klokka 9.05`, `klokka halv to`, `at 9.15`.
pub fn marked(span: Span<'_>, at: usize) -> Found {
    let weak = span.sense(at, Sense::At).is_some();
    let mut place = span.sense(at, Sense::Clock).or_else(|| span.sense(at, Sense::At))?;
    while matches!(span.word(place), "." | ":" | "~") {
        place += 1;
    }
    let mut vague = at.checked_sub(1).is_some_and(|before| about(span, before));
    if let Some(after) = span.sense(place, Sense::About) {
        vague = true;
        place = after + usize::from(span.sign(after, '.'));
    }
    let found = spoken(span, place)
        .or_else(|| meridiem(span, place))
        .or_else(|| hour_and_minute(span, place))
        .or_else(|| packed(span, place))
        .or_else(|| {
            let hour = span.small(place, 2)?;
            let free = !weak || !span.is_word(place + 1) || span.at(place + 1, times_only).is_some();
            let clock = Clock::exact(hour, 0, Precision::Hour)?;
            free.then_some((clock, place + 1))
        })
        .or_else(|| {
            let hour = word_hour(span, place).filter(|_| !weak)?;
            Some((Clock { hour: hour % 12, minute: 0, precision: Precision::Hour, dial: true }, place + 1))
        });
    let (clock, to) = found?;
    Some((Clock { precision: if vague { Precision::Hour } else { clock.precision }, ..clock }, to))
}

/// What may stand behind a bare hour in English: the day.
fn times_only(sense: Sense) -> Option<()> {
    matches!(
        sense,
        Sense::Day(..)
            | Sense::Weekday(_)
            | Sense::Part(_)
            | Sense::Zone(_)
            | Sense::Upon
            | Sense::And
            | Sense::Until
            | Sense::That
    )
    .then_some(())
}

/// `1300`, `930`: behind a mark or a day.
pub fn packed(span: Span<'_>, at: usize) -> Found {
    let (value, length) = span.digits(at)?;
    if !(3..=4).contains(&length) {
        return None;
    }
    let value = u32::try_from(value).ok()?;
    Some((Clock::exact(value / 100, value % 100, Precision::Minute)?, at + 1))
}

/// An hour by itself, where the whole text is a time: `14`, `ca. 14`; and the 12 of `kl. 10-12`, `mellom kl. 10 og 12`.
pub fn alone(span: Span<'_>, at: usize, last: Option<Piece>) -> Found {
    let hour = span.small(at, 2)?;
    let clock = Clock::exact(hour, 0, Precision::Hour)?;
    let led =
        |place: usize| about(span, place) || span.sense(place, Sense::At).is_some() || span.sign(place, '.');
    let ends = |place: usize| matches!(span.word(place), "." | "h" | "," | "-");
    let whole = (0..at).all(led) && (at + 1..span.len()).all(ends);
    if whole {
        return Some((clock, at + 1));
    }
    let before = at.checked_sub(1)?;
    let joined = match last {
        Some(Piece::Until) => true,
        Some(Piece::Clock(_)) => span.sense(before, Sense::And).is_some() && super::dates::between(span, at),
        _ => false,
    };
    let hours = joined
        && before > 0
        && span.is_number(before - 1)
        && !span.is_word(at + 1)
        && !matches!(span.word(at + 1), "." | "/");
    hours.then_some((clock, at + 1))
}

/// `this morning around 8`, `i går ettermiddag rundt 3`: behind a day, and no count of anything.
pub fn rough(span: Span<'_>, at: usize, last: Piece) -> Found {
    let hour = span.small(at, 2)?;
    let led = at.checked_sub(1).is_some_and(|before| about(span, before));
    let free = !span.is_word(at + 1) || span.at(at + 1, times_only).is_some();
    let ends = !(span.glued(at + 1) && span.is_number(at + 2));
    let dial = matches!(last, Piece::Day(day) if day.from.hour() >= 12);
    let clock = Clock { dial, ..Clock::exact(hour, 0, Precision::Hour)? };
    (led && free && ends).then_some((clock, at + 1))
}

/// `rundt lunsj`, `ved midnatt`.
pub fn named(span: Span<'_>, at: usize) -> Found {
    let (hour, to) = span.at(at, |sense| match sense {
        Sense::Hour(hour) => Some(hour),
        _ => None,
    })?;
    Some((Clock::exact(hour, 0, Precision::Hour)?, to))
}

/// `halv to`, `kvart over tre`, `ti på halv fire`, `half past two`, `quarter to three`.
pub fn spoken(span: Span<'_>, at: usize) -> Found {
    let build = |hour: u32, minutes: i32, to: usize| {
        let total = (i32::try_from(hour).ok()? * 60 + minutes).rem_euclid(12 * 60);
        let (hour, minute) = (u32::try_from(total / 60).ok()?, u32::try_from(total % 60).ok()?);
        Some((Clock { hour, minute, precision: Precision::Hour, dial: true }, to))
    };
    let half = |place: usize| {
        let after = span.sense(place, Sense::HalfTo)?;
        Some((dial_hour(span, after)?, after + 1))
    };
    if let Some((hour, to)) = half(at) {
        return build(hour, -30, to);
    }
    if let Some(after) = span.sense(at, Sense::HalfPast) {
        return build(dial_hour(span, after)?, 30, after + 1);
    }
    let (minutes, mut place) = match span.sense(at, Sense::Quarter) {
        Some(after) => (15, after),
        None => (minutes(span, at)?, at + 1),
    };
    place += usize::from(matches!(span.word(place), "min" | "minutter" | "minutt" | "minutes"));
    let shift = |sense: Sense| match sense {
        Sense::Past => Some(1),
        Sense::Before => Some(-1),
        _ => None,
    };
    let (sign, place) = span.at(place, shift)?;
    match half(place) {
        Some((hour, to)) => build(hour, sign * minutes - 30, to),
        // "5 to 9" in digits is a range.
        None if span.is_number(place) && span.is_number(at) => None,
        None => build(dial_hour(span, place)?, sign * minutes, place + 1),
    }
}

/// Five to twenty-five minutes, as a word or in digits.
fn minutes(span: Span<'_>, at: usize) -> Option<i32> {
    let value = span.small(at, 2).map(u64::from).or_else(|| lexicon::number(span.word(at)))?;
    i32::try_from(value).ok().filter(|minutes| (1..30).contains(minutes))
}

fn dial_hour(span: Span<'_>, at: usize) -> Option<u32> {
    let digits = span.small(at, 2).filter(|hour| (1..=12).contains(hour));
    digits.or_else(|| word_hour(span, at))
}

fn word_hour(span: Span<'_>, at: usize) -> Option<u32> {
    let hour = lexicon::number(span.word(at)).filter(|_| span.is_word(at))?;
    u32::try_from(hour).ok().filter(|hour| (1..=12).contains(hour))
}

fn about(span: Span<'_>, at: usize) -> bool {
    span.sense(at, Sense::About).is_some()
        || span.sign(at, '~')
        || span.sign(at, '.')
            && at.checked_sub(1).is_some_and(|before| span.sense(before, Sense::About).is_some())
}

/// `UTC`, `CET`, `Z`, `+01:00` straight behind a time; `-05:00` only in a time as machines write it, else it is a range.
pub fn zone(span: Span<'_>, at: usize, machine: bool) -> Option<(i32, usize)> {
    let east = match span.word(at) {
        "+" => 1,
        "-" if machine => -1,
        _ => {
            return span.at(at, |sense| match sense {
                Sense::Zone(minutes) => Some(minutes),
                _ => None,
            });
        }
    };
    let (value, length) = span.digits(at + 1).filter(|_| span.glued(at + 1))?;
    let value = i32::try_from(value).ok()?;
    let (hours, minutes, to) = match length {
        4 => (value / 100, value % 100, at + 2),
        2 if span.sign(at + 2, ':') && span.glued(at + 2) => {
            (value, i32::try_from(span.small(at + 3, 2)?).ok()?, at + 4)
        }
        1 | 2 => (value, 0, at + 2),
        _ => return None,
    };
    (hours <= 14 && minutes < 60).then_some((east * (hours * 60 + minutes), to))
}
