//! We are the processor: each controller concerned gets a brief of its own, with its own case number, and its answers
//! stand apart (GDPR art. 33(2), S26, S27). A joint controller is told in the same way (S84).

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::super::gate::Speaker;
use super::super::notice::{Audience, NoticeData, Recipient, StepKey, Template};
use super::super::people::{self, Addressee};
use super::super::tell::{Draft, Letter};
use super::super::{Case, obligation};
use super::{Brief, Said, keep, reference, system_of};
use crate::contacts::Role;
use crate::phrase::Phrase;
use crate::policy::Policy;
use crate::report::Value;

/// How reports say that we process for others, in lower case.
const WE_PROCESS: [&str; 12] = [
    "vi er databehandler",
    "vi er databehandlar",
    "som databehandler",
    "som databehandlar",
    "databehandler for",
    "databehandlar for",
    "på vegne av behandlingsansvarlig",
    "på vegner av behandlingsansvarleg",
    "we are the processor",
    "we are a processor",
    "as processor for",
    "as a processor for",
];

/// One controller that was told.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ControllerTold {
    pub name: String,
    pub email: String,
    /// Our case number as this one knows it.
    pub reference: String,
    /// Responsible together with us.
    #[serde(default)]
    pub joint: bool,
    pub told_at: DateTime<Utc>,
    /// When it was last told something new, and how often.
    #[serde(default)]
    pub updated_at: Option<DateTime<Utc>>,
    #[serde(default)]
    pub updates: u32,
    /// All that it was told.
    pub told: Brief,
    #[serde(default)]
    pub answers: Vec<Said>,
    /// Its first answer that we could believe.
    #[serde(default)]
    pub acknowledged_at: Option<DateTime<Utc>>,
}

/// A controller of the contacts, whether we process for it or are responsible together.
#[derive(Clone, Copy, Debug)]
pub struct Party<'a> {
    pub name: &'a str,
    pub email: &'a str,
    pub language: Option<&'a str>,
    pub systems: &'a [String],
    pub contract_hours: Option<u32>,
    pub joint: bool,
}

/// Those for whom we process, then those with whom we are responsible.
fn all(policy: &Policy) -> Vec<Party<'_>> {
    let controllers = policy.contacts.controllers.iter().map(|one| Party {
        name: &one.name,
        email: &one.email,
        language: one.language.as_deref(),
        systems: &one.systems,
        contract_hours: one.contract_hours,
        joint: false,
    });
    let joint = policy.contacts.joint_controllers.iter().map(|one| Party {
        name: &one.name,
        email: &one.email,
        language: one.language.as_deref(),
        systems: &one.systems,
        contract_hours: None,
        joint: true,
    });
    controllers.chain(joint).collect()
}

/// Whom the case concerns: those of the system, and all for whom we process where the report says that we do.
pub fn concerned<'a>(case: &Case, policy: &'a Policy) -> Vec<Party<'a>> {
    let is_joint = |party: &Party<'_>| case.joint.as_ref().is_some_and(|joint| joint.name == party.name);
    let all = all(policy);
    let by_system = |party: &Party<'_>| !party.joint && system_of(case, party.systems).is_some();
    let none_by_system = !all.iter().any(by_system);
    let we_process = none_by_system && says_that_we_process(case);
    let concerns = |party: &Party<'_>| match party.joint {
        true => is_joint(party),
        false => we_process || by_system(party),
    };
    all.into_iter().filter(concerns).collect()
}

/// Those of them who have not been told.
pub fn untold<'a>(case: &Case, policy: &'a Policy) -> Vec<Party<'a>> {
    let is_told = |party: &Party<'_>| case.controllers.iter().any(|told| told.name == party.name);
    concerned(case, policy).into_iter().filter(|party| !is_told(party)).collect()
}

fn says_that_we_process(case: &Case) -> bool {
    case.report.values().any(|found| match &found.value {
        Value::Text(text) | Value::Answer { text, .. } => {
            let text = text.to_lowercase();
            WE_PROCESS.iter().any(|words| text.contains(words))
        }
        _ => false,
    })
}

/// Whether somebody who was told does not know all that is known now.
pub fn has_news(case: &Case, policy: &Policy) -> bool {
    all(policy).iter().any(|party| {
        let told = case.controllers.iter().find(|told| told.name == party.name);
        told.is_some_and(|told| !brief(case, party, policy).without(&told.told).is_empty())
    })
}

fn brief(case: &Case, party: &Party<'_>, policy: &Policy) -> Brief {
    Brief::of(case, party.name, system_of(case, party.systems), policy)
}

/// Tells those named, or all concerned: a brief to whom it is new, and to the others only what is new.
pub fn notify(draft: &mut Draft<'_>, speaker: &Speaker, names: &[String]) -> Result<Phrase, Phrase> {
    let policy = draft.policy;
    let meant = meant(&draft.case, policy, names)?;
    let (mut told, mut updated) = (Vec::new(), Vec::new());
    for party in &meant {
        match draft.case.controllers.iter().position(|one| one.name == party.name) {
            None => {
                first(draft, party);
                told.push(party.name);
            }
            Some(index) if update(draft, party, index) => updated.push(party.name),
            Some(_) => {}
        }
    }
    if told.is_empty() && updated.is_empty() {
        return Err(Phrase::new("refused_controllers_told"));
    }
    let said = match told.is_empty() {
        true => Phrase::new("controllers_updated").with("names", updated),
        false => {
            let said = Phrase::new("controllers_told").with("names", told);
            if updated.is_empty() { said } else { said.with("updated", updated) }
        }
    };
    let payload = serde_json::json!({ "controllers": draft.case.controllers });
    draft.note("controllers_told", &speaker.email, &speaker.authenticity, said.clone(), payload);
    Ok(said)
}

