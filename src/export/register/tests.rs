use super::super::incident::tests::{case, policy};
use super::*;
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
fn a_formula_in_a_report_is_a_text_in_the_csv() {
    let (policy, texts) = (policy(), texts());
    let text = csv(&[case()], &Voice::new(&policy, &texts, "nb")).expect("CSV");
    let text = String::from_utf8(text).expect("UTF-8");
    assert!(text.starts_with("\u{feff}Saksnummer;Status;"), "{text}");
    assert!(text.contains("\"'=HYPERLINK(\"\"http://x\"\";\"\"klikk\"\")\""), "{text}");
    assert!(text.contains(";12.03.2026 08:00;"), "{text}");
}
