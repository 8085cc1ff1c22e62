//! Values as people read them: dates, durations, numbers, lists and the values of report fields.

use chrono::{DateTime, Datelike, NaiveDate, Timelike, Utc};
use chrono_tz::Tz;

use super::words::Words;
use crate::report::field::CountPrecision;
use crate::report::{Count, Moment, Precision, Value};

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;
const HARD_SPACE: char = '\u{a0}';

/// `fredag 13. mars 2026 kl. 14.00`, in English `Friday 13 March 2026 at 14:00` (Språkrådet's way of writing).
pub fn when(at: DateTime<Utc>, zone: Tz, words: &Words) -> String {
    let local = at.with_timezone(&zone);
    let (hour, minute) = (local.hour(), local.minute());
    let day = date(local.date_naive(), words);
    match words.language {
        "en" => format!("{day} at {hour:02}:{minute:02}"),
        _ => format!("{day} kl. {hour:02}.{minute:02}"),
    }
}

/// `fredag 13. mars 2026`.
pub fn day(at: DateTime<Utc>, zone: Tz, words: &Words) -> String {
    date(at.with_timezone(&zone).date_naive(), words)
}

pub fn date(date: NaiveDate, words: &Words) -> String {
    let weekday = name_at(&words.weekdays, date.weekday().num_days_from_monday());
    let month = name_at(&words.months, date.month0());
    let dot = if words.language == "en" { "" } else { "." };
    format!("{weekday} {}{dot} {month} {}", date.day(), date.year())
}

fn name_at(names: &[&'static str], index: u32) -> &'static str {
    usize::try_from(index).ok().and_then(|index| names.get(index)).copied().unwrap_or_default()
}

/// The two largest units, days and hours or hours and minutes; the sign is left to the sentence.
pub fn duration(secs: i64, words: &Words) -> String {
    let secs = secs.unsigned_abs();
    let (large, small) = if secs >= DAY {
        ((secs / DAY, words.day), (secs % DAY / HOUR, words.hour))
    } else {
        ((secs / HOUR, words.hour), (secs % HOUR / MINUTE, words.minute))
    };
    let parts: Vec<String> = [large, small]
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, (one, many))| format!("{count} {}", if count == 1 { one } else { many }))
        .collect();
    if parts.is_empty() { words.under_a_minute.to_owned() } else { parts.join(words.duration_joint) }
}

/// Thousands apart: a hard space from five digits in Norwegian (L23), a comma from four in English.
pub fn number(count: u64, words: &Words) -> String {
    let digits = count.to_string();
    let (separator, from) = if words.language == "en" { (',', 4) } else { (HARD_SPACE, 5) };
    if digits.len() < from {
        return digits;
    }
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(separator);
        }
        grouped.push(digit);
    }
    grouped
}

/// `3,25`, in English `3.25`: as many decimals as it has.
pub fn decimal(number: f64, words: &Words) -> String {
    let written = number.to_string();
    if words.language == "en" { written } else { written.replace('.', ",") }
}

/// `a, b og c`.
pub fn list(items: &[String], words: &Words) -> String {
    match items {
        [] => words.unknown.to_owned(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} {} {last}", first.join(", "), words.and),
    }
}

/// A field's value for people; `raw` is what the sender wrote and is shown where the value alone says too little.
pub fn value(value: &Value, raw: &str, zone: Tz, words: &Words) -> String {
    match value {
        Value::Period { start, end, ongoing } => {
            // Two midnights are two days without a time of day.
            let days = [start, end].into_iter().flatten().all(|at| {
                let local = at.with_timezone(&zone);
                (local.hour(), local.minute()) == (0, 0)
            });
            let at = if days { day } else { when };
            let show = |one: &Option<DateTime<_>>| {
                one.map_or_else(|| words.unknown.to_owned(), |one| at(one.with_timezone(&Utc), zone, words))
            };
            let end = if *ongoing { words.ongoing.to_owned() } else { show(end) };
            format!("{} – {end}", show(start))
        }
        Value::Moment(at) => moment(at, zone, words),
        Value::Count(found) => count(found, raw, words),
        Value::Answer { answer, text } => with_text(words.answer(*answer), text),
        Value::Contact { name, email, phone } => {
            let parts: Vec<&str> =
                [name, phone, email].into_iter().filter_map(|part| part.as_deref()).collect();
            if parts.is_empty() { words.unknown.to_owned() } else { parts.join(", ") }
        }
        Value::Level(level) => level.to_string(),
        Value::Text(text) => text.clone(),
        Value::Properties(found) => names(found.iter().map(|one| words.property(*one)), words),
        Value::Kinds(found) => names(found.iter().map(|one| words.kind(*one)), words),
    }
}

/// The machine's word for an answer, and the sender's own where it says more.
fn with_text(answer: &str, text: &str) -> String {
    let text = text.trim();
    let says_no_more =
        ["ja", "nei", "yes", "no", "ikkje", "ikke"].contains(&text.to_lowercase().trim_end_matches('.'));
    if text.is_empty() || says_no_more || text.eq_ignore_ascii_case(answer) {
        answer.to_owned()
    } else {
        format!("{answer} ({text})")
    }
}

fn names(found: impl Iterator<Item = &'static str>, words: &Words) -> String {
    list(&found.map(str::to_owned).collect::<Vec<_>>(), words)
}

fn moment(moment: &Moment, zone: Tz, words: &Words) -> String {
    let at = moment.at.with_timezone(&Utc);
    match moment.precision {
        Precision::Minute => when(at, zone, words),
        Precision::Hour => format!("{} {}", words.about, when(at, zone, words)),
        Precision::Day => day(at, zone, words),
        Precision::Week | Precision::Month => format!("{} {}", words.about, day(at, zone, words)),
    }
}

