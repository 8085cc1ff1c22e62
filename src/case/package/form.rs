//! The fields of the authority's form, in its order (S20, S21), filled from the case.

use chrono::{DateTime, Utc};

use super::advice;
use super::{Answer, Section, Submission, changed};
use crate::case::notice::Understood;
use crate::case::{Case, Measure, people};
use crate::contacts::{Person, Role};
use crate::phrase::Phrase;
use crate::policy::Policy;
use crate::report::{Field, Found, Report, Value};

const WHAT_HAPPENED: u8 = 5;
const DISCOVERED: u8 = 3;
const MEASURES: u8 = 11;
const INFORMED: u8 = 12;
const CONTACT: u8 = 13;
const ATTACHMENTS: u8 = 14;

/// The fields of ours that answer a field of the form.
const FORM: [(u8, &[Field]); 14] = [
    (1, &[Field::MainCause]),
    (2, &[Field::Period]),
    (DISCOVERED, &[Field::DiscoveredAt]),
    (4, &[Field::AffectedPersons, Field::AffectedRecords]),
    (WHAT_HAPPENED, &[Field::WhatHappened]),
    (6, &[Field::HowItArose]),
    (7, &[Field::DataTypes]),
    (8, &[Field::Relationship]),
    (9, &[Field::DataLocation]),
    (10, &[Field::Consequences]),
    (MEASURES, &[Field::MeasuresTaken, Field::MeasuresPlanned]),
    (INFORMED, &[Field::PersonsInformed]),
    (CONTACT, &[Field::Contact]),
    (ATTACHMENTS, &[]),
];

/// The fields of the form that nothing on the case answers.
pub fn open(case: &Case, policy: &Policy) -> Vec<Field> {
    let asked = FORM.iter().flat_map(|(_, fields)| fields.iter().copied());
    asked.filter(|field| !is_answered(case, policy, *field)).collect()
}

fn is_answered(case: &Case, policy: &Policy, field: Field) -> bool {
    case.report.contains_key(&field)
        || match field {
            Field::DiscoveredAt => case.discovered.is_some(),
            Field::MeasuresTaken => case.measures.iter().any(|measure| measure.done_at.is_some()),
            Field::MeasuresPlanned => case.measures.iter().any(|measure| measure.done_at.is_none()),
            Field::PersonsInformed => case.persons_told.is_some() || case.persons.is_some(),
            Field::Contact => officer(case, policy).is_some(),
            _ => false,
        }
}

/// All fields of the form; an open one says that more follows.
pub fn sections(case: &Case, policy: &Policy, open: &[Field], now: DateTime<Utc>) -> Vec<Section> {
    let one = |(number, fields): &(u8, &[Field])| {
        let mut answers = own_words(case, policy, *number);
        answers.extend(read(&case.report, fields, *number == CONTACT && !answers.is_empty()));
        let missing: Vec<Field> = fields.iter().copied().filter(|field| open.contains(field)).collect();
        if answers.is_empty() && !missing.is_empty() {
            answers.push(Answer::Said(Phrase::new("form_follows")));
        } else {
            answers.extend(missing.iter().map(|field| said("form_field_follows", field)));
        }
        if *number == WHAT_HAPPENED {
            answers.extend(around(case, !open.is_empty()));
        }
        if *number == DISCOVERED {
            answers.extend(lateness(case, now));
        }
        Section { number: *number, answers }
    };
    FORM.iter().map(one).collect()
}

/// The fields with an answer that was not sent.
pub fn news(case: &Case, sent: &Submission) -> Vec<Section> {
    let changed = changed(&case.report, &sent.report);
    let one = |(number, fields): &(u8, &[Field])| {
        let new: Vec<Field> = fields.iter().copied().filter(|field| changed.contains(field)).collect();
        let mut answers = read(&case.report, &new, false);
        match *number {
            MEASURES => answers.extend(measures(case, |one| is_new(one, sent))),
            INFORMED => answers.extend(informed(case).filter(|_| is_new_of_persons(case, sent))),
            _ => {}
        }
        Section { number: *number, answers }
    };
    FORM.iter().map(one).filter(|section| !section.answers.is_empty()).collect()
}

fn is_new(measure: &Measure, sent: &Submission) -> bool {
    !sent.measures.contains(&(measure.number, measure.done_at))
}

fn is_new_of_persons(case: &Case, sent: &Submission) -> bool {
    case.persons_told != sent.persons_told || case.persons_told.is_none() && case.persons != sent.persons
}

