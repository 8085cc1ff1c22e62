use std::time::{Duration, Instant};

use varsel::mailbox::imap::{Imap, Settings, Tls};
use varsel::mailbox::{MailKey, MailboxError};

use super::mail;
use crate::servers::{Dovecot, dovecot_available, skip};

const USERS: &[(&str, &str)] = &[("avvik", "hemmelig \"ord\"")];

/// A Dovecot, or none where it is not installed (said loudly).
fn dovecot() -> Option<Dovecot> {
    match dovecot_available() {
        Ok(()) => Some(Dovecot::start(&[("avvik", "hemmelig")])),
        Err(why) => {
            skip(&why);
            None
        }
    }
}

fn settings(dovecot: &Dovecot, tls: Tls) -> Settings {
    let mut settings = Settings::new("127.0.0.1", "avvik", "hemmelig".to_owned().into());
    settings.port = if tls == Tls::Implicit { dovecot.imaps_port } else { dovecot.imap_port };
    settings.tls = tls;
    settings.ca_pem = Some(dovecot.ca_pem.clone());
    settings
}

fn imap(dovecot: &Dovecot) -> Imap {
    Imap::new(settings(dovecot, Tls::Implicit))
}

async fn take_all(imap: &mut Imap) -> Vec<varsel::mailbox::RawMail> {
    let keys = imap.waiting().await.unwrap();
    imap.take(&keys).await.unwrap()
}

#[tokio::test]
async fn mails_come_oldest_first_and_lie_in_processed_after_done_with_their_seen_flag_untouched() {
    let Some(dovecot) = dovecot() else { return };
    let mut other = dovecot.imap("avvik");
    for number in 0..7 {
        other.append("INBOX", &mail(number));
    }
    other.ok("SELECT INBOX");
    other.ok("STORE 3 +FLAGS (\\Seen)");
    let mut imap = imap(&dovecot);
    assert_eq!(imap.name(), "imap:avvik@127.0.0.1/INBOX");

    let keys = imap.waiting().await.unwrap();
    assert_eq!(
        keys.iter().map(|key| key.uid.as_str()).collect::<Vec<_>>(),
        ["1", "2", "3", "4", "5", "6", "7"]
    );
    let mails = imap.take(&keys).await.unwrap();
    for (number, taken) in mails.iter().enumerate() {
        assert_eq!(taken.bytes, mail(number as u32));
        assert_eq!(taken.oversize_bytes, None);
    }
    assert_eq!(mails.len(), 7);
    let flags = other.ok("FETCH 1:* FLAGS").join("\n");
    assert_eq!(flags.matches("\\Seen").count(), 1, "{flags}");

    imap.done(&keys).await.unwrap();
    imap.done(&keys).await.unwrap();
    assert_eq!(imap.waiting().await.unwrap(), []);
    assert_eq!(imap.take(&keys).await.unwrap().len(), 0);
    assert_eq!(other.count("Processed"), 7);
    other.ok("SELECT Processed");
    let flags = other.ok("FETCH 1:* FLAGS").join("\n");
    assert_eq!(flags.matches("\\Seen").count(), 1, "{flags}");
}

#[tokio::test]
async fn a_mail_that_somebody_else_moved_is_simply_absent() {
    let Some(dovecot) = dovecot() else { return };
    let mut other = dovecot.imap("avvik");
    for number in 0..3 {
        other.append("INBOX", &mail(number));
    }
    let mut imap = imap(&dovecot);
    let keys = imap.waiting().await.unwrap();
    other.ok("CREATE Elsewhere");
    other.ok("SELECT INBOX");
    other.ok("MOVE 2 Elsewhere");
    let mails = imap.take(&keys).await.unwrap();
    assert_eq!(mails.iter().map(|mail| mail.key.uid.as_str()).collect::<Vec<_>>(), ["1", "3"]);
    imap.done(&keys).await.unwrap();
    assert_eq!(imap.waiting().await.unwrap(), []);
    assert_eq!(other.count("Processed"), 2);
}

