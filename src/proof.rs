//! Our own check of DKIM and DMARC (RFC 6376, RFC 9989): asks the DNS for keys and records and judges the signatures of a
//! mail whose header block and body hashes it is given. The body itself never comes here.
//!
//! **Limits.** At most [`MAX_SIGNATURES`] signatures, [`MAX_LOOKUPS`] questions and [`LIMIT`] a mail, so many mails at a
//! time; answers are kept as long as the DNS allows, at most [`KEPT_SECS`], and at most [`KEPT_ANSWERS`] of them. Where the
//! DNS has answered nothing for some mails, the next ones wait for it less. A mail is never lost over this and never
//! waits longer: what could not be checked in time is not proved.

mod lookups;
mod resolver;
mod signatures;

use std::net::SocketAddr;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};
use mail_auth::MessageAuthenticator;
use tokio::sync::Semaphore;
use tokio_util::task::AbortOnDropHandle;

use crate::mail::authenticity::{Hindrance, OwnCheck};
use crate::mail::signed::{BodyHashes, header_block};

pub use crate::mail::signed::MAX_SIGNATURES;
pub use lookups::MAX_LOOKUPS;
pub use resolver::{KEPT_ANSWERS, KEPT_SECS};

/// How long the check of one mail may take.
pub const LIMIT: Duration = Duration::from_secs(5);
/// The same while the DNS is silent: it has answered nothing for so many mails.
const LIMIT_WHILE_SILENT: Duration = Duration::from_secs(1);
const SILENT_AFTER: u32 = 3;
/// So many mails are checked at a time; the others' time runs meanwhile.
const AT_ONCE: usize = 32;

/// Which resolver is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resolver {
    /// The one of `/etc/resolv.conf`.
    System,
    /// This one, over UDP, and TCP where an answer is long.
    At(SocketAddr),
}

/// Why the resolver cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ProofError {
    #[error(
        "reading the resolver's address from /etc/resolv.conf failed: {0}; write `resolver = \"ADDRESS\"` in [authenticity], or dkim = false"
    )]
    NoResolver(String),
    #[error(
        "asking the resolver {resolver} failed: {why}; mend it or name another by `resolver` in [authenticity], or write dkim = false"
    )]
    NoAnswer { resolver: String, why: String },
}

/// The check, or none (`dkim = false`); cheap to clone.
#[derive(Clone, Default)]
pub struct Proof(Option<Arc<Inner>>);

struct Inner {
    resolver: Resolver,
    /// Built at the first question, and anew where the DNS has fallen silent: the system's resolver may have moved.
    authenticator: Mutex<Option<MessageAuthenticator>>,
    at_once: Semaphore,
    /// Mails in a row for which nothing was answered.
    silent: AtomicU32,
}

impl Proof {
    /// Checks nothing.
    pub fn off() -> Proof {
        Proof(None)
    }

    pub fn new(resolver: Resolver) -> Proof {
        Proof(Some(Arc::new(Inner {
            resolver,
            authenticator: Mutex::default(),
            at_once: Semaphore::new(AT_ONCE),
            silent: AtomicU32::new(0),
        })))
    }

    /// Checks the signatures of a mail; none where checking is off. `now` decides what has expired.
    pub async fn check(&self, raw: &[u8], hashes: &BodyHashes, now: DateTime<Utc>) -> Option<OwnCheck> {
        let inner = self.0.as_ref()?;
        let Some(block) = header_block(raw) else {
            let why = "it is too long or not well formed".to_owned();
            return Some(OwnCheck::hindered(Hindrance::Header(why)));
        };
        let checked = tokio::time::timeout(inner.limit(), inner.check(block, hashes, now)).await;
        let Ok(checked) = checked else {
            inner.fell_silent();
            return Some(OwnCheck::hindered(Hindrance::NoAnswer));
        };
        inner.silent.store(0, Ordering::Relaxed);
        Some(checked)
    }

    /// Asks the resolver about this domain (`varsel check --connect`): who it is, and that it answers. None where checking
    /// is off.
    ///
    /// # Errors
    /// See [`ProofError`].
    pub async fn ask(&self, domain: &str) -> Option<Result<String, ProofError>> {
        let inner = self.0.as_ref()?;
        Some(inner.ask(domain).await)
    }
}

impl Inner {
    fn limit(&self) -> Duration {
        let is_silent = self.silent.load(Ordering::Relaxed) >= SILENT_AFTER;
        if is_silent { LIMIT_WHILE_SILENT } else { LIMIT }
    }

    fn fell_silent(&self) {
        let so_many = self.silent.fetch_add(1, Ordering::Relaxed).saturating_add(1);
        if so_many == SILENT_AFTER {
            tracing::warn!("the DNS does not answer; signatures of mails cannot be checked now");
        }
        if so_many >= SILENT_AFTER {
            *self.authenticator.lock().unwrap_or_else(PoisonError::into_inner) = None;
        }
    }

    fn authenticator(&self) -> Result<MessageAuthenticator, ProofError> {
        let mut kept = self.authenticator.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = kept.as_ref() {
            return Ok(known.clone());
        }
        let built = resolver::build(self.resolver)?;
        *kept = Some(built.clone());
        Ok(built)
    }

    async fn check(&self, block: &[u8], hashes: &BodyHashes, now: DateTime<Utc>) -> OwnCheck {
        let Ok(_permit) = self.at_once.acquire().await else {
            return OwnCheck::hindered(Hindrance::NoAnswer);
        };
        let authenticator = match self.authenticator() {
            Ok(authenticator) => authenticator,
            Err(error) => {
                tracing::warn!(error = %error, "signatures of mails cannot be checked");
                return OwnCheck::hindered(Hindrance::NoAnswer);
            }
        };
        let (block, hashes) = (signatures::with_line_ends(block), hashes.clone());
        // A task of its own: should the library ever stumble over a stranger's header, only this mail is not proved.
        let task = tokio::spawn(async move { signatures::check(&authenticator, &block, &hashes, now).await });
        AbortOnDropHandle::new(task).await.unwrap_or_else(|_| {
            tracing::error!("checking a mail's signatures ended in a fault of the program; it is not proved");
            OwnCheck::hindered(Hindrance::Header("it could not be checked".to_owned()))
        })
    }

    async fn ask(&self, domain: &str) -> Result<String, ProofError> {
        let authenticator = self.authenticator()?;
        let name = resolver::name(self.resolver);
        let asked = tokio::time::timeout(LIMIT, resolver::ask(&authenticator, domain)).await;
        match asked {
            Ok(Ok(())) => Ok(format!("{name} answers")),
            Ok(Err(why)) => Err(ProofError::NoAnswer { resolver: name, why }),
            Err(_) => Err(ProofError::NoAnswer { resolver: name, why: "no answer in time".to_owned() }),
        }
    }
}
