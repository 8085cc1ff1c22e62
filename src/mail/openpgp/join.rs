//! An encrypted mail once it is open: what was inside takes the place of what was encrypted, and the whole is read anew.
//! Who sent it stays what the outer header says, for that is what the receiving server judged; of the inner header only
//! what describes the content counts, and the subject where it was protected (RFC 9788).

use serde::{Deserialize, Serialize};

use super::fields::{name, split};
use super::{Opened, Place, decoded, encoded};
use crate::mail::message::{self, SealedPart};
use crate::mail::reading::{Context, Reading};
use crate::mail::{signed, smime};

/// What goes to a reader: the mail as it came, and for each layer what was in its pieces.
#[derive(Serialize, Deserialize)]
struct Layers {
    layers: Vec<Vec<Opened>>,
}

const LENGTH_BYTES: usize = 4;

/// The frame for [`read_opened`]: a mail and, from the outside in, what was in each of its layers.
pub fn joined(raw: &[u8], layers: &[Vec<Opened>]) -> Vec<u8> {
    let head = serde_json::to_vec(&Layers { layers: layers.to_vec() }).unwrap_or_default();
    let length = u32::try_from(head.len()).unwrap_or_default();
    [&length.to_be_bytes()[..], &head, raw].concat()
}

/// Reads a mail that was encrypted. Never fails, like [`crate::mail::read()`].
pub fn read_opened(frame: &[u8], context: &Context) -> Reading {
    let Some((layers, raw)) = taken_apart(frame) else {
        return Reading { language: context.language.clone(), ..Reading::unreadable("no opened mail") };
    };
    let mut mail = raw.to_vec();
    for layer in &layers {
        match inside(&mail, layer) {
            Some(next) => mail = next,
            None => break,
        }
    }
    let mut reading = crate::mail::read(&mail, context);
    let from = reading.from.as_ref().map(|from| from.address.clone());
    let checked = layers.iter().flatten().flat_map(|opened| &opened.signatures);
    let mut signatures: Vec<_> = checked.map(|one| one.told(from.as_deref())).collect();
    signatures.append(&mut reading.signatures);
    reading.signatures = signatures;
    // What the sender's server signed is the mail as it came.
    reading.body_hashes = signed::body_hashes(raw);
    reading.opened = layers.iter().flatten().any(|opened| opened.encrypted && opened.closed.is_none());
    reading
}

fn taken_apart(frame: &[u8]) -> Option<(Vec<Vec<Opened>>, &[u8])> {
    let (length, rest) = frame.split_at_checked(LENGTH_BYTES)?;
    let length = u32::from_be_bytes(length.try_into().ok()?) as usize;
    let (head, raw) = rest.split_at_checked(length)?;
    let layers: Layers = serde_json::from_slice(head).ok()?;
    Some((layers.layers, raw))
}

/// The mail with the opened pieces in place of the sealed ones; none where nothing was opened.
fn inside(mail: &[u8], opened: &[Opened]) -> Option<Vec<u8>> {
    // As when it was read: what S/MIME signed around it is taken off first.
    let unsigned = smime::open(mail);
    let (raw, sealed) = message::sealed_parts(&unsigned.raw);
    let pairs = sealed.iter().zip(opened).filter(|(_, opened)| opened.closed.is_none());
    let mut found: Vec<(&SealedPart, Vec<u8>)> =
        pairs.filter_map(|(part, opened)| Some((part, decoded(&opened.content)?))).collect();
    if let Some((_, content)) = found.iter().find(|(part, _)| part.place == Place::Entity) {
        return Some(entity(&raw, content));
    }
    if found.is_empty() {
        return None;
    }
    // From the end, so that what stands before keeps its place.
    found.sort_by_key(|(part, _)| std::cmp::Reverse(part.span.start));
    let mut mail = raw.into_owned();
    for (part, content) in found {
        let leaf = leaf(part, &content);
        // A mail of one part: its header stays.
        let leaf = if part.span.start == 0 { [outer(&mail, false), leaf].concat() } else { leaf };
        let end = part.span.end.min(mail.len());
        mail.splice(part.span.start.min(end)..end, leaf);
    }
    Some(mail)
}

