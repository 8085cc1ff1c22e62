//! The ledger: every mail ever seen, its content sealed, and its one outcome (design promise 1).

use std::collections::HashMap;

use sqlx::QueryBuilder;
use sqlx::sqlite::{SqliteConnection, SqliteRow};

use super::{CHUNK, Store, Tx, failed, get, get_name, limit, push_list};
use crate::store::row::{Inserted, MailKey, MailRow, NewMail, Outcome};
use crate::store::seal::{Ring, SealKey};
use crate::store::{Result, StoreError, StoreErrorKind};

/// A References field may name thousands; the nearest come first from the caller.
const THREAD_IDS: usize = 100;
/// How the verdict on a mail begins whose sender was proved.
const PROVED: &str = "{\"verdict\":\"authenticated\"%";

const MAIL: &str = "SELECT id, mailbox, uid_validity, uid, content_hash, message_id, sender_sealed, class, outcome, reason, case_id,
    arrived_at, seen_at, decided_at, done_at, authenticity, bytes FROM mail";

impl Store {
    /// Which of these mails of a mailbox the ledger knows.
    pub async fn mail_known(
        &self,
        mailbox: &str,
        keys: &[(i64, String)],
    ) -> Result<Vec<((i64, String), i64)>> {
        let mut connection = self.reader().acquire().await.map_err(failed("waiting for a reader"))?;
        mail_known(&mut connection, mailbox, keys).await
    }

    /// Mails decided and committed that are not yet marked done in their mailbox, oldest first.
    pub async fn not_done(&self, mailbox: &str) -> Result<Vec<MailRow>> {
        let mut query = QueryBuilder::new(MAIL);
        query.push(" WHERE mailbox = ").push_bind(mailbox).push(" AND done_at IS NULL ORDER BY id");
        let rows = query.build().fetch_all(self.reader()).await.map_err(failed("reading the ledger"))?;
        rows.iter().map(|row| self.mail_row(row)).collect()
    }

    /// How many mails of a mailbox were only listed, because they lay there before the first start.
    pub async fn history_count(&self, mailbox: &str) -> Result<u64> {
        let query = sqlx::query("SELECT count(*) AS rows FROM mail WHERE mailbox = $1 AND outcome = $2");
        let query = query.bind(mailbox).bind(Outcome::History.name());
        let row = query.fetch_one(self.reader()).await.map_err(failed("counting old mails"))?;
        Ok(u64::try_from(get::<i64>(&row, "rows")?).unwrap_or_default())
    }

    /// The ledger, newest first.
    pub async fn mail_list(&self, rows: Option<u32>) -> Result<Vec<MailRow>> {
        let mut query = QueryBuilder::new(MAIL);
        query.push(" ORDER BY id DESC LIMIT ").push_bind(limit(rows));
        let rows = query.build().fetch_all(self.reader()).await.map_err(failed("reading the ledger"))?;
        rows.iter().map(|row| self.mail_row(row)).collect()
    }

    pub async fn mail_get(&self, id: i64) -> Result<Option<MailRow>> {
        let mut query = QueryBuilder::new(MAIL);
        query.push(" WHERE id = ").push_bind(id);
        let row = query.build().fetch_optional(self.reader()).await.map_err(failed("reading the ledger"))?;
        row.as_ref().map(|row| self.mail_row(row)).transpose()
    }

    /// The mail as it came; None where there is no such mail or its raw bytes were forgotten by rule.
    pub async fn mail_raw(&self, id: i64) -> Result<Option<Vec<u8>>> {
        self.mail_sealed(id, "raw").await
    }

    /// The reading of a mail, JSON; None where there is none.
    pub async fn mail_reading(&self, id: i64) -> Result<Option<String>> {
        let bytes = self.mail_sealed(id, "reading").await?;
        let text = bytes.map(String::from_utf8).transpose();
        text.map_err(|error| {
            StoreError::new(StoreErrorKind::Corrupt, "reading a mail's reading", error.to_string())
        })
    }

