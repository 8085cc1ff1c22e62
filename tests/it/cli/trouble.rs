//! What a bad day brings: mails that nobody can read, no daemon, a full disk, a database that another holds.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use sqlx::{ConnectOptions, Connection};

use crate::e2e::{House, LIMIT, Ran, mail, run_with, waiting};
use crate::servers::{eventually, is_root, skip};

const TEXT: &str = "Hva har skjedd: Et brev med kundeliste ble sendt til feil mottaker";

fn report(id: &str) -> String {
    mail(&format!("{id}@eksempel.no"), "avvik@eksempel.no", &format!("{id}@eksempel.no"), "", "Avvik", TEXT)
}

/// Bytes as from a broken disk; the same each time.
pub fn noise() -> Vec<u8> {
    let mut state = 1_u32;
    let next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    };
    std::iter::repeat_with(next).take(3000).collect()
}

/// Parts within parts within parts, ten thousand deep.
pub fn nested() -> Vec<u8> {
    let levels =
        (0..10_000).map(|n| format!("Content-Type: multipart/mixed; boundary=\"b{n}\"\r\n\r\n--b{n}\r\n"));
    let levels: String = levels.collect();
    let head = "From: a@b.example\r\nSubject: x\r\nMessage-ID: <nested@b.example>\r\nMIME-Version: 1.0\r\n";
    format!("{head}{levels}Content-Type: text/plain\r\n\r\nhei\r\n").into_bytes()
}

#[test]
fn what_nobody_can_read_becomes_a_case_for_a_person_and_the_next_mail_is_taken_in() {
    let house = House::maildir();
    house.put(noise());
    house.put(nested());
    house.put(b"");
    house.put(report("r1"));
    house.ok(&["once"]);
    assert_eq!(waiting(&house.inbox()), 0);
    let ledger = house.ledger();
    assert_eq!(ledger.len(), 4);
    assert!(ledger.iter().all(|row| !row["outcome"].is_null() && !row["done_at"].is_null()), "{ledger:?}");
    let unreadable: Vec<_> = ledger.iter().filter(|row| row["class"] == "unreadable").collect();
    assert_eq!(unreadable.len(), 2, "{ledger:?}");
    assert!(unreadable.iter().all(|row| !row["case_id"].is_null()), "{unreadable:?}");
    // The raw mail is kept for the person who must look.
    let id = ledger.iter().find(|row| row["bytes"] == 3000).unwrap()["id"].to_string();
    let shown = house.command(&["mail", "show", &id]).output().unwrap();
    assert_eq!(shown.stdout, noise());
    let officers = house.sent().into_iter().filter(|mail| mail.to == "kari.nordmann@eksempel.no").count();
    assert_eq!(officers, house.cases().len(), "the officer is told of each");
    let good = house.cases().into_iter().filter(|case| case["reporter"] == "r1@eksempel.no").count();
    assert_eq!(good, 1);
}

#[test]
fn a_reader_process_that_is_killed_is_replaced_and_no_mail_is_lost() {
    let house = House::maildir();
    let daemon = house.daemon();
    house.put(report("r0"));
    eventually("the first case", LIMIT, || (house.cases().len() == 1).then_some(()));
    for number in 1..4 {
        let readers = daemon.children();
        assert!(!readers.is_empty(), "reading happens in processes apart");
        for reader in readers {
            // One that has just ended by itself is as good.
            let _gone = rustix::process::kill_process(reader, rustix::process::Signal::KILL);
        }
        house.put(report(&format!("r{number}")));
        eventually("the next case", LIMIT, || (house.cases().len() == number + 1).then_some(()));
    }
    assert!(house.ledger().iter().all(|row| row["class"] == "message" && row["outcome"] == "opened"));
}

fn receive(house: &House, mail: &str) -> Ran {
    run_with(&mut house.command(&["receive"]), mail.as_bytes())
}

#[test]
fn receive_with_a_daemon_answers_after_the_commit_and_without_one_leaves_the_mail_for_the_next_pass() {
    let house = House::maildir();
    let intake = house.path("spool/intake");
    let ran = receive(&house, &report("r1"));
    assert_eq!(ran.code, 0, "{ran:?}");
    assert_eq!(waiting(&intake), 1);
    house.ok(&["once"]);
    assert_eq!(house.ledger().len(), 1);
    assert_eq!(waiting(&intake), 0);

    let daemon = house.daemon();
    let ran = receive(&house, &report("r2"));
    assert_eq!(ran.code, 0, "{ran:?}");
    assert_eq!(house.ledger().len(), 2, "committed before the answer");
    assert_eq!(waiting(&intake), 0);
    // The mail server that did not hear the answer sends it once more.
    assert_eq!(receive(&house, &report("r2")).code, 0);
    assert_eq!(house.cases().len(), 2);
    daemon.kill();
    // A dead daemon's socket is still there.
    assert!(house.path("varsel.sock").exists());
    assert_eq!(receive(&house, &report("r3")).code, 0);
    assert_eq!(waiting(&intake), 1);
    house.ok(&["once"]);
    assert_eq!(house.cases().len(), 3);
}

#[test]
fn the_mail_servers_user_id_may_write_into_the_intake_and_nowhere_else() {
    use std::os::unix::fs::PermissionsExt;
    let house = House::maildir();
    let mode = |name: &str| std::fs::metadata(house.path(name)).unwrap().permissions().mode() & 0o7777;
    assert_eq!(["spool/intake", "spool/intake/tmp", "spool/intake/new"].map(mode), [0o2770; 3]);
    assert_eq!(mode("spool"), 0o710, "the group passes through");
    assert_eq!(["spool/inbox", "spool/sent"].map(mode), [0o700; 2]);
}

