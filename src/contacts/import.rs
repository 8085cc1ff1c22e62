//! A contact list as its keepers write it, a table in a document or a CSV file, against the rows that we have (S4, S5).
//!
//! Nothing is ever removed: a row that is no longer in the file is named, and a person decides.

mod head;
mod table;

use super::{Contact, ListName, Side};

pub use table::{Found, NoTable, WrongRow, read};

/// A row of the file, checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Counted from the row with the headings, which is 1.
    pub number: usize,
    pub party: String,
    pub name: String,
    /// As [`Contact::email`].
    pub email: String,
    pub phone: String,
    pub side: Option<Side>,
}

/// What of a row is new.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The key in contacts.toml.
    pub key: &'static str,
    pub old: String,
    pub new: String,
}

/// What the file says of one row.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    New(Row),
    /// `old` is the row as it stands in contacts.toml.
    Changed {
        old: Contact,
        row: Row,
        differences: Vec<Difference>,
    },
    Unchanged(Row),
    /// Stands in contacts.toml and not in the file.
    Missing(Contact),
}

/// Compares a list with the file's rows, in the file's order; then what the file does not have. A file that was said to
/// hold one side (`side`) says nothing of the other. A row is the same by its address, else by party and person.
pub fn compare(contacts: &[Contact], list: ListName, rows: &[Row], side: Option<Side>) -> Vec<Change> {
    let ours: Vec<&Contact> = contacts.iter().filter(|one| one.list == list).collect();
    let mut taken = vec![false; ours.len()];
    let mut matched: Vec<Option<usize>> = vec![None; rows.len()];
    type Same = fn(&Contact, &Row) -> bool;
    let by_address: Same = |one, row| one.email == row.email;
    let by_name: Same = |one, row| alike(&one.party, &row.party) && alike(&one.name, &row.name);
    for same in [by_address, by_name] {
        for (row, place) in rows.iter().zip(&mut matched).filter(|(_, place)| place.is_none()) {
            let free = ours.iter().zip(&taken).position(|(one, taken)| !taken && same(one, row));
            if let Some(taken) = free.and_then(|index| taken.get_mut(index)) {
                *taken = true;
            }
            *place = free;
        }
    }
    let told = rows.iter().zip(matched).map(|(row, place)| match place.and_then(|index| ours.get(index)) {
        None => Change::New(row.clone()),
        Some(old) => changed(old, row),
    });
    let missing = ours
        .iter()
        .zip(&taken)
        .filter(|(one, taken)| !**taken && (side.is_none() || one.side.is_none() || one.side == side));
    let missing = missing.map(|(one, _)| Change::Missing((*one).clone()));
    told.collect::<Vec<_>>().into_iter().chain(missing).collect()
}

fn changed(old: &Contact, row: &Row) -> Change {
    let mut differences = Vec::new();
    let mut note = |key, old: &str, new: &str| {
        differences.push(Difference { key, old: old.to_owned(), new: new.to_owned() });
    };
    if !alike(&old.party, &row.party) {
        note("party", &old.party, &row.party);
    }
    if !alike(&old.name, &row.name) {
        note("name", &old.name, &row.name);
    }
    if old.email != row.email {
        note("email", &old.email, &row.email);
    }
    if digits(&old.phone) != digits(&row.phone) {
        note("phone", &old.phone, &row.phone);
    }
    if let Some(new) = row.side.filter(|side| old.side != Some(*side)) {
        note("side", old.side.map_or("", Side::name), new.name());
    }
    match differences.is_empty() {
        true => Change::Unchanged(row.clone()),
        false => Change::Changed { old: old.clone(), row: row.clone(), differences },
    }
}

/// The same words.
fn alike(one: &str, other: &str) -> bool {
    one.split_whitespace().eq(other.split_whitespace())
}

/// A number as it is dialled within Norway, however it is written.
fn digits(phone: &str) -> String {
    let plus = phone.trim_start().starts_with('+');
    let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
    let abroad = if plus { Some(digits.as_str()) } else { digits.strip_prefix("00") };
    match abroad.and_then(|number| number.strip_prefix("47")) {
        Some(number) if number.len() == 8 => number.to_owned(),
        _ => digits,
    }
}

#[cfg(test)]
mod tests;
