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
        "uvisst",
        "ikke avklart",
        "ikkje avklart",
        "under kartlegging",
        "ukjend",
        "følger",
        "under utredning",
        "Mer informasjon ettersendes så snart som mulig",
        "Dette vet vi ikke ennå",
        "Foreløpig ukjent",
        "Antall er ikke avklart",
        "meir informasjon kjem seinare",
        "Here's more information",
        "not yet known",
        "To be determined",
        "Currently unknown",
        "unknown at this time",
        "☐",
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
        ("x", Answer::Yes),
        ("Ja, per brev 12.03.2026", Answer::Yes),
        ("jau", Answer::Yes),
        ("yes, by letter", Answer::Yes),
        ("Pasienten er informert og vil bli fulgt opp", Answer::Yes),
        ("Dei råka er ikkje informerte enno", Answer::No),
        ("Noen av dem er varslet", Answer::Partly),
        ("3 av 12 er varslet", Answer::Partly),
        ("Partly, 10 of 40", Answer::Partly),
        ("Not all", Answer::Partly),
        ("Nei, men vi skal sende brev i neste uke", Answer::Planned),
        ("Planlagt 20.03.2026", Answer::Planned),
        ("They will be informed tomorrow", Answer::Planned),
        ("vurderes", Answer::Unknown),
        ("usikker på om alle har fått beskjed", Answer::Unknown),
        ("Nei, men alle får brev på mandag", Answer::Planned),
        ("dei får melding i neste veke", Answer::Planned),
        ("No, not yet. We plan to write to them.", Answer::Planned),
        ("Nobody has been told yet", Answer::No),
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
        ("3. etasje, inngang B", None),
        ("3. middels", Some(3)),
        ("Kontinuerlig", Some(5)),
        ("Svært stor/meget alvorlig", Some(5)),
        ("Ingen/ubetydelig/meget liten", Some(1)),
        ("Høy", Some(4)),
        ("Middels", Some(3)),
        ("Låg", Some(2)),
        ("Høg", Some(4)),
        ("Very high", Some(5)),
        ("Low", Some(2)),
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
        ("S: 3 K: 4", (Some(3), Some(4))),
        ("L3 C4", (Some(3), Some(4))),
        ("3 x 4", (Some(3), Some(4))),
        ("Sannsynlighet 2, konsekvens 5", (Some(2), Some(5))),
        ("6x7", (None, None)),
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
    assert_eq!(answer("Ja, men nøkkelen er på avveie"), Some(Answer::Partly));
    assert_eq!(answer("ukryptert"), Some(Answer::None));
    assert_eq!(answer("Ja, kryptert, og nøkkelen lå ikke i sekken"), Some(Answer::Unintelligible));
    assert_eq!(answer("Kryptert, men nøkkelen lå i sekken"), Some(Answer::Partly));
    assert_eq!(answer("Passordbeskyttet"), Some(Answer::Partly));
    assert_eq!(answer("The laptop was encrypted with BitLocker"), Some(Answer::Unintelligible));
    assert_eq!(answer("The files were not encrypted"), Some(Answer::None));
    assert_eq!(answer("vet ikke om den var låst"), Some(Answer::Unknown));
    assert_eq!(answer("Disken låg i ein sekk"), None);
}

#[test]
fn boxes_stand_before_or_behind_their_words() {
    let table = [
        ("☒ Konfidensialitet ☐ Integritet ☒ Tilgjengelighet", Some("Konfidensialitet, Tilgjengelighet")),
        ("Konfidensialitet ☒ Integritet ☐", Some("Konfidensialitet")),
        ("[x] Ja [ ] Nei", Some("Ja")),
        ("( ) Ja (x) Nei", Some("Nei")),
        ("☐ Ja ☐ Nei", Some("")),
        ("✓ Ja\n☐ Nei", Some("Ja")),
        ("Ja", None),
    ];
    for (text, wanted) in table {
        assert_eq!(ticked(text).as_deref(), wanted, "{text}");
    }
    assert!(is_cross(" X ") && is_cross("☒") && !is_cross("x y"));
    assert!(is_choice("Ja") && is_choice("Vet ikke") && !is_choice("Jakob"));
}
