//! What becomes of a mail that is not believed (promise 4): nothing changes, it is kept as a comment with its reason, who
//! handles the case is told, and so is the person in whose name it came. Anybody can write such mails in any number, so
//! each of these is told once within a time; the history has them all.

use chrono::Duration;

use super::event::Incoming;
use super::gate::Speaker;
use super::notice::{Audience, Recipient, StepKey, Template};
use super::open::mail_key;
use super::people::{self, Addressee, Who};
use super::tell::{Draft, Letter};
use super::{Case, command, escalation, parties};
use crate::command::{Command, CommandLine};
use crate::contacts::Role;
use crate::mail::Reading;
use crate::phrase::Phrase;
use crate::policy::Policy;

/// A person hears of mails in the own name so seldom, seconds; of each case.
const SPOKEN_FOR_EVERY_SECS: i64 = 24 * 60 * 60;
/// So many strangers are told of, one by one; more of them stand in the history only. Persons of ours are always told of.
const MOST_STRANGERS: usize = 100;
/// Before the address of one, in what is remembered.
pub const STRANGER: &str = "stranger ";

/// Tells who handles the case that somebody wrote in the name of a person of ours, and that person.
pub fn tell(draft: &mut Draft<'_>, incoming: &Incoming, speaker: &Speaker, reason: &Phrase) {
    // The same mail again is only noted: telling of each replay would let anybody make us send mail.
    if reason.key == "refused_replay" || incoming.reading.automatic {
        return;
    }
    if is_news(draft, &format!("{} {}", speaker.email, reason.key)) {
        tell_handlers(draft, incoming, speaker, reason);
    }
    tell_spoken_for(draft, incoming, speaker, reason);
}

fn tell_handlers(draft: &mut Draft<'_>, incoming: &Incoming, speaker: &Speaker, reason: &Phrase) {
    let who = [Who::Role(Role::PrivacyOfficer), Who::Holder];
    for to in people::resolve(&draft.case, &who, draft.policy, draft.now) {
        if escalation::is_spent(draft, &to.recipient.email) {
            escalation::hold_back(draft, &to.recipient.email, vec![reason.clone()]);
            continue;
        }
        let (about, reason) = (speaker.email.clone(), reason.clone());
        let in_your_name = to.recipient.email.eq_ignore_ascii_case(&about);
        draft.tell(Letter {
            template: Template::Unverified,
            to,
            key: mail_key(incoming),
            in_reply_to: None,
            fill: Box::new(move |data| {
                data.about = Some(about);
                data.about_reason = Some(reason);
                data.in_your_name = in_your_name;
            }),
        });
    }
}

/// Tells the person in whose name the mail came, where that is somebody of ours or somebody whom the case knows: that one
/// came, and why it was not believed. Nothing of the mail or the case stands in it.
pub fn tell_spoken_for(draft: &mut Draft<'_>, incoming: &Incoming, speaker: &Speaker, reason: &Phrase) {
    if reason.key == "refused_replay" || incoming.reading.automatic || incoming.receipts_spent {
        return;
    }
    let Some((to, number)) = spoken_for(&draft.case, &speaker.email, draft.policy) else { return };
    let email = &to.recipient.email;
    // One forged mail must not hide from a person that their own, for another reason, was refused; and who is proved gets
    // an answer to each, unless a machine says the same again.
    let is_first = is_first(draft, format!("in the name of {email} {}", reason.key), SPOKEN_FOR_EVERY_SECS);
    let is_own = incoming.authenticated && draft.said_before == 0;
    if !(is_first || is_own) || draft.tells_in(Template::Unverified, email) {
        return;
    }
    // Another address of a processor may be anything: it would be words of the mail.
    let about = Some(speaker.email.clone()).filter(|about| about.eq_ignore_ascii_case(email));
    let mut reason = reason.clone();
    // What our server found is for those who handle the case.
    reason.args.remove("why");
    draft.tell(Letter {
        template: Template::InYourName,
        to,
        key: StepKey { step: format!("{}-in-your-name", incoming.mail_id), ..mail_key(incoming) },
        in_reply_to: None,
        fill: Box::new(move |data| {
            data.about = about;
            data.about_reason = Some(reason);
            data.kinds.clear();
            data.reply_lines.clear();
            if let Some(number) = number {
                data.case_number = number;
            }
        }),
    });
}