fn count(count: &Count, raw: &str, words: &Words) -> String {
    let low = number(count.low, words);
    let high = count.high.map(|high| number(high, words));
    let upper = high.as_deref().unwrap_or(&low);
    match count.precision {
        CountPrecision::Exact => low,
        CountPrecision::Approximate => format!("{} {upper}", words.about),
        CountPrecision::Range => format!("{low}–{upper}"),
        CountPrecision::AtLeast => format!("{} {low}", words.at_least),
        CountPrecision::AtMost => format!("{} {upper}", words.at_most),
        CountPrecision::Vague => match (raw.trim(), &high) {
            ("", None) => words.unknown.to_owned(),
            ("", Some(high)) => format!("{} {high}", words.at_most),
            (said, None) => said.to_owned(),
            (said, Some(high)) => format!("{said} ({} {high})", words.counted_as),
        },
        CountPrecision::Unknown => words.unknown.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::words::{EN, NB, NN};
    use super::*;
    use crate::report::Answer;

    const OSLO: Tz = chrono_tz::Europe::Oslo;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().expect("a time")
    }

    #[test]
    fn times_are_written_as_sprakradet_writes_them_in_our_zone() {
        let friday = at("2026-03-13T13:00:00Z");
        assert_eq!(when(friday, OSLO, &NB), "fredag 13. mars 2026 kl. 14.00");
        assert_eq!(when(friday, OSLO, &NN), "fredag 13. mars 2026 kl. 14.00");
        assert_eq!(when(friday, OSLO, &EN), "Friday 13 March 2026 at 14:00");
        // Summer time, and over midnight into a Saturday.
        let late = at("2026-07-03T22:05:00Z");
        assert_eq!(when(late, OSLO, &NB), "lørdag 4. juli 2026 kl. 00.05");
        assert_eq!(when(late, OSLO, &NN), "laurdag 4. juli 2026 kl. 00.05");
        assert_eq!(day(late, OSLO, &EN), "Saturday 4 July 2026");
        assert_eq!(day(at("2026-11-03T10:00:00Z"), OSLO, &NN), "tysdag 3. november 2026");
    }

    #[test]
    fn a_duration_has_its_two_largest_units() {
        assert_eq!(duration(2 * 86_400 + 3 * 3_600 + 59, &NB), "2 døgn og 3 timer");
        assert_eq!(duration(2 * 86_400 + 3 * 3_600, &EN), "2 days 3 hours");
        assert_eq!(duration(86_400 + 3_600, &EN), "1 day 1 hour");
        assert_eq!(duration(45 * 60, &NB), "45 minutter");
        assert_eq!(duration(-45 * 60, &NN), "45 minutt");
        assert_eq!(duration(26 * 3_600, &NN), "1 døgn og 2 timar");
        assert_eq!(duration(3_600 + 60, &NB), "1 time og 1 minutt");
        assert_eq!(duration(72 * 3_600, &NB), "3 døgn");
        assert_eq!(duration(59, &NB), "under ett minutt");
        assert_eq!(duration(i64::MIN, &EN), "106751991167300 days 15 hours");
    }

    #[test]
    fn thousands_stand_apart_by_a_hard_space() {
        assert_eq!(number(1_200, &NB), "1200");
        assert_eq!(number(10_000, &NB), "10\u{a0}000");
        assert_eq!(number(1_500_000, &NN), "1\u{a0}500\u{a0}000");
        assert_eq!(number(1_500_000, &EN), "1,500,000");
        assert_eq!(number(0, &EN), "0");
        assert_eq!(
            (decimal(3.25, &NB), decimal(3.25, &EN), decimal(1.0, &NN)),
            ("3,25".into(), "3.25".into(), "1".into())
        );
    }

    #[test]
    fn counts_say_how_sure_they_are() {
        let shown = |low, high, precision, raw| count(&Count { low, high, precision }, raw, &NB);
        assert_eq!(shown(12, Some(12), CountPrecision::Exact, "12"), "12");
        assert_eq!(shown(150, Some(150), CountPrecision::Approximate, "ca 150"), "omtrent 150");
        assert_eq!(shown(50, Some(100), CountPrecision::Range, "50-100"), "50–100");
        assert_eq!(shown(100, None, CountPrecision::AtLeast, "over 100"), "minst 100");
        assert_eq!(shown(3, Some(99), CountPrecision::Vague, "flere"), "flere (vi regner med inntil 99)");
        assert_eq!(shown(0, None, CountPrecision::Unknown, "?"), "ikke kjent");
    }

    #[test]
    fn values_read_as_sentences_would_have_them() {
        let said = |found: Value| value(&found, "", OSLO, &NB);
        let start = "2026-03-10T09:00:00+01:00".parse().ok();
        assert_eq!(
            said(Value::Period { start, end: None, ongoing: true }),
            "tirsdag 10. mars 2026 kl. 09.00 – pågår fortsatt"
        );
        assert_eq!(
            said(Value::Answer { answer: Answer::Partly, text: "halvparten".into() }),
            "delvis (halvparten)"
        );
        assert_eq!(said(Value::Answer { answer: Answer::Yes, text: "Ja".into() }), "ja");
        assert_eq!(said(Value::Kinds(vec![])), "ikke kjent");
        let contact =
            Value::Contact { name: Some("Kari".into()), email: None, phone: Some("22 22 22 22".into()) };
        assert_eq!(said(contact), "Kari, 22 22 22 22");
    }

    #[test]
    fn lists_end_with_and() {
        let three = ["a", "b", "c"].map(str::to_owned);
        assert_eq!(list(&three, &NB), "a, b og c");
        assert_eq!(list(&three[..2], &EN), "a and b");
        assert_eq!(list(&[], &NN), "ikkje kjent");
    }
}
