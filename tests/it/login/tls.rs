//! TLS 1.2 or later, certificates and names checked, nothing in the clear: the same for reading, sending and tokens.

use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use secrecy::SecretString;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use varsel::login::TokenSource;
use varsel::mailbox::imap::{self, Imap, Limits};
use varsel::mailbox::{Mailbox, MailboxError};
use varsel::transport::smtp::{self, Smtp, SmtpOptions};

use super::source::{Hand, options};
use crate::servers::tokens::acceptor;
use crate::servers::{Certificate, TokenServer, eventually, free_port, skip};

/// What is wrong with a certificate that a server shows, and a word of what is said then.
const BAD: [(&str, &str); 3] =
    [("name", "not valid for"), ("expired", "xpired"), ("self-signed", "nknownIssuer")];

/// One that is wrong in this way; the CA that a client trusts is in it.
fn bad(folder: &Path, wrong: &str) -> Certificate {
    let ca_key = KeyPair::generate().unwrap();
    let mut ca = CertificateParams::new(Vec::new()).unwrap();
    ca.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let ca_pem = ca.self_signed(&ca_key).unwrap().pem();
    let name = if wrong == "name" { "mx.eksempel.no" } else { "localhost" };
    let mut leaf = CertificateParams::new(vec![name.to_owned()]).unwrap();
    if wrong == "expired" {
        leaf.not_before = rcgen::date_time_ymd(2020, 1, 1);
        leaf.not_after = rcgen::date_time_ymd(2021, 1, 1);
    }
    leaf.distinguished_name.push(rcgen::DnType::CommonName, "mail server");
    let key = KeyPair::generate().unwrap();
    let pem = match wrong {
        "self-signed" => leaf.self_signed(&key).unwrap().pem(),
        _ => leaf.signed_by(&key, &Issuer::new(ca, ca_key)).unwrap().pem(),
    };
    let certificate = Certificate { ca_pem, chain: folder.join("cert.pem"), key: folder.join("key.pem") };
    std::fs::write(&certificate.chain, pem).unwrap();
    std::fs::write(&certificate.key, key.serialize_pem()).unwrap();
    certificate
}

