//! Each contact is asked to confirm the own row; what an answer, a bounce or silence does.

use std::fs;

use serde_json::Value;

use crate::e2e::{House, Received, answer, mail};

const OFFICER: &str = "kari.nordmann@eksempel.no";
const NINA: &str = "nina@databanken.example";
const BELIEVED: &str = "Authentication-Results: varsel.local; dmarc=pass header.from=databanken.example\n";
const REPORT: &str = "Hovedårsak: E-post sendt til feil mottaker\nNår ble avviket oppdaget: 12.03.2026 kl. 08.30\n\
    Antall berørte: 40\nHva har skjedd: Et brev ble sendt til feil mottaker";
const QUESTION: &str = "Ikke et avvik";

/// A house whose lists have these rows and no other.
fn house_with(rows: &str) -> House {
    let house = House::simulated();
    house.edit("policy.toml", "verify_every = \"3650d\"", "verify_every = \"90d\"");
    let file = fs::read_to_string(house.path("contacts.toml")).unwrap();
    let people = file.split("# -- The two contact lists").next().unwrap();
    house.write("contacts.toml", &format!("{people}\n{rows}"));
    house
}

fn row(list: &str, name: &str, email: &str, phone: &str) -> String {
    format!(
        "[[contact]]\nlist = \"{list}\"\nparty = \"Databanken AS\"\nname = \"{name}\"\nemail = \"{email}\"\nphone = \"{phone}\"\n"
    )
}

/// Nina Dahl on the privacy list, never confirmed.
fn nina() -> House {
    house_with(&row("privacy", "Nina Dahl", NINA, "22 00 00 11"))
}

fn questions(house: &House) -> Vec<Received> {
    house.sent().into_iter().filter(|mail| mail.subject.contains(QUESTION)).collect()
}

fn known(house: &House) -> Value {
    house.lines(&["contacts", "list", "--json"]).remove(0)
}

fn problems(house: &House) -> Vec<String> {
    let ran = house.run(&["contacts", "check", "--json"]);
    let rows: Vec<Value> = ran.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(ran.code, i32::from(!rows.is_empty()), "{ran:?}");
    let problems = rows.iter().flat_map(|row| row["problems"].as_array().cloned().unwrap_or_default());
    problems.map(|one| one.as_str().unwrap_or_default().to_owned()).collect()
}

/// The answer of whoever it is to the only question that was sent.
fn answered(house: &House, from: &str, headers: &str, text: &str, at: &str) {
    let question = questions(house).remove(0);
    house.put(answer(&question, from, "svar@databanken.example", headers, text));
    house.once(at);
}

#[test]
fn a_contact_is_asked_each_quarter_and_a_yes_keeps_the_row_true() {
    let house = nina();
    house.once("2026-03-12T09:00:00+01:00");
    let question = questions(&house).remove(0);
    assert_eq!(question.to, NINA);
    for said in ["Dette er ikke et avvik", "Nina Dahl", "22 00 00 11", "personvernlisten", "Bekreft kontakt"]
    {
        assert!(question.text.contains(said), "{said} in {}", question.text);
    }
    assert_eq!(problems(&house), Vec::<String>::new(), "she may still answer");

    answered(&house, NINA, BELIEVED, "Ja, det stemmer.\n\nHilsen Nina", "2026-03-13T09:00:00+01:00");
    assert_eq!(known(&house)["verified_at"], "2026-03-13T08:00:00Z");
    assert_eq!(house.cases(), Vec::<Value>::new(), "no case");
    assert_eq!(house.ledger()[0]["outcome"], "replied");
    let receipt = house.sent_to(NINA, "Kontaktopplysningene er bekreftet");
    assert_eq!(receipt.in_reply_to, "svar@databanken.example");
    assert_eq!(house.sent().len(), 2, "the officer is not told of a yes");

    house.once("2026-06-10T09:00:00+02:00");
    assert_eq!(questions(&house).len(), 1, "89 days");
    house.once("2026-06-11T10:00:00+02:00");
    assert_eq!(questions(&house).len(), 2, "a quarter");
    house.once("2026-06-12T10:00:00+02:00");
    house.once("2026-06-12T10:00:00+02:00");
    assert_eq!(questions(&house).len(), 2, "asked once");
}

#[test]
fn silence_is_asked_again_and_then_is_a_problem() {
    let house = nina();
    let mut sent = Vec::new();
    for day in
        ["2026-03-01", "2026-03-02", "2026-03-08", "2026-03-20", "2026-03-29", "2026-05-01", "2026-06-28"]
    {
        house.once(&format!("{day}T12:00:00Z"));
        sent.push(questions(&house).len());
    }
    assert_eq!(sent, [1, 1, 2, 2, 3, 3, 4]);
    assert_eq!(problems(&house), ["aldri bekreftet", "ikke svart (e-poster sendt: 4)"]);
    // The officer has called and written the day into the file.
    house.edit(
        "contacts.toml",
        "phone = \"22 00 00 11\"",
        "phone = \"22 00 00 11\"\nverified_at = \"2026-06-29\"",
    );
    house.once("2026-07-01T12:00:00Z");
    assert_eq!(problems(&house), Vec::<String>::new());
    house.once("2026-09-28T12:00:00Z");
    assert_eq!(questions(&house).len(), 5);
    house.once("2026-10-05T12:00:00Z");
    assert_eq!(questions(&house).len(), 6, "the waits begin anew");
}

