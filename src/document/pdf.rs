//! PDF (ISO 32000-1): the words where they stand on the page, and the form fields.
//!
//! hayro-syntax reads the syntax, repairs and decrypts; `content` walks through a page's drawing and tells where each piece
//! of text and each ruled line stands, `font` which letters its codes are, `form` what its fields hold, and `page` puts all
//! of it into lines, the cells of ruled tables into rows.

mod content;
mod font;
mod form;
mod glyph;
mod grid;
mod guard;
mod page;

use std::io::Read;

use flate2::read::{DeflateDecoder, ZlibDecoder};
use hayro_syntax::object::{Array, MaybeRef, Object, Stream};
use hayro_syntax::xref::XRef;
use hayro_syntax::{Filter, LoadPdfError, Pdf};

use self::content::Drawing;
use self::form::Form;
use super::sniff::find;
use super::{Budget, Inner, LINE_IN_CELL, Why};

const MAX_PAGES: usize = 200;
/// Most streams of objects that one file may have.
const MAX_OBJECT_STREAMS: usize = 20_000;
/// Most bytes of a stream that is packed in another way than plain deflate, where the size unpacked cannot be bounded
/// beforehand.
const MAX_ODD_STREAM: usize = 64 << 10;

pub(super) fn read(bytes: &[u8], budget: &mut Budget) -> Result<Inner, Why> {
    guard::check(bytes)?;
    measure_objects(bytes, budget)?;
    let pdf = Pdf::new(bytes.to_vec()).map_err(|error| match error {
        LoadPdfError::Decryption(_) => Why::Encrypted,
        LoadPdfError::Invalid => Why::Damaged,
    })?;
    if pdf.pages().is_empty() {
        return Err(Why::Damaged);
    }
    let mut form = Form::default();
    let mut text = String::new();
    let mut cut = None;
    let mut letters = 1 + 2 * budget.text_bytes;
    for page in pdf.pages().iter() {
        if text.len() > budget.text_bytes || page_is_beyond(&pdf, page) {
            cut = Some(Why::TooLarge);
            break;
        }
        let mut drawing = Drawing::new(pdf.xref(), letters);
        if let Err(why) = drawing.page(page, budget) {
            cut = Some(why);
        }
        form.add(page, pdf.xref(), &mut drawing);
        let (pieces, rules, left) = drawing.finish();
        letters = left;
        let lines = page::text(pieces, &rules, budget.text_bytes.saturating_sub(text.len()));
        append(&mut text, &lines);
    }
    // What was cut off on its way was repaired as far as it went.
    let end = bytes.get(bytes.len().saturating_sub(2048)..).unwrap_or_default();
    let cut_off = find(end, b"%%EOF").is_none().then_some(Why::Damaged);
    Inner::text(text, form.pairs(), cut.or(cut_off)).or_unknown()
}

/// Adds a page. A row that the end of the page cut in two, which shows by its empty first cell, is put together again.
fn append(text: &mut String, page: &str) {
    let (first, rest) = page.split_once('\n').unwrap_or((page, ""));
    let last = text.rsplit('\n').next().unwrap_or_default();
    let columns = |line: &str| line.matches('\t').count();
    if !first.starts_with('\t') || columns(first) != columns(last) {
        if !text.is_empty() && !page.is_empty() {
            text.push_str("\n\n");
        }
        text.push_str(page);
        return;
    }
    let cells = last.split('\t').zip(first.split('\t')).map(|(upper, lower)| match (upper, lower) {
        ("", one) | (one, "") => one.to_owned(),
        (upper, lower) => format!("{upper}{LINE_IN_CELL}{lower}"),
    });
    let row = cells.collect::<Vec<_>>().join("\t");
    text.truncate(text.len() - last.len());
    text.push_str(&row);
    if !rest.is_empty() {
        text.push('\n');
        text.push_str(rest);
    }
}

