//! `varsel key openpgp`: a key for the breach mailbox.

use std::path::PathBuf;

use secrecy::ExposeSecret;

use super::super::{Failure, Outcome, config_file, file, load, print};
use crate::clock::Clock;
use crate::openpgp::generate;

#[derive(clap::Args)]
pub struct Arguments {
    /// Whose key it is [default: the organisation's name in the configuration]
    #[arg(long)]
    name: Option<String>,
    /// The breach mailbox [default: the one of the configuration]
    #[arg(long)]
    address: Option<String>,
    /// Where the secret key goes; never over another file
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

pub fn run(given: Arguments, config: Option<PathBuf>) -> Outcome {
    let (name, address) = match (given.name, given.address) {
        (Some(name), Some(address)) => (name, address),
        (name, address) => {
            let found = config_file(config).ok_or_else(|| {
                Failure::Usage("no configuration found; give both --name and --address".to_owned())
            })?;
            let settings = load(&found)?;
            let organisation = settings.organisation();
            (
                name.unwrap_or_else(|| organisation.name.clone()),
                address.unwrap_or_else(|| organisation.address.clone()),
            )
        }
    };
    let odd =
        |text: &str| text.trim().is_empty() || text.contains(|c: char| "<>".contains(c) || c.is_control());
    if odd(&name) || odd(&address) || !address.contains('@') {
        return Err(Failure::Usage(
            "--name is a name and --address a mail address, without < and >".to_owned(),
        ));
    }
    let key = generate(&format!("{} <{}>", name.trim(), address.trim()), Clock::System.now())
        .map_err(|error| Failure::Failed(error.to_string()))?;
    file::write(&given.out, key.secret.expose_secret().as_bytes(), false)?;
    // The configuration may lie elsewhere, and the daemon's working folder is another.
    let out = std::path::absolute(&given.out).unwrap_or(given.out);
    eprintln!(
        "fingerprint {}\nwrite in varsel.toml: [openpgp] key_file = \"{}\"; keep a copy of the file in a safe place: without it nobody can open what is encrypted to it",
        key.fingerprint,
        out.display()
    );
    print(key.public.trim_end())
}