#[tokio::test]
async fn a_new_mail_wakes_a_waiting_mailbox_long_before_the_limit() {
    let Some(dovecot) = dovecot() else { return };
    let mut other = dovecot.imap("avvik");
    let mut imap = imap(&dovecot);
    assert_eq!(imap.waiting().await.unwrap(), []);
    let start = Instant::now();
    let waker = tokio::task::spawn_blocking(move || {
        std::thread::sleep(Duration::from_millis(300));
        other.append("INBOX", &mail(1));
        other
    });
    imap.wait(Duration::from_secs(60)).await;
    assert!(start.elapsed() < Duration::from_secs(20));
    assert!(start.elapsed() >= Duration::from_millis(300));
    waker.await.unwrap();
    assert_eq!(imap.waiting().await.unwrap().len(), 1);
    // Cancelled in the middle: the next call makes a new session.
    assert!(
        tokio::time::timeout(Duration::from_millis(100), imap.wait(Duration::from_secs(60))).await.is_err()
    );
    assert_eq!(take_all(&mut imap).await.len(), 1);
}

#[tokio::test]
async fn waiting_without_news_ends_at_the_limit() {
    let Some(dovecot) = dovecot() else { return };
    let mut imap = imap(&dovecot);
    imap.waiting().await.unwrap();
    let start = Instant::now();
    imap.wait(Duration::from_millis(300)).await;
    assert!(start.elapsed() >= Duration::from_millis(300));
    assert!(start.elapsed() < Duration::from_secs(10));
    imap.waiting().await.unwrap();
}

#[tokio::test]
async fn a_folder_deleted_and_made_anew_gives_new_keys_and_old_ones_touch_nothing() {
    let Some(dovecot) = dovecot() else { return };
    let mut other = dovecot.imap("avvik");
    other.ok("CREATE Avvik");
    other.append("Avvik", &mail(1));
    let mut settings = settings(&dovecot, Tls::Implicit);
    settings.folder = "Avvik".into();
    let mut imap = Imap::new(settings);
    let old = imap.waiting().await.unwrap();
    // UIDVALIDITY counts in seconds.
    std::thread::sleep(Duration::from_millis(1100));
    other.ok("DELETE Avvik");
    other.ok("CREATE Avvik");
    other.append("Avvik", &mail(2));
    let new = imap.waiting().await.unwrap();
    assert_eq!((old.len(), new.len()), (1, 1));
    assert_ne!(old[0].uid_validity, new[0].uid_validity);
    imap.done(&old).await.unwrap();
    assert_eq!(imap.take(&old).await.unwrap().len(), 0);
    let mails = take_all(&mut imap).await;
    assert_eq!(mails[0].bytes, mail(2));
    assert_eq!(mails[0].key, new[0]);
}

#[tokio::test]
async fn a_server_restart_costs_at_most_some_failed_calls() {
    let Some(mut dovecot) = dovecot() else { return };
    dovecot.imap("avvik").append("INBOX", &mail(1));
    let mut imap = imap(&dovecot);
    let keys = imap.waiting().await.unwrap();
    dovecot.pause();
    // Dovecot lets a session go on for a moment after its master ended.
    let end = Instant::now() + Duration::from_secs(20);
    let error = loop {
        match imap.take(&keys).await {
            Err(error) => break error,
            Ok(_) => assert!(Instant::now() < end),
        }
    };
    assert!(matches!(error, MailboxError::Temporary { .. }), "{error}");
    assert!(imap.waiting().await.is_err());
    let start = Instant::now();
    imap.wait(Duration::from_secs(60)).await;
    assert!(start.elapsed() < Duration::from_secs(10), "it waits until the next attempt is due, not longer");
    dovecot.resume();
    // The session of before is gone; nothing is said to the caller about that.
    let keys = imap.waiting().await.unwrap();
    dovecot.pause();
    dovecot.resume();
    assert_eq!(imap.waiting().await.unwrap(), keys);
    assert_eq!(imap.take(&keys).await.unwrap().len(), 1);
    imap.done(&keys).await.unwrap();
    assert_eq!(imap.waiting().await.unwrap(), []);
}

