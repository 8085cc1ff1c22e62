//! Outgoing mail.

use super::*;

#[tokio::test]
async fn a_notice_is_queued_once_under_its_key() {
    let room = Room::new().await;
    let put = put_notices(&room.store, &[notice("a"), notice("b"), notice("a")]).await;
    let [Inserted::New(a), Inserted::New(_), Inserted::AlreadyThere(again)] = put[..] else {
        panic!("{put:?}")
    };
    assert_eq!(a, again);
    assert_eq!(put_notices(&room.store, &[notice("a")]).await, [Inserted::AlreadyThere(a)]);
    let rows = room.store.outbox_list(None).await.expect("lists");
    let after = room.store.outbox_after(rows[1].id).await.expect("lists");
    assert_eq!(after, rows[..1]);
    assert_eq!(rows.iter().map(|row| row.subject.as_str()).collect::<Vec<_>>(), ["Mottatt", "Mottatt"]);
    let clash = NewOutbox { message_id: "a@varsel".into(), ..notice("c") };
    let mut tx = room.store.begin().await.expect("begins");
    assert!(tx.outbox_put(&clash).await.is_err(), "a Message-ID is never used for two mails");
}

#[tokio::test]
async fn no_mail_is_claimed_twice_even_by_many_at_once() {
    let room = Room::new().await;
    let notices: Vec<_> = (0..250).map(|at| notice(&format!("n{at}"))).collect();
    put_notices(&room.store, &notices).await;
    let claimers = (0..8).map(|_| {
        let store = room.store.clone();
        tokio::spawn(async move {
            let mut ids = Vec::new();
            loop {
                let claimed = store.claim(NOW, 20).await.expect("claims");
                if claimed.is_empty() {
                    return ids;
                }
                ids.extend(claimed.into_iter().map(|mail| mail.id));
            }
        })
    });
    let mut ids = Vec::new();
    for claimer in claimers.collect::<Vec<_>>() {
        ids.extend(claimer.await.expect("ends"));
    }
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 250);
    assert!(room.store.verify().await.expect("verifies").holds());
}

#[tokio::test]
async fn an_attempt_is_committed_before_its_result_and_a_retry_has_the_same_bytes() {
    let room = Room::new().await;
    let late = NewOutbox { next_attempt_at: NOW + 50, ..notice("late") };
    let urgent = NewOutbox { priority: 0, ..notice("urgent") };
    let born = NewOutbox { claimed: true, ..notice("born") };
    put_notices(&room.store, &[notice("a"), late, urgent, born]).await;
    let stuck = room.store.stuck_sending(NOW + 1).await.expect("reads");
    assert_eq!(
        stuck.iter().map(|row| (row.dedup_key.as_str(), row.attempts)).collect::<Vec<_>>(),
        [("born", 1)]
    );

    let claimed = room.store.claim(NOW, 10).await.expect("claims");
    assert_eq!(
        claimed.iter().map(|mail| mail.message_id.as_str()).collect::<Vec<_>>(),
        ["urgent@varsel", "a@varsel"]
    );
    assert_eq!(room.store.stuck_sending(NOW + 1).await.expect("reads").len(), 3);
    assert_eq!(room.store.next_attempt().await.expect("reads"), Some(NOW + 50));
    let result = |at: usize, state, next_attempt_at| DeliveryResult {
        id: claimed[at].id,
        outcome: "temporary".into(),
        detail: "451 try later".into(),
        state,
        next_attempt_at,
        at: NOW + 2,
    };
    let mut tx = room.store.begin().await.expect("begins");
    let results = [result(0, OutboxState::Sent, None), result(1, OutboxState::Queued, Some(NOW + 10))];
    assert_eq!(tx.delivery_results(&results).await.expect("stores"), 2);
    assert!(!tx.delivery_result(&result(0, OutboxState::Failed, None)).await.expect("answers"), "it is sent");
    tx.commit().await.expect("commits");

    let again = room.store.claim(NOW + 10, 10).await.expect("claims");
    assert_eq!(again.iter().map(|mail| (mail.id, mail.attempts)).collect::<Vec<_>>(), [(claimed[1].id, 2)]);
    assert_eq!((&again[0].bytes, again[0].first_attempt_at), (&claimed[1].bytes, NOW));
    let row =
        room.store.outbox_list(None).await.expect("lists").into_iter().find(|row| row.id == claimed[0].id);
    let row = row.expect("is there");
    assert_eq!((row.state, row.finished_at, row.last_error), (OutboxState::Sent, Some(NOW + 2), None));
    assert!(room.store.verify().await.expect("verifies").holds());
}

