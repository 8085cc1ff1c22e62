//! The one place where the tables touch the program: the sample policy, the people in it, and events as values.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use varsel::case::event::{Decision, Failure, Incoming, NotReached};
use varsel::case::flood::Load;
use varsel::case::notice::Template;
use varsel::case::{Case, Event, decide};
use varsel::command::CommandLine;
use varsel::contacts::{Controller, Duty, JointController};
use varsel::document::{Unread, Why};
use varsel::mail::authenticity::{Authenticity, Verdict};
use varsel::mail::reading::{Redaction, RedactionKind};
use varsel::mail::{Attachment, Class, Context, Mailbox, Reading};
use varsel::phrase::Phrase;
use varsel::policy::Policy;
use varsel::report::field::CountPrecision;
use varsel::report::{Confidence, Count, Field, Found, Kind, Moment, Precision, Value};

use super::table::Step;

/// The people of the sample contacts and some around them. Short name, address.
const PEOPLE: [(&str, &str); 22] = [
    ("kari", "kari.nordmann@eksempel.no"),          // privacy officer
    ("ola", "ola.hansen@eksempel.no"),              // her deputy
    ("amina", "amina.ali@eksempel.no"),             // security officer
    ("per", "per.berg@eksempel.no"),                // IT manager
    ("ingrid", "ingrid.lie@eksempel.no"),           // head
    ("jon", "jon.moen@eksempel.no"),                // line manager
    ("ansatt", "ansatt@eksempel.no"),               // an employee without a role
    ("moen", "moen@eksempel.no"),                   // another employee, not Jon Moen
    ("alarm", "alarm@eksempel.no"),                 // a machine of ours
    ("kunde", "kunde@ute.example"),                 // from outside
    ("fremmed", "fremmed@ukjent.example"),          // from outside, nothing to do with it
    ("skydrift", "vakt@skydrift.example"),          // a processor
    ("hendelse", "hendelse@skydrift.example"),      // its contact point
    ("fjordby", "personvern@fjordby.example"),      // a controller for whom we process
    ("havnes", "dpo@havnes.example"),               // another
    ("regionen", "avvik@regionradet.example"),      // a joint controller
    ("bud", "post@postbudet.example"),              // somebody outside who caused it
    ("databanken", "sikkerhet@databanken.example"), // provider, security list
    ("nina", "personvern@databanken.example"),      // provider, privacy list
    ("soc", "soc@lanekompaniet.example"),           // consumer, security list
    ("anders", "personvern@lanekompaniet.example"), // consumer, privacy list
    ("varsel", "avvik@eksempel.no"),                // the breach mailbox
];

pub struct World {
    pub policy: Policy,
    context: Context,
}

impl World {
    /// As `varsel init` writes it.
    pub fn sample() -> World {
        World::edited(|policy| policy)
    }

    /// The sample policy with the clocks of these groups switched on.
    pub fn with_laws(groups: &[String]) -> World {
        World::edited(|policy| {
            let sections = policy.split("\n[regime.").enumerate().map(|(index, section)| {
                let on = groups.iter().any(|group| section.contains(&format!("\ngroup = \"{group}\"\n")));
                let section = if on {
                    section.replace("enabled = false", "enabled = true")
                } else {
                    section.to_owned()
                };
                if index == 0 { section } else { format!("\n[regime.{section}") }
            });
            sections.collect()
        })
    }

    fn edited(edit: impl Fn(String) -> String) -> World {
        let dir = tempfile::tempdir().unwrap();
        varsel::config::init::write(dir.path(), true).unwrap();
        let policy = dir.path().join("policy.toml");
        std::fs::write(&policy, edit(std::fs::read_to_string(&policy).unwrap())).unwrap();
        let settings = varsel::config::load(&dir.path().join("varsel.toml"), std::iter::empty()).unwrap();
        let organisation = settings.organisation();
        let context = Context {
            time_zone: organisation.time_zone,
            language: organisation.language.clone(),
            address: Some(organisation.address.clone()),
            domains: organisation.domains.clone(),
            case_prefix: organisation.case_prefix.clone(),
            ..Context::default()
        };
        World { policy: settings.policy, context }
    }

    /// The sample policy, but the lists are told before the officer decides.
    pub fn with_lists_at_once() -> World {
        let mut world = World::sample();
        world.policy.tell.lists_at_once_from_contacts = true;
        world
    }