fn page_is_beyond(pdf: &Pdf, page: &hayro_syntax::page::Page<'_>) -> bool {
    pdf.pages().get(MAX_PAGES).is_some_and(|first_beyond| std::ptr::eq(first_beyond, page))
}

/// The parser unpacks the streams that hold objects as it needs them and has no limit there, so they are unpacked once
/// before, only to see how large they are. In an encrypted file that cannot be seen; there the reader process's own
/// limit has to do.
fn measure_objects(bytes: &[u8], budget: &mut Budget) -> Result<(), Why> {
    let mut unpacked_to = 0;
    let mut looked_at = 0;
    for kind in [&b"/ObjStm"[..], b"/XRef"] {
        for at in memchr::memmem::find_iter(bytes, kind) {
            let rest = bytes.get(at..).unwrap_or_default();
            let near = rest.get(..4096).unwrap_or(rest);
            let Some(start) = find(near, b"stream").map(|start| start + b"stream".len()) else { continue };
            let data = rest.get(start..).unwrap_or_default().trim_ascii_start();
            let place = bytes.len() - data.len();
            if place <= unpacked_to {
                continue;
            }
            unpacked_to = place;
            looked_at += 1;
            if looked_at > MAX_OBJECT_STREAMS {
                return Err(Why::TooLarge);
            }
            inflate(data, budget)?;
        }
        unpacked_to = 0;
    }
    Ok(())
}

/// The data of a stream, unpacked within the budget; `None` where it is no text or cannot be unpacked.
fn data(stream: &Stream<'_>, budget: &mut Budget) -> Result<Option<Vec<u8>>, Why> {
    let raw = stream.raw_data();
    let filters = stream.filters();
    let packed = |filter: &&Filter| {
        matches!(filter, Filter::FlateDecode | Filter::LzwDecode | Filter::RunLengthDecode)
    };
    let bytes = match filters.as_slice() {
        [] => raw.into_owned(),
        [Filter::FlateDecode] if !stream.dict().contains_key("DecodeParms") => {
            return inflate(&raw, budget).map(Some);
        }
        filters if raw.len() > MAX_ODD_STREAM || filters.iter().filter(packed).count() > 1 => {
            return Err(Why::TooLarge);
        }
        _ => match stream.decoded_data() {
            Ok(bytes) => bytes.into_owned(),
            Err(_) => return Ok(None),
        },
    };
    budget.unpack(bytes.len())?;
    Ok(Some(bytes))
}

/// Inflates what can be inflated; a broken end loses only itself.
fn inflate(data: &[u8], budget: &mut Budget) -> Result<Vec<u8>, Why> {
    let limit = budget.unpacked_bytes as u64 + 1;
    let mut bytes = Vec::new();
    let _ = ZlibDecoder::new(data).take(limit).read_to_end(&mut bytes);
    if bytes.is_empty() {
        let _ = DeflateDecoder::new(data).take(limit).read_to_end(&mut bytes);
    }
    budget.unpack(bytes.len())?;
    Ok(bytes)
}

/// The items of an array, references followed; those that lead nowhere are left out.
fn items<'a>(array: &Array<'a>, xref: &'a XRef) -> impl Iterator<Item = Object<'a>> {
    array.raw_iter().filter_map(move |item| match item {
        MaybeRef::Ref(reference) => xref.get(reference.into()),
        MaybeRef::NotRef(object) => Some(object),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_cut_by_the_end_of_a_page_is_one_row() {
        let mut text = "Nr\tHva\tS\n1\tEt brev\t3".to_owned();
        append(&mut text, "\tble sendt\t\n2\tNoe annet\t4");
        assert_eq!(text, "Nr\tHva\tS\n1\tEt brev\u{2028}ble sendt\t3\n2\tNoe annet\t4");
        append(&mut text, "Slutt");
        assert!(text.ends_with("\t4\n\nSlutt"));
    }
}
