//! Encryption at rest: XChaCha20-Poly1305.
//!
//! ```text
//! master key (the key file) ── wraps ─┬─ the store's own key ── names and addresses, and the marks to find them by
//!                                     ├─ two keys a case: its state; the payloads of its history
//!                                     ├─ two keys a mail: its raw bytes; its reading
//!                                     └─ a key an outgoing mail: its bytes and subject
//! ```
//!
//! So changing the master key rewrites wrapped keys only, and destroying one wrapped key makes what is under it unreadable
//! wherever else its bytes may still lie. A sealed value is `version (1) | key id (4) | nonce (24) | ciphertext and tag`.
//! The additional data is `table:row:purpose`, so that sealed bytes moved to another row or column do not open.

use chacha20poly1305::aead::{Aead, Generate, Key as AeadKey, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac};
use secrecy::zeroize::Zeroizing;
use secrecy::{ExposeSecret, SecretBox};
use sha2::{Digest, Sha256};

use super::error::{Result, StoreError, StoreErrorKind};

const VERSION: u8 = 1;
const KEY_ID: usize = 4;
const NONCE: usize = 24;
const HEADER: usize = 1 + KEY_ID + NONCE;
/// 26 letters of base32 are 130 bits.
const TOKEN_LETTERS: usize = 26;

/// The key file's 32 bytes. Wiped when dropped, hidden in Debug.
pub struct MasterKey(SecretBox<[u8; 32]>);

impl MasterKey {
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(SecretBox::new(Box::new(bytes)))
    }
}

impl std::fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("MasterKey(hidden)")
    }
}

/// A key that seals: derived from the master key, or a case's own.
pub(super) struct SealKey {
    id: [u8; KEY_ID],
    secret: SecretBox<[u8; 32]>,
}

impl SealKey {
    pub(super) fn from_bytes(bytes: &[u8; 32]) -> Self {
        let digest = derive(bytes, b"varsel key id", &[]);
        let mut id = [0; KEY_ID];
        id.iter_mut().zip(digest.iter()).for_each(|(to, from)| *to = *from);
        Self { id, secret: SecretBox::new(Box::new(*bytes)) }
    }

    pub(super) fn generate() -> Self {
        Self::from_bytes(&Zeroizing::new(random_bytes::<32>()))
    }

    /// Names the key without telling anything of it.
    pub(super) fn id(&self) -> String {
        hex(&self.id)
    }

    pub(super) fn seal(&self, place: &str, plain: &[u8]) -> Result<Vec<u8>> {
        let nonce = XNonce::generate();
        let sealed = self
            .cipher()
            .encrypt(&nonce, Payload { msg: plain, aad: place.as_bytes() })
            .map_err(|_| StoreError::new(StoreErrorKind::Other, "sealing a value", "it is too long"))?;
        let mut out = Vec::with_capacity(HEADER + sealed.len());
        out.push(VERSION);
        out.extend_from_slice(&self.id);
        out.extend_from_slice(&nonce);
        out.extend_from_slice(&sealed);
        Ok(out)
    }

    pub(super) fn open(&self, place: &str, sealed: &[u8]) -> Result<Vec<u8>> {
        let fault = |why: String| {
            StoreError::new(StoreErrorKind::Key, format!("opening the sealed {}", table(place)), why)
        };
        let (header, body) = sealed.split_at_checked(HEADER).ok_or_else(|| fault("it is cut off".into()))?;
        let (front, nonce) = header.split_at(1 + KEY_ID);
        if front.first() != Some(&VERSION) {
            return Err(fault("it is of an unknown form".into()));
        }
        if !front.ends_with(&self.id) {
            return Err(fault(format!("it was sealed with another key than {}", self.id())));
        }
        let nonce = XNonce::try_from(nonce).map_err(|_| fault("it is cut off".into()))?;
        self.cipher()
            .decrypt(&nonce, Payload { msg: body, aad: place.as_bytes() })
            .map_err(|_| fault("it was changed, or belongs to another row".into()))
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(&AeadKey::<XChaCha20Poly1305>::from(*self.secret.expose_secret()))
    }
}

/// Only the table's name of a place: row ids may be addresses of mailboxes.
fn table(place: &str) -> &str {
    place.split(':').next().unwrap_or_default()
}

/// The key file: the key in use, and those that `varsel key rotate` is leaving.
#[derive(Debug)]
pub struct KeyRing {
    pub current: MasterKey,
    pub retired: Vec<MasterKey>,
}

