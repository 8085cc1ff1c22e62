//! What a case holds besides the breach, its risk and the law's own notices: those who have a part in it, what was put on
//! record, other laws, the action group.

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::case::group::Partstat;
use crate::case::{Case, Remark, Told};
use crate::export::Voice;

/// Whether a law's threshold is reached, and the reports sent under it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct OtherLaw {
    /// The group of its clocks (`dora`), or the name of its only one.
    pub regime: String,
    pub law: String,
    /// None while nobody has said so, or where nobody need say so.
    pub reached: Option<bool>,
    pub reason: Option<String>,
    pub decided_by: Option<String>,
    pub decided_at: Option<DateTime<Utc>>,
    pub submissions: Vec<Submission>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Submission {
    /// The name of the clock that it met (`dora-initial`).
    pub clock: String,
    pub due_at: Option<DateTime<Utc>>,
    pub told_at: DateTime<Utc>,
    pub reference: Option<String>,
    pub told_by: String,
}

/// The processor's notice to us against its contract, and whether it notified the authority.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ProcessorNotice {
    pub discovered_at: Option<DateTime<Utc>>,
    pub received_at: DateTime<Utc>,
    /// The most it can have been.
    pub hours: Option<f64>,
    pub contract_hours: Option<u32>,
    pub late: bool,
    pub authority_told_at: Option<DateTime<Utc>>,
    pub authority_reference: Option<String>,
}

/// A party outside and when it answered; not its words.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Party {
    pub name: String,
    /// Our case number as this one knows it.
    pub reference: String,
    pub told_at: DateTime<Utc>,
    pub answered_at: Option<DateTime<Utc>>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Joint {
    pub name: String,
    /// Who notifies, follows up and closes, in words.
    pub duties: String,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Group {
    /// `active`, `cancelled` or `closed`.
    pub state: crate::case::group::GroupState,
    pub meeting_at: Option<DateTime<Utc>>,
    pub contact_person: Option<String>,
    pub members: usize,
    pub accepted: usize,
    pub report_delivered_at: Option<DateTime<Utc>>,
}

/// Words that a person put on record.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Record {
    pub at: DateTime<Utc>,
    pub by: String,
    pub text: String,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Police {
    pub at: DateTime<Utc>,
    pub reference: Option<String>,
    pub by: String,
}

pub fn other_laws(case: &Case, voice: &Voice<'_>) -> Vec<OtherLaw> {
    let group_of = |clock: &String| {
        let terms = case.obligation(clock).and_then(|one| one.terms.as_deref());
        let regime = terms.or_else(|| voice.policy.regimes.get(clock));
        regime.and_then(|regime| regime.group.clone()).unwrap_or_else(|| clock.clone())
    };
    let mut names: Vec<String> = case.classified.keys().cloned().collect();
    names.extend(case.submissions.keys().map(group_of));
    names.sort();
    names.dedup();
    let law = |regime: String| {
        let judged = case.classified.get(&regime);
        let sent = case.submissions.iter().filter(|(clock, _)| group_of(clock) == regime);
        OtherLaw {
            law: voice.law(&regime),
            reached: judged.map(|one| one.reached),
            reason: judged.and_then(|one| one.reason.clone()),
            decided_by: judged.map(|one| voice.name(&one.by)),
            decided_at: judged.map(|one| one.at),
            submissions: sent.map(|(clock, told)| submission(case, voice, clock, told)).collect(),
            regime,
        }
    };
    names.into_iter().map(law).collect()
}

fn submission(case: &Case, voice: &Voice<'_>, clock: &str, told: &Told) -> Submission {
    Submission {
        clock: clock.to_owned(),
        due_at: case.obligation(clock).and_then(|one| one.due_at),
        told_at: told.at,
        reference: told.reference.clone(),
        told_by: voice.name(&told.by),
    }
}

pub fn processor_notice(case: &Case) -> Option<ProcessorNotice> {
    let notice = case.processor_notice.as_ref()?;
    let told = case.processor_told.as_ref();
    Some(ProcessorNotice {
        discovered_at: notice.discovered_at,
        received_at: notice.received_at,
        hours: notice.hours,
        contract_hours: notice.contract_hours,
        late: notice.late,
        authority_told_at: told.map(|told| told.at),
        authority_reference: told.and_then(|told| told.reference.clone()),
    })
}

pub fn controllers(case: &Case) -> Vec<Party> {
    let party = |one: &crate::case::parties::ControllerTold| Party {
        name: one.name.clone(),
        reference: one.reference.clone(),
        told_at: one.told_at,
        answered_at: one.acknowledged_at,
    };
    case.controllers.iter().map(party).collect()
}

pub fn externals(case: &Case) -> Vec<Party> {
    let party = |one: &crate::case::parties::External| Party {
        name: one.party.clone(),
        reference: one.reference.clone(),
        told_at: one.told_at,
        answered_at: one.feedback_at,
    };
    case.externals.iter().map(party).collect()
}

pub fn joint(case: &Case, voice: &Voice<'_>) -> Option<Joint> {
    let joint = case.joint.as_ref()?;
    Some(Joint { name: joint.name.clone(), duties: voice.say(&joint.said()) })
}

pub fn group(case: &Case, voice: &Voice<'_>) -> Option<Group> {
    let group = case.action_group.as_ref()?;
    Some(Group {
        state: group.state(),
        meeting_at: group.meeting_at.map(|at| at.with_timezone(&Utc)),
        contact_person: group.contact_person.as_deref().map(|who| voice.name(who)),
        members: group.members.len(),
        accepted: group.members.iter().filter(|one| one.partstat == Partstat::Accepted).count(),
        report_delivered_at: group.report_delivered_at,
    })
}

pub fn records(remarks: &[Remark], voice: &Voice<'_>) -> Vec<Record> {
    let record = |one: &Remark| Record { at: one.at, by: voice.name(&one.by), text: one.text.clone() };
    remarks.iter().map(record).collect()
}

pub fn police(case: &Case, voice: &Voice<'_>) -> Option<Police> {
    let told = case.police.as_ref()?;
    Some(Police { at: told.at, reference: told.reference.clone(), by: voice.name(&told.by) })
}
