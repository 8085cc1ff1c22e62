//! How a case ends, comes back, or goes into another.

use super::super::event::Incoming;
use super::super::gate::Speaker;
use super::super::notice::{Audience, NoticeData, StepKey, Template};
use super::super::people::{self, Who};
use super::super::tell::{Draft, Letter};
use super::super::{Beside, Closing, ObligationState, State, group, obligation, parties};
use crate::phrase::Phrase;
use crate::report::Field;

/// Closing is refused while something mandatory is open, and says what (S54, S82).
pub(super) fn close(
    draft: &mut Draft<'_>,
    speaker: &Speaker,
    reason: Option<String>,
) -> Result<Phrase, Phrase> {
    obligation::refresh(&mut draft.case, draft.policy, draft.now);
    let pending =
        |name: &str| draft.case.obligation(name).is_some_and(|one| one.state == ObligationState::Pending);
    let mut missing = Vec::new();
    if draft.case.risk.decided.is_none() {
        missing.push(Phrase::new("open_risk"));
    }
    let mandatory = [
        (obligation::AUTHORITY, "open_authority"),
        (obligation::PERSONS, "open_persons"),
        (obligation::LISTS, "open_lists"),
        (obligation::CONTROLLERS, "open_controllers"),
        (group::REPORT, "open_group"),
    ];
    missing.extend(mandatory.into_iter().filter(|(name, _)| pending(name)).map(|(_, key)| Phrase::new(key)));
    let others = draft.case.obligations.iter().filter(|one| obligation::is_other(&one.name, draft.policy));
    missing.extend(others.filter(|one| one.is_pending()).map(|one| one.reason.clone()));
    if !missing.is_empty() {
        return Err(Phrase::new("refused_open").with("missing", missing));
    }
    let late =
        draft.case.obligation(obligation::AUTHORITY).is_some_and(|one| one.state == ObligationState::Late);
    if late && draft.case.delay_reason.is_none() {
        return Err(Phrase::new("refused_delay_reason"));
    }
    if draft.case.authority_told.is_none() && reason.is_none() {
        // Not notified: the reason stands in the register.
        return Err(Phrase::new("refused_needs_reason"));
    }
    finish_case(draft, speaker, State::Closed, reason.clone());
    Ok(Phrase::new("closed").with("reason", reason))
}

pub(super) fn finish_case(draft: &mut Draft<'_>, speaker: &Speaker, state: State, reason: Option<String>) {
    if draft.case.action_group.as_ref().is_some_and(group::ActionGroup::is_active) {
        group::command::call_off(draft, &speaker.email, reason.clone());
    }
    draft.case.state = state;
    draft.case.closing = Some(Closing { at: draft.now, by: speaker.email.clone(), reason: reason.clone() });
    draft.cancelled = Phrase::new("deadline_cancelled_closed");
    let mut who: Vec<Who> = draft.policy.tell.new_case.iter().map(|role| Who::Role(*role)).collect();
    if draft.case.reporter.authenticated {
        who.push(Who::Reporter);
    }
    who.push(Who::JoinedReporters);
    let generation = draft.case.obligation(obligation::REGISTER).map_or(0, |one| one.generation);
    let key = StepKey { obligation: "case".to_owned(), generation, step: "closed".to_owned(), occurrence: 0 };
    for to in people::resolve(&draft.case, &who, draft.policy, draft.now) {
        if to.recipient.email == speaker.email {
            continue;
        }
        // The officer's words are for those who handle the case, not for the reporter.
        let inside = to.audience == Audience::Officer;
        let reason = reason.clone().filter(|_| inside);
        let key = key.clone();
        let fill = Box::new(move |data: &mut NoticeData| data.closing_reason = reason);
        draft.tell(Letter { template: Template::Closed, to, key, in_reply_to: None, fill });
    }
}

