//! Where in a mail a signature stands, and exactly which bytes it was made over (RFC 1847 section 2.1, RFC 8551
//! section 3.5): the parser of mail keeps neither.

use std::borrow::Cow;
use std::ops::Range;

use mail_parser::{ContentType, MessageParser, MimeHeaders};
use memchr::memchr;

/// Multiparts within multiparts that are looked into, and parts of one.
const MAX_DEPTH: u8 = 5;
const MAX_PARTS: usize = 100;
/// What fields that speak of a part's content begin with.
const CONTENT: &[u8] = b"content-";

/// A signature that a mail carries outside the mails attached to it.
pub struct Place<'a> {
    pub form: Form<'a>,
    /// Nothing else stands beside what was signed.
    pub alone: bool,
    /// The signed entity in the mail, with its header.
    pub span: Range<usize>,
}

pub enum Form<'a> {
    /// multipart/signed: what was signed, as it stood, and the signature.
    Clear { signed: &'a [u8], signature: Cow<'a, [u8]> },
    /// application/pkcs7-mime: both in one. Whether it calls itself signed.
    Opaque { structure: Cow<'a, [u8]>, says_signed: bool },
}

/// Finds the first signature of a mail.
pub fn find(raw: &[u8]) -> Option<Place<'_>> {
    look(raw, 0..raw.len(), 0, true)
}

fn look(raw: &[u8], span: Range<usize>, depth: u8, alone: bool) -> Option<Place<'_>> {
    let entity = Entity::read(raw.get(span.clone())?);
    let kind = entity.kind.as_ref()?;
    if is_opaque(kind, entity.name.as_deref()) {
        let form = Form::Opaque { structure: entity.bytes(), says_signed: kind.says_signed };
        return Some(Place { form, alone, span });
    }
    let multipart = kind.media_type.strip_prefix("multipart/").filter(|_| depth <= MAX_DEPTH)?;
    let start = span.end - entity.body.len();
    let parts = parts(entity.body, kind.boundary.as_deref()?);
    if multipart == "signed" {
        let signed = entity.body.get(parts.first()?.clone())?;
        let signature = parts.iter().skip(1).find_map(|part| {
            let part = Entity::read(entity.body.get(part.clone())?);
            part.kind.as_ref().is_some_and(is_signature).then(|| Cow::Owned(part.bytes().into_owned()))
        })?;
        // A third part would be read by nobody who reads only what was signed.
        return Some(Place {
            form: Form::Clear { signed, signature },
            alone: alone && parts.len() == 2,
            span,
        });
    }
    let alone = alone && parts.len() == 1;
    parts.into_iter().find_map(|part| look(raw, start + part.start..start + part.end, depth + 1, alone))
}

/// application/pkcs7-mime, or a file that is one by its name (RFC 8551 section 3.2.1).
fn is_opaque(kind: &Kind, name: Option<&str>) -> bool {
    match kind.media_type.as_str() {
        "application/pkcs7-mime" | "application/x-pkcs7-mime" => true,
        "application/octet-stream" => name.is_some_and(|name| name.to_ascii_lowercase().ends_with(".p7m")),
        _ => false,
    }
}

fn is_signature(kind: &Kind) -> bool {
    matches!(kind.media_type.as_str(), "application/pkcs7-signature" | "application/x-pkcs7-signature")
}

/// What a header says of the content's kind.
struct Kind {
    /// In lower case.
    media_type: String,
    boundary: Option<String>,
    /// `smime-type=signed-data`.
    says_signed: bool,
}

impl Kind {
    fn of(said: &ContentType<'_>) -> Kind {
        let media_type = format!("{}/{}", said.ctype(), said.subtype().unwrap_or_default());
        let says_signed = |kind: &str| kind.eq_ignore_ascii_case("signed-data");
        Kind {
            media_type: media_type.to_ascii_lowercase(),
            boundary: said.attribute("boundary").map(str::to_owned),
            says_signed: said.attribute("smime-type").is_some_and(says_signed),
        }
    }
}

/// A header with what stands below it.
pub struct Entity<'a> {
    pub header: &'a [u8],
    pub body: &'a [u8],
    kind: Option<Kind>,
    name: Option<String>,
    is_base64: bool,
}

impl<'a> Entity<'a> {
    pub fn read(bytes: &'a [u8]) -> Entity<'a> {
        let (header, body) = bytes.split_at(header_length(bytes));
        let parsed = MessageParser::default().parse_headers(header);
        let root = parsed.as_ref().and_then(|parsed| parsed.parts.first());
        let encoding = root.and_then(|root| root.content_transfer_encoding()).unwrap_or_default();
        Entity {
            header,
            body,
            kind: root.and_then(|root| root.content_type()).map(Kind::of),
            name: root.and_then(|root| root.attachment_name()).map(str::to_owned),
            is_base64: encoding.trim().eq_ignore_ascii_case("base64"),
        }
    }

    /// Whether it begins with a header, an empty one perhaps, that is one of a part.
    pub fn is_mime(&self) -> bool {
        self.kind.is_some()
            || matches!(self.header, b"" | b"\n" | b"\r\n")
            || self.header.get(..CONTENT.len()).is_some_and(|start| start.eq_ignore_ascii_case(CONTENT))
    }

    /// The body without its transfer encoding. Some programs forget to say that it is base64.
    fn bytes(&self) -> Cow<'a, [u8]> {
        match self.is_base64 || self.body.trim_ascii_start().starts_with(b"MI") {
            true => mail_parser::decoders::base64::base64_decode(self.body)
                .map_or(Cow::Borrowed(self.body), Cow::Owned),
            false => Cow::Borrowed(self.body),
        }
    }
}

