//! Reads the three files and puts the checked parts together.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

use config::{Config, FileFormat};
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::tree::Book;
use super::{Faults, OpenpgpSettings, ReceiveSettings, Settings, contacts, policy, varsel};
use crate::policy::Policy;

/// What a key in the environment begins with; `__` stands between its parts.
const PREFIX: &str = "VARSEL__";
/// So many mailboxes may be named by number in the environment.
const MOST_NUMBERED: usize = 16;
/// No file of ours is bigger.
const LONGEST_FILE: u64 = 4 * 1024 * 1024;

/// Variables of the environment by name, as far as their content matters here.
pub type Environment = BTreeMap<String, String>;

/// The process's environment, without what is not Unicode.
pub fn environment() -> impl Iterator<Item = (String, String)> {
    std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
}

/// Reads `varsel.toml` at `path` and the files it names.
///
/// # Errors
/// All faults of all files at once; a file that cannot be read as TOML does not hide the faults of the others.
pub fn load(path: &Path, env: impl Iterator<Item = (String, String)>) -> Result<Settings, Faults> {
    let env: Environment = env.collect();
    let folder = folder_of(path);
    let main_book = Book::new(&file_name(path));
    let tree = read(path, &main_book, &env);
    let main = varsel::read(tree.as_ref(), &main_book, &folder, &env);

    let contacts_book = Book::new(&file_name(&main.contacts_file));
    let people_tree = read(&main.contacts_file, &contacts_book, &Environment::new());
    let mut keys = Vec::new();
    let people = people_tree
        .as_ref()
        .map(|tree| contacts::read(tree, &contacts_book, &main.organisation, &folder, &mut keys));

    let policy_book = Book::new(&file_name(&main.policy_file));
    let rules_tree = read(&main.policy_file, &policy_book, &Environment::new());
    let rules = rules_tree.as_ref().and_then(|tree| policy::read(tree, &policy_book, &main.organisation));

    let mut warnings = main.warnings;
    let whole = people.zip(rules).map(|(people, rules)| Policy { contacts: people, ..rules });
    if let Some(policy) = whole.as_ref().filter(|_| contacts_book.is_clean()) {
        warnings.extend(policy::check_roles(policy, &policy_book));
    }

    let books = [main_book, policy_book, contacts_book];
    let faults: Vec<_> = books.into_iter().flat_map(Book::into_faults).collect();
    match (main.parts, whole) {
        (Some(parts), Some(policy)) if faults.is_empty() => Ok(Settings {
            file: path.to_owned(),
            contacts_file: main.contacts_file,
            policy_file: file_name(&main.policy_file),
            policy: with_hash(policy),
            mailboxes: parts.mailboxes,
            transport: parts.transport,
            oauth: parts.oauth,
            alarm: parts.alarm,
            store: parts.store,
            simulated: parts.simulated,
            authenticity: parts.authenticity,
            smime: parts.smime,
            web: parts.web,
            receive: parts.receive,
            openpgp: OpenpgpSettings { keys, ..parts.openpgp },
            templates: parts.templates,
            warnings,
        }),
        _ => Err(Faults(faults)),
    }
}

/// Reads only `[receive]` of `varsel.toml`: an MTA's user may read neither key nor passwords, and what else is wrong is
/// the daemon's to say.
///
/// # Errors
/// A file that cannot be read or is not TOML; the faults of this section.
pub fn receive_settings(
    path: &Path,
    env: impl Iterator<Item = (String, String)>,
) -> Result<ReceiveSettings, Faults> {
    let ours = |name: &str| name == "CREDENTIALS_DIRECTORY" || name.starts_with("VARSEL__RECEIVE__");
    let env: Environment = env.filter(|(name, _)| ours(name)).collect();
    let book = Book::new(&file_name(path));
    let tree = read(path, &book, &env);
    let section = tree.as_ref().and_then(|tree| tree.get("receive")).cloned().unwrap_or(Value::Null);
    let only = serde_json::json!({ "receive": section });
    let settings = varsel::receive(&book.root(&only).section("receive"), &folder_of(path), &env);
    if book.is_clean() { Ok(settings) } else { Err(Faults(book.into_faults())) }
}

/// The folder that paths in a file are relative to.
fn folder_of(path: &Path) -> PathBuf {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned())
}

/// SHA-256 over the policy as JSON with an empty hash.
fn with_hash(policy: Policy) -> Policy {
    let plain = Policy { hash: String::new(), ..policy };
    let text = serde_json::to_vec(&plain).unwrap_or_default();
    let hash = Sha256::digest(&text).iter().map(|byte| format!("{byte:02x}")).collect();
    Policy { hash, ..plain }
}

/// A file as a plain tree, the environment laid over it; none with a fault where it is not TOML.
fn read(path: &Path, book: &Book, env: &Environment) -> Option<Value> {
    let text = match read_text(path) {
        Ok(text) => text,
        Err(error) => {
            book.fault("", format!("cannot be read: {error}"), format!("write it, at {}", path.display()));
            return None;
        }
    };
    let mut builder = Config::builder().add_source(config::File::from_str(&text, FileFormat::Toml));
    for (name, value) in env.iter().filter(|(name, _)| name.starts_with(PREFIX)) {
        match builder.clone().set_override(env_key(name), value.clone()) {
            Ok(with) => builder = with,
            Err(_) => book.fault("", format!("{name} in the environment names no key"), "unset it"),
        }
    }
    let tree = builder.build().and_then(Config::try_deserialize::<Value>);
    tree.map_err(|error| book.fault("", syntax(&error.to_string()), "mend the line")).ok()
}

fn read_text(path: &Path) -> std::io::Result<String> {
    let mut text = String::new();
    let read = File::open(path)?.take(LONGEST_FILE + 1).read_to_string(&mut text)?;
    if read as u64 > LONGEST_FILE { Err(ErrorKind::FileTooLarge.into()) } else { Ok(text) }
}

/// `VARSEL__MAILBOX__HOST` -> `mailbox[0].host`, `VARSEL__MAILBOX__1__HOST` -> `mailbox[1].host`.
fn env_key(name: &str) -> String {
    let lower = name.strip_prefix(PREFIX).unwrap_or(name).to_ascii_lowercase();
    let parts: Vec<&str> = lower.split("__").collect();
    match parts.as_slice() {
        ["mailbox", number, rest @ ..]
            if number.parse().is_ok_and(|number: usize| number < MOST_NUMBERED) =>
        {
            format!("mailbox[{number}].{}", rest.join("."))
        }
        ["mailbox", rest @ ..] => format!("mailbox[0].{}", rest.join(".")),
        parts => parts.join("."),
    }
}

/// Where a TOML file breaks and why, without the line itself: it could hold a secret.
fn syntax(error: &str) -> String {
    let lines = error.lines().map(str::trim).filter(|line| !line.is_empty() && !line.contains('|'));
    format!("is not TOML: {}", lines.collect::<Vec<_>>().join(": "))
}

fn file_name(path: &Path) -> String {
    path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned())
}

/// A path as written: relative to the folder of `varsel.toml`; `$CREDENTIALS_DIRECTORY/…` is where systemd put it.
pub fn resolve(folder: &Path, text: &str, env: &Environment) -> PathBuf {
    match (text.strip_prefix("$CREDENTIALS_DIRECTORY/"), env.get("CREDENTIALS_DIRECTORY")) {
        (Some(rest), Some(credentials)) => Path::new(credentials).join(rest),
        _ => folder.join(text),
    }
}
