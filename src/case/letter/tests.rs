use chrono::{TimeZone, Utc};

use super::*;
use crate::report::{Confidence, Found};

fn found(text: &str) -> Found {
    Found {
        value: Value::Text(text.to_owned()),
        raw: text.to_owned(),
        source: "body".to_owned(),
        confidence: Confidence::High,
        prose: false,
    }
}

fn case(fields: &[(Field, &str)]) -> Case {
    let mut case = Case::blank("id", "AVVIK-2026-0001", Utc.with_ymd_and_hms(2026, 3, 12, 9, 0, 0).unwrap());
    for (field, text) in fields {
        case.report.insert(*field, found(text));
    }
    case
}

fn keys(lines: &[Phrase]) -> Vec<&str> {
    lines.iter().map(|line| line.key.as_str()).collect()
}

fn advised(text: &str) -> Vec<String> {
    let case = case(&[(Field::DataTypes, text)]);
    let signs = Signs::of(&case.report);
    let broken = broken(&case, &signs);
    advice(&signs, &broken).into_iter().map(|line| line.key).collect()
}

#[test]
fn what_a_person_can_do_follows_from_the_kinds_of_data() {
    for (text, key) in [
        ("brukernavn og passord", "letter_do_password"),
        ("usernames and passwords", "letter_do_password"),
        ("navn og kontonummer", "letter_do_account"),
        ("kortnummer og CVC", "letter_do_card"),
        ("navn og fødselsnummer", "letter_do_credit"),
        ("namn og fødselsnummer", "letter_do_credit"),
        ("helseopplysninger", "letter_do_talk"),
        ("helseopplysningar", "letter_do_talk"),
        ("health data", "letter_do_talk"),
        ("navn", "letter_do_watch"),
    ] {
        assert!(advised(text).contains(&key.to_owned()), "{text}: {:?}", advised(text));
    }
    let plain = advised("navn og adresse");
    assert_eq!(plain, ["letter_do_watch"]);
}

#[test]
fn who_lost_access_or_had_data_changed_is_told_so_too() {
    let mut case = case(&[(Field::DataTypes, "passord")]);
    case.properties = [Property::Availability, Property::Integrity].into();
    let signs = Signs::of(&case.report);
    let broken = broken(&case, &signs);
    let lines = what(&case, &broken);
    assert_eq!(keys(&lines)[..2], ["letter_changed", "letter_gone"]);
    let advice = advice(&signs, &broken);
    assert_eq!(keys(&advice), ["letter_do_check", "letter_do_ask"]);
}

#[test]
fn what_the_report_does_not_say_is_to_be_filled_in() {
    let empty = case(&[]);
    let broken = broken(&empty, &Signs::of(&empty.report));
    let lines = what(&empty, &broken);
    assert_eq!(
        keys(&lines),
        ["letter_seen", "letter_fill_discovered", "letter_fill_what", "letter_fill_data"]
    );
    assert_eq!(keys(&consequences(&empty, &broken)), ["letter_fill_consequences", "letter_may_deceive"]);
    assert_eq!(keys(&measures(&empty)), ["letter_fill_measures"]);
}

#[test]
fn the_words_of_the_report_stand_on_one_line_and_measures_of_the_case_beside_them() {
    let mut case = case(&[
        (Field::WhatHappened, "Et brev gikk feil.\n\nHilsen Varsel."),
        (Field::MeasuresTaken, "Brevet er hentet."),
    ]);
    case.measures.push(crate::case::Measure {
        number: 1,
        text: "Ny rutine".to_owned(),
        owner: None,
        helper: None,
        due: None,
        effect: None,
        approved_by: None,
        progress: Vec::new(),
        done_at: None,
        kind: None,
        estimate: None,
        proposal: None,
    });
    let broken = broken(&case, &Signs::of(&case.report));
    let told = what(&case, &broken).into_iter().find(|line| line.key == "letter_what");
    assert_eq!(told, Some(Phrase::new("letter_what").with("text", "Et brev gikk feil. Hilsen Varsel")));
    let lines = measures(&case);
    assert_eq!(keys(&lines), ["letter_done", "letter_planned"]);
    let long = "ord ".repeat(5_000);
    assert!(plain(&long).is_some_and(|text| text.chars().count() <= LONGEST_QUOTE));
}