#[test]
fn a_correction_is_used_at_once_and_told_to_the_officer_until_the_file_says_otherwise() {
    let house = nina();
    house.once("2026-03-12T09:00:00+01:00");
    let text = "Ny telefon: 99 00 00 11\nNytt navn: Åse \"Ås\" Ørn\nNy e-post: ase@databanken.example";
    answered(&house, NINA, BELIEVED, text, "2026-03-12T10:00:00+01:00");
    let row = known(&house);
    assert_eq!((&row["phone"], &row["name"]), (&"99 00 00 11".into(), &"Åse \"Ås\" Ørn".into()), "{row}");
    assert_eq!(
        (&row["email"], &row["proposed_email"]),
        (&NINA.into(), &"ase@databanken.example".into()),
        "{row}"
    );
    let receipt = house.sent_to(NINA, "Nytt telefonnummer: 99 00 00 11");
    assert!(
        receipt.text.contains("Telefon: 99 00 00 11") && receipt.text.contains(&format!("E-post: {NINA}"))
    );
    let told = house.sent_to(OFFICER, "contacts.toml");
    let words = told.text.split_whitespace().collect::<Vec<_>>().join(" ");
    for line in
        ["phone = \"99 00 00 11\"", "name = \"Åse \\\"Ås\\\" Ørn\"", "email = \"ase@databanken.example\""]
    {
        assert!(words.contains(line), "{line} in {words}");
    }
    assert_eq!(
        problems(&house),
        ["har bedt om å få adressen endra til ase@databanken.example".replace("endra", "endret")]
    );
    house.once("2026-06-12T09:00:00+02:00");
    let again = questions(&house);
    assert!(again.iter().all(|mail| mail.to == NINA), "a new address never takes effect by itself");
    assert!(again.iter().any(|mail| mail.text.contains("Telefon: 99 00 00 11")), "the new number is used");

    house.edit("contacts.toml", "phone = \"22 00 00 11\"", "phone = \"55 00 00 11\"");
    assert_eq!(known(&house)["phone"], "55 00 00 11", "a person's later edit comes first");
}

#[test]
fn who_is_not_believed_changes_nothing_and_the_officer_is_told_once() {
    let house = nina();
    house.once("2026-03-12T09:00:00+01:00");
    let spoofed = "Ny telefon: 90 00 00 66\nNy e-post: tyv@ond.example";
    let question = questions(&house).remove(0);
    house.put(answer(&question, NINA, "s1@ond.example", "", spoofed));
    house.put(answer(&question, NINA, "s2@ond.example", "", &format!("{spoofed}\nOK")));
    let other = BELIEVED.replace("databanken", "ond");
    house.put(answer(&question, "tyv@ond.example", "s3@ond.example", &other, "Bekreft kontakt"));
    house.once("2026-03-12T10:00:00+01:00");
    let row = known(&house);
    assert_eq!((&row["phone"], &row["proposed_email"]), (&"22 00 00 11".into(), &Value::Null), "{row}");
    assert_eq!(row["verified_at"], Value::Null);
    assert_eq!(house.cases(), Vec::<Value>::new());
    let told = house.sent_to(OFFICER, "Ring 22 00 00 11 og sjekk");
    assert!(!told.text.contains("90 00 00 66"), "nothing of the words is passed on");
    let warned = house.sent_to(NINA, "i ditt navn");
    assert!(!warned.text.contains("90 00 00 66") && !warned.text.contains("ond.example"), "{}", warned.text);
    assert_eq!(
        house.sent().len(),
        3,
        "one question, one notice each to officer and contact, none to a stranger"
    );
}

#[test]
fn an_old_answer_sent_once_more_changes_nothing() {
    let house = nina();
    house.once("2026-03-12T09:00:00+01:00");
    answered(&house, NINA, BELIEVED, "Ny telefon: 99 00 00 11", "2026-03-12T10:00:00+01:00");
    let question = questions(&house).remove(0);
    house.put(answer(&question, NINA, "svar2@databanken.example", BELIEVED, "Ny telefon: 99 00 00 22"));
    house.once("2026-03-12T11:00:00+01:00");
    answered(
        &house,
        NINA,
        &format!("X-Igjen: ja\n{BELIEVED}"),
        "Ny telefon: 99 00 00 11",
        "2026-03-12T12:00:00+01:00",
    );
    assert_eq!(known(&house)["phone"], "99 00 00 22");
}

#[test]
fn words_of_their_own_go_to_the_officer_and_a_line_not_understood_back_to_the_contact() {
    let house = nina();
    house.once("2026-03-12T09:00:00+01:00");
    let text = "Hei\nJeg slutter i april. Per Olsen tar over etter meg.";
    answered(&house, NINA, BELIEVED, text, "2026-03-12T10:00:00+01:00");
    house.sent_to(OFFICER, "Per Olsen tar over");
    assert_eq!(known(&house)["verified_at"], Value::Null, "that is no yes");
    let question = questions(&house).remove(0);
    house.put(answer(&question, NINA, "svar2@databanken.example", BELIEVED, "Ny telefon: …"));
    house.once("2026-03-12T11:00:00+01:00");
    house.sent_to(NINA, "Vi forsto ikke");
    assert_eq!(house.cases(), Vec::<Value>::new());
}

