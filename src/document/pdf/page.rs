//! Pieces of text into lines, in the order one reads them: down the page, each line from the left, tables row by row.

use super::super::lines::Lines;
use super::content::{Piece, Rule};
use super::grid::{self, Grid};

/// Gaps in parts of the letter size: from here on a space, from here on a new column.
const SPACE: f64 = 0.14;
const COLUMN: f64 = 1.7;
/// Lines further apart than this part paragraphs.
const PARAGRAPH: f64 = 1.9;
/// What a cell leaves free at its right border, points.
const PADDING: f64 = 4.0;

/// One line of text.
#[derive(Debug, PartialEq)]
struct Line {
    base: f64,
    size: f64,
    right: f64,
    /// What stands in each column, and where it begins.
    columns: Vec<(f64, String)>,
}

/// The text of a page.
pub(super) fn text(pieces: Vec<Piece>, rules: &[Rule], limit: usize) -> String {
    let mut tables: Vec<(Grid, Vec<Piece>)> =
        grid::tables(rules).into_iter().map(|grid| (grid, Vec::new())).collect();
    tables.sort_by(|(a, _), (b, _)| b.top().total_cmp(&a.top()));
    let (pieces, turned): (Vec<Piece>, Vec<Piece>) = pieces.into_iter().partition(|piece| piece.turn == 0);
    let mut free = Vec::new();
    for piece in pieces {
        let (x, y) = anchor(&piece);
        let around = tables.iter_mut().filter(|(grid, _)| grid.cell(x, y).is_some());
        match around.min_by(|(a, _), (b, _)| a.area().total_cmp(&b.area())) {
            Some((_, inside)) => inside.push(piece),
            None => free.push(piece),
        }
    }
    let mut out = String::new();
    let mut tables = tables.into_iter().filter(|(_, inside)| !inside.is_empty()).peekable();
    let mut above: Option<Line> = None;
    for line in lines(free) {
        while let Some((grid, inside)) = tables.next_if(|(grid, _)| grid.top() > line.base) {
            table(&grid, inside, limit, &mut out);
            above = None;
        }
        let gap = above.as_ref().map_or(0.0, |above| above.base - line.base);
        if gap > PARAGRAPH * line.size {
            out.push('\n');
        }
        out.push_str(&written(&line, above.as_ref().filter(|_| gap < PARAGRAPH * line.size)));
        out.push('\n');
        above = Some(line);
        if out.len() > limit {
            break;
        }
    }
    for (grid, inside) in tables {
        table(&grid, inside, limit, &mut out);
    }
    // What stands upright beside a table, or heads its columns.
    for turn in 1..4 {
        for line in lines(turned.iter().filter(|piece| piece.turn == turn).cloned().collect()) {
            out.push_str(&written(&line, None));
            out.push('\n');
        }
    }
    out.truncate(out.trim_end_matches('\n').len());
    out
}

/// The point by which a piece is in a cell or not.
fn anchor(piece: &Piece) -> (f64, f64) {
    (piece.left + ((piece.right - piece.left) / 2.0).min(2.0), piece.base + 0.3 * piece.size)
}

fn table(grid: &Grid, pieces: Vec<Piece>, limit: usize, out: &mut String) {
    if out.len() > limit {
        return;
    }
    let mut cells: Vec<Vec<Vec<Piece>>> =
        grid.rows.iter().map(|row| row.iter().map(|_| Vec::new()).collect()).collect();
    for piece in pieces {
        let (x, y) = anchor(&piece);
        if let Some((row, place)) = grid.cell(x, y)
            && let Some(cell) = cells.get_mut(row).and_then(|row| row.get_mut(place))
        {
            cell.push(piece);
        }
    }
    let mut page = Lines::new(limit);
    page.open_table();
    for (row, inside) in grid.rows.iter().zip(cells) {
        // Only lines that other cells of the row are ruled with.
        if row.iter().all(|cell| cell.continued) {
            continue;
        }
        page.open_row();
        page.skip_columns(row.first().map_or(0, |cell| cell.from));
        for (cell, pieces) in row.iter().zip(inside) {
            page.open_cell();
            page.span(cell.to - cell.from);
            fill(&mut page, &lines(pieces), grid.right(cell));
        }
        page.close_row();
    }
    page.close_table();
    out.push_str(&page.finish());
    out.push_str("\n\n");
}

