//! The one door of the core: a case, what happened, the policy and the time give the next case and all that follows.

use chrono::{DateTime, Utc};

use super::event::{Decision, Event, Failure, Forgotten, NotReached};
use super::notice::{StepKey, Template};
use super::people::{self, Who};
use super::tell::{Draft, Letter};
use super::{Case, answer, flood, group, open, parties, refused, twin};
use crate::contacts::Role;
use crate::phrase::Phrase;
use crate::policy::Policy;

/// Decides. Total: an event that does not fit leaves the case as it is and says so in the history.
pub fn decide(case: &Case, event: &Event, policy: &Policy, now: DateTime<Utc>) -> Decision {
    let mut draft = Draft::new(case, policy, now);
    match event {
        Event::Reported(incoming) => open::opened(&mut draft, incoming),
        Event::Answered(incoming) => answer::answered(&mut draft, incoming),
        Event::Collected(incoming) => flood::collected(&mut draft, incoming),
        Event::Absorbed(other) => twin::absorb(&mut draft, other),
        Event::CalendarAnswered(answer) => group::answers::answered(&mut draft, answer),
        Event::NotReached(failure) => not_reached(&mut draft, failure),
        Event::Forgotten(forgotten) => note_forgotten(&mut draft, forgotten),
        Event::DeadlineReached { receipts_spent } => {
            draft.receipts_spent = *receipts_spent || flood::spares_reporter(case);
        }
    }
    draft.finish()
}

/// Who forgot what of a case, when and why; nothing else changes (promise 7).
fn note_forgotten(draft: &mut Draft<'_>, forgotten: &Forgotten) {
    let by_rule = forgotten.by == "varsel";
    let key = if by_rule { "forgotten_by_rule" } else { "forgotten_by_person" };
    let reason = Phrase::new(key)
        .with("received", forgotten.raw)
        .with("readings", forgotten.readings)
        .with("sent", forgotten.sent)
        .with("entries", forgotten.entries)
        .with("text", &forgotten.reason);
    let payload = serde_json::to_value(forgotten).unwrap_or_default();
    let authenticity = if by_rule { "own" } else { "operator" };
    draft.note("forgotten", &forgotten.by, authenticity, reason, payload);
}

/// A notice did not reach its person. Beside whoever must act the stand-in is told at once (promise 3); a contact of the
/// lists is to be phoned; a reporter is no longer chased by mail. Nobody else is told less for it: what says so is a mail
/// that somebody may have forged.
fn not_reached(draft: &mut Draft<'_>, failure: &NotReached) {
    let reason = reason(failure);
    let payload =
        serde_json::json!({ "outbox": failure.outbox_id, "to": failure.recipient, "detail": failure.detail });
    draft.note_own("not_reached", reason.clone(), payload);
    draft.outcome = match failure.failure {
        Failure::Absent | Failure::AbsentOther => super::event::Outcome::AutoReply,
        _ => super::event::Outcome::Bounce,
    };
    if failure.failure == Failure::Uncertain || !draft.case.is_open() {
        return;
    }
    match failure.failure {
        Failure::BouncedOther => return tell_of_doubt(draft, failure, reason),
        Failure::AbsentOther => return,
        _ => {}
    }
    let email = failure.recipient.to_lowercase();
    let first_time = !draft.case.unreachable.contains(&email);
    if first_time {
        draft.case.unreachable.push(email.clone());
    }
    let key = StepKey {
        obligation: "not-reached".to_owned(),
        generation: 0,
        step: failure.outbox_id.to_string(),
        occurrence: 0,
    };
    if let Some(person) = draft.policy.contacts.person_by_email(&email) {
        // From the second time on the stand-in has the same notice, where it went to a role.
        if is_to_act_on(failure.template) && (first_time || reached_nobody_else(failure.template)) {
            let who: Vec<Who> = person.roles.iter().take(1).map(|role| Who::StandIn(*role)).collect();
            tell_instead(draft, &who, person.name.clone(), reason, key);
        }
    } else if let Some(contact) = draft.policy.contacts.contacts_by_email(&email).next() {
        let about = format!("{}, {} ({})", contact.party, contact.name, contact.phone);
        tell_instead(draft, &[Who::Role(Role::PrivacyOfficer), Who::Holder], about, reason, key);
    } else if let Some(about) = parties::named(&draft.case, &email, draft.policy).filter(|_| first_time) {
        tell_instead(draft, &[Who::Role(Role::PrivacyOfficer), Who::Holder], about, reason, key);
    }
}

/// It does not fit what we sent: may be a forwarding, may be forged. Who handles the case looks.
fn tell_of_doubt(draft: &mut Draft<'_>, failure: &NotReached, reason: Phrase) {
    if refused::is_news(draft, &format!("not reached {}", failure.recipient)) {
        parties::tell_handlers(draft, &format!("outbox-{}", failure.outbox_id), vec![reason]);
    }
}

fn reason(failure: &NotReached) -> Phrase {
    let key = match failure.failure {
        Failure::Bounced => "bounced",
        Failure::Absent => "absent",
        Failure::Refused => "delivery_failed",
        Failure::Uncertain => "delivery_uncertain",
        Failure::BouncedOther => "bounced_other",
        Failure::AbsentOther => "absent_other",
    };
    Phrase::new(key).with("recipient", &failure.recipient).with("status", &failure.detail)
}

/// Notices of which the stand-in knows only by this: the first of the case, and those for a task of one's own.
fn reached_nobody_else(template: Template) -> bool {
    use Template::*;
    matches!(
        template,
        NewCase | OutOfHours | MeasureReminder | MeasureEvaluation | GroupInvitation | GroupFollowup
    )
}

/// Notices that ask their reader to do something.
fn is_to_act_on(template: Template) -> bool {
    use Template::*;
    matches!(
        template,
        NewCase
            | OutOfHours
            | RiskProposal
            | Reminder
            | Escalation
            | Overdue
            | BounceEscalation
            | MeasureReminder
            | MeasureEvaluation
            | GroupInvitation
            | GroupFollowup
            | Unverified
            | AuthorityPackage
            | AuthoritySupplement
    )
}

fn tell_instead(draft: &mut Draft<'_>, who: &[Who], about: String, reason: Phrase, key: StepKey) {
    for to in people::resolve(&draft.case, who, draft.policy, draft.now) {
        let (about, reason) = (about.clone(), reason.clone());
        draft.tell(Letter {
            template: Template::BounceEscalation,
            to,
            key: key.clone(),
            in_reply_to: None,
            fill: Box::new(move |data| {
                data.about = Some(about);
                data.about_reason = Some(reason);
            }),
        });
    }
}
