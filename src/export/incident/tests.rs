use super::*;
use crate::case::obligation;
use crate::case::parties::{Brief, ControllerTold, External, Joint, ProcessorNotice, Said};
use crate::case::{ActionGroup, Assessment, Classification, PersonsPlan, Remark, Ruling, Told};
use crate::contacts::Duty;
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
        let reason = Some("Mottakerne er kjent og har slettet".to_owned());
        Some(Assessment { likelihood, consequence, by: by.clone(), at: at("2026-03-12T10:00:00Z"), reason })
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
    further(&mut case);
    obligation::refresh(&mut case, &policy(), at("2026-03-13T10:00:00Z"));
    case
}

/// What came to a case besides the breach itself.
fn further(case: &mut Case) {
    let by = "kari.nordmann@eksempel.no".to_owned();
    let (at_first, at_last) = (at("2026-03-12T12:00:00Z"), at("2026-03-13T12:00:00Z"));
    let remark = |text: &str| Remark { at: at_last, by: by.clone(), text: text.into() };
    let told = |reference: &str| Told { at: at_last, reference: Some(reference.into()), by: by.clone() };
    case.exercise = true;
    case.evidence = vec![remark("Logg fra e-postserveren")];
    case.police = Some(told("Anm. 77"));
    case.evaluations = vec![remark("Rutinen virker")];
    case.authority_phoned = Some(Told { reference: None, ..told("") });
    case.supplements = vec![told("AR-tillegg")];
    case.persons_plan = Some(PersonsPlan { how: Some("per brev".into()), ..PersonsPlan::default() });
    case.delay_reason = Some("Sykdom i avdelingen".into());
    case.risk.questioned_at = Some(at_last);
    case.corrected.insert(Field::MainCause);
    case.joined_reporters = vec![case.reporter.clone()];
    case.assigned.insert(crate::case::owner::CASE_OWNER.into(), by.clone());
    let no =
        Classification { reached: false, at: at_first, reason: Some("få kunder".into()), by: by.clone() };
    case.classified.insert("dora".into(), no);
    case.submissions.insert("dora-initial".into(), told("FT-1"));
    case.processor = Some("Skydrift AS".into());
    case.processor_notice = Some(ProcessorNotice {
        discovered_at: Some(at_first),
        received_at: at_last,
        hours: Some(24.0),
        contract_hours: Some(12),
        late: true,
    });
    let answer =
        Said { at: at_last, by: "x@kommune.example".into(), text: "Ord fra en part".into(), verified: true };
    case.controllers.push(ControllerTold {
        name: "Østli kommune".into(),
        email: "x@kommune.example".into(),
        reference: "AVVIK-2026-0001-B1".into(),
        joint: false,
        told_at: at_first,
        updated_at: Some(at_last),
        updates: 1,
        told: Brief::default(),
        answers: vec![answer.clone()],
        acknowledged_at: Some(at_last),
    });
    case.externals.push(External {
        number: 1,
        party: "Budfirmaet AS".into(),
        email: "post@bud.example".into(),
        reference: "AVVIK-2026-0001-E1".into(),
        reason: Some("De leverte brevene".into()),
        told_at: at_first,
        feedback: vec![answer],
        feedback_at: None,
    });
    case.joint = Some(Joint {
        name: "Fylket".into(),
        notifies: Duty::Us,
        follows_up: Duty::Them,
        closes: Duty::Us,
        set_by: Some(by.clone()),
    });
    let large = serde_json::json!({
        "number": 2, "text": "Bytte system", "owner": by, "helper": null, "due": null, "effect": null,
        "kind": "corrective", "estimate": "200 timer", "proposal": "Anskaffe et nytt", "approved_by": null,
        "progress": [], "done_at": null,
    });
    case.measures.push(serde_json::from_value(large).expect("a measure"));
    if let Some(group) = &mut case.action_group {
        let member = serde_json::json!({
            "email": "nina@databanken.example", "name": "Nina Dahl", "party": "Databanken AS",
            "introduction_only": true, "partstat": "TENTATIVE", "answered_at": "2026-03-13T08:00:00Z",
            "proposed_at": "2026-03-16T12:00:00+01:00", "stamp": null,
        });
        group.members.push(serde_json::from_value(member).expect("a member"));
        group.founded_at = Some(at_first);
        group.summoned_by = Some(by);
        group.report_delivered_at = Some(at_last);
    }
}

fn history() -> Vec<HistoryLine> {
    let by = "kari.nordmann@eksempel.no".to_owned();
    vec![HistoryLine {
        at: at("2026-03-12T08:00:00Z"),
        by,
        said: "Saken ble <opprettet>".into(),
        method: Some("dmarc".into()),
    }]
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

#[test]
fn all_that_a_case_holds_stands_in_its_report() {
    let (policy, texts) = (policy(), texts());
    let voice = Voice::new(&policy, &texts, "nb");
    let said = text_of(&report(&case(), &history(), &voice, at("2026-03-14T10:00:00Z")));
    for words in [
        "Dette er en øvelse og ikke et virkelig avvik.",
        "· Øvelse",
        "2 meldinger om det samme",
        "Begrunnelse: Mottakerne er kjent og har slettet.",
        "Må vurderes på nytt",
        "Fylt ut eller rettet av dem som behandler saken: hovedårsak.",
        "Skal hendelsen meldes etter DORA?",
        "få kunder",
        "FT-1",
        "Sykdom i avdelingen",
        "Ringt tilsynsmyndigheten",
        "AR-tillegg",
        "per brev",
        "Korrigerende tiltak",
        "Anslag: 200 timer",
        "Forslag: Anskaffe et nytt",
        "Venter på godkjenning",
        "Logg fra e-postserveren",
        "Anm. 77",
        "Avtalen gir 12 timer, og den er brutt.",
        "AVVIK-2026-0001-B1",
        "De leverte brevene",
        "Vi har felles behandlingsansvar med Fylket.",
        "Nina Dahl, Databanken AS (bare innledningen)",
        "Kommer kanskje",
        "Foreslo 16.03.2026",
        "Rutinen virker",
        "Få tilbakemelding fra Budfirmaet AS",
    ] {
        assert!(said.contains(words), "{words}: {said}");
    }
    for kept in ["Ord fra en part", "nina@databanken.example", "post@bud.example"] {
        assert!(!said.contains(kept), "{kept} is for its own thing only");
    }
}

#[test]
fn a_case_without_a_cause_for_it_says_nothing_of_it() {
    let (policy, texts) = (policy(), texts());
    let voice = Voice::new(&policy, &texts, "nb");
    let blank = Case::blank("2", "AVVIK-2026-0002", at("2026-03-12T08:00:00Z"));
    let report = report(&blank, &[], &voice, at("2026-03-12T08:00:00Z"));
    let names: Vec<&str> = report.sections.iter().map(|section| section.name).collect();
    assert!(!names.contains(&"parties") && !names.contains(&"evaluation") && !names.contains(&"evidence"));
    assert!(!report.html().contains("velse"));
}

#[test]
fn a_judgement_made_after_the_news_is_not_in_question() {
    let (policy, texts) = (policy(), texts());
    let voice = Voice::new(&policy, &texts, "nb");
    let mut judged = case();
    if let Some(one) = &mut judged.risk.decided {
        one.at = at("2026-03-13T13:00:00Z");
    }
    let said = text_of(&report(&judged, &[], &voice, at("2026-03-14T10:00:00Z")));
    assert!(said.contains("Vurderingen over er gjort etter det.") && !said.contains("Må vurderes på nytt"));
}
