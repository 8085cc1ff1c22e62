//! `Informer berørte: ja, innen 14.03.2026, per brev`, `Informer berørte: nei, fordi … (34(3) a)`.

use super::{Setting, parse};
use crate::command::{Command, Decision};
use crate::report::{self, pattern};

/// A no must say why; a yes may say by when and how.
pub fn inform(value: &str, setting: &Setting<'_>) -> Option<Command> {
    let (answer, said) = parse::decision(value)?;
    let exception = parse::exception(value);
    if answer == Decision::No {
        return Some(Command::InformPersons { answer, reason: said, exception, due: None, how: None });
    }
    let (plan, mut reason) = parse::split_reason(value);
    let (mut due, mut how, mut other) = (None, Vec::new(), Vec::new());
    for part in plan.split([',', ';']).skip(1).map(str::trim).filter(|part| !part.is_empty()) {
        let means = pattern!(r"(?i)\b(?:(?:per|pr\.?|via|på|med|ved|by|through|over|gjennom|i)\s+)?(?:(?:rekommandert|registered|vanlig|vanleg)\s+)?(?:brev|post|letter|mail|e-?post|e-?mail|sms|tekstmelding|text\s+message|telefon|telephone|phone|digipost|helsenorge|altinn|oppslag|nettside\w*|website|avis\w*|newspaper|personlig|personleg|in\s+person|offentlig\w*|offentleg\w*|in\s+public|public\w*)\b.*$")
            .find(part);
        let time = means.map_or(part, |m| part.get(..m.start()).unwrap_or_default());
        match parse::ahead(time, setting) {
            Some(at) => due = Some(at),
            // By a day that cannot be read is no plan.
            None if is_limit(part) => return None,
            None if means.is_none() => other.push(part),
            None => {}
        }
        how.extend(means.map(|m| m.as_str().trim_end_matches('.')));
    }
    // A part that is neither time nor means was always read as the reason.
    if reason.is_none() && !other.is_empty() {
        reason = Some(other.join(", "));
    }
    let how = Some(how.join(", ")).filter(|how| !how.is_empty());
    Some(Command::InformPersons { answer, reason, exception, due, how })
}

fn is_limit(part: &str) -> bool {
    report::words(part).first().is_some_and(|word| {
        matches!(word.as_str(), "innen" | "innan" | "senest" | "seinast" | "frist" | "before" | "within")
    })
}
