//! The value behind each command's label.

use chrono::{DateTime, FixedOffset};

use super::labels::Verb;
use super::{Setting, measure, papers, parties, persons};
use crate::command::{Command, Decision, ListName, MeasureKind};
use crate::report::{self, pattern};

/// The longest name of a person, in bytes.
pub const PERSON_BYTES: usize = 200;

/// The command that a label and its value make; `None` where the value does not fit.
pub fn value(verb: Verb, value: &str, setting: &Setting<'_>) -> Option<Command> {
    let text = || Some(value.to_owned()).filter(|text| text.chars().any(char::is_alphanumeric));
    match verb {
        Verb::NotifyAuthority => {
            let (answer, reason) = decision(value)?;
            Some(Command::NotifyAuthority { answer, reason })
        }
        Verb::InformPersons => persons::inform(value, setting),
        Verb::AuthorityNotified => Some(Command::AuthorityNotified {
            at: past(before_reference(value), setting)?,
            reference: reference(value),
        }),
        Verb::AuthorityPhoned => Some(Command::AuthorityPhoned { at: past(value, setting)? }),
        Verb::SupplementSent => Some(Command::SupplementSent {
            at: past(before_reference(value), setting)?,
            reference: reference(value),
            last: papers::is_last(value, setting),
        }),
        Verb::Send => Some(Command::Send { paper: papers::named(value)? }),
        Verb::PersonsInformed => {
            Some(Command::PersonsInformed { at: past(value, setting)?, how: remainder(value, setting) })
        }
        Verb::Delay => Some(Command::DelayReason { reason: text()? }),
        Verb::Notify => lists(value),
        Verb::Assign(role) => Some(Command::Assign { role: role.to_owned(), person: person(value)? }),
        Verb::NotifyControllers => parties::controllers(value),
        Verb::Measure => measure::new(value, None, setting),
        Verb::MeasureOf(kind) => measure::new(value, Some(kind), setting),
        Verb::ActionGroup => group(value, setting),
        Verb::GroupContact => Some(Command::GroupContact { person: person(value)? }),
        Verb::ReportDelivered => delivered(value, setting),
        Verb::NotABreach => Some(Command::NotABreach { reason: reason(value)? }),
        Verb::Close => Some(Command::Close { reason: reason(value) }),
        Verb::Reopen => Some(Command::Reopen { reason: reason(value) }),
        Verb::Merge => Some(Command::Merge { case: case(value, &setting.context.case_prefix)? }),
        Verb::NotSame => Some(Command::NotSame { case: case(value, &setting.context.case_prefix)? }),
        Verb::ExternalParty => parties::external(value),
        Verb::JointControllers => parties::joint(value),
        Verb::Exercise => Some(Command::Exercise { answer: plain_answer(value)? }),
        Verb::Aware => {
            let (time, why) = split_reason(value);
            Some(Command::Aware { at: past(time, setting)?, reason: why })
        }
        Verb::Evidence => Some(Command::Evidence { text: text()? }),
        Verb::Police => police(value, setting),
        Verb::Evaluate => Some(Command::Evaluate { text: text()? }),
        Verb::Exclude => {
            let (who, why) = split_reason(value);
            Some(Command::Exclude { person: person(who)?, reason: why })
        }
        Verb::Ask => Some(Command::Ask { text: text()? }),
        Verb::Correct(field) => corrected(field, value),
        Verb::Acknowledge | Verb::Confirm | Verb::Release | Verb::Undo | Verb::Help => empty(verb, value),
        Verb::Assess => None,
    }
}

/// Labels that also begin a sentence or an answer of the report: what stands behind them decides.
pub fn is_prose(verb: Verb, value: &str, setting: &Setting<'_>) -> bool {
    let long = || report::words(value).len() > 4;
    match verb {
        Verb::MeasureOf(MeasureKind::Immediate) => {
            measure::new(value, None, setting).is_some_and(|command| !measure::is_planned(&command))
        }
        Verb::Send => papers::named(value).is_none() && long(),
        Verb::Exercise => plain_answer(value).is_none() && long(),
        _ => false,
    }
}

/// `Angre:` is `Angre`; with words behind it, it is not.
fn empty(verb: Verb, value: &str) -> Option<Command> {
    let quiet = value.is_empty() || matches!(report::words(value).join(" ").as_str(), "ja" | "yes" | "ok");
    match verb {
        _ if !quiet => None,
        Verb::Acknowledge => Some(Command::Acknowledge {}),
        Verb::Confirm => Some(Command::ContactConfirm {}),
        Verb::Release => Some(Command::Release {}),
        Verb::Undo => Some(Command::Undo {}),
        Verb::Help => Some(Command::Help {}),
        _ => None,
    }
}

pub fn past(text: &str, setting: &Setting<'_>) -> Option<DateTime<FixedOffset>> {
    report::moment(text, setting.anchor, setting.context.time_zone).map(|moment| moment.at)
}

