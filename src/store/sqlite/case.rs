//! Case rows under their optimistic lock, and the counter that numbers them.

use sqlx::sqlite::SqliteRow;
use sqlx::{AssertSqlSafe, QueryBuilder};

use super::{Chain, Store, Tx, failed, get, limit};
use crate::store::row::{Head, StoredCase};
use crate::store::seal::SealKey;
use crate::store::{Result, StoreError, StoreErrorKind};

pub(super) const CASE: &str =
    "SELECT id, number, version, status, band, opened_at, updated_at, next_due_at, closed_at, sender,
    external_reference, state FROM breach_case";

impl Store {
    /// All cases, newest first.
    pub async fn case_list(&self, rows: Option<u32>) -> Result<Vec<StoredCase>> {
        let mut query = QueryBuilder::new(CASE);
        query.push(" ORDER BY opened_at DESC, number DESC LIMIT ").push_bind(limit(rows));
        let rows = query.build().fetch_all(self.reader()).await.map_err(failed("listing cases"))?;
        rows.iter().map(case_row).collect()
    }

    pub async fn case_get(&self, id: &str) -> Result<Option<StoredCase>> {
        let mut query = QueryBuilder::new(CASE);
        query.push(" WHERE id = ").push_bind(id);
        let row = query.build().fetch_optional(self.reader()).await.map_err(failed("reading a case"))?;
        row.as_ref().map(case_row).transpose()
    }

    pub async fn case_get_by_number(&self, number: &str) -> Result<Option<StoredCase>> {
        let mut query = QueryBuilder::new(CASE);
        query.push(" WHERE number = ").push_bind(number);
        let row = query.build().fetch_optional(self.reader()).await.map_err(failed("reading a case"))?;
        row.as_ref().map(case_row).transpose()
    }

    /// Open cases (`closed_at` null) without a pending deadline. There must be none: nobody would ever be reminded.
    pub async fn open_without_due(&self) -> Result<Vec<String>> {
        let query = sqlx::query(
            "SELECT number FROM breach_case WHERE closed_at IS NULL AND NOT EXISTS
             (SELECT 1 FROM deadline WHERE case_id = breach_case.id AND state = 'pending') ORDER BY number",
        );
        let rows = query
            .fetch_all(self.reader())
            .await
            .map_err(failed("looking for open cases without a deadline"))?;
        rows.iter().map(|row| get(row, "number")).collect()
    }
}

impl Tx {
    /// The next case number of a year, from 1. Gaps are allowed: what is rolled back is given again or not.
    pub async fn next_number(&mut self, year: i32) -> Result<u32> {
        let query = sqlx::query(
            "INSERT INTO case_counter (year, last_number) VALUES ($1, 1)
             ON CONFLICT (year) DO UPDATE SET last_number = case_counter.last_number + 1 RETURNING last_number",
        );
        let row =
            query.bind(i64::from(year)).fetch_one(self.db()?).await.map_err(failed("numbering a case"))?;
        let number: i64 = get(&row, "last_number")?;
        u32::try_from(number).map_err(|_| {
            StoreError::new(StoreErrorKind::Corrupt, "numbering a case", "the counter is out of range")
        })
    }

    pub async fn case_get(&mut self, id: &str) -> Result<Option<StoredCase>> {
        self.case_where("id = $1", &[id]).await
    }

    pub async fn case_by_number(&mut self, number: &str) -> Result<Option<StoredCase>> {
        self.case_where("number = $1", &[number]).await
    }

    /// The newest open cases that were opened since then.
    pub async fn open_cases_since(&mut self, since: i64, limit: u32) -> Result<Vec<StoredCase>> {
        let mut query = QueryBuilder::new(CASE);
        query.push(" WHERE closed_at IS NULL AND opened_at >= ").push_bind(since);
        query.push(" ORDER BY number DESC LIMIT ").push_bind(i64::from(limit));
        let rows = query.build().fetch_all(self.db()?).await.map_err(failed("reading the open cases"))?;
        rows.iter().map(case_row).collect()
    }

