//! Writes rows into `contacts.toml` and leaves everything else in it, comments and order too, as it was.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt, fchown};
use std::path::Path;

use toml_edit::{ArrayOfTables, DocumentMut, Item, Table, Value, value};

use crate::config::value::address;
use crate::contacts::import::{Change, Row};
use crate::contacts::{Contact, ListName, Side};

#[derive(Debug, thiserror::Error)]
pub enum EditError {
    #[error("{0} is not TOML any more; run `varsel check`")]
    Syntax(String),
    #[error("{0} writes its contacts in one line; write each as a [[contact]] section, and import again")]
    OneLine(String),
    #[error("the row {0} was not found again in the file; run `varsel check`, and import again")]
    Gone(String),
    #[error("{0} was changed by somebody else in the meantime; import again")]
    Changed(String),
    #[error("{file} could not be written: {error}; look at its folder's owner and free space")]
    Write { file: String, error: io::Error },
}

/// The file with new rows appended behind the last one and changed rows changed in place. `side` stands in new rows whose
/// file did not say it. A row whose address changed is no longer confirmed.
///
/// # Errors
/// [`EditError`].
pub fn edited(
    text: &str,
    name: &str,
    list: ListName,
    side: Option<Side>,
    changes: &[Change],
) -> Result<String, EditError> {
    let mut document: DocumentMut = text.parse().map_err(|_| EditError::Syntax(name.to_owned()))?;
    let rows = document.entry("contact").or_insert(Item::ArrayOfTables(ArrayOfTables::new()));
    let rows = rows.as_array_of_tables_mut().ok_or_else(|| EditError::OneLine(name.to_owned()))?;
    for change in changes {
        match change {
            Change::New(row) => rows.push(section(row, list, side)),
            Change::Changed { old, differences, .. } => {
                let row = rows
                    .iter_mut()
                    .find(|table| is_row(table, old))
                    .ok_or_else(|| EditError::Gone(old.email.clone()))?;
                for difference in differences {
                    set(row, difference.key, &difference.new);
                }
                if differences.iter().any(|one| one.key == "email") {
                    row.remove("verified_at");
                }
            }
            Change::Unchanged(_) | Change::Missing(_) => {}
        }
    }
    Ok(document.to_string())
}

fn section(row: &Row, list: ListName, side: Option<Side>) -> Table {
    let mut table = Table::new();
    table.decor_mut().set_prefix("\n");
    let fields = [
        ("list", list.name()),
        ("party", &row.party),
        ("name", &row.name),
        ("email", &row.email),
        ("phone", &row.phone),
    ];
    for (key, text) in fields {
        table.insert(key, value(text));
    }
    if let Some(side) = row.side.or(side) {
        table.insert("side", value(side.name()));
    }
    table
}

fn is_row(table: &Table, contact: &Contact) -> bool {
    let text = |key: &str| table.get(key).and_then(Item::as_str).unwrap_or_default();
    text("list") == contact.list.name() && address(text("email")).is_ok_and(|email| email == contact.email)
}

/// A new value, and the comment behind the old one stays.
fn set(table: &mut Table, key: &str, text: &str) {
    match table.get_mut(key).and_then(Item::as_value_mut) {
        Some(old) => {
            let decor = old.decor().clone();
            *old = Value::from(text);
            *old.decor_mut() = decor;
        }
        None => {
            table.insert(key, value(text));
        }
    }
}

/// Puts the new text in the place of the old one, all of it or nothing: written beside it, flushed to the disk, and renamed
/// over it, with the same owner and mode. A link stays a link.
///
/// # Errors
/// [`EditError`]; the old file then stands as it was.
pub fn replace(path: &Path, before: &str, after: &str) -> Result<(), EditError> {
    let file = path.display().to_string();
    let failed = |error| EditError::Write { file: file.clone(), error };
    let path = path.canonicalize().map_err(failed)?;
    if fs::read_to_string(&path).map_err(failed)? != before {
        return Err(EditError::Changed(file));
    }
    let folder = path.parent().unwrap_or(Path::new("."));
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let aside = folder.join(format!(".{name}.{}.new", std::process::id()));
    let written = write_aside(&path, &aside, after).and_then(|()| fs::rename(&aside, &path));
    if written.is_err() {
        // Ours, and of no use: if it cannot be removed either, the error below says enough.
        let _left = fs::remove_file(&aside);
    }
    written.and_then(|()| File::open(folder)?.sync_all()).map_err(failed)
}

