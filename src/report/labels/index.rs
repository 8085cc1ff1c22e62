//! The labels of all languages, found by their words: exactly, or with slips and a few words more.
//!
//! Words are numbered. A phrase is tried only where its rarest word stands in the text; a word with a slip is found by the
//! words that one missing letter makes of it, so no label is compared letter by letter with a line.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::{Form, Hit, LabelWord, Target, bit};
use crate::report::fold;
use crate::report::words::LANGUAGES;
use crate::report::words::lexicon::variants;

/// Words shorter than this must be spelt right.
const SLIP_LETTERS: usize = 6;

/// Longer words are in no label.
const LONGEST_WORD: usize = 40;

/// The words of the vocabulary that a word may be, the very word first; 0 is none.
pub type Ids = [u16; 4];

struct Phrase {
    words: Vec<u16>,
    letters: usize,
    hit: Hit,
}

struct Index {
    ids: HashMap<String, u16>,
    /// The words by number.
    words: Vec<String>,
    /// For each word itself and those of the vocabulary that are one slip away: `konsekvenser`, `konsekvensar`.
    alike: Vec<Ids>,
    phrases: Vec<Phrase>,
    exact: HashMap<Vec<u16>, usize>,
    /// For each word the phrases of which it is the rarest.
    by_word: Vec<Vec<usize>>,
    /// Words by the hash of what is left of them when one letter is missing.
    near: HashMap<u64, Vec<u16>>,
}

static INDEX: LazyLock<Index> = LazyLock::new(build);

fn build() -> Index {
    let mut index = Index {
        ids: HashMap::with_capacity(1_024),
        words: vec![String::new()],
        alike: Vec::new(),
        phrases: Vec::with_capacity(2_048),
        exact: HashMap::with_capacity(2_048),
        by_word: Vec::new(),
        near: HashMap::with_capacity(8_192),
    };
    for language in LANGUAGES {
        for (target, row) in language.labels {
            for text in row.split('|') {
                let words = index.numbered(text);
                let exact = index.exact.get(&words).copied();
                match exact.and_then(|at| index.phrases.get_mut(at)) {
                    Some(phrase) => phrase.hit.languages |= bit(language.language),
                    None => index.push(words, *target, bit(language.language)),
                }
            }
        }
        for text in language.commands.split('|') {
            let words = index.numbered(text);
            let at = index.exact.get(&words).copied();
            if let Some(phrase) = at.and_then(|at| index.phrases.get_mut(at)) {
                phrase.hit.command = true;
            }
        }
    }
    index.by_rarest_word();
    index.by_missing_letter();
    index.alike = index.words.iter().map(|word| index.near(word)).collect();
    index
}

impl Index {
    /// The words of a label as numbers; both spellings of a word have one.
    fn numbered(&mut self, text: &str) -> Vec<u16> {
        let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        words.map(|word| self.number(word)).collect()
    }

    fn number(&mut self, word: &str) -> u16 {
        let mut spellings = variants(word);
        let folded = spellings.next().unwrap_or_default();
        let id = self.ids.get(&folded).copied().unwrap_or_else(|| {
            let id = u16::try_from(self.words.len()).unwrap_or_default();
            self.words.push(folded.clone());
            self.ids.insert(folded, id);
            id
        });
        for other in spellings {
            self.ids.entry(other).or_insert(id);
        }
        id
    }

    fn push(&mut self, words: Vec<u16>, target: Target, languages: u8) {
        let letters = words.iter().filter_map(|id| self.words.get(usize::from(*id))).map(String::len).sum();
        let hit = Hit { target, languages, exact: true, command: false };
        self.exact.insert(words.clone(), self.phrases.len());
        self.phrases.push(Phrase { words, letters, hit });
    }

    fn by_rarest_word(&mut self) {
        let mut counts = vec![0usize; self.words.len()];
        let all = self.phrases.iter().flat_map(|phrase| &phrase.words);
        for id in all {
            if let Some(count) = counts.get_mut(usize::from(*id)) {
                *count += 1;
            }
        }
        self.by_word = vec![Vec::new(); self.words.len()];
        for (at, phrase) in self.phrases.iter().enumerate() {
            let rarest = phrase.words.iter().min_by_key(|id| counts.get(usize::from(**id)));
            if let Some(list) = rarest.and_then(|id| self.by_word.get_mut(usize::from(*id))) {
                list.push(at);
            }
        }
    }