    /// The sender's own incident number joins a report to a case; the last opened one. An address has no upper case here.
    pub async fn case_by_sender_reference(
        &mut self,
        sender: &str,
        reference: &str,
    ) -> Result<Option<StoredCase>> {
        let condition =
            "lower(sender) = lower($1) AND external_reference = $2 ORDER BY opened_at DESC LIMIT 1";
        self.case_where(condition, &[sender, reference]).await
    }

    /// Stores a new case as version 1, and makes its key.
    pub async fn case_insert(&mut self, case: &StoredCase) -> Result<()> {
        let key = SealKey::generate();
        let sealed = key.wrap(&self.store.keys().seal, &key_place(&case.id))?;
        let query = sqlx::query(
            "INSERT INTO breach_case (id, number, version, status, band, opened_at, updated_at, next_due_at, closed_at,
             sender, external_reference, state) VALUES ($1, $2, 1, $3, $4, $5, $6, $7, $8, $9, $10, $11);
             INSERT INTO case_key (case_id, sealed) VALUES ($1, $12)",
        );
        let query = query.bind(&case.id).bind(&case.number).bind(&case.status).bind(&case.band);
        let query =
            query.bind(case.opened_at).bind(case.updated_at).bind(case.next_due_at).bind(case.closed_at);
        let query = query.bind(&case.sender).bind(&case.external_reference).bind(&case.state).bind(sealed);
        query.execute(self.db()?).await.map_err(failed("storing a case"))?;
        let head = Head { case_id: case.id.clone(), seq: 0, hash: String::new() };
        self.chains.insert(case.id.clone(), Chain { head, key });
        self.fresh.insert(case.id.clone());
        Ok(())
    }

    /// Replaces a case's row if it still is the version it was decided upon. Returns the new version.
    ///
    /// # Errors
    /// `Conflict`: it is not.
    pub async fn case_update(&mut self, case: &StoredCase, expected_version: i64) -> Result<i64> {
        let query = sqlx::query(
            "UPDATE breach_case SET version = version + 1, status = $3, band = $4, updated_at = $5, next_due_at = $6,
             closed_at = $7, sender = $8, external_reference = $9, state = $10 WHERE id = $1 AND version = $2",
        );
        let query = query.bind(&case.id).bind(expected_version).bind(&case.status).bind(&case.band);
        let query = query.bind(case.updated_at).bind(case.next_due_at).bind(case.closed_at);
        let query = query.bind(&case.sender).bind(&case.external_reference).bind(&case.state);
        let done = query.execute(self.db()?).await.map_err(failed("storing a case"))?;
        if done.rows_affected() == 1 {
            return Ok(expected_version.saturating_add(1));
        }
        let why = format!("case {} is no longer version {expected_version}", case.number);
        Err(StoreError::new(StoreErrorKind::Conflict, "storing a case", why))
    }

    async fn case_where(&mut self, condition: &'static str, values: &[&str]) -> Result<Option<StoredCase>> {
        // Both parts are constants of this file.
        let mut query = sqlx::query(AssertSqlSafe(format!("{CASE} WHERE {condition}")));
        for value in values {
            query = query.bind(*value);
        }
        let row = query.fetch_optional(self.db()?).await.map_err(failed("reading a case"))?;
        row.as_ref().map(case_row).transpose()
    }
}

pub(super) fn key_place(case_id: &str) -> String {
    format!("case_key:{case_id}:key")
}

pub(super) fn case_row(row: &SqliteRow) -> Result<StoredCase> {
    Ok(StoredCase {
        id: get(row, "id")?,
        number: get(row, "number")?,
        version: get(row, "version")?,
        status: get(row, "status")?,
        band: get(row, "band")?,
        opened_at: get(row, "opened_at")?,
        updated_at: get(row, "updated_at")?,
        next_due_at: get(row, "next_due_at")?,
        closed_at: get(row, "closed_at")?,
        sender: get(row, "sender")?,
        external_reference: get(row, "external_reference")?,
        state: get(row, "state")?,
    })
}
