//! `varsel verify`: the audit chain, and mailbox, ledger, cases and outbox against each other.

use std::path::PathBuf;
use std::sync::Arc;

use super::{Failure, Outcome, instant, print, settings};
use crate::clock::Clock;
use crate::config::MailboxSettings;
use crate::daemon::{self, StartError};
use crate::login::TokenSource;
use crate::store::Store;

#[derive(clap::Args)]
pub struct Arguments {
    /// Look for a head that an earlier digest mailed, or its first digits: is it still part of the chain?
    #[arg(long, value_name = "HASH", value_parser = digits)]
    head: Option<String>,
}

/// Fewer digits of a head could be anybody's.
const FEWEST_DIGITS: usize = 12;

fn digits(text: &str) -> Result<String, String> {
    let text = text.trim().to_lowercase();
    match text.len() >= FEWEST_DIGITS && text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        true => Ok(text),
        false => {
            Err(format!("write the hexadecimal digits as they stand in the mail, at least {FEWEST_DIGITS}"))
        }
    }
}

pub async fn run(given: Arguments, config: Option<PathBuf>) -> Outcome {
    let settings = settings(config)?;
    let store = daemon::open_store(&settings).await?;
    if let Some(head) = &given.head {
        witness(&store, head).await?;
    }
    let report = store.verify().await?;
    print(&format!(
        "{} cases, {} history entries, {} of them erased by rule, {} checkpoints",
        report.cases, report.entries, report.erased, report.checkpoints
    ))?;
    if let Some(head) = &report.head {
        print(&format!("checkpoint {}: {}", head.seq, head.hash))?;
        if given.head.is_none() {
            print("compare with the last digest: varsel verify --head CODE")?;
        }
    }
    let logins = daemon::logins(&settings, &Clock::System)?;
    let mut unreached = None;
    for mailbox in &settings.mailboxes {
        match reconcile(mailbox, &logins, &store).await {
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

/// A head in somebody's mail is what nobody can change afterwards: all up to it is as it was when that mail was sent. That
/// the chain itself holds is then told below.
async fn witness(store: &Store, head: &str) -> Outcome {
    match store.checkpoint_of(head).await?.as_slice() {
        [one] => print(&format!(
            "this head is in the chain at checkpoint {} of {}, over {} cases that had moved",
            one.seq,
            instant(one.at).format("%Y-%m-%d %H:%M UTC"),
            one.moved
        )),
        [] => Err(Failure::Failed(format!(
            "the head {head} is not in the chain: the record was written anew since that mail, or it is another store's; \
             keep the mail and the database as they are, and compare with a backup"
        ))),
        _ => Err(Failure::Failed(format!("several heads begin with {head}; write more of its digits"))),
    }
}

/// What lies in a mailbox against what the ledger knows. Mail that waits is no break: it is taken in by the next pass.
async fn reconcile(
    given: &MailboxSettings,
    logins: &[Arc<TokenSource>],
    store: &Store,
) -> Result<String, StartError> {
    let mut mailbox = daemon::mailbox(given, logins)?;
    let keys = mailbox.waiting().await?;
    let asked: Vec<_> = keys.iter().map(|key| (i64::from(key.uid_validity), key.uid.clone())).collect();
    let known = store.mail_known(mailbox.name(), &asked).await?.len();
    let unmarked = store.not_done(mailbox.name()).await?.len();
    Ok(format!(
        "mailbox: {} wait to be taken in, {known} lie there although taken in, {unmarked} of the ledger are not marked done",
        keys.len() - known.min(keys.len())
    ))
}
