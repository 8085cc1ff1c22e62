//! The clocks of the law: which stand over a case, from when, until when. What they are is data ([`Regime`]).

use chrono::{DateTime, Datelike, Duration, Months, NaiveDate, NaiveTime, Utc, Weekday};

use super::{AUTHORITY, ObligationState, PERSONS, REGISTER, SUPPLEMENT, Wanted, base};
use crate::case::{Case, State};
use crate::phrase::Phrase;
use crate::policy::{ClosedDays, Policy, Regime, Trigger};

/// The clocks that have a meaning of their own in the program; all others follow from their data alone.
const OWN: [&str; 4] = [AUTHORITY, SUPPLEMENT, PERSONS, REGISTER];

/// Whether this is a clock that is data alone.
pub fn is_other(name: &str, policy: &Policy) -> bool {
    policy.regimes.contains_key(name) && !OWN.contains(&name)
}

/// The regime as it stood when its clock started; else as it stands for this case, if it is in force.
pub fn regime(name: &str, case: &Case, policy: &Policy) -> Option<Regime> {
    if let Some(terms) = case.obligation(name).and_then(|known| known.terms.as_deref()) {
        return Some(terms.clone());
    }
    // A time that was only read may be misread by years; then the day of the report decides.
    let at = if case.aware.set_by.is_some() { case.aware.at } else { case.reported_at };
    policy.regime(name, policy.calendar.local(at).date_naive())
}

/// What a clock counts from; none while that has not happened.
pub fn triggered_at(regime: &Regime, case: &Case) -> Option<DateTime<Utc>> {
    let group = || regime.group.as_ref().and_then(|group| case.classified.get(group));
    match regime.trigger {
        Trigger::ControllerAware => Some(case.aware.at),
        Trigger::CaseOpened | Trigger::HighRisk => Some(case.opened_at),
        Trigger::PhasedNotice => case.authority_told.as_ref().map(|told| told.at),
        Trigger::Classified => group().filter(|one| one.reached).map(|one| one.at),
        Trigger::Submitted => {
            regime.after.as_ref().and_then(|after| case.submissions.get(after)).map(|told| told.at)
        }
    }
}

/// When a clock ends: elapsed seconds in UTC (R12), or months; the earlier of two limits. While the time of awareness
/// is unsure, never later than counted from the report.
pub fn due_at(regime: &Regime, case: &Case, policy: &Policy) -> Option<DateTime<Utc>> {
    let from = triggered_at(regime, case);
    let own = from.and_then(|from| end(regime, from, policy));
    let own = match regime.trigger {
        Trigger::ControllerAware => or_from_report(own, regime.offset_secs, case),
        _ => own,
    };
    let latest = regime.at_latest.as_ref().and_then(|limit| {
        let counted = Regime { trigger: limit.trigger, ..regime.clone() };
        let at = triggered_at(&counted, case)? + Duration::seconds(limit.offset_secs);
        or_from_report(Some(at), Some(limit.offset_secs), case)
    });
    match (own, latest) {
        // A limit that had run out before the clock started could not be kept.
        (Some(own), Some(latest)) if from.is_some_and(|from| latest < from) => Some(own),
        (Some(own), Some(latest)) => Some(own.min(latest)),
        (own, latest) => own.or(latest),
    }
}

fn or_from_report(
    due: Option<DateTime<Utc>>,
    offset_secs: Option<i64>,
    case: &Case,
) -> Option<DateTime<Utc>> {
    let by_report = case.reported_at + Duration::seconds(offset_secs?);
    due.map(|due| if case.aware.unsure { due.min(by_report) } else { due })
}

fn end(regime: &Regime, from: DateTime<Utc>, policy: &Policy) -> Option<DateTime<Utc>> {
    let calendar = &policy.calendar;
    let at = match (regime.offset_secs, regime.offset_months) {
        (Some(secs), _) => from + Duration::seconds(secs),
        (None, Some(months)) => {
            let local = calendar.local(from);
            let day = local.date_naive().checked_add_months(Months::new(months))?;
            calendar.at_local(day, local.time())
        }
        (None, None) => return None,
    };
    if regime.closed_days == ClosedDays::Count || is_law_day(calendar.local(at).date_naive(), policy) {
        return Some(at);
    }
    let noon = NaiveTime::from_hms_opt(12, 0, 0)?;
    // The law's days, not ours: that our office is closed moves no limit.
    let day = calendar.local(at).date_naive().iter_days().skip(1).take(14);
    day.into_iter().find(|day| is_law_day(*day, policy)).map(|day| calendar.at_local(day, noon)).or(Some(at))
}

