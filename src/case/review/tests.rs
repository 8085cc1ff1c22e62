//! Made cases, and a made year.

use chrono::{DateTime, FixedOffset, Utc};

use super::*;
use crate::case::{Assessment, Closing, Measure, Obligation, Ruling, Told};
use crate::report::{Confidence, Field, Found, Moment, Precision, Value};

/// As `varsel init` writes it.
pub fn policy() -> Policy {
    let dir = tempfile::tempdir().expect("a folder");
    crate::config::init::write(dir.path(), true).expect("is written");
    crate::config::load(&dir.path().join("varsel.toml"), std::iter::empty()).expect("is read").policy
}

pub fn at(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).expect("a time").with_timezone(&Utc)
}

pub fn case(number: &str, opened_at: &str) -> Case {
    Case::blank(number, number, at(opened_at))
}

pub fn told(case: &mut Case, field: Field, text: &str) {
    let found = Found {
        value: Value::Text(text.to_owned()),
        raw: text.to_owned(),
        source: String::new(),
        prose: false,
        confidence: Confidence::default(),
    };
    case.report.insert(field, found);
}

pub fn measure(number: u32, due: Option<DateTime<FixedOffset>>) -> Measure {
    Measure {
        number,
        text: "Ny rutine".to_owned(),
        owner: None,
        helper: None,
        due,
        effect: None,
        kind: None,
        estimate: None,
        proposal: None,
        approved_by: None,
        progress: vec![],
        done_at: None,
    }
}

fn clock(case: &mut Case, state: ObligationState, due: &str) {
    case.obligations.push(Obligation {
        name: obligation::AUTHORITY.to_owned(),
        recipient: "Datatilsynet".to_owned(),
        triggered_at: case.opened_at,
        due_at: Some(at(due)),
        met_at: None,
        state,
        reason: Phrase::new("authority_no").with("reason", "usannsynlig risiko"),
        generation: 1,
        policy_version: String::new(),
        start: case.opened_at,
        fired_until: None,
        band: BandName::Undecided,
        after_lease: false,
        terms: None,
    });
}

/// Told the authority so many hours after the case opened, an hour after which it had been discovered.
fn handled(number: &str, opened_at: &str, told_after_hours: i64, state: ObligationState) -> Reviewed {
    let mut one = case(number, opened_at);
    let hours = chrono::Duration::hours;
    one.discovered =
        Some(Moment { at: (one.opened_at - hours(1)).fixed_offset(), precision: Precision::Minute });
    one.aware.at = one.opened_at - hours(1);
    one.authority_told = Some(Told {
        at: one.opened_at + hours(told_after_hours),
        reference: None,
        by: "kari@eksempel.no".to_owned(),
    });
    clock(&mut one, state, opened_at);
    told(&mut one, Field::MainCause, "E-post sendt til feil mottaker");
    one.kinds.insert(Kind::Privacy);
    one.properties.insert(Property::Confidentiality);
    one.state = State::Closed;
    one.risk.decided = Some(Assessment {
        likelihood: 3,
        consequence: 4,
        by: "kari@eksempel.no".to_owned(),
        at: one.opened_at,
        reason: None,
    });
    Reviewed { first_acted_at: Some(one.opened_at + hours(2)), case: one, evaluations: vec![] }
}

fn made_year() -> Vec<Reviewed> {
    let mut in_time = handled("A-1", "2026-02-02T08:00:00Z", 9, ObligationState::Met);
    in_time.case.persons_told = in_time.case.authority_told.clone();
    in_time.case.listed = vec!["security:a@b.no".to_owned(), "privacy:c@b.no".to_owned()];
    in_time.evaluations = vec!["tiltak 1 virker".to_owned()];
    let mut late = handled("A-2", "2026-03-02T08:00:00Z", 99, ObligationState::Late);
    late.case.delay_reason = Some("sykdom".to_owned());
    let day = |text: &str| Some(DateTime::parse_from_rfc3339(text).expect("a time"));
    late.case.measures = vec![
        Measure { done_at: Some(at("2026-04-01T10:00:00Z")), ..measure(1, day("2026-04-01T00:00:00+02:00")) },
        Measure { done_at: Some(at("2026-04-09T10:00:00Z")), ..measure(2, day("2026-04-01T00:00:00+02:00")) },
        measure(3, day("2026-05-01T00:00:00+02:00")),
        measure(4, None),
    ];
    late.case.measures[0].kind = Some(MeasureKind::Immediate);
    late.case.measures[1].kind = Some(MeasureKind::Corrective);
    late.case.measures[2].kind = Some(MeasureKind::Corrective);
    late.case.risk.questioned_at = Some(at("2026-03-03T08:00:00Z"));
    let waits = late.case.obligations[0].clone();
    late.case.obligations.push(Obligation {
        name: obligation::EVALUATION.to_owned(),
        state: ObligationState::Pending,
        ..waits
    });
    let mut exercise = handled("A-7", "2026-05-02T08:00:00Z", 99, ObligationState::Late);
    exercise.case.exercise = true;
    exercise.evaluations = vec!["gikk bra".to_owned()];
    let mut not_told = handled("A-3", "2026-04-01T08:00:00Z", 0, ObligationState::NotRequired);
    not_told.case.authority_told = None;
    not_told.first_acted_at = None;
    not_told.case.persons = Some(Ruling {
        yes: false,
        reason: None,
        exception: None,
        by: "kari@eksempel.no".to_owned(),
        at: at("2026-04-02T08:00:00Z"),
    });
    let mut open = case("A-4", "2026-12-30T08:00:00Z");
    clock(&mut open, ObligationState::Pending, "2027-01-02T08:00:00Z");
    let mut none = case("A-5", "2026-05-01T08:00:00Z");
    none.state = State::NotABreach;
    let mut merged = case("A-6", "2026-05-01T08:00:00Z");
    merged.state = State::Merged;
    merged.closing = Some(Closing { at: merged.opened_at, by: "kari@eksempel.no".to_owned(), reason: None });
    let plain = |case| Reviewed { case, first_acted_at: None, evaluations: vec![] };
    vec![in_time, late, not_told, plain(open), plain(none), plain(merged), exercise]
}

