//! What must happen and by when: the statutory clocks and the follow-ups beside them, brought in line after each event.
//!
//! [`refresh`] says which obligations a case has now. It is the only place that starts, moves, meets or drops one. The
//! generation rises when due time, band, policy or open state changes, so that rows of an older generation are
//! cancelled and never fire twice (design, "Walk of a deadline").

mod clock;
mod group;

use clock::{due_at, other_regimes, triggered_at};
pub use clock::{is_other, meant, regime};

use std::collections::BTreeSet;

use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};

use super::parties::{self, ProcessorTold};
use super::{Case, Hold, State, package, people};
use crate::contacts::Role;
use crate::phrase::Phrase;
use crate::policy::{BandName, Policy, Regime};
use crate::report::Kind;

/// GDPR art. 33(1): the notice to the authority.
pub const AUTHORITY: &str = "gdpr33";
/// GDPR art. 33(4): the rest of a phased notice.
pub const SUPPLEMENT: &str = "gdpr33-supplement";
/// GDPR art. 34: the persons affected.
pub const PERSONS: &str = "gdpr34";
/// GDPR art. 33(5): documented and closed with a reason.
pub const REGISTER: &str = "gdpr33-5";
/// The contact lists (S2–S8).
pub const LISTS: &str = "lists";
/// Somebody has the case in hand.
pub const HOLD: &str = "hold";
/// The reporter is asked for what is missing.
pub const INFORMATION: &str = "information";
/// Whether the measures worked, some time after closing (S96).
pub const EVALUATION: &str = "evaluation";
/// The controllers for whom we process data, and joint controllers (GDPR art. 33(2), S84).
pub const CONTROLLERS: &str = "controllers";
/// `external-1`, `external-2` …: a party outside is chased until it tells what it did (S81).
pub const EXTERNAL: &str = "external-";
/// `measure-1`, `measure-2` …
pub const MEASURE: &str = "measure-";

/// How the program follows up; everything else is an obligation that users see.
const FOLLOW_UPS: [&str; 2] = [HOLD, INFORMATION];

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ObligationState {
    Pending,
    Met,
    Late,
    NotRequired,
}

/// One clock of one case.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Obligation {
    pub name: String,
    pub recipient: String,
    pub triggered_at: DateTime<Utc>,
    pub due_at: Option<DateTime<Utc>>,
    pub met_at: Option<DateTime<Utc>>,
    pub state: ObligationState,
    pub reason: Phrase,
    pub generation: u32,
    pub policy_version: String,
    /// Steps are counted from here: the trigger, a change of band, or the end of a lease.
    pub start: DateTime<Utc>,
    /// Steps up to and including this instant have been taken.
    pub fired_until: Option<DateTime<Utc>>,
    /// What the steps follow besides the start: the band, as a name. A change raises the generation.
    pub band: BandName,
    /// The start is the end of a lease: the first step says that it has run out.
    pub after_lease: bool,
    /// The law as it stood when the clock started: a later policy moves no running deadline (design promise 9).
    #[serde(default)]
    pub terms: Option<Box<Regime>>,
}

impl Obligation {
    /// Whether users see it as an obligation.
    pub fn is_shown(&self) -> bool {
        !FOLLOW_UPS.contains(&self.name.as_str()) && !self.name.starts_with(MEASURE)
    }

    /// Whether something of it is still to be done.
    pub fn is_pending(&self) -> bool {
        self.state == ObligationState::Pending
    }
}

/// What an obligation should be at this moment.
struct Wanted {
    name: String,
    recipient: String,
    triggered_at: DateTime<Utc>,
    due_at: Option<DateTime<Utc>>,
    state: ObligationState,
    met_at: Option<DateTime<Utc>>,
    reason: Phrase,
    band: BandName,
}

/// Brings the case's obligations in line with its facts.
pub fn refresh(case: &mut Case, policy: &Policy, now: DateTime<Utc>) {
    case.holds.retain(|hold| hold.until > now);
    let wanted = wanted(case, policy, now);
    for one in wanted {
        settle(case, one, policy, now);
    }
    hold_again(case, policy, now);
}

