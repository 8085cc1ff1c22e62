//! A sentence the program says, as a value: a key and its arguments.
//!
//! The core gives its reasons and results as phrases; `templates/LANG/phrases.toml` holds the words in each
//! language. So one reason serves the history, the log, a mail in the reader's language and a test's assertion.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A key of `phrases.toml` with the values its sentence needs.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Phrase {
    pub key: String,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub args: BTreeMap<String, Value>,
}

impl Phrase {
    pub fn new(key: &str) -> Self {
        Phrase { key: key.to_owned(), args: BTreeMap::new() }
    }

    /// Adds an argument; a value that cannot be written as JSON becomes null.
    pub fn with(mut self, name: &str, value: impl Serialize) -> Self {
        self.args.insert(name.to_owned(), serde_json::to_value(value).unwrap_or(Value::Null));
        self
    }
}
