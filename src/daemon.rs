//! Builds everything out of the settings, starts the loops, tells systemd, and stops in order. One loop ending ends the
//! process: a daemon that only seems to run is worse than one that is restarted.

mod alarm;
mod build;
mod logins;
mod pass;
mod progress;

pub use build::{
    context, engine, mailbox, open_store, openpgp, proof, readers, ring, system_issuers, templates, transport,
};
pub use logins::logins;
pub use pass::Pass;

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use alarm::Guard;
use build::maildir;
use progress::Progress;

use crate::clock::Clock;
use crate::config::Settings;
use crate::delivery;
use crate::engine::{Engine, EngineError};
use crate::intake::{ArrivalRule, Intake, take_one};
use crate::login::TokenSource;
use crate::mailbox::{Mailbox, MailboxError, pipe};
use crate::proof::Proof;
use crate::reader::{ReaderError, ReaderPool};
use crate::scheduler;
use crate::store::{StoreError, WorkLock};
use crate::transport::Transport;

/// Why the program could not start or had to stop.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Engine(#[from] EngineError),
    #[error(transparent)]
    Mailbox(#[from] MailboxError),
    #[error(transparent)]
    Reader(#[from] ReaderError),
    #[error("{0}")]
    Templates(String),
    #[error("{what}: {why}")]
    Other { what: String, why: String },
    /// A loop ended although nobody asked it to.
    #[error("the {0} loop ended by itself; the service stops so that it is started anew")]
    LoopEnded(String),
}

/// Everything that a pass or the daemon needs, built and connected to the store.
pub struct App {
    /// Only one process works on a store; others may read it.
    _lock: WorkLock,
    pub engine: Engine,
    pub clock: Clock,
    pub readers: Arc<ReaderPool>,
    pub proof: Proof,
    pub transport: Arc<Transport>,
    pub intakes: Vec<Intake>,
    logins: Vec<Arc<TokenSource>>,
}

impl App {
    /// Builds everything and settles what a crash left half sent.
    ///
    /// # Errors
    /// See [`StartError`]: nothing runs yet.
    pub async fn build(settings: &Settings, clock: Clock) -> Result<App, StartError> {
        App::build_read_by(settings, clock, Path::new(build::OURSELVES)).await
    }

    /// The same inside another program, a test's: this is the binary that its reader processes are.
    ///
    /// # Errors
    /// As [`App::build`].
    pub async fn build_read_by(settings: &Settings, clock: Clock, program: &Path) -> Result<App, StartError> {
        let store = open_store(settings).await?;
        let lock = store.lock_for_work()?;
        for row in store.in_clear().await? {
            tracing::error!(row = %row, "it stands in clear and was not written by this version; run varsel verify");
        }
        let engine = engine(settings, store).await?;
        engine.remember_policy(clock.now()).await?;
        let interrupted = engine.settle_interrupted(clock.now()).await?;
        if interrupted > 0 {
            tracing::warn!(
                interrupted,
                "mails were being handed over when the program stopped; they count as uncertain"
            );
        }
        let readers = Arc::new(
            build::readers_of(program, context(settings, Some(engine.instance().to_owned())), ring(settings))
                .await?,
        );
        let logins = logins(settings, &clock)?;
        let transport = Arc::new(transport(&settings.transport, &logins)?);
        let proof = proof(settings);
        let mut intakes = Vec::new();
        for given in &settings.mailboxes {
            let rule = ArrivalRule {
                received_by: given.received_by.clone(),
                history: chrono::Duration::seconds(given.history_secs),
            };
            let poll = Duration::from_secs(u64::try_from(given.poll_secs).unwrap_or(60).max(1));
            let (mailbox, readers) = (mailbox(given, &logins)?, readers.clone());
            let intake =
                Intake::new(mailbox, rule, poll, engine.clone(), readers, proof.clone(), clock.clone());
            intakes.push(intake.keeping(given.processed_keep_secs.and_then(chrono::Duration::try_seconds)));
        }
        intakes.extend(receive_intake(settings, &engine, &readers, &proof, &clock)?);
        Ok(App { _lock: lock, engine, clock, readers, proof, transport, intakes, logins })
    }

    /// Runs the loops until SIGTERM or SIGINT, or until one of them ends.
    ///
    /// # Errors
    /// A loop that ended by itself; the socket of `varsel receive` that cannot be bound.
    pub async fn run(self, settings: &Settings) -> Result<(), StartError> {
        let mut loops: JoinSet<&'static str> = JoinSet::new();
        let mut progress = Progress::default();
        let stopping = CancellationToken::new();
        let guard =
            Guard::new(settings, &self.intakes, &self.logins, self.engine.clone(), self.clock.clone())?;
        let (beat, stop) = (progress.beat(), stopping.clone());
        loops.spawn(async move {
            guard.run(beat, stop).await;
            "alarm"
        });
        if !self.logins.is_empty() {
            let (clock, beat, stop) = (self.clock.clone(), progress.beat(), stopping.clone());
            loops.spawn(async move {
                logins::keep_fresh(self.logins, clock, beat, stop).await;
                "login"
            });
        }
        for intake in self.intakes {
            let (beat, stop) = (progress.beat(), stopping.clone());
            loops.spawn(async move {
                intake.run(beat, stop).await;
                "intake"
            });
        }
        let (engine, clock, beat, stop) =
            (self.engine.clone(), self.clock.clone(), progress.beat(), stopping.clone());
        loops.spawn(async move {
            scheduler::run(engine, clock, beat, stop).await;
            "scheduler"
        });
        let (engine, clock, beat, stop) =
            (self.engine.clone(), self.clock.clone(), progress.beat(), stopping.clone());
        let transport = self.transport.clone();
        loops.spawn(async move {
            delivery::run(engine, transport, clock, beat, stop).await;
            "delivery"
        });
        let listener = pipe::bind(&settings.receive.socket).map_err(|error| StartError::Other {
            what: format!("binding the socket {}", settings.receive.socket.display()),
            why: error.to_string(),
        })?;
        let (engine, readers, clock) = (self.engine.clone(), self.readers.clone(), self.clock.clone());
        let proof = self.proof.clone();
        loops.spawn(async move {
            pipe::serve(listener, pipe::Limits::default(), move |bytes| {
                let (engine, readers, clock) = (engine.clone(), readers.clone(), clock.clone());
                let proof = proof.clone();
                async move {
                    let taken = take_one(&engine, &readers, &proof, "receive", bytes, clock.now()).await;
                    taken.map(|id| id.to_string()).map_err(|error| error.to_string())
                }
            })
            .await;
            "receive"
        });
        loops.spawn(async move {
            progress.watch().await;
            "watchdog"
        });
        let _no_systemd = sd_notify::notify(&[sd_notify::NotifyState::Ready]);
        tracing::info!("varsel runs");
        let outcome = tokio::select! {
            ended = loops.join_next() => match ended {
                Some(Ok(name)) => Err(StartError::LoopEnded(name.to_owned())),
                Some(Err(error)) if error.is_panic() => Err(StartError::LoopEnded("panicked".to_owned())),
                Some(Err(_)) | None => Ok(()),
            },
            () = asked_to_stop() => Ok(()),
        };
        let _no_systemd = sd_notify::notify(&[sd_notify::NotifyState::Stopping]);
        stopping.cancel();
        shut_down(loops, &self.engine).await;
        outcome
    }
}

/// The loops finish what they are doing, within the time; what was being handed over after that counts as uncertain at
/// the next start. The store's connection is closed in order.
async fn shut_down(mut loops: JoinSet<&'static str>, engine: &Engine) {
    let all_work_done = async {
        while let Some(ended) = loops.join_next().await {
            if loops.len() <= ENDLESS_LOOPS || ended.is_err() {
                break;
            }
        }
    };
    let _in_time = tokio::time::timeout(Duration::from_secs(3), all_work_done).await;
    loops.abort_all();
    while loops.join_next().await.is_some() {}
    if tokio::time::timeout(Duration::from_secs(1), engine.store().close()).await.is_err() {
        tracing::warn!("the database did not close in time; its last commit is safe all the same");
    }
    tracing::info!("varsel stopped");
}

/// The receive socket and the watchdog have nothing to finish and are simply ended.
const ENDLESS_LOOPS: usize = 2;

/// The Maildir that `varsel receive` falls back to while no daemon answers, if it is there.
fn receive_intake(
    settings: &Settings,
    engine: &Engine,
    readers: &Arc<ReaderPool>,
    proof: &Proof,
    clock: &Clock,
) -> Result<Option<Intake>, StartError> {
    let path = &settings.receive.intake;
    if !path.is_dir() {
        return Ok(None);
    }
    let mailbox = maildir(path, "intake-processed")?;
    let rule = ArrivalRule { received_by: None, history: chrono::Duration::days(3650) };
    let poll = Duration::from_secs(30);
    let mailbox = Mailbox::Maildir(mailbox);
    let (engine, readers) = (engine.clone(), readers.clone());
    let intake = Intake::new(mailbox, rule, poll, engine, readers, proof.clone(), clock.clone());
    // As long as the first mailbox keeps its own.
    let keep = settings.mailboxes.first().and_then(|given| given.processed_keep_secs);
    Ok(Some(intake.keeping(keep.and_then(chrono::Duration::try_seconds))))
}

async fn asked_to_stop() {
    use tokio::signal::unix::{SignalKind, signal};
    let (Ok(mut term), Ok(mut int)) = (signal(SignalKind::terminate()), signal(SignalKind::interrupt()))
    else {
        return std::future::pending().await;
    };
    tokio::select! {
        _ = term.recv() => {}
        _ = int.recv() => {}
    }
}
