//! A list of properties as TNEF writes it (MS-OXTNEF section 2.1.3.4): everything in steps of four bytes.

use crate::document::mapi::{Properties, kind};

/// Several values under one tag.
const MULTIPLE: u16 = 0x1000;
/// From here on an identifier has a name in front of its value.
const FIRST_NAMED: u16 = 0x8000;
/// Most rows of the table of recipients that are read.
const MOST_ROWS: usize = 200;

/// The bytes still to be read.
pub struct Values<'a> {
    rest: &'a [u8],
}

impl<'a> Values<'a> {
    pub fn new(bytes: &'a [u8]) -> Self {
        Values { rest: bytes }
    }

    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.rest.split_at_checked(count)?;
        self.rest = rest;
        Some(taken)
    }

    fn long(&mut self) -> Option<u32> {
        Some(u32::from_le_bytes(self.take(4)?.try_into().ok()?))
    }

    fn size(&mut self) -> Option<usize> {
        usize::try_from(self.long()?).ok()
    }

    /// So many bytes, and what fills them up to a multiple of four; the last value may be cut off.
    fn padded(&mut self, count: usize) -> Option<&'a [u8]> {
        let Some(value) = self.take(count) else {
            return Some(std::mem::take(&mut self.rest)).filter(|rest| !rest.is_empty());
        };
        let _ = self.take(count.wrapping_neg() % 4);
        Some(value)
    }

    /// The name of a named property: its set, then a number or a text. None of them is ours.
    fn skip_name(&mut self) -> Option<()> {
        self.take(16)?;
        let named = self.long()? != 0;
        let bytes = self.size()?;
        if named {
            self.padded(bytes)?;
        }
        Some(())
    }

    /// The first value under a tag; the others are passed over.
    fn value(&mut self, kind: u16) -> Option<&'a [u8]> {
        let fixed: usize = match kind & !MULTIPLE {
            0x0001 => 0,
            // Short ones fill four bytes all the same.
            0x0002 | 0x0003 | 0x0004 | 0x000a | 0x000b => 4,
            0x0005 | 0x0006 | 0x0007 | 0x0014 | 0x0040 => 8,
            0x0048 => 16,
            kind::STRING8 | kind::UNICODE | kind::OBJECT | kind::BINARY => return self.counted(),
            _ => return None,
        };
        let count = if kind & MULTIPLE == 0 { 1 } else { self.size()? };
        let all = self.take(fixed.checked_mul(count)?)?;
        Some(all.get(..fixed).unwrap_or(all))
    }

    /// Values that say how long they are; also where there is only one.
    fn counted(&mut self) -> Option<&'a [u8]> {
        let count = self.size()?;
        let mut first = None;
        for _ in 0..count {
            let bytes = self.size()?;
            let value = self.padded(bytes)?;
            first = first.or(Some(value));
            if self.rest.is_empty() {
                break;
            }
        }
        Some(first.unwrap_or_default())
    }

    /// One property; `None` where the rest makes no sense.
    fn property(&mut self) -> Option<(u16, u16, &'a [u8])> {
        let tag = self.long()?;
        let (kind, id) = ((tag & 0xffff) as u16, (tag >> 16) as u16);
        if id >= FIRST_NAMED {
            self.skip_name()?;
        }
        Some((id, kind & !MULTIPLE, self.value(kind)?))
    }
}

/// Reads a list; ends without a word where it is cut off.
pub fn properties<'a>(values: &mut Values<'a>, into: &mut Properties<'a>) {
    let Some(count) = values.size() else { return };
    for _ in 0..count {
        let Some((id, kind, value)) = values.property() else { return };
        into.keep(id, kind, value);
    }
}

/// The rows of a table of recipients.
pub fn rows(bytes: &[u8]) -> Vec<Properties<'_>> {
    let mut values = Values::new(bytes);
    let count = values.size().unwrap_or_default().min(MOST_ROWS);
    let mut rows = Vec::new();
    for _ in 0..count {
        if values.rest.is_empty() {
            break;
        }
        let mut row = Properties::default();
        properties(&mut values, &mut row);
        rows.push(row);
    }
    rows
}
