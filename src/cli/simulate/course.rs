//! Plays a report through [`decide()`], from due time to due time, with the answers in between.

use chrono::{DateTime, Duration, Utc};

use super::answer::{self, Answer};
use super::{Arguments, Failure};
use crate::case::event::{Decision, Due};
use crate::case::notice::Notice;
use crate::case::{Case, Event, decide};
use crate::contacts::Role;
use crate::mail::{Class, Context, Mailbox, Reading};
use crate::policy::proof::likeliest;
use crate::policy::{BandName, Policy};
use crate::report::{Confidence, Field, Found, Kind, Value};

/// A course with more mails is cut off.
const MOST_MAILS: usize = 2_000;

pub enum Happened {
    Mail { at: DateTime<Utc>, notice: Box<Notice> },
    Answer { at: DateTime<Utc>, from: String, text: String },
}

pub struct Course {
    pub happened: Vec<Happened>,
    /// What the case waits for in the end; none: it is at rest.
    pub next: Option<Due>,
}

pub fn play(
    policy: &Policy,
    context: &Context,
    given: &Arguments,
    start: DateTime<Utc>,
) -> Result<Course, Failure> {
    let blank = Case::blank("simulated", "SIMULATED", start);
    let report = Event::Reported(Box::new(answer::incoming(1, report(policy, given)?, None, start)));
    let mut play = Play { policy, context, case: blank, agenda: Vec::new(), happened: Vec::new(), mails: 1 };
    play.take(&report, start);
    play.judge(given, start)?;
    let mut answers = given.answer.clone();
    answers.extend(given.notified_after.map(|after| answer::notified(after, start, policy)));
    answers.sort_by_key(|one| one.after_secs);
    let end = start + Duration::days(i64::from(given.days));
    for one in &answers {
        let at = start + Duration::seconds(one.after_secs);
        if at <= end {
            play.silence(at);
            play.answer(one, at)?;
        }
    }
    play.silence(end);
    Ok(Course { happened: play.happened, next: play.agenda.into_iter().next() })
}

struct Play<'a> {
    policy: &'a Policy,
    context: &'a Context,
    case: Case,
    agenda: Vec<Due>,
    happened: Vec<Happened>,
    mails: i64,
}

impl Play<'_> {
    fn take(&mut self, event: &Event, at: DateTime<Utc>) {
        let Decision { case, notices, agenda, .. } = decide(&self.case, event, self.policy, at);
        self.happened
            .extend(notices.into_iter().map(|notice| Happened::Mail { at, notice: Box::new(notice) }));
        (self.case, self.agenda) = (case, agenda);
    }

    /// Nobody does anything until then.
    fn silence(&mut self, until: DateTime<Utc>) {
        let silent = Event::DeadlineReached { receipts_spent: false };
        while let Some(at) = self.agenda.first().map(|due| due.at).filter(|at| *at <= until) {
            if self.happened.len() > MOST_MAILS {
                break;
            }
            self.take(&silent, at);
        }
    }

    fn answer(&mut self, answer: &Answer, at: DateTime<Utc>) -> Result<(), Failure> {
        let from = answer.who.email(&self.case, self.policy).map_err(Failure::Usage)?;
        self.mails += 1;
        let reading = answer::reading(&from, &answer.text, at, self.context);
        let incoming = answer::incoming(self.mails, reading, Some(from.clone()), at);
        self.happened.push(Happened::Answer { at, from, text: answer.text.clone() });
        self.take(&Event::Answered(Box::new(incoming)), at);
        Ok(())
    }

    /// The band, as the privacy officer judges it and leaves the case to others.
    fn judge(&mut self, given: &Arguments, at: DateTime<Utc>) -> Result<(), Failure> {
        let all = [BandName::Low, BandName::Medium, BandName::High, BandName::Critical];
        let band = all.into_iter().find(|band| band.name() == given.risk);
        let Some(pair) = band.and_then(|band| likeliest(band, &self.policy.bands)) else { return Ok(()) };
        let text = format!("S: {} K: {}\nSlipp saken", pair.0, pair.1);
        let officer = answer::Who::Role(Role::PrivacyOfficer);
        self.answer(&Answer { after_secs: 0, who: officer, text }, at)?;
        if self.case.band(self.policy).name() == given.risk {
            return Ok(());
        }
        let why = "the privacy officer may not give the command assess; see [may] of the policy";
        Err(Failure::Failed(format!("the risk cannot be set to {}: {why}", given.risk)))
    }
}

fn report(policy: &Policy, given: &Arguments) -> Result<Reading, Failure> {
    let mut reading = Reading::unreadable("simulated");
    reading.class = Class::Message;
    reading.from = Some(Mailbox { name: None, address: reporter(policy, given)? });
    let mut put = |field, value, raw: &str| {
        let raw = raw.to_owned();
        let source = "body".to_owned();
        let found = Found { value, raw, source, prose: false, confidence: Confidence::High };
        reading.report.insert(field, found);
    };
    let kinds = match given.kind.as_str() {
        "security" => vec![Kind::Security],
        "both" => vec![Kind::Privacy, Kind::Security],
        _ => vec![Kind::Privacy],
    };
    put(Field::Kinds, Value::Kinds(kinds), &given.kind);
    if given.ict {
        put(Field::System, Value::Text("simulated".to_owned()), "simulated");
    }
    Ok(reading)
}

fn reporter(policy: &Policy, given: &Arguments) -> Result<String, Failure> {
    if !given.processor {
        return Ok("reporter@example.org".to_owned());
    }
    let processor = policy.contacts.processors.first();
    let address = processor.and_then(|one| {
        let desk = one.domains.first().map(|domain| format!("breach@{domain}"));
        one.contact_email.clone().or(desk)
    });
    address.ok_or_else(|| Failure::Usage("--processor: the contacts have no [[processor]]".to_owned()))
}
