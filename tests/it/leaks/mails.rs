//! Mails that hold national identity numbers wherever a mail can hold them, through the whole program.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use varsel::mail::{Context, read};

use super::{PLANTED, assert_json};
use crate::corpus_auto::corpus;
use crate::e2e::{House, answer, mail, run, run_with, varsel};

const OFFICER: &str = "kari.nordmann@eksempel.no";
const BELIEVED: &str = "Authentication-Results: varsel.local; dmarc=pass header.from=eksempel.no\n";

/// What each mail is called here, and the mail with LF line ends: `A`–`I` in brackets stand for the planted numbers,
/// `<A6>` and `<A5>` for the first six and last five digits.
const MAILS: [(&str, &str); 16] = [
    (
        "subject, body and display name",
        "From: [A] Kari <kari@eksempel.no>\nTo: [B] <avvik@eksempel.no>\nSubject: Gjelder [C]\n\n\
         Hva har skjedd: Brevet til [D] og [E6] [E5] gikk feil.\n\n[F][G]\nfnr [H6]\n[H5]\n",
    ),
    (
        "encoded words",
        "From: =?utf-8?q?Kari_[A6]=C2=A0[A5]?= <kari@eksempel.no>\nSubject: =?utf-8?b?[base64:Gjelder B]?=\n =?utf-8?q?_og_[C6]?= =?utf-8?q?[C5]?=\n\nHei\n",
    ),
    (
        "HTML",
        "From: kari@eksempel.no\nContent-Type: text/html; charset=utf-8\n\n<p>Hva har skjedd: [A6]<b>[A5]</b>, [B6]&nbsp;[B5], \
         [C6]&shy;[C5], [D6]&#8209;[D5]<table><tr><td>[E6]<td>[E5]</table><p>[F6]<br>[F5]<p>[G6]<span></span> <i>[G5]</i>\n",
    ),
    (
        "both bodies",
        "From: kari@eksempel.no\nContent-Type: multipart/alternative; boundary=x\n\n--x\n\nHva har skjedd: [A]\n--x\n\
         Content-Type: text/html\n\n<p>Hva har skjedd: [A6]<b>[A5]</b> [B6]<wbr>[B5]\n--x--\n",
    ),
    (
        "quoted-printable and wrapped lines",
        "From: kari@eksempel.no\nContent-Type: text/plain; charset=utf-8; format=flowed\nContent-Transfer-Encoding: quoted-printable\n\n\
         [A6]=\n[A5] og [B6]=C2=AD[B5]\n> [C6] =\n\n> [C5]\n[D6]=E2=80=8B=20[D5]\n",
    ),
    (
        "other scripts' digits",
        "From: kari@eksempel.no\nSubject: Gjelder [wide:A]\nContent-Type: text/plain; charset=utf-8\n\nfnr [arabic:B] og [wide:C]\n",
    ),
    (
        "file names",
        "From: kari@eksempel.no\nContent-Type: multipart/mixed; boundary=x\n\n--x\n\nSe vedlagt\n--x\n\
         Content-Type: application/pdf; name=\"[A].pdf\"\nContent-Disposition: attachment; filename*0*=utf-8''sak%20[B6];\n filename*1*=%20[B5].pdf\n\nx\n--x\n\
         Content-Type: application/octet-stream; name=\"=?utf-8?q?[C6]=20[C5]?=.bin\"\n\nx\n--x\n\
         Content-Type: application/x-[D]; name=skjema_[E6]_[E5].x\n\nx\n--x--\n",
    ),
    (
        "attached texts",
        "From: kari@eksempel.no\nContent-Type: multipart/mixed; boundary=x\n\n--x\n\nSe vedlagt\n--x\n\
         Content-Type: text/plain; name=a.txt\nContent-Disposition: attachment\n\nHva har skjedd: [A]\n--x\n\
         Content-Type: text/csv; name=b.csv\nContent-Disposition: attachment\n\nfnr;navn\n[B];Kari\n[C];Ola\n--x\n\
         Content-Type: application/json; name=c.json\nContent-Disposition: attachment\n\n{\"what_happened\": \"[D]\", \"[E]\": [F]}\n--x--\n",
    ),
    (
        "a mail within the mail",
        "From: kari@eksempel.no\nSubject: VS: Avvik\nContent-Type: multipart/mixed; boundary=x\n\n--x\n\nSe vedlagt\n--x\n\
         Content-Type: message/rfc822\n\nFrom: [A] <[B]@ute.example>\nSubject: [C]\nMessage-ID: <[D]@ute.example>\n\
         Content-Type: text/html\n\n<p>Brevet til [E6]<b>[E5]</b> og [F]\n--x--\n",
    ),
    (
        "a forward in the text",
        "From: kari@eksempel.no\nSubject: VS: [A]\n\nSe under\n\nFra: [B] <[C]@ute.example>\nSendt: 12. mars 2026 09:00\nTil: kari@eksempel.no\n\
         Emne: [D]\n\nHva har skjedd: [E6]-[E5]\n",
    ),
    (
        "addresses and identifiers",
        "Return-Path: <[A]@ute.example>\nReceived: from [B] by mx.eksempel.no id [C]; Thu, 12 Mar 2026 09:00:00 +0100\n\
         Authentication-Results: varsel.local; dmarc=fail header.from=[D].example\nFrom: <[E]@ute.example>\nReply-To: [F]@ute.example\n\
         To: avvik@eksempel.no, [G]@eksempel.no\nCc: [H]@ute.example\nIn-Reply-To: <[I]@ute.example>\nReferences: <[A].x@ute.example> <[B]@ute.example>\n\
         Message-ID: <[C]@ute.example>\nSubject: Avvik\n\nHva har skjedd: se https://ute.example/sak/[D]?fnr=[E6]%20[E5] og mailto:[F]@ute.example\n",
    ),
    (
        "a bounce",
        "From: MAILER-DAEMON@mx.example\nSubject: Undelivered Mail Returned to Sender\nContent-Type: multipart/report; report-type=delivery-status; boundary=x\n\n\
         --x\n\n<[A]@ute.example>: unknown\n--x\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n\
         Final-Recipient: rfc822; [B]@ute.example\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 [C]\n--x\n\
         Content-Type: text/rfc822-headers\n\nMessage-ID: <[D]@eksempel.no>\nSubject: [E]\n\n--x--\n",
    ),
    (
        "an answer to an invitation",
        "From: kari@eksempel.no\nSubject: Godtatt: [A]\nContent-Type: text/calendar; method=REPLY; charset=utf-8\n\n\
         BEGIN:VCALENDAR\nMETHOD:REPLY\nBEGIN:VEVENT\nUID:[B]\nSUMMARY:[C]\nATTENDEE;PARTSTAT=ACCEPTED;CN=[D]:mailto:[E]@eksempel.no\nEND:VEVENT\nEND:VCALENDAR\n",
    ),
    (
        "machines' fields",
        "From: liste@ute.example\nAuto-Submitted: auto-generated [A]\nList-Id: <[B].ute.example>\nList-Unsubscribe: <mailto:[C]@ute.example>\nPrecedence: bulk\nSubject: [D]\n\nNytt [E]\n",
    ),
    (
        "a form in English",
        "From: \"[A]\" <kari@example.org>\nSubject: Breach [B]\n\nWhat happened: a letter for [C6] [C5] went astray\nContact person: Kari [D], phone 22 22 22 22\n\
         Your reference: [E]\nDate of birth: 20.03.1969\nPersonal number: 14700\nAffected persons: about 40\n",
    ),
    (
        "a broken multipart",
        "From: [A] <kari@eksempel.no>\nContent-Type: multipart/mixed\n\n--x\nSubject: [B]\n\nfnr [C6]=20[C5]\n",
    ),
];

