//! What of a mail is signed, exactly as it stood, and what is encrypted, and where; before anything is decoded or masked.

use std::borrow::Cow;
use std::ops::Range;

use mail_parser::{Message as Parsed, MessagePart, MimeHeaders, PartType};
use memchr::memmem;

use super::super::openpgp::{MAX_SEALED, Place};
use super::body::{part_text, raw_body};
use super::media_type;

/// Most parts of each kind that are taken out of one mail.
const MOST: usize = 20;
const ENCRYPTED: (&str, &str) = ("-----BEGIN PGP MESSAGE-----", "-----END PGP MESSAGE-----");

/// A part with its signature beside it (RFC 1847).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SignedPart {
    /// As it stood, header and all, with CRLF.
    pub content: Vec<u8>,
    pub signature: Vec<u8>,
}

/// An encrypted message in a mail.
#[derive(Clone, Debug, PartialEq)]
pub struct SealedPart {
    pub place: Place,
    /// Empty where it is too large to be opened.
    pub bytes: Vec<u8>,
    /// The part of the raw mail, with its header, in which it stands.
    pub span: Range<usize>,
    pub name: Option<String>,
    /// The text before and after it.
    pub around: (String, String),
}

/// The parts that OpenPGP signed beside them.
pub(super) fn signed(parsed: &Parsed<'_>) -> Vec<SignedPart> {
    parsed.parts.iter().filter_map(|part| signed_part(parsed, part)).take(MOST).collect()
}

fn signed_part(parsed: &Parsed<'_>, part: &MessagePart<'_>) -> Option<SignedPart> {
    let PartType::Multipart(children) = &part.body else { return None };
    let kind = part.content_type().filter(|_| media_type(part, "") == "multipart/signed")?;
    let boundary = kind.attribute("boundary")?;
    let signature = parsed.parts.get(*children.get(1)? as usize)?;
    if media_type(signature, "") != "application/pgp-signature" {
        return None;
    }
    let body = parsed.raw_message.get(part.offset_body as usize..)?;
    let content = with_crlf(first_part(body, boundary)?);
    Some(SignedPart { content, signature: raw_body(parsed, signature)?.into_owned() })
}

/// What stands between the first two lines of the boundary; the line end before the second belongs to that one (RFC 2046
/// section 5.1.1).
fn first_part<'a>(body: &'a [u8], boundary: &str) -> Option<&'a [u8]> {
    let line = format!("--{boundary}");
    let at_line = |at: &usize| *at == 0 || body.get(at - 1) == Some(&b'\n');
    let start = memmem::find_iter(body, &line).find(at_line)?;
    let start = start + memchr::memchr(b'\n', body.get(start..)?)? + 1;
    let rest = body.get(start..)?;
    let end = memmem::find_iter(rest, &line).find(|at| *at == 0 || rest.get(at - 1) == Some(&b'\n'))?;
    let content = rest.get(..end)?;
    let content = content.strip_suffix(b"\n").unwrap_or(content);
    Some(content.strip_suffix(b"\r").unwrap_or(content))
}

/// A signature is over lines that end in CRLF, whatever a spool has made of them.
fn with_crlf(content: &[u8]) -> Vec<u8> {
    let mut lines = Vec::with_capacity(content.len() + content.len() / 32);
    let mut before = 0;
    for byte in content {
        if *byte == b'\n' && before != b'\r' {
            lines.push(b'\r');
        }
        lines.push(*byte);
        before = *byte;
    }
    lines
}

/// The messages that are encrypted with OpenPGP: the whole mail, else pieces of its text and its files.
pub(super) fn sealed(parsed: &Parsed<'_>) -> Vec<SealedPart> {
    let marked = parsed.parts.iter().position(|part| media_type(part, "") == "application/pgp-encrypted");
    if let Some(at) = marked {
        // Some servers turn multipart/encrypted into multipart/mixed; what follows the mark is the message all the same.
        let follows = parsed.parts.get(at + 1);
        return follows.and_then(|part| found(Place::Entity, parsed, part)).into_iter().collect();
    }
    let leaves = parsed.parts.iter().enumerate();
    leaves.filter_map(|(at, part)| piece(parsed, part, at as u32)).take(MOST).collect()
}