#[tokio::test]
async fn an_operator_may_retry_what_failed_and_drop_what_is_not_sent() {
    let room = Room::new().await;
    let id = put_notices(&room.store, &[notice("a")]).await[0].id();
    assert!(room.store.outbox_retry(id, NOW).await.expect("answers"), "what waits may go now");
    assert!(room.store.outbox_drop(id, "sent by hand", NOW).await.expect("drops"));
    assert!(room.store.claim(NOW, 10).await.expect("claims").is_empty());
    assert!(room.store.outbox_retry(id, NOW).await.expect("queues"));
    assert_eq!(room.store.claim(NOW, 10).await.expect("claims").len(), 1);
    assert!(!room.store.outbox_drop(id, "too late", NOW).await.expect("answers"), "it is being sent");
}

#[tokio::test]
async fn threads_bounces_and_limits_are_found_by_id_and_by_address() {
    let room = Room::new().await;
    put_case(&room.store, 1, 1).await;
    put_case(&room.store, 2, 1).await;
    let mut tx = room.store.begin().await.expect("begins");
    let ours = NewOutbox { case_id: Some("case-1".into()), ..notice("a") };
    let reminder = NewOutbox { template: "reminder".into(), ..notice("b") };
    let neighbour = NewOutbox { recipient: "kari@eksempel.no".into(), ..notice("c") };
    tx.outbox_put_all(&[ours, reminder, neighbour]).await.expect("puts");
    // A stranger's mail with the Message-ID of ours does not take the thread over.
    let proved = r#"{"verdict":"authenticated","why":"","method":null}"#;
    for (uid, message_id, said) in
        [(1, "a@varsel", "{}"), (2, "m2@eksempel.no", "{}"), (3, "m3@eksempel.no", proved)]
    {
        let id = tx
            .mail_insert(&NewMail {
                message_id: Some(message_id.into()),
                authenticity: said.into(),
                ..mail(uid)
            })
            .await
            .expect("inserts")
            .id();
        tx.mail_outcome(id, Outcome::Opened, "", Some("case-2"), NOW).await.expect("decides");
    }
    let thread = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect::<Vec<_>>();
    for (ids, expected) in [
        (thread(&["unknown", "a@varsel", "m2@eksempel.no"]), Some("case-1")),
        (thread(&["m2@eksempel.no", "a@varsel"]), Some("case-1")),
        (thread(&["m2@eksempel.no"]), None),
        (thread(&["b@varsel"]), None),
        (thread(&[]), None),
    ] {
        assert_eq!(tx.find_thread(&ids).await.expect("reads").as_deref(), expected, "{ids:?}");
    }
    // What was received leads on for its own sender, and for who is proved only where that one was.
    for (id, sender, proved, expected) in [
        ("m2@eksempel.no", "OLA@eksempel.no", false, Some("case-2")),
        ("m2@eksempel.no", "ola@eksempel.no", true, None),
        ("m2@eksempel.no", "per@eksempel.no", false, None),
        ("m3@eksempel.no", "ola@eksempel.no", true, Some("case-2")),
    ] {
        let found = tx.find_thread_of(&thread(&[id]), sender, proved).await.expect("reads");
        assert_eq!(found.as_deref(), expected, "{id} {sender} {proved}");
    }
    let found = tx.outbox_by_message_id("a@varsel").await.expect("reads").expect("is ours");
    assert_eq!((found.case_id.as_deref(), found.recipient.as_str()), (Some("case-1"), "Ola@Eksempel.no"));
    assert_eq!(tx.receipts_since("OLA@eksempel.no", "eksempel.no", NOW).await.expect("counts"), (1, 2));
    assert_eq!(tx.receipts_since("ola@eksempel.no", "eksempel.no", NOW + 1).await.expect("counts"), (0, 0));
}

#[tokio::test]
async fn a_mail_that_came_back_failed_after_all() {
    let room = Room::new().await;
    let id = put_notices(&room.store, &[NewOutbox { claimed: true, ..notice("a") }]).await[0].id();
    let mut tx = room.store.begin().await.expect("begins");
    assert!(!tx.outbox_bounced(id, "5.1.1", NOW).await.expect("answers"), "it is not handed over yet");
    let sent = DeliveryResult {
        id,
        outcome: "accepted".into(),
        detail: "250 ok".into(),
        state: OutboxState::Sent,
        next_attempt_at: None,
        at: NOW,
    };
    assert!(tx.delivery_result(&sent).await.expect("stores"));
    assert!(tx.outbox_bounced(id, "5.1.1", NOW + 5).await.expect("stores"));
    tx.commit().await.expect("commits");
    let rows = room.store.outbox_list(None).await.expect("lists");
    let row = rows.first().expect("is there");
    assert_eq!((row.state, row.last_error.as_deref()), (OutboxState::Failed, Some("5.1.1")));
}

