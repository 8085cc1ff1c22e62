//! The one door for change: load, decide, render, commit, wake. Mail, clock, delivery results and the operator all come
//! through here, and everything of one event is in one commit, outgoing mail included (design, "The one idea").
//!
//! What a crash leaves: before the commit nothing happened and the mail still lies in the mailbox; after it the ledger
//! knows the mail, and the notices wait in the outbox. No network wait ever stands inside a transaction.

mod alarm;
mod chores;
mod contacts;
mod deliver;
mod find;
mod flood;
mod forget;
mod history;
mod intake;
mod meeting;
mod protect;
mod render;
mod route;
mod rows;

pub use alarm::Letter;
pub use contacts::KnownRow;
pub use deliver::Handed;
pub use forget::{By, Forgot};
pub use history::line as history_line;
pub use intake::{Arrived, Taken};
pub use render::Sender;

use std::collections::HashSet;
use std::sync::{Arc, Mutex};

use chrono::{DateTime, Utc};
use tokio::sync::Notify;

use crate::case::{self, Case, Event};
use crate::mail::authenticity::Rule;
use crate::openpgp::OpenPgp;
use crate::policy::Policy;
use crate::store::{Store, StoreError, Tx};
use crate::template::Templates;

/// Why an event could not be taken in. Nothing of it was stored.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A text could not be written or a mail not composed; the built-in texts are proved at start, so this is a fault
    /// of an overriding file or of an address.
    #[error(
        "writing the notice {template} failed: {why}; mend the file in the template directory or the address in contacts.toml"
    )]
    Notice { template: String, why: String },
    #[error("deciding again about mail {id} failed: {why}")]
    Again { id: i64, why: String },
    /// The stored case cannot be read by this version.
    #[error(
        "reading case {case} failed: {why}; a newer varsel may have written it, or the database is damaged: run `varsel verify`"
    )]
    Case { case: String, why: String },
}

impl EngineError {
    /// Whether trying the same again later may help.
    pub fn is_temporary(&self) -> bool {
        matches!(self, EngineError::Store(error) if error.is_temporary())
    }
}

pub type Result<T> = std::result::Result<T, EngineError>;

/// What wakes the loops: new outgoing mail, new due times.
#[derive(Default)]
pub struct Wake {
    pub delivery: Notify,
    pub scheduler: Notify,
}

/// Everything the engine needs; cheap to clone.
#[derive(Clone)]
pub struct Engine {
    pub(crate) store: Store,
    pub(crate) policy: Arc<Policy>,
    templates: Arc<Templates>,
    /// The built-in texts, for when an overriding one fails on real data.
    builtin: Arc<Templates>,
    rule: Arc<Rule>,
    sender: Arc<Sender>,
    openpgp: Arc<OpenPgp>,
    /// When the contact lists are looked at next.
    next_contacts: Arc<Mutex<Option<DateTime<Utc>>>>,
    pub wake: Arc<Wake>,
}

/// How many cases' deadlines one commit takes.
const DUE_BATCH: u32 = 50;

impl Engine {
    pub fn new(
        store: Store,
        policy: Arc<Policy>,
        templates: Arc<Templates>,
        builtin: Arc<Templates>,
        rule: Rule,
        sender: Sender,
    ) -> Engine {
        Engine {
            store,
            policy,
            templates,
            builtin,
            rule: Arc::new(rule),
            sender: Arc::new(sender),
            openpgp: Arc::default(),
            next_contacts: Arc::default(),
            wake: Arc::default(),
        }
    }

    /// The same with keys: notices are encrypted to whoever has one.
    pub fn with_openpgp(self, openpgp: OpenPgp) -> Engine {
        Engine { openpgp: Arc::new(openpgp), ..self }
    }

    pub fn store(&self) -> &Store {
        &self.store
    }

    /// Whom to believe.
    pub fn rule(&self) -> &Rule {
        &self.rule
    }

    /// The name that our own mails carry.
    pub fn instance(&self) -> &str {
        &self.sender.instance
    }

    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// The words of a reason in the organisation's language.
    pub fn say(&self, phrase: &crate::phrase::Phrase) -> String {
        self.say_in(phrase, &self.policy.organisation.language)
    }

