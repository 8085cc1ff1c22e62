//! `varsel contacts list|import FILE|check`: the two contact lists, roles and processors.

mod import;
mod list;

use std::path::PathBuf;

use chrono::{DateTime, Utc};

use super::clock::clock;
use super::{Failure, Outcome, print, print_json, settings};
use crate::contacts::{ListName, Side};
use crate::daemon;
use crate::engine::Engine;

#[derive(clap::Subcommand)]
pub enum Arguments {
    /// The two lists, our own people and their roles, the processors
    List {
        #[arg(long)]
        json: bool,
    },
    /// Take a list from a CSV, Word or Excel file into contacts.toml; removes nothing
    Import(Import),
    /// What of the lists may not be true any more; exit code 1 where there is any
    Check {
        #[arg(long)]
        json: bool,
    },
}

#[derive(clap::Args)]
pub struct Import {
    file: PathBuf,
    /// Which list the file holds; of a file with both, which to take
    #[arg(long, value_enum)]
    list: List,
    /// A file with the password of the list's file
    #[arg(long, value_name = "FILE")]
    password_file: Option<PathBuf>,
    /// Which side of the sharing the parties of the file stand on, where it does not say
    #[arg(long, value_enum)]
    side: Option<OfSide>,
    /// Only say what would be written
    #[arg(long)]
    dry_run: bool,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum List {
    Security,
    Privacy,
}

impl From<List> for ListName {
    fn from(list: List) -> Self {
        match list {
            List::Security => ListName::Security,
            List::Privacy => ListName::Privacy,
        }
    }
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum OfSide {
    Consumer,
    Provider,
}

impl From<OfSide> for Side {
    fn from(side: OfSide) -> Self {
        match side {
            OfSide::Consumer => Side::Consumer,
            OfSide::Provider => Side::Provider,
        }
    }
}

pub async fn run(given: Arguments, config: Option<PathBuf>) -> Outcome {
    let settings = settings(config)?;
    if let Arguments::Import(given) = given {
        return import::run(&given, &settings);
    }
    let store = daemon::open_store(&settings).await?;
    let now = clock(&settings, &store).await?.now();
    let engine = daemon::engine(&settings, store).await?;
    match given {
        Arguments::List { json } => list::run(&engine, json, now).await,
        Arguments::Check { json } => check(&engine, json, now).await,
        Arguments::Import(_) => Ok(()),
    }
}

async fn check(engine: &Engine, as_json: bool, now: DateTime<Utc>) -> Outcome {
    let rows = list::checked(engine, now).await?;
    let wrong: Vec<_> = rows.iter().filter(|row| !row.problems.is_empty()).collect();
    for row in &wrong {
        if as_json {
            print_json(&row.view())?;
        } else {
            print(&row.said(engine))?;
        }
    }
    if wrong.is_empty() && !as_json {
        print(&format!("all {} rows of the contact lists are confirmed", rows.len()))?;
    }
    match wrong.len() {
        0 => Ok(()),
        count => {
            Err(Failure::Failed(format!("{count} of {} rows of the contact lists need a look", rows.len())))
        }
    }
}
