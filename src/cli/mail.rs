//! `varsel mail list|show ID|reprocess ID`: the intake ledger.

use std::io::Write;
use std::path::PathBuf;

use super::clock::clock;
use super::table::table;
use super::{Failure, Outcome, instant, print, print_json, settings};
use crate::config::Settings;
use crate::daemon;
use crate::store::{MailRow, Store};

#[derive(clap::Subcommand)]
pub enum Arguments {
    /// Every mail with its one outcome, newest first
    List {
        #[arg(long)]
        json: bool,
        /// At most so many rows
        #[arg(long, value_name = "N")]
        limit: Option<u32>,
    },
    /// The raw mail as it came, on standard output
    Show { id: i64 },
    /// Read a mail once more and decide again, where it led to no case
    Reprocess { id: i64 },
}

pub async fn run(given: Arguments, config: Option<PathBuf>) -> Outcome {
    let settings = settings(config)?;
    let store = daemon::open_store(&settings).await?;
    match given {
        Arguments::List { json, limit } => list(&store, json, limit).await,
        Arguments::Show { id } => show(&store, id).await,
        Arguments::Reprocess { id } => reprocess(&settings, store, id).await,
    }
}

async fn list(store: &Store, as_json: bool, limit: Option<u32>) -> Outcome {
    let rows = store.mail_list(limit).await?;
    if as_json {
        return rows.iter().try_for_each(|row| print_json(&view(row)));
    }
    let cells: Vec<Vec<String>> = rows
        .iter()
        .map(|row| {
            vec![
                row.id.to_string(),
                instant(row.seen_at).format("%Y-%m-%d %H:%M").to_string(),
                row.class.clone(),
                row.outcome.map_or_else(String::new, |one| one.name().to_owned()),
                row.sender.clone().unwrap_or_default(),
                row.reason.clone(),
            ]
        })
        .collect();
    print(&table(&["id", "seen (UTC)", "class", "outcome", "from", "reason"], &cells))
}

/// A row for scripts; instants as RFC 3339.
fn view(row: &MailRow) -> serde_json::Value {
    let authenticity: serde_json::Value = serde_json::from_str(&row.authenticity).unwrap_or_default();
    serde_json::json!({
        "schema": 1, "id": row.id, "mailbox": row.key.mailbox, "uid_validity": row.key.uid_validity,
        "uid": row.key.uid, "sha256": row.content_hash, "message_id": row.message_id, "from": row.sender,
        "class": row.class, "outcome": row.outcome, "reason": row.reason, "case_id": row.case_id,
        "arrived_at": instant(row.arrived_at), "seen_at": instant(row.seen_at),
        "decided_at": row.decided_at.map(instant), "done_at": row.done_at.map(instant),
        "authenticity": authenticity, "bytes": row.bytes,
    })
}

async fn show(store: &Store, id: i64) -> Outcome {
    let Some(raw) = store.mail_raw(id).await? else {
        return Err(Failure::Failed(format!("there is no mail {id}, or its content was erased by rule")));
    };
    let written = std::io::stdout().write_all(&raw);
    written.map_err(|error| Failure::Failed(format!("writing to standard output: {error}")))
}

async fn reprocess(settings: &Settings, store: Store, id: i64) -> Outcome {
    let Some(raw) = store.mail_raw(id).await? else {
        return Err(Failure::Failed(format!("there is no mail {id}, or its content was erased by rule")));
    };
    let now = clock(settings, &store).await?.now();
    let engine = daemon::engine(settings, store).await?;
    engine.remember_policy(now).await?;
    let context = daemon::context(settings, Some(engine.instance().to_owned()));
    let readers = daemon::readers(context, daemon::ring(settings)).await?;
    let taken = crate::intake::reprocess(&engine, &readers, &daemon::proof(settings), id, raw, now).await;
    match taken {
        Ok(outcome) => print(&format!("mail {id}: {}", outcome.name())),
        Err(error) => Err(Failure::Failed(error.to_string())),
    }
}