/// The outer header with the content of the inner one.
fn entity(mail: &[u8], content: &[u8]) -> Vec<u8> {
    let (fields, body) = split(content);
    let named = |field: &&&[u8], start: &str| name(field).starts_with(start);
    let kinds: Vec<&[u8]> = fields.iter().filter(|field| named(field, "content-")).copied().collect();
    let kind = kinds.iter().find(|field| name(field) == "content-type");
    // Without a header it is text, as from a program that encrypts bytes and knows no MIME.
    let Some(kind) = kind else {
        let head = b"MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n";
        return [outer(mail, false), head.to_vec(), content.to_vec()].concat();
    };
    let kind = String::from_utf8_lossy(kind).to_lowercase();
    let protected = kind.contains("protected-headers=") || kind.contains("hp=");
    let subject: Vec<&[u8]> =
        fields.iter().filter(|field| protected && name(field) == "subject").take(1).copied().collect();
    let head = [b"MIME-Version: 1.0\r\n".to_vec(), subject.concat(), kinds.concat(), b"\r\n".to_vec()];
    [outer(mail, !subject.is_empty()), head.concat(), body.to_vec()].concat()
}

/// The fields of a mail's header that do not describe its content, with or without its subject.
fn outer(mail: &[u8], without_subject: bool) -> Vec<u8> {
    let stays = |field: &&&[u8]| {
        let name = name(field);
        !name.starts_with("content-") && name != "mime-version" && !(without_subject && name == "subject")
    };
    split(mail).0.iter().filter(stays).copied().collect::<Vec<_>>().concat()
}

/// A text or a file as a part of a mail.
fn leaf(part: &SealedPart, content: &[u8]) -> Vec<u8> {
    let (kind, bytes) = match part.place {
        Place::File => {
            let name = part.name.as_deref().unwrap_or("vedlegg");
            let known = [".pgp", ".gpg", ".asc"].iter().any(|end| name.to_lowercase().ends_with(end));
            let name = name.get(..name.len().saturating_sub(4)).filter(|_| known).unwrap_or(name);
            let name: String = name.bytes().map(escaped).collect();
            let kind = format!(
                "application/octet-stream\r\nContent-Disposition: attachment;\r\n filename*=utf-8''{name}"
            );
            (kind, content.to_vec())
        }
        Place::Text | Place::Entity => {
            let (before, after) = &part.around;
            let bytes = [before.as_bytes(), content, after.as_bytes()].concat();
            ("text/plain; charset=utf-8".to_owned(), bytes)
        }
    };
    let mut lines = String::new();
    for (at, character) in encoded(&bytes).chars().enumerate() {
        if at > 0 && at % 76 == 0 {
            lines.push_str("\r\n");
        }
        lines.push(character);
    }
    format!("Content-Type: {kind}\r\nContent-Transfer-Encoding: base64\r\n\r\n{lines}\r\n").into_bytes()
}

