//! Answers that are not free text: what is still open, yes and no, tick boxes, levels (L14–L24).

use super::field::{Answer, Value};
use super::fold;
use super::times::pattern;

/// Whole answers that say only that the answer is to come (L24). Folded.
#[rustfmt::skip]
const OPEN: &[&str] = &[
    "", "ukjent", "ukjend", "vet ikke", "veit ikkje", "uvisst", "uvis", "usikker", "usikkert",
    "ikke avklart", "ikkje avklart", "uavklart", "avklares", "under kartlegging", "under utredning",
    "under undersokelse", "under avklaring", "under arbeid", "ettersendes", "ettersendast", "kommer",
    "kommer senere", "kjem seinare", "folger", "folgjer", "mer informasjon kommer", "meir informasjon kjem",
    "informasjon kommer", "se vedlegg", "sja vedlegg", "see attachment", "see attached", "attached",
    "unknown", "not known", "not yet known", "tbd", "tbc", "tba", "to be determined", "to be confirmed",
    "n a", "na", "ingen opplysninger", "vites ikke", "ikke kjent", "ikkje kjent", "ikke kjent enda",
    "ikke kjent enna", "vet ikke enda", "vet ikke enna", "ma undersokes", "undersokes",
    "here is more information", "here s more information", "more information follows",
    "more information to follow", "information to follow", "to follow", "pending", "don t know",
    "i don t know", "dont know", "not sure", "blir ettersendt", "vil bli ettersendt", "ettersendes senere",
    "fylles ut senere", "kartlegges", "under investigation", "being investigated", "ukjent antall",
    "ukjent per na", "ukjent forelopig", "forelopig ukjent", "per na ukjent", "vi vet ikke",
    "vi vet ikke enna", "ikke enna kjent", "som over", "xxx",
];

/// True for an empty cell, `-`, `ukjent`, `ettersendes` and the like: no answer, the field stays open.
pub fn is_open(text: &str) -> bool {
    if text.len() > 120 {
        return false;
    }
    let plain = fold::words(text).join(" ");
    if plain.is_empty() {
        return !text.contains(['☒', '☑']);
    }
    OPEN.contains(&plain.as_str())
        || (plain.len() < 80 && pattern!(r"^(mer|meir|more)\b.*\b(informasjon|information|info)\b.*\b(kommer|kjem|senere|seinare|follow|follows|ettersendes|folger)\b").is_match(&plain))
        || (plain.len() < 60 && plain.contains("ettersend"))
}

/// The options that are ticked, where the text has tick boxes at all; `None` where it has none.
pub fn ticked(text: &str) -> Option<String> {
    let text = text.replace("[X]", "☒").replace("[x]", "☒").replace("(x)", "☒").replace("(X)", "☒");
    let text = text
        .replace("[ ]", "☐")
        .replace("[]", "☐")
        .replace("( )", "☐")
        .replace(['☑', '✓', '✔', '✗', '🗹'], "☒");
    if !text.contains(['☒', '☐']) {
        return None;
    }
    let mut chosen = Vec::new();
    for (at, _) in text.match_indices('☒') {
        let rest = text.get(at + '☒'.len_utf8()..).unwrap_or_default();
        let option =
            rest.split(['☒', '☐', '\n']).next().unwrap_or_default().trim().trim_matches([',', ';', '|']);
        if !option.is_empty() {
            chosen.push(option.to_owned());
        }
    }
    Some(chosen.join(", "))
}

