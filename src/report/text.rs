//! Forms written as text: `label: value`, a label over its value, numbered questions, table rows, tick boxes (L25).
//!
//! A line is a label by its words and its form; what follows belongs to it until the next label. Text under no
//! label is handed on to the prose reader. Bounded in lines, line length and field length.

use super::field::Field;
use super::fold;
use super::labels::{self, Form, Hit, Language, Target};
use super::times::pattern;

const LINES: usize = 5_000;
const LINE_BYTES: usize = 4_000;
/// The longest value of one field.
pub const FIELD_BYTES: usize = 8_192;

/// One label with what was written under it.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    pub target: Target,
    pub languages: Vec<Language>,
    /// The label, where it was one word.
    pub bare_word: Option<String>,
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
    let mut reader = Reader::default();
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        at += 1;
        if line.contains('\t') {
            let next = lines.get(at).copied().unwrap_or_default();
            at += usize::from(reader.row(line, next));
        } else {
            reader.line(line);
        }
    }
    reader.sheet
}

#[derive(Default)]
struct Reader {
    sheet: Sheet,
    /// The last entry still takes lines.
    open: bool,
    /// It began with a value on the label's own line.
    inline: bool,
    /// A blank line came after its last line.
    gap: bool,
    /// After `Vennlig hilsen` only labels count.
    signed: bool,
}

impl Reader {
    fn line(&mut self, line: &str) {
        if line.trim().is_empty() {
            self.gap = true;
            self.add_rest("");
            return;
        }
        if signs_off(line) {
            self.open = false;
            self.signed = true;
            return;
        }
        if box_line(line) {
            return self.option(line);
        }
        match labelled(line) {
            Some((hit, value)) => self.start_chain(hit, value),
            None if self.takes(line) => self.append(line.trim_end()),
            None => {
                self.open = false;
                if !self.signed {
                    self.add_rest(line);
                }
            }
        }
    }

    /// A tick box: an option of the label above, or a property by itself.
    fn option(&mut self, line: &str) {
        let ticked = super::answers::ticked(line).is_some_and(|chosen| !chosen.is_empty());
        match labels::find(line, Form::Bare) {
            _ if self.takes(line) => self.append(line.trim_end()),
            Some(hit) if matches!(hit.target, Target::Property(_)) => {
                self.start(hit, if ticked { "☒" } else { "☐" })
            }
            _ if ticked => self.add_rest(line),
            _ => {}
        }
    }

    /// A label and its value, where the value may hold further `label: value` pairs of the same line.
    fn start_chain(&mut self, hit: Hit, value: &str) {
        let pairs = pattern!(r"(?:\s{2,}|[;|]\s*|,\s+)([^\s:;|,][^:;|,\t]{1,40}):\s");
        for found in pairs.captures_iter(value) {
            let (Some(whole), Some(label)) = (found.get(0), found.get(1)) else { continue };
            if let Some(next) = labels::find(label.as_str(), Form::Bare) {
                self.start(hit, value.get(..whole.start()).unwrap_or_default());
                return self.start_chain(next, value.get(whole.end()..).unwrap_or_default());
            }
        }
        self.start(hit, value);
    }

    fn start(&mut self, hit: Hit, value: &str) {
        let value = fold::cut(value.trim(), FIELD_BYTES).to_owned();
        self.open = true;
        self.gap = false;
        self.inline = !value.is_empty();
        let Hit { target, languages, bare_word } = hit;
        self.sheet.entries.push(Entry { target, languages, bare_word, value });
    }

    /// Whether the last label takes this line too.
    fn takes(&self, line: &str) -> bool {
        let Some(entry) = self.sheet.entries.last().filter(|_| self.open) else { return false };
        if entry.value.len() >= FIELD_BYTES {
            return false;
        }
        let first = entry.value.is_empty();
        let indented = line.starts_with(' ') && !self.gap;
        match entry.target {
            Target::Field(Field::WhatHappened) => true,
            Target::Field(field) if long(field) => first || !self.gap || !self.inline,
            Target::Field(Field::Properties | Field::Kinds | Field::Contact) => first || !self.gap,
            Target::Other => !self.gap && !first && indented,
            _ => first || indented || (box_line(line) && !self.gap),
        }
    }

