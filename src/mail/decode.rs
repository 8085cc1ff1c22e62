//! Small decoders that `message` needs: charsets with fallback, raw header values, dates, addresses, hashes.

use std::borrow::Cow;

use chrono::{DateTime, FixedOffset, TimeZone};
use encoding_rs::{Encoding, WINDOWS_1252};
use mail_parser::{Address, HeaderValue};
use sha2::{Digest, Sha256};

use super::reading::Mailbox;

/// Most addresses kept of one field.
const MAX_ADDRESSES: usize = 200;

/// Text in the declared charset, else strict UTF-8, else windows-1252. The second value is true where the
/// declared charset did not hold and another was taken.
pub fn text(bytes: &[u8], declared: Option<&str>) -> (String, bool) {
    let named = declared.map(str::trim).filter(|name| !is_ascii_name(name));
    if let Some(encoding) = named.and_then(|name| Encoding::for_label(name.as_bytes())) {
        let (decoded, _, broken) = encoding.decode(bytes);
        if !broken {
            return (decoded.into_owned(), false);
        }
    }
    match std::str::from_utf8(bytes) {
        Ok(utf8) => (utf8.trim_start_matches('\u{feff}').to_owned(), named.is_some()),
        Err(_) => (WINDOWS_1252.decode(bytes).0.into_owned(), true),
    }
}

/// `us-ascii` is what software writes that did not think of it; it says nothing of bytes above 127.
fn is_ascii_name(name: &str) -> bool {
    ["us-ascii", "ascii", "ansi_x3.4-1968"].iter().any(|known| name.eq_ignore_ascii_case(known))
}

/// A raw header value on one line, trimmed; at most `limit` characters.
pub fn unfold(bytes: &[u8], limit: usize) -> String {
    let decoded = match std::str::from_utf8(bytes) {
        Ok(utf8) => Cow::Borrowed(utf8.trim_start_matches('\u{feff}')),
        Err(_) => Cow::Owned(text(bytes, None).0),
    };
    let decoded = decoded.trim();
    let mut value = String::with_capacity(decoded.len().min(limit));
    if decoded.len() > limit {
        let lines = decoded.chars().take(limit).filter(|character| !matches!(character, '\r' | '\n'));
        value.extend(lines.map(printable));
        return value;
    }
    for line in decoded.split(['\r', '\n']) {
        // Nearly all of it is plain: a line at a time.
        if line.bytes().all(|byte| (0x20..0x7f).contains(&byte)) {
            value.push_str(line);
        } else {
            value.extend(line.chars().map(printable));
        }
    }
    value
}

/// Controls go, and so do those that turn what follows around: a name must not read as another (UTR 36, section 2.4).
fn printable(character: char) -> char {
    match character {
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => ' ',
        other if other.is_control() => ' ',
        other => other,
    }
}

/// A date as mail-parser read it; `None` where it is no real date.
pub fn date(value: &mail_parser::DateTime) -> Option<DateTime<FixedOffset>> {
    if !value.is_valid() {
        return None;
    }
    let seconds = i32::from(value.tz_hour) * 3600 + i32::from(value.tz_minute) * 60;
    let offset = FixedOffset::east_opt(if value.tz_before_gmt { -seconds } else { seconds })?;
    offset
        .with_ymd_and_hms(
            i32::from(value.year),
            u32::from(value.month),
            u32::from(value.day),
            u32::from(value.hour),
            u32::from(value.minute),
            u32::from(value.second.min(59)),
        )
        .single()
}

/// The addresses of a From, To, Cc or Reply-To field.
pub fn mailboxes(value: &HeaderValue<'_>) -> Vec<Mailbox> {
    let HeaderValue::Address(address) = value else { return Vec::new() };
    let members: Vec<&mail_parser::Addr<'_>> = match address {
        Address::List(list) => list.iter().collect(),
        Address::Group(groups) => groups.iter().flat_map(|group| group.addresses.iter()).collect(),
    };
    members
        .into_iter()
        .filter_map(|member| {
            let address = normal_address(member.address.as_deref()?)?;
            let name =
                member.name.as_deref().map(|name| name.trim().to_owned()).filter(|name| !name.is_empty());
            Some(Mailbox { name, address })
        })
        .take(MAX_ADDRESSES)
        .collect()
}

