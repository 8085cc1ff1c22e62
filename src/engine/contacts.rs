//! The contact lists kept true: asks each contact now and then, and takes the answers (S2). Nothing here is about a case.

use chrono::{DateTime, Duration, NaiveTime, Utc};

use super::intake::is_replayed;
use super::{Engine, Result};
use crate::case::notice::{Notice, Template};
use crate::case::{Case, listed, tell};
use crate::command::Command;
use crate::contacts::Contact;
use crate::contacts::verify::{self, RowState};
use crate::mail::Reading;
use crate::mail::authenticity::{Authenticity, Verdict};
use crate::phrase::Phrase;
use crate::report::Field;
use crate::store::{ContactCorrection, ContactState, OutboxRef, Outcome, Tx};

/// So many mails a round; the rest waits for the next one. A list that was never asked is not asked all at once.
const MOST_MAILS: usize = 20;
/// A round each …
const ROUND_SECS: i64 = 3_600;
/// So much of a contact's own words is told on.
const MOST_WORDS: usize = 300;
/// What only a report of a breach says: two of these, and an answer is one.
const REPORTED: [Field; 6] = [
    Field::MainCause,
    Field::WhatHappened,
    Field::DiscoveredAt,
    Field::AffectedPersons,
    Field::DataTypes,
    Field::Consequences,
];

/// A row as it is used: what the file says, with what its contact has corrected since.
#[derive(Clone, Debug, PartialEq)]
pub struct KnownRow {
    pub contact: Contact,
    pub state: RowState,
    /// Keys of contacts.toml that the contact has corrected and the file does not say yet.
    pub corrected: Vec<&'static str>,
}

impl Engine {
    /// Asks whoever is due, in one commit with what is noted of it. Answers when to be called next; never, where there
    /// are no lists.
    ///
    /// # Errors
    /// The store's: nobody was asked.
    pub async fn contacts_round(&self, now: DateTime<Utc>) -> Result<Option<DateTime<Utc>>> {
        if self.policy.contacts.contacts.is_empty() {
            return Ok(None);
        }
        let rule = &self.policy.contact_check;
        let rows = self.contact_rows().await?;
        let mut next = None;
        let mut due: Vec<&str> = Vec::new();
        for row in &rows {
            let look = verify::look(&row.state, rule, now);
            if look.ask && !due.contains(&row.contact.email.as_str()) {
                due.push(&row.contact.email);
            }
            next = next.into_iter().chain([look.next]).min();
        }
        if due.is_empty() {
            return Ok(next);
        }
        if due.len() > MOST_MAILS {
            next = Some(now + Duration::seconds(ROUND_SECS));
        }
        let at = now.timestamp_millis();
        let mut tx = self.store.begin().await?;
        for email in due.into_iter().take(MOST_MAILS) {
            let theirs: Vec<&KnownRow> = rows.iter().filter(|row| row.contact.email == email).collect();
            let contacts: Vec<Contact> = theirs.iter().map(|row| row.contact.clone()).collect();
            let Some(notice) = listed::ask(&contacts, &self.policy, now) else { continue };
            let sent = self.put_notice(&mut tx, &notice, now).await?;
            for row in theirs {
                let list = row.contact.list.name();
                tx.contact_asked(list, email, row.state.asked_with_this(), at).await?;
                if !sent {
                    tx.contact_bounced(list, email, at).await?;
                }
            }
        }
        tx.commit().await?;
        self.wake.delivery.notify_one();
        Ok(next)
    }

    /// As [`Engine::contacts_round`], and once an hour at most, however often it is called. Answers when it does something
    /// next.
    ///
    /// # Errors
    /// The store's.
    pub async fn contacts_round_if_due(&self, now: DateTime<Utc>) -> Result<DateTime<Utc>> {
        // A panic elsewhere spoils no time.
        let known = *self.next_contacts.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(next) = known.filter(|next| *next > now) {
            return Ok(next);
        }
        let earliest = now + Duration::seconds(ROUND_SECS);
        let next = self.contacts_round(now).await?.map_or(earliest, |next| next.max(earliest));
        *self.next_contacts.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = Some(next);
        Ok(next)
    }

