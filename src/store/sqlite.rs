//! The store on SQLite: one writing connection, four reading ones, WAL, every commit on disk before it is answered.
//!
//! A call crosses to the driver's thread and back, which costs more than most statements; so statements that belong
//! together go in one call, separated by `;`, and rows go many to a statement.

mod case;
mod chores;
mod contacts;
mod deadline;
mod file;
mod floods;
mod forget;
mod handover;
mod history;
mod keys;
mod ledger;
mod lock;
mod meta;
mod outbox;
mod strays;
mod token;
mod upgrade;
mod verify;
mod witness;

pub use forget::{Erased, Forgettable};
pub use keys::Rewrapped;
pub use lock::WorkLock;

use std::collections::{HashMap, HashSet};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use sqlx::migrate::{MigrateError, Migration, MigrationType, Migrator};
use sqlx::pool::PoolConnection;
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteRow,
    SqliteSynchronous,
};
use sqlx::{ConnectOptions, Decode, QueryBuilder, Row, SqlSafeStr, Sqlite, Type};

use super::error::{Result, StoreError, StoreErrorKind};
use super::row::Head;
use super::seal::{KeyRing, Keys, Ring, SealKey};
use file::{create_private, file_failed, lock_folder, shut};

const READERS: u32 = 4;
const STATEMENTS: usize = 200;
/// Rows of one multi-row statement: well under SQLite's 32 766 parameters, and few enough statements to stay prepared.
const CHUNK: usize = 100;

const BEGIN: &str = "BEGIN IMMEDIATE";
const COMMIT: &str = "COMMIT";
const ROLLBACK: &str = "ROLLBACK";

/// How the database is opened.
#[derive(Clone, Debug)]
pub struct Options {
    /// How long to wait for another process that writes.
    pub busy_timeout: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self { busy_timeout: Duration::from_secs(5) }
    }
}

/// The store of one organisation. Cloning is cheap; all clones share the connections.
#[derive(Clone)]
pub struct Store {
    shared: Arc<Shared>,
}

struct Shared {
    /// The database's own path, behind all symbolic links.
    path: PathBuf,
    writer: SqlitePool,
    reader: SqlitePool,
    keys: Keys,
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Store(sqlite)")
    }
}

impl Store {
    /// Opens `sqlite:PATH` or a plain path, makes the file (0600) where there is none, and brings its schema up to date.
    ///
    /// # Errors
    /// `Newer`: a later version has written it. `Key`: another key was in use. `ReadOnly`: it belongs to another user.
    /// Else as the database says.
    pub async fn open(path_or_url: &str, keys: impl Into<KeyRing>) -> Result<Store> {
        Self::open_with(path_or_url, keys, Options::default()).await
    }

    /// As [`Store::open`], with other limits.
    pub async fn open_with(path_or_url: &str, keys: impl Into<KeyRing>, options: Options) -> Result<Store> {
        let ring = Ring::new(&keys.into());
        if path_or_url.starts_with("postgres:") || path_or_url.starts_with("postgresql:") {
            let why = "this build knows SQLite only";
            return Err(StoreError::new(StoreErrorKind::Other, "opening the store", why));
        }
        let path = path_or_url.strip_prefix("sqlite:").unwrap_or(path_or_url);
        let path = Path::new(path.strip_prefix("//").unwrap_or(path));
        let only_one = lock_folder(path).await?;
        let is_new = !path.exists();
        match is_new {
            false => shut(path)?,
            true => create_private(path)?,
        }
        let path = &path.canonicalize().map_err(|error| file_failed("finding", path, &error))?;
        let connect = connect_options(path, &options);
        let writer = SqlitePoolOptions::new()
            .max_connections(1)
            .idle_timeout(None)
            .max_lifetime(None)
            .test_before_acquire(false)
            .connect_with(connect.clone())
            .await
            .map_err(failed("opening the database"))?;
        // A daemon of before would go on writing in clear.
        let alone = match is_new || upgrade::is_upgraded(&writer).await? {
            true => None,
            false => Some(upgrade::lock_out_others(path)?),
        };
        migrator().run(&writer).await.map_err(migration_failed)?;
        let mut connection = writer.acquire().await.map_err(failed("opening the database"))?;
        let keys = keys::unlock(&mut connection, ring).await?;
        drop(connection);
        let reader = SqlitePoolOptions::new()
            .max_connections(READERS)
            .idle_timeout(None)
            .max_lifetime(None)
            .test_before_acquire(false)
            .connect_with(connect.read_only(true))
            .await
            .map_err(failed("opening the database for reading"))?;
        let store = Store { shared: Arc::new(Shared { path: path.clone(), writer, reader, keys }) };
        store.upgrade().await?;
        drop((alone, only_one));
        Ok(store)
    }

