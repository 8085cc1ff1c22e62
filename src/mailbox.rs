//! Where mail comes from: the next raw mail, and "done". Nothing more; each kind knows its own protocol only.
//!
//! A mail is marked done (moved away) only after the engine has committed it. A crash between the two gives the same
//! mail once more, and its key in the ledger makes that a no-op (design promise 1).
//!
//! One round of intake: [`Mailbox::waiting`] says what lies there, the ledger says which of it is new,
//! [`Mailbox::take`] brings those, the engine commits, [`Mailbox::done`] moves them away (and so it does with what lies
//! there although the ledger knows it already), [`Mailbox::wait`] sleeps until something may have come.

use std::collections::HashMap;
use std::time::Duration;

use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};

pub mod imap;
pub mod maildir;
pub mod pipe;
pub mod sender;

/// Mails above this are not read whole: only their header block is (M-rules of domain.md; peers.md pain 25). Bytes.
pub const MAX_MAIL_BYTES: u64 = 25 * 1024 * 1024;

/// How much of the header block of an oversize mail is read. Bytes.
pub const MAX_HEADER_BYTES: usize = 256 * 1024;

/// What one [`Mailbox::take`] brings at most, but for one mail that alone is larger. Bytes.
pub const MAX_TAKE_BYTES: u64 = 64 * 1024 * 1024;

/// A mailbox of one kind or the other, with the same four verbs.
pub enum Mailbox {
    Maildir(maildir::Maildir),
    Imap(Box<imap::Imap>),
}

impl Mailbox {
    /// The name under which the ledger keeps this mailbox: `imap:user@host/folder` or `maildir:<path>`. It never changes
    /// while the configuration stays the same.
    pub fn name(&self) -> &str {
        match self {
            Mailbox::Maildir(maildir) => maildir.name(),
            Mailbox::Imap(imap) => imap.name(),
        }
    }

    /// The keys of all that lies in the folder, oldest first; what was done but still lies there included. A mail that
    /// could not be had lately stands last, so that it never blocks another.
    pub async fn waiting(&mut self) -> Result<Vec<MailKey>, MailboxError> {
        match self {
            Mailbox::Maildir(maildir) => maildir.waiting().await,
            Mailbox::Imap(imap) => imap.waiting().await,
        }
    }

    /// Who sent each of these mails, as it says itself: a hint for their order and nothing more ([`sender`]). What is not to
    /// be had now is not in it.
    pub async fn senders(&mut self, keys: &[MailKey]) -> HashMap<MailKey, String> {
        match self {
            Mailbox::Maildir(maildir) => maildir.senders(keys).await,
            Mailbox::Imap(imap) => imap.senders(keys).await,
        }
    }

    /// The mails under these keys, in the order asked for, up to [`MAX_TAKE_BYTES`]. One that somebody else moved away
    /// meanwhile is absent, and so may be one that is not to be had now: it stays in [`Mailbox::waiting`]. An error means
    /// that none came.
    pub async fn take(&mut self, keys: &[MailKey]) -> Result<Vec<RawMail>, MailboxError> {
        match self {
            Mailbox::Maildir(maildir) => maildir.take(keys).await,
            Mailbox::Imap(imap) => imap.take(keys).await,
        }
    }

    /// Moves these mails to the processed folder. Once more does no harm; one that is gone is no error.
    pub async fn done(&mut self, keys: &[MailKey]) -> Result<(), MailboxError> {
        match self {
            Mailbox::Maildir(maildir) => maildir.done(keys).await,
            Mailbox::Imap(imap) => imap.done(keys).await,
        }
    }

    /// Returns when something may have come, at the latest after `limit`. A hint only: ask [`Mailbox::waiting`] at each
    /// return. May be dropped at any point. After a failure it also returns when the next attempt is due.
    pub async fn wait(&mut self, limit: Duration) {
        match self {
            Mailbox::Maildir(maildir) => maildir.wait(limit).await,
            Mailbox::Imap(imap) => imap.wait(limit).await,
        }
    }

    /// Some of what lies in the processed folder since before an instant, after `after` in the folder's order; empty: there
    /// is no more, or this mailbox cannot delete single mails. Never what lies in the folder that is read.
    pub async fn processed(
        &mut self,
        before: DateTime<Utc>,
        after: Option<&MailKey>,
    ) -> Result<Vec<Processed>, MailboxError> {
        match self {
            Mailbox::Maildir(maildir) => maildir.processed(before, after).await,
            Mailbox::Imap(imap) => imap.processed(before, after).await,
        }
    }

