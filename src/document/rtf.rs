//! Rich Text Format as text, and the HTML or plain text that Outlook hides in it.
//!
//! One pass over the tokens with a stack of groups, bounded in depth and output (RTF 1.9.1). Outlook keeps a mail's HTML
//! inside RTF (MS-OXRTFEX): what stands in `\*\htmltag` groups and outside `\htmlrtf` runs is the HTML as it was.

pub mod compressed;

mod font;
mod token;

use super::codepage::Charset;
use super::{Budget, Document, File, Inner, LINE_IN_CELL, symbol};
use crate::mail::html::{Quotes, to_text};
use font::Fonts;
use token::{Token, Tokens};

/// Groups within groups that are told apart; deeper ones share the state of this one.
const DEEPEST: usize = 300;

/// Groups that hold no text of the document, besides all that begin with `\*`.
#[rustfmt::skip]
const SKIPPED: &[&str] = &[
    "colortbl", "stylesheet", "info", "pict", "header", "headerl", "headerr", "headerf", "footer", "footerl",
    "footerr", "footerf", "nonshppict", "shprslt", "upr", "xe", "tc", "rxe", "private", "sp", "filetbl",
    "revtbl", "listtable", "listoverridetable", "template", "comment", "mhtmltag", "objdata", "fldinst",
];
/// Groups that begin with `\*` and hold text all the same.
const SHOWN: &[&str] = &["shpinst", "ud"];

/// What the RTF was made from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Form {
    #[default]
    Rich,
    Html,
    Plain,
}

/// The content of an RTF file: HTML source where the form is [`Form::Html`], else lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Content {
    pub form: Form,
    pub text: String,
}

/// Reads an RTF file; `None` where it is none.
pub fn read(file: &File, budget: &mut Budget) -> Option<Inner> {
    // One byte more than fits, so that whoever keeps the document sees that there was more.
    let text = text(&file.bytes, budget.text_bytes + super::mapi::MORE)?;
    let document = Document { text, ..Document::default() };
    Some(Inner { documents: vec![document], ..Inner::default() })
}

/// The text as a person sees it, at most `limit` bytes; `None` where the bytes are no RTF.
pub fn text(bytes: &[u8], limit: usize) -> Option<String> {
    let content = unpack(bytes, limit)?;
    Some(match content.form {
        Form::Html => to_text(&content.text, Quotes::Keep).text,
        Form::Rich | Form::Plain => content.text,
    })
}

/// What the RTF holds, at most `limit` bytes of it; `None` where the bytes are no RTF.
pub fn unpack(bytes: &[u8], limit: usize) -> Option<Content> {
    let bytes = bytes.trim_ascii_start();
    if !bytes.starts_with(b"{\\rtf") {
        return None;
    }
    let mut reader = Reader::new();
    for token in Tokens::new(bytes) {
        reader.token(token);
        if reader.out.len() >= limit || reader.ended {
            break;
        }
    }
    Some(reader.finish(limit))
}

/// What a group reads its text for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Body,
    Fonts,
    /// A form field of Word: only whether its box is ticked.
    FormField,
}

#[derive(Clone, Copy, Debug)]
struct Group {
    part: Part,
    skipped: bool,
    /// Between `\htmlrtf` and `\htmlrtf0`: the RTF twin of what stands in an HTML tag.
    twin: bool,
    /// In a `\*\htmltag` group.
    tag: bool,
    hidden: bool,
    deleted: bool,
    in_table: bool,
    /// `\ucN`: how many characters after a `\u` stand for it in old software.
    substitutes: usize,
    charset: Charset,
}

#[derive(Clone, Copy, Debug, Default)]
struct FormField {
    is_box: bool,
    result: Option<i32>,
    default: Option<i32>,
}

struct Reader {
    form: Form,
    fonts: Fonts,
    now: Group,
    outer: Vec<Group>,
    /// Open groups beyond the deepest.
    deeper: usize,
    ended: bool,
    /// `\*` was the last token.
    starred: bool,
    /// Characters still to be left out after a `\u`.
    leave_out: usize,
    surrogate: Option<u16>,
    field: FormField,
    /// Bytes of one charset, not yet letters.
    pending: Vec<u8>,
    pending_charset: Charset,
    out: String,
}

impl Reader {
    fn new() -> Self {
        let now = Group {
            part: Part::Body,
            skipped: false,
            twin: false,
            tag: false,
            hidden: false,
            deleted: false,
            in_table: false,
            substitutes: 1,
            charset: Charset::WESTERN,
        };
        Reader {
            form: Form::Rich,
            fonts: Fonts::default(),
            now,
            outer: Vec::new(),
            deeper: 0,
            ended: false,
            starred: false,
            leave_out: 0,
            surrogate: None,
            field: FormField::default(),
            pending: Vec::new(),
            pending_charset: Charset::WESTERN,
            out: String::new(),
        }
    }

