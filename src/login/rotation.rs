//! A refresh token that the server replaces (RFC 6749 section 6): the new one is on disk before it is used, and whatever
//! is interrupted leaves the old or the new one whole.
//!
//! It goes where the old one stood. Where that folder cannot be written (systemd's credentials) it goes into a state file,
//! with the fingerprint of the file it replaces: when somebody writes another token there, that one counts again.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt, fchown};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};

use super::ReadSecret;

pub struct Rotation {
    given: PathBuf,
    state: PathBuf,
    held: Mutex<Held>,
}

#[derive(Default)]
struct Held {
    /// The fingerprint of what the file held when its token, or the one kept for it, was last given out.
    used: Option<String>,
    /// The newest, while it is stored nowhere, and the fingerprint of the file it replaces.
    unstored: Option<(String, SecretString)>,
}

impl Rotation {
    pub fn new(given: PathBuf, state: PathBuf) -> Rotation {
        Rotation { given, state, held: Mutex::default() }
    }

    /// The token to use now.
    pub fn current(&self, read: ReadSecret) -> Result<SecretString, String> {
        let given = read(&self.given)?;
        let mark = fingerprint(&given);
        let mut held = self.held();
        held.used = Some(mark.clone());
        if let Some((_, token)) = held.unstored.as_ref().filter(|(of, _)| *of == mark) {
            return Ok(token.clone());
        }
        drop(held);
        if !self.state.exists() {
            return Ok(given);
        }
        let kept = read(&self.state)?;
        match kept.expose_secret().split_once('\n') {
            Some((of, token)) if of == mark && !token.is_empty() => Ok(SecretString::from(token)),
            _ => Ok(given),
        }
    }

    /// Keeps a token in place of the one that was used. Where somebody has written another one meanwhile, that one counts.
    pub fn store(&self, token: &SecretString, read: ReadSecret) -> Result<(), String> {
        let used = self.held().used.clone();
        // Before anything that can fail: the server may know no other any more.
        self.held().unstored = used.clone().map(|of| (of, token.clone()));
        let given = read(&self.given)?;
        let mark = fingerprint(&given);
        let is_another = used.is_some_and(|of| of != mark);
        if is_another || given.expose_secret() == token.expose_secret() {
            self.held().unstored = None;
            return Ok(());
        }
        self.held().unstored = Some((mark.clone(), token.clone()));
        let line = SecretString::from(format!("{}\n", token.expose_secret()));
        let stored = match replace(&self.given, &line) {
            Ok(()) => {
                // An older one of ours there would mean nothing any more; its fingerprint fits no file.
                let _gone_or_harmless = fs::remove_file(&self.state);
                Ok(())
            }
            Err(first) => {
                let both = SecretString::from(format!("{mark}\n{}\n", token.expose_secret()));
                replace(&self.state, &both).map_err(|error| {
                    format!("{}: {first}; {}: {error}", self.given.display(), self.state.display())
                })
            }
        };
        if stored.is_ok() {
            self.held().unstored = None;
        }
        stored
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Written beside it, synced, renamed over it, the folder synced: a reader sees the old or the new content whole. Owner and
/// mode stay as they were: whoever could read it can still, also where somebody else did the renewal.
fn replace(path: &Path, content: &SecretString) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let name = path.file_name().ok_or(io::ErrorKind::InvalidInput)?.to_string_lossy();
    let aside = folder.join(format!(".{name}.new"));
    // What a crash left there is nobody's any more; it must not lend its mode to the new one.
    match fs::remove_file(&aside) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let before = match fs::metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        found => Some(found?),
    };
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&aside)?;
    let written = before
        .map_or(Ok(()), |before| given_to(&file, &before))
        .and_then(|()| file.write_all(content.expose_secret().as_bytes()))
        .and_then(|()| file.sync_all())
        .and_then(|()| fs::rename(&aside, path));
    if written.is_err() {
        let _ = fs::remove_file(&aside);
    }
    written.and_then(|()| File::open(folder)?.sync_all())
}

fn given_to(file: &File, before: &fs::Metadata) -> io::Result<()> {
    let now = file.metadata()?;
    if (now.uid(), now.gid()) != (before.uid(), before.gid()) {
        fchown(file, Some(before.uid()), Some(before.gid()))?;
    }
    // After the owner, whose change takes bits away.
    file.set_permissions(before.permissions())
}

