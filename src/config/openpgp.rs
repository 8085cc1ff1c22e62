//! OpenPGP in the files: our own secret key (`[openpgp]` in varsel.toml) and the keys that contacts.toml names. What a
//! file is not, is a fault; what time has made of it (expired, revoked) is told at start and by `varsel check`, for it must
//! not stop a program that keeps deadlines.

use std::io::Read;
use std::path::Path;

use secrecy::ExposeSecret;

use super::tree::Section;
use super::value::{self, Wrong, wrong};
use super::{KeyFile, OpenpgpSettings, key};
use crate::mail::openpgp::certificate::read_secret;
use crate::mail::openpgp::{Certificate, WhenUnusable};

const WHEN_UNUSABLE: [(&str, WhenUnusable); 2] =
    [("minimal", WhenUnusable::Minimal), ("clear", WhenUnusable::Clear)];
/// No public key is larger, bytes.
const LONGEST_KEY: u64 = 1 << 20;

/// Reads `[openpgp]`; `path` is where its `key_file` is.
pub fn read(section: &Section, path: Option<&Path>) -> OpenpgpSettings {
    let sign = section.flag("sign", false);
    let when_unusable =
        section.choice("when_unusable", &WHEN_UNUSABLE, Some(WhenUnusable::Minimal)).unwrap_or_default();
    let secret = path.and_then(|path| {
        let read = own_key(path);
        read.map_err(|wrong| section.fault("key_file", wrong.what, wrong.mend)).ok()
    });
    if sign && path.is_none() {
        let mend = "name the key that signs, or write false; make one with `varsel key openpgp`";
        section.fault("sign", "needs a key_file", mend);
    }
    OpenpgpSettings { secret, sign, when_unusable, keys: Vec::new() }
}

fn own_key(path: &Path) -> Result<secrecy::SecretString, Wrong> {
    let make = "make one with `varsel key openpgp --out FILE`, or export one without a passphrase: \
                gpg --armor --export-secret-keys ADDRESS";
    let secret = key::read_secret(path).map_err(|wrong| match wrong.mend.starts_with("run: chmod") {
        true => wrong,
        false => Wrong { mend: make.to_owned(), ..wrong },
    })?;
    match read_secret(secret.expose_secret().as_bytes()) {
        Ok(_) => Ok(secret),
        Err(fault) => Err(wrong(format!("{} {fault}", path.display()), make)),
    }
}

/// The key of a person or contact, if the row names one.
pub fn key_of(section: &Section, name: &str, address: &str, folder: &Path) -> Option<KeyFile> {
    const KEY: &str = "openpgp_key_file";
    let path = folder.join(section.maybe(KEY, value::text)?);
    let mend = "write the path of the person's public key: gpg --armor --export ADDRESS > FILE";
    let certificate = match public_key(&path) {
        Ok(file) => Certificate::read(&file),
        Err(what) => {
            section.fault(KEY, what, "write the path of one, or leave the line out");
            return None;
        }
    };
    match certificate {
        Ok(certificate) => {
            Some(KeyFile { file: path, name: name.to_owned(), address: address.to_owned(), certificate })
        }
        Err(fault) => {
            section.fault(KEY, format!("{} {fault}", path.display()), mend);
            None
        }
    }
}

fn public_key(path: &Path) -> Result<Vec<u8>, String> {
    if !path.is_file() {
        return Err(format!("{} is not a file", path.display()));
    }
    let mut bytes = Vec::new();
    let read = std::fs::File::open(path).and_then(|file| file.take(LONGEST_KEY + 1).read_to_end(&mut bytes));
    match read {
        Ok(_) => Ok(bytes),
        Err(error) => Err(format!("{} cannot be read: {error}", path.display())),
    }
}
