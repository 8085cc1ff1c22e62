//! Whose case it is: the reporter's nearest leader, and who owns the system or the department where it happened.

use super::notice::{NoticeData, StepKey, Template};
use super::people::{self, Who};
use super::tell::{Draft, Letter};
use super::{Case, gate};
use crate::command::Command;
use crate::contacts::{Person, Role};
use crate::phrase::Phrase;
use crate::policy::Policy;
use crate::report::{self, Field};

/// The role under which the case owner stands in [`Case::assigned`].
pub const CASE_OWNER: &str = "case-owner";

/// The reporter's nearest leader (S37, S97): whom contacts.toml names for this reporter, else the line manager of the
/// reporter's department.
pub fn line_manager<'a>(case: &Case, policy: &'a Policy) -> Option<&'a Person> {
    let contacts = &policy.contacts;
    let reporter = contacts.person_by_email(&case.reporter.email);
    let named = reporter.and_then(|person| person.manager.as_deref());
    let by_name = named.and_then(|id| contacts.persons.iter().find(|person| person.id == id));
    let departments: Vec<&str> = match reporter {
        Some(person) if !person.departments.is_empty() => {
            person.departments.iter().map(String::as_str).collect()
        }
        _ => said(case, Field::Department).into_iter().collect(),
    };
    let of_department = || {
        departments
            .iter()
            .find_map(|one| holder(policy, Role::LineManager, one, |person| &person.departments))
    };
    by_name.or_else(of_department).filter(|manager| manager.email != case.reporter.email)
}

/// Who owns the work that it concerns (S31): whom a person named; else the owner of the system, else the manager of the
/// department where it happened.
pub fn case_owner<'a>(case: &Case, policy: &'a Policy) -> Option<&'a Person> {
    if let Some(written) = case.assigned.get(CASE_OWNER) {
        let named = people::named(written, policy)?;
        return policy.contacts.person_by_email(&named.recipient.email);
    }
    let system = said(case, Field::System);
    let department = said(case, Field::Department).or(said(case, Field::Place));
    system.and_then(|system| holder(policy, Role::SystemOwner, system, |person| &person.systems)).or_else(
        || {
            department
                .and_then(|one| holder(policy, Role::DepartmentManager, one, |person| &person.departments))
        },
    )
}

/// The person with the role whose own systems or departments are among the words of the report.
pub(super) fn holder<'a>(
    policy: &'a Policy,
    role: Role,
    written: &str,
    own: impl Fn(&Person) -> &Vec<String>,
) -> Option<&'a Person> {
    let words = report::words(written);
    let is_named = |one: &String| {
        let wanted = report::words(one);
        !wanted.is_empty() && wanted.iter().all(|word| words.contains(word))
    };
    policy.contacts.holders(role).find(|person| own(person).iter().any(is_named))
}

pub(super) fn said(case: &Case, field: Field) -> Option<&str> {
    case.report.get(&field).map(|found| found.raw.as_str())
}

/// Once the report names a system or a department whose owner we know, the case has an owner.
pub fn settle(draft: &mut Draft<'_>) {
    if draft.case.assigned.contains_key(CASE_OWNER) || !draft.case.is_open() {
        return;
    }
    let Some(person) = case_owner(&draft.case, draft.policy) else { return };
    if people::is_excluded(&draft.case, &person.email) {
        return;
    }
    let written = format!("{} <{}>", person.name, person.email);
    let reason = Phrase::new("assigned").with("role", CASE_OWNER).with("person", &person.name);
    draft.case.assigned.insert(CASE_OWNER.to_owned(), written);
    draft.note_own("assigned", reason, serde_json::Value::Null);
}

/// Tells a new case owner what is asked of them: stop the harm, find the cause, decide on measures (S37, S40).
pub fn tell(draft: &mut Draft<'_>) {
    let key = StepKey {
        obligation: "case".to_owned(),
        generation: 0,
        step: "owner".to_owned(),
        occurrence: u32::try_from(draft.now.timestamp()).unwrap_or_default(),
    };
    for to in people::resolve(&draft.case, &[Who::CaseOwner], draft.policy, draft.now) {
        if draft.tells(&to.recipient.email) {
            continue;
        }
        draft.tell(Letter {
            template: Template::NewCase,
            to,
            key: key.clone(),
            in_reply_to: None,
            fill: Box::new(|data: &mut NoticeData| data.items.insert(0, Phrase::new("owner_tasks"))),
        });
    }
}

/// Whether the speaker owns the case and the policy lets its owner give this command (S55-S58).
pub fn may(case: &Case, command: &Command, email: &str, policy: &Policy) -> bool {
    policy.case_owner_may.iter().any(|name| name == command.name()) && is_owner(case, email, policy)
}

/// Whether this address is the case owner's.
pub fn is_owner(case: &Case, email: &str, policy: &Policy) -> bool {
    case.assigned.get(CASE_OWNER).is_some_and(|written| gate::is_person(written, email, policy))
}
