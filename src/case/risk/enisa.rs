//! ENISA's severity of a breach (2013, v1.0): SE = DPC × EI + CB, from 0.25 to 6 (V1–V9).
//!
//! All parts are whole quarters, so the sum is exact. Source of the numbers: see [`super::sign`].

use serde::{Deserialize, Serialize};

use super::facts::{Facts, Loss};
use super::sign::Lowered;
use crate::phrase::Phrase;
use crate::policy::BandName;

/// The edition whose parameters these are.
pub const EDITION: &str = "ENISA 2013, v1.0";
/// The context score of unknown data: as if they gave some insight (V14).
const CONTEXT_UNKNOWN: u8 = 3;
/// The flag beside the score: more persons than this (V9).
pub const MANY_PERSONS: u64 = 100;
/// From so many quarters: medium, high, very high (V9).
const BANDS_QUARTERS: [(u8, Severity); 3] =
    [(16, Severity::VeryHigh), (12, Severity::High), (8, Severity::Medium)];

/// The score with its parts and a line for each step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Enisa {
    /// DPC, the data processing context: 1…4.
    pub context: u8,
    /// EI, the ease of identification, in quarters: 1…4.
    pub identification_quarters: u8,
    /// CB, the circumstances of the breach, in quarters: 0…8.
    pub circumstances_quarters: u8,
    /// Flags beside the score (V9).
    pub many: bool,
    pub unreadable: bool,
    pub because: Vec<Phrase>,
}

/// How severe a breach is (V9).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    Low,
    Medium,
    High,
    VeryHigh,
}

impl Severity {
    /// The band of the policy that carries the same duties (V9: from medium art. 33, from high art. 34).
    pub fn band(self) -> BandName {
        match self {
            Severity::Low => BandName::Low,
            Severity::Medium => BandName::Medium,
            Severity::High => BandName::High,
            Severity::VeryHigh => BandName::Critical,
        }
    }

    pub fn key(self) -> &'static str {
        match self {
            Severity::Low => "severity_low",
            Severity::Medium => "severity_medium",
            Severity::High => "severity_high",
            Severity::VeryHigh => "severity_very_high",
        }
    }
}

impl Enisa {
    /// SE in quarters: 1…24.
    pub fn severity_quarters(&self) -> u8 {
        self.context.saturating_mul(self.identification_quarters).saturating_add(self.circumstances_quarters)
    }

    /// SE: 0.25…6.
    pub fn severity(&self) -> f64 {
        whole(self.severity_quarters())
    }

    pub fn band(&self) -> Severity {
        let score = self.severity_quarters();
        BANDS_QUARTERS.iter().find(|(from, _)| score >= *from).map_or(Severity::Low, |(_, band)| *band)
    }

    /// The sum in one line: `3 × 1 + 0.25 = 3.25 (high)`.
    pub fn sum(&self) -> Phrase {
        Phrase::new("enisa_sum")
            .with("context", self.context)
            .with("identification", whole(self.identification_quarters))
            .with("circumstances", whole(self.circumstances_quarters))
            .with("severity", self.severity())
            .with("level", Phrase::new(self.band().key()))
    }
}

/// Quarters as a number.
fn whole(quarters: u8) -> f64 {
    f64::from(quarters) / 4.0
}

/// The severity of what is known.
pub fn severity(facts: &Facts) -> Enisa {
    let mut because = Vec::new();
    let context = context(facts, &mut because);
    let identification_quarters = identification(facts, &mut because);
    let circumstances_quarters = circumstances(facts, &mut because);
    let many = facts.count.filter(|count| count.above(MANY_PERSONS));
    because.extend(many.map(|count| Phrase::new("enisa_many").with("what", count.named())));
    let unreadable = facts.unreadable();
    if unreadable {
        because.push(Phrase::new("enisa_unreadable"));
    }
    Enisa {
        context,
        identification_quarters,
        circumstances_quarters,
        many: many.is_some(),
        unreadable,
        because,
    }
}

/// DPC: the score of the gravest kind, then whole steps for whom and what it concerns, kept in 1…4 (V2–V6).
fn context(facts: &Facts, because: &mut Vec<Phrase>) -> u8 {
    let named = facts.data_named();
    let line = match &facts.data {
        Some(data) if data.what.step() != 0 => Phrase::new("enisa_data_step")
            .with("base", data.what.class() as u8)
            .with("step", signed(data.what.step())),
        None if !facts.no_data => Phrase::new("enisa_data_unknown"),
        _ => Phrase::new("enisa_data"),
    };
    let mut score = match &facts.data {
        Some(data) => data.what.score(),
        None if facts.no_data => 1,
        None => CONTEXT_UNKNOWN,
    };
    because.push(line.with("what", named).with("score", score));
    if let Some(special) = &facts.special {
        score = stepped(score, 1);
        let what = Phrase::new(special.what.key()).with("word", &special.word);
        because.push(Phrase::new("enisa_special").with("what", what).with("score", score));
    }
    if let Some(lowered) = &facts.lowered {
        score = stepped(score, -1);
        let key = match lowered.what {
            Lowered::Public => "lowered_public",
            Lowered::Obsolete => "lowered_obsolete",
        };
        let what = Phrase::new(key).with("word", &lowered.word);
        because.push(Phrase::new("enisa_lowered").with("what", what).with("score", score));
    }
    score
}

fn stepped(score: u8, step: i8) -> u8 {
    score.saturating_add_signed(step).clamp(1, 4)
}

fn signed(step: i8) -> String {
    if step > 0 { format!("+ {step}") } else { format!("− {}", step.unsigned_abs()) }
}

/// EI (V7): data that others cannot read point to nobody.
fn identification(facts: &Facts, because: &mut Vec<Phrase>) -> u8 {
    let (quarters, what) = if facts.unreadable() {
        (1, Phrase::new("identified_unreadable"))
    } else {
        (facts.identification.quarters(), facts.identification_named())
    };
    because.push(Phrase::new("enisa_identification").with("what", what).with("points", whole(quarters)));
    quarters
}

/// CB (V8): the points of each are added. That changed data were not used wrongly, ENISA's nothing for integrity, is left
/// to a person.
fn circumstances(facts: &Facts, because: &mut Vec<Phrase>) -> u8 {
    let mut quarters = facts.confidentiality.what.quarters();
    because.push(
        Phrase::new("enisa_confidentiality")
            .with("what", facts.exposure_named())
            .with("points", whole(quarters)),
    );
    let mut add = |points: u8, line: Phrase| {
        quarters = quarters.saturating_add(points);
        because.push(line.with("points", whole(points)));
    };
    if let Some(loss) = facts.integrity {
        let (points, key) = match loss {
            Loss::Mended => (1, "changed_mended"),
            Loss::Open => (1, "changed_open"),
            Loss::Final => (2, "changed_final"),
        };
        add(points, Phrase::new("enisa_integrity").with("what", Phrase::new(key)));
    }
    if let Some(loss) = facts.availability {
        let (points, key) = match loss {
            Loss::Mended => (0, "gone_mended"),
            Loss::Open => (1, "gone_open"),
            Loss::Final => (2, "gone_final"),
        };
        add(points, Phrase::new("enisa_availability").with("what", Phrase::new(key)));
    }
    if let Some(word) = &facts.malicious {
        add(2, Phrase::new("enisa_malicious").with("word", word));
    }
    quarters
}