/// `local@domain` with the domain in lower case ASCII (IDNA); `None` where there is no usable address in it.
pub fn normal_address(text: &str) -> Option<String> {
    let trimmed = text.trim().trim_start_matches('<').trim_end_matches('>').trim();
    let (local, domain) = trimmed.rsplit_once('@')?;
    if local.is_empty()
        || domain.is_empty()
        || trimmed.len() > 320
        || trimmed.contains(|c: char| c.is_whitespace() || c.is_control())
    {
        return None;
    }
    let domain = idna::domain_to_ascii(domain).unwrap_or_else(|_| domain.to_ascii_lowercase());
    Some(format!("{local}@{domain}"))
}

/// Lower-case hexadecimal SHA-256.
pub fn sha256(bytes: &[u8]) -> String {
    hexadecimal(&Sha256::digest(bytes))
}

pub(super) fn hexadecimal(bytes: &[u8]) -> String {
    let digit = |value: u8| char::from_digit(u32::from(value), 16).unwrap_or_default();
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// SHA-256, hex, of what follows the header block, with one kind of line end and without empty lines at the end: the same
/// for two copies of a mail that came by different ways.
pub fn body_hash(mail: &[u8]) -> String {
    let mut lines = mail.split(|byte| *byte == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line));
    lines.by_ref().take_while(|line| !line.is_empty()).for_each(drop);
    let (mut hash, mut empty) = (Sha256::new(), 0_usize);
    for line in lines {
        if line.is_empty() {
            empty += 1;
            continue;
        }
        for _ in 0..std::mem::take(&mut empty) {
            hash.update(b"\n");
        }
        hash.update(line);
        hash.update(b"\n");
    }
    hexadecimal(&hash.finalize())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_copies_of_a_mail_have_one_body_hash() {
        let hash = body_hash(b"Received: a\r\nSubject: x\r\n\r\nHei\r\n\r\nDu\r\n");
        assert_eq!(hash, body_hash(b"Received: b\n\nHei\n\nDu\n\n\n"));
        assert_eq!(hash, body_hash(b"A: b\n\nHei\n\nDu"));
        for other in [&b"A: b\n\nHei\nDu\n"[..], b"A: b\n\nHei\n\nDu \n", b"A: b\nHei\n\nDu\n", b""] {
            assert_ne!(hash, body_hash(other));
        }
    }

    #[test]
    fn a_wrong_charset_falls_back_to_utf8_and_then_to_windows_1252() {
        assert_eq!(text("blåbær".as_bytes(), Some("us-ascii")), ("blåbær".to_owned(), false));
        assert_eq!(text(b"bl\xe5b\xe6r", Some("us-ascii")), ("blåbær".to_owned(), true));
        assert_eq!(text(b"bl\xe5b\xe6r", Some("iso-8859-1")), ("blåbær".to_owned(), false));
        assert_eq!(text(b"bl\xe5b\xe6r", Some("utf-8")), ("blåbær".to_owned(), true));
        assert_eq!(text("blåbær".as_bytes(), Some("x-unheard-of")), ("blåbær".to_owned(), true));
    }

    #[test]
    fn a_folded_value_becomes_one_line_without_control_characters() {
        for (raw, value) in [
            (" from a\r\n\tby b\r\n for c\r\n", "from a by b for c"),
            ("a\0b\u{85}c", "a b c"),
            ("bl\u{e5}b\u{e6}r", "blåbær"),
        ] {
            assert_eq!(unfold(raw.as_bytes(), 100), value);
        }
        assert_eq!(unfold(b" abc\r\ndef", 5), "abc");
        assert_eq!(unfold(b"p\xe5", 5), "på");
    }

    #[test]
    fn addresses_get_an_ascii_domain_in_lower_case() {
        assert_eq!(normal_address("<Kari@BLÅBÆR.no>").as_deref(), Some("Kari@xn--blbr-roah.no"));
        assert_eq!(normal_address("kari"), None);
        assert_eq!(normal_address("a b@c.no"), None);
        assert_eq!(normal_address("kari@b.no\0.evil.org"), None);
    }
}
