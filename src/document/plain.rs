//! Text as it stands (notes, JSON, XML, calendars, cards), in whatever charset, and HTML.

use encoding_rs::{UTF_16BE, UTF_16LE};

use super::{Budget, File, Inner, Why};
use crate::mail::{decode_text, html};

pub(super) fn text(file: &File, budget: &mut Budget) -> Inner {
    let bytes = beginning(&file.bytes, budget.text_bytes);
    let text = decoded(bytes, &file.media_type);
    let large = text.len() > budget.text_bytes || bytes.len() < file.bytes.len();
    let cut = large.then_some(Why::TooLarge);
    let end = text.floor_char_boundary(budget.text_bytes);
    let lines = text.get(..end).unwrap_or_default().replace("\r\n", "\n").replace('\r', "\n");
    Inner::text(lines.trim_end().to_owned(), Vec::new(), cut)
}

pub(super) fn html(file: &File) -> Inner {
    Inner::text(html::to_text(&decode(file), html::Quotes::Keep).text, Vec::new(), None)
}

/// Enough of a file for so many bytes of text, UTF-16 being the widest: a large file is not decoded whole to be cut then.
/// No character is broken.
fn beginning(bytes: &[u8], text_bytes: usize) -> &[u8] {
    match bytes.get(..text_bytes.saturating_mul(2).saturating_add(2)) {
        Some(start) => {
            let end = start.iter().rposition(u8::is_ascii).map_or(start.len(), |last| last + 1);
            start.get(..end).unwrap_or(start)
        }
        None => bytes,
    }
}

/// By its mark, else by the declared charset, else UTF-8, else windows-1252.
pub(super) fn decode(file: &File) -> String {
    decoded(&file.bytes, &file.media_type)
}

fn decoded(bytes: &[u8], media_type: &str) -> String {
    match bytes {
        [0xff, 0xfe, rest @ ..] => UTF_16LE.decode(rest).0.into_owned(),
        [0xfe, 0xff, rest @ ..] => UTF_16BE.decode(rest).0.into_owned(),
        bytes => decode_text(bytes, charset(media_type)).0,
    }
}

/// The charset parameter of a media type.
fn charset(media_type: &str) -> Option<&str> {
    let parameters = media_type.split(';').skip(1);
    let value = parameters.filter_map(|one| one.trim().strip_prefix("charset=")).next()?;
    Some(value.trim_matches(['"', '\'', ' ']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_large_file_is_read_from_its_beginning_only() {
        let mut budget = Budget { text_bytes: 4, ..Budget::default() };
        let file = |text: &str| File { bytes: text.as_bytes().to_vec(), ..File::default() };
        let read = text(&file("blå, blå, blå, blå"), &mut budget);
        assert_eq!((read.documents[0].text.as_str(), read.unread[0].why), ("blå", Why::TooLarge));
        assert_eq!(beginning("bl\u{e5}\u{e5}\u{e5}\u{e5}\u{e5}\u{e5}".as_bytes(), 4), b"bl");
        let read = text(&file("blå"), &mut budget);
        assert_eq!((read.documents[0].text.as_str(), read.unread.len()), ("blå", 0));
    }

    #[test]
    fn text_is_read_in_the_charset_it_is_in() {
        for (bytes, media_type) in [
            ("blåbær".as_bytes().to_vec(), "text/plain"),
            (b"bl\xe5b\xe6r".to_vec(), "text/plain"),
            (b"bl\xe5b\xe6r".to_vec(), "text/plain; charset=\"iso-8859-1\""),
            (b"bl\x8cb\xber".to_vec(), "text/plain; format=flowed; charset=macintosh"),
            ("\u{feff}blåbær".as_bytes().to_vec(), ""),
            (
                [0xff, 0xfe].into_iter().chain("blåbær".encode_utf16().flat_map(u16::to_le_bytes)).collect(),
                "",
            ),
            (
                [0xfe, 0xff].into_iter().chain("blåbær".encode_utf16().flat_map(u16::to_be_bytes)).collect(),
                "",
            ),
        ] {
            let file = File { bytes, media_type: media_type.to_owned(), ..File::default() };
            assert_eq!(decode(&file), "blåbær", "{media_type}");
        }
    }
}
