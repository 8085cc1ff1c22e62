//! OpenPGP (RFC 9580) in mail (RFC 3156), as far as it needs no secret and no randomness: other people's keys, their
//! signatures, which parts of a mail are encrypted, and what the mail is once they are open.
//!
//! Two processes share the work, so that the one that takes mails apart holds no key, and the one that holds the key
//! takes no mail apart (design promise 8). The reader says what is encrypted ([`Piece`]), the key holder answers with
//! what was in it ([`Opened`]), and the reader puts that in its place and reads the whole anew ([`read_opened`]).

pub mod certificate;
pub(super) mod fields;
mod join;
mod signed;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use secrecy::zeroize::Zeroize;
use serde::{Deserialize, Serialize};

use super::message::SealedPart;
use super::reading::Reading;

pub use certificate::{Certificate, KeyFault, Part, Unusable};
pub use join::{joined, read_opened};
pub(super) use signed::take as take_signatures;
pub use signed::{Checked, Signer, State, check};

/// Largest encrypted message that is handed to the key holder, bytes; larger ones go to a person.
pub const MAX_SEALED: usize = 20 << 20;
/// Most that may come out of one, bytes: what is packed small may grow without end.
pub const MAX_OPENED: usize = 20 << 20;
/// Encrypted within encrypted is followed so far.
pub const MAX_LAYERS: usize = 3;

/// A key that contacts.toml names, by which signatures are checked. Public data: the reader processes have it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownKey {
    pub name: String,
    /// `local@domain`, lower case.
    pub address: String,
    /// The key's packets, base64.
    pub packets: String,
}

/// What becomes of a notice to somebody whose key cannot be used any more. It is never held back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum WhenUnusable {
    /// Only that there is a notice, of which case and until when: who asked for encryption does not lose it unasked.
    #[default]
    Minimal,
    /// As to everybody who has no key.
    Clear,
}

/// Where in a mail an encrypted message stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Place {
    /// It is the whole mail (multipart/encrypted).
    Entity,
    /// It stands in the text.
    Text,
    /// It is a file.
    File,
}

/// An encrypted message in a mail, for the key holder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Piece {
    pub place: Place,
    /// Base64 of the message, which may itself be armored.
    pub message: String,
}

/// Why an encrypted mail stays closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Closed {
    /// We have no key of our own.
    NoKey,
    /// Encrypted to another key than ours, or to a password.
    OtherKey,
    /// Damaged, changed on its way, or of a kind that cannot be trusted.
    Broken,
    TooLarge,
    TooDeep,
}

impl Closed {
    /// In plain words, for the ledger.
    pub fn why(self) -> &'static str {
        match self {
            Closed::NoKey => "encrypted with OpenPGP, and no key of our own is configured",
            Closed::OtherKey => "encrypted with OpenPGP, but not to our key",
            Closed::Broken => "encrypted with OpenPGP, but damaged or changed on its way",
            Closed::TooLarge => "encrypted with OpenPGP, and too large to be opened",
            Closed::TooDeep => "encrypted within encrypted too many times",
        }
    }

    /// The phrase by which a person is told.
    pub fn key(self) -> &'static str {
        match self {
            Closed::NoKey => "encrypted_no_key",
            Closed::OtherKey => "encrypted_other_key",
            Closed::Broken => "encrypted_broken",
            Closed::TooLarge | Closed::TooDeep => "encrypted_too_large",
        }
    }
}

/// What the key holder found in a message.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opened {
    /// Base64 of what was in it.
    pub content: String,
    /// It was encrypted, not only signed or packed.
    pub encrypted: bool,
    pub signatures: Vec<Checked>,
    /// It could not be opened: why.
    pub closed: Option<Closed>,
}

impl Opened {
    pub fn closed(why: Closed) -> Opened {
        Opened { closed: Some(why), ..Opened::default() }
    }
}

/// What the key holder needs: our secret key, and by whose keys signatures are checked. It goes over the pipe only.
#[derive(Clone, Serialize, Deserialize)]
pub struct Ring {
    /// Armored, without a passphrase.
    pub secret: String,
    pub known: Vec<KnownKey>,
}

impl std::fmt::Debug for Ring {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Ring").field("known", &self.known.len()).finish_non_exhaustive()
    }
}

impl Drop for Ring {
    fn drop(&mut self) {
        self.secret.zeroize();
    }
}

/// Notes in a reading what is encrypted in its mail: for the key holder, or that it is too large for it.
pub(super) fn note_sealed(reading: &mut Reading, sealed: &[SealedPart]) {
    let mut room = MAX_SEALED;
    let mut pieces = Vec::new();
    for part in sealed {
        let fits = !part.bytes.is_empty() && part.bytes.len() <= room;
        if !fits && part.place != Place::File {
            return reading.close(Closed::TooLarge);
        }
        // An empty one keeps the place of a file that stays closed.
        let bytes = if fits { part.bytes.as_slice() } else { &[] };
        room -= bytes.len();
        pieces.push(Piece { place: part.place, message: encoded(bytes) });
    }
    reading.sealed = pieces;
}

/// The message of a piece.
pub fn message_of(piece: &Piece) -> Vec<u8> {
    decoded(&piece.message).unwrap_or_default()
}

fn encoded(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

fn decoded(text: &str) -> Option<Vec<u8>> {
    STANDARD.decode(text).ok()
}
