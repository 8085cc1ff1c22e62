//! HTML to lines of text with html5ever's tokenizer only: linear, no tree, no recursion.
//!
//! A table row becomes one line with a tab between its cells, so that a form's label and answer stay together; a merged
//! cell leaves the places that it covers empty, so that columns stay under their headings. A definition list is read as
//! a table of terms and answers. What a browser would not show is left out.

mod quotes;

use std::cell::RefCell;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{
    BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};

use super::message::{MAX_TEXT, truncate};
use quotes::Quote;

/// Tables deeper than this are read as plain lines; it bounds how often a cell's text is copied outwards.
const MAX_ROWS: usize = 12;
/// Most columns of a table that are kept apart.
const MAX_COLUMNS: usize = 64;
/// Parts the lines inside a cell, since a line of the text is a whole row.
pub const LINE_IN_CELL: char = '\u{2028}';

const SKIPPED: &[&str] = &["script", "style", "head", "title", "template", "noscript", "object", "svg"];
/// Elements without an end tag: leaving one out ends with itself.
const VOID: &[&str] =
    &["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"];
const BLOCKS: &[&str] = &[
    "p",
    "div",
    "li",
    "ul",
    "ol",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "blockquote",
    "pre",
    "hr",
    "section",
    "article",
    "header",
    "footer",
    "fieldset",
    "form",
    "table",
    "tbody",
    "thead",
    "caption",
    "address",
];
/// What stands in the text for quoted mails that were dropped or begin: the marks of a plain body.
const DROPPED: &str = ">";
const BEGINS: &str = "-----Original Message-----";
const RULE: &str = "________________________________";

/// What to do with containers that hold a quoted mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quotes {
    Keep,
    /// One line `>` is left of each, and a separator stands where Outlook's quoted mail begins, so that
    /// [`super::reply::new_text`] finds what is new as in a plain body: pass the text through it.
    Drop,
}

/// The text, and whether a quoted mail was dropped from it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text {
    pub text: String,
    pub quoted: bool,
}

/// Turns HTML into text; at most [`MAX_TEXT`] bytes are read and written.
pub fn to_text(html: &str, quotes: Quotes) -> Text {
    let mut html = html.to_owned();
    truncate(&mut html, MAX_TEXT);
    let tokenizer = Tokenizer::new(Sink(RefCell::new(Writer::new(quotes))), TokenizerOpts::default());
    let queue = BufferQueue::default();
    queue.push_back(StrTendril::from(html));
    let _ = tokenizer.feed(&queue);
    tokenizer.end();
    tokenizer.sink.0.into_inner().finish()
}

struct Sink(RefCell<Writer>);

