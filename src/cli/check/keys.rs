//! What time has made of the OpenPGP keys, and what else is worth a look.

use chrono::{DateTime, Utc};

use crate::config::Settings;
use crate::contacts::Person;
use crate::mail::openpgp::{Unusable, WhenUnusable};
use crate::openpgp::OpenPgp;

/// One sentence each; none where all is well.
pub fn notes(openpgp: &OpenPgp, settings: &Settings, now: DateTime<Utc>) -> Vec<String> {
    let instead = match settings.openpgp.when_unusable {
        WhenUnusable::Minimal => "notices to it tell only case and deadline until there is a new one",
        WhenUnusable::Clear => "notices to it are not encrypted until there is a new one",
    };
    let mut notes = Vec::new();
    for key in &settings.openpgp.keys {
        let (file, address) = (key.file.display(), &key.address);
        if let Err(why) = key.certificate.usable(now) {
            notes.push(format!("{file}: the key of {address} {}; {instead}", said(why)));
        }
        if !key.certificate.bears(address) {
            notes.push(format!(
                "{file}: the key bears no name with {address}; make sure that it is the right one"
            ));
        }
    }
    let own = openpgp.public();
    if let Some(own) = &own {
        if let Err(why) = own.usable(now) {
            notes.push(format!("our own OpenPGP key {}; nobody can encrypt to it", said(why)));
        }
        if own.decrypts_by_rsa() {
            notes.push(
                "our own OpenPGP key is RSA: opening mail with it takes a time that depends a little on the key \
                 (RUSTSEC-2023-0071); a new one by `varsel key openpgp` does not"
                    .to_owned(),
            );
        }
    }
    if own.is_some() {
        let handles =
            |person: &&Person| settings.policy.tell.new_case.iter().any(|role| person.roles.contains(role));
        for person in settings.policy.contacts.persons.iter().filter(handles) {
            if !settings.openpgp.keys.iter().any(|key| key.address.eq_ignore_ascii_case(&person.email)) {
                notes.push(format!(
                    "{} has no openpgp_key_file: what comes in encrypted goes on to this address unencrypted",
                    person.email
                ));
            }
        }
    }
    if own.is_none() && !settings.openpgp.keys.is_empty() {
        notes.push("[openpgp] key_file is not set: encrypted notices are not signed, and encrypted answers cannot be opened".to_owned());
    }
    notes
}

fn said(why: Unusable) -> String {
    match why {
        Unusable::Expired { at } => format!("expired on {}", at.format("%Y-%m-%d")),
        Unusable::Revoked => "was revoked".to_owned(),
        Unusable::NoEncryption => "has nothing left to encrypt to".to_owned(),
    }
}
