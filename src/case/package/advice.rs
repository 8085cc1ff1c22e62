//! What to mind before a notice is sent: is it enough, who phones, who can log in, what is to be explained.

use chrono::{DateTime, Duration, Utc};

use super::{Phase, form, login_reminder};
use crate::case::Case;
use crate::case::risk::signs::{Exposure, Signs};
use crate::contacts::{Processor, ProcessorAuthority};
use crate::phrase::Phrase;
use crate::policy::Policy;
use crate::report::edpb::option;
use crate::report::{self, Answer, Field, Report, Value};

/// From so little time left on the reasons for a delay are asked for.
const NEARLY_LATE_HOURS: i64 = 6;
/// A word that denies stands at most so many words in front.
const DENIED_WITHIN: usize = 4;
const DENIALS: [&str; 11] =
    ["ikke", "ikkje", "ingen", "ingi", "inga", "uten", "utan", "not", "no", "nor", "without"];
const PRESS: [&str; 12] = [
    "pressen",
    "presse",
    "journalist",
    "avis",
    "avisa",
    "avisen",
    "media",
    "mediene",
    "nrk",
    "vg",
    "press",
    "newspaper",
];
const POLICE: [&str; 6] = ["politiet", "politi", "anmeldt", "politianmeldt", "melde", "police"];

/// Whether what is known will do for a first notice, why, and what it lacks. A first notice need not hold more than what
/// has happened and whom to ask; the rest may come in phases (GDPR art. 33(3) and (4), S49).
pub fn enough(case: &Case, policy: &Policy) -> (bool, Phrase, Vec<Phrase>) {
    let nature = [Field::WhatHappened, Field::MainCause, Field::HowItArose];
    let mut lacks = Vec::new();
    if !nature.iter().any(|field| case.report.contains_key(field)) {
        lacks.push(Phrase::new("lacks_nature"));
    }
    let reachable = |found: &report::Found| matches!(&found.value, Value::Contact { email, phone, .. } if email.is_some() || phone.is_some());
    if form::officer(case, policy).is_none() && !case.report.get(&Field::Contact).is_some_and(reachable) {
        lacks.push(Phrase::new("lacks_contact"));
    }
    let enough = lacks.is_empty();
    (enough, Phrase::new(if enough { "enough_for_first" } else { "not_enough_for_first" }), lacks)
}

/// Before logging in: who must be phoned, what logging in takes.
pub fn before(case: &Case, policy: &Policy) -> Vec<Phrase> {
    let phone = match &case.authority_phoned {
        Some(told) => Some(Phrase::new("authority_phoned_at").with("at", told.at)),
        None => phone_first(case, policy),
    };
    phone.into_iter().chain([login_reminder()]).collect()
}

/// That the authority is phoned first, with why: others are likely to ask it (S47).
pub fn phone_first(case: &Case, policy: &Policy) -> Option<Phrase> {
    let signs = Signs::of(&case.report);
    let mut why = Vec::new();
    if signs.has_exposure(Exposure::Public) {
        why.push(Phrase::new("phone_public"));
    }
    if signs.has_exposure(Exposure::Misused) {
        why.push(Phrase::new("phone_misused"));
    }
    if says(&case.report, &PRESS) {
        why.push(Phrase::new("phone_press"));
    }
    if case.police.is_some() || says(&case.report, &POLICE) {
        why.push(Phrase::new("phone_police"));
    }
    let count = match case.report.get(&Field::AffectedPersons).map(|found| &found.value) {
        Some(Value::Count(count)) => count.high.unwrap_or(count.low),
        _ => 0,
    };
    if count >= policy.authority.phone_first_from {
        why.push(Phrase::new("phone_many").with("count", count));
    }
    let informed = matches!(
        case.report.get(&Field::PersonsInformed).map(|found| &found.value),
        Some(Value::Answer { answer: Answer::Yes | Answer::Partly, .. })
    );
    if informed || case.persons_told.is_some() {
        why.push(Phrase::new("phone_informed"));
    }
    (!why.is_empty()).then(|| Phrase::new("phone_first").with("why", why))
}

/// Whether the report speaks of one of these words and does not deny it.
fn says(report: &Report, words: &[&str]) -> bool {
    let texts = report.values().filter_map(|found| match &found.value {
        Value::Text(text) | Value::Answer { text, .. } => Some(text),
        _ => None,
    });
    texts.flat_map(|text| text.split(['.', '!', '?', '\n', ';'])).any(|sentence| {
        let said = report::words(sentence);
        said.iter().enumerate().any(|(at, word)| {
            let front = said.get(at.saturating_sub(DENIED_WITHIN)..at).unwrap_or_default();
            words.contains(&word.as_str()) && !front.iter().any(|one| DENIALS.contains(&one.as_str()))
        })
    })
}

/// Whether the notice was, or would now be, after the deadline.
pub fn is_late(case: &Case, now: DateTime<Utc>) -> bool {
    let at = case.authority_told.as_ref().map_or(now, |told| told.at);
    case.authority_due().is_some_and(|due| at > due)
}

/// Whether the reasons for a delay are asked for: it is late, or nearly so, and none are written.
pub fn needs_reason(case: &Case, now: DateTime<Utc>) -> bool {
    let nearly = now + Duration::hours(NEARLY_LATE_HOURS);
    let near = case.authority_running().is_some_and(|due| nearly >= due);
    case.delay_reason.is_none() && (near || is_late(case, now))
}

pub fn notes(case: &Case, policy: &Policy, phase: Phase, now: DateTime<Utc>) -> Vec<Phrase> {
    let mut notes = Vec::new();
    if phase == Phase::First {
        notes.push(Phrase::new("package_phased"));
    }
    if needs_reason(case, now) {
        let key = if is_late(case, now) { "package_late" } else { "package_nearly_late" };
        notes.push(Phrase::new(key));
    }
    notes.extend(processor(case, policy).map(authority_of));
    notes
}

pub fn supplement_notes(nothing_open: bool) -> Vec<Phrase> {
    let rest = if nothing_open { "supplement_last" } else { "supplement_more" };
    vec![Phrase::new("supplement_how"), Phrase::new(rest)]
}

pub fn processor<'a>(case: &Case, policy: &'a Policy) -> Option<&'a Processor> {
    let name = case.processor.as_ref()?;
    policy.contacts.processors.iter().find(|one| one.name == *name)
}

/// How far the processor may notify for us, to be cited in the notice (R15).
fn authority_of(processor: &Processor) -> Phrase {
    let key = match processor.authority {
        ProcessorAuthority::None => "processor_no_authority",
        ProcessorAuthority::FirstNotice => "processor_first_authority",
        ProcessorAuthority::Full => "processor_full_authority",
    };
    Phrase::new(key).with("name", &processor.name)
}

/// What the authority is likely to want along (E6), each as the name of a paper.
pub fn attachments(case: &Case) -> Vec<Phrase> {
    let cause = case.report.get(&Field::MainCause).and_then(|found| match &found.value {
        Value::Text(text) => option::incident(text),
        _ => None,
    });
    let group = case.action_group.as_ref().is_some_and(|group| group.report_delivered_at.is_some());
    let papers = [
        (case.persons_told.is_some(), "attach_letter"),
        (case.risk.decided.is_some(), "attach_risk"),
        (group, "attach_report"),
        (cause == Some("b"), "attach_ransom_note"),
        (cause == Some("d"), "attach_phishing"),
        (matches!(cause, Some("r" | "s" | "l")), "attach_wrong_recipients"),
    ];
    papers.into_iter().filter(|(there, _)| *there).map(|(_, key)| Phrase::new(key)).collect()
}
