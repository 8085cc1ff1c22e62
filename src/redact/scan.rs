//! A text as runs of digits with what joins them, one pass, a bounded number of them in memory.

use super::digits::{Between, between, digit, next_digit, unseen};

/// Digits that are kept of one run: the longest card has as many. A longer run keeps only its length.
pub const MAX_DIGITS: usize = 19;
/// Characters between two groups of one number, without and with a line end among them, and marks among them.
const MAX_BETWEEN: usize = 6;
const MAX_BETWEEN_LINES: usize = 20;
const MAX_MARKS: usize = 3;
/// Line ends: an empty line between is still the same number to its reader.
const MAX_LINES: usize = 2;
/// Unseen characters in one place.
const MAX_UNSEEN: usize = 20;

/// A run of digits; marks that nobody sees may stand in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Group {
    /// Bytes of the text.
    pub start: usize,
    pub end: usize,
    digits: [u8; MAX_DIGITS],
    /// How many digits it has, however many are kept.
    pub length: usize,
    /// Only what may stand inside a number parts it from the group before.
    pub joined: bool,
    /// A line end is among that.
    pub wrapped: bool,
}

impl Group {
    /// Its digits; none where there are too many for a number.
    pub fn digits(&self) -> &[u8] {
        self.digits.get(..self.length).unwrap_or_default()
    }
}

/// Reads the groups of a text in order.
pub struct Scanner<'t> {
    text: &'t str,
    at: usize,
    /// Where the next group begins, if it is joined to the one before, and whether a line end is between them.
    next: Option<(usize, bool)>,
}

impl<'t> Scanner<'t> {
    pub fn new(text: &'t str) -> Self {
        Scanner { text, at: 0, next: None }
    }
}

impl Iterator for Scanner<'_> {
    type Item = Group;

    fn next(&mut self) -> Option<Group> {
        let joined = self.next.take();
        let start = match joined {
            Some((start, _)) => start,
            None => next_digit(self.text, self.at)?,
        };
        let mut group = run(self.text, start);
        group.joined = joined.is_some();
        group.wrapped = joined.is_some_and(|(_, wrapped)| wrapped);
        self.at = group.end;
        self.next = gap(self.text.get(group.end..).unwrap_or_default())
            .map(|(bytes, wrapped)| (group.end + bytes, wrapped));
        Some(group)
    }
}

/// The digits of a text in order, over marks that nobody sees, with the byte after each; it ends at the first other
/// character.
pub fn digits_from(text: &str) -> impl Iterator<Item = (u8, usize)> {
    let mut hidden = 0;
    text.char_indices()
        .map_while(move |(at, c)| match digit(c) {
            Some(value) => {
                hidden = 0;
                Some(Some((value, at + c.len_utf8())))
            }
            None if unseen(c) && hidden < MAX_UNSEEN => {
                hidden += 1;
                Some(None)
            }
            None => None,
        })
        .flatten()
}

fn run(text: &str, start: usize) -> Group {
    let mut group =
        Group { start, end: start, digits: [0; MAX_DIGITS], length: 0, joined: false, wrapped: false };
    for (value, end) in digits_from(text.get(start..).unwrap_or_default()) {
        if let Some(slot) = group.digits.get_mut(group.length) {
            *slot = value;
        }
        group.length += 1;
        group.end = start + end;
    }
    group
}

/// The bytes up to the next digit, where nothing but what may stand inside a number comes before it; and whether a line
/// end is among that.
fn gap(text: &str) -> Option<(usize, bool)> {
    let (mut at, mut seen, mut marks, mut margins, mut lines, mut hidden) = (0, 0, 0, 0, 0, 0);
    loop {
        let rest = text.get(at..)?;
        let c = rest.chars().next()?;
        if digit(c).is_some() {
            break;
        }
        if unseen(c) {
            hidden += 1;
            at += c.len_utf8();
        } else {
            let (kind, bytes) = between(rest)?;
            seen += 1;
            marks += usize::from(kind == Between::Mark);
            margins += usize::from(kind == Between::Margin);
            lines += usize::from(kind == Between::LineEnd);
            at += bytes;
        }
        if seen > MAX_BETWEEN_LINES || marks > MAX_MARKS || lines > MAX_LINES || hidden > MAX_UNSEEN {
            return None;
        }
    }
    (lines > 0 || (seen <= MAX_BETWEEN && margins == 0)).then_some((at, lines > 0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(text: &str) -> Vec<(usize, bool, bool)> {
        Scanner::new(text).map(|group| (group.length, group.joined, group.wrapped)).collect()
    }

    #[test]
    fn groups_are_joined_by_what_may_stand_inside_a_number() {
        assert_eq!(shape("200369 14700"), [(6, false, false), (5, true, false)]);
        assert_eq!(shape("200369\r\n> 14700"), [(6, false, false), (5, true, true)]);
        assert_eq!(shape("200369, 14700"), [(6, false, false), (5, false, false)]);
        assert_eq!(shape("200369\n\n14700"), [(6, false, false), (5, true, true)]);
        assert_eq!(shape("200369\n\n\n14700"), [(6, false, false), (5, false, false)]);
        assert_eq!(shape("200369%2014700"), [(6, false, false), (5, true, false)]);
        assert_eq!(shape("200369 > 14700"), [(6, false, false), (5, false, false)]);
    }

    #[test]
    fn marks_that_nobody_sees_part_nothing() {
        assert_eq!(shape("2\u{ad}0\u{200b}\u{feff}0369"), [(6, false, false)]);
        assert_eq!(shape(&format!("2{}0", "\u{200b}".repeat(21))).len(), 2);
    }

    #[test]
    fn digits_of_every_script_are_digits() {
        let group = Scanner::new("x ٢٠𝟎３९").next().expect("a group");
        assert_eq!(group.digits(), [2, 0, 0, 3, 9]);
    }

    #[test]
    fn a_run_that_is_too_long_keeps_its_length_only() {
        let group = Scanner::new("12345678901234567890").next().expect("a group");
        assert_eq!((group.length, group.digits()), (20, &[][..]));
    }
}
