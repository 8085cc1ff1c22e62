//! Table rows: label and value side by side or above one another, headings over rows of values, crosses under yes and no.
//!
//! A row is a line with a tab between its cells. A merged cell is written once and leaves empty cells behind it, so the nth
//! cell of every row is the nth column.

use super::super::answers;
use super::super::field::Field;
use super::super::labels::{self, Column, Form, Hit, Target};
use super::line::{self, is_help};
use super::{Entry, LINE_IN_CELL, Reader};

/// So many spaces part two columns.
const WIDE: &str = "   ";
/// More columns are not looked at.
const COLUMNS: usize = 40;

/// What the headings of a table say of its columns.
#[derive(Debug)]
pub enum Columns {
    /// A label over each column, and the row of levels with the highest risk so far.
    Labels { hits: Vec<Option<Hit>>, names: Vec<String>, plan: bool, levels: Vec<(Hit, String)>, rows: usize },
    /// A label in the first column, and an answer over each of the others.
    Answers(Vec<String>),
}

/// What a cell is by itself.
#[derive(Clone, Copy, Debug)]
enum Cell<'t> {
    Empty,
    Label(Hit),
    /// A label with its value in the same cell.
    Pair(Hit, &'t str),
    Text(&'t str),
}

/// The cells of a row; none where the line is no row. `| a | b |` is one too, and three columns or more that were pasted
/// as spaces.
pub fn cells(line: &str) -> Option<Vec<&str>> {
    if line.contains('\t') {
        return Some(line.split('\t').take(COLUMNS).map(str::trim).collect());
    }
    let line = line.trim();
    let cells: Vec<&str> = match line.strip_prefix('|') {
        Some(inner) => {
            inner.strip_suffix('|').unwrap_or(inner).split('|').take(COLUMNS).map(str::trim).collect()
        }
        None if line.contains(WIDE) => {
            line.split(WIDE).map(str::trim).filter(|cell| !cell.is_empty()).take(COLUMNS).collect()
        }
        None => return None,
    };
    let least = if line.starts_with('|') { 2 } else { 3 };
    (cells.len() >= least).then_some(cells)
}

/// `|---|:--|` under the headings of a Markdown table.
fn is_rule(cells: &[&str]) -> bool {
    cells
        .iter()
        .all(|cell| !cell.is_empty() && cell.bytes().all(|byte| matches!(byte, b'-' | b':' | b'=' | b' ')))
}

impl Cell<'_> {
    fn is_filled(&self) -> bool {
        !matches!(self, Cell::Empty)
    }

    /// A heading that is no field's.
    fn names_nothing(&self) -> bool {
        matches!(self, Cell::Label(Hit { target: Target::Other | Target::Line, .. }))
    }
}