/// Yes, no, partly or planned; `None` where the text says neither (L16, L24).
pub fn informed(text: &str) -> Option<Value> {
    let plain = format!(" {} ", fold::words(fold::cut(text, 600)).join(" "));
    let has = |list: &[&str]| list.iter().any(|word| plain.contains(&format!(" {word} ")));
    let starts = |list: &[&str]| list.iter().any(|word| plain.starts_with(&format!(" {word} ")));
    let future = has(&[
        "vil bli",
        "vil fa",
        "skal",
        "blir",
        "planlagt",
        "planlagde",
        "planlegges",
        "planlegg",
        "planned",
        "will be",
        "will",
        "sendes",
        "going to",
        "i morgen",
        "i morgon",
        "tomorrow",
        "etter hvert",
    ]);
    let answer = if starts(&["delvis", "partly", "partially", "noen", "nokre", "some"])
        || has(&["delvis", "ikke alle", "ikkje alle", "not all", "noen av", "partly", "partially"])
    {
        Answer::Partly
    } else if starts(&["planlagt", "planned", "under planlegging"]) {
        Answer::Planned
    } else if starts(&["nei", "no", "not", "ikke", "ikkje", "ingen", "none", "n"]) {
        if future { Answer::Planned } else { Answer::No }
    } else if starts(&["ja", "yes", "y", "j", "x", "jepp"]) {
        Answer::Yes
    } else if has(&[
        "under vurdering",
        "vurderes",
        "being assessed",
        "under consideration",
        "kanskje",
        "maybe",
    ]) {
        Answer::Unknown
    } else if pattern!(
        r"\b(ikke|ikkje|not|ingen|yet to)\b.*\b(inform|varsl|notif|orient|told|kontakt|beskjed|fatt)"
    )
    .is_match(&plain)
    {
        if future { Answer::Planned } else { Answer::No }
    } else if future {
        Answer::Planned
    } else if has(&[
        "informert",
        "varslet",
        "varsla",
        "informed",
        "notified",
        "orientert",
        "orienterte",
        "informerte",
        "kontaktet",
        "contacted",
        "told",
    ]) {
        Answer::Yes
    } else {
        return None;
    };
    Some(Value::Answer { answer, text: text.trim().to_owned() })
}

/// A plain yes or no to a yes/no question; a cross is a yes.
pub fn yes(text: &str) -> Option<bool> {
    let words = fold::words(text);
    match words.first().map(String::as_str) {
        Some("ja" | "yes" | "x" | "j" | "y" | "true") => Some(true),
        Some("nei" | "no" | "ikke" | "ikkje" | "ingen" | "not") => Some(false),
        _ if text.contains(['☒', '☑', '✓', '✔']) => Some(true),
        _ => None,
    }
}

/// Were the data unreadable to others (S87, S88): encrypted with a safe key, partly, or not.
pub fn protection(text: &str) -> Option<Value> {
    let plain = format!(" {} ", fold::words(fold::cut(text, 600)).join(" "));
    let has = |list: &[&str]| list.iter().any(|word| plain.contains(&format!(" {word} ")));
    let key_lost = has(&[
        "nokkelen er ikke trygg",
        "nokkel pa avveie",
        "key compromised",
        "keys compromised",
        "passordet lå",
        "passord fulgte",
        "password was included",
        "nokkelen er pa avveie",
    ]);
    let answer = if has(&["delvis", "partly", "partially", "noe av"]) {
        Answer::Partly
    } else if has(&[
        "nei",
        "no",
        "ikke",
        "ikkje",
        "ukryptert",
        "ukrypterte",
        "not",
        "unencrypted",
        "none",
        "ingen",
    ]) && !has(&["nokkelen er ikke", "key is not", "no key"])
    {
        Answer::None
    } else if has(&[
        "ja",
        "yes",
        "kryptert",
        "krypterte",
        "krypterte",
        "encrypted",
        "uleselig",
        "unintelligible",
        "bitlocker",
        "filevault",
    ]) {
        if key_lost { Answer::Partly } else { Answer::Unintelligible }
    } else if has(&["vet ikke", "ukjent", "unknown", "usikker"]) {
        Answer::Unknown
    } else {
        return None;
    };
    Some(Value::Answer { answer, text: text.trim().to_owned() })
}

/// Words of the five steps (S62, S63), folded; the stronger first.
#[rustfmt::skip]
const LEVELS: &[(&str, u8)] = &[
    ("svart stor", 5), ("meget alvorlig", 5), ("kontinuerlig", 5), ("kritisk", 5), ("very high", 5),
    ("critical", 5), ("svart hoy", 5), ("svart hog", 5), ("meget liten", 1), ("svart liten", 1),
    ("ubetydelig", 1), ("very low", 1), ("svart lav", 1), ("moderat", 3), ("middels", 3), ("moderate", 3),
    ("medium", 3), ("stor", 4), ("hoy", 4), ("hog", 4), ("high", 4), ("alvorlig", 4), ("liten", 2),
    ("lav", 2), ("lag", 2), ("low", 2), ("ingen", 1), ("none", 1),
];

