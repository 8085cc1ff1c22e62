//! Forgetting goes through the one door too: what is erased, and that it was erased, by whom and why, are one commit. Then
//! the bytes are brought out of the database's files.

use chrono::{DateTime, Duration, Utc};

use super::{Engine, Result, load, parse};
use crate::case::event::Forgotten;
use crate::case::{Case, Event, State};
use crate::store::{Erased, Forgettable, Tx};

/// Cases, and mails of no case, that one commit takes.
const BATCH: u32 = 20;
const LOOSE_BATCH: u32 = 200;
/// A case that went into another that went into another …: so far is looked.
const MERGES_FOLLOWED: usize = 10;
/// The reason that stands beside what the policy's rule erased.
const RULE: &str = "retention";
/// Whose hand it was then.
const OURSELVES: By<'static> = By { name: "varsel", reason: None };

/// Whose hand it is, and why in that person's words.
#[derive(Clone, Copy, Debug)]
pub struct By<'a> {
    pub name: &'a str,
    pub reason: Option<&'a str>,
}

/// What a command forgot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Forgot {
    pub erased: Erased,
    /// Outgoing mails that still wait to be sent, and so keep their bytes.
    pub waiting: u64,
    /// The case, where it is of one.
    pub case: Option<String>,
    /// Whether the bytes have left the database's files; else they do when nobody reads any more.
    pub is_purged: bool,
}

impl Engine {
    /// Forgets the raw mails, their readings and our own mails' bytes of a case. None: there is no such case.
    ///
    /// # Errors
    /// The store's: nothing was forgotten.
    pub async fn forget_case(&self, number: &str, by: By<'_>, now: DateTime<Utc>) -> Result<Option<Forgot>> {
        let mut tx = self.store.begin().await?;
        let Some(row) = tx.case_by_number(number).await? else {
            tx.rollback().await?;
            return Ok(None);
        };
        let case = parse(&row)?;
        let kinds = [Forgettable::Raw, Forgettable::Readings, Forgettable::Sent];
        let erased = forget(&mut tx, &case.id, &kinds, by.reason.unwrap_or("command"), now).await?;
        let waiting = tx.unsent_of(&case.id).await?;
        self.note(&mut tx, (&case, row.version), by, erased, now).await?;
        tx.commit().await?;
        let is_purged = self.store.purge().await?;
        Ok(Some(Forgot { erased, waiting, case: Some(case.number), is_purged }))
    }

    /// Forgets one mail of the ledger, whether it belongs to a case or not. None: there is no such mail.
    ///
    /// # Errors
    /// The store's: nothing was forgotten.
    pub async fn forget_mail(&self, id: i64, by: By<'_>, now: DateTime<Utc>) -> Result<Option<Forgot>> {
        let row = self.store.mail_get(id).await?;
        let mut tx = self.store.begin().await?;
        // A mail of no case has no history: the ledger's row says who and why.
        let said = format!("{}: {}", by.name, by.reason.unwrap_or("command"));
        let Some(erased) = tx.forget_mail(id, &said, now.timestamp_millis()).await? else {
            tx.rollback().await?;
            return Ok(None);
        };
        let mut number = None;
        if let Some(case_id) = row.and_then(|row| row.case_id)
            && let Some((case, version)) = load(&mut tx, &case_id).await?
        {
            self.note(&mut tx, (&case, version), by, erased, now).await?;
            number = Some(case.number);
        }
        tx.commit().await?;
        let is_purged = self.store.purge().await?;
        Ok(Some(Forgot { erased, waiting: 0, case: number, is_purged }))
    }

    /// What the policy no longer keeps is forgotten, a few cases a commit, each with its note. Answers how many cases and
    /// mails of no case lost something.
    ///
    /// # Errors
    /// The store's; what was committed before stays, the rest is due again.
    pub(super) async fn forget_by_rule(&self, now: DateTime<Utc>) -> Result<u64> {
        let rule = self.policy.retention;
        let kinds = [
            (Forgettable::Raw, rule.raw_secs),
            (Forgettable::Readings, rule.readings_secs),
            (Forgettable::Sent, rule.sent_secs),
            (Forgettable::History, rule.history_secs),
        ];
        let mut forgotten = 0;
        for (kind, secs) in kinds {
            let before = secs.and_then(Duration::try_seconds).and_then(|keep| now.checked_sub_signed(keep));
            let Some(before) = before.map(|at| at.timestamp_millis()) else { continue };
            forgotten += self.forget_closed(kind, before, now).await?;
            forgotten += self.forget_loose(kind, before, now).await?;
        }
        if forgotten > 0 {
            tracing::info!(forgotten, "content was erased by the rules of retention");
            if !self.store.purge().await? {
                tracing::warn!("the log of writes could not be emptied yet: somebody reads the database");
            }
        }
        Ok(forgotten)
    }