#[test]
fn a_report_of_a_breach_is_one_whatever_it_answers() {
    let house = nina();
    house.once("2026-03-12T09:00:00+01:00");
    answered(&house, NINA, BELIEVED, REPORT, "2026-03-12T10:00:00+01:00");
    assert_eq!(house.cases().len(), 1);
    assert_eq!(known(&house)["verified_at"], Value::Null);
}

#[test]
fn a_bounce_is_a_problem_at_once_and_an_absence_is_no_answer() {
    let house = nina();
    house.once("2026-03-12T09:00:00+01:00");
    let question = questions(&house).remove(0);
    let absent = format!("Auto-Submitted: auto-replied\nIn-Reply-To: <{}>\n", question.message_id);
    house.put(mail(
        NINA,
        "avvik@eksempel.no",
        "fravaer@databanken.example",
        &absent,
        "Fraværsmelding: OK",
        "Jeg er på ferie.",
    ));
    house.once("2026-03-12T10:00:00+01:00");
    assert_eq!(problems(&house), Vec::<String>::new());
    assert_eq!(known(&house)["verified_at"], Value::Null);

    house.put(bounce(&question));
    house.once("2026-03-12T11:00:00+01:00");
    assert_eq!(problems(&house), ["e-posten kom i retur torsdag 12. mars 2026 kl. 11.00", "aldri bekreftet"]);
    house.once("2026-03-25T11:00:00+01:00");
    assert_eq!(
        questions(&house).len(),
        1,
        "an address that gives mail back is not asked again before the next round"
    );
    answered(&house, NINA, BELIEVED, "Bekreft kontakt", "2026-03-26T11:00:00+01:00");
    assert_eq!(problems(&house), Vec::<String>::new(), "an answer settles it");
}

#[test]
fn a_person_on_both_lists_gets_one_mail_and_nobody_sees_another_row() {
    let rows = [
        row("privacy", "Nina Dahl", NINA, "22 00 00 11"),
        row("security", "Nina Dahl", NINA, "22 00 00 12"),
        row("privacy", "Per Vik", "per@lan.example", "22 00 00 13"),
    ];
    let house = house_with(&rows.concat());
    house.once("2026-03-12T09:00:00+01:00");
    let sent = questions(&house);
    assert_eq!(sent.len(), 2);
    let hers = sent.iter().find(|mail| mail.to == NINA).unwrap();
    assert!(hers.text.contains("22 00 00 11") && hers.text.contains("22 00 00 12"), "{}", hers.text);
    assert!(!hers.raw.contains("per@lan.example") && !hers.raw.contains("22 00 00 13"));
    house.put(answer(hers, NINA, "svar@databanken.example", BELIEVED, "OK"));
    house.once("2026-03-12T10:00:00+01:00");
    let confirmed = house.lines(&["contacts", "list", "--json"]);
    let confirmed = confirmed.iter().filter(|row| row["verified_at"].is_string());
    assert_eq!(confirmed.map(|row| row["email"].clone()).collect::<Vec<_>>(), [NINA, NINA]);
}

#[test]
fn a_long_list_is_not_asked_all_at_once() {
    let rows: Vec<String> =
        (0..45).map(|n| row("security", "Vakt", &format!("vakt{n}@p{n}.example"), "22 00 00 10")).collect();
    let house = house_with(&rows.concat());
    let mut sent = Vec::new();
    for hour in 9..13 {
        house.once(&format!("2026-03-12T{hour:02}:00:00Z"));
        sent.push(questions(&house).len());
    }
    assert_eq!(sent, [20, 40, 45, 45]);
}

/// A mail server's notice that it could not deliver (RFC 3464).
fn bounce(original: &Received) -> String {
    format!(
        "From: Mail Delivery System <MAILER-DAEMON@mx.databanken.example>\nTo: avvik@eksempel.no\n\
         Subject: Undelivered Mail Returned to Sender\nDate: Thu, 12 Mar 2026 10:30:00 +0100\n\
         Message-ID: <b1@mx.databanken.example>\nAuto-Submitted: auto-replied\nMIME-Version: 1.0\n\
         Content-Type: multipart/report; report-type=delivery-status; boundary=\"g\"\n\n--g\nContent-Type: text/plain\n\n\
         The mail could not be delivered.\n\n--g\nContent-Type: message/delivery-status\n\n\
         Reporting-MTA: dns; mx.databanken.example\n\nFinal-Recipient: rfc822; {NINA}\nAction: failed\nStatus: 5.1.1\n\n\
         --g\nContent-Type: text/rfc822-headers\n\nMessage-ID: <{}>\nTo: {NINA}\n\n--g--\n",
        original.message_id
    )
    .replace('\n', "\r\n")
}
