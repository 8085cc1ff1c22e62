//! OpenPGP against the real GnuPG: what it makes of our mail, and what we make of its.

mod gpg;
mod incoming;
mod keys;
mod outgoing;

use crate::e2e::House;
use gpg::{Gpg, Kind};

const KARI: &str = "kari.nordmann@eksempel.no";
const HEAD: &str = "ingrid.lie@eksempel.no";
const JON: &str = "jon.moen@eksempel.no";
const US: &str = "avvik@eksempel.no";

/// Gives a person of the sample contacts a key.
fn give_key(house: &House, address: &str, public: &str) {
    let file = format!("{address}.asc");
    house.write(&file, public);
    let email = format!("email = \"{address}\"");
    house.edit("contacts.toml", &email, &format!("{email}\nopenpgp_key_file = \"{file}\""));
}

/// Makes the house a key of its own by our own command; answers its public half.
fn own_key(house: &House) -> String {
    let out = house.path("openpgp.key");
    let public = house.ok(&["key", "openpgp", "--out", out.to_str().unwrap()]);
    house.edit("varsel.toml", "\n[web]\n", "\n[openpgp]\nkey_file = \"openpgp.key\"\n\n[web]\n");
    public
}

/// The armored block in a mail.
fn armored(raw: &str, what: &str) -> String {
    let start =
        raw.find(&format!("-----BEGIN PGP {what}-----")).unwrap_or_else(|| panic!("no {what}: {raw}"));
    let end = format!("-----END PGP {what}-----");
    let length = raw[start..].find(&end).unwrap() + end.len();
    format!("{}\n", &raw[start..start + length])
}

/// A PGP/MIME mail around an armored message (RFC 3156 section 4).
fn pgp_mime(header: &str, message: &str) -> Vec<u8> {
    let mail = format!(
        "{header}MIME-Version: 1.0\nContent-Type: multipart/encrypted; boundary=\"b1\"; protocol=\"application/pgp-encrypted\"\n\n\
         This is an OpenPGP/MIME encrypted message.\n--b1\nContent-Type: application/pgp-encrypted\n\nVersion: 1\n\n\
         --b1\nContent-Type: application/octet-stream; name=\"encrypted.asc\"\nContent-Disposition: inline; filename=\"encrypted.asc\"\n\n{message}\n--b1--\n"
    );
    mail.replace("\r\n", "\n").replace('\n', "\r\n").into_bytes()
}

#[test]
fn gnupg_takes_the_key_that_we_make() {
    let Some(gpg) = Gpg::start() else { return };
    let house = House::maildir();
    let public = own_key(&house);
    gpg.import(&public);
    let listed = String::from_utf8(gpg.ok(&["--with-colons", "--list-keys", US], b"")).unwrap();
    // Valid, Ed25519 (22) that signs and a Curve25519 subkey (18) that is encrypted to.
    assert!(listed.lines().any(|line| line.starts_with("pub:") && line.contains(":22:")), "{listed}");
    assert!(listed.lines().any(|line| line.starts_with("sub:") && line.contains(":18:")), "{listed}");
    assert!(listed.contains(&format!("<{US}>")), "{listed}");
    let secret = std::fs::read_to_string(house.path("openpgp.key")).unwrap();
    let other = Gpg::start().unwrap();
    other.import(&secret);
    let message = gpg.encrypt(US, &[], "Hei på deg".as_bytes());
    assert_eq!(other.decrypt(message.as_bytes()).text(), "Hei på deg");
    use std::os::unix::fs::PermissionsExt;
    let mode = std::fs::metadata(house.path("openpgp.key")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let out = house.path("openpgp.key");
    let again = house.run(&["key", "openpgp", "--out", out.to_str().unwrap()]);
    assert_eq!(again.code, 1, "a key is never written over: {again:?}");
    let folder = std::fs::canonicalize(house.path("")).unwrap();
    let given = ["key", "openpgp", "--out", "beside.key"];
    let beside = crate::e2e::run(house.command(&given).current_dir(&folder));
    let whole = format!("key_file = \"{}\"", folder.join("beside.key").display());
    assert!(beside.code == 0 && beside.err.contains(&whole), "{beside:?}");
    let printed = house.run(&["check"]);
    assert_eq!(printed.code, 0, "{printed:?}");
    let _ = Kind::Rsa;
}