/// The lines of a cell; one that broke only because its next word did not fit goes on in the same line.
fn fill(page: &mut Lines, lines: &[Line], border: f64) {
    for (line, next) in lines.iter().zip(lines.iter().skip(1).map(Some).chain([None])) {
        let words: Vec<&str> = line.columns.iter().map(|(_, text)| text.as_str()).collect();
        let words = words.join(" ");
        let wrapped =
            next.is_some_and(|next| goes_on(next) && line.right + first_word(next) > border - PADDING);
        page.text(&words);
        match wrapped {
            true if words.ends_with('-') => {}
            true => page.text(" "),
            false => page.end_line(),
        }
    }
}

/// A line that may be in the middle of a sentence: no capital, no bullet, no number of a list.
fn goes_on(line: &Line) -> bool {
    let text = line.columns.first().map_or("", |(_, text)| text.as_str());
    let after_number = text.trim_start_matches(|c: char| c.is_ascii_digit());
    match text.chars().next() {
        Some(first) if first.is_ascii_digit() => {
            !after_number.starts_with(['=', '.', ')'])
                || after_number.get(1..).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
        }
        first => first.is_some_and(char::is_lowercase),
    }
}

/// How wide the first word of a line is, with the space before it.
fn first_word(line: &Line) -> f64 {
    let Some((left, text)) = line.columns.first().filter(|_| line.columns.len() == 1) else { return 0.0 };
    let letters = |text: &str| text.chars().count() as f64;
    let word = text.split(' ').next().unwrap_or_default();
    (line.right - left) / letters(text).max(1.0) * (letters(word) + 1.0)
}

/// A line as text, a tab between its columns. One that only goes on what stands in a column of the line above is put
/// there.
fn written(line: &Line, above: Option<&Line>) -> String {
    let mut text = String::new();
    let first = line.columns.first().map_or(0.0, |(left, _)| *left);
    let column = above.filter(|above| above.columns.len() > 1).and_then(|above| {
        above.columns.iter().skip(1).position(|(left, _)| (left - first).abs() < 0.3 * line.size)
    });
    if let Some(column) = column {
        text.extend(std::iter::repeat_n('\t', column + 1));
    }
    for (place, (_, words)) in line.columns.iter().enumerate() {
        if place > 0 {
            text.push('\t');
        }
        text.push_str(words);
    }
    text
}

/// Pieces gathered into lines from the top, each from the left.
fn lines(mut pieces: Vec<Piece>) -> Vec<Line> {
    pieces.sort_by(|a, b| b.base.total_cmp(&a.base).then(a.left.total_cmp(&b.left)));
    let mut rows: Vec<Vec<Piece>> = Vec::new();
    for piece in pieces {
        match rows.last_mut() {
            Some(row) if same_line(row, &piece) => row.push(piece),
            _ => rows.push(vec![piece]),
        }
    }
    rows.into_iter().filter_map(line).collect()
}

fn same_line(row: &[Piece], piece: &Piece) -> bool {
    let Some(first) = row.first() else { return false };
    (first.base - piece.base).abs() < 0.45 * first.size.max(piece.size)
}

