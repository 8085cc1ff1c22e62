//! What goes out: signed and encrypted in one message, or signed beside the text.

use chrono::{DateTime, Utc};
use pgp::composed::{ArmorOptions, DetachedSignature, MessageBuilder, SignedSecretKey, SubpacketConfig};
use pgp::crypto::hash::HashAlgorithm;
use pgp::crypto::sym::SymmetricKeyAlgorithm;
use pgp::packet::{SecretKey, SecretSubkey, Subpacket, SubpacketData};
use pgp::types::{Fingerprint, KeyDetails, KeyVersion, Password, SigningKey, Timestamp};
use rand_core::OsRng;

use super::{OpenPgp, SealError};
use crate::mail::openpgp::{Certificate, Part};

/// The hash of our signatures, as micalg names it (RFC 3156 section 5).
pub const HASH: &str = "sha512";

/// The part of our key that signs.
enum Signer<'a> {
    Primary(&'a SecretKey),
    Sub(&'a SecretSubkey),
}

impl OpenPgp {
    /// Signs, if we have a key, and encrypts: armored. In the form that every program of today reads, with an integrity
    /// check (RFC 9580 section 5.13.1); nothing is packed, so that its length says nothing of its content.
    ///
    /// # Errors
    /// The key has nothing to encrypt to now, or is of a kind that the library cannot use.
    pub fn seal(&self, to: &Certificate, inside: &[u8], at: DateTime<Utc>) -> Result<String, SealError> {
        let part = to.usable(at).map_err(|why| failed("encrypting", format!("{why:?}")))?;
        let reader = match part {
            Part::Primary(key) => key.fingerprint(),
            Part::Sub(key) => key.fingerprint(),
        };
        let mut message =
            MessageBuilder::from_bytes("", inside.to_vec()).seipd_v1(OsRng, SymmetricKeyAlgorithm::AES256);
        let signer = self.own.as_deref().and_then(signer);
        if let Some(signer) = &signer {
            let key: &dyn SigningKey = match signer {
                Signer::Primary(key) => *key,
                Signer::Sub(key) => *key,
            };
            // Names the reader, so that nobody can pass the signed words on as if they were written to another.
            let subpackets = subpackets(key, at, Some(reader)).map_err(|error| failed("signing", error))?;
            message.sign_with_subpackets(key, Password::empty(), HashAlgorithm::Sha512, subpackets);
        }
        let encrypted = match part {
            Part::Primary(key) => message.encrypt_to_key(OsRng, key).map(|_| ()),
            Part::Sub(key) => message.encrypt_to_key(OsRng, key).map(|_| ()),
        };
        encrypted.map_err(|error| failed("encrypting", error))?;
        message.to_armored_string(OsRng, ArmorOptions::default()).map_err(|error| failed("encrypting", error))
    }

    /// An armored signature over the bytes.
    ///
    /// # Errors
    /// We have no key, or it cannot sign.
    pub fn sign(&self, content: &[u8], at: DateTime<Utc>) -> Result<String, SealError> {
        let signer = self.own.as_deref().and_then(signer).ok_or_else(|| failed("signing", "no key"))?;
        let signed = match signer {
            Signer::Primary(key) => detached(key, content, at),
            Signer::Sub(key) => detached(key, content, at),
        };
        let armored = signed.and_then(|signed| signed.to_armored_string(ArmorOptions::default()));
        armored.map_err(|error| failed("signing", error))
    }
}

fn detached(
    key: &impl SigningKey,
    content: &[u8],
    at: DateTime<Utc>,
) -> pgp::errors::Result<DetachedSignature> {
    let subpackets = subpackets(key, at, None)?;
    let (password, hash) = (Password::empty(), HashAlgorithm::Sha512);
    DetachedSignature::sign_binary_data_with_subpackets(OsRng, key, &password, hash, content, subpackets)
}

/// The primary key where it says that it signs, else the newest subkey that does.
fn signer(key: &SignedSecretKey) -> Option<Signer<'_>> {
    let own = key.details.users.iter().flat_map(|user| &user.signatures);
    let mut own = own.chain(&key.details.direct_signatures);
    if own.any(|one| one.key_flags().sign()) {
        return Some(Signer::Primary(&key.primary_key));
    }
    let signing =
        key.secret_subkeys.iter().filter(|sub| sub.signatures.iter().any(|one| one.key_flags().sign()));
    signing.max_by_key(|sub| sub.key.created_at()).map(|sub| Signer::Sub(&sub.key))
}

/// When, by whom and to whom: the time is the caller's, so that a simulated clock signs in its own time.
fn subpackets(
    key: &(impl SigningKey + ?Sized),
    at: DateTime<Utc>,
    reader: Option<Fingerprint>,
) -> pgp::errors::Result<SubpacketConfig> {
    let at = Timestamp::from_secs(u32::try_from(at.timestamp()).unwrap_or(u32::MAX));
    let mut hashed = vec![
        Subpacket::regular(SubpacketData::SignatureCreationTime(at))?,
        Subpacket::regular(SubpacketData::IssuerFingerprint(key.fingerprint()))?,
    ];
    if let Some(reader) = reader {
        hashed.push(Subpacket::regular(SubpacketData::IntendedRecipientFingerprint(reader))?);
    }
    let mut unhashed = Vec::new();
    if key.version() <= KeyVersion::V4 {
        unhashed.push(Subpacket::regular(SubpacketData::IssuerKeyId(key.legacy_key_id()))?);
    }
    Ok(SubpacketConfig::UserDefined { hashed, unhashed })
}

fn failed(what: &'static str, why: impl ToString) -> SealError {
    SealError { what, why: why.to_string() }
}
