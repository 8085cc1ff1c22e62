//! S/MIME (RFC 8551): who signed a mail, as data. A signature never keeps a mail from being read and never lets anybody
//! change a case.
//!
//! * `place`: which bytes were signed, and where the signature stands.
//! * `ber`, `structure`: the signature taken apart; whether it fits.
//! * `judge`: whether it is to be believed, for the author of this mail.
//!
//! All of it happens in the reader process: the issuers that count come with its [`Context`](super::Context), and nothing
//! is looked up. Whether a certificate was revoked is therefore not known.

mod ber;
mod judge;
mod place;
mod structure;

use std::borrow::Cow;
use std::sync::LazyLock;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use regex::bytes::Regex;
use serde::{Deserialize, Serialize};

use self::place::{Entity, Form, Place};
use self::structure::{Signer, Structure};
use super::message::{self, Message};
use super::reading::Signature;

/// The reason of a mail that only its receiver's key opens.
pub const ENCRYPTED: &str = "encrypted with S/MIME";
/// Bytes of issuers' certificates that a reader is told of, at most.
pub const MAX_ISSUERS_BYTES: usize = 256 * 1024;
/// Signatures around signatures that are opened.
const MAX_LAYERS: usize = 3;

/// Those whose certificates count for mail. They are public.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Issuers {
    /// Named in the configuration; else they are the system's.
    pub of_the_house: bool,
    /// Base64 of each certificate's DER.
    pub certificates: Vec<String>,
}

impl Issuers {
    /// As many of these certificates (DER) as fit.
    pub fn new(of_the_house: bool, certificates: impl IntoIterator<Item = impl AsRef<[u8]>>) -> Issuers {
        let mut bytes = 0;
        let fitting = certificates.into_iter().filter(|one| {
            bytes += one.as_ref().len();
            bytes <= MAX_ISSUERS_BYTES
        });
        Issuers { of_the_house, certificates: fitting.map(|one| STANDARD.encode(one)).collect() }
    }
}

/// A signature of the mail, looked at as far as that goes without knowing whose mail it is.
pub struct Sealed {
    /// Nothing else stands in the mail than what was signed.
    alone: bool,
    signer: Result<Signer, &'static str>,
}

impl Sealed {
    /// Says whether it is valid, whose it is, and why.
    pub fn judge(&self, message: &Message, issuers: &Issuers) -> Signature {
        judge::judge(self, message, issuers)
    }
}

/// A mail as its author wrote it, and the signatures that were around it.
pub struct Opened<'a> {
    pub raw: Cow<'a, [u8]>,
    pub seals: Vec<Sealed>,
}

static HINT: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?i-u)pkcs7|\.p7m").expect("a constant pattern"));

/// Takes the signatures off a mail: what is read then is exactly what was signed. Where something else stands beside it,
/// that is read too.
pub fn open(raw: &[u8]) -> Opened<'_> {
    let mut opened = Opened { raw: Cow::Borrowed(raw), seals: Vec::new() };
    if !HINT.is_match(raw) {
        return opened;
    }
    opened.raw = message::prepared(raw);
    for _ in 0..MAX_LAYERS {
        let Some(place) = place::find(&opened.raw) else { break };
        let (seal, inner) = layer(&opened.raw, &place);
        opened.seals.extend(seal);
        match inner {
            Some(inner) => opened.raw = Cow::Owned(inner),
            None => break,
        }
    }
    opened
}

/// One signature, and the mail without it.
fn layer(raw: &[u8], place: &Place<'_>) -> (Option<Sealed>, Option<Vec<u8>>) {
    let sealed = |signer| Some(Sealed { alone: place.alone, signer });
    match &place.form {
        Form::Clear { signed, signature } => {
            let signer = match structure::read(signature) {
                Some(Structure::Signed(found)) => found.check(Some(signed)),
                _ => Err("the signature is damaged"),
            };
            (sealed(signer), place.alone.then(|| with_header(raw, signed)))
        }
        Form::Opaque { structure, says_signed } => {
            let Some(Structure::Signed(found)) = structure::read(structure) else { return (None, None) };
            // Certificates sent along have neither content nor signers.
            let Some(content) = &found.content else { return (None, None) };
            // A signed file, not a mail: it stays what it is.
            if !place.alone && !says_signed && !Entity::read(content).is_mime() {
                return (None, None);
            }
            let inner = match place.alone {
                true => with_header(raw, content),
                false => spliced(raw, place, content),
            };
            (sealed(found.check(None)), Some(inner))
        }
    }
}

/// What was signed under the mail's own header. Of its header only what it says of its content is taken: a field such as
/// Authentication-Results or From in there is the signer's, and our server has not looked at it.
fn with_header(raw: &[u8], signed: &[u8]) -> Vec<u8> {
    let outer = Entity::read(raw);
    let inner = Entity::read(signed);
    let mut mail = place::fields(outer.header, |is_of_content| !is_of_content);
    // What was signed without any header is all text.
    let body = if inner.is_mime() { inner.body } else { signed };
    if inner.is_mime() {
        mail.extend(place::fields(inner.header, |is_of_content| is_of_content));
    }
    mail.extend_from_slice(b"\r\n");
    mail.extend_from_slice(body);
    mail
}

/// What was signed in the place of the part that held it.
fn spliced(raw: &[u8], place: &Place<'_>, entity: &[u8]) -> Vec<u8> {
    let before = raw.get(..place.span.start).unwrap_or_default();
    let after = raw.get(place.span.end..).unwrap_or_default();
    let no_header: &[u8] = if Entity::read(entity).is_mime() { b"" } else { b"\r\n" };
    [before, no_header, entity, after].concat()
}

/// Why this part of type application/pkcs7-mime, or of such a name, cannot be read; none where it hides nothing.
pub fn why_closed(structure: &[u8]) -> Option<&'static str> {
    match structure::read(structure) {
        Some(Structure::Encrypted) => Some(ENCRYPTED),
        Some(Structure::Signed(_)) => None,
        _ => Some("in an S/MIME form that cannot be read"),
    }
}

/// What an attached signed structure holds.
pub enum Inside {
    /// Certificates only.
    Nothing,
    Mail(Vec<u8>),
    File(Vec<u8>),
}

/// Takes the signature off an attached file; none where it bears none. Whose it is, is not asked: it is not the mail's.
pub fn inside(structure: &[u8]) -> Option<Inside> {
    let Structure::Signed(found) = structure::read(structure)? else { return None };
    Some(match found.content {
        None => Inside::Nothing,
        Some(content) if Entity::read(&content).is_mime() => Inside::Mail(content.into_owned()),
        Some(content) => Inside::File(content.into_owned()),
    })
}

#[cfg(test)]
mod tests;
