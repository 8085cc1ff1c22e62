//! What lies in the processed Maildir, and its end.

use chrono::{DateTime, Utc};

use super::{Maildir, blocking, fault, is_gone, is_still, list, read, within_bounds};
use crate::mailbox::{MailKey, MailboxError, Processed};

/// Mails looked at in one go.
const AT_ONCE: usize = 500;

impl Maildir {
    /// See [`crate::mailbox::Mailbox::processed`]. A file is as old as its modification time, which moving it leaves alone.
    pub async fn processed(
        &mut self,
        before: DateTime<Utc>,
        after: Option<&MailKey>,
    ) -> Result<Vec<Processed>, MailboxError> {
        let Some(folder) = self.processed.clone().filter(|folder| *folder != self.path) else {
            return Ok(Vec::new());
        };
        let (after, max_bytes) = (after.map(|key| key.uid.clone()), self.max_bytes);
        blocking(move || {
            let mut files = list(&folder)?;
            files.retain(|(uid, _)| after.as_ref().is_none_or(|after| uid > after));
            files.sort();
            let is_old = |path: &std::path::Path| {
                let changed = path.symlink_metadata().and_then(|meta| meta.modified());
                changed.is_ok_and(|at| DateTime::<Utc>::from(at) < before)
            };
            files.retain(|(_, path)| is_old(path));
            files.truncate(AT_ONCE);
            let files =
                within_bounds(files, |(_, path)| path.symlink_metadata().map_or(0, |meta| meta.len()));
            let read_one = |(uid, path): (String, std::path::PathBuf)| {
                let key = MailKey { uid_validity: 0, uid };
                match read(&path, key.clone(), max_bytes) {
                    Ok(mail) if mail.oversize_bytes.is_none() => Processed::new(key, &mail.bytes),
                    // Not to be read, so not ours to delete; nor one of which the ledger has the header block alone.
                    _ => Processed { key, content_hash: String::new() },
                }
            };
            Ok(files.into_iter().map(read_one).collect())
        })
        .await
    }

    /// See [`crate::mailbox::Mailbox::discard`].
    pub async fn discard(&mut self, keys: &[MailKey]) -> Result<(), MailboxError> {
        let Some(folder) = self.processed.clone().filter(|folder| *folder != self.path) else {
            return Ok(());
        };
        let keys = keys.to_vec();
        blocking(move || {
            let mut first_fault = None;
            for (uid, path) in list(&folder)? {
                let Some(key) = keys.iter().find(|key| key.uid == uid) else { continue };
                // Somebody may have written another file under its name.
                if !is_still(&path, key) {
                    continue;
                }
                match std::fs::remove_file(&path) {
                    Err(error) if !is_gone(&error) => {
                        first_fault.get_or_insert_with(|| fault("deleting from", &path, &error));
                    }
                    _ => {}
                }
            }
            first_fault.map_or(Ok(()), Err)
        })
        .await
    }
}
