//! Who may change a case (design promise 4): the role for the command, an authenticated sender, and the token that we
//! sent to that very person. All three; what fails one of them changes nothing and is kept as a comment.

use super::event::Incoming;
use super::{Case, owner, people};
use crate::command::Command;
use crate::contacts::Role;
use crate::mail::authenticity::{Authenticity, Verdict};
use crate::phrase::Phrase;
use crate::policy::Policy;

/// Who speaks, as far as we know.
#[derive(Clone, Debug, PartialEq)]
pub struct Speaker {
    /// From, lower case. Never the display name, never Reply-To.
    pub email: String,
    /// The name we know the person by, else the address.
    pub name: String,
    /// As it stands in the history beside each change.
    pub authenticity: String,
}

impl Speaker {
    pub fn of(incoming: &Incoming, policy: &Policy) -> Speaker {
        // ASCII only: other alphabets have letters whose small form is one of ours, such as the sign of kelvin.
        let email =
            incoming.reading.from.as_ref().map_or_else(String::new, |from| from.address.to_ascii_lowercase());
        let name = policy
            .contacts
            .person_by_email(&email)
            .map_or_else(|| email.clone(), |person| person.name.clone());
        Speaker { name, authenticity: incoming.authenticity.said(), email }
    }
}

/// The part that holds for every change by this mail: authenticated, with a token of this case sent to this person,
/// not used before. The error is the reason for the history and the receipt.
pub fn believed(incoming: &Incoming, speaker: &Speaker) -> Result<(), Phrase> {
    if incoming.replayed {
        return Err(Phrase::new("refused_replay"));
    }
    if !incoming.authenticated {
        return Err(unproved(&incoming.authenticity));
    }
    match &incoming.token_owner {
        Some(owner) if owner.eq_ignore_ascii_case(&speaker.email) => Ok(()),
        _ => Err(Phrase::new("refused_token")),
    }
}

/// In plain words; the technical why stands in the history beside the attempt.
fn unproved(authenticity: &Authenticity) -> Phrase {
    let reason = Phrase::new("refused_unauthenticated");
    match authenticity.verdict {
        Verdict::Forged => reason.with("why", [Phrase::new("unproved_forged")]),
        _ if authenticity.may_hold_later() => reason.with("why", [Phrase::new("unproved_later")]),
        _ => reason,
    }
}

/// Whether the speaker's role allows this command; a person named on the case may use only their own thing.
pub fn may(case: &Case, command: &Command, speaker: &Speaker, policy: &Policy) -> Result<(), Phrase> {
    let refused = || Phrase::new("refused_role").with("command", command.name());
    if people::is_excluded(case, &speaker.email) {
        return Err(refused());
    }
    if matches!(command, Command::Help {}) {
        return Ok(());
    }
    let person = policy.contacts.person_by_email(&speaker.email);
    let by_role = person.is_some_and(|person| {
        policy
            .may
            .get(command.name())
            .is_some_and(|roles| roles.iter().any(|role| person.roles.contains(role)))
    });
    if by_role || owns(case, command, speaker, policy) || owner::may(case, command, &speaker.email, policy) {
        Ok(())
    } else {
        Err(refused())
    }
}

/// The own thing of a party outside: all that it may add to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Own {
    /// By its place in the case.
    Controller(usize),
    External(usize),
}

/// What an answer of somebody outside belongs to: the speaker's own thing, else that of the one whose notice it answers. It
/// is taken as theirs only if [`believed`] says so too; it gives no command.
pub fn own_thing(case: &Case, incoming: &Incoming, speaker: &Speaker) -> Option<Own> {
    let of = |email: &str| {
        let is = |one: &str| !email.is_empty() && one.eq_ignore_ascii_case(email);
        let controller = case.controllers.iter().position(|told| is(&told.email)).map(Own::Controller);
        // One party may be told of two things: the last is what is awaited.
        controller.or_else(|| case.externals.iter().rposition(|one| is(&one.email)).map(Own::External))
    };
    of(&speaker.email).or_else(|| incoming.token_owner.as_deref().and_then(of))
}

/// The names of all commands that these roles may give.
pub fn commands_of(roles: &[Role], policy: &Policy) -> Vec<String> {
    let allowed = |permitted: &Vec<Role>| permitted.iter().any(|role| roles.contains(role));
    policy.may.iter().filter(|(_, permitted)| allowed(permitted)).map(|(name, _)| name.clone()).collect()
}

/// `measure_done` and `measure_progress` of one's own measure; `group_contact` and `report_delivered` for the group's
/// contact person; `persons_informed` for the one who is to inform them (S52).
fn owns(case: &Case, command: &Command, speaker: &Speaker, policy: &Policy) -> bool {
    let is_me = |written: &str| is_person(written, &speaker.email, policy);
    match command {
        Command::MeasureDone { number, .. }
        | Command::MeasureProgress { number, .. }
        | Command::MeasurePropose { number, .. } => {
            case.measures.iter().find(|measure| measure.number == *number).is_some_and(|measure| {
                [&measure.owner, &measure.helper].into_iter().flatten().any(|one| is_me(one))
            })
        }
        Command::PersonsInformed { .. } => {
            case.persons_plan.as_ref().and_then(|plan| plan.by_whom.as_deref()).is_some_and(is_me)
        }
        Command::GroupContact { .. } | Command::ReportDelivered { .. } => {
            case.action_group.as_ref().and_then(|group| group.contact_person.as_deref()).is_some_and(is_me)
        }
        _ => false,
    }
}

/// Whether a person as somebody wrote them, by name or address, is the one with this address.
pub fn is_person(written: &str, email: &str, policy: &Policy) -> bool {
    if email.is_empty() {
        return false;
    }
    match people::named(written, policy) {
        Some(known) => known.recipient.email.eq_ignore_ascii_case(email),
        None => written
            .split(|c: char| c.is_whitespace() || "<>,;()".contains(c))
            .any(|word| word.eq_ignore_ascii_case(email)),
    }
}
