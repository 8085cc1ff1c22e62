//! Papers: which one is asked for, and whether what was sent on is the last of it.

use super::{Setting, parse};
use crate::command::Paper;
use crate::report;

/// Whether this supplement is the last one: it must be said, and not denied.
pub fn is_last(value: &str, setting: &Setting<'_>) -> bool {
    let said = |words: &[String], known: &[&str]| words.iter().any(|word| known.contains(&word.as_str()));
    let all = report::words(value);
    if said(
        &all,
        &["ikke", "ikkje", "not", "mangler", "manglar", "gjenstar", "missing", "remains", "nesten", "almost"],
    ) {
        return false;
    }
    // "Sist fredag" and "last Friday" are times.
    let mut parts = value.split([',', ';', '.']).filter(|part| parse::past(part, setting).is_none());
    said(&all, &["alt", "komplett", "fullstendig", "everything", "complete", "final"])
        || parts.any(|part| said(&report::words(part), &["siste", "last", "all"]))
}

/// The paper that a value names, alone.
pub fn named(value: &str) -> Option<Paper> {
    let words: Vec<String> = report::words(value)
        .into_iter()
        .filter(|word| !matches!(word.as_str(), "the" | "til" | "to" | "dei" | "de" | "utkast" | "draft"))
        .collect();
    Some(match words.join(" ").as_str() {
        "meldepakke"
        | "meldepakken"
        | "meldepakka"
        | "pakke"
        | "pakken"
        | "pakka"
        | "package"
        | "notification package"
        | "authority package" => Paper::AuthorityPackage,
        "tilleggsmelding" | "tilleggsmeldingen" | "tilleggsmeldinga" | "tillegg" | "tillegget"
        | "ettersending" | "ettersendingen" | "ettersendinga" | "supplement" => Paper::AuthoritySupplement,
        "brev"
        | "brevet"
        | "brevutkast"
        | "brev berorte"
        | "brevet berorte"
        | "brev raka"
        | "brevet raka"
        | "letter"
        | "persons letter"
        | "letter persons affected" => Paper::PersonsLetter,
        "hendelsesrapport" | "hendelsesrapporten" | "hendingsrapport" | "hendingsrapporten" | "rapport"
        | "rapporten" | "report" | "incident report" => Paper::IncidentReport,
        _ => return None,
    })
}
