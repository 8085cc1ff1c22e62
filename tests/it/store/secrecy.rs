//! What a stolen file tells, what is forgotten for good, and a change of the key that is stopped anywhere.

use std::io::Read;

use super::*;

const WORDS: [&str; 8] = [
    "hemmelige",
    "Feilsendt",
    "Mottatt",
    "ola@eksempel.no",
    "Ola@Eksempel.no",
    "kari@eksempel.no",
    "INC-1",
    "[\"contact\"]",
];

/// A case with a mail, a token and an outgoing mail, and things of no case.
async fn furnished() -> (Room, [i64; 2], [i64; 2], String) {
    let room = Room::new().await;
    put_case(&room.store, 1, 4).await;
    let mut tx = room.store.begin().await.expect("begins");
    let large = NewMail { raw: [mail(1).raw, vec![b'x'; 60_000]].concat(), ..mail(1) };
    let of_case = tx.mail_insert(&large).await.expect("inserts").id();
    tx.mail_outcome(of_case, Outcome::Opened, "", Some("case-1"), NOW).await.expect("decides");
    let loose = tx.mail_insert(&mail(2)).await.expect("inserts").id();
    tx.mail_outcome(loose, Outcome::Bulk, "", None, NOW).await.expect("decides");
    let sent = NewOutbox { case_id: Some("case-1".into()), claimed: true, ..notice("a") };
    let sent = tx.outbox_put(&sent).await.expect("puts").id();
    let waiting = NewOutbox { case_id: Some("case-1".into()), ..notice("b") };
    let waiting = tx.outbox_put(&waiting).await.expect("puts").id();
    let token = tx.token_put("case-1", "kari@eksempel.no", NOW).await.expect("puts");
    let result = DeliveryResult {
        id: sent,
        outcome: "accepted".into(),
        detail: String::new(),
        state: OutboxState::Sent,
        next_attempt_at: None,
        at: NOW,
    };
    assert!(tx.delivery_result(&result).await.expect("stores"));
    tx.mark_done(&[of_case, loose], NOW).await.expect("marks");
    tx.commit().await.expect("commits");
    (room, [of_case, loose], [sent, waiting], token)
}

/// The bytes of the database, its log and its shared memory.
fn files(room: &Room) -> Vec<u8> {
    let entries = std::fs::read_dir(room.folder.path()).expect("lists").flatten();
    entries.flat_map(|entry| std::fs::read(entry.path()).expect("reads")).collect()
}

fn holds(bytes: &[u8], part: &[u8]) -> bool {
    memchr::memmem::find(bytes, part).is_some()
}

#[tokio::test]
async fn a_stolen_file_tells_no_word_and_no_address() {
    let (room, mails, outbox, token) = furnished().await;
    // Digests of words too: what is forgotten must not be there to be guessed at.
    let body = mail(1).body_hash;
    let (said, used) = ("5a1d".repeat(16), "0ff1ce".repeat(10));
    let mut tx = room.store.begin().await.expect("begins");
    let opening = NewOpening {
        case_id: "case-1".into(),
        sender: "ola@eksempel.no".into(),
        proved: false,
        at: NOW,
        words: said.clone(),
        collects: false,
    };
    tx.opening_put(&opening, 0).await.expect("notes");
    assert!(tx.openings("ola@eksempel.no", false, &said, 0, (9, 9)).await.expect("counts").said_before);
    assert!(!tx.openings("ola@eksempel.no", false, "other", 0, (9, 9)).await.expect("counts").said_before);
    assert!(!tx.command_mail_used("case-1", &used, NOW).await.expect("marks"));
    assert!(tx.command_mail_used("case-1", &used, NOW).await.expect("marks"));
    tx.commit().await.expect("commits");
    let bytes = files(&room);
    for word in WORDS.iter().copied().chain([token.as_str(), &body, &said, &used]) {
        assert!(!holds(&bytes, word.as_bytes()), "{word}");
    }
    // All of it comes back to who has the key.
    let store = &room.store;
    assert_eq!(store.case_get("case-1").await.expect("reads"), Some(case(1)));
    assert_eq!(store.mail_get(mails[1]).await.expect("reads").and_then(|one| one.sender), mail(2).sender);
    let row = store
        .outbox_list(None)
        .await
        .expect("reads")
        .into_iter()
        .find(|row| row.id == outbox[1])
        .expect("there");
    assert_eq!(
        (row.recipient.as_str(), row.dedup_key.as_str(), row.subject.as_str()),
        ("Ola@Eksempel.no", "b", "Mottatt")
    );
    let mut tx = store.begin().await.expect("begins");
    let found = tx.token_find(&token).await.expect("reads").expect("there");
    assert_eq!(found.email, "kari@eksempel.no");
}

