//! What happens from one start if nobody answers, read off the steps that the case would have.

use chrono::{DateTime, Duration, Utc};

use super::days::Days;
use super::{Measure, Report};
use crate::case::first::told_first;
use crate::case::obligation::{self, Obligation, ObligationState};
use crate::case::people::{self, Addressee, Who};
use crate::case::steps::{self, Step};
use crate::case::{Assessment, Case, Reporter, Ruling, group};
use crate::contacts::Role;
use crate::policy::{BandName, Bands, ClosedDays, Policy};
use crate::report::{Confidence, Field, Found, Value};

/// What one course shows of one measure.
pub struct Finding {
    pub measure: Measure,
    /// As [`super::Worst::secs`].
    pub secs: Option<i64>,
    pub late: Option<Late>,
}

pub enum Late {
    By(i64),
    Never,
}

pub struct Course {
    pub findings: Vec<Finding>,
    /// Nothing after this instant was looked at.
    pub until: DateTime<Utc>,
}

/// A kind of report whose courses are looked at.
pub struct Subject {
    pub report: Report,
    case: Case,
    /// Who is meant, at work or not, as numbers of persons: the same from every start.
    met: Vec<(Vec<Who>, bool, Met)>,
    /// The same for the first notices.
    first: Vec<(bool, Met)>,
}

/// Whom a mail goes to.
#[derive(Clone, Default)]
struct Met {
    persons: Vec<usize>,
    /// One of them reads it outside opening hours.
    reads_off_hours: bool,
}

/// A step with what the measures need of it.
struct Told {
    name: String,
    at: DateTime<Utc>,
    met: Met,
}

impl Subject {
    pub fn new(report: Report, policy: &Policy) -> Subject {
        let mut case = Case::blank("proof", "PROOF", DateTime::<Utc>::UNIX_EPOCH);
        case.kinds = report.kinds.clone();
        case.reporter = Reporter {
            email: "reporter@example.org".to_owned(),
            language: policy.organisation.language.clone(),
            authenticated: true,
            ..case.reporter
        };
        if report.ict {
            case.report.insert(Field::System, system());
        }
        case.risk.decided = assessment(report.band, &policy.bands);
        let told = Ruling { yes: true, reason: None, exception: None, by: String::new(), at: case.opened_at };
        case.lists = report.shared.then_some(told);
        Subject { report, case, met: Vec::new(), first: Vec::new() }
    }

    /// The case as its report at this time opens it; its obligations are not worked out yet.
    pub fn case_at(&self, at: DateTime<Utc>) -> Case {
        let mut case = self.case.clone();
        set_start(&mut case, at);
        case
    }

    pub fn course(&mut self, policy: &Policy, days: &Days<'_>, start: DateTime<Utc>) -> Course {
        set_start(&mut self.case, start);
        obligation::refresh(&mut self.case, policy, start);
        let first = Told { name: String::new(), at: start, met: self.met_first(policy, days, start) };
        let within = &policy.proof.first_step_within;
        let is_looked_at = |one: &Obligation| {
            one.state == ObligationState::Pending
                && (one.name == obligation::HOLD || one.due_at.is_some() || within.contains_key(&one.name))
        };
        let pending: Vec<Obligation> =
            self.case.obligations.iter().filter(|one| is_looked_at(one)).cloned().collect();
        let told: Vec<Vec<Told>> = pending
            .iter()
            .map(|one| {
                let steps = steps::steps(&self.case, one, policy, start);
                steps.into_iter().map(|step| self.told(step, policy, days)).collect()
            })
            .collect();
        let mut look = Look { policy, days, start, findings: Vec::new(), until: start };
        look.first_contact(&first, &told);
        let is_clock = |one: &Obligation| one.due_at.is_some() && one.name != group::GROUP;
        let clocks: Vec<_> = pending.iter().zip(&told).filter(|(one, _)| is_clock(one)).collect();
        let authority = clocks.iter().find(|(one, _)| one.name == obligation::AUTHORITY);
        let due = authority.and_then(|(one, _)| one.due_at);
        if let Some((_, chain)) = pending.iter().zip(&told).find(|(one, _)| one.name == obligation::HOLD) {
            look.chain(chain, &told, due);
        }
        for (one, told) in clocks {
            look.clock(one, told);
        }
        let is_judged = self.case.obligation(obligation::AUTHORITY).is_some();
        if due.is_none() && !is_judged && policy.bands.get(self.report.band).authority {
            look.found(Measure::Clock(obligation::AUTHORITY.to_owned()), None, Some(Late::Never));
        }
        for (one, told) in pending.iter().zip(&told) {
            look.first_step(one, told);
        }
        if self.report.shared {
            let group = pending.iter().zip(&told).find(|(one, _)| one.name == group::GROUP);
            look.group(group.map(|(one, told)| (one, told.as_slice())));
        }
        Course { findings: look.findings, until: look.until }
    }

