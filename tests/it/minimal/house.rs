//! A house where every name, number and address of others is a marker, and mails in which every field is.

use chrono::{NaiveDateTime, TimeZone};

use super::plant::{Field, Writing};
use crate::e2e::House;
use crate::stories::play::{Play, Sent};

const HEAD: &str = "ingrid.lie@eksempel.no";

const CONTACTS: &str = r#"
[[person]]
id = "kari"
name = "Kari {officer/officer_name}"
email = "kari.nordmann@eksempel.no"
phone = "+47 {officer/officer_phone:phone}"
roles = ["privacy-officer"]

[[person]]
id = "ola"
name = "Ola {deputy/person_name}"
email = "ola.hansen@eksempel.no"
phone = "+47 {deputy/person_phone:phone}"
roles = ["privacy-officer-deputy"]

[[person]]
id = "amina"
name = "Amina {security/person_name}"
email = "amina.ali@eksempel.no"
phone = "+47 {security/person_phone:phone}"
roles = ["security-officer"]

[[person]]
id = "per"
name = "Per {ict/ict_name}"
email = "per.berg@eksempel.no"
phone = "+47 {ict/ict_phone:phone}"
roles = ["it-manager"]

[[person]]
id = "ingrid"
name = "Ingrid {head/person_name}"
email = "ingrid.lie@eksempel.no"
phone = "+47 {head/person_phone:phone}"
roles = ["head"]

[[person]]
id = "jon"
name = "Jon {leader/person_name}"
email = "jon.moen@eksempel.no"
phone = "+47 {leader/person_phone:phone}"
roles = ["line-manager"]
departments = ["Kundeservice"]

[[person]]
id = "siri"
name = "Siri {owner/person_name}"
email = "siri.dal@eksempel.no"
phone = "+47 {owner/person_phone:phone}"
roles = ["system-owner"]
systems = ["Fagsystem"]

[[contact]]
list = "security"
party = "Databanken {conta/contact_party}"
name = "Vaktleder {conta/contact_name}"
email = "{conta/contact_email}@databanken.example"
phone = "+47 {conta/contact_phone:phone}"
side = "provider"
verified_at = "2026-01-10"

[[contact]]
list = "privacy"
party = "Databanken {contb/contact_party}"
name = "Nina {contb/contact_name}"
email = "{contb/contact_email}@databanken.example"
phone = "+47 {contb/contact_phone:phone}"
side = "provider"
verified_at = "2026-01-10"

[[processor]]
name = "Skydrift {processor/processor_name}"
domains = ["skydrift.example"]
contact_email = "{pcontact/processor_contact}@skydrift.example"
authority = "none"
contract_hours = 24

[[controller]]
name = "Fjordby {ctrla/controller_name}"
email = "{ctrla/controller_email}@fjordby.example"
phone = "+47 {ctrla/controller_phone:phone}"
systems = ["Elevportalen"]

[[controller]]
name = "Havnes {ctrlb/controller_name}"
email = "{ctrlb/controller_email}@havnes.example"
phone = "+47 {ctrlb/controller_phone:phone}"
systems = ["Elevportalen"]

[[joint_controller]]
name = "Regionrådet {joint/controller_name}"
email = "{joint/controller_email}@regionradet.example"
systems = ["Samhandling"]
notifies = "them"
follows_up = "us"
closes = "us"
"#;

/// A house, its markers, and who writes from where.
pub struct Stage {
    pub house: House,
    pub field: Field,
    pub sent: Vec<Sent>,
    /// Addresses of senders whom nobody proved.
    pub unproved: Vec<String>,
}

pub struct Scene<'a> {
    pub play: Play<'a>,
    pub field: &'a mut Field,
    pub unproved: &'a mut Vec<String>,
    mails: usize,
}

impl Stage {
    pub fn new(writing: Writing) -> Stage {
        let house = House::with_digest();
        house.edit("policy.toml", "verify_every = \"3650d\"", "verify_every = \"90d\"");
        let mut field = Field::new(writing);
        house.write("contacts.toml", &field.plant_toml(CONTACTS));
        Stage { house, field, sent: Vec::new(), unproved: Vec::new() }
    }