fn fingerprint(token: &SecretString) -> String {
    Sha256::digest(token.expose_secret().as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn read(path: &Path) -> Result<SecretString, String> {
        let text = fs::read_to_string(path).map_err(|error| error.to_string())?;
        Ok(SecretString::from(text.trim_end().to_owned()))
    }

    fn current(rotation: &Rotation) -> String {
        rotation.current(read).unwrap().expose_secret().to_owned()
    }

    fn place(name: &str) -> (tempfile::TempDir, PathBuf, Rotation) {
        let dir = tempfile::tempdir().unwrap();
        let given = dir.path().join(name).join("refresh");
        fs::create_dir(dir.path().join(name)).unwrap();
        fs::write(&given, "first\n").unwrap();
        fs::set_permissions(&given, fs::Permissions::from_mode(0o600)).unwrap();
        let rotation = Rotation::new(given.clone(), dir.path().join("kept"));
        (dir, given, rotation)
    }

    #[test]
    fn a_new_token_stands_where_the_old_one_stood_for_the_owner_alone() {
        let (dir, given, rotation) = place("etc");
        rotation.store(&"second".to_owned().into(), read).unwrap();
        assert_eq!(
            (current(&rotation).as_str(), fs::read_to_string(&given).unwrap().as_str()),
            ("second", "second\n")
        );
        assert_eq!(fs::metadata(&given).unwrap().permissions().mode() & 0o777, 0o600);
        assert!(
            !dir.path().join("kept").exists() && fs::read_dir(dir.path().join("etc")).unwrap().count() == 1
        );
    }

    #[test]
    fn owner_and_mode_stay_whoever_renews() {
        let (_dir, given, rotation) = place("etc");
        fs::set_permissions(&given, fs::Permissions::from_mode(0o440)).unwrap();
        if rustix::process::geteuid().is_root() {
            std::os::unix::fs::chown(&given, Some(12_345), Some(12_346)).unwrap();
        }
        let of = || fs::metadata(&given).map(|meta| (meta.mode(), meta.uid(), meta.gid())).unwrap();
        let before = of();
        rotation.store(&"second".to_owned().into(), read).unwrap();
        assert_eq!((of(), current(&rotation).as_str()), (before, "second"));
    }

    #[test]
    fn a_token_that_somebody_wrote_during_the_renewal_is_not_replaced() {
        let (_dir, given, rotation) = place("etc");
        assert_eq!(current(&rotation), "first");
        fs::write(&given, "by hand\n").unwrap();
        rotation.store(&"second".to_owned().into(), read).unwrap();
        assert_eq!(
            (current(&rotation).as_str(), fs::read_to_string(&given).unwrap().as_str()),
            ("by hand", "by hand\n")
        );
    }

    #[test]
    fn a_file_that_cannot_be_read_for_a_moment_loses_no_token() {
        let (_dir, given, rotation) = place("etc");
        assert_eq!(current(&rotation), "first");
        fs::remove_file(&given).unwrap();
        rotation.store(&"second".to_owned().into(), read).unwrap_err();
        fs::write(&given, "first\n").unwrap();
        assert_eq!(current(&rotation), "second");
    }

    #[test]
    fn what_a_crash_left_before_the_renaming_changes_nothing() {
        let (_dir, given, rotation) = place("etc");
        fs::write(given.with_file_name(".refresh.new"), "seco").unwrap();
        assert_eq!(current(&rotation), "first");
        rotation.store(&"second".to_owned().into(), read).unwrap();
        assert_eq!(current(&rotation), "second");
    }

    /// Even root cannot make a file in the place of a folder: the name beside the token is taken by one.
    #[test]
    fn where_the_folder_cannot_be_written_the_state_file_serves_until_somebody_writes_another_token() {
        let (dir, given, rotation) = place("credentials");
        fs::create_dir(given.with_file_name(".refresh.new")).unwrap();
        rotation.store(&"second".to_owned().into(), read).unwrap();
        assert_eq!(fs::read_to_string(&given).unwrap(), "first\n");
        let anew = Rotation::new(given.clone(), dir.path().join("kept"));
        assert_eq!(current(&anew), "second");
        anew.store(&"third".to_owned().into(), read).unwrap();
        assert_eq!(current(&Rotation::new(given.clone(), dir.path().join("kept"))), "third");
        fs::write(&given, "by hand\n").unwrap();
        assert_eq!(current(&anew), "by hand");
    }

    #[test]
    fn a_token_that_can_be_stored_nowhere_is_still_used() {
        let (dir, given, _) = place("credentials");
        fs::create_dir(given.with_file_name(".refresh.new")).unwrap();
        let rotation = Rotation::new(given, dir.path().join("nowhere/kept"));
        assert!(rotation.store(&"second".to_owned().into(), read).is_err());
        assert_eq!(current(&rotation), "second");
    }
}
