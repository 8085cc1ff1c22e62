//! Reports as systems write them, each beside what must be understood of it (`tests/report/json`).
//!
//! NAME.expected.json holds `report` (each field's value and the words it came from), `kind`, `open`, `ignored` and `defects`.

use std::path::{Path, PathBuf};

use chrono::DateTime;
use serde_json::{Map, Value, json};
use varsel::report::json as reader;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/report/json")
}

fn understood(text: &str) -> Value {
    let found = reader::find(text).expect("a JSON document");
    let anchor = DateTime::parse_from_rfc3339("2026-03-13T09:30:00+01:00").expect("an anchor");
    let told = reader::read(&found, anchor, chrono_tz::Europe::Oslo);
    let outcome = told.outcome;
    let fields: Map<String, Value> = told
        .fields
        .iter()
        .map(|said| {
            assert!(!outcome.open.contains(&said.field), "{} is both open and answered", said.field.name());
            (said.field.name().to_owned(), json!({ "value": said.value, "raw": said.raw }))
        })
        .collect();
    json!({ "report": fields, "kind": outcome.kind, "open": outcome.open, "ignored": outcome.ignored, "defects": outcome.defects })
}

#[test]
fn every_document_is_understood_as_written_beside_it() {
    let entries = std::fs::read_dir(folder()).expect("the folder of documents");
    let mut names: Vec<String> =
        entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
    names.retain(|name| name.ends_with(".json") && !name.ends_with(".expected.json"));
    names.sort();
    assert!(names.len() >= 25, "only {} documents", names.len());
    let mut faults = Vec::new();
    for name in names {
        let text = std::fs::read_to_string(folder().join(&name)).expect("a document");
        let actual = understood(&text);
        let beside = folder().join(name.replace(".json", ".expected.json"));
        let expected = std::fs::read_to_string(beside).unwrap_or_else(|_| "null".to_owned());
        if actual != serde_json::from_str::<Value>(&expected).expect("JSON") {
            faults.push(format!("== {name}\n{}", serde_json::to_string_pretty(&actual).expect("JSON")));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn a_document_is_read_the_same_inside_a_mail() {
    let text = std::fs::read_to_string(folder().join("nested-english.json")).expect("a document");
    let alone = understood(&text);
    for mail in [
        format!("Hi,\n\nsee our report:\n\n{text}\nBest regards\nAlex"),
        format!("Report follows\n```json\n{text}```\n"),
        text.replace('\n', "\r\n"),
        text.replace('\n', " "),
        format!("Report: {}", text.replace('\n', "\u{a0}")),
    ] {
        assert_eq!(understood(&mail), alone, "{mail}");
    }
}
