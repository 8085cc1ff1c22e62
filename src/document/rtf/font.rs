//! Which charset the letters of a font are in (RTF 1.9.1, "Font Table").

use std::collections::HashMap;

use crate::document::codepage::Charset;

/// Fonts of pictures instead of letters, the longer names first.
const PICTURES: &[&str] = &["wingdings 2", "wingdings2", "wingdings", "webdings"];
/// Most fonts kept; Word itself writes some hundred.
const MOST: usize = 2_000;

#[derive(Clone, Debug, PartialEq)]
pub struct Fonts {
    /// `\ansicpgN`: the page of the document.
    pub page: u32,
    /// `\deffN`.
    pub default: i32,
    charsets: HashMap<i32, Charset>,
    /// The entry being read.
    current: Option<i32>,
}

impl Default for Fonts {
    fn default() -> Self {
        Fonts { page: 1252, default: 0, charsets: HashMap::new(), current: None }
    }
}

impl Fonts {
    /// A control word inside the table.
    pub fn word(&mut self, word: &str, value: Option<i32>) {
        match (word, value, self.current) {
            ("f", Some(number), _) => self.current = Some(number),
            ("fcharset", Some(number), Some(font)) => self.keep(font, self.of_number(number)),
            ("cpg", Some(page), Some(font)) => {
                let charset = u32::try_from(page).ok().and_then(Charset::of_page);
                self.keep(font, charset.unwrap_or_else(|| self.of_document()));
            }
            _ => {}
        }
    }

    /// Letters inside the table: the name. Software has been seen that gives picture fonts the charset of letters.
    pub fn name(&mut self, name: &[u8]) {
        let starts =
            |known: &str| name.get(..known.len()).is_some_and(|n| n.eq_ignore_ascii_case(known.as_bytes()));
        let pictures = PICTURES.iter().find(|known| starts(known));
        if let (Some(font), Some(name)) = (self.current, pictures) {
            self.keep(font, Charset::Symbols(name));
        }
    }

    fn keep(&mut self, font: i32, charset: Charset) {
        if self.charsets.len() < MOST {
            self.charsets.insert(font, charset);
        }
    }

    pub fn of_font(&self, font: i32) -> Charset {
        self.charsets.get(&font).copied().unwrap_or_else(|| self.of_document())
    }

    pub fn of_document(&self) -> Charset {
        Charset::of_page(self.page).unwrap_or(Charset::WESTERN)
    }

    /// `\fcharsetN`.
    fn of_number(&self, number: i32) -> Charset {
        let page = match number {
            // "ANSI" is windows-1252, except where the whole document says that it is UTF-8.
            0 if self.page != 65001 => 1252,
            2 => return Charset::Symbols("symbol"),
            77 => 10000,
            128 => 932,
            129 | 130 => 949,
            134 => 936,
            136 => 950,
            161 => 1253,
            162 => 1254,
            163 => 1258,
            177 => 1255,
            178..=180 => 1256,
            186 => 1257,
            204 => 1251,
            222 => 874,
            238 => 1250,
            254 => 437,
            255 => 850,
            _ => return self.of_document(),
        };
        Charset::of_page(page).unwrap_or(Charset::WESTERN)
    }
}