impl Reader {
    /// One row, with the line after it.
    pub(super) fn row(&mut self, cells: &[&str], next: &str) {
        if is_rule(cells) || is_matrix(cells) {
            return;
        }
        let Some(left) = self.cells_left.checked_sub(cells.len()) else {
            return self.add_rest(&cells.join(" "));
        };
        self.cells_left = left;
        let mut kinds: Vec<Cell<'_>> = cells.iter().map(|cell| self.kind(cell)).collect();
        self.unnumbered(&mut kinds, cells);
        if let Some(Cell::Label(Hit { target: Target::Printed, .. })) =
            kinds.iter().find(|kind| kind.is_filled())
        {
            self.printed = true;
            return;
        }
        let count = |wanted: fn(&Cell<'_>) -> bool| kinds.iter().filter(|kind| wanted(kind)).count();
        let labels = count(|kind| matches!(kind, Cell::Label(_)));
        let pairs = count(|kind| matches!(kind, Cell::Pair(..)));
        let texts = count(|kind| matches!(kind, Cell::Text(_)));
        if labels + pairs + texts == 0 {
            return;
        }
        if let Some(answers) = answer_headings(&kinds, cells) {
            self.end_table();
            self.columns = Some(Columns::Answers(answers));
            return;
        }
        if labels >= 2 && pairs + texts == 0 && self.heads(&kinds, labels, next) {
            // `Felt | Svar` stands over rows that name their fields themselves.
            if kinds.iter().filter(|kind| kind.is_filled()).all(Cell::names_nothing) {
                return self.end_table();
            }
            return self.head(&kinds, cells);
        }
        if self.columns.is_some() && self.under_headings(&kinds, cells, labels) {
            return;
        }
        if labels + pairs + texts == 1 {
            return self.lone(&kinds, cells);
        }
        if labels + pairs == 0 {
            return self.texts(&kinds, cells);
        }
        self.pairs(&kinds, cells);
    }

    /// A first column of running numbers says nothing.
    fn unnumbered(&self, kinds: &mut [Cell<'_>], cells: &[&str]) {
        let Some(at) = kinds.iter().position(Cell::is_filled).filter(|_| self.columns.is_none()) else {
            return;
        };
        let asks = |kind: &Cell<'_>| matches!(kind, Cell::Label(_) | Cell::Pair(..));
        let labelled = kinds.iter().skip(at + 1).find(|kind| kind.is_filled()).is_some_and(asks);
        if labelled
            && cells.get(at).is_some_and(|cell| is_row_number(cell))
            && let Some(kind) = kinds.get_mut(at)
        {
            *kind = Cell::Empty;
        }
    }

    /// A label beside its answer that goes on below it, as a narrow column makes it: the label made whole, and the answer
    /// with what stands beside the second line.
    pub(super) fn wrapped(&mut self, cells: &[&str], next: &str) -> Option<[String; 2]> {
        let [label, answer] = cells else { return None };
        let (more, rest) = next.split_once('\t').unwrap_or((next, ""));
        let short = !more.trim().is_empty() && more.len() <= 60 && !rest.contains('\t');
        let whole = label.ends_with(['?', ':', '.']) || label.is_empty() || answer.is_empty();
        if !short || whole || self.columns.is_some() || !matches!(self.kind(label), Cell::Text(_)) {
            return None;
        }
        let asks = more.trim_end().ends_with('?') && !matches!(self.kind(more), Cell::Label(_));
        let label = format!("{label} {}", more.trim());
        matches!(self.kind(&label), Cell::Label(hit) if hit.exact || asks).then_some(())?;
        let rest = rest.trim();
        let parted = if rest.is_empty() { String::new() } else { format!("{}{rest}", LINE_IN_CELL[0]) };
        Some([label, format!("{answer}{parted}")])
    }

    fn kind<'t>(&mut self, cell: &'t str) -> Cell<'t> {
        if cell.is_empty() {
            return Cell::Empty;
        }
        let mut lines = cell.split(LINE_IN_CELL);
        let first = lines.next().unwrap_or_default();
        let rest = cell.get(first.len()..).unwrap_or_default().trim_start_matches(LINE_IN_CELL);
        if line::is_legend(first) {
            return Cell::Empty;
        }
        if is_help(first)
            && lines.clone().all(|line| line.trim().is_empty() || is_help(line) || self.is_label(line))
        {
            return Cell::Empty;
        }
        if line::box_line(first) {
            return Cell::Text(cell);
        }
        let (text, numbered) = line::plain(first);
        self.words.read(text);
        let form = match text.trim_end_matches(['*', ' ']).chars().next_back() {
            Some('?') => Form::Question,
            Some(':') => Form::Marked,
            _ => Form::Cell,
        };
        // "No" is the number of a row and an answer.
        let whole = labels::find(self.words.all(), form).filter(|hit| {
            label_only(text)
                && !line::has_box(text)
                && (hit.target != Target::Line || !answers::is_choice(text))
        });
        // What the form says to its user below a heading is part of the heading.
        let explained = rest
            .split(LINE_IN_CELL)
            .all(|line| line.trim().is_empty() || is_help(line) || line.starts_with('(') || names_risk(line));
        match whole {
            Some(hit) if explained => return Cell::Label(hit),
            Some(hit) if text.ends_with([':', '?', '*']) || hit.exact => return Cell::Pair(hit, rest),
            _ => {}
        }
        match line::labelled(text, numbered, &self.words) {
            // The value goes on to the end of the cell.
            Some((hit, value)) if !value.trim().is_empty() => {
                let start = first.trim_end().len().saturating_sub(value.len());
                Cell::Pair(hit, cell.get(start..).unwrap_or(value))
            }
            _ => Cell::Text(cell),
        }
    }

