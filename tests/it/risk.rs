//! The proposed risk: reports with the scores that ENISA's method and Normen's criteria give them, as tables in tests/risk.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;
use serde_json::{Value, json};
use varsel::case::risk::{Proposal, propose};
use varsel::policy::Bands;
use varsel::report::{Field, Found, Report};

/// A report and what is expected of its proposal; what is not named is not looked at.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    name: String,
    /// Fields as text, or as the value that the contract gives them.
    fields: BTreeMap<Field, Value>,
    /// The number affected, exactly.
    persons: Option<u64>,
    /// These fields were drawn out of sentences.
    #[serde(default)]
    prose: Vec<Field>,

    // -- ENISA.
    context: Option<u8>,
    identification: Option<f64>,
    circumstances: Option<f64>,
    severity: Option<f64>,
    level: Option<String>,
    // -- Normen.
    likelihood: Option<u8>,
    consequence: Option<u8>,
    // -- Together, under the policy as `init` writes it.
    pair: Option<[u8; 2]>,
    band: Option<String>,
    duty: Option<String>,
    raised: Option<String>,
    /// Keys of phrases, `key` or `key word`, in any line.
    #[serde(default)]
    says: Vec<String>,
    #[serde(default)]
    never_says: Vec<String>,
}

#[test]
fn every_example_has_its_scores() {
    let bands = bands();
    let rows = rows();
    let mut faults = Vec::new();
    for row in &rows {
        let proposal = propose(&report(row));
        for fault in faults_of(row, &proposal, &bands) {
            faults.push(format!("{}: {fault}\n    {}", row.name, lines(&proposal).join("\n    ")));
        }
    }
    assert!(rows.len() >= 100, "only {} rows were read", rows.len());
    assert!(faults.is_empty(), "{} faults in {} rows:\n{}", faults.len(), rows.len(), faults.join("\n"));
}

/// A line that lacks an argument would be said with a hole in it.
#[test]
fn every_line_is_a_whole_sentence_in_every_language() {
    let templates = varsel::template::Templates::builtin().unwrap_or_else(|faults| panic!("{faults:?}"));
    let bands = bands();
    let mut lines = Vec::new();
    for row in rows() {
        let proposal = propose(&report(&row));
        let weighed = proposal.under(&bands);
        let enisa = proposal.enisa.clone().expect("worked out");
        let mut phrases = [proposal.because, enisa.because.clone()].concat();
        phrases.extend([enisa.sum(), weighed.duty.said()]);
        phrases.extend(weighed.raised);
        phrases.retain(|phrase| !lines.contains(phrase));
        lines.append(&mut phrases);
    }
    assert!(lines.len() > 200, "{}", lines.len());
    for phrase in &lines {
        for language in varsel::template::LANGUAGES {
            let line = templates.phrase(phrase, language, chrono_tz::Europe::Oslo);
            let hole =
                ["  ", "«»", "“”", "()", " .", "..", "{", "_"].iter().find(|hole| line.contains(**hole));
            assert_eq!(hole, None, "{language}: {line}");
            assert!(line.chars().count() < 250, "{line}");
        }
    }
}

/// No text takes longer than its length warrants: what lowers looks around in its clause, and a gap in an entry ahead.
#[test]
fn a_text_made_to_be_slow_is_read_in_time() {
    let pieces = [
        "mottaker ",
        "ikke bekreftet ",
        "no ",
        "ingen diagnoser eller ",
        "kan ikke gjenopprettes ",
        "bekreft ",
    ];
    for piece in pieces {
        let text = piece.repeat(20_000 / piece.len());
        let report = Field::ALL.into_iter().map(|field| {
            let found = json!({ "value": text, "raw": text, "source": "body" });
            (field, serde_json::from_value::<Found>(found).expect("a text"))
        });
        let report: Report = report.collect();
        let start = std::time::Instant::now();
        let proposal = propose(&report);
        let taken = start.elapsed();
        assert!((1..=25).contains(&proposal.score()));
        assert!(taken.as_millis() < 1_500, "{piece}: {taken:?}");
    }
}

/// Names of keys and values are a promise.
#[test]
fn an_earlier_stored_proposal_still_reads() {
    let stored = json!({ "likelihood": 3, "consequence": 4, "because": [{ "key": "because_unknown" }] });
    let proposal: Proposal = serde_json::from_value(stored).expect("reads");
    let weighed = proposal.under(&bands());
    assert_eq!((proposal.enisa.is_none(), weighed.likelihood, weighed.consequence), (true, 3, 4));
    let now = propose(&Report::new());
    let again: Proposal = serde_json::from_value(serde_json::to_value(&now).expect("writes")).expect("reads");
    assert_eq!(again, now);
}

