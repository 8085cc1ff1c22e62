//! Many mails at once, and mails that answer each other: nobody waits behind a flood, nothing of it is lost, and no two
//! programs thank each other for ever.

mod loops;
mod receipts;

use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use crate::e2e::{Daemon, House, Received, mail, received};

/// How long the one report may wait beside the flood.
const SOON: Duration = Duration::from_secs(5);
/// A machine on which other tests run is slower; what is measured is printed.
const LIMIT: Duration = Duration::from_secs(60);
const FLOOD: usize = 10_000;
/// A contact of both kinds of list, on the consumers' side.
const CONTACT: &str = "soc@lanekompaniet.example";
const OTHER_SIDE: &str = "sikkerhet@databanken.example";

fn put_as(house: &House, name: &str, text: &str) {
    fs::write(house.inbox().join("new").join(name), text).unwrap();
}

fn flooding(number: usize, from: &str) -> String {
    let id = format!("flom{number}@flom.example");
    mail(
        from,
        "avvik@eksempel.no",
        &id,
        "",
        &format!("Avvik {number}"),
        &format!("Brev {number} er på avveie."),
    )
}

/// A report of a contact of the lists, believed, as our mail server would hand it over.
fn genuine(id: &str) -> String {
    let stamp = "Authentication-Results: varsel.local; dmarc=pass header.from=lanekompaniet.example\n";
    let text = "Type: sikkerhetsbrudd\nHva har skjedd: En konto ble tatt over";
    mail(CONTACT, "avvik@eksempel.no", id, stamp, "Sikkerhetsbrudd hos oss", text)
}

