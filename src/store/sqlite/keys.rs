//! Which master key a store is under, and the store's own key under it; changing the master key.
//!
//! A change is nothing but opening the store with both keys: from then on everything new is wrapped under the new one, and
//! [`Store::rewrap`] brings the rest over, a batch a commit. Killed at any point, it goes on where it was: what is under
//! the old key is found by looking, not by remembering.

use sqlx::sqlite::SqliteConnection;
use sqlx::{AssertSqlSafe, Connection};

use super::case::{key_place, state_place};
use super::ledger::place as mail_place;
use super::meta::{meta_drop, meta_get, meta_put};
use super::outbox::place as outbox_place;
use super::upgrade::SEALED;
use super::{Store, failed, get};
use crate::store::row::MailKey;
use crate::store::seal::{Keys, Ring, SealKey, hex};
use crate::store::{Result, StoreError, StoreErrorKind};

/// The key that the store is under, and the one it is being moved from.
pub(super) const KEY_ID: &str = "key_id";
const RETIRING: &str = "key_id_retiring";
const OWN: &str = "store_key";
const OWN_PLACE: &str = "meta:store_key:key";

/// Wrapped keys that one commit brings over.
const BATCH: i64 = 500;

/// The tables with wrapped keys: table, column, and what names the row.
const WRAPPED: [(&str, &str, &str); 5] = [
    ("case_key", "sealed", "case_id"),
    ("case_key", "state_sealed", "case_id"),
    ("mail", "raw_key", "mailbox, uid_validity, uid"),
    ("mail", "reading_key", "mailbox, uid_validity, uid"),
    ("outbox", "content_key", "dedup_key"),
];

/// Checks that the ring is the store's, and opens or makes the store's own key.
pub(super) async fn unlock(writer: &mut SqliteConnection, ring: Ring) -> Result<Keys> {
    let mut tx = writer.begin_with("BEGIN IMMEDIATE").await.map_err(failed("opening the store"))?;
    let ours = ring.id();
    let is_sealed = meta_get(&mut tx, SEALED).await?.is_some();
    let lost = |fact: &str| {
        format!("its {fact} is missing although it was sealed; restore a backup (varsel restore)")
    };
    let refused = |why: String| Err(StoreError::new(StoreErrorKind::Key, "opening the store", why));
    match meta_get(&mut tx, KEY_ID).await? {
        Some(theirs) if theirs == ours => {
            if let Some(old) = meta_get(&mut tx, RETIRING).await?.filter(|old| !ring.has_retired(old)) {
                return refused(format!(
                    "its key is being changed from {old} to {ours} and the key file holds {ours} only; put the old key back \
                     as its second line and run `varsel key rotate`"
                ));
            }
        }
        Some(theirs) if ring.has_retired(&theirs) => {
            meta_put(&mut tx, KEY_ID, &ours).await?;
            meta_put(&mut tx, RETIRING, &theirs).await?;
        }
        Some(theirs) => return refused(format!("it is sealed with key {theirs}, the key given is {ours}")),
        None if is_sealed => return refused(lost(KEY_ID)),
        None => meta_put(&mut tx, KEY_ID, &ours).await?,
    }
    let own = match meta_get(&mut tx, OWN).await? {
        Some(sealed) => ring.unwrap(OWN_PLACE, &unhex(&sealed)?)?,
        // A new one would open nothing of what is there.
        None if is_sealed => return refused(lost(OWN)),
        None => {
            let own = SealKey::generate();
            meta_put(&mut tx, OWN, &hex(&ring.wrap(&own, OWN_PLACE)?)).await?;
            own
        }
    };
    tx.commit().await.map_err(failed("opening the store"))?;
    Ok(Keys::new(ring, &own))
}

/// What a change of the key came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rewrapped {
    /// Nothing is under the old key.
    Done,
    /// The caller stopped it.
    Stopped,
    /// All but these rows, whose keys are damaged: the old key stays in use for them.
    Left(Vec<String>),
}

struct Batch {
    done: u64,
    damaged: Vec<String>,
    /// The last row looked at.
    last: i64,
}

impl Store {
    /// Whether the store is on its way from one master key to another.
    pub async fn is_rewrapping(&self) -> Result<bool> {
        Ok(self.meta_get(RETIRING).await?.is_some())
    }

