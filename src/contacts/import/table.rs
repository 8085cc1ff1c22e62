//! The rows of a list out of the lines of a document, each checked on its own.

use super::Row;
use super::head::{Column, columns};
use crate::contacts::{ListName, Side};
use crate::document::{Document, LINE_IN_CELL};
use crate::report;

/// A heading of a list is short; a paragraph that speaks of it is not.
const LONGEST_HEADING: usize = 100;
/// A phone number: within a house, and E.164.
const FEWEST_DIGITS: usize = 5;
const MOST_DIGITS: usize = 15;
/// The longest name, as in contacts.toml.
const LONGEST_NAME: usize = 200;
const MOST_ROWS: usize = 5_000;

/// What a file holds of one list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    pub rows: Vec<Row>,
    pub wrong: Vec<WrongRow>,
}

/// A row that cannot be taken as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrongRow {
    pub number: usize,
    /// Column and reason, each with how to mend it.
    pub why: Vec<String>,
}

/// Why a file has no rows for us.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoTable {
    /// No row of headings.
    NoHeadings,
    /// It has lists under headings, and the one that was asked for is not among them.
    OtherLists(Vec<ListName>),
}

/// Reads the rows of `list`. Where lists stand under headings of their own ("Kontaktliste sikkerhetsavvik"), only those
/// under the right one; where none has such a heading, all. `address` checks an address and gives its usual form.
///
/// # Errors
/// [`NoTable`]. A row that cannot be taken is no error: it is told in [`Found::wrong`].
pub fn read(
    documents: &[Document],
    list: ListName,
    address: &dyn Fn(&str) -> Result<String, String>,
) -> Result<Found, NoTable> {
    let mut tables = Vec::new();
    for document in documents {
        // A sheet of a workbook may be called like its list.
        let title = document.name.rsplit('/').next().filter(|_| document.name.contains('/'));
        let mut table = Table { list: title.and_then(heading), ..Table::default() };
        for line in document.text.lines().take(MOST_ROWS) {
            let cells: Vec<&str> = line.split('\t').collect();
            if cells.len() == 1 {
                if let Some(named) = heading(line) {
                    tables.push(std::mem::take(&mut table));
                    table.list = Some(named);
                }
            } else if let Some(columns) = columns(&cells) {
                let next = Table { list: table.list, columns, ..Table::default() };
                tables.push(std::mem::replace(&mut table, next));
            } else if !table.columns.is_empty() {
                table.lines.push(cells.into_iter().map(str::to_owned).collect());
            }
        }
        tables.push(table);
    }
    tables.retain(|table| !table.columns.is_empty());
    if tables.is_empty() {
        return Err(NoTable::NoHeadings);
    }
    let mut named: Vec<ListName> = tables.iter().filter_map(|table| table.list).collect();
    named.sort_unstable();
    named.dedup();
    if !named.is_empty() && !named.contains(&list) {
        return Err(NoTable::OtherLists(named));
    }
    let mut found = Found::default();
    for table in tables.iter().filter(|table| named.is_empty() || table.list == Some(list)) {
        table.rows(&mut found, address);
    }
    Ok(found)
}

/// The list that a heading names: "Kontaktliste sikkerhetsavvik", "Contact list for privacy incidents".
fn heading(line: &str) -> Option<ListName> {
    if line.len() > LONGEST_HEADING {
        return None;
    }
    let line = report::fold(line);
    let says = |words: &[&str]| words.iter().any(|word| line.contains(word));
    let security = says(&["sikkerhet", "tryggleik", "security"]);
    let privacy = says(&["personvern", "privacy", "personopplysning", "personal data"]);
    match (security, privacy) {
        _ if !says(&["kontakt", "contact", "list"]) => None,
        (true, false) => Some(ListName::Security),
        (false, true) => Some(ListName::Privacy),
        _ => None,
    }
}

/// A table: the list that it stands under, its columns, and its rows as cells.
#[derive(Default)]
struct Table {
    list: Option<ListName>,
    columns: Vec<Option<Column>>,
    lines: Vec<Vec<String>>,
}