impl From<MasterKey> for KeyRing {
    fn from(current: MasterKey) -> Self {
        KeyRing { current, retired: Vec::new() }
    }
}

/// What the master keys are used for, each under a key of its own.
pub(super) struct Ring {
    seal: SealKey,
    retired: Vec<SealKey>,
    token: SecretBox<[u8; 32]>,
}

impl Ring {
    pub(super) fn new(keys: &KeyRing) -> Self {
        let seal = |key: &MasterKey| SealKey::from_bytes(&derive(key.0.expose_secret(), b"varsel seal", &[]));
        let token = derive(keys.current.0.expose_secret(), b"varsel token", &[]);
        Self {
            seal: seal(&keys.current),
            retired: keys.retired.iter().map(seal).collect(),
            token: SecretBox::new(Box::new(*token)),
        }
    }

    /// Names the key in use.
    pub(super) fn id(&self) -> String {
        self.seal.id()
    }

    pub(super) fn has_retired(&self, id: &str) -> bool {
        self.retired.iter().any(|key| key.id() == id)
    }

    /// Opens what is sealed under any key of the ring.
    pub(super) fn open(&self, place: &str, sealed: &[u8]) -> Result<Vec<u8>> {
        let under = |key: &&SealKey| sealed.get(1..=KEY_ID) == Some(&key.id[..]);
        self.retired.iter().find(under).unwrap_or(&self.seal).open(place, sealed)
    }

    /// A key, sealed under the one in use.
    pub(super) fn wrap(&self, key: &SealKey, place: &str) -> Result<Vec<u8>> {
        self.seal.seal(place, key.secret.expose_secret())
    }

    pub(super) fn unwrap(&self, place: &str, sealed: &[u8]) -> Result<SealKey> {
        let bytes = Zeroizing::new(self.open(place, sealed)?);
        let bytes = <&[u8; 32]>::try_from(bytes.as_slice()).map_err(|_| {
            StoreError::new(
                StoreErrorKind::Key,
                format!("opening the {}", table(place)),
                "it has the wrong length",
            )
        })?;
        Ok(SealKey::from_bytes(bytes))
    }

    /// A wrapped key, wrapped anew under the key in use.
    pub(super) fn rewrap(&self, place: &str, sealed: &[u8]) -> Result<Vec<u8>> {
        self.wrap(&self.unwrap(place, sealed)?, place)
    }

    /// The first bytes of what is sealed under the key in use.
    pub(super) fn front(&self) -> Vec<u8> {
        let mut front = vec![VERSION];
        front.extend_from_slice(&self.seal.id);
        front
    }
}

/// All keys of an open store.
pub(super) struct Keys {
    pub(super) ring: Ring,
    /// Names and addresses that are shown in lists, under one key for speed.
    pub(super) names: SealKey,
    marks: SecretBox<[u8; 32]>,
}

impl Keys {
    /// `own`: the store's own key, which outlives a change of the master key; else every mark would have to be made anew.
    pub(super) fn new(ring: Ring, own: &SealKey) -> Self {
        let own = own.secret.expose_secret();
        Self {
            ring,
            names: SealKey::from_bytes(&derive(own, b"varsel names", &[])),
            marks: SecretBox::new(Box::new(*derive(own, b"varsel marks", &[]))),
        }
    }

    /// What is equal has an equal mark of its kind; without the key it tells nothing and cannot be made. 128 bits, hex.
    pub(super) fn mark(&self, kind: &str, value: &str) -> String {
        let mark = derive(self.marks.expose_secret(), kind.as_bytes(), value.as_bytes());
        hex(mark.get(..16).unwrap_or(&mark[..]))
    }

    /// The one token of a person on a case: 26 letters of lower-case base32, 130 bits.
    pub(super) fn token_text(&self, case_id: &str, email: &str) -> String {
        let email = email.trim().to_lowercase();
        base32(&derive(self.ring.token.expose_secret(), case_id.as_bytes(), email.as_bytes())[..])
    }
}

pub(super) fn token_digest(token: &str) -> String {
    hex(&Sha256::digest(token.trim().to_lowercase().as_bytes()))
}

/// HMAC-SHA256 over two length-prefixed parts.
fn derive(key: &[u8; 32], first: &[u8], second: &[u8]) -> Zeroizing<[u8; 32]> {
    let mut block = Zeroizing::new([0; 64]);
    block.iter_mut().zip(key).for_each(|(to, from)| *to = *from);
    let mut mac = Hmac::<Sha256>::new((&*block).into());
    for part in [first, second] {
        mac.update(&(part.len() as u64).to_be_bytes());
        mac.update(part);
    }
    Zeroizing::new(mac.finalize().into_bytes().into())
}