#[tokio::test]
async fn one_damaged_mail_fails_and_the_others_go() {
    let room = Room::new().await;
    let damaged = NewOutbox { priority: 0, ..notice("a") };
    let ids: Vec<i64> =
        put_notices(&room.store, &[damaged, notice("b")]).await.iter().map(|put| put.id()).collect();
    room.raw_run("UPDATE outbox_content SET bytes = x'00', subject = x'00' WHERE outbox_id = 1").await;
    // Even where a round brings nothing but damaged ones.
    let claimed = room.store.claim(NOW, 1).await.expect("claims");
    assert_eq!(claimed.iter().map(|mail| mail.id).collect::<Vec<_>>(), [ids[1]]);
    let rows = room.store.outbox_list(None).await.expect("lists");
    let row = rows.iter().find(|row| row.id == ids[0]).expect("is there");
    assert_eq!((row.state, row.attempts, row.subject.as_str()), (OutboxState::Failed, 0, ""));
    assert!(row.last_error.is_some() && row.finished_at == Some(NOW));
    assert!(room.store.outbox_drop(ids[0], "damaged", NOW).await.expect("drops"));
    assert!(room.store.verify().await.expect("verifies").holds());
}

#[tokio::test]
async fn a_retry_gives_the_mail_its_whole_time_again() {
    let room = Room::new().await;
    let id = put_notices(&room.store, &[notice("a")]).await[0].id();
    let claimed = room.store.claim(NOW, 10).await.expect("claims");
    let failed = DeliveryResult {
        id,
        outcome: "temporary".into(),
        detail: "451".into(),
        state: OutboxState::Failed,
        next_attempt_at: None,
        at: NOW,
    };
    let mut tx = room.store.begin().await.expect("begins");
    assert!(tx.delivery_result(&failed).await.expect("stores"));
    tx.commit().await.expect("commits");
    assert_eq!(claimed[0].first_attempt_at, NOW);
    assert!(room.store.outbox_retry(id, NOW + 1_000).await.expect("queues"));
    let again = room.store.claim(NOW + 1_000, 10).await.expect("claims");
    assert_eq!((again[0].attempts, again[0].first_attempt_at), (2, NOW + 1_000));
}

#[tokio::test]
async fn what_was_claimed_and_never_tried_goes_back_as_it_was() {
    let room = Room::new().await;
    let ids: Vec<i64> =
        put_notices(&room.store, &[notice("a"), notice("b")]).await.iter().map(|put| put.id()).collect();
    room.store.claim(NOW, 10).await.expect("claims");
    let back = DeliveryResult {
        id: ids[1],
        outcome: "temporary".into(),
        detail: "451".into(),
        state: OutboxState::Queued,
        next_attempt_at: Some(NOW + 5),
        at: NOW + 1,
    };
    let mut tx = room.store.begin().await.expect("begins");
    tx.delivery_result(&back).await.expect("stores");
    assert_eq!(tx.outbox_unclaim(&ids).await.expect("puts back"), 1, "the other one has its result");
    tx.commit().await.expect("commits");
    let claimed = room.store.claim(NOW + 5, 10).await.expect("claims");
    let tries: Vec<_> = claimed.iter().map(|mail| (mail.id, mail.attempts, mail.first_attempt_at)).collect();
    assert_eq!(tries, [(ids[0], 1, NOW + 5), (ids[1], 2, NOW)]);
    assert_eq!(room.store.stuck_sending_all().await.expect("reads").len(), 2);
    let mut tx = room.store.begin().await.expect("begins");
    assert_eq!(tx.outbox_unclaim(&ids).await.expect("puts back"), 2);
    assert_eq!(tx.outbox_unclaim(&ids).await.expect("answers"), 0);
    tx.commit().await.expect("commits");
    let row = room.store.outbox_list(None).await.expect("lists").remove(0);
    assert_eq!(
        (row.id, row.state, row.attempts, row.first_attempt_at, row.last_attempt_at, row.next_attempt_at),
        (ids[1], OutboxState::Queued, 1, Some(NOW), Some(NOW), Some(NOW + 5))
    );
    assert!(room.store.stuck_sending_all().await.expect("reads").is_empty());
    assert!(room.store.verify().await.expect("verifies").holds());
}

