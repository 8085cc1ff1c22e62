//! The members of a ZIP, each read within the common budget. The sizes that a ZIP declares are not believed.

use std::io::{Cursor, Read};

use zip::result::ZipError;
use zip::{CompressionMethod, ZipArchive};

use super::{Budget, Why};

/// An open ZIP.
pub(super) struct Archive<'a>(ZipArchive<Cursor<&'a [u8]>>);

/// A member as the directory lists it.
pub(super) struct Member {
    pub(super) name: String,
    pub(super) index: usize,
}

impl<'a> Archive<'a> {
    pub(super) fn open(bytes: &'a [u8]) -> Result<Archive<'a>, Why> {
        ZipArchive::new(Cursor::new(bytes)).map(Archive).map_err(|_| Why::Damaged)
    }

    /// True where there is a member of exactly this name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.0.index_for_name(name).is_some()
    }

    /// The members that are files, in the order of the directory.
    pub(super) fn members(&self) -> impl Iterator<Item = Member> {
        (0..self.0.len()).filter_map(|index| {
            let entry = self.0.by_index_data(index).ok()?;
            (!entry.is_dir()).then(|| Member { name: name(entry.name_raw()), index })
        })
    }

    /// A member by its name; `None` where there is none.
    pub(super) fn part(&mut self, name: &str, budget: &mut Budget) -> Result<Option<Vec<u8>>, Why> {
        match self.0.index_for_name(name) {
            Some(index) => self.read(index, budget).map(Some),
            None => Ok(None),
        }
    }

    /// A member by its place.
    pub(super) fn read(&mut self, index: usize, budget: &mut Budget) -> Result<Vec<u8>, Why> {
        let mut bytes = Vec::new();
        self.unpack(index, budget, |part| bytes.extend_from_slice(part))?;
        Ok(bytes)
    }

    /// Unpacks a member only to see how large it is, before a reader with no limits of its own gets it.
    pub(super) fn measure(&mut self, index: usize, budget: &mut Budget) -> Result<usize, Why> {
        let mut bytes = 0;
        self.unpack(index, budget, |part| bytes += part.len())?;
        Ok(bytes)
    }

    fn unpack(&mut self, index: usize, budget: &mut Budget, mut take: impl FnMut(&[u8])) -> Result<(), Why> {
        let mut member = self.0.by_index(index).map_err(why)?;
        if !matches!(member.compression(), CompressionMethod::Stored | CompressionMethod::Deflated) {
            return Err(Why::UnknownFormat);
        }
        let mut buffer = vec![0; 64 << 10];
        loop {
            match member.read(&mut buffer) {
                Ok(0) => return Ok(()),
                Ok(count) => {
                    budget.unpack(count)?;
                    take(buffer.get(..count).unwrap_or_default());
                }
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                Err(_) => return Err(Why::Damaged),
            }
        }
    }
}

fn why(error: ZipError) -> Why {
    match error {
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) | ZipError::InvalidPassword => {
            Why::Encrypted
        }
        ZipError::UnsupportedArchive(_) => Why::UnknownFormat,
        _ => Why::Damaged,
    }
}

/// UTF-8 whatever the flag says, else the DOS code page that Nordic Windows writes (865): it differs from 437 in `ø`.
fn name(raw: &[u8]) -> String {
    let name = match std::str::from_utf8(raw) {
        Ok(utf8) => utf8.to_owned(),
        Err(_) => raw.iter().map(|byte| dos_letter(*byte)).collect(),
    };
    // Nothing is written anywhere, but a person reads the name.
    let parts = name.split(['/', '\\']).filter(|part| !matches!(part.trim(), "" | "." | ".."));
    parts.collect::<Vec<_>>().join("/").chars().filter(|c| !c.is_control()).collect()
}

fn dos_letter(byte: u8) -> char {
    match byte {
        0..=0x7f => char::from(byte),
        0x80 => 'Ç',
        0x81 => 'ü',
        0x82 => 'é',
        0x84 => 'ä',
        0x86 => 'å',
        0x8a => 'è',
        0x8e => 'Ä',
        0x8f => 'Å',
        0x91 => 'æ',
        0x92 => 'Æ',
        0x94 => 'ö',
        0x95 => 'ò',
        0x99 => 'Ö',
        0x9b => 'ø',
        0x9d => 'Ø',
        _ => '_',
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_in_utf8_and_in_the_nordic_dos_code_page_and_lead_nowhere() {
        for (raw, expected) in [
            ("sjøhåndtering.docx".as_bytes(), "sjøhåndtering.docx"),
            (b"sj\x9bh\x86ndtering.docx", "sjøhåndtering.docx"),
            (b"../../etc/passwd", "etc/passwd"),
            (b"C:\\temp\\..\\skjema.docx", "C:/temp/skjema.docx"),
            (b"a\nb\x1b[2J.txt", "ab[2J.txt"),
        ] {
            assert_eq!(name(raw), expected);
        }
    }
}
