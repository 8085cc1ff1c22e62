//! A Maildir as mailbox: `new/` and `cur/` both count as waiting (people read a shared mailbox, so a flag says nothing),
//! `tmp/` never does, and symbolic links are not followed.
//!
//! A name alone does not make a mail: people and scripts use names twice. So a key is `NAME~MTIME.SIZE`, the name before
//! its flags with the file's modification time in nanoseconds and its size, which all survive a rename. A file that is
//! written anew, or is still growing, is another mail. Moving away never replaces a file.
//!
//! When something fails: a file that somebody moved meanwhile is absent; one that cannot be read is passed over, comes
//! last from then on, and is an error as soon as nothing else could be read.

use std::collections::{HashMap, HashSet};
use std::ffi::OsString;
use std::fs::{self, File, Metadata, OpenOptions, Permissions};
use std::io::{self, ErrorKind, Read, Write};
use std::os::unix::ffi::OsStringExt;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use notify::event::{EventKind, ModifyKind, RenameMode};
use notify::{RecommendedWatcher, RecursiveMode, Watcher};
use tokio::sync::Notify;

use super::{
    MAX_HEADER_BYTES, MAX_MAIL_BYTES, MailKey, MailboxError, RawMail, header_block, sender, within_bounds,
};

mod processed;

/// More files than this are not listed in one round; the oldest come first.
const MAX_LISTED: usize = 100_000;

/// Longest file name, bytes (NAME_MAX of Linux' file systems).
const MAX_NAME: usize = 255;

/// So many mails of one name are kept beside each other.
const MAX_SAME_NAME: u32 = 10_000;

/// An open Maildir.
pub struct Maildir {
    name: String,
    path: PathBuf,
    processed: Option<PathBuf>,
    /// Larger files are read up to their header block only. Bytes.
    pub max_bytes: u64,
    /// Where each key's file lay at the last look.
    seen: HashMap<String, PathBuf>,
    /// Keys whose file could not be read lately.
    unreadable: HashSet<String>,
    arrival: Arc<Notify>,
    /// Kept only so that it goes on watching; absent where the kernel gives none, and then the limit of `wait` serves.
    _watcher: Option<RecommendedWatcher>,
}

impl Maildir {
    /// Opens the Maildir at `path`, which must have `new` and `cur`. `processed` is the Maildir that done mails move to;
    /// it is made if missing. Without one, done mails go to `cur/` as seen and stay listed: only the ledger knows them.
    pub fn open(path: impl Into<PathBuf>, processed: Option<PathBuf>) -> Result<Maildir, MailboxError> {
        let path = path.into();
        for folder in ["new", "cur"] {
            let folder = path.join(folder);
            fs::read_dir(&folder).map_err(|e| fault("opening", &folder, &e))?;
            // Done mails are moved away: that needs the right to write.
            rustix::fs::access(&folder, rustix::fs::Access::WRITE_OK)
                .map_err(|e| fault("opening", &folder, &e.into()))?;
        }
        if let Some(processed) = &processed {
            create(processed).map_err(|e| fault("making", processed, &e))?;
        }
        let arrival = Arc::new(Notify::new());
        let watcher = watch(&path.join("new"), arrival.clone()).ok();
        Ok(Maildir {
            name: format!("maildir:{}", path.display()),
            path,
            processed,
            max_bytes: MAX_MAIL_BYTES,
            seen: HashMap::new(),
            unreadable: HashSet::new(),
            arrival,
            _watcher: watcher,
        })
    }

    /// `maildir:<path>`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// See [`super::Mailbox::waiting`]. Sorted by the time that the file's name begins with, then by name.
    pub async fn waiting(&mut self) -> Result<Vec<MailKey>, MailboxError> {
        let path = self.path.clone();
        let files = blocking(move || list(&path)).await?;
        self.unreadable.retain(|uid| files.iter().any(|(listed, _)| listed == uid));
        let mut uids: Vec<String> = files.iter().map(|(uid, _)| uid.clone()).collect();
        uids.sort_by_cached_key(|uid| (self.unreadable.contains(uid), named_time(uid), uid.clone()));
        uids.truncate(MAX_LISTED);
        self.seen = files.into_iter().collect();
        Ok(uids.into_iter().map(|uid| MailKey { uid_validity: 0, uid }).collect())
    }

