//! The parties outside the house: a processor that reports to us, controllers for whom we process, joint controllers, and
//! whoever outside caused it. Each sees its own thing only, and what it answers goes to that thing and no further.

pub mod brief;
pub mod controllers;
pub mod external;
pub mod joint;
pub mod processor;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

pub use brief::Brief;
pub use controllers::ControllerTold;
pub use external::External;
pub use joint::Joint;
pub use processor::{ProcessorNotice, ProcessorTold};

use super::event::{Incoming, Outcome};
use super::gate::{Own, Speaker};
use super::notice::{Audience, StepKey, Template};
use super::people::{self, Who};
use super::tell::{Draft, Letter};
use super::{Case, escalation, obligation, refused};
use crate::command::Command;
use crate::contacts::Role;
use crate::phrase::Phrase;
use crate::policy::Policy;
use crate::report::{Field, Value};

/// So much of one answer is kept with the party; the whole mail stays in the history.
const LONGEST_ANSWER: usize = 4_000;
/// So much of it is shown to the officer in a mail.
const LONGEST_SHOWN: usize = 400;
/// More answers of one party than this stand in the history only; of those that may be another's, fewer, so that they take
/// no room of the party's own.
const MOST_ANSWERS: usize = 50;
const MOST_UNVERIFIED: usize = 10;

/// What a party wrote about its own thing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    pub at: DateTime<Utc>,
    /// The address it came from.
    pub by: String,
    pub text: String,
    /// Believed as theirs: authenticated, and an answer to what we sent to them.
    pub verified: bool,
}

impl Said {
    /// The new words of a mail; none where it holds none.
    fn of(draft: &Draft<'_>, incoming: &Incoming, speaker: &Speaker, verified: bool) -> Option<Said> {
        let text = incoming.reading.reply_text.trim();
        let text = text.chars().take(LONGEST_ANSWER).collect::<String>();
        (!text.is_empty()).then(|| Said { at: draft.now, by: speaker.email.clone(), text, verified })
    }

    fn shown(&self) -> String {
        let words = self.text.split_whitespace().collect::<Vec<_>>().join(" ");
        match words.chars().count() <= LONGEST_SHOWN {
            true => words,
            false => words.chars().take(LONGEST_SHOWN).chain(['…']).collect(),
        }
    }
}

/// A command about a party outside.
pub fn command(draft: &mut Draft<'_>, command: &Command, speaker: &Speaker) -> Result<Phrase, Phrase> {
    match command {
        Command::NotifyControllers { names } => controllers::notify(draft, speaker, names),
        Command::ExternalParty { party, email, reason } => external::add(draft, party, email, reason.clone()),
        Command::ExternalFeedback { party, text } => {
            external::write_down(draft, party.as_deref(), text, &speaker.email)
        }
        Command::JointControllers { notifies, follows_up, closes } => {
            joint::set(draft, speaker, [notifies.as_deref(), follows_up.as_deref(), closes.as_deref()])
        }
        _ => Err(Phrase::new("refused_role")),
    }
}

/// An answer of a party: its words go to its own thing and to the officer; nothing else of the case changes.
pub fn answered(
    draft: &mut Draft<'_>,
    incoming: &Incoming,
    speaker: &Speaker,
    own: Own,
    believed: Result<(), Phrase>,
) {
    draft.outcome = Outcome::Comment;
    let verified = believed.is_ok();
    // A machine's words are no answer of a person.
    let said = Said::of(draft, incoming, speaker, verified).filter(|_| !incoming.reading.automatic);
    let reason = match own {
        Own::Controller(index) => controllers::answered(draft, index, said.as_ref()),
        Own::External(index) => external::answered(draft, index, said.as_ref()),
    };
    let payload = serde_json::json!({
        "mail": incoming.mail_id, "text": incoming.reading.reply_text, "refused": believed.as_ref().err(),
    });
    let by = if speaker.email.is_empty() { "unknown" } else { &speaker.email };
    draft.note("party_answered", by, &speaker.authenticity, reason.clone(), payload);
    refused::commands(draft, incoming, speaker, &believed);
    if said.is_some() {
        tell_handlers(draft, &incoming.mail_id.to_string(), vec![reason]);
        if let Err(why) = &believed {
            refused::tell_spoken_for(draft, incoming, speaker, why);
        }
    }
}

