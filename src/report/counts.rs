//! Numbers of persons and records as people write them (L22, L23).

pub mod words;

use super::answers;
use super::field::{Count, CountPrecision};
use super::fold;

/// The longest text in which a number is looked for, in bytes.
const LONGEST: usize = 400;
/// No count is larger; what is, was no count.
const LARGEST: u64 = 10_000_000_000;

/// The number that a text names; `None` for `ukjent`, `ettersendes`, an empty cell and the like.
pub fn count(text: &str) -> Option<Count> {
    let text = fold::cut(text, LONGEST);
    if answers::is_open(text) {
        return None;
    }
    let tokens = tokens(&fold::fold(text));
    numbered(&tokens).or_else(|| vague(&tokens))
}

#[derive(Clone, Debug, PartialEq)]
enum Token {
    Number(u64),
    Word(String),
    Dash,
    Plus,
    Tilde,
    More,
    Less,
}

/// Cuts folded text into numbers (thousands joined, `1,5 mill.` and `2k` multiplied out), words and marks.
fn tokens(text: &str) -> Vec<Token> {
    let chars: Vec<char> = text.chars().collect();
    let mut out: Vec<Token> = Vec::new();
    let mut at = 0;
    while let Some(&c) = chars.get(at) {
        if c.is_ascii_digit() {
            let (number, next) = number(&chars, at);
            out.extend(number.map(Token::Number));
            at = next;
        } else if c.is_alphabetic() {
            let end = run(&chars, at, |c| c.is_alphabetic());
            let word: String = chars.get(at..end).unwrap_or_default().iter().collect();
            out.push(match words::small(&word) {
                // `50 to 100` and `several thousand`: here the word joins or multiplies.
                Some(_)
                    if word == "to"
                        && (after_number(&out) || out.last() == Some(&Token::Word("up".into()))) =>
                {
                    Token::Word(word)
                }
                Some(_) if words::factor(&word).is_some() && !out.is_empty() => Token::Word(word),
                Some(_) if word == "en" && out.is_empty() && text.len() > 40 => Token::Word(word),
                Some(n) => Token::Number(n),
                None => Token::Word(word),
            });
            at = end;
        } else {
            match c {
                '-' => out.push(Token::Dash),
                '+' => out.push(Token::Plus),
                '~' | '≈' => out.push(Token::Tilde),
                '>' | '≥' => out.push(Token::More),
                '<' | '≤' => out.push(Token::Less),
                _ => {}
            }
            at += 1;
        }
        if out.len() > 80 {
            break;
        }
    }
    merged(out)
}

fn after_number(tokens: &[Token]) -> bool {
    matches!(tokens.last(), Some(Token::Number(_)))
}

/// `to tusen`, `3 hundre`: a multiplier word after a number belongs to it.
fn merged(tokens: Vec<Token>) -> Vec<Token> {
    let mut out: Vec<Token> = Vec::with_capacity(tokens.len());
    for token in tokens {
        let factor = match &token {
            Token::Word(word) => words::factor(word),
            _ => None,
        };
        match (out.last_mut(), factor) {
            (Some(Token::Number(before)), Some(factor))
                if *before < 1000 && *before > 0 && factor > *before =>
            {
                *before = before.saturating_mul(factor);
            }
            _ => out.push(token),
        }
    }
    out
}

/// A number from its first digit: value and the place after it. None where it is part of a date, time or longer thing.
fn number(chars: &[char], start: usize) -> (Option<u64>, usize) {
    let digit = |c: char| c.is_ascii_digit();
    let mut end = run(chars, start, digit);
    let mut digits: String = chars.get(start..end).unwrap_or_default().iter().collect();
    if digits.len() <= 3 {
        while let Some(sep @ (' ' | '.' | ',' | '\'')) = chars.get(end).copied() {
            let next = run(chars, end + 1, digit);
            if next != end + 4 {
                if sep == ',' && next > end + 1 {
                    return scaled_decimal(chars, &digits, end, next);
                }
                if sep == '.' && next > end + 1 {
                    return (None, run(chars, end, |c| c.is_ascii_digit() || c == '.' || c == ':'));
                }
                break;
            }
            digits.extend(chars.get(end + 1..next).unwrap_or_default());
            end = next;
        }
    }
    if chars.get(end) == Some(&':') && chars.get(end + 1).is_some_and(|c| c.is_ascii_digit()) {
        return (None, run(chars, end, |c| c.is_ascii_digit() || c == ':'));
    }
    if chars.get(end) == Some(&'%') || (chars.get(end) == Some(&' ') && chars.get(end + 1) == Some(&'%')) {
        return (None, end + 1);
    }
    let value = digits.parse::<u64>().ok().filter(|n| *n <= LARGEST);
    if chars.get(end) == Some(&'k') && !chars.get(end + 1).is_some_and(|c| c.is_alphanumeric()) {
        return (value.map(|n| n.saturating_mul(1000)), end + 1);
    }
    (value, end)
}

