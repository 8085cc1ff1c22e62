//! ASN.1 as it travels: mail programs write signatures as streams, with lengths that are only known at their end (BER, X.690
//! section 8.1.3.6), which the crates for DER refuse. This walks such a structure without copying it.

use std::borrow::Cow;

/// Elements that are open at once, at most; a signature has fewer than ten.
const MAX_OPEN: usize = 32;
/// Strings within strings, at most.
const MAX_PIECES_DEEP: u8 = 4;

pub const SEQUENCE: u8 = 0x30;
pub const SET: u8 = 0x31;
pub const OID: u8 = 0x06;
pub const OCTETS: u8 = 0x04;
const OCTETS_IN_PIECES: u8 = 0x24;
const CONSTRUCTED: u8 = 0x20;

/// One element: its first byte, its content, and all of its bytes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Element<'a> {
    pub tag: u8,
    pub content: &'a [u8],
    pub whole: &'a [u8],
}

/// The elements of a stretch of bytes, one after the other; ends where they end or make no sense.
#[derive(Clone, Copy, Debug)]
pub struct Elements<'a>(pub &'a [u8]);

impl<'a> Elements<'a> {
    /// The next element, which must have this tag.
    pub fn next_of(&mut self, tag: u8) -> Option<Element<'a>> {
        self.next().filter(|one| one.tag == tag)
    }

    /// The next element where it has this tag; else nothing is taken.
    pub fn maybe(&mut self, tag: u8) -> Option<Element<'a>> {
        if self.0.first() == Some(&tag) { self.next() } else { None }
    }
}

impl<'a> Iterator for Elements<'a> {
    type Item = Element<'a>;

    fn next(&mut self) -> Option<Element<'a>> {
        let bytes = self.0;
        let head = head(bytes)?;
        let (content, all) = match head.length {
            Some(length) => {
                let all = head.bytes.checked_add(length)?;
                (bytes.get(head.bytes..all)?, all)
            }
            None => {
                let length = until_end(bytes.get(head.bytes..)?)?;
                let end = head.bytes + length;
                (bytes.get(head.bytes..end)?, end + 2)
            }
        };
        let whole = bytes.get(..all)?;
        self.0 = bytes.get(all..)?;
        Some(Element { tag: head.tag, content, whole })
    }
}

impl<'a> Element<'a> {
    pub fn elements(&self) -> Elements<'a> {
        Elements(self.content)
    }

    /// The bytes of an OCTET STRING, joined where it was written in pieces.
    pub fn octets(&self) -> Option<Cow<'a, [u8]>> {
        if self.tag == OCTETS {
            return Some(Cow::Borrowed(self.content));
        }
        let mut joined = Vec::new();
        self.pieces(&mut joined, MAX_PIECES_DEEP)?;
        Some(Cow::Owned(joined))
    }

    fn pieces(&self, joined: &mut Vec<u8>, depth: u8) -> Option<()> {
        match self.tag {
            OCTETS => joined.extend_from_slice(self.content),
            OCTETS_IN_PIECES if depth > 0 => {
                for piece in self.elements() {
                    piece.pieces(joined, depth - 1)?;
                }
            }
            _ => return None,
        }
        Some(())
    }
}

struct Head {
    tag: u8,
    /// How long the head itself is.
    bytes: usize,
    /// Of the content; none where only its end tells.
    length: Option<usize>,
}

/// Tags of one byte and lengths of up to four bytes: nothing else occurs here.
fn head(bytes: &[u8]) -> Option<Head> {
    let tag = *bytes.first()?;
    if tag & 0x1f == 0x1f {
        return None;
    }
    let first = *bytes.get(1)?;
    let (bytes, length) = match first {
        0..=0x7f => (2, Some(usize::from(first))),
        0x80 => (2, None),
        0x81..=0x84 => {
            let count = usize::from(first & 0x7f);
            let digits = bytes.get(2..2 + count)?;
            let length = digits.iter().fold(0_usize, |length, digit| length << 8 | usize::from(*digit));
            (2 + count, Some(length))
        }
        _ => return None,
    };
    if length.is_none() && tag & CONSTRUCTED == 0 {
        return None;
    }
    Some(Head { tag, bytes, length })
}

/// How many bytes stand before the end mark of an element whose length was not said. One pass, whatever is inside.
fn until_end(bytes: &[u8]) -> Option<usize> {
    let (mut at, mut open) = (0, 1);
    loop {
        let rest = bytes.get(at..)?;
        if rest.starts_with(&[0, 0]) {
            open -= 1;
            if open == 0 {
                return Some(at);
            }
            at += 2;
            continue;
        }
        let head = head(rest)?;
        match head.length {
            Some(length) => at = at.checked_add(head.bytes)?.checked_add(length)?,
            None if open < MAX_OPEN => {
                open += 1;
                at += head.bytes;
            }
            None => return None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_that_are_said_and_lengths_that_only_end() {
        for bytes in [&[0x30, 3, 4, 1, 7][..], &[0x30, 0x81, 3, 4, 1, 7], &[0x30, 0x80, 4, 1, 7, 0, 0]] {
            let mut elements = Elements(bytes);
            let sequence = elements.next_of(SEQUENCE).expect("a sequence");
            assert_eq!((sequence.content, sequence.whole), (&[4, 1, 7][..], bytes));
            assert!(elements.next().is_none());
        }
    }

    #[test]
    fn a_string_in_pieces_is_one_string() {
        let bytes = [0x24, 0x80, 4, 1, b'a', 0x24, 0x80, 4, 2, b'b', b'c', 0, 0, 4, 0, 0, 0];
        let string = Elements(&bytes).next().expect("a string");
        assert_eq!(string.octets().as_deref(), Some(&b"abc"[..]));
    }

    #[test]
    fn what_never_ends_or_goes_too_deep_is_nothing() {
        for bytes in [vec![0x30], vec![0x30, 5, 1], vec![0x30, 0x80], vec![4, 0x80, 0, 0], vec![0x1f, 1, 1]] {
            assert_eq!(Elements(&bytes).next(), None, "{bytes:x?}");
        }
        assert_eq!(Elements(&[0x30, 0x84, 0xff, 0xff, 0xff, 0xff]).next(), None);
        assert_eq!(Elements(&[0x30, 0x80].repeat(1_000_000)).next(), None);
        let deep = [[0x24, 0x80].repeat(10), vec![0; 20]].concat();
        assert_eq!(Elements(&deep).next().and_then(|one| one.octets()), None);
    }
}