/// Everything of a column, as hexadecimal pieces that must be gone afterwards.
async fn sealed(room: &Room, sql: &str) -> Vec<Vec<u8>> {
    let mut connection = room.raw().await;
    let rows: Vec<(Vec<u8>,)> =
        sqlx::query_as(AssertSqlSafe(sql.to_owned())).fetch_all(&mut connection).await.expect("reads");
    connection.close().await.expect("closes");
    let pieces = |(bytes,): &(Vec<u8>,)| {
        let middle = bytes.len() / 2;
        let part = |from: usize| bytes[from..(from + 20).min(bytes.len())].to_vec();
        [part(5), part(middle), part(bytes.len() - 20)]
    };
    rows.iter().filter(|(bytes,)| bytes.len() > 40).flat_map(pieces).collect()
}

#[tokio::test]
async fn what_is_forgotten_of_a_case_is_gone_from_the_files_and_the_chain_holds() {
    let (room, mails, outbox, _) = furnished().await;
    assert!(room.store.purge().await.expect("purges"));
    let gone = sealed(
        &room,
        "SELECT raw FROM mail_content WHERE mail_id = 1 UNION ALL SELECT reading FROM mail_content WHERE mail_id = 1
         UNION ALL SELECT raw_key FROM mail WHERE id = 1 UNION ALL SELECT reading_key FROM mail WHERE id = 1
         UNION ALL SELECT bytes FROM outbox_content WHERE outbox_id = 1
         UNION ALL SELECT content_key FROM outbox WHERE id = 1",
    )
    .await;
    let kept = sealed(&room, "SELECT raw FROM mail_content WHERE mail_id = 2").await;
    let before = files(&room);
    assert!(gone.len() >= 18 && gone.iter().chain(&kept).all(|piece| holds(&before, piece)));
    let mut tx = room.store.begin().await.expect("begins");
    assert_eq!(tx.forget_raw("case-1", "asked for", NOW).await.expect("forgets"), 1);
    assert_eq!(tx.forget_readings("case-1").await.expect("forgets"), 1);
    assert_eq!(tx.forget_sent("case-1", NOW).await.expect("forgets"), 1, "what waits is kept");
    assert_eq!(tx.unsent_of("case-1").await.expect("counts"), 1);
    tx.commit().await.expect("commits");
    assert!(room.store.purge().await.expect("purges"));
    let after = files(&room);
    for piece in &gone {
        assert!(!holds(&after, piece));
    }
    assert!(kept.iter().all(|piece| holds(&after, piece)));
    let store = &room.store;
    assert_eq!(store.mail_raw(mails[0]).await.expect("reads"), None);
    assert_eq!(store.mail_reading(mails[0]).await.expect("reads"), None);
    assert_eq!(store.outbox_bytes(outbox[0]).await.expect("reads"), None);
    assert!(!store.outbox_retry(outbox[0], NOW).await.expect("answers"), "it cannot be sent again");
    assert_eq!(store.claim(NOW + 1, 9).await.expect("claims").len(), 1, "what waits still goes");
    assert_eq!(store.mail_get(mails[0]).await.expect("reads").expect("stays").sender, None);
    assert_eq!(store.case_get("case-1").await.expect("reads"), Some(case(1)));
    let report = store.verify().await.expect("verifies");
    assert!(report.holds(), "{report:?}");
}

#[tokio::test]
async fn erased_payloads_are_gone_with_their_key_and_the_history_goes_on() {
    let (room, ..) = furnished().await;
    assert!(room.store.purge().await.expect("purges"));
    let gone =
        sealed(&room, "SELECT sealed FROM history_payload UNION ALL SELECT sealed FROM case_key").await;
    let mut tx = room.store.begin().await.expect("begins");
    assert_eq!(tx.history_erase("case-1", i64::MAX, "retention", NOW).await.expect("erases"), 4);
    tx.history_append("case-1", &[entry("forgotten")]).await.expect("appends");
    tx.commit().await.expect("commits");
    assert!(room.store.purge().await.expect("purges"));
    let after = files(&room);
    assert!(gone.len() >= 15 && gone.iter().all(|piece| !holds(&after, piece)));
    let entries = room.store.history("case-1").await.expect("reads");
    assert_eq!(entries.iter().filter(|entry| entry.payload.is_none()).count(), 4);
    assert_eq!(entries[4].payload.as_deref(), Some(&b"forgotten"[..]));
    let report = room.store.verify().await.expect("verifies");
    assert_eq!((report.holds(), report.erased), (true, 4), "{report:?}");
}

