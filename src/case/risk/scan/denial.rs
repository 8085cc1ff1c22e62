//! Whether what a text names is taken back. In doubt a sign of harm counts, and a sign that lowers does not.

use super::text::Text;
use crate::case::risk::sign::{Exposure, Sign};
use crate::case::risk::words::Entry;
use crate::case::risk::words::statements::{
    ANSWERS_NO, ANSWERS_UNKNOWN, BUT, CARRIES, HEDGES, INVOLVED, NO_OR_NOW, NONE, NOT, NOT_DENYING, NOT_DONE,
    OR, OURS, POSSIBLE, VERB_NOT, YES,
};

/// How far before a word its denial may stand, in words.
const BEFORE_WORDS: usize = 3;
/// How far behind a thing the denial of its verb may stand, and how far behind that the verb.
const BEHIND_WORDS: usize = 3;
const VERB_WORDS: usize = 2;
/// How far behind a statement its answer may stand, in words.
const ANSWER_WORDS: usize = 4;
/// How far a list is followed for its last "or", in words.
const LIST_WORDS: usize = 6;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Denial {
    /// It is said.
    No,
    Denied,
    /// Neither said nor denied.
    Open,
}

impl Text<'_> {
    /// Whether the entry's words at these places are taken back; `denied_to` is where the last denied words ended.
    pub fn denial(&self, sign: Sign, entry: &Entry, places: &[usize], denied_to: Option<usize>) -> Denial {
        let (Some(first), Some(last)) = (places.first().copied(), places.last().copied()) else {
            return Denial::Open;
        };
        if sign.mild() {
            return if self.outright(first, last, places) { Denial::No } else { Denial::Open };
        }
        // No sign of an attack is none of strangers either.
        if entry.signs.contains(&Sign::Malicious) && self.doubted(sign, first) {
            return Denial::Open;
        }
        let denied = self.denied_before(first)
            || self.denied_behind(last)
            || self.denied_along(first, last, denied_to);
        match denied {
            false => Denial::No,
            true if self.is_hedged(first) => Denial::Open,
            true => Denial::Denied,
        }
    }

    /// A sign that lowers: no denial before it or between its words, nothing asked for or hoped in its clauses.
    fn outright(&self, first: usize, last: usize, places: &[usize]) -> bool {
        let (from, to) = (self.clause(first).unwrap_or(0), self.clause(last).unwrap_or(0));
        let start = self.words.partition_point(|word| word.clause < from);
        let end = self.words.partition_point(|word| word.clause <= to);
        let spoils = |at: usize| {
            let turned = at < last && (self.denies(at) || (at > first && self.is(at, &OURS)));
            turned || self.is(at, &HEDGES) || self.is(at, &NOT_DONE)
        };
        let spoilt = (start..end).filter(|at| !places.contains(at)).any(spoils);
        !spoilt && !self.unanswered(last)
    }

    /// `no sign of …`, `could be misused`: nothing is said to have happened.
    fn doubted(&self, sign: Sign, first: usize) -> bool {
        let clause = self.clause(first);
        let feared = sign == Sign::Exposure(Exposure::Misused);
        let mut before = (0..first).rev().take_while(|at| self.clause(*at) == clause);
        before.any(|at| self.denies(at) || (feared && self.is(at, &POSSIBLE)))
    }

    /// `no health data`, `not sent health data`.
    fn denied_before(&self, first: usize) -> bool {
        let clause = self.clause(first);
        let mut near =
            (first.saturating_sub(BEFORE_WORDS)..first).rev().take_while(|at| self.clause(*at) == clause);
        near.any(|at| {
            let spared = (at.saturating_sub(2)..first).any(|near| near != at && self.is(near, &NOT_DENYING));
            let carried = (at + 1..first).any(|between| self.is(between, &CARRIES));
            let reaches = first - at == 1 || carried || (first - at == 2 && self.is(at, &NONE));
            self.denies(at) && reaches && !spared
        })
    }

    /// `health data are not affected`, `health data: no`.
    fn denied_behind(&self, last: usize) -> bool {
        let same = |at: usize| self.clause(at) == self.clause(last);
        let answers = self.words.get(last + 1).is_some_and(|word| word.answers.is_some());
        let says_no = self.is(last + 1, &ANSWERS_NO) || self.is(last + 1, &NONE);
        let now = self.is(last + 1, &NO_OR_NOW) && self.is_norwegian(last + 1);
        if answers && says_no && !now {
            return true;
        }
        let not = (last + 1..=last + BEHIND_WORDS).find(|at| same(*at) && self.is(*at, &VERB_NOT));
        not.is_some_and(|not| (not + 1..=not + VERB_WORDS).any(|at| same(at) && self.is(at, &INVOLVED)))
    }

    /// The next of a list that began with a denial: `or` stands before it, or later in the same list.
    fn denied_along(&self, first: usize, last: usize, denied_to: Option<usize>) -> bool {
        let Some(from) = denied_to.filter(|from| *from <= first && first - *from <= 1) else { return false };
        let sentence = self.sentence(first);
        if self.sentence(from.saturating_sub(1)) != sentence {
            return false;
        }
        if from < first {
            return self.is(from, &OR);
        }
        let rest = last + 1..=last + LIST_WORDS;
        let mut list = rest.take_while(|at| self.sentence(*at) == sentence && !self.is(*at, &BUT));
        list.any(|at| self.is(at, &OR))
    }

    fn denies(&self, at: usize) -> bool {
        self.is(at, &NOT) || (self.is(at, &NO_OR_NOW) && !self.is_norwegian(at))
    }

    /// Only asked (`confirmed deleted?`), or answered with a no (`confirmed deleted: no`).
    fn unanswered(&self, last: usize) -> bool {
        let sentence = self.sentence(last);
        let answer = (last + 1..=last + ANSWER_WORDS).find_map(|at| {
            let word = self.words.get(at).filter(|word| Some(word.sentence) == sentence)?;
            word.answers.map(|mark| (at, mark))
        });
        match answer {
            Some((at, '?')) => !self.is(at, &YES),
            Some((at, _)) => self.is(at, &ANSWERS_NO) || self.is(at, &ANSWERS_UNKNOWN) || self.denies(at),
            None => self.asked == Some('?') && self.words.len() - last <= ANSWER_WORDS,
        }
    }
}