    /// See [`super::Mailbox::senders`]: the first bytes of each file.
    pub async fn senders(&mut self, keys: &[MailKey]) -> HashMap<MailKey, String> {
        let place = |key: &MailKey| Some((key.clone(), self.seen.get(&key.uid)?.clone()));
        let files: Vec<(MailKey, PathBuf)> = keys.iter().filter_map(place).collect();
        let found = blocking(move || {
            let glance = |(key, path): (MailKey, PathBuf)| Some((key, sender::sender(&start(&path).ok()?)?));
            Ok(files.into_iter().filter_map(glance).collect())
        });
        // Without a hint the order is that of arrival.
        found.await.unwrap_or_default()
    }

    /// See [`super::Mailbox::take`].
    pub async fn take(&mut self, keys: &[MailKey]) -> Result<Vec<RawMail>, MailboxError> {
        let files = self.locate(keys).await?;
        let max_bytes = self.max_bytes;
        let read = blocking(move || {
            let files = within_bounds(files, |(_, path)| {
                path.symlink_metadata().map_or(0, |meta| match meta.len() {
                    size if size > max_bytes => MAX_HEADER_BYTES as u64,
                    size => size,
                })
            });
            Ok(files
                .into_iter()
                .map(|(key, path)| (read(&path, key.clone(), max_bytes), key, path))
                .collect::<Vec<_>>())
        })
        .await?;
        let (mut mails, mut first_fault) = (Vec::new(), None);
        for (outcome, key, path) in read {
            match outcome {
                Ok(mail) => {
                    self.unreadable.remove(&key.uid);
                    mails.push(mail);
                }
                Err(e) if is_gone(&e) => {}
                Err(e) => {
                    self.unreadable.insert(key.uid);
                    first_fault.get_or_insert_with(|| fault("reading", &path, &e));
                }
            }
        }
        match first_fault {
            Some(fault) if mails.is_empty() => Err(fault),
            _ => Ok(mails),
        }
    }

    /// See [`super::Mailbox::done`]: a rename to `cur/UNIQUE:2,S` of the processed Maildir.
    pub async fn done(&mut self, keys: &[MailKey]) -> Result<(), MailboxError> {
        let files = self.locate(keys).await?;
        let target = self.processed.clone().unwrap_or_else(|| self.path.clone());
        blocking(move || {
            // The folder may have been cleaned away since the start.
            create(&target).map_err(|e| fault("making", &target, &e))?;
            // One that cannot be moved holds up no other.
            let mut first_fault = None;
            for (key, path) in files {
                match finish(&path, &key, &target) {
                    Err(e) if !is_gone(&e) => {
                        first_fault.get_or_insert_with(|| fault("moving away", &path, &e));
                    }
                    _ => {}
                }
            }
            first_fault.map_or(Ok(()), Err)
        })
        .await
    }

    /// See [`super::Mailbox::wait`].
    pub async fn wait(&mut self, limit: Duration) {
        // A time-out is one of the two expected ends.
        let _ = tokio::time::timeout(limit, self.arrival.notified()).await;
    }

    /// See [`super::Mailbox::check`].
    pub async fn check(&mut self) -> Result<String, MailboxError> {
        let waiting = self.waiting().await?.len();
        let wake = if self._watcher.is_some() { "wakes on arrival" } else { "polled only" };
        Ok(format!("{}: {waiting} mails, {wake}", self.name))
    }

