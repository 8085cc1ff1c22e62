//! A mail that belongs to a case: commands of those who may, further facts of the reporter, comments of everyone.

use super::command::{apply, merge_assessments};
use super::event::{Incoming, Outcome};
use super::gate::{self, Speaker};
use super::notice::{StepKey, Template};
use super::numbers::Numbers;
use super::open::{mail_key, reporter, take_report, take_unread};
use super::parties;
use super::people::{self, Who};
use super::tell::{Draft, Letter};
use super::{
    Before, Beside, Case, command, escalation, flood, numbers, open, orders, owner, refused, risk, signed,
};
use crate::command::{Command, CommandLine, MeasureKind};
use crate::contacts::Role;
use crate::phrase::Phrase;
use crate::policy::{BandName, band_of};
use crate::redact;
use crate::report::{Field, Found};

/// So many values are kept beside the report, and fewer of those that may be anybody's: they take no room of the others.
const MOST_BESIDE: usize = 200;
const MOST_BESIDE_UNVERIFIED: usize = 100;
/// So many who reported the same are kept by address; the rest is counted.
const MOST_REPORTERS: usize = 100;

/// Takes in a mail of the case's thread.
pub fn answered(draft: &mut Draft<'_>, incoming: &Incoming) {
    let speaker = Speaker::of(incoming, draft.policy);
    numbers::take(draft, incoming, by(&speaker));
    let known = draft.case.clone();
    draft.case.came_encrypted |= incoming.reading.opened;
    take_words(draft, incoming, speaker);
    command::tell_papers(draft, incoming, &known);
    // Whoever was told of nothing else is told of a number that was sent openly.
    tell_officer(draft, incoming, Vec::new());
}

fn by(speaker: &Speaker) -> &str {
    if speaker.email.is_empty() { "unknown" } else { &speaker.email }
}

fn take_words(draft: &mut Draft<'_>, incoming: &Incoming, speaker: Speaker) {
    let believed = gate::believed(incoming, &speaker);
    // A party outside adds to its own thing only; what it attaches is not asked of the reporter.
    let own = gate::own_thing(&draft.case, incoming, &speaker).filter(|_| !is_ours(draft, &speaker));
    if believed.is_ok() {
        // Who writes can be reached again.
        draft.case.unreachable.retain(|email| *email != speaker.email);
    }
    if believed.is_ok() && (own.is_none() || is_reporter(draft, &speaker)) {
        take_unread(&mut draft.case, &incoming.reading);
    }
    if incoming.unreadable.is_some() {
        keep_comment(draft, incoming, &speaker, Phrase::new("comment_unreadable"));
        return tell_officer(draft, incoming, vec![Phrase::new("comment_unreadable")]);
    }
    draft.said_before = flood::said_before(draft, incoming, &speaker, believed.is_ok());
    if people::is_excluded(&draft.case, &speaker.email) {
        let reason = Phrase::new("comment_from_excluded").with("who", &speaker.email);
        keep_comment(draft, incoming, &speaker, reason.clone());
        return tell_officer(draft, incoming, vec![reason]);
    }
    if is_ours(draft, &speaker) {
        by_staff(draft, incoming, &speaker, believed);
    } else if is_reporter(draft, &speaker) {
        if let Some(own) = own {
            parties::answered(draft, incoming, &speaker, own, believed.clone());
        }
        by_reporter(draft, incoming, &speaker, believed);
    } else if let Some(own) = own {
        parties::answered(draft, incoming, &speaker, own, believed);
    } else {
        by_another(draft, incoming, &speaker, &believed);
    }
}

/// Persons of contacts.toml, and those whom somebody permitted has named on the case.
fn is_ours(draft: &Draft<'_>, speaker: &Speaker) -> bool {
    let case = &draft.case;
    let owners = case.measures.iter().flat_map(|measure| [&measure.owner, &measure.helper]).flatten();
    let group = case.action_group.iter().filter_map(|group| group.contact_person.as_ref());
    draft.policy.contacts.person_by_email(&speaker.email).is_some()
        || owners.chain(group).any(|name| gate::is_person(name, &speaker.email, draft.policy))
}

