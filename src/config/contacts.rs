//! `contacts.toml`: people and their roles, the two contact lists, processors, controllers.

pub mod edit;

use std::path::Path;

use serde_json::Value;

use super::tree::{Book, Section};
use super::value::{self, Wrong, wrong};
use super::{KeyFile, openpgp};
use crate::contacts::{
    Contact, Contacts, Controller, Duty, JointController, ListName, Organisation, Person, Processor,
    ProcessorAuthority, Side,
};

const LISTS: [(&str, ListName); 2] = [("security", ListName::Security), ("privacy", ListName::Privacy)];
const SIDES: [(&str, Side); 2] = [("consumer", Side::Consumer), ("provider", Side::Provider)];
const AUTHORITY: [(&str, ProcessorAuthority); 3] = [
    ("none", ProcessorAuthority::None),
    ("first-notice", ProcessorAuthority::FirstNotice),
    ("full", ProcessorAuthority::Full),
];
const DUTIES: [(&str, Duty); 2] = [("us", Duty::Us), ("them", Duty::Them)];
/// A processor's contract names at most so many hours: a year.
const LONGEST_CONTRACT_HOURS: u32 = 8_784;

/// Reads the file; what a fault hides stands in as empty. The OpenPGP keys that it names come apart: they are no part of
/// the policy.
pub fn read(
    tree: &Value,
    book: &Book,
    organisation: &Organisation,
    folder: &Path,
    keys: &mut Vec<KeyFile>,
) -> Contacts {
    let root = book.root(tree);
    let persons = root.filled_sections("person", "write [[person]] sections; at least the privacy officer");
    let rows = root.sections("contact");
    let contacts = Contacts {
        persons: persons.iter().map(|section| person(section, organisation, folder, keys)).collect(),
        contacts: contacts(&rows, organisation, folder, keys),
        processors: root
            .sections("processor")
            .iter()
            .map(|section| processor(section, organisation))
            .collect(),
        controllers: each(&root.sections("controller"), organisation, controller),
        joint_controllers: each(&root.sections("joint_controller"), organisation, joint_controller),
    };
    check_unique(&persons, &contacts.persons);
    check_managers(&persons, &contacts.persons);
    contacts
}

fn person(section: &Section, organisation: &Organisation, folder: &Path, keys: &mut Vec<KeyFile>) -> Person {
    let roles = section.needed_list(
        "roles",
        "write the person's roles, [\"privacy-officer\"]; [] for none",
        value::role,
    );
    let person = Person {
        id: section.needed("id", "write a short name, such as \"kari\"", id).unwrap_or_default(),
        name: section.text("name", "write the person's name"),
        email: address(section, "email", true, organisation).unwrap_or_default(),
        phone: section.maybe("phone", value::text),
        language: section.maybe("language", value::language),
        roles,
        systems: section.list("systems", value::text),
        departments: section.list("departments", value::text),
        manager: section.maybe("manager", id),
    };
    keys.extend(openpgp::key_of(section, &person.name, &person.email, folder));
    person
}

fn contacts(
    sections: &[Section],
    organisation: &Organisation,
    folder: &Path,
    keys: &mut Vec<KeyFile>,
) -> Vec<Contact> {
    let mut rows: Vec<Contact> = Vec::new();
    for section in sections {
        let row = contact(section, organisation);
        let (name, email) = row.as_ref().map_or(("", ""), |row| (row.name.as_str(), row.email.as_str()));
        keys.extend(openpgp::key_of(section, name, email, folder));
        let Some(row) = row else { continue };
        if !row.email.is_empty()
            && rows.iter().any(|other| (other.list, &other.email) == (row.list, &row.email))
        {
            section.fault("email", "stands twice on this list", "remove one of the rows");
        }
        rows.push(row);
    }
    rows
}

fn contact(section: &Section, organisation: &Organisation) -> Option<Contact> {
    let list = section.choice("list", &LISTS, None);
    let contact = |list| Contact {
        list,
        party: section.text("party", "write the party's name"),
        name: section.text("name", "write the contact person's name"),
        email: address(section, "email", true, organisation).unwrap_or_default(),
        phone: section.text("phone", "write the contact person's phone number in quotes"),
        side: section.maybe("side", |text| value::choice(text, &SIDES)),
        language: section.maybe("language", value::language),
        verified_at: section.maybe("verified_at", value::date),
    };
    // Read in any case, for the other faults of the row.
    let row = contact(list.unwrap_or(ListName::Security));
    list.map(|_| row)
}

fn processor(section: &Section, organisation: &Organisation) -> Processor {
    let domains = section.needed_list(
        "domains",
        "write the processor's mail domains, [\"leverandor.no\"]",
        value::domain,
    );
    for domain in domains.iter().filter(|domain| organisation.domains.contains(domain)) {
        section.fault(
            "domains",
            format!("{domain} is our own domain"),
            "write the processor's mail domains only",
        );
    }
    Processor {
        name: section.text("name", "write the processor's name"),
        number: section.maybe("number", value::text),
        domains,
        contact_email: address(section, "contact_email", false, organisation),
        authority: section
            .choice("authority", &AUTHORITY, Some(ProcessorAuthority::None))
            .unwrap_or_default(),
        contract_hours: contract_hours(section),
        language: section.maybe("language", value::language),
    }
}