impl TokenSink for Sink {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut writer = self.0.borrow_mut();
        match token {
            Token::CharacterTokens(text) => writer.text(&text),
            Token::TagToken(tag) => writer.tag(&tag),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

/// An element being left out, with how many of its name are open inside it.
struct Skip {
    name: String,
    open: usize,
    /// A container of quotes: from its first quote on, what stands outside quotes in it is an answer.
    container: bool,
}

/// A table row being read.
struct Row {
    table: usize,
    cells: Vec<Cell>,
    /// Rows of an inner table stand in it: its lines must stay apart.
    nested: bool,
}

#[derive(Default)]
struct Cell {
    text: String,
    columns: usize,
    rows: usize,
}

struct Writer {
    quotes: Quotes,
    out: String,
    rows: Vec<Row>,
    table: usize,
    /// For each open table, how many more rows each of its columns is covered by a cell from above.
    covered: Vec<Vec<usize>>,
    skip: Option<Skip>,
    pre: usize,
    quoted: bool,
}

impl Writer {
    fn new(quotes: Quotes) -> Self {
        Writer {
            quotes,
            out: String::new(),
            rows: Vec::new(),
            table: 0,
            covered: Vec::new(),
            skip: None,
            pre: 0,
            quoted: false,
        }
    }

    fn tag(&mut self, tag: &Tag) {
        let name: &str = &tag.name;
        if let Some(skip) = &mut self.skip {
            let first = skip.container && skip.open == 1 && tag.kind == TagKind::StartTag;
            if first && name == "blockquote" {
                *skip = Skip { name: name.to_owned(), open: 1, container: false };
            } else if skip.name == name && !tag.self_closing {
                match tag.kind {
                    TagKind::StartTag => skip.open += 1,
                    TagKind::EndTag => skip.open -= 1,
                }
                if skip.open == 0 {
                    self.skip = None;
                    self.line();
                }
            }
            return;
        }
        match tag.kind {
            TagKind::StartTag => self.open(name, tag),
            TagKind::EndTag => self.close(name),
        }
    }

    fn open(&mut self, name: &str, tag: &Tag) {
        if self.quotes == Quotes::Drop && self.starts_quote(name, tag) {
            return;
        }
        if (SKIPPED.contains(&name) || is_hidden(tag)) && !tag.self_closing {
            if !VOID.contains(&name) {
                self.skip = Some(Skip { name: name.to_owned(), open: 1, container: false });
            }
            return;
        }
        match name {
            "br" => self.newline(),
            "table" | "dl" => self.open_table(),
            "tr" => self.open_row(),
            "td" | "th" => self.open_cell(tag),
            "dt" => {
                self.open_row();
                self.open_cell(tag);
            }
            "dd" => self.open_answer(tag),
            "input" => self.input(tag),
            "option" if attribute(tag, "selected").is_none() => {
                self.skip = Some(Skip { name: name.to_owned(), open: 1, container: false });
            }
            "pre" => {
                self.line();
                self.pre += 1;
            }
            _ if BLOCKS.contains(&name) => self.line(),
            _ => {}
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            "table" | "dl" => {
                self.close_rows(self.table);
                self.table = self.table.saturating_sub(1);
                self.covered.truncate(self.table);
                self.line();
            }
            "tr" => self.close_rows(self.table),
            "pre" => {
                self.pre = self.pre.saturating_sub(1);
                self.line();
            }
            _ if BLOCKS.contains(&name) => self.line(),
            _ => {}
        }
    }

    /// Begins to leave out a quoted mail where this tag opens one.
    fn starts_quote(&mut self, name: &str, tag: &Tag) -> bool {
        let Some(quote) = quotes::opened(name, tag) else { return false };
        let mark = match quote {
            Quote::Element | Quote::Container => DROPPED,
            Quote::FromHere => BEGINS,
            Quote::Rule => RULE,
        };
        self.line();
        self.target().push_str(mark);
        self.line();
        self.quoted |= quote != Quote::Rule;
        let skipped = matches!(quote, Quote::Element | Quote::Container) && !tag.self_closing;
        if skipped {
            self.skip = Some(Skip { name: name.to_owned(), open: 1, container: quote == Quote::Container });
        }
        skipped
    }

    fn open_table(&mut self) {
        self.line();
        self.table += 1;
        if self.covered.len() < MAX_ROWS {
            self.covered.resize_with(self.table.min(MAX_ROWS), Vec::new);
        }
    }

    fn open_row(&mut self) {
        self.close_rows(self.table);
        if self.rows.len() < MAX_ROWS {
            self.rows.push(Row { table: self.table, cells: Vec::new(), nested: false });
        } else {
            self.line();
        }
    }

    fn open_cell(&mut self, tag: &Tag) {
        let span = |wanted: &str| {
            attribute(tag, wanted)
                .and_then(|value| value.trim().parse::<usize>().ok())
                .unwrap_or(1)
                .clamp(1, MAX_COLUMNS)
        };
        match self.rows.last_mut() {
            Some(row) if row.table == self.table && row.cells.len() < MAX_COLUMNS => {
                row.cells.push(Cell { text: String::new(), columns: span("colspan"), rows: span("rowspan") });
            }
            _ => self.space(),
        }
    }

    /// The answer of a definition list stands beside its term; a further one under it.
    fn open_answer(&mut self, tag: &Tag) {
        let beside = self.rows.last().is_some_and(|row| row.table == self.table && row.cells.len() == 1);
        if !beside {
            self.open_row();
            self.open_cell(tag);
        }
        self.open_cell(tag);
    }

    /// A form that was saved or pasted: what is written in its fields, and which boxes are ticked.
    fn input(&mut self, tag: &Tag) {
        match attribute(tag, "type").unwrap_or("text").to_ascii_lowercase().as_str() {
            "checkbox" | "radio" => {
                let ticked = attribute(tag, "checked").is_some();
                self.text(if ticked { " ☒ " } else { " ☐ " });
            }
            "hidden" | "password" | "submit" | "button" | "reset" | "image" | "file" => {}
            _ => self.text(attribute(tag, "value").unwrap_or_default()),
        }
    }

    /// Ends every row of this table or of one inside it, and writes each into what surrounds it.
    fn close_rows(&mut self, table: usize) {
        while self.rows.last().is_some_and(|row| row.table >= table) {
            let Some(row) = self.rows.pop() else { return };
            let covered = row.table.checked_sub(1).and_then(|at| self.covered.get_mut(at));
            let line = row_line(row, covered);
            if line.trim().is_empty() {
                continue;
            }
            if let Some(outer) = self.rows.last_mut() {
                outer.nested = true;
            }
            self.line();
            self.target().push_str(&line);
            self.target().push('\n');
        }
    }

    /// Where text goes now: the open cell, else the output.
    fn target(&mut self) -> &mut String {
        match self.rows.last_mut().and_then(|row| row.cells.last_mut()) {
            Some(cell) => &mut cell.text,
            None => &mut self.out,
        }
    }

    fn text(&mut self, text: &str) {
        if self.skip.is_some() {
            return;
        }
        let pre = self.pre > 0;
        let target = self.target();
        if pre {
            target.extend(text.chars().filter(|character| !is_unseen(*character)));
            return;
        }
        let mut words = text.split([' ', '\t', '\r', '\n']);
        if let Some(first) = words.next() {
            push_seen(target, first);
        }
        for word in words {
            if !target.is_empty() && !target.ends_with([' ', '\n']) {
                target.push(' ');
            }
            push_seen(target, word);
        }
    }

    fn space(&mut self) {
        self.text(" ");
    }

    fn newline(&mut self) {
        let target = self.target();
        while target.ends_with(' ') {
            target.pop();
        }
        target.push('\n');
    }

    /// Makes sure that what comes next begins a line.
    fn line(&mut self) {
        let target = self.target();
        while target.ends_with(' ') {
            target.pop();
        }
        if !target.is_empty() && !target.ends_with('\n') {
            target.push('\n');
        }
    }

    fn finish(mut self) -> Text {
        self.close_rows(0);
        Text { text: tidy(&self.out), quoted: self.quoted }
    }
}

/// Marks that break words where nobody sees it.
fn is_unseen(character: char) -> bool {
    matches!(character, '\u{200b}' | '\u{feff}' | '\u{ad}')
}

fn push_seen(target: &mut String, word: &str) {
    if word.is_ascii() || !word.contains(is_unseen) {
        target.push_str(word);
    } else {
        target.extend(word.chars().filter(|character| !is_unseen(*character)));
    }
}

fn attribute<'a>(tag: &'a Tag, wanted: &str) -> Option<&'a str> {
    tag.attrs.iter().find(|known| &*known.name.local == wanted).map(|known| &*known.value)
}

