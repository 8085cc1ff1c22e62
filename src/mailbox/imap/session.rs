//! One logged-in IMAP connection, built on async-imap's transport and parser only: its ready-made commands call a refusal
//! or a lost connection a success. Here a command has succeeded only after its own tagged OK.
//!
//! Promise: every wait is bounded; no error holds a word of a mail (async-imap's hold its whole buffer, so they are never
//! printed); after any error the caller drops the session, for what is left of one command would be read by the next.

use std::collections::{BTreeMap, HashSet};
use std::io::ErrorKind;
use std::time::Duration;

use async_imap::imap_proto::{
    AttributeValue, Capability, MailboxDatum, RequestId, Response, ResponseCode, SectionPath, Status,
};
use chrono::NaiveDate;
use tokio::time::Instant;

use super::fault::{Fault, bounded, code_in};
use super::guard::{Guard, Io};
use super::words::{imap_date, quoted, uid_set};
use crate::mailbox::MAX_HEADER_BYTES;

/// The keyword that marks a mail done where the server can neither MOVE nor expunge one mail alone.
const DONE_KEYWORD: &str = "$VarselDone";

/// More mails than this are not listed in one round; the oldest come first.
const MAX_LISTED: usize = 100_000;

/// A server that talks on without ending its command is cut off here. Responses to one command.
const MAX_RESPONSES: usize = 2_000_000;

pub type Stream = Guard<Box<dyn Io>>;

/// What SELECT said.
#[derive(Clone, Copy, Debug)]
pub struct Selected {
    pub uid_validity: u32,
    pub mails: u32,
    pub read_only: bool,
}

/// How mails can be marked done on this server, best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Away {
    /// RFC 6851.
    Move,
    /// COPY, then \Deleted and UID EXPUNGE of these mails alone (RFC 4315).
    CopyExpunge,
    Keyword,
}

/// See the module.
#[derive(Debug)]
pub struct Session {
    inner: async_imap::Session<Stream>,
    capabilities: HashSet<String>,
    command_limit: Duration,
    /// The server spoke of a new mail since the last listing began.
    news: bool,
}

impl Session {
    /// Takes over a connection that has just logged in, and asks what the server can do.
    pub async fn new(inner: async_imap::Session<Stream>, command_limit: Duration) -> Result<Session, Fault> {
        let mut session = Session { inner, capabilities: HashSet::new(), command_limit, news: false };
        let mut capabilities = HashSet::new();
        session
            .exec("CAPABILITY", command_limit, |response| {
                if let Response::Capabilities(list) = response {
                    capabilities.extend(list.iter().filter_map(|capability| match capability {
                        Capability::Atom(name) => Some(name.to_ascii_uppercase()),
                        _ => None,
                    }));
                }
            })
            .await?;
        session.capabilities = capabilities;
        Ok(session)
    }

    pub fn can(&self, capability: &str) -> bool {
        self.capabilities.contains(capability)
    }

    /// Enters the folder, anew even where it is selected already: that is how a server tells what came and whether the
    /// UIDs still mean the same (RFC 9051 section 2.3.1.1). A folder without UIDVALIDITY cannot be used.
    pub async fn select(&mut self, folder: &str) -> Result<Selected, Fault> {
        let (mut uid_validity, mut mails, mut read_only) = (None, 0, false);
        self.exec(&format!("SELECT {}", quoted(folder)), self.command_limit, |response| match response {
            Response::MailboxData(MailboxDatum::Exists(n)) => mails = *n,
            Response::Data { outcome, .. } | Response::Done { outcome, .. } => match outcome.code {
                Some(ResponseCode::UidValidity(n)) => uid_validity = Some(n),
                Some(ResponseCode::ReadOnly) => read_only = true,
                _ => {}
            },
            _ => {}
        })
        .await?;
        self.news = false;
        let uid_validity = uid_validity.ok_or(Fault::Garbled)?;
        Ok(Selected { uid_validity, mails, read_only })
    }

    /// UID and size in bytes of all that lies in the folder and is not marked done by keyword.
    pub async fn list(&mut self, limit: Duration) -> Result<BTreeMap<u32, u64>, Fault> {
        let mut mails = BTreeMap::new();
        self.exec("UID FETCH 1:* (UID RFC822.SIZE FLAGS)", limit, |response| {
            let Response::Fetch(_, attributes) = response else { return };
            let (mut uid, mut size, mut done) = (0, None, false);
            for attribute in attributes {
                match attribute {
                    AttributeValue::Uid(n) => uid = *n,
                    AttributeValue::Rfc822Size(n) => size = Some(u64::from(*n)),
                    AttributeValue::Flags(flags) => {
                        done = flags.iter().any(|flag| flag.eq_ignore_ascii_case(DONE_KEYWORD));
                    }
                    _ => {}
                }
            }
            if uid == 0 {
                return;
            }
            // An answer without size (unasked, or from a careless server) neither hides a mail nor its known size.
            let known = mails.entry(uid).or_insert(0);
            *known = size.unwrap_or(*known);
            if done {
                mails.remove(&uid);
            } else if mails.len() > MAX_LISTED {
                mails.pop_last();
            }
        })
        .await?;
        Ok(mails)
    }

