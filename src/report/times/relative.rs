//! Days and weeks by their distance from the anchor: `i går`, `sist mandag`, `i helgen`, `for to timer siden` (T9, T10).

use chrono::{Datelike, Duration, Months, NaiveDate, NaiveTime, Weekday};

use super::dates::{Day, Found};
use super::{Anchor, Direction};
use crate::report::field::{Moment, Precision};
use crate::report::passage::Span;
use crate::report::words::lexicon;
use crate::report::words::{Sense, Unit, Which};

/// `i går`, `i morges`, `yesterday evening`; with a part of the day behind it.
pub fn day(span: Span<'_>, at: usize, anchor: &Anchor) -> Found {
    let (back, hour, to) = span
        .at(at, |sense| match sense {
            Sense::Day(back, hour) => Some((back, hour)),
            _ => None,
        })
        .map(|((back, hour), to)| (back, hour, to))?;
    let date = anchor.local().date().checked_sub_signed(Duration::days(back))?;
    let (hour, to) = part(span, to).unwrap_or((hour, to));
    Some((at_hour(Day { rank: 1, ..Day::whole(date) }, hour)?, to))
}

fn at_hour(day: Day, hour: u32) -> Option<Day> {
    let night = day.precision == Precision::Day && hour == 0 && day.night;
    Some(Day { from: NaiveTime::from_hms_opt(hour, 0, 0)?, night, ..day })
}

/// A part of the day straight behind a day: `kveld`, `om morgenen`.
pub fn part(span: Span<'_>, at: usize) -> Option<(u32, usize)> {
    let at = at + usize::from(span.sign(at, ','));
    let at =
        at + usize::from(matches!(span.word(at), "sent" | "tidlig" | "seint" | "tidleg" | "late" | "early"));
    span.at(at, |sense| match sense {
        Sense::Part(hour) => Some(hour),
        _ => None,
    })
}

fn which(span: Span<'_>, at: usize) -> Option<(Which, usize)> {
    span.at(at, |sense| match sense {
        Sense::Which(which) => Some(which),
        _ => None,
    })
}

/// `mandag`, `på tysdag`, `sist mandag` (the latest), `forrige torsdag`, `last Friday` (that of last week),
/// `torsdag i forrige uke`.
pub fn weekday(span: Span<'_>, at: usize, anchor: &Anchor) -> Found {
    let (which_one, mut place) = which(span, at).map_or((None, at), |(which, to)| (Some(which), to));
    place += usize::from(which_one.is_some() && matches!(span.word(place), "den" | "the"));
    let (wanted, to) = span
        .at(place, |sense| match sense {
            Sense::Weekday(day) => Some(day),
            _ => None,
        })
        .or_else(|| short_weekday(span, place))?;
    let today = anchor.local().date();
    let now = today.weekday().num_days_from_monday();
    if let Some((monday, to)) = week_behind(span, to, anchor) {
        let date = monday.checked_add_signed(Duration::days(i64::from(wanted)))?;
        let (hour, to) = part(span, to).unwrap_or((0, to));
        return Some((at_hour(Day { rank: 2, ..Day::whole(date) }, hour)?, to));
    }
    let back = (now + 7 - wanted) % 7;
    let mut days = -i64::from(back);
    if which_one == Some(Which::Previous) && back <= now {
        days -= 7; // Said of a day of this week it would be "på torsdag": take the earlier one (T11).
    }
    if which_one == Some(Which::Latest) && back == 0 {
        days -= 7;
    }
    if anchor.toward == Direction::Ahead || which_one == Some(Which::Next) {
        days = (7 - i64::from(back)) % 7;
        days += if which_one == Some(Which::Next) && days == 0 { 7 } else { 0 };
    }
    let date = today.checked_add_signed(Duration::days(days))?;
    let (hour, to) = part(span, to).unwrap_or((0, to));
    Some((at_hour(Day { rank: 2, ..Day::whole(date) }, hour)?, to))
}

/// `tir.`, `on.`: short forms need their point and a time behind it.
fn short_weekday(span: Span<'_>, at: usize) -> Option<(u32, usize)> {
    let (day, to) = span.at(at, |sense| match sense {
        Sense::ShortWeekday(day) => Some(day),
        _ => None,
    })?;
    let marked = span.sign(to, '.') && span.glued(to);
    let followed =
        span.is_number(to + 1) || span.sense(to + 1, Sense::Clock).is_some() || span.len() == to + 1;
    (marked && followed).then_some((day, to + 1))
}