/// Up to and with the first empty line.
fn header_length(bytes: &[u8]) -> usize {
    let mut at = 0;
    for line in Lines(bytes) {
        at += line.len();
        if line == b"\r\n" || line == b"\n" {
            break;
        }
    }
    at
}

/// The fields of a header that are to be kept, asked by whether they speak of its content.
pub fn fields(header: &[u8], is_kept: impl Fn(bool) -> bool) -> Vec<u8> {
    let mut kept = Vec::with_capacity(header.len());
    let mut keeping = false;
    for line in Lines(header) {
        if line == b"\r\n" || line == b"\n" {
            break;
        }
        if !line.starts_with(b" ") && !line.starts_with(b"\t") {
            keeping =
                is_kept(line.get(..CONTENT.len()).is_some_and(|start| start.eq_ignore_ascii_case(CONTENT)));
        }
        if keeping {
            kept.extend_from_slice(line);
        }
    }
    if !kept.is_empty() && !kept.ends_with(b"\n") {
        kept.extend_from_slice(b"\r\n");
    }
    kept
}

/// The parts of a multipart body: without preamble and epilogue, and without the line end before each boundary, which
/// belongs to the boundary (RFC 2046 section 5.1.1).
fn parts(body: &[u8], boundary: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = None;
    let mut at = 0;
    for line in Lines(body) {
        let (begin, end) = (at, at + line.len());
        at = end;
        let Some(rest) = line.strip_prefix(b"--").and_then(|line| line.strip_prefix(boundary.as_bytes()))
        else {
            continue;
        };
        let is_last = match rest.trim_ascii_end() {
            b"" => false,
            b"--" => true,
            _ => continue,
        };
        if let Some(start) = start {
            found.push(start..without_line_end(body, start, begin));
        }
        start = (!is_last).then_some(end);
        if is_last || found.len() >= MAX_PARTS {
            return found;
        }
    }
    // Cut off, or never closed.
    found.extend(start.map(|start| start..body.len()));
    found
}

fn without_line_end(body: &[u8], start: usize, end: usize) -> usize {
    let part = body.get(start..end).unwrap_or_default();
    let part = part.strip_suffix(b"\n").map_or(part, |part| part.strip_suffix(b"\r").unwrap_or(part));
    start + part.len()
}

/// Lines with their ends.
struct Lines<'a>(&'a [u8]);

impl<'a> Iterator for Lines<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        if self.0.is_empty() {
            return None;
        }
        let end = memchr(b'\n', self.0).map_or(self.0.len(), |at| at + 1);
        let (line, rest) = self.0.split_at(end);
        self.0 = rest;
        Some(line)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(body: &str) -> Vec<&str> {
        parts(body.as_bytes(), "x").into_iter().map(|part| &body[part]).collect()
    }

    #[test]
    fn parts_are_cut_at_whole_boundary_lines_only() {
        let body = "før\r\n--x\r\nen\r\n\r\n--x \r\n--xy\r\na --x\r\n--x--\r\netter";
        assert_eq!(split(body), ["en\r\n", "--xy\r\na --x"]);
        assert_eq!(split("--x\n--x\n\n--x--\n"), ["", ""]);
        assert_eq!(split("--x\nen\n"), ["en\n"]);
        assert_eq!(split("ingen"), [""; 0]);
    }

    #[test]
    fn a_header_ends_at_the_first_empty_line_and_loses_what_it_says_of_its_content() {
        let mail = b"From: a@b.no\r\nContent-Type: multipart/signed;\r\n boundary=x\r\nTo: c@d.no\r\n\r\nHei\r\n\r\n";
        let entity = Entity::read(mail);
        assert_eq!(entity.body, b"Hei\r\n\r\n");
        assert_eq!(fields(entity.header, |of_content| !of_content), b"From: a@b.no\r\nTo: c@d.no\r\n");
        let own = b"Content-Type: multipart/signed;\r\n boundary=x\r\n";
        assert_eq!(fields(entity.header, |of_content| of_content), own);
    }

    #[test]
    fn a_signature_in_an_attached_mail_is_not_the_mails_own() {
        let signed = "Content-Type: multipart/signed; boundary=s\n\n--s\n\nHei\n--s\nContent-Type: application/pkcs7-signature\n\nMIAA\n--s--\n";
        assert!(find(signed.as_bytes()).is_some_and(|place| place.alone));
        let footer =
            format!("Content-Type: multipart/mixed; boundary=m\n\n--m\n{signed}\n--m\n\nBunntekst\n--m--\n");
        assert!(find(footer.as_bytes()).is_some_and(|place| !place.alone));
        let forwarded = format!(
            "Content-Type: multipart/mixed; boundary=m\n\n--m\nContent-Type: message/rfc822\n\n{signed}\n--m--\n"
        );
        assert!(find(forwarded.as_bytes()).is_none());
    }
}
