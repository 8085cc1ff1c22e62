//! A plain play of a report that nobody answers: `decide` from due time to due time.

use chrono::{DateTime, Duration, Utc};
use varsel::case::event::{Decision, Incoming};
use varsel::case::notice::StepKey;
use varsel::case::{Assessment, Case, Event, decide};
use varsel::mail::authenticity::{Authenticity, Verdict};
use varsel::mail::{Class, Mailbox, Reading};
use varsel::policy::proof::Report;
use varsel::policy::{BandName, Policy};
use varsel::report::{Confidence, Field, Found, Value};

pub struct Course {
    pub mails: Vec<(DateTime<Utc>, String, StepKey)>,
    pub steps: Vec<Taken>,
    case: Case,
}

/// A step that was taken: when it was due, and when it was.
pub struct Taken {
    pub obligation: String,
    pub step: String,
    pub at: DateTime<Utc>,
    pub taken: DateTime<Utc>,
}

impl Course {
    /// When the first such step was due.
    pub fn step(&self, obligation: &str, step: &str) -> Option<DateTime<Utc>> {
        self.steps.iter().find(|one| one.obligation == obligation && one.step == step).map(|one| one.at)
    }

    pub fn due(&self, obligation: &str) -> Option<DateTime<Utc>> {
        self.case.obligation(obligation)?.due_at
    }
}

pub fn play(policy: &Policy, report: &Report, start: DateTime<Utc>, length: Duration) -> Course {
    let blank = Case::blank("case-1", "AVVIK-2026-0001", start);
    let mut course = Course { mails: Vec::new(), steps: Vec::new(), case: blank.clone() };
    let opened = Event::Reported(Box::new(incoming(report, start)));
    let mut decision = course.take(decide(&blank, &opened, policy, start), start);
    let silent = Event::DeadlineReached { receipts_spent: false };
    if let Some((likelihood, consequence)) = pair(report.band) {
        let mut case = decision.case.clone();
        let (by, at) = (String::new(), start);
        case.risk.decided = Some(Assessment { likelihood, consequence, by, at, reason: None });
        decision = course.take(decide(&case, &silent, policy, start), start);
    }
    while let Some(at) = decision.agenda.first().map(|due| due.at).filter(|at| *at <= start + length) {
        decision = course.take(decide(&decision.case, &silent, policy, at), at);
    }
    course
}

impl Course {
    fn take(&mut self, decision: Decision, now: DateTime<Utc>) -> Decision {
        let mails = decision.notices.iter().map(|one| (now, one.to.email.clone(), one.key.clone()));
        self.mails.extend(mails);
        for entry in decision.entries.iter().filter(|entry| entry.event == "deadline_reached") {
            for step in entry.payload["steps"].as_array().unwrap() {
                let key: StepKey = serde_json::from_value(step["key"].clone()).unwrap();
                let at = serde_json::from_value(step["at"].clone()).unwrap();
                self.steps.push(Taken { obligation: key.obligation, step: key.step, at, taken: now });
            }
        }
        self.case = decision.case.clone();
        decision
    }
}

fn pair(band: BandName) -> Option<(u8, u8)> {
    match band {
        BandName::Undecided => None,
        BandName::Low => Some((1, 1)),
        BandName::Medium => Some((2, 3)),
        BandName::High => Some((3, 4)),
        BandName::Critical => Some((4, 4)),
    }
}

fn incoming(report: &Report, at: DateTime<Utc>) -> Incoming {
    let found = |value| Found {
        value,
        raw: "som skrevet".to_owned(),
        source: "body".to_owned(),
        prose: false,
        confidence: Confidence::High,
    };
    let mut reading = Reading::unreadable("");
    reading.class = Class::Message;
    reading.from = Some(Mailbox { name: None, address: "melder@ute.example".to_owned() });
    reading.report.insert(Field::Kinds, found(Value::Kinds(report.kinds.iter().copied().collect())));
    if report.ict {
        reading.report.insert(Field::System, found(Value::Text("Fagsystem".to_owned())));
    }
    let authenticity =
        Authenticity { verdict: Verdict::Authenticated, why: "as the test says".to_owned(), method: None };
    Incoming {
        mail_id: 1,
        reading,
        authenticity,
        authenticated: true,
        arrived_at: at,
        token_owner: None,
        replayed: false,
        receipts_spent: false,
        existing_cases: Vec::new(),
        candidates: Vec::new(),
        unreadable: None,
        load: Default::default(),
    }
}
