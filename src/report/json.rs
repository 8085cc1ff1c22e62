//! Reports that a system wrote: JSON with our own field names, or with names and labels much like them.
//!
//! Known by a key are: our FIELD names with their typed values (README, "JSON"), the labels of the three languages, and
//! the usual names of ticket systems (`keys`). Objects within objects are read too, two levels down. A value may be of
//! its type or written as a person would write it (`values`). What no field holds is counted and left out; a value of a wrong
//! type leaves its field open and is said. Nothing is guessed: an object is a report only where its keys say so.

mod keys;
pub(super) mod values;

use std::collections::BTreeSet;
use std::ops::Range;

use chrono::{DateTime, FixedOffset};
use chrono_tz::Tz;
use serde_json::{Map, Value as Json};

use super::edpb;
use super::field::{Field, Property, Value};
use super::{fold, value};
use keys::{Key, Slot};
use values::{Context, Reading};

/// Longest text in which JSON is looked for, bytes.
const LONGEST: usize = 1 << 20;
/// Places in a text where a JSON document may begin that are tried.
const MOST_STARTS: usize = 5;
/// Most keys looked at, and how deep objects are followed.
const MOST_KEYS: usize = 1_000;
const DEEPEST: usize = 3;
/// Most bytes kept of what was written, and most wrong values told.
const LONGEST_RAW: usize = 2_000;
const MOST_DEFECTS: usize = 20;

/// What was filled in, and what was not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// The type of breach, where it names one.
    pub kind: Option<String>,
    /// Fields that it names and leaves open: null, empty, "ukjent".
    pub open: Vec<Field>,
    /// Keys that no field holds.
    pub ignored: usize,
    /// Values of a wrong type: the key, and what was expected.
    pub defects: Vec<String>,
}

/// A value with what was written.
#[derive(Clone, Debug, PartialEq)]
pub struct Said {
    pub field: Field,
    pub value: Value,
    pub raw: String,
}

/// What a JSON document says of a breach.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Told {
    /// One for each field.
    pub fields: Vec<Said>,
    pub outcome: Outcome,
}

/// The JSON document in a text, if there is one: the whole text, or below a sentence, or fenced.
pub fn find(text: &str) -> Option<Json> {
    locate(text).map(|(json, _)| json)
}

/// The same with where it stands, fences too: what is there has been read.
pub fn locate(text: &str) -> Option<(Json, Range<usize>)> {
    let text = fold::cut(text, LONGEST);
    // Every document that is a report has a key in quotes.
    let first = text.find('{')?;
    text.get(first..)?.find(['"', '“', '”', '„'])?;
    let mut from = first.min(text.find('[').unwrap_or(first));
    for _ in 0..MOST_STARTS {
        let start = start(text, from)?;
        match parse(text.get(start..)?) {
            Ok((json, length)) if is_document(&json) => {
                return Some((json, with_fences(text, start..start + length)));
            }
            Ok((_, length)) => from = start + length,
            // What stands inside a document that is cut off is not the document.
            Err(read) => from = start + read?.max(1),
        }
    }
    None
}

fn is_document(json: &Json) -> bool {
    match json {
        Json::Object(map) => !map.is_empty(),
        Json::Array(list) => list.iter().any(Json::is_object),
        _ => false,
    }
}

/// Where a document may begin: a bracket whose next sign can follow one, first on its line or after a space.
fn start(text: &str, from: usize) -> Option<usize> {
    let brackets = text.get(from..)?.match_indices(['{', '[']);
    brackets.map(|(at, _)| from + at).find(|at| {
        let next = text.get(at + 1..).and_then(|rest| rest.trim_start().chars().next());
        let before = text.get(..*at).and_then(|rest| rest.chars().next_back());
        let first = before.is_none_or(|c| c.is_whitespace() || c == '\u{feff}');
        first && matches!(next, Some('"' | '“' | '”' | '„' | '{'))
    })
}

/// The document that the text begins with, and its length in bytes; else how far it made sense, or `None` where it is
/// cut off. Mail programs like to bend quotation marks.
fn parse(text: &str) -> Result<(Json, usize), Option<usize>> {
    let found = plain(text);
    if found.is_ok() || !text.contains(['“', '”', '„', '\u{a0}']) {
        return found;
    }
    let straight = text.replace(['“', '”', '„'], "\"").replace('\u{a0}', " ");
    let (json, length) = plain(&straight)?;
    // A bent mark is longer than a straight one, but still one character.
    let characters = straight.get(..length).unwrap_or_default().chars().count();
    Ok((json, text.char_indices().nth(characters).map_or(text.len(), |(at, _)| at)))
}

