//! Comma-separated values and their kin (RFC 4180 and what Excel makes of it), as rows with tabs.

use csv::{ReaderBuilder, StringRecord};

use super::rows::one_cell;
use super::{Budget, File, Inner, Why, plain};

/// In this order where two fit as well: Norwegian numbers have commas in them.
const DELIMITERS: &[u8] = b";\t,|";
/// Rows and bytes that are looked at to find the delimiter.
const SAMPLE: usize = 50;
const SAMPLE_BYTES: usize = 64 << 10;
const MAX_ROWS: usize = 50_000;
const MAX_COLUMNS: usize = 1000;

pub(super) fn read(file: &File, budget: &mut Budget) -> Inner {
    let mut text = plain::decode(file);
    let mut cut = (text.len() > budget.text_bytes).then_some(Why::TooLarge);
    text.truncate(text.floor_char_boundary(budget.text_bytes));
    // What Excel writes to tell itself.
    let hint = text.trim_start().strip_prefix("sep=").and_then(|rest| Some((rest.bytes().next()?, rest)));
    let (delimiter, body) = match hint {
        Some((hint, rest)) => (Some(hint), rest.split_once('\n').map_or("", |(_, body)| body)),
        None => (delimiter(&text), text.as_str()),
    };
    let Some(delimiter) = delimiter else { return plain::text(file, budget) };
    let mut out = String::new();
    for (row, record) in records(body, delimiter).enumerate() {
        if row >= MAX_ROWS {
            cut = Some(Why::TooLarge);
            break;
        }
        if record.len() > MAX_COLUMNS {
            cut = Some(Why::TooLarge);
        }
        let cells: Vec<String> = record.iter().take(MAX_COLUMNS).map(one_cell).collect();
        out.push_str(&cells.join("\t"));
        out.push('\n');
    }
    out.truncate(out.trim_end_matches('\n').len());
    Inner::text(out, Vec::new(), cut)
}

/// The delimiter that cuts the most rows into the same number of cells, two at least.
fn delimiter(text: &str) -> Option<u8> {
    let text = text.get(..text.floor_char_boundary(SAMPLE_BYTES)).unwrap_or_default();
    let fits = |delimiter: u8| {
        let widths: Vec<usize> = records(text, delimiter).take(SAMPLE).map(|row| row.len()).collect();
        let same = |width: usize| widths.iter().filter(|one| **one == width).count();
        let best = widths.iter().filter(|width| **width > 1).map(|width| (same(*width), *width)).max()?;
        Some((best.0 * 100 / widths.len().max(1), best.1))
    };
    let found = DELIMITERS.iter().rev().filter_map(|one| Some((fits(*one)?, *one)));
    // Prose with a comma here and there is no table.
    found.max_by_key(|(fit, _)| *fit).filter(|((share, _), _)| *share >= 50).map(|(_, one)| one)
}

fn records(text: &str, delimiter: u8) -> impl Iterator<Item = StringRecord> {
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(text.as_bytes());
    std::iter::from_fn(move || {
        let mut record = StringRecord::new();
        reader.read_record(&mut record).ok()?.then_some(record)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_delimiter_is_found_by_the_rows_it_makes() {
        for (text, expected) in [
            ("Hva har skjedd;Brev sendt til Kari, som bor i Bergen\nAntall;12\n", Some(b';')),
            ("Dato,Antall\n2026-03-02,12\n", Some(b',')),
            ("a\tb\n1,5\t2,5\n", Some(b'\t')),
            ("a|b|c\n1|2|3", Some(b'|')),
            ("\"Hva; egentlig\",Svar\n\"x\ny\",z\n", Some(b',')),
            ("En setning, og en til.\nEn annen.\nOg en tredje.\n", None),
            ("", None),
        ] {
            assert_eq!(delimiter(text), expected, "{text:?}");
        }
    }
}
