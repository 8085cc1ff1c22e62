//! Varsel (Norwegian: a notice, a warning) stands between a breach mailbox and the people who must act. It reads every
//! mail that arrives, makes each report a case, tells the right people, asks the reporter only for what is missing,
//! lets the privacy officer steer the case by replying, and keeps every statutory clock until a person has met it.
//!
//! # The picture
//! A pure core decides; a thin shell acts. [`case::decide()`] is the only place where anything about a case is decided,
//! for mail, clock, delivery result and operator alike. The shell loads, calls it, renders, and commits all of that in
//! one transaction, outgoing mail included. Sending comes after.
//!
//! ```text
//!  mailbox ──▶ reader ───────────────▶ intake ──▶ engine ──▶ store: case, history, deadlines, outbox in one commit
//!  imap,       processes apart:                   load,         │
//!  maildir,    mail, report, command, redact      decide,       ├──▶ delivery ──▶ transport ──▶ people
//!  receive                                        render,       │                 smtp, sendmail, maildir
//!                                                 commit        └──▶ scheduler: sleeps until the earliest due time
//!                                                   ▲  ▲                │                          │
//!                                                   │  └─ what is due ──┘                          │
//!                                                   └─ accepted, temporary, permanent, uncertain ──┘
//! ```
//!
//! # The rooms, in the order to read them
//! Core, values in and values out:
//! - [`phrase`]: a sentence the program says, as a key and its arguments.
//! - [`report`]: what a report of a breach says: fields, times, counts, and the readers that find them.
//! - [`document`]: files that come with a mail, as text: Word, Excel, PDF, Outlook, archives.
//! - [`command`]: the lines by which the privacy officer steers, `S: 3 K: 4`.
//! - [`redact`]: national identity numbers and the like, masked before anything is stored.
//! - [`mail`]: bytes to values and back: class, reply, thread, authenticity, compose.
//! - [`contacts`]: people, roles, the two contact lists, processors.
//! - [`calendar`]: elapsed time and working time, kept apart; Norwegian public holidays.
//! - [`policy`]: the law and the house rules, checked: bands, deadlines, who is told, who may what.
//! - [`case`]: a case, and [`case::decide()`].
//! - [`template`]: every notice in nb, nn and en, as subject, text and HTML.
//! - [`export`]: what leaves as a file: the register of art. 33(5), the incident report, the notice to the authority, the
//!   letter to the persons affected; DOCX, XLSX, CSV, JSON, HTML.
//!
//! Seams, each knowing one thing of the outside world:
//! - [`clock`]: the only place that asks for the time.
//! - [`config`]: the files as written to checked settings; every fault at once.
//! - [`openpgp`]: our own OpenPGP key: notices signed and encrypted, encrypted mail opened.
//! - [`mailbox`]: the next raw mail, and "done": IMAP, Maildir, the pipe of a mail server.
//! - [`reader`]: the pool of locked-down processes that take strangers' mail apart.
//! - [`proof`]: our own DKIM and DMARC check: keys and records from the DNS.
//! - [`store`]: transactions, outbox, deadlines, ledger, audit chain; SQLite.
//! - [`login`]: access tokens by OAuth, fetched, shared, renewed before they expire.
//! - [`transport`]: hand over, and the honest answer: accepted, temporary, permanent, uncertain.
//! - [`telemetry`]: logs, and addresses masked in them.
//!
//! Engine:
//! - [`engine`]: the one door for change: load, decide, render, commit, wake.
//!
//! Loops:
//! - [`intake`]: from the mailbox to the engine.
//! - [`scheduler`]: from the earliest due time to the engine.
//! - [`delivery`]: from the outbox to the transport, and the result back to the engine.
//!
//! Top:
//! - [`daemon`]: builds everything, runs the loops, stops in order; tells by the other way what one way cannot do.
//! - [`cli`]: one file a command; `main.rs` is arguments in, exit code out.
//!
//! # The arrows
//! What a room of each layer may use; `tests/it/tidy.rs` reads every `crate::` path and fails on another.
//!
//! ```text
//! core   may use  core; no tokio, sqlx, files, network, environment, clock or randomness
//! seams  may use  core, telemetry; never one another
//! engine may use  core, seams
//! loops  may use  core, seams, engine; never one another
//! top    may use  everything
//! ```
//!
//! # The walk of a mail
//! 1. [`intake::Intake::pass`] asks the mailbox what waits ([`mailbox::Mailbox::waiting`]) and leaves out what the
//!    ledger knows. Where many wait, every sender has a turn ([`intake::queue`]).
//! 2. [`reader::ReaderPool::read_all`] gives the bytes to a reader process, where [`mail::read()`] masks what must not go
//!    on ([`redact`]), says what class of mail it is and why and what it refers to, tells new words from quoted and
//!    passed-on ones, opens what is attached ([`document::read()`]), and finds what all that reports ([`report::read()`])
//!    and commands ([`command::read()`]).
//!    What is encrypted goes through the key holder's process and is read anew ([`reader::opening`]).
//!    What kills or outlasts its reader becomes a case for a person. Where our own server's word decides nothing,
//!    [`proof::Proof::check`] asks the DNS for the keys of the mail's signatures.
//! 3. [`engine::Engine::take_mails`] opens one transaction for the batch: the mail goes into the ledger under its unique
//!    key (there already: done), its sender is judged ([`mail::authenticity::judge`]), its case is found,
//!    [`case::decide()`] answers, the notices are rendered and composed, all of it is written and committed.
//! 4. Only then [`mailbox::Mailbox::done`] moves the mail away.
//! 5. [`delivery::round`] claims outbox rows, the attempt committed before the connection is opened, hands them to
//!    [`transport::Transport::send_all`], and brings the results back through [`engine::Engine::take_results`].
//!
//! # The walk of a deadline
//! 1. [`case::obligation::refresh`] starts, moves, meets or drops a case's clocks after each event;
//!    [`case::steps::steps`] lays out their steps; the engine writes them as rows with the case.
//! 2. [`scheduler::run`] sleeps until the earliest row ([`store::Store::next_due`]), never over all cases.
//! 3. [`engine::Engine::take_deadlines`] hands what is due to [`case::decide()`] as
//!    [`case::Event::DeadlineReached`]: met already, then cancelled with its reason; else one notice for what was missed
//!    ([`case::escalation`]) and the next row, in one commit.
//! 4. [`engine::Engine::take_chores`] does the same for what belongs to the house: the digest whose absence is the
//!    alarm, and the year's review ([`case::digest`], [`policy::DigestPolicy`]).
//!
//! # The promises, and where each is kept
//! 1. No mail is lost, none is done twice: the ledger's unique key ([`store`]), done after the commit ([`intake`]).
//! 2. No deadline is missed or doubled: due times are rows with a generation ([`case::obligation`], [`scheduler`]).
//! 3. Sending is honest: fixed bytes, the attempt committed first, `uncertain` is a word of its own ([`delivery`],
//!    [`transport`]).
//! 4. Anyone may report, few may change: [`case::gate`], [`mail::authenticity`], [`proof`].
//! 5. A notice is never a second breach: each audience has its own facts ([`case::tell`]), numbers are masked
//!    ([`redact`]), raw mail is sealed in the [`store`].
//! 6. The machine proposes, a person decides: [`case::risk`] proposes, [`case::command`] carries out what a person says.
//! 7. The record can be proved, and erased by rule: one hash chain a case ([`store::Store::verify`]), a chain over all of
//!    them whose head each digest carries ([`store::Tx::checkpoint_head`]); what is forgotten loses its key
//!    ([`engine::Engine::forget_case`], [`policy::RetentionPolicy`]).
//! 8. The reader may die, the daemon does not: [`reader`]; who holds the key takes no mail apart ([`reader::opening`]).
//! 9. Law is data: `policy.toml`, read by [`config`] into [`policy`].

#![forbid(unsafe_code)]

// -- core: values in, values out
pub mod calendar;
pub mod case;
pub mod command;
pub mod contacts;
pub mod document;
pub mod export;
pub mod mail;
pub mod phrase;
pub mod policy;
pub mod redact;
pub mod report;
pub mod template;
// -- seams: each knows one thing of the outside world
pub mod clock;
pub mod config;
pub mod login;
pub mod mailbox;
pub mod openpgp;
pub mod proof;
pub mod reader;
pub mod store;
pub mod telemetry;
pub mod transport;
// -- engine: the one door for change
pub mod engine;
// -- loops: each waits for one thing and brings it to the engine
pub mod delivery;
pub mod intake;
pub mod scheduler;
// -- top: puts everything together
pub mod cli;
pub mod daemon;
