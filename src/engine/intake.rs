//! Taking mails in: ledger, case and notices of many waiting mails in one commit, each in its own savepoint.

use std::sync::Arc;

use chrono::{DateTime, Datelike, Duration, Utc};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::contacts::{self, Answer};
use super::flood;
use super::route::{self, Route};
use super::{Engine, EngineError, Result, load};
use crate::case::event::{Failure, Incoming, NotReached};
use crate::case::flood::Load;
use crate::case::notice::Template;
use crate::case::twin::Sketch;
use crate::case::{Case, Event, Obligation};
use crate::command::Command;
use crate::mail::authenticity::{Authenticity, OwnCheck, Verdict, judge};
use crate::mail::{BounceAction, Class, Reading, body_hash};
use crate::phrase::Phrase;
use crate::store::{Inserted, MailKey, NewMail, OutboxRef, Outcome, Tx};

/// So many open cases are compared with a new report, the newest first.
const MOST_CANDIDATES: u32 = 50;

/// A mail with what a reader process said of it.
#[derive(Clone, Debug)]
pub struct Arrived {
    pub key: MailKey,
    pub bytes: Arc<[u8]>,
    pub reading: Reading,
    /// When it reached us (README, "Arrival time"): what the clock of a processor's report runs from.
    pub arrived_at: DateTime<Utc>,
    /// Lay in the mailbox at the very first pass and is older than `history`: goes into the ledger silently.
    pub is_history: bool,
    /// Could not be read, or is too large: a person must look.
    pub unreadable: Option<Phrase>,
    /// What our own check of its signatures found, where one was made.
    pub own_check: Option<OwnCheck>,
    /// A person wants it decided upon by itself: no limit against floods counts.
    pub alone: bool,
}

/// What became of a mail: the outcome and its reason for the ledger, and the case by its id.
pub(super) type Handled = (Outcome, String, Option<String>);

/// What became of it. Either way it may be marked done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    pub mail_id: i64,
    pub key: MailKey,
    pub outcome: Option<Outcome>,
}

impl Engine {
    /// Takes in a batch: one commit for all. A mail that fails on its own is taken in once more as one that a person
    /// must look at, so that it never blocks the next.
    ///
    /// # Errors
    /// The store's: nothing of the batch was stored, all of it still lies in the mailbox.
    pub async fn take_mails(&self, mails: &[Arrived], now: DateTime<Utc>) -> Result<Vec<Taken>> {
        let mut tx = self.store.begin().await?;
        let mut taken = Vec::with_capacity(mails.len());
        for mail in mails {
            tx.savepoint().await?;
            match self.take_mail(&mut tx, mail, now).await {
                Ok(one) => {
                    tx.release().await?;
                    taken.push(one);
                }
                Err(error) if error.is_temporary() => return Err(error),
                Err(error) => {
                    tracing::error!(error = %error, "a mail could not be handled; it becomes a case for a person");
                    tx.rollback_to_savepoint().await?;
                    taken.push(self.take_for_a_person(&mut tx, mail, now).await?);
                }
            }
        }
        tx.commit().await?;
        self.wake.delivery.notify_one();
        self.wake.scheduler.notify_one();
        Ok(taken)
    }

    /// A mail that failed on its own: a case for a person, and if even that fails its row in the ledger. It never fails
    /// the batch, unless trying again later may help.
    async fn take_for_a_person(&self, tx: &mut Tx, mail: &Arrived, now: DateTime<Utc>) -> Result<Taken> {
        let plain = as_unreadable(mail, "handling");
        // One of its own: the mail's first savepoint went when it was rolled back to.
        tx.savepoint().await?;
        match self.take_mail(tx, &plain, now).await {
            Ok(taken) => {
                tx.release().await?;
                Ok(taken)
            }
            Err(error) if error.is_temporary() => Err(error),
            Err(error) => {
                tracing::error!(error = %error, "a mail could not become a case; it stands in the ledger alone");
                tx.rollback_to_savepoint().await?;
                let verdict = judge(&plain.reading, &self.rule, plain.own_check.as_ref());
                let row = self.ledger_row(&plain, &verdict, now);
                let id = tx.mail_insert(&row).await?.id();
                let reason = "could not be handled: look at it with `varsel mail show`";
                tx.mail_outcome(id, Outcome::Unreadable, reason, None, now.timestamp_millis()).await?;
                Ok(Taken { mail_id: id, key: mail.key.clone(), outcome: Some(Outcome::Unreadable) })
            }
        }
    }

