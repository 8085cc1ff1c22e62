//! Tables by their ruled lines: which lines belong together, and what cells they make.

use super::content::Rule;

/// How far apart what is meant to meet may stand, points.
const NEAR: f64 = 2.5;
/// The lowest row that can hold text, points.
const LOWEST_ROW: f64 = 4.0;
/// More meetings than these to look at, and the page is read without its tables.
const MAX_MEETINGS: usize = 2_000_000;
const MAX_LINES: usize = 200;

/// One table: its column borders from the left, its row borders from the top, and the cells between them.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Grid {
    columns: Vec<f64>,
    pub(super) rows: Vec<Vec<Cell>>,
    borders: Vec<f64>,
}

/// A cell from one column border to another, counted from 0.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Cell {
    pub(super) from: usize,
    pub(super) to: usize,
    /// No line parts it from the cell above: it is the same cell.
    pub(super) continued: bool,
}

impl Grid {
    pub(super) fn top(&self) -> f64 {
        self.borders.first().copied().unwrap_or_default()
    }

    /// How large it is; of two around one point, the smaller is inside the other.
    pub(super) fn area(&self) -> f64 {
        let span = |places: &[f64]| match places {
            [first, .., last] => (last - first).abs(),
            _ => 0.0,
        };
        span(&self.columns) * span(&self.borders)
    }

    /// The right border of a cell.
    pub(super) fn right(&self, cell: &Cell) -> f64 {
        self.columns.get(cell.to).copied().unwrap_or(f64::MAX)
    }

    /// The row and place in it of the cell around a point, of a merged one where it begins.
    pub(super) fn cell(&self, x: f64, y: f64) -> Option<(usize, usize)> {
        let mut row = self.borders.partition_point(|border| *border >= y).checked_sub(1)?;
        let column = self.columns.partition_point(|border| *border <= x).checked_sub(1)?;
        loop {
            let cells = self.rows.get(row)?;
            let place = cells.iter().position(|cell| cell.from <= column && column < cell.to)?;
            match cells.get(place) {
                Some(cell) if cell.continued && row > 0 => row -= 1,
                _ => return Some((row, place)),
            }
        }
    }
}

/// The tables of a page.
pub(super) fn tables(rules: &[Rule]) -> Vec<Grid> {
    let across = merged(rules, true);
    let down = merged(rules, false);
    if across.len() * down.len() > MAX_MEETINGS {
        return Vec::new();
    }
    let mut groups = Groups::new(across.len() + down.len());
    for (a, line) in across.iter().enumerate() {
        for (d, border) in down.iter().enumerate() {
            if meets(line, border.at) && meets(border, line.at) {
                groups.join(a, across.len() + d);
            }
        }
    }
    let mut grids = Vec::new();
    for root in 0..across.len() {
        if groups.root(root) != root {
            continue;
        }
        let of = |group: &mut Groups, place: usize| group.root(place) == root;
        let rows: Vec<Rule> = (0..across.len()).filter(|a| of(&mut groups, *a)).map(|a| across[a]).collect();
        let columns: Vec<Rule> =
            (0..down.len()).filter(|d| of(&mut groups, across.len() + d)).map(|d| down[d]).collect();
        grids.extend(grid(&rows, &columns));
    }
    grids
}

fn grid(across: &[Rule], down: &[Rule]) -> Option<Grid> {
    let columns = places(down);
    let mut borders = places(across);
    borders.reverse();
    let mut rows = Vec::new();
    for band in borders.windows(2) {
        let [top, bottom] = *band else { continue };
        let middle = (top + bottom) / 2.0;
        let parts = columns.iter().enumerate().filter(|(_, x)| {
            down.iter().any(|line| (line.at - **x).abs() <= NEAR && line.from < middle && middle < line.to)
        });
        let parts: Vec<usize> = parts.map(|(place, _)| place).collect();
        let cells = parts.windows(2).filter_map(|pair| {
            let [from, to] = *pair else { return None };
            let center = (columns.get(from)? + columns.get(to)?) / 2.0;
            let parted = across
                .iter()
                .any(|line| (line.at - top).abs() <= NEAR && line.from < center && center < line.to);
            Some(Cell { from, to, continued: !parted })
        });
        rows.push(cells.collect::<Vec<_>>());
    }
    // Boxes under one another are fields of a form, and belong to the labels beside them.
    rows.iter().any(|row: &Vec<Cell>| row.len() > 1).then_some(Grid { columns, rows, borders })
}

