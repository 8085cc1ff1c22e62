//! Who is meant by a role at this moment: its holders, their stand-ins, and whoever is left (C7: never nobody).

use chrono::{DateTime, Utc};

use super::notice::{Audience, Recipient};
use super::{Case, Reporter, group, owner, parties};
use crate::contacts::{Contact, Person, Role};
use crate::phrase::Phrase;
use crate::policy::Policy;

/// Somebody to be told, as what, and why them.
#[derive(Clone, Debug, PartialEq)]
pub struct Addressee {
    pub recipient: Recipient,
    pub audience: Audience,
    pub because: Phrase,
}

/// To whom a step goes.
#[derive(Clone, Debug, PartialEq)]
pub enum Who {
    Role(Role),
    /// The stand-in of the role, or the next one left.
    StandIn(Role),
    /// Those who hold the officer's tasks at this hour (S39).
    OnDuty(Role),
    /// Whoever holds the case now.
    Holder,
    /// And the contact point of a processor (R5).
    Reporter,
    /// Reporters of cases that went into this one, where they are believed.
    JoinedReporters,
    /// The reporter's nearest leader (S37).
    LineManager,
    /// Who owns the case (S31).
    CaseOwner,
    /// A party outside, by its number in the case.
    External(u32),
    /// A measure's owner, or the case owner: a person by name or address.
    Named(String),
    /// A member of the action group, by address.
    Member(String),
}

/// Everybody meant, each once.
pub fn resolve(case: &Case, who: &[Who], policy: &Policy, now: DateTime<Utc>) -> Vec<Addressee> {
    let mut all: Vec<Addressee> = Vec::new();
    for one in who {
        for addressee in addressees(case, one, policy, now) {
            if !all.iter().any(|known| known.recipient.email == addressee.recipient.email) {
                all.push(addressee);
            }
        }
    }
    all
}

fn addressees(case: &Case, who: &Who, policy: &Policy, now: DateTime<Utc>) -> Vec<Addressee> {
    let found = match who {
        Who::Role(role) => role_holders(case, *role, policy),
        Who::StandIn(role) => stand_ins(case, *role, policy),
        Who::OnDuty(role) => on_duty(case, *role, policy, now),
        Who::Holder => case
            .holder(now)
            .and_then(|hold| policy.contacts.person_by_email(&hold.email))
            .map(|person| addressee(person, policy, Phrase::new("told_holds")))
            .into_iter()
            .collect(),
        Who::Reporter => reporters(case, policy),
        Who::JoinedReporters => {
            let believed = case.joined_reporters.iter().filter(|one| one.authenticated);
            believed.filter_map(|one| as_reporter(case, one)).collect()
        }
        Who::LineManager => one(owner::line_manager(case, policy), "line-manager", policy),
        Who::CaseOwner => one(owner::case_owner(case, policy), owner::CASE_OWNER, policy),
        Who::External(number) => external_party(case, *number, policy).into_iter().collect(),
        Who::Named(name) => named(name, policy).into_iter().collect(),
        Who::Member(email) => member(case, email, policy).into_iter().collect(),
    };
    found.into_iter().filter(|one: &Addressee| !is_excluded(case, &one.recipient.email)).collect()
}

fn one(person: Option<&Person>, role: &str, policy: &Policy) -> Vec<Addressee> {
    let because = || Phrase::new("told_because_role").with("role", role);
    person.map(|person| addressee(person, policy, because())).into_iter().collect()
}

/// The holders of a role who are not kept outside. Where mail reaches none of them, first its stand-in, else the fallback:
/// a bounce adds somebody to be told and takes nobody away, for anybody can write one.
pub fn role_holders(case: &Case, role: Role, policy: &Policy) -> Vec<Addressee> {
    let because = || Phrase::new("told_because_role").with("role", role.name());
    let (reached, missed) = holders(case, role, policy);
    let replaced = if reached.is_empty() { stand_ins(case, role, policy) } else { Vec::new() };
    let own = reached.into_iter().chain(missed).map(|person| addressee(person, policy, because()));
    let mut all = replaced;
    for one in own {
        if !all.iter().any(|known: &Addressee| known.recipient.email == one.recipient.email) {
            all.push(one);
        }
    }
    all
}

