//! Formulas in the register, and markup and control characters in every paper.

use std::collections::BTreeSet;
use std::io::{Cursor, Read};

use serde_json::Value;
use varsel::case::Case;
use varsel::config;
use varsel::export::incident::HistoryLine;
use varsel::export::{Voice, incident, register};
use varsel::template::Templates;

use super::lives::{Seen, seen};
use crate::e2e::House;

/// What a spreadsheet would calculate, ask the network for or run.
const FORMULAS: [&str; 12] = [
    "=1+1",
    "=cmd|'/C calc'!A0",
    "+cmd|'/C calc'!A0",
    "-2+3+cmd|'/C calc'!A0",
    "@SUM(1+1)*cmd|'/C calc'!A0",
    "\t=1+1",
    "\r=1+1",
    " =1+1",
    "\u{a0}=1+1",
    "\n=1+1",
    "\u{ff1d}1+1",
    "=HYPERLINK(\"http://evil.example\";\"x\")",
];

/// Markup, and characters that XML 1.0 forbids.
const MARKUP: &str =
    "</w:t><w:x/></td><script>x()</script>&amp;<![CDATA[x]]>\0\u{1}\u{b}\u{1b}\u{fffe}\u{202e}\"'";

/// A case in which every text that anybody wrote is this one.
fn with(case: &Value, text: &str) -> Option<Case> {
    fn put(value: &mut Value, text: &str) {
        match value {
            Value::String(old) if old.contains("zq") => text.clone_into(old),
            Value::Array(items) => items.iter_mut().for_each(|item| put(item, text)),
            Value::Object(object) => object.values_mut().for_each(|item| put(item, text)),
            _ => {}
        }
    }
    let mut case = case.clone();
    put(&mut case, text);
    serde_json::from_value(case).ok()
}

/// The case that was played, with attacks for its texts, in every file.
pub fn assert_exports(house: &House) {
    let settings = config::load(&house.path("varsel.toml"), std::iter::empty()).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let state = runtime.block_on(async {
        let store = varsel::daemon::open_store(&settings).await.unwrap();
        let cases = store.case_list(None).await.unwrap();
        let state = cases.iter().find(|one| one.state.contains("AVVIK-2026-0001")).unwrap().state.clone();
        store.close().await;
        state
    });
    let state: Value = serde_json::from_str(&state).unwrap();
    let Ok(templates) = Templates::builtin() else { panic!("the texts have faults") };
    for language in ["nb", "nn", "en"] {
        let voice = Voice::new(&settings.policy, &templates, language);
        for formula in FORMULAS {
            let case = with(&state, formula).expect("a case of formulas");
            assert_csv(formula, &register::csv(std::slice::from_ref(&case), &voice).unwrap());
            let now = case.opened_at;
            assert_xlsx(formula, &register::xlsx(&[case], &voice, now).unwrap());
        }
        let plain = with(&state, "ord").expect("a case of words");
        assert_papers(&with(&state, MARKUP).expect("a case of markup"), &plain, &voice);
    }
}

fn assert_csv(formula: &str, bytes: &[u8]) {
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").expect("a byte order mark");
    let mut reader = csv::ReaderBuilder::new().delimiter(b';').has_headers(false).from_reader(text);
    let mut neutral = 0;
    for record in reader.records() {
        for cell in &record.unwrap() {
            let first = cell.trim_start_matches([' ', '\u{a0}', '\n']);
            let acts = first.starts_with([
                '=', '+', '-', '@', '\t', '\r', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}',
            ]);
            assert!(!acts, "{formula:?} acts in {cell:?}");
            neutral += usize::from(cell.starts_with('\''));
        }
    }
    assert!(neutral > 10, "{formula:?} is a cell of its own only {neutral} times");
}

fn assert_xlsx(formula: &str, bytes: &[u8]) {
    for (name, text) in parts(bytes) {
        let elements = assert_xml(&format!("{formula:?}: {name}"), &text);
        // A formula, a link to elsewhere, or a text whose type is left to be guessed.
        for active in ["f", "hyperlink", "hyperlinks", "ddeLink", "externalReference"] {
            assert!(!elements.contains(active), "{formula:?}: {active} in {name}");
        }
        for cell in text.split("<c ").skip(1) {
            let head = cell.split('>').next().unwrap_or_default();
            let is_text = head.contains("t=\"inlineStr\"");
            let value = cell.split("<v>").nth(1).and_then(|rest| rest.split("</v>").next());
            assert!(
                is_text || value.is_some_and(|value| value.parse::<f64>().is_ok()),
                "{formula:?}: {cell}"
            );
        }
    }
}

/// What is packed in a file of Office: names and texts.
pub fn parts(bytes: &[u8]) -> Vec<(String, String)> {
    let mut packed = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let names: Vec<String> = packed.file_names().map(|name| name.unwrap().into_owned()).collect();
    let text = |name: &String| {
        let mut text = String::new();
        packed.by_name(name).unwrap().read_to_string(&mut text).unwrap();
        (name.clone(), text)
    };
    names.iter().map(text).collect()
}

/// Reads it to the end as XML 1.0; the names of its elements.
pub fn assert_xml(what: &str, text: &str) -> BTreeSet<String> {
    use quick_xml::events::Event;
    let forbidden = |c: char| matches!(c, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}');
    assert!(!text.contains(forbidden), "{what}");
    let mut reader = quick_xml::Reader::from_str(text);
    reader.config_mut().check_end_names = true;
    let (mut names, mut depth) = (BTreeSet::new(), 0usize);
    loop {
        match reader.read_event().unwrap_or_else(|fault| panic!("{what}: {fault}")) {
            Event::Start(tag) => {
                depth += 1;
                names.insert(tag.local_name().as_ref().to_owned());
            }
            Event::Empty(tag) => {
                names.insert(tag.local_name().as_ref().to_owned());
            }
            Event::End(_) => depth -= 1,
            Event::DocType(_) | Event::CData(_) | Event::Comment(_) => {
                panic!("{what} has what we never write")
            }
            Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!(depth, 0, "{what}");
    names
}

fn assert_papers(case: &Case, plain: &Case, voice: &Voice<'_>) {
    let history =
        [HistoryLine { at: case.opened_at, by: MARKUP.to_owned(), method: None, said: MARKUP.to_owned() }];
    let report = incident::report(case, &history, voice, case.opened_at);
    for (name, text) in parts(&report.docx().unwrap()) {
        let elements = assert_xml(&name, &text);
        assert!(!elements.contains("x") && !elements.contains("script"), "{name}");
    }
    let html = report.html();
    // The same case without an attack has the same elements and attributes.
    let (found, own) = (Seen::default(), Seen::default());
    seen(&html, &found);
    seen(&incident::report(plain, &[], voice, case.opened_at).html(), &own);
    let beyond = found.beyond(&own);
    assert!(beyond.is_empty() && !own.has("script", ""), "{}: {beyond:?}", voice.language());
    assert!(html.contains("&lt;script&gt;"), "the markup is shown");
    assert!(!html.contains(['\0', '\u{1}', '\u{202e}']), "control characters");
}
