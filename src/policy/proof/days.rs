//! The days ahead as far as they matter: which look the same, when the house is open, and where one may start.

use std::collections::HashMap;

use chrono::{DateTime, Days as Later, NaiveDate, NaiveTime, TimeDelta, Timelike, Utc};

use crate::policy::{Policy, Regime};

/// Days looked at beyond the last start: no course that matters goes on for longer.
const BEYOND_DAYS: u32 = 150;

/// A time at which a report may arrive.
#[derive(Clone, Copy, Debug)]
pub struct Start {
    pub at: DateTime<Utc>,
    /// Counted from the first day.
    pub day: usize,
    /// The same for all starts at one time of day.
    pub slot: usize,
}

pub struct Days<'a> {
    policy: &'a Policy,
    first: NaiveDate,
    /// For each day a number that it shares with all days that look the same.
    looks: Vec<u16>,
    /// All working time, in order.
    open: Vec<(DateTime<Utc>, DateTime<Utc>)>,
    starts: Vec<Start>,
    slots: usize,
}

/// All that a course can notice of a day: opening hours counted from its midnight, its length, and which laws are in
/// force.
type Look = (Vec<(i64, i64)>, i64, Vec<Law>);
/// Whether it has begun, whether it has ended, and how many of its changes are in force.
type Law = (bool, bool, usize);

impl<'a> Days<'a> {
    pub fn new(policy: &'a Policy, from: DateTime<Utc>, hours: u32) -> Days<'a> {
        let calendar = &policy.calendar;
        let first = calendar.local(from).date_naive();
        let mut days =
            Days { policy, first, looks: Vec::new(), open: Vec::new(), starts: Vec::new(), slots: 0 };
        let mut known: HashMap<Look, u16> = HashMap::new();
        for number in 0..hours / 24 + 2 + BEYOND_DAYS {
            let Some(date) = first.checked_add_days(Later::new(number.into())) else { break };
            let open = calendar.working_time(date);
            let look = look(policy, date, &open);
            let fresh = u16::try_from(known.len()).unwrap_or(u16::MAX);
            days.looks.push(*known.entry(look).or_insert(fresh));
            days.open.extend(open);
        }
        days.find_starts(from, hours);
        days
    }

    fn find_starts(&mut self, from: DateTime<Utc>, hours: u32) {
        let end = from + TimeDelta::hours(hours.into());
        let full = (0..hours).map(|hour| from + TimeDelta::hours(hour.into()));
        let minute = TimeDelta::minutes(1);
        let edges = self.open.iter().flat_map(|(from, to)| [*from - minute, *to - minute]);
        let mut at: Vec<DateTime<Utc>> = full.chain(edges.filter(|at| from <= *at && *at < end)).collect();
        at.sort_unstable();
        at.dedup();
        let mut slots: HashMap<(i64, u32), usize> = HashMap::new();
        for at in at {
            let local = self.policy.calendar.local(at);
            let midnight = self.policy.calendar.at_local(local.date_naive(), NaiveTime::MIN);
            let next = slots.len();
            let time = ((at - midnight).num_seconds(), local.num_seconds_from_midnight());
            let slot = *slots.entry(time).or_insert(next);
            self.starts.push(Start { at, day: self.number(local.date_naive()), slot });
        }
        self.slots = slots.len();
    }

    fn number(&self, date: NaiveDate) -> usize {
        usize::try_from((date - self.first).num_days()).unwrap_or_default()
    }

    pub fn starts(&self) -> &[Start] {
        &self.starts
    }

    pub fn slots(&self) -> usize {
        self.slots
    }

    /// How the days from this one on look.
    pub fn looks(&self, day: usize) -> &[u16] {
        self.looks.get(day..).unwrap_or_default()
    }

    /// How the days from this one to an instant look.
    pub fn window(&self, day: usize, until: DateTime<Utc>) -> Vec<u16> {
        let last = self.number(self.policy.calendar.local(until).date_naive());
        let looks = self.looks(day);
        // What reaches beyond the days known is never taken to be the same as another.
        let beyond = [u16::MAX; 1].into_iter().filter(|_| last >= self.looks.len());
        looks.iter().copied().take(last.saturating_sub(day) + 1).chain(beyond).collect()
    }

    pub fn is_working(&self, at: DateTime<Utc>) -> bool {
        match self.open.get(self.open.partition_point(|(_, to)| *to <= at)) {
            Some((from, _)) => *from <= at,
            None => self.policy.calendar.is_working(at),
        }
    }

    pub fn next_opening(&self, at: DateTime<Utc>) -> DateTime<Utc> {
        match self.open.get(self.open.partition_point(|(_, to)| *to <= at)) {
            Some((from, _)) => at.max(*from),
            None => self.policy.calendar.next_opening(at),
        }
    }

    /// The longest row of days without working time: from when, and how many.
    pub fn longest_closure(&self) -> Option<(DateTime<Utc>, usize)> {
        let calendar = &self.policy.calendar;
        let at = |day: usize| {
            let day = u64::try_from(day).unwrap_or_default();
            self.first.checked_add_days(Later::new(day)).map(|date| calendar.at_local(date, NaiveTime::MIN))
        };
        let mut open: Vec<usize> =
            self.open.iter().map(|(from, _)| self.number(calendar.local(*from).date_naive())).collect();
        open.push(self.looks.len());
        let mut longest: Option<(usize, usize)> = None;
        let mut free = 0;
        for day in open {
            if day.saturating_sub(free) > longest.map_or(0, |(_, days)| days) {
                longest = Some((free, day - free));
            }
            free = day + 1;
        }
        longest.and_then(|(day, days)| Some((at(day)?, days)))
    }
}

fn look(policy: &Policy, date: NaiveDate, open: &[(DateTime<Utc>, DateTime<Utc>)]) -> Look {
    let midnight = |date| policy.calendar.at_local(date, NaiveTime::MIN);
    let start = midnight(date);
    let since = |at: DateTime<Utc>| (at - start).num_seconds();
    let length = date.succ_opt().map_or(0, |next| since(midnight(next)));
    let changes = |regime: &Regime| regime.changes.iter().filter(|one| one.valid_from <= date).count();
    let has_ended = |regime: &Regime| regime.valid_to.is_some_and(|end| end <= date);
    let laws = policy.regimes.values();
    let laws = laws.map(|one| (one.valid_from <= date, has_ended(one), changes(one))).collect();
    (open.iter().map(|(from, to)| (since(*from), since(*to))).collect(), length, laws)
}
