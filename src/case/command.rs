//! What each command does to the case. The gate has been passed; here it either changes something and says what, or
//! refuses and says why.

mod authority;
mod closing;
mod lists;
mod measures;
mod persons;
mod regimes;

pub use authority::tell_papers;
use authority::to_authority;
use closing::{close, finish_case, merge, not_same, reopen, undo};
use lists::notify_lists;
pub use lists::{listed_mark, lists_of, tell_lists};
use measures::measure;
use persons::persons;
use regimes::regimes;

use chrono::{DateTime, Duration, FixedOffset, Utc};

use super::event::Incoming;
use super::gate::Speaker;
use super::notice::{StepKey, Template};
use super::people::{self, Who};
use super::tell::{Draft, Letter};
use super::{Assessment, Aware, Hold, Remark, Ruling, State, Told, obligation, owner, parties};
use crate::command::{Command, CommandLine, Decision, Paper};
use crate::contacts::Role;
use crate::phrase::Phrase;
use crate::policy::{BandName, band_of};

/// A clock that runs a little ahead is no fault.
pub const CLOCK_SLACK: Duration = Duration::minutes(10);

/// More leases of one case are not kept.
const MOST_LEASES: usize = 200;

/// Residual risk from which the privacy officer is to be asked (S66); the band `medium` starts at the same score.
fn residual_asks(score: u8, draft: &Draft<'_>) -> bool {
    score >= draft.policy.bands.medium.from_score
}

/// `S: 3` and `K: 4` on two lines are one assessment; the residual risk is another one, with its own reason.
pub fn merge_assessments(lines: &[CommandLine]) -> Vec<CommandLine> {
    let mut merged: Vec<CommandLine> = Vec::new();
    for line in lines {
        let joined = merged.iter_mut().any(|known| join_assessments(known, line));
        if !joined {
            merged.push(line.clone());
        }
    }
    merged
}

/// Takes a line into the one before that it belongs to; false where it does not.
fn join_assessments(known: &mut CommandLine, line: &CommandLine) -> bool {
    let Command::Assess {
        likelihood: l,
        consequence: c,
        residual_likelihood: rl,
        residual_consequence: rc,
        reason: why,
    } = &line.command
    else {
        return false;
    };
    let Command::Assess { likelihood, consequence, residual_likelihood, residual_consequence, reason } =
        &mut known.command
    else {
        return false;
    };
    let of_now = likelihood.is_some() || consequence.is_some();
    if of_now != (l.is_some() || c.is_some()) {
        return false;
    }
    *likelihood = likelihood.or(*l);
    *consequence = consequence.or(*c);
    *residual_likelihood = residual_likelihood.or(*rl);
    *residual_consequence = residual_consequence.or(*rc);
    let whys: Vec<String> = reason.take().into_iter().chain(why.clone()).collect();
    *reason = (!whys.is_empty()).then(|| whys.join("; "));
    known.raw.push_str(" / ");
    known.raw.push_str(&line.raw);
    true
}

/// Applies one command. A closed case can only be reopened, undone or commented.
pub fn apply(
    draft: &mut Draft<'_>,
    command: &Command,
    speaker: &Speaker,
    incoming: &Incoming,
) -> Result<Phrase, Phrase> {
    let outlives_closing = matches!(
        command,
        Command::Reopen { .. }
            | Command::Undo {}
            | Command::Help {}
            | Command::Evaluate { .. }
            | Command::MeasureDone { .. }
            | Command::MeasurePropose { .. }
            | Command::MeasureApprove { .. }
            | Command::MeasureProgress { .. }
            | Command::ExternalFeedback { .. }
            | Command::ContactConfirm {}
            | Command::ContactCorrect { .. }
    );
    if !draft.case.is_open() && !outlives_closing {
        return Err(Phrase::new("refused_closed"));
    }
    let done = apply_one(draft, command, speaker, incoming)?;
    let takes_it = !matches!(command, Command::Release {} | Command::Help {} | Command::Undo {});
    // Whoever tells how a measure goes has not taken the case over from the one who has it.
    let of_measure = matches!(
        command,
        Command::MeasureDone { .. }
            | Command::MeasureProgress { .. }
            | Command::MeasurePropose { .. }
            | Command::MeasureApprove { .. }
    );
    let has_it = draft.case.holds.iter().any(|hold| hold.email == speaker.email);
    if takes_it && (!of_measure || has_it) && may_hold(draft, speaker) {
        hold(draft, speaker);
    }
    Ok(done)
}