fn settle(case: &mut Case, wanted: Wanted, policy: &Policy, now: DateTime<Utc>) {
    let Some(known) = case.obligations.iter_mut().find(|obligation| obligation.name == wanted.name) else {
        // That controllers are concerned may become known long after we became aware.
        let from_now = [HOLD, CONTROLLERS].contains(&wanted.name.as_str());
        let start = if from_now { now } else { wanted.triggered_at };
        let terms = regime(&wanted.name, case, policy).map(Box::new);
        case.obligations.push(Obligation {
            name: wanted.name,
            recipient: wanted.recipient,
            triggered_at: wanted.triggered_at,
            due_at: wanted.due_at,
            met_at: wanted.met_at,
            state: wanted.state,
            reason: wanted.reason,
            generation: 1,
            policy_version: policy.version.clone(),
            start,
            fired_until: None,
            band: wanted.band,
            after_lease: false,
            terms,
        });
        return;
    };
    let moved = known.due_at != wanted.due_at;
    let changed = moved
        || known.band != wanted.band
        || (known.state == ObligationState::Pending) != (wanted.state == ObligationState::Pending);
    if changed {
        known.generation += 1;
        known.policy_version = policy.version.clone();
        known.fired_until = caught_up(known, &wanted, now);
        if known.name == HOLD {
            known.start = now;
            known.after_lease = false;
        }
    }
    known.recipient = wanted.recipient;
    known.triggered_at = wanted.triggered_at;
    known.due_at = wanted.due_at;
    known.state = wanted.state;
    known.met_at = wanted.met_at;
    known.reason = wanted.reason;
    known.band = wanted.band;
}

/// How far a new generation counts as done. A deadline that came nearer fires what it passed over at once, as one
/// catch-up; one that moved away, or a new band, does not repeat what people were told before.
fn caught_up(known: &Obligation, wanted: &Wanted, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    if known.name == HOLD {
        return None;
    }
    let runs_again = known.state != ObligationState::Pending;
    match (known.due_at, wanted.due_at) {
        (Some(old), Some(new)) if new < old => None,
        (old, Some(new)) if new <= now && (old != Some(new) || runs_again) => {
            Some(new - Duration::milliseconds(1))
        }
        _ => Some(now),
    }
}

fn wanted(case: &Case, policy: &Policy, now: DateTime<Utc>) -> Vec<Wanted> {
    let mut all = Vec::new();
    all.extend(authority(case, policy));
    all.extend(supplement(case, policy));
    all.extend(persons(case, policy, now));
    all.extend(register(case, policy));
    all.extend(lists(case, policy));
    all.extend(controllers(case, policy));
    all.extend(externals(case, policy));
    all.extend(information(case, policy));
    all.extend(measures(case, policy, now));
    all.extend(evaluation(case, policy));
    all.extend(other_regimes(case, policy));
    all.extend(group::wanted(case, policy, now));
    // Somebody must have the case in hand until the authority, the lists and the persons affected are decided about;
    // what is decided and only remains to be done has its own reminders.
    let decided = |name: &str| name == PERSONS && case.persons.is_some();
    let urgent = all.iter().any(|one| {
        one.state == ObligationState::Pending
            && ([AUTHORITY, PERSONS, LISTS, CONTROLLERS].contains(&one.name.as_str())
                || is_pressing(&one.name, case, policy))
            && !decided(&one.name)
    });
    all.push(hold(case, policy, urgent));
    all
}

/// A first report under another law; those that follow upon one have days and weeks, and their own reminders.
fn is_pressing(name: &str, case: &Case, policy: &Policy) -> bool {
    let follows = |regime: Regime| regime.stage.is_some_and(|stage| stage != "initial");
    is_other(name, policy) && !regime(name, case, policy).is_some_and(follows)
}

fn base(name: &str, case: &Case, policy: &Policy) -> Wanted {
    Wanted {
        name: name.to_owned(),
        recipient: regime(name, case, policy).map_or_else(String::new, |regime| regime.recipient),
        triggered_at: case.opened_at,
        due_at: None,
        state: if case.is_open() { ObligationState::Pending } else { ObligationState::NotRequired },
        met_at: None,
        reason: case.aware.reason.clone(),
        band: case.band(policy),
    }
}

