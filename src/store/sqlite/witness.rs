//! What witnesses the whole: a chain of checkpoints over the heads of all histories, how many cases there are, and the
//! policies that were in force.
//!
//! What nobody without the key can do unseen: change, remove, insert or reorder anything, cut off the end of a history
//! or of the checkpoints, remove a case. For this the newest checkpoint and the number of cases have a mark. What can be done
//! unseen here: by somebody who has an older copy of the file, put back what it held then, marks and all; by somebody WITH
//! the key, rewrite a case as a whole since the last checkpoint, or all checkpoints with it. Only a head that lies elsewhere
//! tells then: each digest mails one, and `varsel verify --head` looks for it ([`Store::checkpoint_of`]).

use std::collections::HashMap;

use sha2::{Digest, Sha256};
use sqlx::QueryBuilder;
use sqlx::sqlite::SqliteConnection;

use super::history::head_row;
use super::meta::meta_get;
use super::verify::Walk;
use super::{CHUNK, Store, Tx, failed, get};
use crate::store::Result;
use crate::store::chain::checkpoint_hash;
use crate::store::row::{Checkpoint, Head, VerifyReport};
use crate::store::seal::hex;

/// The marks of the newest checkpoint and of the number of cases.
const LAST_CHECKPOINT: &str = "last_checkpoint_mark";
const CASES: &str = "cases_mark";

impl Store {
    /// The checkpoints whose head begins with these hexadecimal digits.
    ///
    /// # Errors
    /// The database's.
    pub async fn checkpoint_of(&self, head: &str) -> Result<Vec<Checkpoint>> {
        let query = sqlx::query(
            "SELECT seq, at, hash, (SELECT count(*) FROM checkpoint_head WHERE checkpoint_seq = seq) AS heads
             FROM checkpoint WHERE substr(hash, 1, length($1)) = $1 ORDER BY seq",
        );
        let rows = query.bind(head.trim().to_lowercase()).fetch_all(self.reader()).await;
        let checkpoint = |row: &sqlx::sqlite::SqliteRow| {
            Ok(Checkpoint {
                seq: get(row, "seq")?,
                at: get(row, "at")?,
                hash: get(row, "hash")?,
                moved: get(row, "heads")?,
            })
        };
        rows.map_err(failed("looking for a checkpoint"))?.iter().map(checkpoint).collect()
    }

    fn last_checkpoint_mark(&self, seq: i64, hash: &str) -> String {
        self.keys().mark("last checkpoint", &format!("{seq}/{hash}"))
    }

    /// The number and the mark that swears to it.
    fn cases_mark(&self, cases: u64) -> String {
        format!("{cases} {}", self.keys().mark("cases", &cases.to_string()))
    }

    /// What a store of before schema 5 has no marks for is taken as it is.
    pub(super) async fn mark_what_is_there(&self, tx: &mut Tx) -> Result<()> {
        // Marks that are there stay: taking away the word that all is sealed must not make new ones.
        if tx.meta_get(CASES).await?.is_some() {
            return Ok(());
        }
        let tried = failed("marking what is there");
        let row = sqlx::query("SELECT count(*) AS cases FROM breach_case")
            .fetch_one(tx.db()?)
            .await
            .map_err(&tried)?;
        let cases = u64::try_from(get::<i64>(&row, "cases")?).unwrap_or_default();
        tx.meta_put(CASES, &self.cases_mark(cases)).await?;
        let query = sqlx::query("SELECT seq, hash FROM checkpoint ORDER BY seq DESC LIMIT 1");
        if let Some(row) = query.fetch_optional(tx.db()?).await.map_err(&tried)? {
            let mark = self.last_checkpoint_mark(get(&row, "seq")?, get(&row, "hash")?);
            tx.meta_put(LAST_CHECKPOINT, &mark).await?;
        }
        Ok(())
    }
}

