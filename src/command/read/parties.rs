//! Others who have a part in a case: controllers, joint controllers, somebody outside who caused it.

use super::{Line, parse};
use crate::command::Command;
use crate::report::{self, pattern};

const NOTIFIES: &[&str] = &[
    "melder",
    "meldar",
    "den som melder",
    "den som meldar",
    "melder avviket",
    "varsler",
    "varslar",
    "notifies",
    "notifier",
    "notify",
    "reports",
];
const FOLLOWS_UP: &[&str] = &[
    "folger opp",
    "folgjer opp",
    "folger",
    "folgjer",
    "oppfolging",
    "oppfolgjing",
    "follows up",
    "follow up",
    "followup",
];
const CLOSES: &[&str] = &["lukker", "lukkar", "avslutter", "avsluttar", "closes", "close", "closer"];

/// `alle`, or names apart by commas.
pub fn controllers(value: &str) -> Option<Command> {
    let words = report::words(value).join(" ");
    if matches!(
        words.as_str(),
        "alle" | "alle saman" | "alle sammen" | "samtlige" | "all" | "all of them" | "ja" | "yes"
    ) {
        return Some(Command::NotifyControllers { names: Vec::new() });
    }
    let names = names(value);
    let denied = words.split(' ').next().is_some_and(|word| {
        matches!(
            word,
            "nei" | "ingen" | "ikke" | "ikkje" | "no" | "none" | "nobody" | "not" | "kanskje" | "maybe"
        )
    });
    let sound = !denied && !names.is_empty() && names.iter().all(|name| is_name(name));
    sound.then_some(Command::NotifyControllers { names })
}

/// Names apart by commas, semicolons or "and".
pub fn names(text: &str) -> Vec<String> {
    pattern!(r"(?i)\s*[,;]\s*|\s+(?:og|and)\s+")
        .split(text)
        .map(|name| name.trim().trim_end_matches('.').trim())
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
        .collect()
}

fn is_name(text: &str) -> bool {
    text.len() <= parse::PERSON_BYTES && text.chars().filter(|c| c.is_alphabetic()).count() >= 2
}

/// `Firma AS <post@firma.no>, fordi …`: we write to them, so one address must stand there and no more.
pub fn external(value: &str) -> Option<Command> {
    let (who, reason) = parse::split_reason(value);
    let mut found = pattern!(r"[^\s@<>,;:()]+@[^\s@<>,;:()]+\.[^\s@<>,;:()]+").find_iter(who);
    let (email, None) = (found.next()?, found.next()) else { return None };
    let address = email.as_str().trim_end_matches('.');
    let rest = [who.get(..email.start())?, who.get(email.end()..)?]
        .map(|part| part.trim_matches(|c: char| c.is_whitespace() || "<>,;:()-".contains(c)));
    let party = rest.into_iter().find(|part| is_name(part)).unwrap_or(address);
    Some(Command::ExternalParty { party: party.to_owned(), email: address.to_lowercase(), reason })
}

/// `Tilbakemelding fra Firma AS`; `Ekstern tilbakemelding` where it is clear from whom. `label` is as written.
pub fn feedback(label: &str, value: &str) -> Option<Line> {
    let party = pattern!(r"(?i)^\s*(?:ekstern\s+)?(?:tilbakemelding(?:en|a)?\s+fr[aå]|(?:external\s+)?feedback\s+from)\s+(\S.*?)\s*$")
        .captures(label)
        .and_then(|m| m.get(1));
    let words = report::words(label).join(" ");
    let general = matches!(words.as_str(), "ekstern tilbakemelding" | "external feedback");
    let outside = |name: &str| matches!(name, "ekstern" | "ekstern part" | "external" | "external party");
    let party = match party {
        Some(party) if outside(&report::words(party.as_str()).join(" ")) => None,
        Some(party) if is_name(party.as_str()) => Some(party.as_str().to_owned()),
        None if general => None,
        // Feedback from whom, on what?
        None if !value.is_empty() && matches!(words.as_str(), "tilbakemelding" | "feedback") => {
            return Some(Line::Misread("external_feedback"));
        }
        _ => return None,
    };
    let said = value.chars().any(char::is_alphanumeric);
    Some(match said {
        true => Line::Command(Command::ExternalFeedback { party, text: value.to_owned() }),
        false => Line::Misread("external_feedback"),
    })
}

/// `melder: X; følger opp: Y; lukker: Z`, one at least; what is none of them makes the line doubtful.
pub fn joint(value: &str) -> Option<Command> {
    let (mut notifies, mut follows_up, mut closes) = (None, None, None);
    for part in value.split([';', ',']).map(str::trim).filter(|part| !part.is_empty()) {
        let (key, who) = part.split_once([':', '=', '：'])?;
        let key = report::words(key).join(" ");
        let who = Some(who.trim().trim_end_matches('.').to_owned()).filter(|who| is_name(who))?;
        let is = |list: &[&str]| list.contains(&key.as_str());
        let slot = match () {
            () if is(NOTIFIES) => &mut notifies,
            () if is(FOLLOWS_UP) => &mut follows_up,
            () if is(CLOSES) => &mut closes,
            () => return None,
        };
        if slot.replace(who).is_some() {
            return None;
        }
    }
    let some = notifies.is_some() || follows_up.is_some() || closes.is_some();
    some.then_some(Command::JointControllers { notifies, follows_up, closes })
}
