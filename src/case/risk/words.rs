//! The vocabulary as one index over the three languages: people mix them, and a mail's language is not always known.
//!
//! An entry is one or more words, compared folded as labels are. A word ending in `*` is the beginning of one
//! (`diagnos*`), `..` stands for a few words between (`bekreft* .. slettet`), and a word of nine letters or more may be
//! one slip away from how it is written.

mod en;
mod nb;
mod nn;
pub mod statements;

use std::collections::HashMap;
use std::sync::LazyLock;

use super::sign::Sign;
use crate::report;

/// Signs, and the entries that show them, parted by `|`.
pub type Table = &'static [(&'static [Sign], &'static str)];

/// The most words that `..` stands for.
const GAP_WORDS: usize = 6;
/// Shorter words must be written rightly: `personer` is not `personnr`.
const SLIP_LETTERS: usize = 9;

pub struct Entry {
    pub signs: &'static [Sign],
    /// Written rightly only: what lowers is not guessed.
    exact: bool,
    pieces: Vec<Piece>,
    letters: usize,
}

enum Piece {
    Word { text: String, open: bool },
    Gap,
}

/// The entries, and by the first letters of their first word where they stand.
struct Book {
    entries: Vec<Entry>,
    /// By the first two letters.
    heads: HashMap<(char, char), Vec<usize>>,
    /// By the first and the third, for a slip in the second, which stands beside.
    slips: HashMap<(char, char), Vec<(char, usize)>>,
}

static BOOK: LazyLock<Book> = LazyLock::new(|| {
    let mut book = Book { entries: Vec::new(), heads: HashMap::new(), slips: HashMap::new() };
    for (signs, texts) in [nb::WORDS, nn::WORDS, en::WORDS].into_iter().flatten() {
        for entry in texts.split('|').map(|text| entry(signs, text)) {
            let at = book.entries.len();
            if let Some(Piece::Word { text, .. }) = entry.pieces.first() {
                let [first, second, third] = letters(text);
                book.heads.entry((first, second)).or_default().push(at);
                if !entry.exact && text.len() >= SLIP_LETTERS {
                    book.slips.entry((first, third)).or_default().push((second, at));
                }
            }
            book.entries.push(entry);
        }
    }
    book
});

/// The first three letters; a space where there is none.
fn letters(word: &str) -> [char; 3] {
    let mut chars = word.chars();
    [(); 3].map(|()| chars.next().unwrap_or(' '))
}

fn entry(signs: &'static [Sign], text: &str) -> Entry {
    let mut pieces = Vec::new();
    for part in text.split_whitespace() {
        if part == ".." {
            pieces.push(Piece::Gap);
            continue;
        }
        let words = report::words(part);
        let last = words.len();
        for (index, text) in words.into_iter().enumerate() {
            pieces.push(Piece::Word { text, open: part.ends_with('*') && index + 1 == last });
        }
    }
    let letters =
        pieces.iter().map(|piece| if let Piece::Word { text, .. } = piece { text.len() } else { 0 });
    Entry { signs, exact: signs.iter().any(|sign| sign.mild()), letters: letters.sum(), pieces }
}

/// The entries that may begin with this folded word.
pub fn beginning(word: &str) -> impl Iterator<Item = &'static Entry> {
    let [first, second, third] = letters(word);
    let heads = BOOK.heads.get(&(first, second)).into_iter().flatten();
    let slips = if word.len() >= SLIP_LETTERS { BOOK.slips.get(&(first, third)) } else { None };
    let slipped = slips.into_iter().flatten().filter(move |(own, _)| *own != second).map(|(_, at)| at);
    heads.chain(slipped).filter_map(|at| BOOK.entries.get(*at))
}

impl Entry {
    /// Whether words may stand between its own.
    pub fn gapped(&self) -> bool {
        self.pieces.iter().any(|piece| matches!(piece, Piece::Gap))
    }

    /// How much it says: the more letters, the closer.
    pub fn letters(&self) -> usize {
        self.letters
    }

    /// The places of its words, if they stand in `words` from `start` on.
    pub fn places<'w>(&self, words: impl Fn(usize) -> Option<&'w str>, start: usize) -> Option<Vec<usize>> {
        let Some(Piece::Word { text, open }) = self.pieces.first() else { return None };
        // Most entries end here, before anything is allocated.
        words(start).filter(|word| self.same(word, text, *open))?;
        let mut places = Vec::with_capacity(self.pieces.len());
        let (mut at, mut reach) = (start, 0);
        for piece in &self.pieces {
            match piece {
                Piece::Gap => reach = GAP_WORDS,
                Piece::Word { text, open } => {
                    let found = (at..=at + reach)
                        .find(|at| words(*at).is_some_and(|word| self.same(word, text, *open)))?;
                    places.push(found);
                    (at, reach) = (found + 1, 0);
                }
            }
        }
        Some(places)
    }

    fn same(&self, word: &str, wanted: &str, open: bool) -> bool {
        let front = if open { word.get(..wanted.len()) } else { Some(word) };
        let Some(front) = front else { return false };
        front == wanted
            || (!self.exact
                && wanted.len() >= SLIP_LETTERS
                && front.len() >= SLIP_LETTERS
                && report::same_word(front, wanted))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(entry_text: &str, text: &str) -> Option<Vec<usize>> {
        let words = report::words(text);
        entry(&[], entry_text).places(|at| words.get(at).map(String::as_str), 0)
    }

    #[test]
    fn an_entry_is_whole_words_beginnings_or_words_with_others_between() {
        assert_eq!(found("diagnos*", "Diagnosene"), Some(vec![0]));
        assert_eq!(found("navn", "navnet"), None);
        assert_eq!(found("e-postadresse*", "e-postadresser"), Some(vec![0, 1]));
        assert_eq!(found("bekreft* .. slettet", "bekreftet at den er slettet"), Some(vec![0, 4]));
        assert_eq!(found("bekreft* .. slettet", "bekreftet en to tre fire fem seks syv slettet"), None);
    }

    #[test]
    fn a_slip_is_forgiven_in_long_words_only() {
        assert_eq!(found("fødselsnummer*", "fgdselsnummeret"), Some(vec![0]));
        assert_eq!(found("elever", "lever"), None);
        assert_eq!(found("elever", "eleven"), None);
    }

    #[test]
    fn every_entry_has_words_and_every_sign_is_shown_in_every_language() {
        for (language, table) in [("nb", nb::WORDS), ("nn", nn::WORDS), ("en", en::WORDS)] {
            for (signs, entries) in table {
                assert!(!signs.is_empty(), "{language}: {entries}");
                for text in entries.split('|') {
                    assert!(entry(signs, text).letters() >= 3, "{language}: {text:?} says too little");
                }
            }
        }
        let shown = |table: Table| -> std::collections::BTreeSet<Sign> {
            table.iter().flat_map(|(signs, _)| signs.iter().copied()).collect()
        };
        assert_eq!(shown(nb::WORDS), shown(en::WORDS));
    }
}
