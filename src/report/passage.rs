//! A text cut into words, numbers and signs, folded once, with what the known words in it mean.
//!
//! Dates, counts and sentences are all read from this one form, so that each word is looked at once.

use super::fold;
use super::words::Sense;
use super::words::lexicon;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Word,
    Number,
    Sign,
}

/// What stands between a token and the one before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gap {
    None,
    Space,
    /// The end of a line.
    Line,
    /// A blank line, or the beginning of the text.
    Blank,
}

/// A word, a run of digits, or one sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    pub kind: Kind,
    pub gap: Gap,
    /// Its place in the folded text, in bytes.
    pub start: usize,
    pub end: usize,
    /// Its place in the text as written, in bytes.
    pub from: usize,
    pub to: usize,
}

/// What the tokens from `first` to before `after` mean together.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mark {
    pub first: usize,
    pub after: usize,
    pub sense: Sense,
}

/// A text as tokens. Invisible characters are left out, runs of white space are one space.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tokens {
    pub folded: String,
    pub list: Vec<Token>,
}

impl Tokens {
    pub fn new(text: &str) -> Self {
        let mut tokens = Tokens::default();
        tokens.read(text);
        tokens
    }

    /// Reads another text into the same room.
    pub fn read(&mut self, text: &str) {
        self.folded.clear();
        self.list.clear();
        self.folded.reserve(text.len());
        let mut gap = Gap::Blank;
        for (from, written) in text.char_indices() {
            if written.is_whitespace() {
                gap = match (gap, written) {
                    (Gap::Line | Gap::Blank, '\n') => Gap::Blank,
                    (_, '\n') => Gap::Line,
                    (gap, _) => gap.max(Gap::Space),
                };
                continue;
            }
            if fold::is_invisible(written) {
                continue;
            }
            let c = fold::fold_char(written);
            let kind = match c {
                _ if c.is_alphabetic() => Kind::Word,
                '0'..='9' => Kind::Number,
                _ => Kind::Sign,
            };
            let to = from + written.len_utf8();
            let goes_on = gap == Gap::None && kind != Kind::Sign;
            if gap > Gap::None && !self.folded.is_empty() {
                self.folded.push(' ');
            }
            let start = self.folded.len();
            self.folded.push(c);
            let end = self.folded.len();
            match self.list.last_mut() {
                Some(last) if goes_on && last.kind == kind => (last.end, last.to) = (end, to),
                _ => self.list.push(Token { kind, gap, start, end, from, to }),
            }
            gap = Gap::None;
        }
    }

    pub fn word(&self, at: usize) -> &str {
        self.list.get(at).and_then(|token| self.folded.get(token.start..token.end)).unwrap_or_default()
    }
}

/// A text with its tokens and what they mean.
#[derive(Clone, Debug)]
pub struct Passage<'t> {
    text: &'t str,
    tokens: Tokens,
    marks: Vec<Mark>,
    /// For each token the place of the first mark that begins there or later.
    places: Vec<usize>,
}

impl<'t> Passage<'t> {
    pub fn new(text: &'t str) -> Self {
        let tokens = Tokens::new(text);
        let marks = lexicon::marks(&tokens.folded, &tokens.list);
        let mut places = Vec::with_capacity(tokens.list.len() + 1);
        let mut place = 0;
        for at in 0..=tokens.list.len() {
            while marks.get(place).is_some_and(|mark| mark.first < at) {
                place += 1;
            }
            places.push(place);
        }
        Passage { text, tokens, marks, places }
    }

    pub fn whole(&self) -> Span<'_> {
        Span { of: self, from: 0, to: self.tokens.list.len() }
    }
}

/// A run of tokens of a passage. Places are counted from its beginning.
#[derive(Clone, Copy, Debug)]
pub struct Span<'a> {
    of: &'a Passage<'a>,
    from: usize,
    to: usize,
}

impl<'a> Span<'a> {
    pub fn len(self) -> usize {
        self.to - self.from
    }

    pub fn is_empty(self) -> bool {
        self.to == self.from
    }

