//! Files sealed here in every way that the format knows, and then broken.

use std::io::{Cursor, Write};

use aes::cipher::block_padding::NoPadding;
use aes::cipher::{BlockModeEncrypt, KeyIvInit};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::primitives::Hash;
use super::*;
use crate::document::{File, read};

const PASSWORD: &str = "blåbær 7";

fn encrypt(key: &[u8], vector: &[u8], plain: &[u8]) -> Vec<u8> {
    let mut bytes = plain.to_vec();
    bytes.resize(plain.len().next_multiple_of(16), 0);
    let length = bytes.len();
    match key.len() {
        16 => drop(
            cbc::Encryptor::<aes::Aes128>::new_from_slices(key, vector)
                .unwrap()
                .encrypt_padded::<NoPadding>(&mut bytes, length)
                .unwrap(),
        ),
        24 => drop(
            cbc::Encryptor::<aes::Aes192>::new_from_slices(key, vector)
                .unwrap()
                .encrypt_padded::<NoPadding>(&mut bytes, length)
                .unwrap(),
        ),
        _ => drop(
            cbc::Encryptor::<aes::Aes256>::new_from_slices(key, vector)
                .unwrap()
                .encrypt_padded::<NoPadding>(&mut bytes, length)
                .unwrap(),
        ),
    }
    bytes
}

/// The two streams of a sealed file.
struct Streams {
    info: Vec<u8>,
    package: Vec<u8>,
}

impl Streams {
    fn file(&self) -> Vec<u8> {
        let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
        for (name, bytes) in [("/EncryptionInfo", &self.info), ("/EncryptedPackage", &self.package)] {
            file.create_stream(name).unwrap().write_all(bytes).unwrap();
        }
        file.flush().unwrap();
        file.into_inner().into_inner()
    }

    /// With another text in place of one in the descriptor.
    fn replaced(mut self, from: &str, to: &str) -> Streams {
        let xml = String::from_utf8_lossy(self.info.get(8..).unwrap()).into_owned();
        assert!(xml.contains(from), "{xml}");
        self.info = [&[4, 0, 4, 0, 0x40, 0, 0, 0], xml.replace(from, to).as_bytes()].concat();
        self
    }
}

/// Seals as section 2.3.4 says, with fixed salts.
fn seal(plain: &[u8], hash: Hash, name: &str, key_bits: usize) -> Streams {
    let sealed = |salt: u8| Sealed { hash, key_bytes: key_bits / 8, block_bytes: 16, salt: vec![salt; 16] };
    let (package, by_password) = (sealed(1), sealed(2));
    let secret: Vec<u8> = (0..u8::try_from(key_bits / 8).unwrap()).collect();
    let rounds = key_from_password(&by_password, 100, PASSWORD);
    let under_password = |block: &[u8], value: &[u8]| {
        let key = by_password.sized(&derived(hash, &[&rounds, block]), by_password.key_bytes);
        STANDARD.encode(encrypt(&key, &by_password.salt, value))
    };
    let input = [7; 16];
    let mut bytes = u64::try_from(plain.len()).unwrap().to_le_bytes().to_vec();
    for (number, segment) in (0_u32..).zip(plain.chunks(SEGMENT_BYTES)) {
        bytes.extend(encrypt(&secret, &vector(&package, &number.to_le_bytes()), segment));
    }
    let hmac_key = vec![9; hash.bytes()];
    let hmac = hash.hmac(&hmac_key, &bytes);
    let checked =
        |block: &[u8], value: &[u8]| STANDARD.encode(encrypt(&secret, &vector(&package, block), value));
    let how = |salt: &[u8]| {
        format!(
            "saltSize=\"16\" blockSize=\"16\" keyBits=\"{key_bits}\" hashSize=\"{}\" cipherAlgorithm=\"AES\" \
             cipherChaining=\"ChainingModeCBC\" hashAlgorithm=\"{name}\" saltValue=\"{}\"",
            hash.bytes(),
            STANDARD.encode(salt)
        )
    };
    let xml = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\
         <encryption xmlns=\"http://schemas.microsoft.com/office/2006/encryption\" \
         xmlns:p=\"http://schemas.microsoft.com/office/2006/keyEncryptor/password\"><keyData {}/>\
         <dataIntegrity encryptedHmacKey=\"{}\" encryptedHmacValue=\"{}\"/><keyEncryptors>\
         <keyEncryptor uri=\"http://schemas.microsoft.com/office/2006/keyEncryptor/password\">\
         <p:encryptedKey spinCount=\"100\" {} encryptedVerifierHashInput=\"{}\" encryptedVerifierHashValue=\"{}\" \
         encryptedKeyValue=\"{}\"/></keyEncryptor></keyEncryptors></encryption>",
        how(&package.salt),
        checked(HMAC_KEY, &hmac_key),
        checked(HMAC_VALUE, &hmac),
        how(&by_password.salt),
        under_password(VERIFIER_INPUT, &input),
        under_password(VERIFIER_HASH, &derived(hash, &[&input])),
        under_password(SECRET_KEY, &secret),
    );
    Streams { info: [&[4, 0, 4, 0, 0x40, 0, 0, 0], xml.as_bytes()].concat(), package: bytes }
}