/// The mail with its numbers, a Message-ID where it has none, and CRLF.
fn planted(number: usize, text: &str) -> String {
    use base64::Engine;
    let mut text = text.to_owned();
    for (letter, planted) in ('A'..).zip(PLANTED) {
        let (six, five) = planted.split_at(6);
        let other = |zero: u32| {
            planted.chars().filter_map(|c| char::from_u32(zero + c.to_digit(10)?)).collect::<String>()
        };
        let encoded = base64::engine::general_purpose::STANDARD.encode(format!("Gjelder {planted}"));
        text = text
            .replace(&format!("[{letter}]"), planted)
            .replace(&format!("[{letter}6]"), six)
            .replace(&format!("[{letter}5]"), five)
            .replace(&format!("[wide:{letter}]"), &other(0xff10))
            .replace(&format!("[arabic:{letter}]"), &other(0x660))
            .replace(&format!("[base64:Gjelder {letter}]"), &encoded);
    }
    let to = if text.contains("\nTo:") { "" } else { "To: avvik@eksempel.no\n" };
    let id = if text.contains("\nMessage-ID:") {
        String::new()
    } else {
        format!("Message-ID: <m{number}@eksempel.no>\n")
    };
    format!("{to}{id}MIME-Version: 1.0\nDate: Thu, 12 Mar 2026 09:00:00 +0100\n{text}").replace('\n', "\r\n")
}

#[test]
fn no_number_survives_wherever_it_stands_in_a_mail() {
    let house = House::simulated();
    let config = house.path("varsel.toml");
    for (number, (what, text)) in MAILS.iter().enumerate() {
        let mail = planted(number, text);
        assert!(!mail.contains('['), "{what}: {mail}");
        for options in [&["parse", "--json", "-"][..], &["parse", "-"]] {
            let mut command = varsel();
            command.args(options);
            if number % 2 == 0 {
                command.arg("--config").arg(&config);
            }
            // What it prints is looked through there.
            let ran = run_with(&mut command, mail.as_bytes());
            assert_eq!(ran.code, 0, "{what}: {ran:?}");
            if options.len() == 3 {
                let object: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
                assert_eq!(object["redactions"][0]["kind"], "national-id", "{what}: {object}");
            }
        }
        house.put(mail);
    }
    house.once("2026-03-12T09:00:00+01:00");
    assert_eq!(house.ledger().len(), MAILS.len());
    let cases = house.cases();
    assert!(cases.len() >= 10, "{}", cases.len());
    look_at_everything(&house);
    // Everything that reminders and escalations say of these cases.
    house.once("2026-03-12T13:00:00+01:00");
    house.once("2026-03-15T09:30:00+01:00");
    look_at_everything(&house);
}

