//! What stands directly around digits (P11): letters, a plus sign, a long word of hexadecimal digits, a link.

use crate::redact::words;

/// A link is looked at so far to each side, bytes.
const LINK: usize = 200;
/// A word of hexadecimal digits of this length is a hash or the like.
const HASH: usize = 20;

/// Letters touch the digits, and they are no word that names the number.
pub fn is_touched(text: &str, start: usize, end: usize) -> bool {
    let before = text.get(..start).unwrap_or_default();
    let after = text.get(end..).unwrap_or_default();
    after.starts_with(char::is_alphanumeric)
        || (before.ends_with(char::is_alphabetic) && !words::ends_with_a_name(before))
}

/// Eleven digits of another meaning: a number abroad after its plus sign, or a part of a hash.
pub fn is_other(text: &str, start: usize, end: usize) -> bool {
    let before = text.get(..start).unwrap_or_default();
    let after = text.get(end..).unwrap_or_default();
    if before.ends_with('+') {
        return true;
    }
    let hexadecimal = |byte: &u8| byte.is_ascii_hexdigit();
    let front = before.bytes().rev().take(HASH).take_while(hexadecimal).count();
    let back = after.bytes().take(HASH).take_while(hexadecimal).count();
    front + back > 0 && front + back + (end - start) >= HASH
}

/// Inside an address, a Message-ID or a web address.
pub fn is_in_link(text: &str, start: usize, end: usize) -> bool {
    let ends = |byte: &u8| {
        byte.is_ascii_whitespace() || matches!(byte, b'<' | b'>' | b'"' | b',' | b';' | b'(' | b')')
    };
    let before = text.as_bytes().get(start.saturating_sub(LINK)..start).unwrap_or_default();
    let word = before.rsplit(ends).next().unwrap_or_default();
    let holds = |sign: &[u8]| word.windows(sign.len()).any(|part| part.eq_ignore_ascii_case(sign));
    let after = text.as_bytes().get(end..).unwrap_or_default();
    holds(b"://")
        || holds(b"@")
        || word.get(..4).is_some_and(|start| start.eq_ignore_ascii_case(b"www."))
        || after.iter().take(LINK).take_while(|byte| !ends(byte)).any(|byte| *byte == b'@')
}

/// The letters `NO` stand before it, and no more.
pub fn follows_country(text: &str, start: usize) -> bool {
    let mut before = text.get(..start).unwrap_or_default().chars().rev();
    let mut is = |letter: char| before.next().is_some_and(|c| c.eq_ignore_ascii_case(&letter));
    is('o') && is('n') && !before.next().is_some_and(char::is_alphanumeric)
}
