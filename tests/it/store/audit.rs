//! What verify finds after somebody changed the tables by hand.

use super::*;

#[tokio::test]
async fn an_untouched_store_verifies_and_history_comes_back_whole() {
    let room = Room::new().await;
    put_case(&room.store, 1, 7).await;
    put_case(&room.store, 2, 2).await;
    let mut tx = room.store.begin().await.expect("begins");
    tx.policy_snapshot("p1", "text", NOW).await.expect("keeps");
    tx.policy_snapshot("p1", "other", NOW).await.expect("keeps");
    tx.checkpoint(NOW).await.expect("writes");
    let head = tx.history_append("case-1", &[entry("late"), entry("later")]).await.expect("appends");
    tx.checkpoint(NOW + 1).await.expect("writes");
    tx.checkpoint(NOW + 2).await.expect("writes");
    tx.commit().await.expect("commits");
    let entries = room.store.history("case-1").await.expect("reads");
    assert_eq!(entries.iter().map(|entry| entry.seq).collect::<Vec<_>>(), (1..=9).collect::<Vec<_>>());
    assert_eq!(entries[7].payload.as_deref(), Some(&b"late"[..]));
    assert_eq!((entries[8].hash.as_str(), entries[8].seq), (head.hash.as_str(), head.seq));
    assert_eq!(room.store.chain_head("case-1").await.expect("reads"), Some(head));
    assert_eq!(room.store.policy_text("p1").await.expect("reads").as_deref(), Some("text"));
    let report = room.store.verify().await.expect("verifies");
    let head = report.head.clone();
    assert_eq!(head.as_ref().map(|head| head.seq), Some(3));
    assert_eq!(
        report,
        VerifyReport { cases: 2, entries: 11, erased: 0, checkpoints: 3, head, breaks: Vec::new() }
    );
}

#[tokio::test]
async fn the_database_itself_refuses_to_change_or_delete_history() {
    let room = Room::new().await;
    put_case(&room.store, 1, 2).await;
    let mut connection = room.raw().await;
    for sql in ["UPDATE history SET reason = 'x'", "DELETE FROM history WHERE seq = 2"] {
        let error = sqlx::query(sql).execute(&mut connection).await.expect_err("refused");
        assert!(error.to_string().contains("append-only"), "{error}");
    }
    assert!(room.store.verify().await.expect("verifies").holds());
}

#[tokio::test]
async fn verify_names_the_entry_that_was_changed_removed_inserted_or_reordered() {
    const COPY: &str = r#"INSERT INTO history SELECT case_id, 8, at, event, "by", authenticity, reason, policy_hash,
        reducer_version, payload_digest, hash, 'ff' FROM history WHERE seq = 7"#;
    for (sql, entry, word) in [
        ("UPDATE history SET reason = 'another' WHERE seq = 3", 3, "changed"),
        ("UPDATE history SET at = at + 1 WHERE seq = 1", 1, "changed"),
        (r#"UPDATE history SET "by" = 'ola' WHERE seq = 7"#, 7, "changed"),
        ("DELETE FROM history WHERE seq = 4", 4, "missing"),
        ("DELETE FROM history WHERE seq = 7", 7, "missing"),
        (
            "DELETE FROM history WHERE seq = 4; UPDATE history SET seq = seq - 1 WHERE seq > 4",
            4,
            "does not follow",
        ),
        (
            "UPDATE history SET seq = 99 WHERE seq = 2; UPDATE history SET seq = 2 WHERE seq = 3; UPDATE history SET seq = 3 WHERE seq = 99",
            2,
            "does not follow",
        ),
        (COPY, 8, "changed"),
        ("UPDATE history_payload SET sealed = NULL WHERE seq = 5", 5, "not erased by rule"),
        (
            "UPDATE history_payload SET sealed = (SELECT sealed FROM history_payload WHERE seq = 1) WHERE seq = 6",
            6,
            "cannot be opened",
        ),
        ("DELETE FROM history_payload WHERE seq = 2", 2, "missing"),
        (
            "DELETE FROM history WHERE seq = 7; UPDATE breach_case SET history_seq = 6, history_hash = (SELECT hash FROM history WHERE seq = 6)",
            7,
            "checkpoint 1 witnessed",
        ),
    ] {
        let room = Room::new().await;
        put_case(&room.store, 1, 7).await;
        let mut tx = room.store.begin().await.expect("begins");
        tx.checkpoint(NOW).await.expect("writes");
        tx.commit().await.expect("commits");
        room.raw_run("DROP TRIGGER history_is_never_changed; DROP TRIGGER history_is_never_deleted").await;
        room.raw_run(sql).await;
        let breaks = room.store.verify().await.expect("verifies").breaks;
        let first = breaks.first().expect(sql);
        assert!(first.starts_with(&format!("case AVVIK-2026-0001 entry {entry}: ")), "{sql}: {first}");
        assert!(first.contains(word), "{sql}: {first}");
    }
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
