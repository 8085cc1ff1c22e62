//! When what belongs to the house and not to one case is due: the digest of the day, the week's figures, the year's
//! review (S96). Times of day are those on the organisation's wall, so summer time moves none of them.

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, Utc, Weekday};
use serde::{Deserialize, Serialize};

use crate::calendar::{Calendar, YearDay};
use crate::contacts::Role;

/// A house that is closed for longer than this gets its digest on every day.
const LONGEST_SILENCE_DAYS: u32 = 40;
const MONTHS_AND_DAYS: u32 = 4;

/// `[digest]` of policy.toml.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DigestPolicy {
    /// Nobody: there is no digest, and none whose absence would tell that the program has stopped.
    pub to: Vec<Role>,
    pub daily_at: NaiveTime,
    pub days: DigestDays,
    /// The digest of this day, or the next one after it, has the week's figures too.
    pub weekly_on: Weekday,
    /// The review of the calendar year before this day's; 29 February is the 28th where there is none.
    pub review_on: YearDay,
    /// Nobody: there is no review.
    pub review_to: Vec<Role>,
}

/// On which days the digest comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DigestDays {
    Every,
    /// Days on which the organisation is open.
    Working,
}

impl DigestPolicy {
    /// The first digest after an instant.
    pub fn next_digest(&self, calendar: &Calendar, after: DateTime<Utc>) -> DateTime<Utc> {
        let first = calendar.local(after).date_naive();
        let on = |days: u32| {
            let date = first.checked_add_days(Days::new(u64::from(days)))?;
            Some((date, calendar.at_local(date, self.daily_at))).filter(|(_, at)| *at > after)
        };
        let holds =
            |(date, _): &(NaiveDate, _)| self.days == DigestDays::Every || calendar.is_working_day(*date);
        let fitting = (0..=LONGEST_SILENCE_DAYS).filter_map(on).find(holds);
        let next = fitting.or_else(|| (0..=LONGEST_SILENCE_DAYS).find_map(on));
        next.map_or(DateTime::<Utc>::MAX_UTC, |(_, at)| at)
    }

    /// Whether the digest of now has the week's figures: their day has come since the last digest. The very first has.
    pub fn is_weekly(&self, calendar: &Calendar, last: Option<DateTime<Utc>>, now: DateTime<Utc>) -> bool {
        let Some(last) = last else { return true };
        let today = calendar.local(now).date_naive();
        let day = (0..=7)
            .filter_map(|days| today.checked_sub_days(Days::new(days)))
            .filter(|date| date.weekday() == self.weekly_on)
            .map(|date| calendar.at_local(date, self.daily_at))
            .find(|at| *at <= now);
        day.is_some_and(|at| at > last)
    }

    /// The first review after an instant.
    pub fn next_review(&self, calendar: &Calendar, after: DateTime<Utc>) -> DateTime<Utc> {
        let year = calendar.local(after).year();
        let dates = (year..=year.saturating_add(1)).filter_map(|year| self.review_day(year));
        let mut times = dates.map(|date| calendar.at_local(date, self.daily_at));
        times.find(|at| *at > after).unwrap_or(DateTime::<Utc>::MAX_UTC)
    }

    fn review_day(&self, year: i32) -> Option<NaiveDate> {
        let YearDay { month, day } = self.review_on;
        (0..MONTHS_AND_DAYS).find_map(|less| NaiveDate::from_ymd_opt(year, month, day.saturating_sub(less)))
    }
}

