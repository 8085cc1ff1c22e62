//! What `simulate` and `check` print, as files in `tests/foresight/`; `UPDATE_SNAPSHOTS=1` writes them anew, to be read
//! before they are committed.

use std::path::Path;

use crate::e2e::House;

/// File, and the arguments that print it.
const PRINTED: [(&str, &[&str]); 4] = [
    // Nobody does anything from the last minute before Easter on.
    ("easter-nobody-answers.txt", &["simulate", "--reported", "2027-03-24T11:59:00+01:00", "--days", "5"]),
    // A processor reports, the first notice goes out in time and incomplete, the rest is asked for.
    (
        "processor-in-phases.txt",
        &[
            "simulate",
            "--processor",
            "--ict",
            "--reported",
            "2026-11-23T10:00:00+01:00",
            "--answer",
            "4h=S: 3 K: 3",
            "--answer",
            "6h reporter=Antall berørte: 40",
            "--notified-after",
            "20h",
            "--answer",
            "30h=Varsle: begge",
            "--answer",
            "150h=Lukk: ferdig",
        ],
    ),
    // The night in which the clock goes back; both take it in hand, and then nobody goes on.
    (
        "critical-at-night.txt",
        &[
            "simulate",
            "--risk",
            "critical",
            "--kind",
            "security",
            "--reported",
            "2026-10-24T22:00:00+02:00",
            "--answer",
            "20m security-officer=OK",
            "--answer",
            "25m=OK",
            "--days",
            "2",
        ],
    ),
    ("check.txt", &["check", "--from", "2026-11-22T12:00:00+01:00"]),
];

#[test]
fn what_is_printed_is_what_stands_in_the_files() {
    let house = House::maildir();
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/foresight"));
    let update = std::env::var_os("UPDATE_SNAPSHOTS").is_some();
    let mut differs = Vec::new();
    for (name, arguments) in PRINTED {
        let here = house.path("").display().to_string();
        let printed = house.ok(arguments).replace(here.trim_end_matches('/'), "DIR");
        let path = folder.join(name);
        if update {
            std::fs::write(&path, &printed).unwrap();
        }
        let known = std::fs::read_to_string(&path).unwrap_or_default();
        let mut lines = known.lines().zip(printed.lines()).enumerate();
        if known != printed {
            let first = lines.find(|(_, (known, printed))| known != printed);
            differs.push(format!(
                "{name}: {first:?}, {} and {} lines",
                known.lines().count(),
                printed.lines().count()
            ));
        }
    }
    assert!(differs.is_empty(), "UPDATE_SNAPSHOTS=1 writes them anew:\n{}", differs.join("\n"));
}

#[test]
fn a_simulation_as_json_holds_the_same_mails_in_time_order() {
    let house = House::maildir();
    let arguments =
        ["simulate", "--kind", "both", "--reported", "2026-11-23T10:00:00+01:00", "--answer", "4h=OK"];
    let objects = house.lines(&[&arguments[..], &["--json"]].concat());
    let at: Vec<&str> = objects.iter().map(|one| one["at"].as_str().unwrap()).collect();
    assert!(at.is_sorted() && at.len() > 10, "{at:?}");
    let answers = objects.iter().filter(|one| one["event"] == "answer").count();
    assert_eq!(answers, 1);
    for one in objects.iter().filter(|one| one["event"] == "mail") {
        assert!(one["subject"].as_str().unwrap().contains("SIMULATED"), "{one}");
    }
    let table = house.ok(&arguments);
    assert_eq!(table.lines().count(), objects.len() + 2, "a heading and how it ends");
}

#[test]
fn a_hole_in_the_policy_is_a_fault_like_another() {
    let house = House::maildir();
    house.edit("policy.toml", "lists_ask_after = [\"1h\", \"4h\", \"24h\"]", "lists_ask_after = [\"7d\"]");
    let ran = house.run(&["check", "--from", "2026-11-22T12:00:00+01:00"]);
    assert_eq!(ran.code, 78, "{ran:?}");
    let faults: Vec<&str> = ran.err.lines().filter(|line| line.contains("policy.toml: ")).collect();
    assert_eq!(faults.len(), 1, "{ran:?}");
    assert!(faults[0].contains("tell.lists_ask_after: lists: the first step: 6 d 22 h too late"), "{ran:?}");
    assert!(ran.out.lines().all(|line| line.starts_with("note:")), "{ran:?}");
}

#[test]
fn an_answer_of_nobody_and_a_processor_that_is_none_are_wrong_usage() {
    let house = House::maildir();
    for arguments in [["--answer", "OK"], ["--answer", "4h nobody=OK"], ["--notified-after", "soon"]] {
        let ran = house.run(&[&["simulate"], &arguments[..]].concat());
        assert_eq!(ran.code, 2, "{arguments:?}: {ran:?}");
    }
}
