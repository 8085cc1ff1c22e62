//! What is sent to the authority beyond the yes or no: its package, supplements, a phone call.

use chrono::{DateTime, FixedOffset, Utc};

use super::not_in_future;
use crate::case::event::Incoming;
use crate::case::gate::Speaker;
use crate::case::notice::{Audience, StepKey, Template};
use crate::case::package::{self, Submission};
use crate::case::people::{self, Addressee, Who};
use crate::case::tell::{Draft, Letter};
use crate::case::{Case, Told, escalation, open, parties};
use crate::command::{Command, Paper};
use crate::contacts::Role;
use crate::phrase::Phrase;

/// Keeps what was sent. A later correction of the time or the reference does not change what that was.
pub fn submitted(case: &mut Case, at: DateTime<Utc>, reference: Option<String>) {
    match &mut case.submitted {
        Some(sent) => {
            sent.at = at;
            sent.reference = reference.or(sent.reference.take());
        }
        None => case.submitted = Some(Submission::of(case, at, reference)),
    }
}

/// What is said of, or asked for, the authority beyond the decision and the notice.
pub fn to_authority(
    draft: &mut Draft<'_>,
    command: &Command,
    speaker: &Speaker,
    incoming: &Incoming,
) -> Result<Phrase, Phrase> {
    match command {
        Command::AuthorityPhoned { at } => phoned(draft, speaker, *at),
        Command::SupplementSent { at, reference, last } => {
            supplement_sent(draft, speaker, *at, reference.clone(), *last)
        }
        Command::Send { paper } => send(draft, speaker, *paper, incoming),
        _ => Err(Phrase::new("refused_role")),
    }
}

fn phoned(draft: &mut Draft<'_>, speaker: &Speaker, at: DateTime<FixedOffset>) -> Result<Phrase, Phrase> {
    let at = not_in_future(draft, at)?;
    draft.case.authority_phoned = Some(Told { at, reference: None, by: speaker.email.clone() });
    Ok(Phrase::new("authority_phoned_at").with("at", at))
}

/// The rest, or a part of it, was sent on. It counts as what the case knew when this was said.
fn supplement_sent(
    draft: &mut Draft<'_>,
    speaker: &Speaker,
    at: DateTime<FixedOffset>,
    reference: Option<String>,
    last: bool,
) -> Result<Phrase, Phrase> {
    let at = not_in_future(draft, at)?;
    let Some(told) = draft.case.authority_told.clone() else {
        return Err(Phrase::new("refused_not_notified"));
    };
    if at < told.at {
        return Err(Phrase::new("refused_before_notice").with("at", told.at));
    }
    let known = draft.case.submitted.take().and_then(|sent| sent.reference).or(told.reference);
    parties::processor::follow_up(&mut draft.case, at);
    draft.case.supplements.push(Told { at, reference: reference.clone(), by: speaker.email.clone() });
    draft.case.submitted = Some(Submission::of(&draft.case, at, known));
    draft.case.nothing_follows = last;
    let rest = if last { Vec::new() } else { draft.case.missing() };
    Ok(Phrase::new("supplement_told").with("at", at).with("reference", reference).with("open", rest))
}

/// Sends a paper to the one who asks. Who may ask for it may see it, as the one who holds the officer's tasks.
fn send(
    draft: &mut Draft<'_>,
    speaker: &Speaker,
    paper: Paper,
    incoming: &Incoming,
) -> Result<Phrase, Phrase> {
    let Some(person) = draft.policy.contacts.person_by_email(&speaker.email) else {
        return Err(Phrase::new("refused_role"));
    };
    let template = match paper {
        Paper::AuthoritySupplement if package::sent(&draft.case).is_none() => {
            return Err(Phrase::new("refused_not_notified"));
        }
        Paper::AuthoritySupplement if !package::has_news(&draft.case) => {
            return Err(Phrase::new("refused_nothing_new"));
        }
        Paper::AuthoritySupplement => Template::AuthoritySupplement,
        _ => Template::AuthorityPackage,
    };
    let to = people::addressee(person, draft.policy, Phrase::new("told_asked"));
    tell(draft, template, to, incoming);
    Ok(Phrase::new("paper_sent"))
}

/// What a mail makes due: the package where it decided that the authority shall be told, a supplement where it brought
/// facts that the authority does not have.
pub fn tell_papers(draft: &mut Draft<'_>, incoming: &Incoming, known: &Case) {
    if draft.case.authority_told.is_none() {
        let decided = draft.case.authority.clone().filter(|ruling| known.authority.as_ref() != Some(ruling));
        if let Some(ruling) = decided.filter(|ruling| ruling.yes) {
            tell_package(draft, ruling.by, incoming);
        }
        return;
    }
    settle(&mut draft.case, known);
    let is_new = !package::changed(&draft.case.report, &known.report).is_empty();
    if is_new && draft.case.is_open() && package::has_news(&draft.case) {
        tell_supplement(draft, incoming);
    }
}

/// Facts that stand in the very mail that says that the notice or its supplement was sent were sent with it.
fn settle(case: &mut Case, known: &Case) {
    let sent_now = known.submitted.is_none() || case.supplements.len() > known.supplements.len();
    if let Some(sent) = case.submitted.as_mut().filter(|_| sent_now) {
        sent.report = case.report.clone();
    }
}

/// To the officer and to whoever decided it.
fn tell_package(draft: &mut Draft<'_>, by: String, incoming: &Incoming) {
    let who = [Who::Role(Role::PrivacyOfficer), Who::Named(by)];
    for to in people::resolve(&draft.case, &who, draft.policy, draft.now) {
        if !draft.tells_in(Template::AuthorityPackage, &to.recipient.email) {
            tell(draft, Template::AuthorityPackage, to, incoming);
        }
    }
}

/// To the officer; beyond the cap it waits for that person's next mail.
fn tell_supplement(draft: &mut Draft<'_>, incoming: &Incoming) {
    for to in people::resolve(&draft.case, &[Who::Role(Role::PrivacyOfficer)], draft.policy, draft.now) {
        if escalation::is_spent(draft, &to.recipient.email) {
            let waits = vec![Phrase::new("supplement_waits")];
            escalation::hold_back(draft, &to.recipient.email, waits);
        } else if !draft.tells_in(Template::AuthoritySupplement, &to.recipient.email) {
            tell(draft, Template::AuthoritySupplement, to, incoming);
        }
    }
}

fn tell(draft: &mut Draft<'_>, template: Template, mut to: Addressee, incoming: &Incoming) {
    to.audience = Audience::Officer;
    let key =
        StepKey { step: format!("{}-{}", incoming.mail_id, template.name()), ..open::mail_key(incoming) };
    draft.tell(Letter { template, to, key, in_reply_to: None, fill: Box::new(|_| {}) });
}
