//! Other laws than GDPR: `Klassifisert DORA: alvorlig 12.03.2026 kl. 10.00, fordi …`, `Meldt NIS2 sluttrapport: …`.

use super::{Line, Setting, parse};
use crate::command::{Command, Decision};
use crate::report;

/// The group of each law, and how people call it.
const REGIMES: &[(&str, &[&str])] = &[
    ("dora", &["dora", "dora forordningen", "dora forordninga"]),
    ("nis2", &["nis2", "nis 2"]),
    (
        "nis1-no",
        &[
            "digitalsikkerhetsloven",
            "digitaltryggleikslova",
            "nis1 no",
            "nis 1 no",
            "nis1",
            "nis 1",
            "nis",
            "nsm",
        ],
    ),
    ("ekom", &["ekom", "ekomloven", "ekomlova", "nkom"]),
    ("sikkerhetsloven", &["sikkerhetsloven", "tryggingslova", "tryggleikslova"]),
    ("bits", &["bits"]),
    ("normen", &["normen"]),
];

const CLASSIFIED: &[&str] = &[
    "klassifisert",
    "klassifisert som",
    "klassifisert etter",
    "klassifiser",
    "klassifisering",
    "classified",
    "classified under",
    "classify",
    "classification",
];
const SUBMITTED: &[&str] = &[
    "meldt",
    "meldt til",
    "meldt etter",
    "varslet",
    "varsla",
    "innsendt",
    "sendt inn",
    "submitted",
    "submitted to",
    "submitted under",
    "reported to",
    "notified",
];

/// What says that the threshold is reached.
const GRAVE: &[&str] = &[
    "alvorlig",
    "alvorleg",
    "alvorlige",
    "vesentlig",
    "vesentleg",
    "betydelig",
    "betydeleg",
    "meldepliktig",
    "varslingspliktig",
    "major",
    "significant",
    "serious",
    "reportable",
    "notifiable",
];
/// What says that it is not reached.
const YES: &[&str] = &["ja", "yes"];
const ANSWERS: &[&str] = &["ja", "yes", "nei", "no"];
const DENIED: &[&str] = &["ikke", "ikkje", "not", "nei", "no", "mindre", "minor", "insignificant"];
/// What leaves it open.
const DOUBT: &[&str] = &[
    "neppe", "kanskje", "trolig", "truleg", "maybe", "perhaps", "probably", "uklart", "unclear", "enna",
    "enno", "yet",
];

/// The stages of a report in several parts, and the words that name each.
const STAGES: &[(&str, &[&str])] = &[
    (
        "initial",
        &[
            "forste",
            "fyrste",
            "forelopig",
            "forelopige",
            "forebels",
            "innledende",
            "innleiande",
            "tidlig varsel",
            "tidleg varsel",
            "initial",
            "first",
            "early warning",
        ],
    ),
    (
        "intermediate",
        &[
            "midtveis",
            "mellomrapport",
            "delrapport",
            "hendelsesmelding",
            "hendingsmelding",
            "intermediate",
            "interim",
            "incident notification",
        ],
    ),
    (
        "final",
        &["endelig", "endelege", "endelige", "endeleg", "sluttrapport", "sluttmelding", "siste", "final"],
    ),
];
/// Words beside a stage that say nothing more.
const FILLER: &[&str] =
    &["rapport", "rapporten", "melding", "meldinga", "meldingen", "report", "notification", "den", "the"];

/// A line whose label names a law; `None` where it does not.
pub fn read(words: &[String], value: &str, setting: &Setting<'_>) -> Option<Line> {
    if let Some((verb, regime, rest)) = apart(words) {
        let rest: Vec<&str> = rest.iter().map(String::as_str).collect();
        return Some(match verb {
            Verb::Classified if rest.iter().all(|word| GRAVE.contains(word)) => {
                or_misread(classified(regime, !rest.is_empty(), value, setting), "classified")
            }
            Verb::Classified => Line::Misread("classified"),
            Verb::Submitted => or_misread(submitted(regime, &rest, value, setting), "submitted"),
        });
    }
    // `DORA: alvorlig …` classifies; `DORA: husk fristen` is a note.
    let (regime, rest) = regime(words)?;
    let said = report::words(value);
    let says = said.iter().take(2).any(|word| GRAVE.contains(&word.as_str()))
        || said.first().is_some_and(|word| ANSWERS.contains(&word.as_str()));
    if !rest.is_empty() || !says {
        return None;
    }
    Some(or_misread(classified(regime, false, value, setting), "classified"))
}

