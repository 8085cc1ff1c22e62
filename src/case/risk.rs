//! The machine's proposal for the risk from what was reported; a person decides (promise 6, V15).
//!
//! Two methods judge the same facts: Normen's seven criteria give S and K, ENISA's severity gives SE. Both are shown, and
//! the pair that is proposed carries the higher of their duties ([`Proposal::under`], V14). Each step is a line with the
//! word that showed it.
//!
//! What is not known never lowers: an absent fact counts as the worst that is not extraordinary. Unknown data count as
//! class 3 of ENISA's four and as moderate in Normen's, unknown identity as direct, an unknown place as unknown
//! recipients; without the number affected or the types of data nothing below medium is proposed. What is worse than
//! that must be said: special categories, misuse, intent, a final loss. So only a mitigating fact that is said lowers.
//!
//! The walk: `scan` finds the signs of `words` in the report's fields (what each sign means and counts is in `sign`),
//! `facts` makes facts of them, `normen` and `enisa` make scores of the facts.

mod enisa;
mod facts;
mod normen;
#[cfg(test)]
mod proptests;
mod scan;
mod sign;
mod words;

/// The signs of a report's words, denied ones left out, for whoever else must know them.
pub(super) mod signs {
    pub use super::scan::Signs;
    pub use super::sign::Exposure;
}

use serde::{Deserialize, Serialize};
use serde_json::Value;

pub use enisa::{EDITION, Enisa, Severity};
use facts::Facts;
pub(crate) use scan::Signs;
pub(crate) use sign::{Data, Identity, Sign};

use crate::phrase::Phrase;
use crate::policy::{Band, BandName, Bands, band_of};
use crate::report::{Field, Report};

/// What both methods say of a report, with a line for each step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Proposal {
    /// S by Normen's criteria, 1…5 (V13).
    pub likelihood: u8,
    /// K by Normen's criteria, 1…5 (S87).
    pub consequence: u8,
    /// Normen: a line for each criterion.
    pub because: Vec<Phrase>,
    /// Absent in cases that an earlier version stored.
    #[serde(default)]
    pub enisa: Option<Enisa>,
    /// Without these nothing below medium is proposed (V14): the number affected, the types of data.
    #[serde(default)]
    pub open: Vec<Field>,
}

/// What must be done: nobody told, the authority, or the persons affected too (S41, S65, S86).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Duty {
    /// Before `authority`, so that the duty to tell persons is the higher.
    pub persons: bool,
    pub authority: bool,
}

/// Both methods under a policy: the pair that is proposed, and how the methods came to it.
#[derive(Clone, Debug, PartialEq)]
pub struct Weighed {
    pub likelihood: u8,
    pub consequence: u8,
    /// The band of that pair.
    pub band: BandName,
    /// The band of Normen's own pair.
    pub normen: BandName,
    pub enisa: Option<Severity>,
    pub duty: Duty,
    /// Why the pair is above Normen's own, where it is.
    pub raised: Option<Phrase>,
}

/// Proposes a risk for a report.
pub fn propose(report: &Report) -> Proposal {
    judged(&Facts::of(report))
}

fn judged(facts: &Facts) -> Proposal {
    let normen = normen::judge(facts);
    Proposal {
        likelihood: normen.likelihood,
        consequence: normen.consequence,
        because: normen.because,
        enisa: Some(enisa::severity(facts)),
        open: facts.open(),
    }
}

impl Proposal {
    /// R = S × K of Normen's criteria alone, 1…25 (S64).
    pub fn score(&self) -> u8 {
        self.likelihood.saturating_mul(self.consequence)
    }

    /// Takes the report's words out of a line.
    pub fn unquote(line: &mut Phrase) {
        fn strip(value: &mut Value) {
            match value {
                Value::Object(object) => {
                    object.remove("word");
                    object.values_mut().for_each(strip);
                }
                Value::Array(items) => items.iter_mut().for_each(strip),
                _ => {}
            }
        }
        line.args.remove("word");
        line.args.values_mut().for_each(strip);
    }

    /// The pair with the higher duty of the two methods (V14), and at least medium while something is unknown that no
    /// judgement can do without. K is raised first: severity is what ENISA measures.
    pub fn under(&self, bands: &Bands) -> Weighed {
        let duty = |name: BandName| Duty::of(bands.get(name));
        let normen = band_of(self.score(), bands);
        let enisa = self.enisa.as_ref().map(Enisa::band);
        let severe = enisa.map_or(Duty::default(), |severity| duty(severity.band()));
        let unknown = if self.open.is_empty() { Duty::default() } else { duty(BandName::Medium) };
        let wanted = duty(normen).max(severe).max(unknown);
        let pairs = (self.likelihood..=5).flat_map(|s| (self.consequence..=5).map(move |k| (s, k)));
        let carries = |pair: &(u8, u8)| duty(band_of(pair.0.saturating_mul(pair.1), bands)) >= wanted;
        let own = (self.likelihood, self.consequence);
        let (likelihood, consequence) = pairs.into_iter().find(carries).unwrap_or(own);
        let reason = if severe == wanted { "raised_severe" } else { "raised_unknown" };
        let raised = Phrase::new(reason)
            .with("likelihood", likelihood)
            .with("consequence", consequence)
            .with("open", &self.open);
        Weighed {
            likelihood,
            consequence,
            band: band_of(likelihood.saturating_mul(consequence), bands),
            normen,
            enisa,
            duty: wanted,
            raised: ((likelihood, consequence) != own).then_some(raised),
        }
    }
}

impl Duty {
    fn of(band: &Band) -> Duty {
        Duty { persons: band.persons, authority: band.authority }
    }

    /// The duty in words.
    pub fn said(self) -> Phrase {
        Phrase::new(match (self.authority, self.persons) {
            (_, true) => "duty_both",
            (true, false) => "duty_authority",
            (false, false) => "duty_none",
        })
    }
}

impl Weighed {
    /// R = S × K of the pair that is proposed.
    pub fn score(&self) -> u8 {
        self.likelihood.saturating_mul(self.consequence)
    }
}