fn apply_one(
    draft: &mut Draft<'_>,
    command: &Command,
    speaker: &Speaker,
    incoming: &Incoming,
) -> Result<Phrase, Phrase> {
    match command {
        Command::Assess { likelihood, consequence, residual_likelihood, residual_consequence, reason } => {
            let pairs = [(*likelihood, *consequence), (*residual_likelihood, *residual_consequence)];
            assess(draft, speaker, pairs, reason.as_deref())
        }
        Command::Acknowledge {} => Ok(hold(draft, speaker)),
        Command::Release {} => release(draft, speaker),
        Command::NotifyAuthority { answer, reason } => {
            notify_authority(draft, speaker, *answer, reason.clone())
        }
        Command::AuthorityNotified { at, reference } => {
            authority_notified(draft, speaker, *at, reference.clone())
        }
        Command::InformPersons { .. }
        | Command::PersonsInformed { .. }
        | Command::Send { paper: Paper::PersonsLetter } => persons(draft, command, speaker, incoming),
        Command::Send { paper: Paper::IncidentReport } => Ok(Phrase::new("report_enclosed")),
        Command::DelayReason { reason } => {
            draft.case.delay_reason = Some(reason.clone());
            Ok(Phrase::new("delay_reason").with("reason", reason))
        }
        Command::NotifyLists { lists, parties, reason } => {
            notify_lists(draft, speaker, lists, parties, reason.clone())
        }
        Command::Assign { role, person } => Ok(assign(draft, role, person)),
        Command::Measure { .. }
        | Command::MeasureDone { .. }
        | Command::MeasureApprove { .. }
        | Command::MeasurePropose { .. }
        | Command::MeasureProgress { .. } => measure(draft, command, speaker),
        Command::ActionGroup { .. }
        | Command::GroupCancel { .. }
        | Command::GroupContact { .. }
        | Command::ReportDelivered { .. } => super::group::command::apply(draft, command, speaker, incoming),
        Command::NotABreach { reason } => {
            finish_case(draft, speaker, State::NotABreach, Some(reason.clone()));
            Ok(Phrase::new("not_a_breach").with("reason", reason))
        }
        Command::Close { reason } => close(draft, speaker, reason.clone()),
        Command::Reopen { reason } => reopen(draft, reason.clone()),
        Command::Merge { case } => merge(draft, speaker, case, incoming),
        Command::Aware { at, reason } => aware(draft, speaker, *at, reason.clone()),
        Command::Evidence { .. } | Command::PoliceReport { .. } | Command::Evaluate { .. } => {
            on_record(draft, command, speaker)
        }
        Command::NotSame { case } => not_same(draft, case),
        Command::Exercise { answer } => {
            draft.case.exercise = *answer == Decision::Yes;
            Ok(Phrase::new(if draft.case.exercise { "exercise_yes" } else { "exercise_no" }))
        }
        Command::Exclude { person, reason } => exclude(draft, person, reason.clone()),
        Command::Ask { text } => ask(draft, text, incoming),
        Command::ContactConfirm {} => Ok(Phrase::new("contact_confirmed")),
        Command::ContactCorrect { field, value } => {
            Ok(Phrase::new("contact_corrected").with("field", field).with("value", value))
        }
        Command::AuthorityPhoned { .. } | Command::SupplementSent { .. } | Command::Send { .. } => {
            to_authority(draft, command, speaker, incoming)
        }
        Command::Classified { .. } | Command::Submitted { .. } => regimes(draft, command, speaker),
        Command::NotifyControllers { .. }
        | Command::ExternalParty { .. }
        | Command::ExternalFeedback { .. }
        | Command::JointControllers { .. } => parties::command(draft, command, speaker),
        Command::Undo {} => undo(draft, speaker),
        Command::Help {} => Ok(Phrase::new("help_sent")),
    }
}

