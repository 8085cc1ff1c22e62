//! The store's contract, as functions over a store; and what an attacker, a full disk or a second process may do to it.

mod audit;
mod ledger;
mod outbox;
mod outside;
mod secrecy;
mod tampering;
mod transactions;

use std::path::{Path, PathBuf};
use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection};
use tempfile::TempDir;
use varsel::store::*;

const NOW: i64 = 1_773_300_000_000;

fn key() -> MasterKey {
    MasterKey::from_bytes([7; 32])
}

struct Room {
    folder: TempDir,
    store: Store,
}

impl Drop for Room {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            crate::leaks::assert_folder(self.folder.path());
        }
    }
}

impl Room {
    async fn new() -> Room {
        let folder = TempDir::new().expect("a folder");
        let store = open(&folder.path().join("varsel.db")).await.expect("opens");
        Room { folder, store }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("varsel.db")
    }

    /// A connection that knows nothing of the store's rules.
    async fn raw(&self) -> SqliteConnection {
        raw(&self.path()).await
    }

    async fn raw_run(&self, sql: &str) {
        let mut connection = self.raw().await;
        sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(&mut connection).await.expect("runs");
        connection.close().await.expect("closes");
    }
}

async fn open(path: &Path) -> Result<Store> {
    let options = Options { busy_timeout: Duration::from_millis(200) };
    Store::open_with(&format!("sqlite:{}", path.display()), key(), options).await
}

async fn raw(path: &Path) -> SqliteConnection {
    SqliteConnectOptions::new().filename(path).foreign_keys(false).connect().await.expect("connects")
}

fn case(number: u32) -> StoredCase {
    StoredCase {
        id: format!("case-{number}"),
        number: format!("AVVIK-2026-{number:04}"),
        version: 1,
        status: "open".into(),
        band: "undecided".into(),
        opened_at: NOW,
        updated_at: NOW,
        next_due_at: Some(NOW + 1),
        closed_at: None,
        sender: Some("ola@eksempel.no".into()),
        external_reference: Some(format!("INC-{number}")),
        state: r#"{"open":["contact"]}"#.into(),
    }
}

fn mail(uid: u32) -> NewMail {
    NewMail {
        key: MailKey { mailbox: "INBOX".into(), uid_validity: 1, uid: uid.to_string() },
        content_hash: format!("{uid:064x}"),
        body_hash: format!("b{uid:063x}"),
        message_id: Some(format!("m{uid}@eksempel.no")),
        sender: Some("ola@eksempel.no".into()),
        class: "message".into(),
        reason: "a person wrote it".into(),
        arrived_at: NOW,
        seen_at: NOW,
        authenticity: "{}".into(),
        reading: r#"{"subject":"Feilsendt"}"#.into(),
        raw: b"Subject: Feilsendt\r\n\r\nhemmelige ord\r\n".to_vec(),
    }
}

fn notice(key: &str) -> NewOutbox {
    NewOutbox {
        case_id: None,
        template: "acknowledgement".into(),
        audience: "reporter".into(),
        recipient: "Ola@Eksempel.no".into(),
        dedup_key: key.into(),
        message_id: format!("{key}@varsel"),
        envelope_from: None,
        subject: "Mottatt".into(),
        bytes: b"Subject: Mottatt\r\n\r\nhemmelige ord\r\n".to_vec(),
        priority: 1,
        created_at: NOW,
        next_attempt_at: NOW,
        reason: "every report is acknowledged".into(),
        claimed: false,
    }
}

fn entry(event: &str) -> NewEntry {
    NewEntry {
        at: NOW,
        event: event.into(),
        by: "varsel".into(),
        authenticity: "own".into(),
        reason: "because".into(),
        policy_hash: "p1".into(),
        reducer_version: 1,
        payload: event.as_bytes().to_vec(),
    }
}

fn deadline(step: &str, due_at: i64) -> NewDeadline {
    let key = DeadlineKey { obligation: "gdpr33".into(), generation: 1, step: step.into(), occurrence: 0 };
    NewDeadline { key, due_at, reason: "policy".into() }
}

/// A case with a deadline and as many history entries.
async fn put_case(store: &Store, number: u32, entries: usize) {
    let mut tx = store.begin().await.expect("begins");
    let case = case(number);
    tx.case_insert(&case).await.expect("inserts");
    let events: Vec<_> = (1..=entries).map(|at| entry(&format!("event-{at}"))).collect();
    tx.history_append(&case.id, &events).await.expect("appends");
    tx.deadlines_replace(&case.id, &[deadline("hold", NOW)], "", NOW).await.expect("replaces");
    tx.commit().await.expect("commits");
}

async fn put_notices(store: &Store, notices: &[NewOutbox]) -> Vec<Inserted> {
    let mut tx = store.begin().await.expect("begins");
    let put = tx.outbox_put_all(notices).await.expect("puts");
    tx.commit().await.expect("commits");
    put
}
