//! What must stand in no file but its own, byte for byte: the keys and passwords of a house; the words of the mails it
//! took in, in its database and logs; the addresses and tokens of its people, in its logs.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use regex::Regex;

use super::INPUT;

/// Shorter lines stand in the program's own texts too.
const SHORTEST_LINE: usize = 28;
/// A folder may hold ten thousand mails; these are enough to know.
const MOST_MAILS: usize = 200;
/// The names of logs in a house, see `e2e::house`.
const LOGS: [&str; 2] = ["log", "log.commands"];
const DATABASE: [&str; 3] = ["varsel.db", "varsel.db-wal", "varsel.db-shm"];

/// What a house must keep to itself.
#[derive(Debug, Default)]
struct Kept {
    secrets: BTreeSet<String>,
    lines: BTreeSet<String>,
    addresses: BTreeSet<String>,
    tokens: BTreeSet<String>,
}

/// A test's mail may lie in a mail in a mail …, and the parser goes down with it.
const STACK: usize = 256 << 20;

pub fn assert_kept(folder: &Path) {
    let folder = folder.to_owned();
    let looking = std::thread::Builder::new().stack_size(STACK).spawn(move || look(&folder)).unwrap();
    if let Err(found) = looking.join() {
        std::panic::resume_unwind(found);
    }
}

fn look(folder: &Path) {
    let files = files(folder);
    let kept = Kept {
        secrets: secrets(&files),
        lines: mail_lines(folder, &files),
        addresses: addresses(folder, &files),
        tokens: tokens(folder, &files),
    };
    for file in &files {
        let name = file.strip_prefix(folder).unwrap_or(file).display().to_string();
        let bytes = fs::read(file).unwrap_or_default();
        let faults = faults(&name, &bytes, &kept);
        assert!(faults.is_empty(), "{name} holds {faults:?}");
    }
}

/// What a file holds that it must not.
fn faults(name: &str, bytes: &[u8], kept: &Kept) -> Vec<String> {
    let holds = |text: &&String| memchr::memmem::find(bytes, text.as_bytes()).is_some();
    let say = |what: &'static str| move |text: &String| format!("{what} {text}");
    let mut faults: Vec<String> = Vec::new();
    let owns = bytes.len() < 4096 && kept.secrets.contains(String::from_utf8_lossy(bytes).trim());
    if !owns && !is_own_key(name) {
        faults.extend(kept.secrets.iter().filter(holds).map(say("a secret:")));
    }
    let is_log = LOGS.contains(&name);
    if is_log || DATABASE.contains(&name) {
        faults.extend(kept.lines.iter().filter(holds).map(say("a line of a mail:")));
        faults.extend(kept.tokens.iter().filter(holds).map(say("a token:")));
    }
    if is_log {
        faults.extend(kept.addresses.iter().filter(holds).map(say("an address:")));
    }
    faults
}

/// A file of several keys, as while they are changed.
fn is_own_key(name: &str) -> bool {
    name.ends_with(".key") || name.ends_with(".pem")
}

/// Of every file that only its owner may read, what a line of it holds.
fn secrets(files: &[PathBuf]) -> BTreeSet<String> {
    let is_secret = |file: &&PathBuf| {
        let ending = file.extension().unwrap_or_default().to_string_lossy().into_owned();
        let private = fs::metadata(file).is_ok_and(|meta| meta.permissions().mode() & 0o077 == 0);
        private && ["key", "password", "secret", "token"].contains(&ending.as_str())
    };
    let lines = files.iter().filter(is_secret).filter_map(|file| fs::read_to_string(file).ok());
    lines
        .flat_map(|text| text.lines().map(|line| line.trim().to_owned()).collect::<Vec<_>>())
        .filter(|line| line.len() >= 8 && !line.starts_with("-----"))
        .collect()
}

fn mails(folder: &Path, files: &[PathBuf], below: &[&str]) -> Vec<Vec<u8>> {
    let is_below = |file: &&PathBuf| {
        let name = file.strip_prefix(folder).unwrap_or(file);
        below.iter().any(|start| name.starts_with(start))
    };
    files.iter().filter(is_below).take(MOST_MAILS).filter_map(|file| fs::read(file).ok()).collect()
}

