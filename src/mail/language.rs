//! Which language a text is in, by counting small words. Rough on purpose: it only chooses the words of our answer.

/// Fewer counted words than this and the text is too short to tell.
const ENOUGH: usize = 2;
/// Words looked at; more would not change the answer.
const MAX_WORDS: usize = 3000;

/// Words that tell bokmål and nynorsk apart from each other.
const BOKMAL: &[&str] = &[
    "ikke",
    "jeg",
    "en",
    "fra",
    "noen",
    "hva",
    "hvem",
    "hvor",
    "hvordan",
    "også",
    "av",
    "mer",
    "ble",
    "blitt",
    "opplysninger",
    "hendelsen",
    "ansatte",
    "dere",
    "være",
    "kommer",
    "oppdaget",
    "berørte",
    "sendt",
    "uke",
    "gjøre",
];
const NYNORSK: &[&str] = &[
    "ikkje",
    "eg",
    "ein",
    "frå",
    "nokon",
    "kva",
    "kven",
    "kvar",
    "korleis",
    "òg",
    "meir",
    "vart",
    "vorte",
    "opplysningar",
    "hendinga",
    "tilsette",
    "dykk",
    "vere",
    "kjem",
    "oppdaga",
    "råka",
    "sende",
    "veke",
    "gjere",
    "ei",
];
/// Words that both written forms of Norwegian share and English does not have.
const NORWEGIAN: &[&str] = &[
    "og", "det", "er", "på", "som", "til", "med", "har", "den", "hei", "kan", "vi", "om", "hilsen", "mvh",
    "avvik", "å",
];
const ENGLISH: &[&str] = &[
    "the", "and", "is", "was", "of", "to", "that", "we", "have", "has", "this", "not", "with", "our", "been",
    "from", "please", "regards", "hello", "you", "were", "are", "for", "breach", "which", "on",
];
/// Neighbours that would otherwise be taken for Norwegian.
const SWEDISH_DANISH_GERMAN: &[&str] = &[
    "och", "inte", "är", "jag", "från", "att", "ett", "av", "af", "jeg", "ikke", "blev", "hvad", "mig",
    "dig", "noget", "und", "nicht", "der", "die", "ich", "ist", "wurde", "mit", "von", "også", "uden", "til",
    "vad", "hej", "ej",
];
/// Words only they have.
const FOREIGN_ONLY: &[&str] = &[
    "och",
    "inte",
    "är",
    "jag",
    "från",
    "att",
    "ett",
    "af",
    "blev",
    "hvad",
    "mig",
    "noget",
    "und",
    "nicht",
    "ich",
    "ist",
    "wurde",
    "von",
    "uden",
    "vad",
    "hej",
    "mvh/",
    "hvornår",
    "oplysninger",
    "uppgifter",
    "bitte",
    "das",
];

/// `nb`, `nn`, `en` or `other`; `None` where the text is too short to tell.
pub fn detect(text: &str) -> Option<&'static str> {
    let (mut bokmal, mut nynorsk, mut norwegian, mut english, mut foreign, mut only) = (0, 0, 0, 0, 0, 0);
    let mut words = 0;
    for word in text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()).take(MAX_WORDS) {
        let word = word.to_lowercase();
        let has = |table: &[&str]| usize::from(table.contains(&word.as_str()));
        words += 1;
        bokmal += has(BOKMAL);
        nynorsk += has(NYNORSK);
        norwegian += has(NORWEGIAN);
        english += has(ENGLISH);
        foreign += has(SWEDISH_DANISH_GERMAN);
        only += has(FOREIGN_ONLY);
    }
    let norsk = bokmal + nynorsk + norwegian;
    let best = norsk.max(english).max(foreign);
    if best < ENOUGH {
        return if words >= 20 { Some("other") } else { None };
    }
    if only >= ENOUGH && foreign + only > norsk {
        return Some("other");
    }
    if english > norsk {
        return Some("en");
    }
    Some(if nynorsk > bokmal { "nn" } else { "nb" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_told_apart() {
        let rows = [
            ("Hei, jeg har sendt en e-post til feil mottaker. Det er ikke alvorlig.", Some("nb")),
            ("Hei, eg har sendt ein e-post til feil mottakar. Det er ikkje alvorleg.", Some("nn")),
            ("Hello, we have sent an email to the wrong person. It was discovered today.", Some("en")),
            (
                "Hej, jag har skickat ett mejl till fel person. Det är inte allvarligt och vi beklagar.",
                Some("other"),
            ),
            (
                "Sehr geehrte Damen und Herren, ich habe die E-Mail nicht erhalten. Das ist von gestern.",
                Some("other"),
            ),
            ("S: 3 K: 4", None),
            ("", None),
        ];
        for (text, expected) in rows {
            assert_eq!(detect(text), expected, "{text}");
        }
    }
}
