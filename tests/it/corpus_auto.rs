//! Measures the classes on a collection of real automatic and human mails, named by VARSEL_CORPUS
//! (`auto/EXPECTED.tsv`: file, class, confidence, basis, detail, …). Not part of the repository.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{LazyLock, OnceLock};

use regex::Regex;
use varsel::mail::{BounceAction, Class, Context, Reading, message, read};

/// The collection's folder, if there is one; says loudly where there is none.
pub fn corpus(part: &str) -> Option<PathBuf> {
    let Some(root) = std::env::var_os("VARSEL_CORPUS") else {
        eprintln!("SKIP: VARSEL_CORPUS is not set: {part} was not measured");
        return None;
    };
    Some(PathBuf::from(root).join(part))
}

/// A line of the table with what was read.
struct Row {
    file: String,
    class: String,
    confidence: String,
    /// `key=value` words: `status=5.1.1 class-by-status=permanent`.
    detail: String,
    raw: Vec<u8>,
    reading: Reading,
}

impl Row {
    /// `permanent` or `transient`, as the table says by the status code.
    fn by_status(&self) -> Option<&str> {
        let value = self.detail.split_once("class-by-status=")?.1.split(' ').next()?;
        Some(value).filter(|value| ["permanent", "transient"].contains(value))
    }

    fn recipient(&self) -> Option<&str> {
        self.reading.bounce.as_ref()?.recipient.as_deref()
    }

    fn is_bounce(&self) -> bool {
        self.class.starts_with("bounce") || self.class.starts_with("dsn")
    }
}

/// All rows, read once.
fn rows(folder: &Path) -> &'static [Row] {
    static ROWS: OnceLock<Vec<Row>> = OnceLock::new();
    ROWS.get_or_init(|| read_rows(folder))
}

fn read_rows(folder: &Path) -> Vec<Row> {
    let table = std::fs::read_to_string(folder.join("EXPECTED.tsv")).expect("EXPECTED.tsv");
    let context = Context::default();
    table
        .lines()
        .skip(1)
        .map(|line| {
            let cells: Vec<&str> = line.split('\t').collect();
            let raw = std::fs::read(folder.join(cells[0])).expect(cells[0]);
            let reading = read(&raw, &context);
            let cell = |at: usize| cells[at].to_owned();
            Row { file: cell(0), class: cell(1), confidence: cell(2), detail: cell(4), raw, reading }
        })
        .collect()
}

/// Prints how many are right and which are not; fails below the wanted share.
fn share(name: &str, rows: &[&Row], right: impl Fn(&Row) -> bool, at_least: f64) {
    assert!(!rows.is_empty(), "{name}: nothing to measure");
    let wrong: Vec<&&Row> = rows.iter().filter(|row| !right(row)).collect();
    let (of, percent) = (rows.len(), 100.0 * (1.0 - wrong.len() as f64 / rows.len() as f64));
    println!("{name}: {}/{of} = {percent:.2} % (wanted {:.1} %)", of - wrong.len(), at_least * 100.0);
    for row in &wrong {
        let (class, reason) = (row.reading.class, &row.reading.reason);
        println!("  {} ({}): {class:?}, {reason}, {:?}", row.file, row.confidence, row.reading.bounce);
    }
    assert!(percent >= at_least * 100.0, "{name}: {percent:.2} %");
}

fn confusion(rows: &[Row]) {
    let mut counts: BTreeMap<(&str, String), u32> = BTreeMap::new();
    for row in rows {
        *counts.entry((&row.class, format!("{:?}", row.reading.class))).or_default() += 1;
    }
    for ((wanted, got), count) in &counts {
        println!("{wanted:>17} -> {got:<10} {count}");
    }
}

#[test]
fn automatic_mails_are_told_from_human_ones() {
    let Some(folder) = corpus("auto") else { return };
    let rows = rows(&folder);
    confusion(rows);
    let of = |classes: &[&str]| -> Vec<&Row> {
        rows.iter().filter(|row| classes.contains(&row.class.as_str())).collect()
    };
    let human = of(&["human", "machine-accepted"]);
    // An encrypted mail of a person goes to a person.
    let kept = |row: &Row| matches!(row.reading.class, Class::Message | Class::Unreadable);
    share("human mails kept", &human, kept, 1.0);
    share("people's mails answered", &of(&["human"]), |row| !row.reading.automatic, 1.0);
    let both: Vec<&Row> = rows.iter().filter(|row| row.is_bounce() || kept_class(row)).collect();
    share(
        "bounce against human",
        &both,
        |row| (row.reading.class == Class::Bounce) == row.is_bounce(),
        0.995,
    );
    let others = of(&["auto-reply", "mdn", "list-bulk", "feedback-report"]);
    let right = |row: &Row| {
        // What machines report of our mail in general goes with mail to many.
        let wanted = match row.class.as_str() {
            "auto-reply" => Class::AutoReply,
            "mdn" => Class::Receipt,
            _ => Class::Bulk,
        };
        row.reading.class == wanted
    };
    share("auto-reply, receipt, bulk, feedback", &others, right, 0.97);
}

