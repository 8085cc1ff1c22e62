//! 4 and 6: what it may lead to, what was done, who has been told.

use super::Form;
use crate::phrase::Phrase;
use crate::policy::BandName;
use crate::report::edpb::option;
use crate::report::{Answer, Field, Property, Value};

/// From this level of consequence on an impact is severe, and below the other it is minor.
const SEVERE: u8 = 4;
const MODERATE: u8 = 3;

impl Form<'_> {
    pub fn consequences(&mut self) {
        let words = self.words(Field::Consequences);
        let properties = self.case.properties.clone();
        let has = |property| properties.contains(&property);
        let rows = [
            (properties.is_empty() || has(Property::Confidentiality), 79, 80, "d", "e"),
            (has(Property::Integrity), 81, 82, "c", "d"),
            (has(Property::Availability), 83, 84, "c", "d"),
        ];
        for (_, letter, text, other, open) in rows.into_iter().filter(|row| row.0) {
            self.put(letter, if words.is_some() { other } else { open });
            self.maybe(text, words.clone());
        }
        let impact = words.as_deref().map(|text| option::impact(text).unwrap_or("n"));
        self.put(85, impact.unwrap_or("o"));
        self.maybe(86, words);
        let decided = self.case.risk.decided.as_ref();
        self.put(
            87,
            match decided.map(|one| one.consequence) {
                Some(level) if level >= SEVERE => "c",
                Some(level) if level >= MODERATE => "b",
                Some(_) => "a",
                None => "d",
            },
        );
        // The schema has put "more information is needed" under the letter of "unlikely": the severity and the words tell
        // which of them is meant.
        self.put(
            89,
            match self.case.band(self.policy) {
                BandName::High | BandName::Critical => "a",
                BandName::Medium => "b",
                BandName::Low | BandName::Undecided => "c",
            },
        );
        let judged = decided.map(|one| {
            self.voice.say(
                &Phrase::new("edpb_risk")
                    .with("likelihood", one.likelihood)
                    .with("consequence", one.consequence)
                    .with("score", one.score()),
            )
        });
        self.put(90, judged.unwrap_or_else(|| self.follows()));
    }

    /// The template asks for the description of future measures as a date: the date is when the last of them is due, else
    /// the day of the notice, and their words stand with the measures that were taken.
    pub fn measures(&mut self) {
        let own = |done: bool| {
            let measures = self.case.measures.iter().filter(move |one| one.done_at.is_some() == done);
            measures.map(|one| one.text.clone()).collect::<Vec<String>>()
        };
        let mut taken: Vec<String> = self.words(Field::MeasuresTaken).into_iter().collect();
        taken.extend(own(true));
        let mut planned: Vec<String> = self.words(Field::MeasuresPlanned).into_iter().collect();
        planned.extend(own(false));
        let prevention = planned.iter().chain(&taken).find_map(|text| option::prevention(text));
        if !planned.is_empty() {
            let label = self.voice.label(Field::MeasuresPlanned);
            taken.push(format!("{label}: {}", planned.join("; ")));
        }
        let taken = if taken.is_empty() { self.follows() } else { taken.join("\n") };
        self.put(92, taken);
        self.put(94, prevention.unwrap_or("o"));
        let due =
            self.case.measures.iter().filter(|one| one.done_at.is_none()).filter_map(|one| one.due).max();
        let day =
            due.map_or_else(|| self.policy.calendar.local(self.now).date_naive(), |due| due.date_naive());
        self.put(95, day.format("%Y-%m-%d").to_string());
    }

    pub fn informed(&mut self) {
        let said = match self.found(Field::PersonsInformed).map(|found| &found.value) {
            Some(Value::Answer { answer, .. }) => Some(*answer),
            _ => None,
        };
        let told = self.case.persons_told.as_ref();
        let ruling = self.case.persons.as_ref();
        let letter = match (told, ruling) {
            (Some(_), _) => "a",
            (None, Some(ruling)) if ruling.yes => "b",
            (None, Some(ruling)) if ruling.exception.is_some() => "e",
            (None, Some(_)) => "d",
            (None, None) => match said {
                Some(Answer::Yes | Answer::Partly) => "a",
                Some(Answer::Planned) => "b",
                _ => "c",
            },
        };
        self.put(97, letter);
        let reason = ruling.and_then(|ruling| ruling.reason.clone());
        match letter {
            "a" => {
                let day = told.map(|told| self.policy.calendar.local(told.at).format("%Y-%m-%d").to_string());
                self.maybe(98, day);
                let words = self.words(Field::PersonsInformed);
                let some = said == Some(Answer::Partly) && told.is_none();
                self.put(102, if some { "b" } else { "a" });
                if some {
                    self.put(103, words.clone().unwrap_or_else(|| self.follows()));
                }
                let how = told.and_then(|told| told.reference.clone()).or_else(|| words.clone());
                if let Some(how) = how {
                    let means = option::means(&how).unwrap_or("c");
                    self.put(104, means);
                    if means == "c" {
                        self.put(105, how);
                    }
                }
                self.put(106, words.unwrap_or_else(|| self.follows()));
            }
            "e" => {
                self.maybe(
                    100,
                    ruling.and_then(|ruling| ruling.exception.clone()).filter(|one| is_ground(one)),
                );
                self.put(101, reason.unwrap_or_else(|| self.follows()));
            }
            _ => {}
        }
    }

    /// Police, other authorities, other countries: what nobody has told us is unknown.
    pub fn elsewhere(&mut self) {
        self.put(109, if self.case.police.is_some() { "a" } else { "c" });
        let police = self.case.police.as_ref();
        if police.is_some() {
            let reference = police.and_then(|told| told.reference.clone());
            self.put(111, reference.unwrap_or_else(|| self.follows()));
        }
        self.put(110, "c");
        self.put(113, "c");
        // A Norwegian organisation number: established in the EEA.
        self.put(120, if self.policy.organisation.number.is_some() { "b" } else { "c" });
    }
}

/// A ground of art. 34(3).
fn is_ground(letter: &str) -> bool {
    matches!(letter, "a" | "b" | "c")
}