pub fn ahead(text: &str, setting: &Setting<'_>) -> Option<DateTime<FixedOffset>> {
    report::moment_ahead(text, setting.anchor, setting.context.time_zone).map(|moment| moment.at)
}

/// `ja` or `nei, fordi …`; a no must say why (S54).
pub fn decision(value: &str) -> Option<(Decision, Option<String>)> {
    let word = value.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    let rest = reason(value.get(word.len()..).unwrap_or_default());
    match report::words(word).first()?.as_str() {
        "ja" | "yes" | "j" | "y" => Some((Decision::Yes, rest)),
        "nei" | "no" | "n" => rest.map(|why| (Decision::No, Some(why))),
        _ => None,
    }
}

/// What follows, without the marks and the word "because" at its start.
pub fn reason(text: &str) -> Option<String> {
    let text = text.trim_start_matches([',', '.', ':', ';', '-', '–', '—', ' ', '\u{a0}']);
    let because =
        pattern!(r"(?i)^(?:fordi(?:\s+at)?|because|av di|sidan|ettersom|since|grunn(?:et)?|pga\.?)\b[\s:,]*");
    let text = because.replace(text, "");
    let text = text.trim();
    text.chars().any(char::is_alphanumeric).then(|| text.to_owned())
}

/// `12.03.2026 kl. 14.00, fordi …`: what stands before the reason, and the reason.
pub fn split_reason(value: &str) -> (&str, Option<String>) {
    match pattern!(r"(?i)[\s,;]+(?:fordi|because|av di)\b").find(value) {
        Some(m) => {
            (value.get(..m.start()).unwrap_or_default(), reason(value.get(m.start()..).unwrap_or_default()))
        }
        None => (value, None),
    }
}

/// a, b or c of article 34(3), as `(34(3) a)`, `34 nr. 3 bokstav b`, `unntak c`.
pub fn exception(value: &str) -> Option<String> {
    let m = pattern!(r"(?i)(?:34\s*\(3\)|34\s*(?:nr\.?|no\.?|,)?\s*3|art\.?\s*34\s*\(3\)|unntak|unnatak|exception)\s*(?:bokstav|litra|letter|lit\.?)?\s*\(?([abc])\)?(?:\W|$)")
        .captures(value)?;
    Some(m.get(1)?.as_str().to_lowercase())
}

pub fn before_reference(value: &str) -> &str {
    let m =
        pattern!(r"(?i)[\s,;(]+(?:ref(?:eranse|erence)?|saksnr|saksnummer|kvittering|AR\d|arkivref\w*)\b")
            .find(value);
    m.and_then(|m| value.get(..m.start())).unwrap_or(value)
}

pub fn reference(value: &str) -> Option<String> {
    let m = pattern!(r"(?i)\b(?:(?:arkiv)?ref(?:eranse|erence)?|saksnr|saksnummer|kvittering)\b[.:\s]*(?:nr\.?\s*)?([^\s,;)]+)")
        .captures(value)
        .or_else(|| pattern!(r"\b(AR\d{3,})\b").captures(value))?;
    Some(m.get(1)?.as_str().trim_end_matches('.').to_owned()).filter(|found| !found.is_empty())
}

/// Yes or no and nothing else.
fn plain_answer(value: &str) -> Option<Decision> {
    match report::words(value).join(" ").as_str() {
        "ja" | "yes" => Some(Decision::Yes),
        "nei" | "no" => Some(Decision::No),
        _ => None,
    }
}

/// `møte 13.03.2026 kl. 10.00, https://…; deltakere: a@b.no, Kari Nordmann`, or `avlyst, fordi …`
fn group(value: &str, setting: &Setting<'_>) -> Option<Command> {
    let cancel = pattern!(
        r"(?i)^(?:(?:the\s+)?(?:møte[t]?|meeting)\s+(?:er\s+|is\s+)?)?(?:avlyst?|avlysast|cancell?ed|cancel|called\s+off)\b"
    );
    if let Some(m) = cancel.find(value) {
        return Some(Command::GroupCancel { reason: reason(value.get(m.end()..).unwrap_or_default()) });
    }
    if report::words(value).iter().any(|word| matches!(word.as_str(), "avlyst" | "cancelled" | "canceled")) {
        return None;
    }
    let listed = pattern!(
        r"(?i)[\s,;]*\b(?:deltakere|deltakarar|deltar|deltek|medlemmer|medlemmar|participants|attendees|members)\s*[:=]\s*"
    );
    let (meeting, members) = match listed.find(value) {
        Some(m) => (value.get(..m.start())?, parties::names(value.get(m.end()..)?)),
        None => (value, Vec::new()),
    };
    Some(Command::ActionGroup { at: ahead(meeting, setting)?, place: place(meeting, setting), members })
}

