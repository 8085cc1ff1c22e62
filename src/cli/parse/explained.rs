//! The risk that a report's words propose, in sentences.

use chrono_tz::Tz;
use serde_json::Value;

use super::super::risk as told;
use crate::case::risk;
use crate::mail::{Class, Reading};
use crate::phrase::Phrase;
use crate::policy::Bands;
use crate::report::Found;
use crate::template::{Sentences, Templates};

/// How a proposal is put into words.
pub struct Explained<'a> {
    bands: Option<&'a Bands>,
    zone: Tz,
    sentences: Sentences,
}

impl<'a> Explained<'a> {
    /// Without bands (no policy is at hand) both methods are shown and no duty.
    pub fn new(bands: Option<&'a Bands>, zone: Tz) -> Self {
        Explained { bands, zone, sentences: Sentences::new(zone) }
    }

    /// The proposal as JSON; nothing for a mail that reports nothing.
    pub fn view(&self, reading: &Reading) -> Option<Value> {
        let say = |phrase: &Phrase| self.sentences.say(phrase, &reading.language);
        reports(reading).then(|| told::view(&risk::propose(&reading.report), self.bands, &say))
    }

    /// The same as lines for a person.
    pub fn lines(&self, reading: &Reading) -> Vec<String> {
        let say = |phrase: &Phrase| self.sentences.say(phrase, &reading.language);
        match reports(reading) {
            true => told::lines(&risk::propose(&reading.report), self.bands, &say),
            false => Vec::new(),
        }
    }

    /// A field's value as a notice would say it.
    pub fn value(&self, found: &Found, language: &str) -> String {
        Templates::value(&found.value, &found.raw, language, self.zone)
    }
}

fn reports(reading: &Reading) -> bool {
    reading.class == Class::Message && !reading.report.is_empty()
}
