use super::*;
use RedactionKind::*;

fn kinds(text: &str) -> Vec<(RedactionKind, u32)> {
    mask(text).1.into_iter().map(|found| (found.kind, found.count)).collect()
}

#[test]
fn every_official_vector_is_masked() {
    for number in [
        "20036914700",
        "29020073150",
        "30108299939",
        "02013299997",
        "55102499947",
        "03851598730",
        "30908299902",
        "41819077302",
        "41819077906",
    ] {
        let (text, found) = mask(&format!("Gjelder {number}, se vedlegg"));
        assert_eq!(text, format!("Gjelder {NATIONAL_ID}, se vedlegg"), "{number}");
        assert_eq!(found, [Redaction { kind: NationalId, count: 1 }], "{number}");
    }
}

#[test]
fn wrong_check_digits_and_impossible_days_stay() {
    for number in ["20036914712", "29020105729", "12345678901"] {
        assert_eq!(kinds(&format!("Nummer {number}")), [], "{number}");
    }
}

#[test]
fn separators_grouping_and_line_wraps_hide_nothing() {
    for text in [
        "200369 14700",
        "200369\u{a0}14700",
        "200369-14700",
        "20.03.69 14700",
        "200369\n14700",
        "20036914\r\n  700",
        "200369\u{200b}14700",
        "fnr:20036914700",
        "fnr20036914700",
        "journal_20036914700.pdf",
        "(20036914700)",
        "200369 – 14700",
        "２００３６９１４７００",
        "200369 147 00",
    ] {
        let (masked, found) = mask(text);
        assert_eq!(found, [Redaction { kind: NationalId, count: 1 }], "{text:?}");
        assert!(!masked.contains("14700") && !masked.contains("200369"), "{masked:?}");
    }
}

#[test]
fn digits_inside_longer_things_are_left_alone() {
    for text in [
        "120036914700",
        "200369147001",
        "a20036914700f",
        "<20036914700@mail.example>",
        "https://eksempel.no/sak/20036914700",
        "tlf. 22 22 22 22",
        "+47 22 22 22 22 +47 33 33 33 33",
        "988 077 917 MVA",
        "2026-03-12 14:00:00",
        "550e8400-e29b-41d4-a716-446655440000",
        "AVVIK-2026-0001",
    ] {
        assert_eq!(kinds(text), [], "{text}");
        assert_eq!(mask(text).0, text);
    }
}

#[test]
fn a_number_in_a_link_is_masked_where_the_link_names_it() {
    assert_eq!(kinds("https://eksempel.no/sok?fnr=20036914700"), [(NationalId, 1)]);
}

#[test]
fn accounts_are_known_by_grouping_or_by_the_word() {
    assert_eq!(mask("Konto 1234 56 78903.").0, format!("Konto {BANK_ACCOUNT}."));
    assert_eq!(kinds("1234.56.78903"), [(BankAccount, 1)]);
    assert_eq!(kinds("kontonummer 12345678903"), [(BankAccount, 1)]);
    assert_eq!(kinds("kontonummer: 20036914700"), [(BankAccount, 1)]);
    assert_eq!(kinds("KID 12345678903"), []);
}

#[test]
fn cards_pass_luhn_and_begin_as_cards_do() {
    assert_eq!(mask("4111 1111 1111 1111").0, PAYMENT_CARD);
    assert_eq!(kinds("5500005555555559 og 3782 822463 10005"), [(PaymentCard, 2)]);
    assert_eq!(kinds("4111 1111 1111 1112"), []);
    assert_eq!(kinds("ordre 9111111111111111"), []);
}

#[test]
fn some_numbers_are_masked_only_after_a_word_that_names_them() {
    assert_eq!(kinds("FH-nummer 81234567890"), [(NationalId, 1)]);
    assert_eq!(kinds("NPID: 01219000000"), [(NationalId, 1)]);
    assert_eq!(kinds("ordre 81234567890"), []);
    assert_eq!(kinds("ordre 01219000000"), []);
}

#[test]
fn many_in_one_text_are_counted() {
    let (text, found) = mask("20036914700, 29020073150 og 1234 56 78903");
    assert_eq!(text, format!("{NATIONAL_ID}, {NATIONAL_ID} og {BANK_ACCOUNT}"));
    assert_eq!(found, [Redaction { kind: NationalId, count: 2 }, Redaction { kind: BankAccount, count: 1 }]);
}

#[test]
fn masking_twice_changes_nothing_more() {
    let once = mask("20036914700 1234 56 78903 4111 1111 1111 1111").0;
    assert_eq!(mask(&once).0, once);
}