/// `1,5 mill.`: the tenths count only before a multiplier.
fn scaled_decimal(chars: &[char], whole: &str, comma: usize, end: usize) -> (Option<u64>, usize) {
    let tenths: String = chars.get(comma + 1..end).unwrap_or_default().iter().take(3).collect();
    let word_start = run(chars, end, |c| c == ' ');
    let word_end = run(chars, word_start, |c| c.is_alphabetic());
    let word: String = chars.get(word_start..word_end).unwrap_or_default().iter().collect();
    let factor = if word == "k" { Some(1000) } else { words::factor(&word) };
    let Some(factor) = factor else { return (whole.parse().ok(), end) };
    let scale = 10u64.pow(u32::try_from(tenths.len()).unwrap_or(0));
    let value = format!("{whole}{tenths}").parse::<u64>().ok();
    (value.map(|n| n.saturating_mul(factor) / scale).filter(|n| *n <= LARGEST), word_end)
}

fn run(chars: &[char], start: usize, wanted: impl Fn(char) -> bool) -> usize {
    start + chars.iter().skip(start).take_while(|c| wanted(**c)).count()
}

/// A count with digits or number words: the first number and what stands around it.
fn numbered(tokens: &[Token]) -> Option<Count> {
    let at = tokens.iter().position(|token| matches!(token, Token::Number(_)))?;
    let Some(Token::Number(n)) = tokens.get(at).cloned() else { return None };
    let before: Vec<String> = tokens
        .iter()
        .take(at)
        .rev()
        .take(4)
        .map(|token| match token {
            Token::Word(word) => word.clone(),
            Token::Tilde => "ca".to_owned(),
            Token::More => "over".to_owned(),
            Token::Less => "under".to_owned(),
            _ => String::new(),
        })
        .collect();
    let has = |list: &[&str]| before.iter().any(|word| list.contains(&word.as_str()));
    if let Some(Count { low, high, precision }) = range(tokens, at, n, &before) {
        return Some(Count { low, high, precision });
    }
    let after = |list: &[&str]| {
        tokens
            .iter()
            .skip(at + 1)
            .take(3)
            .any(|t| matches!(t, Token::Word(word) if list.contains(&word.as_str())))
    };
    let plus = tokens.get(at + 1) == Some(&Token::Plus) || after(&["pluss"]);
    Some(if plus || has(words::AT_LEAST) || after(&["eller", "or"]) && after(&["flere", "fleire", "more"]) {
        Count { low: n, high: None, precision: CountPrecision::AtLeast }
    } else if has(words::AT_MOST) {
        Count { low: 0, high: Some(n), precision: CountPrecision::AtMost }
    } else if has(words::ABOUT) || after(&["anslagsvis", "cirka", "omtrent", "ish"]) {
        Count { low: n, high: Some(n), precision: CountPrecision::Approximate }
    } else {
        Count { low: n, high: Some(n), precision: CountPrecision::Exact }
    })
}

/// `50-100`, `50 til 100`, `mellom 50 og 100`, `ti-tolv`.
fn range(tokens: &[Token], at: usize, low: u64, before: &[String]) -> Option<Count> {
    let between = before.first().is_some_and(|word| matches!(word.as_str(), "mellom" | "between"));
    let from = before.first().is_some_and(|word| matches!(word.as_str(), "fra" | "from"));
    let joins = match tokens.get(at + 1)? {
        Token::Dash => true,
        Token::Word(word) => {
            matches!(word.as_str(), "til" | "to")
                || (between && matches!(word.as_str(), "og" | "and"))
                || from
        }
        _ => false,
    };
    match tokens.get(at + 2)? {
        Token::Number(high) if joins && *high >= low => {
            Some(Count { low, high: Some(*high), precision: CountPrecision::Range })
        }
        _ => None,
    }
}

