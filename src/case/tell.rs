//! Building a decision: the case as it becomes, what is noted, who is told. What stands in a notice is filled in last,
//! from the finished case, and only as far as its audience may see (design promise 5).

use chrono::{DateTime, Utc};

use super::event::{Decision, Due, Entry, Outcome};
use super::notice::{
    Attachment, Audience, Automatic, MeasureView, Meeting, Notice, NoticeData, ProposalView, StepKey,
    Template, Understood,
};
use super::people::{Addressee, Who};
use super::{Case, ObligationState, escalation, group, obligation, package, parties, people, ready, steps};
use crate::contacts::Role;
use crate::document::{Unread, Why};
use crate::mail::Forwarded;
use crate::phrase::Phrase;
use crate::policy::{Policy, Tlp};
use crate::report::{Field, Found, Value};

/// A sentence shown beside a value is cut after so many characters.
const LONGEST_SENTENCE: usize = 160;

/// What a flood brings about goes after all else that waits.
const FLOOD_PRIORITY: u8 = 4;

/// By which the case becomes known to those who handle it.
const FIRST_NOTICES: [Template; 2] = [Template::NewCase, Template::OutOfHours];

/// A decision in the making.
pub struct Draft<'a> {
    pub case: Case,
    pub policy: &'a Policy,
    pub now: DateTime<Utc>,
    pub entries: Vec<Entry>,
    pub cancelled: Phrase,
    pub outcome: Outcome,
    /// Whether the reporter may be mailed once more within the limits (promise 4).
    pub receipts_spent: bool,
    /// The case opens in a flood: what goes out stands behind what others wait for.
    pub flooded: bool,
    /// How often the sender of this mail has said the same just before.
    pub said_before: u32,
    letters: Vec<(Letter, Enclosed)>,
}

/// A notice before its facts are known.
pub struct Letter {
    pub template: Template,
    pub to: Addressee,
    pub key: StepKey,
    pub in_reply_to: Option<String>,
    pub fill: Box<dyn FnOnce(&mut NoticeData)>,
}

/// What goes along with a letter besides its text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Enclosed {
    pub attachments: Vec<Attachment>,
    pub calendar: Option<Meeting>,
}

impl<'a> Draft<'a> {
    pub fn new(case: &Case, policy: &'a Policy, now: DateTime<Utc>) -> Self {
        Draft {
            case: case.clone(),
            policy,
            now,
            entries: Vec::new(),
            cancelled: Phrase::new("deadline_met"),
            outcome: Outcome::Ignored,
            receipts_spent: false,
            flooded: false,
            said_before: 0,
            letters: Vec::new(),
        }
    }

    /// One line of history.
    pub fn note(
        &mut self,
        event: &str,
        by: &str,
        authenticity: &str,
        reason: Phrase,
        payload: serde_json::Value,
    ) {
        self.entries.push(Entry {
            event: event.to_owned(),
            by: by.to_owned(),
            authenticity: authenticity.to_owned(),
            reason,
            payload,
        });
    }

    /// A line of history by the program itself.
    pub fn note_own(&mut self, event: &str, reason: Phrase, payload: serde_json::Value) {
        self.note(event, "varsel", "own", reason, payload);
    }

    pub fn tell(&mut self, letter: Letter) {
        self.tell_with(letter, Enclosed::default());
    }

    /// A letter with files or an invitation.
    pub fn tell_with(&mut self, letter: Letter, enclosed: Enclosed) {
        self.letters.push((letter, enclosed));
    }

    /// How many notices this event sends so far.
    pub fn letters(&self) -> usize {
        self.letters.len()
    }

    /// Lets the receipt of this event say more to the person; false where they get none.
    pub fn add_to_receipt(&mut self, email: &str, items: &[Phrase]) -> bool {
        let is_theirs = |letter: &Letter| {
            letter.template == Template::CommandReceipt && letter.to.recipient.email == email
        };
        let Some((letter, _)) = self.letters.iter_mut().find(|(letter, _)| is_theirs(letter)) else {
            return false;
        };
        let (fill, items) = (std::mem::replace(&mut letter.fill, Box::new(|_| {})), items.to_vec());
        letter.fill = Box::new(move |data| {
            fill(data);
            data.items.extend(items);
        });
        true
    }

    /// Whether this event already sends the person a notice of the case.
    pub fn tells(&self, email: &str) -> bool {
        self.letters.iter().any(|(letter, _)| letter.to.recipient.email == email)
    }

