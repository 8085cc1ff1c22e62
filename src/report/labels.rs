//! Which field a label names (L1–L21): case, accents, slips and OCR forms forgiven, ordinary sentences not taken.

mod index;

use super::field::{Field, Property};
use super::passage::{Gap, Kind, Token, Tokens};
use super::words::{LANGUAGES, Language};

/// A label is not longer than this, in bytes.
const LABEL_BYTES: usize = 200;
/// Nor has it more words.
const LABEL_WORDS: usize = 16;

/// What a label asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    Field(Field),
    /// Parts of `contact`.
    Name,
    Email,
    Phone,
    /// Parts of `period`.
    Start,
    End,
    Duration,
    Ongoing,
    /// How it arose, or behind the question whether people were told: in what way.
    How,
    /// The type of breach: tells kinds and properties, and is the main cause where nothing else is.
    Type,
    /// A yes/no question about one property (L18).
    Property(Property),
    /// Likelihood and consequence together: `S=3, K=4`, `3x4=12` (L19).
    Risk {
        residual: bool,
    },
    /// How grave it is: a number is the consequence, a word only a band of risk.
    Severity,
    /// Their product, which we count ourselves.
    Score,
    /// A column of a plan of measures (S74).
    Plan(Column),
    /// The number of a row.
    Line,
    /// What follows is printed on the form for its user: no answers.
    Printed,
    /// A known label that no field holds (organisation, authority); it ends the value before it.
    Other,
}

/// Who does a measure, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    Owner,
    Helper,
    Due,
    Done,
}

/// A label found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hit {
    pub target: Target,
    languages: u8,
    /// Word for word.
    pub exact: bool,
    /// In a reply it may be a command.
    pub command: bool,
}

impl Hit {
    /// Whether the label is one in this language.
    pub fn is(&self, language: Language) -> bool {
        self.languages & bit(language) != 0
    }

    /// The same label with another target.
    pub fn toward(self, target: Target) -> Self {
        Hit { target, ..self }
    }
}

fn bit(language: Language) -> u8 {
    match language {
        Language::Nb => 1,
        Language::Nn => 2,
        Language::En => 4,
    }
}

/// How much a line looks like a label by its form alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Form {
    /// A line of its own without any mark: only the very words count.
    Bare,
    /// A table cell: a few extra words are allowed beside a label of several.
    Cell,
    /// Before a colon: a few extra words are allowed.
    Marked,
    /// A question or a numbered item: more extra words are allowed.
    Question,
}

/// A word of a possible label: which words of the vocabulary it may be, and where it stands.
#[derive(Clone, Copy, Debug, Default)]
pub struct LabelWord {
    ids: index::Ids,
    /// Spelt as in the vocabulary.
    exact: bool,
    digits: bool,
    pub from: usize,
    pub to: usize,
}

/// The first words of a line, without what stands in parentheses.
#[derive(Clone, Debug, Default)]
pub struct LabelWords {
    list: Vec<LabelWord>,
    tokens: Tokens,
}

impl LabelWords {
    /// Reads a line; only its beginning can be a label.
    pub fn read(&mut self, text: &str) {
        self.list.clear();
        self.tokens.read(super::fold::cut(text, LABEL_BYTES));
        let mut depth = 0usize;
        let mut at = 0;
        while let Some(token) = self.tokens.list.get(at).copied() {
            let word = self.tokens.word(at);
            match word {
                "(" | "[" => depth += 1,
                ")" | "]" => depth = depth.saturating_sub(1),
                _ => {}
            }
            let (used, spelt) = match token.kind {
                Kind::Sign if !matches!(word, "@" | "|") => (1, None),
                _ => spelt(&self.tokens, at),
            };
            if depth == 0
                && let Some(spelt) = spelt
            {
                let last = self.tokens.list.get(at + used - 1).map_or(token.to, |token| token.to);
                self.list.push(known(spelt.as_deref().unwrap_or(word), token, last));
            }
            at += used;
            if self.list.len() > LABEL_WORDS + 8 {
                break;
            }
        }
    }

