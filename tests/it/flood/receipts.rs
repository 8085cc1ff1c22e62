//! Who is never answered by machine (RFC 3834 section 2; RFC 5321 sections 4.5.5 and 6.3), and bounces of mails that we did
//! not send.

use super::subjects;
use crate::e2e::{House, mail};

/// What a mail has, its sender, and fields above it.
const NEVER_ANSWERED: [(&str, &str, &str); 22] = [
    ("a machine's answer", "a1@ute.example", "Auto-Submitted: auto-replied\n"),
    ("a machine's alert", "a2@ute.example", "Auto-Submitted: auto-generated\n"),
    (
        "a machine's notification",
        "a3@ute.example",
        "Auto-Submitted: auto-notified; owner-email=\"x@ute.example\"\n",
    ),
    ("what a machine passed on", "a4@ute.example", "Auto-Submitted: auto-forwarded\n"),
    ("no return path", "a5@ute.example", "Return-Path: <>\n"),
    ("a mail daemon's return path", "a6@ute.example", "Return-Path: <MAILER-DAEMON@ute.example>\n"),
    ("a list's name", "a7@ute.example", "List-Id: <liste.ute.example>\n"),
    ("a list to leave", "a8@ute.example", "List-Unsubscribe: <mailto:ut@ute.example>\n"),
    ("a list to post to", "a9@ute.example", "List-Post: <mailto:liste@ute.example>\n"),
    ("mail to many", "b1@ute.example", "Precedence: bulk\n"),
    ("mail of a list", "b2@ute.example", "Precedence: list\n"),
    ("junk", "b3@ute.example", "Precedence: junk\n"),
    ("an old answering machine", "b4@ute.example", "X-Autoreply: yes\n"),
    ("a mail daemon", "MAILER-DAEMON@ute.example", ""),
    ("no-reply", "no-reply@ute.example", ""),
    ("donotreply with more", "DoNotReply-it@ute.example", ""),
    ("ikke-svar", "ikke-svar@ute.example", ""),
    ("a list's owner", "owner-liste@ute.example", ""),
    ("a list's requests", "liste-request@ute.example", ""),
    ("our own address", "avvik@eksempel.no", ""),
    ("our own address with a subaddress", "Avvik+abc@eksempel.no", ""),
    (
        "another Varsel's notice",
        "avvik@nabo.example",
        "Auto-Submitted: auto-generated\nX-Varsel-Instance: nabo\n",
    ),
];

#[test]
fn no_machine_no_list_and_nobody_without_a_reader_gets_a_receipt() {
    let house = House::simulated();
    let body = "Hva har skjedd: Et brev med personopplysninger er på avveie.";
    let letter = |number: usize, from: &str, more: &str| {
        let (id, subject) = (format!("nr{number}@ute.example"), format!("Avvik {number}: brudd"));
        mail(from, "avvik@eksempel.no", &id, more, &subject, &format!("{body} Nummer {number}."))
    };
    let count = NEVER_ANSWERED.len();
    for (number, (_, from, more)) in NEVER_ANSWERED.iter().enumerate() {
        house.put(letter(number, from, more));
    }
    let hops = "Received: from a by b; Thu, 12 Mar 2026 08:00:00 +0100\n".repeat(51);
    house.put(letter(count, "runde@ute.example", &hops));
    house.put(letter(count + 1, "person@ute.example", &hops.replacen("Received", "X-Received", 2)));
    house.once("2026-03-12T09:00:00+01:00");

    let sent = house.sent();
    let inside = |to: &str| {
        ["kari.nordmann@eksempel.no", "ingrid.lie@eksempel.no", "per.berg@eksempel.no"].contains(&to)
    };
    let outside: Vec<&str> = sent.iter().map(|mail| mail.to.as_str()).filter(|to| !inside(to)).collect();
    assert_eq!(outside, ["person@ute.example"], "{:?}", subjects(&sent));
    let ledger = house.ledger();
    assert_eq!(ledger.len(), count + 2);
    for row in &ledger {
        assert!(!row["outcome"].is_null(), "{row}");
    }
    // A report stays a report, whoever sent it; only the answer is spared.
    for (what, from, _) in
        NEVER_ANSWERED.iter().filter(|(what, ..)| what.contains("reply") || what.contains("our own"))
    {
        let opened = ledger.iter().any(|row| {
            row["from"].as_str().is_some_and(|one| one.eq_ignore_ascii_case(from))
                && row["outcome"] == "opened"
        });
        assert!(opened, "{what} opens a case for a person: {ledger:?}");
    }
}

#[test]
fn a_bounce_of_a_mail_that_we_did_not_send_changes_nothing_and_is_not_answered() {
    let house = House::simulated();
    house.put(super::flooding(0, "person@ute.example"));
    house.once("2026-03-12T09:00:00+01:00");
    let (case, sent) = (house.case("AVVIK-2026-0001"), house.sent().len());
    let report = "This is a MIME-encapsulated message.\n\n--b\nContent-Type: text/plain\n\nI'm sorry to have to inform you that your \
message could not\nbe delivered to one or more recipients.\n\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.ute.example\n\n\
Final-Recipient: rfc822; person@ute.example\nAction: failed\nStatus: 5.1.1\n\n--b\nContent-Type: message/rfc822\n\nFrom: avvik@eksempel.no\n\
To: person@ute.example\nSubject: Noe vi aldri skrev\nMessage-ID: <ikke-vaar@spam.example>\n\nKjøp nå!\n\n--b--";
    let fields = "Return-Path: <>\nAuto-Submitted: auto-replied\n";
    let structured = mail(
        "MAILER-DAEMON@mx.ute.example",
        "avvik@eksempel.no",
        "dsn1@mx.ute.example",
        fields,
        "Undelivered Mail Returned to Sender",
        report,
    )
    .replace(
        "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit",
        "Content-Type: multipart/report; report-type=delivery-status; boundary=\"b\"",
    );
    house.put(structured);
    let words = "This message was created automatically by mail delivery software.\n\nA message that you sent could not be delivered to one or more of its\n\
recipients. The following address(es) failed:\n\n  person@ute.example\n    550 5.1.1 no such user\n\n------ This is a copy of the message ------\n\nMessage-ID: <ikke-vaar2@spam.example>\nSubject: Kjøp";
    house.put(mail(
        "Mailer-Daemon@mx.ute.example",
        "avvik@eksempel.no",
        "dsn2@mx.ute.example",
        "Return-Path: <>\n",
        "Mail delivery failed: returning message to sender",
        words,
    ));
    house.once("2026-03-12T09:05:00+01:00");

    let outcomes: Vec<String> = house.ledger().iter().take(2).map(|row| row["outcome"].to_string()).collect();
    assert_eq!(outcomes, ["\"bounce\"", "\"bounce\""]);
    assert_eq!(house.sent().len(), sent, "{:?}", subjects(&house.sent()));
    let after = house.case("AVVIK-2026-0001");
    assert_eq!(after["history"], case["history"]);
    assert_eq!(house.cases().len(), 1);
}
