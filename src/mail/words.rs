//! The words that mail programs put around answered and passed-on mails, in one place per language (M4, M16 to M22).
//!
//! Labels and markers are written as the clients write them; everything is compared without regard to case.

mod nordic;
mod other;
mod west;

use regex::{Regex, RegexBuilder};

/// What the clients of one language write. A list may be empty where nothing is known.
#[derive(Clone, Copy)]
pub struct Words {
    /// Labels of a header block.
    pub from: &'static [&'static str],
    pub date: &'static [&'static str],
    pub to: &'static [&'static str],
    pub copy: &'static [&'static str],
    pub subject: &'static [&'static str],
    /// Labels that may stand among them and say nothing to us.
    pub rest: &'static [&'static str],
    /// `wrote`.
    pub verbs: &'static [&'static str],
    /// Words that stand in a date beside its numbers. Where there are none, attributions are read loosely: the
    /// language is not one that our reporters tell events in.
    pub when: &'static [&'static str],
    /// `the following`, beside the verb.
    pub following: &'static [&'static str],
    /// `Quoting` before an address.
    pub quoting: &'static [&'static str],
    /// Above a mail that was passed on on purpose.
    pub forwarded: &'static [&'static str],
    /// Above a mail that is quoted because it is answered.
    pub original: &'static [&'static str],
    /// Subject prefixes without their colon.
    pub forward_prefixes: &'static [&'static str],
    pub reply_prefixes: &'static [&'static str],
    /// A first person, you, one: nobody's name.
    pub pronouns: &'static [&'static str],
    /// Small words inside names.
    pub particles: &'static [&'static str],
    /// `See my answers below`: the sender wrote into the quoted mail.
    pub below: &'static [&'static str],
    /// What opens a signature.
    pub closings: &'static [&'static str],
    /// What opens a line that a telephone or a program adds, and the words that may follow beside brand names.
    pub devices: &'static [&'static str],
    pub device_words: &'static [&'static str],
    /// What a gateway puts above a mail from outside: whole sentences, and heads that must stand alone or before a
    /// punctuation mark.
    pub banners: &'static [&'static str],
    pub banner_heads: &'static [&'static str],
    /// What opens a legal footer or a virus scanner's line.
    pub footers: &'static [&'static str],
}

const NONE: Words = Words {
    from: &[],
    date: &[],
    to: &[],
    copy: &[],
    subject: &[],
    rest: &[],
    verbs: &[],
    when: &[],
    following: &[],
    quoting: &[],
    forwarded: &[],
    original: &[],
    forward_prefixes: &[],
    reply_prefixes: &[],
    pronouns: &[],
    particles: &[],
    below: &[],
    closings: &[],
    devices: &[],
    device_words: &[],
    banners: &[],
    banner_heads: &[],
    footers: &[],
};

/// Every language, the reporters' own first.
pub const LANGUAGES: &[&Words] = &[
    &nordic::BOKMAL,
    &nordic::NYNORSK,
    &nordic::DANISH,
    &nordic::SWEDISH,
    &west::ENGLISH,
    &west::GERMAN,
    &west::FRENCH,
    &west::DUTCH,
    &west::SPANISH,
    &west::PORTUGUESE,
    &west::ITALIAN,
    &other::FINNISH,
    &other::POLISH,
    &other::CZECH,
    &other::SLOVAK,
    &other::HUNGARIAN,
    &other::ROMANIAN,
    &other::CROATIAN,
    &other::ESTONIAN,
    &other::RUSSIAN,
    &other::UKRAINIAN,
    &other::TURKISH,
    &other::GREEK,
    &other::VIETNAMESE,
    &other::ARABIC,
    &other::JAPANESE,
    &other::CHINESE,
    &other::HEBREW,
];

/// One kind of word in every language.
pub fn every(kind: fn(&Words) -> &'static [&'static str]) -> impl Iterator<Item = &'static str> {
    LANGUAGES.iter().flat_map(move |words| kind(words).iter().copied())
}

/// `(?:a|b|c)` of some words, longest first, so that a longer one is never hidden by its beginning.
pub fn alternation(words: impl Iterator<Item = &'static str>) -> String {
    let mut words: Vec<String> = words.map(regex::escape).collect();
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    words.dedup();
    format!("(?:{})", words.join("|"))
}

/// A pattern that does not regard case.
pub fn pattern(text: &str) -> Regex {
    RegexBuilder::new(text).case_insensitive(true).build().expect("a constant pattern")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_word_is_empty_or_has_space_around_it() {
        let kinds: [fn(&Words) -> &'static [&'static str]; 10] = [
            |words| words.from,
            |words| words.verbs,
            |words| words.when,
            |words| words.forwarded,
            |words| words.original,
            |words| words.closings,
            |words| words.devices,
            |words| words.banners,
            |words| words.banner_heads,
            |words| words.footers,
        ];
        for word in kinds.into_iter().flat_map(every) {
            assert!(!word.is_empty() && word.trim() == word, "{word:?}");
        }
    }

    #[test]
    fn every_language_knows_its_header() {
        for (at, words) in LANGUAGES.iter().enumerate().take(22) {
            let header = [words.from, words.date, words.to, words.subject];
            assert!(header.iter().all(|labels| !labels.is_empty()), "language {at}");
        }
    }
}
