//! What people write about the group: when it meets, that it does not, who its contact person is, that its report is
//! handed over.

use chrono::{DateTime, FixedOffset, Utc};

use super::super::event::Incoming;
use super::super::gate::Speaker;
use super::super::tell::Draft;
use super::members::{self, Member};
use super::{ActionGroup, Cancelled, letters};
use crate::command::Command;
use crate::phrase::Phrase;

/// Carries out a command of the group.
///
/// # Errors
/// Why it is refused.
pub fn apply(
    draft: &mut Draft<'_>,
    command: &Command,
    speaker: &Speaker,
    incoming: &Incoming,
) -> Result<Phrase, Phrase> {
    match command {
        Command::ActionGroup { at, place, members } => meet(draft, speaker, *at, place.clone(), members),
        Command::GroupCancel { reason } => cancel(draft, speaker, reason.clone()),
        Command::GroupContact { person } => contact(draft, speaker, incoming, person),
        Command::ReportDelivered { at } => delivered(draft, speaker, *at),
        _ => Err(Phrase::new("refused_no_group")),
    }
}

fn meet(
    draft: &mut Draft<'_>,
    speaker: &Speaker,
    at: DateTime<FixedOffset>,
    place: Option<String>,
    named: &[String],
) -> Result<Phrase, Phrase> {
    if at < draft.case.aware.at.min(draft.case.opened_at) {
        return Err(Phrase::new("refused_past").with("at", at));
    }
    if draft.case.action_group.as_ref().is_some_and(|group| group.report_delivered_at.is_some()) {
        return Err(Phrase::new("refused_group_closed"));
    }
    let mut all = members::involved(&draft.case, draft.policy);
    for written in named {
        let member = members::named(written, draft.policy)?;
        if !all.iter().any(|known| known.email == member.email) {
            all.push(member);
        }
    }
    if at <= draft.now {
        // They met already: that is written down, and nobody is called to what is over.
        hold(draft, speaker, at, place, all);
        return Ok(Phrase::new("group_held").with("at", at));
    }
    let count = summon(draft, &speaker.email, at, place, all);
    Ok(Phrase::new("group_set").with("at", at).with("count", count))
}

/// Invites all members, or tells them of the change; who is new is invited in any case. Answers how many mails that is.
pub(super) fn summon(
    draft: &mut Draft<'_>,
    by: &str,
    at: DateTime<FixedOffset>,
    place: Option<String>,
    all: Vec<Member>,
) -> usize {
    let uid = uid(draft);
    let group = draft.case.action_group.get_or_insert_with(ActionGroup::default);
    let place = place.or_else(|| group.place.clone());
    let was_invited = !group.uid.is_empty();
    let is_same = group.is_active() && group.meeting_at == Some(at) && group.place == place;
    let changes = !(was_invited && is_same);
    if was_invited && changes {
        group.sequence += 1;
    }
    if !was_invited {
        group.uid = uid;
    }
    found(group, by, draft.now);
    (group.meeting_at, group.place) = (Some(at), place);
    if changes {
        group.members.iter_mut().for_each(Member::ask_again);
    }
    let known: Vec<String> = group.members.iter().map(|one| one.email.clone()).collect();
    let new: Vec<Member> = all.into_iter().filter(|one| !known.contains(&one.email)).collect();
    let mut told: Vec<String> = if changes { known } else { Vec::new() };
    told.extend(new.iter().map(|one| one.email.clone()));
    group.members.extend(new);
    letters::invite(draft, &told)
}

/// A group that was called off stands again from now on.
fn found(group: &mut ActionGroup, by: &str, now: DateTime<Utc>) {
    let revived = group.cancelled.take().is_some();
    if revived || group.founded_at.is_none() {
        group.founded_at = Some(now);
        group.summoned_by = Some(by.to_owned());
    }
}

