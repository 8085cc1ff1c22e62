//! Decision tables: a case, what happened, the time -> what is decided, as data in `tests/decisions/*.toml`.
//!
//! The rows state what design.md, contract.md and domain.md promise under the sample policy that `varsel init` writes,
//! never what the code happens to do. A row that fails because the code does not keep its promise yet stands in
//! `tests/decisions/known_gaps.toml` with the reason: it is printed loudly, and must leave that list when it passes.

mod facts;
mod meetings;
mod parties;
mod persons;
mod play;
mod properties;
mod table;
mod twins;
mod world;

use std::collections::BTreeMap;

use table::{Gap, Row};
use world::World;

#[test]
fn every_row_of_the_decision_tables_holds() {
    let (sample, lists_at_once) = (World::sample(), World::with_lists_at_once());
    let coordinator = World::with_a_coordinator();
    let (rows, gaps) = (table::rows(), table::gaps());
    assert!(rows.len() >= 80, "only {} rows", rows.len());
    assert_names_are_unique(&rows);
    let reasons: BTreeMap<&str, &Gap> = gaps.iter().map(|gap| (gap.row.as_str(), gap)).collect();
    let known: Vec<&str> = rows.iter().map(|row| row.name.as_str()).collect();
    let mut faults: Vec<String> = reasons
        .keys()
        .filter(|name| !known.contains(name))
        .map(|name| format!("known_gaps.toml names no row: {name}"))
        .collect();
    for row in &rows {
        let with_laws = (!row.laws.is_empty()).then(|| World::with_laws(&row.laws));
        let parties = row.parties.as_deref().map(World::with_parties);
        let other = with_laws.as_ref().or(parties.as_ref()).unwrap_or(&sample);
        let world = match (row.lists_at_once, row.coordinator) {
            (true, _) => &lists_at_once,
            (_, true) => &coordinator,
            _ => other,
        };
        match (play::play(row, world), reasons.get(row.name.as_str())) {
            (Ok(()), None) => {}
            (Err(fault), None) => faults.push(format!("{} ({})\n{fault}", row.name, row.file)),
            (Err(fault), Some(gap)) => eprintln!("KNOWN GAP: {}\n  why: {}\n{fault}", row.name, gap.reason),
            (Ok(()), Some(_)) => faults.push(format!("holds now, take it off known_gaps.toml: {}", row.name)),
        }
    }
    eprintln!("{} rows, {} known gaps", rows.len(), gaps.len());
    assert!(faults.is_empty(), "{} faults:\n\n{}", faults.len(), faults.join("\n\n"));
}

/// The names of all rows, for the table of duties.
pub fn row_names() -> Vec<String> {
    table::rows().into_iter().map(|row| row.name).collect()
}

fn assert_names_are_unique(rows: &[Row]) {
    let mut names: Vec<&str> = rows.iter().map(|row| row.name.as_str()).collect();
    names.sort_unstable();
    for pair in names.windows(2) {
        assert_ne!(pair[0], pair[1], "two rows have one name");
    }
}
