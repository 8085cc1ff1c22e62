//! The incident report of one case (hendelsesrapport; S9, S14, S20–S21, S61–S74): for the board, the affected parties and
//! the file. A value first, section by section; the paper it makes is written as DOCX or HTML.
//!
//! A new subject is a new function in `SECTIONS`, in a file of `incident/`; a section without content is left out.

mod group;
mod handling;
mod matrix;
mod outside;
mod parts;
mod risk;
mod told;

use chrono::{DateTime, Utc};

use super::paper::{About, Block, Cell, Paper, Run, Table};
use super::{ExportError, Voice, docx, html};
use crate::case::Case;
use crate::case::notice::Attachment;
use crate::policy::Tlp;

/// The report as a value.
#[derive(Clone, Debug, PartialEq)]
pub struct IncidentReport {
    pub about: About,
    pub title: String,
    /// The case and the organisation.
    pub subtitle: String,
    /// How far it may be passed on (TLP), and what that means.
    pub mark: Option<[String; 2]>,
    pub sections: Vec<Section>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Section {
    /// What it is about, the same in every language: `summary`, `risk` …
    pub name: &'static str,
    /// Empty: it follows the title directly.
    pub heading: String,
    pub blocks: Vec<Block>,
}

/// A line of the case's history, already in words: the history lies in the store, which the core does not know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryLine {
    pub at: DateTime<Utc>,
    /// An address, a name, or empty for the program.
    pub by: String,
    pub said: String,
    /// How its sender was proved, as [`crate::mail::authenticity::method_of`] names it.
    pub method: Option<String>,
}

/// What every section is made from.
pub struct Desk<'a> {
    pub case: &'a Case,
    pub history: &'a [HistoryLine],
    pub voice: &'a Voice<'a>,
    pub now: DateTime<Utc>,
}