/// The Monday of the week that stands behind a weekday: `i forrige uke`, `last week`, `i uke 12`.
fn week_behind(span: Span<'_>, at: usize, anchor: &Anchor) -> Option<(NaiveDate, usize)> {
    let at = at + usize::from(matches!(span.word(at), "i" | "in" | "of"));
    let (day, to) = week(span, at, anchor)?;
    (day.precision == Precision::Week && day.date.weekday() == Weekday::Mon).then_some((day.date, to))
}

/// `uke 12`, `forrige uke`, `denne uka`, `i helgen`: from the first day of it.
pub fn week(span: Span<'_>, at: usize, anchor: &Anchor) -> Found {
    let today = anchor.local().date();
    let to_monday = i64::from(today.weekday().num_days_from_monday());
    let monday = today.checked_sub_signed(Duration::days(to_monday))?;
    let weekly = |date: NaiveDate, to: usize| Some((Day::whole(date).vague(Precision::Week, 3), to));
    let (which_one, place) = which(span, at).map_or((None, at), |(which, to)| (Some(which), to));
    if let Some(to) = span.sense(place, Sense::Week) {
        let weeks = match which_one {
            Some(Which::Previous | Which::Latest) => -1,
            Some(Which::This) => 0,
            Some(Which::Next) => 1,
            None => return numbered(span, to, anchor).and_then(|(date, to)| weekly(date, to)),
        };
        return weekly(monday.checked_add_signed(Duration::days(7 * weeks))?, to);
    }
    let to = span.sense(place, Sense::Weekend)?;
    let since_saturday = (to_monday + 2) % 7;
    let saturday = today.checked_sub_signed(Duration::days(since_saturday))?;
    let within = since_saturday < 2;
    let days = match which_one {
        // On a Saturday "sist helg" is not the one that has just begun.
        Some(Which::Previous | Which::Latest) if within => -7,
        Some(Which::Next) => 7,
        None if anchor.toward == Direction::Ahead && !within => 7,
        _ => 0,
    };
    weekly(saturday.checked_add_signed(Duration::days(days))?, to)
}

/// `denne måneden`, `early this month`, `forrige måned`: from the first day of it, or of that part of it.
pub fn month(span: Span<'_>, at: usize, anchor: &Anchor) -> Found {
    let early = span.at(at, |sense| match sense {
        Sense::Early(day) => Some(day),
        _ => None,
    });
    let (start, place) = early.unwrap_or((1, at));
    let place = place + usize::from(early.is_some() && span.sense(place, Sense::Upon).is_some());
    let (which_one, place) = which(span, place)?;
    let to = span.sense(place, Sense::Unit(Unit::Month))?;
    let first = anchor.local().date().with_day(1)?;
    let first = match which_one {
        Which::Previous | Which::Latest => first.checked_sub_months(Months::new(1))?,
        Which::This => first,
        Which::Next => first.checked_add_months(Months::new(1))?,
    };
    let precision = if start > 1 { Precision::Week } else { Precision::Month };
    Some((Day::whole(first.with_day(start)?).vague(precision, 4), to))
}

/// The Monday of `uke 12`, `uke nr. 12`.
fn numbered(span: Span<'_>, at: usize, anchor: &Anchor) -> Option<(NaiveDate, usize)> {
    let mut place = at;
    while matches!(span.word(place), "nr" | "no" | ".") && place < at + 2 {
        place += 1;
    }
    let number = span.small(place, 2)?;
    let today = anchor.local().date();
    let written = span.digits(place + 1).filter(|(year, length)| *length == 4 && (1900..2100).contains(year));
    let year = written.and_then(|(year, _)| i32::try_from(year).ok());
    let this = NaiveDate::from_isoywd_opt(year.unwrap_or(today.iso_week().year()), number, Weekday::Mon)?;
    let to = place + 1 + usize::from(year.is_some());
    let date = match anchor.toward {
        Direction::Past if this > today && year.is_none() => {
            NaiveDate::from_isoywd_opt(today.iso_week().year() - 1, number, Weekday::Mon)?
        }
        _ => this,
    };
    Some((date, to))
}

