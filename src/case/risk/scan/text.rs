//! A text as folded words in their clauses and sentences.

use std::cmp::Reverse;

use crate::case::risk::words::statements::{BUT, HEDGES, NORWEGIAN, Small};
use crate::case::risk::words::{self, Entry};
use crate::report;

/// The longest text of a field that is looked through, in characters.
const FIELD_CHARS: usize = 8_192;
/// A line shorter than this ends where it ends; a longer one that goes on in small letters was only wrapped.
const WRAP_CHARS: usize = 40;
/// The longest quotation of a report's words in an explanation, in characters.
const QUOTE_CHARS: usize = 40;

pub struct Word<'t> {
    pub folded: String,
    pub written: &'t str,
    /// Numbers of the clause and the sentence, rising.
    pub clause: usize,
    pub sentence: usize,
    /// What it may be the answer to: the colon, equals sign or question mark before it.
    pub answers: Option<char>,
}

#[derive(Clone, Copy, Default)]
struct Sentence {
    norwegian: bool,
    hedged: bool,
}

pub struct Text<'t> {
    pub words: Vec<Word<'t>>,
    sentences: Vec<Sentence>,
    /// The mark that it ends in and that wants an answer.
    pub asked: Option<char>,
}

impl<'t> Text<'t> {
    pub fn new(text: &'t str) -> Text<'t> {
        let mut cut = Cutter { text, ..Cutter::default() };
        let mut line = 0;
        let mut end = 0;
        let mut chars = text.char_indices().take(FIELD_CHARS).peekable();
        while let Some((at, written)) = chars.next() {
            end = at + written.len_utf8();
            let c = report::fold_char(written);
            line += 1;
            if c.is_alphanumeric() {
                cut.start.get_or_insert(at);
                cut.folded.push(c);
                continue;
            }
            cut.close(at);
            match c {
                '\n' | '\u{2028}' => {
                    let goes_on = chars.peek().is_some_and(|(_, next)| next.is_lowercase());
                    if !(goes_on && line > WRAP_CHARS) {
                        cut.end_sentence();
                    }
                    line = 0;
                }
                '.' | '!' | ';' => cut.end_sentence(),
                ',' | '(' | ')' | '\t' | '•' | '"' => cut.clause += 1,
                ':' | '?' | '=' => {
                    cut.clause += 1;
                    cut.answers = Some(c);
                }
                _ => {}
            }
        }
        cut.close(end);
        let sentences = sentences(&cut.words, cut.sentence);
        Text { asked: cut.answers, words: cut.words, sentences }
    }

    pub fn clause(&self, at: usize) -> Option<usize> {
        self.words.get(at).map(|word| word.clause)
    }

    pub fn sentence(&self, at: usize) -> Option<usize> {
        self.words.get(at).map(|word| word.sentence)
    }

    /// Whether the word there is in the list.
    pub fn is(&self, at: usize, list: &Small) -> bool {
        self.words.get(at).is_some_and(|word| has(list, &word.folded))
    }

    pub fn is_norwegian(&self, at: usize) -> bool {
        self.about(at).norwegian
    }

    /// Whether the speaker of the sentence is not sure.
    pub fn is_hedged(&self, at: usize) -> bool {
        self.about(at).hedged
    }

    fn about(&self, at: usize) -> Sentence {
        self.sentence(at).and_then(|number| self.sentences.get(number)).copied().unwrap_or_default()
    }

    /// The entries that stand here, with the places of their words, the one that says most first.
    pub fn entries_at(&self, at: usize) -> Vec<(&'static Entry, Vec<usize>)> {
        let Some(first) = self.words.get(at) else { return Vec::new() };
        let within = |place: usize| {
            let word = self.words.get(place).filter(|word| word.sentence == first.sentence);
            word.map(|word| word.folded.as_str())
        };
        let mut found: Vec<_> = words::beginning(&first.folded)
            .filter_map(|entry| entry.places(within, at).map(|places| (entry, places)))
            .collect();
        found.sort_by_key(|(entry, places)| Reverse((places.len(), entry.letters())));
        found
    }

    /// The words as written; `…` where others stand between.
    pub fn quote(&self, places: &[usize]) -> String {
        let mut quoted = String::new();
        let mut next = None;
        for at in places {
            let Some(word) = self.words.get(*at) else { continue };
            if let Some(next) = next {
                quoted.push_str(if next == *at { " " } else { " … " });
            }
            quoted.push_str(word.written);
            next = Some(at + 1);
        }
        if quoted.chars().count() > QUOTE_CHARS { quoted.chars().take(QUOTE_CHARS).collect() } else { quoted }
    }
}

fn has(list: &Small, word: &str) -> bool {
    list.iter().any(|language| language.contains(&word))
}

fn sentences(words: &[Word<'_>], last: usize) -> Vec<Sentence> {
    let mut all = vec![Sentence::default(); last + 1];
    for word in words {
        if let Some(sentence) = all.get_mut(word.sentence) {
            sentence.norwegian |= has(&NORWEGIAN, &word.folded);
            sentence.hedged |= has(&HEDGES, &word.folded);
        }
    }
    all
}

#[derive(Default)]
struct Cutter<'t> {
    text: &'t str,
    words: Vec<Word<'t>>,
    start: Option<usize>,
    folded: String,
    clause: usize,
    sentence: usize,
    answers: Option<char>,
}

impl Cutter<'_> {
    fn end_sentence(&mut self) {
        self.sentence += 1;
        self.clause += 1;
    }

    fn close(&mut self, end: usize) {
        let Some(start) = self.start.take() else { return };
        let mut folded = std::mem::take(&mut self.folded);
        if folded.contains("aa") {
            folded = folded.replace("aa", "a");
        }
        if has(&BUT, &folded) {
            self.clause += 1;
        }
        self.words.push(Word {
            folded,
            written: self.text.get(start..end).unwrap_or_default(),
            clause: self.clause,
            sentence: self.sentence,
            answers: std::mem::take(&mut self.answers),
        });
    }
}
