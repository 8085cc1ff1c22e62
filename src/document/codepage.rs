//! Windows code pages to Unicode, for formats that name a charset by its number (MS-UCODEREF section 2.2.1).

use encoding_rs::{Encoding, WINDOWS_1252};

use super::symbol;

/// How bytes become letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Charset {
    /// One that `encoding_rs` has.
    Known(&'static Encoding),
    /// The Nordic DOS pages 437, 850, 861 and 865: their letters stand in the same places.
    Dos,
    /// The letters of this font are pictures: only boxes and bullets are kept.
    Symbols(&'static str),
}

/// Page 850 from 0x80 on.
const DOS: &str = concat!(
    "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤",
    "ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u{ad}±‗¾¶§÷¸°¨·¹³²■\u{a0}",
);

impl Charset {
    /// Windows-1252: what Western software writes that names nothing.
    pub const WESTERN: Charset = Charset::Known(WINDOWS_1252);

    /// The charset of a code page number; `None` for one that we do not know.
    pub fn of_page(page: u32) -> Option<Charset> {
        let name = match page {
            437 | 850 | 861 | 865 => return Some(Charset::Dos),
            874 | 1250..=1258 => return known(&format!("windows-{page}")),
            28591..=28606 => return known(&format!("iso-8859-{}", page - 28590)),
            866 => "ibm866",
            932 => "shift_jis",
            936 | 20936 => "gbk",
            949 | 1361 | 51949 => "euc-kr",
            950 => "big5",
            1200 => "utf-16le",
            1201 => "utf-16be",
            10000 => "macintosh",
            10007 => "x-mac-cyrillic",
            20866 => "koi8-r",
            20932 | 51932 => "euc-jp",
            21866 => "koi8-u",
            50220..=50222 => "iso-2022-jp",
            54936 => "gb18030",
            65001 => "utf-8",
            _ => return None,
        };
        known(name)
    }

    /// The bytes as text; what does not fit becomes the replacement character.
    pub fn decode(self, bytes: &[u8]) -> String {
        match self {
            Charset::Known(encoding) => encoding.decode_without_bom_handling(bytes).0.into_owned(),
            Charset::Dos => bytes.iter().map(|byte| dos(*byte)).collect(),
            Charset::Symbols(font) => {
                symbol::seen(font, &bytes.iter().copied().map(char::from).collect::<String>())
            }
        }
    }
}

fn known(name: &str) -> Option<Charset> {
    Encoding::for_label(name.as_bytes()).map(Charset::Known)
}

fn dos(byte: u8) -> char {
    match byte.checked_sub(0x80) {
        Some(high) => DOS.chars().nth(usize::from(high)).unwrap_or('\u{fffd}'),
        None => char::from(byte),
    }
}

/// Text of a length that its software gave in bytes: 8-bit letters in a named page, else strict UTF-8, else windows-1252.
/// What follows a NUL is padding.
pub fn text(bytes: &[u8], page: Option<u32>) -> String {
    let charset = page.and_then(Charset::of_page);
    let wide = matches!(page, Some(1200 | 1201));
    let bytes = match bytes.iter().position(|byte| *byte == 0).filter(|_| !wide) {
        Some(end) => bytes.get(..end).unwrap_or(bytes),
        None => bytes,
    };
    if let Some(charset) = charset {
        let decoded = charset.decode(bytes);
        if !decoded.contains('\u{fffd}') {
            return decoded;
        }
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => Charset::WESTERN.decode(bytes),
    }
}

/// UTF-16 with the low byte first, up to the first NUL.
pub fn utf16(bytes: &[u8]) -> String {
    let (units, _) = bytes.as_chunks::<2>();
    let units = units.iter().map(|unit| u16::from_le_bytes(*unit)).take_while(|unit| *unit != 0);
    char::decode_utf16(units).map(|unit| unit.unwrap_or('\u{fffd}')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn norwegian_letters_come_through_every_page() {
        let table: [(u32, &[u8]); 6] = [
            (1252, b"bl\xe5b\xe6r \xf8l"),
            (28591, b"bl\xe5b\xe6r \xf8l"),
            (850, b"bl\x86b\x91r \x9bl"),
            (865, b"bl\x86b\x91r \x9bl"),
            (10000, b"bl\x8cb\xber \xbfl"),
            (65001, "blåbær øl".as_bytes()),
        ];
        for (page, bytes) in table {
            assert_eq!(text(bytes, Some(page)), "blåbær øl", "{page}");
        }
    }

    #[test]
    fn a_wrong_or_unknown_page_falls_back_to_what_the_bytes_say() {
        assert_eq!(text("blåbær".as_bytes(), Some(20127)), "blåbær");
        assert_eq!(text(b"bl\xe5b\xe6r", Some(65001)), "blåbær");
        assert_eq!(text(b"bl\xe5b\xe6r\0xx", None), "blåbær");
    }

    #[test]
    fn utf16_ends_at_a_nul_and_never_fails() {
        assert_eq!(utf16(b"\xe5\0b\0\0\0x\0"), "åb");
        assert_eq!(utf16(b"\x00\xd8b\0c"), "\u{fffd}b");
    }

    #[test]
    fn the_dos_page_is_whole() {
        assert_eq!(DOS.chars().count(), 128);
    }
}