    /// The sample policy with the parties that its contacts only show as examples.
    pub fn with_parties(authority: &str) -> World {
        let mut world = World::sample();
        let contacts = &mut world.policy.contacts;
        contacts.processors.iter_mut().for_each(|one| one.authority = word(authority));
        let controller = |name: &str, who: &str, language: &str, contract_hours| Controller {
            name: name.to_owned(),
            number: None,
            email: email(who).to_owned(),
            phone: Some("+47 22 00 00 20".to_owned()),
            language: Some(language.to_owned()),
            systems: vec!["Elevportalen".to_owned()],
            contract_hours,
        };
        contacts.controllers = vec![
            controller("Fjordby kommune", "fjordby", "nn", Some(24)),
            controller("Havnes kommune", "havnes", "en", None),
        ];
        contacts.joint_controllers = vec![JointController {
            name: "Regionrådet".to_owned(),
            email: email("regionen").to_owned(),
            language: None,
            systems: vec!["Samhandling".to_owned()],
            notifies: Duty::Them,
            follows_up: Duty::Us,
            closes: Duty::Us,
        }];
        world
    }

    /// The sample policy, with the line manager as coordinator of the action group.
    pub fn with_a_coordinator() -> World {
        let mut world = World::sample();
        for person in &mut world.policy.contacts.persons {
            if person.email == email("jon") {
                person.roles.push(varsel::contacts::Role::Coordinator);
            }
        }
        world
    }

    /// A time on the wall; in the doubled hour the earlier unless the offset is given.
    pub fn time(&self, written: &str) -> DateTime<Utc> {
        let exact = DateTime::parse_from_str(written, "%Y-%m-%d %H:%M%:z");
        if let Ok(exact) = exact {
            return exact.with_timezone(&Utc);
        }
        let (date, time) = written.split_once(' ').unwrap_or_else(|| panic!("no date and time: {written:?}"));
        let date: NaiveDate = date.parse().unwrap_or_else(|_| panic!("no date: {written:?}"));
        let format = if time.len() > 5 { "%H:%M:%S" } else { "%H:%M" };
        let time = NaiveTime::parse_from_str(time, format).unwrap_or_else(|_| panic!("no time: {written:?}"));
        self.policy.calendar.at_local(date, time)
    }

    pub fn written(&self, at: DateTime<Utc>) -> String {
        self.policy.calendar.local(at).format("%Y-%m-%d %H:%M").to_string()
    }

    pub fn blank(&self, now: DateTime<Utc>) -> Case {
        Case::blank("case-1", "AVVIK-2026-0001", now)
    }

    pub fn decide(&self, case: &Case, event: &Event, now: DateTime<Utc>) -> Decision {
        decide(case, event, &self.policy, now)
    }

    /// The mail of a step.
    pub fn incoming(&self, step: &Step, who: &str, mail_id: i64, now: DateTime<Utc>) -> Incoming {
        let mut reading = Reading::unreadable("");
        reading.class = Class::Message;
        reading.defects.clear();
        reading.message_id = Some(format!("mail-{mail_id}@ute.example"));
        reading.from = Some(Mailbox { name: Some(format!("Navn {who}")), address: email(who).to_owned() });
        (reading.to, reading.cc) = (recipients(step.to.as_deref()), recipients(Some(&step.cc)));
        reading.redactions = redactions(step);
        reading.subject = step.subject.clone();
        reading.language = "nb".to_owned();
        reading.automatic = step.automatic;
        let local = self.policy.calendar.local(now).fixed_offset();
        reading.reply_text = step.says.join("\n");
        (reading.commands, reading.misread) =
            varsel::command::read(&reading.reply_text, local, &self.context);
        reading.commands.extend(step.gives.iter().map(|given| {
            let command = serde_json::from_str(given).unwrap_or_else(|error| panic!("{given}: {error}"));
            CommandLine { command, raw: "as the table gives it".to_owned() }
        }));
        for written in &step.commands {
            let command = serde_json::from_str(written).unwrap_or_else(|fault| panic!("{written}: {fault}"));
            reading.commands.push(varsel::command::CommandLine { command, raw: written.clone() });
        }
        reading.report = self.report(step, now);
        let unread = |names: &[String], why| {
            names.iter().map(move |name| Unread { name: name.clone(), why }).collect()
        };
        let locked: Vec<Unread> = unread(&step.locked, Why::Encrypted);
        let pictures: Vec<Unread> = unread(&step.pictures, Why::UnknownFormat);
        let names = step.attached.iter().chain(&step.locked).chain(&step.pictures);
        reading.attachments = names.map(|name| Attachment { name: name.clone(), ..attachment() }).collect();
        reading.unread = locked.into_iter().chain(pictures).collect();
        reading.open = Field::ASKED.into_iter().filter(|one| !reading.report.contains_key(one)).collect();
        let authenticated = !step.unauthenticated;
        let verdict = if authenticated { Verdict::Authenticated } else { Verdict::Unauthenticated };
        let token = step.token.as_deref().unwrap_or(who);
        Incoming {
            mail_id,
            reading,
            authenticity: Authenticity { verdict, why: "as the table says".to_owned(), method: None },
            authenticated,
            arrived_at: step.arrived.as_deref().map_or(now, |at| self.time(at)),
            token_owner: (token != "none").then(|| email(token).to_owned()),
            replayed: step.replayed,
            receipts_spent: step.receipts_spent,
            existing_cases: step.cases.clone(),
            candidates: Vec::new(),
            unreadable: step.unreadable.then(|| Phrase::new("unreadable")),
            load: Load {
                by_sender: step.by_sender,
                by_strangers: step.by_strangers,
                words: step.says.join(" "),
                said_before: step.said_before,
                contact_spent: step.contact_spent,
            },
        }
    }

