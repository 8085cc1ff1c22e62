//! Transactions, cases, deadlines, tokens and facts.

use super::*;

#[tokio::test]
async fn a_bad_event_is_rolled_back_to_its_savepoint_and_the_rest_of_the_batch_stays() {
    let room = Room::new().await;
    let mut tx = room.store.begin().await.expect("begins");
    for number in 1..=3 {
        tx.savepoint().await.expect("sets");
        tx.case_insert(&case(number)).await.expect("inserts");
        tx.history_append(&format!("case-{number}"), &[entry("opened")]).await.expect("appends");
        if number == 2 {
            let twice = tx.case_insert(&case(1)).await.expect_err("the number is taken");
            assert!(!twice.is_temporary());
            tx.rollback_to_savepoint().await.expect("rolls back");
        } else {
            tx.release().await.expect("releases");
        }
    }
    tx.history_append("case-1", &[entry("later")]).await.expect("appends after a rollback");
    assert!(tx.history_append("case-2", &[entry("later")]).await.is_err(), "it is not there");
    tx.commit().await.expect("commits");
    let numbers: Vec<_> =
        room.store.case_list(None).await.expect("lists").into_iter().map(|case| case.id).collect();
    assert_eq!(numbers, ["case-3", "case-1"]);
    assert_eq!(room.store.history("case-1").await.expect("reads").len(), 2);
    assert_eq!(room.store.open_without_due().await.expect("reads"), ["AVVIK-2026-0001", "AVVIK-2026-0003"]);
}

#[tokio::test]
async fn a_dropped_transaction_leaves_nothing_and_the_store_goes_on() {
    let room = Room::new().await;
    for _ in 0..3 {
        let mut tx = room.store.begin().await.expect("begins");
        tx.case_insert(&case(1)).await.expect("inserts");
        tx.mail_insert(&mail(1)).await.expect("inserts");
        drop(tx);
    }
    assert!(room.store.case_list(None).await.expect("lists").is_empty());
    assert!(room.store.mail_list(None).await.expect("lists").is_empty());
    put_case(&room.store, 1, 1).await;
    assert_eq!(room.store.case_list(None).await.expect("lists").len(), 1);
}

#[tokio::test]
async fn a_case_changed_since_it_was_read_is_a_conflict() {
    let room = Room::new().await;
    put_case(&room.store, 1, 1).await;
    let mut tx = room.store.begin().await.expect("begins");
    let changed = StoredCase { band: "high".into(), ..case(1) };
    assert_eq!(tx.case_update(&changed, 1).await.expect("updates"), 2);
    let error = tx.case_update(&case(1), 1).await.expect_err("stale");
    assert_eq!((error.kind(), error.is_temporary()), (StoreErrorKind::Conflict, true));
    tx.commit().await.expect("commits");
    let stored = room.store.case_get_by_number("AVVIK-2026-0001").await.expect("reads").expect("is there");
    assert_eq!(stored, StoredCase { version: 2, ..changed });
}

#[tokio::test]
async fn numbers_count_within_a_year_and_a_reference_finds_its_case() {
    let room = Room::new().await;
    put_case(&room.store, 1, 1).await;
    let mut tx = room.store.begin().await.expect("begins");
    for (year, expected) in [(2026, 1), (2026, 2), (2027, 1), (2026, 3)] {
        assert_eq!(tx.next_number(year).await.expect("numbers"), expected);
    }
    let found = tx.case_by_sender_reference("Ola@eksempel.no", "INC-1").await.expect("reads");
    assert_eq!(found, tx.case_by_number("AVVIK-2026-0001").await.expect("reads"));
    assert!(found.is_some());
    assert_eq!(tx.case_by_sender_reference("per@eksempel.no", "INC-1").await.expect("reads"), None);
}

#[tokio::test]
async fn replacing_deadlines_adds_moves_cancels_and_never_repeats_what_is_done() {
    let room = Room::new().await;
    put_case(&room.store, 1, 1).await;
    let mut tx = room.store.begin().await.expect("begins");
    tx.deadlines_done("case-1", &[deadline("hold", 0).key], "sent", NOW).await.expect("done");
    let first = [deadline("hold", NOW), deadline("-48h", NOW + 10), deadline("-24h", NOW + 20)];
    assert!(tx.deadlines_replace("case-1", &first, "", NOW).await.expect("replaces").is_empty());
    let second = [deadline("-24h", NOW + 15), deadline("-12h", NOW + 30)];
    let cancelled =
        tx.deadlines_replace("case-1", &second, "the band rose", NOW + 1).await.expect("replaces");
    assert_eq!(cancelled, [deadline("-48h", 0).key]);
    tx.commit().await.expect("commits");
    let rows = room.store.deadlines("case-1").await.expect("reads");
    let rows: Vec<_> = rows.iter().map(|row| (row.key.step.as_str(), row.due_at - NOW, row.state)).collect();
    use DeadlineState::{Cancelled, Done, Pending};
    assert_eq!(
        rows,
        [("hold", 0, Done), ("-48h", 10, Cancelled), ("-24h", 15, Pending), ("-12h", 30, Pending)]
    );
    assert_eq!(room.store.next_due().await.expect("reads"), Some(NOW + 15));
}

