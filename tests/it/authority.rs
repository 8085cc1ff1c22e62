//! The notice to the authority: enough for a first one, what is open, who phones, what is new, what may be one notice.

use chrono::{DateTime, Duration, TimeZone, Utc};
use chrono_tz::Tz;
use varsel::case::package::{self, Answer, Package, Phase, Submission};
use varsel::case::{Case, Measure, Told, obligation};
use varsel::document::{self, Budget, File};
use varsel::export::{Voice, authority, docx};
use varsel::policy::Policy;
use varsel::report::field::CountPrecision;
use varsel::report::{Answer as Yes, Confidence, Count, Field, Found, Moment, Precision, Value};
use varsel::template::Templates;

const ZONE: Tz = chrono_tz::Europe::Oslo;

pub fn policy() -> Policy {
    let dir = tempfile::tempdir().unwrap();
    varsel::config::init::write(dir.path(), true).unwrap();
    varsel::config::load(&dir.path().join("varsel.toml"), std::iter::empty()).unwrap().policy
}

pub fn at(day: u32, hour: u32) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, day, hour, 0, 0).unwrap()
}

pub fn found(value: Value) -> Found {
    Found {
        value,
        raw: "as written".to_owned(),
        source: "body".to_owned(),
        prose: false,
        confidence: Confidence::High,
    }
}

pub fn text(text: &str) -> Found {
    found(Value::Text(text.to_owned()))
}

fn count(number: u64) -> Found {
    let precision = CountPrecision::Exact;
    found(Value::Count(Count { low: number, high: Some(number), precision }))
}

/// A case of an own employee with its clocks set.
pub fn case(fields: &[(Field, Found)], policy: &Policy) -> Case {
    let mut case = Case::blank("case-1", "AVVIK-2026-0001", at(2, 9));
    case.reporter.email = "anne@eksempel.no".to_owned();
    case.report = fields.iter().cloned().collect();
    obligation::refresh(&mut case, policy, at(2, 9));
    case
}

pub fn full(policy: &Policy) -> Case {
    let moment = Moment { at: at(2, 8).with_timezone(&ZONE).fixed_offset(), precision: Precision::Minute };
    let start = Some(at(1, 8).with_timezone(&ZONE).fixed_offset());
    let mut case = case(
        &[
            (Field::MainCause, text("E-post sendt til feil mottaker")),
            (Field::Period, found(Value::Period { start, end: None, ongoing: false })),
            (Field::DiscoveredAt, found(Value::Moment(moment))),
            (Field::AffectedPersons, count(30)),
            (Field::AffectedRecords, count(60)),
            (Field::WhatHappened, text("Klasselisten gikk til en annen skole.\nDen ble åpnet.")),
            (Field::HowItArose, text("Adressen ble fylt ut av seg selv.")),
            (Field::DataTypes, text("Navn og karakterer")),
            (Field::Relationship, text("Elever")),
            (Field::DataLocation, text("Hos mottakeren, som har slettet dem")),
            (Field::Consequences, text("Ubehag for elevene")),
            (Field::MeasuresTaken, text("Mottakeren slettet e-posten.")),
            (Field::MeasuresPlanned, text("Ny rutine for utsending")),
            (Field::PersonsInformed, found(Value::Answer { answer: Yes::No, text: "Nei".to_owned() })),
        ],
        policy,
    );
    case.discovered = Some(moment);
    case.properties.insert(varsel::report::Property::Confidentiality);
    case
}

fn keys(phrases: &[varsel::phrase::Phrase]) -> Vec<&str> {
    phrases.iter().map(|one| one.key.as_str()).collect()
}

fn said(package: &Package, number: u8) -> Vec<String> {
    let section = package.sections.iter().find(|one| one.number == number).expect("a section");
    let key = |answer: &Answer| match answer {
        Answer::Read(found) => found.field.name().to_owned(),
        Answer::Said(phrase) => phrase.key.clone(),
    };
    section.answers.iter().map(key).collect()
}

#[test]
fn the_sections_stand_in_the_order_of_the_form_and_open_ones_say_that_more_follows() {
    let policy = policy();
    let case = case(&[(Field::WhatHappened, text("En perm er borte."))], &policy);
    let package = package::package(&case, &policy, at(2, 10));
    let numbers: Vec<u8> = package.sections.iter().map(|one| one.number).collect();
    assert_eq!(numbers, (1..=14).collect::<Vec<_>>());
    assert_eq!(package.phase, Phase::First);
    assert_eq!(said(&package, 1), ["form_follows"]);
    assert_eq!(said(&package, 5), ["what_happened", "form_phased"]);
    assert_eq!(said(&package, 13), ["form_contact"], "the officer is the contact");
    assert!(!package.open.contains(&Field::Contact) && package.open.contains(&Field::DataTypes));
    assert_eq!(keys(&package.notes), ["package_phased"]);
    assert_eq!(keys(&package.before), ["login_needed"]);
}

