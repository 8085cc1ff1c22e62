//! What an agile file says of its own lock: an XML of two sealed keys and a check (section 2.3.4.10).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::Locked;
use super::primitives::{self, BLOCK_BYTES, Hash};
use crate::document::xml::{self, Handler, Tag};

/// Word and Excel write 100 000 rounds; the format allows ten million (ST_SpinCount).
const MOST_ROUNDS: usize = 10_000_000;
/// ST_SaltSize.
const LONGEST_SALT: usize = 65_536;
/// What fills a key or vector that a hash is too short for (section 2.3.4.11).
const FILLER: u8 = 0x36;
/// The key encryptor for passwords; others are for certificates.
const PASSWORD: &str = "http://schemas.microsoft.com/office/2006/keyEncryptor/password";

/// How something is sealed.
#[derive(Debug, PartialEq, Eq)]
pub struct Sealed {
    pub hash: Hash,
    pub key_bytes: usize,
    pub block_bytes: usize,
    pub salt: Vec<u8>,
}

impl Sealed {
    fn read(tag: &Tag<'_>) -> Result<Sealed, Locked> {
        let is = |name: &str, value: &str| tag.attribute(name).is_some_and(|found| found == value);
        if !is("cipherAlgorithm", "AES") {
            return Err(Locked::Unsupported("a cipher other than AES"));
        }
        if !is("cipherChaining", "ChainingModeCBC") {
            return Err(Locked::Unsupported("a cipher mode other than CBC"));
        }
        let name = tag.attribute("hashAlgorithm").ok_or(Locked::Damaged)?;
        let hash =
            Hash::from_name(&name).ok_or(Locked::Unsupported("a hash other than SHA-1, 256, 384 and 512"))?;
        let salt = blob(tag, "saltValue")?;
        let number = |name: &str| tag.number(name).ok_or(Locked::Damaged);
        let key_bytes = match number("keyBits")? {
            bits @ (128 | 192 | 256) => bits / 8,
            _ => return Err(Locked::Damaged),
        };
        let sizes = [
            number("blockSize")? == BLOCK_BYTES,
            number("hashSize")? == hash.bytes(),
            number("saltSize")? == salt.len(),
            (1..=LONGEST_SALT).contains(&salt.len()),
        ];
        match sizes.contains(&false) {
            true => Err(Locked::Damaged),
            false => Ok(Sealed { hash, key_bytes, block_bytes: BLOCK_BYTES, salt }),
        }
    }

    /// Cut or filled to a length.
    pub fn sized(&self, bytes: &[u8], length: usize) -> Vec<u8> {
        let mut sized = bytes.to_vec();
        sized.resize(length, FILLER);
        sized
    }

    pub fn decrypt(&self, key: &[u8], vector: &[u8], sealed: &[u8]) -> Result<Vec<u8>, Locked> {
        primitives::decrypt(key, vector, sealed)
    }
}

/// The whole lock.
#[derive(Debug, PartialEq, Eq)]
pub struct Descriptor {
    /// How the file itself is sealed.
    pub package: Sealed,
    pub hmac_key: Vec<u8>,
    pub hmac_value: Vec<u8>,
    /// How its key is sealed, under the password.
    pub by_password: Sealed,
    pub spin_count: u32,
    pub verifier_input: Vec<u8>,
    pub verifier_hash: Vec<u8>,
    pub key_value: Vec<u8>,
}

impl Descriptor {
    /// # Errors
    /// What is missing or does not fit is damaged; what is sound and not ours to open is named.
    pub fn read(xml: &[u8]) -> Result<Descriptor, Locked> {
        let mut parts = Parts::default();
        xml::walk(xml, &mut parts).map_err(|_| Locked::Damaged)?;
        let missing = Locked::Damaged;
        let package = parts.package.ok_or(missing)??;
        let (hmac_key, hmac_value) = parts.integrity.ok_or(missing)??;
        let by_password = match parts.by_password {
            Some(found) => found?,
            None if parts.other_encryptor => {
                return Err(Locked::Unsupported("a lock for certificates and not for a password"));
            }
            None => return Err(missing),
        };
        Ok(Descriptor {
            package,
            hmac_key,
            hmac_value,
            by_password: by_password.sealed,
            spin_count: by_password.spin_count,
            verifier_input: by_password.verifier_input,
            verifier_hash: by_password.verifier_hash,
            key_value: by_password.key_value,
        })
    }
}

struct ByPassword {
    sealed: Sealed,
    spin_count: u32,
    verifier_input: Vec<u8>,
    verifier_hash: Vec<u8>,
    key_value: Vec<u8>,
}

impl ByPassword {
    fn read(tag: &Tag<'_>) -> Result<ByPassword, Locked> {
        let rounds = tag.attribute("spinCount").ok_or(Locked::Damaged)?;
        let rounds: u64 = rounds.trim().parse().map_err(|_| Locked::Damaged)?;
        let spin_count = u32::try_from(rounds).map_err(|_| Locked::TooMuchWork)?;
        if usize::try_from(rounds).map_or(true, |rounds| rounds > MOST_ROUNDS) {
            return Err(Locked::TooMuchWork);
        }
        Ok(ByPassword {
            sealed: Sealed::read(tag)?,
            spin_count,
            verifier_input: blob(tag, "encryptedVerifierHashInput")?,
            verifier_hash: blob(tag, "encryptedVerifierHashValue")?,
            key_value: blob(tag, "encryptedKeyValue")?,
        })
    }
}

/// The sealed key of the check over the package, and the sealed check itself.
type Integrity = (Vec<u8>, Vec<u8>);

/// What was found so far; the first of each counts.
#[derive(Default)]
struct Parts {
    package: Option<Result<Sealed, Locked>>,
    integrity: Option<Result<Integrity, Locked>>,
    by_password: Option<Result<ByPassword, Locked>>,
    in_password: bool,
    other_encryptor: bool,
}

impl Handler for Parts {
    fn open(&mut self, tag: &Tag<'_>) {
        match tag.name() {
            "keyData" if self.package.is_none() => self.package = Some(Sealed::read(tag)),
            "dataIntegrity" if self.integrity.is_none() => {
                let both =
                    blob(tag, "encryptedHmacKey").and_then(|key| Ok((key, blob(tag, "encryptedHmacValue")?)));
                self.integrity = Some(both);
            }
            "keyEncryptor" => {
                self.in_password = tag.attribute("uri").is_some_and(|uri| uri == PASSWORD);
                self.other_encryptor |= !self.in_password;
            }
            "encryptedKey" if self.in_password && self.by_password.is_none() => {
                self.by_password = Some(ByPassword::read(tag));
            }
            _ => {}
        }
    }

    fn close(&mut self, _: &str) {}

    fn text(&mut self, _: &str) {}
}

fn blob(tag: &Tag<'_>, name: &str) -> Result<Vec<u8>, Locked> {
    let text = tag.attribute(name).ok_or(Locked::Damaged)?;
    STANDARD.decode(text.trim()).map_err(|_| Locked::Damaged)
}
