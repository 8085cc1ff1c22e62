//! A store of before schema 5 is sealed when it is opened: a few rows a commit, each in a row that afterwards no longer
//! looks as if it were to be sealed. Killed in between, the next opening goes on.
//!
//! Once all is sealed, what stands in clear was put in by somebody else: it is not sealed, which would make it look like
//! ours, but told of ([`Store::in_clear`]).

use std::path::Path;

use sqlx::sqlite::{SqlitePool, SqliteRow};

use super::case::{seal_state, state_place};
use super::ledger::{mail_key, place as mail_place, seal_apart};
use super::lock::{WorkLock, lock_beside};
use super::token::{email_place, is_marked};
use super::{Store, Tx, failed, get};
use crate::store::row::{Head, StoredCase};
use crate::store::seal::SealKey;
use crate::store::{Result, StoreError, StoreErrorKind};

/// Says in `meta` that all is sealed, and by which form of sealing.
pub(super) const SEALED: &str = "sealed";
const SCHEMA: &str = "5";
/// The migration that makes room for what is sealed.
const MIGRATION: i64 = 5;
/// Rows a commit.
const BATCH: i64 = 100;

/// What is sealed: what it is called, the rows that are not yet, after which one, at most so many.
const STEPS: [(Kind, &str); 5] = [
    (
        Kind::Case,
        "SELECT rowid AS row, id, number, version, status, band, opened_at, next_due_at, closed_at, sender,
         external_reference, state, history_seq, history_hash
         FROM breach_case WHERE rowid > $1 AND sealed_state IS NULL ORDER BY rowid LIMIT $2",
    ),
    (
        Kind::Mail,
        "SELECT id AS row, mailbox, uid_validity, uid, sender FROM mail
         WHERE id > $1 AND raw_key IS NULL AND (sender IS NOT NULL OR id IN
         (SELECT mail_id FROM mail_content WHERE raw IS NOT NULL)) ORDER BY id LIMIT $2",
    ),
    (
        Kind::Outbox,
        "SELECT id AS row, recipient, dedup_key, bytes, subject FROM outbox JOIN outbox_content ON outbox_id = id
         WHERE id > $1 AND recipient_sealed IS NULL ORDER BY id LIMIT $2",
    ),
    (
        Kind::Token,
        "SELECT rowid AS row, digest, email FROM token WHERE rowid > $1 AND email_sealed IS NULL ORDER BY rowid LIMIT $2",
    ),
    // A plain SHA-256, by which a guess of what was forgotten could be tried; a mark has half its length.
    (
        Kind::Body,
        "SELECT id AS row, body_hash FROM mail WHERE id > $1 AND length(body_hash) = 64 ORDER BY id LIMIT $2",
    ),
];

#[derive(Clone, Copy)]
enum Kind {
    Case,
    Mail,
    Outbox,
    Token,
    Body,
}

/// Whether all of a store of some age is sealed, before its schema is brought up to date.
pub(super) async fn is_upgraded(writer: &SqlitePool) -> Result<bool> {
    let tried = failed("opening the store");
    let query = "SELECT count(*) AS tables FROM sqlite_master WHERE name IN ('meta', '_sqlx_migrations')";
    let row = sqlx::query(query).fetch_one(writer).await.map_err(&tried)?;
    if get::<i64>(&row, "tables")? < 2 {
        return Ok(false);
    }
    let query = sqlx::query(
        "SELECT (SELECT value FROM meta WHERE key = $1) AS sealed, (SELECT max(version) FROM _sqlx_migrations) AS version",
    );
    let row = query.bind(SEALED).fetch_one(writer).await.map_err(&tried)?;
    let (sealed, version): (Option<&str>, Option<i64>) = (get(&row, "sealed")?, get(&row, "version")?);
    Ok(sealed == Some(SCHEMA) && version.is_some_and(|version| version >= MIGRATION))
}

/// Held while a store is sealed.
pub(super) fn lock_out_others(database: &Path) -> Result<WorkLock> {
    lock_beside(database).map_err(|error| match error.kind() {
        StoreErrorKind::Busy => {
            let why = "a varsel of before works on it; stop the daemon first (systemctl stop varsel)";
            StoreError::new(StoreErrorKind::Busy, "bringing the store up to date", why)
        }
        _ => error,
    })
}

