//! Our export as the EDPB's template: it validates against the schema whatever the case holds, and our own reader reads
//! back what was written.

use std::sync::LazyLock;

use chrono::{DateTime, TimeZone, Utc};
use proptest::prelude::*;
use serde_json::Value as Json;
use varsel::case::{Assessment, Case, Closing, Ruling, State, Told};
use varsel::export::Voice;
use varsel::export::edpb::notification;
use varsel::mail::Context;
use varsel::policy::Policy;
use varsel::report::field::CountPrecision;
use varsel::report::{self, Answer, Count, Field, Parts, Property, Report, Source, Value};
use varsel::template::Templates;

use super::authority::{at, case, found, full, policy, text};

/// The schema, from the folder that VARSEL_STANDARDS names. Not part of the repository.
pub fn validator() -> Option<jsonschema::Validator> {
    let Some(folder) = std::env::var_os("VARSEL_STANDARDS") else {
        eprintln!("SKIP: VARSEL_STANDARDS is not set: the export was not validated against the template");
        return None;
    };
    let path = std::path::PathBuf::from(folder).join("breach-notification.schema.json");
    let schema: Json = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    // Formats too: a stricter program than the draft asks for must be content as well.
    Some(jsonschema::draft202012::options().should_validate_formats(true).build(&schema).unwrap())
}

fn templates() -> Templates {
    Templates::builtin().unwrap_or_else(|faults| panic!("{faults:?}"))
}

fn written(case: &Case, policy: &Policy, templates: &Templates, language: &str, now: DateTime<Utc>) -> Json {
    notification(case, &Voice::new(policy, templates, language), now)
}

pub fn faults(validator: &jsonschema::Validator, json: &Json) -> Vec<String> {
    validator.iter_errors(json).map(|fault| format!("{}: {fault}", fault.instance_path())).collect()
}

fn read_back(json: &Json) -> Report {
    let anchor = at(3, 9).fixed_offset();
    let parts = Parts { sources: vec![Source::new("body", json.to_string())], ..Parts::default() };
    report::read(&parts, anchor, &Context::default()).report
}

/// Its name, the case, and how answers begin by the number of their field.
type Wanted = (&'static str, Case, Vec<(u16, &'static str)>);

/// Cases from empty to full, each with what its notification must say.
fn cases(policy: &Policy) -> Vec<Wanted> {
    let told =
        |reference: &str| Told { at: at(2, 11), reference: Some(reference.to_owned()), by: String::new() };
    let judged = |likelihood, consequence| Assessment {
        likelihood,
        consequence,
        by: String::new(),
        at: at(2, 10),
        reason: None,
    };
    let ruling = |yes, exception: Option<&str>| Ruling {
        yes,
        reason: Some("Opplysningene var kryptert".to_owned()),
        exception: exception.map(str::to_owned),
        by: String::new(),
        at: at(2, 10),
    };
    let with = |change: &dyn Fn(&mut Case)| {
        let mut case = full(policy);
        change(&mut case);
        case
    };
    vec![
        (
            "empty",
            Case::blank("c", "AVVIK-2026-0001", at(2, 9)),
            vec![(3, "a"), (4, "b"), (44, "e"), (60, "x"), (67, "d"), (72, "d"), (87, "d"), (97, "c")],
        ),
        (
            "a sentence",
            case(&[(Field::WhatHappened, text("En perm er borte."))], policy),
            vec![(4, "b"), (50, "a"), (62, "En perm er borte.")],
        ),
        (
            "full but not judged",
            full(policy),
            vec![(4, "b"), (60, "r"), (56, "a"), (65, "f"), (67, "a"), (87, "d")],
        ),
        (
            "full",
            with(&|case| case.risk.decided = Some(judged(3, 4))),
            vec![(4, "a"), (87, "c"), (89, "a"), (113, "c")],
        ),
        ("low", with(&|case| case.risk.decided = Some(judged(1, 2))), vec![(87, "a"), (89, "c")]),
        ("follow-up", with(&|case| case.authority_told = Some(told("AR1"))), vec![(3, "b"), (6, "AR1")]),
        (
            "withdrawn",
            with(&|case| {
                case.authority_told = Some(told("AR1"));
                case.state = State::NotABreach;
                case.closing = Some(Closing {
                    at: at(3, 9),
                    by: String::new(),
                    reason: Some("Ingen fikk tilgang".to_owned()),
                });
            }),
            vec![(4, "c"), (5, "Ingen fikk tilgang")],
        ),
        (
            "a processor's",
            with(&|case| case.processor = policy.contacts.processors.first().map(|one| one.name.clone())),
            vec![(38, "a"), (50, "b")],
        ),
        (
            "persons told",
            with(&|case| case.persons_told = Some(told("Brev til hver enkelt"))),
            vec![(97, "a"), (98, "2026-11-02"), (104, "a")],
        ),
        (
            "persons not told",
            with(&|case| case.persons = Some(ruling(false, Some("a")))),
            vec![(97, "e"), (100, "a")],
        ),
        ("persons to be told", with(&|case| case.persons = Some(ruling(true, None))), vec![(97, "b")]),
        (
            "availability",
            with(&|case| case.properties = [Property::Availability].into()),
            vec![(55, "c"), (59, "c")],
        ),
        (
            "ongoing",
            with(&|case| {
                let start = Some(at(1, 9).fixed_offset());
                case.report.insert(Field::Period, found(Value::Period { start, end: None, ongoing: true }));
            }),
            vec![(44, "c"), (46, "2026-11-01T09:00:00+00:00")],
        ),
        (
            "encrypted",
            with(&|case| {
                let protection =
                    Value::Answer { answer: Answer::Unintelligible, text: "Disken var kryptert".to_owned() };
                case.report.insert(Field::Protection, found(protection));
            }),
            vec![(57, "a"), (75, "c")],
        ),
    ]
}

