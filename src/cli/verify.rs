//! `varsel verify`: the audit chain, and mailbox, ledger, cases and outbox against each other.

use std::path::PathBuf;

use super::{Failure, Outcome, print, settings};
use crate::config::MailboxSettings;
use crate::daemon::{self, StartError};
use crate::store::Store;

pub async fn run(config: Option<PathBuf>) -> Outcome {
    let settings = settings(config)?;
    let store = daemon::open_store(&settings).await?;
    let report = store.verify().await?;
    print(&format!(
        "{} cases, {} history entries, {} of them erased by rule, {} checkpoints",
        report.cases, report.entries, report.erased, report.checkpoints
    ))?;
    if let Some(head) = &report.head {
        print(&format!("checkpoint {}: {}", head.seq, head.hash))?;
    }
    let mut unreached = None;
    for mailbox in &settings.mailboxes {
        match reconcile(mailbox, &store).await {
            Ok(line) => print(&line)?,
            Err(StartError::Store(error)) => return Err(error.into()),
            Err(error) => {
                unreached = unreached.or(Some(format!("a mailbox could not be looked at: {error}")))
            }
        }
    }
    match (report.breaks.first(), unreached) {
        (None, None) => print("everything holds"),
        (None, Some(why)) => Err(Failure::TryAgain(format!("the store holds, but {why}"))),
        (Some(first), _) => {
            Err(Failure::Failed(format!("{} breaks; the first: {first}", report.breaks.len())))
        }
    }
}

/// What lies in a mailbox against what the ledger knows. Mail that waits is no break: it is taken in by the next pass.
async fn reconcile(given: &MailboxSettings, store: &Store) -> Result<String, StartError> {
    let mut mailbox = daemon::mailbox(given)?;
    let keys = mailbox.waiting().await?;
    let asked: Vec<_> = keys.iter().map(|key| (i64::from(key.uid_validity), key.uid.clone())).collect();
    let known = store.mail_known(mailbox.name(), &asked).await?.len();
    let unmarked = store.not_done(mailbox.name()).await?.len();
    Ok(format!(
        "mailbox: {} wait to be taken in, {known} lie there although taken in, {unmarked} of the ledger are not marked done",
        keys.len() - known.min(keys.len())
    ))
}
