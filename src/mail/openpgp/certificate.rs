//! Somebody's public key, as its own signatures describe it: whose it is, what may be encrypted to, until when.

use std::io::Cursor;

use chrono::{DateTime, Utc};
use pgp::composed::{PublicOrSecret, SignedPublicKey, SignedPublicSubKey, SignedSecretKey};
use pgp::packet::{PublicKey, PublicSubkey, Signature, SignatureType};
use pgp::ser::Serialize as _;
use pgp::types::{KeyDetails, Tag};

use super::{KnownKey, decoded, encoded};

/// No key that is meant for mail is larger, bytes.
const MAX_KEY: usize = 1 << 20;

/// Why a file is not the key that it should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyFault {
    #[error("is no OpenPGP key")]
    NoKey,
    #[error("holds more than one key")]
    Several,
    #[error("is a secret key, which nobody should give away")]
    Secret,
    #[error("is a public key only")]
    Public,
    #[error("is protected by a passphrase, which nobody can enter here")]
    Passphrase,
    #[error("has no part that mail can be encrypted to")]
    NoEncryption,
    #[error("has no part that can sign")]
    NoSigning,
}

/// Why a key that is one cannot be used now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unusable {
    Expired {
        at: DateTime<Utc>,
    },
    Revoked,
    /// What mail could be encrypted to is revoked, or not bound to the key.
    NoEncryption,
}

/// One of the keys that a certificate holds together.
#[derive(Clone, Copy, Debug)]
pub enum Part<'a> {
    Primary(&'a PublicKey),
    Sub(&'a PublicSubkey),
}

impl Part<'_> {
    fn details(&self) -> &dyn KeyDetails {
        match self {
            Part::Primary(key) => *key,
            Part::Sub(key) => *key,
        }
    }

    /// Whether the signature names this key as its maker.
    fn is_issuer_of(&self, signature: &Signature) -> bool {
        let (fingerprint, id) = (self.details().fingerprint(), self.details().legacy_key_id());
        signature.issuer_fingerprint().into_iter().any(|one| *one == fingerprint)
            || signature.issuer_key_id().into_iter().any(|one| *one == id)
    }
}

/// A public key with its subkeys and names (a "transferable public key", RFC 9580 section 10.1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    key: SignedPublicKey,
}

impl Certificate {
    /// Reads a file, armored or binary.
    ///
    /// # Errors
    /// It is no key, more than one, a secret one, or nothing can be encrypted to it at any time.
    pub fn read(file: &[u8]) -> Result<Certificate, KeyFault> {
        match only_key(file)? {
            PublicOrSecret::Public(key) => {
                let certificate = Certificate { key };
                let any = certificate.encrypting(None).is_some();
                if any { Ok(certificate) } else { Err(KeyFault::NoEncryption) }
            }
            PublicOrSecret::Secret(_) => Err(KeyFault::Secret),
        }
    }

    /// One that was read before and is only looked up.
    fn known(known: &KnownKey) -> Option<Certificate> {
        match only_key(&decoded(&known.packets)?) {
            Ok(PublicOrSecret::Public(key)) => Some(Certificate { key }),
            _ => None,
        }
    }

    /// As the reader processes need it.
    pub fn to_known(&self, name: &str, address: &str) -> KnownKey {
        let packets = encoded(&self.key.to_bytes().unwrap_or_default());
        KnownKey { name: name.to_owned(), address: address.to_lowercase(), packets }
    }

    /// In capital hexadecimal digits.
    pub fn fingerprint(&self) -> String {
        format!("{:X}", self.key.fingerprint())
    }

    /// Whether a name that the key bears, and has not withdrawn, holds this address.
    pub fn bears(&self, address: &str) -> bool {
        let wanted = address.to_lowercase();
        self.key.details.users.iter().any(|user| {
            let name = user.id.as_str().unwrap_or_default().to_lowercase();
            let held = name.rsplit_once('<').and_then(|(_, rest)| rest.split_once('>')).map(|(held, _)| held);
            held.unwrap_or(name.trim()) == wanted && self.name_holds(user)
        })
    }