#[test]
fn a_made_year_gives_its_figures() {
    let review = Review::of(2026, &made_year(), &policy(), at("2027-01-15T07:00:00Z"));
    assert_eq!((review.cases, review.still_open, review.not_breaches, review.merged), (4, 1, 1, 1));
    assert_eq!(review.kinds, [(Kind::Privacy, 3)].into());
    assert_eq!(review.bands, [(BandName::Undecided, 1), (BandName::High, 3)].into());
    assert_eq!(review.causes, [(Cause::WrongRecipient, 3), (Cause::Unknown, 1)].into());
    let hour = 3_600;
    assert_eq!(review.to_report, Times { count: 3, median_secs: hour, worst_secs: hour });
    assert_eq!(review.to_first_act, Times { count: 2, median_secs: 2 * hour, worst_secs: 2 * hour });
    assert_eq!(review.to_authority, Times { count: 2, median_secs: 55 * hour, worst_secs: 100 * hour });
    assert_eq!((review.authority_told, review.persons_told, review.persons_not_told), (2, 1, 1));
    assert_eq!(review.told_late, [("A-2".to_owned(), Some("sykdom".to_owned()))]);
    assert_eq!(review.overdue, ["A-4"]);
    assert_eq!(review.not_told.iter().map(|(number, ..)| number.as_str()).collect::<Vec<_>>(), ["A-3"]);
    assert_eq!((review.lists_told, review.contacts_told), (1, 2));
    let measures = Measures { decided: 4, immediate: 1, corrective: 2, done: 2, done_late: 1, late: 1 };
    assert_eq!(review.measures, measures);
    assert_eq!((review.questioned, review.exercises, review.to_evaluate), (1, 1, 1));
    assert_eq!(review.evaluations, [("A-1".to_owned(), "tiltak 1 virker".to_owned())]);
}

#[test]
fn times_have_a_middle_and_an_end() {
    for (secs, expected) in [
        (vec![], Times::default()),
        (vec![5], Times { count: 1, median_secs: 5, worst_secs: 5 }),
        (vec![9, 1], Times { count: 2, median_secs: 5, worst_secs: 9 }),
        (vec![100, 1, 2], Times { count: 3, median_secs: 2, worst_secs: 100 }),
        // Reported before it was discovered, as somebody wrote it: no time at all.
        (vec![-7, -7], Times { count: 2, median_secs: 0, worst_secs: 0 }),
    ] {
        assert_eq!(Times::of(secs.clone()), expected, "{secs:?}");
    }
}

#[test]
fn a_year_without_breaches_is_said_and_not_left_out() {
    let sections = Review::of(2026, &[], &policy(), at("2027-01-15T07:00:00Z")).sections();
    let titles: Vec<&str> = sections.iter().map(|section| section.title.key.as_str()).collect();
    assert_eq!(titles[0], "review_cases");
    assert!(titles.contains(&"review_measures") && !titles.contains(&"review_times"), "{titles:?}");
}

#[test]
fn what_comes_again_stands_first() {
    let review = Review::of(2026, &made_year(), &policy(), at("2027-01-15T07:00:00Z"));
    let sections = review.sections();
    let causes = sections.iter().find(|section| section.title.key == "review_causes").expect("causes");
    assert_eq!(causes.rows[0].what, Phrase::new("cause_wrong_recipient"));
}

#[test]
fn rows_of_a_case_go_for_those_kept_out_of_it_and_figures_stay() {
    let review = Review::of(2026, &made_year(), &policy(), at("2027-01-15T07:00:00Z"));
    let without = review.without(&["A-2".to_owned(), "A-1".to_owned()]);
    assert_eq!((without.told_late, without.evaluations), (vec![], vec![]));
    assert_eq!((without.cases, without.to_authority), (review.cases, review.to_authority));
}
