//! From the lines of a reply to commands: forgiving of case, spacing, bullets and language, never of doubt.
//!
//! A line that is almost a command changes nothing and is handed back as a [`Misread`] (contract.md).

mod assess;
mod labels;
mod measure;
mod papers;
mod parse;
mod parties;
mod persons;
mod regimes;

use chrono::{DateTime, FixedOffset};

use super::{Command, CommandLine, Misread};
use crate::mail::Context;
use crate::report;
use labels::Verb;

const LINES: usize = 1_000;
const LINE_BYTES: usize = 4_000;
/// A bare word is a command only this near the top; further down it is a word of a sentence or a signature.
const BARE_LINES: usize = 10;
/// Mail programs wrap at 72 to 78 columns: a line this long may go on in the next.
const WRAPPED_FROM: usize = 62;

/// What parsing a line needs to know.
pub(super) struct Setting<'a> {
    pub anchor: DateTime<FixedOffset>,
    pub context: &'a Context,
}

/// What one line is.
pub(super) enum Line {
    Command(Command),
    /// It resembles this command but does not parse.
    Misread(&'static str),
    Comment,
}

/// Reads the commands of a text, top to bottom; times count from the anchor.
pub fn read(
    text: &str,
    anchor: DateTime<FixedOffset>,
    context: &Context,
) -> (Vec<CommandLine>, Vec<Misread>) {
    let setting = Setting { anchor, context };
    let text = report::clean(text);
    let lines: Vec<&str> = text.lines().take(LINES).map(|line| cut(line).trim()).collect();
    let (mut commands, mut misread) = (Vec::new(), Vec::new());
    let (mut at, mut filled) = (0, 0);
    while let Some(line) = lines.get(at) {
        at += 1;
        if line.is_empty() {
            continue;
        }
        filled += 1;
        let mut raw = (*line).to_owned();
        while goes_on(&raw, lines.get(at - 1), lines.get(at), &setting) {
            raw.push(' ');
            raw.push_str(lines.get(at).copied().unwrap_or_default());
            at += 1;
        }
        match one(&raw, filled <= BARE_LINES, &setting) {
            Line::Command(command) => commands.push(CommandLine { command, raw }),
            Line::Misread(name) => misread.push(Misread { raw, resembles: name.to_owned() }),
            Line::Comment => {}
        }
    }
    (commands, misread)
}

fn cut(line: &str) -> &str {
    line.get(..line.floor_char_boundary(LINE_BYTES)).unwrap_or_default()
}

/// True where a long command line was wrapped and the next line is the rest of it.
fn goes_on(raw: &str, last: Option<&&str>, next: Option<&&str>, setting: &Setting<'_>) -> bool {
    let (Some(last), Some(next)) = (last, next) else { return false };
    let wraps = last.chars().count() >= WRAPPED_FROM && raw.len() < LINE_BYTES && !next.is_empty();
    wraps
        && next
            .chars()
            .next()
            .is_some_and(|c| c.is_lowercase() || c.is_ascii_digit() || matches!(c, '(' | '<' | 'h'))
        && !matches!(one(raw, false, setting), Line::Comment)
        && matches!(one(next, false, setting), Line::Comment)
}

fn one(line: &str, near_top: bool, setting: &Setting<'_>) -> Line {
    let line = undecorated(line);
    let folded: String = line.chars().map(report::fold_char).collect();
    match assess::read(line, &folded) {
        Line::Comment => {}
        found => return found,
    }
    if let Some((label, value)) = split(line, &folded) {
        return labelled(&label, &value, setting);
    }
    let words = report::words(&folded);
    if !near_top || words.len() > 4 {
        return Line::Comment;
    }
    labels::bare(&words.join(" ")).or_else(|| regimes::bare(&words)).unwrap_or(Line::Comment)
}

fn labelled(label: &str, value: &str, setting: &Setting<'_>) -> Line {
    let words = report::words(label);
    let value = value.trim().trim_matches(['*', '_']).trim();
    // Before numbers: `NIS 2` and a company's name may end in one.
    let named = || regimes::read(&words, value, setting).or_else(|| parties::feedback(label, value));
    if let Some(found) = named() {
        return found;
    }
    if let Some((number, label)) = measure::numbered(&words) {
        return if labels::is_measure(&label) {
            measure::follow_up(number, value, setting)
        } else {
            Line::Comment
        };
    }
    let label = words.join(" ");
    match labels::find(&label) {
        Some(verb) if parse::is_prose(verb, value, setting) => Line::Comment,
        Some(verb) => match parse::value(verb, value, setting) {
            Some(command) => Line::Command(command),
            None => misread(verb, value),
        },
        None => labels::nearly(&words).map_or(Line::Comment, |verb| misread(verb, value)),
    }
}

/// An empty label with nothing behind it is a heading, not a failed command, for what is also a report's label.
fn misread(verb: Verb, value: &str) -> Line {
    let heading = matches!(
        verb,
        Verb::Measure
            | Verb::MeasureOf(_)
            | Verb::GroupContact
            | Verb::Assign(_)
            | Verb::Exercise
            | Verb::ExternalParty
            | Verb::JointControllers
    );
    if value.is_empty() && heading {
        return Line::Comment;
    }
    Line::Misread(verb.name())
}

/// Without bullets, emphasis and number signs.
fn undecorated(line: &str) -> &str {
    let line = line.trim_matches(|c: char| c.is_whitespace());
    let line =
        line.trim_start_matches(['-', '*', '•', '·', '–', '—', '▪', '◦', '#', '_', ' ', '\t', '\u{a0}']);
    report::pattern!(r"^\d{1,2}[.)]\s+")
        .find(line)
        .map_or(line, |m| line.get(m.end()..).unwrap_or(line))
        .trim()
}

/// Label and value as written, at the first colon; folding keeps the places of characters.
fn split(line: &str, folded: &str) -> Option<(String, String)> {
    let colon = folded.chars().position(|c| c == ':')?;
    if colon > 60 {
        return None;
    }
    let label: String = line.chars().take(colon).collect();
    let value: String = line.chars().skip(colon + 1).collect();
    (!value.starts_with("//")).then_some((label, value))
}

#[cfg(test)]
mod tests;