    /// The same in a language.
    pub fn say_in(&self, phrase: &crate::phrase::Phrase, language: &str) -> String {
        self.templates.phrase(phrase, language, self.policy.organisation.time_zone)
    }

    /// Takes all steps that are due, a few cases a commit. Answers how many cases had something due.
    ///
    /// # Errors
    /// The store's; what was committed before stays.
    pub async fn take_deadlines(&self, now: DateTime<Utc>) -> Result<usize> {
        let mut taken = 0;
        // Cases that cannot be handled stay due and are tried again in the next round; they hold up no other.
        let mut failed: HashSet<String> = HashSet::new();
        loop {
            let rows = DUE_BATCH + u32::try_from(failed.len()).unwrap_or(u32::MAX - DUE_BATCH);
            let mut due = self.store.due_cases(now.timestamp_millis(), Some(rows)).await?;
            due.retain(|id| !failed.contains(id));
            if due.is_empty() {
                break;
            }
            let mut tx = self.store.begin().await?;
            for id in &due {
                tx.savepoint().await?;
                match self.take_deadlines_of(&mut tx, id, now).await {
                    Ok(()) => {
                        tx.release().await?;
                        taken += 1;
                    }
                    Err(error) if error.is_temporary() => return Err(error),
                    Err(error) => {
                        tracing::error!(case = %id, error = %error, "the deadlines of a case could not be taken");
                        tx.rollback_to_savepoint().await?;
                        failed.insert(id.clone());
                    }
                }
            }
            tx.commit().await?;
        }
        if taken > 0 {
            self.wake.delivery.notify_one();
        }
        Ok(taken)
    }

    async fn take_deadlines_of(&self, tx: &mut Tx, id: &str, now: DateTime<Utc>) -> Result<()> {
        if let Some((case, version)) = load(tx, id).await? {
            let reporter = &case.reporter;
            let receipts_spent =
                self.receipts_spent(tx, &reporter.email, reporter.authenticated, now).await?;
            let event = Event::DeadlineReached { receipts_spent };
            self.decide_and_write(tx, &case, Some(version), &event, now).await?;
        }
        Ok(())
    }

    /// Decides about one event of one case and writes all that follows into the open transaction.
    async fn decide_and_write(
        &self,
        tx: &mut Tx,
        case: &Case,
        version: Option<i64>,
        event: &Event,
        now: DateTime<Utc>,
    ) -> Result<case::event::Outcome> {
        let decision = case::decide(case, event, &self.policy, now);
        let outcome = decision.outcome;
        let joined = decision.case.merged_into.clone().filter(|_| case.merged_into.is_none());
        let gone = joined.is_some().then(|| decision.case.clone());
        self.write(tx, case, version, decision, now).await?;
        if let (Some(number), Some(gone)) = (joined, gone) {
            self.join(tx, &number, gone, now).await?;
        }
        Ok(outcome)
    }

    /// What a merged case knows goes into the other in the same commit.
    async fn join(&self, tx: &mut Tx, number: &str, gone: Case, now: DateTime<Utc>) -> Result<()> {
        let Some(row) = tx.case_by_number(number).await? else { return Ok(()) };
        let target = parse(&row)?;
        let decision = case::decide(&target, &Event::Absorbed(Box::new(gone)), &self.policy, now);
        self.write(tx, &target, Some(row.version), decision, now).await
    }
}

/// A case with its version for the optimistic lock.
async fn load(tx: &mut Tx, id: &str) -> Result<Option<(Case, i64)>> {
    let Some(row) = tx.case_get(id).await? else { return Ok(None) };
    parse(&row).map(|case| Some((case, row.version)))
}

/// The case out of its row.
pub fn parse(row: &crate::store::StoredCase) -> Result<Case> {
    // The error's own words may quote the report: only the place is told.
    let place = |error: serde_json::Error| format!("line {} column {}", error.line(), error.column());
    serde_json::from_str(&row.state)
        .map_err(|error| EngineError::Case { case: row.number.clone(), why: place(error) })
}
