//! What the words of a text mean: every row of the vocabularies in one book, built once.
//!
//! Whole words are looked up one by one; phrases and parts of words (`oppdag*`) are found in one pass over the text.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use super::{LANGUAGES, Language, Sense, others};
use crate::report::fold;
use crate::report::passage::{Kind, Mark, Token};

struct Lexicon {
    words: HashMap<String, Vec<Sense>>,
    phrases: Option<AhoCorasick>,
    /// What each pattern of `phrases` tells.
    patterns: Vec<Pattern>,
    numbers: HashMap<String, Numeral>,
    factors: HashMap<String, u64>,
    abbreviations: HashSet<String>,
    open: Book,
    levels: Vec<(String, u8)>,
    small_words: HashMap<String, Votes>,
}

/// A number word, and whether English has it too.
#[derive(Clone, Copy)]
struct Numeral {
    value: u64,
    english: bool,
}

struct Pattern {
    senses: Vec<Sense>,
    open_left: bool,
    open_right: bool,
}

/// Answers that leave a field open, and what may stand beside them.
#[derive(Default)]
struct Book {
    answers: HashSet<String>,
    filler_words: HashSet<String>,
    /// Of several words, each with a space before and after.
    filler_phrases: Vec<String>,
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

static LEXICON: LazyLock<Lexicon> = LazyLock::new(build);

/// The variants of a row, each as it is looked up; with `å`, `ø` and `æ` also spelt in two letters.
pub fn variants(row: &str) -> impl Iterator<Item = String> + '_ {
    row.split('|').map(str::trim).filter(|variant| !variant.is_empty()).flat_map(|variant| {
        let spelt = variant.to_lowercase().replace('å', "aa").replace('ø', "oe").replace('æ', "ae");
        let folded = fold::fold(variant);
        let other = fold::fold(&spelt);
        let second = (other != folded).then_some(other);
        std::iter::once(folded).chain(second)
    })
}

fn build() -> Lexicon {
    let mut words: HashMap<String, Vec<Sense>> = HashMap::with_capacity(4_096);
    let mut texts: HashMap<String, usize> = HashMap::with_capacity(2_048);
    let mut patterns: Vec<Pattern> = Vec::new();
    let products = [(Sense::Product, others::PRODUCTS)];
    let rows = LANGUAGES.iter().flat_map(|one| one.senses).chain(&products);
    for (sense, row) in rows {
        for text in variants(row) {
            let core = text.trim_matches('*');
            if core.len() == text.len() && core.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
                add(words.entry(text).or_default(), *sense);
                continue;
            }
            let at = *texts.entry(text.clone()).or_insert_with(|| {
                patterns.push(Pattern {
                    senses: Vec::new(),
                    open_left: text.starts_with('*'),
                    open_right: text.ends_with('*'),
                });
                patterns.len() - 1
            });
            if let Some(pattern) = patterns.get_mut(at) {
                add(&mut pattern.senses, *sense);
            }
        }
    }
    let mut ordered: Vec<(&str, usize)> =
        texts.iter().map(|(text, at)| (text.trim_matches('*'), *at)).collect();
    ordered.sort_unstable_by_key(|(_, at)| *at);
    let phrases = AhoCorasick::new(ordered.iter().map(|(text, _)| text)).ok();
    Lexicon {
        words,
        phrases,
        patterns,
        numbers: numbers(),
        factors: factors(),
        abbreviations: LANGUAGES.iter().flat_map(|one| variants(one.abbreviations)).collect(),
        open: open(),
        levels: levels(),
        small_words: small_words(),
    }
}

fn add(senses: &mut Vec<Sense>, sense: Sense) {
    if !senses.contains(&sense) {
        senses.push(sense);
    }
}

/// Number words with their compounds: `tjue`, `tjuefem`, `femogtjue`.
fn numbers() -> HashMap<String, Numeral> {
    let mut numbers: HashMap<String, Numeral> = HashMap::new();
    for language in LANGUAGES {
        let english = language.language == Language::En;
        let mut add = |text: String, value: u64| {
            numbers.entry(text).or_insert(Numeral { value, english }).english |= english;
        };
        for (value, row) in language.units {
            variants(row).for_each(|text| add(text, *value));
        }
        for (tens, row) in language.tens {
            for text in variants(row) {
                for (unit, row) in language.units.iter().filter(|(unit, _)| *unit < 10) {
                    for small in variants(row) {
                        add(format!("{text}{small}"), tens + unit);
                        add(format!("{small}og{text}"), tens + unit);
                    }
                }
                add(text, *tens);
            }
        }
    }
    numbers
}

fn factors() -> HashMap<String, u64> {
    let rows = LANGUAGES.iter().flat_map(|language| language.factors);
    rows.flat_map(|(value, row)| variants(row).map(|text| (text, *value))).collect()
}

