//! What must not become a storm: old mail at the first start, two programs that answer each other, a flood of comments.

use std::fs;
use std::time::{Duration, SystemTime};

use super::house::{House, answer, mail};
use super::maildir::{OFFICER, report};

/// Puts a mail into the inbox as if it had lain there for so many days.
fn put_aged(house: &House, name: &str, mail: &str, days: u64) {
    let file = house.inbox().join("new").join(name);
    fs::write(&file, mail.replace('\n', "\r\n")).unwrap();
    let at = SystemTime::from(varsel::clock::Clock::System.now()) - Duration::from_secs(days * 24 * 3600);
    fs::File::options().write(true).open(&file).unwrap().set_modified(at).unwrap();
}

#[test]
fn old_mail_at_the_first_start_is_noted_and_the_officer_gets_one_list_of_it() {
    let house = House::maildir();
    for number in 0..5 {
        put_aged(&house, &format!("old{number}"), &report(&format!("old{number}@eksempel.no")), 30);
    }
    put_aged(&house, "new", &report("new@eksempel.no"), 1);
    house.ok(&["once"]);

    let outcomes: Vec<_> =
        house.ledger().iter().map(|row| row["outcome"].as_str().unwrap().to_owned()).collect();
    assert_eq!(outcomes.iter().filter(|one| *one == "history").count(), 5);
    assert_eq!(outcomes.iter().filter(|one| *one == "opened").count(), 1);
    assert_eq!(house.cases().len(), 1);
    let digests: Vec<_> = house.outbox().into_iter().filter(|row| row["template"] == "digest").collect();
    assert_eq!(digests.len(), 1);
    assert_eq!(digests[0]["to"], OFFICER);

    // What comes later is taken in whatever its age.
    put_aged(&house, "late", &report("late@eksempel.no"), 60);
    house.ok(&["once"]);
    assert_eq!(house.cases().len(), 2);
}

#[test]
fn a_program_that_answers_every_mail_is_not_answered_for_ever() {
    let house = House::simulated();
    let robot = "sak@hjelp.example";
    let stamp = "Authentication-Results: varsel.local; dmarc=pass header.from=hjelp.example\n";
    let text = "Hva har skjedd: Vi har mottatt henvendelsen din.\nReferanse: INC-1";
    house.put(mail(robot, "avvik@eksempel.no", "robot0@hjelp.example", stamp, "Sak", text));
    house.once("2026-03-12T09:00:00+01:00");
    for round in 1..=20 {
        let mine: Vec<_> = house.sent().into_iter().filter(|mail| mail.to == robot).collect();
        let Some(last) = mine.last() else { break };
        house.put(answer(last, robot, &format!("robot{round}@hjelp.example"), stamp, text));
        house.once(&format!("2026-03-12T09:{round:02}:00+01:00"));
    }
    let to_robot = house.sent().iter().filter(|mail| mail.to == robot).count();
    assert!(to_robot <= 3, "{to_robot} mails went to a program that says nothing new");
    assert_eq!(house.cases().len(), 1);
}

#[test]
fn twenty_comments_of_strangers_reach_the_officer_as_a_few_mails() {
    let house = House::simulated();
    house.put(report("r1@eksempel.no"));
    house.once("2026-03-12T09:00:00+01:00");
    for number in 0..20 {
        let from = format!("ukjent{number}@annet.example");
        let id = format!("c{number}@annet.example");
        house.put(mail(
            &from,
            "avvik@eksempel.no",
            &id,
            "",
            "SV: [AVVIK-2026-0001]",
            "Jeg har hørt noe om dette.",
        ));
    }
    house.once("2026-03-12T09:05:00+01:00");
    let news = house
        .outbox()
        .into_iter()
        .filter(|row| row["to"] == OFFICER && row["template"] == "reminder")
        .count();
    assert!((1..=6).contains(&news), "{news} mails to the officer");
    assert_eq!(house.ledger().iter().filter(|row| row["outcome"] == "comment").count(), 20);
}