    /// All words.
    pub fn all(&self) -> &[LabelWord] {
        &self.list
    }

    /// The words that stand between two bytes of the line.
    pub fn between(&self, from: usize, to: usize) -> &[LabelWord] {
        let first = self.list.partition_point(|word| word.from < from);
        let after = self.list.partition_point(|word| word.to <= to);
        self.list.get(first..after).unwrap_or_default()
    }
}

/// A word may have been read wrongly by a machine: `n@r`, `0ppdaget`, `Tl1tak`. How many tokens it is made of, and how it
/// is spelt where that differs.
fn spelt(tokens: &Tokens, at: usize) -> (usize, Option<Option<String>>) {
    let glued = |place: usize| {
        let next = tokens.list.get(place).filter(|token| token.gap == Gap::None)?;
        match next.kind {
            Kind::Word => Some(tokens.word(place)),
            Kind::Number => Some(tokens.word(place)).filter(|digits| matches!(*digits, "0" | "1" | "5")),
            Kind::Sign => Some(tokens.word(place)).filter(|sign| matches!(*sign, "@" | "|")),
        }
    };
    let first = tokens.word(at);
    let odd = matches!(first, "0" | "1" | "5" | "@" | "|");
    let kind = tokens.list.get(at).map(|token| token.kind);
    let goes_on = (odd || kind == Some(Kind::Word)) && glued(at + 1).is_some();
    if !goes_on {
        return (1, (kind != Some(Kind::Sign)).then_some(None));
    }
    let mut out = first.to_owned();
    let mut used = 1;
    while let Some(more) = glued(at + used) {
        out.push_str(more);
        used += 1;
    }
    // A number that belongs to the word, `S3`, is no letter.
    if out.ends_with(|c: char| c.is_ascii_digit()) && !out.contains('@') {
        return (1, Some(None));
    }
    let out = out.replace('@', "a").replace('0', "o").replace(['1', '|'], "l").replace('5', "s");
    (used, Some(Some(out)))
}

fn known(word: &str, token: Token, to: usize) -> LabelWord {
    let digits = word.bytes().all(|byte| byte.is_ascii_digit());
    let (ids, exact) = index::ids(word);
    LabelWord { ids, exact, digits, from: token.from, to }
}

/// The field that these words name, if any.
pub fn find(words: &[LabelWord], form: Form) -> Option<Hit> {
    if words.is_empty() || words.len() > LABEL_WORDS {
        return None;
    }
    index::find(words, form).or_else(|| index::find(index::described(words)?, form))
}

/// The field that a label text names, if any.
pub fn find_text(text: &str, form: Form) -> Option<Hit> {
    if text.len() > LABEL_BYTES {
        return None;
    }
    let mut words = LabelWords::default();
    words.read(text);
    if words.list.is_empty() && text.trim_start().starts_with(['(', '[']) {
        words.read(text.trim().trim_matches(['(', ')', '[', ']']));
    }
    find(&words.list, form)
}

/// The name of a field as a person reads it in a notice; `nb`, `nn` or `en`, anything else is `nb`.
pub fn label(field: Field, language: &str) -> &'static str {
    name(field, language).1
}

/// A short example of how to answer, in the same languages.
pub fn hint(field: Field, language: &str) -> &'static str {
    name(field, language).2
}

fn name(field: Field, language: &str) -> (Field, &'static str, &'static str) {
    let language = match language {
        "nn" => Language::Nn,
        "en" => Language::En,
        _ => Language::Nb,
    };
    let vocabulary = LANGUAGES.iter().find(|one| one.language == language);
    let names = vocabulary.map_or(&[][..], |one| &one.names[..]);
    names.iter().find(|(one, ..)| *one == field).copied().unwrap_or((field, field.name(), ""))
}

#[cfg(test)]
mod tests;
