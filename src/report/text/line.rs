//! One line taken apart: bullet, number and emphasis away, then label and value.

use super::super::field::Field;
use super::super::fold;
use super::super::labels::{self, Form, Hit, LabelWords, Target};
use super::super::words::{LANGUAGES, lexicon};
use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::LazyLock;

/// The longest label before a colon, in bytes.
const LABEL_BYTES: usize = 160;
/// A label on a line of its own is not longer, in bytes.
const ALONE_BYTES: usize = 110;
/// A label and a number with nothing between them but a space are a pair only on a line as short as this.
const SHORT_BYTES: usize = 60;

/// Marks of a tick box, ticked and not.
pub const TICKED: &[&str] = &["☒", "☑", "✓", "✔", "✗", "🗹", "[x]", "[X]", "(x)", "(X)"];
pub const UNTICKED: &[&str] = &["☐", "[ ]", "[]", "( )", "□", "❑"];

/// Beginnings of lines that a form prints, folded.
static HELP: LazyLock<Vec<Cow<'static, str>>> =
    LazyLock::new(|| LANGUAGES.iter().flat_map(|one| lexicon::variants(one.help)).collect());
/// Their first letters, to leave out most lines at once.
static HELP_STARTS: LazyLock<HashSet<[u8; 4]>> =
    LazyLock::new(|| HELP.iter().filter_map(|text| text.as_bytes().first_chunk().copied()).collect());
/// Beginnings of lines that end a mail, as words.
static SIGN_OFFS: LazyLock<HashSet<Cow<'static, str>>> =
    LazyLock::new(|| LANGUAGES.iter().flat_map(|one| lexicon::variants(one.sign_offs)).collect());
/// The first words of them.
static SIGN_OFF_STARTS: LazyLock<HashSet<&str>> =
    LazyLock::new(|| SIGN_OFFS.iter().map(|text| text.split(' ').next().unwrap_or_default()).collect());
/// `Q`, `Svar` before a colon.
static QUESTION_MARKS: LazyLock<HashSet<Cow<'static, str>>> =
    LazyLock::new(|| LANGUAGES.iter().flat_map(|one| lexicon::variants(one.question_marks)).collect());

/// `Del`, `Part` before a number or letter.
static PARTS: LazyLock<HashSet<Cow<'static, str>>> =
    LazyLock::new(|| LANGUAGES.iter().flat_map(|one| lexicon::variants(one.parts)).collect());
/// `Side`, `Page` before a number.
static PAGES: LazyLock<HashSet<Cow<'static, str>>> =
    LazyLock::new(|| LANGUAGES.iter().flat_map(|one| lexicon::variants(one.pages)).collect());

/// A line without bullet, number, quote mark and emphasis, and whether it was numbered.
pub fn plain(line: &str) -> (&str, bool) {
    let mut rest = line.trim();
    let mut numbered = false;
    for _ in 0..6 {
        let before = rest.len();
        rest = rest.trim_start_matches(['>', ' ', '\u{a0}']);
        let bullet = rest.trim_start_matches([
            '-', '*', '•', '·', '–', '▪', '◦', '●', '○', '■', '□', '#', '\u{f0b7}', '»',
        ]);
        // Emphasis `**Label**` has no space after its marks, a bullet has; a lone dash is an answer.
        if bullet.len() < rest.len()
            && (bullet.starts_with(char::is_whitespace)
                || rest.starts_with(['*', '#', '•', '·', '●', '\u{f0b7}']))
        {
            rest = bullet.trim_start();
        } else if let Some(after) = rest.strip_prefix("o ").or_else(|| rest.strip_prefix("_")) {
            rest = after.trim_start();
        } else if let Some(after) = number_mark(rest) {
            numbered = true;
            rest = after.trim_start();
        } else if let Some(after) = question_mark(rest) {
            rest = after.trim_start();
        }
        if rest.len() == before {
            break;
        }
    }
    (rest, numbered)
}