/// The chain of stand-ins down to one whom mail reaches, and those on the way; then the fallback, then anybody who holds
/// the role even if a mail to them failed: a mail that may not arrive is better than none.
fn stand_ins(case: &Case, role: Role, policy: &Policy) -> Vec<Addressee> {
    let mut next = policy.tell.stand_ins.get(&role).copied();
    let mut seen = vec![role];
    let mut passed: Vec<Addressee> = Vec::new();
    while let Some(stand_in) = next {
        if seen.contains(&stand_in) {
            break;
        }
        seen.push(stand_in);
        let because = Phrase::new("told_as_stand_in").with("role", role.name());
        let (reached, missed) = holders(case, stand_in, policy);
        let told = |person: &Person| addressee(person, policy, because.clone());
        passed.extend(missed.into_iter().map(told));
        if !reached.is_empty() {
            return reached.into_iter().map(told).chain(passed).collect();
        }
        next = policy.tell.stand_ins.get(&stand_in).copied();
    }
    let (reached, _) = holders(case, policy.tell.fallback, policy);
    let fallback = reached.into_iter().map(|one| addressee(one, policy, Phrase::new("told_as_fallback")));
    let fallback: Vec<_> = fallback.chain(passed).collect();
    if !fallback.is_empty() {
        return fallback;
    }
    let anybody = [role, policy.tell.fallback].into_iter().flat_map(|role| policy.contacts.holders(role));
    anybody
        .filter(|person| !is_excluded(case, &person.email))
        .take(1)
        .map(|person| addressee(person, policy, Phrase::new("told_as_fallback")))
        .collect()
}

/// Out of working time the tasks of the privacy officer rest with others where ICT is concerned (S39), and for all else
/// with whom the policy names (C7).
fn on_duty(case: &Case, role: Role, policy: &Policy, now: DateTime<Utc>) -> Vec<Addressee> {
    let ict = case.concerns_ict();
    if role == Role::PrivacyOfficer && !policy.calendar.is_working(now) {
        let tell = &policy.tell;
        let roles = if ict { &tell.new_case_off_hours_ict } else { &tell.new_case_off_hours };
        if ict || !roles.contains(&role) {
            let roles: Vec<_> = roles.iter().map(|role| Who::Role(*role)).collect();
            return resolve(case, &roles, policy, now);
        }
    }
    role_holders(case, role, policy)
}

/// Those who hold a role and are not kept outside: whom mail reaches, and whom it did not.
fn holders<'a>(case: &Case, role: Role, policy: &'a Policy) -> (Vec<&'a Person>, Vec<&'a Person>) {
    let inside = policy.contacts.holders(role).filter(|person| !is_excluded(case, &person.email));
    inside.partition(|person| !case.unreachable.iter().any(|email| email.eq_ignore_ascii_case(&person.email)))
}

/// Whether this address is kept outside the case (an implicated person).
pub fn is_excluded(case: &Case, email: &str) -> bool {
    case.excluded.iter().any(|one| one.eq_ignore_ascii_case(email))
}

/// A person of ours as an addressee.
pub fn addressee(person: &Person, policy: &Policy, because: Phrase) -> Addressee {
    Addressee {
        recipient: Recipient {
            email: person.email.clone(),
            name: Some(person.name.clone()),
            language: language(person.language.as_deref(), policy),
        },
        audience: audience(&person.roles),
        because,
    }
}

/// Those who handle cases see what the authority's form asks; management sees risk, deadline and who holds it.
fn audience(roles: &[Role]) -> Audience {
    let handles = [
        Role::PrivacyOfficer,
        Role::PrivacyOfficerDeputy,
        Role::SecurityOfficer,
        Role::ItManager,
        Role::Coordinator,
    ];
    if roles.iter().any(|role| handles.contains(role)) { Audience::Officer } else { Audience::Management }
}

/// The reporter, where there is an address and no machine behind it.
pub fn reporter(case: &Case) -> Option<Addressee> {
    as_reporter(case, &case.reporter)
}