    fn is_label(&mut self, line: &str) -> bool {
        self.words.read(line::plain(line).0);
        labels::find(self.words.all(), Form::Marked).is_some()
    }

    /// Whether a row of labels stands over rows of values: by the row below it.
    fn heads(&mut self, kinds: &[Cell<'_>], labels: usize, next: &str) -> bool {
        let Some(below) = cells(next) else { return labels >= 3 };
        if is_rule(&below) {
            return true;
        }
        let found = below.iter().filter(|cell| matches!(self.kind(cell), Cell::Label(_))).count();
        let filled = below.iter().filter(|cell| !cell.is_empty()).count();
        match labels {
            2 => below.len() == kinds.len() && found == 0,
            // A second row of headings, or values of which one or two look like labels.
            _ => found == filled || found <= 1 || found * 3 <= filled,
        }
    }

    /// A row of headings; below another row of headings it says more exactly what that said.
    fn head(&mut self, kinds: &[Cell<'_>], cells: &[&str]) {
        let hits: Vec<Option<Hit>> = kinds
            .iter()
            .map(|kind| match kind {
                Cell::Label(hit) => Some(*hit),
                _ => None,
            })
            .collect();
        let above = match self.columns.take() {
            Some(Columns::Labels { hits, names, rows: 0, .. }) => Some((hits, names)),
            other => {
                self.columns = other;
                self.end_table();
                None
            }
        };
        let (mut merged, mut names) = above.unwrap_or_default();
        let width = hits.len().max(merged.len());
        merged.resize(width, None);
        names.resize(width, String::new());
        for (at, hit) in hits.into_iter().enumerate() {
            if let (Some(hit), Some(place), Some(name)) = (hit, merged.get_mut(at), names.get_mut(at)) {
                *place = Some(hit);
                *name = heading(cells.get(at).copied().unwrap_or_default());
            }
        }
        residual(&mut merged);
        let plan = merged.iter().flatten().any(|hit| {
            matches!(hit.target, Target::Plan(Column::Owner | Column::Due | Column::Done | Column::Helper))
        });
        let measures =
            |hit: &Hit| matches!(hit.target, Target::Field(Field::MeasuresPlanned | Field::MeasuresTaken));
        let plan = plan && merged.iter().flatten().any(measures);
        self.open = false;
        self.columns = Some(Columns::Labels { hits: merged, names, plan, levels: Vec::new(), rows: 0 });
    }

    /// A row below headings; false where it does not fit them.
    fn under_headings(&mut self, kinds: &[Cell<'_>], cells: &[&str], labels: usize) -> bool {
        match self.columns.take() {
            Some(Columns::Answers(answers)) => {
                let fits = self.crossed(kinds, cells, &answers);
                if fits {
                    self.columns = Some(Columns::Answers(answers));
                }
                fits
            }
            Some(Columns::Labels { hits, names, plan, mut levels, rows }) => {
                let filled = kinds.iter().filter(|kind| !matches!(kind, Cell::Empty)).count();
                // Labels where values should be: another form begins.
                let fits =
                    cells.len() <= hits.len() + 1 && labels < filled && (labels < 2 || labels * 2 <= filled);
                if !fits {
                    self.columns = Some(Columns::Labels { hits, names, plan, levels, rows });
                    self.end_table();
                    return false;
                }
                match plan {
                    true => self.planned(&hits, &names, cells),
                    false => self.values(&hits, cells, &mut levels),
                }
                self.columns = Some(Columns::Labels { hits, names, plan, levels, rows: rows + 1 });
                true
            }
            None => false,
        }
    }

    fn values(&mut self, hits: &[Option<Hit>], cells: &[&str], levels: &mut Vec<(Hit, String)>) {
        let mut row: Vec<(Hit, String)> = Vec::new();
        for (hit, cell) in hits.iter().zip(cells).filter_map(|(hit, cell)| Some(((*hit)?, *cell))) {
            match hit.target {
                Target::Field(field) if is_level(field) => row.push((hit, cell.to_owned())),
                Target::Line | Target::Score => {}
                _ if cell.is_empty() => {}
                _ => self.value_cell(hit, cell),
            }
        }
        // Of several rows the one with the highest risk counts.
        if risk_of(&row) > risk_of(levels) || levels.is_empty() {
            *levels = row;
        }
    }

    /// A row of a plan: the measure, and who does it when, in the form's own words (S74).
    fn planned(&mut self, hits: &[Option<Hit>], names: &[String], cells: &[&str]) {
        let mut measure: Option<(Hit, String)> = None;
        let mut details = String::new();
        let mut done = false;
        for ((hit, name), cell) in hits.iter().zip(names).zip(cells) {
            let cell = cell.split(LINE_IN_CELL).map(str::trim).collect::<Vec<_>>().join(" ");
            let Some(hit) = hit.filter(|_| !answers::is_open(&cell)) else { continue };
            match hit.target {
                Target::Field(Field::MeasuresPlanned | Field::MeasuresTaken) if measure.is_none() => {
                    measure = Some((hit, cell));
                }
                Target::Line => {}
                target => {
                    done |= target == Target::Plan(Column::Done);
                    details.push_str(&format!("; {name}: {cell}"));
                }
            }
        }
        if let Some((hit, text)) = measure {
            let taken = hit.target == Target::Field(Field::MeasuresTaken) && done;
            let field = if taken { Field::MeasuresTaken } else { Field::MeasuresPlanned };
            self.start(hit.toward(Target::Field(field)), &format!("{text}{details}"));
            self.open = false;
        }
    }

    /// A label in the first cell and a cross under one of the answers.
    fn crossed(&mut self, kinds: &[Cell<'_>], cells: &[&str], answers: &[String]) -> bool {
        let first = kinds.iter().position(|kind| !matches!(kind, Cell::Empty));
        let Some((at, Cell::Label(hit))) = first.and_then(|at| Some((at, *kinds.get(at)?))) else {
            return false;
        };
        let mut value = String::new();
        for (answer, cell) in answers.iter().zip(cells).skip(at + 1).filter(|(_, cell)| !cell.is_empty()) {
            let crossed = answers::is_cross(cell);
            if crossed {
                value = if value.is_empty() { answer.clone() } else { format!("{answer}, {value}") };
            } else if answer.is_empty() || !answers::is_open(cell) {
                value.push_str(if value.is_empty() { "" } else { ", " });
                value.push_str(cell);
            }
        }
        self.start(hit, &value);
        self.open = false;
        true
    }

    /// One filled cell: a label over what follows, or more of what came before.
    fn lone(&mut self, kinds: &[Cell<'_>], cells: &[&str]) {
        let at = kinds.iter().position(|kind| !matches!(kind, Cell::Empty)).unwrap_or_default();
        match kinds.get(at) {
            Some(Cell::Label(hit)) => self.start(*hit, ""),
            Some(Cell::Pair(..)) if cells.get(at).is_some_and(|cell| self.is_risk(cell)) => {
                self.append(cells.get(at).copied().unwrap_or_default());
            }
            Some(Cell::Pair(hit, value)) => self.value_cell(*hit, value),
            // The cell of the label is empty: the value goes on in this row.
            Some(Cell::Text(text)) if at > 0 && self.open && !line::box_line(text) => self.append_cell(text),
            _ => self.lines(cells.get(at).copied().unwrap_or_default()),
        }
    }

    /// Cells without any label.
    fn texts(&mut self, kinds: &[Cell<'_>], cells: &[&str]) {
        let filled: Vec<&str> = cells.iter().filter(|cell| !cell.is_empty()).copied().collect();
        if matches!(kinds.first(), Some(Cell::Empty)) && self.open {
            return self.append_cell(&filled.join(" "));
        }
        if filled.iter().any(|cell| line::has_box(cell)) {
            return filled.iter().for_each(|cell| self.option(cell));
        }
        // Two columns of a layout: each is read downwards.
        if filled.iter().any(|cell| cell.contains(LINE_IN_CELL)) {
            return filled.iter().for_each(|cell| self.lines(cell));
        }
        self.line(&filled.join(" "));
    }

    /// `label value`, `label value label value`, or labels with their values in the same cells.
    fn pairs(&mut self, kinds: &[Cell<'_>], cells: &[&str]) {
        let own = kinds.iter().filter(|kind| matches!(kind, Cell::Pair(..))).count();
        let mut at = 0;
        while let Some(kind) = kinds.get(at) {
            at += 1;
            match kind {
                Cell::Empty => {}
                Cell::Text(text) => self.lines(text),
                Cell::Pair(hit, value) => self.value_cell(*hit, value),
                Cell::Label(hit) => {
                    let mut value: Vec<&str> = Vec::new();
                    let written = |at: usize| cells.get(at).copied().unwrap_or_default();
                    // A value may look like a label itself; the second cell after a label does not.
                    while let Some(kind) = kinds.get(at) {
                        let alone = !matches!(kinds.get(at + 1), Some(Cell::Text(_)));
                        match kind {
                            Cell::Empty => {}
                            Cell::Text(text) => value.push(text),
                            Cell::Pair(..) if value.is_empty() && own < 2 && !grouping(hit.target) => {
                                value.push(written(at))
                            }
                            Cell::Label(_) if value.is_empty() && alone && !written(at).ends_with(':') => {
                                value.push(written(at))
                            }
                            _ => break,
                        }
                        at += 1;
                    }
                    match value.as_slice() {
                        [only] => self.value_cell(*hit, only),
                        many => self.value_cell(*hit, &many.join(", ")),
                    }
                }
            }
        }
    }

    /// A value that may be several lines, with labels of its own among them.
    fn value_cell(&mut self, hit: Hit, value: &str) {
        if !value.contains(LINE_IN_CELL) {
            return self.start_chain(hit, value);
        }
        self.start(hit, "");
        self.append_cell(value);
    }

    fn append_cell(&mut self, value: &str) {
        for text in value.split(LINE_IN_CELL).filter(|text| !text.trim().is_empty()) {
            if line::box_line(text) || self.is_risk(text) {
                self.append(text);
                continue;
            }
            let (plain, numbered) = line::plain(text);
            self.words.read(plain);
            match line::labelled(plain, numbered, &self.words) {
                Some((hit, value)) => self.start_chain(hit, value),
                None if is_help(plain) => {}
                None => self.append_chain(text),
            }
        }
    }

    fn lines(&mut self, cell: &str) {
        for text in cell.split(LINE_IN_CELL) {
            if !text.trim().is_empty() {
                self.line(text);
            }
        }
    }

    /// The table is over: what its rows said of likelihood and consequence is written down.
    pub(super) fn end_table(&mut self) {
        if let Some(Columns::Labels { levels, .. }) = self.columns.take() {
            for (hit, value) in levels.into_iter().filter(|(_, value)| !value.is_empty()) {
                self.sheet.entries.push(Entry { hit, value });
            }
            self.open = false;
        }
    }
}

/// Headings such as `Ja`, `Nei`, `Kommentar` over columns for crosses.
fn answer_headings(kinds: &[Cell<'_>], cells: &[&str]) -> Option<Vec<String>> {
    let named = !matches!(
        kinds.first()?,
        Cell::Empty | Cell::Label(Hit { target: Target::Other | Target::Line, .. })
    );
    let choices = cells.iter().filter(|cell| answers::is_choice(cell)).count();
    let filled = cells.iter().filter(|cell| !cell.is_empty()).count();
    if named || choices < 2 || filled > choices + 2 {
        return None;
    }
    let heading = |cell: &&str| if answers::is_choice(cell) { (*cell).to_owned() } else { String::new() };
    Some(cells.iter().map(heading).collect())
}

/// `7`, `7.`, `2.1`, `b)` alone in a cell.
fn is_row_number(cell: &str) -> bool {
    let number = cell.trim().trim_end_matches(['.', ')']);
    let digits = number
        .split('.')
        .all(|part| matches!(part.len(), 1 | 2) && part.bytes().all(|byte| byte.is_ascii_digit()));
    let letter = number.len() == 1 && number.len() < cell.trim().len();
    digits || letter && number.bytes().all(|byte| byte.is_ascii_alphabetic())
}

/// A heading's second line says that what stands below it counts after the measures (S68).
fn names_risk(line: &str) -> bool {
    let target = labels::find_text(line, Form::Bare).map(|hit| hit.target);
    matches!(target, Some(Target::Risk { .. }))
}

/// A row of the printed matrix: `R=4`, `R=8`, `R=12` … (S64).
fn is_matrix(cells: &[&str]) -> bool {
    let product = |cell: &&&str| {
        let rest = cell.trim_start_matches(['R', 'r']).trim_start();
        rest.len() < cell.len() && rest.strip_prefix('=').is_some_and(|n| n.trim().parse::<u8>().is_ok())
    };
    cells.iter().filter(product).count() >= 3
}

/// True where nothing is written behind the label.
fn label_only(text: &str) -> bool {
    let end = text.find([':', '?']).map_or(text.len(), |at| at + 1);
    let rest = text.get(end..).unwrap_or_default().trim_start();
    !rest.contains(char::is_alphanumeric) || rest.starts_with('(') && rest.trim_end().ends_with(')')
}

/// Labels whose value may be told in several parts, each with a label of its own.
fn grouping(target: Target) -> bool {
    matches!(
        target,
        Target::Other
            | Target::Field(Field::ReportedBy | Field::Contact | Field::Period | Field::DiscoveredAt)
    )
}

/// The second likelihood and consequence of a row are those after the measures (S68).
fn residual(hits: &mut [Option<Hit>]) {
    for (first, second) in
        [(Field::Likelihood, Field::ResidualLikelihood), (Field::Consequence, Field::ResidualConsequence)]
    {
        let mut same = hits.iter_mut().flatten().filter(|hit| hit.target == Target::Field(first));
        if let (Some(_), Some(hit)) = (same.next(), same.next()) {
            *hit = hit.toward(Target::Field(second));
        }
    }
}

fn is_level(field: Field) -> bool {
    use Field::*;
    matches!(field, Likelihood | Consequence | ResidualLikelihood | ResidualConsequence)
}

/// The product of likelihood and consequence that a row tells (S64).
fn risk_of(row: &[(Hit, String)]) -> u32 {
    let level = |field: Field| {
        let cell = row.iter().find(|(hit, _)| hit.target == Target::Field(field));
        cell.and_then(|(_, text)| answers::level(text)).map_or(0, u32::from)
    };
    level(Field::Likelihood) * level(Field::Consequence)
}

/// The heading as it is said of each value below it.
fn heading(cell: &str) -> String {
    let first = cell.split(LINE_IN_CELL).next().unwrap_or_default();
    first.trim().trim_end_matches([':', '*']).trim().to_owned()
}
