//! Proves the policy: from no hour to come would the first human contact, the stand-in, the head, a further obligation's
//! first step or the last reminder of the statutory notice come too late, if nobody answered at all.
//!
//! What happens from a start is worked out by the very code that decides ([`crate::case::obligation::refresh`],
//! [`crate::case::steps::steps`], [`crate::case::people::resolve`]); here it is only looked at. A start's course hangs
//! on the calendar of the days ahead and on nothing else of the date, so one course stands for all starts at that time
//! of day whose days ahead look the same.

mod course;
mod days;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use super::{BandName, Policy};
use crate::case::{Case, Classification, Told, obligation};
use crate::report::Kind;
pub use course::likeliest;
use course::{Finding, Late, Subject};
use days::Days;

/// No working time for longer than so many days is a hole of its own, and nothing else is worked out.
const LONGEST_CLOSURE_DAYS: usize = 60;

/// What is worked out from each start.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Measure {
    /// There is working time at all.
    Calendar,
    /// A mail has met somebody who reads it.
    FirstContact,
    /// Somebody must have the case in hand.
    Hold,
    /// Somebody is told who is not of the first line.
    StandIn,
    Head,
    /// The action group is founded, where other parties are involved (S10).
    Group,
    /// The first step of an obligation, by its name.
    FirstStep(String),
    /// The last reminder that meets somebody in time to act, as the time left to the deadline of this clock.
    LastReminder(String),
    /// Somebody is told that the deadline of this clock has passed.
    Overdue(String),
    /// This clock runs, and for as long as its law says.
    Clock(String),
}

/// A report that arrives: what varies besides the time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    pub band: BandName,
    pub kinds: BTreeSet<Kind>,
    /// It names a system.
    pub ict: bool,
    /// Other parties have been told of it: then there must be a group (S9).
    pub shared: bool,
}

/// The worst that can happen to one measure in one band.
#[derive(Clone, Debug, PartialEq)]
pub struct Worst {
    pub measure: Measure,
    /// The first start of those that are equally bad.
    pub start: DateTime<Utc>,
    pub report: Report,
    /// After the report; for a last reminder what is left to the deadline. None: never.
    pub secs: Option<i64>,
    /// It is the same from every start.
    pub always: bool,
}

/// A hole in the policy.
#[derive(Clone, Debug, PartialEq)]
pub struct Violation {
    pub measure: Measure,
    /// The worst start.
    pub start: DateTime<Utc>,
    pub report: Report,
    /// None: it never happens.
    pub late_secs: Option<i64>,
    /// How many starts are too late, over all kinds of report of this band.
    pub starts: usize,
    /// The line of the policy to change, `band.medium.hold.within`.
    pub key: String,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Proof {
    pub from: DateTime<Utc>,
    pub hours: u32,
    /// Reports looked at: each start in each band and of each kind.
    pub reports: usize,
    /// One for each measure, band and line of the policy.
    pub violations: Vec<Violation>,
    /// One for each measure and band.
    pub worst: Vec<Worst>,
}

impl Proof {
    pub fn holds(&self) -> bool {
        self.violations.is_empty()
    }
}

/// What one report leads to: each measure with its seconds, as in [`Worst::secs`].
pub fn foresee(policy: &Policy, report: &Report, start: DateTime<Utc>) -> Vec<(Measure, Option<i64>)> {
    let days = Days::new(policy, start, 1);
    let course = Subject::new(report.clone(), policy).course(policy, &days, start);
    course.findings.into_iter().map(|one| (one.measure, one.secs)).collect()
}

/// Looks at a report at every full hour from `from` on, and at the last minute before each opening and closing.
pub fn prove(policy: &Policy, from: DateTime<Utc>, hours: u32) -> Proof {
    let days = Days::new(policy, from, hours);
    let mut tally = Tally { policy, worst: BTreeMap::new(), violations: BTreeMap::new() };
    let mut reports = 0;
    match days.longest_closure() {
        Some((start, days)) if days > LONGEST_CLOSURE_DAYS => tally.closed(start, days),
        _ => {
            for subject in subjects(policy) {
                reports += look(policy, &days, subject, &mut tally);
            }
            tally.never_seen(from);
        }
    }
    Proof {
        from,
        hours,
        reports,
        violations: tally.violations.into_values().collect(),
        worst: tally.worst.into_values().collect(),
    }
}

/// Every band with every kind of report. Security always concerns ICT.
fn subjects(policy: &Policy) -> impl Iterator<Item = Subject> + '_ {
    let bands = [BandName::Undecided, BandName::Low, BandName::Medium, BandName::High, BandName::Critical];
    let kinds = [
        (vec![Kind::Privacy], false, false),
        (vec![Kind::Privacy], true, false),
        (vec![Kind::Security], true, false),
        (vec![Kind::Security], true, true),
        (vec![Kind::Privacy, Kind::Security], true, false),
    ];
    bands.into_iter().flat_map(move |band| {
        kinds.clone().into_iter().map(move |(kinds, ict, shared)| {
            Subject::new(Report { band, kinds: kinds.into_iter().collect(), ict, shared }, policy)
        })
    })
}

/// A course and all starts that it stands for.
struct Known {
    /// The look of the days that it hangs on, the start's first.
    window: Vec<u16>,
    findings: Vec<Finding>,
    start: DateTime<Utc>,
    starts: usize,
}

