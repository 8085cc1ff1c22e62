//! Who is told first, when a case opens: those on duty, and besides them those whom the breach concerns.

use chrono::{DateTime, Utc};

use super::notice::{Audience, NoticeData, StepKey, Template};
use super::people::{self, Addressee, Who};
use super::tell::{Draft, Letter};
use super::{Case, command, flood, owner, package, triage, twin};
use crate::contacts::Role;
use crate::phrase::Phrase;
use crate::policy::Policy;
use crate::report::{Field, Kind};

/// Those on duty at this hour (S38, S39, C7), and besides them the reporter's nearest leader, the case owner, and who
/// answers for software and hardware where that is at fault (S37, S97), each with the text for them.
pub fn told_first(case: &Case, policy: &Policy, now: DateTime<Utc>) -> Vec<(Addressee, Template)> {
    let (roles, template) = on_duty(case, policy, now);
    let mut duty: Vec<Who> = roles.iter().map(|role| Who::Role(*role)).collect();
    if case.kinds.contains(&Kind::Security) {
        duty.extend(policy.tell.security.iter().map(|role| Who::Role(*role)));
    }
    let mut told: Vec<(Addressee, Template)> = Vec::new();
    for mut to in people::resolve(case, &duty, policy, now) {
        if template == Template::OutOfHours {
            // They hold the officer's tasks now, so they see what the officer would.
            to.audience = Audience::Officer;
        }
        told.push((to, template));
    }
    for to in people::resolve(case, &besides(case, policy), policy, now) {
        let email = &to.recipient.email;
        let known = told.iter().any(|(other, _)| other.recipient.email == *email);
        if !known && !email.eq_ignore_ascii_case(&case.reporter.email) {
            told.push((to, Template::NewCase));
        }
    }
    told
}

/// Tells them, one mail each; those who handle the case also what the mail's signatures say.
pub fn tell_of_new_case(draft: &mut Draft<'_>, signed: &[Phrase]) {
    let told = told_first(&draft.case, draft.policy, draft.now);
    let key =
        StepKey { obligation: "case".to_owned(), generation: 0, step: "opened".to_owned(), occurrence: 0 };
    for (to, template) in told {
        let mut items = contradictions(&draft.case);
        if owner::is_owner(&draft.case, &to.recipient.email, draft.policy) {
            items.insert(0, Phrase::new("owner_tasks"));
        }
        if to.audience == Audience::Officer {
            items.extend_from_slice(signed);
            items.extend(twin::proposals(&draft.case));
            items.extend(triage::hints(&draft.case));
            items.extend(flood::hints(&draft.case));
            items.extend(to_do_at_once(&draft.case));
            items.push(package::login_reminder());
        }
        let fill = Box::new(move |data: &mut NoticeData| data.items.extend(items));
        draft.tell(Letter { template, to, key: key.clone(), in_reply_to: None, fill });
    }
}

/// The roles on duty at this hour, and in which words they are told.
fn on_duty<'a>(case: &Case, policy: &'a Policy, now: DateTime<Utc>) -> (&'a [Role], Template) {
    let tell = &policy.tell;
    match (policy.calendar.is_working(now), case.concerns_ict()) {
        (true, _) => (&tell.new_case, Template::NewCase),
        (false, true) => (&tell.new_case_off_hours_ict, Template::OutOfHours),
        (false, false) => (&tell.new_case_off_hours, Template::NewCase),
    }
}

fn besides(case: &Case, policy: &Policy) -> Vec<Who> {
    let tell = &policy.tell;
    // Whoever is on duty, the usual ones find it when they come in (S38).
    let mut who: Vec<Who> = tell.new_case.iter().map(|role| Who::Role(*role)).collect();
    who.push(Who::CaseOwner);
    if tell.line_manager {
        who.push(Who::LineManager);
    }
    if case.concerns_ict() {
        who.extend(tell.ict.iter().map(|role| Who::Role(*role)));
    }
    who
}

/// What cannot wait: traces that are lost if nobody secures them (S94).
fn to_do_at_once(case: &Case) -> Vec<Phrase> {
    let security = case.kinds.contains(&Kind::Security);
    security.then(|| Phrase::new("secure_evidence")).into_iter().collect()
}

/// One line for each field of which the mail says two things.
fn contradictions(case: &Case) -> Vec<Phrase> {
    let mut fields: Vec<Field> = case.beside.iter().map(|one| one.field).collect();
    fields.sort_unstable();
    fields.dedup();
    fields.into_iter().map(|field| Phrase::new("field_contradicts").with("field", field)).collect()
}

/// A report by an authenticated contact of the lists goes to the other side at once, where the policy says so (S7, S8).
pub fn tell_lists_at_once(draft: &mut Draft<'_>) {
    let reporter = &draft.case.reporter;
    let is_contact = draft.policy.contacts.contacts_by_email(&reporter.email).next().is_some();
    // Two programs on each other's lists would tell each other for ever: by a machine's mail a person decides.
    let by_person = !reporter.automatic;
    if draft.policy.tell.lists_at_once_from_contacts && reporter.authenticated && is_contact && by_person {
        let lists = command::lists_of(&draft.case.kinds);
        command::tell_lists(draft, &lists, &[], "varsel");
    }
}
