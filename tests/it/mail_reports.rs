//! Whole report mails as people and systems send them (`tests/mail/report`), each beside what a careful privacy officer
//! would write down from it.
//!
//! NAME.json names `class`, `language`, `subject`, `unread`, `forwarded`, `commands`, `redactions` as `varsel parse` prints
//! them, and of the report:
//! - `report`: each field's value, which must be found; of an object only the keys that are named, and a time may be
//!   a span of `from` and `to` where a person would not know better;
//! - `either`: a list of values of which one must be found, where a fair reader may differ;
//! - `holds`: pieces that a text must have in it, where prose is read;
//! - `may`: values of which one is allowed, or "any": conclusions from what is said, which may be left to a person;
//! - `never`: pieces that the field's text must not have in it;
//! - `exact`: a field that none of these names must not be found; `absent`: fields that must not be, where it is false;
//! - `open`: fields of the authority's form that must be asked for;
//! - `source`: where the field was found;
//! - `leaks`: digits that must stand nowhere in the output, however they are spaced.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use chrono::DateTime;
use serde_json::{Value, json};
use varsel::mail::{Context, read};
use varsel::report::Field;

fn context() -> Context {
    Context {
        address: Some("avvik@eksempel.no".to_owned()),
        domains: vec!["eksempel.no".to_owned()],
        ..Context::default()
    }
}

fn mails() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/mail/report");
    let entries = std::fs::read_dir(folder).expect("the folder of reports");
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    files.retain(|path| path.extension().is_some_and(|end| end == "eml"));
    files.sort();
    files
}

fn with_crlf(raw: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(raw.len() + raw.len() / 40);
    for byte in raw {
        if *byte == b'\n' {
            out.push(b'\r');
        }
        out.push(*byte);
    }
    out
}

/// What is found wrong in one mail, and how much was looked at.
#[derive(Default)]
struct Findings {
    fields: usize,
    wrong_fields: usize,
    faults: Vec<String>,
}

impl Findings {
    fn field(&mut self, right: bool, fault: impl FnOnce() -> String) {
        self.fields += 1;
        if !right {
            self.wrong_fields += 1;
            self.faults.push(fault());
        }
    }

    fn part(&mut self, right: bool, fault: impl FnOnce() -> String) {
        if !right {
            self.faults.push(fault());
        }
    }
}

/// Text with its white space folded and the marks of a list left out, so that only the words count.
fn folded(text: &str) -> String {
    let lines = text.lines().map(|line| {
        let line = line.trim();
        ["- ", "• ", "* ", "· "].iter().find_map(|mark| line.strip_prefix(mark)).unwrap_or(line)
    });
    lines.flat_map(str::split_whitespace).collect::<Vec<_>>().join(" ")
}

/// The digits of a number in Norway, without spaces and the country's code.
fn phone(text: &str) -> String {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    digits
        .strip_prefix("0047")
        .or_else(|| digits.strip_prefix("47").filter(|rest| rest.len() == 8))
        .unwrap_or(&digits)
        .to_owned()
}

/// Whether what was found says what was wanted: objects by the keys that are wanted, times as instants, texts by words.
fn same(key: &str, wanted: &Value, found: &Value) -> bool {
    match (wanted, found) {
        (Value::Object(span), Value::String(found)) => {
            let at = |text: &str| DateTime::parse_from_rfc3339(text).ok();
            let border = |key: &str| span.get(key).and_then(Value::as_str).and_then(at);
            at(found).is_some() && border("from") <= at(found) && at(found) <= border("to")
        }
        (Value::Object(wanted), Value::Object(found)) => {
            wanted.iter().all(|(key, wanted)| same(key, wanted, found.get(key).unwrap_or(&Value::Null)))
        }
        (Value::Array(wanted), Value::Array(found)) => {
            wanted.len() == found.len() && wanted.iter().zip(found).all(|(one, other)| same(key, one, other))
        }
        (Value::String(wanted), Value::String(found)) => match key {
            "phone" => phone(wanted) == phone(found),
            "email" => wanted.eq_ignore_ascii_case(found),
            _ => match (DateTime::parse_from_rfc3339(wanted), DateTime::parse_from_rfc3339(found)) {
                (Ok(wanted), Ok(found)) => wanted == found,
                _ => folded(wanted) == folded(found),
            },
        },
        _ => wanted == found,
    }
}

