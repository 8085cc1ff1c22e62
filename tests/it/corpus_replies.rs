//! Measures quote removal on a collection of replies, named by VARSEL_CORPUS (`replies/INDEX.tsv`). Not part of
//! the repository. Closings and signatures count for nothing here: the sources of the collection disagree on them.

use std::path::Path;

use varsel::mail::reply::{forward_start, new_text};
use varsel::mail::{html, message};

use crate::corpus_auto::corpus;

struct Case {
    file: String,
    lang: String,
    text: String,
    expected: String,
}

/// Cases with an exact expectation, of the trust grades A and B+.
fn cases(folder: &Path, grades: &[&str]) -> Vec<Case> {
    let index = std::fs::read_to_string(folder.join("INDEX.tsv")).expect("INDEX.tsv");
    index
        .lines()
        .skip(1)
        .filter_map(|line| {
            let cells: Vec<&str> = line.split('\t').collect();
            if cells[1] != "exact" || !grades.contains(&cells[5]) {
                return None;
            }
            let path = folder.join(cells[0]);
            let text = match path.extension().and_then(|name| name.to_str()) {
                Some("txt") => std::fs::read_to_string(&path).expect("a text"),
                Some("eml") => plain(&std::fs::read(&path).expect("a mail")),
                _ => html::to_text(&std::fs::read_to_string(&path).expect("a page"), html::Quotes::Drop).text,
            };
            let expected = std::fs::read_to_string(path.with_extension("expected")).expect("an expectation");
            Some(Case { file: cells[0].to_owned(), lang: cells[2].to_owned(), text, expected })
        })
        .collect()
}

/// The body of a whole mail.
fn plain(raw: &[u8]) -> String {
    let mail = message::parse(raw).expect("a mail");
    let html = || mail.html.as_deref().map(|html| html::to_text(html, html::Quotes::Drop).text);
    mail.text.clone().or_else(html).unwrap_or_default()
}

/// Letters and digits only: the sources differ in spaces, asterisks and wrapping.
fn essence(text: &str) -> String {
    text.chars().filter(|character| character.is_alphanumeric()).collect::<String>().to_lowercase()
}

const CLOSINGS: &[&str] = &[
    "mvh",
    "hilsen",
    "regards",
    "cheers",
    "thanks",
    "sent from",
    "sendt fra",
    "med vennlig",
    "grüß",
    "gruss",
    "best,",
    "sincerely",
    "--",
];

/// The expected lines before its closing.
fn body_lines(expected: &str) -> Vec<&str> {
    let lines: Vec<&str> = expected.lines().collect();
    let closing = |line: &&str| {
        let lower = line.trim().to_lowercase();
        lower.len() < 45
            && CLOSINGS.iter().any(|word| lower.starts_with(word) || lower.contains(word) && lower.len() < 30)
    };
    let end = lines.iter().rposition(closing).unwrap_or(lines.len());
    lines
        .get(..end)
        .unwrap_or_default()
        .iter()
        .copied()
        .filter(|line| !essence(line).is_empty() && !line.trim_start().starts_with('>'))
        .collect()
}

/// Lines kept that were quoted: not expected, and standing below the expected text or behind `>`.
fn kept_quotes<'a>(case: &Case, new: &'a str) -> Vec<&'a str> {
    let expected = essence(&case.expected);
    let marked: Vec<String> =
        case.text.lines().filter(|line| line.trim_start().starts_with('>')).map(essence).collect();
    new.lines()
        .filter(|line| {
            let essence = essence(line);
            essence.len() > 3
                && !expected.contains(&essence)
                && (marked.contains(&essence) || is_below(case, &essence))
        })
        .collect()
}

/// Signatures stand below the text too: only what stands below the first quote sign of the mail counts.
fn is_below(case: &Case, line: &str) -> bool {
    let signs = [
        "\n>",
        " wrote:",
        " skrev",
        "\nFrom:",
        "\nFra:",
        "Original Message",
        "Opprinnelig melding",
        " schrieb",
        "\nVon:",
        "Original melding",
    ];
    let first = signs.iter().filter_map(|sign| case.text.find(sign)).min();
    first.is_some_and(|at| {
        essence(case.text.get(at..).unwrap_or_default()).contains(line)
            && !essence(case.text.get(..at).unwrap_or_default()).contains(line)
    })
}

fn measure(name: &str, cases: &[Case], lost_wanted: f64, kept_wanted: f64) {
    let (mut lost, mut kept, mut doubtful) = (0, 0, 0);
    for case in cases {
        let reply = new_text(&case.text);
        doubtful += usize::from(!reply.certain);
        let new = essence(&reply.text);
        let missing: Vec<&str> =
            body_lines(&case.expected).into_iter().filter(|line| !new.contains(&essence(line))).collect();
        let extra = kept_quotes(case, &reply.text);
        if !missing.is_empty() {
            lost += 1;
            println!("  lost  {} [{}]: {missing:?}", case.file, case.lang);
        }
        if !extra.is_empty() {
            kept += 1;
            println!(
                "  kept  {} [{}] certain={}: {:?}",
                case.file,
                case.lang,
                reply.certain,
                extra.iter().take(3).collect::<Vec<_>>()
            );
        }
    }
    let share = |bad: usize| 1.0 - bad as f64 / cases.len().max(1) as f64;
    println!(
        "{name}: nothing lost in {:.1} %, no quote kept in {:.1} % of {}, {doubtful} uncertain",
        share(lost) * 100.0,
        share(kept) * 100.0,
        cases.len()
    );
    assert!(share(lost) >= lost_wanted && share(kept) >= kept_wanted, "{name}");
}

#[test]
fn new_text_is_kept_and_quoted_text_is_not() {
    let Some(folder) = corpus("replies") else { return };
    measure("all languages, grades B and below", &cases(&folder, &["A-", "B"]), 0.0, 0.0);
    let best = cases(&folder, &["A", "A-", "B+"]);
    let (nordic, other): (Vec<Case>, Vec<Case>) =
        best.into_iter().partition(|case| ["no", "da", "sv", "en", "de"].contains(&case.lang.as_str()));
    measure("other languages", &other, 0.0, 0.0);
    measure("nb, nn, sv, da, en, de", &nordic, 0.97, 0.93);
}

#[test]
fn forwarded_mails_are_found() {
    let Some(folder) = corpus("forwards") else { return };
    let index = std::fs::read_to_string(folder.join("INDEX.tsv")).expect("INDEX.tsv");
    let (mut right, mut all) = (0, 0);
    for line in index.lines().skip(1) {
        let cells: Vec<&str> = line.split('\t').collect();
        if !["no", "da", "sv", "en", "de"].contains(&cells[1]) {
            continue;
        }
        let text = std::fs::read_to_string(folder.join(cells[0])).expect("a text");
        let found = forward_start(&text, true).is_some();
        all += 1;
        right += usize::from(found == (cells[3] == "True"));
        if found != (cells[3] == "True") {
            println!("  {} [{}] forwarded={} found={found}", cells[0], cells[1], cells[3]);
        }
    }
    println!("forwarded mails found: {right}/{all} = {:.1} %", 100.0 * right as f64 / f64::from(all.max(1)));
}
