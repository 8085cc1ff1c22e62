//! Access tokens for logging in by OAuth 2.0 (RFC 6749): fetched from the token server, shared by all connections, renewed
//! before they expire.
//!
//! * [`TokenSource`]: one client at one token server; one renewal at a time.
//! * `exchange`: one form posted over TLS, one JSON answer, bounded in time and size; no redirects, no proxy.
//! * `assertion`: the signed statement that stands for a certificate (RFC 7523).
//! * `rotation`: a refresh token that the server replaces is on disk before it is used.
//!
//! Secrets are read from their files at each renewal, so a new one counts without a restart. None is ever in an error, a
//! log line or a `Debug`.

mod assertion;
mod exchange;
mod fault;
mod rotation;

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use secrecy::{ExposeSecret, SecretString};

use assertion::Signer;
use exchange::{Exchange, Grant};
pub use fault::LoginError;
use rotation::Rotation;

/// Pauses after the first, second, … failure in a row that may pass.
const PAUSES_SECS: [i64; 5] = [5, 10, 20, 60, 300];
/// Where somebody must act, the files are looked at again so often.
const REFUSED_PAUSE_SECS: i64 = 60;
/// A token that the mail server refuses is replaced at most so often: a second refusal is not the token's fault.
const REPLACED_EVERY_SECS: i64 = 300;
/// A token is renewed when so much of its life is over, or …
const RENEWED_AFTER_PERCENT: i64 = 80;
/// … so long before its end, whichever comes later.
const RENEWED_BEFORE_SECS: i64 = 300;

/// Reads a secret from a file that others cannot read; the error says what is wrong and how to mend it.
pub type ReadSecret = fn(&Path) -> Result<SecretString, String>;

/// What it is now; the clock belongs to who builds the source.
pub type Now = Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>;

/// By what the token server knows us.
#[derive(Clone, Debug)]
pub enum Proof {
    /// A client secret (RFC 6749 section 4.4): the file that holds it.
    Secret(PathBuf),
    /// A certificate that is known there, and its private key, both PEM (RFC 7523 section 2.2).
    Certificate { certificate: PathBuf, key: PathBuf },
    /// A refresh token (RFC 6749 section 6), and a client secret where the server wants one.
    Refresh {
        token: PathBuf,
        secret: Option<PathBuf>,
        /// Where a rotated token is kept when the first file's folder cannot be written.
        state: PathBuf,
    },
}

/// One client at one token server.
#[derive(Clone)]
pub struct Options {
    /// Names it in logs and errors.
    pub name: String,
    /// `https://…`; nothing else is spoken to.
    pub token_url: String,
    pub client_id: String,
    /// Not sent where there is none.
    pub scope: Option<String>,
    pub proof: Proof,
    /// Certificates that are trusted beside the system's, PEM.
    pub ca_pem: Option<Vec<u8>>,
    pub read: ReadSecret,
    pub now: Now,
    /// For one whole request.
    pub limit: Duration,
}

/// Gives the access token of one client; see the module.
pub struct TokenSource {
    options: Options,
    exchange: Exchange,
    rotation: Option<Rotation>,
    state: Mutex<State>,
    renewing: tokio::sync::Mutex<()>,
}

#[derive(Default)]
struct State {
    token: Option<Token>,
    failures: usize,
    /// After a failure: not before this.
    next_try: Option<DateTime<Utc>>,
    fault: Option<LoginError>,
    replaced_at: Option<DateTime<Utc>>,
}

#[derive(Clone)]
struct Token {
    secret: SecretString,
    renew_at: DateTime<Utc>,
    expires_at: DateTime<Utc>,
}

impl fmt::Debug for TokenSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenSource").field("name", &self.options.name).finish_non_exhaustive()
    }
}

impl TokenSource {
    /// Nothing is fetched yet. The certificate and its key are looked at: that they belong together and can sign.
    ///
    /// # Errors
    /// Files that cannot be used, as a permanent [`LoginError`].
    pub fn new(options: Options) -> Result<TokenSource, LoginError> {
        let exchange = Exchange::new(&options)?;
        if let Proof::Certificate { certificate, key } = &options.proof {
            Signer::read(certificate, key, options.read)?;
        }
        let rotation = match &options.proof {
            Proof::Refresh { token, state, .. } => Some(Rotation::new(token.clone(), state.clone())),
            _ => None,
        };
        Ok(TokenSource {
            options,
            exchange,
            rotation,
            state: Mutex::default(),
            renewing: tokio::sync::Mutex::new(()),
        })
    }

    pub fn name(&self) -> &str {
        &self.options.name
    }

    /// Whether each renewal may make the refresh token before it worthless: two processes must not renew.
    pub fn rotates(&self) -> bool {
        self.rotation.is_some()
    }

    /// Until when the certificate holds by which we are known, if it is one that can be read.
    pub fn certificate_ends(&self) -> Option<DateTime<Utc>> {
        match &self.options.proof {
            Proof::Certificate { certificate, .. } => assertion::ends_at(certificate),
            _ => None,
        }
    }

    /// A token that is good now. One that is due is renewed first; where that fails, the old one serves as long as it
    /// lives.
    ///
    /// # Errors
    /// The last renewal's, where there is no living token.
    pub async fn access_token(self: &Arc<Self>) -> Result<SecretString, LoginError> {
        let now = (self.options.now)();
        let living = self.living(now);
        if let Some(token) = living.as_ref().filter(|token| now < token.renew_at) {
            return Ok(token.secret.clone());
        }
        if let Some(token) = &living
            && (self.must_wait(now) || self.renewing.try_lock().is_err())
        {
            return Ok(token.secret.clone());
        }
        self.renewed(None).await
    }