/// Waits until mails to all of these lie in the sent folder; how long it took since `start`.
fn told(house: &House, daemon: &Daemon, start: Instant, wanted: &[&str]) -> Duration {
    let mut seen: HashSet<PathBuf> = HashSet::new();
    let mut missing: Vec<&str> = wanted.to_vec();
    while !missing.is_empty() {
        assert!(start.elapsed() < LIMIT, "nobody told {missing:?}: {}", daemon.log());
        let files = fs::read_dir(house.path("spool/sent/new")).into_iter().flatten().flatten();
        for path in files.map(|file| file.path()).filter(|path| seen.insert(path.clone())) {
            let Ok(raw) = fs::read(&path) else { continue };
            missing.retain(|to| received(&raw).to != *to);
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    start.elapsed()
}

/// Drops a flood into the spool with one report lying last, and measures how long that one waits.
fn one_report_beside(what: &str, from: impl Fn(usize) -> String) {
    let house = House::maildir();
    house.edit("policy.toml", "lists_at_once_from_contacts = false", "lists_at_once_from_contacts = true");
    (0..FLOOD).for_each(|number| put_as(&house, &format!("m{number:05}"), &flooding(number, &from(number))));
    put_as(&house, "z-last", &genuine("ekte@lanekompaniet.example"));
    let daemon = house.daemon();
    let waited = told(&house, &daemon, Instant::now(), &[CONTACT, OTHER_SIDE]);
    let late = house.inbox().join("new/zz-later");
    fs::write(&late, genuine("ekte2@lanekompaniet.example").replace("En konto", "En annen konto")).unwrap();
    let again = Instant::now();
    while late.exists() {
        assert!(again.elapsed() < LIMIT, "a report that came during the pass waits: {}", daemon.log());
        std::thread::sleep(Duration::from_millis(20));
    }
    let came_later = again.elapsed();
    let waiting = fs::read_dir(house.inbox().join("new")).unwrap().count();
    daemon.terminate();
    // Whatever the machine's load: it was the second mail that was taken.
    let ledger = house.ledger();
    let place = ledger.iter().find(|row| row["message_id"] == "ekte@lanekompaniet.example").unwrap();
    assert_eq!(place["id"], 2, "{place}");
    assert!(ledger.iter().all(|row| !row["outcome"].is_null()));
    println!(
        "{FLOOD} mails of {what}: the report that lay last was answered and its list told after {waited:?}, one that came \
         meanwhile was taken in after {came_later:?}; {waiting} mails still waited, {} notices were made",
        house.outbox().len()
    );
    assert!(waiting > 0, "the flood was over before the report was taken in: nothing was shown");
    assert!(waited < SOON * slow(), "{waited:?}");
}

/// Where tests of other trees build beside this one, time says little; `VARSEL_FLOOD=strict` measures.
fn slow() -> u32 {
    if std::env::var_os("VARSEL_FLOOD").is_some() { 1 } else { 4 }
}

#[test]
fn a_report_is_not_delayed_by_ten_thousand_mails_of_one_sender() {
    one_report_beside("one sender", |_| "flom@flom.example".to_owned());
}

#[test]
fn a_report_is_not_delayed_by_ten_thousand_senders_of_one_domain() {
    one_report_beside("one domain", |number| format!("f{number}@flom.example"));
}

fn count(rows: &[serde_json::Value], key: &str) -> BTreeMap<String, usize> {
    let mut counted = BTreeMap::new();
    for row in rows {
        *counted.entry(row[key].as_str().unwrap_or("none").to_owned()).or_insert(0) += 1;
    }
    counted
}

/// A small flood taken in to its end under lower limits.
#[test]
fn what_is_over_the_limit_is_collected_and_told_of_seldom_and_each_mail_can_be_a_case_of_its_own() {
    let house = House::simulated();
    house.edit("policy.toml", "max_per_sender = 20", "max_per_sender = 3");
    (0..300)
        .for_each(|number| put_as(&house, &format!("m{number:05}"), &flooding(number, "flom@flom.example")));
    put_as(&house, "z-last", &genuine("ekte@lanekompaniet.example"));
    house.once("2026-03-12T09:00:00+01:00");

    let (ledger, outbox) = (house.ledger(), house.outbox());
    println!(
        "300 mails of one sender: outcomes {:?}, notices {:?}",
        count(&ledger, "outcome"),
        count(&outbox, "template")
    );
    assert_eq!(count(&ledger, "outcome"), [("comment".to_owned(), 296), ("opened".to_owned(), 5)].into());
    let expected = [("acknowledgement", 5), ("new-case", 11), ("reminder", 3)];
    let expected = expected.map(|(template, count)| (template.to_owned(), count));
    assert_eq!(
        count(&outbox, "template"),
        expected.into(),
        "two of a stranger's case, three of a security breach"
    );

    let collecting: Vec<_> = house.cases();
    let of_flood =
        collecting.iter().filter(|case| house.case(case["id"].as_str().unwrap())["collected_mails"] == 296);
    let number = of_flood.map(|case| case["id"].as_str().unwrap()).next().expect("a case that collects");
    let case = house.case(number);
    let reasons: Vec<&str> =
        case["history"].as_array().unwrap().iter().filter_map(|one| one["event"].as_str()).collect();
    assert_eq!(reasons.iter().filter(|event| **event == "collected").count(), 296);
    assert!(reasons.contains(&"collecting"), "{reasons:?}");

    let one = ledger.iter().find(|row| row["outcome"] == "comment").unwrap();
    assert!(one["reason"].as_str().unwrap().contains(number), "{one}");
    let id = one["id"].to_string();
    assert!(house.ok(&["mail", "reprocess", &id]).contains("opened"));
    assert_eq!(house.cases().len(), 6);
    assert_eq!(house.run(&["mail", "reprocess", &id]).code, 1, "it has a case of its own now");
    house.ok(&["verify"]);

    // The next window is a new count, and another sender was never in this one.
    put_as(&house, "later", &flooding(400, "flom@flom.example"));
    put_as(&house, "other", &flooding(401, "annen@flom.example"));
    house.once("2026-03-12T10:30:00+01:00");
    assert_eq!(house.cases().len(), 8);
}

#[test]
fn a_flood_of_many_strangers_opens_each_case_and_tells_the_officer_once_that_it_is_on() {
    let house = House::simulated();
    house.edit("policy.toml", "max_of_unauthenticated = 300", "max_of_unauthenticated = 20");
    let from = |number: usize| format!("f{number}@d{number}.example");
    (0..60).for_each(|number| put_as(&house, &format!("m{number:05}"), &flooding(number, &from(number))));
    put_as(&house, "z-last", &genuine("ekte@lanekompaniet.example"));
    house.once("2026-03-12T09:00:00+01:00");
    let outbox = house.outbox();
    assert_eq!(count(&house.ledger(), "outcome"), [("opened".to_owned(), 61)].into());
    let expected = [("acknowledgement", 21), ("digest", 1), ("new-case", 123)];
    let expected = expected.map(|(template, count)| (template.to_owned(), count));
    assert_eq!(count(&outbox, "template"), expected.into());
    let digest =
        house.sent().into_iter().find(|mail| mail.subject.starts_with("Uvanlig mange")).expect("a notice");
    assert!(digest.text.contains("Minst 20 meldinger på 60 minutter"), "{}", digest.text);
    assert!(!digest.text.contains("send den på nytt"), "{}", digest.text);

    // Half an hour later only those are reminded whose case came before the flood.
    house.once("2026-03-12T09:30:00+01:00");
    let reminders = house.outbox().iter().filter(|row| row["template"] == "reminder").count();
    assert_eq!(reminders, 21);
}

fn subjects(mails: &[Received]) -> Vec<(&str, &str)> {
    crate::e2e::subjects(mails)
}
