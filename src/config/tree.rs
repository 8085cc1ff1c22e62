//! A small checked reader over the plain tree of a configuration file.
//!
//! Every reading method names the key and says what it should be. A wrong or missing value is written down as a
//! fault and stands in as an empty one, so that reading goes on and all faults come at once. When a section is
//! dropped, every key that nobody asked for is a fault: it is misspelt, or belongs elsewhere.

use std::cell::RefCell;

use serde_json::{Map, Value};

use super::Fault;
use super::value::{self, Wrong};

/// The faults of one file.
pub struct Book {
    file: String,
    faults: RefCell<Vec<Fault>>,
}

impl Book {
    pub fn new(file: &str) -> Self {
        Book { file: file.to_owned(), faults: RefCell::default() }
    }

    pub fn fault(&self, key: &str, what: impl Into<String>, mend: impl Into<String>) {
        let (what, mend) = (what.into(), mend.into());
        self.faults.borrow_mut().push(Fault { file: self.file.clone(), key: key.to_owned(), what, mend });
    }

    pub fn is_clean(&self) -> bool {
        self.faults.borrow().is_empty()
    }

    pub fn into_faults(self) -> Vec<Fault> {
        self.faults.into_inner()
    }

    /// The whole file as a section.
    pub fn root<'a>(&'a self, tree: &'a Value) -> Section<'a> {
        Section { book: self, path: String::new(), map: tree.as_object(), asked: RefCell::default() }
    }
}

/// One table of the file; an absent table reads as an empty one.
pub struct Section<'a> {
    book: &'a Book,
    path: String,
    map: Option<&'a Map<String, Value>>,
    asked: RefCell<Vec<String>>,
}

impl<'a> Section<'a> {
    /// Whether the key stands there at all.
    pub fn has(&self, key: &str) -> bool {
        self.get(key).is_some()
    }

    /// A value that must be there, read by `read`.
    pub fn needed<T>(&self, key: &str, mend: &str, read: impl Fn(&str) -> Result<T, Wrong>) -> Option<T> {
        if !self.has(key) {
            self.fault(key, "is missing", mend);
            return None;
        }
        self.maybe(key, read)
    }

    /// A value that may be absent, read by `read`. An empty text counts as written wrongly, not as absent.
    pub fn maybe<T>(&self, key: &str, read: impl Fn(&str) -> Result<T, Wrong>) -> Option<T> {
        let text = self.string(key)?;
        self.checked(key, read(&text))
    }

    /// A text that must be there.
    pub fn text(&self, key: &str, mend: &str) -> String {
        self.needed(key, mend, value::text).unwrap_or_default()
    }

    pub fn text_or(&self, key: &str, default: &str) -> String {
        self.maybe(key, value::text).unwrap_or_else(|| default.to_owned())
    }

    /// An elapsed time in seconds, positive.
    pub fn secs(&self, key: &str, default: i64) -> i64 {
        self.maybe(key, value::secs).unwrap_or(default)
    }

    pub fn flag(&self, key: &str, default: bool) -> bool {
        match self.get(key) {
            None => default,
            Some(Value::Bool(flag)) => *flag,
            Some(Value::String(text)) if text == "true" || text == "false" => text == "true",
            Some(_) => {
                self.fault(key, "is neither true nor false", "write true or false");
                default
            }
        }
    }

    /// A whole number between two, both included; the environment writes it as text. None where there is a fault.
    pub fn number(&self, key: &str, from: u32, to: u32, default: Option<u32>) -> Option<u32> {
        let found = match self.get(key) {
            None if default.is_none() => {
                self.fault(key, "is missing", format!("write a whole number from {from} to {to}"));
                return None;
            }
            None => return default,
            Some(Value::Number(number)) => number.as_u64(),
            Some(Value::String(text)) => text.parse().ok(),
            Some(_) => None,
        };
        let found = found.and_then(|number| u32::try_from(number).ok()).filter(|n| (from..=to).contains(n));
        if found.is_none() {
            let what = format!("is not a whole number from {from} to {to}");
            self.fault(key, what, format!("write one, such as {}", default.unwrap_or(from)));
        }
        found
    }

    /// One of a table of words; a missing one is the default or, without it, a fault.
    pub fn choice<T: Copy>(&self, key: &str, words: &[(&str, T)], default: Option<T>) -> Option<T> {
        match default {
            Some(default) => self.maybe(key, |text| value::choice(text, words)).or(Some(default)),
            None => self.needed(key, &value::one_of(words), |text| value::choice(text, words)),
        }
    }

