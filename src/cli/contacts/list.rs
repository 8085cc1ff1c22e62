//! The rows of the lists as they are used, and what is known of them; people; processors.

use chrono::{DateTime, Days, Utc};
use serde_json::{Value, json};

use super::super::table::table;
use super::super::{Outcome, print, print_json};
use crate::contacts::verify;
use crate::contacts::{Contacts, Side};
use crate::engine::{Engine, EngineError, KnownRow};

/// A row with what a person must look at.
pub struct Checked {
    row: KnownRow,
    /// Sentences in the organisation's language.
    pub problems: Vec<String>,
}

impl Checked {
    pub fn view(&self) -> Value {
        let (row, state) = (&self.row.contact, &self.row.state);
        json!({
            "schema": 1, "kind": "contact", "list": row.list, "party": row.party, "name": row.name,
            "email": row.email, "phone": row.phone, "side": row.side, "language": row.language,
            "verified_at": state.verified_at, "asked_at": state.asked_at, "asked": state.asked,
            "bounced_at": state.bounced_at, "proposed_email": state.proposed_email,
            "corrected": self.row.corrected, "problems": self.problems,
        })
    }

    /// As one line.
    pub fn said(&self, engine: &Engine) -> String {
        let row = &self.row.contact;
        let list = engine.say(&crate::phrase::Phrase::new("contact_list_name").with("on", [row.list]));
        format!("{list}: {}, {} <{}>: {}", row.party, row.name, row.email, self.problems.join(", "))
    }
}

/// All rows, looked at now.
pub async fn checked(engine: &Engine, now: DateTime<Utc>) -> Result<Vec<Checked>, EngineError> {
    let policy = engine.policy();
    let tomorrow =
        now.with_timezone(&policy.organisation.time_zone).date_naive().checked_add_days(Days::new(1));
    let rows = engine.contact_rows().await?.into_iter().map(|row| {
        let look = verify::look(&row.state, &policy.contact_check, now);
        let mut problems: Vec<String> = look.problems.iter().map(|one| engine.say(&one.said())).collect();
        // A slip of the year would silence the row for ever.
        if row.contact.verified_at > tomorrow {
            problems.push(engine.say(&crate::phrase::Phrase::new("contact_verified_ahead")));
        }
        Checked { row, problems }
    });
    Ok(rows.collect())
}

pub async fn run(engine: &Engine, as_json: bool, now: DateTime<Utc>) -> Outcome {
    let rows = checked(engine, now).await?;
    let contacts = &engine.policy().contacts;
    if as_json {
        rows.iter().try_for_each(|row| print_json(&row.view()))?;
        return others(contacts).iter().try_for_each(print_json);
    }
    let cells: Vec<Vec<String>> = rows.iter().map(cells).collect();
    print(&table(&["list", "party", "contact", "phone", "e-mail", "side", "confirmed", ""], &cells))?;
    let persons = contacts.persons.iter().map(|one| {
        let roles: Vec<&str> = one.roles.iter().map(|role| role.name()).collect();
        let phone = one.phone.clone().unwrap_or_default();
        vec![one.name.clone(), phone, one.email.clone(), roles.join(", ")]
    });
    print(&format!("\n{}", table(&["person", "phone", "e-mail", "roles"], &persons.collect::<Vec<_>>())))?;
    let processors = contacts.processors.iter().map(|one| {
        vec![one.name.clone(), one.contact_email.clone().unwrap_or_default(), one.domains.join(", ")]
    });
    print(&format!("\n{}", table(&["processor", "e-mail", "domains"], &processors.collect::<Vec<_>>())))
}

fn cells(checked: &Checked) -> Vec<String> {
    let (row, state) = (&checked.row.contact, &checked.row.state);
    vec![
        row.list.name().to_owned(),
        row.party.clone(),
        row.name.clone(),
        row.phone.clone(),
        row.email.clone(),
        row.side.map_or("", Side::name).to_owned(),
        state.verified_at.map(|at| at.format("%Y-%m-%d").to_string()).unwrap_or_default(),
        checked.problems.join(", "),
    ]
}

fn others(contacts: &Contacts) -> Vec<Value> {
    let persons = contacts.persons.iter().map(|one| {
        json!({
            "schema": 1, "kind": "person", "id": one.id, "name": one.name, "email": one.email, "phone": one.phone,
            "language": one.language, "roles": one.roles, "systems": one.systems, "departments": one.departments,
        })
    });
    let processors = contacts.processors.iter().map(|one| {
        json!({
            "schema": 1, "kind": "processor", "name": one.name, "number": one.number, "domains": one.domains,
            "email": one.contact_email, "authority": one.authority, "contract_hours": one.contract_hours,
            "language": one.language,
        })
    });
    persons.chain(processors).collect()
}
