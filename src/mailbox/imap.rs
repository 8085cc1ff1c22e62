//! An IMAP folder as mailbox (RFC 3501, RFC 9051; IDLE RFC 2177, MOVE RFC 6851, UIDPLUS RFC 4315).
//!
//! Only what lies in `folder` counts as waiting, whatever its flags: people read a shared mailbox, so `\Seen` is neither
//! asked for nor touched. Sizes are known before bodies are fetched. When anything fails the connection is dropped and the
//! next call makes a new one; [`Imap::wait`] keeps the distance between attempts. A mail that the server lists but does
//! not hand out is passed over, tried again alone, and after some tries handed over by its header block only, so that a
//! person looks at it.

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use tokio::time::Instant;
use tokio_rustls::TlsConnector;

use super::{MAX_HEADER_BYTES, MailKey, MailboxError, RawMail, header_block, sender, within_bounds};
use connect::{connect, temporary, tls_connector};
use fault::Fault;
use session::{Away, Session};
pub use settings::{Auth, Limits, Settings, Tls, Tokens};

mod connect;
mod fault;
mod guard;
mod processed;
mod session;
mod settings;
mod words;

/// Pauses after the first, second, … failure in a row. Where somebody must act (a refused login) the last one serves at
/// once, so that no account gets locked.
const PAUSES: [Duration; 5] = [
    Duration::from_secs(1),
    Duration::from_secs(2),
    Duration::from_secs(5),
    Duration::from_secs(15),
    Duration::from_secs(60),
];

/// IDLE is begun anew at least this often: some servers and many firewalls go deaf after a while (peers.md pain 10).
const MAX_IDLE: Duration = Duration::from_secs(5 * 60);

/// So many IDLEs broken off in a row mean that polling serves better for a while.
const MAX_IDLE_BREAKS: u8 = 3;
const WITHOUT_IDLE: Duration = Duration::from_secs(60 * 60);

/// Bodies asked for with one command, in bytes and in mails.
const SET_BYTES: u64 = 8 * 1024 * 1024;
const SET_MAILS: usize = 100;

/// Mails marked done, or asked for their sender, with one command: as many as keep its line under 8 kB (RFC 7162 section 4).
const DONE_MAILS: usize = 500;

/// After so many fruitless tries a mail is handed over by its header block only.
const MAX_MISSES: u8 = 5;

/// The slowest line on which a mail must still get through. Bytes a second.
const SLOWEST: u64 = 32 * 1024;

/// An IMAP folder; connects at the first call.
pub struct Imap {
    name: String,
    settings: Settings,
    tls: Option<TlsConnector>,
    /// Taken out while a command runs: a cancelled call leaves nothing half-read behind.
    session: Option<Session>,
    uid_validity: u32,
    /// UID and size of what lay there at the last look.
    listed: BTreeMap<u32, u64>,
    /// How often each mail was asked for in vain.
    misses: HashMap<u32, u8>,
    failures: usize,
    next_attempt: Option<Instant>,
    idle_breaks: u8,
    no_idle_until: Option<Instant>,
}

/// One command's worth of mails.
enum Part {
    Whole(Vec<u32>),
    Header(u32),
}

impl Imap {
    pub fn new(settings: Settings) -> Imap {
        Imap {
            name: format!("imap:{}@{}/{}", settings.user, settings.host, settings.folder),
            settings,
            tls: None,
            session: None,
            uid_validity: 0,
            listed: BTreeMap::new(),
            misses: HashMap::new(),
            failures: 0,
            next_attempt: None,
            idle_breaks: 0,
            no_idle_until: None,
        }
    }

    /// `imap:user@host/folder`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// See [`super::Mailbox::waiting`]. A connection that ended since the last call is made anew at once.
    pub async fn waiting(&mut self) -> Result<Vec<MailKey>, MailboxError> {
        let held = self.session.is_some();
        let mut outcome = self.look().await;
        if held && self.session.is_none() && matches!(outcome, Err(MailboxError::Temporary { .. })) {
            outcome = self.look().await;
        }
        let failures = self.failures;
        self.settle(&outcome);
        outcome?;
        if !self.misses.is_empty() {
            // Listing works, fetching did not: the pauses between attempts go on growing.
            self.failures = failures;
        }
        let mut uids: Vec<u32> = self.listed.keys().copied().collect();
        uids.sort_by_key(|uid| self.misses.get(uid).copied().unwrap_or(0));
        let uid_validity = self.uid_validity;
        Ok(uids.into_iter().map(|uid| MailKey { uid_validity, uid: uid.to_string() }).collect())
    }

