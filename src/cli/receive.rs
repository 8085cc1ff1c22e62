//! `varsel receive`: one mail from an MTA's pipe to the daemon, or fsynced into the intake Maildir. Parses nothing.

use std::io::Read;
use std::path::PathBuf;
use std::time::Duration;

use super::{Failure, Outcome, config_file};
use crate::clock::Clock;
use crate::config;
use crate::mailbox::maildir;
use crate::mailbox::pipe::{self, HandOverError, MAX_BYTES};

/// How long the daemon may take to commit.
const PATIENCE: Duration = Duration::from_secs(60);

/// Whatever goes wrong, the MTA keeps the mail: exit code 75, also for a fault in the configuration.
pub fn run(given: Option<PathBuf>) -> Outcome {
    let file = config_file(given)
        .ok_or_else(|| Failure::TryAgain("no configuration found; name one with --config".to_owned()))?;
    let receive = config::receive_settings(&file, config::environment())
        .map_err(|faults| Failure::TryAgain(format!("[receive] of the configuration: {faults}")))?;
    let mail = read_mail(std::io::stdin().lock(), MAX_BYTES).map_err(Failure::TryAgain)?;
    match pipe::hand_over(&receive.socket, &mail, PATIENCE) {
        Ok(_) => Ok(()),
        Err(HandOverError::NoDaemon(_)) => {
            let unique = uuid::Uuid::now_v7().simple().to_string();
            maildir::deliver(&receive.intake, &mail, Clock::System.now(), &unique).map_err(|error| {
                Failure::TryAgain(format!(
                    "no daemon answers, and writing to {}: {error}",
                    receive.intake.display()
                ))
            })?;
            Ok(())
        }
        Err(error) => Err(Failure::TryAgain(error.to_string())),
    }
}

/// All of it or nothing: a mail cut short must not be taken for the whole.
fn read_mail(input: impl Read, limit: u64) -> Result<Vec<u8>, String> {
    let mut mail = Vec::new();
    let read = input.take(limit.saturating_add(1)).read_to_end(&mut mail);
    read.map_err(|error| format!("reading the mail from standard input: {error}"))?;
    match mail.len() as u64 {
        0 => Err("there was no mail on standard input".to_owned()),
        size if size > limit => Err(format!(
            "the mail is larger than {limit} bytes and was not taken; set the mail server's limit below that \
             (Postfix: message_size_limit)"
        )),
        _ => Ok(mail),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_is_read_whole_or_not_at_all() {
        assert_eq!(read_mail(&b"12345"[..], 5), Ok(b"12345".to_vec()));
        assert!(read_mail(&b"123456"[..], 5).is_err_and(|why| why.contains("larger than 5 bytes")));
        assert!(read_mail(&b""[..], 5).is_err());
    }
}
