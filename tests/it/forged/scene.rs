//! Plays a forged mail and the genuine one: a case of their own in a house that all mails of a server share.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use chrono::{DateTime, Duration, TimeZone, Utc};
use regex::Regex;
use serde_json::Value;
use varsel::clock::Clock;
use varsel::daemon::App;
use varsel::mail::authenticity::method_of;
use varsel::store::OutboxRow;

use super::written::{Letter, Mail, Scene, Server};
use crate::e2e::{House, Received, received};

/// Short names of the sample's people and of some around them.
const PEOPLE: [(&str, &str); 14] = [
    ("kari", "kari.nordmann@eksempel.no"),     // privacy officer
    ("ola", "ola.hansen@eksempel.no"),         // her deputy
    ("amina", "amina.ali@eksempel.no"),        // security officer
    ("ingrid", "ingrid.lie@eksempel.no"),      // head
    ("jon", "jon.moen@eksempel.no"),           // line manager
    ("ansatt", "ansatt@eksempel.no"),          // an employee without a role
    ("vakt", "vakt@skydrift.example"),         // a processor
    ("fjordby", "personvern@fjordby.example"), // a controller for whom we process
    ("bud", "post@postbudet.example"),         // somebody outside who caused it
    ("databanken", "sikkerhet@databanken.example"),
    ("soc", "soc@lanekompaniet.example"), // on the security list
    ("anders", "personvern@lanekompaniet.example"),
    ("fremmed", "fremmed@ukjent.example"), // nothing to do with it
    ("varsel", "avvik@eksempel.no"),
];

/// What of a case anybody may add to: comments, what waits for a person's judgement, who was told.
const NO_STATE: [&str; 8] =
    ["other_reporters", "more_reporters", "beside", "numbers", "reminded", "held_back", "refused", "said"];

const EXCHANGE: &str = "Received: from A.outlook.com (2603::1) by B.outlook.com with Microsoft SMTP Server \
    (version=TLS1_3) id 15.20.1; Thu, 12 Mar 2026 10:00:00 +0100";

/// A house for these mails.
pub fn house(server: Server, mails: &[&Mail]) -> House {
    let house = House::simulated();
    for key in ["max_per_address = 10", "max_per_domain = 100", "max_per_authenticated_address = 30"] {
        let (name, _) = key.split_once(" = ").unwrap();
        house.edit("policy.toml", key, &format!("{name} = 10000"));
    }
    // Each case is looked at alone, not beside a hundred like it.
    house.edit("policy.toml", "[twins]\nwithin = \"7d\"", "[twins]\nwithin = \"1s\"");
    house.edit("contacts.toml", "authority = \"none\"", "authority = \"full\"");
    let mut contacts = std::fs::read_to_string(house.path("contacts.toml")).unwrap();
    contacts.push_str(
        "\n[[controller]]\nname = \"Fjordby kommune\"\nemail = \"personvern@fjordby.example\"\nsystems = [\"Elevportalen\"]\n",
    );
    for number in 0..mails.iter().filter(|mail| mail.scene == "contact").count() {
        let row = "\n[[contact]]\nlist = \"privacy\"\nparty = \"Nabo AS\"\nname = \"Nina Dahl\"\nphone = \"22 00 00 11\"\n";
        writeln!(contacts, "{row}email = \"{}\"", contact(number)).unwrap();
    }
    house.write("contacts.toml", &contacts);
    house.edit("varsel.toml", "accept = [\"dmarc\", ", "accept = [\"exchange-internal\", \"dmarc\", ");
    if server == Server::Topmost {
        house.edit("varsel.toml", "authserv_id = \"varsel.local\"", "authserv_id = \"topmost\"");
    }
    house
}

fn contact(number: usize) -> String {
    format!("nina{number}@nabo.example")
}

pub struct Stage<'a> {
    house: &'a House,
    server: Server,
    scenes: &'a BTreeMap<String, Scene>,
    app: App,
    now: DateTime<Utc>,
    mails: usize,
    contacts: usize,
    /// The case that mails share, and how many did.
    shared: Option<Played>,
    turn: usize,
    /// For messages of a test that ends early.
    playing: String,
    /// A case to which no mail here belongs.
    other: Option<Played>,
}

/// A scene that was set.
#[derive(Clone)]
struct Played {
    number: usize,
    /// The case; none for a question to a contact.
    case: Option<String>,
    contact: String,
}

/// What became of a forged mail.
#[derive(Default)]
pub struct Outcome {
    pub believed_forged: bool,
    pub believed_genuine: bool,
    pub faults: Vec<String>,
}