#[tokio::test]
async fn only_closed_cases_are_forgettable_and_each_kind_once() {
    let (room, ..) = furnished().await;
    let kinds = [Forgettable::Raw, Forgettable::Readings, Forgettable::Sent, Forgettable::History];
    for kind in kinds {
        assert!(
            room.store.forgettable(kind, NOW + 9, "", 9).await.expect("looks").is_empty(),
            "{kind:?}: it is open"
        );
    }
    let mut tx = room.store.begin().await.expect("begins");
    let closed = StoredCase { closed_at: Some(NOW), ..case(1) };
    tx.case_update(&closed, 1).await.expect("closes");
    tx.commit().await.expect("commits");
    for kind in kinds {
        let looked = |before, after: &'static str| room.store.forgettable(kind, before, after, 9);
        assert!(looked(NOW - 1, "").await.expect("looks").is_empty(), "{kind:?}: too early");
        assert_eq!(looked(NOW, "").await.expect("looks"), ["case-1"], "{kind:?}");
        assert!(looked(NOW, "case-1").await.expect("looks").is_empty(), "{kind:?}: behind it");
        let mut tx = room.store.begin().await.expect("begins");
        assert!(
            !tx.forget("case-1", kind, "retention", NOW).await.expect("forgets").is_nothing(),
            "{kind:?}"
        );
        tx.history_append("case-1", &[entry("forgotten")]).await.expect("notes");
        tx.commit().await.expect("commits");
        assert!(looked(NOW, "").await.expect("looks").is_empty(), "{kind:?}: done");
    }
}

#[tokio::test]
async fn mail_of_no_case_is_forgotten_by_its_age() {
    let (room, mails, ..) = furnished().await;
    let mut tx = room.store.begin().await.expect("begins");
    for (before, raw) in [(NOW - 1, 0), (NOW, 1), (NOW, 0)] {
        let erased = tx.forget_loose(Forgettable::Raw, before, "retention", NOW, 9).await.expect("forgets");
        assert_eq!(erased.raw, raw, "{before}");
    }
    assert_eq!(
        tx.forget_mail(mails[0], "kari: asked", NOW).await.expect("forgets").map(|one| one.raw),
        Some(1)
    );
    assert_eq!(tx.forget_mail(999, "kari: asked", NOW).await.expect("answers"), None);
    tx.commit().await.expect("commits");
    assert_eq!(room.store.mail_raw(mails[1]).await.expect("reads"), None);
    assert!(
        room.store.mail_reading(mails[1]).await.expect("reads").is_some(),
        "the reading has its own time"
    );
}

fn master(byte: u8) -> MasterKey {
    MasterKey::from_bytes([byte; 32])
}

async fn open_under(room: &Room, current: u8, retired: &[u8]) -> Result<Store> {
    let ring =
        KeyRing { current: master(current), retired: retired.iter().map(|byte| master(*byte)).collect() };
    Store::open(&room.path().display().to_string(), ring).await
}

async fn assert_whole(store: &Store, mails: [i64; 2], outbox: [i64; 2], token: &str) {
    assert_eq!(store.case_get("case-1").await.expect("reads"), Some(case(1)));
    assert_eq!(store.history("case-1").await.expect("reads").len(), 4);
    assert_eq!(store.mail_raw(mails[1]).await.expect("opens"), Some(mail(2).raw));
    assert_eq!(store.mail_reading(mails[0]).await.expect("opens"), Some(mail(1).reading));
    assert_eq!(store.outbox_bytes(outbox[1]).await.expect("opens"), Some(notice("b").bytes));
    assert!(store.verify().await.expect("verifies").holds());
    let mut tx = store.begin().await.expect("begins");
    let found = tx.token_find(token).await.expect("reads").expect("a token that was sent stays good");
    assert_eq!(found.email, "kari@eksempel.no");
    tx.rollback().await.expect("ends");
}

