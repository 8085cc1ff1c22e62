//! Outlook's properties of messages, recipients and attachments (MS-OXPROPS), whichever container carries them, and the
//! text that they make.

mod body;

use std::borrow::Cow;

use chrono::{DateTime, Utc};

use super::codepage;
use super::{Budget, Document, File, Inner, Unread, Why};

/// Messages within messages that are followed; deeper ones are told as too deep.
pub const DEEPEST: usize = 8;
/// Bytes given beyond the room for text, so that whoever cuts the text sees that there was more.
pub const MORE: usize = 4;
/// Most recipients named in a header block.
const MOST_RECIPIENTS: usize = 50;
/// Longest name or subject kept, bytes.
const LONGEST_NAME: usize = 500;

/// Property identifiers: the upper half of a property tag.
pub mod id {
    pub const MESSAGE_CLASS: u16 = 0x001a;
    pub const SUBJECT: u16 = 0x0037;
    pub const SUBMIT_TIME: u16 = 0x0039;
    pub const REPRESENTING_NAME: u16 = 0x0042;
    pub const REPRESENTING_ADDRESS: u16 = 0x0065;
    pub const HEADERS: u16 = 0x007d;
    pub const RECIPIENT_TYPE: u16 = 0x0c15;
    pub const SENDER_NAME: u16 = 0x0c1a;
    pub const SENDER_ADDRESS: u16 = 0x0c1f;
    pub const DISPLAY_TO: u16 = 0x0e04;
    pub const DELIVERY_TIME: u16 = 0x0e06;
    pub const BODY: u16 = 0x1000;
    pub const RTF_COMPRESSED: u16 = 0x1009;
    pub const HTML: u16 = 0x1013;
    pub const DISPLAY_NAME: u16 = 0x3001;
    pub const ADDRESS: u16 = 0x3003;
    pub const ATTACH_DATA: u16 = 0x3701;
    pub const ATTACH_EXTENSION: u16 = 0x3703;
    pub const ATTACH_NAME: u16 = 0x3704;
    pub const ATTACH_METHOD: u16 = 0x3705;
    pub const ATTACH_LONG_NAME: u16 = 0x3707;
    pub const ATTACH_PATH: u16 = 0x3708;
    pub const ATTACH_LONG_PATH: u16 = 0x370d;
    pub const ATTACH_MEDIA_TYPE: u16 = 0x370e;
    pub const ATTACH_FLAGS: u16 = 0x3714;
    pub const ATTACH_TRANSPORT_NAME: u16 = 0x370c;
    pub const SMTP_ADDRESS: u16 = 0x39fe;
    pub const INTERNET_CODE_PAGE: u16 = 0x3fde;
    pub const MESSAGE_CODE_PAGE: u16 = 0x3ffd;
    pub const SENDER_SMTP_ADDRESS: u16 = 0x5d01;
    pub const REPRESENTING_SMTP_ADDRESS: u16 = 0x5d02;
    pub const ATTACH_HIDDEN: u16 = 0x7ffe;

    /// All that is read; the rest is not even kept.
    #[rustfmt::skip]
    pub const READ: &[u16] = &[
        MESSAGE_CLASS, SUBJECT, SUBMIT_TIME, REPRESENTING_NAME, REPRESENTING_ADDRESS, HEADERS, RECIPIENT_TYPE,
        SENDER_NAME, SENDER_ADDRESS, DISPLAY_TO, DELIVERY_TIME, BODY, RTF_COMPRESSED, HTML, DISPLAY_NAME, ADDRESS,
        ATTACH_DATA, ATTACH_EXTENSION, ATTACH_NAME, ATTACH_METHOD, ATTACH_LONG_NAME, ATTACH_PATH, ATTACH_LONG_PATH,
        ATTACH_MEDIA_TYPE, ATTACH_FLAGS, ATTACH_TRANSPORT_NAME, SMTP_ADDRESS, INTERNET_CODE_PAGE, MESSAGE_CODE_PAGE,
        SENDER_SMTP_ADDRESS, REPRESENTING_SMTP_ADDRESS, ATTACH_HIDDEN,
    ];
}