#[tokio::test]
async fn of_an_oversize_mail_only_the_header_block_comes() {
    let Some(dovecot) = dovecot() else { return };
    let mut other = dovecot.imap("avvik");
    let large = [mail(1), vec![b'x'; 200_000]].concat();
    other.append("INBOX", &large);
    other.append("INBOX", &mail(2));
    let mut settings = settings(&dovecot, Tls::Implicit);
    settings.max_bytes = 100_000;
    let mut imap = Imap::new(settings);
    let mails = take_all(&mut imap).await;
    assert_eq!(mails[0].bytes, b"From: a@example.org\r\nSubject: mail 1\r\n\r\n");
    assert_eq!(mails[0].oversize_bytes, Some(large.len() as u64));
    assert_eq!((mails[1].oversize_bytes, &mails[1].bytes), (None, &mail(2)));
    // Once done, the folder has the only whole copy of it.
    imap.done(&mails.iter().map(|one| one.key.clone()).collect::<Vec<_>>()).await.unwrap();
    let later = varsel::clock::Clock::System.now() + chrono::Duration::days(2);
    let found = imap.processed(later, None).await.unwrap();
    let hashed: Vec<bool> = found.iter().map(|one| !one.content_hash.is_empty()).collect();
    assert_eq!(hashed, [false, true], "the large one is never offered for deletion");
}

#[tokio::test]
async fn many_and_large_mails_come_in_several_sets() {
    let Some(dovecot) = dovecot() else { return };
    let mut other = dovecot.imap("avvik");
    for number in 0..250 {
        other.append("INBOX", &mail(number));
    }
    let large: Vec<u8> = [mail(250), b"line of text\r\n".repeat(700_000)].concat();
    other.append("INBOX", &large);
    let mut imap = imap(&dovecot);
    let mails = take_all(&mut imap).await;
    assert_eq!(mails.len(), 251);
    assert!(mails.iter().zip(0..250).all(|(taken, number)| taken.bytes == mail(number)));
    assert!(mails[250].bytes == large);
    let keys: Vec<MailKey> = mails.into_iter().map(|mail| mail.key).collect();
    imap.done(&keys).await.unwrap();
    assert_eq!(other.count("Processed"), 251);
    assert_eq!(other.count("INBOX"), 0);
}

#[tokio::test]
async fn starttls_and_plain_text_work_where_asked_for() {
    let Some(dovecot) = dovecot() else { return };
    dovecot.imap("avvik").append("INBOX", &mail(1));
    for tls in [Tls::StartTls, Tls::None] {
        let mut imap = Imap::new(settings(&dovecot, tls));
        assert_eq!(take_all(&mut imap).await.len(), 1);
    }
}

#[tokio::test]
async fn a_wrong_password_a_missing_folder_and_a_strange_certificate_need_a_person() {
    let Some(dovecot) = dovecot() else { return };
    let mut wrong = settings(&dovecot, Tls::Implicit);
    wrong.auth = varsel::mailbox::imap::Auth::Password("feil".to_owned().into());
    let mut missing = settings(&dovecot, Tls::Implicit);
    missing.folder = "Finnes ikke".into();
    let mut strange = settings(&dovecot, Tls::Implicit);
    strange.ca_pem = None;
    for (settings, word) in [(wrong, "password_file"), (missing, "folder"), (strange, "certificate")] {
        let error = Imap::new(settings).waiting().await.unwrap_err();
        assert!(matches!(error, MailboxError::Permanent { .. }), "{error}");
        assert!(error.to_string().contains(word), "{error}");
        assert!(!error.to_string().contains("feil\""), "{error}");
    }
}

#[tokio::test]
async fn a_password_beyond_ascii_or_with_quotes_logs_in() {
    if let Err(why) = dovecot_available() {
        return skip(&why);
    }
    let dovecot = Dovecot::start(&[USERS[0], ("kari", "blåbær")]);
    for (user, password) in [USERS[0], ("kari", "blåbær")] {
        let mut settings = settings(&dovecot, Tls::Implicit);
        settings.user = user.into();
        settings.auth = varsel::mailbox::imap::Auth::Password(password.to_owned().into());
        assert_eq!(Imap::new(settings).waiting().await.unwrap(), []);
    }
}

#[tokio::test]
async fn without_a_processed_folder_a_keyword_marks_what_is_done() {
    let Some(dovecot) = dovecot() else { return };
    let mut other = dovecot.imap("avvik");
    other.append("INBOX", &mail(1));
    other.append("INBOX", &mail(2));
    let mut settings = settings(&dovecot, Tls::Implicit);
    settings.processed = None;
    let mut imap = Imap::new(settings);
    let keys = imap.waiting().await.unwrap();
    imap.done(&keys[..1]).await.unwrap();
    assert_eq!(imap.waiting().await.unwrap(), keys[1..]);
    assert_eq!(other.count("INBOX"), 2);
}