type Make = fn(&Desk<'_>) -> Vec<Block>;

/// The sections in order: name, heading in nb, nn and en, and what stands in it.
const SECTIONS: [(&str, [&str; 3], Make); 13] = [
    ("summary", ["", "", ""], told::summary),
    ("what_happened", ["Hva som har skjedd", "Kva som har skjedd", "What happened"], told::what_happened),
    (
        "contradictions",
        [
            "Opplysninger som ikke stemmer overens",
            "Opplysningar som ikkje stemmer overeins",
            "Information that contradicts",
        ],
        told::contradictions,
    ),
    ("risk", ["Risikovurdering", "Risikovurdering", "Risk assessment"], risk::risk),
    (
        "obligations",
        ["Plikter og frister", "Plikter og fristar", "Duties and deadlines"],
        handling::obligations,
    ),
    ("decisions", ["Avgjørelser", "Avgjerder", "Decisions"], handling::decisions),
    ("measures", ["Handlingsplan", "Handlingsplan", "Action plan"], parts::measures),
    (
        "evidence",
        ["Vedlegg og dokumentasjon", "Vedlegg og dokumentasjon", "Attachments and evidence"],
        parts::evidence,
    ),
    ("parties", ["Andre parter", "Andre partar", "Other parties"], outside::parties),
    ("action_group", ["Aksjonsgruppen", "Aksjonsgruppa", "The action group"], group::action_group),
    (
        "evaluation",
        ["Evaluering av tiltakene", "Evaluering av tiltaka", "Evaluation of the measures"],
        parts::evaluation,
    ),
    ("open", ["Det som gjenstår", "Det som står att", "What remains open"], parts::open),
    ("timeline", ["Hendelsesforløp", "Hendingsgang", "Timeline"], parts::timeline),
];

/// The report of a case as it stands at `now`.
pub fn report(case: &Case, history: &[HistoryLine], voice: &Voice<'_>, now: DateTime<Utc>) -> IncidentReport {
    let desk = Desk { case, history, voice, now };
    let organisation = &voice.policy.organisation;
    let tlp = voice.policy.tlp.incident_report;
    let title = voice.pick(["Hendelsesrapport", "Hendingsrapport", "Incident report"]);
    let sections = SECTIONS.iter().filter_map(|(name, heading, make)| {
        let blocks = make(&desk);
        let heading = voice.pick(*heading).to_owned();
        (!blocks.is_empty()).then_some(Section { name, heading, blocks })
    });
    IncidentReport {
        about: About {
            title: format!("{title} {}", case.number),
            subject: voice.kinds(case),
            author: organisation.name.clone(),
            language: voice.language().to_owned(),
            at: Some(now),
            footer: [&organisation.name, &format!("{title} {}", case.number), desk.confidential()]
                .into_iter()
                .chain(tlp.map(Tlp::label))
                .chain(case.exercise.then(|| voice.pick(["Øvelse", "Øving", "Exercise"])))
                .collect::<Vec<_>>()
                .join(" · "),
        },
        title: title.to_owned(),
        subtitle: format!("{} · {}", case.number, organisation.name),
        mark: tlp.map(|tlp| [tlp.label().to_owned(), voice.words.tlp(tlp).replace('\n', " ")]),
        sections: sections.collect(),
    }
}

impl IncidentReport {
    pub fn paper(&self) -> Paper {
        let mut paper = Paper::new(self.about.clone());
        paper.push(Block::Title(self.title.clone())).push(Block::Subtitle(self.subtitle.clone()));
        if let Some([label, meaning]) = &self.mark {
            paper.push(Block::Note(vec![Run::bold(format!("{label} ")), Run::plain(meaning)]));
        }
        for section in &self.sections {
            if !section.heading.is_empty() {
                paper.heading(1, &section.heading);
            }
            paper.blocks.extend(section.blocks.iter().cloned());
        }
        paper
    }

    /// # Errors
    /// See [`docx::write`].
    pub fn docx(&self) -> Result<Vec<u8>, ExportError> {
        docx::write(&self.paper())
    }

    /// The report as a file that goes along with a mail.
    ///
    /// # Errors
    /// See [`docx::write`].
    pub fn file(&self, number: &str) -> Result<Attachment, ExportError> {
        Ok(Attachment {
            name: format!("{}.docx", number.to_lowercase()),
            media_type: docx::MEDIA_TYPE.to_owned(),
            bytes: self.docx()?,
        })
    }

    pub fn html(&self) -> String {
        html::write(&self.paper())
    }
}

impl Desk<'_> {
    /// Stands at the foot of each page.
    fn confidential(&self) -> &'static str {
        self.voice.pick(["Fortrolig", "Fortruleg", "Confidential"])
    }

    /// Who and when, as one cell: `Kari Nordmann, 12.03.2026 kl. 14.00`.
    fn by(&self, who: &str, at: DateTime<Utc>) -> String {
        format!("{}\n{}", self.voice.name(who), self.voice.short(at))
    }

    /// What somebody put on record, and who and when.
    fn remarks(&self, heading: &str, remarks: &[crate::case::Remark]) -> Vec<Block> {
        let who = self.voice.pick(["Av og når", "Av og når", "By and when"]);
        let rows = remarks.iter().map(|one| vec![one.text.clone(), self.by(&one.by, one.at)]);
        self.table(&[7, 3], &[heading, who], rows.collect())
    }

    /// Facts as a table of two columns, those without an answer left out; nothing where all are.
    fn facts(&self, rows: Vec<(&str, Option<String>)>) -> Vec<Block> {
        let said = rows.into_iter().filter_map(|(label, text)| {
            let text = text?.trim().to_owned();
            (!text.is_empty()).then(|| (label.to_owned(), text))
        });
        let rows: Vec<(String, String)> = said.collect();
        if rows.is_empty() { Vec::new() } else { vec![Block::Table(Table::facts(rows))] }
    }

    /// A table of texts; nothing where there is no row.
    fn table(&self, shares: &[u32], header: &[&str], rows: Vec<Vec<String>>) -> Vec<Block> {
        if rows.is_empty() {
            return Vec::new();
        }
        let row = |cells: Vec<String>| cells.into_iter().map(Cell::text).collect();
        vec![Block::Table(Table {
            shares: shares.to_vec(),
            header: header.iter().map(|heading| (*heading).to_owned()).collect(),
            rows: rows.into_iter().map(row).collect(),
            ..Table::default()
        })]
    }
}

/// The text with a capital letter first: what stands alone in a cell.
fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

#[cfg(test)]
pub(super) mod tests;
