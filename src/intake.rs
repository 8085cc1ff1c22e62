//! From the mailbox to the engine: what lies there and is not in the ledger is read, taken in, and marked done after
//! the commit. A crash between commit and mark-done gives the same mail once more; the ledger knows it. Where many wait,
//! every sender has a turn ([`queue`]), and what comes meanwhile has the next one.

pub mod queue;

mod tidy;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};

use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use self::queue::Queue;
use crate::clock::Clock;
use crate::engine::{Arrived, Engine, EngineError, Taken};
use crate::mail::authenticity::{OwnCheck, is_own_check_wanted};
use crate::mail::{Class, Reading, smime};
use crate::mailbox::{MailKey, Mailbox, MailboxError, RawMail};
use crate::phrase::Phrase;
use crate::proof::Proof;
use crate::reader::{ReadOutcome, ReaderPool};
use crate::store::{self, Outcome};

/// While a pass goes on, what has come since is looked for after so long, or after so many times as long as the last look
/// took: looking is a small part of the work.
const LOOK_AGAIN: Duration = Duration::from_secs(3);
const LOOK_COSTS: u32 = 10;

/// How often waiting in order tells the watchdog that it is not a standstill.
const BEAT_WHILE_WAITING: Duration = Duration::from_secs(20);

/// Why a pass over a mailbox ended early.
#[derive(Debug, thiserror::Error)]
pub enum IntakeError {
    #[error(transparent)]
    Mailbox(#[from] MailboxError),
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// Nothing was read, so nothing may be taken in: the mails stay where they are.
    #[error("reading mail failed: {0}; the mails stay in the mailbox and are tried again")]
    Reader(String),
}

impl From<store::StoreError> for IntakeError {
    fn from(error: store::StoreError) -> Self {
        IntakeError::Engine(error.into())
    }
}

/// How one mailbox's times are understood.
#[derive(Clone, Debug)]
pub struct ArrivalRule {
    /// Our own server's name in Received; its date is when the mail arrived.
    pub received_by: Option<String>,
    /// Mail older than this at the very first pass is only noted.
    pub history: chrono::Duration,
}

/// How the last look into a mailbox went, for whoever watches over it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Looked {
    #[default]
    NotYet,
    Read,
    Failed {
        fault: Fault,
        /// Without content and secrets.
        why: String,
    },
}

/// Whose fault it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The mailbox is refused to us: somebody must act, trying again alone does not help.
    Refused,
    /// The mailbox cannot be reached, or answers nothing of use.
    Unreachable,
    /// Ours: the readers or the engine.
    Own,
}

/// Shared with whoever watches.
#[derive(Clone, Debug, Default)]
pub struct Watch(Arc<Mutex<Looked>>);

impl Watch {
    pub fn looked(&self) -> Looked {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn note(&self, failed: Option<&IntakeError>) {
        let looked = match failed {
            None => Looked::Read,
            Some(error) => Looked::Failed {
                fault: match error {
                    IntakeError::Mailbox(MailboxError::Permanent { .. }) => Fault::Refused,
                    IntakeError::Mailbox(_) => Fault::Unreachable,
                    IntakeError::Engine(_) | IntakeError::Reader(_) => Fault::Own,
                },
                why: error.to_string(),
            },
        };
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = looked;
    }
}

/// One mailbox with what taking it in needs.
pub struct Intake {
    watch: Watch,
    mailbox: Mailbox,
    rule: ArrivalRule,
    poll: Duration,
    /// How long done mail stays in the processed folder; none: for ever.
    keep: Option<chrono::Duration>,
    engine: Engine,
    readers: Arc<ReaderPool>,
    proof: Proof,
    clock: Clock,
}

impl Intake {
    pub fn new(
        mailbox: Mailbox,
        rule: ArrivalRule,
        poll: Duration,
        engine: Engine,
        readers: Arc<ReaderPool>,
        proof: Proof,
        clock: Clock,
    ) -> Intake {
        let watch = Watch::default();
        Intake { watch, mailbox, rule, poll, keep: None, engine, readers, proof, clock }
    }

