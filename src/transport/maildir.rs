//! A Maildir as a way out, and the writing of Maildirs as such: the file is written in `tmp`, synced, renamed into
//! `new`, and the directory synced, so that a reader sees whole mails only and a crash loses none.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use sha2::{Digest, Sha256};
use tokio::time::timeout;

use super::{Outcome, Parcel};

/// How long one call may wait for the disk.
const DISK_LIMIT: Duration = Duration::from_secs(120);
/// So many files are open at once.
const OPEN_FILES: usize = 128;

/// Syncs under way at a time.
const SYNCS_AT_ONCE: usize = 8;
/// Longest part of a file name that holds an address, in bytes; a name has at most 255.
const ADDRESS_PART: usize = 90;

/// Mails are written here. The bytes are the very same that SMTP would send; the envelope is in the file's name only.
pub struct Maildir {
    path: PathBuf,
}

impl Maildir {
    pub fn new(path: PathBuf) -> Self {
        Maildir { path }
    }

    /// The same Message-ID to the same recipient is the same file: a retry replaces it.
    pub async fn send(&self, parcel: &Parcel) -> Outcome {
        let outcomes = self.send_all(vec![parcel.clone()]).await;
        outcomes.into_iter().next().map_or_else(|| lost("nothing was written"), |(_, outcome)| outcome)
    }

    /// Writes all, then syncs: one directory sync for the lot.
    pub async fn send_all(&self, parcels: Vec<Parcel>) -> Vec<(i64, Outcome)> {
        let ids: Vec<i64> = parcels.iter().map(|parcel| parcel.outbox_id).collect();
        let path = self.path.clone();
        let work = tokio::task::spawn_blocking(move || {
            let mails: Vec<_> = parcels.iter().map(|parcel| (file_name(parcel), &parcel.bytes[..])).collect();
            deliver_all(&path, &mails)
        });
        let outcomes: Vec<Outcome> = match timeout(DISK_LIMIT, work).await {
            Ok(Ok(results)) => results.into_iter().map(outcome).collect(),
            Ok(Err(_)) => ids.iter().map(|_| lost("the writer stopped")).collect(),
            Err(_) => ids.iter().map(|_| lost("the disk did not answer in time")).collect(),
        };
        ids.into_iter().zip(outcomes).collect()
    }

    /// Creates the directories where they are missing and writes a file that is taken away again.
    pub async fn check(&self) -> Result<String, String> {
        let path = self.path.clone();
        let work = tokio::task::spawn_blocking(move || {
            create(&path)?;
            let probe = path.join("tmp").join(format!("check.{}", std::process::id()));
            write_new(&probe, b"")?;
            fs::remove_file(&probe)
        });
        match timeout(DISK_LIMIT, work).await {
            Ok(Ok(Ok(()))) => Ok(format!("Maildir {}: writable", self.path.display())),
            Ok(Ok(Err(error))) => Err(format!("Maildir {}: {error}", self.path.display())),
            _ => Err(format!("Maildir {}: the disk did not answer in time", self.path.display())),
        }
    }
}

fn outcome(result: io::Result<PathBuf>) -> Outcome {
    match result {
        Ok(path) => Outcome::Accepted {
            detail: path.file_name().unwrap_or_default().to_string_lossy().chars().take(16).collect(),
        },
        // A full disk or a wrong owner can be mended; the mail itself is never at fault.
        Err(error) => Outcome::Temporary { detail: format!("the Maildir could not be written: {error}") },
    }
}

fn lost(why: &str) -> Outcome {
    Outcome::Uncertain { detail: why.to_owned() }
}

/// Creates `dir` with `cur`, `new` and `tmp`, each 0700 where it is missing.
pub fn create(dir: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true).mode(0o700);
    ["tmp", "new", "cur"].iter().try_for_each(|part| builder.create(dir.join(part)))
}

/// Writes one mail as `new/NAME`; an older file of that name is replaced. Blocks.
/// `name` must be a single path component without a colon.
pub fn deliver(dir: &Path, name: &str, bytes: &[u8]) -> io::Result<PathBuf> {
    deliver_all(dir, &[(name.to_owned(), bytes)]).pop().unwrap_or_else(|| Err(io::ErrorKind::Other.into()))
}

