use chrono::Weekday;
use proptest::prelude::*;

use super::*;

fn hours(from: u16, to: u16) -> Vec<Span> {
    vec![Span { from: from * 60, to: to * 60 }]
}

fn week(from: u16, to: u16) -> Week {
    std::array::from_fn(|day| if day < 5 { hours(from, to) } else { Vec::new() })
}

fn sample() -> Calendar {
    let date = |month, day| DayRule::Date(YearDay { month, day });
    Calendar {
        time_zone: chrono_tz::Europe::Oslo,
        week: week(8, 16),
        seasons: vec![Season {
            from: YearDay { month: 5, day: 15 },
            to: YearDay { month: 9, day: 14 },
            week: week(8, 15),
        }],
        special_days: vec![
            SpecialDay { day: date(12, 24), until: 0 },
            SpecialDay { day: date(12, 31), until: 12 * 60 },
            SpecialDay { day: DayRule::Easter(-4), until: 12 * 60 },
        ],
        closed_dates: vec![day("2027-05-07")],
    }
}

fn never_open() -> Calendar {
    Calendar { week: Week::default(), seasons: Vec::new(), ..sample() }
}

fn round_the_clock() -> Calendar {
    let week: Week = std::array::from_fn(|_| hours(0, 24));
    Calendar { week, seasons: Vec::new(), special_days: Vec::new(), ..sample() }
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// `2026-10-23 14:30` on the wall in Oslo.
fn oslo(text: &str) -> DateTime<Utc> {
    let (date, time) = text.split_once(' ').unwrap();
    sample().at_local(day(date), NaiveTime::parse_from_str(time, "%H:%M").unwrap())
}

fn utc(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

#[test]
fn easter_falls_where_the_almanac_says() {
    let known = [
        "2026-04-05",
        "2027-03-28",
        "2028-04-16",
        "2029-04-01",
        "2030-04-21",
        "2031-04-13",
        "2032-03-28",
        // The earliest and the latest there can be, and the two exceptions of the rule.
        "1818-03-22",
        "2285-03-22",
        "1943-04-25",
        "2038-04-25",
        "1954-04-18",
        "1981-04-19",
        "2000-04-23",
    ];
    for date in known.map(day) {
        assert_eq!(easter(date.year()), Some(date));
        assert_eq!(date.weekday(), Weekday::Sun);
    }
}

#[test]
fn the_public_holidays_of_2026_are_those_of_the_law() {
    let calendar = sample();
    let first = day("2026-01-01");
    let found: Vec<String> = first
        .iter_days()
        .take(365)
        .filter_map(|date| calendar.holiday(date).map(|name| format!("{} {name}", date.format("%m-%d"))))
        .collect();
    let expected = [
        "01-01 1. nyttårsdag",
        "04-02 Skjærtorsdag",
        "04-03 Langfredag",
        "04-05 1. påskedag",
        "04-06 2. påskedag",
        "05-01 Arbeidernes dag",
        "05-14 Kristi himmelfartsdag",
        "05-17 Grunnlovsdagen",
        "05-24 1. pinsedag",
        "05-25 2. pinsedag",
        "12-25 1. juledag",
        "12-26 2. juledag",
    ];
    assert_eq!(found, expected);
}

#[test]
fn the_seventeenth_of_may_2027_is_constitution_day_and_whit_monday() {
    let date = day("2027-05-17");
    assert_eq!((date - easter(2027).unwrap()).num_days(), 50);
    assert_eq!(sample().holiday(date), Some("Grunnlovsdagen"));
    assert!(!sample().is_working(oslo("2027-05-17 10:00")));
}

#[test]
fn seventy_two_elapsed_hours_ignore_nights_holidays_and_summer_time() {
    let vectors = [
        ("2026-10-23T14:30:00+02:00", "2026-10-26T13:30:00+01:00"),
        ("2027-03-26T14:30:00+01:00", "2027-03-29T15:30:00+02:00"),
        ("2026-12-24T16:00:00+01:00", "2026-12-27T16:00:00+01:00"),
    ];
    for (aware, due) in vectors {
        assert_eq!(sample().add(utc(aware), Wait::ElapsedSecs(72 * 3_600)), utc(due), "{aware}");
    }
}

#[test]
fn opening_hours_are_half_open() {
    let cases = [
        ("2026-11-20 07:59", false), // Friday
        ("2026-11-20 08:00", true),
        ("2026-11-20 15:59", true),
        ("2026-11-20 16:00", false),
        ("2026-11-21 10:00", false), // Saturday
        ("2026-05-15 15:00", false), // the first summer day
        ("2026-05-13 15:30", true),
        ("2026-09-14 15:30", false),
        ("2026-09-15 15:30", true),
        ("2026-12-24 09:00", false),
        ("2026-12-31 11:59", true),
        ("2026-12-31 12:00", false),
        ("2027-03-24 12:00", false), // Wednesday before Easter
        ("2027-05-07 10:00", false), // closed by the organisation
    ];
    for (moment, open) in cases {
        assert_eq!(sample().is_working(oslo(moment)), open, "{moment}");
    }
}

#[test]
fn a_half_day_does_not_open_a_weekend() {
    assert!(!sample().is_working(oslo("2028-12-31 10:00")), "a Sunday");
}

#[test]
fn a_season_may_cross_new_year() {
    let dark =
        Season { from: YearDay { month: 12, day: 1 }, to: YearDay { month: 1, day: 31 }, week: week(9, 14) };
    let calendar = Calendar { seasons: vec![dark], ..sample() };
    for moment in ["2026-12-01 08:30", "2027-01-29 08:30"] {
        assert!(!calendar.is_working(oslo(moment)), "{moment}");
    }
    assert!(calendar.is_working(oslo("2027-02-01 08:30")));
}

#[test]
fn working_time_skips_what_is_closed() {
    let minutes = |n: i64| Wait::WorkingSecs(n * 60);
    let cases = [
        ("2026-11-20 10:00", minutes(30), "2026-11-20 10:30"),
        ("2026-11-20 15:45", minutes(30), "2026-11-23 08:15"),
        ("2026-11-20 15:30", minutes(30), "2026-11-23 08:00"), // closing time is closed
        ("2026-11-21 03:00", minutes(0), "2026-11-23 08:00"),
        ("2027-03-24 11:00", minutes(120), "2027-03-30 09:00"), // over Easter
        ("2026-12-23 15:00", minutes(120), "2026-12-28 09:00"), // over Christmas
        ("2026-11-20 10:00", Wait::WorkingDays(0), "2026-11-20 10:00"),
        ("2026-11-20 10:00", Wait::WorkingDays(1), "2026-11-23 10:00"),
        ("2026-11-20 17:00", Wait::WorkingDays(1), "2026-11-23 08:00"),
        ("2026-11-21 10:00", Wait::WorkingDays(5), "2026-11-27 10:00"),
        ("2026-12-30 13:00", Wait::WorkingDays(1), "2026-12-31 08:00"), // a half day
        ("2026-11-20 05:00", Wait::NextWorkingMorning, "2026-11-20 08:00"),
        ("2026-11-20 08:00", Wait::NextWorkingMorning, "2026-11-23 08:00"),
        ("2026-05-13 20:00", Wait::NextWorkingMorning, "2026-05-15 08:00"), // over Ascension
    ];
    for (from, wait, until) in cases {
        assert_eq!(sample().add(oslo(from), wait), oslo(until), "{from} + {wait:?}");
    }
}

#[test]
fn working_time_over_the_nights_of_summer_time_counts_real_hours() {
    let open = round_the_clock();
    // Sunday 25 October 2026 has 25 hours; 12 hours from noon on Saturday end at midnight, 25 more on Monday's.
    assert_eq!(open.add_working_secs(oslo("2026-10-24 12:00"), 37 * 3_600), oslo("2026-10-26 00:00"));
    // Easter Sunday 28 March 2027 is closed by law and has 23 hours: none of them count.
    assert_eq!(open.add_working_secs(oslo("2027-03-27 12:00"), 12 * 3_600), oslo("2027-03-30 00:00"));
    // Sunday 29 March 2026 has 23 hours and is a working day of this calendar.
    assert_eq!(open.add_working_secs(oslo("2026-03-29 00:00"), 23 * 3_600), oslo("2026-03-30 00:00"));
    assert_eq!(open.add_working_days(oslo("2026-03-28 02:30"), 1), utc("2026-03-29T01:00:00Z"));
}

#[test]
fn a_wall_time_that_does_not_exist_moves_forward_and_one_that_exists_twice_is_the_earlier() {
    assert_eq!(oslo("2026-03-29 02:30"), utc("2026-03-29T01:00:00Z"));
    assert_eq!(oslo("2026-10-25 02:30"), utc("2026-10-25T00:30:00Z"));
    let samoa = Calendar { time_zone: chrono_tz::Pacific::Apia, ..sample() };
    assert_eq!(samoa.at_local(day("2011-12-30"), NaiveTime::MIN), utc("2011-12-30T10:00:00Z"));
}

#[test]
fn without_opening_hours_waits_elapse() {
    let (calendar, from) = (never_open(), oslo("2026-11-20 10:00"));
    assert_eq!(calendar.next_opening(from), from);
    assert_eq!(calendar.add_working_secs(from, 90), from + TimeDelta::seconds(90));
    assert_eq!(calendar.add_working_days(from, 2), from + TimeDelta::days(2));
    assert_eq!(calendar.next_working_morning(from), from + TimeDelta::days(1));
    assert!(!calendar.is_working(from));
}

#[test]
fn the_ends_of_time_are_no_panic() {
    for calendar in [sample(), never_open(), round_the_clock()] {
        for at in [DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC] {
            calendar.is_working(at);
            calendar.local(at);
            calendar.holiday(at.date_naive());
            calendar.at_local(at.date_naive(), NaiveTime::MIN);
            for wait in [Wait::ElapsedSecs(i64::MAX), Wait::WorkingSecs(9_999), Wait::WorkingDays(9)] {
                calendar.add(at, wait);
            }
            calendar.next_working_morning(at);
        }
    }
    let from = oslo("2026-11-20 10:00");
    assert!(sample().add_working_secs(from, i64::MAX) > from);
    assert!(sample().add_working_days(from, u32::MAX) > from);
    assert_eq!(sample().add_working_secs(from, -5), from);
}

#[test]
fn a_calendar_survives_json() {
    let text = serde_json::to_string(&sample()).unwrap();
    assert_eq!(serde_json::from_str::<Calendar>(&text).unwrap(), sample());
}

/// Any millisecond of the years 2026 to 2031.
fn moments() -> impl Strategy<Value = DateTime<Utc>> {
    (1_767_225_600_000_i64..1_956_528_000_000).prop_map(|ms| DateTime::from_timestamp_millis(ms).unwrap())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(200) })]

    #[test]
    fn working_time_ends_in_working_time_and_never_before_it_began(from in moments(), secs in 0_i64..400_000) {
        let until = sample().add_working_secs(from, secs);
        prop_assert!(until >= from + TimeDelta::seconds(secs));
        prop_assert!(sample().is_working(until));
    }

    #[test]
    fn waiting_in_two_parts_is_waiting_once(from in moments(), a in 0_i64..200_000, b in 0_i64..200_000) {
        let calendar = sample();
        let parts = calendar.add_working_secs(calendar.add_working_secs(from, a), b);
        prop_assert_eq!(parts, calendar.add_working_secs(from, a + b));
    }

    #[test]
    fn who_starts_later_or_works_longer_is_not_done_earlier(
        from in moments(), later in 0_i64..700_000, secs in 0_i64..200_000, more in 0_i64..200_000,
    ) {
        let calendar = sample();
        let base = calendar.add_working_secs(from, secs);
        prop_assert!(calendar.add_working_secs(from + TimeDelta::seconds(later), secs) >= base);
        prop_assert!(calendar.add_working_secs(from, secs + more) >= base);
        prop_assert!(calendar.next_working_morning(from + TimeDelta::seconds(later)) >= calendar.next_working_morning(from));
    }

    #[test]
    fn the_next_opening_is_the_first_working_moment(from in moments(), between in 0.0_f64..1.0) {
        let calendar = sample();
        let opening = calendar.next_opening(from);
        prop_assert_eq!(calendar.is_working(from), opening == from);
        prop_assert!(calendar.is_working(opening));
        let gap = (opening - from).num_milliseconds();
        if gap > 0 {
            let inside = from + TimeDelta::milliseconds((gap as f64 * between) as i64);
            prop_assert!(inside == opening || !calendar.is_working(inside));
        }
    }

    #[test]
    fn working_days_and_mornings_end_in_working_time_on_a_later_day(from in moments(), days in 1_u32..30) {
        let calendar = sample();
        let until = calendar.add_working_days(from, days);
        prop_assert!(calendar.is_working(until));
        prop_assert!(calendar.local(until).date_naive() >= calendar.local(from).date_naive() + Days::new(u64::from(days)));
        prop_assert!(calendar.is_working(calendar.next_working_morning(from)));
        prop_assert!(calendar.next_working_morning(from) > from);
    }

    #[test]
    fn a_wall_time_read_back_is_itself_outside_the_skipped_hour(at in moments()) {
        let calendar = sample();
        let wall = calendar.local(at);
        let back = calendar.at_local(wall.date_naive(), wall.time());
        prop_assert!(back <= at && at - back <= TimeDelta::hours(1));
        prop_assert_eq!(calendar.local(back).time(), wall.time());
    }
}