    fn token(&mut self, token: Token<'_>) {
        let starred = std::mem::take(&mut self.starred);
        match token {
            Token::Open => {
                self.leave_out = 0;
                match self.outer.len() < DEEPEST {
                    true => self.outer.push(self.now),
                    false => self.deeper += 1,
                }
            }
            Token::Close => self.close(),
            Token::Word(word, value) => self.word(word, value, starred),
            Token::Symbol(symbol) => self.symbol(symbol),
            Token::Hex(byte) => self.bytes(&[byte]),
            Token::Text(bytes) => self.bytes(bytes),
        }
    }

    fn close(&mut self) {
        self.leave_out = 0;
        if self.deeper > 0 {
            self.deeper -= 1;
            return;
        }
        let Some(outer) = self.outer.pop() else { return };
        let inner = std::mem::replace(&mut self.now, outer);
        self.ended = self.outer.is_empty();
        if inner.part == Part::Fonts && outer.part != Part::Fonts {
            self.now.charset = self.fonts.of_font(self.fonts.default);
        }
        if inner.part == Part::FormField && outer.part != Part::FormField && self.field.is_box {
            // 25 means "as by default".
            let ticked = match self.field.result {
                Some(25) | None => self.field.default == Some(1),
                Some(result) => result == 1,
            };
            self.flush();
            self.out.push_str(symbol::tick(ticked));
        }
    }

    fn word(&mut self, word: &str, value: Option<i32>, starred: bool) {
        let on = value != Some(0);
        match (self.now.part, word) {
            (Part::Fonts, _) => self.fonts.word(word, value),
            (Part::FormField, "fftype") => self.field.is_box = value == Some(1),
            (Part::FormField, "ffres") => self.field.result = value,
            (Part::FormField, "ffdefres") => self.field.default = value,
            (_, "fonttbl") => self.now.part = Part::Fonts,
            (_, "formfield") => {
                self.now.part = Part::FormField;
                self.field = FormField::default();
            }
            (_, "htmltag") if starred => self.now.tag = self.form == Form::Html,
            (_, "ud") => self.now.skipped = false,
            _ if SKIPPED.contains(&word) || starred && !SHOWN.contains(&word) => self.now.skipped = true,
            (_, "fromhtml") if on => self.form = Form::Html,
            (_, "fromtext") => self.form = Form::Plain,
            (_, "htmlrtf") => self.now.twin = on,
            (_, "ansicpg") => self.page(value.and_then(|page| u32::try_from(page).ok())),
            (_, "mac") => self.page(Some(10000)),
            (_, "pc" | "pca") => self.page(Some(850)),
            (_, "deff") => self.fonts.default = value.unwrap_or_default(),
            (_, "f") => self.now.charset = self.fonts.of_font(value.unwrap_or_default()),
            (_, "plain") => {
                self.now.hidden = false;
                self.now.deleted = false;
                self.now.charset = self.fonts.of_font(self.fonts.default);
            }
            (_, "v") => self.now.hidden = on,
            (_, "deleted") => self.now.deleted = on,
            (_, "pard") => self.now.in_table = false,
            (_, "intbl") => self.now.in_table = true,
            (_, "uc") => self.now.substitutes = usize::try_from(value.unwrap_or(1)).unwrap_or(1).min(64),
            (_, "u") => self.unicode(value.unwrap_or_default()),
            _ => self.letter_word(word),
        }
    }

    /// Words that stand for a character.
    fn letter_word(&mut self, word: &str) {
        let letter = match word {
            "par" | "line" | "sect" | "page" => return self.end_line(),
            "cell" | "nestcell" => return self.end_cell(),
            "row" | "nestrow" => return self.end_row(),
            "tab" if self.now.in_table && self.form == Form::Rich => ' ',
            "tab" => '\t',
            "emdash" => '—',
            "endash" => '–',
            "bullet" => '•',
            "lquote" => '‘',
            "rquote" => '’',
            "ldblquote" => '“',
            "rdblquote" => '”',
            "emspace" | "enspace" | "qmspace" => ' ',
            _ => return,
        };
        self.letter(letter);
    }

    fn symbol(&mut self, symbol: u8) {
        match symbol {
            b'*' => self.starred = true,
            b'{' | b'}' | b'\\' => self.letter(char::from(symbol)),
            b'~' => self.letter('\u{a0}'),
            b'_' => self.letter('-'),
            b'\t' => self.letter('\t'),
            b'\r' | b'\n' => self.end_line(),
            _ => {}
        }
    }

    fn page(&mut self, page: Option<u32>) {
        self.fonts.page = page.unwrap_or(1252);
        self.now.charset = self.fonts.of_document();
    }

