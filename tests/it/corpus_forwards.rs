//! Measures how well passed-on mails are found on a collection named by VARSEL_CORPUS (`forwards/INDEX.tsv`). Not part
//! of the repository.

use std::path::Path;

use serde_json::Value;
use varsel::mail::forward::{Found, read};

use crate::corpus_auto::corpus;

/// What was found of one mail, against what is known of it.
#[derive(Default)]
struct Score {
    all: u32,
    forwarded: u32,
    sender: u32,
    subject: u32,
    text: u32,
}

impl Score {
    fn add(&mut self, expected: &Value, found: Option<&Found>, text: &str) -> bool {
        let said = |key: &str| expected[key].as_str().map(str::to_owned);
        let forwarded = found.map(|found| found.forwarded.clone()).unwrap_or_default();
        // Where nothing is said of a field anything is right.
        let same = |key: &str, value: &Option<String>| {
            said(key).is_none_or(|wanted| Some(&wanted) == value.as_ref())
        };
        let known = found.is_some() == expected["forwarded"].as_bool().expect("yes or no");
        let sender = same("from_address", &forwarded.address) && same("from_name", &forwarded.name);
        let subject = same("subject", &forwarded.subject);
        let inner = found.map(|found| essence(&found.inner_text(text))).unwrap_or_default();
        let body = said("body").is_none_or(|body| inner == essence(&body));
        self.all += 1;
        self.forwarded += u32::from(known);
        self.sender += u32::from(known && sender);
        self.subject += u32::from(known && subject);
        self.text += u32::from(known && body);
        known && sender && subject && body
    }

    /// The share of the worst of what must be right.
    fn print(&self, name: &str) -> f64 {
        let share = |right: u32| f64::from(right) / f64::from(self.all.max(1));
        let [forwarded, sender, subject, text] =
            [self.forwarded, self.sender, self.subject, self.text].map(|right| share(right) * 100.0);
        println!(
            "{name}: of {} forwarded or not {forwarded:.1} %, sender {sender:.1} %, subject {subject:.1} %, text {text:.1} %",
            self.all
        );
        share(self.forwarded.min(self.sender).min(self.subject))
    }
}

fn essence(text: &str) -> String {
    text.chars().filter(|one| one.is_alphanumeric()).collect()
}

fn file(path: &Path) -> Option<String> {
    std::fs::read_to_string(path).ok()
}

#[test]
fn passed_on_mails_and_their_senders_are_found() {
    let Some(folder) = corpus("forwards") else { return };
    let index = file(&folder.join("INDEX.tsv")).expect("INDEX.tsv");
    let (mut ours, mut others) = (Score::default(), Score::default());
    for line in index.lines().skip(1) {
        let cells: Vec<&str> = line.split('\t').collect();
        let path = folder.join(cells[0]);
        let text = file(&path).expect("a text");
        let subject = file(&path.with_extension("subject"));
        let expected = file(&path.with_extension("expected.json")).expect("an expectation");
        let expected: Value = serde_json::from_str(&expected).expect("JSON");
        let found = read(&text, subject.as_deref().map(str::trim));
        let score = if ["no", "da", "sv", "en", "de"].contains(&cells[1]) { &mut ours } else { &mut others };
        if !score.add(&expected, found.as_ref(), &text) {
            println!("  {} [{}]: {:?}", cells[0], cells[1], found.map(|found| found.forwarded));
        }
    }
    let (ours, others) = (ours.print("nb, nn, sv, da, en, de"), others.print("other languages"));
    assert!(ours >= 0.95 && others >= 0.9);
}
