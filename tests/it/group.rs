//! The action group over the real Maildir pipeline: invitations in mails, answers as Thunderbird, Gmail, Outlook and Apple
//! send them, and two foreign parsers that read what we wrote.

use std::collections::BTreeSet;
use std::process::Command;

use serde_json::Value;

use crate::e2e::{House, Received, answer, mail};

const OFFICER: &str = "kari.nordmann@eksempel.no";
const DATABANKEN: &str = "sikkerhet@databanken.example";
const NINA: &str = "personvern@databanken.example";
const SOC: &str = "soc@lanekompaniet.example";
const ANDERS: &str = "personvern@lanekompaniet.example";
const CASE: &str = "AVVIK-2026-0001";

/// What our server says of a sender whom it knows.
fn stamp(address: &str) -> String {
    let domain = address.rsplit_once('@').unwrap().1;
    format!("Authentication-Results: varsel.local; dmarc=pass header.from={domain}\n")
}

/// A house with a breach of security that a party reported and all lists were told of.
fn house() -> House {
    let house = House::simulated();
    let text = "Hva har skjedd: Vi har hatt et datainnbrudd. Nøkkelen er stjålet, hemmelig-ord-i-meldingen.\n\
                Når ble avviket oppdaget: 12.03.2026 kl. 08.30\nAntall berørte: 40";
    let from = format!("Sikkerhetssenteret <{SOC}>");
    house.put(mail(
        &from,
        "avvik@eksempel.no",
        "r1@lanekompaniet.example",
        &stamp(SOC),
        "Datainnbrudd",
        text,
    ));
    house.once("2026-03-12T09:00:00+01:00");
    house
}

/// The officer answers the first notice.
fn officer(house: &House, id: &str, text: &str, at: &str) {
    let first =
        house.sent().into_iter().find(|mail| mail.to == OFFICER && mail.subject.contains("Nytt avvik"));
    let from = format!("Kari Nordmann <{OFFICER}>");
    house.put(answer(&first.unwrap(), &from, &format!("{id}@eksempel.no"), &stamp(OFFICER), text));
    house.once(at);
}

/// A calendar's answer with its holes filled.
fn reply(form: &str, from: &str, group: &Value, id: &str, more: &[(&str, &str)]) -> String {
    let mut text = form.to_owned();
    let (uid, sequence) = (group["uid"].as_str().unwrap(), group["sequence"].to_string());
    let known = [
        ("METHOD", "REPLY"),
        ("PARTSTAT", "ACCEPTED"),
        ("START", "20260313T100000"),
        ("DTSTAMP", "20260312T111000Z"),
    ];
    let holes = more.iter().copied().chain([("UID", uid), ("SEQUENCE", sequence.as_str()), ("FROM", from)]);
    for (hole, value) in holes.chain(known) {
        text = text.replace(&format!("@{hole}@"), value);
    }
    text = text.replace("@ID@", &format!("{id}@client.example")).replace("@STAMP@", &stamp(from));
    text.replace('\n', "\r\n")
}

fn group(house: &House) -> Value {
    house.case(CASE)["action_group"].clone()
}

fn member<'a>(group: &'a Value, email: &str) -> &'a Value {
    group["members"].as_array().unwrap().iter().find(|one| one["email"] == email).unwrap()
}

/// How often a history entry gave this reason.
fn noted(house: &House, words: &str) -> usize {
    let case = house.case(CASE);
    let entries = case["history"].as_array().unwrap().iter();
    entries
        .filter(|one| one["event"] == "calendar" && one["reason"].as_str().unwrap().contains(words))
        .count()
}

/// The objects for the calendar that went to this person, as the alternative and as the file.
fn invitations(house: &House, to: &str) -> Vec<(String, Vec<String>)> {
    let sent = house.sent().into_iter().filter(|mail| mail.to == to);
    let objects = |mail: &Received| {
        let parsed = mail_parser::MessageParser::default().parse(mail.raw.as_bytes()).unwrap();
        let kinds = ["calendar", "ics"];
        let is_one = |part: &&mail_parser::MessagePart| {
            mail_parser::MimeHeaders::content_type(*part)
                .is_some_and(|kind| kind.subtype().is_some_and(|kind| kinds.contains(&kind)))
        };
        let content = |part: &mail_parser::MessagePart| String::from_utf8(part.contents().to_vec()).unwrap();
        parsed.parts.iter().filter(is_one).map(content).collect::<Vec<String>>()
    };
    let all = sent.map(|mail| (mail.subject.clone(), objects(&mail)));
    let mut all: Vec<_> = all.filter(|(_, objects)| !objects.is_empty()).collect();
    all.sort_by_key(|(_, objects)| sequence(&objects[0]));
    all
}

