//! What leaves: only its reader can read it, in a program that is not ours.

use std::os::unix::fs::PermissionsExt;

use super::{Gpg, HEAD, JON, KARI, Kind, US, armored, give_key, own_key, pgp_mime};
use crate::e2e::{House, LIMIT, received};
use crate::servers::eventually;

const SECRET_WORDS: &str = "kundeliste";

fn report(id: &str) -> String {
    let text = "Hovedårsak: E-post sendt til feil mottaker\nAntall berørte: 40\nHva har skjedd: Et brev med kundeliste ble sendt til feil mottaker";
    crate::e2e::mail(&format!("Jon Moen <{JON}>"), US, id, "", "Avvik", text)
}

#[test]
fn a_notice_is_read_by_gnupg_alone_and_an_encrypted_answer_steers_the_case() {
    let Some(gpg) = Gpg::start() else { return };
    let house = House::maildir();
    gpg.make(Kind::Rsa, "Kari Nordmann", KARI);
    gpg.make(Kind::Curve25519, "Ingrid Lie", HEAD);
    gpg.import(&own_key(&house));
    for address in [KARI, HEAD] {
        give_key(&house, address, &gpg.public(address));
    }
    house.put(report("r1@eksempel.no"));
    house.ok(&["once"]);

    for address in [KARI, HEAD] {
        let notice = house.sent_to(address, "");
        assert_eq!(notice.subject, format!("{}: kryptert varsel", notice.subject.split(':').next().unwrap()));
        assert!(notice.subject.starts_with("AVVIK-"), "{}", notice.subject);
        assert!(!notice.raw.contains(SECRET_WORDS) && !notice.raw.contains("Nytt avvik"), "{}", notice.raw);
        let said = gpg.decrypt(armored(&notice.raw, "MESSAGE").as_bytes());
        for word in ["DECRYPTION_OKAY", "GOODSIG", "VALIDSIG", "GOODMDC"] {
            assert!(said.status.contains(word), "{address}: no {word}: {}", said.status);
        }
        let inside = received(&said.out);
        assert_ne!(inside.subject, notice.subject);
        assert!(inside.raw.contains("protected-headers=\"v1\""), "{}", inside.raw);
        assert!(inside.raw.contains("HP-Outer: Subject: AVVIK-"), "{}", inside.raw);
        if address == KARI {
            assert!(inside.text.contains(SECRET_WORDS), "{}", inside.text);
            assert!(notice.reply_to.contains('+'), "an answer finds its case: {}", notice.reply_to);
        }
    }
    let receipt = house.sent_to(JON, "AVVIK-");
    assert!(receipt.raw.contains("multipart/alternative"), "who has no key gets it in clear");
    let outbox = house.ok(&["outbox", "list", "--json"]);
    assert!(!outbox.contains("Nytt avvik"), "the stored subject is the outer one: {outbox}");

    let notice = house.sent_to(KARI, "kryptert varsel");
    let answer = "Content-Type: text/plain; charset=utf-8\n\nS: 3  K: 4\n";
    let message = gpg.encrypt(US, &["--sign", "--local-user", KARI], answer.as_bytes());
    let header = format!(
        "Authentication-Results: varsel.local; dmarc=pass header.from=eksempel.no\nFrom: Kari Nordmann <{KARI}>\nTo: {}\nSubject: Re: {}\nMessage-ID: <a1@eksempel.no>\nIn-Reply-To: <{}>\nDate: {}\n",
        notice.reply_to,
        notice.subject,
        notice.message_id,
        varsel::clock::Clock::System.now().to_rfc2822()
    );
    house.put(pgp_mime(&header, &message));
    house.ok(&["once"]);
    let number = notice.subject.split(':').next().unwrap();
    let case = house.case(number);
    assert_eq!(case["risk"]["score"], 12, "{case}");
    assert!(house.ok(&["verify"]).len() < 10_000);
}

