//! Alarms of the house: what is remembered of a part that fails, what waits meanwhile, and the mails. Telling by the outbox
//! and remembering it is one commit.

use chrono::{DateTime, Duration, Utc};

use super::{Engine, Result};
use crate::case::Case;
use crate::case::alarm::{self, Alarm, Cause, Health, Known, Part, To};
use crate::case::notice::Notice;

/// Mail refused for good to so many different people, and none accepted meanwhile, is the way's trouble.
const REFUSED_RECIPIENTS: usize = 2;

/// A mail of the house that goes by another way than the outbox.
#[derive(Clone, Debug)]
pub struct Letter {
    pub recipient: String,
    pub envelope_from: Option<String>,
    pub message_id: String,
    pub bytes: Vec<u8>,
}

impl Engine {
    /// What is remembered of a part: it fails, and how often that was told.
    ///
    /// # Errors
    /// The store's.
    pub async fn known_trouble(&self, part: &Part) -> Result<Option<Known>> {
        let text = self.store.meta_get(&fact(part)).await?;
        // Written by another version: as if nothing was known; at worst it is told once more.
        Ok(text.and_then(|text| serde_json::from_str(&text).ok()))
    }

    /// Remembers it, or with none forgets it.
    ///
    /// # Errors
    /// The store's.
    pub async fn remember_trouble(&self, part: &Part, known: Option<&Known>) -> Result<()> {
        Ok(self.store.meta_put(&fact(part), &written(known)).await?)
    }

    /// Whether mail gets away: with mails tried for `after` in vain and none accepted since, it does not, nor where since
    /// then several people's mail was refused for good. One person's alone is no trouble of the way. `last` is what is
    /// remembered: only an accepted mail ends that.
    ///
    /// # Errors
    /// The store's.
    pub async fn way_out(&self, after: Duration, last: Option<&Known>, now: DateTime<Utc>) -> Result<Health> {
        let before = now - after;
        let flow = self.store.outflow(before.timestamp_millis()).await?;
        let last = last.filter(|known| known.cause == Cause::NotAccepted);
        let fails = flow.stuck > 0 || flow.refused >= REFUSED_RECIPIENTS;
        if !fails && last.is_none() {
            return Ok(Health::Works);
        }
        let at = |millis: Option<i64>| millis.and_then(DateTime::<Utc>::from_timestamp_millis);
        if fails {
            let since = at(flow.since);
            let said = flow.said.unwrap_or_default();
            return Ok(Health::Fails { cause: Cause::NotAccepted, since, said });
        }
        let accepted_at = at(self.store.accepted_at().await?);
        Ok(match last {
            Some(known) if accepted_at.is_none_or(|at| at <= known.since) => Health::Unknown,
            _ => Health::Works,
        })
    }

    /// How many mails wait to be sent, those of this moment included.
    ///
    /// # Errors
    /// The store's.
    pub async fn unsent(&self, now: DateTime<Utc>) -> Result<usize> {
        Ok(self.store.unsent(now.timestamp_millis()).await?.count)
    }

    /// The notices of an alarm, one a person.
    ///
    /// # Errors
    /// The store's.
    pub async fn alarm_notices(&self, alarm: &Alarm, to: &[To], now: DateTime<Utc>) -> Result<Vec<Notice>> {
        let (cases, _unreadable) = self.readable(&self.store.open_cases().await?);
        Ok(alarm::notices(&self.policy, to, alarm, &cases, now))
    }

    /// Puts them into the outbox and remembers it, in one commit.
    ///
    /// # Errors
    /// The store's: nothing was told.
    pub async fn queue_alarm(
        &self,
        notices: &[Notice],
        part: &Part,
        known: Option<&Known>,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let mails = self.written(notices, now);
        let mut tx = self.store.begin().await?;
        tx.outbox_put_all(&mails).await?;
        tx.meta_put(&fact(part), &written(known)).await?;
        tx.commit().await?;
        self.wake.delivery.notify_one();
        Ok(())
    }

    /// The same mails for a way out of their own.
    ///
    /// # Errors
    /// A text that cannot be written, an address that cannot stand in a mail.
    pub fn alarm_letter(&self, notice: &Notice, now: DateTime<Utc>) -> Result<Letter> {
        let mail = self.compose(&Case::blank("", "", now), notice, None, now)?;
        Ok(Letter {
            recipient: mail.recipient,
            envelope_from: mail.envelope_from,
            message_id: mail.message_id,
            bytes: mail.bytes,
        })
    }

    /// The words of an alarm without a mail around them, for a program: the subject, an empty line, the text.
    ///
    /// # Errors
    /// A text that cannot be written.
    pub fn alarm_text(&self, notice: &Notice) -> Result<String> {
        let mut notice = notice.clone();
        notice.to.language.clone_from(&self.policy.organisation.language);
        notice.data.recipient_name = None;
        let rendered = self.rendered(&notice)?;
        // Nobody answers a text message above a line.
        let text = rendered.text.strip_prefix(crate::template::CUT_LINE).unwrap_or(&rendered.text);
        Ok(format!("{}\n\n{}\n", rendered.subject, text.trim()))
    }
}

/// The name of the fact in the store.
fn fact(part: &Part) -> String {
    format!("alarm:{}", part.key())
}

fn written(known: Option<&Known>) -> String {
    known.and_then(|known| serde_json::to_string(known).ok()).unwrap_or_default()
}