    /// The files of these keys, from the last look or, where one has moved since, from a new one.
    async fn locate(&mut self, keys: &[MailKey]) -> Result<Vec<(MailKey, PathBuf)>, MailboxError> {
        let stale = |seen: &HashMap<String, PathBuf>, key: &MailKey| {
            seen.get(&key.uid).is_none_or(|path| !is_still(path, key))
        };
        let ours = || keys.iter().filter(|key| key.uid_validity == 0);
        if ours().any(|key| stale(&self.seen, key)) {
            let path = self.path.clone();
            self.seen = blocking(move || list(&path)).await?.into_iter().collect();
        }
        Ok(ours().filter_map(|key| Some((key.clone(), self.seen.get(&key.uid)?.clone()))).collect())
    }
}

/// Makes the three folders of a Maildir where they are missing: mode 0700, whatever the umask. One that others write to is
/// made by whoever lets them in (`varsel init`).
pub fn create(path: &Path) -> io::Result<()> {
    for folder in ["tmp", "new", "cur"] {
        fs::DirBuilder::new().recursive(true).mode(0o700).create(path.join(folder))?;
    }
    Ok(())
}

/// Writes a mail into a Maildir so that it survives a power cut: file and folder are synced before this returns. The
/// caller says what time it is and gives a name part that nobody else uses (a UUID, say).
pub fn deliver(maildir: &Path, bytes: &[u8], now: DateTime<Utc>, unique: &str) -> io::Result<PathBuf> {
    let name = format!("{}.{unique}.varsel", now.timestamp());
    let (tmp, new) = (maildir.join("tmp").join(&name), maildir.join("new").join(&name));
    let written = (|| {
        let mut file = OpenOptions::new().write(true).create_new(true).mode(0o660).open(&tmp)?;
        // A mail server's pipe has a umask that would shut the daemon out; who may look is the folder's to say.
        file.set_permissions(Permissions::from_mode(0o660))?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&tmp, &new)?;
        File::open(maildir.join("new"))?.sync_all()
    })();
    if let Err(e) = written {
        // Best effort: what stays behind in tmp/ is never taken for a mail.
        let _ = fs::remove_file(&tmp);
        return Err(e);
    }
    Ok(new)
}

/// Key and path of each regular file in `new/` and `cur/`; under one key only the first.
fn list(maildir: &Path) -> Result<Vec<(String, PathBuf)>, MailboxError> {
    let (mut files, mut keys) = (Vec::new(), HashSet::new());
    for folder in ["new", "cur"].map(|name| maildir.join(name)) {
        let entries = fs::read_dir(&folder).map_err(|e| fault("listing", &folder, &e))?;
        for entry in entries {
            let entry = entry.map_err(|e| fault("listing", &folder, &e))?;
            let name = entry.file_name();
            let name = name.as_encoded_bytes();
            // The entry's own type: a symbolic link is not a file here. One that is gone by now is none.
            let Some(meta) = entry.metadata().ok().filter(Metadata::is_file) else { continue };
            let uid = uid(name, &meta);
            if !name.starts_with(b".") && keys.insert(uid.clone()) {
                files.push((uid, entry.path()));
            }
        }
    }
    Ok(files)
}

/// What makes a file this mail and no other: see the head of this file.
fn uid(name: &[u8], meta: &Metadata) -> String {
    let nanos = i128::from(meta.mtime()) * 1_000_000_000 + i128::from(meta.mtime_nsec());
    format!("{}~{nanos}.{}", unique_part(name), meta.size())
}

/// Whether the file at this path is still the one that the key was made of.
fn is_still(path: &Path, key: &MailKey) -> bool {
    let name = path.file_name().map(|name| name.as_encoded_bytes()).unwrap_or_default();
    path.symlink_metadata().is_ok_and(|meta| meta.is_file() && uid(name, &meta) == key.uid)
}