    async fn take_mail(&self, tx: &mut Tx, mail: &Arrived, now: DateTime<Utc>) -> Result<Taken> {
        let reading = &mail.reading;
        let authenticity = judge(reading, &self.rule, mail.own_check.as_ref());
        let row = self.ledger_row(mail, &authenticity, now);
        // What could not be read whole may look like another mail that could not.
        // A copy whose sender is believed may carry commands that the first copy could not prove; a command counts once.
        let steers = authenticity.verdict == Verdict::Authenticated && !reading.commands.is_empty();
        let twin = match steers || mail.unreadable.is_some() || mail.bytes.is_empty() {
            true => None,
            false => tx.mail_by_content(None, &row, authenticity.verdict == Verdict::Authenticated).await?,
        };
        let id = match tx.mail_insert(&row).await? {
            Inserted::AlreadyThere(id) => {
                return Ok(Taken { mail_id: id, key: mail.key.clone(), outcome: None });
            }
            Inserted::New(id) => id,
        };
        let (outcome, reason, case) = match twin {
            Some(twin) => (Outcome::Duplicate, format!("the same mail as {twin}"), None),
            None => self.handle(tx, id, mail, authenticity, now).await?,
        };
        tx.mail_outcome(id, outcome, &reason, case.as_deref(), now.timestamp_millis()).await?;
        Ok(Taken { mail_id: id, key: mail.key.clone(), outcome: Some(outcome) })
    }

    /// Decides again about a mail that led to no case (`varsel mail reprocess`).
    ///
    /// # Errors
    /// It belongs to a case already: then its case is the place to act. Or the store's.
    pub async fn take_again(
        &self,
        id: i64,
        bytes: Arc<[u8]>,
        reading: Reading,
        unreadable: Option<Phrase>,
        own_check: Option<OwnCheck>,
        now: DateTime<Utc>,
    ) -> Result<Outcome> {
        let failed = |why: &str| EngineError::Again { id, why: why.to_owned() };
        let row = self.store.mail_get(id).await?.ok_or_else(|| failed("there is no such mail"))?;
        let arrived_at = DateTime::from_timestamp_millis(row.arrived_at).unwrap_or(now);
        let mail = Arrived {
            key: row.key,
            bytes,
            reading,
            arrived_at,
            is_history: false,
            unreadable,
            own_check,
            alone: true,
        };
        let authenticity = judge(&mail.reading, &self.rule, mail.own_check.as_ref());
        let mut tx = self.store.begin().await?;
        if !tx.mail_reopen(id).await? {
            return Err(failed("it belongs to a case already; see `varsel mail list`"));
        }
        let (outcome, reason, case) = self.handle(&mut tx, id, &mail, authenticity, now).await?;
        tx.mail_outcome(id, outcome, &reason, case.as_deref(), now.timestamp_millis()).await?;
        tx.commit().await?;
        self.wake.delivery.notify_one();
        Ok(outcome)
    }

    fn ledger_row(&self, mail: &Arrived, authenticity: &Authenticity, now: DateTime<Utc>) -> NewMail {
        let reading = &mail.reading;
        NewMail {
            key: mail.key.clone(),
            content_hash: hex(&Sha256::digest(&mail.bytes)),
            body_hash: body_hash(&mail.bytes),
            message_id: reading.message_id.clone(),
            sender: reading.from.as_ref().map(|from| from.address.clone()),
            class: class_name(reading.class),
            reason: reading.reason.clone(),
            arrived_at: mail.arrived_at.timestamp_millis(),
            seen_at: now.timestamp_millis(),
            authenticity: serde_json::to_string(authenticity).unwrap_or_default(),
            reading: serde_json::to_string(reading).unwrap_or_default(),
            raw: mail.bytes.to_vec(),
        }
    }

