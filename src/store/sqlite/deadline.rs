//! Deadlines are rows, found by an index on their due time (design promise 2).

use std::collections::{HashMap, HashSet};

use sqlx::QueryBuilder;
use sqlx::sqlite::SqliteRow;

use super::{CHUNK, Store, Tx, failed, get, get_name, limit, push_list};
use crate::store::Result;
use crate::store::row::{DeadlineKey, DeadlineRow, DeadlineState, NewDeadline};

impl Store {
    /// The earliest pending due time of a case or of the house; the scheduler sleeps until then.
    pub async fn next_due(&self) -> Result<Option<i64>> {
        let query = sqlx::query(
            "SELECT min(due_at) AS due_at FROM (SELECT min(due_at) AS due_at FROM deadline WHERE state = 'pending'
             UNION ALL SELECT min(due_at) FROM chore)",
        );
        get(&query.fetch_one(self.reader()).await.map_err(failed("looking for the next deadline"))?, "due_at")
    }

    /// Cases with a pending deadline due at `now` or before, each once, the earliest first.
    pub async fn due_cases(&self, now: i64, rows: Option<u32>) -> Result<Vec<String>> {
        let query = sqlx::query(
            "SELECT case_id FROM deadline WHERE state = 'pending' AND due_at <= $1
             GROUP BY case_id ORDER BY min(due_at), case_id LIMIT $2",
        );
        let query = query.bind(now).bind(limit(rows));
        let rows = query.fetch_all(self.reader()).await.map_err(failed("looking for what is due"))?;
        rows.iter().map(|row| get(row, "case_id")).collect()
    }

    /// All deadlines of a case, in every state, by due time.
    pub async fn deadlines(&self, case_id: &str) -> Result<Vec<DeadlineRow>> {
        let query = sqlx::query(
            "SELECT id, obligation, generation, step, occurrence, due_at, state, reason, changed_at FROM deadline
             WHERE case_id = $1 ORDER BY due_at, id",
        );
        let rows = query
            .bind(case_id)
            .fetch_all(self.reader())
            .await
            .map_err(failed("reading a case's deadlines"))?;
        rows.iter().map(deadline_row).collect()
    }
}

impl Tx {
    /// Brings a case's pending rows in line with `pending`: new ones are added, moved ones get their due time, those
    /// absent are cancelled with the reason. A step already done is never pending again; a cancelled one may be.
    /// Returns the cancelled ones.
    pub async fn deadlines_replace(
        &mut self,
        case_id: &str,
        pending: &[NewDeadline],
        cancelled_reason: &str,
        now: i64,
    ) -> Result<Vec<DeadlineKey>> {
        let tried = failed("replacing a case's deadlines");
        let query = sqlx::query(
            "SELECT id, obligation, generation, step, occurrence, due_at FROM deadline
             WHERE case_id = $1 AND state = 'pending'",
        );
        let rows = match self.fresh.remove(case_id) {
            true => Vec::new(),
            false => query.bind(case_id).fetch_all(self.db()?).await.map_err(&tried)?,
        };
        let wanted: HashSet<&DeadlineKey> = pending.iter().map(|deadline| &deadline.key).collect();
        let (mut kept, mut cancelled, mut cancelled_ids) = (HashMap::new(), Vec::new(), Vec::new());
        for row in &rows {
            let key = deadline_key(row)?;
            if wanted.contains(&key) {
                kept.insert(key, get::<i64>(row, "due_at")?);
            } else {
                cancelled.push(key);
                cancelled_ids.push(get::<i64>(row, "id")?);
            }
        }
        for chunk in cancelled_ids.chunks(CHUNK) {
            let mut query = QueryBuilder::new("UPDATE deadline SET state = 'cancelled', reason = ");
            query.push_bind(cancelled_reason).push(", changed_at = ").push_bind(now).push(" WHERE id IN ");
            push_list(&mut query, chunk);
            query.build().execute(self.db()?).await.map_err(&tried)?;
        }
        let changed: Vec<_> = pending.iter().filter(|one| kept.get(&one.key) != Some(&one.due_at)).collect();
        for chunk in changed.chunks(CHUNK) {
            self.deadlines_put(case_id, chunk, now).await?;
        }
        Ok(cancelled)
    }

    /// Marks steps as done; those not pending stay as they are.
    pub async fn deadlines_done(
        &mut self,
        case_id: &str,
        keys: &[DeadlineKey],
        reason: &str,
        at: i64,
    ) -> Result<()> {
        for chunk in keys.chunks(CHUNK) {
            let mut query = QueryBuilder::new("UPDATE deadline SET state = 'done', reason = ");
            query
                .push_bind(reason)
                .push(", changed_at = ")
                .push_bind(at)
                .push(" WHERE case_id = ")
                .push_bind(case_id);
            query.push(" AND state = 'pending' AND (obligation, generation, step, occurrence) IN (");
            query.push_values(chunk, |mut row, key| {
                row.push_bind(&key.obligation)
                    .push_bind(key.generation)
                    .push_bind(&key.step)
                    .push_bind(key.occurrence);
            });
            query.push(")");
            query.build().execute(self.db()?).await.map_err(failed("marking deadlines as done"))?;
        }
        Ok(())
    }

    async fn deadlines_put(&mut self, case_id: &str, deadlines: &[&NewDeadline], now: i64) -> Result<()> {
        let mut query = QueryBuilder::new(
            "INSERT INTO deadline (case_id, obligation, generation, step, occurrence, due_at, state, reason, changed_at) ",
        );
        query.push_values(deadlines, |mut row, deadline| {
            let key = &deadline.key;
            row.push_bind(case_id).push_bind(&key.obligation).push_bind(key.generation).push_bind(&key.step);
            row.push_bind(key.occurrence).push_bind(deadline.due_at).push("'pending'");
            row.push_bind(&deadline.reason).push_bind(now);
        });
        query.push(
            " ON CONFLICT (case_id, obligation, generation, step, occurrence) DO UPDATE SET due_at = excluded.due_at,
             state = 'pending', reason = excluded.reason, changed_at = excluded.changed_at WHERE deadline.state <> 'done'",
        );
        query.build().execute(self.db()?).await.map_err(failed("storing deadlines")).map(drop)
    }
}

fn deadline_key(row: &SqliteRow) -> Result<DeadlineKey> {
    Ok(DeadlineKey {
        obligation: get(row, "obligation")?,
        generation: get(row, "generation")?,
        step: get(row, "step")?,
        occurrence: get(row, "occurrence")?,
    })
}

fn deadline_row(row: &SqliteRow) -> Result<DeadlineRow> {
    Ok(DeadlineRow {
        id: get(row, "id")?,
        key: deadline_key(row)?,
        due_at: get(row, "due_at")?,
        state: get_name(row, "state", |name| match name {
            "pending" => Some(DeadlineState::Pending),
            "done" => Some(DeadlineState::Done),
            "cancelled" => Some(DeadlineState::Cancelled),
            _ => None,
        })?,
        reason: get(row, "reason")?,
        changed_at: get(row, "changed_at")?,
    })
}
