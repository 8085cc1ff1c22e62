//! Files that come with a mail: what each in tests/document gives, word for word, and that nothing a stranger does to
//! them takes the reader down.

mod bombs;
mod damage;

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use varsel::document::{Budget, Contents, File, read};

/// The files of tests/document, in the order of their names.
fn samples() -> Vec<File> {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| is_sample(path))
        .collect();
    paths.sort();
    assert!(paths.len() >= 35, "the files of tests/document are not where they are looked for");
    let name = |path: &Path| path.file_name().unwrap().to_str().unwrap().to_owned();
    paths
        .iter()
        .map(|path| File { name: name(path), bytes: fs::read(path).unwrap(), ..File::default() })
        .collect()
}

fn is_sample(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending != "json" && ending != "py")
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/document")
}

/// As the JSON files say it: texts line by line.
fn told(contents: &Contents) -> Value {
    let documents = contents.documents.iter().map(|document| {
        let lines: Vec<&str> = document.text.lines().collect();
        json!({ "name": document.name, "text": lines, "pairs": document.pairs })
    });
    let mails = contents.mails.iter().map(|mail| &mail.name);
    json!({
        "documents": documents.collect::<Vec<_>>(),
        "mails": mails.collect::<Vec<_>>(),
        "unread": contents.unread,
    })
}

#[test]
fn every_file_says_what_a_person_would_read_in_it() {
    let mut wrong = Vec::new();
    for file in samples() {
        let expected = fs::read_to_string(folder().join(format!("{}.json", file.name))).unwrap_or_default();
        let expected: Value = serde_json::from_str(&expected).unwrap_or_default();
        let found = told(&read(&file, &mut Budget::default()));
        if found != expected {
            wrong.push(format!("{}: {}", file.name, serde_json::to_string_pretty(&found).unwrap()));
        }
    }
    assert!(wrong.is_empty(), "not as in the JSON beside them:\n{}", wrong.join("\n"));
}

#[test]
fn the_same_file_under_another_name_says_the_same() {
    for file in samples() {
        let telling = ["csv", "tsv", "html", "eml"].iter().any(|ending| file.name.ends_with(ending));
        if telling || file.name.ends_with("txt") {
            continue;
        }
        let nameless = File { name: file.name.clone() + ".bin", ..file.clone() };
        let named = read(&file, &mut Budget::default());
        let other = read(&nameless, &mut Budget::default());
        let texts = |contents: &Contents| {
            contents.documents.iter().map(|one| (one.text.clone(), one.pairs.clone())).collect::<Vec<_>>()
        };
        assert_eq!(texts(&named), texts(&other), "{}", file.name);
    }
}

#[test]
fn one_budget_holds_for_all_files_of_a_mail() {
    let mut budget = Budget { text_bytes: 300, ..Budget::default() };
    let file = samples().into_iter().find(|file| file.name == "normen-nb.docx").unwrap();
    let first = read(&file, &mut budget);
    let second = read(&file, &mut budget);
    let kept: usize = first.documents.iter().chain(&second.documents).map(|one| one.text.len()).sum();
    assert!(kept <= 300, "{kept}");
    for contents in [first, second] {
        assert_eq!(
            serde_json::to_value(&contents.unread).unwrap(),
            json!([{ "name": "normen-nb.docx", "why": "too-large" }])
        );
    }
}
