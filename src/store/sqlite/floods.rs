//! Who opened how many cases of late, and which mails lie collected in one: what the limits against floods ask.

use super::{Store, Tx, failed, get};
use crate::store::Result;
use crate::store::row::{NewOpening, Openings};

impl Store {
    /// A plain digest of words could be tried with guesses.
    fn words_mark(&self, words: &str) -> String {
        self.keys().mark("words", words)
    }
}

impl Tx {
    /// What a sender, and all who are not authenticated, opened since then; counted no further than `most` of each. Whether
    /// the sender opened a case with the same words is looked up as far back as openings are kept.
    pub async fn openings(
        &mut self,
        sender: &str,
        proved: bool,
        words: &str,
        since: i64,
        most: (u32, u32),
    ) -> Result<Openings> {
        let query = sqlx::query(
            "SELECT
             (SELECT count(*) FROM (SELECT 1 FROM opening WHERE sender = $1 AND proved = $2 AND at >= $4 LIMIT $5)) AS by_sender,
             (SELECT count(*) FROM (SELECT 1 FROM opening WHERE proved = 0 AND at >= $4 LIMIT $6)) AS by_strangers,
             EXISTS (SELECT 1 FROM opening WHERE sender = $1 AND words = $3) AS said_before,
             (SELECT case_id FROM opening WHERE sender = $1 AND proved = $2 AND at >= $4 AND collects = 1
              ORDER BY at DESC LIMIT 1) AS collecting",
        );
        let sender = self.store.sender_mark(Some(sender));
        let query = query.bind(sender).bind(i64::from(proved)).bind(self.store.words_mark(words)).bind(since);
        let query = query.bind(i64::from(most.0)).bind(i64::from(most.1));
        let row = query.fetch_one(self.db()?).await.map_err(failed("counting new cases"))?;
        let count = |column| get::<i64>(&row, column).map(|count| u32::try_from(count).unwrap_or(u32::MAX));
        Ok(Openings {
            by_sender: count("by_sender")?,
            by_strangers: count("by_strangers")?,
            said_before: get::<i64>(&row, "said_before")? != 0,
            collecting: get(&row, "collecting")?,
        })
    }

    /// Notes who opened a case; what is older than `forget_before` goes.
    pub async fn opening_put(&mut self, opening: &NewOpening, forget_before: i64) -> Result<()> {
        let query = sqlx::query(
            "DELETE FROM opening WHERE proved IN (0, 1) AND at < $7;
             INSERT INTO opening (case_id, sender, proved, at, words, collects) VALUES ($1, $2, $3, $4, $5, $6)",
        );
        let sender = self.store.sender_mark(Some(&opening.sender));
        let query = query.bind(&opening.case_id).bind(sender).bind(i64::from(opening.proved));
        let query = query.bind(opening.at).bind(self.store.words_mark(&opening.words));
        let query = query.bind(i64::from(opening.collects));
        let query = query.bind(forget_before);
        query.execute(self.db()?).await.map_err(failed("noting who opened a case")).map(drop)
    }

    /// Marks a mail as collected: `varsel mail reprocess` may make it a case of its own.
    pub async fn collected_put(&mut self, mail_id: i64) -> Result<()> {
        let query = sqlx::query("INSERT INTO collected (mail_id) VALUES ($1)").bind(mail_id);
        query.execute(self.db()?).await.map_err(failed("collecting a mail")).map(drop)
    }
}
