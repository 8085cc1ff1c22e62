-- Instants are milliseconds UTC. Sealed columns hold XChaCha20-Poly1305, bound to their row; the key is not in here.
-- What changes often and what is large stand in different tables, so that a change of state never rewrites a mail.

CREATE TABLE meta (
    key TEXT PRIMARY KEY NOT NULL,
    value TEXT NOT NULL
);

CREATE TABLE case_counter (
    year BIGINT PRIMARY KEY NOT NULL,
    last_number BIGINT NOT NULL
);

CREATE TABLE breach_case (
    id TEXT PRIMARY KEY NOT NULL,
    number TEXT NOT NULL UNIQUE,
    version BIGINT NOT NULL,
    status TEXT NOT NULL,
    band TEXT NOT NULL,
    opened_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    next_due_at BIGINT,
    closed_at BIGINT,
    sender TEXT,
    external_reference TEXT,
    state TEXT NOT NULL,
    -- The head of the case's audit chain; 0 and empty before the first entry.
    history_seq BIGINT NOT NULL DEFAULT 0,
    history_hash TEXT NOT NULL DEFAULT ''
);
CREATE INDEX breach_case_by_reference ON breach_case (external_reference, sender) WHERE external_reference IS NOT NULL;
CREATE INDEX breach_case_open ON breach_case (number) WHERE closed_at IS NULL;

CREATE TABLE case_key (
    case_id TEXT PRIMARY KEY NOT NULL REFERENCES breach_case (id),
    sealed BLOB NOT NULL
);

-- The ledger: every mail ever seen and its one outcome.
CREATE TABLE mail (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    mailbox TEXT NOT NULL,
    uid_validity BIGINT NOT NULL,
    uid TEXT NOT NULL,
    content_hash TEXT NOT NULL,
    -- Of what follows the header block; empty where nobody said it.
    body_hash TEXT NOT NULL DEFAULT '',
    message_id TEXT,
    sender TEXT,
    class TEXT NOT NULL,
    outcome TEXT CHECK (outcome IN ('opened', 'joined', 'replied', 'comment', 'bounce', 'auto-reply', 'receipt', 'calendar',
        'bulk', 'own', 'duplicate', 'unreadable', 'history', 'ignored')),
    reason TEXT NOT NULL,
    case_id TEXT REFERENCES breach_case (id),
    arrived_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    decided_at BIGINT,
    done_at BIGINT,
    authenticity TEXT NOT NULL,
    bytes BIGINT NOT NULL,
    UNIQUE (mailbox, uid_validity, uid)
);
CREATE INDEX mail_by_content ON mail (content_hash);
CREATE INDEX mail_by_message_id ON mail (message_id) WHERE message_id IS NOT NULL;
CREATE INDEX mail_by_case ON mail (case_id) WHERE case_id IS NOT NULL;
CREATE INDEX mail_not_done ON mail (mailbox, id) WHERE done_at IS NULL;

CREATE TABLE mail_content (
    mail_id BIGINT PRIMARY KEY NOT NULL REFERENCES mail (id),
    raw BLOB,
    reading BLOB,
    forgotten_at BIGINT
);
CREATE INDEX mail_content_kept ON mail_content (mail_id) WHERE forgotten_at IS NULL;

-- The audit chain. An entry's hash covers its metadata and a salted digest of its payload.
CREATE TABLE history (
    case_id TEXT NOT NULL REFERENCES breach_case (id),
    seq BIGINT NOT NULL,
    at BIGINT NOT NULL,
    event TEXT NOT NULL,
    "by" TEXT NOT NULL,
    authenticity TEXT NOT NULL,
    reason TEXT NOT NULL,
    policy_hash TEXT NOT NULL,
    reducer_version BIGINT NOT NULL,
    payload_digest TEXT NOT NULL,
    prev_hash TEXT NOT NULL,
    hash TEXT NOT NULL,
    PRIMARY KEY (case_id, seq)
);
CREATE TRIGGER history_is_never_changed BEFORE UPDATE ON history
BEGIN
    SELECT RAISE(ABORT, 'history is append-only');
END;
CREATE TRIGGER history_is_never_deleted BEFORE DELETE ON history
BEGIN
    SELECT RAISE(ABORT, 'history is append-only');
END;

