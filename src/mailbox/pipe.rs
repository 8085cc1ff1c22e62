//! The Unix socket between `varsel receive` and the daemon: the mail's bytes until the sender half-closes, then one line
//! of answer, `OK <id>` after the commit or `TRY AGAIN <why>`.
//!
//! Who may connect is decided by the socket's group (mode 0660). A lost answer makes the mail server send the mail again,
//! and its content hash in the ledger makes that a no-op.

use std::future::Future;
use std::io::{self, ErrorKind, Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{UnixListener, UnixStream};
use tokio::sync::Semaphore;

/// Mails taken in at the same time; others wait in the socket's queue.
const MAX_AT_ONCE: usize = 8;

/// Longest answer read by the client. Bytes.
const MAX_ANSWER: u64 = 1024;

/// Largest mail that is handed over. Above [`super::MAX_MAIL_BYTES`] there is room for what a person must look at. Bytes.
pub const MAX_BYTES: u64 = 2 * super::MAX_MAIL_BYTES;

/// What the daemon's side takes.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Largest mail. Bytes.
    pub max_bytes: u64,
    /// For all of a mail to arrive.
    pub read: Duration,
    /// For the commit.
    pub handle: Duration,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { max_bytes: MAX_BYTES, read: Duration::from_secs(60), handle: Duration::from_secs(120) }
    }
}

/// Why a mail was not handed over. All but `Refused` end as "try again" for the mail server.
#[derive(Debug, thiserror::Error)]
pub enum HandOverError {
    /// Nobody listens: the intake Maildir may be used instead.
    #[error("no daemon answers at the socket ({0})")]
    NoDaemon(ErrorKind),
    /// The daemon did not commit the mail.
    #[error("the daemon did not take the mail: {0}")]
    TryAgain(String),
    /// The mail was sent and no answer came: it may be committed.
    #[error("the daemon gave no answer ({0})")]
    Uncertain(ErrorKind),
}

/// Listens at `path`, mode 0660. A socket left by a daemon that died is replaced; one that answers is an error.
pub fn bind(path: &Path) -> io::Result<UnixListener> {
    match std::os::unix::net::UnixStream::connect(path) {
        Ok(_) => return Err(io::Error::new(ErrorKind::AddrInUse, "another daemon listens at this socket")),
        Err(e) if e.kind() == ErrorKind::ConnectionRefused => std::fs::remove_file(path)?,
        Err(_) => {}
    }
    let listener = UnixListener::bind(path)?;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o660))?;
    Ok(listener)
}

/// Takes in mails until it is dropped. `handler` commits one mail and gives its id, or says why to try again.
pub async fn serve<H, F>(listener: UnixListener, limits: Limits, handler: H)
where
    H: Fn(Vec<u8>) -> F + Send + Sync + 'static,
    F: Future<Output = Result<String, String>> + Send + 'static,
{
    let (handler, slots) = (Arc::new(handler), Arc::new(Semaphore::new(MAX_AT_ONCE)));
    // Dropping the set ends what runs: an unanswered mail is sent again.
    let mut running = tokio::task::JoinSet::new();
    loop {
        let Ok(slot) = slots.clone().acquire_owned().await else { return };
        let stream = match listener.accept().await {
            Ok((stream, _)) => stream,
            // Out of file descriptors, say: it may pass, but not at once.
            Err(_) => {
                tokio::time::sleep(Duration::from_millis(100)).await;
                continue;
            }
        };
        while running.try_join_next().is_some() {}
        let handler = handler.clone();
        running.spawn(async move {
            // The peer may be gone before its answer: nobody to tell.
            let _ = converse(stream, limits, handler.as_ref()).await;
            drop(slot);
        });
    }
}

async fn converse<H, F>(mut stream: UnixStream, limits: Limits, handler: &H) -> io::Result<()>
where
    H: Fn(Vec<u8>) -> F,
    F: Future<Output = Result<String, String>>,
{
    let mut bytes = Vec::new();
    let mut bounded = (&mut stream).take(limits.max_bytes.saturating_add(1));
    let answer = match tokio::time::timeout(limits.read, bounded.read_to_end(&mut bytes)).await {
        Err(_) => Err("the mail did not arrive in time".into()),
        Ok(Err(e)) => return Err(e),
        Ok(Ok(_)) if bytes.is_empty() => Err("there was no mail".into()),
        Ok(Ok(_)) if bytes.len() as u64 > limits.max_bytes => Err("the mail is too large".into()),
        Ok(Ok(_)) => tokio::time::timeout(limits.handle, handler(bytes))
            .await
            .unwrap_or_else(|_| Err("the commit took too long".into())),
    };
    let line = match answer {
        Ok(id) => format!("OK {}\n", one_line(&id)),
        Err(why) => format!("TRY AGAIN {}\n", one_line(&why)),
    };
    tokio::time::timeout(limits.read, stream.write_all(line.as_bytes())).await??;
    stream.shutdown().await
}

fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(MAX_ANSWER as usize / 8).collect()
}

/// The client's side, for a process without a runtime: hands the mail over and gives the daemon's id for it. `patience`
/// bounds each read and write.
pub fn hand_over(socket: &Path, mail: &[u8], patience: Duration) -> Result<String, HandOverError> {
    let no_daemon = |e: io::Error| HandOverError::NoDaemon(e.kind());
    let uncertain = |e: io::Error| HandOverError::Uncertain(e.kind());
    let mut stream = std::os::unix::net::UnixStream::connect(socket).map_err(no_daemon)?;
    stream.set_read_timeout(Some(patience)).map_err(no_daemon)?;
    stream.set_write_timeout(Some(patience)).map_err(no_daemon)?;
    // A daemon that takes no more closes early; its answer says why, so a failed write is not yet the end.
    let sent = stream.write_all(mail).and_then(|()| stream.shutdown(std::net::Shutdown::Write));
    let mut answer = String::new();
    let heard = stream.take(MAX_ANSWER).read_to_string(&mut answer);
    let line = answer.strip_suffix('\n').unwrap_or_default();
    if let Some(why) = line.strip_prefix("TRY AGAIN ") {
        return Err(HandOverError::TryAgain(why.to_owned()));
    }
    sent.map_err(|e| HandOverError::TryAgain(format!("it broke off ({})", e.kind())))?;
    heard.map_err(uncertain)?;
    match line.strip_prefix("OK ") {
        Some(id) => Ok(id.to_owned()),
        None => Err(HandOverError::Uncertain(ErrorKind::UnexpectedEof)),
    }
}
