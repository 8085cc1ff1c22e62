//! Newer versions, damaged files, a second process, a full disk.

use sha2::{Digest, Sha256};

use super::*;

#[tokio::test]
async fn a_store_written_by_a_newer_version_is_refused() {
    let room = Room::new().await;
    room.store.close().await;
    room.raw_run(
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) VALUES (999, 'x', 1, x'00', 0)",
    )
    .await;
    let error = open(&room.path()).await.expect_err("too new");
    assert_eq!((error.kind(), error.is_temporary()), (StoreErrorKind::Newer, false));
    assert!(error.to_string().contains("schema 999"), "{error}");
}

/// A store keeps the checksum of each migration that it went through and refuses another one of that number. So a file
/// here is never edited, not even its comments: what is to change comes in a new file, with a new line below.
#[test]
fn a_migration_that_was_in_use_is_never_edited() {
    const KNOWN: [(&str, &str); 5] = [
        ("0001_init.sql", "45532612e045aa07dd86224fdf04c18c29c0d249e6c2215f539c0310aed0f4c2"),
        ("0002_contacts.sql", "200d4859fba6d1a452893a2bf295291e1da798f7b1d803b415c26551e26490c4"),
        ("0003_chores.sql", "04b79540525878408a4615c6017ac854aef058a5c9e6566d91361cdf07960866"),
        ("0004_floods.sql", "cc0796f1e2cda25bd618038de0c9414174dd5ba0a69e6582acafb8bc12fb7351"),
        ("0005_sealed.sql", "c69659b0f52a0c1db3ae23eb5a8dd994865f0ecfa74c448125c73fe87188af1b"),
    ];
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations/sqlite");
    let sum = |entry: std::fs::DirEntry| {
        let sum = Sha256::digest(std::fs::read(entry.path()).expect("reads"));
        let digits = sum.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
        (entry.file_name().to_string_lossy().into_owned(), digits)
    };
    let mut found: Vec<_> = std::fs::read_dir(folder).expect("lists").flatten().map(sum).collect();
    found.sort();
    assert_eq!(found, KNOWN.map(|(name, sum)| (name.to_owned(), sum.to_owned())));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_that_open_a_new_store_at_once_all_get_it() {
    for _ in 0..5 {
        let folder = TempDir::new().expect("a folder");
        let path = folder.path().join("varsel.db");
        let openers: Vec<_> = (0..4)
            .map(|_| {
                tokio::spawn({
                    let path = path.clone();
                    async move { open(&path).await }
                })
            })
            .collect();
        for opener in openers {
            opener.await.expect("ends").expect("opens");
        }
    }
}

#[tokio::test]
async fn a_file_that_is_no_database_is_called_damaged() {
    let folder = TempDir::new().expect("a folder");
    let path = folder.path().join("varsel.db");
    std::fs::write(&path, vec![42; 8192]).expect("writes");
    assert_eq!(open(&path).await.expect_err("no database").kind(), StoreErrorKind::Corrupt);
    let error = open(&folder.path().join("none/varsel.db")).await.expect_err("no folder");
    assert_eq!(error.kind(), StoreErrorKind::Other);
    let error = Store::open("postgres://localhost/varsel", key()).await.expect_err("not yet");
    assert!(error.to_string().contains("SQLite only"), "{error}");
}

#[tokio::test]
async fn a_database_held_by_another_process_is_busy_and_works_when_it_is_let_go() {
    let room = Room::new().await;
    let mut other = room.raw().await;
    sqlx::query("BEGIN IMMEDIATE").execute(&mut other).await.expect("holds");
    let error = room.store.begin().await.err().expect("held");
    assert_eq!((error.kind(), error.is_temporary()), (StoreErrorKind::Busy, true), "{error}");
    assert!(room.store.case_list(None).await.expect("reading goes on").is_empty());
    sqlx::query("ROLLBACK").execute(&mut other).await.expect("lets go");
    put_case(&room.store, 1, 1).await;
}

#[tokio::test]
async fn a_full_disk_is_said_and_the_store_works_again_when_there_is_space() {
    let Some(disk) = SmallDisk::mount() else {
        eprintln!("SKIP: a small tmpfs can be mounted by root only; the full disk was not tried");
        return;
    };
    let store = open(&disk.path().join("varsel.db")).await.expect("opens");
    put_case(&store, 1, 1).await;
    let filler = disk.path().join("filler");
    std::fs::write(&filler, vec![0; 13 << 19]).expect("leaves about a megabyte");
    for _ in 0..3 {
        let error = fill(&store).await.expect_err("there is no space");
        assert_eq!((error.kind(), error.is_temporary()), (StoreErrorKind::Full, true), "{error}");
    }
    assert_eq!(store.case_list(None).await.expect("reading goes on").len(), 1);
    std::fs::remove_file(&filler).expect("makes space");
    put_case(&store, 2, 1).await;
    fill(&store).await.expect("there is space now");
    assert_eq!(store.mail_list(None).await.expect("lists").len(), 20);
    let report = store.verify().await.expect("verifies");
    assert!(report.holds(), "{report:?}");
    store.close().await;
}

/// Two megabytes of mail in one commit, an event at a time.
async fn fill(store: &Store) -> Result<()> {
    let mut tx = store.begin().await?;
    for uid in 0..20 {
        tx.savepoint().await?;
        let taken = tx.mail_insert(&NewMail { raw: vec![1; 100_000], ..mail(uid) }).await;
        match taken {
            Ok(inserted) => {
                tx.mail_outcome(inserted.id(), Outcome::Ignored, "", None, NOW).await?;
                tx.release().await?;
            }
            Err(error) => {
                // Undone by SQLite itself already: the transaction must not go on.
                let _ = tx.rollback_to_savepoint().await;
                return Err(error);
            }
        }
    }
    tx.commit().await
}

#[tokio::test]
async fn two_that_work_on_one_store_exclude_each_other() {
    let room = Room::new().await;
    let lock = room.store.lock_for_work().expect("is free");
    let link = room.folder.path().join("link.db");
    std::os::unix::fs::symlink(room.path(), &link).expect("links");
    let other = open(&link).await.expect("opens: reading needs no lock");
    assert_eq!(other.lock_for_work().expect_err("is held").kind(), StoreErrorKind::Busy);
    let file = room.folder.path().join("varsel.db.lock");
    let mode = std::os::unix::fs::PermissionsExt::mode(&file.metadata().expect("metadata").permissions());
    assert_eq!(mode & 0o777, 0o600);
    drop(lock);
    let _lock = other.lock_for_work().expect("is free again");
}

struct SmallDisk(TempDir);

impl SmallDisk {
    fn mount() -> Option<Self> {
        let folder = TempDir::new().ok()?;
        let mounted = std::process::Command::new("mount")
            .args(["-t", "tmpfs", "-o", "size=8m", "tmpfs"])
            .arg(folder.path())
            .output()
            .is_ok_and(|output| output.status.success());
        mounted.then(|| Self(folder))
    }

    fn path(&self) -> &Path {
        self.0.path()
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = std::process::Command::new("umount").arg("-l").arg(self.0.path()).output();
    }
}
