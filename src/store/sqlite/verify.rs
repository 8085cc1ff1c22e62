//! Recomputes the audit chains and looks whether the tables agree with each other. Reads only.

use std::collections::HashMap;

use futures_util::TryStreamExt;
use sqlx::sqlite::{SqliteConnection, SqliteRow};

use super::history::{new_entry, open_payload};
use super::{Store, failed, get};
use crate::store::chain::{checkpoint_hash, entry_hash, payload_digest};
use crate::store::row::{Head, VerifyReport};
use crate::store::seal::SealKey;
use crate::store::{Result, StoreErrorKind};

impl Store {
    /// Recomputes every case's chain, the checkpoint chain, and the ledger's and outbox' rules.
    ///
    /// # Errors
    /// Only where the database cannot be read; what does not hold stands in the report.
    pub async fn verify(&self) -> Result<VerifyReport> {
        // One read transaction: a commit in between would look like a break.
        let mut snapshot = self.reader().begin().await.map_err(failed("verifying the store"))?;
        let mut report = VerifyReport::default();
        let mut chains = load_chains(self, &mut snapshot, &mut report).await?;
        walk_entries(&mut snapshot, &mut chains, &mut report).await?;
        for chain in chains.values_mut() {
            chain.finish();
        }
        walk_checkpoints(&mut snapshot, &mut chains, &mut report).await?;
        let mut breaks: Vec<String> = chains.into_values().filter_map(|chain| chain.fault).collect();
        breaks.sort();
        report.breaks.splice(0..0, breaks);
        look_for_strays(&mut snapshot, &mut report).await?;
        Ok(report)
    }
}

/// A case's chain while it is walked.
struct Walk {
    number: String,
    key: Option<SealKey>,
    /// As the case row says.
    head: Head,
    seq: i64,
    hash: String,
    /// seq and hash of entries that a checkpoint witnessed are compared with these.
    hashes: HashMap<i64, String>,
    witnessed: Vec<i64>,
    fault: Option<String>,
}

impl Walk {
    fn broken(&mut self, seq: i64, why: &str) {
        if self.fault.is_none() {
            self.fault = Some(format!("case {} entry {seq}: {why}", self.number));
        }
    }

    /// The next row of the chain.
    fn step(&mut self, row: &SqliteRow, report: &mut VerifyReport) -> Result<()> {
        let seq: i64 = get(row, "seq")?;
        let digest: String = get(row, "payload_digest")?;
        let prev_hash: String = get(row, "prev_hash")?;
        let hash: String = get(row, "hash")?;
        let expected = self.seq.saturating_add(1);
        if seq != expected {
            self.broken(expected, &format!("it is missing, the next one is entry {seq}"));
        } else if prev_hash != self.hash {
            self.broken(seq, "it does not follow the entry before it (removed, inserted or reordered)");
        } else if hash != entry_hash(&self.head.case_id, seq, &new_entry(row)?, &digest, &prev_hash) {
            self.broken(seq, "its fields do not give its hash (changed)");
        } else if let Some(why) = self.payload_fault(row, seq, &digest, report)? {
            self.broken(seq, &why);
        }
        if self.witnessed.contains(&seq) {
            self.hashes.insert(seq, hash.clone());
        }
        (self.seq, self.hash) = (seq, hash);
        Ok(())
    }

    fn payload_fault(
        &self,
        row: &SqliteRow,
        seq: i64,
        digest: &str,
        report: &mut VerifyReport,
    ) -> Result<Option<String>> {
        let sealed: Option<&[u8]> = get(row, "sealed")?;
        let erased_at: Option<i64> = get(row, "erased_at")?;
        let Some(sealed) = sealed else {
            if erased_at.is_some() {
                report.erased += 1;
                return Ok(None);
            }
            return Ok(Some("its payload is missing, and was not erased by rule".into()));
        };
        let Some(key) = &self.key else { return Ok(Some("the case's key is missing".into())) };
        match open_payload(key, &self.head.case_id, seq, sealed) {
            Ok((salt, payload)) if payload_digest(&salt, &payload) == digest => Ok(None),
            Ok(_) => Ok(Some("its payload does not give its digest (changed)".into())),
            Err(error) => Ok(Some(format!("its payload cannot be opened ({error})"))),
        }
    }

    /// After the last row.
    fn finish(&mut self) {
        let (seq, head) = (self.seq, self.head.clone());
        if seq < head.seq {
            self.broken(seq.saturating_add(1), &format!("it is missing, the case has {} entries", head.seq));
        } else if seq > head.seq {
            self.broken(
                head.seq.saturating_add(1),
                &format!("it was added, the case has {} entries", head.seq),
            );
        } else if self.hash != head.hash {
            self.broken(seq, "it is not the head that the case row names");
        }
    }
}

