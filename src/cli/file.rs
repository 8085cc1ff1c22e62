//! Writing what leaves as a file: for its owner only, never over another file unless that is said, and no binary into a
//! terminal.

use std::fs::OpenOptions;
use std::io::{self, IsTerminal, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use super::{Failure, Outcome};

/// Readable for its owner only: it holds a case.
const PRIVATE: u32 = 0o600;

/// Writes to the file, and says on standard error where it lies.
pub fn write(path: &Path, bytes: &[u8], force: bool) -> Outcome {
    let named = |error: io::Error| match error.kind() {
        io::ErrorKind::AlreadyExists => Failure::Failed(format!(
            "{} is there already; nothing was written. Choose another name with --output, or add --force",
            path.display()
        )),
        _ => Failure::Failed(format!("{} could not be written: {error}", path.display())),
    };
    if force {
        // Beside it first, then over it: nobody finds half a file, and the mode is ours whatever the old one was.
        let mut beside = path.as_os_str().to_owned();
        beside.push(".part");
        let beside = Path::new(&beside);
        std::fs::remove_file(beside).or_else(gone).map_err(named)?;
        create(beside, bytes).map_err(named)?;
        std::fs::rename(beside, path).map_err(named)?;
    } else {
        create(path, bytes).map_err(named)?;
    }
    eprintln!("wrote {}", path.display());
    Ok(())
}

fn gone(error: io::Error) -> io::Result<()> {
    if error.kind() == io::ErrorKind::NotFound { Ok(()) } else { Err(error) }
}

fn create(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).mode(PRIVATE).open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Writes to standard output; a reader that went away (`| head`) is no failure.
pub fn print_bytes(bytes: &[u8]) -> Outcome {
    let mut out = io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        Err(error) => Err(Failure::Failed(format!("writing to standard output: {error}"))),
        Ok(()) => Ok(()),
    }
}

/// Refuses to write binary where a person would look at it.
pub fn refuse_terminal(what: &str) -> Outcome {
    if !io::stdout().is_terminal() {
        return Ok(());
    }
    Err(Failure::Usage(format!(
        "{what} is no text for a terminal; name a file with --output, or redirect it"
    )))
}
