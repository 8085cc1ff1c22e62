//! Due times of the house as rows, so that an outage loses none and two processes double none; and what its mails tell.

use sqlx::QueryBuilder;

use super::case::CASE;
use super::{Store, Tx, failed, get};
use crate::store::Result;
use crate::store::row::{Chore, Outflow, StoredCase, Tally, Unsent};

/// So many of the newest mails show whether the way out refuses everybody; the watch asks often.
const REFUSED_AMONG: i64 = 1_000;

impl Store {
    /// All chores.
    pub async fn chores(&self) -> Result<Vec<Chore>> {
        let query = sqlx::query("SELECT name, due_at, last_done_at FROM chore ORDER BY name");
        let rows = query.fetch_all(self.reader()).await.map_err(failed("reading the chores"))?;
        let chore = |row| {
            Ok(Chore {
                name: get(row, "name")?,
                due_at: get(row, "due_at")?,
                last_done_at: get(row, "last_done_at")?,
            })
        };
        rows.iter().map(chore).collect()
    }

    /// The open cases, by number. One that cannot be opened has an empty state.
    pub async fn open_cases(&self) -> Result<Vec<StoredCase>> {
        let mut query = QueryBuilder::new(CASE);
        query.push(" WHERE closed_at IS NULL ORDER BY number");
        let rows = query.build().fetch_all(self.reader()).await.map_err(failed("reading the open cases"))?;
        self.case_rows(&rows)
    }

    /// The cases that were opened from an instant to before another, by number. One that cannot be opened has an empty
    /// state.
    pub async fn cases_opened(&self, from: i64, to: i64) -> Result<Vec<StoredCase>> {
        let mut query = QueryBuilder::new(CASE);
        query.push(" WHERE opened_at >= ").push_bind(from).push(" AND opened_at < ").push_bind(to);
        query.push(" ORDER BY number");
        let rows = query.build().fetch_all(self.reader()).await.map_err(failed("reading a year's cases"))?;
        self.case_rows(&rows)
    }

    /// What was counted since an instant.
    pub async fn tally_since(&self, since: i64) -> Result<Tally> {
        let query = sqlx::query(
            "SELECT (SELECT count(*) FROM breach_case WHERE opened_at >= $1) AS opened,
             (SELECT count(*) FROM breach_case WHERE closed_at >= $1) AS closed,
             (SELECT count(*) FROM mail WHERE seen_at >= $1) AS mails,
             (SELECT count(*) FROM outbox WHERE state = 'sent' AND finished_at >= $1) AS sent,
             (SELECT count(*) FROM outbox WHERE state IN ('failed', 'uncertain') AND finished_at >= $1) AS failed",
        );
        let row =
            query.bind(since).fetch_one(self.reader()).await.map_err(failed("counting what happened"))?;
        let count = |column| get::<i64>(&row, column).map(|count| usize::try_from(count).unwrap_or_default());
        Ok(Tally {
            opened: count("opened")?,
            closed: count("closed")?,
            mails: count("mails")?,
            sent: count("sent")?,
            failed: count("failed")?,
        })
    }

    /// Mails made at an instant or before that still wait to be handed over.
    pub async fn unsent(&self, made_before: i64) -> Result<Unsent> {
        let query = sqlx::query(
            "SELECT count(*) AS mails, min(created_at) AS since FROM outbox
             WHERE state IN ('queued', 'sending') AND created_at <= $1",
        );
        let row = query.bind(made_before).fetch_one(self.reader()).await;
        let row = row.map_err(failed("looking for mails that wait"))?;
        let count: i64 = get(&row, "mails")?;
        Ok(Unsent { count: usize::try_from(count).unwrap_or_default(), since: get(&row, "since")? })
    }
}

