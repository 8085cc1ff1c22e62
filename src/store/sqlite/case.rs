//! Case rows under their optimistic lock, and the counter that numbers them.

use serde_json::{Value, json};
use sqlx::sqlite::SqliteRow;
use sqlx::{AssertSqlSafe, QueryBuilder};

use super::{Chain, Store, Tx, failed, get, limit};
use crate::store::row::{Head, StoredCase};
use crate::store::seal::SealKey;
use crate::store::{Result, StoreError, StoreErrorKind};

pub(super) const CASE: &str =
    "SELECT id, number, version, status, band, opened_at, updated_at, next_due_at, closed_at, sealed_state,
    case_key.state_sealed AS state_key FROM breach_case LEFT JOIN case_key ON case_key.case_id = breach_case.id";

impl Store {
    /// All cases, newest first. One that cannot be opened is there with an empty state: it holds up no other.
    pub async fn case_list(&self, rows: Option<u32>) -> Result<Vec<StoredCase>> {
        let mut query = QueryBuilder::new(CASE);
        query.push(" ORDER BY opened_at DESC, number DESC LIMIT ").push_bind(limit(rows));
        let rows = query.build().fetch_all(self.reader()).await.map_err(failed("listing cases"))?;
        self.case_rows(&rows)
    }

    pub async fn case_get(&self, id: &str) -> Result<Option<StoredCase>> {
        let mut query = QueryBuilder::new(CASE);
        query.push(" WHERE id = ").push_bind(id);
        let row = query.build().fetch_optional(self.reader()).await.map_err(failed("reading a case"))?;
        row.as_ref().map(|row| self.case_row(row)).transpose()
    }

    pub async fn case_get_by_number(&self, number: &str) -> Result<Option<StoredCase>> {
        let mut query = QueryBuilder::new(CASE);
        query.push(" WHERE number = ").push_bind(number);
        let row = query.build().fetch_optional(self.reader()).await.map_err(failed("reading a case"))?;
        row.as_ref().map(|row| self.case_row(row)).transpose()
    }

    pub(super) fn case_row(&self, row: &SqliteRow) -> Result<StoredCase> {
        Ok(self.case_and_key(row)?.0)
    }

    /// Many cases. One that is damaged is logged and given as far as it can be read: its state is empty.
    pub(super) fn case_rows(&self, rows: &[SqliteRow]) -> Result<Vec<StoredCase>> {
        let opened = |row| match self.case_row(row) {
            Ok(case) => Ok(case),
            Err(error) => {
                let case = in_clear(row)?;
                tracing::error!(case = %case.number, error = %error, "a case cannot be opened; the others go on");
                Ok(case)
            }
        };
        rows.iter().map(opened).collect()
    }

    /// What a case's row says in clear that is not what was sealed with its state; for `verify`.
    pub(super) fn case_row_proved(&self, row: &SqliteRow) -> Result<bool> {
        let (case, _, sealed) = self.case_opened(row)?;
        Ok(sealed.is_none_or(|sealed| sealed == columns(&case)))
    }

    fn case_and_key(&self, row: &SqliteRow) -> Result<(StoredCase, SealKey)> {
        self.case_opened(row).map(|(case, key, _)| (case, key))
    }

    fn case_opened(&self, row: &SqliteRow) -> Result<(StoredCase, SealKey, Option<Value>)> {
        let mut case = in_clear(row)?;
        let (key, sealed): (Option<&[u8]>, Option<&[u8]>) =
            (get(row, "state_key")?, get(row, "sealed_state")?);
        let (Some(key), Some(sealed)) = (key, sealed) else {
            let why = "its state or the key of it is gone";
            return Err(StoreError::new(StoreErrorKind::Corrupt, "reading a case", why));
        };
        let key = self.keys().ring.unwrap(&state_place(&case.id), key)?;
        let plain = key.open(&row_place(&case.id, case.version), sealed)?;
        let columns;
        (case.sender, case.external_reference, columns, case.state) = opened(&plain)?;
        Ok((case, key, columns))
    }

    /// Under what a case is found by its sender's own number. An address has no upper case here.
    pub(super) fn reference_mark(&self, sender: Option<&str>, reference: Option<&str>) -> Option<String> {
        let (sender, reference) = (sender?.to_lowercase(), reference?);
        Some(self.keys().mark("reference", &format!("{sender}\n{reference}")))
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

    /// The newest open cases that were opened since then. One that cannot be opened has an empty state.
    pub async fn open_cases_since(&mut self, since: i64, limit: u32) -> Result<Vec<StoredCase>> {
        let mut query = QueryBuilder::new(CASE);
        query.push(" WHERE closed_at IS NULL AND opened_at >= ").push_bind(since);
        query.push(" ORDER BY number DESC LIMIT ").push_bind(i64::from(limit));
        let rows = query.build().fetch_all(self.db()?).await.map_err(failed("reading the open cases"))?;
        self.store.case_rows(&rows)
    }

    /// The sender's own incident number joins a report to a case; the last opened one.
    pub async fn case_by_sender_reference(
        &mut self,
        sender: &str,
        reference: &str,
    ) -> Result<Option<StoredCase>> {
        let mark = self.store.reference_mark(Some(sender), Some(reference)).unwrap_or_default();
        self.case_where("reference_mark = $1 ORDER BY opened_at DESC LIMIT 1", &[&mark]).await
    }

    /// Stores a new case as version 1, and makes its keys.
    pub async fn case_insert(&mut self, case: &StoredCase) -> Result<()> {
        let (key, state_key) = (SealKey::generate(), SealKey::generate());
        let ring = &self.store.keys().ring;
        let wrapped = ring.wrap(&key, &key_place(&case.id))?;
        let state_wrapped = ring.wrap(&state_key, &state_place(&case.id))?;
        let query = sqlx::query(
            "INSERT INTO breach_case (id, number, version, status, band, opened_at, updated_at, next_due_at, closed_at,
             reference_mark, sealed_state, state, head_mark) VALUES ($1, $2, 1, $3, $4, $5, $6, $7, $8, $9, $10, '', $11);
             INSERT INTO case_key (case_id, sealed, state_sealed) VALUES ($1, $12, $13)",
        );
        let query = query.bind(&case.id).bind(&case.number).bind(&case.status).bind(&case.band);
        let query =
            query.bind(case.opened_at).bind(case.updated_at).bind(case.next_due_at).bind(case.closed_at);
        let mark = self.store.reference_mark(case.sender.as_deref(), case.external_reference.as_deref());
        let head = Head { case_id: case.id.clone(), seq: 0, hash: String::new() };
        let query = query.bind(mark).bind(seal_state(&state_key, case, 1)?).bind(self.store.head_mark(&head));
        let query = query.bind(wrapped).bind(state_wrapped);
        query.execute(self.db()?).await.map_err(failed("storing a case"))?;
        self.one_more_case().await?;
        self.chains.insert(case.id.clone(), Chain { head, key });
        self.state_keys.insert(case.id.clone(), state_key);
        self.fresh.insert(case.id.clone());
        Ok(())
    }

