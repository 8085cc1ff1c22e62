//! The day: written dates, weekdays, weeks, months, and words such as `i går` (T7–T9).

use std::ops::Range;

use chrono::{DateTime, Datelike, Duration, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, Weekday};
use chrono_tz::Tz;

use super::Direction;
use crate::report::counts::words::small;
use crate::report::field::{Moment, Precision};

/// A regular expression compiled once. The patterns are constants, proved by the tests that use them.
macro_rules! pattern {
    ($text:expr) => {{
        static PATTERN: std::sync::LazyLock<regex::Regex> =
            std::sync::LazyLock::new(|| regex::Regex::new($text).expect("a constant pattern"));
        &*PATTERN
    }};
}
pub(crate) use pattern;

/// A day with the earliest time of it that the words allow.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Day {
    pub date: NaiveDate,
    pub from: NaiveTime,
    pub precision: Precision,
    /// The year was written.
    pub with_year: bool,
}

impl Day {
    pub fn whole(date: NaiveDate) -> Self {
        Day { date, from: NaiveTime::MIN, precision: Precision::Day, with_year: true }
    }
}

type Found = Option<(Day, Range<usize>)>;

pub const MONTH: &str = r"(januar|january|jan|februar|february|feb|mars|march|mar|april|apr|mai|may|juni|june|jun|juli|july|jul|august|aug|september|sept|sep|oktober|october|okt|oct|november|nov|desember|december|des|dec)\b\.?";

/// The first kind of day that the text names, most exact kind first.
pub fn find(text: &str, now: NaiveDateTime, toward: Direction) -> Found {
    let today = now.date();
    numeric(text)
        .or_else(|| named_month(text, today, toward))
        .or_else(|| day_month(text, today, toward))
        .or_else(|| relative(text, today))
        .or_else(|| weekday(text, today, toward))
        .or_else(|| week(text, today, toward))
        .or_else(|| whole_month(text, today, toward))
}

/// `2026-03-12`, `20260312`, `12.03.2026`, `12/3-2026`, `5/6 2014`, `5.6.14`.
fn numeric(text: &str) -> Found {
    if let Some(m) = pattern!(r"\b((?:19|20)\d{2})-(\d{1,2})-(\d{1,2})(?:\D|$)").captures(text) {
        let date = NaiveDate::from_ymd_opt(int(&m, 1)?, int(&m, 2)?, int(&m, 3)?)?;
        return Some((Day::whole(date), m.get(1)?.start()..m.get(3)?.end()));
    }
    let long = pattern!(r"\b(\d{1,2}) ?[./-] ?(\d{1,2})(?:\.? ?[./-] ?|\.? )((?:19|20)\d{2})\b");
    let short = pattern!(r"\b(\d{1,2})([./-])(\d{1,2})[./-](\d{2})(?:[^\d.:]|[.:](?:\D|$)|$)");
    if let Some(m) = long.captures(text) {
        return Some((Day::whole(ymd(int(&m, 3)?, int(&m, 2)?, int(&m, 1)?)?), m.get(0)?.range()));
    }
    if let Some(m) = short.captures(text) {
        let year = 2000 + int::<i32>(&m, 4)?;
        return Some((Day::whole(ymd(year, int(&m, 3)?, int(&m, 1)?)?), m.get(1)?.start()..m.get(4)?.end()));
    }
    let packed = pattern!(r"\b(20\d{2})(\d{2})(\d{2})\b").captures(text)?;
    let date = NaiveDate::from_ymd_opt(int(&packed, 1)?, int(&packed, 2)?, int(&packed, 3)?)?;
    Some((Day::whole(date), packed.get(0)?.range()))
}

/// `12. mars 2026`, `den 5. juni`, `March 12, 2026`, `mars 12`.
fn named_month(text: &str, today: NaiveDate, toward: Direction) -> Found {
    let before =
        pattern!(&format!(r"\b(\d{{1,2}})(?:\.|st|nd|rd|th)? ?(?:of )?{MONTH}(?:,? ?((?:19|20)\d{{2}})\b)?"));
    let after =
        pattern!(&format!(r"\b{MONTH} ?(\d{{1,2}})(?:st|nd|rd|th|\.)?\b(?:,? ?((?:19|20)\d{{2}})\b)?"));
    let (m, day, month) = match before.captures(text) {
        Some(m) => (m, 1, 2),
        None => (after.captures(text)?, 2, 1),
    };
    let month = month_number(m.get(month)?.as_str())?;
    let date = dated(int::<i32>(&m, 3), month, int(&m, day)?, today, toward)?;
    Some((Day { with_year: m.get(3).is_some(), ..Day::whole(date) }, m.get(0)?.range()))
}

