//! From a report's fields to the signs in them, without those that are denied or only hoped for.

mod denial;
mod text;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use denial::Denial;
use text::Text;

use super::sign::{Exposure, GROUPS, Sign};
use crate::report::{self, Field, Report, Value};

/// What a report shows, each sign with the word that showed it first.
#[derive(Debug, Default)]
pub struct Signs {
    shown: BTreeMap<Sign, Shown>,
    denied: BTreeSet<Sign>,
}

#[derive(Debug, Default)]
struct Shown {
    word: String,
    letters: usize,
    /// Said by a person, not drawn out of a sentence that may deny it.
    firm: bool,
    /// Stands where the types of data are asked for.
    typed: bool,
}

impl Signs {
    pub fn of(report: &Report) -> Signs {
        let mut signs = Signs::default();
        for (field, found) in report {
            let text: Cow<'_, str> = match &found.value {
                Value::Text(text) => Cow::Borrowed(text),
                Value::Count(_) | Value::Answer { .. } => Cow::Borrowed(&found.raw),
                _ => continue,
            };
            let firm = !(found.prose && *field == Field::DataTypes);
            signs.read(*field, &text, firm);
        }
        signs
    }

    /// The word that showed the sign, unless it is only denied.
    pub fn word(&self, sign: Sign) -> Option<&str> {
        let shown = self.shown.get(&sign)?;
        (shown.firm || !self.denied.contains(&sign)).then_some(shown.word.as_str())
    }

    pub fn has(&self, sign: Sign) -> bool {
        self.word(sign).is_some()
    }

    pub fn has_exposure(&self, exposure: Exposure) -> bool {
        self.has(Sign::Exposure(exposure))
    }

    /// Shown where the types of data are asked for.
    pub fn typed(&self, sign: Sign) -> bool {
        self.has(sign) && self.shown.get(&sign).is_some_and(|shown| shown.typed)
    }

    pub fn denied(&self, sign: Sign) -> bool {
        self.denied.contains(&sign) && !self.has(sign)
    }

    /// The first word of any of these signs.
    pub fn first<'s>(&'s self, signs: &[Sign]) -> Option<&'s str> {
        signs.iter().find_map(|sign| self.word(*sign))
    }

    fn read(&mut self, field: Field, text: &str, firm: bool) {
        let clean = report::clean(text);
        let text = Text::new(&clean);
        let typed = field == Field::DataTypes;
        // For each group the end of the entry that spoke last: it takes its words from shorter ones.
        let mut past = [0; GROUPS];
        // Where the last denied word ended: "no names, addresses or numbers" denies all three.
        let mut denied_to: Option<usize> = None;
        for at in 0..text.words.len() {
            for (entry, places) in text.entries_at(at) {
                for sign in entry.signs.iter().copied().filter(|sign| sign.fields().contains(&field)) {
                    if sign.alone() && !entry.gapped() {
                        match past.get_mut(sign.group()) {
                            Some(past) if *past <= at => *past = at + places.len(),
                            _ => continue,
                        }
                    }
                    match text.denial(sign, entry, &places, denied_to) {
                        Denial::Open => {}
                        Denial::Denied => {
                            denied_to = places.last().map(|last| last + 1);
                            self.denied.insert(sign);
                        }
                        Denial::No => {
                            let shown = self.shown.entry(sign).or_default();
                            shown.firm |= firm;
                            shown.typed |= typed;
                            // The longest word says most.
                            if entry.letters() > shown.letters {
                                (shown.word, shown.letters) = (text.quote(&places), entry.letters());
                            }
                        }
                    }
                }
            }
        }
    }
}
