//! How single values are written: durations, waits, addresses, roles, hours of the week.

use std::str::FromStr;

use chrono::{NaiveDate, NaiveTime, Weekday};
use chrono_tz::Tz;

use crate::calendar::{DayRule, Span, SpecialDay, Week, YearDay};
use crate::contacts::Role;
use crate::policy::Wait;

/// No wait in a configuration is longer: ten years.
const LONGEST_SECS: i64 = 3_653 * 86_400;
/// No time to keep something is longer: a hundred years.
const LONGEST_KEEP_DAYS: i64 = 36_500;
const LONGEST_WORKING_DAYS: u32 = 2_500;
/// RFC 5321 section 4.5.3.1.
const LONGEST_LOCAL_PART: usize = 64;
const LONGEST_ADDRESS: usize = 254;
const LONGEST_TEXT: usize = 1_000;

/// What is wrong with a value, and what to write instead.
#[derive(Debug, PartialEq)]
pub struct Wrong {
    pub what: String,
    pub mend: String,
}

pub fn wrong(what: impl Into<String>, mend: impl Into<String>) -> Wrong {
    Wrong { what: what.into(), mend: mend.into() }
}

pub fn not_text() -> Wrong {
    wrong("is not a text", "put it in quotes")
}

/// Some text; no control characters.
pub fn text(text: &str) -> Result<String, Wrong> {
    let trimmed = text.trim();
    if trimmed.is_empty() {
        return Err(wrong("is empty", "write a text, or leave the line out"));
    }
    if trimmed.len() > LONGEST_TEXT || trimmed.chars().any(char::is_control) {
        return Err(wrong(
            "is too long or holds control characters",
            format!("at most {LONGEST_TEXT} bytes on one line"),
        ));
    }
    Ok(trimmed.to_owned())
}

