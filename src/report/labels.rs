//! Which field a label names: the vocabulary of nb, nn and en (L1–L21) as data, and the matcher.

mod words;

use std::collections::HashMap;
use std::sync::LazyLock;

use super::field::{Field, Property};
use super::fold;

pub use words::{hint, label};

/// What a label asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    Field(Field),
    /// Parts of `contact`.
    Name,
    Email,
    Phone,
    /// The type of breach: tells kinds and properties, and is the main cause where nothing else is.
    Type,
    /// A yes/no question about one property (L18).
    Property(Property),
    /// Likelihood and consequence together: `S=3, K=4`, `3x4=12` (L19).
    Risk {
        residual: bool,
    },
    /// A known label that no field holds (organisation, authority); it ends the value before it.
    Other,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Language {
    Nb,
    Nn,
    En,
}

/// A label found, with the languages in which it is one.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    pub target: Target,
    pub languages: Vec<Language>,
    /// It consists of this one word only.
    pub bare_word: Option<String>,
}

/// How much a line looks like a label by its form alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Form {
    /// A line of its own without any mark: only the very words count.
    Bare,
    /// Before a colon, or in a table cell: a few extra words are allowed.
    Marked,
    /// A question or a numbered item: more extra words are allowed.
    Question,
}

struct Phrase {
    words: Vec<String>,
    letters: usize,
    target: Target,
    languages: Vec<Language>,
}

struct Vocabulary {
    phrases: Vec<Phrase>,
    exact: HashMap<String, usize>,
}

static VOCABULARY: LazyLock<Vocabulary> = LazyLock::new(vocabulary);

fn vocabulary() -> Vocabulary {
    let mut phrases: Vec<Phrase> = Vec::new();
    let mut exact: HashMap<String, usize> = HashMap::new();
    let tables = [(Language::Nb, words::NB), (Language::Nn, words::NN), (Language::En, words::EN)];
    for (language, table) in tables {
        for (target, labels) in table {
            for text in labels.split('|') {
                let words = fold::words(text);
                let known = exact.get(&words.join(" ")).copied();
                match known.and_then(|at| phrases.get_mut(at)) {
                    Some(phrase) => phrase.languages.push(language),
                    None => {
                        exact.insert(words.join(" "), phrases.len());
                        let letters = words.iter().map(String::len).sum();
                        phrases.push(Phrase { words, letters, target: *target, languages: vec![language] });
                    }
                }
            }
        }
    }
    Vocabulary { phrases, exact }
}

/// The field that a label text names, if any.
pub fn find(text: &str, form: Form) -> Option<Hit> {
    if text.len() > 160 {
        return None;
    }
    let plain = without_parentheses(text);
    let words = fold::words(&plain);
    if words.is_empty() || words.len() > 16 {
        return None;
    }
    let book = &*VOCABULARY;
    let exact = book.exact.get(&words.join(" ")).and_then(|at| book.phrases.get(*at));
    let best = exact.or_else(|| {
        book.phrases
            .iter()
            .filter(|phrase| matches(&phrase.words, &words, form))
            .max_by_key(|phrase| phrase.letters)
    });
    let bare_word = if words.len() == 1 { words.first().cloned() } else { None };
    best.map(|phrase| Hit { target: phrase.target, languages: phrase.languages.clone(), bare_word })
}

/// True where the phrase stands in the words, in order, with no more extra words than the form allows.
fn matches(phrase: &[String], words: &[String], form: Form) -> bool {
    let Some(extra) = words.len().checked_sub(phrase.len()) else { return false };
    let allowed = match (form, phrase.len()) {
        (Form::Bare, _) => 0,
        (_, 1) => 2,
        (Form::Marked, _) => 4,
        (Form::Question, _) => 8,
    };
    if extra > allowed {
        return false;
    }
    // "Tiltak 2" is a numbered thing, not the label "Tiltak".
    if phrase.len() == 1 && words.iter().any(|word| word.bytes().all(|b| b.is_ascii_digit())) {
        return false;
    }
    let mut places = Vec::with_capacity(phrase.len());
    let mut rest = words.iter().enumerate();
    for wanted in phrase {
        match rest.find(|(_, word)| fold::same_word(word, wanted)) {
            Some((at, _)) => places.push(at),
            None => return false,
        }
    }
    let first = places.first().copied().unwrap_or_default();
    let span = places.last().copied().unwrap_or_default() + 1 - first;
    match phrase.len() {
        1 => first == 0,
        2 => span <= 3,
        _ => span <= phrase.len() + 3,
    }
}

fn without_parentheses(text: &str) -> String {
    let mut depth = 0usize;
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            _ if depth == 0 => out.push(c),
            _ => {}
        }
    }
    if out.trim().is_empty() { text.to_owned() } else { out }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(text: &str, form: Form) -> Option<Field> {
        match find(text, form).map(|hit| hit.target) {
            Some(Target::Field(field)) => Some(field),
            _ => None,
        }
    }

    #[test]
    fn labels_are_known_with_extra_words_slips_and_ocr_forms() {
        let table = [
            ("Antall berørte (anslag)", Field::AffectedPersons),
            ("Antall bergrte", Field::AffectedPersons),
            ("ANTALL BERØRTE PERSONER", Field::AffectedPersons),
            ("Kategorier av opplysninger", Field::DataTypes),
            ("Når skjedde avviket", Field::Period),
            ("Når ble avviket oppdaget", Field::DiscoveredAt),
            ("N@r ble avviket oppdagt", Field::DiscoveredAt),
            ("Er de berørte varslet", Field::PersonsInformed),
            ("Vår referanse", Field::ExternalReference),
            ("Hovedårsaken", Field::MainCause),
            ("Beskrivelse av hendelsen", Field::WhatHappened),
            ("Kor mange personar er råka", Field::AffectedPersons),
            ("Date of discovery", Field::DiscoveredAt),
            ("Nature of the breach", Field::WhatHappened),
            ("Hvilke strakstiltak eller midlertidige tiltak", Field::MeasuresTaken),
            ("Mulig årsak (tror du)", Field::MainCause),
        ];
        for (text, wanted) in table {
            assert_eq!(field(text, Form::Marked), Some(wanted), "{text}");
        }
    }

    #[test]
    fn a_question_may_be_longer_than_its_label() {
        assert_eq!(
            field("Hvor mange av våre ansatte er berørt av avviket", Form::Question),
            Some(Field::AffectedPersons)
        );
    }

    #[test]
    fn an_ordinary_sentence_is_no_label() {
        for text in ["Vi har sett på saken i dag og fant", "Hei alle sammen", "Konsekvenser vet vi lite om"]
        {
            assert_eq!(find(text, Form::Bare), None, "{text}");
        }
    }

    #[test]
    fn the_authority_question_is_not_about_the_persons() {
        assert_eq!(find("Er Datatilsynet varslet", Form::Marked).map(|hit| hit.target), Some(Target::Other));
    }
}
