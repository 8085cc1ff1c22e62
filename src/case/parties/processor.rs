//! A processor that reports to us: was it in time, and may it speak to the authority for us (S26, S83, R5, R15).

use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};

use super::super::event::Incoming;
use super::super::tell::Draft;
use super::super::{Case, Told};
use crate::command::Command;
use crate::contacts::{Processor, ProcessorAuthority, is_within};
use crate::phrase::Phrase;
use crate::policy::Policy;
use crate::report::Precision;

/// From the processor's own discovery to our reception, against its contract.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ProcessorNotice {
    /// The earliest that its words can mean; absent until it has told.
    pub discovered_at: Option<DateTime<Utc>>,
    pub received_at: DateTime<Utc>,
    /// Between the two, in hours: the most it can have been.
    pub hours: Option<f64>,
    pub contract_hours: Option<u32>,
    /// Whether the contract was broken under every reading of the time of discovery.
    pub late: bool,
}

/// That a processor writes that it has notified the authority.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProcessorTold {
    pub name: String,
    /// The address it wrote from.
    pub by: String,
    pub at: DateTime<Utc>,
    pub reference: Option<String>,
    /// How far it might speak for us then.
    pub authority: ProcessorAuthority,
    /// Counts as told.
    pub taken: bool,
    /// When we sent the rest ourselves, after its first notice.
    #[serde(default)]
    pub followed_at: Option<DateTime<Utc>>,
}

impl ProcessorTold {
    /// A first notice holds the deadline; the rest is still owed (art. 33(4)).
    pub fn owes_rest(&self) -> bool {
        self.taken && self.authority == ProcessorAuthority::FirstNotice && self.followed_at.is_none()
    }
}

/// The row of the contacts that the case's processor is.
pub fn of<'a>(case: &Case, policy: &'a Policy) -> Option<&'a Processor> {
    let name = case.processor.as_ref()?;
    policy.contacts.processors.iter().find(|one| one.name == *name)
}

/// Whether an address is the processor's: in its domains, or its contact point.
pub fn speaks_for(case: &Case, email: &str, policy: &Policy) -> bool {
    let Some((processor, (_, domain))) = of(case, policy).zip(email.rsplit_once('@')) else { return false };
    let contact = processor.contact_email.as_deref();
    contact.is_some_and(|contact| contact.eq_ignore_ascii_case(email))
        || processor.domains.iter().any(|own| is_within(&domain.to_ascii_lowercase(), own))
}

/// The measure as the case's facts give it now.
fn measure(case: &Case, policy: &Policy) -> Option<ProcessorNotice> {
    case.processor.as_ref()?;
    let contract_hours = match &case.processor_notice {
        Some(known) => known.contract_hours,
        None => of(case, policy).and_then(|one| one.contract_hours),
    };
    let received_at = case.reported_at;
    let told = case.discovered.filter(|moment| moment.at <= received_at);
    let most = told.map(|moment| received_at - moment.at.with_timezone(&Utc));
    let least = told.zip(most).map(|(moment, most)| most - vagueness(moment.precision));
    Some(ProcessorNotice {
        discovered_at: told.map(|moment| moment.at.with_timezone(&Utc)),
        received_at,
        // To hundredths.
        hours: most.map(|most| (most.num_seconds() as f64 / 36.0).round() / 100.0),
        contract_hours,
        late: least
            .zip(contract_hours)
            .is_some_and(|(least, hours)| least > Duration::hours(i64::from(hours))),
    })
}

/// How much later it may have been than the earliest that the words can mean.
fn vagueness(precision: Precision) -> Duration {
    match precision {
        Precision::Minute => Duration::zero(),
        Precision::Hour => Duration::hours(1),
        Precision::Day => Duration::days(1),
        Precision::Week => Duration::days(7),
        Precision::Month => Duration::days(31),
    }
}

/// Measures again when the time of discovery arrives or changes; the history says so, and the officer hears of it where it
/// does not stand in the first notice anyway.
pub fn measure_again(draft: &mut Draft<'_>) {
    let found = measure(&draft.case, draft.policy);
    if found == draft.case.processor_notice {
        return;
    }
    let was_known = draft.case.processor_notice.is_some();
    draft.case.processor_notice = found;
    let Some(line) = said(&draft.case) else { return };
    let payload = serde_json::json!({ "notice": draft.case.processor_notice });
    draft.note_own("processor_notice", line.clone(), payload);
    if was_known && !draft.sends_first_notices() {
        let at = draft.case.discovered.map_or(0, |moment| moment.at.timestamp());
        super::tell_handlers(draft, &format!("measured-{at}"), vec![line]);
    }
}

