//! The sentences of `then`: what holds after a step.
//!
//!   aware 2026-10-23 14:30 · aware_reason KEY · unsure · sure
//!   NAME STATE [TIME] (`gdpr33 pending 2026-10-26 13:30`) · NAME absent · generation NAME N
//!   status WORD · band WORD · outcome WORD · nothing changes
//!   next NAME/STEP TIME · no next NAME
//!   history KEY · no history KEY                  the reason of an entry of this step
//!   done KEY · refused KEY · refused KEY with WORD  a line of a receipt of this step
//!   told WHO KEY · not told WHO KEY · items WHO KEY N · nothing to WHO  the items of this step's notices to a person
//!   numbers WHO KEY KEY …                         what this step's notices to a person say of identity numbers, all of it
//!   held WHO TIME · held nobody
//!   report FIELD · no report FIELD · beside N · measure N done · measure N open · no measure N
//!   listed N · excluded WHO · nobody excluded
//!   unread WHO KEY … · nothing unread WHO          the files that this step's notices to a person name as not read
//!   proposed S K BAND · offers WHO LINE · quotes WHO WORD · no quotes WHO · no proposal WHO
//!   exercise · no exercise · police · evidence N
//!   parties WHO KEY …                              what this step's notices to a person say of the parties, all of it
//!   case POINTER = TEXT                            a value of the case by its JSON pointer; null where there is none
//!   group WORD · no group · sequence N · meeting TIME · member WHO PARTSTAT · introduction WHO
//!   invited WHO N · called off WHO N · not invited WHO   the object for the calendar that this step sends, and its number
//!   package WHO PHASE · no package WHO · timeline WHO KEY · no timeline WHO
//!   calls WHO PHONE                               whom a controller may call at any hour
//!   null sender WHO · about WORD · missing WHO N · unverified WHO

use varsel::case::notice::{Automatic, Notice};
use varsel::case::{Case, Obligation, obligation};
use varsel::phrase::Phrase;
use varsel::report::Field;

use super::meetings;
use super::play::Happened;
use super::world::{World, email, short, word};

