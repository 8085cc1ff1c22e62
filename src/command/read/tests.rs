mod further;

use serde_json::{Value, json};

use super::*;

fn anchor() -> DateTime<FixedOffset> {
    DateTime::parse_from_rfc3339("2026-03-13T09:30:00+01:00").unwrap()
}

/// Each command as JSON, without what is null.
fn read_all(text: &str) -> (Vec<Value>, Vec<String>) {
    let (commands, misread) = read(text, anchor(), &Context::default());
    let plain = |line: CommandLine| {
        let mut value = serde_json::to_value(line.command).unwrap();
        if let Some(args) = value["args"].as_object_mut() {
            args.retain(|_, value| !value.is_null());
        }
        value
    };
    (commands.into_iter().map(plain).collect(), misread.into_iter().map(|line| line.resembles).collect())
}

#[track_caller]
fn is(text: &str, command: &str, args: Value) {
    let (commands, misread) = read_all(text);
    assert_eq!(commands, [json!({ "command": command, "args": args })], "{text}");
    assert!(misread.is_empty(), "{text}: {misread:?}");
}

#[track_caller]
fn misread(text: &str, resembles: &str) {
    assert_eq!(read_all(text), (vec![], vec![resembles.to_owned()]), "{text}");
}

#[track_caller]
fn comment(text: &str) {
    assert_eq!(read_all(text), (vec![], vec![]), "{text}");
}

#[test]
fn a_risk_may_have_its_reason() {
    let because = |reason: &str| json!({ "likelihood": 3, "consequence": 3, "reason": reason });
    for (text, reason) in [
        ("S: 3 K: 3, fordi mottakeren har slettet", "mottakeren har slettet"),
        ("S: 3  K: 3 fordi Østli Skole har slettet.", "Østli Skole har slettet"),
        ("S: 3, K: 3, fordi mottaker er ukjent", "mottaker er ukjent"),
        ("S: 3 K: 3, av di mottakaren har sletta", "mottakaren har sletta"),
        ("Risk: L3 C3, because the recipient has deleted it", "the recipient has deleted it"),
        ("S: 3 K: 3 = 9 (mottakeren har slettet)", "mottakeren har slettet"),
        ("S: 3 K: 3. Mottakeren har slettet e-posten", "Mottakeren har slettet e-posten"),
        ("R = 3 x 3, fordi mottakeren har slettet", "mottakeren har slettet"),
        ("*S: 3 K: 3, fordi mottakeren har slettet*", "mottakeren har slettet"),
    ] {
        is(text, "assess", because(reason));
    }
    is(
        "Restrisiko: S2 K2, fordi rutinen er endret",
        "assess",
        json!({ "residual_likelihood": 2, "residual_consequence": 2, "reason": "rutinen er endret" }),
    );
    // A remark or a greeting is none.
    for text in ["S: 3 K: 3, takk", "S: 3 K: 3 (middels)", "S: 3 K: 3. Mvh Kari Nordmann", "S: 3 K: 3"] {
        is(text, "assess", json!({ "likelihood": 3, "consequence": 3 }));
    }
}

#[test]
fn a_risk_is_read_in_every_spelling() {
    let both = json!({ "likelihood": 3, "consequence": 4 });
    for text in [
        "S: 3 K: 4",
        "S: 3  K: 4",
        "S=3 K=4",
        "S=3, K=4",
        "S3 K4",
        "s 3 k 4",
        "R = 3 x 4",
        "Risk: L3 C4",
        "Risiko: 3x4",
        "- S: 3 K: 4",
        "S：3\u{a0}K：4",
        "**S: 3 K: 4**",
        "S: 3 K: 4 R: 12",
        "S=3 K=4 R=12",
        "S: 3 K: 4.",
        "K: 4 S: 3",
        "Sannsynlighet: 3 Konsekvens: 4",
        "Likelihood 3, consequence 4",
        "Sannsyn: 3 Konsekvens: 4",
        "S: 3 K: 4 = 12",
    ] {
        is(text, "assess", both.clone());
    }
    is("Restrisiko: S2 K2", "assess", json!({ "residual_likelihood": 2, "residual_consequence": 2 }));
    is("Residual risk: L2 C1", "assess", json!({ "residual_likelihood": 2, "residual_consequence": 1 }));
    is("Sannsynlighet: 3", "assess", json!({ "likelihood": 3 }));
    is("Konsekvens: stor", "assess", json!({ "consequence": 4 }));
    is("S: 3", "assess", json!({ "likelihood": 3 }));
}

