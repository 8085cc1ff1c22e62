//! Rows as CSV the way Excel opens it in Norway: `;` between cells, UTF-8 with a byte order mark (without one Excel reads
//! Windows-1252 and spoils æøå), CRLF at the end of a line (RFC 4180).

use std::borrow::Cow;

use super::ExportError;

/// The byte order mark of UTF-8.
const MARK: &[u8] = b"\xef\xbb\xbf";

/// The rows under their headings. Every cell that a spreadsheet would calculate is made text, see [`harmless`].
///
/// # Errors
/// None that can happen in memory; they are passed on from the writer.
pub fn write(headings: &[String], rows: &[Vec<String>]) -> Result<Vec<u8>, ExportError> {
    let mut writer = csv::WriterBuilder::new()
        .delimiter(b';')
        .terminator(csv::Terminator::CRLF)
        .flexible(true)
        .from_writer(MARK.to_vec());
    for row in std::iter::once(headings).chain(rows.iter().map(Vec::as_slice)) {
        let cells = row.iter().map(|cell| harmless(cell));
        writer
            .write_record(cells.map(|cell| cell.into_owned().into_bytes()))
            .map_err(|error| ExportError(error.to_string()))?;
    }
    writer.into_inner().map_err(|error| ExportError(error.to_string()))
}

/// Whether a spreadsheet would take the text for a formula, or skip to one behind white space.
pub fn is_formula(text: &str) -> bool {
    let full_width = ['\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}'];
    let trimmed = text.trim_start_matches([' ', '\u{a0}', '\n']);
    trimmed.starts_with(['=', '+', '-', '@', '\t', '\r']) || trimmed.starts_with(full_width)
}

/// The text behind an apostrophe where it would be a formula: spreadsheets then show it as it is (formula injection).
pub fn harmless(text: &str) -> Cow<'_, str> {
    if is_formula(text) { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn excel_in_norway_opens_it() {
        let rows = [vec!["a;b".to_owned(), "to\nlinjer \"sitert\"".to_owned()]];
        let bytes = write(&["Før".to_owned(), "Etter".to_owned()], &rows).expect("writes");
        assert_eq!(
            String::from_utf8(bytes).expect("UTF-8"),
            "\u{feff}Før;Etter\r\n\"a;b\";\"to\nlinjer \"\"sitert\"\"\"\r\n"
        );
    }

    #[test]
    fn no_cell_is_a_formula() {
        for text in ["=1+1", "+47 22 22 22 22", "-2", "@SUM(A1)", "\t=1", "\r=1", "  =1", "\n=1", "\u{ff1d}1"]
        {
            assert_eq!(harmless(text), format!("'{text}"));
        }
        for text in ["", "20–30", "a=b", "12", "'x"] {
            assert_eq!(harmless(text), text);
        }
    }
}
