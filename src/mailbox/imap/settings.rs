//! What an IMAP mailbox needs to know.

use std::fmt::Debug;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;
use secrecy::SecretString;

use crate::mailbox::{MAX_MAIL_BYTES, MailboxError};

/// How the connection is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tls {
    Implicit,
    StartTls,
    None,
}

/// How we prove who we are.
pub enum Auth {
    /// LOGIN, or AUTHENTICATE PLAIN where the password is not ASCII.
    Password(SecretString),
    /// AUTHENTICATE XOAUTH2 (Microsoft's and Google's form of RFC 7628).
    Bearer(Arc<dyn Tokens>),
}

/// Gives the access token of a login by OAuth; whoever builds the mailbox brings the one that all connections share.
pub trait Tokens: Debug + Send + Sync {
    /// A token that is good now; where the server just refused one, another in its place.
    fn token(&self, rejected: Option<SecretString>) -> BoxFuture<'_, Result<SecretString, MailboxError>>;
}

/// Longest waits for the server.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// TCP, TLS, greeting and login, each.
    pub connect: Duration,
    /// A short command, and the start of a long one.
    pub command: Duration,
    /// Listing the folder.
    pub list: Duration,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            connect: Duration::from_secs(20),
            command: Duration::from_secs(30),
            list: Duration::from_secs(120),
        }
    }
}

/// Where the folder is and how to get there.
pub struct Settings {
    pub host: String,
    pub port: u16,
    pub tls: Tls,
    pub user: String,
    pub auth: Auth,
    pub folder: String,
    /// Where done mails are moved; made if missing. Without it they get the keyword `$VarselDone`.
    pub processed: Option<String>,
    /// Trust these CA certificates (PEM) instead of the system's.
    pub ca_pem: Option<Vec<u8>>,
    /// Of larger mails only the header block is fetched. Bytes.
    pub max_bytes: u64,
    pub limits: Limits,
}

impl Settings {
    /// The usual: implicit TLS on 993, INBOX to Processed.
    pub fn new(host: impl Into<String>, user: impl Into<String>, password: SecretString) -> Settings {
        Settings {
            host: host.into(),
            port: 993,
            tls: Tls::Implicit,
            user: user.into(),
            auth: Auth::Password(password),
            folder: "INBOX".into(),
            processed: Some("Processed".into()),
            ca_pem: None,
            max_bytes: MAX_MAIL_BYTES,
            limits: Limits::default(),
        }
    }
}