#[test]
fn a_first_notice_needs_what_happened_and_whom_to_ask_and_no_more() {
    let mut policy = policy();
    let enough = |case: &Case, policy: &Policy| {
        let package = package::package(case, policy, at(2, 10));
        (package.enough, keys(&package.lacks).join(" "))
    };
    let nature = case(&[(Field::MainCause, text("Tyveri"))], &policy);
    assert_eq!(enough(&nature, &policy), (true, String::new()));
    let nothing = case(&[(Field::DataTypes, text("navn"))], &policy);
    assert_eq!(enough(&nothing, &policy), (false, "lacks_nature".to_owned()));
    policy.contacts.persons.clear();
    assert_eq!(enough(&nature, &policy), (false, "lacks_contact".to_owned()));
}

#[test]
fn a_case_with_all_answers_is_a_full_notice_and_says_nothing_of_more() {
    let policy = policy();
    let package = package::package(&full(&policy), &policy, at(2, 10));
    assert_eq!((package.phase, package.open.len()), (Phase::Full, 0));
    assert!(package.sections.iter().all(|section| !section.answers.is_empty()));
    assert!(
        !format!("{package:?}").contains("form_follows") && !format!("{package:?}").contains("form_phased")
    );
}

#[test]
fn the_authority_is_phoned_first_where_others_may_ask_and_not_where_that_is_denied() {
    let policy = policy();
    let table: [(Field, Found, Option<&str>); 8] = [
        (Field::WhatHappened, text("Dokumentene lå åpent på internett."), Some("phone_public")),
        (Field::WhatHappened, text("En journalist ringte."), Some("phone_press")),
        (Field::MeasuresTaken, text("Saken er anmeldt til politiet."), Some("phone_police")),
        (Field::MeasuresTaken, text("Vi har ikke meldt det til politiet."), None),
        (Field::AffectedPersons, count(1_000), Some("phone_many")),
        (Field::AffectedPersons, count(999), None),
        (
            Field::PersonsInformed,
            found(Value::Answer { answer: Yes::Yes, text: String::new() }),
            Some("phone_informed"),
        ),
        (Field::WhatHappened, text("En perm ble glemt på et møterom."), None),
    ];
    for (field, value, wanted) in table {
        let case = case(&[(field, value.clone())], &policy);
        let package = package::package(&case, &policy, at(2, 10));
        let phone = package.before.iter().find(|one| one.key == "phone_first");
        let why = phone.map(|one| one.args["why"][0]["key"].as_str().unwrap_or_default().to_owned());
        assert_eq!(why.as_deref(), wanted, "{value:?}");
    }
    let mut phoned = case(&[(Field::AffectedPersons, count(5_000))], &policy);
    phoned.authority_phoned = Some(Told { at: at(2, 10), reference: None, by: String::new() });
    let package = package::package(&phoned, &policy, at(2, 10));
    assert_eq!(keys(&package.before), ["authority_phoned_at", "login_needed"]);
}

#[test]
fn a_late_notice_demands_a_reason_and_brings_a_timeline_with_the_gaps_named() {
    let policy = policy();
    let mut case = full(&policy);
    case.taken.push(varsel::case::Hold {
        email: "kari.nordmann@eksempel.no".to_owned(),
        name: "Kari".to_owned(),
        at: at(2, 12),
        until: at(2, 20),
    });
    let early = package::package(&case, &policy, at(3, 9));
    assert!(early.timeline.is_empty() && !keys(&early.notes).contains(&"package_late"));
    let near = package::package(&case, &policy, case.authority_due().unwrap() - Duration::hours(5));
    assert!(keys(&near.notes).contains(&"package_nearly_late") && !near.timeline.is_empty());
    let late = package::package(&case, &policy, case.authority_due().unwrap() + Duration::hours(5));
    assert!(keys(&late.notes).contains(&"package_late"));
    let line = |key: &str| late.timeline.iter().filter(|line| line.what.key == key).count();
    assert_eq!((line("timeline_discovered"), line("timeline_taken"), line("timeline_gap")), (1, 1, 2));
    let gap = late.timeline.iter().find(|line| line.what.key == "timeline_gap").unwrap();
    assert_eq!((gap.at, gap.what.args["to"].as_str().unwrap()), (at(2, 9), "2026-11-02T12:00:00Z"));
    case.delay_reason = Some("Varselet ble ikke sett.".to_owned());
    let told = package::package(&case, &policy, case.authority_due().unwrap() + Duration::hours(5));
    assert!(told.timeline.is_empty());
    assert!(said(&told, 3).contains(&"form_late".to_owned()), "{:?}", said(&told, 3));
}

