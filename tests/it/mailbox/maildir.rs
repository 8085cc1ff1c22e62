use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::time::{Duration, Instant};

use varsel::mailbox::maildir::{Maildir, create, deliver};
use varsel::mailbox::{MailKey, MailboxError};

use super::mail;

fn spool() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    create(&folder.path().join("inbox")).unwrap();
    folder
}

fn open(folder: &tempfile::TempDir) -> Maildir {
    let path = folder.path();
    Maildir::open(path.join("inbox"), Some(path.join("processed"))).unwrap()
}

/// The names in the keys, without time and size.
fn uids(keys: &[MailKey]) -> Vec<&str> {
    keys.iter().map(|key| key.uid.rsplit_once('~').unwrap().0).collect()
}

/// As a script does it that uses one name again and again.
fn drop_mail(path: &Path, number: u32) {
    let at = std::time::UNIX_EPOCH + Duration::from_secs(1_700_000_000 + u64::from(number));
    fs::write(path, mail(number)).unwrap();
    fs::File::options().write(true).open(path).unwrap().set_modified(at).unwrap();
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[tokio::test]
async fn what_lies_in_new_and_cur_waits_by_age_and_moves_to_processed_when_done() {
    let folder = spool();
    let inbox = folder.path().join("inbox");
    fs::write(inbox.join("cur/1700000002.M1.host:2,RS"), mail(2)).unwrap();
    fs::write(inbox.join("new/1700000001.M1.host"), mail(1)).unwrap();
    fs::write(inbox.join("new/999999999.M1.host"), mail(0)).unwrap();
    fs::write(inbox.join("new/without-time"), mail(3)).unwrap();
    fs::write(inbox.join("new/.hidden"), mail(9)).unwrap();
    fs::write(inbox.join("tmp/1600000000.M1.host"), mail(9)).unwrap();
    fs::create_dir(inbox.join("new/1600000000.folder")).unwrap();
    let mut maildir = open(&folder);

    let keys = maildir.waiting().await.unwrap();
    assert_eq!(
        uids(&keys),
        ["999999999.M1.host", "1700000001.M1.host", "1700000002.M1.host", "without-time"]
    );
    let mails = maildir.take(&keys).await.unwrap();
    assert!(
        mails.iter().zip(0..).all(|(taken, number)| taken.bytes == mail(number) && taken.stored_at.is_some())
    );

    maildir.done(&keys).await.unwrap();
    maildir.done(&keys).await.unwrap();
    assert_eq!(maildir.waiting().await.unwrap(), []);
    let done = names(&folder.path().join("processed/cur"));
    let want =
        ["1700000001.M1.host:2,S", "1700000002.M1.host:2,RS", "999999999.M1.host:2,S", "without-time:2,S"];
    assert_eq!(done, want);
}

#[tokio::test]
async fn a_mail_read_or_moved_by_somebody_meanwhile_is_found_or_absent() {
    let folder = spool();
    let inbox = folder.path().join("inbox");
    for name in ["1.a", "2.b"] {
        fs::write(inbox.join("new").join(name), mail(1)).unwrap();
    }
    let mut maildir = open(&folder);
    let keys = maildir.waiting().await.unwrap();
    fs::rename(inbox.join("new/1.a"), inbox.join("cur/1.a:2,S")).unwrap();
    fs::remove_file(inbox.join("new/2.b")).unwrap();
    let mails = maildir.take(&keys).await.unwrap();
    assert_eq!(uids(&mails.into_iter().map(|mail| mail.key).collect::<Vec<_>>()), ["1.a"]);
    maildir.done(&keys).await.unwrap();
    assert_eq!(maildir.waiting().await.unwrap(), []);
}

#[tokio::test]
async fn symbolic_links_are_not_followed() {
    let folder = spool();
    fs::write(folder.path().join("secret"), b"secret").unwrap();
    symlink(folder.path().join("secret"), folder.path().join("inbox/new/1.link")).unwrap();
    let mut maildir = open(&folder);
    assert_eq!(maildir.waiting().await.unwrap(), []);
    // Put in place of a mail between the look and the reading.
    let real = folder.path().join("inbox/new/2.real");
    fs::write(&real, mail(1)).unwrap();
    let keys = maildir.waiting().await.unwrap();
    fs::remove_file(&real).unwrap();
    symlink(folder.path().join("secret"), &real).unwrap();
    assert_eq!(maildir.take(&keys).await.unwrap().len(), 0);
}

#[tokio::test]
async fn of_an_oversize_file_only_the_header_block_comes() {
    let folder = spool();
    let large = [mail(1), vec![b'x'; 5000]].concat();
    fs::write(folder.path().join("inbox/new/1.a"), &large).unwrap();
    let mut maildir = open(&folder);
    maildir.max_bytes = 1000;
    let keys = maildir.waiting().await.unwrap();
    let mails = maildir.take(&keys).await.unwrap();
    assert_eq!(mails[0].bytes, b"From: a@example.org\r\nSubject: mail 1\r\n\r\n");
    assert_eq!(mails[0].oversize_bytes, Some(large.len() as u64));
}

#[tokio::test]
async fn a_delivered_mail_wakes_at_once_and_reading_it_does_not_wake_again() {
    let folder = spool();
    let inbox = folder.path().join("inbox");
    let mut maildir = open(&folder);
    assert!(maildir.waiting().await.unwrap().is_empty());
    let start = Instant::now();
    let delivery = tokio::task::spawn_blocking(move || {
        std::thread::sleep(Duration::from_millis(100));
        let now = chrono::DateTime::from_timestamp(1_700_000_000, 0).unwrap();
        deliver(&inbox, &mail(1), now, "0001").unwrap()
    });
    maildir.wait(Duration::from_secs(60)).await;
    assert!(start.elapsed() < Duration::from_secs(20));
    assert!(delivery.await.unwrap().ends_with("new/1700000000.0001.varsel"));
    let keys = maildir.waiting().await.unwrap();
    assert_eq!(maildir.take(&keys).await.unwrap()[0].bytes, mail(1));
    maildir.done(&keys).await.unwrap();
    // At most what the delivery itself left over.
    maildir.wait(Duration::from_millis(100)).await;
    let start = Instant::now();
    maildir.wait(Duration::from_millis(300)).await;
    assert!(start.elapsed() >= Duration::from_millis(300));
    assert!(names(&folder.path().join("inbox/tmp")).is_empty());
}

#[tokio::test]
async fn a_missing_maildir_needs_a_person_and_the_error_says_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let Err(error) = Maildir::open(folder.path().join("none"), None) else { panic!("it opened") };
    assert!(matches!(error, MailboxError::Permanent { .. }));
    assert!(error.to_string().contains("make the Maildir"), "{error}");
}