/// Not shown by a browser: a preview text for the list of mails, or Outlook's notes to itself.
fn is_hidden(tag: &Tag) -> bool {
    attribute(tag, "hidden").is_some()
        || attribute(tag, "style").is_some_and(|style| {
            let style: String =
                style.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_lowercase();
            style.contains("display:none")
                || style.contains("mso-hide:all")
                || style.contains("visibility:hidden")
        })
}

/// One row as one line, its cells in their columns; a lone cell is layout and keeps its lines.
fn row_line(row: Row, covered: Option<&mut Vec<usize>>) -> String {
    let mut none = Vec::new();
    let covered = covered.unwrap_or(&mut none);
    let alone = row.cells.len() == 1 && covered.iter().all(|rows| *rows == 0);
    if row.nested || alone {
        covered.clear();
        let mut texts = row.cells.into_iter().map(|cell| cell.text);
        return match (alone, texts.len()) {
            (true, _) => texts.next().unwrap_or_default().trim_matches('\n').to_owned(),
            _ => texts.collect::<Vec<_>>().join("\n"),
        };
    }
    let mut columns: Vec<String> = Vec::new();
    let mut cells = row.cells.into_iter();
    loop {
        let place = columns.len();
        let from_above = covered.get(place).copied().unwrap_or(0);
        if from_above > 0 {
            covered.iter_mut().skip(place).take(1).for_each(|rows| *rows -= 1);
            columns.push(String::new());
            continue;
        }
        if place >= MAX_COLUMNS {
            break;
        }
        let Some(cell) = cells.next() else { break };
        let width = cell.columns.min(MAX_COLUMNS - place);
        if covered.len() < place + width {
            covered.resize(place + width, 0);
        }
        covered.iter_mut().skip(place).take(width).for_each(|rows| *rows = cell.rows.saturating_sub(1));
        columns.push(cell_line(&cell.text));
        columns.resize(place + width, String::new());
    }
    columns.extend(cells.map(|cell| cell_line(&cell.text)));
    columns.join("\t")
}

