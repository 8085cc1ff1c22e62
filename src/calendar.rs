//! Elapsed time and working time, which are different things; Norwegian public holidays; summer time.
//!
//! Statutory clocks are elapsed seconds in UTC and never ask this room (design, "Time and law"). Everything that
//! waits for a person at work does. All intervals are half-open: at 16:00 an office open 08:00–16:00 is closed.

mod holiday;

use chrono::{
    DateTime, Datelike, Days, MappedLocalTime, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone, Utc,
};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::policy::Wait;

pub use holiday::easter;

/// So many days in a row without an opening mean that there is no working time at all: waits then elapse.
const LONGEST_CLOSURE_DAYS: u32 = 400;
/// No wait is worked out further than this; a longer one elapses.
const HORIZON_DAYS: u64 = 20_000;
/// Local times are only asked for between these years (seconds since 1970): far from where the types end.
const EARLIEST: i64 = -62_000_000_000;
const LATEST: i64 = 250_000_000_000;
/// The longest leap of a zone's clock (Samoa, 2011) is 24 hours.
const LONGEST_GAP_MINUTES: u32 = 26 * 60;

/// Opening hours and holidays of the organisation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Calendar {
    pub time_zone: Tz,
    /// The ordinary week, Monday first.
    pub week: Week,
    /// Parts of the year with other hours; the first that fits counts.
    pub seasons: Vec<Season>,
    /// Days that are short or closed by custom, not by law (T2).
    pub special_days: Vec<SpecialDay>,
    /// Further closed dates, each once.
    pub closed_dates: Vec<NaiveDate>,
}

/// The opening hours of Monday … Sunday; none: closed.
pub type Week = [Vec<Span>; 7];

/// From … to (exclusive), in minutes of the local day, 0–1440.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Span {
    pub from: u16,
    pub to: u16,
}

/// Other hours from a day of the year to another, both included; may cross New Year.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Season {
    pub from: YearDay,
    pub to: YearDay,
    pub week: Week,
}

/// A month and day of any year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct YearDay {
    pub month: u32,
    pub day: u32,
}

/// Closes early, or the whole day; it never opens a day that is closed anyhow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpecialDay {
    pub day: DayRule,
    /// Open until this minute of the local day; 0: closed.
    pub until: u16,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DayRule {
    Date(YearDay),
    /// Days after Easter Sunday, negative before.
    Easter(i32),
}

impl Calendar {
    /// Whether the organisation is at work at this moment.
    pub fn is_working(&self, at: DateTime<Utc>) -> bool {
        let at = bounded(at);
        self.openings(self.local(at).date_naive()).iter().any(|open| open.from <= at && at < open.to)
    }

    /// The first working moment from here on, itself if open. Itself too where there are no opening hours.
    pub fn next_opening(&self, at: DateTime<Utc>) -> DateTime<Utc> {
        self.add_working_secs(at, 0)
    }

    /// The working moment with so many seconds of working time before it. Work that would end at closing time ends
    /// when the next day opens, for closing time is closed. Without opening hours the seconds elapse.
    pub fn add_working_secs(&self, from: DateTime<Utc>, secs: i64) -> DateTime<Utc> {
        let from = bounded(from);
        let mut left = TimeDelta::try_seconds(secs.max(0)).unwrap_or(TimeDelta::MAX);
        let mut closed_days = 0;
        let mut date = self.local(from).date_naive();
        let last = horizon(date);
        while closed_days < LONGEST_CLOSURE_DAYS && date < last {
            closed_days += 1;
            for open in self.openings(date) {
                let start = open.from.max(from);
                let room = open.to - start;
                if room <= TimeDelta::zero() {
                    continue;
                }
                if left < room {
                    return start + left;
                }
                left -= room;
                closed_days = 0;
            }
            date = next_day(date);
        }
        later(from, secs.max(0))
    }

    /// The same local time on the n-th following working day, or that day's opening if the time is closed.
    /// No days: the next opening.
    pub fn add_working_days(&self, from: DateTime<Utc>, days: u32) -> DateTime<Utc> {
        if days == 0 {
            return self.next_opening(from);
        }
        let from = bounded(from);
        let local = self.local(from);
        let (mut date, mut left, mut closed_days) = (local.date_naive(), days, 0);
        let last = horizon(date);
        while closed_days < LONGEST_CLOSURE_DAYS && date < last {
            date = next_day(date);
            closed_days += 1;
            let Some(opening) = self.openings(date).first().map(|open| open.from) else { continue };
            closed_days = 0;
            left -= 1;
            if left == 0 {
                let same_time = self.at_local(date, local.time());
                return if self.is_working(same_time) { same_time } else { opening };
            }
        }
        later(from, i64::from(days) * 86_400)
    }

    /// When the next working day opens: today if it has not opened yet. Without opening hours a day later.
    pub fn next_working_morning(&self, from: DateTime<Utc>) -> DateTime<Utc> {
        let from = bounded(from);
        let mut date = self.local(from).date_naive();
        for _ in 0..LONGEST_CLOSURE_DAYS {
            if let Some(opening) = self.openings(date).first().filter(|open| open.from > from) {
                return opening.from;
            }
            date = next_day(date);
        }
        later(from, 86_400)
    }

    /// The end of a wait, whichever kind of time it counts.
    pub fn add(&self, from: DateTime<Utc>, wait: Wait) -> DateTime<Utc> {
        match wait {
            Wait::ElapsedSecs(secs) => later(from, secs),
            Wait::WorkingSecs(secs) => self.add_working_secs(from, secs),
            Wait::WorkingDays(days) => self.add_working_days(from, days),
            Wait::NextWorkingMorning => self.next_working_morning(from),
        }
    }

