//! Which signature counts, mail by mail.

use std::time::Duration;

use mail_auth::dkim::Canonicalization;
use varsel::mail::Verdict::{self, Authenticated as Yes, Forged, Unauthenticated as No};

use super::sign::{Kind, SHORT_KEY, SHORT_KEY_MAIL, Sender};
use super::{judged, proof};
use crate::e2e::mail;
use crate::servers::{Answer, Dns};

const KARI: &str = "Kari Nordmann <kari@b.example>";
const SOON: Duration = Duration::from_secs(1);

fn text(from: &str) -> String {
    mail(from, "avvik@eksempel.no", "m1@b.example", "", "SV: Avvik", "S: 3 K: 4")
}

/// A row: what is done, the mail, what the DNS says, the verdict and a part of why.
struct Row {
    name: &'static str,
    mail: Vec<u8>,
    zone: Vec<(String, Answer)>,
    later: Duration,
    verdict: Verdict,
    why: &'static str,
}

fn record(text: &str) -> Answer {
    Answer::Txt(text.to_owned())
}

/// Signed by this sender, whose key is published; the From domain has this DMARC record.
fn row(
    name: &'static str,
    mail: impl Into<Vec<u8>>,
    sender: &Sender,
    verdict: Verdict,
    why: &'static str,
) -> Row {
    let zone = vec![
        (sender.name(), record(&sender.record(""))),
        ("_dmarc.b.example".to_owned(), record("v=DMARC1; p=reject")),
    ];
    Row { name, mail: mail.into(), zone, later: SOON, verdict, why }
}

impl Row {
    fn with(mut self, name: &str, answer: Answer) -> Row {
        self.zone.push((name.to_owned(), answer));
        self
    }

    fn without(mut self, name: &str) -> Row {
        self.zone.retain(|(known, _)| known != name);
        self
    }
}

/// What is genuine.
fn genuine() -> Vec<Row> {
    let b = Sender::new("b.example");
    let signed = b.sign(&text(KARI));
    let ed = Sender { kind: Kind::Ed25519, ..b.clone() };
    let simple = Sender { form: Canonicalization::Simple, ..b.clone() };
    let below = Sender::new("mail.b.example");
    let subdomain = text("Kari <kari@it.b.example>");
    let shouted = Sender::new("B.Example");
    let with_stranger = Sender::new("list.example").sign(&signed);
    vec![
        row("genuine, RSA", signed.clone(), &b, Yes, "genuine signature of b.example"),
        row("genuine, Ed25519", ed.sign(&text(KARI)), &ed, Yes, "b.example"),
        row("genuine, simple form", simple.sign(&text(KARI)), &simple, Yes, "b.example"),
        row("line feeds as a Maildir has them", signed.replace("\r\n", "\n"), &b, Yes, "b.example"),
        row(
            "the same, simple form",
            simple.sign(&text(KARI)).replace("\r\n", "\n"),
            &simple,
            Yes,
            "b.example",
        ),
        row("no DMARC record", signed.clone(), &b, Yes, "b.example").without("_dmarc.b.example"),
        row("the very domain, strict", signed.clone(), &b, Yes, "b.example")
            .with("_dmarc.b.example", record("v=DMARC1; p=reject; adkim=s")),
        row("upper case", shouted.sign(&text(KARI)), &shouted, Yes, "xample"),
        row("a sub-domain signs", below.sign(&text(KARI)), &below, Yes, "mail.b.example"),
        row("the domain above signs", b.sign(&subdomain), &b, Yes, "b.example"),
        row("a sibling signs", below.sign(&subdomain), &below, Yes, "mail.b.example"),
        row(
            "trace fields above",
            format!("Received: from x by y; Fri, 13 Mar 2026 10:00:00 +0100\r\n{signed}"),
            &b,
            Yes,
            "b.example",
        ),
        row("a stranger's signature above", with_stranger, &b, Yes, "b.example"),
    ]
}

