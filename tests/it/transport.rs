//! SMTP against a scripted peer on loopback: every answer, every break and every stall at every point.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

use varsel::transport::smtp::{Smtp, SmtpOptions, Tls};
use varsel::transport::{Outcome, Parcel, Transport};

const MAIL: &[u8] = b"Subject: x\r\n\r\n.\r\n..two\r\n.end\r\nlast\r\n";
const OFFERS: &str = "250-peer\r\n250-SIZE 100000\r\n250-DSN\r\n250-AUTH PLAIN LOGIN\r\n250 8BITMIME\r\n";

/// What the peer does instead of its usual answer.
#[derive(Clone, Copy, Debug)]
enum Act {
    Say(&'static str),
    Close,
    Stall,
}
use Act::{Close, Say, Stall};

/// At this point of the conversation, so many times.
type Rule = (&'static str, Act, usize);

#[derive(Default)]
struct Seen {
    rules: Mutex<Vec<Rule>>,
    lines: Mutex<Vec<String>>,
    mails: Mutex<Vec<Vec<u8>>>,
    connections: AtomicUsize,
}

impl Seen {
    fn act(&self, point: &str) -> Option<Act> {
        let mut rules = self.rules.lock().unwrap();
        let rule = rules.iter_mut().find(|(at, _, times)| *at == point && *times > 0)?;
        rule.2 -= 1;
        Some(rule.1)
    }

    fn lines(&self) -> Vec<String> {
        self.lines.lock().unwrap().clone()
    }

    fn line(&self, start: &str) -> String {
        self.lines().into_iter().find(|line| line.starts_with(start)).unwrap_or_default()
    }
}

struct Peer {
    seen: Arc<Seen>,
    port: u16,
    certificate: Vec<u8>,
}

#[derive(Clone, Copy, PartialEq)]
enum Security {
    Plain,
    StartTls,
    Implicit,
}

async fn peer(security: Security, rules: &[Rule]) -> Peer {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let seen = Arc::new(Seen { rules: Mutex::new(rules.to_vec()), ..Seen::default() });
    let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    let certificate = made.cert.pem().into_bytes();
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(made.signing_key.serialize_der()));
    let config =
        rustls::ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![made.cert.der().clone()], key)
            .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let shared = Arc::clone(&seen);
    tokio::spawn(async move {
        while let Ok((tcp, _)) = listener.accept().await {
            shared.connections.fetch_add(1, Ordering::SeqCst);
            tokio::spawn(serve(tcp, security, acceptor.clone(), Arc::clone(&shared)));
        }
    });
    Peer { seen, port, certificate }
}

async fn serve(tcp: TcpStream, security: Security, acceptor: TlsAcceptor, seen: Arc<Seen>) {
    tcp.set_nodelay(true).unwrap();
    match security {
        Security::Plain => {
            converse(tcp, true, false, &seen).await;
        }
        Security::Implicit => {
            if let Ok(tls) = acceptor.accept(tcp).await {
                converse(tls, true, false, &seen).await;
            }
        }
        Security::StartTls => {
            if let Some(tcp) = converse(tcp, true, true, &seen).await
                && let Ok(tls) = acceptor.accept(tcp).await
            {
                converse(tls, false, false, &seen).await;
            }
        }
    }
}

