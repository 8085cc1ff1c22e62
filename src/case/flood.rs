//! What keeps a flood of mail from being a flood of notices, and two programs from thanking each other for ever.
//!
//! Over a sender's own limit one more case opens as usual, and what that sender still writes is collected in it. Over the
//! limit of all senders who are not authenticated each case opens and is told of as usual; only receipts to them and
//! reminders wait, and what goes out stands behind everybody else's. Neither limit touches another sender's case.

use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};

use super::event::{Incoming, Outcome};
use super::gate::Speaker;
use super::notice::{Notice, Template};
use super::open::mail_key;
use super::people::{self, Who};
use super::tell::{self, Draft, Letter};
use super::{Case, escalation};
use crate::contacts::{Role, is_within};
use crate::mail::Reading;
use crate::mail::forward::{Prefix, prefix};
use crate::phrase::Phrase;
use crate::policy::{FloodPolicy, Policy};

/// So many times as many mails that name fields of a report open cases.
const LABELLED_FACTOR: u32 = 3;
/// So many speakers are remembered in a case with what they said last.
const MOST_SAID: usize = 100;

/// How often a sender has written of late; counted before this mail.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Load {
    /// New cases by this sender within the window.
    pub by_sender: u32,
    /// New cases by all who are not authenticated within the window.
    pub by_strangers: u32,
    /// A digest of what the mail says; empty where that is not known.
    pub words: String,
    /// The sender opened another case with the same words within a day.
    pub said_before: bool,
    /// The receipts to the contact point of the sender's processor have reached their limit.
    #[serde(default)]
    pub contact_spent: bool,
}

/// A case that takes in what comes over its sender's limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Collected {
    pub mails: u32,
    /// How many there were when the officer last heard of it.
    pub told_at: u32,
    /// Those of them that read like a report, and how many there were when the officer last heard of one.
    #[serde(default)]
    pub reports: u32,
    #[serde(default)]
    pub reports_told_at: u32,
}

/// The last that somebody said in a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// A digest of the words, and whether they were believed.
    pub words: String,
    pub at: DateTime<Utc>,
    /// How often before, one after the other.
    pub times: u32,
}

/// Whether the sender of a mail that belongs to no case has opened as many as it may. A processor that is authenticated
/// may always: its mail starts a clock of its own. Anybody can write in another's name, so a mail of a sender who is not
/// authenticated that names fields of its own (`labelled`) and says something new has a wider limit: a flood in an honest
/// sender's name does not take that one's report along. Where no sender is known there is no limit of one.
pub fn is_over(load: &Load, email: &str, authenticated: bool, labelled: bool, policy: &Policy) -> bool {
    let rule = &policy.flood;
    match authenticated {
        _ if email.is_empty() => false,
        true if policy.contacts.processor_by_email(email).is_some() => false,
        true => load.by_sender >= rule.max_per_authenticated_sender,
        false if labelled && !load.said_before => load.by_sender >= most_labelled(rule),
        false => load.by_sender >= rule.max_per_sender,
    }
}

/// So many cases of a sender who is not authenticated open where each mail names fields of a report.
pub fn most_labelled(rule: &FloodPolicy) -> u32 {
    rule.max_per_sender.saturating_mul(LABELLED_FACTOR)
}

/// Whether a mail names fields of a report, and does not only read like one.
pub fn is_labelled(reading: &Reading) -> bool {
    reading.report.values().any(|found| !found.prose)
}

/// Whether senders who are not authenticated have together opened more cases than anybody reads.
pub fn is_flood(load: &Load, authenticated: bool, policy: &Policy) -> bool {
    !authenticated && load.by_strangers >= policy.flood.max_of_unauthenticated
}

