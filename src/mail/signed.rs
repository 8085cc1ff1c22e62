//! What a DKIM signature speaks of, without asking anybody for a key (RFC 6376): the header block and the hashes of the
//! body. The reader process hashes the body, so that the daemon need never look into it.
//!
//! A header that two programs could read differently is worth no signature: what one takes for a field the other might take
//! for text, and then words that nobody signed would stand in a signed mail. So the block is taken only where every line is
//! a field or a folded part of one.

use mail_auth::AuthenticatedMessage;
use mail_auth::common::crypto::HashAlgorithm;
use mail_auth::dkim::Canonicalization;
use serde::{Deserialize, Serialize};

/// The longest header block that is looked at, bytes; and how many signatures, from the top.
pub const MAX_HEADER: usize = 64 * 1024;
pub const MAX_SIGNATURES: usize = 5;

/// SHA-256 of the whole body in the forms that the mail's first signatures name (RFC 6376 section 3.4), in hexadecimal.
/// Signatures by SHA-1 (RFC 8301) or of a part of the body (`l=`) are not believed, so nothing else is ever needed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BodyHashes {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub simple: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub relaxed: Option<String>,
}

/// The hashes; none where no usable signature stands in the header. Never fails, never panics.
pub fn body_hashes(raw: &[u8]) -> Option<BodyHashes> {
    let block = header_block(raw)?;
    if !names_dkim(block) {
        return None;
    }
    let body = raw.get(block.len()..)?;
    if has_lone_carriage_return(body) {
        return None;
    }
    // The header of a stranger: should the library ever stumble over one, that mail is only not proved.
    std::panic::catch_unwind(|| hashes(block, body)).ok().flatten()
}

fn hashes(block: &[u8], body: &[u8]) -> Option<BodyHashes> {
    let message = AuthenticatedMessage::parse(block)?;
    let named: Vec<Canonicalization> =
        message.dkim_headers.iter().take(MAX_SIGNATURES).map(|one| one.header.cb).collect();
    let hash = |form: Canonicalization| {
        named.contains(&form).then(|| {
            let hash = HashAlgorithm::Sha256.hash(form.canonical_body(body, 0));
            super::decode::hexadecimal(hash.as_ref())
        })
    };
    let hashes =
        BodyHashes { simple: hash(Canonicalization::Simple), relaxed: hash(Canonicalization::Relaxed) };
    (hashes != BodyHashes::default()).then_some(hashes)
}

/// The header with the empty line that ends it; none where it is longer than [`MAX_HEADER`], has no end, or holds a line
/// that is neither a field nor the folded part of one (RFC 5322 section 2.2).
pub fn header_block(raw: &[u8]) -> Option<&[u8]> {
    let mut at = 0;
    while at < MAX_HEADER {
        let rest = raw.get(at..)?;
        let line = rest.get(..memchr::memchr(b'\n', rest)?)?;
        let next = at + line.len() + 1;
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if line.is_empty() {
            return raw.get(..next).filter(|_| at > 0 && next <= MAX_HEADER);
        }
        if !is_plain(line, at == 0) {
            return None;
        }
        at = next;
    }
    None
}

fn is_plain(line: &[u8], first: bool) -> bool {
    let blank = |byte: &u8| matches!(byte, b' ' | b'\t');
    if !line.iter().all(|byte| *byte == b'\t' || (*byte >= b' ' && *byte != 0x7f)) {
        return false;
    }
    if line.first().is_some_and(blank) {
        return !first && !line.iter().all(blank);
    }
    let name = line.iter().position(|byte| *byte == b':').and_then(|colon| line.get(..colon));
    name.is_some_and(|name| !name.is_empty() && name.iter().all(u8::is_ascii_graphic))
}

/// Spares the hashing where there is nothing to compare with.
fn names_dkim(block: &[u8]) -> bool {
    const NAME: &[u8] = b"dkim-signature:";
    block
        .split(|byte| *byte == b'\n')
        .any(|line| line.get(..NAME.len()).is_some_and(|start| start.eq_ignore_ascii_case(NAME)))
}

