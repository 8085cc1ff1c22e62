//! A token server for tests: a form in, JSON out, over TLS; and, in the clear for Dovecot, whether a token is good
//! (RFC 7662). It counts, and does what it is told: grant, refuse, stall, talk nonsense.

use std::collections::{BTreeMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Instant;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::CancellationToken;

use super::Certificate;

/// What it does when it is asked for a token.
#[derive(Clone, Debug)]
pub enum Mood {
    Grant,
    /// Status and body, as they are.
    Say(u16, String),
    /// No answer.
    Stall,
    /// Sends the client elsewhere.
    Redirect,
    /// An answer without end.
    Endless,
}

#[derive(Clone, Debug)]
pub struct Asked {
    pub form: BTreeMap<String, String>,
    pub at: Instant,
}

pub struct Book {
    pub mood: Mood,
    pub life_secs: i64,
    /// A new refresh token with each grant; the old one is worth nothing then.
    pub rotates: bool,
    pub refresh_token: String,
    /// Every form that was posted.
    pub asked: Vec<Asked>,
    good: HashSet<String>,
    issued: u32,
    /// Bytes that are put in front of each token, for long ones.
    pub padding: usize,
}

/// Stops when it goes out of scope.
pub struct TokenServer {
    pub port: u16,
    /// Whether a token is good: in the clear, for a mail server on this machine.
    pub plain_port: u16,
    pub ca_pem: String,
    book: Arc<Mutex<Book>>,
    stop: CancellationToken,
    _folder: tempfile::TempDir,
}

pub const REFUSED: &str = r#"{"error":"invalid_client","error_description":"AADSTS7000222: hemmelig beskjed","error_codes":[7000222]}"#;

impl TokenServer {
    pub fn start() -> TokenServer {
        let folder = tempfile::tempdir().unwrap();
        let certificate = Certificate::make(folder.path());
        let book = Arc::new(Mutex::new(Book {
            mood: Mood::Grant,
            life_secs: 3_600,
            rotates: false,
            refresh_token: "refresh-0".to_owned(),
            asked: Vec::new(),
            good: HashSet::new(),
            issued: 0,
            padding: 0,
        }));
        let stop = CancellationToken::new();
        let listen = || {
            let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
            listener.set_nonblocking(true).unwrap();
            listener
        };
        let (secure, plain) = (listen(), listen());
        let port = |listener: &std::net::TcpListener| listener.local_addr().unwrap().port();
        let server = TokenServer {
            port: port(&secure),
            plain_port: port(&plain),
            ca_pem: certificate.ca_pem.clone(),
            book: Arc::clone(&book),
            stop: stop.clone(),
            _folder: folder,
        };
        let acceptor = acceptor(&certificate);
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async {
                tokio::select! {
                    () = serve(secure, Some(acceptor), Arc::clone(&book)) => {}
                    () = serve(plain, None, book) => {}
                    () = stop.cancelled() => {}
                }
            });
        });
        server
    }

    pub fn url(&self) -> String {
        format!("https://localhost:{}/token", self.port)
    }

    /// To change and to look.
    pub fn book(&self) -> MutexGuard<'_, Book> {
        self.book.lock().unwrap()
    }

    pub fn count(&self) -> usize {
        self.book().asked.len()
    }

    /// The mail server will not take any token given so far.
    pub fn revoke_all(&self) {
        self.book().good.clear();
    }

    pub fn is_good(&self, token: &str) -> bool {
        self.book().good.contains(token)
    }

    /// The same question, for a server in a thread of its own.
    pub fn judge(&self) -> impl Fn(&str) -> bool + Send + Sync + 'static {
        let book = Arc::clone(&self.book);
        move |token| book.lock().unwrap().good.contains(token)
    }
}

