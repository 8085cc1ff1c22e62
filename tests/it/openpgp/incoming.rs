//! What comes in: GnuPG's messages through our processes.

use std::path::PathBuf;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use varsel::mail::openpgp::{Certificate, Closed, KnownKey, Opened, Ring};
use varsel::mail::{Class, Context, Reading};
use varsel::reader::{Pool, ReadOutcome, ReaderOptions, ReaderPool};

use super::{Gpg, JON, KARI, Kind, US, own_key, pgp_mime};
use crate::e2e::House;

const HEADER: &str = "From: Kari Nordmann <kari.nordmann@eksempel.no>\nTo: avvik@eksempel.no\nSubject: ...\nDate: Thu, 12 Mar 2026 09:00:00 +0100\nMessage-ID: <e1@eksempel.no>\n";
const TEXT: &str = "Hva har skjedd: Et brev er sendt til feil mottaker på Møre\nAntall berørte: 40\n";
const ENTITY: &str = "Content-Type: text/plain; charset=utf-8; protected-headers=\"v1\"\nSubject: Brev på avveie\n\nHva har skjedd: Et brev er sendt til feil mottaker på Møre\nAntall berørte: 40\n";

fn program() -> PathBuf {
    PathBuf::from(env!("CARGO_BIN_EXE_varsel"))
}

/// GnuPG with Kari's key, and what our processes are told: our own key (whose public half GnuPG has), and Kari's.
struct Set {
    gpg: Gpg,
    ring: Ring,
}

impl Set {
    fn new() -> Option<Set> {
        let gpg = Gpg::start()?;
        let house = House::maildir();
        gpg.import(&own_key(&house));
        gpg.make(Kind::Curve25519, "Kari Nordmann", KARI);
        let known = vec![known(&gpg, "Kari Nordmann", KARI)];
        let secret = std::fs::read_to_string(house.path("openpgp.key")).unwrap();
        Some(Set { gpg, ring: Ring { secret, known } })
    }

    async fn pool(&self) -> ReaderPool {
        let context = Context { openpgp: self.ring.known.clone(), ..Context::default() };
        ReaderPool::start_with_key(ReaderOptions::new(program(), context), self.ring.clone()).await.unwrap()
    }

    async fn key_holder(&self) -> Pool<Ring, Opened> {
        let options = ReaderOptions::new(program(), self.ring.clone());
        let pool =
            Pool::start(ReaderOptions { args: vec!["decrypt-child".into()], ..options }).await.unwrap();
        let protections = pool.protections();
        assert!(
            protections.limits && protections.seccomp,
            "the key holder is locked in too: {protections:?}"
        );
        pool
    }
}

fn known(gpg: &Gpg, name: &str, address: &str) -> KnownKey {
    Certificate::read(gpg.public(address).as_bytes()).unwrap().to_known(name, address)
}

async fn read(pool: &ReaderPool, mail: &[u8]) -> Reading {
    match pool.read_all(vec![Arc::from(mail)]).await.pop() {
        Some(ReadOutcome::Read(reading)) => *reading,
        other => panic!("{other:?}"),
    }
}

fn what_happened(reading: &Reading) -> &str {
    reading.report.get(&varsel::report::Field::WhatHappened).map_or("", |found| found.raw.as_str())
}

fn crlf(text: &str) -> Vec<u8> {
    text.replace("\r\n", "\n").replace('\n', "\r\n").into_bytes()
}

#[tokio::test]
async fn what_gnupg_encrypts_to_us_is_read() {
    let Some(set) = Set::new() else { return };
    let pool = set.pool().await;
    let signed = ["--sign", "--local-user", KARI];
    for (options, valid) in [
        (&["--compress-algo", "none"][..], None),
        (&["--compress-algo", "zip"], None),
        (&["--compress-algo", "zlib"], None),
        (&["--personal-cipher-preferences", "AES"], None),
        (&["--throw-keyids"], None),
        (&signed, Some(true)),
        (&["--sign", "--local-user", KARI, "--compress-algo", "none"], Some(true)),
    ] {
        let message = set.gpg.encrypt(US, options, &crlf(ENTITY));
        let reading = read(&pool, &pgp_mime(HEADER, &message)).await;
        assert_eq!(reading.class, Class::Message, "{options:?}: {}", reading.reason);
        assert!(reading.opened && reading.sealed.is_empty(), "{options:?}");
        assert_eq!(what_happened(&reading), "Et brev er sendt til feil mottaker på Møre", "{options:?}");
        assert_eq!(reading.subject.as_deref(), Some("Brev på avveie"), "the protected subject counts");
        assert_eq!(reading.signatures.first().map(|one| one.valid), valid, "{:?}", reading.signatures);
        assert_eq!(reading.unread, [], "{options:?}");
    }
}

