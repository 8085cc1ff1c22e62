//! `varsel run`

use std::path::PathBuf;

use super::{Failure, Outcome, settings};
use crate::clock::Clock;
use crate::daemon::App;

pub async fn run(config: Option<PathBuf>) -> Outcome {
    let settings = settings(config)?;
    if settings.simulated {
        return Err(Failure::Configuration(
            "the daemon runs by the real clock; set simulated = false in [clock], or use `varsel once --at`"
                .to_owned(),
        ));
    }
    for warning in &settings.warnings {
        tracing::warn!("{warning}");
    }
    let app = App::build(&settings, Clock::System).await?;
    app.run(&settings).await.map_err(Failure::from)
}