    /// Plays what happens, from this time on.
    pub fn play(mut self, from: &str, story: impl AsyncFnOnce(&mut Scene<'_>)) -> Stage {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let sent = runtime.block_on(async {
            let play = Play::start(&self.house, from).await;
            let mut scene = Scene { play, field: &mut self.field, unproved: &mut self.unproved, mails: 0 };
            story(&mut scene).await;
            scene.play.app.engine.store().close().await;
            scene.play.sent
        });
        self.sent = sent;
        self
    }

    /// Whether this receiver wrote what the author wrote: then it is theirs already.
    pub fn is_own(&self, receiver: &str, author: &str) -> bool {
        let addresses = self.field.found(receiver);
        let by_marker = addresses.iter().any(|marker| marker.author == author);
        // A processor is told at its contact point too.
        let by_point = author == "processor" && addresses.iter().any(|marker| marker.author == "pcontact");
        let known = [
            ("leader", "jon.moen@eksempel.no"),
            ("owner", "siri.dal@eksempel.no"),
            ("external", "post@fjordlegane.example"),
        ];
        by_marker || by_point || known.contains(&(author, receiver))
    }

    pub fn head(&self) -> &'static str {
        HEAD
    }
}

impl Scene<'_> {
    /// A whole mail, its holes filled; `BELIEVED` is what our own server says of a sender whom it knows.
    pub async fn raw(&mut self, at: &str, mail: &str) {
        self.mails += 1;
        let mail = self.field.plant_mail(mail);
        let from = mail.lines().find_map(|line| line.strip_prefix("From: ")).unwrap_or_default().to_owned();
        let address = from.split_once('<').map_or(from.as_str(), |(_, rest)| rest.trim_end_matches('>'));
        let domain = address.rsplit_once('@').map_or("", |(_, domain)| domain);
        let stamp = format!("Authentication-Results: varsel.local; dmarc=pass header.from={domain}\n");
        if !mail.contains("BELIEVED\n") {
            self.unproved.push(address.to_lowercase());
        }
        let local = NaiveDateTime::parse_from_str(at, "%Y-%m-%d %H:%M").unwrap();
        let date = chrono_tz::Europe::Oslo.from_local_datetime(&local).earliest().unwrap().to_rfc2822();
        let id = if mail.contains("Message-ID:") {
            String::new()
        } else {
            format!("Message-ID: <least-{}@{domain}>\n", self.mails)
        };
        let mail = mail.replace("BELIEVED\n", &stamp);
        let mail = format!("{id}Date: {date}\nMIME-Version: 1.0\n{}", mail.trim_start());
        self.play.arrives(at, mail.replace('\n', "\r\n").as_bytes()).await;
    }

    /// A believed answer to the last mail of this template (or whichever was the last) that the address got.
    pub async fn answer(&mut self, at: &str, from: &str, template: &str, text: &str) {
        self.play.until(at).await;
        let address = from.split_once('<').map_or(from, |(_, rest)| rest.trim_end_matches('>'));
        let address = self.field.plant_address(address);
        let fits = |one: &&Sent| {
            one.mail.to.eq_ignore_ascii_case(&address) && (template == "last" || one.template == template)
        };
        let to = self.play.sent.iter().rfind(fits);
        let to = to.unwrap_or_else(|| panic!("{address} got no {template}")).mail.clone();
        let quoted: String = to.text.lines().map(|line| format!("> {line}\n")).collect();
        let mail = format!(
            "BELIEVED\nFrom: {from}\nTo: {0}\nSubject: SV: {1}\nIn-Reply-To: <{2}>\nReferences: <{2}>\n\
             Content-Type: text/plain; charset=utf-8\n\n{text}\n\nDen tor. 12. mars 2026 kl. 09:00 skrev Varsel <{0}>:\n{quoted}",
            to.reply_to, to.subject, to.message_id
        );
        self.raw(at, &mail).await;
    }
}
