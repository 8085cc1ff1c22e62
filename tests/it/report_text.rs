//! Reports as people write them, each beside what must be understood of it (`tests/mail/text`).
//!
//! NAME.json holds `anchor`, `subject`, `html` (the text is the HTML part), `reply`, `language` and `report`: each
//! field's value. A field that is not named there must not be found.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use varsel::mail::Context;
use varsel::report::{Parts, Understood, label};

fn files() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/mail/text");
    let entries = std::fs::read_dir(folder).expect("the folder of texts");
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    files.retain(|path| path.extension().is_some_and(|end| end == "txt"));
    files.sort();
    files
}

fn understood(text: &str, expected: &Value) -> Understood {
    let said = |key: &str| expected[key].as_bool().unwrap_or(false);
    let html = said("html");
    let parts = Parts {
        text: (!html).then(|| text.to_owned()),
        html: html.then(|| text.to_owned()),
        subject: expected["subject"].as_str().unwrap_or_default().to_owned(),
        reply: said("reply"),
    };
    let anchor = expected["anchor"].as_str().unwrap_or("2026-03-13T09:30:00+01:00");
    let anchor = chrono::DateTime::parse_from_rfc3339(anchor).expect("an anchor");
    varsel::report::read(&parts, anchor, &Context::default())
}

#[test]
fn every_text_is_understood_as_written_beside_it() {
    let mut faults = Vec::new();
    let files = files();
    assert!(files.len() >= 25, "only {} texts", files.len());
    for path in files {
        let text = std::fs::read_to_string(&path).expect("a text");
        let expected =
            std::fs::read_to_string(path.with_extension("json")).unwrap_or_else(|_| "{}".to_owned());
        let expected: Value = serde_json::from_str(&expected).expect("JSON");
        for ends in ["\n", "\r\n"] {
            let found = understood(&text.replace('\n', ends), &expected);
            let values: BTreeMap<String, Value> = found
                .report
                .iter()
                .map(|(field, found)| (field.name().to_owned(), json!(found.value)))
                .collect();
            let actual = json!({ "language": found.language, "report": values });
            let wanted = json!({ "language": expected["language"], "report": expected["report"] });
            if actual != wanted {
                let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
                let actual = serde_json::to_string_pretty(&actual).expect("JSON");
                faults.push(format!("== {name} ({ends:?})\n{actual}"));
            }
            for field in &found.open {
                assert!(!found.report.contains_key(field), "{} is both open and answered", field.name());
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn what_a_notice_calls_a_field_is_read_back_as_that_field() {
    for language in ["nb", "nn", "en"] {
        for field in varsel::report::Field::ASKED {
            let answer = match field.name() {
                "period" | "discovered_at" => "12.03.2026",
                "affected_persons" | "affected_records" => "12",
                "persons_informed" => "ja",
                _ => "Kari Nordmann",
            };
            let text = format!("{}: {answer}\n", label(field, language));
            let found = understood(&text, &json!({ "reply": true }));
            assert!(found.report.contains_key(&field), "{text}");
        }
    }
}
