//! Without GnuPG: what is sealed is opened by its reader alone, and only as it was.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{Duration, TimeZone};

use super::*;
use crate::mail::openpgp::{Closed, State};

fn now() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 27, 13, 0, 0).single().expect("a time")
}

/// A key pair as the secret half, and its public half as somebody's.
fn pair(name: &str, address: &str) -> (SecretString, AddressKey) {
    let made = generate(&format!("{name} <{address}>"), now()).expect("a key");
    let certificate = Certificate::read(made.public.as_bytes()).expect("its public half");
    assert_eq!(certificate.fingerprint(), made.fingerprint);
    (made.secret, AddressKey { name: name.to_owned(), address: address.to_owned(), certificate })
}

fn ring(secret: &SecretString, known: &[&AddressKey]) -> Ring {
    Ring { secret: secret.expose_secret().to_owned(), known: known.iter().map(|key| key.known()).collect() }
}

#[test]
fn a_sealed_message_is_opened_by_its_reader_with_our_signature() {
    let (ours, our_key) = pair("Avvik", "avvik@eksempel.no");
    let (theirs, their_key) = pair("Kari", "kari@eksempel.no");
    let (others, _) = pair("Ola", "ola@eksempel.no");
    let openpgp =
        OpenPgp::new(Some(&ours), vec![their_key.clone()], false, WhenUnusable::Minimal).expect("a key");
    let Way::Encrypted(to) = openpgp.way("KARI@eksempel.no", now()) else { panic!("no key for Kari") };
    let armored = openpgp.seal(to, b"Hemmelig", now()).expect("sealed");
    assert!(!armored.contains("Hemmelig"));
    assert_ne!(armored, openpgp.seal(to, b"Hemmelig", now()).expect("sealed"), "each has a key of its own");
    let opened = open(armored.as_bytes(), &ring(&theirs, &[&our_key]));
    assert_eq!(STANDARD.decode(&opened.content).ok().as_deref(), Some(&b"Hemmelig"[..]));
    assert!(opened.encrypted && opened.closed.is_none());
    assert_eq!(opened.signatures.iter().map(|one| one.state).collect::<Vec<_>>(), [State::Fits]);
    let stranger = open(armored.as_bytes(), &ring(&theirs, &[]));
    assert_eq!(stranger.signatures.first().map(|one| one.state), Some(State::UnknownKey));
    assert_eq!(open(armored.as_bytes(), &ring(&others, &[])).closed, Some(Closed::OtherKey));
    assert_eq!(open(b"", &ring(&theirs, &[])).closed, Some(Closed::Broken));
}

#[test]
fn a_changed_message_gives_nothing() {
    let (ours, our_key) = pair("Avvik", "avvik@eksempel.no");
    let openpgp = OpenPgp::new(Some(&ours), Vec::new(), true, WhenUnusable::Clear).expect("a key");
    let armored = openpgp.seal(&our_key.certificate, &[b'x'; 5000], now()).expect("sealed");
    let lines: Vec<&str> = armored.lines().collect();
    let middle = lines.len() / 2;
    let changed: Vec<String> = lines
        .iter()
        .enumerate()
        .map(|(at, line)| if at == middle { line.chars().rev().collect() } else { (*line).to_owned() })
        .collect();
    let ring = ring(&ours, &[&our_key]);
    assert_eq!(open(armored.as_bytes(), &ring).closed, None);
    let opened = open(changed.join("\n").as_bytes(), &ring);
    assert_eq!((opened.closed, opened.content.as_str()), (Some(Closed::Broken), ""));
}

#[test]
fn who_has_no_key_gets_it_in_clear_and_signed_where_that_is_said() {
    let (ours, _) = pair("Avvik", "avvik@eksempel.no");
    let way = |secret: Option<&SecretString>, sign| {
        let openpgp = OpenPgp::new(secret, Vec::new(), sign, WhenUnusable::Clear).expect("a key");
        format!("{:?}", openpgp.way("kari@eksempel.no", now()))
    };
    assert_eq!(way(Some(&ours), false), "Clear");
    assert_eq!(way(Some(&ours), true), "Signed");
    assert_eq!(way(None, true), "Clear");
}

#[test]
fn a_made_key_bears_its_name_and_never_expires() {
    let (_, key) = pair("Avvik, Eksempel", "avvik@eksempel.no");
    assert!(key.certificate.bears("AVVIK@eksempel.no"));
    assert!(!key.certificate.bears("vik@eksempel.no") && !key.certificate.bears(""));
    assert!(key.certificate.usable(now() + Duration::days(36_500)).is_ok());
    assert!(!key.certificate.decrypts_by_rsa());
}

#[test]
fn the_secret_is_not_shown() {
    let (ours, our_key) = pair("Avvik", "avvik@eksempel.no");
    assert!(!format!("{:?}", ring(&ours, &[&our_key])).contains("PRIVATE"));
}