/// The measure in words; none without a processor.
pub fn said(case: &Case) -> Option<Phrase> {
    let (name, notice) = case.processor.as_ref().zip(case.processor_notice.as_ref())?;
    let allowed = notice.contract_hours.map(|hours| i64::from(hours) * 3600);
    let Some(discovered_at) = notice.discovered_at else {
        return Some(Phrase::new("processor_undated").with("name", name).with("allowed", allowed));
    };
    let within = notice.hours.zip(notice.contract_hours).is_none_or(|(hours, most)| hours <= f64::from(most));
    let key = match (notice.late, within) {
        _ if allowed.is_none() => "processor_took",
        (true, _) => "processor_late",
        (false, true) => "processor_kept",
        (false, false) => "processor_vague",
    };
    let took = (notice.received_at - discovered_at).num_seconds();
    let phrase = Phrase::new(key).with("name", name).with("at", discovered_at).with("took", took);
    Some(if allowed.is_some() { phrase.with("allowed", allowed) } else { phrase })
}

/// For the officer: was it in time, and may it notify the authority for us.
pub fn lines(case: &Case, policy: &Policy) -> Vec<Phrase> {
    let may = of(case, policy).map(|one| {
        let key = match one.authority {
            ProcessorAuthority::None => "processor_may_not",
            ProcessorAuthority::FirstNotice => "processor_may_first",
            ProcessorAuthority::Full => "processor_may_all",
        };
        Phrase::new(key).with("name", &one.name)
    });
    said(case).into_iter().chain(may).collect()
}

/// Takes a line of the processor that it has notified the authority, as far as its authority goes; the officer hears of it
/// in any case. Answers what to say. `believed`: the mail is surely the processor's.
pub fn take_told(draft: &mut Draft<'_>, incoming: &Incoming, email: &str, believed: bool) -> Vec<Phrase> {
    let line = incoming.reading.commands.iter().find_map(|line| match &line.command {
        Command::AuthorityNotified { at, reference } => {
            Some((at.with_timezone(&Utc), reference.clone(), &line.raw))
        }
        _ => None,
    });
    let Some((at, reference, raw)) = line else { return Vec::new() };
    let Some(processor) = of(&draft.case, draft.policy) else { return Vec::new() };
    let say = |key: &str| {
        Phrase::new(key).with("name", &processor.name).with("at", at).with("reference", &reference)
    };
    let ahead = at > draft.now + super::super::command::CLOCK_SLACK;
    let said = if ahead {
        Phrase::new("refused_future").with("raw", raw).with("at", at)
    } else if !believed || !speaks_for(&draft.case, email, draft.policy) {
        say("processor_told_unverified")
    } else {
        let before = draft.case.authority_told.is_some();
        let taken = !before && processor.authority != ProcessorAuthority::None;
        draft.case.processor_told = Some(ProcessorTold {
            name: processor.name.clone(),
            by: email.to_owned(),
            at,
            reference: reference.clone(),
            authority: processor.authority,
            taken,
            followed_at: None,
        });
        if taken {
            draft.case.authority_told = Some(Told { at, reference: reference.clone(), by: email.to_owned() });
        }
        say(match processor.authority {
            ProcessorAuthority::None => "processor_overstepped",
            _ if before => "processor_told_also",
            ProcessorAuthority::FirstNotice => "processor_told_first",
            ProcessorAuthority::Full => "processor_told_all",
        })
    };
    let payload = serde_json::json!({ "mail": incoming.mail_id, "line": raw });
    draft.note("processor_told", email, &incoming.authenticity.said(), said.clone(), payload);
    vec![said]
}

/// We notify the authority ourselves after the processor's first notice: the deadline stays held by that one. True where it
/// was so.
pub fn follow_up(case: &mut Case, at: DateTime<Utc>) -> bool {
    let Some(told) = case.processor_told.as_mut().filter(|told| told.owes_rest()) else { return false };
    told.followed_at = Some(at);
    true
}
