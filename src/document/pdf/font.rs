//! Which letters the codes of a font are, and how wide (ISO 32000-1, sections 9.6, 9.7 and 9.10).

use std::collections::HashMap;

use hayro_cmap::{BfString, CMap};
use hayro_syntax::object::{Array, Dict, Name, Object, Stream};
use hayro_syntax::xref::XRef;

use super::super::symbol;
use super::{Budget, Why, data, glyph, items};

/// Most widths kept of one font.
const MAX_WIDTHS: usize = 70_000;
/// Most codes that one range of widths may cover.
const MAX_RANGE: u32 = 0xffff;

/// A font as far as its letters go; its shapes are not read.
pub(super) struct Font {
    codes: Codes,
    to_unicode: Option<CMap>,
    widths: HashMap<u32, f64>,
    default_width: f64,
    /// Its name, where its letters are not what they say.
    symbols: Option<String>,
}

/// How the bytes of a string become codes, and codes letters where the font itself does not say.
enum Codes {
    /// One byte a code; what each is.
    Bytes(Vec<String>),
    /// Two bytes a code.
    Pairs,
    /// As a map says.
    Mapped(Box<CMap>),
}

impl Font {
    pub(super) fn new(dict: &Dict<'_>, xref: &XRef, budget: &mut Budget) -> Result<Font, Why> {
        let base = dict.get::<Name<'_>>("BaseFont").map(|name| name.as_str().to_owned()).unwrap_or_default();
        let to_unicode = match dict.get::<Stream<'_>>("ToUnicode") {
            Some(stream) => cmap(&stream, budget)?,
            None => None,
        };
        let composite = dict.get::<Name<'_>>("Subtype").is_some_and(|kind| &*kind == b"Type0");
        let mut font = Font {
            codes: Codes::Pairs,
            to_unicode,
            widths: HashMap::new(),
            default_width: 1000.0,
            symbols: symbol::is_symbol_font(&base).then_some(base.clone()),
        };
        if composite {
            font.codes = composite_codes(dict, budget)?;
            if let Some(inner) =
                dict.get::<Array<'_>>("DescendantFonts").and_then(|all| all.iter::<Dict<'_>>().next())
            {
                font.composite_widths(&inner, xref);
            }
        } else {
            font.codes = Codes::Bytes(simple_codes(dict, xref));
            font.simple_widths(dict, xref, &base);
        }
        Ok(font)
    }

    /// Reads a string: letters, width in thousandths of the size, and whether it is the one-byte space of section 9.3.3.
    pub(super) fn read(&self, bytes: &[u8], mut each: impl FnMut(&str, f64, bool)) {
        let mut rest = bytes;
        while let Some((code, length, cid)) = self.next(rest) {
            rest = rest.get(length..).unwrap_or_default();
            let width = self.widths.get(&cid).copied().unwrap_or(self.default_width);
            let letters = self.letters(code);
            let shown = match &self.symbols {
                Some(font) => symbol::seen(font, &letters),
                None => letters,
            };
            each(&shown, width, length == 1 && code == 32);
        }
    }

    /// The next code, how many bytes it takes, and the number its width stands under.
    fn next(&self, bytes: &[u8]) -> Option<(u32, usize, u32)> {
        let first = u32::from(*bytes.first()?);
        match &self.codes {
            Codes::Bytes(_) => Some((first, 1, first)),
            Codes::Pairs => {
                let code = first << 8 | u32::from(bytes.get(1).copied().unwrap_or(0));
                Some((code, 2, code))
            }
            Codes::Mapped(map) => {
                let mut code = 0;
                for (place, byte) in bytes.iter().take(4).enumerate() {
                    code = code << 8 | u32::from(*byte);
                    if let Some(cid) = map.lookup_cid_code(code, place as u8 + 1) {
                        return Some((code, place + 1, cid));
                    }
                }
                Some((first << 8 | u32::from(bytes.get(1).copied().unwrap_or(0)), 2, 0))
            }
        }
    }

    fn letters(&self, code: u32) -> String {
        let mapped = self.to_unicode.as_ref().and_then(|map| map.lookup_bf_string(code));
        let mapped = mapped.map(|one| match one {
            BfString::Char(letter) => letter.to_string(),
            BfString::String(letters) => letters,
        });
        let by_font = || match &self.codes {
            Codes::Bytes(letters) => letters.get(code as usize).cloned().unwrap_or_default(),
            _ => String::new(),
        };
        let letters = mapped.filter(|letters| letters.chars().any(|c| c > '\u{1f}')).unwrap_or_else(by_font);
        glyph::unligated(letters)
    }

    fn simple_widths(&mut self, dict: &Dict<'_>, xref: &XRef, base: &str) {
        let first = dict.get::<u32>("FirstChar").unwrap_or(0);
        if let Some(widths) = dict.get::<Array<'_>>("Widths") {
            for (code, width) in (first..).zip(items(&widths, xref).take(256)) {
                self.widths.extend(number(&width).map(|width| (code, width)));
            }
            let descriptor = dict.get::<Dict<'_>>("FontDescriptor");
            self.default_width = descriptor.and_then(|one| one.get::<f64>("MissingWidth")).unwrap_or(0.0);
            // The shapes of a Type 3 font have a scale of their own (section 9.6.5).
            if let Some(matrix) = dict.get::<Array<'_>>("FontMatrix")
                && let Some(scale) = matrix.iter::<f64>().next()
            {
                self.widths.values_mut().for_each(|width| *width *= scale * 1000.0);
            }
        } else {
            // One of the fourteen that every reader has: close enough to know where a word ends.
            self.default_width = if base.contains("Courier") { 600.0 } else { 540.0 };
            if !base.contains("Courier") {
                self.widths = glyph::HELVETICA
                    .iter()
                    .zip(32..)
                    .map(|(width, code)| (code, f64::from(*width)))
                    .collect();
            }
        }
    }

    /// `c [w1 w2 …]` and `first last w` (section 9.7.4.3).
    fn composite_widths(&mut self, dict: &Dict<'_>, xref: &XRef) {
        self.default_width = dict.get::<f64>("DW").unwrap_or(1000.0);
        let Some(all) = dict.get::<Array<'_>>("W") else { return };
        let mut items = items(&all, xref);
        while let Some(first) = items.next().as_ref().and_then(number) {
            let first = first as u32;
            match items.next() {
                Some(Object::Array(widths)) => {
                    let widths = widths.iter::<f64>().take(MAX_WIDTHS - self.widths.len().min(MAX_WIDTHS));
                    self.widths.extend((first..).zip(widths));
                }
                Some(last) => {
                    let (Some(last), Some(width)) = (number(&last), items.next().as_ref().and_then(number))
                    else {
                        return;
                    };
                    let last = (last as u32).min(first.saturating_add(MAX_RANGE));
                    if self.widths.len() + (last.saturating_sub(first)) as usize > MAX_WIDTHS {
                        return;
                    }
                    self.widths.extend((first..=last).map(|code| (code, width)));
                }
                None => return,
            }
        }
    }
}

