//! History is appended, never changed (design promise 7): one hash chain a case, payloads under the case's key.
//!
//! The hashes alone keep nobody out who can write the database: they can be made anew. So each payload is bound to its
//! entry's hash, the head of each chain has a mark, and both need the key ([`super::verify`]).

use sqlx::QueryBuilder;
use sqlx::sqlite::SqliteRow;

use super::case::key_place;
use super::{CHUNK, Chain, Store, Tx, failed, get};
use crate::store::chain::{entry_hash, payload_digest};
use crate::store::row::{Entry, Head, NewEntry};
use crate::store::seal::{SealKey, random_bytes};
use crate::store::{Result, StoreError, StoreErrorKind};

/// The salt stands before the payload, sealed with it.
pub(super) const SALT: usize = 16;

impl Store {
    /// A case's history, with the payloads that were not erased.
    pub async fn history(&self, case_id: &str) -> Result<Vec<Entry>> {
        self.history_after(case_id, 0).await
    }

    /// What of a case's history came after an entry.
    pub async fn history_after(&self, case_id: &str, seq: i64) -> Result<Vec<Entry>> {
        let query = sqlx::query(
            r#"SELECT history.case_id, history.seq, at, event, "by", authenticity, reason, policy_hash, reducer_version,
             payload_digest, prev_hash, hash, history_payload.sealed, case_key.sealed AS case_key FROM history
             LEFT JOIN history_payload ON history_payload.case_id = history.case_id AND history_payload.seq = history.seq
             LEFT JOIN case_key ON case_key.case_id = history.case_id
             WHERE history.case_id = $1 AND history.seq > $2 ORDER BY history.seq"#,
        );
        let rows = query.bind(case_id).bind(seq).fetch_all(self.reader()).await;
        let rows = rows.map_err(failed("reading a case's history"))?;
        let Some(first) = rows.first() else { return Ok(Vec::new()) };
        let key = self.case_key(case_id, get(first, "case_key")?)?;
        rows.iter().map(|row| self.entry(row, key.as_ref())).collect()
    }

    /// The last link of a case's chain.
    pub async fn chain_head(&self, case_id: &str) -> Result<Option<Head>> {
        let query = sqlx::query(
            "SELECT history_seq, history_hash FROM breach_case WHERE id = $1 AND history_seq > 0",
        );
        let row = query
            .bind(case_id)
            .fetch_optional(self.reader())
            .await
            .map_err(failed("reading a chain's head"))?;
        let Some(row) = row else { return Ok(None) };
        Ok(Some(Head {
            case_id: case_id.into(),
            seq: get(&row, "history_seq")?,
            hash: get(&row, "history_hash")?,
        }))
    }

    /// The number of each case with the last link of its chain, the newest first. Opens nothing.
    pub async fn chain_heads(&self) -> Result<Vec<(String, Head)>> {
        let query = "SELECT id, number, history_seq, history_hash FROM breach_case ORDER BY opened_at DESC, number DESC";
        let rows =
            sqlx::query(query).fetch_all(self.reader()).await.map_err(failed("reading the chains' heads"))?;
        rows.iter().map(|row| Ok((get(row, "number")?, head_row(row)?))).collect()
    }

    /// The policy of a history entry, as it was then.
    pub async fn policy_text(&self, hash: &str) -> Result<Option<String>> {
        let query = sqlx::query("SELECT text FROM policy_snapshot WHERE hash = $1").bind(hash);
        let row = query.fetch_optional(self.reader()).await.map_err(failed("reading a policy snapshot"))?;
        row.map(|row| get(&row, "text")).transpose()
    }

    /// None where the key was destroyed.
    pub(super) fn case_key(&self, case_id: &str, sealed: Option<&[u8]>) -> Result<Option<SealKey>> {
        sealed.map(|sealed| self.keys().ring.unwrap(&key_place(case_id), sealed)).transpose()
    }

    /// Says that this is the head of a case's chain; only who has the key can say so.
    pub(super) fn head_mark(&self, head: &Head) -> String {
        self.keys().mark("head", &format!("{}/{}/{}", head.case_id, head.seq, head.hash))
    }

    /// Says that the payload of this entry was erased by rule at that time.
    pub(super) fn erased_mark(&self, case_id: &str, seq: i64, hash: &str, at: i64) -> String {
        self.keys().mark("erased", &format!("{case_id}/{seq}/{hash}/{at}"))
    }

