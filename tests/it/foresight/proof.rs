//! The proof of the policy: holds for the sample, finds each hole, and foretells what `decide` does.

use std::collections::BTreeSet;
use std::time::Instant;

use chrono::{DateTime, Duration, Utc};
use varsel::contacts::Role;
use varsel::policy::proof::{Measure, Report, foresee, prove};
use varsel::policy::{BandName, Policy};
use varsel::report::Kind;

use super::broken::broken;
use super::course::{Course, play};
use super::sample;

const TWO_YEARS_HOURS: u32 = 2 * 8_760;
const BANDS: [BandName; 5] =
    [BandName::Undecided, BandName::Low, BandName::Medium, BandName::High, BandName::Critical];

fn from() -> DateTime<Utc> {
    "2026-11-22T12:00:00Z".parse().unwrap()
}

fn kinds() -> [(BTreeSet<Kind>, bool); 4] {
    [
        (BTreeSet::from([Kind::Privacy]), false),
        (BTreeSet::from([Kind::Privacy]), true),
        (BTreeSet::from([Kind::Security]), true),
        (BTreeSet::from([Kind::Privacy, Kind::Security]), true),
    ]
}

/// A seeded row of numbers: the same starts on each run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }
}

#[test]
fn the_sample_policy_holds_from_every_hour_of_the_next_two_years() {
    let policy = sample();
    let start = Instant::now();
    let proof = prove(&policy, from(), TWO_YEARS_HOURS);
    eprintln!("{} reports in {:?}", proof.reports, start.elapsed());
    assert!(proof.holds(), "{:#?}", proof.violations);
    assert!(proof.reports > 20 * TWO_YEARS_HOURS as usize, "{}", proof.reports);
    for band in BANDS {
        for measure in [Measure::FirstContact, Measure::Hold, Measure::StandIn, Measure::Head] {
            let known = proof.worst.iter().any(|one| one.measure == measure && one.report.band == band);
            assert!(known, "{measure:?} {band:?}");
        }
    }
    let hold = |band| proof.worst.iter().find(|one| one.measure == Measure::Hold && one.report.band == band);
    // An hour of working time that is not over at noon on the Wednesday before Easter ends on the Tuesday after.
    let medium = hold(BandName::Medium).unwrap();
    let wall = policy.calendar.local(medium.start).format("%Y-%m-%d %H:%M").to_string();
    assert_eq!((wall.as_str(), medium.secs), ("2028-04-12 11:00", Some(507_600)), "{medium:?}");
}

#[test]
fn a_house_without_contact_lists_owes_them_no_step() {
    let mut policy = sample();
    policy.contacts.contacts.clear();
    let proof = prove(&policy, from(), 14 * 24);
    assert!(proof.holds(), "{:#?}", proof.violations);
}

#[test]
fn each_hole_is_found_and_named_by_its_line() {
    for (what, break_it, measure, key) in broken() {
        let mut policy = sample();
        break_it(&mut policy);
        // Easter, 1 May, Ascension, 17 May, Pentecost and the summer are in it.
        let proof = prove(&policy, "2027-03-20T00:00:00Z".parse().unwrap(), 150 * 24);
        let found = proof.violations.iter().find(|one| one.measure == measure && one.key == key);
        let all: Vec<_> = proof.violations.iter().map(|one| (&one.measure, &one.key)).collect();
        assert!(found.is_some_and(|one| one.starts > 0), "{what}: {all:?}");
        if let Some(late) = found.and_then(|one| one.late_secs) {
            assert!(late > 0, "{what}: {late}");
        }
    }
}

#[test]
fn the_worst_case_is_that_of_a_start_and_no_other_start_is_worse() {
    let policy = sample();
    let from = "2027-03-20T00:00:00Z".parse().unwrap();
    let proof = prove(&policy, from, 240);
    let secs = |report: &Report, start, measure: &Measure| {
        foresee(&policy, report, start).into_iter().find(|(known, _)| known == measure).map(|(_, secs)| secs)
    };
    for one in &proof.worst {
        assert_eq!(secs(&one.report, one.start, &one.measure), Some(one.secs), "{one:?}");
    }
    for hour in (0..240).step_by(7) {
        let start = from + Duration::hours(hour);
        for (band, (kinds, ict)) in BANDS.into_iter().flat_map(|band| kinds().map(|kind| (band, kind))) {
            let report = Report { band, kinds, ict, shared: false };
            for (measure, found) in foresee(&policy, &report, start) {
                let worst = proof.worst.iter().find(|one| one.measure == measure && one.report.band == band);
                assert!(found <= worst.unwrap().secs, "{start} {report:?} {measure:?}: {found:?}, {worst:?}");
            }
        }
    }
}

#[test]
fn what_is_foreseen_from_five_hundred_starts_is_what_the_program_does() {
    let sample = sample();
    let mut asleep = sample.clone();
    asleep.proof.reached_off_hours.clear();
    let mut numbers = Numbers(17);
    for _ in 0..500 {
        let start = from() + Duration::minutes(numbers.below(u64::from(TWO_YEARS_HOURS) * 60) as i64);
        let band = BANDS[numbers.below(5) as usize];
        let (kinds, ict) = kinds()[numbers.below(4) as usize].clone();
        let report = Report { band, kinds, ict, shared: false };
        let policy = if numbers.below(2) == 0 { &sample } else { &asleep };
        compare(policy, &report, start);
    }
}

