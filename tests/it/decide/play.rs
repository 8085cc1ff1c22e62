//! Plays a row: one event after the other, as the program would, and compares what follows with what is written.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use varsel::case::event::{Decision, Due, Entry, Failure};
use varsel::case::notice::Notice;
use varsel::case::{Case, Event};

use super::table::{Row, Step};
use super::world::{World, not_reached, once_only_key, short};
use super::{facts, meetings};
use crate::leaks;

/// More turns than any silence of a row needs.
const MOST_TURNS: usize = 20_000;

/// What a step led to.
pub struct Happened {
    pub before: Case,
    pub decision: Decision,
    /// Every notice with its time.
    pub notices: Vec<(DateTime<Utc>, Notice)>,
    pub entries: Vec<Entry>,
}

/// The life of one case.
pub struct Life<'a> {
    pub world: &'a World,
    pub case: Case,
    pub now: DateTime<Utc>,
    pub agenda: Vec<Due>,
    sent: BTreeSet<String>,
    ids: i64,
}

/// Plays the row; the error says what differs.
pub fn play(row: &Row, world: &World) -> Result<(), String> {
    let start = row.steps.first().map(|step| world.time(&step.at)).ok_or("no steps")?;
    let mut life = Life::new(world, start);
    let mut faults = Vec::new();
    for (number, step) in row.steps.iter().enumerate() {
        let happened = life.take(step).map_err(|fault| format!("  step {}: {fault}", number + 1))?;
        let found = compare(step, &happened, world);
        faults.extend(found.into_iter().map(|fault| format!("  step {}: {fault}", number + 1)));
    }
    if faults.is_empty() { Ok(()) } else { Err(faults.join("\n")) }
}

