//! The built-in sentences without the notices: for saying reasons where nothing is sent. Each is compiled when it is first
//! said, and the same sentence with the same arguments is said once.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};

use chrono_tz::Tz;
use handlebars::{Handlebars, no_escape};
use serde_json::Value;

use super::builtin::BUILTIN;
use super::words::Words;
use super::{helpers, phrases};
use crate::phrase::Phrase;

/// More sentences than these are said anew each time.
const MOST_SAID: usize = 5_000;

/// Sentences in all languages, their times in one zone.
pub struct Sentences {
    zone: Tz,
    spoken: RefCell<BTreeMap<&'static str, Spoken>>,
}

/// One language, as far as it has been spoken.
struct Spoken {
    sources: BTreeMap<String, String>,
    compiled: Handlebars<'static>,
    said: HashMap<String, String>,
}

impl Sentences {
    pub fn new(zone: Tz) -> Sentences {
        Sentences { zone, spoken: RefCell::default() }
    }

    /// A phrase in words; any other language than nb, nn and en is nb, an unknown key is said as the key itself.
    pub fn say(&self, phrase: &Phrase, language: &str) -> String {
        let known = BUILTIN.iter().find(|one| one.language == language).or(BUILTIN.first());
        let Some(language) = known else { return phrase.key.clone() };
        let mut all = self.spoken.borrow_mut();
        let spoken =
            all.entry(language.language).or_insert_with(|| Spoken::new(language.language, language.phrases));
        spoken.say(phrase, self.zone)
    }
}

impl Spoken {
    fn new(language: &'static str, source: &str) -> Spoken {
        let mut compiled = Handlebars::new();
        compiled.register_escape_fn(no_escape);
        helpers::register(&mut compiled, Words::of(language), None);
        Spoken { sources: phrases::parse(source).unwrap_or_default(), compiled, said: HashMap::new() }
    }

    fn say(&mut self, phrase: &Phrase, zone: Tz) -> String {
        let name = serde_json::to_string(phrase).unwrap_or_default();
        if let Some(words) = self.said.get(&name) {
            return words.clone();
        }
        self.compile(&phrase.key);
        phrase.args.values().for_each(|value| self.compile_within(value));
        let words = helpers::say_phrase(&self.compiled, phrase, zone);
        if self.said.len() < MOST_SAID {
            self.said.insert(name, words.clone());
        }
        words
    }

    /// Phrases are arguments of phrases.
    fn compile_within(&mut self, value: &Value) {
        match value {
            Value::Object(object) => {
                if let Some(key) = object.get("key").and_then(Value::as_str) {
                    self.compile(key);
                }
                object.values().for_each(|value| self.compile_within(value));
            }
            Value::Array(items) => items.iter().for_each(|value| self.compile_within(value)),
            _ => {}
        }
    }

    fn compile(&mut self, key: &str) {
        // Removed once compiled; one that does not compile is said as its key. The tests compile them all.
        if let Some(source) = self.sources.remove(key) {
            let _ = self.compiled.register_template_string(key, source);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::template::{LANGUAGES, Templates};

    #[test]
    fn every_sentence_is_said_as_the_notices_say_it() {
        let (templates, zone) = (Templates::builtin().expect("the built-in texts"), Tz::Europe__Oslo);
        let sentences = Sentences::new(zone);
        for language in LANGUAGES {
            for key in templates.phrase_keys(language) {
                let inner = Phrase::new("ask_missing");
                let phrase = Phrase::new(&key).with("name", "x").with("count", 3).with("what", inner);
                for _ in 0..2 {
                    let said = sentences.say(&phrase, language);
                    assert_eq!(said, templates.phrase(&phrase, language, zone), "{language}/{key}");
                }
            }
        }
        assert_eq!(sentences.say(&Phrase::new("no_such"), "sv"), "no_such");
    }
}
