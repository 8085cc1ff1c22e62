//! `winmail.dat`: the mail as Outlook itself keeps it (MS-OXTNEF), when it was sent to people who have no Outlook.
//!
//! A list of attributes, some of which hold lists of properties. Checksums are not asked about: software writes wrong
//! ones, and what is damaged shows anyway. A message in a message is one more list, read in turn and not within.

mod list;

use std::borrow::Cow;

use super::mapi::{self, Attached, DEEPEST, MORE, Message, Properties, id, kind, method};
use super::{Budget, Document, File, Inner, Unread, Why, codepage};

const SIGNATURE: u32 = 0x223e_9f78;
/// Signature and key, before the first attribute.
const START: usize = 6;

/// Most attachments listed of one message.
const MOST_ATTACHMENTS: usize = 500;

/// Attributes (section 2.1.3.2): the type in the upper half, the name in the lower.
mod attribute {
    pub const SUBJECT: u32 = 0x0001_8004;
    pub const MESSAGE_CLASS: u32 = 0x0007_8008;
    pub const BODY: u32 = 0x0002_800c;
    pub const ATTACH_DATA: u32 = 0x0006_800f;
    pub const ATTACH_TITLE: u32 = 0x0001_8010;
    pub const ATTACH_TRANSPORT_NAME: u32 = 0x0006_9001;
    pub const ATTACH_START: u32 = 0x0006_9002;
    pub const MESSAGE_PROPERTIES: u32 = 0x0006_9003;
    pub const RECIPIENTS: u32 = 0x0006_9004;
    pub const ATTACH_PROPERTIES: u32 = 0x0006_9005;
    pub const CODE_PAGE: u32 = 0x0006_9007;
}

/// The identifiers of what an object property may be (section 2.1.3.4): a message, in its own attributes, …
const IS_MESSAGE: &[u8] = &[0x07, 3, 2, 0, 0, 0, 0, 0, 0xc0, 0, 0, 0, 0, 0, 0, 0x46];
/// … or an object of another program.
const IS_STORAGE: &[u8] = &[0x0b, 0, 0, 0, 0, 0, 0, 0, 0xc0, 0, 0, 0, 0, 0, 0, 0x46];

/// Reads a TNEF file; `None` where it is none. The mail's own body comes without a header block: the mail that
/// carries the file has one.
pub fn read(file: &File, budget: &mut Budget) -> Option<Inner> {
    let content = content(&file.bytes)?;
    let mut inner = Inner::default();
    let mut left = budget.text_bytes;
    let mut waiting: Vec<(String, &[u8], usize)> = vec![(String::new(), content, 0)];
    while let Some((name, content, depth)) = waiting.pop() {
        if depth > 0 && !mapi::open_another(budget) {
            inner.unread.push(Unread { name, why: Why::TooLarge });
            break;
        }
        let found = attributes(content);
        inner.unread.extend(found.why.map(|why| Unread { name: name.clone(), why }));
        let text = match depth {
            0 => found.message.body(left + MORE),
            _ => found.message.with_header(left + MORE),
        };
        left = left.saturating_sub(text.len());
        let page = found.message.code_page();
        let mut document = Document { name: name.clone(), text, pairs: Vec::new() };
        let mut messages = Vec::new();
        for (at, one) in found.attachments.into_iter().enumerate() {
            let (mut attached, held) = one.open(at + 1, page);
            attached.name = mapi::within(&name, &attached.name);
            match held {
                Held::Message(content) => messages.push((attached.name, content, depth + 1)),
                Held::Bytes(bytes) => match budget.unpack(bytes.len()) {
                    Ok(()) => mapi::put(&mut inner, &mut document, attached, Cow::Borrowed(bytes)),
                    Err(why) => inner.unread.push(Unread { name: attached.name, why }),
                },
            }
        }
        if !document.text.trim().is_empty() {
            inner.documents.push(document);
        }
        for (name, content, depth) in messages.into_iter().rev() {
            match depth > DEEPEST {
                true => inner.unread.push(Unread { name, why: Why::TooDeep }),
                false => waiting.push((name, content, depth)),
            }
        }
    }
    Some(inner)
}

/// The attributes of a TNEF; `None` where it is none.
fn content(bytes: &[u8]) -> Option<&[u8]> {
    let signature = u32::from_le_bytes(bytes.get(..4)?.try_into().ok()?);
    bytes.get(START..).filter(|_| signature == SIGNATURE)
}