/// Writes many mails with one directory sync; one result each, in order. Blocks.
pub fn deliver_all(dir: &Path, mails: &[(String, &[u8])]) -> Vec<io::Result<PathBuf>> {
    if let Err(error) = create(dir) {
        return mails.iter().map(|_| Err(again(&error))).collect();
    }
    let mut results: Vec<io::Result<PathBuf>> = Vec::with_capacity(mails.len());
    for chunk in mails.chunks(OPEN_FILES) {
        let written =
            chunk.iter().map(|(name, bytes)| (name.as_str(), write_tmp(dir, name, bytes))).collect();
        results.extend(settle_all(dir, written));
    }
    match File::open(dir.join("new")).and_then(|new| new.sync_all()) {
        Ok(()) => results,
        Err(error) => results.iter().map(|_| Err(again(&error))).collect(),
    }
}

/// Syncs and renames; many at a time, so that the disk can take them in one journal commit.
fn settle_all(dir: &Path, mut written: Vec<(&str, io::Result<Unsettled>)>) -> Vec<io::Result<PathBuf>> {
    let settle = |(name, file): (&str, io::Result<Unsettled>)| file.and_then(|file| file.settle(dir, name));
    let share = written.len().div_ceil(SYNCS_AT_ONCE).max(1);
    if share == 1 && written.len() < SYNCS_AT_ONCE {
        return written.into_iter().map(settle).collect();
    }
    std::thread::scope(|scope| {
        let mut threads = Vec::new();
        while !written.is_empty() {
            let rest = written.split_off(share.min(written.len()));
            let part = std::mem::replace(&mut written, rest);
            let count = part.len();
            threads.push((count, scope.spawn(move || part.into_iter().map(settle).collect::<Vec<_>>())));
        }
        let lost = || Err(io::Error::other("the writing thread ended"));
        let join = |(count, thread): (usize, std::thread::ScopedJoinHandle<'_, Vec<_>>)| {
            thread.join().unwrap_or_else(|_| (0..count).map(|_| lost()).collect())
        };
        threads.into_iter().flat_map(join).collect()
    })
}

/// A mail in `tmp`, not yet synced; the file is removed where it does not get further.
struct Unsettled {
    file: File,
    path: PathBuf,
}

impl Unsettled {
    fn settle(self, dir: &Path, name: &str) -> io::Result<PathBuf> {
        let target = dir.join("new").join(name);
        let result = self.file.sync_all().and_then(|()| fs::rename(&self.path, &target));
        if result.is_err() {
            let _ = fs::remove_file(&self.path);
        }
        result.map(|()| target)
    }
}

fn write_tmp(dir: &Path, name: &str, bytes: &[u8]) -> io::Result<Unsettled> {
    static COUNTER: AtomicU64 = AtomicU64::new(0);
    if name.is_empty() || name.starts_with('.') || name.contains(['/', ':', '\0']) {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "not a name for a mail file"));
    }
    let unique = COUNTER.fetch_add(1, Ordering::Relaxed);
    let stem: String = name.chars().take(40).collect();
    let path = dir.join("tmp").join(format!("{stem}.{}.{unique}", std::process::id()));
    match write_new(&path, bytes) {
        Ok(file) => Ok(Unsettled { file, path }),
        Err(error) => {
            let _ = fs::remove_file(&path);
            Err(error)
        }
    }
}

/// 0640: in a group-writable intake Maildir the daemon reads what an MTA's user wrote; elsewhere the directories'
/// 0700 keep everyone else out.
fn write_new(path: &Path, bytes: &[u8]) -> io::Result<File> {
    let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o640).open(path)?;
    file.write_all(bytes)?;
    Ok(file)
}

/// `io::Error` cannot be cloned.
fn again(error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), error.to_string())
}

