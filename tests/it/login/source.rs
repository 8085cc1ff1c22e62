//! A token source against a token server of ours: what is asked, how often, and what each answer means.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};
use varsel::login::{LoginError, Options, Proof, TokenSource};
use x509_cert::der::Decode;

use crate::servers::tokens::REFUSED;
use crate::servers::{Mood, TokenServer};

/// A clock that moves when told to, in seconds.
#[derive(Clone)]
pub struct Hand(Arc<AtomicI64>);

impl Hand {
    pub fn new() -> Hand {
        Hand(Arc::new(AtomicI64::new(1_773_302_400)))
    }

    fn forward(&self, secs: i64) {
        self.0.fetch_add(secs, Ordering::SeqCst);
    }
}

/// A source with a client secret, its clock, and the folder that its files lie in.
struct Given {
    source: Arc<TokenSource>,
    hand: Hand,
    folder: tempfile::TempDir,
}

pub fn options(server: &TokenServer, folder: &Path, hand: &Hand) -> Options {
    std::fs::write(folder.join("secret"), "hemmelig").unwrap();
    let hand = hand.clone();
    Options {
        name: "oauth".to_owned(),
        token_url: server.url(),
        client_id: "client-1".to_owned(),
        scope: Some("mail".to_owned()),
        proof: Proof::Secret(folder.join("secret")),
        ca_pem: Some(server.ca_pem.clone().into_bytes()),
        read: |path| std::fs::read_to_string(path).map(SecretString::from).map_err(|error| error.to_string()),
        now: Arc::new(move || DateTime::<Utc>::from_timestamp(hand.0.load(Ordering::SeqCst), 0).unwrap()),
        limit: Duration::from_millis(700),
    }
}

fn given(server: &TokenServer, change: impl FnOnce(&mut Options, &Path)) -> Given {
    let (folder, hand) = (tempfile::tempdir().unwrap(), Hand::new());
    let mut options = options(server, folder.path(), &hand);
    change(&mut options, folder.path());
    let source = Arc::new(TokenSource::new(options).unwrap_or_else(|error| panic!("{error}")));
    Given { source, hand, folder }
}

async fn token(given: &Given) -> Result<String, LoginError> {
    given.source.access_token().await.map(|token| token.expose_secret().to_owned())
}

#[tokio::test]
async fn many_connections_at_once_share_one_token() {
    let server = TokenServer::start();
    let given = given(&server, |_, _| {});
    let asking = (0..20).map(|_| given.source.access_token());
    for token in futures_util::future::join_all(asking).await {
        assert_eq!(token.unwrap().expose_secret(), "access-1");
    }
    let form = &server.book().asked[0].form;
    let said: Vec<(&str, &str)> = form.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
    let expected = [
        ("client_id", "client-1"),
        ("client_secret", "hemmelig"),
        ("grant_type", "client_credentials"),
        ("scope", "mail"),
    ];
    assert_eq!(said, expected);
    assert!(!format!("{:?}", given.source).contains("hemmelig"));
}

#[tokio::test]
async fn it_is_renewed_before_it_expires_and_the_old_one_serves_while_that_fails() {
    let server = TokenServer::start();
    let given = given(&server, |_, _| {});
    assert_eq!(token(&given).await.unwrap(), "access-1");
    given.hand.forward(3_299);
    assert_eq!(token(&given).await.unwrap(), "access-1");
    given.hand.forward(1);
    server.book().mood = Mood::Say(503, String::new());
    assert_eq!(token(&given).await.unwrap(), "access-1");
    assert!(!given.source.fault().unwrap().permanent);
    // Not hammered: the next try is some seconds away.
    assert_eq!((token(&given).await.unwrap(), server.count()), ("access-1".to_owned(), 2));
    given.hand.forward(300);
    assert!(token(&given).await.unwrap_err().to_string().contains("503"), "it has expired");
    server.book().mood = Mood::Grant;
    given.hand.forward(60);
    assert_eq!(token(&given).await.unwrap(), "access-2");
    assert_eq!(given.source.fault(), None);
}

