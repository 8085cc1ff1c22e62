//! The settings as values: typed, checked, paths resolved against the file's folder, secrets read.

use std::net::SocketAddr;
use std::path::PathBuf;

use secrecy::SecretString;

use super::KeyBytes;
use crate::contacts::{Organisation, Role};
use crate::mail::openpgp::{Certificate, KnownKey, WhenUnusable};
use crate::policy::Policy;

/// All that `varsel.toml`, `policy.toml`, `contacts.toml` and the folder of templates say.
#[derive(Debug)]
pub struct Settings {
    /// The file they were read from.
    pub file: PathBuf,
    /// Where the people and lists stand.
    pub contacts_file: PathBuf,
    /// The name of the file with the rules, as faults name it.
    pub policy_file: String,
    /// With organisation, contacts and calendar in it.
    pub policy: Policy,
    /// At least one.
    pub mailboxes: Vec<MailboxSettings>,
    pub transport: TransportSettings,
    /// How access tokens are had; [`Login::OAuth`] counts from 0.
    pub oauth: Vec<OAuthSettings>,
    pub alarm: AlarmSettings,
    pub store: StoreSettings,
    /// Time stands still between commands (`[clock] simulated`).
    pub simulated: bool,
    pub authenticity: AuthenticitySettings,
    pub smime: SmimeSettings,
    pub web: WebSettings,
    pub receive: ReceiveSettings,
    pub openpgp: OpenpgpSettings,
    /// Texts that override the built-in ones: path under the folder (`nb/new-case/text.hbs`) and content.
    pub templates: Vec<(String, String)>,
    /// Not wrong, but worth a look.
    pub warnings: Vec<String>,
}

impl Settings {
    pub fn organisation(&self) -> &Organisation {
        &self.policy.organisation
    }
}

/// Where mail comes in. Times are in seconds.
#[derive(Debug)]
pub struct MailboxSettings {
    pub kind: MailboxKind,
    /// Where done mail is moved to: an IMAP folder.
    pub processed: String,
    /// Done mail older than this is deleted from there; none: never.
    pub processed_keep_secs: Option<i64>,
    /// Look again after this time even if nothing woke us.
    pub poll_secs: i64,
    /// At the very first pass: what arrived longer ago is listed only.
    pub history_secs: i64,
    /// Our own server's name in Received, lower case.
    pub received_by: Option<String>,
}

impl MailboxSettings {
    /// What names it in the ledger and the log: stable as long as it is the same mailbox.
    pub fn name(&self) -> String {
        match &self.kind {
            MailboxKind::Maildir { path } => format!("maildir:{}", path.display()),
            MailboxKind::Imap(imap) => format!("imap:{}@{}/{}", imap.user, imap.host, imap.folder),
        }
    }
}

#[derive(Debug)]
pub enum MailboxKind {
    Maildir { path: PathBuf },
    Imap(ImapSettings),
}

#[derive(Debug)]
pub struct ImapSettings {
    pub host: String,
    pub port: u16,
    pub tls: Tls,
    pub user: String,
    pub login: Login,
    pub folder: String,
    /// Further root certificates, PEM.
    pub ca_file: Option<PathBuf>,
}

/// How we prove who we are to a mail server.
#[derive(Debug)]
pub enum Login {
    Password(SecretString),
    /// XOAUTH2 with an access token from this entry of [`Settings::oauth`].
    OAuth(usize),
}

/// One client at one token server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OAuthSettings {
    /// Empty for the only one.
    pub name: String,
    /// `https://…`.
    pub token_url: String,
    pub client_id: String,
    pub scope: Option<String>,
    pub proof: OAuthProof,
    /// Further root certificates, PEM.
    pub ca_file: Option<PathBuf>,
}

/// The files by which the token server knows us. What is secret in them is read each time it is used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OAuthProof {
    Secret { file: PathBuf },
    Certificate { certificate: PathBuf, key: PathBuf },
    Refresh { token: PathBuf, secret: Option<PathBuf> },
}

/// Who hears, and how, when mail cannot be read or sent. Times are in seconds.
#[derive(Debug)]
pub struct AlarmSettings {
    /// Empty: the IT manager and the security officer, or the privacy officer where there is neither.
    pub to: Vec<AlarmTo>,
    /// Told when it has lasted so long; a token that cannot be renewed is told at once.
    pub after_secs: i64,
    pub repeat_secs: i64,
    /// A program that gets the text on standard input.
    pub command: Option<PathBuf>,
    /// A second way out.
    pub transport: Option<TransportSettings>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AlarmTo {
    Role(Role),
    Address(String),
}

/// How a connection is protected; `None` is refused to other machines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tls {
    Implicit,
    StartTls,
    None,
}