    async fn forget_closed(&self, kind: Forgettable, before: i64, now: DateTime<Utc>) -> Result<u64> {
        let (mut after, mut forgotten) = (String::new(), 0);
        loop {
            let ids = self.store.forgettable(kind, before, &after, BATCH).await?;
            let Some(last) = ids.last() else { return Ok(forgotten) };
            after.clone_from(last);
            let mut tx = self.store.begin().await?;
            for id in &ids {
                tx.savepoint().await?;
                match self.forget_of(&mut tx, id, kind, before, now).await {
                    Ok(done) => {
                        tx.release().await?;
                        forgotten += u64::from(done);
                    }
                    Err(error) if error.is_temporary() => return Err(error),
                    // One that cannot be read holds up no other.
                    Err(error) => {
                        tracing::error!(case = %id, error = %error, "the content of a case could not be erased by rule");
                        tx.rollback_to_savepoint().await?;
                    }
                }
            }
            tx.commit().await?;
        }
    }

    async fn forget_of(
        &self,
        tx: &mut Tx,
        id: &str,
        kind: Forgettable,
        before: i64,
        now: DateTime<Utc>,
    ) -> Result<bool> {
        let Some((case, version)) = load(tx, id).await? else { return Ok(false) };
        // It may have been opened again, or live on in another, since it was looked for.
        if case.is_open() || lives_on(tx, &case, before).await? {
            return Ok(false);
        }
        let erased = forget(tx, id, &[kind], RULE, now).await?;
        self.note(tx, (&case, version), OURSELVES, erased, now).await?;
        Ok(!erased.is_nothing())
    }

    async fn forget_loose(&self, kind: Forgettable, before: i64, now: DateTime<Utc>) -> Result<u64> {
        let mut forgotten = 0;
        loop {
            let mut tx = self.store.begin().await?;
            let erased = tx.forget_loose(kind, before, RULE, now.timestamp_millis(), LOOSE_BATCH).await?;
            tx.commit().await?;
            if erased.is_nothing() {
                return Ok(forgotten);
            }
            forgotten += erased.raw + erased.readings + erased.sent;
        }
    }

    async fn note(
        &self,
        tx: &mut Tx,
        (case, version): (&Case, i64),
        by: By<'_>,
        erased: Erased,
        now: DateTime<Utc>,
    ) -> Result<()> {
        if erased.is_nothing() {
            return Ok(());
        }
        let event = Event::Forgotten(Forgotten {
            by: by.name.to_owned(),
            reason: by.reason.map(str::to_owned),
            raw: erased.raw,
            readings: erased.readings,
            sent: erased.sent,
            entries: erased.entries,
        });
        self.decide_and_write(tx, case, Some(version), &event, now).await.map(drop)
    }
}

async fn forget(
    tx: &mut Tx,
    case_id: &str,
    kinds: &[Forgettable],
    reason: &str,
    now: DateTime<Utc>,
) -> Result<Erased> {
    let mut all = Erased::default();
    for kind in kinds {
        let erased = tx.forget(case_id, *kind, reason, now.timestamp_millis()).await?;
        all.raw += erased.raw;
        all.readings += erased.readings;
        all.sent += erased.sent;
        all.entries += erased.entries;
    }
    Ok(all)
}

/// Whether the case went into another that is still open or was not closed by `before`: then its mails are that one's, and
/// are kept as long.
async fn lives_on(tx: &mut Tx, case: &Case, before: i64) -> Result<bool> {
    let (mut state, mut number) = (case.state, case.merged_into.clone());
    for _ in 0..MERGES_FOLLOWED {
        let Some(next) = number.filter(|_| state == State::Merged) else { return Ok(false) };
        let Some(row) = tx.case_by_number(&next).await? else { return Ok(false) };
        let target = parse(&row)?;
        let is_at_rest = !target.is_open() && row.closed_at.is_some_and(|at| at <= before);
        // A merged case is closed as long as it is merged: the one at the end of the chain counts.
        if !is_at_rest && target.state != State::Merged {
            return Ok(true);
        }
        (state, number) = (target.state, target.merged_into);
    }
    Ok(true)
}
