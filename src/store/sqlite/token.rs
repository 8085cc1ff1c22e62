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
            "INSERT INTO token (digest, case_id, email, email_sealed, created_at) VALUES ($1, $2, '', $3, $4)
             ON CONFLICT (digest) DO NOTHING",
        );
        let digest = token_digest(&token);
        let email = email.trim().to_lowercase();
        let email = self.store.keys().names.seal(&email_place(&digest), email.as_bytes())?;
        let query = query.bind(digest).bind(case_id).bind(email).bind(created_at);
        query.execute(self.db()?).await.map_err(failed("storing a token"))?;
        Ok(token)
    }

    /// Who a token was sent to; the caller compares the sender and `expires_at`.
    pub async fn token_find(&mut self, token: &str) -> Result<Option<TokenRow>> {
        let query = sqlx::query(
            "SELECT digest, case_id, email_sealed, created_at, expires_at FROM token WHERE digest = $1",
        );
        let row = query
            .bind(token_digest(token))
            .fetch_optional(self.db()?)
            .await
            .map_err(failed("looking up a token"))?;
        row.map(|row| self.store.token_row(&row)).transpose()
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
        let query = query.bind(self.store.command_mark(mark)).bind(case_id).bind(at);
        let done = query.execute(self.db()?).await.map_err(failed("marking a command mail as used"))?;
        Ok(done.rows_affected() == 0)
    }
}

/// Before the mark of a used command; those of before have none.
const MARKED: &str = "k:";

/// Whether what stands for a used command is a keyed mark already.
pub(super) fn is_marked(mark: &str) -> bool {
    mark.strip_prefix(MARKED).is_some_and(|digits| digits.len() == 32 && !digits.contains('@'))
}

impl Store {
    /// What is made of a mail's words is kept as a keyed mark, so that no guess can be tried on it.
    pub(super) fn command_mark(&self, of: &str) -> String {
        format!("{MARKED}{}", self.keys().mark("used command", of))
    }

    fn token_row(&self, row: &SqliteRow) -> Result<TokenRow> {
        let email = self.keys().names.open(&email_place(get(row, "digest")?), get(row, "email_sealed")?)?;
        Ok(TokenRow {
            case_id: get(row, "case_id")?,
            email: String::from_utf8_lossy(&email).into_owned(),
            created_at: get(row, "created_at")?,
            expires_at: get(row, "expires_at")?,
        })
    }
}

pub(super) fn email_place(digest: &str) -> String {
    format!("token:{digest}:email")
}
