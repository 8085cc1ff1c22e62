//! The store's key and other secrets: read from files that not everybody may read.

use std::fs::File;
use std::io::{self, Read};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use secrecy::zeroize::Zeroizing;
use secrecy::{SecretBox, SecretString};

use super::value::{Wrong, wrong};
use crate::mail::smime::MAX_ISSUERS_BYTES;

/// 32 bytes, wiped when dropped.
pub type KeyBytes = SecretBox<[u8; KEY_BYTES]>;

const KEY_BYTES: usize = 32;
/// No password or token is longer.
const LONGEST_SECRET: u64 = 64 * 1024;
/// Of a file of certificates so much is read.
const LONGEST_PEM: u64 = 4 * 1024 * 1024;
const READABLE_BY_OTHERS: u32 = 0o007;
const READABLE_BY_GROUP: u32 = 0o070;

/// A new key as a line for the key file: base64 of 32 bytes from the kernel.
///
/// # Errors
/// Where the kernel's random source cannot be read.
pub fn generate_key() -> io::Result<Zeroizing<String>> {
    let mut bytes = Zeroizing::new([0; KEY_BYTES]);
    File::open("/dev/urandom")?.read_exact(&mut *bytes)?;
    Ok(Zeroizing::new(format!("{}\n", STANDARD.encode(*bytes))))
}

/// A key file: one line, 32 bytes as base64 (`openssl rand -base64 32`) or as 64 hexadecimal digits.
pub fn read_key(path: &Path) -> Result<KeyBytes, Wrong> {
    let make = format!("make one with: (umask 077; openssl rand -base64 32 > {})", path.display());
    let text = read_private(path, &make)?;
    let bytes = Zeroizing::new(decode(text.trim()).unwrap_or_default());
    match <[u8; KEY_BYTES]>::try_from(bytes.as_slice()) {
        Ok(key) => Ok(SecretBox::new(Box::new(key))),
        Err(_) => Err(wrong(format!("{} does not hold 32 bytes as base64 or hex", path.display()), make)),
    }
}

fn decode(text: &str) -> Option<Vec<u8>> {
    if text.len() != 2 * KEY_BYTES {
        return STANDARD.decode(text).ok();
    }
    let digit = |byte: &u8| (*byte as char).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    text.as_bytes().chunks(2).map(|pair| Some(digit(pair.first()?)? << 4 | digit(pair.get(1)?)?)).collect()
}

/// A password or token: the file's content without the line's end.
pub fn read_secret(path: &Path) -> Result<SecretString, Wrong> {
    let make = format!("write the secret into {} and run: chmod 600 {}", path.display(), path.display());
    let text = read_private(path, &make)?;
    match text.trim_end_matches(['\r', '\n']) {
        "" => Err(wrong(format!("{} is empty", path.display()), make)),
        secret => Ok(SecretString::from(secret)),
    }
}

/// The certificates of a PEM file, as DER: those of issuers whom we trust for signed mail.
pub fn read_certificates(path: &Path) -> Result<Vec<Vec<u8>>, Wrong> {
    const MEND: &str =
        "write the path of a file in PEM form with the issuers' certificates, and nothing else in it";
    let failed = |why: &str| wrong(format!("{} {why}", path.display()), MEND);
    let mut pem = Vec::new();
    let file = File::open(path).map_err(|error| failed(&format!("cannot be read: {error}")))?;
    file.take(LONGEST_PEM)
        .read_to_end(&mut pem)
        .map_err(|error| failed(&format!("cannot be read: {error}")))?;
    let found: Result<Vec<CertificateDer<'static>>, _> = CertificateDer::pem_slice_iter(&pem).collect();
    let found = found.ok().filter(|found| !found.is_empty()).ok_or_else(|| failed("holds no certificate"))?;
    if found.iter().any(|one| webpki::anchor_from_trusted_cert(one).is_err()) {
        return Err(failed("holds something that is no issuer's certificate"));
    }
    if found.iter().map(|one| one.len()).sum::<usize>() > MAX_ISSUERS_BYTES {
        return Err(failed(&format!("holds more than {} KiB of certificates", MAX_ISSUERS_BYTES / 1024)));
    }
    Ok(found.iter().map(|one| one.to_vec()).collect())
}

/// Whether the file's group may use it too: right for systemd's credentials, odd elsewhere.
pub fn is_shared_with_group(path: &Path) -> bool {
    path.metadata().is_ok_and(|meta| meta.permissions().mode() & READABLE_BY_GROUP != 0)
}

fn read_private(path: &Path, make: &str) -> Result<Zeroizing<String>, Wrong> {
    let failed = |error: io::Error| wrong(format!("{} cannot be read: {error}", path.display()), make);
    let file = File::open(path).map_err(failed)?;
    let meta = file.metadata().map_err(failed)?;
    if !meta.is_file() {
        return Err(wrong(format!("{} is not a file", path.display()), make));
    }
    if meta.permissions().mode() & READABLE_BY_OTHERS != 0 {
        let what = format!("{} is open to everybody on this machine", path.display());
        return Err(wrong(what, format!("run: chmod 600 {}", path.display())));
    }
    let mut text = Zeroizing::new(String::new());
    file.take(LONGEST_SECRET + 1).read_to_string(&mut text).map_err(failed)?;
    if text.len() as u64 > LONGEST_SECRET {
        Err(failed(io::ErrorKind::FileTooLarge.into()))
    } else {
        Ok(text)
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use secrecy::ExposeSecret;

    use super::*;

    fn file(content: &str, mode: u32) -> (tempfile::TempDir, std::path::PathBuf) {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("secret");
        fs::write(&path, content).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        (dir, path)
    }

    #[test]
    fn a_generated_key_can_be_read_and_is_never_the_same() {
        let (_dir, path) = file(&generate_key().unwrap(), 0o600);
        assert!(read_key(&path).is_ok());
        assert_ne!(*generate_key().unwrap(), *generate_key().unwrap());
    }

    #[test]
    fn a_key_may_be_hexadecimal() {
        let (_dir, path) = file(&"0fF0".repeat(16), 0o400);
        assert_eq!(read_key(&path).unwrap().expose_secret()[..2], [0x0f, 0xf0]);
    }

    #[test]
    fn a_key_that_is_short_shared_or_absent_is_refused_with_a_mend() {
        for (content, mode) in
            [("c2hvcnQ=", 0o600), ("", 0o600), ("é", 0o600), ("0g".repeat(32).as_str(), 0o600)]
        {
            let (_dir, path) = file(content, mode);
            assert!(read_key(&path).unwrap_err().mend.contains("openssl rand"), "{content}");
        }
        let (dir, path) = file(&generate_key().unwrap(), 0o644);
        assert!(read_key(&path).unwrap_err().mend.starts_with("run: chmod 600"));
        assert!(read_key(&dir.path().join("none")).unwrap_err().mend.contains("openssl rand"));
        assert!(read_key(dir.path()).unwrap_err().what.contains("not a file"));
    }

    #[test]
    fn a_secret_loses_only_the_end_of_its_line() {
        let (_dir, path) = file(" 00123 \r\n", 0o600);
        assert_eq!(read_secret(&path).unwrap().expose_secret(), " 00123 ");
        let (_dir, path) = file("\n", 0o600);
        assert!(read_secret(&path).is_err());
    }
}
