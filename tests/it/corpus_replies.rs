//! Measures quote removal on a collection of replies, named by VARSEL_CORPUS (`replies/INDEX.tsv`). Not part of
//! the repository. Closings and signatures count for nothing here: the sources of the collection disagree on them.

use std::path::{Path, PathBuf};
use std::time::Instant;

use varsel::mail::reply::new_text;
use varsel::mail::{html, message};

use crate::corpus_auto::corpus;

struct Case {
    file: String,
    lang: String,
    text: String,
    expected: String,
}

/// The rows of the index that have this kind of expectation and one of these grades: path, language.
fn rows(folder: &Path, expectation: &str, grades: &[&str]) -> Vec<(PathBuf, String)> {
    let index = std::fs::read_to_string(folder.join("INDEX.tsv")).expect("INDEX.tsv");
    let rows = index.lines().skip(1).map(|line| line.split('\t').collect::<Vec<_>>());
    rows.filter(|cells| cells[1] == expectation && grades.contains(&cells[5]))
        .map(|cells| (folder.join(cells[0]), cells[2].to_owned()))
        .collect()
}

/// Cases with an exact expectation, of these trust grades.
fn cases(folder: &Path, grades: &[&str]) -> Vec<Case> {
    rows(folder, "exact", grades)
        .into_iter()
        .map(|(path, lang)| {
            let expected = std::fs::read_to_string(path.with_extension("expected")).expect("an expectation");
            let file = path.file_name().expect("a name").to_string_lossy().into_owned();
            Case { file, lang, text: body(&path), expected }
        })
        .collect()
}

/// The text of a case: a body, a page or a whole mail.
fn body(path: &Path) -> String {
    match path.extension().and_then(|name| name.to_str()) {
        Some("txt") => std::fs::read_to_string(path).expect("a text"),
        Some("eml") => plain(&std::fs::read(path).expect("a mail")),
        _ => html::to_text(&std::fs::read_to_string(path).expect("a page"), html::Quotes::Drop).text,
    }
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
    measure("grade A-", &cases(&folder, &["A-"]), 0.97, 0.97);
    measure("grade B", &cases(&folder, &["B"]), 0.97, 0.95);
    measure("grades A and B+", &cases(&folder, &["A", "B+"]), 0.99, 0.96);
    let mut norwegian = cases(&folder, &["A", "A-", "B+", "B"]);
    norwegian.retain(|case| case.lang == "no");
    assert!(norwegian.len() >= 15, "{}", norwegian.len());
    measure("Norwegian, all grades", &norwegian, 0.98, 0.98);
}

/// Cases of which only some passages are known: what must be in the new text, and what must not.
#[test]
fn known_passages_are_kept_or_left_out() {
    let Some(folder) = corpus("replies") else { return };
    let rows = rows(&folder, "check", &["A-", "B-", "C"]);
    let mut wrong = 0;
    for (path, _) in &rows {
        let check = std::fs::read_to_string(path.with_extension("check.json")).expect("a check");
        let check: serde_json::Value = serde_json::from_str(&check).expect("JSON");
        let new = essence(&new_text(&body(path)).text);
        let texts = |key: &str| -> Vec<String> {
            let all = check[key].as_array().cloned().unwrap_or_default();
            all.iter().filter_map(|one| one.as_str()).map(str::to_owned).collect()
        };
        // Signatures are left out here and not by every source.
        let signatures = texts("signature_contains");
        let lost = texts("contains").into_iter().find(|text| !new.contains(&essence(text)));
        let quoted = texts("not_contains").into_iter().filter(|text| !signatures.contains(text));
        let kept =
            quoted.into_iter().map(|text| essence(&text)).find(|text| !text.is_empty() && new.contains(text));
        if lost.is_some() || kept.is_some() {
            wrong += 1;
            println!("  {}: lost {lost:?}, kept {kept:?}", path.display());
        }
    }
    let share = 1.0 - f64::from(wrong) / rows.len() as f64;
    println!("known passages: right in {:.1} % of {}", share * 100.0, rows.len());
    assert!(share >= 0.9);
}

/// Prints how long a reply takes; the limit is a debug build's and generous.
#[test]
fn replies_are_read_fast() {
    let Some(folder) = corpus("replies") else { return };
    let texts: Vec<String> =
        cases(&folder, &["A", "A-", "B+", "B"]).into_iter().map(|case| case.text).collect();
    texts.iter().for_each(|text| drop(new_text(text)));
    let start = Instant::now();
    let rounds = 5;
    for _ in 0..rounds {
        texts.iter().for_each(|text| drop(new_text(text)));
    }
    let each = start.elapsed().as_secs_f64() * 1e6 / (rounds * texts.len()) as f64;
    println!("{each:.0} µs for each of {} replies", texts.len());
    assert!(each < 20_000.0);
}