    fn report(&self, step: &Step, now: DateTime<Utc>) -> BTreeMap<Field, Found> {
        let mut report = BTreeMap::new();
        let mut put = |field: Field, value: Value, raw: &str| {
            report.insert(
                field,
                Found {
                    value,
                    raw: raw.to_owned(),
                    source: "body".to_owned(),
                    prose: false,
                    confidence: Confidence::High,
                },
            );
        };
        let moment = |at: DateTime<Utc>, precision| {
            Value::Moment(Moment { at: self.policy.calendar.local(at).fixed_offset(), precision })
        };
        if step.complete {
            for field in Field::ASKED {
                let value = match field {
                    Field::DiscoveredAt => moment(now, Precision::Minute),
                    _ => Value::Text("se rapporten".to_owned()),
                };
                put(field, value, "se rapporten");
            }
        }
        if let Some(at) = &step.discovered {
            let precision: Precision = word(step.precision.as_deref().unwrap_or("minute"));
            put(Field::DiscoveredAt, moment(self.time(at), precision), at);
        }
        if !step.kinds.is_empty() {
            let kinds: Vec<Kind> = step.kinds.iter().map(|kind| word(kind)).collect();
            put(Field::Kinds, Value::Kinds(kinds), "type");
        }
        if let Some(count) = step.persons {
            let value = Count { low: count, high: Some(count), precision: CountPrecision::Exact };
            put(Field::AffectedPersons, Value::Count(value), &count.to_string());
        }
        for (field, text) in &step.fields {
            put(word(field), Value::Text(text.clone()), text);
        }
        report
    }
}

fn recipients(written: Option<&[String]>) -> Vec<Mailbox> {
    let Some(written) = written else { return recipients(Some(&["varsel".to_owned()])) };
    let address = |who: &String| if who.contains('@') { who.clone() } else { email(who).to_owned() };
    written.iter().map(|who| Mailbox { name: None, address: address(who) }).collect()
}

fn redactions(step: &Step) -> Vec<Redaction> {
    [(RedactionKind::NationalId, step.national_ids), (RedactionKind::BankAccount, step.bank_accounts)]
        .into_iter()
        .filter(|(_, count)| *count > 0)
        .map(|(kind, count)| Redaction { kind, count })
        .collect()
}

/// A notice to this person failed.
pub fn not_reached(who: &str, template: &str, failure: Failure, outbox_id: i64) -> Event {
    let template: Template = word(template);
    let detail = Some("5.1.1".to_owned());
    Event::NotReached(NotReached { outbox_id, recipient: email(who).to_owned(), template, failure, detail })
}

/// The key that the outbox keeps unique, in words.
pub fn once_only_key(notice: &varsel::case::notice::Notice) -> String {
    let key = &notice.key;
    format!(
        "{}/{}/{}/{} to {}",
        key.obligation,
        key.generation,
        key.step,
        key.occurrence,
        short(&notice.to.email)
    )
}

/// A value of the program by the word it has in JSON.
pub fn word<T: serde::de::DeserializeOwned>(written: &str) -> T {
    serde_json::from_value(serde_json::Value::String(written.to_owned()))
        .unwrap_or_else(|error| panic!("{written:?}: {error}"))
}

pub fn email(who: &str) -> &str {
    if who == "nobody" {
        return "";
    }
    PEOPLE
        .iter()
        .find(|(name, _)| *name == who)
        .map_or_else(|| panic!("nobody is called {who:?}"), |(_, email)| email)
}

pub fn short(email: &str) -> &str {
    PEOPLE.iter().find(|(_, known)| *known == email).map_or(email, |(name, _)| name)
}

fn attachment() -> Attachment {
    Attachment {
        name: String::new(),
        media_type: "application/octet-stream".to_owned(),
        bytes: 1,
        sha256: String::new(),
    }
}
