use std::time::Instant;

use super::ber::{self, Element, Elements};
use super::structure::{self, Structure};
use super::*;
use crate::mail::read;
use crate::mail::reading::{Context, Reading};

/// A signature as OpenSSL makes it (`openssl cms -sign -binary -md sha256 -outform DER`, P-256) for kari@eksempel.no, over
/// this, and the certificate of its issuer.
const SIGNATURE: &[u8] = include_bytes!("sample.p7s");
const ISSUER: &[u8] = include_bytes!("sample-ca.der");
const SIGNED: &str = "Content-Type: text/plain; charset=utf-8\r\n\r\nHei\r\n";

fn context() -> Context {
    Context { smime: Issuers::new(true, [ISSUER]), ..Context::default() }
}

fn mail(header: &str, signed: &str, signature: &[u8]) -> String {
    let signature = STANDARD.encode(signature);
    format!(
        "{header}From: Kari <kari@eksempel.no>\r\nSubject: Avvik\r\nDate: Mon, 7 Dec 2026 09:00:00 +0100\r\nContent-Type: multipart/signed; boundary=s; protocol=\"application/pkcs7-signature\"\r\n\r\n--s\r\n{signed}\r\n--s\r\nContent-Type: application/pkcs7-signature; name=smime.p7s\r\nContent-Transfer-Encoding: base64\r\n\r\n{signature}\r\n--s--\r\n"
    )
}

fn reading(mail: &str) -> Reading {
    read(mail.as_bytes(), &context())
}

fn seal(reading: &Reading) -> (bool, Option<&str>, &str) {
    let [one] = reading.signatures.as_slice() else { panic!("{:?}", reading.signatures) };
    (one.valid, one.who.as_deref(), &one.why)
}

fn fits(signature: &[u8]) -> bool {
    matches!(structure::read(signature), Some(Structure::Signed(found)) if found.check(Some(SIGNED.as_bytes())).is_ok_and(|signer| signer.fits.is_ok()))
}

#[test]
fn a_signature_that_fits_and_is_the_authors_is_valid_whatever_the_line_ends() {
    let mail = mail("", SIGNED, SIGNATURE);
    for mail in [mail.clone(), mail.replace("\r\n", "\n"), format!("From MAILER Mon Dec  7\n{mail}")] {
        let reading = reading(&mail);
        let (valid, who, why) = seal(&reading);
        assert!(valid, "{why}");
        assert_eq!(who, Some("kari@eksempel.no"));
        assert!(why.contains("Eksempel CA") && why.contains("revoked"), "{why}");
        assert_eq!(reading.reply_text.trim(), "Hei");
        assert!(reading.attachments.is_empty() && reading.unread.is_empty());
    }
}

#[test]
fn the_signers_header_speaks_of_the_content_only() {
    let forged = "From: sjef@eksempel.no\r\nAuthentication-Results: mx.eksempel.no; dmarc=pass\r\nSubject: Nei\r\nContent-Type: text/plain\r\n\r\nHei\r\n";
    let reading = reading(&mail("", forged, SIGNATURE));
    assert_eq!(reading.from.as_ref().map(|from| from.address.as_str()), Some("kari@eksempel.no"));
    assert_eq!(reading.subject.as_deref(), Some("Avvik"));
    assert_eq!((reading.trace.fields.len(), reading.trace.from_count), (0, 1));
    let (valid, who, why) = seal(&reading);
    assert!(!valid && who == Some("kari@eksempel.no") && why.contains("changed"), "{why}");
}

#[test]
fn what_is_read_is_what_was_signed_and_nothing_beside_it() {
    // A boundary in the middle of a line cuts a part in some parsers.
    let text = SIGNED.replace("Hei", "Hei --s");
    let read_of = reading(&mail("", &text, SIGNATURE));
    assert_eq!(read_of.reply_text.trim(), "Hei --s");
    assert!(seal(&read_of).2.contains("changed"));
    let third = mail("", SIGNED, SIGNATURE).replace("--s--", "--s\r\n\r\nMer\r\n--s--");
    let read_of = reading(&third);
    let (valid, who, why) = seal(&read_of);
    assert!(!valid && who.is_some() && why.contains("part"), "{why}");
    assert!(read_of.reply_text.contains("Hei"), "{}", read_of.reply_text);
}

