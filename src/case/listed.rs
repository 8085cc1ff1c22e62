//! Mails to those on the contact lists about the lists themselves: no case, no breach (S2, S3).

use chrono::{DateTime, Utc};

use super::notice::{Automatic, ContactRow, Notice, NoticeData, StepKey, Template};
use super::people;
use crate::contacts::{Contact, ListName};
use crate::phrase::Phrase;
use crate::policy::Policy;

/// Behind everything that is about a breach.
const LAST: u8 = 4;
/// As command receipts.
const RECEIPT: u8 = 2;
const SECS_PER_HOUR: i64 = 3_600;

/// Asks one person whether the own rows are right. `rows` are of one address.
pub fn ask(rows: &[Contact], policy: &Policy, now: DateTime<Utc>) -> Option<Notice> {
    let key = StepKey {
        obligation: "contacts".to_owned(),
        generation: 0,
        step: "verify".to_owned(),
        // Once an hour at most, whatever happens.
        occurrence: u32::try_from(now.timestamp() / SECS_PER_HOUR).unwrap_or_default(),
    };
    let data = NoticeData::default();
    let automatic = Automatic::Generated;
    let reason = Phrase::new("told_contact_check");
    mail(
        rows,
        policy,
        Draft { template: Template::ContactVerification, key, data, automatic, reason, priority: LAST },
    )
}

/// Tells a contact what the answer changed. `mail_id` is the answer's place in the ledger, `message_id` its own.
pub fn receipt(
    rows: &[Contact],
    policy: &Policy,
    done: Vec<Phrase>,
    not_done: Vec<Phrase>,
    (mail_id, message_id): (i64, Option<String>),
) -> Option<Notice> {
    let key = StepKey {
        obligation: "contacts".to_owned(),
        generation: 0,
        step: format!("answer-{mail_id}"),
        occurrence: 0,
    };
    let data = NoticeData { done, not_done, ..NoticeData::default() };
    let automatic = Automatic::Replied;
    let reason = Phrase::new("told_contact_answer");
    let draft = Draft { template: Template::ContactReceipt, key, data, automatic, reason, priority: RECEIPT };
    mail(rows, policy, draft).map(|notice| Notice { in_reply_to: message_id, ..notice })
}

/// Tells a contact that an answer in their name was not believed. `question` is our question's place in the outbox: one mail
/// for each of those at most.
pub fn in_your_name(rows: &[Contact], policy: &Policy, question: i64) -> Option<Notice> {
    let key = StepKey {
        obligation: "contacts".to_owned(),
        generation: 0,
        step: format!("in-your-name-{question}"),
        occurrence: 0,
    };
    let data = NoticeData {
        about: rows.first().map(|row| row.email.clone()),
        about_reason: Some(Phrase::new("refused_unauthenticated")),
        ..NoticeData::default()
    };
    let automatic = Automatic::Generated;
    let reason = Phrase::new("told_in_your_name");
    let draft = Draft { template: Template::InYourName, key, data, automatic, reason, priority: RECEIPT };
    mail(rows, policy, draft)
}

struct Draft {
    template: Template,
    key: StepKey,
    data: NoticeData,
    automatic: Automatic,
    reason: Phrase,
    priority: u8,
}

fn mail(rows: &[Contact], policy: &Policy, draft: Draft) -> Option<Notice> {
    let to = people::listed(rows.first()?, policy);
    let data = NoticeData {
        organisation: policy.organisation.name.clone(),
        address: policy.organisation.address.clone(),
        recipient_name: to.recipient.name.clone(),
        contact_rows: views(rows),
        ..draft.data
    };
    Some(Notice {
        template: draft.template,
        audience: to.audience,
        to: to.recipient,
        data: Box::new(data),
        key: draft.key,
        reason: draft.reason,
        automatic: draft.automatic,
        null_sender: false,
        in_reply_to: None,
        // No case to steer: the Message-ID that the answer names shows what it answers, and to whom we wrote.
        reply_wanted: false,
        priority: draft.priority,
        attachments: Vec::new(),
        calendar: None,
    })
}

/// Rows that say the same on both lists are one.
fn views(rows: &[Contact]) -> Vec<ContactRow> {
    let mut views: Vec<ContactRow> = Vec::new();
    for row in rows {
        let view = |lists: Vec<ListName>| ContactRow {
            lists,
            party: row.party.clone(),
            name: row.name.clone(),
            phone: row.phone.clone(),
            email: row.email.clone(),
        };
        match views.iter_mut().find(|known| **known == view(known.lists.clone())) {
            Some(known) => known.lists.push(row.list),
            None => views.push(view(vec![row.list])),
        }
    }
    views
}

/// For the officer: a contact has changed the own row, proposed another address, or written words of the own.
pub fn told(key: &str, rows: &[Contact]) -> Phrase {
    let first = rows.first();
    let mut lists: Vec<ListName> = rows.iter().map(|row| row.list).collect();
    lists.sort_unstable();
    lists.dedup();
    Phrase::new(key)
        .with("who", first.map(|row| &row.name))
        .with("party", first.map(|row| &row.party))
        .with("on", lists)
}

/// The line that contacts.toml should have: a basic string of TOML is written as one of JSON.
pub fn line(key: &str, value: &str) -> String {
    format!("{key} = {}", serde_json::Value::from(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_for_the_file_can_be_pasted() {
        for value in ["22 22 22 22", "Åse \"Ås\" Ørn", "a\\b", "x\" \nrole = \"head"] {
            let line = line("name", value);
            assert!(!line.contains('\n'), "{line}");
            let read: toml_edit::DocumentMut = line.parse().unwrap_or_default();
            assert_eq!(read.get("name").and_then(|item| item.as_str()), Some(value));
        }
    }

    #[test]
    fn the_same_row_on_both_lists_is_shown_once() {
        let row = Contact {
            list: ListName::Security,
            party: "A".into(),
            name: "Anne".into(),
            email: "a@a.no".into(),
            phone: "1".into(),
            side: None,
            language: None,
            verified_at: None,
        };
        let both = [row.clone(), Contact { list: ListName::Privacy, ..row.clone() }];
        assert_eq!(views(&both).len(), 1);
        assert_eq!(views(&both).first().map(|view| view.lists.len()), Some(2));
        let other = [row.clone(), Contact { list: ListName::Privacy, phone: "2".into(), ..row }];
        assert_eq!(views(&other).len(), 2);
    }
}
