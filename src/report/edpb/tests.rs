use super::table::LEFT_OUT;
use super::*;

fn context() -> Context {
    let anchor = DateTime::parse_from_rfc3339("2026-03-13T09:30:00+01:00").expect("an anchor");
    Context { anchor, tz: chrono_tz::Europe::Oslo }
}

fn letter(number: u16, answer: &Json) -> Vec<&'static str> {
    let to = ROWS.iter().find(|(row, _)| *row == number).map(|(_, to)| *to).expect("a row");
    chosen(choices(&to).expect("options"), answer).iter().map(|(letter, ..)| *letter).collect()
}

#[test]
fn options_are_known_by_letter_by_list_and_by_label() {
    let table = [
        (60, serde_json::json!("b"), vec!["b"]),
        (60, serde_json::json!(["B", "d) Phishing"]), vec!["b", "d"]),
        (60, serde_json::json!("a, c; d"), vec!["a", "c", "d"]),
        (60, serde_json::json!("Ransomware"), vec!["b"]),
        (60, serde_json::json!("Something else entirely"), vec![]),
        (97, serde_json::json!("b1) No, but later"), vec!["b"]),
        (97, serde_json::json!(true), vec!["a"]),
        (57, serde_json::json!("No"), vec!["c"]),
        (70, serde_json::json!([{ "value": "k" }, { "code": "n", "label": "x" }]), vec!["k", "n"]),
        (89, serde_json::json!("c"), vec!["c"]),
    ];
    for (number, answer, wanted) in table {
        assert_eq!(letter(number, &answer), wanted, "{number}: {answer}");
    }
}

#[test]
fn the_template_is_known_by_its_numbers_and_its_options() {
    let is = |json: Json| answers(&json).is_some();
    assert!(is(serde_json::json!({"field_3": "a", "field_44": "b", "field_48": "2026-03-12"})));
    assert!(is(serde_json::json!({"Section 3": {"Field 44": "c", "field-46": "x", "field55": "a"}})));
    assert!(is(serde_json::json!({"44": "c", "46": "x", "55": "a"})));
    for no in [
        serde_json::json!({"field_1": "a", "field_44": "b", "field_55": "a", "field_60": "b"}),
        serde_json::json!({"field_44": "Kari", "field_46": "x", "field_55": "Oslo"}),
        serde_json::json!({"44": "c", "46": "x", "55": "a", "name": "x"}),
        serde_json::json!({"44": "c"}),
        serde_json::json!([1]),
        serde_json::json!({}),
    ] {
        assert!(!is(no.clone()), "{no}");
    }
}

#[test]
fn an_identity_number_is_never_taken_in() {
    let json =
        serde_json::json!({"field_21": "Kari", "field_25": "11 digits", "field_44": "c", "field_60": "b"});
    let told = read(&answers(&json).expect("the template"), &context());
    assert!(!format!("{told:?}").contains("11 digits"));
    assert_eq!(told.outcome.ignored, 1);
}

/// The schema, from the folder that VARSEL_STANDARDS names. Not part of the repository.
fn schema() -> Option<Json> {
    let Some(folder) = std::env::var_os("VARSEL_STANDARDS") else {
        eprintln!("SKIP: VARSEL_STANDARDS is not set: the mapping was not checked against the template");
        return None;
    };
    let path = std::path::PathBuf::from(folder).join("breach-notification.schema.json");
    let text = std::fs::read_to_string(path).expect("the schema");
    Some(serde_json::from_str(&text).expect("JSON"))
}

#[test]
fn every_field_of_the_template_is_read_or_left_out_with_a_reason() {
    let Some(schema) = schema() else { return };
    let properties = schema["properties"].as_object().expect("properties");
    let there: BTreeSet<u16> =
        properties.keys().filter_map(|key| number(key)).map(|(number, _)| number).collect();
    assert_eq!(there.len(), properties.len());
    let read: BTreeSet<u16> = ROWS.iter().map(|(number, _)| *number).collect();
    let left: BTreeSet<u16> = LEFT_OUT.iter().map(|(number, _)| *number).collect();
    assert_eq!(read.intersection(&left).count(), 0);
    assert_eq!(read.union(&left).copied().collect::<BTreeSet<u16>>(), there);
    let headings: BTreeSet<u16> = (1..=LAST).filter(|number| !there.contains(number)).collect();
    assert_eq!(headings.into_iter().collect::<Vec<_>>(), HEADINGS);
    assert!(LEFT_OUT.iter().all(|(_, why)| why.len() > 10));
}

#[test]
fn every_option_of_the_template_is_known_by_its_letter_and_its_label() {
    let Some(schema) = schema() else { return };
    for (number, to) in ROWS {
        let field = &schema["properties"][format!("field_{number}")];
        let options = field["x-options"].as_object();
        let ours: Vec<&str> = choices(to).unwrap_or_default().iter().map(|(letter, ..)| *letter).collect();
        let theirs: Vec<&str> =
            options.map(|map| map.keys().map(String::as_str).collect()).unwrap_or_default();
        assert_eq!(ours, theirs, "{number}");
        for (wanted, label) in options.into_iter().flatten() {
            assert_eq!(letter(*number, label), [wanted.as_str()], "{number}: {label}");
        }
    }
}
