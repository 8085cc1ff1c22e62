//! Once a day: done mail that lies long enough in the processed folder is deleted there, and nothing else. What counts is
//! that the ledger has the very same bytes as done; a mail that somebody put there stays.

use chrono::{DateTime, Duration, Utc};

use super::{Intake, IntakeError};
use crate::mailbox::MailKey;

const EVERY_HOURS: i64 = 24;

impl Intake {
    /// # Errors
    /// The mailbox's or the store's; what is not deleted now is deleted another day.
    pub(super) async fn tidy_if_due(&mut self, beat: &impl Fn()) -> Result<(), IntakeError> {
        let Some(keep) = self.keep else { return Ok(()) };
        let now = self.clock.now();
        let mark = format!("tidied:{}", self.mailbox.name());
        let store = self.engine.store().clone();
        let last = store.meta_get(&mark).await?.and_then(|text| text.parse().ok());
        let last = last.and_then(DateTime::<Utc>::from_timestamp_millis);
        if last.is_some_and(|last| now - last < Duration::hours(EVERY_HOURS)) {
            return Ok(());
        }
        // Noted before: a folder that cannot be tidied is not tried in every pass.
        store.meta_put(&mark, &now.timestamp_millis().to_string()).await?;
        if let Some(before) = now.checked_sub_signed(keep) {
            let count = self.tidy(before, beat).await?;
            if count > 0 {
                tracing::info!(count, mailbox = self.kind(), "deleted done mail from the processed folder");
            }
        }
        Ok(())
    }

    async fn tidy(&mut self, before: DateTime<Utc>, beat: &impl Fn()) -> Result<usize, IntakeError> {
        let (name, store) = (self.mailbox.name().to_owned(), self.engine.store().clone());
        let (mut after, mut count): (Option<MailKey>, _) = (None, 0);
        loop {
            let found = self.mailbox.processed(before, after.as_ref()).await?;
            let Some(last) = found.last() else { return Ok(count) };
            after = Some(last.key.clone());
            let contents: Vec<String> = found.iter().map(|one| one.content_hash.clone()).collect();
            let done = store.done_before(&name, &contents, before.timestamp_millis()).await?;
            let ours = found.into_iter().filter(|one| done.contains(&one.content_hash));
            let keys: Vec<MailKey> = ours.map(|one| one.key).collect();
            if !keys.is_empty() {
                self.mailbox.discard(&keys).await?;
            }
            count += keys.len();
            beat();
        }
    }
}