/// Property types: the lower half of a property tag (MS-OXCDATA section 2.11.1).
pub mod kind {
    pub const LONG: u16 = 0x0003;
    pub const BOOLEAN: u16 = 0x000b;
    pub const OBJECT: u16 = 0x000d;
    pub const STRING8: u16 = 0x001e;
    pub const UNICODE: u16 = 0x001f;
    pub const TIME: u16 = 0x0040;
    pub const BINARY: u16 = 0x0102;
}

/// How an attachment is kept (PidTagAttachMethod, MS-OXCMSG section 2.2.2.9).
pub mod method {
    pub const EMBEDDED_MESSAGE: u32 = 5;
    pub const OLE: u32 = 6;
}

/// The properties of one object that are read, as they were found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Properties<'a> {
    list: Vec<(u16, u16, Cow<'a, [u8]>)>,
}

impl<'a> Properties<'a> {
    /// Keeps a property; the first of each identifier stays.
    pub fn keep(&mut self, id: u16, kind: u16, bytes: impl Into<Cow<'a, [u8]>>) {
        if id::READ.contains(&id) && self.find(id).is_none() {
            self.list.push((id, kind, bytes.into()));
        }
    }

    fn find(&self, id: u16) -> Option<(u16, &[u8])> {
        self.list.iter().find(|(known, ..)| *known == id).map(|(_, kind, bytes)| (*kind, bytes.as_ref()))
    }

    /// The bytes of a binary property or object.
    pub fn bytes(&self, id: u16) -> Option<&[u8]> {
        self.find(id).filter(|(kind, _)| matches!(*kind, kind::BINARY | kind::OBJECT)).map(|(_, bytes)| bytes)
    }

    /// The same, taken out.
    pub fn take(&mut self, id: u16) -> Option<Cow<'a, [u8]>> {
        let at = self.list.iter().position(|(known, ..)| *known == id)?;
        Some(self.list.swap_remove(at).2)
    }

    /// A text; 8-bit letters are in the code page.
    pub fn text(&self, id: u16, page: Option<u32>) -> Option<String> {
        let text = match self.find(id)? {
            (kind::UNICODE, bytes) => codepage::utf16(bytes),
            (kind::STRING8, bytes) => codepage::text(bytes, page),
            _ => return None,
        };
        Some(text).filter(|text| !text.trim().is_empty())
    }

    /// A text of one line, without control characters.
    pub fn line(&self, id: u16, page: Option<u32>) -> Option<String> {
        let text = self.text(id, page)?;
        let end = text.floor_char_boundary(LONGEST_NAME);
        let text = text.get(..end).unwrap_or_default().replace(|c: char| c.is_control(), " ");
        Some(text.trim().to_owned()).filter(|text| !text.is_empty())
    }

    /// A whole number.
    pub fn number(&self, id: u16) -> Option<u32> {
        let (_, bytes) = self.find(id).filter(|(kind, _)| *kind == kind::LONG)?;
        Some(u32::from_le_bytes(bytes.get(..4)?.try_into().ok()?))
    }

    /// Whether a yes-or-no property says yes.
    pub fn is_set(&self, id: u16) -> bool {
        matches!(self.find(id), Some((kind::BOOLEAN, [first, ..])) if *first != 0)
    }

    /// A time: 100 ns steps since 1601 (MS-DTYP section 2.3.3).
    pub fn time(&self, id: u16) -> Option<DateTime<Utc>> {
        let (_, bytes) = self.find(id).filter(|(kind, _)| *kind == kind::TIME)?;
        let steps = i64::from_le_bytes(bytes.get(..8)?.try_into().ok()?);
        let seconds = (steps / 10_000_000).checked_sub(11_644_473_600)?;
        DateTime::from_timestamp(seconds, 0).filter(|_| seconds > 0)
    }
}

/// A message, whichever container it came in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Message<'a> {
    pub properties: Properties<'a>,
    pub recipients: Vec<Properties<'a>>,
    /// The code page that the container names for 8-bit letters.
    pub page: Option<u32>,
}