fn is_reporter(draft: &Draft<'_>, speaker: &Speaker) -> bool {
    let email = &speaker.email;
    let joined = draft.case.joined_reporters.iter().any(|one| one.email == *email);
    let is_own = joined || *email == draft.case.reporter.email;
    is_own && !email.is_empty() && !redact::is_masked(email)
        || parties::processor::speaks_for(&draft.case, email, draft.policy)
}

fn by_staff(draft: &mut Draft<'_>, incoming: &Incoming, speaker: &Speaker, believed: Result<(), Phrase>) {
    if flood::is_machine(draft, incoming, believed.is_ok()) {
        return keep_comment(draft, incoming, speaker, Phrase::new("comment_repeated"));
    }
    if let Err(reason) = believed {
        keep_comment(draft, incoming, speaker, reason.clone());
        return refused::tell(draft, incoming, speaker, &reason);
    }
    let before = draft.case.clone();
    let commands = merge_assessments(&incoming.reading.commands);
    let (mut done, mut not_done) = (Vec::new(), Vec::new());
    for line in &commands {
        match run(draft, line, speaker, incoming) {
            Ok(phrase) => done.push(phrase),
            Err(phrase) => not_done.push(phrase.with("raw", &line.raw)),
        }
    }
    for misread in &incoming.reading.misread {
        let phrase =
            Phrase::new("not_understood").with("raw", &misread.raw).with("example", &misread.resembles);
        not_done.push(phrase);
    }
    done.extend(take_fields(draft, incoming, speaker));
    if done.is_empty() && not_done.is_empty() {
        not_done.push(Phrase::new("comment_only"));
        keep_comment(draft, incoming, speaker, Phrase::new("comment_kept"));
        let reason = Phrase::new("comment_from_other").with("who", &speaker.name);
        tell_officer_unless_self(draft, incoming, speaker, reason);
    } else {
        note_changes(draft, incoming, speaker, &done, &not_done);
    }
    let undone = commands.iter().any(|line| matches!(line.command, Command::Undo {}));
    if !done.is_empty() && !undone {
        let mut case = before;
        case.before = None;
        draft.case.before = Some(Box::new(Before {
            by: speaker.email.clone(),
            fields: changed_fields(&case, &draft.case),
            case,
        }));
    }
    receipt(draft, incoming, speaker, done, not_done);
}

fn changed_fields(before: &Case, after: &Case) -> Vec<Field> {
    Field::ALL.into_iter().filter(|field| before.report.get(field) != after.report.get(field)).collect()
}

fn run(
    draft: &mut Draft<'_>,
    line: &CommandLine,
    speaker: &Speaker,
    incoming: &Incoming,
) -> Result<Phrase, Phrase> {
    gate::may(&draft.case, &line.command, speaker, draft.policy)?;
    apply(draft, &line.command, speaker, incoming)
}

/// A colleague's words are put to those who handle the case; their own are not.
fn tell_officer_unless_self(draft: &mut Draft<'_>, incoming: &Incoming, speaker: &Speaker, item: Phrase) {
    let handlers = people::resolve(
        &draft.case,
        &[Who::Role(Role::PrivacyOfficer), Who::Holder],
        draft.policy,
        draft.now,
    );
    if !handlers.iter().any(|handler| handler.recipient.email == speaker.email) {
        tell_officer(draft, incoming, vec![item]);
    }
}

/// A field label in the reply of someone who may assess adds to or replaces that field (phased information).
fn take_fields(draft: &mut Draft<'_>, incoming: &Incoming, speaker: &Speaker) -> Vec<Phrase> {
    let assess = draft.policy.may.get("assess");
    let person = draft.policy.contacts.person_by_email(&speaker.email);
    let permitted =
        assess.zip(person).is_some_and(|(roles, one)| roles.iter().any(|role| one.roles.contains(role)));
    // Only what a label names: an officer's passing words are a comment, not a correction of the report.
    let measured = incoming.reading.commands.iter().any(|line| is_immediate(&line.command));
    let named = incoming.reading.report.iter().filter(|(field, found)| {
        !(found.prose || is_command_too(**field) || measured && **field == Field::MeasuresTaken)
    });
    let fields: Vec<Field> = named.map(|(field, _)| *field).collect();
    if fields.is_empty() {
        return Vec::new();
    }
    if !permitted {
        return take_reporters_fields(draft, incoming, speaker);
    }
    let found = orders::without_orders(&incoming.reading, &fields);
    let fields: Vec<Field> = found.keys().copied().collect();
    for (field, found) in found {
        draft.case.report.insert(field, found);
        draft.case.corrected.insert(field);
        draft.case.beside.retain(|one| one.field != field);
    }
    take_report(&mut draft.case);
    find_owner(draft);
    let moved = aware_earlier(draft);
    tell_officer(draft, incoming, moved.iter().cloned().collect());
    propose_again(draft);
    [Phrase::new("report_added").with("fields", fields)].into_iter().chain(moved).collect()
}