/// `i fjor`, `last year`: from the first of January.
pub fn year(span: Span<'_>, at: usize, anchor: &Anchor) -> Found {
    let (back, to) = span.at(at, |sense| match sense {
        Sense::Year(back) => Some(back),
        _ => None,
    })?;
    let date = NaiveDate::from_ymd_opt(anchor.local().year() - back, 1, 1)?;
    Some((Day::whole(date).vague(Precision::Month, 5), to))
}

/// `for 2 timer siden`, `for tre dagar sidan`, `a week ago`, `de siste to ukene`: the earliest that it may be.
pub fn ago(span: Span<'_>, at: usize, anchor: &Anchor) -> Option<(Moment, usize)> {
    let (latest, place) = match which(span, at) {
        Some((Which::Latest | Which::Previous, to)) => (true, to),
        _ => (false, at),
    };
    let place = place + usize::from(span.sense(place, Sense::About).is_some());
    let (number, vague, place) = quantity(span, place)?;
    let (unit, to) = unit(span, place)?;
    let to = match span.sense(to, Sense::Ago) {
        Some(after) => after,
        None if latest => to,
        None => return None,
    };
    let precision = match unit {
        Unit::Minute => Precision::Minute,
        Unit::Hour | Unit::HalfHour => Precision::Hour,
        Unit::Day => Precision::Day,
        Unit::Week => Precision::Week,
        Unit::Month | Unit::Year => Precision::Month,
    };
    let precision = if vague { vaguer(precision) } else { precision };
    let at = anchor.at.with_timezone(&anchor.tz).checked_sub_signed(span_of(unit, number)?)?;
    if matches!(unit, Unit::Minute | Unit::Hour | Unit::HalfHour) {
        return Some((Moment { at: at.fixed_offset(), precision }, to));
    }
    let moment = super::place(at.date_naive().and_time(NaiveTime::MIN), precision, anchor.tz)?;
    Some((moment, to))
}

/// A number of units: digits, a word, or a few of them.
pub fn quantity(span: Span<'_>, at: usize) -> Option<(i64, bool, usize)> {
    if let Some((several, to)) = span.at(at, |sense| match sense {
        Sense::Several(most) => Some(most),
        _ => None,
    }) {
        return Some((several, several > 2, to));
    }
    let number = span.digits(at).filter(|(_, length)| *length <= 3).map(|(value, _)| value);
    let number = number.or_else(|| lexicon::number(span.word(at)))?;
    Some((i64::try_from(number).ok()?, false, at + 1))
}

pub fn unit(span: Span<'_>, at: usize) -> Option<(Unit, usize)> {
    let (unit, to) = span.at(at, |sense| match sense {
        Sense::Unit(unit) => Some(unit),
        _ => None,
    })?;
    Some((unit, to + usize::from(span.sign(to, '.') && span.glued(to))))
}

/// How long so many units are.
pub fn span_of(unit: Unit, number: i64) -> Option<Duration> {
    match unit {
        Unit::Minute => Duration::try_minutes(number),
        Unit::HalfHour => Duration::try_minutes(number.checked_mul(30)?),
        Unit::Hour => Duration::try_hours(number),
        Unit::Day => Duration::try_days(number),
        Unit::Week => Duration::try_weeks(number),
        Unit::Month => Duration::try_days(number.checked_mul(31)?),
        Unit::Year => Duration::try_days(number.checked_mul(366)?),
    }
}

fn vaguer(precision: Precision) -> Precision {
    match precision {
        Precision::Minute => Precision::Hour,
        Precision::Hour => Precision::Hour,
        Precision::Day => Precision::Week,
        Precision::Week | Precision::Month => Precision::Month,
    }
}

/// `nå nettopp`, `just now`.
pub fn just_now(span: Span<'_>, at: usize, anchor: &Anchor) -> Option<(Moment, usize)> {
    let to = span.sense(at, Sense::JustNow)?;
    let at = anchor.at.with_timezone(&anchor.tz).fixed_offset();
    Some((Moment { at, precision: Precision::Hour }, to))
}