    /// Deletes these mails, of [`Mailbox::processed`], for good. One that is gone is no error.
    pub async fn discard(&mut self, keys: &[MailKey]) -> Result<(), MailboxError> {
        match self {
            Mailbox::Maildir(maildir) => maildir.discard(keys).await,
            Mailbox::Imap(imap) => imap.discard(keys).await,
        }
    }

    /// Opens the mailbox and says in one line what it can do, for `varsel check --connect`.
    pub async fn check(&mut self) -> Result<String, MailboxError> {
        match self {
            Mailbox::Maildir(maildir) => maildir.check().await,
            Mailbox::Imap(imap) => imap.check().await,
        }
    }
}

/// What makes a mail in a mailbox the same mail: (UIDVALIDITY, UID) for IMAP (RFC 9051 section 2.3.1.1), for Maildir
/// the unique part of the file name, `~`, modification time and size, with 0 as validity.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct MailKey {
    pub uid_validity: u32,
    pub uid: String,
}

/// A mail in the processed folder. Its key there is another than it had where it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Processed {
    pub key: MailKey,
    /// SHA-256 of what [`Mailbox::take`] gave of it, hex: the ledger's content hash.
    pub content_hash: String,
}

impl Processed {
    fn new(key: MailKey, bytes: &[u8]) -> Processed {
        let hash = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        Processed { key, content_hash: hash }
    }
}

/// One mail as it lies there.
#[derive(Clone, Debug)]
pub struct RawMail {
    pub key: MailKey,
    pub bytes: Vec<u8>,
    /// Set where the mailbox itself knows when the mail came (a Maildir file's modification time); the engine decides
    /// what counts.
    pub stored_at: Option<DateTime<Utc>>,
    /// Larger than the limit, or not to be had whole: `bytes` then hold only the header block (or, if not even that could
    /// be had, nothing), and the mail becomes a case for a person.
    pub oversize_bytes: Option<u64>,
}

/// Why a mailbox could not be used.
#[derive(Debug, thiserror::Error)]
pub enum MailboxError {
    /// Trying again may help: connection refused, time-out, server busy.
    #[error("{what} failed: {why}; it will be tried again")]
    Temporary { what: String, why: String },
    /// Somebody must act: login refused, folder missing, permission denied.
    #[error("{what} failed: {why}; {mend}")]
    Permanent { what: String, why: String, mend: String },
}

/// As many of these as [`MAX_TAKE_BYTES`] allows, and at least one.
fn within_bounds<T>(items: Vec<T>, bytes: impl Fn(&T) -> u64) -> Vec<T> {
    let mut sum: u64 = 0;
    let fits = |item: &T| {
        let first = sum == 0;
        sum = sum.saturating_add(bytes(item).max(1));
        first || sum <= MAX_TAKE_BYTES
    };
    items.into_iter().take_while(fits).collect()
}

/// The header block of a mail whose first bytes these are: up to and with the empty line, in both line endings.
fn header_block(mut start: Vec<u8>) -> Vec<u8> {
    let end = |sep: &[u8]| start.windows(sep.len()).position(|w| w == sep).map(|at| at + sep.len());
    let cut = [end(b"\r\n\r\n"), end(b"\n\n")].into_iter().flatten().min().unwrap_or(start.len());
    start.truncate(cut.min(MAX_HEADER_BYTES));
    start
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_take_is_bounded_by_bytes_but_never_empty() {
        let take = |sizes: &[u64]| within_bounds(sizes.to_vec(), |size| *size).len();
        assert_eq!(take(&[]), 0);
        assert_eq!(take(&[u64::MAX, 1]), 1);
        assert_eq!(take(&[MAX_TAKE_BYTES, 1]), 1);
        assert_eq!(take(&[MAX_TAKE_BYTES - 1, 1, 1]), 2);
        assert_eq!(take(&[0, 0, 0]), 3);
    }

    #[test]
    fn the_header_block_ends_at_the_first_empty_line_in_either_line_ending() {
        assert_eq!(header_block(b"A: b\r\n\r\nbody\r\n\r\n".to_vec()), b"A: b\r\n\r\n");
        assert_eq!(header_block(b"A: b\n\nbody\r\n\r\n".to_vec()), b"A: b\n\n");
        assert_eq!(header_block(b"A: no end".to_vec()), b"A: no end");
        assert_eq!(header_block(vec![b'a'; MAX_HEADER_BYTES + 1]).len(), MAX_HEADER_BYTES);
    }
}
