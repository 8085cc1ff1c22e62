//! From a host name to a logged-in session: TCP, TLS, greeting, login. Each step is bounded.

use std::io::ErrorKind;
use std::sync::Arc;
use std::time::Duration;

use async_imap::imap_proto::{Response, Status};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use secrecy::zeroize::Zeroizing;
use secrecy::{ExposeSecret, SecretString};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

use super::fault::{Fault, bounded};
use super::guard::{Guard, Io};
use super::session::{Session, Stream};
use super::{Auth, Settings, Tls};
use crate::mailbox::MailboxError;

/// How TLS is checked: the system's roots, or only the given ones.
pub fn tls_connector(ca_pem: Option<&[u8]>) -> Result<TlsConnector, MailboxError> {
    let mut roots = rustls::RootCertStore::empty();
    match ca_pem {
        Some(pem) => {
            // What is no certificate adds nothing; an empty store is refused below.
            roots.add_parsable_certificates(CertificateDer::pem_slice_iter(pem).flatten());
        }
        None => {
            roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        }
    }
    let permanent = |why: String| MailboxError::Permanent {
        what: "setting up TLS".into(),
        why,
        mend: "install the system's CA certificates, or give a file with the right ones".into(),
    };
    if roots.is_empty() {
        return Err(permanent("there is no CA certificate to trust".into()));
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|e| permanent(e.to_string()))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(TlsConnector::from(Arc::new(config)))
}

/// Connects and logs in. An access token that the server refuses is replaced once.
pub async fn connect(settings: &Settings, tls: Option<&TlsConnector>) -> Result<Session, MailboxError> {
    let tokens = match &settings.auth {
        Auth::Password(password) => {
            return attempt(settings, tls, &Credential::Password(password)).await.map_err(Failed::told);
        }
        Auth::Bearer(tokens) => tokens,
    };
    let token = tokens.token(None).await?;
    match attempt(settings, tls, &Credential::Token(&token)).await {
        Err(Failed::Login(_)) => {
            let other = tokens.token(Some(token)).await?;
            attempt(settings, tls, &Credential::Token(&other)).await.map_err(Failed::told)
        }
        outcome => outcome.map_err(Failed::told),
    }
}

/// What is shown to the server.
enum Credential<'a> {
    Password(&'a SecretString),
    Token(&'a SecretString),
}

/// Where an attempt ended.
enum Failed {
    /// The server knows us and does not let us in.
    Login(MailboxError),
    Else(MailboxError),
}

impl Failed {
    fn told(self) -> MailboxError {
        match self {
            Failed::Login(error) | Failed::Else(error) => error,
        }
    }
}

impl From<MailboxError> for Failed {
    fn from(error: MailboxError) -> Failed {
        Failed::Else(error)
    }
}

async fn attempt(
    settings: &Settings,
    tls: Option<&TlsConnector>,
    credential: &Credential<'_>,
) -> Result<Session, Failed> {
    let place = format!("{}:{}", settings.host, settings.port);
    let what = format!("connecting to {place}");
    let limit = settings.limits.connect;
    let tcp = bounded(limit, TcpStream::connect((settings.host.as_str(), settings.port)))
        .await
        .map_err(|fault| temporary(&what, &fault))?;
    // Whatever the configuration said: the name may lead elsewhere than it seemed.
    if settings.tls == Tls::None && !tcp.peer_addr().is_ok_and(|peer| peer.ip().is_loopback()) {
        return Err(Failed::Else(MailboxError::Permanent {
            what,
            why: "the password would travel in the clear to another machine".into(),
            mend: "set `tls` to \"implicit\" or \"starttls\" in [[mailbox]]".into(),
        }));
    }
    // Saves a round trip's delay only; without it all works too.
    let _ = tcp.set_nodelay(true);
    let stream: Box<dyn Io> = match (settings.tls, tls) {
        (Tls::None, _) => Box::new(tcp),
        (Tls::Implicit, Some(tls)) => shake_hands(tls, settings, tcp, limit).await?,
        (Tls::StartTls, Some(tls)) => {
            let tcp = start_tls(tcp, limit).await?;
            shake_hands(tls, settings, tcp, limit).await?
        }
        (_, None) => return Err(temporary(&what, &Fault::Garbled).into()),
    };
    // A server's RFC822.SIZE is an estimate at times (Exchange): twice the limit still passes.
    let mut client = async_imap::Client::new(Guard::new(
        stream,
        settings.max_bytes.saturating_mul(2).saturating_add(65536),
    ));
    // There is no greeting after STARTTLS.
    if settings.tls != Tls::StartTls {
        greeting(&mut client, limit).await.map_err(|fault| temporary(&what, &fault))?;
    }
    let what = format!("logging in to {place}");
    let inner = log_in(client, settings, credential).await.map_err(|fault| match fault {
        fault if !fault.will_pass() => {
            let (what, why) = (what.clone(), fault.to_string());
            Failed::Login(MailboxError::Permanent { what, why, mend: credential.mend().into() })
        }
        fault => temporary(&what, &fault).into(),
    })?;
    Session::new(inner, settings.limits.command).await.map_err(|fault| temporary(&what, &fault).into())
}

impl Credential<'_> {
    fn mend(&self) -> &'static str {
        match self {
            Credential::Password(_) => {
                "check `user` and the content of `password_file` in [[mailbox]], and that the account may use IMAP"
            }
            Credential::Token(_) => {
                "check `user` in [[mailbox]], that IMAP is switched on for it, and that the program of [oauth] may read this mailbox"
            }
        }
    }
}

