//! Number words of nb, nn and en, folded, as data.

use crate::report::field::CountPrecision::{self, Exact, Unknown, Vague};

const UNITS: &[(&str, u64)] = &[
    ("en", 1),
    ("ett", 1),
    ("ei", 1),
    ("ein", 1),
    ("eitt", 1),
    ("one", 1),
    ("to", 2),
    ("two", 2),
    ("tre", 3),
    ("three", 3),
    ("fire", 4),
    ("four", 4),
    ("fem", 5),
    ("five", 5),
    ("seks", 6),
    ("six", 6),
    ("sju", 7),
    ("syv", 7),
    ("seven", 7),
    ("atte", 8),
    ("eight", 8),
    ("ni", 9),
    ("nine", 9),
    ("ti", 10),
    ("ten", 10),
    ("elleve", 11),
    ("eleven", 11),
    ("tolv", 12),
    ("twelve", 12),
    ("tretten", 13),
    ("thirteen", 13),
    ("fjorten", 14),
    ("fourteen", 14),
    ("femten", 15),
    ("fifteen", 15),
    ("seksten", 16),
    ("sixteen", 16),
    ("sytten", 17),
    ("seventeen", 17),
    ("atten", 18),
    ("eighteen", 18),
    ("nitten", 19),
    ("nineteen", 19),
    ("hundre", 100),
    ("hundred", 100),
    ("tusen", 1000),
    ("thousand", 1000),
    ("dusin", 12),
    ("dozen", 12),
];

const TENS: &[(&str, u64)] = &[
    ("tjue", 20),
    ("tyve", 20),
    ("twenty", 20),
    ("tretti", 30),
    ("tredve", 30),
    ("thirty", 30),
    ("forti", 40),
    ("forty", 40),
    ("femti", 50),
    ("fifty", 50),
    ("seksti", 60),
    ("sixty", 60),
    ("sytti", 70),
    ("seventy", 70),
    ("atti", 80),
    ("eighty", 80),
    ("nitti", 90),
    ("ninety", 90),
];

/// A folded number word or up to six digits; compounds such as `tjuefem` too.
pub fn small(word: &str) -> Option<u64> {
    if word.len() <= 6 && word.bytes().all(|b| b.is_ascii_digit()) {
        return word.parse().ok();
    }
    let unit = |word: &str| UNITS.iter().find(|(name, _)| *name == word).map(|(_, n)| *n);
    unit(word).or_else(|| {
        TENS.iter().find_map(|(name, tens)| match word.strip_prefix(name)? {
            "" => Some(*tens),
            rest => unit(rest).filter(|n| *n < 10).map(|n| tens + n),
        })
    })
}

/// What a word after a number multiplies it by.
pub fn factor(word: &str) -> Option<u64> {
    Some(match word {
        "tusen" | "thousand" => 1000,
        "mill" | "million" | "millioner" | "millionar" | "millions" => 1_000_000,
        "hundre" | "hundred" => 100,
        _ => return None,
    })
}

/// Words before a number.
pub const ABOUT: &[&str] = &[
    "ca",
    "cirka",
    "circa",
    "omtrent",
    "rundt",
    "lag",
    "omlag",
    "omkring",
    "anslagsvis",
    "approx",
    "approximately",
    "about",
    "around",
    "roughly",
    "nesten",
    "almost",
    "trolig",
    "truleg",
    "anslatt",
];
pub const AT_LEAST: &[&str] = &["over", "enn", "minst", "than", "least", "fler", "minimum"];
pub const AT_MOST: &[&str] =
    &["inntil", "opptil", "inntill", "under", "maks", "maksimalt", "hoyst", "most", "up", "opp"];

/// Phrases with no digits, the narrower first: lowest, highest, precision.
pub const VAGUE: &[(&str, u64, Option<u64>, CountPrecision)] = &[
    ("ingen kjente", 0, None, Unknown),
    ("none known", 0, None, Unknown),
    ("ingen", 0, Some(0), Exact),
    ("none", 0, Some(0), Exact),
    ("nobody", 0, Some(0), Exact),
    ("et par hundre", 200, Some(300), Vague),
    ("et par tusen", 2000, Some(3000), Vague),
    ("et par", 2, Some(3), Vague),
    ("eit par", 2, Some(3), Vague),
    ("a couple", 2, Some(3), Vague),
    ("et titalls", 10, Some(99), Vague),
    ("eit titals", 10, Some(99), Vague),
    ("titalls", 10, Some(99), Vague),
    ("titals", 10, Some(99), Vague),
    ("dozens", 24, Some(99), Vague),
    ("hundrevis", 100, Some(999), Vague),
    ("flere hundre", 200, Some(999), Vague),
    ("fleire hundre", 200, Some(999), Vague),
    ("several hundred", 200, Some(999), Vague),
    ("hundreds", 200, Some(999), Vague),
    ("tusenvis", 1000, Some(9999), Vague),
    ("flere tusen", 2000, Some(9999), Vague),
    ("fleire tusen", 2000, Some(9999), Vague),
    ("mange tusen", 2000, Some(9999), Vague),
    ("several thousand", 2000, Some(9999), Vague),
    ("thousands", 2000, Some(9999), Vague),
    ("noen fa", 2, Some(9), Vague),
    ("nokre fa", 2, Some(9), Vague),
    ("nokon fa", 2, Some(9), Vague),
    ("a few", 2, Some(9), Vague),
    ("flere", 2, None, Vague),
    ("fleire", 2, None, Vague),
    ("several", 2, None, Vague),
    ("mange", 2, None, Vague),
    ("many", 2, None, Vague),
    ("alle", 1, None, Vague),
    ("all", 1, None, Vague),
    ("hele", 1, None, Vague),
    ("heile", 1, None, Vague),
    ("samtlige", 1, None, Vague),
    ("everyone", 1, None, Vague),
];
