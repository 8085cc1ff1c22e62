//! Whatever a stranger writes, reading ends, without a panic and within bounds.

use proptest::prelude::*;

use super::*;

fn anchor() -> DateTime<FixedOffset> {
    DateTime::parse_from_rfc3339("2026-03-13T09:30:00+01:00").unwrap_or_default()
}

/// Pieces that reach deep into the readers, and anything else.
fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("Når ble avviket oppdaget: ".to_owned()),
        Just("Antall berørte\t".to_owned()),
        Just("fra 31.12. til ".to_owned()),
        Just("kl. ".to_owned()),
        Just("halv ".to_owned()),
        Just("for 999 måneder siden ".to_owned()),
        Just("uke 53 ".to_owned()),
        Just("29.02.".to_owned()),
        Just("mellom 5 og ".to_owned()),
        Just("1.999.999.999 mill ".to_owned()),
        Just("☒ ".to_owned()),
        Just("[x] ".to_owned()),
        Just("\n".to_owned()),
        Just("S: 3 K: ".to_owned()),
        Just("Tiltak 2: utført ".to_owned()),
        Just("; frist: ".to_owned()),
        "[0-9 .:/-]{0,12}",
        "\\PC{0,12}",
    ];
    proptest::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

/// Texts made to cost much: colons, tabs, labels and numbers without end.
#[test]
fn no_text_takes_more_than_its_time() {
    let pieces = [
        "Avdeling: ",
        "Antall berørte\t",
        "tiltak årsak dato navn ",
        "a, b: ",
        "12 pasienter og ",
        "kl. 12.30 til ",
        "☒ Ja ☐ Nei ",
        "Hva har skjedd? ",
        "ikke 12. mars 2026, ",
        "1 2 3 4 5 6 7 8 9 ",
        "- \n",
        "R=5\t",
        "Kari Nordmann Avdeling Navn Sted System ",
    ];
    let context = crate::mail::Context::default();
    let start = std::time::Instant::now();
    for piece in pieces {
        let text = piece.repeat(200_000 / piece.len());
        let lines = text.as_bytes().chunks(3_900).map(String::from_utf8_lossy).collect::<Vec<_>>().join("\n");
        for text in [text, lines] {
            let sources = vec![Source::new("body", text)];
            let found = read(&Parts { sources, ..Parts::default() }, anchor(), &context);
            assert!(found.report.values().all(|found| found.raw.len() <= 40_000), "{piece}");
        }
        assert!(start.elapsed().as_secs() < 60, "{piece} took too long");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_makes_reading_panic(text in text(), reply: bool) {
        let context = crate::mail::Context::default();
        let sources = ["body", "html", "attachment:a.docx"].map(|name| Source::new(name, text.as_str()));
        let parts = Parts { sources: sources.into(), subject: text.clone(), reply };
        let found = read(&parts, anchor(), &context);
        for (field, value) in &found.report {
            prop_assert!(!found.open.contains(field));
            prop_assert!(value.raw.len() <= 40_000);
        }
        let _ = crate::command::read(&text, anchor(), &context);
    }

    #[test]
    fn masking_hides_every_valid_number_and_keeps_the_rest(before in "[a-zæøå ,.]{0,20}", after in "[ ,.a-z]{0,20}") {
        let mut masked = format!("{before} 20036914700 {after}");
        let counts = crate::redact::mask(&mut masked);
        prop_assert!(!masked.contains("14700"));
        prop_assert_eq!(counts.national_ids, 1);
        prop_assert!(masked.starts_with(&before) && masked.ends_with(&after));
    }
}