#[tokio::test]
async fn a_change_of_the_key_goes_on_wherever_it_was_stopped() {
    let (room, mails, outbox, token) = furnished().await;
    room.store.close().await;
    let mut stops = 0;
    loop {
        let store = open_under(&room, 8, &[7]).await.expect("opens with both");
        assert_whole(&store, mails, outbox, &token).await;
        // Stopped after each batch that brings something over.
        let done = store.rewrap(|keys| keys == 0).await.expect("goes on");
        drop(store);
        if done == Rewrapped::Done {
            break;
        }
        stops += 1;
        let only_new = open_under(&room, 8, &[]).await.expect_err("half of it is under the old one");
        assert!(only_new.to_string().contains("put the old key back"), "{only_new}");
        let only_old = open_under(&room, 7, &[]).await.expect_err("it is on its way");
        assert_eq!(only_old.kind(), StoreErrorKind::Key);
        assert!(stops < 50);
    }
    assert!(stops >= 5, "{stops} batches were stopped after");
    let store = open_under(&room, 8, &[]).await.expect("opens with the new key alone");
    assert_whole(&store, mails, outbox, &token).await;
    assert_eq!(store.under_old_key().await.expect("counts"), 0);
    assert_ne!(store.token_text("case-1", "kari@eksempel.no"), token, "what comes is under the new key");
    store.close().await;
    let error = open_under(&room, 7, &[]).await.expect_err("the old one is of no use");
    assert!(error.to_string().contains("after `varsel key rotate` that is the one it wrote"), "{error}");
    let error =
        open_under(&room, 9, &[7]).await.expect_err("a new key above the old one is not enough either");
    assert_eq!(error.kind(), StoreErrorKind::Key);
}

#[tokio::test]
async fn whoever_has_the_old_key_still_open_writes_nothing_more() {
    let (room, ..) = furnished().await;
    let both = open_under(&room, 8, &[7]).await.expect("opens with both");
    let error = room.store.begin().await.err().expect("it has the old one only");
    assert_eq!(error.kind(), StoreErrorKind::Key);
    assert!(error.to_string().contains("the key was changed meanwhile; start again"), "{error}");
    both.begin().await.expect("begins").rollback().await.expect("ends");
    assert_eq!(both.rewrap(|_| true).await.expect("goes on"), Rewrapped::Done);
    assert_eq!(room.store.begin().await.err().expect("still").kind(), StoreErrorKind::Key);
}

#[tokio::test]
async fn one_damaged_key_holds_up_no_other_and_the_old_key_stays_until_it_is_erased() {
    let (room, mails, outbox, token) = furnished().await;
    let damage = "UPDATE mail SET raw_key = substr(raw_key, 1, length(raw_key) - 8) || x'0000000000000000' WHERE id = 1";
    room.raw_run(damage).await;
    let both = open_under(&room, 8, &[7]).await.expect("opens with both");
    assert_eq!(both.rewrap(|_| true).await.expect("goes on"), Rewrapped::Left(vec!["mail 1".into()]));
    assert_eq!(both.under_old_key().await.expect("counts"), 1);
    assert!(both.is_rewrapping().await.expect("reads"));
    assert_whole(&both, mails, outbox, &token).await;
    let mut tx = both.begin().await.expect("begins");
    tx.forget_mail(1, "kari: damaged", NOW).await.expect("forgets");
    tx.commit().await.expect("commits");
    assert_eq!(both.rewrap(|_| true).await.expect("goes on"), Rewrapped::Done);
    both.close().await;
    open_under(&room, 8, &[]).await.expect("opens with the new key alone").close().await;
}

/// A store that schema 3 wrote, with one case in clear, under the key of these tests.
fn of_before(folder: &Path) -> PathBuf {
    let packed: &[u8] = include_bytes!("../../store/schema3.db.gz");
    let mut bytes = Vec::new();
    flate2::read::GzDecoder::new(packed).read_to_end(&mut bytes).expect("unpacks");
    let path = folder.join("varsel.db");
    std::fs::write(&path, bytes).expect("writes");
    path
}

