//! A small workbook (SpreadsheetML, ECMA-376 part 1): sheets of rows with text, numbers and times; the header row bold and
//! frozen, with a filter. Text is always an inline string, so that none is ever a formula; what looks like one is also
//! marked as text (`quotePrefix`), so that it stays text when somebody edits the cell.

mod parts;

use chrono::{NaiveDate, NaiveDateTime};

use super::csv::is_formula;
use super::markup::{escape, lines};
use super::paper::About;
use super::{ExportError, package};

/// Excel takes no longer text in a cell, in UTF-16 units.
const MAX_CELL: usize = 32_767;
/// Nor a longer name of a sheet, in characters.
const MAX_NAME: usize = 31;
/// Excel's rows on a sheet.
const MAX_ROWS: usize = 1_048_576;

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Workbook {
    pub about: About,
    pub sheets: Vec<Sheet>,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sheet {
    /// Made fit for Excel: at most 31 characters, none of `[]:*?/\`, and another than the sheets before it.
    pub name: String,
    pub columns: Vec<Column>,
    pub rows: Vec<Vec<Cell>>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Column {
    pub heading: String,
    /// In characters.
    pub width: u16,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub enum Cell {
    #[default]
    Empty,
    Text(String),
    Number(u64),
    Date(NaiveDate),
    /// As on the wall: a workbook knows no time zone.
    Time(NaiveDateTime),
}

/// The workbook as the bytes of an XLSX. The same values give the same bytes.
///
/// # Errors
/// More rows than Excel takes, or larger than a ZIP can hold.
pub fn write(book: &Workbook) -> Result<Vec<u8>, ExportError> {
    if let Some(sheet) = book.sheets.iter().find(|sheet| sheet.rows.len() >= MAX_ROWS) {
        return Err(ExportError(format!("{} has more than {MAX_ROWS} rows", sheet.name)));
    }
    let sheets = if book.sheets.is_empty() { &[Sheet::default()][..] } else { &book.sheets };
    let names = names(sheets);
    let mut parts = vec![
        ("[Content_Types].xml".to_owned(), parts::content_types(sheets.len())),
        ("_rels/.rels".to_owned(), parts::RELATIONS.to_owned()),
        ("docProps/core.xml".to_owned(), package::core_properties(&book.about)),
        ("docProps/app.xml".to_owned(), parts::APPLICATION.to_owned()),
        ("xl/workbook.xml".to_owned(), workbook(sheets, &names)),
        ("xl/_rels/workbook.xml.rels".to_owned(), parts::workbook_relations(sheets.len())),
        ("xl/styles.xml".to_owned(), parts::styles(&book.about.language)),
    ];
    for (index, one) in sheets.iter().enumerate() {
        parts.push((format!("xl/worksheets/sheet{}.xml", index + 1), sheet(one, index == 0)));
    }
    let parts: Vec<(&str, String)> =
        parts.iter().map(|(name, content)| (name.as_str(), content.clone())).collect();
    package::pack(&parts)
}

fn names(sheets: &[Sheet]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for (index, sheet) in sheets.iter().enumerate() {
        let fit: String = sheet
            .name
            .chars()
            .map(|char| if "[]:*?/\\".contains(char) || char.is_control() { ' ' } else { char })
            .take(MAX_NAME)
            .collect();
        let fit = fit.trim().trim_matches('\'').to_owned();
        let taken = |name: &str| names.iter().any(|known| known.to_lowercase() == name.to_lowercase());
        let name = if fit.is_empty() || taken(&fit) { format!("{}", index + 1) } else { fit };
        names.push(name);
    }
    names
}

fn workbook(sheets: &[Sheet], names: &[String]) -> String {
    let listed = names.iter().enumerate().map(|(index, name)| {
        let number = index + 1;
        format!(r#"<sheet name="{}" sheetId="{number}" r:id="rId{number}"/>"#, escape(name))
    });
    // The header row is printed on each page; the filter's range has a hidden name of its own.
    let defined = sheets.iter().zip(names).enumerate().filter(|(_, (sheet, _))| !sheet.columns.is_empty()).map(
        |(index, (sheet, name))| {
            let quoted = escape(&format!("'{}'", name.replace('\'', "''")));
            let range = absolute(&range(sheet));
            format!(
                r#"<definedName name="_xlnm._FilterDatabase" localSheetId="{index}" hidden="1">{quoted}!{range}</definedName><definedName name="_xlnm.Print_Titles" localSheetId="{index}">{quoted}!$1:$1</definedName>"#
            )
        },
    );
    let defined: String = defined.collect();
    let defined =
        if defined.is_empty() { defined } else { format!("<definedNames>{defined}</definedNames>") };
    format!(
        r#"{}<workbook {}><bookViews><workbookView activeTab="0"/></bookViews><sheets>{}</sheets>{defined}</workbook>"#,
        package::XML,
        parts::NAMESPACES,
        listed.collect::<String>(),
    )
}

fn sheet(sheet: &Sheet, first: bool) -> String {
    let widths = sheet.columns.iter().enumerate().map(|(index, column)| {
        let number = index + 1;
        format!(
            r#"<col min="{number}" max="{number}" width="{}" customWidth="1"/>"#,
            column.width.clamp(4, 120)
        )
    });
    let widths: String = widths.collect();
    let widths = if widths.is_empty() { widths } else { format!("<cols>{widths}</cols>") };
    let mut rows = String::new();
    if !sheet.columns.is_empty() {
        let cells = sheet
            .columns
            .iter()
            .enumerate()
            .map(|(index, column)| inline(&reference(index, 0), parts::HEADING, &column.heading));
        rows.push_str(&format!(r#"<row r="1">{}</row>"#, cells.collect::<String>()));
    }
    for (index, row) in sheet.rows.iter().enumerate() {
        let cells = row.iter().enumerate().map(|(column, cell)| of_cell(&reference(column, index + 1), cell));
        rows.push_str(&format!(r#"<row r="{}">{}</row>"#, index + 2, cells.collect::<String>()));
    }
    let frozen = if sheet.columns.is_empty() { "" } else { parts::FROZEN };
    let filter = match sheet.columns.is_empty() {
        true => String::new(),
        false => format!(r#"<autoFilter ref="{}"/>"#, range(sheet)),
    };
    format!(
        r#"{}<worksheet {}><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><sheetViews><sheetView {}workbookViewId="0">{frozen}</sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/>{widths}<sheetData>{rows}</sheetData>{filter}<pageMargins left="0.4" right="0.4" top="0.5" bottom="0.5" header="0.3" footer="0.3"/><pageSetup paperSize="9" orientation="landscape" fitToWidth="1" fitToHeight="0"/></worksheet>"#,
        package::XML,
        parts::NAMESPACES,
        if first { "tabSelected=\"1\" " } else { "" },
    )
}

fn of_cell(at: &str, cell: &Cell) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) if text.is_empty() => String::new(),
        Cell::Text(text) => inline(at, if is_formula(text) { parts::QUOTED } else { parts::TEXT }, text),
        Cell::Number(number) => number_cell(at, parts::NUMBER, &number.to_string()),
        Cell::Date(date) => number_cell(at, parts::DATE, &days(*date).to_string()),
        Cell::Time(time) => {
            let seconds =
                time.signed_duration_since(time.date().and_time(chrono::NaiveTime::MIN)).num_seconds();
            // A hundredth of a millisecond: less, and a minute would be read as the one before.
            let part = (seconds * 10_000_000_000 + 43_200) / 86_400;
            number_cell(at, parts::TIME, &format!("{}.{part:010}", days(time.date())))
        }
    }
}

fn number_cell(at: &str, style: u8, number: &str) -> String {
    format!(r#"<c r="{at}" s="{style}"><v>{number}</v></c>"#)
}

fn inline(at: &str, style: u8, text: &str) -> String {
    format!(
        r#"<c r="{at}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{}</t></is></c>"#,
        escape(&unmistaken(&lines(&cut(text)).join("\n")))
    )
}

/// Excel reads `_x000D_` in a text as one character: the underscore before such is written so itself (ECMA-376 part 1,
/// section 22.9.2.19).
fn unmistaken(text: &str) -> String {
    let is_code = |rest: &str| {
        let mut chars = rest.chars();
        chars.next() == Some('x')
            && chars.by_ref().take(4).filter(char::is_ascii_hexdigit).count() == 4
            && chars.next() == Some('_')
    };
    let mut out = String::with_capacity(text.len());
    for (at, char) in text.char_indices() {
        let mistaken = char == '_' && text.get(at + 1..).is_some_and(is_code);
        if mistaken { out.push_str("_x005F_") } else { out.push(char) }
    }
    out
}

fn cut(text: &str) -> String {
    let mut units = 0;
    let fits = |char: &char| {
        units += char.len_utf16();
        units < MAX_CELL
    };
    let mut kept: String = text.chars().take_while(fits).collect();
    if kept.len() < text.len() {
        kept.push('…');
    }
    kept
}

/// Excel's day numbers, true from March 1900.
fn days(date: NaiveDate) -> i64 {
    let start = NaiveDate::from_ymd_opt(1899, 12, 30).unwrap_or_default();
    date.signed_duration_since(start).num_days().max(0)
}

fn range(sheet: &Sheet) -> String {
    format!("A1:{}", reference(sheet.columns.len().saturating_sub(1), sheet.rows.len()))
}

/// `A1:C9` as `$A$1:$C$9`.
fn absolute(range: &str) -> String {
    let cell = |cell: &str| {
        let digits = cell.find(|char: char| char.is_ascii_digit()).unwrap_or(cell.len());
        let (column, row) = cell.split_at(digits);
        format!("${column}${row}")
    };
    range.split(':').map(cell).collect::<Vec<_>>().join(":")
}

/// `A1`, from a column and a row counted from nought.
fn reference(column: usize, row: usize) -> String {
    let mut letters = Vec::new();
    let mut left = column + 1;
    while left > 0 {
        letters.push(char::from(b'A' + u8::try_from((left - 1) % 26).unwrap_or(0)));
        left = (left - 1) / 26;
    }
    format!("{}{}", letters.iter().rev().collect::<String>(), row + 1)
}

#[cfg(test)]
mod tests;