    /// Done mail is deleted from the processed folder after so long.
    #[must_use]
    pub fn keeping(mut self, keep: Option<chrono::Duration>) -> Intake {
        self.keep = keep;
        self
    }

    /// How it goes, also after [`Intake::run`] has taken this.
    pub fn watch(&self) -> Watch {
        self.watch.clone()
    }

    pub fn name(&self) -> &str {
        self.mailbox.name()
    }

    pub fn mailbox(&mut self) -> &mut Mailbox {
        &mut self.mailbox
    }

    /// Runs until asked to stop: pass, then wait for a hint or the poll time. `beat` tells the watchdog of progress.
    pub async fn run(mut self, beat: impl Fn(), stop: CancellationToken) {
        while !stop.is_cancelled() {
            let more = match self.pass(&beat).await {
                Ok(count) => {
                    if count > 0 {
                        tracing::info!(count, mailbox = self.kind(), "took in mail");
                    }
                    count > 0
                }
                Err(error) => {
                    tracing::error!(error = %error, mailbox = self.kind(), "reading the mailbox failed");
                    false
                }
            };
            beat();
            if !more {
                self.rest(&beat, &stop).await;
            }
        }
    }

    /// Waits for a hint or the poll time. Waiting in order is no standstill: it beats.
    async fn rest(&mut self, beat: &impl Fn(), stop: &CancellationToken) {
        let mut waiting = std::pin::pin!(self.mailbox.wait(self.poll));
        loop {
            tokio::select! {
                () = &mut waiting => return,
                () = stop.cancelled() => return,
                () = tokio::time::sleep(BEAT_WHILE_WAITING) => beat(),
            }
        }
    }

    /// The kind of mailbox, without the person or path in its name.
    fn kind(&self) -> &'static str {
        match self.mailbox {
            Mailbox::Maildir(_) => "maildir",
            Mailbox::Imap(_) => "imap",
        }
    }

    /// Takes in all that waits. Answers how many mails.
    ///
    /// # Errors
    /// The mailbox's or the store's; what was committed before stays, the rest still lies in the mailbox. A mail that was
    /// taken in but cannot be moved away is told at the end: it never keeps another from being taken in.
    pub async fn pass(&mut self, beat: &impl Fn()) -> Result<usize, IntakeError> {
        let outcome = self.walk(beat).await;
        // What was read but could not be moved away was read.
        self.watch.note(outcome.as_ref().err());
        outcome.and_then(|(count, untidy)| untidy.map_or(Ok(count), Err))
    }

    /// Takes in all that waits; also what kept mail from being moved away.
    async fn walk(&mut self, beat: &impl Fn()) -> Result<(usize, Option<IntakeError>), IntakeError> {
        let name = self.mailbox.name().to_owned();
        let store = self.engine.store().clone();
        let mark = format!("first_pass:{name}");
        let first = store.meta_get(&mark).await?.is_none();
        let started = self.clock.now();
        let mut queue = Queue::default();
        let mut untidy = self.look(&name, &mut queue).await?;
        let mut look_at = Instant::now() + LOOK_AGAIN;
        let mut committed_at = Instant::now();
        let first_at = first.then_some(started);
        let mut ahead = match queue.next() {
            Some(keys) => Some(self.fetch(&name, &keys, first_at).await?),
            None => None,
        };
        let mut count = 0;
        while let Some(mails) = ahead {
            // The next batch is read while this one is committed, which goes on even if this pass is given up.
            let mails = Arc::new(mails);
            let committing = commit(self.engine.clone(), mails.clone(), self.clock.now());
            ahead = match queue.next() {
                Some(keys) => Some(self.fetch(&name, &keys, first_at).await?),
                None => None,
            };
            let taken = committing.await.map_err(|error| IntakeError::Reader(error.to_string()))??;
            count += taken.len();
            untidy = untidy.or(self.finish(&mails, &taken).await?);
            beat();
            queue.took(committed_at.elapsed());
            if !queue.is_empty() && look_at <= Instant::now() {
                let start = Instant::now();
                untidy = untidy.or(self.look(&name, &mut queue).await?);
                look_at = Instant::now() + LOOK_AGAIN.max(start.elapsed() * LOOK_COSTS);
            }
            committed_at = Instant::now();
        }
        if first {
            let history = store.history_count(&name).await?;
            if history > 0 {
                self.engine
                    .tell_of_history(&name, usize::try_from(history).unwrap_or(usize::MAX), self.clock.now())
                    .await?;
            }
            store.meta_put(&mark, &started.timestamp_millis().to_string()).await?;
        }
        // What is old can wait; what came in cannot be undone by it.
        untidy = untidy.or(self.tidy_if_due(beat).await.err());
        Ok((count, untidy))
    }

