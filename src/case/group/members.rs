//! Who is in the group: the parties that were told, the party that reported, the officer, the security officer, the
//! coordinator, and whom a permitted person names (S9, S11).

use chrono::{DateTime, FixedOffset, Utc};
use serde::{Deserialize, Serialize};

use super::super::notice::{Audience, Recipient};
use super::super::people::{self, Addressee, Who};
use super::super::{Case, gate};
use super::ActionGroup;
use crate::contacts::{Contact, ListName, Person, Role};
use crate::phrase::Phrase;
use crate::policy::Policy;

/// What an attendee answered (RFC 5545 section 3.2.12).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING-KEBAB-CASE")]
pub enum Partstat {
    #[default]
    NeedsAction,
    Accepted,
    Declined,
    Tentative,
}

impl Partstat {
    pub fn read(word: &str) -> Option<Partstat> {
        match word {
            "NEEDS-ACTION" => Some(Partstat::NeedsAction),
            "ACCEPTED" => Some(Partstat::Accepted),
            "DECLINED" => Some(Partstat::Declined),
            "TENTATIVE" => Some(Partstat::Tentative),
            _ => None,
        }
    }
}

/// One who is invited.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Member {
    /// Lower case.
    pub email: String,
    pub name: Option<String>,
    /// The party they come from; none for our own people.
    pub party: Option<String>,
    /// Attends the introduction of the first meeting only (S13).
    pub introduction_only: bool,
    pub partstat: Partstat,
    pub answered_at: Option<DateTime<Utc>>,
    /// When they would rather meet.
    pub proposed_at: Option<DateTime<FixedOffset>>,
    /// When their last answer was written: an older one that comes later counts no more.
    pub stamp: Option<DateTime<Utc>>,
}

impl Member {
    fn new(email: &str, name: Option<String>) -> Member {
        Member {
            email: email.to_lowercase(),
            name: name.filter(|name| !name.is_empty()),
            party: None,
            introduction_only: false,
            partstat: Partstat::NeedsAction,
            answered_at: None,
            proposed_at: None,
            stamp: None,
        }
    }

    fn of_person(person: &Person) -> Member {
        Member::new(&person.email, Some(person.name.clone()))
    }

    fn of_contact(contact: &Contact) -> Member {
        let party = Some(contact.party.clone());
        Member { party, ..Member::new(&contact.email, Some(contact.name.clone())) }
    }

    /// How texts call them: `Nina Dahl, Databanken AS`.
    pub fn called(&self) -> String {
        let name = self.name.as_deref().unwrap_or(&self.email);
        match &self.party {
            Some(party) => format!("{name}, {party}"),
            None => name.to_owned(),
        }
    }

    /// Forgets what was answered to an invitation that holds no more.
    pub fn ask_again(&mut self) {
        (self.partstat, self.answered_at, self.proposed_at) = (Partstat::NeedsAction, None, None);
    }
}

/// Everybody who belongs to the group by what the case shows, each once; nobody who is kept outside it.
pub fn involved(case: &Case, policy: &Policy) -> Vec<Member> {
    let contacts = &policy.contacts;
    let officer = people::resolve(case, &[Who::Role(Role::PrivacyOfficer)], policy, case.opened_at);
    let officers = officer.iter().filter_map(|one| contacts.person_by_email(&one.recipient.email));
    let own = officers.chain(contacts.holders(Role::SecurityOfficer)).map(Member::of_person);
    let coordinators = contacts
        .holders(Role::Coordinator)
        .map(|person| Member { introduction_only: true, ..Member::of_person(person) });
    let told = case.listed.iter().filter_map(|mark| listed(mark, policy));
    let reporter = Some(&case.reporter).filter(|one| one.authenticated);
    let reporting = reporter.and_then(|one| contacts.contacts_by_email(&one.email).next());
    let parties = told.chain(reporting).map(Member::of_contact);
    let mut all: Vec<Member> = Vec::new();
    for one in own.chain(coordinators).chain(parties) {
        if !people::is_excluded(case, &one.email) && !all.iter().any(|known| known.email == one.email) {
            all.push(one);
        }
    }
    all
}

