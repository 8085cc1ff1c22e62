//! The year in figures, for the management's yearly review (S96): how many breaches, of which kind and cause, how fast
//! they were handled, who was told and who not, and what became of the measures.

mod cause;
mod sections;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

pub use self::cause::Cause;
use super::overview::is_late;
use super::{Case, Measure, ObligationState, State, obligation};
use crate::command::MeasureKind;
use crate::phrase::Phrase;
use crate::policy::{BandName, Policy};
use crate::report::{Kind, Precision, Property};

/// A case of the year with what its history alone tells.
#[derive(Clone, Debug, PartialEq)]
pub struct Reviewed {
    pub case: Case,
    /// When a person first did something about it.
    pub first_acted_at: Option<DateTime<Utc>>,
    /// What the evaluations of its measures said, oldest first.
    pub evaluations: Vec<String>,
}

/// The figures of a calendar year. Counted are breaches; what turned out to be none, or the same as another, is not.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Review {
    pub year: i32,
    pub cases: usize,
    pub still_open: usize,
    pub not_breaches: usize,
    pub merged: usize,
    /// Not counted either: nothing of them happened.
    pub exercises: usize,
    /// Cases whose risk came in question again after a person had judged it.
    pub questioned: usize,
    pub kinds: BTreeMap<Kind, usize>,
    pub properties: BTreeMap<Property, usize>,
    pub bands: BTreeMap<BandName, usize>,
    pub causes: BTreeMap<Cause, usize>,
    pub to_report: Times,
    pub to_first_act: Times,
    pub to_authority: Times,
    pub authority_told: usize,
    /// Case, and why it was told late, where that is written.
    pub told_late: Vec<(String, Option<String>)>,
    /// Not told yet although the deadline has passed.
    pub overdue: Vec<String>,
    /// Case, band, and why the authority was not told.
    pub not_told: Vec<(String, BandName, Phrase)>,
    pub persons_told: usize,
    /// The persons affected were not told, by a person's decision.
    pub persons_not_told: usize,
    /// Cases that the contact lists were told of, and how many contacts were told.
    pub lists_told: usize,
    pub contacts_told: usize,
    pub measures: Measures,
    /// Cases whose measures are still to be evaluated.
    pub to_evaluate: usize,
    /// Case, and what an evaluation said.
    pub evaluations: Vec<(String, String)>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Measures {
    pub decided: usize,
    /// Of those decided, by what they are for; of the others nobody has said it.
    pub immediate: usize,
    pub corrective: usize,
    pub done: usize,
    /// Of those done, after their day.
    pub done_late: usize,
    /// Not done, and their day is over.
    pub late: usize,
}

/// How long something took, over all cases where it is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Times {
    pub count: usize,
    pub median_secs: i64,
    pub worst_secs: i64,
}

impl Measures {
    fn add(&mut self, measure: &Measure, now: DateTime<Utc>) {
        let late = |at| measure.due.is_some_and(|due| is_late(due.with_timezone(&Utc), at));
        self.decided += 1;
        self.immediate += usize::from(measure.kind == Some(MeasureKind::Immediate));
        self.corrective += usize::from(measure.kind == Some(MeasureKind::Corrective));
        match measure.done_at {
            Some(done) => {
                self.done += 1;
                self.done_late += usize::from(late(done));
            }
            None => self.late += usize::from(late(now)),
        }
    }
}

impl Times {
    fn of(mut secs: Vec<i64>) -> Times {
        secs.iter_mut().for_each(|secs| *secs = (*secs).max(0));
        secs.sort_unstable();
        let upper = secs.get(secs.len() / 2).copied().unwrap_or_default();
        let lower = secs.get(secs.len().saturating_sub(1) / 2).copied().unwrap_or_default();
        Times {
            count: secs.len(),
            median_secs: lower + (upper - lower) / 2,
            worst_secs: secs.last().copied().unwrap_or_default(),
        }
    }
}

