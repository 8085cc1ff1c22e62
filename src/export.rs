//! What leaves as a file: the register of art. 33(5) and the incident report of a case, as values and then as bytes.
//!
//! A report is a [`Paper`] first: headings, paragraphs, lists and tables, without a word about any format. [`docx`] and
//! [`html`] write the same paper. Tables of rows are a [`xlsx::Workbook`] or [`csv`]. The same values give the same bytes:
//! nothing here asks a clock, and the files inside a file bear a fixed time. All text is a stranger's text: it is escaped,
//! what XML forbids is dropped, and nothing in a cell is ever a formula.

pub mod authority;
pub mod csv;
pub mod docx;
pub mod edpb;
pub mod html;
pub mod incident;
pub mod letter;
mod markup;
mod package;
pub mod paper;
pub mod register;
mod voice;
pub mod xlsx;

pub use paper::Paper;
pub use voice::Voice;

/// A file could not be put together: larger than its format allows.
#[derive(Debug, thiserror::Error)]
#[error("the file could not be packed: {0}")]
pub struct ExportError(String);

/// The tag of a language of ours where a file names its language (BCP 47).
pub fn language_tag(language: &str) -> &'static str {
    match language {
        "nn" => "nn-NO",
        "en" => "en-GB",
        _ => "nb-NO",
    }
}
