//! The values that go into the store and come out of it. Names are those of the columns; instants are milliseconds UTC.

use serde::Serialize;

/// A mail's place in a mailbox; unique. `uid` is the IMAP UID in decimal, or a Maildir file's unique name
/// with its time and size (then `uid_validity` is 0).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct MailKey {
    pub mailbox: String,
    pub uid_validity: i64,
    pub uid: String,
}

/// What became of a mail; exactly one for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    Opened,
    Joined,
    Replied,
    Comment,
    Bounce,
    AutoReply,
    Receipt,
    Calendar,
    Bulk,
    Own,
    Duplicate,
    Unreadable,
    History,
    Ignored,
}

impl Outcome {
    pub const ALL: [Outcome; 14] = [
        Outcome::Opened,
        Outcome::Joined,
        Outcome::Replied,
        Outcome::Comment,
        Outcome::Bounce,
        Outcome::AutoReply,
        Outcome::Receipt,
        Outcome::Calendar,
        Outcome::Bulk,
        Outcome::Own,
        Outcome::Duplicate,
        Outcome::Unreadable,
        Outcome::History,
        Outcome::Ignored,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Outcome::Opened => "opened",
            Outcome::Joined => "joined",
            Outcome::Replied => "replied",
            Outcome::Comment => "comment",
            Outcome::Bounce => "bounce",
            Outcome::AutoReply => "auto-reply",
            Outcome::Receipt => "receipt",
            Outcome::Calendar => "calendar",
            Outcome::Bulk => "bulk",
            Outcome::Own => "own",
            Outcome::Duplicate => "duplicate",
            Outcome::Unreadable => "unreadable",
            Outcome::History => "history",
            Outcome::Ignored => "ignored",
        }
    }

    pub(super) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.name() == name)
    }
}

/// A mail as it enters the ledger, before it is decided upon.
#[derive(Clone, Debug)]
pub struct NewMail {
    pub key: MailKey,
    /// SHA-256, hex.
    pub content_hash: String,
    /// SHA-256 of what follows the header block, hex ([`crate::mail::body_hash`]): the same in two copies of a mail that
    /// came by different ways. Empty: not to be compared.
    pub body_hash: String,
    /// Without brackets.
    pub message_id: Option<String>,
    /// Sealed.
    pub sender: Option<String>,
    pub class: String,
    pub reason: String,
    pub arrived_at: i64,
    pub seen_at: i64,
    /// JSON.
    pub authenticity: String,
    /// JSON; sealed. Empty where there is none.
    pub reading: String,
    /// Sealed.
    pub raw: Vec<u8>,
}

/// A mail of the ledger, without its content.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MailRow {
    pub id: i64,
    #[serde(flatten)]
    pub key: MailKey,
    pub content_hash: String,
    pub message_id: Option<String>,
    pub sender: Option<String>,
    pub class: String,
    /// None only inside the transaction that inserts it.
    pub outcome: Option<Outcome>,
    pub reason: String,
    pub case_id: Option<String>,
    pub arrived_at: i64,
    pub seen_at: i64,
    pub decided_at: Option<i64>,
    pub done_at: Option<i64>,
    pub authenticity: String,
    /// The raw mail's size.
    pub bytes: i64,
}

/// The answer to an insert under a unique key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Inserted {
    New(i64),
    AlreadyThere(i64),
}

impl Inserted {
    pub fn id(self) -> i64 {
        match self {
            Inserted::New(id) | Inserted::AlreadyThere(id) => id,
        }
    }
}

/// A case as the engine gave it. `closed_at` tells whether it is open.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct StoredCase {
    pub id: String,
    pub number: String,
    /// 1 when inserted, one more with each update.
    pub version: i64,
    pub status: String,
    pub band: String,
    pub opened_at: i64,
    pub updated_at: i64,
    pub next_due_at: Option<i64>,
    pub closed_at: Option<i64>,
    /// Sealed, as all below.
    pub sender: Option<String>,
    pub external_reference: Option<String>,
    /// JSON.
    pub state: String,
}