/// A fault that may pass, told with what was tried.
pub fn temporary(what: &str, fault: &Fault) -> MailboxError {
    MailboxError::Temporary { what: what.to_owned(), why: fault.to_string() }
}

async fn shake_hands(
    tls: &TlsConnector,
    settings: &Settings,
    tcp: TcpStream,
    limit: Duration,
) -> Result<Box<dyn Io>, MailboxError> {
    let what = format!("the TLS handshake with {}:{}", settings.host, settings.port);
    let permanent =
        |why: String, mend: &str| MailboxError::Permanent { what: what.clone(), why, mend: mend.into() };
    let name = ServerName::try_from(settings.host.clone())
        .map_err(|_| permanent("`host` is no host name".into(), "correct `host` in [[mailbox]]"))?;
    match tokio::time::timeout(limit, tls.connect(name, tcp)).await {
        Err(_) => Err(temporary(&what, &Fault::TimedOut)),
        Ok(Ok(stream)) => Ok(Box::new(stream)),
        Ok(Err(e)) => match e.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>()) {
            // rustls speaks of certificates here, never of what is sent.
            Some(e @ rustls::Error::InvalidCertificate(_)) => Err(permanent(
                e.to_string(),
                "renew the server's certificate, correct `host`, or trust the CA that signed it",
            )),
            Some(rustls::Error::InvalidMessage(_)) => Err(permanent(
                "the server does not speak TLS at once on this port".into(),
                "set `tls` and `port` to what the server offers (implicit: 993, starttls: 143)",
            )),
            Some(rustls::Error::PeerIncompatible(_) | rustls::Error::AlertReceived(_)) => Err(permanent(
                "the server does not speak TLS 1.2 or later as we do".into(),
                "update the server, or switch TLS 1.2 or 1.3 on there",
            )),
            _ => Err(temporary(&what, &Fault::Lost(e.kind()))),
        },
    }
}

/// STARTTLS (RFC 9051 section 6.2.1). What came in the clear beyond its OK is thrown away with the parser's buffer, so
/// nothing can be slipped into the protected session.
async fn start_tls(tcp: TcpStream, limit: Duration) -> Result<TcpStream, MailboxError> {
    let what = "STARTTLS";
    let mut client = async_imap::Client::new(Guard::new(tcp, 65536));
    greeting(&mut client, limit).await.map_err(|fault| temporary(what, &fault))?;
    bounded(limit, client.run_command_and_check_ok("STARTTLS", None)).await.map_err(|fault| match fault {
        fault if !fault.will_pass() => MailboxError::Permanent {
            what: what.into(),
            why: fault.to_string(),
            mend: "use `tls = \"implicit\"` with the server's TLS port, or turn TLS on there".into(),
        },
        fault => temporary(what, &fault),
    })?;
    Ok(client.into_inner().into_inner())
}

/// Reads the greeting ourselves: async-imap does not, and AUTHENTICATE would hang.
async fn greeting<S>(client: &mut async_imap::Client<S>, limit: Duration) -> Result<(), Fault>
where
    S: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin + std::fmt::Debug + Send,
{
    let response = bounded(limit, client.read_response()).await?;
    match response.as_ref().map(|response| response.parsed()) {
        Some(Response::Data { status: Status::Ok, .. }) => Ok(()),
        Some(Response::Data { status: Status::Bye, .. }) => Err(Fault::Bye),
        None => Err(Fault::Lost(ErrorKind::UnexpectedEof)),
        // PREAUTH too: whoever that is logged in as, it is not who we were told to be.
        Some(_) => Err(Fault::Garbled),
    }
}

async fn log_in(
    client: async_imap::Client<Stream>,
    settings: &Settings,
    credential: &Credential<'_>,
) -> Result<async_imap::Session<Stream>, Fault> {
    let limit = settings.limits.connect;
    let password = match credential {
        Credential::Password(password) => password.expose_secret(),
        Credential::Token(token) => {
            // The server's error comes as a second challenge, which wants an empty answer before the NO.
            let bearer = format!("user={}\x01auth=Bearer {}\x01\x01", settings.user, token.expose_secret());
            let login = client.authenticate("XOAUTH2", Once(Zeroizing::new(bearer)));
            return bounded(limit, login.map_fault()).await;
        }
    };
    let printable = |text: &str| text.chars().all(|c| matches!(c, ' '..='~'));
    if printable(&settings.user) && printable(password) {
        let login = client.login(&settings.user, password);
        return bounded(limit, login.map_fault()).await;
    }
    // LOGIN's quoted strings are ASCII; SASL PLAIN (RFC 4616) carries UTF-8.
    let plain = Once(Zeroizing::new(format!("\0{}\0{password}", settings.user)));
    bounded(limit, client.authenticate("PLAIN", plain).map_fault()).await
}

/// Says its text once, wiped afterwards, and nothing to a second challenge: that could only be an error's text.
struct Once(Zeroizing<String>);

impl async_imap::Authenticator for Once {
    type Response = Zeroizing<String>;

    fn process(&mut self, _challenge: &[u8]) -> Zeroizing<String> {
        std::mem::take(&mut self.0)
    }
}

/// async-imap hands the client back with the error; we drop it.
trait MapFault<T> {
    async fn map_fault(self) -> Result<T, Fault>;
}

impl<T, C, F> MapFault<T> for F
where
    F: Future<Output = Result<T, (async_imap::error::Error, C)>>,
{
    async fn map_fault(self) -> Result<T, Fault> {
        self.await.map_err(|(e, _client)| e.into())
    }
}
