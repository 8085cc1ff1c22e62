//! Tick boxes in the symbol fonts of Word and PDF, where the letter is not what is seen.

/// Font, then the letters that look ticked, and those that look empty. Crosses count as ticks: on Norwegian forms one
/// crosses off.
const BOXES: &[(&str, &[u8], &[u8])] = &[
    ("wingdings 2", &[0x4f, 0x50, 0x51, 0x52, 0x53, 0x54], &[0x2a, 0xa3]),
    ("wingdings2", &[0x4f, 0x50, 0x51, 0x52, 0x53, 0x54], &[0x2a, 0xa3]),
    ("wingdings", &[0x78, 0xa4, 0xfb, 0xfc, 0xfd, 0xfe], &[0x6d, 0x6f, 0x71, 0x72, 0xa1, 0xa8]),
    ("webdings", &[0x61, 0x72], &[0x63]),
    ("zapfdingbats", &[0x33, 0x34, 0x35, 0x36, 0x37, 0x38], &[0x6f, 0x70, 0x71, 0x72]),
];

pub(super) const TICKED: &str = "☒";
pub(super) const EMPTY: &str = "☐";

/// The box that stands for a yes or a no.
pub(super) fn tick(ticked: bool) -> &'static str {
    if ticked { TICKED } else { EMPTY }
}

/// True where letters of this font are not the letters they say.
pub(super) fn is_symbol_font(font: &str) -> bool {
    let font = font.to_ascii_lowercase();
    BOXES.iter().any(|(name, ..)| font.contains(name)) || font == "symbol"
}

/// Text in a symbol font as it is seen; what is only ornament is left out.
pub(super) fn seen(font: &str, text: &str) -> String {
    let font = font.to_ascii_lowercase();
    let known = BOXES.iter().find(|(name, ..)| font.contains(name));
    let mut out = String::new();
    for letter in text.chars() {
        // Word keeps the letters of such fonts in the private use area, too.
        match u32::from(letter) {
            code @ (0..=0xff | 0xf000..=0xf0ff) => out.push_str(glyph(known, (code & 0xff) as u8)),
            _ => out.push(letter),
        }
    }
    out
}

fn glyph(font: Option<&(&str, &[u8], &[u8])>, code: u8) -> &'static str {
    match (font, code) {
        (_, b' ') => " ",
        (Some((_, ticked, _)), code) if ticked.contains(&code) => TICKED,
        (Some((.., empty)), code) if empty.contains(&code) => EMPTY,
        (Some(("wingdings", ..)), 0xe0) => "→",
        (Some(("wingdings", ..)), 0x6c | 0x6e | 0x9f | 0xa7) => "•",
        (Some(("zapfdingbats", ..)), 0x6c) | (None, 0xb7) => "•",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_boxes_of_the_symbol_fonts_are_seen_ticked_or_empty() {
        for (font, text, expected) in [
            ("Wingdings", "\u{f0fe}", "☒"),
            ("Wingdings", "þ", "☒"),
            ("Wingdings", "\u{f0a8}", "☐"),
            ("Wingdings", "\u{f06f}", "☐"),
            ("Wingdings 2", "\u{f052}", "☒"),
            ("Wingdings 2", "\u{f0a3}", "☐"),
            ("Webdings", "\u{f063}", "☐"),
            ("ABCDEF+ZapfDingbats", "4", "☒"),
            ("Symbol", "\u{f0b7}", "•"),
            ("Wingdings", "Z", ""),
        ] {
            assert!(is_symbol_font(font));
            assert_eq!(seen(font, text), expected, "{font} {text:?}");
        }
        assert!(!is_symbol_font("Calibri"));
    }
}
