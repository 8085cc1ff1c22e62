//! How often chance meets a number, measured beside what P9 computed.

use super::*;
use crate::redact::numbers::{Rule, Variant, bank_account, rule, variant};

const DRAWS: u32 = 1_000_000;

/// SplitMix64: the same draws each time.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn eleven(&mut self) -> [u8; 11] {
        let mut rest = self.next() % 100_000_000_000;
        let mut digits = [0; 11];
        for slot in digits.iter_mut().rev() {
            *slot = (rest % 10) as u8;
            rest /= 10;
        }
        digits
    }
}

/// What P9 counts.
#[derive(Default)]
struct Tally {
    drawn: u32,
    ordinary: [u32; 2],
    any: [u32; 2],
}

impl Tally {
    fn take(&mut self, digits: &[u8]) {
        self.drawn += 1;
        let Some(rule) = rule(digits) else { return };
        let Some(variant) = variant(digits) else { return };
        for (at, holds) in [rule == Rule::Of1964, true].into_iter().enumerate() {
            self.any[at] += u32::from(holds);
            self.ordinary[at] += u32::from(holds && variant == Variant::Ordinary);
        }
    }

    /// Prints and compares with P9: percent, and half of its last digit.
    fn assert(&self, what: &str, computed: [(f64, f64); 4]) {
        let counts = [self.ordinary[0], self.ordinary[1], self.any[0], self.any[1]];
        let names = ["fnr/D 1964", "fnr/D 2032", "any 1964", "any 2032"];
        for ((name, count), (computed, rounded)) in names.into_iter().zip(counts).zip(computed) {
            let drawn = f64::from(self.drawn);
            let measured = f64::from(count) * 100.0 / drawn;
            println!("{what:<14} {name:<10} measured {measured:6.3} %   P9 {computed} %");
            let deviation = (computed * (100.0 - computed) / drawn).sqrt();
            let allowed = rounded + 4.0 * deviation;
            assert!((measured - computed).abs() <= allowed, "{what} {name}: {measured} for {computed}");
        }
    }
}

#[test]
fn a_million_random_numbers_pass_as_often_as_p9_says() {
    let mut random = Random(2032);
    let (mut all, mut accounts) = (Tally::default(), Tally::default());
    for _ in 0..DRAWS {
        let digits = random.eleven();
        all.take(&digits);
        if bank_account(&digits) {
            accounts.take(&digits);
        }
    }
    println!("{} of {DRAWS} pass as accounts (one in eleven)", accounts.drawn);
    assert!((accounts.drawn as f64 * 11.0 / f64::from(DRAWS) - 1.0).abs() < 0.01);
    all.assert("random", [(0.06, 0.005), (0.24, 0.005), (0.47, 0.005), (1.9, 0.05)]);
    accounts.assert("valid accounts", [(0.67, 0.005), (2.7, 0.05), (5.2, 0.05), (20.5, 0.05)]);
}

#[test]
fn a_random_number_in_a_text_is_masked_less_often_than_p9_says_of_any_variant() {
    const TEXTS: u32 = 50_000;
    let mut random = Random(1964);
    let mut hidden = 0;
    for _ in 0..TEXTS {
        let digits: String = random.eleven().iter().map(u8::to_string).collect();
        let text = format!("Ordre {digits} er sendt");
        let (masked, found) = masked(&text);
        match found.as_slice() {
            [] => assert_eq!(masked, text),
            [one] => {
                assert_eq!((one.kind, one.count), (NationalId, 1), "{text}");
                assert_eq!(masked, format!("Ordre {NATIONAL_ID} er sendt"));
                hidden += 1;
            }
            more => panic!("{text}: {more:?}"),
        }
    }
    let rate = f64::from(hidden) * 100.0 / f64::from(TEXTS);
    println!("masked in a text without a word that names it: {rate:.2} %   P9, any variant: 1.9 %");
    assert!((0.5..1.9).contains(&rate), "{rate}");
}
