//! The steps of each obligation as due times: what the policy's table says, for this case.

mod group;

use chrono::{DateTime, Datelike, Duration, Utc};

use super::Case;
use super::notice::StepKey;
use super::obligation::{self, Obligation, ObligationState};
use super::parties;
use super::people::Who;
use crate::contacts::Role;
use crate::phrase::Phrase;
use crate::policy::{BandName, Policy, Regime, Wait};

/// How grave a step is: it chooses the text, and only plain reminders can be held back by the cap.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gravity {
    /// Asks somebody outside the handling (the reporter, a measure's owner).
    Ask,
    Reminder,
    /// A reminder that the law's clock demands: never held back.
    Statutory,
    Escalation,
    Overdue,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    pub key: StepKey,
    pub at: DateTime<Utc>,
    pub to: Vec<Who>,
    pub gravity: Gravity,
    /// The sentence for the mail and the history.
    pub what: Phrase,
}

/// A recurring step names at most this many missed times after an outage; the notice is one in any case.
const MISSED_NAMED_MAX: u32 = 12;

/// All steps of a pending obligation that have not been taken: those with a fixed time, the recurring ones that were
/// missed up to `now`, and the next one after.
pub fn steps(case: &Case, obligation: &Obligation, policy: &Policy, now: DateTime<Utc>) -> Vec<Step> {
    if obligation.state != ObligationState::Pending {
        return Vec::new();
    }
    let plan = Plan { case, obligation, policy, now };
    let mut steps = match obligation.name.as_str() {
        obligation::HOLD => plan.hold(),
        obligation::AUTHORITY => plan.authority(),
        obligation::PERSONS => plan.persons(),
        obligation::SUPPLEMENT => plan.asked("step_supplement"),
        obligation::REGISTER => plan.register(),
        obligation::LISTS => plan.lists(),
        obligation::INFORMATION => plan.information(),
        obligation::EVALUATION => plan.evaluation(),
        super::group::GROUP | super::group::CONTACT | super::group::REPORT => plan.group(),
        name if obligation::is_other(name, policy) => plan.other_regime(),
        obligation::CONTROLLERS => plan.controllers(),
        name if name.starts_with(obligation::EXTERNAL) => plan.external(),
        _ => plan.measure(),
    };
    steps.retain(|step| obligation.fired_until.is_none_or(|until| step.at > until));
    steps.sort_by_key(|step| step.at);
    steps
}

/// The first occurrence after an instant: galloping, so that a silence of years costs no more than one of days.
fn first_after(next: &impl Fn(u32) -> DateTime<Utc>, instant: DateTime<Utc>) -> u32 {
    let mut high = 1;
    while next(high) <= instant && high < 1 << 20 {
        high *= 2;
    }
    let mut low = high / 2;
    while high - low > 1 {
        let middle = low + (high - low) / 2;
        if next(middle) <= instant {
            low = middle;
        } else {
            high = middle;
        }
    }
    high
}

/// `before-12h`; where it is no whole number of hours, `before-90m` or `before-45s`: each step has its own name.
fn before_name(secs: i64) -> String {
    match secs {
        secs if secs % 3600 == 0 => format!("before-{}h", secs / 3600),
        secs if secs % 60 == 0 => format!("before-{}m", secs / 60),
        secs => format!("before-{secs}s"),
    }
}

struct Plan<'a> {
    case: &'a Case,
    obligation: &'a Obligation,
    policy: &'a Policy,
    now: DateTime<Utc>,
}

