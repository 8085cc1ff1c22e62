//! `varsel case export ID [--format docx|html] [--output FILE]`

use std::path::PathBuf;

use crate::case::Case;
use crate::cli::clock::clock;
use crate::cli::file::{print_bytes, refuse_terminal, write};
use crate::cli::register::failed;
use crate::cli::{Outcome, instant};
use crate::config::Settings;
use crate::daemon;
use crate::export::Voice;
use crate::export::incident::{HistoryLine, report};
use crate::phrase::Phrase;
use crate::store::{Entry, Store};

#[derive(clap::Args)]
pub struct Arguments {
    /// The number, AVVIK-2026-0001
    pub id: String,
    /// A Word document, or one file for a browser and its printer
    #[arg(long, value_enum, default_value = "docx")]
    format: Format,
    /// The file to write, readable for its owner only; `-` is standard output. Else the case's number in this folder
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Write over a file that is there
    #[arg(long)]
    force: bool,
    /// The language of the report; else the organisation's
    #[arg(long, value_parser = ["nb", "nn", "en"])]
    language: Option<String>,
}

/// What a case can be exported as; another one gets a name and an arm in [`bytes`].
#[derive(Clone, Copy, clap::ValueEnum)]
enum Format {
    Docx,
    Html,
}

impl Format {
    fn ending(self) -> &'static str {
        match self {
            Format::Docx => "docx",
            Format::Html => "html",
        }
    }

    fn is_text(self) -> bool {
        matches!(self, Format::Html)
    }
}

pub async fn run(given: Arguments, settings: &Settings, store: &Store, case: Case) -> Outcome {
    let to_stdout = given.output.as_ref().is_some_and(|path| path.as_os_str() == "-");
    if to_stdout && !given.format.is_text() {
        refuse_terminal("a Word document")?;
    }
    let bytes = bytes(&given, settings, store, &case).await?;
    if to_stdout {
        return print_bytes(&bytes);
    }
    let own = || PathBuf::from(format!("{}.{}", case.number, given.format.ending()));
    write(&given.output.clone().unwrap_or_else(own), &bytes, given.force)
}

async fn bytes(
    given: &Arguments,
    settings: &Settings,
    store: &Store,
    case: &Case,
) -> Result<Vec<u8>, crate::cli::Failure> {
    let (texts, _) = daemon::templates(settings)?;
    let language = given.language.as_deref().unwrap_or(&settings.policy.organisation.language);
    let voice = Voice::new(&settings.policy, &texts, language);
    let history = store.history(&case.id).await?;
    let history: Vec<HistoryLine> = history.iter().map(|entry| line(entry, &voice)).collect();
    let now = clock(settings, store).await?.now();
    let report = report(case, &history, &voice, now);
    match given.format {
        Format::Docx => report.docx().map_err(failed),
        Format::Html => Ok(report.html().into_bytes()),
    }
}

/// An entry of the history in words; where its payload has been erased, its event.
fn line(entry: &Entry, voice: &Voice<'_>) -> HistoryLine {
    let payload: serde_json::Value =
        entry.payload.as_deref().and_then(|bytes| serde_json::from_slice(bytes).ok()).unwrap_or_default();
    let reason = serde_json::from_value::<Phrase>(payload.get("reason").cloned().unwrap_or_default());
    let said = reason.map_or_else(|_| entry.reason.clone(), |phrase| voice.say(&phrase));
    // A report's reason says only what the clock runs from.
    let said = match entry.event.as_str() {
        "reported" => {
            let came =
                voice.pick(["Avviket ble meldt inn.", "Avviket vart meldt inn.", "The breach was reported."]);
            format!("{came} {said}")
        }
        _ => said,
    };
    HistoryLine { at: instant(entry.at), by: entry.by.clone(), said }
}