    /// The whole mails under these UIDs, as far as the server gives them. `\Seen` stays as it is (PEEK).
    pub async fn bodies(&mut self, uids: &[u32], limit: Duration) -> Result<BTreeMap<u32, Vec<u8>>, Fault> {
        self.sections(&format!("UID FETCH {} (UID BODY.PEEK[])", uid_set(uids)), limit).await
    }

    /// The beginning of one mail's header block.
    pub async fn header(&mut self, uid: u32, limit: Duration) -> Result<Option<Vec<u8>>, Fault> {
        let command = format!("UID FETCH {uid} (UID BODY.PEEK[HEADER]<0.{MAX_HEADER_BYTES}>)");
        Ok(self.sections(&command, limit).await?.remove(&uid))
    }

    /// The fields that name the sender of each of these mails.
    pub async fn senders(&mut self, uids: &[u32], limit: Duration) -> Result<BTreeMap<u32, Vec<u8>>, Fault> {
        let set = uid_set(uids);
        let command = format!("UID FETCH {set} (UID BODY.PEEK[HEADER.FIELDS (FROM RETURN-PATH)])");
        self.sections(&command, limit).await
    }

    async fn sections(&mut self, command: &str, limit: Duration) -> Result<BTreeMap<u32, Vec<u8>>, Fault> {
        let mut found = BTreeMap::new();
        self.exec(command, limit, |response| {
            let Response::Fetch(_, attributes) = response else { return };
            let (mut uid, mut bytes) = (0, None);
            for attribute in attributes {
                match attribute {
                    AttributeValue::Uid(n) => uid = *n,
                    AttributeValue::BodySection {
                        section: None | Some(SectionPath::Full(_)),
                        data: Some(data),
                        ..
                    } => bytes = Some(data.to_vec()),
                    _ => {}
                }
            }
            if let (1.., Some(bytes)) = (uid, bytes) {
                found.insert(uid, bytes);
            }
        })
        .await?;
        Ok(found)
    }

    /// The UIDs from one on of mails whose internal date lies before this day.
    pub async fn older(&mut self, first: u32, day: NaiveDate) -> Result<Vec<u32>, Fault> {
        let day = imap_date(day);
        let mut found = Vec::new();
        self.exec(&format!("UID SEARCH UID {first}:* BEFORE {day}"), self.command_limit, |response| {
            if let Response::MailboxData(MailboxDatum::Search(uids)) = response {
                found.extend(uids.iter().take(MAX_LISTED));
            }
        })
        .await?;
        Ok(found)
    }

    /// The sizes in bytes of these mails.
    pub async fn sizes(&mut self, uids: &[u32], limit: Duration) -> Result<BTreeMap<u32, u64>, Fault> {
        let mut sizes = BTreeMap::new();
        self.exec(&format!("UID FETCH {} (UID RFC822.SIZE)", uid_set(uids)), limit, |response| {
            let Response::Fetch(_, attributes) = response else { return };
            let uid = attributes
                .iter()
                .find_map(|one| if let AttributeValue::Uid(n) = one { Some(*n) } else { None });
            let size = attributes.iter().find_map(|one| match one {
                AttributeValue::Rfc822Size(n) => Some(u64::from(*n)),
                _ => None,
            });
            sizes.extend(uid.zip(size));
        })
        .await?;
        Ok(sizes)
    }

    /// Deletes these mails alone (RFC 4315); the caller has made sure that the server can.
    pub async fn expunge(&mut self, uids: &[u32]) -> Result<(), Fault> {
        let set = uid_set(uids);
        self.plain(&format!("UID STORE {set} +FLAGS.SILENT (\\Deleted)")).await?;
        self.plain(&format!("UID EXPUNGE {set}")).await
    }

    /// How mails go away on this server, if there is a folder for them.
    pub fn away(&self, processed: Option<&str>) -> Away {
        match processed {
            Some(_) if self.can("MOVE") => Away::Move,
            Some(_) if self.can("UIDPLUS") => Away::CopyExpunge,
            _ => Away::Keyword,
        }
    }

