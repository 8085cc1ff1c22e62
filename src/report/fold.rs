//! One way to compare what people write: lower case, no accents, plain spaces and dashes.
//!
//! Each character gives one character, so a position in the folded text is a position in the cleaned text.

use std::borrow::Cow;

/// A character that nobody sees: zero width, soft hyphen, byte order mark, combining mark, the return of a line end.
pub fn is_invisible(c: char) -> bool {
    match c {
        '\r' => true,
        _ if c < '\u{ad}' => false,
        _ => matches!(
            c,
            '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{300}'..='\u{36f}'
        ),
    }
}

/// Without the characters that nobody sees.
pub fn clean(text: &str) -> Cow<'_, str> {
    match text.contains(is_invisible) {
        true => Cow::Owned(text.chars().filter(|c| !is_invisible(*c)).collect()),
        false => Cow::Borrowed(text),
    }
}

/// Folds one character: `Å` is `a`, `ø` is `o`, a hard space a space, a long dash a dash, `：` a colon.
pub fn fold_char(c: char) -> char {
    match c {
        'å' | 'æ' | 'Å' | 'Æ' => return 'a',
        'ø' | 'Ø' => return 'o',
        _ if c.is_ascii() => return c.to_ascii_lowercase(),
        _ => {}
    }
    let c = c.to_lowercase().next().unwrap_or(c);
    match c {
        'å' | 'ä' | 'á' | 'à' | 'â' | 'ã' | 'æ' => 'a',
        'ø' | 'ö' | 'ó' | 'ò' | 'ô' | 'õ' => 'o',
        'é' | 'è' | 'ê' | 'ë' => 'e',
        'í' | 'ì' | 'î' | 'ï' => 'i',
        'ú' | 'ù' | 'û' | 'ü' => 'u',
        'ñ' => 'n',
        'ç' => 'c',
        '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' => ' ',
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        '：' | '﹕' => ':',
        '\u{2018}' | '\u{2019}' => '\'',
        '\u{201c}' | '\u{201d}' | '«' | '»' => '"',
        other => other,
    }
}

/// The whole text cleaned and folded.
pub fn fold(text: &str) -> String {
    clean(text).chars().map(fold_char).collect()
}

/// The folded words: letters and digits only; `aa` counts as `å` and, as an OCR form, `@` too.
pub fn words(text: &str) -> Vec<String> {
    fold(text)
        .replace('@', "a")
        .replace("aa", "a")
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// True where two words are the same, or one slip apart in a word of six letters or more.
pub fn same_word(a: &str, b: &str) -> bool {
    a == b || (a.len().max(b.len()) >= 6 && a.len().min(b.len()) >= 5 && one_slip(a.as_bytes(), b.as_bytes()))
}

/// Edit distance of one at most: a letter changed, missing, doubled or two neighbours swapped.
fn one_slip(a: &[u8], b: &[u8]) -> bool {
    if a.len().abs_diff(b.len()) > 1 {
        return false;
    }
    let front = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let (rest_a, rest_b) = (a.get(front..).unwrap_or_default(), b.get(front..).unwrap_or_default());
    match rest_a.len().cmp(&rest_b.len()) {
        std::cmp::Ordering::Less => after(rest_b, 1) == rest_a,
        std::cmp::Ordering::Greater => after(rest_a, 1) == rest_b,
        std::cmp::Ordering::Equal => {
            after(rest_a, 1) == after(rest_b, 1)
                || (rest_a.len() >= 2
                    && rest_a.first() == rest_b.get(1)
                    && rest_a.get(1) == rest_b.first()
                    && after(rest_a, 2) == after(rest_b, 2))
        }
    }
}

fn after(rest: &[u8], n: usize) -> &[u8] {
    rest.get(n..).unwrap_or_default()
}

/// At most `bytes` of the text, cut between characters.
pub fn cut(text: &str, bytes: usize) -> &str {
    text.get(..text.floor_char_boundary(bytes)).unwrap_or_default()
}

/// Where the last `bytes` of the text begin, between characters.
pub fn cut_front(text: &str, bytes: usize) -> usize {
    text.ceil_char_boundary(text.len().saturating_sub(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_case_and_dashes_do_not_matter() {
        assert_eq!(fold("NÅR\u{a0}SKJEDDE – Æ"), "nar skjedde - a");
        assert_eq!(words("Berørte (anslag):"), ["berorte", "anslag"]);
    }

    #[test]
    fn one_slip_is_forgiven_in_long_words_only() {
        assert!(same_word("bergrte", "berorte"));
        assert!(same_word("oppdagt", "oppdaget"));
        assert!(same_word("opdpaget", "oppdaget"));
        assert!(!same_word("nar", "nor"));
        assert!(!same_word("oppstod", "oppdaget"));
    }

    #[test]
    fn a_cut_never_splits_a_character() {
        assert_eq!(cut("æøå", 3), "æ");
    }
}
