//! One child, seen from the daemon: mails are written and answers read at the same time, so that two full pipes cannot
//! wait for each other. A clock for each mail and a look at the child's memory run beside.

use std::convert::Infallible;
use std::future::pending;
use std::io;
use std::process::{ExitStatus, Stdio};
use std::sync::Arc;
use std::time::Duration;

use secrecy::zeroize::Zeroizing;
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::io::{AsyncWriteExt, BufReader};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use tokio::time::{sleep, timeout};

use crate::reader::frame;
use crate::reader::lockdown::Protections;
use crate::reader::pool::{ReaderError, ReaderOptions};

/// How long a child may take to lock itself in.
const START_LIMIT: Duration = Duration::from_secs(15);
/// How often a working child's memory is looked at.
const WATCH_EVERY: Duration = Duration::from_millis(20);

/// A child process with its two pipes. Dropping it kills it.
pub struct Conversation {
    process: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    answered: u64,
}

/// Why a child gave no answer to a mail.
#[derive(Debug, PartialEq, Eq)]
pub enum Death {
    Ended(String),
    TooSlow(Duration),
    TooLarge { resident: u64 },
    Garbled(String),
}

impl std::fmt::Display for Death {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Death::Ended(how) => write!(f, "the reader process died on it ({how})"),
            Death::TooSlow(limit) => write!(f, "it could not be read within {} ms", limit.as_millis()),
            Death::TooLarge { resident } => {
                write!(f, "reading it took more than {} MiB of memory", resident >> 20)
            }
            Death::Garbled(why) => write!(f, "the reader process gave no proper answer ({why})"),
        }
    }
}

impl Conversation {
    /// Starts a child with an empty environment and tells it the context; returns what it could lock.
    pub async fn start<C: Serialize>(options: &ReaderOptions<C>) -> Result<(Self, Protections), ReaderError> {
        let mut process = Command::new(&options.program)
            .args(&options.args)
            .env_clear()
            .current_dir("/")
            // Ctrl-C at a terminal is for the daemon, which then ends its children.
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .map_err(|error| ReaderError::Start { why: error.to_string() })?;
        let (Some(input), Some(output)) = (process.stdin.take(), process.stdout.take()) else {
            return Err(ReaderError::Start { why: "no pipes".to_owned() });
        };
        let output = BufReader::with_capacity(64 << 10, output);
        let mut child = Conversation { process, input, output, answered: 0 };
        let protections = timeout(START_LIMIT, child.greet(options))
            .await
            .map_err(|_| ReaderError::Start { why: "it did not answer in time".to_owned() })?
            .map_err(|error| ReaderError::Start { why: error.to_string() })?;
        if protections.version != env!("CARGO_PKG_VERSION") {
            return Err(ReaderError::Version { found: protections.version });
        }
        Ok((child, protections))
    }

    async fn greet<C: Serialize>(&mut self, options: &ReaderOptions<C>) -> io::Result<Protections> {
        let context = Zeroizing::new(serde_json::to_vec(&options.context)?);
        frame::send(&mut self.input, &context).await?;
        self.input.flush().await?;
        Ok(serde_json::from_slice(&frame::receive(&mut self.output, frame::MAX_FIRST).await?)?)
    }

    /// Feeds `mails` and collects the answers, one a mail in order. Where a death is returned, the mail after the last
    /// answer is the first unanswered one, and this child must be dropped.
    pub async fn feed<C, A: DeserializeOwned>(
        &mut self,
        mails: &[Arc<[u8]>],
        options: &ReaderOptions<C>,
    ) -> (Vec<A>, Option<Death>) {
        let mut answers = Vec::with_capacity(mails.len());
        let pid = self.process.id();
        let death = tokio::select! {
            never = write_all(&mut self.input, mails) => match never {},
            death = read_all(&mut self.output, mails.len(), options.mail_limit, &mut answers) => death,
            resident = watch(pid, options.resident_limit) => Some(Death::TooLarge { resident }),
        };
        self.answered += answers.len() as u64;
        match death {
            Some(Death::Ended(_)) => (answers, Some(Death::Ended(self.epitaph().await))),
            death => (answers, death),
        }
    }

    /// True where the child should give way to a fresh one: it has read its share, or keeps much memory.
    pub fn is_worn<C>(&self, options: &ReaderOptions<C>) -> bool {
        self.answered >= options.mails_per_child
            || self.process.id().and_then(resident).is_none_or(|bytes| bytes > options.resident_limit / 2)
    }

    async fn epitaph(&mut self) -> String {
        match timeout(Duration::from_secs(1), self.process.wait()).await {
            Ok(Ok(status)) => describe(status),
            _ => "it closed its pipe".to_owned(),
        }
    }
}

fn describe(status: ExitStatus) -> String {
    use std::os::unix::process::ExitStatusExt;
    match (status.signal(), status.code()) {
        (Some(signal), _) => format!("signal {signal}"),
        (None, Some(code)) => format!("exit code {code}"),
        (None, None) => "no status".to_owned(),
    }
}

/// Never returns: after the last mail, or when the child no longer takes any, the reading side decides what is next.
async fn write_all(input: &mut ChildStdin, mails: &[Arc<[u8]>]) -> Infallible {
    for mail in mails {
        if frame::send(input, mail).await.is_err() {
            break;
        }
    }
    // An error here shows as the end of the answers.
    let _ = input.flush().await;
    pending().await
}

async fn read_all<A: DeserializeOwned>(
    output: &mut BufReader<ChildStdout>,
    count: usize,
    limit: Duration,
    answers: &mut Vec<A>,
) -> Option<Death> {
    while answers.len() < count {
        let frame = match timeout(limit, frame::receive(output, frame::MAX_ANSWER)).await {
            Err(_) => return Some(Death::TooSlow(limit)),
            Ok(Err(error)) if error.kind() == io::ErrorKind::InvalidData => {
                return Some(Death::Garbled(error.to_string()));
            }
            Ok(Err(error)) => return Some(Death::Ended(error.to_string())),
            Ok(Ok(frame)) => frame,
        };
        match serde_json::from_slice(&frame) {
            Ok(reading) => answers.push(reading),
            // serde's own words may quote the mail.
            Err(error) => return Some(Death::Garbled(format!("JSON, column {}", error.column()))),
        }
    }
    None
}

/// Returns when the child holds more than `limit` bytes of memory.
async fn watch(pid: Option<u32>, limit: u64) -> u64 {
    let Some(pid) = pid else { return pending().await };
    loop {
        sleep(WATCH_EVERY).await;
        if let Some(bytes) = resident(pid).filter(|bytes| *bytes > limit) {
            return bytes;
        }
    }
}

/// Resident memory in bytes: the second field of /proc/PID/statm, in pages (proc(5)).
fn resident(pid: u32) -> Option<u64> {
    let statm = std::fs::read_to_string(format!("/proc/{pid}/statm")).ok()?;
    let pages: u64 = statm.split_ascii_whitespace().nth(1)?.parse().ok()?;
    pages.checked_mul(rustix::param::page_size() as u64)
}
