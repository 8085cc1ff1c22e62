//! Access tokens for the connections: one source for each `[oauth]`, shared by all that log in with it, kept fresh while the
//! daemon runs.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use futures_util::FutureExt;
use futures_util::future::{BoxFuture, join_all};
use secrecy::SecretString;
use tokio_util::sync::CancellationToken;

use super::StartError;
use super::build::read_file;
use crate::clock::Clock;
use crate::config::{self, OAuthProof, Settings, StorePlace};
use crate::login::{LoginError, Options, Proof, TokenSource};
use crate::mailbox::{self, MailboxError};
use crate::transport;

/// For one whole request to a token server.
const REQUEST_LIMIT: Duration = Duration::from_secs(20);
/// Looked at least so often: a clock may be set, and the watchdog wants to hear.
const LOOK_EVERY_SECS: i64 = 30;

/// The sources in the order of [`Settings::oauth`]; nothing is fetched yet.
///
/// # Errors
/// A certificate, key or CA file that cannot be used.
pub fn logins(settings: &Settings, clock: &Clock) -> Result<Vec<Arc<TokenSource>>, StartError> {
    settings.oauth.iter().map(|given| source(given, settings, clock)).collect()
}

fn source(
    given: &config::OAuthSettings,
    settings: &Settings,
    clock: &Clock,
) -> Result<Arc<TokenSource>, StartError> {
    let name = if given.name.is_empty() { "oauth" } else { given.name.as_str() };
    let proof = match given.proof.clone() {
        OAuthProof::Secret { file } => Proof::Secret(file),
        OAuthProof::Certificate { certificate, key } => Proof::Certificate { certificate, key },
        OAuthProof::Refresh { token, secret } => {
            Proof::Refresh { token, secret, state: state_file(settings, name) }
        }
    };
    let clock = clock.clone();
    let options = Options {
        name: name.to_owned(),
        token_url: given.token_url.clone(),
        client_id: given.client_id.clone(),
        scope: given.scope.clone(),
        proof,
        ca_pem: given.ca_file.as_deref().map(read_file).transpose()?,
        read: |path| config::read_secret(path).map_err(|wrong| format!("{}; {}", wrong.what, wrong.mend)),
        now: Arc::new(move || clock.now()),
        limit: REQUEST_LIMIT,
    };
    let source = TokenSource::new(options);
    source.map(Arc::new).map_err(|error| StartError::Other {
        what: format!("setting up [oauth] {}", given.name).trim_end().to_owned(),
        why: error.to_string(),
    })
}

/// Beside the store, where we may write.
fn state_file(settings: &Settings, name: &str) -> PathBuf {
    let plain: String = name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
    let file = format!("oauth-{plain}.refresh");
    match &settings.store.place {
        StorePlace::Sqlite(path) => path.with_file_name(file),
        StorePlace::Postgres(_) => settings.file.with_file_name(file),
    }
}

/// Renews what is due until asked to stop, whether or not a connection wants it just now: a refusal is known before the
/// old token is worth nothing.
pub(super) async fn keep_fresh(
    sources: Vec<Arc<TokenSource>>,
    clock: Clock,
    beat: impl Fn(),
    stop: CancellationToken,
) {
    while !stop.is_cancelled() {
        let now = clock.now();
        let due = sources.iter().filter(|source| source.next_due() <= now);
        // A failure is logged and remembered by the source itself.
        let renewals = join_all(due.map(|source| source.access_token()));
        tokio::select! {
            _ = renewals => {}
            () = stop.cancelled() => return,
        }
        beat();
        let latest = clock.now() + TimeDelta::seconds(LOOK_EVERY_SECS);
        let next = sources.iter().map(|source| source.next_due()).min().unwrap_or(latest);
        // Never at once: a due time that could not be met must not spin.
        let at = next.clamp(clock.now() + TimeDelta::seconds(1), latest);
        tokio::select! {
            () = clock.sleep_until(at) => {}
            () = stop.cancelled() => {}
        }
    }
}

/// A source as the seams want it.
#[derive(Debug)]
pub(super) struct Shared(pub Arc<TokenSource>);

impl Shared {
    async fn token(&self, rejected: Option<SecretString>) -> Result<SecretString, LoginError> {
        let Some(rejected) = rejected else { return self.0.access_token().await };
        self.0.replacement(&rejected).await?.ok_or_else(|| LoginError {
            what: format!("logging in with the access token of [oauth] {}", self.0.name()),
            why: "the mail server refuses it, a new one as well".to_owned(),
            mend: "check `user`, that the protocol is switched on for it, and that the program of [oauth] may use \
                   this mailbox"
                .to_owned(),
            permanent: true,
        })
    }
}

impl mailbox::imap::Tokens for Shared {
    fn token(&self, rejected: Option<SecretString>) -> BoxFuture<'_, Result<SecretString, MailboxError>> {
        let told = |error: LoginError| match error {
            LoginError { what, why, mend, permanent: true } => MailboxError::Permanent { what, why, mend },
            LoginError { what, why, .. } => MailboxError::Temporary { what, why },
        };
        async move { Shared::token(self, rejected).await.map_err(told) }.boxed()
    }
}

impl transport::smtp::Tokens for Shared {
    fn token(&self, rejected: Option<SecretString>) -> BoxFuture<'_, Result<SecretString, String>> {
        async move { Shared::token(self, rejected).await.map_err(|error| error.to_string()) }.boxed()
    }
}
