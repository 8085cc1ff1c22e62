//! What belongs to the house and not to one case, at its due time: the digest that says that the program lives, and the
//! year's review. Due times are rows; moving one and queueing its mails is one commit, so an outage loses none, several
//! missed ones become one, and two processes double none.

use chrono::{DateTime, Duration, NaiveDate, NaiveTime, Utc};

use super::protect::said;
use super::{Engine, Result, parse};
use crate::case::digest::{self, House};
use crate::case::figures::Week;
use crate::case::notice::{Attachment, Audience, Notice, Template};
use crate::case::review::Reviewed;
use crate::case::{Case, people, tell};
use crate::contacts::Role;
use crate::export::{Voice, register};
use crate::phrase::Phrase;
use crate::policy::reviewed_year;
use crate::store::{Chore, Entry, StoredCase};

/// A mail that was made within this time is on its way and no cause for concern.
const ON_ITS_WAY_MINUTES: i64 = 10;
const WEEK_DAYS: i64 = 7;
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// What is done for the house; the name of its row is that of its mail, if it has one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Task {
    Digest,
    Review,
    /// What the policy no longer keeps is forgotten.
    Retention,
}

impl Task {
    const ALL: [Task; 3] = [Task::Digest, Task::Review, Task::Retention];

    fn name(self) -> &'static str {
        match self {
            Task::Digest => Template::Digest.name(),
            Task::Review => Template::YearlyReview.name(),
            Task::Retention => "retention",
        }
    }
}

impl Engine {
    /// Does what of the house is due, and plans what has no due time yet or another one than the policy says. Answers how
    /// many were done.
    ///
    /// # Errors
    /// The store's; what was not done stays due.
    pub async fn take_chores(&self, now: DateTime<Utc>) -> Result<usize> {
        let known = self.store.chores().await?;
        let mut taken = 0;
        for task in Task::ALL {
            let row = known.iter().find(|row| row.name == task.name());
            taken += usize::from(self.take_chore(task, row, now).await?);
        }
        if taken > 0 {
            self.wake.delivery.notify_one();
        }
        Ok(taken)
    }

    async fn take_chore(&self, task: Task, row: Option<&Chore>, now: DateTime<Utc>) -> Result<bool> {
        let wanted = match task {
            Task::Retention => self.policy.retention.forgets(),
            task => !self.recipients(task).is_empty(),
        };
        let due = row.and_then(|row| DateTime::from_timestamp_millis(row.due_at));
        match (row, due) {
            (None, _) if !wanted => {}
            (Some(_), _) if !wanted => {
                let mut tx = self.store.begin().await?;
                tx.chore_drop(task.name()).await?;
                tx.commit().await?;
            }
            (Some(row), Some(due)) if due <= now && task == Task::Retention => {
                return self.do_retention(row, now).await;
            }
            (Some(row), Some(due)) if due <= now => return self.do_chore(task, row, due, now).await,
            // As planned, unless the policy has moved it since.
            (Some(_), Some(due)) if self.next(task, due - Duration::milliseconds(1)) == due => {}
            (known, _) => {
                let mut tx = self.store.begin().await?;
                let next = self.next(task, now).timestamp_millis();
                tx.chore_plan(task.name(), known.map(|row| row.due_at), next).await?;
                tx.commit().await?;
            }
        }
        Ok(false)
    }

    fn recipients(&self, task: Task) -> &[Role] {
        match task {
            Task::Digest => &self.policy.digest.to,
            Task::Review => &self.policy.digest.review_to,
            Task::Retention => &[],
        }
    }

    fn next(&self, task: Task, after: DateTime<Utc>) -> DateTime<Utc> {
        let (rule, calendar) = (&self.policy.digest, &self.policy.calendar);
        match task {
            Task::Digest => rule.next_digest(calendar, after),
            Task::Review => rule.next_review(calendar, after),
            Task::Retention => self.policy.retention.next(calendar, after),
        }
    }

    /// Erases first and then plans the next round: a crash in between does the rest anew. Answers whether anything was
    /// erased.
    async fn do_retention(&self, row: &Chore, now: DateTime<Utc>) -> Result<bool> {
        let forgotten = self.forget_by_rule(now).await?;
        let next = self.next(Task::Retention, now).timestamp_millis();
        let mut tx = self.store.begin().await?;
        tx.chore_done(row.name.as_str(), row.due_at, next, now.timestamp_millis()).await?;
        tx.commit().await?;
        Ok(forgotten > 0)
    }

