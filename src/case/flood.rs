//! What keeps a flood of mail from being a flood of notices, and two programs from thanking each other for ever.
//!
//! Over a sender's own limit one more case opens as usual, and what that sender still writes is collected in it. Over the
//! limit of all senders who are not authenticated each case opens and is told of as usual; only receipts to them and
//! reminders wait, and what goes out stands behind everybody else's. Neither limit touches another sender's case.

use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};

use super::Case;
use super::event::{Incoming, Outcome};
use super::gate::Speaker;
use super::notice::{Notice, Template};
use super::open::mail_key;
use super::people::{self, Who};
use super::tell::{self, Draft, Letter};
use crate::contacts::Role;
use crate::mail::forward::{Prefix, prefix};
use crate::phrase::Phrase;
use crate::policy::Policy;

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
}

/// A case that takes in what comes over its sender's limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Collected {
    pub mails: u32,
    /// How many there were when the officer last heard of it.
    pub told_at: u32,
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
/// may always: its mail starts a clock of its own.
pub fn is_over(load: &Load, email: &str, authenticated: bool, policy: &Policy) -> bool {
    let rule = &policy.flood;
    match authenticated {
        true if policy.contacts.processor_by_email(email).is_some() => false,
        true => load.by_sender >= rule.max_per_authenticated_sender,
        false => load.by_sender >= rule.max_per_sender,
    }
}

/// Whether senders who are not authenticated have together opened more cases than anybody reads.
pub fn is_flood(load: &Load, authenticated: bool, policy: &Policy) -> bool {
    !authenticated && load.by_strangers >= policy.flood.max_of_unauthenticated
}

/// Notes at the opening of a case which limit is reached.
pub fn opened(draft: &mut Draft<'_>, incoming: &Incoming) {
    let (policy, load) = (draft.policy, &incoming.load);
    if is_over(load, &draft.case.reporter.email, incoming.authenticated, policy) {
        draft.case.collected = Some(Collected { mails: 0, told_at: 1 });
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
/// many as at the last time.
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
    let email = if by.email.is_empty() { "unknown" } else { &by.email };
    draft.outcome = Outcome::Comment;
    let reason = Phrase::new("flood_collected").with("count", mails);
    draft.note("collected", email, &by.authenticity, reason, serde_json::json!({ "mail": incoming.mail_id }));
    if grown {
        tell_grown(draft, incoming, Phrase::new("flood_grown").with("who", &by.email).with("count", mails));
    }
}

fn tell_grown(draft: &mut Draft<'_>, incoming: &Incoming, item: Phrase) {
    let who = [Who::Role(Role::PrivacyOfficer), Who::Holder];
    for to in people::resolve(&draft.case, &who, draft.policy, draft.now) {
        let item = item.clone();
        draft.tell(Letter {
            template: Template::Reminder,
            to,
            key: mail_key(incoming),
            in_reply_to: None,
            fill: Box::new(move |data| {
                data.news = true;
                data.items = vec![item];
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
    let labelled = reading.report.values().any(|found| !found.prose);
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