fn write_aside(path: &Path, aside: &Path, text: &str) -> io::Result<()> {
    let old = fs::metadata(path)?;
    let mut new = OpenOptions::new().write(true).create_new(true).mode(0o600).open(aside)?;
    new.write_all(text.as_bytes())?;
    let ours = new.metadata()?;
    if (ours.uid(), ours.gid()) != (old.uid(), old.gid()) {
        fchown(&new, Some(old.uid()), Some(old.gid()))?;
    }
    new.set_permissions(fs::Permissions::from_mode(old.mode() & 0o7777))?;
    new.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contacts::import::Difference;

    const TEXT: &str = "# Vårt\n[[person]]\nid = \"kari\"   # kort\n\n# -- lister\n[[contact]]\nlist = \"privacy\"\n\
        party = \"A\"\nname = \"Anne\"\nemail = \"Anne@A.no\"   # døgn\nphone = '1'\nverified_at = \"2026-03-01\"\n\n\
        # -- databehandlere\n[[processor]]\nname = \"X\"\n";

    fn old() -> Contact {
        Contact {
            list: ListName::Privacy,
            party: "A".into(),
            name: "Anne".into(),
            email: "anne@a.no".into(),
            phone: "1".into(),
            side: None,
            language: None,
            verified_at: None,
        }
    }

    fn row() -> Row {
        Row {
            number: 2,
            party: "B \"b\"".into(),
            name: "Bo".into(),
            email: "b@b.no".into(),
            phone: "22 00 00 02".into(),
            side: None,
        }
    }

    fn changed(key: &'static str, new: &str) -> Change {
        let differences = vec![Difference { key, old: String::new(), new: new.into() }];
        Change::Changed { old: old(), row: row(), differences }
    }

    #[test]
    fn comments_order_and_everything_else_stay() {
        let edited =
            |changes: &[Change]| edited(TEXT, "c", ListName::Privacy, Some(Side::Consumer), changes).unwrap();
        assert_eq!(edited(&[Change::Unchanged(row()), Change::Missing(old())]), TEXT);
        assert_eq!(edited(&[changed("phone", "2")]), TEXT.replace("'1'", "\"2\""));
        let moved = edited(&[changed("email", "ny@a.no")]);
        assert_eq!(
            moved,
            TEXT.replace("\"Anne@A.no\"   # døgn", "\"ny@a.no\"   # døgn")
                .replace("verified_at = \"2026-03-01\"\n", "")
        );
        let new = "\n[[contact]]\nlist = \"privacy\"\nparty = 'B \"b\"'\nname = \"Bo\"\nemail = \"b@b.no\"\n\
            phone = \"22 00 00 02\"\nside = \"consumer\"\n";
        assert_eq!(
            edited(&[Change::New(row())]),
            TEXT.replace("\n\n# -- databehandlere", &format!("\n{new}\n# -- databehandlere"))
        );
    }

    #[test]
    fn a_file_without_lists_gets_its_first_row_and_odd_ones_are_told() {
        let new = [Change::New(row())];
        let first = edited("", "c", ListName::Security, None, &new).unwrap();
        assert!(first.contains("[[contact]]\nlist = \"security\"\n"), "{first}");
        let error = |text, changes: &[Change]| {
            edited(text, "c.toml", ListName::Privacy, None, changes).unwrap_err().to_string()
        };
        assert!(error("contact = [{ list = \"privacy\" }]", &new).contains("[[contact]] section"));
        assert!(error("contact = ", &new).contains("not TOML"));
        assert!(error("", &[changed("phone", "2")]).contains("anne@a.no"));
    }

    #[test]
    fn the_file_is_replaced_whole_with_its_mode_and_never_over_a_change_of_somebody_elses() {
        let dir = tempfile::tempdir().unwrap();
        let (path, link) = (dir.path().join("real.toml"), dir.path().join("contacts.toml"));
        fs::write(&path, "old").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        std::os::unix::fs::symlink(&path, &link).unwrap();
        replace(&link, "old", "new").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "new");
        assert_eq!(fs::metadata(&path).unwrap().mode() & 0o777, 0o640);
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert!(matches!(replace(&link, "old", "newer"), Err(EditError::Changed(_))));
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 2, "nothing is left beside it");
    }
}