    /// Whether the organisation opens at all on this local date.
    pub fn is_working_day(&self, date: NaiveDate) -> bool {
        !self.openings(date).is_empty()
    }

    /// The public holiday on this date (helligdagsfredloven § 2; 1 and 17 May by their own act; T1).
    pub fn holiday(&self, date: NaiveDate) -> Option<&'static str> {
        holiday::name(date)
    }

    /// The time on the organisation's wall.
    pub fn local(&self, at: DateTime<Utc>) -> DateTime<Tz> {
        bounded(at).with_timezone(&self.time_zone)
    }

    /// The instant of a time on the wall. In the hour that summer time skips: when that hour ends; in the hour that
    /// stands twice: the earlier, which is the safer deadline (T5).
    pub fn at_local(&self, date: NaiveDate, time: NaiveTime) -> DateTime<Utc> {
        let date = date.clamp(
            bounded(DateTime::<Utc>::MIN_UTC).date_naive(),
            bounded(DateTime::<Utc>::MAX_UTC).date_naive(),
        );
        let mut wall: NaiveDateTime = date.and_time(time);
        for _ in 0..LONGEST_GAP_MINUTES {
            match self.time_zone.from_local_datetime(&wall) {
                MappedLocalTime::Single(at) | MappedLocalTime::Ambiguous(at, _) => {
                    return at.with_timezone(&Utc);
                }
                MappedLocalTime::None => wall = next_minute(wall),
            }
        }
        wall.and_utc()
    }

    /// From … to (exclusive) of each stretch of working time on a local date, in order.
    pub fn working_time(&self, date: NaiveDate) -> Vec<(DateTime<Utc>, DateTime<Utc>)> {
        self.openings(date).into_iter().map(|open| (open.from, open.to)).collect()
    }

    /// The working time of a local date as instants: in order, not touching, none empty.
    fn openings(&self, date: NaiveDate) -> Vec<Opening> {
        let mut openings: Vec<Opening> = Vec::new();
        for span in self.spans(date) {
            let open = Opening { from: self.at_minute(date, span.from), to: self.at_minute(date, span.to) };
            match openings.last_mut() {
                Some(last) if open.from <= last.to => last.to = last.to.max(open.to),
                _ if open.from < open.to => openings.push(open),
                _ => {}
            }
        }
        openings
    }

    fn spans(&self, date: NaiveDate) -> Vec<Span> {
        if self.closed_dates.contains(&date) || holiday::name(date).is_some() {
            return Vec::new();
        }
        let until = self
            .special_days
            .iter()
            .filter(|special| special.day.is_on(date))
            .map(|special| special.until)
            .min();
        let week =
            self.seasons.iter().find(|season| season.holds(date)).map_or(&self.week, |season| &season.week);
        let mut spans: Vec<Span> = week[date.weekday().num_days_from_monday() as usize]
            .iter()
            .map(|span| Span { from: span.from, to: span.to.min(until.unwrap_or(u16::MAX)) })
            .filter(|span| span.from < span.to)
            .collect();
        spans.sort_unstable();
        spans
    }

    /// A minute of the local day; 1440 is the next midnight.
    fn at_minute(&self, date: NaiveDate, minute: u16) -> DateTime<Utc> {
        match NaiveTime::from_num_seconds_from_midnight_opt(u32::from(minute) * 60, 0) {
            Some(time) => self.at_local(date, time),
            None => self.at_local(next_day(date), NaiveTime::MIN),
        }
    }
}

/// One stretch of working time.
struct Opening {
    from: DateTime<Utc>,
    to: DateTime<Utc>,
}

impl DayRule {
    fn is_on(self, date: NaiveDate) -> bool {
        match self {
            DayRule::Date(day) => YearDay::of(date) == day,
            DayRule::Easter(offset) => {
                easter(date.year()).is_some_and(|easter| (date - easter).num_days() == i64::from(offset))
            }
        }
    }
}

impl YearDay {
    pub fn of(date: NaiveDate) -> Self {
        YearDay { month: date.month(), day: date.day() }
    }
}

impl Season {
    fn holds(&self, date: NaiveDate) -> bool {
        let day = YearDay::of(date);
        if self.from <= self.to {
            self.from <= day && day <= self.to
        } else {
            self.from <= day || day <= self.to
        }
    }
}

fn bounded(at: DateTime<Utc>) -> DateTime<Utc> {
    let edge = |secs| DateTime::from_timestamp(secs, 0).unwrap_or_default();
    at.clamp(edge(EARLIEST), edge(LATEST))
}

fn later(at: DateTime<Utc>, secs: i64) -> DateTime<Utc> {
    TimeDelta::try_seconds(secs)
        .and_then(|wait| at.checked_add_signed(wait))
        .unwrap_or(DateTime::<Utc>::MAX_UTC)
}

fn horizon(date: NaiveDate) -> NaiveDate {
    date.checked_add_days(Days::new(HORIZON_DAYS)).unwrap_or(NaiveDate::MAX)
}

fn next_day(date: NaiveDate) -> NaiveDate {
    date.checked_add_days(Days::new(1)).unwrap_or(date)
}

fn next_minute(wall: NaiveDateTime) -> NaiveDateTime {
    let minute = wall.and_utc().timestamp().div_euclid(60) + 1;
    DateTime::from_timestamp(minute * 60, 0).map_or(wall, |at| at.naive_utc())
}

#[cfg(test)]
mod tests;