#[test]
fn receive_that_can_hand_its_mail_to_nobody_is_exit_75_so_that_the_mail_server_keeps_it() {
    let house = House::maildir();
    std::fs::remove_dir_all(house.path("spool/intake")).unwrap();
    let ran = receive(&house, &report("r1"));
    assert_eq!(ran.code, 75, "{ran:?}");
    assert!(ran.err.contains("no daemon answers"), "{ran:?}");
    house.edit("policy.toml", "uncertain = \"send-again\"", "uncertain = \"perhaps\"");
    let ran = receive(&house, &report("r1"));
    assert_eq!(ran.code, 75, "a fault in the configuration loses no mail either: {ran:?}");
}

/// A small disk; gone with this value, whatever is on it.
struct Disk {
    path: PathBuf,
}

impl Disk {
    fn mount(path: PathBuf) -> Result<Disk, String> {
        std::fs::create_dir(&path).unwrap();
        let mounted =
            Command::new("mount").args(["-t", "tmpfs", "-o", "size=2m", "tmpfs"]).arg(&path).output();
        match mounted {
            Ok(output) if output.status.success() => Ok(Disk { path }),
            Ok(output) => Err(String::from_utf8_lossy(&output.stderr).into_owned()),
            Err(error) => Err(error.to_string()),
        }
    }

    /// Leaves no byte free; the file that takes the space.
    fn fill(&self) -> PathBuf {
        use std::io::Write;
        let path = self.path.join("filler");
        let mut file = std::fs::File::create(&path).unwrap();
        for size in [65_536, 4096, 1] {
            while file.write_all(&vec![0; size]).is_ok() {}
        }
        path
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        // Lazily: a process that a failed test left behind may still hold a file.
        let _gone = Command::new("umount").arg("-l").arg(&self.path).status();
    }
}

/// Four mails wait; the pass must end with 75, say so, and leave all of them; then all are taken in once.
fn assert_tried_again(house: &House, says: &str, trouble: impl FnOnce() -> Box<dyn FnOnce()>) {
    house.ok(&["once"]);
    for number in 0..4 {
        house.put(report(&format!("r{number}")));
    }
    let end = trouble();
    let ran = house.run(&["once"]);
    assert_eq!(ran.code, 75, "{ran:?}");
    assert!(ran.err.contains(says), "{ran:?}");
    assert!(!ran.err.contains("kundeliste") && !ran.err.contains("r0@"), "no content, no address: {ran:?}");
    assert_eq!(waiting(&house.inbox()), 4);
    end();
    house.ok(&["once"]);
    assert_eq!(waiting(&house.inbox()), 0);
    assert_eq!(house.cases().len(), 4);
    let opened = house.ledger().iter().filter(|row| row["outcome"] == "opened").count();
    assert_eq!((house.ledger().len(), opened), (4, 4));
    assert_eq!(house.sent().len(), 12, "receipt, officer and head of each");
    assert!(house.ok(&["verify"]).len() < 10_000);
}

#[test]
fn a_full_disk_stops_a_pass_with_75_and_everything_is_taken_in_once_there_is_space() {
    if !is_root() {
        return skip("mounting a small disk needs root");
    }
    let house = House::maildir();
    let disk = match Disk::mount(house.path("disk")) {
        Ok(disk) => disk,
        Err(why) => return skip(&format!("no small disk could be mounted: {why}")),
    };
    house.edit("varsel.toml", "sqlite:varsel.db", "sqlite:disk/varsel.db");
    assert_tried_again(&house, "free or add space", || {
        let filler = disk.fill();
        Box::new(move || std::fs::remove_file(filler).unwrap())
    });
}

/// Holds the database's write lock until it is dropped.
fn lock(database: &Path) -> impl FnOnce() + use<> {
    let (done, wait) = std::sync::mpsc::channel::<()>();
    let (ready, held) = std::sync::mpsc::channel();
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(database);
    let holder = std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let mut connection = options.connect().await.unwrap();
            sqlx::query("BEGIN IMMEDIATE").execute(&mut connection).await.unwrap();
            ready.send(()).unwrap();
            // Ends when the other side is dropped, too.
            let _over = wait.recv();
            sqlx::query("ROLLBACK").execute(&mut connection).await.unwrap();
            connection.close().await.unwrap();
        });
    });
    held.recv().unwrap();
    move || {
        drop(done);
        holder.join().unwrap();
    }
}

#[test]
fn a_database_that_another_holds_stops_a_pass_with_75_and_everything_is_taken_in_afterwards() {
    let house = House::maildir();
    let database = house.path("varsel.db");
    assert_tried_again(&house, "it is tried again", || Box::new(lock(&database)));
}

#[test]
fn the_daemon_waits_for_a_database_that_another_holds_and_goes_on_by_itself() {
    let house = House::maildir();
    house.edit("varsel.toml", "\n# poll = \"60s\"", "\npoll = \"1s\"");
    let daemon = house.daemon();
    let unlock = lock(&house.path("varsel.db"));
    house.put(report("r1"));
    eventually("the daemon to meet the lock", LIMIT, || {
        daemon.log().contains("it is tried again").then_some(())
    });
    assert_eq!(receive(&house, &report("r2")).code, 75, "not committed, so the mail server keeps it");
    unlock();
    eventually("the mail to be taken in", LIMIT, || (waiting(&house.inbox()) == 0).then_some(()));
    assert_eq!(receive(&house, &report("r2")).code, 0);
    assert_eq!(house.cases().len(), 2);
    let (status, took) = daemon.terminate();
    assert_eq!(status.code(), Some(0));
    assert!(took < Duration::from_secs(5), "{took:?}");
}
