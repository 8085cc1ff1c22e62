//! The risk that a report's words propose, in sentences. The same sentences come again in many mails, so each is said once.

use std::cell::RefCell;
use std::collections::HashMap;

use chrono_tz::Tz;
use serde_json::Value;

use super::super::{Failure, risk as told};
use crate::case::risk;
use crate::mail::{Class, Reading};
use crate::phrase::Phrase;
use crate::policy::Bands;
use crate::report::Found;
use crate::template::Templates;

/// More sentences than these are said anew each time.
const MOST_SAID: usize = 5_000;

/// How a proposal is put into words.
pub struct Explained<'a> {
    bands: Option<&'a Bands>,
    zone: Tz,
    templates: Templates,
    said: RefCell<HashMap<(String, String), String>>,
}

impl<'a> Explained<'a> {
    /// Without bands (no policy is at hand) both methods are shown and no duty.
    pub fn new(bands: Option<&'a Bands>, zone: Tz) -> Result<Self, Failure> {
        let templates = Templates::builtin().map_err(|faults| {
            let faults: Vec<String> = faults.iter().map(ToString::to_string).collect();
            Failure::Failed(format!("compiling the built-in texts: {}", faults.join("; ")))
        })?;
        Ok(Explained { bands, zone, templates, said: RefCell::default() })
    }

    /// The proposal as JSON; nothing for a mail that reports nothing.
    pub fn view(&self, reading: &Reading) -> Option<Value> {
        let say = |phrase: &Phrase| self.say(phrase, &reading.language);
        reports(reading).then(|| told::view(&risk::propose(&reading.report), self.bands, &say))
    }

    /// The same as lines for a person.
    pub fn lines(&self, reading: &Reading) -> Vec<String> {
        let say = |phrase: &Phrase| self.say(phrase, &reading.language);
        match reports(reading) {
            true => told::lines(&risk::propose(&reading.report), self.bands, &say),
            false => Vec::new(),
        }
    }

    /// A field's value as a notice would say it.
    pub fn value(&self, found: &Found, language: &str) -> String {
        Templates::value(&found.value, &found.raw, language, self.zone)
    }

    fn say(&self, phrase: &Phrase, language: &str) -> String {
        let name = (language.to_owned(), serde_json::to_string(phrase).unwrap_or_default());
        if let Some(known) = self.said.borrow().get(&name) {
            return known.clone();
        }
        let words = self.templates.phrase(phrase, language, self.zone);
        let mut said = self.said.borrow_mut();
        if said.len() < MOST_SAID {
            said.insert(name, words.clone());
        }
        words
    }
}

fn reports(reading: &Reading) -> bool {
    reading.class == Class::Message && !reading.report.is_empty()
}