    /// What to encrypt to at this moment.
    ///
    /// # Errors
    /// The key has expired, is revoked, or has nothing left to encrypt to.
    pub fn usable(&self, now: DateTime<Utc>) -> Result<Part<'_>, Unusable> {
        if self.is_revoked() {
            return Err(Unusable::Revoked);
        }
        if let Some(at) = self.expires_at().filter(|at| *at <= now) {
            return Err(Unusable::Expired { at });
        }
        self.encrypting(Some(now)).ok_or_else(|| match self.last_encrypting() {
            Some(at) if at <= now => Unusable::Expired { at },
            _ => Unusable::NoEncryption,
        })
    }

    /// Whether what is encrypted to it is opened by RSA.
    pub fn decrypts_by_rsa(&self) -> bool {
        use pgp::crypto::public_key::PublicKeyAlgorithm::{RSA, RSAEncrypt};
        let primary = std::iter::once(self.key.primary_key.algorithm());
        let all = primary.chain(self.key.public_subkeys.iter().map(|sub| sub.key.algorithm()));
        all.into_iter().any(|algorithm| matches!(algorithm, RSA | RSAEncrypt))
    }

    /// The part that made a signature, if it may sign: the key itself, or a subkey that it bound and that agreed.
    pub(super) fn signer_of(&self, signature: &Signature) -> Option<Part<'_>> {
        let primary = Part::Primary(&self.key.primary_key);
        if primary.is_issuer_of(signature) {
            return Some(primary);
        }
        let subkeys = self.key.public_subkeys.iter();
        subkeys
            .filter(|sub| Part::Sub(&sub.key).is_issuer_of(signature))
            .find(|sub| self.binding(sub).is_some_and(|bound| self.may_sign(sub, bound)))
            .map(|sub| Part::Sub(&sub.key))
    }

    /// Whether the key as a whole, or this part of it, was withdrawn.
    pub(super) fn has_revoked(&self, part: Part<'_>) -> bool {
        let sub = |one: &&SignedPublicSubKey| matches!(part, Part::Sub(key) if *key == one.key);
        self.is_revoked() || self.key.public_subkeys.iter().find(sub).is_some_and(|sub| self.withdrawn(sub))
    }

    /// Whether the key as a whole, or this part of it, had expired at that moment.
    pub(super) fn had_expired(&self, part: Part<'_>, at: DateTime<Utc>) -> bool {
        let sub = |one: &&SignedPublicSubKey| matches!(part, Part::Sub(key) if *key == one.key);
        let part = self.key.public_subkeys.iter().find(sub).and_then(|sub| self.subkey_expires_at(sub));
        [self.expires_at(), part].into_iter().flatten().any(|end| end <= at)
    }

    fn is_revoked(&self) -> bool {
        self.key.details.revocation_signatures.iter().any(|one| one.verify_key(&self.key.primary_key).is_ok())
    }

    /// The newest of the key's own words about itself says until when it holds.
    fn expires_at(&self) -> Option<DateTime<Utc>> {
        let primary = &self.key.primary_key;
        let direct = self.key.details.direct_signatures.iter().filter(|one| one.verify_key(primary).is_ok());
        let names = self.key.details.users.iter().flat_map(|user| {
            let own =
                move |one: &&Signature| one.verify_certification(primary, Tag::UserId, &user.id).is_ok();
            user.signatures.iter().filter(own)
        });
        let newest = direct.chain(names).max_by_key(|one| one.created())?;
        ends(primary, newest)
    }

    /// A name counts while the newest of the key's own words about it does not withdraw it.
    fn name_holds(&self, user: &pgp::types::SignedUser) -> bool {
        let primary = &self.key.primary_key;
        let own = |one: &&Signature| one.verify_certification(primary, Tag::UserId, &user.id).is_ok();
        let newest = user.signatures.iter().filter(own).max_by_key(|one| one.created());
        newest.is_some_and(|one| one.typ() != Some(SignatureType::CertRevocation))
    }

    /// The newest part that mail may be encrypted to; without a moment whatever has become of it since.
    fn encrypting(&self, now: Option<DateTime<Utc>>) -> Option<Part<'_>> {
        let holds = |sub: &&SignedPublicSubKey| match now {
            None => true,
            Some(now) => !self.withdrawn(sub) && self.subkey_expires_at(sub).is_none_or(|end| end > now),
        };
        let newest = self.encrypting_subkeys().filter(holds).max_by_key(|sub| sub.key.created_at());
        newest.map(|sub| Part::Sub(&sub.key)).or_else(|| {
            let primary = &self.key.primary_key;
            let names = self.key.details.users.iter().flat_map(|user| &user.signatures);
            let said = names.chain(&self.key.details.direct_signatures).any(may_encrypt);
            (said && primary.algorithm().can_encrypt()).then_some(Part::Primary(primary))
        })
    }

    fn encrypting_subkeys(&self) -> impl Iterator<Item = &SignedPublicSubKey> {
        let can = |sub: &&SignedPublicSubKey| sub.key.algorithm().can_encrypt();
        let bound = |sub: &&SignedPublicSubKey| self.binding(sub).is_some_and(may_encrypt);
        self.key.public_subkeys.iter().filter(can).filter(bound)
    }

    /// When the last of them that was not withdrawn expires.
    fn last_encrypting(&self) -> Option<DateTime<Utc>> {
        let standing = self.encrypting_subkeys().filter(|sub| !self.withdrawn(sub));
        standing.filter_map(|sub| self.subkey_expires_at(sub)).max()
    }

    /// The newest signature by which the key made a subkey its own.
    fn binding<'a>(&self, sub: &'a SignedPublicSubKey) -> Option<&'a Signature> {
        let primary = &self.key.primary_key;
        let own = |one: &&Signature| {
            one.typ() == Some(SignatureType::SubkeyBinding)
                && one.verify_subkey_binding(primary, &sub.key).is_ok()
        };
        sub.signatures.iter().filter(own).max_by_key(|one| one.created())
    }

    fn withdrawn(&self, sub: &SignedPublicSubKey) -> bool {
        let primary = &self.key.primary_key;
        sub.signatures.iter().any(|one| {
            one.typ() == Some(SignatureType::SubkeyRevocation)
                && one.verify_subkey_binding(primary, &sub.key).is_ok()
        })
    }

    fn subkey_expires_at(&self, sub: &SignedPublicSubKey) -> Option<DateTime<Utc>> {
        ends(&sub.key, self.binding(sub)?)
    }

    /// A subkey signs for the key only where it says so itself (RFC 9580 section 5.2.3.34): else anybody could add it.
    fn may_sign(&self, sub: &SignedPublicSubKey, bound: &Signature) -> bool {
        let agreed = bound.embedded_signature();
        bound.key_flags().sign()
            && agreed
                .is_some_and(|one| one.verify_primary_key_binding(&sub.key, &self.key.primary_key).is_ok())
    }
}

