//! From a host name to a stream that is ready for EHLO: TCP without Nagle's delay (else the final dot waits for an
//! acknowledgement), then TLS.
//!
//! STARTTLS is spoken here rather than by lettre, which would keep what arrived before the handshake in its buffer and
//! take it for an answer from behind it (RFC 3207 section 5). After it lettre expects a greeting and is given one.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use lettre::transport::smtp::client::AsyncTokioStream;
use lettre::transport::smtp::extension::ClientId;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use super::{SmtpOptionsError, Tls};

/// Longest reply before TLS, in bytes.
const REPLY_LIMIT: usize = 16 << 10;

/// Where to connect and how to protect it.
pub struct Dialer {
    host: String,
    port: u16,
    tls: Tls,
    secure: Option<(TlsConnector, ServerName<'static>)>,
    limit: Duration,
}

impl Dialer {
    pub fn new(
        host: String,
        port: u16,
        tls: Tls,
        ca_pem: Option<&[u8]>,
        limit: Duration,
    ) -> Result<Self, SmtpOptionsError> {
        let secure = match tls {
            Tls::None if !is_loopback(&host) => return Err(SmtpOptionsError::Cleartext { host }),
            Tls::None | Tls::NoneAnywhere => None,
            Tls::Implicit | Tls::StartTls => {
                let name = ServerName::try_from(host.clone());
                let name = name.map_err(|_| SmtpOptionsError::Host { host: host.clone() })?;
                Some((connector(ca_pem)?, name))
            }
        };
        Ok(Dialer { host, port, tls, secure, limit })
    }

    /// `smtp.example.no:465 (TLS)`
    pub fn describe(&self) -> String {
        let tls = match self.tls {
            Tls::Implicit => "TLS",
            Tls::StartTls => "STARTTLS",
            Tls::None | Tls::NoneAnywhere => "no TLS",
        };
        format!("{}:{} ({tls})", self.host, self.port)
    }

    /// Connects; each address and each step has its time limit.
    pub async fn dial(&self, hello: &ClientId) -> io::Result<Box<Wire>> {
        let (tcp, peer) = self.connect().await?;
        let Some((connector, name)) = &self.secure else {
            return Ok(Box::new(Wire { stream: Stream::Plain(tcp), greeting: b"", peer }));
        };
        let secured = async {
            let mut tcp = tcp;
            let mut greeting: &'static [u8] = b"";
            if self.tls == Tls::StartTls {
                ask_for_tls(&mut tcp, hello).await?;
                greeting = b"220 secured\r\n";
            }
            let stream = connector.connect(name.clone(), tcp).await?;
            Ok(Box::new(Wire { stream: Stream::Secure(Box::new(stream)), greeting, peer }))
        };
        timeout(self.limit, secured).await.map_err(|_| io::Error::from(io::ErrorKind::TimedOut))?
    }