    /// Ends all connections once their work is done, and empties the write-ahead log into the database.
    pub async fn close(&self) {
        self.shared.reader.close().await;
        self.shared.writer.close().await;
    }

    /// Begins a transaction that may write; there is one at a time.
    ///
    /// # Errors
    /// `Key`: another process has changed the key since this store was opened. Else the database's.
    pub async fn begin(&self) -> Result<Tx> {
        let connection =
            self.shared.writer.acquire().await.map_err(failed("waiting for the database's writer"))?;
        // Made before BEGIN: given up on in between, the connection is closed and not used again.
        let mut tx = Tx {
            connection,
            store: self.clone(),
            ended: false,
            broken: false,
            chains: HashMap::new(),
            state_keys: HashMap::new(),
            fresh: HashSet::new(),
        };
        tx.run(BEGIN, "beginning a transaction").await?;
        // Under a key that was left meanwhile nothing new may come.
        if tx.meta_get(keys::KEY_ID).await?.is_none_or(|id| id != self.keys().ring.id()) {
            let why = "the key was changed meanwhile; start again";
            return Err(StoreError::new(StoreErrorKind::Key, "beginning a transaction", why));
        }
        Ok(tx)
    }

    /// Copies the store, consistent, into a new file (0600). The key is not in it.
    pub async fn backup(&self, file: &Path) -> Result<()> {
        create_private(file)?;
        let file = file.to_string_lossy().into_owned();
        let query = sqlx::query("VACUUM INTO $1").bind(file);
        query.execute(&self.shared.writer).await.map_err(failed("writing a backup")).map(drop)
    }

    fn reader(&self) -> &SqlitePool {
        &self.shared.reader
    }

    fn keys(&self) -> &Keys {
        &self.shared.keys
    }
}

/// A transaction. Dropped without [`Tx::commit`] it leaves nothing behind.
///
/// After an error roll back to the savepoint; where that fails too, or there is none, drop it.
pub struct Tx {
    connection: PoolConnection<Sqlite>,
    store: Store,
    ended: bool,
    broken: bool,
    /// Chains that this transaction appended to: the head and the case's key.
    chains: HashMap<String, Chain>,
    /// The keys of the states that this transaction has read, so that writing one back asks nothing.
    state_keys: HashMap<String, SealKey>,
    /// Cases that this transaction made and gave no deadlines yet: there is nothing to look for.
    fresh: HashSet<String>,
}

struct Chain {
    head: Head,
    key: SealKey,
}

impl Tx {
    /// Marks a place to come back to. Savepoints nest; the last one made is the one released or rolled back to.
    pub async fn savepoint(&mut self) -> Result<()> {
        self.run("SAVEPOINT event", "setting a savepoint").await
    }

    /// Keeps what was done since the savepoint.
    pub async fn release(&mut self) -> Result<()> {
        self.run("RELEASE event", "releasing a savepoint").await
    }

    /// Undoes what was done since the savepoint, and removes it.
    pub async fn rollback_to_savepoint(&mut self) -> Result<()> {
        self.chains.clear();
        self.state_keys.clear();
        self.fresh.clear();
        let undone = self.run("ROLLBACK TO event", "rolling back to a savepoint").await;
        let result = match undone {
            Ok(()) => self.run("RELEASE event", "releasing a savepoint").await,
            Err(error) => Err(error),
        };
        // A full disk ends the whole transaction by itself; what came after would be committed statement by statement.
        self.broken |= result.is_err();
        result
    }

    /// Makes everything last. An error after a cancelled call leaves it unknown whether it did; keys make a retry safe.
    pub async fn commit(mut self) -> Result<()> {
        self.run(COMMIT, "committing").await?;
        self.ended = true;
        Ok(())
    }

    /// Undoes everything now. Dropping does the same, at the price of a new connection.
    pub async fn rollback(mut self) -> Result<()> {
        self.run(ROLLBACK, "rolling back").await?;
        self.ended = true;
        Ok(())
    }

    async fn run(&mut self, statement: &'static str, tried: &'static str) -> Result<()> {
        sqlx::query(statement).execute(self.db()?).await.map_err(failed(tried)).map(drop)
    }

    fn db(&mut self) -> Result<&mut SqliteConnection> {
        if self.broken {
            let why = "the database ended it after an error";
            return Err(StoreError::new(StoreErrorKind::Other, "going on with a transaction", why));
        }
        Ok(&mut self.connection)
    }
}

