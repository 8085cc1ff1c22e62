//! The local MTA's command: `sendmail -i -f FROM -- RCPT`, the mail on its standard input, exit codes of sysexits.h.

use std::path::PathBuf;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use futures_util::{FutureExt, StreamExt, stream};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::process::{Child, Command};
use tokio::time::timeout;

use super::{Outcome, Parcel, masked};

/// So many commands run at a time.
const AT_ONCE: usize = 4;
/// So much of its error output is kept, in bytes.
const KEPT_WORDS: usize = 2_000;

pub struct Sendmail {
    program: PathBuf,
    limit: Duration,
}

impl Sendmail {
    /// `limit` is for one mail; five minutes are usual.
    pub fn new(program: PathBuf, limit: Duration) -> Self {
        Sendmail { program, limit }
    }

    pub async fn send(&self, parcel: &Parcel) -> Outcome {
        let from = parcel.envelope_from.as_deref().unwrap_or("<>");
        if [from, &parcel.recipient].iter().any(|address| !is_plain(address)) {
            return Outcome::Permanent { detail: "an address is not fit for a command line".to_owned() };
        }
        let started = Command::new(&self.program)
            .args(["-i", "-f", from, "--", &parcel.recipient])
            .env_clear()
            .env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin")
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn();
        let mut child = match started {
            Ok(child) => child,
            Err(error) => {
                return Outcome::Temporary { detail: format!("the command could not be started: {error}") };
            }
        };
        match timeout(self.limit, feed(&mut child, &with_lf(&parcel.bytes))).await {
            Ok(Ok((status, words))) => judge(status, &words),
            Ok(Err(error)) => {
                Outcome::Uncertain { detail: format!("the command was lost sight of: {error}") }
            }
            Err(_) => Outcome::Uncertain { detail: "the command did not end in time".to_owned() },
        }
    }

    pub async fn send_all(&self, parcels: Vec<Parcel>) -> Vec<(i64, Outcome)> {
        let one = |parcel: Parcel| async move { (parcel.outbox_id, self.send(&parcel).await) }.boxed();
        let sending: Vec<_> = parcels.into_iter().map(one).collect();
        stream::iter(sending).buffer_unordered(AT_ONCE).collect().await
    }

    /// Only looks whether the file may be executed.
    pub fn check(&self) -> Result<String, String> {
        use std::os::unix::fs::PermissionsExt;
        let name = self.program.display();
        match std::fs::metadata(&self.program) {
            Ok(found) if found.is_file() && found.permissions().mode() & 0o111 != 0 => {
                Ok(format!("{name}: executable"))
            }
            Ok(_) => Err(format!("{name} is not an executable file")),
            Err(error) => Err(format!("{name}: {error}")),
        }
    }
}

/// Not an option, no control character.
fn is_plain(address: &str) -> bool {
    !address.is_empty() && !address.starts_with('-') && !address.chars().any(char::is_control)
}

/// Sendmail takes lines as this system writes them.
fn with_lf(bytes: &[u8]) -> Vec<u8> {
    let mut lines = Vec::with_capacity(bytes.len());
    let mut rest = bytes.iter().peekable();
    while let Some(byte) = rest.next() {
        if *byte != b'\r' || rest.peek() != Some(&&b'\n') {
            lines.push(*byte);
        }
    }
    lines
}

/// Writes the mail while the error output is read: neither pipe can block the other.
async fn feed(child: &mut Child, mail: &[u8]) -> std::io::Result<(ExitStatus, String)> {
    let input = child.stdin.take();
    let errors = child.stderr.take();
    let write = async {
        if let Some(mut input) = input {
            // A command that has seen enough closes its end; its exit code tells why.
            let _ = input.write_all(mail).await;
            let _ = input.shutdown().await;
        }
    };
    let listen = async {
        let mut words = Vec::new();
        if let Some(mut errors) = errors {
            let mut piece = [0; 1024];
            while let Ok(count @ 1..) = errors.read(&mut piece).await {
                words.extend(piece.iter().take(count.min(KEPT_WORDS.saturating_sub(words.len()))));
            }
        }
        String::from_utf8_lossy(&words).into_owned()
    };
    let ((), words) = tokio::join!(write, listen);
    Ok((child.wait().await?, words))
}

