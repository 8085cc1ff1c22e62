//! A server that follows a script, for what a good server never does.

use std::time::{Duration, Instant};

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;
use varsel::mailbox::imap::{Imap, Limits, Settings, Tls};
use varsel::mailbox::{MailKey, MailboxError};

/// What the server says to a command that contains the first text; `%` stands for the command's tag. Later lines win.
/// `HANG UP` closes the connection there.
type Script = &'static [(&'static str, &'static str)];

const GOOD: Script = &[
    ("LOGIN", "% OK in\r\n"),
    ("CAPABILITY", "* CAPABILITY IMAP4rev1 IDLE MOVE\r\n% OK\r\n"),
    ("SELECT", "* 2 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n% OK [READ-WRITE] x\r\n"),
    (
        "UID FETCH 1:* ",
        "* 1 FETCH (UID 1 RFC822.SIZE 5 FLAGS ())\r\n* 2 FETCH (UID 2 RFC822.SIZE 5 FLAGS ())\r\n% OK\r\n",
    ),
    (
        "UID FETCH 1:2 (UID BODY",
        "* 1 FETCH (UID 1 BODY[] {5}\r\nA: b\n)\r\n* 2 FETCH (UID 2 BODY[] {5}\r\nC: d\n)\r\n% OK\r\n",
    ),
    ("UID FETCH 1 (UID BODY.PEEK[]", "* 1 FETCH (UID 1 BODY[] {5}\r\nA: b\n)\r\n% OK\r\n"),
    ("IDLE", "+ idling\r\n"),
    ("DONE", ""),
    ("MOVE", "% OK\r\n"),
];

/// Serves any number of connections by the script; gives a mailbox on it with short limits.
async fn server(changes: Script) -> Imap {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(async move {
                let mut stream = BufReader::new(stream);
                let mut say = "* OK hello\r\n".to_owned();
                loop {
                    let hang_up = say.strip_suffix("HANG UP").map(str::to_owned);
                    stream.write_all(hang_up.as_ref().unwrap_or(&say).as_bytes()).await.ok();
                    let mut line = String::new();
                    if hang_up.is_some() || stream.read_line(&mut line).await.unwrap_or(0) == 0 {
                        return;
                    }
                    let tag = line.split(' ').next().unwrap().to_owned();
                    let answer = GOOD.iter().chain(changes).rev().find(|(command, _)| line.contains(command));
                    say = answer
                        .map_or("% BAD what".into(), |(_, answer)| answer.to_string())
                        .replace('%', &tag);
                }
            });
        }
    });
    let mut settings = Settings::new("127.0.0.1", "avvik", "hemmelig".to_owned().into());
    settings.port = port;
    settings.tls = Tls::None;
    let short = Duration::from_millis(300);
    settings.limits = Limits { connect: short, command: short, list: short };
    Imap::new(settings)
}

fn uids(keys: &[MailKey]) -> Vec<&str> {
    keys.iter().map(|key| key.uid.as_str()).collect()
}

#[tokio::test]
async fn a_good_server_serves() {
    let mut imap = server(&[]).await;
    let keys = imap.waiting().await.unwrap();
    assert_eq!(uids(&keys), ["1", "2"]);
    let mails = imap.take(&keys).await.unwrap();
    assert_eq!(mails.iter().map(|mail| mail.bytes.as_slice()).collect::<Vec<_>>(), [b"A: b\n", b"C: d\n"]);
    imap.done(&keys).await.unwrap();
}

/// Each of these is a success to async-imap's own commands, a hang or a panic.
#[tokio::test]
async fn a_listing_that_fails_in_any_way_is_an_error_and_never_an_empty_mailbox() {
    let scripts: &[Script] = &[
        &[("UID FETCH 1:* ", "% NO [SERVERBUG] Subject: secret\r\n")],
        &[("UID FETCH 1:* ", "% BAD\r\n")],
        &[("UID FETCH 1:* ", "* 1 FETCH (UID 1 RFC822.SIZE 5 FLAGS ())\r\nHANG UP")],
        &[("UID FETCH 1:* ", "* 1 FETCH (UID 1 RFC822.SIZE 5 FLAGS ())\r\n* BYE secret\r\nHANG UP")],
        &[("UID FETCH 1:* ", "* 1 FETCH (UID 1 RFC822.SIZE 5 FLAGS ())\r\n")],
        &[("UID FETCH 1:* ", "* 1 FETCH (UID 1 INTERNALDATE NIL)\r\n% OK\r\n")],
        &[("UID FETCH 1:* ", "* XSECRET secret\r\n% OK\r\n")],
        &[("UID FETCH 1:* ", "* 1 FETCH (BODY[] {500000000}\r\n")],
        &[("UID FETCH 1:* ", "OTHER OK\r\n% OK\r\n")],
        &[("SELECT", "* 2 EXISTS\r\n% OK no validity\r\n")],
        &[("SELECT", "* 2 EXISTS\r\nHANG UP")],
        &[("LOGIN", "% NO [UNAVAILABLE] secret\r\n")],
        &[("CAPABILITY", "HANG UP")],
    ];
    for script in scripts {
        let start = Instant::now();
        let error = server(script).await.waiting().await.unwrap_err();
        assert!(matches!(error, MailboxError::Temporary { .. }), "{script:?}: {error}");
        assert!(!error.to_string().contains("ecret"), "{error}");
        assert!(start.elapsed() < Duration::from_secs(3), "{script:?}");
    }
}

