//! Forgetting: the key of a content is destroyed and its bytes overwritten; the row that says that it was there stays.
//!
//! The database overwrites what it frees (`secure_delete`); [`Store::purge`] then brings that into the file and empties
//! the write-ahead log. What a backup or the disk itself may still hold of the bytes has lost its key.

use sqlx::QueryBuilder;

use super::{Store, Tx, failed, get};
use crate::store::Result;

/// What may be forgotten of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Forgettable {
    /// The mails as they came, with their attachments.
    Raw,
    /// What was read in them.
    Readings,
    /// The bytes of what was sent. What still waits to be sent is kept.
    Sent,
    /// The payloads of the history: everybody's words. The chain holds without them.
    History,
}

/// How much was forgotten.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Erased {
    pub raw: u64,
    pub readings: u64,
    pub sent: u64,
    pub entries: u64,
}

impl Erased {
    pub fn is_nothing(&self) -> bool {
        *self == Erased::default()
    }
}

/// Mails of this outbox state will not be sent by themselves any more.
const FINISHED: &str = "state IN ('sent', 'failed', 'uncertain', 'dropped')";
const NO_RAW: &str = "UPDATE mail_content SET raw = NULL, forgotten_at = ";
const NO_READING: &str = "UPDATE mail_content SET reading = NULL WHERE mail_id IN (";
/// Who wrote is kept only as long as one of the two is.
const NO_SENDER: &str =
    "UPDATE mail SET sender_sealed = NULL WHERE raw_key IS NULL AND reading_key IS NULL AND id IN (";

impl Store {
    /// Cases closed at `closed_before` or earlier that still have something of this kind, in the order of their ids,
    /// after one of them.
    pub async fn forgettable(
        &self,
        kind: Forgettable,
        closed_before: i64,
        after: &str,
        rows: u32,
    ) -> Result<Vec<String>> {
        let mut query = QueryBuilder::new("SELECT id FROM breach_case WHERE closed_at <= ");
        query.push_bind(closed_before).push(" AND id > ").push_bind(after);
        query.push(match kind {
            Forgettable::Raw => {
                " AND EXISTS (SELECT 1 FROM mail WHERE case_id = breach_case.id AND raw_key IS NOT NULL)"
            }
            Forgettable::Readings => {
                " AND EXISTS (SELECT 1 FROM mail WHERE case_id = breach_case.id AND reading_key IS NOT NULL)"
            }
            Forgettable::Sent => {
                " AND EXISTS (SELECT 1 FROM outbox WHERE case_id = breach_case.id AND content_key IS NOT NULL
                  AND state IN ('sent', 'failed', 'uncertain', 'dropped'))"
            }
            // Else the note of an erasure would itself be erased and noted again.
            Forgettable::History => {
                " AND EXISTS (SELECT 1 FROM history JOIN history_payload USING (case_id, seq)
                  WHERE case_id = breach_case.id AND sealed IS NOT NULL AND event <> 'forgotten')"
            }
        });
        query.push(" ORDER BY id LIMIT ").push_bind(i64::from(rows));
        let rows = query
            .build()
            .fetch_all(self.reader())
            .await
            .map_err(failed("looking for what may be forgotten"))?;
        rows.iter().map(|row| get(row, "id")).collect()
    }

    /// Brings what was overwritten into the database's file and empties the log of writes. False: somebody was reading,
    /// so some of it still stands in the log; a later call, or the end of the last process, empties it.
    pub async fn purge(&self) -> Result<bool> {
        let query = sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)");
        let row = query.fetch_one(&self.shared.writer).await.map_err(failed("emptying the log of writes"))?;
        Ok(get::<i64>(&row, "busy")? == 0)
    }
}

impl Tx {
    /// Forgets one kind of a case's content. Returns how much there was of it.
    pub async fn forget(
        &mut self,
        case_id: &str,
        kind: Forgettable,
        reason: &str,
        at: i64,
    ) -> Result<Erased> {
        let mut erased = Erased::default();
        match kind {
            Forgettable::Raw => erased.raw = self.forget_raw(case_id, reason, at).await?,
            Forgettable::Readings => erased.readings = self.forget_readings(case_id).await?,
            Forgettable::Sent => erased.sent = self.forget_sent(case_id, at).await?,
            Forgettable::History => {
                erased.entries = self.history_erase(case_id, i64::MAX, reason, at).await?;
            }
        }
        Ok(erased)
    }

    /// Forgets the raw bytes of a case's mails; the ledger's rows stay. Returns how many.
    pub async fn forget_raw(&mut self, case_id: &str, reason: &str, at: i64) -> Result<u64> {
        let mut which = QueryBuilder::new("SELECT id FROM mail WHERE raw_key IS NOT NULL AND case_id = ");
        which.push_bind(case_id.to_owned());
        let ids = self.ids(which).await?;
        self.forget_raw_of(&ids, reason, at).await?;
        Ok(ids.len() as u64)
    }

    /// Forgets the readings of a case's mails. Returns how many.
    pub async fn forget_readings(&mut self, case_id: &str) -> Result<u64> {
        let mut which = QueryBuilder::new("SELECT id FROM mail WHERE reading_key IS NOT NULL AND case_id = ");
        which.push_bind(case_id.to_owned());
        let ids = self.ids(which).await?;
        self.forget_readings_of(&ids).await?;
        Ok(ids.len() as u64)
    }