impl Store {
    /// Called while the folder is locked, so by one process at a time.
    pub(super) async fn upgrade(&self) -> Result<()> {
        let before = self.meta_get(SEALED).await?;
        if before.as_deref() == Some(SCHEMA) {
            return Ok(());
        }
        let mut sealed = 0;
        for (kind, query) in STEPS {
            let mut after = 0;
            loop {
                let mut tx = self.begin().await?;
                let rows = sqlx::query(query).bind(after).bind(BATCH).fetch_all(tx.db()?).await;
                let rows = rows.map_err(failed("sealing what stood in clear"))?;
                let Some(last) = rows.last() else {
                    tx.rollback().await?;
                    break;
                };
                after = get(last, "row")?;
                for row in &rows {
                    match kind {
                        Kind::Case => tx.seal_case(row).await?,
                        Kind::Mail => tx.seal_mail_row(row).await?,
                        Kind::Outbox => tx.seal_outbox_row(row).await?,
                        Kind::Token => tx.seal_token(row).await?,
                        Kind::Body => tx.mark_body(row).await?,
                    }
                }
                tx.commit().await?;
                sealed += rows.len();
                tracing::info!(sealed, "sealing what a version of before has left in clear");
            }
        }
        let mut tx = self.begin().await?;
        if before.is_none() {
            self.mark_what_is_there(&mut tx).await?;
        }
        tx.mark_used_commands().await?;
        tx.meta_put(SEALED, SCHEMA).await?;
        tx.commit().await?;
        if sealed > 0 {
            self.purge().await?;
        }
        Ok(())
    }
}

impl Tx {
    async fn mark_body(&mut self, row: &SqliteRow) -> Result<()> {
        let mark = self.store.body_mark(get(row, "body_hash")?);
        let query = sqlx::query("UPDATE mail SET body_hash = $2 WHERE id = $1");
        let query = query.bind(get::<i64>(row, "row")?).bind(mark);
        query.execute(self.db()?).await.map_err(failed("marking a mail's body")).map(drop)
    }

    /// Which mails have steered a case stays known. What the floods' limits know is good for a day only, and goes.
    async fn mark_used_commands(&mut self) -> Result<()> {
        let tried = failed("marking command mails");
        let rows =
            sqlx::query("SELECT mark FROM used_command").fetch_all(self.db()?).await.map_err(&tried)?;
        for row in &rows {
            let plain: &str = get(row, "mark")?;
            if is_marked(plain) {
                continue;
            }
            let query = sqlx::query("UPDATE OR REPLACE used_command SET mark = $2 WHERE mark = $1");
            let query = query.bind(plain).bind(self.store.command_mark(plain));
            query.execute(self.db()?).await.map_err(&tried)?;
        }
        sqlx::query("DELETE FROM opening").execute(self.db()?).await.map_err(&tried).map(drop)
    }

    async fn seal_case(&mut self, row: &SqliteRow) -> Result<()> {
        let (id, version): (String, i64) = (get(row, "id")?, get(row, "version")?);
        let case = StoredCase {
            sender: get(row, "sender")?,
            external_reference: get(row, "external_reference")?,
            state: get(row, "state")?,
            number: get(row, "number")?,
            id: id.clone(),
            version,
            status: get(row, "status")?,
            band: get(row, "band")?,
            opened_at: get(row, "opened_at")?,
            updated_at: 0,
            next_due_at: get(row, "next_due_at")?,
            closed_at: get(row, "closed_at")?,
        };
        let head =
            Head { case_id: id.clone(), seq: get(row, "history_seq")?, hash: get(row, "history_hash")? };
        let key = SealKey::generate();
        let query = sqlx::query(
            "UPDATE case_key SET state_sealed = $2 WHERE case_id = $1;
             UPDATE breach_case SET sealed_state = $3, reference_mark = $4, head_mark = $5, state = '', sender = NULL,
             external_reference = NULL WHERE id = $1",
        );
        let mark = self.store.reference_mark(case.sender.as_deref(), case.external_reference.as_deref());
        let query = query.bind(&id).bind(self.store.keys().ring.wrap(&key, &state_place(&id))?);
        let query =
            query.bind(seal_state(&key, &case, version)?).bind(mark).bind(self.store.head_mark(&head));
        query.execute(self.db()?).await.map_err(failed("sealing a case's state")).map(drop)
    }

