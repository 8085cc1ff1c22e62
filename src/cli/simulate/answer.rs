//! `4h=S: 3 K: 3`: what somebody answers in the simulation, and as what it arrives.

use chrono::{DateTime, Duration, Utc};

use crate::case::event::Incoming;
use crate::case::{Case, people};
use crate::contacts::Role;
use crate::mail::authenticity::{Authenticity, Verdict};
use crate::mail::{self, Context, Reading};
use crate::policy::Policy;

#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// Seconds after the report.
    pub after_secs: i64,
    pub who: Who,
    pub text: String,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Who {
    Role(Role),
    Reporter,
    /// A person by address or full name.
    Named(String),
}

/// `WHEN[ WHO]=TEXT`.
pub fn parse(text: &str) -> Result<Answer, String> {
    let (front, text) = text.split_once('=').ok_or(r#"write it as "4h=OK" or "4h head=OK""#)?;
    let (wait, who) = front.trim().split_once(' ').unwrap_or((front.trim(), "privacy-officer"));
    let who = match who.trim() {
        "reporter" => Who::Reporter,
        who => match Role::ALL.into_iter().find(|role| role.name() == who) {
            Some(role) => Who::Role(role),
            None => Who::Named(who.to_owned()),
        },
    };
    Ok(Answer { after_secs: crate::config::duration(wait)?, who, text: text.replace("\\n", "\n") })
}

impl Who {
    /// Whose address speaks.
    pub fn email(&self, case: &Case, policy: &Policy) -> Result<String, String> {
        let found = match self {
            Who::Role(role) => policy.contacts.holders(*role).next().map(|person| person.email.clone()),
            Who::Reporter => Some(case.reporter.email.clone()),
            Who::Named(name) => people::named(name, policy).map(|known| known.recipient.email),
        };
        found.ok_or_else(|| match self {
            Who::Role(role) => format!("nobody in the contacts is {}", role.name()),
            Who::Named(name) => format!("{name:?} is no role, address or name of the contacts"),
            Who::Reporter => "the report has no sender".to_owned(),
        })
    }
}

/// The line by which a person says that the authority was notified.
pub fn notified(after_secs: i64, start: DateTime<Utc>, policy: &Policy) -> Answer {
    let at = policy.calendar.local(start + Duration::seconds(after_secs));
    let text = format!("Meldt Datatilsynet: {}", at.format("%d.%m.%Y kl. %H.%M"));
    Answer { after_secs, who: Who::Role(Role::PrivacyOfficer), text }
}

/// A reply as the reader reads it.
pub fn reading(from: &str, text: &str, at: DateTime<Utc>, context: &Context) -> Reading {
    let to = context.address.as_deref().unwrap_or("avvik@example.org");
    let raw = format!(
        "From: {from}\r\nTo: {to}\r\nSubject: Re: SIMULATED\r\nDate: {}\r\nMessage-ID: <{}.{from}>\r\n\
         MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{text}\r\n",
        at.to_rfc2822(),
        at.timestamp(),
    );
    mail::read(raw.as_bytes(), context)
}

/// A mail that is believed.
pub fn incoming(mail_id: i64, reading: Reading, token_owner: Option<String>, at: DateTime<Utc>) -> Incoming {
    let authenticity =
        Authenticity { verdict: Verdict::Authenticated, why: "simulated".to_owned(), method: None };
    Incoming {
        mail_id,
        reading,
        authenticity,
        authenticated: true,
        arrived_at: at,
        token_owner,
        replayed: false,
        receipts_spent: false,
        existing_cases: Vec::new(),
        candidates: Vec::new(),
        unreadable: None,
        load: Default::default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_says_when_who_and_what() {
        let four_hours = |who, text: &str| Ok(Answer { after_secs: 14_400, who, text: text.to_owned() });
        assert_eq!(parse("4h=S: 3 K: 3"), four_hours(Who::Role(Role::PrivacyOfficer), "S: 3 K: 3"));
        assert_eq!(parse("4h head=OK\\nS: 1"), four_hours(Who::Role(Role::Head), "OK\nS: 1"));
        assert_eq!(parse("4h reporter=a=b"), four_hours(Who::Reporter, "a=b"));
        assert_eq!(parse("4h Kari Nordmann=OK"), four_hours(Who::Named("Kari Nordmann".to_owned()), "OK"));
        for wrong in ["", "4h", "OK=4h", "=OK", "4 h=OK"] {
            assert!(parse(wrong).is_err(), "{wrong:?}");
        }
    }
}