/// Our own people report too: whoever reported may fill what is open, whatever the role.
fn take_reporters_fields(draft: &mut Draft<'_>, incoming: &Incoming, speaker: &Speaker) -> Vec<Phrase> {
    if !is_reporter(draft, speaker) || !draft.case.is_open() {
        return Vec::new();
    }
    let (added, contradictions) = complete(draft, incoming, speaker);
    if propose_again(draft) {
        tell_proposal(draft, incoming);
    }
    let mut done = Vec::new();
    if !added.is_empty() {
        done.push(Phrase::new("report_added").with("fields", added));
    }
    done.extend(contradictions.iter().map(|field| Phrase::new("field_contradicts").with("field", field)));
    done
}

/// Labels that are commands in a reply: `S: 3` sets the risk, it is not the report's own estimate.
fn is_command_too(field: Field) -> bool {
    matches!(
        field,
        Field::Likelihood
            | Field::Consequence
            | Field::ResidualLikelihood
            | Field::ResidualConsequence
            | Field::MeasuresPlanned
            | Field::Contact
    )
}

/// `Strakstiltak: …; ansvarlig: …` is a measure; its label is the form's too.
fn is_immediate(command: &Command) -> bool {
    matches!(command, Command::Measure { kind: Some(MeasureKind::Immediate), .. })
}

fn note_changes(
    draft: &mut Draft<'_>,
    incoming: &Incoming,
    speaker: &Speaker,
    done: &[Phrase],
    not_done: &[Phrase],
) {
    draft.outcome = Outcome::Replied;
    for phrase in done {
        let payload = serde_json::json!({ "mail": incoming.mail_id, "text": incoming.reading.reply_text });
        let payload = signed::noted(payload, &incoming.reading);
        draft.note("changed", &speaker.email, &speaker.authenticity, phrase.clone(), payload);
    }
    for phrase in not_done {
        let payload = serde_json::json!({ "mail": incoming.mail_id });
        draft.note("refused", &speaker.email, &speaker.authenticity, phrase.clone(), payload);
    }
}

fn receipt(
    draft: &mut Draft<'_>,
    incoming: &Incoming,
    speaker: &Speaker,
    done: Vec<Phrase>,
    not_done: Vec<Phrase>,
) {
    let says_little = done.is_empty() && not_done.iter().all(|phrase| phrase.key == "comment_only");
    let spared = incoming.reading.automatic || draft.said_before > 1;
    if spared || says_little && escalation::is_spent(draft, &speaker.email) {
        return;
    }
    let Some(person) = draft.policy.contacts.person_by_email(&speaker.email) else { return };
    let to = people::addressee(person, draft.policy, Phrase::new("receipt_of_reply"));
    // Asked for and allowed: then its line stands among what was done.
    let encloses_report = done.iter().any(|phrase| phrase.key == "report_enclosed");
    let asks_help = incoming.reading.commands.iter().any(|line| matches!(line.command, Command::Help {}));
    // Each name is shown as an example line in the reader's language.
    let numbers = Numbers::of(&incoming.reading, draft.policy).for_sender(true);
    let help: Vec<String> =
        if asks_help { gate::commands_of(&person.roles, draft.policy) } else { Vec::new() };
    draft.tell(Letter {
        template: Template::CommandReceipt,
        to,
        key: mail_key(incoming),
        in_reply_to: incoming.reading.message_id.clone(),
        fill: Box::new(move |data| {
            data.done = done;
            data.not_done = not_done;
            data.numbers = numbers;
            data.encloses_report = encloses_report;
            if !help.is_empty() {
                data.reply_lines = help;
            }
        }),
    });
}

