//! The time of day: `kl. 14.00`, `14:30`, `2 pm`, `halv to`, `ti på halv fire` (T7, T10).

use std::ops::Range;

use chrono::{NaiveDateTime, NaiveTime, Timelike};

use super::dates::{Day, pattern};
use crate::report::counts::words::small;
use crate::report::field::Precision;

/// An hour and minute as said; a spoken one may mean the afternoon.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Clock {
    pub hour: u32,
    pub minute: u32,
    pub precision: Precision,
    /// Said with the twelve hours of a dial.
    pub dial: bool,
    pub night: bool,
}

impl Clock {
    fn exact(hour: u32, minute: u32, precision: Precision) -> Option<Self> {
        (hour < 24 && minute < 60).then_some(Clock { hour, minute, precision, dial: false, night: false })
    }

    /// The time on a day. `halv to` is in the afternoon (T10) unless the day's words or the present say otherwise.
    pub fn time(&self, day: &Day, now: NaiveDateTime) -> NaiveTime {
        let morning = NaiveTime::from_hms_opt(self.hour, self.minute, 0).unwrap_or_default();
        let afternoon = NaiveTime::from_hms_opt((self.hour + 12) % 24, self.minute, 0).unwrap_or_default();
        if !self.dial || self.night || self.hour >= 12 {
            return morning;
        }
        let evening = day.from.hour() >= 12;
        let later = evening || (self.hour < 7 && day.from.hour() == 0);
        if later && day.date.and_time(afternoon) <= now { afternoon } else { morning }
    }
}

/// A time that is marked as one: `kl. 14`, `kl. 1300`, `klokka 9.05`, `2 pm`, `klokka halv to`.
pub fn marked(text: &str) -> Option<(Clock, Range<usize>)> {
    let meridiem = pattern!(r"\b(\d{1,2})(?:[.:](\d{2}))?\s?([ap])\.?m\b\.?");
    if let Some(found) = meridiem.captures(text) {
        let hour = number(&found, 1)?;
        let minute = number(&found, 2);
        let hour = match (hour, found.get(3)?.as_str()) {
            (12, "a") => 0,
            (12, _) => 12,
            (hour, "a") => hour,
            (hour, _) => hour + 12,
        };
        let precision = if minute.is_some() { Precision::Minute } else { Precision::Hour };
        return Some((Clock::exact(hour, minute.unwrap_or(0), precision)?, found.get(0)?.range()));
    }
    let marked = pattern!(
        r"\b(ca\.? ?|omtrent ?|rundt ?)?(?:kl|klokka|klokken|klokkeslett)\b[.:]? ?(ca\.? ?|omtrent ?|rundt ?|~ ?)?(\d{1,2})(?:[.:](\d{2})(?:[.:]\d{2})?|(\d{2}))?\b"
    );
    if let Some(found) = marked.captures(text) {
        let minute = number(&found, 4).or_else(|| number(&found, 5));
        let vague = found.get(1).is_some() || found.get(2).is_some() || minute.is_none();
        let precision = if vague { Precision::Hour } else { Precision::Minute };
        let clock = Clock::exact(number(&found, 3)?, minute.unwrap_or(0), precision)?;
        return Some((clock, found.get(0)?.range()));
    }
    spoken(text)
}

/// `14:30` or, where nothing else claimed the digits, `14.30`; `rundt lunsj`.
pub fn unmarked(text: &str) -> Option<Clock> {
    let vague =
        pattern!(r"\b(?:ca|cirka|omtrent|rundt|around|about)\b\.? ?\d{1,2}[.:]\d{2}\b").is_match(text);
    let precision = if vague { Precision::Hour } else { Precision::Minute };
    let digits = pattern!(r"(?:^|[^\d.:])(\d{1,2})[.:](\d{2})(?:[.:](\d{2}))?(?:[^\d]|$)");
    if let Some(clock) =
        digits.captures(text).and_then(|m| Clock::exact(number(&m, 1)?, number(&m, 2)?, precision))
    {
        return Some(clock);
    }
    if let Some(found) = pattern!(r"^\W*(?:at|ca|cirka|rundt|around)?\W*(\d{1,2})\W*$").captures(text) {
        return Clock::exact(number(&found, 1)?, 0, Precision::Hour);
    }
    let named = [(r"lunsj", 11), (r"lunch", 11), (r"midnatt", 0), (r"midnight", 0), (r"\bnoon\b", 12)];
    named
        .iter()
        .find(|(word, _)| text.contains(word.trim_matches(['\\', 'b'])))
        .and_then(|(_, hour)| Clock::exact(*hour, 0, Precision::Hour))
}

/// `halv to`, `kvart over tre`, `ti på halv fire`, `half past two`, `quarter to three`.
fn spoken(text: &str) -> Option<(Clock, Range<usize>)> {
    let night = pattern!(r"\b(natt|natta|morges|morgenen|morning|night)\b").is_match(text);
    let build = |hour: u32, minutes: i32, range: Range<usize>| {
        let total = (i32::try_from(hour).ok()? * 60 + minutes).rem_euclid(12 * 60);
        let (hour, minute) = (u32::try_from(total / 60).ok()?, u32::try_from(total % 60).ok()?);
        Some((Clock { hour, minute, precision: Precision::Hour, dial: true, night }, range))
    };
    let half = pattern!(r"\b(?:(\w+) (pa|over) )?halv ([a-z]+|\d{1,2})\b");
    if let Some(found) = half.captures(text)
        && let Some(hour) = found.get(3).and_then(|m| small(m.as_str())).filter(|n| (1..=12).contains(n))
    {
        let shift = found.get(1).and_then(|m| small(m.as_str())).filter(|n| *n < 30).unwrap_or(0);
        let shift = i32::try_from(shift).ok()?;
        let shift = if found.get(2).is_some_and(|m| m.as_str() == "pa") { -shift } else { shift };
        return build(u32::try_from(hour).ok()?, shift - 30, found.get(0)?.range());
    }
    let quarter =
        pattern!(r"\b(kvart|quarter|half|fem|ti|tjue|five|ten|twenty) (over|pa|past|to) ([a-z]+)\b");
    let found = quarter.captures(text)?;
    let hour = small(found.get(3)?.as_str()).filter(|n| (1..=12).contains(n))?;
    let minutes = match found.get(1)?.as_str() {
        "kvart" | "quarter" => 15,
        "half" => 30,
        word => i32::try_from(small(word)?).ok()?,
    };
    let minutes = if matches!(found.get(2)?.as_str(), "pa" | "to") { -minutes } else { minutes };
    build(u32::try_from(hour).ok()?, minutes, found.get(0)?.range())
}

fn number(found: &regex::Captures<'_>, group: usize) -> Option<u32> {
    found.get(group).and_then(|m| m.as_str().parse().ok())
}