impl Drop for Tx {
    // The driver counts transactions and is left one too high when SQLite ends one by itself (disk full); so this
    // room says BEGIN and COMMIT itself, and a connection whose transaction did not end well is closed, which undoes it.
    fn drop(&mut self) {
        if !self.ended {
            self.connection.close_on_drop();
        }
    }
}

fn connect_options(path: &Path, options: &Options) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(false)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(options.busy_timeout)
        .statement_cache_capacity(STATEMENTS)
        // What is erased is overwritten; what is sorted stays out of temporary files.
        .pragma("secure_delete", "on")
        .pragma("temp_store", "memory")
        .pragma("cache_size", "-16000")
        // 16 MB of log before it is copied into the database: a batch of reports writes 3 MB.
        .pragma("wal_autocheckpoint", "4000")
        .pragma("journal_size_limit", "67108864")
        .disable_statement_logging()
}

fn migrator() -> Migrator {
    let step = |version, name: &'static str, text: &'static str| {
        Migration::new(version, name.into(), MigrationType::Simple, text.into_sql_str(), false)
    };
    Migrator::with_migrations(vec![
        step(1, "init", include_str!("../../migrations/sqlite/0001_init.sql")),
        step(2, "contacts", include_str!("../../migrations/sqlite/0002_contacts.sql")),
        step(3, "chores", include_str!("../../migrations/sqlite/0003_chores.sql")),
        step(4, "floods", include_str!("../../migrations/sqlite/0004_floods.sql")),
        step(5, "sealed", include_str!("../../migrations/sqlite/0005_sealed.sql")),
    ])
}

fn migration_failed(error: MigrateError) -> StoreError {
    let tried = "bringing the schema up to date";
    match error {
        MigrateError::VersionMissing(version) => StoreError::new(
            StoreErrorKind::Newer,
            tried,
            format!("the store has schema {version}, unknown to this version"),
        ),
        MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => failed(tried)(error),
        MigrateError::Source(error) => StoreError::new(StoreErrorKind::Other, tried, error.to_string()),
        other => StoreError::new(StoreErrorKind::Corrupt, tried, other.to_string()),
    }
}

/// Gives a driver's error its kind. SQLite's messages name tables and columns, never values.
fn failed(tried: &'static str) -> impl Fn(sqlx::Error) -> StoreError {
    move |error| {
        let kind = match &error {
            sqlx::Error::Database(fault) => {
                fault.code().map_or(StoreErrorKind::Other, |code| kind_of_code(&code))
            }
            sqlx::Error::PoolTimedOut => StoreErrorKind::Busy,
            sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_) => StoreErrorKind::Corrupt,
            sqlx::Error::Io(fault) if fault.kind() == ErrorKind::StorageFull => StoreErrorKind::Full,
            _ => StoreErrorKind::Other,
        };
        StoreError::new(kind, tried, error.to_string())
    }
}

/// https://sqlite.org/rescode.html; the low byte is the primary code.
fn kind_of_code(code: &str) -> StoreErrorKind {
    // The shared-memory file could not grow: no space.
    const IOERR_SHMSIZE: u32 = 4874;
    match code.parse::<u32>() {
        Ok(IOERR_SHMSIZE) => StoreErrorKind::Full,
        Ok(code) => match code & 0xff {
            5 | 6 => StoreErrorKind::Busy,
            8 | 3 | 23 => StoreErrorKind::ReadOnly,
            11 | 26 => StoreErrorKind::Corrupt,
            13 => StoreErrorKind::Full,
            _ => StoreErrorKind::Other,
        },
        Err(_) => StoreErrorKind::Other,
    }
}

/// A column of a row; a type that does not fit means a damaged file.
fn get<'r, T: Decode<'r, Sqlite> + Type<Sqlite>>(row: &'r SqliteRow, column: &'static str) -> Result<T> {
    row.try_get(column).map_err(failed("reading a row"))
}

/// A text column that holds one of a few names.
fn get_name<T>(row: &SqliteRow, column: &'static str, from_name: impl Fn(&str) -> Option<T>) -> Result<T> {
    let name: &str = get(row, column)?;
    from_name(name).ok_or_else(|| {
        StoreError::new(StoreErrorKind::Corrupt, "reading a row", format!("unknown value in {column}"))
    })
}

/// `Option<usize>` rows, or all.
fn limit(rows: Option<u32>) -> i64 {
    rows.map_or(i64::MAX, i64::from)
}

/// `(a, b, c)` of a list of values.
fn push_list<'a, T>(query: &mut QueryBuilder<Sqlite>, values: &'a [T])
where
    &'a T: sqlx::Encode<'a, Sqlite> + Type<Sqlite> + Send,
{
    query.push("(");
    let mut list = query.separated(", ");
    for value in values {
        list.push_bind(value);
    }
    query.push(")");
}