/// `HASH,to=ola@example.no,from=avvik@example.no`: the hash of the Message-ID, then the envelope. An empty `from=` is
/// the null sender.
pub fn file_name(parcel: &Parcel) -> String {
    let digest = Sha256::digest(parcel.message_id.as_bytes());
    let hash: String = digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    let from = parcel.envelope_from.as_deref().unwrap_or_default();
    format!("{hash},to={},from={}", plain(&parcel.recipient), plain(from))
}

/// Letters, digits and `@.+-_` as they are, everything else as `%XX` of its bytes; cut at [`ADDRESS_PART`].
fn plain(address: &str) -> String {
    let mut text = String::new();
    for byte in address.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'@' | b'.' | b'+' | b'-' | b'_' => {
                text.push(byte.into())
            }
            _ => text.push_str(&format!("%{byte:02X}")),
        }
    }
    text.truncate(ADDRESS_PART);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parcel(message_id: &str, bytes: &[u8]) -> Parcel {
        Parcel {
            outbox_id: 7,
            envelope_from: None,
            recipient: "ola/../nordmann@example.no".to_owned(),
            message_id: message_id.to_owned(),
            bytes: bytes.to_vec(),
        }
    }

    fn files(dir: &Path, part: &str) -> Vec<PathBuf> {
        fs::read_dir(dir.join(part)).unwrap().map(|entry| entry.unwrap().path()).collect()
    }

    #[tokio::test]
    async fn the_same_message_id_twice_is_one_file_with_the_very_same_bytes() {
        let dir = tempfile::tempdir().unwrap();
        let maildir = Maildir::new(dir.path().join("sent"));
        for _ in 0..2 {
            let outcome = maildir.send(&parcel("a@varsel", b"Subject: x\r\n\r\n.\r\n")).await;
            assert!(matches!(outcome, Outcome::Accepted { .. }), "{outcome:?}");
        }
        let new = files(&dir.path().join("sent"), "new");
        assert_eq!(new.len(), 1);
        assert_eq!(fs::read(&new[0]).unwrap(), b"Subject: x\r\n\r\n.\r\n");
        assert!(files(&dir.path().join("sent"), "tmp").is_empty());
        let mode = std::os::unix::fs::PermissionsExt::mode(
            &fs::metadata(dir.path().join("sent/new")).unwrap().permissions(),
        );
        assert_eq!(mode & 0o777, 0o700);
    }

    #[tokio::test]
    async fn many_mails_come_back_each_with_its_own_outcome() {
        let dir = tempfile::tempdir().unwrap();
        let parcels: Vec<Parcel> = (0..300)
            .map(|number| Parcel { outbox_id: number, ..parcel(&format!("{number}@varsel"), b"x") })
            .collect();
        let outcomes = Maildir::new(dir.path().to_owned()).send_all(parcels).await;
        assert!((0..300).eq(outcomes.iter().map(|(id, _)| *id)));
        assert!(outcomes.iter().all(|(_, outcome)| matches!(outcome, Outcome::Accepted { .. })));
        assert_eq!(files(dir.path(), "new").len(), 300);
    }

    #[tokio::test]
    async fn a_maildir_that_cannot_be_written_is_tried_again_later() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("sent"), b"a file").unwrap();
        let maildir = Maildir::new(dir.path().join("sent"));
        assert!(matches!(maildir.send(&parcel("a@varsel", b"x")).await, Outcome::Temporary { .. }));
        assert!(maildir.check().await.is_err());
    }

    #[test]
    fn the_envelope_is_in_the_name_and_cannot_leave_the_directory() {
        let name = file_name(&parcel("a@varsel", b""));
        assert!(name.ends_with(",to=ola%2F..%2Fnordmann@example.no,from="), "{name}");
        let long =
            Parcel {
                recipient: "ø/".repeat(400), envelope_from: Some("æ".repeat(400)), ..parcel("a", b"")
            };
        assert!(file_name(&long).len() < 256);
    }

    #[test]
    fn a_name_that_is_a_path_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        for name in ["", "../x", "a/b", ".hidden", "a:2,S"] {
            assert!(deliver(dir.path(), name, b"x").is_err(), "{name}");
        }
    }
}
