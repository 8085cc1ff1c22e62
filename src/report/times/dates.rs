//! Written dates: `12.03.2026`, `5/6 2014`, `20140517`, `den 5. juni`, `March 12, 2026`, `mars 2026` (T7, T8).

use chrono::{Datelike, Duration, NaiveDate, NaiveTime};

use super::{Anchor, Direction};
use crate::report::field::Precision;
use crate::report::passage::Span;
use crate::report::words::Sense;

/// A date without a year that could also be a time is taken for a date when it lies no longer back than this.
const RECENT_DAYS: i64 = 60;

/// A day with the earliest time of it that the words allow.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Day {
    pub date: NaiveDate,
    pub from: NaiveTime,
    pub precision: Precision,
    /// The year was written.
    pub with_year: bool,
    /// How exactly it was said: of several days the lowest counts.
    pub rank: u8,
    /// Said of the hours after midnight: `i natt`, `natt til lørdag`.
    pub night: bool,
}

impl Day {
    pub fn whole(date: NaiveDate) -> Self {
        Day { date, from: NaiveTime::MIN, precision: Precision::Day, with_year: true, rank: 0, night: false }
    }

    pub fn without_year(self) -> Self {
        Day { with_year: false, ..self }
    }

    pub fn vague(self, precision: Precision, rank: u8) -> Self {
        Day { precision, rank, ..self }
    }
}

pub type Found = Option<(Day, usize)>;

/// `2026-03-12`, `20260312`, `12.03.2026`, `12/3-2026`, `5/6 2014`, `5.6.14`, `040895`.
pub fn numeric(span: Span<'_>, at: usize, anchor: &Anchor) -> Found {
    let (first, length) = span.digits(at)?;
    match length {
        4 => iso(span, at, u32::try_from(first).ok()?),
        8 => {
            let n = u32::try_from(first).ok()?;
            let date = |year, month, day| NaiveDate::from_ymd_opt(year_of(year, anchor, true)?, month, day);
            let found = date(n / 10_000, n / 100 % 100, n % 100)
                .or_else(|| date(n % 10_000, n / 10_000 % 100, n / 1_000_000))?;
            Some((Day::whole(found), at + 1))
        }
        // Only where nothing else is written: any six digits could be a number of something.
        6 if span.len() <= 8 && at == 0 => {
            let n = u32::try_from(first).ok()?;
            let date = NaiveDate::from_ymd_opt(year_of(n % 100, anchor, false)?, n / 100 % 100, n / 10_000)?;
            Some((Day::whole(date), at + 1))
        }
        1 | 2 => day_first(span, at, anchor),
        _ => None,
    }
}

/// `2026-03-12`, also with points or slashes, and with `T` and a time behind it.
fn iso(span: Span<'_>, at: usize, year: u32) -> Found {
    let separator = |place: usize| span.glued(place) && matches!(span.word(place), "-" | "." | "/");
    if !(1900..2100).contains(&year) || !separator(at + 1) || !separator(at + 3) {
        return None;
    }
    let date =
        NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, span.small(at + 2, 2)?, span.small(at + 4, 2)?)?;
    let time = span.glued(at + 5) && span.word(at + 5) == "t" && span.is_number(at + 6);
    Some((Day::whole(date), at + 5 + usize::from(time)))
}

/// Day, month and year, with points, slashes, dashes or spaces between them.
fn day_first(span: Span<'_>, at: usize, anchor: &Anchor) -> Found {
    let separator = |place: usize| matches!(span.word(place), "." | "/" | "-");
    let day = span.small(at, 2)?;
    let marked = separator(at + 1);
    let month_at = if marked { at + 2 } else { at + 1 };
    let month = span.small(month_at, 2)?;
    let mut year_at = month_at + 1;
    while separator(year_at) && year_at < month_at + 3 {
        year_at += 1;
    }
    let (year, length) = span.digits(year_at)?;
    let year = match length {
        4 => year_of(u32::try_from(year).ok()?, anchor, true)?,
        2 if marked && two_digit_year(span, at, month_at, year_at) => {
            year_of(u32::try_from(year).ok()?, anchor, false)?
        }
        _ => return None,
    };
    Some((Day::whole(ymd(year, month, day)?), year_at + 1))
}

/// `5.6.14` has one kind of separator and is not the beginning of a time.
fn two_digit_year(span: Span<'_>, at: usize, month_at: usize, year_at: usize) -> bool {
    let (first, second) = (span.word(at + 1), span.word(month_at + 1));
    let even = year_at == month_at + 2 && (first == second || first == "/");
    let tight = span.glued(at + 1) && span.glued(month_at) && span.glued(month_at + 1) && span.glued(year_at);
    let goes_on = span.glued(year_at + 1)
        && matches!(span.word(year_at + 1), "." | ":")
        && span.glued(year_at + 2)
        && span.is_number(year_at + 2);
    even && tight && !goes_on
}