impl Review {
    /// Of all cases that were opened in the year.
    pub fn of(year: i32, all: &[Reviewed], policy: &Policy, now: DateTime<Utc>) -> Review {
        let mut review = Review { year, ..Review::default() };
        let counted: Vec<&Reviewed> = all.iter().filter(|one| review.counts(&one.case)).collect();
        for one in &counted {
            review.add(&one.case, policy, now);
            let said = one.evaluations.iter().map(|text| (one.case.number.clone(), text.clone()));
            review.evaluations.extend(said);
        }
        let times = |secs: &dyn Fn(&Reviewed) -> Option<i64>| {
            Times::of(counted.iter().filter_map(|one| secs(one)).collect())
        };
        review.to_report = times(&|one| {
            let found = one.case.discovered.as_ref().filter(|found| found.precision <= Precision::Day)?;
            Some((one.case.reported_at - found.at.with_timezone(&Utc)).num_seconds())
        });
        review.to_first_act = times(&|one| Some((one.first_acted_at? - one.case.reported_at).num_seconds()));
        review.to_authority = times(&|one| {
            let told = one.case.authority_told.as_ref()?;
            Some((told.at - one.case.aware.at).num_seconds())
        });
        review
    }

    /// Whether a case is a breach to count; the others are counted as what they are.
    fn counts(&mut self, case: &Case) -> bool {
        match case.state {
            _ if case.exercise => self.exercises += 1,
            State::NotABreach => self.not_breaches += 1,
            State::Merged => self.merged += 1,
            State::Open | State::Closed => return true,
        }
        false
    }

    fn add(&mut self, case: &Case, policy: &Policy, now: DateTime<Utc>) {
        self.cases += 1;
        self.still_open += usize::from(case.is_open());
        case.kinds.iter().for_each(|kind| *self.kinds.entry(*kind).or_default() += 1);
        case.properties.iter().for_each(|one| *self.properties.entry(*one).or_default() += 1);
        *self.bands.entry(case.band(policy)).or_default() += 1;
        *self.causes.entry(cause::of(case)).or_default() += 1;
        self.add_authority(case, policy, now);
        self.persons_told += usize::from(case.persons_told.is_some());
        self.persons_not_told += usize::from(case.persons.as_ref().is_some_and(|ruling| !ruling.yes));
        self.lists_told += usize::from(!case.listed.is_empty());
        self.contacts_told += case.listed.len();
        self.questioned += usize::from(case.risk.questioned_at.is_some());
        self.to_evaluate +=
            usize::from(case.obligation(obligation::EVALUATION).is_some_and(|one| one.is_pending()));
        case.measures.iter().for_each(|measure| self.measures.add(measure, now));
    }

    fn add_authority(&mut self, case: &Case, policy: &Policy, now: DateTime<Utc>) {
        self.authority_told += usize::from(case.authority_told.is_some());
        let Some(clock) = case.obligation(obligation::AUTHORITY) else { return };
        let number = case.number.clone();
        match clock.state {
            ObligationState::Late => self.told_late.push((number, case.delay_reason.clone())),
            ObligationState::NotRequired => {
                self.not_told.push((number, case.band(policy), clock.reason.clone()));
            }
            ObligationState::Pending if clock.due_at.is_some_and(|due| due < now) => {
                self.overdue.push(number)
            }
            ObligationState::Pending | ObligationState::Met => {}
        }
    }

    /// Without the rows of cases that a person is kept out of; the figures stay those of the house.
    pub fn without(&self, numbers: &[String]) -> Review {
        let mut review = self.clone();
        review.told_late.retain(|(number, _)| !numbers.contains(number));
        review.overdue.retain(|number| !numbers.contains(number));
        review.not_told.retain(|(number, ..)| !numbers.contains(number));
        review.evaluations.retain(|(number, _)| !numbers.contains(number));
        review
    }
}

#[cfg(test)]
pub(super) mod tests;
