//! Characters: which are digits in any script, which nobody sees, and which stand between the groups of a number (P7).

/// The zero of each set of decimal digits (Unicode 16, general category Nd), in order.
const ZEROS: [u32; 74] = [
    0x0030, 0x0660, 0x06F0, 0x07C0, 0x0966, 0x09E6, 0x0A66, 0x0AE6, 0x0B66, 0x0BE6, 0x0C66, 0x0CE6, 0x0D66,
    0x0DE6, 0x0E50, 0x0ED0, 0x0F20, 0x1040, 0x1090, 0x17E0, 0x1810, 0x1946, 0x19D0, 0x1A80, 0x1A90, 0x1B50,
    0x1BB0, 0x1C40, 0x1C50, 0xA620, 0xA8D0, 0xA900, 0xA9D0, 0xA9F0, 0xAA50, 0xABF0, 0xFF10, 0x104A0, 0x10D30,
    0x10D40, 0x11066, 0x110F0, 0x11136, 0x111D0, 0x112F0, 0x11450, 0x114D0, 0x11650, 0x116C0, 0x116D0,
    0x116DA, 0x11730, 0x118E0, 0x11950, 0x11BF0, 0x11C50, 0x11D50, 0x11DA0, 0x11F50, 0x16A60, 0x16AC0,
    0x16B50, 0x1CCF0, 0x1D7CE, 0x1D7D8, 0x1D7E2, 0x1D7EC, 0x1D7F6, 0x1E140, 0x1E2F0, 0x1E4F0, 0x1E5F1,
    0x1E950, 0x1FBF0,
];

/// The first byte in UTF-8 of the lowest digit above ASCII, U+0660.
const FIRST_LEAD: u8 = 0xD9;

/// The value of a decimal digit of any script.
pub fn digit(c: char) -> Option<u8> {
    let code = u32::from(c);
    if code < 0x660 {
        return c.to_digit(10).and_then(|value| u8::try_from(value).ok());
    }
    let zero = ZEROS.get(ZEROS.partition_point(|zero| *zero <= code).checked_sub(1)?)?;
    u8::try_from(code - zero).ok().filter(|value| *value < 10)
}

/// Where the next digit stands, from `at` on: what most texts spend their time in, so bytes and no characters.
pub fn next_digit(text: &str, mut at: usize) -> Option<usize> {
    loop {
        let rest = text.as_bytes().get(at..)?;
        at += rest.iter().position(|byte| byte.is_ascii_digit() || *byte >= FIRST_LEAD)?;
        let c = text.get(at..)?.chars().next()?;
        if digit(c).is_some() {
            return Some(at);
        }
        at += c.len_utf8();
    }
}

/// Marks that nobody sees, or that stand over a digit.
pub fn unseen(c: char) -> bool {
    matches!(
        c,
        // Control characters that end no line.
        '\u{0}'..='\u{8}' | '\u{e}'..='\u{1f}' | '\u{7f}'..='\u{84}' | '\u{86}'..='\u{9f}'
            // Soft hyphen, joiners and fillers, direction marks, byte order mark.
            | '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{206f}' | '\u{feff}'
            // Combining marks, variation selectors, tags.
            | '\u{300}'..='\u{36f}' | '\u{20d0}'..='\u{20ff}' | '\u{fe00}'..='\u{fe0f}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}

/// What may stand between two groups of one number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Between {
    Space,
    Mark,
    LineEnd,
    /// Only beside a line end: a quotation's mark, a soft break's.
    Margin,
}

/// A space or mark that some program left in its coded form, or read in the wrong character set.
const CODED: [(&str, Between); 16] = [
    ("Â\u{a0}", Between::Space),
    ("Â\u{ad}", Between::Space),
    ("â€“", Between::Mark),
    ("â€‘", Between::Mark),
    ("%20", Between::Space),
    ("%C2%A0", Between::Space),
    ("%2D", Between::Mark),
    ("%2E", Between::Mark),
    ("&nbsp;", Between::Space),
    ("&#160;", Between::Space),
    ("&#xA0;", Between::Space),
    ("&shy;", Between::Space),
    ("&#173;", Between::Space),
    ("&#8209;", Between::Mark),
    ("=20", Between::Space),
    ("=C2=A0", Between::Space),
];

/// What stands at the beginning of this text, and how many bytes it takes.
pub fn between(text: &str) -> Option<(Between, usize)> {
    let c = text.chars().next()?;
    if matches!(c, '%' | '&' | '=' | 'Â' | 'â') {
        let coded = CODED
            .iter()
            .find(|(code, _)| text.get(..code.len()).is_some_and(|start| start.eq_ignore_ascii_case(code)));
        if let Some((code, kind)) = coded {
            return Some((*kind, code.len()));
        }
    }
    let kind = match c {
        '\n' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => Between::LineEnd,
        ' '
        | '\t'
        | '\r'
        | '\u{a0}'
        | '\u{1680}'
        | '\u{2000}'..='\u{200a}'
        | '\u{202f}'
        | '\u{205f}'
        | '\u{2800}'
        | '\u{3000}'
        | '\u{3164}'
        | '\u{fffd}' => Between::Space,
        '-'
        | '\u{2010}'..='\u{2015}'
        | '\u{2212}'
        | '\u{fe58}'
        | '\u{fe63}'
        | '\u{ff0d}'
        | '.'
        | '\u{b7}'
        | ':'
        | '/'
        | '_'
        | '|'
        | '*'
        | '+' => Between::Mark,
        '>' | '=' => Between::Margin,
        _ => return None,
    };
    Some((kind, c.len_utf8()))
}
