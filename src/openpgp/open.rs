//! What comes in: one message opened with our key, within a limit, and its signatures checked. Runs in a process that has
//! the key and nothing else; what comes out is not looked at here.

use std::io::Read;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use pgp::composed::{DecryptionOptions, Message, SignedSecretKey, TheRing};
use pgp::errors::Error;
use pgp::types::{Password, Seipdv1ReadMode};

use crate::mail::openpgp::certificate::read_secret;
use crate::mail::openpgp::{Checked, Closed, KnownKey, MAX_OPENED, Opened, Part, Ring, check};

/// Packed in packed in encrypted …: a message has at most so many layers.
const MAX_LAYERS: usize = 8;
/// Most signatures of one message that are looked at.
const MAX_SIGNATURES: usize = 5;

/// Opens a message, armored or not. It answers for every input.
pub fn open(message: &[u8], ring: &Ring) -> Opened {
    match read_secret(ring.secret.as_bytes()) {
        Ok(key) => opened(message, &key, &ring.known).unwrap_or_else(Opened::closed),
        Err(_) => Opened::closed(Closed::NoKey),
    }
}

/// What is said of a message that the library could not survive.
pub fn gave_up(_why: &str, _ring: &Ring) -> Opened {
    Opened::closed(Closed::Broken)
}

fn opened(message: &[u8], key: &SignedSecretKey, known: &[KnownKey]) -> Result<Opened, Closed> {
    let (mut message, _) = Message::from_reader(message).map_err(|_| Closed::Broken)?;
    let mut encrypted = false;
    for _ in 0..MAX_LAYERS {
        message = match innermost(&message) {
            Layer::Encrypted => {
                encrypted = true;
                decrypt(message, key)?
            }
            Layer::Compressed => message.decompress().map_err(|_| Closed::Broken)?,
            Layer::Literal => break,
        };
    }
    let mut content = Vec::new();
    // What is left after the limit is never unpacked.
    message.by_ref().take(MAX_OPENED as u64 + 1).read_to_end(&mut content).map_err(|_| Closed::Broken)?;
    if content.len() > MAX_OPENED {
        return Err(Closed::TooLarge);
    }
    let signatures = signatures(&message, known);
    Ok(Opened { content: STANDARD.encode(content), encrypted, signatures, closed: None })
}

/// What is in the signatures, if there are any.
enum Layer {
    Encrypted,
    Compressed,
    Literal,
}

fn innermost(message: &Message<'_>) -> Layer {
    match message {
        Message::Encrypted { .. } => Layer::Encrypted,
        Message::Compressed { .. } => Layer::Compressed,
        Message::Literal { .. } => Layer::Literal,
        Message::Signed { reader, .. } => innermost(reader.get_ref()),
    }
}

/// Only what carries an integrity check is opened: without one a stranger could change it so that the reader's program
/// sends the text back (EFAIL). The whole is checked before a byte comes out.
fn decrypt<'a>(message: Message<'a>, key: &SignedSecretKey) -> Result<Message<'a>, Closed> {
    let none = Password::empty();
    let checked_first = Seipdv1ReadMode::CheckFirst { max_message_size: 2 * MAX_OPENED };
    let ring = TheRing {
        secret_keys: vec![key],
        key_passwords: vec![&none],
        decrypt_options: DecryptionOptions::new().enable_gnupg_aead().set_seipdv1_read_mode(checked_first),
        ..TheRing::default()
    };
    match message.decrypt_the_ring(ring, true) {
        Ok((message, _)) => Ok(message),
        Err(Error::MissingKey) => Err(Closed::OtherKey),
        Err(_) => Err(Closed::Broken),
    }
}

fn signatures(message: &Message<'_>, known: &[KnownKey]) -> Vec<Checked> {
    let Message::Signed { reader, .. } = message else { return Vec::new() };
    let count = reader.num_signatures().min(MAX_SIGNATURES);
    let signatures = (0..count).filter_map(|at| Some((at, reader.signature(at)?)));
    signatures
        .map(|(at, signature)| {
            check(signature, known, |part| match part {
                Part::Primary(key) => message.verify_nested_explicit(at, key).is_ok(),
                Part::Sub(key) => message.verify_nested_explicit(at, key).is_ok(),
            })
        })
        .collect()
}