    /// The part from one place to before another.
    pub fn part(self, from: usize, to: usize) -> Span<'a> {
        let from = self.from.saturating_add(from).min(self.to);
        Span { of: self.of, from, to: self.from.saturating_add(to).clamp(from, self.to) }
    }

    pub fn token(self, at: usize) -> Option<&'a Token> {
        let place = self.from.checked_add(at).filter(|place| *place < self.to)?;
        self.of.tokens.list.get(place)
    }

    /// The folded token, or nothing.
    pub fn word(self, at: usize) -> &'a str {
        self.token(at).and_then(|token| self.of.tokens.folded.get(token.start..token.end)).unwrap_or_default()
    }

    pub fn is_word(self, at: usize) -> bool {
        self.token(at).is_some_and(|token| token.kind == Kind::Word)
    }

    pub fn is_number(self, at: usize) -> bool {
        self.token(at).is_some_and(|token| token.kind == Kind::Number)
    }

    /// True where this one sign stands there.
    pub fn sign(self, at: usize, sign: char) -> bool {
        let mut wanted = [0; 4];
        self.token(at).is_some_and(|token| token.kind == Kind::Sign)
            && self.word(at) == sign.encode_utf8(&mut wanted)
    }

    /// True where no white space stands before the token.
    pub fn glued(self, at: usize) -> bool {
        self.token(at).is_some_and(|token| token.gap == Gap::None)
    }

    /// What stands before the token.
    pub fn gap(self, at: usize) -> Gap {
        self.token(at).map_or(Gap::None, |token| token.gap)
    }

    /// The digits there as a number, and how many they are.
    pub fn digits(self, at: usize) -> Option<(u64, usize)> {
        let digits = self.token(at).filter(|token| token.kind == Kind::Number).map(|_| self.word(at))?;
        Some((digits.parse().ok()?, digits.len()))
    }

    /// A number of at most so many digits.
    pub fn small(self, at: usize, digits: usize) -> Option<u32> {
        let (value, length) = self.digits(at)?;
        (length <= digits).then(|| u32::try_from(value).ok())?
    }

    /// What begins at this place and is accepted, the longest first; with the place after it.
    pub fn at<T>(self, at: usize, accept: impl Fn(Sense) -> Option<T>) -> Option<(T, usize)> {
        let place = self.from.checked_add(at).filter(|place| *place < self.to)?;
        let first = self.of.places.get(place).copied()?;
        self.of
            .marks
            .get(first..)?
            .iter()
            .take_while(|mark| mark.first == place)
            .filter(|mark| mark.after <= self.to)
            .find_map(|mark| Some((accept(mark.sense)?, mark.after - self.from)))
    }

    /// The place after a mark of just this sense.
    pub fn sense(self, at: usize, wanted: Sense) -> Option<usize> {
        self.at(at, |sense| (sense == wanted).then_some(())).map(|(_, after)| after)
    }

    /// All marks that lie inside, in order; their places counted from the beginning of the passage.
    pub fn marks(self) -> impl Iterator<Item = &'a Mark> {
        let first = self.of.places.get(self.from).copied().unwrap_or_default();
        let marks = self.of.marks.get(first..).unwrap_or_default().iter();
        marks.take_while(move |mark| mark.first < self.to).filter(move |mark| mark.after <= self.to)
    }

    /// The places of the first mark of this sense.
    pub fn find(self, wanted: Sense) -> Option<(usize, usize)> {
        self.marks()
            .find(|mark| mark.sense == wanted)
            .map(|mark| (mark.first - self.from, mark.after - self.from))
    }

    pub fn has(self, wanted: Sense) -> bool {
        self.marks().any(|mark| mark.sense == wanted)
    }

    pub fn has_any(self, wanted: &[Sense]) -> bool {
        self.marks().any(|mark| wanted.contains(&mark.sense))
    }

    /// The first letter of a token as written.
    pub fn initial(self, at: usize) -> Option<char> {
        self.token(at).and_then(|token| self.of.text.get(token.from..)?.chars().next())
    }

    /// What is written from a token on, to the end of the whole text.
    pub fn written_from(self, at: usize) -> &'a str {
        self.token(at).and_then(|token| self.of.text.get(token.from..)).unwrap_or_default()
    }

    /// True where the whole passage is in English, as far as its small words tell.
    pub fn is_english(self) -> bool {
        let votes = |at: usize| lexicon::votes(self.of.tokens.word(at));
        let (mut english, mut norwegian) = (0, 0);
        for votes in (0..self.of.tokens.list.len().min(80)).filter_map(votes) {
            english += usize::from(votes.en && !votes.nb && !votes.nn);
            norwegian += usize::from((votes.nb || votes.nn) && !votes.en);
        }
        english > norwegian.max(1)
    }

    /// As written.
    pub fn text(self) -> &'a str {
        let from = self.token(0).map_or(0, |token| token.from);
        let to = self.len().checked_sub(1).and_then(|last| self.token(last)).map_or(from, |token| token.to);
        self.of.text.get(from..to).unwrap_or_default()
    }

    /// The folded text, one space between what was parted by white space.
    #[cfg(test)]
    pub fn folded(self) -> &'a str {
        let from = self.token(0).map_or(0, |token| token.start);
        let to = self.len().checked_sub(1).and_then(|last| self.token(last)).map_or(from, |token| token.end);
        self.of.tokens.folded.get(from..to).unwrap_or_default()
    }

    /// A place of the passage counted from the beginning of this span.
    pub fn here(self, place: usize) -> usize {
        place.saturating_sub(self.from)
    }

    /// What stands before a part of this span.
    pub fn before(self, part: Span<'a>) -> Span<'a> {
        Span { to: part.from.clamp(self.from, self.to), ..self }
    }

    /// From the beginning of this span to the end of a later one of the same passage.
    pub fn through(self, last: Span<'a>) -> Span<'a> {
        Span { to: last.to.max(self.to), ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_into_words_numbers_and_signs() {
        let passage = Passage::new("Kl.\u{a0}14:05  på\nØya\u{ad}ne");
        let span = passage.whole();
        let all: Vec<&str> = (0..span.len()).map(|at| span.word(at)).collect();
        assert_eq!(all, ["kl", ".", "14", ":", "05", "pa", "oyane"]);
        assert_eq!(span.part(5, 7).text(), "på\nØya\u{ad}ne");
        assert_eq!(span.folded(), "kl. 14:05 pa oyane");
        assert!(span.glued(1) && !span.glued(2));
    }

    #[test]
    fn a_word_that_stands_in_a_longer_phrase_is_known_too() {
        let passage = Passage::new("sendt til feil mottaker i går");
        assert_eq!(passage.whole().find(Sense::Recipient), Some((3, 4)));
        assert!(passage.whole().has(Sense::Confidentiality));
    }

    #[test]
    fn phrases_and_parts_of_words_are_known_by_their_borders() {
        let passage = Passage::new("Vi ble klar over at pasientopplysninger om 12 pasienter lå åpent");
        let span = passage.whole();
        assert_eq!(span.find(Sense::Noticed), Some((1, 4)));
        assert_eq!(span.find(Sense::Data), Some((5, 6)));
        assert_eq!(span.find(Sense::Group), Some((8, 9)));
        assert!(!span.has(Sense::Staff));
        assert_eq!(span.sense(7, Sense::Data), None);
    }
}
