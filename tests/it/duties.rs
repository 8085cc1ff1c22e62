//! Every duty of the five sources has a test that plays it: `tests/duties.toml` names them, and this looks whether they
//! are there. Each of them fails when the code that keeps the duty is taken out; that is what it is named for.

use std::collections::BTreeSet;
use std::path::Path;

use serde::Deserialize;

/// S1 to S98.
const DUTIES: std::ops::RangeInclusive<u32> = 1..=98;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Duty {
    id: String,
    /// The duty in short words of our own.
    says: String,
    kind: Kind,
    /// `row: NAME` of a decision table, `story: FOLDER`, `test: it::module::function` or `test: room::module::function`.
    by: Vec<String>,
    /// Which decision of the program a definition drives.
    #[serde(default)]
    drives: String,
}

/// Who keeps it.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Kind {
    /// The program does it.
    Done,
    /// A person does it; the program asks, reminds and writes down.
    Prompted,
    /// It says what a word means.
    Definition,
}

#[test]
fn every_duty_of_the_five_sources_is_played_by_a_test_that_is_there() {
    let duties = duties();
    let rows: BTreeSet<String> = crate::decide::row_names().into_iter().collect();
    let mut faults = Vec::new();
    let ids: Vec<&str> = duties.iter().map(|duty| duty.id.as_str()).collect();
    let wanted: Vec<String> = DUTIES.map(|number| format!("S{number}")).collect();
    if ids != wanted {
        let missing = wanted.iter().filter(|id| !ids.contains(&id.as_str())).collect::<Vec<_>>();
        faults.push(format!("not S1 to S98 in this order; missing: {missing:?}"));
    }
    for duty in &duties {
        let id = &duty.id;
        if duty.by.is_empty() || duty.says.is_empty() {
            faults.push(format!("{id} has no words or no test"));
        }
        if matches!(duty.kind, Kind::Definition) == duty.drives.is_empty() {
            faults.push(format!("{id}: a definition, and nothing else, says what it drives"));
        }
        for test in &duty.by {
            if !is_there(test, &rows) {
                faults.push(format!("{id}: there is no {test}"));
            }
        }
        println!("{id:>4}  {:<10?}  {}  [{}]", duty.kind, duty.says, duty.by.join("; "));
    }
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

fn is_there(test: &str, rows: &BTreeSet<String>) -> bool {
    match test.split_once(": ") {
        Some(("row", name)) => rows.contains(name),
        Some(("story", name)) => super::stories::all().join(name).join("story.toml").exists(),
        Some(("test", path)) => has_function(path),
        _ => false,
    }
}

/// Whether a file of the module has a test of this name.
fn has_function(path: &str) -> bool {
    let Some((module, function)) = path.rsplit_once("::") else { return false };
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = module.strip_prefix("it::").map_or(("src", module), |module| ("tests/it", module));
    let parts: Vec<&str> = folder.1.split("::").collect();
    // The module is a file, or stands in the file of the one above it.
    (1..=parts.len()).any(|count| {
        let file = root.join(folder.0).join(format!("{}.rs", parts[..count].join("/")));
        let text = std::fs::read_to_string(file).unwrap_or_default();
        text.match_indices(&format!("fn {function}()")).any(|(at, _)| {
            let before = text[..at].rsplit("\n\n").next().unwrap_or_default();
            before.contains("test]")
        })
    })
}

fn duties() -> Vec<Duty> {
    #[derive(Deserialize)]
    struct File {
        duty: Vec<Duty>,
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/duties.toml");
    let text = std::fs::read_to_string(path).unwrap();
    let source = config::File::from_str(&text, config::FileFormat::Toml);
    let file: File = config::Config::builder().add_source(source).build().unwrap().try_deserialize().unwrap();
    file.duty
}

/// A mail or a sentence in the three languages, as it stands in the templates, its lines joined.
fn texts(name: &str) -> Vec<String> {
    let read = |language: &str| {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates").join(language).join(name);
        let text =
            std::fs::read_to_string(&path).unwrap_or_else(|fault| panic!("{}: {fault}", path.display()));
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    ["nb", "nn", "en"].map(read).to_vec()
}

fn say(texts: &[String], words: [&str; 3]) {
    for (text, words) in texts.iter().zip(words) {
        assert!(text.contains(words), "{words:?} is not in {text}");
    }
}

#[test]
fn who_reports_is_asked_to_limit_the_harm() {
    let words = [
        "Kan du fortsatt begrense skaden",
        "Kan du framleis avgrense skaden",
        "If you can still limit the harm",
    ];
    say(&texts("acknowledgement/text.hbs"), words);
}

#[test]
fn who_reports_is_asked_to_leave_names_and_numbers_out() {
    let words = [
        "Ikke skriv fødselsnummer eller navn",
        "Ikkje skriv fødselsnummer eller namn",
        "Do not write national identity numbers or the names",
    ];
    for mail in ["acknowledgement/text.hbs", "missing-information/text.hbs"] {
        say(&texts(mail), words);
    }
}

#[test]
fn the_evaluation_asks_whether_immediate_measures_stay() {
    let words = [
        "Skal strakstiltakene beholdes, endres",
        "Skal strakstiltaka b",
        "Should the immediate measures be kept, changed",
    ];
    say(&texts("measure-evaluation/text.hbs"), words);
}

#[test]
fn what_the_login_takes_is_named() {
    let login = |text: &String| {
        let at = text.find("login_needed = ").unwrap_or_default();
        text[at..].split("\" ").next().unwrap_or_default().to_owned()
    };
    let sentences: Vec<String> = texts("phrases.toml").iter().map(login).collect();
    say(
        &sentences,
        [
            "e-ID eller et virksomhetssertifikat",
            "e-ID eller eit verksemdssertifikat",
            "eID or a business certificate",
        ],
    );
    say(&sentences, ["«Utfyller/innsender»", "«Utfyllar/innsendar»", "“Utfyller/innsender”"]);
    say(&sentences, ["«Tilgangsstyring»", "«Tilgangsstyring»", "“Tilgangsstyring”"]);
}

/// What the sources give as examples, as people write it, and the property that was broken: C, I or A.
const EXAMPLES: [(&str, char); 16] = [
    // S34, S35, S78: confidentiality.
    ("Jeg sendte en e-post med helseopplysninger til feil mottaker.", 'C'),
    ("Et skjema på nettsiden gjorde svarene søkbare på internett for uvedkommende.", 'C'),
    ("Utskriften med pasientens navn ble liggende på feil skriver.", 'C'),
    ("En minnepinne med elevlister er stjålet.", 'C'),
    ("En ansatt har lånt bort brukernavn og passord, og uvedkommende har sett journaler.", 'C'),
    ("En tidligere ansatt hadde fortsatt tilgang og har hatt urettmessig innsyn i personopplysninger.", 'C'),
    ("En ansatt har snoket i journalen til naboen uten tjenstlig behov.", 'C'),
    ("PC-en sto ulåst, og en besøkende så personopplysninger om kunder på avveie.", 'C'),
    ("Hackere har kompromittert kontoen til en ansatt.", 'C'),
    // S79: integrity and availability.
    ("Prøvesvaret ble registrert i feil journal.", 'I'),
    ("Karakterene til elevene er manipulert av noen uten rett til det.", 'I'),
    ("En autorisert ansatt får ikke tilgang til journalen.", 'A'),
    ("Skadevare gjør at pasientsystemet er utilgjengelig.", 'A'),
    ("Kundedata ble slettet ved et uhell, og det finnes ingen kopi.", 'A'),
    ("Vi er utsatt for et tjenestenektangrep, og tjenesten er nede.", 'A'),
    ("Filene er kryptert av løsepengevirus, og alle mangler tilgang.", 'A'),
];

#[test]
fn the_examples_of_the_sources_are_breaches() {
    let context = varsel::mail::Context {
        time_zone: chrono_tz::Europe::Oslo,
        language: "nb".to_owned(),
        address: None,
        domains: Vec::new(),
        case_prefix: "AVVIK".to_owned(),
        ..Default::default()
    };
    let mut wrong = Vec::new();
    for (text, property) in EXAMPLES {
        let mail = format!(
            "From: a@b.example\r\nSubject: Avvik\r\nDate: Thu, 12 Mar 2026 09:00:00 +0100\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n"
        );
        let report = varsel::mail::read(mail.as_bytes(), &context).report;
        let of = |field| report.get(&field).map(|found| format!("{:?}", found.value)).unwrap_or_default();
        let name = match property {
            'C' => "Confidentiality",
            'I' => "Integrity",
            _ => "Availability",
        };
        let properties = of(varsel::report::Field::Properties);
        if !properties.contains(name) {
            wrong.push(format!("{text} {name}: {properties}"));
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}
