//! Addresses, Message-IDs and the like. They must stay well formed and tell the same mail by the same words, so eleven
//! digits that stand alone in one and are a valid national number become as many `x`. By chance that meets one in a
//! hundred such runs of digits; a mail program's thread view may then lose that mail, our own threading does not, since
//! the same identifier always becomes the same.
//!
//! Who writes from an address that is a national number cannot be answered: the mail that went there would hold it.

use super::numbers;
use super::scan::digits_from;
use super::{Counts, digits};

const MASK: &str = "xxxxxxxxxxx";

/// Masks the national numbers in an identifier.
pub fn mask_identifier(text: &mut String) -> Counts {
    let mut counts = Counts::default();
    let mut at = 0;
    while let Some(start) = digits::next_digit(text, at) {
        let Some((number, length, end)) = run(text, start) else { return counts };
        if length == 11 && numbers::national_id(&number) && stands_alone(text, start, end) {
            text.replace_range(start..end, MASK);
            counts.national_ids = counts.national_ids.saturating_add(1);
            at = start + MASK.len();
        } else {
            at = end;
        }
    }
    counts
}

/// The first eleven digits of a run, how many it has, and where it ends.
fn run(text: &str, start: usize) -> Option<([u8; 11], usize, usize)> {
    let mut number = [0; 11];
    let (mut length, mut end) = (0, start);
    for (value, after) in digits_from(text.get(start..)?) {
        if let Some(slot) = number.get_mut(length) {
            *slot = value;
        }
        (length, end) = (length + 1, start + after);
    }
    (length > 0).then_some((number, length, end))
}

fn stands_alone(text: &str, start: usize, end: usize) -> bool {
    let touches = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    !touches(text.get(..start).and_then(|before| before.chars().next_back()))
        && !touches(text.get(end..).and_then(|after| after.chars().next()))
}

/// Whether an address was masked: then it is nobody's, and one such is not the same as another.
pub fn is_masked(address: &str) -> bool {
    address.rsplit_once('@').is_some_and(|(local, _)| local.contains(MASK))
}