/// `12.3.` or `12/3`: a date without a year. `12.3` could be a time and is tried last, by [`bare_day_month`].
fn day_month(text: &str, today: NaiveDate, toward: Direction) -> Found {
    let m = pattern!(r"\b(\d{1,2})(?:\.(\d{1,2})\.(?:[^\d]|$)|/(\d{1,2})\b)").captures(text)?;
    let month = int::<u32>(&m, 2).or_else(|| int(&m, 3))?;
    let date = dated(None, month, int(&m, 1)?, today, toward)?;
    Some((Day { with_year: false, ..Day::whole(date) }, m.get(0)?.range()))
}

/// `12.3` standing alone.
pub fn bare_day_month(text: &str, today: NaiveDate, toward: Direction) -> Option<Day> {
    let m = pattern!(r"^\W*(?:den )?(\d{1,2})\.(\d{1,2})\W*$").captures(text)?;
    let date = dated(None, int(&m, 2)?, int(&m, 1)?, today, toward)?;
    Some(Day { with_year: false, ..Day::whole(date) })
}

/// Words for days around the anchor, with the hour at which that part of the day begins.
const RELATIVE: &[(&str, i64, u32)] = &[
    (r"\bi ?forgars\b|\bi ?forrigars\b|\bi ?forgar\b|\bday before yesterday\b", -2, 0),
    (r"\bi ?gar ?morges\b|\byesterday morning\b", -1, 5),
    (r"\bi ?gar ettermiddag\b|\byesterday afternoon\b", -1, 12),
    (r"\bi ?gar kveld\b|\byesterday evening\b|\blast night\b", -1, 18),
    (r"\bi ?gar\b|\byesterday\b", -1, 0),
    (r"\bi ?morges\b|\bthis morning\b|\bi dag tidlig\b|\bi formiddag\b", 0, 5),
    (r"\bi ?ettermiddag\b|\bthis afternoon\b", 0, 12),
    (r"\bi ?kveld\b|\btonight\b|\bthis evening\b", 0, 17),
    (r"\bi ?natt\b", 0, 0),
    (r"\bi ?dag\b|\btoday\b|\bd\.d\b", 0, 0),
    (r"\bi ?morgon\b|\bi ?morgen\b|\btomorrow\b", 1, 0),
];

fn relative(text: &str, today: NaiveDate) -> Found {
    static COMPILED: std::sync::LazyLock<Vec<regex::Regex>> = std::sync::LazyLock::new(|| {
        RELATIVE.iter().filter_map(|(pattern, _, _)| regex::Regex::new(pattern).ok()).collect()
    });
    let (found, (_, days, hour)) =
        COMPILED.iter().zip(RELATIVE).find_map(|(pattern, row)| Some((pattern.find(text)?, row)))?;
    let date = today.checked_add_signed(Duration::days(*days))?;
    let from = NaiveTime::from_hms_opt(*hour, 0, 0)?;
    Some((Day { from, ..Day::whole(date) }, found.range()))
}

/// `mandag`, `på tysdag`, `sist mandag` (the latest), `forrige torsdag`, `last Friday` (that of last week).
fn weekday(text: &str, today: NaiveDate, toward: Direction) -> Found {
    let m = pattern!(
        r"\b(forrige |forre |last |sist |siste )?(?:den )?(mandag|tirsdag|onsdag|torsdag|fredag|lordag|sondag|tysdag|laurdag|sundag|monday|tuesday|wednesday|thursday|friday|saturday|sunday)(?:s|en)?\b"
    )
    .captures(text)?;
    let wanted = weekday_number(m.get(2)?.as_str())?;
    let back = (today.weekday().num_days_from_monday() + 7 - wanted.num_days_from_monday()) % 7;
    let mut days = -i64::from(back);
    let prefix = m.get(1).map_or("", |m| m.as_str().trim());
    if matches!(prefix, "forrige" | "forre" | "last") && back <= today.weekday().num_days_from_monday() {
        days -= 7; // Said of a day of this week it would be "på torsdag": take the earlier one (T11).
    }
    if toward == Direction::Ahead {
        days = (7 - i64::from(back)) % 7;
    }
    Some((Day::whole(today.checked_add_signed(Duration::days(days))?), m.get(0)?.range()))
}

/// `uke 12`, `forrige uke`, `denne uka`, `i helgen`: from the first day of it.
fn week(text: &str, today: NaiveDate, toward: Direction) -> Found {
    let to_monday = i64::from(today.weekday().num_days_from_monday());
    let monday = today.checked_sub_signed(Duration::days(to_monday))?;
    let weekly = |date, range| Some((Day { precision: Precision::Week, ..Day::whole(date) }, range));
    if let Some(m) = pattern!(r"\b(?:uke|veke|week) ?(?:nr\.? ?)?(\d{1,2})\b").captures(text) {
        let number = int::<u32>(&m, 1)?;
        let year = today.iso_week().year();
        let this = NaiveDate::from_isoywd_opt(year, number, Weekday::Mon)?;
        let date = match toward {
            Direction::Past if this > today => NaiveDate::from_isoywd_opt(year - 1, number, Weekday::Mon)?,
            _ => this,
        };
        return weekly(date, m.get(0)?.range());
    }
    if let Some(m) = pattern!(r"\b(?:forrige|forre|sist|siste|last) (?:uke|uka|veke|veka|week)\b").find(text)
    {
        return weekly(monday.checked_sub_signed(Duration::days(7))?, m.range());
    }
    if let Some(m) = pattern!(r"\b(?:denne|this) (?:uke|uka|uken|veka|week)\b").find(text) {
        return weekly(monday, m.range());
    }
    let m = pattern!(r"\b(?:i helgen|i helga|sist helg|weekend)\b").find(text)?;
    let since_saturday = (to_monday + 2) % 7;
    weekly(today.checked_sub_signed(Duration::days(since_saturday))?, m.range())
}