    fn entry(&self, row: &SqliteRow, key: Option<&SealKey>) -> Result<Entry> {
        let seq = get(row, "seq")?;
        let sealed: Option<&[u8]> = get(row, "sealed")?;
        let payload = match (key, sealed) {
            (Some(key), Some(sealed)) => {
                Some(open_payload(key, get(row, "case_id")?, seq, get(row, "hash")?, sealed)?.1)
            }
            _ => None,
        };
        let entry = new_entry(row)?;
        Ok(Entry {
            seq,
            at: entry.at,
            event: entry.event,
            by: entry.by,
            authenticity: entry.authenticity,
            reason: entry.reason,
            policy_hash: entry.policy_hash,
            reducer_version: entry.reducer_version,
            payload,
            payload_digest: get(row, "payload_digest")?,
            prev_hash: get(row, "prev_hash")?,
            hash: get(row, "hash")?,
        })
    }
}

impl Tx {
    /// Appends entries to a case's chain. Returns the new head.
    pub async fn history_append(&mut self, case_id: &str, entries: &[NewEntry]) -> Result<Head> {
        if !self.chains.contains_key(case_id) {
            let chain = self.chain_load(case_id).await?;
            self.chains.insert(case_id.into(), chain);
        }
        for chunk in entries.chunks(CHUNK) {
            let chain = self.chains.get_mut(case_id).ok_or_else(no_such_case)?;
            let links = chain.link(chunk)?;
            self.links_put(case_id, chunk, links).await?;
        }
        self.chains.get(case_id).map(|chain| chain.head.clone()).ok_or_else(no_such_case)
    }

    /// Erases the payloads of a case's entries up to `seq` by rule; the chain still holds. Where none is left, the key
    /// that they were under is destroyed too, and the history goes on under a new one. Returns how many were erased.
    pub async fn history_erase(&mut self, case_id: &str, seq: i64, rule: &str, at: i64) -> Result<u64> {
        let tried = failed("erasing payloads");
        let query = sqlx::query(
            "SELECT history.seq, history.hash FROM history_payload JOIN history
             ON history.case_id = history_payload.case_id AND history.seq = history_payload.seq
             WHERE history.case_id = $1 AND history.seq <= $2 AND sealed IS NOT NULL",
        );
        let rows = query.bind(case_id).bind(seq).fetch_all(self.db()?).await.map_err(&tried)?;
        for row in &rows {
            let seq: i64 = get(row, "seq")?;
            let mark = self.store.erased_mark(case_id, seq, get(row, "hash")?, at);
            let query = sqlx::query(
                "UPDATE history_payload SET sealed = NULL, erased_at = $3, erased_reason = $4, erased_mark = $5
                 WHERE case_id = $1 AND seq = $2",
            );
            let query = query.bind(case_id).bind(seq).bind(at).bind(rule).bind(mark);
            query.execute(self.db()?).await.map_err(&tried)?;
        }
        if !rows.is_empty() {
            self.renew_history_key(case_id).await?;
        }
        Ok(rows.len() as u64)
    }

    /// A new key for what is appended from now on, where nothing is under the old one any more.
    async fn renew_history_key(&mut self, case_id: &str) -> Result<()> {
        let wrapped = self.store.keys().ring.wrap(&SealKey::generate(), &key_place(case_id))?;
        let query = sqlx::query(
            "UPDATE case_key SET sealed = $2 WHERE case_id = $1 AND NOT EXISTS
             (SELECT 1 FROM history_payload WHERE case_id = $1 AND sealed IS NOT NULL)",
        );
        let query = query.bind(case_id).bind(wrapped);
        query.execute(self.db()?).await.map_err(failed("destroying a history's key"))?;
        self.chains.remove(case_id);
        Ok(())
    }

    /// Keeps a policy's text under its hash; once.
    pub async fn policy_snapshot(&mut self, hash: &str, text: &str, first_used_at: i64) -> Result<()> {
        let query = sqlx::query(
            "INSERT INTO policy_snapshot (hash, text, first_used_at) VALUES ($1, $2, $3) ON CONFLICT (hash) DO NOTHING",
        );
        let query = query.bind(hash).bind(text).bind(first_used_at);
        query.execute(self.db()?).await.map_err(failed("keeping a policy")).map(drop)
    }

    async fn chain_load(&mut self, case_id: &str) -> Result<Chain> {
        let query = sqlx::query(
            "SELECT id, history_seq, history_hash, sealed FROM breach_case LEFT JOIN case_key ON case_id = id WHERE id = $1",
        );
        let row =
            query.bind(case_id).fetch_optional(self.db()?).await.map_err(failed("reading a chain's head"))?;
        let row = row.ok_or_else(no_such_case)?;
        let key = self.store.case_key(case_id, get(&row, "sealed")?)?;
        let key = key.ok_or_else(|| {
            StoreError::new(StoreErrorKind::Key, "appending to a case's history", "the case's key is gone")
        })?;
        Ok(Chain { head: head_row(&row)?, key })
    }