#[test]
fn a_key_that_has_expired_holds_no_notice_back_and_nothing_goes_out_in_clear() {
    let Some(gpg) = Gpg::start() else { return };
    let house = House::maildir();
    let expired = ["--faked-system-time", "20260101T000000"];
    gpg.make_with(Kind::Curve25519, "Kari Nordmann", KARI, "%no-protection\nExpire-Date: 2d\n", &expired);
    give_key(&house, KARI, &gpg.public(KARI));
    let check = house.run(&["check"]);
    assert_eq!(check.code, 0, "time must not stop the program: {check:?}");
    assert!(check.out.contains("expired on 2026-01-03"), "{}", check.out);
    house.put(report("r1@eksempel.no"));
    house.ok(&["once"]);
    let notice = house.sent_to(KARI, "AVVIK-");
    assert!(notice.subject.contains("nøkkelen din virker ikke"), "{}", notice.subject);
    assert!(!notice.raw.contains(SECRET_WORDS) && !notice.text.contains(SECRET_WORDS));
    for part in ["utløp lørdag 3. januar 2026", "Fristen er", "Svar «OK»", "ny offentlig nøkkel"] {
        assert!(notice.text.contains(part), "no {part:?} in {}", notice.text);
    }
    assert!(notice.reply_to.contains('+'), "{}", notice.reply_to);

    house.edit("varsel.toml", "\n[web]\n", "\n[openpgp]\nwhen_unusable = \"clear\"\n\n[web]\n");
    house.put(report("r2@eksempel.no").replace("Antall berørte: 40", "Antall berørte: 41"));
    house.ok(&["once"]);
    let notice = house.sent_to(KARI, SECRET_WORDS);
    assert!(!notice.subject.contains("nøkkelen"), "{}", notice.subject);
}

#[test]
fn a_retry_hands_over_the_same_encrypted_bytes() {
    let Some(gpg) = Gpg::start() else { return };
    let house = House::maildir();
    gpg.make(Kind::Curve25519, "Kari Nordmann", KARI);
    give_key(&house, KARI, &gpg.public(KARI));
    gpg.import(&own_key(&house));
    // Takes each mail the second time only, and keeps what it was given.
    let sent = house.path("handed");
    std::fs::create_dir(&sent).unwrap();
    let script = format!(
        "#!/bin/sh\nfor to; do :; done\nf=\"{}/$to\"\nn=0\nwhile [ -e \"$f.$n\" ]; do n=$((n+1)); done\ncat > \"$f.$n\"\n[ $n -gt 0 ] || exit 75\n",
        sent.display()
    );
    house.write("sendmail", &script);
    std::fs::set_permissions(house.path("sendmail"), std::fs::Permissions::from_mode(0o755)).unwrap();
    house.edit("varsel.toml", "[transport]\nkind = \"maildir\"", "[transport]\nkind = \"sendmail\"");
    house.edit("varsel.toml", "path = \"spool/sent\"", "path = \"sendmail\"");
    house.edit("policy.toml", "retry_after = [\"1m\"", "retry_after = [\"1s\"");
    house.put(report("r1@eksempel.no"));
    let second = sent.join(format!("{KARI}.1"));
    eventually("the second attempt", LIMIT, || {
        house.ok(&["once"]);
        second.exists().then_some(())
    });
    let first = std::fs::read(sent.join(format!("{KARI}.0"))).unwrap();
    assert!(
        first == std::fs::read(second).unwrap(),
        "the bytes of a mail are fixed before its first attempt"
    );
    assert!(gpg.decrypt(armored(&String::from_utf8(first).unwrap(), "MESSAGE").as_bytes()).ok);
}

#[test]
fn what_goes_in_clear_is_signed_only_where_that_is_said() {
    let Some(gpg) = Gpg::start() else { return };
    let house = House::maildir();
    gpg.import(&own_key(&house));
    house.put(report("r1@eksempel.no"));
    house.ok(&["once"]);
    assert!(!house.sent_to(KARI, "AVVIK-").raw.contains("multipart/signed"));
    house.edit("varsel.toml", "key_file = \"openpgp.key\"", "key_file = \"openpgp.key\"\nsign = true");
    house.put(report("r2@eksempel.no").replace("Antall berørte: 40", "Antall berørte: 41"));
    house.ok(&["once"]);
    let signed: Vec<_> =
        house.sent().into_iter().filter(|mail| mail.raw.contains("multipart/signed")).collect();
    assert!(!signed.is_empty());
    for mail in signed {
        let message = varsel::mail::message::parse(mail.raw.as_bytes()).unwrap();
        let part = message.signed.first().expect("a signed part");
        house.write("part", &String::from_utf8(part.content.clone()).unwrap());
        let file = house.path("part");
        let said = gpg.run(&["--verify", "-", file.to_str().unwrap()], &part.signature);
        assert!(said.ok && said.status.contains("GOODSIG"), "{}", said.status);
    }
}
