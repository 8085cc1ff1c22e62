//! Which case a mail belongs to.
//!
//! What only we hand out leads anywhere: a token, the Message-ID of a notice, a thread of ours. What anybody may have
//! chosen, a reference or the Message-ID of a stranger's mail, leads into an open case of the same sender, and no mail that
//! is proved into what somebody unproved began: else one forged mail would take the true report away.

use super::route;
use super::{Engine, Result};
use crate::case::{Case, State};
use crate::command::{Command, CommandLine};
use crate::mail::Reading;
use crate::report::Field;
use crate::store::{StoredCase, Tx};

/// A case that went into another that went into another …: so far is looked.
const MERGES_FOLLOWED: usize = 10;

impl Engine {
    /// By token, thread, case number, or the same sender with an own thread or reference; nothing else joins by itself
    /// (design, "Rows and ids"). A merged case hands on to the one it went into. `proved`: the sender is authenticated.
    pub(super) async fn find_case(
        &self,
        tx: &mut Tx,
        reading: &Reading,
        proved: bool,
    ) -> Result<Option<(Case, i64)>> {
        let mut found = None;
        if let Some(token) = &reading.refers_to.token {
            found = match tx.token_find(token).await? {
                Some(row) => tx.case_get(&row.case_id).await?,
                None => None,
            };
        }
        let ids = route::named_ids(reading);
        if found.is_none() && !ids.is_empty() {
            let thread = tx.find_thread(&ids).await?;
            let domain = self.policy.organisation.address.rsplit_once('@').map_or("", |(_, domain)| domain);
            for id in thread.into_iter().chain(route::thread_cases(&ids, domain)) {
                found = tx.case_get(&id).await?;
                if found.is_some() {
                    break;
                }
            }
        }
        if found.is_none()
            && let Some(number) = &reading.refers_to.case
        {
            found = tx.case_by_number(number).await?;
        }
        if let Some(row) = found {
            return self.follow_merges(tx, row, reading).await.map(Some);
        }
        if let Some(case) = self.by_own_thread(tx, reading, &ids, proved).await? {
            return Ok(Some(case));
        }
        self.by_reference(tx, reading, proved).await
    }

    /// A merged case hands on to the one it went into, unless the mail is about the merging itself.
    async fn follow_merges(&self, tx: &mut Tx, row: StoredCase, reading: &Reading) -> Result<(Case, i64)> {
        let about_merging =
            |line: &CommandLine| matches!(line.command, Command::Undo {} | Command::Reopen { .. });
        let stays = reading.commands.iter().any(about_merging);
        let (mut case, mut version) = (super::parse(&row)?, row.version);
        for _ in 0..MERGES_FOLLOWED {
            let Some(number) = case.merged_into.clone().filter(|_| case.state == State::Merged && !stays)
            else {
                break;
            };
            let Some(target) = tx.case_by_number(&number).await? else { break };
            (case, version) = (super::parse(&target)?, target.version);
        }
        Ok((case, version))
    }

    /// The case of the mail of the same sender that this one answers.
    async fn by_own_thread(
        &self,
        tx: &mut Tx,
        reading: &Reading,
        ids: &[String],
        proved: bool,
    ) -> Result<Option<(Case, i64)>> {
        let Some(from) = &reading.from else { return Ok(None) };
        let Some(id) = tx.find_thread_of(ids, &from.address, proved).await? else { return Ok(None) };
        let Some(row) = tx.case_get(&id).await? else { return Ok(None) };
        let found = self.follow_merges(tx, row, reading).await?;
        Ok(Some(found).filter(|(case, _)| case.is_open()))
    }

    async fn by_reference(
        &self,
        tx: &mut Tx,
        reading: &Reading,
        proved: bool,
    ) -> Result<Option<(Case, i64)>> {
        let reference = reading.report.get(&Field::ExternalReference);
        let (Some(from), Some(reference)) = (&reading.from, reference) else { return Ok(None) };
        let sender = from.address.to_ascii_lowercase();
        let Some(row) = tx.case_by_sender_reference(&sender, &reference.raw).await? else { return Ok(None) };
        let authenticated = super::parse(&row)?.reporter.authenticated;
        let found = self.follow_merges(tx, row, reading).await?;
        Ok(Some(found).filter(|(case, _)| case.is_open() && (authenticated || !proved)))
    }
}