#[tokio::test]
async fn a_message_in_the_text_and_in_a_file_is_read_in_its_place() {
    let Some(set) = Set::new() else { return };
    let pool = set.pool().await;
    let message = set.gpg.encrypt(US, &["--sign", "--local-user", KARI], TEXT.as_bytes());
    let reading = read(&pool, &crlf(&format!("{HEADER}\nHei,\n\n{message}\nHilsen Kari\n"))).await;
    assert_eq!(what_happened(&reading), "Et brev er sendt til feil mottaker på Møre");
    assert!(reading.opened && reading.signatures.first().is_some_and(|one| one.valid), "{reading:?}");

    for (name, file) in [
        ("melding.txt.asc", message.clone().into_bytes()),
        ("melding.txt.gpg", set.gpg.ok(&["--encrypt", "--recipient", US], TEXT.as_bytes())),
        ("melding.txt.PGP", set.gpg.ok(&["--encrypt", "--recipient", US], TEXT.as_bytes())),
    ] {
        let file = STANDARD.encode(file);
        let mail = format!(
            "{HEADER}MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b2\n\n--b2\nContent-Type: text/plain\n\nSe vedlegget.\n\
             --b2\nContent-Type: application/octet-stream; name=\"{name}\"\nContent-Disposition: attachment; filename=\"{name}\"\nContent-Transfer-Encoding: base64\n\n{file}\n--b2--\n"
        );
        let reading = read(&pool, &crlf(&mail)).await;
        assert_eq!(what_happened(&reading), "Et brev er sendt til feil mottaker på Møre", "{name}");
        assert_eq!(reading.attachments[0].name, "melding.txt");
        assert!(reading.reply_text.contains("Se vedlegget."));
    }
}

#[tokio::test]
async fn a_signature_is_data_and_says_who_and_why() {
    let Some(set) = Set::new() else { return };
    let pool = set.pool().await;
    set.gpg.make(Kind::Rsa, "En Fremmed", "fremmed@example.org");
    let part = crlf(&format!("Content-Type: text/plain; charset=utf-8\n\n{TEXT}"));
    let signed_by = |who: &str, header: &str, part: &[u8], shown: &[u8]| {
        let signature = set.gpg.ok(&["--armor", "--detach-sign", "--local-user", who], part);
        let head = format!(
            "{header}MIME-Version: 1.0\nContent-Type: multipart/signed; micalg=pgp-sha512; protocol=\"application/pgp-signature\"; boundary=b3\n\n--b3\n"
        );
        let tail = format!(
            "\n--b3\nContent-Type: application/pgp-signature; name=signature.asc\n\n{}\n--b3--\n",
            String::from_utf8_lossy(&signature)
        );
        [crlf(&head), shown.to_vec(), crlf(&tail)].concat()
    };
    let good = signed_by(KARI, HEADER, &part, &part);
    let reading = read(&pool, &good).await;
    assert!(reading.signatures[0].valid, "{:?}", reading.signatures);
    assert_eq!(reading.signatures[0].who.as_deref(), Some("Kari Nordmann <kari.nordmann@eksempel.no>"));
    assert_eq!(what_happened(&reading), "Et brev er sendt til feil mottaker på Møre");
    assert!(!reading.opened);
    // A spool that keeps mail with bare line feeds breaks no signature.
    let spooled = String::from_utf8(good).unwrap().replace("\r\n", "\n");
    assert!(read(&pool, spooled.as_bytes()).await.signatures[0].valid);

    let altered = crlf(&String::from_utf8(part.clone()).unwrap().replace("40", "4"));
    let reading = read(&pool, &signed_by(KARI, HEADER, &part, &altered)).await;
    assert!(!reading.signatures[0].valid && reading.signatures[0].who.is_some(), "{:?}", reading.signatures);
    assert!(reading.signatures[0].why.contains("changed"), "{:?}", reading.signatures);

    let other = HEADER.replace("Kari Nordmann <kari.nordmann@eksempel.no>", JON);
    let reading = read(&pool, &signed_by(KARI, &other, &part, &part)).await;
    assert!(
        !reading.signatures[0].valid && reading.signatures[0].why.contains("not from"),
        "{:?}",
        reading.signatures
    );

    let reading = read(&pool, &signed_by("fremmed@example.org", HEADER, &part, &part)).await;
    assert_eq!((reading.signatures[0].valid, reading.signatures[0].who.as_deref()), (false, None));

    let clear = set.gpg.ok(&["--armor", "--clearsign", "--local-user", KARI], TEXT.as_bytes());
    let clear = String::from_utf8(clear).unwrap();
    let header = format!("{HEADER}Content-Type: text/plain; charset=utf-8\n");
    let reading = read(&pool, &crlf(&format!("{header}\n{clear}"))).await;
    assert!(reading.signatures[0].valid, "{:?}", reading.signatures);
    assert_eq!(what_happened(&reading), "Et brev er sendt til feil mottaker på Møre");
    assert!(!reading.reply_text.contains("PGP"), "{}", reading.reply_text);
    let reading = read(&pool, &crlf(&format!("{header}\n{}", clear.replace("40", "41")))).await;
    assert!(!reading.signatures[0].valid && reading.signatures[0].who.is_some(), "{:?}", reading.signatures);
}