#[tokio::test]
async fn a_refused_login_or_folder_needs_a_person() {
    for script in [
        &[("LOGIN", "% NO [AUTHENTICATIONFAILED] no\r\n")] as Script,
        &[("SELECT", "% NO no such folder\r\n")],
    ] {
        let error = server(script).await.waiting().await.unwrap_err();
        assert!(matches!(error, MailboxError::Permanent { .. }), "{error}");
    }
}

#[tokio::test]
async fn one_mail_that_cannot_be_had_never_blocks_the_other_and_comes_to_a_person_in_the_end() {
    let scripts: &[Script] = &[
        &[
            ("UID FETCH 1:2 (", "% NO no\r\n"),
            ("UID FETCH 2 (UID BODY.PEEK[]", "% NO no\r\n"),
            ("[HEADER]", HEADER),
        ],
        &[("UID FETCH 1:2 (", "HANG UP"), ("UID FETCH 2 (UID BODY.PEEK[]", "HANG UP"), ("[HEADER]", HEADER)],
        // Left out without a word (peers.md pain 1).
        &[
            ("UID FETCH 1:2 (", "* 1 FETCH (UID 1 BODY[] {5}\r\nA: b\n)\r\n% OK\r\n"),
            ("UID FETCH 2 (UID BODY.PEEK[]", "% OK\r\n"),
            ("[HEADER]", HEADER),
        ],
    ];
    for script in scripts {
        let mut imap = server(script).await;
        let mut taken: Vec<(String, Vec<u8>, Option<u64>)> = Vec::new();
        for _ in 0..8 {
            let keys: Vec<_> = imap.waiting().await.unwrap();
            let open: Vec<_> =
                keys.into_iter().filter(|key| !taken.iter().any(|(uid, ..)| *uid == key.uid)).collect();
            if let Ok(mails) = imap.take(&open).await {
                taken.extend(mails.into_iter().map(|mail| (mail.key.uid, mail.bytes, mail.oversize_bytes)));
            }
        }
        let want = [("1".to_owned(), b"A: b\n".to_vec(), None), ("2".into(), b"C: d\n\n".to_vec(), Some(5))];
        assert_eq!(taken, want, "{script:?}");
    }
}

const HEADER: &str = "* 2 FETCH (UID 2 BODY[HEADER]<0> {6}\r\nC: d\n\n)\r\n% OK\r\n";

#[tokio::test]
async fn a_server_that_stalls_or_hangs_up_within_a_mail_gives_an_error_and_no_half_mail() {
    for script in [
        &[("UID FETCH 1:2 (", "* 1 FETCH (UID 1 BODY[] {5}\r\nA: HANG UP")] as Script,
        &[("UID FETCH 1:2 (", "* 1 FETCH (UID 1 BODY[] {5}\r\nA:")],
        &[("UID FETCH 1:2 (", "* 1 FETCH (UID 1 BODY[] {5}\r\nA: b\n)\r\nHANG UP")],
    ] {
        let mut imap = server(script).await;
        let keys = imap.waiting().await.unwrap();
        let error = imap.take(&keys).await.unwrap_err();
        assert!(matches!(error, MailboxError::Temporary { .. }), "{error}");
    }
}

#[tokio::test]
async fn a_failed_move_is_an_error() {
    for script in [
        &[("MOVE", "% NO no\r\n"), ("CREATE", "% NO no\r\n"), ("SUBSCRIBE", "% OK\r\n")] as Script,
        &[("MOVE", "HANG UP")],
    ] {
        let mut imap = server(script).await;
        let keys = imap.waiting().await.unwrap();
        imap.done(&keys).await.unwrap_err();
    }
}

