//! What a controller is told (GDPR art. 33(2), (3)): kinds, numbers, categories; none of the report's free words, save
//! where the officer has set the field, and nothing that names another party.

use serde::{Deserialize, Serialize};

use super::super::Case;
use super::super::notice::Understood;
use super::super::risk::Proposal;
use crate::phrase::Phrase;
use crate::policy::Policy;
use crate::report::{Field, Found, Value};

/// The facts of one brief; what was told is kept to tell only what is new later.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Brief {
    pub facts: Vec<Understood>,
    /// Categories of data as we class them.
    pub categories: Vec<Phrase>,
}

/// Said as a value, without the sender's words.
const VALUES: [Field; 5] = [
    Field::Period,
    Field::AffectedPersons,
    Field::AffectedRecords,
    Field::PersonsInformed,
    Field::Protection,
];
/// Said in the officer's words only.
const WORDS: [Field; 9] = [
    Field::MainCause,
    Field::WhatHappened,
    Field::HowItArose,
    Field::DataTypes,
    Field::Relationship,
    Field::DataLocation,
    Field::Consequences,
    Field::MeasuresTaken,
    Field::MeasuresPlanned,
];

impl Brief {
    /// What may be said to the party with this name, whose data lie in `system`.
    pub fn of(case: &Case, name: &str, system: Option<&String>, policy: &Policy) -> Brief {
        let mut facts: Vec<Understood> =
            system.map(|system| fact(Field::System, Value::Text(system.clone()))).into_iter().collect();
        if !case.properties.is_empty() {
            let properties = case.properties.iter().copied().collect();
            facts.push(fact(Field::Properties, Value::Properties(properties)));
        }
        let others = others(case, name, policy);
        facts.extend(Field::ALL.into_iter().filter_map(|field| {
            let found = case.report.get(&field)?;
            said(field, found, case.corrected.contains(&field), &others)
        }));
        let named = facts.iter().any(|fact| fact.field == Field::DataTypes);
        Brief { facts, categories: if named { Vec::new() } else { categories(case) } }
    }

    /// What `told` did not hold.
    pub fn without(mut self, told: &Brief) -> Brief {
        self.facts.retain(|fact| !told.facts.contains(fact));
        self.categories.retain(|one| !told.categories.contains(one));
        self
    }

    pub fn is_empty(&self) -> bool {
        self.facts.is_empty() && self.categories.is_empty()
    }

    /// Adds what was told now; a fact that changed stands in its new form only.
    pub fn add(&mut self, told: &Brief) {
        self.facts.retain(|known| !told.facts.iter().any(|fact| fact.field == known.field));
        self.facts.extend(told.facts.iter().cloned());
        if !told.categories.is_empty() {
            self.categories.clone_from(&told.categories);
        }
    }
}

fn fact(field: Field, value: Value) -> Understood {
    Understood { field, value, raw: String::new(), sentence: None }
}

fn said(field: Field, found: &Found, corrected: bool, others: &[String]) -> Option<Understood> {
    let may_be_said = VALUES.contains(&field) || corrected && WORDS.contains(&field);
    if !may_be_said {
        return None;
    }
    let value = match &found.value {
        Value::Answer { answer, .. } if !corrected => Value::Answer { answer: *answer, text: String::new() },
        value => value.clone(),
    };
    let words = match &value {
        Value::Text(text) | Value::Answer { text, .. } => text.to_lowercase(),
        _ => String::new(),
    };
    (!others.iter().any(|other| words.contains(other.as_str()))).then(|| fact(field, value))
}

/// Names of the other parties, in lower case: a text with one of them is not for this one.
fn others(case: &Case, name: &str, policy: &Policy) -> Vec<String> {
    let contacts = &policy.contacts;
    let controllers = contacts.controllers.iter().map(|one| &one.name);
    let joint = contacts.joint_controllers.iter().map(|one| &one.name);
    let externals = case.externals.iter().map(|one| &one.party);
    let all = controllers.chain(joint).chain(externals).map(|one| one.trim().to_lowercase());
    all.filter(|one| !one.is_empty() && *one != name.trim().to_lowercase()).collect()
}

/// What the proposal says of the data, without the report's words.
fn categories(case: &Case) -> Vec<Phrase> {
    let Some(proposal) = case.proposal() else { return Vec::new() };
    let line = proposal.because.into_iter().find(|line| line.key == "normen_data");
    let what = line.and_then(|mut line| {
        Proposal::unquote(&mut line);
        serde_json::from_value::<Phrase>(line.args.remove("what")?).ok()
    });
    what.into_iter().filter(|what| what.key != "data_none" && what.key != "data_unknown").collect()
}
