//! The reader may die, the daemon does not (design promise 8).
//!
//! Everything a stranger sends is taken apart in a small pool of child processes of our own binary. Raw bytes go in,
//! one JSON object comes out. A child has an empty environment, only its pipes, and can open neither file nor socket.
//!
//! * [`child`]: what the hidden subcommand `read-child` runs.
//! * [`lockdown`]: limits, Landlock, seccomp.
//! * [`pool`]: what the daemon calls.
//! * `conversation`: one child and one batch of mails, with the time limit and the watch over its memory.
//! * `frame`: the length-prefixed frames on the pipes.

pub mod child;
mod conversation;
mod frame;
pub mod lockdown;
#[cfg(debug_assertions)]
pub mod misbehave;
pub mod pool;

pub use child::{ReadFn, run_child};
pub use lockdown::Protections;
pub use pool::{ReadOutcome, ReaderError, ReaderOptions, ReaderPool};

/// The largest mail that is handed to a child, in bytes. The mailbox has its own, smaller limit.
pub const MAX_MAIL: usize = 64 << 20;
