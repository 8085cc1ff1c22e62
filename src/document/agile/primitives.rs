//! The hashes, the cipher and the check that a descriptor may name.

use aes::cipher::block_padding::NoPadding;
use aes::cipher::{BlockModeDecrypt, KeyIvInit};
use aes::{Aes128, Aes192, Aes256};
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha384, Sha512};

use super::Locked;
use super::descriptor::Sealed;

/// AES knows one size of block.
pub const BLOCK_BYTES: usize = 16;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hash {
    Sha1,
    Sha256,
    Sha384,
    Sha512,
}

impl Hash {
    /// As the descriptor writes it (section 2.3.4.10, HashAlgorithm); `None` for one that no Office program writes.
    pub fn from_name(name: &str) -> Option<Hash> {
        match name {
            "SHA1" | "SHA-1" => Some(Hash::Sha1),
            "SHA256" | "SHA-256" => Some(Hash::Sha256),
            "SHA384" | "SHA-384" => Some(Hash::Sha384),
            "SHA512" | "SHA-512" => Some(Hash::Sha512),
            _ => None,
        }
    }

    pub fn bytes(self) -> usize {
        match self {
            Hash::Sha1 => 20,
            Hash::Sha256 => 32,
            Hash::Sha384 => 48,
            Hash::Sha512 => 64,
        }
    }

    pub fn hmac(self, key: &[u8], message: &[u8]) -> Vec<u8> {
        fn of<M: Mac + KeyInit>(key: &[u8], message: &[u8]) -> Vec<u8> {
            // A key of any length is taken (RFC 2104 section 3).
            let Ok(mac) = <M as KeyInit>::new_from_slice(key) else { return Vec::new() };
            mac.chain_update(message).finalize().into_bytes().to_vec()
        }
        match self {
            Hash::Sha1 => of::<Hmac<Sha1>>(key, message),
            Hash::Sha256 => of::<Hmac<Sha256>>(key, message),
            Hash::Sha384 => of::<Hmac<Sha384>>(key, message),
            Hash::Sha512 => of::<Hmac<Sha512>>(key, message),
        }
    }
}

/// The hash over several pieces.
pub fn derived(hash: Hash, pieces: &[&[u8]]) -> Vec<u8> {
    fn of<D: Digest>(pieces: &[&[u8]]) -> Vec<u8> {
        let mut digest = D::new();
        pieces.iter().for_each(|piece| digest.update(piece));
        digest.finalize().to_vec()
    }
    match hash {
        Hash::Sha1 => of::<Sha1>(pieces),
        Hash::Sha256 => of::<Sha256>(pieces),
        Hash::Sha384 => of::<Sha384>(pieces),
        Hash::Sha512 => of::<Sha512>(pieces),
    }
}

/// Salt and password, hashed again and again (section 2.3.4.11, H0 to Hn).
pub fn key_from_password(sealed: &Sealed, spin_count: u32, password: &str) -> Vec<u8> {
    fn of<D: Digest>(salt: &[u8], spin_count: u32, password: &[u8]) -> Vec<u8> {
        let mut hash = D::new().chain_update(salt).chain_update(password).finalize();
        for round in 0..spin_count {
            hash = D::new().chain_update(round.to_le_bytes()).chain_update(&hash).finalize();
        }
        hash.to_vec()
    }
    let password: Vec<u8> = password.encode_utf16().flat_map(u16::to_le_bytes).collect();
    match sealed.hash {
        Hash::Sha1 => of::<Sha1>(&sealed.salt, spin_count, &password),
        Hash::Sha256 => of::<Sha256>(&sealed.salt, spin_count, &password),
        Hash::Sha384 => of::<Sha384>(&sealed.salt, spin_count, &password),
        Hash::Sha512 => of::<Sha512>(&sealed.salt, spin_count, &password),
    }
}

/// AES in CBC mode without padding. The length must be whole blocks: what is cut off is damaged.
pub fn decrypt(key: &[u8], vector: &[u8], sealed: &[u8]) -> Result<Vec<u8>, Locked> {
    fn of<C>(key: &[u8], vector: &[u8], sealed: &[u8]) -> Option<Vec<u8>>
    where
        cbc::Decryptor<C>: KeyIvInit + BlockModeDecrypt,
        C: aes::cipher::BlockCipherDecrypt,
    {
        let cipher = cbc::Decryptor::<C>::new_from_slices(key, vector).ok()?;
        let mut bytes = sealed.to_vec();
        cipher.decrypt_padded::<NoPadding>(&mut bytes).ok()?;
        Some(bytes)
    }
    let plain = match key.len() {
        16 => of::<Aes128>(key, vector, sealed),
        24 => of::<Aes192>(key, vector, sealed),
        32 => of::<Aes256>(key, vector, sealed),
        _ => None,
    };
    plain.ok_or(Locked::Damaged)
}

/// Compares without telling by its time where the first difference is.
pub fn same(one: &[u8], other: &[u8]) -> bool {
    let differences = one.iter().zip(other).fold(0, |found, (a, b)| found | (a ^ b));
    one.len() == other.len() && differences == 0
}
