//! Policies with one hole each, and how it is named.

use varsel::contacts::Role;
use varsel::policy::proof::Measure::{self, *};
use varsel::policy::{BeforeStep, Policy, Regime, Trigger, Wait};

/// What is broken, how, the measure, and the line of the policy.
pub type Broken = (&'static str, fn(&mut Policy), Measure, &'static str);

const DAY: i64 = 86_400;

pub fn broken() -> Vec<Broken> {
    let authority = || "gdpr33".to_owned();
    vec![
        ("nobody is told of a new case", |it| it.tell.new_case.clear(), FirstContact, "tell.new_case"),
        (
            "nobody has the tasks of the officer at night where ICT is concerned",
            |it| it.tell.new_case_off_hours_ict.clear(),
            Hold,
            "tell.new_case_off_hours_ict",
        ),
        (
            "nobody reads mail at night",
            |it| it.proof.reached_off_hours.clear(),
            FirstContact,
            "tell.new_case_off_hours",
        ),
        (
            "the first line has a fortnight",
            |it| it.bands.high.hold.within = Wait::ElapsedSecs(14 * DAY),
            Hold,
            "band.high.hold.within",
        ),
        (
            "the house is closed for four weeks, and a medium case waits for the morning",
            |it| close(it, "2027-07-05", 28),
            Hold,
            "band.medium.hold.within_off_hours",
        ),
        (
            "the group has a week to be founded",
            |it| it.group.found_within = Wait::ElapsedSecs(7 * DAY),
            Group,
            "group.found_within",
        ),
        ("the house is closed for a quarter", |it| close(it, "2027-06-01", 92), Calendar, "calendar.hours"),
        ("the house never opens", |it| it.calendar.week = Default::default(), Calendar, "calendar.hours"),
        (
            "the stand-in comes after the deadline",
            |it| it.bands.high.hold.stand_in_after = Wait::ElapsedSecs(10 * DAY),
            StandIn,
            "band.high.hold.stand_in_after",
        ),
        (
            "the head comes after the deadline",
            |it| it.bands.critical.hold.head_after = Wait::WorkingDays(4),
            Head,
            "band.critical.hold.head_after",
        ),
        (
            "the officer is the own stand-in and the head",
            |it| it.contacts.persons.retain(|one| one.roles.contains(&Role::Head)),
            StandIn,
            "tell.stand_ins",
        ),
        (
            "all reminders come after the deadline",
            |it| it.bands.medium.before.iter_mut().for_each(|step| step.before_secs = -3_600),
            LastReminder(authority()),
            "band.medium.before",
        ),
        (
            "only the officer is reminded, and only in the last half hour",
            |it| {
                it.bands.medium.before =
                    vec![BeforeStep { before_secs: 1_800, to: vec![Role::PrivacyOfficer] }]
            },
            LastReminder(authority()),
            "band.medium.before",
        ),
        (
            "nobody is told that the deadline has passed",
            |it| it.bands.undecided.overdue = None,
            Overdue(authority()),
            "band.undecided.overdue",
        ),
        (
            "the law comes into force in a year",
            |it| it.regimes.get_mut("gdpr33").unwrap().valid_from = "2027-11-01".parse().unwrap(),
            Clock(authority()),
            "regime.gdpr33",
        ),
        (
            "a law that no case keeps",
            |it| {
                let (trigger, after) = (Trigger::Submitted, Some("tredje".to_owned()));
                let one = Regime { trigger, after, ..it.regimes["gdpr33"].clone() };
                it.regimes.insert("andre".to_owned(), one);
            },
            Clock("andre".to_owned()),
            "regime.andre",
        ),
        (
            "another law's clock without a reminder",
            |it| {
                let one = Regime { offset_secs: Some(DAY), ..it.regimes["gdpr33"].clone() };
                it.regimes.insert("andre".to_owned(), one);
            },
            LastReminder("andre".to_owned()),
            "regime.andre.before",
        ),
        (
            "another law's end that nobody is told of",
            |it| {
                let before = vec![BeforeStep { before_secs: 7_200, to: vec![Role::Head] }];
                let one = Regime { before, ..it.regimes["gdpr33"].clone() };
                it.regimes.insert("andre".to_owned(), one);
            },
            Overdue("andre".to_owned()),
            "regime.andre.overdue",
        ),
        (
            "the lists are asked about after a week",
            |it| it.tell.lists_ask_after = vec![Wait::ElapsedSecs(7 * DAY)],
            FirstStep("lists".to_owned()),
            "tell.lists_ask_after",
        ),
        (
            "a group that is never founded",
            |it| {
                it.proof.first_step_within.insert("some-group".to_owned(), Wait::ElapsedSecs(3 * DAY));
            },
            FirstStep("some-group".to_owned()),
            "proof.first_step_within.some-group",
        ),
    ]
}

fn close(policy: &mut Policy, from: &str, days: u64) {
    let from: chrono::NaiveDate = from.parse().unwrap();
    policy.calendar.closed_dates.extend((0..days).map(|day| from + chrono::Days::new(day)));
}
