//! The ledger of mails.

use super::*;

#[tokio::test]
async fn a_mail_enters_the_ledger_once_and_has_one_outcome() {
    let room = Room::new().await;
    let mut tx = room.store.begin().await.expect("begins");
    let Inserted::New(id) = tx.mail_insert(&mail(1)).await.expect("inserts") else { panic!("it is new") };
    assert_eq!(tx.mail_insert(&mail(1)).await.expect("answers"), Inserted::AlreadyThere(id));
    tx.mail_outcome(id, Outcome::Bulk, "a newsletter", None, NOW).await.expect("decides");
    let twice = tx.mail_outcome(id, Outcome::Opened, "", None, NOW).await.expect_err("only one");
    assert_eq!(twice.kind(), StoreErrorKind::Conflict);
    tx.commit().await.expect("commits");

    let known = room
        .store
        .mail_known("INBOX", &[(1, "1".into()), (1, "2".into()), (2, "1".into())])
        .await
        .expect("reads");
    assert_eq!(known, [((1, "1".to_owned()), id)]);
    let waiting = room.store.not_done("INBOX").await.expect("reads");
    assert_eq!(
        waiting.iter().map(|mail| (mail.id, mail.outcome)).collect::<Vec<_>>(),
        [(id, Some(Outcome::Bulk))]
    );
    room.store.mark_done(&[id], NOW + 5).await.expect("marks");
    assert!(room.store.not_done("INBOX").await.expect("reads").is_empty());
    let row = room.store.mail_get(id).await.expect("reads").expect("is there");
    assert_eq!((row.done_at, row.reason.as_str(), row.bytes), (Some(NOW + 5), "a newsletter", 37));
    assert_eq!(room.store.mail_list(Some(1)).await.expect("lists"), [row]);
}

#[tokio::test]
async fn the_same_mail_is_known_after_uidvalidity_changed_or_through_another_mailbox() {
    let room = Room::new().await;
    let mut tx = room.store.begin().await.expect("begins");
    let id = tx.mail_insert(&mail(1)).await.expect("inserts").id();
    let with_id = |id: &str| NewMail { message_id: Some(id.into()), ..mail(1) };
    let copy = |change: fn(&mut NewMail)| {
        let mut copy = NewMail { content_hash: "another".into(), ..mail(1) };
        change(&mut copy);
        copy
    };
    for (mailbox, other, expected) in [
        (None, mail(1), Some(id)),
        (Some("INBOX"), mail(1), Some(id)),
        (Some("Other"), mail(1), None),
        (None, with_id("other@eksempel.no"), None),
        (None, NewMail { message_id: None, ..mail(1) }, None),
        // A second copy has other Received fields.
        (None, copy(|_| {}), Some(id)),
        (None, copy(|mail| mail.sender = Some("OLA@eksempel.no".into())), Some(id)),
        (None, copy(|mail| mail.sender = Some("per@eksempel.no".into())), None),
        (None, copy(|mail| mail.body_hash = "another".into()), None),
        (None, copy(|mail| mail.message_id = None), None),
    ] {
        assert_eq!(tx.mail_by_content(mailbox, &other, false).await.expect("reads"), expected, "{other:?}");
    }
    let unsaid = NewMail { body_hash: String::new(), content_hash: "x".into(), ..with_id("y@eksempel.no") };
    tx.mail_insert(&NewMail { key: mail(2).key, ..unsaid.clone() }).await.expect("inserts");
    let unsaid = NewMail { content_hash: "z".into(), ..unsaid };
    assert_eq!(
        tx.mail_by_content(None, &unsaid, false).await.expect("reads"),
        None,
        "no body hash says nothing"
    );
}

#[tokio::test]
async fn a_copy_sent_ahead_that_led_to_nothing_or_was_not_proved_does_not_swallow_a_report() {
    let room = Room::new().await;
    put_case(&room.store, 1, 1).await;
    let mut tx = room.store.begin().await.expect("begins");
    let ahead = |uid: u32, class: &str, said: &str| NewMail {
        key: mail(uid).key,
        content_hash: format!("ahead {uid}"),
        class: class.into(),
        authenticity: said.into(),
        ..mail(9)
    };
    let genuine = mail(9);
    let bulk = tx.mail_insert(&ahead(1, "bulk", "{}")).await.expect("inserts").id();
    assert_eq!(tx.mail_by_content(None, &genuine, false).await.expect("reads"), None, "another class");
    tx.mail_outcome(bulk, Outcome::Joined, "", Some("case-1"), NOW).await.expect("decides");
    assert_eq!(tx.mail_by_content(None, &genuine, false).await.expect("reads"), Some(bulk), "it has a case");
    assert_eq!(tx.mail_by_content(None, &genuine, true).await.expect("reads"), None, "it was not proved");
    let said = r#"{"verdict":"authenticated","why":"dmarc","method":"dmarc"}"#;
    let proved = tx.mail_insert(&ahead(2, "message", said)).await.expect("inserts").id();
    assert_eq!(tx.mail_by_content(None, &genuine, true).await.expect("reads"), Some(proved));
}

