//! What became of a hand-over, through the same door: the outbox row, the attempt, and where it failed the case.

use chrono::{DateTime, Duration, Utc};

use super::{Engine, Result, contacts, load};
use crate::case::Event;
use crate::case::event::{Failure, NotReached};
use crate::case::notice::Template;
use crate::policy::Uncertain;
use crate::store::{Claimed, DeliveryResult, OutboxState, Tx};
use crate::transport::Outcome;

/// A claimed mail with the transport's answer.
pub struct Handed {
    pub claimed: Claimed,
    pub outcome: Outcome,
    /// Interrupted by a stop and not by the other side: tried again without waiting.
    pub at_once: bool,
}

impl Engine {
    /// Takes the results of one round in one commit, each still an event.
    ///
    /// # Errors
    /// The store's: the rows then stand as `sending` and are treated as uncertain at the next start.
    /// What was claimed and then not tried, because the program is to stop, goes back as if it had not been claimed.
    pub async fn take_results(&self, handed: &[Handed], untried: &[i64], now: DateTime<Utc>) -> Result<()> {
        if handed.is_empty() && untried.is_empty() {
            return Ok(());
        }
        let results: Vec<(DeliveryResult, Option<Failure>)> =
            handed.iter().map(|one| self.result(one, now)).collect();
        let mut tx = self.store.begin().await?;
        let rows: Vec<DeliveryResult> = results.iter().map(|(row, _)| row.clone()).collect();
        tx.delivery_results(&rows).await?;
        if !untried.is_empty() {
            tx.outbox_unclaim(untried).await?;
        }
        for (one, (row, failure)) in handed.iter().zip(&results) {
            let Some(failure) = failure else { continue };
            tx.savepoint().await?;
            match self.tell_case(&mut tx, &one.claimed, *failure, &row.detail, now).await {
                Ok(()) => tx.release().await?,
                Err(error) if error.is_temporary() => return Err(error),
                Err(error) => {
                    tracing::error!(outbox = one.claimed.id, error = %error, "a case could not be told of a failed mail");
                    tx.rollback_to_savepoint().await?;
                }
            }
        }
        tx.commit().await?;
        if results.iter().any(|(_, failure)| failure.is_some()) {
            self.wake.scheduler.notify_one();
        }
        Ok(())
    }

    fn result(&self, handed: &Handed, now: DateTime<Utc>) -> (DeliveryResult, Option<Failure>) {
        let claimed = &handed.claimed;
        let again = self.next_attempt(claimed, now).map(|at| if handed.at_once { now } else { at });
        let (name, detail, state, next, failure) = match &handed.outcome {
            Outcome::Accepted { detail } => ("accepted", detail, OutboxState::Sent, None, None),
            Outcome::Permanent { detail } => {
                ("permanent", detail, OutboxState::Failed, None, Some(Failure::Refused))
            }
            Outcome::Temporary { detail } => match again {
                Some(at) => ("temporary", detail, OutboxState::Queued, Some(at), None),
                None => ("temporary", detail, OutboxState::Failed, None, Some(Failure::Refused)),
            },
            Outcome::Uncertain { detail } => match (self.policy.delivery.uncertain, again) {
                (Uncertain::SendAgain, Some(at)) => {
                    ("uncertain", detail, OutboxState::Queued, Some(at), None)
                }
                _ => ("uncertain", detail, OutboxState::Uncertain, None, Some(Failure::Uncertain)),
            },
        };
        let row = DeliveryResult {
            id: claimed.id,
            outcome: name.to_owned(),
            detail: detail.clone(),
            state,
            next_attempt_at: next.map(|at| at.timestamp_millis()),
            at: now.timestamp_millis(),
        };
        (row, failure)
    }

    /// The policy's ladder; nothing once the time to give up has come.
    fn next_attempt(&self, claimed: &Claimed, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let rule = &self.policy.delivery;
        let step = usize::try_from(claimed.attempts.saturating_sub(1)).unwrap_or(0);
        let wait = rule.retry_waits_secs.get(step).or(rule.retry_waits_secs.last())?;
        let at = now + Duration::seconds(*wait);
        let end = claimed.first_attempt_at + rule.give_up_secs.saturating_mul(1000);
        (at.timestamp_millis() <= end).then_some(at)
    }

    async fn tell_case(
        &self,
        tx: &mut Tx,
        claimed: &Claimed,
        failure: Failure,
        detail: &str,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let Some(id) = &claimed.case_id else {
            let sent = tx.outbox_by_message_id(&claimed.message_id).await?;
            if failure == Failure::Refused && sent.as_ref().is_some_and(contacts::is_about_lists) {
                self.contact_came_back(tx, &claimed.recipient, now).await?;
            }
            return Ok(());
        };
        let Some((case, version)) = load(tx, id).await? else { return Ok(()) };
        let template = match tx.outbox_by_message_id(&claimed.message_id).await? {
            Some(sent) => Template::ALL.into_iter().find(|one| one.name() == sent.template),
            None => None,
        };
        let event = Event::NotReached(NotReached {
            outbox_id: claimed.id,
            recipient: claimed.recipient.clone(),
            template: template.unwrap_or(Template::Reminder),
            failure,
            detail: Some(detail.to_owned()),
        });
        self.decide_and_write(tx, &case, Some(version), &event, now).await?;
        Ok(())
    }

    /// At start: what a crash left in `sending` may have been handed over. It is treated as uncertain.
    ///
    /// # Errors
    /// The store's.
    pub async fn settle_interrupted(&self, now: DateTime<Utc>) -> Result<usize> {
        // Under the lock of this process every such row is an earlier one's.
        let stuck = self.store.stuck_sending_all().await?;
        let handed: Vec<Handed> = stuck
            .into_iter()
            .map(|row| Handed {
                claimed: Claimed {
                    id: row.id,
                    case_id: row.case_id,
                    envelope_from: row.envelope_from,
                    recipient: row.recipient,
                    message_id: row.message_id,
                    bytes: Vec::new(),
                    attempts: row.attempts,
                    first_attempt_at: row.first_attempt_at.unwrap_or(row.created_at),
                },
                outcome: Outcome::Uncertain { detail: "the program stopped during the hand-over".to_owned() },
                at_once: true,
            })
            .collect();
        let count = handed.len();
        self.take_results(&handed, &[], now).await?;
        Ok(count)
    }
}
