//! The files as written -> checked settings and policy, every fault at once.
//!
//! Three files: `varsel.toml` (how to run; any key also from the environment, `VARSEL__MAILBOX__HOST`),
//! `policy.toml` (the law and the house rules as data) and `contacts.toml` (people and parties). A fault names the
//! file, the key, what is wrong and how to mend it; nothing starts before there is none.

mod alarm;
mod contacts;
pub mod init;
mod key;
mod load;
mod oauth;
mod openpgp;
mod policy;
mod regime;
mod retention;
mod settings;
mod texts;
mod tree;
mod value;
mod varsel;

use std::fmt;

pub use contacts::{contact_address, edit as contacts_file};
pub use key::{KeyBytes, add_key, drop_old_keys, generate_key, read_keys, read_secret};
pub use load::{environment, load, receive_settings};
pub use settings::*;
pub use value::is_loopback;

/// `90m`, `72h`, `14d` in seconds, as in the files.
///
/// # Errors
/// What is wrong and how to write it, as one sentence.
pub fn duration(text: &str) -> Result<i64, String> {
    value::secs(text).map_err(|wrong| format!("{}; {}", wrong.what, wrong.mend))
}

/// One thing that is wrong in the configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The file's name as the reader knows it, `varsel.toml`.
    pub file: String,
    /// Where in it, `mailbox[0].host`; empty where it is the whole file.
    pub key: String,
    pub what: String,
    pub mend: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Fault { file, key, what, mend } = self;
        if key.is_empty() {
            write!(f, "{file}: {what}; {mend}")
        } else {
            write!(f, "{file}: {key}: {what}; {mend}")
        }
    }
}

/// Everything that is wrong, in the order of the files; one line each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Faults(pub Vec<Fault>);

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, fault) in self.0.iter().enumerate() {
            let end = if index == 0 { "" } else { "\n" };
            write!(f, "{end}{fault}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Faults {}

#[cfg(test)]
mod tests;
