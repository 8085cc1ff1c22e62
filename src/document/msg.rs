//! Outlook's `.msg` (MS-OXMSG): a message as a file system of properties, its recipients and attachments as folders.
//!
//! Fixed properties stand in one stream, each longer one is a stream of its own whose name says which. A message that
//! is attached is a folder again; folders are read in turn and not within.

pub(super) mod storage;

use std::borrow::Cow;

use super::mapi::{self, Attached, DEEPEST, MORE, Message, Properties, id, kind, method};
use super::{Budget, Document, File, Inner, Unread, Why};
use storage::{Entry, Storage};

/// The stream of fixed properties.
const FIXED: &str = "__properties_version1.0";
const LONGER: &str = "__substg1.0_";
const RECIPIENT: &str = "__recip_version1.0_#";
const ATTACHMENT: &str = "__attach_version1.0_#";
/// The folder of an attached message, or of an object of another program.
const OBJECT: &str = "__substg1.0_3701000D";

/// Bytes before the first fixed property (section 2.4.1): of the outermost message, an attached one, all others.
const HEAD_OUTERMOST: usize = 32;
const HEAD_EMBEDDED: usize = 24;
const HEAD_PART: usize = 8;

/// Most entries of one folder that are looked at, and most recipients.
const MOST_ENTRIES: usize = 4_000;
const MOST_RECIPIENTS: usize = 100;

/// Reads a message; `None` where the file is another compound file, an old Word one for example.
pub fn read(file: &File, budget: &mut Budget) -> Option<Inner> {
    let mut storage = match Storage::open(&file.bytes)? {
        Ok(storage) => storage,
        Err(why) => return is_named_so(file).then(|| unread(why)),
    };
    if !storage.has(&format!("/{FIXED}")) {
        return is_named_so(file).then(|| unread(Why::Damaged));
    }
    let mut inner = Inner::default();
    let mut left = budget.text_bytes;
    let mut waiting = vec![(String::new(), "/".to_owned(), 0)];
    while let Some((name, path, depth)) = waiting.pop() {
        if depth > 0 && !mapi::open_another(budget) {
            inner.unread.push(Unread { name, why: Why::TooLarge });
            break;
        }
        let entries = storage.entries(&path, MOST_ENTRIES);
        let (message, why) = message(&mut storage, &path, &entries, depth, budget);
        inner.unread.extend(why.map(|why| Unread { name: name.clone(), why }));
        let text = message.with_header(left + MORE);
        left = left.saturating_sub(text.len());
        let mut document = Document { name: name.clone(), text, pairs: Vec::new() };
        let mut messages = Vec::new();
        let attachments = entries.iter().filter(|entry| is_part(entry, ATTACHMENT)).enumerate();
        for (at, entry) in attachments {
            let (mut attached, held) = attachment(&mut storage, entry, at + 1, message.code_page(), budget);
            attached.name = mapi::within(&name, &attached.name);
            match held {
                Held::Message => {
                    messages.push((attached.name, format!("{}/{OBJECT}", entry.path), depth + 1));
                }
                Held::Unread(why) => inner.unread.push(Unread { name: attached.name, why }),
                Held::Bytes(bytes) => mapi::put(&mut inner, &mut document, attached, Cow::Owned(bytes)),
            }
        }
        if !document.text.trim().is_empty() {
            inner.documents.push(document);
        }
        for (name, path, depth) in messages.into_iter().rev() {
            match depth > DEEPEST {
                true => inner.unread.push(Unread { name, why: Why::TooDeep }),
                false => waiting.push((name, path, depth)),
            }
        }
    }
    Some(inner)
}

fn unread(why: Why) -> Inner {
    Inner { unread: vec![Unread { name: String::new(), why }], ..Inner::default() }
}

/// What cannot be opened is a message only by its name.
fn is_named_so(file: &File) -> bool {
    let ending = file.name.rsplit('.').next().unwrap_or_default();
    ending.eq_ignore_ascii_case("msg") || file.media_type.contains("ms-outlook")
}

