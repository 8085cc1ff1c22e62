-- What names a person or holds somebody's words is sealed. What must be found again by being equal stands as a keyed mark
-- (HMAC): no address is in here in clear but those of our own people (contact_state, the "by" of the history, the policy).
-- Rows of before are sealed when the store is opened; the columns in clear are then empty.

-- The state under a key of the case's own, apart from the history's key, which may be destroyed earlier.
ALTER TABLE case_key ADD COLUMN state_sealed BLOB;
ALTER TABLE breach_case ADD COLUMN sealed_state BLOB;
ALTER TABLE breach_case ADD COLUMN reference_mark TEXT;
-- Nobody without the key can set the head of a history back.
ALTER TABLE breach_case ADD COLUMN head_mark TEXT NOT NULL DEFAULT '';
DROP INDEX breach_case_by_reference;
CREATE INDEX breach_case_by_reference_mark ON breach_case (reference_mark) WHERE reference_mark IS NOT NULL;
CREATE INDEX breach_case_closed ON breach_case (closed_at) WHERE closed_at IS NOT NULL;

-- Raw mail and its reading each have a key, wrapped by the master's. Forgetting destroys it.
ALTER TABLE mail ADD COLUMN sender_sealed BLOB;
ALTER TABLE mail ADD COLUMN sender_mark TEXT;
ALTER TABLE mail ADD COLUMN raw_key BLOB;
ALTER TABLE mail ADD COLUMN reading_key BLOB;
ALTER TABLE mail ADD COLUMN forgotten_reason TEXT;
CREATE INDEX mail_raw_kept ON mail (arrived_at) WHERE raw_key IS NOT NULL;
CREATE INDEX mail_reading_kept ON mail (arrived_at) WHERE reading_key IS NOT NULL;
DROP INDEX mail_content_kept;

-- The same for outgoing mail: recipient and dedup_key sealed together, their marks where they stood.
ALTER TABLE outbox ADD COLUMN recipient_sealed BLOB;
ALTER TABLE outbox ADD COLUMN content_key BLOB;
ALTER TABLE outbox ADD COLUMN forgotten_at BIGINT;
CREATE INDEX outbox_kept ON outbox (finished_at) WHERE content_key IS NOT NULL;

ALTER TABLE token ADD COLUMN email_sealed BLOB;

-- That a payload was erased by rule is sworn to with the key too.
ALTER TABLE history_payload ADD COLUMN erased_mark TEXT;

-- The record is added to and never changed. REPLACE deletes without asking a trigger, so it is refused where it inserts.
CREATE TRIGGER history_is_never_replaced BEFORE INSERT ON history
WHEN EXISTS (SELECT 1 FROM history WHERE case_id = NEW.case_id AND seq = NEW.seq)
BEGIN
    SELECT RAISE(ABORT, 'history is append-only');
END;
CREATE TRIGGER history_payload_is_only_erased BEFORE UPDATE ON history_payload
WHEN OLD.sealed IS NULL OR NEW.sealed IS NOT NULL OR NEW.erased_at IS NULL OR NEW.erased_mark IS NULL
    OR NEW.case_id <> OLD.case_id OR NEW.seq <> OLD.seq
BEGIN
    SELECT RAISE(ABORT, 'a payload of the history is erased by rule or stays');
END;
CREATE TRIGGER history_payload_is_never_deleted BEFORE DELETE ON history_payload
BEGIN
    SELECT RAISE(ABORT, 'history is append-only');
END;
CREATE TRIGGER history_payload_is_never_replaced BEFORE INSERT ON history_payload
WHEN EXISTS (SELECT 1 FROM history_payload WHERE case_id = NEW.case_id AND seq = NEW.seq)
BEGIN
    SELECT RAISE(ABORT, 'history is append-only');
END;
CREATE TRIGGER checkpoint_is_never_changed BEFORE UPDATE ON checkpoint
BEGIN
    SELECT RAISE(ABORT, 'checkpoints are append-only');
END;
CREATE TRIGGER checkpoint_is_never_deleted BEFORE DELETE ON checkpoint
BEGIN
    SELECT RAISE(ABORT, 'checkpoints are append-only');
END;
CREATE TRIGGER checkpoint_is_never_replaced BEFORE INSERT ON checkpoint
WHEN EXISTS (SELECT 1 FROM checkpoint WHERE seq = NEW.seq)
BEGIN
    SELECT RAISE(ABORT, 'checkpoints are append-only');
END;
CREATE TRIGGER checkpoint_head_is_never_changed BEFORE UPDATE ON checkpoint_head
BEGIN
    SELECT RAISE(ABORT, 'checkpoints are append-only');
END;
CREATE TRIGGER checkpoint_head_is_never_deleted BEFORE DELETE ON checkpoint_head
BEGIN
    SELECT RAISE(ABORT, 'checkpoints are append-only');
END;
CREATE TRIGGER checkpoint_head_is_never_replaced BEFORE INSERT ON checkpoint_head
WHEN EXISTS (SELECT 1 FROM checkpoint_head WHERE checkpoint_seq = NEW.checkpoint_seq AND case_id = NEW.case_id)
BEGIN
    SELECT RAISE(ABORT, 'checkpoints are append-only');
END;
CREATE TRIGGER policy_snapshot_is_never_changed BEFORE UPDATE ON policy_snapshot
BEGIN
    SELECT RAISE(ABORT, 'a policy that was in force stays as it was');
END;
CREATE TRIGGER policy_snapshot_is_never_deleted BEFORE DELETE ON policy_snapshot
BEGIN
    SELECT RAISE(ABORT, 'a policy that was in force stays as it was');
END;
