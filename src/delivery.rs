//! Hands outgoing mail over. The attempt is committed before the connection is opened; the result comes back through
//! the engine. What was being handed over when the process stopped counts as uncertain.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};

use futures_util::{FutureExt, StreamExt, stream};
use tokio_util::sync::CancellationToken;

use crate::clock::Clock;
use crate::engine::{Engine, EngineError, Handed};
use crate::store::Claimed;
use crate::transport::{Outcome, Parcel, Round, Transport};

/// So many mails are claimed in one commit where they are handed over as one batch.
const BATCH: u32 = 200;

/// Elsewhere so many for each that is under way: what is claimed when the process is killed counts as uncertain.
const CLAIMED_PER_HAND_OVER: usize = 4;

/// Results are stored when so many have come, or when the first of them has waited so long: a slow mail does not keep
/// back what is known of the others.
const RESULTS_TOGETHER: usize = 50;
const RESULTS_WITHIN: std::time::Duration = std::time::Duration::from_millis(300);

const LOOK_EVERY_SECS: i64 = 30;

/// How long results wait for a store that cannot take them.
#[derive(Clone, Copy, Debug)]
pub enum Patience {
    /// The daemon: as long as it runs.
    Endless,
    /// One pass: some seconds; then they are uncertain at the next start.
    Short,
}

impl Patience {
    fn waits_secs(self) -> impl Iterator<Item = u64> {
        let endless = match self {
            Patience::Endless => usize::MAX,
            Patience::Short => 0,
        };
        [1, 2, 4].into_iter().chain(std::iter::repeat_n(30, endless))
    }
}

/// Runs until asked to stop; what is under way is finished.
pub async fn run(
    engine: Engine,
    transport: Arc<Transport>,
    clock: Clock,
    beat: impl Fn(),
    stop: CancellationToken,
) {
    while !stop.is_cancelled() {
        let more = match round(&engine, &transport, &clock, &beat, &stop, Patience::Endless).await {
            Ok(count) => count > 0,
            Err(error) => {
                tracing::error!(error = %error, "handing over mail failed; it is tried again");
                false
            }
        };
        beat();
        if more {
            continue;
        }
        let now = clock.now();
        let next = engine
            .store()
            .next_attempt()
            .await
            .ok()
            .flatten()
            .and_then(DateTime::<Utc>::from_timestamp_millis);
        let latest = now + Duration::seconds(LOOK_EVERY_SECS);
        let at = next.unwrap_or(latest).clamp(now + Duration::seconds(1), latest);
        tokio::select! {
            () = clock.sleep_until(at) => {}
            () = engine.wake.delivery.notified() => {}
            () = stop.cancelled() => {}
        }
    }
}

/// One round: claims what is due, sends it, takes the results as they come. Answers how many mails were claimed.
///
/// # Errors
/// The engine's, when claiming; results are kept until they are stored.
pub async fn round(
    engine: &Engine,
    transport: &Transport,
    clock: &Clock,
    beat: &impl Fn(),
    stop: &CancellationToken,
    patience: Patience,
) -> Result<usize, EngineError> {
    let some = u32::try_from(transport.at_once() * CLAIMED_PER_HAND_OVER).unwrap_or(BATCH);
    let batch = if transport.is_batched() { BATCH } else { some.min(BATCH) };
    let claimed = engine.store().claim(clock.now().timestamp_millis(), batch).await?;
    if claimed.is_empty() {
        return Ok(0);
    }
    let count = claimed.len();
    let (to_send, mut results) = tokio::sync::mpsc::unbounded_channel();
    let sending = send(transport, claimed, stop, to_send);
    let storing = async {
        while let Some(first) = results.recv().await {
            let mut together = vec![first];
            let deadline = tokio::time::sleep(RESULTS_WITHIN);
            tokio::pin!(deadline);
            while together.len() < RESULTS_TOGETHER {
                tokio::select! {
                    next = results.recv() => match next {
                        Some(next) => together.push(next),
                        None => break,
                    },
                    () = &mut deadline => break,
                }
            }
            store(engine, together, clock, stop, patience).await;
            beat();
        }
    };
    tokio::join!(sending, storing);
    Ok(count)
}