impl Drop for TokenServer {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

pub fn acceptor(certificate: &Certificate) -> TlsAcceptor {
    let chain: Vec<_> =
        CertificateDer::pem_file_iter(&certificate.chain).unwrap().map(|one| one.unwrap()).collect();
    let key = PrivateKeyDer::from_pem_file(&certificate.key).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .unwrap();
    TlsAcceptor::from(Arc::new(config))
}

async fn serve(listener: std::net::TcpListener, tls: Option<TlsAcceptor>, book: Arc<Mutex<Book>>) {
    let listener = TcpListener::from_std(listener).unwrap();
    while let Ok((tcp, _)) = listener.accept().await {
        let (tls, book) = (tls.clone(), Arc::clone(&book));
        tokio::spawn(async move {
            match tls {
                Some(tls) => {
                    if let Ok(stream) = tls.accept(tcp).await {
                        answer(stream, true, &book).await;
                    }
                }
                None => {
                    answer(tcp, false, &book).await;
                }
            }
        });
    }
}

/// One request, one answer; only the secure port gives tokens.
async fn answer<S: AsyncRead + AsyncWrite + Unpin>(
    mut stream: S,
    gives: bool,
    book: &Mutex<Book>,
) -> Option<()> {
    let form = request(&mut stream).await?;
    if !gives {
        let good = form.get("token").is_some_and(|token| book.lock().unwrap().good.contains(token));
        let body = if good { r#"{"active":true,"username":"avvik"}"# } else { r#"{"active":false}"# };
        return say(&mut stream, 200, "", body).await;
    }
    let mood = {
        let mut book = book.lock().unwrap();
        book.asked.push(Asked { form: form.clone(), at: Instant::now() });
        book.mood.clone()
    };
    match mood {
        Mood::Stall => std::future::pending().await,
        Mood::Say(status, body) => say(&mut stream, status, "", &body).await,
        Mood::Redirect => say(&mut stream, 302, "Location: /elsewhere\r\n", "").await,
        Mood::Endless => {
            let head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n";
            stream.write_all(head).await.ok()?;
            loop {
                stream.write_all(&[b' '; 4096]).await.ok()?;
            }
        }
        Mood::Grant => {
            let (status, body) = grant(&form, &mut book.lock().unwrap());
            say(&mut stream, status, "", &body).await
        }
    }
}

fn grant(form: &BTreeMap<String, String>, book: &mut Book) -> (u16, String) {
    let refresh = form.get("grant_type").is_some_and(|kind| kind == "refresh_token");
    if refresh && form.get("refresh_token") != Some(&book.refresh_token) {
        return (400, r#"{"error":"invalid_grant"}"#.to_owned());
    }
    book.issued += 1;
    let token = format!("{}access-{}", "x".repeat(book.padding), book.issued);
    book.good.insert(token.clone());
    let mut body = serde_json::json!({
        "access_token": token, "token_type": "Bearer", "expires_in": book.life_secs,
    });
    if refresh && book.rotates {
        book.refresh_token = format!("refresh-{}", book.issued);
        body["refresh_token"] = book.refresh_token.clone().into();
    }
    (200, body.to_string())
}

async fn request<S: AsyncRead + Unpin>(stream: &mut S) -> Option<BTreeMap<String, String>> {
    let mut bytes = Vec::new();
    loop {
        if let Some(end) = bytes.windows(4).position(|part| part == b"\r\n\r\n") {
            let head = String::from_utf8_lossy(&bytes[..end]).to_lowercase();
            let length = head.lines().find_map(|line| line.strip_prefix("content-length:"));
            let length: usize = length.map_or(0, |length| length.trim().parse().unwrap());
            if bytes.len() >= end + 4 + length {
                return Some(fields(std::str::from_utf8(&bytes[end + 4..end + 4 + length]).ok()?));
            }
        }
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    }
}

/// `a=b&c=%20d`.
fn fields(body: &str) -> BTreeMap<String, String> {
    body.split('&')
        .filter_map(|pair| pair.split_once('='))
        .map(|(key, value)| (key.to_owned(), decoded(value)))
        .collect()
}

fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        match byte {
            b'+' => bytes.push(b' '),
            b'%' => {
                let digits = [rest.next().unwrap(), rest.next().unwrap()];
                bytes.push(u8::from_str_radix(std::str::from_utf8(&digits).unwrap(), 16).unwrap());
            }
            byte => bytes.push(byte),
        }
    }
    String::from_utf8(bytes).unwrap()
}

async fn say<S: AsyncWrite + Unpin>(stream: &mut S, status: u16, more: &str, body: &str) -> Option<()> {
    let text = format!(
        "HTTP/1.1 {status} X\r\nContent-Type: application/json\r\n{more}Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(text.as_bytes()).await.ok()?;
    stream.flush().await.ok()?;
    stream.shutdown().await.ok()
}
