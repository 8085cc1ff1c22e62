//! Several small breaches as one notice: the same kind of data, breached in the same way, over a short time (R7).

use chrono::{DateTime, Duration, Utc};

use super::{Answer, Package, Section, package};
use crate::case::Case;
use crate::phrase::Phrase;
use crate::policy::Policy;
use crate::report::edpb::option;
use crate::report::{self, Field, Value};

/// Whether cases may be one notice, and why or why not.
#[derive(Clone, Debug, PartialEq)]
pub struct Bundle {
    pub may: bool,
    pub why: Phrase,
}

/// Judges whether the cases may be notified as one.
pub fn bundle(cases: &[&Case], policy: &Policy) -> Bundle {
    let no = |key: &str| Bundle { may: false, why: Phrase::new(key) };
    let Some((first, others)) = cases.split_first().filter(|(_, others)| !others.is_empty()) else {
        return no("bundle_one");
    };
    if cases.iter().any(|case| case.authority_told.is_some()) {
        return no("bundle_told");
    }
    if same(first, others, |case| text(case, Field::DataTypes).map(|text| class(option::data(&text), &text)))
        .is_none()
    {
        return no("bundle_data");
    }
    let way = |case: &Case| {
        let cause = text(case, Field::MainCause).map(|text| class(option::incident(&text), &text))?;
        Some((cause, case.properties.clone()))
    };
    if same(first, others, way).is_none() {
        return no("bundle_way");
    }
    let times = cases.iter().map(|case| occurred(case));
    let span = times.clone().max().zip(times.min()).map(|(last, first)| last - first);
    if span.is_none_or(|span| span > Duration::seconds(policy.authority.bundle_within_secs)) {
        return no("bundle_time");
    }
    Bundle { may: true, why: Phrase::new("bundle_may").with("count", cases.len()) }
}

/// What all have alike, where each has it.
fn same<T: PartialEq>(first: &Case, others: &[&Case], of: impl Fn(&Case) -> Option<T>) -> Option<T> {
    let wanted = of(first)?;
    others.iter().all(|case| of(case).as_ref() == Some(&wanted)).then_some(wanted)
}

fn text(case: &Case, field: Field) -> Option<String> {
    match &case.report.get(&field)?.value {
        Value::Text(text) => Some(text.clone()),
        _ => None,
    }
}

/// The option of the EDPB's template, else the words themselves.
fn class(letter: Option<&'static str>, text: &str) -> String {
    letter.map_or_else(|| report::words(text).join(" "), str::to_owned)
}

fn occurred(case: &Case) -> DateTime<Utc> {
    match case.report.get(&Field::Period).map(|found| &found.value) {
        Some(Value::Period { start: Some(start), .. }) => start.with_timezone(&Utc),
        _ => case.aware.at,
    }
}

/// One notice for several cases: what all say alike once, else a line a case.
///
/// # Errors
/// Why they may not be one notice.
pub fn together(cases: &[&Case], policy: &Policy, now: DateTime<Utc>) -> Result<Package, Phrase> {
    let judged = bundle(cases, policy);
    // Named after the gravest: the earliest deadline is the deadline of all.
    let mut ordered: Vec<&Case> = cases.to_vec();
    ordered.sort_by_key(|case| case.authority_due());
    let Some(first) = ordered.first().filter(|_| judged.may) else { return Err(judged.why) };
    let mut whole = package(first, policy, now);
    let each: Vec<(String, Package)> =
        ordered.iter().map(|case| (case.number.clone(), package(case, policy, now))).collect();
    for section in &mut whole.sections {
        *section = joined(section.number, &each);
    }
    let of_all = |of: fn(&Package) -> &Vec<Phrase>| {
        let mut all: Vec<Phrase> = Vec::new();
        for phrase in each.iter().flat_map(|(_, one)| of(one)) {
            if !all.contains(phrase) {
                all.push(phrase.clone());
            }
        }
        all
    };
    whole.before = of_all(|one| &one.before);
    whole.notes = of_all(|one| &one.notes);
    whole.notes.insert(0, judged.why);
    whole.open = Field::ASKED
        .into_iter()
        .filter(|field| each.iter().any(|(_, one)| one.open.contains(field)))
        .collect();
    if !whole.open.is_empty() {
        whole.phase = super::Phase::First;
    }
    whole.cases = each.into_iter().map(|(number, _)| number).collect();
    Ok(whole)
}

fn joined(number: u8, each: &[(String, Package)]) -> Section {
    let answers = |package: &Package| {
        package
            .sections
            .iter()
            .find(|one| one.number == number)
            .map(|one| one.answers.clone())
            .unwrap_or_default()
    };
    let mut of_cases = each.iter().map(|(case, package)| (case, answers(package)));
    let Some((_, first)) = of_cases.next() else { return Section { number, answers: Vec::new() } };
    if of_cases.all(|(_, answers)| answers == first) {
        return Section { number, answers: first };
    }
    let lines = each.iter().map(|(case, package)| {
        Answer::Said(Phrase::new("form_case").with("case", case).with("answers", answers(package)))
    });
    Section { number, answers: lines.collect() }
}