fn sealed(plain: &[u8]) -> Streams {
    seal(plain, Hash::Sha512, "SHA512", 256)
}

fn opened(file: &[u8], password: &str) -> Result<Vec<u8>, Locked> {
    open(file, password, &mut Budget::default())
}

#[test]
fn every_hash_and_key_length_opens_and_lengths_around_a_segment_are_kept() {
    for (hash, name) in
        [(Hash::Sha1, "SHA1"), (Hash::Sha256, "SHA256"), (Hash::Sha384, "SHA384"), (Hash::Sha512, "SHA512")]
    {
        for key_bits in [128, 192, 256] {
            for length in [0, 1, 16, 4095, 4096, 4097, 10_000] {
                let plain: Vec<u8> = (0..length).map(|n: usize| n.to_le_bytes()[0]).collect();
                let file = seal(&plain, hash, name, key_bits).file();
                assert!(is_locked(&file));
                assert_eq!(opened(&file, PASSWORD), Ok(plain), "{name} {key_bits} {length}");
            }
        }
    }
}

#[test]
fn a_file_that_another_program_sealed_opens() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/contacts/");
    let file = |name: &str| std::fs::read(format!("{folder}{name}")).unwrap();
    let locked = file("lister-kryptert.docx");
    assert_eq!(opened(&locked, "hemmelig").unwrap(), file("lister.docx"));
    assert_eq!(opened(&locked, "Hemmelig"), Err(Locked::WrongPassword));
}

#[test]
fn a_wrong_password_is_told_from_a_damaged_file() {
    let plain = vec![5; 9000];
    assert_eq!(opened(&sealed(&plain).file(), "feil"), Err(Locked::WrongPassword));
    assert_eq!(opened(&sealed(&plain).file(), ""), Err(Locked::WrongPassword));
    let mut changed = sealed(&plain);
    changed.package[5000] ^= 1;
    assert_eq!(opened(&changed.file(), PASSWORD), Err(Locked::Damaged), "a changed byte");
    let mut longer = sealed(&plain);
    longer.package[0] = longer.package[0].wrapping_add(1);
    assert_eq!(opened(&longer.file(), PASSWORD), Err(Locked::Damaged), "a changed length");
    let mut short = sealed(&plain);
    short.package.truncate(5001);
    assert_eq!(opened(&short.file(), PASSWORD), Err(Locked::Damaged), "cut off inside a block");
    short.package.truncate(8);
    assert_eq!(opened(&short.file(), PASSWORD), Err(Locked::Damaged), "nothing behind the length");
    short.package.clear();
    assert_eq!(opened(&short.file(), PASSWORD), Err(Locked::Damaged), "no length");
}

#[test]
fn no_cut_of_the_file_panics_or_opens() {
    let file = sealed(&[5; 9000]).file();
    // The end of the file may be free sectors: a cut there loses nothing.
    for length in (0..file.len()).step_by(37) {
        match opened(file.get(..length).unwrap(), PASSWORD) {
            Ok(plain) => assert_eq!(plain, vec![5; 9000], "{length}"),
            Err(error) => assert!(matches!(error, Locked::Damaged | Locked::WrongPassword), "{length}"),
        }
    }
}

#[test]
fn more_rounds_than_any_program_writes_are_refused_at_once() {
    for (count, expected) in [
        ("2147483648", Locked::TooMuchWork),
        ("10000001", Locked::TooMuchWork),
        ("99999999999999", Locked::TooMuchWork),
        ("-1", Locked::Damaged),
        ("", Locked::Damaged),
        ("101", Locked::WrongPassword),
    ] {
        let file = sealed(b"x").replaced("spinCount=\"100\"", &format!("spinCount=\"{count}\"")).file();
        assert_eq!(opened(&file, PASSWORD), Err(expected), "{count}");
    }
}

