//! Names of glyphs and the old one-byte encodings (ISO 32000-1, annex D), as far as Latin forms need them.

use encoding_rs::{MACINTOSH, WINDOWS_1252};

/// An encoding that a font may begin from.
#[derive(Clone, Copy)]
pub(super) enum Base {
    Standard,
    Windows,
    Mac,
}

impl Base {
    pub(super) fn named(name: &[u8]) -> Base {
        match name {
            b"WinAnsiEncoding" => Base::Windows,
            b"MacRomanEncoding" => Base::Mac,
            _ => Base::Standard,
        }
    }

    pub(super) fn letter(self, code: u8) -> char {
        let by = |encoding: &'static encoding_rs::Encoding| {
            encoding.decode_without_bom_handling(&[code]).0.chars().next().unwrap_or(' ')
        };
        match self {
            Base::Windows => by(WINDOWS_1252),
            Base::Mac => by(MACINTOSH),
            Base::Standard => {
                let known = STANDARD.iter().find(|(place, _)| *place == code);
                known.map_or(char::from(code), |(_, letter)| *letter)
            }
        }
    }
}

/// Where Adobe's standard encoding differs from ASCII and Latin 1.
const STANDARD: &[(u8, char)] = &[
    (0x27, '’'),
    (0x60, '‘'),
    (0xa4, '⁄'),
    (0xa6, 'ƒ'),
    (0xa8, '¤'),
    (0xa9, '\''),
    (0xaa, '“'),
    (0xac, '‹'),
    (0xad, '›'),
    (0xae, 'ﬁ'),
    (0xaf, 'ﬂ'),
    (0xb1, '–'),
    (0xb4, '·'),
    (0xb7, '•'),
    (0xb8, '‚'),
    (0xb9, '„'),
    (0xba, '”'),
    (0xbc, '…'),
    (0xbd, '‰'),
    (0xc1, '`'),
    (0xc2, '´'),
    (0xc8, '¨'),
    (0xca, '˚'),
    (0xd0, '—'),
    (0xe1, 'Æ'),
    (0xe9, 'Ø'),
    (0xea, 'Œ'),
    (0xf1, 'æ'),
    (0xf5, 'ı'),
    (0xf9, 'ø'),
    (0xfa, 'œ'),
    (0xfb, 'ß'),
];

/// The names of the ASCII characters that are not letters, in their order from the space.
const ASCII: &[(&str, char)] = &[
    ("space", ' '),
    ("exclam", '!'),
    ("quotedbl", '"'),
    ("numbersign", '#'),
    ("dollar", '$'),
    ("percent", '%'),
    ("ampersand", '&'),
    ("quotesingle", '\''),
    ("parenleft", '('),
    ("parenright", ')'),
    ("asterisk", '*'),
    ("plus", '+'),
    ("comma", ','),
    ("hyphen", '-'),
    ("period", '.'),
    ("slash", '/'),
    ("zero", '0'),
    ("one", '1'),
    ("two", '2'),
    ("three", '3'),
    ("four", '4'),
    ("five", '5'),
    ("six", '6'),
    ("seven", '7'),
    ("eight", '8'),
    ("nine", '9'),
    ("colon", ':'),
    ("semicolon", ';'),
    ("less", '<'),
    ("equal", '='),
    ("greater", '>'),
    ("question", '?'),
    ("at", '@'),
    ("bracketleft", '['),
    ("backslash", '\\'),
    ("bracketright", ']'),
    ("underscore", '_'),
    ("braceleft", '{'),
    ("bar", '|'),
    ("braceright", '}'),
];