    fn append(&mut self, line: &str) {
        let gap = std::mem::take(&mut self.gap);
        if let Some(entry) = self.sheet.entries.last_mut() {
            if !entry.value.is_empty() {
                entry.value.push_str(if gap { "\n\n" } else { "\n" });
            }
            let room = FIELD_BYTES.saturating_sub(entry.value.len());
            entry.value.push_str(fold::cut(line.trim(), room));
        }
    }

    fn add_rest(&mut self, line: &str) {
        if self.sheet.rest.len() < 8 * FIELD_BYTES {
            self.sheet.rest.push_str(line.trim());
            self.sheet.rest.push('\n');
        }
    }

    /// A table row. True where the next line was used up as the values under a row of labels.
    fn row(&mut self, line: &str, next: &str) -> bool {
        let cells: Vec<&str> = line.split('\t').map(str::trim).collect();
        let hits: Vec<Option<Hit>> = cells.iter().map(|cell| cell_label(cell)).collect();
        let filled = cells.iter().filter(|cell| !cell.is_empty()).count();
        if filled <= 1 {
            let only = cells.iter().find(|cell| !cell.is_empty()).copied().unwrap_or_default();
            let alone = hits.into_iter().flatten().next();
            match alone {
                Some(hit) => self.start(hit, ""),
                None => self.line(only),
            }
            return false;
        }
        let below: Vec<&str> = next.split('\t').map(str::trim).collect();
        let labels = hits.iter().flatten().count();
        let headed = labels >= 2
            && labels == filled
            && below.len() == cells.len()
            && below.iter().all(|cell| cell_label(cell).is_none());
        if headed {
            for (hit, value) in hits.into_iter().zip(below) {
                if let Some(hit) = hit {
                    self.start(hit, value);
                }
            }
            return true;
        }
        self.pairs(&cells, hits);
        false
    }

    /// `label value`, `label value label value`, or a continued row with an empty first cell.
    fn pairs(&mut self, cells: &[&str], hits: Vec<Option<Hit>>) {
        let Some(first) = hits.iter().position(Option::is_some) else {
            let joined = cells.iter().filter(|cell| !cell.is_empty()).copied().collect::<Vec<_>>().join(" ");
            return self.line(&joined);
        };
        let mut at = first;
        while let Some(hit) = hits.get(at).cloned().flatten() {
            // The value ends where the next label begins, but a value may look like a label itself.
            let end = (at + 2..hits.len())
                .find(|place| hits.get(*place).is_some_and(Option::is_some))
                .unwrap_or(hits.len());
            let value: Vec<&str> = cells
                .get(at + 1..end)
                .unwrap_or_default()
                .iter()
                .filter(|cell| !cell.is_empty())
                .copied()
                .collect();
            self.start(hit, &value.join(", "));
            at = end;
        }
    }
}