    async fn handle(
        &self,
        tx: &mut Tx,
        id: i64,
        mail: &Arrived,
        authenticity: Authenticity,
        now: DateTime<Utc>,
    ) -> Result<Handled> {
        let reading = &mail.reading;
        if mail.is_history {
            return Ok((Outcome::History, "lay there before the first start".to_owned(), None));
        }
        match route::route(reading) {
            Route::Note(outcome) => Ok((outcome, reading.reason.clone(), None)),
            Route::Bounced => self.came_back(tx, id, mail, authenticity, Failure::Bounced, now).await,
            Route::Absent => self.came_back(tx, id, mail, authenticity, Failure::Absent, now).await,
            Route::Meeting => self.take_meeting_answer(tx, id, mail, authenticity, now).await,
            Route::Case => self.to_case(tx, id, mail, authenticity, now).await,
        }
    }

    /// A bounce or an absence: only one that names a mail of ours and is for the one, or from the one, we wrote to; any other
    /// is put to a person. An alert that merely looks like a bounce and speaks of a breach is a report.
    async fn came_back(
        &self,
        tx: &mut Tx,
        id: i64,
        mail: &Arrived,
        authenticity: Authenticity,
        failure: Failure,
        now: DateTime<Utc>,
    ) -> Result<Handled> {
        let reading = &mail.reading;
        let outcome = if failure == Failure::Absent { Outcome::AutoReply } else { Outcome::Bounce };
        let noted = |case| Ok((outcome, reading.reason.clone(), case));
        let Some(sent) = self.named_notice(tx, reading).await? else {
            return match failure == Failure::Bounced && reading.may_be_report {
                true => self.to_case(tx, id, mail, authenticity, now).await,
                false => noted(None),
            };
        };
        if !came_back_for_good(reading, failure) {
            return noted(sent.case_id);
        }
        let failure = match (failure, is_about(reading, failure, &sent.recipient)) {
            (Failure::Absent, true) if authenticity.verdict == Verdict::Forged => Failure::AbsentOther,
            (failure, true) => failure,
            (Failure::Absent, false) => Failure::AbsentOther,
            (_, false) => Failure::BouncedOther,
        };
        let known = match &sent.case_id {
            Some(id) => load(tx, id).await?,
            None => None,
        };
        if failure == Failure::Bounced && contacts::is_about_lists(&sent) {
            self.contact_came_back(tx, &sent.recipient, now).await?;
        }
        let Some((case, version)) = known else { return noted(None) };
        let template = Template::ALL.into_iter().find(|one| one.name() == sent.template);
        let event = Event::NotReached(NotReached {
            outbox_id: sent.id,
            recipient: sent.recipient,
            template: template.unwrap_or(Template::Reminder),
            failure,
            detail: reading.bounce.as_ref().and_then(|bounce| bounce.status.clone()),
        });
        self.decide_and_write(tx, &case, Some(version), &event, now).await?;
        noted(Some(case.id))
    }

    async fn named_notice(&self, tx: &mut Tx, reading: &Reading) -> Result<Option<OutboxRef>> {
        for id in route::named_ids(reading) {
            if let Some(sent) = tx.outbox_by_message_id(&id).await? {
                return Ok(Some(sent));
            }
        }
        Ok(None)
    }

    async fn to_case(
        &self,
        tx: &mut Tx,
        id: i64,
        mail: &Arrived,
        authenticity: Authenticity,
        now: DateTime<Utc>,
    ) -> Result<Handled> {
        let named = self.named_notice(tx, &mail.reading).await?;
        let answered = named.as_ref().filter(|sent| contacts::is_about_lists(sent));
        if let Some(sent) =
            answered.filter(|_| mail.unreadable.is_none() && !contacts::reports(&mail.reading))
        {
            let answer = Answer { mail_id: id, reading: &mail.reading, authenticity: &authenticity, sent };
            return self.take_contact_answer(tx, answer, now).await;
        }
        let proved = authenticity.verdict == Verdict::Authenticated;
        let known = self.find_case(tx, &mail.reading, proved).await?;
        let reports = mail.unreadable.is_some()
            || !mail.reading.report.is_empty()
            || !mail.reading.attachments.is_empty();
        if known.is_none() && named.is_some() && answered.is_none() && !reports {
            // An answer to a notice that belongs to no case, such as a digest.
            self.tell_of_answer(tx, id, mail, now).await?;
            return Ok((Outcome::Comment, "answers a notice of no case".to_owned(), None));
        }
        let Some((case, version)) = known else {
            return self.open(tx, id, mail, authenticity, now).await;
        };
        let incoming = self.incoming(tx, id, mail, authenticity, Some(&case), now).await?;
        let event = Event::Answered(Box::new(incoming));
        let outcome = self.decide_and_write(tx, &case, Some(version), &event, now).await?;
        Ok((ledger_outcome(outcome), case.number.clone(), Some(case.id)))
    }