    async fn connect(&self) -> io::Result<(TcpStream, SocketAddr)> {
        let look_up = tokio::net::lookup_host((self.host.as_str(), self.port));
        let addresses =
            timeout(self.limit, look_up).await.map_err(|_| io::Error::other("no answer from DNS"))??;
        let mut last = io::Error::other("the host name has no address");
        for address in addresses.take(4) {
            match timeout(self.limit, TcpStream::connect(address)).await {
                Ok(Ok(stream)) => {
                    stream.set_nodelay(true)?;
                    return Ok((stream, address));
                }
                Ok(Err(error)) => last = error,
                Err(_) => last = io::ErrorKind::TimedOut.into(),
            }
        }
        Err(last)
    }
}

fn is_loopback(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost")
        || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// The system's certificates and, where given, the operator's.
fn connector(ca_pem: Option<&[u8]>) -> Result<TlsConnector, SmtpOptionsError> {
    let fault = |why: String| SmtpOptionsError::Certificate { why };
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    if let Some(pem) = ca_pem {
        let mut found = false;
        for certificate in CertificateDer::pem_slice_iter(pem) {
            let certificate = certificate.map_err(|error| fault(error.to_string()))?;
            roots.add(certificate).map_err(|error| fault(error.to_string()))?;
            found = true;
        }
        if !found {
            return Err(fault("it holds no certificate".to_owned()));
        }
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| fault(error.to_string()))?;
    Ok(Arc::new(config.with_root_certificates(roots).with_no_client_auth()).into())
}

async fn ask_for_tls(tcp: &mut TcpStream, hello: &ClientId) -> io::Result<()> {
    expect(&reply(tcp).await?, "220")?;
    tcp.write_all(format!("EHLO {hello}\r\n").as_bytes()).await?;
    let offers = reply(tcp).await?;
    expect(&offers, "250")?;
    if !offers
        .lines()
        .any(|line| line.get(4..).is_some_and(|word| word.trim().eq_ignore_ascii_case("STARTTLS")))
    {
        return Err(io::Error::other("the server does not offer STARTTLS, which is required"));
    }
    tcp.write_all(b"STARTTLS\r\n").await?;
    expect(&reply(tcp).await?, "220")
}

fn expect(reply: &str, code: &str) -> io::Result<()> {
    match reply.get(..3) {
        Some(found) if found == code => Ok(()),
        found => {
            Err(io::Error::other(format!("the server answered {} before TLS", found.unwrap_or_default())))
        }
    }
}

/// Reads one whole reply (RFC 5321 section 4.2). The server may not say more than that before it is asked again.
async fn reply(tcp: &mut TcpStream) -> io::Result<String> {
    let mut bytes = Vec::new();
    loop {
        if tcp.read_buf(&mut bytes).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        match end_of_reply(&bytes) {
            Some(end) if end == bytes.len() => return Ok(String::from_utf8_lossy(&bytes).into_owned()),
            Some(_) => return Err(io::Error::other("the server speaks out of turn before TLS")),
            None if bytes.len() > REPLY_LIMIT => return Err(io::Error::other("the reply is too long")),
            None => {}
        }
    }
}

/// Where the first reply ends: after the first line whose code is not followed by a hyphen.
fn end_of_reply(bytes: &[u8]) -> Option<usize> {
    let mut end = 0;
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        end += line.len();
        if line.ends_with(b"\n") && line.get(3) != Some(&b'-') {
            return Some(end);
        }
    }
    None
}

/// A connected stream, with the greeting that lettre waits for where the server has given its own already.
#[derive(Debug)]
pub struct Wire {
    stream: Stream,
    greeting: &'static [u8],
    peer: SocketAddr,
}

#[derive(Debug)]
enum Stream {
    Plain(TcpStream),
    Secure(Box<TlsStream<TcpStream>>),
}

impl Wire {
    /// Neither protected nor within this machine.
    pub fn is_open_to_others(&self) -> bool {
        matches!(self.stream, Stream::Plain(_)) && !self.peer.ip().is_loopback()
    }
}

impl AsyncTokioStream for Wire {
    fn peer_addr(&self) -> io::Result<SocketAddr> {
        Ok(self.peer)
    }
}

impl AsyncRead for Wire {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if !self.greeting.is_empty() {
            let (now, later) = self.greeting.split_at(self.greeting.len().min(buf.remaining()));
            buf.put_slice(now);
            self.greeting = later;
            return Poll::Ready(Ok(()));
        }
        match &mut self.stream {
            Stream::Plain(stream) => Pin::new(stream).poll_read(cx, buf),
            Stream::Secure(stream) => Pin::new(stream).poll_read(cx, buf),
        }
    }
}

impl AsyncWrite for Wire {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        match &mut self.stream {
            Stream::Plain(stream) => Pin::new(stream).poll_write(cx, buf),
            Stream::Secure(stream) => Pin::new(stream).poll_write(cx, buf),
        }
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.stream {
            Stream::Plain(stream) => Pin::new(stream).poll_flush(cx),
            Stream::Secure(stream) => Pin::new(stream).poll_flush(cx),
        }
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.stream {
            Stream::Plain(stream) => Pin::new(stream).poll_shutdown(cx),
            Stream::Secure(stream) => Pin::new(stream).poll_shutdown(cx),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reply_ends_with_the_line_that_has_no_hyphen() {
        assert_eq!(end_of_reply(b"250-a\r\n250 b\r\n"), Some(14));
        assert_eq!(end_of_reply(b"250-a\r\n250 b"), None);
        assert_eq!(end_of_reply(b"220 go\r\n250 injected\r\n"), Some(8));
    }

    #[test]
    fn only_this_machine_is_spoken_to_without_tls() {
        for (host, allowed) in [("127.0.0.1", true), ("::1", true), ("localhost", true), ("10.0.0.1", false)]
        {
            let dialer = Dialer::new(host.to_owned(), 25, Tls::None, None, Duration::from_secs(1));
            assert_eq!(dialer.is_ok(), allowed, "{host}");
        }
    }

    #[test]
    fn a_certificate_file_without_a_certificate_is_refused() {
        let dialer =
            Dialer::new("a.no".to_owned(), 465, Tls::Implicit, Some(b"nothing"), Duration::from_secs(1));
        assert!(matches!(dialer, Err(SmtpOptionsError::Certificate { .. })));
    }
}