pub(super) fn reopen(draft: &mut Draft<'_>, reason: Option<String>) -> Result<Phrase, Phrase> {
    if draft.case.is_open() {
        return Err(Phrase::new("refused_is_open"));
    }
    draft.case.state = State::Open;
    draft.case.closing = None;
    draft.case.merged_into = None;
    Ok(Phrase::new("reopened").with("reason", reason))
}

pub(super) fn merge(
    draft: &mut Draft<'_>,
    speaker: &Speaker,
    case: &str,
    incoming: &Incoming,
) -> Result<Phrase, Phrase> {
    let known = incoming.existing_cases.iter().find(|known| known.eq_ignore_ascii_case(case));
    let Some(known) = known.filter(|known| **known != draft.case.number) else {
        return Err(Phrase::new("refused_unknown_case").with("case", case));
    };
    let known = known.clone();
    draft.case.merged_into = Some(known.clone());
    draft.case.state = State::Merged;
    draft.case.closing =
        Some(Closing { at: draft.now, by: speaker.email.clone(), reason: Some(known.clone()) });
    draft.cancelled = Phrase::new("deadline_cancelled_closed");
    Ok(Phrase::new("merged").with("case", known))
}

/// The other case is another incident; it is not proposed again.
pub(super) fn not_same(draft: &mut Draft<'_>, case: &str) -> Result<Phrase, Phrase> {
    let known = draft.case.twins.len();
    draft.case.twins.retain(|twin| !twin.number.eq_ignore_ascii_case(case));
    match draft.case.twins.len() == known {
        true => Err(Phrase::new("refused_unknown_case").with("case", case)),
        false => Ok(Phrase::new("not_same").with("case", case)),
    }
}

/// Brings back what this person's last commands set. What others added since, and what was sent or told, stays.
pub(super) fn undo(draft: &mut Draft<'_>, speaker: &Speaker) -> Result<Phrase, Phrase> {
    let Some(before) = draft.case.before.take_if(|before| before.by == speaker.email) else {
        return Err(Phrase::new("refused_nothing_to_undo"));
    };
    let old = before.case;
    let case = &mut draft.case;
    // A mail of the reporter may have moved the time of awareness since.
    if case.aware.set_by.is_some() || before.fields.contains(&Field::DiscoveredAt) {
        case.aware = old.aware;
    }
    // What a correction had settled stands beside the report again.
    let settled = |one: &Beside| !case.beside.contains(one);
    let again: Vec<Beside> = old.beside.into_iter().filter(settled).collect();
    case.beside.extend(again);
    // What the corrected fields had brought into the case's own terms.
    if before.fields.contains(&Field::DiscoveredAt) {
        case.discovered = old.discovered;
    }
    if before.fields.contains(&Field::Kinds) {
        case.kinds = old.kinds;
    }
    if before.fields.contains(&Field::Properties) {
        case.properties = old.properties;
    }
    for field in before.fields {
        match old.report.get(&field) {
            Some(found) => case.report.insert(field, found.clone()),
            None => case.report.remove(&field),
        };
    }
    case.state = old.state;
    case.closing = old.closing;
    case.merged_into = old.merged_into;
    case.risk.decided = old.risk.decided;
    case.risk.residual = old.risk.residual;
    case.holds = old.holds;
    case.authority = old.authority;
    case.authority_told = old.authority_told;
    case.persons = old.persons;
    case.persons_told = old.persons_told;
    case.persons_plan = old.persons_plan;
    case.delay_reason = old.delay_reason;
    case.classified = old.classified;
    case.submissions = old.submissions;
    case.assigned = old.assigned;
    case.measures = old.measures;
    group::undo(case, old.action_group.as_ref());
    case.evidence = old.evidence;
    case.police = old.police;
    case.evaluations = old.evaluations;
    case.exercise = old.exercise;
    case.excluded = old.excluded;
    case.joint = old.joint;
    parties::external::undo(case, &old.externals, &speaker.email);
    // Who was told on a list stays told, and so does the decision that told them.
    if case.listed == old.listed {
        case.lists = old.lists;
    }
    draft.cancelled = Phrase::new("undone");
    Ok(Phrase::new("undone"))
}
