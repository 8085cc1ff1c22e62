//! Through the real binary: the officer's signed answer is believed, another's is not.

use std::net::UdpSocket;

use super::sign::Sender;
use crate::e2e::{House, Received, answer, mail, run};
use crate::servers::Dns;

const OFFICER: &str = "kari.nordmann@eksempel.no";

/// A house that believes our own check only.
fn house(resolver: &str) -> House {
    let house = House::maildir();
    house.edit("varsel.toml", "\nauthserv_id = \"varsel.local\"", "\n# none");
    house.edit("varsel.toml", "\n# resolver = \"127.0.0.1\"", &format!("\nresolver = \"{resolver}\"\n#"));
    house
}

fn reported(house: &House) -> Received {
    let text = "Hva har skjedd: Et brev med kundeliste ble sendt til feil mottaker\nAntall berørte: 40";
    house.put(mail("jon@annet.example", "avvik@eksempel.no", "r1@annet.example", "", "Avvik", text));
    house.ok(&["once"]);
    house.sent_to(OFFICER, "-0001")
}

#[test]
fn the_officers_signed_answer_steers_the_case_and_a_forged_one_does_not() {
    let dns = Dns::start();
    let ours = Sender::new("eksempel.no");
    let evil = Sender::new("evil.example");
    ours.publish(&dns);
    evil.publish(&dns);
    let house = house(&dns.address.to_string());
    let notice = reported(&house);
    let from = format!("Kari Nordmann <{OFFICER}>");

    let unsigned = answer(&notice, &from, "f1@eksempel.no", "", "S: 1 K: 1");
    let changed = ours.sign(&answer(&notice, &from, "f2@eksempel.no", "", "S: 2 K: 2"));
    house.put(&unsigned);
    house.put(evil.sign(&unsigned.replace("f1@", "f3@")));
    house.put(changed.replace("S: 2 K: 2", "S: 1 K: 1"));
    house.ok(&["once"]);
    let case = house.cases()[0].clone();
    let number = case["id"].as_str().unwrap();
    assert_eq!(house.case(number)["risk"]["band"], "undecided");

    house.put(ours.sign(&answer(&notice, &from, "a1@eksempel.no", "", "S: 3 K: 4")));
    house.ok(&["once"]);
    let case = house.case(number);
    assert_eq!(case["risk"]["decided_by"], OFFICER, "{}", case["risk"]);
    let ledger = house.ledger();
    let row = |id: &str| ledger.iter().find(|row| row["message_id"] == id).unwrap()["authenticity"].clone();
    assert_eq!(row("a1@eksempel.no")["method"], "own-dkim");
    assert_eq!(row("a1@eksempel.no")["verdict"], "authenticated");
    for id in ["f1@eksempel.no", "f2@eksempel.no", "f3@eksempel.no"] {
        assert_eq!(row(id)["verdict"], "unauthenticated", "{}", row(id));
    }
}

#[test]
fn a_mail_through_the_pipe_is_checked_too_and_not_where_that_is_switched_off() {
    for (dkim, decided) in [(true, true), (false, false)] {
        let dns = Dns::start();
        let ours = Sender::new("eksempel.no");
        ours.publish(&dns);
        let house = house(&dns.address.to_string());
        if !dkim {
            house.edit("varsel.toml", "\ndkim = true", "\ndkim = false");
        }
        let notice = reported(&house);
        let daemon = house.daemon();
        let reply = ours.sign(&answer(&notice, OFFICER, "a1@eksempel.no", "", "S: 3 K: 4"));
        let ran = crate::e2e::run_with(&mut house.command(&["receive"]), reply.as_bytes());
        assert_eq!(ran.code, 0, "{ran:?}");
        drop(daemon);
        let case = house.case(house.cases()[0]["id"].as_str().unwrap());
        assert_eq!(case["risk"]["decided_by"] == OFFICER, decided, "{dkim}: {}", case["risk"]);
        assert_eq!(dns.asked().is_empty(), !dkim, "{:?}", dns.asked());
    }
}

#[test]
fn whether_the_resolver_answers_is_told_by_check() {
    let dns = Dns::start();
    let house = house(&dns.address.to_string());
    let said = house.ok(&["check", "--connect"]);
    assert!(said.contains(&format!("resolver: {} answers", dns.address)), "{said}");
    assert_eq!(dns.asked(), ["_dmarc.eksempel.no"]);

    // A port on which nobody answers.
    let silent = UdpSocket::bind("127.0.0.1:0").unwrap();
    let address = silent.local_addr().unwrap().to_string();
    house.edit("varsel.toml", &dns.address.to_string(), &address);
    let ran = run(&mut house.command(&["check", "--connect"]));
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(ran.err.contains(&address) && ran.err.contains("dkim = false"), "{ran:?}");
    house.edit("varsel.toml", "\ndkim = true", "\ndkim = false");
    assert!(!house.ok(&["check", "--connect"]).contains("resolver"));

    house.edit("varsel.toml", &format!("\nresolver = \"{address}\""), "\nresolver = \"dns.example\"");
    let ran = run(&mut house.command(&["check"]));
    assert_eq!(ran.code, 78, "{ran:?}");
    assert!(ran.err.contains("authenticity.resolver"), "{ran:?}");
}
