//! Several reports of one incident: proposed by likeness, joined by one line of a person (design, "Rows and ids").

use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};

use super::tell::Draft;
use super::{Beside, Case, Reporter, people};
use crate::phrase::Phrase;
use crate::policy::Policy;
use crate::report::{self, Field, Kind};

/// So much must speak for it before a person is asked.
const ENOUGH: u32 = 3;
/// Words shorter than this say little.
const LONG_WORD: usize = 5;
/// Two texts share this part of the words of the shorter one, and at least so many.
const SHARED_PERCENT: usize = 40;
const SHARED_LEAST: usize = 4;
/// Most cases that are proposed.
const MOST_TWINS: usize = 5;

/// A case that may be the same incident, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Twin {
    pub number: String,
    /// Keys of phrases: `twin_system`, `twin_words` …
    pub because: Vec<String>,
}

/// What of another open case is needed to tell whether it is the same incident.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sketch {
    pub number: String,
    pub reported_at: DateTime<Utc>,
    pub reporter: String,
    pub processor: Option<String>,
    pub kinds: std::collections::BTreeSet<Kind>,
    pub discovered_at: Option<DateTime<Utc>>,
    pub system: Vec<String>,
    pub department: Vec<String>,
    pub reference: Option<String>,
    /// The long words of what happened and how.
    pub words: Vec<String>,
}

impl Sketch {
    pub fn of(case: &Case) -> Sketch {
        let said = |field| case.report.get(&field).map_or_else(Vec::new, |found| report::words(&found.raw));
        let told = [Field::WhatHappened, Field::HowItArose, Field::MainCause];
        let mut words: Vec<String> = told.into_iter().flat_map(said).collect();
        words.retain(|word| word.chars().count() >= LONG_WORD);
        words.sort_unstable();
        words.dedup();
        Sketch {
            number: case.number.clone(),
            reported_at: case.reported_at,
            reporter: case.reporter.email.clone(),
            processor: case.processor.clone(),
            kinds: case.kinds.clone(),
            discovered_at: case.discovered.map(|moment| moment.at.with_timezone(&Utc)),
            system: said(Field::System),
            department: said(Field::Department),
            reference: case.report.get(&Field::ExternalReference).map(|found| found.raw.clone()),
            words,
        }
    }
}

/// The open cases that look like the same incident, the likest first.
pub fn find(case: &Case, candidates: &[Sketch], policy: &Policy) -> Vec<Twin> {
    let own = Sketch::of(case);
    let mut found: Vec<(u32, Twin)> = candidates
        .iter()
        .filter(|other| other.number != own.number)
        .filter(|other| (own.reported_at - other.reported_at).num_seconds().abs() <= policy.twins.within_secs)
        .filter_map(|other| likeness(&own, other))
        .collect();
    found.sort_by_key(|(weight, _)| std::cmp::Reverse(*weight));
    found.into_iter().map(|(_, twin)| twin).take(MOST_TWINS).collect()
}

fn likeness(own: &Sketch, other: &Sketch) -> Option<(u32, Twin)> {
    let same_day = own
        .discovered_at
        .zip(other.discovered_at)
        .is_some_and(|(one, two)| (one - two).abs() <= Duration::days(1));
    let shared = own.words.iter().filter(|word| other.words.binary_search(word).is_ok()).count();
    let shorter = own.words.len().min(other.words.len());
    let signs = [
        (3, "twin_reference", own.reference.is_some() && own.reference == other.reference),
        (2, "twin_processor", own.processor.is_some() && own.processor == other.processor),
        (2, "twin_system", !own.system.is_empty() && own.system == other.system),
        (3, "twin_words", shared >= SHARED_LEAST && shared * 100 >= shorter * SHARED_PERCENT),
        (1, "twin_department", !own.department.is_empty() && own.department == other.department),
        (1, "twin_day", same_day),
    ];
    let found: Vec<_> = signs.into_iter().filter(|(_, _, holds)| *holds).collect();
    let weight: u32 = found.iter().map(|(weight, _, _)| weight).sum();
    let because = found.into_iter().map(|(_, key, _)| key.to_owned()).collect();
    (weight >= ENOUGH).then_some((weight, Twin { number: other.number.clone(), because }))
}

