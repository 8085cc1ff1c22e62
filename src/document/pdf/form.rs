//! What is filled into a PDF: form fields (ISO 32000-1, section 12.7) and text typed over the page (12.5.6.6).
//!
//! Fields are taken as they stand on the pages, not from the form's tree: what is on no page, nobody sees.

use hayro_syntax::object::{Array, Dict, Name, Object, ObjectIdentifier, Rect, String as Bytes};
use hayro_syntax::page::Page;
use hayro_syntax::xref::XRef;

use super::super::symbol::{EMPTY, TICKED, tick};
use super::content::{Drawing, Piece};
use super::items;
use encoding_rs::{UTF_16BE, WINDOWS_1252};

/// How far up a field's ancestors are asked.
const MAX_ANCESTORS: usize = 16;
const MAX_FIELDS: usize = 5000;
/// Flags of annotations (section 12.5.3) and fields (12.7.4): bits counted from 1.
const HIDDEN: u32 = 1 << 1 | 1 << 5;
const RADIO: u32 = 1 << 15;
const PUSH_BUTTON: u32 = 1 << 16;
const PASSWORD: u32 = 1 << 13;
/// The letter size taken where a field does not say, points.
const SIZE: f64 = 10.0;

/// The fields met so far.
#[derive(Default)]
pub(super) struct Form {
    pairs: Vec<(String, String)>,
    /// Where the answer of a group of radio buttons stands among the pairs.
    groups: Vec<(ObjectIdentifier, usize)>,
    /// Fields that are shown in several places are told once.
    told: Vec<ObjectIdentifier>,
    fields: usize,
}

impl Form {
    pub(super) fn pairs(self) -> Vec<(String, String)> {
        self.pairs
    }

    /// Takes what is filled in on one page, and puts it where it stands there.
    pub(super) fn add<'a>(&mut self, page: &Page<'a>, xref: &'a XRef, drawing: &mut Drawing<'a>) {
        let Some(all) = page.raw().get::<Array<'a>>("Annots") else { return };
        for note in items(&all, xref).filter_map(Object::into_dict) {
            self.fields += 1;
            let hidden = note.get::<u32>("F").unwrap_or(0) & HIDDEN != 0;
            if hidden || self.fields > MAX_FIELDS {
                continue;
            }
            let Some(area) = note.get::<Rect>("Rect") else { continue };
            let kind = note.get::<Name<'a>>("Subtype");
            let seen = match kind.as_deref() {
                Some(b"FreeText") => note.get::<Bytes<'a>>("Contents").map(|text| decode(&text)),
                Some(b"Widget") => self.widget(&note, xref),
                _ => None,
            };
            if let Some(seen) = seen {
                place(&seen, &area, drawing);
            }
        }
    }

    /// What a field shows in this place.
    fn widget<'a>(&mut self, note: &Dict<'a>, xref: &'a XRef) -> Option<String> {
        let chain = ancestors(note);
        let flags = chain.iter().find_map(|one| one.get::<u32>("Ff")).unwrap_or(0);
        let kind = chain.iter().find_map(|one| one.get::<Name<'a>>("FT"))?;
        let field = chain.iter().find(|one| one.contains_key("T")).unwrap_or(note);
        let label = label(&chain);
        match &*kind {
            b"Tx" if flags & PASSWORD == 0 => {
                let value = value(&chain, "V").and_then(text)?;
                self.tell(field, label, value.trim().to_owned());
                Some(value)
            }
            b"Ch" => {
                let value = chosen(&chain, xref);
                self.tell(field, label, value.clone());
                Some(value)
            }
            b"Btn" if flags & PUSH_BUTTON != 0 => None,
            b"Btn" => {
                let state = note
                    .get::<Name<'_>>("AS")
                    .or_else(|| chain.iter().find_map(|one| one.get::<Name<'a>>("V")));
                let state = state.map(|state| state.as_str().to_owned()).filter(|state| state != "Off");
                if flags & RADIO != 0 {
                    self.group(field, label, note, state.clone());
                } else {
                    self.tell(note, label, tick(state.is_some()).to_owned());
                }
                Some(tick(state.is_some()).to_owned())
            }
            _ => None,
        }
    }

    fn tell(&mut self, field: &Dict<'_>, label: Option<String>, value: String) {
        let (Some(label), id) = (label, field.obj_id()) else { return };
        if id.is_some_and(|id| self.told.contains(&id)) {
            return;
        }
        self.told.extend(id);
        self.pairs.push((label, value));
    }

    /// One of several radio buttons: the answer is the one that is on, by its own words or the name of its state.
    fn group(&mut self, field: &Dict<'_>, label: Option<String>, note: &Dict<'_>, state: Option<String>) {
        let (Some(label), Some(id)) = (label, field.obj_id()) else { return };
        let place = match self.groups.iter().find(|(known, _)| *known == id) {
            Some((_, place)) => *place,
            None => {
                self.groups.push((id, self.pairs.len()));
                self.pairs.push((label, String::new()));
                self.pairs.len() - 1
            }
        };
        let words =
            note.get::<Bytes<'_>>("TU").filter(|_| !note.contains_key("T")).map(|words| decode(&words));
        if let (Some(state), Some((_, answer))) = (state, self.pairs.get_mut(place)) {
            *answer = words.unwrap_or(state);
        }
    }
}

/// The field itself, then what it inherits from.
fn ancestors<'a>(note: &Dict<'a>) -> Vec<Dict<'a>> {
    let mut chain = vec![note.clone()];
    while chain.len() < MAX_ANCESTORS {
        let Some(parent) = chain.last().and_then(|one| one.get::<Dict<'a>>("Parent")) else { break };
        chain.push(parent);
    }
    chain
}

