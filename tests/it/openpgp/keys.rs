//! Keys in the configuration: each that is not what it should be is told, with the file and how to mend it.

use super::{Gpg, HEAD, KARI, Kind, give_key, own_key};
use crate::e2e::House;

/// What `check` says of the configuration, which must be wrong.
fn faults(house: &House) -> String {
    let ran = house.run(&["check"]);
    assert_eq!(ran.code, 78, "{ran:?}");
    ran.err
}

#[test]
fn a_file_that_is_no_key_to_encrypt_to_is_a_fault() {
    let Some(gpg) = Gpg::start() else { return };
    gpg.make(Kind::Curve25519, "Kari Nordmann", KARI);
    let signing = "Key-Type: EDDSA\nKey-Curve: ed25519\nKey-Usage: sign\nName-Real: S\nName-Email: s@eksempel.no\n%no-protection\nExpire-Date: 0\n%commit\n";
    gpg.ok(&["--full-generate-key"], signing.as_bytes());
    gpg.make(Kind::Curve25519, "Ola", "ola@eksempel.no");
    let two = String::from_utf8(gpg.ok(&["--armor", "--export", KARI, "ola@eksempel.no"], b"")).unwrap();
    for (file, told) in [
        ("not a key".to_owned(), "is no OpenPGP key"),
        (String::new(), "is no OpenPGP key"),
        (gpg.secret(KARI, &[]), "is a secret key"),
        (gpg.public("s@eksempel.no"), "no part that mail can be encrypted to"),
        (two, "holds more than one key"),
    ] {
        let house = House::maildir();
        give_key(&house, KARI, &file);
        let said = faults(&house);
        assert!(said.contains("openpgp_key_file") && said.contains(told), "{told}: {said}");
    }
    let house = House::maildir();
    give_key(&house, KARI, "");
    std::fs::remove_file(house.path(&format!("{KARI}.asc"))).unwrap();
    assert!(faults(&house).contains("is not a file"));
}

#[test]
fn our_own_key_has_no_passphrase_and_is_not_for_everybody() {
    let Some(gpg) = Gpg::start() else { return };
    let house = House::maildir();
    own_key(&house);
    gpg.make_with(
        Kind::Curve25519,
        "Avvik",
        "avvik@eksempel.no",
        "Passphrase: hemmelig\nExpire-Date: 0\n",
        &[],
    );
    let locked = gpg.secret("avvik@eksempel.no", &["--passphrase", "hemmelig"]);
    house.write_secret("openpgp.key", &locked);
    assert!(faults(&house).contains("passphrase"));
    house.write_secret("openpgp.key", &gpg.public("avvik@eksempel.no"));
    assert!(faults(&house).contains("is a public key only"));
    house.write_secret("openpgp.key", "");
    assert!(faults(&house).contains("varsel key openpgp"));
    gpg.make(Kind::Rsa, "Avvik", "rsa@eksempel.no");
    house.write_secret("openpgp.key", &gpg.secret("rsa@eksempel.no", &[]));
    let checked = house.run(&["check"]);
    assert!(checked.code == 0 && checked.out.contains("RUSTSEC-2023-0071"), "{checked:?}");
    use std::os::unix::fs::PermissionsExt;
    let open = std::fs::Permissions::from_mode(0o644);
    std::fs::set_permissions(house.path("openpgp.key"), open).unwrap();
    assert!(faults(&house).contains("chmod 600"));
}

#[test]
fn what_became_of_a_key_is_noted_and_stops_nothing() {
    let Some(gpg) = Gpg::start() else { return };
    let house = House::maildir();
    gpg.make(Kind::Curve25519, "Kari Nordmann", KARI);
    let listed = String::from_utf8(gpg.ok(&["--with-colons", "--list-keys", KARI], b"")).unwrap();
    let fingerprint = listed.lines().find_map(|line| line.strip_prefix("fpr:::::::::")).unwrap();
    let fingerprint = fingerprint.trim_end_matches(':');
    let home = gpg.ok(&["--armor", "--export", KARI], b"");
    let revocation = gpg.revocation(fingerprint);
    gpg.import(&revocation);
    let revoked = gpg.public(KARI);
    assert_ne!(home, revoked.as_bytes());
    give_key(&house, KARI, &revoked);
    gpg.make(Kind::Rsa, "En Annen", "annen@example.org");
    give_key(&house, HEAD, &gpg.public("annen@example.org"));
    let ran = house.run(&["check"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    for told in ["was revoked", "bears no name with ingrid.lie@eksempel.no", "key_file is not set"] {
        assert!(ran.out.contains(told), "no {told:?} in {}", ran.out);
    }
}
