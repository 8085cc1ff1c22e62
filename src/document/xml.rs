//! XML as a stream of events. No document type is read and no entity of its own is expanded, so nothing can grow; the one
//! limit needed is that of the text itself.

use std::borrow::Cow;

use encoding_rs::{UTF_16BE, UTF_16LE};
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

/// Elements deeper than this are no document; each open one is remembered.
const MAX_DEPTH: usize = 100_000;

/// Takes the events of a document in order.
pub(super) trait Handler {
    fn open(&mut self, tag: &Tag<'_>);
    fn close(&mut self, name: &str);
    fn text(&mut self, text: &str);
    /// True where nothing more is wanted.
    fn full(&self) -> bool {
        false
    }
}

/// An opening tag. Names are without their prefix: the vocabularies read here do not overlap where it matters.
pub(super) struct Tag<'a>(&'a BytesStart<'a>);

impl Tag<'_> {
    pub(super) fn name(&self) -> &str {
        let name = self.0.name().into_inner();
        name.split_once(':').map_or(name, |(_, local)| local)
    }

    /// The name with its prefix, where two vocabularies do overlap.
    pub(super) fn full_name(&self) -> &str {
        self.0.name().into_inner()
    }

    pub(super) fn attribute(&self, name: &str) -> Option<Cow<'_, str>> {
        let found = self.0.attributes().with_checks(false).flatten().find(|one| {
            let key = one.key.into_inner();
            key.split_once(':').map_or(key, |(_, local)| local) == name
        })?;
        Some(found.normalized_value(XmlVersion::Implicit1_0).unwrap_or(found.value))
    }

    pub(super) fn number(&self, name: &str) -> Option<usize> {
        self.attribute(name)?.trim().parse().ok()
    }

    /// A switch is on by standing there, unless its value says otherwise (ECMA-376 part 1, section 17.17.4).
    pub(super) fn is_on(&self) -> bool {
        !self.attribute("val").is_some_and(|value| matches!(value.as_ref(), "0" | "false" | "off"))
    }
}

/// The document as it is cut off or broken somewhere; what stood before was handed on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Broken;

/// Walks through a document once.
pub(super) fn walk(bytes: &[u8], handler: &mut impl Handler) -> Result<(), Broken> {
    let text = decode(bytes);
    let mut reader = Reader::from_str(&text);
    reader.config_mut().expand_empty_elements = true;
    let mut depth = 0_usize;
    loop {
        match reader.read_event().map_err(|_| Broken)? {
            Event::Start(start) => {
                depth += 1;
                if depth > MAX_DEPTH {
                    return Err(Broken);
                }
                handler.open(&Tag(&start));
            }
            Event::End(end) => {
                depth = depth.saturating_sub(1);
                let name = end.name().into_inner();
                handler.close(name.split_once(':').map_or(name, |(_, local)| local));
            }
            Event::Text(text) => handler.text(&text.xml10_content()),
            Event::CData(text) => handler.text(&text.xml10_content()),
            Event::GeneralRef(reference) => {
                if let Some(character) = character(&reference) {
                    handler.text(character.encode_utf8(&mut [0; 4]));
                }
            }
            Event::Eof => return if depth == 0 { Ok(()) } else { Err(Broken) },
            _ => {}
        }
        if handler.full() {
            return Ok(());
        }
    }
}

/// UTF-8, or UTF-16 by its mark: all that these formats may be (ECMA-376 part 2, section 8.1.4).
fn decode(bytes: &[u8]) -> Cow<'_, str> {
    match bytes {
        [0xff, 0xfe, ..] => UTF_16LE.decode(bytes).0,
        [0xfe, 0xff, ..] => UTF_16BE.decode(bytes).0,
        _ => String::from_utf8_lossy(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)),
    }
}

/// A character by its number, or one of the five that XML has.
fn character(reference: &BytesRef<'_>) -> Option<char> {
    match &*reference.xml10_content() {
        "lt" => Some('<'),
        "gt" => Some('>'),
        "amp" => Some('&'),
        "apos" => Some('\''),
        "quot" => Some('"'),
        _ => reference.resolve_char_ref().ok().flatten(),
    }
}

/// What a package part points at.
pub(super) struct Relation {
    /// The last word of its type: `header`, `officeDocument`.
    pub(super) kind: String,
    /// The name of the part, from the root of the package where it began with `/`, else from the part's folder.
    pub(super) target: String,
}

/// The relationships of a part (ECMA-376 part 2, section 9.3); those that could be read.
pub(super) fn relations(bytes: &[u8]) -> Vec<Relation> {
    let mut found = Relations(Vec::new());
    let _ = walk(bytes, &mut found);
    found.0
}

struct Relations(Vec<Relation>);

impl Handler for Relations {
    fn open(&mut self, tag: &Tag<'_>) {
        let (Some(kind), Some(target)) = (tag.attribute("Type"), tag.attribute("Target")) else { return };
        if tag.name() == "Relationship" && self.0.len() < 1000 {
            let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
            self.0.push(Relation { kind, target: target.trim_start_matches('/').replace('\\', "/") });
        }
    }

    fn close(&mut self, _name: &str) {}
    fn text(&mut self, _text: &str) {}
}
