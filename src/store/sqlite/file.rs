//! The database's files: nobody but their owner may look at them, whatever the umask.

use std::fs::{File, OpenOptions, Permissions};
use std::io::ErrorKind;
use std::os::unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use crate::store::{Result, StoreError, StoreErrorKind};

const PRIVATE: u32 = 0o600;
const OF_OTHERS: u32 = 0o077;
/// What SQLite keeps beside the database. It makes them with the database's own permissions.
const BESIDE: [&str; 3] = ["", "-wal", "-shm"];

/// Takes from everybody else the right to look at a database that is there. One that belongs to another user, who may
/// open it again at any time, is refused; root may look at all.
pub(super) fn shut(path: &Path) -> Result<()> {
    let us = rustix::process::geteuid().as_raw();
    for end in BESIDE {
        let mut name = path.as_os_str().to_owned();
        name.push(end);
        let path = PathBuf::from(name);
        let Ok(meta) = path.metadata() else { continue };
        if is_foreign(meta.uid(), us) {
            let tried = format!("opening {}", path.display());
            let why =
                format!("it belongs to the user with number {}, who could read and change it", meta.uid());
            return Err(StoreError::new(StoreErrorKind::ReadOnly, tried, why));
        }
        if meta.permissions().mode() & OF_OTHERS != 0 {
            let shut = std::fs::set_permissions(&path, Permissions::from_mode(PRIVATE));
            shut.map_err(|error| file_failed("shutting others out of", &path, &error))?;
        }
    }
    Ok(())
}

fn is_foreign(owner: u32, us: u32) -> bool {
    owner != us && owner != 0 && us != 0
}

/// Held while the schema is made: SQLite's migrations take no lock between processes. Locks the folder, leaves no file.
pub(super) async fn lock_folder(path: &Path) -> Result<File> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
        _ => PathBuf::from("."),
    };
    let lock = move || File::open(&folder).and_then(|file| file.lock().map(|()| file));
    let locked = tokio::task::spawn_blocking(lock).await.map_err(std::io::Error::other).flatten();
    locked.map_err(|error| file_failed("locking the folder of", path, &error))
}

/// Never opens a file that is there: closing it would drop the locks that SQLite holds on it in this process.
pub(super) fn create_private(path: &Path) -> Result<()> {
    let made = OpenOptions::new().create_new(true).write(true).mode(0o600).open(path);
    made.map(drop).map_err(|error| file_failed("creating", path, &error))
}

pub(super) fn file_failed(tried: &str, path: &Path, error: &std::io::Error) -> StoreError {
    let kind = match error.kind() {
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => StoreErrorKind::ReadOnly,
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => StoreErrorKind::Full,
        _ => StoreErrorKind::Other,
    };
    StoreError::new(kind, format!("{tried} {}", path.display()), error.to_string())
}

#[cfg(test)]
mod tests {
    use super::is_foreign;

    #[test]
    fn a_database_is_ours_or_roots() {
        for (owner, us, foreign) in
            [(1000, 1000, false), (0, 1000, false), (1000, 0, false), (1001, 1000, true)]
        {
            assert_eq!(is_foreign(owner, us), foreign, "{owner} {us}");
        }
    }
}
