//! A failure report taken apart: its own words, and the fields of the mail that came back.

use std::borrow::Cow;
use std::cell::OnceCell;

use super::patterns::PATTERNS;
use super::status;
use crate::mail::html::{self, Quotes};
use crate::mail::message::{Message, Part, field};
use crate::mail::wording::{folded, start};

/// Bytes of a body that are looked at, and bytes of HTML, which holds more signs than words.
const MAX_TEXT: usize = 100_000;
const MAX_HTML: usize = 300_000;
/// Bytes of a report's own words.
const MAX_OWN: usize = 32_000;

/// A header's fields: name in lower case, top first.
pub type Fields = [(String, String)];

/// What a report says itself, apart from the mail that came back. Each is made when it is asked for: a report that keeps
/// to RFC 3464 needs little of it.
pub struct Notice<'a> {
    message: &'a Message,
    whole: OnceCell<Cow<'a, str>>,
    own: OnceCell<usize>,
    folded: OnceCell<String>,
    returned: OnceCell<Cow<'a, Fields>>,
}

impl<'a> Notice<'a> {
    pub fn of(message: &'a Message) -> Notice<'a> {
        let (whole, own, folded, returned) = Default::default();
        Notice { message, whole, own, folded, returned }
    }

    /// All of its text.
    pub fn whole(&self) -> &str {
        self.whole.get_or_init(|| text_of(self.message))
    }

    /// Its own words as lines, up to where the returned mail begins.
    pub fn own(&self) -> &str {
        start(self.whole(), self.own_end().min(MAX_OWN))
    }

    fn own_end(&self) -> usize {
        *self.own.get_or_init(|| {
            let lower = self.whole().to_ascii_lowercase();
            PATTERNS.returned.find(&lower).map_or(lower.len(), |line| line.start())
        })
    }

    /// The same, folded, for looking up words.
    pub fn folded(&self) -> &str {
        self.folded.get_or_init(|| folded(self.own(), MAX_OWN))
    }

    /// Fields of the returned mail.
    pub fn returned(&self) -> &Fields {
        self.returned.get_or_init(|| {
            let rest = || header_in(self.whole().get(self.own_end()..).unwrap_or_default());
            returned_part(self.message).unwrap_or_else(|| Cow::Owned(rest()))
        })
    }
}

/// The plain text, else the HTML as text, else a text that was sent as a file.
fn text_of(message: &Message) -> Cow<'_, str> {
    if let Some(text) = &message.text {
        return Cow::Borrowed(start(text, MAX_TEXT));
    }
    if let Some(source) = &message.html {
        let text = html::to_text(start(source, MAX_HTML), Quotes::Keep).text;
        return Cow::Owned(start(&text, MAX_TEXT).to_owned());
    }
    let mut files =
        message.parts.iter().filter(|part| part.depth == 0 && part.media_type.starts_with("text/"));
    Cow::Borrowed(files.find_map(|part| part.text.as_deref()).map_or("", |text| start(text, MAX_TEXT)))
}

/// A nested mail, or its header alone: text/rfc822-headers, message/global-headers (RFC 6522 section 4, RFC 6533).
fn returned_part(message: &Message) -> Option<Cow<'_, Fields>> {
    let is_header = |part: &Part| {
        let kind = part.media_type.as_str();
        kind == "message/rfc822" || kind.ends_with("/rfc822-headers") || kind.ends_with("/global-headers")
    };
    message.parts.iter().filter(|part| part.depth == 0).find_map(|part| {
        if !part.fields.is_empty() {
            return Some(Cow::Borrowed(part.fields.as_slice()));
        }
        let fields = header_in(part.text.as_deref().filter(|_| is_header(part))?);
        (!fields.is_empty()).then_some(Cow::Owned(fields))
    })
}

/// The first block of fields that is a mail's header.
fn header_in(text: &str) -> Vec<(String, String)> {
    const KNOWN: &[&str] = &["from", "to", "subject", "message-id"];
    let is_header = |group: &status::Group| KNOWN.iter().any(|name| field(group, name).is_some());
    status::groups(text).into_iter().find(is_header).unwrap_or_default()
}
