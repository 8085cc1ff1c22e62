//! The fields of a breach report, in the order of the authority's form, and the types of their values.
//! Names and JSON shapes are a promise to users (README, "JSON").

use std::collections::BTreeMap;

use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Serialize};

/// A field of a report. The order is that of Datatilsynet's form (S20, S21), then our own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    MainCause,
    Period,
    DiscoveredAt,
    AffectedPersons,
    AffectedRecords,
    WhatHappened,
    HowItArose,
    DataTypes,
    Relationship,
    DataLocation,
    Consequences,
    MeasuresTaken,
    MeasuresPlanned,
    PersonsInformed,
    Contact,
    Properties,
    Kinds,
    System,
    Place,
    Department,
    ReportedBy,
    Likelihood,
    Consequence,
    ResidualLikelihood,
    ResidualConsequence,
    Protection,
    ExternalReference,
}

impl Field {
    pub const ALL: [Field; 27] = [
        Field::MainCause,
        Field::Period,
        Field::DiscoveredAt,
        Field::AffectedPersons,
        Field::AffectedRecords,
        Field::WhatHappened,
        Field::HowItArose,
        Field::DataTypes,
        Field::Relationship,
        Field::DataLocation,
        Field::Consequences,
        Field::MeasuresTaken,
        Field::MeasuresPlanned,
        Field::PersonsInformed,
        Field::Contact,
        Field::Properties,
        Field::Kinds,
        Field::System,
        Field::Place,
        Field::Department,
        Field::ReportedBy,
        Field::Likelihood,
        Field::Consequence,
        Field::ResidualLikelihood,
        Field::ResidualConsequence,
        Field::Protection,
        Field::ExternalReference,
    ];

    /// The fields that the authority's form asks for (S20, S21): what is missing here is asked of the reporter.
    pub const ASKED: [Field; 15] = [
        Field::MainCause,
        Field::Period,
        Field::DiscoveredAt,
        Field::AffectedPersons,
        Field::AffectedRecords,
        Field::WhatHappened,
        Field::HowItArose,
        Field::DataTypes,
        Field::Relationship,
        Field::DataLocation,
        Field::Consequences,
        Field::MeasuresTaken,
        Field::MeasuresPlanned,
        Field::PersonsInformed,
        Field::Contact,
    ];

    /// The name in JSON, SQL and templates.
    pub fn name(self) -> &'static str {
        match self {
            Field::MainCause => "main_cause",
            Field::Period => "period",
            Field::DiscoveredAt => "discovered_at",
            Field::AffectedPersons => "affected_persons",
            Field::AffectedRecords => "affected_records",
            Field::WhatHappened => "what_happened",
            Field::HowItArose => "how_it_arose",
            Field::DataTypes => "data_types",
            Field::Relationship => "relationship",
            Field::DataLocation => "data_location",
            Field::Consequences => "consequences",
            Field::MeasuresTaken => "measures_taken",
            Field::MeasuresPlanned => "measures_planned",
            Field::PersonsInformed => "persons_informed",
            Field::Contact => "contact",
            Field::Properties => "properties",
            Field::Kinds => "kinds",
            Field::System => "system",
            Field::Place => "place",
            Field::Department => "department",
            Field::ReportedBy => "reported_by",
            Field::Likelihood => "likelihood",
            Field::Consequence => "consequence",
            Field::ResidualLikelihood => "residual_likelihood",
            Field::ResidualConsequence => "residual_consequence",
            Field::Protection => "protection",
            Field::ExternalReference => "external_reference",
        }
    }
}

/// The value of a field; which variant belongs to which field is fixed by the contract. Untagged in JSON.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Value {
    Period { start: Option<DateTime<FixedOffset>>, end: Option<DateTime<FixedOffset>>, ongoing: bool },
    Moment(Moment),
    Count(Count),
    Answer { answer: Answer, text: String },
    Contact { name: Option<String>, email: Option<String>, phone: Option<String> },
    Level(u8),
    Text(String),
    Properties(Vec<Property>),
    Kinds(Vec<Kind>),
}

/// A point in time with how exactly it was said; an unclear time is the earliest plausible one (T11).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moment {
    pub at: DateTime<FixedOffset>,
    pub precision: Precision,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Precision {
    Minute,
    Hour,
    Day,
    Week,
    Month,
}

/// A number as people write it (L22). Decisions use `high`, or `low` where there is no upper end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Count {
    pub low: u64,
    pub high: Option<u64>,
    pub precision: CountPrecision,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CountPrecision {
    Exact,
    Approximate,
    Range,
    AtLeast,
    AtMost,
    Vague,
    Unknown,
}

/// `persons_informed` uses yes, no, partly, planned, unknown; `protection` unintelligible, partly, none, unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    Yes,
    No,
    Partly,
    Planned,
    Unknown,
    Unintelligible,
    None,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Property {
    Confidentiality,
    Integrity,
    Availability,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Privacy,
    Security,
}

/// How sure a value is that it is what the sender meant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Confidence {
    /// Named by a label, word for word.
    High,
    /// Named by a label with slips or words of its own, or said outright in a sentence.
    #[default]
    Medium,
    /// Concluded from words.
    Low,
}

/// A value, the words it was read from, and where they stood: `body`, `html` or `attachment:NAME`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Found {
    pub value: Value,
    pub raw: String,
    pub source: String,
    /// Taken out of a sentence and not named by a label: "understood as", for the sender to correct.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub prose: bool,
    #[serde(default)]
    pub confidence: Confidence,
}

/// The fields that could be read. What is absent is open.
pub type Report = BTreeMap<Field, Found>;
