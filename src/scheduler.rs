//! Sleeps until the earliest due time in the store, then hands what is due to the engine. Due times are rows, not timers
//! in memory: a restart or a long stop loses none (design promise 2). The house has due times too, such as the digest.

use chrono::{DateTime, Duration, Utc};

use tokio_util::sync::CancellationToken;

use crate::clock::Clock;
use crate::engine::{Engine, EngineError};

/// Looks at least this often, whatever was heard: rows may be written by another process.
const LOOK_EVERY_SECS: i64 = 30;

/// Runs until asked to stop; what is under way is finished.
pub async fn run(engine: Engine, clock: Clock, beat: impl Fn(), stop: CancellationToken) {
    while !stop.is_cancelled() {
        let now = clock.now();
        if let Err(error) = round(&engine, now).await {
            tracing::error!(error = %error, "taking the due deadlines failed; they are tried again");
        }
        beat();
        let next =
            engine.store().next_due().await.ok().flatten().and_then(DateTime::<Utc>::from_timestamp_millis);
        // One that lies behind failed in this round: it waits for the next look.
        let next = next.into_iter().chain(engine.next_contacts().filter(|at| *at > now)).min();
        let latest = now + Duration::seconds(LOOK_EVERY_SECS);
        // Never at once: a due time that could not be taken must not spin.
        let at = next.unwrap_or(latest).clamp(now + Duration::seconds(1), latest);
        tokio::select! {
            () = clock.sleep_until(at) => {}
            () = engine.wake.scheduler.notified() => {}
            () = stop.cancelled() => {}
        }
    }
}

/// One round: the steps that are due, what is due for the house, the contacts to be asked, and the invariant that every
/// open case waits for something. Answers how many cases and chores had something due.
///
/// # Errors
/// The engine's first; what fails for cases does not hold up the house, and the other way about.
pub async fn round(engine: &Engine, now: DateTime<Utc>) -> Result<usize, EngineError> {
    let cases = engine.take_deadlines(now).await;
    let chores = engine.take_chores(now).await;
    if let Err(error) = engine.contacts_round_if_due(now).await {
        tracing::error!(error = %error, "asking the contacts to confirm their rows failed; it is tried again");
    }
    let taken = cases? + chores?;
    let idle = engine.store().open_without_due().await?;
    if !idle.is_empty() {
        tracing::error!(cases = ?idle, "open cases wait for nothing; this is a fault of the program: please report it");
    }
    Ok(taken)
}
