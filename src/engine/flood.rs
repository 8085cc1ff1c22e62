//! The limits against floods, as far as they need the store: what a sender has opened of late goes into the event, and
//! [`case::flood`] says what follows.

use chrono::{DateTime, Duration, Utc};
use sha2::{Digest, Sha256};

use super::intake::{Arrived, Handled};
use super::{Engine, Result, load};
use crate::case::event::Incoming;
use crate::case::flood::{self, Load};
use crate::case::{Case, Event};
use crate::mail::authenticity::{Authenticity, Verdict};
use crate::mail::body_hash;
use crate::store::{NewOpening, Openings, Outcome, Tx};

/// So long it is known who said what in a mail that opened a case. At least the window of the policy.
const KEPT_SECS: i64 = 24 * 60 * 60;
/// When a mail last came over the limit of all senders who are not authenticated.
const FLOOD_SEEN: &str = "flood-seen-at";

/// What is known of the sender of a mail that belongs to no case.
pub(super) struct Sender {
    email: String,
    authenticated: bool,
    load: Load,
    /// Names fields of a report.
    labelled: bool,
    collecting: Option<String>,
}

impl Sender {
    /// As far as `decide` asks.
    pub(super) fn load(&self) -> Load {
        self.load.clone()
    }
}

impl Engine {
    /// Counts what the sender of a mail that belongs to no case has opened of late. A mail that a person asks to be a case
    /// of its own is under no limit.
    pub(super) async fn sender(
        &self,
        tx: &mut Tx,
        mail: &Arrived,
        authenticity: &Authenticity,
        now: DateTime<Utc>,
    ) -> Result<Sender> {
        let rule = &self.policy.flood;
        let authenticated = authenticity.verdict == Verdict::Authenticated;
        let from = mail.reading.from.as_ref().filter(|_| mail.unreadable.is_none());
        // Nobody: it counts among strangers alone, and no limit of one sender buries what a person must look at.
        let email = from.map_or_else(String::new, |from| from.address.to_lowercase());
        let words = words(mail);
        let found = match mail.alone {
            true => Openings::default(),
            false => {
                let since = (now - Duration::seconds(rule.window_secs)).timestamp_millis();
                let mine = flood::most_labelled(rule).max(rule.max_per_authenticated_sender);
                let most = (mine, rule.max_of_unauthenticated);
                tx.openings(&email, authenticated, &words, since, most).await?
            }
        };
        let Openings { by_sender, by_strangers, said_before, collecting } = found;
        let by_sender = if email.is_empty() { 0 } else { by_sender };
        Ok(Sender {
            email,
            authenticated,
            load: Load { by_sender, by_strangers, words, said_before, contact_spent: false },
            labelled: flood::is_labelled(&mail.reading),
            collecting,
        })
    }

    /// Puts the mail of a sender over its limit into the case that collects them; none where there is no limit reached or
    /// no such case is open: then it opens one.
    pub(super) async fn collect(
        &self,
        tx: &mut Tx,
        id: i64,
        mail: &Arrived,
        authenticity: &Authenticity,
        sender: &Sender,
        now: DateTime<Utc>,
    ) -> Result<Option<Handled>> {
        if !flood::is_over(&sender.load, &sender.email, sender.authenticated, sender.labelled, &self.policy) {
            return Ok(None);
        }
        let known = match &sender.collecting {
            Some(case) => load(tx, case).await?,
            None => None,
        };
        let Some((case, version)) = known.filter(|(case, _)| case.is_open()) else { return Ok(None) };
        let incoming = Incoming {
            mail_id: id,
            reading: mail.reading.clone(),
            authenticity: authenticity.clone(),
            authenticated: sender.authenticated,
            arrived_at: mail.arrived_at,
            token_owner: None,
            replayed: false,
            receipts_spent: true,
            existing_cases: Vec::new(),
            candidates: Vec::new(),
            unreadable: mail.unreadable.clone(),
            load: sender.load(),
        };
        let event = Event::Collected(Box::new(incoming));
        self.decide_and_write(tx, &case, Some(version), &event, now).await?;
        tx.collected_put(id).await?;
        let reason = format!("collected in {}: too many new cases by this sender", case.number);
        Ok(Some((Outcome::Comment, reason, Some(case.id))))
    }

    /// Notes who opened a case, and tells the officer once when a flood begins.
    pub(super) async fn note_opening(
        &self,
        tx: &mut Tx,
        case: &Case,
        sender: Sender,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let Sender { email, authenticated, load, labelled, .. } = sender;
        let collects = flood::is_over(&load, &email, authenticated, labelled, &self.policy);
        let is_flood = flood::is_flood(&load, authenticated, &self.policy);
        let at = now.timestamp_millis();
        let kept = Duration::seconds(KEPT_SECS.max(self.policy.flood.window_secs));
        let opening = NewOpening {
            case_id: case.id.clone(),
            sender: email,
            proved: authenticated,
            at,
            words: load.words,
            collects,
        };
        tx.opening_put(&opening, (now - kept).timestamp_millis()).await?;
        if is_flood { self.tell_of_flood(tx, now).await } else { Ok(()) }
    }

    async fn tell_of_flood(&self, tx: &mut Tx, now: DateTime<Utc>) -> Result<()> {
        let at = now.timestamp_millis();
        let since = at - self.policy.flood.window_secs * 1_000;
        let seen = tx.meta_get(FLOOD_SEEN).await?.and_then(|seen| seen.parse::<i64>().ok());
        tx.meta_put(FLOOD_SEEN, &at.to_string()).await?;
        if seen.is_some_and(|seen| seen >= since) {
            return Ok(());
        }
        tracing::warn!("many new cases by senders who are not authenticated: their receipts wait");
        for notice in flood::notices(&self.policy, now) {
            self.put_notice(tx, &notice, now).await?;
        }
        Ok(())
    }
}

/// A digest of all that a mail says: new words, fields, what it passes on and what is attached. A mail that nobody could
/// read says its bytes.
pub(super) fn words(mail: &Arrived) -> String {
    let reading = &mail.reading;
    if mail.unreadable.is_some() {
        return body_hash(&mail.bytes);
    }
    let files: Vec<&str> = reading.attachments.iter().map(|one| one.sha256.as_str()).collect();
    let said: Vec<&str> = reading.reply_text.split_whitespace().collect();
    let all = serde_json::json!([said.join(" "), reading.report, reading.commands, reading.forwarded, files]);
    super::intake::hex(&Sha256::digest(all.to_string().as_bytes()))
}