impl Store {
    /// What does not get away: mails first tried at an instant or before that still wait, and recipients refused since then
    /// or longer. What was tried before the last accepted mail is the recipient's trouble and not the way's. Refusals are
    /// looked for among the newest mails only.
    pub async fn outflow(&self, tried_before: i64) -> Result<Outflow> {
        let query = sqlx::query(
            "WITH last AS (SELECT coalesce(max(finished_at), 0) AS at FROM outbox WHERE state = 'sent'),
             stuck AS (SELECT first_attempt_at AS at, last_attempt_at, last_error FROM outbox
                       WHERE state IN ('queued', 'sending') AND first_attempt_at > (SELECT at FROM last)),
             refused AS (SELECT recipient_key, finished_at AS at, last_error
                         FROM (SELECT * FROM outbox ORDER BY id DESC LIMIT $2)
                         WHERE state IN ('failed', 'uncertain') AND finished_at > (SELECT at FROM last))
             SELECT (SELECT count(*) FROM stuck WHERE at <= $1) AS stuck,
             (SELECT CASE WHEN min(at) <= $1 THEN count(DISTINCT recipient_key) ELSE 0 END FROM refused) AS refused,
             (SELECT min(at) FROM (SELECT min(at) AS at FROM stuck UNION ALL SELECT min(at) FROM refused)) AS since,
             coalesce((SELECT last_error FROM stuck WHERE last_error IS NOT NULL ORDER BY last_attempt_at DESC LIMIT 1),
                      (SELECT last_error FROM refused WHERE last_error IS NOT NULL ORDER BY at DESC LIMIT 1)) AS said",
        );
        let row = query.bind(tried_before).bind(REFUSED_AMONG).fetch_one(self.reader()).await;
        let row = row.map_err(failed("looking for mails that do not get away"))?;
        let count = |column| get::<i64>(&row, column).map(|count| usize::try_from(count).unwrap_or_default());
        Ok(Outflow {
            stuck: count("stuck")?,
            refused: count("refused")?,
            since: get(&row, "since")?,
            said: get(&row, "said")?,
        })
    }

    /// When a mail was last accepted.
    pub async fn accepted_at(&self) -> Result<Option<i64>> {
        let query = sqlx::query("SELECT max(finished_at) AS at FROM outbox WHERE state = 'sent'");
        let row = query.fetch_one(self.reader()).await;
        get(&row.map_err(failed("looking for the last mail that got away"))?, "at")
    }
}

impl Tx {
    /// Plans a chore anew. False: its due time is no longer `known` (none: not planned), another process was faster.
    pub async fn chore_plan(&mut self, name: &str, known: Option<i64>, due_at: i64) -> Result<bool> {
        let query = match known {
            None => "INSERT INTO chore (name, due_at) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING",
            Some(_) => "UPDATE chore SET due_at = $2 WHERE name = $1 AND due_at = $3",
        };
        let query = sqlx::query(query).bind(name).bind(due_at);
        let query = if known.is_some() { query.bind(known) } else { query };
        let done = query.execute(self.db()?).await.map_err(failed("planning a chore"))?;
        Ok(done.rows_affected() == 1)
    }

    /// Marks a chore as done and plans the next one. False: its due time is no longer `known`, it is not ours to do.
    pub async fn chore_done(&mut self, name: &str, known: i64, due_at: i64, at: i64) -> Result<bool> {
        let query =
            sqlx::query("UPDATE chore SET due_at = $3, last_done_at = $4 WHERE name = $1 AND due_at = $2");
        let query = query.bind(name).bind(known).bind(due_at).bind(at);
        let done = query.execute(self.db()?).await.map_err(failed("marking a chore as done"))?;
        Ok(done.rows_affected() == 1)
    }

    /// A chore that the policy no longer knows.
    pub async fn chore_drop(&mut self, name: &str) -> Result<()> {
        let query = sqlx::query("DELETE FROM chore WHERE name = $1").bind(name);
        query.execute(self.db()?).await.map_err(failed("dropping a chore")).map(drop)
    }
}
