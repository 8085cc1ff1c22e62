//! What happened when, as a draft: where a notice is late the authority asks for the reasons (S50).

use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};

use crate::case::Case;
use crate::phrase::Phrase;
use crate::report::{Field, Value};

/// A shorter time without anybody is no gap.
const SHORTEST_GAP_MINS: i64 = 60;
/// Times so near to one another are one.
const SAME_MINS: i64 = 5;
/// More lines are not read at a sitting.
const MOST_LINES: usize = 100;
/// What the history says besides the facts that the case holds itself.
const TELLING: [&str; 7] =
    ["report_added", "asked_reporter", "aware_moved", "aware_set_by", "bounced", "absent", "delivery_failed"];

/// A time and what happened then.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Line {
    pub at: DateTime<Utc>,
    pub what: Phrase,
}

/// An entry of the history: when it was written, and its reason.
#[derive(Clone, Debug, PartialEq)]
pub struct Noted {
    pub at: DateTime<Utc>,
    pub reason: Phrase,
}

/// The case's own facts and what the history adds, by time, with the times named in which nobody had the case.
pub fn timeline(case: &Case, history: &[Noted], now: DateTime<Utc>) -> Vec<Line> {
    let mut lines = facts(case);
    let telling = history.iter().filter(|one| TELLING.contains(&one.reason.key.as_str()));
    lines.extend(telling.map(|one| Line { at: one.at, what: one.reason.clone() }));
    lines.extend(gaps(case, now));
    lines.sort_by_key(|line| line.at);
    lines.dedup();
    lines.truncate(MOST_LINES);
    lines
}

fn facts(case: &Case) -> Vec<Line> {
    let line = |at: DateTime<Utc>, key: &str| Line { at, what: Phrase::new(key) };
    let mut lines = Vec::new();
    if let Some(Value::Period { start, end, .. }) = case.report.get(&Field::Period).map(|found| &found.value)
    {
        lines.extend(start.map(|at| line(at.with_timezone(&Utc), "timeline_began")));
        lines.extend(
            end.filter(|end| *start != Some(*end)).map(|at| line(at.with_timezone(&Utc), "timeline_ended")),
        );
    }
    let discovered = case.discovered.map(|moment| moment.at.with_timezone(&Utc));
    lines.extend(discovered.map(|at| line(at, "timeline_discovered")));
    lines.push(line(case.reported_at, "timeline_reported"));
    let near = |a: DateTime<Utc>, b: DateTime<Utc>| (a - b).abs() <= Duration::minutes(SAME_MINS);
    if !near(case.aware.at, case.reported_at) && discovered.is_none_or(|at| !near(case.aware.at, at)) {
        lines.push(line(case.aware.at, "timeline_aware"));
    }
    if !near(case.opened_at, case.reported_at) {
        lines.push(line(case.opened_at, "timeline_opened"));
    }
    lines.extend(case.taken.iter().map(|hold| line(hold.at, "timeline_taken")));
    lines.extend(case.risk.decided.iter().map(|one| {
        let what = Phrase::new("timeline_risk")
            .with("likelihood", one.likelihood)
            .with("consequence", one.consequence)
            .with("score", one.score());
        Line { at: one.at, what }
    }));
    let ruled = |yes: bool| if yes { "timeline_authority_yes" } else { "timeline_authority_no" };
    lines.extend(case.authority.iter().map(|ruling| line(ruling.at, ruled(ruling.yes))));
    let persons = |yes: bool| if yes { "timeline_persons_yes" } else { "timeline_persons_no" };
    lines.extend(case.persons.iter().map(|ruling| line(ruling.at, persons(ruling.yes))));
    lines.extend(case.authority_phoned.iter().map(|told| line(told.at, "timeline_phoned")));
    lines.extend(case.authority_told.iter().map(|told| line(told.at, "timeline_told")));
    lines.extend(case.supplements.iter().map(|told| line(told.at, "timeline_supplement")));
    lines.extend(case.persons_told.iter().map(|told| line(told.at, "timeline_persons_told")));
    lines
}

/// From the opening until the authority was told, or now: when nobody had the case in hand.
fn gaps(case: &Case, now: DateTime<Utc>) -> Vec<Line> {
    let end = case.authority_told.as_ref().map_or(now, |told| told.at).min(now);
    let mut taken: Vec<(DateTime<Utc>, DateTime<Utc>)> =
        case.taken.iter().map(|hold| (hold.at, hold.until)).collect();
    taken.sort();
    taken.push((end, end));
    let mut free_from = case.opened_at;
    let mut gaps = Vec::new();
    for (at, until) in taken {
        let to = at.min(end);
        if to - free_from >= Duration::minutes(SHORTEST_GAP_MINS) {
            let what = Phrase::new("timeline_gap").with("from", free_from).with("to", to);
            gaps.push(Line { at: free_from, what });
        }
        free_from = free_from.max(until);
    }
    gaps
}
