//! The clock of commands: the system's, or where it is simulated the now that `varsel once` stored.

use chrono::{DateTime, SubsecRound, Utc};

use super::Failure;
use crate::clock::Clock;
use crate::config::Settings;
use crate::store::Store;

/// Where the simulated now is kept between calls.
const KEY: &str = "simulated_now";

/// The clock of this configuration; a simulated one stands still.
pub async fn clock(settings: &Settings, store: &Store) -> Result<Clock, Failure> {
    if settings.simulated { simulated(store, None).await } else { Ok(Clock::System) }
}

/// The simulated now, moved to `at` if given. It never goes back; the very first one is the system's.
pub async fn simulated(store: &Store, at: Option<DateTime<Utc>>) -> Result<Clock, Failure> {
    let stored = store.meta_get(KEY).await?.and_then(|text| text.parse::<i64>().ok());
    let stored = stored.and_then(DateTime::<Utc>::from_timestamp_millis);
    let now = match (at.map(|at| at.trunc_subsecs(3)), stored) {
        (Some(at), Some(stored)) if at < stored => {
            return Err(Failure::Usage(format!("--at {at} is before the stored simulated time {stored}")));
        }
        (Some(at), _) => at,
        (None, Some(stored)) => return Ok(Clock::simulated(stored)),
        (None, None) => Clock::System.now(),
    };
    store.meta_put(KEY, &now.timestamp_millis().to_string()).await?;
    Ok(Clock::simulated(now))
}