#[tokio::test]
async fn copies_of_a_mail_are_found_with_their_cases() {
    let room = Room::new().await;
    put_case(&room.store, 1, 1).await;
    let mut tx = room.store.begin().await.expect("begins");
    let first = tx.mail_insert(&mail(1)).await.expect("inserts").id();
    tx.mail_outcome(first, Outcome::Opened, "", Some("case-1"), NOW).await.expect("decides");
    let copy = NewMail { message_id: mail(1).message_id, ..mail(2) };
    let second = tx.mail_insert(&copy).await.expect("inserts").id();
    let found = tx.mails_like("Ola@Eksempel.no", "m1@eksempel.no").await.expect("reads");
    assert_eq!(found, [(first, Some("case-1".to_owned())), (second, None)]);
    assert_eq!(tx.mails_like("per@eksempel.no", "m1@eksempel.no").await.expect("reads"), []);
}

#[tokio::test]
async fn only_a_mail_without_a_case_is_taken_up_again() {
    let room = Room::new().await;
    put_case(&room.store, 1, 1).await;
    let mut tx = room.store.begin().await.expect("begins");
    let opened = tx.mail_insert(&mail(1)).await.expect("inserts").id();
    tx.mail_outcome(opened, Outcome::Opened, "", Some("case-1"), NOW).await.expect("decides");
    let bulk = tx.mail_insert(&mail(2)).await.expect("inserts").id();
    tx.mail_outcome(bulk, Outcome::Bulk, "", None, NOW).await.expect("decides");
    assert!(!tx.mail_reopen(opened).await.expect("answers"));
    assert!(!tx.mail_reopen(999).await.expect("answers"));
    assert!(tx.mail_reopen(bulk).await.expect("answers"));
    tx.mail_outcome(bulk, Outcome::History, "", None, NOW).await.expect("decides again");
    tx.commit().await.expect("commits");
    assert_eq!(room.store.history_count("INBOX").await.expect("counts"), 1);
    assert_eq!(room.store.history_count("Other").await.expect("counts"), 0);
}

#[tokio::test]
async fn nothing_of_a_mail_stands_in_clear_in_the_file_and_all_of_it_comes_back() {
    let room = Room::new().await;
    let mut tx = room.store.begin().await.expect("begins");
    let id = tx.mail_insert(&mail(1)).await.expect("inserts").id();
    tx.mail_outcome(id, Outcome::Ignored, "", None, NOW).await.expect("decides");
    let outbox_id = tx.outbox_put(&notice("a")).await.expect("puts").id();
    tx.commit().await.expect("commits");
    assert_eq!(room.store.mail_raw(id).await.expect("opens"), Some(mail(1).raw));
    assert_eq!(room.store.mail_reading(id).await.expect("opens"), Some(mail(1).reading));
    assert_eq!(room.store.outbox_bytes(outbox_id).await.expect("opens"), Some(notice("a").bytes));
    room.store.close().await;
    for file in std::fs::read_dir(room.folder.path()).expect("lists").flatten() {
        let bytes = std::fs::read(file.path()).expect("reads");
        for secret in [&b"hemmelige"[..], b"Feilsendt", b"Mottatt"] {
            assert!(
                !bytes.windows(secret.len()).any(|part| part == secret),
                "{secret:?} in {:?}",
                file.path()
            );
        }
        let mode = std::os::unix::fs::PermissionsExt::mode(&file.metadata().expect("metadata").permissions());
        assert_eq!(mode & 0o777, 0o600, "{:?}", file.path());
    }
}

#[tokio::test]
async fn a_content_is_done_only_when_all_its_copies_are() {
    let room = Room::new().await;
    let mut tx = room.store.begin().await.expect("begins");
    let first = tx.mail_insert(&mail(1)).await.expect("inserts").id();
    let copy = NewMail { key: mail(2).key, ..mail(1) };
    let second = tx.mail_insert(&copy).await.expect("inserts").id();
    tx.mark_done(&[first], NOW).await.expect("marks");
    tx.commit().await.expect("commits");
    let hashes = [mail(1).content_hash, "unknown".into(), String::new()];
    let done = |mailbox, before| room.store.done_before(mailbox, &hashes, before);
    assert!(done("INBOX", NOW + 1).await.expect("reads").is_empty(), "its copy still waits");
    room.store.mark_done(&[second], NOW + 5).await.expect("marks");
    assert!(done("INBOX", NOW + 5).await.expect("reads").is_empty(), "too young");
    assert_eq!(done("INBOX", NOW + 6).await.expect("reads"), [mail(1).content_hash]);
    assert!(done("Other", NOW + 6).await.expect("reads").is_empty());
}