/// As RFC 8187 writes a byte of a name.
fn escaped(byte: u8) -> String {
    match byte.is_ascii_alphanumeric() || byte == b'.' || byte == b'-' {
        true => char::from(byte).to_string(),
        false => format!("%{byte:02X}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mail::Class;

    const SEALED: &str = "-----BEGIN PGP MESSAGE-----\r\n\r\nabc\r\n-----END PGP MESSAGE-----";

    fn opened(content: &str) -> Opened {
        Opened { content: encoded(content.as_bytes()), encrypted: true, ..Opened::default() }
    }

    fn read(mail: &str, content: &str) -> Reading {
        let frame = joined(mail.as_bytes(), &[vec![opened(content)]]);
        read_opened(&frame, &Context::default())
    }

    fn whole(more: &str) -> String {
        format!(
            "{more}From: kari@b.no\r\nSubject: ...\r\nMIME-Version: 1.0\r\nContent-Type: multipart/encrypted; protocol=\"application/pgp-encrypted\"; boundary=b\r\n\r\n\
             --b\r\nContent-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n--b\r\nContent-Type: application/octet-stream\r\n\r\n{SEALED}\r\n--b--\r\n"
        )
    }

    #[test]
    fn what_was_inside_is_read_under_the_outer_sender() {
        let inner = "Content-Type: text/plain; charset=utf-8; protected-headers=\"v1\"\r\nFrom: evil@evil.org\r\nSubject: Brev på avveie\r\n\r\nEt brev er sendt feil.\r\n";
        let reading = read(&whole(""), inner);
        assert_eq!(reading.from.map(|from| from.address).as_deref(), Some("kari@b.no"));
        assert_eq!(reading.subject.as_deref(), Some("Brev på avveie"));
        assert_eq!(reading.reply_text.trim(), "Et brev er sendt feil.");
        assert!(reading.opened && reading.sealed.is_empty());
    }

    #[test]
    fn a_subject_that_is_not_protected_stays_the_outer_one() {
        let reading = read(&whole(""), "Content-Type: text/plain\r\nSubject: Annet\r\n\r\nHei\r\n");
        assert_eq!(reading.subject.as_deref(), Some("..."));
    }

    #[test]
    fn nothing_inside_can_say_who_sent_it() {
        let inner = "Content-Type: text/plain\r\nAuthentication-Results: mx.b.no; dmarc=pass header.from=b.no\r\nReceived: from x by mx.b.no; Thu, 12 Mar 2026 09:00:00 +0100\r\nReply-To: evil@evil.org\r\nAuto-Submitted: auto-replied\r\n\r\nHei\r\n";
        let reading = read(&whole("Received: from y by z; Thu, 12 Mar 2026 09:00:00 +0100\r\n"), inner);
        assert_eq!(reading.trace.fields.len(), 1, "{:?}", reading.trace);
        assert_eq!(reading.reply_to, None);
        assert!(!reading.automatic);
    }

    #[test]
    fn the_senders_server_signed_the_mail_as_it_came() {
        let mail = whole(
            "DKIM-Signature: v=1; a=rsa-sha256; d=b.no; s=x; c=relaxed/relaxed; h=from:subject; bh=YQ==; b=YQ==\r\n",
        );
        let before = crate::mail::read(mail.as_bytes(), &Context::default());
        assert!(before.body_hashes.is_some());
        assert_eq!(read(&mail, "Content-Type: text/plain\r\n\r\nHei\r\n").body_hashes, before.body_hashes);
    }

    #[test]
    fn an_encrypted_text_is_read_where_it_stood() {
        let mail = format!("From: kari@b.no\r\nSubject: Avvik\r\n\r\nHei,\r\n{SEALED}\r\nHilsen Kari\r\n");
        assert_eq!(
            crate::mail::read(mail.as_bytes(), &Context::default()).sealed.first().map(|one| one.place),
            Some(Place::Text)
        );
        let reading = read(&mail, "Et brev er på avveie.\r\n");
        assert!(reading.reply_text.contains("Et brev er på avveie."), "{}", reading.reply_text);
        assert_eq!(reading.subject.as_deref(), Some("Avvik"));
    }

    #[test]
    fn an_encrypted_file_becomes_the_file() {
        let mail = format!(
            "From: kari@b.no\r\nSubject: Avvik\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nSe vedlegg.\r\n--b\r\nContent-Type: application/octet-stream; name=\"melding.txt.asc\"\r\nContent-Disposition: attachment; filename=\"melding.txt.asc\"\r\n\r\n{SEALED}\r\n--b--\r\n"
        );
        let reading = read(&mail, "Hva skjedde: Et brev er på avveie.\r\n");
        assert_eq!(reading.attachments.first().map(|one| one.name.as_str()), Some("melding.txt"));
        assert!(reading.report.values().any(|found| found.raw.contains("brev")), "{:?}", reading.report);
        assert!(reading.reply_text.contains("Se vedlegg."));
    }

    #[test]
    fn a_frame_that_is_none_is_unreadable() {
        for frame in [&b""[..], b"\0\0", b"\xff\xff\xff\xff", b"\0\0\0\x02{}From: a@b.no"] {
            assert_eq!(read_opened(frame, &Context::default()).class, Class::Unreadable);
        }
    }
}
