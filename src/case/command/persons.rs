//! The persons affected: whether they are told, by when and how, that they were, and the draft of the letter to them.

use chrono::{DateTime, Duration, FixedOffset, Utc};

use super::super::event::Incoming;
use super::super::gate::Speaker;
use super::super::notice::{StepKey, Template};
use super::super::people::{self, Addressee, Who};
use super::super::tell::{Draft, Letter};
use super::super::{Told, letter, open};
use super::{not_in_future, ruling};
use crate::command::{Command, Decision};
use crate::contacts::Role;
use crate::phrase::Phrase;
use crate::report;

/// Words that tell of public information, which exception c wants instead of a letter each (S88).
const PUBLIC: &[&str] = &[
    "kunngj",
    "offentlig",
    "offentleg",
    "avis",
    "nettsid",
    "nettstad",
    "nettsted",
    "heimesid",
    "hjemmesid",
    "press",
    "oppslag",
    "media",
    "public",
    "website",
    "web page",
    "newspaper",
    "announce",
];

pub(super) fn persons(
    draft: &mut Draft<'_>,
    command: &Command,
    speaker: &Speaker,
    incoming: &Incoming,
) -> Result<Phrase, Phrase> {
    match command {
        Command::InformPersons { answer: Decision::Yes, reason, due, how, .. } => {
            inform(draft, speaker, incoming, reason.clone(), (*due, how.clone()))
        }
        Command::InformPersons { answer: Decision::No, reason, exception, .. } => {
            except(draft, speaker, reason.clone(), exception.clone())
        }
        Command::PersonsInformed { at, how } => informed(draft, speaker, *at, how.clone()),
        _ => Ok(send_letter(draft, speaker, incoming)),
    }
}

fn inform(
    draft: &mut Draft<'_>,
    speaker: &Speaker,
    incoming: &Incoming,
    reason: Option<String>,
    (due, how): (Option<DateTime<FixedOffset>>, Option<String>),
) -> Result<Phrase, Phrase> {
    // A day by itself is the day's start; it is over when the day is.
    if let Some(due) = due.filter(|due| due.to_utc() + Duration::days(1) <= draft.now) {
        return Err(Phrase::new("refused_day_over").with("at", due));
    }
    let known = draft.case.persons.as_ref().is_some_and(|ruling| ruling.yes);
    draft.case.persons = Some(ruling(draft, speaker, true, reason));
    let informs = letter::informs(&draft.case, draft.policy);
    let mut plan = draft.case.persons_plan.take().unwrap_or_default();
    plan.due = due.or(plan.due);
    plan.how = how.or(plan.how);
    plan.by_whom = informs.as_ref().map(|one| match &one.to {
        Some(to) => to.recipient.email.clone(),
        None => one.name.clone(),
    });
    let (due, how) = (plan.due, plan.how.clone());
    draft.case.persons_plan = Some(plan);
    // Asked again with another day, nobody needs the same letter again.
    if !known {
        let own =
            informs.and_then(|one| one.to).map(|to| Addressee { because: Phrase::new("told_informs"), ..to });
        let who = [Who::Role(Role::PrivacyOfficer), Who::Named(speaker.email.clone())];
        let mut all: Vec<Addressee> = own.into_iter().collect();
        for one in people::resolve(&draft.case, &who, draft.policy, draft.now) {
            if !all.iter().any(|known| known.recipient.email == one.recipient.email) {
                all.push(one);
            }
        }
        all.into_iter().for_each(|to| enclose(draft, to, incoming));
    }
    Ok(Phrase::new("persons_yes").with("due", due).with("how", how))
}

/// A no needs its reason or one of the three exceptions; the third one public information instead.
fn except(
    draft: &mut Draft<'_>,
    speaker: &Speaker,
    reason: Option<String>,
    exception: Option<String>,
) -> Result<Phrase, Phrase> {
    let empty = reason.as_deref().is_none_or(|reason| reason.trim().is_empty());
    if empty && exception.is_none() {
        return Err(Phrase::new("refused_needs_reason"));
    }
    if exception.as_deref() == Some("c") && !reason.as_deref().is_some_and(is_public) {
        return Err(Phrase::new("refused_needs_public"));
    }
    let mut decided = ruling(draft, speaker, false, reason.clone());
    decided.exception = exception.clone();
    draft.case.persons = Some(decided);
    draft.case.persons_plan = None;
    Ok(Phrase::new("persons_no").with("reason", reason).with("exception", exception))
}

fn is_public(reason: &str) -> bool {
    let words = report::words(reason).join(" ");
    PUBLIC.iter().any(|known| words.contains(known))
}

fn informed(
    draft: &mut Draft<'_>,
    speaker: &Speaker,
    at: DateTime<FixedOffset>,
    how: Option<String>,
) -> Result<Phrase, Phrase> {
    let at: DateTime<Utc> = not_in_future(draft, at)?;
    draft.case.persons_told = Some(Told { at, reference: how.clone(), by: speaker.email.clone() });
    Ok(Phrase::new("persons_told").with("at", at).with("how", how))
}

/// `Send: brev`: the draft as the case stands now, to the one who asks.
fn send_letter(draft: &mut Draft<'_>, speaker: &Speaker, incoming: &Incoming) -> Phrase {
    let who = [Who::Named(speaker.email.clone())];
    for to in people::resolve(&draft.case, &who, draft.policy, draft.now) {
        enclose(draft, to, incoming);
    }
    Phrase::new("letter_sent")
}

fn enclose(draft: &mut Draft<'_>, to: Addressee, incoming: &Incoming) {
    let step = format!("{}-letter-{}", incoming.mail_id, draft.letters());
    draft.tell(Letter {
        template: Template::PersonsLetter,
        to,
        key: StepKey { step, ..open::mail_key(incoming) },
        in_reply_to: None,
        fill: Box::new(|_| {}),
    });
}
