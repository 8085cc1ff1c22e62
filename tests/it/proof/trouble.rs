//! Limits: of questions, of time, of what one stranger can cost.

use std::time::{Duration, Instant};

use futures_util::future::join_all;
use varsel::mail::authenticity::{Hindrance, Verdict};
use varsel::proof::{LIMIT, MAX_LOOKUPS, MAX_SIGNATURES};

use super::sign::Sender;
use super::{checked, judged, proof};
use crate::e2e::mail;
use crate::servers::{Answer, Dns};

const SOON: Duration = Duration::from_secs(1);

fn text() -> String {
    mail("kari@b.example", "avvik@eksempel.no", "m1@b.example", "", "SV: Avvik", "S: 3 K: 4")
}

/// So many signatures of the From domain, each under a key of its own.
fn junk(count: usize) -> String {
    let one = |number: usize| {
        format!(
            "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=b.example; s=j{number};\r\n h=from:subject; bh={{bh}}; b=QUJD\r\n"
        )
    };
    (0..count).map(one).collect()
}

/// With the true hash of the body, so that each costs a question.
fn with_hash(junk: &str, signed: &str) -> String {
    let hash = signed.split("bh=").nth(1).unwrap().split(';').next().unwrap();
    junk.replace("{bh}", &hash.split_whitespace().collect::<String>())
}

#[tokio::test]
async fn of_many_signatures_the_first_few_are_asked_about() {
    let sender = Sender::new("b.example");
    let signed = sender.sign(&text());
    for (count, above, believed) in
        [(4, true, true), (5, true, false), (200, true, false), (200, false, true), (1000, true, false)]
    {
        let dns = Dns::start();
        sender.publish(&dns);
        let junk = with_hash(&junk(count), &signed);
        let (signature, rest) = signed.split_once("From: ").unwrap();
        let mail = match above {
            true => format!("{junk}{signed}"),
            false => format!("{signature}{junk}From: {rest}"),
        };
        let start = Instant::now();
        let found = judged(&proof(&dns), mail.as_bytes(), SOON).await;
        assert_eq!(found.verdict == Verdict::Authenticated, believed, "{count} {above}: {}", found.why);
        let keys = dns.asked().iter().filter(|name| name.contains("_domainkey")).count();
        assert!(keys <= MAX_SIGNATURES, "{count}: {:?}", dns.asked());
        assert!(start.elapsed() < LIMIT, "{:?}", start.elapsed());
    }
}

#[tokio::test]
async fn one_mail_causes_few_questions() {
    let dns = Dns::start();
    let deep = "a.b.c.d.e.f.g.h.i.j.k.b.example";
    let text = mail(&format!("kari@{deep}"), "avvik@eksempel.no", "m1@b.example", "", "Avvik", "Hei");
    let mut mail = text;
    for number in 0..5 {
        let sender = Sender::new(&format!("x{number}.{deep}"));
        sender.publish(&dns);
        mail = sender.sign(&mail);
    }
    dns.txt("_dmarc.b.example", "v=DMARC1; p=none; adkim=s");
    let found = judged(&proof(&dns), mail.as_bytes(), SOON).await;
    assert_eq!(found.verdict, Verdict::Unauthenticated, "{}", found.why);
    let asked = dns.asked();
    assert!(asked.len() >= 10 && asked.len() <= MAX_LOOKUPS as usize, "{asked:?}");
}

#[tokio::test]
async fn an_answer_is_asked_for_once() {
    let dns = Dns::start();
    let sender = Sender::new("b.example");
    sender.publish(&dns);
    dns.txt("_dmarc.b.example", "v=DMARC1; p=reject; psd=n");
    let proof = proof(&dns);
    let mail = sender.sign(&text());
    for _ in 0..3 {
        assert_eq!(judged(&proof, mail.as_bytes(), SOON).await.verdict, Verdict::Authenticated);
    }
    assert_eq!(dns.asked(), ["s1._domainkey.b.example", "_dmarc.b.example"]);
}

#[tokio::test]
async fn a_silent_dns_holds_up_a_mail_no_longer_than_the_limit_and_the_next_ones_less() {
    let dns = Dns::start();
    let sender = Sender::new("b.example");
    let signed = sender.sign(&text());
    dns.put(&sender.name(), Answer::Silence);
    let proof = proof(&dns);
    let start = Instant::now();
    let checks = join_all((0..100).map(|_| checked(&proof, signed.as_bytes(), SOON))).await;
    let together = start.elapsed();
    assert!(together >= Duration::from_secs(2) && together < LIMIT + SOON, "{together:?}");
    let late = |check: &varsel::mail::OwnCheck| check.hindrance == Some(Hindrance::NoAnswer);
    assert!(checks.iter().all(|check| check.as_ref().is_some_and(late)), "{:?}", checks[0]);
    let start = Instant::now();
    let found = judged(&proof, signed.as_bytes(), SOON).await;
    assert!(start.elapsed() < Duration::from_secs(3), "{:?}", start.elapsed());
    assert!(found.why.contains("later helps"), "{}", found.why);

    sender.publish(&dns);
    let found = judged(&proof, signed.as_bytes(), SOON).await;
    assert_eq!(found.verdict, Verdict::Authenticated, "{}", found.why);
}