/// What was changed or is another's.
fn forged() -> Vec<Row> {
    let b = Sender::new("b.example");
    let signed = b.sign(&text(KARI));
    let below = Sender::new("mail.b.example");
    let subdomain = text("Kari <kari@it.b.example>");
    let evil = Sender::new("evil.example");
    let alike = Sender::new("xb.example");
    let house = Sender::new("c.kommune.example");
    let town = Sender::new("kommune.example");
    let of_town = text("Kari <kari@b.kommune.example>");
    let quiet = Sender { fields: vec!["To", "Subject", "Date"], ..b.clone() };
    let open = Sender { fields: vec!["From", "To", "Date"], ..b.clone() };
    let second = |field: &str| format!("{field}\r\n{signed}");
    vec![
        row("changed body", signed.replace("S: 3 K: 4", "S: 1 K: 1"), &b, No, "changed on the way"),
        row(
            "changed Subject",
            signed.replace("SV: Avvik", "SV: Avvik 2"),
            &b,
            No,
            "does not fit the mail's header",
        ),
        row("changed From", signed.replace("kari@b", "ola@b"), &b, No, "does not fit the mail's header"),
        row("a stranger signs", evil.sign(&text(KARI)), &evil, No, "another domain than From"),
        row(
            "a domain that looks alike signs",
            alike.sign(&text(KARI)),
            &alike,
            No,
            "another domain than From",
        ),
        row("a sub-domain signs, strict", below.sign(&text(KARI)), &below, No, "not of the From domain")
            .with("_dmarc.b.example", record("v=DMARC1; p=reject; adkim=s")),
        row("the domain above signs, strict", b.sign(&subdomain), &b, No, "not of the From domain")
            .with("_dmarc.b.example", record("v=DMARC1; p=none; adkim=s")),
        row("a sub-domain signs, no record", below.sign(&text(KARI)), &below, No, "not of the From domain")
            .without("_dmarc.b.example"),
        row("another house of the same registry", house.sign(&of_town), &house, No, "not of the From domain")
            .with("_dmarc.kommune.example", record("v=DMARC1; p=none; psd=y")),
        row("the registry itself", town.sign(&of_town), &town, No, "not of the From domain")
            .with("_dmarc.kommune.example", record("v=DMARC1; p=none; psd=y")),
        row(
            "a record of the top-level domain",
            evil.sign(&text(KARI)),
            &evil,
            No,
            "another domain than From",
        )
        .without("_dmarc.b.example")
        .with("_dmarc.example", record("v=DMARC1; p=reject")),
        row("From is not covered", quiet.sign(&text(KARI)), &quiet, No, "does not cover From"),
        row("Subject is not covered", open.sign(&text(KARI)), &open, No, "does not cover Subject"),
        row("two From fields", second("From: ola@c.example"), &b, Forged, "2 senders"),
        row("two Subject fields", second("Subject: SV: Annet"), &b, No, "more than one subject"),
        row(
            "two Content-Type fields",
            second("Content-Type: text/html"),
            &b,
            No,
            "more than one content-type",
        ),
        row(
            "a header that can be read in two ways",
            format!("X: y\r\n \r\nS: 1 K: 1\r\n{signed}"),
            &b,
            No,
            "",
        ),
        row("no signature", text(KARI), &b, No, "no authserv_id"),
    ]
}

/// Signatures and keys that are not believed, and a DNS that says nothing useful.
fn unusable() -> Vec<Row> {
    let b = Sender::new("b.example");
    let signed = b.sign(&text(KARI));
    let brief = Sender { expires: Some(60), ..b.clone() };
    let part = Sender { part_of_body: true, ..b.clone() };
    let longer = format!("{}S: 1 K: 1\r\n", part.sign(&text(KARI)));
    let short = "short._domainkey.b.example";
    let day = Duration::from_secs(86_400);
    vec![
        row("not yet expired", brief.sign(&text(KARI)), &b, Yes, "b.example"),
        Row { later: day, ..row("expired", brief.sign(&text(KARI)), &b, No, "is expired") },
        row("a part of the body", part.sign(&text(KARI)), &b, No, "no authserv_id"),
        row("text added behind the part", longer, &b, No, "no authserv_id"),
        row("a part of the body, and the whole", part.sign(&signed), &b, Yes, "b.example"),
        row("a key in test mode", signed.clone(), &b, No, "test mode")
            .with(&b.name(), record(&b.record("t=y; "))),
        row("test mode among other flags", signed.clone(), &b, No, "test mode")
            .with(&b.name(), record(&b.record("t=s:y; "))),
        row("a key of 512 bits", SHORT_KEY_MAIL, &b, No, "too short").with(short, record(SHORT_KEY.trim())),
        row("another key", signed.clone(), &b, No, "cannot be used")
            .with(&b.name(), record(&Sender { kind: Kind::Ed25519, ..b.clone() }.record(""))),
        row("no key", signed.clone(), &b, No, "no key in the DNS").without(&b.name()),
        row("a key that was withdrawn", signed.clone(), &b, No, "withdrawn")
            .with(&b.name(), record("v=DKIM1; p=")),
        row("a key that is none", signed.clone(), &b, No, "signature of b.example")
            .with(&b.name(), record("hello")),
        row("SERVFAIL for the key", signed.clone(), &b, No, "later helps").with(&b.name(), Answer::Servfail),
        row("SERVFAIL for the record, the very domain", signed, &b, Yes, "b.example")
            .with("_dmarc.b.example", Answer::Servfail),
    ]
}

#[tokio::test]
async fn each_signature_counts_as_it_should() {
    let mut wrong = Vec::new();
    for row in [genuine(), forged(), unusable()].into_iter().flatten() {
        let dns = Dns::start();
        for (name, answer) in row.zone {
            dns.put(&name, answer);
        }
        let found = judged(&proof(&dns), &row.mail, row.later).await;
        let is_ours = found.method.as_deref() == Some("own-dkim");
        if found.verdict != row.verdict || !found.why.contains(row.why) || is_ours != (row.verdict == Yes) {
            wrong.push(format!("{}: {found:?}", row.name));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
