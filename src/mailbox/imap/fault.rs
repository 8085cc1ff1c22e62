//! Why a command over IMAP did not succeed, and the frame in which every step runs: bounded, and safe from the parser's
//! panics.

use std::future::Future;
use std::io::ErrorKind;
use std::panic::AssertUnwindSafe;
use std::time::Duration;

use async_imap::imap_proto::Status;
use futures_util::FutureExt;

/// Why a command did not succeed. Holds no text of the server but its response code (RFC 5530).
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    #[error("the server refused it{}", bracketed(.0))]
    No(Option<String>),
    #[error("the server did not understand it{}", bracketed(.0))]
    Bad(Option<String>),
    #[error("the server said goodbye")]
    Bye,
    #[error("the connection was lost ({0})")]
    Lost(ErrorKind),
    #[error("no answer in time")]
    TimedOut,
    #[error("the server's answer could not be read")]
    Garbled,
}

impl Fault {
    /// Trying again may help: no refusal, or one that the server says will pass (RFC 5530 section 3).
    pub fn will_pass(&self) -> bool {
        match self {
            Fault::No(code) => {
                matches!(code.as_deref(), Some("UNAVAILABLE" | "INUSE" | "LIMIT" | "SERVERBUG" | "OVERQUOTA"))
            }
            Fault::Bad(_) => false,
            _ => true,
        }
    }

    /// What a tagged answer other than OK means.
    pub fn refused(status: &Status, code: Option<String>) -> Fault {
        match status {
            Status::No => Fault::No(code),
            Status::Bye => Fault::Bye,
            _ => Fault::Bad(code),
        }
    }
}

fn bracketed(code: &Option<String>) -> String {
    code.as_ref().map(|code| format!(" [{code}]")).unwrap_or_default()
}

impl From<std::io::Error> for Fault {
    fn from(e: std::io::Error) -> Fault {
        match e.kind() {
            // async-imap's parse errors are of kind Other, and ours of an unbounded answer are InvalidData.
            ErrorKind::Other | ErrorKind::InvalidData => Fault::Garbled,
            kind => Fault::Lost(kind),
        }
    }
}

impl From<async_imap::error::Error> for Fault {
    fn from(e: async_imap::error::Error) -> Fault {
        use async_imap::error::Error;
        match e {
            Error::Io(e) => e.into(),
            Error::No(text) => Fault::No(code_in(&text)),
            Error::Bad(text) => Fault::Bad(code_in(&text)),
            Error::ConnectionLost => Fault::Lost(ErrorKind::UnexpectedEof),
            _ => Fault::Garbled,
        }
    }
}

/// The RFC 5530 code in a server's text, such as AUTHENTICATIONFAILED: capitals and hyphens only, so never content.
pub fn code_in(text: &str) -> Option<String> {
    let (_, rest) = text.split_once('[')?;
    let (code, _) = rest.split_once(']')?;
    let plain = code.len() <= 30 && code.chars().all(|c| c.is_ascii_uppercase() || c == '-');
    (plain && !code.is_empty()).then(|| code.to_owned())
}

/// Runs one step of the conversation: bounded in time, and a panic of the parser is a fault like any other
/// (imap-proto panics at some malformed answers).
pub async fn bounded<T, E: Into<Fault>>(
    limit: Duration,
    step: impl Future<Output = Result<T, E>>,
) -> Result<T, Fault> {
    match tokio::time::timeout(limit, AssertUnwindSafe(step).catch_unwind()).await {
        Err(_) => Err(Fault::TimedOut),
        Ok(Err(_)) => Err(Fault::Garbled),
        Ok(Ok(outcome)) => outcome.map_err(Into::into),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_response_code_is_ever_kept_of_a_servers_words() {
        assert_eq!(code_in("[AUTHENTICATIONFAILED] kari").as_deref(), Some("AUTHENTICATIONFAILED"));
        assert_eq!(code_in("kari [kari@eksempel.no]"), None);
        assert_eq!(code_in("nothing"), None);
    }
}