    /// Which of these contents of a mailbox were all done before an instant: the ledger has seen each, and none of its
    /// copies is younger.
    pub async fn done_before(&self, mailbox: &str, contents: &[String], before: i64) -> Result<Vec<String>> {
        let mut done = Vec::new();
        for chunk in contents.chunks(CHUNK) {
            let mut query = QueryBuilder::new("SELECT content_hash FROM mail WHERE mailbox = ");
            query.push_bind(mailbox).push(" AND content_hash IN ");
            push_list(&mut query, chunk);
            query
                .push(" GROUP BY content_hash HAVING min(done_at IS NOT NULL AND done_at < ")
                .push_bind(before)
                .push(")");
            let rows = query.build().fetch_all(self.reader()).await.map_err(failed("reading the ledger"))?;
            for row in &rows {
                done.push(get(row, "content_hash")?);
            }
        }
        Ok(done)
    }

    /// Marks mails done at `at`; a transaction of its own.
    pub async fn mark_done(&self, ids: &[i64], at: i64) -> Result<()> {
        let mut tx = self.begin().await?;
        tx.mark_done(ids, at).await?;
        tx.commit().await
    }

    async fn mail_sealed(&self, id: i64, column: &'static str) -> Result<Option<Vec<u8>>> {
        let query = sqlx::query(
            "SELECT mailbox, uid_validity, uid, raw_key, reading_key, raw, reading FROM mail
             JOIN mail_content ON mail_id = id WHERE id = $1",
        );
        let row = query.bind(id).fetch_optional(self.reader()).await.map_err(failed("reading a mail"))?;
        let Some(row) = row else { return Ok(None) };
        let (key, wrapped) = (mail_key(&row)?, if column == "raw" { "raw_key" } else { "reading_key" });
        let (sealed, under): (Option<&[u8]>, Option<&[u8]>) = (get(&row, column)?, get(&row, wrapped)?);
        let Some((sealed, under)) = sealed.zip(under) else { return Ok(None) };
        let under = self.keys().ring.unwrap(&place(&key, wrapped), under)?;
        under.open(&place(&key, column), sealed).map(Some)
    }

    /// An address has no upper case here.
    pub(super) fn sender_mark(&self, sender: Option<&str>) -> Option<String> {
        sender.map(|sender| self.keys().mark("sender", &sender.to_lowercase()))
    }

    /// Under what two copies of a mail are found; empty stays empty. A plain hash would outlive the mail, and who guesses
    /// what a forgotten mail said could try the guess on it.
    pub(super) fn body_mark(&self, body_hash: &str) -> String {
        if body_hash.is_empty() { String::new() } else { self.keys().mark("body", body_hash) }
    }

    fn mail_row(&self, row: &SqliteRow) -> Result<MailRow> {
        let key = mail_key(row)?;
        let sender: Option<&[u8]> = get(row, "sender_sealed")?;
        let sender =
            sender.map(|sealed| self.keys().names.open(&place(&key, "sender"), sealed)).transpose()?;
        Ok(MailRow {
            id: get(row, "id")?,
            content_hash: get(row, "content_hash")?,
            message_id: get(row, "message_id")?,
            sender: sender.map(|sender| String::from_utf8_lossy(&sender).into_owned()),
            class: get(row, "class")?,
            outcome: match get::<Option<&str>>(row, "outcome")? {
                None => None,
                Some(_) => Some(get_name(row, "outcome", Outcome::from_name)?),
            },
            reason: get(row, "reason")?,
            case_id: get(row, "case_id")?,
            arrived_at: get(row, "arrived_at")?,
            seen_at: get(row, "seen_at")?,
            decided_at: get(row, "decided_at")?,
            done_at: get(row, "done_at")?,
            authenticity: get(row, "authenticity")?,
            bytes: get(row, "bytes")?,
            key,
        })
    }
}