    /// Whether this event already sends the person this notice.
    pub fn tells_in(&self, template: Template, email: &str) -> bool {
        self.letters
            .iter()
            .any(|(letter, _)| letter.template == template && letter.to.recipient.email == email)
    }

    /// Whether this event sends the person the first notice of the case, or that it is closed.
    pub fn opens_to(&self, email: &str) -> bool {
        let first = [Template::NewCase, Template::OutOfHours, Template::Closed];
        self.letters
            .iter()
            .any(|(letter, _)| letter.to.recipient.email == email && first.contains(&letter.template))
    }

    /// Whether this event opens the case to those who handle it.
    pub fn sends_first_notices(&self) -> bool {
        self.letters.iter().any(|(letter, _)| FIRST_NOTICES.contains(&letter.template))
    }

    /// Adds sentences to the first notices of the case.
    pub fn add_to_first_notices(&mut self, items: &[Phrase]) {
        let letters = self.letters.iter_mut().map(|(letter, _)| letter);
        let first = letters.filter(|letter| FIRST_NOTICES.contains(&letter.template));
        first.for_each(|letter| add_items(letter, items.to_vec()));
    }

    /// Adds sentences to a mail that lists some and goes to this person anyway; false where there is none.
    pub fn add_items(&mut self, email: &str, items: &[Phrase]) -> bool {
        let lists_items = [Template::Reminder, Template::NewCase, Template::OutOfHours];
        let fits = |letter: &&mut Letter| {
            letter.to.recipient.email == email && lists_items.contains(&letter.template)
        };
        let mut letters = self.letters.iter_mut().map(|(letter, _)| letter);
        let Some(letter) = letters.find(fits) else { return false };
        add_items(letter, items.to_vec());
        true
    }

    /// Brings the obligations in line, takes the steps that are due, and fills in the notices.
    pub fn finish(mut self) -> Decision {
        parties::refresh(&mut self);
        let told_of_controllers = self.case.obligation(obligation::CONTROLLERS).is_some();
        obligation::refresh(&mut self.case, self.policy, self.now);
        parties::tell_of_new_duty(&mut self, told_of_controllers);
        if group::keep(&mut self) {
            obligation::refresh(&mut self.case, self.policy, self.now);
        }
        escalation::take_due_steps(&mut self);
        let agenda = agenda(&self.case, self.policy, self.now);
        let mut letters = std::mem::take(&mut self.letters);
        letters.iter_mut().for_each(|(letter, _)| add_held_back(&mut self.case, letter));
        let notices =
            letters.into_iter().map(|(letter, enclosed)| self.finish_letter(letter, enclosed)).collect();
        Decision {
            case: self.case,
            entries: self.entries,
            notices,
            agenda,
            cancelled: self.cancelled,
            outcome: self.outcome,
        }
    }

    fn finish_letter(&self, letter: Letter, enclosed: Enclosed) -> Notice {
        let audience = letter.to.audience;
        let mut data = facts(&self.case, self.policy, audience, self.now);
        // A function or a desk is not greeted by name; our own people are.
        let own = self.policy.contacts.person_by_email(&letter.to.recipient.email).is_some();
        data.recipient_name = letter.to.recipient.name.clone().filter(|_| own);
        let person = self.policy.contacts.person_by_email(&letter.to.recipient.email);
        let roles = person.map_or(&[][..], |person| &person.roles);
        data.exercise = self.case.exercise;
        data.tlp = mark(self.policy, letter.template, audience);
        if audience == Audience::Reporter && letter.to.recipient.email != self.case.reporter.email {
            // Who reported the same incident sees the open questions, never another reporter's words.
            data.understood.clear();
            data.unread.clear();
            data.processor = None;
        }
        if matches!(letter.template, Template::MeasureReminder | Template::MeasureEvaluation) {
            data.measures = measures(&self.case);
        }
        if audience == Audience::Officer {
            package::fill(&self.case, self.policy, self.now, letter.template, &mut data);
        }
        let (email, language) = (&letter.to.recipient.email, &letter.to.recipient.language);
        data.reply_lines = ready::lines(&self.case, self.policy, roles, language, self.now);
        if letter.template == Template::GroupFollowup {
            let lines = group::letters::ready_lines(&self.case, self.policy, self.now, language);
            let lines: Vec<String> =
                lines.into_iter().map(|(command, line)| line.unwrap_or_else(|| command.to_owned())).collect();
            data.reply_lines.retain(|line| lines.contains(line));
        }
        if data.reply_lines.is_empty() {
            data.reply_lines = group::letters::own_lines(&self.case, self.policy, email);
        }
        if letter.template == Template::PersonsLetter {
            super::letter::fill(&self.case, self.policy, person, &mut data);
        }
        (letter.fill)(&mut data);
        Notice {
            template: letter.template,
            audience,
            automatic: automatic(letter.template),
            null_sender: matches!(audience, Audience::Reporter | Audience::Processor)
                && !self.case.reporter.authenticated,
            priority: if self.flooded { FLOOD_PRIORITY } else { priority(letter.template) },
            reply_wanted: !matches!(audience, Audience::SecurityList | Audience::PrivacyList),
            in_reply_to: letter.in_reply_to,
            reason: letter.to.because,
            to: letter.to.recipient,
            key: letter.key,
            data: Box::new(data),
            attachments: enclosed.attachments,
            calendar: enclosed.calendar,
        }
    }
}