/// All starts of one kind of report; says how many.
fn look(policy: &Policy, days: &Days, mut subject: Subject, tally: &mut Tally<'_>) -> usize {
    let mut known: Vec<Vec<Known>> = Vec::new();
    known.resize_with(days.slots(), Vec::new);
    for start in days.starts() {
        let ahead = days.looks(start.day);
        let Some(slot) = known.get_mut(start.slot) else { continue };
        if let Some(same) = slot.iter_mut().find(|one| ahead.starts_with(&one.window)) {
            same.starts += 1;
            continue;
        }
        let course = subject.course(policy, days, start.at);
        let window = days.window(start.day, course.until);
        slot.push(Known { window, findings: course.findings, start: start.at, starts: 1 });
    }
    for one in known.into_iter().flatten() {
        for finding in one.findings {
            tally.take(finding, &subject.report, one.start, one.starts);
        }
    }
    days.starts().len()
}

/// The worst of all courses so far.
struct Tally<'a> {
    policy: &'a Policy,
    worst: BTreeMap<(Measure, BandName), Worst>,
    violations: BTreeMap<(Measure, BandName, String), Violation>,
}

impl Tally<'_> {
    fn take(&mut self, finding: Finding, report: &Report, start: DateTime<Utc>, starts: usize) {
        let Finding { measure, secs, late } = finding;
        // Never is worse than late, late than in time; of two alike the earlier is named.
        let rank = |secs: Option<i64>, start| (secs.unwrap_or(i64::MAX), std::cmp::Reverse(start));
        if let Some(late) = late {
            let late_secs = match late {
                Late::By(secs) => Some(secs),
                Late::Never => None,
            };
            let key = match late_secs {
                Some(_) => course::line(&measure, report, self.policy, start),
                None => course::line_of_never(&measure, report, self.policy, start),
            };
            let place = (measure.clone(), report.band, key.clone());
            let one = Violation {
                measure: measure.clone(),
                start,
                report: report.clone(),
                late_secs,
                starts: 0,
                key,
            };
            let known = self.violations.entry(place).or_insert_with(|| one.clone());
            let before = known.starts;
            if rank(late_secs, start) > rank(known.late_secs, known.start) {
                *known = one;
            }
            known.starts = before + starts;
        }
        let one = Worst { measure: measure.clone(), start, report: report.clone(), secs, always: true };
        let known = self.worst.entry((measure, report.band)).or_insert_with(|| one.clone());
        let always = known.always && known.secs == secs;
        if rank(secs, start) > rank(known.secs, known.start) {
            *known = one;
        }
        known.always = always;
    }

    fn closed(&mut self, start: DateTime<Utc>, days: usize) {
        let report = Report {
            band: BandName::Undecided,
            kinds: BTreeSet::from([Kind::Privacy]),
            ict: false,
            shared: false,
        };
        let secs = i64::try_from(days).unwrap_or(i64::MAX).saturating_mul(86_400);
        let late = Some(Late::By(secs));
        self.take(Finding { measure: Measure::Calendar, secs: Some(secs), late }, &report, start, 1);
    }

    /// A house without contact lists or controllers owes them nothing, and its policy may still say when.
    fn has_nobody_to_tell(&self, name: &str) -> bool {
        let contacts = &self.policy.contacts;
        match name {
            obligation::LISTS => contacts.contacts.is_empty(),
            obligation::CONTROLLERS => {
                contacts.controllers.is_empty() && contacts.joint_controllers.is_empty()
            }
            _ => false,
        }
    }

    /// What the policy names and no case ever gets: a clock that nothing keeps, a step that is never taken.
    fn never_seen(&mut self, start: DateTime<Utc>) {
        let seen = obligations_of_all_cases(self.policy, start);
        let is_ahead = |name: &&String| !seen.contains(*name);
        // A law that has ended may stand there for the cases of its time.
        let day = self.policy.calendar.local(start).date_naive();
        let regimes = self.policy.regimes.iter();
        let laws = regimes.filter(|(_, one)| one.valid_to.is_none_or(|end| end > day)).map(|(name, _)| name);
        let clocks = laws.filter(is_ahead).cloned().map(Measure::Clock);
        let steps = self.policy.proof.first_step_within.keys().filter(is_ahead);
        let steps = steps.filter(|name| !self.has_nobody_to_tell(name)).cloned();
        let never: Vec<Measure> = clocks.chain(steps.map(Measure::FirstStep)).collect();
        let report = Report {
            band: BandName::Undecided,
            kinds: BTreeSet::from([Kind::Privacy]),
            ict: false,
            shared: false,
        };
        for measure in never {
            self.take(Finding { measure, secs: None, late: Some(Late::Never) }, &report, start, 1);
        }
    }
}

/// The names of all obligations that any case can have, each trigger tried, at the latest day that a law begins on.
fn obligations_of_all_cases(policy: &Policy, at: DateTime<Utc>) -> BTreeSet<String> {
    let last = policy.regimes.values().map(|regime| regime.valid_from).max();
    let at = last.map_or(at, |day| at.max(policy.calendar.at_local(day, chrono::NaiveTime::MIN)));
    let told = Told { at, reference: None, by: String::new() };
    let reached = Classification { reached: true, at, reason: None, by: String::new() };
    let mut names = BTreeSet::new();
    let mut collect = |case: &Case| names.extend(case.obligations.iter().map(|one| one.name.clone()));
    for subject in subjects(policy) {
        let mut case = subject.case_at(at);
        obligation::refresh(&mut case, policy, at);
        collect(&case);
        // The first notice was sent and the rest is owed; every law's threshold is reached, every report sent.
        case.authority_told = Some(told.clone());
        for (name, regime) in &policy.regimes {
            case.classified.extend(regime.group.clone().map(|group| (group, reached.clone())));
            let starts_another = policy.regimes.values().any(|one| one.after.as_ref() == Some(name));
            case.submissions.extend(starts_another.then(|| (name.clone(), told.clone())));
        }
        obligation::refresh(&mut case, policy, at);
        collect(&case);
    }
    names
}