/// What was read. Where a field of the form holds several of ours, the second says which it is.
fn read(report: &Report, fields: &[Field], known: bool) -> Vec<Answer> {
    if known {
        return Vec::new();
    }
    let found = fields.iter().filter_map(|field| report.get(field).map(|found| (*field, found)));
    found.map(|(field, found)| answer(field, found)).collect()
}

fn answer(field: Field, found: &Found) -> Answer {
    let read = Understood { field, value: found.value.clone(), raw: found.raw.clone(), sentence: None };
    match field {
        Field::AffectedRecords | Field::MeasuresPlanned => {
            Answer::Said(Phrase::new("form_named").with("field", field).with("found", read))
        }
        _ => Answer::Read(read),
    }
}

fn said(key: &str, field: &Field) -> Answer {
    Answer::Said(Phrase::new(key).with("field", field))
}

/// What the case knows besides the report.
fn own_words(case: &Case, policy: &Policy, number: u8) -> Vec<Answer> {
    match number {
        DISCOVERED if !case.report.contains_key(&Field::DiscoveredAt) => case
            .discovered
            .map(|moment| {
                let value = Value::Moment(moment);
                Understood { field: Field::DiscoveredAt, value, raw: String::new(), sentence: None }
            })
            .map(Answer::Read)
            .into_iter()
            .collect(),
        MEASURES => measures(case, |_| true),
        INFORMED => informed(case).into_iter().collect(),
        CONTACT => officer(case, policy).map(contact).into_iter().collect(),
        ATTACHMENTS => {
            let files = advice::attachments(case);
            let none = || vec![Phrase::new("form_no_attachments")];
            let files = if files.is_empty() { none() } else { files };
            files.into_iter().map(Answer::Said).collect()
        }
        _ => Vec::new(),
    }
}

fn measures(case: &Case, wanted: impl Fn(&Measure) -> bool) -> Vec<Answer> {
    let said = |measure: &Measure| match measure.done_at {
        Some(at) => Phrase::new("form_measure_done").with("text", &measure.text).with("at", at),
        None => Phrase::new("form_measure_planned").with("text", &measure.text).with("due", measure.due),
    };
    case.measures.iter().filter(|one| wanted(one)).map(|one| Answer::Said(said(one))).collect()
}

/// What a person decided and did about the persons affected.
fn informed(case: &Case) -> Option<Answer> {
    let told = case.persons_told.as_ref();
    let told =
        told.map(|told| Phrase::new("form_persons_told").with("at", told.at).with("how", &told.reference));
    let ruled = || {
        case.persons.as_ref().map(|ruling| match ruling.yes {
            true => Phrase::new("form_persons_planned"),
            false => Phrase::new("form_persons_not")
                .with("reason", &ruling.reason)
                .with("exception", &ruling.exception),
        })
    };
    told.or_else(ruled).map(Answer::Said)
}

/// Whom the authority asks: the officer, or who stands in.
pub fn officer<'a>(case: &Case, policy: &'a Policy) -> Option<&'a Person> {
    let holders = people::role_holders(case, Role::PrivacyOfficer, policy);
    holders.first().and_then(|one| policy.contacts.person_by_email(&one.recipient.email))
}

fn contact(person: &Person) -> Answer {
    let role = person.roles.first().map(|role| role.name());
    Answer::Said(
        Phrase::new("form_contact")
            .with("name", &person.name)
            .with("role", role)
            .with("phone", &person.phone)
            .with("email", &person.email),
    )
}

/// What belongs to the description though no field asks for it.
fn around(case: &Case, phased: bool) -> Vec<Answer> {
    let processor = case.processor.as_ref().map(|name| Phrase::new("form_processor").with("name", name));
    let joint = case.joint.as_ref().map(|one| Phrase::new("form_joint").with("name", &one.name));
    let phased = phased.then(|| Phrase::new("form_phased"));
    processor.into_iter().chain(joint).chain(phased).map(Answer::Said).collect()
}

/// When it became known to us where that differs, and why it is late (S50).
fn lateness(case: &Case, now: DateTime<Utc>) -> Vec<Answer> {
    let known = case.discovered.map(|moment| moment.at.with_timezone(&Utc)) == Some(case.aware.at);
    let aware = (!known).then(|| Phrase::new("form_aware").with("at", case.aware.at));
    let late = advice::is_late(case, now).then_some(case.delay_reason.as_ref()).flatten();
    let late = late.map(|reason| Phrase::new("form_late").with("reason", reason));
    aware.into_iter().chain(late).map(Answer::Said).collect()
}