impl Tx {
    /// The head over all histories: the last checkpoint where nothing has moved since, else a new one.
    pub async fn checkpoint_head(&mut self, at: i64) -> Result<Head> {
        let tried = failed("looking for the last checkpoint");
        let query = sqlx::query(
            "SELECT seq, hash FROM checkpoint WHERE NOT EXISTS (SELECT 1 FROM breach_case WHERE history_seq > coalesce(
             (SELECT max(history_seq) FROM checkpoint_head WHERE case_id = breach_case.id), 0)) ORDER BY seq DESC LIMIT 1",
        );
        match query.fetch_optional(self.db()?).await.map_err(&tried)? {
            Some(row) => {
                Ok(Head { case_id: String::new(), seq: get(&row, "seq")?, hash: get(&row, "hash")? })
            }
            None => self.checkpoint(at).await,
        }
    }

    /// Writes a link of the checkpoint chain over all heads that moved since the last one. Returns the new head.
    pub async fn checkpoint(&mut self, at: i64) -> Result<Head> {
        let tried = failed("writing a checkpoint");
        let query = sqlx::query(
            "SELECT id, history_seq, history_hash FROM breach_case WHERE history_seq > coalesce(
             (SELECT max(history_seq) FROM checkpoint_head WHERE case_id = breach_case.id), 0) ORDER BY id",
        );
        let rows = query.fetch_all(self.db()?).await.map_err(&tried)?;
        let heads = rows.iter().map(head_row).collect::<Result<Vec<_>>>()?;
        let query = sqlx::query("SELECT seq, hash FROM checkpoint ORDER BY seq DESC LIMIT 1");
        let (last, prev_hash) = match query.fetch_optional(self.db()?).await.map_err(&tried)? {
            Some(row) => (get::<i64>(&row, "seq")?, get::<String>(&row, "hash")?),
            None => (0, String::new()),
        };
        let seq = last.saturating_add(1);
        let hash = checkpoint_hash(seq, at, &heads, &prev_hash);
        let query = sqlx::query("INSERT INTO checkpoint (seq, at, prev_hash, hash) VALUES ($1, $2, $3, $4)");
        let query = query.bind(seq).bind(at).bind(&prev_hash).bind(&hash);
        query.execute(self.db()?).await.map_err(&tried)?;
        let mark = self.store.last_checkpoint_mark(seq, &hash);
        self.meta_put(LAST_CHECKPOINT, &mark).await?;
        for chunk in heads.chunks(CHUNK) {
            let mut query = QueryBuilder::new(
                "INSERT INTO checkpoint_head (checkpoint_seq, case_id, history_seq, history_hash) ",
            );
            query.push_values(chunk, |mut row, head| {
                row.push_bind(seq).push_bind(&head.case_id).push_bind(head.seq).push_bind(&head.hash);
            });
            query.build().execute(self.db()?).await.map_err(&tried)?;
        }
        Ok(Head { case_id: String::new(), seq, hash })
    }

    /// Counts a new case, so that one removed is missed.
    pub(super) async fn one_more_case(&mut self) -> Result<()> {
        let known = self.meta_get(CASES).await?.unwrap_or_default();
        let cases: u64 = known.split(' ').next().and_then(|text| text.parse().ok()).unwrap_or_default();
        // One that was changed or taken away stays so, and is found.
        if known == self.store.cases_mark(cases) {
            let mark = self.store.cases_mark(cases.saturating_add(1));
            self.meta_put(CASES, &mark).await?;
        }
        Ok(())
    }
}

/// Whether cases are missing, or were put in.
pub(super) async fn count_cases(
    store: &Store,
    snapshot: &mut SqliteConnection,
    report: &mut VerifyReport,
) -> Result<()> {
    let known = meta_get(snapshot, CASES).await?.unwrap_or_default();
    if known != store.cases_mark(report.cases) {
        let number = known.split(' ').next().unwrap_or_default();
        report.breaks.push(format!(
            "cases: there are {}, the store has counted {number} (removed, or put in)",
            report.cases
        ));
    }
    Ok(())
}