/// The clock of art. 33(1) runs until a person has told the authority or decided, with a reason, not to. Unknown never
/// lowers: an undecided risk keeps it running.
fn authority(case: &Case, policy: &Policy) -> Option<Wanted> {
    let regime = regime(AUTHORITY, case, policy)?;
    let mut one = base(AUTHORITY, case, policy);
    one.triggered_at = triggered_at(&regime, case).unwrap_or(case.opened_at);
    one.due_at = due_at(&regime, case, policy);
    if let Some(told) = &case.authority_told {
        let late = one.due_at.is_some_and(|due| told.at > due);
        one.state = if late { ObligationState::Late } else { ObligationState::Met };
        one.met_at = Some(told.at);
        one.reason = Phrase::new(if late { "authority_told_late" } else { "authority_told" })
            .with("at", told.at)
            .with("reference", &told.reference);
    } else if let Some(ruling) = ruled_out(case.authority.as_ref(), case) {
        one.state = ObligationState::NotRequired;
        one.reason = Phrase::new("authority_no").with("reason", &ruling.reason);
    } else if let Some(decided) = &case.risk.decided
        && !case.risk.is_questioned(decided.at)
        && !is_owed(&regime, one.band, policy)
        && case.authority.as_ref().is_none_or(|ruling| !ruling.yes)
    {
        one.state = ObligationState::NotRequired;
        one.reason = Phrase::new("authority_band").with("band", one.band);
    } else if case.state == State::NotABreach || case.state == State::Merged {
        one.state = ObligationState::NotRequired;
        one.reason = Phrase::new("deadline_cancelled_closed");
    }
    Some(one)
}

/// A person's no, unless new information has put it in question.
fn ruled_out<'a>(ruling: Option<&'a super::Ruling>, case: &Case) -> Option<&'a super::Ruling> {
    ruling.filter(|ruling| !ruling.yes && !case.risk.is_questioned(ruling.at))
}

/// Whether a decided band owes the notice: by the bands' own words, unless the law of the day names another.
fn is_owed(regime: &Regime, band: BandName, policy: &Policy) -> bool {
    regime.from_band.map_or(policy.bands.get(band).authority, |from| band >= from)
}

fn supplement(case: &Case, policy: &Policy) -> Option<Wanted> {
    let told = case.authority_told.as_ref()?;
    let known = case.obligation(SUPPLEMENT);
    let open = open_items(case);
    if !open && known.is_none() {
        return None;
    }
    regime(SUPPLEMENT, case, policy)?;
    let mut one = base(SUPPLEMENT, case, policy);
    one.triggered_at = told.at;
    one.reason = Phrase::new("step_supplement");
    if !open {
        let last = case.supplements.last().unwrap_or(told);
        one.state = ObligationState::Met;
        one.met_at = known.and_then(|known| known.met_at).or(Some(last.at));
        one.reason = Phrase::new("deadline_met");
    }
    Some(one)
}

/// Whether something is still owed after a first notice: a field without an answer, unless a person said that nothing
/// more follows, or an answer that the authority has not been sent. A processor's first notice only held the deadline: the
/// rest is ours to send (R15).
fn open_items(case: &Case) -> bool {
    let missing = !case.missing().is_empty() && !case.nothing_follows;
    let owes_rest = case.processor_told.as_ref().is_some_and(ProcessorTold::owes_rest);
    missing || owes_rest || package::has_news(case)
}

fn persons(case: &Case, policy: &Policy, now: DateTime<Utc>) -> Option<Wanted> {
    let needed = policy.bands.get(case.band(policy)).persons && case.risk.decided.is_some();
    let known = case.obligation(PERSONS);
    let asked = case.persons.as_ref().is_some_and(|ruling| ruling.yes);
    if !needed && !asked && known.is_none() {
        return None;
    }
    regime(PERSONS, case, policy)?;
    let mut one = base(PERSONS, case, policy);
    one.triggered_at = known.map_or(now, |known| known.triggered_at);
    one.reason = Phrase::new("step_persons");
    if let Some(told) = &case.persons_told {
        one.state = ObligationState::Met;
        one.met_at = Some(told.at);
        one.reason = Phrase::new("persons_told").with("at", told.at);
    } else if let Some(ruling) = ruled_out(case.persons.as_ref(), case) {
        one.state = ObligationState::NotRequired;
        one.reason =
            Phrase::new("persons_no").with("reason", &ruling.reason).with("exception", &ruling.exception);
    } else if !needed && !asked {
        one.state = ObligationState::NotRequired;
        one.reason = Phrase::new("deadline_cancelled_band");
    }
    Some(one)
}

