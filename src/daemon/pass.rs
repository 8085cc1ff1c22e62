//! One whole pass, for `varsel once`, the demo and tests: the daemon's loops, each until nothing is left.

use std::sync::Arc;

use tokio_util::sync::CancellationToken;

use super::App;
use crate::clock::Clock;
use crate::delivery::{self, Patience};
use crate::engine::{Engine, EngineError};
use crate::intake::Intake;
use crate::scheduler;
use crate::transport::Transport;

impl App {
    /// One whole pass: all waiting mail, all that is due, all outgoing mail; again while one leads to the other. Mail is
    /// handed over while further mail is taken in.
    ///
    /// # Errors
    /// The first failure of a part, after the other parts were tried.
    pub async fn pass(&mut self) -> Result<Pass, String> {
        let mut done = Pass::default();
        let mut failure = None;
        for _ in 0..10 {
            let taking = CancellationToken::new();
            let way_out = WayOut {
                engine: self.engine.clone(),
                transport: self.transport.clone(),
                clock: self.clock.clone(),
                nothing_more: taking.clone(),
            };
            let sending = tokio::spawn(way_out.send_all());
            let taken = take_all(&mut self.intakes, &self.engine, &self.clock, &taking).await;
            done.mails += taken.mails;
            done.due += taken.due;
            failure = failure.or(taken.failure);
            match sending.await {
                Ok(Ok(count)) => done.sent += count,
                Ok(Err(error)) => failure = failure.or(Some(error.to_string())),
                Err(error) => failure = failure.or(Some(error.to_string())),
            }
            if taken.mails + taken.due == 0 || failure.is_some() {
                break;
            }
        }
        failure.map_or(Ok(done), Err)
    }
}

/// What came in during a pass.
#[derive(Default)]
struct TakenIn {
    mails: usize,
    due: usize,
    failure: Option<String>,
}

/// Takes in all mail and all that is due, then says so.
async fn take_all(
    intakes: &mut [Intake],
    engine: &Engine,
    clock: &Clock,
    over: &CancellationToken,
) -> TakenIn {
    let mut taken = TakenIn::default();
    for intake in intakes {
        match intake.pass(&|| {}).await {
            Ok(count) => taken.mails += count,
            Err(error) => taken.failure = taken.failure.or(Some(error.to_string())),
        }
    }
    match scheduler::round(engine, clock.now()).await {
        Ok(count) => taken.due = count,
        Err(error) => taken.failure = taken.failure.or(Some(error.to_string())),
    }
    over.cancel();
    taken
}

/// The delivery side of one pass, a task of its own.
struct WayOut {
    engine: Engine,
    transport: Arc<Transport>,
    clock: Clock,
    nothing_more: CancellationToken,
}

impl WayOut {
    /// Hands over what is due until nothing is left and nothing more comes in.
    async fn send_all(self) -> Result<usize, EngineError> {
        let (engine, transport) = (&self.engine, &*self.transport);
        let stop = CancellationToken::new();
        let mut sent = 0;
        loop {
            let last = self.nothing_more.is_cancelled();
            match delivery::round(engine, transport, &self.clock, &|| {}, &stop, Patience::Short).await? {
                0 if last => return Ok(sent),
                0 => tokio::select! {
                    () = engine.wake.delivery.notified() => {}
                    () = self.nothing_more.cancelled() => {}
                },
                count => sent += count,
            }
        }
    }
}

/// What one pass did.
#[derive(Clone, Copy, Debug, Default)]
pub struct Pass {
    pub mails: usize,
    /// Cases with something due, and mails of the house.
    pub due: usize,
    /// Hand-overs tried.
    pub sent: usize,
}