    /// See [`super::Mailbox::senders`]: two header fields of many mails with one command.
    pub async fn senders(&mut self, keys: &[MailKey]) -> HashMap<MailKey, String> {
        let uids: Vec<u32> = self.known(keys).collect();
        let (uid_validity, mut found) = (self.uid_validity, HashMap::new());
        for set in uids.chunks(DONE_MAILS) {
            // A fault here is met again, and told, when the mails are taken.
            let Ok(mut session) = self.ready().await else { break };
            let Ok(fields) = session.senders(set, self.settings.limits.list).await else { break };
            self.session = Some(session);
            if self.uid_validity != uid_validity {
                return HashMap::new();
            }
            found.extend(fields.into_iter().filter_map(|(uid, header)| {
                Some((MailKey { uid_validity, uid: uid.to_string() }, sender::sender(&header)?))
            }));
        }
        found
    }

    /// See [`super::Mailbox::take`].
    pub async fn take(&mut self, keys: &[MailKey]) -> Result<Vec<RawMail>, MailboxError> {
        let max = self.settings.max_bytes;
        let size = |uid: &u32| self.listed.get(uid).copied().unwrap_or(0);
        let uids = within_bounds(self.known(keys).collect(), |uid| match size(uid) {
            size if size > max => MAX_HEADER_BYTES as u64,
            size => size,
        });
        let mut mails = HashMap::new();
        let mut outcome = Ok(());
        for part in self.plan(&uids) {
            outcome = self.fetch(&part, &mut mails).await;
            if outcome.is_err() {
                break;
            }
        }
        self.settle(&outcome);
        match outcome {
            Err(error) if mails.is_empty() => Err(error),
            _ => Ok(uids.iter().filter_map(|uid| mails.remove(uid)).collect()),
        }
    }

    /// See [`super::Mailbox::done`]. Keys of an earlier UIDVALIDITY mean nothing any more and are passed over.
    pub async fn done(&mut self, keys: &[MailKey]) -> Result<(), MailboxError> {
        let outcome = self.finish(keys).await;
        self.settle(&outcome);
        outcome
    }

    /// See [`super::Mailbox::wait`].
    pub async fn wait(&mut self, limit: Duration) {
        let start = Instant::now();
        let deaf = self.no_idle_until.is_some_and(|end| start < end);
        if self.session.as_ref().is_some_and(|session| deaf || !session.can("IDLE")) {
            return tokio::time::sleep(limit).await;
        }
        if let Some(mut session) = self.session.take() {
            match session.idle(limit.min(MAX_IDLE)).await {
                Ok(()) => {
                    self.session = Some(session);
                    self.idle_breaks = 0;
                    return;
                }
                Err(_) if start.elapsed() > MAX_IDLE / 5 => return,
                Err(_) => {
                    self.idle_breaks += 1;
                    if self.idle_breaks >= MAX_IDLE_BREAKS {
                        self.idle_breaks = 0;
                        self.no_idle_until = Some(start + WITHOUT_IDLE);
                    }
                    self.pause(0);
                }
            }
        }
        let end = start + limit;
        tokio::time::sleep_until(self.next_attempt.map_or(end, |next| next.min(end))).await;
    }

    /// See [`super::Mailbox::check`].
    pub async fn check(&mut self) -> Result<String, MailboxError> {
        self.session = None;
        let (session, selected) = self.selected().await?;
        if selected.read_only {
            return Err(MailboxError::Permanent {
                what: self.doing("opening"),
                why: "it is read-only for this user".into(),
                mend: "give the user the right to change the folder".into(),
            });
        }
        let away = match (session.away(self.settings.processed.as_deref()), &self.settings.processed) {
            (Away::Move, Some(folder)) => format!("done mails move to {folder}"),
            (Away::CopyExpunge, Some(folder)) => {
                format!("done mails are copied to {folder} and expunged one by one")
            }
            _ => "done mails stay and get the keyword $VarselDone (no MOVE, no UIDPLUS, or no folder)".into(),
        };
        let wake = if session.can("IDLE") { "IDLE" } else { "polling only" };
        self.session = Some(session);
        let (mails, validity) = (selected.mails, selected.uid_validity);
        Ok(format!("{}: {mails} mails, UIDVALIDITY {validity}, {wake}, {away}", self.settings.folder))
    }