    async fn links_put(&mut self, case_id: &str, entries: &[NewEntry], links: Vec<Link>) -> Result<()> {
        let mut query = QueryBuilder::new(
            r#"INSERT INTO history (case_id, seq, at, event, "by", authenticity, reason, policy_hash, reducer_version,
             payload_digest, prev_hash, hash) "#,
        );
        query.push_values(entries.iter().zip(&links), |mut row, (entry, link)| {
            row.push_bind(case_id)
                .push_bind(link.seq)
                .push_bind(entry.at)
                .push_bind(&entry.event)
                .push_bind(&entry.by);
            row.push_bind(&entry.authenticity).push_bind(&entry.reason).push_bind(&entry.policy_hash);
            row.push_bind(entry.reducer_version).push_bind(&link.payload_digest);
            row.push_bind(&link.prev_hash).push_bind(&link.hash);
        });
        if let Some(last) = links.last() {
            let head = Head { case_id: case_id.to_owned(), seq: last.seq, hash: last.hash.clone() };
            query.push("; UPDATE breach_case SET history_seq = ").push_bind(head.seq);
            query.push(", head_mark = ").push_bind(self.store.head_mark(&head));
            query.push(", history_hash = ").push_bind(head.hash).push(" WHERE id = ").push_bind(case_id);
        }
        query.push("; INSERT INTO history_payload (case_id, seq, sealed) ");
        query.push_values(links, |mut row, link| {
            row.push_bind(case_id).push_bind(link.seq).push_bind(link.sealed);
        });
        query.build().execute(self.db()?).await.map_err(failed("appending to a case's history")).map(drop)
    }
}

/// What the store adds to an entry.
struct Link {
    seq: i64,
    payload_digest: String,
    prev_hash: String,
    hash: String,
    sealed: Vec<u8>,
}

impl Chain {
    /// Links entries to the chain and moves its head.
    fn link(&mut self, entries: &[NewEntry]) -> Result<Vec<Link>> {
        let mut links = Vec::with_capacity(entries.len());
        for entry in entries {
            let head = &mut self.head;
            let seq = head.seq.saturating_add(1);
            let mut payload = random_bytes::<SALT>().to_vec();
            let payload_digest = payload_digest(&payload, &entry.payload);
            payload.extend_from_slice(&entry.payload);
            let hash = entry_hash(&head.case_id, seq, entry, &payload_digest, &head.hash);
            let sealed = self.key.seal(&payload_place(&head.case_id, seq, &hash), &payload)?;
            let prev_hash = std::mem::replace(&mut head.hash, hash.clone());
            head.seq = seq;
            links.push(Link { seq, payload_digest, prev_hash, hash, sealed });
        }
        Ok(links)
    }
}

/// Salt and payload. Payloads of before schema 5 are bound to their case and number only.
pub(super) fn open_payload(
    key: &SealKey,
    case_id: &str,
    seq: i64,
    hash: &str,
    sealed: &[u8],
) -> Result<(Vec<u8>, Vec<u8>)> {
    let opened = key.open(&payload_place(case_id, seq, hash), sealed);
    let of_before = || key.open(&format!("history_payload:{case_id}/{seq}:payload"), sealed);
    let mut salt = opened.or_else(|error| of_before().map_err(|_| error))?;
    let payload = salt.split_off(SALT.min(salt.len()));
    Ok((salt, payload))
}

/// The fields of a history row that the engine gave, without the payload.
pub(super) fn new_entry(row: &SqliteRow) -> Result<NewEntry> {
    Ok(NewEntry {
        at: get(row, "at")?,
        event: get(row, "event")?,
        by: get(row, "by")?,
        authenticity: get(row, "authenticity")?,
        reason: get(row, "reason")?,
        policy_hash: get(row, "policy_hash")?,
        reducer_version: get(row, "reducer_version")?,
        payload: Vec::new(),
    })
}

fn payload_place(case_id: &str, seq: i64, hash: &str) -> String {
    format!("history_payload:{case_id}/{seq}/{hash}:payload")
}

pub(super) fn head_row(row: &SqliteRow) -> Result<Head> {
    Ok(Head { case_id: get(row, "id")?, seq: get(row, "history_seq")?, hash: get(row, "history_hash")? })
}

fn no_such_case() -> StoreError {
    StoreError::new(StoreErrorKind::Other, "appending to a case's history", "there is no such case")
}
