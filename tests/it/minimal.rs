//! Who sees what, proved (design promise 5): every field that a stranger or one of our own people may fill is given a word that
//! stands nowhere else, whole lives of cases are played, and every mail that goes out is searched for every word. What is
//! found must be what `tests/minimal.toml` allows, no more and no less; SECURITY.md shows the same table.
//!
//! `UPDATE_SNAPSHOTS=1` writes the table into SECURITY.md, and prints what was found as rows for the file.

pub mod house;
pub mod life;
pub mod look;
pub mod plant;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use self::house::Stage;
use self::life::Story;
use self::plant::Writing;

const BEGIN: &str = "<!-- who sees what: begin -->";
const END: &str = "<!-- who sees what: end -->";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    audience: Vec<Audience>,
    row: Vec<Row>,
}

/// For whose eyes a mail or a file is.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Audience {
    key: String,
    name: String,
}

/// Fields that the same people may see.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    what: String,
    fields: Vec<String>,
    seen_by: Vec<String>,
}

fn at(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn table() -> Table {
    let text = std::fs::read_to_string(at("tests/minimal.toml")).unwrap();
    let source = config::File::from_str(&text, config::FileFormat::Toml);
    let tree = config::Config::builder().add_source(source).build();
    tree.and_then(config::Config::try_deserialize)
        .unwrap_or_else(|fault| panic!("tests/minimal.toml: {fault}"))
}

/// Field and audience, with one mail that shows it.
type Seen = BTreeMap<(String, String), String>;

/// What one story showed to whom; all that it planted; and whom it wrote to.
struct Shown {
    seen: Seen,
    fields: BTreeSet<String>,
    audiences: BTreeSet<String>,
    mails: usize,
    pairs: usize,
}

fn shown(story: &str, stage: &Stage) -> Shown {
    let fields = stage.field.markers.values().map(|marker| marker.field.clone()).collect();
    let mut shown =
        Shown { seen: Seen::new(), fields, audiences: BTreeSet::new(), mails: stage.sent.len(), pairs: 0 };
    for sent in &stage.sent {
        let proved = !stage.unproved.contains(&sent.mail.to.to_lowercase());
        let receiver = look::audience(sent, proved, stage.head());
        for piece in look::pieces(sent, receiver) {
            shown.audiences.insert(piece.audience.to_owned());
            shown.pairs += stage.field.markers.len();
            for marker in stage.field.found(&piece.text) {
                let own = stage.is_own(&sent.mail.to, &marker.author);
                let audience = whose(piece.audience, own);
                let example = format!("{story}: {} to {} ({})", sent.template, sent.mail.to, piece.place);
                shown.seen.entry((marker.field.clone(), audience)).or_insert(example);
            }
        }
    }
    shown
}

/// Whoever stands outside the handling sees more of the own words than of those of others.
fn whose(audience: &str, own: bool) -> String {
    let outside = [
        "unproved",
        "reporter",
        "processor",
        "contact",
        "group",
        "security-list",
        "privacy-list",
        "controller",
        "external",
        "measure-owner",
    ];
    match own && outside.contains(&audience) {
        true => format!("{audience} (own)"),
        false => audience.to_owned(),
    }
}

fn all() -> Vec<Shown> {
    let stories: [(&str, Story); 4] = [
        ("an employee reports", life::employee),
        ("a processor reports", life::processor),
        ("we are the processor", life::controllers),
        ("a stranger reports", life::stranger),
    ];
    // Each has a house and a reader of its own.
    std::thread::scope(|scope| {
        let threads =
            stories.map(|(name, story)| scope.spawn(move || shown(name, &story(Stage::new(Writing::Plain)))));
        threads.map(|thread| thread.join().unwrap()).into_iter().collect()
    })
}

#[test]
fn every_audience_sees_what_it_needs_and_nothing_else() {
    let table = table();
    let shown = all();
    let mut seen = Seen::new();
    shown.iter().for_each(|one| seen.extend(one.seen.clone()));
    let planted: BTreeSet<&String> = shown.iter().flat_map(|one| &one.fields).collect();
    let mut faults = Vec::new();

    let mut allowed: BTreeMap<&String, &Row> = BTreeMap::new();
    for row in &table.row {
        for field in &row.fields {
            if allowed.insert(field, row).is_some() {
                faults.push(format!("{field} stands twice in the table"));
            }
        }
    }
    for field in &planted {
        if !allowed.contains_key(*field) {
            faults.push(format!("{field} stands in no row of the table"));
        }
    }
    for ((field, audience), example) in &seen {
        if !allowed.get(field).is_some_and(|row| row.seen_by.contains(audience)) {
            faults.push(format!("{field} is shown to {audience}: {example}"));
        }
    }
    for (field, row) in &allowed {
        if !planted.contains(*field) {
            faults.push(format!("{field} is planted in no story"));
        }
        for audience in &row.seen_by {
            if !seen.contains_key(&((*field).clone(), audience.clone())) {
                faults.push(format!("{field} is meant for {audience}, who was not shown it"));
            }
        }
    }
    let reached: BTreeSet<&String> = shown.iter().flat_map(|one| &one.audiences).collect();
    for audience in &table.audience {
        let key = audience.key.trim_end_matches(" (own)").to_owned();
        if !reached.contains(&key) {
            faults.push(format!("nothing was sent to {key}"));
        }
    }
    let (mails, pairs): (usize, usize) =
        (shown.iter().map(|one| one.mails).sum(), shown.iter().map(|one| one.pairs).sum());
    eprintln!(
        "{} fields, {mails} mails, {pairs} searches; shown and allowed: {} pairs of field and audience",
        planted.len(),
        seen.len()
    );
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        eprintln!("{}", rows(&planted, &seen));
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// What was found, as rows.
fn rows(planted: &BTreeSet<&String>, seen: &Seen) -> String {
    let mut groups: BTreeMap<Vec<&String>, Vec<&String>> = BTreeMap::new();
    for field in planted {
        let who = seen.keys().filter(|(one, _)| one == *field).map(|(_, audience)| audience).collect();
        groups.entry(who).or_default().push(field);
    }
    let mut text = String::new();
    for (who, fields) in groups {
        write!(text, "\n[[row]]\nwhat = \"\"\nfields = {fields:?}\nseen_by = {who:?}\n").unwrap();
    }
    text
}

#[test]
fn who_stands_outside_learns_how_far_it_may_be_passed_on_and_only_they() {
    let stages = [("AMBER+STRICT", life::employee as Story), ("none", life::controllers)];
    let mut marked = BTreeSet::new();
    for (mark, story) in stages {
        let stage = Stage::new(Writing::Plain);
        for key in ["security_list", "privacy_list", "controllers", "external_parties", "action_group"] {
            let strict = format!("{key} = \"AMBER+STRICT\"");
            stage.house.edit("policy.toml", &strict, &format!("{key} = \"{mark}\""));
        }
        for sent in story(stage).sent {
            let outside = ["security-list", "privacy-list", "controller", "external"];
            let group = sent.template.starts_with("group-");
            // Whether the own row is right tells nothing of a breach.
            let own_row = sent.template.starts_with("contact-");
            let expected = mark != "none" && !own_row && (group || outside.contains(&sent.audience.as_str()));
            let text = format!("{}\n\nTLP:{mark}\n", varsel::template::CUT_LINE);
            let what = format!("{} to {}: {}", sent.template, sent.mail.to, sent.mail.subject);
            assert_eq!(sent.mail.subject.contains("] TLP:AMBER+STRICT "), expected, "{what}");
            assert_eq!(sent.mail.text.starts_with(&text), expected, "{what}");
            assert!(expected || !sent.mail.subject.contains("TLP"), "{what}");
            if expected {
                marked.insert(sent.template);
            }
        }
    }
    let templates = [
        "external-chase",
        "group-followup",
        "group-invitation",
        "in-your-name",
        "list-privacy",
        "list-security",
    ];
    assert_eq!(marked.iter().map(String::as_str).collect::<Vec<_>>(), templates);
}

#[test]
fn security_md_shows_the_table_word_for_word() {
    let table = table();
    let name = |key: &String| {
        let found = table.audience.iter().find(|one| one.key == *key);
        found.unwrap_or_else(|| panic!("no audience {key}")).name.clone()
    };
    let mut text = format!("{BEGIN}\n| what | who sees it |\n|---|---|\n");
    for row in &table.row {
        let who: Vec<String> = row.seen_by.iter().map(name).collect();
        let who = if who.is_empty() { "nobody".to_owned() } else { who.join("; ") };
        writeln!(text, "| {} | {who} |", row.what).unwrap();
    }
    text.push_str(END);
    let path = at("SECURITY.md");
    let known = std::fs::read_to_string(&path).unwrap();
    let start = known.find(BEGIN).expect("SECURITY.md marks where the table begins");
    let end = known.find(END).expect("SECURITY.md marks where the table ends") + END.len();
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        std::fs::write(&path, format!("{}{text}{}", &known[..start], &known[end..])).unwrap();
        return;
    }
    assert_eq!(&known[start..end], text, "UPDATE_SNAPSHOTS=1 writes the table anew");
}
