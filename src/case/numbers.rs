//! Identity numbers that came with a case's mails: what was masked in them, who is told so, and the rule about sending
//! national numbers openly (S36, P14). The numbers themselves are nowhere: they were masked before the mail got here.

use serde::{Deserialize, Serialize};

use super::event::Incoming;
use super::tell::Draft;
use crate::mail::Reading;
use crate::mail::reading::{Redaction, RedactionKind};
use crate::phrase::Phrase;
use crate::policy::Policy;
use crate::redact::{Travelled, travelled};

/// What was masked in one mail, or in all mails of a case together.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Numbers {
    /// Each kind once.
    pub masked: Vec<Redaction>,
    /// Where national numbers went without encryption, the farther where there are several; none where there was no
    /// such number, or no own domain is known to tell by.
    pub travelled: Option<Travelled>,
}

impl Numbers {
    /// Of one mail.
    pub fn of(reading: &Reading, policy: &Policy) -> Numbers {
        let organisation = &policy.organisation;
        Numbers {
            masked: reading.redactions.clone(),
            travelled: travelled(reading, Some(&organisation.address), &organisation.domains),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.masked.is_empty()
    }

    fn add(&mut self, more: &Numbers) {
        for one in &more.masked {
            match self.masked.iter_mut().find(|known| known.kind == one.kind) {
                Some(known) => known.count = known.count.saturating_add(one.count),
                None => self.masked.push(one.clone()),
            }
        }
        self.travelled = self.travelled.max(more.travelled);
    }

    /// The rule in a sentence for those who handle the case: sent to or from outside, that is a breach of its own.
    fn rule(&self) -> Option<Phrase> {
        self.travelled.map(|travelled| {
            Phrase::new(match travelled {
                Travelled::Outside => "number_sent_outside",
                Travelled::Inside => "number_sent_inside",
            })
        })
    }

    /// For those who handle the case: how many of each kind, and the rule.
    pub fn for_officer(&self) -> Vec<Phrase> {
        let hidden = self.masked.iter().map(|one| {
            let key = match one.kind {
                RedactionKind::NationalId => "hidden_national_ids",
                RedactionKind::BankAccount => "hidden_bank_accounts",
                RedactionKind::PaymentCard => "hidden_payment_cards",
            };
            Phrase::new(key).with("count", one.count)
        });
        hidden.chain(self.rule()).collect()
    }

    /// For the one who sent them: that they were removed, why, and what to do instead. Somebody we do not know learns
    /// only that something was removed.
    pub fn for_sender(&self, known: bool) -> Vec<Phrase> {
        if self.is_empty() {
            return Vec::new();
        }
        if !known {
            return vec![Phrase::new("numbers_removed_unverified")];
        }
        let count = self.masked.iter().fold(0u32, |sum, one| sum.saturating_add(one.count));
        let rule = self.travelled.map(|travelled| {
            Phrase::new(match travelled {
                Travelled::Outside => "numbers_removed_outside",
                Travelled::Inside => "numbers_removed_inside",
            })
        });
        [Phrase::new("numbers_removed").with("count", count)].into_iter().chain(rule).collect()
    }
}

/// Takes what was masked in this mail into the case and its history.
pub fn take(draft: &mut Draft<'_>, incoming: &Incoming, by: &str) {
    let numbers = Numbers::of(&incoming.reading, draft.policy);
    if numbers.is_empty() {
        return;
    }
    draft.case.numbers.add(&numbers);
    let reason = numbers.rule().unwrap_or_else(|| Phrase::new("numbers_masked"));
    let payload = serde_json::json!({ "mail": incoming.mail_id, "numbers": numbers });
    draft.note("numbers_masked", by, &incoming.authenticity.said(), reason, payload);
}

/// What the officer is told of this mail: that it carried a national number openly.
pub fn news(incoming: &Incoming, policy: &Policy) -> Option<Phrase> {
    Numbers::of(&incoming.reading, policy).rule()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(kind: RedactionKind, count: u32, travelled: Option<Travelled>) -> Numbers {
        Numbers { masked: vec![Redaction { kind, count }], travelled }
    }

    fn keys(phrases: &[Phrase]) -> Vec<&str> {
        phrases.iter().map(|phrase| phrase.key.as_str()).collect()
    }

    #[test]
    fn the_mails_of_a_case_are_counted_together_and_the_farther_way_counts() {
        let mut all = numbers(RedactionKind::NationalId, 2, Some(Travelled::Outside));
        all.add(&numbers(RedactionKind::NationalId, 1, Some(Travelled::Inside)));
        all.add(&numbers(RedactionKind::BankAccount, 1, None));
        assert_eq!(all.travelled, Some(Travelled::Outside));
        assert_eq!(all.masked.iter().map(|one| one.count).collect::<Vec<_>>(), [3, 1]);
        assert_eq!(
            keys(&all.for_officer()),
            ["hidden_national_ids", "hidden_bank_accounts", "number_sent_outside"]
        );
    }

    #[test]
    fn the_sender_is_told_how_many_and_a_stranger_only_that_there_were_some() {
        let card = numbers(RedactionKind::PaymentCard, 3, None);
        let told = card.for_sender(true);
        assert_eq!((keys(&told), told[0].args.get("count")), (vec!["numbers_removed"], Some(&3.into())));
        let told = numbers(RedactionKind::NationalId, 1, Some(Travelled::Inside)).for_sender(true);
        assert_eq!(keys(&told), ["numbers_removed", "numbers_removed_inside"]);
        let outside = numbers(RedactionKind::NationalId, 1, Some(Travelled::Outside));
        assert_eq!(keys(&outside.for_sender(false)), ["numbers_removed_unverified"]);
        assert!(outside.for_sender(false)[0].args.is_empty());
        assert_eq!(Numbers::default().for_sender(true), []);
    }
}