/// `3.`, `3)`, `(3)`, `1.2`, `a)`, `iv)`, and `3 Hva` or `a. Hva` before a capital letter.
fn number_mark(text: &str) -> Option<&str> {
    let inner = text.strip_prefix('(').unwrap_or(text);
    let digits = inner.bytes().take_while(u8::is_ascii_digit).count();
    if digits == 0 {
        return letter_mark(inner);
    }
    if digits > 2 {
        return None;
    }
    let mut rest = inner.get(digits..)?;
    // `1.2` is a number of a list, `12.03` is a date.
    while let Some(more) = rest.strip_prefix('.') {
        let digits = more.bytes().take_while(u8::is_ascii_digit).count();
        let after = more.get(digits..)?;
        if digits != 1 || !after.starts_with([' ', '.', ')']) {
            break;
        }
        rest = after;
    }
    let marked = rest.trim_start_matches(['.', ')', ':']);
    let letter = marked.trim_start().starts_with(|c: char| c.is_alphabetic() || matches!(c, '*' | '_'));
    if marked.len() < rest.len() && letter {
        return Some(marked);
    }
    let capital = rest.strip_prefix(' ')?;
    capital.starts_with(char::is_uppercase).then_some(capital)
}

/// `a)`, `iv)`, and `a.` before a capital letter.
fn letter_mark(text: &str) -> Option<&str> {
    let letters = text.bytes().take_while(u8::is_ascii_alphabetic).count();
    let roman = letters <= 4 && text.bytes().take(letters).all(|byte| b"ivxIVX".contains(&byte));
    let rest = text.get(letters..)?;
    if let Some(rest) = rest.strip_prefix(')') {
        return ((letters == 1 || letters > 0 && roman) && rest.starts_with(' ')).then_some(rest);
    }
    let rest = rest.strip_prefix(". ").filter(|_| letters == 1)?;
    rest.starts_with(char::is_uppercase).then_some(rest)
}

/// `Q:`, `A1:`, `Svar:`, `Spørsmål 3:`
fn question_mark(text: &str) -> Option<&str> {
    let (mark, rest) = text.split_once([':', '.']).filter(|(mark, _)| mark.len() <= 14)?;
    let word = fold::fold(mark.trim_end_matches(|c: char| c.is_ascii_digit() || c == ' ' || c == '*').trim());
    (QUESTION_MARKS.contains(word.as_str()) && rest.starts_with([' ', '*']))
        .then_some(rest.trim_start_matches('*'))
}

/// Whether a line may begin with a label: it is short, or holds a mark that could end one.
pub fn may_be_labelled(text: &str) -> bool {
    let marked = |byte: &u8| matches!(byte, b':' | b'?' | b'=' | b'_' | 0xe2);
    text.len() <= ALONE_BYTES
        || text.as_bytes().iter().take(LABEL_BYTES).any(marked)
        || ["   ", "..", " - ", "->"].iter().any(|mark| text.contains(mark))
}

/// A line without `Svar:` or `A:` before it.
pub fn answer(line: &str) -> &str {
    question_mark(line.trim()).map_or(line, str::trim_start)
}

/// What an arrow points to: `-> 27`.
pub fn pointed(line: &str) -> Option<&str> {
    let line = line.trim_start();
    let answer = ["-->", "->", "=>", "→", "➔", "⇒"].iter().find_map(|arrow| line.strip_prefix(arrow))?;
    Some(answer.trim_start()).filter(|answer| !answer.is_empty())
}

/// The heading of a part of a form, whose title may read like a label: `Del 2: Oppfølging`, `Part B`.
pub fn is_part(line: &str) -> bool {
    let line = plain(line).0.trim_end_matches(['*', '_', ' ']);
    let Some((word, rest)) = line.split_once(' ').filter(|_| line.len() <= 80) else { return false };
    let end = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
    let (mark, title) = rest.split_at_checked(end).unwrap_or_default();
    let numbered = matches!(mark.len(), 1 | 2) && mark.bytes().all(|byte| byte.is_ascii_digit())
        || mark.len() <= 4 && mark.bytes().all(|byte| b"IVX".contains(&byte)) && !mark.is_empty()
        || mark.len() == 1 && mark.bytes().all(|byte| byte.is_ascii_uppercase());
    let titled = title.is_empty() || title.trim_start().starts_with([':', '.', '-', '–', '—', '|']);
    numbered && titled && PARTS.contains(fold::fold(word).as_str())
}

