//! Measures: `Tiltak: …; ansvarlig: …; frist: …` and what follows up a numbered one.

use super::{Line, Setting, parse};
use crate::command::Command;
use crate::report;

const OWNER: &[&str] =
    &["ansvarlig", "ansvarleg", "eier", "eigar", "tiltakseier", "tiltakseigar", "owner", "responsible"];
const HELPER: &[&str] = &["medhjelper", "medhjelpar", "hjelper", "helper", "assistant"];
const DUE: &[&str] = &["frist", "tidsfrist", "innen", "due", "deadline", "by"];
const EFFECT: &[&str] =
    &["effekt", "onsket effekt", "onskt effekt", "onska effekt", "effect", "wanted effect"];

/// `Tiltak: text; ansvarlig: …; medhjelper: …; frist: …; effekt: …`
pub fn new(value: &str, setting: &Setting<'_>) -> Option<Command> {
    let mut parts = value.split(';').map(str::trim);
    let text = parts.next().filter(|text| text.chars().any(char::is_alphanumeric))?.to_owned();
    let (mut owner, mut helper, mut due, mut effect) = (None, None, None, None);
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
        kind: None,
        estimate: None,
    })
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
        Some(_) => Line::Command(Command::MeasureProgress { number, text: value.to_owned() }),
    }
}
