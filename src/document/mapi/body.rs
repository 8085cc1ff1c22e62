//! The body of a message out of the three forms in which Outlook keeps it.

use super::{Message, id, kind};
use crate::document::codepage;
use crate::document::rtf::{self, Form, compressed};
use crate::mail::html::{Quotes, to_text};

/// A compressed body says how long it is; this much of it is believed.
const LONGEST_RTF: usize = 8 << 20;

impl Message<'_> {
    /// The body as lines, at most `limit` bytes. Outlook's own plain form of a table has a line for each cell, so the
    /// form with the table is taken where there is one; else the plain one, else what there is.
    pub fn body(&self, limit: usize) -> String {
        let plain = self.properties.text(id::BODY, self.code_page()).map(|text| lines(&text));
        let rich = self.html().map(|html| (Form::Html, html)).or_else(|| self.rich(limit));
        let text = match (plain, rich) {
            (Some(plain), Some((form, rich))) if !has_rows(form, &rich) => plain,
            (_, Some((Form::Html, html))) => to_text(&html, Quotes::Keep).text,
            (_, Some((_, text))) => text,
            (plain, None) => plain.unwrap_or_default(),
        };
        let mut text = text.trim_matches(['\n', ' ', '\u{feff}']).to_owned();
        text.truncate(text.floor_char_boundary(limit));
        text
    }

    /// PidTagHtml; some software writes it as a text and not as bytes.
    fn html(&self) -> Option<String> {
        let (kind, bytes) = self.properties.find(id::HTML)?;
        let html = match kind {
            kind::UNICODE => codepage::utf16(bytes),
            _ if bytes.starts_with(b"\xff\xfe") => codepage::utf16(bytes),
            _ => codepage::text(bytes, self.properties.number(id::INTERNET_CODE_PAGE).or(self.page)),
        };
        Some(html).filter(|html| !html.trim().is_empty())
    }

    fn rich(&self, limit: usize) -> Option<(Form, String)> {
        let packed = self.properties.bytes(id::RTF_COMPRESSED)?;
        let rtf = compressed::decompress(packed, LONGEST_RTF)?;
        let content = rtf::unpack(&rtf, limit.saturating_mul(4).min(LONGEST_RTF))?;
        Some((content.form, content.text)).filter(|(_, text)| !text.trim().is_empty())
    }
}

/// Whether there is a table in it, whose rows the plain form has lost.
fn has_rows(form: Form, text: &str) -> bool {
    match form {
        Form::Html => text.as_bytes().windows(6).any(|start| start.eq_ignore_ascii_case(b"<table")),
        Form::Rich => text.contains('\t'),
        Form::Plain => false,
    }
}

fn lines(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}
