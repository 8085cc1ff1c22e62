//! `varsel once [--at TIME]`

use std::path::PathBuf;

use chrono::{DateTime, Utc};

use super::clock::simulated;
use super::{Failure, Outcome, print, settings};
use crate::clock::Clock;
use crate::config::Settings;
use crate::daemon::{self, App};

#[derive(clap::Args)]
pub struct Arguments {
    /// The simulated now, RFC 3339 (`2026-03-12T14:00:00+01:00`); only where [clock] simulated = true
    #[arg(long, value_name = "TIME")]
    at: Option<DateTime<chrono::FixedOffset>>,
}

pub async fn run(given: Arguments, config: Option<PathBuf>) -> Outcome {
    let settings = settings(config)?;
    let clock = clock(&settings, given.at).await?;
    let mut app = App::build(&settings, clock).await?;
    let done = app.pass().await;
    app.engine.store().close().await;
    let done = done.map_err(Failure::TryAgain)?;
    print(&format!("{} mails taken in, {} due, {} mails handed over", done.mails, done.due, done.sent))
}

async fn clock(settings: &Settings, at: Option<DateTime<chrono::FixedOffset>>) -> Result<Clock, Failure> {
    if !settings.simulated {
        return match at {
            Some(_) => Err(Failure::Usage("--at needs simulated = true in [clock]".to_owned())),
            None => Ok(Clock::System),
        };
    }
    let store = daemon::open_store(settings).await?;
    let clock = simulated(&store, at.map(|at| at.with_timezone(&Utc))).await;
    store.close().await;
    clock
}
