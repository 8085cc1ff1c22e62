mod rates;

use super::find::{BANK_ACCOUNT, NATIONAL_ID, PAYMENT_CARD};
use super::*;
use RedactionKind::*;

/// The official vectors (P4). By the rule of 2032 all of the first hold; by that of 1964 only two do.
const VALID: [&str; 9] = [
    "20036914700",
    "29020073150",
    "30108299939",
    "02013299997",
    "55102499947",
    "03851598730",
    "30908299902",
    "41819077302",
    "41819077906",
];
const INVALID: [&str; 2] = ["20036914712", "29020105729"];

fn masked(text: &str) -> (String, Vec<Redaction>) {
    let mut text = text.to_owned();
    let counts = mask(&mut text);
    (text, counts.redactions())
}

fn kinds(text: &str) -> Vec<(RedactionKind, u32)> {
    masked(text).1.into_iter().map(|found| (found.kind, found.count)).collect()
}

fn is_hidden(text: &str) {
    let (masked, found) = masked(text);
    assert_eq!(found, [Redaction { kind: NationalId, count: 1 }], "{text:?} -> {masked:?}");
    let left: String = masked.chars().filter_map(digits::digit).map(|digit| digit.to_string()).collect();
    assert!(!left.contains("14700") && !left.contains("0369"), "{text:?} -> {masked:?}");
}

fn stays(text: &str) {
    assert_eq!(masked(text), (text.to_owned(), Vec::new()));
}

#[test]
fn every_official_vector_is_masked_and_the_invalid_ones_stay() {
    for number in VALID {
        let found = masked(&format!("Gjelder {number}, se vedlegg"));
        let expected = vec![Redaction { kind: NationalId, count: 1 }];
        assert_eq!(found, (format!("Gjelder {NATIONAL_ID}, se vedlegg"), expected), "{number}");
    }
    for number in INVALID {
        for words in ["Nummer", "fnr", "Fødselsnummer:"] {
            stays(&format!("{words} {number}"));
        }
    }
    stays("12345678901");
}

#[test]
fn separators_grouping_and_line_wraps_hide_nothing() {
    for text in [
        "200369 14700",
        "200369\u{a0}14700",
        "200369\u{2009}14700",
        "200369\u{202f}14700",
        "200369-14700",
        "200369\u{2011}14700",
        "200369 – 14700",
        "200369/14700",
        "200369.14700",
        "200369: 14700",
        "200369_14700",
        "200369\t14700",
        "200369  |  14700",
        "**200369** 14700",
        "20.03.69-14700",
        "20.03.69 14700",
        "20/03-69 14700",
        "20 03 69 147 00",
        "200369 147 00",
        "fnr 2003 69 14700",
        "20.03.1969 14700",
        "20031969 14700",
        "200369\n14700",
        "200369\r\n14700",
        "> 200369\n> 14700",
        "20036914\r\n  700",
        "2003691=\r\n4700",
        "200369-\n14700",
        "200369 1\n4700",
        "200369\n\n14700",
        "- 200369\n- 14700",
        "20\n03\n69\n14700",
        "200369Â\u{a0}14700",
        "200369â€“14700",
        "200369\u{fffd}14700",
        "20\t03\t69\t14700",
        "200369%2014700",
        "200369&nbsp;14700",
        "200369=C2=A014700",
        "fnr=200369+14700",
    ] {
        is_hidden(text);
    }
}

#[test]
fn marks_that_nobody_sees_and_digits_of_other_scripts_hide_nothing() {
    for text in [
        "200369\u{ad}14700",
        "2\u{200b}0\u{200c}0\u{200d}3\u{2060}6\u{feff}9\u{ad}1\u{200e}4\u{200f}7\u{202a}0\u{202c}0",
        "200369\u{200b} \u{ad}14700",
        "200369\u{0}14700",
        "2\u{336}0\u{336}0\u{336}369 14700",
        "2\u{fe0f}\u{20e3}0\u{fe0f}\u{20e3}0369 14700",
        "２００３６９１４７００",
        "٢٠٠٣٦٩ ١٤٧٠٠",
        "२००३६९१४७००",
        "𝟐𝟎𝟎𝟑𝟔𝟗𝟏𝟒𝟕𝟎𝟎",
        "2٠0３69१4700",
    ] {
        is_hidden(text);
    }
}

#[test]
fn what_touches_a_number_hides_nothing() {
    for text in [
        "fnr20036914700",
        "Fnr:20036914700",
        "20036914700NO",
        "sak20036914700",
        "journal_20036914700.pdf",
        "(20036914700)",
        "«20036914700»,",
        "{\"20036914700\":1}",
        "20036914700@eksempel.no",
        "<20036914700@mail.example>",
        "https://eksempel.no/sak/20036914700",
        "https://eksempel.no/sok?fnr=20036914700&side=2",
        "sum 1,20036914700",
    ] {
        is_hidden(text);
    }
}