    /// A list, each entry read by `read`; absent: empty. The environment writes it as `one,two`.
    pub fn list<T>(&self, key: &str, read: impl Fn(&str) -> Result<T, Wrong>) -> Vec<T> {
        match self.get(key) {
            None => Vec::new(),
            Some(Value::String(text)) => {
                text.split(',').filter_map(|part| self.checked(key, read(part.trim()))).collect()
            }
            Some(Value::Array(entries)) => entries
                .iter()
                .enumerate()
                .filter_map(|(index, entry)| {
                    let key = format!("{key}[{index}]");
                    self.checked(&key, entry.as_str().ok_or_else(value::not_text).and_then(&read))
                })
                .collect(),
            Some(_) => {
                self.fault(key, "is not a list", r#"write it as ["one", "two"]"#);
                Vec::new()
            }
        }
    }

    /// A list that must be there; it may be empty.
    pub fn needed_list<T>(&self, key: &str, mend: &str, read: impl Fn(&str) -> Result<T, Wrong>) -> Vec<T> {
        if !self.has(key) {
            self.fault(key, "is missing", mend);
        }
        self.list(key, read)
    }

    /// A list that must be there with at least one entry.
    pub fn filled_list<T>(&self, key: &str, mend: &str, read: impl Fn(&str) -> Result<T, Wrong>) -> Vec<T> {
        if self.get(key).and_then(Value::as_array).is_some_and(Vec::is_empty) {
            self.fault(key, "is empty", mend);
        }
        self.needed_list(key, mend, read)
    }

    /// A table inside this one.
    pub fn section(&self, key: &str) -> Section<'a> {
        let map = self.get(key).and_then(|value| {
            if !value.is_object() {
                self.fault(key, "is not a section", format!("write it as [{}]", self.full(key)));
            }
            value.as_object()
        });
        self.inner(key, map)
    }

    /// A list of tables, `[[key]]`.
    pub fn sections(&self, key: &str) -> Vec<Section<'a>> {
        let Some(value) = self.get(key) else { return Vec::new() };
        let Some(entries) = value.as_array().filter(|entries| entries.iter().all(Value::is_object)) else {
            self.fault(key, "is not a list of sections", format!("write each as [[{}]]", self.full(key)));
            return Vec::new();
        };
        let name = |index| format!("{key}[{index}]");
        entries.iter().enumerate().map(|(index, entry)| self.inner(&name(index), entry.as_object())).collect()
    }

    /// One table, `[key]`, or a list of them.
    pub fn one_or_many(&self, key: &str) -> Vec<Section<'a>> {
        match self.get(key) {
            Some(Value::Object(map)) => vec![self.inner(key, Some(map))],
            _ => self.sections(key),
        }
    }

    /// A list of tables with at least one in it.
    pub fn filled_sections(&self, key: &str, mend: &str) -> Vec<Section<'a>> {
        if self.get(key).is_none_or(|value| value.as_array().is_some_and(Vec::is_empty)) {
            self.fault(key, "is missing", mend);
            return Vec::new();
        }
        self.sections(key)
    }

    /// The keys as they stand, for tables whose keys are names that the writer chose. They count as asked for.
    pub fn names(&self) -> Vec<String> {
        let names: Vec<String> = self.map.into_iter().flat_map(|map| map.keys().cloned()).collect();
        self.asked.borrow_mut().extend(names.iter().cloned());
        names
    }

    pub fn fault(&self, key: &str, what: impl Into<String>, mend: impl Into<String>) {
        self.book.fault(&self.full(key), what, mend);
    }

    fn inner(&self, key: &str, map: Option<&'a Map<String, Value>>) -> Section<'a> {
        Section { book: self.book, path: self.full(key), map, asked: RefCell::default() }
    }

    fn get(&self, key: &str) -> Option<&'a Value> {
        self.asked.borrow_mut().push(key.to_owned());
        self.map?.get(key).filter(|value| !value.is_null())
    }

    fn string(&self, key: &str) -> Option<String> {
        match self.get(key)? {
            Value::String(text) => Some(text.clone()),
            _ => self.checked(key, Err(value::not_text())),
        }
    }

    fn checked<T>(&self, key: &str, read: Result<T, Wrong>) -> Option<T> {
        read.map_err(|wrong| self.fault(key, wrong.what, wrong.mend)).ok()
    }

    fn full(&self, key: &str) -> String {
        match (self.path.is_empty(), key.is_empty()) {
            (true, _) => key.to_owned(),
            (false, true) => self.path.clone(),
            (false, false) => format!("{}.{key}", self.path),
        }
    }
}

impl Drop for Section<'_> {
    fn drop(&mut self) {
        let asked = self.asked.borrow();
        for key in self.map.into_iter().flat_map(Map::keys).filter(|key| !asked.contains(key)) {
            let mend = match value::nearest(key, asked.iter().map(String::as_str)) {
                Some(known) => format!("did you mean {known}?"),
                None => "remove it".to_owned(),
            };
            self.fault(key, "is not a key of this section", mend);
        }
    }
}