fn faults_of(row: &Row, proposal: &Proposal, bands: &Bands) -> Vec<String> {
    let mut faults = Vec::new();
    let mut is = |what: &str, wanted: Option<Value>, found: Value| {
        if wanted.as_ref().is_some_and(|wanted| *wanted != found) {
            faults.push(format!("{what} is {found}, not {}", wanted.unwrap_or_default()));
        }
    };
    let enisa = proposal.enisa.as_ref().expect("worked out");
    let weighed = proposal.under(bands);
    let quarters = |quarters: u8| json!(f64::from(quarters) / 4.0);
    is("context", row.context.map(Value::from), json!(enisa.context));
    is("identification", row.identification.map(Value::from), quarters(enisa.identification_quarters));
    is("circumstances", row.circumstances.map(Value::from), quarters(enisa.circumstances_quarters));
    is("severity", row.severity.map(Value::from), json!(enisa.severity()));
    is("level", row.level.clone().map(Value::from), json!(enisa.band()));
    is("likelihood", row.likelihood.map(Value::from), json!(proposal.likelihood));
    is("consequence", row.consequence.map(Value::from), json!(proposal.consequence));
    is("pair", row.pair.map(|pair| json!(pair)), json!([weighed.likelihood, weighed.consequence]));
    is("band", row.band.clone().map(Value::from), json!(weighed.band));
    let duty = match (weighed.duty.authority, weighed.duty.persons) {
        (_, true) => "both",
        (true, false) => "authority",
        (false, false) => "none",
    };
    is("duty", row.duty.clone().map(Value::from), json!(duty));
    let raised = weighed.raised.map_or("no".to_owned(), |raised| raised.key);
    is("raised", row.raised.clone().map(Value::from), json!(raised));
    let lines = lines(proposal);
    let said =
        |wanted: &str| lines.iter().any(|line| line == wanted || line.split(' ').next() == Some(wanted));
    faults.extend(
        row.says.iter().filter(|wanted| !said(wanted)).map(|wanted| format!("does not say {wanted}")),
    );
    faults.extend(row.never_says.iter().filter(|wanted| said(wanted)).map(|wanted| format!("says {wanted}")));
    faults
}

/// Every phrase with its word, those within others too.
fn lines(proposal: &Proposal) -> Vec<String> {
    fn collect(value: &Value, into: &mut Vec<String>) {
        match value {
            Value::Object(object) => {
                if let Some(key) = object.get("key").and_then(Value::as_str) {
                    let word = object.get("args").and_then(|args| args.get("word")).and_then(Value::as_str);
                    into.push(word.map_or(key.to_owned(), |word| format!("{key} {word}")));
                }
                object.values().for_each(|value| collect(value, into));
            }
            Value::Array(items) => items.iter().for_each(|item| collect(item, into)),
            _ => {}
        }
    }
    let mut all = Vec::new();
    collect(&json!([proposal.because, proposal.enisa]), &mut all);
    all
}

fn report(row: &Row) -> Report {
    let found = |field: Field, value: &Value| -> Found {
        let raw = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let prose = row.prose.contains(&field);
        let found = json!({ "value": value, "raw": raw, "source": "body", "prose": prose });
        serde_json::from_value(found)
            .unwrap_or_else(|error| panic!("{}: {}: {error}", row.name, field.name()))
    };
    let mut report: Report = row.fields.iter().map(|(field, value)| (*field, found(*field, value))).collect();
    if let Some(count) = row.persons {
        let value = json!({ "low": count, "high": count, "precision": "exact" });
        report.insert(Field::AffectedPersons, found(Field::AffectedPersons, &value));
    }
    report
}

fn rows() -> Vec<Row> {
    #[derive(Deserialize)]
    struct File {
        row: Vec<Row>,
    }
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/risk"));
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let read = |path: std::path::PathBuf| -> Vec<Row> {
        let text = std::fs::read_to_string(&path).unwrap();
        let source = config::File::from_str(&text, config::FileFormat::Toml);
        let tree = config::Config::builder().add_source(source).build();
        let value = tree.and_then(config::Config::try_deserialize::<Value>);
        let file: Result<File, _> = value
            .map_err(|error| error.to_string())
            .and_then(|value| serde_json::from_value(value).map_err(|error| error.to_string()));
        file.unwrap_or_else(|error| panic!("{}: {error}", path.display())).row
    };
    let rows: Vec<Row> = files.into_iter().flat_map(read).collect();
    let names: std::collections::BTreeSet<&str> = rows.iter().map(|row| row.name.as_str()).collect();
    assert_eq!(names.len(), rows.len(), "two rows have one name");
    rows
}

fn bands() -> Bands {
    let dir = tempfile::tempdir().unwrap();
    varsel::config::init::write(dir.path(), true).unwrap();
    let settings = varsel::config::load(&dir.path().join("varsel.toml"), std::iter::empty()).unwrap();
    settings.policy.bands
}
