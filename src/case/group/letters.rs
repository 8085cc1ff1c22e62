//! The group's mails: the invitation and its changes with the object for the calendar, and what is asked and told after.

use chrono::{DateTime, FixedOffset, NaiveTime, Utc};

use super::super::notice::{Meeting, NoticeData, StepKey, Template};
use super::super::people::{self, Addressee};
use super::super::tell::{Draft, Enclosed, Letter};
use super::super::{Case, escalation};
use super::members::{self, Member};
use super::{ActionGroup, CONTACT, GROUP, REPORT, is_pending};
use crate::contacts::Role;
use crate::mail::invite::Method;
use crate::phrase::Phrase;
use crate::policy::Policy;

/// When a ready line proposes to meet; one may write another time.
const PROPOSED_HOUR: u32 = 10;

/// Invites these members, or tells them of the change: one mail each, naming nobody else (S5). Answers how many.
pub(super) fn invite(draft: &mut Draft<'_>, emails: &[String]) -> usize {
    let chosen = |one: &&Member| emails.contains(&one.email);
    let count = send(draft, Method::Request, "invitation", chosen);
    if count > 0 {
        let payload = serde_json::json!({ "invited": emails });
        draft.note_own("group_invited", Phrase::new("group_invited").with("count", count), payload);
    }
    count
}

/// Tells everybody that they do not meet.
pub(super) fn cancel(draft: &mut Draft<'_>) {
    send(draft, Method::Cancel, "cancelled", |_| true);
}

fn send(draft: &mut Draft<'_>, method: Method, step: &str, chosen: impl Fn(&&Member) -> bool) -> usize {
    let Some(group) = draft.case.action_group.clone() else { return 0 };
    let Some(at) = group.meeting_at else { return 0 };
    let place = place(&draft.case, &group, draft.policy);
    let by_itself = group.summoned_by.as_deref() == Some("varsel") && group.sequence == 0;
    let asked: Vec<String> =
        people::resolve(&draft.case, &members::asked(&draft.case, draft.policy), draft.policy, draft.now)
            .into_iter()
            .map(|one| one.recipient.email)
            .collect();
    let is_outside = |one: &&Member| people::is_excluded(&draft.case, &one.email);
    let told: Vec<&Member> = group.members.iter().filter(chosen).filter(|one| !is_outside(one)).collect();
    for member in &told {
        let meeting = Meeting {
            cancelled: method == Method::Cancel,
            uid: group.uid.clone(),
            sequence: group.sequence,
            starts_at: at.with_timezone(&Utc),
            minutes: draft.policy.group.meeting_minutes,
            place: place.clone(),
            introduction_only: member.introduction_only,
        };
        // Who is asked about the group learns that nobody answered, and how to move the meeting.
        let items = match by_itself && method == Method::Request && asked.contains(&member.email) {
            true => vec![Phrase::new("group_summoned").with("at", at)],
            false => Vec::new(),
        };
        let shown = meeting.clone();
        let line =
            meeting_line(at, Some(&group), &members::addressee(member, draft.policy).recipient.language);
        let lines = if may_move(member, draft.policy) { vec![line] } else { Vec::new() };
        let key = key(step, group.sequence, 0);
        let fill = Box::new(move |data: &mut NoticeData| {
            data.meeting = Some(shown);
            data.items = items;
            data.reply_lines = lines;
        });
        let to = members::addressee(member, draft.policy);
        let letter = Letter { template: Template::GroupInvitation, to, key, in_reply_to: None, fill };
        draft.tell_with(letter, Enclosed { calendar: Some(meeting), ..Enclosed::default() });
    }
    told.len()
}

fn may_move(member: &Member, policy: &Policy) -> bool {
    let person = policy.contacts.person_by_email(&member.email);
    let allowed = policy.may.get("action_group");
    person.zip(allowed).is_some_and(|(person, roles)| roles.iter().any(|role| person.roles.contains(role)))
}

fn key(step: &str, generation: u32, occurrence: u32) -> StepKey {
    StepKey { obligation: GROUP.to_owned(), generation, step: step.to_owned(), occurrence }
}

/// Where they meet, or who will say.
fn place(case: &Case, group: &ActionGroup, policy: &Policy) -> Phrase {
    if let Some(place) = &group.place {
        return Phrase::new("group_place").with("place", place);
    }
    let who = people::resolve(case, &members::asked(case, policy), policy, case.opened_at);
    let officer = || people::role_holders(case, Role::PrivacyOfficer, policy).into_iter().next();
    let who = who.into_iter().next().or_else(officer).and_then(|one| one.recipient.name);
    Phrase::new("group_place_later").with("who", who.unwrap_or_else(|| policy.organisation.name.clone()))
}

