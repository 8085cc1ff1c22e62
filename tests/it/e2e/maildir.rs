//! The whole way over Maildirs, under a simulated clock.

use std::collections::BTreeMap;

use serde_json::Value;

use super::house::{House, Received, answer, mail, maildir, waiting};

pub const OFFICER: &str = "kari.nordmann@eksempel.no";
const DEPUTY: &str = "ola.hansen@eksempel.no";
const HEAD: &str = "ingrid.lie@eksempel.no";
const REPORTER: &str = "jon.moen@eksempel.no";
/// What the receiving server says of a sender whom it knows.
const BELIEVED: &str = "Authentication-Results: varsel.local; dmarc=pass header.from=eksempel.no\n";

pub const REPORT: &str = "\
Hovedårsak: E-post sendt til feil mottaker
Når ble avviket oppdaget: 12.03.2026 kl. 08.30
Antall berørte: 40
Hva har skjedd: Et brev med kundeliste ble sendt til feil mottaker";

pub fn report(id: &str) -> String {
    mail(&format!("Jon Moen <{REPORTER}>"), "avvik@eksempel.no", id, "", "Avvik", REPORT)
}

#[test]
fn a_report_is_acknowledged_told_and_steered_by_a_reply() {
    let house = House::simulated();
    house.put(report("r1@eksempel.no"));
    house.once("2026-03-12T09:00:00+01:00");

    assert_eq!(waiting(&house.inbox()), 0);
    assert_eq!(waiting(&house.path("spool/processed")), 1);
    assert_eq!(house.sent().len(), 3);
    let receipt = house.sent_to(REPORTER, "AVVIK-2026-0001");
    assert_eq!(receipt.in_reply_to, "r1@eksempel.no");
    assert!(!receipt.raw.contains("kundeliste"), "a receipt repeats nothing of an unauthenticated report");
    house.sent_to(HEAD, "AVVIK-2026-0001");
    let notice = house.sent_to(OFFICER, "AVVIK-2026-0001");
    let case = house.case("AVVIK-2026-0001");
    assert_eq!(case["obligations"][0]["due_at"], "2026-03-15T07:30:00Z", "discovered + 72 h");
    assert_eq!(case["report"]["affected_persons"]["value"]["low"], 40);

    let text = "S: 3  K: 4\nMeld Datatilsynet: ja\n\
                Tiltak: Be mottakeren slette brevet; ansvarlig: ola.hansen@eksempel.no; frist: 20.03.2026";
    house.put(answer(&notice, &format!("Kari Nordmann <{OFFICER}>"), "a1@eksempel.no", BELIEVED, text));
    house.once("2026-03-12T09:20:00+01:00");
    assert_officers_decision(&house.case("AVVIK-2026-0001"), OFFICER, "ola.hansen@eksempel.no");
    let receipts: Vec<Received> =
        house.sent().into_iter().filter(|mail| mail.in_reply_to == "a1@eksempel.no").collect();
    assert_eq!(receipts.len(), 1, "one command receipt");
    assert_eq!(receipts[0].to, OFFICER);
    assert!(house.ok(&["verify"]).len() < 10_000);
}

/// Risk 3 × 4 decided by the officer, the measure with its owner, and nothing of the quoted original.
pub fn assert_officers_decision(case: &Value, officer: &str, owner: &str) {
    let risk = &case["risk"];
    assert_eq!((&risk["likelihood"], &risk["consequence"]), (&3.into(), &4.into()), "{risk}");
    assert_eq!((&risk["score"], &risk["band"]), (&12.into(), &"high".into()), "{risk}");
    assert_eq!(risk["decided_by"], officer, "{risk}");
    let measures = case["measures"].as_array().unwrap();
    assert_eq!(measures.len(), 1, "{measures:?}");
    assert_eq!(measures[0]["text"], "Be mottakeren slette brevet", "{measures:?}");
    assert!(measures[0].to_string().contains(owner), "{measures:?}");
    let persons = case["obligations"].as_array().unwrap().iter().any(|one| one["regime"] == "gdpr34");
    assert!(persons, "high risk: the persons affected are to be informed");
}

#[test]
fn a_reply_without_the_senders_proof_changes_nothing_and_the_officer_is_told() {
    let house = House::simulated();
    house.put(report("r1@eksempel.no"));
    house.once("2026-03-12T09:00:00+01:00");
    let notice = house.sent_to(OFFICER, "AVVIK-2026-0001");
    let receipt = house.sent_to(REPORTER, "AVVIK-2026-0001");

    house.put(answer(&notice, OFFICER, "f1@eksempel.no", "", "S: 1 K: 1\nIkke avvik: fordi jeg sier det"));
    let foreign = "Authentication-Results: mx.evil.example; dmarc=pass header.from=eksempel.no\n";
    house.put(answer(&notice, OFFICER, "f2@eksempel.no", foreign, "S: 1 K: 1"));
    house.put(answer(&receipt, REPORTER, "f3@eksempel.no", BELIEVED, "S: 1 K: 1"));
    let before = house.sent().len();
    house.once("2026-03-12T09:10:00+01:00");

    let case = house.case("AVVIK-2026-0001");
    assert_eq!(case["risk"]["band"], "undecided");
    assert_eq!(case["risk"]["decided_by"], Value::Null);
    assert_eq!(case["status"], "open");
    let told = case["notices"].as_array().unwrap().iter();
    let told = told.filter(|one| one["template"] == "unverified" && one["to"] == OFFICER).count();
    assert_eq!(told, 1, "of one speaker and reason once: {}", case["notices"]);
    assert!(house.sent().len() > before);
    assert_eq!(house.ledger().len(), 4);
}