    fn visible(&self) -> bool {
        if self.now.part != Part::Body {
            return false;
        }
        match self.form {
            Form::Html => self.now.tag || !self.now.skipped && !self.now.twin,
            Form::Rich | Form::Plain => {
                !self.now.skipped && !self.now.twin && !self.now.hidden && !self.now.deleted
            }
        }
    }

    fn bytes(&mut self, bytes: &[u8]) {
        let left_out = self.leave_out.min(bytes.len());
        self.leave_out -= left_out;
        let bytes = bytes.get(left_out..).unwrap_or_default();
        if self.now.part == Part::Fonts {
            return self.fonts.name(bytes);
        }
        if bytes.is_empty() || !self.visible() {
            return;
        }
        self.surrogate = None;
        if self.pending_charset != self.now.charset {
            self.flush();
            self.pending_charset = self.now.charset;
        }
        self.pending.extend_from_slice(bytes);
        // Bounds what waits, between letters that stand alone in every charset.
        if self.pending.len() > 65_536 && bytes.is_ascii() {
            self.flush();
        }
    }

    fn flush(&mut self) {
        if !self.pending.is_empty() {
            self.out.push_str(&self.pending_charset.decode(&self.pending));
            self.pending.clear();
        }
    }

    fn letter(&mut self, letter: char) {
        if self.leave_out > 0 {
            self.leave_out -= 1;
        } else if self.visible() {
            self.flush();
            self.out.push(letter);
        }
    }

    /// `\uN`: a UTF-16 unit as a signed number, followed by what old software shows instead.
    fn unicode(&mut self, value: i32) {
        self.leave_out = 0;
        // The low 16 bits, whichever way the sign was written.
        let unit = (value & 0xffff) as u16;
        let before = self.surrogate.take();
        match (before, unit) {
            (_, 0xd800..=0xdbff) => self.surrogate = Some(unit),
            (Some(high), 0xdc00..=0xdfff) => {
                let letter = char::decode_utf16([high, unit]).next().and_then(Result::ok);
                self.letter(letter.unwrap_or('\u{fffd}'));
            }
            // Picture fonts have their signs in the private area.
            (_, 0xf000..=0xf0ff) => {
                let font = match self.now.charset {
                    Charset::Symbols(font) => font,
                    _ => "wingdings",
                };
                let sign = String::from_utf16_lossy(&[unit]);
                symbol::seen(font, &sign).chars().for_each(|sign| self.letter(sign));
            }
            _ => self.letter(char::from_u32(u32::from(unit)).unwrap_or('\u{fffd}')),
        }
        self.leave_out = self.now.substitutes;
    }

    /// A row stays one line, so a paragraph inside a cell ends with [`LINE_IN_CELL`].
    fn end_line(&mut self) {
        if !self.visible() {
            return;
        }
        self.flush();
        match self.now.in_table && self.form == Form::Rich {
            true if self.out.ends_with([' ', '\t', '\n', LINE_IN_CELL]) => {}
            true => self.out.push(LINE_IN_CELL),
            false => self.out.push('\n'),
        }
    }

    fn end_cell(&mut self) {
        if self.visible() {
            self.flush();
            let end = self.out.trim_end_matches([' ', LINE_IN_CELL]).len();
            self.out.truncate(end);
            self.out.push('\t');
        }
    }

    /// The tab of the last cell ends the row; one before it is an empty answer and stays. A row of one cell is layout:
    /// its lines are lines.
    fn end_row(&mut self) {
        if !self.visible() {
            return;
        }
        self.flush();
        if self.out.ends_with('\t') {
            self.out.pop();
        }
        let start = self.out.rfind('\n').map_or(0, |end| end + 1);
        let row = self.out.get(start..).unwrap_or_default();
        if !row.contains('\t') && row.contains(LINE_IN_CELL) {
            let lines = row.replace(LINE_IN_CELL, "\n");
            self.out.truncate(start);
            self.out.push_str(&lines);
        }
        self.out.push('\n');
    }

    fn finish(mut self, limit: usize) -> Content {
        self.flush();
        let mut text = match self.form {
            Form::Html => self.out,
            Form::Rich | Form::Plain => tidy(&self.out),
        };
        text.truncate(text.floor_char_boundary(limit));
        Content { form: self.form, text }
    }
}

/// Hard spaces become spaces, lines lose the spaces that trail them, runs of empty lines become one.
fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut empty = 0;
    for line in text.lines() {
        let line = line.replace('\u{a0}', " ");
        let line = line.trim_end_matches(' ');
        empty = if line.is_empty() { empty + 1 } else { 0 };
        if empty < 2 && !(out.is_empty() && line.is_empty()) {
            out.push_str(line);
            out.push('\n');
        }
    }
    out.truncate(out.trim_end_matches([' ', '\n']).len());
    out
}

#[cfg(test)]
mod tests;