    async fn do_chore(
        &self,
        task: Task,
        row: &Chore,
        due: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<bool> {
        let last = row.last_done_at.and_then(DateTime::from_timestamp_millis);
        let next = self.next(task, now);
        // Read before the transaction: meanwhile others write.
        let reviews = match task {
            Task::Review => self.reviews(due, now).await?,
            Task::Digest | Task::Retention => Vec::new(),
        };
        let (cases, items) = match task {
            Task::Digest => self.open_cases(last.unwrap_or(due), now).await?,
            Task::Review | Task::Retention => Default::default(),
        };
        let week =
            match task == Task::Digest && self.policy.digest.is_weekly(&self.policy.calendar, last, now) {
                true => Some(self.week(now).await?),
                false => None,
            };
        let mut tx = self.store.begin().await?;
        if !tx
            .chore_done(row.name.as_str(), row.due_at, next.timestamp_millis(), now.timestamp_millis())
            .await?
        {
            tx.rollback().await?;
            return Ok(false);
        }
        let notices = match task {
            Task::Digest => {
                let head = tx.checkpoint_head(now.timestamp_millis()).await?.hash;
                let house = House { due_at: due, next_at: next, head, items, week };
                digest::digests(&self.policy, &cases, &house, now)
            }
            Task::Review | Task::Retention => reviews,
        };
        tx.outbox_put_all(&self.written(&notices, now)).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// The review of the year before, to each with what that person may know.
    async fn reviews(&self, due: DateTime<Utc>, now: DateTime<Utc>) -> Result<Vec<Notice>> {
        let year = reviewed_year(&self.policy.calendar, due);
        let reviewed = self.reviewed(year).await?;
        let mut notices = digest::reviews(&self.policy, year, &reviewed, due, now);
        for notice in &mut notices {
            // The register holds the reports' own words: those who handle the cases get it, management the figures.
            if notice.audience == Audience::Officer {
                self.attach_register(notice, year, &reviewed, now);
            }
        }
        Ok(notices)
    }

    /// The register of the year, without the cases that its reader is kept out of. Without it the figures still go out.
    fn attach_register(&self, notice: &mut Notice, year: i32, reviewed: &[Reviewed], now: DateTime<Utc>) {
        let may_see = |case: &&Case| !people::is_excluded(case, &notice.to.email);
        let cases: Vec<Case> = reviewed.iter().map(|one| &one.case).filter(may_see).cloned().collect();
        let voice = Voice::new(&self.policy, &self.templates, &notice.to.language);
        match register::xlsx(&cases, &voice, now) {
            Ok(bytes) => {
                let name = format!("register-{year}.xlsx");
                notice.data.attachments = vec![name.clone()];
                notice.attachments.push(Attachment { name, media_type: XLSX.to_owned(), bytes });
            }
            Err(error) => tracing::error!(error = %error, "the register of the year could not be attached"),
        }
    }

    /// The notices as mails. One that cannot be written is logged and holds up no other: its absence is the alarm.
    pub(super) fn written(&self, notices: &[Notice], now: DateTime<Utc>) -> Vec<crate::store::NewOutbox> {
        let nobody = Case::blank("", "", now);
        let write = |notice: &Notice| match self.compose(&nobody, notice, None, now) {
            Ok(mail) => Some(mail),
            Err(error) => {
                tracing::error!(error = %error, "a mail of the house could not be written");
                None
            }
        };
        notices.iter().filter_map(write).collect()
    }

    /// The open cases, and what a person should look at since the last digest.
    async fn open_cases(&self, since: DateTime<Utc>, now: DateTime<Utc>) -> Result<(Vec<Case>, Vec<Phrase>)> {
        let mut items = Vec::new();
        let unsent =
            self.store.unsent((now - Duration::minutes(ON_ITS_WAY_MINUTES)).timestamp_millis()).await?;
        if let Some(oldest) = unsent.since.and_then(DateTime::<Utc>::from_timestamp_millis) {
            items.push(Phrase::new("house_unsent").with("count", unsent.count).with("at", oldest));
        }
        let failed = self.store.tally_since(since.timestamp_millis()).await?.failed;
        if failed > 0 {
            items.push(Phrase::new("house_undelivered").with("count", failed).with("at", since));
        }
        for number in self.store.open_without_due().await? {
            items.push(Phrase::new("house_idle_case").with("case", number));
        }
        let (cases, unreadable) = self.readable(&self.store.open_cases().await?);
        items.extend(
            unreadable.into_iter().map(|number| Phrase::new("house_unreadable_case").with("case", number)),
        );
        items.extend(self.contact_problems(now).await?);
        items.extend(self.openpgp.unusable(now).into_iter().map(|(key, why)| {
            Phrase::new("house_unusable_key").with("email", &key.address).with("why", [said(why)])
        }));
        Ok((cases, items))
    }

    /// The cases that this version can read, and the numbers of the others.
    pub(super) fn readable(&self, rows: &[StoredCase]) -> (Vec<Case>, Vec<String>) {
        let (mut cases, mut unreadable) = (Vec::new(), Vec::new());
        for row in rows {
            match parse(row) {
                Ok(case) => cases.push(case),
                Err(error) => {
                    tracing::error!(case = %row.number, error = %error, "a case could not be read");
                    unreadable.push(row.number.clone());
                }
            }
        }
        (cases, unreadable)
    }

    async fn week(&self, now: DateTime<Utc>) -> Result<Week> {
        let tally = self.store.tally_since((now - Duration::days(WEEK_DAYS)).timestamp_millis()).await?;
        Ok(Week {
            opened: tally.opened,
            closed: tally.closed,
            mails: tally.mails,
            sent: tally.sent,
            failed: tally.failed,
        })
    }

    /// All cases of a calendar year, with what only their histories tell.
    async fn reviewed(&self, year: i32) -> Result<Vec<Reviewed>> {
        let start = |year| {
            let date = NaiveDate::from_ymd_opt(year, 1, 1).unwrap_or_default();
            self.policy.calendar.at_local(date, NaiveTime::MIN).timestamp_millis()
        };
        let rows = self.store.cases_opened(start(year), start(year.saturating_add(1))).await?;
        let mut reviewed = Vec::new();
        for case in self.readable(&rows).0 {
            let history = match self.store.history(&case.id).await {
                Ok(history) => history,
                Err(error) if error.is_temporary() => return Err(error.into()),
                Err(error) => {
                    tracing::error!(case = %case.number, error = %error, "a history could not be read for the review");
                    Vec::new()
                }
            };
            let first = history.iter().find(|entry| entry.event == "changed");
            let first_acted_at = first.and_then(|entry| DateTime::from_timestamp_millis(entry.at));
            // Cases of before they were kept in the case have them in the history only.
            let evaluations = match case.evaluations.is_empty() {
                true => history.iter().filter_map(evaluation).collect(),
                false => case.evaluations.iter().map(|one| one.text.clone()).collect(),
            };
            reviewed.push(Reviewed { case, first_acted_at, evaluations });
        }
        Ok(reviewed)
    }
}

impl Engine {
    /// Tells the officer how much mail lay in the mailbox before the first start and was only noted (promise 1).
    ///
    /// # Errors
    /// The store's.
    pub async fn tell_of_history(&self, mailbox: &str, count: usize, now: DateTime<Utc>) -> Result<()> {
        let item = Phrase::new("history_old_mail").with("count", count);
        let notices = tell::digest(&self.policy, mailbox, vec![item], now);
        let nobody = Case::blank("", "", now);
        let mails = notices
            .iter()
            .map(|notice| self.compose(&nobody, notice, None, now))
            .collect::<Result<Vec<_>>>()?;
        let mut tx = self.store.begin().await?;
        tx.outbox_put_all(&mails).await?;
        tx.commit().await?;
        self.wake.delivery.notify_one();
        Ok(())
    }
}

/// What an evaluation said, out of a history entry, where it was not erased.
fn evaluation(entry: &Entry) -> Option<String> {
    let payload = entry.payload.as_deref().filter(|_| entry.reason == "evaluated")?;
    let payload: serde_json::Value = serde_json::from_slice(payload).ok()?;
    payload.pointer("/reason/args/text")?.as_str().map(str::to_owned)
}