/// A history entry as the engine gave it.
#[derive(Clone, Debug, PartialEq)]
pub struct NewEntry {
    pub at: i64,
    pub event: String,
    pub by: String,
    pub authenticity: String,
    pub reason: String,
    pub policy_hash: String,
    pub reducer_version: i64,
    /// Sealed under the case's key; may be erased by rule.
    pub payload: Vec<u8>,
}

/// A history entry as it stands in the chain.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    pub seq: i64,
    pub at: i64,
    pub event: String,
    pub by: String,
    pub authenticity: String,
    pub reason: String,
    pub policy_hash: String,
    pub reducer_version: i64,
    /// None: erased by rule.
    pub payload: Option<Vec<u8>>,
    pub payload_digest: String,
    pub prev_hash: String,
    pub hash: String,
}

/// The last entry of a case's chain, or of the checkpoint chain (then `case_id` is empty).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    pub case_id: String,
    pub seq: i64,
    pub hash: String,
}

/// A link of the chain over all histories.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    pub seq: i64,
    pub at: i64,
    pub hash: String,
    /// How many cases' histories had moved since the one before.
    pub moved: i64,
}

/// What `verify` found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VerifyReport {
    pub cases: u64,
    pub entries: u64,
    /// Payloads erased by rule: the chain holds without them.
    pub erased: u64,
    pub checkpoints: u64,
    /// The last checkpoint that holds: what the digest shows.
    pub head: Option<Head>,
    /// A break a case, the first one of each, as `case AVVIK-2026-0001 entry 7: …`; then those of checkpoints and ledger.
    pub breaks: Vec<String>,
}

impl VerifyReport {
    pub fn holds(&self) -> bool {
        self.breaks.is_empty()
    }
}

/// Who a token was sent to, and for which case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenRow {
    pub case_id: String,
    pub email: String,
    pub created_at: i64,
    pub expires_at: Option<i64>,
}

/// What makes a step of an obligation of a case unique.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct DeadlineKey {
    pub obligation: String,
    pub generation: i64,
    pub step: String,
    pub occurrence: i64,
}

/// A step that is to be taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewDeadline {
    pub key: DeadlineKey,
    pub due_at: i64,
    pub reason: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum DeadlineState {
    Pending,
    Done,
    Cancelled,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DeadlineRow {
    pub id: i64,
    #[serde(flatten)]
    pub key: DeadlineKey,
    pub due_at: i64,
    pub state: DeadlineState,
    pub reason: String,
    pub changed_at: i64,
}

/// Something that belongs to the house and not to one case, such as the daily digest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Chore {
    pub name: String,
    pub due_at: i64,
    /// None: never yet.
    pub last_done_at: Option<i64>,
}

/// What was counted over a time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub opened: usize,
    pub closed: usize,
    /// Taken into the ledger.
    pub mails: usize,
    pub sent: usize,
    /// Failed or uncertain.
    pub failed: usize,
}

/// Mails that wait to be handed over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Unsent {
    pub count: usize,
    /// When the oldest of them was made.
    pub since: Option<i64>,
}

/// What does not get away.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outflow {
    /// Mails that have been tried for so long and still wait, while nothing was accepted since their first attempt.
    pub stuck: usize,
    /// Recipients whose mail ended unsent since the last one was accepted, the first so long ago.
    pub refused: usize,
    /// When the first of all these was tried or ended.
    pub since: Option<i64>,
    /// Why the last of them was not accepted; without addresses.
    pub said: Option<String>,
}

/// Where an outgoing mail stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum OutboxState {
    Queued,
    /// The attempt is committed, the result is not.
    Sending,
    Sent,
    Failed,
    /// The connection broke after the data, or the daemon stopped: it may have been sent.
    Uncertain,
    Dropped,
}

impl OutboxState {
    pub const ALL: [OutboxState; 6] = [
        OutboxState::Queued,
        OutboxState::Sending,
        OutboxState::Sent,
        OutboxState::Failed,
        OutboxState::Uncertain,
        OutboxState::Dropped,
    ];

    pub fn name(self) -> &'static str {
        match self {
            OutboxState::Queued => "queued",
            OutboxState::Sending => "sending",
            OutboxState::Sent => "sent",
            OutboxState::Failed => "failed",
            OutboxState::Uncertain => "uncertain",
            OutboxState::Dropped => "dropped",
        }
    }

    pub(super) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }
}