fn sequence(object: &str) -> u32 {
    object.lines().find_map(|line| line.strip_prefix("SEQUENCE:")).unwrap().trim().parse().unwrap()
}

const FIRST: &str = "Varsle: begge\nAksjonsgruppe: møte 13.03.2026 kl. 10.00, møterom 2";

#[test]
fn everyone_involved_is_invited_by_a_mail_of_their_own_that_names_nobody_else() {
    let house = house();
    officer(&house, "a1", FIRST, "2026-03-12T09:20:00+01:00");
    let members: BTreeSet<String> = group(&house)["members"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["email"].as_str().unwrap().to_owned())
        .collect();
    // A consumer reported: the providers were told, and the reporter takes part.
    let expected = [OFFICER, "amina.ali@eksempel.no", DATABANKEN, NINA, SOC];
    assert_eq!(members, expected.map(str::to_owned).into());
    for who in &members {
        let sent = invitations(&house, who);
        assert_eq!(sent.len(), 1, "{who}");
        let (subject, objects) = &sent[0];
        assert!(subject.contains("fredag 13. mars 2026 kl. 10.00"), "{subject}");
        assert_eq!(objects.len(), 2, "an alternative and a file");
        assert_eq!(objects[0], objects[1]);
        let unfolded = objects[0].replace("\r\n ", "");
        assert!(
            unfolded.contains(&format!("mailto:{who}")) && unfolded.contains("METHOD:REQUEST"),
            "{unfolded}"
        );
        assert!(!unfolded.contains("hemmelig"), "nothing of the report");
        let raw = house.sent().into_iter().find(|mail| mail.to == **who && mail.subject == *subject).unwrap();
        let all = format!("{}{}{unfolded}", raw.raw, raw.text);
        for other in members.iter().filter(|other| *other != who) {
            assert!(!all.contains(other.as_str()), "{who} learns of {other}");
        }
    }
    assert_eq!(house.cases().len(), 1);
}

#[test]
fn answers_of_four_programs_are_kept_with_their_member() {
    let house = house();
    officer(&house, "a1", FIRST, "2026-03-12T09:20:00+01:00");
    let group_then = group(&house);
    house.put(reply(include_str!("group/thunderbird.eml"), DATABANKEN, &group_then, "t1", &[]));
    house.put(reply(include_str!("group/gmail.eml"), NINA, &group_then, "g1", &[("PARTSTAT", "DECLINED")]));
    house.put(reply(include_str!("group/outlook.eml"), SOC, &group_then, "o1", &[("PARTSTAT", "TENTATIVE")]));
    // Anders' party is represented by the security centre; he is not invited.
    house.put(reply(include_str!("group/apple.eml"), ANDERS, &group_then, "p1", &[]));
    house.once("2026-03-12T12:20:00+01:00");

    let now = group(&house);
    assert_eq!(member(&now, DATABANKEN)["partstat"], "ACCEPTED");
    assert_eq!(member(&now, NINA)["partstat"], "DECLINED");
    assert_eq!(member(&now, SOC)["partstat"], "TENTATIVE");
    assert!(member(&now, SOC)["answered_at"].is_string());
    assert_eq!(noted(&house, "ikke er innkalt"), 1, "Anders' answer is noted");
    let told = house.sent_to(OFFICER, "kommer ikke på møtet");
    assert!(told.text.contains("Er i fly, men ring meg etter kl. 12"), "{}", told.text);
    assert_eq!(house.cases().len(), 1, "an answer opens no case");
    assert!(house.ledger().iter().filter(|one| one["outcome"] == "calendar").count() == 4);
    house.ok(&["verify"]);
}