/// Returns the stream where the client asked for STARTTLS.
async fn converse<S: AsyncRead + AsyncWrite + Unpin>(
    stream: S,
    greet: bool,
    tls: bool,
    seen: &Seen,
) -> Option<S> {
    let mut stream = BufReader::new(stream);
    if greet {
        answer(&mut stream, seen, "greeting", "220 peer\r\n").await?;
    }
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await.ok()? == 0 {
            return None;
        }
        let line = line.trim_end().to_owned();
        let verb = line.get(..4).unwrap_or_default().to_uppercase();
        seen.lines.lock().unwrap().push(line);
        match verb.as_str() {
            "EHLO" if tls => answer(&mut stream, seen, "EHLO", "250-peer\r\n250 STARTTLS\r\n").await?,
            "EHLO" => answer(&mut stream, seen, "EHLO", OFFERS).await?,
            "STAR" => {
                answer(&mut stream, seen, "STARTTLS", "220 go\r\n").await?;
                return Some(stream.into_inner());
            }
            "AUTH" => answer(&mut stream, seen, "AUTH", "235 welcome\r\n").await?,
            "MAIL" => answer(&mut stream, seen, "MAIL", "250 ok\r\n").await?,
            "RCPT" => answer(&mut stream, seen, "RCPT", "250 ok\r\n").await?,
            "RSET" => answer(&mut stream, seen, "RSET", "250 ok\r\n").await?,
            "DATA" => {
                answer(&mut stream, seen, "DATA", "354 go\r\n").await?;
                data(&mut stream, seen).await?;
            }
            "QUIT" => {
                answer(&mut stream, seen, "QUIT", "221 bye\r\n").await?;
                return None;
            }
            _ => answer(&mut stream, seen, "other", "500 what\r\n").await?,
        }
    }
}

async fn data<S: AsyncRead + AsyncWrite + Unpin>(stream: &mut BufReader<S>, seen: &Seen) -> Option<()> {
    if let Some(Close) = seen.act("middle") {
        stream.read_u8().await.ok()?;
        return None;
    }
    let mut mail = Vec::new();
    while !mail.ends_with(b"\r\n.\r\n") {
        if stream.read_until(b'\n', &mut mail).await.ok()? == 0 {
            return None;
        }
    }
    mail.truncate(mail.len() - 3);
    seen.mails.lock().unwrap().push(mail);
    answer(stream, seen, "dot", "250 2.0.0 queued as 17\r\n").await
}

/// None ends the conversation; a refused DATA does not begin one.
async fn answer<S: AsyncWrite + Unpin>(stream: &mut S, seen: &Seen, point: &str, usual: &str) -> Option<()> {
    let text = match seen.act(point) {
        None => usual,
        Some(Say(text)) => text,
        Some(Close) => return None,
        Some(Stall) => std::future::pending().await,
    };
    stream.write_all(text.as_bytes()).await.ok()?;
    stream.flush().await.ok()?;
    // A client whose DATA was refused goes on with commands; this simple peer hangs up instead.
    (point != "DATA" || text.starts_with("354")).then_some(())
}

fn options(peer: &Peer, tls: Tls) -> SmtpOptions {
    SmtpOptions {
        timeout_secs: 2,
        data_timeout_secs: 2,
        helo: Some("varsel.example.no".to_owned()),
        ca_file_pem: (tls != Tls::None).then(|| peer.certificate.clone()),
        ..SmtpOptions::new(if tls == Tls::None { "127.0.0.1" } else { "localhost" }, peer.port, tls)
    }
}

fn plain(peer: &Peer) -> Smtp {
    Smtp::new(options(peer, Tls::None)).unwrap()
}

fn parcel(id: i64) -> Parcel {
    Parcel {
        outbox_id: id,
        envelope_from: Some("avvik@example.no".to_owned()),
        recipient: "ola@example.no".to_owned(),
        message_id: format!("{id}@varsel.example.no"),
        bytes: MAIL.to_vec(),
    }
}

fn kind(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Accepted { .. } => "accepted",
        Outcome::Temporary { .. } => "temporary",
        Outcome::Permanent { .. } => "permanent",
        Outcome::Uncertain { .. } => "uncertain",
    }
}

/// One mail to a peer with one rule; what came of it, and how the outcome was worded.
async fn outcome(point: &'static str, act: Act) -> (&'static str, String) {
    let peer = peer(Security::Plain, &[(point, act, 9)]).await;
    let outcome = plain(&peer).send(&parcel(1)).await;
    (kind(&outcome), format!("{outcome:?}"))
}

