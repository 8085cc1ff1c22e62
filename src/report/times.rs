//! Dates, times and periods as people write them in nb, nn and en (T7–T11).
//!
//! Day comes before month. A time without a zone is read in the organisation's zone. What is unclear becomes the
//! earliest plausible instant, with a precision that says how vague it was: an unclear reading never moves a
//! deadline later.

mod clock;
mod dates;

mod period;

use chrono::{DateTime, Duration, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, TimeZone};
use chrono_tz::Tz;

use super::field::{Moment, Precision};
use super::fold;
use dates::Day;
pub(crate) use dates::pattern;

pub use period::period;

/// The longest text in which a time is looked for, in bytes.
const LONGEST: usize = 600;

/// Whether a date without a year, or a weekday, means the one before or the one after the anchor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    Past,
    Ahead,
}

/// The moment that a text names, counted from the anchor (when the mail was written); it lies in the past where
/// the text leaves that open.
pub fn moment(text: &str, anchor: DateTime<FixedOffset>, tz: Tz) -> Option<Moment> {
    moment_toward(text, anchor, tz, Direction::Past)
}

/// As [`moment`], for due dates and meetings: the next one, where the text leaves that open.
pub fn moment_ahead(text: &str, anchor: DateTime<FixedOffset>, tz: Tz) -> Option<Moment> {
    moment_toward(text, anchor, tz, Direction::Ahead)
}

fn moment_toward(text: &str, anchor: DateTime<FixedOffset>, tz: Tz, toward: Direction) -> Option<Moment> {
    let text = fold::fold(fold::cut(text, LONGEST));
    let found = parse(&text, anchor, tz, toward)?;
    found.to_moment(anchor, tz)
}

/// What a text says before it is placed on the time line.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Said {
    /// Exact already: an offset was given, or it was counted back from the anchor.
    instant: Option<Moment>,
    day: Option<Day>,
    clock: Option<clock::Clock>,
    /// The time was given in UTC.
    utc: bool,
}

fn parse(text: &str, anchor: DateTime<FixedOffset>, tz: Tz, toward: Direction) -> Option<Said> {
    let today = anchor.with_timezone(&tz).naive_local();
    if let Some(instant) = with_offset(text, tz).or_else(|| dates::ago(text, anchor, tz)) {
        return Some(Said { instant: Some(instant), ..Said::default() });
    }
    let mut rest = text.to_owned();
    let marked = clock::marked(&rest);
    if let Some((_, span)) = &marked {
        blank(&mut rest, span.clone());
    }
    let day = dates::find(&rest, today, toward);
    if let Some((_, span)) = &day {
        blank(&mut rest, span.clone());
    }
    let clock = marked.map(|(clock, _)| clock).or_else(|| clock::unmarked(&rest));
    let day = day.map(|(day, _)| day).or_else(|| {
        let bare = dates::bare_day_month(&rest, today.date(), toward)?;
        clock.is_none().then_some(bare)
    });
    // "Samme dag kl. 15" counts from a day told elsewhere: read as today's it would move a deadline later (T11).
    if day.is_none()
        && pattern!(r"\b(samme dag|same dag|same day|dagen etter|dagen derpa|next day)\b").is_match(text)
    {
        return None;
    }
    if day.is_none() && clock.is_none() {
        return None;
    }
    let utc = pattern!(r"\d ?(?:utc|gmt|z)\b").is_match(text);
    Some(Said { instant: None, day, clock, utc })
}

impl Said {
    fn to_moment(self, anchor: DateTime<FixedOffset>, tz: Tz) -> Option<Moment> {
        if let Some(instant) = self.instant {
            return Some(instant);
        }
        let now = anchor.with_timezone(&tz).naive_local();
        match (self.day, self.clock) {
            (Some(day), Some(clock)) if day.precision <= Precision::Day => {
                let local = day.date.and_time(clock.time(&day, now));
                if self.utc {
                    Some(Moment {
                        at: local.and_utc().with_timezone(&tz).fixed_offset(),
                        precision: clock.precision,
                    })
                } else {
                    place(local, clock.precision, tz)
                }
            }
            (Some(day), _) => place(day.date.and_time(day.from), day.precision, tz),
            (None, Some(clock)) => {
                // A time alone is today's, or yesterday's where that is still to come.
                let today = Day::whole(now.date());
                let at = now.date().and_time(clock.time(&today, now));
                let at = if at > now { at - Duration::days(1) } else { at };
                place(at, clock.precision, tz)
            }
            (None, None) => None,
        }
    }
}

/// A local time on the time line: the earlier of two in October; in the missing hour of March an hour later, vaguer (T5).
fn place(local: NaiveDateTime, precision: Precision, tz: Tz) -> Option<Moment> {
    match tz.from_local_datetime(&local) {
        chrono::LocalResult::Single(at) => Some(Moment { at: at.fixed_offset(), precision }),
        chrono::LocalResult::Ambiguous(first, _) => Some(Moment { at: first.fixed_offset(), precision }),
        chrono::LocalResult::None => {
            let at = tz.from_local_datetime(&(local + Duration::hours(1))).earliest()?;
            Some(Moment { at: at.fixed_offset(), precision: precision.max(Precision::Hour) })
        }
    }
}

/// `2026-03-12T14:00+01:00`, `2026-03-12 13:00Z`.
fn with_offset(text: &str, tz: Tz) -> Option<Moment> {
    let found = dates::pattern!(
        r"(\d{4})-(\d{2})-(\d{2})[t ]+(\d{2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)? ?(z|utc|gmt|[+-]\d{2}:?\d{2})(?:\W|$)"
    )
    .captures(text)?;
    let number = |n: usize| found.get(n).and_then(|m| m.as_str().parse::<u32>().ok());
    let date = NaiveDate::from_ymd_opt(i32::try_from(number(1)?).ok()?, number(2)?, number(3)?)?;
    let time = NaiveTime::from_hms_opt(number(4)?, number(5)?, number(6).unwrap_or(0))?;
    let zone: String = found.get(7)?.as_str().chars().filter(|c| *c != ':').collect();
    let offset = match zone.strip_prefix(['+', '-']).filter(|digits| digits.len() == 4) {
        None => 0,
        Some(digits) => {
            let (hours, minutes) =
                (digits.get(..2)?.parse::<i32>().ok()?, digits.get(2..)?.parse::<i32>().ok()?);
            let seconds = hours * 3600 + minutes * 60;
            if zone.starts_with('-') { -seconds } else { seconds }
        }
    };
    let at = FixedOffset::east_opt(offset)?.from_local_datetime(&date.and_time(time)).single()?;
    Some(Moment { at: at.with_timezone(&tz).fixed_offset(), precision: Precision::Minute })
}

/// Puts spaces over what has been understood, so that it is not read again as something else.
fn blank(text: &mut String, span: std::ops::Range<usize>) {
    let spaces = " ".repeat(span.len());
    if text.is_char_boundary(span.start) && text.is_char_boundary(span.end) {
        text.replace_range(span, &spaces);
    }
}

#[cfg(test)]
mod tests;
