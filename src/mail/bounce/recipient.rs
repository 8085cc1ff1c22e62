//! Whom a mail did not reach: the address in a field of a delivery status, or in the words of a report.

use super::notice::Notice;
use super::patterns::{PATTERNS, SENDERS};
use crate::mail::decode::normal_address;
use crate::mail::message::{Message, field};
use crate::mail::wording::start;

/// How far behind the words that announce it an address is looked for, bytes.
const REACH: usize = 220;
/// Longest part before the `@` and longest domain, bytes (RFC 5321 section 4.5.3.1).
const MAX_LOCAL: usize = 128;
const MAX_DOMAIN: usize = 255;
/// Most addresses of a report, and most places with telling words.
const MAX_ADDRESSES: usize = 200;

/// Fields of a report's own header that name the recipient: of Exim and Gmail, of IndiMail.
const FIELDS: &[&str] = &["x-failed-recipients", "x-bounced-address"];

/// `rfc822; <kari@eksempel.no>`, or the address alone (RFC 3464 section 2.3.2); `utf-8;` has escapes (RFC 6533 section 3).
/// Quotation marks and a route before the address go: it is compared with the one that we wrote to.
pub fn typed(value: &str) -> Option<String> {
    let (kind, address) =
        value.split_once(';').filter(|(kind, _)| !kind.contains('@')).unwrap_or(("", value));
    let unescaped = if kind.trim().eq_ignore_ascii_case("utf-8") { unescape(address) } else { None };
    let address = unescaped.as_deref().unwrap_or(address);
    let word = address.trim().trim_start_matches('<').split(['>', ' ', '\t']).next()?;
    let word = word.trim_end_matches([',', ';', '.']);
    let word = word.strip_prefix('@').and_then(|route| route.split_once(':')).map_or(word, |(_, word)| word);
    normal_address(&word.replace('"', "")).or_else(|| addresses(address).next().and_then(normal_address))
}

/// `\x{E5}` in an address of type utf-8; `None` where there is none.
fn unescape(address: &str) -> Option<String> {
    let mut plain = String::new();
    let mut rest = address;
    while let Some((before, after)) = rest.split_once("\\x{") {
        plain.push_str(before);
        let (digits, after) = after.split_once('}')?;
        plain.push(char::from_u32(u32::from_str_radix(digits, 16).ok()?)?);
        rest = after;
    }
    plain.push_str(rest);
    (plain.len() != address.len()).then_some(plain)
}

/// The recipient that a report without a delivery status tells of. First a field that names it; then an address that heads
/// its own paragraph, `<kari@eksempel.no>:`, as qmail and Postfix write it; then one behind telling words; then one that
/// begins a line; then the To of the returned mail; then any.
pub fn in_words(message: &Message, notice: &Notice) -> Option<String> {
    let fields = FIELDS.iter().filter_map(|name| message.field(name));
    if let Some(found) = fields.flat_map(addresses).next() {
        return normal_address(found);
    }
    let others = Others::of(message, notice);
    let all: Vec<&str> =
        addresses(notice.own()).filter(|address| others.fits(address)).take(MAX_ADDRESSES).collect();
    // Folded text is in lower case: the address is given back as it was written.
    let written = |lower: &str| all.iter().find(|known| known.eq_ignore_ascii_case(lower)).copied();
    let heads =
        || first_in_line(notice, &["<"]).find(|(_, rest)| rest.starts_with(">:")).map(|(head, _)| head);
    let told = || {
        PATTERNS.recipient.find_iter(notice.folded()).take(MAX_ADDRESSES).find_map(|words| {
            let behind = start(notice.folded().get(words.end()..)?, REACH);
            addresses(behind).find_map(written)
        })
    };
    let begins = || first_in_line(notice, &["<", "* ", ">>> ", "(", "["]).find_map(|(head, _)| written(head));
    let returned_to = || field(notice.returned(), "to").and_then(|value| addresses(value).next());
    let found = heads().and_then(written).or_else(told).or_else(begins).or_else(returned_to);
    found.or_else(|| all.first().copied()).and_then(normal_address)
}

/// Whether the words announce an address that follows them.
pub fn is_announced(notice: &Notice) -> bool {
    PATTERNS.recipient.find_iter(notice.folded()).take(MAX_ADDRESSES).any(|words| {
        let behind = notice.folded().get(words.end()..).unwrap_or_default();
        addresses(start(behind, REACH)).next().is_some()
    })
}

/// Addresses that begin a line, behind one such mark or none, with the rest of the line.
fn first_in_line<'a>(notice: &'a Notice, marks: &'a [&str]) -> impl Iterator<Item = (&'a str, &'a str)> {
    notice.own().lines().filter(|line| line.contains('@')).filter_map(|line| {
        let line = line.trim_start();
        let line = marks.iter().find_map(|mark| line.strip_prefix(mark)).unwrap_or(line);
        let first = addresses(line).next()?;
        line.strip_prefix(first).map(|rest| (first, rest))
    })
}