fn plain(text: &str) -> Result<(Json, usize), Option<usize>> {
    let mut stream = serde_json::Deserializer::from_str(text).into_iter::<Json>();
    match stream.next() {
        Some(Ok(json)) => Ok((json, stream.byte_offset())),
        Some(Err(error)) if !error.is_eof() => {
            let lines = text.split_inclusive('\n').take(error.line().saturating_sub(1));
            let read = lines.map(str::len).sum::<usize>() + error.column();
            Err(Some(text.floor_char_boundary(read)))
        }
        _ => Err(None),
    }
}

/// Takes the lines of ``` around it along.
fn with_fences(text: &str, span: Range<usize>) -> Range<usize> {
    let before = text.get(..span.start).unwrap_or_default();
    let after = text.get(span.end..).unwrap_or_default();
    let opening = before.trim_end().rfind('\n').map_or(0, |end| end + 1);
    let start = match before.get(opening..).is_some_and(|line| line.trim_start().starts_with("```")) {
        true => opening,
        false => span.start,
    };
    let gap = after.len() - after.trim_start().len();
    let end = match after.trim_start().starts_with("```") {
        true => span.end + gap + 3,
        false => span.end,
    };
    start..end
}

/// Reads a document. Times count from the anchor; those without an offset are the organisation's.
pub fn read(json: &Json, anchor: DateTime<FixedOffset>, tz: Tz) -> Told {
    let context = Context { anchor, tz };
    if let Some(answers) = edpb::answers(json) {
        return edpb::read(&answers, &context);
    }
    let mut reader = Reader { context, entries: Vec::new(), told: Told::default() };
    let is_report = match json {
        Json::Object(map) => reader.collect(unwrapped(map)),
        Json::Array(list) => {
            // The first that is a report.
            list.iter().filter_map(Json::as_object).take(MOST_STARTS).any(|map| {
                reader.entries.clear();
                reader.told = Told::default();
                reader.collect(unwrapped(map))
            })
        }
        _ => false,
    };
    if !is_report {
        let ignored = reader.entries.len() + reader.told.outcome.ignored;
        return Told { outcome: Outcome { ignored, ..Outcome::default() }, ..Told::default() };
    }
    reader.finish()
}

/// What `varsel parse --json` prints holds the report under its key, beside much that is none.
fn unwrapped(map: &Map<String, Json>) -> &Map<String, Json> {
    let inner = map.get("report").and_then(Json::as_object);
    inner.filter(|_| map.contains_key("schema") && map.contains_key("class")).unwrap_or(map)
}

/// A key that a field holds, with its value.
struct Entry<'a> {
    key: Key,
    /// As written, for what is said of a wrong value.
    name: &'a str,
    json: &'a Json,
}

/// An object whose keys are looked at.
struct Folder<'a> {
    map: &'a Map<String, Json>,
    /// The words of its own key.
    words: String,
    /// It tells the risk that is left.
    residual: bool,
}

struct Reader<'a> {
    context: Context,
    entries: Vec<Entry<'a>>,
    told: Told,
}

impl<'a> Reader<'a> {
    /// Finds the keys that fields hold, level by level; true where they make a report.
    fn collect(&mut self, map: &'a Map<String, Json>) -> bool {
        let mut level = vec![Folder { map, words: String::new(), residual: false }];
        let mut keys = 0;
        for _ in 0..=DEEPEST {
            let mut below = Vec::new();
            for folder in &level {
                for (name, json) in folder.map {
                    keys += 1;
                    if keys <= MOST_KEYS {
                        below.extend(self.entry(name, json, folder));
                    }
                }
            }
            level = below;
        }
        self.told.outcome.ignored += level.len();
        is_report(&self.entries)
    }

