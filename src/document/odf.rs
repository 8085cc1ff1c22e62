//! OpenDocument text and spreadsheets (ISO/IEC 26300), as LibreOffice writes them.

use std::collections::HashMap;

use super::archive::Archive;
use super::excel::{Table, one_cell};
use super::lines::Lines;
use super::sniff::find;
use super::symbol::tick;
use super::xml::{self, Handler, Tag};
use super::{Budget, Inner, Why};

/// Most times one cell that says something is repeated beside itself.
const MAX_REPEATED: usize = 64;
const MAX_CELLS: usize = 200_000;
const MAX_CONTROLS: usize = 2000;

pub(super) fn read(archive: &mut Archive<'_>, media_type: &str, budget: &mut Budget) -> Result<Inner, Why> {
    let manifest = archive.part("META-INF/manifest.xml", budget)?.unwrap_or_default();
    if find(&manifest, b"encryption-data").is_some() {
        return Err(Why::Encrypted);
    }
    let content = archive.part("content.xml", budget)?.ok_or(Why::Damaged)?;
    if media_type.contains("spreadsheet") {
        let mut sheets = Sheets { bytes_left: budget.text_bytes, ..Sheets::default() };
        let broken = xml::walk(&content, &mut sheets).is_err();
        sheets.end_table();
        let full = sheets.full.then_some(Why::TooLarge);
        return Inner::text(sheets.text, Vec::new(), broken.then_some(Why::Damaged).or(full)).or_unknown();
    }
    let mut page = Page::new(budget.text_bytes);
    let broken = xml::walk(&content, &mut page).is_err();
    let full = page.full().then_some(Why::TooLarge);
    let pairs = std::mem::take(&mut page.pairs);
    Inner::text(page.finish(), pairs, broken.then_some(Why::Damaged).or(full)).or_unknown()
}

/// A form control or content control: what it is called and what it says.
#[derive(Default)]
struct Control {
    title: String,
    value: String,
    placeholder: bool,
    ticked: Option<bool>,
}

impl Control {
    fn shown(&self) -> &str {
        match self.ticked {
            Some(ticked) => tick(ticked),
            None if self.placeholder => "",
            None => self.value.trim(),
        }
    }
}

/// The running text of a document.
struct Page {
    lines: Lines,
    boxes: Vec<Lines>,
    limit: usize,
    /// How deep inside something that is not on the page.
    left_out: usize,
    /// Paragraphs that are open: only their text is text.
    paragraphs: usize,
    /// Columns that the last cell spans and that are still to come.
    covered: usize,
    /// Form controls by their name in the page, and the one being defined.
    controls: HashMap<String, Control>,
    control: Option<(String, Control)>,
    /// Content controls that are open.
    open: Vec<Control>,
    pairs: Vec<(String, String)>,
}

impl Page {
    fn new(limit: usize) -> Page {
        Page {
            lines: Lines::new(limit),
            boxes: Vec::new(),
            limit,
            left_out: 0,
            paragraphs: 0,
            covered: 0,
            controls: HashMap::new(),
            control: None,
            open: Vec::new(),
            pairs: Vec::new(),
        }
    }

    fn page(&mut self) -> &mut Lines {
        self.boxes.last_mut().unwrap_or(&mut self.lines)
    }

    fn finish(mut self) -> String {
        while let Some(lines) = self.boxes.pop() {
            self.page().beside(lines.finish());
        }
        self.lines.finish()
    }

    fn write(&mut self, text: &str) {
        // Beside a tick the page shows only the tick, and a prompt is nobody's answer.
        let hidden = self.open.iter().any(|control| control.placeholder || control.ticked.is_some());
        if hidden {
            return;
        }
        self.open.iter_mut().for_each(|control| control.value.push_str(text));
        self.page().text(text);
    }

    fn keep(&mut self, control: &Control) {
        if !control.title.is_empty() && self.pairs.len() < MAX_CONTROLS {
            self.pairs.push((control.title.clone(), control.shown().to_owned()));
        }
    }

    /// Form controls are defined before the text and placed in it by name (ISO/IEC 26300-1, section 13).
    fn define(&mut self, tag: &Tag<'_>) {
        let said = |name: &str| tag.attribute(name).map(|value| value.into_owned()).unwrap_or_default();
        match tag.full_name() {
            "form:checkbox"
            | "form:radio"
            | "form:text"
            | "form:textarea"
            | "form:combobox"
            | "form:listbox"
            | "form:date"
            | "form:formatted-text" => {
                let boxed = matches!(tag.name(), "checkbox" | "radio");
                let state = tag.attribute("current-state").or(tag.attribute("current-selected"));
                let state = state.or(tag.attribute("state")).or(tag.attribute("selected"));
                let ticked = boxed.then(|| state.is_some_and(|one| matches!(&*one, "checked" | "true")));
                let title =
                    [said("title"), said("label"), said("name")].into_iter().find(|one| !one.is_empty());
                let value = tag.attribute("current-value").or(tag.attribute("value")).unwrap_or_default();
                let value = value.into_owned();
                let control = Control { title: title.unwrap_or_default(), value, ticked, placeholder: false };
                self.control = Some((said("id"), control));
            }
            "form:option" if tag.attribute("current-selected").as_deref() == Some("true") => {
                if let Some((_, control)) = &mut self.control {
                    control.value = said("label");
                }
            }
            _ => {}
        }
    }