#[test]
fn numbers_in_a_row_are_all_masked() {
    for (text, count) in [
        ("20036914700 29020073150", 2),
        ("20036914700,29020073150;30108299939", 3),
        ("200369 14700 290200 73150", 2),
        ("200369 14700\n290200 73150\n301082 99939\n", 3),
        ("2003691470029020073150", 2),
        ("200369147002902007315030108299939", 3),
        ("1. 200369 14700\n2. 290200 73150", 2),
    ] {
        let (masked, found) = masked(text);
        assert_eq!(found, [Redaction { kind: NationalId, count }], "{text:?} -> {masked:?}");
        let digits = masked.chars().filter(char::is_ascii_digit).count();
        assert!(digits <= 2, "{text:?} -> {masked:?}");
    }
    stays("2003691470012345678901");
}

#[test]
fn a_word_makes_up_for_a_strange_grouping() {
    for words in
        ["fnr. ", "F.nr: ", "Personnummer\t", "født ", "Fødselsnummeret hans er ", "national ID no. "]
    {
        for number in ["20036 914700", "200 369 147 00", "2 0 0 3 6 9 1 4 7 0 0", "2003 6914 700"] {
            is_hidden(&format!("{words}{number}"));
            stays(&format!("Ordre {number}"));
        }
    }
    is_hidden("2003 6914 700 (fnr)");
    assert_eq!(kinds("Fnr:\n2003 6914 700\n2902 0073 150\n3010 8299 939"), [(NationalId, 3)]);
}

#[test]
fn letters_that_a_scanner_took_for_digits_hide_nothing_after_a_word() {
    for text in [
        "fnr 2OO369 147OO",
        "fnr: 2oo369l4700",
        "Personnr 20036914 7Oo",
        "fnr 200369 I4700",
        "fnr O2O13299997",
    ] {
        assert_eq!(kinds(text), [(NationalId, 1)], "{text}");
    }
    for text in ["ordre 2OO369 147OO", "fnr OOO OOO OOlOl", "født til 2003", "fnr 2OO369 147OO1"] {
        stays(text);
    }
}

#[test]
fn a_zero_that_a_sheet_dropped_hides_nothing_after_a_word() {
    assert_eq!(kinds("Fnr;Navn\n2013299997;Kari\n3851598730;Ola"), [(NationalId, 2)]);
    stays("Ordre 2013299997");
}

#[test]
fn the_last_five_digits_in_a_field_of_their_own_are_masked() {
    for text in [
        "Født: 20.03.1969  Personnr: 14700",
        "Fødselsdato\t200369\nPersonnummer (5 siffer)\t14700",
        "født 20.3.69, personnr. 14700",
    ] {
        let (masked, found) = masked(text);
        assert_eq!(found, [Redaction { kind: NationalId, count: 1 }], "{text}");
        assert!(!masked.contains("14700") && masked.contains("69"), "{masked}");
    }
    stays("Født: 20.03.1969. Beløp: mange flere tusen kroner enn ventet, 14700");
    stays("Født: 21.03.1969  Personnr: 14700");
}

#[test]
fn other_numbers_are_left_alone() {
    for text in [
        "120036914700",
        "200369147001",
        "+20036914700",
        "3f786850e387550fdab836ed7e6dc881de20036914700f",
        "tlf. 22 22 22 22",
        "+47 22 22 22 22 +47 33 33 33 33",
        "800 12 345 og 22 33 44 55",
        "988 077 917 MVA",
        "NO 995 525 828 MVA",
        "2026-03-12 14:00:00",
        "12.03.2026 kl. 14.00, 1 200 personer",
        "550e8400-e29b-41d4-a716-446655440000",
        "AVVIK-2026-0001",
        "S: 3 K: 4, 1 2 3 4 5 1 2 3 4 5",
        "kr 20 036 914 700",
    ] {
        stays(text);
    }
}

#[test]
fn accounts_are_known_by_grouping_or_by_the_word() {
    assert_eq!(masked("Konto 1234 56 78903.").0, format!("Konto {BANK_ACCOUNT}."));
    for text in [
        "1234.56.78903",
        "1234 56\n78903",
        "kontonummer 12345678903",
        "kontonr12345678903",
        "Bankkonto: 1234 5678 903",
        "Account no. 12345678903",
        "IBAN NO93 8601 1117 947",
        "NO9386011117947",
        "kontonummer: 20036914700",
        "2003 69 14700",
    ] {
        assert_eq!(kinds(text), [(BankAccount, 1)], "{text}");
    }
    for text in [
        "12345678903",
        "KID 12345678903",
        "Konto til venstre, KID 12345678903",
        "1234 56 78904",
        "NO9386011117948",
    ] {
        stays(text);
    }
    // A link holds many numbers, and an account in it is nobody's name.
    stays("https://eksempel.no/konto/12345678903");
}