#[tokio::test]
async fn an_accepted_mail_arrives_intact_with_its_envelope() {
    let peer = peer(Security::Plain, &[]).await;
    let outcome = plain(&peer).send(&parcel(1)).await;
    assert_eq!(outcome, Outcome::Accepted { detail: "250 2.0.0 queued as 17".to_owned() });
    // Leading dots are doubled on the wire (RFC 5321 section 4.5.2), and nothing else is changed.
    let wire = b"Subject: x\r\n\r\n..\r\n...two\r\n..end\r\nlast\r\n";
    assert_eq!(peer.seen.mails.lock().unwrap()[0], wire);
    assert_eq!(
        peer.seen.line("MAIL"),
        format!("MAIL FROM:<avvik@example.no> SIZE={} RET=HDRS ENVID=1@varsel.example.no", MAIL.len())
    );
    assert_eq!(peer.seen.line("RCPT"), "RCPT TO:<ola@example.no> NOTIFY=FAILURE,DELAY");
    assert_eq!(peer.seen.line("EHLO"), "EHLO varsel.example.no");
}

#[tokio::test]
async fn the_null_sender_asks_for_no_delivery_report() {
    let peer = peer(Security::Plain, &[]).await;
    let outcome = plain(&peer).send(&Parcel { envelope_from: None, ..parcel(1) }).await;
    assert_eq!(kind(&outcome), "accepted");
    assert_eq!(peer.seen.line("MAIL"), format!("MAIL FROM:<> SIZE={}", MAIL.len()));
    assert_eq!(peer.seen.line("RCPT"), "RCPT TO:<ola@example.no>");
}

#[tokio::test]
async fn a_4xx_is_temporary_and_a_5xx_permanent_at_every_step_of_the_mail() {
    for point in ["MAIL", "RCPT", "DATA", "dot"] {
        let (kind, text) = outcome(point, Say("451 4.3.0 later\r\n")).await;
        assert_eq!(kind, "temporary", "{point}: {text}");
        let (kind, text) = outcome(point, Say("550-5.1.1 no <ola@example.no>\r\n550 5.1.1 here\r\n")).await;
        assert_eq!(kind, "permanent", "{point}: {text}");
        assert!(text.contains("550") && !text.contains('@'), "{text}");
    }
}

#[tokio::test]
async fn what_the_server_says_before_the_mail_is_never_the_mails_fault() {
    for point in ["greeting", "EHLO"] {
        for reply in ["421 busy\r\n", "554 no\r\n"] {
            assert_eq!(outcome(point, Say(reply)).await.0, "temporary", "{point} {reply}");
        }
    }
}

#[tokio::test]
async fn a_break_before_the_data_is_temporary_and_after_it_uncertain() {
    let before = ["greeting", "EHLO", "MAIL", "RCPT", "DATA"];
    for (point, wanted) in before
        .map(|point| (point, "temporary"))
        .into_iter()
        .chain([("middle", "uncertain"), ("dot", "uncertain")])
    {
        let (kind, text) = outcome(point, Close).await;
        assert_eq!(kind, wanted, "{point}: {text}");
    }
}

#[tokio::test]
async fn a_stall_ends_after_the_limit_and_is_judged_as_a_break() {
    let started = Instant::now();
    let points = ["greeting", "EHLO", "MAIL", "RCPT", "DATA", "dot"];
    let outcomes = futures_util::future::join_all(points.map(|point| outcome(point, Stall))).await;
    for (point, (kind, text)) in points.iter().zip(outcomes) {
        assert_eq!(kind, if *point == "dot" { "uncertain" } else { "temporary" }, "{point}: {text}");
    }
    assert!(started.elapsed() < Duration::from_secs(20));
}

#[tokio::test]
async fn only_250_after_the_data_is_a_yes() {
    for reply in ["354 go\r\n", "251 forwarded\r\n", "200 fine\r\n", "hello\r\n", "250-but\r\n"] {
        let (kind, text) = outcome("dot", Say(reply)).await;
        assert_eq!(kind, "uncertain", "{reply}: {text}");
    }
}

