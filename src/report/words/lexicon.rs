//! What the words of a text mean: every row of the vocabularies in one book, built once.
//!
//! Whole words are looked up one by one; phrases and parts of words (`oppdag*`) are found in one pass over the text.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use super::{LANGUAGES, Language, Sense, others};
use crate::report::fold;
use crate::report::passage::{Kind, Mark, Token};

/// FNV-1a: quick for short words. The keys are ours, so nobody can choose them to collide.
pub struct Quick(u64);

impl Default for Quick {
    fn default() -> Self {
        Quick(0xcbf2_9ce4_8422_2325)
    }
}

impl Hasher for Quick {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

pub type Quickly = BuildHasherDefault<Quick>;
type Text = Cow<'static, str>;
type Map<T> = HashMap<Text, T, Quickly>;

struct Lexicon {
    /// For each word the first of its senses.
    words: Map<u32>,
    phrases: Option<AhoCorasick>,
    /// What each pattern of `phrases` tells.
    patterns: Vec<Pattern>,
    senses: Senses,
}

/// The senses of all words, each with the place of the next one of the same word.
#[derive(Default)]
struct Senses(Vec<(Sense, u32)>);

/// There is no further sense.
const LAST: u32 = u32::MAX;

struct Pattern {
    first: u32,
    open_left: bool,
    open_right: bool,
}

static LEXICON: LazyLock<Lexicon> = LazyLock::new(build);

/// The variants of a row, each as it is looked up; with `å`, `ø` and `æ` also spelt in two letters.
pub fn variants(row: &'static str) -> impl Iterator<Item = Text> {
    row.split('|').map(str::trim).filter(|variant| !variant.is_empty()).flat_map(|variant| {
        let plain = variant.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase());
        let folded = if plain { Cow::Borrowed(variant) } else { Cow::Owned(fold::fold(variant)) };
        let second = (!plain && variant.contains(['å', 'ø', 'æ', 'Å', 'Ø', 'Æ'])).then(|| {
            let lower = variant.to_lowercase();
            Cow::Owned(fold::fold(&lower.replace('å', "aa").replace('ø', "oe").replace('æ', "ae")))
        });
        std::iter::once(folded).chain(second)
    })
}

impl Senses {
    /// Puts a sense before those that begin at `first`, unless it is there.
    fn add(&mut self, first: &mut u32, sense: Sense) {
        if !self.of(*first).any(|known| known == sense) {
            let place = u32::try_from(self.0.len()).unwrap_or(LAST);
            self.0.push((sense, *first));
            *first = place;
        }
    }

    fn of(&self, first: u32) -> impl Iterator<Item = Sense> + '_ {
        let mut next = first;
        std::iter::from_fn(move || {
            let (sense, after) = self.0.get(usize::try_from(next).ok()?)?;
            next = *after;
            Some(*sense)
        })
    }
}

fn build() -> Lexicon {
    let mut words: Map<u32> = HashMap::with_capacity_and_hasher(3_500, Quickly::default());
    let mut texts: Map<usize> = HashMap::with_capacity_and_hasher(1_700, Quickly::default());
    let mut ordered: Vec<Text> = Vec::with_capacity(1_700);
    let mut patterns: Vec<Pattern> = Vec::with_capacity(1_700);
    let mut senses = Senses(Vec::with_capacity(6_000));
    let products = [(Sense::Product, others::PRODUCTS)];
    for (sense, row) in LANGUAGES.iter().flat_map(|one| one.senses).chain(&products) {
        for text in variants(row) {
            if text.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
                senses.add(words.entry(text).or_insert(LAST), *sense);
                continue;
            }
            let at = *texts.entry(text.clone()).or_insert_with(|| {
                let (open_left, open_right) = (text.starts_with('*'), text.ends_with('*'));
                patterns.push(Pattern { first: LAST, open_left, open_right });
                ordered.push(text);
                patterns.len() - 1
            });
            if let Some(pattern) = patterns.get_mut(at) {
                senses.add(&mut pattern.first, *sense);
            }
        }
    }
    let phrases = AhoCorasick::new(ordered.iter().map(|text| text.trim_matches('*'))).ok();
    Lexicon { words, phrases, patterns, senses }
}

/// Number words.
struct Numbers {
    units: Map<Numeral>,
    tens: Vec<(Text, Numeral)>,
    factors: Map<u64>,
}