fn uid(draft: &Draft<'_>) -> String {
    let domain = draft.policy.organisation.address.rsplit_once('@').map_or("", |(_, domain)| domain);
    format!("{}.group@{domain}", draft.case.id)
}

fn hold(
    draft: &mut Draft<'_>,
    speaker: &Speaker,
    at: DateTime<FixedOffset>,
    place: Option<String>,
    all: Vec<Member>,
) {
    let now = draft.now;
    let group = draft.case.action_group.get_or_insert_with(ActionGroup::default);
    found(group, &speaker.email, now);
    (group.meeting_at, group.place) = (Some(at), place.or_else(|| group.place.clone()));
    let known: Vec<String> = group.members.iter().map(|one| one.email.clone()).collect();
    group.members.extend(all.into_iter().filter(|one| !known.contains(&one.email)));
}

/// Calls the meeting off, or says before there is one that none is needed; that wants a reason.
fn cancel(draft: &mut Draft<'_>, speaker: &Speaker, reason: Option<String>) -> Result<Phrase, Phrase> {
    let founded = draft.case.action_group.as_ref().filter(|group| group.founded_at.is_some());
    match founded {
        Some(group) if !group.is_active() => return Err(Phrase::new("refused_no_group")),
        None if !super::is_pending(&draft.case, super::GROUP) => return Err(Phrase::new("refused_no_group")),
        None if reason.is_none() => return Err(Phrase::new("refused_needs_reason")),
        _ => {}
    }
    let key = if founded.is_some() { "group_cancelled" } else { "group_not_needed" };
    call_off(draft, &speaker.email, reason.clone());
    Ok(Phrase::new(key).with("reason", reason))
}

/// Ends the group before its work is done. Who was invited to a meeting that is still to come is told.
pub fn call_off(draft: &mut Draft<'_>, by: &str, reason: Option<String>) {
    let now = draft.now;
    let group = draft.case.action_group.get_or_insert_with(ActionGroup::default);
    let invited = !group.uid.is_empty() && group.meets_after(now);
    group.cancelled = Some(Cancelled { at: now, by: by.to_owned(), reason });
    if invited {
        group.sequence += 1;
        letters::cancel(draft);
    }
}

/// S12: which of them the group's contact person is.
fn contact(
    draft: &mut Draft<'_>,
    speaker: &Speaker,
    incoming: &Incoming,
    person: &str,
) -> Result<Phrase, Phrase> {
    let policy = draft.policy;
    let group = draft.case.action_group.as_mut().filter(|group| group.is_active());
    let Some(group) = group else { return Err(Phrase::new("refused_no_group")) };
    let member = members::find(group, person, policy).cloned();
    // With the address, so that the person is known when they write.
    let written = match &member {
        Some(member) => format!("{} <{}>", member.called(), member.email),
        None => person.trim().to_owned(),
    };
    let said = Phrase::new("group_contact")
        .with("person", member.as_ref().map_or(person.trim().to_owned(), Member::called));
    group.contact_person = Some(written);
    if let Some(member) = member.filter(|member| member.email != speaker.email) {
        letters::tell_contact(draft, &member, said.clone(), incoming.mail_id);
    }
    Ok(said)
}

/// S14: the report is in the parties' hands, and the group's work is done.
fn delivered(
    draft: &mut Draft<'_>,
    speaker: &Speaker,
    at: Option<DateTime<FixedOffset>>,
) -> Result<Phrase, Phrase> {
    let at = at.map_or(draft.now, |at| at.with_timezone(&Utc));
    if at > draft.now + chrono::Duration::minutes(10) {
        return Err(Phrase::new("refused_future").with("at", at));
    }
    let group = draft.case.action_group.as_mut().filter(|group| group.is_active());
    let Some(group) = group else { return Err(Phrase::new("refused_no_group")) };
    group.report_delivered_at = Some(at);
    letters::tell_closed(draft, &speaker.email);
    Ok(Phrase::new("group_delivered").with("at", at))
}
