//! What verify finds after somebody changed the tables by hand.

use sha2::{Digest, Sha256};

use super::*;

/// A policy and its hash, which stands in it.
pub(super) fn policy() -> (String, String) {
    let text = |hash: &str| format!(r#"{{"version":"2026-01-01","hash":"{hash}","bands":{{}}}}"#);
    let hash: String = Sha256::digest(text("")).iter().map(|byte| format!("{byte:02x}")).collect();
    (hash.clone(), text(&hash))
}

#[tokio::test]
async fn an_untouched_store_verifies_and_history_comes_back_whole() {
    let room = Room::new().await;
    put_case(&room.store, 1, 7).await;
    put_case(&room.store, 2, 2).await;
    let mut tx = room.store.begin().await.expect("begins");
    let (hash, text) = policy();
    tx.policy_snapshot(&hash, &text, NOW).await.expect("keeps");
    tx.policy_snapshot(&hash, "other", NOW).await.expect("keeps");
    tx.checkpoint(NOW).await.expect("writes");
    let head = tx.history_append("case-1", &[entry("late"), entry("later")]).await.expect("appends");
    tx.checkpoint(NOW + 1).await.expect("writes");
    tx.checkpoint(NOW + 2).await.expect("writes");
    tx.commit().await.expect("commits");
    let entries = room.store.history("case-1").await.expect("reads");
    assert_eq!(entries.iter().map(|entry| entry.seq).collect::<Vec<_>>(), (1..=9).collect::<Vec<_>>());
    assert_eq!(entries[7].payload.as_deref(), Some(&b"late"[..]));
    assert_eq!((entries[8].hash.as_str(), entries[8].seq), (head.hash.as_str(), head.seq));
    let later = room.store.history_after("case-1", 7).await.expect("reads");
    assert_eq!(later, entries[7..]);
    let heads = room.store.chain_heads().await.expect("reads");
    assert_eq!(
        heads.iter().map(|(number, head)| (number.as_str(), head.seq)).collect::<Vec<_>>(),
        [("AVVIK-2026-0002", 2), ("AVVIK-2026-0001", 9)]
    );
    assert_eq!(room.store.chain_head("case-1").await.expect("reads"), Some(head));
    assert_eq!(room.store.policy_text(&hash).await.expect("reads"), Some(text));
    let report = room.store.verify().await.expect("verifies");
    let head = report.head.clone();
    assert_eq!(head.as_ref().map(|head| head.seq), Some(3));
    assert_eq!(
        report,
        VerifyReport { cases: 2, entries: 11, erased: 0, checkpoints: 3, head, breaks: Vec::new() }
    );
}

#[tokio::test]
async fn the_database_itself_refuses_to_change_or_delete_the_record() {
    let room = Room::new().await;
    put_case(&room.store, 1, 2).await;
    let mut tx = room.store.begin().await.expect("begins");
    tx.checkpoint(NOW).await.expect("writes");
    tx.policy_snapshot("p1", "text", NOW).await.expect("keeps");
    tx.commit().await.expect("commits");
    let mut connection = room.raw().await;
    for sql in [
        "UPDATE history SET reason = 'x'",
        "DELETE FROM history WHERE seq = 2",
        "INSERT OR REPLACE INTO history SELECT * FROM history",
        "UPDATE history_payload SET sealed = x'00'",
        "UPDATE history_payload SET sealed = NULL",
        "UPDATE history_payload SET seq = 9 WHERE seq = 2",
        "DELETE FROM history_payload",
        "INSERT OR REPLACE INTO history_payload SELECT * FROM history_payload",
        "UPDATE checkpoint SET at = 0",
        "DELETE FROM checkpoint",
        "INSERT OR REPLACE INTO checkpoint SELECT * FROM checkpoint",
        "UPDATE checkpoint_head SET history_seq = 1",
        "DELETE FROM checkpoint_head",
        "INSERT OR REPLACE INTO checkpoint_head SELECT * FROM checkpoint_head",
        "UPDATE policy_snapshot SET text = 'x'",
        "DELETE FROM policy_snapshot",
    ] {
        let error = sqlx::query(sql).execute(&mut connection).await.expect_err(sql).to_string();
        let said = ["append-only", "erased by rule or stays", "stays as it was"];
        assert!(said.iter().any(|word| error.contains(word)), "{sql}: {error}");
    }
    let breaks = room.store.verify().await.expect("verifies").breaks;
    assert_eq!(breaks, ["policy p1: its text does not give its hash (changed)"], "the test's own policy");
}

#[tokio::test]
async fn payloads_erased_by_rule_leave_a_chain_that_holds() {
    let room = Room::new().await;
    put_case(&room.store, 1, 5).await;
    let mut tx = room.store.begin().await.expect("begins");
    assert_eq!(tx.history_erase("case-1", 3, "retention", NOW).await.expect("erases"), 3);
    tx.history_append("case-1", &[entry("erased")]).await.expect("appends");
    tx.commit().await.expect("commits");
    let report = room.store.verify().await.expect("verifies");
    assert_eq!((report.holds(), report.erased, report.entries), (true, 3, 6), "{report:?}");
    let payloads: Vec<_> =
        room.store.history("case-1").await.expect("reads").into_iter().map(|one| one.payload).collect();
    assert_eq!(payloads.iter().filter(|payload| payload.is_none()).count(), 3);
    assert_eq!(payloads[3].as_deref(), Some(&b"event-4"[..]));
}

#[tokio::test]
async fn verify_finds_what_the_tables_say_against_each_other() {
    let room = Room::new().await;
    put_case(&room.store, 1, 1).await;
    let mut tx = room.store.begin().await.expect("begins");
    tx.mail_insert(&mail(1)).await.expect("inserts");
    tx.deadlines_replace("case-1", &[], "gone", NOW).await.expect("replaces");
    tx.commit().await.expect("commits");
    let breaks = room.store.verify().await.expect("verifies").breaks;
    assert_eq!(
        breaks,
        [
            "mail 1: it is in the ledger without an outcome",
            "case AVVIK-2026-0001: it is open and has no pending deadline"
        ]
    );
}