    /// A session with the folder freshly selected, taken out of `self`.
    async fn selected(&mut self) -> Result<(Session, session::Selected), MailboxError> {
        let mut session = self.connected().await?;
        let selected = session.select(&self.settings.folder).await.map_err(|fault| match fault {
            fault if !fault.will_pass() => MailboxError::Permanent {
                what: self.doing("opening"),
                why: fault.to_string(),
                mend: "make the folder, or correct `folder` in [[mailbox]] (its full name as the server writes it)".into(),
            },
            fault => temporary(&self.doing("opening"), &fault),
        })?;
        if selected.uid_validity != self.uid_validity {
            self.uid_validity = selected.uid_validity;
            self.listed.clear();
            self.misses.clear();
        }
        Ok((session, selected))
    }

    async fn connected(&mut self) -> Result<Session, MailboxError> {
        if let Some(session) = self.session.take() {
            return Ok(session);
        }
        if self.settings.tls != Tls::None && self.tls.is_none() {
            self.tls = Some(tls_connector(self.settings.ca_pem.as_deref())?);
        }
        connect(&self.settings, self.tls.as_ref()).await
    }

    async fn look(&mut self) -> Result<(), MailboxError> {
        let (mut session, selected) = self.selected().await?;
        // Some servers call 1:* in an empty folder an error.
        let listed = match selected.mails {
            0 => BTreeMap::new(),
            _ => session
                .list(self.settings.limits.list)
                .await
                .map_err(|fault| temporary(&self.doing("listing"), &fault))?,
        };
        self.misses.retain(|uid, _| listed.contains_key(uid));
        self.listed = listed;
        self.session = Some(session);
        Ok(())
    }

    /// Whole mails in sets bounded by bytes. Too large ones come by their header block; those that failed before come
    /// alone and last, for they may cost the connection again.
    fn plan(&self, uids: &[u32]) -> Vec<Part> {
        let (mut parts, mut alone, mut set, mut set_bytes) = (Vec::new(), Vec::new(), Vec::new(), 0);
        for &uid in uids {
            let size = self.listed.get(&uid).copied().unwrap_or(0);
            match self.misses.get(&uid).copied().unwrap_or(0) {
                _ if size > self.settings.max_bytes => alone.push(Part::Header(uid)),
                MAX_MISSES.. => alone.push(Part::Header(uid)),
                1.. => alone.push(Part::Whole(vec![uid])),
                0 => {
                    if !set.is_empty() && (set_bytes + size > SET_BYTES || set.len() >= SET_MAILS) {
                        parts.push(Part::Whole(std::mem::take(&mut set)));
                        set_bytes = 0;
                    }
                    set.push(uid);
                    set_bytes += size;
                }
            }
        }
        if !set.is_empty() {
            parts.push(Part::Whole(set));
        }
        parts.extend(alone);
        parts
    }

    /// Brings one part; what does not come counts as missed.
    async fn fetch(&mut self, part: &Part, mails: &mut HashMap<u32, RawMail>) -> Result<(), MailboxError> {
        let before = self.uid_validity;
        let mut session = self.ready().await?;
        if self.uid_validity != before {
            // A new folder under the old name: these UIDs mean other mails now, and the next look will tell which.
            self.session = Some(session);
            return Ok(());
        }
        let outcome = match part {
            Part::Whole(uids) => {
                let bytes = uids.iter().filter_map(|uid| self.listed.get(uid)).sum::<u64>();
                session.bodies(uids, self.patience(bytes)).await
            }
            Part::Header(uid) => self.header(&mut session, *uid).await,
        };
        let uids = match part {
            Part::Whole(uids) => uids.as_slice(),
            Part::Header(uid) => std::slice::from_ref(uid),
        };
        let mut found = outcome.map_err(|fault| {
            for uid in uids {
                self.miss(*uid);
            }
            temporary(&self.doing("fetching from"), &fault)
        })?;
        for &uid in uids {
            match found.remove(&uid) {
                Some(bytes) => {
                    mails.insert(uid, self.raw_mail(uid, bytes, matches!(part, Part::Header(_))));
                }
                None => self.miss(uid),
            }
        }
        self.session = Some(session);
        Ok(())
    }