fn keep_comment(draft: &mut Draft<'_>, incoming: &Incoming, speaker: &Speaker, reason: Phrase) {
    draft.outcome = Outcome::Comment;
    let payload = serde_json::json!({ "mail": incoming.mail_id, "text": incoming.reading.reply_text });
    let payload = signed::noted(payload, &incoming.reading);
    draft.note("comment", by(speaker), &speaker.authenticity, reason, payload);
}

/// As [`keep_comment`], with why the mail is not believed.
fn keep_refused(
    draft: &mut Draft<'_>,
    incoming: &Incoming,
    speaker: &Speaker,
    reason: Phrase,
    believed: &Result<(), Phrase>,
) {
    keep_comment(draft, incoming, speaker, reason);
    let kept = draft.entries.last_mut().and_then(|entry| entry.payload.as_object_mut());
    if let Some((kept, why)) = kept.zip(believed.as_ref().err()) {
        kept.insert("refused".to_owned(), serde_json::json!(why));
    }
}

/// The reporter may fill open fields and add; what contradicts is kept beside it and put to the officer.
fn by_reporter(draft: &mut Draft<'_>, incoming: &Incoming, speaker: &Speaker, believed: Result<(), Phrase>) {
    if draft.case.is_open() && draft.case.processor.is_some() {
        let items = parties::processor::take_told(draft, incoming, by(speaker), believed.is_ok());
        if !items.is_empty() {
            parties::tell_handlers(draft, &incoming.mail_id.to_string(), items);
        }
    }
    let attempt = refused::commands(draft, incoming, speaker, &believed);
    if incoming.reading.report.is_empty() || !draft.case.is_open() {
        keep_refused(draft, incoming, speaker, Phrase::new("comment_kept"), &believed);
        if believed.is_ok() && has_numbers(incoming) {
            thank_reporter(draft, incoming, speaker);
        }
        let items = [Phrase::new("comment_from_reporter")].into_iter().chain(attempt.clone()).collect();
        tell_officer(draft, incoming, items);
        return tell_spoken_for(draft, incoming, speaker, believed.err().filter(|_| attempt.is_some()));
    }
    if let Err(why) = &believed {
        keep_refused(draft, incoming, speaker, Phrase::new("fields_unverified"), &believed);
        put_beside(draft, incoming, speaker, false, |_| true);
        tell_officer(draft, incoming, vec![Phrase::new("fields_unverified")]);
        return tell_spoken_for(draft, incoming, speaker, Some(why.clone()));
    }
    let (added, contradictions) = complete(draft, incoming, speaker);
    let payload = serde_json::json!({ "mail": incoming.mail_id, "report": incoming.reading.report });
    let payload = signed::noted(payload, &incoming.reading);
    draft.outcome = Outcome::Replied;
    let reason = Phrase::new("report_added").with("fields", &added);
    draft.note("report_added", &speaker.email, &speaker.authenticity, reason, payload);
    // Only what says something new is answered: two programs must not thank each other for ever.
    if !added.is_empty() || !contradictions.is_empty() || has_numbers(incoming) {
        thank_reporter(draft, incoming, speaker);
    }
    if propose_again(draft) {
        tell_proposal(draft, incoming);
    }
}

fn tell_spoken_for(draft: &mut Draft<'_>, incoming: &Incoming, speaker: &Speaker, why: Option<Phrase>) {
    if let Some(why) = why {
        refused::tell_spoken_for(draft, incoming, speaker, &why);
    }
}

