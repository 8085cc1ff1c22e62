//! National numbers that are not written in one piece: the last five digits in a field of their own, and letters that a
//! scanner took for digits. Both need a word that names the number.

use super::{Found, LAST_FIVE, Place};
use crate::mail::reading::RedactionKind;
use crate::redact::digits::{Between, between, digit};
use crate::redact::scan::Group;
use crate::redact::{numbers, words};

/// So far before the last five digits the date may stand, bytes.
const DATE_BEFORE: usize = 120;
/// Digits that a scanner must have read right, of eleven.
const READ_RIGHT: usize = 6;
/// Characters that eleven digits with what stands between them may take.
const MOST_CHARACTERS: usize = 24;

impl Place<'_> {
    /// `Født: 20.03.1969  Personnr: 14700`: five digits after their name that make a whole number with a date before.
    pub fn last_five(&self, behind: &[Group], ahead: &[Group]) -> Option<Found> {
        let group = ahead.first().filter(|group| group.length == 5)?;
        let is_whole = |end: usize| {
            let date = behind.get(..end).and_then(|behind| date(behind, group.start));
            date.is_some_and(|date| {
                let mut number = [0; 11];
                let digits = date.iter().chain(group.digits());
                number.iter_mut().zip(digits).for_each(|(slot, digit)| *slot = *digit);
                numbers::national_id(&number)
            })
        };
        let named = (1..=behind.len()).any(is_whole) && words::near(self.text, group.start, group.end).person;
        let found = Found::new(group.start, group.end, RedactionKind::NationalId);
        named.then_some(Found { mask: LAST_FIVE, ..found })
    }

    /// `2OO369 l47OO`: eleven digits, some of them read as letters.
    pub fn misread(&mut self, first: &Group) -> Option<Found> {
        let before = self.text.get(..first.start)?;
        let letters = before.chars().rev().take_while(|c| as_digit(*c).is_some()).take(READ_RIGHT).count();
        // All of them take one byte. A word that ends so is no number: "til 2003".
        let start = first.start - letters;
        if self.text.get(..start)?.ends_with(char::is_alphanumeric) {
            return None;
        }
        let (number, length) = eleven(self.text.get(start..)?)?;
        let end = start + length;
        self.named = numbers::national_id(&number) && words::near(self.text, start, end).person;
        self.named.then(|| Found::new(start, end, RedactionKind::NationalId))
    }
}

/// The six digits of the date in the last groups: `200369`, `20031969`, `20.03.69`, `20.03.1969`.
fn date(behind: &[Group], start: usize) -> Option<[u8; 6]> {
    let last = behind.last().filter(|group| start - group.end <= DATE_BEFORE)?;
    let three = behind.last_chunk::<3>().filter(|[day, month, year]| {
        day.length <= 2 && month.length <= 2 && month.joined && year.joined && !last.wrapped
    });
    let mut digits = [0; 8];
    let length = match three {
        Some([day, month, year]) => {
            put(&mut digits, 0, 2, day);
            put(&mut digits, 2, 2, month);
            put(&mut digits, 4, year.length, year);
            4 + year.length
        }
        None => {
            put(&mut digits, 0, last.length, last);
            last.length
        }
    };
    let [d1, d2, m1, m2, a, b, c, d] = digits;
    match length {
        6 => Some([d1, d2, m1, m2, a, b]),
        8 => Some([d1, d2, m1, m2, c, d]),
        _ => None,
    }
}

/// Writes a group's digits, with zeros before them, into `width` places.
fn put(digits: &mut [u8; 8], at: usize, width: usize, group: &Group) {
    let at = at + width.saturating_sub(group.length);
    for (slot, value) in digits.iter_mut().skip(at).zip(group.digits()) {
        *slot = *value;
    }
}

/// The digit that a scanner took for this letter.
fn as_digit(c: char) -> Option<u8> {
    match c {
        'O' | 'o' => Some(0),
        'l' | 'I' | '|' => Some(1),
        _ => None,
    }
}

/// Eleven digits or letters taken for them, with one space or mark between groups, and the bytes they take.
fn eleven(text: &str) -> Option<([u8; 11], usize)> {
    let mut number = [0; 11];
    let (mut count, mut right, mut parted) = (0, 0, true);
    let mut characters = text.char_indices().take(MOST_CHARACTERS).peekable();
    while let Some((at, c)) = characters.next() {
        if let Some(value) = digit(c).or_else(|| as_digit(c)) {
            *number.get_mut(count)? = value;
            count += 1;
            right += usize::from(digit(c).is_some());
            parted = false;
        } else {
            let (kind, bytes) = between(text.get(at..)?)?;
            if parted || bytes != c.len_utf8() || !matches!(kind, Between::Space | Between::Mark) {
                return None;
            }
            parted = true;
        }
        if count == number.len() {
            let ends = !characters.peek().is_some_and(|(_, next)| next.is_alphanumeric());
            let misread = (READ_RIGHT..count).contains(&right);
            return (ends && misread).then_some((number, at + c.len_utf8()));
        }
    }
    None
}