impl Message<'_> {
    /// The code page of 8-bit letters.
    pub fn code_page(&self) -> Option<u32> {
        let own = [id::MESSAGE_CODE_PAGE, id::INTERNET_CODE_PAGE];
        own.iter().find_map(|id| self.properties.number(*id)).or(self.page)
    }

    /// `Fra`, `Sendt`, `Til`, `Emne`, as a forwarded mail is headed, then the body.
    pub fn with_header(&self, limit: usize) -> String {
        let mut out = String::new();
        let mut line = |label: &str, value: Option<String>| {
            if let Some(value) = value {
                out.push_str(&format!("{label}: {value}\n"));
            }
        };
        line("Fra", self.sender());
        let times = [id::SUBMIT_TIME, id::DELIVERY_TIME];
        let sent = times.iter().find_map(|id| self.properties.time(*id));
        line("Sendt", sent.map(|time| time.format("%Y-%m-%d %H:%M UTC").to_string()));
        line("Til", self.to());
        line("Emne", self.subject());
        if !out.is_empty() {
            out.push('\n');
        }
        out.push_str(&self.body(limit));
        out
    }

    /// The subject, on one line.
    pub fn subject(&self) -> Option<String> {
        let subject = self.properties.line(id::SUBJECT, self.code_page())?;
        // MS-OXCMSG section 2.2.1.9: software keeps the length of a prefix in front, behind a control character.
        Some(subject.trim_start_matches(|c: char| c.is_control()).to_owned())
    }

    /// `Name <address>`; addresses of Exchange's own kind are left out.
    fn sender(&self) -> Option<String> {
        let (page, own) = (self.code_page(), &self.properties);
        let first = |ids: &[u16]| ids.iter().find_map(|id| own.line(*id, page));
        let address = [
            id::REPRESENTING_SMTP_ADDRESS,
            id::SENDER_SMTP_ADDRESS,
            id::REPRESENTING_ADDRESS,
            id::SENDER_ADDRESS,
        ]
        .iter()
        .find_map(|id| own.line(*id, page).filter(|address| is_address(address)));
        let address = address.or_else(|| self.sender_of_headers());
        named(first(&[id::REPRESENTING_NAME, id::SENDER_NAME]), address)
    }

    /// From the mail's own header, which Outlook keeps whole where it came from outside.
    fn sender_of_headers(&self) -> Option<String> {
        let headers = self.properties.text(id::HEADERS, self.code_page())?;
        let mut from = headers.lines().skip_while(|line| !starts_with(line, "from:"));
        let mut value = from.next()?.get(5..)?.to_owned();
        from.take_while(|line| line.starts_with([' ', '\t'])).take(10).for_each(|line| value.push_str(line));
        let mut words = value.rsplit(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | ',' | ';' | '"'));
        words.find(|word| is_address(word)).map(str::to_owned)
    }

    fn to(&self) -> Option<String> {
        let page = self.code_page();
        let to =
            self.recipients.iter().filter(|one| matches!(one.number(id::RECIPIENT_TYPE), None | Some(1)));
        let named: Vec<String> = to
            .take(MOST_RECIPIENTS)
            .filter_map(|one| {
                let address = [id::SMTP_ADDRESS, id::ADDRESS].iter().find_map(|id| one.line(*id, page));
                named(one.line(id::DISPLAY_NAME, page), address.filter(|address| is_address(address)))
            })
            .collect();
        match named.is_empty() {
            true => self.properties.line(id::DISPLAY_TO, page),
            false => Some(named.join("; ")),
        }
    }
}

/// What an attachment's own properties say of it.
pub struct Attached {
    pub name: String,
    pub media_type: String,
    pub inline: bool,
    /// Where it lies, of one that was linked and not sent along.
    pub link: Option<String>,
}