fn number(object: &Object<'_>) -> Option<f64> {
    match object {
        Object::Number(number) => Some(number.as_f64()),
        _ => None,
    }
}

fn cmap(stream: &Stream<'_>, budget: &mut Budget) -> Result<Option<CMap>, Why> {
    let bytes = data(stream, budget)?.unwrap_or_default();
    Ok(CMap::parse(&bytes, |_| None))
}

fn composite_codes(dict: &Dict<'_>, budget: &mut Budget) -> Result<Codes, Why> {
    Ok(match dict.get::<Object<'_>>("Encoding") {
        Some(Object::Stream(stream)) => match cmap(&stream, budget)? {
            Some(map) => Codes::Mapped(Box::new(map)),
            None => Codes::Pairs,
        },
        _ => Codes::Pairs,
    })
}

/// What each of the 256 codes of a simple font is, where no map to Unicode says it (section 9.6.6).
fn simple_codes(dict: &Dict<'_>, xref: &XRef) -> Vec<String> {
    let mut base = glyph::Base::Standard;
    let mut differences = None;
    match dict.get::<Object<'_>>("Encoding") {
        Some(Object::Name(name)) => base = glyph::Base::named(&name),
        Some(Object::Dict(encoding)) => {
            if let Some(name) = encoding.get::<Name<'_>>("BaseEncoding") {
                base = glyph::Base::named(&name);
            }
            differences = encoding.get::<Array<'_>>("Differences");
        }
        // A TrueType font that says nothing is meant for Windows.
        _ if dict.get::<Name<'_>>("Subtype").is_some_and(|kind| &*kind == b"TrueType") => {
            base = glyph::Base::Windows;
        }
        _ => {}
    }
    let mut letters: Vec<String> = (0..=255).map(|code| base.letter(code).to_string()).collect();
    let mut code = 0_usize;
    for item in differences.iter().flat_map(|array| items(array, xref)).take(1024) {
        match item {
            Object::Number(number) => code = number.as_i64().clamp(0, 255) as usize,
            Object::Name(name) => {
                if let (Some(place), Some(known)) = (letters.get_mut(code), glyph::letter(name.as_str())) {
                    *place = known.to_string();
                }
                code += 1;
            }
            _ => {}
        }
    }
    letters
}
