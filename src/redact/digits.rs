//! Where digits stand in a text: their groups, what joins them, and what is around them (P7, P11).

/// A run of digits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Bytes of the text.
    pub start: usize,
    pub end: usize,
    pub digits: Vec<u8>,
    /// Only a separator parts it from the group before.
    pub joined: bool,
    /// That separator holds a line end.
    pub wrapped: bool,
}

/// All runs of digits, in order.
pub fn groups(text: &str) -> Vec<Group> {
    let mut out: Vec<Group> = Vec::new();
    for (at, c) in text.char_indices() {
        let Some(digit) = digit(c) else { continue };
        let next = at + c.len_utf8();
        match out.last_mut() {
            Some(group) if group.end == at => {
                // A longer run is no number of ours; it needs no more digits to be known as such.
                if group.digits.len() < 30 {
                    group.digits.push(digit);
                }
                group.end = next;
            }
            _ => {
                let between = out.last().and_then(|group| text.get(group.end..at));
                let joined = between.is_some_and(separates);
                let wrapped = joined && between.is_some_and(|between| between.contains('\n'));
                out.push(Group { start: at, end: next, digits: vec![digit], joined, wrapped });
            }
        }
    }
    out
}

/// ASCII and full-width digits.
fn digit(c: char) -> Option<u8> {
    let value = match c {
        '０'..='９' => u32::from(c) - u32::from('０'),
        _ => c.to_digit(10)?,
    };
    u8::try_from(value).ok()
}

/// One space, hyphen, point or the like; or a line end with its indentation; or marks nobody sees.
fn separates(between: &str) -> bool {
    let unseen = |c: char| matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{ad}' | '\u{feff}');
    let seen: Vec<char> = between.chars().filter(|c| !unseen(*c)).collect();
    if seen.len() <= 12 && seen.iter().filter(|c| **c == '\n').count() == 1 {
        return seen.iter().all(|c| matches!(c, ' ' | '\t' | '\r' | '\n' | '-' | '>' | '='));
    }
    let one = |c: &char| matches!(c, ' ' | '\t' | '\u{a0}' | '\u{2007}'..='\u{200a}' | '\u{202f}' | '-' | '\u{2010}'..='\u{2015}' | '.' | ':' | '/');
    match seen.as_slice() {
        [] => true,
        [c] => one(c),
        [a, b] => (one(a) && *b == ' ') || (*a == ' ' && one(b)),
        [' ', c, ' '] => one(c),
        _ => false,
    }
}

/// Nothing that belongs to a longer number or word stands directly before or after (P11).
pub fn stands_alone(text: &str, start: usize, end: usize) -> bool {
    let before = text.get(..start).unwrap_or_default();
    let after = text.get(end..).unwrap_or_default();
    let letters: String = before.chars().rev().take(24).take_while(|c| c.is_alphabetic()).collect();
    let glued = !letters.is_empty() && {
        let word: String = letters.chars().rev().collect::<String>().to_lowercase();
        !KEYWORDS.iter().chain(ACCOUNT_WORDS).any(|key| word.ends_with(key))
    };
    let hexadecimal = before.ends_with('-') && uuid_before(before);
    !glued && !hexadecimal && !after.starts_with(|c: char| c.is_alphanumeric())
}

/// The text ends as a UUID does before its last part.
fn uuid_before(before: &str) -> bool {
    let tail: Vec<char> = before.chars().rev().take(25).collect();
    tail.len() >= 15
        && tail
            .iter()
            .take(15)
            .enumerate()
            .all(|(at, c)| if at % 5 == 0 { *c == '-' } else { c.is_ascii_hexdigit() })
}

/// Inside an address, a Message-ID or a web address (P11).
pub fn in_link(text: &str, start: usize, length: usize) -> bool {
    let part = |c: char| !c.is_whitespace() && !matches!(c, '<' | '>' | '"' | ',' | ';' | '(' | ')');
    let before: String =
        text.get(..start).unwrap_or_default().chars().rev().take(200).take_while(|c| part(*c)).collect();
    let after: String =
        text.get(start..).unwrap_or_default().chars().take(200 + length).take_while(|c| part(*c)).collect();
    let before: String = before.chars().rev().collect::<String>().to_lowercase();
    before.contains("://") || before.starts_with("www.") || before.contains('@') || after.contains('@')
}

const KEYWORDS: &[&str] = &[
    "fnr",
    "fødselsnummer",
    "fødselsnr",
    "fødselsnummeret",
    "fodselsnummer",
    "personnummer",
    "personnr",
    "pnr",
    "d-nummer",
    "dnr",
    "dnummer",
    "h-nummer",
    "fh-nummer",
    "fhnr",
    "hjelpenummer",
    "npid",
    "ident",
    "fødselsnummera",
    "identitetsnummer",
    "nasjonal id",
    "national id",
    "ssn",
    "id-nummer",
    "norsk id",
];
const ACCOUNT_WORDS: &[&str] =
    &["konto", "kontonr", "kontonummer", "kontonummeret", "bankkonto", "account", "lønnskonto"];

/// The lower-case words on the same line shortly before.
pub fn words_before(text: &str, start: usize) -> String {
    let near: Vec<char> = text.get(..start).unwrap_or_default().chars().rev().take(40).collect();
    let near: String = near.into_iter().rev().collect::<String>().to_lowercase();
    near.rsplit("\n\n").next().unwrap_or_default().to_owned()
}

pub fn names_person(words: &str) -> bool {
    KEYWORDS.iter().any(|key| words.contains(key))
}

pub fn names_account(words: &str) -> bool {
    let account = ACCOUNT_WORDS.iter().filter_map(|key| words.rfind(key)).max();
    let person = KEYWORDS.iter().filter_map(|key| words.rfind(key)).max();
    account > person
}
