//! What the fuzz targets found (`tests/fuzz`): each file is read again by the room of its target.

use std::path::{Path, PathBuf};

use chrono::DateTime;
use varsel::document::{self, Budget, File};
use varsel::mail::{self, Context, reply};
use varsel::report::{self, Parts, Source};

/// What reads the finds of a target.
type Reads = fn(&[u8]);

const TARGETS: [(&str, Reads); 5] = [
    ("mail", |raw| {
        let reading = mail::read(raw, &Context::default());
        let json = serde_json::to_vec(&reading).expect("a reading is JSON");
        assert_eq!(serde_json::from_slice::<mail::Reading>(&json).expect("and comes back"), reading);
    }),
    ("document", |bytes| {
        let mut budget = Budget::default();
        let file = File { name: "fil".to_owned(), bytes: bytes.to_vec(), ..File::default() };
        let kept: usize = document::read(&file, &mut budget).documents.iter().map(|one| one.text.len()).sum();
        assert!(kept <= Budget::default().text_bytes);
    }),
    ("report", |bytes| {
        let text = String::from_utf8_lossy(bytes);
        let parts = Parts { sources: vec![Source::new("body", text.clone())], ..Parts::default() };
        let found = report::read(&parts, anchor(), &Context::default());
        assert!(found.report.keys().all(|field| !found.open.contains(field)));
    }),
    ("dates", |bytes| {
        let (text, zone) = (String::from_utf8_lossy(bytes), chrono_tz::Europe::Oslo);
        let _ = (report::moment(&text, anchor(), zone), report::period(&text, anchor(), zone));
        assert!(report::count(&text).is_none_or(|count| count.high.is_none_or(|high| high >= count.low)));
    }),
    ("commands", |bytes| {
        let new = reply::new_text(&String::from_utf8_lossy(bytes));
        let (commands, _) = varsel::command::read(&new.text, anchor(), &Context::default());
        assert!(commands.iter().all(|one| one.raw.len() <= new.text.len()));
    }),
];

fn anchor() -> DateTime<chrono::FixedOffset> {
    DateTime::parse_from_rfc3339("2026-10-26T09:30:00+01:00").expect("a time")
}

fn finds(target: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/found").join(target);
    let entries = std::fs::read_dir(folder).into_iter().flatten();
    entries.map(|entry| entry.expect("an entry").path()).collect()
}

#[test]
fn what_fuzzing_found_does_no_harm_any_more() {
    let mut read = 0;
    for (target, reads) in TARGETS {
        for file in finds(target) {
            reads(&std::fs::read(&file).expect("a find"));
            read += 1;
        }
    }
    assert!(read >= 1, "no find was read");
}
