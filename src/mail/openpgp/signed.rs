//! Who signed a mail: detached beside a part (RFC 3156 section 5), or around the text (RFC 9580 section 7).

use std::panic::{self, AssertUnwindSafe};

use chrono::DateTime;
use pgp::composed::{CleartextSignedMessage, Deserializable, DetachedSignature};
use pgp::crypto::hash::HashAlgorithm;
use pgp::packet::Signature as Packet;
use serde::{Deserialize, Serialize};

use super::KnownKey;
use super::certificate::{self, Part};
use crate::mail::message::{Message, armored};
use crate::mail::reading::{Signature, SignatureKind};

/// Most signatures that are looked at in one mail.
const MOST: usize = 5;
const CLEARTEXT: (&str, &str) = ("-----BEGIN PGP SIGNED MESSAGE-----", "-----END PGP SIGNATURE-----");

/// Whose key it is, by contacts.toml.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signer {
    pub name: String,
    pub address: String,
}

/// What came of checking a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    Fits,
    /// It is not of these words.
    Changed,
    UnknownKey,
    Revoked,
    /// The key had expired when it was made.
    Expired,
    /// Made with a method that can be forged today (MD5, SHA-1, RIPEMD-160).
    Outdated,
    Unreadable,
}

/// A signature as it was checked, before it is known who the mail says it is from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checked {
    /// Fingerprint or key id of the key that it names.
    pub key: Option<String>,
    pub signer: Option<Signer>,
    pub state: State,
}

impl Checked {
    /// As data of a mail from this address. Valid is only what the person signed whom the mail is from.
    pub fn told(&self, from: Option<&str>) -> Signature {
        let who = self.signer.as_ref().map(|one| format!("{} <{}>", one.name, one.address));
        let address = self.signer.as_ref().map_or("", |one| one.address.as_str());
        let key = self.key.as_deref().unwrap_or("unknown");
        let is_theirs = from.is_some_and(|from| from.eq_ignore_ascii_case(address));
        let why = match self.state {
            State::Fits if is_theirs => {
                format!("made with the key {key}, which contacts.toml names for {address}")
            }
            State::Fits => format!("it holds, but the mail is not from {address}, whose key {key} made it"),
            State::Changed => {
                format!("what was signed with the key {key} was changed since, or is something else")
            }
            State::UnknownKey => format!("made with the key {key}, which contacts.toml does not name"),
            State::Revoked => format!("the key {key} was withdrawn by its owner"),
            State::Expired => format!("the key {key} had expired when it was made"),
            State::Outdated => format!("made with the key {key} by a method that can be forged today"),
            State::Unreadable => "it cannot be read".to_owned(),
        };
        Signature { kind: SignatureKind::Openpgp, valid: self.state == State::Fits && is_theirs, who, why }
    }

    fn unreadable() -> Checked {
        Checked { key: None, signer: None, state: State::Unreadable }
    }
}

/// Judges one signature; `fits` tells whether it is this key's over the signed words.
pub fn check(signature: &Packet, known: &[KnownKey], fits: impl Fn(Part<'_>) -> bool) -> Checked {
    let named = signature.issuer_fingerprint().first().map(|one| format!("{one:X}"));
    let key = named.or_else(|| signature.issuer_key_id().first().map(|one| hexadecimal(one.as_ref())));
    let Some((owner, certificate)) = certificate::find(signature, known) else {
        return Checked { key, signer: None, state: State::UnknownKey };
    };
    let signer = Some(Signer { name: owner.name.clone(), address: owner.address.clone() });
    let weak = [HashAlgorithm::Md5, HashAlgorithm::Sha1, HashAlgorithm::Ripemd160];
    let made_at = signature.created().and_then(|at| DateTime::from_timestamp(i64::from(at.as_secs()), 0));
    let state = match certificate.signer_of(signature) {
        None => State::UnknownKey,
        Some(part) if !fits(part) => State::Changed,
        Some(part) if certificate.has_revoked(part) => State::Revoked,
        Some(part) if made_at.is_none_or(|at| certificate.had_expired(part, at)) => State::Expired,
        Some(_) if signature.hash_alg().is_none_or(|hash| weak.contains(&hash)) => State::Outdated,
        Some(_) => State::Fits,
    };
    Checked { key, signer, state }
}

/// Checks every signature of a mail. What stands around a signed text is taken away, so that the text reads as written.
/// Before anything in it is masked: a signature is of the words as they were.
pub fn take(message: &mut Message, known: &[KnownKey]) -> Vec<Checked> {
    let mut found = Vec::new();
    for part in std::mem::take(&mut message.signed).into_iter().take(MOST) {
        found.extend(guarded(|| detached(&part.signature, &part.content, known)));
    }
    if let Some(text) = &mut message.text
        && found.len() < MOST
    {
        found.extend(cleartext(text, known));
    }
    found
}

/// The library has assertions that hostile packets may meet; then the mail is still worth reading.
fn guarded(check: impl FnOnce() -> Vec<Checked>) -> Vec<Checked> {
    panic::catch_unwind(AssertUnwindSafe(check)).unwrap_or_else(|_| vec![Checked::unreadable()])
}

fn detached(signature: &[u8], content: &[u8], known: &[KnownKey]) -> Vec<Checked> {
    let Ok((packets, _)) = DetachedSignature::from_reader_many_buf(signature) else {
        return vec![Checked::unreadable()];
    };
    let checked = packets.take(MOST).map(|packet| match packet {
        Ok(one) => check(&one.signature, known, |part| verifies(&one.signature, part, content)),
        Err(_) => Checked::unreadable(),
    });
    let checked: Vec<Checked> = checked.collect();
    if checked.is_empty() { vec![Checked::unreadable()] } else { checked }
}

fn verifies(signature: &Packet, part: Part<'_>, content: &[u8]) -> bool {
    match part {
        Part::Primary(key) => signature.verify(key, content).is_ok(),
        Part::Sub(key) => signature.verify(key, content).is_ok(),
    }
}

fn cleartext(text: &mut String, known: &[KnownKey]) -> Vec<Checked> {
    let Some((start, end)) = armored(text, CLEARTEXT) else { return Vec::new() };
    let Some(block) = text.get(start..end).map(|block| format!("{}\n", block.trim_end())) else {
        return Vec::new();
    };
    let mut words = None;
    let found = guarded(|| match CleartextSignedMessage::from_string(&block) {
        Err(_) => vec![Checked::unreadable()],
        Ok((message, _)) => {
            let signed = message.signed_text();
            let checked = message
                .signatures()
                .iter()
                .take(MOST)
                .map(|one| check(one, known, |part| verifies(one, part, signed.as_bytes())));
            let checked = checked.collect();
            words = Some(signed);
            checked
        }
    });
    if let Some(words) = words {
        text.replace_range(start..end, &words);
    }
    found
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02X}")).collect()
}