#[tokio::test]
async fn what_is_due_is_each_case_once_the_earliest_first() {
    let room = Room::new().await;
    assert_eq!(room.store.next_due().await.expect("reads"), None);
    for (number, due_at) in [(1, 30), (2, 10), (3, 99)] {
        put_case(&room.store, number, 1).await;
        let mut tx = room.store.begin().await.expect("begins");
        let steps = [deadline("a", NOW + due_at), deadline("b", NOW + due_at + 1)];
        tx.deadlines_replace(&format!("case-{number}"), &steps, "", NOW).await.expect("replaces");
        tx.commit().await.expect("commits");
    }
    assert_eq!(room.store.due_cases(NOW + 9, None).await.expect("reads"), [""; 0]);
    assert_eq!(room.store.due_cases(NOW + 50, None).await.expect("reads"), ["case-2", "case-1"]);
    assert_eq!(room.store.due_cases(NOW + 50, Some(1)).await.expect("reads"), ["case-2"]);
}

#[tokio::test]
async fn a_token_names_person_and_case_until_it_ends_and_a_command_mail_counts_once() {
    let room = Room::new().await;
    put_case(&room.store, 1, 1).await;
    let mut tx = room.store.begin().await.expect("begins");
    let token = tx.token_put("case-1", "Kari@eksempel.no", NOW).await.expect("puts");
    assert_eq!(tx.token_put("case-1", "kari@eksempel.no", NOW + 9).await.expect("puts"), token);
    assert_eq!(token, room.store.token_text("case-1", "kari@eksempel.no"));
    let row = tx.token_find(&token.to_uppercase()).await.expect("reads").expect("is valid");
    let expected = TokenRow {
        case_id: "case-1".into(),
        email: "kari@eksempel.no".into(),
        created_at: NOW,
        expires_at: None,
    };
    assert_eq!(row, expected);
    tx.tokens_expire("case-1", Some(NOW + 90)).await.expect("ends");
    assert_eq!(tx.token_find(&token).await.expect("reads").expect("is there").expires_at, Some(NOW + 90));
    assert_eq!(tx.token_find("aaaaaaaaaaaaaaaaaaaaaaaaaa").await.expect("reads"), None);
    assert!(!tx.command_mail_used("case-1", "hash", NOW).await.expect("marks"));
    assert!(tx.command_mail_used("case-1", "hash", NOW).await.expect("marks"));
}

#[tokio::test]
async fn facts_last_and_another_key_is_refused() {
    let room = Room::new().await;
    room.store.meta_put("now", "1").await.expect("puts");
    room.store.meta_put("now", "2").await.expect("puts");
    room.store.close().await;
    let again = open(&room.path()).await.expect("opens again");
    assert_eq!(again.meta_get("now").await.expect("reads").as_deref(), Some("2"));
    assert_eq!(again.meta_get("nothing").await.expect("reads"), None);
    let path = room.path().display().to_string();
    let error = Store::open(&path, MasterKey::from_bytes([8; 32])).await.expect_err("another key");
    assert_eq!(error.kind(), StoreErrorKind::Key);
}

#[tokio::test]
async fn a_store_that_has_lost_its_own_key_gets_no_new_one() {
    let room = Room::new().await;
    put_case(&room.store, 1, 1).await;
    room.store.close().await;
    for fact in ["store_key", "key_id"] {
        let copy = room.folder.path().join("copy.db");
        std::fs::copy(room.path(), &copy).expect("copies");
        let mut connection = raw(&copy).await;
        let sql = format!("DELETE FROM meta WHERE key = '{fact}'");
        sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut connection).await.expect("runs");
        connection.close().await.expect("closes");
        let error = open(&copy).await.expect_err("it is gone");
        assert_eq!(error.kind(), StoreErrorKind::Key);
        assert!(error.to_string().contains(&format!("its {fact} is missing")), "{error}");
        std::fs::remove_file(&copy).expect("removes");
    }
}

#[tokio::test]
async fn a_backup_is_a_whole_store() {
    let room = Room::new().await;
    put_case(&room.store, 1, 3).await;
    let copy = room.folder.path().join("copy.db");
    room.store.backup(&copy).await.expect("copies");
    let copy = open(&copy).await.expect("opens");
    assert_eq!(
        copy.history("case-1").await.expect("reads"),
        room.store.history("case-1").await.expect("reads")
    );
    assert!(copy.verify().await.expect("verifies").holds());
}