#[test]
fn sizes_that_do_not_fit_are_damage_and_other_ways_are_named() {
    use Locked::{Damaged, Unsupported};
    for (from, to, expected) in [
        ("keyBits=\"256\"", "keyBits=\"4294967295\"", Damaged),
        ("saltSize=\"16\"", "saltSize=\"17\"", Damaged),
        ("blockSize=\"16\"", "blockSize=\"4096\"", Damaged),
        ("hashSize=\"64\"", "hashSize=\"20\"", Damaged),
        ("<dataIntegrity", "<dataIntegrit", Damaged),
        ("encryptedKeyValue=\"", "encryptedKeyValue=\"*", Damaged),
        ("cipherAlgorithm=\"AES\"", "cipherAlgorithm=\"3DES\"", Unsupported("a cipher other than AES")),
        ("ChainingModeCBC", "ChainingModeCFB", Unsupported("a cipher mode other than CBC")),
        (
            "hashAlgorithm=\"SHA512\"",
            "hashAlgorithm=\"WHIRLPOOL\"",
            Unsupported("a hash other than SHA-1, 256, 384 and 512"),
        ),
        (
            "uri=\"http://schemas.microsoft.com/office/2006/keyEncryptor/password\"",
            "uri=\"http://schemas.microsoft.com/office/2006/keyEncryptor/certificate\"",
            Unsupported("a lock for certificates and not for a password"),
        ),
    ] {
        assert_eq!(opened(&sealed(b"x").replaced(from, to).file(), PASSWORD), Err(expected), "{to}");
    }
    for (version, expected) in [
        ([4, 0, 2, 0, 0x24, 0, 0, 0], Unsupported("standard encryption (Office 2007)")),
        ([3, 0, 2, 0, 0x24, 0, 0, 0], Unsupported("standard encryption (Office 2007)")),
        ([2, 0, 2, 0, 0x04, 0, 0, 0], Unsupported("RC4 encryption (Office 2003 and earlier)")),
        ([3, 0, 3, 0, 0x10, 0, 0, 0], Unsupported("extensible encryption")),
        ([9, 0, 9, 0, 0, 0, 0, 0], Damaged),
    ] {
        let streams = Streams { info: version.to_vec(), ..sealed(b"x") };
        assert_eq!(opened(&streams.file(), PASSWORD), Err(expected), "{version:?}");
    }
    let streams =
        Streams { info: [&[4, 0, 4, 0, 0x40, 0, 0, 0][..], &[b' '; 70_000]].concat(), ..sealed(b"x") };
    assert_eq!(opened(&streams.file(), PASSWORD), Err(Locked::TooLarge));
}

/// Sealed and whole, but little on the disk and much inside.
#[test]
fn a_bomb_in_a_sealed_file_is_stopped_by_the_common_budget() {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options =
        zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
    archive.start_file("[Content_Types].xml", options).unwrap();
    archive.write_all(b"<Types/>").unwrap();
    archive.start_file("word/document.xml", options).unwrap();
    for _ in 0..100 {
        archive.write_all(&vec![b' '; 1 << 20]).unwrap();
    }
    let bomb = archive.finish().unwrap().into_inner();
    assert!(bomb.len() < 1 << 20);
    let mut budget = Budget::default();
    let plain = open(&sealed(&bomb).file(), PASSWORD, &mut budget).unwrap();
    let contents = read(&File { name: "liste.docx".into(), bytes: plain, ..File::default() }, &mut budget);
    assert_eq!(contents.documents, []);
    assert_eq!(contents.unread.first().map(|one| one.why), Some(Why::TooLarge));
}

#[test]
fn a_package_larger_than_the_budget_is_not_unsealed() {
    let mut budget = Budget { unpacked_bytes: 5000, ..Budget::default() };
    assert_eq!(open(&sealed(&[0; 9000]).file(), PASSWORD, &mut budget), Err(Locked::TooLarge));
    assert_eq!(opened(b"PK\x03\x04", PASSWORD), Err(Locked::Damaged));
    assert!(!is_locked(b"PK\x03\x04"));
}
