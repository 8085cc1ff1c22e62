use super::*;
use crate::case::obligation;
use crate::case::{ActionGroup, Assessment, Ruling, Told};
use crate::policy::Policy;
use crate::report::field::CountPrecision;
use crate::report::{Confidence, Count, Field, Found, Kind, Property, Value};
use crate::template::{LANGUAGES, Templates};

pub fn policy() -> Policy {
    let dir = tempfile::tempdir().expect("a folder");
    crate::config::init::write(dir.path(), true).expect("written");
    let settings = crate::config::load(&dir.path().join("varsel.toml"), std::iter::empty());
    settings.unwrap_or_else(|faults| panic!("{faults}")).policy
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("a time")
}

/// A case with something in every place.
pub fn case() -> Case {
    let mut case = Case::blank("1", "AVVIK-2026-0001", at("2026-03-12T08:00:00Z"));
    let mut put = |field, value, raw: &str| {
        let found = Found {
            value,
            raw: raw.into(),
            source: "body".into(),
            prose: false,
            confidence: Confidence::High,
        };
        case.report.insert(field, found);
    };
    let text = |text: &str| Value::Text(text.into());
    put(Field::WhatHappened, text("E-post med karakterer ble sendt til feil klasse."), "");
    put(Field::MainCause, text("=HYPERLINK(\"http://x\";\"klikk\")"), "");
    put(Field::Consequences, text("<b>Karakterer</b> kjent for andre"), "");
    let count = Count { low: 20, high: Some(30), precision: CountPrecision::Range };
    put(Field::AffectedPersons, Value::Count(count), "20-30");
    case.kinds.extend([Kind::Privacy]);
    case.properties.extend([Property::Confidentiality]);
    case.aware.at = at("2026-03-12T07:00:00Z");
    let by = "kari.nordmann@eksempel.no".to_owned();
    let judged = |likelihood, consequence| {
        Some(Assessment { likelihood, consequence, by: by.clone(), at: at("2026-03-12T10:00:00Z") })
    };
    case.risk.decided = judged(3, 4);
    case.risk.residual = judged(2, 3);
    let ruling = |yes, reason: &str, exception: Option<&str>| {
        Some(Ruling {
            yes,
            reason: Some(reason.into()),
            exception: exception.map(str::to_owned),
            by: by.clone(),
            at: at("2026-03-12T11:00:00Z"),
        })
    };
    case.authority = ruling(true, "Middels risiko eller mer", None);
    case.authority_told =
        Some(Told { at: at("2026-03-13T09:00:00Z"), reference: Some("AR123".into()), by: by.clone() });
    case.persons = ruling(false, "Mottakerne har slettet e-posten", Some("b"));
    case.lists = ruling(false, "Ingen andre er berørt", None);
    let measure = serde_json::json!({
        "number": 1, "text": "Ny rutine", "owner": by, "helper": "Per", "due": "2026-04-01T00:00:00+02:00",
        "effect": "Færre feil", "approved_by": null, "progress": ["Utkast er skrevet"], "done_at": null,
    });
    case.measures.push(serde_json::from_value(measure).expect("a measure"));
    case.action_group = Some(ActionGroup { place: Some("Møterom 2".into()), ..ActionGroup::default() });
    case.attachments = vec!["skjermbilde.png".into()];
    obligation::refresh(&mut case, &policy(), at("2026-03-13T10:00:00Z"));
    case
}

fn history() -> Vec<HistoryLine> {
    let by = "kari.nordmann@eksempel.no".to_owned();
    vec![HistoryLine { at: at("2026-03-12T08:00:00Z"), by, said: "Saken ble <opprettet>".into() }]
}

fn texts() -> Templates {
    Templates::builtin().expect("the built-in texts")
}

fn text_of(report: &IncidentReport) -> String {
    report.html()
}

#[test]
fn every_section_is_there_in_every_language() {
    let (policy, texts) = (policy(), texts());
    for language in LANGUAGES {
        let voice = Voice::new(&policy, &texts, language);
        let report = report(&case(), &history(), &voice, at("2026-03-14T10:00:00Z"));
        let found: Vec<&str> = report.sections.iter().map(|section| section.name).collect();
        let all: Vec<&str> =
            SECTIONS.iter().map(|(name, ..)| *name).filter(|name| *name != "contradictions").collect();
        assert_eq!(found, all, "{language}");
        let html = report.html();
        assert!(html.contains("&lt;opprettet&gt;") && html.contains("&lt;b&gt;Karakterer"), "{language}");
        assert!(!html.contains("kari.nordmann@"), "people are called by their names");
    }
}

#[test]
fn the_matrix_marks_the_risk_and_the_residual_risk() {
    let (policy, texts) = (policy(), texts());
    let voice = Voice::new(&policy, &texts, "nb");
    let said = text_of(&report(&case(), &[], &voice, at("2026-03-14T10:00:00Z")));
    assert!(said.contains("● 12") && said.contains("○ 6"), "{said}");
    assert!(
        said.contains(
            "sannsynligheten er moderat (S\u{a0}3) og konsekvensen stor (K\u{a0}4), R\u{a0}=\u{a0}12"
        ),
        "{said}"
    );
    assert!(said.contains("Da skal både tilsynsmyndigheten og de berørte ha beskjed."), "{said}");
    assert!(said.contains("personvernleder skal være med"), "S66: {said}");
}

#[test]
fn a_new_case_says_that_nobody_has_judged_and_what_is_missing() {
    let (policy, texts) = (policy(), texts());
    let voice = Voice::new(&policy, &texts, "nb");
    let blank = Case::blank("2", "AVVIK-2026-0002", at("2026-03-12T08:00:00Z"));
    let said = text_of(&report(&blank, &[], &voice, at("2026-03-12T08:00:00Z")));
    for words in ["Ikke vurdert ennå", "Ingen har vurdert risikoen ennå.", "Ikke besvart: hovedårsak"] {
        assert!(said.contains(words), "{words}: {said}");
    }
    assert!(!said.contains('●'), "{said}");
}

#[test]
fn a_deadline_that_runs_or_has_passed_stands_in_the_summary() {
    let (policy, texts) = (policy(), texts());
    let voice = Voice::new(&policy, &texts, "nn");
    let mut open = Case::blank("3", "AVVIK-2026-0003", at("2026-03-12T08:00:00Z"));
    open.kinds.extend([Kind::Privacy]);
    obligation::refresh(&mut open, &policy, at("2026-03-12T08:00:00Z"));
    let runs = text_of(&report(&open, &[], &voice, at("2026-03-12T09:00:00Z")));
    assert!(
        runs.contains("Avviket skal meldast innan sundag")
            || runs.contains("Avviket skal meldast innan søndag"),
        "{runs}"
    );
    let passed = text_of(&report(&open, &[], &voice, at("2026-03-16T09:00:00Z")));
    assert!(passed.contains("Fristen er ute"), "{passed}");
}
