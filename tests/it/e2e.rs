//! End to end: the real binary, and nothing of the inside.

pub mod house;
mod latency;
mod maildir;
pub mod real;
mod storms;

pub use house::*;