    /// Marks these mails done. Never a bare EXPUNGE: that would remove what other people have marked for deletion.
    pub async fn finish(&mut self, uids: &[u32], processed: Option<&str>) -> Result<(), Fault> {
        let set = uid_set(uids);
        let target = quoted(processed.unwrap_or_default());
        match self.away(processed) {
            Away::Move => self.with_folder(&format!("UID MOVE {set} {target}"), &target).await,
            Away::CopyExpunge => {
                self.with_folder(&format!("UID COPY {set} {target}"), &target).await?;
                self.expunge(uids).await
            }
            Away::Keyword => self.plain(&format!("UID STORE {set} +FLAGS.SILENT ({DONE_KEYWORD})")).await,
        }
    }

    /// Runs a command that needs a folder; where it is refused, makes the folder and tries once more.
    async fn with_folder(&mut self, command: &str, folder: &str) -> Result<(), Fault> {
        match self.plain(command).await {
            Err(Fault::No(_)) => {}
            outcome => return outcome,
        }
        for command in [format!("CREATE {folder}"), format!("SUBSCRIBE {folder}")] {
            match self.plain(&command).await {
                // It may exist already; whether it serves, the second try below will tell.
                Ok(()) | Err(Fault::No(_)) => {}
                Err(fault) => return Err(fault),
            }
        }
        self.plain(command).await
    }

    async fn plain(&mut self, command: &str) -> Result<(), Fault> {
        self.exec(command, self.command_limit, |_| {}).await
    }

    /// IDLE (RFC 2177) until the server speaks of a new mail, or `limit`. A hint only.
    pub async fn idle(&mut self, limit: Duration) -> Result<(), Fault> {
        if self.news {
            return Ok(());
        }
        let tag = bounded(self.command_limit, self.inner.run_command("IDLE")).await?;
        loop {
            match bounded(self.command_limit, self.next(&tag, &mut |_| {})).await? {
                Heard::Continue => break,
                // An OK without having idled: as good as "look now".
                Heard::Done => return Ok(()),
                Heard::Other => {}
            }
        }
        let until = Instant::now() + limit;
        while !self.news {
            let left = until.saturating_duration_since(Instant::now());
            match bounded(left, self.next(&tag, &mut |_| {})).await {
                Err(Fault::TimedOut) => break,
                // A server may end IDLE by itself: nothing is left to say then.
                Ok(Heard::Done) => return Ok(()),
                outcome => outcome?,
            };
        }
        bounded(self.command_limit, self.inner.run_command_untagged("DONE")).await?;
        bounded(self.command_limit, self.until_ok(&tag, |_| {})).await
    }

    /// Sends one command and reads until its own tagged OK; `visit` sees each answer on the way.
    async fn exec(
        &mut self,
        command: &str,
        limit: Duration,
        visit: impl FnMut(&Response<'_>),
    ) -> Result<(), Fault> {
        bounded(limit, async {
            let tag = self.inner.run_command(command).await?;
            self.until_ok(&tag, visit).await
        })
        .await
    }

    async fn until_ok(&mut self, tag: &RequestId, mut visit: impl FnMut(&Response<'_>)) -> Result<(), Fault> {
        for _ in 0..MAX_RESPONSES {
            if let Heard::Done = self.next(tag, &mut visit).await? {
                return Ok(());
            }
        }
        Err(Fault::Garbled)
    }

    /// The next answer, shown to `visit`; the end of the stream is a fault, not an end.
    async fn next(&mut self, tag: &RequestId, visit: &mut impl FnMut(&Response<'_>)) -> Result<Heard, Fault> {
        let answer = self.inner.read_response().await?.ok_or(Fault::Lost(ErrorKind::UnexpectedEof))?;
        visit(answer.parsed());
        match answer.parsed() {
            Response::Continue(_) => Ok(Heard::Continue),
            Response::Done { tag: theirs, status: Status::Ok, .. } if theirs == tag => Ok(Heard::Done),
            Response::Done { tag: theirs, status, outcome } if theirs == tag => {
                Err(Fault::refused(status, outcome.information.as_deref().and_then(code_in)))
            }
            // An answer to a command that we did not send: we no longer know what belongs to what.
            Response::Done { .. } => Err(Fault::Garbled),
            Response::Data { status: Status::Bye, .. } => Err(Fault::Bye),
            Response::MailboxData(MailboxDatum::Exists(_)) => {
                self.news = true;
                Ok(Heard::Other)
            }
            _ => Ok(Heard::Other),
        }
    }
}

/// What an answer means for the command that is running.
enum Heard {
    Continue,
    Done,
    Other,
}