#[test]
fn a_processors_authority_is_cited() {
    let mut policy = policy();
    for (authority, key) in [
        (varsel::contacts::ProcessorAuthority::None, "processor_no_authority"),
        (varsel::contacts::ProcessorAuthority::FirstNotice, "processor_first_authority"),
        (varsel::contacts::ProcessorAuthority::Full, "processor_full_authority"),
    ] {
        policy.contacts.processors[0].authority = authority;
        let mut case = full(&policy);
        case.processor = Some(policy.contacts.processors[0].name.clone());
        let package = package::package(&case, &policy, at(2, 10));
        assert!(keys(&package.notes).contains(&key), "{:?}", package.notes);
        assert!(said(&package, 5).contains(&"form_processor".to_owned()));
    }
}

#[test]
fn a_supplement_holds_only_what_is_new_or_changed() {
    let policy = policy();
    let mut case = full(&policy);
    case.report.remove(&Field::DataLocation);
    case.authority_told = Some(Told { at: at(2, 11), reference: Some("AR1".to_owned()), by: String::new() });
    case.submitted = Some(Submission::of(&case, at(2, 11), Some("AR1".to_owned())));
    assert!(!package::has_news(&case));
    case.report.insert(Field::DataLocation, text("Slettet"));
    case.report.insert(Field::AffectedPersons, count(31));
    case.measures.push(Measure {
        number: 1,
        text: "Opplæring".to_owned(),
        owner: None,
        helper: None,
        due: None,
        effect: None,
        approved_by: None,
        progress: Vec::new(),
        done_at: None,
        kind: None,
        estimate: None,
        proposal: None,
    });
    assert!(package::has_news(&case));
    let sent = case.submitted.clone().unwrap();
    let new = package::supplement(&case, &policy, &sent, at(3, 9));
    let numbers: Vec<u8> = new.sections.iter().map(|one| one.number).collect();
    assert_eq!((new.phase, numbers), (Phase::Supplement, vec![4, 9, 11]));
    assert_eq!(said(&new, 4), ["affected_persons"], "the number of records was sent");
    assert_eq!(new.reference.as_deref(), Some("AR1"));
    case.submitted = Some(Submission::of(&case, at(3, 10), None));
    assert!(!package::has_news(&case));
}

#[test]
fn only_similar_breaches_of_a_short_time_are_one_notice() {
    let policy = policy();
    let one = full(&policy);
    let mut other = full(&policy);
    other.number = "AVVIK-2026-0002".to_owned();
    other.report.insert(Field::AffectedPersons, count(2));
    let judge = |other: &Case| package::bundle(&[&one, other], &policy).why.key;
    assert_eq!(judge(&other), "bundle_may");
    let mut data = other.clone();
    data.report.insert(Field::DataTypes, text("diagnoser"));
    assert_eq!(judge(&data), "bundle_data");
    let mut way = other.clone();
    way.report.insert(Field::MainCause, text("Løsepengevirus"));
    assert_eq!(judge(&way), "bundle_way");
    let mut time = other.clone();
    let start = Some(at(9, 9).fixed_offset());
    time.report.insert(Field::Period, found(Value::Period { start, end: None, ongoing: false }));
    assert_eq!(judge(&time), "bundle_time");
    assert_eq!(package::bundle(&[&one], &policy).why.key, "bundle_one");
    let together = package::together(&[&one, &other], &policy, at(2, 10)).expect("one notice");
    assert_eq!(together.cases, ["AVVIK-2026-0001", "AVVIK-2026-0002"]);
    assert_eq!(said(&together, 4), ["form_case", "form_case"]);
    assert_eq!(said(&together, 7), ["data_types"], "what is the same is said once");
    assert!(package::together(&[&one, &data], &policy, at(2, 10)).is_err());
}

#[test]
fn the_text_is_ready_to_paste_and_the_same_stands_in_the_document() {
    let policy = policy();
    let templates = Templates::builtin().unwrap_or_else(|faults| panic!("{faults:?}"));
    let case = case(&[(Field::WhatHappened, text("Linje én.\nLinje to."))], &policy);
    let package = package::package(&case, &policy, at(2, 10));
    for (language, start) in [
        ("nb", "1. Hovedårsak\nMer informasjon kommer.\n\n2. Tidsrom\n"),
        ("nn", "1. Hovudårsak\nMeir informasjon kjem.\n\n2. Tidsrom\n"),
        ("en", "1. Main cause\nMore information follows.\n\n2. Period\n"),
    ] {
        let voice = Voice::new(&policy, &templates, language);
        let text = authority::text(&package, &voice);
        assert!(text.starts_with(start), "{text}");
        assert!(text.contains("\nLinje én.\nLinje to.\n"), "{text}");
        let paper = authority::paper(&package, &case.number, &voice, at(2, 10));
        let bytes = docx::write(&paper).expect("a document");
        let file = File { name: "melding.docx".into(), bytes, ..File::default() };
        let read = document::read(&file, &mut Budget::default());
        let read: String = read.documents.into_iter().map(|one| one.text).collect();
        assert!(read.contains("Linje to.") && read.contains("13. "), "{read}");
    }
}
