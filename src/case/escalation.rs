//! Taking the steps that are due: one mail a person, with everything that is due to that person, the gravest first.
//!
//! After an outage the missed steps are named in one catch-up mail. Reminders to one person within a few minutes
//! become one mail, and beyond the cap they wait for that person's next mail. First notices, escalations, overdue and
//! statutory steps are never held back, and nothing is dropped.

use std::collections::BTreeMap;

use chrono::Duration;

use super::notice::{Audience, NoticeData, StepKey, Template};
use super::parties;
use super::people::{self, Addressee, Who};
use super::steps::{self, Gravity, Step};
use super::tell::{Draft, Letter};
use super::{flood, group, obligation, package};
use crate::phrase::Phrase;

/// A step taken later than this is named as missed.
const CATCH_UP_AFTER_SECS: i64 = 600;

/// The last day before the deadline.
const LAST_DAY_SECS: i64 = 24 * 60 * 60;

/// So many sentences are kept for one person; a flood says no more than that it is one.
const HELD_BACK_MAX: usize = 50;

/// What is due to one person.
struct Pile {
    to: Addressee,
    steps: Vec<Step>,
}

/// Takes every step that is due now and marks it taken.
pub fn take_due_steps(draft: &mut Draft<'_>) {
    let due = collect_due(draft);
    if due.is_empty() {
        return;
    }
    let piles = pile_up(draft, &due);
    let told: Vec<String> = piles.values().map(|pile| pile.to.recipient.email.clone()).collect();
    note(draft, &due, &told);
    for pile in piles.into_values() {
        send(draft, pile);
    }
}

/// The due steps of all obligations; each obligation then counts as taken up to now. Reminders that fall due within
/// the bundling time come along.
fn collect_due(draft: &mut Draft<'_>) -> Vec<Step> {
    let (policy, now) = (draft.policy, draft.now);
    let horizon = now + Duration::seconds(policy.reminders.bundle_secs);
    let all: Vec<Vec<Step>> =
        draft.case.obligations.iter().map(|one| steps::steps(&draft.case, one, policy, now)).collect();
    if !all.iter().flatten().any(|step| step.at <= now) {
        return Vec::new();
    }
    let case = &draft.case;
    let emails =
        |step: &Step| people::resolve(case, &step.to, policy, now).into_iter().map(|to| to.recipient.email);
    let mailed: Vec<String> = all.iter().flatten().filter(|step| step.at <= now).flat_map(emails).collect();
    // That a hold is over would not be true yet.
    let may_be_early = |step: &Step| step.gravity == Gravity::Reminder && step.key.step != "lease-end";
    let along = |step: &Step| may_be_early(step) && emails(step).all(|one| mailed.contains(&one));
    // Up to the first step that may not come early: what is taken is taken up to a time, and nothing before it is lost.
    let waits = |step: &&Step| step.at > now && (step.at > horizon || !along(step));
    let barrier = |steps: &Vec<Step>| steps.iter().filter(waits).map(|step| step.at).min();
    let barriers: Vec<_> = all.iter().map(barrier).collect();
    let mut due = Vec::new();
    for ((obligation, steps), barrier) in draft.case.obligations.iter_mut().zip(all).zip(barriers) {
        for step in steps {
            if barrier.is_some_and(|barrier| step.at >= barrier) {
                break;
            }
            let until = step.at.max(now);
            obligation.fired_until = Some(obligation.fired_until.map_or(until, |known| known.max(until)));
            due.push(step);
        }
    }
    due
}

fn pile_up(draft: &Draft<'_>, due: &[Step]) -> BTreeMap<String, Pile> {
    let mut piles: BTreeMap<String, Pile> = BTreeMap::new();
    for step in due {
        if step.to == [Who::Reporter] && draft.receipts_spent {
            continue;
        }
        for to in people::resolve(&draft.case, &step.to, draft.policy, draft.now) {
            // A first notice says all of it anyway; any other mail of this event does not stand for a step.
            if draft.opens_to(&to.recipient.email) {
                continue;
            }
            let pile =
                piles.entry(to.recipient.email.clone()).or_insert_with(|| Pile { to, steps: Vec::new() });
            pile.steps.push(step.clone());
        }
    }
    piles
}

fn note(draft: &mut Draft<'_>, due: &[Step], told: &[String]) {
    let Some(gravest) = due.iter().max_by_key(|step| step.gravity) else { return };
    let steps: Vec<_> =
        due.iter().map(|step| serde_json::json!({ "key": step.key, "at": step.at })).collect();
    let reason = gravest.what.clone();
    draft.note_own("deadline_reached", reason, serde_json::json!({ "steps": steps, "told": told }));
}

