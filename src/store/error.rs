//! What can go wrong with the store, said so that a person on call knows what to do.

pub type Result<T> = std::result::Result<T, StoreError>;

/// The kinds a caller may decide upon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StoreErrorKind {
    /// Another process holds the database.
    Busy,
    /// No space left.
    Full,
    ReadOnly,
    /// The file is damaged, or no database.
    Corrupt,
    /// A newer version of Varsel has written this store.
    Newer,
    /// Sealed with another key, or the sealed bytes were changed.
    Key,
    /// The row was changed by someone else since it was read.
    Conflict,
    Other,
}

impl StoreErrorKind {
    fn mend(self) -> &'static str {
        match self {
            Self::Busy => {
                "it is tried again; if it stays, look for a second daemon or a backup that holds the database"
            }
            Self::Full => {
                "free or add space where the database lies; nothing is lost, work goes on by itself"
            }
            Self::ReadOnly => "let the daemon's user write to the database, its folder and its file system",
            Self::Corrupt => "stop the daemon, keep the file, and restore the last backup (varsel restore)",
            Self::Newer => {
                "start the version of Varsel that wrote it, or restore a backup from before the upgrade"
            }
            Self::Key => {
                "give the key file that belongs to this store (store.key_file); after `varsel key rotate` that is the one it wrote"
            }
            Self::Conflict => "read it again and decide again",
            Self::Other => "see the reason; the transaction was not committed",
        }
    }
}

/// What was tried, why it failed, what to do. Never holds content, secrets or addresses.
#[derive(Debug, thiserror::Error)]
#[error("{tried}: {why}; {}", .kind.mend())]
pub struct StoreError {
    kind: StoreErrorKind,
    tried: String,
    why: String,
}

impl StoreError {
    pub(super) fn new(kind: StoreErrorKind, tried: impl Into<String>, why: impl Into<String>) -> Self {
        Self { kind, tried: tried.into(), why: why.into() }
    }

    pub fn kind(&self) -> StoreErrorKind {
        self.kind
    }

    /// Whether the same may succeed later without anybody changing the configuration.
    pub fn is_temporary(&self) -> bool {
        matches!(self.kind, StoreErrorKind::Busy | StoreErrorKind::Full | StoreErrorKind::Conflict)
    }
}
