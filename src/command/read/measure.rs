//! Measures: `Tiltak: …; ansvarlig: …; frist: …` and what follows up a numbered one.

use super::{Line, Setting, parse};
use crate::command::{Command, MeasureKind};
use crate::report;

const OWNER: &[&str] =
    &["ansvarlig", "ansvarleg", "eier", "eigar", "tiltakseier", "tiltakseigar", "owner", "responsible"];
const HELPER: &[&str] = &["medhjelper", "medhjelpar", "hjelper", "helper", "assistant"];
const DUE: &[&str] = &["frist", "tidsfrist", "innen", "innan", "due", "deadline", "by"];
const EFFECT: &[&str] =
    &["effekt", "onsket effekt", "onskt effekt", "onska effekt", "effect", "wanted effect"];
const ESTIMATE: &[&str] = &[
    "anslag", "overslag", "estimat", "omfang", "tidsbruk", "kostnad", "estimate", "scope", "effort", "cost",
];

/// `Tiltak: text; ansvarlig: …; medhjelper: …; frist: …; effekt: …; anslag: …`
pub fn new(value: &str, kind: Option<MeasureKind>, setting: &Setting<'_>) -> Option<Command> {
    let mut parts = value.split(';').map(str::trim);
    let text = parts.next().filter(|text| text.chars().any(char::is_alphanumeric))?.to_owned();
    let (mut owner, mut helper, mut due, mut effect, mut estimate) = (None, None, None, None, None);
    let mut text = text;
    for part in parts.filter(|part| !part.is_empty()) {
        let (key, value) = part.split_once([':', '=', '：']).unwrap_or((part, ""));
        let (key, value) = (report::words(key).join(" "), value.trim());
        let is = |list: &[&str]| list.contains(&key.as_str());
        if is(OWNER) {
            owner = Some(value.to_owned());
        } else if is(HELPER) {
            helper = Some(value.to_owned());
        } else if is(DUE) {
            due = Some(parse::ahead(value, setting)?);
        } else if is(EFFECT) {
            effect = Some(value.to_owned());
        } else if is(ESTIMATE) {
            estimate = Some(value.to_owned());
        } else {
            text.push_str("; ");
            text.push_str(part);
        }
    }
    let filled = |value: Option<String>| value.filter(|value| !value.is_empty());
    Some(Command::Measure {
        text,
        owner: filled(owner),
        helper: filled(helper),
        due,
        effect: filled(effect),
        kind,
        estimate: filled(estimate),
    })
}

/// Whether anything but the text is said: `Strakstiltak: vi sperret kontoen` alone answers the form's question.
pub fn is_planned(command: &Command) -> bool {
    match command {
        Command::Measure { owner, helper, due, effect, estimate, .. } => {
            due.is_some() || [owner, helper, effect, estimate].into_iter().any(Option::is_some)
        }
        _ => false,
    }
}

/// `forslag: bytte system; anslag: 40 timer`, behind its first word.
fn proposal(number: u32, value: &str) -> Option<Command> {
    let mut text: Vec<&str> = Vec::new();
    let mut estimate = None;
    for part in value.split(';').map(str::trim).filter(|part| !part.is_empty()) {
        match part.split_once([':', '=', '：']) {
            Some((key, value)) if ESTIMATE.contains(&report::words(key).join(" ").as_str()) => {
                estimate = Some(value.trim().to_owned()).filter(|value| !value.is_empty());
            }
            _ => text.push(part),
        }
    }
    let text = text.join("; ");
    text.chars().any(char::is_alphanumeric).then_some(Command::MeasurePropose { number, text, estimate })
}

/// `Tiltak 2` or `Tiltak nr. 2`: the number and the label without it.
pub fn numbered(words: &[String]) -> Option<(u32, String)> {
    let (number, label) = words.split_last()?;
    let number = number.parse().ok().filter(|n| (1..=999).contains(n))?;
    let label: Vec<&str> =
        label.iter().map(String::as_str).filter(|word| !matches!(*word, "nr" | "no")).collect();
    Some((number, label.join(" ")))
}

/// `Tiltak 2: utført 19.03.2026`, `Tiltak 2: godkjent`, `Tiltak 2: 50 %, venter på leverandør`
pub fn follow_up(number: u32, value: &str, setting: &Setting<'_>) -> Line {
    let words = report::words(value);
    let rest = || {
        value
            .split_once([' ', ',', ':', '.'])
            .map_or("", |(_, rest)| rest)
            .trim_matches([',', ' ', '.', ':', '-'])
    };
    match words.first().map(String::as_str) {
        None => Line::Misread("measure_progress"),
        Some("utfort" | "gjennomfort" | "ferdig" | "done" | "completed" | "gjort") => {
            let rest = rest();
            let at = parse::past(rest, setting);
            if at.is_none() && !rest.is_empty() {
                return Line::Misread("measure_done");
            }
            Line::Command(Command::MeasureDone { number, at })
        }
        Some("godkjent" | "godkjend" | "godkjennes" | "approved" | "approve") => {
            let text = Some(rest().to_owned()).filter(|text| !text.is_empty());
            Line::Command(Command::MeasureApprove { number, text })
        }
        // "Forslag sendt til leverandøren" is news of it; a proposal stands behind a mark.
        Some("forslag" | "framlegg" | "proposal" | "proposed") if words.len() == 1 || marked(value) => {
            proposal(number, rest()).map_or(Line::Misread("measure_propose"), Line::Command)
        }
        Some(_) => Line::Command(Command::MeasureProgress { number, text: value.to_owned() }),
    }
}

/// Whether a mark follows the first word.
fn marked(value: &str) -> bool {
    let rest = value.trim_start_matches(char::is_alphabetic).trim_start();
    rest.starts_with([':', '：', ',', ';', '-', '–', '—'])
}