/// Notes at the opening of a case which limit is reached.
pub fn opened(draft: &mut Draft<'_>, incoming: &Incoming) {
    let (policy, load) = (draft.policy, &incoming.load);
    let labelled = is_labelled(&incoming.reading);
    let readable = incoming.unreadable.is_none();
    if readable && is_over(load, &draft.case.reporter.email, incoming.authenticated, labelled, policy) {
        draft.case.collected = Some(Collected { mails: 0, told_at: 1, reports: 0, reports_told_at: 0 });
        draft.note_own("collecting", begun(&draft.case), serde_json::Value::Null);
    }
    if is_flood(load, incoming.authenticated, policy) {
        draft.flooded = true;
        draft.case.flooded_until = Some(draft.now + Duration::seconds(policy.flood.window_secs));
        let reason = Phrase::new("flood_held_back").with("count", load.by_strangers);
        draft.note_own("flood", reason, serde_json::Value::Null);
    }
}

fn begun(case: &Case) -> Phrase {
    Phrase::new("flood_collecting").with("who", &case.reporter.email)
}

/// What those who handle a case that collects read in its first notice.
pub fn hints(case: &Case) -> Vec<Phrase> {
    case.collected.iter().map(|_| begun(case)).collect()
}

/// One more mail of a sender over its limit. It is kept and counted; the officer hears of it when there are ten times as
/// many as at the last time. Of one that reads like a report the officer hears at once: of the first, then as seldom, and
/// of each where somebody whom we know stands as its sender.
pub fn collected(draft: &mut Draft<'_>, incoming: &Incoming) {
    let factor = draft.policy.flood.tell_again_factor;
    let Some(collected) = &mut draft.case.collected else { return };
    collected.mails = collected.mails.saturating_add(1);
    let mails = collected.mails;
    let grown = mails >= collected.told_at.saturating_mul(factor);
    if grown {
        collected.told_at = mails;
    }
    let by = Speaker::of(incoming, draft.policy);
    let report = !incoming.load.said_before && !incoming.reading.report.is_empty();
    let mut tells = false;
    if report {
        collected.reports = collected.reports.saturating_add(1);
        let due = collected.reports >= collected.reports_told_at.saturating_mul(factor);
        tells = due || is_known(&by.email, draft.policy);
        collected.reports_told_at = if due { collected.reports } else { collected.reports_told_at };
    }
    let email = if by.email.is_empty() { "unknown" } else { &by.email };
    draft.outcome = Outcome::Comment;
    let reason = Phrase::new("flood_collected").with("count", mails);
    draft.note("collected", email, &by.authenticity, reason, serde_json::json!({ "mail": incoming.mail_id }));
    let report = Phrase::new("flood_report").with("who", &by.email).with("mail", incoming.mail_id);
    let grown = grown.then(|| Phrase::new("flood_grown").with("who", &by.email).with("count", mails));
    let items: Vec<Phrase> = tells.then_some(report).into_iter().chain(grown).collect();
    if !items.is_empty() {
        tell_officer(draft, incoming, &items);
    }
}

/// Whether the address or its domain is one that we know: our own, or of contacts.toml.
fn is_known(email: &str, policy: &Policy) -> bool {
    let domain = email.rsplit_once('@').map_or("", |(_, domain)| domain);
    let contacts = &policy.contacts;
    let parties = contacts.controllers.iter().map(|one| &one.email);
    let parties = parties.chain(contacts.joint_controllers.iter().map(|one| &one.email));
    let points = contacts.processors.iter().filter_map(|one| one.contact_email.as_ref());
    !domain.is_empty()
        && (policy.organisation.domains.iter().any(|own| is_within(domain, own))
            || contacts.person_by_email(email).is_some()
            || contacts.processor_by_email(email).is_some()
            || contacts.contacts_by_email(email).next().is_some()
            || parties.chain(points).any(|one| one.eq_ignore_ascii_case(email)))
}

