//! What stands in a cell of the register for people, out of the case's row.

use chrono::{DateTime, Utc};

use super::entry::{Entry, Risk};
use super::further::{Party, Record};
use crate::case::Case;
use crate::export::Voice;
use crate::export::xlsx::Cell;
use crate::policy::BandName;
use crate::report::{Field, Precision};

/// What a cell is made from.
pub struct Row<'a> {
    pub case: &'a Case,
    pub entry: Entry,
    pub voice: &'a Voice<'a>,
}

impl Row<'_> {
    pub fn time(&self, at: Option<DateTime<Utc>>) -> Cell {
        at.map_or(Cell::Empty, |at| Cell::Time(self.voice.policy.calendar.local(at).naive_local()))
    }
}

pub fn text(text: &str) -> Cell {
    if text.is_empty() { Cell::Empty } else { Cell::Text(text.to_owned()) }
}

pub fn maybe(said: &Option<String>) -> Cell {
    said.as_deref().map_or(Cell::Empty, text)
}

pub fn number(count: Option<u64>) -> Cell {
    count.map_or(Cell::Empty, Cell::Number)
}

pub fn level(risk: &Option<Risk>, of: fn(&Risk) -> u8) -> Cell {
    risk.as_ref().map_or(Cell::Empty, |risk| Cell::Number(u64::from(of(risk))))
}

pub fn band(row: &Row<'_>) -> Cell {
    text(row.voice.words.band(row.entry.risk.as_ref().map_or(BandName::Undecided, |one| one.band)))
}

/// Without an hour where none was said.
pub fn discovered(row: &Row<'_>) -> Cell {
    let Some(moment) = &row.entry.discovered_at else { return Cell::Empty };
    let local = row.voice.policy.calendar.local(moment.at.with_timezone(&Utc)).naive_local();
    match moment.precision {
        Precision::Minute | Precision::Hour => Cell::Time(local),
        Precision::Day => Cell::Date(local.date()),
        Precision::Week | Precision::Month => text(&row.voice.moment(moment)),
    }
}

pub fn plan(row: &Row<'_>) -> Cell {
    let lines = row.case.measures.iter().map(|one| {
        let kind = one.kind.map_or_else(String::new, |kind| format!("{}: ", row.voice.measure_kind(kind)));
        let mut parts = vec![format!("{}. {kind}{}", one.number, one.text)];
        parts.extend(one.owner.as_deref().map(|owner| row.voice.name(owner)));
        if let Some(done) = one.done_at {
            let word = row.voice.pick(["utført", "utført", "done"]);
            parts.push(format!("{word} {}", row.voice.short_day(done)));
        } else if let Some(due) = one.due {
            let word = row.voice.pick(["frist", "frist", "due"]);
            parts.push(format!("{word} {}", row.voice.short_day(due.with_timezone(&Utc))));
        }
        parts.join(", ")
    });
    text(&lines.collect::<Vec<_>>().join("\n"))
}

pub fn persons_reason(row: &Row<'_>) -> Cell {
    let persons = &row.entry.persons;
    let exception = persons.exception.as_deref().map(|letter| {
        let words = row.voice.words.exception(letter).unwrap_or_default();
        format!("{} {letter}: {words}", row.voice.pick(["Unntak", "Unntak", "Exception"]))
    });
    let parts: Vec<String> = exception.into_iter().chain(persons.reason.clone()).collect();
    text(&parts.join(". "))
}

pub fn lists(row: &Row<'_>) -> Cell {
    let lists = &row.entry.lists;
    match (lists.told.is_empty(), &lists.reason) {
        (true, Some(reason)) => {
            text(&format!("{}: {reason}", row.voice.pick(["Ingen varslet", "Ingen varsla", "Nobody told"])))
        }
        _ => text(&lists.told.join(", ")),
    }
}

pub fn closed(row: &Row<'_>) -> Cell {
    let Some(closed) = &row.entry.closed else { return Cell::Empty };
    let reason = closed.reason.as_deref().unwrap_or_default();
    text(format!("{}: {reason}", closed.by).trim_end_matches([':', ' ']))
}

/// In hours as they are written in the language; longer than the contract gives is said.
pub fn processor_hours(row: &Row<'_>) -> Cell {
    let (Some(notice), voice) = (&row.entry.processor_notice, row.voice) else { return Cell::Empty };
    let Some(hours) = notice.hours else { return Cell::Empty };
    let written = format!("{hours:.1}");
    let written = if voice.language() == "en" { written } else { written.replace('.', ",") };
    let word = voice.pick(["timer", "timar", "hours"]);
    let late = voice.pick(["etter avtalt frist", "etter avtalt frist", "later than agreed"]);
    text(&if notice.late { format!("{written} {word}, {late}") } else { format!("{written} {word}") })
}

pub fn other_laws(row: &Row<'_>) -> Cell {
    let voice = row.voice;
    let lines = row.entry.other_laws.iter().flat_map(|one| {
        let answer = one.reached.map(|reached| {
            let asked = voice.pick(["skal meldes", "skal meldast", "to be reported"]);
            let reason = one.reason.iter().map(|reason| format!(" ({reason})"));
            format!("{}: {asked}: {}{}", one.law, voice.yes_no(reached), reason.collect::<String>())
        });
        let sent = one.submissions.iter().map(|sent| {
            let word = voice.pick(["meldt", "meldt", "reported"]);
            let reference = sent.reference.iter().map(|reference| format!(", {reference}"));
            let at = voice.short_said(sent.told_at);
            format!("{}: {word} {at}{}", one.law, reference.collect::<String>())
        });
        answer.into_iter().chain(sent)
    });
    text(&lines.collect::<Vec<_>>().join("\n"))
}

/// Who was told when, and when they answered.
pub fn parties(row: &Row<'_>, parties: &[Party]) -> Cell {
    let voice = row.voice;
    let lines = parties.iter().map(|one| {
        let answered = one.answered_at.map(|at| {
            let word = voice.pick(["svarte", "svara", "answered"]);
            format!(", {word} {}", voice.short(at))
        });
        format!("{}, {}{}", one.name, voice.short(one.told_at), answered.unwrap_or_default())
    });
    text(&lines.collect::<Vec<_>>().join("\n"))
}

pub fn records(row: &Row<'_>, records: &[Record]) -> Cell {
    let lines =
        records.iter().map(|one| format!("{} ({}, {})", one.text, one.by, row.voice.short_day(one.at)));
    text(&lines.collect::<Vec<_>>().join("\n"))
}

pub fn police(row: &Row<'_>) -> Cell {
    let Some(police) = &row.entry.police else { return Cell::Empty };
    let reference = police.reference.iter().map(|reference| format!(", {reference}"));
    text(&format!("{}{}", row.voice.short_said(police.at), reference.collect::<String>()))
}

pub fn fields<'a>(row: &Row<'_>, fields: impl IntoIterator<Item = &'a Field>) -> Cell {
    let labels = fields.into_iter().map(|field| row.voice.label(*field).to_lowercase());
    text(&labels.collect::<Vec<_>>().join(", "))
}
