//! What a breach is by its words: privacy or security, and which properties it broke (L18, S78, S79).

use super::answers::ticked;
use super::field::{Kind, Property};
use super::fold;
use super::passage::{Mark, Passage, Span};
use super::words::Sense;

/// How much of a text is looked at, in bytes.
const TEXT_BYTES: usize = 8_192;

const PROPERTIES: [(Sense, Property); 3] = [
    (Sense::Confidentiality, Property::Confidentiality),
    (Sense::Integrity, Property::Integrity),
    (Sense::Availability, Property::Availability),
];
const KINDS: [(Sense, Kind); 2] = [(Sense::Privacy, Kind::Privacy), (Sense::Security, Kind::Security)];

/// The properties that were broken, as far as the words tell.
pub fn properties(text: &str) -> Vec<Property> {
    told(text, &PROPERTIES)
}

/// Privacy, security or both, as far as the words tell.
pub fn kinds(text: &str) -> Vec<Kind> {
    told(text, &KINDS)
}

/// True where the words name a type of personal data and nothing else: `Telefonnummer`.
pub fn is_data(text: &str) -> bool {
    let passage = Passage::new(fold::cut(text, 80));
    let span = passage.whole();
    span.sense(0, Sense::Data) == Some(span.len())
}

fn told<T: Copy>(text: &str, table: &[(Sense, T)]) -> Vec<T> {
    let ticked = ticked(text);
    let passage = Passage::new(fold::cut(ticked.as_deref().unwrap_or(text), TEXT_BYTES));
    in_spans(&[passage.whole()], table)
}

fn in_spans<T: Copy>(spans: &[Span<'_>], table: &[(Sense, T)]) -> Vec<T> {
    let told = |sense: Sense| spans.iter().any(|span| tells(*span, sense));
    table.iter().filter(|(sense, _)| told(*sense)).map(|(_, told)| *told).collect()
}

/// Whether a span says it elsewhere than within a name (`personvernombudet`).
fn tells(span: Span<'_>, sense: Sense) -> bool {
    let guards: Vec<&Mark> = span.marks().filter(|mark| mark.sense == Sense::Guard).collect();
    let named =
        |mark: &Mark| guards.iter().any(|guard| guard.first <= mark.first && mark.after <= guard.after);
    span.marks().any(|mark| mark.sense == sense && !named(mark))
}

/// The same of spans together.
pub fn properties_in(spans: &[Span<'_>]) -> Vec<Property> {
    in_spans(spans, &PROPERTIES)
}

pub fn kinds_in(spans: &[Span<'_>]) -> Vec<Kind> {
    in_spans(spans, &KINDS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_ticked_boxes_count() {
        assert_eq!(
            properties("[x] Konfidensialitet [ ] Integritet ☒ Tilgjengelighet"),
            [Property::Confidentiality, Property::Availability]
        );
        assert_eq!(ticked("☐ Ja ☒ Nei").as_deref(), Some("Nei"));
        assert_eq!(ticked("Ja"), None);
    }

    #[test]
    fn kinds_follow_the_words_of_the_breach() {
        assert_eq!(kinds("E-post sendt til feil mottaker"), [Kind::Privacy]);
        assert_eq!(kinds("Løsepengevirus"), [Kind::Security]);
        assert_eq!(kinds("Et utpressingsvirus har kryptert serverne"), [Kind::Security]);
        assert_eq!(kinds("Social security numbers were sent to the wrong person"), [Kind::Privacy]);
        assert_eq!(properties("Data loss prevention alert"), []);
        assert_eq!(kinds("Datainnbrudd der pasientopplysninger er tatt"), [Kind::Privacy, Kind::Security]);
    }
}