/// sysexits.h. What a person can mend on this machine (70–74, 78) is tried again, as 75 is.
fn judge(status: ExitStatus, words: &str) -> Outcome {
    let words = masked(words);
    match status.code() {
        Some(0) => Outcome::Accepted { detail: "exit code 0".to_owned() },
        Some(code @ (70..=75 | 78)) => Outcome::Temporary { detail: format!("exit code {code} {words}") },
        Some(code) => Outcome::Permanent { detail: format!("exit code {code} {words}") },
        None => Outcome::Uncertain { detail: "the command was killed".to_owned() },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::os::unix::fs::PermissionsExt;
    use std::path::Path;

    fn parcel(from: Option<&str>) -> Parcel {
        Parcel {
            outbox_id: 1,
            envelope_from: from.map(str::to_owned),
            recipient: "ola@example.no".to_owned(),
            message_id: "a@varsel".to_owned(),
            bytes: b"Subject: x\r\n\r\n.\r\nend\r\n".to_vec(),
        }
    }

    /// A shell script in place of sendmail.
    fn stub(dir: &Path, script: &str) -> Sendmail {
        let program = dir.join("sendmail");
        fs::write(&program, format!("#!/bin/sh\ncd {}\n{script}\n", dir.display())).unwrap();
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
        Sendmail::new(program, Duration::from_secs(5))
    }

    #[tokio::test]
    async fn the_command_gets_envelope_and_mail_with_lf_line_ends() {
        let dir = tempfile::tempdir().unwrap();
        let sendmail = stub(dir.path(), "echo \"$@\" > args; cat > mail");
        for (from, args) in [
            (None, "-i -f <> -- ola@example.no\n"),
            (Some("avvik@example.no"), "-i -f avvik@example.no -- ola@example.no\n"),
        ] {
            let outcome = sendmail.send(&parcel(from)).await;
            assert!(matches!(outcome, Outcome::Accepted { .. }), "{outcome:?}");
            assert_eq!(fs::read_to_string(dir.path().join("args")).unwrap(), args);
            assert_eq!(fs::read(dir.path().join("mail")).unwrap(), b"Subject: x\n\n.\nend\n");
        }
        assert!(sendmail.check().is_ok());
    }

    #[tokio::test]
    async fn the_exit_code_decides() {
        let dir = tempfile::tempdir().unwrap();
        for (script, wanted) in [
            ("cat > /dev/null; exit 75", "Temporary"),
            ("exit 75", "Temporary"),
            ("cat > /dev/null; echo no such user ola@example.no >&2; exit 67", "Permanent"),
            ("exit 1", "Permanent"),
            ("kill -9 $$", "Uncertain"),
        ] {
            let outcome = format!("{:?}", stub(dir.path(), script).send(&parcel(None)).await);
            assert!(outcome.starts_with(wanted), "{script}: {outcome}");
            assert!(!outcome.contains('@'), "{outcome}");
        }
    }

    #[tokio::test]
    async fn a_command_that_does_not_end_is_uncertain_and_one_that_is_missing_is_temporary() {
        let dir = tempfile::tempdir().unwrap();
        let slow = Sendmail {
            limit: Duration::from_millis(200),
            ..stub(dir.path(), "cat > /dev/null; exec sleep 30")
        };
        assert!(matches!(slow.send(&parcel(None)).await, Outcome::Uncertain { .. }));
        let missing = Sendmail::new(dir.path().join("nothing"), Duration::from_secs(1));
        assert!(matches!(missing.send(&parcel(None)).await, Outcome::Temporary { .. }));
        assert!(missing.check().is_err());
    }

    #[tokio::test]
    async fn an_address_that_looks_like_an_option_never_reaches_the_command() {
        let dir = tempfile::tempdir().unwrap();
        let sendmail = stub(dir.path(), "touch ran");
        assert!(matches!(sendmail.send(&parcel(Some("-bs"))).await, Outcome::Permanent { .. }));
        assert!(!dir.path().join("ran").exists());
    }
}
