//! Reports as people write them, each beside what must be understood of it (`tests/mail/text`).
//!
//! NAME.json holds `anchor`, `subject`, `html` (the text is the HTML part), `reply`, `files` (further sources: name and
//! text), `language`, `report` (each field's value) and, where there are any, `conflicts` and `low` (fields that are only
//! concluded). A field that is not named there must not be found. What was understood of a text that is read otherwise is
//! left in the build folder, `tmp/report_text`.

use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};
use varsel::mail::Context;
use varsel::report::{Confidence, Parts, Source, Understood, label};

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
    let name = if said("html") { "html" } else { "body" };
    let mut sources = vec![Source::new(name, text)];
    for file in expected["files"].as_array().into_iter().flatten() {
        let mut source =
            Source::new(file["name"].as_str().unwrap_or_default(), file["text"].as_str().unwrap_or_default());
        for pair in file["pairs"].as_array().into_iter().flatten() {
            let part = |at: usize| pair[at].as_str().unwrap_or_default().to_owned();
            source.pairs.push((part(0), part(1)));
        }
        sources.push(source);
    }
    let parts = Parts {
        sources,
        subject: expected["subject"].as_str().unwrap_or_default().to_owned(),
        reply: said("reply"),
    };
    let anchor = expected["anchor"].as_str().unwrap_or("2026-03-13T09:30:00+01:00");
    let anchor = chrono::DateTime::parse_from_rfc3339(anchor).expect("an anchor");
    varsel::report::read(&parts, anchor, &Context::default())
}

/// What was understood, in the form of the expectation.
fn actual(found: &Understood) -> Map<String, Value> {
    let values: Map<String, Value> =
        found.report.iter().map(|(field, found)| (field.name().to_owned(), json!(found.value))).collect();
    let low = found.report.iter().filter(|(_, found)| found.confidence == Confidence::Low && !found.prose);
    let low: Vec<&str> = low.map(|(field, _)| field.name()).collect();
    let conflicts: Vec<Value> = found
        .conflicts
        .iter()
        .map(|(field, found)| json!([field.name(), found.value, found.source]))
        .collect();
    let mut out = Map::new();
    out.insert("language".to_owned(), json!(found.language));
    out.insert("report".to_owned(), Value::Object(values));
    if !conflicts.is_empty() {
        out.insert("conflicts".to_owned(), json!(conflicts));
    }
    assert!(low.is_empty(), "a label is never only a conclusion: {low:?}");
    out
}

/// The differences, one a line.
fn differences(wanted: &Value, actual: &Map<String, Value>) -> Vec<String> {
    let mut lines = Vec::new();
    for key in ["language", "conflicts"] {
        let found = actual.get(key).unwrap_or(&Value::Null);
        if &wanted[key] != found {
            lines.push(format!("  {key}: {found}, not {}", wanted[key]));
        }
    }
    let empty = Map::new();
    let wanted = wanted["report"].as_object().unwrap_or(&empty);
    let found = actual.get("report").and_then(Value::as_object).unwrap_or(&empty);
    let fields: std::collections::BTreeSet<&String> = wanted.keys().chain(found.keys()).collect();
    for field in fields {
        match (wanted.get(field), found.get(field)) {
            (Some(wanted), Some(found)) if wanted == found => {}
            (Some(wanted), Some(found)) => lines.push(format!("  {field}: {found}\n     not {wanted}")),
            (Some(wanted), None) => lines.push(format!("  {field}: not found, {wanted}")),
            (_, found) => {
                lines.push(format!("  {field}: {} should not be found", found.unwrap_or(&Value::Null)))
            }
        }
    }
    lines
}

#[test]
fn every_text_is_understood_as_written_beside_it() {
    let mut faults = Vec::new();
    let files = files();
    let count = files.len();
    let left = Path::new(env!("CARGO_TARGET_TMPDIR")).join("report_text");
    let _ = std::fs::remove_dir_all(&left);
    for path in files {
        let text = std::fs::read_to_string(&path).expect("a text");
        let expected =
            std::fs::read_to_string(path.with_extension("json")).unwrap_or_else(|_| "{}".to_owned());
        let expected: Value = serde_json::from_str(&expected).expect("JSON");
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        for ends in ["\n", "\r\n"] {
            let found = understood(&text.replace('\n', ends), &expected);
            let actual = actual(&found);
            let lines = differences(&expected, &actual);
            if !lines.is_empty() {
                faults.push(format!("== {name} ({ends:?})\n{}", lines.join("\n")));
                let mut whole = expected.as_object().cloned().unwrap_or_default();
                whole.remove("conflicts");
                whole.extend(actual);
                std::fs::create_dir_all(&left).expect("a folder in the build folder");
                let text = serde_json::to_string_pretty(&whole).expect("JSON") + "\n";
                std::fs::write(left.join(format!("{name}.json")), text).expect("writing what was understood");
                break;
            }
            for field in &found.open {
                assert!(!found.report.contains_key(field), "{} is both open and answered", field.name());
            }
        }
    }
    assert!(count >= 70 || !faults.is_empty(), "only {count} texts");
    assert!(faults.is_empty(), "{} texts are read otherwise:\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn what_a_notice_calls_a_field_is_read_back_as_that_field() {
    for language in ["nb", "nn", "en"] {
        for field in varsel::report::Field::ALL {
            let answer = match field.name() {
                "period" | "discovered_at" => "12.03.2026",
                "affected_persons" | "affected_records" => "12",
                "persons_informed" | "protection" => "ja",
                "properties" => "integritet",
                "kinds" => "personvern",
                "likelihood" | "consequence" | "residual_likelihood" | "residual_consequence" => "3",
                _ => "Kari Nordmann",
            };
            let text = format!("{}: {answer}\n", label(field, language));
            let found = understood(&text, &json!({ "reply": true }));
            assert!(found.report.contains_key(&field), "{text}");
        }
    }
}
