//! Forms written as text: `label: value`, a label over its value, numbered questions, table rows, tick boxes (L25).
//!
//! A line is a label by its words and its form; what follows belongs to it until the next label. Text under no
//! label is handed on to the prose reader. Bounded in lines, line length and field length.

mod flow;
mod line;
mod table;

use super::answers;
use super::field::Field;
use super::fold;
use super::labels::{self, Form, Hit, LabelWords, Target};
use super::nature;

pub use flow::unflow;
use table::Columns;

const LINES: usize = 5_000;
const LINE_BYTES: usize = 4_000;
/// Colons inside values, and cells of rows, that are looked at; a report has a few hundred.
const COLONS: usize = 2_000;
const CELLS: usize = 10_000;
/// The longest value of one field.
pub const FIELD_BYTES: usize = 8_192;
/// Parts a line inside a cell from the next.
pub const LINE_IN_CELL: [char; 2] = ['\u{2028}', '\u{b}'];

/// One label with what was written under it.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    pub hit: Hit,
    pub value: String,
}

/// A text taken apart.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sheet {
    pub entries: Vec<Entry>,
    /// What stands under no label, paragraphs kept.
    pub rest: String,
}

/// Takes a text apart, top to bottom.
pub fn read(text: &str) -> Sheet {
    let text = fold::clean(text);
    let lines: Vec<&str> = text.lines().take(LINES).map(|line| fold::cut(line, LINE_BYTES)).collect();
    let mut reader = Reader { colons_left: COLONS, cells_left: CELLS, ..Reader::default() };
    let mut at = 0;
    while let Some(line) = lines.get(at).filter(|_| !reader.printed) {
        at += 1;
        let next = |at: usize| lines.get(at).copied().unwrap_or_default();
        match table::cells(line) {
            Some(cells) => match reader.wrapped(&cells, next(at)) {
                Some([label, answer]) => {
                    at += 1;
                    reader.row(&[&label, &answer], next(at));
                }
                None => reader.row(&cells, next(at)),
            },
            None => reader.line(line),
        }
    }
    reader.end_table();
    reader.sheet
}

#[derive(Default)]
struct Reader {
    sheet: Sheet,
    words: LabelWords,
    /// How many colons inside values and cells of rows may still be looked at.
    colons_left: usize,
    cells_left: usize,
    /// The headings of the table that is being read.
    columns: Option<Columns>,
    /// The last entry still takes lines.
    open: bool,
    /// It began with a value on the label's own line.
    inline: bool,
    /// A blank line came after its last line.
    gap: bool,
    /// After `Vennlig hilsen` only labels count.
    signed: bool,
    /// The rest is what the form says to its user.
    printed: bool,
}

impl Reader {
    fn line(&mut self, line: &str) {
        if line.trim().is_empty() {
            self.end_table();
            self.gap = true;
            self.add_rest("");
            return;
        }
        if line::signs_off(line) {
            self.open = false;
            self.signed = true;
            return;
        }
        if line::is_page_mark(line) {
            return;
        }
        if line::is_part(line) || line::is_letterhead(line) && !self.asks_whom() {
            self.open = false;
            return;
        }
        if line::box_line(line) {
            return self.option(line);
        }
        if self.is_risk(line) {
            return self.append(line);
        }
        if let Some(answer) = line::pointed(line).filter(|_| self.takes(line)) {
            return self.append_chain(answer);
        }
        let (text, numbered) = line::plain(line);
        let labelled = line::may_be_labelled(text).then(|| {
            self.words.read(text);
            line::labelled(text, numbered, &self.words)
        });
        match labelled.flatten().filter(|(hit, value)| self.is_asked(*hit, value, text)) {
            Some((hit, value)) => self.start_chain(hit, value),
            None if line::is_help(text) => {}
            None if self.takes(line) => self.append_chain(line::answer(line)),
            None => {
                self.open = false;
                if !self.signed {
                    self.add_rest(line);
                }
            }
        }
    }

    /// Whether what looks like a label is one here.
    /// Whether a line that could be a label is part of the answer above: one of a list of data, or not the very words
    /// of a label where an answer is still to come.
    fn lists(&self, hit: Hit, text: &str) -> bool {
        let Some(last) = self.sheet.entries.last().filter(|_| self.open && !self.gap) else { return false };
        match last.hit.target {
            Target::Field(Field::DataTypes) if nature::is_data(text) => true,
            Target::Field(_) => last.value.is_empty() && !hit.exact,
            _ => false,
        }
    }

