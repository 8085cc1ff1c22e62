//! Time from the words in a mail to the deadline, and working time over the holidays, in Norway.

use chrono::{DateTime, Duration, FixedOffset, NaiveDate, NaiveTime, Utc};
use varsel::calendar::Calendar;
use varsel::policy::Wait;
use varsel::report::moment;

const OSLO: chrono_tz::Tz = chrono_tz::Europe::Oslo;
const AUTHORITY: Wait = Wait::ElapsedSecs(72 * 3_600);

/// As `varsel init` writes it.
fn calendar() -> Calendar {
    let dir = tempfile::tempdir().unwrap();
    varsel::config::init::write(dir.path(), true).unwrap();
    varsel::config::load(&dir.path().join("varsel.toml"), std::iter::empty()).unwrap().policy.calendar
}

/// `2026-10-23 14:30` on the wall.
fn wall(calendar: &Calendar, written: &str) -> DateTime<Utc> {
    let (date, time) = written.split_once(' ').unwrap();
    let date: NaiveDate = date.parse().unwrap();
    calendar.at_local(date, NaiveTime::parse_from_str(time, "%H:%M").unwrap())
}

fn exact(written: &str) -> DateTime<FixedOffset> {
    written.parse().unwrap()
}

#[test]
fn a_discovery_as_people_write_it_ends_72_elapsed_hours_later() {
    let calendar = calendar();
    // As written, when the mail was sent, the deadline.
    let rows = [
        ("23.10.2026 kl. 14.30", "2026-10-23T15:00:00+02:00", "2026-10-26T13:30:00+01:00"),
        ("26.03.2027 kl. 14.30", "2027-03-26T15:00:00+01:00", "2027-03-29T15:30:00+02:00"),
        ("24.12.2026 kl. 16.00", "2026-12-24T17:00:00+01:00", "2026-12-27T16:00:00+01:00"),
        // The hour that stands twice: the earlier instant, +02:00.
        ("25.10.2026 kl. 02.30", "2026-10-25T09:00:00+01:00", "2026-10-28T01:30:00+01:00"),
        ("2026-10-25T02:30+01:00", "2026-10-25T09:00:00+01:00", "2026-10-28T02:30:00+01:00"),
        // The hour that summer time skips: 02.30 is 03.30 on the wall.
        ("28.03.2027 kl. 02.30", "2027-03-28T09:00:00+02:00", "2027-03-31T03:30:00+02:00"),
        ("28.03.2027 kl. 01.30", "2027-03-28T09:00:00+02:00", "2027-03-31T02:30:00+02:00"),
    ];
    for (written, sent, due) in rows {
        let found = moment(written, exact(sent), OSLO).unwrap_or_else(|| panic!("{written}"));
        let at = found.at.with_timezone(&Utc);
        assert_eq!(calendar.add(at, AUTHORITY), exact(due).with_timezone(&Utc), "{written}");
        assert_eq!(calendar.add(at, AUTHORITY) - at, Duration::hours(72), "{written}");
    }
}

#[test]
fn a_time_in_the_doubled_hour_is_the_earlier_for_reports_and_calendar_alike() {
    let calendar = calendar();
    let sent = exact("2026-10-25T09:00:00+01:00");
    for minute in [0, 1, 29, 30, 59] {
        let read = moment(&format!("25.10.2026 kl. 02.{minute:02}"), sent, OSLO).unwrap();
        let placed = wall(&calendar, &format!("2026-10-25 02:{minute:02}"));
        assert_eq!(read.at.with_timezone(&Utc), placed);
        assert_eq!(read.at.offset().local_minus_utc(), 2 * 3_600);
    }
}

#[test]
fn working_time_rests_over_easter_the_national_day_and_christmas() {
    let calendar = calendar();
    let rows = [
        // Easter 2026: Wednesday 1 April closes at noon, work goes on on Tuesday 7 April.
        ("2026-04-01 11:30", Wait::WorkingSecs(3_600), "2026-04-07 08:30"),
        ("2026-04-01 12:00", Wait::NextWorkingMorning, "2026-04-07 08:00"),
        ("2026-04-03 10:00", Wait::WorkingSecs(3_600), "2026-04-07 09:00"),
        ("2026-04-01 10:10", Wait::WorkingDays(1), "2026-04-07 10:10"),
        ("2026-04-01 10:10", Wait::WorkingDays(5), "2026-04-13 10:10"),
        // Easter 2027: the Wednesday is 24 March, work goes on on Tuesday 30 March.
        ("2027-03-24 11:30", Wait::WorkingSecs(3_600), "2027-03-30 08:30"),
        // 17 May 2027 is a Monday, and Whit Monday too; the summer office day ends at three.
        ("2027-05-14 15:30", Wait::WorkingSecs(3_600), "2027-05-18 08:30"),
        ("2027-05-14 10:00", Wait::WorkingDays(1), "2027-05-18 10:00"),
        // 17 May 2028 is a Wednesday.
        ("2028-05-16 14:30", Wait::WorkingSecs(3_600), "2028-05-18 08:30"),
        // 1 May 2026 is a Friday.
        ("2026-04-30 15:30", Wait::WorkingSecs(3_600), "2026-05-04 08:30"),
        // Christmas 2026: Eve is closed by custom, the 25th is a Friday, New Year's Eve closes at noon.
        ("2026-12-23 15:30", Wait::WorkingSecs(3_600), "2026-12-28 08:30"),
        ("2026-12-24 10:00", Wait::NextWorkingMorning, "2026-12-28 08:00"),
        ("2026-12-31 11:30", Wait::WorkingSecs(3_600), "2027-01-04 08:30"),
        ("2026-12-23 10:00", Wait::WorkingDays(2), "2026-12-29 10:00"),
    ];
    for (from, wait, to) in rows {
        assert_eq!(calendar.add(wall(&calendar, from), wait), wall(&calendar, to), "{from} {wait:?}");
    }
}

#[test]
fn the_statutory_clock_asks_no_calendar() {
    let calendar = calendar();
    for from in
        ["2026-04-01 11:30", "2026-05-16 23:59", "2026-12-23 15:30", "2026-10-24 03:00", "2027-03-27 01:59"]
    {
        let from = wall(&calendar, from);
        assert_eq!(calendar.add(from, AUTHORITY) - from, Duration::hours(72));
    }
}
