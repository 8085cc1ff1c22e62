use super::*;

fn anchor() -> DateTime<FixedOffset> {
    DateTime::parse_from_rfc3339("2026-03-13T09:30:00+01:00").expect("an anchor")
}

fn told(text: &str) -> Told {
    read(&find(text).expect("a JSON document"), anchor(), chrono_tz::Europe::Oslo)
}

#[test]
fn a_document_is_found_with_the_place_where_it_stands() {
    let table = [
        (r#"{"a":1}"#, r#"{"a":1}"#),
        (" \u{feff}{\"a\":1} ", r#"{"a":1}"#),
        ("Hei,\nse under.\n\n{\n \"a\": 1\n}\nHilsen Kari", "{\n \"a\": 1\n}"),
        ("Rapport: {\"a\":1} og hilsen", r#"{"a":1}"#),
        ("Hei {navn},\n{\"a\":{\"b\":2}}", r#"{"a":{"b":2}}"#),
        ("Hei\n```json\n{\"a\":1}\n```\nKari", "```json\n{\"a\":1}\n```"),
        ("```\n[{\"a\":1}]```", "```\n[{\"a\":1}]```"),
        ("[Ekstern] Hei\n[{\"a\":1}]", r#"[{"a":1}]"#),
        ("x\n{“a”:\u{a0}“blåbær”}\ny", "{“a”:\u{a0}“blåbær”}"),
        (r#"{"a":} {"b":1}"#, r#"{"b":1}"#),
    ];
    for (text, wanted) in table {
        let place = locate(text).map(|(_, place)| place);
        assert_eq!(place.and_then(|place| text.get(place)), Some(wanted), "{text}");
    }
}

#[test]
fn ordinary_text_is_no_document() {
    for text in [
        "",
        "Hei",
        "Kl. {14}",
        "{",
        "{}",
        "[]",
        "[1, 2]",
        "{\"a\"",
        "{a: 1}",
        "a{\"a\":1}",
        "function() { return 1 }",
    ] {
        assert_eq!(find(text), None, "{text}");
    }
}

#[test]
fn depth_and_size_are_bounded() {
    assert_eq!(find(&"{\"a\":".repeat(100_000)), None);
    assert_eq!(find(&"[{".repeat(100_000)), None);
    let long = format!("{{\"what_happened\":\"{}\"}}", "æ".repeat(LONGEST));
    assert_eq!(find(&long), None);
    let wide: Vec<String> = (0..5_000).map(|n| format!("\"key {n}\":{n}")).collect();
    let told = told(&format!("{{\"affected_persons\":1,\"main_cause\":\"x\",{}}}", wide.join(",")));
    assert!(told.outcome.ignored <= MOST_KEYS);
    let list = format!("{{\"affected_persons\":1,\"data_types\":[{}\"x\"]}}", "\"navn\",".repeat(50_000));
    assert!(self::told(&list).fields.iter().all(|one| one.raw.len() <= LONGEST_RAW));
}

#[test]
fn one_key_alone_is_a_report_only_where_nobody_else_would_use_it() {
    let table = [
        (r#"{"affected_persons":12}"#, 1),
        (r#"{"Antall berørte personer":12}"#, 1),
        (r#"{"contact":"Kari"}"#, 0),
        (r#"{"system":"Visma"}"#, 0),
        (r#"{"contact":"Kari","period":"12.03.2026"}"#, 2),
        (r#"{"description":"x","version":1}"#, 0),
        (r#"{"description":"x","impact":"y"}"#, 2),
    ];
    for (text, fields) in table {
        assert_eq!(told(text).fields.len(), fields, "{text}");
    }
}

#[test]
fn a_wrong_value_opens_its_field_and_says_what_was_expected() {
    let told = told(r#"{"affected_persons":[1],"what_happened":true,"contact":{"email":"none"}}"#);
    assert_eq!(told.fields, []);
    assert_eq!(told.outcome.open, [Field::AffectedPersons, Field::WhatHappened, Field::Contact]);
    assert_eq!(
        told.outcome.defects,
        [
            "affected_persons: a number was expected",
            "contact: a name, an address or a telephone number was expected",
            "what_happened: a text was expected",
        ]
    );
}

#[test]
fn whatever_is_cut_or_changed_does_no_harm() {
    let whole = r#"{"report":{"period":{"start":"2026-03-10T09:00:00+01:00","end":null,"ongoing":true},"affected_persons":{"low":1,"high":2,"precision":"range"},"contact":{"name":"Kari"},"properties":["confidentiality"],"likelihood":3,"persons_informed":{"answer":"no","text":""}}}"#;
    for end in 0..whole.len() {
        assert_eq!(find(&whole[..end]), None);
        for with in ["\"", "{", "}", "9", "null", "[", ",", "-1", "true"] {
            let changed = format!("{}{with}{}", &whole[..end], &whole[end + 1..]);
            if let Some(json) = find(&changed) {
                let told = read(&json, anchor(), chrono_tz::Europe::Oslo);
                assert!(told.fields.len() <= 7, "{changed}");
            }
        }
    }
}
