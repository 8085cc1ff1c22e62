//! Recomputes the audit chains and looks whether the tables agree with each other. Reads only. What can and cannot be
//! found is said in [`super::witness`].

use std::collections::HashMap;

use futures_util::TryStreamExt;
use sqlx::sqlite::{SqliteConnection, SqliteRow};

use super::case::CASE;
use super::history::{new_entry, open_payload};
use super::strays::look_for_strays;
use super::witness::{check_policies, count_cases, walk_checkpoints};
use super::{Store, failed, get};
use crate::store::chain::{entry_hash, payload_digest};
use crate::store::row::{Head, VerifyReport};
use crate::store::seal::SealKey;
use crate::store::{Result, StoreErrorKind};

impl Store {
    /// Recomputes every case's chain and its state, the checkpoint chain, the policies, and the rules between the tables.
    ///
    /// # Errors
    /// Only where the database cannot be read; what does not hold stands in the report.
    pub async fn verify(&self) -> Result<VerifyReport> {
        // One read transaction: a commit in between would look like a break.
        let mut snapshot = self.reader().begin().await.map_err(failed("verifying the store"))?;
        let mut report = VerifyReport::default();
        let mut chains = load_chains(self, &mut snapshot, &mut report).await?;
        walk_entries(self, &mut snapshot, &mut chains, &mut report).await?;
        walk_states(self, &mut snapshot, &mut chains).await?;
        for chain in chains.values_mut() {
            chain.finish(self);
        }
        walk_checkpoints(self, &mut snapshot, &mut chains, &mut report).await?;
        count_cases(self, &mut snapshot, &mut report).await?;
        check_policies(&mut snapshot, &mut report).await?;
        let mut breaks: Vec<String> = chains.into_values().filter_map(|chain| chain.fault).collect();
        breaks.sort();
        report.breaks.splice(0..0, breaks);
        look_for_strays(&mut snapshot, &mut report).await?;
        Ok(report)
    }
}

/// A case's chain while it is walked.
pub(super) struct Walk {
    number: String,
    key: Option<SealKey>,
    /// As the case row says.
    head: Head,
    head_mark: String,
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

    /// A checkpoint swears that this was the chain's head once.
    pub(super) fn witnessed_by(&mut self, checkpoint: i64, head: &Head) {
        if self.hashes.get(&head.seq) != Some(&head.hash) {
            self.broken(head.seq, &format!("it is not the entry that checkpoint {checkpoint} witnessed"));
        }
    }

    /// The next row of the chain.
    fn step(&mut self, store: &Store, row: &SqliteRow, report: &mut VerifyReport) -> Result<()> {
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
        } else if let Some(why) = self.payload_fault(store, row, seq, &digest, report)? {
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
        store: &Store,
        row: &SqliteRow,
        seq: i64,
        digest: &str,
        report: &mut VerifyReport,
    ) -> Result<Option<String>> {
        let sealed: Option<&[u8]> = get(row, "sealed")?;
        let erased_at: Option<i64> = get(row, "erased_at")?;
        let hash: &str = get(row, "hash")?;
        let Some(sealed) = sealed else {
            let mark = erased_at.map(|at| store.erased_mark(&self.head.case_id, seq, hash, at));
            if mark.is_some() && mark == get(row, "erased_mark")? {
                report.erased += 1;
                return Ok(None);
            }
            return Ok(Some("its payload is missing, and was not erased by rule".into()));
        };
        let Some(key) = &self.key else { return Ok(Some("the case's key is missing".into())) };
        match open_payload(key, &self.head.case_id, seq, hash, sealed) {
            Ok((salt, payload)) if payload_digest(&salt, &payload) == digest => Ok(None),
            Ok(_) => Ok(Some("its payload does not give its digest (changed)".into())),
            Err(error) => Ok(Some(format!("its payload cannot be opened ({error})"))),
        }
    }

    /// After the last row.
    fn finish(&mut self, store: &Store) {
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
        } else if self.head_mark != store.head_mark(&head) {
            self.broken(
                seq.saturating_add(1),
                "it is missing: the case row names another head than the last one that was written",
            );
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
        "SELECT id, number, history_seq, history_hash, head_mark, sealed FROM breach_case LEFT JOIN case_key ON case_id = id",
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
        let head_mark = get(&row, "head_mark")?;
        chains.insert(id, Walk { number, key, head, head_mark, seq: 0, hash, hashes, witnessed, fault });
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
    store: &Store,
    snapshot: &mut SqliteConnection,
    chains: &mut HashMap<String, Walk>,
    report: &mut VerifyReport,
) -> Result<()> {
    let query = sqlx::query(
        r#"SELECT history.case_id, history.seq, at, event, "by", authenticity, reason, policy_hash, reducer_version,
         payload_digest, prev_hash, hash, sealed, erased_at, erased_mark FROM history
         LEFT JOIN history_payload ON history_payload.case_id = history.case_id AND history_payload.seq = history.seq
         ORDER BY history.case_id, history.seq"#,
    );
    let mut rows = query.fetch(snapshot);
    while let Some(row) = rows.try_next().await.map_err(failed("verifying the history"))? {
        report.entries += 1;
        let case_id: &str = get(&row, "case_id")?;
        match chains.get_mut(case_id) {
            Some(chain) => chain.step(store, &row, report)?,
            None => report.breaks.push(format!("history of {case_id}: the case itself is missing")),
        }
    }
    Ok(())
}

/// Every state opens under its case's key, in its row and version, and the row says what was sealed with it.
async fn walk_states(
    store: &Store,
    snapshot: &mut SqliteConnection,
    chains: &mut HashMap<String, Walk>,
) -> Result<()> {
    let mut rows = sqlx::query(CASE).fetch(snapshot);
    while let Some(row) = rows.try_next().await.map_err(failed("verifying the cases"))? {
        let Some(chain) = chains.get_mut(get::<&str>(&row, "id")?) else { continue };
        let number = &chain.number;
        let what = match store.case_row_proved(&row) {
            Ok(true) => continue,
            Ok(false) => format!("case {number}: its row says another number, status or time than its state"),
            Err(error) => format!("case {number}: its state was changed ({error})"),
        };
        chain.fault.get_or_insert(what);
    }
    Ok(())
}