/// `Side 1 av 2`, with whatever the program printed beside it.
pub fn is_page_mark(line: &str) -> bool {
    let mut words = line.split_whitespace();
    let number = |word: Option<&str>| {
        word.is_some_and(|word| word.len() <= 4 && word.bytes().all(|byte| byte.is_ascii_digit()))
    };
    line.len() <= 100
        && words.next().is_some_and(|word| PAGES.contains(fold::fold(word).as_str()))
        && match words.next() {
            Some(of) if of.contains('/') => of.split('/').all(|word| number(Some(word))),
            first => number(first) && words.next().is_none_or(|_| number(words.next())),
        }
}

/// The address of an organisation on one line: `Eksempel AS · Storgata 1 · Tlf. 22 00 00 00`.
pub fn is_letterhead(line: &str) -> bool {
    let part = [" · ", " | ", " • "].into_iter().find(|part| line.contains(part));
    let Some(part) = part.filter(|part| line.len() <= 200 && line.matches(part).count() >= 2) else {
        return false;
    };
    let calls = |part: &str| {
        let first = part.trim().split([' ', ':']).next().unwrap_or_default();
        let target = labels::find_text(first, Form::Bare).map(|hit| hit.target);
        part.contains('@') || part.contains("www.") || matches!(target, Some(Target::Phone | Target::Email))
    };
    let labelled =
        line.split(part).next().is_some_and(|first| labels::find_text(first, Form::Bare).is_some());
    !labelled && line.split(part).any(calls)
}

/// `T:`, `M:`, `S:`: in a signature one letter stands for a telephone or a street, not for a level.
pub fn is_initial(text: &str) -> bool {
    matches!(text.as_bytes(), [letter, b':', ..] if letter.is_ascii_alphabetic())
}

/// The label at the beginning of a line, and the rest of the line. `words` are those of the plain line.
pub fn labelled<'t>(text: &'t str, numbered: bool, words: &LabelWords) -> Option<(Hit, &'t str)> {
    if words.all().is_empty() {
        return None;
    }
    let marked = if numbered { Form::Question } else { Form::Marked };
    question(text, words)
        .or_else(|| before_colon(text, marked, words))
        .or_else(|| alone(text, numbered, words).filter(|(hit, _)| hit.exact))
        .or_else(|| before_dash(text, words))
        .or_else(|| before_gap(text, words))
        .or_else(|| alone(text, numbered, words))
        .or_else(|| before_digit(text, words))
}

/// `Når ble avviket oppdaget? 12.03.2026`
fn question<'t>(text: &'t str, words: &LabelWords) -> Option<(Hit, &'t str)> {
    let at = text.find('?')?;
    let from = text.get(..at)?.rfind(['.', ':', '!']).map_or(0, |before| before + 1);
    let hit = labels::find(words.between(from, at), Form::Question)?;
    let rest = text.get(at + 1..)?.trim_start_matches([':', '*', '_', ' ', ')', '-', '–', '\u{a0}']);
    // A row of dots leads to the answer.
    let dots = rest.starts_with("..") || rest.starts_with('…');
    Some((hit, if dots { rest.trim_start_matches(['.', '…', ' ', ':']) } else { rest }))
}

fn before_colon<'t>(text: &'t str, form: Form, words: &LabelWords) -> Option<(Hit, &'t str)> {
    // That of "14:20" parts no label from its answer.
    let digit = |place: Option<usize>| {
        place.and_then(|place| text.as_bytes().get(place)).is_some_and(u8::is_ascii_digit)
    };
    let colons = text.match_indices([':', '：']).map(|(at, _)| at);
    let mut colons = colons.filter(|at| !(digit(at.checked_sub(1)) && digit(Some(at + 1))));
    let at = colons.next().filter(|at| *at <= LABEL_BYTES)?;
    let colon = text.get(at..)?.chars().next().map_or(1, char::len_utf8);
    let hit = labels::find(words.between(0, at), form)?;
    Some((hit, text.get(at + colon..)?.trim_start_matches(['*', '_', ' ', '\u{a0}'])))
}

fn before_dash<'t>(text: &'t str, words: &LabelWords) -> Option<(Hit, &'t str)> {
    // Most lines hold none: one look for the first bytes of all dashes.
    if !text.bytes().any(|byte| matches!(byte, b'-' | b'=' | b'|' | 0xe2)) {
        return None;
    }
    for dash in [" – ", " - ", " = ", " — ", " -> ", " → ", " | "] {
        if let Some(at) = text.find(dash)
            && let Some(hit) = labels::find(words.between(0, at), Form::Bare)
        {
            return Some((hit, text.get(at + dash.len()..)?));
        }
    }
    None
}