/// What leaves the house says how far it may go; so does the group's mail, which members forward.
fn mark(policy: &Policy, template: Template, audience: Audience) -> Option<Tlp> {
    let tlp = &policy.tlp;
    match (template, audience) {
        (Template::GroupInvitation | Template::GroupFollowup, _) => tlp.action_group,
        (_, Audience::SecurityList) => tlp.security_list,
        (_, Audience::PrivacyList) => tlp.privacy_list,
        (_, Audience::Controller) => tlp.controllers,
        (_, Audience::External) => tlp.external_parties,
        (_, Audience::Reporter | Audience::Processor | Audience::Officer | Audience::Management) => None,
    }
}

/// What the cap held back for this person comes along with the next mail that lists things to look at.
fn add_held_back(case: &mut Case, letter: &mut Letter) {
    let lists_items =
        matches!(letter.template, Template::Reminder | Template::Escalation | Template::Overdue);
    if !lists_items {
        return;
    }
    let Some(held) = case.held_back.remove(&letter.to.recipient.email) else { return };
    add_items(letter, held);
}

fn add_items(letter: &mut Letter, items: Vec<Phrase>) {
    let fill = std::mem::replace(&mut letter.fill, Box::new(|_| {}));
    letter.fill = Box::new(move |data| {
        fill(data);
        data.items.extend(items);
    });
}

/// A list for the privacy officer that belongs to no case; `about` makes it once-only.
pub fn digest(policy: &Policy, about: &str, items: Vec<Phrase>, now: DateTime<Utc>) -> Vec<Notice> {
    let nobody = Case::blank("", "", now);
    let who = [Who::Role(Role::PrivacyOfficer)];
    let notice = |to: Addressee| {
        let data = NoticeData {
            organisation: policy.organisation.name.clone(),
            address: policy.organisation.address.clone(),
            recipient_name: to.recipient.name.clone(),
            items: items.clone(),
            ..NoticeData::default()
        };
        let key =
            StepKey { obligation: "digest".to_owned(), generation: 0, step: about.to_owned(), occurrence: 0 };
        Notice {
            template: Template::Digest,
            audience: Audience::Officer,
            automatic: Automatic::Generated,
            null_sender: false,
            priority: priority(Template::Digest),
            reply_wanted: false,
            in_reply_to: None,
            reason: to.because,
            to: to.recipient,
            key,
            data: Box::new(data),
            attachments: Vec::new(),
            calendar: None,
        }
    };
    people::resolve(&nobody, &who, policy, now).into_iter().map(notice).collect()
}

/// Every due time of the case as it stands.
pub fn agenda(case: &Case, policy: &Policy, now: DateTime<Utc>) -> Vec<Due> {
    let mut agenda: Vec<Due> = case
        .obligations
        .iter()
        .flat_map(|obligation| steps::steps(case, obligation, policy, now))
        .map(|step| Due { key: step.key, at: step.at })
        .collect();
    agenda.sort_by_key(|due| due.at);
    agenda
}

/// Answers ask other machines to keep quiet; alerts want to hear of an absence (M3).
fn automatic(template: Template) -> Automatic {
    match template {
        Template::Acknowledgement | Template::ProcessorReceipt | Template::CommandReceipt => {
            Automatic::Replied
        }
        _ => Automatic::Generated,
    }
}

