//! The process and its papers: how much of the machine the service may touch, and that SECURITY.md names only tests that
//! are there, at least one for each line of its threat model.

use std::collections::BTreeSet;
use std::fs;
use std::process::Command;

use regex::Regex;

use secrecy::ExposeSecret;
use varsel::config;

use crate::e2e::house::House;
use crate::servers::skip;

/// Tenths, as `systemd-analyze security` counts; 1.2.
const MOST_EXPOSURE: &str = "12";
const UNITS: [&str; 2] = ["varsel.service", "varsel@.service"];

fn read(path: &str) -> String {
    let whole = format!("{}/{path}", env!("CARGO_MANIFEST_DIR"));
    fs::read_to_string(&whole).unwrap_or_else(|error| panic!("{path}: {error}"))
}

#[test]
fn the_service_is_hardly_exposed_by_the_measure_of_systemd() {
    for unit in UNITS {
        let path = format!("{}/systemd/{unit}", env!("CARGO_MANIFEST_DIR"));
        let mut command = Command::new("systemd-analyze");
        command.args(["security", "--offline=true", "--threshold", MOST_EXPOSURE, &path]);
        let Ok(output) = command.output() else {
            return skip("systemd-analyze is not installed: the units were not measured");
        };
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let last = text.lines().last().unwrap_or_default();
        println!("{last}");
        assert!(output.status.success() && last.contains("exposure level"), "{unit}: {last}\n{text}");
    }
}

#[test]
fn the_service_runs_as_nobody_and_gets_its_secrets_as_credentials() {
    let secret = Regex::new(r"^Environment=VARSEL__\w*_FILE=(.*)$").expect("a pattern");
    for unit in UNITS {
        let text = read(&format!("systemd/{unit}"));
        let set: BTreeSet<&str> = text.lines().filter(|line| !line.starts_with('#')).collect();
        for line in ["DynamicUser=yes", "CapabilityBoundingSet=", "NoNewPrivileges=yes", "UMask=0077"] {
            assert!(set.contains(line), "{unit} lacks {line}");
        }
        let places: Vec<&str> =
            set.iter().filter_map(|line| Some(secret.captures(line)?.get(1)?.as_str())).collect();
        assert!(places.len() >= 3, "{unit} names {places:?}");
        assert!(places.iter().all(|place| place.starts_with("$CREDENTIALS_DIRECTORY/")), "{places:?}");
    }
}

#[test]
fn settings_that_are_printed_show_no_secret() {
    let house = House::maildir();
    house.write_secret("smtp.password", "korrekt-hest-batteri");
    let transport = "[transport]\nkind = \"smtp\"\nhost = \"127.0.0.1\"\nport = 25\ntls = \"none\"\nuser = \"varsel\"\n\
                     password_file = \"smtp.password\"\n";
    let text = fs::read_to_string(house.path("varsel.toml")).unwrap();
    let (before, after) = text.split_once("[transport]").unwrap();
    let (_, after) = after.split_once("\n[").unwrap();
    house.write("varsel.toml", &format!("{before}{transport}\n[{after}"));
    let settings = config::load(&house.path("varsel.toml"), std::iter::empty()).unwrap();
    let config::TransportKind::Smtp(smtp) = &settings.transport.kind else { panic!("no SMTP: {settings:?}") };
    let Some((_, config::Login::Password(password))) = &smtp.login else { panic!("no login: {settings:?}") };
    assert_eq!(password.expose_secret(), "korrekt-hest-batteri");
    let printed = format!("{settings:?} {settings:#?}");
    let key = fs::read_to_string(house.path("varsel.key")).unwrap();
    for secret in ["korrekt-hest-batteri", key.trim()] {
        assert!(!printed.contains(secret), "a secret is printed");
    }
}

/// A row of the threat model: `| T7 | who tries what | what stands in the way | [file](file) `test`, … |`.
fn threats() -> Vec<(String, Vec<(String, String)>)> {
    let test = Regex::new(r"\[([\w./-]+\.rs)\]\([\w./-]+\)((?:,? `\w+`)+)").expect("a pattern");
    let name = Regex::new(r"`(\w+)`").expect("a pattern");
    let named = |row: &str| {
        let of = |found: regex::Captures<'_>| {
            let names: Vec<String> = name.captures_iter(&found[2]).map(|one| one[1].to_owned()).collect();
            let file = found[1].to_owned();
            names.into_iter().map(move |name| (file.clone(), name)).collect::<Vec<_>>()
        };
        test.captures_iter(row).flat_map(of).collect::<Vec<_>>()
    };
    let model = read("SECURITY.md");
    let numbered = |line: &&str| {
        line.strip_prefix("| T").is_some_and(|rest| rest.starts_with(|first: char| first.is_ascii_digit()))
    };
    let rows = model.lines().filter(numbered);
    rows.map(|row| (row.split('|').nth(1).unwrap_or_default().trim().to_owned(), named(row))).collect()
}

#[test]
fn every_line_of_the_threat_model_has_a_test() {
    let threats = threats();
    assert!(threats.len() >= 30, "the threat model has {} lines", threats.len());
    let numbers: BTreeSet<&String> = threats.iter().map(|(number, _)| number).collect();
    assert_eq!(numbers.len(), threats.len(), "two lines of the threat model bear one number");
    for (number, tests) in &threats {
        assert!(!tests.is_empty(), "{number} names no test");
        for (file, test) in tests {
            let there = Regex::new(&format!(r"fn {test}\(")).expect("a pattern").is_match(&read(file));
            assert!(there, "{number}: there is no test {test} in {file}");
        }
    }
    println!("threats: {}, each with a test", threats.len());
}
