//! Excel workbooks: each visible sheet row by row, as far as there is something in it.
//!
//! calamine reads strings and styles of a workbook into memory without a limit, so every member is measured first. Cells
//! come as a stream; a range over the bounding box would ask for gigabytes where two cells stand far apart.

use std::io::Cursor;

use calamine::{Cell, Data, DataRef, ExcelDateTime, Reader, SheetVisible, Xlsx};
use chrono::{NaiveDateTime, Timelike};

use super::archive::Archive;
use super::rows::{Rows, one_cell};
use super::{Budget, File, Inner, Why};

/// Members that are kept in memory whole, and how large they may be, unpacked: an empty string of five bytes costs
/// five times as much there, an empty style fifty times.
const WHOLE: &[(&str, usize)] = &[("sharedstrings.xml", 16 << 20), ("styles.xml", 2 << 20)];
const MAX_SHEETS: usize = 50;
/// Most cells looked at in one workbook.
const MAX_CELLS: usize = 200_000;

pub(super) fn read(archive: &mut Archive<'_>, file: &File, budget: &mut Budget) -> Result<Inner, Why> {
    let read_by_it = |name: &str| name.ends_with(".xml") || name.ends_with(".rels");
    let members: Vec<_> = archive.members().filter(|member| read_by_it(&member.name)).collect();
    for member in members {
        let bytes = archive.measure(member.index, budget)?;
        let name = member.name.to_ascii_lowercase();
        if WHOLE.iter().any(|(end, most)| name.ends_with(end) && bytes > *most) {
            return Err(Why::TooLarge);
        }
    }
    let mut book = Xlsx::new(Cursor::new(file.bytes.as_slice())).map_err(|_| Why::Damaged)?;
    let visible = book.sheets_metadata().iter().filter(|sheet| sheet.visible == SheetVisible::Visible);
    let names: Vec<String> = visible.map(|sheet| sheet.name.clone()).take(MAX_SHEETS).collect();
    let mut sheets = Sheets { text: String::new(), cells_left: MAX_CELLS, bytes_left: budget.text_bytes };
    let mut cut = None;
    for name in names {
        // A chart is a sheet without cells.
        let Ok(mut cells) = book.worksheet_cells_reader(&name) else { continue };
        let mut table = Rows::default();
        loop {
            match cells.next_cell() {
                Ok(Some(cell)) if sheets.cells_left > 0 => sheets.take(&mut table, &cell),
                Ok(None) => break,
                Ok(Some(_)) => cut = cut.or(Some(Why::TooLarge)),
                Err(_) => cut = cut.or(Some(Why::Damaged)),
            }
            if cut.is_some() {
                break;
            }
        }
        sheets.add(table);
    }
    Inner::text(sheets.text, Vec::new(), cut).or_unknown()
}

struct Sheets {
    text: String,
    cells_left: usize,
    bytes_left: usize,
}

impl Sheets {
    fn take(&mut self, table: &mut Rows, cell: &Cell<DataRef<'_>>) {
        self.cells_left -= 1;
        let value = written(&Data::from(cell.get_value().clone()));
        if value.len() > self.bytes_left {
            self.cells_left = 0;
        } else if !value.is_empty() {
            self.bytes_left -= value.len();
            table.put(cell.get_position(), value);
        }
    }

    fn add(&mut self, table: Rows) {
        let text = table.text();
        if !text.is_empty() && !self.text.is_empty() {
            self.text.push_str("\n\n");
        }
        self.text.push_str(&text);
    }
}

/// A value as it is said: dates in ISO 8601, whole numbers without a fraction, the lines of a cell kept apart.
fn written(value: &Data) -> String {
    match value {
        Data::Empty => String::new(),
        Data::Bool(value) => if *value { "TRUE" } else { "FALSE" }.to_owned(),
        Data::DateTime(value) => date(value),
        Data::DateTimeIso(value) => value.replacen('T', " ", 1).trim_end_matches('Z').to_owned(),
        Data::Error(_) => String::new(),
        other => one_cell(&other.to_string()),
    }
}

fn date(value: &ExcelDateTime) -> String {
    if value.is_duration() {
        return value.as_f64().to_string();
    }
    match value.as_datetime() {
        // Below one there is no day, only a time of it.
        Some(time) if value.as_f64() < 1.0 => time.format("%H:%M").to_string(),
        Some(time) => moment(time),
        None => value.as_f64().to_string(),
    }
}

/// `2026-03-02`, with `14:30` where it is not midnight.
fn moment(time: NaiveDateTime) -> String {
    let midnight = time.hour() == 0 && time.minute() == 0;
    time.format(if midnight { "%Y-%m-%d" } else { "%Y-%m-%d %H:%M" }).to_string()
}