impl<'a> Stage<'a> {
    pub async fn new(house: &'a House, server: Server, scenes: &'a BTreeMap<String, Scene>) -> Stage<'a> {
        let settings = varsel::config::load(&house.path("varsel.toml"), std::iter::empty()).unwrap();
        let now =
            chrono_tz::Europe::Oslo.with_ymd_and_hms(2026, 3, 12, 10, 0, 0).unwrap().with_timezone(&Utc);
        let binary = Path::new(env!("CARGO_BIN_EXE_varsel"));
        let app = App::build_read_by(&settings, Clock::simulated(now), binary).await.unwrap();
        let mut stage = Stage {
            house,
            server,
            scenes,
            app,
            now,
            mails: 0,
            contacts: 0,
            shared: None,
            turn: 0,
            playing: String::new(),
            other: None,
        };
        stage.other = Some(stage.set(&scenes["open"]).await);
        stage
    }

    pub async fn close(self) {
        self.app.engine.store().close().await;
    }

    pub async fn play(&mut self, mail: &Mail) -> Outcome {
        let scene = &self.scenes[&mail.scene];
        self.playing.clone_from(&mail.name);
        let mut outcome = Outcome::default();
        let set = self.set_for(mail).await;
        if mail.after_days > 0 {
            self.now += Duration::days(mail.after_days);
            self.app.clock.advance_to(self.now);
            self.app.pass().await.unwrap();
        }
        let told = if mail.elsewhere { self.other.clone().unwrap() } else { set.clone() };
        let (before, heard) = (self.state(scene, &set).await, self.history(&told).await.len());
        let id = self.write(scene, &set, mail.says.as_deref(), &mail.forged).await;
        let after = self.state(scene, &set).await;
        if before != after {
            outcome.believed_forged = true;
            outcome.faults.push(format!("changed {}", changed(&before, &after)));
        }
        outcome.faults.extend(self.reasons(mail, &told, heard, &id).await);
        let set = if mail.after_days > 0 { self.set(scene).await } else { set };
        let (before, heard) = (self.state(scene, &set).await, self.history(&set).await.len());
        self.write(scene, &set, mail.says.as_deref(), &mail.genuine).await;
        outcome.believed_genuine = before != self.state(scene, &set).await;
        if !outcome.believed_genuine {
            let heard = &self.history(&set).await[heard..];
            outcome.faults.push(format!("not believed when it is genuine: {heard:?}"));
        }
        outcome
    }

    /// Mails that ask for the same of the same scene share one case: each asks for another risk than the one before.
    async fn set_for(&mut self, mail: &Mail) -> Played {
        let shared = mail.scene == "open" && mail.says.is_none() && !mail.elsewhere;
        if !shared {
            return self.set(&self.scenes[&mail.scene]).await;
        }
        self.turn += 1;
        if self.shared.is_none() {
            self.shared = Some(self.set(&self.scenes[&mail.scene]).await);
        }
        self.shared.clone().unwrap()
    }

    /// Sets the scene: the report, and what was answered since.
    async fn set(&mut self, scene: &Scene) -> Played {
        let contact = contact(self.contacts);
        self.now += Duration::seconds(2);
        self.app.clock.advance_to(self.now);
        let mut set = Played { number: self.mails, case: None, contact };
        match &scene.report {
            None => {
                self.contacts += 1;
                self.app.pass().await.unwrap();
            }
            Some(who) => {
                let text = format!(
                    "Gjelder: sikkerhet og personvern\nHva har skjedd: Datainnbrudd nummer {}, passord er på avveie\n\
                     Avdeling: Kundeservice\nNår ble avviket oppdaget: 12.03.2026 kl. 08.30\nAntall berørte: 40\n{}",
                    set.number, scene.reports
                );
                let report = Letter {
                    who: Some(who.clone()),
                    to: Some("{varsel}".to_owned()),
                    answers: Some("nobody".to_owned()),
                    subject: Some("Avvik".to_owned()),
                    says: Some(text),
                    ..Letter::default()
                };
                self.send(who, &set, &report).await;
                let newest = self.app.engine.store().case_list(Some(1)).await.unwrap().remove(0);
                assert!(newest.state.contains(&format!("Datainnbrudd nummer {},", set.number)));
                set.case = Some(newest.id);
            }
        }
        for step in &scene.steps {
            let before = self.state(scene, &set).await;
            self.send(step.who.as_ref().unwrap(), &set, step).await;
            assert_ne!(before, self.state(scene, &set).await, "{}: changes nothing: {step:?}", self.playing);
        }
        set
    }

    async fn write(&mut self, scene: &Scene, set: &Played, says: Option<&str>, letter: &Letter) -> String {
        let says = Letter { says: Some(says.unwrap_or(&scene.says).to_owned()), ..Letter::default() };
        self.send(&scene.who, set, &letter.over(&says).over(&scene.letter)).await
    }

    /// Writes a letter as this person would, sends it and answers its Message-ID.
    async fn send(&mut self, who: &str, set: &Played, letter: &Letter) -> String {
        self.mails += 1;
        let who = letter.who.as_deref().unwrap_or(who);
        let or = |given: &Option<String>, other: String| given.clone().unwrap_or(other);
        let from = letter.from.clone().unwrap_or_else(|| vec![format!("<{{{who}}}>")]);
        let id = self.fill(&or(&letter.id, format!("m{}@klient.example", self.mails)), set).await;
        let answers = letter.answers.as_deref().unwrap_or(who);
        let mut text = String::new();
        let mut froms = Vec::new();
        for one in &from {
            froms.push(self.fill(one, set).await);
        }
        for line in letter.top.clone().unwrap_or_else(|| self.stamp(froms.last().map_or("", String::as_str)))
        {
            writeln!(text, "{line}").unwrap();
        }
        for one in &froms {
            writeln!(text, "From: {one}").unwrap();
        }
        let date = self.now + Duration::seconds(i64::try_from(self.mails).unwrap());
        writeln!(text, "To: {}", or(&letter.to, format!("{{token {who}}}"))).unwrap();
        writeln!(text, "Subject: {}", or(&letter.subject, "SV: [{case}] Avvik".to_owned())).unwrap();
        writeln!(text, "Date: {}", or(&letter.date, date.to_rfc2822())).unwrap();
        writeln!(text, "Message-ID: <{id}>\nMIME-Version: 1.0").unwrap();
        if answers != "nobody" {
            writeln!(text, "In-Reply-To: <{{id {answers}}}>\nReferences: <{{id {answers}}}>").unwrap();
        }
        letter.more.iter().for_each(|line| writeln!(text, "{line}").unwrap());
        let kind = or(&letter.kind, "text/plain; charset=utf-8".to_owned());
        let says = letter.says.clone().unwrap_or_default();
        let body = letter.body.as_ref().map_or_else(|| says.clone(), |body| body.replace("{says}", &says));
        write!(text, "Content-Type: {kind}\nContent-Transfer-Encoding: 8bit\n\n{body}\n").unwrap();
        let raw = self.fill(&text, set).await.replace('\n', "\r\n");
        self.house.put(raw);
        self.app.pass().await.unwrap();
        id
    }

    /// What our server finds of a mail that its domain did send.
    fn stamp(&self, from: &str) -> Vec<String> {
        let domain = from.rsplit_once('@').map_or("", |(_, domain)| domain);
        let domain = domain.split(['>', ' ', ';', ')', ',']).next().unwrap_or_default();
        match self.server {
            Server::Named => {
                vec![format!("Authentication-Results: varsel.local; dmarc=pass header.from={domain}")]
            }
            Server::Topmost => vec![
                EXCHANGE.to_owned(),
                format!(
                    "Authentication-Results: spf=pass (sender IP is 192.0.2.1) smtp.mailfrom={domain}; \
                     dkim=pass (signature was verified) header.d={domain};dmarc=pass action=none header.from={domain};compauth=pass"
                ),
            ],
        }
    }

    /// Fills the holes.
    async fn fill(&self, text: &str, set: &Played) -> String {
        let hole = Regex::new(r"\{([a-z-]+)(?: ([a-z]+))?\}").unwrap();
        let mut filled = text.to_owned();
        for found in hole.captures_iter(text) {
            let who = found.get(2).map_or("", |who| who.as_str());
            let other = self.other.as_ref();
            let value = match &found[1] {
                "token" => self.last(set, who).await.reply_to,
                "id" => self.last(set, who).await.message_id,
                "other-token" => self.last(other.unwrap(), who).await.reply_to,
                "case" => self.case(set).await.map_or_else(String::new, |(number, _)| number),
                "case-id" => set.case.clone().unwrap_or_default(),
                "n" => set.number.to_string(),
                "s" => (2 + self.turn % 3).to_string(),
                name => address(name, set),
            };
            filled = filled.replacen(&found[0], &value, 1);
        }
        filled
    }

    /// The last notice of the case to somebody.
    async fn last(&self, set: &Played, who: &str) -> Received {
        let store = self.app.engine.store();
        let mut rows: Vec<OutboxRow> = match &set.case {
            Some(case) => store.outbox_of_case(case).await.unwrap(),
            None => store.outbox_list(None).await.unwrap(),
        };
        rows.retain(|row| row.recipient == address(who, set) && row.case_id == set.case);
        let row = rows.into_iter().max_by_key(|row| row.id);
        let row = row.unwrap_or_else(|| panic!("{}: {who} was sent nothing", self.playing));
        let mut mail = received(&store.outbox_bytes(row.id).await.unwrap().unwrap());
        if mail.reply_to.is_empty() {
            mail.reply_to = address("varsel", set);
        }
        mail
    }

    async fn case(&self, set: &Played) -> Option<(String, Value)> {
        let row = self.app.engine.store().case_get(set.case.as_ref()?).await.unwrap().unwrap();
        Some((row.number, serde_json::from_str(&row.state).unwrap()))
    }

    /// All that only somebody who is believed may change.
    async fn state(&self, scene: &Scene, set: &Played) -> Value {
        let Some((_, mut case)) = self.case(set).await else {
            let states = self.app.engine.store().contact_states().await.unwrap();
            let of_this = states.iter().filter(|state| state.email == set.contact);
            return of_this.map(|state| format!("{state:?}")).collect();
        };
        let object = case.as_object_mut().unwrap();
        object.retain(|key, _| !NO_STATE.contains(&key.as_str()) && (scene.marks || key != "unreachable"));
        let now = serde_json::to_value(self.now).unwrap();
        object["holds"].as_array_mut().unwrap().retain(|hold| hold["until"].as_str() > now.as_str());
        let believed = |said: &Value| said["verified"] == true;
        for (parties, answers) in [("controllers", "answers"), ("externals", "feedback")] {
            for party in object[parties].as_array_mut().unwrap() {
                party[answers].as_array_mut().unwrap().retain(believed);
            }
        }
        for obligation in object["obligations"].as_array_mut().unwrap() {
            obligation.as_object_mut().unwrap().remove("fired_until");
        }
        case
    }

    /// The reason of each entry, with that of not being believed, and how its sender was proved.
    async fn history(&self, set: &Played) -> Vec<[String; 3]> {
        let Some(case) = &set.case else { return Vec::new() };
        let entries = self.app.engine.store().history(case).await.unwrap();
        let read = |entry: &varsel::store::Entry| {
            let payload: Value = serde_json::from_slice(entry.payload.as_deref().unwrap()).unwrap();
            let why = payload["details"]["refused"]["key"].as_str().unwrap_or_default().to_owned();
            let method = method_of(&entry.authenticity).unwrap_or_default().to_owned();
            assert_eq!(payload["method"], method.as_str(), "{}", entry.authenticity);
            [entry.reason.clone(), why, method]
        };
        entries.iter().map(read).collect()
    }

    /// What is not as the mail's row wants it.
    async fn reasons(&self, mail: &Mail, told: &Played, heard: usize, id: &str) -> Vec<String> {
        let mut faults = Vec::new();
        let entries = self.history(told).await.split_off(heard);
        if let Some(wanted) = &mail.reason {
            if !entries.iter().any(|[reason, why, _]| [reason, why].contains(&wanted)) {
                faults.push(format!("no {wanted} in {entries:?}"));
            }
            if let Some(entry) = entries.iter().find(|[.., method]| method.is_empty()) {
                faults.push(format!("does not say how the sender was proved: {entry:?}"));
            }
        }
        let ledger = self.app.engine.store().mail_list(None).await.unwrap();
        let row = ledger.iter().filter(|row| row.message_id.as_deref() == Some(id)).max_by_key(|row| row.id);
        let outcome = row.and_then(|row| row.outcome).map(|outcome| outcome.name());
        if mail.ledger.as_deref().is_some_and(|wanted| outcome != Some(wanted)) {
            faults.push(format!("the ledger says {outcome:?}"));
        }
        if mail.reason.is_none() && mail.ledger.is_none() {
            faults.push("no reason is expected".to_owned());
        }
        faults
    }
}

fn address(who: &str, set: &Played) -> String {
    if who == "contact" {
        return set.contact.clone();
    }
    let known = PEOPLE.iter().find(|(name, _)| *name == who);
    known.unwrap_or_else(|| panic!("nobody is called {who:?}")).1.to_owned()
}

fn changed(before: &Value, after: &Value) -> String {
    let keys = before.as_object().into_iter().flatten().filter(|(key, value)| after.get(key) != Some(value));
    let keys: Vec<String> = keys.map(|(key, value)| format!("{key}: {value} -> {}", after[key])).collect();
    if keys.is_empty() { format!("{before} -> {after}") } else { keys.join(", ") }
}
