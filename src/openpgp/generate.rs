//! A new key of our own, in the form that GnuPG since 2.1 and Thunderbird read (version 4, Curve25519).

use chrono::{DateTime, Utc};
use pgp::composed::{ArmorOptions, EncryptionCaps, KeyType, SecretKeyParamsBuilder, SubkeyParamsBuilder};
use pgp::crypto::ecc_curve::ECCCurve;
use pgp::crypto::hash::HashAlgorithm;
use pgp::crypto::sym::SymmetricKeyAlgorithm;
use pgp::types::{KeyDetails, Timestamp};
use rand_core::OsRng;
use secrecy::SecretString;

use super::SealError;

/// Both halves, armored.
pub struct NewKey {
    pub secret: SecretString,
    pub public: String,
    /// In capital hexadecimal digits.
    pub fingerprint: String,
}

/// Makes a key that never expires and has no passphrase: it signs, and a subkey is encrypted to. The user id is
/// `Name <address>`.
///
/// # Errors
/// The kernel gives no randomness.
pub fn generate(user_id: &str, at: DateTime<Utc>) -> Result<NewKey, SealError> {
    let failed = |why: String| SealError { what: "making a key", why };
    let created = Timestamp::from_secs(u32::try_from(at.timestamp()).unwrap_or(u32::MAX));
    let encrypting = SubkeyParamsBuilder::default()
        .key_type(KeyType::ECDH(ECCCurve::Curve25519Legacy))
        .can_encrypt(EncryptionCaps::All)
        .created_at(created)
        .build()
        .map_err(|error| failed(error.to_string()))?;
    let key = SecretKeyParamsBuilder::default()
        .key_type(KeyType::Ed25519Legacy)
        .can_certify(true)
        .can_sign(true)
        .primary_user_id(user_id.to_owned())
        .preferred_symmetric_algorithms(
            vec![SymmetricKeyAlgorithm::AES256, SymmetricKeyAlgorithm::AES128].into(),
        )
        .preferred_hash_algorithms(vec![HashAlgorithm::Sha512, HashAlgorithm::Sha256].into())
        .created_at(created)
        .subkeys(vec![encrypting])
        .build()
        .map_err(|error| failed(error.to_string()))?
        .generate(OsRng)
        .map_err(|error| failed(error.to_string()))?;
    let options = ArmorOptions::default;
    Ok(NewKey {
        secret: key.to_armored_string(options()).map_err(|error| failed(error.to_string()))?.into(),
        public: key
            .to_public_key()
            .to_armored_string(options())
            .map_err(|error| failed(error.to_string()))?,
        fingerprint: format!("{:X}", key.fingerprint()),
    })
}
