//! One case as the register has it, for programs. The keys are a promise.

use std::collections::BTreeSet;

use chrono::{DateTime, FixedOffset, Utc};
use serde::Serialize;

use super::further::{self, Group, Joint, OtherLaw, Party, Police, ProcessorNotice, Record};
use crate::case::{Assessment, Case, ObligationState, obligation};
use crate::command::MeasureKind;
use crate::export::Voice;
use crate::policy::{BandName, band_of};
use crate::report::{Field, Kind, Moment, Property, Value};

/// A row of the register. Free text stands as it was reported or decided, identity numbers masked.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Entry {
    pub schema: u32,
    pub number: String,
    /// `open`, `assessed`, `notified`, `closed`, `not_a_breach`, `merged`.
    pub status: &'static str,
    /// Nothing of it happened.
    pub exercise: bool,
    /// Whose case it is.
    pub owner: Option<String>,
    /// How many people reported it.
    pub reporters: usize,
    pub kinds: BTreeSet<Kind>,
    pub properties: BTreeSet<Property>,
    pub occurred: Option<String>,
    pub discovered_at: Option<Moment>,
    pub aware_at: DateTime<Utc>,
    pub aware_reason: String,
    pub reported_at: DateTime<Utc>,
    pub opened_at: DateTime<Utc>,
    pub what_happened: Option<String>,
    pub cause: Option<String>,
    pub how_it_arose: Option<String>,
    pub system: Option<String>,
    pub place: Option<String>,
    pub department: Option<String>,
    pub persons_low: Option<u64>,
    /// None where nobody can say how many at most.
    pub persons_high: Option<u64>,
    /// As it was written.
    pub persons_written: Option<String>,
    pub records_written: Option<String>,
    pub data_types: Option<String>,
    pub relationship: Option<String>,
    pub data_location: Option<String>,
    pub protection: Option<String>,
    /// The likely consequences for the persons affected.
    pub effects: Option<String>,
    pub measures_taken: Option<String>,
    pub measures_planned: Option<String>,
    pub measures: Vec<Measure>,
    pub risk: Option<Risk>,
    pub residual: Option<Risk>,
    /// When new information last called for a graver duty than was decided.
    pub risk_questioned_at: Option<DateTime<Utc>>,
    pub authority: Authority,
    pub persons: Persons,
    pub lists: Lists,
    pub other_laws: Vec<OtherLaw>,
    pub processor: Option<String>,
    pub processor_notice: Option<ProcessorNotice>,
    pub controllers: Vec<Party>,
    pub joint: Option<Joint>,
    pub externals: Vec<Party>,
    pub action_group: Option<Group>,
    pub evidence: Vec<Record>,
    pub police: Option<Police>,
    pub evaluations: Vec<Record>,
    /// What those who handle the case have set or corrected.
    pub corrected: BTreeSet<Field>,
    /// Where another value was said too, and waits for a person's judgement.
    pub contradicted: BTreeSet<Field>,
    pub closed: Option<Closed>,
    pub merged_into: Option<String>,
    /// What the authority's form asks for and nobody has answered.
    pub open: Vec<Field>,
    pub policy_version: String,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Measure {
    pub number: u32,
    pub text: String,
    pub owner: Option<String>,
    pub helper: Option<String>,
    pub due: Option<DateTime<FixedOffset>>,
    pub effect: Option<String>,
    /// `immediate` or `corrective`.
    pub kind: Option<MeasureKind>,
    pub estimate: Option<String>,
    pub proposal: Option<String>,
    pub approved_by: Option<String>,
    pub progress: Vec<String>,
    pub done_at: Option<DateTime<Utc>>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Risk {
    pub likelihood: u8,
    pub consequence: u8,
    pub score: u8,
    pub band: BandName,
    pub by: String,
    pub at: DateTime<Utc>,
    pub reason: Option<String>,
}

/// The notice to the authority (art. 33(1)), or why there is none (S54).
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Authority {
    /// None while nobody has judged it.
    pub required: Option<bool>,
    pub reason: Option<String>,
    pub decided_by: Option<String>,
    pub decided_at: Option<DateTime<Utc>>,
    pub due_at: Option<DateTime<Utc>>,
    pub phoned_at: Option<DateTime<Utc>>,
    pub told_at: Option<DateTime<Utc>>,
    pub reference: Option<String>,
    /// When further information was sent (art. 33(4)).
    pub supplemented_at: Vec<DateTime<Utc>>,
    pub told_by: Option<String>,
    /// None while it is not told.
    pub late: Option<bool>,
    pub delay_reason: Option<String>,
}

/// What was said to the persons affected (art. 34).
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Persons {
    pub required: Option<bool>,
    /// `a`, `b` or `c` of art. 34(3).
    pub exception: Option<String>,
    pub reason: Option<String>,
    pub decided_by: Option<String>,
    pub decided_at: Option<DateTime<Utc>>,
    pub told_at: Option<DateTime<Utc>>,
    pub how: Option<String>,
    pub told_by: Option<String>,
}

/// The contact lists (S2–S8).
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Lists {
    pub told: Vec<String>,
    pub reason: Option<String>,
    pub decided_by: Option<String>,
    pub decided_at: Option<DateTime<Utc>>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Closed {
    pub at: DateTime<Utc>,
    pub by: String,
    pub reason: Option<String>,
}

/// The case's row.
pub fn entry(case: &Case, voice: &Voice<'_>) -> Entry {
    let field = |field| voice.field(case, field);
    let (persons_low, persons_high) = persons(case);
    let written = |field| case.report.get(&field).map(|found| found.raw.clone());
    Entry {
        schema: super::SCHEMA,
        number: case.number.clone(),
        status: case.status(),
        exercise: case.exercise,
        owner: voice.case_owner(case),
        reporters: case.reporters(),
        kinds: case.kinds.clone(),
        properties: case.properties.clone(),
        occurred: field(Field::Period),
        discovered_at: case.discovered,
        aware_at: case.aware.at,
        aware_reason: voice.say(&case.aware.reason),
        reported_at: case.reported_at,
        opened_at: case.opened_at,
        what_happened: field(Field::WhatHappened),
        cause: field(Field::MainCause),
        how_it_arose: field(Field::HowItArose),
        system: field(Field::System),
        place: field(Field::Place),
        department: field(Field::Department),
        persons_low,
        persons_high,
        persons_written: written(Field::AffectedPersons),
        records_written: written(Field::AffectedRecords),
        data_types: field(Field::DataTypes),
        relationship: field(Field::Relationship),
        data_location: field(Field::DataLocation),
        protection: field(Field::Protection),
        effects: field(Field::Consequences),
        measures_taken: field(Field::MeasuresTaken),
        measures_planned: field(Field::MeasuresPlanned),
        measures: measures(case, voice),
        risk: case.risk.decided.as_ref().map(|one| risk(one, voice)),
        residual: case.risk.residual.as_ref().map(|one| risk(one, voice)),
        risk_questioned_at: case.risk.questioned_at,
        authority: authority(case, voice),
        persons: informed(case, voice),
        lists: lists(case, voice),
        other_laws: further::other_laws(case, voice),
        processor: case.processor.clone(),
        processor_notice: further::processor_notice(case),
        controllers: further::controllers(case),
        joint: further::joint(case, voice),
        externals: further::externals(case),
        action_group: further::group(case, voice),
        evidence: further::records(&case.evidence, voice),
        police: further::police(case, voice),
        evaluations: further::records(&case.evaluations, voice),
        corrected: case.corrected.clone(),
        contradicted: case.beside.iter().map(|one| one.field).collect(),
        closed: case.closing.as_ref().map(|closing| Closed {
            at: closing.at,
            by: voice.name(&closing.by),
            reason: closing.reason.clone(),
        }),
        merged_into: case.merged_into.clone(),
        open: case.missing(),
        policy_version: voice.policy.version.clone(),
    }
}

fn persons(case: &Case) -> (Option<u64>, Option<u64>) {
    match case.report.get(&Field::AffectedPersons).map(|found| &found.value) {
        Some(Value::Count(count)) => (Some(count.low), count.high),
        _ => (None, None),
    }
}

fn measures(case: &Case, voice: &Voice<'_>) -> Vec<Measure> {
    let measures = case.measures.iter().map(|one| Measure {
        number: one.number,
        text: one.text.clone(),
        owner: one.owner.clone(),
        helper: one.helper.clone(),
        due: one.due,
        effect: one.effect.clone(),
        kind: one.kind,
        estimate: one.estimate.clone(),
        proposal: one.proposal.clone(),
        approved_by: one.approved_by.as_deref().map(|by| voice.name(by)),
        progress: one.progress.clone(),
        done_at: one.done_at,
    });
    measures.collect()
}

fn risk(one: &Assessment, voice: &Voice<'_>) -> Risk {
    Risk {
        likelihood: one.likelihood,
        consequence: one.consequence,
        score: one.score(),
        band: band_of(one.score(), &voice.policy.bands),
        by: voice.name(&one.by),
        at: one.at,
        reason: one.reason.clone(),
    }
}

fn authority(case: &Case, voice: &Voice<'_>) -> Authority {
    let ruling = case.authority.as_ref();
    let told = case.authority_told.as_ref();
    let clock = case.obligation(obligation::AUTHORITY);
    Authority {
        required: voice.authority_required(case),
        reason: ruling.and_then(|ruling| ruling.reason.clone()),
        decided_by: ruling.map(|ruling| voice.name(&ruling.by)),
        decided_at: ruling.map(|ruling| ruling.at),
        due_at: clock.and_then(|clock| clock.due_at),
        phoned_at: case.authority_phoned.as_ref().map(|told| told.at),
        supplemented_at: case.supplements.iter().map(|told| told.at).collect(),
        told_at: told.map(|told| told.at),
        reference: told.and_then(|told| told.reference.clone()),
        told_by: told.map(|told| voice.name(&told.by)),
        late: told.and(clock).map(|clock| clock.state == ObligationState::Late),
        delay_reason: case.delay_reason.clone(),
    }
}

fn informed(case: &Case, voice: &Voice<'_>) -> Persons {
    let ruling = case.persons.as_ref();
    let told = case.persons_told.as_ref();
    Persons {
        required: voice.persons_required(case),
        exception: ruling.and_then(|ruling| ruling.exception.clone()),
        reason: ruling.and_then(|ruling| ruling.reason.clone()),
        decided_by: ruling.map(|ruling| voice.name(&ruling.by)),
        decided_at: ruling.map(|ruling| ruling.at),
        told_at: told.map(|told| told.at),
        how: told.and_then(|told| told.reference.clone()),
        told_by: told.map(|told| voice.name(&told.by)),
    }
}

fn lists(case: &Case, voice: &Voice<'_>) -> Lists {
    let ruling = case.lists.as_ref();
    Lists {
        told: voice.parties(case),
        reason: ruling.and_then(|ruling| ruling.reason.clone()),
        decided_by: ruling.map(|ruling| voice.name(&ruling.by)),
        decided_at: ruling.map(|ruling| ruling.at),
    }
}
