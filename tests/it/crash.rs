//! SIGKILL at the worst moments: nothing is lost and nothing is done twice.

mod peer;

use std::collections::BTreeMap;
use std::fs;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::e2e::{House, LIMIT, mail, maildir, waiting};
use crate::servers::eventually;
use peer::Peer;

/// How long policy.toml waits between attempts; too long for a test.
const LADDER: &str = r#"retry_after = ["1m", "5m", "15m", "1h", "3h", "6h"]"#;
const TEXT: &str = "Hva har skjedd: Et brev med kundeliste ble sendt til feil mottaker";

fn report(id: &str) -> String {
    mail(&format!("{id}@eksempel.no"), "avvik@eksempel.no", &format!("{id}@eksempel.no"), "", "Avvik", TEXT)
}

/// Of each mail of the ledger: its Message-ID and outcome.
fn outcomes(house: &House) -> Vec<(String, String)> {
    let text = |row: &Value, key: &str| row[key].as_str().unwrap_or_default().to_owned();
    let mut rows: Vec<_> =
        house.ledger().iter().map(|row| (text(row, "message_id"), text(row, "outcome"))).collect();
    rows.sort();
    rows
}

/// Of the outbox: Message-ID and state.
fn states(house: &House) -> BTreeMap<String, String> {
    let text = |row: &Value, key: &str| row[key].as_str().unwrap().to_owned();
    house.outbox().iter().map(|row| (text(row, "message_id"), text(row, "state"))).collect()
}

fn opened(id: &str) -> (String, String) {
    (format!("{id}@eksempel.no"), "opened".to_owned())
}

#[test]
fn killed_between_commit_and_mark_done_a_mail_is_taken_in_once() {
    let house = House::maildir();
    let daemon = house.daemon();
    // A file where the folder should be: even root moves nothing into it.
    let cur = house.path("spool/processed/cur");
    eventually("the folder of done mail", LIMIT, || cur.is_dir().then_some(()));
    fs::remove_dir(&cur).unwrap();
    fs::write(&cur, "").unwrap();
    house.put(report("r1"));
    eventually("the case", LIMIT, || (house.cases().len() == 1).then_some(()));
    eventually("its three mails", LIMIT, || (house.sent().len() == 3).then_some(()));
    assert_eq!(waiting(&house.inbox()), 1, "not marked done");
    daemon.kill();

    fs::remove_file(&cur).unwrap();
    let daemon = house.daemon();
    eventually("the mail to be moved", LIMIT, || (waiting(&house.inbox()) == 0).then_some(()));
    // One more mail has passed behind it: whatever came of the first has come.
    house.put(report("r2"));
    eventually("both cases' mails", LIMIT, || (house.sent().len() == 6).then_some(()));
    daemon.terminate();
    assert_eq!(house.cases().len(), 2);
    assert_eq!(outcomes(&house), [opened("r1"), opened("r2")]);
    assert_eq!(house.sent().len(), 6);
    assert_eq!(waiting(&house.path("spool/processed")), 2);
}

/// A house whose way out is this peer.
fn over_smtp(peer: &Peer, uncertain: &str) -> House {
    let house = House::maildir();
    let to = format!("kind = \"smtp\"\nhost = \"127.0.0.1\"\nport = {}\ntls = \"none\"", peer.port());
    house.edit("varsel.toml", "kind = \"maildir\"                        # maildir, smtp or sendmail", &to);
    house.edit("varsel.toml", "\npath = \"spool/sent\"", "");
    house.edit("policy.toml", LADDER, "retry_after = [\"1s\"]");
    house.edit("policy.toml", "uncertain = \"send-again\"", &format!("uncertain = \"{uncertain}\""));
    house
}

#[test]
fn killed_while_the_server_holds_its_answer_the_same_bytes_are_sent_again() {
    let peer = Peer::start();
    peer.stall_after_data(true);
    let house = over_smtp(&peer, "send-again");
    let daemon = house.daemon();
    house.put(report("r1"));
    eventually("all three mails to be in the air", LIMIT, || (peer.unanswered().len() == 3).then_some(()));
    daemon.kill();
    assert!(peer.accepted().is_empty());

    let in_the_air = peer.unanswered();
    peer.stall_after_data(false);
    let daemon = house.daemon();
    eventually("all to be accepted", LIMIT, || {
        states(&house).values().all(|state| state == "sent").then_some(())
    });
    daemon.terminate();
    let mut accepted = peer.accepted();
    accepted.sort();
    let mut before = in_the_air;
    before.sort();
    assert_eq!(accepted, before, "recorded as uncertain, then the same bytes to the same persons");
    assert_eq!(house.cases().len(), 1);
    assert_eq!(outcomes(&house), [opened("r1")]);
}

