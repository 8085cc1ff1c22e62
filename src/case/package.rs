//! The notice to the authority as values: the form's fields in its order with what we know, whether that is enough for a
//! first notice, what is still open, and what to mind before it is sent (S16–S24, S41–S50, R13–R15).
//!
//! Nothing here is a sentence: answers are values and phrases, so that one package serves three languages, the mail, the
//! file and the terminal. It holds the report's words, so it is for those who handle the case only.

mod advice;
mod bundle;
mod form;
mod timeline;

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

pub use bundle::{Bundle, bundle, together};
pub use timeline::{Line, Noted, timeline};

use super::notice::{NoticeData, Template, Understood};
use super::{Case, Ruling, Told};
use crate::phrase::Phrase;
use crate::policy::Policy;
use crate::report::{Field, Report};

/// What kind of notice it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Phase {
    /// Something is open: it says that the rest is sent later (S23, S49).
    #[default]
    First,
    Full,
    /// What is new since the notice that was sent (S24).
    Supplement,
}

/// What was sent to the authority, so that a supplement holds only what is new.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Submission {
    pub at: DateTime<Utc>,
    pub reference: Option<String>,
    pub report: Report,
    /// The measures then: number, and when it was done.
    #[serde(default)]
    pub measures: Vec<(u32, Option<DateTime<Utc>>)>,
    /// What was decided and done about the persons affected then.
    #[serde(default)]
    pub persons: Option<Ruling>,
    #[serde(default)]
    pub persons_told: Option<Told>,
}

impl Submission {
    /// The case as it is known now, sent at a time.
    pub fn of(case: &Case, at: DateTime<Utc>, reference: Option<String>) -> Submission {
        Submission {
            at,
            reference,
            report: case.report.clone(),
            measures: case.measures.iter().map(|measure| (measure.number, measure.done_at)).collect(),
            persons: case.persons.clone(),
            persons_told: case.persons_told.clone(),
        }
    }
}

/// A notice to the authority, ready to be put into words.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Package {
    pub phase: Phase,
    /// The notice that this one supplements.
    pub reference: Option<String>,
    pub notified_at: Option<DateTime<Utc>>,
    /// The form's fields; of a supplement only those with something new.
    pub sections: Vec<Section>,
    /// Whether a first notice can be sent now.
    pub enough: bool,
    pub why: Phrase,
    pub lacks: Vec<Phrase>,
    /// Fields of the form without an answer.
    pub open: Vec<Field>,
    /// What to do before it is sent, each a sentence.
    pub before: Vec<Phrase>,
    /// What to mind, each a sentence.
    pub notes: Vec<Phrase>,
    /// A draft of what happened when, where the reasons for a delay must be given (S50).
    pub timeline: Vec<Line>,
    /// The cases in it, where several are notified as one (R7).
    pub cases: Vec<String>,
}

/// A field of the form: its number there (S20, S21) and the answers.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Section {
    pub number: u8,
    pub answers: Vec<Answer>,
}

/// A value that was read, or a sentence.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Answer {
    Read(Understood),
    Said(Phrase),
}

/// The whole notice of a case as it stands.
pub fn package(case: &Case, policy: &Policy, now: DateTime<Utc>) -> Package {
    let open = form::open(case, policy);
    let phase = if open.is_empty() { Phase::Full } else { Phase::First };
    let (enough, why, lacks) = advice::enough(case, policy);
    let told = case.authority_told.as_ref();
    Package {
        phase,
        reference: told.and_then(|told| told.reference.clone()),
        notified_at: told.map(|told| told.at),
        sections: form::sections(case, policy, &open, now),
        enough,
        why,
        lacks,
        open,
        before: advice::before(case, policy),
        notes: advice::notes(case, policy, phase, now),
        timeline: match advice::needs_reason(case, now) {
            true => timeline(case, &[], now),
            false => Vec::new(),
        },
        cases: Vec::new(),
    }
}

/// What is new or changed since a notice was sent; its sections are empty where nothing is.
pub fn supplement(case: &Case, policy: &Policy, sent: &Submission, now: DateTime<Utc>) -> Package {
    let whole = package(case, policy, now);
    Package {
        phase: Phase::Supplement,
        reference: sent.reference.clone().or(whole.reference),
        notified_at: Some(case.authority_told.as_ref().map_or(sent.at, |told| told.at)),
        sections: form::news(case, sent),
        notes: advice::supplement_notes(whole.open.is_empty()),
        timeline: Vec::new(),
        ..whole
    }
}

/// Whether something that the authority asks for is new since it was notified.
pub fn has_news(case: &Case) -> bool {
    sent(case).is_some_and(|sent| !form::news(case, &sent).is_empty())
}

/// What the authority was sent. What stood in a processor's first notice for us is not known: then everything is new.
pub fn sent(case: &Case) -> Option<Submission> {
    let by_processor = || {
        let told = case.processor_told.as_ref().filter(|told| told.owes_rest())?;
        let (at, reference) = (told.at, told.reference.clone());
        Some(Submission {
            at,
            reference,
            report: Report::new(),
            measures: Vec::new(),
            persons: None,
            persons_told: None,
        })
    };
    case.submitted.clone().or_else(by_processor)
}

/// The fields whose answer was not sent, or differs from what was.
pub fn changed(now: &Report, sent: &Report) -> BTreeSet<Field> {
    let differs =
        |field: &Field| now.get(field).map(|found| &found.value) != sent.get(field).map(|found| &found.value);
    Field::ASKED.into_iter().filter(|field| now.contains_key(field)).filter(differs).collect()
}

/// The papers of the authority and the timeline of a late notice. They hold the report's words: for those who handle the
/// case only.
pub fn fill(case: &Case, policy: &Policy, now: DateTime<Utc>, template: Template, data: &mut NoticeData) {
    match (template, sent(case)) {
        (Template::AuthorityPackage, _) => data.package = Some(package(case, policy, now)),
        (Template::AuthoritySupplement, Some(sent)) => {
            data.package = Some(supplement(case, policy, &sent, now));
        }
        (Template::Overdue, _) if case.delay_reason.is_none() => data.timeline = timeline(case, &[], now),
        _ => {}
    }
}

/// That whoever sends it needs a role in Altinn and an electronic identity, told before it is late (S18, S19).
pub fn login_reminder() -> Phrase {
    Phrase::new("login_needed")
}
