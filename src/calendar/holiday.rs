//! Norwegian public holidays by law (T1): helligdagsfredloven 24.2.1995 nr. 12 § 2; 1 and 17 May by the act of 1947.

use chrono::{Datelike, NaiveDate};

/// Month and day; 17 May comes first because it can fall on a feast that moves.
const FIXED: [(u32, u32, &str); 5] = [
    (5, 17, "Grunnlovsdagen"),
    (5, 1, "Arbeidernes dag"),
    (1, 1, "1. nyttårsdag"),
    (12, 25, "1. juledag"),
    (12, 26, "2. juledag"),
];

/// Days after Easter Sunday.
const MOVING: [(i64, &str); 7] = [
    (-3, "Skjærtorsdag"),
    (-2, "Langfredag"),
    (0, "1. påskedag"),
    (1, "2. påskedag"),
    (39, "Kristi himmelfartsdag"),
    (49, "1. pinsedag"),
    (50, "2. pinsedag"),
];

/// The holiday's name in bokmål; Sundays as such have none.
pub fn name(date: NaiveDate) -> Option<&'static str> {
    let fixed = FIXED.iter().find(|(month, day, _)| (date.month(), date.day()) == (*month, *day));
    if let Some((_, _, name)) = fixed {
        return Some(name);
    }
    let after_easter = (date - easter(date.year())?).num_days();
    MOVING.iter().find(|(days, _)| *days == after_easter).map(|(_, name)| *name)
}

/// Easter Sunday of a year: the first Sunday after the first full moon on or after 21 March, as the Gregorian
/// calendar reckons it (Meeus, Jones and Butcher). None where the year is out of range.
pub fn easter(year: i32) -> Option<NaiveDate> {
    let golden = year.rem_euclid(19);
    let (century, of_century) = (year.div_euclid(100), year.rem_euclid(100));
    let moon_shift = (century - (century + 8).div_euclid(25) + 1).div_euclid(3);
    let epact = (19 * golden + century - century.div_euclid(4) - moon_shift + 15).rem_euclid(30);
    let to_sunday =
        (32 + 2 * century.rem_euclid(4) + 2 * (of_century / 4) - epact - of_century % 4).rem_euclid(7);
    let late_moon = (golden + 11 * epact + 22 * to_sunday) / 451;
    let days = epact + to_sunday - 7 * late_moon + 114;
    NaiveDate::from_ymd_opt(year, (days / 31).try_into().ok()?, (days % 31 + 1).try_into().ok()?)
}
