//! No national identity number survives: every byte that a test's Varsel stores, sends, prints or logs is looked through
//! when the test ends, whatever it was about. Only the raw mail is left out: sealed in the store, or still lying in a
//! Maildir that mail comes in by. Secrets, mail text and addresses where they must not be: see [`secrets`].
//!
//! The search is written apart from `varsel::redact`, from the published rules (P1–P7), and is wider where it can be:
//! the numbers that tests plant are found in any writing, others in the usual ones.

mod look;
mod mails;
mod secrets;
mod speed;

use std::fs;
use std::path::Path;

use serde::Serialize;
use serde_json::Value;
use varsel::config;
use varsel::store::Store;

pub use look::PLANTED;

/// Maildirs that hold raw mail, and what a person writes.
const INPUT: [&str; 3] = ["spool/inbox", "spool/processed", "spool/intake"];

/// A text that a person may see.
pub fn assert_text(what: &str, text: &str) {
    let found = look::numbers(text);
    assert!(found.is_empty(), "{what} holds {found:?}: {}", excerpt(text));
    // JSON hides line ends and quotes behind letters of their own.
    for line in text.lines().filter(|line| line.starts_with('{')) {
        if let Ok(value) = serde_json::from_str(line) {
            assert_value(what, &value);
        }
    }
}

/// Every key and every text in it.
pub fn assert_json(what: &str, value: &impl Serialize) {
    assert_value(what, &serde_json::to_value(value).unwrap());
}

fn assert_value(what: &str, value: &Value) {
    match value {
        Value::String(text) => {
            let found = look::numbers(text);
            assert!(found.is_empty(), "{what} holds {found:?}: {}", excerpt(text));
        }
        Value::Number(number) => assert!(look::numbers(&number.to_string()).is_empty(), "{what}: {number}"),
        Value::Array(items) => items.iter().for_each(|item| assert_value(what, item)),
        Value::Object(object) => object.iter().for_each(|(key, value)| {
            assert!(look::numbers(key).is_empty(), "{what} has the key {key}");
            assert_value(&format!("{what} {key}"), value);
        }),
        _ => {}
    }
}

/// A mail that went out: as it is on the wire, and as its reader sees it.
pub fn assert_mail(what: &str, raw: &[u8]) {
    assert_text(what, &String::from_utf8_lossy(raw));
    let Some(mail) = mail_parser::MessageParser::default().parse(raw) else { return };
    assert_text(what, mail.subject().unwrap_or_default());
    for part in &mail.parts {
        if let Some(text) = part.text_contents() {
            assert_text(what, text);
            assert_text(what, &look::without_tags(text));
        }
        for header in &part.headers {
            assert_text(what, &format!("{:?}", header.value));
        }
    }
}

/// A folder with a configured Varsel: its store, decoded as far as its key opens it, and its files as they are.
pub fn assert_house(folder: &Path) {
    assert_folder(folder);
    secrets::assert_kept(folder);
    let Ok(settings) = config::load(&folder.join("varsel.toml"), std::iter::empty()) else { return };
    // A test may be running in a runtime of its own.
    let looked = std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            // A test may have broken the store, the key or the place of either.
            if let Ok(store) = varsel::daemon::open_store(&settings).await {
                assert_store(&store).await;
                store.close().await;
            }
        });
    });
    if let Err(found) = looked.join() {
        std::panic::resume_unwind(found);
    }
}

/// Every file below a folder but the raw mail and what a person wrote.
pub fn assert_folder(folder: &Path) {
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(&next).into_iter().flatten().flatten() {
            let path = entry.path();
            let name = path.strip_prefix(folder).unwrap();
            if INPUT.iter().any(|input| name.starts_with(input)) {
                continue;
            }
            let what = name.display().to_string();
            assert!(look::numbers(&what).is_empty(), "the name {what}");
            match entry.file_type() {
                Ok(kind) if kind.is_dir() => folders.push(path),
                Ok(kind) if kind.is_file() => {
                    let bytes = fs::read(&path).unwrap_or_default();
                    match name.starts_with("spool/sent") {
                        true => assert_mail(&what, &bytes),
                        false => assert_text(&what, &String::from_utf8_lossy(&bytes)),
                    }
                }
                _ => {}
            }
        }
    }
}