    fn is_asked(&self, hit: Hit, value: &str, text: &str) -> bool {
        let whose = matches!(hit.target, Target::Phone | Target::Email);
        match hit.target {
            // What a signature says of its writer answers no question.
            _ if self.signed && line::is_initial(text) => false,
            _ if self.signed && whose => self.asks_whom(),
            // `Gjelder: …` may be said of anything.
            Target::Field(Field::Kinds) if !value.trim().is_empty() => {
                let few = value.split_whitespace().count() <= 4;
                few && !nature::kinds(value).is_empty() || !answers::options(value).is_empty()
            }
            // "Hva slags opplysninger? / Telefonnummer / Adresse": the types of data are called as labels are.
            _ if value.trim().is_empty()
                && !text.trim_end().ends_with([':', '?'])
                && self.lists(hit, text) =>
            {
                false
            }
            // Outside a table a number before a colon is that of the case.
            Target::Line => is_number(value),
            _ => true,
        }
    }

    /// The last label asks whom to ask.
    fn asks_whom(&self) -> bool {
        self.sheet.entries.last().is_some_and(|entry| {
            matches!(
                entry.hit.target,
                Target::Field(Field::Contact | Field::ReportedBy)
                    | Target::Name
                    | Target::Phone
                    | Target::Email
            )
        })
    }

    /// `S=1, K=4` below a label for both: no label of its own.
    fn is_risk(&self, line: &str) -> bool {
        let waits = |entry: &Entry| matches!(entry.hit.target, Target::Risk { .. }) && entry.value.is_empty();
        self.open
            && self.sheet.entries.last().is_some_and(waits)
            && matches!(answers::risk(line), (Some(_), Some(_)))
    }

    /// A tick box: an option of the label above, or a property by itself.
    fn option(&mut self, line: &str) {
        if self.takes(line) {
            return self.append(line);
        }
        let ticked = answers::ticked(line).unwrap_or_default();
        let options = answers::options(line);
        let mut properties = false;
        for (chosen, option) in &options {
            if let Some(hit) = labels::find_text(option, Form::Bare)
                && matches!(hit.target, Target::Property(_))
            {
                self.start(hit, if *chosen { "☒" } else { "☐" });
                properties = true;
            }
        }
        if !properties && !ticked.is_empty() && !self.signed {
            self.add_rest(&ticked);
        }
    }

    /// A label and its value, where the value may hold further `label: value` pairs of the same line.
    fn start_chain(&mut self, hit: Hit, value: &str) {
        let mut hit = hit;
        let mut value = value;
        for _ in 0..20 {
            let tight = !matches!(hit.target, Target::Field(field) if long(field));
            match line::next_pair(value, &mut self.words, tight, &mut self.colons_left) {
                Some((end, next, begin)) => {
                    self.start(
                        hit,
                        value.get(..end).unwrap_or_default().trim_end_matches([',', ';', '|', ' ']),
                    );
                    hit = next;
                    value = value.get(begin..).unwrap_or_default();
                }
                None => break,
            }
        }
        self.start(hit, value);
    }

    fn start(&mut self, hit: Hit, value: &str) {
        let last = self.sheet.entries.last().map(|entry| entry.hit.target);
        if hit.target == Target::Printed && value.trim().is_empty() {
            self.printed = true;
            return;
        }
        let hit = match (hit.target, last) {
            // "Hvordan?" after the question whether people were told asks how they were.
            (Target::How, Some(Target::Field(Field::PersonsInformed))) => {
                self.open = true;
                self.inline = false;
                if !value.trim().is_empty() {
                    self.append(value);
                }
                return;
            }
            (Target::How, _) => hit.toward(Target::Field(Field::HowItArose)),
            // A name under a heading for contacts is theirs, not the reporter's.
            (
                Target::Field(Field::ReportedBy),
                Some(Target::Field(Field::Contact) | Target::Phone | Target::Email),
            ) if self.words.all().len() == 1 && self.under_contact() => hit.toward(Target::Name),
            (Target::Field(Field::Likelihood), _) if self.after_measures() => {
                hit.toward(Target::Field(Field::ResidualLikelihood))
            }
            (Target::Field(Field::Consequence), _) if self.after_measures() => {
                hit.toward(Target::Field(Field::ResidualConsequence))
            }
            (Target::Line, _) if is_number(value) => hit.toward(Target::Field(Field::ExternalReference)),
            _ => hit,
        };
        let value = if line::is_help(value) { "" } else { value };
        let value = fold::cut(value.trim(), FIELD_BYTES).to_owned();
        self.open = true;
        self.gap = false;
        self.inline = !value.is_empty();
        self.sheet.entries.push(Entry { hit, value });
    }