/// Fills what is open and keeps beside it what contradicts, and puts that to the officer; answers both lists of fields.
fn complete(draft: &mut Draft<'_>, incoming: &Incoming, speaker: &Speaker) -> (Vec<Field>, Vec<Field>) {
    let mut added = Vec::new();
    for (field, found) in &incoming.reading.report {
        if !draft.case.report.contains_key(field) {
            draft.case.report.insert(*field, found.clone());
            added.push(*field);
        }
    }
    let known = added.clone();
    let contradictions = put_beside(draft, incoming, speaker, true, |field| !known.contains(&field));
    take_report(&mut draft.case);
    find_owner(draft);
    if draft.case.missing().is_empty() {
        // What the file would have told has been told in words.
        draft.case.unread.retain(|one| !one.why.is_asked_for());
    }
    let contradicts = |field: &Field| Phrase::new("field_contradicts").with("field", field);
    let moved = aware_earlier(draft);
    tell_officer(draft, incoming, moved.into_iter().chain(contradictions.iter().map(contradicts)).collect());
    (added, contradictions)
}

/// A system or department that is named later may bring the case its owner.
fn find_owner(draft: &mut Draft<'_>) {
    let known = draft.case.assigned.contains_key(owner::CASE_OWNER);
    owner::settle(draft);
    if !known && draft.case.assigned.contains_key(owner::CASE_OWNER) {
        owner::tell(draft);
    }
}

/// A discovery that one of our own tells of later, but that lay earlier, moves the clock earlier (T11); a person may
/// move it back. Later never moves it by itself.
fn aware_earlier(draft: &mut Draft<'_>) -> Option<Phrase> {
    let known = draft.case.aware.clone();
    let mut found = open::awareness(&draft.case, draft.policy);
    if known.set_by.is_some() || found.at >= known.at {
        return None;
    }
    let moved = Phrase::new("aware_moved").with("from", known.at).with("to", found.at);
    found.earlier = known.earlier;
    found.earlier.push((known.at, known.reason));
    draft.case.aware = found;
    draft.cancelled = Phrase::new("deadline_cancelled_moved");
    Some(moved)
}

/// Keeps fields that differ from the report for a person's judgement; answers which.
fn put_beside(
    draft: &mut Draft<'_>,
    incoming: &Incoming,
    speaker: &Speaker,
    verified: bool,
    wanted: impl Fn(Field) -> bool,
) -> Vec<Field> {
    let differs = |known: Option<&Found>, found: &Found| known.is_none_or(|known| known.value != found.value);
    let mut put = Vec::new();
    let beside = incoming.reading.conflicts.iter().map(|(field, found)| (field, found));
    for (field, found) in incoming.reading.report.iter().chain(beside) {
        let known = draft.case.beside.iter().filter(|one| verified || !one.verified).count();
        let has_room = known < if verified { MOST_BESIDE } else { MOST_BESIDE_UNVERIFIED };
        if wanted(*field) && differs(draft.case.report.get(field), found) && has_room {
            draft.case.beside.push(Beside {
                field: *field,
                found: found.clone(),
                by: speaker.email.clone(),
                verified,
                at: draft.now,
            });
            put.push(*field);
        }
    }
    put
}

/// Its sender is to be told that they were removed.
fn has_numbers(incoming: &Incoming) -> bool {
    !incoming.reading.redactions.is_empty()
}

fn thank_reporter(draft: &mut Draft<'_>, incoming: &Incoming, speaker: &Speaker) {
    if incoming.receipts_spent || incoming.reading.automatic || draft.said_before > 0 {
        return;
    }
    let joined = draft.case.joined_reporters.iter().find(|one| one.email == speaker.email);
    let contact = people::contact_point(&draft.case, draft.policy);
    let wrote = contact.filter(|contact| contact.recipient.email == speaker.email);
    let reporter = || people::as_reporter(&draft.case, joined.unwrap_or(&draft.case.reporter));
    if let Some(to) = wrote.or_else(reporter) {
        open::receipt(draft, incoming, to);
    }
}