#[tokio::test]
async fn notices_that_mails_bring_about_are_counted_by_case_and_recipient() {
    let room = Room::new().await;
    put_case(&room.store, 1, 1).await;
    let of_case = |key: &str, template: &str| NewOutbox {
        case_id: Some("case-1".into()),
        template: template.into(),
        ..notice(key)
    };
    let later = NewOutbox { created_at: NOW + 9, ..of_case("c", "command-receipt") };
    let other = NewOutbox { recipient: "kari@eksempel.no".into(), ..of_case("d", "reminder") };
    put_notices(&room.store, &[notice("x"), of_case("a", "reminder"), of_case("b", "digest"), later, other])
        .await;
    let mut tx = room.store.begin().await.expect("begins");
    for (since, expected) in [(NOW, 2), (NOW + 1, 1), (NOW + 10, 0)] {
        let count = tx.notices_by_mail_since("case-1", "ola@eksempel.NO", since).await.expect("counts");
        assert_eq!(count, expected);
    }
}

/// First notices have priority 0, receipts 2, and all that a flood brings about 4 (`varsel::case::notice::Notice`).
#[tokio::test]
async fn a_first_notice_never_stands_behind_the_receipts_and_notices_of_a_flood() {
    let room = Room::new().await;
    let flood: Vec<NewOutbox> = (0..1_000)
        .map(|at| NewOutbox { priority: if at % 2 == 0 { 2 } else { 4 }, ..notice(&format!("flood{at}")) })
        .collect();
    put_notices(&room.store, &flood).await;
    let late = NewOutbox { priority: 0, created_at: NOW + 5, next_attempt_at: NOW + 5, ..notice("first") };
    let reminder =
        NewOutbox { priority: 3, created_at: NOW + 5, next_attempt_at: NOW + 5, ..notice("reminder") };
    put_notices(&room.store, &[reminder, late]).await;
    let claimed = room.store.claim(NOW + 5, 502).await.expect("claims");
    assert_eq!(claimed[0].message_id, "first@varsel");
    assert_eq!(claimed[501].message_id, "reminder@varsel", "a flood's own notices come after all else");
}

#[tokio::test]
async fn one_recipient_that_takes_nothing_is_not_the_way_out_several_are() {
    let room = Room::new().await;
    let to = |key: &str| NewOutbox { recipient: format!("{key}@eksempel.no"), ..notice(key) };
    put_notices(&room.store, &[to("a"), to("b"), to("c")]).await;
    let claimed = room.store.claim(NOW, 10).await.expect("claims");
    let end = async |at: usize, state: OutboxState, when: i64| {
        let next_attempt_at = (state == OutboxState::Queued).then_some(when + 1_000_000);
        let detail = "said".to_owned();
        let result = DeliveryResult {
            id: claimed[at].id,
            outcome: "x".into(),
            detail,
            state,
            next_attempt_at,
            at: when,
        };
        let mut tx = room.store.begin().await.expect("begins");
        assert!(tx.delivery_result(&result).await.expect("stores"));
        tx.commit().await.expect("commits");
    };
    let counts = async |before: i64| {
        let flow = room.store.outflow(before).await.expect("looks");
        (flow.stuck, flow.refused, flow.since)
    };
    assert_eq!(counts(NOW - 1).await, (0, 0, Some(NOW)), "not for so long yet");
    end(0, OutboxState::Queued, NOW + 1).await;
    assert_eq!(counts(NOW).await, (3, 0, Some(NOW)), "nothing was ever accepted");
    end(1, OutboxState::Sent, NOW + 2).await;
    assert_eq!(counts(NOW + 10).await, (0, 0, None), "the way works, one recipient does not");
    end(2, OutboxState::Failed, NOW + 3).await;
    assert_eq!(counts(NOW + 10).await, (0, 1, Some(NOW + 3)));
    put_notices(&room.store, &[to("d")]).await;
    let late = room.store.claim(NOW + 4, 10).await.expect("claims");
    let mut tx = room.store.begin().await.expect("begins");
    let uncertain = DeliveryResult {
        id: late[0].id,
        outcome: "permanent".into(),
        detail: "550 no".into(),
        state: OutboxState::Uncertain,
        next_attempt_at: None,
        at: NOW + 5,
    };
    assert!(tx.delivery_result(&uncertain).await.expect("stores"));
    tx.commit().await.expect("commits");
    assert_eq!(counts(NOW + 2).await.1, 0, "not for so long yet");
    assert_eq!(counts(NOW + 10).await, (0, 2, Some(NOW + 3)));
    assert_eq!(room.store.outflow(NOW + 10).await.expect("looks").said.as_deref(), Some("550 no"));
}