    /// Forgets the bytes and subjects of a case's outgoing mails that are sent, failed or dropped. Returns how many.
    pub async fn forget_sent(&mut self, case_id: &str, at: i64) -> Result<u64> {
        let mut which = QueryBuilder::new("SELECT id FROM outbox WHERE content_key IS NOT NULL AND ");
        which.push(FINISHED).push(" AND case_id = ").push_bind(case_id.to_owned());
        let ids = self.ids(which).await?;
        self.forget_sent_of(&ids, at).await?;
        Ok(ids.len() as u64)
    }

    /// How many of a case's outgoing mails still wait and so keep their bytes.
    pub async fn unsent_of(&mut self, case_id: &str) -> Result<u64> {
        let mut which =
            QueryBuilder::new("SELECT id FROM outbox WHERE state IN ('queued', 'sending') AND case_id = ");
        which.push_bind(case_id.to_owned());
        Ok(self.ids(which).await?.len() as u64)
    }

    /// Forgets a mail of the ledger, raw bytes and reading. None: there is no such mail; else what was there.
    pub async fn forget_mail(&mut self, id: i64, reason: &str, at: i64) -> Result<Option<Erased>> {
        let query = sqlx::query(
            "SELECT raw_key IS NOT NULL AS raw, reading_key IS NOT NULL AS reading FROM mail WHERE id = $1",
        );
        let row = query.bind(id).fetch_optional(self.db()?).await.map_err(failed("looking up a mail"))?;
        let Some(row) = row else { return Ok(None) };
        let (raw, readings): (i64, i64) = (get(&row, "raw")?, get(&row, "reading")?);
        // When and why it was forgotten earlier stays.
        if raw > 0 {
            self.forget_raw_of(&[id], reason, at).await?;
        }
        self.forget_readings_of(&[id]).await?;
        Ok(Some(Erased { raw: u64::from(raw > 0), readings: u64::from(readings > 0), ..Erased::default() }))
    }

    /// Forgets content that belongs to no case and is older than that: raw mail and readings by their arrival, where the
    /// mail is done; outgoing mail by its end. At most so many. Returns how much.
    pub async fn forget_loose(
        &mut self,
        kind: Forgettable,
        before: i64,
        reason: &str,
        at: i64,
        rows: u32,
    ) -> Result<Erased> {
        let of = match kind {
            Forgettable::Raw => "mail WHERE raw_key IS NOT NULL AND done_at IS NOT NULL AND arrived_at",
            Forgettable::Readings => {
                "mail WHERE reading_key IS NOT NULL AND done_at IS NOT NULL AND arrived_at"
            }
            Forgettable::Sent => {
                "outbox WHERE content_key IS NOT NULL AND state IN ('sent', 'failed', 'uncertain', 'dropped')
                 AND finished_at"
            }
            Forgettable::History => return Ok(Erased::default()),
        };
        let mut which = QueryBuilder::new("SELECT id FROM ");
        which
            .push(of)
            .push(" <= ")
            .push_bind(before)
            .push(" AND case_id IS NULL LIMIT ")
            .push_bind(i64::from(rows));
        let ids = self.ids(which).await?;
        let (mut erased, count) = (Erased::default(), ids.len() as u64);
        match kind {
            Forgettable::Raw => {
                self.forget_raw_of(&ids, reason, at).await?;
                erased.raw = count;
            }
            Forgettable::Readings => {
                self.forget_readings_of(&ids).await?;
                erased.readings = count;
            }
            Forgettable::Sent | Forgettable::History => {
                self.forget_sent_of(&ids, at).await?;
                erased.sent = count;
            }
        }
        Ok(erased)
    }

    async fn ids(&mut self, mut which: QueryBuilder<sqlx::Sqlite>) -> Result<Vec<i64>> {
        let rows = which
            .build()
            .fetch_all(self.db()?)
            .await
            .map_err(failed("looking for what is to be forgotten"))?;
        rows.iter().map(|row| get(row, "id")).collect()
    }

    async fn forget_raw_of(&mut self, ids: &[i64], reason: &str, at: i64) -> Result<()> {
        let mut content = QueryBuilder::new(NO_RAW);
        content.push_bind(at).push(" WHERE mail_id IN (");
        let mut key = QueryBuilder::new("UPDATE mail SET raw_key = NULL, forgotten_reason = ");
        key.push_bind(reason.to_owned()).push(" WHERE id IN (");
        self.over(content, ids).await?;
        self.over(key, ids).await?;
        self.over(QueryBuilder::new(NO_SENDER), ids).await
    }

    async fn forget_readings_of(&mut self, ids: &[i64]) -> Result<()> {
        self.over(QueryBuilder::new(NO_READING), ids).await?;
        self.over(QueryBuilder::new("UPDATE mail SET reading_key = NULL WHERE id IN ("), ids).await?;
        self.over(QueryBuilder::new(NO_SENDER), ids).await
    }

    async fn forget_sent_of(&mut self, ids: &[i64], at: i64) -> Result<()> {
        let mut key = QueryBuilder::new("UPDATE outbox SET content_key = NULL, forgotten_at = ");
        key.push_bind(at).push(" WHERE id IN (");
        self.over(key, ids).await?;
        let content = "UPDATE outbox_content SET bytes = x'', subject = x'' WHERE outbox_id IN (";
        self.over(QueryBuilder::new(content), ids).await
    }

    /// Runs a statement that ends in `IN (` over these ids, which are numbers and so may stand in its text.
    async fn over(&mut self, mut query: QueryBuilder<sqlx::Sqlite>, ids: &[i64]) -> Result<()> {
        let list: Vec<String> = ids.iter().map(i64::to_string).collect();
        query.push(list.join(", ")).push(")");
        query.build().execute(self.db()?).await.map_err(failed("forgetting")).map(drop)
    }
}