pub fn holds(fact: &str, happened: &Happened, world: &World) -> Result<(), String> {
    let case = &happened.decision.case;
    let words: Vec<&str> = fact.split(' ').collect();
    if let Some(found) = meetings::holds(&words, happened, world) {
        return found;
    }
    match words.as_slice() {
        ["nothing", "changes"] => same(&happened.before, case),
        ["exercise"] => is(&case.exercise, &true),
        ["no", "exercise"] => is(&case.exercise, &false),
        ["police"] => is(&case.police.is_some(), &true),
        ["evidence", wanted] => is(&case.evidence.len().to_string().as_str(), wanted),
        ["unsure"] => is(&case.aware.unsure, &true),
        ["sure"] => is(&case.aware.unsure, &false),
        ["aware", date, time] => is(&world.written(case.aware.at), &format!("{date} {time}")),
        ["aware_reason", key] => is(&case.aware.reason.key.as_str(), key),
        ["status", wanted] => is(&case.status(), wanted),
        ["band", wanted] => is(&case.band(&world.policy).name(), wanted),
        ["outcome", wanted] => is(&happened.decision.outcome.name(), wanted),
        ["generation", name, wanted] => is(&obligation(case, name)?.generation.to_string().as_str(), wanted),
        ["next", step, date, time] => next(happened, world, step, &format!("{date} {time}")),
        ["no", "next", name] => {
            let due = happened.decision.agenda.iter().find(|due| due.key.obligation == *name);
            due.map_or(Ok(()), |due| Err(format!("{} {}", due.key.step, world.written(due.at))))
        }
        ["history", key] => has(&reasons(happened), key),
        ["no", "history", key] => has(&reasons(happened), key).map_or(Ok(()), |()| Err("it has".to_owned())),
        ["done", key] => has(&keys(happened, |notice| &notice.data.done), key),
        ["refused", key] => has(&keys(happened, |notice| &notice.data.not_done), key),
        ["refused", key, "with", wanted] => refused_with(happened, key, wanted),
        ["letter", who, key] => has(&letter(happened, who), key),
        ["no", "letter", who] => is(&letter(happened, who), &Vec::new()),
        ["told", who, key] => has(&items(happened, who), key),
        ["not", "told", who, key] => {
            has(&items(happened, who), key).map_or(Ok(()), |()| Err("is told".to_owned()))
        }
        ["items", who, key, wanted] => {
            is(&items(happened, who).iter().filter(|item| item == key).count().to_string().as_str(), wanted)
        }
        ["nothing", "to", who] => {
            let to = to(happened, who).map(|notice| notice.template.name()).collect::<Vec<_>>();
            if to.is_empty() { Ok(()) } else { Err(to.join(", ")) }
        }
        ["numbers", who, keys @ ..] => {
            let said: Vec<&str> = to(happened, who)
                .flat_map(|notice| &notice.data.numbers)
                .map(|one| one.key.as_str())
                .collect();
            is(&said.as_slice(), &keys)
        }
        ["parties", who, keys @ ..] => {
            let said: Vec<&str> = to(happened, who)
                .flat_map(|notice| &notice.data.parties)
                .map(|one| one.key.as_str())
                .collect();
            is(&said.as_slice(), &keys)
        }
        ["case", pointer, "=", wanted @ ..] => {
            let value = serde_json::to_value(case).unwrap();
            let found = value.pointer(pointer).cloned().unwrap_or_default();
            let found = found.as_str().map_or_else(|| found.to_string(), str::to_owned);
            is(&found.as_str(), &wanted.join(" ").as_str())
        }
        ["held", rest @ ..] => held(case, world, &rest.join(" ")),
        ["report", field] => some(case.report.contains_key(&word::<Field>(field))),
        ["no", "report", field] => some(!case.report.contains_key(&word::<Field>(field))),
        ["beside", wanted] => is(&case.beside.len().to_string().as_str(), wanted),
        ["listed", wanted] => is(&case.listed.len().to_string().as_str(), wanted),
        ["measure", number, "done"] => {
            let known = case.measures.iter().find(|one| one.number.to_string() == *number);
            some(known.is_some_and(|one| one.done_at.is_some()))
        }
        ["measure", number, "open"] => {
            let known = case.measures.iter().find(|one| one.number.to_string() == *number);
            some(known.is_some_and(|one| one.done_at.is_none()))
        }
        ["package", who, wanted] => {
            let phases = to(happened, who).filter_map(|notice| notice.data.package.as_ref());
            let phases: Vec<String> = phases
                .map(|one| serde_json::to_value(one.phase).unwrap().as_str().unwrap().to_owned())
                .collect();
            has(&phases, wanted)
        }
        ["no", "package", who] => some(to(happened, who).all(|notice| notice.data.package.is_none())),
        ["timeline", who, wanted] => {
            let lines = to(happened, who).flat_map(|notice| &notice.data.timeline);
            has(&lines.map(|line| line.what.key.clone()).collect::<Vec<_>>(), wanted)
        }
        ["no", "timeline", who] => some(to(happened, who).all(|notice| notice.data.timeline.is_empty())),
        ["no", "measure", number] => some(case.measures.iter().all(|one| one.number.to_string() != *number)),
        ["nobody", "excluded"] => is(&case.excluded.is_empty(), &true),
        ["excluded", who] => some(case.excluded.iter().any(|one| one == email(who))),
        ["null", "sender", who] => some(to(happened, who).all(|notice| notice.null_sender)),
        ["answers", who] => some(
            to(happened, who)
                .all(|notice| notice.automatic == Automatic::Replied && notice.in_reply_to.is_some()),
        ),
        ["about", wanted] => some(
            happened
                .notices
                .iter()
                .any(|(_, one)| one.data.about.as_deref().is_some_and(|about| about.contains(wanted))),
        ),
        ["calls", who, wanted @ ..] => {
            let phones: Vec<&str> =
                to(happened, who).filter_map(|notice| notice.data.off_hours_phone.as_deref()).collect();
            is(&phones.as_slice(), &[wanted.join(" ").as_str()].as_slice())
        }
        ["proposed", wanted @ ..] => proposed(case, world, &wanted.join(" ")),
        ["offers", who, wanted @ ..] => {
            // A line may have two spaces between its parts.
            let wanted = fact.split_once(who).map_or(wanted.join(" "), |(_, line)| line.trim().to_owned());
            let lines: Vec<&String> = to(happened, who).flat_map(|notice| &notice.data.reply_lines).collect();
            if lines.contains(&&wanted) { Ok(()) } else { Err(format!("offers {lines:?}")) }
        }
        ["quotes", who, wanted] => has(&quotes(happened, who), wanted),
        ["no", "quotes", who] => is(&quotes(happened, who), &Vec::new()),
        ["no", "proposal", who] => some(to(happened, who).all(|notice| notice.data.proposal.is_none())),
        ["missing", who, wanted] => {
            let missing: Vec<String> =
                to(happened, who).map(|notice| notice.data.missing.len().to_string()).collect();
            is(&missing.join(" ").as_str(), wanted)
        }
        ["unread", who, keys @ ..] => {
            let found: Vec<String> = unread(happened, who);
            is(&found.join(" ").as_str(), &keys.join(" ").as_str())
        }
        ["nothing", "unread", who] => is(&unread(happened, who), &Vec::new()),
        ["understood", who, wanted] => {
            let understood: Vec<String> =
                to(happened, who).map(|notice| notice.data.understood.len().to_string()).collect();
            is(&understood.join(" ").as_str(), wanted)
        }
        ["questions", who, wanted] => {
            let count = to(happened, who).filter(|notice| notice.data.question.is_some()).count();
            is(&count.to_string().as_str(), wanted)
        }
        [name, "absent"] => case.obligation(name).map_or(Ok(()), |one| Err(format!("is {:?}", one.state))),
        [name, state] => is(&state_of(obligation(case, name)?).as_str(), state),
        [name, state, date, time] => {
            let one = obligation(case, name)?;
            is(&state_of(one).as_str(), state)?;
            let due = one.due_at.ok_or("it has no due time")?;
            is(&due, &world.time(&format!("{date} {time}")))
                .map_err(|_| format!("due {}", world.written(due)))
        }
        _ => Err("no such sentence".to_owned()),
    }
}

