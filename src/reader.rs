//! The reader may die, the daemon does not (design promise 8).
//!
//! Everything a stranger sends is taken apart in a small pool of child processes of our own binary. Raw bytes go in,
//! one JSON object comes out. A child has an empty environment, only its pipes, and can open neither file nor socket.
//!
//! * [`child`]: what the hidden subcommand `read-child` runs.
//! * [`lockdown`]: limits, Landlock, seccomp.
//! * [`pool`]: what the daemon calls.
//! * [`opening`]: reading with a key: what is encrypted goes through a child that holds the key and only decrypts.
//! * `conversation`: one child and one batch of mails, with the time limit and the watch over its memory.
//! * `frame`: the length-prefixed frames on the pipes.

pub mod child;
mod conversation;
mod frame;
pub mod lockdown;
#[cfg(debug_assertions)]
pub mod misbehave;
pub mod opening;
pub mod pool;

pub use child::{Work, run_child};
pub use lockdown::Protections;
pub use opening::ReaderPool;
pub use pool::{Pool, ReadOutcome, ReaderError, ReaderOptions};

/// The largest mail that is handed to a child, in bytes. The mailbox has its own, smaller limit.
pub const MAX_MAIL: usize = 64 << 20;