/// Likelihood and consequence out of `S=3, K=4`, `3x4=12`, or the value of `S: 3 K: 4`.
pub fn risk(text: &str) -> (Option<u8>, Option<u8>) {
    let plain = fold::fold(fold::cut(text, 120));
    let level = |found: Option<regex::Match<'_>>| found.and_then(|m| level(m.as_str()));
    if let Some(m) = pattern!(r"\b(\d{1,2})\s*[x*×]\s*(\d{1,2})\b").captures(&plain) {
        return (level(m.get(1)), level(m.get(2)));
    }
    let likely = pattern!(r"(?:^\W*|\b(?:s|l|sannsynlighet|sannsyn|likelihood)\s*[:=]?\s*)(\d{1,2})\b")
        .captures(&plain);
    let grave = pattern!(r"\b(?:k|c|konsekvens|consequence)\s*[:=]?\s*(\d{1,2})\b").captures(&plain);
    // A number by itself says a likelihood only where a consequence follows, or nothing else does.
    let alone = grave.is_some() || pattern!(r"^\W*(?:[a-z]+\s*[:=]?\s*)?\d\W*$").is_match(&plain);
    (likely.filter(|_| alone).and_then(|m| level(m.get(1))), grave.and_then(|m| level(m.get(1))))
}

/// A level of 1…5: a digit, or the word of the scale.
pub fn level(text: &str) -> Option<u8> {
    let words = fold::words(fold::cut(text, 80));
    if words.len() > 6 {
        return None;
    }
    if let Some(number) = words.iter().find_map(|word| word.parse::<u32>().ok()) {
        return u8::try_from(number).ok().filter(|n| (1..=5).contains(n));
    }
    let plain = format!(" {} ", words.join(" "));
    LEVELS.iter().find(|(word, _)| plain.contains(&format!(" {word} "))).map(|(_, level)| *level)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn open_answers_are_known_in_every_language() {
        for text in [
            "",
            "-",
            "–",
            "ukjent",
            "Ettersendes.",
            "N/A",
            "mer informasjon kommer",
            "se vedlegg",
            "TBD",
            "Veit ikkje",
            "?",
        ] {
            assert!(is_open(text), "{text}");
        }
        for text in ["Nei", "0", "Ukjent mottaker har fått filen"] {
            assert!(!is_open(text), "{text}");
        }
    }

    #[test]
    fn informed_has_five_answers() {
        let table = [
            ("Ja", Answer::Yes),
            ("Nei", Answer::No),
            ("Ikke ennå", Answer::No),
            ("ikkje enno", Answer::No),
            ("Ikke ennå, men vil bli varslet i morgen", Answer::Planned),
            ("Delvis", Answer::Partly),
            ("De vil få brev i morgen", Answer::Planned),
            ("under vurdering", Answer::Unknown),
            ("Alle er varslet per brev", Answer::Yes),
            ("Not yet", Answer::No),
        ];
        for (text, wanted) in table {
            match informed(text) {
                Some(Value::Answer { answer, .. }) => assert_eq!(answer, wanted, "{text}"),
                other => panic!("{text}: {other:?}"),
            }
        }
    }

    #[test]
    fn levels_are_digits_or_words_of_the_scale() {
        let table = [
            ("3", Some(3)),
            ("Stor", Some(4)),
            ("Meget liten", Some(1)),
            ("Svært stor", Some(5)),
            ("4 - Stor", Some(4)),
            ("7", None),
            ("noe", None),
        ];
        for (text, wanted) in table {
            assert_eq!(level(text), wanted, "{text}");
        }
    }

    #[test]
    fn a_risk_may_stand_in_one_line() {
        let table = [
            ("S=3, K=4", (Some(3), Some(4))),
            ("3x4=12", (Some(3), Some(4))),
            ("3 K: 4", (Some(3), Some(4))),
            ("S3 K4 R12", (Some(3), Some(4))),
            ("Middels", (None, None)),
            ("12", (None, None)),
            ("22 22 22 22", (None, None)),
        ];
        for (text, wanted) in table {
            assert_eq!(risk(text), wanted, "{text}");
        }
    }

    #[test]
    fn protection_tells_whether_others_can_read_it() {
        let answer = |text| match protection(text) {
            Some(Value::Answer { answer, .. }) => Some(answer),
            _ => None,
        };
        assert_eq!(answer("Ja, disken er kryptert"), Some(Answer::Unintelligible));
        assert_eq!(answer("Nei"), Some(Answer::None));
        assert_eq!(answer("delvis"), Some(Answer::Partly));
        assert_eq!(answer("Ikke kryptert"), Some(Answer::None));
    }
}
