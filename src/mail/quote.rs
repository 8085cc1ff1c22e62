//! Finds what stands above a quoted mail: attributions (`Den … skrev X:`), separators, header blocks (M16 to M18).
//!
//! Each line is looked at once and cheaply: a mark needs a word of its kind, and only then is it read with care.

pub mod attribution;
pub mod header;
pub mod separator;

use attribution::Attribution;
use header::{Belief, Header};
use separator::Separator;

/// Lines of a text looked at.
pub const MAX_LINES: usize = 20_000;
/// Longest line that a mark may stand in, in bytes; Yahoo writes a whole header into one.
pub const MAX_LINE: usize = 2_000;
/// Most empty lines between an attribution and the quoted lines.
const EMPTY: usize = 20;
/// Characters of a line that is nothing but a rule; Outlook's has 32.
const RULE: usize = 5;

/// A text as lines.
pub struct Page<'a> {
    pub lines: Vec<&'a str>,
    /// Where each line begins in the text, in bytes.
    starts: Vec<usize>,
    /// Lines with a word such as `wrote`.
    verbs: Vec<bool>,
    /// What comes after the last line looked at.
    pub rest: &'a str,
}

impl<'a> Page<'a> {
    /// Lines may end as they like: CRLF, LF, CR.
    pub fn new(text: &'a str) -> Page<'a> {
        let mut page = Page { lines: Vec::new(), starts: Vec::new(), verbs: Vec::new(), rest: "" };
        let lone = text.contains('\r');
        let mut at = 0;
        while let Some(rest) = text.get(at..) {
            if page.lines.len() == MAX_LINES {
                page.rest = rest;
                break;
            }
            let end = if lone { rest.find(['\n', '\r']) } else { rest.find('\n') };
            let line = rest.get(..end.unwrap_or(rest.len())).unwrap_or_default();
            page.lines.push(line);
            page.starts.push(at);
            page.verbs.push(line.len() <= MAX_LINE && attribution::has_verb(line));
            let Some(end) = end else { break };
            at += end + if rest.get(end..).is_some_and(|tail| tail.starts_with("\r\n")) { 2 } else { 1 };
        }
        page
    }

    pub fn line(&self, at: usize) -> Option<&'a str> {
        self.lines.get(at).copied()
    }

    /// The byte where a line begins; the end of the lines looked at where there is no such line.
    pub fn start(&self, at: usize) -> usize {
        let end =
            || self.starts.last().map_or(0, |start| start + self.lines.last().map_or(0, |line| line.len()));
        self.starts.get(at).copied().unwrap_or_else(end)
    }

    fn has_verb(&self, at: usize) -> bool {
        self.verbs.get(at).copied().unwrap_or_default()
    }

    /// The next line with something in it beside quote signs, of three.
    pub fn next_filled(&self, at: usize) -> Option<usize> {
        (at..at + 3).find(|&next| self.line(next).is_some_and(|line| !unmarked(line).is_empty()))
    }

    /// Whether a line marked as quoted comes next, below a few empty ones at most.
    pub fn quoted_at(&self, at: usize) -> bool {
        let mut below = self.lines.iter().skip(at).take(EMPTY + 1);
        below.find(|line| !is_blank(line)).is_some_and(|line| is_quoted(line))
    }
}

/// What was found, and how many lines it takes. A header below a separator belongs to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    pub kind: Kind,
    pub lines: usize,
    /// Bytes of the first line that stand before the mark: a webmail glued it to the answer's last line.
    pub own: usize,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `Den … skrev X:`; what follows may be marked line by line with `>`.
    Attribution(Attribution),
    /// A separator or a header block: all below is the quoted mail.
    Original(Option<Header>),
    /// A forward marker: what is below was passed on on purpose.
    Forward(Option<Header>),
    /// It resembles a mark, but a person may have written it: then nothing is certain.
    Doubt,
}

/// What begins at line `at`, if anything.
pub fn mark(page: &Page<'_>, at: usize) -> Option<Mark> {
    let line = page.line(at)?;
    if line.len() > MAX_LINE {
        return None;
    }
    let clean = unmarked(line);
    if clean.is_empty() {
        return None;
    }
    if let Some(separator) = separator::read(clean) {
        if let Some(mark) = separated(page, at, &separator) {
            return Some(mark);
        }
    } else if is_rule(clean) {
        return below_rule(page, at);
    } else if let Some((header, lines)) = header::read(page, at) {
        match header.belief() {
            Belief::Sure => return Some(Mark { kind: Kind::Original(Some(header)), lines, own: 0 }),
            Belief::Doubtful => return Some(Mark { kind: Kind::Doubt, lines, own: 0 }),
            Belief::No => {}
        }
    }
    attribution::find(page, at)
}

