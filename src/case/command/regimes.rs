//! Other laws than GDPR: whether their threshold is reached, and that a report was sent.

use chrono::{DateTime, FixedOffset};

use super::super::gate::Speaker;
use super::super::tell::Draft;
use super::super::{Classification, Told, obligation};
use super::not_in_future;
use crate::command::{Command, Decision};
use crate::phrase::Phrase;

pub(super) fn regimes(draft: &mut Draft<'_>, command: &Command, speaker: &Speaker) -> Result<Phrase, Phrase> {
    match command {
        Command::Classified { regime, answer, at, reason } => {
            classified(draft, speaker, regime, *answer, *at, reason.clone())
        }
        Command::Submitted { regime, stage, at, reference } => {
            submitted(draft, speaker, (regime, stage.as_deref()), *at, reference.clone())
        }
        other => Err(Phrase::new("refused_role").with("command", other.name())),
    }
}

/// A no needs its reason, for it stops a clock of the law.
fn classified(
    draft: &mut Draft<'_>,
    speaker: &Speaker,
    group: &str,
    answer: Decision,
    at: Option<DateTime<FixedOffset>>,
    reason: Option<String>,
) -> Result<Phrase, Phrase> {
    // The first report's paragraph names the law; the later ones follow from it.
    let of_group = draft.policy.regimes.values().filter(|regime| regime.group.as_deref() == Some(group));
    let law = of_group.min_by_key(|regime| regime.stage.as_deref().is_some_and(|stage| stage != "initial"));
    let Some(law) = law.map(|regime| regime.law.clone()) else {
        return Err(Phrase::new("refused_unknown_regime").with("regime", group));
    };
    let reached = answer == Decision::Yes;
    if !reached && reason.is_none() {
        return Err(Phrase::new("refused_needs_reason"));
    }
    let at = match at {
        Some(at) => not_in_future(draft, at)?,
        None => draft.now,
    };
    let said = Classification { reached, at, reason: reason.clone(), by: speaker.email.clone() };
    draft.case.classified.insert(group.to_owned(), said);
    let key = if reached { "regime_reached" } else { "regime_not_reached" };
    Ok(Phrase::new(key).with("law", law).with("at", at).with("reason", reason))
}

fn submitted(
    draft: &mut Draft<'_>,
    speaker: &Speaker,
    (regime, stage): (&str, Option<&str>),
    at: DateTime<FixedOffset>,
    reference: Option<String>,
) -> Result<Phrase, Phrase> {
    let Some(name) = obligation::meant(&draft.case, draft.policy, regime, stage).map(str::to_owned) else {
        return Err(Phrase::new("refused_unknown_regime").with("regime", regime));
    };
    let at = not_in_future(draft, at)?;
    let known = draft.case.obligation(&name);
    let late = known.and_then(|one| one.due_at).is_some_and(|due| at > due);
    let terms = obligation::regime(&name, &draft.case, draft.policy);
    let law = terms.as_ref().map(|terms| terms.law.clone());
    let told = Told { at, reference: reference.clone(), by: speaker.email.clone() };
    draft.case.submissions.insert(name, told);
    let key = if late { "regime_met_late" } else { "regime_met" };
    Ok(Phrase::new(key).with("law", law).with("at", at).with("reference", reference))
}