    /// `S: 1` and `K: 4` each on its line below a heading for what remains after the measures (S68).
    fn after_measures(&self) -> bool {
        let level = |entry: &&Entry| {
            let target = entry.hit.target;
            let residual = [Field::ResidualLikelihood, Field::ResidualConsequence];
            target == Target::Score || residual.iter().any(|field| target == Target::Field(*field))
        };
        let heading = self.sheet.entries.iter().rev().find(|entry| !level(entry));
        heading.is_some_and(|entry| {
            entry.hit.target == Target::Risk { residual: true } && entry.value.is_empty()
        })
    }

    /// The last labels are those of a contact that has no name yet.
    fn under_contact(&self) -> bool {
        let contact = |entry: &&Entry| {
            matches!(entry.hit.target, Target::Field(Field::Contact) | Target::Phone | Target::Email)
        };
        let last = self.sheet.entries.iter().rev().take_while(contact).last();
        last.is_some_and(|entry| entry.hit.target == Target::Field(Field::Contact) && entry.value.is_empty())
    }

    /// Whether the last label takes this line too.
    fn takes(&self, line: &str) -> bool {
        let Some(entry) = self.sheet.entries.last().filter(|_| self.open) else { return false };
        if entry.value.len() >= FIELD_BYTES {
            return false;
        }
        let first = entry.value.is_empty();
        let indented = line.starts_with([' ', '\u{a0}']) && !self.gap;
        match entry.hit.target {
            Target::Field(Field::WhatHappened) => true,
            Target::Field(field) if long(field) => first || !self.gap || !self.inline,
            Target::Field(Field::Properties | Field::Kinds | Field::Contact) => first || !self.gap,
            Target::Other | Target::Line | Target::Plan(_) | Target::Score | Target::Printed => {
                !self.gap && !first && indented
            }
            _ => first || indented || (line::box_line(line) && !self.gap),
        }
    }

    /// More of the value, up to a further `label: value` on the same line.
    fn append_chain(&mut self, line: &str) {
        match line::next_pair(line, &mut self.words, false, &mut self.colons_left) {
            Some((end, hit, begin)) => {
                self.append(line.get(..end).unwrap_or_default());
                self.start_chain(hit, line.get(begin..).unwrap_or_default());
            }
            None => self.append(line),
        }
    }

    fn append(&mut self, line: &str) {
        let gap = std::mem::take(&mut self.gap);
        if let Some(entry) = self.sheet.entries.last_mut() {
            if !entry.value.is_empty() {
                entry.value.push_str(if gap { "\n\n" } else { "\n" });
            }
            let line = unquoted(line.trim());
            let room = FIELD_BYTES.saturating_sub(entry.value.len());
            entry.value.push_str(fold::cut(line, room));
        }
    }

    fn add_rest(&mut self, line: &str) {
        if self.sheet.rest.len() < 8 * FIELD_BYTES {
            self.sheet.rest.push_str(unquoted(line.trim()));
            self.sheet.rest.push('\n');
        }
    }
}

/// `INC-55812`: a word with digits, more than the number of a row.
fn is_number(value: &str) -> bool {
    let value = value.trim();
    (4..=40).contains(&value.len())
        && !value.contains(char::is_whitespace)
        && value.contains(|c: char| c.is_ascii_digit())
}

/// Without the mark of a quotation, unless it says "more than" a number.
fn unquoted(line: &str) -> &str {
    let rest = line.trim_start_matches(['>', ' ']);
    if rest.len() < line.len() && line.starts_with('>') && !rest.starts_with(|c: char| c.is_ascii_digit()) {
        rest
    } else {
        line
    }
}

/// Fields whose answer may run over paragraphs.
pub fn long(field: Field) -> bool {
    use Field::*;
    matches!(
        field,
        MainCause
            | WhatHappened
            | HowItArose
            | DataTypes
            | Relationship
            | DataLocation
            | Consequences
            | MeasuresTaken
            | MeasuresPlanned
            | PersonsInformed
            | Protection
    )
}

#[cfg(test)]
mod tests;