/// A separator is believed by its dashes; without them, where a header or a quoted line follows.
fn separated(page: &Page<'_>, at: usize, separator: &Separator<'_>) -> Option<Mark> {
    let mark = |header: Option<Header>, lines: usize| {
        let kind = if separator.forward { Kind::Forward(header) } else { Kind::Original(header) };
        Some(Mark { kind, lines, own: 0 })
    };
    if !separator.rest.is_empty() {
        return mark(header::read_line(separator.rest), 1);
    }
    let next = page.next_filled(at + 1);
    let below = next.and_then(|next| header::read(page, next).map(|(header, lines)| (next, header, lines)));
    match below {
        Some((next, header, lines))
            if header.belief() != Belief::No || separator.dashed && header.may_be() =>
        {
            mark(Some(header), next - at + lines)
        }
        _ if separator.dashed => mark(None, 1),
        _ if separator.ends && next.and_then(|next| page.line(next)).is_some_and(is_quoted) => mark(None, 1),
        _ => None,
    }
}

/// A rule with a header below it, as Outlook draws it, belongs to the quoted mail.
fn below_rule(page: &Page<'_>, at: usize) -> Option<Mark> {
    let next = page.next_filled(at + 1)?;
    let (header, lines) = header::read(page, next).filter(|(header, _)| header.belief() == Belief::Sure)?;
    Some(Mark { kind: Kind::Original(Some(header)), lines: next - at + lines, own: 0 })
}

/// True for `> …` and its relatives. A `|` at the start is a quote too where a space or nothing follows and the line
/// is no row of a table.
pub fn is_quoted(line: &str) -> bool {
    let line = line.trim_start_matches(['\u{feff}', ' ', '\u{a0}']);
    let bar = || line == "|" || line.strip_prefix("| ").is_some_and(|rest| !rest.contains('|'));
    line.starts_with('>') || line.starts_with("&gt;") || line.starts_with('|') && bar()
}

/// A quoted line without anything in it.
pub fn is_bare_quote(line: &str) -> bool {
    is_quoted(line) && unmarked(line).is_empty()
}

pub fn is_blank(line: &str) -> bool {
    let first = line.as_bytes().first();
    first.is_none_or(|&first| first <= b' ' || first >= 0x80) && line.chars().all(is_space)
}

/// `____`, `----`: five or more of one kind and nothing else.
pub fn is_rule(line: &str) -> bool {
    let line = trim(line);
    let mut all = line.chars();
    let Some(first) = all.next().filter(|first| matches!(first, '_' | '-' | '=' | '–' | '—' | '*'))
    else {
        return false;
    };
    all.all(|one| one == first) && line.chars().take(RULE).count() == RULE
}

/// Without white space and byte order marks at its ends.
pub fn trim(line: &str) -> &str {
    line.trim_matches(is_space)
}

fn is_space(one: char) -> bool {
    one.is_whitespace() || one == '\u{feff}' || one == '\u{200b}'
}

/// Without quote signs in front.
pub fn unmarked(line: &str) -> &str {
    let line = trim(line);
    if !line.starts_with(['>', '|']) {
        return line;
    }
    trim(line.trim_start_matches(['>', '|', ' ', '\t', '\u{a0}', '\u{feff}']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_as_they_like() {
        for text in ["a\nb\n", "a\r\nb\r\n", "a\rb\r"] {
            let page = Page::new(text);
            assert_eq!(page.lines, ["a", "b", ""], "{text:?}");
            assert!(text.get(page.start(1)..).is_some_and(|rest| rest.starts_with('b')));
        }
    }

    #[test]
    fn quoted_lines_are_known() {
        for line in ["> a", ">", " > a", ">> a", "| a", "|", "&gt; a", "\u{feff}> a"] {
            assert!(is_quoted(line), "{line:?}");
        }
        for line in ["", "a > b", "|x", "||", "-> a", "| Hva | Brev |"] {
            assert!(!is_quoted(line), "{line:?}");
        }
    }
}