/// A number word, and whether English has it too.
#[derive(Clone, Copy)]
struct Numeral {
    value: u64,
    english: bool,
}

static NUMBERS: LazyLock<Numbers> = LazyLock::new(|| {
    let mut numbers = Numbers { units: Map::default(), tens: Vec::new(), factors: Map::default() };
    for one in LANGUAGES {
        let english = one.language == Language::En;
        for (value, row) in one.units.iter().chain(one.tens) {
            for text in variants(row) {
                numbers.units.entry(text).or_insert(Numeral { value: *value, english }).english |= english;
            }
        }
        let tens = one.tens.iter().flat_map(|(value, row)| variants(row).map(|text| (text, *value)));
        numbers.tens.extend(tens.map(|(text, value)| (text, Numeral { value, english })));
        numbers
            .factors
            .extend(one.factors.iter().flat_map(|(value, row)| variants(row).map(|text| (text, *value))));
    }
    numbers
});

/// What a folded number word means; compounds such as `tjuefem` and `femogtjue` too.
fn numeral(word: &str) -> Option<Numeral> {
    let numbers = &*NUMBERS;
    let unit = |word: &str| numbers.units.get(word).copied();
    unit(word).or_else(|| {
        numbers.tens.iter().find_map(|(text, tens)| {
            let small = word
                .strip_prefix(text.as_ref())
                .or_else(|| word.strip_suffix(text.as_ref())?.strip_suffix("og"));
            let small = unit(small?).filter(|small| small.value < 10)?;
            Some(Numeral { value: tens.value + small.value, english: tens.english && small.english })
        })
    })
}

pub fn number(word: &str) -> Option<u64> {
    numeral(word).map(|numeral| numeral.value)
}

/// The same in a text that is known to be English, where `to` and `fire` are no numbers.
pub fn english_number(word: &str) -> Option<u64> {
    numeral(word).filter(|numeral| numeral.english).map(|numeral| numeral.value)
}

/// What a word after a number multiplies it by.
pub fn factor(word: &str) -> Option<u64> {
    NUMBERS.factors.get(word).copied()
}

/// Answers that leave a field open, and what may stand beside them.
#[derive(Default)]
struct Open {
    answers: HashSet<Text, Quickly>,
    filler_words: HashSet<Text, Quickly>,
    /// Of several words, each with a space before and after.
    filler_phrases: Vec<String>,
}

static OPEN: LazyLock<Open> = LazyLock::new(|| {
    let mut open = Open::default();
    for language in LANGUAGES {
        open.answers.extend(variants(language.open));
        for text in variants(language.fillers) {
            match text.contains(' ') {
                true => open.filler_phrases.push(format!(" {text} ")),
                false => drop(open.filler_words.insert(text)),
            }
        }
    }
    open
});

/// A longer answer says more than that it is to come.
const OPEN_BYTES: usize = 60;

/// True where the folded words are an answer that leaves a field open.
pub fn is_open(words: &str) -> bool {
    let open = &*OPEN;
    if words.is_empty() || open.answers.contains(words) {
        return true;
    }
    if words.len() > OPEN_BYTES || !words.contains(' ') {
        return false;
    }
    let mut rest = format!(" {words} ");
    for filler in &open.filler_phrases {
        if rest.contains(filler.as_str()) {
            rest = rest.replace(filler.as_str(), " ");
        }
    }
    let kept: Vec<&str> =
        rest.split(' ').filter(|word| !word.is_empty() && !open.filler_words.contains(*word)).collect();
    let kept = kept.join(" ");
    !kept.is_empty() && kept.len() < words.len() && open.answers.contains(kept.as_str())
}

/// Words of the steps of likelihood and consequence, each with a space before and after, the longer first.
static LEVELS: LazyLock<Vec<(String, u8)>> = LazyLock::new(|| {
    let rows = LANGUAGES.iter().flat_map(|language| language.levels);
    let mut levels: Vec<(String, u8)> =
        rows.flat_map(|(level, row)| variants(row).map(|text| (format!(" {text} "), *level))).collect();
    levels.sort_by_key(|(text, _)| std::cmp::Reverse(text.len()));
    levels
});

/// The level of a step that the folded words name.
pub fn level(words: &str) -> Option<u8> {
    let plain = format!(" {words} ");
    LEVELS.iter().find(|(text, _)| plain.contains(text.as_str())).map(|(_, level)| *level)
}

