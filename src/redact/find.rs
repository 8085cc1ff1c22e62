//! Which groups of digits make a number, by their grouping, their check digits and what stands around them.

mod apart;
mod around;

use super::numbers;
use super::scan::{self, Group, MAX_DIGITS, Scanner};
use super::words::{self, Near};
use crate::mail::reading::RedactionKind;

pub const NATIONAL_ID: &str = "•••••• •••••";
const LAST_FIVE: &str = "•••••";
pub const BANK_ACCOUNT: &str = "•••• •• •••••";
pub const PAYMENT_CARD: &str = "•••• •••• •••• ••••";

/// Groups that are looked at together, eleven digits each apart, and groups kept behind them.
const AHEAD: usize = 11;
const BEHIND: usize = 4;
/// A word that names a national number speaks for the next one too, so far behind the last that it named, bytes.
const LIST_STEP: usize = 40;

/// A number in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    pub start: usize,
    pub end: usize,
    pub kind: RedactionKind,
    pub mask: &'static str,
    /// How many numbers of that kind stand here without a space between.
    pub times: u32,
}

impl Found {
    fn new(start: usize, end: usize, kind: RedactionKind) -> Found {
        let mask = match kind {
            RedactionKind::NationalId => NATIONAL_ID,
            RedactionKind::BankAccount => BANK_ACCOUNT,
            RedactionKind::PaymentCard => PAYMENT_CARD,
        };
        Found { start, end, kind, mask, times: 1 }
    }
}

/// The numbers of a text in order.
pub struct Finder<'t> {
    text: &'t str,
    scanner: Scanner<'t>,
    /// A few groups behind `at`, then those ahead.
    groups: Vec<Group>,
    at: usize,
    /// Until here a word speaks for what follows in a list.
    named_until: usize,
}

impl<'t> Finder<'t> {
    pub fn new(text: &'t str) -> Self {
        Finder { text, scanner: Scanner::new(text), groups: Vec::new(), at: 0, named_until: 0 }
    }

    fn fill(&mut self) {
        if self.at > 8 * AHEAD {
            self.groups.drain(..self.at - BEHIND);
            self.at = BEHIND;
        }
        let missing = (self.at + AHEAD).saturating_sub(self.groups.len());
        self.groups.extend(self.scanner.by_ref().take(missing));
    }

    fn found(&mut self) -> Option<Found> {
        let (behind, ahead) = self.groups.split_at_checked(self.at)?;
        let mut place = Place { text: self.text, named_until: self.named_until, named: false };
        let found = place.number(ahead).or_else(|| place.last_five(behind, ahead))?;
        if place.named {
            self.named_until = found.end + LIST_STEP;
        }
        Some(found)
    }
}

impl Iterator for Finder<'_> {
    type Item = Found;

    fn next(&mut self) -> Option<Found> {
        loop {
            self.fill();
            self.groups.get(self.at)?;
            let Some(found) = self.found() else {
                self.at += 1;
                continue;
            };
            while self.groups.get(self.at).is_some_and(|group| group.start < found.end) {
                self.at += 1;
            }
            return Some(found);
        }
    }
}

/// Groups taken together.
struct Window<'g> {
    groups: &'g [Group],
    digits: &'g [u8],
    start: usize,
    end: usize,
}

impl Window<'_> {
    /// Whether the groups are as long as one of these says, as they stand or with those joined that a line end parts.
    fn is_any(&self, shapes: &[&[usize]]) -> bool {
        let lengths = || self.groups.iter().map(|group| group.length);
        let fits = |shape: &&[usize]| {
            lengths().eq(shape.iter().copied()) || (self.is_wrapped() && self.unwrapped(shape))
        };
        shapes.iter().any(fits)
    }

    fn is_wrapped(&self) -> bool {
        self.groups.iter().skip(1).any(|group| group.wrapped)
    }

    fn unwrapped(&self, shape: &[usize]) -> bool {
        let mut joined = shape.iter().copied();
        let mut length = 0;
        for (at, group) in self.groups.iter().enumerate() {
            if at > 0 && !group.wrapped && joined.next() != Some(std::mem::take(&mut length)) {
                return false;
            }
            length += group.length;
        }
        joined.next() == Some(length) && joined.next().is_none()
    }
}

/// How a national number is written, with the century in the last two.
const OF_A_PERSON: [&[usize]; 6] = [&[11], &[6, 5], &[2, 2, 2, 5], &[6, 3, 2], &[2, 2, 2, 3, 2], &[4, 2, 5]];
const WITH_CENTURY: [&[usize]; 2] = [&[2, 2, 4, 5], &[8, 5]];
const OF_AN_ACCOUNT: [&[usize]; 1] = [&[4, 2, 5]];
const OF_AN_IBAN: [&[usize]; 3] = [&[2, 4, 4, 3], &[2, 11], &[13]];
const OF_A_CARD: [&[usize]; 16] = [
    &[13],
    &[14],
    &[15],
    &[16],
    &[17],
    &[18],
    &[19],
    &[4, 4, 4, 4],
    &[4, 6, 5],
    &[4, 6, 4],
    &[4, 4, 4, 1],
    &[4, 4, 4, 2],
    &[4, 4, 4, 3],
    &[4, 4, 4, 4, 1],
    &[4, 4, 4, 4, 2],
    &[4, 4, 4, 4, 3],
];

/// A place in the text where a number may begin.
struct Place<'t> {
    text: &'t str,
    named_until: usize,
    /// A word named what was found.
    named: bool,
}

