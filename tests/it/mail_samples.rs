//! Reads every mail in `tests/mail/*/` and compares with the JSON beside it: each key there must be as it says.

use std::path::{Path, PathBuf};

use serde_json::Value;
use varsel::mail::{Context, read};

fn context() -> Context {
    Context {
        address: Some("avvik@eksempel.no".to_owned()),
        domains: vec!["eksempel.no".to_owned()],
        ..Context::default()
    }
}

fn samples(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/mail").join(folder);
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .expect("the folder of samples")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|name| name == "eml"))
        .collect();
    files.sort();
    files
}

fn compare(folder: &str, at_least: usize) {
    let files = samples(folder);
    assert!(files.len() >= at_least, "{folder}: only {} samples", files.len());
    let mut wrong = Vec::new();
    for file in files {
        let raw = std::fs::read(&file).expect("a mail");
        let text = std::fs::read_to_string(file.with_extension("json")).expect("the expectation beside it");
        let expected: Value = serde_json::from_str(&text).expect("JSON");
        let reading = serde_json::to_value(read(&raw, &context())).expect("JSON");
        for (key, wanted) in expected.as_object().expect("an object") {
            let (got, why) = (&reading[key], &reading["reason"]);
            if got != wanted {
                wrong.push(format!("{}: {key} is {got}, wanted {wanted} ({why})", file.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_sample_mail_is_of_its_class() {
    compare("class", 95);
}

#[test]
fn every_sample_reply_keeps_its_new_text_only() {
    compare("reply", 50);
}

#[test]
fn no_cut_or_changed_sample_makes_the_reader_panic() {
    for file in samples("class").into_iter().chain(samples("reply")) {
        let raw = std::fs::read(&file).expect("a mail");
        for at in (0..raw.len()).step_by(7) {
            let _ = read(&raw[..at], &context());
            let mut changed = raw.clone();
            changed[at] = changed[at].wrapping_mul(31).wrapping_add(113);
            let _ = read(&changed, &context());
        }
    }
}
