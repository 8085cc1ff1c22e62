//! Why there is no token, in words that hold no secret.

use std::fmt;

/// What was tried, on what, why it failed, what to do, and whether trying again helps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoginError {
    pub what: String,
    /// The server's `error` code (RFC 6749 section 5.2), or what our side saw; never the server's text.
    pub why: String,
    pub mend: String,
    /// Somebody must act: trying again alone does not help.
    pub permanent: bool,
}

impl fmt::Display for LoginError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let LoginError { what, why, mend, permanent } = self;
        match permanent {
            true => write!(f, "{what} failed: {why}; {mend}"),
            false => write!(f, "{what} failed: {why}; it will be tried again"),
        }
    }
}

impl std::error::Error for LoginError {}

impl LoginError {
    pub(super) fn temporary(what: &str, why: &str) -> LoginError {
        LoginError { what: what.to_owned(), why: why.to_owned(), mend: String::new(), permanent: false }
    }

    pub(super) fn permanent(what: &str, why: &str, mend: &str) -> LoginError {
        LoginError { what: what.to_owned(), why: why.to_owned(), mend: mend.to_owned(), permanent: true }
    }
}