fn open() -> Book {
    let mut book = Book::default();
    for language in LANGUAGES {
        book.answers.extend(variants(language.open).map(|text| joined(&text)));
        for text in variants(language.fillers) {
            match text.contains(' ') {
                true => book.filler_phrases.push(format!(" {text} ")),
                false => drop(book.filler_words.insert(text)),
            }
        }
    }
    book
}

fn levels() -> Vec<(String, u8)> {
    let rows = LANGUAGES.iter().flat_map(|language| language.levels);
    let mut levels: Vec<(String, u8)> =
        rows.flat_map(|(level, row)| variants(row).map(|text| (format!(" {text} "), *level))).collect();
    // The longer first: `svært stor` before `stor`.
    levels.sort_by_key(|(text, _)| std::cmp::Reverse(text.len()));
    levels
}

fn small_words() -> HashMap<String, Votes> {
    let mut all: HashMap<String, Votes> = HashMap::new();
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
    for word in others::FOREIGN.split('|').map(fold::fold) {
        all.entry(word).or_default().foreign = true;
    }
    for word in others::FOREIGN_ONLY.split('|').map(fold::fold) {
        let votes = all.entry(word).or_default();
        // Folded it may be a word of ours: `är` and `ar`.
        votes.only = !(votes.nb || votes.nn || votes.en);
    }
    all
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

/// What a folded number word means; compounds such as `tjuefem` too.
pub fn number(word: &str) -> Option<u64> {
    LEXICON.numbers.get(word).map(|numeral| numeral.value)
}

/// The same in a text that is known to be English, where `to` and `fire` are no numbers.
pub fn english_number(word: &str) -> Option<u64> {
    LEXICON.numbers.get(word).filter(|numeral| numeral.english).map(|numeral| numeral.value)
}

/// A short form that ends with a point inside a sentence.
pub fn is_abbreviation(word: &str) -> bool {
    LEXICON.abbreviations.contains(word)
}

/// What a word after a number multiplies it by.
pub fn factor(word: &str) -> Option<u64> {
    LEXICON.factors.get(word).copied()
}

/// The level of a step that the folded words name.
pub fn level(words: &str) -> Option<u8> {
    let plain = format!(" {words} ");
    LEXICON.levels.iter().find(|(text, _)| plain.contains(text.as_str())).map(|(_, level)| *level)
}

/// True where the folded words are an answer that leaves a field open.
pub fn is_open(words: &str) -> bool {
    let book = &LEXICON.open;
    if words.is_empty() || book.answers.contains(words) {
        return true;
    }
    if words.len() > 60 {
        return false;
    }
    let mut rest = format!(" {words} ");
    for filler in book.filler_phrases.iter() {
        if rest.contains(filler.as_str()) {
            rest = rest.replace(filler.as_str(), " ");
        }
    }
    let kept: Vec<&str> = rest.split(' ').filter(|word| !book.filler_words.contains(*word)).collect();
    let kept = kept.join(" ");
    let kept = kept.trim();
    !kept.is_empty() && kept.len() < words.len() && book.answers.contains(kept)
}

/// For which language a folded small word speaks.
pub fn votes(word: &str) -> Option<Votes> {
    LEXICON.small_words.get(word).copied()
}

/// What the words of a text mean, in order, the longer before the shorter where two begin at one place.
pub fn marks(folded: &str, tokens: &[Token]) -> Vec<Mark> {
    let lexicon = &*LEXICON;
    let mut marks = Vec::new();
    for (at, token) in tokens.iter().enumerate().filter(|(_, token)| token.kind == Kind::Word) {
        let word = folded.get(token.start..token.end).unwrap_or_default();
        let senses = lexicon.words.get(word).map(Vec::as_slice).unwrap_or_default();
        marks.extend(senses.iter().map(|sense| Mark { first: at, after: at + 1, sense: *sense }));
    }
    if let Some(phrases) = &lexicon.phrases {
        for found in phrases.find_overlapping_iter(folded) {
            let Some(pattern) = lexicon.patterns.get(found.pattern().as_usize()) else { continue };
            let Some((first, after)) = span(tokens, found.start(), found.end(), pattern) else { continue };
            marks.extend(pattern.senses.iter().map(|sense| Mark { first, after, sense: *sense }));
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
    let last = tokens.partition_point(|token| token.end < end);
    if tokens.get(last)?.end != end && !pattern.open_right {
        return None;
    }
    Some((first, last + 1))
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
        let found: Vec<String> = variants("råka|før*").collect();
        assert_eq!(found, ["raka", "raaka", "for*", "foer*"]);
    }

    #[test]
    fn fillers_do_not_make_an_answer() {
        assert!(is_open("forelopig ukjent"));
        assert!(is_open("det er enna ukjent"));
        assert!(!is_open("det er 40"));
    }
}