pub(super) fn random_bytes<const N: usize>() -> [u8; N] {
    <[u8; N]>::generate()
}

pub(super) fn hex(bytes: &[u8]) -> String {
    const DIGITS: [char; 16] =
        ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'];
    let digit = |value: u8| DIGITS.get(usize::from(value)).copied().unwrap_or('?');
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// RFC 4648 section 6 in lower case, cut to the token's length.
fn base32(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
    let bit = |index: usize| bytes.get(index / 8).map_or(0, |byte| byte >> (7 - index % 8) & 1);
    (0..TOKEN_LETTERS)
        .map(|letter| (0..5).fold(0, |value, at| value << 1 | bit(letter * 5 + at)))
        .filter_map(|value| LETTERS.get(usize::from(value)))
        .map(|letter| char::from(*letter))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sealed_value_opens_only_in_its_place_with_its_key() {
        let key = SealKey::generate();
        let sealed = key.seal("mail:a:raw", b"secret words").expect("seals");
        assert!(!sealed.windows(6).any(|part| part == b"secret"));
        assert_eq!(key.open("mail:a:raw", &sealed).expect("opens"), b"secret words");
        assert_eq!(key.open("mail:b:raw", &sealed).expect_err("moved").kind(), StoreErrorKind::Key);
        assert_eq!(
            SealKey::generate().open("mail:a:raw", &sealed).expect_err("other key").kind(),
            StoreErrorKind::Key
        );
        for length in 0..sealed.len() {
            assert!(key.open("mail:a:raw", &sealed[..length]).is_err());
        }
    }

    #[test]
    fn base32_and_hex_are_those_of_the_rfc() {
        // RFC 4648 section 10: "foobar" is MZXW6YTBOI======.
        assert_eq!(&base32(b"foobar")[..10], "mzxw6ytboi");
        assert_eq!(hex(&[0, 255, 16]), "00ff10");
    }

    #[test]
    fn one_person_on_one_case_has_one_token_and_it_tells_nothing_of_another() {
        let keys = |byte| {
            let ring = Ring::new(&MasterKey::from_bytes([byte; 32]).into());
            Keys::new(ring, &SealKey::from_bytes(&[1; 32]))
        };
        let (keys, others) = (keys(7), keys(8));
        let token = keys.token_text("case", "Kari@Eksempel.no");
        assert_eq!(token.len(), 26);
        assert_eq!(token, keys.token_text("case", " kari@eksempel.no"));
        assert_ne!(token, keys.token_text("case2", "kari@eksempel.no"));
        assert_ne!(token, keys.token_text("cas", "ekari@eksempel.no"));
        assert_ne!(token, others.token_text("case", "kari@eksempel.no"));
    }

    #[test]
    fn a_ring_opens_what_is_under_each_of_its_keys_and_wraps_under_the_one_in_use() {
        let master = |byte| MasterKey::from_bytes([byte; 32]);
        let old = Ring::new(&master(7).into());
        let both = Ring::new(&KeyRing { current: master(8), retired: vec![master(7)] });
        let key = SealKey::generate();
        let wrapped = old.wrap(&key, "case_key:a:key").expect("wraps");
        let again = both.rewrap("case_key:a:key", &wrapped).expect("opens under the old one");
        assert!(again.starts_with(&both.front()) && !wrapped.starts_with(&both.front()));
        assert_eq!(both.unwrap("case_key:a:key", &again).expect("opens").id(), key.id());
        assert!(both.has_retired(&old.id()) && !both.has_retired(&both.id()));
        assert_eq!(old.open("case_key:a:key", &again).expect_err("the new one").kind(), StoreErrorKind::Key);
    }

    #[test]
    fn equal_values_have_equal_marks_of_one_kind_only() {
        let keys =
            Keys::new(Ring::new(&MasterKey::from_bytes([7; 32]).into()), &SealKey::from_bytes(&[1; 32]));
        assert_eq!(keys.mark("sender", "ola@eksempel.no"), keys.mark("sender", "ola@eksempel.no"));
        assert_ne!(keys.mark("sender", "ola@eksempel.no"), keys.mark("recipient", "ola@eksempel.no"));
        assert_eq!(keys.mark("sender", "ola@eksempel.no").len(), 32);
    }

    #[test]
    fn the_master_key_is_hidden_in_debug() {
        assert_eq!(format!("{:?}", MasterKey::from_bytes([65; 32])), "MasterKey(hidden)");
    }
}
