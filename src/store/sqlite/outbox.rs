//! Outgoing mail: fixed bytes under a unique key, put in and looked up.

use std::collections::HashMap;

use sqlx::QueryBuilder;
use sqlx::sqlite::SqliteRow;

use super::{CHUNK, Store, Tx, failed, get, get_name, limit};
use crate::store::row::{Inserted, NewOutbox, OutboxRef, OutboxRow, OutboxState};
use crate::store::{Result, StoreError, StoreErrorKind};

pub(super) const OUTBOX: &str = "SELECT id, case_id, template, audience, recipient, dedup_key, message_id, envelope_from, state, priority,
    attempts, next_attempt_at, created_at, first_attempt_at, last_attempt_at, finished_at, last_error, reason, subject
    FROM outbox JOIN outbox_content ON outbox_id = id";

impl Store {
    /// When the next queued mail may go.
    pub async fn next_attempt(&self) -> Result<Option<i64>> {
        let query = sqlx::query("SELECT min(next_attempt_at) AS at FROM outbox WHERE state = 'queued'");
        get(&query.fetch_one(self.reader()).await.map_err(failed("looking for the next mail to send"))?, "at")
    }

    /// Outgoing mail, newest first.
    pub async fn outbox_list(&self, rows: Option<u32>) -> Result<Vec<OutboxRow>> {
        let mut query = QueryBuilder::new(OUTBOX);
        query.push(" ORDER BY id DESC LIMIT ").push_bind(limit(rows));
        self.outbox_rows(query).await
    }

    /// A case's outgoing mail, oldest first.
    pub async fn outbox_of_case(&self, case_id: &str) -> Result<Vec<OutboxRow>> {
        let mut query = QueryBuilder::new(OUTBOX);
        query.push(" WHERE case_id = ").push_bind(case_id).push(" ORDER BY id");
        self.outbox_rows(query).await
    }

    /// The bytes of an outgoing mail.
    pub async fn outbox_bytes(&self, id: i64) -> Result<Option<Vec<u8>>> {
        let query = sqlx::query(
            "SELECT dedup_key, bytes FROM outbox JOIN outbox_content ON outbox_id = id WHERE id = $1",
        );
        let row =
            query.bind(id).fetch_optional(self.reader()).await.map_err(failed("reading an outgoing mail"))?;
        row.map(|row| self.open_outbox(&row, "bytes")).transpose()
    }

    /// As [`Tx::outbox_retry`], in a transaction of its own.
    pub async fn outbox_retry(&self, id: i64, now: i64) -> Result<bool> {
        let mut tx = self.begin().await?;
        let queued = tx.outbox_retry(id, now).await?;
        tx.commit().await.map(|()| queued)
    }

    /// As [`Tx::outbox_drop`], in a transaction of its own.
    pub async fn outbox_drop(&self, id: i64, reason: &str, now: i64) -> Result<bool> {
        let mut tx = self.begin().await?;
        let dropped = tx.outbox_drop(id, reason, now).await?;
        tx.commit().await.map(|()| dropped)
    }

    pub(super) async fn outbox_rows(&self, mut query: QueryBuilder<sqlx::Sqlite>) -> Result<Vec<OutboxRow>> {
        let rows = query.build().fetch_all(self.reader()).await.map_err(failed("reading the outbox"))?;
        rows.iter().map(|row| self.outbox_row(row)).collect()
    }

    fn outbox_row(&self, row: &SqliteRow) -> Result<OutboxRow> {
        Ok(OutboxRow {
            id: get(row, "id")?,
            case_id: get(row, "case_id")?,
            template: get(row, "template")?,
            audience: get(row, "audience")?,
            recipient: get(row, "recipient")?,
            dedup_key: get(row, "dedup_key")?,
            message_id: get(row, "message_id")?,
            envelope_from: get(row, "envelope_from")?,
            // A damaged row is still shown: a person must be able to drop it.
            subject: self
                .open_outbox(row, "subject")
                .map(|subject| String::from_utf8_lossy(&subject).into_owned())
                .unwrap_or_default(),
            state: get_name(row, "state", OutboxState::from_name)?,
            priority: get(row, "priority")?,
            attempts: get(row, "attempts")?,
            next_attempt_at: get(row, "next_attempt_at")?,
            created_at: get(row, "created_at")?,
            first_attempt_at: get(row, "first_attempt_at")?,
            last_attempt_at: get(row, "last_attempt_at")?,
            finished_at: get(row, "finished_at")?,
            last_error: get(row, "last_error")?,
            reason: get(row, "reason")?,
        })
    }

    pub(super) fn open_outbox(&self, row: &SqliteRow, column: &'static str) -> Result<Vec<u8>> {
        self.keys().seal.open(&place(get(row, "dedup_key")?, column), get(row, column)?)
    }
}

impl Tx {
    /// Puts one mail into the outbox. Its key is there already: nothing changes.
    pub async fn outbox_put(&mut self, mail: &NewOutbox) -> Result<Inserted> {
        let put = self.outbox_put_all(std::slice::from_ref(mail)).await?;
        put.first()
            .copied()
            .ok_or_else(|| StoreError::new(StoreErrorKind::Other, "queueing a mail", "it was not stored"))
    }

