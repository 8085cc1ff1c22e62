use super::super::incident::tests::{case, policy};
use super::*;
use crate::policy::Regime;
use crate::template::Templates;

fn texts() -> Templates {
    Templates::builtin().expect("the built-in texts")
}

#[test]
fn a_row_has_a_cell_for_each_heading_in_every_language() {
    let (policy, texts) = (policy(), texts());
    for language in crate::template::LANGUAGES {
        let voice = Voice::new(&policy, &texts, language);
        let headings = columns::headings(&voice);
        assert_eq!(headings.len(), columns::cells(&case(), &voice).len());
        let mut once = headings.clone();
        once.sort();
        once.dedup();
        assert_eq!(once.len(), headings.len(), "{language}: a heading stands twice");
    }
}

#[test]
fn the_json_is_one_object_a_line_with_stable_keys() {
    let (policy, texts) = (policy(), texts());
    let lines = json(&[case(), case()], &Voice::new(&policy, &texts, "nn")).expect("JSON");
    let lines = String::from_utf8(lines).expect("UTF-8");
    assert_eq!(lines.lines().count(), 2);
    let row: serde_json::Value = serde_json::from_str(lines.lines().next().expect("a line")).expect("JSON");
    assert_eq!(row["status"], "notified");
    assert_eq!(row["authority"]["required"], true);
    assert_eq!(row["authority"]["told_at"], "2026-03-13T09:00:00Z");
    assert_eq!(row["risk"]["score"], 12);
    assert_eq!((&row["persons_low"], &row["persons_high"]), (&20.into(), &30.into()));
    assert_eq!(row["persons"]["exception"], "b");
    assert_eq!(row["aware_at"], "2026-03-12T07:00:00Z");
}

#[test]
fn all_that_a_case_holds_has_a_key() {
    let (policy, texts) = (policy(), texts());
    let row = entry(&case(), &Voice::new(&policy, &texts, "nb"));
    let row = serde_json::to_value(row).expect("JSON");
    for (key, wanted) in [
        ("/exercise", serde_json::json!(true)),
        ("/owner", "Kari Nordmann".into()),
        ("/reporters", 2.into()),
        ("/risk/reason", "Mottakerne er kjent og har slettet".into()),
        ("/risk_questioned_at", "2026-03-13T12:00:00Z".into()),
        ("/measures/1/kind", "corrective".into()),
        ("/measures/1/estimate", "200 timer".into()),
        ("/measures/1/proposal", "Anskaffe et nytt".into()),
        ("/other_laws/0/reached", false.into()),
        ("/other_laws/1/submissions/0/reference", "FT-1".into()),
        ("/processor_notice/late", true.into()),
        ("/controllers/0/answered_at", "2026-03-13T12:00:00Z".into()),
        ("/joint/name", "Fylket".into()),
        ("/externals/0/answered_at", serde_json::Value::Null),
        ("/action_group/state", "closed".into()),
        ("/action_group/members", 1.into()),
        ("/evidence/0/text", "Logg fra e-postserveren".into()),
        ("/police/reference", "Anm. 77".into()),
        ("/evaluations/0/by", "Kari Nordmann".into()),
        ("/corrected/0", "main_cause".into()),
        ("/contradicted", serde_json::json!([])),
    ] {
        assert_eq!(row.pointer(key), Some(&wanted), "{key}: {row:#}");
    }
    let text = row.to_string();
    assert!(!text.contains("Ord fra en part") && !text.contains("bud.example"), "{text}");
}

#[test]
fn submissions_stand_under_the_law_of_their_clock() {
    let (mut policy, texts) = (policy(), texts());
    let mut one = policy.regimes.get("gdpr33").cloned().expect("the authority's clock");
    (one.group, one.law) = (Some("dora".to_owned()), "DORA art. 19".to_owned());
    // Comes first by name, and follows upon the other.
    let later = Regime { stage: Some("final".to_owned()), law: "DORA art. 20".to_owned(), ..one.clone() };
    policy.regimes.insert("dora-final".to_owned(), later);
    one.stage = Some("initial".to_owned());
    policy.regimes.insert("dora-initial".to_owned(), one);
    let row = entry(&case(), &Voice::new(&policy, &texts, "nb"));
    assert_eq!(row.other_laws.len(), 1, "{:?}", row.other_laws);
    let law = &row.other_laws[0];
    assert_eq!((law.regime.as_str(), law.law.as_str(), law.submissions.len()), ("dora", "DORA art. 19", 1));
}

#[test]
fn people_read_hours_laws_and_parties_in_their_language() {
    let (policy, texts) = (policy(), texts());
    let text = csv(&[case()], &Voice::new(&policy, &texts, "nb")).expect("CSV");
    let text = String::from_utf8(text).expect("UTF-8");
    for words in [
        "24,0 timer, etter avtalt frist",
        "DORA: skal meldes: nei (få kunder)",
        "Østli kommune, 12.03.2026",
        "2. Korrigerende tiltak: Bytte system",
        ";ja;Kari Nordmann;",
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }
}

#[test]
fn a_formula_in_a_report_is_a_text_in_the_csv() {
    let (policy, texts) = (policy(), texts());
    let text = csv(&[case()], &Voice::new(&policy, &texts, "nb")).expect("CSV");
    let text = String::from_utf8(text).expect("UTF-8");
    assert!(text.starts_with("\u{feff}Saksnummer;Status;"), "{text}");
    assert!(text.contains("\"'=HYPERLINK(\"\"http://x\"\";\"\"klikk\"\")\""), "{text}");
    assert!(text.contains(";12.03.2026 08:00;"), "{text}");
}
