//! One working process a store: two that take in and send at once would take each other's hand-overs for interrupted.

use std::fs::{File, OpenOptions, TryLockError};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use super::Store;
use super::file::file_failed;
use crate::store::{Result, StoreError, StoreErrorKind};

/// Held while a process works on the store; dropping it, or the process' end however it comes, gives the store free.
#[derive(Debug)]
#[must_use = "the lock is given up when this is dropped"]
pub struct WorkLock {
    _file: File,
}

impl Store {
    /// Whether a process works on the store now. Makes no file: whoever asks may be another user than who works.
    ///
    /// # Errors
    /// As the file system says.
    pub fn is_worked_on(&self) -> Result<bool> {
        let path = beside(&self.shared.path);
        let file = match File::open(&path) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(false),
            file => file.map_err(|error| file_failed("opening", &path, &error))?,
        };
        match file.try_lock_shared() {
            Ok(()) => Ok(false),
            Err(TryLockError::WouldBlock) => Ok(true),
            Err(TryLockError::Error(error)) => Err(file_failed("locking", &path, &error)),
        }
    }

    /// Locks the store for work: a file beside the database (`varsel.db.lock`, 0600), which stays there. Does not wait.
    ///
    /// # Errors
    /// `Busy`: another process works on it. Else as the file system says.
    pub fn lock_for_work(&self) -> Result<WorkLock> {
        lock_beside(&self.shared.path)
    }
}

/// The same by the database's own path, behind all symbolic links.
pub(super) fn lock_beside(database: &Path) -> Result<WorkLock> {
    let path = beside(database);
    let file = OpenOptions::new().create(true).truncate(false).write(true).mode(0o600).open(&path);
    let file = file.map_err(|error| file_failed("opening", &path, &error))?;
    match file.try_lock() {
        Ok(()) => Ok(WorkLock { _file: file }),
        Err(TryLockError::WouldBlock) => {
            let why = "another varsel works on it";
            Err(StoreError::new(StoreErrorKind::Busy, "locking the store for work", why))
        }
        Err(TryLockError::Error(error)) => Err(file_failed("locking", &path, &error)),
    }
}

fn beside(database: &Path) -> PathBuf {
    let mut path = database.as_os_str().to_owned();
    path.push(".lock");
    PathBuf::from(path)
}
