//! Tokens name a person on a case (design promise 4), and a command mail counts once.

use sqlx::sqlite::SqliteRow;

use super::{Store, Tx, failed, get};
use crate::store::Result;
use crate::store::row::TokenRow;
use crate::store::seal::token_digest;

impl Store {
    /// The token of a person on a case: always the same, 26 letters of lower-case base32, derived from the master key.
    /// It is valid once [`Tx::token_put`] has stored its digest.
    pub fn token_text(&self, case_id: &str, email: &str) -> String {
        self.keys().token_text(case_id, email)
    }
}

impl Tx {
    /// Makes the person's token on the case valid, and returns it. Already there: nothing changes.
    pub async fn token_put(&mut self, case_id: &str, email: &str, created_at: i64) -> Result<String> {
        let token = self.store.token_text(case_id, email);
        let query = sqlx::query(
            "INSERT INTO token (digest, case_id, email, created_at) VALUES ($1, $2, $3, $4) ON CONFLICT (digest) DO NOTHING",
        );
        let query =
            query.bind(token_digest(&token)).bind(case_id).bind(email.trim().to_lowercase()).bind(created_at);
        query.execute(self.db()?).await.map_err(failed("storing a token"))?;
        Ok(token)
    }

    /// Who a token was sent to; the caller compares the sender and `expires_at`.
    pub async fn token_find(&mut self, token: &str) -> Result<Option<TokenRow>> {
        let query = sqlx::query("SELECT case_id, email, created_at, expires_at FROM token WHERE digest = $1");
        let row = query
            .bind(token_digest(token))
            .fetch_optional(self.db()?)
            .await
            .map_err(failed("looking up a token"))?;
        row.as_ref().map(token_row).transpose()
    }

    /// Sets when all tokens of a case end; None when it is opened again.
    pub async fn tokens_expire(&mut self, case_id: &str, at: Option<i64>) -> Result<()> {
        let query = sqlx::query("UPDATE token SET expires_at = $2 WHERE case_id = $1").bind(case_id).bind(at);
        query.execute(self.db()?).await.map_err(failed("ending tokens")).map(drop)
    }

    /// Whether a command mail (by content hash or Message-ID) was used before. It is, from now on.
    pub async fn command_mail_used(&mut self, case_id: &str, mark: &str, at: i64) -> Result<bool> {
        let query = sqlx::query(
            "INSERT INTO used_command (mark, case_id, at) VALUES ($1, $2, $3) ON CONFLICT (mark) DO NOTHING",
        );
        let query = query.bind(mark).bind(case_id).bind(at);
        let done = query.execute(self.db()?).await.map_err(failed("marking a command mail as used"))?;
        Ok(done.rows_affected() == 0)
    }
}

fn token_row(row: &SqliteRow) -> Result<TokenRow> {
    Ok(TokenRow {
        case_id: get(row, "case_id")?,
        email: get(row, "email")?,
        created_at: get(row, "created_at")?,
        expires_at: get(row, "expires_at")?,
    })
}
