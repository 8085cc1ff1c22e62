//! Handing a finished mail over: accepted, temporary, permanent or uncertain. Nothing here knows why it is sent.
//!
//! * [`smtp`]: a relay, over several connections that are used for many mails.
//! * [`sendmail`]: the local MTA's command.
//! * [`maildir`]: a directory; for tests, the demo and `varsel receive`.
//!
//! Whatever happens, every hand-over ends within a time limit, and only a clear yes counts as accepted.

use std::sync::atomic::AtomicBool;

pub mod maildir;
pub mod sendmail;
pub mod smtp;

/// Envelope and bytes as stored; a retry hands over the very same.
#[derive(Clone, Debug)]
pub struct Parcel {
    pub outbox_id: i64,
    /// None is the null sender `<>` (RFC 5321 section 4.5.5).
    pub envelope_from: Option<String>,
    pub recipient: String,
    /// Without angle brackets; names the file in a Maildir and the envelope id (RFC 3461) where offered.
    pub message_id: String,
    pub bytes: Vec<u8>,
}

/// What became of one hand-over (RFC 5321 section 4.2.1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// 250 after the data, exit code 0, or the file renamed into place and synced.
    Accepted { detail: String },
    /// 4xx, connection refused before the data, exit code 75: try again later.
    Temporary { detail: String },
    /// 5xx: trying again does not help.
    Permanent { detail: String },
    /// The connection broke after the data began: it may have been accepted.
    Uncertain { detail: String },
}

/// A configured way out.
pub enum Transport {
    Smtp(smtp::Smtp),
    Sendmail(sendmail::Sendmail),
    Maildir(maildir::Maildir),
}

/// What the hand-overs of one round share: where the relay cannot be reached at all, the rest is not tried.
#[derive(Default)]
pub struct Round {
    pub(crate) unreachable: AtomicBool,
}

impl Transport {
    /// Hands one mail over as part of a round.
    pub async fn send_in(&self, round: &Round, parcel: &Parcel) -> Outcome {
        match self {
            Transport::Smtp(smtp) => smtp.send_in(round, parcel).await,
            _ => self.send(parcel).await,
        }
    }

    /// Whether many mails at once cost less than each by itself: a Maildir syncs its folder once.
    pub fn is_batched(&self) -> bool {
        matches!(self, Transport::Maildir(_))
    }

    /// How many hand-overs make sense at a time.
    pub fn at_once(&self) -> usize {
        match self {
            Transport::Smtp(smtp) => smtp.connections(),
            _ => 4,
        }
    }

    /// Hands one mail over.
    pub async fn send(&self, parcel: &Parcel) -> Outcome {
        match self {
            Transport::Smtp(smtp) => smtp.send(parcel).await,
            Transport::Sendmail(sendmail) => sendmail.send(parcel).await,
            Transport::Maildir(maildir) => maildir.send(parcel).await,
        }
    }

    /// Hands many mails over, several at a time. Every parcel's outbox id comes back once, in no given order.
    pub async fn send_all(&self, parcels: Vec<Parcel>) -> Vec<(i64, Outcome)> {
        match self {
            Transport::Smtp(smtp) => smtp.send_all(parcels).await,
            Transport::Sendmail(sendmail) => sendmail.send_all(parcels).await,
            Transport::Maildir(maildir) => maildir.send_all(parcels).await,
        }
    }

    /// Tries the way without sending anything: what was found, or what is wrong, in plain words.
    pub async fn check(&self) -> Result<String, String> {
        match self {
            Transport::Smtp(smtp) => smtp.check().await,
            Transport::Sendmail(sendmail) => sendmail.check(),
            Transport::Maildir(maildir) => maildir.check().await,
        }
    }
}

/// Somebody else's words (a server's reply, a program's error output), fit for a log: one line, at most 200
/// characters, every word with an address in it left out.
pub(crate) fn masked(text: &str) -> String {
    let words = text.split_whitespace().map(|word| if word.contains('@') { "…" } else { word });
    let line = words.collect::<Vec<_>>().join(" ");
    line.chars().filter(|character| !character.is_control()).take(200).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_servers_words_are_one_short_line_without_addresses() {
        assert_eq!(masked("5.1.1 <ola@example.no>:\r\n user\u{7} unknown"), "5.1.1 … user unknown");
        assert_eq!(masked(&"x".repeat(900)).len(), 200);
    }
}