impl Place<'_> {
    /// The longest number that begins with the first group: a card of 4-4-4-4 is no account of its first groups.
    fn number(&mut self, groups: &[Group]) -> Option<Found> {
        let first = groups.first()?;
        if first.length > MAX_DIGITS {
            return self.several(first);
        }
        let mut digits = [0; MAX_DIGITS];
        let (mut length, mut longest) = (0, None);
        for (at, group) in groups.iter().enumerate() {
            let more = length + group.length;
            let (true, Some(slots)) = (at == 0 || group.joined, digits.get_mut(length..more)) else { break };
            slots.iter_mut().zip(group.digits()).for_each(|(slot, digit)| *slot = *digit);
            length = more;
            if length < 10 {
                continue;
            }
            let (groups, digits) = (groups.get(..=at)?, digits.get(..length)?);
            longest = self.whole(&Window { groups, digits, start: first.start, end: group.end }).or(longest);
        }
        longest.or_else(|| self.misread(first))
    }

    fn whole(&mut self, window: &Window<'_>) -> Option<Found> {
        match window.digits.len() {
            10 => self.ten(window),
            11 => self.eleven(window),
            13 => self.thirteen(window).or_else(|| self.card(window)),
            14.. => self.card(window),
            _ => None,
        }
    }

    fn found(&self, window: &Window<'_>, kind: RedactionKind) -> Option<Found> {
        Some(Found::new(window.start, window.end, kind))
    }

    fn near(&self, window: &Window<'_>) -> Near {
        let near = words::near(self.text, window.start, window.end);
        Near { person: near.person || window.start < self.named_until, ..near }
    }

    fn eleven(&mut self, window: &Window<'_>) -> Option<Found> {
        let valid = numbers::national_id(window.digits);
        let account = numbers::bank_account(window.digits);
        let only_by_name = numbers::only_by_name(window.digits);
        if !valid && !account && !only_by_name {
            return None;
        }
        let shaped = window.is_any(&OF_A_PERSON);
        let printed = window.is_any(&OF_AN_ACCOUNT);
        // Most numbers that only pass for an account stop here or at their words.
        let near = self.near(window);
        let touched = around::is_touched(self.text, window.start, window.end);
        let linked = || around::is_in_link(self.text, window.start, window.end);
        if account && (near.account || (printed && !(near.person && valid))) && !touched && !linked() {
            return self.found(window, RedactionKind::BankAccount);
        }
        let named = near.person && (valid || (only_by_name && shaped));
        let by_itself = valid && shaped && !around::is_other(self.text, window.start, window.end);
        self.named = named;
        if named || by_itself { self.found(window, RedactionKind::NationalId) } else { None }
    }

    /// A sheet takes the number for a quantity and drops the zero before it.
    fn ten(&mut self, window: &Window<'_>) -> Option<Found> {
        let mut digits = [0; 11];
        digits.iter_mut().skip(1).zip(window.digits).for_each(|(slot, digit)| *slot = *digit);
        let valid = window.groups.len() == 1 && numbers::national_id(&digits);
        self.named = valid && self.near(window).person;
        if self.named { self.found(window, RedactionKind::NationalId) } else { None }
    }

    /// A date with its century before the last five, or an IBAN.
    fn thirteen(&mut self, window: &Window<'_>) -> Option<Found> {
        if let Some(digits) = without_century(window.digits)
            && numbers::national_id(&digits)
            && (window.is_any(&WITH_CENTURY) || self.near(window).person)
        {
            return self.found(window, RedactionKind::NationalId);
        }
        let iban = numbers::iban(window.digits)
            && window.is_any(&OF_AN_IBAN)
            && around::follows_country(self.text, window.start);
        if iban { self.found(window, RedactionKind::BankAccount) } else { None }
    }

    fn card(&self, window: &Window<'_>) -> Option<Found> {
        let card = numbers::payment_card(window.digits)
            && window.is_any(&OF_A_CARD)
            && !around::is_touched(self.text, window.start, window.end)
            && !around::is_in_link(self.text, window.start, window.end);
        if card { self.found(window, RedactionKind::PaymentCard) } else { None }
    }

    /// National numbers in a row without a space between: each of them must hold, or it is some other long number.
    fn several(&self, group: &Group) -> Option<Found> {
        if !group.length.is_multiple_of(11) || group.length == 0 {
            return None;
        }
        let mut number = [0; 11];
        let digits = scan::digits_from(self.text.get(group.start..group.end)?).map(|(value, _)| value);
        for (at, value) in digits.enumerate() {
            *number.get_mut(at % 11)? = value;
            if at % 11 == 10 && !numbers::national_id(&number) {
                return None;
            }
        }
        let times = u32::try_from(group.length / 11).ok()?;
        Some(Found { times, ..Found::new(group.start, group.end, RedactionKind::NationalId) })
    }
}

/// `DDMMYYYY` as `DDMMYY`.
fn without_century(digits: &[u8]) -> Option<[u8; 11]> {
    let [d1, d2, m1, m2, c1, c2, rest @ ..] = digits else { return None };
    let [y1, y2, i1, i2, i3, k1, k2] = rest else { return None };
    let century = matches!((c1, c2), (1, 8 | 9) | (2, 0));
    century.then_some([*d1, *d2, *m1, *m2, *y1, *y2, *i1, *i2, *i3, *k1, *k2])
}
