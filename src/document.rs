//! Files that come with a mail, as text: what a person would see when opening them, or why that was not possible.
//!
//! Each reader turns one format into lines; a table row is one line with a tab between its cells, a ticked box is `☒`
//! and an empty one `☐`, so that the report room reads a form the same way wherever it was written. Containers give the
//! files inside them, which are read the same way within one common [`Budget`]. Nothing here fails: what cannot be read is
//! told by name, so that it can be asked for.

use serde::{Deserialize, Serialize};

/// A file as it came: an attachment, or a member of an archive.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct File {
    /// As the sender named it; of a member `archive.zip/member.docx`.
    pub name: String,
    /// As the sender declared it, in lower case; the content decides, this only helps.
    pub media_type: String,
    pub bytes: Vec<u8>,
}

/// What one file says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    /// The file's name, as in [`File::name`].
    pub name: String,
    /// Lines, with tabs between the cells of a row.
    pub text: String,
    /// Pairs of label and value whose border is certain: form fields, content controls.
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
    /// A form that nobody taught us: a picture, a sound, a program.
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

/// What was read of a file and of all files inside it, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contents {
    pub documents: Vec<Document>,
    pub unread: Vec<Unread>,
}

/// Reads one file and what is inside it.
pub fn read(file: &File, budget: &mut Budget) -> Contents {
    let text =
        String::from_utf8_lossy(file.bytes.get(..budget.text_bytes).unwrap_or(&file.bytes)).into_owned();
    budget.text_bytes = budget.text_bytes.saturating_sub(text.len());
    match file.media_type.starts_with("text/") {
        true => Contents {
            documents: vec![Document { name: file.name.clone(), text, pairs: Vec::new() }],
            unread: Vec::new(),
        },
        false => Contents {
            documents: Vec::new(),
            unread: vec![Unread { name: file.name.clone(), why: Why::UnknownFormat }],
        },
    }
}
