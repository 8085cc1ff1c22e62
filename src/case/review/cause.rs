//! What a breach came from, as a word of a few: so a review can count causes and quote nobody's report.

use serde::{Deserialize, Serialize};

use crate::case::Case;
use crate::report::Field;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cause {
    WrongRecipient,
    WrongAccess,
    Lost,
    Published,
    Attack,
    Fault,
    Other,
    Unknown,
}

/// The first row that fits counts. What a word of the text begins with, in three languages; two words stand as written.
const WORDS: [(Cause, &[&str]); 6] = [
    (
        Cause::Attack,
        &[
            "angrep",
            "åtak",
            "attack",
            "datainnbr",
            "dataangrep",
            "hack",
            "phish",
            "virus",
            "løsepeng",
            "ransom",
            "skadevare",
            "skadeprogram",
            "malware",
            "svindel",
        ],
    ),
    (
        Cause::WrongRecipient,
        &[
            "feil mott",
            "feil adr",
            "feil pers",
            "feilsend",
            "feil send",
            "feil e-post",
            "wrong recip",
            "wrong addr",
            "wrong pers",
            "misdirect",
            "blindkopi",
            "bcc",
            "feil konvolutt",
        ],
    ),
    (
        Cause::Published,
        &["publis", "nettsid", "internett", "open for alle", "åpen for alle", "publicly", "website"],
    ),
    (
        Cause::WrongAccess,
        &["tilgang", "tilgjenge", "snok", "innsyn", "snoop", "access", "unauthor", "uautoris", "ubeføyd"],
    ),
    (
        Cause::Lost,
        &[
            "tap",
            "tapt",
            "datatap",
            "mist",
            "stjål",
            "stole",
            "tyveri",
            "tjuveri",
            "theft",
            "lost",
            "forsvunn",
            "forsvinn",
            "glemt",
            "gløymt",
            "gjenglemt",
            "innbrudd",
            "innbrot",
        ],
    ),
    (
        Cause::Fault,
        &[
            "systemfeil",
            "programfeil",
            "teknisk",
            "konfigur",
            "config",
            "oppdatering",
            "software",
            "technical",
            "serverfeil",
            "feil i system",
            "feil i program",
        ],
    ),
];

/// By the main cause that the report names, else by what it says happened.
pub fn of(case: &Case) -> Cause {
    let text = [Field::MainCause, Field::HowItArose, Field::WhatHappened]
        .into_iter()
        .filter_map(|field| case.report.get(&field))
        .map(|found| found.raw.to_lowercase());
    let mut cause = Cause::Unknown;
    for text in text {
        cause = Cause::Other;
        if let Some((known, _)) = WORDS.iter().find(|(_, words)| words.iter().any(|word| begins(&text, word)))
        {
            return *known;
        }
    }
    cause
}

/// Whether a word of the text begins so.
fn begins(text: &str, word: &str) -> bool {
    text.match_indices(word)
        .any(|(start, _)| !text.get(..start).is_some_and(|before| before.ends_with(char::is_alphanumeric)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::review::tests::{case, told};

    #[test]
    fn a_cause_is_known_by_its_words_in_three_languages() {
        for (text, cause) in [
            ("E-post sendt til feil mottaker", Cause::WrongRecipient),
            ("Feilsendt e-post", Cause::WrongRecipient),
            ("E-mail sent to the wrong person", Cause::WrongRecipient),
            ("Feil tilgang i fagsystemet", Cause::WrongAccess),
            ("Manglande tilgangsstyring", Cause::WrongAccess),
            ("Stjålet PC", Cause::Lost),
            ("Laptop lost on a train", Cause::Lost),
            ("Tjuveri av mobiltelefon", Cause::Lost),
            ("Publisert på nettsiden ved en feil", Cause::Published),
            ("Phishing", Cause::Attack),
            ("Datainnbrudd hos leverandøren", Cause::Attack),
            ("Teknisk svikt etter oppdatering", Cause::Fault),
            ("Manglende rutine", Cause::Other),
            ("Etappe to av flyttingen", Cause::Other),
        ] {
            let mut one = case("A-1", "2026-03-10T08:00:00Z");
            told(&mut one, Field::MainCause, text);
            assert_eq!(of(&one), cause, "{text}");
        }
        assert_eq!(of(&case("A-1", "2026-03-10T08:00:00Z")), Cause::Unknown);
    }
}
