//! Rules between tables.

use sqlx::sqlite::SqliteConnection;

use super::{Store, failed, get};
use crate::store::Result;
use crate::store::row::VerifyReport;

/// What stands in clear where all is sealed: nobody with the key wrote it.
const IN_CLEAR: &str = "SELECT 'case ' || number AS stray FROM breach_case
     WHERE sealed_state IS NULL OR state <> '' OR sender IS NOT NULL OR external_reference IS NOT NULL
     UNION ALL SELECT 'mail ' || id FROM mail WHERE sender IS NOT NULL
     UNION ALL SELECT 'outbox ' || id FROM outbox WHERE recipient_sealed IS NULL OR recipient <> ''
     UNION ALL SELECT 'token of case ' || case_id FROM token WHERE email_sealed IS NULL OR email <> ''";

/// Rules between tables, each a query that must find nothing.
const STRAYS: [(&str, &str); 7] = [
    ("stands in clear, which no varsel of this version writes", IN_CLEAR),
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
        "has a payload without its entry",
        "SELECT 'history ' || case_id || ' entry ' || seq AS stray FROM history_payload WHERE NOT EXISTS
         (SELECT 1 FROM history WHERE case_id = history_payload.case_id AND seq = history_payload.seq)
         ORDER BY case_id, seq",
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

impl Store {
    /// The rows that stand in clear although all is sealed: an older version, or somebody without the key, has written
    /// them. Looked for once when the daemon starts.
    ///
    /// # Errors
    /// The database's.
    pub async fn in_clear(&self) -> Result<Vec<String>> {
        let rows = sqlx::query(IN_CLEAR).fetch_all(self.reader()).await;
        rows.map_err(failed("looking for what stands in clear"))?
            .iter()
            .map(|row| get(row, "stray"))
            .collect()
    }
}

pub(super) async fn look_for_strays(
    snapshot: &mut SqliteConnection,
    report: &mut VerifyReport,
) -> Result<()> {
    for (rule, query) in STRAYS {
        let rows =
            sqlx::query(query).fetch_all(&mut *snapshot).await.map_err(failed("comparing the tables"))?;
        for row in &rows {
            report.breaks.push(format!("{}: it {rule}", get::<&str>(row, "stray")?));
        }
    }
    Ok(())
}