    fn told(&mut self, step: Step, policy: &Policy, days: &Days<'_>) -> Told {
        let met = self.met(&step.to, policy, days, step.at);
        Told { name: step.key.step, at: step.at, met }
    }

    /// While nobody answers, who is meant hangs on nothing but whether the house is open.
    fn met(&mut self, who: &[Who], policy: &Policy, days: &Days<'_>, at: DateTime<Utc>) -> Met {
        let working = days.is_working(at);
        if let Some((.., met)) = self.met.iter().find(|(known, open, _)| *open == working && known == who) {
            return met.clone();
        }
        let met = met(people::resolve(&self.case, who, policy, at).iter(), policy);
        self.met.push((who.to_vec(), working, met.clone()));
        met
    }

    fn met_first(&mut self, policy: &Policy, days: &Days<'_>, at: DateTime<Utc>) -> Met {
        let working = days.is_working(at);
        if let Some((_, met)) = self.first.iter().find(|(open, _)| *open == working) {
            return met.clone();
        }
        let told = told_first(&self.case, policy, at);
        let met = met(told.iter().map(|(to, _)| to), policy);
        self.first.push((working, met.clone()));
        met
    }
}

fn met<'a>(told: impl Iterator<Item = &'a Addressee>, policy: &Policy) -> Met {
    let mut met = Met::default();
    for to in told {
        let persons = &policy.contacts.persons;
        let Some(number) = persons.iter().position(|one| one.email == to.recipient.email) else { continue };
        met.persons.push(number);
        let off_hours = &policy.proof.reached_off_hours;
        met.reads_off_hours |=
            persons.get(number).is_some_and(|one| one.roles.iter().any(|role| off_hours.contains(role)));
    }
    met
}

fn set_start(case: &mut Case, at: DateTime<Utc>) {
    (case.opened_at, case.reported_at, case.aware.at) = (at, at, at);
    case.obligations.clear();
}

fn system() -> Found {
    Found {
        value: Value::Text("Fagsystem".to_owned()),
        raw: "Fagsystem".to_owned(),
        source: "body".to_owned(),
        prose: false,
        confidence: Confidence::High,
    }
}

fn assessment(band: BandName, bands: &Bands) -> Option<Assessment> {
    let (likelihood, consequence) = likeliest(band, bands)?;
    let at = DateTime::<Utc>::UNIX_EPOCH;
    Some(Assessment { likelihood, consequence, by: String::new(), at, reason: None })
}

/// S and K of a band's lowest score, as even as can be; none for undecided.
pub fn likeliest(band: BandName, bands: &Bands) -> Option<(u8, u8)> {
    if band == BandName::Undecided {
        return None;
    }
    let score = bands.get(band).from_score.max(1);
    let pair = (1..=5u8).flat_map(|s| (1..=5u8).map(move |k| (s, k)));
    pair.filter(|(s, k)| s * k >= score).min_by_key(|(s, k)| (s * k, s.abs_diff(*k)))
}

/// One course being read.
struct Look<'a> {
    policy: &'a Policy,
    days: &'a Days<'a>,
    start: DateTime<Utc>,
    findings: Vec<Finding>,
    until: DateTime<Utc>,
}