fn each(expected: &Value, key: &str) -> BTreeMap<String, Value> {
    let object = expected[key].as_object().cloned().unwrap_or_default();
    object.into_iter().collect()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn compare_report(expected: &Value, reading: &Value, findings: &mut Findings) {
    let found = |field: &str| reading["report"][field]["value"].clone();
    let mut named: Vec<String> = Vec::new();
    for (field, wanted) in each(expected, "report") {
        let value = found(&field);
        findings.field(same("", &wanted, &value), || format!("{field}: wanted {wanted}, came {value}"));
        named.push(field);
    }
    for (field, choices) in each(expected, "either") {
        let value = found(&field);
        let right = list(&choices).iter().any(|wanted| same("", wanted, &value));
        findings.field(right, || format!("{field}: wanted one of {choices}, came {value}"));
        named.push(field);
    }
    for (field, pieces) in each(expected, "holds") {
        let value = found(&field);
        let text = folded(value.as_str().or_else(|| value["text"].as_str()).unwrap_or_default());
        let right = list(&pieces).iter().all(|piece| text.contains(piece.as_str().unwrap_or_default()));
        findings.field(right, || format!("{field}: wanted {pieces} in it, came {value}"));
        named.push(field);
    }
    for (field, choices) in each(expected, "may") {
        let value = found(&field);
        if !value.is_null() && !named.contains(&field) {
            let right = choices == "any" || list(&choices).iter().any(|wanted| same("", wanted, &value));
            findings.field(right, || format!("{field}: may only be one of {choices}, came {value}"));
        }
        named.push(field);
    }
    for (field, pieces) in each(expected, "never") {
        let text = folded(found(&field).as_str().unwrap_or_default()).to_lowercase();
        let held = list(&pieces).iter().filter_map(Value::as_str).find(|piece| text.contains(piece));
        findings.field(held.is_none(), || format!("{field}: {held:?} must not be in it, came {text}"));
    }
    let exact = expected["exact"].as_bool().unwrap_or(true);
    let absent: Vec<&str> = list(&expected["absent"]).iter().filter_map(Value::as_str).collect();
    for (field, value) in each(reading, "report") {
        if absent.contains(&field.as_str()) || (exact && !named.contains(&field)) {
            findings.field(false, || format!("{field}: nothing is said of it, came {}", value["value"]));
        }
    }
    findings.fields += absent.iter().filter(|field| found(field).is_null()).count();
    for field in list(&expected["open"]) {
        let open = list(&reading["open"]).contains(field);
        findings.field(open, || {
            format!("{field}: wanted open, came {}", found(field.as_str().unwrap_or_default()))
        });
    }
    for (field, wanted) in each(expected, "source") {
        let entry = &reading["report"][&field];
        let right = entry.is_null() || same("", &wanted, &entry["source"]);
        findings.part(right, || format!("{field}: wanted from {wanted}, came from {}", entry["source"]));
    }
}

/// Every number written with digits in the output, spaces, points and hyphens between them left out.
fn digits(text: &str) -> String {
    text.chars().filter(|one| !matches!(one, ' ' | '\u{a0}' | '\u{2009}' | '.' | '-' | '\u{ad}')).collect()
}

fn compare(expected: &Value, raw: &[u8]) -> Findings {
    let reading = serde_json::to_value(read(raw, &context())).expect("JSON");
    let mut findings = Findings::default();
    for key in ["class", "language", "subject", "unread", "forwarded", "commands", "redactions", "from"] {
        let Some(wanted) = expected.get(key) else { continue };
        let empty = if wanted.is_array() { json!([]) } else { Value::Null };
        let value = reading.get(key).unwrap_or(&empty);
        findings.part(same(key, wanted, value), || format!("{key}: wanted {wanted}, came {value}"));
    }
    if let Some(reply) = expected.get("reply") {
        let text = &reading["reply_text"];
        findings.part(same("", reply, text), || format!("reply_text: wanted {reply}, came {text}"));
    }
    compare_report(expected, &reading, &mut findings);
    let all = digits(&reading.to_string());
    for leak in list(&expected["leaks"]) {
        let right = !all.contains(leak.as_str().unwrap_or("no string"));
        findings.part(right, || format!("the number {leak} is in the output"));
    }
    findings
}

#[test]
fn every_report_is_understood_as_written_beside_it() {
    let mails = mails();
    let (mut fields, mut wrong_fields, mut faults) = (0, 0, Vec::new());
    for path in &mails {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let raw = std::fs::read(path).expect("a mail");
        let text = std::fs::read_to_string(path.with_extension("json")).expect("the expectation beside it");
        let expected: Value = serde_json::from_str(&text).expect("JSON");
        let found = compare(&expected, &raw);
        let other = compare(&expected, &with_crlf(&raw));
        fields += found.fields;
        wrong_fields += found.wrong_fields;
        if found.faults.is_empty() && other.faults.is_empty() {
            continue;
        }
        println!("== {name}");
        found.faults.iter().for_each(|fault| println!("   {fault}"));
        if found.faults != other.faults {
            other.faults.iter().for_each(|fault| println!("   with CRLF: {fault}"));
        }
        faults.push(name);
    }
    println!(
        "fields right: {} of {fields}; mails wholly right: {} of {}",
        fields - wrong_fields,
        mails.len() - faults.len(),
        mails.len()
    );
    assert!(mails.len() >= 250, "only {} mails", mails.len());
    assert!(faults.is_empty(), "not understood as written: {}", faults.join(" "));
}

/// The word for its reader in the name of a mail.
const READERS: [&str; 14] = [
    "text",
    "html",
    "prose",
    "reply",
    "docx",
    "xlsx",
    "pdf",
    "csv",
    "json",
    "attached-mail",
    "msg",
    "winmail",
    "zip",
    "txt",
];

#[test]
fn every_field_and_every_reader_is_tried_in_every_language() {
    let mut tried: BTreeMap<String, usize> = BTreeMap::new();
    for path in mails() {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let text = std::fs::read_to_string(path.with_extension("json")).expect("the expectation beside it");
        let expected: Value = serde_json::from_str(&text).expect("JSON");
        let language = name.split('-').next().unwrap_or_default().to_owned();
        let fields = ["report", "either", "holds"].iter().flat_map(|key| each(&expected, key).into_keys());
        let readers =
            READERS.iter().filter(|reader| name.contains(&format!("-{reader}"))).map(|one| (*one).to_owned());
        for key in fields.chain(readers) {
            *tried.entry(format!("{language} {key}")).or_default() += 1;
        }
    }
    let wanted: Vec<&str> = Field::ALL.iter().map(|field| field.name()).chain(READERS).collect();
    let missing: Vec<String> = ["nb", "nn", "en"]
        .iter()
        .flat_map(|language| wanted.iter().map(move |key| format!("{language} {key}")))
        .filter(|key| !tried.contains_key(key))
        .collect();
    assert!(missing.is_empty(), "tried in no mail: {}", missing.join(", "));
}
