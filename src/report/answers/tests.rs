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