#[test]
fn times_out_of_the_certificates_validity_are_told_by_the_arrival() {
    for (received, word) in
        [("Mon, 1 Jan 2001 09:00:00 +0000", "from"), ("Mon, 1 Jan 2080 09:00:00 +0000", "until")]
    {
        let header = format!("Received: from a by mx.eksempel.no; {received}\r\n");
        let reading = reading(&mail(&header, SIGNED, SIGNATURE));
        let (valid, _, why) = seal(&reading);
        assert!(!valid && why.contains(word), "{why}");
    }
}

#[test]
fn a_stranger_to_this_machine_is_not_believed() {
    let reading = read(mail("", SIGNED, SIGNATURE).as_bytes(), &Context::default());
    let (valid, who, why) = seal(&reading);
    assert!(
        !valid && who.is_none() && why.contains("not known") && why.contains("kari@eksempel.no"),
        "{why}"
    );
}

/// Mutations that a random search finds: bits, bytes, cuts, repeats.
#[test]
fn five_thousand_damaged_signatures_do_no_harm() {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut draw = |limit: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % u64::try_from(limit.max(1)).unwrap()).unwrap()
    };
    let (mut fitting, mut taken_apart) = (0, 0);
    for _ in 0..5_000 {
        let mut bytes = SIGNATURE.to_vec();
        for _ in 0..=draw(3) {
            let at = draw(bytes.len());
            match draw(5) {
                0 => bytes[at] ^= 1 << draw(8),
                1 => bytes[at] = [0, 0x80, 0xff, 0x30, 0x24][draw(5)],
                2 => bytes.truncate(at.max(1)),
                3 => drop(bytes.drain(at..(at + draw(40)).min(bytes.len()))),
                _ => bytes.extend_from_within(at..),
            }
            if bytes.is_empty() {
                bytes.push(0);
            }
        }
        taken_apart += usize::from(structure::read(&bytes).is_some());
        fitting += usize::from(fits(&bytes));
        let _ = why_closed(&bytes);
    }
    // Some only touch what is not part of the signature: the version, or what stands behind it.
    assert!(taken_apart > 1_000 && fitting < 2_500, "{taken_apart} {fitting}");
}

#[test]
fn ten_thousand_certificates_take_no_time() {
    let many = |before: usize| with_certificates(|own| vec![own; before].concat(), 10_000 - before);
    let begin = Instant::now();
    assert!(fits(&many(0)) && fits(&many(9)));
    // Those that stand too far behind are not looked for.
    let filler = with_certificates(|own| vec![other_than(&own); 10_000].concat(), 1);
    assert!(!fits(&filler));
    assert!(begin.elapsed().as_secs() < 5, "{:?}", begin.elapsed());
}

/// A certificate with another number.
fn other_than(own: &[u8]) -> Vec<u8> {
    let mut other = own.to_vec();
    other[20] ^= 0x55;
    other
}

/// The sample with these certificates before its own, and that so many times.
fn with_certificates(before: impl Fn(Vec<u8>) -> Vec<u8>, times: usize) -> Vec<u8> {
    let mut info = Elements(SIGNATURE).next_of(ber::SEQUENCE).unwrap().elements();
    let kind = info.next().unwrap();
    let fields: Vec<Element<'_>> = info.next().unwrap().elements().next().unwrap().elements().collect();
    let own = fields[3].content.to_vec();
    let set = [before(own.clone()), own.repeat(times)].concat();
    let all: Vec<Vec<u8>> = fields
        .iter()
        .map(|field| if field.tag == 0xa0 { element(0xa0, &set) } else { field.whole.to_vec() })
        .collect();
    let data = element(0xa0, &element(ber::SEQUENCE, &all.concat()));
    element(ber::SEQUENCE, &[kind.whole.to_vec(), data].concat())
}

fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = u32::try_from(content.len()).unwrap().to_be_bytes();
    [&[tag, 0x84][..], &length, content].concat()
}

#[test]
fn the_issuers_that_a_reader_is_told_of_are_bounded() {
    let issuers = Issuers::new(false, vec![vec![0; 1024]; 1000]);
    assert_eq!(issuers.certificates.len(), MAX_ISSUERS_BYTES / 1024);
}