fn send(draft: &mut Draft<'_>, mut pile: Pile) {
    pile.steps.sort_by_key(|step| (std::cmp::Reverse(step.gravity), step.at));
    let email = pile.to.recipient.email.clone();
    let Some(first) = pile.steps.first() else { return };
    let (gravity, key) = (first.gravity, first.key.clone());
    let mut items: Vec<Phrase> = pile.steps.iter().map(|step| step.what.clone()).collect();
    items.dedup();
    // Who has just answered reads it in the receipt.
    let only_founding = pile.steps.iter().all(|step| step.key.obligation == group::GROUP);
    if only_founding && draft.add_to_receipt(&email, &items) {
        return;
    }
    let waits = flood::holds_reminders(&draft.case, draft.now) || is_over_cap(draft, &email);
    if gravity == Gravity::Reminder && waits {
        hold_back(draft, &email, items);
        return;
    }
    if pile.steps.iter().any(|step| (draft.now - step.at).num_seconds() > CATCH_UP_AFTER_SECS) {
        items.insert(0, Phrase::new("catch_up"));
    }
    if asks_for_login(draft, &pile) {
        items.push(package::login_reminder());
    }
    draft.case.reminded.entry(email).or_default().push(draft.now);
    let template = template(&pile, gravity);
    let measure = measure_number(&key);
    let external = parties::external::of(&draft.case, &key.obligation)
        .filter(|_| template == Template::ExternalChase)
        .cloned();
    draft.tell(Letter {
        template,
        to: pile.to,
        key,
        in_reply_to: None,
        fill: Box::new(move |data| {
            fill(data, items, measure);
            external.iter().for_each(|external| external.fill(data));
        }),
    });
}

/// On the last day, once: the first step of the authority's clock with a day or less left.
fn asks_for_login(draft: &Draft<'_>, pile: &Pile) -> bool {
    let before = &draft.policy.bands.get(draft.case.band(draft.policy)).before;
    let last_day = before.iter().map(|step| step.before_secs).filter(|left| *left <= LAST_DAY_SECS).max();
    let left = |step: &Step| step.what.args.get("left_secs").and_then(serde_json::Value::as_i64);
    pile.to.audience == Audience::Officer
        && last_day.is_some()
        && pile
            .steps
            .iter()
            .any(|step| step.key.obligation == obligation::AUTHORITY && left(step) == last_day)
}

fn fill(data: &mut NoticeData, items: Vec<Phrase>, measure: Option<u32>) {
    data.items = items;
    if let Some(number) = measure {
        data.measures.retain(|one| one.number == number);
    }
}

fn measure_number(key: &StepKey) -> Option<u32> {
    key.obligation.strip_prefix(obligation::MEASURE)?.parse().ok()
}

/// Which text: the first line is reminded, those above it are escalated to.
fn template(pile: &Pile, gravity: Gravity) -> Template {
    let information = pile.steps.iter().any(|step| step.key.obligation == obligation::INFORMATION);
    let evaluation = pile.steps.iter().any(|step| step.key.obligation == obligation::EVALUATION);
    let measure = pile.steps.iter().any(|step| step.key.obligation.starts_with(obligation::MEASURE));
    let external = pile.steps.iter().any(|step| step.key.obligation.starts_with(obligation::EXTERNAL));
    let is_group =
        |step: &Step| [group::GROUP, group::CONTACT, group::REPORT].contains(&step.key.obligation.as_str());
    let group = pile.steps.iter().any(is_group);
    match gravity {
        Gravity::Ask if external => Template::ExternalChase,
        // Two things at once: the reminder lists both.
        Gravity::Ask if group && (information || measure) => Template::Reminder,
        Gravity::Ask if group => Template::GroupFollowup,
        Gravity::Ask if information => Template::MissingInformation,
        Gravity::Ask if evaluation => Template::MeasureEvaluation,
        Gravity::Ask if measure => Template::MeasureReminder,
        Gravity::Overdue => Template::Overdue,
        Gravity::Escalation if !is_first_line(&pile.to) => Template::Escalation,
        _ => Template::Reminder,
    }
}

fn is_first_line(to: &Addressee) -> bool {
    let role = to.because.args.get("role").and_then(|role| role.as_str());
    to.because.key == "told_holds"
        || (to.because.key == "told_because_role"
            && matches!(role, Some("privacy-officer" | "security-officer" | "it-manager")))
}

fn is_over_cap(draft: &mut Draft<'_>, email: &str) -> bool {
    let rule = &draft.policy.reminders;
    let since = draft.now - Duration::seconds(rule.max_window_secs);
    let Some(times) = draft.case.reminded.get_mut(email) else { return false };
    times.retain(|at| *at > since);
    times.len() >= rule.max_per_person as usize
}

/// Counts a mail that somebody else's mail causes against the same cap; true when it is spent.
pub fn is_spent(draft: &mut Draft<'_>, email: &str) -> bool {
    if is_over_cap(draft, email) {
        return true;
    }
    draft.case.reminded.entry(email.to_owned()).or_default().push(draft.now);
    false
}

/// Keeps sentences for the person's next mail of the case; nothing is dropped.
pub fn hold_back(draft: &mut Draft<'_>, email: &str, items: Vec<Phrase>) {
    let kept = draft.case.held_back.entry(email.to_owned()).or_default();
    for item in items {
        if !kept.contains(&item) && kept.len() < HELD_BACK_MAX {
            kept.push(item);
        }
    }
    let payload = serde_json::json!({ "to": email });
    draft.note_own("reminder_held_back", Phrase::new("reminder_held_back"), payload);
}
