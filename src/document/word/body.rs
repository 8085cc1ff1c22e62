//! The running text of a Word part. One walk over the XML, a few small stacks, no tree.

use super::super::lines::Lines;
use super::super::symbol;
use super::super::xml::{Handler, Tag};
use super::control::{Control, FormField};

/// Text boxes in text boxes, and controls in controls, deeper than this are read as plain text.
const MAX_BOXES: usize = 6;
const MAX_CONTROLS: usize = 6;
/// Most pairs kept of one document.
const MAX_PAIRS: usize = 2000;
/// Styles of a text nobody has written yet, in the languages of Word.
const PLACEHOLDER_STYLES: &[&str] =
    &["PlaceholderText", "Plassholdertekst", "Pladsholdertekst", "Platshllartext"];

/// A stretch of text with one look.
#[derive(Default)]
struct Run {
    hidden: bool,
    placeholder: bool,
    symbol_font: Option<String>,
}

/// Everything that is open at this place of the text.
pub(super) struct Body {
    page: Lines,
    /// The text boxes that are open, and how many more stand too deep to be kept apart.
    boxes: Vec<Lines>,
    deep_boxes: usize,
    limit: usize,
    runs: Vec<Run>,
    controls: Vec<Control>,
    deep_controls: usize,
    fields: Vec<FormField>,
    /// Of each `mc:AlternateContent`: whether its first choice was read.
    alternatives: Vec<bool>,
    /// How deep inside something left out.
    left_out: usize,
    /// Inside the properties of a paragraph or a control, where elements mean something else.
    properties: usize,
    in_row_properties: bool,
    in_field_data: bool,
    in_text: bool,
    pairs: Vec<(String, String)>,
}

impl Body {
    pub(super) fn new(limit: usize) -> Body {
        Body {
            page: Lines::new(limit),
            boxes: Vec::new(),
            deep_boxes: 0,
            limit,
            runs: Vec::new(),
            controls: Vec::new(),
            deep_controls: 0,
            fields: Vec::new(),
            alternatives: Vec::new(),
            left_out: 0,
            properties: 0,
            in_row_properties: false,
            in_field_data: false,
            in_text: false,
            pairs: Vec::new(),
        }
    }

    /// Ends a part; what it left open does not reach into the next one.
    pub(super) fn end_part(&mut self) {
        while !self.boxes.is_empty() {
            self.close_box();
        }
        let limit = self.limit;
        let page = std::mem::replace(&mut self.page, Lines::new(0));
        let pairs = std::mem::take(&mut self.pairs);
        *self = Body { page, pairs, ..Body::new(limit) };
        self.page.end_part();
    }

    /// The text, the pairs, and whether there was more than the limit.
    pub(super) fn finish(self) -> (String, Vec<(String, String)>, bool) {
        let full = self.page.is_full();
        (self.page.finish(), self.pairs, full)
    }

    /// Where text goes now.
    fn page(&mut self) -> &mut Lines {
        self.boxes.last_mut().unwrap_or(&mut self.page)
    }

    fn open_box(&mut self) {
        if self.boxes.len() < MAX_BOXES {
            self.boxes.push(Lines::new(self.limit));
        } else {
            self.deep_boxes += 1;
        }
    }

    fn close_box(&mut self) {
        if self.deep_boxes > 0 {
            self.deep_boxes -= 1;
        } else if let Some(lines) = self.boxes.pop() {
            self.page().beside(lines.finish());
        }
    }

    /// Writes text where it is seen, into the page and into the controls and fields that are open around it.
    fn write(&mut self, text: &str) {
        if self.runs.last().is_some_and(|run| run.hidden) {
            return;
        }
        let placeholder = self.runs.last().is_some_and(|run| run.placeholder);
        if let Some(control) = self.controls.last_mut() {
            control.placeholder |= placeholder;
        }
        let text = self.controls.iter_mut().fold(text, |text, control| control.shown(text));
        // The result of a box or a list is drawn by Word itself; it was written where the field began.
        if text.is_empty() || self.fields.iter().any(|field| field.in_result && field.shown().is_some()) {
            return;
        }
        let font = self.runs.last().and_then(|run| run.symbol_font.as_deref());
        let seen = font.map(|font| symbol::seen(font, text));
        let text = seen.as_deref().unwrap_or(text);
        self.controls.iter_mut().for_each(|control| control.add(text));
        self.fields.iter_mut().filter(|field| field.in_result).for_each(|field| field.add(text));
        self.page().text(text);
    }

    fn open_control(&mut self) {
        if let Some(outer) = self.controls.last_mut() {
            outer.frame = true;
        }
        if self.controls.len() < MAX_CONTROLS && self.deep_controls == 0 {
            self.controls.push(Control::default());
        } else {
            self.deep_controls += 1;
        }
    }

    fn close_control(&mut self) {
        if self.deep_controls > 0 {
            self.deep_controls -= 1;
            return;
        }
        let Some(mut control) = self.controls.pop() else { return };
        self.page().text(control.missing());
        self.keep(control.pair());
    }