/// Whether a notice speaks of an obligation's steps.
pub fn speaks_of(notice: &Notice, about: &str) -> bool {
    let keys: &[&str] = match about {
        "hold" => &["hold_expired", "step_hold_due", "step_stand_in", "step_head", "step_hold_again"],
        "gdpr33" => &["step_before_due", "step_due_passed", "step_overdue_again"],
        "gdpr34" => &["step_persons", "step_persons_planned"],
        "supplement" => &["step_supplement"],
        "lists" => &["step_lists"],
        "controllers" => &["step_controllers", "step_controllers_late"],
        "external" => &["step_external", "step_external_silent"],
        "register" => &["step_register"],
        "information" => &["step_information"],
        "measure" => &["step_measure_due", "step_measure_overdue", "step_measure_approve"],
        "evaluation" => &["step_evaluate"],
        "other laws" => &["step_regime_before", "step_regime_due", "step_regime_overdue", "step_regime_ask"],
        "group" => &["step_group", "step_group_contact", "step_group_report"],
        _ => panic!("nothing is known about {about:?}"),
    };
    notice.data.items.iter().any(|item| keys.contains(&item.key.as_str()))
}

pub fn is<T: PartialEq + std::fmt::Debug>(found: &T, wanted: &T) -> Result<(), String> {
    if found == wanted { Ok(()) } else { Err(format!("it is {found:?}")) }
}

pub fn some(holds: bool) -> Result<(), String> {
    if holds { Ok(()) } else { Err("it does not".to_owned()) }
}

fn has(keys: &[String], wanted: &str) -> Result<(), String> {
    if keys.iter().any(|key| key == wanted) { Ok(()) } else { Err(format!("there are {keys:?}")) }
}

pub fn to<'a>(happened: &'a Happened, who: &str) -> impl Iterator<Item = &'a Notice> {
    let email = email(who);
    happened.notices.iter().map(|(_, notice)| notice).filter(move |notice| notice.to.email == email)
}

/// The lines of the draft to the persons affected that somebody gets.
fn letter(happened: &Happened, who: &str) -> Vec<String> {
    let lines = to(happened, who).flat_map(|notice| &notice.data.letter).flat_map(|part| &part.lines);
    lines.map(|line| line.key.clone()).collect()
}

fn items(happened: &Happened, who: &str) -> Vec<String> {
    to(happened, who).flat_map(|notice| &notice.data.items).map(|item| item.key.clone()).collect()
}

/// `key:name` of each file that is named as not read; `key:` where its name is held back.
fn unread(happened: &Happened, who: &str) -> Vec<String> {
    let told = to(happened, who).flat_map(|notice| &notice.data.unread);
    told.map(|one| format!("{}:{}", one.key, one.args["name"].as_str().unwrap_or_default())).collect()
}

/// S, K and band of what is proposed.
fn proposed(case: &Case, world: &World, wanted: &str) -> Result<(), String> {
    let proposal = case.proposal().ok_or("nothing is proposed")?.under(&world.policy.bands);
    let found = format!("{} {} {}", proposal.likelihood, proposal.consequence, proposal.band.name());
    is(&found.as_str(), &wanted)
}

