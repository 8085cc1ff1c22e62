//! `varsel key rotate`: a new key for the store.

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};

use super::super::{Failure, Outcome, print, settings};
use crate::config::{self, Settings};
use crate::daemon;
use crate::store::{Rewrapped, Store, StoreErrorKind};

/// The new key is in the file before anything is under it, and the old one leaves the file after nothing is: whenever this
/// is killed, the file opens the store.
pub async fn run(config: Option<PathBuf>) -> Outcome {
    let given = settings(config.clone())?;
    let file = given.store.key_file.clone();
    {
        let store = daemon::open_store(&given).await?;
        let _lock = lock(&store)?;
        if given.store.old_keys.is_empty() {
            config::add_key(&file).map_err(|error| not_written(&file, &error))?;
        } else {
            print("a change of the key was begun earlier; going on with it")?;
        }
        store.close().await;
    }
    let given = settings(config)?;
    let store = daemon::open_store(&given).await?;
    let _lock = lock(&store)?;
    let shows = std::io::stderr().is_terminal();
    let mut keys = 0;
    let rewrapped = store
        .rewrap(|done| {
            keys = done;
            if shows {
                // A line that cannot be shown keeps nothing from going on.
                let _ = write!(std::io::stderr(), "\r{done} keys are under the new key");
            }
            true
        })
        .await?;
    if shows {
        let _ = writeln!(std::io::stderr());
    }
    if let Rewrapped::Left(rows) = rewrapped {
        return Err(Failure::Failed(format!(
            "{keys} keys are under the new key; these are damaged, so the old key stays in {} below the new one: {}; \
             everything else works. Erase what cannot be read (varsel forget), then start this again",
            file.display(),
            rows.join(", ")
        )));
    }
    // Once more, before the old key goes: what came meanwhile must be under the new one.
    let left = store.under_old_key().await?;
    if left > 0 {
        return Err(Failure::Failed(format!("{left} keys are still under the old one; start this again")));
    }
    store.close().await;
    config::drop_old_keys(&file).map_err(|error| not_written(&file, &error))?;
    prove(&given).await?;
    print(&format!(
        "{keys} keys are under the new key in {}; nothing is left under the old one",
        file.display()
    ))?;
    print("Copy the new key to where you keep it safe. Backups made before now open with the old key only.")
}

/// The store opens with what is in the file now.
async fn prove(given: &Settings) -> Outcome {
    let again = super::super::load(&given.file)?;
    let store = daemon::open_store(&again).await?;
    let left = store.under_old_key().await?;
    store.close().await;
    match left {
        0 => Ok(()),
        left => Err(Failure::Failed(format!("{left} keys are not under the key in the file"))),
    }
}

fn lock(store: &Store) -> Result<crate::store::WorkLock, Failure> {
    store.lock_for_work().map_err(|error| match error.kind() {
        StoreErrorKind::Busy => Failure::TryAgain(
            "changing the key: varsel works on this store; stop the daemon first (systemctl stop varsel), then start it again"
                .to_owned(),
        ),
        _ => error.into(),
    })
}

fn not_written(file: &Path, error: &std::io::Error) -> Failure {
    Failure::Failed(format!(
        "changing the key: {} could not be written: {error}; run it as a user who may write the key file (systemd's \
         credentials are copies: name the file itself with store.key_file)",
        file.display()
    ))
}