    /// Looks at what waits and deals the turns. Answers what kept a mail from being moved away that the ledger knows.
    async fn look(&mut self, name: &str, queue: &mut Queue) -> Result<Option<IntakeError>, IntakeError> {
        let waiting = queue.fresh(self.mailbox.waiting().await?);
        let known = known(self.engine.store(), name, &waiting).await?;
        let untidy = self.finish_known(&waiting, &known).await.err();
        let fresh: Vec<MailKey> = waiting.into_iter().filter(|key| !known.contains_key(key)).collect();
        let asked = queue.unknown(&fresh);
        let senders = match asked.is_empty() {
            true => HashMap::new(),
            false => self.mailbox.senders(&asked).await,
        };
        queue.fill(fresh, &asked, senders);
        Ok(untidy)
    }

    /// Committed, but a crash came before it was moved away.
    async fn finish_known(
        &mut self,
        waiting: &[MailKey],
        known: &HashMap<MailKey, i64>,
    ) -> Result<(), IntakeError> {
        let keys: Vec<MailKey> = waiting.iter().filter(|key| known.contains_key(key)).cloned().collect();
        if keys.is_empty() {
            return Ok(());
        }
        self.mailbox.done(&keys).await?;
        let ids: Vec<i64> = keys.iter().filter_map(|key| known.get(key).copied()).collect();
        self.engine.store().mark_done(&ids, self.clock.now().timestamp_millis()).await?;
        Ok(())
    }

    /// Takes and reads one batch. Mails that vanished meanwhile are not in it.
    async fn fetch(
        &mut self,
        name: &str,
        keys: &[MailKey],
        first: Option<DateTime<Utc>>,
    ) -> Result<Vec<Arrived>, IntakeError> {
        let raws = self.mailbox.take(keys).await?;
        let bytes: Vec<Arc<[u8]>> = raws.iter().map(|raw| Arc::from(raw.bytes.as_slice())).collect();
        let readings = self.readers.read_all(bytes.clone()).await;
        if let Some(why) = readings.iter().find_map(not_read) {
            return Err(IntakeError::Reader(why));
        }
        let now = self.clock.now();
        let read = raws.into_iter().zip(bytes).zip(readings);
        let mut mails: Vec<Arrived> =
            read.map(|((raw, bytes), read)| self.arrived(name, raw, bytes, read, first, now)).collect();
        prove_all(&self.engine, &self.proof, &mut mails, now).await;
        Ok(mails)
    }

    /// After the commit: moves the mails away and notes it. Answers what kept them from being moved.
    async fn finish(
        &mut self,
        mails: &[Arrived],
        taken: &[Taken],
    ) -> Result<Option<IntakeError>, IntakeError> {
        let done: Vec<MailKey> = mails.iter().filter_map(|mail| back_key(&mail.key)).collect();
        if let Err(error) = self.mailbox.done(&done).await {
            return Ok(Some(error.into()));
        }
        let ids: Vec<i64> = taken.iter().map(|one| one.mail_id).collect();
        self.engine.store().mark_done(&ids, self.clock.now().timestamp_millis()).await?;
        Ok(None)
    }

