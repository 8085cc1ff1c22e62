//! OpenPGP where it needs a secret or randomness: our own key, the notices that are signed and encrypted with it, and the
//! messages that are opened with it. What needs neither is in [`crate::mail::openpgp`].
//!
//! * [`OpenPgp`]: what a notice to an address is to be.
//! * [`open`]: what the key holder's process does with one message (`varsel decrypt-child`).
//! * [`generate`]: a new key of our own.

mod generate;
mod open;
mod seal;

use chrono::{DateTime, Utc};
use pgp::composed::SignedSecretKey;
use secrecy::{ExposeSecret, SecretString};

use crate::mail::openpgp::certificate::{public_half, read_secret};
use crate::mail::openpgp::{Certificate, KeyFault, KnownKey, Ring, Unusable, WhenUnusable};

pub use generate::{NewKey, generate};
pub use open::{gave_up, open};
pub use seal::HASH;

/// Why a notice could not be signed or encrypted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{what} with OpenPGP failed: {why}")]
pub struct SealError {
    pub what: &'static str,
    pub why: String,
}

/// Somebody's key out of contacts.toml.
#[derive(Clone, Debug)]
pub struct AddressKey {
    pub name: String,
    pub address: String,
    pub certificate: Certificate,
}

impl AddressKey {
    /// As the reader processes need it.
    pub fn known(&self) -> KnownKey {
        self.certificate.to_known(&self.name, &self.address)
    }
}

/// Our own key and the keys of those whom we write to.
#[derive(Default)]
pub struct OpenPgp {
    own: Option<Box<SignedSecretKey>>,
    secret: Option<SecretString>,
    keys: Vec<AddressKey>,
    /// Sign what goes in clear too.
    sign: bool,
    pub when_unusable: WhenUnusable,
}

/// What a notice to an address is to be.
#[derive(Debug)]
pub enum Way<'a> {
    Encrypted(&'a Certificate),
    /// There is a key, and it cannot be used.
    Unusable(Unusable),
    Signed,
    Clear,
}

impl OpenPgp {
    /// # Errors
    /// What our own key's file holds instead of a key.
    pub fn new(
        secret: Option<&SecretString>,
        keys: Vec<AddressKey>,
        sign: bool,
        when_unusable: WhenUnusable,
    ) -> Result<OpenPgp, KeyFault> {
        let own = secret.map(|text| read_secret(text.expose_secret().as_bytes())).transpose()?;
        Ok(OpenPgp { own: own.map(Box::new), secret: secret.cloned(), keys, sign, when_unusable })
    }

    /// How a notice to this address goes out now. Always encrypted where there is a key that can be used.
    pub fn way(&self, address: &str, now: DateTime<Utc>) -> Way<'_> {
        let theirs = self.keys.iter().filter(|key| key.address.eq_ignore_ascii_case(address));
        let mut unusable = None;
        for key in theirs {
            match key.certificate.usable(now) {
                Ok(_) => return Way::Encrypted(&key.certificate),
                Err(why) => unusable = unusable.or(Some(why)),
            }
        }
        match unusable {
            Some(why) => Way::Unusable(why),
            None if self.sign && self.own.is_some() => Way::Signed,
            None => Way::Clear,
        }
    }

    /// Whose key cannot be used now, once an address: a person must get a new one.
    pub fn unusable(&self, now: DateTime<Utc>) -> Vec<(&AddressKey, Unusable)> {
        let mut found: Vec<(&AddressKey, Unusable)> = Vec::new();
        for key in &self.keys {
            let known = found.iter().any(|(other, _)| other.address == key.address);
            if let Way::Unusable(why) = self.way(&key.address, now)
                && !known
            {
                found.push((key, why));
            }
        }
        found
    }

    /// What the key holder's process is told; none without a key of our own.
    pub fn ring(&self) -> Option<Ring> {
        let secret = self.secret.as_ref()?.expose_secret().to_owned();
        Some(Ring { secret, known: self.keys.iter().map(AddressKey::known).collect() })
    }

    /// Our own public key.
    pub fn public(&self) -> Option<Certificate> {
        self.own.as_deref().map(public_half)
    }
}

#[cfg(test)]
mod tests;