/// The part of a file name before its flags. Bytes that are no printable ASCII are written `%XX`, and `%` itself too, so
/// that two names never become one key.
fn unique_part(name: &[u8]) -> String {
    let end = name.windows(3).position(|w| w == b":2,").unwrap_or(name.len());
    name.iter().take(end).fold(String::new(), |mut text, &byte| {
        match byte {
            b'%' | 0..=0x20 | 0x7f.. => text.push_str(&format!("%{byte:02X}")),
            _ => text.push(char::from(byte)),
        }
        text
    })
}

/// Seconds since 1970 that a Maildir name begins with; names without come last.
fn named_time(uid: &str) -> u64 {
    let digits = uid.find(|c: char| !c.is_ascii_digit()).map_or(uid, |end| uid.get(..end).unwrap_or(""));
    digits.parse().unwrap_or(u64::MAX)
}

/// The first bytes of a file.
fn start(path: &Path) -> io::Result<Vec<u8>> {
    let no_follow = rustix::fs::OFlags::NOFOLLOW.bits() as i32;
    let file = OpenOptions::new().read(true).custom_flags(no_follow).open(path)?;
    let mut bytes = Vec::new();
    file.take(sender::LOOKED_AT as u64).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn read(path: &Path, key: MailKey, max_bytes: u64) -> io::Result<RawMail> {
    let no_follow = rustix::fs::OFlags::NOFOLLOW.bits() as i32;
    let file = OpenOptions::new().read(true).custom_flags(no_follow).open(path)?;
    let meta = file.metadata()?;
    let stored_at = meta.modified().ok().map(DateTime::<Utc>::from);
    let mut bytes = Vec::new();
    let oversize_bytes = (meta.len() > max_bytes).then_some(meta.len());
    // Bounded even where the file grows while it is read.
    let limit = if oversize_bytes.is_some() { MAX_HEADER_BYTES as u64 } else { max_bytes };
    (&file).take(limit).read_to_end(&mut bytes)?;
    // Looked at after the reading: replaced or grown meanwhile, it is another mail, and the next look brings that one.
    let name = path.file_name().map(|name| name.as_encoded_bytes()).unwrap_or_default();
    if uid(name, &file.metadata()?) != key.uid {
        return Err(ErrorKind::NotFound.into());
    }
    if oversize_bytes.is_some() {
        bytes = header_block(bytes);
    }
    Ok(RawMail { key, bytes, stored_at, oversize_bytes })
}

/// Renames a file to `cur/UNIQUE:2,FLAGS` of the target, keeping its flags and adding S (seen). A name that is taken gets
/// a number, one that grows too long is cut.
fn finish(path: &Path, key: &MailKey, target: &Path) -> io::Result<()> {
    let name = path.file_name().map(|name| name.as_encoded_bytes()).unwrap_or_default();
    let at = name.windows(3).position(|w| w == b":2,");
    let unique = name.get(..at.unwrap_or(name.len())).unwrap_or(name);
    let mut flags = at.and_then(|at| name.get(at + 3..)).unwrap_or_default().to_vec();
    flags.push(b'S');
    flags.sort_unstable();
    flags.dedup();
    // Somebody may have written a new mail under the name of the one that is done.
    if !is_still(path, key) {
        return Err(ErrorKind::NotFound.into());
    }
    for number in 0..MAX_SAME_NAME {
        let number = if number == 0 { String::new() } else { format!(".{number}") };
        let target = target.join("cur").join(done_name(unique, &number, &flags));
        if target == path {
            return Ok(());
        }
        match rename_to_free(path, &target) {
            Err(e) if e.kind() == ErrorKind::AlreadyExists => {}
            ended => return ended,
        }
    }
    Err(ErrorKind::AlreadyExists.into())
}

fn done_name(unique: &[u8], number: &str, flags: &[u8]) -> OsString {
    let flags = flags.get(..flags.len().min(MAX_NAME / 4)).unwrap_or_default();
    let room = MAX_NAME - b":2,".len() - flags.len() - number.len();
    let unique = unique.get(..unique.len().min(room)).unwrap_or(unique);
    OsString::from_vec([unique, number.as_bytes(), b":2,", flags].concat())
}

/// A rename that fails where the new name is taken.
fn rename_to_free(from: &Path, to: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    use rustix::io::Errno;
    match renameat_with(CWD, from, CWD, to, RenameFlags::NOREPLACE) {
        // A network file system may know no such rename; a link does not replace either.
        Err(Errno::INVAL | Errno::NOSYS) => {
            fs::hard_link(from, to)?;
            fs::remove_file(from)
        }
        ended => ended.map_err(io::Error::from),
    }
}

/// Moved away by somebody else, or replaced by a symbolic link (which we do not follow).
fn is_gone(e: &io::Error) -> bool {
    e.kind() == ErrorKind::NotFound || e.raw_os_error() == Some(rustix::io::Errno::LOOP.raw_os_error())
}

fn watch(folder: &Path, arrival: Arc<Notify>) -> notify::Result<RecommendedWatcher> {
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
        // Reading and moving away make events too: waking up for those would never end.
        let ours = |kind: &EventKind| {
            matches!(kind, EventKind::Access(_) | EventKind::Remove(_))
                || matches!(
                    kind,
                    EventKind::Modify(ModifyKind::Name(RenameMode::From) | ModifyKind::Metadata(_))
                )
        };
        if !event.is_ok_and(|event| ours(&event.kind)) {
            arrival.notify_one();
        }
    })?;
    watcher.watch(folder, RecursiveMode::NonRecursive)?;
    Ok(watcher)
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, MailboxError> + Send + 'static,
) -> Result<T, MailboxError> {
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|_| {
        Err(MailboxError::Temporary {
            what: "reading the Maildir".into(),
            why: "its thread ended early".into(),
        })
    })
}