    /// That somebody answered what belongs to no case, to the officer; of the same words once a day. The officer's own
    /// answer is told back where it tries to steer something.
    async fn tell_of_answer(&self, tx: &mut Tx, id: i64, mail: &Arrived, now: DateTime<Utc>) -> Result<()> {
        let reading = &mail.reading;
        if reading.automatic || reading.reply_text.trim().is_empty() {
            return Ok(());
        }
        let from = reading.from.as_ref().map_or("", |from| from.address.as_str());
        let said = serde_json::json!([from.to_lowercase(), flood::words(mail)]).to_string();
        let about = format!("answer-{}-{}", now.date_naive(), hex(&Sha256::digest(said.as_bytes())));
        let item = Phrase::new("answer_of_no_case").with("who", from).with("mail", id);
        let steers = !reading.commands.is_empty() || !reading.misread.is_empty();
        for notice in crate::case::tell::digest(&self.policy, &about, vec![item], now) {
            if steers || !notice.to.email.eq_ignore_ascii_case(from) {
                self.put_notice(tx, &notice, now).await?;
            }
        }
        Ok(())
    }

    /// Opens a case, unless its sender has opened too many: then one collects them.
    async fn open(
        &self,
        tx: &mut Tx,
        id: i64,
        mail: &Arrived,
        authenticity: Authenticity,
        now: DateTime<Utc>,
    ) -> Result<Handled> {
        let sender = self.sender(tx, mail, &authenticity, now).await?;
        if let Some(handled) = self.collect(tx, id, mail, &authenticity, &sender, now).await? {
            return Ok(handled);
        }
        let mut incoming = self.incoming(tx, id, mail, authenticity, None, now).await?;
        incoming.load = Load { contact_spent: incoming.load.contact_spent, ..sender.load() };
        let case = self.blank_case(tx, now).await?;
        let event = Event::Reported(Box::new(incoming));
        let outcome = self.decide_and_write(tx, &case, None, &event, now).await?;
        self.note_opening(tx, &case, sender, now).await?;
        Ok((ledger_outcome(outcome), case.number.clone(), Some(case.id)))
    }

    async fn blank_case(&self, tx: &mut Tx, now: DateTime<Utc>) -> Result<Case> {
        let organisation = &self.policy.organisation;
        let year = now.with_timezone(&organisation.time_zone).year();
        let number = tx.next_number(year).await?;
        let number = format!("{}-{year}-{number:04}", organisation.case_prefix);
        Ok(Case::blank(&Uuid::now_v7().simple().to_string(), &number, now))
    }

