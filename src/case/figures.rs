//! Figures for people: rows of what and how many, under a heading.

use serde::{Deserialize, Serialize};

use crate::phrase::Phrase;

/// A table of a mail.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Section {
    pub title: Phrase,
    pub rows: Vec<Row>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    pub what: Phrase,
    pub figure: Phrase,
}

impl Section {
    pub fn new(title: &str) -> Section {
        Section { title: Phrase::new(title), rows: Vec::new() }
    }

    pub fn row(mut self, what: Phrase, figure: Phrase) -> Section {
        self.rows.push(Row { what, figure });
        self
    }

    /// A number under a label without arguments.
    pub fn count(self, what: &str, count: usize) -> Section {
        self.row(Phrase::new(what), counted(count))
    }
}

pub fn counted(count: usize) -> Phrase {
    Phrase::new("figure_count").with("count", count)
}

/// What happened in the last seven days.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Week {
    pub opened: usize,
    pub closed: usize,
    pub mails: usize,
    pub sent: usize,
    /// Handed over without success, or nobody knows whether.
    pub failed: usize,
}

impl Week {
    pub fn section(&self) -> Section {
        Section::new("week")
            .count("week_opened", self.opened)
            .count("week_closed", self.closed)
            .count("week_mails", self.mails)
            .count("week_sent", self.sent)
            .count("week_failed", self.failed)
    }
}