    /// When [`Engine::contacts_round_if_due`] does something next; none before its first call.
    pub fn next_contacts(&self) -> Option<DateTime<Utc>> {
        *self.next_contacts.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// The rows of both lists as they are used now.
    ///
    /// # Errors
    /// The store's.
    pub async fn contact_rows(&self) -> Result<Vec<KnownRow>> {
        let states = self.store.contact_states().await?;
        Ok(known(&self.policy.contacts.contacts, &states))
    }

    /// The rows that a person must look at, a sentence each, for the digest.
    ///
    /// # Errors
    /// The store's.
    pub async fn contact_problems(&self, now: DateTime<Utc>) -> Result<Vec<Phrase>> {
        let rows = self.contact_rows().await?;
        let looked = rows
            .iter()
            .map(|row| (row, verify::look(&row.state, &self.policy.contact_check, now).problems))
            .filter(|(_, problems)| !problems.is_empty());
        Ok(looked.map(|(row, problems)| verify::problem(&row.contact, &problems)).collect())
    }

    /// A verification came back for good.
    pub(super) async fn contact_came_back(&self, tx: &mut Tx, email: &str, now: DateTime<Utc>) -> Result<()> {
        for row in self.policy.contacts.contacts_by_email(email) {
            tx.contact_bounced(row.list.name(), &row.email, now.timestamp_millis()).await?;
        }
        Ok(())
    }

    /// Takes an answer to a verification or its receipt. What is not proved to be the contact's own changes nothing.
    pub(super) async fn take_contact_answer(
        &self,
        tx: &mut Tx,
        answer: Answer<'_>,
        now: DateTime<Utc>,
    ) -> Result<(Outcome, String, Option<String>)> {
        let Answer { reading, sent, .. } = answer;
        let noted = |outcome, why: &str| Ok((outcome, why.to_owned(), None));
        let states = tx.contact_states().await?;
        let rows: Vec<Contact> = known(&self.policy.contacts.contacts, &states)
            .into_iter()
            .map(|row| row.contact)
            .filter(|row| row.email.eq_ignore_ascii_case(&sent.recipient))
            .collect();
        if rows.is_empty() {
            return noted(Outcome::Comment, "answers the check of a row that is on no list any more");
        }
        let from = reading.from.as_ref().map_or("", |from| from.address.as_str());
        let is_theirs = from.eq_ignore_ascii_case(&sent.recipient);
        if answer.authenticity.verdict != Verdict::Authenticated || !is_theirs {
            let told = listed::told("contact_told_unverified", &rows)
                .with("from", from)
                .with("phone", rows.first().map(|row| &row.phone));
            self.tell_officer(tx, &format!("contact-unverified-{}", sent.id), vec![told], now).await?;
            if is_theirs && !reading.automatic {
                self.tell_spoken_for(tx, &answer, &rows, now).await?;
            }
            return noted(Outcome::Comment, "answers the check of the contact lists, and is not believed");
        }
        if is_replayed(tx, "", reading, now.timestamp_millis()).await? {
            return noted(Outcome::Comment, "answers the check of the contact lists, and was used before");
        }
        let said = said(reading);
        let mut for_officer = Vec::new();
        let changed = self.write_answer(tx, &rows, &said, &mut for_officer, now).await?;
        if said.says_nothing() && !reading.reply_text.trim().is_empty() {
            let text: String = one_line(&reading.reply_text);
            for_officer.push(listed::told("contact_told_words", &rows).with("text", text));
        }
        if !for_officer.is_empty() {
            self.tell_officer(tx, &format!("contact-answer-{}", answer.mail_id), for_officer, now).await?;
        }
        self.answer_contact(tx, &answer, &changed, said, now).await?;
        noted(Outcome::Replied, "answers the check of the contact lists")
    }

    /// Tells the contact that somebody answered in their name: once for each question of ours.
    async fn tell_spoken_for(
        &self,
        tx: &mut Tx,
        answer: &Answer<'_>,
        rows: &[Contact],
        now: DateTime<Utc>,
    ) -> Result<()> {
        if self.receipts_spent(tx, &answer.sent.recipient, false, now).await? {
            return Ok(());
        }
        if let Some(notice) = listed::in_your_name(rows, &self.policy, answer.sent.id) {
            self.put_notice(tx, &notice, now).await?;
        }
        Ok(())
    }

    /// Writes what the answer says into the rows; answers the rows as they are then, and what the officer is told.
    async fn write_answer(
        &self,
        tx: &mut Tx,
        rows: &[Contact],
        said: &Said,
        for_officer: &mut Vec<Phrase>,
        now: DateTime<Utc>,
    ) -> Result<Vec<Contact>> {
        let at = now.timestamp_millis();
        if said.confirmed || !said.corrections.is_empty() {
            for row in rows {
                tx.contact_verified(row.list.name(), &row.email, at).await?;
            }
        }
        let mut changed = rows.to_vec();
        for (field, value) in &said.corrections {
            for row in &mut changed {
                let file = self.policy.contacts.contacts.iter();
                let mut file = file.filter(|one| one.list == row.list && one.email == row.email);
                let Some(file) = file.next() else { continue };
                let correction = field.correction(value, file);
                tx.contact_corrected(row.list.name(), &row.email, &correction).await?;
                field.apply(value, row);
            }
            let told = listed::told(field.told(), rows).with("line", listed::line(field.key(), value));
            for_officer.push(if *field == Corrected::Email { told.with("email", value) } else { told });
        }
        Ok(changed)
    }

    async fn answer_contact(
        &self,
        tx: &mut Tx,
        answer: &Answer<'_>,
        rows: &[Contact],
        said: Said,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let confirmed = said.confirmed && said.corrections.is_empty();
        let done: Vec<Phrase> = confirmed
            .then(|| Phrase::new("contact_confirmed"))
            .into_iter()
            .chain(
                said.corrections.iter().map(|(field, value)| Phrase::new(field.done()).with("value", value)),
            )
            .collect();
        let has_news = !done.is_empty() || !said.not_understood.is_empty();
        let spent = self.receipts_spent(tx, &answer.sent.recipient, true, now).await?;
        if !has_news || spent || answer.reading.automatic {
            return Ok(());
        }
        let to = (answer.mail_id, answer.reading.message_id.clone());
        if let Some(notice) = listed::receipt(rows, &self.policy, done, said.not_understood, to) {
            self.put_notice(tx, &notice, now).await?;
        }
        Ok(())
    }

    async fn tell_officer(
        &self,
        tx: &mut Tx,
        about: &str,
        items: Vec<Phrase>,
        now: DateTime<Utc>,
    ) -> Result<()> {
        for notice in tell::digest(&self.policy, about, items, now) {
            self.put_notice(tx, &notice, now).await?;
        }
        Ok(())
    }

    /// Puts a notice of no case into the outbox; false where no mail can be written to the address.
    pub(super) async fn put_notice(&self, tx: &mut Tx, notice: &Notice, now: DateTime<Utc>) -> Result<bool> {
        match self.compose(&Case::blank("", "", now), notice, None, now) {
            Ok(mail) => tx.outbox_put(&mail).await.map(|_| true).map_err(Into::into),
            Err(error) => {
                tracing::error!(error = %error, "a mail that belongs to no case could not be written");
                Ok(false)
            }
        }
    }
}

/// A mail that answers what we asked a contact.
#[derive(Clone, Copy)]
pub(super) struct Answer<'a> {
    pub mail_id: i64,
    pub reading: &'a Reading,
    pub authenticity: &'a Authenticity,
    pub sent: &'a OutboxRef,
}

