//! The clocks of the action group (S9–S14): founded within working time after awareness, a contact person named, the
//! report handed over.

use chrono::{DateTime, Utc};

use super::super::Case;
use super::super::group::{self, ActionGroup};
use super::{ObligationState, Wanted, base};
use crate::phrase::Phrase;
use crate::policy::{BandName, Policy};

pub(super) fn wanted(case: &Case, policy: &Policy, now: DateTime<Utc>) -> Vec<Wanted> {
    let group = case.action_group.as_ref();
    let founded = group.filter(|group| group.founded_at.is_some());
    let mut all: Vec<Wanted> = founding(case, policy, group).into_iter().collect();
    all.extend(founded.map(|group| contact(case, policy, group, now)));
    all.extend(founded.map(|group| report(case, policy, group)));
    all
}

fn start(name: &str, case: &Case, policy: &Policy) -> Wanted {
    let mut one = base(name, case, policy);
    one.recipient = "action group".to_owned();
    one.band = BandName::Undecided;
    one
}

/// Counts from awareness, or from when the others were involved; out of hours from the next opening (S10).
fn founding(case: &Case, policy: &Policy, group: Option<&ActionGroup>) -> Option<Wanted> {
    let known = case.obligation(group::GROUP);
    let needed = group::is_needed(case, policy);
    if !needed && known.is_none() && group.is_none() {
        return None;
    }
    let involved_at = case.lists.as_ref().filter(|ruling| ruling.yes).map(|ruling| ruling.at);
    let needed_at = involved_at.unwrap_or(case.opened_at).max(case.aware.at);
    let founded_at = group.and_then(|group| group.founded_at);
    let mut one = start(group::GROUP, case, policy);
    one.triggered_at =
        known.map_or(founded_at.map_or(needed_at, |at| at.min(needed_at)), |known| known.triggered_at);
    let opening = policy.calendar.next_opening(one.triggered_at);
    one.due_at = Some(policy.calendar.add(opening, policy.group.found_within));
    one.reason = Phrase::new("group_needed");
    let cancelled = group.and_then(|group| group.cancelled.as_ref());
    if let Some(cancelled) = cancelled {
        one.state = ObligationState::NotRequired;
        let key = if founded_at.is_some() { "group_cancelled" } else { "group_not_needed" };
        one.reason = Phrase::new(key).with("reason", &cancelled.reason);
    } else if let Some(at) = founded_at {
        let late = one.due_at.is_some_and(|due| at > due);
        one.state = if late { ObligationState::Late } else { ObligationState::Met };
        one.met_at = Some(at);
        one.reason = Phrase::new("group_founded").with("at", at);
    } else if !needed {
        one.state = ObligationState::NotRequired;
        one.reason = Phrase::new("group_no_others");
    }
    Some(one)
}

/// The first meeting decides it (S12); asked for from the working day after.
fn contact(case: &Case, policy: &Policy, group: &ActionGroup, now: DateTime<Utc>) -> Wanted {
    let mut one = start(group::CONTACT, case, policy);
    let met_at = case.obligation(group::CONTACT).and_then(|known| known.met_at);
    one.triggered_at = group.meeting_at.map_or(case.opened_at, |at| at.with_timezone(&Utc));
    one.due_at = Some(policy.calendar.add(one.triggered_at, policy.group.ask_contact_every));
    one.reason = Phrase::new("step_group_contact");
    if group.contact_person.is_some() {
        one.state = ObligationState::Met;
        one.met_at = met_at.or(Some(now));
        one.reason = Phrase::new("deadline_met");
    } else if !group.is_active() {
        one.state = ObligationState::NotRequired;
        one.reason = ended(group);
    }
    one
}

/// The group stands until the report is in the parties' hands (S14).
fn report(case: &Case, policy: &Policy, group: &ActionGroup) -> Wanted {
    let mut one = start(group::REPORT, case, policy);
    one.triggered_at = group.founded_at.unwrap_or(case.opened_at);
    one.reason = Phrase::new("step_group_report");
    if let Some(at) = group.report_delivered_at {
        one.state = ObligationState::Met;
        one.met_at = Some(at);
        one.reason = Phrase::new("group_delivered").with("at", at);
    } else if !group.is_active() {
        one.state = ObligationState::NotRequired;
        one.reason = ended(group);
    }
    one
}

fn ended(group: &ActionGroup) -> Phrase {
    match &group.cancelled {
        Some(cancelled) => Phrase::new("group_cancelled").with("reason", &cancelled.reason),
        None => Phrase::new("group_closed"),
    }
}
