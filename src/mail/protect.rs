//! A finished mail, encrypted or signed (RFC 3156). The header is split in two: outside stands what is needed on the way
//! and for the answer; inside everything, with the true subject (RFC 9788, and "protected-headers" for older programs).
//! Bytes in, bytes out; the encrypting itself needs randomness and is not done here.

use super::compose::boundary;
use super::openpgp::fields::{name, split};

/// What is encrypted of a mail: its body under its true header. `outer` is the same mail with the subject that everybody
/// may see.
pub fn inside(mail: &[u8], outer: &[u8]) -> Vec<u8> {
    let (fields, body) = split(mail);
    let mut inner = Vec::with_capacity(mail.len() + outer.len().min(8192));
    for field in fields.iter().filter(|field| name(field).starts_with("content-")) {
        match name(field) == "content-type" {
            true => {
                inner.extend_from_slice(field.trim_ascii_end());
                inner.extend_from_slice(b";\r\n protected-headers=\"v1\"; hp=\"cipher\"\r\n");
            }
            false => inner.extend_from_slice(field),
        }
    }
    for field in fields.iter().filter(|field| !is_structural(field)) {
        inner.extend_from_slice(field);
    }
    // What the reader's program may compare with what it got (RFC 9788 section 2.2).
    for field in split(outer).0.iter().filter(|field| !is_structural(field)) {
        inner.extend_from_slice(b"HP-Outer: ");
        inner.extend_from_slice(field);
    }
    inner.extend_from_slice(b"\r\n");
    inner.extend_from_slice(body);
    inner
}

/// The encrypted mail: `outer`'s header around an armored message.
pub fn encrypted(outer: &[u8], armored: &str, seed: &str) -> Vec<u8> {
    let boundary = boundary(&format!("{seed} encrypted"));
    let armored = armored.replace("\r\n", "\n").replace('\n', "\r\n");
    let body = format!(
        "MIME-Version: 1.0\r\nContent-Type: multipart/encrypted; protocol=\"application/pgp-encrypted\";\r\n boundary=\"{boundary}\"\r\n\r\n\
         --{boundary}\r\nContent-Type: application/pgp-encrypted\r\nContent-Description: PGP/MIME version identification\r\n\r\nVersion: 1\r\n\r\n\
         --{boundary}\r\nContent-Type: application/octet-stream; name=\"encrypted.asc\"\r\nContent-Description: OpenPGP encrypted message\r\nContent-Disposition: inline; filename=\"encrypted.asc\"\r\n\r\n{armored}\r\n\
         --{boundary}--\r\n"
    );
    [header(outer), body.into_bytes()].concat()
}

/// What is signed of a mail that goes in clear: its body as one part.
pub fn part(mail: &[u8]) -> Vec<u8> {
    let (fields, body) = split(mail);
    let described = fields.iter().filter(|field| name(field).starts_with("content-"));
    let mut part = described.copied().collect::<Vec<_>>().concat();
    part.extend_from_slice(b"\r\n");
    part.extend_from_slice(body);
    part
}

/// The signed mail: its header, the part as it was signed, and the armored signature with the name of its hash.
pub fn signed(mail: &[u8], part: &[u8], armored: &str, hash: &str, seed: &str) -> Vec<u8> {
    let boundary = boundary(&format!("{seed} signed"));
    let armored = armored.replace("\r\n", "\n").replace('\n', "\r\n");
    let head = format!(
        "MIME-Version: 1.0\r\nContent-Type: multipart/signed; micalg=pgp-{hash}; protocol=\"application/pgp-signature\";\r\n boundary=\"{boundary}\"\r\n\r\n--{boundary}\r\n"
    );
    let tail = format!(
        "\r\n--{boundary}\r\nContent-Type: application/pgp-signature; name=\"signature.asc\"\r\nContent-Description: OpenPGP digital signature\r\n\r\n{armored}\r\n--{boundary}--\r\n"
    );
    [header(mail), head.into_bytes(), part.to_vec(), tail.into_bytes()].concat()
}

fn header(mail: &[u8]) -> Vec<u8> {
    split(mail).0.iter().filter(|field| !is_structural(field)).copied().collect::<Vec<_>>().concat()
}

/// Describes the body and not the mail.
fn is_structural(field: &&&[u8]) -> bool {
    let name = name(field);
    name.starts_with("content-") || name == "mime-version"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mail::message::parse;

    const MAIL: &str = "From: avvik@eksempel.no\r\nSubject: Brev til\r\n =?utf-8?q?p=C3=A5?= avveie\r\nMIME-Version: 1.0\r\nContent-Type: multipart/alternative;\r\n boundary=\"b\"\r\n\r\n--b\r\n\r\nHemmelig\r\n--b--\r\n";
    const OUTER: &str = "From: avvik@eksempel.no\r\nSubject: AVVIK-2026-0001: kryptert varsel\r\nMIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\nHemmelig\r\n";

    #[test]
    fn the_true_subject_stands_inside_only() {
        let inner = inside(MAIL.as_bytes(), OUTER.as_bytes());
        let text = String::from_utf8_lossy(&inner);
        assert!(text.contains("protected-headers=\"v1\"; hp=\"cipher\"\r\n"), "{text}");
        assert!(text.contains("HP-Outer: Subject: AVVIK-2026-0001: kryptert varsel\r\n"), "{text}");
        let read = parse(&inner).expect("a part is a mail without its way");
        assert_eq!(read.subject.as_deref(), Some("Brev til på avveie"));
        assert_eq!(read.text.as_deref().map(str::trim), Some("Hemmelig"));
        let mail = encrypted(OUTER.as_bytes(), "-----BEGIN PGP MESSAGE-----\n\nabc\n", "1");
        assert!(!String::from_utf8_lossy(&mail).contains("Hemmelig"));
        assert!(!String::from_utf8_lossy(&mail).contains("avveie"));
        let read = parse(&mail).expect("a mail");
        assert_eq!(read.media_type, "multipart/encrypted");
        assert_eq!(read.subject.as_deref(), Some("AVVIK-2026-0001: kryptert varsel"));
        assert!(read.defects.is_empty(), "{:?}", read.defects);
    }

    #[test]
    fn what_is_signed_stands_in_the_mail_byte_for_byte() {
        let part = part(MAIL.as_bytes());
        let mail = signed(MAIL.as_bytes(), &part, "-----BEGIN PGP SIGNATURE-----\n\nabc\n", "sha512", "1");
        let read = parse(&mail).expect("a mail");
        assert_eq!(read.signed.first().map(|one| one.content.clone()), Some(part));
        assert_eq!(read.text.as_deref().map(str::trim), Some("Hemmelig"));
        assert_eq!(read.subject.as_deref(), Some("Brev til på avveie"));
    }
}
