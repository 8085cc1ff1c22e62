//! That the servers do what the other tests rely on.

use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, Tls, TlsParameters};
use lettre::{Address, AsyncSmtpTransport, AsyncTransport, Tokio1Executor, address::Envelope};
use std::time::Duration;

use super::{AUTHSERV_ID, DOMAIN, Dovecot, Postfix, PostfixOptions, available, eventually, skip};

const LIMIT: Duration = Duration::from_secs(20);

fn envelope(from: &str, to: &str) -> Envelope {
    let address = |text: &str| text.parse::<Address>().unwrap();
    Envelope::new(Some(address(from)), vec![address(to)]).unwrap()
}

fn mailer(dovecot: &Dovecot, port: u16, login: Option<(&str, &str)>) -> AsyncSmtpTransport<Tokio1Executor> {
    let ca = Certificate::from_pem(&dovecot.ca_pem).unwrap();
    let tls = TlsParameters::builder("localhost".into()).add_root_certificate(ca).build().unwrap();
    let builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous("localhost")
        .port(port)
        .timeout(Some(LIMIT))
        .tls(Tls::Required(tls));
    match login {
        Some((user, password)) => builder.credentials(Credentials::new(user.into(), password.into())).build(),
        None => builder.build(),
    }
}

/// The newest mail of the user's INBOX that contains `text`, once it is there.
fn arrived(dovecot: &Dovecot, user: &str, text: &str) -> String {
    let new = dovecot.maildir(user).join("new");
    eventually(&format!("a mail with {text:?}"), LIMIT, || {
        let files = std::fs::read_dir(&new).unwrap().map(|entry| entry.unwrap().path());
        files.filter_map(|path| std::fs::read_to_string(path).ok()).find(|mail| mail.contains(text))
    })
}

#[tokio::test]
async fn postfix_stamps_who_logged_in_removes_forgeries_and_delivers_subaddresses_and_bounces() {
    if let Err(why) = available() {
        return skip(&why);
    }
    let dovecot = Dovecot::start(&[("avvik", "a"), ("kari", "k")]);
    let options = PostfixOptions { bounce_later: vec!["later.test".into()], ..Default::default() };
    let postfix = Postfix::start_with(&dovecot, &options);
    let ours = "Authentication-Results: mx.varsel.test; auth=pass smtp.auth=kari@varsel.test";
    let forged = format!("{ours}\nSubject: forged\n\ntext\n");

    let strangers = mailer(&dovecot, postfix.smtp_port, None);
    let to = format!("avvik+TOKEN@{DOMAIN}");
    strangers.send_raw(&envelope("x@elsewhere.test", &to), forged.as_bytes()).await.unwrap();
    let mail = arrived(&dovecot, "avvik", "Subject: forged");
    assert!(!mail.contains("Authentication-Results"), "{mail}");
    assert!(mail.contains("Delivered-To: avvik+TOKEN@varsel.test"), "{mail}");
    assert!(mail.contains("by mx.varsel.test (Postfix)"), "{mail}");

    let unknown = strangers.send_raw(&envelope("x@elsewhere.test", "nobody@varsel.test"), b"A: b\n\n").await;
    assert!(unknown.unwrap_err().is_permanent());
    let relayed = strangers.send_raw(&envelope("x@elsewhere.test", "y@elsewhere.test"), b"A: b\n\n").await;
    assert!(relayed.unwrap_err().is_permanent());

    let kari = mailer(&dovecot, postfix.submission_port, Some(("kari", "k")));
    let text = forged.replace("kari@", "sjef@").replace("forged", "from kari");
    kari.send_raw(&envelope("kari@varsel.test", &to), text.as_bytes()).await.unwrap();
    let mail = arrived(&dovecot, "avvik", "Subject: from kari");
    assert_eq!(mail.matches("Authentication-Results").count(), 1, "{mail}");
    assert!(mail.contains(ours), "{mail}");
    assert!(mail.find(ours) < mail.find("Received:"), "{mail}");

    kari.send_raw(&envelope("kari@varsel.test", "x@later.test"), b"Subject: lost\n\n").await.unwrap();
    let bounce = arrived(&dovecot, "kari", "Status: 5.1.1");
    assert!(bounce.contains("Subject: lost"), "{bounce}");

    let wrong = mailer(&dovecot, postfix.submission_port, Some(("kari", "wrong")));
    wrong.send_raw(&envelope("kari@varsel.test", &to), b"A: b\n\n").await.unwrap_err();
}

#[tokio::test]
async fn where_senders_must_match_a_login_cannot_be_another() {
    if let Err(why) = available() {
        return skip(&why);
    }
    let dovecot = Dovecot::start(&[("avvik", "a"), ("kari", "k")]);
    let options = PostfixOptions { senders_must_match: true, ..Default::default() };
    let postfix = Postfix::start_with(&dovecot, &options);
    let kari = mailer(&dovecot, postfix.submission_port, Some(("kari", "k")));
    kari.send_raw(&envelope("kari@varsel.test", "avvik@varsel.test"), b"A: b\n\n").await.unwrap();
    let refused = kari.send_raw(&envelope("avvik@varsel.test", "avvik@varsel.test"), b"A: b\n\n").await;
    assert!(refused.unwrap_err().is_permanent());
}

#[tokio::test]
async fn a_mail_sent_through_postfix_wakes_the_mailbox_and_is_taken_in() {
    if let Err(why) = available() {
        return skip(&why);
    }
    let dovecot = Dovecot::start(&[("avvik", "a"), ("kari", "k")]);
    let postfix = Postfix::start(&dovecot);
    let mut settings = varsel::mailbox::imap::Settings::new("localhost", "avvik", "a".to_owned().into());
    settings.port = dovecot.imaps_port;
    settings.ca_pem = Some(dovecot.ca_pem.clone());
    let mut imap = varsel::mailbox::imap::Imap::new(settings);
    assert_eq!(imap.waiting().await.unwrap(), []);
    let start = std::time::Instant::now();
    let kari = mailer(&dovecot, postfix.submission_port, Some(("kari", "k")));
    kari.send_raw(&envelope("kari@varsel.test", "avvik@varsel.test"), b"Subject: breach\n\n").await.unwrap();
    imap.wait(Duration::from_secs(60)).await;
    assert!(start.elapsed() < LIMIT);
    let keys = imap.waiting().await.unwrap();
    let mails = imap.take(&keys).await.unwrap();
    let text = String::from_utf8(mails[0].bytes.clone()).unwrap();
    assert!(text.contains(&format!("Authentication-Results: {AUTHSERV_ID}; auth=pass")), "{text}");
    imap.done(&keys).await.unwrap();
}
