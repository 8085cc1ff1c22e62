//! What somebody who can write the database's file, but has no key, may try: each is found, and said where.

use sha2::{Digest, Sha256};

use super::audit::policy;
use super::*;

/// A change by hand, and what verify must say of it.
struct Tampering {
    what: String,
    sql: String,
    said: &'static str,
}

fn tampering(what: &str, sql: impl Into<String>, said: &'static str) -> Tampering {
    Tampering { what: what.to_owned(), sql: sql.into(), said }
}

/// The chain's arithmetic as anybody can do it (src/store/chain.rs).
fn hash_of(kind: &str, fields: &[&[u8]]) -> String {
    let mut sum = Sha256::new();
    for field in std::iter::once(&kind.as_bytes()).chain(fields) {
        sum.update((field.len() as u64).to_be_bytes());
        sum.update(field);
    }
    sum.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

fn entry_hash(case: &str, entry: &Entry) -> String {
    hash_of(
        "varsel history 1",
        &[
            case.as_bytes(),
            &entry.seq.to_be_bytes(),
            &entry.at.to_be_bytes(),
            entry.event.as_bytes(),
            entry.by.as_bytes(),
            entry.authenticity.as_bytes(),
            entry.reason.as_bytes(),
            entry.policy_hash.as_bytes(),
            &entry.reducer_version.to_be_bytes(),
            entry.payload_digest.as_bytes(),
            entry.prev_hash.as_bytes(),
        ],
    )
}

/// The statements that write a case's whole history anew with right hashes, and its head in the case row.
fn rewritten(case: &str, mut entries: Vec<Entry>) -> String {
    let mut sql = format!("DELETE FROM history WHERE case_id = '{case}';");
    let mut prev = String::new();
    for (index, entry) in entries.iter_mut().enumerate() {
        entry.seq = index as i64 + 1;
        entry.prev_hash = prev;
        entry.hash = entry_hash(case, entry);
        prev = entry.hash.clone();
        sql.push_str(&format!(
            "INSERT INTO history VALUES ('{case}', {}, {}, '{}', '{}', '{}', '{}', '{}', {}, '{}', '{}', '{}');",
            entry.seq,
            entry.at,
            entry.event,
            entry.by,
            entry.authenticity,
            entry.reason,
            entry.policy_hash,
            entry.reducer_version,
            entry.payload_digest,
            entry.prev_hash,
            entry.hash
        ));
    }
    let seq = entries.len();
    sql + &format!("UPDATE breach_case SET history_seq = {seq}, history_hash = '{prev}' WHERE id = '{case}';")
}

/// Case 1 has seven entries, five of them witnessed; case 2 three, witnessed; case 3 four that nothing witnesses.
async fn room() -> Room {
    let room = Room::new().await;
    put_case(&room.store, 1, 5).await;
    put_case(&room.store, 2, 3).await;
    let mut tx = room.store.begin().await.expect("begins");
    tx.checkpoint(NOW).await.expect("writes");
    tx.history_append("case-2", &[entry("more")]).await.expect("appends");
    tx.checkpoint(NOW + 1).await.expect("writes");
    tx.checkpoint(NOW + 2).await.expect("writes");
    tx.history_append("case-1", &[entry("event-6"), entry("event-7")]).await.expect("appends");
    let (hash, text) = policy();
    tx.policy_snapshot(&hash, &text, NOW).await.expect("keeps");
    tx.commit().await.expect("commits");
    put_case(&room.store, 3, 4).await;
    room
}

/// Every column of an entry, changed and nothing else.
fn changed_columns() -> Vec<Tampering> {
    let columns = ["at", "event", "\"by\"", "authenticity", "reason", "policy_hash", "reducer_version"];
    let chained = ["payload_digest", "prev_hash", "hash", "seq", "case_id"];
    let mut list = Vec::new();
    for (seq, said) in
        [(1, "AVVIK-2026-0001 entry 1:"), (4, "AVVIK-2026-0001 entry 4:"), (7, "AVVIK-2026-0001 entry 7:")]
    {
        for column in columns.iter().chain(&chained) {
            let value = match *column {
                "at" | "reducer_version" => format!("{column} + 1"),
                "seq" => "99".to_owned(),
                "case_id" => "'case-9'".to_owned(),
                _ => format!("'x' || {column}"),
            };
            list.push(tampering(
                &format!("{column} of entry {seq} changed"),
                format!("UPDATE history SET {column} = {value} WHERE case_id = 'case-1' AND seq = {seq}"),
                said,
            ));
        }
    }
    list
}

/// An entry changed, and everything after it made to fit, as far as one can without the key.
async fn changed_with_right_hashes(store: &Store) -> Vec<Tampering> {
    type Change = (&'static str, fn(&mut Entry));
    let changes: [Change; 8] = [
        ("at", |entry| entry.at += 1),
        ("event", |entry| entry.event.push('x')),
        ("by", |entry| entry.by.push('x')),
        ("authenticity", |entry| entry.authenticity.push('x')),
        ("reason", |entry| entry.reason.push('x')),
        ("policy_hash", |entry| entry.policy_hash.push('x')),
        ("reducer_version", |entry| entry.reducer_version += 1),
        ("payload_digest", |entry| entry.payload_digest.push('x')),
    ];
    let mut list = Vec::new();
    for (column, change) in changes {
        for (index, said) in [(0, "AVVIK-2026-0003 entry 1:"), (3, "AVVIK-2026-0003 entry 4:")] {
            let mut entries = store.history("case-3").await.expect("reads");
            change(&mut entries[index]);
            let what = format!("{column} of entry {} changed, all hashes made anew", index + 1);
            list.push(tampering(&what, rewritten("case-3", entries), said));
        }
    }
    list
}

async fn removed_inserted_reordered(store: &Store) -> Vec<Tampering> {
    let three = store.history("case-3").await.expect("reads");
    let without = |index: usize| {
        let mut rest = three.clone();
        rest.remove(index);
        rest
    };
    let swapped = |a: usize, b: usize| {
        let mut entries = three.clone();
        entries.swap(a, b);
        entries
    };
    let made_up = Entry { event: "closed".into(), reason: "because".into(), ..three[0].clone() };
    let with = |index: usize, entry: &Entry| {
        let mut entries = three.clone();
        entries.insert(index, entry.clone());
        entries
    };
    let copied =
        "INSERT INTO history_payload SELECT case_id, 5, sealed, NULL, NULL, NULL FROM history_payload
                  WHERE case_id = 'case-3' AND seq = 4;";
    let cut = |seq: usize, hash: &str| {
        format!(
            "DELETE FROM history WHERE case_id = 'case-3' AND seq > {seq}; DELETE FROM history_payload
             WHERE case_id = 'case-3' AND seq > {seq}; UPDATE breach_case SET history_seq = {seq}, history_hash = '{hash}'
             WHERE id = 'case-3'"
        )
    };
    let one = "DELETE FROM history WHERE case_id = 'case-1' AND seq = ";
    vec![
        tampering("the first removed", format!("{one} 1"), "AVVIK-2026-0001 entry 1:"),
        tampering("one in the middle removed", format!("{one} 4"), "AVVIK-2026-0001 entry 4:"),
        tampering("the last removed", format!("{one} 7"), "AVVIK-2026-0001 entry 7:"),
        tampering(
            "removed and the rest renumbered",
            format!("{one} 4; UPDATE history SET seq = seq - 1 WHERE case_id = 'case-1' AND seq > 4"),
            "AVVIK-2026-0001 entry 4:",
        ),
        tampering("the first removed, hashes made anew", rewritten("case-3", without(0)), "AVVIK-2026-0003 entry 1:"),
        tampering("one removed, hashes made anew", rewritten("case-3", without(1)), "AVVIK-2026-0003 entry 2:"),
        tampering("the last cut off, head set back", cut(3, &three[2].hash), "AVVIK-2026-0003 entry 4:"),
        tampering("all but the first cut off, head set back", cut(1, &three[0].hash), "AVVIK-2026-0003 entry 2:"),
        tampering("all removed, head set back", cut(0, ""), "AVVIK-2026-0003 entry 1:"),
        tampering(
            "all removed, head and mark emptied",
            format!("{}; UPDATE breach_case SET head_mark = '' WHERE id = 'case-3'", cut(0, "")),
            "AVVIK-2026-0003 entry 1:",
        ),
        tampering(
            "the last two witnessed cut off, head set back",
            "DELETE FROM history WHERE case_id = 'case-2' AND seq > 2; UPDATE breach_case SET history_seq = 2, history_hash =
             (SELECT hash FROM history WHERE case_id = 'case-2' AND seq = 2) WHERE id = 'case-2'",
            "AVVIK-2026-0002 entry 3:",
        ),
        tampering(
            "a copied entry put at the end",
            r#"INSERT INTO history SELECT case_id, 8, at, event, "by", authenticity, reason, policy_hash, reducer_version,
               payload_digest, hash, 'ff' FROM history WHERE case_id = 'case-1' AND seq = 7"#,
            "AVVIK-2026-0001 entry 8:",
        ),
        tampering(
            "a copied entry put at the end with right hashes and its payload",
            format!("{copied} {}", rewritten("case-3", with(4, &three[3]))),
            "AVVIK-2026-0003 entry 5:",
        ),
        tampering(
            "a made-up entry at the end with right hashes, no payload",
            rewritten("case-3", with(4, &made_up)),
            "AVVIK-2026-0003 entry 5:",
        ),
        tampering(
            "a made-up entry in the middle with right hashes",
            format!("{copied} {}", rewritten("case-3", with(2, &made_up))),
            "AVVIK-2026-0003 entry 3:",
        ),
        tampering(
            "two swapped",
            "UPDATE history SET seq = 99 WHERE case_id = 'case-1' AND seq = 2; UPDATE history SET seq = 2 WHERE case_id = 'case-1'
             AND seq = 3; UPDATE history SET seq = 3 WHERE case_id = 'case-1' AND seq = 99",
            "AVVIK-2026-0001 entry 2:",
        ),
        tampering("two swapped, hashes made anew", rewritten("case-3", swapped(1, 2)), "AVVIK-2026-0003 entry 2:"),
        tampering(
            "two swapped with their payloads, hashes made anew",
            format!(
                "UPDATE history_payload SET seq = 99 WHERE case_id = 'case-3' AND seq = 2; UPDATE history_payload SET seq = 2
                 WHERE case_id = 'case-3' AND seq = 3; UPDATE history_payload SET seq = 3 WHERE case_id = 'case-3' AND seq = 99;
                 {}",
                rewritten("case-3", swapped(1, 2))
            ),
            "AVVIK-2026-0003 entry 2:",
        ),
    ]
}

fn payloads() -> Vec<Tampering> {
    let update = |set: &str, seq: i64| {
        format!("UPDATE history_payload SET {set} WHERE case_id = 'case-1' AND seq = {seq}")
    };
    let of = |case: &str, seq: i64| {
        format!("sealed = (SELECT sealed FROM history_payload WHERE case_id = '{case}' AND seq = {seq})")
    };
    vec![
        tampering(
            "a payload's last byte changed",
            update("sealed = substr(sealed, 1, length(sealed) - 1) || x'00'", 3),
            "AVVIK-2026-0001 entry 3:",
        ),
        tampering("a payload emptied", update("sealed = x''", 3), "AVVIK-2026-0001 entry 3:"),
        tampering("a payload away", update("sealed = NULL", 7), "AVVIK-2026-0001 entry 7:"),
        tampering(
            "a payload away as if erased by rule",
            update("sealed = NULL, erased_at = 1, erased_reason = 'retention'", 2),
            "AVVIK-2026-0001 entry 2:",
        ),
        tampering(
            "a payload away as if erased by rule, with a made-up mark",
            update("sealed = NULL, erased_at = 1, erased_reason = 'retention', erased_mark = 'ff'", 2),
            "AVVIK-2026-0001 entry 2:",
        ),
        tampering("a payload of another entry", update(&of("case-1", 1), 6), "AVVIK-2026-0001 entry 6:"),
        tampering("a payload of another case", update(&of("case-2", 6), 6), "AVVIK-2026-0001 entry 6:"),
        tampering(
            "two payloads swapped",
            "UPDATE history_payload SET seq = 99 WHERE case_id = 'case-1' AND seq = 2; UPDATE history_payload SET seq = 2
             WHERE case_id = 'case-1' AND seq = 5; UPDATE history_payload SET seq = 5 WHERE case_id = 'case-1' AND seq = 99",
            "AVVIK-2026-0001 entry 2:",
        ),
        tampering(
            "a payload's row removed",
            "DELETE FROM history_payload WHERE case_id = 'case-1' AND seq = 4",
            "AVVIK-2026-0001 entry 4:",
        ),
        tampering(
            "a payload more",
            "INSERT INTO history_payload SELECT case_id, 8, sealed, NULL, NULL, NULL FROM history_payload
             WHERE case_id = 'case-1' AND seq = 7",
            "history case-1 entry 8:",
        ),
        tampering("a history's key removed", "DELETE FROM case_key WHERE case_id = 'case-1'", "AVVIK-2026-0001"),
        tampering(
            "a history's key of another case",
            "UPDATE case_key SET sealed = (SELECT sealed FROM case_key WHERE case_id = 'case-2') WHERE case_id = 'case-1'",
            "AVVIK-2026-0001",
        ),
    ]
}

async fn checkpoints(room: &Room) -> Vec<Tampering> {
    let mut connection = room.raw().await;
    let last: (String,) = sqlx::query_as("SELECT hash FROM checkpoint WHERE seq = 3")
        .fetch_one(&mut connection)
        .await
        .expect("reads");
    connection.close().await.expect("closes");
    let forged =
        hash_of("varsel checkpoint 1", &[&4_i64.to_be_bytes(), &NOW.to_be_bytes(), last.0.as_bytes()]);
    vec![
        tampering(
            "a checkpoint's time changed",
            "UPDATE checkpoint SET at = at + 1 WHERE seq = 2",
            "checkpoint 2:",
        ),
        tampering(
            "a checkpoint's hash changed",
            "UPDATE checkpoint SET hash = 'ff' WHERE seq = 1",
            "checkpoint 1:",
        ),
        tampering(
            "a checkpoint's link changed",
            "UPDATE checkpoint SET prev_hash = 'ff' WHERE seq = 3",
            "checkpoint 3:",
        ),
        tampering("the first checkpoint removed", "DELETE FROM checkpoint WHERE seq = 1", "checkpoint 2:"),
        tampering("one in the middle removed", "DELETE FROM checkpoint WHERE seq = 2", "checkpoint 3:"),
        tampering("the last checkpoint removed", "DELETE FROM checkpoint WHERE seq = 3", "checkpoint 2:"),
        tampering(
            "all checkpoints removed",
            "DELETE FROM checkpoint; DELETE FROM checkpoint_head",
            "checkpoint 0:",
        ),
        tampering(
            "two checkpoints swapped",
            "UPDATE checkpoint SET seq = 99 WHERE seq = 2; UPDATE checkpoint SET seq = 2 WHERE seq = 3;
             UPDATE checkpoint SET seq = 3 WHERE seq = 99",
            "checkpoint 2:",
        ),
        tampering(
            "a checkpoint forged with the right hash",
            format!("INSERT INTO checkpoint VALUES (4, {NOW}, '{}', '{forged}')", last.0),
            "checkpoint 4:",
        ),
        tampering(
            "what a checkpoint witnessed changed",
            "UPDATE checkpoint_head SET history_seq = 4 WHERE checkpoint_seq = 1 AND case_id = 'case-1'",
            "checkpoint 1:",
        ),
        tampering(
            "what a checkpoint witnessed removed",
            "DELETE FROM checkpoint_head WHERE checkpoint_seq = 1 AND case_id = 'case-2'",
            "checkpoint 1:",
        ),
        tampering(
            "a checkpoint that witnesses more",
            "INSERT INTO checkpoint_head VALUES (3, 'case-3', 4, 'ff')",
            "checkpoint 3:",
        ),
    ]
}

fn cases() -> Vec<Tampering> {
    let (hash, _) = policy();
    let all_of = |case: &str| {
        let of = ["history_payload", "history", "deadline", "case_key"];
        let rows: String = of.map(|table| format!("DELETE FROM {table} WHERE case_id = '{case}';")).concat();
        format!("{rows} DELETE FROM breach_case WHERE id = '{case}'")
    };
    vec![
        tampering("a case row removed", "DELETE FROM breach_case WHERE id = 'case-1'", "history of case-1:"),
        tampering("a whole case removed that nothing witnesses", all_of("case-3"), "cases: there are 2"),
        tampering("a whole case removed that is witnessed", all_of("case-2"), "checkpoint 1: case case-2"),
        tampering(
            "a whole case removed and the count made to fit",
            format!("{}; UPDATE meta SET value = '2' || substr(value, 2) WHERE key = 'cases_mark'", all_of("case-3")),
            "cases: there are 2",
        ),
        tampering(
            "the case row names an older head",
            "UPDATE breach_case SET history_seq = 6, history_hash = (SELECT hash FROM history WHERE case_id = 'case-1'
             AND seq = 6) WHERE id = 'case-1'",
            "AVVIK-2026-0001 entry 7:",
        ),
        tampering(
            "the case row's head of another case",
            "UPDATE breach_case SET history_hash = (SELECT history_hash FROM breach_case WHERE id = 'case-2') WHERE id = 'case-1'",
            "AVVIK-2026-0001 entry 7:",
        ),
        tampering(
            "the head's mark of another case",
            "UPDATE breach_case SET head_mark = (SELECT head_mark FROM breach_case WHERE id = 'case-2') WHERE id = 'case-1'",
            "AVVIK-2026-0001 entry 8:",
        ),
        tampering(
            "a state changed",
            "UPDATE breach_case SET sealed_state = substr(sealed_state, 1, length(sealed_state) - 1) || x'00' WHERE id = 'case-2'",
            "AVVIK-2026-0002: its state was changed",
        ),
        tampering(
            "a state of another case",
            "UPDATE breach_case SET sealed_state = (SELECT sealed_state FROM breach_case WHERE id = 'case-1') WHERE id = 'case-2'",
            "AVVIK-2026-0002: its state was changed",
        ),
        tampering(
            "an older state as if it were the newest",
            "UPDATE breach_case SET version = version + 1 WHERE id = 'case-2'",
            "AVVIK-2026-0002: its state was changed",
        ),
        tampering(
            "a case's number changed",
            "UPDATE breach_case SET number = 'AVVIK-2026-0099' WHERE id = 'case-2'",
            "AVVIK-2026-0099: its row says another number",
        ),
        tampering(
            "an open case hidden as if it were closed, its deadlines gone",
            "UPDATE breach_case SET closed_at = 1 WHERE id = 'case-2'; UPDATE deadline SET state = 'done' WHERE case_id = 'case-2'",
            "AVVIK-2026-0002: its row says another number, status or time",
        ),
        tampering(
            "a case's status changed",
            "UPDATE breach_case SET status = 'closed' WHERE id = 'case-2'",
            "AVVIK-2026-0002: its row says another number, status or time",
        ),
        tampering(
            "an open case whose deadlines are gone",
            "DELETE FROM deadline WHERE case_id = 'case-2'",
            "AVVIK-2026-0002: it is open and has no pending deadline",
        ),
        tampering("the count of cases removed", "DELETE FROM meta WHERE key = 'cases_mark'", "cases: there are 3"),
        tampering(
            "a token in clear put in, for whoever knows it",
            format!("INSERT INTO token (digest, case_id, email, created_at) VALUES ('ff', 'case-2', 'x@eksempel.no', {NOW})"),
            "token of case case-2: it stands in clear",
        ),
        tampering("a state in clear", "UPDATE breach_case SET sealed_state = NULL, state = '{}' WHERE id = 'case-2'", "AVVIK-2026-0002"),
        tampering("a policy changed", "UPDATE policy_snapshot SET text = replace(text, '2026', '2027')", "policy ")
            .about(&hash),
    ]
}

impl Tampering {
    fn about(mut self, what: &str) -> Self {
        self.what.push_str(&format!(" ({what})"));
        self
    }
}

#[tokio::test]
async fn whatever_is_done_to_the_record_without_the_key_is_found_and_named() {
    const TRIGGERS: [&str; 15] = [
        "history_is_never_changed",
        "history_is_never_deleted",
        "history_is_never_replaced",
        "history_payload_is_only_erased",
        "history_payload_is_never_deleted",
        "history_payload_is_never_replaced",
        "checkpoint_is_never_changed",
        "checkpoint_is_never_deleted",
        "checkpoint_is_never_replaced",
        "checkpoint_head_is_never_changed",
        "checkpoint_head_is_never_deleted",
        "checkpoint_head_is_never_replaced",
        "policy_snapshot_is_never_changed",
        "policy_snapshot_is_never_deleted",
        "none",
    ];
    let room = room().await;
    let clean = room.store.verify().await.expect("verifies");
    assert!(clean.holds(), "{clean:?}");
    let mut list = changed_columns();
    list.extend(changed_with_right_hashes(&room.store).await);
    list.extend(removed_inserted_reordered(&room.store).await);
    list.extend(payloads());
    list.extend(checkpoints(&room).await);
    list.extend(cases());
    assert!(room.store.purge().await.expect("purges"), "all of it stands in the file that is copied");
    room.store.close().await;
    let drops: String = TRIGGERS.map(|name| format!("DROP TRIGGER IF EXISTS {name};")).concat();
    let mut missed = Vec::new();
    for (number, one) in list.iter().enumerate() {
        let folder = TempDir::new().expect("a folder");
        let copy = folder.path().join("varsel.db");
        std::fs::copy(room.path(), &copy).expect("copies");
        let mut connection = raw(&copy).await;
        let sql = format!("{drops} {}", one.sql);
        sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut connection).await.expect(&one.what);
        connection.close().await.expect("closes");
        let store = open(&copy).await.expect("opens");
        let breaks = store.verify().await.expect("verifies").breaks;
        if !breaks.iter().any(|found| found.contains(one.said)) {
            missed.push(format!("{number} {}: expected {:?}, found {breaks:?}", one.what, one.said));
        }
        store.close().await;
    }
    println!("tamperings: {}, found: {}", list.len(), list.len() - missed.len());
    assert!(missed.is_empty(), "{missed:#?}");
}

#[tokio::test]
async fn a_head_that_was_mailed_is_found_again_by_its_first_digits() {
    let room = room().await;
    let head = room.store.verify().await.expect("verifies").head.expect("a head");
    let found = room.store.checkpoint_of(&head.hash[..16].to_uppercase()).await.expect("reads");
    assert_eq!(found.iter().map(|one| (one.seq, one.at, one.moved)).collect::<Vec<_>>(), [(3, NOW + 2, 0)]);
    assert_eq!(room.store.checkpoint_of("ffffffffffffffff").await.expect("reads"), []);
}