/// A value of the field's own or of the nearest ancestor that has it.
fn value<'a>(chain: &[Dict<'a>], key: &str) -> Option<Object<'a>> {
    chain.iter().find_map(|one| one.get::<Object<'a>>(key))
}

/// The words shown beside the pointer, else the field's own name without the numbers that form designers add:
/// `form1[0].Navn[0]` is `Navn`.
fn label(chain: &[Dict<'_>]) -> Option<String> {
    let said = |key: &str| chain.iter().find_map(|one| one.get::<Bytes<'_>>(key)).map(|text| decode(&text));
    let label = said("TU").filter(|words| !words.trim().is_empty()).or_else(|| said("T"))?;
    let label = label.trim().rsplit_once("].").map_or(label.trim(), |(_, last)| last);
    let label = label.strip_suffix(']').and_then(|one| one.rsplit_once('[')).map_or(label, |(name, _)| name);
    Some(label.to_owned())
}

fn text(object: Object<'_>) -> Option<String> {
    match object {
        Object::String(text) => Some(decode(&text)),
        Object::Name(name) => Some(name.as_str().to_owned()),
        Object::Null(_) => Some(String::new()),
        _ => None,
    }
}

/// What is chosen of a list, in the words that are shown for it (section 12.7.4.4).
fn chosen<'a>(chain: &[Dict<'a>], xref: &'a XRef) -> String {
    let values: Vec<String> = match value(chain, "V") {
        Some(Object::Array(several)) => items(&several, xref).filter_map(text).take(100).collect(),
        Some(one) => text(one).into_iter().collect(),
        None => Vec::new(),
    };
    let options = match value(chain, "Opt") {
        Some(Object::Array(options)) => items(&options, xref).take(1000).collect(),
        _ => Vec::new(),
    };
    let shown = |value: String| {
        let pairs = options.iter().filter_map(|option| match option {
            Object::Array(pair) => {
                let mut pair = items(pair, xref).filter_map(text);
                Some((pair.next()?, pair.next()?))
            }
            _ => None,
        });
        pairs.into_iter().find(|(stored, _)| *stored == value).map_or(value, |(_, shown)| shown)
    };
    values.into_iter().map(shown).filter(|value| !value.trim().is_empty()).collect::<Vec<_>>().join(", ")
}

/// A text string (section 7.9.2.2): UTF-16, UTF-8 or one byte a letter, which in Latin text is windows-1252.
fn decode(bytes: &[u8]) -> String {
    let text = match bytes {
        [0xfe, 0xff, rest @ ..] => UTF_16BE.decode_without_bom_handling(rest).0.into_owned(),
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        _ => WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned(),
    };
    text.replace("\r\n", "\n").replace('\r', "\n")
}

/// Puts what a field shows where it stands; several lines from its top.
fn place(seen: &str, area: &Rect, drawing: &mut Drawing<'_>) {
    let (x0, y0) = drawing.page_map.apply(area.x0, area.y0);
    let (x1, y1) = drawing.page_map.apply(area.x1, area.y1);
    let (left, bottom, top) = (x0.min(x1), y0.min(y1), y0.max(y1));
    let size = SIZE.min((top - bottom).max(1.0));
    let single = !seen.trim().contains('\n') && top - bottom < 3.0 * size;
    for (place, line) in seen.trim_end().lines().enumerate().take(1000) {
        let base = match single {
            true => (top + bottom) / 2.0 - 0.35 * size,
            false => top - size * (1.2 * place as f64 + 1.0),
        };
        let text = line.replace('\t', " ");
        let apart = text != TICKED && text != EMPTY;
        let right = left + text.chars().count() as f64 * size / 2.0;
        drawing.add(Piece {
            text,
            left: left + 2.0,
            right: right.max(left + 2.0),
            base,
            size,
            turn: 0,
            apart,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_of_fields_is_read_in_its_three_charsets() {
        assert_eq!(decode(b"bl\xe5b\xe6r"), "blåbær");
        assert_eq!(decode("\u{feff}blåbær".as_bytes()), "blåbær");
        let wide: Vec<u8> = "\u{feff}blåbær\rto".encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(decode(&wide), "blåbær\nto");
    }
}
