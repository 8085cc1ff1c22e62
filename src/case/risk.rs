//! The machine's proposal for S and K from what was reported; a person decides (promise 6, V15).
//!
//! K follows ENISA's severity (2013): SE = DPC × EI + CB, mapped to 1…5 (V1–V12). S follows where the data went (V13).
//! What is not known never lowers: an unknown count of persons or type of data is proposed as at least medium.

use serde::{Deserialize, Serialize};

use crate::phrase::Phrase;
use crate::report::{Answer, Field, Property, Report, Value};

/// S and K with a line for each step that led there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Proposal {
    pub likelihood: u8,
    pub consequence: u8,
    pub because: Vec<Phrase>,
}

impl Proposal {
    pub fn score(&self) -> u8 {
        self.likelihood.saturating_mul(self.consequence)
    }
}

/// Words that show a class of data (E3), the gravest class first, with its DPC base score (V2).
const DATA_CLASSES: [(f64, &str, &[&str]); 4] = [
    (
        4.0,
        "because_sensitive",
        &[
            "helse",
            "diagnos",
            "journal",
            "sykdom",
            "pasient",
            "fagforening",
            "religio",
            "etnisk",
            "seksuel",
            "biometri",
            "genetisk",
            "straff",
            "barnevern",
            "health",
            "medical",
            "union",
            "criminal",
            "sjukdom",
        ],
    ),
    (
        3.0,
        "because_financial",
        &[
            "konto",
            "lønn",
            "løn",
            "kredittkort",
            "betaling",
            "bankkort",
            "økonomi",
            "account",
            "salary",
            "payment",
            "card",
        ],
    ),
    (
        2.0,
        "because_behaviour",
        &["lokasjon", "posisjon", "profil", "logg", "elevvurdering", "karakter", "location"],
    ),
    (
        1.0,
        "because_simple",
        &[
            "navn", "adresse", "telefon", "e-post", "epost", "name", "address", "phone", "e-mail", "email",
            "namn", "bilde",
        ],
    ),
];

/// Words that raise how easily a person is identified (V7).
const IDENTIFYING: [&str; 6] =
    ["fødselsnummer", "personnummer", "11 siffer", "national id", "identity number", "pass"];

/// Words about children and others who need special care (S87).
const VULNERABLE: [&str; 8] = ["barn", "elev", "mindreårig", "beboer", "sårbar", "child", "minor", "pupil"];

/// Words of intent (V8).
const MALICIOUS: [&str; 9] =
    ["phishing", "løsepenge", "hack", "datainnbrudd", "utpressing", "ransom", "stjål", "snok", "malware"];

/// Proposes S and K for a report.
pub fn propose(report: &Report) -> Proposal {
    let mut because = Vec::new();
    let consequence = consequence(report, &mut because);
    let likelihood = likelihood(report, &mut because);
    Proposal { likelihood, consequence, because }
}

fn consequence(report: &Report, because: &mut Vec<Phrase>) -> u8 {
    let data = text(report, &[Field::DataTypes, Field::WhatHappened, Field::MainCause]);
    let class = DATA_CLASSES.iter().find(|(_, _, words)| contains(&data, words));
    let base = match class {
        Some((score, why, _)) => {
            because.push(Phrase::new(why));
            *score
        }
        // Not known: as if it gave some insight (V14).
        None => {
            because.push(Phrase::new("because_unknown"));
            3.0
        }
    };
    let identification = if contains(&data, &IDENTIFYING) {
        because.push(Phrase::new("because_identity_numbers"));
        1.0
    } else {
        0.75
    };
    let mut severity = base * identification + circumstances(report, because);
    if contains(&text(report, &[Field::Relationship, Field::DataTypes, Field::WhatHappened]), &VULNERABLE) {
        because.push(Phrase::new("because_children"));
        severity += 0.5;
    }
    if let Some(count) = affected(report).filter(|count| *count > 100) {
        because.push(Phrase::new("because_many").with("count", count));
        severity += 0.5;
    }
    scale(severity)
}

/// The circumstances of the breach (V8), added up.
fn circumstances(report: &Report, because: &mut Vec<Phrase>) -> f64 {
    let mut sum = 0.25;
    if let Some(Value::Properties(properties)) = report.get(&Field::Properties).map(|found| &found.value) {
        if properties.contains(&Property::Integrity) {
            because.push(Phrase::new("because_changed"));
            sum += 0.25;
        }
        if properties.contains(&Property::Availability) {
            because.push(Phrase::new("because_unavailable"));
            sum += 0.25;
        }
    }
    let story = text(report, &[Field::WhatHappened, Field::MainCause, Field::HowItArose]);
    if contains(&story, &MALICIOUS) {
        because.push(Phrase::new("because_malicious"));
        sum += 0.5;
    }
    sum
}

/// SE to K (V12).
fn scale(severity: f64) -> u8 {
    match severity {
        s if s < 1.0 => 1,
        s if s < 2.0 => 2,
        s if s < 3.0 => 3,
        s if s < 4.0 => 4,
        _ => 5,
    }
}

/// S by where the data are now (V13).
fn likelihood(report: &Report, because: &mut Vec<Phrase>) -> u8 {
    let place =
        text(report, &[Field::DataLocation, Field::MeasuresTaken, Field::WhatHappened, Field::HowItArose]);
    let protected = matches!(
        report.get(&Field::Protection).map(|found| &found.value),
        Some(Value::Answer { answer: Answer::Unintelligible, .. })
    );
    let (level, why) = if protected {
        (1, "because_protected")
    } else if contains(
        &place,
        &["misbruk", "utpress", "publisert på det mørke", "misused", "extort", "exfiltrat"],
    ) {
        (5, "because_misused")
    } else if contains(
        &place,
        &[
            "bekreftet at meldingen er slettet",
            "bekreftet slett",
            "har slettet",
            "confirmed deletion",
            "slettet, også",
        ],
    ) {
        (2, "because_deleted")
    } else if contains(
        &place,
        &["internett", "nettside", "åpen", "public", "stjål", "stolen", "ukjent", "unknown"],
    ) {
        (4, "because_unknown_recipient")
    } else if contains(&place, &["mottaker", "recipient", "feil person", "kollega", "mottakar"]) {
        (3, "because_known_recipient")
    } else {
        (3, "because_unknown")
    };
    let why = Phrase::new(why);
    if !because.contains(&why) {
        because.push(why);
    }
    level
}

fn affected(report: &Report) -> Option<u64> {
    match report.get(&Field::AffectedPersons).map(|found| &found.value) {
        Some(Value::Count(count)) => Some(count.high.unwrap_or(count.low)),
        _ => None,
    }
}

fn text(report: &Report, fields: &[Field]) -> String {
    let mut all = String::new();
    for field in fields {
        if let Some(found) = report.get(field) {
            all.push_str(&found.raw.to_lowercase());
            if let Value::Text(value) = &found.value {
                all.push(' ');
                all.push_str(&value.to_lowercase());
            }
            all.push('\n');
        }
    }
    all
}

fn contains(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| text.contains(word))
}
