//! The parts out of the settings: store, texts, engine, mailboxes, the way out, reader processes.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};

use super::StartError;
use super::logins::Shared;
use crate::config::{self, Settings};
use crate::engine::{Engine, Sender};
use crate::login::TokenSource;
use crate::mail::openpgp::Ring;
use crate::mail::smime::Issuers;
use crate::mail::{self, Context};
use crate::mailbox::{self, Mailbox};
use crate::openpgp::{AddressKey, OpenPgp};
use crate::proof::{Proof, Resolver};
use crate::reader::{ReaderOptions, ReaderPool};
use crate::store::{KeyRing, MasterKey, Store, StoreError};
use crate::template::{TemplateFault, Templates};
use crate::transport::{self, Transport};

/// The context for reader processes out of the settings.
pub fn context(settings: &Settings, instance: Option<String>) -> Context {
    let organisation = settings.organisation();
    Context {
        time_zone: organisation.time_zone,
        language: organisation.language.clone(),
        address: Some(organisation.address.clone()),
        domains: organisation.domains.clone(),
        case_prefix: organisation.case_prefix.clone(),
        instance,
        smime: match &settings.smime.issuers {
            Some(certificates) => Issuers::new(true, certificates),
            None => system_issuers(),
        },
        openpgp: settings.openpgp.known(),
    }
}

/// The issuers that this machine trusts; none where it has no such list.
pub fn system_issuers() -> Issuers {
    let found = rustls_native_certs::load_native_certs();
    Issuers::new(false, found.certs.into_iter().filter(|one| webpki::anchor_from_trusted_cert(one).is_ok()))
}

/// Opens the store of the settings.
///
/// # Errors
/// The store's, and the word that PostgreSQL is not built in.
pub async fn open_store(settings: &Settings) -> Result<Store, StartError> {
    let path = match &settings.store.place {
        config::StorePlace::Sqlite(path) => path.display().to_string(),
        config::StorePlace::Postgres(_) => {
            return Err(StartError::Other {
                what: "opening the store".to_owned(),
                why: "this version keeps its data in SQLite only; write url = \"sqlite:varsel.db\""
                    .to_owned(),
            });
        }
    };
    let master = |key: &config::KeyBytes| MasterKey::from_bytes(*key.expose_secret());
    let retired = settings.store.old_keys.iter().map(master).collect();
    Ok(Store::open(&path, KeyRing { current: master(&settings.store.key), retired }).await?)
}

