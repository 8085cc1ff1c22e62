//! `varsel parse [--json] FILE…`: how each mail would be understood, by the same reader processes as the daemon's.

mod explained;
mod shown;
mod view;

use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use explained::Explained;

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
    // Needs no configuration, but knows our own address, domains and policy where one is named.
    let named = config_file(config.clone()).filter(|_| config.is_some());
    let settings = named.map(|file| load(&file)).transpose()?;
    let context = match &settings {
        Some(settings) => daemon::context(settings, None),
        None => Context { smime: daemon::system_issuers(), ..Context::default() },
    };
    let bands = settings.as_ref().map(|settings| &settings.policy.bands);
    let explained = Explained::new(bands, context.time_zone);
    let ring = settings.as_ref().and_then(daemon::ring);
    let readers = daemon::readers(context.clone(), ring).await?;
    let mut failed = Vec::new();
    for files in given.files.chunks(BATCH) {
        let mut found = Vec::new();
        for file in files {
            match bytes(file) {
                Ok(bytes) => found.push((file, bytes)),
                Err(error) => failed.push(format!("reading {}: {error}", file.display())),
            }
        }
        let mails: Vec<Arc<[u8]>> = found.iter().map(|(_, bytes)| Arc::clone(bytes)).collect();
        for ((file, _), read) in found.iter().zip(readers.read_all(mails).await) {
            if let ReadOutcome::NotRead { why } = &read {
                return Err(Failure::TryAgain(why.clone()));
            }
            let (reading, _) = understood(read);
            show(file, &reading, &context, &explained, given.json)?;
        }
    }
    if failed.is_empty() { Ok(()) } else { Err(Failure::Failed(failed.join("\n"))) }
}

/// A file's bytes where they stay: a large mail is in memory once.
fn bytes(file: &Path) -> std::io::Result<Arc<[u8]>> {
    let limit = MAX_MAIL_BYTES.saturating_mul(2);
    let mut bytes = Vec::new();
    if file == Path::new("-") {
        std::io::stdin().lock().take(limit).read_to_end(&mut bytes)?;
        return Ok(bytes.into());
    }
    let mut open = std::fs::File::open(file)?;
    let length = usize::try_from(open.metadata()?.len().min(limit)).unwrap_or_default();
    let mut whole: Arc<[u8]> = std::iter::repeat_n(0, length).collect();
    // Nobody else has it yet. What is no plain file has no length, and may hold more than it said.
    if let Some(place) = Arc::get_mut(&mut whole).filter(|place| !place.is_empty()) {
        open.read_exact(place)?;
        return Ok(whole);
    }
    open.take(limit).read_to_end(&mut bytes)?;
    Ok(bytes.into())
}

fn show(
    file: &Path,
    reading: &Reading,
    context: &Context,
    explained: &Explained<'_>,
    as_json: bool,
) -> Outcome {
    match as_json {
        true => print_json(&view::view(file, reading, context, explained)),
        false => print(&shown::shown(file, reading, context, explained)),
    }
}