impl Table {
    fn rows(&self, found: &mut Found, address: &dyn Fn(&str) -> Result<String, String>) {
        for (index, cells) in self.lines.iter().enumerate() {
            if cells.iter().all(|cell| cell.trim().is_empty()) {
                continue;
            }
            match self.row(index + 2, cells, address) {
                Ok(row) if found.rows.iter().any(|other| other.email == row.email) => {
                    let why = vec![format!("e-mail: {} stands in the file twice; keep one row", row.email)];
                    found.wrong.push(WrongRow { number: row.number, why });
                }
                Ok(row) => found.rows.push(row),
                Err(wrong) => found.wrong.push(wrong),
            }
        }
    }

    fn row(
        &self,
        number: usize,
        cells: &[String],
        address: &dyn Fn(&str) -> Result<String, String>,
    ) -> Result<Row, WrongRow> {
        let cell = |column| self.cell(cells, column);
        let mut why = Vec::new();
        let mut needed =
            |title: &str, text: String| match text.chars().filter(|c| c.is_alphanumeric()).count() {
                0 => why.push(format!("{title}: is missing; write it")),
                _ if text.len() > LONGEST_NAME => {
                    why.push(format!("{title}: is too long; write the name only"))
                }
                _ => {}
            };
        needed("party", cell(Column::Party));
        needed("contact person", cell(Column::Name));
        let phone = phone(&cell(Column::Phone)).map_err(|wrong| why.push(format!("phone: {wrong}")));
        let email =
            email(&cell(Column::Email), address).map_err(|wrong| why.push(format!("e-mail: {wrong}")));
        match (phone, email) {
            (Ok(phone), Ok(email)) if why.is_empty() => Ok(Row {
                number,
                party: cell(Column::Party),
                name: cell(Column::Name),
                email,
                phone,
                side: side(&cell(Column::Side)),
            }),
            _ => Err(WrongRow { number, why }),
        }
    }

    /// The text of the first column of this kind that has one: a phone may stand under "Telefon" or "Mobil".
    fn cell(&self, cells: &[String], column: Column) -> String {
        let of_kind = self.columns.iter().zip(cells).filter(|(kind, _)| **kind == Some(column));
        let texts = of_kind.map(|(_, text)| {
            let visible = text.replace(|c: char| c == LINE_IN_CELL || c.is_control(), " ");
            visible.split_whitespace().collect::<Vec<_>>().join(" ")
        });
        texts
            .filter(|text| !text.is_empty())
            .find(|text| text.chars().any(char::is_alphanumeric))
            .unwrap_or_default()
    }
}

/// One number or several, each with as many digits as a number has.
fn phone(text: &str) -> Result<String, String> {
    if text.is_empty() {
        return Err("is missing; write the number".to_owned());
    }
    let bare =
        report::pattern!(r"(?i)\([^()]*[^\W\d][^()]*\)|^\W*(?:tlf|tel|telefon|mobil|mob|phone)\b\.?:?")
            .replace_all(text, "");
    let is_number = |part: &str| {
        let digits = part.chars().filter(char::is_ascii_digit).count();
        let plain = |c: char| c.is_ascii_digit() || "+()-. –".contains(c);
        (FEWEST_DIGITS..=MOST_DIGITS).contains(&digits) && part.chars().all(plain)
    };
    match bare.split(['/', ',', ';']).all(is_number) {
        true => Ok(text.to_owned()),
        false => Err(format!("{text:?} is not a phone number; write it as \"22 00 00 00\"")),
    }
}

/// One address; a name before it in angle brackets and `mailto:` are what programs put there.
fn email(text: &str, address: &dyn Fn(&str) -> Result<String, String>) -> Result<String, String> {
    if text.is_empty() {
        return Err("is missing; write the address".to_owned());
    }
    let bare = match text.rsplit_once('<') {
        Some((_, rest)) => rest.trim_end().trim_end_matches('>'),
        None => text,
    };
    let bare = bare.strip_prefix("mailto:").unwrap_or(bare);
    if bare.matches('@').count() > 1 {
        return Err(format!("{text:?} holds more than one address; write a row for each"));
    }
    address(bare).map_err(|wrong| format!("{text:?} {wrong}"))
}

/// Consumer or provider of data, where the cell says so; it may hold a person's title instead.
fn side(text: &str) -> Option<Side> {
    let text = report::fold(text);
    let consumer = ["konsument", "consumer", "mottaker", "mottakar"].iter().any(|word| text.contains(word));
    let provider = ["tilbyder", "tilbydar", "provider", "leverandor"].iter().any(|word| text.contains(word));
    match (consumer, provider) {
        (true, false) => Some(Side::Consumer),
        (false, true) => Some(Side::Provider),
        _ => None,
    }
}