/// `Klassifisert DORA` or `Meldt NIS2 sluttrapport` with nothing behind it.
pub fn bare(words: &[String]) -> Option<Line> {
    Some(Line::Misread(match apart(words)?.0 {
        Verb::Classified => "classified",
        Verb::Submitted => "submitted",
    }))
}

enum Verb {
    Classified,
    Submitted,
}

/// The verb and the law of a label, and the words after them.
fn apart(words: &[String]) -> Option<(Verb, &'static str, &[String])> {
    let verb = |list: &[&str]| {
        (1..=2)
            .rev()
            .find(|count| words.get(..*count).is_some_and(|front| list.contains(&front.join(" ").as_str())))
    };
    let (verb, count) = verb(CLASSIFIED)
        .map(|count| (Verb::Classified, count))
        .or_else(|| verb(SUBMITTED).map(|count| (Verb::Submitted, count)))?;
    let (regime, rest) = regime(words.get(count..)?)?;
    Some((verb, regime, rest))
}

/// The law at the beginning of these words, the longest name first.
fn regime(words: &[String]) -> Option<(&'static str, &[String])> {
    (1..=3).rev().find_map(|count| {
        let front = words.get(..count)?.join(" ");
        let (group, _) = REGIMES.iter().find(|(_, names)| names.contains(&front.as_str()))?;
        Some((*group, words.get(count..)?))
    })
}

fn or_misread(command: Option<Command>, name: &'static str) -> Line {
    command.map_or(Line::Misread(name), Line::Command)
}

/// It starts or stops clocks, so there may be no doubt in it; a time that is told must be one.
fn classified(regime: &str, named: bool, value: &str, setting: &Setting<'_>) -> Option<Command> {
    let (value, reason) = parse::split_reason(value);
    let words = report::words(value);
    let says = |list: &[&str]| words.iter().any(|word| list.contains(&word.as_str()));
    let at = parse::past(value, setting);
    let dated = value.contains(|c: char| c.is_ascii_digit());
    let plain =
        words.first().is_some_and(|word| YES.contains(&word.as_str())) && (words.len() == 1 || at.is_some());
    let grave = named || says(GRAVE) || plain;
    if says(DOUBT) || at.is_none() && (dated || !grave && !says(DENIED)) {
        return None;
    }
    let answer = if says(DENIED) { Decision::No } else { Decision::Yes };
    Some(Command::Classified { regime: regime.to_owned(), answer, at, reason })
}

/// The stage stands behind the law or before the time.
fn submitted(regime: &str, rest: &[&str], value: &str, setting: &Setting<'_>) -> Option<Command> {
    let named = stage(rest)?;
    let lead: Vec<String> =
        report::words(value.split(|c: char| c.is_ascii_digit()).next().unwrap_or_default());
    let lead: Vec<&str> = lead.iter().map(String::as_str).collect();
    if lead.iter().any(|word| matches!(*word, "ikke" | "ikkje" | "not" | "nei" | "no")) {
        return None;
    }
    let stage = named.or_else(|| stages_in(&lead).next());
    Some(Command::Submitted {
        regime: regime.to_owned(),
        stage: stage.map(str::to_owned),
        at: parse::past(parse::before_reference(value), setting)?,
        reference: parse::reference(value),
    })
}

/// The stage that the words of a label name; the outer `None` where they name something else.
fn stage(words: &[&str]) -> Option<Option<&'static str>> {
    let mut found = stages_in(words);
    match (found.next(), found.next()) {
        (Some(stage), None) => Some(Some(stage)),
        (None, _) if words.iter().all(|word| FILLER.contains(word)) => Some(None),
        _ => None,
    }
}

fn stages_in(words: &[&str]) -> impl Iterator<Item = &'static str> {
    let text = format!(" {} ", words.join(" "));
    let named = move |names: &[&str]| names.iter().any(|name| text.contains(&format!(" {name} ")));
    STAGES.iter().filter(move |(_, names)| named(names)).map(|(stage, _)| *stage)
}