/// No Saturday, Sunday or public holiday (Regulation 1182/71 art. 2(2)).
fn is_law_day(day: NaiveDate, policy: &Policy) -> bool {
    !matches!(day.weekday(), Weekday::Sat | Weekday::Sun) && policy.calendar.holiday(day).is_none()
}

/// The clocks of other laws than GDPR, side by side with its own (R24).
pub fn other_regimes(case: &Case, policy: &Policy) -> Vec<Wanted> {
    policy
        .regimes
        .keys()
        .filter(|name| !OWN.contains(&name.as_str()))
        .filter_map(|name| other(name, case, policy))
        .collect()
}

/// One of them. Where a person must say whether the law's threshold is reached, nobody having said so never stops the
/// clock: the limit that counts from awareness runs until somebody says no, with a reason.
fn other(name: &str, case: &Case, policy: &Policy) -> Option<Wanted> {
    let regime = regime(name, case, policy)?;
    let concerned = regime.kinds.is_empty() || regime.kinds.iter().any(|kind| case.kinds.contains(kind));
    let told = case.submissions.get(name);
    let judged = regime.group.as_ref().and_then(|group| case.classified.get(group));
    let known = case.obligation(name).is_some();
    if !concerned && !known && told.is_none() && judged.is_none_or(|one| !one.reached) {
        return None;
    }
    let due = due_at(&regime, case, policy);
    let trigger = triggered_at(&regime, case);
    if trigger.is_none() && due.is_none() && !known && told.is_none() {
        return None;
    }
    let mut one = base(name, case, policy);
    one.triggered_at = trigger.unwrap_or(case.aware.at);
    one.due_at = due;
    one.reason = Phrase::new("regime_runs").with("law", &regime.law).with("recipient", &regime.recipient);
    if let Some(told) = told {
        let late = due.is_some_and(|due| told.at > due);
        one.state = if late { ObligationState::Late } else { ObligationState::Met };
        one.met_at = Some(told.at);
        one.reason = Phrase::new(if late { "regime_met_late" } else { "regime_met" })
            .with("law", &regime.law)
            .with("at", told.at)
            .with("reference", &told.reference);
    } else if let Some(no) = judged.filter(|one| !one.reached) {
        one.state = ObligationState::NotRequired;
        one.reason = Phrase::new("regime_not_reached").with("law", &regime.law).with("reason", &no.reason);
    } else if matches!(case.state, State::NotABreach | State::Merged) {
        one.state = ObligationState::NotRequired;
        one.reason = Phrase::new("deadline_cancelled_closed");
    } else if regime.group.is_some() && judged.is_none() {
        one.reason = Phrase::new("regime_unclassified").with("law", &regime.law).with("group", &regime.group);
    }
    Some(one)
}

/// The clock that a line such as `Meldt DORA: …` means: by its own name, else of that group and stage, else the
/// group's first that still runs.
pub fn meant<'a>(case: &Case, policy: &'a Policy, regime: &str, stage: Option<&str>) -> Option<&'a str> {
    if let Some((name, _)) = policy.regimes.get_key_value(regime).filter(|(name, _)| is_other(name, policy)) {
        return Some(name);
    }
    let of_group: Vec<&String> = policy
        .regimes
        .iter()
        .filter(|(_, one)| one.group.as_deref() == Some(regime))
        .filter(|(_, one)| stage.is_none() || one.stage.as_deref() == stage)
        .map(|(name, _)| name)
        .collect();
    let pending =
        |name: &&&String| case.obligation(name).is_some_and(|one| one.state == ObligationState::Pending);
    let due = |name: &&&String| case.obligation(name).and_then(|one| one.due_at);
    let first = of_group.iter().filter(pending).min_by_key(due).or(of_group.first())?;
    Some(first.as_str())
}