fn contract_hours(section: &Section) -> Option<u32> {
    let has = section.has("contract_hours");
    has.then(|| section.number("contract_hours", 1, LONGEST_CONTRACT_HOURS, Some(24)).unwrap_or_default())
}

/// Reads each section; two of one name could not be told apart in a command.
fn each<T: Named>(
    sections: &[Section],
    organisation: &Organisation,
    read: impl Fn(&Section, &Organisation) -> T,
) -> Vec<T> {
    let mut all: Vec<T> = Vec::new();
    for section in sections {
        let one = read(section, organisation);
        if all.iter().any(|other| !one.name().is_empty() && other.name().eq_ignore_ascii_case(one.name())) {
            section.fault("name", "stands twice", "give each a name of its own");
        }
        all.push(one);
    }
    all
}

trait Named {
    fn name(&self) -> &str;
}

impl Named for Controller {
    fn name(&self) -> &str {
        &self.name
    }
}

impl Named for JointController {
    fn name(&self) -> &str {
        &self.name
    }
}

fn controller(section: &Section, organisation: &Organisation) -> Controller {
    Controller {
        name: section.text("name", "write the controller's name"),
        number: section.maybe("number", value::text),
        email: address(section, "email", true, organisation).unwrap_or_default(),
        phone: section.maybe("phone", value::text),
        language: section.maybe("language", value::language),
        systems: section.list("systems", value::text),
        contract_hours: contract_hours(section),
    }
}

fn joint_controller(section: &Section, organisation: &Organisation) -> JointController {
    let duty = |key| section.choice(key, &DUTIES, None).unwrap_or(Duty::Us);
    JointController {
        name: section.text("name", "write the joint controller's name"),
        email: address(section, "email", true, organisation).unwrap_or_default(),
        language: section.maybe("language", value::language),
        systems: section.list("systems", value::text),
        notifies: duty("notifies"),
        follows_up: duty("follows_up"),
        closes: duty("closes"),
    }
}

/// Notices to the breach mailbox itself would come back as reports, for ever.
fn address(section: &Section, key: &str, needed: bool, organisation: &Organisation) -> Option<String> {
    let found = match needed {
        true => section.needed(key, "write the e-mail address", value::address),
        false => section.maybe(key, value::address),
    }?;
    if is_breach_mailbox(&found, organisation) {
        section.fault(key, "is the breach mailbox itself", "write the address of a person");
    }
    Some(found)
}

fn is_breach_mailbox(address: &str, organisation: &Organisation) -> bool {
    let Some((local, domain)) = address.rsplit_once('@') else { return false };
    let plain = format!("{}@{domain}", local.split('+').next().unwrap_or(local));
    address == organisation.address || plain == organisation.address
}

/// A contact's address in its usual form.
///
/// # Errors
/// What is wrong with it, and how to mend it.
pub fn contact_address(text: &str, organisation: &Organisation) -> Result<String, String> {
    let found = value::address(text).map_err(|wrong| format!("{}; {}", wrong.what, wrong.mend))?;
    match is_breach_mailbox(&found, organisation) {
        true => Err("is the breach mailbox itself; write the address of a person".to_owned()),
        false => Ok(found),
    }
}

fn check_unique(sections: &[Section], persons: &[Person]) {
    for (index, (section, person)) in sections.iter().zip(persons).enumerate() {
        let before = persons.iter().take(index);
        if before.clone().any(|other| !person.id.is_empty() && other.id == person.id) {
            section.fault(
                "id",
                format!("{:?} stands there twice", person.id),
                "give each person an id of their own",
            );
        }
        if before.clone().any(|other| !person.email.is_empty() && other.email == person.email) {
            section.fault(
                "email",
                "is another person's too",
                "write one section a person, with all its roles",
            );
        }
    }
}

/// Everybody's leader is somebody we know.
fn check_managers(sections: &[Section], persons: &[Person]) {
    for (section, person) in sections.iter().zip(persons) {
        let Some(manager) = &person.manager else { continue };
        if *manager == person.id || !persons.iter().any(|other| other.id == *manager) {
            section.fault(
                "manager",
                format!("{manager:?} is nobody's id"),
                "write the id of another person of this file",
            );
        }
    }
}

fn id(text: &str) -> Result<String, Wrong> {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-' || byte == b'.';
    match (1..=64).contains(&text.len()) && text.bytes().all(plain) {
        true => Ok(text.to_owned()),
        false => Err(wrong(
            "is not a short name",
            "write lower-case letters, digits, '-' and '.', such as \"kari\"",
        )),
    }
}