#[test]
fn a_risk_outside_the_scale_is_misread() {
    for text in ["S: 6 K: 4", "S: 0", "K: 7", "S: 3 K: 44", "Risiko: høy", "S: -1 K: 2", "S: 3 S: 4"] {
        misread(text, "assess");
    }
}

#[test]
fn a_telephone_and_a_sentence_are_no_risk() {
    for text in [
        "K: +47 22 22 22 22",
        "S: 22222222",
        "K: 22 22 22 22",
        "Risikoen er at noen leser det",
        "s 3",
        "L: se vedlegg",
    ] {
        comment(text);
    }
}

#[test]
fn bare_words_count_alone_and_near_the_top() {
    for text in ["OK", "ok.", "Mottatt", "Motteke!", "Bekreft", "ACK", "- OK", "Received"] {
        is(text, "acknowledge", json!({}));
    }
    is("Lukk", "close", json!({}));
    is("Angre", "undo", json!({}));
    is("Hjelp", "help", json!({}));
    is("Slipp saken", "release", json!({}));
    is("Bekreft kontakt", "contact_confirm", json!({}));
    comment("OK for meg at dere lukker");
    comment(&format!("{}OK", "en linje tekst\n".repeat(10)));
    is(&format!("{}OK", "\n".repeat(40)), "acknowledge", json!({}));
}

#[test]
fn the_authority_and_the_persons() {
    is("Meld Datatilsynet: ja", "notify_authority", json!({ "answer": "yes" }));
    is("MELD  DATATILSYNET : Ja", "notify_authority", json!({ "answer": "yes" }));
    is(
        "Meld Datatilsynet: nei, fordi dataene var kryptert",
        "notify_authority",
        json!({ "answer": "no", "reason": "dataene var kryptert" }),
    );
    is(
        "Notify authority: no, because encrypted",
        "notify_authority",
        json!({ "answer": "no", "reason": "encrypted" }),
    );
    misread("Meld Datatilsynet: nei", "notify_authority");
    misread("Meld Datatilsynet: kanskje", "notify_authority");
    misread("Meld Datatilsynt: ja", "notify_authority");
    is(
        "Meldt Datatilsynet: 13.03.2026 kl. 10.15, ref. AR123456",
        "authority_notified",
        json!({ "at": "2026-03-13T10:15:00+01:00", "reference": "AR123456" }),
    );
    misread("Meldt Datatilsynet: 35.03.2026", "authority_notified");
    is("Informer berørte: ja", "inform_persons", json!({ "answer": "yes" }));
    is(
        "Informer berørte: nei, fordi dataene var kryptert (34(3) a)",
        "inform_persons",
        json!({ "answer": "no", "reason": "dataene var kryptert (34(3) a)", "exception": "a" }),
    );
    misread("Informer berørte: nei", "inform_persons");
    is(
        "Berørte informert: 14.03.2026, per brev",
        "persons_informed",
        json!({ "at": "2026-03-14T00:00:00+01:00", "how": "per brev" }),
    );
    is("Forsinkelse: vi ventet på loggene", "delay_reason", json!({ "reason": "vi ventet på loggene" }));
}

#[test]
fn lists_to_tell() {
    is("Varsle: sikkerhet", "notify_lists", json!({ "lists": ["security"], "parties": [] }));
    is("Varsle: begge", "notify_lists", json!({ "lists": ["security", "privacy"], "parties": [] }));
    is("Notify: privacy; Party AS", "notify_lists", json!({ "lists": ["privacy"], "parties": ["Party AS"] }));
    is(
        "Varsle: ingen, fordi bare oss",
        "notify_lists",
        json!({ "lists": [], "parties": [], "reason": "bare oss" }),
    );
    misread("Varsle: ingen", "notify_lists");
    misread("Varsle: alle sammen i dag", "notify_lists");
}

