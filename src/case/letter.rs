//! The letter to the persons affected, as a draft (GDPR art. 34(2); S51–S53, S93, R3, R16): what happened in clear words,
//! whom to ask, what it may lead to, what was done and will be, and what they can do themselves. What the report does
//! not say stands there as something to fill in. A person reads it, mends it and sends it; we send it to nobody affected.

use std::collections::BTreeSet;

use super::notice::{LetterPart, NoticeData};
use super::people::{self, Addressee};
use super::risk::{Data, Identity, Sign, Signs};
use super::{Case, obligation, owner};
use crate::contacts::{Person, Role};
use crate::phrase::Phrase;
use crate::policy::Policy;
use crate::report::{self, Field, Property, Value};

/// The longest quotation of the report in the draft, in characters.
const LONGEST_QUOTE: usize = 1_500;

/// Who tells the persons affected.
#[derive(Clone, Debug, PartialEq)]
pub struct Informs {
    /// `system-owner`, `department-manager` or `case-owner`.
    pub role: &'static str,
    pub name: String,
    /// Where it is somebody we know.
    pub to: Option<Addressee>,
}

/// The owner of the system where the case is tied to one, else the manager of the department, else the case owner
/// (S52); whoever is known of them, in this order.
pub fn informs(case: &Case, policy: &Policy) -> Option<Informs> {
    let keeps = |role: Role, said: Option<&str>, theirs: fn(&Person) -> &Vec<String>| {
        owner::holder(policy, role, said?, theirs).map(|person| person.email.clone())
    };
    let system = owner::said(case, Field::System);
    let department = owner::said(case, Field::Department).or(owner::said(case, Field::Place));
    let contacts = [
        ("system-owner", keeps(Role::SystemOwner, system, |one| &one.systems)),
        ("department-manager", keeps(Role::DepartmentManager, department, |one| &one.departments)),
        (owner::CASE_OWNER, None),
    ];
    contacts.into_iter().find_map(|(role, known)| {
        let written = case.assigned.get(role).cloned().or(known)?;
        let to = people::named(&written, policy);
        if to.as_ref().is_some_and(|to| people::is_excluded(case, &to.recipient.email)) {
            return None;
        }
        let name = to.as_ref().and_then(|to| to.recipient.name.clone()).unwrap_or(written);
        Some(Informs { role, name, to })
    })
}

/// The draft, part by part.
pub fn letter(case: &Case, policy: &Policy) -> Vec<LetterPart> {
    let signs = Signs::of(&case.report);
    let broken = broken(case, &signs);
    vec![
        LetterPart { heading: None, lines: vec![Phrase::new("letter_intro")], listed: false },
        part("letter_heading_what", what(case, &broken), false),
        part("letter_heading_consequences", consequences(case, &broken), false),
        part("letter_heading_measures", measures(case), false),
        part("letter_heading_advice", advice(&signs, &broken), true),
        part("letter_heading_contact", contact(case, policy), false),
        LetterPart { heading: None, lines: vec![regards(policy)], listed: false },
    ]
}

/// Puts the draft and what belongs to it into a notice to somebody with these roles.
pub fn fill(case: &Case, policy: &Policy, person: Option<&Person>, data: &mut NoticeData) {
    let informs = informs(case, policy);
    data.letter = letter(case, policy);
    data.persons_decided = case.persons.as_ref().is_some_and(|ruling| ruling.yes);
    data.persons_due = case.persons_plan.as_ref().and_then(|plan| plan.due).map(|due| due.to_utc());
    data.persons_how = case.persons_plan.as_ref().and_then(|plan| plan.how.clone());
    let may = |name: &str| {
        let roles = person.map_or(&[][..], |person| &person.roles);
        policy.may.get(name).is_some_and(|allowed| roles.iter().any(|role| allowed.contains(role)))
    };
    let is_theirs =
        informs.as_ref().and_then(|one| one.to.as_ref()).zip(person).is_some_and(|(to, person)| {
            to.recipient.email.eq_ignore_ascii_case(&person.email) && case.persons_plan.is_some()
        });
    data.informs = Some(match informs {
        Some(one) => Phrase::new("letter_informs").with("name", one.name).with("role", one.role),
        None => Phrase::new("letter_informs_nobody"),
    });
    let lines = [
        ("inform_persons", may("inform_persons") && !data.persons_decided),
        ("persons_informed", (may("persons_informed") || is_theirs) && data.persons_decided),
        ("inform_persons_plan", may("inform_persons")),
        ("inform_persons_exception", may("inform_persons")),
    ];
    data.reply_lines =
        lines.into_iter().filter(|(_, offered)| *offered).map(|(name, _)| name.to_owned()).collect();
}

fn part(heading: &str, lines: Vec<Phrase>, listed: bool) -> LetterPart {
    LetterPart { heading: Some(Phrase::new(heading)), lines, listed }
}

/// Those who lost access, whose data were changed, or in whose name others wrote are affected too (R16).
fn broken(case: &Case, signs: &Signs) -> BTreeSet<Property> {
    let mut broken = case.properties.clone();
    broken.extend(signs.has(Sign::Changed).then_some(Property::Integrity));
    broken.extend(signs.has(Sign::Unavailable).then_some(Property::Availability));
    // With nothing said, the common case: somebody saw what they should not.
    if broken.is_empty() {
        broken.insert(Property::Confidentiality);
    }
    broken
}

