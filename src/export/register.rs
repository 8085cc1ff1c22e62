//! The register of breaches (GDPR art. 33(5); S54, S80, S85): one row a case, every case, notified or not.
//!
//! [`entry`] is the row as a value; [`json`] writes it as it is, [`csv()`] and [`xlsx()`] in the words of a language
//! (`columns`). All three say the same.

mod cells;
mod columns;
mod entry;
mod further;

use chrono::{DateTime, Utc};

pub use entry::{Authority, Closed, Entry, Lists, Measure, Persons, Risk, entry};
pub use further::{Group, Joint, OtherLaw, Party, Police, ProcessorNotice, Record, Submission};

use super::paper::About;
use super::xlsx::{Cell, Column, Sheet, Workbook};
use super::{ExportError, Voice, csv, xlsx};
use crate::case::Case;

/// Raised when a key of the JSON changes its meaning or goes.
pub const SCHEMA: u32 = 1;

/// The register for a spreadsheet: headings in the voice's language, `;` between the cells, UTF-8 with a byte order mark.
///
/// # Errors
/// See [`csv::write`].
pub fn csv(cases: &[Case], voice: &Voice<'_>) -> Result<Vec<u8>, ExportError> {
    let rows: Vec<Vec<String>> = cases
        .iter()
        .map(|case| columns::cells(case, voice).iter().map(|cell| columns::written(cell, voice)).collect())
        .collect();
    csv::write(&columns::headings(voice), &rows)
}

/// The register for programs: one [`Entry`] a line, RFC 3339 times, the words of codes unchanged in any language.
///
/// # Errors
/// None that can happen with these values.
pub fn json(cases: &[Case], voice: &Voice<'_>) -> Result<Vec<u8>, ExportError> {
    let mut out = Vec::new();
    for case in cases {
        serde_json::to_writer(&mut out, &entry(case, voice))
            .map_err(|error| ExportError(error.to_string()))?;
        out.push(b'\n');
    }
    Ok(out)
}

/// The register as a workbook: times as times, numbers as numbers, and a sheet that says what it is.
///
/// # Errors
/// See [`xlsx::write`].
pub fn xlsx(cases: &[Case], voice: &Voice<'_>, at: DateTime<Utc>) -> Result<Vec<u8>, ExportError> {
    let organisation = &voice.policy.organisation.name;
    let title = voice.pick([
        "Register over brudd på personopplysningssikkerheten",
        "Register over brot på personopplysningstryggleiken",
        "Register of personal data breaches",
    ]);
    let about = About {
        title: title.to_owned(),
        author: organisation.clone(),
        language: voice.language().to_owned(),
        at: Some(at),
        ..About::default()
    };
    let register = Sheet {
        name: voice.pick(["Avvik", "Avvik", "Breaches"]).to_owned(),
        columns: columns::workbook_columns(voice),
        rows: cases.iter().map(|case| columns::cells(case, voice)).collect(),
    };
    xlsx::write(&Workbook { about, sheets: vec![register, legend(cases, voice, at, title)] })
}

fn legend(cases: &[Case], voice: &Voice<'_>, at: DateTime<Utc>, title: &str) -> Sheet {
    let count = u64::try_from(cases.len()).unwrap_or(u64::MAX);
    let local = voice.policy.calendar.local(at).naive_local();
    let basis = voice.pick(["GDPR artikkel 33 nr. 5", "GDPR artikkel 33 nr. 5", "GDPR article 33(5)"]);
    let rows = [
        (voice.pick(["Register", "Register", "Register"]), Cell::Text(title.to_owned())),
        (
            voice.pick(["Virksomhet", "Verksemd", "Organisation"]),
            Cell::Text(voice.policy.organisation.name.clone()),
        ),
        (voice.pick(["Grunnlag", "Grunnlag", "Legal basis"]), Cell::Text(basis.to_owned())),
        (voice.pick(["Tatt ut", "Teke ut", "Exported"]), Cell::Time(local)),
        (voice.pick(["Antall saker", "Talet på saker", "Number of cases"]), Cell::Number(count)),
        (
            voice.pick(["Regelverk i bruk", "Regelverk i bruk", "Policy"]),
            Cell::Text(voice.policy.version.clone()),
        ),
    ];
    let column = |heading: &str, width| Column { heading: heading.to_owned(), width };
    Sheet {
        name: voice.pick(["Om registeret", "Om registeret", "About"]).to_owned(),
        columns: vec![
            column(voice.pick(["Hva", "Kva", "What"]), 24),
            column(voice.pick(["Verdi", "Verdi", "Value"]), 60),
        ],
        rows: rows.into_iter().map(|(label, cell)| vec![Cell::Text(label.to_owned()), cell]).collect(),
    }
}

#[cfg(test)]
mod tests;
