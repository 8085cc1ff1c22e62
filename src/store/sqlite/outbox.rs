//! Outgoing mail: fixed bytes under a unique key, put in and looked up.

use std::collections::HashMap;

use sqlx::QueryBuilder;
use sqlx::sqlite::SqliteRow;

use super::{CHUNK, Store, Tx, failed, get, get_name, limit};
use crate::store::row::{Inserted, NewOutbox, OutboxRef, OutboxRow, OutboxState};
use crate::store::seal::SealKey;
use crate::store::{Result, StoreError, StoreErrorKind};

pub(super) const OUTBOX: &str = "SELECT id, case_id, template, audience, recipient_sealed, dedup_key, message_id, envelope_from, state, priority,
    attempts, next_attempt_at, created_at, first_attempt_at, last_attempt_at, finished_at, last_error, reason, content_key, subject
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

    /// Outgoing mail after one of them, oldest first.
    pub async fn outbox_after(&self, id: i64) -> Result<Vec<OutboxRow>> {
        let mut query = QueryBuilder::new(OUTBOX);
        query.push(" WHERE id > ").push_bind(id).push(" ORDER BY id");
        self.outbox_rows(query).await
    }

    /// A case's outgoing mail, oldest first.
    pub async fn outbox_of_case(&self, case_id: &str) -> Result<Vec<OutboxRow>> {
        let mut query = QueryBuilder::new(OUTBOX);
        query.push(" WHERE case_id = ").push_bind(case_id).push(" ORDER BY id");
        self.outbox_rows(query).await
    }

    /// The bytes of an outgoing mail; None where there is no such mail or its bytes were forgotten by rule.
    pub async fn outbox_bytes(&self, id: i64) -> Result<Option<Vec<u8>>> {
        let query = sqlx::query(
            "SELECT dedup_key, content_key, bytes FROM outbox JOIN outbox_content ON outbox_id = id
             WHERE id = $1 AND content_key IS NOT NULL",
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
        let (recipient, dedup_key) = self.open_recipient(row)?;
        Ok(OutboxRow {
            id: get(row, "id")?,
            case_id: get(row, "case_id")?,
            template: get(row, "template")?,
            audience: get(row, "audience")?,
            recipient,
            dedup_key,
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
        let mark: &str = get(row, "dedup_key")?;
        let Some(wrapped) = get::<Option<&[u8]>>(row, "content_key")? else {
            let why = "it was erased by rule";
            return Err(StoreError::new(StoreErrorKind::Other, "reading an outgoing mail", why));
        };
        let key = self.keys().ring.unwrap(&place(mark, "content_key"), wrapped)?;
        key.open(&place(mark, column), get(row, column)?)
    }

    /// Recipient and dedup_key.
    pub(super) fn open_recipient(&self, row: &SqliteRow) -> Result<(String, String)> {
        let place = place(get(row, "dedup_key")?, "recipient");
        let plain = self.keys().names.open(&place, get(row, "recipient_sealed")?)?;
        let plain = String::from_utf8_lossy(&plain);
        let (recipient, dedup_key) = plain.split_once('\n').unwrap_or((&plain, ""));
        Ok((recipient.to_owned(), dedup_key.to_owned()))
    }

    /// Of an address and of its domain; neither has upper case here.
    pub(super) fn recipient_marks(&self, address: &str) -> (String, String) {
        let address = address.to_lowercase();
        let domain = address.rsplit_once('@').map_or("", |(_, domain)| domain);
        (self.keys().mark("recipient", &address), self.keys().mark("recipient_domain", domain))
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
            let sealed = chunk.iter().map(|mail| self.store.seal_mail(mail)).collect::<Result<Vec<_>>>()?;
            let mut new = self.outbox_insert(chunk, &sealed).await?;
            let mut fresh = Vec::with_capacity(chunk.len());
            for (mail, sealed) in chunk.iter().zip(sealed) {
                // Taken out: the same key twice in one call is a duplicate too.
                if let Some(id) = new.remove(&sealed.dedup_mark) {
                    fresh.push((id, mail, sealed));
                    put.push(Inserted::New(id));
                } else {
                    put.push(Inserted::AlreadyThere(self.outbox_id(&sealed.dedup_mark).await?));
                }
            }
            self.outbox_fill(fresh).await?;
        }
        Ok(put)
    }

    /// Queues a mail that failed, is uncertain or was dropped once more; the time to give up runs anew. False: it is in
    /// no such state.
    pub async fn outbox_retry(&mut self, id: i64, now: i64) -> Result<bool> {
        let query = sqlx::query(
            "UPDATE outbox SET state = 'queued', next_attempt_at = $2, finished_at = NULL, first_attempt_at = NULL
             WHERE id = $1 AND state IN ('queued', 'failed', 'uncertain', 'dropped') AND content_key IS NOT NULL",
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
        let query = sqlx::query(
            "SELECT id, case_id, recipient_sealed, dedup_key, template, state FROM outbox WHERE message_id = $1",
        );
        let row = query
            .bind(message_id)
            .fetch_optional(self.db()?)
            .await
            .map_err(failed("looking up an outgoing mail"))?;
        let Some(row) = row else { return Ok(None) };
        Ok(Some(OutboxRef {
            id: get(&row, "id")?,
            case_id: get(&row, "case_id")?,
            recipient: self.store.open_recipient(&row)?.0,
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
        let (address, _) = self.store.recipient_marks(address);
        let (_, domain) = self.store.recipient_marks(&format!("@{domain}"));
        let query = query.bind(address).bind(domain).bind(since);
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
        let (recipient, _) = self.store.recipient_marks(recipient);
        let query = query.bind(case_id).bind(recipient).bind(since);
        let row = query.fetch_one(self.db()?).await.map_err(failed("counting notices"))?;
        get::<i64>(&row, "rows").map(|rows| u32::try_from(rows).unwrap_or(u32::MAX))
    }

    /// Inserts what is new; the ids by the keys' marks.
    async fn outbox_insert(
        &mut self,
        mails: &[NewOutbox],
        sealed: &[SealedMail],
    ) -> Result<HashMap<String, i64>> {
        let mut query = QueryBuilder::new(
            "INSERT INTO outbox (case_id, template, audience, recipient, recipient_sealed, recipient_key, recipient_domain,
             dedup_key, content_key, message_id, envelope_from, state, priority, attempts, next_attempt_at, created_at,
             first_attempt_at, last_attempt_at, reason) ",
        );
        query.push_values(mails.iter().zip(sealed), |mut row, (mail, sealed)| {
            let attempted_at = mail.claimed.then_some(mail.created_at);
            let state = if mail.claimed { OutboxState::Sending } else { OutboxState::Queued };
            row.push_bind(&mail.case_id).push_bind(&mail.template).push_bind(&mail.audience).push_bind("");
            row.push_bind(&sealed.recipient).push_bind(&sealed.recipient_mark).push_bind(&sealed.domain_mark);
            row.push_bind(&sealed.dedup_mark).push_bind(&sealed.content_key).push_bind(&mail.message_id);
            row.push_bind(&mail.envelope_from).push_bind(state.name()).push_bind(i64::from(mail.priority));
            row.push_bind(i64::from(mail.claimed)).push_bind((!mail.claimed).then_some(mail.next_attempt_at));
            row.push_bind(mail.created_at)
                .push_bind(attempted_at)
                .push_bind(attempted_at)
                .push_bind(&mail.reason);
        });
        query.push(" ON CONFLICT (dedup_key) DO NOTHING RETURNING id, dedup_key");
        let rows = query.build().fetch_all(self.db()?).await.map_err(failed("queueing mails"))?;
        rows.iter().map(|row| Ok((get(row, "dedup_key")?, get(row, "id")?))).collect()
    }

    /// The content of new mails, and the first attempt of those born claimed.
    async fn outbox_fill(&mut self, mails: Vec<(i64, &NewOutbox, SealedMail)>) -> Result<()> {
        if mails.is_empty() {
            return Ok(());
        }
        let claimed = mails.iter().filter(|(_, mail, _)| mail.claimed);
        let attempts: Vec<_> = claimed.map(|(id, mail, _)| (*id, 1, mail.created_at)).collect();
        let mut query = QueryBuilder::new("INSERT INTO outbox_content (outbox_id, bytes, subject) ");
        query.push_values(mails, |mut row, (id, _, sealed)| {
            row.push_bind(id).push_bind(sealed.bytes).push_bind(sealed.subject);
        });
        push_attempts(&mut query, &attempts);
        query.build().execute(self.db()?).await.map_err(failed("storing outgoing mails")).map(drop)
    }

    async fn outbox_id(&mut self, dedup_mark: &str) -> Result<i64> {
        let query = sqlx::query("SELECT id FROM outbox WHERE dedup_key = $1").bind(dedup_mark);
        get(&query.fetch_one(self.db()?).await.map_err(failed("looking up an outgoing mail"))?, "id")
    }
}

/// What of an outgoing mail stands in the store.
pub(super) struct SealedMail {
    pub(super) recipient: Vec<u8>,
    pub(super) recipient_mark: String,
    pub(super) domain_mark: String,
    pub(super) dedup_mark: String,
    pub(super) content_key: Vec<u8>,
    pub(super) bytes: Vec<u8>,
    pub(super) subject: Vec<u8>,
}

impl Store {
    fn seal_mail(&self, mail: &NewOutbox) -> Result<SealedMail> {
        self.seal_outgoing(&mail.recipient, &mail.dedup_key, &mail.bytes, mail.subject.as_bytes())
    }

    /// Bytes and subject under a new key of their own, the recipient under the key of names.
    pub(super) fn seal_outgoing(
        &self,
        recipient: &str,
        dedup_key: &str,
        bytes: &[u8],
        subject: &[u8],
    ) -> Result<SealedMail> {
        let (keys, own) = (self.keys(), SealKey::generate());
        let (recipient_mark, domain_mark) = self.recipient_marks(recipient);
        let mark = keys.mark("dedup_key", dedup_key);
        let named = format!("{recipient}\n{dedup_key}");
        Ok(SealedMail {
            recipient: keys.names.seal(&place(&mark, "recipient"), named.as_bytes())?,
            recipient_mark,
            domain_mark,
            content_key: keys.ring.wrap(&own, &place(&mark, "content_key"))?,
            bytes: own.seal(&place(&mark, "bytes"), bytes)?,
            subject: own.seal(&place(&mark, "subject"), subject)?,
            dedup_mark: mark,
        })
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

/// Names a row by its key's mark.
pub(super) fn place(dedup_mark: &str, purpose: &str) -> String {
    format!("outbox:{dedup_mark}:{purpose}")
}