/// The file's name is not told: it may hold more than a number. The folder is.
fn fault(doing: &str, path: &Path, e: &io::Error) -> MailboxError {
    let folder = if path.is_dir() || e.kind() == ErrorKind::NotFound { Some(path) } else { path.parent() };
    let what = format!("{doing} {}", folder.unwrap_or(path).display());
    let mend = match e.kind() {
        ErrorKind::NotFound => "make the Maildir (folders tmp, new and cur) or correct `path` in [[mailbox]]",
        ErrorKind::PermissionDenied => "let the user that Varsel runs as read and write there",
        ErrorKind::CrossesDevices => "put the processed Maildir on the same file system",
        ErrorKind::NotADirectory => "correct `path` in [[mailbox]]: it must be a folder",
        _ => return MailboxError::Temporary { what, why: e.kind().to_string() },
    };
    MailboxError::Permanent { what, why: e.kind().to_string(), mend: mend.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_is_the_name_before_the_flags_and_two_names_never_share_one() {
        assert_eq!(unique_part(b"1700000000.M1P2.host:2,RS"), "1700000000.M1P2.host");
        assert_eq!(unique_part(b"1700000000.M1P2.host"), "1700000000.M1P2.host");
        assert_eq!(unique_part(b"a\xe5b"), "a%E5b");
        assert_eq!(unique_part(b"a%E5b"), "a%25E5b");
    }

    #[test]
    fn a_name_that_gets_too_long_is_cut_and_its_number_and_flags_stay() {
        let long = [b'a'; 255];
        let name = done_name(&long, ".12", b"RS");
        assert_eq!(name.len(), MAX_NAME);
        assert!(name.as_encoded_bytes().ends_with(b"aa.12:2,RS"));
        assert_eq!(done_name(b"1.a", "", b"S"), "1.a:2,S");
        assert!(done_name(b"1.a", "", &long).len() <= MAX_NAME);
    }

    #[test]
    fn names_are_ordered_by_their_time_and_those_without_come_last() {
        assert!(named_time("999.x") < named_time("1000.a"));
        assert_eq!(named_time("no-time"), u64::MAX);
        assert_eq!(named_time(""), u64::MAX);
    }
}