/// `tidlig i mars`, `i mars 2026`, `March 2026`: from the first of it.
fn whole_month(text: &str, today: NaiveDate, toward: Direction) -> Found {
    let with_year = pattern!(&format!(r"\b{MONTH},? ?((?:19|20)\d{{2}})\b"));
    let without = pattern!(&format!(
        r"\b(?:i|in|fra|fra og med|siden|sidan|since|from|early|late|av|of|til|to) {MONTH}"
    ));
    let (m, year) = match with_year.captures(text) {
        Some(m) => {
            let year = int::<i32>(&m, 2);
            (m, year)
        }
        None => (without.captures(text)?, None),
    };
    let date = dated(year, month_number(m.get(1)?.as_str())?, 1, today, toward)?;
    let day = Day { precision: Precision::Month, with_year: year.is_some(), ..Day::whole(date) };
    Some((day, m.get(0)?.range()))
}

/// `for 2 timer siden`, `for tre dagar sidan`, `2 hours ago`, `nå nettopp`.
pub fn ago(text: &str, anchor: DateTime<FixedOffset>, tz: Tz) -> Option<Moment> {
    let anchor = anchor.with_timezone(&tz).fixed_offset();
    if pattern!(r"\b(?:na nettopp|no nettopp|akkurat na|akkurat no|just now|nettopp na)\b").is_match(text) {
        return Some(Moment { at: anchor, precision: Precision::Hour });
    }
    let m = pattern!(
        r"\b(\d{1,3}|[a-z]+) (minutt|minute|time|timar|hour|dag|day|dogn|uke|veke|week|maned|manad|month)[a-z]* (?:siden|sidan|ago)\b"
    )
    .captures(text)?;
    let number = i64::try_from(small(m.get(1)?.as_str())?).ok()?;
    let (step, precision) = match m.get(2)?.as_str() {
        "minutt" | "minute" => (Duration::minutes(number), Precision::Minute),
        "time" | "timar" | "hour" => (Duration::hours(number), Precision::Hour),
        "uke" | "veke" | "week" => (Duration::days(7 * number), Precision::Week),
        "maned" | "manad" | "month" => (Duration::days(31 * number), Precision::Month),
        _ => (Duration::days(number), Precision::Day),
    };
    let at = anchor.checked_sub_signed(step)?;
    if precision < Precision::Day {
        return Some(Moment { at, precision });
    }
    super::place(at.with_timezone(&tz).date_naive().and_time(NaiveTime::MIN), precision, tz)
}

/// The date with its year, or else the latest not after today (or the first not before it).
fn dated(year: Option<i32>, month: u32, day: u32, today: NaiveDate, toward: Direction) -> Option<NaiveDate> {
    if let Some(year) = year {
        return ymd(year, month, day);
    }
    let this = ymd(today.year(), month, day);
    let other = |step: i32| (1..=8).find_map(|n| ymd(today.year() + n * step, month, day));
    match toward {
        Direction::Past => this.filter(|date| *date <= today).or_else(|| other(-1)),
        Direction::Ahead => this.filter(|date| *date >= today).or_else(|| other(1)),
    }
}

/// Day first; where that cannot be (`3/14/2026`), month first.
fn ymd(year: i32, month: u32, day: u32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(year, month, day).or_else(|| NaiveDate::from_ymd_opt(year, day, month))
}

pub fn month_number(name: &str) -> Option<u32> {
    let starts = ["jan", "feb", "mar", "apr", "ma", "jun", "jul", "aug", "sep", "o", "nov", "de"];
    let at = starts.iter().position(|start| name.starts_with(start))?;
    u32::try_from(at + 1).ok()
}

fn weekday_number(name: &str) -> Option<Weekday> {
    Some(match name {
        "mandag" | "monday" => Weekday::Mon,
        "tirsdag" | "tysdag" | "tuesday" => Weekday::Tue,
        "onsdag" | "wednesday" => Weekday::Wed,
        "torsdag" | "thursday" => Weekday::Thu,
        "fredag" | "friday" => Weekday::Fri,
        "lordag" | "laurdag" | "saturday" => Weekday::Sat,
        "sondag" | "sundag" | "sunday" => Weekday::Sun,
        _ => return None,
    })
}

fn int<T: std::str::FromStr>(found: &regex::Captures<'_>, group: usize) -> Option<T> {
    found.get(group).and_then(|m| m.as_str().parse().ok())
}