    fn field_character(&mut self, tag: &Tag<'_>) {
        match tag.attribute("fldCharType").as_deref() {
            Some("begin") if self.fields.len() < 32 => self.fields.push(FormField::default()),
            Some("separate") => {
                if let Some(field) = self.fields.last_mut() {
                    field.in_result = true;
                }
            }
            Some("end") => {
                let pair = self.fields.pop().and_then(FormField::pair);
                self.keep(pair);
            }
            _ => {}
        }
    }

    fn keep(&mut self, pair: Option<(String, String)>) {
        if self.pairs.len() < MAX_PAIRS {
            self.pairs.extend(pair);
        }
    }

    /// Properties, which say how what follows is seen. True where the tag was one.
    fn property(&mut self, tag: &Tag<'_>) -> bool {
        if self.in_field_data {
            if let Some(field) = self.fields.last_mut() {
                field.property(tag);
            }
            return true;
        }
        if self.properties > 0 {
            if let Some(control) = self.controls.last_mut().filter(|_| self.deep_controls == 0) {
                control.property(tag);
            }
            return !matches!(tag.name(), "pPr" | "sdtPr" | "sdtEndPr");
        }
        let Some(run) = self.runs.last_mut() else { return false };
        match tag.name() {
            "vanish" => run.hidden = tag.is_on(),
            "rStyle" => {
                let style = tag.attribute("val").unwrap_or_default();
                run.placeholder = PLACEHOLDER_STYLES.contains(&style.as_ref());
            }
            "rFonts" => {
                let fonts = ["ascii", "hAnsi", "cs"].into_iter().filter_map(|one| tag.attribute(one));
                run.symbol_font =
                    fonts.map(|font| font.into_owned()).find(|font| symbol::is_symbol_font(font));
            }
            _ => return false,
        }
        true
    }

    /// What is in the file and not on the page. True where the tag was such.
    fn leaves_out(&mut self, tag: &Tag<'_>) -> bool {
        let name = tag.name();
        let left_out = match name {
            "del" | "moveFrom" => true,
            // A box is there twice: as today's Word draws it, and as an old one would.
            "Choice" | "Fallback" => self.alternatives.last() == Some(&true),
            // How it looked before a change of looks; its own vanish must not count.
            _ => name.ends_with("PrChange"),
        };
        if name == "del" && self.in_row_properties {
            self.page().drop_row();
        }
        self.left_out = usize::from(left_out);
        left_out
    }

    fn layout(&mut self, tag: &Tag<'_>) {
        match tag.name() {
            "tbl" => self.page().open_table(),
            "tr" => self.page().open_row(),
            "tc" => self.page().open_cell(),
            "gridSpan" => self.page().span(tag.number("val").unwrap_or(1)),
            "gridBefore" => self.page().skip_columns(tag.number("val").unwrap_or(0)),
            "txbxContent" => self.open_box(),
            "tab" | "ptab" => self.write("\t"),
            "br" | "cr" => self.write("\n"),
            "noBreakHyphen" => self.write("-"),
            "sym" => self.symbol(tag),
            _ => {}
        }
    }

    fn symbol(&mut self, tag: &Tag<'_>) {
        let code = tag.attribute("char").and_then(|code| u32::from_str_radix(code.trim(), 16).ok());
        let font = tag.attribute("font").unwrap_or_default();
        if let Some(letter) = code.and_then(char::from_u32) {
            let seen = symbol::seen(&font, letter.encode_utf8(&mut [0; 4]));
            self.write(&seen);
        }
    }
}

impl Handler for Body {
    fn open(&mut self, tag: &Tag<'_>) {
        if self.left_out > 0 {
            self.left_out += 1;
            return;
        }
        if self.leaves_out(tag) || self.property(tag) {
            return;
        }
        match tag.name() {
            "t" => self.in_text = true,
            "r" => self.runs.push(Run::default()),
            "pPr" | "sdtPr" | "sdtEndPr" => self.properties += 1,
            "sdt" => self.open_control(),
            "fldChar" => self.field_character(tag),
            "ffData" => self.in_field_data = true,
            "trPr" => self.in_row_properties = true,
            "AlternateContent" => self.alternatives.push(false),
            "Choice" => {
                if let Some(chosen) = self.alternatives.last_mut() {
                    *chosen = true;
                }
            }
            _ => self.layout(tag),
        }
    }

    fn close(&mut self, name: &str) {
        if self.left_out > 0 {
            self.left_out -= 1;
            return;
        }
        match name {
            "t" => self.in_text = false,
            "r" => drop(self.runs.pop()),
            "pPr" | "sdtPr" | "sdtEndPr" => self.properties = self.properties.saturating_sub(1),
            "sdt" => self.close_control(),
            "trPr" => self.in_row_properties = false,
            "ffData" => {
                self.in_field_data = false;
                if let Some(shown) = self.fields.last().and_then(FormField::shown) {
                    self.write(&shown);
                }
            }
            "AlternateContent" => drop(self.alternatives.pop()),
            "txbxContent" => self.close_box(),
            "p" => {
                self.controls.iter_mut().for_each(|control| control.add("\n"));
                self.page().end_paragraph();
            }
            "tr" => self.page().close_row(),
            "tbl" => self.page().close_table(),
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if self.in_text && self.left_out == 0 {
            self.write(text);
        }
    }

    fn full(&self) -> bool {
        self.page.is_full()
    }
}