    fn by_missing_letter(&mut self) {
        for (word, id) in &self.ids {
            if word.len() >= SLIP_LETTERS {
                for hash in lacking_one(word) {
                    let ids = self.near.entry(hash).or_default();
                    if !ids.contains(id) {
                        ids.push(*id);
                    }
                }
            }
        }
    }

    /// The word itself, where it is one, and those that are one slip away.
    fn near(&self, word: &str) -> Ids {
        let mut found = Ids::default();
        let mut count = 0;
        if let (Some(id), Some(place)) = (self.ids.get(word), found.first_mut()) {
            *place = *id;
            count = 1;
        }
        if word.len() < SLIP_LETTERS {
            return found;
        }
        for id in lacking_one(word).filter_map(|hash| self.near.get(&hash)).flatten() {
            let known = self.words.get(usize::from(*id)).map(String::as_str).unwrap_or_default();
            if !found.contains(id)
                && fold::same_word(known, word)
                && let Some(place) = found.get_mut(count)
            {
                *place = *id;
                count += 1;
            }
        }
        found
    }
}

/// Hashes of a word and of all that is left of it when one letter is missing (FNV-1a).
fn lacking_one(word: &str) -> impl Iterator<Item = u64> + '_ {
    let hash = |without: usize| {
        word.bytes()
            .enumerate()
            .filter(|(at, _)| *at != without)
            .fold(0xcbf2_9ce4_8422_2325, |hash, (_, byte)| {
                (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
            })
    };
    (0..=word.len()).map(hash)
}

/// The numbers of a folded word, and whether it is spelt as in the vocabulary.
pub fn ids(word: &str) -> (Ids, bool) {
    let index = &*INDEX;
    match index.ids.get(word) {
        Some(id) => (index.alike.get(usize::from(*id)).copied().unwrap_or_default(), true),
        None if word.len() <= LONGEST_WORD => (index.near(word), false),
        None => (Ids::default(), false),
    }
}

/// The phrase that these words are, or the longest that stands in them.
pub fn find(words: &[LabelWord], form: Form) -> Option<Hit> {
    let index = &*INDEX;
    if words.iter().all(|word| word.exact) {
        let ids: Vec<u16> = words.iter().map(|word| word.ids[0]).collect();
        if let Some(phrase) = index.exact.get(&ids).and_then(|at| index.phrases.get(*at)) {
            return Some(phrase.hit);
        }
    }
    let ids = words.iter().flat_map(|word| word.ids).filter(|id| *id != 0);
    let phrases = ids.filter_map(|id| index.by_word.get(usize::from(id))).flatten();
    let fitting = phrases.filter_map(|at| index.phrases.get(*at)).filter(|one| fits(&one.words, words, form));
    let best = fitting.max_by_key(|phrase| phrase.letters)?;
    Some(Hit { exact: false, ..best.hit })
}

/// True where the phrase stands in the words, in order, with no more extra words than the form allows.
fn fits(phrase: &[u16], words: &[LabelWord], form: Form) -> bool {
    let Some(extra) = words.len().checked_sub(phrase.len()) else { return false };
    let allowed = match (form, phrase.len()) {
        (Form::Bare, _) | (Form::Cell, 1) => 0,
        (_, 1) => 2,
        (Form::Cell | Form::Marked, _) => 4,
        (Form::Question, _) => 8,
    };
    if extra > allowed {
        return false;
    }
    // "Tiltak 2" is a numbered thing, not the label "Tiltak"; a single letter is a label only by itself.
    let short = |id: &u16| INDEX.words.get(usize::from(*id)).is_some_and(|word| word.len() == 1);
    if phrase.len() == 1 && extra > 0 && (words.iter().any(|word| word.digits) || phrase.iter().any(short)) {
        return false;
    }
    let (mut first, mut last) = (None, 0);
    let mut rest = words.iter().enumerate();
    for wanted in phrase {
        match rest.find(|(_, word)| word.ids.contains(wanted)) {
            Some((at, _)) => {
                first.get_or_insert(at);
                last = at;
            }
            None => return false,
        }
    }
    let first = first.unwrap_or_default();
    let span = last + 1 - first;
    match phrase.len() {
        1 => first == 0,
        2 => span <= 3 && (first == 0 || form > Form::Cell),
        length => span <= length + 3,
    }
}