#[tokio::test]
async fn replies_that_are_one_step_late_never_count_as_accepted() {
    for point in ["MAIL", "RCPT"] {
        let peer =
            peer(Security::Plain, &[(point, Say("250 ok\r\n250 ok\r\n"), 9), ("dot", Say("554 no\r\n"), 9)])
                .await;
        let smtp = plain(&peer);
        for id in 0..3 {
            assert_eq!(kind(&smtp.send(&parcel(id)).await), "temporary", "{point}");
        }
        // No connection that is out of step is used again.
        assert_eq!(peer.seen.connections.load(Ordering::SeqCst), 3);
    }
}

#[tokio::test]
async fn a_send_that_is_given_up_leaves_nothing_for_the_next() {
    let peer = peer(Security::Plain, &[("dot", Stall, 1), ("dot", Say("550 no\r\n"), 1)]).await;
    let smtp = plain(&peer);
    let arrived = async {
        while peer.seen.mails.lock().unwrap().is_empty() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    };
    let first = parcel(1);
    tokio::select! {
        outcome = smtp.send(&first) => panic!("{outcome:?}"),
        () = arrived => {}
    }
    assert_eq!(kind(&smtp.send(&parcel(2)).await), "permanent");
    assert_eq!(kind(&smtp.send(&parcel(3)).await), "accepted");
}

#[tokio::test]
async fn one_connection_carries_many_mails_and_is_reset_after_a_refusal() {
    let peer = peer(Security::Plain, &[("RCPT", Say("550 no\r\n"), 1)]).await;
    let smtp = plain(&peer);
    let outcomes = [smtp.send(&parcel(1)).await, smtp.send(&parcel(2)).await, smtp.send(&parcel(3)).await];
    assert_eq!(outcomes.each_ref().map(kind), ["permanent", "accepted", "accepted"]);
    assert_eq!(peer.seen.connections.load(Ordering::SeqCst), 1);
    assert_eq!(peer.seen.lines().iter().filter(|line| *line == "RSET").count(), 1);
}

#[tokio::test]
async fn a_server_that_cannot_reset_is_left_and_a_missing_login_is_the_operators_to_mend() {
    let peer =
        peer(Security::Plain, &[("RCPT", Say("550 no\r\n"), 1), ("RSET", Say("502 what\r\n"), 1)]).await;
    let smtp = plain(&peer);
    assert_eq!(kind(&smtp.send(&parcel(1)).await), "permanent");
    assert_eq!(kind(&smtp.send(&parcel(2)).await), "accepted");
    assert_eq!(peer.seen.connections.load(Ordering::SeqCst), 2);
    assert_eq!(outcome("MAIL", Say("530 5.7.0 log in first\r\n")).await.0, "temporary");
}

#[tokio::test]
async fn a_connection_that_the_server_closed_meanwhile_is_replaced() {
    for act in [Close, Say("421 closing\r\n")] {
        let peer = peer(Security::Plain, &[]).await;
        let smtp = plain(&peer);
        assert_eq!(kind(&smtp.send(&parcel(1)).await), "accepted");
        peer.seen.rules.lock().unwrap().push(("MAIL", act, 1));
        assert_eq!(kind(&smtp.send(&parcel(2)).await), "accepted");
        assert_eq!(peer.seen.connections.load(Ordering::SeqCst), 2);
    }
}

#[tokio::test]
async fn many_mails_go_over_several_connections_and_each_has_its_outcome() {
    let peer = peer(Security::Plain, &[]).await;
    let transport = Transport::Smtp(plain(&peer));
    let started = Instant::now();
    let mut outcomes = transport.send_all((0..400).map(parcel).collect()).await;
    println!("smtp: {} us a mail on loopback", started.elapsed().as_micros() / 400);
    outcomes.sort_by_key(|(id, _)| *id);
    assert!((0..400).eq(outcomes.iter().map(|(id, _)| *id)));
    assert!(outcomes.iter().all(|(_, outcome)| kind(outcome) == "accepted"));
    assert_eq!(peer.seen.mails.lock().unwrap().len(), 400);
    let connections = peer.seen.connections.load(Ordering::SeqCst);
    assert!((2..=8).contains(&connections), "{connections}");
}