    fn arrived(
        &self,
        name: &str,
        raw: RawMail,
        bytes: Arc<[u8]>,
        read: ReadOutcome,
        first: Option<DateTime<Utc>>,
        now: DateTime<Utc>,
    ) -> Arrived {
        let (reading, mut unreadable) = understood(read);
        if let Some(size) = raw.oversize_bytes {
            unreadable = Some(Phrase::new("oversize_mail").with("bytes", size));
        }
        let simulated = matches!(self.clock, Clock::Simulated(_));
        let arrived_at =
            if simulated { now } else { arrival(&self.rule, &reading, raw.stored_at, first, now) };
        // Where the mailbox itself tells no time, any server's top line is good enough to know old mail by.
        let top = received(&reading, None).filter(|_| raw.stored_at.is_none());
        let lay_since = first.map(|_| top.unwrap_or(arrived_at).min(arrived_at));
        let is_history = !simulated
            && first.zip(lay_since).is_some_and(|(start, since)| start - since > self.rule.history);
        Arrived {
            key: store::MailKey {
                mailbox: name.to_owned(),
                uid_validity: i64::from(raw.key.uid_validity),
                uid: raw.key.uid,
            },
            bytes,
            reading,
            arrived_at,
            is_history,
            unreadable,
            own_check: None,
            alone: false,
        }
    }
}

/// Checks the signatures of those mails that need it, all at once; each has its own time limit.
async fn prove_all(engine: &Engine, proof: &Proof, mails: &mut [Arrived], now: DateTime<Utc>) {
    let checks = mails.iter().map(async |mail| match mail.is_history {
        true => None,
        false => prove(engine, proof, &mail.bytes, &mail.reading, now).await,
    });
    let checks = futures_util::future::join_all(checks).await;
    for (mail, check) in mails.iter_mut().zip(checks) {
        mail.own_check = check;
    }
}

/// What our own check of the signatures found; none where it could not count.
async fn prove(
    engine: &Engine,
    proof: &Proof,
    bytes: &[u8],
    reading: &Reading,
    now: DateTime<Utc>,
) -> Option<OwnCheck> {
    let hashes = reading.body_hashes.as_ref()?;
    if !is_own_check_wanted(reading, engine.rule()) {
        return None;
    }
    proof.check(bytes, hashes, now).await
}

/// Takes a batch in as a task of its own.
fn commit(
    engine: Engine,
    mails: Arc<Vec<Arrived>>,
    now: DateTime<Utc>,
) -> tokio::task::JoinHandle<Result<Vec<Taken>, EngineError>> {
    tokio::spawn(async move { engine.take_mails(&mails, now).await })
}

/// Which of these the ledger knows, with their rows.
async fn known(
    store: &store::Store,
    name: &str,
    keys: &[MailKey],
) -> Result<HashMap<MailKey, i64>, IntakeError> {
    let mut known = HashMap::new();
    for chunk in keys.chunks(500) {
        let asked: Vec<_> = chunk.iter().map(|key| (i64::from(key.uid_validity), key.uid.clone())).collect();
        for ((validity, uid), id) in store.mail_known(name, &asked).await? {
            let uid_validity = u32::try_from(validity).unwrap_or(0);
            known.insert(MailKey { uid_validity, uid }, id);
        }
    }
    Ok(known)
}

fn back_key(key: &store::MailKey) -> Option<MailKey> {
    Some(MailKey { uid_validity: u32::try_from(key.uid_validity).ok()?, uid: key.uid.clone() })
}

/// Why no reader process could be had; never the mail's fault.
fn not_read(read: &ReadOutcome) -> Option<String> {
    match read {
        ReadOutcome::NotRead { why } => Some(why.to_string()),
        _ => None,
    }
}

/// What the reader said, or a reading that says nothing where it could not.
pub fn understood(read: ReadOutcome) -> (Reading, Option<Phrase>) {
    match read {
        ReadOutcome::Read(reading) if reading.class == Class::Unreadable => {
            let why = match (reading.closed, reading.reason.as_str()) {
                (Some(closed), _) => Phrase::new(closed.key()),
                (None, smime::ENCRYPTED) => Phrase::new("encrypted_smime"),
                (None, other) => Phrase::new("unreadable_mail").with("why", other),
            };
            (*reading, Some(why))
        }
        ReadOutcome::Read(reading) => (*reading, None),
        ReadOutcome::Unreadable { why } | ReadOutcome::NotRead { why } => {
            let phrase = Phrase::new("unreadable_mail").with("why", &why);
            (Reading::unreadable(&why), Some(phrase))
        }
    }
}

