//! Looking for many words at once. The words are data elsewhere; the text is folded once and gone over once.

use regex::{Regex, RegexSet};

/// Lower case, each run of white space one blank, plain apostrophes, no invisible characters: so that a phrase is found
/// however its mail was wrapped. At most `limit` bytes of the text are read.
pub fn folded(text: &str, limit: usize) -> String {
    let mut folded = String::with_capacity(text.len().min(limit));
    let mut blank = true;
    for character in start(text, limit).chars() {
        match character {
            'a'..='z' | '0'..='9' => folded.push(character),
            space if space.is_whitespace() => {
                if !blank {
                    folded.push(' ');
                }
                blank = true;
                continue;
            }
            '`' | '\u{b4}' | '\u{2018}' | '\u{2019}' => folded.push('\''),
            ascii if ascii.is_ascii() => folded.push(ascii.to_ascii_lowercase()),
            '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}' => continue,
            other => folded.extend(other.to_lowercase()),
        }
        blank = false;
    }
    folded.truncate(folded.trim_end().len());
    folded
}

/// The first `limit` bytes of a text, fewer where that would cut a character.
pub fn start(text: &str, limit: usize) -> &str {
    text.get(..text.floor_char_boundary(limit)).unwrap_or_default()
}

/// One pattern of many. Each list holds alternatives for folded text, `a|b|c`, lower case, empty where there are none.
pub fn any_of<'a>(lists: impl IntoIterator<Item = &'a str>) -> Regex {
    Regex::new(&alternatives(lists)).expect("a constant pattern")
}

/// As [`any_of`], at the start of the text only; list marks, brackets and quotation marks before it do not count.
pub fn starting_with<'a>(lists: impl IntoIterator<Item = &'a str>) -> Regex {
    Regex::new(&format!(r"^[^\p{{L}}\p{{N}}]*(?:{})", alternatives(lists))).expect("a constant pattern")
}

/// Which of the lists have a word in the text, by their places.
pub fn set_of<'a>(lists: impl IntoIterator<Item = &'a str>) -> RegexSet {
    // An empty list must match nothing, and keeps its place.
    let lists =
        lists.into_iter().map(|list| if list.is_empty() { NOTHING.to_owned() } else { in_ascii(list) });
    RegexSet::new(lists).expect("a constant pattern")
}

const NOTHING: &str = r"[^\s\S]";

/// The lists as one pattern. Borders of words and digits are those of ASCII: others would make the engine leave its fast
/// path at the first letter that is none.
fn alternatives<'a>(lists: impl IntoIterator<Item = &'a str>) -> String {
    let lists: Vec<&str> = lists.into_iter().filter(|list| !list.is_empty()).collect();
    if lists.is_empty() { NOTHING.to_owned() } else { in_ascii(&lists.join("|")) }
}

fn in_ascii(list: &str) -> String {
    list.replace(r"\b", r"(?-u:\b)").replace(r"\d", "[0-9]")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrapped_phrase_in_any_case_is_found() {
        let text = folded("  It COULD\u{ad}n\u{2019}t\r\n\tbe  delivered \n", 1000);
        assert_eq!(text, "it couldn't be delivered");
        assert!(any_of(["x|couldn't be delivered"]).is_match(&text));
        assert_eq!(folded("ÆØÅ", 1000), "æøå");
    }

    #[test]
    fn a_cut_text_ends_at_a_character() {
        assert_eq!((start("åå", 3), start("åå", 9), start("", 1)), ("å", "åå", ""));
        assert_eq!(folded("ab ÅÅ", 4), "ab");
    }

    #[test]
    fn the_start_may_stand_behind_marks_only() {
        let subject = starting_with(["ikke levert|returned mail", ""]);
        assert!(subject.is_match("ikke levert: x") && subject.is_match("*** returned mail ***"));
        assert!(!subject.is_match("sv: ikke levert") && !any_of([""]).is_match("x"));
    }

    #[test]
    fn a_set_tells_which_list_had_the_word() {
        let set = set_of(["a|b", "", "c"]);
        assert_eq!(set.matches("xc").iter().collect::<Vec<_>>(), [2]);
    }
}
