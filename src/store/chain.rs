//! The audit chain's arithmetic: what an entry's hash covers. Fields are length-prefixed, so no two entries look alike.

use sha2::{Digest, Sha256};

use super::row::{Head, NewEntry};
use super::seal::hex;

/// SHA-256 over fields, each led by its length.
struct Fields(Sha256);

impl Fields {
    fn new(kind: &str) -> Self {
        Self(Sha256::new()).text(kind)
    }

    fn bytes(mut self, field: &[u8]) -> Self {
        self.0.update((field.len() as u64).to_be_bytes());
        self.0.update(field);
        self
    }

    fn text(self, field: &str) -> Self {
        self.bytes(field.as_bytes())
    }

    fn number(self, field: i64) -> Self {
        self.bytes(&field.to_be_bytes())
    }

    fn finish(self) -> String {
        hex(&self.0.finalize())
    }
}

/// The salt keeps a short payload from being guessed from its digest.
pub(super) fn payload_digest(salt: &[u8], payload: &[u8]) -> String {
    Fields::new("varsel payload 1").bytes(salt).bytes(payload).finish()
}

/// The hash of entry `seq` of a case. `prev_hash` is empty for the first.
pub(super) fn entry_hash(
    case_id: &str,
    seq: i64,
    entry: &NewEntry,
    payload_digest: &str,
    prev_hash: &str,
) -> String {
    Fields::new("varsel history 1")
        .text(case_id)
        .number(seq)
        .number(entry.at)
        .text(&entry.event)
        .text(&entry.by)
        .text(&entry.authenticity)
        .text(&entry.reason)
        .text(&entry.policy_hash)
        .number(entry.reducer_version)
        .text(payload_digest)
        .text(prev_hash)
        .finish()
}

/// The hash of a checkpoint over the heads that moved since the one before, in the order of their case ids.
pub(super) fn checkpoint_hash(seq: i64, at: i64, heads: &[Head], prev_hash: &str) -> String {
    let start = Fields::new("varsel checkpoint 1").number(seq).number(at).text(prev_hash);
    heads
        .iter()
        .fold(start, |fields, head| fields.text(&head.case_id).number(head.seq).text(&head.hash))
        .finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry() -> NewEntry {
        NewEntry {
            at: 1,
            event: "opened".into(),
            by: "a".into(),
            authenticity: "b".into(),
            reason: String::new(),
            policy_hash: String::new(),
            reducer_version: 1,
            payload: Vec::new(),
        }
    }

    #[test]
    fn text_moved_from_one_field_to_the_next_changes_the_hash() {
        let moved = NewEntry { by: "ab".into(), authenticity: String::new(), ..entry() };
        assert_ne!(entry_hash("c", 1, &entry(), "d", ""), entry_hash("c", 1, &moved, "d", ""));
        assert_ne!(payload_digest(b"ab", b"c"), payload_digest(b"a", b"bc"));
    }

    #[test]
    fn the_hash_is_the_same_in_every_version_of_the_program() {
        // Recomputed outside the program with Python's hashlib; a change here breaks every chain in the world.
        assert_eq!(
            entry_hash("c", 1, &entry(), "d", ""),
            "dd7061cf36e4b0707764aae3fba2f4ddfd8310bcf474b6aef1c3535c511b5fbf"
        );
    }
}
