//! `varsel init DIR [--maildir]`

use std::path::PathBuf;

use super::{Failure, Outcome, print};
use crate::config;

#[derive(clap::Args)]
pub struct Arguments {
    /// The folder to write to; made if missing
    dir: PathBuf,
    /// Work on Maildir folders, with a spool to drop mail into: no server needed
    #[arg(long)]
    maildir: bool,
}

pub fn run(given: Arguments) -> Outcome {
    let written =
        config::init::write(&given.dir, given.maildir).map_err(|error| Failure::Failed(error.to_string()))?;
    for file in &written {
        print(&format!("wrote {}", file.display()))?;
    }
    let config = given.dir.join("varsel.toml");
    print(&format!("\nNext: edit contacts.toml, then `varsel check --config {}`.", config.display()))?;
    if given.maildir {
        print(&format!(
            "Drop mail into {}, run `varsel once --config {}`, and look into {}.",
            given.dir.join("spool/inbox").display(),
            config.display(),
            given.dir.join("spool/sent").display()
        ))?;
    }
    print("Keep varsel.key safe and apart from backups: without it nobody reads the stored mail again.")
}
