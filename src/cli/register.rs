//! `varsel register [--format csv|json|xlsx] [--output FILE]`

use std::path::PathBuf;

use super::clock::clock;
use super::file::{print_bytes, refuse_terminal, write};
use super::{Failure, Outcome, settings};
use crate::daemon;
use crate::engine;
use crate::export::{ExportError, Voice, register};

#[derive(clap::Args)]
pub struct Arguments {
    /// For a spreadsheet (`;` between the cells), for programs (an object a line), or a workbook
    #[arg(long, value_enum, default_value = "csv")]
    format: Format,
    /// The file to write, readable for its owner only; else standard output
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Write over a file that is there
    #[arg(long, requires = "output")]
    force: bool,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum Format {
    Csv,
    Json,
    Xlsx,
}

pub async fn run(given: Arguments, config: Option<PathBuf>) -> Outcome {
    if given.output.is_none() && matches!(given.format, Format::Xlsx) {
        refuse_terminal("a workbook")?;
    }
    let settings = settings(config)?;
    let store = daemon::open_store(&settings).await?;
    let mut cases = Vec::new();
    for row in store.case_list(None).await? {
        cases.push(engine::parse(&row)?);
    }
    // A register is read from its first case on.
    cases.reverse();
    let now = clock(&settings, &store).await?.now();
    let (texts, _) = daemon::templates(&settings)?;
    let voice = Voice::new(&settings.policy, &texts, &settings.policy.organisation.language);
    let bytes = match given.format {
        Format::Csv => register::csv(&cases, &voice),
        Format::Json => register::json(&cases, &voice),
        Format::Xlsx => register::xlsx(&cases, &voice, now),
    };
    let bytes = bytes.map_err(failed)?;
    match given.output {
        Some(path) => write(&path, &bytes, given.force),
        None => print_bytes(&bytes),
    }
}

pub fn failed(error: ExportError) -> Failure {
    Failure::Failed(format!("exporting failed: {error}"))
}