#[tokio::test]
async fn where_nobody_listens_all_mails_come_back_at_once() {
    let port = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port();
    let smtp = Smtp::new(SmtpOptions::new("127.0.0.1", port, Tls::None)).unwrap();
    let outcomes = smtp.send_all((0..50).map(parcel).collect()).await;
    assert_eq!(outcomes.len(), 50);
    assert!(outcomes.iter().all(|(_, outcome)| kind(outcome) == "temporary"));
    assert!(smtp.check().await.is_err());
}

#[tokio::test]
async fn a_mail_that_the_server_cannot_take_is_not_offered() {
    let peer = peer(Security::Plain, &[]).await;
    let smtp = plain(&peer);
    let large = Parcel { bytes: vec![b'x'; 100_001], ..parcel(1) };
    assert_eq!(kind(&smtp.send(&large).await), "permanent");
    let utf8 = Parcel { recipient: "bjørn@example.no".to_owned(), ..parcel(2) };
    assert_eq!(kind(&smtp.send(&utf8).await), "permanent");
    let eight_bit = Parcel { bytes: "Subject: x\r\n\r\nblåbær\r\n".into(), ..parcel(3) };
    assert_eq!(kind(&smtp.send(&eight_bit).await), "accepted");
    assert!(peer.seen.line("MAIL").contains(" BODY=8BITMIME"));
}

#[tokio::test]
async fn a_refused_login_is_temporary_and_says_what_to_mend() {
    let peer = peer(Security::Plain, &[("AUTH", Say("535 5.7.8 wrong\r\n"), 1)]).await;
    let login = || SmtpOptions {
        user: Some("varsel".to_owned()),
        password: Some("s3cret".into()),
        ..options(&peer, Tls::None)
    };
    let smtp = Smtp::new(login()).unwrap();
    let outcome = smtp.send(&parcel(1)).await;
    assert_eq!(kind(&outcome), "temporary");
    let text = format!("{outcome:?}");
    assert!(text.contains("check user and password") && !text.contains("s3cret"), "{text}");
    assert_eq!(kind(&smtp.send(&parcel(2)).await), "accepted");
    assert!(!format!("{:?}", login()).contains("s3cret"));
}

#[tokio::test]
async fn tls_is_checked_against_the_given_certificate() {
    for (security, tls) in [(Security::Implicit, Tls::Implicit), (Security::StartTls, Tls::StartTls)] {
        let peer = peer(security, &[]).await;
        let smtp = Smtp::new(options(&peer, tls)).unwrap();
        let outcome = smtp.send(&parcel(1)).await;
        assert_eq!(kind(&outcome), "accepted", "{outcome:?}");
        let found = smtp.check().await.unwrap();
        assert!(found.contains("DSN"), "{found}");
        let stranger = Smtp::new(SmtpOptions { ca_file_pem: None, ..options(&peer, tls) }).unwrap();
        let outcome = stranger.send(&parcel(2)).await;
        assert_eq!(kind(&outcome), "temporary", "{outcome:?}");
    }
}

#[tokio::test]
async fn without_the_required_starttls_nothing_is_sent() {
    for rule in [
        ("EHLO", Say(OFFERS), 9),
        ("STARTTLS", Say("454 not now\r\n"), 9),
        ("STARTTLS", Say("220 go\r\n250 injected\r\n"), 9),
    ] {
        let peer = peer(Security::StartTls, &[rule]).await;
        let outcome = Smtp::new(options(&peer, Tls::StartTls)).unwrap().send(&parcel(1)).await;
        assert_eq!(kind(&outcome), "temporary", "{rule:?} {outcome:?}");
        assert!(peer.seen.line("MAIL").is_empty() && peer.seen.line("AUTH").is_empty());
    }
}
