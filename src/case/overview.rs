//! What stands open in the house on a day: every open case by its deadline, who has it, what it waits for, and which
//! measures are due. For one reader: a case that a person is kept out of is not there for them.

use std::collections::BTreeSet;

use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};

use super::{Case, Measure, Obligation, ObligationState, obligation, people, tell};
use crate::phrase::Phrase;
use crate::policy::{BandName, Policy};
use crate::report::Kind;

/// A mail lists so many cases and so many measures; the rest are counted.
const LONGEST_LIST: usize = 40;
/// Measures due within so many days are named.
const MEASURES_AHEAD_DAYS: i64 = 7;

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Overview {
    /// That the program lives, and how much is open, in one line.
    pub headline: Option<Phrase>,
    /// All open cases.
    pub total: usize,
    /// Of them those with a statutory deadline that has passed.
    pub late: usize,
    /// The nearest deadline first, those without one last.
    pub open: Vec<OpenCase>,
    /// Open cases that are not in the list.
    pub more: usize,
    /// The case that has waited longest without a person having done anything about it.
    pub unanswered: Option<Unanswered>,
    /// Measures that are late or due soon, a sentence each.
    pub measures_due: Vec<Phrase>,
    /// When the next mail like this one comes.
    pub next_at: Option<DateTime<Utc>>,
    /// The head of the checkpoint chain over all cases' histories, hex.
    pub head: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OpenCase {
    pub case_number: String,
    pub opened_at: DateTime<Utc>,
    pub band: BandName,
    pub kinds: BTreeSet<Kind>,
    /// The nearest statutory deadline that runs, and who must have been told by then.
    pub due_at: Option<DateTime<Utc>>,
    pub due_to: Option<String>,
    /// Negative when it has passed.
    pub remaining_secs: Option<i64>,
    pub held_by: Option<String>,
    pub held_until: Option<DateTime<Utc>>,
    pub next_step: Option<Phrase>,
    /// What remains before it can be closed.
    pub waits_for: Vec<Phrase>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Unanswered {
    pub case_number: String,
    pub opened_at: DateTime<Utc>,
    pub waited_secs: i64,
}

impl Overview {
    /// Of the open ones among these cases, as far as the person with this address may know of them.
    pub fn of(cases: &[Case], policy: &Policy, reader: &str, now: DateTime<Utc>) -> Overview {
        let mut cases: Vec<&Case> =
            cases.iter().filter(|case| case.is_open() && !people::is_excluded(case, reader)).collect();
        cases.sort_by_key(|case| {
            let due_at = running(case).and_then(|clock| clock.due_at);
            (due_at.is_none(), due_at, case.number.clone())
        });
        let late =
            cases.iter().filter(|case| running(case).is_some_and(|clock| clock.due_at <= Some(now))).count();
        let open: Vec<OpenCase> =
            cases.iter().take(LONGEST_LIST).map(|case| open_case(case, policy, now)).collect();
        let untouched = cases.iter().filter(|case| case.before.is_none() && case.holder(now).is_none());
        let unanswered = untouched.min_by_key(|case| case.opened_at).map(|case| Unanswered {
            case_number: case.number.clone(),
            opened_at: case.opened_at,
            waited_secs: (now - case.opened_at).num_seconds(),
        });
        Overview {
            headline: None,
            total: cases.len(),
            late,
            more: cases.len().saturating_sub(open.len()),
            open,
            unanswered,
            measures_due: measures_due(&cases, now),
            next_at: None,
            head: None,
        }
    }
}

/// The statutory clock of a case that runs out first.
fn running(case: &Case) -> Option<&Obligation> {
    let runs = |one: &&Obligation| {
        let statutory = !one.name.starts_with(obligation::MEASURE);
        statutory && one.state == ObligationState::Pending && one.due_at.is_some()
    };
    case.obligations.iter().filter(runs).min_by_key(|one| one.due_at)
}

fn open_case(case: &Case, policy: &Policy, now: DateTime<Utc>) -> OpenCase {
    let clock = running(case);
    let due_at = clock.and_then(|clock| clock.due_at);
    let hold = case.holder(now);
    OpenCase {
        case_number: case.number.clone(),
        opened_at: case.opened_at,
        band: case.band(policy),
        kinds: case.kinds.clone(),
        due_at,
        due_to: clock.map(|clock| clock.recipient.clone()),
        remaining_secs: due_at.map(|due| (due - now).num_seconds()),
        held_by: hold.map(|hold| hold.name.clone()),
        held_until: hold.map(|hold| hold.until),
        // The deadline itself stands there already.
        next_step: tell::next_step(case, policy, now).filter(|step| step.key != "next_deadline"),
        waits_for: waits_for(case),
    }
}

fn waits_for(case: &Case) -> Vec<Phrase> {
    let pending = |name: &str| case.obligation(name).is_some_and(|one| one.state == ObligationState::Pending);
    let late = case.obligation(obligation::AUTHORITY).is_some_and(|one| one.state == ObligationState::Late);
    let table = [
        (case.risk.decided.is_none(), "open_risk"),
        (pending(obligation::AUTHORITY), "open_authority"),
        (pending(obligation::PERSONS), "open_persons"),
        (pending(obligation::LISTS), "open_lists"),
        (late && case.delay_reason.is_none(), "open_delay"),
        (case.measures.iter().any(|measure| measure.done_at.is_none()), "open_measures"),
    ];
    let open: Vec<Phrase> =
        table.into_iter().filter(|(is_open, _)| *is_open).map(|(_, key)| Phrase::new(key)).collect();
    if open.is_empty() { vec![Phrase::new("open_reason")] } else { open }
}

fn measures_due(cases: &[&Case], now: DateTime<Utc>) -> Vec<Phrase> {
    let horizon = now + Duration::days(MEASURES_AHEAD_DAYS);
    let mut due: Vec<(DateTime<Utc>, &Case, &Measure)> = Vec::new();
    for case in cases {
        for measure in case.measures.iter().filter(|measure| measure.done_at.is_none()) {
            due.extend(measure.due.map(|at| (at.with_timezone(&Utc), *case, measure)));
        }
    }
    due.retain(|(at, ..)| *at <= horizon);
    due.sort_by_key(|(at, case, measure)| (*at, case.number.clone(), measure.number));
    let say = |(at, case, measure): &(DateTime<Utc>, &Case, &Measure)| {
        // The due day is the last one on time.
        let key = if is_late(*at, now) { "measure_is_late" } else { "measure_is_due" };
        Phrase::new(key)
            .with("case", &case.number)
            .with("number", measure.number)
            .with("owner", &measure.owner)
            .with("due", at)
    };
    due.iter().take(LONGEST_LIST).map(say).collect()
}

/// A measure is late when its due day, given by its start, is over.
pub fn is_late(due: DateTime<Utc>, at: DateTime<Utc>) -> bool {
    at >= due + Duration::days(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::review::tests::{at, case, policy};
    use crate::case::{Hold, State};

    fn deadline(case: &mut Case, due: &str) {
        case.obligations.retain(|one| one.name != obligation::AUTHORITY);
        case.obligations.push(Obligation {
            name: obligation::AUTHORITY.to_owned(),
            recipient: "Datatilsynet".to_owned(),
            triggered_at: case.opened_at,
            due_at: Some(at(due)),
            met_at: None,
            state: ObligationState::Pending,
            reason: Phrase::new("deadline_met"),
            generation: 1,
            policy_version: String::new(),
            start: case.opened_at,
            fired_until: None,
            band: BandName::Undecided,
            after_lease: false,
            terms: None,
        });
    }

    fn keys(phrases: &[Phrase]) -> Vec<&str> {
        phrases.iter().map(|phrase| phrase.key.as_str()).collect()
    }

    #[test]
    fn open_cases_stand_by_their_deadline_and_closed_ones_not_at_all() {
        let policy = policy();
        let now = at("2026-03-12T08:00:00Z");
        let mut far = case("A-1", "2026-03-10T08:00:00Z");
        deadline(&mut far, "2026-03-13T08:00:00Z");
        let mut past = case("A-2", "2026-03-11T08:00:00Z");
        deadline(&mut past, "2026-03-12T07:00:00Z");
        let without = case("A-3", "2026-03-01T08:00:00Z");
        let mut closed = case("A-4", "2026-03-01T08:00:00Z");
        closed.state = State::Closed;
        let seen = Overview::of(&[far, without, closed, past], &policy, "kari@eksempel.no", now);
        let numbers: Vec<&str> = seen.open.iter().map(|one| one.case_number.as_str()).collect();
        assert_eq!((numbers, seen.total, seen.late), (vec!["A-2", "A-1", "A-3"], 3, 1));
        assert_eq!(seen.open[0].remaining_secs, Some(-3600));
        assert_eq!(keys(&seen.open[0].waits_for), ["open_risk", "open_authority"]);
    }

    #[test]
    fn who_is_kept_out_of_a_case_does_not_see_that_there_is_one() {
        let policy = policy();
        let mut secret = case("A-1", "2026-03-10T08:00:00Z");
        secret.excluded = vec!["Kari@eksempel.no".to_owned()];
        let now = at("2026-03-12T08:00:00Z");
        let cases = [secret];
        assert_eq!(Overview::of(&cases, &policy, "kari@eksempel.no", now), Overview::default());
        assert_eq!(Overview::of(&cases, &policy, "ola@eksempel.no", now).total, 1);
    }

    #[test]
    fn the_oldest_case_that_nobody_has_touched_is_named() {
        let policy = policy();
        let now = at("2026-03-12T08:00:00Z");
        let mut held = case("A-1", "2026-03-01T08:00:00Z");
        held.holds.push(Hold {
            email: "kari@eksempel.no".to_owned(),
            name: "Kari".to_owned(),
            at: now,
            until: at("2026-03-12T16:00:00Z"),
        });
        let (old, young) = (case("A-2", "2026-03-10T08:00:00Z"), case("A-3", "2026-03-11T08:00:00Z"));
        let seen = Overview::of(&[young, held.clone(), old], &policy, "", now);
        assert_eq!(
            seen.unanswered.map(|one| (one.case_number, one.waited_secs)),
            Some(("A-2".into(), 172_800))
        );
        assert_eq!(seen.open[0].held_by.as_deref(), Some("Kari"));
        assert_eq!(Overview::of(&[held], &policy, "", now).unanswered, None);
    }

    #[test]
    fn measures_are_named_from_a_week_before_and_late_when_their_day_is_over() {
        let now = at("2026-03-12T08:00:00Z");
        let mut one = case("A-1", "2026-03-01T08:00:00Z");
        for (number, due) in [(1, "2026-03-11"), (2, "2026-03-12"), (3, "2026-03-19"), (4, "2026-03-30")] {
            let day = DateTime::parse_from_rfc3339(&format!("{due}T00:00:00+01:00")).expect("a day");
            one.measures.push(crate::case::review::tests::measure(number, Some(day)));
        }
        let done = |measure: &mut Measure| measure.done_at = Some(now);
        let said = measures_due(&[&one], now);
        assert_eq!(keys(&said), ["measure_is_late", "measure_is_due", "measure_is_due"]);
        one.measures.iter_mut().for_each(done);
        assert_eq!(measures_due(&[&one], now), []);
    }

    #[test]
    fn a_long_list_is_cut_and_the_rest_counted() {
        let policy = policy();
        let cases: Vec<Case> =
            (0..50).map(|number| case(&format!("A-{number:02}"), "2026-03-10T08:00:00Z")).collect();
        let seen = Overview::of(&cases, &policy, "", at("2026-03-12T08:00:00Z"));
        assert_eq!((seen.total, seen.open.len(), seen.more), (50, LONGEST_LIST, 50 - LONGEST_LIST));
    }
}