    /// Brings every wrapped key under the key in use, a batch a commit, then looks that none is left and forgets the old
    /// one. After each batch `go_on` hears how many have been done; false stops there, and a later call goes on. A key
    /// that cannot be opened holds up no other; as long as there is one, the old key is not forgotten.
    ///
    /// # Errors
    /// `Key`: the store's own key is under neither. `Other`: something was left. Else the database's.
    pub async fn rewrap(&self, mut go_on: impl FnMut(u64) -> bool + Send) -> Result<Rewrapped> {
        let (mut done, mut damaged) = (self.rewrap_own().await?, Vec::new());
        if !go_on(done) {
            return Ok(Rewrapped::Stopped);
        }
        for (table, column, names) in WRAPPED {
            let mut after = 0;
            loop {
                let batch = self.rewrap_batch(table, column, names, after).await?;
                if batch.last == after {
                    break;
                }
                (done, after) = (done + batch.done, batch.last);
                damaged.extend(batch.damaged);
                if !go_on(done) {
                    return Ok(Rewrapped::Stopped);
                }
            }
        }
        if !damaged.is_empty() {
            return Ok(Rewrapped::Left(damaged));
        }
        let left = self.under_old_key().await?;
        if left > 0 {
            let why = format!("{left} keys are still under the old one; run it again");
            return Err(StoreError::new(StoreErrorKind::Other, "changing the key", why));
        }
        let mut tx = self.begin().await?;
        meta_drop(tx.db()?, RETIRING).await?;
        tx.commit().await?;
        self.purge().await?;
        Ok(Rewrapped::Done)
    }

    /// How many wrapped keys are under another key than the one in use.
    ///
    /// # Errors
    /// The database's.
    pub async fn under_old_key(&self) -> Result<u64> {
        let front = self.keys().ring.front();
        let mut left = 0;
        for (table, column, _) in WRAPPED {
            // Names of this file only.
            let query = format!(
                "SELECT count(*) AS rows FROM {table} WHERE {column} IS NOT NULL AND substr({column}, 1, 5) <> $1"
            );
            let query = sqlx::query(AssertSqlSafe(query)).bind(&front);
            let row = query.fetch_one(self.reader()).await.map_err(failed("looking for wrapped keys"))?;
            left += u64::try_from(get::<i64>(&row, "rows")?).unwrap_or_default();
        }
        let own = self.meta_get(OWN).await?.unwrap_or_default();
        Ok(left + u64::from(!unhex(&own)?.starts_with(&front)))
    }

    async fn rewrap_own(&self) -> Result<u64> {
        let ring = &self.keys().ring;
        let mut tx = self.begin().await?;
        let sealed = unhex(&tx.meta_get(OWN).await?.unwrap_or_default())?;
        if sealed.starts_with(&ring.front()) {
            tx.rollback().await?;
            return Ok(0);
        }
        tx.meta_put(OWN, &hex(&ring.rewrap(OWN_PLACE, &sealed)?)).await?;
        tx.commit().await?;
        Ok(1)
    }

    async fn rewrap_batch(
        &self,
        table: &'static str,
        column: &'static str,
        names: &'static str,
        after: i64,
    ) -> Result<Batch> {
        let tried = failed("changing the key");
        let ring = &self.keys().ring;
        let mut tx = self.begin().await?;
        let query = format!(
            "SELECT rowid AS row, {names}, {column} AS wrapped FROM {table} WHERE rowid > $1 AND {column} IS NOT NULL
             AND substr({column}, 1, 5) <> $2 ORDER BY rowid LIMIT $3"
        );
        let query = sqlx::query(AssertSqlSafe(query)).bind(after).bind(ring.front()).bind(BATCH);
        let rows = query.fetch_all(tx.db()?).await.map_err(&tried)?;
        let mut batch = Batch { done: 0, damaged: Vec::new(), last: after };
        for row in &rows {
            batch.last = get(row, "row")?;
            let place = match (table, column) {
                ("case_key", "sealed") => key_place(get(row, "case_id")?),
                ("case_key", _) => state_place(get(row, "case_id")?),
                ("outbox", _) => outbox_place(get(row, "dedup_key")?, "content_key"),
                _ => {
                    let (mailbox, uid) = (get(row, "mailbox")?, get(row, "uid")?);
                    let key = MailKey { mailbox, uid_validity: get(row, "uid_validity")?, uid };
                    mail_place(&key, column)
                }
            };
            let wrapped = match ring.rewrap(&place, get(row, "wrapped")?) {
                Ok(wrapped) => wrapped,
                Err(error) => {
                    let name = match table {
                        "case_key" => format!("case {}", get::<&str>(row, "case_id")?),
                        table => format!("{table} {}", batch.last),
                    };
                    tracing::error!(row = %name, column, error = %error, "a key cannot be opened; it stays as it is");
                    batch.damaged.push(name);
                    continue;
                }
            };
            let query = format!("UPDATE {table} SET {column} = $2 WHERE rowid = $1");
            let query = sqlx::query(AssertSqlSafe(query)).bind(batch.last).bind(wrapped);
            query.execute(tx.db()?).await.map_err(&tried)?;
            batch.done += 1;
        }
        tx.commit().await?;
        Ok(batch)
    }
}

fn unhex(text: &str) -> Result<Vec<u8>> {
    let digit = |byte: &u8| char::from(*byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let pair = |pair: &[u8]| Some(digit(pair.first()?)? << 4 | digit(pair.get(1)?)?);
    let bytes: Option<Vec<u8>> = text.as_bytes().chunks(2).map(pair).collect();
    bytes.ok_or_else(|| {
        StoreError::new(StoreErrorKind::Corrupt, "opening the store's own key", "it is no hexadecimal text")
    })
}
