//! A relay over SMTP (RFC 5321): a few connections, each used for many mails.
//!
//! lettre speaks the protocol command by command; its own pool is not used, because a send that is given up there
//! leaves a late reply behind, which the next send then takes for its own. Here a connection belongs to the send that
//! uses it and returns to the pool only in a known state; given up, it is closed.

mod dial;
mod letter;
mod session;

use std::fmt::Debug;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::future::BoxFuture;
use futures_util::{FutureExt, StreamExt, stream};
use lettre::transport::smtp::extension::ClientId;
use secrecy::SecretString;
use tokio::sync::Semaphore;

use self::letter::Letter;
use self::session::{Fault, Session, Stage};
use super::{Outcome, Parcel};

/// A connection is closed after so many mails, or when it was idle for so long.
const MAILS_PER_CONNECTION: u32 = 100;
const IDLE_LIMIT: Duration = Duration::from_secs(30);

/// How the connection is protected. There is no "if the server happens to offer it".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tls {
    /// From the first byte (port 465, RFC 8314).
    Implicit,
    /// STARTTLS (RFC 3207), required: without it nothing is sent.
    StartTls,
    /// None, to a loopback address only.
    None,
    /// None, to any address: only where the operator says so in as many words.
    NoneAnywhere,
}

/// Where and how to hand over.
#[derive(Clone, Debug)]
pub struct SmtpOptions {
    pub host: String,
    pub port: u16,
    pub tls: Tls,
    pub user: Option<String>,
    pub password: Option<SecretString>,
    /// In place of a password: AUTH XOAUTH2.
    pub tokens: Option<Arc<dyn Tokens>>,
    /// How many connections at most at a time.
    pub connections: usize,
    /// Certificates that are trusted beside the system's.
    pub ca_file_pem: Option<Vec<u8>>,
    /// The name given in EHLO; `[127.0.0.1]` where there is none.
    pub helo: Option<String>,
    /// For connecting and for each command, in seconds.
    pub timeout_secs: u64,
    /// For the mail itself until the server has answered it, in seconds (RFC 5321 section 4.5.3.2.6: ten minutes).
    pub data_timeout_secs: u64,
}

impl SmtpOptions {
    /// The usual limits and four connections, no login.
    pub fn new(host: &str, port: u16, tls: Tls) -> Self {
        SmtpOptions {
            host: host.to_owned(),
            port,
            tls,
            user: None,
            password: None,
            tokens: None,
            connections: 4,
            ca_file_pem: None,
            helo: None,
            timeout_secs: 60,
            data_timeout_secs: 600,
        }
    }
}

/// Gives the access token of a login by OAuth; whoever builds the relay brings the one that all connections share.
pub trait Tokens: Debug + Send + Sync {
    /// A token that is good now; where the server just refused one, another in its place. The error is one sentence.
    fn token(&self, rejected: Option<SecretString>) -> BoxFuture<'_, Result<SecretString, String>>;
}

/// What is wrong with the options.
#[derive(Debug, thiserror::Error)]
pub enum SmtpOptionsError {
    #[error("without TLS mail may only go to this machine itself; \"{host}\" is another")]
    Cleartext { host: String },
    #[error("the certificate file cannot be used: {why}")]
    Certificate { why: String },
    #[error("\"{host}\" is not a name a certificate can be checked against")]
    Host { host: String },
    #[error("a user needs a password or an access token, one of the two, and either needs a user")]
    Login,
    #[error("the name for EHLO is not a host name")]
    Helo,
}

/// A configured relay with its idle connections.
pub struct Smtp {
    settings: Arc<Settings>,
    connections: usize,
    permits: Semaphore,
    idle: Mutex<Vec<Session>>,
}

/// What a new connection needs, checked.
struct Settings {
    dialer: dial::Dialer,
    hello: ClientId,
    login: Option<(String, Login)>,
    limit: Duration,
    data_limit: Duration,
}

/// How we prove who we are.
enum Login {
    Password(SecretString),
    Bearer(Arc<dyn Tokens>),
}

impl Smtp {
    pub fn new(options: SmtpOptions) -> Result<Self, SmtpOptionsError> {
        let hello = match options.helo {
            None => ClientId::default(),
            Some(name) if is_host_name(&name) => ClientId::Domain(name),
            Some(_) => return Err(SmtpOptionsError::Helo),
        };
        let login = match (options.user, options.password, options.tokens) {
            (Some(user), Some(password), None) => Some((user, Login::Password(password))),
            (Some(user), None, Some(tokens)) => Some((user, Login::Bearer(tokens))),
            (None, None, None) => None,
            _ => return Err(SmtpOptionsError::Login),
        };
        let limit = Duration::from_secs(options.timeout_secs.max(1));
        let dialer = dial::Dialer::new(
            options.host,
            options.port,
            options.tls,
            options.ca_file_pem.as_deref(),
            limit,
        )?;
        let data_limit = Duration::from_secs(options.data_timeout_secs.max(1));
        let settings = Settings { dialer, hello, login, limit, data_limit };
        let connections = options.connections.max(1);
        Ok(Smtp {
            settings: Arc::new(settings),
            connections,
            permits: Semaphore::new(connections),
            idle: Mutex::new(Vec::new()),
        })
    }