impl Plan<'_> {
    fn step(
        &self,
        name: &str,
        occurrence: u32,
        at: DateTime<Utc>,
        to: Vec<Who>,
        gravity: Gravity,
        what: Phrase,
    ) -> Step {
        let key = StepKey {
            obligation: self.obligation.name.clone(),
            generation: self.obligation.generation,
            step: name.to_owned(),
            occurrence,
        };
        Step { key, at, to, gravity, what }
    }

    fn after(&self, wait: Wait) -> DateTime<Utc> {
        self.policy.calendar.add(self.obligation.start, wait)
    }

    /// The last occurrences of `next(n)` that were missed, and the first one to come. `next` rises with n.
    fn recurring(&self, next: impl Fn(u32) -> DateTime<Utc>) -> Vec<(u32, DateTime<Utc>)> {
        let coming = first_after(&next, self.now);
        let open = self.obligation.fired_until.map_or(1, |done| first_after(&next, done));
        let from = open.max(coming.saturating_sub(MISSED_NAMED_MAX));
        (from..=coming.max(from)).map(|occurrence| (occurrence, next(occurrence))).collect()
    }

    /// Nobody has the case in hand: holders, stand-ins, head, and again.
    fn hold(&self) -> Vec<Step> {
        let rule = &self.policy.bands.get(self.obligation.band).hold;
        let start = self.obligation.start;
        // Where one of two holds it, only the other is asked.
        let missing = obligation::holding(self.case, self.policy, self.now).missing;
        let asked = if missing.is_empty() { &rule.holders } else { &missing };
        let roles = self.holders(asked);
        let stand_ins: Vec<Who> = asked.iter().map(|role| Who::StandIn(*role)).collect();
        let head = vec![Who::Role(Role::Head)];
        let hold_at = self.hold_due(start);
        // Where the case may wait until morning, or for working time, so does everybody above the first line: nobody
        // is told that it has not been taken before it is to be.
        let waits = self.policy.calendar.add(start, rule.stand_in_after) < hold_at;
        let from = if waits || self.within(start) == Wait::NextWorkingMorning { hold_at } else { start };
        let mut steps = Vec::new();
        if self.obligation.after_lease {
            steps.push(self.step(
                "lease-end",
                0,
                start,
                roles.clone(),
                Gravity::Reminder,
                Phrase::new("hold_expired"),
            ));
        }
        steps.push(self.step(
            "hold",
            0,
            hold_at,
            roles.clone(),
            Gravity::Reminder,
            Phrase::new("step_hold_due").with("minutes", (hold_at - start).num_minutes()),
        ));
        let to_stand_in = self.policy.calendar.add(from, rule.stand_in_after);
        steps.push(self.step(
            "stand-in",
            0,
            to_stand_in,
            stand_ins.clone(),
            Gravity::Escalation,
            Phrase::new("step_stand_in"),
        ));
        let to_head = self.policy.calendar.add(from, rule.head_after);
        steps.push(self.step(
            "head",
            0,
            to_head,
            head.clone(),
            Gravity::Escalation,
            Phrase::new("step_head"),
        ));
        let everybody: Vec<Who> = roles.into_iter().chain(stand_ins).chain(head).collect();
        for (n, at) in self.recurring(|n| self.repeat(to_head, rule.again_every, n)) {
            let what = Phrase::new("step_hold_again");
            steps.push(self.step("again", n, at, everybody.clone(), Gravity::Escalation, what));
        }
        steps
    }

    /// Out of hours the tasks of the officer rest with others where ICT is concerned (S39); from a decided risk on the
    /// officer is asked all the same.
    fn holders(&self, roles: &[Role]) -> Vec<Who> {
        let decided = self.obligation.band != BandName::Undecided;
        let own = roles.iter().filter(|_| decided).map(|role| Who::Role(*role));
        own.chain(roles.iter().map(|role| Who::OnDuty(*role))).collect()
    }

    fn within(&self, start: DateTime<Utc>) -> Wait {
        let rule = &self.policy.bands.get(self.obligation.band).hold;
        rule.within_off_hours.filter(|_| !self.policy.calendar.is_working(start)).unwrap_or(rule.within)
    }

    /// When somebody must have the case in hand.
    fn hold_due(&self, start: DateTime<Utc>) -> DateTime<Utc> {
        self.policy.calendar.add(start, self.within(start))
    }

    /// The n-th repetition of a wait after an instant.
    fn repeat(&self, from: DateTime<Utc>, wait: Wait, times: u32) -> DateTime<Utc> {
        match wait {
            Wait::ElapsedSecs(secs) => from + Duration::seconds(secs.max(60).saturating_mul(times.into())),
            Wait::WorkingSecs(secs) => {
                self.policy.calendar.add(from, Wait::WorkingSecs(secs.max(60).saturating_mul(times.into())))
            }
            Wait::WorkingDays(days) => {
                self.policy.calendar.add(from, Wait::WorkingDays(days.max(1).saturating_mul(times)))
            }
            Wait::NextWorkingMorning => self.policy.calendar.add(from, Wait::WorkingDays(times)),
        }
    }

    /// Before, at and after the authority's deadline. Statutory: an acknowledgement does not silence them.
    fn authority(&self) -> Vec<Step> {
        let (Some(due), band) = (self.obligation.due_at, self.policy.bands.get(self.obligation.band)) else {
            return Vec::new();
        };
        let mut steps = Vec::new();
        for before in &band.before {
            let gravity = if before.to.iter().all(|role| *role == Role::PrivacyOfficer) {
                Gravity::Statutory
            } else {
                Gravity::Escalation
            };
            let at = due - Duration::seconds(before.before_secs);
            let what = self.made_sure(Phrase::new("step_before_due").with("left_secs", before.before_secs));
            let name = before_name(before.before_secs);
            steps.push(self.step(&name, 0, at, self.circle(&before.to), gravity, what));
        }
        let Some(overdue) = &band.overdue else { return steps };
        let to = |at| if self.is_unsure_at(at) { self.unsure_circle() } else { self.circle(&overdue.to) };
        let passed = self.made_sure(Phrase::new("step_due_passed"));
        steps.push(self.step("due", 0, due, to(due), Gravity::Overdue, passed));
        let every = Duration::seconds(overdue.every_secs.max(3600));
        for (n, at) in self.recurring(|n| due + every * n as i32) {
            let late = Phrase::new("step_overdue_again").with("late_secs", (at - due).num_seconds());
            let what = self.made_sure(late);
            steps.push(self.step("overdue", n, at, to(at), Gravity::Overdue, what));
        }
        steps
    }

    /// Where a joint controller notifies, the clock runs all the same: the reader is to make sure of it (S84).
    fn made_sure(&self, what: Phrase) -> Phrase {
        match parties::joint::notifier(self.case) {
            Some(name) => what.with("notifier", name),
            None => what,
        }
    }

    /// While the time of awareness is unsure, until it is confirmed or the time to take the case in hand is over.
    fn is_unsure_at(&self, at: DateTime<Utc>) -> bool {
        self.case.aware.unsure && at < self.hold_due(self.case.opened_at)
    }

    fn circle(&self, roles: &[Role]) -> Vec<Who> {
        roles.iter().map(|role| Who::Role(*role)).chain([Who::Holder]).collect()
    }

    /// While the time of awareness is unsure, lateness is for officer and stand-in only.
    fn unsure_circle(&self) -> Vec<Who> {
        vec![Who::Role(Role::PrivacyOfficer), Who::StandIn(Role::PrivacyOfficer)]
    }

    /// A clock of another law than GDPR: before, at and after its end, each naming the law and who receives the report.
    fn other_regime(&self) -> Vec<Step> {
        let Some(regime) = self.terms() else { return Vec::new() };
        let name = |key: &str| Phrase::new(key).with("law", &regime.law).with("recipient", &regime.recipient);
        let mut steps = self.asked("step_regime_ask");
        for step in &mut steps {
            step.what = name("step_regime_ask");
        }
        let Some(due) = self.obligation.due_at else { return steps };
        for before in &regime.before {
            let at = due - Duration::seconds(before.before_secs);
            // What lay before the clock even started would only repeat what was just said.
            if at > self.obligation.triggered_at {
                let what = name("step_regime_before").with("left_secs", before.before_secs);
                let step = format!("before-{}m", before.before_secs / 60);
                steps.push(self.step(&step, 0, at, self.circle(&before.to), Gravity::Statutory, what));
            }
        }
        let Some(overdue) = &regime.overdue else { return steps };
        let to = self.circle(&overdue.to);
        steps.push(self.step("due", 0, due, to.clone(), Gravity::Statutory, name("step_regime_due")));
        let every = Duration::seconds(overdue.every_secs.max(3600));
        for (n, at) in self.recurring(|n| due + every * n as i32) {
            let what = name("step_regime_overdue").with("late_secs", (at - due).num_seconds());
            steps.push(self.step("overdue", n, at, to.clone(), Gravity::Statutory, what));
        }
        steps
    }

    /// The law as it stood when the clock started.
    fn terms(&self) -> Option<Regime> {
        obligation::regime(&self.obligation.name, self.case, self.policy)
    }

    /// A decision or the missing rest is asked for at the regime's pace.
    fn asked(&self, what: &str) -> Vec<Step> {
        let Some(regime) = self.terms() else { return Vec::new() };
        let Some(every) = regime.ask_every_secs else { return Vec::new() };
        let every = Duration::seconds(every.max(3600));
        self.recurring(|n| self.obligation.triggered_at + every * n as i32)
            .into_iter()
            .map(|(n, at)| {
                self.step("ask", n, at, self.circle(&regime.ask), Gravity::Statutory, Phrase::new(what))
            })
            .collect()
    }

    /// The decision is asked for until they are informed; where a day is planned, it and who informs are reminded of.
    fn persons(&self) -> Vec<Step> {
        let mut steps = self.asked("step_persons");
        let Some(plan) = &self.case.persons_plan else { return steps };
        let Some(due) = plan.due else { return steps };
        let day = due.date_naive();
        let at = match due.time() {
            chrono::NaiveTime::MIN => self.policy.calendar.at_local(day, self.policy.measures.at),
            _ => due.to_utc(),
        };
        let mut to = self.circle(&[Role::PrivacyOfficer]);
        to.extend(plan.by_whom.clone().map(Who::Named));
        // Another day is another step.
        let occurrence = u32::try_from(day.num_days_from_ce()).unwrap_or_default();
        let what = Phrase::new("step_persons_planned").with("due", due).with("how", &plan.how);
        steps.push(self.step("planned", occurrence, at, to, Gravity::Statutory, what));
        steps
    }

    fn register(&self) -> Vec<Step> {
        let rule = &self.policy.register;
        self.recurring(|n| self.repeat(self.obligation.start, rule.remind_every, n))
            .into_iter()
            .map(|(n, at)| {
                self.step(
                    "remind",
                    n,
                    at,
                    self.circle(&rule.to),
                    Gravity::Reminder,
                    Phrase::new("step_register"),
                )
            })
            .collect()
    }

    fn lists(&self) -> Vec<Step> {
        let tell = &self.policy.tell;
        let waits = tell.lists_ask_after.iter().enumerate();
        waits
            .map(|(n, wait)| {
                let to = self.circle(&tell.lists_ask);
                self.step(
                    "ask",
                    n as u32,
                    self.after(*wait),
                    to,
                    Gravity::Reminder,
                    Phrase::new("step_lists"),
                )
            })
            .collect()
    }

    /// The reporter, or the processor also at the hours of its contract; from a band on the officer has the list too.
    fn information(&self) -> Vec<Step> {
        let rule = &self.policy.information;
        let mut waits = if self.case.processor.is_some() {
            rule.processor_ask_after.clone()
        } else {
            rule.ask_after.clone()
        };
        let contract = parties::processor::of(self.case, self.policy).and_then(|one| one.contract_hours);
        waits.extend(contract.map(|hours| Wait::ElapsedSecs(i64::from(hours) * 3600)));
        let officer = self.case.band(self.policy) >= rule.officer_from;
        let mut steps = Vec::new();
        for (n, wait) in waits.into_iter().enumerate() {
            let (n, at) = (n as u32, self.after(wait));
            let what = || Phrase::new("step_information");
            steps.push(self.step("ask", n, at, vec![Who::Reporter], Gravity::Ask, what()));
            if officer {
                let to = vec![Who::Role(Role::PrivacyOfficer)];
                steps.push(self.step("officer", n, at, to, Gravity::Reminder, what()));
            }
        }
        steps
    }

    /// Whether the measures worked (S96).
    fn evaluation(&self) -> Vec<Step> {
        let rule = &self.policy.measures;
        let first = self.policy.calendar.add(self.obligation.triggered_at, rule.evaluate_after);
        let mut to = self.circle(&rule.evaluate_to);
        to.push(Who::CaseOwner);
        let what = || Phrase::new("step_evaluate");
        let mut steps = vec![self.step("evaluate", 0, first, to.clone(), Gravity::Ask, what())];
        for (n, at) in self.recurring(|n| self.repeat(first, rule.evaluate_again, n)) {
            steps.push(self.step("evaluate", n, at, to.clone(), Gravity::Ask, what()));
        }
        steps
    }

    /// A large measure waits for the case owner's word before its start (S58).
    fn approval(&self, measure: &super::Measure) -> Vec<Step> {
        if !measure.waits_for_approval() {
            return Vec::new();
        }
        let again = self.policy.measures.approve_again;
        let mut to = vec![Who::CaseOwner];
        if super::owner::case_owner(self.case, self.policy).is_none() {
            to = self.circle(&[Role::PrivacyOfficer]);
        }
        let steps = self.recurring(|n| self.repeat(self.obligation.start, again, n)).into_iter();
        let what = || Phrase::new("step_measure_approve").with("number", measure.number);
        steps.map(|(n, at)| self.step("approve", n, at, to.clone(), Gravity::Reminder, what())).collect()
    }

    /// The officer is asked to tell the controllers; when the hours of a contract are over, others hear of it too.
    fn controllers(&self) -> Vec<Step> {
        let rule = &self.policy.controllers;
        let names: Vec<&str> =
            parties::controllers::untold(self.case, self.policy).iter().map(|party| party.name).collect();
        let what = |key: &str| Phrase::new(key).with("names", &names);
        let ask = |(n, wait): (usize, &Wait)| {
            let to = self.circle(&rule.ask);
            self.step("ask", n as u32, self.after(*wait), to, Gravity::Reminder, what("step_controllers"))
        };
        let mut steps: Vec<Step> = rule.ask_after.iter().enumerate().map(ask).collect();
        if let Some(due) = self.obligation.due_at {
            let at = due.max(self.obligation.start);
            let to = self.circle(&rule.overdue);
            steps.push(self.step("due", 0, at, to, Gravity::Escalation, what("step_controllers_late")));
        }
        steps
    }

    /// The party is chased; when it stays silent the officer is told, again and again.
    fn external(&self) -> Vec<Step> {
        let Some(external) = parties::external::of(self.case, &self.obligation.name) else {
            return Vec::new();
        };
        let rule = &self.policy.external;
        let chases = rule.chase_after.len();
        let what = |key: &str| Phrase::new(key).with("party", &external.party);
        let chase = |(n, wait): (usize, &Wait)| {
            let to = vec![Who::External(external.number)];
            self.step("chase", n as u32, self.after(*wait), to, Gravity::Ask, what("step_external"))
        };
        let mut steps: Vec<Step> = rule.chase_after.iter().enumerate().map(chase).collect();
        let times = |n| self.repeat(self.obligation.start, rule.to_officer_after, n);
        for (n, at) in self.recurring(times) {
            let what = what("step_external_silent").with("count", chases);
            steps.push(self.step("silent", n, at, self.circle(&rule.to), Gravity::Reminder, what));
        }
        steps
    }

    fn measure(&self) -> Vec<Step> {
        let number = self.obligation.name.trim_start_matches(obligation::MEASURE);
        let Some(measure) = self.case.measures.iter().find(|measure| measure.number.to_string() == number)
        else {
            return Vec::new();
        };
        let approval = self.approval(measure);
        let Some(due) = measure.due else { return approval };
        let rule = &self.policy.measures;
        let day = due.date_naive();
        let at = |days: i64| {
            day.checked_add_signed(Duration::days(days))
                .map_or(self.now, |day| self.policy.calendar.at_local(day, rule.at))
        };
        let owner = self.measure_owner(measure.owner.as_deref());
        let phrase = |key: &str| Phrase::new(key).with("number", measure.number).with("due", due);
        let mut steps: Vec<Step> = rule
            .days_before
            .iter()
            .map(|days| (days, at(-i64::from(*days))))
            // A reminder that lay before the measure was even written would only tell what its receipt just said.
            .filter(|(_, at)| *at > self.obligation.start)
            .map(|(days, at)| {
                let name = format!("before-{days}d");
                self.step(&name, 0, at, owner.clone(), Gravity::Ask, phrase("step_measure_due"))
            })
            .collect();
        let every = i64::from(rule.overdue_every_days.max(1));
        for (n, at) in self.recurring(|n| at(every * i64::from(n))) {
            let mut to = owner.clone();
            if n >= rule.owner_copied_from {
                let case_owner = self.case.assigned.get("case-owner").map(String::as_str);
                to.extend(self.measure_owner(case_owner));
            }
            steps.push(self.step("overdue", n, at, to, Gravity::Ask, phrase("step_measure_overdue")));
        }
        steps.extend(approval);
        steps
    }

    /// The owner if we know the person; else the officer, who can tell them.
    fn measure_owner(&self, owner: Option<&str>) -> Vec<Who> {
        let may_be_told = |owner: &&str| {
            super::people::named(owner, self.policy)
                .is_some_and(|to| !super::people::is_excluded(self.case, &to.recipient.email))
        };
        match owner.filter(may_be_told) {
            Some(owner) => vec![Who::Named(owner.to_owned())],
            None => vec![Who::Role(Role::PrivacyOfficer)],
        }
    }
}