fn register(case: &Case, policy: &Policy) -> Option<Wanted> {
    regime(REGISTER, case, policy)?;
    let mut one = base(REGISTER, case, policy);
    one.reason = Phrase::new("step_register");
    if let Some(closing) = &case.closing {
        one.state = ObligationState::Met;
        one.met_at = Some(closing.at);
        one.reason = Phrase::new("closed").with("reason", &closing.reason);
    }
    Some(one)
}

/// In doubt, inform (S8): the question stands until a person has said which lists, or none and why.
fn lists(case: &Case, policy: &Policy) -> Option<Wanted> {
    let concerns_others = case.kinds.contains(&Kind::Security)
        || case.processor.is_some()
        || policy.contacts.contacts_by_email(&case.reporter.email).next().is_some();
    let known = case.obligation(LISTS).is_some();
    if policy.contacts.contacts.is_empty() || (!concerns_others && !known && case.lists.is_none()) {
        return None;
    }
    let mut one = base(LISTS, case, policy);
    one.recipient = "contact lists".to_owned();
    one.reason = Phrase::new("step_lists");
    if let Some(ruling) = &case.lists {
        one.met_at = Some(ruling.at);
        if ruling.yes {
            one.state = ObligationState::Met;
            one.reason = Phrase::new("lists_told").with("count", case.listed.len());
        } else {
            one.state = ObligationState::NotRequired;
            one.reason = Phrase::new("lists_none").with("reason", &ruling.reason);
        }
    }
    Some(one)
}

/// Every controller concerned is told: without undue delay, at most within the hours of the contracts.
fn controllers(case: &Case, policy: &Policy) -> Option<Wanted> {
    let concerned = parties::controllers::concerned(case, policy);
    let known = case.obligation(CONTROLLERS).is_some();
    if concerned.is_empty() && case.controllers.is_empty() && !known {
        return None;
    }
    let mut one = base(CONTROLLERS, case, policy);
    let told = case.controllers.iter().map(|told| told.name.as_str());
    let names: BTreeSet<&str> = concerned.iter().map(|party| party.name).chain(told).collect();
    one.recipient = names.into_iter().collect::<Vec<_>>().join(", ");
    one.triggered_at = case.aware.at;
    let hours = concerned.iter().filter_map(|party| party.contract_hours).min();
    one.due_at = hours.map(|hours| case.aware.at + Duration::hours(i64::from(hours)));
    one.band = BandName::Undecided;
    let untold: Vec<&str> =
        parties::controllers::untold(case, policy).into_iter().map(|party| party.name).collect();
    if !untold.is_empty() {
        one.reason = Phrase::new("step_controllers").with("names", untold);
        return Some(one);
    }
    let Some(last) = case.controllers.iter().map(|told| told.told_at).max() else {
        one.state = ObligationState::NotRequired;
        one.reason = Phrase::new("controllers_none");
        return Some(one);
    };
    let late = one.due_at.is_some_and(|due| last > due);
    one.state = if late { ObligationState::Late } else { ObligationState::Met };
    one.met_at = Some(last);
    one.reason = Phrase::new(if late { "deadline_met_late" } else { "deadline_met" });
    Some(one)
}

/// The chase of a party outside outlives the closing of the case: we make sure that it answers (S81).
fn externals(case: &Case, policy: &Policy) -> Vec<Wanted> {
    case.externals
        .iter()
        .map(|external| {
            let mut one = base(&external.obligation(), case, policy);
            one.triggered_at = external.told_at;
            one.recipient = external.party.clone();
            one.band = BandName::Undecided;
            one.met_at = external.feedback_at;
            one.reason = Phrase::new("step_external").with("party", &external.party);
            one.state = match external.feedback_at {
                Some(_) => ObligationState::Met,
                None if matches!(case.state, State::Merged | State::NotABreach) => {
                    ObligationState::NotRequired
                }
                None => ObligationState::Pending,
            };
            one
        })
        .collect()
}

fn information(case: &Case, policy: &Policy) -> Option<Wanted> {
    let mailable = !people::reporters(case, policy).is_empty();
    let known = case.obligation(INFORMATION).is_some();
    if (!mailable || !case.asks()) && !known {
        return None;
    }
    let mut one = base(INFORMATION, case, policy);
    one.recipient = "reporter".to_owned();
    one.band = BandName::Undecided;
    one.reason = Phrase::new("ask_missing");
    if !case.asks() || !mailable {
        one.state = ObligationState::Met;
        one.reason = Phrase::new("deadline_met");
    }
    Some(one)
}