/// Mails that fall due within the time of bundling may come along earlier, never later.
fn compare(policy: &Policy, report: &Report, start: DateTime<Utc>) {
    let course = play(policy, report, start, Duration::days(30));
    let reads = |email: &str| {
        let person = policy.contacts.person_by_email(email)?;
        Some(person.roles.iter().any(|role| policy.proof.reached_off_hours.contains(role)))
    };
    let read_at = |at, email: &str| {
        reads(email).map(|off_hours| if off_hours { at } else { policy.calendar.next_opening(at) })
    };
    let to = |role: Role| policy.contacts.holders(role).next().unwrap().email.clone();
    let first_to = |role: Role| {
        let email = to(role);
        course.mails.iter().find(|(at, known, _)| *at > start && *known == email).map(|(at, ..)| *at)
    };
    for (measure, secs) in foresee(policy, report, start) {
        let found = match &measure {
            Measure::FirstContact => {
                course.mails.iter().filter_map(|(at, email, _)| read_at(*at, email)).min()
            }
            Measure::Hold => course.step("hold", "hold"),
            Measure::StandIn => first_to(Role::PrivacyOfficerDeputy),
            Measure::Head => first_to(Role::Head),
            Measure::FirstStep(name) => course.step(name, "ask"),
            Measure::Overdue(name) => course.step(name, "due"),
            Measure::Clock(name) => course.due(name),
            Measure::LastReminder(name) => {
                let left = last_reminder(policy, &course, name, read_at);
                assert_eq!(left, secs, "{start} {report:?} {measure:?}");
                continue;
            }
            Measure::Calendar | Measure::Group => None,
        };
        let found = found.map(|at| (at - start).num_seconds());
        let (found, secs) = (found.unwrap_or(i64::MAX), secs.unwrap_or(i64::MAX));
        assert!(
            found <= secs && secs - found <= 600,
            "{start} {report:?} {measure:?}: {found}, foreseen {secs}"
        );
    }
}

fn last_reminder(
    policy: &Policy,
    course: &Course,
    name: &str,
    read_at: impl Fn(DateTime<Utc>, &str) -> Option<DateTime<Utc>>,
) -> Option<i64> {
    let due = course.due(name)?;
    let limit = due - Duration::seconds(policy.proof.notice_margin_secs);
    let of_clock = |at: &DateTime<Utc>| {
        *at < due && course.steps.iter().any(|step| step.obligation == name && step.taken == *at)
    };
    let mails = course.mails.iter().filter(|(at, ..)| of_clock(at));
    let read = mails.filter_map(|(at, email, _)| read_at(*at, email)).filter(|read| *read <= limit).max();
    read.map(|read| (due - read).num_seconds())
}

#[test]
fn a_law_is_in_force_from_midnight_here() {
    let mut policy = sample();
    policy.regimes.get_mut("gdpr33").unwrap().valid_from = "2027-01-01".parse().unwrap();
    let report = Report {
        band: BandName::Undecided,
        kinds: BTreeSet::from([Kind::Privacy]),
        ict: false,
        shared: false,
    };
    let clock = |at: &str| {
        let found = foresee(&policy, &report, at.parse().unwrap());
        found.into_iter().find(|(measure, _)| *measure == Measure::Clock("gdpr33".to_owned())).unwrap().1
    };
    assert_eq!(clock("2026-12-31T23:59:00+01:00"), None);
    assert_eq!(clock("2027-01-01T00:00:00+01:00"), Some(72 * 3_600));
}

#[test]
fn two_reminders_within_one_hour_are_two_mails() {
    let mut policy = sample();
    let last = policy.bands.undecided.before.last().unwrap().clone();
    let more = [5_400, 1_800].map(|before_secs| varsel::policy::BeforeStep { before_secs, ..last.clone() });
    policy.bands.undecided.before.extend(more);
    let report = Report {
        band: BandName::Undecided,
        kinds: BTreeSet::from([Kind::Privacy]),
        ict: false,
        shared: false,
    };
    let course = play(&policy, &report, from(), Duration::days(4));
    let mut keys: Vec<_> = course.mails.iter().map(|(_, email, key)| (email, key)).collect();
    let all = keys.len();
    keys.sort_unstable();
    keys.dedup();
    assert_eq!(keys.len(), all, "two mails have one once-only key: {keys:?}");
}

#[test]
fn the_action_group_is_founded_within_working_time_from_every_start() {
    let policy = sample();
    let proof = prove(&policy, from(), TWO_YEARS_HOURS);
    let worst = proof.worst.iter().filter(|one| one.measure == Measure::Group).max_by_key(|one| one.secs);
    let worst = worst.expect("the group is looked at");
    // The worst start lies before a long closure, and the group is founded in the first hours after it.
    let founded = worst.start + Duration::seconds(worst.secs.expect("founded"));
    assert!(policy.calendar.is_working(founded), "{founded}");
    assert!(worst.secs > Some(4 * 86_400), "{worst:?}");
    assert_eq!(proof.violations, Vec::new());
}