    async fn incoming(
        &self,
        tx: &mut Tx,
        mail_id: i64,
        mail: &Arrived,
        authenticity: Authenticity,
        case: Option<&Case>,
        now: DateTime<Utc>,
    ) -> Result<Incoming> {
        let reading = mail.reading.clone();
        let authenticated = authenticity.verdict == Verdict::Authenticated;
        let at = now.timestamp_millis();
        let token_owner = match case {
            Some(case) => self.token_owner(tx, &reading, case, now).await?,
            None => None,
        };
        let from = reading.from.as_ref().map_or_else(String::new, |from| from.address.to_ascii_lowercase());
        // Only a mail that is believed uses itself up: whoever forgot the token may write the same once more.
        let steers = authenticated && !reading.commands.is_empty();
        let is_owner = token_owner.as_ref().is_some_and(|owner| owner.eq_ignore_ascii_case(&from));
        let replayed = match case {
            Some(case) if steers && is_owner => is_replayed(tx, &case.id, &reading, at).await?,
            _ => false,
        };
        let receipts_spent = self.receipts_spent(tx, &from, authenticated, now).await?;
        let contact_spent = self.contact_spent(tx, &from, authenticated, now).await?;
        let existing_cases = existing_cases(tx, &reading).await?;
        let candidates = match case {
            Some(_) => Vec::new(),
            None => self.candidates(tx, mail.arrived_at).await?,
        };
        Ok(Incoming {
            mail_id,
            authenticity,
            authenticated,
            arrived_at: mail.arrived_at,
            token_owner,
            replayed,
            receipts_spent,
            existing_cases,
            candidates,
            unreadable: mail.unreadable.clone(),
            load: Load { words: flood::words(mail), contact_spent, ..Load::default() },
            reading,
        })
    }

    /// The open cases of late that a new report may belong to; one that cannot be read is no candidate.
    async fn candidates(&self, tx: &mut Tx, arrived_at: DateTime<Utc>) -> Result<Vec<Sketch>> {
        let since = arrived_at - Duration::seconds(self.policy.twins.within_secs);
        let rows = tx.open_cases_since(since.timestamp_millis(), MOST_CANDIDATES).await?;
        Ok(self.readable(&rows).0.iter().map(Sketch::of).collect())
    }

    /// To whom we sent what this mail presents: a token, or the very notice that it answers.
    async fn token_owner(
        &self,
        tx: &mut Tx,
        reading: &Reading,
        case: &Case,
        now: DateTime<Utc>,
    ) -> Result<Option<String>> {
        if let Some(token) = &reading.refers_to.token
            && let Some(row) = tx.token_find(token).await?
            && (row.expires_at.is_none_or(|end| end > now.timestamp_millis()) || !has_ended(case, now))
            && (row.case_id == case.id || self.went_into(tx, &row.case_id, case).await?)
        {
            return Ok(Some(row.email));
        }
        if has_ended(case, now) {
            return Ok(None);
        }
        self.answered_notice(tx, reading, case).await
    }

    /// Whether the case with this id was merged into the given one.
    async fn went_into(&self, tx: &mut Tx, id: &str, case: &Case) -> Result<bool> {
        let merged = load(tx, id).await?;
        Ok(merged.is_some_and(|(merged, _)| merged.merged_into.as_deref() == Some(case.number.as_str())))
    }

    /// The Message-ID of a notice is as unguessable as a token: who answers it shows what we sent, and to whom.
    async fn answered_notice(&self, tx: &mut Tx, reading: &Reading, case: &Case) -> Result<Option<String>> {
        for id in route::named_ids(reading) {
            let Some(sent) = tx.outbox_by_message_id(&id).await? else { continue };
            let Some(of) = &sent.case_id else { continue };
            if *of == case.id || self.went_into(tx, of, case).await? {
                return Ok(Some(sent.recipient));
            }
        }
        Ok(None)
    }

    /// The same of the contact point of the sender's processor, who gets a copy.
    async fn contact_spent(
        &self,
        tx: &mut Tx,
        from: &str,
        authenticated: bool,
        now: DateTime<Utc>,
    ) -> Result<bool> {
        let processor = self.policy.contacts.processor_by_email(from);
        let Some(contact) = processor.and_then(|one| one.contact_email.as_ref()) else { return Ok(false) };
        self.receipts_spent(tx, &contact.to_lowercase(), authenticated, now).await
    }

    /// Whether the limit of receipts to an address or, where the sender is not authenticated, its domain is reached
    /// (promise 4): no backscatter, and no two programs that thank each other for ever.
    pub(super) async fn receipts_spent(
        &self,
        tx: &mut Tx,
        address: &str,
        authenticated: bool,
        now: DateTime<Utc>,
    ) -> Result<bool> {
        let Some((_, domain)) = address.rsplit_once('@') else { return Ok(false) };
        let rule = &self.policy.receipts;
        let since = now - Duration::seconds(rule.window_secs);
        let (by_address, by_domain) = tx.receipts_since(address, domain, since.timestamp_millis()).await?;
        Ok(match authenticated {
            true => by_address >= rule.max_per_authenticated_address,
            false => by_address >= rule.max_per_address || by_domain >= rule.max_per_domain,
        })
    }
}

