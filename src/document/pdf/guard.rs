//! Whether the parser can repair a file in reasonable time.
//!
//! Where the table of objects is broken, hayro-syntax looks for objects from the first byte to the last and, at every place
//! where one may begin, reads to its end to see whether it is whole. In a file written by a program these stretches lie
//! one after another; in one made for it they lie within one another, and a few megabytes take minutes. So the same
//! stretches are walked here first, with a limit on all of them together.

use super::Why;

/// Steps that any file may take, and steps more for each of its bytes.
const STEPS: usize = 8 << 20;
const STEPS_PER_BYTE: usize = 6;
/// As deep as the parser follows.
const MAX_DEPTH: usize = 512;

pub(super) fn check(bytes: &[u8]) -> Result<(), Why> {
    let mut left = STEPS + STEPS_PER_BYTE * bytes.len();
    for begin in [&b" obj"[..], b"<<"] {
        for at in memchr::memmem::find_iter(bytes, begin) {
            let from = if begin == b"<<" { at } else { at + begin.len() };
            left = left.checked_sub(1 + length(bytes.get(from..).unwrap_or_default())).ok_or(Why::Damaged)?;
        }
    }
    Ok(())
}

/// How far an object reaches from here, or how far one reads to see that it does not end well.
fn length(bytes: &[u8]) -> usize {
    let mut place = 0;
    let mut open: Vec<u8> = Vec::new();
    loop {
        place += spaces(bytes.get(place..).unwrap_or_default());
        let rest = bytes.get(place..).unwrap_or_default();
        place += match rest {
            [b'<', b'<', ..] => {
                open.push(b'<');
                2
            }
            [b'[', ..] => {
                open.push(b'[');
                1
            }
            [b'>', b'>', ..] if open.last() == Some(&b'<') => {
                open.pop();
                2
            }
            [b']', ..] if open.last() == Some(&b'[') => {
                open.pop();
                1
            }
            [] | [b')' | b']' | b'>' | b'{' | b'}', ..] => return place,
            [b'(', ..] => string(rest),
            [_, inside @ ..] => 1 + word(inside),
        };
        if open.is_empty() || open.len() > MAX_DEPTH {
            return place;
        }
    }
}

/// A page's drawing without the pictures that stand in the midst of it (ISO 32000-1, section 8.9.7): the parser looks for
/// the end of each by trying whether a drawing follows, pictures included, and so goes as deep as there are pictures.
pub(super) fn without_pictures(drawing: Vec<u8>) -> Vec<u8> {
    let Some(first) = token(&drawing, b"BI", 0) else { return drawing };
    let mut kept = Vec::with_capacity(drawing.len());
    let (mut done, mut next) = (0, Some(first));
    while let Some(begin) = next {
        let dictionary = begin + 2 + spaces(drawing.get(begin + 2..).unwrap_or_default());
        let rest = drawing.get(dictionary..).unwrap_or_default();
        if !(rest.starts_with(b"/") || rest.starts_with(b"ID")) {
            next = token(&drawing, b"BI", begin + 2);
            continue;
        }
        kept.extend_from_slice(drawing.get(done..begin).unwrap_or_default());
        let data = token(&drawing, b"ID", dictionary).unwrap_or(drawing.len());
        done = token(&drawing, b"EI", data).map_or(drawing.len(), |end| end + 2);
        next = token(&drawing, b"BI", done);
    }
    kept.extend_from_slice(drawing.get(done..).unwrap_or_default());
    kept
}

/// Where an operator stands by itself.
fn token(bytes: &[u8], wanted: &[u8], from: usize) -> Option<usize> {
    let regular = |place: Option<usize>| {
        place.and_then(|place| bytes.get(place)).is_some_and(|byte| word(std::slice::from_ref(byte)) > 0)
    };
    let rest = bytes.get(from..)?;
    let mut found = memchr::memmem::find_iter(rest, wanted).map(|place| from + place);
    found.find(|place| !regular(place.checked_sub(1)) && !regular(Some(place + wanted.len())))
}

fn spaces(bytes: &[u8]) -> usize {
    let mut comment = false;
    let ends = |byte: &u8| {
        comment = (comment || *byte == b'%') && !matches!(byte, b'\n' | b'\r');
        !comment && !matches!(byte, 0 | b'\t' | b'\n' | 0x0c | b'\r' | b' ')
    };
    bytes.iter().position(ends).unwrap_or(bytes.len())
}

fn word(bytes: &[u8]) -> usize {
    let ends = |byte: &u8| byte.is_ascii_whitespace() || *byte == 0 || b"()<>[]{}/%".contains(byte);
    bytes.iter().position(ends).unwrap_or(bytes.len())
}

/// A string with its brackets, balanced or not.
fn string(bytes: &[u8]) -> usize {
    let (mut depth, mut escaped) = (0_usize, false);
    for (place, byte) in bytes.iter().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'(' => depth += 1,
            b')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return place + 1;
        }
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_object_reaches_to_its_end() {
        for (object, expected) in [
            (&b"<</A 1 /B (x(y)\\)) /C [1 2 <</D /E>>] /F 3 0 R>> endobj"[..], 48),
            (b"[1 2 3] x", 7),
            (b"(never closed", 13),
            (b"<< 1 0 obj << /A ]", 17),
            (b"[ (a) } ]", 6),
            (b" % remark\n 12 endobj", 13),
            (b"", 0),
        ] {
            assert_eq!(length(object), expected, "{}", String::from_utf8_lossy(object));
        }
    }

    #[test]
    fn pictures_in_a_drawing_are_cut_out() {
        for (drawing, expected) in [
            ("q BT ET Q", "q BT ET Q"),
            ("q BI /W 1 /H 1 ID \u{1}(x EIx EI Q", "q  Q"),
            ("BI % remark\n/W 1 ID x\nEI\nBI/W 1 ID yEI EI BT", "\n BT"),
            ("(BI the way) Tj BI ID x", "(BI the way) Tj "),
        ] {
            assert_eq!(without_pictures(drawing.as_bytes().to_vec()), expected.as_bytes(), "{drawing}");
        }
    }

    #[test]
    fn objects_within_one_another_are_too_much_and_one_after_another_are_not() {
        assert_eq!(check(&b"1 0 obj (".repeat(100_000)), Err(Why::Damaged));
        assert_eq!(check(&b"1 0 obj << /A ".repeat(100_000)), Err(Why::Damaged));
        assert_eq!(check(&b"1 0 obj <</A (b)>> endobj\n".repeat(100_000)), Ok(()));
    }
}
