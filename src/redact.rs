//! National identity numbers, bank accounts and payment cards are masked before anything is stored, shown or sent
//! (P1–P14). Masks carry no words, so that they serve every language.

mod digits;
mod numbers;

use crate::mail::reading::{Redaction, RedactionKind};
use digits::{Group, groups};

const NATIONAL_ID: &str = "•••••• •••••";
const BANK_ACCOUNT: &str = "•••• •• •••••";
const PAYMENT_CARD: &str = "•••• •••• •••• ••••";

/// The text with every such number masked, and how many of each kind there were.
pub fn mask(text: &str) -> (String, Vec<Redaction>) {
    let groups = groups(text);
    let mut out = String::with_capacity(text.len());
    let mut counts = [0u32; 3];
    let mut copied = 0;
    let mut at = 0;
    while at < groups.len() {
        let Some((kind, used)) = number_at(text, &groups, at) else {
            at += 1;
            continue;
        };
        let (Some(first), Some(last)) = (groups.get(at), groups.get(at + used - 1)) else { break };
        let (slot, mask) = match kind {
            RedactionKind::NationalId => (0, NATIONAL_ID),
            RedactionKind::BankAccount => (1, BANK_ACCOUNT),
            RedactionKind::PaymentCard => (2, PAYMENT_CARD),
        };
        out.push_str(text.get(copied..first.start).unwrap_or_default());
        out.push_str(mask);
        copied = last.end;
        if let Some(count) = counts.get_mut(slot) {
            *count = count.saturating_add(1);
        }
        at += used;
    }
    out.push_str(text.get(copied..).unwrap_or_default());
    let kinds = [RedactionKind::NationalId, RedactionKind::BankAccount, RedactionKind::PaymentCard];
    let found = kinds.into_iter().zip(counts).filter(|(_, count)| *count > 0);
    (out, found.map(|(kind, count)| Redaction { kind, count }).collect())
}

/// The longest number that begins with this group: its kind and how many groups it takes.
fn number_at(text: &str, groups: &[Group], at: usize) -> Option<(RedactionKind, usize)> {
    let first = groups.get(at)?;
    // Longest first: a card of 4-4-4-4 is no account of its first groups.
    (1..=6).rev().find_map(|used| {
        let window = groups.get(at..at + used)?;
        if !window.iter().skip(1).all(|group| group.joined) {
            return None;
        }
        let last = window.last()?;
        if !digits::stands_alone(text, first.start, last.end) {
            return None;
        }
        let shape: Vec<usize> = window.iter().map(|group| group.digits.len()).collect();
        let digits: Vec<u8> = window.iter().flat_map(|group| group.digits.iter().copied()).collect();
        let wrapped = window.iter().skip(1).any(|group| group.wrapped);
        kind(text, first.start, &digits, &shape, wrapped).map(|kind| (kind, used))
    })
}

/// What the digits are, by their grouping, their check digits and the words before them (P8, P10, P11).
fn kind(text: &str, start: usize, number: &[u8], shape: &[usize], wrapped: bool) -> Option<RedactionKind> {
    if !matches!(number.len(), 11 | 13..=19) {
        return None;
    }
    let words = digits::words_before(text, start);
    let link = digits::in_link(text, start, number.len());
    let person = digits::names_person(&words);
    if link && !person {
        return None;
    }
    if number.len() != 11 {
        let grouped =
            matches!(shape, [4, 4, 4, 4] | [4, 6, 5] | [4, 6, 4] | [4, 4, 4, 4, 1..=3] | [4, 4, 4, 1..=3])
                || shape.len() == 1;
        return ((grouped || wrapped) && numbers::payment_card(number)).then_some(RedactionKind::PaymentCard);
    }
    let account = digits::names_account(&words);
    let known = matches!(shape, [11] | [6, 5] | [2, 2, 2, 5] | [6, 3, 2] | [2, 2, 2, 3, 2]);
    let as_account = shape == [4, 2, 5] || (shape == [11] && account);
    if as_account && numbers::bank_account(number) {
        return Some(RedactionKind::BankAccount);
    }
    // A word that names it makes up for a strange grouping.
    let grouped = known || wrapped || person || shape == [4, 2, 5];
    let valid = numbers::national_id(number) || (person && numbers::only_with_a_keyword(number));
    (grouped && valid).then_some(RedactionKind::NationalId)
}

#[cfg(test)]
mod tests;