#[test]
fn every_case_from_empty_to_full_validates_and_says_what_it_must() {
    let (policy, templates, validator) = (policy(), templates(), validator());
    let mut wrong = Vec::new();
    for (name, case, wanted) in cases(&policy) {
        for language in ["nb", "nn", "en"] {
            let json = written(&case, &policy, &templates, language, at(3, 9));
            for fault in validator.iter().flat_map(|validator| faults(validator, &json)) {
                wrong.push(format!("{name} ({language}): {fault}"));
            }
            for (number, value) in &wanted {
                let said = json[format!("field_{number}")].as_str().unwrap_or_default();
                if !said.starts_with(value) {
                    wrong.push(format!("{name} ({language}): field_{number} is {said:?} and not {value:?}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_late_notification_gives_its_reason() {
    let (policy, templates) = (policy(), templates());
    let mut case = full(&policy);
    let late = case.authority_due().unwrap() + chrono::Duration::hours(1);
    let json = written(&case, &policy, &templates, "nb", late);
    assert_eq!(json["field_49"], "Mer informasjon kommer.");
    case.delay_reason = Some("Varselet ble ikke sett.".to_owned());
    let json = written(&case, &policy, &templates, "nb", late);
    assert_eq!(json["field_49"], "Varselet ble ikke sett.");
    assert!(json["field_53"].as_str().unwrap().contains("Avviket ble oppdaget"), "{json}");
    assert!(written(&case, &policy, &templates, "nb", at(3, 9)).get("field_49").is_none());
}

#[test]
fn our_reader_reads_back_what_was_written() {
    let (policy, templates) = (policy(), templates());
    let case = full(&policy);
    for language in ["nb", "en"] {
        let read = read_back(&written(&case, &policy, &templates, language, at(3, 9)));
        for field in [Field::AffectedPersons, Field::AffectedRecords] {
            assert_eq!(read.get(&field).map(|one| &one.value), case.report.get(&field).map(|one| &one.value));
        }
        for field in [
            Field::WhatHappened,
            Field::DataTypes,
            Field::Relationship,
            Field::MeasuresTaken,
            Field::Consequences,
        ] {
            let Value::Text(said) = &case.report[&field].value else { panic!("a text") };
            let Some(Value::Text(read)) = read.get(&field).map(|one| &one.value) else {
                panic!("{field:?}: {read:?}")
            };
            assert!(read.contains(said), "{field:?}: {read}");
        }
        let properties = Value::Properties(vec![Property::Confidentiality]);
        assert_eq!(read.get(&Field::Properties).map(|one| &one.value), Some(&properties));
        let Some(Value::Period { start, .. }) = read.get(&Field::Period).map(|one| &one.value) else {
            panic!("{read:?}")
        };
        assert_eq!(start.map(|at| at.with_timezone(&Utc)), Some(at(1, 8)));
    }
}

#[test]
fn what_is_open_is_read_back_as_open_in_each_language() {
    let (policy, templates) = (policy(), templates());
    let case = Case::blank("c", "AVVIK-2026-0001", at(2, 9));
    for language in ["nb", "nn", "en"] {
        let read = read_back(&written(&case, &policy, &templates, language, at(3, 9)));
        let open = [
            Field::MainCause,
            Field::Period,
            Field::AffectedPersons,
            Field::AffectedRecords,
            Field::HowItArose,
            Field::DataTypes,
            Field::Relationship,
            Field::DataLocation,
            Field::Consequences,
            Field::MeasuresTaken,
            Field::MeasuresPlanned,
            Field::System,
            Field::Protection,
        ];
        let answered: Vec<_> =
            open.into_iter().filter_map(|field| Some((field, read.get(&field)?.value.clone()))).collect();
        assert!(answered.is_empty(), "{language}: {answered:?}");
    }
}

fn any_value(field: Field) -> BoxedStrategy<Value> {
    let time = || (0_i64..4_000_000_000).prop_map(|secs| Utc.timestamp_opt(secs, 0).unwrap().fixed_offset());
    match field {
        Field::Period => (proptest::option::of(time()), proptest::option::of(time()), any::<bool>())
            .prop_map(|(start, end, ongoing)| Value::Period { start, end, ongoing })
            .boxed(),
        Field::AffectedPersons | Field::AffectedRecords => {
            let precision = prop_oneof![
                Just(CountPrecision::Exact),
                Just(CountPrecision::AtLeast),
                Just(CountPrecision::Vague),
                Just(CountPrecision::Unknown)
            ];
            (any::<u64>(), proptest::option::of(any::<u64>()), precision)
                .prop_map(|(low, high, precision)| Value::Count(Count { low, high, precision }))
                .boxed()
        }
        Field::PersonsInformed | Field::Protection => {
            let answer = prop_oneof![
                Just(Answer::Yes),
                Just(Answer::No),
                Just(Answer::Partly),
                Just(Answer::Planned),
                Just(Answer::Unknown),
                Just(Answer::Unintelligible),
                Just(Answer::None)
            ];
            (answer, ".{0,40}").prop_map(|(answer, text)| Value::Answer { answer, text }).boxed()
        }
        _ => ".{0,60}".prop_map(Value::Text).boxed(),
    }
}

fn any_report() -> impl Strategy<Value = Report> {
    let field = prop::sample::select(Field::ASKED.to_vec());
    let one = field.prop_flat_map(|field| any_value(field).prop_map(move |value| (field, found(value))));
    prop::collection::vec(one, 0..15).prop_map(|fields| fields.into_iter().collect())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_report_validates(report in any_report(), decided in proptest::option::of((1_u8..=5, 1_u8..=5)), told in any::<bool>()) {
        static KNOWN: LazyLock<(Policy, Templates, Option<jsonschema::Validator>)> =
            LazyLock::new(|| (policy(), templates(), validator()));
        let (policy, templates, validator) = &*KNOWN;
        let mut case = full(policy);
        case.report = report;
        case.risk.decided = decided.map(|(likelihood, consequence)| Assessment { likelihood, consequence, by: String::new(), at: at(2, 10), reason: None });
        case.authority_told = told.then(|| Told { at: at(2, 11), reference: None, by: String::new() });
        let json = written(&case, policy, templates, "nb", at(3, 9));
        if let Some(validator) = validator {
            prop_assert_eq!(faults(validator, &json), Vec::<String>::new());
        }
    }
}