#[tokio::test]
async fn what_cannot_be_opened_is_a_mail_for_a_person_with_its_reason() {
    let Some(set) = Set::new() else { return };
    let pool = set.pool().await;
    set.gpg.make(Kind::Curve25519, "Andre", "andre@example.org");
    let good = set.gpg.encrypt(US, &[], &crlf(ENTITY));
    let password = set.gpg.ok(&["--armor", "--symmetric", "--passphrase", "ord"], &crlf(ENTITY));
    let bytes = set.gpg.ok(&["--encrypt", "--recipient", US], &crlf(ENTITY));
    let mut flipped = bytes.clone();
    let at = flipped.len() - 30;
    flipped[at] ^= 1;
    let mail = |message: &str| pgp_mime(HEADER, message);
    let binary = |message: &[u8]| {
        let mail = String::from_utf8(pgp_mime(HEADER, &STANDARD.encode(message))).unwrap();
        mail.replace("name=\"encrypted.asc\"", "name=\"encrypted.asc\"\r\nContent-Transfer-Encoding: base64")
            .into_bytes()
    };
    assert_eq!(read(&pool, &binary(&bytes)).await.closed, None, "it opens as long as nothing is changed");
    for (mail, why) in [
        (mail(&set.gpg.encrypt("andre@example.org", &[], &crlf(ENTITY))), Closed::OtherKey),
        (mail(&String::from_utf8(password).unwrap()), Closed::OtherKey),
        (binary(&flipped), Closed::Broken),
        (binary(&bytes[..bytes.len() / 2]), Closed::Broken),
        (mail("-----BEGIN PGP MESSAGE-----\n\nabc\n-----END PGP MESSAGE-----"), Closed::Broken),
        (mail("ingenting"), Closed::Broken),
    ] {
        let reading = read(&pool, &mail).await;
        assert_eq!((reading.class, reading.closed), (Class::Unreadable, Some(why)), "{}", reading.reason);
        assert_eq!(reading.from.map(|from| from.address).as_deref(), Some(KARI), "who sent it is known");
        assert_eq!(reading.reason, why.why());
    }
    let without = ReaderPool::start(ReaderOptions::new(program(), Context::default())).await.unwrap();
    let reading = read(&without, &mail(&good)).await;
    assert_eq!((reading.class, reading.closed), (Class::Unreadable, Some(Closed::NoKey)));
}

#[tokio::test]
async fn layers_and_bombs_end_at_their_limits() {
    let Some(set) = Set::new() else { return };
    let pool = set.pool().await;
    let mut entity = crlf(ENTITY);
    for layers in 1..=4 {
        let message = set.gpg.encrypt(US, &[], &entity);
        let reading = read(&pool, &pgp_mime(HEADER, &message)).await;
        match layers {
            4 => assert_eq!(reading.closed, Some(Closed::TooDeep)),
            _ => assert!(what_happened(&reading).starts_with("Et brev"), "{layers}: {reading:?}"),
        }
        entity = pgp_mime("", &message);
    }
    for bytes in [30 << 20, 100 << 20] {
        let zeros = vec![b'0'; bytes];
        let bomb = set.gpg.encrypt(US, &["--compress-algo", "zlib", "-z", "9"], &zeros);
        assert!(bomb.len() < 2 << 20, "{} bytes", bomb.len());
        let reading = read(&pool, &pgp_mime(HEADER, &bomb)).await;
        assert_eq!(reading.closed, Some(Closed::TooLarge), "{bytes}: {}", reading.reason);
    }
    let good = set.gpg.encrypt(US, &[], &crlf(ENTITY));
    assert!(read(&pool, &pgp_mime(HEADER, &good)).await.opened, "the processes live on");
}