-- Payload and its salt, under the case's key. Erased by rule: sealed is null, and when and why stands beside it.
CREATE TABLE history_payload (
    case_id TEXT NOT NULL,
    seq BIGINT NOT NULL,
    sealed BLOB,
    erased_at BIGINT,
    erased_reason TEXT,
    PRIMARY KEY (case_id, seq),
    FOREIGN KEY (case_id, seq) REFERENCES history (case_id, seq)
);

-- A chain over all heads: each link names the heads that moved since the one before.
CREATE TABLE checkpoint (
    seq BIGINT PRIMARY KEY NOT NULL,
    at BIGINT NOT NULL,
    prev_hash TEXT NOT NULL,
    hash TEXT NOT NULL
);
CREATE TABLE checkpoint_head (
    checkpoint_seq BIGINT NOT NULL REFERENCES checkpoint (seq),
    case_id TEXT NOT NULL,
    history_seq BIGINT NOT NULL,
    history_hash TEXT NOT NULL,
    PRIMARY KEY (checkpoint_seq, case_id)
);
CREATE INDEX checkpoint_head_by_case ON checkpoint_head (case_id, history_seq);

CREATE TABLE policy_snapshot (
    hash TEXT PRIMARY KEY NOT NULL,
    text TEXT NOT NULL,
    first_used_at BIGINT NOT NULL
);

-- Which person may steer which case; the digest is SHA-256 of the token in lower case.
CREATE TABLE token (
    digest TEXT PRIMARY KEY NOT NULL,
    case_id TEXT NOT NULL REFERENCES breach_case (id),
    email TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT
);
CREATE INDEX token_by_case ON token (case_id);

-- A command mail counts once.
CREATE TABLE used_command (
    mark TEXT PRIMARY KEY NOT NULL,
    case_id TEXT NOT NULL,
    at BIGINT NOT NULL
);

CREATE TABLE deadline (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    case_id TEXT NOT NULL REFERENCES breach_case (id),
    obligation TEXT NOT NULL,
    generation BIGINT NOT NULL,
    step TEXT NOT NULL,
    occurrence BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('pending', 'done', 'cancelled')),
    reason TEXT NOT NULL,
    changed_at BIGINT NOT NULL,
    UNIQUE (case_id, obligation, generation, step, occurrence)
);
CREATE INDEX deadline_due ON deadline (state, due_at);
CREATE INDEX deadline_pending ON deadline (case_id) WHERE state = 'pending';

CREATE TABLE outbox (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    case_id TEXT REFERENCES breach_case (id),
    template TEXT NOT NULL,
    audience TEXT NOT NULL,
    recipient TEXT NOT NULL,
    -- In lower case, for counting.
    recipient_key TEXT NOT NULL,
    recipient_domain TEXT NOT NULL,
    dedup_key TEXT NOT NULL UNIQUE,
    message_id TEXT NOT NULL UNIQUE,
    -- Null is <>.
    envelope_from TEXT,
    state TEXT NOT NULL CHECK (state IN ('queued', 'sending', 'sent', 'failed', 'uncertain', 'dropped')),
    priority BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    next_attempt_at BIGINT,
    created_at BIGINT NOT NULL,
    first_attempt_at BIGINT,
    last_attempt_at BIGINT,
    finished_at BIGINT,
    last_error TEXT,
    reason TEXT NOT NULL
);
CREATE INDEX outbox_queued ON outbox (priority, next_attempt_at) WHERE state = 'queued';
CREATE INDEX outbox_sending ON outbox (last_attempt_at) WHERE state = 'sending';
CREATE INDEX outbox_by_case ON outbox (case_id);
CREATE INDEX outbox_by_recipient ON outbox (recipient_key, created_at);
CREATE INDEX outbox_by_domain ON outbox (recipient_domain, created_at);

CREATE TABLE outbox_content (
    outbox_id BIGINT PRIMARY KEY NOT NULL REFERENCES outbox (id),
    bytes BLOB NOT NULL,
    subject BLOB NOT NULL
);

CREATE TABLE attempt (
    outbox_id BIGINT NOT NULL REFERENCES outbox (id),
    number BIGINT NOT NULL,
    at BIGINT NOT NULL,
    outcome TEXT,
    detail TEXT,
    PRIMARY KEY (outbox_id, number)
);
