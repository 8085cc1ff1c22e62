//! The pool of reading processes: whatever a mail does to its reader, every mail gets an answer.

use std::ffi::OsString;
use std::marker::PhantomData;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::{FutureExt, StreamExt, stream};
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::sync::Semaphore;

use crate::mail::{Context, Reading};
use crate::reader::MAX_MAIL;
use crate::reader::conversation::Conversation;
use crate::reader::lockdown::Protections;

/// At most so many mails, and so many bytes of them, are under way to one child.
const BATCH_MAILS: usize = 64;
const BATCH_BYTES: usize = 4 << 20;

/// How the children are run.
#[derive(Clone, Debug)]
pub struct ReaderOptions<C = Context> {
    /// Our own binary. `/proc/self/exe` still names it after an upgrade has replaced the file.
    pub program: PathBuf,
    pub args: Vec<OsString>,
    /// How many children at most.
    pub workers: usize,
    /// What each child is told when it starts.
    pub context: C,
    /// Wall-clock time for one mail.
    pub mail_limit: Duration,
    /// Resident memory of a child in bytes; above it is killed.
    pub resident_limit: u64,
    /// A child that has read so many mails is replaced.
    pub mails_per_child: u64,
}

impl<C> ReaderOptions<C> {
    /// The usual limits: one child a processor but at most four, 20 s a mail, 600 MiB, 5 000 mails.
    pub fn new(program: PathBuf, context: C) -> Self {
        ReaderOptions {
            program,
            args: vec!["read-child".into()],
            workers: std::thread::available_parallelism().map_or(1, |count| count.get().min(4)),
            context,
            mail_limit: Duration::from_secs(20),
            resident_limit: 600 << 20,
            mails_per_child: 5_000,
        }
    }
}

/// Why no reader process could be had. It is never the mail's fault.
#[derive(Debug, thiserror::Error)]
pub enum ReaderError {
    #[error("a reader process could not be started: {why}")]
    Start { why: String },
    #[error(
        "the reader process is version {found}, this is {}: the program was replaced, restart it",
        env!("CARGO_PKG_VERSION")
    )]
    Version { found: String },
}

/// What became of one mail.
#[derive(Debug)]
pub enum ReadOutcome<A = Reading> {
    Read(Box<A>),
    /// It took its reader down twice: it goes to a person.
    Unreadable {
        why: String,
    },
    /// No reader could be started; nothing is known of the mail, and it must be read later.
    NotRead {
        why: String,
    },
}

/// Children that wait for mails, and the rules by which they are replaced: told `C` when they start, answering `A`.
pub struct Pool<C, A> {
    options: ReaderOptions<C>,
    answer: PhantomData<fn() -> A>,
    permits: Semaphore,
    idle: Mutex<Vec<Conversation>>,
    protections: Mutex<Protections>,
}

