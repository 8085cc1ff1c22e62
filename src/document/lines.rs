//! Paragraphs, table rows and boxes as lines of text: the one shape that every reader of pages writes.
//!
//! A row is a line, with a tab between its cells; a cell that is merged over n columns is its text and n - 1 empty cells.
//! The lines within a cell are parted by [`LINE_IN_CELL`]. A row that is one cell only is layout: its lines are plain
//! lines. So is a row that holds rows of an inner table. Linear in what is written; deep tables are read as plain lines.

use super::LINE_IN_CELL;

/// Rows within rows deeper than this are plain lines; it bounds how often a cell's text is copied outwards.
const MAX_ROWS: usize = 8;
/// Most columns of one row, and most columns that one cell may span.
const MAX_COLUMNS: usize = 256;
const MAX_SPAN: usize = 64;

#[derive(Default)]
struct Cell {
    text: String,
    /// Columns it covers beyond the first.
    more_columns: usize,
}

#[derive(Default)]
struct Row {
    /// How deep its table stands.
    table: usize,
    cells: Vec<Cell>,
    /// Columns left free before the first cell.
    before: usize,
    /// Rows of an inner table stand in it: its lines must stay apart.
    nested: bool,
    /// It was struck out, or repeats what is known.
    dropped: bool,
}

/// A writer of lines.
pub(super) struct Lines {
    out: String,
    rows: Vec<Row>,
    table: usize,
    /// Bytes after which nothing more is taken.
    limit: usize,
    written: usize,
    /// Texts that stand beside the open paragraph: text boxes. They follow it.
    beside: Vec<String>,
}

impl Lines {
    pub(super) fn new(limit: usize) -> Lines {
        Lines { out: String::new(), rows: Vec::new(), table: 0, limit, written: 0, beside: Vec::new() }
    }

    /// True where the limit is reached; the rest is not taken.
    pub(super) fn is_full(&self) -> bool {
        self.written > self.limit
    }

    /// Adds text to the open paragraph. A tab is one only outside rows, and not before the first word.
    pub(super) fn text(&mut self, text: &str) {
        self.written += text.len();
        if self.is_full() {
            return;
        }
        let in_row = !self.rows.is_empty();
        let target = self.target();
        for character in text.chars() {
            match character {
                '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' => {}
                '\t' if in_row => target.push(' '),
                '\t' if target.is_empty() || target.ends_with('\n') => {}
                '\n' | '\r' | '\u{b}' | '\u{c}' | LINE_IN_CELL => target.push('\n'),
                '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' => target.push(' '),
                other => target.push(other),
            }
        }
    }

    /// Ends a line within a paragraph, or a paragraph.
    pub(super) fn end_line(&mut self) {
        self.written += 1;
        if self.is_full() {
            return;
        }
        let target = self.target();
        while target.ends_with(' ') {
            target.pop();
        }
        target.push('\n');
    }

    /// Ends a paragraph; what stood beside it follows.
    pub(super) fn end_paragraph(&mut self) {
        self.end_line();
        for text in std::mem::take(&mut self.beside) {
            self.target().push_str(&text);
            self.end_line();
        }
    }

    /// A text box of the open paragraph.
    pub(super) fn beside(&mut self, text: String) {
        self.written += text.len();
        if !self.is_full() && !text.is_empty() {
            self.beside.push(text);
        }
    }

    pub(super) fn open_table(&mut self) {
        self.begin_line();
        self.table += 1;
    }

    pub(super) fn close_table(&mut self) {
        self.close_rows(self.table);
        self.table = self.table.saturating_sub(1);
        if self.table == 0 {
            self.out.push('\n');
        }
    }

    /// Ends all that is open, such as a header before the body.
    pub(super) fn end_part(&mut self) {
        self.close_rows(0);
        self.table = 0;
        self.begin_line();
        self.out.push('\n');
    }

    pub(super) fn open_row(&mut self) {
        self.close_rows(self.table);
        if self.rows.len() < MAX_ROWS {
            self.rows.push(Row { table: self.table, ..Row::default() });
        } else {
            self.begin_line();
        }
    }

    pub(super) fn close_row(&mut self) {
        self.close_rows(self.table);
    }

    pub(super) fn open_cell(&mut self) {
        let table = self.table;
        match self.rows.last_mut() {
            Some(row) if row.table == table && row.cells.len() < MAX_COLUMNS => {
                row.cells.push(Cell::default());
            }
            _ => self.begin_line(),
        }
    }

    /// The open cell covers so many columns.
    pub(super) fn span(&mut self, columns: usize) {
        if let Some(cell) = self.row().and_then(|row| row.cells.last_mut()) {
            cell.more_columns = columns.clamp(1, MAX_SPAN) - 1;
        }
    }

    /// Columns that the open row leaves free at its beginning.
    pub(super) fn skip_columns(&mut self, columns: usize) {
        if let Some(row) = self.row() {
            row.before = columns.min(MAX_SPAN);
        }
    }

    /// The open row is not seen.
    pub(super) fn drop_row(&mut self) {
        if let Some(row) = self.row() {
            row.dropped = true;
        }
    }

    /// The open row of the table we are in, not of one around it.
    fn row(&mut self) -> Option<&mut Row> {
        let table = self.table;
        self.rows.last_mut().filter(|row| row.table == table)
    }