    /// Raw mail and reading stood under the master key itself. What cannot be opened stays as damaged as it is.
    async fn seal_mail_row(&mut self, row: &SqliteRow) -> Result<()> {
        let tried = failed("sealing a mail");
        let (id, key): (i64, _) = (get(row, "row")?, mail_key(row)?);
        let content = sqlx::query("SELECT raw, reading FROM mail_content WHERE mail_id = $1").bind(id);
        let content = content.fetch_optional(self.db()?).await.map_err(&tried)?;
        let keys = self.store.keys();
        let apart = |purpose: &'static str| -> Result<Option<(Vec<u8>, Vec<u8>)>> {
            let sealed =
                content.as_ref().map(|row| get::<Option<&[u8]>>(row, purpose)).transpose()?.flatten();
            let Some(sealed) = sealed else { return Ok(None) };
            match keys.ring.open(&mail_place(&key, purpose), sealed) {
                Ok(plain) => seal_apart(&keys.ring, &key, purpose, &plain).map(Some),
                Err(error) => {
                    tracing::error!(mail = id, purpose, error = %error, "a mail is damaged; it stays as it is");
                    Ok(None)
                }
            }
        };
        let ((raw, raw_key), (reading, reading_key)) = (apart("raw")?.unzip(), apart("reading")?.unzip());
        let sender: Option<String> = get(row, "sender")?;
        let sealed = sender.as_ref().map(|one| keys.names.seal(&mail_place(&key, "sender"), one.as_bytes()));
        let (sealed, mark) = (sealed.transpose()?, self.store.sender_mark(sender.as_deref()));
        let query = sqlx::query(
            "UPDATE mail SET sender = NULL, sender_sealed = $2, sender_mark = $3, raw_key = $4, reading_key = $5 WHERE id = $1;
             UPDATE mail_content SET raw = coalesce($6, raw), reading = coalesce($7, reading) WHERE mail_id = $1",
        );
        let query =
            query.bind(id).bind(sealed).bind(mark).bind(raw_key).bind(reading_key).bind(raw).bind(reading);
        query.execute(self.db()?).await.map_err(&tried).map(drop)
    }

    async fn seal_outbox_row(&mut self, row: &SqliteRow) -> Result<()> {
        let (recipient, dedup_key): (String, String) = (get(row, "recipient")?, get(row, "dedup_key")?);
        let ring = &self.store.keys().ring;
        let open =
            |purpose: &'static str| ring.open(&format!("outbox:{dedup_key}:{purpose}"), get(row, purpose)?);
        // What nobody can open any more stays as damaged as it is: it is shown, and may be dropped.
        let (bytes, subject) = (open("bytes").unwrap_or_default(), open("subject").unwrap_or_default());
        let sealed = self.store.seal_outgoing(&recipient, &dedup_key, &bytes, &subject)?;
        let query = sqlx::query(
            "UPDATE outbox SET recipient = '', recipient_sealed = $2, recipient_key = $3, recipient_domain = $4,
             dedup_key = $5, content_key = $6 WHERE id = $1;
             UPDATE outbox_content SET bytes = $7, subject = $8 WHERE outbox_id = $1",
        );
        let content_key = (!bytes.is_empty()).then_some(sealed.content_key);
        let query = query.bind(get::<i64>(row, "row")?).bind(sealed.recipient).bind(sealed.recipient_mark);
        let query = query.bind(sealed.domain_mark).bind(sealed.dedup_mark).bind(content_key);
        let query = query.bind(sealed.bytes).bind(sealed.subject);
        query.execute(self.db()?).await.map_err(failed("sealing an outgoing mail")).map(drop)
    }

    async fn seal_token(&mut self, row: &SqliteRow) -> Result<()> {
        let digest: &str = get(row, "digest")?;
        let sealed =
            self.store.keys().names.seal(&email_place(digest), get::<&str>(row, "email")?.as_bytes())?;
        let query = sqlx::query("UPDATE token SET email = '', email_sealed = $2 WHERE digest = $1");
        let query = query.bind(digest).bind(sealed);
        query.execute(self.db()?).await.map_err(failed("sealing a token's address")).map(drop)
    }
}
