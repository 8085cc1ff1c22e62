//! `varsel case export ID[,ID…] [--format docx|html|package|package-docx|edpb] [--output FILE]`

use std::path::PathBuf;

use chrono::{DateTime, Utc};

use crate::case::Case;
use crate::case::package::{self, Noted, Package};
use crate::cli::clock::clock;
use crate::cli::file::{print_bytes, refuse_terminal, write};
use crate::cli::register::failed;
use crate::cli::{Failure, Outcome, instant};
use crate::config::Settings;
use crate::export::incident::{HistoryLine, report};
use crate::export::{Voice, authority, docx, edpb};
use crate::store::{Entry, Store};
use crate::{daemon, engine};

#[derive(clap::Args)]
pub struct Arguments {
    /// The number, AVVIK-2026-0001; several with commas between them are one notice to the authority
    #[arg(value_name = "ID[,ID…]")]
    pub id: String,
    /// What to write
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
    /// The incident report as a Word document
    Docx,
    /// The incident report as one file for a browser and its printer
    Html,
    /// The notice to the authority, field by field, as text to paste; what to mind goes to standard error
    Package,
    /// The notice to the authority as a Word document
    PackageDocx,
    /// The case as the EDPB's template for breach notifications, as JSON
    Edpb,
}

impl Format {
    fn ending(self) -> &'static str {
        match self {
            Format::Docx => "docx",
            Format::Html => "html",
            Format::Package => "txt",
            Format::PackageDocx => "datatilsynet.docx",
            Format::Edpb => "edpb.json",
        }
    }

    fn is_text(self) -> bool {
        matches!(self, Format::Html | Format::Package | Format::Edpb)
    }

    /// Whether several cases can be one file.
    fn is_bundle(self) -> bool {
        matches!(self, Format::Package | Format::PackageDocx)
    }
}

pub async fn run(given: Arguments, settings: &Settings, store: &Store, cases: Vec<Case>) -> Outcome {
    let Some(case) = cases.first() else { return Ok(()) };
    if cases.len() > 1 && !given.format.is_bundle() {
        return Err(Failure::Usage(
            "several cases can be one notice to the authority only: --format package or package-docx"
                .to_owned(),
        ));
    }
    let to_stdout = given.output.as_ref().is_some_and(|path| path.as_os_str() == "-");
    if to_stdout && !given.format.is_text() {
        refuse_terminal("a Word document")?;
    }
    let bytes = bytes(&given, settings, store, &cases).await?;
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
    cases: &[Case],
) -> Result<Vec<u8>, Failure> {
    let Some(case) = cases.first() else { return Ok(Vec::new()) };
    let (texts, _) = daemon::templates(settings)?;
    let language = given.language.as_deref().unwrap_or(&settings.policy.organisation.language);
    let voice = Voice::new(&settings.policy, &texts, language);
    let now = clock(settings, store).await?.now();
    match given.format {
        Format::Docx | Format::Html => {
            let history = store.history(&case.id).await?;
            let history: Vec<HistoryLine> =
                history.iter().map(|entry| engine::history_line(entry, &voice)).collect();
            let report = report(case, &history, &voice, now);
            match given.format {
                Format::Html => Ok(report.html().into_bytes()),
                _ => report.docx().map_err(failed),
            }
        }
        Format::Package => {
            let package = notice(cases, store, &voice, now).await?;
            eprintln!("{}", authority::advice(&package, &voice));
            Ok(authority::text(&package, &voice).into_bytes())
        }
        Format::PackageDocx => {
            let package = notice(cases, store, &voice, now).await?;
            let numbers: Vec<&str> = cases.iter().map(|case| case.number.as_str()).collect();
            let paper = authority::paper(&package, &numbers.join(", "), &voice, now);
            docx::write(&paper).map_err(failed)
        }
        Format::Edpb => {
            let json = serde_json::to_string_pretty(&edpb::notification(case, &voice, now));
            json.map(|json| format!("{json}\n").into_bytes())
                .map_err(|error| Failure::Failed(error.to_string()))
        }
    }
}

/// One case's notice, with its history in the timeline; several cases as one, where they may be.
async fn notice(
    cases: &[Case],
    store: &Store,
    voice: &Voice<'_>,
    now: DateTime<Utc>,
) -> Result<Package, Failure> {
    if let [case] = cases {
        let mut package = package::package(case, voice.policy, now);
        if !package.timeline.is_empty() {
            let history = store.history(&case.id).await?;
            let noted: Vec<Noted> = history.iter().filter_map(noted).collect();
            package.timeline = package::timeline(case, &noted, now);
        }
        return Ok(package);
    }
    let cases: Vec<&Case> = cases.iter().collect();
    package::together(&cases, voice.policy, now).map_err(|why| Failure::Failed(voice.say(&why)))
}

fn noted(entry: &Entry) -> Option<Noted> {
    let payload: serde_json::Value = serde_json::from_slice(entry.payload.as_deref()?).ok()?;
    let reason = serde_json::from_value(payload.get("reason")?.clone()).ok()?;
    Some(Noted { at: instant(entry.at), reason })
}
