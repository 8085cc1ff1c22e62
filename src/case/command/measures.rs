//! Measures with owner and due date (S55–S59).

use chrono::Utc;

use super::super::gate::Speaker;
use super::super::notice::{NoticeData, StepKey, Template};
use super::super::people::{self, Who};
use super::super::tell::{Draft, Letter};
use super::super::{Measure, obligation, owner};
use crate::command::Command;
use crate::contacts::Role;
use crate::phrase::Phrase;

pub(super) fn measure(draft: &mut Draft<'_>, command: &Command, speaker: &Speaker) -> Result<Phrase, Phrase> {
    let now = draft.now;
    match command {
        Command::Measure { text, owner, helper, due, effect, kind, estimate } => {
            let number = draft.case.measures.len() as u32 + 1;
            draft.case.measures.push(Measure {
                number,
                text: text.clone(),
                owner: owner.clone(),
                helper: helper.clone(),
                due: *due,
                effect: effect.clone(),
                kind: *kind,
                estimate: estimate.clone(),
                proposal: None,
                approved_by: None,
                progress: Vec::new(),
                done_at: None,
            });
            let said =
                Phrase::new("measure_added").with("number", number).with("text", text).with("due", due);
            tell_owner(draft, number, owner.as_deref(), speaker, said.clone());
            Ok(said)
        }
        Command::MeasurePropose { number, text, estimate } => {
            let measure = find(draft, *number)?;
            measure.proposal = Some(text.clone());
            measure.estimate = estimate.clone().or(measure.estimate.take());
            let key = if measure.waits_for_approval() { "measure_proposed" } else { "measure_progress" };
            let said = Phrase::new(key).with("number", number);
            report_to_owner(draft, *number, speaker, said.clone());
            Ok(said)
        }
        Command::MeasureDone { number, at } => {
            let measure = started(draft, *number)?;
            measure.done_at = Some(at.map_or(now, |at| at.with_timezone(&Utc)));
            let said = Phrase::new("measure_done").with("number", number);
            report_to_owner(draft, *number, speaker, said.clone());
            Ok(said)
        }
        Command::MeasureApprove { number, .. } => {
            let measure = find(draft, *number)?;
            measure.approved_by = Some(speaker.email.clone());
            let owner = measure.owner.clone();
            let said = Phrase::new("measure_approved").with("number", number);
            tell_owner(draft, *number, owner.as_deref(), speaker, said.clone());
            Ok(said)
        }
        Command::MeasureProgress { number, text } => {
            started(draft, *number)?.progress.push(text.clone());
            let said = Phrase::new("measure_progress").with("number", number);
            report_to_owner(draft, *number, speaker, said.clone());
            Ok(said)
        }
        _ => Err(Phrase::new("refused_unknown_number")),
    }
}

/// Who gets a measure hears of it at once, not only when it is nearly due.
fn tell_owner(draft: &mut Draft<'_>, number: u32, owner: Option<&str>, speaker: &Speaker, said: Phrase) {
    let Some(to) = owner.and_then(|owner| people::named(owner, draft.policy)) else { return };
    if to.recipient.email == speaker.email || people::is_excluded(&draft.case, &to.recipient.email) {
        return;
    }
    let obligation = format!("{}{number}", obligation::MEASURE);
    // The number may be given again after an undo; the moment is not.
    let occurrence = u32::try_from(draft.now.timestamp()).unwrap_or_default();
    let key = StepKey { obligation, generation: 0, step: "added".to_owned(), occurrence };
    let fill = move |data: &mut NoticeData| {
        data.items = vec![said];
        data.measures.retain(|one| one.number == number);
    };
    draft.tell(Letter {
        template: Template::MeasureReminder,
        to,
        key,
        in_reply_to: None,
        fill: Box::new(fill),
    });
}

/// A large measure is not begun before it is approved (S58).
fn started<'a>(draft: &'a mut Draft<'_>, number: u32) -> Result<&'a mut Measure, Phrase> {
    let measure = find(draft, number)?;
    match measure.waits_for_approval() {
        true => Err(Phrase::new("refused_not_approved").with("number", number)),
        false => Ok(measure),
    }
}

/// Progress and completion are reported to the case owner, else to the officer (S59).
fn report_to_owner(draft: &mut Draft<'_>, number: u32, speaker: &Speaker, said: Phrase) {
    let who = match owner::case_owner(&draft.case, draft.policy) {
        Some(_) => Who::CaseOwner,
        None => Who::Role(Role::PrivacyOfficer),
    };
    let obligation = format!("{}{number}", obligation::MEASURE);
    let occurrence = u32::try_from(draft.now.timestamp()).unwrap_or_default();
    let key = StepKey { obligation, generation: 0, step: said.key.clone(), occurrence };
    for to in people::resolve(&draft.case, &[who], draft.policy, draft.now) {
        if to.recipient.email == speaker.email || draft.tells(&to.recipient.email) {
            continue;
        }
        let said = said.clone();
        let fill = move |data: &mut NoticeData| {
            data.news = true;
            data.items = vec![said];
        };
        draft.tell(Letter {
            template: Template::Reminder,
            to,
            key: key.clone(),
            in_reply_to: None,
            fill: Box::new(fill),
        });
    }
}

fn find<'a>(draft: &'a mut Draft<'_>, number: u32) -> Result<&'a mut Measure, Phrase> {
    draft
        .case
        .measures
        .iter_mut()
        .find(|measure| measure.number == number)
        .ok_or_else(|| Phrase::new("refused_unknown_number").with("number", number))
}
