//! The bodies of a mail as text: which parts they are, in which charset, with wrapped lines made whole.

use std::borrow::Cow;

use mail_parser::{Encoding, Message as Parsed, MessagePart, MimeHeaders, PartType};

use super::super::decode;
use super::{MAX_TEXT, Message, media_type, truncate};
use crate::report;

/// Collects what mail-parser takes for the bodies, plain and HTML apart.
pub(super) fn bodies(parsed: &Parsed<'_>, message: &mut Message) {
    let text: Vec<&MessagePart<'_>> =
        parsed.text_bodies().filter(|part| matches!(part.body, PartType::Text(_))).collect();
    let html: Vec<&MessagePart<'_>> =
        parsed.html_bodies().filter(|part| matches!(part.body, PartType::Html(_))).collect();
    message.text = joined(parsed, &text, &mut message.defects);
    message.html = joined(parsed, &html, &mut message.defects);
    if message.text.is_none() && message.html.is_none() {
        message.text = fallback_body(parsed, &mut message.defects);
    }
}

/// Lines that were wrapped by the mail program come together again (RFC 3676 section 4).
fn flowing<'a>(part: &MessagePart<'_>, text: Cow<'a, str>) -> Cow<'a, str> {
    let said = |name: &str, value: &str| {
        let found = part.content_type().and_then(|kind| kind.attribute(name));
        found.is_some_and(|found| found.eq_ignore_ascii_case(value))
    };
    match said("format", "flowed") {
        true => Cow::Owned(report::unflow(&text, said("delsp", "yes"))),
        false => text,
    }
}

fn joined(parsed: &Parsed<'_>, parts: &[&MessagePart<'_>], defects: &mut Vec<String>) -> Option<String> {
    let mut all = String::new();
    for part in parts {
        let text = flowing(part, part_text(parsed, part, defects));
        if text.trim().is_empty() {
            continue;
        }
        if !all.is_empty() {
            all.push_str("\n\n");
        }
        all.push_str(&text);
        if all.len() > MAX_TEXT {
            defects.push(format!("a body longer than {MAX_TEXT} bytes was cut"));
            truncate(&mut all, MAX_TEXT);
            break;
        }
    }
    Some(all).filter(|text| !text.trim().is_empty())
}

/// Where mail-parser named no body (a lone text part sent as an attachment), the first text part serves.
fn fallback_body(parsed: &Parsed<'_>, defects: &mut Vec<String>) -> Option<String> {
    let part = parsed.parts.iter().find(|part| {
        matches!(part.body, PartType::Text(_))
            && part.attachment_name().is_none()
            && media_type(part, "text/plain") == "text/plain"
    });
    match part {
        Some(part) => joined(parsed, &[part], defects),
        None => broken_multipart(parsed, defects),
    }
}

/// A multipart whose boundary is lost is read as one text: better its lines with the part headers than nothing.
fn broken_multipart(parsed: &Parsed<'_>, defects: &mut Vec<String>) -> Option<String> {
    let broken = |part: &&MessagePart<'_>| media_type(part, "").starts_with("multipart/");
    let part =
        parsed.parts.iter().filter(broken).find(|part| !matches!(part.body, PartType::Multipart(_)))?;
    let text = match &part.body {
        PartType::Binary(bytes) | PartType::InlineBinary(bytes) => {
            let bytes = bytes.get(..MAX_TEXT).unwrap_or(bytes);
            Some(decode::text(bytes, None).0).filter(|text| !text.trim().is_empty())
        }
        _ => joined(parsed, &[part], defects),
    };
    if text.is_some() {
        defects.push("a multipart without its boundary was read as text".to_owned());
    }
    text
}

/// The text of a part, decoded again where mail-parser had no charset or replaced something.
pub(super) fn part_text<'a>(
    parsed: &Parsed<'_>,
    part: &'a MessagePart<'_>,
    defects: &mut Vec<String>,
) -> Cow<'a, str> {
    let known = match &part.body {
        PartType::Text(text) | PartType::Html(text) => text.as_ref(),
        _ => return Cow::Borrowed(""),
    };
    let declared = part.content_type().and_then(|kind| kind.attribute("charset"));
    let doubtful = known.contains('\u{fffd}')
        || (!known.is_ascii() && declared.is_some_and(|name| name.to_ascii_lowercase().contains("ascii")));
    let raw = match (doubtful, raw_body(parsed, part)) {
        (true, Some(raw)) => raw,
        _ => return Cow::Borrowed(known),
    };
    let (text, replaced) = decode::text(&raw, declared);
    if replaced {
        defects.push("a body was not in its declared charset: another was taken".to_owned());
    }
    Cow::Owned(text)
}

/// The bytes of a part after its transfer encoding is undone.
pub(super) fn raw_body<'a>(parsed: &'a Parsed<'_>, part: &MessagePart<'_>) -> Option<Cow<'a, [u8]>> {
    let raw = parsed.raw_message.get(part.offset_body as usize..part.offset_end as usize)?;
    match part.encoding {
        Encoding::None => Some(Cow::Borrowed(raw)),
        Encoding::QuotedPrintable => {
            mail_parser::decoders::quoted_printable::quoted_printable_decode(raw).map(Cow::Owned)
        }
        Encoding::Base64 => mail_parser::decoders::base64::base64_decode(raw).map(Cow::Owned),
    }
}