#[tokio::test]
async fn without_a_processed_folder_done_mails_go_to_cur_and_keep_their_key() {
    let folder = spool();
    fs::write(folder.path().join("inbox/new/1.a"), mail(1)).unwrap();
    let mut maildir = Maildir::open(folder.path().join("inbox"), None).unwrap();
    let keys = maildir.waiting().await.unwrap();
    maildir.done(&keys).await.unwrap();
    maildir.done(&keys).await.unwrap();
    assert_eq!(names(&folder.path().join("inbox/cur")), ["1.a:2,S"]);
    assert_eq!(maildir.waiting().await.unwrap(), keys);
}

#[tokio::test]
async fn a_name_used_twice_is_two_mails_and_the_first_one_stays_in_processed() {
    let folder = spool();
    let dropped = folder.path().join("inbox/new/mail1");
    let mut maildir = open(&folder);
    let mut seen = Vec::new();
    for number in 1..=3 {
        drop_mail(&dropped, number);
        let keys = maildir.waiting().await.unwrap();
        assert_eq!(uids(&keys), ["mail1"]);
        assert!(!seen.contains(&keys[0]), "the ledger would take it for the one before");
        assert_eq!(maildir.take(&keys).await.unwrap()[0].bytes, mail(number));
        maildir.done(&keys).await.unwrap();
        seen.extend(keys);
    }
    let done = folder.path().join("processed/cur");
    assert_eq!(names(&done), ["mail1.1:2,S", "mail1.2:2,S", "mail1:2,S"]);
    assert_eq!(fs::read(done.join("mail1:2,S")).unwrap(), mail(1));
    assert_eq!(fs::read(done.join("mail1.2:2,S")).unwrap(), mail(3));
}

#[tokio::test]
async fn one_name_in_new_and_in_cur_is_two_mails() {
    let folder = spool();
    drop_mail(&folder.path().join("inbox/cur/mail1:2,S"), 1);
    drop_mail(&folder.path().join("inbox/new/mail1"), 2);
    let mut maildir = open(&folder);
    let keys = maildir.waiting().await.unwrap();
    let taken: Vec<_> = maildir.take(&keys).await.unwrap().into_iter().map(|mail| mail.bytes).collect();
    assert_eq!(taken, [mail(1), mail(2)]);
    maildir.done(&keys).await.unwrap();
    assert_eq!(names(&folder.path().join("processed/cur")), ["mail1.1:2,S", "mail1:2,S"]);
}

