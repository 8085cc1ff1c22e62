//! The check digits and date rules of P1–P8. All of it is arithmetic on at most 19 digits.

/// By which rule the check digits of a national number hold (P2, P3). New numbers by the rule of 2032 are given from
/// 1 January 2032, to people of any age; the old ones stay valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    Of1964,
    Of2032,
}

/// What the first six digits say a number is (P5, P6).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Variant {
    /// `fødselsnummer` or D-number, by its date.
    Ordinary,
    /// Month +40: H-number or NAV's test person. +60: Dolly in a bank's trial. +80: Tenor.
    Shifted,
    /// Month +20: NAV's NPID.
    Npid,
    /// FH-number: first digit 8 or 9, no date.
    Shared,
}

const WEIGHTS_1: [u32; 9] = [3, 7, 6, 1, 8, 9, 4, 5, 2];
const WEIGHTS_2: [u32; 10] = [5, 4, 3, 2, 7, 6, 5, 4, 3, 2];

/// `fødselsnummer`, D-, H- and synthetic numbers, by the rule of 1964 or that of 2032: what is known by itself.
pub fn national_id(digits: &[u8]) -> bool {
    rule(digits).is_some() && matches!(variant(digits), Some(Variant::Ordinary | Variant::Shifted))
}

/// FH-numbers and NPID: too like other numbers to be known without a word that names them (P10). Their check digits
/// are not asked for, since no source promises them.
pub fn only_by_name(digits: &[u8]) -> bool {
    matches!(variant(digits), Some(Variant::Npid | Variant::Shared))
}

/// The rule by which the two check digits of eleven hold.
pub fn rule(digits: &[u8]) -> Option<Rule> {
    // Nine in ten fail the second, which both rules share.
    if !bank_account(digits) {
        return None;
    }
    let first = digits.get(9).map_or(0, |digit| u32::from(*digit));
    match (sum(digits, &WEIGHTS_1) + first) % 11 {
        0 => Some(Rule::Of1964),
        1..=3 => Some(Rule::Of2032),
        _ => None,
    }
}

/// What is added to the month.
const MONTHS: [(u8, Variant); 5] = [
    (0, Variant::Ordinary),
    (20, Variant::Npid),
    (40, Variant::Shifted),
    (60, Variant::Shifted),
    (80, Variant::Shifted),
];

/// What eleven digits are by their date, whatever their check digits.
pub fn variant(digits: &[u8]) -> Option<Variant> {
    let [d1, d2, m1, m2, y1, y2, _, _, _, _, _] = digits else { return None };
    if *d1 >= 8 {
        return Some(Variant::Shared);
    }
    // D-number: +4 on the first digit.
    let day = (if *d1 >= 4 { d1 - 4 } else { *d1 }) * 10 + d2;
    let written = m1 * 10 + m2;
    let (month, variant) = MONTHS.into_iter().find_map(|(more, variant)| {
        let month = written.checked_sub(more).filter(|month| (1..=12).contains(month))?;
        Some((month, variant))
    })?;
    day_exists(day, month, y1 * 10 + y2).then_some(variant)
}

/// A century is not known from the number alone (P3), so 29 February counts in each fourth year.
fn day_exists(day: u8, month: u8, year: u8) -> bool {
    let last = match month {
        2 if year.is_multiple_of(4) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    (1..=last).contains(&day)
}

/// Account numbers end in the same check digit as the second of a national number (P8).
pub fn bank_account(digits: &[u8]) -> bool {
    let last = digits.get(10).map(|last| u32::from(*last));
    digits.len() == 11 && last.is_some_and(|last| (sum(digits, &WEIGHTS_2) + last).is_multiple_of(11))
}

fn sum(digits: &[u8], weights: &[u32]) -> u32 {
    digits.iter().zip(weights).map(|(digit, weight)| u32::from(*digit) * weight).sum()
}

/// The 13 digits after `NO` of a Norwegian IBAN: two check digits by modulo 97 over account, `NO` as 2324 and the
/// check digits (ISO 13616), and an account.
pub fn iban(digits: &[u8]) -> bool {
    let Some((check, account)) = digits.split_at_checked(2) else { return false };
    let all = account.iter().chain(&[2, 3, 2, 4]).chain(check);
    bank_account(account) && all.fold(0, |rest, digit| (rest * 10 + u32::from(*digit)) % 97) == 1
}

/// First digits, from and to, and lengths of the cards in use (ISO 7812).
const ISSUERS: [(u32, u32, &[usize]); 13] = [
    (4000, 4999, &[13, 16, 19]), // Visa
    (5100, 5599, &[16]),         // Mastercard
    (2221, 2720, &[16]),
    (3400, 3499, &[15]), // American Express
    (3700, 3799, &[15]),
    (3000, 3059, &[14]), // Diners Club
    (3600, 3699, &[14]),
    (3800, 3999, &[14]),
    (3528, 3589, &[16, 17, 18, 19]),         // JCB
    (6011, 6011, &[16, 19]),                 // Discover
    (6440, 6599, &[16, 19]),                 //
    (6200, 6299, &[16, 17, 18, 19]),         // UnionPay
    (5000, 5099, &[13, 14, 15, 16, 18, 19]), // Maestro
];
/// Maestro's other ranges.
const MAESTRO: [(u32, u32); 4] = [(5600, 5899), (6304, 6304), (6390, 6390), (6759, 6769)];

/// 13 to 19 digits that begin as a card does, have its length and pass the Luhn check.
pub fn payment_card(digits: &[u8]) -> bool {
    let head = digits.iter().take(4).fold(0, |head, digit| head * 10 + u32::from(*digit));
    let length = digits.len();
    let known =
        ISSUERS.iter().any(|(from, to, lengths)| (*from..=*to).contains(&head) && lengths.contains(&length))
            || MAESTRO.iter().any(|(from, to)| (*from..=*to).contains(&head) && (13..=19).contains(&length));
    known && luhn(digits)
}

fn luhn(digits: &[u8]) -> bool {
    let doubled = |digit: u8| if digit > 4 { u32::from(digit) * 2 - 9 } else { u32::from(digit) * 2 };
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(at, digit)| if at % 2 == 1 { doubled(*digit) } else { u32::from(*digit) })
        .sum();
    sum.is_multiple_of(10)
}