#[test]
fn killed_while_the_server_holds_its_answer_nothing_is_sent_twice_where_a_person_is_to_be_asked() {
    let peer = Peer::start();
    peer.stall_after_data(true);
    let house = over_smtp(&peer, "ask");
    let daemon = house.daemon();
    house.put(report("r1"));
    eventually("all three mails to be in the air", LIMIT, || (peer.unanswered().len() == 3).then_some(()));
    let in_the_air: Vec<String> = states(&house).into_keys().collect();
    daemon.kill();

    peer.stall_after_data(false);
    house.ok(&["once"]);
    let now = states(&house);
    for id in &in_the_air {
        assert_eq!(now[id], "uncertain");
    }
    let twice: Vec<_> = peer
        .accepted()
        .into_iter()
        .filter(|mail| in_the_air.iter().any(|id| mail.data.contains(id)))
        .collect();
    assert!(twice.is_empty(), "{twice:?}");
}

#[test]
fn killed_after_the_commit_and_before_the_server_was_reached_every_mail_goes_out_once() {
    let peer = Peer::start();
    peer.stall_at_greeting(true);
    let house = over_smtp(&peer, "send-again");
    let daemon = house.daemon();
    house.put(report("r1"));
    eventually("the case with its outgoing mail", LIMIT, || (house.outbox().len() == 3).then_some(()));
    daemon.kill();
    assert!(peer.accepted().is_empty());

    peer.stall_at_greeting(false);
    let daemon = house.daemon();
    eventually("all to be accepted", LIMIT, || {
        states(&house).values().all(|state| state == "sent").then_some(())
    });
    daemon.terminate();
    assert_eq!(peer.accepted().len(), 3);
    for id in states(&house).keys() {
        let times = peer.accepted().iter().filter(|mail| mail.data.contains(&format!("<{id}>"))).count();
        assert!(times >= 1, "{id} never arrived");
    }
    assert_eq!(house.cases().len(), 1);
    assert_eq!(outcomes(&house), [opened("r1")]);
}

/// What changes as the daemon works: the database's log, the mails done, the mails sent.
fn progress(house: &House) -> [usize; 3] {
    let log = house.written().and_then(|at| at.duration_since(std::time::UNIX_EPOCH).ok());
    let log = log.map_or(0, |at| at.as_nanos() as usize);
    [log, waiting(&house.path("spool/processed")), waiting(&house.path("spool/sent"))]
}

#[test]
fn killed_again_and_again_at_any_moment_every_report_is_one_case_and_every_notice_one_mail() {
    const ROUNDS: usize = 15;
    const REPORTS: usize = 3 * ROUNDS;
    let house = House::maildir();
    house.edit("policy.toml", LADDER, "retry_after = [\"1s\"]");
    let mut moments = Vec::new();
    for round in 0..ROUNDS {
        let daemon = house.daemon();
        let start = progress(&house);
        for number in 0..3 {
            house.put(report(&format!("r{}", 3 * round + number)));
        }
        // The database is written, the first mail is marked done, the first mail goes out: then, or a little later.
        let step = round % 3;
        let end = Instant::now() + LIMIT;
        while progress(&house)[step] == start[step] && Instant::now() < end {
            std::thread::sleep(Duration::from_micros(100));
        }
        std::thread::sleep(Duration::from_millis(2 * (round / 3) as u64));
        daemon.kill();
        moments.push((waiting(&house.inbox()), waiting(&house.path("spool/sent"))));
    }
    println!("(in the inbox, sent) after each kill: {moments:?}");
    // What was uncertain waits a second before it is sent again.
    eventually("all to be sent", LIMIT, || {
        house.ok(&["once"]);
        states(&house).values().all(|state| state == "sent").then_some(())
    });

    assert_eq!(waiting(&house.inbox()), 0);
    assert_eq!(waiting(&house.path("spool/processed")), REPORTS);
    let mut expected: Vec<_> = (0..REPORTS).map(|number| opened(&format!("r{number}"))).collect();
    expected.sort();
    assert_eq!(outcomes(&house), expected);
    assert_eq!(house.cases().len(), REPORTS);
    let states = states(&house);
    assert!(states.values().all(|state| state == "sent"), "{states:?}");
    let mut sent: Vec<String> = house.sent().into_iter().map(|mail| mail.message_id).collect();
    sent.sort();
    let ids: Vec<String> = states.into_keys().collect();
    assert_eq!(sent, ids, "every Message-ID lies there once");
    let receipts = maildir(&house.path("spool/sent")).into_iter().filter(|mail| !mail.in_reply_to.is_empty());
    assert_eq!(receipts.count(), REPORTS, "one receipt a reporter");
    assert!(house.ok(&["verify"]).len() < 10_000);
}
