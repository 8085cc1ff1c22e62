//! XOAUTH2 on the wire: a scripted SMTP server, a real Dovecot.

use std::sync::{Arc, Mutex};

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use secrecy::{ExposeSecret, SecretString};
use varsel::mailbox::imap::{self, Imap};
use varsel::mailbox::{Mailbox, MailboxError};
use varsel::transport::smtp::{self, Smtp, SmtpOptions};
use varsel::transport::{Outcome, Parcel};

use crate::servers::{Dovecot, Submission, TokenServer, dovecot_available, skip};

/// Gives these, one after the other, each in place of one that was rejected.
#[derive(Debug, Default)]
struct Few(Mutex<Vec<String>>);

impl Few {
    fn of(tokens: &[&str]) -> Arc<Few> {
        Arc::new(Few(Mutex::new(tokens.iter().rev().map(|token| (*token).to_owned()).collect())))
    }

    fn next(&self, rejected: Option<SecretString>) -> Option<SecretString> {
        let mut left = self.0.lock().unwrap();
        if let Some(rejected) = rejected {
            assert_eq!(Some(rejected.expose_secret()), left.pop().as_deref());
        }
        left.last().cloned().map(SecretString::from)
    }
}

impl smtp::Tokens for Few {
    fn token(&self, rejected: Option<SecretString>) -> BoxFuture<'_, Result<SecretString, String>> {
        async move { self.next(rejected).ok_or_else(|| "no other token".to_owned()) }.boxed()
    }
}

impl imap::Tokens for Few {
    fn token(&self, rejected: Option<SecretString>) -> BoxFuture<'_, Result<SecretString, MailboxError>> {
        let none = || MailboxError::Temporary { what: "fetching".into(), why: "no other token".into() };
        async move { self.next(rejected).ok_or_else(none) }.boxed()
    }
}

fn relay(server: &Submission, tokens: Arc<Few>) -> Smtp {
    let mut options = SmtpOptions::new("127.0.0.1", server.port, smtp::Tls::None);
    options.user = Some("avvik".to_owned());
    options.tokens = Some(tokens);
    options.timeout_secs = 5;
    Smtp::new(options).unwrap()
}

fn logins(server: &Submission) -> Vec<String> {
    server.lines().into_iter().filter(|line| line.starts_with("AUTH")).collect()
}

fn parcel() -> Parcel {
    Parcel {
        outbox_id: 1,
        envelope_from: Some("avvik@varsel.test".to_owned()),
        recipient: "kari@varsel.test".to_owned(),
        message_id: "a@varsel.test".to_owned(),
        bytes: b"Subject: x\r\n\r\nx\r\n".to_vec(),
    }
}

#[tokio::test]
async fn smtp_shows_the_token_and_sends() {
    let server = Submission::start(|token| token == "good");
    let outcome = relay(&server, Few::of(&["good"])).send(&parcel()).await;
    assert!(matches!(outcome, Outcome::Accepted { .. }), "{outcome:?}");
    assert_eq!(logins(&server), ["AUTH XOAUTH2 dXNlcj1hdnZpawFhdXRoPUJlYXJlciBnb29kAQE="]);
    assert_eq!(server.mails().len(), 1);
}

#[tokio::test]
async fn a_token_too_long_for_a_command_is_said_in_answer_to_the_challenge() {
    let long = "x".repeat(2_000);
    let server = Submission::start(move |token| token.len() == 2_000);
    let outcome = relay(&server, Few::of(&[&long])).send(&parcel()).await;
    assert!(matches!(outcome, Outcome::Accepted { .. }), "{outcome:?}");
    assert_eq!(logins(&server), ["AUTH XOAUTH2"]);
}

#[tokio::test]
async fn smtp_gets_another_token_for_a_rejected_one_once() {
    let server = Submission::start(|token| token == "good");
    let outcome = relay(&server, Few::of(&["stale", "good"])).send(&parcel()).await;
    assert!(matches!(outcome, Outcome::Accepted { .. }), "{outcome:?}");
    let server = Submission::start(|_| false);
    let outcome = relay(&server, Few::of(&["stale", "bad", "worse"])).send(&parcel()).await;
    let Outcome::Temporary { detail } = outcome else { panic!("{outcome:?}") };
    assert!(detail.contains("login refused (535"), "{detail}");
    assert_eq!(logins(&server).len(), 2);
    let error = relay(&server, Few::of(&["stale"])).check().await.unwrap_err();
    assert!(error.contains("no other token"), "{error}");
}

fn mailbox(dovecot: &Dovecot, tokens: Arc<Few>) -> Mailbox {
    let mut settings = imap::Settings::new("localhost", "avvik", SecretString::default());
    settings.auth = imap::Auth::Bearer(tokens);
    settings.port = dovecot.imaps_port;
    settings.ca_pem = Some(dovecot.ca_pem.clone());
    Mailbox::Imap(Box::new(Imap::new(settings)))
}

#[tokio::test(flavor = "multi_thread")]
async fn dovecot_lets_a_good_token_in_and_a_rejected_one_is_replaced_once() {
    if let Err(why) = dovecot_available() {
        return skip(&why);
    }
    let server = TokenServer::start();
    let dovecot = Dovecot::start_asking(&[("avvik", "a")], Some(server.plain_port));
    let good = issue(&server).await;
    mailbox(&dovecot, Few::of(&[&good])).waiting().await.unwrap();
    mailbox(&dovecot, Few::of(&["stale", &good])).waiting().await.unwrap();
    let error = mailbox(&dovecot, Few::of(&["stale", "bad"])).waiting().await.unwrap_err();
    let MailboxError::Permanent { why, mend, .. } = &error else { panic!("{error}") };
    assert!(why.contains("refused") && mend.contains("[oauth]"), "{error}");
    // A token longer than any line of a command.
    server.book().padding = 4_000;
    let long = issue(&server).await;
    mailbox(&dovecot, Few::of(&[&long])).waiting().await.unwrap();
}

/// A token that the server has given, by the way that Varsel asks.
async fn issue(server: &TokenServer) -> String {
    let folder = tempfile::tempdir().unwrap();
    let options = super::source::options(server, folder.path(), &super::source::Hand::new());
    let source = Arc::new(varsel::login::TokenSource::new(options).unwrap());
    source.access_token().await.unwrap().expose_secret().to_owned()
}