fn assign(draft: &mut Draft<'_>, role: &str, person: &str) -> Phrase {
    draft.case.assigned.insert(role.to_owned(), person.to_owned());
    if role == owner::CASE_OWNER {
        owner::tell(draft);
    }
    Phrase::new("assigned").with("role", role).with("person", person)
}

/// Taking a case in hand is a lease; any command of a person renews it.
fn hold(draft: &mut Draft<'_>, speaker: &Speaker) -> Phrase {
    let lease = draft.policy.bands.get(draft.case.band(draft.policy)).hold.lease;
    let until = draft.policy.calendar.add(draft.now, lease);
    draft.case.holds.retain(|hold| hold.email != speaker.email);
    let hold = Hold { email: speaker.email.clone(), name: speaker.name.clone(), at: draft.now, until };
    remember(&mut draft.case.taken, &hold);
    draft.case.holds.push(hold);
    Phrase::new("held").with("name", &speaker.name).with("until", until)
}

/// Leases that touch are one; so many are kept that a case of months has its timeline.
fn remember(taken: &mut Vec<Hold>, hold: &Hold) {
    let touches = |known: &&mut Hold| known.email == hold.email && known.until >= hold.at;
    if let Some(known) = taken.iter_mut().rev().find(touches) {
        known.until = known.until.max(hold.until);
    } else if taken.len() < MOST_LEASES {
        taken.push(hold.clone());
    }
}

/// Only who may acknowledge takes a case in hand; the owner of a measure who reports on it does not.
fn may_hold(draft: &Draft<'_>, speaker: &Speaker) -> bool {
    super::gate::may(&draft.case, &Command::Acknowledge {}, speaker, draft.policy).is_ok()
}

fn release(draft: &mut Draft<'_>, speaker: &Speaker) -> Result<Phrase, Phrase> {
    draft.case.holds.retain(|hold| hold.email != speaker.email);
    let now = draft.now;
    let given = draft.case.taken.iter_mut().filter(|hold| hold.email == speaker.email && hold.until > now);
    given.for_each(|hold| hold.until = now);
    Ok(Phrase::new("released"))
}

type Pair = (Option<u8>, Option<u8>);

fn assess(
    draft: &mut Draft<'_>,
    speaker: &Speaker,
    [risk, residual]: [Pair; 2],
    reason: Option<&str>,
) -> Result<Phrase, Phrase> {
    let mut said = None;
    if risk != (None, None) {
        let assessment = complete(draft, speaker, risk, draft.case.risk.decided.as_ref(), reason)?;
        let band = band_of(assessment.score(), &draft.policy.bands);
        said = Some(risk_phrase("risk_set", &assessment, band));
        let grew_critical = band == BandName::Critical && draft.case.band(draft.policy) != BandName::Critical;
        draft.case.risk.decided = Some(assessment);
        draft.cancelled = Phrase::new("deadline_cancelled_band");
        if grew_critical {
            tell_critical(draft, speaker);
        }
    }
    if residual != (None, None) {
        let assessment = complete(draft, speaker, residual, draft.case.risk.residual.as_ref(), reason)?;
        let band = band_of(assessment.score(), &draft.policy.bands);
        let key = if residual_asks(assessment.score(), draft) { "residual_ask" } else { "residual_set" };
        let phrase = risk_phrase(key, &assessment, band);
        if key == "residual_ask" {
            ask_officer(draft, speaker, phrase.clone());
        }
        draft.case.risk.residual = Some(assessment);
        said = Some(match said {
            Some(said) => said.with("residual", phrase),
            None => phrase,
        });
    }
    said.ok_or_else(|| Phrase::new("refused_needs_both"))
}