/// The texts: the overriding ones and the built-in ones, both proved.
///
/// # Errors
/// Every fault of every file, one a line.
pub fn templates(settings: &Settings) -> Result<(Arc<Templates>, Arc<Templates>), StartError> {
    let say = |faults: Vec<TemplateFault>| {
        StartError::Templates(faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
    };
    let builtin = Arc::new(Templates::builtin().map_err(say)?);
    if settings.templates.is_empty() {
        return Ok((builtin.clone(), builtin));
    }
    let own = Templates::with_overrides(settings.templates.clone()).map_err(say)?;
    Ok((Arc::new(own), builtin))
}

/// The engine over an open store.
///
/// # Errors
/// Faults of templates, the store's errors.
pub async fn engine(settings: &Settings, store: Store) -> Result<Engine, StartError> {
    let (own, builtin) = templates(settings)?;
    let instance = instance(&store).await?;
    let sender =
        Sender { instance, token_in_subject: settings.authenticity.token == config::TokenPlace::Subject };
    let policy = Arc::new(settings.policy.clone());
    let engine = Engine::new(store, policy, own, builtin, rule(settings), sender);
    Ok(engine.with_openpgp(openpgp(settings)?))
}

/// Our own key and those of whom we write to.
///
/// # Errors
/// Our own key cannot be used.
pub fn openpgp(settings: &Settings) -> Result<OpenPgp, StartError> {
    let given = &settings.openpgp;
    let keys = given.keys.iter().map(|key| AddressKey {
        name: key.name.clone(),
        address: key.address.clone(),
        certificate: key.certificate.clone(),
    });
    OpenPgp::new(given.secret.as_ref(), keys.collect(), given.sign, given.when_unusable).map_err(|fault| {
        StartError::Other { what: "reading our OpenPGP key".to_owned(), why: format!("it {fault}") }
    })
}

/// What the process is told that opens encrypted mail; none without a key of our own.
pub fn ring(settings: &Settings) -> Option<Ring> {
    let secret = settings.openpgp.secret.as_ref()?.expose_secret().to_owned();
    Some(Ring { secret, known: settings.openpgp.known() })
}

/// A name of this store, drawn once: marks our mails so that they are known when they come back.
async fn instance(store: &Store) -> Result<String, StoreError> {
    const KEY: &str = "instance";
    if let Some(known) = store.meta_get(KEY).await? {
        return Ok(known);
    }
    let drawn = uuid::Uuid::now_v7().simple().to_string();
    store.meta_put(KEY, &drawn).await?;
    Ok(drawn)
}

fn rule(settings: &Settings) -> mail::Rule {
    let given = &settings.authenticity;
    mail::Rule {
        authserv_id: given.authserv_id.as_ref().map(|id| match id {
            config::AuthservId::Topmost => mail::AuthservId::Topmost,
            config::AuthservId::Name(name) => mail::AuthservId::Named(name.clone()),
        }),
        accept: given
            .accept
            .iter()
            .map(|accept| match accept {
                config::Accept::Dmarc => mail::Accept::Dmarc,
                config::Accept::DkimAligned => mail::Accept::DkimAligned,
                config::Accept::Auth => mail::Accept::Auth,
                config::Accept::ExchangeInternal => mail::Accept::ExchangeInternal,
            })
            .collect(),
        required: given.required,
    }
}

/// Our own check of signatures, as the settings want it.
pub fn proof(settings: &Settings) -> Proof {
    let given = &settings.authenticity;
    if !given.dkim {
        return Proof::off();
    }
    Proof::new(given.resolver.map_or(Resolver::System, Resolver::At))
}

/// A way out of the settings: the usual one or the alarm's.
///
/// # Errors
/// A CA file that cannot be read, options that do not fit together.
pub fn transport(
    given: &config::TransportSettings,
    logins: &[Arc<TokenSource>],
) -> Result<Transport, StartError> {
    Ok(match &given.kind {
        config::TransportKind::Maildir { path } => {
            Transport::Maildir(transport::maildir::Maildir::new(path.clone()))
        }
        config::TransportKind::Sendmail { path } => {
            Transport::Sendmail(transport::sendmail::Sendmail::new(path.clone(), Duration::from_secs(120)))
        }
        config::TransportKind::Smtp(smtp) => {
            let tls = match smtp.tls {
                config::Tls::Implicit => transport::smtp::Tls::Implicit,
                config::Tls::StartTls => transport::smtp::Tls::StartTls,
                config::Tls::None => transport::smtp::Tls::None,
            };
            let mut options = transport::smtp::SmtpOptions::new(&smtp.host, smtp.port, tls);
            if let Some((user, login)) = &smtp.login {
                options.user = Some(user.clone());
                match login {
                    config::Login::Password(password) => options.password = Some(password.clone()),
                    config::Login::OAuth(index) => {
                        options.tokens = Some(Arc::new(Shared(source(logins, *index)?)));
                    }
                }
            }
            options.connections = given.connections as usize;
            options.ca_file_pem = smtp.ca_file.as_deref().map(read_file).transpose()?;
            let smtp = transport::smtp::Smtp::new(options).map_err(|error| StartError::Other {
                what: "setting up the mail server's connection".to_owned(),
                why: error.to_string(),
            })?;
            Transport::Smtp(smtp)
        }
    })
}

/// The source of this number.
fn source(logins: &[Arc<TokenSource>], index: usize) -> Result<Arc<TokenSource>, StartError> {
    logins.get(index).cloned().ok_or_else(|| StartError::Other {
        what: "logging in with xoauth2".to_owned(),
        why: "there is no such [oauth]".to_owned(),
    })
}

pub(super) fn read_file(path: &Path) -> Result<Vec<u8>, StartError> {
    std::fs::read(path).map_err(|error| StartError::Other {
        what: format!("reading {}", path.display()),
        why: error.to_string(),
    })
}

/// A mailbox of the settings, not yet connected.
///
/// # Errors
/// A Maildir that is not there, a CA file that cannot be read.
pub fn mailbox(given: &config::MailboxSettings, logins: &[Arc<TokenSource>]) -> Result<Mailbox, StartError> {
    Ok(match &given.kind {
        config::MailboxKind::Maildir { path } => {
            Mailbox::Maildir(maildir(path, &given.processed.to_lowercase())?)
        }
        config::MailboxKind::Imap(imap) => {
            let auth = match &imap.login {
                config::Login::Password(password) => mailbox::imap::Auth::Password(password.clone()),
                config::Login::OAuth(index) => {
                    mailbox::imap::Auth::Bearer(Arc::new(Shared(source(logins, *index)?)))
                }
            };
            let mut settings = mailbox::imap::Settings::new(&imap.host, &imap.user, SecretString::default());
            settings.auth = auth;
            settings.port = imap.port;
            settings.tls = match imap.tls {
                config::Tls::Implicit => mailbox::imap::Tls::Implicit,
                config::Tls::StartTls => mailbox::imap::Tls::StartTls,
                config::Tls::None => mailbox::imap::Tls::None,
            };
            settings.folder = imap.folder.clone();
            settings.processed = Some(given.processed.clone()).filter(|folder| !folder.is_empty());
            settings.ca_pem = imap.ca_file.as_deref().map(read_file).transpose()?;
            Mailbox::Imap(Box::new(mailbox::imap::Imap::new(settings)))
        }
    })
}

/// A Maildir whose done mails move to a folder beside it.
pub(super) fn maildir(path: &Path, processed: &str) -> Result<mailbox::maildir::Maildir, StartError> {
    let done = path.parent().unwrap_or(path).join(processed);
    mailbox::maildir::create(&done).map_err(|error| StartError::Other {
        what: format!("making the folder {}", done.display()),
        why: error.to_string(),
    })?;
    Ok(mailbox::maildir::Maildir::open(path, Some(done))?)
}

/// The reader processes: our own binary, started anew for reading only; with a key also the one that opens what is
/// encrypted.
///
/// # Errors
/// None could be started.
pub async fn readers(context: Context, ring: Option<Ring>) -> Result<ReaderPool, StartError> {
    readers_of(Path::new(OURSELVES), context, ring).await
}

/// Our own binary, whatever it was started as.
pub(super) const OURSELVES: &str = "/proc/self/exe";

pub(super) async fn readers_of(
    program: &Path,
    context: Context,
    ring: Option<Ring>,
) -> Result<ReaderPool, StartError> {
    let options = ReaderOptions::new(program.to_owned(), context);
    let pool = match ring {
        Some(ring) => ReaderPool::start_with_key(options, ring).await?,
        None => ReaderPool::start(options).await?,
    };
    let protections = pool.protections();
    if !protections.complete() {
        tracing::warn!(refused = ?protections.refused, "the kernel refuses part of the reader's isolation");
    }
    Ok(pool)
}
