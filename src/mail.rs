//! Bytes to values and back: what a mail is, who wrote what is new in it, what it refers to, whom to believe.
//!
//! [`read()`] is the one way in: it never fails and never panics. The walk of a mail is
//! `message` (MIME) → `class` → `thread` → `new_words` (`html`, `forward`: what was passed on, `reply`: what is new,
//! `answers`: in between) and `files`, then the report and command rooms; `signed` hashes what a DKIM signature covers.
//! `authenticity` judges a finished [`Reading`] in the daemon; `compose` is the way out. Before all that `smime` takes off
//! signatures, so that what is read is what was signed.

pub mod authenticity;
pub mod class;
pub mod compose;
pub mod forward;
pub mod html;
pub mod invite;
pub mod message;
pub mod openpgp;
pub mod protect;
pub mod read;
pub mod reading;
pub mod reply;
pub mod signed;
pub mod smime;
pub mod thread;

mod answers;
mod auth_results;
mod bounce;
mod decode;
mod files;
mod itip;
mod new_words;
mod quote;
mod wording;
mod words;

pub use authenticity::{Accept, Authenticity, AuthservId, OwnCheck, Rule, Verdict, judge};
pub use compose::{Automatic, ComposeError, Outgoing, compose};
pub use decode::body_hash;
pub(crate) use decode::text as decode_text;
pub use read::read;
pub use reading::{
    Attachment, Bounce, BounceAction, Calendar, Class, Context, Forwarded, Mailbox, Reading, RefersTo,
    Signature, SignatureKind, TraceHeaders,
};
pub use reply::CUT_LINE;
pub use signed::BodyHashes;