/// What the attributes of one message say.
#[derive(Default)]
struct Found<'a> {
    message: Message<'a>,
    attachments: Vec<Attachment<'a>>,
    /// Why it was not read to its end.
    why: Option<Why>,
}

#[derive(Default)]
struct Attachment<'a> {
    title: Option<&'a [u8]>,
    transport_name: Option<&'a [u8]>,
    data: Option<&'a [u8]>,
    properties: Properties<'a>,
}

/// What an attachment holds.
enum Held<'a> {
    Bytes(&'a [u8]),
    /// The attributes of another message.
    Message(&'a [u8]),
}

impl<'a> Attachment<'a> {
    fn open(mut self, number: usize, page: Option<u32>) -> (Attached, Held<'a>) {
        let title = [self.title, self.transport_name]
            .into_iter()
            .flatten()
            .map(|name| codepage::text(name, page))
            .find(|name| !name.trim().is_empty());
        let mut attached = mapi::attached(&self.properties, title, number, page);
        let embedded = self.properties.number(id::ATTACH_METHOD) == Some(method::EMBEDDED_MESSAGE);
        // Only borrowed bytes are ever kept of a TNEF.
        let object = match self.properties.take(id::ATTACH_DATA) {
            Some(Cow::Borrowed(bytes)) => Some(bytes),
            _ => None,
        };
        let message = object.and_then(|bytes| bytes.strip_prefix(IS_MESSAGE)).or(object.filter(|_| embedded));
        if let Some(content) = message.and_then(content) {
            if !attached.name.contains('.') {
                attached.name.push_str(".msg");
            }
            return (attached, Held::Message(content));
        }
        let object = object.map(|bytes| bytes.strip_prefix(IS_STORAGE).unwrap_or(bytes));
        (attached, Held::Bytes(self.data.or(object).unwrap_or_default()))
    }
}

fn attributes(content: &[u8]) -> Found<'_> {
    let mut found = Found::default();
    let mut rest = content;
    while let Some((head, after)) = rest.split_at_checked(9) {
        let [level, a, b, c, d, e, f, g, h] = *head else { break };
        if !matches!(level, 1 | 2) {
            found.why = Some(Why::Damaged);
            break;
        }
        if found.attachments.len() > MOST_ATTACHMENTS {
            found.why = Some(Why::TooLarge);
            break;
        }
        let name = u32::from_le_bytes([a, b, c, d]);
        let bytes = usize::try_from(u32::from_le_bytes([e, f, g, h])).unwrap_or(usize::MAX);
        let value = after.get(..bytes).unwrap_or(after);
        match level {
            1 => of_message(&mut found.message, name, value),
            _ => of_attachment(&mut found.attachments, name, value),
        }
        if value.len() < bytes {
            found.why = Some(Why::Damaged);
        }
        // Two bytes of checksum.
        rest = after.get(bytes.saturating_add(2)..).unwrap_or_default();
    }
    found
}

fn of_message<'a>(message: &mut Message<'a>, name: u32, value: &'a [u8]) {
    match name {
        attribute::MESSAGE_PROPERTIES => {
            list::properties(&mut list::Values::new(value), &mut message.properties)
        }
        attribute::RECIPIENTS => message.recipients = list::rows(value),
        attribute::CODE_PAGE => {
            message.page = value.get(..4).and_then(|page| Some(u32::from_le_bytes(page.try_into().ok()?)));
        }
        attribute::SUBJECT => message.properties.keep(id::SUBJECT, kind::STRING8, value),
        attribute::BODY => message.properties.keep(id::BODY, kind::STRING8, value),
        attribute::MESSAGE_CLASS => message.properties.keep(id::MESSAGE_CLASS, kind::STRING8, value),
        _ => {}
    }
}

fn of_attachment<'a>(attachments: &mut Vec<Attachment<'a>>, name: u32, value: &'a [u8]) {
    if name == attribute::ATTACH_START || attachments.is_empty() {
        attachments.push(Attachment::default());
    }
    let Some(current) = attachments.last_mut() else { return };
    match name {
        attribute::ATTACH_TITLE => current.title = Some(value),
        attribute::ATTACH_TRANSPORT_NAME => current.transport_name = Some(value),
        attribute::ATTACH_DATA => current.data = Some(value),
        attribute::ATTACH_PROPERTIES => {
            list::properties(&mut list::Values::new(value), &mut current.properties);
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests;