/// A value under a new key of its own, and that key, wrapped.
pub(super) fn seal_apart(
    ring: &Ring,
    key: &MailKey,
    purpose: &str,
    plain: &[u8],
) -> Result<(Vec<u8>, Vec<u8>)> {
    let own = SealKey::generate();
    let wrapped = ring.wrap(&own, &place(key, &format!("{purpose}_key")))?;
    Ok((own.seal(&place(key, purpose), plain)?, wrapped))
}

impl Tx {
    /// Which of these mails of a mailbox, as (UIDVALIDITY, UID), the ledger knows.
    pub async fn mail_known(
        &mut self,
        mailbox: &str,
        keys: &[(i64, String)],
    ) -> Result<Vec<((i64, String), i64)>> {
        mail_known(self.db()?, mailbox, keys).await
    }

    /// The same mail under another key, the oldest: the same bytes and Message-ID (after a change of UIDVALIDITY), or the
    /// same Message-ID, sender and body (a second copy that came by another way). Such a copy counts only where it led to
    /// a case or is of the same class, and for a mail that is `proved` only where it was proved too: anybody can send a
    /// copy ahead that leads to nothing. Ask before the insert.
    pub async fn mail_by_content(
        &mut self,
        mailbox: Option<&str>,
        mail: &NewMail,
        proved: bool,
    ) -> Result<Option<i64>> {
        // Two queries in one: each has an index of its own.
        let query = sqlx::query(
            "SELECT id FROM mail WHERE content_hash = $1 AND coalesce(message_id, '') = coalesce($2, '')
             AND mailbox = coalesce($3, mailbox)
             UNION ALL
             SELECT id FROM mail WHERE message_id = $2 AND sender_mark = $4 AND body_hash = $5 AND $5 <> ''
             AND mailbox = coalesce($3, mailbox) AND (case_id IS NOT NULL OR class = $6)
             AND ($7 = 0 OR authenticity LIKE $8) ORDER BY id LIMIT 1",
        );
        let query = query.bind(&mail.content_hash).bind(&mail.message_id).bind(mailbox);
        let query = query.bind(self.store.sender_mark(mail.sender.as_deref()));
        let query = query.bind(self.store.body_mark(&mail.body_hash));
        let query = query.bind(&mail.class).bind(i64::from(proved)).bind(PROVED);
        let row = query.fetch_optional(self.db()?).await.map_err(failed("looking for the same mail"))?;
        row.map(|row| get(&row, "id")).transpose()
    }

    /// The mails of a sender under this Message-ID with the case each led to, oldest first: two of them are two copies
    /// of one mail, or one pretends to be.
    pub async fn mails_like(&mut self, from: &str, message_id: &str) -> Result<Vec<(i64, Option<String>)>> {
        let query = sqlx::query(
            "SELECT id, case_id FROM mail WHERE message_id = $1 AND sender_mark = $2 ORDER BY id",
        );
        let query = query.bind(message_id).bind(self.store.sender_mark(Some(from)));
        let rows = query.fetch_all(self.db()?).await.map_err(failed("looking for copies of a mail"))?;
        rows.iter().map(|row| Ok((get(row, "id")?, get(row, "case_id")?))).collect()
    }