/// Every row, with what is sealed in it, but the raw mail.
pub async fn assert_store(store: &Store) {
    for case in store.case_list(None).await.unwrap_or_default() {
        assert_text("a case's row", &format!("{case:?}"));
        assert_value("a case", &serde_json::from_str(&case.state).unwrap_or(Value::Null));
        for entry in store.history(&case.id).await.unwrap_or_default() {
            assert_text("history", &format!("{:?} {:?} {:?}", entry.by, entry.reason, entry.event));
            let payload = entry.payload.as_deref().unwrap_or_default();
            assert_text("history", &String::from_utf8_lossy(payload));
            assert_value("history", &serde_json::from_slice(payload).unwrap_or(Value::Null));
        }
    }
    for mail in store.mail_list(None).await.unwrap_or_default() {
        assert_text("the ledger", &format!("{mail:?}"));
        let reading = store.mail_reading(mail.id).await.unwrap_or_default().unwrap_or_default();
        assert_value("a reading", &serde_json::from_str(&reading).unwrap_or(Value::Null));
    }
    for row in store.outbox_list(None).await.unwrap_or_default() {
        assert_text("the outbox", &format!("{row:?}"));
        let bytes = store.outbox_bytes(row.id).await.unwrap_or_default().unwrap_or_default();
        assert_mail("an outgoing mail", &bytes);
    }
}

fn excerpt(text: &str) -> String {
    text.chars().take(2_000).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What was said of a folder whose store holds this outgoing mail.
    fn said_of(subject: &str, text: &str) -> String {
        let folder = tempfile::tempdir().unwrap();
        config::init::write(folder.path(), true).unwrap();
        let settings = config::load(&folder.path().join("varsel.toml"), std::iter::empty()).unwrap();
        let mail = varsel::store::NewOutbox {
            case_id: None,
            template: "closed".to_owned(),
            audience: "officer".to_owned(),
            recipient: "kari@eksempel.no".to_owned(),
            dedup_key: "one".to_owned(),
            message_id: "one@eksempel.no".to_owned(),
            envelope_from: None,
            subject: subject.to_owned(),
            bytes: format!("Subject: x\r\n\r\n{text}\r\n").into_bytes(),
            priority: 1,
            created_at: 0,
            next_attempt_at: 0,
            reason: "told".to_owned(),
            claimed: false,
        };
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(async {
            let store = varsel::daemon::open_store(&settings).await.unwrap();
            let mut tx = store.begin().await.unwrap();
            tx.outbox_put(&mail).await.unwrap();
            tx.commit().await.unwrap();
            store.close().await;
        });
        let looked = std::panic::catch_unwind(|| assert_house(folder.path()));
        let said = looked.err().and_then(|said| said.downcast_ref::<String>().cloned());
        said.unwrap_or_default()
    }

    #[test]
    fn what_is_sealed_is_looked_through_too() {
        assert_eq!(said_of("Lukket", "Alt er i orden."), "");
        assert!(said_of("Lukket", "Gjelder 200369 14700.").contains("an outgoing mail holds"));
        assert!(said_of("Gjelder 20036914700", "Alt er i orden.").contains("the outbox holds"));
    }

    #[test]
    fn every_text_and_key_of_json_is_looked_through() {
        for text in [r#"{"a":["x\n20036914700"]}"#, r#"{"200369\n14700":1}"#, r#"{"a":{"b":20036914700}}"#] {
            let value: Value = serde_json::from_str(text).unwrap();
            assert!(std::panic::catch_unwind(|| assert_value("it", &value)).is_err(), "{text}");
            assert!(std::panic::catch_unwind(|| assert_text("it", text)).is_err(), "{text}");
        }
    }
}
