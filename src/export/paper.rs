//! A report as a value: what stands on the pages, in order, whatever format it is written in.

use chrono::{DateTime, Utc};

/// A report on A4 pages. Built from top to bottom; [`super::docx::write`] and [`super::html::write`] write it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Paper {
    pub about: About,
    pub blocks: Vec<Block>,
}

/// What a file says of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct About {
    pub title: String,
    pub subject: String,
    /// The organisation.
    pub author: String,
    /// `nb`, `nn` or `en`.
    pub language: String,
    /// When it was made; given by the caller, so that the same values give the same bytes.
    pub at: Option<DateTime<Utc>>,
    /// At the foot of each page, before the page number.
    pub footer: String,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Block {
    Title(String),
    /// One line below the title.
    Subtitle(String),
    /// Level 1, 2 or 3; any other is the nearest of these.
    Heading(u8, String),
    Paragraph(Vec<Run>),
    /// A bold label over its text.
    Labelled(String, String),
    Bullets(Vec<String>),
    Table(Table),
    /// A remark that must be seen, on a tinted ground.
    Note(Vec<Run>),
    /// What explains a table, small and grey.
    Small(String),
    PageBreak,
}

/// Text in one look. Line breaks in it stay line breaks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Run {
    pub text: String,
    pub bold: bool,
}

impl Run {
    pub fn plain(text: impl Into<String>) -> Run {
        Run { text: text.into(), bold: false }
    }

    pub fn bold(text: impl Into<String>) -> Run {
        Run { text: text.into(), bold: true }
    }
}

/// Red, green and blue of a background; text on it is dark, so it must be light.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Colour(pub u8, pub u8, pub u8);

impl Colour {
    /// `RRGGBB`.
    pub fn hex(self) -> String {
        format!("{:02X}{:02X}{:02X}", self.0, self.1, self.2)
    }
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    /// How wide each column is, in shares of the whole; there are as many columns as shares.
    pub shares: Vec<u32>,
    /// Repeated on each page; empty: no header row.
    pub header: Vec<String>,
    pub rows: Vec<Vec<Cell>>,
    /// The first column names what stands beside it.
    pub labels: bool,
    /// Keep the whole table on one page: for small ones that are one picture.
    pub together: bool,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cell {
    pub runs: Vec<Run>,
    pub fill: Option<Colour>,
    /// So many columns wide; 0 is 1.
    pub span: u32,
    pub centred: bool,
    /// Framed in black: the one cell that is meant.
    pub marked: bool,
}

impl Cell {
    pub fn text(text: impl Into<String>) -> Cell {
        Cell { runs: vec![Run::plain(text)], ..Cell::default() }
    }

    pub fn bold(text: impl Into<String>) -> Cell {
        Cell { runs: vec![Run::bold(text)], ..Cell::default() }
    }

    pub fn filled(self, colour: Colour) -> Cell {
        Cell { fill: Some(colour), ..self }
    }

    pub fn centred(self) -> Cell {
        Cell { centred: true, ..self }
    }

    /// Columns it is wide, at least one.
    pub fn columns(&self) -> u32 {
        self.span.max(1)
    }
}

impl Paper {
    pub fn new(about: About) -> Paper {
        Paper { about, blocks: Vec::new() }
    }

    pub fn push(&mut self, block: Block) -> &mut Paper {
        self.blocks.push(block);
        self
    }

    pub fn heading(&mut self, level: u8, text: impl Into<String>) -> &mut Paper {
        self.push(Block::Heading(level, text.into()))
    }

    pub fn paragraph(&mut self, text: impl Into<String>) -> &mut Paper {
        self.push(Block::Paragraph(vec![Run::plain(text)]))
    }

    pub fn labelled(&mut self, label: impl Into<String>, text: impl Into<String>) -> &mut Paper {
        self.push(Block::Labelled(label.into(), text.into()))
    }

    pub fn bullets(&mut self, items: Vec<String>) -> &mut Paper {
        self.push(Block::Bullets(items))
    }

    pub fn table(&mut self, table: Table) -> &mut Paper {
        self.push(Block::Table(table))
    }
}

impl Table {
    /// Two columns: a name, and what there is to say.
    pub fn facts(rows: Vec<(String, String)>) -> Table {
        let rows = rows.into_iter().map(|(label, text)| vec![Cell::bold(label), Cell::text(text)]);
        Table { shares: vec![3, 7], rows: rows.collect(), labels: true, ..Table::default() }
    }

    /// The shares as widths that make up `total`, the last column taking what is left.
    pub fn widths(&self, total: u32) -> Vec<u32> {
        let sum = self.shares.iter().sum::<u32>().max(1);
        let part = |share: u32| u64::from(total) * u64::from(share) / u64::from(sum);
        let mut widths: Vec<u32> =
            self.shares.iter().map(|share| u32::try_from(part(*share)).unwrap_or(total)).collect();
        let used: u32 = widths.iter().sum();
        if let Some(last) = widths.last_mut() {
            *last += total.saturating_sub(used);
        }
        widths
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths_make_up_the_page() {
        let table = Table { shares: vec![1, 1, 1], ..Table::default() };
        assert_eq!(table.widths(100), [33, 33, 34]);
        assert_eq!(Table::default().widths(100), [0u32; 0]);
    }
}