/// Whom a mail from this address speaks for, and by which number that one knows the case. A reporter who was never proved
/// is none: their mails are unproved as a rule, and the first may have been another's already.
fn spoken_for(case: &Case, email: &str, policy: &Policy) -> Option<(Addressee, Option<String>)> {
    let is = |one: &str| !email.is_empty() && one.eq_ignore_ascii_case(email);
    let contacts = &policy.contacts;
    let outside = |language: Option<&str>| Recipient {
        email: email.to_owned(),
        name: None,
        language: people::language(language, policy),
    };
    let found = if let Some(person) = contacts.person_by_email(email) {
        (people::addressee(person, policy, because()).recipient, None)
    } else if let Some(told) = case.controllers.iter().find(|told| is(&told.email)) {
        let own = contacts.controllers.iter().find(|one| one.name == told.name);
        (outside(own.and_then(|one| one.language.as_deref())), Some(told.reference.clone()))
    } else if let Some(external) = case.externals.iter().rfind(|one| is(&one.email)) {
        (outside(None), Some(external.reference.clone()))
    } else if let Some(row) =
        contacts.contacts_by_email(email).find(|row| case.listed.contains(&command::listed_mark(row)))
    {
        (people::listed(row, policy).recipient, None)
    } else {
        let reporters = std::iter::once(&case.reporter).chain(&case.joined_reporters);
        let proved = reporters.filter(|one| one.authenticated).find(|one| is(&one.email));
        let reporter = proved.and_then(|one| people::as_reporter(case, one));
        let of_processor = || parties::processor::speaks_for(case, email, policy);
        let contact = || people::contact_point(case, policy).filter(|_| of_processor());
        (reporter.or_else(contact)?.recipient, None)
    };
    let (recipient, number) = found;
    let excluded = people::is_excluded(case, &recipient.email);
    // Who it was is not said even in the address: somebody else may read it.
    let recipient = super::notice::Recipient { name: None, ..recipient };
    (!excluded).then(|| (Addressee { recipient, audience: Audience::External, because: because() }, number))
}

fn because() -> Phrase {
    Phrase::new("told_in_your_name")
}

/// Commands of somebody who may give none in this case: noted with the reason, and nothing else. Answers what to say of it
/// to who handles the case, if they have not heard it lately.
pub fn commands(
    draft: &mut Draft<'_>,
    incoming: &Incoming,
    speaker: &Speaker,
    believed: &Result<(), Phrase>,
) -> Option<Phrase> {
    let case = &draft.case;
    let from_processor = parties::processor::speaks_for(case, &speaker.email, draft.policy);
    let lines = attempts(incoming, from_processor);
    if lines.is_empty() {
        return None;
    }
    let stranger = Phrase::new("refused_stranger").with("who", &speaker.email);
    let reason = believed.as_ref().err().unwrap_or(&stranger).clone();
    let payload = serde_json::json!({ "mail": incoming.mail_id, "lines": lines });
    draft.note("refused", &speaker.email, &speaker.authenticity, reason.clone(), payload);
    is_news(draft, &format!("{STRANGER}{} {}", speaker.email, reason.key)).then_some(reason)
}

/// The lines of a mail that try to steer the case, as they were written.
pub fn attempts(incoming: &Incoming, from_processor: bool) -> Vec<&str> {
    let lines = incoming.reading.commands.iter().filter(|line| is_attempt(line, incoming, from_processor));
    lines.map(|line| line.raw.as_str()).collect()
}

/// Whether a mail says more than its commands.
pub fn has_other_words(reading: &Reading) -> bool {
    let is_command = |line: &str| reading.commands.iter().any(|command| command.raw.contains(line));
    reading.reply_text.lines().map(str::trim).any(|line| !line.is_empty() && !is_command(line))
}

/// A thanks is none, nor is a line of the report's form that reads like a command, nor what a processor may tell.
fn is_attempt(line: &CommandLine, incoming: &Incoming, from_processor: bool) -> bool {
    let of_form = || incoming.reading.report.values().any(|found| line.raw.contains(&found.raw));
    match line.command {
        Command::Acknowledge {} | Command::Help {} | Command::ContactConfirm {} => false,
        Command::AuthorityNotified { .. } if from_processor => false,
        _ => !of_form(),
    }
}

/// Whether who handles the case has not heard of this lately: of whom and why, once in the window of the reminders' cap.
pub fn is_news(draft: &mut Draft<'_>, about: &str) -> bool {
    forget(draft);
    let known = &draft.case.refused;
    let strangers = known.keys().filter(|one| one.starts_with(STRANGER)).count();
    if about.starts_with(STRANGER) && strangers >= MOST_STRANGERS && !known.contains_key(about) {
        return false;
    }
    is_first(draft, about.to_owned(), draft.policy.reminders.max_window_secs)
}

/// Whether it is the first time within so long; then it is remembered.
fn is_first(draft: &mut Draft<'_>, about: String, window_secs: i64) -> bool {
    forget(draft);
    let since = draft.now - Duration::seconds(window_secs);
    let is_first = draft.case.refused.get(&about).is_none_or(|at| *at <= since);
    if is_first {
        draft.case.refused.insert(about, draft.now);
    }
    is_first
}

fn forget(draft: &mut Draft<'_>) {
    let longest = draft.policy.reminders.max_window_secs.max(SPOKEN_FOR_EVERY_SECS);
    let since = draft.now - Duration::seconds(longest);
    draft.case.refused.retain(|_, at| *at > since);
}