    /// Hands one mail over. Dropping the future closes its connection.
    pub async fn send(&self, parcel: &Parcel) -> Outcome {
        self.attempt(parcel, &AtomicBool::new(false)).await
    }

    /// Hands one over as part of a round.
    pub async fn send_in(&self, round: &super::Round, parcel: &Parcel) -> Outcome {
        self.attempt(parcel, &round.unreachable).await
    }

    /// How many connections at most.
    pub fn connections(&self) -> usize {
        self.connections
    }

    /// Hands many over, on several connections. Where the relay cannot be reached at all, the rest is not tried.
    pub async fn send_all(&self, parcels: Vec<Parcel>) -> Vec<(i64, Outcome)> {
        let unreachable = AtomicBool::new(false);
        let unreachable = &unreachable;
        let one = |parcel: Parcel| {
            async move { (parcel.outbox_id, self.attempt(&parcel, unreachable).await) }.boxed()
        };
        let sending: Vec<_> = parcels.into_iter().map(one).collect();
        stream::iter(sending).buffer_unordered(self.connections).collect().await
    }

    /// Connects, greets and logs in; sends nothing.
    pub async fn check(&self) -> Result<String, String> {
        match Session::open(Arc::clone(&self.settings)).await {
            Ok(session) => {
                let found = format!("{}: {}", self.settings.dialer.describe(), session.describe());
                session.quit().await;
                Ok(found)
            }
            Err(fault) => Err(format!("{}: {fault}", self.settings.dialer.describe())),
        }
    }

    /// A connection that was idle may have been closed by the server meanwhile; then a new one is tried, which is safe
    /// as long as no data was sent.
    async fn attempt(&self, parcel: &Parcel, unreachable: &AtomicBool) -> Outcome {
        let letter = match Letter::new(parcel) {
            Ok(letter) => letter,
            Err(why) => return Outcome::Permanent { detail: why },
        };
        let Ok(_permit) = self.permits.acquire().await else {
            return Outcome::Temporary { detail: "shutting down".to_owned() };
        };
        if unreachable.load(Ordering::Relaxed) {
            return Outcome::Temporary { detail: "not tried: the relay could not be reached".to_owned() };
        }
        if let Some(mut session) = self.take_idle() {
            match session.deliver(&letter).await {
                Err((Stage::Envelope, _)) if session.is_broken() => {}
                result => return self.finish(session, result),
            }
        }
        match Session::open(Arc::clone(&self.settings)).await {
            Ok(mut session) => {
                let result = session.deliver(&letter).await;
                self.finish(session, result)
            }
            // Whatever is said here is not about this mail: the operator can mend it, and it is tried again.
            Err(fault) => {
                unreachable.fetch_or(fault.is_lasting(), Ordering::Relaxed);
                Outcome::Temporary { detail: fault.to_string() }
            }
        }
    }

    fn finish(&self, session: Session, result: Result<String, (Stage, Fault)>) -> Outcome {
        if !session.is_broken() && session.delivered() < MAILS_PER_CONNECTION {
            lock(&self.idle).push(session);
        }
        result.map_or_else(|(stage, fault)| judge(stage, &fault), |detail| Outcome::Accepted { detail })
    }

    /// The connection used last; those that were idle too long are closed.
    fn take_idle(&self) -> Option<Session> {
        let mut idle = lock(&self.idle);
        idle.retain(|session| session.idle_for() < IDLE_LIMIT);
        idle.pop()
    }
}

/// RFC 5321 section 4.2.1. Codes about the login (RFC 4954 section 6) are for the operator to mend. What breaks
/// after the data began may have been accepted.
fn judge(stage: Stage, fault: &Fault) -> Outcome {
    let detail = fault.to_string();
    match (fault, stage) {
        (Fault::Refused { code: 530 | 534 | 535 | 538, .. }, _) => Outcome::Temporary { detail },
        (Fault::Refused { code: 500.., .. } | Fault::Unfit { .. }, _) => Outcome::Permanent { detail },
        (Fault::Refused { .. }, _) | (Fault::Broken { .. }, Stage::Envelope) => Outcome::Temporary { detail },
        (Fault::Broken { .. }, Stage::Data) => Outcome::Uncertain { detail },
    }
}

fn is_host_name(name: &str) -> bool {
    !name.is_empty()
        && name.len() <= 255
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._[]:".contains(&b))
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