#[test]
fn cards_pass_luhn_and_begin_as_cards_do() {
    assert_eq!(masked("4111 1111 1111 1111").0, PAYMENT_CARD);
    assert_eq!(kinds("5500005555555559 og 3782 822463 10005"), [(PaymentCard, 2)]);
    assert_eq!(kinds("4111-1111-1111-1111, 4111 1111\n1111 1111"), [(PaymentCard, 2)]);
    for text in [
        "4111 1111 1111 1112",
        "ordre 9111111111111111",
        "37828224631000 5",
        "41111111111111110",
        "a4111111111111111",
        "https://eksempel.no/4111111111111111",
    ] {
        stays(text);
    }
}

#[test]
fn some_numbers_are_masked_only_after_a_word_that_names_them() {
    assert_eq!(kinds("FH-nummer 81234567890"), [(NationalId, 1)]);
    assert_eq!(kinds("NPID: 01219000000"), [(NationalId, 1)]);
    assert_eq!(kinds("FH-nummer\n81234567890\n91234567890\n81234567891\n"), [(NationalId, 3)]);
    for text in ["ordre 81234567890", "ordre 01219000000", "incident 81234567890"] {
        stays(text);
    }
}

#[test]
fn many_in_one_text_are_counted() {
    let (text, found) = masked("20036914700, 29020073150 og 1234 56 78903");
    assert_eq!(text, format!("{NATIONAL_ID}, {NATIONAL_ID} og {BANK_ACCOUNT}"));
    assert_eq!(found, [Redaction { kind: NationalId, count: 2 }, Redaction { kind: BankAccount, count: 1 }]);
    let mut sum = Counts { national_ids: 1, ..Counts::default() };
    sum.add(Counts { national_ids: 2, payment_cards: 1, ..Counts::default() });
    assert_eq!(sum, Counts { national_ids: 3, bank_accounts: 0, payment_cards: 1 });
}

#[test]
fn masking_twice_changes_nothing_more() {
    let once = masked("20036914700 1234 56 78903 4111 1111 1111 1111 fnr 2OO369 147OO").0;
    assert_eq!(masked(&once), (once, Vec::new()));
}

#[test]
fn identifiers_stay_well_formed_and_the_same_for_the_same() {
    for (identifier, expected) in [
        ("20036914700@eksempel.no", "xxxxxxxxxxx@eksempel.no"),
        ("kari+20036914700@eksempel.no", "kari+xxxxxxxxxxx@eksempel.no"),
        ("from kari.20036914700 by x; 29020073150", "from kari.xxxxxxxxxxx by x; xxxxxxxxxxx"),
        ("20036914712@eksempel.no", "20036914712@eksempel.no"),
        ("a20036914700@eksempel.no", "a20036914700@eksempel.no"),
        ("20260312140000.20036914700123@x", "20260312140000.20036914700123@x"),
        ("200369-14700@x", "200369-14700@x"),
    ] {
        let mut text = identifier.to_owned();
        let counts = mask_identifier(&mut text);
        assert_eq!(text, expected);
        assert_eq!(counts.is_empty(), identifier == expected);
    }
    assert!(is_masked("xxxxxxxxxxx@eksempel.no") && !is_masked("kari@xxxxxxxxxxx.no"));
}

#[test]
fn a_reading_is_looked_through_once_more_before_it_leaves_the_reader() {
    use crate::mail::reading::{Forwarded, Mailbox, Reading};
    use crate::report::{Field, Found, Value};
    let number = || Some("20036914700".to_owned());
    let found = |value| Found {
        value,
        raw: "200369 14700".to_owned(),
        source: "attachment:20036914700".to_owned(),
        prose: false,
        confidence: Default::default(),
    };
    let mut reading = Reading {
        reply_text: "200369\n14700".to_owned(),
        from: Some(Mailbox { name: None, address: "20036914700@eksempel.no".to_owned() }),
        message_id: number(),
        forwarded: Some(Forwarded { name: number(), address: number(), subject: number(), date: number() }),
        ..Reading::unreadable("20036914700")
    };
    let contact = Value::Contact { name: number(), email: number(), phone: number() };
    reading.report.insert(Field::Contact, found(contact));
    reading.report.insert(Field::WhatHappened, found(Value::Text("20036914700".to_owned())));
    assert_eq!(mask_reading(&mut reading).national_ids, 17);
    let json = serde_json::to_string(&reading).expect("JSON");
    assert!(!json.contains("14700"), "{json}");
    assert!(mask_reading(&mut reading).is_empty());
}