/// (notice, to) of all notices of a case with how often each was made.
fn notices(house: &House) -> BTreeMap<(String, String), usize> {
    let mut counts = BTreeMap::new();
    for row in house.case("AVVIK-2026-0001")["notices"].as_array().unwrap() {
        let text = |key: &str| row[key].as_str().unwrap().to_owned();
        *counts.entry((text("template"), text("to"))).or_default() += 1;
    }
    counts
}

#[test]
fn an_unanswered_case_climbs_at_the_times_of_the_policy_and_never_twice() {
    let house = House::simulated();
    house.put(report("r1@eksempel.no"));
    house.once("2026-03-12T09:00:00+01:00");
    // config/policy.toml, [band.undecided]; the deadline is 72 hours after the discovery at 08.30.
    let steps: [(&str, &[(&str, &str)]); 6] = [
        ("2026-03-12T09:29:59+01:00", &[]),
        ("2026-03-12T09:30:00+01:00", &[("reminder", OFFICER)]),
        ("2026-03-12T10:00:00+01:00", &[("escalation", DEPUTY)]),
        ("2026-03-12T13:00:00+01:00", &[("escalation", HEAD), ("missing-information", REPORTER)]),
        // The whole outage is one mail each.
        ("2026-03-15T08:29:00+01:00", &[("reminder", OFFICER), ("escalation", DEPUTY), ("escalation", HEAD)]),
        ("2026-03-15T08:30:00+01:00", &[("overdue", OFFICER), ("overdue", DEPUTY), ("overdue", HEAD)]),
    ];
    let mut known = notices(&house);
    for (at, expected) in steps {
        house.once(at);
        let mut wanted = known.clone();
        for (template, to) in expected {
            *wanted.entry(((*template).to_owned(), (*to).to_owned())).or_default() += 1;
        }
        known = notices(&house);
        // The catch-up also asks the reporter once more.
        let people = |mut map: BTreeMap<(String, String), usize>| {
            map.retain(|(_, to), _| !at.starts_with("2026-03-15") || to != REPORTER);
            map
        };
        assert_eq!(people(known.clone()), people(wanted), "at {at}");
        let again = house.once(at);
        assert!(again.contains(" 0 mails handed over"), "at {at} once more: {again}");
    }
    let sent = house.sent();
    assert_eq!(sent.len(), known.values().sum::<usize>(), "every notice went out, and once");

    let back = house.run(&["once", "--at", "2026-03-15T08:29:59+01:00"]);
    assert_eq!(back.code, 2, "{back:?}");
    assert!(back.err.contains("before the stored simulated time"), "{back:?}");
    assert!(house.ok(&["once"]).contains(" 0 mails handed over"), "without --at the time stands still");
}

#[test]
fn what_simulate_foretells_is_what_happens() {
    let house = House::simulated();
    let reported = "2026-03-12T09:00:00+01:00";
    let arguments = ["simulate", "--risk", "undecided", "--reported", reported, "--days", "1", "--json"];
    let foretold = house.lines(&arguments);
    let text = "Hva har skjedd: Et brev med kundeliste ble sendt til feil mottaker";
    house.put(mail("reporter@example.org", "avvik@eksempel.no", "r1@example.org", "", "Avvik", text));
    house.once(reported);
    let mut times: Vec<&str> = foretold.iter().map(|row| row["at"].as_str().unwrap()).collect();
    times.dedup();
    for at in times {
        house.once(at);
    }
    let row = |when: &Value, row: &Value| {
        let at = chrono::DateTime::parse_from_rfc3339(when.as_str().unwrap()).unwrap().timestamp();
        (at, row["template"].to_string(), row["to"].to_string())
    };
    let mut expected: Vec<_> = foretold.iter().map(|one| row(&one["at"], one)).collect();
    let case = house.case("AVVIK-2026-0001");
    let mut happened: Vec<_> =
        case["notices"].as_array().unwrap().iter().map(|one| row(&one["at"], one)).collect();
    expected.sort();
    happened.sort();
    assert_eq!(happened, expected);
    assert_eq!(maildir(&house.path("spool/sent")).len(), expected.len());
}