fn keep(answers: &mut Vec<Said>, said: &Said) {
    let known = answers.iter().filter(|one| one.verified == said.verified).count();
    if known < if said.verified { MOST_ANSWERS } else { MOST_UNVERIFIED } {
        answers.push(said.clone());
    }
}

/// Puts something to the officer and to whoever holds the case, in a mail that they get anyway or in one of its own. `about`
/// makes it once-only. What a party wrote goes to those who handle the case only.
pub fn tell_handlers(draft: &mut Draft<'_>, about: &str, items: Vec<Phrase>) {
    let who = [Who::Role(Role::PrivacyOfficer), Who::Holder];
    for to in people::resolve(&draft.case, &who, draft.policy, draft.now) {
        let mut items = items.clone();
        if to.audience != Audience::Officer {
            items.iter_mut().for_each(|item| drop(item.args.remove("text")));
        }
        if draft.add_items(&to.recipient.email, &items) {
            continue;
        }
        if escalation::is_spent(draft, &to.recipient.email) {
            escalation::hold_back(draft, &to.recipient.email, items);
            continue;
        }
        let key = StepKey {
            obligation: "parties".to_owned(),
            generation: 0,
            step: format!("{about}-{}", items.first().map_or("", |item| &item.key)),
            occurrence: 0,
        };
        draft.tell(Letter {
            template: Template::Reminder,
            to,
            key,
            in_reply_to: None,
            fill: Box::new(move |data| {
                data.news = true;
                data.items = items;
            }),
        });
    }
}

/// Brings what follows from the facts in line after each event: the measured hours of a processor, the joint controller
/// of the system.
pub fn refresh(draft: &mut Draft<'_>) {
    joint::refresh(&mut draft.case, draft.policy);
    processor::measure_again(draft);
}

/// That controllers must be told became known only now.
pub fn tell_of_new_duty(draft: &mut Draft<'_>, known_before: bool) {
    let Some(duty) = draft.case.obligation(obligation::CONTROLLERS) else { return };
    if known_before || duty.state != super::ObligationState::Pending {
        return;
    }
    let (reason, at) = (duty.reason.clone(), duty.triggered_at);
    if !draft.sends_first_notices() {
        tell_handlers(draft, &format!("duty-{}", at.timestamp()), vec![reason]);
    }
}

/// What the officer must know of the parties, a sentence each.
pub fn lines(case: &Case, policy: &Policy) -> Vec<Phrase> {
    let mut lines = processor::lines(case, policy);
    lines.extend(case.joint.as_ref().map(Joint::said));
    let duty = case.obligation(obligation::CONTROLLERS);
    let pending = duty.filter(|one| one.state == super::ObligationState::Pending);
    lines.extend(pending.map(|one| one.reason.clone()));
    lines
}

/// A party outside as the officer would name it to phone it: for one whom our mail did not reach.
pub fn named(case: &Case, email: &str, policy: &Policy) -> Option<String> {
    let contacts = &policy.contacts;
    let is = |one: &str| one.eq_ignore_ascii_case(email);
    if let Some(told) = case.controllers.iter().find(|told| is(&told.email)) {
        let phone = contacts.controllers.iter().find(|one| one.name == told.name);
        let phone = phone.and_then(|one| one.phone.clone());
        return Some(phone.map_or_else(|| told.name.clone(), |phone| format!("{} ({phone})", told.name)));
    }
    if let Some(external) = case.externals.iter().find(|external| is(&external.email)) {
        return Some(external.party.clone());
    }
    case.processor.clone().filter(|_| processor::speaks_for(case, email, policy))
}

/// The system that the report names.
fn system(case: &Case) -> Option<&str> {
    match case.report.get(&Field::System).map(|found| &found.value) {
        Some(Value::Text(text)) => Some(text),
        _ => None,
    }
}

/// Which of these systems the report means.
fn system_of<'a>(case: &Case, systems: &'a [String]) -> Option<&'a String> {
    let written = system(case)?.to_lowercase();
    systems.iter().find(|known| !known.trim().is_empty() && written.contains(&known.trim().to_lowercase()))
}

/// How a party outside calls the case: `AVVIK-2026-0001-B1`.
fn reference(case: &Case, letter: char, number: usize) -> String {
    format!("{}-{letter}{number}", case.number)
}
