//! A contact list out of a file into contacts.toml: says row by row what is new, changed, unchanged, missing or wrong.

use std::fs::File as Disk;
use std::io::Read;
use std::path::Path;

use secrecy::ExposeSecret;

use super::super::{Failure, Outcome, print};
use super::Import;
use crate::config::{self, Settings, contacts_file};
use crate::contacts::import::{self, Change, Difference, Found, NoTable};
use crate::contacts::{ListName, Side};
use crate::document::agile::{self, Locked};
use crate::document::{self, Budget, Document, File, Why};

/// A contact list is a few pages.
const LONGEST_FILE: u64 = 32 << 20;

pub fn run(given: &Import, settings: &Settings) -> Outcome {
    let (list, side) = (ListName::from(given.list), given.side.map(Side::from));
    let organisation = settings.organisation();
    let documents = documents(&given.file, given.password_file.as_deref())?;
    let address = |text: &str| config::contact_address(text, organisation);
    let found = import::read(&documents, list, &address).map_err(|why| no_table(&given.file, &why))?;
    let changes = import::compare(&settings.policy.contacts.contacts, list, &found.rows, side);
    changes.iter().try_for_each(|change| print(&line(change)))?;
    for wrong in &found.wrong {
        print(&format!("{:<12}row {}: {}", "wrong", wrong.number, wrong.why.join("; ")))?;
    }
    let to_write =
        changes.iter().filter(|one| matches!(one, Change::New(_) | Change::Changed { .. })).count();
    print(&summary(&changes, &found))?;
    let file = settings.contacts_file.display();
    match to_write {
        0 => print(&format!("{file} is not changed"))?,
        _ if given.dry_run => print(&format!("{file} is not changed (--dry-run)"))?,
        _ => {
            write(settings, list, side, &changes)?;
            print(&format!("{file} is written; start varsel again to use it"))?;
        }
    }
    match found.wrong.len() {
        0 => Ok(()),
        count => Err(Failure::Failed(format!(
            "{count} rows of {} could not be taken; mend them in the file and import it again",
            given.file.display()
        ))),
    }
}

fn write(settings: &Settings, list: ListName, side: Option<Side>, changes: &[Change]) -> Outcome {
    let path = &settings.contacts_file;
    let name = path.display().to_string();
    let before = std::fs::read_to_string(path).map_err(|error| {
        Failure::Failed(format!("reading {name} failed: {error}; look at its owner and mode"))
    })?;
    let written = contacts_file::edited(&before, &name, list, side, changes)
        .and_then(|after| contacts_file::replace(path, &before, &after));
    written.map_err(|error| Failure::Failed(error.to_string()))
}

/// The texts of the file, unlocked with the password where it has one.
fn documents(path: &Path, password_file: Option<&Path>) -> Result<Vec<Document>, Failure> {
    let name = path.display();
    let mut bytes = Vec::new();
    let read = Disk::open(path).and_then(|file| file.take(LONGEST_FILE + 1).read_to_end(&mut bytes));
    read.map_err(|error| Failure::Failed(format!("reading {name} failed: {error}")))?;
    if bytes.len() as u64 > LONGEST_FILE {
        return Err(Failure::Failed(format!("{name} is larger than a contact list; is it the right file?")));
    }
    let mut budget = Budget::default();
    if agile::is_locked(&bytes) {
        let Some(password_file) = password_file else {
            return Err(Failure::Usage(format!(
                "{name} is locked with a password; write it into a file that only you can read, and name that with --password-file"
            )));
        };
        // Refused where everybody on the machine could read it.
        let password = config::read_secret(password_file)
            .map_err(|wrong| Failure::Usage(format!("{}; {}", wrong.what, wrong.mend)))?;
        bytes = agile::open(&bytes, password.expose_secret(), &mut budget)
            .map_err(|why| Failure::Failed(locked(path, password_file, why)))?;
    }
    let short = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    // What is plain text, whatever its name, is a table with some delimiter.
    let file = File { name: short, media_type: "text/csv".to_owned(), bytes, inline: false };
    let contents = document::read(&file, &mut budget);
    match contents.unread.first() {
        None => Ok(contents.documents),
        Some(unread) => Err(Failure::Failed(format!("{name} could not be read: {}", why(unread.why)))),
    }
}

fn locked(path: &Path, password_file: &Path, why: Locked) -> String {
    let name = path.display();
    match why {
        Locked::WrongPassword => {
            format!("the password in {} does not open {name}; is it this list's?", password_file.display())
        }
        Locked::Damaged => {
            format!("{name} is damaged: what is in it is not what was locked; get the file once more")
        }
        Locked::TooLarge => format!("{name} is larger than a contact list; is it the right file?"),
        Locked::TooMuchWork => {
            format!(
                "{name} asks for more work to unlock it than any Office program writes; do not trust the file"
            )
        }
        Locked::Unsupported(what) => {
            format!(
                "{name} is locked with {what}, which is not read; open it in Word or Excel, save it as .docx or .xlsx with its password, and import that"
            )
        }
    }
}

fn why(why: Why) -> &'static str {
    match why {
        Why::Encrypted => {
            "it is locked in a way that is not read; save it in Word or Excel as .docx or .xlsx with its password"
        }
        Why::Damaged => "it is damaged; get it once more",
        Why::TooLarge => "it unpacks to more than a contact list; is it the right file?",
        Why::TooDeep => "it is an archive in an archive; unpack it",
        Why::UnknownFormat => "it is none of CSV, Word (.docx) and Excel (.xlsx); save it as one of them",
    }
}

fn no_table(path: &Path, why: &NoTable) -> Failure {
    let name = path.display();
    Failure::Failed(match why {
        NoTable::NoHeadings => format!(
            "{name} has no table with the headings party, contact person, phone and e-mail; write them as its first row"
        ),
        NoTable::OtherLists(lists) => {
            let lists: Vec<&str> = lists.iter().map(|list| list.name()).collect();
            format!(
                "{name} has a heading for the {} list only; import that with --list",
                lists.join(" and the ")
            )
        }
    })
}

fn line(change: &Change) -> String {
    match change {
        Change::New(row) => {
            format!("{:<12}{}, {} <{}>, {}", "new", row.party, row.name, row.email, row.phone)
        }
        Change::Changed { old, differences, .. } => {
            let what = |one: &Difference| format!("{} {:?} -> {:?}", one.key, one.old, one.new);
            let what: Vec<String> = differences.iter().map(what).collect();
            format!("{:<12}{}, {} <{}>: {}", "changed", old.party, old.name, old.email, what.join(", "))
        }
        Change::Unchanged(row) => format!("{:<12}{}, {} <{}>", "unchanged", row.party, row.name, row.email),
        Change::Missing(old) => format!(
            "{:<12}{}, {} <{}>; if it is to go, remove it from contacts.toml",
            "not in file", old.party, old.name, old.email
        ),
    }
}

fn summary(changes: &[Change], found: &Found) -> String {
    let count = |is: fn(&Change) -> bool| changes.iter().filter(|change| is(change)).count();
    format!(
        "{} new, {} changed, {} unchanged, {} not in the file, {} wrong",
        count(|one| matches!(one, Change::New(_))),
        count(|one| matches!(one, Change::Changed { .. })),
        count(|one| matches!(one, Change::Unchanged(_))),
        count(|one| matches!(one, Change::Missing(_))),
        found.wrong.len()
    )
}
