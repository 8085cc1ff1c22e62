//! The labels of all languages, found by their words: exactly, or with slips and a few words more.
//!
//! Words are numbered. A phrase is tried only where its rarest word stands in the text; a word with a slip is found by the
//! words that one missing letter makes of it, so no label is compared letter by letter with a line.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

use super::{Form, Hit, LabelWord, Target, bit};
use crate::report::fold;
use crate::report::words::LANGUAGES;
use crate::report::words::lexicon::{Quickly, variants};

/// Words of the vocabulary shorter than this must be spelt right.
const SLIP_LETTERS: usize = 6;
/// Longer words are in no label.
const LONGEST_WORD: usize = 40;

/// The words of the vocabulary that a word may be, the very word first; 0 is none.
pub type Ids = [u16; 4];

struct Phrase {
    /// Where its words stand in [`Index::pool`].
    from: usize,
    to: usize,
    letters: usize,
    hit: Hit,
}

struct Index {
    ids: HashMap<Cow<'static, str>, u16, Quickly>,
    /// The words by number.
    words: Vec<Cow<'static, str>>,
    /// For each word itself and those of the vocabulary that are one slip away: `konsekvenser`, `konsekvensar`.
    alike: Vec<Ids>,
    /// The words of all phrases, one after the other.
    pool: Vec<u16>,
    phrases: Vec<Phrase>,
    /// Phrases by the hash of all their words.
    exact: HashMap<u64, Vec<u16>, Quickly>,
    /// Phrases by their rarest word, sorted.
    by_word: Vec<(u16, u16)>,
    /// How a label may begin without saying more: `beskrivelse av`.
    openings: Vec<Vec<u16>>,
    /// Words by the hash of what is left of them when one letter is missing, sorted.
    near: Vec<(u32, u16)>,
}

static INDEX: LazyLock<Index> = LazyLock::new(build);

fn build() -> Index {
    let mut index = Index {
        ids: HashMap::with_capacity_and_hasher(1_300, Quickly::default()),
        words: vec![Cow::Borrowed("")],
        alike: Vec::new(),
        pool: Vec::with_capacity(8_000),
        phrases: Vec::with_capacity(2_000),
        exact: HashMap::with_capacity_and_hasher(2_000, Quickly::default()),
        by_word: Vec::new(),
        openings: Vec::new(),
        near: Vec::with_capacity(10_000),
    };
    let mut words = Vec::new();
    for language in LANGUAGES {
        for (target, row) in language.labels {
            for text in row.split('|') {
                index.number_all(text, &mut words);
                match index.position(&words).and_then(|at| index.phrases.get_mut(at)) {
                    Some(phrase) => phrase.hit.languages |= bit(language.language),
                    None => index.push(&words, *target, bit(language.language)),
                }
            }
        }
        for text in language.openings.split('|') {
            index.number_all(text, &mut words);
            index.openings.push(words.clone());
        }
        for text in language.commands.split('|') {
            index.number_all(text, &mut words);
            if let Some(phrase) = index.position(&words).and_then(|at| index.phrases.get_mut(at)) {
                phrase.hit.command = true;
            }
        }
    }
    index.sort_by_rarest_word();
    index.sort_by_missing_letter();
    index.alike = index.words.iter().map(|word| index.near(word)).collect();
    index
}