    /// Another token in place of one that the mail server just refused: fetched anew once, whoever asks first. None: it is
    /// no use to ask again now.
    ///
    /// # Errors
    /// The renewal's.
    pub async fn replacement(
        self: &Arc<Self>,
        rejected: &SecretString,
    ) -> Result<Option<SecretString>, LoginError> {
        let now = (self.options.now)();
        let same = |token: &Token| token.secret.expose_secret() == rejected.expose_secret();
        if let Some(other) = self.living(now).filter(|token| !same(token)) {
            return Ok(Some(other.secret));
        }
        let every = TimeDelta::seconds(REPLACED_EVERY_SECS);
        if self.state().replaced_at.is_some_and(|at| now < at + every) {
            return Ok(None);
        }
        self.renewed(Some(rejected.clone())).await.map(Some)
    }

    /// When there is something to do next: now or in the past where a renewal is due.
    pub fn next_due(&self) -> DateTime<Utc> {
        let state = self.state();
        let due = state.token.as_ref().map_or(DateTime::<Utc>::MIN_UTC, |token| token.renew_at);
        state.next_try.map_or(due, |at| at.max(due))
    }

    /// Why the last renewal failed, as long as none has succeeded since.
    pub fn fault(&self) -> Option<LoginError> {
        self.state().fault.clone()
    }

    /// Whether a token was had and no renewal has failed since.
    pub fn is_good(&self) -> bool {
        let state = self.state();
        state.fault.is_none() && state.token.is_some()
    }

    /// One renewal at a time, in a task of its own: a caller that gives up does not lose what the server has given.
    async fn renewed(self: &Arc<Self>, rejected: Option<SecretString>) -> Result<SecretString, LoginError> {
        let this = Arc::clone(self);
        let task = tokio::spawn(async move { this.renew(rejected).await });
        task.await.unwrap_or_else(|_| Err(LoginError::temporary(&self.doing(), "the renewal was broken off")))
    }

    async fn renew(&self, rejected: Option<SecretString>) -> Result<SecretString, LoginError> {
        let _one_at_a_time = self.renewing.lock().await;
        let now = (self.options.now)();
        // Somebody else may have renewed it meanwhile.
        let is_rejected = |token: &Token| {
            rejected.as_ref().is_some_and(|one| one.expose_secret() == token.secret.expose_secret())
        };
        let living = self.living(now).filter(|token| !is_rejected(token));
        if let Some(token) = living.as_ref().filter(|token| now < token.renew_at || self.must_wait(now)) {
            return Ok(token.secret.clone());
        }
        if self.must_wait(now)
            && let Some(fault) = self.fault()
        {
            return Err(fault);
        }
        match self.fetch(now).await {
            Ok(grant) => {
                // Not before: after a renewal that failed, the refused token is no better than it was.
                if rejected.is_some() {
                    self.state().replaced_at = Some(now);
                }
                Ok(self.take(grant, now))
            }
            Err(fault) => {
                self.note(&fault);
                living.map(|token| token.secret).ok_or(fault)
            }
        }
    }

    /// Asks the server; a refresh token that it replaces is stored before anything else.
    async fn fetch(&self, now: DateTime<Utc>) -> Result<Grant, LoginError> {
        let grant = self.exchange.ask(&self.options, self.rotation.as_ref(), now).await?;
        if let (Some(rotation), Some(token)) = (&self.rotation, &grant.refresh_token)
            && let Err(why) = rotation.store(token, self.options.read)
        {
            tracing::error!(oauth = %self.options.name, why, "the server's new refresh token could not be stored; it is kept in memory only");
        }
        Ok(grant)
    }

    fn take(&self, grant: Grant, now: DateTime<Utc>) -> SecretString {
        let life = TimeDelta::seconds(grant.life_secs);
        let token = Token {
            secret: grant.access_token.clone(),
            renew_at: now + TimeDelta::seconds(renewed_after(grant.life_secs)),
            expires_at: now + life,
        };
        tracing::info!(oauth = %self.options.name, until = %token.expires_at, "fetched an access token");
        let mut state = self.state();
        let replaced_at = state.replaced_at;
        *state = State { token: Some(token), replaced_at, ..State::default() };
        grant.access_token
    }

    fn note(&self, fault: &LoginError) {
        tracing::error!(oauth = %self.options.name, error = %fault, "no new access token");
        // After the answer, which may have taken its time.
        let now = (self.options.now)();
        let mut state = self.state();
        let pause = match fault.permanent {
            true => REFUSED_PAUSE_SECS,
            false => {
                PAUSES_SECS.get(state.failures).or(PAUSES_SECS.last()).copied().unwrap_or(REFUSED_PAUSE_SECS)
            }
        };
        state.failures = state.failures.saturating_add(1);
        state.next_try = Some(now + TimeDelta::seconds(pause));
        state.fault = Some(fault.clone());
    }

    fn living(&self, now: DateTime<Utc>) -> Option<Token> {
        self.state().token.clone().filter(|token| now < token.expires_at)
    }

    fn must_wait(&self, now: DateTime<Utc>) -> bool {
        self.state().next_try.is_some_and(|at| now < at)
    }

    fn doing(&self) -> String {
        format!("fetching an access token from {}", self.options.token_url)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// After how many seconds of its life a token is renewed.
fn renewed_after(life_secs: i64) -> i64 {
    (life_secs * RENEWED_AFTER_PERCENT / 100).max(life_secs - RENEWED_BEFORE_SECS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_renewed_at_four_fifths_of_its_life_or_five_minutes_before_its_end_whichever_is_later() {
        for (life, after) in [(3_600, 3_300), (1_500, 1_200), (600, 480), (60, 48), (1, 0)] {
            assert_eq!(renewed_after(life), after, "{life}");
        }
    }
}
