//! The cells of an OpenDocument spreadsheet, as far as they say something.

use super::super::rows::{Rows, one_cell};
use super::super::xml::{Handler, Tag};

/// Most times one cell that says something is repeated beside itself.
const MAX_REPEATED: usize = 64;
const MAX_CELLS: usize = 200_000;

/// The sheets of a workbook.
#[derive(Default)]
pub(super) struct Sheets {
    text: String,
    table: Rows,
    row: u32,
    column: u32,
    /// The open cell: what it shows, and the date that it means.
    shown: String,
    date: Option<String>,
    /// How often the row and the open cell are repeated.
    rows: u32,
    columns: u32,
    paragraphs: usize,
    left_out: usize,
    cells: usize,
    bytes_left: usize,
    full: bool,
}

impl Sheets {
    pub(super) fn new(limit: usize) -> Sheets {
        Sheets { bytes_left: limit, ..Sheets::default() }
    }

    /// The text, no pairs, and whether there was more than the limit.
    pub(super) fn finish(mut self) -> (String, Vec<(String, String)>, bool) {
        self.end_table();
        (self.text, Vec::new(), self.full)
    }

    fn end_cell(&mut self) {
        let shown = std::mem::take(&mut self.shown);
        let value = self.date.take().unwrap_or_else(|| one_cell(&shown));
        let copies = if value.is_empty() { 0 } else { (self.columns as usize).min(MAX_REPEATED) };
        for place in 0..copies {
            self.cells += 1;
            if self.cells > MAX_CELLS || value.len() > self.bytes_left {
                self.full = true;
                return;
            }
            self.bytes_left -= value.len();
            self.table.put((self.row, self.column.saturating_add(place as u32)), value.clone());
        }
        self.column = self.column.saturating_add(self.columns);
    }

    fn end_table(&mut self) {
        let text = std::mem::take(&mut self.table).text();
        if !text.is_empty() && !self.text.is_empty() {
            self.text.push_str("\n\n");
        }
        self.text.push_str(&text);
        self.row = 0;
    }
}

impl Handler for Sheets {
    fn open(&mut self, tag: &Tag<'_>) {
        if self.left_out > 0 {
            self.left_out += 1;
            return;
        }
        let repeated = |name: &str| u32::try_from(tag.number(name).unwrap_or(1)).unwrap_or(u32::MAX);
        match tag.full_name() {
            "office:annotation" | "table:tracked-changes" | "office:forms" => self.left_out = 1,
            "table:table-row" => {
                self.column = 0;
                self.rows = repeated("number-rows-repeated");
            }
            "table:table-cell" | "table:covered-table-cell" => {
                self.columns = repeated("number-columns-repeated");
                self.date = match tag.attribute("value-type").as_deref() {
                    Some("date") => tag.attribute("date-value").map(|value| moment(&value)),
                    Some("time") => tag.attribute("time-value").and_then(|value| time_of_day(&value)),
                    Some("boolean") => tag.attribute("boolean-value").map(|value| value.to_uppercase()),
                    _ => None,
                };
            }
            "text:p" => self.paragraphs += 1,
            "text:s" | "text:tab" => self.shown.push(' '),
            "text:line-break" => self.shown.push('\n'),
            _ => {}
        }
    }

    fn close(&mut self, name: &str) {
        if self.left_out > 0 {
            self.left_out -= 1;
            return;
        }
        match name {
            "p" => {
                self.paragraphs = self.paragraphs.saturating_sub(1);
                self.shown.push('\n');
            }
            "table-cell" | "covered-table-cell" => self.end_cell(),
            "table-row" => self.row = self.row.saturating_add(self.rows),
            "table" => self.end_table(),
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if self.paragraphs > 0 && self.left_out == 0 {
            self.shown.push_str(text);
        }
    }

    fn full(&self) -> bool {
        self.full
    }
}

/// `2026-03-02T14:30:00` as `2026-03-02 14:30`.
fn moment(value: &str) -> String {
    let (day, time) = value.split_once('T').unwrap_or((value, ""));
    match time.get(..5) {
        Some(time) if time != "00:00" => format!("{day} {time}"),
        _ => day.to_owned(),
    }
}

/// `PT08H05M00S` as `08:05`; a longer time is shown as it stands.
fn time_of_day(value: &str) -> Option<String> {
    let (hours, rest) = value.strip_prefix("PT")?.split_once('H')?;
    let (minutes, _) = rest.split_once('M')?;
    let hours: u8 = hours.parse().ok()?;
    (hours < 24).then(|| format!("{hours:02}:{minutes}"))
}
