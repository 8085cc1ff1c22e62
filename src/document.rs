//! Files that come with a mail, as text: what a person would see when opening them, or why that was not possible.
//!
//! Each reader turns one format into lines; a table row is one line with a tab between its cells, a ticked box is `☒`
//! and an empty one `☐`, so that the report room reads a form the same way wherever it was written. Containers give the
//! files inside them, which are read the same way within one common [`Budget`]. Nothing here fails: what cannot be read is
//! told by name, so that it can be asked for.
//!
//! [`read()`] is the one way in. `sniff` says what a file is, by its content first; then one reader a format:
//! `word`, `odf`, `excel`, `delimited`, `pdf`, `plain`, `zipped`, and Outlook's `msg`, `tnef`, `rtf`. What they share is in
//! `archive` (members of a ZIP within the budget), `xml` (events, nothing expanded), `lines` and `rows` (pages and sheets as text) and
//! `symbol` (tick boxes of the symbol fonts). [`agile`] opens Office files behind a password, for those who have it.

pub mod agile;
mod archive;
mod codepage;
mod delimited;
mod excel;
mod lines;
mod mapi;
mod msg;
mod odf;
mod pdf;
mod plain;
mod rows;
mod rtf;
mod sniff;
mod symbol;
mod tnef;
mod word;
mod xml;
mod zipped;

use std::borrow::Cow;
use std::panic::{AssertUnwindSafe, catch_unwind};

use serde::{Deserialize, Serialize};

use self::sniff::Format;

/// Between the lines of one cell, where `\n` would end the row: U+2028 LINE SEPARATOR. Who does not know it reads a space.
pub const LINE_IN_CELL: char = '\u{2028}';

/// A file in a file in a file: how far containers are opened.
const MAX_DEPTH: u8 = 3;
/// The longest name kept, bytes.
const MAX_NAME: usize = 300;

/// A file as it came: an attachment, or a member of an archive.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct File {
    /// As the sender named it; of a member `archive.zip/member.docx`.
    pub name: String,
    /// As the sender declared it, in lower case, parameters too; the content decides, this only helps.
    pub media_type: String,
    pub bytes: Vec<u8>,
    /// Part of the body (RFC 2183 section 2.1, RFC 2392): a picture here is a logo, and not worth telling a person.
    pub inline: bool,
}

/// What one file says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    /// The file's name, as in [`File::name`].
    pub name: String,
    /// Lines, with tabs between the cells of a row and [`LINE_IN_CELL`] between the lines of a cell. A cell that is merged
    /// over n columns is its text and n - 1 empty cells; a row that is one cell only is written as plain lines.
    pub text: String,
    /// Pairs of label and value whose border is certain: form fields, content controls. An empty value was not answered.
    pub pairs: Vec<(String, String)>,
}

/// A file that holds more than was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unread {
    pub name: String,
    pub why: Why,
}

/// Why a file was not read, in the words of the JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Why {
    /// A password or a key is needed.
    Encrypted,
    /// It is not what it says it is, or is cut off.
    Damaged,
    /// Larger, when unpacked, than what is read of one mail.
    TooLarge,
    /// Files in files in files.
    TooDeep,
    /// A form that nobody taught us: a picture, a sound, a program; or pages that are pictures only.
    UnknownFormat,
}

impl Why {
    /// Whether the sender can mend it by sending the file in another way; a picture is for a person to look at.
    pub fn is_asked_for(self) -> bool {
        self != Why::UnknownFormat
    }

    /// The word of the JSON.
    pub fn name(self) -> &'static str {
        match self {
            Why::Encrypted => "encrypted",
            Why::Damaged => "damaged",
            Why::TooLarge => "too-large",
            Why::TooDeep => "too-deep",
            Why::UnknownFormat => "unknown-format",
        }
    }
}

/// How much may still be read of one mail, over all its files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Budget {
    /// Bytes that may still be unpacked.
    pub unpacked_bytes: usize,
    /// Bytes of text that may still be kept.
    pub text_bytes: usize,
    /// Files that may still be opened.
    pub files: usize,
}

impl Default for Budget {
    fn default() -> Self {
        Budget { unpacked_bytes: 64 << 20, text_bytes: 4 << 20, files: 200 }
    }
}

impl Budget {
    /// Takes the room for so many unpacked bytes; what does not fit uses up all that was left.
    fn unpack(&mut self, bytes: usize) -> Result<(), Why> {
        let fits = bytes <= self.unpacked_bytes;
        self.unpacked_bytes = self.unpacked_bytes.saturating_sub(bytes);
        if fits { Ok(()) } else { Err(Why::TooLarge) }
    }

    /// Cuts a document down to the room for text that is left; true where it was cut.
    fn keep(&mut self, document: &mut Document) -> bool {
        let text = document.text.floor_char_boundary(self.text_bytes);
        let mut cut = text < document.text.len();
        document.text.truncate(text);
        self.text_bytes -= text;
        let mut kept = 0;
        for (label, value) in &document.pairs {
            let bytes = label.len() + value.len();
            if bytes > self.text_bytes {
                break;
            }
            self.text_bytes -= bytes;
            kept += 1;
        }
        cut |= kept < document.pairs.len();
        document.pairs.truncate(kept);
        cut
    }
}