/// Somebody else writes into the thread, or a further report of the same incident joins.
fn by_another(draft: &mut Draft<'_>, incoming: &Incoming, speaker: &Speaker, believed: &Result<(), Phrase>) {
    let attempt = !refused::attempts(incoming, false).is_empty();
    let stranger = Phrase::new("refused_stranger").with("who", &speaker.email);
    let comment = Phrase::new("comment_from_other").with("who", &speaker.email);
    let kept = if attempt { "refused_stranger" } else { "comment_from_other" };
    keep_refused(draft, incoming, speaker, Phrase::new(kept), believed);
    let reports = !incoming.reading.report.is_empty();
    if reports && !incoming.reading.automatic && !speaker.email.is_empty() {
        let who = reporter(incoming, draft.policy);
        if !draft.case.other_reporters.iter().any(|known| known.email == who.email) {
            match draft.case.other_reporters.len() < MOST_REPORTERS {
                true => draft.case.other_reporters.push(who),
                false => draft.case.more_reporters = draft.case.more_reporters.saturating_add(1),
            }
        }
        put_beside(draft, incoming, speaker, false, |_| true);
        draft.outcome = Outcome::Joined;
    }
    // That somebody tried to steer is told once in a while; what a witness says beside it is told as ever.
    let key = format!("{}{} {}", refused::STRANGER, speaker.email, stranger.key);
    let tried = attempt && refused::is_news(draft, &key);
    let says = !attempt || reports || refused::has_other_words(&incoming.reading);
    let items = tried.then_some(stranger).into_iter().chain(says.then_some(comment)).collect();
    tell_officer(draft, incoming, items);
    tell_spoken_for(draft, incoming, speaker, believed.clone().err().filter(|_| attempt));
}

/// Puts something to the officer and to whoever holds the case. A flood of mails is one mail in the end: beyond the cap
/// it waits for that person's next mail.
fn tell_officer(draft: &mut Draft<'_>, incoming: &Incoming, mut items: Vec<Phrase>) {
    items.extend(numbers::news(incoming, draft.policy));
    let Some(first) = items.first() else { return };
    // That a deadline came nearer is no mere reminder.
    let urgent = items.iter().any(|item| item.key == "aware_moved");
    let key = StepKey { step: format!("{}-{}", incoming.mail_id, first.key), ..mail_key(incoming) };
    for to in
        people::resolve(&draft.case, &[Who::Role(Role::PrivacyOfficer), Who::Holder], draft.policy, draft.now)
    {
        if draft.tells(&to.recipient.email) {
            continue;
        }
        if !urgent && escalation::is_spent(draft, &to.recipient.email) {
            escalation::hold_back(draft, &to.recipient.email, items.clone());
            continue;
        }
        let items = items.clone();
        draft.tell(Letter {
            template: Template::Reminder,
            to,
            key: key.clone(),
            in_reply_to: None,
            fill: Box::new(move |data| {
                data.news = true;
                data.items = items;
            }),
        });
    }
}

/// Recomputes the proposal; true when the band that it points to changed.
fn propose_again(draft: &mut Draft<'_>) -> bool {
    let bands = &draft.policy.bands;
    let old = draft.case.risk.proposed.as_ref().map(|one| one.under(bands).band);
    let proposal = risk::propose(&draft.case.report);
    let new = proposal.under(bands).band;
    draft.case.risk.proposed = Some(proposal);
    let duty = |band: BandName| (bands.get(band).authority, bands.get(band).persons);
    let decided = draft.case.risk.decided.as_ref().map(|one| band_of(one.score(), bands)).or(old);
    let graver = new > old.unwrap_or_default() && decided.is_some_and(|decided| duty(new) > duty(decided));
    if graver && has_decided(&draft.case) {
        draft.case.risk.questioned_at = Some(draft.now);
    }
    old != Some(new)
}

/// Whether a person has decided something that the risk bears on.
fn has_decided(case: &Case) -> bool {
    case.risk.decided.is_some() || case.authority.is_some() || case.persons.is_some()
}

fn tell_proposal(draft: &mut Draft<'_>, incoming: &Incoming) {
    let questioned = draft.case.risk.questioned_at == Some(draft.now);
    let key = StepKey { step: format!("{}-proposal", incoming.mail_id), ..mail_key(incoming) };
    for to in
        people::resolve(&draft.case, &[Who::Role(Role::PrivacyOfficer), Who::Holder], draft.policy, draft.now)
    {
        if !draft.tells(&to.recipient.email) {
            let key = key.clone();
            draft.tell(Letter {
                template: Template::RiskProposal,
                to,
                key,
                in_reply_to: None,
                fill: Box::new(move |data| {
                    if questioned {
                        data.items.push(Phrase::new("decision_questioned"));
                    }
                }),
            });
        }
    }
}