#[tokio::test]
async fn a_mail_written_over_the_one_that_was_taken_is_neither_read_nor_moved_as_that_one() {
    let folder = spool();
    let dropped = folder.path().join("inbox/new/mail1");
    drop_mail(&dropped, 1);
    let mut maildir = open(&folder);
    let keys = maildir.waiting().await.unwrap();
    assert_eq!(maildir.take(&keys).await.unwrap().len(), 1);
    drop_mail(&dropped, 2);
    assert_eq!(maildir.take(&keys).await.unwrap().len(), 0);
    maildir.done(&keys).await.unwrap();
    let fresh = maildir.waiting().await.unwrap();
    assert_ne!(fresh, keys);
    assert_eq!(maildir.take(&fresh).await.unwrap()[0].bytes, mail(2));
}

#[tokio::test]
async fn a_name_too_long_for_its_flags_is_cut_and_no_mail_replaces_another() {
    let folder = spool();
    let new = folder.path().join("inbox/new");
    let (long, other) = ("a".repeat(255), format!("{}b", "a".repeat(254)));
    for (number, name) in [long.as_str(), other.as_str(), "2.b"].into_iter().enumerate() {
        drop_mail(&new.join(name), number as u32);
    }
    let mut maildir = open(&folder);
    let keys = maildir.waiting().await.unwrap();
    maildir.done(&keys).await.unwrap();
    let done = names(&folder.path().join("processed/cur"));
    assert_eq!(done.len(), 3);
    assert!(done.iter().all(|name| name.len() <= 255 && name.ends_with(":2,S")), "{done:?}");
    assert_eq!(maildir.waiting().await.unwrap(), []);
}

/// A mount point cannot be renamed, not even by root.
struct Pinned(std::path::PathBuf);

impl Pinned {
    fn new(file: std::path::PathBuf) -> Option<Pinned> {
        let mounted = std::process::Command::new("mount").arg("--bind").args([&file, &file]).output();
        mounted.is_ok_and(|output| output.status.success()).then_some(Pinned(file))
    }
}

impl Drop for Pinned {
    fn drop(&mut self) {
        let _ = std::process::Command::new("umount").arg("-l").arg(&self.0).output();
    }
}

#[tokio::test]
async fn a_mail_that_cannot_be_moved_holds_up_no_other_and_is_told_at_the_end() {
    let folder = spool();
    let new = folder.path().join("inbox/new");
    for number in 1..=3 {
        drop_mail(&new.join(format!("{number}.a")), number);
    }
    let Some(_pinned) = Pinned::new(new.join("1.a")) else { return };
    let mut maildir = open(&folder);
    let keys = maildir.waiting().await.unwrap();
    assert!(maildir.done(&keys).await.unwrap_err().to_string().contains("moving away"));
    assert_eq!(uids(&maildir.waiting().await.unwrap()), ["1.a"]);
}

#[tokio::test]
async fn who_sent_what_waits_is_seen_without_reading_it_whole() {
    let folder = spool();
    let inbox = folder.path().join("inbox");
    fs::write(
        inbox.join("new/1.a"),
        "Subject: x\r\nFrom: Kari <Kari@Eksempel.no>\r\n\r\nFrom: not@this.example\r\n",
    )
    .unwrap();
    fs::write(
        inbox.join("cur/2.b:2,S"),
        format!("X-Long: {}\nFrom: too@late.example\n\n", "x".repeat(9_000)),
    )
    .unwrap();
    fs::write(inbox.join("new/3.c"), "Subject: nobody\n\n").unwrap();
    symlink(inbox.join("new/1.a"), inbox.join("new/4.d")).unwrap();
    let mut maildir = open(&folder);
    let keys = maildir.waiting().await.unwrap();
    let found = maildir.senders(&keys).await;
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[&keys[0]], "kari@eksempel.no");
    fs::remove_file(inbox.join("new/1.a")).unwrap();
    assert!(maildir.senders(&keys).await.is_empty(), "one that is gone is no error");
}

#[tokio::test]
async fn a_done_mail_that_is_too_large_for_the_ledger_is_never_offered_for_deletion() {
    let folder = spool();
    let inbox = folder.path().join("inbox");
    fs::write(inbox.join("new/1.small"), mail(1)).unwrap();
    fs::write(inbox.join("new/2.large"), [mail(2), vec![b'x'; 5_000]].concat()).unwrap();
    let mut maildir = open(&folder);
    maildir.max_bytes = 2_000;
    let keys = maildir.waiting().await.unwrap();
    maildir.done(&keys).await.unwrap();
    let later = varsel::clock::Clock::System.now() + chrono::Duration::days(1);
    let found = maildir.processed(later, None).await.unwrap();
    let hashed: Vec<bool> = found.iter().map(|one| !one.content_hash.is_empty()).collect();
    assert_eq!(hashed, [true, false], "the only copy of the large one stays");
}
