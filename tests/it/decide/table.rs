//! The rows as written.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;

/// A sentence that holds, and the story that shows it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    pub name: String,
    pub steps: Vec<Step>,
    /// The policy tells the other side of the lists before the officer decides; the sample policy does not.
    #[serde(default)]
    pub lists_at_once: bool,
    /// Groups of clocks of the sample policy that are switched on besides: dora, nis2 …
    #[serde(default)]
    pub laws: Vec<String>,
    /// There are controllers and a joint controller besides, and the processor has this authority: none, first-notice, full.
    pub parties: Option<String>,
    /// Jon coordinates; in the sample policy nobody does.
    #[serde(default)]
    pub coordinator: bool,
    /// Where it stands.
    #[serde(skip)]
    pub file: String,
}

/// One thing that happens, and what is expected of it. Times are on the wall in Oslo: `2026-10-23 14:30`; in the hour
/// that stands twice the earlier, or with its offset: `2026-10-25 02:30+01:00`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Step {
    pub at: String,

    // -- What happens: exactly one of these.
    /// This person's mail opens the case.
    pub report: Option<String>,
    /// This person's mail belongs to the case.
    pub reply: Option<String>,
    /// This person's mail comes over the limit of new cases; this one collects them.
    pub collected: Option<String>,
    /// A notice to this person came back for good.
    pub bounce: Option<String>,
    /// This person's absence notice arrived.
    pub absence: Option<String>,
    /// This person's calendar answers the invitation.
    pub calendar: Option<String>,
    /// Nobody does anything until then; each step is taken when it is due. `at` is not given.
    pub until: Option<String>,
    /// The program stood still until then. `at` is not given.
    pub outage_until: Option<String>,

    // -- The mail.
    /// The lines that the person wrote, read as a reply is read.
    pub says: Vec<String>,
    pub subject: Option<String>,
    /// Commands as values besides, as JSON: `{"command":"close","args":{"reason":"done"}}`.
    pub gives: Vec<String>,
    /// Commands as JSON, besides.
    pub commands: Vec<String>,
    pub unauthenticated: bool,
    /// Whose token the mail presents: the sender's own if not said, `none` for none.
    pub token: Option<String>,
    pub replayed: bool,
    pub automatic: bool,
    pub receipts_spent: bool,
    pub unreadable: bool,
    /// New cases within the window before this mail: by its sender, and by all who are not authenticated.
    pub by_sender: u32,
    pub by_strangers: u32,
    /// The sender opened another case with the same words.
    pub said_before: bool,
    /// The receipts to the contact point of the sender's processor have reached their limit.
    pub contact_spent: bool,
    /// Attachments by name: those that open, those that are locked, those that only a person can read.
    pub attached: Vec<String>,
    pub locked: Vec<String>,
    pub pictures: Vec<String>,
    pub discovered: Option<String>,
    /// minute, hour, day, week, month.
    pub precision: Option<String>,
    /// privacy, security.
    pub kinds: Vec<String>,
    /// Every field that the authority's form asks for.
    pub complete: bool,
    /// Other fields, as text.
    pub fields: BTreeMap<String, String>,
    pub persons: Option<u64>,
    /// Numbers of other cases that exist.
    pub cases: Vec<String>,
    /// Identity numbers that were masked in it.
    pub national_ids: u32,
    pub bank_accounts: u32,
    /// To and Cc, if not the breach mailbox alone; short names or addresses.
    pub to: Option<Vec<String>>,
    pub cc: Vec<String>,
    /// When it reached the mailbox, if not `at`.
    pub arrived: Option<String>,

    // -- The answer of a calendar: ACCEPTED …, or another time.
    pub answers: Option<String>,
    pub proposes: Option<String>,
    pub comment: Option<String>,
    pub sequence: Option<u32>,
    /// Who is said to answer, and who answers for them; the sender if not said.
    pub attendee: Option<String>,
    pub sent_by: Option<String>,
    /// When it was written.
    pub stamp: Option<String>,

    // -- The notice that failed.
    pub template: Option<String>,

    // -- What is expected.
    /// All notices of this step, `template: who, who`; after a silence with the time in front.
    pub tells: Option<Vec<String>>,
    /// Only notices that speak of this obligation count for `tells`: hold, gdpr33, gdpr34, lists, measure …
    pub about: Option<String>,
    /// Facts that hold afterwards; see `facts.rs`.
    pub then: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Gap {
    pub row: String,
    pub reason: String,
}

/// All rows, in the order of the files' names.
pub fn rows() -> Vec<Row> {
    #[derive(Deserialize)]
    struct File {
        row: Vec<Row>,
    }
    let mut names: Vec<_> = std::fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.ends_with(".toml") && name != GAPS)
        .collect();
    names.sort();
    let mut rows = Vec::new();
    for name in names {
        let file: File = read(&name);
        rows.extend(file.row.into_iter().map(|row| Row { file: name.clone(), ..row }));
    }
    rows
}

const GAPS: &str = "known_gaps.toml";

/// Rows that do not hold yet.
pub fn gaps() -> Vec<Gap> {
    #[derive(Deserialize)]
    struct File {
        #[serde(default)]
        gap: Vec<Gap>,
    }
    read::<File>(GAPS).gap
}

fn folder() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/decisions"))
}

fn read<T: serde::de::DeserializeOwned>(name: &str) -> T {
    let text = std::fs::read_to_string(folder().join(name)).unwrap();
    let source = config::File::from_str(&text, config::FileFormat::Toml);
    let tree = config::Config::builder().add_source(source).build();
    let value = tree.and_then(config::Config::try_deserialize::<serde_json::Value>);
    let value = value.unwrap_or_else(|error| panic!("{name}: {error}"));
    serde_path(name, value)
}

/// Deserializes; a fault names the file and the row.
fn serde_path<T: serde::de::DeserializeOwned>(name: &str, value: serde_json::Value) -> T {
    for row in value.get("row").and_then(|rows| rows.as_array()).into_iter().flatten() {
        if let Err(error) = serde_json::from_value::<Row>(row.clone()) {
            panic!("{name}: {}: {error}", row.get("name").unwrap_or(&serde_json::Value::Null));
        }
    }
    serde_json::from_value(value).unwrap_or_else(|error| panic!("{name}: {error}"))
}
