//! Whether a row of a contact list is still true (S2: "continuously updated"): whom to ask now, what a person must look at,
//! and what an answer says.

use chrono::{DateTime, Duration, Utc};

use super::Contact;
use crate::phrase::Phrase;
use crate::policy::ContactCheck;
use crate::report;

/// What is known of a row's truth.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RowState {
    /// When the contact last confirmed it, to us or, by the file, to a person.
    pub verified_at: Option<DateTime<Utc>>,
    /// When we last asked, and how often since the last confirmation.
    pub asked_at: Option<DateTime<Utc>>,
    pub asked: u32,
    /// A mail that asked came back.
    pub bounced_at: Option<DateTime<Utc>>,
    /// The contact says that the address is to be another. Only a person changes it.
    pub proposed_email: Option<String>,
}

impl RowState {
    /// How often the contact was asked since the last confirmation, with a mail that goes now.
    pub fn asked_with_this(&self) -> u32 {
        self.since_verified().asked.saturating_add(1)
    }

    /// What was asked or came back before the last confirmation says nothing of the row any more.
    fn since_verified(&self) -> RowState {
        let counts = |at: &DateTime<Utc>| self.verified_at.is_none_or(|verified| *at > verified);
        let asked_at = self.asked_at.filter(counts);
        let asked = if asked_at.is_some() { self.asked } else { 0 };
        RowState { asked_at, asked, bounced_at: self.bounced_at.filter(counts), ..self.clone() }
    }
}

/// Why a person must look at a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    NeverVerified,
    /// Whole days since the last confirmation.
    Old {
        days: i64,
    },
    NoAnswer {
        asked: u32,
    },
    Bounced {
        at: DateTime<Utc>,
    },
    NewAddress {
        email: String,
    },
}

impl Problem {
    pub fn said(&self) -> Phrase {
        match self {
            Problem::NeverVerified => Phrase::new("contact_never_verified"),
            Problem::Old { days } => Phrase::new("contact_verified_long_ago").with("days", days),
            Problem::NoAnswer { asked } => Phrase::new("contact_no_answer").with("asked", asked),
            Problem::Bounced { at } => Phrase::new("contact_bounced").with("at", at),
            Problem::NewAddress { email } => Phrase::new("contact_new_address").with("email", email),
        }
    }
}

/// The row and all that is wrong with it, as one sentence.
pub fn problem(contact: &Contact, problems: &[Problem]) -> Phrase {
    Phrase::new("contact_problem")
        .with("party", &contact.party)
        .with("name", &contact.name)
        .with("email", &contact.email)
        .with("on", [contact.list])
        .with("why", problems.iter().map(Problem::said).collect::<Vec<_>>())
}

/// How a row stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Look {
    /// Ask the contact now.
    pub ask: bool,
    pub problems: Vec<Problem>,
    /// When the row is to be looked at next, the mail that is due now being sent.
    pub next: DateTime<Utc>,
}

/// Judges one row. A row that was asked and may still answer in time is no problem yet.
pub fn look(state: &RowState, rule: &ContactCheck, now: DateTime<Utc>) -> Look {
    let state = state.since_verified();
    let every = Duration::seconds(rule.verify_every_secs);
    let due_at = state.verified_at.map(|at| at + every);
    let new_address = state.proposed_email.iter().map(|email| Problem::NewAddress { email: email.clone() });
    let bounced = state.bounced_at.iter().map(|at| Problem::Bounced { at: *at });
    let mut problems: Vec<Problem> = new_address.chain(bounced).collect();
    if let Some(next) = due_at.filter(|at| *at > now) {
        return Look { ask: false, problems, next };
    }
    let first_wait = wait(rule, &RowState { asked: 1, ..RowState::default() });
    let may_still_answer = state.asked == 1
        && state.bounced_at.is_none()
        && state.asked_at.is_some_and(|at| at + first_wait > now);
    if !may_still_answer {
        problems.push(match state.verified_at {
            None => Problem::NeverVerified,
            Some(at) => Problem::Old { days: (now - at).num_days() },
        });
        if state.asked > 0 && state.bounced_at.is_none() {
            problems.push(Problem::NoAnswer { asked: state.asked });
        }
    }
    let ask_at = state.asked_at.map_or(now, |at| at + wait(rule, &state));
    let ask = ask_at <= now;
    let asked_again = RowState { asked: state.asked.saturating_add(1), ..state };
    let next = if ask { now + wait(rule, &asked_again) } else { ask_at };
    Look { ask, problems, next }
}

/// How long after a mail the next one goes: the waits of the rule, then a whole round; a whole round at once to an address
/// that mail came back from.
fn wait(rule: &ContactCheck, state: &RowState) -> Duration {
    let step = usize::try_from(state.asked.saturating_sub(1)).unwrap_or(usize::MAX);
    let secs = rule.ask_again_after_secs.get(step).filter(|_| state.bounced_at.is_none());
    Duration::seconds(*secs.unwrap_or(&rule.verify_every_secs))
}

/// Words that confirm, and words that may stand beside them; the line that holds any other says something else.
const YES: &[&str] = &[
    "ja",
    "jo",
    "ok",
    "okay",
    "stemmer",
    "stemmar",
    "riktig",
    "rett",
    "korrekt",
    "bekreft",
    "bekreftet",
    "bekreftes",
    "bekrefter",
    "bekrefta",
    "stadfest",
    "stadfestar",
    "stadfesta",
    "yes",
    "correct",
    "confirm",
    "confirmed",
    "right",
];
const BESIDE: &[&str] = &[
    "hei",
    "hello",
    "hi",
    "det",
    "dette",
    "alt",
    "alle",
    "er",
    "fortsatt",
    "fremdeles",
    "framleis",
    "herved",
    "kontakt",
    "kontakten",
    "opplysningene",
    "opplysningane",
    "kontaktopplysningene",
    "kontaktopplysningane",
    "som",
    "jeg",
    "eg",
    "takk",
    "this",
    "that",
    "is",
    "it",
    "all",
    "still",
    "the",
    "details",
    "contact",
    "are",
    "i",
    "thanks",
    "my",
    "mine",
    "og",
    "and",
    "everything",
    "info",
    "informasjonen",
];
/// More words are a letter, and for a person to read.
const MOST_WORDS: usize = 10;

/// Whether a reply confirms the row: its first line beyond a greeting says yes and nothing else ("Ja, det stemmer").
pub fn confirms(reply: &str) -> bool {
    let mut lines = reply.lines().map(report::words).filter(|words| !words.is_empty());
    let greeting = |words: &Vec<String>| {
        matches!(words.first().map(String::as_str), Some("hei" | "hello" | "hi" | "god" | "goddag"))
            && !words.iter().any(|word| YES.contains(&word.as_str()))
            && words.len() <= 4
    };
    let first = lines.find(|words| !greeting(words)).unwrap_or_default();
    let known = |word: &String| YES.contains(&word.as_str()) || BESIDE.contains(&word.as_str());
    first.len() <= MOST_WORDS
        && first.iter().all(known)
        && first.iter().any(|word| YES.contains(&word.as_str()))
}

#[cfg(test)]
mod tests;