/// `30s`, `90m`, `72h`, `14d`: elapsed time in seconds.
pub fn secs(text: &str) -> Result<i64, Wrong> {
    let unreadable =
        || wrong(format!("{text:?} is not a duration"), r#"write it as "30s", "90m", "72h" or "14d""#);
    let (number, unit) = text.split_at_checked(text.len().saturating_sub(1)).ok_or_else(unreadable)?;
    let unit = match unit {
        "s" => 1,
        "m" => 60,
        "h" => 3_600,
        "d" => 86_400,
        _ => return Err(unreadable()),
    };
    if number.is_empty() || !number.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(unreadable());
    }
    let secs = number.parse::<i64>().ok().and_then(|number| number.checked_mul(unit)).unwrap_or(i64::MAX);
    match secs {
        0 => Err(wrong("is no time at all", r#"write a longer one, such as "30m""#)),
        secs if secs > LONGEST_SECS => {
            Err(wrong("is longer than ten years", r#"write a shorter one, such as "30d""#))
        }
        secs => Ok(secs),
    }
}

/// How long something is kept: `never` forgotten, `90d`, or `5y` (years of 365 days). Seconds.
pub fn keep(text: &str) -> Result<Option<i64>, Wrong> {
    let days = match text {
        "never" => return Ok(None),
        text => match text.strip_suffix('y').map(|years| (years, 365)) {
            Some((years, days)) => years.parse::<i64>().ok().and_then(|years| years.checked_mul(days)),
            None => return secs(text).map(Some),
        },
    };
    match days {
        Some(days) if days > 0 && days <= LONGEST_KEEP_DAYS => Ok(Some(days * 86_400)),
        _ => Err(wrong(
            format!("{text:?} is not a time to keep something"),
            r#"write it as "90d", "5y" or "never""#,
        )),
    }
}

/// `30m` (elapsed), `30m working`, `2 working days`, `next working morning`.
pub fn wait(text: &str) -> Result<Wait, Wrong> {
    let words: Vec<&str> = text.split_whitespace().collect();
    match words.as_slice() {
        ["next", "working", "morning"] => Ok(Wait::NextWorkingMorning),
        [days, "working", "day" | "days"] => match days.parse() {
            Ok(days) if (1..=LONGEST_WORKING_DAYS).contains(&days) => Ok(Wait::WorkingDays(days)),
            _ => Err(not_a_wait(text)),
        },
        [days, "working"] if days.ends_with('d') => Err(not_a_wait(text)),
        [time, "working"] => secs(time).map(Wait::WorkingSecs).map_err(|_| not_a_wait(text)),
        [time] => secs(time).map(Wait::ElapsedSecs).map_err(|_| not_a_wait(text)),
        _ => Err(not_a_wait(text)),
    }
}

fn not_a_wait(text: &str) -> Wrong {
    let mend = r#"write it as "30m", "30m working", "2 working days" or "next working morning""#;
    wrong(format!("{text:?} is not a wait"), mend)
}

/// `local@domain`: lower case, the domain in ASCII (IDNA).
pub fn address(text: &str) -> Result<String, Wrong> {
    let unreadable = || wrong("is not an e-mail address", r#"write it as "name@eksempel.no""#);
    let (local, own) = text.trim().rsplit_once('@').ok_or_else(unreadable)?;
    let plain = |c: char| c.is_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c);
    let dots = local.starts_with('.') || local.ends_with('.') || local.contains("..");
    if local.is_empty() || local.len() > LONGEST_LOCAL_PART || dots || !local.chars().all(plain) {
        return Err(unreadable());
    }
    let address = format!("{}@{}", local.to_lowercase(), domain(own).map_err(|_| unreadable())?);
    if address.len() > LONGEST_ADDRESS { Err(unreadable()) } else { Ok(address) }
}

/// A mail domain: lower case, in ASCII (IDNA).
pub fn domain(text: &str) -> Result<String, Wrong> {
    let unreadable = || wrong(format!("{text:?} is not a domain"), r#"write it as "eksempel.no""#);
    let ascii = idna::domain_to_ascii(text.trim()).map_err(|_| unreadable())?;
    let label = |label: &str| {
        let plain = label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        plain && (1..=63).contains(&label.len()) && !label.starts_with('-') && !label.ends_with('-')
    };
    if ascii.contains('.') && ascii.len() <= 253 && ascii.split('.').all(label) {
        Ok(ascii)
    } else {
        Err(unreadable())
    }
}

/// A server's name or number; no port, no scheme.
pub fn host(text: &str) -> Result<String, Wrong> {
    let text = text.trim().trim_matches(['[', ']']).to_ascii_lowercase();
    let plain = |c: char| c.is_ascii_alphanumeric() || "-._".contains(c);
    if text.parse::<std::net::IpAddr>().is_ok()
        || (!text.is_empty() && text.len() <= 253 && text.chars().all(plain))
    {
        Ok(text)
    } else {
        Err(wrong(
            "is not a server's name",
            r#"write the name only, such as "mx.eksempel.no"; the port has its own key"#,
        ))
    }
}

/// Whether a host is this very machine; names are not looked up.
pub fn is_loopback(host: &str) -> bool {
    let named = host.eq_ignore_ascii_case("localhost") || host.to_ascii_lowercase().ends_with(".localhost");
    named || host.parse::<std::net::IpAddr>().is_ok_and(|number| number.is_loopback())
}

/// `nb`, `nn` or `en`.
pub fn language(text: &str) -> Result<String, Wrong> {
    choice(text, &[("nb", ()), ("nn", ()), ("en", ())]).map(|()| text.to_owned())
}

pub fn time_zone(text: &str) -> Result<Tz, Wrong> {
    let unknown =
        || wrong(format!("{text:?} is not a time zone"), r#"write an IANA name such as "Europe/Oslo""#);
    Tz::from_str(text).map_err(|_| unknown())
}

pub fn role(text: &str) -> Result<Role, Wrong> {
    let words = Role::ALL.map(|role| (role.name(), role));
    choice(text, &words)
}

pub fn date(text: &str) -> Result<NaiveDate, Wrong> {
    NaiveDate::from_str(text)
        .map_err(|_| wrong(format!("{text:?} is not a date"), r#"write it as "2026-03-01""#))
}

pub fn time(text: &str) -> Result<NaiveTime, Wrong> {
    let unreadable = |_| wrong(format!("{text:?} is not a time of day"), r#"write it as "09:00""#);
    NaiveTime::parse_from_str(text, "%H:%M").map_err(unreadable)
}

/// One word of a table.
pub fn choice<T: Copy>(text: &str, words: &[(&str, T)]) -> Result<T, Wrong> {
    words.iter().find(|(word, _)| *word == text).map(|(_, value)| *value).ok_or_else(|| {
        let mend = match nearest(text, words.iter().map(|(word, _)| *word)) {
            Some(word) => format!("did you mean {word:?}?"),
            None => one_of(words),
        };
        wrong(format!("{text:?} is not known here"), mend)
    })
}

/// `write "one", "two" or "three"`.
pub fn one_of<T>(words: &[(&str, T)]) -> String {
    let words: Vec<String> = words.iter().map(|(word, _)| format!("{word:?}")).collect();
    match words.as_slice() {
        [rest @ .., last] if !rest.is_empty() => format!("write {} or {last}", rest.join(", ")),
        _ => format!("write {}", words.join("")),
    }
}

/// `mon-fri 08:00-16:00`, `sat 10:00-14:00`; several for one day are several openings.
pub fn week(lines: &[WeekHours]) -> Week {
    std::array::from_fn(|day| {
        let days = |hours: &&WeekHours| (hours.first..=hours.last).contains(&day);
        lines.iter().filter(days).map(|hours| hours.span).collect()
    })
}

/// One line of opening hours; days count from Monday, 0.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WeekHours {
    first: usize,
    last: usize,
    span: Span,
}

pub fn week_hours(text: &str) -> Result<WeekHours, Wrong> {
    let read = || {
        let (days, hours) = text.split_once(' ')?;
        let (first, last) = days.split_once('-').unwrap_or((days, days));
        let day = |name: &str| Weekday::from_str(name).ok().map(|day| day.num_days_from_monday() as usize);
        let (from, to) = hours.trim().split_once('-')?;
        let span = Span { from: minute(from)?, to: minute(to)? };
        let hours = WeekHours { first: day(first)?, last: day(last)?, span };
        (hours.first <= hours.last && span.from < span.to).then_some(hours)
    };
    read().ok_or_else(|| {
        wrong(format!("{text:?} is not opening hours"), r#"write it as "mon-fri 08:00-16:00""#)
    })
}

/// `12-24 closed`, `12-31 until 12:00`, `easter-4 until 12:00`.
pub fn special_day(text: &str) -> Result<SpecialDay, Wrong> {
    let read = || {
        let (day, rest) = text.split_once(' ')?;
        let until = match rest.trim().split_once(' ') {
            None if rest.trim() == "closed" => 0,
            Some(("until", time)) => minute(time)?,
            _ => return None,
        };
        let day = match day.strip_prefix("easter") {
            Some(offset) => DayRule::Easter(offset.parse().ok().filter(|days| (-100..=100).contains(days))?),
            None => DayRule::Date(year_day(day).ok()?),
        };
        Some(SpecialDay { day, until })
    };
    let mend = r#"write it as "12-24 closed", "12-31 until 12:00" or "easter-4 until 12:00""#;
    read().ok_or_else(|| wrong(format!("{text:?} is not a short or closed day"), mend))
}

/// A month and a day, `05-15`.
pub fn year_day(text: &str) -> Result<YearDay, Wrong> {
    // 2024 has a 29 February.
    let date = NaiveDate::from_str(&format!("2024-{text}")).ok();
    date.map(YearDay::of)
        .ok_or_else(|| wrong(format!("{text:?} is not a month and day"), r#"write it as "05-15""#))
}

/// A time of day as minutes; `24:00` is the end of the day.
fn minute(text: &str) -> Option<u16> {
    let (hour, minute) = text.split_once(':')?;
    let two_digits = |part: &str| part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
    if !two_digits(hour) || !two_digits(minute) {
        return None;
    }
    let (hour, minute): (u16, u16) = (hour.parse().ok()?, minute.parse().ok()?);
    let total = hour * 60 + minute;
    (minute < 60 && total <= 1_440).then_some(total)
}

/// The known word that was probably meant: few letters differ, or one is the beginning of the other.
pub fn nearest<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let begins = |known: &str| word.len() >= 3 && (known.starts_with(word) || word.starts_with(known));
    known
        .map(|known| (distance(word, known).min(if begins(known) { 2 } else { usize::MAX }), known))
        .min()
        .filter(|(distance, known)| *distance <= 1 + known.chars().count() / 4)
        .map(|(_, known)| known)
}

/// How many letters must be put in, taken out, changed or swapped with their neighbour.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().take(64).collect(), b.chars().take(64).collect());
    let mut before: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut next = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let mut best = (row[j] + usize::from(x != y)).min(row[j + 1] + 1).min(next[j] + 1);
            if i > 0 && j > 0 && a[i - 1] == *y && b[j - 1] == *x {
                best = best.min(before[j - 1] + 1);
            }
            next.push(best);
        }
        before = std::mem::replace(&mut row, next);
    }
    row.last().copied().unwrap_or(a.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_a_number_and_a_unit() {
        for (text, expected) in [("30s", 30), ("90m", 5_400), ("72h", 259_200), ("14d", 1_209_600)] {
            assert_eq!(secs(text), Ok(expected), "{text}");
        }
        for text in
            ["", "h", "72", "72 h", "-1h", "+1h", "1.5h", "0m", "9999d", "99999999999999999999h", "3t", "1é"]
        {
            assert!(secs(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn a_wait_says_which_time_it_counts() {
        let table = [
            ("30m", Wait::ElapsedSecs(1_800)),
            ("30m working", Wait::WorkingSecs(1_800)),
            ("1 working day", Wait::WorkingDays(1)),
            ("2 working days", Wait::WorkingDays(2)),
            ("next working morning", Wait::NextWorkingMorning),
        ];
        for (text, expected) in table {
            assert_eq!(wait(text), Ok(expected), "{text}");
        }
        for text in
            ["", "soon", "0m", "2d working", "0 working days", "9999 working days", "2 days", "30m slow"]
        {
            assert!(wait(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn addresses_are_kept_in_lower_case_and_ascii() {
        assert_eq!(address("Avvik@Blåbær.NO").as_deref(), Ok("avvik@xn--blbr-roah.no"));
        assert_eq!(address("a.b+c@eksempel.no").as_deref(), Ok("a.b+c@eksempel.no"));
        let odd = [
            "",
            "a",
            "@b.no",
            "a@",
            "a@b",
            "a@b..no",
            "a b@c.no",
            "Ola <a@b.no>",
            "a@b@c.no",
            "a\n@b.no",
            ".a@b.no",
        ];
        for text in odd {
            assert!(address(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn hours_and_days_are_read_as_written() {
        let hours = week_hours("mon-fri 08:00-16:00").unwrap();
        assert_eq!(hours, WeekHours { first: 0, last: 4, span: Span { from: 480, to: 960 } });
        assert_eq!(week(&[hours])[4], vec![Span { from: 480, to: 960 }]);
        assert!(week(&[hours])[5].is_empty());
        assert_eq!(week_hours("sun 00:00-24:00").unwrap().span.to, 1_440);
        for text in
            ["", "fri-mon 08:00-16:00", "mon 16:00-08:00", "mon 8-16", "mon 08:00-24:01", "mån 08:00-16:00"]
        {
            assert!(week_hours(text).is_err(), "{text:?}");
        }
        let new_years_eve = SpecialDay { day: DayRule::Date(YearDay { month: 12, day: 31 }), until: 720 };
        assert_eq!(special_day("12-31 until 12:00"), Ok(new_years_eve));
        assert_eq!(special_day("easter-4 closed"), Ok(SpecialDay { day: DayRule::Easter(-4), until: 0 }));
        for text in ["", "12-24", "13-01 closed", "easter closed", "12-24 open", "12-24 until noon"] {
            assert!(special_day(text).is_err(), "{text:?}");
        }
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig { failure_persistence: None, ..Default::default() })]

        #[test]
        fn no_text_makes_a_reader_panic(text in "\\PC{0,12}|[0-9a-z:@. -]{0,20}") {
            let _ = (secs(&text), wait(&text), address(&text), domain(&text), host(&text), date(&text), time(&text));
            let _ = (week_hours(&text), special_day(&text), year_day(&text), role(&text), time_zone(&text));
        }
    }

    #[test]
    fn the_nearest_word_is_proposed_and_no_far_one() {
        let known = ["host", "port", "password_file", "processed", "poll"];
        for (word, meant) in
            [("hots", "host"), ("prt", "port"), ("password", "password_file"), ("proccessed", "processed")]
        {
            assert_eq!(nearest(word, known.into_iter()), Some(meant), "{word}");
        }
        for word in ["", "x", "colour", "user"] {
            assert_eq!(nearest(word, known.into_iter()), None, "{word}");
        }
    }
}