/// An outgoing mail, complete: these bytes are sent, at every attempt.
#[derive(Clone, Debug)]
pub struct NewOutbox {
    pub case_id: Option<String>,
    pub template: String,
    pub audience: String,
    /// Sealed.
    pub recipient: String,
    /// (case, obligation, generation, step, occurrence, recipient) as one text; unique. Sealed.
    pub dedup_key: String,
    /// Without brackets; unique.
    pub message_id: String,
    /// None is `<>`.
    pub envelope_from: Option<String>,
    /// Sealed.
    pub subject: String,
    /// Sealed.
    pub bytes: Vec<u8>,
    /// Lower goes first.
    pub priority: u8,
    pub created_at: i64,
    pub next_attempt_at: i64,
    pub reason: String,
    /// Born claimed: its first attempt is committed with it, and the caller sends it.
    pub claimed: bool,
}

/// A mail to hand over now; its attempt is committed already.
#[derive(Clone, Debug)]
pub struct Claimed {
    pub id: i64,
    pub case_id: Option<String>,
    pub envelope_from: Option<String>,
    pub recipient: String,
    pub message_id: String,
    pub bytes: Vec<u8>,
    /// With this one.
    pub attempts: i64,
    pub first_attempt_at: i64,
}

/// What a hand-over came to.
#[derive(Clone, Debug)]
pub struct DeliveryResult {
    pub id: i64,
    /// `accepted`, `temporary`, `permanent` or `uncertain`.
    pub outcome: String,
    /// The server's answer, without addresses.
    pub detail: String,
    /// Queued again, sent, failed or uncertain.
    pub state: OutboxState,
    /// When it is queued again.
    pub next_attempt_at: Option<i64>,
    pub at: i64,
}

/// An outgoing mail, without its bytes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OutboxRow {
    pub id: i64,
    pub case_id: Option<String>,
    pub template: String,
    pub audience: String,
    pub recipient: String,
    pub dedup_key: String,
    pub message_id: String,
    pub envelope_from: Option<String>,
    pub subject: String,
    pub state: OutboxState,
    pub priority: i64,
    pub attempts: i64,
    pub next_attempt_at: Option<i64>,
    pub created_at: i64,
    pub first_attempt_at: Option<i64>,
    pub last_attempt_at: Option<i64>,
    pub finished_at: Option<i64>,
    pub last_error: Option<String>,
    pub reason: String,
}

/// What an answer or a bounce refers to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutboxRef {
    pub id: i64,
    pub case_id: Option<String>,
    pub recipient: String,
    pub template: String,
    pub state: OutboxState,
}

/// What of late was opened, as far as the limits against floods ask.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Openings {
    pub by_sender: u32,
    /// By all who are not authenticated.
    pub by_strangers: u32,
    /// The sender opened a case with the same words.
    pub said_before: bool,
    /// The case that collects what comes over the sender's limit, by its id.
    pub collecting: Option<String>,
}

/// Who opened a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewOpening {
    pub case_id: String,
    /// In lower case; empty where the mail named nobody.
    pub sender: String,
    pub proved: bool,
    pub at: i64,
    /// A digest of what the mail said.
    pub words: String,
    /// The case takes in what comes over the sender's limit.
    pub collects: bool,
}

/// What is known of a row of the contact lists.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ContactState {
    /// `security` or `privacy`.
    pub list: String,
    /// In lower case.
    pub email: String,
    pub verified_at: Option<i64>,
    pub asked_at: Option<i64>,
    /// Since the last confirmation.
    pub asked: i64,
    pub bounced_at: Option<i64>,
    /// As the contact says, and what contacts.toml said then.
    pub name: Option<(String, String)>,
    pub phone: Option<(String, String)>,
    pub proposed_email: Option<String>,
}

/// What a contact says of the own row. `was`: what contacts.toml says now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ContactCorrection {
    Name { value: String, was: String },
    Phone { value: String, was: String },
    ProposedEmail { value: String },
}