/// The comma-separated parts that name no time.
fn remainder(value: &str, setting: &Setting<'_>) -> Option<String> {
    let parts: Vec<&str> = value
        .split([',', ';'])
        .map(str::trim)
        .filter(|part| {
            !part.is_empty() && past(part, setting).is_none() && !part.bytes().all(|b| b.is_ascii_digit())
        })
        .collect();
    Some(parts.join(", ")).filter(|rest| !rest.is_empty())
}

fn place(value: &str, setting: &Setting<'_>) -> Option<String> {
    if let Some(link) = pattern!(r"https?://\S+").find(value) {
        return Some(link.as_str().trim_end_matches([',', '.', ';']).to_owned());
    }
    let parts: Vec<&str> = value
        .split([',', ';'])
        .map(str::trim)
        .filter(|part| !part.is_empty() && past(part, setting).is_none())
        .collect();
    Some(parts.join(", ")).filter(|place| !place.is_empty())
}

/// `sikkerhet`, `begge; Party AS`, `ingen, fordi …`
fn lists(value: &str) -> Option<Command> {
    let (value, why) = split_reason(value);
    let mut parts = value.split(';').map(str::trim);
    let mut lists = Vec::new();
    let mut nobody = false;
    for word in report::words(parts.next()?) {
        match word.as_str() {
            "sikkerhet" | "sikkerhetslista" | "sikkerhetslisten" | "tryggleik" | "security" => {
                lists.push(ListName::Security)
            }
            "personvern" | "personvernlista" | "personvernlisten" | "privacy" => {
                lists.push(ListName::Privacy)
            }
            "begge" | "both" | "alle" | "bae" => lists.extend([ListName::Security, ListName::Privacy]),
            "ingen" | "none" | "nobody" => nobody = true,
            "og" | "and" | "lister" | "liste" | "lista" | "list" | "lists" => {}
            _ => return None,
        }
    }
    lists.sort_unstable();
    lists.dedup();
    let parties: Vec<String> = parts
        .flat_map(|part| part.split(','))
        .map(|party| party.trim().to_owned())
        .filter(|party| !party.is_empty())
        .collect();
    // Telling nobody must say why; telling somebody and nobody is a contradiction.
    let sound = if nobody { lists.is_empty() && why.is_some() } else { !lists.is_empty() };
    sound.then_some(Command::NotifyLists { lists, parties, reason: why })
}

fn person(value: &str) -> Option<String> {
    let value = value.trim().trim_end_matches(['.', ',', ';']).trim();
    (value.len() <= PERSON_BYTES && value.chars().filter(|c| c.is_alphabetic()).count() >= 2)
        .then(|| value.to_owned())
}

fn delivered(value: &str, setting: &Setting<'_>) -> Option<Command> {
    let words = report::words(value);
    let said = words
        .iter()
        .any(|w| matches!(w.as_str(), "levert" | "delivered" | "overlevert" | "sendt" | "ja" | "sent"));
    let denied = words.iter().any(|w| matches!(w.as_str(), "ikke" | "ikkje" | "not" | "nei" | "no"));
    let at = past(value, setting);
    let dated = value.contains(|c: char| c.is_ascii_digit());
    ((said || at.is_some()) && !denied && (at.is_some() || !dated)).then_some(Command::ReportDelivered { at })
}

fn police(value: &str, setting: &Setting<'_>) -> Option<Command> {
    let first = report::words(value).into_iter().next()?;
    if matches!(first.as_str(), "nei" | "no" | "ikke" | "ikkje" | "not") {
        return None;
    }
    let (at, reference) = (past(before_reference(value), setting), reference(value));
    let yes = matches!(first.as_str(), "ja" | "yes");
    (at.is_some() || reference.is_some() || yes).then_some(Command::PoliceReport { at, reference })
}

/// `AVVIK-2026-0007` anywhere in the value.
fn case(value: &str, prefix: &str) -> Option<String> {
    value
        .split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '[' | ']' | '(' | ')'))
        .map(|word| word.trim_end_matches('.').to_uppercase())
        .find(|word| {
            let rest = word.strip_prefix(&prefix.to_uppercase()).and_then(|rest| rest.strip_prefix('-'));
            rest.and_then(|rest| rest.split_once('-')).is_some_and(|(year, number)| {
                let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
                year.len() == 4 && digits(year) && (1..=9).contains(&number.len()) && digits(number)
            })
        })
}

fn corrected(field: &str, value: &str) -> Option<Command> {
    let digits = value.chars().filter(char::is_ascii_digit).count();
    let fits = match field {
        "phone" => (5..=15).contains(&digits) && !value.contains(char::is_alphabetic),
        "email" => pattern!(r"^<?[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+>?$").is_match(value),
        _ => value.chars().filter(|c| c.is_alphabetic()).count() >= 2,
    };
    let value = value.trim_matches(['<', '>']).to_owned();
    (fits && value.len() <= PERSON_BYTES)
        .then_some(Command::ContactCorrect { field: field.to_owned(), value })
}