/// What became of a claimed mail; nothing where it was not tried because the program is to stop.
struct Sent {
    claimed: Claimed,
    outcome: Option<Outcome>,
}

/// Sends all, several at a time, and passes each result on as it comes. Once asked to stop nothing new is begun.
async fn send(
    transport: &Transport,
    claimed: Vec<Claimed>,
    stop: &CancellationToken,
    results: tokio::sync::mpsc::UnboundedSender<Sent>,
) {
    if transport.is_batched() {
        let parcels = claimed.iter().map(parcel).collect();
        let mut outcomes: HashMap<i64, Outcome> = transport.send_all(parcels).await.into_iter().collect();
        for claimed in claimed {
            // A way out that forgot a parcel is a fault; the honest word for it is uncertain.
            let lost = || Outcome::Uncertain { detail: "the transport gave no answer".to_owned() };
            let outcome = Some(outcomes.remove(&claimed.id).unwrap_or_else(lost));
            let _receiver_lives_on = results.send(Sent { claimed, outcome });
        }
        return;
    }
    let round = Round::default();
    let (round, results) = (&round, &results);
    let one = |claimed: Claimed| {
        async move {
            let outcome = match stop.is_cancelled() {
                true => None,
                false => Some(transport.send_in(round, &parcel(&claimed)).await),
            };
            let _receiver_lives_on = results.send(Sent { claimed, outcome });
        }
        .boxed()
    };
    let sending: Vec<_> = claimed.into_iter().map(one).collect();
    stream::iter(sending).buffer_unordered(transport.at_once()).collect::<Vec<()>>().await;
}

/// Stores results, again and again while the store cannot take them: a result that is forgotten would be a mail sent
/// twice or never tried again.
async fn store(
    engine: &Engine,
    sent: Vec<Sent>,
    clock: &Clock,
    stop: &CancellationToken,
    patience: Patience,
) {
    let mut untried = Vec::new();
    let mut handed = Vec::new();
    for one in sent {
        match one.outcome {
            Some(outcome) => {
                log(&one.claimed, &outcome);
                handed.push(Handed { claimed: one.claimed, outcome, at_once: false });
            }
            None => untried.push(one.claimed.id),
        }
    }
    for wait_secs in patience.waits_secs() {
        let Err(error) = engine.take_results(&handed, &untried, clock.now()).await else { return };
        tracing::error!(error = %error, "storing the results of hand-overs failed; it is tried again");
        if !error.is_temporary() {
            // One of them may be what fails: each by itself, so that the others are kept.
            for one in std::mem::take(&mut handed) {
                if let Err(error) = engine.take_results(&[one], &[], clock.now()).await {
                    tracing::error!(error = %error, "the result of one hand-over could not be stored");
                }
            }
            return;
        }
        tokio::select! {
            () = tokio::time::sleep(std::time::Duration::from_secs(wait_secs)) => {}
            () = stop.cancelled() => return,
        }
    }
}

fn parcel(claimed: &Claimed) -> Parcel {
    Parcel {
        outbox_id: claimed.id,
        envelope_from: claimed.envelope_from.clone(),
        recipient: claimed.recipient.clone(),
        message_id: claimed.message_id.clone(),
        bytes: claimed.bytes.clone(),
    }
}

fn log(claimed: &Claimed, outcome: &Outcome) {
    let to = crate::telemetry::mask(&claimed.recipient);
    let (outbox, attempt) = (claimed.id, claimed.attempts);
    match outcome {
        Outcome::Accepted { .. } => tracing::info!(outbox, to, attempt, "handed over"),
        Outcome::Temporary { detail } => tracing::warn!(outbox, to, attempt, detail, "not handed over yet"),
        Outcome::Permanent { detail } => tracing::error!(outbox, to, attempt, detail, "refused for good"),
        Outcome::Uncertain { detail } => {
            tracing::warn!(outbox, to, attempt, detail, "may have been handed over")
        }
    }
}