#[tokio::test]
async fn every_answer_that_is_no_token_is_told_by_its_kind_and_none_in_the_servers_words() {
    let body = |code: &str| format!(r#"{{"error":"{code}","error_description":"hemmelig beskjed"}}"#);
    let table = [
        (Mood::Say(401, REFUSED.to_owned()), true, "invalid_client, AADSTS7000222"),
        (Mood::Say(400, body("invalid_grant")), true, "invalid_grant"),
        (Mood::Say(400, body("temporarily_unavailable")), false, "temporarily_unavailable"),
        (Mood::Say(400, body("<b>hemmelig beskjed</b>")), true, "status 400"),
        (Mood::Say(500, "hemmelig beskjed".to_owned()), false, "status 500"),
        (Mood::Say(429, body("invalid_client")), false, "invalid_client"),
        (Mood::Say(200, "hemmelig beskjed".to_owned()), false, "holds no token"),
        (Mood::Say(200, r#"{"access_token":"a\u0001b"}"#.to_owned()), false, "could be used"),
        (Mood::Say(200, r#"{"access_token":"ab","token_type":"mac"}"#.to_owned()), false, "another kind"),
        (Mood::Redirect, true, "status 302"),
        (Mood::Endless, false, "too long"),
        (Mood::Stall, false, "in time"),
    ];
    for (mood, permanent, why) in table {
        let server = TokenServer::start();
        server.book().mood = mood.clone();
        let given = given(&server, |_, _| {});
        let error = token(&given).await.unwrap_err();
        assert_eq!(error.permanent, permanent, "{mood:?}: {error}");
        assert!(error.to_string().contains(why), "{mood:?}: {error}");
        let said = format!("{error} {error:?}");
        assert!(!said.contains("beskjed") && !said.contains("hemmelig"), "{said}");
        assert_eq!(server.count(), 1, "{mood:?}: asked once");
    }
}

#[tokio::test]
async fn a_token_server_that_is_not_there_may_come_back() {
    let port = crate::servers::free_port();
    let server = TokenServer::start();
    let given = given(&server, |options, _| options.token_url = format!("https://localhost:{port}/token"));
    let error = token(&given).await.unwrap_err();
    assert!(!error.permanent && error.to_string().contains("no connection"), "{error}");
}

#[tokio::test]
async fn a_rejected_token_is_replaced_once_and_not_again_and_again() {
    let server = TokenServer::start();
    let given = given(&server, |_, _| {});
    let first = given.source.access_token().await.unwrap();
    let second = given.source.replacement(&first).await.unwrap().unwrap();
    assert_eq!(second.expose_secret(), "access-2");
    // Another connection that had the first one gets the second.
    assert_eq!(given.source.replacement(&first).await.unwrap().unwrap().expose_secret(), "access-2");
    assert!(given.source.replacement(&second).await.unwrap().is_none());
    assert_eq!(server.count(), 2);
    given.hand.forward(300);
    assert_eq!(given.source.replacement(&second).await.unwrap().unwrap().expose_secret(), "access-3");
}

#[tokio::test]
async fn a_rejected_token_is_replaced_as_soon_as_the_server_gives_one_again() {
    let server = TokenServer::start();
    let given = given(&server, |_, _| {});
    let first = given.source.access_token().await.unwrap();
    server.book().mood = Mood::Say(401, REFUSED.to_owned());
    given.source.replacement(&first).await.unwrap_err();
    given.source.replacement(&first).await.unwrap_err();
    server.book().mood = Mood::Grant;
    given.hand.forward(60);
    let second = given.source.replacement(&first).await.unwrap();
    assert!(second.is_some_and(|token| token.expose_secret() != first.expose_secret()));
}

#[tokio::test]
async fn a_new_secret_in_the_file_counts_without_a_restart() {
    let server = TokenServer::start();
    server.book().mood = Mood::Say(401, REFUSED.to_owned());
    let given = given(&server, |_, _| {});
    token(&given).await.unwrap_err();
    std::fs::write(given.folder.path().join("secret"), "bedre").unwrap();
    server.book().mood = Mood::Grant;
    given.hand.forward(60);
    token(&given).await.unwrap();
    assert_eq!(server.book().asked[1].form["client_secret"], "bedre");
}

#[tokio::test]
async fn a_refresh_token_that_is_replaced_is_on_disk_before_it_is_used() {
    let server = TokenServer::start();
    server.book().rotates = true;
    let refresh = |options: &mut Options, folder: &Path| {
        std::fs::write(folder.join("refresh"), "refresh-0").unwrap();
        let (token, state) = (folder.join("refresh"), folder.join("state"));
        options.proof = Proof::Refresh { token, secret: Some(folder.join("secret")), state };
        options.read = |path| {
            let text = std::fs::read_to_string(path).map_err(|error| error.to_string())?;
            Ok(SecretString::from(text.trim_end().to_owned()))
        };
    };
    let given = given(&server, refresh);
    for turn in 1..4 {
        token(&given).await.unwrap();
        let file = std::fs::read_to_string(given.folder.path().join("refresh")).unwrap();
        assert_eq!(file, format!("refresh-{turn}\n"));
        given.hand.forward(3_400);
    }
    // Somebody else used it up: only a person can consent anew.
    server.book().refresh_token = "another".to_owned();
    given.hand.forward(3_600);
    let error = token(&given).await.unwrap_err();
    assert!(error.permanent && error.to_string().contains("consent once more"), "{error}");
}

/// A certificate with an RSA key of 2048 bits, as Microsoft wants it; none where openssl is not there.
pub fn rsa_certificate(folder: &Path) -> Option<(PathBuf, PathBuf)> {
    let (certificate, key) = (folder.join("oauth.crt"), folder.join("oauth.key"));
    let made = Command::new("openssl")
        .args([
            "req",
            "-x509",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-days",
            "20",
            "-subj",
            "/CN=varsel",
            "-keyout",
        ])
        .arg(&key)
        .arg("-out")
        .arg(&certificate)
        .output();
    match made {
        Ok(made) if made.status.success() => Some((certificate, key)),
        _ => {
            crate::servers::skip("openssl is not installed");
            None
        }
    }
}

#[tokio::test]
async fn a_certificate_signs_that_it_is_us_in_the_form_that_microsoft_documents() {
    let server = TokenServer::start();
    let folder = tempfile::tempdir().unwrap();
    let Some((certificate, key)) = rsa_certificate(folder.path()) else { return };
    let proof = Proof::Certificate { certificate: certificate.clone(), key: key.clone() };
    let given = given(&server, |options, _| options.proof = proof.clone());
    token(&given).await.unwrap();
    let form = server.book().asked[0].form.clone();
    assert_eq!(form["client_assertion_type"], "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
    let parts: Vec<&str> = form["client_assertion"].split('.').collect();
    let json = |part: &str| -> serde_json::Value {
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
    };
    let der = CertificateDer::from_pem_file(&certificate).unwrap();
    let (header, claims) = (json(parts[0]), json(parts[1]));
    assert_eq!((header["alg"].as_str(), header["typ"].as_str()), (Some("PS256"), Some("JWT")));
    assert_eq!(header["x5t#S256"], URL_SAFE_NO_PAD.encode(Sha256::digest(&der)));
    assert_eq!(claims["aud"], server.url());
    assert_eq!((claims["iss"].as_str(), claims["sub"].as_str()), (Some("client-1"), Some("client-1")));
    assert_eq!(claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(), 300);
    let parsed = x509_cert::Certificate::from_der(&der).unwrap();
    let public = parsed.tbs_certificate.subject_public_key_info.subject_public_key.raw_bytes().to_vec();
    let checker = ring::signature::UnparsedPublicKey::new(&ring::signature::RSA_PSS_2048_8192_SHA256, public);
    let signed = format!("{}.{}", parts[0], parts[1]);
    checker.verify(signed.as_bytes(), &URL_SAFE_NO_PAD.decode(parts[2]).unwrap()).unwrap();
    let ends = given.source.certificate_ends().unwrap();
    assert!((19..=20).contains(&(ends - varsel::clock::Clock::System.now()).num_days()), "{ends}");

    given.hand.forward(3_600);
    token(&given).await.unwrap();
    let again = json(server.book().asked[1].form["client_assertion"].split('.').nth(1).unwrap());
    assert_ne!(again["jti"], claims["jti"], "each statement is used once");

    // A key of another certificate, or none at all, is found before anything is sent.
    let other = tempfile::tempdir().unwrap();
    let (_, other_key) = rsa_certificate(other.path()).unwrap();
    for key in [other_key, certificate.clone(), folder.path().join("none")] {
        let mut wrong = options(&server, folder.path(), &Hand::new());
        wrong.proof = Proof::Certificate { certificate: certificate.clone(), key };
        assert!(TokenSource::new(wrong).unwrap_err().permanent);
    }
}