/// `et titalls`, `flere tusen`, `alle ansatte`.
fn vague(tokens: &[Token]) -> Option<Count> {
    let text: Vec<&str> = tokens
        .iter()
        .filter_map(|token| match token {
            Token::Word(word) => Some(word.as_str()),
            _ => None,
        })
        .collect();
    let text = format!(" {} ", text.join(" "));
    words::VAGUE
        .iter()
        .find(|(phrase, ..)| text.contains(&format!(" {phrase} ")))
        .map(|(_, low, high, precision)| Count { low: *low, high: *high, precision: *precision })
}

#[cfg(test)]
mod tests {
    use super::*;
    use CountPrecision::*;

    #[test]
    fn numbers_are_read_as_people_write_them() {
        let table: &[(&str, u64, Option<u64>, CountPrecision)] = &[
            ("12", 12, Some(12), Exact),
            ("ca. 150", 150, Some(150), Approximate),
            ("om lag 150 personar", 150, Some(150), Approximate),
            ("approx. 150", 150, Some(150), Approximate),
            ("~150", 150, Some(150), Approximate),
            ("1 200", 1200, Some(1200), Exact),
            ("1\u{a0}200", 1200, Some(1200), Exact),
            ("1.200", 1200, Some(1200), Exact),
            ("1,200 customers", 1200, Some(1200), Exact),
            ("10 000 kunder", 10_000, Some(10_000), Exact),
            ("over 100", 100, None, AtLeast),
            ("mer enn 100", 100, None, AtLeast),
            ("1200+", 1200, None, AtLeast),
            ("minst 50", 50, None, AtLeast),
            ("inntil 50", 0, Some(50), AtMost),
            ("up to 50", 0, Some(50), AtMost),
            ("under 10", 0, Some(10), AtMost),
            ("50-100", 50, Some(100), Range),
            ("50 – 100 elever", 50, Some(100), Range),
            ("mellom 50 og 100", 50, Some(100), Range),
            ("between 50 and 100", 50, Some(100), Range),
            ("ti-tolv", 10, Some(12), Range),
            ("tolv", 12, Some(12), Exact),
            ("tjuefem elever", 25, Some(25), Exact),
            ("en", 1, Some(1), Exact),
            ("1 person", 1, Some(1), Exact),
            ("ein elev", 1, Some(1), Exact),
            ("to tusen", 2000, Some(2000), Exact),
            ("3 hundre", 300, Some(300), Exact),
            ("et titalls", 10, Some(99), Vague),
            ("hundrevis", 100, Some(999), Vague),
            ("flere tusen", 2000, Some(9999), Vague),
            ("several thousand", 2000, Some(9999), Vague),
            ("et par", 2, Some(3), Vague),
            ("noen få", 2, Some(9), Vague),
            ("1,5 mill.", 1_500_000, Some(1_500_000), Exact),
            ("2k", 2000, Some(2000), Exact),
            ("12 pasienter", 12, Some(12), Exact),
            ("alle ansatte", 1, None, Vague),
            ("hele klassen", 1, None, Vague),
            ("ingen", 0, Some(0), Exact),
            ("0", 0, Some(0), Exact),
            ("ingen kjente", 0, None, Unknown),
        ];
        for (text, low, high, precision) in table {
            let wanted = Count { low: *low, high: *high, precision: *precision };
            assert_eq!(count(text), Some(wanted), "{text}");
        }
    }

    #[test]
    fn what_names_no_number_is_open() {
        for text in [
            "",
            "-",
            "ukjent",
            "vet ikke",
            "uvisst",
            "ikke avklart",
            "under kartlegging",
            "N/A",
            "TBD",
            "ukjend",
        ] {
            assert_eq!(count(text), None, "{text}");
        }
    }

    #[test]
    fn a_date_is_no_count() {
        assert_eq!(count("12.03.2026"), None);
    }
}