/// The name of an attachment and what it is; one without a name is called by its number.
pub fn attached(own: &Properties<'_>, title: Option<String>, number: usize, page: Option<u32>) -> Attached {
    let names = [id::ATTACH_LONG_NAME, id::ATTACH_NAME, id::ATTACH_TRANSPORT_NAME, id::DISPLAY_NAME];
    let said = |ids: &[u16]| ids.iter().find_map(|id| own.line(*id, page));
    let name = own.line(id::ATTACH_LONG_NAME, page).or(title).or_else(|| said(&names));
    // Old software names the whole path on the sender's disk.
    let name = name.and_then(|name| name.rsplit(['/', '\\']).next().map(|name| name.trim().to_owned()));
    let ending = said(&[id::ATTACH_EXTENSION]).filter(|ending| ending.len() < 12);
    let name = name
        .filter(|name| !name.is_empty())
        .unwrap_or_else(|| format!("vedlegg-{number}{}", ending.unwrap_or_default()));
    // Bit 2: shown inside the HTML (PidTagAttachFlags).
    let inline =
        own.is_set(id::ATTACH_HIDDEN) || own.number(id::ATTACH_FLAGS).is_some_and(|flags| flags & 4 != 0);
    let media_type = said(&[id::ATTACH_MEDIA_TYPE]).unwrap_or_default().to_ascii_lowercase();
    Attached { name, media_type, inline, link: said(&[id::ATTACH_LONG_PATH, id::ATTACH_PATH]) }
}

/// Puts an attachment in among what was found; of one that was only linked, its message says where.
pub fn put(inner: &mut Inner, message: &mut Document, attached: Attached, bytes: Cow<'_, [u8]>) {
    let Attached { name, mut media_type, inline, link } = attached;
    if let Some(link) = link.filter(|_| bytes.is_empty()) {
        return message.text.push_str(&format!("\nVedlegg: {name} ({link})\n"));
    }
    if is_encrypted(&name, &media_type, &bytes) {
        return inner.unread.push(Unread { name, why: Why::Encrypted });
    }
    // What was signed in the clear is kept whole, with the header of its outermost part (MS-OXOSMIME section 2.1.3.1).
    if bytes.get(..13).is_some_and(|start| start.eq_ignore_ascii_case(b"content-type:")) {
        media_type = "message/rfc822".to_owned();
    }
    inner.files.push(File { name, media_type, bytes: bytes.into_owned(), inline });
}

/// Counts a message within a message as a file that is opened; false where there are too many.
pub fn open_another(budget: &mut Budget) -> bool {
    let may = budget.files > 0;
    budget.files = budget.files.saturating_sub(1);
    may
}

/// The name of what is inside a message that is itself inside another.
pub fn within(outer: &str, name: &str) -> String {
    if outer.is_empty() { name.to_owned() } else { format!("{outer}/{name}") }
}

/// S/MIME, and what Rights Management locks in.
fn is_encrypted(name: &str, media_type: &str, bytes: &[u8]) -> bool {
    const LOCKED: &[u8] = &[0x76, 0xe8, 0x04, 0x60, 0xc4, 0x11, 0xe3, 0x86];
    let name = name.to_ascii_lowercase();
    let der = bytes.starts_with(&[0x30, 0x80])
        || bytes.starts_with(&[0x30, 0x82])
        || bytes.starts_with(&[0x30, 0x83]);
    bytes.starts_with(LOCKED)
        || name.ends_with(".rpmsg")
        || der && (name.ends_with(".p7m") || media_type.ends_with("pkcs7-mime"))
}

fn named(name: Option<String>, address: Option<String>) -> Option<String> {
    match (name, address) {
        (Some(name), Some(address)) if !name.eq_ignore_ascii_case(&address) => {
            Some(format!("{name} <{address}>"))
        }
        (name, address) => address.or(name),
    }
}

fn is_address(text: &str) -> bool {
    let parts = text.split_once('@');
    parts.is_some_and(|(local, domain)| {
        !local.is_empty() && domain.contains('.') && !text.contains([' ', '/'])
    })
}

fn starts_with(line: &str, label: &str) -> bool {
    line.get(..label.len()).is_some_and(|start| start.eq_ignore_ascii_case(label))
}