fn line(mut pieces: Vec<Piece>) -> Option<Line> {
    pieces.sort_by(|a, b| a.left.total_cmp(&b.left));
    let base = pieces.first()?.base;
    let size = pieces.iter().map(|piece| piece.size).fold(0.0, f64::max);
    let right = pieces.iter().map(|piece| piece.right).fold(f64::MIN, f64::max);
    let mut columns: Vec<(f64, String)> = Vec::new();
    let mut last: Option<&Piece> = None;
    for piece in &pieces {
        let size = last.map_or(piece.size, |last| last.size.min(piece.size));
        let gap = last.map_or(f64::MAX, |last| piece.left - last.right);
        // Some programs draw letters twice to make them bold.
        let again = last
            .is_some_and(|last| last.text == piece.text && (last.left - piece.left).abs() < 0.2 * piece.size);
        if again {
            continue;
        }
        let joined = gap < COLUMN * size && !piece.apart && !last.is_some_and(|last| last.apart);
        match columns.last_mut() {
            Some((_, text)) if joined => {
                let apart = gap > SPACE * size && !text.ends_with(' ') && !piece.text.starts_with(' ');
                if apart {
                    text.push(' ');
                }
                text.push_str(&piece.text);
            }
            _ => columns.push((piece.left, piece.text.clone())),
        }
        last = Some(piece);
    }
    for (_, text) in &mut columns {
        *text = tidy(text);
    }
    columns.retain(|(_, text)| !text.is_empty());
    (!columns.is_empty()).then_some(Line { base, size, right, columns })
}

fn tidy(text: &str) -> String {
    let seen = text.chars().filter(|c| !matches!(c, '\u{ad}' | '\u{200b}' | '\u{feff}' | '\u{fffd}'));
    let plain: String = seen.map(|c| if c == '\u{a0}' || c.is_control() { ' ' } else { c }).collect();
    plain.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn piece(text: &str, left: f64, base: f64) -> Piece {
        let right = left + text.chars().count() as f64 * 5.0;
        Piece { text: text.to_owned(), left, right, base, size: 10.0, turn: 0, apart: false }
    }

    #[test]
    fn label_and_value_far_apart_stay_on_one_line() {
        let pieces = vec![
            piece("12 personer", 200.0, 86.0),
            piece("Navn:", 50.0, 100.0),
            piece("Kari", 200.0, 100.5),
            piece("Antall:", 50.0, 86.0),
            piece("og", 200.0, 74.0),
            piece("flere", 212.0, 74.0),
            piece("Ny del", 50.0, 40.0),
        ];
        assert_eq!(text(pieces, &[], 1000), "Navn:\tKari\nAntall:\t12 personer\n\tog flere\n\nNy del");
    }

    #[test]
    fn a_line_that_goes_on_is_told_from_a_new_one() {
        for (text, expected) in [
            ("og videre", true),
            ("12 personer", true),
            ("27.02.2026", true),
            ("Tidsrom: i går", false),
            ("2= Liten", false),
            ("1. Brev", false),
            ("• punkt", false),
        ] {
            let columns = vec![(0.0, text.to_owned())];
            assert_eq!(goes_on(&Line { base: 0.0, size: 10.0, right: 0.0, columns }), expected, "{text}");
        }
    }

    #[test]
    fn a_table_is_read_by_its_cells() {
        let mut rules = Vec::new();
        for at in [100.0, 70.0, 50.0] {
            rules.push(Rule { horizontal: true, at, from: 0.0, to: 200.0 });
        }
        for at in [0.0, 100.0, 200.0] {
            rules.push(Rule { horizontal: false, at, from: 50.0, to: 100.0 });
        }
        let pieces = vec![
            piece("Før", 0.0, 120.0),
            piece("Hva har", 5.0, 90.0),
            piece("skjedd", 5.0, 78.0),
            piece("Brev", 105.0, 90.0),
            piece("sendt", 105.0, 78.0),
            piece("S", 5.0, 56.0),
            piece("Etter", 0.0, 30.0),
        ];
        let expected = "Før\nHva har\u{2028}skjedd\tBrev\u{2028}sendt\nS\t\n\nEtter";
        assert_eq!(text(pieces, &rules, 1000), expected);
    }
}