/// A year of four digits as written, one of two digits in the nearest century.
fn year_of(year: u32, anchor: &Anchor, whole: bool) -> Option<i32> {
    let year = i32::try_from(year).ok()?;
    match whole {
        true => (1900..2100).contains(&year).then_some(year),
        false => {
            let this = 2000 + year;
            Some(if this > anchor.at.year() + 10 { this - 100 } else { this })
        }
    }
}

/// `12.3.` or `12/3`: a date without a year.
pub fn day_month(span: Span<'_>, at: usize, anchor: &Anchor) -> Found {
    let (day, month) = (span.small(at, 2)?, span.small(at + 2, 2)?);
    let glued = span.glued(at + 1) && span.glued(at + 2);
    let points =
        span.sign(at + 1, '.') && span.sign(at + 3, '.') && !(span.glued(at + 4) && span.is_number(at + 4));
    let slash = span.sign(at + 1, '/')
        && !(span.glued(at + 3) && matches!(span.word(at + 3), "/" | "-") && span.is_number(at + 4));
    let day = day_of(day, month, anchor).filter(|_| glued && (points || slash))?;
    Some((day, at + if points { 4 } else { 3 }))
}

/// The day of a month, with no year said.
pub fn day_of(day: u32, month: u32, anchor: &Anchor) -> Option<Day> {
    Some(Day::whole(dated(None, month, day, anchor)?).without_year())
}

/// The same where it lies near before the anchor.
pub fn recent(day: u32, month: u32, anchor: &Anchor) -> Option<Day> {
    let found = day_of(day, month, anchor)?;
    let back = anchor.local().date() - found.date;
    (back >= Duration::zero() && back <= Duration::days(RECENT_DAYS)).then_some(found)
}

/// The 3. of `3.-6. juni`, the 10. of `10. til 12.03.2026`: its month stands on the other side.
pub fn left_of_range(span: Span<'_>, at: usize, anchor: &Anchor) -> Found {
    let day = span.small(at, 2)?;
    let point = usize::from(span.sign(at + 1, '.') && span.glued(at + 1));
    let join = at + 1 + point;
    let right = match span
        .sense(join, Sense::Until)
        .or_else(|| span.sense(join, Sense::And).filter(|_| between(span, at)))
    {
        Some(after) => after,
        None if span.sign(join, '-') => join + 1,
        None => return None,
    };
    let right = right + usize::from(span.word(right) == "den");
    let (other, _) = numeric(span, right, anchor)
        .or_else(|| named_month(span, right, anchor))
        .or_else(|| day_month(span, right, anchor).filter(|_| point == 1))?;
    let date = other.date.with_day(day).filter(|date| *date < other.date)?;
    Some((Day { date, ..other }, join))
}

/// `mellom` stands shortly before.
pub fn between(span: Span<'_>, at: usize) -> bool {
    (at.saturating_sub(6)..at).any(|place| span.sense(place, Sense::Between).is_some())
}

/// `12. mars 2026`, `den 5. juni`, `12th of March`.
pub fn named_month(span: Span<'_>, at: usize, anchor: &Anchor) -> Found {
    let day = span.small(at, 2)?;
    let mut place = at + 1;
    while matches!(span.word(place), "." | "st" | "nd" | "rd" | "th" | "of" | "de") && place < at + 4 {
        place += 1;
    }
    let (month, after) = month(span, place)?;
    let (year, to) = year_after(span, after, anchor);
    let date = dated(year, month, day, anchor)?;
    Some((Day { with_year: year.is_some(), ..Day::whole(date) }, to))
}

/// `March 12, 2026`, `March 12th`. Norwegian puts the day first: `i mars 3 elever` is no date.
pub fn month_first(span: Span<'_>, at: usize, anchor: &Anchor) -> Found {
    let (month, place) = month(span, at)?;
    let day = span.small(place, 2)?;
    let ordinal = usize::from(matches!(span.word(place + 1), "st" | "nd" | "rd" | "th" | "."));
    let (year, to) = year_after(span, place + 1 + ordinal, anchor);
    let alone = at == 0 || span.sense(at - 1, Sense::Upon).is_none() || span.word(at - 1) == "on";
    let noun = span.is_word(to)
        && span
            .at(to, |sense| {
                matches!(sense, Sense::Clock | Sense::At | Sense::Until | Sense::And).then_some(())
            })
            .is_none();
    if year.is_none() && (ordinal == 0 && noun || !alone) {
        return None;
    }
    let date = dated(year, month, day, anchor)?;
    Some((Day { with_year: year.is_some(), ..Day::whole(date) }, to))
}