/// Columns pasted as spaces, or a row of dots or underscores.
fn before_gap<'t>(text: &'t str, words: &LabelWords) -> Option<(Hit, &'t str)> {
    let (from, to) = gap(text)?;
    let hit = labels::find(words.between(0, from), Form::Bare)?;
    Some((hit, text.get(to..)?))
}

/// The first run of three spaces or more, three dots or more, or two underscores or more.
fn gap(text: &str) -> Option<(usize, usize)> {
    let bytes = text.as_bytes();
    let run =
        |at: usize, byte: u8| bytes.get(at..).unwrap_or_default().iter().take_while(|b| **b == byte).count();
    let filling = |byte: &u8| matches!(byte, b' ' | b'.' | b'_' | b':');
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let length = if matches!(byte, b' ' | b'.' | b'_') { run(at, *byte) } else { 1 };
        if length >= 3 || length == 2 && *byte == b'_' {
            let before = bytes.get(..at)?.iter().rev().take_while(|byte| filling(byte)).count();
            let after = bytes.get(at..)?.iter().take_while(|byte| filling(byte)).count();
            return Some((at - before, at + after));
        }
        at += length;
    }
    None
}

/// The whole line is a label.
fn alone<'t>(text: &'t str, numbered: bool, words: &LabelWords) -> Option<(Hit, &'t str)> {
    let form = if numbered { Form::Marked } else { Form::Bare };
    let ends_sentence = text.ends_with('.') && !text.ends_with("nr.") && !text.ends_with("ref.");
    let hit = labels::find(words.all(), form).filter(|hit| hit.target != Target::Line)?;
    // What is cut off is no label.
    let whole = words.all().last().is_some_and(|word| {
        text.get(word.to..).is_some_and(|rest| {
            !rest.contains(char::is_alphanumeric) || rest.trim_start().starts_with(['(', '['])
        })
    });
    (!ends_sentence && whole).then_some((hit, ""))
}

/// `Antall berørte 12`, `Oppdaget 12.03.2026`, typed on a telephone.
fn before_digit<'t>(text: &'t str, words: &LabelWords) -> Option<(Hit, &'t str)> {
    if text.len() > SHORT_BYTES {
        return None;
    }
    let at = text.find(|c: char| c.is_ascii_digit())?;
    let value = text.get(..at)?.trim_end();
    let about =
        ["ca.", "ca", "kl.", "kl", "den"].iter().find_map(|word| value.strip_suffix(&format!(" {word}")));
    let label = about.unwrap_or(value);
    let hit = labels::find(words.between(0, label.len()), Form::Bare)
        .filter(|hit| hit.exact && in_digits(hit.target))?;
    Some((hit, text.get(label.len()..)?.trim_start()))
}

/// Answers that begin with digits.
fn in_digits(target: Target) -> bool {
    use Field::*;
    let fields = [AffectedPersons, AffectedRecords, DiscoveredAt, Period, Likelihood, Consequence];
    matches!(target, Target::Phone | Target::Start | Target::End)
        || fields.iter().any(|field| target == Target::Field(*field))
}

/// A further label inside the value of another: where the value before it ends, the label, and where its own value begins.
/// In an account (`tight` is false) only a sign parts a label from what stands before it, and it must name a field.
/// `left` is how many colons may still be looked at.
pub fn next_pair(
    value: &str,
    words: &mut LabelWords,
    tight: bool,
    left: &mut usize,
) -> Option<(usize, Hit, usize)> {
    for (colon, _) in value.match_indices(':') {
        *left = left.checked_sub(1)?;
        let head = value.get(..colon)?;
        // "14:05" and "https://" hold no label.
        let label = head.ends_with(|c: char| c.is_alphabetic() || matches!(c, ')' | '.' | '*'));
        if !label || value.get(colon + 1..).is_some_and(|rest| rest.starts_with('/')) {
            continue;
        }
        let from = fold::cut_front(head, LABEL_BYTES / 2);
        let tail = head.get(from..)?;
        if let Some(start) = parted(tail).filter(|start| from + start > 0) {
            words.read(tail.get(start..)?);
            let named = |hit: &Hit| {
                tight || hit.exact && !matches!(hit.target, Target::Other | Target::Line | Target::Plan(_))
            };
            if let Some(hit) = labels::find(words.all(), Form::Bare).filter(named) {
                return Some((from + start, hit, colon + 1));
            }
        }
        if tight && let Some((start, hit)) = ending(tail, words) {
            return Some((from + start, hit, colon + 1));
        }
    }
    None
}

