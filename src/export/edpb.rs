//! A case as the EDPB's template for breach notifications, v1.0 (in consultation), as JSON.
//!
//! The template in machine-readable form is by Nicola Franchetto and Martim Taborda Barata, CC BY 4.0; only our own mapping
//! is here and in the room of reports, which reads the same template. What is unknown is said to be so by the option
//! "to be determined" or by words that more follows; where the template has neither, see `nature` and `counts`.

mod breach;
mod telling;

use chrono::{DateTime, Utc};
use serde_json::{Map, Value as Json};

use super::Voice;
use crate::case::package::{self, Phase};
use crate::case::{Case, State, people};
use crate::contacts::{Person, Role, is_within};
use crate::phrase::Phrase;
use crate::policy::Policy;
use crate::report::{Field, Found, Value};

/// The notification of a case as it stands. It validates against the template's schema whatever the case holds.
pub fn notification(case: &Case, voice: &Voice<'_>, now: DateTime<Utc>) -> Json {
    let policy = voice.policy;
    let package = package::package(case, policy, now);
    let is_complete = package.phase == Phase::Full && case.risk.decided.is_some();
    let mut form = Form { case, policy, voice, now, is_complete, fields: Map::new() };
    form.about();
    form.parties();
    form.when();
    form.nature();
    form.persons_and_data();
    form.consequences();
    form.measures();
    form.informed();
    form.elsewhere();
    Json::Object(form.fields)
}

/// The template as far as it is filled in.
struct Form<'a> {
    case: &'a Case,
    policy: &'a Policy,
    voice: &'a Voice<'a>,
    now: DateTime<Utc>,
    /// Everything is known: then "to be determined" is no answer any more.
    is_complete: bool,
    fields: Map<String, Json>,
}

