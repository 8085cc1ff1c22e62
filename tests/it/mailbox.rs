//! Mailboxes against what is outside: a real Dovecot over TLS, a server that misbehaves by script, folders, a socket.

mod dovecot;
mod maildir;
mod pipe;
mod scripted;

/// A small mail that can be told from others by its number.
fn mail(number: u32) -> Vec<u8> {
    format!("From: a@example.org\r\nSubject: mail {number}\r\n\r\nText {number}\r\n").into_bytes()
}
