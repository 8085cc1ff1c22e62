//! A decision as rows: case, history, deadlines, outbox, tokens. The only place that turns one into the other.

use std::collections::HashSet;

use chrono::{DateTime, Duration, Utc};

use super::{Engine, EngineError, Result};
use crate::case::event::{Decision, Due, Entry};
use crate::case::notice::{Notice, StepKey};
use crate::case::{Case, REDUCER_VERSION, tell};
use crate::mail::authenticity::method_of;
use crate::phrase::Phrase;
use crate::policy::Policy;
use crate::store::{DeadlineKey, NewDeadline, NewEntry, StoredCase, Tx};

/// How long a token is good for after its case was closed (design promise 4).
pub(super) const TOKEN_DAYS_AFTER_CLOSING: i64 = 90;

impl Engine {
    /// Writes all of a decision. `before` is the case it was made from.
    pub(super) async fn write(
        &self,
        tx: &mut Tx,
        before: &Case,
        version: Option<i64>,
        decision: Decision,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let at = now.timestamp_millis();
        let case = &decision.case;
        let row = row(case, &self.policy, &decision.agenda, at)?;
        match version {
            None => tx.case_insert(&row).await?,
            Some(version) => {
                tx.case_update(&row, version).await?;
            }
        }
        let mut entries: Vec<NewEntry> = decision.entries.iter().map(|entry| self.entry(entry, at)).collect();
        let mut mails = Vec::with_capacity(decision.notices.len());
        for notice in &decision.notices {
            let token = match notice.reply_wanted {
                true => Some(tx.token_put(&case.id, &notice.to.email, at).await?),
                false => None,
            };
            let history = match notice.data.encloses_report {
                true => self.store.history(&case.id).await?,
                false => Vec::new(),
            };
            match self.compose_with(case, notice, token, &history, now) {
                Ok(mail) => mails.push(mail),
                // An address that no mail can be written to: noted, and it holds up nothing else.
                Err(error) => {
                    tracing::error!(case = %case.number, error = %error, "a notice could not be written");
                    entries.push(self.entry(&not_written(notice), at));
                }
            }
        }
        if !entries.is_empty() {
            tx.history_append(&case.id, &entries).await?;
        }
        self.write_deadlines(tx, before, &decision, now).await?;
        tx.outbox_put_all(&mails).await?;
        if before.is_open() != case.is_open() {
            let end = now + Duration::days(TOKEN_DAYS_AFTER_CLOSING);
            tx.tokens_expire(&case.id, (!case.is_open()).then(|| end.timestamp_millis())).await?;
        }
        Ok(())
    }

    /// Keeps the policy in force, once, under the hash that every history entry names (design promise 9).
    ///
    /// # Errors
    /// The store's.
    pub async fn remember_policy(&self, now: DateTime<Utc>) -> Result<()> {
        let text = serde_json::to_string(&*self.policy).unwrap_or_default();
        let mut tx = self.store.begin().await?;
        tx.policy_snapshot(&self.policy.hash, &text, now.timestamp_millis()).await?;
        Ok(tx.commit().await?)
    }

    fn entry(&self, entry: &Entry, at: i64) -> NewEntry {
        NewEntry {
            at,
            event: entry.event.clone(),
            by: entry.by.clone(),
            authenticity: entry.authenticity.clone(),
            // The reason stays with the metadata that is never erased, so it is the key alone; its values, which may
            // be somebody's words, stand in the payload.
            reason: entry.reason.key.clone(),
            policy_hash: self.policy.hash.clone(),
            reducer_version: i64::from(REDUCER_VERSION),
            payload: serde_json::json!({
                "reason": entry.reason, "details": entry.payload, "method": method_of(&entry.authenticity),
            })
            .to_string()
            .into_bytes(),
        }
    }

    /// Steps that were taken are marked done; whatever else is no longer waited for is cancelled with the reason.
    async fn write_deadlines(
        &self,
        tx: &mut Tx,
        before: &Case,
        decision: &Decision,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let at = now.timestamp_millis();
        let pending: HashSet<&StepKey> = decision.agenda.iter().map(|due| &due.key).collect();
        let generation = |key: &StepKey| decision.case.obligation(&key.obligation).map(|one| one.generation);
        let horizon = now + Duration::seconds(self.policy.reminders.bundle_secs);
        let taken: Vec<DeadlineKey> = tell::agenda(before, &self.policy, now)
            .into_iter()
            .filter(|due| due.at <= horizon && !pending.contains(&due.key))
            .filter(|due| generation(&due.key) == Some(due.key.generation))
            .map(|due| deadline_key(&due.key))
            .collect();
        if !taken.is_empty() {
            tx.deadlines_done(&decision.case.id, &taken, "taken", at).await?;
        }
        let rows: Vec<NewDeadline> = decision
            .agenda
            .iter()
            .map(|due| NewDeadline {
                key: deadline_key(&due.key),
                due_at: due.at.timestamp_millis(),
                reason: due.key.step.clone(),
            })
            .collect();
        tx.deadlines_replace(&decision.case.id, &rows, &decision.cancelled.key, at).await?;
        Ok(())
    }
}

fn not_written(notice: &Notice) -> Entry {
    let reason = Phrase::new("notice_not_written").with("recipient", &notice.to.email);
    Entry {
        event: "notice_not_written".to_owned(),
        by: "varsel".to_owned(),
        authenticity: "own".to_owned(),
        payload: serde_json::json!({ "template": notice.template }),
        reason,
    }
}

fn deadline_key(key: &StepKey) -> DeadlineKey {
    DeadlineKey {
        obligation: key.obligation.clone(),
        generation: i64::from(key.generation),
        step: key.step.clone(),
        occurrence: i64::from(key.occurrence),
    }
}

fn row(case: &Case, policy: &Policy, agenda: &[Due], at: i64) -> Result<StoredCase> {
    let reference = case.report.get(&crate::report::Field::ExternalReference).map(|found| found.raw.clone());
    let failed =
        |error: serde_json::Error| EngineError::Case { case: case.number.clone(), why: error.to_string() };
    Ok(StoredCase {
        id: case.id.clone(),
        number: case.number.clone(),
        version: 1,
        status: case.status().to_owned(),
        band: case.band(policy).name().to_owned(),
        opened_at: case.opened_at.timestamp_millis(),
        updated_at: at,
        next_due_at: agenda.first().map(|due| due.at.timestamp_millis()),
        closed_at: (!case.is_open())
            .then(|| case.closing.as_ref().map_or(at, |one| one.at.timestamp_millis())),
        sender: Some(case.reporter.email.clone()).filter(|email| !email.is_empty()),
        external_reference: reference,
        state: serde_json::to_string(case).map_err(failed)?,
    })
}