fn mail_lines(folder: &Path, files: &[PathBuf]) -> BTreeSet<String> {
    let mut lines = BTreeSet::new();
    for raw in mails(folder, files, &INPUT) {
        let Some(mail) = mail_parser::MessageParser::default().parse(&raw) else { continue };
        let text = mail.body_text(0).unwrap_or_default().into_owned();
        // What a mail quotes of ours is ours.
        let own = text.lines().map(str::trim).filter(|line| !line.starts_with('>'));
        lines.extend(own.filter(|line| line.chars().count() >= SHORTEST_LINE).map(str::to_owned));
    }
    lines
}

fn addresses(folder: &Path, files: &[PathBuf]) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut below = INPUT.to_vec();
    below.push("spool/sent");
    for raw in mails(folder, files, &below) {
        let Some(mail) = mail_parser::MessageParser::default().parse(&raw) else { continue };
        let both = [mail.from(), mail.to()].into_iter().flatten();
        found.extend(both.flat_map(|list| list.iter()).filter_map(|one| one.address().map(str::to_owned)));
    }
    found
}

/// The tokens that went out, in the subaddress or in the subject.
fn tokens(folder: &Path, files: &[PathBuf]) -> BTreeSet<String> {
    let token = Regex::new(r"(?:\+|\[#)([a-z2-7]{26})\b").unwrap();
    let texts = mails(folder, files, &["spool/sent"]);
    let texts: Vec<String> = texts.iter().map(|raw| String::from_utf8_lossy(raw).into_owned()).collect();
    texts
        .iter()
        .flat_map(|text| token.captures_iter(text).map(|one| one[1].to_owned()).collect::<Vec<_>>())
        .collect()
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let (mut folders, mut files) = (vec![folder.to_owned()], Vec::new());
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(&next).into_iter().flatten().flatten() {
            match entry.file_type() {
                Ok(kind) if kind.is_dir() => folders.push(entry.path()),
                Ok(kind) if kind.is_file() => files.push(entry.path()),
                _ => {}
            }
        }
    }
    files
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is said of a house in which a file holds this.
    fn said_of(name: &str, content: &str) -> String {
        let house = tempfile::tempdir().unwrap();
        let put = |name: &str, content: &str| {
            let path = house.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, content).unwrap();
            fs::set_permissions(path, fs::Permissions::from_mode(0o600)).unwrap();
        };
        put("smtp.password", "korrekt-hest\n");
        put(
            "spool/inbox/new/1",
            "From: kari@eksempel.no\n\nEn e-post med navn gikk til feil mottaker i dag.\n",
        );
        put("spool/sent/new/1", "Reply-To: avvik+abcdefghijklmnopqrstuvwxyz@eksempel.no\n\nHei\n");
        put(name, content);
        let looked = std::panic::catch_unwind(|| assert_kept(house.path()));
        looked.err().and_then(|said| said.downcast_ref::<String>().cloned()).unwrap_or_default()
    }

    #[test]
    fn a_secret_a_line_a_token_and_an_address_are_found_where_they_must_not_be() {
        assert_eq!(said_of("log", "INFO varsel runs"), "");
        for (name, content, found) in [
            ("log", "login korrekt-hest refused", "a secret"),
            ("spool/sent/new/2", "Subject: korrekt-hest\n\n", "a secret"),
            ("varsel.db", "\0x korrekt-hest", "a secret"),
            ("varsel.db-wal", "xEn e-post med navn gikk til feil mottaker i dag.x", "a line of a mail"),
            ("log.commands", "En e-post med navn gikk til feil mottaker i dag.", "a line of a mail"),
            ("varsel.db", "abcdefghijklmnopqrstuvwxyz", "a token"),
            ("log", "from kari@eksempel.no", "an address"),
        ] {
            assert!(said_of(name, content).contains(found), "{name} with {content:?}");
        }
    }
}