/// Whether a notice asks a contact about the own row, or answers such an answer or one in the contact's name.
pub(super) fn is_about_lists(sent: &OutboxRef) -> bool {
    let is = |template: Template| template.name() == sent.template;
    is(Template::ContactVerification)
        || is(Template::ContactReceipt)
        || is(Template::InYourName) && sent.case_id.is_none()
}

/// Whether a mail reports a breach, whatever it answers: that comes first.
pub(super) fn reports(reading: &Reading) -> bool {
    REPORTED.iter().filter(|field| reading.report.contains_key(field)).count() >= 2
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Corrected {
    Name,
    Phone,
    Email,
}

impl Corrected {
    fn of(field: &str) -> Option<Corrected> {
        match field {
            "name" => Some(Corrected::Name),
            "phone" => Some(Corrected::Phone),
            "email" => Some(Corrected::Email),
            _ => None,
        }
    }

    /// In contacts.toml.
    fn key(self) -> &'static str {
        match self {
            Corrected::Name => "name",
            Corrected::Phone => "phone",
            Corrected::Email => "email",
        }
    }

    fn done(self) -> &'static str {
        match self {
            Corrected::Name => "contact_new_name",
            Corrected::Phone => "contact_new_phone",
            Corrected::Email => "contact_new_email",
        }
    }

    fn told(self) -> &'static str {
        match self {
            Corrected::Email => "contact_told_address",
            Corrected::Name | Corrected::Phone => "contact_told_change",
        }
    }

    fn correction(self, value: &str, file: &Contact) -> ContactCorrection {
        let value = value.to_owned();
        match self {
            Corrected::Name => ContactCorrection::Name { value, was: file.name.clone() },
            Corrected::Phone => ContactCorrection::Phone { value, was: file.phone.clone() },
            Corrected::Email => ContactCorrection::ProposedEmail { value },
        }
    }

    fn apply(self, value: &str, row: &mut Contact) {
        match self {
            Corrected::Name => value.clone_into(&mut row.name),
            Corrected::Phone => value.clone_into(&mut row.phone),
            // Only a person changes where notices go.
            Corrected::Email => {}
        }
    }
}