    /// Takes a key that a field holds; gives back what else may hold such keys.
    fn entry(&mut self, name: &'a str, json: &'a Json, folder: &Folder<'_>) -> Option<Folder<'a>> {
        let words = keys::words(name);
        let key = keys::find(name, &words, &folder.words);
        let key = key.map(|key| if folder.residual { key.residual() } else { key });
        let map = match json {
            Json::Object(map) => Some(map),
            Json::Array(list) => list.iter().find_map(Json::as_object),
            _ => None,
        };
        let holds = |key: &Key| map.is_none() || key.rank == 0 || values::holds(key.slot, json);
        if let Some(key) = key.filter(holds) {
            self.entries.push(Entry { key, name, json });
            return None;
        }
        let Some(map) = map else {
            self.told.outcome.ignored += 1;
            return None;
        };
        let residual = key.is_some_and(|key| key.slot == Slot::Risk { residual: true });
        Some(Folder { map, words, residual: residual || folder.residual })
    }

    /// Turns the entries into values: our own names before labels, each field once.
    fn finish(mut self) -> Told {
        let mut entries = std::mem::take(&mut self.entries);
        entries.sort_by_key(|entry| entry.key.rank);
        let mut parts = Parts::default();
        let mut named = BTreeSet::new();
        for entry in &entries {
            match entry.key.slot {
                Slot::Field(field) => self.field(field, entry, &mut named),
                Slot::Name if entry.json.is_object() => self.field(Field::Contact, entry, &mut named),
                Slot::Risk { .. } => self.told.outcome.ignored += 1,
                Slot::Type => {
                    let kind = values::text(entry.json).filter(|kind| !values::is_open(kind));
                    self.told.outcome.kind = self.told.outcome.kind.take().or(kind);
                }
                slot => parts.add(slot, entry, &self.context),
            }
        }
        for (field, value, raw) in parts.values(&self.context) {
            named.insert(field);
            self.put(field, value, &raw);
        }
        let given: BTreeSet<Field> = self.told.fields.iter().map(|one| one.field).collect();
        self.told.outcome.open = named.difference(&given).copied().collect();
        self.told
    }

    fn field(&mut self, field: Field, entry: &Entry<'_>, named: &mut BTreeSet<Field>) {
        named.insert(field);
        match values::read(field, entry.json, &self.context) {
            Reading::Said(value) => self.put(field, value, &values::raw(entry.json)),
            Reading::Open => {}
            Reading::Wrong(expected) if self.told.outcome.defects.len() < MOST_DEFECTS => {
                let name = fold::cut(entry.name, 80).replace(|c: char| c.is_control(), " ");
                self.told.outcome.defects.push(format!("{name}: {expected} was expected"));
            }
            Reading::Wrong(_) => {}
        }
    }

    fn put(&mut self, field: Field, value: Value, raw: &str) {
        if !self.told.fields.iter().any(|one| one.field == field) {
            self.told.fields.push(Said { field, value, raw: fold::cut(raw, LONGEST_RAW).to_owned() });
        }
    }
}

/// Two of our own names, one that nobody else would use, or two fields of the authority's form.
fn is_report(entries: &[Entry<'_>]) -> bool {
    let fields = |wanted: &dyn Fn(&Key, Field) -> bool| {
        let chosen = entries.iter().filter_map(|entry| match entry.key.slot {
            Slot::Field(field) if wanted(&entry.key, field) => Some(field),
            _ => None,
        });
        chosen.collect::<BTreeSet<Field>>().len()
    };
    fields(&|key, _| key.rank == 0) >= 2
        || fields(&|key, field| key.words >= 2 && Field::ASKED.contains(&field)) >= 1
        || fields(&|_, field| Field::ASKED.contains(&field) && field != Field::Contact) >= 2
}

/// Fields that are given in parts, each under its own key.
#[derive(Default)]
struct Parts {
    start: Option<DateTime<FixedOffset>>,
    end: Option<DateTime<FixedOffset>>,
    ongoing: bool,
    period_raw: Vec<String>,
    contact: [Option<String>; 3],
    properties: Vec<Property>,
    properties_raw: Vec<String>,
}

impl Parts {
    fn add(&mut self, slot: Slot, entry: &Entry<'_>, context: &Context) {
        let json = entry.json;
        let said = format!("{}: {}", entry.name, values::raw(json));
        match slot {
            Slot::Start | Slot::End => {
                let Some(at) = values::time(json, context) else { return };
                let place = if slot == Slot::Start { &mut self.start } else { &mut self.end };
                if place.is_none() {
                    *place = Some(at);
                    self.period_raw.push(said);
                }
            }
            Slot::Ongoing if values::yes(json, context) == Some(true) => {
                self.ongoing = true;
                self.period_raw.push(said);
            }
            Slot::Name | Slot::Email | Slot::Phone => {
                let at = [Slot::Name, Slot::Email, Slot::Phone].iter().position(|one| *one == slot);
                let text = values::text(json).filter(|text| !values::is_open(text));
                if let Some(place) = at.and_then(|at| self.contact.get_mut(at)) {
                    *place = place.take().or(text);
                }
            }
            Slot::Property(property) if values::yes(json, context) == Some(true) => {
                self.properties.push(property);
                self.properties_raw.push(said);
            }
            _ => {}
        }
    }

    fn values(mut self, context: &Context) -> Vec<(Field, Value, String)> {
        let mut out = Vec::new();
        if self.start.is_some() || self.end.is_some() || self.ongoing {
            let ongoing = self.ongoing && self.end.is_none();
            let value = Value::Period { start: self.start, end: self.end, ongoing };
            out.push((Field::Period, value, self.period_raw.join(", ")));
        }
        let contact = self.contact.iter().flatten().map(String::as_str).collect::<Vec<_>>().join(", ");
        if let Some(value) = value::value(Field::Contact, &contact, context.anchor, context.tz) {
            out.push((Field::Contact, value, contact));
        }
        if !self.properties.is_empty() {
            self.properties.sort_unstable();
            self.properties.dedup();
            out.push((Field::Properties, Value::Properties(self.properties), self.properties_raw.join(", ")));
        }
        out
    }
}

#[cfg(test)]
mod tests;
