//! From when to when: `fra … til …`, `3.-6. juni`, `siden 2019`, `pågår fortsatt` (T7, T10).

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, NaiveTime};
use chrono_tz::Tz;

use super::dates::{self, Day, pattern};
use super::{Direction, LONGEST, Said, parse, place};
use crate::report::field::{Precision, Value};
use crate::report::fold;

/// The period that a text names. A single time is the start with no end; `over lengre tid` alone is no period.
pub fn period(text: &str, anchor: DateTime<FixedOffset>, tz: Tz) -> Option<Value> {
    let folded = fold::fold(fold::cut(text, LONGEST));
    let ongoing = pattern!(
        r"\b(pagar|ongoing|fortsatt|framleis|fremdeles|still|siden|sidan|since|til i dag|til na|til no|until now|og ut)\b"
    )
    .is_match(&folded);
    let back = pattern!(r"\b(?:siden|sidan|ago)\W*$").is_match(&folded) || folded.contains(" ago");
    let at = |said: Said| said.to_moment(anchor, tz).map(|moment| moment.at);
    let text = joined(&folded);
    if let Some((start, end)) = two(&text, anchor, tz) {
        let (start, mut end) = (at(start), at(end));
        if pattern!(r" til (i dag|na|no)\b| until now\b").is_match(&text) {
            end = None;
        }
        let start = match (start, end) {
            (Some(from), Some(to)) if from > to => from.with_year(from.year() - 1),
            _ => start,
        };
        return Some(Value::Period { start, end, ongoing: ongoing && end.is_none() });
    }
    let start = parse(&text, anchor, tz, Direction::Past).and_then(at).or_else(|| year(&text, tz));
    (start.is_some() || (ongoing && !back)).then_some(Value::Period {
        start,
        end: None,
        ongoing: ongoing && !back,
    })
}

/// A dash between two times or two days becomes ` til `.
fn joined(text: &str) -> String {
    let clocks = pattern!(r"(\d{1,2}[.:]\d{2}) ?- ?(?:kl\.? ?)?(\d{1,2}[.:]\d{2})([^\d.:]|[.:](?:\D|$)|$)")
        .replace_all(text, "$1 til kl. $2$3");
    let days = pattern!(&format!(r"\b(\d{{1,2}})\.? ?- ?(\d{{1,2}}\.? ?{})", dates::MONTH))
        .replace_all(&clocks, "$1. til $2");
    let text = days
        .replace(" t.o.m. ", " til ")
        .replace(" til og med ", " til ")
        .replace(" until ", " til ")
        .replace(" through ", " til ")
        .replace(" - ", " til ");
    let text = pattern!(r"\b(?:mellom|between) (.+?) (?:og|and) ").replace(&text, "$1 til ");
    if pattern!(r"^\W*from\b").is_match(&text) {
        text.replacen(" to ", " til ", 1)
    } else {
        text.into_owned()
    }
}

fn two(text: &str, anchor: DateTime<FixedOffset>, tz: Tz) -> Option<(Said, Said)> {
    let (left, right) = text.split_once(" til ").or_else(|| text.split_once(" to "))?;
    let mut end = parse(right, anchor, tz, Direction::Past);
    if pattern!(r"^\W*(?:i dag|na|no|now|today)\b").is_match(right) {
        end = end.or_else(|| {
            Some(Said { day: Some(Day::whole(anchor.with_timezone(&tz).date_naive())), ..Said::default() })
        });
    }
    let mut end = end?;
    let mut start = match (day_only(left), end.day) {
        (Some(day), Some(right)) => {
            let date = NaiveDate::from_ymd_opt(right.date.year(), right.date.month(), day)?;
            Said { day: Some(Day { date, ..right }), ..Said::default() }
        }
        _ => parse(left, anchor, tz, Direction::Past)?,
    };
    match (start.day, end.day) {
        (Some(day), None) => end.day = Some(day),
        (None, Some(day)) if start.instant.is_none() => start.day = Some(day),
        (Some(from), Some(to)) if !from.with_year && to.with_year => {
            let date = from.date.with_year(to.date.year()).unwrap_or(from.date);
            start.day = Some(Day { date, ..from });
        }
        _ => {}
    }
    Some((start, end))
}

/// `3.` or `fra 3`: the day of a month that the other side names.
fn day_only(text: &str) -> Option<u32> {
    let m = pattern!(r"^\W*(?:fra |fra og med |from |den )*(\d{1,2})\.?\W*$").captures(text)?;
    m.get(1)?.as_str().parse().ok()
}

/// `siden 2019`.
fn year(text: &str, tz: Tz) -> Option<DateTime<FixedOffset>> {
    let m = pattern!(r"(?:^|\s)((?:19|20)\d{2})(?:\W|$)").captures(text)?;
    let date = NaiveDate::from_ymd_opt(m.get(1)?.as_str().parse().ok()?, 1, 1)?;
    place(date.and_time(NaiveTime::MIN), Precision::Month, tz).map(|moment| moment.at)
}