/// A year behind a month: `, 2026`, `'26`.
fn year_after(span: Span<'_>, at: usize, anchor: &Anchor) -> (Option<i32>, usize) {
    let place = at + usize::from(matches!(span.word(at), "," | "."));
    let year = span.digits(place).filter(|(_, length)| *length == 4);
    let year = year.and_then(|(year, _)| year_of(u32::try_from(year).ok()?, anchor, true));
    match year {
        Some(year) => (Some(year), place + 1),
        None => (None, at),
    }
}

/// The month that stands there, with the point of its short form.
fn month(span: Span<'_>, at: usize) -> Option<(u32, usize)> {
    let (month, after) = span.at(at, |sense| match sense {
        Sense::Month(month) => Some(month),
        _ => None,
    })?;
    let short = span.sign(after, '.') && span.glued(after) && span.word(at).len() <= 4;
    Some((month, after + usize::from(short)))
}

/// `tidlig i mars`, `i mars 2026`, `March 2026`: from the first of it, or from where that part of it begins.
pub fn whole_month(span: Span<'_>, at: usize, anchor: &Anchor) -> Found {
    let early = span.at(at, |sense| match sense {
        Sense::Early(day) => Some(day),
        _ => None,
    });
    let (start, month_at) = early.unwrap_or((1, at));
    let month_at = month_at + usize::from(early.is_some() && span.sense(month_at, Sense::Upon).is_some());
    let (month, after) = month(span, month_at)?;
    let (year, to) = year_after(span, after, anchor);
    let said = span.word(month_at).len() > 3 || matches!(span.word(month_at), "mai" | "may");
    let led = at.checked_sub(1).is_some_and(|before| {
        let leads = [Sense::Upon, Sense::From, Sense::Since, Sense::Until, Sense::About, Sense::Between];
        leads.into_iter().any(|lead| span.sense(before, lead).is_some())
            || matches!(span.word(before), "av" | "of" | "-")
    });
    let alone = at == 0 && to >= span.len();
    let ranged = span.sign(to, '-')
        || span.sense(to, Sense::Until).is_some_and(|end| {
            span.is_number(end)
                || span.at(end, |sense| matches!(sense, Sense::Month(_)).then_some(())).is_some()
        });
    if year.is_none() && !(said && (early.is_some() || led || alone || ranged)) {
        return None;
    }
    let date = dated(year, month, start, anchor)?;
    let precision = if start > 1 { Precision::Week } else { Precision::Month };
    Some((Day { with_year: year.is_some(), ..Day::whole(date) }.vague(precision, 4), to))
}

/// `2019`, `siden 2019`, `2019-2021`.
pub fn year(span: Span<'_>, at: usize, anchor: &Anchor) -> Found {
    let (year, length) = span.digits(at)?;
    let year = year_of(u32::try_from(year).ok()?, anchor, true).filter(|_| length == 4)?;
    let led = at.checked_sub(1).is_none_or(|before| {
        let leads = [Sense::Upon, Sense::From, Sense::Since, Sense::Until, Sense::Between, Sense::And];
        leads.into_iter().any(|lead| span.sense(before, lead).is_some())
            || matches!(span.word(before), "-" | "ar" | "year" | "aret")
    });
    if !led || year > anchor.at.year() + 1 {
        return None;
    }
    Some((Day::whole(NaiveDate::from_ymd_opt(year, 1, 1)?).vague(Precision::Month, 5), at + 1))
}

/// The date with its year, or else the latest not after today (or the first not before it).
pub fn dated(year: Option<i32>, month: u32, day: u32, anchor: &Anchor) -> Option<NaiveDate> {
    if let Some(year) = year {
        return ymd(year, month, day);
    }
    let today = anchor.local().date();
    let this = NaiveDate::from_ymd_opt(today.year(), month, day);
    let other =
        |step: i32| (1..=8).find_map(|n| NaiveDate::from_ymd_opt(today.year() + n * step, month, day));
    match anchor.toward {
        Direction::Past => this.filter(|date| *date <= today).or_else(|| other(-1)),
        Direction::Ahead => this.filter(|date| *date >= today).or_else(|| other(1)),
    }
}

/// Day first; where that cannot be (`3/14/2026`), month first.
fn ymd(year: i32, month: u32, day: u32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(year, month, day).or_else(|| NaiveDate::from_ymd_opt(year, day, month))
}