impl Index {
    /// The words of a label as numbers; both spellings of a word have one.
    fn number_all(&mut self, text: &'static str, into: &mut Vec<u16>) {
        into.clear();
        for word in text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
            let id = self.number(word);
            into.push(id);
        }
    }

    fn number(&mut self, word: &'static str) -> u16 {
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

    /// The phrase that consists of just these words.
    fn position(&self, words: &[u16]) -> Option<usize> {
        let same = self.exact.get(&hash_of(words))?.iter().map(|at| usize::from(*at));
        same.into_iter().find(|at| self.phrases.get(*at).is_some_and(|phrase| self.words_of(phrase) == words))
    }

    fn words_of(&self, phrase: &Phrase) -> &[u16] {
        self.pool.get(phrase.from..phrase.to).unwrap_or_default()
    }

    fn push(&mut self, words: &[u16], target: Target, languages: u8) {
        let letters =
            words.iter().filter_map(|id| self.words.get(usize::from(*id))).map(|word| word.len()).sum();
        let hit = Hit { target, languages, exact: true, command: false };
        let at = u16::try_from(self.phrases.len()).unwrap_or(u16::MAX);
        self.exact.entry(hash_of(words)).or_default().push(at);
        let from = self.pool.len();
        self.pool.extend_from_slice(words);
        self.phrases.push(Phrase { from, to: self.pool.len(), letters, hit });
    }

    fn sort_by_rarest_word(&mut self) {
        let mut counts = vec![0usize; self.words.len()];
        for id in &self.pool {
            if let Some(count) = counts.get_mut(usize::from(*id)) {
                *count += 1;
            }
        }
        let count = |id: &u16| counts.get(usize::from(*id)).copied().unwrap_or_default();
        let rarest = |phrase: &Phrase| self.words_of(phrase).iter().copied().min_by_key(|id| count(id));
        let pairs = self.phrases.iter().zip(0u16..).filter_map(|(phrase, at)| Some((rarest(phrase)?, at)));
        let mut by_word: Vec<(u16, u16)> = pairs.collect();
        by_word.sort_unstable();
        self.by_word = by_word;
    }

    /// The phrases of which this word is the rarest.
    fn with_word(&self, id: u16) -> impl Iterator<Item = &Phrase> {
        let start = self.by_word.partition_point(|(word, _)| *word < id);
        let pairs = self.by_word.get(start..).unwrap_or_default().iter();
        let same = pairs.take_while(move |(word, _)| *word == id);
        same.filter_map(|(_, at)| self.phrases.get(usize::from(*at)))
    }

    fn sort_by_missing_letter(&mut self) {
        for (word, id) in self.ids.iter().filter(|(word, _)| word.len() >= SLIP_LETTERS) {
            self.near.extend(lacking_one(word).map(|hash| (hash, *id)));
        }
        self.near.sort_unstable();
        self.near.dedup();
    }

    /// The word itself, where it is one, and those that are one slip away.
    fn near(&self, word: &str) -> Ids {
        let mut found = Ids::default();
        let mut count = 0;
        if let (Some(id), Some(place)) = (self.ids.get(word), found.first_mut()) {
            *place = *id;
            count = 1;
        }
        if word.len() + 1 < SLIP_LETTERS {
            return found;
        }
        for hash in lacking_one(word) {
            let start = self.near.partition_point(|(known, _)| *known < hash);
            let pairs = self.near.get(start..).unwrap_or_default().iter();
            for (_, id) in pairs.take_while(|(known, _)| *known == hash) {
                let known = self.words.get(usize::from(*id)).map(Cow::as_ref).unwrap_or_default();
                if !found.contains(id)
                    && fold::same_word(known, word)
                    && let Some(place) = found.get_mut(count)
                {
                    *place = *id;
                    count += 1;
                }
            }
        }
        found
    }
}

fn hash_of(words: &[u16]) -> u64 {
    words
        .iter()
        .fold(0xcbf2_9ce4_8422_2325, |hash, id| (hash ^ u64::from(*id)).wrapping_mul(0x0100_0000_01b3))
}

/// Hashes of all that is left of a word when one letter is missing, and of the word itself (FNV-1a).
fn lacking_one(word: &str) -> impl Iterator<Item = u32> + '_ {
    let step = |hash: u32, byte: &u8| (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193);
    let bytes = word.as_bytes();
    let mut before = 0x811c_9dc5u32;
    (0..=bytes.len()).map(move |without| {
        let rest = bytes.get(without + 1..).unwrap_or_default();
        let hash = rest.iter().fold(before, step);
        before = bytes.get(without).map_or(before, |byte| step(before, byte));
        hash
    })
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
        if let Some(phrase) = index.position(&ids).and_then(|at| index.phrases.get(at)) {
            return Some(phrase.hit);
        }
    }
    let mut ids: Vec<u16> = words.iter().flat_map(|word| word.ids).filter(|id| *id != 0).collect();
    ids.sort_unstable();
    ids.dedup();
    let fitting =
        ids.into_iter().flat_map(|id| index.with_word(id)).filter(|phrase| fits(index, phrase, words, form));
    let best = fitting.max_by_key(|phrase| phrase.letters)?;
    Some(Hit { exact: false, ..best.hit })
}

/// The words behind `beskrivelse av`, which a form may put before any label.
pub fn described(words: &[LabelWord]) -> Option<&[LabelWord]> {
    let begins =
        |opening: &&Vec<u16>| opening.iter().zip(words).all(|(wanted, word)| word.ids.contains(wanted));
    let opening = INDEX.openings.iter().filter(|opening| opening.len() < words.len()).find(begins)?;
    words.get(opening.len()..)
}

/// True where the phrase stands in the words, in order, with no more extra words than the form allows.
fn fits(index: &Index, phrase: &Phrase, words: &[LabelWord], form: Form) -> bool {
    let phrase = index.words_of(phrase);
    let Some(extra) = words.len().checked_sub(phrase.len()) else { return false };
    let allowed = match (form, phrase.len()) {
        // A long label may name the organisation in its own way: `hvilken relasjon skolen har til personene`.
        (Form::Bare, 6..) => 2,
        (Form::Bare, 5) => 1,
        (Form::Bare, _) | (Form::Cell, 1) => 0,
        (_, 1) => 2,
        (Form::Cell | Form::Marked, _) => 4,
        (Form::Question, _) => 8,
    };
    if extra > allowed {
        return false;
    }
    // "Tiltak 2" is a numbered thing, not the label "Tiltak"; a single letter is a label only by itself.
    let short = |id: &u16| index.words.get(usize::from(*id)).is_some_and(|word| word.len() == 1);
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
