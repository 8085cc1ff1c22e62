//! In which order waiting mails are taken: nobody's mails stand behind all of somebody else's.
//!
//! Every domain has its turn, one mail a round, and within a domain every sender. Who is meant is what a mail says of
//! itself; that is enough to share turns by, and a sender who writes in ever new names shares the turn of a domain. Turns are
//! dealt anew at each look, the oldest first, so a mail that waits is never overtaken for ever.

use std::collections::{HashMap, HashSet, VecDeque};
use std::time::Duration;

use crate::mailbox::MailKey;

/// So many mails are read and committed together: one flush of the disk for all.
const BATCH: usize = 100;
/// Where more than one batch waits, the first one is small, so that what comes first is answered soon; the next ones grow as
/// long as a batch is quickly done, for what comes meanwhile waits for two of them.
const SMALL: usize = 10;
const QUICK: Duration = Duration::from_millis(500);
const SLOW: Duration = Duration::from_secs(2);

/// What waits in one mailbox, during one pass.
#[derive(Debug)]
pub(super) struct Queue {
    line: VecDeque<MailKey>,
    /// Who sent what waits, as far as it was asked; none where it could not be seen.
    senders: HashMap<MailKey, Option<String>>,
    /// What was given out in this pass; it is not given out again.
    given: HashSet<MailKey>,
    /// How many mails the next batch has at most.
    size: usize,
}

impl Default for Queue {
    fn default() -> Self {
        Queue { line: VecDeque::new(), senders: HashMap::new(), given: HashSet::new(), size: BATCH }
    }
}

impl Queue {
    /// Those of these mails that are new to this pass.
    pub(super) fn fresh(&self, waiting: Vec<MailKey>) -> Vec<MailKey> {
        waiting.into_iter().filter(|key| !self.given.contains(key)).collect()
    }

    /// Those whose sender is to be asked for: none, where all of them are one batch.
    pub(super) fn unknown(&self, fresh: &[MailKey]) -> Vec<MailKey> {
        if fresh.len() <= BATCH {
            return Vec::new();
        }
        fresh.iter().filter(|key| !self.senders.contains_key(key)).cloned().collect()
    }

    /// Takes over what waits now, oldest first, and deals the turns.
    pub(super) fn fill(
        &mut self,
        fresh: Vec<MailKey>,
        asked: &[MailKey],
        mut found: HashMap<MailKey, String>,
    ) {
        self.senders.extend(asked.iter().map(|key| (key.clone(), found.remove(key))));
        let names: Vec<Option<&str>> =
            fresh.iter().map(|key| self.senders.get(key).and_then(Option::as_deref)).collect();
        let order = in_turn(&names);
        self.line = order.into_iter().filter_map(|at| fresh.get(at).cloned()).collect();
        let waits: HashSet<&MailKey> = fresh.iter().collect();
        self.senders.retain(|key, _| waits.contains(key));
    }

    /// The next batch; none when nothing waits.
    pub(super) fn next(&mut self) -> Option<Vec<MailKey>> {
        if self.given.is_empty() && self.line.len() > BATCH {
            self.size = SMALL;
        }
        let batch: Vec<MailKey> = self.line.drain(..self.size.min(self.line.len())).collect();
        self.given.extend(batch.iter().cloned());
        Some(batch).filter(|batch| !batch.is_empty())
    }

