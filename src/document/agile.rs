//! Word and Excel files behind a password: ECMA-376 agile encryption ([MS-OFFCRYPTO] sections 2.3.4.10 to 2.3.4.15).
//!
//! Only for a file whose password somebody has given us, such as a contact list on its way into contacts.toml (S5); what
//! comes by mail is never tried. Everything in the file is a stranger's claim until the integrity check has passed, so
//! sizes, rounds and names are bounded before they are used.

mod descriptor;
mod primitives;

use self::descriptor::{Descriptor, Sealed};
use self::primitives::{derived, key_from_password, same};
use super::msg::storage::Storage;
use super::{Budget, Why};

/// What the blocks are for: each goes into the hash that a key or an initial vector is made of (section 2.3.4.11).
const VERIFIER_INPUT: &[u8] = b"\xfe\xa7\xd2\x76\x3b\x4b\x9e\x79";
const VERIFIER_HASH: &[u8] = b"\xd7\xaa\x0f\x6d\x30\x61\x34\x4e";
const SECRET_KEY: &[u8] = b"\x14\x6e\x0b\xe7\xab\xac\xd0\xd6";
const HMAC_KEY: &[u8] = b"\x5f\xb2\xad\x01\x0c\xb9\xe1\xf6";
const HMAC_VALUE: &[u8] = b"\xa0\x67\x7f\x02\xb2\x2c\x84\x33";

/// The package is sealed in pieces of so many bytes (section 2.3.4.15).
const SEGMENT_BYTES: usize = 4096;
/// A descriptor is a page of XML.
const LONGEST_DESCRIPTOR: usize = 64 << 10;

/// Why a file behind a password was not opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Locked {
    /// The password does not open it; the file itself seems whole.
    WrongPassword,
    /// It is cut off, or was changed after it was sealed.
    Damaged,
    /// Larger than what is read.
    TooLarge,
    /// It asks for more rounds of hashing than any program writes.
    TooMuchWork,
    /// Another way to seal, by name.
    Unsupported(&'static str),
}

/// Whether the bytes are an Office file behind a password (section 2.3.4.1).
pub fn is_locked(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") && super::sniff::is_encrypted_office(bytes)
}

/// The file inside, as it was before it got its password.
///
/// # Errors
/// [`Locked`]. A wrong password is told from a damaged file: the first is found by the verifier that the file holds for
/// it, the second by the check over all of the package.
pub fn open(bytes: &[u8], password: &str, budget: &mut Budget) -> Result<Vec<u8>, Locked> {
    let mut storage = Storage::open(bytes).ok_or(Locked::Damaged)?.map_err(locked)?;
    let info = storage.read("/EncryptionInfo", budget).map_err(locked)?;
    let package = storage.read("/EncryptedPackage", budget).map_err(locked)?;
    let descriptor = Descriptor::read(agile_descriptor(&info)?)?;
    let secret = secret_key(&descriptor, password)?;
    if !is_intact(&descriptor, &secret, &package)? {
        return Err(Locked::Damaged);
    }
    unseal(&descriptor, &secret, &package, budget)
}

/// The XML behind the version, where it is the agile one (section 2.3.4.10).
fn agile_descriptor(info: &[u8]) -> Result<&[u8], Locked> {
    let (version, rest) = info.split_at_checked(8).ok_or(Locked::Damaged)?;
    let &[major, 0, minor, 0, flags, ..] = version else { return Err(Locked::Damaged) };
    // Bit 5 of the flags: AES (section 2.3.1).
    let aes = flags & 0x20 != 0;
    match (major, minor) {
        (4, 4) if rest.len() <= LONGEST_DESCRIPTOR => Ok(rest),
        (4, 4) => Err(Locked::TooLarge),
        (2..=4, 2) if aes => Err(Locked::Unsupported("standard encryption (Office 2007)")),
        (2..=4, 2) | (1, 1) => Err(Locked::Unsupported("RC4 encryption (Office 2003 and earlier)")),
        (3 | 4, 3) => Err(Locked::Unsupported("extensible encryption")),
        _ => Err(Locked::Damaged),
    }
}

/// The key that the package is sealed with, once the password is proved (sections 2.3.4.11 to 2.3.4.13).
fn secret_key(descriptor: &Descriptor, password: &str) -> Result<Vec<u8>, Locked> {
    let by_password = &descriptor.by_password;
    let rounds = key_from_password(by_password, descriptor.spin_count, password);
    let open = |block: &[u8], sealed: &[u8]| {
        let key = by_password.sized(&derived(by_password.hash, &[&rounds, block]), by_password.key_bytes);
        by_password.decrypt(&key, &by_password.sized(&by_password.salt, by_password.block_bytes), sealed)
    };
    let input = open(VERIFIER_INPUT, &descriptor.verifier_input)?;
    let input = input.get(..by_password.salt.len()).ok_or(Locked::Damaged)?;
    let expected = open(VERIFIER_HASH, &descriptor.verifier_hash)?;
    let found = derived(by_password.hash, &[input]);
    if !same(&found, expected.get(..found.len()).ok_or(Locked::Damaged)?) {
        return Err(Locked::WrongPassword);
    }
    let mut key = open(SECRET_KEY, &descriptor.key_value)?;
    if key.len() < descriptor.package.key_bytes {
        return Err(Locked::Damaged);
    }
    key.truncate(descriptor.package.key_bytes);
    Ok(key)
}

/// The check over the whole package as it lies in the file (section 2.3.4.14).
fn is_intact(descriptor: &Descriptor, secret: &[u8], package: &[u8]) -> Result<bool, Locked> {
    let sealed = &descriptor.package;
    let open = |block: &[u8], value: &[u8]| {
        let opened = sealed.decrypt(secret, &vector(sealed, block), value)?;
        opened.get(..sealed.hash.bytes()).map(<[u8]>::to_vec).ok_or(Locked::Damaged)
    };
    let key = open(HMAC_KEY, &descriptor.hmac_key)?;
    let expected = open(HMAC_VALUE, &descriptor.hmac_value)?;
    Ok(same(&sealed.hash.hmac(&key, package), &expected))
}

/// Segment by segment, to the length that stands before them (section 2.3.4.15).
fn unseal(
    descriptor: &Descriptor,
    secret: &[u8],
    package: &[u8],
    budget: &mut Budget,
) -> Result<Vec<u8>, Locked> {
    let (length, sealed) = package.split_first_chunk::<8>().ok_or(Locked::Damaged)?;
    let length = usize::try_from(u64::from_le_bytes(*length)).map_err(|_| Locked::TooLarge)?;
    if length > sealed.len() {
        return Err(Locked::Damaged);
    }
    budget.unpack(length).map_err(locked)?;
    let mut plain = Vec::with_capacity(sealed.len());
    for (number, segment) in (0_u32..).zip(sealed.chunks(SEGMENT_BYTES)) {
        let vector = vector(&descriptor.package, &number.to_le_bytes());
        plain.extend(descriptor.package.decrypt(secret, &vector, segment)?);
    }
    plain.truncate(length);
    Ok(plain)
}

/// An initial vector: the salt and what the block is for, hashed (section 2.3.4.12).
fn vector(sealed: &Sealed, block: &[u8]) -> Vec<u8> {
    sealed.sized(&derived(sealed.hash, &[&sealed.salt, block]), sealed.block_bytes)
}

fn locked(why: Why) -> Locked {
    match why {
        Why::TooLarge => Locked::TooLarge,
        _ => Locked::Damaged,
    }
}

#[cfg(test)]
mod tests;