    /// Puts mails into the outbox; the answers stand in the same order.
    pub async fn outbox_put_all(&mut self, mails: &[NewOutbox]) -> Result<Vec<Inserted>> {
        let mut put = Vec::with_capacity(mails.len());
        for chunk in mails.chunks(CHUNK) {
            let mut new = self.outbox_insert(chunk).await?;
            let mut fresh = Vec::with_capacity(chunk.len());
            for mail in chunk {
                // Taken out: the same key twice in one call is a duplicate too.
                if let Some(id) = new.remove(mail.dedup_key.as_str()) {
                    fresh.push((id, mail));
                    put.push(Inserted::New(id));
                } else {
                    put.push(Inserted::AlreadyThere(self.outbox_id(&mail.dedup_key).await?));
                }
            }
            self.outbox_fill(&fresh).await?;
        }
        Ok(put)
    }

    /// Queues a mail that failed, is uncertain or was dropped once more; the time to give up runs anew. False: it is in
    /// no such state.
    pub async fn outbox_retry(&mut self, id: i64, now: i64) -> Result<bool> {
        let query = sqlx::query(
            "UPDATE outbox SET state = 'queued', next_attempt_at = $2, finished_at = NULL, first_attempt_at = NULL
             WHERE id = $1 AND state IN ('queued', 'failed', 'uncertain', 'dropped')",
        );
        let done =
            query.bind(id).bind(now).execute(self.db()?).await.map_err(failed("queueing a mail again"))?;
        Ok(done.rows_affected() == 1)
    }

    /// Gives up a mail that is not sent, with the reason. False: it is sent, being sent, or unknown.
    pub async fn outbox_drop(&mut self, id: i64, reason: &str, now: i64) -> Result<bool> {
        let query = sqlx::query(
            "UPDATE outbox SET state = 'dropped', reason = $2, finished_at = $3, next_attempt_at = NULL
             WHERE id = $1 AND state IN ('queued', 'failed', 'uncertain')",
        );
        let query = query.bind(id).bind(reason).bind(now);
        let done = query.execute(self.db()?).await.map_err(failed("dropping a mail"))?;
        Ok(done.rows_affected() == 1)
    }

    /// A mail handed over came back for good: it failed after all. False: it was not handed over.
    pub async fn outbox_bounced(&mut self, id: i64, detail: &str, at: i64) -> Result<bool> {
        let query = sqlx::query(
            "UPDATE outbox SET state = 'failed', last_error = $2, finished_at = $3
             WHERE id = $1 AND state IN ('sent', 'uncertain')",
        );
        let query = query.bind(id).bind(detail).bind(at);
        let done = query.execute(self.db()?).await.map_err(failed("storing a bounce"))?;
        Ok(done.rows_affected() == 1)
    }

    /// The outgoing mail of a Message-ID: what an answer or a bounce refers to.
    pub async fn outbox_by_message_id(&mut self, message_id: &str) -> Result<Option<OutboxRef>> {
        let query =
            sqlx::query("SELECT id, case_id, recipient, template, state FROM outbox WHERE message_id = $1");
        let row = query
            .bind(message_id)
            .fetch_optional(self.db()?)
            .await
            .map_err(failed("looking up an outgoing mail"))?;
        let Some(row) = row else { return Ok(None) };
        Ok(Some(OutboxRef {
            id: get(&row, "id")?,
            case_id: get(&row, "case_id")?,
            recipient: get(&row, "recipient")?,
            template: get(&row, "template")?,
            state: get_name(&row, "state", OutboxState::from_name)?,
        }))
    }

    /// How many receipts and questions went to an address and to a domain since then (design promise 4).
    pub async fn receipts_since(&mut self, address: &str, domain: &str, since: i64) -> Result<(u32, u32)> {
        let query = sqlx::query(
            "SELECT
             (SELECT count(*) FROM outbox WHERE recipient_key = $1 AND created_at >= $3
              AND template IN ('acknowledgement', 'processor-receipt', 'missing-information', 'contact-receipt', 'in-your-name')) AS by_address,
             (SELECT count(*) FROM outbox WHERE recipient_domain = $2 AND created_at >= $3
              AND template IN ('acknowledgement', 'processor-receipt', 'missing-information', 'contact-receipt', 'in-your-name')) AS by_domain",
        );
        let query = query.bind(address.to_lowercase()).bind(domain.to_lowercase()).bind(since);
        let row = query.fetch_one(self.db()?).await.map_err(failed("counting receipts"))?;
        let count = |column| get::<i64>(&row, column).map(|count| u32::try_from(count).unwrap_or(u32::MAX));
        Ok((count("by_address")?, count("by_domain")?))
    }

