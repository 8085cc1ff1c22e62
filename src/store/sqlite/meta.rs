//! Small facts of the store: the simulated now, which mailbox had its first pass, the instance.

use sqlx::{Row, SqliteConnection};

use super::{Store, Tx, failed};
use crate::store::Result;

impl Store {
    pub async fn meta_get(&self, key: &str) -> Result<Option<String>> {
        let mut connection = self.reader().acquire().await.map_err(failed("waiting for a reader"))?;
        meta_get(&mut connection, key).await
    }

    /// A transaction of its own.
    pub async fn meta_put(&self, key: &str, value: &str) -> Result<()> {
        let mut tx = self.begin().await?;
        tx.meta_put(key, value).await?;
        tx.commit().await
    }
}

impl Tx {
    pub async fn meta_get(&mut self, key: &str) -> Result<Option<String>> {
        meta_get(self.db()?, key).await
    }

    pub async fn meta_put(&mut self, key: &str, value: &str) -> Result<()> {
        meta_put(self.db()?, key, value).await
    }
}

pub(super) async fn meta_put(connection: &mut SqliteConnection, key: &str, value: &str) -> Result<()> {
    let query = sqlx::query(
        "INSERT INTO meta (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
    );
    let query = query.bind(key).bind(value).execute(connection);
    query.await.map_err(failed("storing a fact of the store")).map(drop)
}

pub(super) async fn meta_drop(connection: &mut SqliteConnection, key: &str) -> Result<()> {
    let query = sqlx::query("DELETE FROM meta WHERE key = $1").bind(key).execute(connection);
    query.await.map_err(failed("dropping a fact of the store")).map(drop)
}

pub(super) async fn meta_get(connection: &mut SqliteConnection, key: &str) -> Result<Option<String>> {
    let tried = failed("reading a fact of the store");
    let query = sqlx::query("SELECT value FROM meta WHERE key = $1").bind(key);
    let row = query.fetch_optional(connection).await.map_err(&tried)?;
    row.map(|row| row.try_get("value")).transpose().map_err(&tried)
}
