//! `varsel parse [--json] FILE…`: how each mail would be understood, by the same reader processes as the daemon's.

mod shown;
mod view;

use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{Failure, Outcome, config_file, load, print, print_json};
use crate::daemon;
use crate::intake::understood;
use crate::mail::{Context, Reading};
use crate::mailbox::MAX_MAIL_BYTES;
use crate::reader::ReadOutcome;

#[derive(clap::Args)]
pub struct Arguments {
    /// One JSON object a line
    #[arg(long)]
    json: bool,
    /// Mails; `-` is standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
}

/// So many files are read at a time.
const BATCH: usize = 64;

pub async fn run(given: Arguments, config: Option<PathBuf>) -> Outcome {
    // Needs no configuration, but knows our own address and domains where one is named.
    let context = match config_file(config.clone()).filter(|_| config.is_some()) {
        Some(file) => daemon::context(&load(&file)?, None),
        None => Context::default(),
    };
    let readers = daemon::readers(context.clone()).await?;
    let mut failed = Vec::new();
    for files in given.files.chunks(BATCH) {
        let mut found = Vec::new();
        for file in files {
            match bytes(file) {
                Ok(bytes) => found.push((file, bytes)),
                Err(error) => failed.push(format!("reading {}: {error}", file.display())),
            }
        }
        let mails: Vec<Arc<[u8]>> = found.iter().map(|(_, bytes)| Arc::from(bytes.as_slice())).collect();
        for ((file, _), read) in found.iter().zip(readers.read_all(mails).await) {
            if let ReadOutcome::NotRead { why } = &read {
                return Err(Failure::TryAgain(why.clone()));
            }
            let (reading, _) = understood(read);
            show(file, &reading, &context, given.json)?;
        }
    }
    if failed.is_empty() { Ok(()) } else { Err(Failure::Failed(failed.join("\n"))) }
}

fn bytes(file: &Path) -> std::io::Result<Vec<u8>> {
    let limit = MAX_MAIL_BYTES.saturating_mul(2);
    let mut bytes = Vec::new();
    if file == Path::new("-") {
        std::io::stdin().lock().take(limit).read_to_end(&mut bytes)?;
    } else {
        std::fs::File::open(file)?.take(limit).read_to_end(&mut bytes)?;
    }
    Ok(bytes)
}

fn show(file: &Path, reading: &Reading, context: &Context, as_json: bool) -> Outcome {
    match as_json {
        true => print_json(&view::view(file, reading, context)),
        false => print(&shown::shown(file, reading, context)),
    }
}