#[tokio::test]
async fn without_move_these_mails_alone_are_copied_and_expunged() {
    let mut imap = server(&[
        ("CAPABILITY", "* CAPABILITY IMAP4rev1 UIDPLUS\r\n% OK\r\n"),
        ("UID COPY 1:2 \"Processed\"", "% OK [COPYUID 9 1:2 5:6] done\r\n"),
        ("UID STORE 1:2 +FLAGS.SILENT (\\Deleted)", "% OK\r\n"),
        ("UID EXPUNGE 1:2", "* 1 EXPUNGE\r\n* 1 EXPUNGE\r\n% OK\r\n"),
    ])
    .await;
    let keys = imap.waiting().await.unwrap();
    imap.done(&keys).await.unwrap();
}

#[tokio::test]
async fn without_move_and_uidplus_nothing_is_expunged() {
    let mut imap = server(&[
        ("CAPABILITY", "* CAPABILITY IMAP4rev1\r\n% OK\r\n"),
        ("EXPUNGE", "HANG UP"),
        ("UID STORE 1:2 +FLAGS.SILENT ($VarselDone)", "% OK\r\n"),
    ])
    .await;
    let keys = imap.waiting().await.unwrap();
    imap.done(&keys).await.unwrap();
}

#[tokio::test]
async fn whatever_a_server_does_in_idle_the_wait_ends_and_the_next_look_works() {
    let scripts: &[Script] = &[
        &[("IDLE", "+ idling\r\n* BYE secret\r\nHANG UP")],
        &[("IDLE", "+ idling\r\nHANG UP")],
        &[("IDLE", "HANG UP")],
        &[("IDLE", "% NO no\r\n")],
        &[("IDLE", "% BAD\r\n")],
        &[("IDLE", "")],
        &[("IDLE", "+ idling\r\n* 3 EXISTS\r\n")],
        &[("IDLE", "+ idling\r\n% OK ended by the server\r\n")],
    ];
    for script in scripts {
        let mut imap = server(script).await;
        imap.waiting().await.unwrap();
        let start = Instant::now();
        imap.wait(Duration::from_millis(1500)).await;
        assert!(start.elapsed() < Duration::from_secs(3), "{script:?}");
        assert_eq!(imap.waiting().await.unwrap().len(), 2, "{script:?}");
    }
}

#[tokio::test]
async fn where_idle_always_breaks_the_mailbox_is_polled_without_a_storm_of_logins() {
    let mut imap = server(&[("IDLE", "HANG UP")]).await;
    let start = Instant::now();
    for _ in 0..5 {
        imap.waiting().await.unwrap();
        imap.wait(Duration::from_millis(1200)).await;
    }
    assert!(start.elapsed() >= Duration::from_secs(5), "{:?}", start.elapsed());
}

#[tokio::test]
async fn the_senders_of_many_mails_are_asked_for_with_one_command_and_a_failure_costs_only_the_hint() {
    let fields = "UID FETCH 1:2 (UID BODY.PEEK[HEADER.FIELDS (FROM RETURN-PATH)])";
    let answer = "* 1 FETCH (UID 1 BODY[HEADER.FIELDS (FROM RETURN-PATH)] {17}\r\nFrom: A <a@b.no>\n)\r\n\
                  * 2 FETCH (UID 2 BODY[HEADER.FIELDS (FROM RETURN-PATH)] {2}\r\n\r\n)\r\n% OK\r\n";
    let good: Script = Box::leak(Box::new([(fields, answer)]));
    let mut imap = server(good).await;
    let keys = imap.waiting().await.unwrap();
    let found = imap.senders(&keys).await;
    assert_eq!(
        found.into_iter().map(|(key, from)| (key.uid, from)).collect::<Vec<_>>(),
        [("1".into(), "a@b.no".into())]
    );

    for fault in ["% NO no\r\n", "HANG UP", "* BYE\r\nHANG UP", "* 1 FETCH (UID 1 BODY[HEADER"] {
        let bad: Script = Box::leak(Box::new([(fields, fault)]));
        let mut imap = server(bad).await;
        let keys = imap.waiting().await.unwrap();
        assert!(imap.senders(&keys).await.is_empty(), "{fault:?}");
        assert_eq!(imap.take(&keys).await.unwrap().len(), 2, "the mails come all the same, {fault:?}");
    }
}