/// The report's words in the lines of a proposal.
fn quotes(happened: &Happened, who: &str) -> Vec<String> {
    fn collect(value: &serde_json::Value, into: &mut Vec<String>) {
        if let Some(object) = value.as_object() {
            let word = object.get("word").and_then(|word| word.as_str());
            into.extend(word.filter(|word| !word.is_empty()).map(str::to_owned));
            object.values().for_each(|value| collect(value, into));
        }
        value.as_array().into_iter().flatten().for_each(|value| collect(value, into));
    }
    let mut found = Vec::new();
    for proposal in to(happened, who).filter_map(|notice| notice.data.proposal.as_ref()) {
        collect(&serde_json::to_value(proposal).unwrap(), &mut found);
    }
    found
}

fn reasons(happened: &Happened) -> Vec<String> {
    happened.entries.iter().map(|entry| entry.reason.key.clone()).collect()
}

fn keys(happened: &Happened, of: impl Fn(&Notice) -> &Vec<Phrase>) -> Vec<String> {
    happened.notices.iter().flat_map(|(_, notice)| of(notice)).map(|phrase| phrase.key.clone()).collect()
}

fn refused_with(happened: &Happened, key: &str, wanted: &str) -> Result<(), String> {
    let refused = happened.notices.iter().flat_map(|(_, notice)| &notice.data.not_done);
    let said: Vec<String> = refused
        .filter(|phrase| phrase.key == key)
        .map(|phrase| serde_json::to_string(&phrase.args).unwrap())
        .collect();
    if said.iter().any(|args| args.contains(wanted)) { Ok(()) } else { Err(format!("it says {said:?}")) }
}

fn obligation<'a>(case: &'a Case, name: &str) -> Result<&'a Obligation, String> {
    case.obligation(name).ok_or_else(|| format!("there is no {name}"))
}

fn state_of(one: &Obligation) -> String {
    let word = serde_json::to_value(one.state).unwrap();
    word.as_str().unwrap_or_default().to_owned()
}

fn next(happened: &Happened, world: &World, step: &str, at: &str) -> Result<(), String> {
    let (name, step) = step.split_once('/').ok_or("write NAME/STEP")?;
    let known: Vec<_> = happened
        .decision
        .agenda
        .iter()
        .filter(|due| due.key.obligation == name && due.key.step == step)
        .collect();
    if known.iter().any(|due| due.at == world.time(at)) {
        return Ok(());
    }
    Err(format!("it is {:?}", known.iter().map(|due| world.written(due.at)).collect::<Vec<_>>()))
}

fn held(case: &Case, world: &World, wanted: &str) -> Result<(), String> {
    let holds: Vec<String> = case
        .holds
        .iter()
        .map(|hold| format!("{} {}", short(&hold.email), world.written(hold.until)))
        .collect();
    let fits =
        if wanted == "nobody" { holds.is_empty() } else { holds.iter().any(|hold| hold.starts_with(wanted)) };
    if fits { Ok(()) } else { Err(format!("held by {holds:?}")) }
}

/// What only a believed and permitted person may change. That a reporter cannot be asked any more is no steering.
pub fn steered(case: &Case) -> impl PartialEq + std::fmt::Debug + use<> {
    let obligations: Vec<_> = case
        .obligations
        .iter()
        .filter(|one| one.name != obligation::INFORMATION)
        .map(|one| (one.name.clone(), one.state, one.due_at, one.generation, one.met_at))
        .collect();
    (
        (case.state, case.risk.decided.clone(), case.risk.residual.clone(), case.aware.clone(), obligations),
        (
            case.authority.clone(),
            case.authority_told.clone(),
            case.persons.clone(),
            case.persons_told.clone(),
        ),
        (
            case.lists.clone(),
            case.listed.clone(),
            case.holds.clone(),
            case.measures.clone(),
            case.report.clone(),
        ),
        (
            case.assigned.clone(),
            case.excluded.clone(),
            case.closing.clone(),
            case.merged_into.clone(),
            (case.delay_reason.clone(), case.action_group.clone()),
        ),
        (case.processor_told.clone(), case.controllers.len(), case.externals.len(), case.joint.clone()),
    )
}

fn same(before: &Case, after: &Case) -> Result<(), String> {
    if steered(before) == steered(after) {
        return Ok(());
    }
    let (before, after) = (serde_json::to_value(before).unwrap(), serde_json::to_value(after).unwrap());
    let changed =
        before.as_object().into_iter().flatten().filter(|(key, value)| after.get(key) != Some(value));
    Err(format!("changed: {:?}", changed.map(|(key, _)| key).collect::<Vec<_>>()))
}
