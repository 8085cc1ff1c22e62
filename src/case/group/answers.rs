//! What calendars answer to our invitations (RFC 5546 sections 3.2.3 and 3.2.7). An answer changes only what its own
//! member answered; whatever is not wholly believed is noted and changes nothing.

use chrono::{DateTime, FixedOffset, Utc};

use super::super::event::{MeetingAnswer, Outcome};
use super::super::people;
use super::super::tell::Draft;
use super::ActionGroup;
use super::letters;
use super::members::{Member, Partstat};
use crate::phrase::Phrase;

/// Takes in a REPLY or a COUNTER.
pub fn answered(draft: &mut Draft<'_>, answer: &MeetingAnswer) {
    draft.outcome = Outcome::Calendar;
    let reason = match judge(draft, answer) {
        Ok(index) => take(draft, answer, index),
        Err(reason) => reason,
    };
    let calendar = &answer.calendar;
    let by = if answer.from.is_empty() { "unknown" } else { &answer.from };
    let payload = serde_json::json!({
        "mail": answer.mail_id, "method": calendar.method, "attendee": calendar.attendee,
        "answer": calendar.partstat, "sequence": calendar.sequence, "start": calendar.starts_at,
        "comment": calendar.comment,
    });
    draft.note("calendar", by, &answer.authenticity, reason, payload);
}

/// Which member answers, and that it counts.
fn judge(draft: &Draft<'_>, answer: &MeetingAnswer) -> Result<usize, Phrase> {
    let calendar = &answer.calendar;
    let group = draft.case.action_group.as_ref().filter(|group| group.is_active() && draft.case.is_open());
    let Some(group) = group.filter(|group| group.uid == calendar.uid) else {
        return Err(Phrase::new("group_answer_late"));
    };
    let is_attendee = |one: &Member| one.email.eq_ignore_ascii_case(&calendar.attendee);
    let member = group.members.iter().position(is_attendee);
    let Some(index) = member.filter(|_| speaks_for(draft, group, answer)) else {
        return Err(Phrase::new("group_answer_stranger").with("who", &answer.from));
    };
    if people::is_excluded(&draft.case, &calendar.attendee) {
        return Err(Phrase::new("group_answer_stranger").with("who", &answer.from));
    }
    if !answer.authenticated {
        return Err(Phrase::new("group_answer_unverified").with("who", &answer.from));
    }
    let known = group.members.get(index).and_then(|one| one.stamp);
    let is_older = stamp(answer).zip(known).is_some_and(|(this, known)| this < known);
    if calendar.sequence.unwrap_or(0) < group.sequence || is_older {
        return Err(Phrase::new("group_answer_stale").with("who", &answer.from));
    }
    Ok(index)
}

/// The attendee, or somebody of the same house whom we know and who says that they answer for the attendee (RFC 5545
/// section 3.2.18). A house may be a mail provider with a million strangers.
fn speaks_for(draft: &Draft<'_>, group: &ActionGroup, answer: &MeetingAnswer) -> bool {
    let calendar = &answer.calendar;
    let domain = |address: &str| address.rsplit_once('@').map(|(_, domain)| domain.to_lowercase());
    let sent_by = calendar.sent_by.as_deref().is_some_and(|one| one.eq_ignore_ascii_case(&answer.from));
    let contacts = &draft.policy.contacts;
    let is_known = || {
        contacts.person_by_email(&answer.from).is_some()
            || contacts.contacts_by_email(&answer.from).next().is_some()
            || group.members.iter().any(|one| one.email.eq_ignore_ascii_case(&answer.from))
    };
    answer.from.eq_ignore_ascii_case(&calendar.attendee)
        || sent_by && is_known() && domain(&answer.from) == domain(&calendar.attendee)
}

fn stamp(answer: &MeetingAnswer) -> Option<DateTime<Utc>> {
    answer.calendar.stamp.map(|stamp| stamp.with_timezone(&Utc))
}

/// Writes it down with the member, and says what it is. Who is asked about the group hears of a no or another time once.
fn take(draft: &mut Draft<'_>, answer: &MeetingAnswer, index: usize) -> Phrase {
    let calendar = &answer.calendar;
    let now = draft.now;
    let group = draft.case.action_group.as_mut();
    let Some(member) = group.and_then(|group| group.members.get_mut(index)) else {
        return Phrase::new("group_answer_late");
    };
    let (before, who) = (member.clone(), member.called());
    member.partstat = Partstat::read(&calendar.partstat).unwrap_or(member.partstat);
    member.answered_at = Some(now);
    member.stamp = stamp(answer).or(member.stamp);
    let is_counter = calendar.method == "COUNTER";
    member.proposed_at = calendar.starts_at.filter(|_| is_counter);
    let (after, comment) = (member.clone(), calendar.comment.clone());
    let said = |key: &str| Phrase::new(key).with("who", &who).with("comment", &comment);
    if is_counter {
        let item = said("group_counter").with("at", after.proposed_at);
        if before.proposed_at != after.proposed_at || before.answered_at.is_none() {
            letters::tell_asked(draft, item.clone(), coming(after.proposed_at, now), answer.mail_id);
        }
        return item;
    }
    match after.partstat {
        Partstat::Accepted => said("group_accepted"),
        Partstat::Declined => {
            if before.partstat != Partstat::Declined {
                letters::tell_asked(draft, said("group_declined"), None, answer.mail_id);
            }
            said("group_declined")
        }
        Partstat::Tentative => said("group_tentative"),
        Partstat::NeedsAction => said("group_undecided"),
    }
}

fn coming(at: Option<DateTime<FixedOffset>>, now: DateTime<Utc>) -> Option<DateTime<FixedOffset>> {
    at.filter(|at| *at > now)
}