/// For which language a small word speaks.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub struct Votes {
    pub nb: bool,
    pub nn: bool,
    pub en: bool,
    pub foreign: bool,
    /// Only another language has it.
    pub only: bool,
}

static SMALL_WORDS: LazyLock<Map<Votes>> = LazyLock::new(|| {
    let mut all: Map<Votes> = Map::default();
    for language in LANGUAGES {
        for word in variants(language.small_words) {
            let votes = all.entry(word).or_default();
            match language.language {
                Language::Nb => votes.nb = true,
                Language::Nn => votes.nn = true,
                Language::En => votes.en = true,
            }
        }
    }
    let folded = |row: &'static str| row.split('|').map(|word| Cow::Owned(fold::fold(word)));
    for word in folded(others::FOREIGN) {
        all.entry(word).or_default().foreign = true;
    }
    for word in folded(others::FOREIGN_ONLY) {
        let votes = all.entry(word).or_default();
        // Folded it may be a word of ours: `är` and `ar`.
        votes.only = !(votes.nb || votes.nn || votes.en);
    }
    all
});

/// For which language a folded small word speaks.
pub fn votes(word: &str) -> Option<Votes> {
    SMALL_WORDS.get(word).copied()
}

static ABBREVIATIONS: LazyLock<HashSet<Text, Quickly>> =
    LazyLock::new(|| LANGUAGES.iter().flat_map(|one| variants(one.abbreviations)).collect());

/// A short form that ends with a point inside a sentence.
pub fn is_abbreviation(word: &str) -> bool {
    ABBREVIATIONS.contains(word)
}

/// The words of folded text with one space between them.
pub fn joined(folded: &str) -> String {
    let mut out = String::with_capacity(folded.len());
    for word in folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// What the words of a text mean, in order, the longer before the shorter where two begin at one place.
pub fn marks(folded: &str, tokens: &[Token]) -> Vec<Mark> {
    let lexicon = &*LEXICON;
    let mut marks = Vec::with_capacity(tokens.len());
    for (at, token) in tokens.iter().enumerate().filter(|(_, token)| token.kind == Kind::Word) {
        let word = folded.get(token.start..token.end).unwrap_or_default();
        if let Some(first) = lexicon.words.get(word) {
            marks.extend(lexicon.senses.of(*first).map(|sense| Mark { first: at, after: at + 1, sense }));
        }
    }
    if let Some(phrases) = &lexicon.phrases {
        for found in phrases.find_overlapping_iter(folded) {
            let Some(pattern) = lexicon.patterns.get(found.pattern().as_usize()) else { continue };
            let Some((first, after)) = span(tokens, found.start(), found.end(), pattern) else { continue };
            marks.extend(lexicon.senses.of(pattern.first).map(|sense| Mark { first, after, sense }));
        }
    }
    marks.sort_by_key(|mark| (mark.first, std::cmp::Reverse(mark.after)));
    marks
}

/// The tokens that a piece of folded text covers, where it begins and ends with words as the pattern wants.
fn span(tokens: &[Token], start: usize, end: usize, pattern: &Pattern) -> Option<(usize, usize)> {
    let first = tokens.partition_point(|token| token.end <= start);
    if tokens.get(first)?.start != start && !pattern.open_left {
        return None;
    }
    let after = tokens.get(first..)?.partition_point(|token| token.end < end) + first;
    if tokens.get(after)?.end != end && !pattern.open_right {
        return None;
    }
    Some((first, after + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn compound_numbers_are_known_in_both_orders() {
        for (word, value) in [("tjuefem", 25), ("femogtjue", 25), ("tretti", 30), ("ninetyfive", 95)] {
            assert_eq!(number(word), Some(value), "{word}");
        }
        assert_eq!(number("tjuetolv"), None);
    }

    #[test]
    fn letters_may_be_spelt_in_two() {
        let found: Vec<Text> = variants("råka|før*|fast").collect();
        assert_eq!(found, ["raka", "raaka", "for*", "foer*", "fast"]);
    }

    #[test]
    fn fillers_do_not_make_an_answer() {
        assert!(is_open("forelopig ukjent"));
        assert!(is_open("det er enna ukjent"));
        assert!(!is_open("det er 40"));
    }
}