    /// Replaces a case's row if it still is the version it was decided upon. Returns the new version.
    ///
    /// # Errors
    /// `Conflict`: it is not.
    pub async fn case_update(&mut self, case: &StoredCase, expected_version: i64) -> Result<i64> {
        let version = expected_version.saturating_add(1);
        if !self.state_keys.contains_key(&case.id) {
            self.case_get(&case.id).await?;
        }
        let conflict = || {
            let why = format!("case {} is no longer version {expected_version}", case.number);
            StoreError::new(StoreErrorKind::Conflict, "storing a case", why)
        };
        let sealed = seal_state(self.state_keys.get(&case.id).ok_or_else(conflict)?, case, version)?;
        let query = sqlx::query(
            "UPDATE breach_case SET version = version + 1, status = $3, band = $4, updated_at = $5, next_due_at = $6,
             closed_at = $7, reference_mark = $8, sealed_state = $9 WHERE id = $1 AND version = $2",
        );
        let query = query.bind(&case.id).bind(expected_version).bind(&case.status).bind(&case.band);
        let query = query.bind(case.updated_at).bind(case.next_due_at).bind(case.closed_at);
        let mark = self.store.reference_mark(case.sender.as_deref(), case.external_reference.as_deref());
        let query = query.bind(mark).bind(sealed);
        let done = query.execute(self.db()?).await.map_err(failed("storing a case"))?;
        if done.rows_affected() == 1 { Ok(version) } else { Err(conflict()) }
    }

    async fn case_where(&mut self, condition: &'static str, values: &[&str]) -> Result<Option<StoredCase>> {
        // Both parts are constants of this file.
        let mut query = sqlx::query(AssertSqlSafe(format!("{CASE} WHERE {condition}")));
        for value in values {
            query = query.bind(*value);
        }
        let row = query.fetch_optional(self.db()?).await.map_err(failed("reading a case"))?;
        let Some((case, key)) = row.map(|row| self.store.case_and_key(&row)).transpose()? else {
            return Ok(None);
        };
        self.state_keys.insert(case.id.clone(), key);
        Ok(Some(case))
    }
}

/// What of a case stands in its row in clear.
fn in_clear(row: &SqliteRow) -> Result<StoredCase> {
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
        sender: None,
        external_reference: None,
        state: String::new(),
    })
}

/// Of the key of a case's history.
pub(super) fn key_place(case_id: &str) -> String {
    format!("case_key:{case_id}:key")
}

/// Of the key of a case's state.
pub(super) fn state_place(case_id: &str) -> String {
    format!("case_key:{case_id}:state_key")
}

/// The version is part of it: an older state put back does not open.
fn row_place(case_id: &str, version: i64) -> String {
    format!("breach_case:{case_id}/{version}:state")
}

/// What stands in clear for the database to look by, as it is sealed with the state: whoever changes it is found.
fn columns(case: &StoredCase) -> Value {
    json!([case.number, case.status, case.band, case.opened_at, case.next_due_at, case.closed_at])
}

/// Sender, reference and the columns in clear as a line of JSON, then the state.
pub(super) fn seal_state(key: &SealKey, case: &StoredCase, version: i64) -> Result<Vec<u8>> {
    let mut plain = json!([case.sender, case.external_reference, columns(case)]).to_string();
    plain.push('\n');
    plain.push_str(&case.state);
    key.seal(&row_place(&case.id, version), plain.as_bytes())
}

/// The columns are absent in what was sealed before they were.
type Opened = (Option<String>, Option<String>, Option<Value>, String);

fn opened(plain: &[u8]) -> Result<Opened> {
    let damaged =
        || StoreError::new(StoreErrorKind::Corrupt, "reading a case", "its state is of an unknown form");
    let text = std::str::from_utf8(plain).map_err(|_| damaged())?;
    let (about, state) = text.split_once('\n').ok_or_else(damaged)?;
    let about: Vec<Value> = serde_json::from_str(about).map_err(|_| damaged())?;
    let text = |index: usize| about.get(index).and_then(Value::as_str).map(str::to_owned);
    Ok((text(0), text(1), about.get(2).cloned(), state.to_owned()))
}
