//! People and parties: roles, the two contact lists (S2–S8), processors, controllers and their stand-ins.

pub mod import;
pub mod verify;

use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

pub use crate::command::ListName;

/// What a person is to the organisation; a person may hold several.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    PrivacyOfficer,
    PrivacyOfficerDeputy,
    SecurityOfficer,
    ItManager,
    Head,
    LineManager,
    Coordinator,
    SystemOwner,
    DepartmentManager,
}

impl Role {
    pub const ALL: [Role; 9] = [
        Role::PrivacyOfficer,
        Role::PrivacyOfficerDeputy,
        Role::SecurityOfficer,
        Role::ItManager,
        Role::Head,
        Role::LineManager,
        Role::Coordinator,
        Role::SystemOwner,
        Role::DepartmentManager,
    ];

    /// As written in contacts.toml and policy.toml.
    pub fn name(self) -> &'static str {
        match self {
            Role::PrivacyOfficer => "privacy-officer",
            Role::PrivacyOfficerDeputy => "privacy-officer-deputy",
            Role::SecurityOfficer => "security-officer",
            Role::ItManager => "it-manager",
            Role::Head => "head",
            Role::LineManager => "line-manager",
            Role::Coordinator => "coordinator",
            Role::SystemOwner => "system-owner",
            Role::DepartmentManager => "department-manager",
        }
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Person {
    pub id: String,
    pub name: String,
    /// `local@domain`, lower case.
    pub email: String,
    pub phone: Option<String>,
    pub language: Option<String>,
    pub roles: Vec<Role>,
    pub systems: Vec<String>,
    pub departments: Vec<String>,
    /// The id of the nearest leader (S37).
    #[serde(default)]
    pub manager: Option<String>,
}

/// Which side of a data-sharing solution a party stands on (S7).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    Consumer,
    Provider,
}

impl Side {
    /// As written in contacts.toml.
    pub fn name(self) -> &'static str {
        match self {
            Side::Consumer => "consumer",
            Side::Provider => "provider",
        }
    }
}

/// One row of a contact list: exactly party, contact person, phone, e-mail (S4), and what we know about the row.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Contact {
    pub list: ListName,
    pub party: String,
    pub name: String,
    pub email: String,
    pub phone: String,
    pub side: Option<Side>,
    pub language: Option<String>,
    /// When the contact last confirmed the row: a date, `2026-03-01`.
    pub verified_at: Option<chrono::NaiveDate>,
}

/// How far a processor may notify the authority for us (S83, R15).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ProcessorAuthority {
    #[default]
    None,
    FirstNotice,
    Full,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Processor {
    pub name: String,
    pub number: Option<String>,
    /// Mail from these domains is from this processor.
    pub domains: Vec<String>,
    pub contact_email: Option<String>,
    pub authority: ProcessorAuthority,
    /// Within how many hours the contract says it tells us.
    pub contract_hours: Option<u32>,
    pub language: Option<String>,
}

/// A controller for whom we process personal data (GDPR art. 33(2), S26).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Controller {
    pub name: String,
    pub number: Option<String>,
    /// Their designated contact point (R5).
    pub email: String,
    pub phone: Option<String>,
    pub language: Option<String>,
    /// The systems in which their data lie: a case about one of them concerns this controller.
    pub systems: Vec<String>,
    /// Within how many hours our contract says we tell them.
    pub contract_hours: Option<u32>,
}

/// Who of two joint controllers does something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Duty {
    Us,
    Them,
}

/// A controller with whom we are responsible together, and who of us does what (GDPR art. 26, S84).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct JointController {
    pub name: String,
    pub email: String,
    pub language: Option<String>,
    /// The systems for which we are responsible together.
    pub systems: Vec<String>,
    pub notifies: Duty,
    pub follows_up: Duty,
    pub closes: Duty,
}

/// Our organisation, as notices name it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Organisation {
    pub name: String,
    pub number: Option<String>,
    /// Our own mail domains, lower case.
    pub domains: Vec<String>,
    /// `nb`, `nn` or `en`.
    pub language: String,
    pub time_zone: Tz,
    /// The breach mailbox; From of all notices.
    pub address: String,
    pub case_prefix: String,
}

/// Everyone we may write to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Contacts {
    pub persons: Vec<Person>,
    pub contacts: Vec<Contact>,
    pub processors: Vec<Processor>,
    #[serde(default)]
    pub controllers: Vec<Controller>,
    #[serde(default)]
    pub joint_controllers: Vec<JointController>,
}

impl Contacts {
    /// Everyone who holds the role, in the order of the file.
    pub fn holders(&self, role: Role) -> impl Iterator<Item = &Person> {
        self.persons.iter().filter(move |person| person.roles.contains(&role))
    }

    /// The person with this address; case does not count.
    pub fn person_by_email(&self, email: &str) -> Option<&Person> {
        self.persons.iter().find(|person| person.email.eq_ignore_ascii_case(email))
    }

    /// The processor whose domain the address belongs to, subdomains included.
    pub fn processor_by_email(&self, email: &str) -> Option<&Processor> {
        let domain = email.rsplit_once('@')?.1.to_ascii_lowercase();
        self.processors.iter().find(|processor| processor.domains.iter().any(|own| is_within(&domain, own)))
    }

    /// The rows of the lists with this address.
    pub fn contacts_by_email<'a>(&'a self, email: &'a str) -> impl Iterator<Item = &'a Contact> {
        self.contacts.iter().filter(move |contact| contact.email.eq_ignore_ascii_case(email))
    }
}

/// Whether `domain` is `own` or stands below it.
pub fn is_within(domain: &str, own: &str) -> bool {
    domain.strip_suffix(own).is_some_and(|front| front.is_empty() || front.ends_with('.'))
}
