//! Finds national identity numbers in a text, by the published rules and nothing of the program's own.

/// The official vectors (P4), which tests plant. Those of the rule of 2032 are in it.
pub const PLANTED: [&str; 9] = [
    "20036914700",
    "29020073150",
    "30108299939",
    "02013299997",
    "55102499947",
    "03851598730",
    "30908299902",
    "41819077302",
    "41819077906",
];

/// Characters between two digits that a person still reads as one number.
const NEAR: usize = 24;

/// Digits of a text with what stands between them.
struct Digit {
    value: u8,
    at: usize,
    /// Letters or too much text between it and the digit before.
    apart: bool,
    /// Anything at all between them.
    grouped: bool,
}

/// What was found, as digits.
pub fn numbers(text: &str) -> Vec<String> {
    let digits = digits(text);
    let mut found = Vec::new();
    for (start, window) in digits.windows(11).enumerate() {
        if window.iter().skip(1).any(|digit| digit.apart) {
            continue;
        }
        let number: String = window.iter().map(|digit| char::from(b'0' + digit.value)).collect();
        let planted = PLANTED.contains(&number.as_str());
        let follows = digits.get(start + 11).is_some_and(|next| !next.grouped && !next.apart);
        let preceded = start > 0 && !window[0].grouped && !window[0].apart;
        let alone = !follows && !preceded && !touches_letters(text, window[0].at, window[10].at);
        if planted || (alone && is_usual(window) && is_valid(window)) {
            found.push(number);
        }
    }
    found
}

fn digits(text: &str) -> Vec<Digit> {
    let mut digits: Vec<Digit> = Vec::new();
    let (mut apart, mut between) = (true, 0);
    for (at, c) in text.char_indices() {
        if let Some(value) = c.to_digit(10).or_else(|| wide(c)) {
            digits.push(Digit {
                value: value as u8,
                at,
                apart: apart || between > NEAR,
                grouped: between > 0,
            });
            (apart, between) = (false, 0);
        } else {
            between += 1;
            // These part two numbers of a list.
            apart |= c.is_alphanumeric() || matches!(c, ',' | ';' | '"' | '{' | '[' | '(');
        }
    }
    digits
}

fn wide(c: char) -> Option<u32> {
    let zeros = [0x660, 0x6f0, 0xff10, 0x1d7ce];
    zeros.into_iter().find_map(|zero| u32::from(c).checked_sub(zero).filter(|value| *value < 10))
}

fn touches_letters(text: &str, first: usize, last: usize) -> bool {
    let before = text[..first].chars().next_back();
    let after = text[last..].chars().nth(1);
    before.is_some_and(char::is_alphanumeric) || after.is_some_and(char::is_alphanumeric)
}

/// Written in one piece, as 6-5, or with points or the like in the date.
fn is_usual(window: &[Digit]) -> bool {
    let breaks: Vec<usize> = (1..11).filter(|at| window[*at].grouped).collect();
    [&[][..], &[6], &[2, 4, 6]].contains(&breaks.as_slice())
}

/// A date, with what D-numbers and test persons add to it, and both check digits, the first with any of the four
/// remainders of 2032.
fn is_valid(window: &[Digit]) -> bool {
    let d: Vec<usize> = window.iter().map(|digit| usize::from(digit.value)).collect();
    let day = (d[0] * 10 + d[1]) % 40;
    let month = d[2] * 10 + d[3];
    let month =
        [0, 40, 60, 80].into_iter().filter_map(|more| month.checked_sub(more)).find(|m| (1..=12).contains(m));
    let days = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let leap = (d[4] * 10 + d[5]).is_multiple_of(4);
    let dated = month.is_some_and(|month| {
        (1..=days[month - 1]).contains(&day) && (month != 2 || day != 29 || leap) && d[0] < 8
    });
    let sum = |weights: &[usize]| weights.iter().zip(&d).map(|(weight, digit)| weight * digit).sum::<usize>();
    dated
        && sum(&[3, 7, 6, 1, 8, 9, 4, 5, 2, 1]) % 11 < 4
        && sum(&[5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1]) % 11 == 0
}

/// HTML as its reader sees it, near enough: tags gone, the commonest entities read.
pub fn without_tags(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut inside = false;
    for c in html.chars() {
        match c {
            '<' => inside = true,
            '>' if inside => inside = false,
            _ if !inside => text.push(c),
            _ => {}
        }
    }
    text.replace("&nbsp;", " ").replace("&#160;", " ").replace("&shy;", "")
}

#[test]
fn planted_numbers_are_found_in_any_writing_and_others_in_the_usual_ones() {
    for text in [
        "20036914700",
        "x20036914700y",
        "2003 6914 7 00",
        "200369\n> 14700",
        "200369\u{ad}14700",
        "２００３６９ 14700",
        "20.03.69-14700",
        "200369 • 14700",
        "9920036914700",
        // Not planted: an ordinary and a D-number of our own making.
        "01010750160",
        "010107 50160",
        "01.01.07 50160",
    ] {
        assert_eq!(numbers(text).len(), 1, "{text}");
    }
    for text in [
        "20036914712",
        "29020105729",
        "20036914, 700",
        "x01010750160",
        "0101 0750 160",
        "2026-03-12 09:00:00 +0100",
    ] {
        assert!(numbers(text).is_empty(), "{text}");
    }
    assert_eq!(numbers(&without_tags("<p>200369<b>147</b>00</p>")).len(), 1);
}
