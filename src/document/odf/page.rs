//! The running text of an OpenDocument text: paragraphs, tables, boxes, and what is filled into its controls.

use std::collections::HashMap;

use super::super::lines::Lines;
use super::super::symbol::tick;
use super::super::xml::{Handler, Tag};

/// Most times one cell or space is repeated.
const MAX_REPEATED: usize = 64;
const MAX_CONTROLS: usize = 2000;

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
pub(super) struct Page {
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
    pub(super) fn new(limit: usize) -> Page {
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

    /// The text, the pairs, and whether there was more than the limit.
    pub(super) fn finish(mut self) -> (String, Vec<(String, String)>, bool) {
        while let Some(lines) = self.boxes.pop() {
            self.page().beside(lines.finish());
        }
        let full = self.lines.is_full();
        (self.lines.finish(), self.pairs, full)
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