impl Look<'_> {
    fn found(&mut self, measure: Measure, secs: Option<i64>, late: Option<Late>) {
        self.findings.push(Finding { measure, secs, late });
    }

    /// Something that must happen, and by when where there is a limit.
    fn by(&mut self, measure: Measure, at: Option<DateTime<Utc>>, limit: Option<DateTime<Utc>>) {
        let Some(at) = at else { return self.found(measure, None, Some(Late::Never)) };
        self.until = self.until.max(at);
        let late = limit.map(|limit| (at - limit).num_seconds()).filter(|late| *late > 0);
        self.found(measure, Some((at - self.start).num_seconds()), late.map(Late::By));
    }

    /// When a mail is read: at once in working time or by somebody who reads it at any hour, else when they open.
    fn read_at(&self, told: &Told) -> Option<DateTime<Utc>> {
        match told.met.persons.is_empty() {
            true => None,
            false if told.met.reads_off_hours => Some(told.at),
            false => Some(self.days.next_opening(told.at)),
        }
    }

    fn first_contact(&mut self, first: &Told, told: &[Vec<Told>]) {
        let all = told.iter().flatten().chain([first]);
        let read = all.filter_map(|one| self.read_at(one)).min();
        let limit = self.start + Duration::seconds(self.policy.proof.first_contact_within_secs);
        self.by(Measure::FirstContact, read, Some(limit));
    }

    /// The first line, the stand-in, the head. Stand-in and head may be told by any step, and must be while somebody
    /// can still act; their own step comes within the length of the clock after the first line had its time.
    fn chain(&mut self, chain: &[Told], told: &[Vec<Told>], due: Option<DateTime<Utc>>) {
        let step = |name: &str| chain.iter().find(|one| one.name == name && !one.met.persons.is_empty());
        let held = step("hold");
        let limit = self.start + Duration::seconds(self.policy.proof.held_within_secs);
        self.by(Measure::Hold, held.map(|one| one.at), Some(limit));
        let first_line = held.map_or(&[][..], |one| &one.met.persons);
        let fresh = |one: &&Told| one.met.persons.iter().any(|person| !first_line.contains(person));
        let is_head = |person: &usize| {
            self.policy.contacts.persons.get(*person).is_some_and(|one| one.roles.contains(&Role::Head))
        };
        let head = |one: &&Told| one.met.persons.iter().any(is_head);
        let all = || told.iter().flatten();
        let found = [
            (Measure::StandIn, step("stand-in").filter(fresh), all().filter(fresh).map(|one| one.at).min()),
            (Measure::Head, step("head"), all().filter(head).map(|one| one.at).min()),
        ];
        let margin = Duration::seconds(self.policy.proof.notice_margin_secs);
        let hold_at = held.map_or(self.start, |one| one.at);
        for (measure, own, any) in found {
            let limit = due.map(|due| due - margin);
            let own_limit = due.map(|due| hold_at + (due - self.start) - margin);
            let own_late = own.zip(own_limit).is_some_and(|(own, limit)| own.at > limit);
            match own {
                Some(own) if own_late => self.by(measure, Some(own.at), own_limit),
                Some(_) => self.by(measure, any, limit),
                None => self.by(measure, None, limit),
            }
        }
    }

    /// A statutory clock: as long as its law says, with a reminder in time, and somebody told when it has run out.
    fn clock(&mut self, one: &Obligation, told: &[Told]) {
        let Some(due) = one.due_at else { return };
        self.until = self.until.max(due);
        let name = || one.name.clone();
        // Limits in months, or with a second limit, end where the obligation says.
        let terms = one.terms.as_deref();
        let plain = terms.filter(|one| one.at_latest.is_none() && one.closed_days == ClosedDays::Count);
        let offset = plain.and_then(|terms| terms.offset_secs);
        let off = offset.map(|offset| (due - one.triggered_at).num_seconds() - offset);
        let wrong = off.filter(|off| *off != 0);
        self.found(Measure::Clock(name()), Some((due - self.start).num_seconds()), wrong.map(Late::By));
        let limit = due - Duration::seconds(self.policy.proof.notice_margin_secs);
        let reminded: Vec<_> =
            told.iter().filter(|told| told.at < due).filter_map(|told| self.read_at(told)).collect();
        let in_time = reminded.iter().filter(|read| **read <= limit).max();
        let late = match reminded.iter().min() {
            _ if in_time.is_some() => None,
            Some(read) => Some(Late::By((*read - limit).num_seconds())),
            None => Some(Late::Never),
        };
        self.until = reminded.iter().copied().fold(self.until, DateTime::max);
        let left = in_time.map(|read| (due - *read).num_seconds());
        self.found(Measure::LastReminder(name()), left, late);
        let after = told.iter().find(|told| told.at >= due && !told.met.persons.is_empty()).map(|one| one.at);
        self.by(Measure::Overdue(name()), after, None);
    }

    /// Summoned by the program itself when its time is out; else when somebody is first asked to.
    fn group(&mut self, group: Option<(&Obligation, &[Told])>) {
        let asked = |told: &[Told]| {
            let met = told.iter().filter(|told| !told.met.persons.is_empty());
            met.filter_map(|told| self.read_at(told)).min()
        };
        let founded = group.and_then(|(one, told)| match self.policy.group.summon_by_itself {
            true => one.due_at,
            false => asked(told),
        });
        let limit = self.policy.calendar.add(self.start, self.policy.proof.group_within);
        self.until = self.until.max(limit);
        self.by(Measure::Group, founded, Some(limit));
    }

    fn first_step(&mut self, one: &Obligation, told: &[Told]) {
        let Some(within) = self.policy.proof.first_step_within.get(&one.name) else { return };
        let limit = self.policy.calendar.add(self.start, *within);
        self.until = self.until.max(limit);
        let first = told.iter().filter(|told| !told.met.persons.is_empty()).map(|told| told.at).min();
        self.by(Measure::FirstStep(one.name.clone()), first, Some(limit));
    }
}

