//! Normen's seven criteria (fact sheet 8; S87, V11) as S and K of the S × K form (S62, S63, V13): one line for each.
//!
//! The criteria have no numbers of their own; the steps are ours. K begins with the kind of data, S with where they are.

use super::facts::{Combined, Facts, Loss, Protection};
use super::sign::Exposure;
use crate::phrase::Phrase;

/// K of unknown data: moderate, so that nothing unknown is proposed as low (V14).
const CONSEQUENCE_UNKNOWN: i8 = 3;
/// More persons than this raise K.
const THOUSANDS_PERSONS: u64 = 1_000;

/// S and K, 1…5 each, with a line for each criterion.
pub struct Judged {
    pub likelihood: u8,
    pub consequence: u8,
    pub because: Vec<Phrase>,
}

/// The seven criteria in Normen's order; last what the reporter judged, which is never lowered.
pub fn judge(facts: &Facts) -> Judged {
    let mut because = Vec::new();
    let mut consequence = Consequence::default();
    let likelihood = breach(facts, &mut because);
    data(facts, &mut consequence, &mut because);
    identification(facts, &mut consequence, &mut because);
    // What is gone for good cannot be made good by anybody.
    if facts.integrity.max(facts.availability) == Some(Loss::Final) {
        consequence.step(1);
    }
    harm(facts, &mut consequence, &mut because);
    persons(facts, &mut consequence, &mut because);
    number(facts, &mut consequence, &mut because);
    controller(facts, &mut consequence, &mut because);
    let (own_likelihood, own_consequence) = facts.reported;
    let judged =
        (likelihood.max(own_likelihood.unwrap_or(1)), consequence.level().max(own_consequence.unwrap_or(1)));
    if own_likelihood.is_some() || own_consequence.is_some() {
        let line = Phrase::new("normen_reported");
        because.push(line.with("likelihood", own_likelihood).with("consequence", own_consequence));
    }
    Judged { likelihood: judged.0, consequence: judged.1, because }
}

/// K while it is worked out: steps up and down, and a level that it does not fall below. Only the end is brought into
/// 1…5, so that no step is lost on the way.
#[derive(Default)]
struct Consequence {
    steps: i8,
    least: u8,
}

impl Consequence {
    fn step(&mut self, by: i8) {
        self.steps = self.steps.saturating_add(by);
    }

    fn at_least(&mut self, level: u8) {
        self.least = self.least.max(level);
    }

    fn level(&self) -> u8 {
        u8::try_from(self.steps.clamp(1, 5)).unwrap_or(5).max(self.least)
    }
}

/// 1: the type of breach and what it led to, which is S.
fn breach(facts: &Facts, because: &mut Vec<Phrase>) -> u8 {
    let mut likelihood = facts.confidentiality.what.likelihood();
    let mut what = Vec::new();
    let lost = facts.integrity.is_some() || facts.availability.is_some();
    if facts.confidentiality.what != Exposure::None || !lost {
        what.push(facts.exposure_named());
    }
    let mut add = |loss: Option<Loss>, keys: [&str; 3]| {
        let Some(loss) = loss else { return };
        let (level, key) = match (loss, keys) {
            (Loss::Mended, [mended, ..]) => (2, mended),
            (Loss::Open, [_, open, _]) => (3, open),
            (Loss::Final, [.., last]) => (4, last),
        };
        likelihood = likelihood.max(level);
        what.push(Phrase::new(key));
    };
    add(facts.integrity, ["changed_mended", "changed_open", "changed_final"]);
    add(facts.availability, ["gone_mended", "gone_open", "gone_final"]);
    let key = if facts.integrity.max(facts.availability) == Some(Loss::Final) {
        "normen_breach_final"
    } else {
        "normen_breach"
    };
    because.push(Phrase::new(key).with("what", what).with("likelihood", likelihood));
    likelihood
}

/// 2: categories and sensitivity; combinations raise.
fn data(facts: &Facts, consequence: &mut Consequence, because: &mut Vec<Phrase>) {
    let base: i8 = match &facts.data {
        Some(data) => data.what.score().saturating_add(1).cast_signed(),
        None if facts.no_data => 1,
        None => CONSEQUENCE_UNKNOWN,
    };
    consequence.step(base);
    let lowered = facts.lowered.is_some() && base > 1;
    if lowered {
        consequence.step(-1);
    }
    let raised = facts.combined.map(|combined| match combined {
        Combined::IdentityNumber => "combined_identity_number",
        Combined::Kinds => "combined_kinds",
    });
    if raised.is_some() {
        consequence.step(1);
    }
    let more: Vec<Phrase> =
        lowered.then_some("combined_lowered").into_iter().chain(raised).map(Phrase::new).collect();
    let key = if facts.data.is_none() && !facts.no_data { "normen_data_unknown" } else { "normen_data" };
    let line = Phrase::new(key).with("what", facts.data_named()).with("consequence", base);
    because.push(if more.is_empty() { line } else { line.with("more", more) });
}

/// 3: how easily somebody is found. Encryption is in S: health data stay grave when they are encrypted (V14).
fn identification(facts: &Facts, consequence: &mut Consequence, because: &mut Vec<Phrase>) {
    let hard = facts.identification.quarters() <= 2;
    if hard {
        consequence.step(-1);
    }
    let key = match facts.protection {
        Protection::Unreadable => "normen_identification_unreadable",
        Protection::Partly => "normen_identification_partly",
        _ if hard => "normen_identification_hard",
        _ => "normen_identification",
    };
    because.push(Phrase::new(key).with("what", facts.identification_named()));
}

/// 4: the severity of the consequences. A trusted recipient who has deleted the data lowers, in S.
fn harm(facts: &Facts, consequence: &mut Consequence, because: &mut Vec<Phrase>) {
    because.push(match &facts.harm {
        Some(harm) => {
            let level = harm.what as u8;
            consequence.at_least(level);
            let what = Phrase::new(harm.what.key()).with("word", &harm.word);
            Phrase::new("normen_harm").with("what", what).with("consequence", level)
        }
        None if facts.consequences_said => Phrase::new("normen_harm_none"),
        None => Phrase::new("normen_harm_unknown"),
    });
}

/// 5: persons who need special care.
fn persons(facts: &Facts, consequence: &mut Consequence, because: &mut Vec<Phrase>) {
    because.push(match &facts.special {
        Some(special) => {
            consequence.step(1);
            let what = Phrase::new(special.what.key()).with("word", &special.word);
            Phrase::new("normen_persons").with("what", what)
        }
        None if facts.persons_said => Phrase::new("normen_persons_none"),
        None => Phrase::new("normen_persons_unknown"),
    });
}

/// 6: how many.
fn number(facts: &Facts, consequence: &mut Consequence, because: &mut Vec<Phrase>) {
    because.push(match facts.count {
        Some(count) if count.above(THOUSANDS_PERSONS) => {
            consequence.step(1);
            Phrase::new("normen_number_many").with("what", count.named())
        }
        Some(count) => Phrase::new("normen_number").with("what", count.named()),
        None => Phrase::new("normen_number_unknown"),
    });
}

/// 7: special features of the controller, unless the data show them already.
fn controller(facts: &Facts, consequence: &mut Consequence, because: &mut Vec<Phrase>) {
    let grave = facts.data.as_ref().is_some_and(|data| data.what.score() > 2);
    because.push(match &facts.sector {
        Some(word) if !grave => {
            consequence.step(1);
            Phrase::new("normen_controller").with("word", word)
        }
        Some(word) => Phrase::new("normen_controller_counted").with("word", word),
        None => Phrase::new("normen_controller_unknown"),
    });
}