#[tokio::test]
async fn two_thousand_damaged_messages_get_an_answer_each() {
    let Some(set) = Set::new() else { return };
    let holder = set.key_holder().await;
    let sign = ["--sign", "--local-user", KARI, "--compress-algo", "none"];
    let seeds = [
        set.gpg.encrypt(US, &sign, &crlf(ENTITY)).into_bytes(),
        set.gpg.ok(&["--encrypt", "--recipient", US, "--compress-algo", "zlib"], &crlf(ENTITY)),
        // Not encrypted, so that damage reaches what is behind the encryption.
        set.gpg.ok(&sign, &crlf(ENTITY)),
        set.gpg.ok(&["--sign", "--local-user", KARI, "--compress-algo", "zip"], &crlf(ENTITY)),
    ];
    let mut random = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = move |below: usize| {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        (random >> 16) as usize % below.max(1)
    };
    let mut messages: Vec<Arc<[u8]>> = Vec::new();
    for round in 0..2000 {
        let mut message = seeds[round % seeds.len()].clone();
        for _ in 0..=next(4) {
            let (at, byte) = (next(message.len()), next(256) as u8);
            match next(5) {
                0 => message.truncate(at.max(1)),
                1 => message.insert(at, byte),
                2 => drop(message.remove(at)),
                3 => message[at] ^= 1 << next(8),
                // The packets' heads stand at the beginning.
                _ => {
                    let near = at % 64.min(message.len());
                    message[near] = byte;
                }
            }
            if message.is_empty() {
                break;
            }
        }
        messages.push(message.into());
    }
    let outcomes = holder.read_all(messages).await;
    assert_eq!(outcomes.len(), 2000);
    let opened = outcomes.iter().filter(|outcome| match outcome {
        ReadOutcome::Read(opened) => opened.closed.is_none(),
        ReadOutcome::Unreadable { .. } => false,
        ReadOutcome::NotRead { why } => panic!("{why}"),
    });
    println!("opened all the same: {}", opened.count());
    let good = holder.read_all(vec![Arc::from(seeds[0].as_slice())]).await.pop();
    assert!(matches!(good, Some(ReadOutcome::Read(opened)) if opened.closed.is_none()));
}

#[test]
fn the_officer_is_told_why_a_mail_stayed_closed_and_who_signed_another() {
    let Some(gpg) = Gpg::start() else { return };
    let house = House::maildir();
    gpg.import(&own_key(&house));
    gpg.make(Kind::Curve25519, "Andre", "andre@example.org");
    gpg.make(Kind::Curve25519, "Jon Moen", JON);
    super::give_key(&house, JON, &gpg.public(JON));
    let closed = gpg.encrypt("andre@example.org", &[], &crlf(ENTITY));
    let header = HEADER.replace("Kari Nordmann <kari.nordmann@eksempel.no>", "Noen <noen@example.org>");
    let now = varsel::clock::Clock::System.now().to_rfc2822();
    let header = header.replace("Thu, 12 Mar 2026 09:00:00 +0100", &now);
    let mail = pgp_mime(&header, &closed);
    house.put(&mail);
    house.ok(&["once"]);
    let notice = house.sent_to(KARI, "AVVIK-");
    assert!(notice.text.contains("ikke til nøkkelen vår"), "{}", notice.text);
    let ledger = house.ledger();
    assert_eq!(ledger[0]["outcome"], "unreadable", "{ledger:?}");
    let id = ledger[0]["id"].to_string();
    assert_eq!(
        crate::e2e::run(&mut house.command(&["mail", "show", &id])).out.into_bytes(),
        mail,
        "kept as it came"
    );

    let opened = gpg.encrypt(US, &["--sign", "--local-user", JON], &crlf(ENTITY));
    let header = header.replace("Noen <noen@example.org>", JON).replace("e1@", "e2@");
    let header =
        format!("Authentication-Results: varsel.local; dmarc=pass header.from=eksempel.no\n{header}");
    house.put(pgp_mime(&header, &opened));
    house.ok(&["once"]);
    let told = "E-posten var signert av Jon Moen <jon.moen@eksempel.no>. Signaturen er gyldig.";
    let notice = house.sent_to(KARI, told);
    assert!(notice.text.contains("feil mottaker"), "{}", notice.text);
    // Else whoever caught another's encrypted mail could have us read it out.
    let receipt = house.sent_to(JON, "kryptert varsel");
    let receipt = gpg.decrypt(super::armored(&receipt.raw, "MESSAGE").as_bytes());
    assert!(receipt.ok, "{}", receipt.status);
    let receipt = crate::e2e::received(&receipt.out);
    assert!(receipt.text.contains("AVVIK-") && !receipt.text.contains("Møre"), "{}", receipt.text);
    house.write("e2.eml", &String::from_utf8(pgp_mime(&header, &opened)).unwrap());
    let parsed = house.ok(&["parse", "--json", house.path("e2.eml").to_str().unwrap()]);
    let parsed: serde_json::Value = serde_json::from_str(&parsed).unwrap();
    assert_eq!(parsed["signatures"][0]["kind"], "openpgp");
    assert_eq!((&parsed["signatures"][0]["valid"], &parsed["encrypted"]), (&true.into(), &true.into()));
    // Nothing of it is in the notices to others, nor in the log of the house.
    assert!(house.sent().iter().filter(|mail| mail.to != KARI).all(|mail| !mail.raw.contains("signert av")));
}
