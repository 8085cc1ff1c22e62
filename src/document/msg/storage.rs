//! The compound file (MS-CFB) under a message, opened and read within bounds.
//!
//! The `cfb` crate checks chains and trees for cycles and never allocates by a length that a file only claims, with one
//! exception: it reads every sector that the list of FAT sectors (DIFAT) names, and a hostile list may name one sector
//! a million times. That list is therefore measured first.

use std::collections::HashSet;
use std::io::{Cursor, Read};

use crate::document::{Budget, Why};

/// First bytes of a compound file (MS-CFB section 2.2).
const MAGIC: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";
/// Places of the list in the header.
const IN_HEADER: usize = 109;

/// One entry of a storage.
pub struct Entry {
    pub name: String,
    pub path: String,
    pub is_stream: bool,
}

pub struct Storage<'a>(cfb::CompoundFile<Cursor<&'a [u8]>>);

impl<'a> Storage<'a> {
    /// `None` where the bytes are no compound file; an error where they are a broken one.
    pub fn open(bytes: &'a [u8]) -> Option<Result<Storage<'a>, Why>> {
        if !bytes.starts_with(MAGIC) {
            return None;
        }
        if !is_sane(bytes).unwrap_or_default() {
            return Some(Err(Why::Damaged));
        }
        Some(cfb::CompoundFile::open(Cursor::new(bytes)).map(Storage).map_err(|_| Why::Damaged))
    }

    /// What stands directly in a storage, in the order of its names; nothing where there is no such storage.
    pub fn entries(&self, path: &str, most: usize) -> Vec<Entry> {
        let Ok(entries) = self.0.read_storage(path) else { return Vec::new() };
        entries
            .take(most)
            .map(|entry| Entry {
                name: entry.name().to_owned(),
                path: format!("{}/{}", path.trim_end_matches('/'), entry.name()),
                is_stream: entry.is_stream(),
            })
            .collect()
    }

    pub fn has(&self, path: &str) -> bool {
        self.0.is_stream(path)
    }

    /// The bytes of a stream, within the budget.
    pub fn read(&mut self, path: &str, budget: &mut Budget) -> Result<Vec<u8>, Why> {
        let stream = self.0.open_stream(path).map_err(|_| Why::Damaged)?;
        let limit = u64::try_from(budget.unpacked_bytes).unwrap_or(u64::MAX);
        if stream.len() > limit {
            return Err(Why::TooLarge);
        }
        let mut bytes = Vec::new();
        // A chain that ends too early gives what there is.
        let read = stream.take(limit).read_to_end(&mut bytes);
        budget.unpack(bytes.len())?;
        match read {
            Err(_) if bytes.is_empty() => Err(Why::Damaged),
            _ => Ok(bytes),
        }
    }
}

/// Whether the list of FAT sectors is no longer than the file and names no sector twice.
fn is_sane(bytes: &[u8]) -> Option<bool> {
    let word = |at: usize| Some(u32::from_le_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?));
    let sector_bytes = match u16::from_le_bytes(bytes.get(0x1e..0x20)?.try_into().ok()?) {
        9 => 512,
        12 => 4096,
        _ => return Some(false),
    };
    let sectors = bytes.len() / sector_bytes;
    let mut named = HashSet::new();
    let mut is_new = |sector: u32| sector > 0xffff_fffa || named.insert(sector);
    for place in 0..IN_HEADER {
        if !is_new(word(0x4c + 4 * place)?) {
            return Some(false);
        }
    }
    let mut next = word(0x44)?;
    for _ in 0..=sectors {
        if next > 0xffff_fffa {
            return Some(true);
        }
        let start = usize::try_from(next).ok()?.checked_add(1)?.checked_mul(sector_bytes)?;
        let places = sector_bytes / 4 - 1;
        for place in 0..places {
            // Software has been seen that fills the list up with zeroes.
            let sector = word(start + 4 * place)?;
            if sector != 0 && !is_new(sector) {
                return Some(false);
            }
        }
        next = word(start + 4 * places)?;
    }
    Some(false)
}
