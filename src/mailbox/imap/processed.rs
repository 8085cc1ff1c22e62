//! What lies in the processed folder, and its end: `\Deleted` and UID EXPUNGE of these mails alone (RFC 4315). A server
//! that cannot expunge a single mail keeps them all: a bare EXPUNGE would remove what other people have marked.

use chrono::{DateTime, Utc};

use super::session::{Selected, Session};
use super::{Imap, SET_BYTES, SET_MAILS, temporary};
use crate::mailbox::{MailKey, MailboxError, Processed};

impl Imap {
    /// See [`crate::mailbox::Mailbox::processed`]. A mail is as old as its internal date says, to the day.
    pub async fn processed(
        &mut self,
        before: DateTime<Utc>,
        after: Option<&MailKey>,
    ) -> Result<Vec<Processed>, MailboxError> {
        let Some((mut session, selected)) = self.in_processed().await? else { return Ok(Vec::new()) };
        let failed = |fault| temporary(&self.doing("looking for old mails beside"), &fault);
        let first = match after {
            Some(key) if key.uid_validity != selected.uid_validity => return Ok(Vec::new()),
            Some(key) => key.uid.parse::<u32>().unwrap_or(u32::MAX).saturating_add(1),
            None => 1,
        };
        let mut old = match selected.mails {
            0 => Vec::new(),
            _ => session.older(first, before.date_naive()).await.map_err(failed)?,
        };
        old.retain(|uid| *uid >= first);
        old.sort_unstable();
        old.truncate(SET_MAILS);
        if old.is_empty() {
            return Ok(Vec::new());
        }
        let sizes = session.sizes(&old, self.settings.limits.list).await.map_err(failed)?;
        let size = |uid: &u32| sizes.get(uid).copied().unwrap_or_default();
        // Of a large one the ledger has the header block alone: the whole mail is here only, and is passed by.
        let mut small: Vec<u32> =
            old.iter().copied().filter(|uid| size(uid) <= self.settings.max_bytes).collect();
        let mut bytes = 0;
        let fits = small.iter().take_while(|uid| {
            let first = bytes == 0;
            bytes += size(uid);
            first || bytes <= SET_BYTES
        });
        let fits = fits.count();
        let next = small.split_off(fits).first().copied().unwrap_or(u32::MAX);
        let found = match small.is_empty() {
            true => Default::default(),
            false => session.bodies(&small, self.patience(bytes)).await.map_err(failed)?,
        };
        let key = |uid: u32| MailKey { uid_validity: selected.uid_validity, uid: uid.to_string() };
        let looked_at = old.into_iter().filter(|uid| *uid < next);
        Ok(looked_at
            .map(|uid| match found.get(&uid) {
                Some(bytes) => Processed::new(key(uid), bytes),
                // Too large, or the server does not hand it out: it stays, and is passed by.
                None => Processed { key: key(uid), content_hash: String::new() },
            })
            .collect())
    }

    /// See [`crate::mailbox::Mailbox::discard`].
    pub async fn discard(&mut self, keys: &[MailKey]) -> Result<(), MailboxError> {
        let Some((mut session, selected)) = self.in_processed().await? else { return Ok(()) };
        let ours = keys.iter().filter(|key| key.uid_validity == selected.uid_validity);
        let uids: Vec<u32> = ours.filter_map(|key| key.uid.parse().ok()).collect();
        if uids.is_empty() {
            return Ok(());
        }
        let gone = session.expunge(&uids).await;
        gone.map_err(|fault| temporary(&self.doing("deleting done mails beside"), &fault))
    }

    /// A connection of its own with the processed folder selected; it ends with its use, so that nothing is ever read or
    /// moved from the wrong folder, and the one that waits for new mail goes on waiting. None: there is no such folder, or the server cannot delete one mail alone.
    async fn in_processed(&mut self) -> Result<Option<(Session, Selected)>, MailboxError> {
        let Some(folder) = self.settings.processed.clone().filter(|name| *name != self.settings.folder)
        else {
            return Ok(None);
        };
        let waiting = self.session.take();
        let connected = self.connected().await;
        self.session = waiting;
        let mut session = connected?;
        if !session.can("UIDPLUS") {
            return Ok(None);
        }
        match session.select(&folder).await {
            Ok(selected) => Ok(Some((session, selected))),
            // Nothing was done yet: it is made with the first mail.
            Err(fault) if !fault.will_pass() => Ok(None),
            Err(fault) => {
                Err(temporary(&format!("opening the folder {folder} on {}", self.settings.host), &fault))
            }
        }
    }
}