/// The lines of a cell on one line; hard spaces at its ends are layout.
fn cell_line(text: &str) -> String {
    let lines = text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
    let lines: Vec<String> = lines.filter(|line| !line.is_empty()).collect();
    lines.join(LINE_IN_CELL.encode_utf8(&mut [0; 4]))
}

/// Hard spaces become spaces, lines lose what trails them, runs of empty lines become one.
fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut empty = 0;
    for line in text.lines() {
        let line = line.replace('\u{a0}', " ");
        // A trailing tab is an empty answer and must stay.
        let line = line.trim_end_matches(' ').trim_start_matches(' ');
        empty = if line.is_empty() { empty + 1 } else { 0 };
        if empty < 2 && !(out.is_empty() && line.is_empty()) {
            out.push_str(line);
            out.push('\n');
        }
    }
    out.trim_end_matches([' ', '\n']).to_owned()
}

#[cfg(test)]
mod tests {
    use super::super::reply::new_text;
    use super::*;

    fn keep(html: &str) -> String {
        to_text(html, Quotes::Keep).text
    }

    fn new(html: &str) -> Text {
        to_text(html, Quotes::Drop)
    }

    #[test]
    fn blocks_become_lines_and_entities_letters() {
        let html = "<html><head><title>x</title><style>p{}</style></head><body><p>Hei&nbsp;p&aring;\n deg</p><div>En<br>To</div><ul><li>A<li>B</ul><script>alert(1)</script></body>";
        assert_eq!(keep(html), "Hei på deg\nEn\nTo\nA\nB");
    }

    #[test]
    fn a_form_table_is_one_line_a_row_with_tabs() {
        let html = "<table><tr><td><p>Hva har skjedd</p></td><td><p>Brev sendt</p><p>til feil person</p></td></tr><tr><th>Antall</th><td></td></tr></table>Hilsen";
        assert_eq!(keep(html), "Hva har skjedd\tBrev sendt\u{2028}til feil person\nAntall\t\nHilsen");
    }

    #[test]
    fn a_layout_table_keeps_the_lines_of_the_form_inside_it() {
        let html = "<table><tr><td><p>Hei</p><table><tr><td>A</td><td>1</td></tr><tr><td>B</td><td>2</td></tr></table><p>Slutt</p></td></tr></table>";
        assert_eq!(keep(html), "Hei\nA\t1\nB\t2\nSlutt");
    }