    fn open_cells(&mut self, tag: &Tag<'_>) {
        for _ in 0..tag.number("number-columns-repeated").unwrap_or(1).min(MAX_REPEATED) {
            self.page().open_cell();
        }
    }

    fn place(&mut self, name: &str) {
        if let Some(control) = self.controls.remove(name) {
            self.page().text(control.shown());
            self.keep(&control);
        }
    }

    fn open_content_control(&mut self, tag: &Tag<'_>) {
        let is = |name: &str| tag.attribute(name).as_deref() == Some("true");
        let control = Control {
            title: tag.attribute("alias").or(tag.attribute("tag")).unwrap_or_default().into_owned(),
            placeholder: is("showing-place-holder"),
            ticked: is("checkbox").then(|| is("checked")),
            ..Control::default()
        };
        if let Some(ticked) = control.ticked {
            self.page().text(tick(ticked));
        }
        if self.open.len() < 8 {
            self.open.push(control);
        }
    }
}

impl Handler for Page {
    fn open(&mut self, tag: &Tag<'_>) {
        if self.left_out > 0 {
            self.left_out += 1;
            return;
        }
        match tag.full_name() {
            "text:tracked-changes"
            | "office:annotation"
            | "text:note-citation"
            | "text:hidden-text"
            | "svg:title"
            | "svg:desc" => self.left_out = 1,
            "text:section" if tag.attribute("display").as_deref() == Some("none") => self.left_out = 1,
            "text:p" | "text:h" => self.paragraphs += 1,
            "text:s" => {
                let spaces = tag.number("c").unwrap_or(1).min(MAX_REPEATED);
                self.write(&" ".repeat(spaces));
            }
            "text:tab" => self.write("\t"),
            "text:line-break" => self.write("\n"),
            "table:table" => self.page().open_table(),
            "table:table-row" => self.page().open_row(),
            "table:table-cell" => {
                let span = tag.number("number-columns-spanned").unwrap_or(1);
                self.covered = span.saturating_sub(1);
                self.open_cells(tag);
                self.page().span(span);
            }
            // Covered by the cell before it, which spans it; or by one above, and then it is an empty cell.
            "table:covered-table-cell" if self.covered > 0 => {
                let columns = tag.number("number-columns-repeated").unwrap_or(1);
                self.covered = self.covered.saturating_sub(columns);
            }
            "table:covered-table-cell" => self.open_cells(tag),
            "draw:text-box" if self.boxes.len() < 6 => self.boxes.push(Lines::new(self.limit)),
            "draw:control" => {
                if let Some(name) = tag.attribute("control") {
                    self.place(&name);
                }
            }
            "loext:content-control" => self.open_content_control(tag),
            _ => self.define(tag),
        }
    }

    fn close(&mut self, name: &str) {
        if self.left_out > 0 {
            self.left_out -= 1;
            return;
        }
        match name {
            "p" | "h" => {
                self.paragraphs = self.paragraphs.saturating_sub(1);
                self.page().end_paragraph();
            }
            "table-row" => self.page().close_row(),
            "table" => self.page().close_table(),
            "text-box" => {
                if let Some(lines) = self.boxes.pop() {
                    self.page().beside(lines.finish());
                }
            }
            "content-control" => {
                if let Some(control) = self.open.pop() {
                    self.keep(&control);
                }
            }
            "checkbox" | "radio" | "text" | "textarea" | "combobox" | "listbox" | "date"
            | "formatted-text" => {
                if let Some((name, control)) = self.control.take()
                    && self.controls.len() < MAX_CONTROLS
                {
                    self.controls.insert(name, control);
                }
            }
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if self.left_out == 0 && self.paragraphs > 0 {
            // White space is one blank (ISO/IEC 26300-1, section 6.1.2).
            let text: String =
                text.chars().map(|c| if matches!(c, '\t' | '\n' | '\r') { ' ' } else { c }).collect();
            self.write(&text);
        }
    }

    fn full(&self) -> bool {
        self.lines.is_full()
    }
}

/// The sheets of a workbook.
#[derive(Default)]
struct Sheets {
    text: String,
    table: Table,
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
