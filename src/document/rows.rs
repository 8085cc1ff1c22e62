//! The cells of a sheet as rows of text, wherever they stand in it.

use super::LINE_IN_CELL;

/// The cells of one sheet that say something.
#[derive(Default)]
pub(super) struct Rows {
    cells: Vec<((u32, u32), String)>,
}

impl Rows {
    /// Row and column from 0; in any order.
    pub(super) fn put(&mut self, place: (u32, u32), value: String) {
        self.cells.push((place, value));
    }

    /// A row a line, a tab between its columns. Columns that are empty throughout are left out, so that nothing hangs on
    /// how far apart cells stand; rows that are empty are one empty line.
    pub(super) fn text(mut self) -> String {
        self.cells.sort_by_key(|(place, _)| *place);
        let mut columns: Vec<u32> = self.cells.iter().map(|((_, column), _)| *column).collect();
        columns.sort_unstable();
        columns.dedup();
        let mut text = String::new();
        let mut at: Option<(u32, usize)> = None;
        for ((row, column), value) in &self.cells {
            let place = columns.partition_point(|known| known < column);
            let tabs = match at {
                Some((last, before)) if last == *row => place.saturating_sub(before),
                Some((last, _)) => {
                    text.push_str(if *row > last + 1 { "\n\n" } else { "\n" });
                    place
                }
                None => place,
            };
            text.extend(std::iter::repeat_n('\t', tabs));
            text.push_str(value);
            at = Some((*row, place));
        }
        text
    }
}

/// The text of a cell with its lines parted and no tab of its own.
pub(super) fn one_cell(text: &str) -> String {
    let lines = text.split(['\n', '\r', '\u{b}', '\u{c}', LINE_IN_CELL]);
    let lines = lines.map(|line| line.replace(['\t', '\u{a0}'], " ").trim().to_owned());
    lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join(&LINE_IN_CELL.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empty_columns_are_left_out_and_empty_rows_are_one_line() {
        let mut rows = Rows::default();
        for (place, value) in [
            ((5, 16_383), "12"),
            ((5, 2), "Antall"),
            ((6, 2), "Sted"),
            ((6, 40), "Bergen"),
            ((1_048_575, 40), "slutt"),
        ] {
            rows.put(place, value.to_owned());
        }
        assert_eq!(rows.text(), "Antall\t\t12\nSted\tBergen\n\n\tslutt");
    }

    #[test]
    fn a_cell_is_one_cell() {
        assert_eq!(one_cell(" a\tb\r\n\n c\u{a0}d "), "a b\u{2028}c d");
    }
}
