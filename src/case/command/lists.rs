//! Telling the contact lists (S2–S8): one mail each, no row twice, the other side of the sharing.

use std::collections::BTreeSet;

use super::super::gate::Speaker;
use super::super::notice::{StepKey, Template};
use super::super::tell::{Draft, Letter};
use super::super::{Ruling, obligation, people};
use super::ruling;
use crate::command::ListName;
use crate::contacts::{Contact, Side};
use crate::phrase::Phrase;
use crate::report::Kind;

pub(super) fn notify_lists(
    draft: &mut Draft<'_>,
    speaker: &Speaker,
    lists: &[ListName],
    parties: &[String],
    reason: Option<String>,
) -> Result<Phrase, Phrase> {
    if lists.is_empty() {
        if reason.is_none() {
            return Err(Phrase::new("refused_needs_reason"));
        }
        if !draft.case.listed.is_empty() {
            return Err(Phrase::new("refused_lists_told"));
        }
        draft.case.lists = Some(ruling(draft, speaker, false, reason.clone()));
        return Ok(Phrase::new("lists_none").with("reason", reason));
    }
    let told_before = draft.case.listed.len();
    let count = tell_lists(draft, lists, parties, &speaker.email);
    if count == 0 {
        let key = if told_before > 0 { "refused_lists_told" } else { "refused_no_contacts" };
        return Err(Phrase::new(key));
    }
    Ok(Phrase::new("lists_told").with("lists", lists).with("count", count))
}

/// The lists that apply to the kinds of breach; both if both (S6).
pub fn lists_of(kinds: &BTreeSet<Kind>) -> Vec<ListName> {
    kinds
        .iter()
        .map(|kind| match kind {
            Kind::Privacy => ListName::Privacy,
            Kind::Security => ListName::Security,
        })
        .collect()
}

/// Tells every contact of the lists by a mail of its own, each row once; answers how many. A consumer's discovery goes to the
/// providers and the reverse (S7). In doubt all are told (S8): a discovery of our own, of a contact who stands on both
/// sides, or of somebody who only claims to be a contact.
pub fn tell_lists(draft: &mut Draft<'_>, lists: &[ListName], parties: &[String], by: &str) -> usize {
    let policy = draft.policy;
    let reporter = Some(draft.case.reporter.email.clone()).filter(|_| draft.case.reporter.authenticated);
    let theirs = reporter.iter().flat_map(|email| policy.contacts.contacts_by_email(email));
    let sides: Vec<Option<Side>> = theirs.map(|one| one.side).collect();
    let found_by =
        sides.first().copied().flatten().filter(|side| sides.iter().all(|one| *one == Some(*side)));
    let is_meant = |contact: &&Contact| {
        lists.contains(&contact.list)
            && (parties.is_empty() || parties.iter().any(|party| party.eq_ignore_ascii_case(&contact.party)))
            && !reporter.as_ref().is_some_and(|email| contact.email.eq_ignore_ascii_case(email))
            && (found_by.is_none() || contact.side.is_none() || contact.side != found_by)
    };
    let known = draft.case.listed.clone();
    let mark = |contact: &Contact| listed_mark(contact);
    let is_new = |contact: &&Contact| !known.contains(&mark(contact));
    let meant: Vec<&Contact> = policy.contacts.contacts.iter().filter(is_meant).filter(is_new).collect();
    for contact in &meant {
        let (step, template) = match contact.list {
            ListName::Security => ("security", Template::ListSecurity),
            ListName::Privacy => ("privacy", Template::ListPrivacy),
        };
        let key = StepKey {
            obligation: obligation::LISTS.to_owned(),
            generation: 0,
            step: step.to_owned(),
            occurrence: 0,
        };
        let to = people::listed(contact, policy);
        draft.case.listed.push(mark(contact));
        draft.tell(Letter { template, to, key, in_reply_to: None, fill: Box::new(|_| {}) });
    }
    draft.case.listed.sort();
    draft.case.listed.dedup();
    if !meant.is_empty() {
        let at = draft.now;
        draft.case.lists = Some(Ruling { yes: true, reason: None, exception: None, by: by.to_owned(), at });
        let payload = serde_json::json!({ "lists": lists, "told": draft.case.listed });
        draft.note_own("lists_told", Phrase::new("lists_told").with("count", meant.len()), payload);
    }
    meant.len()
}

/// Who was told on which list; each row of a list is told once.
pub fn listed_mark(contact: &Contact) -> String {
    let list = contact.list.name();
    format!("{list}:{}", contact.email.to_lowercase())
}