/// Addresses in a report that are not the recipient: whom it was sent to, who sent it, the server itself.
struct Others {
    addresses: Vec<String>,
    sender: String,
}

impl Others {
    fn of(message: &Message, notice: &Notice) -> Others {
        let known = message.to.iter().chain(message.from.first()).chain(message.reply_to.first());
        Others {
            addresses: known.map(|one| one.address.to_ascii_lowercase()).collect(),
            sender: field(notice.returned(), "from").unwrap_or_default().to_ascii_lowercase(),
        }
    }

    fn fits(&self, address: &str) -> bool {
        let lower = address.to_ascii_lowercase();
        let local = lower.split('@').next().unwrap_or_default();
        let robot = SENDERS.daemon.is_match(local) || SENDERS.postmaster.is_match(local);
        !robot && !self.addresses.contains(&lower) && !self.sender.contains(&lower) && !is_message_id(&lower)
    }
}

/// A Message-ID looks like an address: long and of digits.
fn is_message_id(address: &str) -> bool {
    let local = address.split('@').next().unwrap_or_default();
    let digits = local.bytes().filter(u8::is_ascii_digit).count();
    local.len() >= 24 && digits * 2 > local.len()
}

/// Every address in a text, in order. Linear: each `@` is looked at once and little around it.
pub fn addresses(text: &str) -> impl Iterator<Item = &str> {
    let mut done = 0;
    text.match_indices('@').filter_map(move |(at, _)| {
        let before = text.get(done..at)?;
        let local = tail(before, MAX_LOCAL, is_local);
        let local = local.trim_start_matches(|c: char| {
            !c.is_alphanumeric() && !matches!(c, '_' | '+' | '-') && c.is_ascii()
        });
        let after = text.get(at + 1..)?;
        let end = after.find(|c: char| !is_domain(c)).unwrap_or(after.len()).min(MAX_DOMAIN);
        let domain = after.get(..end)?.trim_end_matches(['.', '-']);
        let dotted = domain.split('.').count() > 1 && !domain.starts_with('.');
        if local.is_empty() || !dotted {
            return None;
        }
        done = at + 1 + domain.len();
        text.get(at - local.len()..done)
    })
}

/// The longest end of a text that consists of such characters only.
fn tail(text: &str, limit: usize, fits: fn(char) -> bool) -> &str {
    let length: usize = text
        .chars()
        .rev()
        .take_while(|&character| fits(character))
        .map(char::len_utf8)
        .scan(0, |sum, one| {
            *sum += one;
            (*sum <= limit).then_some(one)
        })
        .sum();
    text.get(text.len() - length..).unwrap_or_default()
}

/// RFC 5322 section 3.2.3 with dots, and letters and signs beyond ASCII (RFC 6531).
fn is_local(character: char) -> bool {
    character.is_alphanumeric()
        || "!#$%&'*+/=?^_`{|}~.-".contains(character)
        || u32::from(character) >= 0x1_f000
}

fn is_domain(character: char) -> bool {
    character.is_alphanumeric() || matches!(character, '.' | '-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_found_in_any_surroundings() {
        let text = "<kari@b.example.org>: x 'ola.n+a@c.d.no', mailto:å@blåbær.no. a@b (p@q.no). to=<r@s.no>\t🐈@t.no user@host";
        let found: Vec<&str> = addresses(text).collect();
        assert_eq!(
            found,
            ["kari@b.example.org", "ola.n+a@c.d.no", "å@blåbær.no", "p@q.no", "r@s.no", "🐈@t.no"]
        );
        assert_eq!(addresses("@@a@b@c.no@").collect::<Vec<_>>(), ["b@c.no"]);
    }

    #[test]
    fn a_typed_address_loses_its_type() {
        for (value, address) in [
            ("rfc822; <kari@b.example.org>", "kari@b.example.org"),
            ("RFC822;kari@b.example.org (Kari)", "kari@b.example.org"),
            ("<user@domain>", "user@domain"),
            (r"utf-8; k\x{E5}re@b.example.org", "kåre@b.example.org"),
            ("kari@B.EXAMPLE.ORG", "kari@b.example.org"),
            ("rfc822; \"kari..\"@b.example.org", "kari..@b.example.org"),
            ("rfc822;@mx.c.no:kari@b.example.org", "kari@b.example.org"),
            ("rfc822; Kari Nordmann (kari@b.example.org)", "kari@b.example.org"),
        ] {
            assert_eq!(typed(value).as_deref(), Some(address), "{value}");
        }
        assert_eq!(typed("rfc822; kari"), None);
    }

    #[test]
    fn a_million_at_signs_take_no_time() {
        assert_eq!(addresses(&"a@".repeat(500_000)).count(), 0);
        assert_eq!(addresses(&"@a.".repeat(300_000)).count(), 0);
    }
}
