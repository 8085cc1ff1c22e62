//! Measures the classes on a collection of real automatic and human mails, named by VARSEL_CORPUS
//! (`auto/EXPECTED.tsv`: file, class, confidence, …). Not part of the repository.

use std::collections::BTreeMap;
use std::path::PathBuf;

use varsel::mail::{Class, Context, Reading, read};

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
    reading: Reading,
}

fn rows(folder: &std::path::Path) -> Vec<Row> {
    let table = std::fs::read_to_string(folder.join("EXPECTED.tsv")).expect("EXPECTED.tsv");
    let context = Context::default();
    table
        .lines()
        .skip(1)
        .map(|line| {
            let cells: Vec<&str> = line.split('\t').collect();
            let raw = std::fs::read(folder.join(cells[0])).expect(cells[0]);
            let reading = read(&raw, &context);
            Row {
                file: cells[0].to_owned(),
                class: cells[1].to_owned(),
                confidence: cells[2].to_owned(),
                reading,
            }
        })
        .collect()
}

fn share(name: &str, rows: &[&Row], right: impl Fn(&Row) -> bool, at_least: f64) {
    let wrong: Vec<&&Row> = rows.iter().filter(|row| !right(row)).collect();
    let share = 1.0 - wrong.len() as f64 / rows.len().max(1) as f64;
    println!(
        "{name}: {}/{} = {:.1} % (wanted {:.0} %)",
        rows.len() - wrong.len(),
        rows.len(),
        share * 100.0,
        at_least * 100.0
    );
    for row in &wrong {
        let recipient = row.reading.bounce.as_ref().map(|bounce| bounce.recipient.is_some());
        println!(
            "  {} ({}): {:?}, {}, recipient {recipient:?}",
            row.file, row.confidence, row.reading.class, row.reading.reason
        );
    }
    assert!(share >= at_least, "{name}: {share}");
}

#[test]
fn automatic_mails_are_told_from_human_ones() {
    let Some(folder) = corpus("auto") else { return };
    let rows = rows(&folder);
    let of = |wanted: &dyn Fn(&str) -> bool| -> Vec<&Row> {
        rows.iter().filter(|row| wanted(&row.class)).collect()
    };
    let mut counts: BTreeMap<(String, String), u32> = BTreeMap::new();
    for row in &rows {
        *counts.entry((row.class.clone(), format!("{:?}", row.reading.class))).or_default() += 1;
    }
    for ((wanted, got), count) in &counts {
        println!("{wanted:>17} -> {got:<10} {count}");
    }
    let human = of(&|class| class == "human" || class == "machine-accepted");
    let bounces = of(&|class| class.starts_with("bounce-") || class == "dsn-success");
    let both: Vec<&Row> = human.iter().chain(&bounces).copied().collect();
    let is_bounce = |row: &Row| row.class.starts_with("bounce") || row.class.starts_with("dsn");
    // An encrypted mail of a person goes to a person.
    share(
        "human mails kept",
        &human,
        |row| matches!(row.reading.class, Class::Message | Class::Unreadable),
        1.0,
    );
    let others = of(&|class| ["auto-reply", "mdn", "list-bulk"].contains(&class));
    share(
        "auto-reply, receipt, bulk",
        &others,
        |row| {
            matches!(
                (row.class.as_str(), row.reading.class),
                ("auto-reply", Class::AutoReply) | ("mdn", Class::Receipt) | ("list-bulk", Class::Bulk)
            )
        },
        0.95,
    );
    let machine = of(&|class| class == "feedback-report");
    share("abuse reports are no message", &machine, |row| row.reading.class != Class::Message, 0.8);
    share("bounce against human", &both, |row| (row.reading.class == Class::Bounce) == is_bounce(row), 0.99);
    share(
        "recipient of a bounce found",
        &bounces,
        |row| row.reading.bounce.as_ref().is_some_and(|bounce| bounce.recipient.is_some()),
        0.9,
    );
    let hard = of(&|class| class == "bounce-hard");
    share(
        "hard bounces are permanent",
        &hard,
        |row| row.reading.bounce.as_ref().is_some_and(|bounce| bounce.permanent),
        0.9,
    );
}
