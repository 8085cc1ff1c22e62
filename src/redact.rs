//! National identity numbers, bank accounts and payment cards are masked before anything is stored, shown or sent
//! (P1–P14). Masks carry no words, so that they serve every language.
//!
//! What is hidden, and what is left alone:
//! - A valid national number is hidden wherever it stands: in any of the usual groupings, across a line end, with marks
//!   nobody sees between its digits, with letters touching it (`fnr20036914700`), in a web address, twice in a row without
//!   a space. A word that names it (`fnr`, `personnummer`) makes up for a strange grouping or for letters that a scanner
//!   read as digits. FH-numbers and NPID have no pattern of their own and need such a word (P10).
//! - An account number needs its printed grouping (4-2-5), an IBAN's check digits or a word: one in eleven numbers of
//!   eleven digits passes for an account (P8, P9). A card needs its issuer's digits, length, grouping and check digit.
//! - A number that fails its check digits stays: it is nobody's. So does a national number inside a longer number.
//!
//! Identifiers (addresses, Message-IDs) are masked by [`mask_identifier`], which keeps them well formed.

mod digits;
mod find;
mod identifiers;
mod numbers;
mod reading;
mod scan;
mod travel;
mod words;

pub use identifiers::{is_masked, mask_identifier};
pub use reading::mask_reading;
pub use travel::{Travelled, travelled};

use crate::mail::reading::{Redaction, RedactionKind};

/// How many numbers of each kind were masked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub national_ids: u32,
    pub bank_accounts: u32,
    pub payment_cards: u32,
}

impl Counts {
    pub fn is_empty(self) -> bool {
        self == Counts::default()
    }

    pub fn add(&mut self, more: Counts) {
        self.national_ids = self.national_ids.saturating_add(more.national_ids);
        self.bank_accounts = self.bank_accounts.saturating_add(more.bank_accounts);
        self.payment_cards = self.payment_cards.saturating_add(more.payment_cards);
    }

    fn count(&mut self, kind: RedactionKind, times: u32) {
        let slot = match kind {
            RedactionKind::NationalId => &mut self.national_ids,
            RedactionKind::BankAccount => &mut self.bank_accounts,
            RedactionKind::PaymentCard => &mut self.payment_cards,
        };
        *slot = slot.saturating_add(times);
    }

    /// As the reading lists them: a kind that was not found is not listed.
    pub fn redactions(self) -> Vec<Redaction> {
        [
            (RedactionKind::NationalId, self.national_ids),
            (RedactionKind::BankAccount, self.bank_accounts),
            (RedactionKind::PaymentCard, self.payment_cards),
        ]
        .into_iter()
        .filter(|(_, count)| *count > 0)
        .map(|(kind, count)| Redaction { kind, count })
        .collect()
    }
}

/// Masks every such number in place. One pass, linear in the text; a text without one is not copied.
pub fn mask(text: &mut String) -> Counts {
    let mut counts = Counts::default();
    let mut masked = String::new();
    let mut copied = 0;
    for found in find::Finder::new(text) {
        counts.count(found.kind, found.times);
        masked.push_str(text.get(copied..found.start).unwrap_or_default());
        for time in 0..found.times {
            masked.push_str(if time > 0 { " " } else { "" });
            masked.push_str(found.mask);
        }
        copied = found.end;
    }
    if copied > 0 {
        masked.push_str(text.get(copied..).unwrap_or_default());
        *text = masked;
    }
    counts
}

#[cfg(test)]
mod tests;