    /// The header block of a mail that is too large or was often asked for in vain. Where a living server refuses even
    /// that for long, an empty one: a person must hear that something lies there.
    async fn header(&self, session: &mut Session, uid: u32) -> Result<BTreeMap<u32, Vec<u8>>, Fault> {
        let given_up = self.misses.get(&uid).is_some_and(|&misses| misses >= MAX_MISSES);
        let block = match session.header(uid, self.settings.limits.command).await {
            Err(Fault::No(_)) if given_up => Some(Vec::new()),
            Ok(None) if given_up => Some(Vec::new()),
            outcome => outcome?,
        };
        Ok(block.map(|block| (uid, header_block(block))).into_iter().collect())
    }

    fn raw_mail(&mut self, uid: u32, bytes: Vec<u8>, header_only: bool) -> RawMail {
        self.misses.remove(&uid);
        let size = self.listed.get(&uid).copied().unwrap_or(bytes.len() as u64);
        let key = MailKey { uid_validity: self.uid_validity, uid: uid.to_string() };
        RawMail { key, bytes, stored_at: None, oversize_bytes: header_only.then_some(size) }
    }

    fn miss(&mut self, uid: u32) {
        let misses = self.misses.entry(uid).or_default();
        *misses = misses.saturating_add(1);
    }

    async fn finish(&mut self, keys: &[MailKey]) -> Result<(), MailboxError> {
        let mut session = self.ready().await?;
        let uids: Vec<u32> = self.current(keys).collect();
        for set in uids.chunks(DONE_MAILS) {
            session.finish(set, self.settings.processed.as_deref()).await.map_err(|fault| {
                let what = self.doing("moving done mails out of");
                match fault {
                    fault if !fault.will_pass() => MailboxError::Permanent {
                        what,
                        why: fault.to_string(),
                        mend: "check `processed` in [[mailbox]] (its full name as the server writes it, such as \
                               INBOX.Processed) and the user's rights there"
                            .into(),
                    },
                    fault => temporary(&what, &fault),
                }
            })?;
        }
        for uid in &uids {
            self.listed.remove(uid);
            self.misses.remove(uid);
        }
        self.session = Some(session);
        Ok(())
    }

    /// A session with the folder selected, taken out of `self`.
    async fn ready(&mut self) -> Result<Session, MailboxError> {
        match self.session.take() {
            Some(session) => Ok(session),
            None => Ok(self.selected().await?.0),
        }
    }

    /// The UIDs of these keys that mean something under the UIDVALIDITY of now.
    fn current<'a>(&'a self, keys: &'a [MailKey]) -> impl Iterator<Item = u32> + 'a {
        let ours = keys.iter().filter(|key| key.uid_validity == self.uid_validity);
        ours.filter_map(|key| key.uid.parse().ok())
    }

    fn known<'a>(&'a self, keys: &'a [MailKey]) -> impl Iterator<Item = u32> + 'a {
        self.current(keys).filter(|uid| self.listed.contains_key(uid))
    }

    /// How long these bytes may take.
    fn patience(&self, bytes: u64) -> Duration {
        self.settings.limits.command + Duration::from_secs(bytes / SLOWEST)
    }

    fn doing(&self, doing: &str) -> String {
        format!("{doing} the folder {} on {}", self.settings.folder, self.settings.host)
    }

    /// Keeps count of failures in a row, for the pause in `wait`.
    fn settle<T>(&mut self, outcome: &Result<T, MailboxError>) {
        match outcome {
            Ok(_) => {
                self.failures = 0;
                self.next_attempt = None;
            }
            Err(MailboxError::Permanent { .. }) => self.pause(PAUSES.len()),
            Err(MailboxError::Temporary { .. }) => {
                self.pause(self.failures);
                self.failures += 1;
            }
        }
    }

    fn pause(&mut self, failures: usize) {
        let [.., longest] = PAUSES;
        self.next_attempt = Some(Instant::now() + PAUSES.get(failures).copied().unwrap_or(longest));
    }
}
