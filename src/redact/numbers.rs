//! The check digits and date rules of P1–P8.

const WEIGHTS_1: [u32; 9] = [3, 7, 6, 1, 8, 9, 4, 5, 2];
const WEIGHTS_2: [u32; 10] = [5, 4, 3, 2, 7, 6, 5, 4, 3, 2];

fn sum(digits: &[u8], weights: &[u32]) -> u32 {
    digits.iter().zip(weights).map(|(digit, weight)| u32::from(*digit) * weight).sum()
}

/// `fødselsnummer`, D-, H- and synthetic numbers, by the rule of 1964 or that of 2032 (P2–P6).
pub fn national_id(digits: &[u8]) -> bool {
    let [d1, d2, m1, m2, y1, y2, _, _, _, k1, _] = digits else { return false };
    let day = (if *d1 >= 4 { d1 - 4 } else { *d1 }) * 10 + d2;
    let month = m1 * 10 + m2;
    // +40: H-number and NAV's test persons; +80: Tenor; +20 and +60: Dolly in a bank's trial.
    let month =
        [0u8, 40, 80, 60].iter().filter_map(|more| month.checked_sub(*more)).find(|m| (1..=12).contains(m));
    let Some(month) = month else { return false };
    if *d1 > 7 || !day_exists(day, month, y1 * 10 + y2) {
        return false;
    }
    // 1964: the remainder is 0. 2032: 0, 1, 2 or 3, so the wider rule takes in both.
    (sum(digits, &WEIGHTS_1) + u32::from(*k1)) % 11 <= 3 && second_check(digits)
}

/// FH-numbers (first digit 8 or 9, no date) and NAV's NPID (month 21–32): too like other numbers to mask
/// unless a word before says what they are (P5, P6, P10).
pub fn only_with_a_keyword(digits: &[u8]) -> bool {
    let [d1, _, m1, m2, ..] = digits else { return false };
    digits.len() == 11 && (*d1 >= 8 || (21..=32).contains(&(m1 * 10 + m2)))
}

/// Account numbers end in the same check digit as the second of a national number (P8).
pub fn bank_account(digits: &[u8]) -> bool {
    digits.len() == 11 && second_check(digits)
}

fn second_check(digits: &[u8]) -> bool {
    digits.last().is_some_and(|last| (sum(digits, &WEIGHTS_2) + u32::from(*last)).is_multiple_of(11))
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

/// 13 to 19 digits that begin as a card does and pass the Luhn check.
pub fn payment_card(digits: &[u8]) -> bool {
    let head = |n: usize| digits.iter().take(n).fold(0u32, |sum, digit| sum * 10 + u32::from(*digit));
    let issued = head(1) == 4
        || (51..=55).contains(&head(2))
        || (2221..=2720).contains(&head(4))
        || matches!(head(2), 30 | 34..=39 | 50 | 56..=69);
    (13..=19).contains(&digits.len()) && issued && luhn(digits)
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