#[test]
fn no_number_survives_in_what_people_write_to_a_case() {
    let house = House::simulated();
    house.put(mail(
        "Jon Moen <jon.moen@eksempel.no>",
        "avvik@eksempel.no",
        "r1@eksempel.no",
        BELIEVED,
        "Avvik",
        "Hva har skjedd: Brev sendt feil",
    ));
    house.once("2026-03-12T09:00:00+01:00");
    let notice = house.sent_to(OFFICER, "AVVIK-2026-0001");
    let [a, b, c, d, e, ..] = PLANTED;
    let commands = format!(
        "S: 3 K: 4\nMeld Datatilsynet: nei, fordi {a} er varslet\nTiltak: Ring {b}; ansvarlig: {c}; frist: 20.03.2026\n\
         Spør melder: gjelder det {d}?\nHold utenfor: {e}\nBevis: logg {a} sikret\nTiltak {b}\nSystem: {c}\nOg så gjelder det {d}"
    );
    house.put(answer(&notice, OFFICER, "a1@eksempel.no", BELIEVED, &commands));
    house.once("2026-03-12T09:10:00+01:00");
    let case = house.case("AVVIK-2026-0001");
    assert_eq!(case["numbers"]["masked"][0]["kind"], "national-id", "{case}");
    assert_eq!(case["numbers"]["travelled"], "inside", "{case}");
    assert_eq!(case["measures"].as_array().unwrap().len(), 1, "{case}");
    let receipt = house.sent().into_iter().find(|mail| mail.in_reply_to == "a1@eksempel.no").unwrap();
    assert!(receipt.text.contains("Vi fjernet numre"), "{}", receipt.text);

    let receipt = house.sent_to("jon.moen@eksempel.no", "Vi har tatt imot meldingen");
    let facts =
        format!("Antall berørte: 40\nType personopplysninger: fnr {a}\nHvor opplysningene er nå: hos {b}");
    house.put(answer(&receipt, "jon.moen@eksempel.no", "a2@eksempel.no", BELIEVED, &facts));
    house.put(answer(&receipt, "noen@ute.example", "a3@ute.example", "", &format!("Lukk: fordi {c}")));
    house.once("2026-03-12T09:20:00+01:00");
    let told = house
        .sent()
        .into_iter()
        .filter(|mail| mail.to == OFFICER && mail.text.contains("utenfor virksomheten"));
    assert_eq!(told.count(), 1, "the officer is told of the number that came from outside");
    look_at_everything(&house);
    house.once("2026-03-16T09:30:00+01:00");
    look_at_everything(&house);
}

/// Each command prints what there is; what it prints is looked through there, and the whole house when it is left.
fn look_at_everything(house: &House) {
    for listing in ["case", "outbox", "mail"] {
        house.ok(&[listing, "list"]);
        house.ok(&[listing, "list", "--json"]);
    }
    for case in house.cases() {
        let number = case["id"].as_str().unwrap();
        house.ok(&["case", "show", number]);
        house.ok(&["case", "show", number, "--json"]);
    }
    house.ok(&["verify"]);
    assert_eq!(run(&mut house.command(&["outbox", "list"])).code, 0);
}

/// The mails below a folder.
fn collect(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap().map(Result::unwrap) {
            match entry.file_type().unwrap().is_dir() {
                true => folders.push(entry.path()),
                false => found.push(entry.path()),
            }
        }
    }
}

#[test]
fn no_number_survives_the_reading_of_any_sample_mail() {
    let mut files = Vec::new();
    collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/mail"), &mut files);
    files.retain(|file| file.extension().is_some_and(|name| name == "eml"));
    assert!(files.len() >= 27, "{}", files.len());
    for file in files {
        assert_json(&file.display().to_string(), &read(&fs::read(&file).unwrap(), &Context::default()));
    }
}

#[test]
fn no_number_survives_the_reading_of_a_real_mail_and_few_are_masked_in_them() {
    let (mut files, mut masked, mut counts) = (Vec::new(), 0, BTreeMap::new());
    for part in ["raw", "auto"] {
        let Some(folder) = corpus(part) else { return };
        collect(&folder, &mut files);
    }
    for file in &files {
        let reading = read(&fs::read(file).unwrap(), &Context::default());
        assert_json(&file.display().to_string(), &reading);
        masked += usize::from(!reading.redactions.is_empty());
        for one in &reading.redactions {
            *counts.entry(one.kind).or_insert(0) += one.count;
        }
    }
    println!("numbers masked in {masked} of {} real mails: {counts:?}", files.len());
    assert!(masked * 50 < files.len(), "real mails hold many numbers that are none: {masked}");
}