/// One of several who reported it.
pub fn as_reporter(case: &Case, reporter: &Reporter) -> Option<Addressee> {
    let email = &reporter.email;
    let is_unreachable = case.unreachable.iter().any(|one| one.eq_ignore_ascii_case(email));
    let no_address = email.is_empty() || crate::redact::is_masked(email);
    if no_address || reporter.automatic || is_unreachable || is_excluded(case, email) {
        return None;
    }
    Some(Addressee {
        recipient: Recipient {
            email: reporter.email.clone(),
            name: reporter.name.clone().filter(|_| reporter.authenticated),
            language: reporter.language.clone(),
        },
        audience: match case.processor.is_some() && reporter.email == case.reporter.email {
            true => Audience::Processor,
            false => Audience::Reporter,
        },
        because: Phrase::new("receipt_to_reporter"),
    })
}

/// Whoever reported, and where it is a processor also its designated contact point: the mail may have come from somebody who
/// is away tomorrow (R5).
pub fn reporters(case: &Case, policy: &Policy) -> Vec<Addressee> {
    let reporter = reporter(case);
    let contact = contact_point(case, policy)
        .filter(|contact| reporter.as_ref().is_none_or(|one| one.recipient.email != contact.recipient.email));
    reporter.into_iter().chain(contact).collect()
}

/// The designated contact point of the case's processor.
pub fn contact_point(case: &Case, policy: &Policy) -> Option<Addressee> {
    let processor = parties::processor::of(case, policy)?;
    let email = processor.contact_email.as_ref()?.to_lowercase();
    if is_excluded(case, &email) {
        return None;
    }
    // What it reads answers a mail in the language of that mail.
    let own = processor.language.as_deref().or(Some(case.reporter.language.as_str()));
    Some(Addressee {
        recipient: Recipient { email, name: None, language: language(own, policy) },
        audience: Audience::Processor,
        because: Phrase::new("receipt_to_processor"),
    })
}

/// A party outside that is to tell what it did, also where a mail to it came back: the officer phones then, and the law
/// still wants it asked (S81).
fn external_party(case: &Case, number: u32, policy: &Policy) -> Option<Addressee> {
    let external = case.externals.iter().find(|one| one.number == number)?;
    Some(parties::external::addressee(external, policy))
}

/// A person by address or full name as somebody wrote it; only people we know are ever mailed.
pub fn named(written: &str, policy: &Policy) -> Option<Addressee> {
    let written = written.to_lowercase();
    let mut words = written.split(|c: char| c.is_whitespace() || "<>,;()".contains(c));
    let by_address = words.find_map(|word| policy.contacts.person_by_email(word));
    let by_name =
        || policy.contacts.persons.iter().find(|person| written.trim() == person.name.to_lowercase());
    let person = by_address.or_else(by_name)?;
    Some(addressee(person, policy, Phrase::new("told_named")))
}

fn member(case: &Case, email: &str, policy: &Policy) -> Option<Addressee> {
    let member = case.action_group.as_ref()?.members.iter().find(|one| one.email == email)?;
    Some(group::members::addressee(member, policy))
}

/// A row of a contact list as an addressee (one mail each, S5).
pub fn listed(contact: &Contact, policy: &Policy) -> Addressee {
    Addressee {
        recipient: Recipient {
            email: contact.email.to_lowercase(),
            name: Some(contact.name.clone()),
            language: language(contact.language.as_deref(), policy),
        },
        audience: match contact.list {
            crate::contacts::ListName::Security => Audience::SecurityList,
            crate::contacts::ListName::Privacy => Audience::PrivacyList,
        },
        because: Phrase::new("told_list").with("party", &contact.party),
    }
}

/// A person's own language, else the organisation's.
pub fn language(own: Option<&str>, policy: &Policy) -> String {
    own.filter(|own| ["nb", "nn", "en"].contains(own)).unwrap_or(&policy.organisation.language).to_owned()
}

/// Whether this person counts as holding the case for the role: its holder, a stand-in, or the head.
pub fn may_hold_for(person: &Person, role: Role, policy: &Policy) -> bool {
    let mut next = Some(role);
    let mut steps = 0;
    while let Some(role) = next.filter(|_| steps < Role::ALL.len()) {
        if person.roles.contains(&role) {
            return true;
        }
        steps += 1;
        next = policy.tell.stand_ins.get(&role).copied();
    }
    person.roles.contains(&policy.tell.fallback)
        || (role == Role::PrivacyOfficer
            && person.roles.iter().any(|own| policy.tell.new_case_off_hours_ict.contains(own)))
}