    /// Takes a mail into the ledger, its content sealed. Already there under its key: nothing changes.
    pub async fn mail_insert(&mut self, mail: &NewMail) -> Result<Inserted> {
        let tried = "taking a mail into the ledger";
        let keys = self.store.keys();
        let (raw, raw_key) = seal_apart(&keys.ring, &mail.key, "raw", &mail.raw)?;
        let (reading, reading_key) = match mail.reading.as_str() {
            "" => (None, None),
            reading => {
                let (reading, key) = seal_apart(&keys.ring, &mail.key, "reading", reading.as_bytes())?;
                (Some(reading), Some(key))
            }
        };
        let sender = mail.sender.as_deref();
        let sealed =
            sender.map(|one| keys.names.seal(&place(&mail.key, "sender"), one.as_bytes())).transpose()?;
        let mark = self.store.sender_mark(sender);
        let query = sqlx::query(
            "INSERT INTO mail (mailbox, uid_validity, uid, content_hash, message_id, sender_sealed, class, reason, arrived_at,
             seen_at, authenticity, bytes, body_hash, sender_mark, raw_key, reading_key)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
             ON CONFLICT (mailbox, uid_validity, uid) DO NOTHING RETURNING id",
        );
        let query = query.bind(&mail.key.mailbox).bind(mail.key.uid_validity).bind(&mail.key.uid);
        let query = query.bind(&mail.content_hash).bind(&mail.message_id).bind(sealed).bind(&mail.class);
        let query =
            query.bind(&mail.reason).bind(mail.arrived_at).bind(mail.seen_at).bind(&mail.authenticity);
        let query = query.bind(i64::try_from(mail.raw.len()).unwrap_or(i64::MAX));
        let query =
            query.bind(self.store.body_mark(&mail.body_hash)).bind(mark).bind(raw_key).bind(reading_key);
        let Some(row) = query.fetch_optional(self.db()?).await.map_err(failed(tried))? else {
            return self.mail_id(&mail.key).await.map(Inserted::AlreadyThere);
        };
        let id: i64 = get(&row, "id")?;
        let query = sqlx::query("INSERT INTO mail_content (mail_id, raw, reading) VALUES ($1, $2, $3)");
        query.bind(id).bind(raw).bind(reading).execute(self.db()?).await.map_err(failed(tried))?;
        Ok(Inserted::New(id))
    }

    /// Gives a mail its one outcome.
    ///
    /// # Errors
    /// `Conflict`: it has one already, or there is no such mail.
    pub async fn mail_outcome(
        &mut self,
        id: i64,
        outcome: Outcome,
        reason: &str,
        case_id: Option<&str>,
        at: i64,
    ) -> Result<()> {
        let query = sqlx::query(
            "UPDATE mail SET outcome = $2, reason = $3, case_id = $4, decided_at = $5 WHERE id = $1 AND outcome IS NULL",
        );
        let query = query.bind(id).bind(outcome.name()).bind(reason).bind(case_id).bind(at);
        let done = query.execute(self.db()?).await.map_err(failed("storing a mail's outcome"))?;
        if done.rows_affected() == 1 {
            return Ok(());
        }
        Err(StoreError::new(StoreErrorKind::Conflict, "storing a mail's outcome", "it has one already"))
    }

    /// Takes a mail's outcome back so that it may be decided upon again (`varsel mail reprocess`). False: it belongs to a
    /// case by now and is not only collected there, or there is no such mail; nothing changed.
    pub async fn mail_reopen(&mut self, id: i64) -> Result<bool> {
        let query = sqlx::query(
            "UPDATE mail SET outcome = NULL, decided_at = NULL, case_id = NULL
             WHERE id = $1 AND (case_id IS NULL OR id IN (SELECT mail_id FROM collected))",
        );
        let tried = failed("taking a mail up again");
        let done = query.bind(id).execute(self.db()?).await.map_err(&tried)?;
        let query = sqlx::query("DELETE FROM collected WHERE mail_id = $1").bind(id);
        query.execute(self.db()?).await.map_err(&tried)?;
        Ok(done.rows_affected() == 1)
    }

    pub async fn mark_done(&mut self, ids: &[i64], at: i64) -> Result<()> {
        for chunk in ids.chunks(CHUNK) {
            let mut query = QueryBuilder::new("UPDATE mail SET done_at = ");
            query.push_bind(at).push(" WHERE done_at IS NULL AND id IN ");
            push_list(&mut query, chunk);
            query.build().execute(self.db()?).await.map_err(failed("marking mails as done"))?;
        }
        Ok(())
    }

    /// The case of the first of these Message-IDs that is a mail of ours.
    pub async fn find_thread(&mut self, message_ids: &[String]) -> Result<Option<String>> {
        let ids = message_ids.get(..THREAD_IDS).unwrap_or(message_ids);
        if ids.is_empty() {
            return Ok(None);
        }
        let mut query = QueryBuilder::new(
            "SELECT message_id, case_id FROM outbox WHERE case_id IS NOT NULL AND message_id IN ",
        );
        push_list(&mut query, ids);
        let rows = query.build().fetch_all(self.db()?).await.map_err(failed("looking for a thread"))?;
        first_of(ids, &rows)
    }

    /// The case of the first of these Message-IDs that is a mail received from this sender; for a mail that is `proved`
    /// only one that was proved too. Whoever else wrote it may have taken the id from anywhere.
    pub async fn find_thread_of(
        &mut self,
        message_ids: &[String],
        sender: &str,
        proved: bool,
    ) -> Result<Option<String>> {
        let ids = message_ids.get(..THREAD_IDS).unwrap_or(message_ids);
        if ids.is_empty() {
            return Ok(None);
        }
        let mut query = QueryBuilder::new(
            "SELECT message_id, case_id FROM mail WHERE case_id IS NOT NULL AND sender_mark = ",
        );
        query.push_bind(self.store.sender_mark(Some(sender)));
        query.push(" AND (0 = ").push_bind(i64::from(proved));
        query.push(" OR authenticity LIKE ").push_bind(PROVED).push(") AND message_id IN ");
        push_list(&mut query, ids);
        query.push(" ORDER BY id");
        let rows = query.build().fetch_all(self.db()?).await.map_err(failed("looking for a thread"))?;
        first_of(ids, &rows)
    }

    async fn mail_id(&mut self, key: &MailKey) -> Result<i64> {
        let query = sqlx::query("SELECT id FROM mail WHERE mailbox = $1 AND uid_validity = $2 AND uid = $3");
        let query = query.bind(&key.mailbox).bind(key.uid_validity).bind(&key.uid);
        get(&query.fetch_one(self.db()?).await.map_err(failed("looking up a mail"))?, "id")
    }
}