impl Form<'_> {
    fn put(&mut self, number: u16, value: impl Into<Json>) {
        self.fields.insert(format!("field_{number}"), value.into());
    }

    fn maybe(&mut self, number: u16, value: Option<impl Into<Json>>) {
        if let Some(value) = value {
            self.put(number, value);
        }
    }

    fn say(&self, key: &str) -> String {
        self.voice.say(&Phrase::new(key))
    }

    /// The words that stand where an answer is still to come.
    fn follows(&self) -> String {
        self.say("form_follows")
    }

    fn found(&self, field: Field) -> Option<&Found> {
        self.case.report.get(&field)
    }

    /// What the report says there, in words.
    fn words(&self, field: Field) -> Option<String> {
        let found = self.found(field)?;
        let said = match &found.value {
            Value::Text(text) => text.clone(),
            Value::Answer { text, .. } => text.clone(),
            _ => self.voice.value(found),
        };
        Some(said.trim().to_owned()).filter(|said| !said.is_empty())
    }

    fn words_or_follows(&self, field: Field) -> String {
        self.words(field).unwrap_or_else(|| self.follows())
    }

    fn officer(&self) -> Option<&Person> {
        let holders = people::role_holders(self.case, Role::PrivacyOfficer, self.policy);
        holders.first().and_then(|one| self.policy.contacts.person_by_email(&one.recipient.email))
    }

    /// 1.1: which notification this is, and whose.
    fn about(&mut self) {
        let told = self.case.authority_told.as_ref();
        let withdrawn = told.is_some() && self.case.state == State::NotABreach;
        self.put(3, if told.is_some() { "b" } else { "a" });
        self.put(
            4,
            match (withdrawn, self.is_complete) {
                (true, _) => "c",
                (false, true) => "a",
                (false, false) => "b",
            },
        );
        if withdrawn {
            let reason = self.case.closing.as_ref().and_then(|closing| closing.reason.clone());
            self.put(5, reason.unwrap_or_else(|| self.follows()));
        }
        self.maybe(6, told.and_then(|told| told.reference.clone()));
        self.put(7, self.case.number.clone());
        let organisation = &self.policy.organisation;
        if let Some(number) = &organisation.number {
            self.put(10, "b");
            self.put(11, number.clone());
        }
        self.put(12, organisation.name.clone());
        self.put(13, organisation.address.clone());
    }

    /// 2.2–2.3: who reports, whom to ask, who else is involved.
    fn parties(&mut self) {
        let organisation = &self.policy.organisation;
        let (name, contact, is_officer) = match self.officer() {
            Some(person) => {
                let known = [person.phone.as_deref(), Some(person.email.as_str())];
                let contact = known.into_iter().flatten().collect::<Vec<_>>().join(", ");
                (person.name.clone(), contact, person.roles.contains(&Role::PrivacyOfficer))
            }
            None => (organisation.name.clone(), organisation.address.clone(), false),
        };
        let function = self.officer().and_then(|person| person.roles.first().copied());
        self.put(21, name.clone());
        self.put(22, contact.clone());
        self.put(23, if is_officer { "a" } else { "c" });
        if !is_officer {
            let role = Phrase::new("edpb_function").with("role", function.map(Role::name));
            self.put(24, self.voice.say(&role));
        }
        // Whoever acts for the officer is named as the one to ask; that there is an officer is not claimed.
        self.put(29, self.say(if is_officer { "edpb_yes" } else { "edpb_no" }));
        self.put(30, name);
        self.put(31, contact);
        self.put(33, if is_officer { "a" } else { "b" });
        self.others();
    }

    /// The template has room for one other party: the processor, else the joint controller.
    fn others(&mut self) {
        let processor = self.case.processor.as_ref().map(|name| (name.clone(), "edpb_processor"));
        let joint = self.case.joint.as_ref().map(|one| (one.name.clone(), "edpb_joint"));
        let none = self.say("edpb_not_applicable");
        let Some((name, key)) = processor.or(joint) else {
            self.put(38, "b");
            return [39, 40, 41].into_iter().for_each(|number| self.put(number, none.clone()));
        };
        let known = self.policy.contacts.processors.iter().find(|one| one.name == name);
        let writer = Some(self.case.reporter.email.clone()).filter(|email| !email.is_empty());
        let writer = writer.filter(|_| self.case.processor.is_some());
        let contact = known.and_then(|one| one.contact_email.clone()).or(writer);
        self.put(38, "a");
        self.put(39, self.say(key));
        self.put(40, name);
        self.put(41, contact.unwrap_or_else(|| self.follows()));
    }

    /// 3.1: when it occurred, when it became known and from whom, why the notice is late.
    fn when(&mut self) {
        let (start, end, shape) = match self.found(Field::Period).map(|found| &found.value) {
            Some(Value::Period { start, end, ongoing }) => {
                let same_day = match (start, end) {
                    (Some(start), Some(end)) => self.day(*start) == self.day(*end),
                    (start, end) => start.is_some() && end.is_none(),
                };
                let shape = match (*ongoing, same_day) {
                    (true, _) => "c",
                    (false, true) => "a",
                    (false, false) => "b",
                };
                (*start, *end, shape)
            }
            _ => (None, None, if self.is_complete { "d" } else { "e" }),
        };
        self.put(44, shape);
        self.maybe(46, start.map(|at| at.to_rfc3339()));
        self.maybe(47, end.filter(|_| shape != "c").map(|at| at.to_rfc3339()));
        self.put(48, self.policy.calendar.local(self.case.aware.at).to_rfc3339());
        let due = self.case.authority_due();
        if self.case.authority_told.is_none() && due.is_some_and(|due| self.now > due) {
            self.put(49, self.case.delay_reason.clone().unwrap_or_else(|| self.follows()));
            let lines = package::timeline(self.case, &[], self.now);
            let said = lines
                .iter()
                .map(|line| format!("{}: {}", self.voice.when(line.at), self.voice.say(&line.what)));
            self.put(53, said.collect::<Vec<_>>().join("\n"));
        }
        let domain = self.case.reporter.email.rsplit_once('@').map_or("", |(_, domain)| domain);
        let own = self.policy.organisation.domains.iter().any(|own| is_within(domain, own));
        let (letter, key) = match (&self.case.processor, own) {
            (Some(_), _) => ("b", "edpb_by_processor"),
            (None, true) => ("a", "edpb_by_own"),
            (None, false) => ("f", "edpb_by_other"),
        };
        self.put(50, letter);
        self.put(51, self.say(key));
        if letter != "a" {
            self.put(52, self.policy.calendar.local(self.case.reported_at).format("%Y-%m-%d").to_string());
        }
    }

    fn day(&self, at: chrono::DateTime<chrono::FixedOffset>) -> chrono::NaiveDate {
        self.policy.calendar.local(at.with_timezone(&Utc)).date_naive()
    }
}