/// A hash does not see them, but a reader may: they could part one signed line into two.
fn has_lone_carriage_return(body: &[u8]) -> bool {
    memchr::memchr_iter(b'\r', body).any(|at| body.get(at + 1) != Some(&b'\n'))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SIGNED: &str =
        "DKIM-Signature: v=1; a=rsa-sha256; d=b.no; s=x; c=relaxed/simple; h=from; bh=AAAA; b=BBBB";

    #[test]
    fn a_header_is_taken_only_where_nobody_can_read_it_differently() {
        for (name, header, taken) in [
            ("fields", "From: a@b.no\r\nSubject: x\r\n", true),
            ("line feeds alone", "From: a@b.no\nSubject: x\n", true),
            ("folded", "From: a@b.no\r\nSubject: x\r\n\ty\r\n z\r\n", true),
            ("letters of a language", "Subject: ærlig\r\n", true),
            ("nothing", "", false),
            ("a line of an mbox", "From a@b.no Fri Mar 13\r\nFrom: a@b.no\r\n", false),
            ("no colon", "From: a@b.no\r\nS 1 K 1\r\n", false),
            ("a space in the name", "From : a@b.no\r\n", false),
            ("a folded line of nothing", "From: a@b.no\r\n \r\nS: 1 K: 1\r\n", false),
            ("folded at once", " x\r\nFrom: a@b.no\r\n", false),
            ("a lone carriage return", "From: a@b.no\r\nSubject: x\rS: 1\r\n", false),
            ("a NUL", "From: a@b.no\0\r\n", false),
        ] {
            let raw = format!("{header}\r\nHei\r\n");
            let block = header_block(raw.as_bytes());
            assert_eq!(block.is_some(), taken, "{name}");
            if let Some(block) = block {
                assert_eq!(block.len() + "Hei\r\n".len(), raw.len(), "{name}");
            }
        }
        let endless = "X: y\r\n".repeat(20_000);
        assert!(header_block(endless.as_bytes()).is_none());
        assert!(header_block(format!("{endless}\r\n").as_bytes()).is_none(), "too long");
        assert!(header_block(b"From: a@b.no\r\n").is_none(), "no end");
    }

    #[test]
    fn the_body_is_hashed_in_the_form_that_a_signature_names() {
        let mail = |body: &str| format!("{SIGNED}\r\nFrom: a@b.no\r\n\r\n{body}");
        let found = body_hashes(mail("Hei\r\n\r\n\r\n").as_bytes());
        // printf 'Hei\r\n' | sha256sum
        let hash = "05a8cc7ff51f7c96ad9d7a05ef989f77dbf4d7253822382e211276c696a820de";
        let found = found.and_then(|hashes| hashes.simple.filter(|_| hashes.relaxed.is_none()));
        assert_eq!(found.as_deref(), Some(hash));
        assert_eq!(found, body_hashes(mail("Hei\n").as_bytes()).and_then(|hashes| hashes.simple));
        assert_ne!(found, body_hashes(mail("Hei!\r\n").as_bytes()).and_then(|hashes| hashes.simple));
        let relaxed = mail("Hei\r\n").replace("relaxed/simple", "simple/relaxed");
        let relaxed = body_hashes(relaxed.as_bytes());
        assert!(relaxed.is_some_and(|hashes| hashes.relaxed.is_some() && hashes.simple.is_none()));
    }

    proptest! {
        #[test]
        fn no_bytes_are_too_odd(
            tags in "[a-z=;:/ \\r\\n\\t0-9+]{0,200}",
            rest in proptest::collection::vec(any::<u8>(), 0..200),
        ) {
            let mut raw = format!("DKIM-Signature: {tags}\r\n{SIGNED}{tags}\r\n\r\n").into_bytes();
            raw.extend(&rest);
            let block = header_block(&raw);
            prop_assert!(block.is_none_or(|block| raw.starts_with(block)));
            body_hashes(&raw);
            body_hashes(&rest);
        }
    }

    #[test]
    fn without_a_usable_signature_nothing_is_hashed() {
        for (name, mail) in [
            ("none", "From: a@b.no\r\n\r\nHei\r\n".to_owned()),
            ("of a part of the body", format!("{SIGNED}; l=3\r\nFrom: a@b.no\r\n\r\nHei\r\n")),
            ("in the body", format!("From: a@b.no\r\n\r\n{SIGNED}\r\n")),
            ("a lone carriage return in the body", format!("{SIGNED}\r\nFrom: a@b.no\r\n\r\nHei\rS: 1\r\n")),
            ("no domain", format!("{}\r\nFrom: a@b.no\r\n\r\nHei\r\n", SIGNED.replace("d=b.no;", ""))),
        ] {
            assert_eq!(body_hashes(mail.as_bytes()), None, "{name}");
        }
    }
}
