//! 3.2–3.5: what happened to which data of whom.

use super::Form;
use crate::export::authority::value;
use crate::report::edpb::option;
use crate::report::field::CountPrecision;
use crate::report::{Answer, Field, Property, Value};

/// Incidents in which somebody has seen the data: sent, shown, published, told.
const DISCLOSED: [&str; 6] = ["h", "q", "r", "s", "v", "w"];

impl Form<'_> {
    /// The template has one letter for the property that was broken, and none for "not known yet". The first known one is
    /// written, else confidentiality with "to be determined" in the field below it; all of them stand in the description.
    pub fn nature(&mut self) {
        let properties: Vec<Property> = self.case.properties.iter().copied().collect();
        let has = |property| properties.contains(&property);
        let first = properties.first().copied().unwrap_or(Property::Confidentiality);
        self.put(
            55,
            match first {
                Property::Confidentiality => "a",
                Property::Integrity => "b",
                Property::Availability => "c",
            },
        );
        let cause = self.words(Field::MainCause);
        let incident = cause.as_deref().and_then(option::incident);
        if first == Property::Confidentiality {
            let disclosed = incident.is_some_and(|letter| DISCLOSED.contains(&letter));
            self.put(
                56,
                match (disclosed && has(Property::Confidentiality), self.is_complete) {
                    (true, _) => "a",
                    (false, true) => "d",
                    (false, false) => "e",
                },
            );
            self.put(57, self.protected());
        }
        if has(Property::Availability) {
            self.put(59, "c");
        }
        self.put(60, incident.unwrap_or(if cause.is_some() { "y" } else { "x" }));
        let arose = self.words(Field::HowItArose);
        let unknown = if self.is_complete { "f" } else { "e" };
        self.put(61, arose.as_deref().and_then(option::origin).unwrap_or(unknown));
        let described =
            [self.words(Field::WhatHappened), self.named(Field::MainCause), self.named(Field::HowItArose)];
        let mut described: Vec<String> = described.into_iter().flatten().collect();
        if properties.len() > 1 {
            let broken = Value::Properties(properties);
            described.push(format!(
                "{}: {}",
                self.voice.label(Field::Properties),
                value(&broken, "", self.voice)
            ));
        }
        let described = if described.is_empty() { self.follows() } else { described.join("\n") };
        self.put(62, described);
        self.put(63, self.words_or_follows(Field::System));
    }

    fn protected(&self) -> &'static str {
        match self.found(Field::Protection).map(|found| &found.value) {
            Some(Value::Answer { answer: Answer::Unintelligible, .. }) => "a",
            Some(Value::Answer { answer: Answer::Partly, .. }) => "b",
            Some(Value::Answer { answer: Answer::None, .. }) => "c",
            Some(_) => "d",
            None if self.is_complete => "d",
            None => "e",
        }
    }

    /// With the name of our field in front, where the template has one field for several of ours.
    pub fn named(&self, field: Field) -> Option<String> {
        self.words(field).map(|words| format!("{}: {words}", self.voice.label(field)))
    }

    pub fn persons_and_data(&mut self) {
        let persons = self.words(Field::Relationship);
        let letter = persons.as_deref().map(|text| option::persons(text).unwrap_or("j"));
        self.put(65, letter.unwrap_or("k"));
        self.put(66, persons.unwrap_or_else(|| self.follows()));
        let (letter, count) = self.count(Field::AffectedPersons);
        self.put(67, letter);
        self.maybe(68, count);
        let data = self.words(Field::DataTypes);
        let letter = data.as_deref().map(|text| option::data(text).unwrap_or("u"));
        self.put(70, letter.unwrap_or("t"));
        self.put(71, data.unwrap_or_else(|| self.follows()));
        let (letter, count) = self.count(Field::AffectedRecords);
        self.put(72_u16, letter);
        // The template demands a number even where it is to be determined; then the letter before says that it is none.
        self.put(73, count.unwrap_or(0));
        let protection = self.words(Field::Protection);
        let in_place = protection.as_deref().and_then(option::in_place);
        self.put(75, in_place.unwrap_or("l"));
        self.put(76, protection.unwrap_or_else(|| self.follows()));
    }

    fn count(&self, field: Field) -> (&'static str, Option<u64>) {
        let unknown = if self.is_complete { "c" } else { "d" };
        match self.found(field).map(|found| &found.value) {
            Some(Value::Count(count)) if count.precision != CountPrecision::Unknown => {
                let letter = if count.precision == CountPrecision::Exact { "a" } else { "b" };
                (letter, Some(count.high.unwrap_or(count.low)))
            }
            _ => (unknown, None),
        }
    }
}