/// The contact person learns what it means.
pub(super) fn tell_contact(draft: &mut Draft<'_>, member: &Member, said: Phrase, mail_id: i64) {
    let to = members::addressee(member, draft.policy);
    follow_up(draft, to, key("contact", 0, number(mail_id)), vec![said], None);
}

/// Who is asked about the group hears of an answer that wants something of them, within the limit for one person.
pub(super) fn tell_asked(
    draft: &mut Draft<'_>,
    item: Phrase,
    line: Option<DateTime<FixedOffset>>,
    mail_id: i64,
) {
    let who = members::asked(&draft.case, draft.policy);
    for to in people::resolve(&draft.case, &who, draft.policy, draft.now) {
        let email = to.recipient.email.clone();
        if escalation::is_spent(draft, &email) {
            escalation::hold_back(draft, &email, vec![item.clone()]);
            continue;
        }
        let line = line.map(|at| meeting_line(at, draft.case.action_group.as_ref(), &to.recipient.language));
        follow_up(draft, to, key("answer", 0, number(mail_id)), vec![item.clone()], line);
    }
}

/// Everybody but the one who said so learns that the work is done.
pub(super) fn tell_closed(draft: &mut Draft<'_>, by: &str) {
    let members = draft.case.action_group.iter().flat_map(|group| group.members.clone()).collect::<Vec<_>>();
    let generation = draft.case.action_group.as_ref().map_or(0, |group| group.sequence);
    for member in members.iter().filter(|one| one.email != by) {
        if !people::is_excluded(&draft.case, &member.email) {
            let to = members::addressee(member, draft.policy);
            follow_up(draft, to, key("closed", generation, 0), vec![Phrase::new("group_closed")], None);
        }
    }
}

fn follow_up(draft: &mut Draft<'_>, to: Addressee, key: StepKey, items: Vec<Phrase>, line: Option<String>) {
    let fill = Box::new(move |data: &mut NoticeData| {
        data.items = items;
        if let Some(line) = line {
            data.reply_lines.insert(0, line);
        }
    });
    draft.tell(Letter { template: Template::GroupFollowup, to, key, in_reply_to: None, fill });
}

fn number(mail_id: i64) -> u32 {
    u32::try_from(mail_id).unwrap_or_default()
}

/// What may be written about the group now, as (command, ready line).
pub fn ready_lines(
    case: &Case,
    policy: &Policy,
    now: DateTime<Utc>,
    language: &str,
) -> Vec<(&'static str, Option<String>)> {
    let mut lines = Vec::new();
    if is_pending(case, GROUP) {
        let morning = policy.calendar.local(policy.calendar.next_working_morning(now)).date_naive();
        let time = NaiveTime::from_hms_opt(PROPOSED_HOUR, 0, 0).unwrap_or_default();
        let at = policy.calendar.local(policy.calendar.at_local(morning, time)).fixed_offset();
        lines.push(("action_group", Some(meeting_line(at, None, language))));
    }
    let has_met =
        case.action_group.as_ref().is_some_and(|group| group.meeting_at.is_some_and(|at| at <= now));
    if is_pending(case, CONTACT) && has_met {
        lines.push(("group_contact", None));
    }
    if is_pending(case, REPORT) && has_met {
        lines.push(("report_delivered", None));
    }
    lines
}

/// What the contact person may write, who has no role.
pub fn own_lines(case: &Case, policy: &Policy, email: &str) -> Vec<String> {
    let is_contact = members::contact_person(case, policy).is_some_and(|one| one.recipient.email == email);
    if is_contact && is_pending(case, REPORT) { vec!["report_delivered".to_owned()] } else { Vec::new() }
}

/// `Aksjonsgruppe: møte 13.03.2026 kl. 10.00, møterom 2`
fn meeting_line(at: DateTime<FixedOffset>, group: Option<&ActionGroup>, language: &str) -> String {
    let known = group.and_then(|group| group.place.as_deref());
    match language {
        "en" => {
            let at = at.format("%d.%m.%Y %H:%M");
            format!("Action group: meeting {at}, {}", known.unwrap_or("phone or video"))
        }
        _ => {
            let at = at.format("%d.%m.%Y kl. %H.%M");
            format!("Aksjonsgruppe: møte {at}, {}", known.unwrap_or("telefon eller video"))
        }
    }
}