pub(super) async fn walk_checkpoints(
    store: &Store,
    snapshot: &mut SqliteConnection,
    chains: &mut HashMap<String, Walk>,
    report: &mut VerifyReport,
) -> Result<()> {
    let tried = failed("verifying the checkpoints");
    let links = sqlx::query("SELECT seq, at, prev_hash, hash FROM checkpoint ORDER BY seq");
    let links = links.fetch_all(&mut *snapshot).await.map_err(&tried)?;
    let (mut last, mut last_hash) = (0_i64, String::new());
    for link in &links {
        let (seq, at): (i64, i64) = (get(link, "seq")?, get(link, "at")?);
        let (prev_hash, hash): (String, String) = (get(link, "prev_hash")?, get(link, "hash")?);
        let heads = heads_of(snapshot, seq).await?;
        let follows = seq == last.saturating_add(1) && prev_hash == last_hash;
        if !follows || hash != checkpoint_hash(seq, at, &heads, &prev_hash) {
            let what = "it does not follow the one before it, or was changed";
            report.breaks.push(format!("checkpoint {seq}: {what}"));
            return Ok(());
        }
        for head in &heads {
            match chains.get_mut(&head.case_id) {
                Some(chain) => chain.witnessed_by(seq, head),
                None => report.breaks.push(format!("checkpoint {seq}: case {} is missing", head.case_id)),
            }
        }
        report.checkpoints += 1;
        report.head = Some(Head { case_id: String::new(), seq, hash: hash.clone() });
        (last, last_hash) = (seq, hash);
    }
    let known = meta_get(snapshot, LAST_CHECKPOINT).await?;
    let expected = (last > 0).then(|| store.last_checkpoint_mark(last, &last_hash));
    if known != expected {
        report
            .breaks
            .push(format!("checkpoint {last}: it is not the last one that was made (cut off, or forged)"));
    }
    let query = "SELECT DISTINCT checkpoint_seq FROM checkpoint_head WHERE checkpoint_seq NOT IN (SELECT seq FROM checkpoint)";
    for row in sqlx::query(query).fetch_all(snapshot).await.map_err(&tried)? {
        let seq: i64 = get(&row, "checkpoint_seq")?;
        report.breaks.push(format!("checkpoint {seq}: it is missing, what it witnessed is still there"));
    }
    Ok(())
}

async fn heads_of(snapshot: &mut SqliteConnection, seq: i64) -> Result<Vec<Head>> {
    let query = sqlx::query(
        "SELECT case_id, history_seq, history_hash FROM checkpoint_head WHERE checkpoint_seq = $1 ORDER BY case_id",
    );
    let rows = query.bind(seq).fetch_all(snapshot).await.map_err(failed("verifying the checkpoints"))?;
    let head = |row: &sqlx::sqlite::SqliteRow| {
        Ok(Head {
            case_id: get(row, "case_id")?,
            seq: get(row, "history_seq")?,
            hash: get(row, "history_hash")?,
        })
    };
    rows.iter().map(head).collect()
}

/// A policy's hash is that of its own text without the hash ([`crate::policy::Policy::hash`]).
pub(super) async fn check_policies(snapshot: &mut SqliteConnection, report: &mut VerifyReport) -> Result<()> {
    let rows = sqlx::query("SELECT hash, text FROM policy_snapshot ORDER BY first_used_at")
        .fetch_all(snapshot)
        .await;
    for row in rows.map_err(failed("verifying the policies"))? {
        let (hash, text): (String, String) = (get(&row, "hash")?, get(&row, "text")?);
        let plain = text.replacen(&format!("\"hash\":\"{hash}\""), "\"hash\":\"\"", 1);
        if hex(&Sha256::digest(plain.as_bytes())) != hash {
            report.breaks.push(format!("policy {hash}: its text does not give its hash (changed)"));
        }
    }
    Ok(())
}