/// The distinct places of lines, in rising order.
fn places(lines: &[Rule]) -> Vec<f64> {
    let mut places: Vec<f64> = lines.iter().map(|line| line.at).collect();
    places.sort_by(f64::total_cmp);
    places.dedup_by(|later, kept| *later - *kept <= LOWEST_ROW);
    places.truncate(MAX_LINES);
    places
}

fn meets(line: &Rule, place: f64) -> bool {
    line.from - NEAR <= place && place <= line.to + NEAR
}

/// Lines drawn cell by cell, as the long lines they are seen as.
fn merged(rules: &[Rule], horizontal: bool) -> Vec<Rule> {
    let mut lines: Vec<Rule> = rules.iter().filter(|rule| rule.horizontal == horizontal).copied().collect();
    lines.sort_by(|a, b| a.at.total_cmp(&b.at).then(a.from.total_cmp(&b.from)));
    let mut rows: Vec<Vec<Rule>> = Vec::new();
    for line in lines {
        match rows.last_mut() {
            Some(row) if row.first().is_some_and(|first| line.at - first.at <= 1.0) => row.push(line),
            _ => rows.push(vec![line]),
        }
    }
    let mut merged: Vec<Rule> = Vec::new();
    for mut row in rows {
        row.sort_by(|a, b| a.from.total_cmp(&b.from));
        let start = merged.len();
        for line in row {
            match merged.get_mut(start..).and_then(<[Rule]>::last_mut) {
                Some(last) if line.from <= last.to + NEAR => last.to = last.to.max(line.to),
                _ => merged.push(line),
            }
        }
    }
    merged
}

/// Which of many belong together.
struct Groups(Vec<usize>);

impl Groups {
    fn new(count: usize) -> Groups {
        Groups((0..count).collect())
    }

    /// The first of its group.
    fn root(&mut self, mut place: usize) -> usize {
        while let Some(above) = self.0.get(place).copied().filter(|above| *above != place) {
            let further = self.0.get(above).copied().unwrap_or(above);
            if let Some(one) = self.0.get_mut(place) {
                *one = further;
            }
            place = further;
        }
        place
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        if let Some(later) = self.0.get_mut(a.max(b)) {
            *later = a.min(b);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn across(at: f64, from: f64, to: f64) -> Rule {
        Rule { horizontal: true, at, from, to }
    }

    fn down(at: f64, from: f64, to: f64) -> Rule {
        Rule { horizontal: false, at, from, to }
    }

    #[test]
    fn a_merged_cell_is_one_cell() {
        // Two rows of three columns; the first column is merged downwards, the last two of row one are one cell.
        let rules = [
            across(100.0, 0.0, 90.0),
            across(80.0, 30.0, 90.0),
            across(60.0, 0.0, 90.0),
            down(0.0, 60.0, 100.0),
            down(30.0, 60.0, 100.0),
            down(60.0, 60.0, 80.0),
            down(90.0, 60.0, 100.0),
        ];
        let grids = tables(&rules);
        assert_eq!(grids.len(), 1);
        let cell = |from, to, continued| Cell { from, to, continued };
        assert_eq!(
            grids[0].rows,
            [
                vec![cell(0, 1, false), cell(1, 3, false)],
                vec![cell(0, 1, true), cell(1, 2, false), cell(2, 3, false)]
            ]
        );
        assert_eq!(grids[0].cell(10.0, 70.0), Some((0, 0)));
        assert_eq!(grids[0].cell(70.0, 90.0), Some((0, 1)));
        assert_eq!(grids[0].cell(70.0, 70.0), Some((1, 2)));
    }

    #[test]
    fn boxes_around_fields_are_no_table() {
        let mut rules = vec![
            across(20.0, 0.0, 50.0),
            across(0.0, 0.0, 50.0),
            down(0.0, 0.0, 20.0),
            down(50.0, 0.0, 20.0),
        ];
        assert_eq!(tables(&rules), []);
        rules.extend([across(-20.0, 0.0, 50.0), down(0.0, -20.0, 0.0), down(50.0, -20.0, 0.0)]);
        assert_eq!(tables(&rules), []);
    }

    #[test]
    fn lines_drawn_cell_by_cell_are_long_lines() {
        let rules = [across(10.0, 0.0, 20.0), across(10.2, 20.5, 40.0), across(10.1, 60.0, 80.0)];
        assert_eq!(merged(&rules, true).len(), 2);
    }
}