fn priority(template: Template) -> u8 {
    match template {
        Template::NewCase
        | Template::OutOfHours
        | Template::ListSecurity
        | Template::ListPrivacy
        | Template::ControllerBrief
        | Template::GroupInvitation
        | Template::Overdue
        | Template::AuthorityPackage => 0,
        Template::Escalation
        | Template::BounceEscalation
        | Template::Unverified
        | Template::InYourName
        | Template::PersonsLetter => 1,
        Template::Acknowledgement | Template::ProcessorReceipt | Template::CommandReceipt => 2,
        _ => 3,
    }
}

/// What an audience may see. Everything else stays empty, so a template cannot show it by mistake.
fn facts(case: &Case, policy: &Policy, audience: Audience, now: DateTime<Utc>) -> NoticeData {
    let mut data = NoticeData {
        organisation: policy.organisation.name.clone(),
        address: policy.organisation.address.clone(),
        case_number: case.number.clone(),
        opened_at: Some(case.opened_at),
        ..NoticeData::default()
    };
    match audience {
        Audience::Reporter | Audience::Processor => reporter_facts(case, &mut data),
        Audience::Controller => {
            data.opened_at = None;
            list_facts(case, policy, &mut data);
            parties::controllers::off_hours(case, policy, &mut data);
        }
        Audience::External => {
            data.opened_at = None;
            list_facts(case, policy, &mut data);
            data.aware_at = None;
        }
        Audience::Officer => {
            case_facts(case, policy, now, &mut data);
            officer_facts(case, &mut data);
            data.parties = parties::lines(case, policy);
        }
        Audience::Management => {
            case_facts(case, policy, now, &mut data);
            data.proposal.iter_mut().for_each(ProposalView::without_quotes);
            // Why the officer moved it is said to those who handle the case.
            data.aware_reason.iter_mut().for_each(|said| drop(said.args.remove("reason")));
        }
        Audience::SecurityList | Audience::PrivacyList => list_facts(case, policy, &mut data),
    }
    data
}

/// An unauthenticated sender sees the case number and the open questions, none of the report's words; nor does anybody
/// where they came encrypted.
fn reporter_facts(case: &Case, data: &mut NoticeData) {
    data.missing = case.missing();
    let asked = case.unread.iter().filter(|one| one.why.is_asked_for());
    let sees = case.reporter.authenticated && !case.came_encrypted;
    data.unread = asked.map(|one| unread(one, sees)).collect();
    data.unreadable = case.unreadable.is_some();
    data.reporter_unverified = !case.reporter.authenticated;
    if case.reporter.authenticated {
        // What the officer added is not for the one who reported.
        data.understood = if sees { understood(case) } else { Vec::new() };
        data.understood.retain(|one| !case.corrected.contains(&one.field));
        data.processor = case.processor.clone();
    }
}

fn case_facts(case: &Case, policy: &Policy, now: DateTime<Utc>, data: &mut NoticeData) {
    data.aware_at = Some(case.aware.at);
    data.aware_reason = Some(case.aware.reason.clone());
    data.aware_unsure = case.aware.unsure;
    let running = case.obligation(obligation::AUTHORITY).filter(|one| one.state == ObligationState::Pending);
    data.due_at = running.and_then(|one| one.due_at);
    data.remaining_secs = data.due_at.map(|due| (due - now).num_seconds());
    data.authority = running.map(|one| one.recipient.clone());
    data.kinds = case.kinds.iter().copied().collect();
    data.band = case.band(policy);
    if let Some(assessment) = &case.risk.decided {
        data.likelihood = Some(assessment.likelihood);
        data.consequence = Some(assessment.consequence);
        data.score = Some(assessment.score());
    }
    data.proposal = case
        .proposal()
        .filter(|_| case.risk.decided.is_none())
        .map(|proposal| ProposalView::of(&proposal, &policy.bands));
    data.processor = case.processor.clone();
    data.unreadable = case.unreadable.is_some();
    // The reader's own word for what it could not take apart is for the log.
    data.unreadable_why = case.unreadable.clone().filter(|why| why.key != "unreadable_mail");
    if let Some(hold) = case.holder(now) {
        data.held_by = Some(hold.name.clone());
        data.held_until = Some(hold.until);
    }
    data.next_step = next_step(case, policy, now);
}

fn officer_facts(case: &Case, data: &mut NoticeData) {
    data.reporter = match &case.reporter.name {
        _ if case.reporter.email.is_empty() => None,
        Some(name) => Some(format!("{name} ({})", case.reporter.email)),
        None => Some(case.reporter.email.clone()),
    };
    data.reporter_unverified = !case.reporter.authenticated;
    data.understood = understood(case);
    data.missing = case.missing();
    data.unread = case.unread.iter().map(|one| unread(one, true)).collect();
    data.forwarded = case.forwarded.as_ref().map(sender_of);
    data.numbers = case.numbers.for_officer();
    data.attachments = case.attachments.clone();
    data.measures = measures(case);
}