/// How mail goes out.
#[derive(Debug)]
pub struct TransportSettings {
    pub kind: TransportKind,
    /// At most so many at once.
    pub connections: u32,
}

#[derive(Debug)]
pub enum TransportKind {
    Smtp(SmtpSettings),
    /// The program to hand mail to.
    Sendmail {
        path: PathBuf,
    },
    Maildir {
        path: PathBuf,
    },
}

#[derive(Debug)]
pub struct SmtpSettings {
    pub host: String,
    pub port: u16,
    pub tls: Tls,
    /// User and how; without a user we do not log in.
    pub login: Option<(String, Login)>,
    pub ca_file: Option<PathBuf>,
}

#[derive(Debug)]
pub struct StoreSettings {
    pub place: StorePlace,
    pub key_file: PathBuf,
    pub key: KeyBytes,
    /// Keys that a change of the key is leaving (`varsel key rotate`).
    pub old_keys: Vec<KeyBytes>,
}

#[derive(Debug)]
pub enum StorePlace {
    /// `sqlite:varsel.db`: the file.
    Sqlite(PathBuf),
    /// `postgres://…`: the address as written; it may hold a password.
    Postgres(SecretString),
}

/// Whom to believe (design promise 4).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthenticitySettings {
    /// Whose Authentication-Results count; none: only our own DKIM check.
    pub authserv_id: Option<AuthservId>,
    /// Check DKIM signatures ourselves.
    pub dkim: bool,
    /// Whom that asks; none: the resolver of the system.
    pub resolver: Option<SocketAddr>,
    pub required: bool,
    pub accept: Vec<Accept>,
    pub token: TokenPlace,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AuthservId {
    /// Whatever the topmost field calls itself.
    Topmost,
    /// Lower case.
    Name(String),
}

/// A way in which the receiving server may vouch for a sender.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Accept {
    Dmarc,
    DkimAligned,
    Auth,
    ExchangeInternal,
}

/// OpenPGP: our own key, and those of whom we write to.
#[derive(Debug)]
pub struct OpenpgpSettings {
    /// Our own secret key, armored: what signs our mail and opens what is encrypted to us.
    pub secret: Option<SecretString>,
    /// Sign also what goes in clear.
    pub sign: bool,
    pub when_unusable: WhenUnusable,
    pub keys: Vec<KeyFile>,
}

impl OpenpgpSettings {
    /// The keys as the reader processes need them; one a key and address.
    pub fn known(&self) -> Vec<KnownKey> {
        let mut known: Vec<KnownKey> = Vec::new();
        for key in &self.keys {
            let key = key.certificate.to_known(&key.name, &key.address);
            if !known.iter().any(|other| other.address == key.address && other.packets == key.packets) {
                known.push(key);
            }
        }
        known
    }
}

/// The public key of a person or contact.
#[derive(Clone, Debug)]
pub struct KeyFile {
    pub file: PathBuf,
    pub name: String,
    pub address: String,
    pub certificate: Certificate,
}

/// Where the token of an outgoing mail stands besides the Message-ID.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenPlace {
    /// `avvik+TOKEN@…` in Reply-To.
    Address,
    Subject,
}

/// Whose certificates count for signed mail.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SmimeSettings {
    /// The certificates (DER) of `ca_file`; none: the system's.
    pub issuers: Option<Vec<Vec<u8>>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WebSettings {
    /// None: no status page (`listen = "off"`).
    pub listen: Option<SocketAddr>,
}

impl MailboxSettings {
    /// How it logs in, where there is a server.
    pub fn login(&self) -> Option<&Login> {
        match &self.kind {
            MailboxKind::Imap(imap) => Some(&imap.login),
            MailboxKind::Maildir { .. } => None,
        }
    }
}

impl TransportSettings {
    /// How it logs in, where it does.
    pub fn login(&self) -> Option<&Login> {
        match &self.kind {
            TransportKind::Smtp(smtp) => smtp.login.as_ref().map(|(_, login)| login),
            _ => None,
        }
    }
}

/// Where `varsel receive` hands mail over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReceiveSettings {
    pub socket: PathBuf,
    /// The Maildir it writes into when no daemon answers.
    pub intake: PathBuf,
}