impl<C, A> Pool<C, A>
where
    C: Serialize + Sync,
    A: DeserializeOwned + Send,
{
    /// Starts the first child, so that a program that cannot be started, or a kernel that refuses, shows at once.
    ///
    /// # Errors
    /// No child could be started, or it is of another version.
    pub async fn start(options: ReaderOptions<C>) -> Result<Self, ReaderError> {
        let (child, protections) = Conversation::start(&options).await?;
        Ok(Pool {
            answer: PhantomData,
            permits: Semaphore::new(options.workers.max(1)),
            options,
            idle: Mutex::new(vec![child]),
            protections: Mutex::new(protections),
        })
    }

    /// What the youngest child could lock.
    pub fn protections(&self) -> Protections {
        lock(&self.protections).clone()
    }

    /// Reads all mails; the outcomes are in their order. Dropping the future kills the children at work.
    pub async fn read_all(&self, mails: Vec<Arc<[u8]>>) -> Vec<ReadOutcome<A>> {
        let workers = self.options.workers.max(1);
        // Boxed: a closure over borrowed batches would make the future unfit for `spawn`.
        let batches: Vec<_> =
            batches(&mails, workers).into_iter().map(|batch| self.read_batch(batch).boxed()).collect();
        let outcomes: Vec<Vec<ReadOutcome<A>>> = stream::iter(batches).buffered(workers).collect().await;
        outcomes.into_iter().flatten().collect()
    }

    /// After a death the first unanswered mail is the suspect: it is read alone in a fresh child, and only a second
    /// death makes it unreadable. The rest is fed again.
    async fn read_batch(&self, mails: &[Arc<[u8]>]) -> Vec<ReadOutcome<A>> {
        let mut outcomes = Vec::with_capacity(mails.len());
        let Ok(_permit) = self.permits.acquire().await else { return outcomes };
        let mut suspect = false;
        while let Some(rest) = mails.get(outcomes.len()..).filter(|rest| !rest.is_empty()) {
            if rest.first().is_some_and(|mail| mail.len() > MAX_MAIL) {
                outcomes.push(ReadOutcome::Unreadable {
                    why: format!("it is larger than {} MiB", MAX_MAIL >> 20),
                });
                continue;
            }
            let feed = if suspect { rest.get(..1).unwrap_or(rest) } else { rest };
            let mut child = match self.child(suspect).await {
                Ok(child) => child,
                Err(error) => {
                    let why = error.to_string();
                    outcomes.extend(rest.iter().map(|_| ReadOutcome::NotRead { why: why.clone() }));
                    break;
                }
            };
            let (answers, death) = child.feed(feed, &self.options).await;
            outcomes.extend(answers.into_iter().map(|reading| ReadOutcome::Read(Box::new(reading))));
            suspect = match death {
                None => {
                    self.give_back(child);
                    false
                }
                Some(death) if suspect => {
                    outcomes.push(ReadOutcome::Unreadable { why: death.to_string() });
                    false
                }
                Some(_) => true,
            };
        }
        outcomes
    }

    async fn child(&self, fresh: bool) -> Result<Conversation, ReaderError> {
        if !fresh && let Some(child) = lock(&self.idle).pop() {
            return Ok(child);
        }
        let (child, protections) = Conversation::start(&self.options).await?;
        *lock(&self.protections) = protections;
        Ok(child)
    }

    fn give_back(&self, child: Conversation) {
        let mut idle = lock(&self.idle);
        if idle.len() < self.options.workers.max(1) && !child.is_worn(&self.options) {
            idle.push(child);
        }
    }
}

/// Nothing under these locks can leave a value half changed.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Cuts `mails` into runs: even shares for the workers, at most [`BATCH_MAILS`] and [`BATCH_BYTES`] each (one mail may
/// be larger).
fn batches(mails: &[Arc<[u8]>], workers: usize) -> Vec<&[Arc<[u8]>]> {
    let share = mails.len().div_ceil(workers.max(1)).clamp(1, BATCH_MAILS);
    let mut bytes = 0_usize;
    let mut count = 0_usize;
    let mut runs = Vec::new();
    let mut rest = mails;
    for mail in mails {
        if count > 0 && (count == share || bytes.saturating_add(mail.len()) > BATCH_BYTES) {
            let (run, after) = rest.split_at(count);
            runs.push(run);
            rest = after;
            (bytes, count) = (0, 0);
        }
        bytes = bytes.saturating_add(mail.len());
        count += 1;
    }
    if !rest.is_empty() {
        runs.push(rest);
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lengths(sizes: &[usize], workers: usize) -> Vec<usize> {
        let mails: Vec<Arc<[u8]>> = sizes.iter().map(|size| vec![0; *size].into()).collect();
        batches(&mails, workers).iter().map(|batch| batch.len()).collect()
    }

    #[test]
    fn the_workers_get_even_shares_and_no_batch_is_too_long() {
        assert_eq!(lengths(&[], 2), [0; 0]);
        assert_eq!(lengths(&[1; 5], 2), [3, 2]);
        assert_eq!(lengths(&[1; 2], 4), [1, 1]);
        assert_eq!(lengths(&[1; 150], 1), [64, 64, 22]);
    }

    #[test]
    fn bytes_under_way_are_bounded_but_one_large_mail_goes_through() {
        assert_eq!(lengths(&[1, 3 << 20, 3 << 20, 9 << 20, 1], 1), [2, 1, 1, 1]);
    }
}
