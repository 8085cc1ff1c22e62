//! Processors, controllers, joint controllers and a party outside, over Maildirs with the real binary.

use serde_json::Value;

use crate::e2e::{House, Received, answer, mail};

const OFFICER: &str = "kari.nordmann@eksempel.no";
const NUMBER: &str = "AVVIK-2026-0001";
const SKYDRIFT: &str = "vakt@skydrift.example";
const CONTACT_POINT: &str = "hendelse@skydrift.example";
const FJORDBY: &str = "personvern@fjordby.example";
const HAVNES: &str = "dpo@havnes.example";
const REGION: &str = "avvik@regionradet.example";
const POST: &str = "post@postbudet.example";

const PARTIES: &str = r#"
[[controller]]
name = "Fjordby kommune"
email = "personvern@fjordby.example"
language = "nn"
systems = ["Elevportalen"]
contract_hours = 24

[[controller]]
name = "Havnes kommune"
email = "dpo@havnes.example"
language = "en"
systems = ["Elevportalen"]

[[joint_controller]]
name = "Regionrådet"
email = "avvik@regionradet.example"
systems = ["Samhandling"]
notifies = "them"
follows_up = "us"
closes = "us"

[[processor]]"#;

/// What our own server says of a sender whom it knows.
fn believed(address: &str) -> String {
    let domain = address.rsplit_once('@').unwrap().1;
    format!("Authentication-Results: varsel.local; dmarc=pass header.from={domain}\n")
}

/// A house with the parties in its contacts, and this authority of the processor.
fn house(authority: &str) -> House {
    let house = House::simulated();
    house.edit("contacts.toml", "\n[[processor]]", PARTIES);
    house.edit("contacts.toml", "authority = \"none\"", &format!("authority = \"{authority}\""));
    house
}

/// The processor's short notice on Friday afternoon.
fn friday(house: &House, line: &str) {
    let text =
        format!("We have had an incident on our platform.\n{line}\nWe will send you more as soon as we can.");
    let mail =
        mail(SKYDRIFT, "avvik@eksempel.no", "p1@skydrift.example", &believed(SKYDRIFT), "Incident", &text);
    house.put(mail);
    house.once("2026-03-13T16:20:00+01:00");
}

/// An own employee's report about a system.
fn reported(house: &House, system: &str) -> Received {
    let text =
        format!("System: {system}\nHva har skjedd: Ola Hansen glemte å låse skapet\nAntall berørte: 40");
    let from = "jon.moen@eksempel.no";
    house.put(mail(from, "avvik@eksempel.no", "r1@eksempel.no", &believed(from), "Avvik", &text));
    house.once("2026-03-12T09:00:00+01:00");
    house.sent_to(OFFICER, NUMBER)
}

fn replied(house: &House, to: &Received, from: &str, id: &str, text: &str, at: &str) {
    let domain = from.rsplit_once('@').unwrap().1;
    house.put(answer(to, from, &format!("{id}@{domain}"), &believed(from), text));
    house.once(at);
}

fn obligation(house: &House, name: &str) -> Value {
    let case = house.case(NUMBER);
    let all = case["obligations"].as_array().unwrap().clone();
    let found = all.into_iter().find(|one| one["regime"] == name);
    found.map_or(Value::Null, |one| one["state"].clone())
}