/// The line of the policy that says who, where something never happens.
pub fn line_of_never(measure: &Measure, report: &Report, policy: &Policy, start: DateTime<Utc>) -> String {
    match measure {
        Measure::Hold if !policy.calendar.is_working(start) && report.band == BandName::Undecided => {
            let ict = if report.ict { "_ict" } else { "" };
            format!("tell.new_case_off_hours{ict}")
        }
        Measure::Hold => format!("band.{}.hold.holders", report.band.name()),
        Measure::StandIn => "tell.stand_ins".to_owned(),
        Measure::Head => "tell.fallback".to_owned(),
        Measure::Group => "group.to".to_owned(),
        Measure::FirstStep(name) => format!("proof.first_step_within.{name}"),
        measure => line(measure, report, policy, start),
    }
}

/// The line of the policy that decides a measure.
pub fn line(measure: &Measure, report: &Report, policy: &Policy, start: DateTime<Utc>) -> String {
    let band = report.band.name();
    let rule = &policy.bands.get(report.band).hold;
    let working = policy.calendar.is_working(start);
    match measure {
        Measure::Calendar => "calendar.hours".to_owned(),
        Measure::FirstContact if report.ict && !working => "tell.new_case_off_hours_ict".to_owned(),
        Measure::FirstContact if !working => "tell.new_case_off_hours".to_owned(),
        Measure::FirstContact => "tell.new_case".to_owned(),
        Measure::Hold if rule.within_off_hours.is_some() && !working => {
            format!("band.{band}.hold.within_off_hours")
        }
        Measure::Hold => format!("band.{band}.hold.within"),
        Measure::StandIn => format!("band.{band}.hold.stand_in_after"),
        Measure::Head => format!("band.{band}.hold.head_after"),
        Measure::Group => "group.found_within".to_owned(),
        Measure::FirstStep(name) if name == obligation::LISTS => "tell.lists_ask_after".to_owned(),
        Measure::FirstStep(name) => format!("proof.first_step_within.{name}"),
        Measure::LastReminder(name) if name != obligation::AUTHORITY => format!("regime.{name}.before"),
        Measure::LastReminder(_) => format!("band.{band}.before"),
        Measure::Overdue(name) if name != obligation::AUTHORITY => format!("regime.{name}.overdue"),
        Measure::Overdue(_) => format!("band.{band}.overdue"),
        Measure::Clock(name) => format!("regime.{name}"),
    }
}
