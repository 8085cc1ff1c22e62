//! Handing over: an attempt is committed before the connection and its result after it (design promise 3).

use sqlx::QueryBuilder;
use sqlx::sqlite::SqliteRow;

use super::outbox::{OUTBOX, push_attempts};
use super::{CHUNK, Store, Tx, failed, get, push_list};
use crate::store::row::{Claimed, DeliveryResult, OutboxRow};
use crate::store::{Result, StoreError};

impl Store {
    /// Takes the mails that may go now, by priority and then by time, and commits their attempts before any connection.
    /// No mail is given to two callers.
    pub async fn claim(&self, now: i64, rows: u32) -> Result<Vec<Claimed>> {
        let mut tx = self.begin().await?;
        let claimed = tx.claim(now, rows).await?;
        tx.commit().await.map(|()| claimed)
    }

    /// Mails whose last attempt has no result. Only who holds [`Store::lock_for_work`] knows that nobody is handing them
    /// over now: then they are uncertain.
    pub async fn stuck_sending_all(&self) -> Result<Vec<OutboxRow>> {
        let mut query = QueryBuilder::new(OUTBOX);
        query.push(" WHERE state = 'sending' ORDER BY id");
        self.outbox_rows(query).await
    }

    /// Mails whose last attempt began before `before` and has no result: at start these are uncertain.
    pub async fn stuck_sending(&self, before: i64) -> Result<Vec<OutboxRow>> {
        let mut query = QueryBuilder::new(OUTBOX);
        query.push(" WHERE state = 'sending' AND last_attempt_at < ").push_bind(before).push(" ORDER BY id");
        self.outbox_rows(query).await
    }
}

impl Tx {
    /// As [`Store::claim`], inside a transaction. A mail whose bytes cannot be opened becomes `failed`, and the others go.
    pub async fn claim(&mut self, now: i64, rows: u32) -> Result<Vec<Claimed>> {
        let tried = failed("claiming mails to send");
        let mut ready = Vec::new();
        while ready.is_empty() {
            let query = sqlx::query(
                "SELECT id, case_id, envelope_from, recipient_sealed, message_id, dedup_key, content_key, attempts + 1 AS attempts,
                 coalesce(first_attempt_at, $1) AS first_attempt_at, bytes
                 FROM outbox JOIN outbox_content ON outbox_id = id WHERE state = 'queued' AND next_attempt_at <= $1
                 ORDER BY priority, next_attempt_at, id LIMIT $2",
            );
            let found = query.bind(now).bind(i64::from(rows)).fetch_all(self.db()?).await.map_err(&tried)?;
            if found.is_empty() {
                break;
            }
            for row in &found {
                match claimed(&self.store, row) {
                    Ok(mail) => ready.push(mail),
                    Err(error) => self.outbox_damaged(get(row, "id")?, &error, now).await?,
                }
            }
        }
        for chunk in ready.chunks(CHUNK) {
            let ids: Vec<i64> = chunk.iter().map(|mail| mail.id).collect();
            let mut query = QueryBuilder::new(
                "UPDATE outbox SET state = 'sending', attempts = attempts + 1, last_attempt_at = ",
            );
            query.push_bind(now).push(", first_attempt_at = coalesce(first_attempt_at, ").push_bind(now);
            query.push("), next_attempt_at = NULL WHERE id IN ");
            push_list(&mut query, &ids);
            let attempts: Vec<_> = chunk.iter().map(|mail| (mail.id, mail.attempts, now)).collect();
            push_attempts(&mut query, &attempts);
            query.build().execute(self.db()?).await.map_err(&tried)?;
        }
        Ok(ready)
    }