    /// Ends every row of this table or of one inside it, and writes each into what surrounds it.
    fn close_rows(&mut self, table: usize) {
        while self.rows.last().is_some_and(|row| row.table >= table) {
            let Some(row) = self.rows.pop() else { return };
            if row.dropped || row.cells.is_empty() {
                continue;
            }
            let plain = row.nested || row.cells.len() == 1;
            if let Some(outer) = self.rows.last_mut() {
                outer.nested |= !plain || row.nested;
            }
            self.begin_line();
            let line = if plain { plain_lines(&row) } else { row_line(&row) };
            let target = self.target();
            target.push_str(&line);
            target.push('\n');
        }
    }

    /// Makes sure that what comes next begins a line.
    fn begin_line(&mut self) {
        let target = self.target();
        if !target.is_empty() && !target.ends_with('\n') {
            target.push('\n');
        }
    }

    /// Where text goes now: the open cell, else the page.
    fn target(&mut self) -> &mut String {
        match self.rows.last_mut().and_then(|row| row.cells.last_mut()) {
            Some(cell) => &mut cell.text,
            None => &mut self.out,
        }
    }

    /// The text: no blanks at the end of a line (but the tabs of empty cells), one empty line where there were several.
    pub(super) fn finish(mut self) -> String {
        self.close_rows(0);
        for text in std::mem::take(&mut self.beside) {
            self.begin_line();
            self.out.push_str(&text);
        }
        let mut tidy = String::with_capacity(self.out.len());
        let mut empty = true;
        for line in self.out.lines() {
            let line = line.trim_end_matches(' ').trim_start_matches(' ');
            if !(line.is_empty() && empty) {
                tidy.push_str(line);
                tidy.push('\n');
            }
            empty = line.is_empty();
        }
        tidy.truncate(tidy.trim_end_matches([' ', '\n']).len());
        tidy
    }
}

/// The cells one after another, as lines.
fn plain_lines(row: &Row) -> String {
    let cells = row.cells.iter().map(|cell| cell.text.trim_matches(['\n', ' ']));
    cells.filter(|cell| !cell.is_empty()).collect::<Vec<_>>().join("\n")
}

fn row_line(row: &Row) -> String {
    let mut line = "\t".repeat(row.before);
    for (place, cell) in row.cells.iter().enumerate() {
        if place > 0 {
            line.push('\t');
        }
        let lines = cell.text.lines().map(str::trim).filter(|one| !one.is_empty());
        for (place, one) in lines.enumerate() {
            if place > 0 {
                line.push(LINE_IN_CELL);
            }
            line.push_str(one);
        }
        line.extend(std::iter::repeat_n('\t', cell.more_columns));
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Writes rows of cells, each cell its lines.
    fn table(lines: &mut Lines, rows: &[&[&str]]) {
        lines.open_table();
        for row in rows {
            lines.open_row();
            for cell in *row {
                lines.open_cell();
                lines.text(cell);
                lines.end_paragraph();
            }
            lines.close_row();
        }
        lines.close_table();
    }

    #[test]
    fn a_row_is_a_line_and_its_cells_keep_their_lines() {
        let mut lines = Lines::new(1000);
        lines.text("Før ");
        lines.end_paragraph();
        table(&mut lines, &[&["Navn:\nKari", "Tid\tkl"], &["", ""], &["Hele bredden"]]);
        lines.text("\tEtter");
        assert_eq!(lines.finish(), "Før\nNavn:\u{2028}Kari\tTid kl\n\t\nHele bredden\n\nEtter");
    }

    #[test]
    fn a_table_in_a_cell_is_written_as_its_rows() {
        let mut lines = Lines::new(1000);
        lines.open_table();
        lines.open_row();
        lines.open_cell();
        lines.text("Skjema");
        lines.open_cell();
        lines.text("Fyll ut");
        table(&mut lines, &[&["Navn", "Kari"], &["Tid", "i dag"]]);
        lines.close_row();
        lines.close_table();
        assert_eq!(lines.finish(), "Skjema\nFyll ut\nNavn\tKari\nTid\ti dag");
    }

    #[test]
    fn merged_cells_keep_their_columns() {
        let mut lines = Lines::new(1000);
        lines.open_table();
        for (before, span) in [(0, 3), (1, 2)] {
            lines.open_row();
            lines.skip_columns(before);
            lines.open_cell();
            lines.span(span);
            lines.text("a");
            lines.open_cell();
            lines.text("b");
            lines.close_row();
        }
        lines.close_table();
        assert_eq!(lines.finish(), "a\t\t\tb\n\ta\t\tb");
    }

    #[test]
    fn ten_thousand_tables_in_one_another_are_plain_lines() {
        let mut lines = Lines::new(1_000_000);
        for _ in 0..10_000 {
            lines.open_table();
            lines.open_row();
            lines.open_cell();
            lines.text("x");
        }
        assert_eq!(lines.finish().lines().filter(|line| *line == "x").count(), 10_000);
    }

    #[test]
    fn nothing_is_taken_beyond_the_limit() {
        let mut lines = Lines::new(10);
        for _ in 0..100 {
            lines.text("12345");
            lines.end_paragraph();
        }
        assert!(lines.is_full());
        assert_eq!(lines.finish(), "12345");
    }
}