fn is_part(entry: &Entry, start: &str) -> bool {
    !entry.is_stream && entry.name.starts_with(start)
}

/// A message and why some of it was not read.
fn message(
    storage: &mut Storage<'_>,
    path: &str,
    entries: &[Entry],
    depth: usize,
    budget: &mut Budget,
) -> (Message<'static>, Option<Why>) {
    let head = if depth == 0 { HEAD_OUTERMOST } else { HEAD_EMBEDDED };
    let (properties, why) = properties(storage, path, entries, head, budget);
    let recipients = entries
        .iter()
        .filter(|entry| is_part(entry, RECIPIENT))
        .take(MOST_RECIPIENTS)
        .map(|entry| {
            let entries = storage.entries(&entry.path, MOST_ENTRIES);
            self::properties(storage, &entry.path, &entries, HEAD_PART, budget).0
        })
        .collect();
    (Message { properties, recipients, page: None }, why)
}

/// What an attachment holds.
enum Held {
    Bytes(Vec<u8>),
    /// Another message, in its folder.
    Message,
    Unread(Why),
}

fn attachment(
    storage: &mut Storage<'_>,
    entry: &Entry,
    number: usize,
    page: Option<u32>,
    budget: &mut Budget,
) -> (Attached, Held) {
    let entries = storage.entries(&entry.path, MOST_ENTRIES);
    let (mut own, why) = properties(storage, &entry.path, &entries, HEAD_PART, budget);
    let mut attached = mapi::attached(&own, None, number, page);
    let is_message = storage.has(&format!("{}/{OBJECT}/{FIXED}", entry.path));
    let held = match (own.take(id::ATTACH_DATA), own.number(id::ATTACH_METHOD)) {
        _ if is_message => Held::Message,
        (Some(bytes), _) => Held::Bytes(bytes.into_owned()),
        (None, Some(method::OLE)) => Held::Unread(Why::UnknownFormat),
        (None, _) => why.map_or_else(|| Held::Bytes(Vec::new()), Held::Unread),
    };
    if is_message && !attached.name.contains('.') {
        attached.name.push_str(".msg");
    }
    (attached, held)
}

/// The properties that are read of a message, a recipient or an attachment, and why one was not.
fn properties(
    storage: &mut Storage<'_>,
    path: &str,
    entries: &[Entry],
    head: usize,
    budget: &mut Budget,
) -> (Properties<'static>, Option<Why>) {
    let mut found = Properties::default();
    let mut why = None;
    if let Ok(bytes) = storage.read(&format!("{}/{FIXED}", path.trim_end_matches('/')), budget) {
        let (fixed, _) = bytes.get(head..).unwrap_or_default().as_chunks::<16>();
        for [k0, k1, i0, i1, _, _, _, _, value @ ..] in fixed {
            let kind = u16::from_le_bytes([*k0, *k1]);
            if matches!(kind, kind::LONG | kind::BOOLEAN | kind::TIME) {
                found.keep(u16::from_le_bytes([*i0, *i1]), kind, value.to_vec());
            }
        }
    }
    for entry in entries.iter().filter(|entry| entry.is_stream) {
        let Some((id, kind)) = entry.name.strip_prefix(LONGER).and_then(tag) else { continue };
        if !id::READ.contains(&id) {
            continue;
        }
        match storage.read(&entry.path, budget) {
            Ok(bytes) => found.keep(id, kind, bytes),
            Err(reason) => why = Some(reason),
        }
    }
    (found, why)
}

/// `0037001F`: identifier and type.
fn tag(name: &str) -> Option<(u16, u16)> {
    let tag = u32::from_str_radix(name, 16).ok().filter(|_| name.len() == 8)?;
    Some(((tag >> 16) as u16, (tag & 0xffff) as u16))
}

#[cfg(test)]
mod tests;