/// A file's name is the sender's words: none of them goes to somebody whom we cannot be sure of (promise 4).
fn unread(one: &Unread, named: bool) -> Phrase {
    let key = match one.why {
        Why::Encrypted => "file_encrypted",
        Why::Damaged => "file_damaged",
        Why::TooLarge => "file_too_large",
        Why::TooDeep => "file_too_deep",
        Why::UnknownFormat => "file_unknown_format",
    };
    Phrase::new(key).with("name", if named { one.name.as_str() } else { "" })
}

fn sender_of(forwarded: &Forwarded) -> String {
    match (&forwarded.name, &forwarded.address) {
        (Some(name), Some(address)) => format!("{name} ({address})"),
        (Some(one), None) | (None, Some(one)) => one.clone(),
        (None, None) => String::new(),
    }
}

fn measures(case: &Case) -> Vec<MeasureView> {
    case.measures
        .iter()
        .map(|measure| MeasureView {
            number: measure.number,
            text: measure.text.clone(),
            owner: measure.owner.clone(),
            helper: measure.helper.clone(),
            effect: measure.effect.clone(),
            proposal: measure.proposal.clone(),
            estimate: measure.estimate.clone(),
            progress: measure.progress.last().cloned(),
            waits_for_approval: measure.waits_for_approval(),
            due_at: measure.due.map(|due| due.with_timezone(&Utc)),
            done_at: measure.done_at,
        })
        .collect()
}

/// The lists learn that there is a breach, of which kind, since when, and whom to call: nothing of the report.
fn list_facts(case: &Case, policy: &Policy, data: &mut NoticeData) {
    data.kinds = case.kinds.iter().copied().collect();
    data.aware_at = Some(case.aware.at);
    let contact = people::role_holders(case, Role::PrivacyOfficer, policy);
    let person = contact.first().and_then(|one| policy.contacts.person_by_email(&one.recipient.email));
    data.contact_name = person.map(|person| person.name.clone());
    data.contact_phone = person.and_then(|person| person.phone.clone());
    data.contact_email = Some(policy.organisation.address.clone());
}

fn understood(case: &Case) -> Vec<Understood> {
    let view = |(field, found): (&Field, &Found)| Understood {
        field: *field,
        value: found.value.clone(),
        raw: found.raw.clone(),
        sentence: sentence(found),
    };
    case.report.iter().map(view).collect()
}

/// The words behind a value that was taken out of a sentence, shortened; none where they are the value itself.
fn sentence(found: &Found) -> Option<String> {
    let same = matches!(&found.value, Value::Text(text) if *text == found.raw);
    if !found.prose || same {
        return None;
    }
    let words = found.raw.split_whitespace().collect::<Vec<_>>().join(" ");
    match words.chars().count() <= LONGEST_SENTENCE {
        true => Some(words),
        false => Some(words.chars().take(LONGEST_SENTENCE).chain(['…']).collect()),
    }
}

/// What happens next if nobody acts: said in every mail.
pub fn next_step(case: &Case, policy: &Policy, now: DateTime<Utc>) -> Option<Phrase> {
    let follow_ups = [obligation::HOLD, obligation::AUTHORITY, obligation::PERSONS];
    let step = case
        .obligations
        .iter()
        .filter(|one| follow_ups.contains(&one.name.as_str()))
        .flat_map(|one| steps::steps(case, one, policy, now))
        .filter(|step| step.at > now)
        .min_by_key(|step| step.at)?;
    let who: Vec<String> = people::resolve(case, &without_holder(step.to), policy, now)
        .into_iter()
        .filter_map(|addressee| addressee.recipient.name)
        .collect();
    let key = match step.key.obligation.as_str() {
        obligation::HOLD => "next_hold",
        // The deadline itself, or one of the reminders on the way to it.
        obligation::AUTHORITY if case.authority_due() == Some(step.at) => "next_deadline",
        _ => "next_reminder",
    };
    Some(Phrase::new(key).with("at", step.at).with("who", who))
}

fn without_holder(to: Vec<Who>) -> Vec<Who> {
    to.into_iter().filter(|who| *who != Who::Holder).collect()
}