/// All that one person was sent, its white space evened.
fn words_to(house: &House, who: &str) -> String {
    let mails = house.sent();
    let texts =
        mails.iter().filter(|mail| mail.to == who).map(|mail| format!("{} {}", mail.subject, mail.text));
    texts.collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// All that our own people were sent.
fn words_inside(house: &House) -> String {
    ["kari.nordmann", "per.berg", "ingrid.lie", "ola.hansen"]
        .map(|who| words_to(house, &format!("{who}@eksempel.no")))
        .join(" ")
}

#[test]
fn three_english_lines_on_friday_afternoon_start_the_clock_and_are_measured_against_the_contract() {
    let house = house("none");
    friday(&house, "Discovered: 13.03.2026 10:00");
    let case = house.case(NUMBER);
    assert_eq!(case["processor"], "Skydrift AS");
    assert_eq!(case["aware_at"], "2026-03-13T15:20:00Z", "our clock runs from their mail");
    let notice = &case["processor_notice"];
    assert_eq!((&notice["hours"], &notice["contract_hours"]), (&6.33.into(), &24.into()), "{notice}");
    assert_eq!(notice["late"], false, "{notice}");
    let inside = words_inside(&house);
    assert!(inside.contains("Avtalen gir 1 døgn, og den er holdt."), "{inside}");
    assert!(
        inside.contains("Skydrift AS har ikke fullmakt til å melde til Datatilsynet for oss."),
        "{inside}"
    );

    for who in [SKYDRIFT, CONTACT_POINT] {
        let receipt = house.sent_to(who, NUMBER);
        let (_, missing) = receipt.text.split_once("WHAT IS MISSING").unwrap();
        assert!(missing.contains("Number of persons affected"), "{missing}");
        assert!(!missing.contains("When it was discovered"), "asks only for what is missing: {missing}");
    }
    assert_eq!(house.sent_to(SKYDRIFT, NUMBER).in_reply_to, "p1@skydrift.example");
    house.once("2026-03-13T20:20:00+01:00");
    let chases = house.sent().iter().filter(|mail| mail.to == SKYDRIFT).count();
    assert_eq!(chases, 2, "asked again after four hours");
}

#[test]
fn a_contract_that_was_broken_shows_when_the_processor_tells_the_time() {
    let house = house("none");
    friday(&house, "It is about a disk.");
    assert_eq!(house.case(NUMBER)["processor_notice"]["hours"], Value::Null);
    assert!(words_inside(&house).contains("Skydrift AS har ikke sagt når avviket ble oppdaget. Vi spør."));
    let receipt = house.sent_to(SKYDRIFT, NUMBER);
    replied(&house, &receipt, SKYDRIFT, "p2", "Discovered: 10.03.2026 09:00", "2026-03-14T10:00:00+01:00");
    let case = house.case(NUMBER);
    assert_eq!(case["processor_notice"]["late"], true, "{}", case["processor_notice"]);
    assert_eq!(case["aware_at"], "2026-03-13T15:20:00Z", "their discovery is not ours");
    assert!(words_to(&house, OFFICER).contains("Avtalen gir 1 døgn, og den er brutt."));
    let history = case["history"].as_array().unwrap();
    assert!(history.iter().any(|entry| entry["event"] == "processor_notice"), "{history:?}");
}

#[test]
fn a_first_notice_by_authority_meets_the_deadline_and_owes_the_rest() {
    let house = house("first-notice");
    friday(&house, "Discovered: 13.03.2026 10:00");
    let receipt = house.sent_to(SKYDRIFT, NUMBER);
    let line = "Authority notified: 13.03.2026 17:00, ref. AR77";
    replied(&house, &receipt, SKYDRIFT, "p2", line, "2026-03-13T17:30:00+01:00");
    assert_eq!(obligation(&house, "gdpr33"), "met");
    assert_eq!(obligation(&house, "gdpr33-supplement"), "pending");
    assert_eq!(house.case(NUMBER)["processor_told"]["reference"], "AR77");
    assert!(words_to(&house, OFFICER).contains("men vi må sende resten selv"));
}

#[test]
fn a_notice_without_authority_meets_nothing_and_the_officer_hears_of_it() {
    let house = house("none");
    friday(&house, "Discovered: 13.03.2026 10:00");
    let receipt = house.sent_to(SKYDRIFT, NUMBER);
    let line = "Authority notified: 13.03.2026 17:00, ref. AR77";
    replied(&house, &receipt, SKYDRIFT, "p2", line, "2026-03-13T17:30:00+01:00");
    assert_eq!(obligation(&house, "gdpr33"), "pending");
    assert_eq!(house.case(NUMBER)["processor_told"]["taken"], false);
    assert!(words_to(&house, OFFICER).contains("men har ikke fullmakt til det"));
}

#[test]
fn two_controllers_get_a_brief_each_and_their_answers_stand_apart() {
    let house = house("none");
    let notice = reported(&house, "Elevportalen");
    assert!(notice.text.contains("Varsle behandlingsansvarlige: alle"), "{}", notice.text);
    assert_eq!(obligation(&house, "controllers"), "pending");
    let line = "Varsle behandlingsansvarlige: alle";
    replied(&house, &notice, OFFICER, "a1", line, "2026-03-12T09:20:00+01:00");
    assert_eq!(obligation(&house, "controllers"), "met");
    let fjordby = house.sent_to(FJORDBY, "AVVIK-2026-0001-B1");
    let havnes = house.sent_to(HAVNES, "AVVIK-2026-0001-B2");
    assert!(fjordby.text.contains("SLIK KAN DE HANDTERE DET"), "{}", fjordby.text);
    assert!(havnes.text.contains("HOW IT CAN BE HANDLED"), "{}", havnes.text);
    replied(&house, &fjordby, FJORDBY, "f1", "Kven av elevane våre gjeld det?", "2026-03-12T10:00:00+01:00");
    replied(&house, &havnes, HAVNES, "h1", "We have informed our headmasters.", "2026-03-12T10:10:00+01:00");
    let case = house.case(NUMBER);
    let [first, second] = [0, 1].map(|index| case["controllers"][index].clone());
    assert_eq!(first["answers"].as_array().unwrap().len(), 1, "{first}");
    assert_eq!(first["answers"][0]["text"], "Kven av elevane våre gjeld det?");
    assert_eq!(second["answers"][0]["text"], "We have informed our headmasters.");
    assert!(first["acknowledged_at"].is_string() && second["acknowledged_at"].is_string(), "{case}");
    let officer = words_to(&house, OFFICER);
    assert!(
        officer.contains("Fjordby kommune (AVVIK-2026-0001-B1) har svart: «Kven av elevane"),
        "{officer}"
    );
    for (who, other) in [(FJORDBY, "Havnes"), (HAVNES, "Fjordby")] {
        let words = words_to(&house, who);
        assert!(!words.contains(other) && !words.contains("skapet") && !words.contains("elevane"), "{words}");
    }
    house.ok(&["verify"]);
}

#[test]
fn joint_controllers_are_told_and_the_officer_sees_who_does_what() {
    let house = house("none");
    let notice = reported(&house, "Samhandling");
    let text = words_to(&house, OFFICER);
    assert!(
        text.contains("Vi har felles behandlingsansvar med Regionrådet. Melder til Datatilsynet: de."),
        "{text}"
    );
    let lines = "Varsle behandlingsansvarlige: alle\nFelles ansvar: følger opp: de";
    replied(&house, &notice, OFFICER, "a1", lines, "2026-03-12T09:20:00+01:00");
    let brief = house.sent_to(REGION, "AVVIK-2026-0001-B1");
    assert!(brief.text.contains("ansvarlige for sammen"), "{}", brief.text);
    let case = house.case(NUMBER);
    assert_eq!((&case["joint"]["notifies"], &case["joint"]["follows_up"]), (&"them".into(), &"them".into()));
    assert_eq!(obligation(&house, "gdpr33"), "pending", "that they are to notify notifies nobody");
    house.once("2026-03-13T09:00:00+01:00");
    assert!(words_to(&house, OFFICER).contains("Regionrådet skal melde det: Sørg for at det blir gjort."));
}

#[test]
fn a_party_outside_is_chased_three_times_and_then_answers() {
    let house = house("none");
    let notice = reported(&house, "Lønn");
    let line = "Ekstern part: Postbudet AS <post@postbudet.example>, fordi brevene ble levert feil";
    replied(&house, &notice, OFFICER, "a1", line, "2026-03-12T09:20:00+01:00");
    let first = house.sent_to(POST, "AVVIK-2026-0001-E1");
    assert!(
        first.text.contains("brevene ble levert feil") && !first.text.contains("skapet"),
        "{}",
        first.text
    );
    // Easter lies between: Maundy Thursday, Good Friday and Easter Monday are no working days.
    for at in ["2026-03-19T09:20:00+01:00", "2026-03-26T09:20:00+01:00", "2026-04-07T09:20:00+02:00"] {
        house.once(at);
    }
    assert_eq!(house.sent().iter().filter(|mail| mail.to == POST).count(), 4);
    assert_eq!(obligation(&house, "external-1"), "pending");
    replied(&house, &first, POST, "x1", "Vi har rettet adressene i ruten.", "2026-04-08T10:00:00+02:00");
    assert_eq!(obligation(&house, "external-1"), "met");
    let case = house.case(NUMBER);
    assert_eq!(case["externals"][0]["feedback"][0]["text"], "Vi har rettet adressene i ruten.");
    assert!(words_to(&house, OFFICER).contains("Postbudet AS (AVVIK-2026-0001-E1) har svart"));
    house.once("2026-05-20T09:00:00+02:00");
    assert_eq!(house.sent().iter().filter(|mail| mail.to == POST).count(), 4, "and is left in peace");
}
