//! What keeps a flood of mail from being a flood of notices.

use serde::{Deserialize, Serialize};

/// Limits on new cases within a time. Over a sender's own limit its mails are collected in one case; over that of all
/// senders who are not authenticated only receipts to them and reminders wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FloodPolicy {
    pub window_secs: i64,
    /// By one address that is not authenticated, and by one that is. A processor that is authenticated has no limit.
    pub max_per_sender: u32,
    pub max_per_authenticated_sender: u32,
    /// By all who are not authenticated.
    pub max_of_unauthenticated: u32,
    /// The officer hears again of a case that collects when so many times as many mails lie in it.
    pub tell_again_factor: u32,
}

impl Default for FloodPolicy {
    /// For a policy.toml of before there was this section.
    fn default() -> Self {
        FloodPolicy {
            window_secs: 3_600,
            max_per_sender: 20,
            max_per_authenticated_sender: 200,
            max_of_unauthenticated: 300,
            tell_again_factor: 10,
        }
    }
}