/// Fields whose answer may run over paragraphs.
fn long(field: Field) -> bool {
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

fn cell_label(cell: &str) -> Option<Hit> {
    let cell = plain(cell).0;
    let form = if cell.ends_with('?') { Form::Question } else { Form::Marked };
    labels::find(cell.trim_end_matches([':', '?', '*', ' ']), form)
}

/// The label at the beginning of a line, and the rest of the line.
fn labelled(line: &str) -> Option<(Hit, &str)> {
    let (text, numbered) = plain(line);
    let marked = if numbered { Form::Question } else { Form::Marked };
    if let Some(at) = text.find('?') {
        let (question, answer) = (text.get(..at)?, text.get(at + 1..)?);
        if let Some(hit) = labels::find(last_sentence(question), Form::Question) {
            return Some((hit, answer.trim_start_matches([':', '*', '_', ' ', ')', '-', '–'])));
        }
    }
    if let Some((label, value)) = text.split_once([':', '：'])
        && let Some(hit) = labels::find(label, marked)
    {
        return Some((hit, value.trim_start_matches(['*', '_', ' '])));
    }
    for dash in [" – ", " - ", " = ", " — "] {
        if let Some((label, value)) = text.split_once(dash)
            && let Some(hit) = labels::find(label, Form::Bare)
        {
            return Some((hit, value));
        }
    }
    // Columns pasted as spaces or dots.
    if let Some(gap) = pattern!(r"\s{3,}|\s?\.{3,}\s?").find(text)
        && let Some(hit) = labels::find(text.get(..gap.start())?, Form::Bare)
    {
        return Some((hit, text.get(gap.end()..)?));
    }
    let alone = if numbered { Form::Marked } else { Form::Bare };
    let text = text.trim_end_matches(['*', '_', ':', ' ']);
    labels::find(text, alone).filter(|_| !text.ends_with('.')).map(|hit| (hit, ""))
}

fn last_sentence(text: &str) -> &str {
    text.rsplit(['.', ':', '!']).next().unwrap_or(text)
}

/// The line without bullet, number and emphasis; and whether it was numbered.
fn plain(line: &str) -> (&str, bool) {
    let found = pattern!(
        r"^[\s>]*(?:[-*•·–▪◦o#]+\s+|\(?\d{1,2}[.)]{1,2}\s+|\(?[a-hA-H]\)\s+|\d{1,2}\s+(?:[A-ZÆØÅ]))*"
    );
    let prefix = found.find(line).map_or("", |m| m.as_str());
    // A number straight before a capital letter took that letter along.
    let used = prefix
        .char_indices()
        .next_back()
        .filter(|(_, c)| c.is_uppercase())
        .map_or(prefix.len(), |(at, _)| at);
    let text = line.get(used..).unwrap_or(line).trim().trim_start_matches(['*', '_', '#', ' ']);
    (text, prefix.contains(|c: char| c.is_ascii_digit() || c == ')'))
}

fn box_line(line: &str) -> bool {
    pattern!(r"(?i)^\s*(?:\[[x ]?\]|\([x ]\)|☒|☐|☑|✓|✔)").is_match(line)
}

fn signs_off(line: &str) -> bool {
    line.len() < 60
        && pattern!(
            r"(?i)^\s*(?:med\s+)?(?:vennlig(?:e|st)?\s+hils(?:en|ing)|venleg\s+helsing|beste?\s+hilsen|hilsen|helsing|mvh|best\s+regards|kind\s+regards|regards|sincerely|yours\s+(?:sincerely|faithfully))\b"
        )
        .is_match(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(text: &str) -> Vec<(Target, String)> {
        read(text).entries.into_iter().map(|entry| (entry.target, entry.value)).collect()
    }

    fn field(field: Field, value: &str) -> (Target, String) {
        (Target::Field(field), value.to_owned())
    }

    #[test]
    fn a_value_stands_beside_or_under_its_label() {
        let text = "Hva har skjedd: En liste ble\n  sendt feil.\n\nAntall berørte\n\n12\nOppdaget: i går\nTakk for hjelpen\n";
        let sheet = read(text);
        assert_eq!(
            values(text),
            [
                field(Field::WhatHappened, "En liste ble\nsendt feil."),
                field(Field::AffectedPersons, "12"),
                field(Field::DiscoveredAt, "i går"),
            ]
        );
        assert_eq!(sheet.rest.trim(), "Takk for hjelpen");
    }

    #[test]
    fn numbered_questions_are_labels() {
        assert_eq!(
            values(
                "3. Når ble avviket oppdaget? 12.03.2026\n4. Hvor mange er berørt?\nca. 40\n- Strakstiltak: stengt"
            ),
            [
                field(Field::DiscoveredAt, "12.03.2026"),
                field(Field::AffectedPersons, "ca. 40"),
                field(Field::MeasuresTaken, "stengt"),
            ]
        );
    }

    #[test]
    fn table_rows_may_have_two_or_four_columns_or_a_header() {
        assert_eq!(
            values("Antall berørte:\t12\n\tSted\tOslo\nSystem\tVisma\tAvdeling\tHR\n"),
            [
                field(Field::AffectedPersons, "12"),
                field(Field::Place, "Oslo"),
                field(Field::System, "Visma"),
                field(Field::Department, "HR"),
            ]
        );
        assert_eq!(
            values("Hva har skjedd\tAntall berørte\nListe sendt feil\t7\n"),
            [field(Field::WhatHappened, "Liste sendt feil"), field(Field::AffectedPersons, "7")]
        );
    }

    #[test]
    fn columns_may_be_parted_by_spaces_or_dots() {
        assert_eq!(
            values("Antall berørte      12\nSystem ...... Visma\n"),
            [field(Field::AffectedPersons, "12"), field(Field::System, "Visma")]
        );
    }

    #[test]
    fn several_pairs_may_share_a_line() {
        assert_eq!(
            values("Oppdaget av: Kari, Avdeling: HR, Dato/kl: 12.03.2026 14.00"),
            [
                field(Field::ReportedBy, "Kari"),
                field(Field::Department, "HR"),
                field(Field::DiscoveredAt, "12.03.2026 14.00"),
            ]
        );
    }
}
