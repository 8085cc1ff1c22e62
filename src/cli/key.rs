//! `varsel key`: the keys of the program, the store's and the mailbox's.

mod openpgp;
mod rotate;

use std::path::PathBuf;

use super::Outcome;

#[derive(clap::Subcommand)]
pub enum Arguments {
    /// Make an OpenPGP key for the breach mailbox: the secret half into a file, the public half on standard output
    Openpgp(openpgp::Arguments),
    /// Make a new key for the store and bring everything in it under it; goes on where it was stopped
    Rotate,
}

pub async fn run(given: Arguments, config: Option<PathBuf>) -> Outcome {
    match given {
        Arguments::Openpgp(given) => openpgp::run(given, config),
        Arguments::Rotate => rotate::run(config).await,
    }
}