/// The row of a list behind its mark, `security:address`.
fn listed<'a>(mark: &'a str, policy: &'a Policy) -> Option<&'a Contact> {
    let (list, email) = mark.split_once(':')?;
    let list = if list == "security" { ListName::Security } else { ListName::Privacy };
    policy.contacts.contacts_by_email(email).find(|contact| contact.list == list)
}

/// A member as a permitted person wrote them: somebody we know, by name or address, or any mail address.
///
/// # Errors
/// A name that nobody we know has.
pub fn named(written: &str, policy: &Policy) -> Result<Member, Phrase> {
    if let Some(known) = people::named(written, policy) {
        return Ok(Member::new(&known.recipient.email, known.recipient.name));
    }
    let lower = written.trim().to_lowercase();
    let by_name = |contact: &&Contact| contact.name.to_lowercase() == lower;
    let email = address(written);
    let by_address = email.as_deref().and_then(|email| policy.contacts.contacts_by_email(email).next());
    let contact = by_address.or_else(|| policy.contacts.contacts.iter().find(by_name));
    if let Some(contact) = contact {
        return Ok(Member::of_contact(contact));
    }
    let email = email.ok_or_else(|| Phrase::new("refused_unknown_person").with("person", written.trim()))?;
    let name = written.split(['<', '(']).next().map(str::trim).filter(|name| !name.contains('@'));
    Ok(Member::new(&email, name.map(str::to_owned)))
}

fn address(written: &str) -> Option<String> {
    let mut words = written.split(|c: char| c.is_whitespace() || "<>,;()".contains(c));
    let email = words.find(|word| {
        word.split_once('@').is_some_and(|(local, domain)| !local.is_empty() && domain.contains('.'))
    })?;
    Some(email.to_lowercase())
}

/// The member meant by a name, an address or a party.
pub fn find<'a>(group: &'a ActionGroup, written: &str, policy: &Policy) -> Option<&'a Member> {
    let lower = written.trim().to_lowercase();
    let same = |text: &Option<String>| text.as_ref().is_some_and(|text| text.to_lowercase() == lower);
    let by_address = group.members.iter().find(|one| gate::is_person(written, &one.email, policy));
    by_address.or_else(|| group.members.iter().find(|one| same(&one.name) || same(&one.party)))
}

/// A member as somebody to be told. Those outside see no more than the lists do.
pub fn addressee(member: &Member, policy: &Policy) -> Addressee {
    let because = Phrase::new("told_group");
    if let Some(person) = policy.contacts.person_by_email(&member.email) {
        return people::addressee(person, policy, because);
    }
    if let Some(contact) = policy.contacts.contacts_by_email(&member.email).next() {
        return Addressee { because, ..people::listed(contact, policy) };
    }
    Addressee {
        recipient: Recipient {
            email: member.email.clone(),
            name: member.name.clone(),
            language: people::language(None, policy),
        },
        audience: Audience::SecurityList,
        because,
    }
}

/// The group's contact person, where it is a member.
pub fn contact_person(case: &Case, policy: &Policy) -> Option<Addressee> {
    let group = case.action_group.as_ref()?;
    let member = find(group, group.contact_person.as_deref()?, policy)?;
    Some(addressee(member, policy))
}

/// Whom the program asks about the group: the first role of the policy that somebody holds (S11).
pub fn asked(case: &Case, policy: &Policy) -> Vec<Who> {
    let able = |role: &&Role| {
        policy.contacts.holders(**role).any(|person| !people::is_excluded(case, &person.email))
    };
    let role = policy.group.to.iter().find(able).or(policy.group.to.last());
    role.map(|role| Who::Role(*role)).into_iter().collect()
}