#[test]
fn another_time_is_put_to_the_officer_who_moves_the_meeting_with_the_line_it_brings() {
    let house = house();
    officer(&house, "a1", FIRST, "2026-03-12T09:20:00+01:00");
    let first = group(&house);
    let counter = [("METHOD", "COUNTER"), ("PARTSTAT", "TENTATIVE"), ("START", "20260313T150000")];
    house.put(reply(include_str!("group/outlook.eml"), SOC, &first, "o1", &counter));
    house.once("2026-03-12T12:20:00+01:00");
    assert_eq!(member(&group(&house), SOC)["proposed_at"], "2026-03-13T15:00:00+01:00");
    let told = house.sent_to(OFFICER, "ber om et annet tidspunkt");
    let line = told.text.lines().find(|line| line.contains("Aksjonsgruppe:")).unwrap().trim().to_owned();
    assert_eq!(line, "Aksjonsgruppe: møte 13.03.2026 kl. 15.00, møterom 2");

    officer(&house, "a2", &line, "2026-03-12T12:30:00+01:00");
    let moved = group(&house);
    assert_eq!((&moved["uid"], moved["sequence"].as_u64()), (&first["uid"], Some(1)));
    let sent = invitations(&house, NINA);
    assert_eq!(sent.iter().map(|(_, objects)| sequence(&objects[0])).collect::<Vec<_>>(), [0, 1]);
    assert!(sent[1].0.contains("Endret innkalling"), "{}", sent[1].0);

    // Nina's program answers what it was asked first.
    house.put(reply(include_str!("group/gmail.eml"), NINA, &first, "g1", &[]));
    house.once("2026-03-12T12:40:00+01:00");
    assert_eq!(member(&group(&house), NINA)["partstat"], "NEEDS-ACTION");
    assert_eq!(noted(&house, "gjelder en tidligere innkalling"), 1);
}

#[test]
fn strangers_unproved_senders_and_invitations_from_outside_change_nothing() {
    let house = house();
    officer(&house, "a1", FIRST, "2026-03-12T09:20:00+01:00");
    let before = group(&house);
    let sent = house.sent().len();
    let no = ("PARTSTAT", "DECLINED");
    let outlook = include_str!("group/outlook.eml");
    house.put(reply(outlook, "fremmed@ukjent.example", &before, "x1", &[no]));
    house.put(
        reply(outlook, SOC, &before, "x2", &[no, ("METHOD", "REPLY")])
            .replace(stamp(SOC).trim(), "X-Nothing: x"),
    );
    house.put(reply(outlook, SOC, &before, "x3", &[no, ("METHOD", "REQUEST")]));
    house.put(reply(outlook, SOC, &before, "x4", &[no, ("METHOD", "CANCEL")]));
    house.put(reply(outlook, SOC, &before, "x5", &[no, ("UID", "nobody@elsewhere.example")]));
    house.once("2026-03-12T12:20:00+01:00");
    assert_eq!(group(&house), before);
    assert_eq!((noted(&house, "ikke er innkalt"), noted(&house, "kunne ikke bekrefte")), (1, 1));
    assert_eq!(house.sent().iter().filter(|mail| mail.subject.contains("ksjonsgruppe")).count(), 5);
    assert!(house.sent().len() >= sent);
    assert_eq!(house.cases().len(), 1);
}

#[test]
fn the_group_stands_until_its_report_is_handed_over() {
    let house = house();
    officer(&house, "a1", FIRST, "2026-03-12T09:20:00+01:00");
    assert_eq!(group(&house)["state"], "active");
    house.once("2026-03-16T10:00:00+01:00");
    let asked = house.sent_to(OFFICER, "har ikke pekt ut en kontaktperson");
    assert!(asked.text.contains("Kontaktperson:"), "{}", asked.text);
    officer(&house, "a2", "Kontaktperson: Nina Dahl", "2026-03-16T10:10:00+01:00");
    let named = house.sent_to(NINA, "er kontaktperson for aksjonsgruppen");
    assert!(named.text.contains("Hendelsesrapport: levert"), "{}", named.text);

    // The contact person has no role, and answers the mail that named her.
    let text = "Hendelsesrapport: levert";
    house.put(answer(&named, &format!("Nina Dahl <{NINA}>"), "n1@databanken.example", &stamp(NINA), text));
    house.once("2026-03-17T09:00:00+01:00");
    assert_eq!(group(&house)["state"], "closed");
    for who in [OFFICER, DATABANKEN, SOC] {
        house.sent_to(who, "er aksjonsgruppen avsluttet");
    }
    let case = house.case(CASE);
    let state = |name: &str| {
        let all = case["obligations"].as_array().unwrap();
        all.iter().find(|one| one["regime"] == name).map(|one| one["state"].clone())
    };
    assert_eq!((state("bits-group"), state("bits-group-report")), (Some("met".into()), Some("met".into())));
}

