//! A genuine report is never taken for another's mail: not as a copy, not by a reference, not by a thread, not by a flood
//! in its sender's name.

use crate::e2e::{House, answer, mail, subjects};

const OFFICER: &str = "kari.nordmann@eksempel.no";
const NINE: &str = "2026-03-12T09:00:00+01:00";
const TEN: &str = "2026-03-12T10:00:00+01:00";
const REPORT: &str = "Hva har skjedd: Et brev med kundeliste er på avveie\nAntall berørte: 40";

fn proved(domain: &str) -> String {
    format!("Authentication-Results: varsel.local; dmarc=pass header.from={domain}\n")
}

fn put(house: &House, from: &str, id: &str, more: &str, text: &str) {
    house.put(mail(from, "avvik@eksempel.no", id, more, "Avvik", text));
}

fn outcomes(house: &House) -> Vec<String> {
    let mut ledger = house.ledger();
    ledger.sort_by_key(|row| row["id"].as_i64());
    ledger.iter().map(|row| row["outcome"].as_str().unwrap_or("none").to_owned()).collect()
}

#[test]
fn a_copy_that_led_to_nothing_does_not_swallow_the_report() {
    let house = House::simulated();
    let from = "skift@skydrift.example";
    put(&house, from, "r1@skydrift.example", "List-Id: <liste.ute.example>\nPrecedence: bulk\n", REPORT);
    house.once(NINE);
    put(&house, from, "r1@skydrift.example", "", REPORT);
    house.once("2026-03-12T09:10:00+01:00");
    put(&house, from, "r1@skydrift.example", &proved("skydrift.example"), REPORT);
    house.once("2026-03-12T09:20:00+01:00");
    put(&house, from, "r1@skydrift.example", &format!("{}X-Kopi: 2\n", proved("skydrift.example")), REPORT);
    house.once("2026-03-12T09:30:00+01:00");
    let found = outcomes(&house);
    assert_eq!(found[1..], ["opened", "opened", "duplicate"], "{found:?}");
}

#[test]
fn mails_that_name_no_sender_are_never_collected() {
    let house = House::simulated();
    house.edit("policy.toml", "max_per_sender = 20", "max_per_sender = 3");
    for number in 0..8 {
        let text = mail(
            "X",
            "avvik@eksempel.no",
            &format!("u{number}@ute.example"),
            "",
            "Avvik",
            &format!("Brev {number}"),
        );
        house.put(text.replace("From: X\r\n", ""));
    }
    house.once(NINE);
    let found = outcomes(&house);
    assert!(found.iter().all(|one| one != "comment"), "{found:?}");
    assert_eq!(house.cases().len(), 8, "{found:?}");
}

#[test]
fn a_flood_in_the_name_of_an_honest_sender_does_not_take_that_ones_report_along() {
    let house = House::simulated();
    house.edit("policy.toml", "max_per_sender = 20", "max_per_sender = 3");
    let from = "borger@privat.example";
    for number in 0..10 {
        put(&house, from, &format!("f{number}@ute.example"), "", &format!("Hei {number}"));
    }
    house.once(NINE);
    put(&house, from, "ekte@privat.example", "", REPORT);
    house.once("2026-03-12T09:10:00+01:00");
    assert_eq!(outcomes(&house).last().map(String::as_str), Some("opened"));
    assert_eq!(house.cases().len(), 5);
}

#[test]
fn a_guessed_reference_does_not_capture_the_report_of_who_is_proved() {
    let house = House::simulated();
    let from = "skift@skydrift.example";
    let text = format!("{REPORT}\nVår referanse: INC-7");
    put(&house, from, "falsk@ute.example", "", &text.replace("kundeliste", "ingenting"));
    house.once(NINE);
    put(&house, from, "ekte@skydrift.example", &proved("skydrift.example"), &text);
    house.once(TEN);
    let found = outcomes(&house);
    assert_eq!(found, ["opened", "opened"]);
    // Its own further mails join it, by the reference and by their thread.
    let more = format!("{text}\nKonsekvenser: Noen kan bli lurt");
    put(&house, from, "mer@skydrift.example", &proved("skydrift.example"), &more);
    let thread = format!("{}In-Reply-To: <ekte@skydrift.example>\n", proved("skydrift.example"));
    put(&house, from, "enda@skydrift.example", &thread, "Vi har stengt tilgangen.");
    house.once("2026-03-12T11:00:00+01:00");
    assert_eq!(house.cases().len(), 2, "{:?}", outcomes(&house));
}

#[test]
fn the_message_id_of_a_strangers_mail_leads_nobody_else_into_its_case() {
    let house = House::simulated();
    put(&house, "angriper@ute.example", "kjent@ute.example", "", "Jeg har fått et brev som ikke er mitt.");
    house.once(NINE);
    put(&house, "borger@privat.example", "ekte@privat.example", "In-Reply-To: <kjent@ute.example>\n", REPORT);
    house.once(TEN);
    assert_eq!(outcomes(&house), ["opened", "opened"]);
}

#[test]
fn a_message_id_used_in_one_case_uses_up_no_command_in_another() {
    let house = House::simulated();
    put(&house, "a@privat.example", "a@privat.example", "", REPORT);
    house.once(NINE);
    put(&house, "b@annen.example", "b@annen.example", "", &REPORT.replace("40", "7"));
    house.once("2026-03-12T09:05:00+01:00");
    for number in ["AVVIK-2026-0001", "AVVIK-2026-0002"] {
        let notice = house
            .sent()
            .into_iter()
            .find(|mail| mail.to == OFFICER && mail.subject.contains(number))
            .expect("a notice");
        house.put(answer(&notice, OFFICER, "samme@eksempel.no", &proved("eksempel.no"), "S: 2 K: 3"));
        house.once("2026-03-12T09:20:00+01:00");
        assert_eq!(house.case(number)["risk"]["decided_by"], OFFICER, "{number}");
    }
}

#[test]
fn what_answers_a_digest_is_a_case_where_it_reports_and_told_to_the_officer_where_it_does_not() {
    let house = House::with_digest();
    put(&house, "a@privat.example", "a@privat.example", "", REPORT);
    house.once(NINE);
    house.once("2026-03-16T12:00:00+01:00");
    let digest = house
        .sent()
        .into_iter()
        .find(|mail| mail.to == OFFICER && !mail.subject.contains("AVVIK-"))
        .unwrap_or_else(|| panic!("a digest among {:?}", subjects(&house.sent())));
    let cases = house.cases().len();
    let reply = |id: &str, text: &str| {
        // Without its lists of cases and links: an answer to the digest alone.
        let more = format!("{}In-Reply-To: <{}>\n", proved("eksempel.no"), digest.message_id);
        mail(&digest.to, "avvik@eksempel.no", id, &more, "SV: Oversikt", text)
    };
    house.put(reply("d1@eksempel.no", "Hva har skjedd: En minnepenn er borte\nAntall berørte: 3"));
    house.once("2026-03-16T12:10:00+01:00");
    assert_eq!(house.cases().len(), cases + 1, "{:?}", outcomes(&house));
    house.put(reply("d2@eksempel.no", "S: 2 K: 3"));
    house.put(reply("d3@eksempel.no", "S: 2 K: 3"));
    house.once("2026-03-16T12:20:00+01:00");
    assert_eq!(house.cases().len(), cases + 1);
    let told =
        house.sent().into_iter().filter(|mail| mail.text.contains("ikke gjelder en bestemt sak")).count();
    assert_eq!(told, 1, "{:?}", subjects(&house.sent()));
}