#[test]
fn roles_and_measures() {
    is(
        "Avvikseier: Kari Nordmann <kari@eksempel.no>",
        "assign",
        json!({ "role": "case-owner", "person": "Kari Nordmann <kari@eksempel.no>" }),
    );
    is("Systemeigar: Ola", "assign", json!({ "role": "system-owner", "person": "Ola" }));
    is(
        "Tiltak: Slette e-post; ansvarlig: ola@eksempel.no; medhjelper: Kari; frist: 20.03.2026; effekt: ingen spredning",
        "measure",
        json!({ "text": "Slette e-post", "owner": "ola@eksempel.no", "helper": "Kari", "due": "2026-03-20T00:00:00+01:00", "effect": "ingen spredning" }),
    );
    is("Tiltak: Slette e-post", "measure", json!({ "text": "Slette e-post" }));
    misread("Tiltak: Slette e-post; frist: snart nok", "measure");
    is(
        "Tiltak 2: utført 19.03.2026",
        "measure_done",
        json!({ "number": 2, "at": "2026-03-19T00:00:00+01:00" }),
    );
    is("Tiltak 2: utført", "measure_done", json!({ "number": 2 }));
    misread("Tiltak 2: utført sånn halvveis", "measure_done");
    is("Tiltak 2: godkjent", "measure_approve", json!({ "number": 2 }));
    is(
        "Tiltak nr. 2: 50 %, venter på leverandør",
        "measure_progress",
        json!({ "number": 2, "text": "50 %, venter på leverandør" }),
    );
}

#[test]
fn the_group_its_contact_and_its_report() {
    is(
        "Aksjonsgruppe: møte 13.03.2026 kl. 10.00, https://mote.eksempel.no/1",
        "action_group",
        json!({ "at": "2026-03-13T10:00:00+01:00", "place": "https://mote.eksempel.no/1" }),
    );
    misread("Aksjonsgruppe: møte snart", "action_group");
    is("Kontaktperson: Ola Nordmann", "group_contact", json!({ "person": "Ola Nordmann" }));
    is("Hendelsesrapport: levert", "report_delivered", json!({}));
    misread("Hendelsesrapport: ikke levert", "report_delivered");
}

#[test]
fn the_course_of_a_case() {
    is(
        "Ikke avvik: fordi det var planlagt nedetid",
        "not_a_breach",
        json!({ "reason": "det var planlagt nedetid" }),
    );
    misread("Ikke avvik", "not_a_breach");
    is("Lukk: fordi alt er gjort", "close", json!({ "reason": "alt er gjort" }));
    is("Gjenåpne: nye funn", "reopen", json!({ "reason": "nye funn" }));
    is("Slå sammen med: AVVIK-2026-0007", "merge", json!({ "case": "AVVIK-2026-0007" }));
    is("Merge with: avvik-2026-0007.", "merge", json!({ "case": "AVVIK-2026-0007" }));
    misread("Slå sammen med: den forrige", "merge");
    is(
        "Kjent: 12.03.2026 kl. 14.00, fordi IT så det da",
        "aware",
        json!({ "at": "2026-03-12T14:00:00+01:00", "reason": "IT så det da" }),
    );
    misread("Kjent: en gang i tiden", "aware");
    is("Bevis: logger sikret av drift", "evidence", json!({ "text": "logger sikret av drift" }));
    is(
        "Politianmeldt: 14.03.2026, ref. 123/26",
        "police_report",
        json!({ "at": "2026-03-14T00:00:00+01:00", "reference": "123/26" }),
    );
    is("Evaluering: tiltak 2 virker", "evaluate", json!({ "text": "tiltak 2 virker" }));
    is("Hold utenfor: Ola Nordmann", "exclude", json!({ "person": "Ola Nordmann" }));
    is("Spør melder: hvor mange var berørt?", "ask", json!({ "text": "hvor mange var berørt?" }));
    is("Ny telefon: 22 22 22 22", "contact_correct", json!({ "field": "phone", "value": "22 22 22 22" }));
    misread("Ny telefon: ring meg", "contact_correct");
}

#[test]
fn a_wrapped_command_is_put_together() {
    let text = "Meld Datatilsynet: nei, fordi mottakeren har bekreftet skriftlig at alt\ner slettet\nTakk!";
    is(
        text,
        "notify_authority",
        json!({ "answer": "no", "reason": "mottakeren har bekreftet skriftlig at alt er slettet" }),
    );
}

#[test]
fn many_commands_and_comments_stand_in_one_mail() {
    let (commands, misread) = read_all(
        "Hei,\n\nS: 3 K: 4\nMeld Datatilsynet: ja\nMeld Datatilsynet: kanskje\nSe på dette: viktig\n",
    );
    assert_eq!(commands.len(), 2);
    assert_eq!(misread, ["notify_authority"]);
}

#[test]
fn no_text_makes_it_panic() {
    for text in [
        "",
        ":",
        "::::",
        "S",
        "R =",
        "Tiltak 99999999999: x",
        "Tiltak :",
        "\u{0}\u{ffff}",
        "ÆØÅ: æøå",
        "S:",
        "=",
        "Varsle:",
    ] {
        let _ = read_all(text);
    }
}