/// A residual risk that may oblige is put to the privacy officer, whoever set it (S66).
fn ask_officer(draft: &mut Draft<'_>, speaker: &Speaker, item: Phrase) {
    let occurrence = u32::try_from(draft.now.timestamp()).unwrap_or_default();
    let key =
        StepKey { obligation: "band".to_owned(), generation: 0, step: "residual".to_owned(), occurrence };
    for to in people::resolve(&draft.case, &[Who::Role(Role::PrivacyOfficer)], draft.policy, draft.now) {
        if to.recipient.email == speaker.email {
            continue;
        }
        let item = item.clone();
        draft.tell(Letter {
            template: Template::Reminder,
            to,
            key: key.clone(),
            in_reply_to: None,
            fill: Box::new(move |data| data.items = vec![item]),
        });
    }
}

fn complete(
    draft: &Draft<'_>,
    speaker: &Speaker,
    (likelihood, consequence): Pair,
    known: Option<&Assessment>,
    reason: Option<&str>,
) -> Result<Assessment, Phrase> {
    let likelihood = likelihood.or(known.map(|known| known.likelihood));
    let consequence = consequence.or(known.map(|known| known.consequence));
    let (Some(likelihood), Some(consequence)) = (likelihood, consequence) else {
        return Err(Phrase::new("refused_needs_both"));
    };
    let (by, reason) = (speaker.email.clone(), reason.map(str::to_owned));
    Ok(Assessment { likelihood, consequence, by, at: draft.now, reason })
}

fn risk_phrase(key: &str, assessment: &Assessment, band: BandName) -> Phrase {
    Phrase::new(key)
        .with("likelihood", assessment.likelihood)
        .with("consequence", assessment.consequence)
        .with("score", assessment.score())
        .with("band", band)
        .with("reason", &assessment.reason)
}

/// Critical: management and security are told at once.
fn tell_critical(draft: &mut Draft<'_>, speaker: &Speaker) {
    let who: Vec<Who> = draft.policy.tell.critical.iter().map(|role| Who::Role(*role)).collect();
    let generation = draft.case.obligation(obligation::HOLD).map_or(0, |hold| hold.generation);
    let key =
        StepKey { obligation: "band".to_owned(), generation, step: "critical".to_owned(), occurrence: 0 };
    for to in people::resolve(&draft.case, &who, draft.policy, draft.now) {
        if to.recipient.email != speaker.email {
            let key = key.clone();
            draft.tell(Letter {
                template: Template::NewCase,
                to,
                key,
                in_reply_to: None,
                fill: Box::new(|_| {}),
            });
        }
    }
}

/// What a person puts on record: secured traces, the report to the police (S94), whether the measures worked (S96).
fn on_record(draft: &mut Draft<'_>, command: &Command, speaker: &Speaker) -> Result<Phrase, Phrase> {
    match command {
        Command::Evidence { text } => {
            draft.case.evidence.push(remark(draft, speaker, text));
            Ok(Phrase::new("evidence").with("text", text))
        }
        Command::PoliceReport { at, reference } => {
            let told = at.map_or(draft.now, |at| at.with_timezone(&Utc));
            let by = speaker.email.clone();
            draft.case.police = Some(Told { at: told, reference: reference.clone(), by });
            Ok(Phrase::new("police").with("at", at).with("reference", reference))
        }
        Command::Evaluate { text } => {
            draft.case.evaluations.push(remark(draft, speaker, text));
            Ok(Phrase::new("evaluated").with("text", text))
        }
        other => Err(Phrase::new("refused_role").with("command", other.name())),
    }
}

fn remark(draft: &Draft<'_>, speaker: &Speaker, text: &str) -> Remark {
    Remark { at: draft.now, by: speaker.email.clone(), text: text.to_owned() }
}

fn ruling(draft: &Draft<'_>, speaker: &Speaker, yes: bool, reason: Option<String>) -> Ruling {
    Ruling { yes, reason, exception: None, by: speaker.email.clone(), at: draft.now }
}