/// In which order, and the instants that were meant.
const MOVES: [(&str, &str); 4] = [
    ("Aksjonsgruppe: møte 27.03.2026 kl. 10.00, møterom 2, 3. etasje; inngang B", "2026-03-27T09:00:00Z"),
    ("Aksjonsgruppe: møte 30.03.2026 kl. 10.00", "2026-03-30T08:00:00Z"),
    ("Aksjonsgruppe: møte 23.10.2026 kl. 10.00", "2026-10-23T08:00:00Z"),
    ("Aksjonsgruppe: møte 26.10.2026 kl. 10.00", "2026-10-26T09:00:00Z"),
];

#[test]
fn two_foreign_parsers_read_every_invitation_and_agree_on_the_instant_in_both_weeks_of_the_clock() {
    let house = house();
    officer(&house, "a0", "Varsle: begge", "2026-03-12T09:10:00+01:00");
    for (index, (line, _)) in MOVES.iter().enumerate() {
        officer(&house, &format!("a{}", index + 1), line, &format!("2026-03-12T10:0{index}:00+01:00"));
    }
    officer(&house, "a9", "Aksjonsgruppe: avlyst, fordi det var falsk alarm", "2026-03-12T10:30:00+01:00");
    assert_eq!(group(&house)["state"], "cancelled");
    let objects: Vec<String> =
        invitations(&house, NINA).into_iter().flat_map(|(_, objects)| objects).collect();
    assert_eq!(objects.len(), 2 * (MOVES.len() + 1), "each twice: shown and as a file");
    let dir = tempfile::tempdir().unwrap();
    let paths: Vec<_> = (0..objects.len()).map(|index| dir.path().join(format!("{index}.ics"))).collect();
    for (path, object) in paths.iter().zip(&objects) {
        std::fs::write(path, object).unwrap();
    }
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/group/read.py");
    // The system's own Python has the system's packages, whichever comes first in the path.
    let run = |python: &str| Command::new(python).arg(script).args(&paths).output().ok();
    let has_parsers = |ran: &std::process::Output| ran.status.code() != Some(77);
    let Some(ran) = ["python3", "/usr/bin/python3"].into_iter().filter_map(run).find(has_parsers) else {
        eprintln!(
            "SKIP: no Python with icalendar and vobject: the invitations were read by no foreign parser"
        );
        return;
    };
    let said = String::from_utf8_lossy(&ran.stderr);
    assert!(ran.status.success(), "{said}");
    let read: Vec<Value> = String::from_utf8(ran.stdout)
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(read.len(), 2 * objects.len());
    let uid = group(&house)["uid"].clone();
    for (index, one) in read.iter().enumerate() {
        let sequence = index / 4;
        let cancelled = sequence == MOVES.len();
        let start = MOVES[sequence.min(MOVES.len() - 1)].1;
        assert_eq!((&one["uid"], &one["sequence"]), (&uid, &sequence.into()), "{one}");
        assert_eq!(one["start"], start, "{one}");
        assert_eq!(
            one["end"].as_str().unwrap()[11..13].parse::<u32>().unwrap(),
            start[11..13].parse::<u32>().unwrap() + 1
        );
        let (method, status) = if cancelled { ("CANCEL", "CANCELLED") } else { ("REQUEST", "CONFIRMED") };
        assert_eq!((&one["method"], &one["status"]), (&method.into(), &status.into()), "{one}");
        assert_eq!(one["attendees"], serde_json::json!([format!("mailto:{NINA}")]), "{one}");
        assert_eq!(one["organizer"], "mailto:avvik@eksempel.no", "{one}");
        assert!(one["summary"].as_str().unwrap().contains("første møte"), "{one}");
        assert!(one["place"].as_str().unwrap().starts_with("møterom 2"), "{one}");
        assert_eq!(one["alarms"], if cancelled { 0 } else { 1 }, "{one}");
    }
}