/// What an answer says of the row.
struct Said {
    confirmed: bool,
    corrections: Vec<(Corrected, String)>,
    not_understood: Vec<Phrase>,
}

impl Said {
    fn says_nothing(&self) -> bool {
        !self.confirmed && self.corrections.is_empty() && self.not_understood.is_empty()
    }
}

fn said(reading: &Reading) -> Said {
    let confirms = |line: &crate::command::CommandLine| match line.command {
        Command::ContactConfirm {} => true,
        Command::Acknowledge {} => verify::confirms(&line.raw),
        _ => false,
    };
    let correction = |line: &crate::command::CommandLine| match &line.command {
        Command::ContactCorrect { field, value } => {
            Corrected::of(field).map(|field| (field, one_line(value))).filter(|(_, value)| !value.is_empty())
        }
        _ => None,
    };
    let not_understood = |line: &crate::command::Misread| {
        Phrase::new("not_understood").with("raw", &line.raw).with("example", "contact_correct")
    };
    Said {
        confirmed: reading.commands.iter().any(confirms) || verify::confirms(&reading.reply_text),
        corrections: reading.commands.iter().filter_map(correction).collect(),
        not_understood: reading.misread.iter().map(not_understood).collect(),
    }
}

/// Words of a stranger's, as one line without control characters.
fn one_line(text: &str) -> String {
    let visible: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let line = visible.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(MOST_WORDS) {
        Some((end, _)) => format!("{}…", line.get(..end).unwrap_or_default().trim_end()),
        None => line,
    }
}

/// The file's rows with what is known of each.
fn known(contacts: &[Contact], states: &[ContactState]) -> Vec<KnownRow> {
    contacts
        .iter()
        .map(|contact| {
            let is_its = |state: &&ContactState| {
                state.list == contact.list.name() && state.email.eq_ignore_ascii_case(&contact.email)
            };
            known_row(contact, states.iter().find(is_its))
        })
        .collect()
}

fn known_row(contact: &Contact, state: Option<&ContactState>) -> KnownRow {
    let mut row = KnownRow { contact: contact.clone(), state: RowState::default(), corrected: Vec::new() };
    let instant = |millis: Option<i64>| millis.and_then(DateTime::<Utc>::from_timestamp_millis);
    let by_file = contact.verified_at.map(|day| day.and_time(NaiveTime::MIN).and_utc());
    row.state.verified_at = by_file.max(state.and_then(|state| instant(state.verified_at)));
    let Some(state) = state else { return row };
    row.state.asked_at = instant(state.asked_at);
    row.state.asked = u32::try_from(state.asked).unwrap_or_default();
    row.state.bounced_at = instant(state.bounced_at);
    row.state.proposed_email = state.proposed_email.clone();
    // A correction holds as long as the file says what it said then: a person's later edit comes first.
    let holds = |correction: &Option<(String, String)>, file: &str| {
        correction.clone().filter(|(new, was)| was == file && new != file).map(|(new, _)| new)
    };
    if let Some(name) = holds(&state.name, &contact.name) {
        row.contact.name = name;
        row.corrected.push("name");
    }
    if let Some(phone) = holds(&state.phone, &contact.phone) {
        row.contact.phone = phone;
        row.corrected.push("phone");
    }
    row
}
