//! Writes a commented, working configuration into a folder.

use std::fs::{DirBuilder, OpenOptions, Permissions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use super::generate_key;

const MAIN: &str = include_str!("../../config/varsel.toml");
const MAIN_MAILDIR: &str = include_str!("../../config/varsel-maildir.toml");
const POLICY: &str = include_str!("../../config/policy.toml");
const CONTACTS: &str = include_str!("../../config/contacts.toml");
/// The folders of a Maildir.
const MAILDIR: [&str; 3] = ["cur", "new", "tmp"];
/// Spools, and the mode of their folders: `varsel receive` runs as a mail server's user, in our group, and what it
/// writes shall be our group's.
const SPOOLS: [(&str, u32); 3] = [("inbox", PRIVATE_FOLDER), ("sent", PRIVATE_FOLDER), ("intake", 0o2770)];
const FOR_THE_GROUP: u32 = 0o640;
const PRIVATE: u32 = 0o600;
const PRIVATE_FOLDER: u32 = 0o700;
/// So that the group comes through to the intake.
const SPOOL_FOLDER: u32 = 0o710;

#[derive(Debug, thiserror::Error)]
pub enum InitError {
    #[error("{} is there already; nothing was written. Choose another folder, or move it away", .0.display())]
    Exists(PathBuf),
    #[error("{} could not be written: {error}", path.display())]
    Write { path: PathBuf, error: io::Error },
}

/// Writes varsel.toml, policy.toml, contacts.toml and varsel.key (mode 0600) into `dir`, which is made if need be;
/// with `maildir` also `spool/inbox`, `spool/sent` and the group-writable `spool/intake`, and a configuration that needs no server.
/// Returns what was written, in order.
///
/// # Errors
/// Where one of the files or spools exists already (then nothing is written), or writing fails.
pub fn write(dir: &Path, maildir: bool) -> Result<Vec<PathBuf>, InitError> {
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |error| InitError::Write { path, error }
    };
    let key = generate_key().map_err(failed(Path::new("varsel.key")))?;
    let files = [
        ("varsel.toml", if maildir { MAIN_MAILDIR } else { MAIN }, FOR_THE_GROUP),
        ("policy.toml", POLICY, FOR_THE_GROUP),
        ("contacts.toml", CONTACTS, FOR_THE_GROUP),
        ("varsel.key", key.as_str(), PRIVATE),
    ];
    let spool = dir.join("spool");
    let spools: Vec<_> =
        SPOOLS.iter().filter(|_| maildir).map(|(name, mode)| (spool.join(name), *mode)).collect();
    let wanted =
        files.iter().map(|(name, ..)| dir.join(name)).chain(spools.iter().map(|(path, _)| path.clone()));
    if let Some(taken) = wanted.into_iter().find(|path| path.symlink_metadata().is_ok()) {
        return Err(InitError::Exists(taken));
    }
    std::fs::create_dir_all(dir).map_err(failed(dir))?;
    let mut written = Vec::new();
    for (name, content, mode) in files {
        let path = dir.join(name);
        write_new(&path, content, mode).map_err(failed(&path))?;
        written.push(path);
    }
    if maildir {
        make_folder(&spool, SPOOL_FOLDER).map_err(failed(&spool))?;
    }
    for (path, mode) in spools {
        for folder in std::iter::once(path.clone()).chain(MAILDIR.map(|name| path.join(name))) {
            make_folder(&folder, mode).map_err(failed(&folder))?;
        }
        written.push(path);
    }
    Ok(written)
}

/// The mode does not depend on the umask.
fn make_folder(path: &Path, mode: u32) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(PRIVATE_FOLDER).create(path)?;
    std::fs::set_permissions(path, Permissions::from_mode(mode))
}

fn write_new(path: &Path, content: &str, mode: u32) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).mode(mode).open(path)?;
    file.write_all(content.as_bytes())?;
    file.sync_all()
}
