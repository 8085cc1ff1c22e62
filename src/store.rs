//! The store: one organisation's cases, ledger of mails, history, deadlines and outgoing mail, in transactions.
//!
//! It keeps VALUES that the engine gives it and knows nothing of decisions. A change of anything goes through [`Tx`], so
//! that a decision and all that follows from it, outgoing mail included, are one commit:
//!
//! ```text
//! begin ── savepoint ── event ── release ─┬─ savepoint ── event ── rollback_to_savepoint ── … ── commit
//!                                         └─ later events of the batch see what earlier ones wrote
//! ```
//!
//! - **Ledger**: a mail stands once under (mailbox, UIDVALIDITY, UID), with exactly one [`Outcome`].
//! - **Cases**: the row is the truth; `version` is an optimistic lock.
//! - **History**: append-only, one hash chain a case, payloads under the case's own key; [`Store::verify`] recomputes it.
//! - **Deadlines**: rows under (case, obligation, generation, step, occurrence), found by an index on their due time.
//! - **Outbox**: an attempt is committed before the connection is opened; the same bytes are sent at every attempt.
//! - **Work**: one process at a time takes in, decides and sends ([`Store::lock_for_work`]); reading needs no lock.
//! - **Keys**: whatever names a person or holds words is sealed and bound to its row: a case's state, each mail, each
//!   reading, each outgoing mail and each case's history under a key of its own ([`KeyRing`], [`Store::rewrap`]).
//! - **Forgetting**: a key destroyed and its bytes overwritten ([`Tx::forget_raw`], [`Store::purge`]); the chain holds.
//!
//! A database call is never given up on by a time limit: a cancelled call leaves the outcome unknown. Limits are the
//! database's own (`busy_timeout`). All SQL stands in one place for each database; the types here know no driver.

mod chain;
mod error;
mod row;
mod seal;
mod sqlite;

pub use error::{Result, StoreError, StoreErrorKind};
pub use row::*;
pub use seal::{KeyRing, MasterKey};
pub use sqlite::{Erased, Forgettable, Options, Rewrapped, Store, Tx, WorkLock};