fn measures(case: &Case, policy: &Policy, now: DateTime<Utc>) -> Vec<Wanted> {
    case.measures
        .iter()
        .filter(|measure| measure.due.is_some() || measure.waits_for_approval())
        .map(|measure| {
            let name = format!("{MEASURE}{}", measure.number);
            let mut one = base(&name, case, policy);
            one.triggered_at = case.obligation(&name).map_or(now, |known| known.triggered_at);
            one.recipient = measure.owner.clone().unwrap_or_default();
            one.due_at = measure.due.map(|due| due.with_timezone(&Utc));
            one.band = BandName::Undecided;
            // A measure outlives the closing of its case: it is due when it is due (S96).
            one.state = match measure.done_at {
                Some(_) => ObligationState::Met,
                None if matches!(case.state, State::Merged | State::NotABreach) => {
                    ObligationState::NotRequired
                }
                None => ObligationState::Pending,
            };
            one.met_at = measure.done_at;
            one.reason = Phrase::new("measure").with("number", measure.number);
            one
        })
        .collect()
}

/// Asked for after the case is closed, where there were measures.
fn evaluation(case: &Case, policy: &Policy) -> Option<Wanted> {
    let closing =
        case.closing.as_ref().filter(|_| case.state == State::Closed && !case.measures.is_empty())?;
    let mut one = base(EVALUATION, case, policy);
    one.triggered_at = closing.at;
    one.state = ObligationState::Pending;
    one.band = BandName::Undecided;
    one.recipient = "case".to_owned();
    one.reason = Phrase::new("step_evaluate");
    if let Some(said) = case.evaluations.iter().rfind(|said| said.at >= closing.at) {
        one.state = ObligationState::Met;
        one.met_at = Some(said.at);
        one.reason = Phrase::new("evaluated").with("text", &said.text);
    }
    Some(one)
}

fn hold(case: &Case, policy: &Policy, urgent: bool) -> Wanted {
    let mut one = base(HOLD, case, policy);
    one.recipient = "case".to_owned();
    one.reason = Phrase::new("hold_needed");
    let answered = case.authority_told.is_some() || ruled_out(case.authority.as_ref(), case).is_some();
    if case.is_open() && !urgent && answered {
        one.state = ObligationState::Met;
        one.reason = Phrase::new("deadline_met");
    }
    one
}

/// Who of those whom the band demands has not taken the case in hand, and until when the others have: for critical the
/// officer AND the security officer, each in person or by a stand-in.
pub struct Holding {
    pub missing: Vec<Role>,
    pub until: Option<DateTime<Utc>>,
}

pub fn holding(case: &Case, policy: &Policy, now: DateTime<Utc>) -> Holding {
    let mut missing = policy.bands.get(case.band(policy)).hold.holders.clone();
    let mut free: Vec<&Hold> = case.holds.iter().filter(|hold| hold.until > now).collect();
    free.sort_by_key(|hold| std::cmp::Reverse(hold.until));
    let mut until: Option<DateTime<Utc>> = None;
    // Whoever has the role holds for it; the rest may be held by stand-ins.
    for by_stand_in in [false, true] {
        missing.retain(|role| {
            let holds = |hold: &&Hold| {
                let person = policy.contacts.person_by_email(&hold.email);
                person.is_some_and(|person| {
                    person.roles.contains(role) || by_stand_in && people::may_hold_for(person, *role, policy)
                })
            };
            let Some(found) = free.iter().position(holds) else { return true };
            let hold = free.remove(found);
            until = Some(until.map_or(hold.until, |known| known.min(hold.until)));
            false
        });
    }
    Holding { missing, until }
}

/// A lease moves the chain of holding behind its end; when the lease changes, the chain starts anew from there.
fn hold_again(case: &mut Case, policy: &Policy, now: DateTime<Utc>) {
    let holding = holding(case, policy, now);
    let until = holding.until.filter(|_| holding.missing.is_empty());
    let Some(chain) = case.obligations.iter_mut().find(|one| one.name == HOLD) else { return };
    if chain.state != ObligationState::Pending {
        return;
    }
    if let Some(until) = until
        && chain.start != until
    {
        chain.generation += 1;
        chain.start = until;
        chain.after_lease = true;
        chain.fired_until = None;
    } else if until.is_none() && chain.start > now {
        // The lease was given back.
        chain.generation += 1;
        chain.start = now;
        chain.after_lease = false;
        chain.fired_until = None;
    }
}
