//! The emergency action group (S9–S15): the parties whom a breach of security concerns meet, choose a contact person and
//! write the incident report. It stands until that report is handed over.
//!
//! [`keep()`] founds it when nobody does in time, and invites whoever becomes involved later; [`command`] carries out
//! what people write, [`answers`] what their calendars answer. An invitation that went out is never forgotten: its
//! number only rises, and who was invited is told of every change.

pub mod answers;
pub mod command;
pub mod letters;
pub mod members;

use chrono::{DateTime, Duration, DurationRound, FixedOffset, Utc};
use serde::{Deserialize, Serialize};

pub use members::{Member, Partstat};

use super::tell::Draft;
use super::{Case, ObligationState, obligation};
use crate::phrase::Phrase;
use crate::policy::Policy;
use crate::report::Kind;

/// The first meeting is summoned (S10, S11).
pub const GROUP: &str = "bits-group";
/// The group names its contact person (S12).
pub const CONTACT: &str = "bits-group-contact";
/// The incident report is handed over (S14).
pub const REPORT: &str = "bits-group-report";

/// The group of a case, from its founding or from the decision that none is needed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ActionGroup {
    pub meeting_at: Option<DateTime<FixedOffset>>,
    /// Where they meet; none while somebody is still to say.
    pub place: Option<String>,
    pub contact_person: Option<String>,
    pub report_delivered_at: Option<DateTime<Utc>>,
    #[serde(default)]
    pub founded_at: Option<DateTime<Utc>>,
    /// An address, or `varsel`.
    #[serde(default)]
    pub summoned_by: Option<String>,
    /// Of the meeting, in everybody's calendar; empty until the first invitation. It never changes.
    #[serde(default)]
    pub uid: String,
    /// Rises with each change that the invited are told of.
    #[serde(default)]
    pub sequence: u32,
    #[serde(default)]
    pub members: Vec<Member>,
    #[serde(default)]
    pub cancelled: Option<Cancelled>,
}

/// Somebody permitted called the group off, or said that none is needed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cancelled {
    pub at: DateTime<Utc>,
    pub by: String,
    pub reason: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum GroupState {
    Active,
    Cancelled,
    /// The report is handed over.
    Closed,
}

impl ActionGroup {
    pub fn state(&self) -> GroupState {
        match (&self.report_delivered_at, &self.cancelled) {
            (Some(_), _) => GroupState::Closed,
            (None, Some(_)) => GroupState::Cancelled,
            (None, None) => GroupState::Active,
        }
    }

    pub fn is_active(&self) -> bool {
        self.state() == GroupState::Active
    }

    /// Active, and its meeting is still to come.
    fn meets_after(&self, now: DateTime<Utc>) -> bool {
        self.is_active() && self.meeting_at.is_some_and(|at| at > now)
    }
}

/// Whether other parties are involved in a breach of security: then there must be a group (S9). What somebody only
/// claims to be starts nothing.
pub fn is_needed(case: &Case, policy: &Policy) -> bool {
    let reporter = &case.reporter;
    let by_contact =
        reporter.authenticated && policy.contacts.contacts_by_email(&reporter.email).next().is_some();
    let told = case.lists.as_ref().is_some_and(|ruling| ruling.yes);
    case.kinds.contains(&Kind::Security) && (told || by_contact)
}

/// Founds the group if its time has run out, and invites those who became involved since. The obligations must be in
/// line before; true when they must be again.
pub fn keep(draft: &mut Draft<'_>) -> bool {
    summon_if_due(draft) | invite_the_involved(draft)
}

/// Nobody gave a time while there was time to: the program summons for the next working day. A person may move it.
fn summon_if_due(draft: &mut Draft<'_>) -> bool {
    let (policy, now) = (draft.policy, draft.now);
    let founding = draft.case.obligation(GROUP).filter(|one| one.state == ObligationState::Pending);
    let is_due = founding.and_then(|one| one.due_at).is_some_and(|due| due <= now);
    if !policy.group.summon_by_itself || !is_due {
        return false;
    }
    let at = first_meeting(policy, now);
    let involved = members::involved(&draft.case, policy);
    command::summon(draft, "varsel", at, None, involved);
    let reason = Phrase::new("group_summoned").with("at", at);
    draft.note_own("group_summoned", reason, serde_json::Value::Null);
    true
}

/// Some time after the first full hour of the next working day.
fn first_meeting(policy: &Policy, now: DateTime<Utc>) -> DateTime<FixedOffset> {
    let opening = policy.calendar.next_working_morning(now);
    let hour = (opening + Duration::minutes(59)).duration_trunc(Duration::hours(1)).unwrap_or(opening);
    policy.calendar.local(policy.calendar.add(hour, policy.group.meeting_after)).fixed_offset()
}

/// A party that is told after the group was founded is invited to a meeting that is still to come.
fn invite_the_involved(draft: &mut Draft<'_>) -> bool {
    let (case, now) = (&draft.case, draft.now);
    let Some(group) = case.action_group.as_ref().filter(|group| group.meets_after(now)) else { return false };
    let is_new = |one: &Member| !group.members.iter().any(|known| known.email == one.email);
    let new: Vec<Member> =
        members::involved(case, draft.policy).into_iter().filter(|one| is_new(one)).collect();
    if new.is_empty() || !case.is_open() {
        return false;
    }
    let emails: Vec<String> = new.iter().map(|one| one.email.clone()).collect();
    if let Some(group) = &mut draft.case.action_group {
        group.members.extend(new);
    }
    letters::invite(draft, &emails);
    true
}

/// What an undo brings back of the group: the contact person. What went into people's calendars stays there.
pub fn undo(case: &mut Case, old: Option<&ActionGroup>) {
    if let Some(group) = &mut case.action_group {
        group.contact_person = old.and_then(|old| old.contact_person.clone());
    }
}

/// The pending obligations of the group, for what is asked next.
fn is_pending(case: &Case, name: &str) -> bool {
    case.obligation(name).is_some_and(|one| one.state == obligation::ObligationState::Pending)
}