    /// Says how long a batch took, from one commit to the next.
    pub(super) fn took(&mut self, time: Duration) {
        if time < QUICK {
            self.size = (self.size * 2).min(BATCH);
        } else if time > SLOW {
            self.size = (self.size / 2).max(SMALL);
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.line.is_empty()
    }
}

/// The places of these mails in the order in which they are taken; given oldest first, each with its sender where that could
/// be seen.
pub fn in_turn(senders: &[Option<&str>]) -> Vec<usize> {
    let mut mails_of: HashMap<&str, usize> = HashMap::new();
    let mut mails: Vec<(usize, usize, &str)> = Vec::with_capacity(senders.len());
    for (at, sender) in senders.iter().enumerate() {
        let sender = sender.unwrap_or_default();
        let before = mails_of.entry(sender).or_default();
        mails.push((*before, at, sender.rsplit_once('@').map_or("", |(_, domain)| domain)));
        *before += 1;
    }
    // Within a domain: the first mails of its senders, then their second ones.
    mails.sort_unstable();
    let mut turns_of: HashMap<&str, usize> = HashMap::new();
    for (turn, _, domain) in &mut mails {
        let before = turns_of.entry(domain).or_default();
        *turn = *before;
        *before += 1;
    }
    mails.sort_unstable();
    mails.into_iter().map(|(_, at, _)| at).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(senders: &[&str]) -> Vec<usize> {
        in_turn(&senders.iter().map(|one| Some(*one).filter(|one| !one.is_empty())).collect::<Vec<_>>())
    }

    #[test]
    fn one_sender_after_the_other_has_a_turn_and_its_oldest_mail_comes_first() {
        assert_eq!(order(&["a@x", "a@x", "a@x", "b@y", "b@y", "c@z"]), [0, 3, 5, 1, 4, 2]);
        assert!(order(&[]).is_empty());
        assert_eq!(order(&["a@x"; 4]), [0, 1, 2, 3]);
    }

    #[test]
    fn a_domain_has_one_turn_however_many_senders_it_has_and_they_share_it() {
        assert_eq!(order(&["a@x", "b@x", "c@x", "d@y", "a@x", "d@y"]), [0, 3, 1, 5, 2, 4]);
        let mut flood: Vec<String> = (0..10_000).map(|number| format!("n{number}@flom.example")).collect();
        flood.push("kari@eksempel.no".to_owned());
        let flood: Vec<&str> = flood.iter().map(String::as_str).collect();
        assert_eq!(order(&flood)[1], 10_000, "the last one's mail is the second");
    }

    #[test]
    fn mails_whose_sender_is_not_seen_share_a_turn_too() {
        assert_eq!(order(&["", "", "", "b@y"]), [0, 3, 1, 2]);
    }

    #[test]
    fn every_mail_is_taken_once() {
        let senders: Vec<String> = (0..997_usize).map(|n| format!("s{}@d{}", n * n % 31, n % 7)).collect();
        let mut places = order(&senders.iter().map(String::as_str).collect::<Vec<_>>());
        places.sort_unstable();
        assert_eq!(places, (0..997).collect::<Vec<_>>());
    }

    fn key(number: usize) -> MailKey {
        MailKey { uid_validity: 1, uid: number.to_string() }
    }

    #[test]
    fn few_mails_are_one_batch_and_nobody_is_asked_who_sent_them() {
        let mut queue = Queue::default();
        let fresh: Vec<MailKey> = (0..100).map(key).collect();
        assert_eq!(queue.unknown(&fresh), []);
        queue.fill(fresh, &[], HashMap::new());
        assert_eq!(queue.next().map(|batch| batch.len()), Some(100));
        assert_eq!(queue.next(), None);
    }

    #[test]
    fn many_begin_with_small_batches_and_what_comes_meanwhile_has_the_next_turn() {
        let mut queue = Queue::default();
        let fresh: Vec<MailKey> = (0..300).map(key).collect();
        let asked = queue.unknown(&fresh);
        assert_eq!(asked.len(), 300);
        let flood = |keys: &[MailKey]| keys.iter().map(|key| (key.clone(), "a@x".to_owned())).collect();
        queue.fill(fresh.clone(), &asked, flood(&asked));
        assert_eq!(queue.next().map(|batch| batch.len()), Some(10));
        queue.took(Duration::from_millis(100));
        assert_eq!(queue.next().map(|batch| batch.len()), Some(20));
        queue.took(Duration::from_secs(9));

        let mut waiting = queue.fresh(fresh);
        waiting.push(key(300));
        let asked = queue.unknown(&waiting);
        assert_eq!(asked, [key(300)], "of the others it is known");
        queue.fill(waiting, &asked, [(key(300), "b@y".to_owned())].into());
        let next = queue.next().expect("a batch");
        assert_eq!(next[..3], [key(30), key(300), key(31)]);
        assert_eq!(next.len(), 10);
    }
}