/// When the mail reached us: our own server's Received line; a Maildir file's time if it lay there at the very first
/// pass; else now. Never the Date field, which the sender writes.
fn arrival(
    rule: &ArrivalRule,
    reading: &Reading,
    stored_at: Option<DateTime<Utc>>,
    first: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> DateTime<Utc> {
    let by_server = rule.received_by.as_deref().and_then(|server| received(reading, Some(server)));
    let by_file = stored_at.filter(|_| first.is_some());
    by_server.or(by_file).unwrap_or(now).min(now)
}

/// The date of the top Received field; where a server is named, of the first from the top that it wrote (RFC 5321
/// section 4.4): a hop behind it, such as LMTP, may stand above.
fn received(reading: &Reading, by: Option<&str>) -> Option<DateTime<Utc>> {
    let mut lines =
        reading.trace.fields.iter().filter(|(name, _)| name == "received").map(|(_, value)| value);
    let line = lines.find(|line| by.is_none_or(|server| is_written_by(line, server)))?;
    let (_, date) = line.rsplit_once(';')?;
    let date = date.split('(').next().unwrap_or(date).trim();
    DateTime::parse_from_rfc2822(date).ok().map(|at| at.with_timezone(&Utc))
}

fn is_written_by(line: &str, server: &str) -> bool {
    let mut words = line.split_whitespace();
    words
        .find(|word| *word == "by")
        .and_then(|_| words.next())
        .is_some_and(|by| by.eq_ignore_ascii_case(server))
}

async fn read_one(readers: &ReaderPool, bytes: Arc<[u8]>) -> Result<(Reading, Option<Phrase>), IntakeError> {
    let read = readers.read_all(vec![bytes]).await.pop();
    let read = read.ok_or_else(|| IntakeError::Reader("the reader gave no answer".to_owned()))?;
    match not_read(&read) {
        Some(why) => Err(IntakeError::Reader(why)),
        None => Ok(understood(read)),
    }
}

/// One mail that came through the receive socket: read and taken in, answered after the commit.
pub async fn take_one(
    engine: &Engine,
    readers: &ReaderPool,
    proof: &Proof,
    mailbox: &str,
    bytes: Vec<u8>,
    now: DateTime<Utc>,
) -> Result<i64, IntakeError> {
    let bytes: Arc<[u8]> = Arc::from(bytes);
    let (reading, unreadable) = read_one(readers, bytes.clone()).await?;
    let key = store::MailKey {
        mailbox: mailbox.to_owned(),
        uid_validity: 0,
        uid: uuid::Uuid::now_v7().simple().to_string(),
    };
    let own_check = prove(engine, proof, &bytes, &reading, now).await;
    let mail = Arrived {
        key,
        bytes,
        reading,
        arrived_at: now,
        is_history: false,
        unreadable,
        own_check,
        alone: false,
    };
    let taken = engine.take_mails(std::slice::from_ref(&mail), now).await?;
    let ids: Vec<i64> = taken.iter().map(|one| one.mail_id).collect();
    engine.store().mark_done(&ids, now.timestamp_millis()).await?;
    Ok(ids.first().copied().unwrap_or_default())
}

/// Reads a mail of the ledger once more and decides again.
///
/// # Errors
/// It led to a case already, or could not be read now.
pub async fn reprocess(
    engine: &Engine,
    readers: &ReaderPool,
    proof: &Proof,
    id: i64,
    raw: Vec<u8>,
    now: DateTime<Utc>,
) -> Result<Outcome, IntakeError> {
    let bytes: Arc<[u8]> = Arc::from(raw);
    let (reading, unreadable) = read_one(readers, bytes.clone()).await?;
    let own_check = prove(engine, proof, &bytes, &reading, now).await;
    Ok(engine.take_again(id, bytes, reading, unreadable, own_check, now).await?)
}