    #[test]
    fn merged_cells_leave_their_places_empty() {
        let html = "<table><tr><td rowspan=2>Nr</td><td colspan=2>F&oslash;r</td><td rowspan=2>Tiltak</td></tr><tr><td>S</td><td>K</td></tr><tr><td>1</td><td>3</td><td>4</td><td>Ringt</td></tr></table>";
        assert_eq!(keep(html), "Nr\tFør\t\tTiltak\n\tS\tK\t\n1\t3\t4\tRingt");
    }

    #[test]
    fn a_row_over_the_whole_width_is_plain_lines() {
        let html = "<table><tr><td colspan=2>Avviksmelding<br>Del 1</td></tr><tr><td>Sted</td><td>Oslo</td></tr></table>";
        assert_eq!(keep(html), "Avviksmelding\nDel 1\nSted\tOslo");
    }

    #[test]
    fn a_definition_list_is_a_table_of_terms_and_answers() {
        let html = "<p>Hei</p><dl><dt>Sted</dt><dd>Oslo</dd><dt>Antall</dt><dd>12</dd><dd>trolig flere</dd></dl>Slutt";
        assert_eq!(keep(html), "Hei\nSted\tOslo\nAntall\t12\n\ttrolig flere\nSlutt");
    }

    #[test]
    fn what_a_browser_does_not_show_is_left_out_and_boxes_are_drawn() {
        let html = "<div style='display: none'>Forsmak</div><p hidden>x</p><img style='display:none'>Synlig<br><input type=checkbox checked>Ja<input type=checkbox>Nei <input value='12'><select><option>A</option><option selected>B</option></select>";
        assert_eq!(keep(html), "Synlig\n☒ Ja ☐ Nei 12\nB");
    }

    #[test]
    fn a_span_of_a_million_columns_costs_nothing() {
        let html =
            "<table><tr><td colspan=1000000 rowspan=1000000>A</td><td>B</td></tr><tr><td>C</td></tr></table>";
        assert_eq!(keep(html).matches('\t').count(), 2 * 64);
    }

    #[test]
    fn unclosed_rows_and_cells_do_no_harm() {
        assert_eq!(keep("<table><tr><td>A<td>1<tr><td>B<td>2</table>"), "A\t1\nB\t2");
        assert_eq!(keep("</td></tr></table><td>x"), "x");
    }

    #[test]
    fn quoted_mails_of_the_common_clients_are_dropped() {
        let rows = [
            "<div>Ny</div><div class=\"gmail_quote\"><div class=gmail_attr>Den skrev</div><blockquote>Gammel<div>x</div></blockquote></div>",
            "<div>Ny</div><hr><div id=\"divRplyFwdMsg\">Fra: X</div><div>Gammel</div>",
            "<div>Ny</div><span id=OLK_SRC_BODY_SECTION><div>Gammel</div></span>",
            "<div class=moz-cite-prefix>Den 1. skrev X:<br></div><blockquote type=\"cite\">Gammel</blockquote><p>Ny</p>",
            "<p>Ny</p><div class='yahoo_quoted'><div>Gammel</div></div>",
        ];
        for html in rows {
            let text = new(html);
            assert_eq!(new_text(&text.text).text, "Ny", "{html}: {}", text.text);
            assert!(text.quoted);
            assert!(keep(html).contains("Gammel") || html.contains("Fra: X"));
        }
    }

    #[test]
    fn an_indented_paragraph_is_no_quote() {
        let text =
            new("<blockquote style=\"margin:0 0 0 40px; border: none; padding:0\">Innrykk</blockquote>");
        assert_eq!(text, Text { text: "Innrykk".to_owned(), quoted: false });
    }

    #[test]
    fn deep_nesting_is_linear() {
        let html = "<table><tr><td>".repeat(20_000);
        assert_eq!(keep(&html), "");
        let html = "<div>".repeat(200_000) + "x";
        assert_eq!(keep(&html), "x");
    }
}
