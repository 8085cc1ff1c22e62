//! `varsel parse [--json] FILE…`: how each mail would be understood, by the same reader processes as the daemon's.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::{Value, json};

use super::{Failure, Outcome, config_file, load, print, print_json};
use crate::daemon;
use crate::intake::understood;
use crate::mail::{Context, Reading};
use crate::mailbox::MAX_MAIL_BYTES;
use crate::reader::ReadOutcome;
use crate::report::label;

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
    let readers = daemon::readers(context).await?;
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
            show(file, &reading, given.json)?;
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

fn show(file: &Path, reading: &Reading, as_json: bool) -> Outcome {
    if as_json {
        return print_json(&view(file, reading));
    }
    let from = reading.from.as_ref().map_or("-", |from| from.address.as_str());
    print(&format!("{}\n  {:?}: {}", file.display(), reading.class, reading.reason))?;
    print(&format!("  from {from} · {} · {}", reading.language, reading.subject.as_deref().unwrap_or("-")))?;
    for (field, found) in &reading.report {
        let value = super::case::words(&found.value);
        print(&format!(
            "  {:<34} {value}   ({}: «{}»)",
            label(*field, "nb"),
            found.source,
            short(&found.raw)
        ))?;
    }
    for line in &reading.commands {
        print(&format!("  command {:<26} «{}»", line.command.name(), short(&line.raw)))?;
    }
    for misread in &reading.misread {
        print(&format!("  not understood ({}) «{}»", misread.resembles, short(&misread.raw)))?;
    }
    let open: Vec<&str> = reading.open.iter().map(|field| label(*field, "nb")).collect();
    if !open.is_empty() {
        print(&format!("  open: {}", open.join(", ")))?;
    }
    for defect in &reading.defects {
        print(&format!("  defect: {defect}"))?;
    }
    Ok(())
}

fn short(text: &str) -> String {
    let line: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= 60 { line } else { line.chars().take(59).chain(['…']).collect() }
}

/// The object that is promised to scripts.
pub fn view(file: &Path, reading: &Reading) -> Value {
    let mut object = json!({
        "schema": 1,
        "file": file.display().to_string(),
        "class": reading.class,
        "reason": reading.reason,
        "message_id": reading.message_id,
        "from": reading.from.as_ref().map(|from| &from.address),
        "subject": reading.subject,
        "language": reading.language,
        "date": reading.date,
        "refers_to": {
            "in_reply_to": reading.refers_to.in_reply_to,
            "references": reading.refers_to.references,
            "case": reading.refers_to.case,
        },
        "reply_text": reading.reply_text,
        "report": reading.report,
        "open": reading.open,
        "commands": reading.commands,
        "misread": reading.misread,
        "authenticity": {
            "verdict": "unauthenticated",
            "why": "parse asks no name server and trusts no header of the mail",
        },
        "attachments": reading.attachments,
        "redactions": reading.redactions,
        "defects": reading.defects,
    });
    if let Some(map) = object.as_object_mut() {
        if let Some(bounce) = &reading.bounce {
            map.insert("bounce".to_owned(), json!(bounce));
        }
        if let Some(calendar) = &reading.calendar {
            map.insert("calendar".to_owned(), json!(calendar));
        }
    }
    object
}