/// What was read of a file and of all files inside it, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contents {
    pub documents: Vec<Document>,
    /// Mails (message/rfc822), for the mail room to read.
    pub mails: Vec<File>,
    pub unread: Vec<Unread>,
}

impl Contents {
    /// Notes what was not read, once.
    fn tell(&mut self, one: Unread) {
        if !self.unread.contains(&one) {
            self.unread.push(one);
        }
    }
}

/// What one reader finds in one file. Names are as inside that file; an empty one is the file itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Inner {
    pub documents: Vec<Document>,
    pub files: Vec<File>,
    pub unread: Vec<Unread>,
}

impl Inner {
    /// A file that is one text; `cut` where there is more than was read of it.
    fn text(text: String, pairs: Vec<(String, String)>, cut: Option<Why>) -> Inner {
        let unread = cut.map(|why| Unread { name: String::new(), why }).into_iter().collect();
        let said = !text.trim().is_empty() || !pairs.is_empty();
        let documents = said.then(|| Document { name: String::new(), text, pairs }).into_iter().collect();
        Inner { documents, files: Vec::new(), unread }
    }

    /// Of a format made for words: where there are none, the pages are pictures and a person must look.
    fn or_unknown(self) -> Result<Inner, Why> {
        let empty = self.documents.is_empty() && self.files.is_empty() && self.unread.is_empty();
        if empty { Err(Why::UnknownFormat) } else { Ok(self) }
    }
}

/// Reads one file and what is inside it. A picture that is part of the body, or a signature, gives neither document nor
/// unread; a picture that was attached may be a photographed form, and is told as unread.
pub fn read(file: &File, budget: &mut Budget) -> Contents {
    let mut contents = Contents::default();
    let mut waiting = vec![(Cow::Borrowed(file), 0)];
    while let Some((file, depth)) = waiting.pop() {
        if budget.files == 0 {
            contents.tell(Unread { name: file.name.clone(), why: Why::TooLarge });
            continue;
        }
        budget.files -= 1;
        let format = sniff::format(&file);
        if format == Format::Mail {
            contents.mails.push(file.into_owned());
            continue;
        }
        // A file that makes a library panic is lost; the files beside it are not.
        let opened = catch_unwind(AssertUnwindSafe(|| open(&file, format, depth >= MAX_DEPTH, budget)));
        let inner = opened
            .unwrap_or(Err(Why::Damaged))
            .unwrap_or_else(|why| Inner::text(String::new(), Vec::new(), Some(why)));
        for mut document in inner.documents {
            document.name = within(&file.name, &document.name);
            if budget.keep(&mut document) {
                contents.tell(Unread { name: document.name.clone(), why: Why::TooLarge });
            }
            contents.documents.push(document);
        }
        for one in inner.unread {
            contents.tell(Unread { name: within(&file.name, &one.name), ..one });
        }
        let files = inner.files.into_iter().rev();
        waiting.extend(
            files.map(|one| (Cow::Owned(File { name: within(&file.name, &one.name), ..one }), depth + 1)),
        );
    }
    contents
}

/// Hands a file to its reader. `deep`: what is inside it is not opened any more.
fn open(file: &File, format: Format, deep: bool, budget: &mut Budget) -> Result<Inner, Why> {
    // A message is told from an old Word or Excel file by its reader only.
    let holds_files = matches!(format, Format::Compound | Format::Tnef);
    let inner = match format {
        Format::Zip => return zipped::read(file, deep, budget),
        Format::Pdf => return pdf::read(&file.bytes, budget),
        Format::Delimited => return Ok(delimited::read(file, budget)),
        Format::Html => return plain::html(file).or_unknown(),
        Format::Text => return Ok(plain::text(file, budget)),
        Format::Compound if sniff::is_encrypted_office(&file.bytes) => return Err(Why::Encrypted),
        Format::Compound => msg::read(file, budget),
        Format::Tnef => tnef::read(file, budget),
        Format::Rtf => rtf::read(file, budget),
        Format::Mail | Format::Nothing => Some(Inner::default()),
        Format::Encrypted => return Err(Why::Encrypted),
        Format::Damaged => return Err(Why::Damaged),
        Format::Unknown => return Err(Why::UnknownFormat),
    };
    let mut inner = inner.ok_or(Why::UnknownFormat)?;
    if deep && holds_files && !inner.files.is_empty() {
        inner.files.clear();
        inner.unread.push(Unread { name: String::new(), why: Why::TooDeep });
    }
    Ok(inner)
}

/// The name of a file inside another.
fn within(outer: &str, name: &str) -> String {
    if name.is_empty() {
        return outer.to_owned();
    }
    let full = format!("{outer}/{name}");
    full.get(..full.floor_char_boundary(MAX_NAME)).unwrap_or_default().to_owned()
}