impl<'a> Life<'a> {
    pub fn new(world: &'a World, start: DateTime<Utc>) -> Life<'a> {
        Life {
            world,
            case: world.blank(start),
            now: start,
            agenda: Vec::new(),
            sent: BTreeSet::new(),
            ids: 0,
        }
    }

    /// The next due time that the case waits for.
    pub fn next(&self) -> Option<DateTime<Utc>> {
        self.agenda.iter().map(|due| due.at).min()
    }

    pub fn take(&mut self, step: &Step) -> Result<Happened, String> {
        self.ids += 1;
        let id = self.ids;
        if let Some(until) = &step.until {
            return self.silence(self.world.time(until));
        }
        if let Some(until) = &step.outage_until {
            return self.at(self.world.time(until), &Event::DeadlineReached { receipts_spent: false });
        }
        let now = self.world.time(&step.at);
        if now < self.now {
            return Err(format!("the row goes back in time to {}", step.at));
        }
        let template = step.template.as_deref().unwrap_or("new-case");
        let mail = |who: &str| Box::new(self.world.incoming(step, who, id, now));
        if let Some(who) = &step.calendar {
            return self.at(now, &meetings::answer(step, who, &self.case, self.world, id));
        }
        if let Some(who) = &step.collected {
            return self.at(now, &Event::Collected(mail(who)));
        }
        let event = match (&step.report, &step.reply, &step.bounce, &step.absence) {
            (Some(who), None, None, None) => Event::Reported(mail(who)),
            (None, Some(who), None, None) => Event::Answered(mail(who)),
            (None, None, Some(who), None) => not_reached(who, template, Failure::Bounced, id),
            (None, None, None, Some(who)) => not_reached(who, template, Failure::Absent, id),
            _ => return Err("not exactly one thing happens".to_owned()),
        };
        self.at(now, &event)
    }

    fn at(&mut self, now: DateTime<Utc>, event: &Event) -> Result<Happened, String> {
        let before = self.case.clone();
        let decision = self.decide(now, event)?;
        let notices = decision.notices.iter().map(|notice| (now, notice.clone())).collect();
        let entries = decision.entries.clone();
        Ok(Happened { before, decision, notices, entries })
    }

    /// Takes each step when it is due, as the scheduler does.
    fn silence(&mut self, until: DateTime<Utc>) -> Result<Happened, String> {
        let before = self.case.clone();
        let (mut notices, mut entries) = (Vec::new(), Vec::new());
        let event = Event::DeadlineReached { receipts_spent: false };
        for _ in 0..MOST_TURNS {
            let Some(due) = self.next().filter(|due| *due <= until) else { break };
            let decision = self.decide(due, &event)?;
            notices.extend(decision.notices.iter().map(|notice| (due, notice.clone())));
            entries.extend(decision.entries);
        }
        let decision = self.decide(until, &event)?;
        notices.extend(decision.notices.iter().map(|notice| (until, notice.clone())));
        entries.extend(decision.entries.clone());
        Ok(Happened { before, decision, notices, entries })
    }

    /// One decision, with what must hold for every one.
    pub fn decide(&mut self, now: DateTime<Utc>, event: &Event) -> Result<Decision, String> {
        let decision = self.world.decide(&self.case, event, now);
        let written = |at| self.world.written(at);
        self.agenda = decision.agenda.clone();
        if let Some(next) = self.next().filter(|next| *next <= now) {
            return Err(format!(
                "at {} the agenda holds {}, which is not ahead",
                written(now),
                written(next)
            ));
        }
        if decision.case.is_open() && self.next().is_none() {
            return Err(format!("at {} an open case waits for nothing", written(now)));
        }
        for notice in &decision.notices {
            let key = once_only_key(notice);
            if !self.sent.insert(key) {
                return Err(format!("at {} a second time: {}", written(now), once_only_key(notice)));
            }
        }
        for notice in &decision.notices {
            leaks::assert_json("a notice", notice);
        }
        leaks::assert_json("history", &decision.entries);
        leaks::assert_json("a case", &decision.case);
        self.case = decision.case.clone();
        self.now = now;
        Ok(decision)
    }
}

fn compare(step: &Step, happened: &Happened, world: &World) -> Vec<String> {
    let mut faults = Vec::new();
    if let Some(tells) = &step.tells {
        let timed = step.until.is_some();
        let meant = happened.notices.iter().filter(|(_, notice)| match &step.about {
            Some(about) => facts::speaks_of(notice, about),
            None => true,
        });
        let found: BTreeSet<_> = meant
            .map(|(at, notice)| {
                (timed.then_some(*at), notice.template.name().to_owned(), short(&notice.to.email).to_owned())
            })
            .collect();
        let wanted: BTreeSet<_> = tells.iter().flat_map(|line| expected(line, timed, world)).collect();
        if found != wanted {
            faults.push(format!(
                "tells\n{}    but should tell\n{}",
                listed(&found, world),
                listed(&wanted, world)
            ));
        }
    }
    for fact in &step.then {
        if let Err(fault) = facts::holds(fact, happened, world) {
            faults.push(format!("{fact:?} does not hold: {fault}"));
        }
    }
    faults
}

type Told = (Option<DateTime<Utc>>, String, String);

/// `2026-10-24 14:30 reminder: kari, ola`
fn expected(line: &str, timed: bool, world: &World) -> Vec<Told> {
    let (at, rest) = if timed {
        let mut parts = line.splitn(3, ' ');
        let (Some(date), Some(time), Some(rest)) = (parts.next(), parts.next(), parts.next()) else {
            panic!("no time in {line:?}")
        };
        (Some(world.time(&format!("{date} {time}"))), rest)
    } else {
        (None, line)
    };
    let (template, who) = rest.split_once(": ").unwrap_or_else(|| panic!("no template in {line:?}"));
    who.split(", ").map(|who| (at, template.to_owned(), who.to_owned())).collect()
}

fn listed(told: &BTreeSet<Told>, world: &World) -> String {
    let mut grouped: BTreeMap<(Option<DateTime<Utc>>, &str), Vec<&str>> = BTreeMap::new();
    for (at, template, who) in told {
        grouped.entry((*at, template)).or_default().push(who);
    }
    let line = |((at, template), who): ((Option<DateTime<Utc>>, &str), Vec<&str>)| {
        let at = at.map(|at| format!("{} ", world.written(at))).unwrap_or_default();
        format!("      {at}{template}: {}\n", who.join(", "))
    };
    grouped.into_iter().map(line).collect()
}
