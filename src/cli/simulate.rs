//! `varsel simulate --risk BAND [--reported TIME]`: every mail that the policy would send if nobody answered.

use std::path::PathBuf;

use chrono::{DateTime, Duration, FixedOffset, Utc};
use serde_json::json;

use super::table::table;
use super::{Failure, Outcome, print, print_json, settings};
use crate::case::event::{Decision, Incoming};
use crate::case::notice::Notice;
use crate::case::{Assessment, Case, Event, decide};
use crate::clock::Clock;
use crate::daemon;
use crate::mail::authenticity::{Authenticity, Verdict};
use crate::mail::{Class, Mailbox, Reading};
use crate::policy::{BandName, Policy};
use crate::report::{Confidence, Field, Found, Kind, Value};

#[derive(clap::Args)]
pub struct Arguments {
    /// undecided, low, medium, high or critical
    #[arg(long, value_parser = ["undecided", "low", "medium", "high", "critical"])]
    risk: String,
    /// When the report arrives, RFC 3339 [default: now]
    #[arg(long, value_name = "TIME")]
    reported: Option<DateTime<FixedOffset>>,
    /// privacy, security or both
    #[arg(long, default_value = "privacy", value_parser = ["privacy", "security", "both"])]
    kind: String,
    /// How many days to look ahead
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u16).range(1..=365))]
    days: u16,
    #[arg(long)]
    json: bool,
}

pub fn run(given: Arguments, config: Option<PathBuf>) -> Outcome {
    let settings = settings(config)?;
    let policy = &settings.policy;
    let start = given.reported.map_or_else(|| Clock::System.now(), |at| at.with_timezone(&Utc));
    let (templates, _) = daemon::templates(&settings)?;
    let course = course(policy, &given, start);
    if given.json {
        for (at, notice) in &course {
            print_json(&json!({ "schema": 1, "at": at, "template": notice.template, "to": notice.to.email,
                "audience": notice.audience, "step": notice.key, "reason": notice.reason.key }))?;
        }
        return Ok(());
    }
    if course.is_empty() {
        return Err(Failure::Failed("the policy would send nothing".to_owned()));
    }
    let rows: Vec<Vec<String>> = course
        .iter()
        .map(|(at, notice)| {
            let after = (*at - start).num_minutes();
            vec![
                policy.calendar.local(*at).format("%a %d.%m.%Y %H.%M").to_string(),
                format!("+{} h {:02}", after / 60, after % 60),
                notice.template.name().to_owned(),
                notice.to.email.clone(),
                format!("{} {}", notice.key.obligation, notice.key.step),
                templates.phrase(&notice.reason, "en", policy.organisation.time_zone),
            ]
        })
        .collect();
    print(&table(&["when", "after", "notice", "to", "step", "why this person"], &rows))
}

/// Plays the case with nobody answering, from due time to due time.
fn course(policy: &Policy, given: &Arguments, start: DateTime<Utc>) -> Vec<(DateTime<Utc>, Notice)> {
    let blank = Case::blank("simulated", "SIMULATED", start);
    let opened = decide(&blank, &Event::Reported(Box::new(incoming(&given.kind, start))), policy, start);
    let mut course = Vec::new();
    let mut decision = take(&mut course, opened, start);
    if let Some(assessment) = assessment(&given.risk, policy, start) {
        let mut case = decision.case.clone();
        case.risk.decided = Some(assessment);
        decision = take(&mut course, decide(&case, &silent(), policy, start), start);
    }
    let end = start + Duration::days(i64::from(given.days));
    while let Some(at) = decision.agenda.first().map(|due| due.at).filter(|at| *at <= end) {
        if course.len() > 2000 {
            break;
        }
        decision = take(&mut course, decide(&decision.case, &silent(), policy, at), at);
    }
    course
}

fn silent() -> Event {
    Event::DeadlineReached { receipts_spent: false }
}

fn take(course: &mut Vec<(DateTime<Utc>, Notice)>, decision: Decision, at: DateTime<Utc>) -> Decision {
    course.extend(decision.notices.iter().map(|notice| (at, notice.clone())));
    decision
}

fn assessment(risk: &str, policy: &Policy, at: DateTime<Utc>) -> Option<Assessment> {
    let all = [BandName::Low, BandName::Medium, BandName::High, BandName::Critical];
    let band = all.into_iter().find(|band| band.name() == risk)?;
    let score = policy.bands.get(band).from_score.max(1);
    let pair = (1..=5u8).flat_map(|s| (1..=5u8).map(move |k| (s, k)));
    let (likelihood, consequence) =
        pair.filter(|(s, k)| s * k >= score).min_by_key(|(s, k)| (s * k, s.abs_diff(*k)))?;
    Some(Assessment { likelihood, consequence, by: "simulated".to_owned(), at })
}

fn incoming(kind: &str, at: DateTime<Utc>) -> Incoming {
    let kinds = match kind {
        "security" => vec![Kind::Security],
        "both" => vec![Kind::Privacy, Kind::Security],
        _ => vec![Kind::Privacy],
    };
    let mut reading = Reading::unreadable("simulated");
    reading.class = Class::Message;
    reading.from = Some(Mailbox { name: None, address: "reporter@example.org".to_owned() });
    let found = Found {
        value: Value::Kinds(kinds),
        raw: kind.to_owned(),
        source: "body".to_owned(),
        prose: false,
        confidence: Confidence::High,
    };
    reading.report.insert(Field::Kinds, found);
    Incoming {
        mail_id: 0,
        reading,
        authenticity: Authenticity {
            verdict: Verdict::Authenticated,
            why: "simulated".to_owned(),
            method: None,
        },
        authenticated: true,
        arrived_at: at,
        token_owner: None,
        replayed: false,
        receipts_spent: false,
        existing_cases: Vec::new(),
        candidates: Vec::new(),
        unreadable: None,
    }
}