/// Whether a failure is about the one we wrote to. A report that names nobody is about whom its mail went to.
fn is_about(reading: &Reading, failure: Failure, recipient: &str) -> bool {
    let named = match failure {
        Failure::Absent => Some(reading.from.as_ref().map_or("", |from| from.address.as_str())),
        _ => reading.bounce.as_ref().and_then(|bounce| bounce.recipient.as_deref()),
    };
    named.is_none_or(|named| named.eq_ignore_ascii_case(recipient))
}

/// Whether a command mail was used before: the same Message-ID, or the same words of the same sender and moment under
/// another one, as whoever sends a signed mail once more may make it.
pub(super) async fn is_replayed(tx: &mut Tx, case: &str, reading: &Reading, at: i64) -> Result<bool> {
    let from = reading.from.as_ref().map(|from| &from.address);
    let words = serde_json::json!([case, from, reading.date, reading.reply_text]).to_string();
    let again = tx.command_mail_used(case, &hex(&Sha256::digest(words.as_bytes())), at).await?;
    let Some(id) = &reading.message_id else { return Ok(again) };
    // Of this sender in this case alone: the id is the sender's choice, and another may have used it on purpose.
    let mark = serde_json::json!([case, from, id]).to_string();
    Ok(tx.command_mail_used(case, &hex(&Sha256::digest(mark.as_bytes())), at).await? || again)
}

/// "Failed" is final whatever the code says (RFC 3464 section 2.3.3); an absence always moves the task.
fn came_back_for_good(reading: &Reading, failure: Failure) -> bool {
    failure == Failure::Absent
        || reading.bounce.as_ref().is_some_and(|bounce| bounce.action == BounceAction::Failed)
}

/// Whether the time after closing is over in which an answer still steers the case. What is asked after closing, such as
/// whether the measures worked (S96), can be answered as long as it is asked.
fn has_ended(case: &Case, now: DateTime<Utc>) -> bool {
    let asks = case.obligations.iter().any(Obligation::is_pending);
    let closed = case.closing.as_ref().filter(|_| !case.is_open() && !asks);
    closed.is_some_and(|closing| closing.at + Duration::days(super::rows::TOKEN_DAYS_AFTER_CLOSING) <= now)
}

/// Which of the cases named in merge commands there are.
async fn existing_cases(tx: &mut Tx, reading: &Reading) -> Result<Vec<String>> {
    let mut known = Vec::new();
    for line in reading.commands.iter().take(20) {
        if let Command::Merge { case } = &line.command
            && let Some(row) = tx.case_by_number(&case.to_uppercase()).await?
            && row.closed_at.is_none()
        {
            known.push(row.number);
        }
    }
    Ok(known)
}

fn as_unreadable(mail: &Arrived, why: &str) -> Arrived {
    let mut plain = mail.clone();
    plain.reading.report.clear();
    plain.reading.commands.clear();
    plain.reading.misread.clear();
    plain.reading.class = Class::Unreadable;
    plain.reading.bounce = None;
    plain.reading.calendar = None;
    // Not into the case that may be what is damaged: it opens one of its own.
    plain.reading.refers_to = Default::default();
    plain.unreadable = Some(Phrase::new("unreadable_mail").with("why", why));
    plain
}

fn class_name(class: Class) -> String {
    serde_json::to_value(class).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

fn ledger_outcome(outcome: crate::case::event::Outcome) -> Outcome {
    use crate::case::event::Outcome as Of;
    match outcome {
        Of::Opened => Outcome::Opened,
        Of::Joined => Outcome::Joined,
        Of::Replied => Outcome::Replied,
        Of::Comment => Outcome::Comment,
        Of::Bounce => Outcome::Bounce,
        Of::AutoReply => Outcome::AutoReply,
        Of::Calendar => Outcome::Calendar,
        Of::Unreadable => Outcome::Unreadable,
        Of::Ignored => Outcome::Ignored,
    }
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