    /// How many mails of a case that a mail can bring about (answers to it, and reminders) were made for a recipient
    /// since then (for the limits against a flood).
    pub async fn notices_by_mail_since(&mut self, case_id: &str, recipient: &str, since: i64) -> Result<u32> {
        let query = sqlx::query(
            "SELECT count(*) AS rows FROM outbox WHERE case_id = $1 AND recipient_key = $2 AND created_at >= $3 AND template
             IN ('reminder', 'unverified', 'in-your-name', 'acknowledgement', 'processor-receipt', 'command-receipt')",
        );
        let query = query.bind(case_id).bind(recipient.to_lowercase()).bind(since);
        let row = query.fetch_one(self.db()?).await.map_err(failed("counting notices"))?;
        get::<i64>(&row, "rows").map(|rows| u32::try_from(rows).unwrap_or(u32::MAX))
    }

    /// Inserts what is new; the ids by key.
    async fn outbox_insert<'a>(&mut self, mails: &'a [NewOutbox]) -> Result<HashMap<&'a str, i64>> {
        let mut query = QueryBuilder::new(
            "INSERT INTO outbox (case_id, template, audience, recipient, recipient_key, recipient_domain, dedup_key, message_id,
             envelope_from, state, priority, attempts, next_attempt_at, created_at, first_attempt_at, last_attempt_at, reason) ",
        );
        query.push_values(mails, |mut row, mail| {
            let recipient_key = mail.recipient.to_lowercase();
            let domain = recipient_key.rsplit_once('@').map_or("", |(_, domain)| domain).to_owned();
            let attempted_at = mail.claimed.then_some(mail.created_at);
            let state = if mail.claimed { OutboxState::Sending } else { OutboxState::Queued };
            row.push_bind(&mail.case_id)
                .push_bind(&mail.template)
                .push_bind(&mail.audience)
                .push_bind(&mail.recipient);
            row.push_bind(recipient_key)
                .push_bind(domain)
                .push_bind(&mail.dedup_key)
                .push_bind(&mail.message_id);
            row.push_bind(&mail.envelope_from).push_bind(state.name()).push_bind(i64::from(mail.priority));
            row.push_bind(i64::from(mail.claimed)).push_bind((!mail.claimed).then_some(mail.next_attempt_at));
            row.push_bind(mail.created_at)
                .push_bind(attempted_at)
                .push_bind(attempted_at)
                .push_bind(&mail.reason);
        });
        query.push(" ON CONFLICT (dedup_key) DO NOTHING RETURNING id, dedup_key");
        let rows = query.build().fetch_all(self.db()?).await.map_err(failed("queueing mails"))?;
        let mut ids = HashMap::with_capacity(rows.len());
        for row in &rows {
            ids.insert(get::<String>(row, "dedup_key")?, get::<i64>(row, "id")?);
        }
        Ok(mails
            .iter()
            .filter_map(|mail| ids.get(&mail.dedup_key).map(|id| (mail.dedup_key.as_str(), *id)))
            .collect())
    }

    /// The content of new mails, and the first attempt of those born claimed.
    async fn outbox_fill(&mut self, mails: &[(i64, &NewOutbox)]) -> Result<()> {
        if mails.is_empty() {
            return Ok(());
        }
        let seal = &self.store.keys().seal;
        let mut contents = Vec::with_capacity(mails.len());
        for (id, mail) in mails {
            let bytes = seal.seal(&place(&mail.dedup_key, "bytes"), &mail.bytes)?;
            let subject = seal.seal(&place(&mail.dedup_key, "subject"), mail.subject.as_bytes())?;
            contents.push((*id, bytes, subject));
        }
        let mut query = QueryBuilder::new("INSERT INTO outbox_content (outbox_id, bytes, subject) ");
        query.push_values(contents, |mut row, (id, bytes, subject)| {
            row.push_bind(id).push_bind(bytes).push_bind(subject);
        });
        let claimed = mails.iter().filter(|(_, mail)| mail.claimed);
        let attempts: Vec<_> = claimed.map(|(id, mail)| (*id, 1, mail.created_at)).collect();
        push_attempts(&mut query, &attempts);
        query.build().execute(self.db()?).await.map_err(failed("storing outgoing mails")).map(drop)
    }

    async fn outbox_id(&mut self, dedup_key: &str) -> Result<i64> {
        let query = sqlx::query("SELECT id FROM outbox WHERE dedup_key = $1").bind(dedup_key);
        get(&query.fetch_one(self.db()?).await.map_err(failed("looking up an outgoing mail"))?, "id")
    }
}

/// One more statement: attempts as (mail, number, at).
pub(super) fn push_attempts(query: &mut QueryBuilder<sqlx::Sqlite>, attempts: &[(i64, i64, i64)]) {
    if attempts.is_empty() {
        return;
    }
    query.push("; INSERT INTO attempt (outbox_id, number, at) ");
    query.push_values(attempts, |mut row, (id, number, at)| {
        row.push_bind(*id).push_bind(*number).push_bind(*at);
    });
}

fn place(dedup_key: &str, purpose: &str) -> String {
    format!("outbox:{dedup_key}:{purpose}")
}
