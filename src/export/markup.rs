//! A stranger's text inside markup.

/// The text of an element or attribute in XML or HTML: escaped, and without what must not be in it.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 16);
    for char in text.chars().filter(|char| is_allowed(*char)) {
        match char {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            char => out.push(char),
        }
    }
    out
}

/// The lines of a text, whatever they were ended with. A text that ends with a line break has no empty line after it.
pub fn lines(text: &str) -> Vec<String> {
    let even = text.replace("\r\n", "\n");
    let is_break =
        |char| matches!(char, '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}');
    even.trim_end_matches(is_break).split(is_break).map(str::to_owned).collect()
}

/// XML 1.0 section 2.2 without the controls it discourages; and no marks that turn the direction of writing, with which a
/// text can be made to read as another.
fn is_allowed(char: char) -> bool {
    match char {
        '\t' | '\n' => true,
        '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{fdd0}'..='\u{fdef}' => false,
        '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => false,
        char => u32::from(char) & 0xfffe != 0xfffe,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_is_text_and_what_xml_forbids_is_dropped() {
        assert_eq!(escape("<a href='x'>&\"</a>"), "&lt;a href=&#39;x&#39;&gt;&amp;&quot;&lt;/a&gt;");
        assert_eq!(escape("a\0b\u{b}c\u{1b}d\u{fffe}e\u{1ffff}f\u{202e}g"), "abcdefg");
        assert_eq!(escape("blåbær 😀\ttab"), "blåbær 😀\ttab");
    }

    #[test]
    fn lines_end_in_any_way() {
        assert_eq!(lines("a\r\nb\u{2028}c\rd\n"), ["a", "b", "c", "d"]);
        assert_eq!(lines(""), [""]);
    }
}