/// The calendar year that a review sent at this instant is of.
pub fn reviewed_year(calendar: &Calendar, at: DateTime<Utc>) -> i32 {
    calendar.local(at).year().saturating_sub(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::{Span, Week};

    fn calendar() -> Calendar {
        let open = || vec![Span { from: 480, to: 960 }];
        let week: Week = [open(), open(), open(), open(), open(), vec![], vec![]];
        Calendar {
            time_zone: chrono_tz::Europe::Oslo,
            week,
            seasons: vec![],
            special_days: vec![],
            closed_dates: vec![],
        }
    }

    fn rule(days: DigestDays) -> DigestPolicy {
        DigestPolicy {
            to: vec![Role::PrivacyOfficer],
            daily_at: NaiveTime::from_hms_opt(8, 0, 0).expect("a time"),
            days,
            weekly_on: Weekday::Mon,
            review_on: YearDay { month: 1, day: 15 },
            review_to: vec![Role::Head],
        }
    }

    fn at(text: &str) -> DateTime<Utc> {
        DateTime::parse_from_rfc3339(text).expect("a time").with_timezone(&Utc)
    }

    #[test]
    fn a_digest_comes_at_the_same_time_on_the_wall_on_each_working_day() {
        use DigestDays::{Every, Working};
        for (days, after, next) in [
            (Working, "2026-03-12T07:59:59+01:00", "2026-03-12T08:00:00+01:00"),
            (Working, "2026-03-12T08:00:00+01:00", "2026-03-13T08:00:00+01:00"),
            // Over a weekend into summer time (29 March 2026), and out of it (25 October).
            (Working, "2026-03-27T08:00:00+01:00", "2026-03-30T08:00:00+02:00"),
            (Working, "2026-10-23T09:00:00+02:00", "2026-10-26T08:00:00+01:00"),
            (Every, "2026-03-28T08:00:00+01:00", "2026-03-29T08:00:00+02:00"),
            // Easter 2026: from Wednesday 1 April to Tuesday 7 April.
            (Working, "2026-04-01T08:00:00+02:00", "2026-04-07T08:00:00+02:00"),
            (Every, "2026-04-01T08:00:00+02:00", "2026-04-02T08:00:00+02:00"),
        ] {
            assert_eq!(rule(days).next_digest(&calendar(), at(after)), at(next), "{days:?} after {after}");
        }
    }

    #[test]
    fn a_house_without_opening_hours_is_not_left_without_a_digest() {
        let mut calendar = calendar();
        calendar.week = Week::default();
        let next = rule(DigestDays::Working).next_digest(&calendar, at("2026-03-12T09:00:00+01:00"));
        assert_eq!(next, at("2026-03-13T08:00:00+01:00"));
    }

    #[test]
    fn the_weeks_figures_come_with_the_first_digest_from_their_day_on() {
        let rule = rule(DigestDays::Working);
        for (last, now, weekly) in [
            ("2026-03-13T08:00:00+01:00", "2026-03-16T08:00:00+01:00", true), // Friday, Monday
            ("2026-03-16T08:00:00+01:00", "2026-03-17T08:00:00+01:00", false),
            ("2026-03-16T08:00:04+01:00", "2026-03-20T08:00:00+01:00", false),
            ("2026-04-01T08:00:00+02:00", "2026-04-07T08:00:00+02:00", true), // Monday is a holiday
            ("2026-03-10T08:00:00+01:00", "2026-03-26T12:00:00+01:00", true), // after an outage
            ("2026-03-16T08:00:00+01:00", "2026-03-23T07:59:00+01:00", false),
        ] {
            assert_eq!(rule.is_weekly(&calendar(), Some(at(last)), at(now)), weekly, "{last} {now}");
        }
        assert!(rule.is_weekly(&calendar(), None, at("2026-03-12T08:00:00+01:00")));
    }

    #[test]
    fn a_review_comes_once_a_year_in_leap_years_too() {
        let mut rule = rule(DigestDays::Working);
        let next = |rule: &DigestPolicy, after| rule.next_review(&calendar(), at(after));
        assert_eq!(next(&rule, "2026-01-15T07:00:00+01:00"), at("2026-01-15T08:00:00+01:00"));
        assert_eq!(next(&rule, "2026-01-15T08:00:00+01:00"), at("2027-01-15T08:00:00+01:00"));
        assert_eq!(reviewed_year(&calendar(), at("2027-01-15T08:00:00+01:00")), 2026);
        rule.review_on = YearDay { month: 2, day: 29 };
        assert_eq!(next(&rule, "2027-01-01T00:00:00+01:00"), at("2027-02-28T08:00:00+01:00"));
        assert_eq!(next(&rule, "2027-12-31T23:59:00+01:00"), at("2028-02-29T08:00:00+01:00"));
    }
}
