//! The contact lists' rows as far as their contacts have answered for them.

use sqlx::sqlite::{SqliteConnection, SqliteRow};

use super::{Store, Tx, failed, get};
use crate::store::Result;
use crate::store::row::{ContactCorrection, ContactState};

const STATES: &str =
    "SELECT list, email, verified_at, asked_at, asked, bounced_at, name, name_was, phone, phone_was,
    proposed_email FROM contact_state ORDER BY list, email";

impl Store {
    /// All rows that something is known of.
    pub async fn contact_states(&self) -> Result<Vec<ContactState>> {
        let mut connection = self.reader().acquire().await.map_err(failed("waiting for a reader"))?;
        states(&mut connection).await
    }
}

impl Tx {
    pub async fn contact_states(&mut self) -> Result<Vec<ContactState>> {
        states(self.db()?).await
    }

    /// A mail that asks about the row is on its way, the `asked`th since its last confirmation.
    pub async fn contact_asked(&mut self, list: &str, email: &str, asked: u32, at: i64) -> Result<()> {
        let query = sqlx::query(
            "INSERT INTO contact_state (list, email, asked_at, asked) VALUES ($1, $2, $3, $4)
             ON CONFLICT (list, email) DO UPDATE SET asked_at = $3, asked = $4",
        );
        let query = query.bind(list).bind(email.to_lowercase()).bind(at).bind(asked);
        query.execute(self.db()?).await.map_err(failed("noting that a contact was asked")).map(drop)
    }

    /// The contact has answered for the row; what was asked, came back or was proposed before is settled.
    pub async fn contact_verified(&mut self, list: &str, email: &str, at: i64) -> Result<()> {
        let query = sqlx::query(
            "INSERT INTO contact_state (list, email, verified_at) VALUES ($1, $2, $3) ON CONFLICT (list, email)
             DO UPDATE SET verified_at = $3, asked = 0, bounced_at = NULL, proposed_email = NULL",
        );
        let query = query.bind(list).bind(email.to_lowercase()).bind(at);
        query.execute(self.db()?).await.map_err(failed("noting that a contact has confirmed")).map(drop)
    }

    /// A mail that asked about the row came back.
    pub async fn contact_bounced(&mut self, list: &str, email: &str, at: i64) -> Result<()> {
        let query = sqlx::query(
            "INSERT INTO contact_state (list, email, bounced_at) VALUES ($1, $2, $3) ON CONFLICT (list, email)
             DO UPDATE SET bounced_at = $3",
        );
        let query = query.bind(list).bind(email.to_lowercase()).bind(at);
        query.execute(self.db()?).await.map_err(failed("noting that a contact's mail came back")).map(drop)
    }

    /// What the contact says the row should be.
    pub async fn contact_corrected(
        &mut self,
        list: &str,
        email: &str,
        correction: &ContactCorrection,
    ) -> Result<()> {
        let (statement, value, was) = match correction {
            ContactCorrection::Name { value, was } => (
                "INSERT INTO contact_state (list, email, name, name_was) VALUES ($1, $2, $3, $4)
                 ON CONFLICT (list, email) DO UPDATE SET name = $3, name_was = $4",
                value,
                Some(was),
            ),
            ContactCorrection::Phone { value, was } => (
                "INSERT INTO contact_state (list, email, phone, phone_was) VALUES ($1, $2, $3, $4)
                 ON CONFLICT (list, email) DO UPDATE SET phone = $3, phone_was = $4",
                value,
                Some(was),
            ),
            ContactCorrection::ProposedEmail { value } => (
                "INSERT INTO contact_state (list, email, proposed_email) VALUES ($1, $2, $3)
                 ON CONFLICT (list, email) DO UPDATE SET proposed_email = $3",
                value,
                None,
            ),
        };
        let query = sqlx::query(statement).bind(list).bind(email.to_lowercase()).bind(value);
        let query = if let Some(was) = was { query.bind(was) } else { query };
        query.execute(self.db()?).await.map_err(failed("noting a contact's correction")).map(drop)
    }
}

async fn states(connection: &mut SqliteConnection) -> Result<Vec<ContactState>> {
    let rows =
        sqlx::query(STATES).fetch_all(connection).await.map_err(failed("reading the contacts' answers"))?;
    rows.iter().map(state).collect()
}

fn state(row: &SqliteRow) -> Result<ContactState> {
    Ok(ContactState {
        list: get(row, "list")?,
        email: get(row, "email")?,
        verified_at: get(row, "verified_at")?,
        asked_at: get(row, "asked_at")?,
        asked: get(row, "asked")?,
        bounced_at: get(row, "bounced_at")?,
        name: get::<Option<String>>(row, "name")?.zip(get(row, "name_was")?),
        phone: get::<Option<String>>(row, "phone")?.zip(get(row, "phone_was")?),
        proposed_email: get(row, "proposed_email")?,
    })
}
