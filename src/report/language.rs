//! Which language a text is in: by whose labels it uses, and by small words. Rough on purpose: it only chooses the words
//! of our answer.

use super::fold;
use super::passage::Tokens;
use super::text::Sheet;
use super::words::Language;
use super::words::lexicon::{self, Votes};

/// Fewer counted words than this and the text is too short to tell.
const ENOUGH: usize = 2;
/// Words looked at; more would not change the answer.
const WORDS: usize = 600;
const REST_BYTES: usize = 4_000;
const VALUE_BYTES: usize = 400;
/// A label counts as so many words.
const LABEL: usize = 3;

/// How often each language spoke.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Count {
    nb: usize,
    nn: usize,
    /// Words of Norwegian that tell nothing of its form.
    both: usize,
    en: usize,
    foreign: usize,
    only: usize,
    words: usize,
}

impl Count {
    fn text(&mut self, text: &str) {
        let tokens = Tokens::new(text);
        for at in 0..tokens.list.len() {
            if self.words >= WORDS {
                return;
            }
            let word = tokens.word(at);
            self.words += usize::from(word.starts_with(char::is_alphabetic));
            if let Some(votes) = lexicon::votes(word) {
                self.add(votes, 1);
            }
        }
    }

    fn add(&mut self, votes: Votes, points: usize) {
        match (votes.nb, votes.nn) {
            (true, true) => self.both += points,
            (true, false) => self.nb += points,
            (false, true) => self.nn += points,
            (false, false) => {}
        }
        self.en += points * usize::from(votes.en);
        self.foreign += points * usize::from(votes.foreign);
        self.only += points * usize::from(votes.only);
    }

    fn best(self) -> Option<&'static str> {
        let norwegian = self.nb + self.nn + self.both;
        if norwegian.max(self.en).max(self.foreign) < ENOUGH {
            return (self.words >= 20).then_some("other");
        }
        if self.only >= ENOUGH && self.foreign + self.only > norwegian {
            return Some("other");
        }
        if self.en > norwegian {
            return Some("en");
        }
        Some(if self.nn > self.nb { "nn" } else { "nb" })
    }
}

/// `nb`, `nn`, `en` or `other`; `None` where the text is too short to tell.
pub fn detect(text: &str) -> Option<&'static str> {
    let mut count = Count::default();
    count.text(text);
    count.best()
}

/// The language of a mail, from what its forms say and their labels, else from its subject; `other` where nothing tells.
pub fn of(sheets: &[Sheet], subject: &str) -> &'static str {
    let mut count = Count::default();
    for sheet in sheets {
        count.text(fold::cut(&sheet.rest, REST_BYTES));
        for entry in &sheet.entries {
            let [nb, nn, en] =
                [Language::Nb, Language::Nn, Language::En].map(|language| entry.hit.is(language));
            count.add(Votes { nb, nn, en, ..Votes::default() }, LABEL);
            count.text(fold::cut(&entry.value, VALUE_BYTES));
        }
        if count.words >= WORDS / 2 {
            break;
        }
    }
    count
        .best()
        .filter(|best| *best != "other" || count.foreign > 0)
        .or_else(|| detect(subject))
        .unwrap_or("other")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_told_apart() {
        let rows = [
            ("Hei, jeg har sendt en e-post til feil mottaker. Det er ikke alvorlig.", Some("nb")),
            ("Hei, eg har sendt ein e-post til feil mottakar. Det er ikkje alvorleg.", Some("nn")),
            ("Hello, we have sent an email to the wrong person. It was discovered today.", Some("en")),
            (
                "Hej, jag har skickat ett mejl till fel person. Det är inte allvarligt och vi beklagar.",
                Some("other"),
            ),
            (
                "Sehr geehrte Damen und Herren, ich habe die E-Mail nicht erhalten. Das ist von gestern.",
                Some("other"),
            ),
            (
                "Hej, jeg har sendt en mail til den forkerte. Det blev opdaget i går, og vi ved ikke hvad der skete.",
                Some("other"),
            ),
            ("S: 3 K: 4", None),
            ("", None),
        ];
        for (text, expected) in rows {
            assert_eq!(detect(text), expected, "{text}");
        }
    }
}