#[tokio::test]
async fn a_store_of_before_is_sealed_when_it_is_opened_and_nothing_is_lost() {
    const CLEAR: [&str; 5] =
        ["kundeliste", "jon.moen@eksempel.no", "kari.nordmann@eksempel.no", "INC-77", "E-post sendt"];
    let folder = TempDir::new().expect("a folder");
    let path = of_before(folder.path());
    let start = std::fs::read(&path).expect("reads");
    // Not while a version of before works on it: that would go on writing in clear.
    let busy = std::fs::File::create(folder.path().join("varsel.db.lock")).expect("creates");
    busy.lock().expect("locks");
    let error = open(&path).await.expect_err("it is worked on");
    assert!(error.is_temporary() && error.to_string().contains("stop the daemon first"), "{error}");
    let untouched = std::fs::read(&path).expect("reads");
    assert!(
        CLEAR[..4].iter().all(|word| holds(&untouched, word.as_bytes()))
            && !holds(&untouched, b"sealed_state")
    );
    drop(busy);
    assert!(CLEAR[..4].iter().all(|word| holds(&start, word.as_bytes())));
    let store = open(&path).await.expect("opens");
    let read = |name: &str| std::fs::read(folder.path().join(name)).unwrap_or_default();
    let now = [read("varsel.db"), read("varsel.db-wal"), read("varsel.db-shm")].concat();
    let policy_and_history = ["kari.nordmann@eksempel.no", "jon.moen@eksempel.no"];
    for word in CLEAR.iter().filter(|word| !policy_and_history.contains(word)) {
        assert!(!holds(&now, word.as_bytes()), "{word}");
    }
    let case = store.case_get_by_number("AVVIK-2026-0001").await.expect("reads").expect("is there");
    assert!(case.state.contains("kundeliste"));
    assert_eq!(
        (case.sender.as_deref(), case.external_reference.as_deref()),
        (Some("jon.moen@eksempel.no"), Some("INC-77"))
    );
    let mails = store.mail_list(None).await.expect("lists");
    assert_eq!(mails[0].sender.as_deref(), Some("jon.moen@eksempel.no"));
    let raw = store.mail_raw(mails[0].id).await.expect("opens").expect("is there");
    assert!(holds(&raw, b"kundeliste"));
    let sent = store.outbox_list(None).await.expect("lists");
    assert_eq!(sent.len(), 3);
    assert!(sent.iter().all(|row| row.recipient.ends_with("@eksempel.no") && !row.subject.is_empty()));
    assert!(store.history(&case.id).await.expect("reads").iter().all(|entry| entry.payload.is_some()));
    let mut tx = store.begin().await.expect("begins");
    let found = tx.case_by_sender_reference("JON.MOEN@eksempel.no", "INC-77").await.expect("reads");
    assert_eq!(found.map(|found| found.id), Some(case.id.clone()));
    assert_eq!(tx.receipts_since("jon.moen@eksempel.no", "eksempel.no", 0).await.expect("counts").0, 1);
    tx.history_append(&case.id, &[entry("later")]).await.expect("goes on");
    tx.commit().await.expect("commits");
    let report = store.verify().await.expect("verifies");
    assert!(report.holds(), "{report:?}");
    store.close().await;
    // A crash after the first rows: the rest is sealed at the next opening, and what is sealed stays as it is.
    let mut connection = super::raw(&path).await;
    sqlx::raw_sql("DELETE FROM meta WHERE key = 'sealed'").execute(&mut connection).await.expect("runs");
    connection.close().await.expect("closes");
    let again = open(&path).await.expect("opens");
    assert_eq!(again.case_get(&case.id).await.expect("reads").map(|again| again.state), Some(case.state));
    assert!(again.verify().await.expect("verifies").holds());
    assert_eq!(again.in_clear().await.expect("looks"), [""; 0]);
    again.close().await;
    let mut connection = super::raw(&path).await;
    let query =
        "SELECT count(*) FROM mail WHERE length(body_hash) = 64 UNION ALL SELECT count(*) FROM opening";
    let left: Vec<(i64,)> = sqlx::query_as(query).fetch_all(&mut connection).await.expect("reads");
    assert!(left.iter().all(|(rows,)| *rows == 0), "{left:?}");
    connection.close().await.expect("closes");
}

#[tokio::test]
async fn one_damaged_mail_of_before_keeps_its_bytes_and_holds_up_nothing() {
    let folder = TempDir::new().expect("a folder");
    let path = of_before(folder.path());
    let mut connection = super::raw(&path).await;
    sqlx::raw_sql("UPDATE mail_content SET raw = x'0102' WHERE mail_id = 1")
        .execute(&mut connection)
        .await
        .expect("runs");
    let store = open(&path).await.expect("opens");
    assert!(store.mail_reading(1).await.expect("opens").is_some(), "the other half is sealed");
    assert_eq!(store.mail_raw(1).await.expect("answers"), None);
    let raw: Vec<(Vec<u8>,)> = sqlx::query_as("SELECT raw FROM mail_content WHERE mail_id = 1")
        .fetch_all(&mut connection)
        .await
        .expect("reads");
    assert_eq!(raw, [(vec![1, 2],)]);
    assert_eq!(store.in_clear().await.expect("looks"), [""; 0]);
    connection.close().await.expect("closes");
    store.close().await;
}