/// Behind the last sign that parts one thing from the next.
fn parted(text: &str) -> Option<usize> {
    let wide = ["  ", ", ", ". "].into_iter().filter_map(|sign| text.rfind(sign)).map(|at| at + 2);
    wide.chain(text.rfind([';', '|', '\t']).map(|at| at + 1)).max()
}

/// A label with a capital letter at the end of a text, with only a space before it: `Kari Avdeling`.
fn ending(tail: &str, words: &mut LabelWords) -> Option<(usize, Hit)> {
    let starts = tail.match_indices(' ').map(|(at, _)| at + 1);
    for start in starts {
        let label = tail.get(start..)?;
        if label.starts_with(char::is_uppercase) {
            words.read(label);
            let hit = labels::find(words.all(), Form::Bare).filter(|hit| hit.exact);
            if let Some(hit) = hit {
                return Some((start, hit));
            }
        }
    }
    None
}

/// A line that a form prints for its user.
pub fn is_help(line: &str) -> bool {
    let plain = plain(line).0;
    if plain.len() < 4 || plain.len() > 300 {
        return false;
    }
    if is_placeholder(plain) || is_legend(plain) {
        return true;
    }
    let folded = fold::fold(fold::cut(plain, 80));
    let known = folded.as_bytes().first_chunk().is_some_and(|start| HELP_STARTS.contains(start));
    known && HELP.iter().any(|start| folded.starts_with(start.as_ref()))
}

/// `[antall]`, `<fyll inn>`: what an answer is to be written over.
fn is_placeholder(text: &str) -> bool {
    let text = text.trim();
    let bare = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    let bare = bare.or_else(|| text.strip_prefix('<').and_then(|rest| rest.strip_suffix('>')));
    bare.is_some_and(|inner| {
        inner.chars().filter(|c| c.is_alphabetic()).count() >= 3
            && !inner.contains(['[', ']', '<', '>', '@', '/'])
    })
}

/// What the steps and letters of a risk form mean, printed on it: `S= Sannsynlighet`, `1= Meget liten`, `R= S x K` (S61–S63).
pub fn is_legend(line: &str) -> bool {
    let Some((mark, meaning)) = line.split_once('=') else { return false };
    let (mark, meaning) = (mark.trim(), meaning.trim_start());
    if mark.chars().count() != 1 || !meaning.starts_with(char::is_alphabetic) {
        return false;
    }
    let risk = |target: Target| {
        matches!(
            target,
            Target::Risk { .. } | Target::Score | Target::Field(Field::Likelihood | Field::Consequence)
        )
    };
    mark.starts_with(|c: char| c.is_ascii_digit())
        || meaning.contains(" x ")
        || labels::find_text(meaning, Form::Bare).is_some_and(|hit| meaning.len() > 1 && risk(hit.target))
}

pub fn box_line(line: &str) -> bool {
    let line = line.trim_start();
    let odd = line.starts_with(|c: char| !c.is_ascii_alphanumeric());
    odd && TICKED.iter().chain(UNTICKED).any(|mark| line.starts_with(mark))
}

pub fn has_box(text: &str) -> bool {
    let drawn = text.contains(['[', '(']) || !text.is_ascii();
    drawn && TICKED.iter().chain(UNTICKED).any(|mark| text.contains(mark))
}

/// `Vennlig hilsen`, with a name behind it or not.
pub fn signs_off(line: &str) -> bool {
    let line = line.trim();
    if line.len() >= 60 || line.contains([':', '?', '\t']) {
        return false;
    }
    if line == "--" {
        return true;
    }
    let first = line.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    if !SIGN_OFF_STARTS.contains(fold::fold(first).as_str()) {
        return false;
    }
    let words = lexicon::joined(&fold::fold(line));
    let mut ends = words.match_indices(' ').map(|(at, _)| at).take(4).chain([words.len()]);
    ends.any(|end| words.get(..end).is_some_and(|start| SIGN_OFFS.contains(start)))
}
