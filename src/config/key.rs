//! The store's key and other secrets: read from files that not everybody may read.

use std::fs::{self, File, OpenOptions, Permissions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

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
const PRIVATE: u32 = 0o600;
/// One in use and those being left; a change of the key leaves one.
const MOST_KEYS: usize = 4;

/// A new key as a line for the key file: base64 of 32 bytes from the kernel.
///
/// # Errors
/// Where the kernel's random source cannot be read.
pub fn generate_key() -> io::Result<Zeroizing<String>> {
    let mut bytes = Zeroizing::new([0; KEY_BYTES]);
    File::open("/dev/urandom")?.read_exact(&mut *bytes)?;
    // Room for all of it: a text that grows leaves its first place unwiped.
    let mut line = Zeroizing::new(String::with_capacity(2 * KEY_BYTES));
    STANDARD.encode_string(*bytes, &mut line);
    line.push('\n');
    Ok(line)
}

/// A key file: 32 bytes a line, as base64 (`openssl rand -base64 32`) or as 64 hexadecimal digits. The first line is the
/// key in use; a change of the key that is not finished (`varsel key rotate`) has the old one below it.
pub fn read_keys(path: &Path) -> Result<Vec<KeyBytes>, Wrong> {
    let make = format!("make one with: (umask 077; openssl rand -base64 32 > {})", path.display());
    let text = read_private(path, &make)?;
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let key = |line: &&str| {
        let bytes = Zeroizing::new(decode(line)?);
        <[u8; KEY_BYTES]>::try_from(bytes.as_slice()).ok().map(|key| SecretBox::new(Box::new(key)))
    };
    let keys: Option<Vec<KeyBytes>> = lines.iter().map(key).collect();
    match keys {
        Some(keys) if (1..=MOST_KEYS).contains(&keys.len()) => Ok(keys),
        _ => Err(wrong(format!("{} does not hold 32 bytes as base64 or hex", path.display()), make)),
    }
}

/// Puts a new key above the others of a key file, in one step and on disk before this returns. Owner and group stay, the
/// mode becomes 0600.
///
/// # Errors
/// A file that cannot be read, written or given to its owner; then it is as it was.
pub fn add_key(path: &Path) -> io::Result<()> {
    let old = Zeroizing::new(fs::read_to_string(path)?);
    let new = generate_key()?;
    replace(path, &Zeroizing::new(format!("{}{}\n", *new, old.trim())))
}

/// Leaves only the first key of a key file, in the same way.
///
/// # Errors
/// As [`add_key`].
pub fn drop_old_keys(path: &Path) -> io::Result<()> {
    let old = Zeroizing::new(fs::read_to_string(path)?);
    let first = old.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
    replace(path, &Zeroizing::new(format!("{first}\n")))
}

/// A file beside it, which then takes its name: whoever reads finds the old one or the new one, whole.
fn replace(path: &Path, text: &str) -> io::Result<()> {
    let path = path.canonicalize()?;
    let (meta, mut beside) = (path.metadata()?, path.as_os_str().to_owned());
    beside.push(".new");
    let beside = PathBuf::from(beside);
    let written = (|| {
        // What a crash has left.
        match fs::remove_file(&beside) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let mut file = OpenOptions::new().write(true).create_new(true).mode(PRIVATE).open(&beside)?;
        file.set_permissions(Permissions::from_mode(PRIVATE))?;
        let ours = file.metadata()?;
        if (ours.uid(), ours.gid()) != (meta.uid(), meta.gid()) {
            std::os::unix::fs::fchown(&file, Some(meta.uid()), Some(meta.gid()))?;
        }
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        fs::rename(&beside, &path)?;
        File::open(path.parent().unwrap_or(Path::new("/")))?.sync_all()
    })();
    if written.is_err() {
        // Best effort: the next call takes it away.
        let _ = fs::remove_file(&beside);
    }
    written
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
    let us = rustix::process::geteuid().as_raw();
    if is_foreign(meta.uid(), us) {
        let what = format!("{} belongs to another user, number {}", path.display(), meta.uid());
        return Err(wrong(what, format!("run as root: chown {us} {}", path.display())));
    }
    let mut text = Zeroizing::new(String::new());
    file.take(LONGEST_SECRET + 1).read_to_string(&mut text).map_err(failed)?;
    if text.len() as u64 > LONGEST_SECRET {
        Err(failed(io::ErrorKind::FileTooLarge.into()))
    } else {
        Ok(text)
    }
}

/// Whether somebody who is neither we nor root may read and replace the file. Root may use everybody's.
fn is_foreign(owner: u32, us: u32) -> bool {
    owner != us && owner != 0 && us != 0
}

#[cfg(test)]
mod tests {
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
        assert!(read_keys(&path).is_ok());
        assert_ne!(*generate_key().unwrap(), *generate_key().unwrap());
    }

    #[test]
    fn a_key_may_be_hexadecimal() {
        let (_dir, path) = file(&"0fF0".repeat(16), 0o400);
        assert_eq!(read_keys(&path).unwrap()[0].expose_secret()[..2], [0x0f, 0xf0]);
    }

    #[test]
    fn a_key_that_is_short_shared_or_absent_is_refused_with_a_mend() {
        for (content, mode) in
            [("c2hvcnQ=", 0o600), ("", 0o600), ("é", 0o600), ("0g".repeat(32).as_str(), 0o600)]
        {
            let (_dir, path) = file(content, mode);
            assert!(read_keys(&path).unwrap_err().mend.contains("openssl rand"), "{content}");
        }
        let (dir, path) = file(&generate_key().unwrap(), 0o644);
        assert!(read_keys(&path).unwrap_err().mend.starts_with("run: chmod 600"));
        assert!(read_keys(&dir.path().join("none")).unwrap_err().mend.contains("openssl rand"));
        assert!(read_keys(dir.path()).unwrap_err().what.contains("not a file"));
    }

    #[test]
    fn a_new_key_stands_above_the_old_one_until_that_is_dropped() {
        let old = generate_key().unwrap();
        let (dir, path) = file(&old, 0o640);
        add_key(&path).unwrap();
        let both = fs::read_to_string(&path).unwrap();
        assert!(both.ends_with(old.as_str()) && both.lines().count() == 2);
        let keys = read_keys(&path).unwrap();
        assert_eq!(keys.len(), 2);
        assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o600);
        // What a crash has left is in nobody's way.
        fs::write(dir.path().join("secret.new"), "half").unwrap();
        drop_old_keys(&path).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), format!("{}\n", both.lines().next().unwrap()));
        assert_eq!(read_keys(&path).unwrap()[0].expose_secret(), keys[0].expose_secret());
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
    }

    #[test]
    fn the_key_of_another_user_is_refused_but_not_to_root() {
        for (owner, us, foreign) in
            [(0, 0, false), (1000, 1000, false), (0, 1000, false), (1000, 0, false), (7, 8, true)]
        {
            assert_eq!(is_foreign(owner, us), foreign, "{owner} {us}");
        }
    }

    #[test]
    fn a_secret_that_everybody_may_read_is_refused_whatever_it_is_for() {
        for mode in [0o604, 0o602, 0o601, 0o666] {
            let (_dir, path) = file("secret", mode);
            assert!(read_secret(&path).unwrap_err().mend.starts_with("run: chmod 600"), "{mode:o}");
        }
        let (_dir, path) = file("secret", 0o640);
        assert!(read_secret(&path).is_ok() && is_shared_with_group(&path));
        let (_dir, path) = file("secret", 0o600);
        assert!(!is_shared_with_group(&path));
    }

    #[test]
    fn a_secret_loses_only_the_end_of_its_line() {
        let (_dir, path) = file(" 00123 \r\n", 0o600);
        assert_eq!(read_secret(&path).unwrap().expose_secret(), " 00123 ");
        let (_dir, path) = file("\n", 0o600);
        assert!(read_secret(&path).is_err());
    }
}