/// Beyond ASCII: letters with what stands over or under them, punctuation, boxes.
const MORE: &[(&str, char)] = &[
    ("aring", 'å'),
    ("Aring", 'Å'),
    ("ae", 'æ'),
    ("AE", 'Æ'),
    ("oslash", 'ø'),
    ("Oslash", 'Ø'),
    ("adieresis", 'ä'),
    ("Adieresis", 'Ä'),
    ("odieresis", 'ö'),
    ("Odieresis", 'Ö'),
    ("udieresis", 'ü'),
    ("Udieresis", 'Ü'),
    ("eacute", 'é'),
    ("Eacute", 'É'),
    ("egrave", 'è'),
    ("ecircumflex", 'ê'),
    ("agrave", 'à'),
    ("aacute", 'á'),
    ("acircumflex", 'â'),
    ("ograve", 'ò'),
    ("oacute", 'ó'),
    ("ocircumflex", 'ô'),
    ("iacute", 'í'),
    ("uacute", 'ú'),
    ("ntilde", 'ñ'),
    ("ccedilla", 'ç'),
    ("germandbls", 'ß'),
    ("dotlessi", 'ı'),
    ("quoteleft", '‘'),
    ("quoteright", '’'),
    ("quotedblleft", '“'),
    ("quotedblright", '”'),
    ("quotedblbase", '„'),
    ("quotesinglbase", '‚'),
    ("guillemotleft", '«'),
    ("guillemotright", '»'),
    ("guilsinglleft", '‹'),
    ("guilsinglright", '›'),
    ("endash", '–'),
    ("emdash", '—'),
    ("minus", '−'),
    ("bullet", '•'),
    ("periodcentered", '·'),
    ("ellipsis", '…'),
    ("section", '§'),
    ("paragraph", '¶'),
    ("degree", '°'),
    ("plusminus", '±'),
    ("multiply", '×'),
    ("divide", '÷'),
    ("onehalf", '½'),
    ("onequarter", '¼'),
    ("Euro", '€'),
    ("sterling", '£'),
    ("copyright", '©'),
    ("registered", '®'),
    ("trademark", '™'),
    ("nbspace", ' '),
    ("nonbreakingspace", ' '),
    ("sfthyphen", '\u{ad}'),
    ("fi", 'ﬁ'),
    ("fl", 'ﬂ'),
    ("ff", 'ﬀ'),
    ("ffi", 'ﬃ'),
    ("ffl", 'ﬄ'),
    ("lessequal", '≤'),
    ("greaterequal", '≥'),
    ("arrowright", '→'),
    ("filledbox", '■'),
    ("checkbox", '☐'),
    ("H22073", '□'),
];

/// The letter of a glyph's name (Adobe Glyph List): `aring`, `a.sc`, `uni00E5`, `u1F4A9`.
pub(super) fn letter(name: &str) -> Option<char> {
    let name = name.split_once('.').map_or(name, |(name, _)| name);
    let mut letters = name.chars();
    if let (Some(only), None) = (letters.next(), letters.next()) {
        return Some(only);
    }
    let known = ASCII.iter().chain(MORE).find(|(known, _)| *known == name);
    let hexadecimal = || {
        let digits = name.strip_prefix("uni").and_then(|rest| rest.get(..4)).or(name.strip_prefix('u'))?;
        char::from_u32(u32::from_str_radix(digits, 16).ok()?)
    };
    known.map(|(_, letter)| *letter).or_else(hexadecimal)
}

/// Letters joined for print, parted for reading.
pub(super) fn unligated(letters: String) -> String {
    if !letters.contains(|c| ('\u{fb00}'..='\u{fb06}').contains(&c)) {
        return letters;
    }
    let parted =
        [('ﬀ', "ff"), ('ﬁ', "fi"), ('ﬂ', "fl"), ('ﬃ', "ffi"), ('ﬄ', "ffl"), ('ﬅ', "st"), ('ﬆ', "st")];
    parted.iter().fold(letters, |text, (joined, parted)| text.replace(*joined, parted))
}

/// Widths of Helvetica from the space to the tilde, thousandths of the size.
pub(super) const HELVETICA: [u16; 95] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556,
    556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278,
    500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469,
    556, 333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500,
    278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn glyphs_are_known_by_name_and_by_number() {
        for (name, expected) in [
            ("a", Some('a')),
            ("aring", Some('å')),
            ("oslash.sc", Some('ø')),
            ("uni00E6", Some('æ')),
            ("u00E6", Some('æ')),
            ("colon", Some(':')),
            ("g123", None),
        ] {
            assert_eq!(letter(name), expected, "{name}");
        }
        assert_eq!(unligated("ﬁlen ﬂyttet".to_owned()), "filen flyttet");
    }

    #[test]
    fn the_nordic_letters_are_right_in_each_encoding() {
        for (base, codes) in [(Base::Windows, [0xe5, 0xe6, 0xf8]), (Base::Mac, [0x8c, 0xbe, 0xbf])] {
            assert_eq!(codes.map(|code| base.letter(code)), ['å', 'æ', 'ø']);
        }
        assert_eq!([0xf1, 0xf9].map(|code| Base::Standard.letter(code)), ['æ', 'ø']);
    }
}