    /// Puts mails back that were claimed and never tried, as if they had not been claimed. Returns how many were.
    pub async fn outbox_unclaim(&mut self, ids: &[i64]) -> Result<u64> {
        let tried = failed("putting claimed mails back");
        let mut back = 0;
        for chunk in ids.chunks(CHUNK) {
            let mut query = QueryBuilder::new(
                "DELETE FROM attempt WHERE outcome IS NULL AND number = (SELECT attempts FROM outbox
                 WHERE id = outbox_id AND state = 'sending') AND outbox_id IN ",
            );
            push_list(&mut query, chunk);
            query.build().execute(self.db()?).await.map_err(&tried)?;
            let mut query = QueryBuilder::new(
                "UPDATE outbox SET state = 'queued', attempts = attempts - 1,
                 next_attempt_at = coalesce(last_attempt_at, created_at),
                 first_attempt_at = CASE WHEN attempts > 1 THEN first_attempt_at END,
                 last_attempt_at = (SELECT at FROM attempt WHERE outbox_id = id AND number = attempts - 1)
                 WHERE state = 'sending' AND NOT EXISTS
                 (SELECT 1 FROM attempt WHERE outbox_id = id AND number = attempts) AND id IN ",
            );
            push_list(&mut query, chunk);
            back += query.build().execute(self.db()?).await.map_err(&tried)?.rows_affected();
        }
        Ok(back)
    }

    /// A mail that nobody can read any more never goes; it must not hold up the others.
    async fn outbox_damaged(&mut self, id: i64, error: &StoreError, now: i64) -> Result<()> {
        tracing::error!(outbox = id, error = %error, "an outgoing mail is damaged; it failed");
        let query = sqlx::query(
            "UPDATE outbox SET state = 'failed', last_error = $2, finished_at = $3, next_attempt_at = NULL WHERE id = $1",
        );
        let query = query.bind(id).bind(error.to_string()).bind(now);
        query.execute(self.db()?).await.map_err(failed("setting a damaged mail aside")).map(drop)
    }

    /// Stores what one hand-over came to. False: the mail was not being sent, so nothing changed.
    pub async fn delivery_result(&mut self, result: &DeliveryResult) -> Result<bool> {
        Ok(self.delivery_results(std::slice::from_ref(result)).await? == 1)
    }

    /// Stores what hand-overs came to; each mail at most once a call. Returns how many were being sent.
    pub async fn delivery_results(&mut self, results: &[DeliveryResult]) -> Result<u64> {
        let tried = failed("storing what a hand-over came to");
        let mut stored = 0;
        for chunk in results.chunks(CHUNK) {
            let mut query = results_query(chunk);
            query.push(
                " UPDATE attempt SET outcome = result.outcome, detail = result.detail FROM result, outbox
                 WHERE outbox.id = result.id AND outbox.state = 'sending'
                 AND attempt.outbox_id = result.id AND attempt.number = outbox.attempts",
            );
            query.build().execute(self.db()?).await.map_err(&tried)?;
            let mut query = results_query(chunk);
            query.push(
                " UPDATE outbox SET state = result.state, next_attempt_at = result.next_attempt_at,
                 finished_at = CASE WHEN result.state = 'queued' THEN NULL ELSE result.at END,
                 last_error = CASE WHEN result.state = 'sent' THEN NULL ELSE result.detail END
                 FROM result WHERE outbox.id = result.id AND outbox.state = 'sending'",
            );
            stored += query.build().execute(self.db()?).await.map_err(&tried)?.rows_affected();
        }
        Ok(stored)
    }
}

/// The results as a table named `result`, to update from.
fn results_query(results: &[DeliveryResult]) -> QueryBuilder<sqlx::Sqlite> {
    let mut query = QueryBuilder::new("WITH result (id, outcome, detail, state, next_attempt_at, at) AS (");
    query.push_values(results, |mut row, result| {
        row.push_bind(result.id).push_bind(&result.outcome).push_bind(&result.detail);
        row.push_bind(result.state.name()).push_bind(result.next_attempt_at).push_bind(result.at);
    });
    query.push(")");
    query
}

fn claimed(store: &Store, row: &SqliteRow) -> Result<Claimed> {
    Ok(Claimed {
        id: get(row, "id")?,
        case_id: get(row, "case_id")?,
        envelope_from: get(row, "envelope_from")?,
        recipient: store.open_recipient(row)?.0,
        message_id: get(row, "message_id")?,
        bytes: store.open_outbox(row, "bytes")?,
        attempts: get(row, "attempts")?,
        first_attempt_at: get(row, "first_attempt_at")?,
    })
}