/// Each name must be one of ours; no name means all concerned, and where the case does not say whom, all.
fn meant<'a>(case: &Case, policy: &'a Policy, names: &[String]) -> Result<Vec<Party<'a>>, Phrase> {
    let all = all(policy);
    if names.is_empty() {
        let concerned = concerned(case, policy);
        let by_hand: Vec<Party<'a>> = all.into_iter().filter(|party| !party.joint).collect();
        let meant = if concerned.is_empty() { by_hand } else { concerned };
        return if meant.is_empty() { Err(Phrase::new("refused_no_controllers")) } else { Ok(meant) };
    }
    let mut meant: Vec<Party<'a>> = Vec::new();
    for name in names {
        let is = |party: &&Party<'a>| party.name.to_lowercase() == name.trim().to_lowercase();
        let Some(party) = all.iter().find(is) else {
            return Err(Phrase::new("refused_no_controllers").with("name", name));
        };
        if !meant.iter().any(|known| known.name == party.name) {
            meant.push(*party);
        }
    }
    Ok(meant)
}

fn first(draft: &mut Draft<'_>, party: &Party<'_>) {
    let told = brief(&draft.case, party, draft.policy);
    let one = ControllerTold {
        name: party.name.to_owned(),
        email: party.email.to_lowercase(),
        reference: reference(&draft.case, 'B', draft.case.controllers.len() + 1),
        joint: party.joint,
        told_at: draft.now,
        updated_at: None,
        updates: 0,
        told: told.clone(),
        answers: Vec::new(),
        acknowledged_at: None,
    };
    send(draft, party, &one, told, false);
    draft.case.controllers.push(one);
}

/// Sends what is new; false where nothing is.
fn update(draft: &mut Draft<'_>, party: &Party<'_>, index: usize) -> bool {
    let brief = brief(&draft.case, party, draft.policy);
    let now = draft.now;
    let Some(one) = draft.case.controllers.get_mut(index) else { return false };
    let news = brief.without(&one.told);
    if news.is_empty() {
        return false;
    }
    one.told.add(&news);
    one.updated_at = Some(now);
    one.updates += 1;
    let one = one.clone();
    send(draft, party, &one, news, true);
    true
}

fn send(draft: &mut Draft<'_>, party: &Party<'_>, one: &ControllerTold, brief: Brief, news: bool) {
    let key = StepKey {
        obligation: obligation::CONTROLLERS.to_owned(),
        generation: 0,
        step: format!("brief-{}", one.reference),
        occurrence: one.updates,
    };
    let to = Addressee {
        recipient: Recipient {
            email: one.email.clone(),
            name: Some(party.name.to_owned()),
            language: people::language(party.language, draft.policy),
        },
        audience: Audience::Controller,
        because: Phrase::new(if party.joint { "told_joint" } else { "told_controller" }),
    };
    let (number, joint) = (one.reference.clone(), party.joint);
    let fill = Box::new(move |data: &mut NoticeData| {
        data.case_number = number;
        data.joint = joint;
        data.news = news;
        data.understood = brief.facts;
        data.categories = brief.categories;
    });
    draft.tell(Letter { template: Template::ControllerBrief, to, key, in_reply_to: None, fill });
}

/// Keeps an answer with the one whose it is; answers what to say of it.
pub(super) fn answered(draft: &mut Draft<'_>, index: usize, said: Option<&Said>) -> Phrase {
    let now = draft.now;
    let Some(one) = draft.case.controllers.get_mut(index) else { return Phrase::new("comment_kept") };
    let Some(said) = said else { return Phrase::new("comment_from_other").with("who", &one.name) };
    keep(&mut one.answers, said);
    if said.verified && one.acknowledged_at.is_none() {
        one.acknowledged_at = Some(now);
    }
    let key = if said.verified { "party_answered" } else { "party_unverified" };
    Phrase::new(key).with("name", &one.name).with("reference", &one.reference).with("text", said.shown())
}

/// Whom a controller may call out of working hours (S27): the first of those who then have the officer's tasks and a phone.
pub fn off_hours(case: &Case, policy: &Policy, data: &mut NoticeData) {
    let roles: &[Role] = &policy.tell.new_case_off_hours_ict;
    let holders = roles.iter().flat_map(|role| people::role_holders(case, *role, policy));
    let mut persons = holders.filter_map(|one| policy.contacts.person_by_email(&one.recipient.email));
    let Some(person) = persons.find(|person| person.phone.is_some()) else { return };
    data.off_hours_name = Some(person.name.clone());
    data.off_hours_phone.clone_from(&person.phone);
}
