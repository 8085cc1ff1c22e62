//! Reading mails with a key. A mail that is encrypted goes three ways: a reader finds what is encrypted, the key holder
//! opens it and looks at nothing else, and a reader takes apart what came out. Each is a locked-down process of its own.

use std::sync::Arc;

use crate::mail::openpgp::{Closed, MAX_LAYERS, Opened, Piece, Place, Ring, joined, message_of};
use crate::mail::{Context, Reading};

use super::lockdown::Protections;
use super::pool::{Pool, ReadOutcome, ReaderError, ReaderOptions};

/// The processes that read mail, and those that open what is encrypted in it where we have a key.
pub struct ReaderPool {
    readers: Pool<Context, Reading>,
    opening: Option<Opening>,
}

struct Opening {
    key_holder: Pool<Ring, Opened>,
    readers: Pool<Context, Reading>,
}

impl ReaderPool {
    /// Starts the first reader; encrypted mails stay closed.
    ///
    /// # Errors
    /// No child could be started, or it is of another version.
    pub async fn start(options: ReaderOptions) -> Result<ReaderPool, ReaderError> {
        Ok(ReaderPool { readers: Pool::start(options).await?, opening: None })
    }

    /// Starts the key holder and its readers too. The key goes over the holder's pipe; it has no file to read it from.
    ///
    /// # Errors
    /// As [`ReaderPool::start`].
    pub async fn start_with_key(options: ReaderOptions, ring: Ring) -> Result<ReaderPool, ReaderError> {
        let program = options.program.clone();
        let holder = ReaderOptions {
            args: vec!["decrypt-child".into()],
            // Encrypted mail is rare, and the fewer processes hold the key the better.
            workers: 1,
            ..ReaderOptions::new(program.clone(), ring)
        };
        let again = ReaderOptions {
            args: vec!["read-child".into(), "--opened".into()],
            workers: 1,
            ..ReaderOptions::new(program, options.context.clone())
        };
        let opening = Opening { key_holder: Pool::start(holder).await?, readers: Pool::start(again).await? };
        Ok(ReaderPool { opening: Some(opening), ..ReaderPool::start(options).await? })
    }

    /// What the youngest reader could lock.
    pub fn protections(&self) -> Protections {
        self.readers.protections()
    }

    /// Reads all mails; the outcomes are in their order. Dropping the future kills the children at work.
    pub async fn read_all(&self, mails: Vec<Arc<[u8]>>) -> Vec<ReadOutcome> {
        let mut outcomes = self.readers.read_all(mails.clone()).await;
        for (outcome, mail) in outcomes.iter_mut().zip(&mails) {
            if let ReadOutcome::Read(reading) = outcome
                && !reading.sealed.is_empty()
                && let Some(opened) = self.open(reading, mail).await
            {
                *outcome = opened;
            }
        }
        outcomes
    }

    /// Opens layer after layer. None where `reading` itself is the answer, then without what was to be opened.
    async fn open(&self, reading: &mut Reading, mail: &[u8]) -> Option<ReadOutcome> {
        let Some(opening) = &self.opening else {
            close(reading, Closed::NoKey);
            return None;
        };
        let mut layers: Vec<Vec<Opened>> = Vec::new();
        let mut last: Option<Box<Reading>> = None;
        for _ in 0..MAX_LAYERS {
            let current = last.as_deref().unwrap_or(reading);
            if current.sealed.is_empty() {
                return last.map(ReadOutcome::Read);
            }
            let opened = match opening.open(&current.sealed).await {
                Ok(opened) => opened,
                Err(outcome) => return Some(outcome),
            };
            if let Some(why) = stays_closed(&current.sealed, &opened) {
                close(reading, why);
                return None;
            }
            if opened.iter().all(|one| one.closed.is_some()) {
                // Files only: they are told as files that could not be read.
                break;
            }
            layers.push(opened);
            let frame = Arc::from(joined(mail, &layers));
            match opening.readers.read_all(vec![frame]).await.pop() {
                Some(ReadOutcome::Read(next)) => last = Some(next),
                Some(ReadOutcome::Unreadable { .. }) | None => {
                    close(reading, Closed::Broken);
                    return None;
                }
                not_read => return not_read,
            }
        }
        let current = last.as_deref_mut().unwrap_or(reading);
        if layers.len() == MAX_LAYERS && !current.sealed.is_empty() {
            close(current, Closed::TooDeep);
        }
        current.sealed.clear();
        last.map(ReadOutcome::Read)
    }
}

impl Opening {
    /// What was in the pieces; else that no process could be had, and the mail is to be read later.
    async fn open(&self, pieces: &[Piece]) -> Result<Vec<Opened>, ReadOutcome> {
        let messages = pieces.iter().map(|piece| Arc::from(message_of(piece))).collect();
        let outcomes = self.key_holder.read_all(messages).await;
        let opened = outcomes.into_iter().map(|outcome| match outcome {
            ReadOutcome::Read(opened) => Ok(*opened),
            ReadOutcome::Unreadable { .. } => Ok(Opened::closed(Closed::Broken)),
            ReadOutcome::NotRead { why } => Err(ReadOutcome::NotRead { why }),
        });
        opened.collect()
    }
}

/// Why the mail as a whole stays closed: a file alone does not make it so.
fn stays_closed(pieces: &[Piece], opened: &[Opened]) -> Option<Closed> {
    let of_mail = pieces.iter().zip(opened).filter(|(piece, _)| piece.place != Place::File);
    of_mail.map(|(_, opened)| opened.closed).find(Option::is_some).flatten()
}

/// A mail that is encrypted as a whole goes to a person; of another only its files stay closed.
fn close(reading: &mut Reading, why: Closed) {
    if reading.sealed.iter().any(|piece| piece.place != Place::File) {
        reading.close(why);
    }
    reading.sealed.clear();
}
