//! `varsel outbox list|retry ID|drop ID --reason TEXT`

use std::path::PathBuf;

use super::clock::clock;
use super::table::table;
use super::{Failure, Outcome, instant, print, print_json, settings};
use crate::daemon;
use crate::store::OutboxRow;

#[derive(clap::Subcommand)]
pub enum Arguments {
    /// Outgoing mail, newest first
    List {
        #[arg(long)]
        json: bool,
        /// At most so many rows
        #[arg(long, value_name = "N")]
        limit: Option<u32>,
    },
    /// Send a mail now that waits, failed, is uncertain or was dropped: the same bytes
    Retry { id: i64 },
    /// Never send this mail
    Drop {
        id: i64,
        #[arg(long)]
        reason: String,
    },
}

pub async fn run(given: Arguments, config: Option<PathBuf>) -> Outcome {
    let settings = settings(config)?;
    let store = daemon::open_store(&settings).await?;
    let now = clock(&settings, &store).await?.now().timestamp_millis();
    match given {
        Arguments::List { json, limit } => {
            let rows = store.outbox_list(limit).await?;
            if json {
                return rows.iter().try_for_each(|row| print_json(&view(row)));
            }
            let cells: Vec<Vec<String>> = rows
                .iter()
                .map(|row| {
                    vec![
                        row.id.to_string(),
                        row.state.name().to_owned(),
                        row.attempts.to_string(),
                        instant(row.created_at).format("%Y-%m-%d %H:%M").to_string(),
                        row.template.clone(),
                        row.recipient.clone(),
                        row.last_error.clone().unwrap_or_default(),
                    ]
                })
                .collect();
            print(&table(&["id", "state", "tries", "made (UTC)", "notice", "to", "last error"], &cells))
        }
        Arguments::Retry { id } => {
            let done = store.outbox_retry(id, now).await?;
            answer(done, id, "is queued again", "is in no state to be sent again, or there is no such mail")
        }
        Arguments::Drop { id, reason } => {
            let done = store.outbox_drop(id, &reason, now).await?;
            answer(done, id, "is dropped", "cannot be dropped: it was sent, or there is no such mail")
        }
    }
}

/// A row for scripts; instants as RFC 3339.
fn view(row: &OutboxRow) -> serde_json::Value {
    serde_json::json!({
        "schema": 1, "id": row.id, "case_id": row.case_id, "template": row.template, "audience": row.audience,
        "to": row.recipient, "subject": row.subject, "message_id": row.message_id,
        "envelope_from": row.envelope_from, "state": row.state, "attempts": row.attempts,
        "created_at": instant(row.created_at), "next_attempt_at": row.next_attempt_at.map(instant),
        "last_attempt_at": row.last_attempt_at.map(instant), "finished_at": row.finished_at.map(instant),
        "last_error": row.last_error, "reason": row.reason,
    })
}

fn answer(done: bool, id: i64, yes: &str, no: &str) -> Outcome {
    if done { print(&format!("mail {id} {yes}")) } else { Err(Failure::Failed(format!("mail {id} {no}"))) }
}