fn kept_class(row: &Row) -> bool {
    ["human", "machine-accepted"].contains(&row.class.as_str())
}

#[test]
fn bounces_are_permanent_or_temporary_as_their_status_says() {
    let Some(folder) = corpus("auto") else { return };
    let rows = rows(&folder);
    let stated: Vec<&Row> = rows.iter().filter(|row| row.by_status().is_some()).collect();
    let permanent = |row: &Row| row.reading.bounce.as_ref().map(|bounce| bounce.permanent);
    share(
        "permanent against temporary",
        &stated,
        |row| permanent(row) == Some(row.by_status() == Some("permanent")),
        0.98,
    );
    let structured: Vec<&Row> = rows.iter().filter(|row| !action_fields(&row.raw).is_empty()).collect();
    share(
        "action as the delivery status says",
        &structured,
        |row| {
            let read =
                row.reading.bounce.as_ref().map(|bounce| format!("{:?}", bounce.action).to_lowercase());
            read.is_some_and(|read| action_fields(&row.raw).iter().any(|word| word.starts_with(&read)))
        },
        0.98,
    );
    let success: Vec<&Row> = rows.iter().filter(|row| row.class == "dsn-success").collect();
    let arrived =
        |row: &Row| row.reading.bounce.as_ref().is_some_and(|one| one.action == BounceAction::Delivered);
    share("success is no failure", &success, arrived, 1.0);
}

/// The words of the Action fields in a mail's own delivery status parts.
fn action_fields(raw: &[u8]) -> Vec<String> {
    let Some(message) = message::parse(raw) else { return Vec::new() };
    let own =
        message.parts.iter().filter(|part| part.depth == 0 && part.media_type.ends_with("delivery-status"));
    let lines = own.filter_map(|part| part.text.as_deref()).flat_map(str::lines).map(str::to_ascii_lowercase);
    lines
        .filter_map(|line| line.trim().strip_prefix("action:").map(|value| value.trim().to_owned()))
        .collect()
}

/// Addresses that the mail itself gives for its recipient in fields.
static STATED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?im)^[> \t]*(?:final-recipient|original-recipient|x-failed-recipients)[ \t]*:(.*(?:\r?\n[ \t].*)*)").unwrap()
});
static ADDRESS: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r#"[^\s<>;,:"()\[\]]+@[^\s<>;,"()]+"#).unwrap());

/// Whether the found recipient is the right one: an address of the fields that name recipients; where there are none, one
/// that stands in the mail's words and belongs to neither the sender of the original nor the server.
fn is_right_recipient(row: &Row) -> bool {
    let Some(found) = row.recipient().map(str::to_lowercase) else { return false };
    let raw = String::from_utf8_lossy(&row.raw).into_owned();
    let stated: BTreeSet<String> = STATED
        .captures_iter(&raw)
        .flat_map(|field| {
            ADDRESS
                .find_iter(field.get(1).unwrap().as_str())
                .map(|one| one.as_str().to_lowercase())
                .collect::<Vec<_>>()
        })
        .collect();
    if !stated.is_empty() {
        return stated.iter().any(|address| address.trim_end_matches('.') == found);
    }
    let message = message::parse(&row.raw).expect("a mail");
    let text = [message.text.as_deref(), message.html.as_deref()].into_iter().flatten();
    let parts = message.parts.iter().filter_map(|part| part.text.as_deref());
    let fields = message.parts.iter().flat_map(|part| &part.fields).map(|(_, value)| value.as_str());
    let stands = text.chain(parts).chain(fields).any(|text| text.to_lowercase().contains(&found));
    let lines = [message.text.as_deref(), message.html.as_deref()].into_iter().flatten().flat_map(str::lines);
    let from = lines.map(str::trim_start).filter(|line| line.to_lowercase().starts_with("from:"));
    let from = from.chain(message.parts.iter().filter_map(|part| message::field(&part.fields, "from")));
    let mut writers = from.filter_map(|line| ADDRESS.find(line)).map(|one| one.as_str().to_lowercase());
    if writers.any(|writer| writer == found) {
        return false;
    }
    let told: Vec<String> =
        message.to.iter().chain(&message.from).map(|one| one.address.to_lowercase()).collect();
    stands && !told.contains(&found) && !found.starts_with("mailer-daemon")
}

#[test]
fn the_recipient_of_a_bounce_is_found_and_is_the_right_one() {
    let Some(folder) = corpus("auto") else { return };
    let rows = rows(&folder);
    let bounces: Vec<&Row> = rows.iter().filter(|row| row.is_bounce()).collect();
    share("recipient found", &bounces, |row| row.recipient().is_some(), 0.95);
    share("recipient right", &bounces, is_right_recipient, 0.95);
}