/// The report's own words on one line: a draft for a person's eyes, and no line of it passes for one of ours.
fn said(case: &Case, field: Field) -> Option<String> {
    let Value::Text(text) = &case.report.get(&field)?.value else { return None };
    plain(text)
}

fn plain(text: &str) -> Option<String> {
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let words: String = words.chars().take(LONGEST_QUOTE).collect();
    let words = words.trim_end_matches(['.', ' ', ';', ',']);
    (!words.is_empty()).then(|| words.to_owned())
}

/// A sentence of the report, else what is to be filled in.
fn told(case: &Case, field: Field, key: &str, missing: &str) -> Phrase {
    match said(case, field) {
        Some(text) => Phrase::new(key).with("text", text),
        None => Phrase::new(missing),
    }
}

fn what(case: &Case, broken: &BTreeSet<Property>) -> Vec<Phrase> {
    let mut lines: Vec<Phrase> = broken
        .iter()
        .map(|property| {
            Phrase::new(match property {
                Property::Confidentiality => "letter_seen",
                Property::Integrity => "letter_changed",
                Property::Availability => "letter_gone",
            })
        })
        .collect();
    lines.push(match &case.discovered {
        Some(moment) => Phrase::new("letter_discovered").with("at", moment.at),
        None => Phrase::new("letter_fill_discovered"),
    });
    lines.push(told(case, Field::WhatHappened, "letter_what", "letter_fill_what"));
    lines.push(told(case, Field::DataTypes, "letter_data", "letter_fill_data"));
    lines
}

fn consequences(case: &Case, broken: &BTreeSet<Property>) -> Vec<Phrase> {
    let mut lines = vec![told(case, Field::Consequences, "letter_consequences", "letter_fill_consequences")];
    if broken.contains(&Property::Confidentiality) {
        lines.push(Phrase::new("letter_may_deceive"));
    }
    lines
}

fn measures(case: &Case) -> Vec<Phrase> {
    let texts = |field: Field, done: bool| {
        let own = case.measures.iter().filter(|one| one.done_at.is_some() == done);
        said(case, field)
            .filter(|text| !names_handlers(text))
            .into_iter()
            .chain(own.filter_map(|one| plain(&one.text)))
            .collect::<Vec<_>>()
    };
    let (done, planned) = (texts(Field::MeasuresTaken, true), texts(Field::MeasuresPlanned, false));
    if done.is_empty() && planned.is_empty() {
        return vec![Phrase::new("letter_fill_measures")];
    }
    let done = done.into_iter().map(|text| Phrase::new("letter_done").with("text", text));
    let planned = planned.into_iter().map(|text| Phrase::new("letter_planned").with("text", text));
    done.chain(planned).collect()
}

/// Whether it is a row of a plan of action: who does it and by when is not for the persons affected.
fn names_handlers(text: &str) -> bool {
    const OF_A_PLAN: [&str; 8] = [
        "ansvarlig",
        "ansvarleg",
        "medhjelper",
        "medhjelpar",
        "frist",
        "tidsfrist",
        "responsible",
        "deadline",
    ];
    report::words(text).iter().any(|word| OF_A_PLAN.contains(&word.as_str()))
}

/// What the persons affected can do themselves, from the kinds of data.
fn advice(signs: &Signs, broken: &BTreeSet<Property>) -> Vec<Phrase> {
    let data = |kinds: &[Data]| kinds.iter().any(|kind| signs.has(Sign::Data(*kind)));
    let identity = |kinds: &[Identity]| kinds.iter().any(|kind| signs.has(Sign::Identity(*kind)));
    let seen = broken.contains(&Property::Confidentiality);
    let rows = [
        (seen && data(&[Data::Credentials]), "letter_do_password"),
        (seen && data(&[Data::Fraud]), "letter_do_card"),
        (seen && data(&[Data::Fraud, Data::Limited, Data::Financial]), "letter_do_account"),
        (seen && identity(&[Identity::NationalId, Identity::NationalIdAlone]), "letter_do_credit"),
        (seen && data(&[Data::Safety]), "letter_do_safety"),
        (
            seen && data(&[
                Data::Sensitive,
                Data::Assumed,
                Data::Hints,
                Data::General,
                Data::Routine,
                Data::Intimate,
            ]),
            "letter_do_talk",
        ),
        (seen, "letter_do_watch"),
        (broken.contains(&Property::Integrity), "letter_do_check"),
        (broken.contains(&Property::Availability), "letter_do_ask"),
    ];
    rows.into_iter().filter(|(fits, _)| *fits).map(|(_, key)| Phrase::new(key)).collect()
}

/// The privacy officer's name and number, and the authority.
fn contact(case: &Case, policy: &Policy) -> Vec<Phrase> {
    let officer = people::role_holders(case, Role::PrivacyOfficer, policy);
    let person = officer.first().and_then(|one| policy.contacts.person_by_email(&one.recipient.email));
    let mut lines = vec![match person {
        Some(person) => Phrase::new("letter_contact")
            .with("name", &person.name)
            .with("phone", &person.phone)
            .with("email", &person.email),
        None => Phrase::new("letter_fill_contact"),
    }];
    let authority = policy.regimes.get(obligation::AUTHORITY).map(|regime| &regime.recipient);
    lines.extend(authority.map(|authority| Phrase::new("letter_complaint").with("authority", authority)));
    lines
}

fn regards(policy: &Policy) -> Phrase {
    Phrase::new("letter_regards").with("organisation", &policy.organisation.name)
}

#[cfg(test)]
mod tests;