fn first_of(ids: &[String], rows: &[SqliteRow]) -> Result<Option<String>> {
    let mut cases = HashMap::new();
    for row in rows {
        cases.insert(get::<String>(row, "message_id")?, get::<String>(row, "case_id")?);
    }
    Ok(ids.iter().find_map(|id| cases.remove(id)))
}

async fn mail_known(
    connection: &mut SqliteConnection,
    mailbox: &str,
    keys: &[(i64, String)],
) -> Result<Vec<((i64, String), i64)>> {
    let mut known = Vec::new();
    for chunk in keys.chunks(CHUNK) {
        // A join, not a row value IN (…): only so is the whole key looked up in the index.
        let mut query = QueryBuilder::new("WITH wanted (uid_validity, uid) AS (");
        query.push_values(chunk, |mut row, (uid_validity, uid)| {
            row.push_bind(uid_validity).push_bind(uid);
        });
        query.push(
            ") SELECT mail.id, mail.uid_validity, mail.uid FROM wanted CROSS JOIN mail
             WHERE mail.uid_validity = wanted.uid_validity AND mail.uid = wanted.uid AND mail.mailbox = ",
        );
        query.push_bind(mailbox);
        for row in query.build().fetch_all(&mut *connection).await.map_err(failed("reading the ledger"))? {
            known.push(((get(&row, "uid_validity")?, get(&row, "uid")?), get(&row, "id")?));
        }
    }
    Ok(known)
}

pub(super) fn place(key: &MailKey, purpose: &str) -> String {
    format!("mail:{}/{}/{}:{purpose}", key.mailbox, key.uid_validity, key.uid)
}

pub(super) fn mail_key(row: &SqliteRow) -> Result<MailKey> {
    Ok(MailKey {
        mailbox: get(row, "mailbox")?,
        uid_validity: get(row, "uid_validity")?,
        uid: get(row, "uid")?,
    })
}