async fn load_chains(
    store: &Store,
    snapshot: &mut SqliteConnection,
    report: &mut VerifyReport,
) -> Result<HashMap<String, Walk>> {
    let tried = failed("verifying the cases");
    let mut chains = HashMap::new();
    let query = sqlx::query(
        "SELECT id, number, history_seq, history_hash, sealed FROM breach_case LEFT JOIN case_key ON case_id = id",
    );
    let mut rows = query.fetch(&mut *snapshot);
    while let Some(row) = rows.try_next().await.map_err(&tried)? {
        let id: String = get(&row, "id")?;
        let (key, fault) = match store.case_key(&id, get(&row, "sealed")?) {
            Ok(key) => (key, None),
            Err(error) if error.kind() == StoreErrorKind::Key => (None, Some(error)),
            Err(error) => return Err(error),
        };
        let number: String = get(&row, "number")?;
        let fault = fault.map(|error| format!("case {number}: {error}"));
        let head =
            Head { case_id: id.clone(), seq: get(&row, "history_seq")?, hash: get(&row, "history_hash")? };
        let (hash, hashes, witnessed) = (String::new(), HashMap::new(), Vec::new());
        chains.insert(id, Walk { number, key, head, seq: 0, hash, hashes, witnessed, fault });
    }
    drop(rows);
    report.cases = chains.len() as u64;
    let mut rows = sqlx::query("SELECT case_id, history_seq FROM checkpoint_head").fetch(snapshot);
    while let Some(row) = rows.try_next().await.map_err(&tried)? {
        if let Some(chain) = chains.get_mut(get::<&str>(&row, "case_id")?) {
            chain.witnessed.push(get(&row, "history_seq")?);
        }
    }
    Ok(chains)
}

async fn walk_entries(
    snapshot: &mut SqliteConnection,
    chains: &mut HashMap<String, Walk>,
    report: &mut VerifyReport,
) -> Result<()> {
    let query = sqlx::query(
        r#"SELECT history.case_id, history.seq, at, event, "by", authenticity, reason, policy_hash, reducer_version,
         payload_digest, prev_hash, hash, sealed, erased_at FROM history
         LEFT JOIN history_payload ON history_payload.case_id = history.case_id AND history_payload.seq = history.seq
         ORDER BY history.case_id, history.seq"#,
    );
    let mut rows = query.fetch(snapshot);
    while let Some(row) = rows.try_next().await.map_err(failed("verifying the history"))? {
        report.entries += 1;
        let case_id: &str = get(&row, "case_id")?;
        match chains.get_mut(case_id) {
            Some(chain) => chain.step(&row, report)?,
            None => report.breaks.push(format!("history of {case_id}: the case itself is missing")),
        }
    }
    Ok(())
}

async fn walk_checkpoints(
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
        let query = sqlx::query(
            "SELECT case_id, history_seq, history_hash FROM checkpoint_head WHERE checkpoint_seq = $1 ORDER BY case_id",
        );
        let mut heads = Vec::new();
        for row in query.bind(seq).fetch_all(&mut *snapshot).await.map_err(&tried)? {
            let (case_id, hash) = (get(&row, "case_id")?, get(&row, "history_hash")?);
            heads.push(Head { case_id, seq: get(&row, "history_seq")?, hash });
        }
        let follows = seq == last.saturating_add(1) && prev_hash == last_hash;
        if !follows || hash != checkpoint_hash(seq, at, &heads, &prev_hash) {
            report
                .breaks
                .push(format!("checkpoint {seq}: it does not follow the one before it, or was changed"));
            break;
        }
        for head in &heads {
            match chains.get_mut(&head.case_id) {
                Some(chain) if chain.hashes.get(&head.seq) != Some(&head.hash) => {
                    chain.broken(head.seq, &format!("it is not the entry that checkpoint {seq} witnessed"));
                }
                Some(_) => {}
                None => report.breaks.push(format!("checkpoint {seq}: case {} is missing", head.case_id)),
            }
        }
        report.checkpoints += 1;
        report.head = Some(Head { case_id: String::new(), seq, hash: hash.clone() });
        (last, last_hash) = (seq, hash);
    }
    Ok(())
}

/// Rules between tables, each a query that must find nothing.
const STRAYS: [(&str, &str); 5] = [
    (
        "is in the ledger without an outcome",
        "SELECT 'mail ' || id AS stray FROM mail WHERE outcome IS NULL ORDER BY id",
    ),
    (
        "opened or joined a case that is not named",
        "SELECT 'mail ' || id AS stray FROM mail WHERE case_id IS NULL AND outcome IN ('opened', 'joined') ORDER BY id",
    ),
    (
        "has no content",
        "SELECT 'outbox ' || id AS stray FROM outbox LEFT JOIN outbox_content ON outbox_id = id
         WHERE outbox_id IS NULL ORDER BY id",
    ),
    (
        "has another number of attempts than it says",
        "SELECT 'outbox ' || id AS stray FROM outbox
         WHERE attempts <> (SELECT count(*) FROM attempt WHERE outbox_id = id) ORDER BY id",
    ),
    (
        "is open and has no pending deadline",
        "SELECT 'case ' || number AS stray FROM breach_case WHERE closed_at IS NULL AND NOT EXISTS
         (SELECT 1 FROM deadline WHERE case_id = breach_case.id AND state = 'pending') ORDER BY number",
    ),
];

async fn look_for_strays(snapshot: &mut SqliteConnection, report: &mut VerifyReport) -> Result<()> {
    for (rule, query) in STRAYS {
        let rows =
            sqlx::query(query).fetch_all(&mut *snapshot).await.map_err(failed("comparing the tables"))?;
        for row in &rows {
            report.breaks.push(format!("{}: it {rule}", get::<&str>(row, "stray")?));
        }
    }
    Ok(())
}