fn tell_officer(draft: &mut Draft<'_>, incoming: &Incoming, items: &[Phrase]) {
    let who = [Who::Role(Role::PrivacyOfficer), Who::Holder];
    for to in people::resolve(&draft.case, &who, draft.policy, draft.now) {
        if escalation::is_spent(draft, &to.recipient.email) {
            escalation::hold_back(draft, &to.recipient.email, items.to_vec());
            continue;
        }
        let items = items.to_vec();
        draft.tell(Letter {
            template: Template::Reminder,
            to,
            key: mail_key(incoming),
            in_reply_to: None,
            fill: Box::new(move |data| {
                data.news = true;
                data.items = items;
            }),
        });
    }
}

/// That a flood is on, to the officer; it belongs to no case.
pub fn notices(policy: &Policy, now: DateTime<Utc>) -> Vec<Notice> {
    let rule = &policy.flood;
    let item = Phrase::new("flood_on")
        .with("count", rule.max_of_unauthenticated)
        .with("minutes", rule.window_secs / 60);
    let mut notices = tell::digest(policy, &format!("flood-{}", now.timestamp()), vec![item], now);
    notices.iter_mut().for_each(|notice| notice.data.news = true);
    notices
}

/// Whether reminders of the case wait: it was opened in a flood that may still be on, and nobody has taken it in hand.
pub fn holds_reminders(case: &Case, now: DateTime<Utc>) -> bool {
    spares_reporter(case) && case.flooded_until.is_some_and(|until| now < until)
}

/// Whether the reporter is not to be asked by the program: the case was opened in a flood, and nobody has taken it in hand.
pub fn spares_reporter(case: &Case) -> bool {
    case.flooded_until.is_some() && case.taken.is_empty() && case.risk.decided.is_none()
}

/// Why the receipt for a mail that opened a case is withheld; nothing where it goes. An answering machine that keeps no
/// thread says the same again, in answer to something or with no field of a report.
pub fn withholds_receipt(draft: &Draft<'_>, incoming: &Incoming) -> Option<Phrase> {
    let reading = &incoming.reading;
    let answers = prefix(reading.subject.as_deref().unwrap_or_default()) == Prefix::Reply;
    let labelled = is_labelled(reading);
    if incoming.receipts_spent {
        Some(Phrase::new("receipt_withheld"))
    } else if draft.flooded {
        Some(Phrase::new("receipt_withheld_flood"))
    } else if incoming.load.said_before && (answers || !labelled) {
        Some(Phrase::new("receipt_withheld_same"))
    } else {
        None
    }
}

/// How often the speaker has said the same in this case just before, within the window; keeps what they say now. An
/// answering machine is known by that, whatever its mails look like.
pub fn said_before(draft: &mut Draft<'_>, incoming: &Incoming, speaker: &Speaker, believed: bool) -> u32 {
    if incoming.load.words.is_empty() || speaker.email.is_empty() {
        return 0;
    }
    let since = draft.now - Duration::seconds(draft.policy.flood.window_secs);
    let said = &mut draft.case.said;
    said.retain(|_, one| one.at > since);
    let words = format!("{}-{believed}", incoming.load.words);
    let known = said.get(&speaker.email).filter(|known| known.words == words);
    let times = known.map_or(0, |known| known.times.saturating_add(1));
    if said.len() >= MOST_SAID && !said.contains_key(&speaker.email) {
        // Strangers give way to one another, never one of ours to a stranger.
        let persons = &draft.policy.contacts;
        let strangers = said.iter().filter(|(email, _)| persons.person_by_email(email).is_none());
        let Some(oldest) = strangers.min_by_key(|(_, one)| one.at).map(|(email, _)| email.clone()) else {
            return times;
        };
        said.remove(&oldest);
    }
    said.insert(speaker.email.clone(), Said { words, at: draft.now, times });
    times
}

/// Whether one of ours who says the same again is a machine, as far as its mail may be passed over: it commands nothing, or
/// was not believed and told so before, twice: who tries to steer is worth a second notice.
pub fn is_machine(draft: &Draft<'_>, incoming: &Incoming, believed: bool) -> bool {
    match incoming.reading.commands.is_empty() {
        true => draft.said_before > 0,
        false => !believed && draft.said_before > 1,
    }
}