fn notify_authority(
    draft: &mut Draft<'_>,
    speaker: &Speaker,
    answer: Decision,
    reason: Option<String>,
) -> Result<Phrase, Phrase> {
    let yes = answer == Decision::Yes;
    if !yes && reason.as_deref().is_none_or(|reason| reason.trim().is_empty()) {
        return Err(Phrase::new("refused_needs_reason"));
    }
    draft.case.authority = Some(ruling(draft, speaker, yes, reason.clone()));
    Ok(if yes { Phrase::new("authority_yes") } else { Phrase::new("authority_no").with("reason", reason) })
}

fn authority_notified(
    draft: &mut Draft<'_>,
    speaker: &Speaker,
    at: DateTime<FixedOffset>,
    reference: Option<String>,
) -> Result<Phrase, Phrase> {
    let at = not_in_future(draft, at)?;
    if parties::processor::follow_up(&mut draft.case, at) {
        authority::submitted(&mut draft.case, at, reference.clone());
        return Ok(Phrase::new("authority_followed").with("at", at).with("reference", reference));
    }
    let late = draft.case.authority_due().is_some_and(|due| at > due);
    draft.case.authority_told = Some(Told { at, reference: reference.clone(), by: speaker.email.clone() });
    authority::submitted(&mut draft.case, at, reference.clone());
    let key = match (late, &draft.case.delay_reason) {
        (true, None) => "authority_told_late",
        _ => "authority_told",
    };
    Ok(Phrase::new(key).with("at", at).with("reference", reference))
}

fn not_in_future(draft: &Draft<'_>, at: DateTime<FixedOffset>) -> Result<DateTime<Utc>, Phrase> {
    let at = at.with_timezone(&Utc);
    // A date without a time is the day's start.
    if at > draft.now + CLOCK_SLACK {
        return Err(Phrase::new("refused_future").with("at", at));
    }
    Ok(at)
}

/// The officer moves the time of awareness; the old value stays (design, "Time and law").
fn aware(
    draft: &mut Draft<'_>,
    speaker: &Speaker,
    at: DateTime<FixedOffset>,
    reason: Option<String>,
) -> Result<Phrase, Phrase> {
    let at = not_in_future(draft, at)?;
    if reason.is_none() && !draft.case.aware.unsure {
        return Err(Phrase::new("refused_needs_reason"));
    }
    let old = draft.case.aware.clone();
    let phrase =
        Phrase::new("aware_set_by").with("name", &speaker.name).with("at", at).with("reason", reason.clone());
    let mut earlier = old.earlier;
    earlier.push((old.at, old.reason));
    draft.case.aware =
        Aware { at, reason: phrase, set_by: Some(speaker.email.clone()), unsure: false, earlier };
    draft.cancelled = Phrase::new("deadline_cancelled_moved");
    Ok(Phrase::new("aware_moved").with("from", old.at).with("to", at).with("reason", reason))
}

fn exclude(draft: &mut Draft<'_>, person: &str, reason: Option<String>) -> Result<Phrase, Phrase> {
    let known = people::named(person, draft.policy);
    let email = known.map_or_else(|| person.trim().to_lowercase(), |known| known.recipient.email);
    if !draft.case.excluded.contains(&email) {
        draft.case.excluded.push(email.clone());
    }
    draft.case.holds.retain(|hold| hold.email != email);
    Ok(Phrase::new("excluded").with("person", person).with("reason", reason))
}

fn ask(draft: &mut Draft<'_>, text: &str, incoming: &Incoming) -> Result<Phrase, Phrase> {
    let Some(to) = people::reporter(&draft.case) else { return Err(Phrase::new("refused_no_reporter")) };
    let question = text.to_owned();
    draft.tell(Letter {
        template: Template::MissingInformation,
        to,
        key: StepKey {
            step: format!("{}-ask-{}", incoming.mail_id, draft.letters()),
            ..super::open::mail_key(incoming)
        },
        in_reply_to: draft.case.reporter.message_id.clone(),
        fill: Box::new(move |data| data.question = Some(question)),
    });
    Ok(Phrase::new("asked_reporter"))
}