/// What each of the three clients says of a server on this port that speaks TLS at once.
async fn said(port: u16, ca_pem: &str) -> [(&'static str, String); 3] {
    let (mailbox, relay) = (imap(port, imap::Tls::Implicit, ca_pem), smtp(port, smtp::Tls::Implicit, ca_pem));
    let server = TokenServer::start();
    let folder = tempfile::tempdir().unwrap();
    let mut options = options(&server, folder.path(), &Hand::new());
    options.token_url = format!("https://localhost:{port}/token");
    options.ca_pem = Some(ca_pem.as_bytes().to_vec());
    options.limit = Duration::from_secs(5);
    let source = Arc::new(TokenSource::new(options).unwrap());
    [
        ("imap", check(mailbox).await),
        ("smtp", relay.check().await.unwrap_err()),
        ("token", source.access_token().await.unwrap_err().to_string()),
    ]
}

fn imap(port: u16, tls: imap::Tls, ca_pem: &str) -> Mailbox {
    let mut settings = imap::Settings::new("localhost", "avvik", "hemmelig".to_owned().into());
    settings.port = port;
    settings.tls = tls;
    settings.ca_pem = Some(ca_pem.as_bytes().to_vec());
    let limit = Duration::from_secs(5);
    settings.limits = Limits { connect: limit, command: limit, list: limit };
    Mailbox::Imap(Box::new(Imap::new(settings)))
}

fn smtp(port: u16, tls: smtp::Tls, ca_pem: &str) -> Smtp {
    let mut options = SmtpOptions::new("localhost", port, tls);
    options.user = Some("avvik".to_owned());
    options.password = Some(SecretString::from("hemmelig"));
    options.ca_file_pem = Some(ca_pem.as_bytes().to_vec());
    options.timeout_secs = 5;
    Smtp::new(options).unwrap()
}

/// Somebody must act: nothing here mends itself.
async fn check(mut mailbox: Mailbox) -> String {
    let error = mailbox.waiting().await.unwrap_err();
    assert!(matches!(error, MailboxError::Permanent { .. }), "{error}");
    error.to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_name_an_expired_and_a_self_signed_certificate_are_refused_by_all_three() {
    for (wrong, word) in BAD {
        let folder = tempfile::tempdir().unwrap();
        let certificate = bad(folder.path(), wrong);
        let acceptor = acceptor(&certificate);
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        tokio::spawn(async move {
            while let Ok((tcp, _)) = listener.accept().await {
                assert!(acceptor.accept(tcp).await.is_err(), "a client went on");
            }
        });
        for (client, said) in said(port, &certificate.ca_pem).await {
            assert!(said.contains(word), "{wrong}, {client}: {said}");
        }
    }
}

/// A server of an old kind, as long as it lives.
struct Old(Child);

impl Drop for Old {
    fn drop(&mut self) {
        let _ended = self.0.kill();
        let _status = self.0.wait();
    }
}

fn openssl(arguments: &[&str]) -> Command {
    let mut command = Command::new("openssl");
    command.args(arguments).args(["-tls1_1", "-cipher", "DEFAULT@SECLEVEL=0"]);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_speaks_only_tls_1_1_is_refused_by_all_three() {
    let folder = tempfile::tempdir().unwrap();
    let certificate = Certificate::make(folder.path());
    let port = free_port();
    let (chain, key) = (certificate.chain.display().to_string(), certificate.key.display().to_string());
    let address = format!("127.0.0.1:{port}");
    let server = openssl(&["s_server", "-quiet", "-accept", &address, "-cert", &chain, "-key", &key]).spawn();
    let Ok(server) = server else { return skip("openssl is not installed") };
    let _server = Old(server);
    // That it does speak with those who know nothing better.
    eventually("a client of TLS 1.1 to be served", Duration::from_secs(20), || {
        let client = openssl(&["s_client", "-connect", &address]).status().unwrap();
        client.success().then_some(())
    });
    for (client, said) in said(port, &certificate.ca_pem).await {
        let told = said.contains("TLS 1.2") || said.contains("ProtocolVersion");
        assert!(told, "{client}: {said}");
    }
}

/// Greets, and answers every line as told; gives back all that it heard.
async fn plain(greeting: &'static str, answer: fn(&str) -> String) -> (u16, Arc<std::sync::Mutex<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let port = listener.local_addr().unwrap().port();
    let heard: Arc<std::sync::Mutex<String>> = Arc::default();
    let shared = Arc::clone(&heard);
    let listener = tokio::net::TcpListener::from_std(listener).unwrap();
    tokio::spawn(async move {
        while let Ok((mut tcp, _)) = listener.accept().await {
            tcp.write_all(greeting.as_bytes()).await.ok();
            let mut bytes = [0; 1024];
            while let Ok(count @ 1..) = tcp.read(&mut bytes).await {
                let line = String::from_utf8_lossy(&bytes[..count]).into_owned();
                tcp.write_all(answer(&line).as_bytes()).await.ok();
                shared.lock().unwrap().push_str(&line);
            }
        }
    });
    (port, heard)
}

#[tokio::test(flavor = "multi_thread")]
async fn where_starttls_is_not_offered_no_login_is_tried() {
    let folder = tempfile::tempdir().unwrap();
    let ca_pem = Certificate::make(folder.path()).ca_pem;
    let no = |line: &str| format!("{} BAD what\r\n", line.split(' ').next().unwrap());
    let (port, heard) = plain("* OK hello\r\n", no).await;
    let said = check(imap(port, imap::Tls::StartTls, &ca_pem)).await;
    assert!(said.contains("STARTTLS"), "{said}");
    assert_eq!(heard.lock().unwrap().lines().count(), 1, "only STARTTLS was asked for");
    let (port, heard) = plain("220 here\r\n", |_| "250 AUTH PLAIN LOGIN\r\n".to_owned()).await;
    let said = smtp(port, smtp::Tls::StartTls, &ca_pem).check().await.unwrap_err();
    assert!(said.contains("does not offer STARTTLS"), "{said}");
    let heard = heard.lock().unwrap().clone();
    assert!(heard.starts_with("EHLO") && heard.lines().count() == 1, "{heard}");
}

/// A name of this machine that leads to it by another address than loopback.
fn outer_address() -> Option<String> {
    let socket = std::net::UdpSocket::bind("0.0.0.0:0").ok()?;
    // Sends nothing; asks the kernel by which address it would.
    socket.connect("192.0.2.1:9").ok()?;
    let address = socket.local_addr().ok()?.ip();
    (!address.is_loopback() && !address.is_unspecified()).then(|| address.to_string())
}

#[tokio::test(flavor = "multi_thread")]
async fn without_tls_no_login_leaves_the_machine_whatever_the_configuration_said() {
    let Some(address) = outer_address() else {
        return skip("this machine has no address but loopback");
    };
    let listener = tokio::net::TcpListener::bind((address.as_str(), 0)).await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((mut tcp, _)) = listener.accept().await {
            tcp.write_all(b"220 here\r\n").await.ok();
            let mut bytes = [0; 1024];
            let heard = tcp.read(&mut bytes).await.unwrap_or(0);
            assert_eq!(heard, 0, "something was said in the clear");
        }
    });
    let mut settings = imap::Settings::new(&address, "avvik", "hemmelig".to_owned().into());
    settings.port = port;
    settings.tls = imap::Tls::None;
    let said = check(Mailbox::Imap(Box::new(Imap::new(settings)))).await;
    assert!(said.contains("in the clear"), "{said}");
    let mut options = SmtpOptions::new(&address, port, smtp::Tls::NoneAnywhere);
    options.user = Some("avvik".to_owned());
    options.password = Some(SecretString::from("hemmelig"));
    let said = Smtp::new(options).unwrap().check().await.unwrap_err();
    assert!(said.contains("in the clear"), "{said}");
}