/// Which of the known keys made a signature.
pub(super) fn find<'a>(signature: &Signature, known: &'a [KnownKey]) -> Option<(&'a KnownKey, Certificate)> {
    known.iter().find_map(|one| {
        let certificate = Certificate::known(one)?;
        certificate.signer_of(signature)?;
        Some((one, certificate))
    })
}

/// Our own secret key out of its file: armored, no passphrase, with something to sign with and to encrypt to.
///
/// # Errors
/// What it is instead.
pub fn read_secret(file: &[u8]) -> Result<SignedSecretKey, KeyFault> {
    let key = match only_key(file)? {
        PublicOrSecret::Secret(key) => key,
        PublicOrSecret::Public(_) => return Err(KeyFault::Public),
    };
    let locked = key.primary_key.secret_params().is_encrypted()
        || key.secret_subkeys.iter().any(|sub| sub.key.secret_params().is_encrypted());
    if locked {
        return Err(KeyFault::Passphrase);
    }
    let public = Certificate { key: key.to_public_key() };
    if public.encrypting(None).is_none() { Err(KeyFault::NoEncryption) } else { Ok(key) }
}

/// The public half of our own key.
pub fn public_half(key: &SignedSecretKey) -> Certificate {
    Certificate { key: key.to_public_key() }
}

fn only_key(file: &[u8]) -> Result<PublicOrSecret, KeyFault> {
    if file.len() > MAX_KEY {
        return Err(KeyFault::NoKey);
    }
    let (mut keys, _) = PublicOrSecret::from_reader_many(Cursor::new(file)).map_err(|_| KeyFault::NoKey)?;
    let key = keys.next().and_then(Result::ok).ok_or(KeyFault::NoKey)?;
    match keys.next() {
        None => Ok(key),
        Some(_) => Err(KeyFault::Several),
    }
}

fn may_encrypt(signature: &Signature) -> bool {
    let flags = signature.key_flags();
    flags.encrypt_comms() || flags.encrypt_storage()
}

/// When a key ends by what a signature says of it; none where it does not. Zero is never (RFC 9580 section 5.2.3.13).
fn ends(key: &impl KeyDetails, said: &Signature) -> Option<DateTime<Utc>> {
    let lasts = said.key_expiration_time().map(pgp::types::Duration::as_secs).filter(|secs| *secs > 0)?;
    DateTime::from_timestamp(i64::from(key.created_at().as_secs()) + i64::from(lasts), 0)
}