/// Each proposal as a sentence for those who handle the case.
pub fn proposals(case: &Case) -> Vec<Phrase> {
    let why = |twin: &Twin| twin.because.iter().map(|key| Phrase::new(key)).collect::<Vec<_>>();
    case.twins
        .iter()
        .map(|twin| Phrase::new("case_twin").with("case", &twin.number).with("why", why(twin)))
        .collect()
}

/// Takes the other case in: its reporters, what it knows and this one does not, what it says differently beside it, whom
/// of the lists it told, and who is kept outside. The clock runs from the earlier awareness of the two: joining never moves a deadline later.
pub fn absorb(draft: &mut Draft<'_>, other: &Case) {
    let reporters = std::iter::once(&other.reporter).chain(&other.joined_reporters);
    for reporter in reporters.filter(|one| !one.email.is_empty()) {
        add_reporter(&mut draft.case, reporter);
    }
    for (field, found) in &other.report {
        match draft.case.report.get(field) {
            None => {
                draft.case.report.insert(*field, found.clone());
                // Another's words: never shown to this case's own reporter.
                draft.case.corrected.insert(*field);
            }
            Some(known) if known.value != found.value => draft.case.beside.push(Beside {
                field: *field,
                found: found.clone(),
                by: other.reporter.email.clone(),
                verified: other.reporter.authenticated,
                at: draft.now,
            }),
            Some(_) => {}
        }
    }
    let case = &mut draft.case;
    case.came_encrypted |= other.came_encrypted;
    case.kinds.extend(other.kinds.iter().copied());
    case.properties.extend(other.properties.iter().copied());
    case.processor = case.processor.take().or_else(|| other.processor.clone());
    case.attachments.extend(other.attachments.iter().cloned());
    case.evidence.extend(other.evidence.iter().cloned());
    case.listed.extend(other.listed.iter().cloned());
    case.listed.sort();
    case.listed.dedup();
    case.lists = case.lists.take().or_else(|| other.lists.clone());
    case.twins.retain(|twin| twin.number != other.number);
    case.police = case.police.take().or_else(|| other.police.clone());
    for email in
        other.excluded.iter().filter(|email| !people::is_excluded(case, email)).cloned().collect::<Vec<_>>()
    {
        case.holds.retain(|hold| hold.email != email);
        case.excluded.push(email);
    }
    for measure in &other.measures {
        // Joined again after an undo, it is not there twice.
        if case.measures.iter().any(|known| (&known.text, known.due) == (&measure.text, measure.due)) {
            continue;
        }
        let number = u32::try_from(case.measures.len()).unwrap_or(u32::MAX).saturating_add(1);
        case.measures.push(super::Measure { number, ..measure.clone() });
    }
    if other.aware.at < case.aware.at {
        let mut earlier = std::mem::take(&mut case.aware.earlier);
        earlier.push((case.aware.at, case.aware.reason.clone()));
        case.aware = super::Aware { earlier, ..other.aware.clone() };
    }
    let reason = Phrase::new("case_joined_in").with("case", &other.number);
    draft.note_own("absorbed", reason, serde_json::json!({ "case": other.number }));
}

fn add_reporter(case: &mut Case, reporter: &Reporter) {
    let known = case.reporter.email == reporter.email
        || case.joined_reporters.iter().any(|known| known.email == reporter.email);
    if !known {
        case.joined_reporters.push(reporter.clone());
    }
}

/// An exercise says so at the head of its subject.
pub fn is_exercise(subject: Option<&str>) -> bool {
    let words = subject.map(report::words).unwrap_or_default();
    let marks = ["ovelse", "oving", "exercise", "drill"];
    let prefixes = ["sv", "vs", "re", "fw", "fwd", "ang", "vedr"];
    words
        .iter()
        .find(|word| !prefixes.contains(&word.as_str()))
        .is_some_and(|word| marks.contains(&word.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_head_of_a_subject_makes_an_exercise() {
        for subject in ["ØVELSE: utpressing", "VS: Øving – brann", "Re: exercise, phishing", "DRILL"] {
            assert!(is_exercise(Some(subject)), "{subject}");
        }
        for subject in ["E-post sendt feil under øvelse", "Avvik", "", "exercises lost"] {
            assert!(!is_exercise(Some(subject)), "{subject}");
        }
        assert!(!is_exercise(None));
    }
}