#[tokio::test]
async fn check_says_what_the_server_can_do() {
    let Some(dovecot) = dovecot() else { return };
    let said = imap(&dovecot).check().await.unwrap();
    assert!(said.contains("IDLE") && said.contains("move to Processed"), "{said}");
}

#[tokio::test]
async fn who_sent_each_mail_is_seen_in_one_look_and_their_seen_flag_stays() {
    let Some(dovecot) = dovecot() else { return };
    let mut other = dovecot.imap("avvik");
    for number in 0..600 {
        other.append(
            "INBOX",
            format!("From: Nr <n{number}@eksempel.no>\r\nSubject: x\r\n\r\nHei\r\n").as_bytes(),
        );
    }
    let mut imap = imap(&dovecot);
    let keys = imap.waiting().await.unwrap();
    let found = imap.senders(&keys).await;
    assert_eq!(found.len(), 600);
    assert!(keys.iter().enumerate().all(|(number, key)| found[key] == format!("n{number}@eksempel.no")));
    other.ok("SELECT INBOX");
    assert_eq!(other.ok("FETCH 1:* FLAGS").join("\n").matches("\\Seen").count(), 0);
}

#[tokio::test]
async fn looking_for_old_done_mail_does_not_make_the_mailbox_deaf() {
    let Some(dovecot) = dovecot() else { return };
    let mut imap = imap(&dovecot);
    imap.waiting().await.unwrap();
    imap.processed(varsel::clock::Clock::System.now(), None).await.unwrap();
    let mut other = dovecot.imap("avvik");
    let started = Instant::now();
    let sender = tokio::task::spawn_blocking(move || {
        std::thread::sleep(Duration::from_millis(300));
        other.append("INBOX", &mail(1));
    });
    imap.wait(Duration::from_secs(30)).await;
    assert!(started.elapsed() < Duration::from_secs(15), "{:?}", started.elapsed());
    sender.await.unwrap();
    assert_eq!(imap.waiting().await.unwrap().len(), 1);
}

#[tokio::test]
async fn old_done_mail_is_deleted_alone_and_what_others_marked_stays() {
    let Some(dovecot) = dovecot() else { return };
    let mut other = dovecot.imap("avvik");
    for number in 0..3 {
        other.append("INBOX", &mail(number));
    }
    let mut imap = imap(&dovecot);
    let far = |days: i64| varsel::clock::Clock::System.now() + chrono::Duration::days(days);
    assert_eq!(imap.processed(far(2), None).await.unwrap(), [], "there is no such folder yet");
    let keys = imap.waiting().await.unwrap();
    imap.done(&keys).await.unwrap();
    other.ok("SELECT Processed");
    other.ok("UID STORE 3 +FLAGS (\\Deleted)");
    assert_eq!(imap.processed(far(-2), None).await.unwrap(), [], "none is that old");
    let found = imap.processed(far(2), None).await.unwrap();
    let hash = |number| {
        sha2::Digest::finalize(sha2::Digest::chain_update(
            <sha2::Sha256 as sha2::Digest>::new(),
            mail(number),
        ))
    };
    let expected: Vec<String> =
        (0..3).map(|number| hash(number).iter().map(|byte| format!("{byte:02x}")).collect()).collect();
    assert_eq!(found.iter().map(|one| one.content_hash.clone()).collect::<Vec<_>>(), expected);
    assert_eq!(imap.processed(far(2), Some(&found[1].key)).await.unwrap(), found[2..]);
    imap.discard(&[found[0].key.clone()]).await.unwrap();
    imap.discard(&[found[0].key.clone()]).await.unwrap();
    assert_eq!(
        imap.processed(far(2), None).await.unwrap(),
        found[1..],
        "the one that somebody marked is there"
    );
    let stale =
        MailKey { uid_validity: found[1].key.uid_validity.wrapping_add(1), uid: found[1].key.uid.clone() };
    imap.discard(&[stale]).await.unwrap();
    // A server tells how many lie in a folder that is selected as they were.
    other.ok("SELECT INBOX");
    assert_eq!(other.count("Processed"), 2);
    // And the mailbox itself goes on.
    other.append("INBOX", &mail(7));
    assert_eq!(take_all(&mut imap).await.len(), 1);
}