fn piece(parsed: &Parsed<'_>, part: &MessagePart<'_>, id: u32) -> Option<SealedPart> {
    match &part.body {
        PartType::Text(_) if parsed.text_body.contains(&id) && part.attachment_name().is_none() => {
            let text = part_text(parsed, part, &mut Vec::new());
            let (start, end) = armored(&text, ENCRYPTED)?;
            let around = (text.get(..start)?.to_owned(), text.get(end..)?.to_owned());
            let bytes = limited(text.get(start..end)?.as_bytes());
            Some(SealedPart { place: Place::Text, bytes, span: span(part), name: None, around })
        }
        PartType::Text(_) | PartType::Binary(_) | PartType::InlineBinary(_) => {
            let name = part.attachment_name()?.to_lowercase();
            let named = [".pgp", ".gpg", ".asc"].iter().any(|end| name.ends_with(end));
            found(Place::File, parsed, part).filter(|one| named && is_message(&one.bytes))
        }
        _ => None,
    }
}

fn found(place: Place, parsed: &Parsed<'_>, part: &MessagePart<'_>) -> Option<SealedPart> {
    let bytes = match &part.body {
        PartType::Binary(bytes) | PartType::InlineBinary(bytes) => Cow::Borrowed(bytes.as_ref()),
        PartType::Text(_) | PartType::Html(_) => raw_body(parsed, part)?,
        PartType::Message(_) | PartType::Multipart(_) => return None,
    };
    let name = part.attachment_name().map(str::to_owned);
    Some(SealedPart { place, bytes: limited(&bytes), span: span(part), name, around: Default::default() })
}

fn limited(bytes: &[u8]) -> Vec<u8> {
    if bytes.len() > MAX_SEALED { Vec::new() } else { bytes.to_vec() }
}

fn span(part: &MessagePart<'_>) -> Range<usize> {
    part.offset_header as usize..part.offset_end as usize
}

/// Armored, or in packets: an encrypted session key comes first (tags 1 and 3, RFC 9580 section 4.2).
fn is_message(bytes: &[u8]) -> bool {
    let first = bytes.first().copied().unwrap_or_default();
    let start = bytes.get(..bytes.len().min(200)).unwrap_or_default();
    matches!(first, 0x84..=0x87 | 0x8c..=0x8f | 0xc1 | 0xc3)
        || memmem::find(start, ENCRYPTED.0.as_bytes()).is_some()
}

/// Where a block stands that begins and ends with these lines.
pub fn armored(text: &str, (first, last): (&str, &str)) -> Option<(usize, usize)> {
    let at_line = |at: &usize| *at == 0 || text.as_bytes().get(at - 1) == Some(&b'\n');
    let start = text.match_indices(first).map(|(at, _)| at).find(at_line)?;
    let end = text.get(start..)?.find(last)? + start + last.len();
    Some((start, end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_signed_part_is_what_stands_between_the_boundaries() {
        let body = b"preamble --b\r\n--b \r\nA: b\r\n\r\nHei\r\n\r\n--b\r\nsignature\r\n--b--";
        assert_eq!(first_part(body, "b"), Some(&b"A: b\r\n\r\nHei\r\n"[..]));
        assert_eq!(first_part(b"--b\n\n--b\n", "b"), Some(&b""[..]));
        assert_eq!(first_part(b"--b\nno end", "b"), None);
        assert_eq!(with_crlf(b"a\nb\r\nc\n"), b"a\r\nb\r\nc\r\n");
    }

    #[test]
    fn a_quoted_block_is_no_block() {
        let block = "-----BEGIN PGP MESSAGE-----\n\nabc\n-----END PGP MESSAGE-----";
        assert_eq!(armored(&format!("> {block}"), ENCRYPTED), None);
        assert_eq!(armored(&format!("Hei\n{block}\nDu"), ENCRYPTED), Some((4, 4 + block.len())));
    }

    #[test]
    fn packets_are_known_by_their_tag() {
        for first in [0x84, 0x85, 0x8c, 0xc1, 0xc3] {
            assert!(is_message(&[first, 1, 2]));
        }
        for other in [&b"%PDF"[..], b"", b"-----BEGIN PGP SIGNATURE-----", b"PK"] {
            assert!(!is_message(other));
        }
        assert!(is_message(b"\r\n-----BEGIN PGP MESSAGE-----\r\n"));
    }
}
