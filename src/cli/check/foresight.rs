//! The proof of the policy on the terminal: the worst case of each measure, and each hole as a fault.

use chrono::{DateTime, Datelike, TimeDelta, Utc};

use crate::cli::table::table;
use crate::config::Fault;
use crate::policy::Policy;
use crate::policy::proof::{Measure, Proof, Violation, Worst};
use crate::report::Kind;

/// How many days ahead a holiday is named beside a start.
const NEAR_DAYS: i64 = 3;

/// The worst case of each measure, bands with the same one in one row.
pub fn worst_cases(proof: &Proof, policy: &Policy) -> String {
    let mut rows: Vec<Vec<String>> = Vec::new();
    let mut known: Vec<&Worst> = Vec::new();
    for one in &proof.worst {
        let band = one.report.band.name();
        let same = known.iter().position(|other| {
            (&other.measure, other.secs, other.always) == (&one.measure, one.secs, one.always)
                && (one.always || other.start == one.start)
        });
        if let Some(cell) = same.and_then(|row| rows.get_mut(row)).and_then(|row| row.get_mut(1)) {
            cell.push_str(", ");
            cell.push_str(band);
            continue;
        }
        let when = if one.always { "any hour".to_owned() } else { named(one.start, policy) };
        known.push(one);
        rows.push(vec![name(&one.measure), band.to_owned(), value(&one.measure, one.secs), when]);
    }
    table(&["if nobody answers", "band", "at worst", "reported"], &rows)
}

/// What was looked at.
pub fn summary(proof: &Proof, policy: &Policy) -> String {
    let to = proof.from + TimeDelta::hours(proof.hours.into());
    let day = |at| policy.calendar.local(at).format("%d.%m.%Y").to_string();
    format!(
        "proved from each hour of {} to {}, {} reports: nothing comes too late",
        day(proof.from),
        day(to),
        proof.reports
    )
}

/// The holes, one for each measure and line of the policy: the gravest start, and how many there are.
pub fn faults(proof: &Proof, policy: &Policy, file: &str) -> Vec<Fault> {
    let mut gravest: Vec<Violation> = Vec::new();
    for one in &proof.violations {
        let same = |known: &&mut Violation| known.measure == one.measure && known.key == one.key;
        match gravest.iter_mut().find(same) {
            None => gravest.push(one.clone()),
            Some(known) => {
                let starts = known.starts + one.starts;
                let is_worse = one.late_secs.unwrap_or(i64::MAX) > known.late_secs.unwrap_or(i64::MAX);
                *known = Violation { starts, ..if is_worse { one.clone() } else { known.clone() } };
            }
        }
    }
    let fault = |one: &Violation| Fault {
        file: file.to_owned(),
        key: one.key.clone(),
        what: what(one, policy),
        mend: mend(one),
    };
    gravest.iter().map(fault).collect()
}

fn what(one: &Violation, policy: &Policy) -> String {
    let report = &one.report;
    let kinds: Vec<&str> = report.kinds.iter().map(|kind| kind_name(*kind)).collect();
    let ict = if report.ict { " that concerns ICT" } else { "" };
    let kinds = kinds.join(" and ");
    let reported =
        format!("reported on {} ({} risk, {kinds}{ict})", named(one.start, policy), report.band.name());
    let late = one.late_secs.map(length);
    match (&one.measure, late) {
        (Measure::Calendar, Some(days)) => {
            format!("has no opening hours for {days} from {} on", named(one.start, policy))
        }
        (Measure::Clock(name), None) => format!("no case has the clock {name} when {reported}"),
        (Measure::Clock(name), Some(off)) => format!("the clock {name} is off by {off} when {reported}"),
        (Measure::FirstStep(name), None) => format!("no step of {name} is ever taken"),
        (measure, late) => {
            let name = self::name(measure);
            let late = late.map_or_else(|| "never".to_owned(), |late| format!("{late} too late"));
            let others = match one.starts.saturating_sub(1) {
                0 => String::new(),
                others => format!(", and so for {others} other reports"),
            };
            format!("{name}: {late}, when {reported}{others}")
        }
    }
}

fn mend(one: &Violation) -> String {
    match &one.measure {
        Measure::Calendar => "write the hours in which somebody works".to_owned(),
        Measure::FirstContact => {
            "name somebody who reads mail then (proof.reached_off_hours), or raise proof.first_contact_within"
                .to_owned()
        }
        Measure::Hold => "shorten it, or raise proof.held_within".to_owned(),
        Measure::StandIn | Measure::Head if one.late_secs.is_none() => {
            "name somebody who is not of the first line".to_owned()
        }
        Measure::StandIn | Measure::Head => {
            "shorten it, or let a step before the deadline tell them".to_owned()
        }
        Measure::Group => "shorten it, or raise proof.group_within".to_owned(),
        Measure::FirstStep(name) => format!("mend it, or change proof.first_step_within.{name}"),
        Measure::LastReminder(_) => {
            "remind earlier somebody who reads it then, or lower proof.notice_margin".to_owned()
        }
        Measure::Overdue(_) => "write who is told from the deadline on, and how often".to_owned(),
        Measure::Clock(_) => "mend its trigger, offset or valid_from, or remove it".to_owned(),
    }
}

fn name(measure: &Measure) -> String {
    match measure {
        Measure::Calendar => "closed".to_owned(),
        Measure::FirstContact => "the first person has read it".to_owned(),
        Measure::Hold => "somebody must have it in hand".to_owned(),
        Measure::StandIn => "the stand-in is told".to_owned(),
        Measure::Head => "the head is told".to_owned(),
        Measure::Group => "the action group is founded".to_owned(),
        Measure::FirstStep(name) => format!("{name}: the first step"),
        Measure::LastReminder(name) => format!("{name}: the last reminder in time"),
        Measure::Overdue(name) => format!("{name}: that it is overdue is told"),
        Measure::Clock(name) => format!("{name}: the deadline"),
    }
}

fn value(measure: &Measure, secs: Option<i64>) -> String {
    match (measure, secs) {
        (_, None) => "never".to_owned(),
        (Measure::LastReminder(_), Some(secs)) => format!("{} before", length(secs)),
        (_, Some(0)) => "at once".to_owned(),
        (_, Some(secs)) => format!("after {}", length(secs)),
    }
}

/// `5 d 21 h`, `72 h`, `30 min`.
fn length(secs: i64) -> String {
    let (days, hours, minutes) = (secs / 86_400, secs / 3_600, secs / 60);
    if secs < 120 {
        format!("{secs} s")
    } else if secs < 7_200 && minutes != 60 {
        format!("{minutes} min")
    } else if days < 4 && minutes % 60 == 0 {
        format!("{hours} h")
    } else if days < 4 {
        format!("{hours} h {} min", minutes % 60)
    } else if hours % 24 == 0 {
        format!("{days} d")
    } else {
        format!("{days} d {} h", hours % 24)
    }
}

fn kind_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Privacy => "privacy",
        Kind::Security => "security",
    }
}

/// `Wed 24.03.2027 15.59, before Skjærtorsdag`.
fn named(at: DateTime<Utc>, policy: &Policy) -> String {
    let local = policy.calendar.local(at);
    let date = local.date_naive();
    let holiday = |days: i64| {
        date.checked_add_signed(TimeDelta::days(days)).and_then(|day| policy.calendar.holiday(day))
    };
    let beside = match (holiday(0), (1..=NEAR_DAYS).find_map(holiday)) {
        (Some(name), _) => format!(", {name}"),
        (None, Some(name)) => format!(", before {name}"),
        (None, None) if local.offset() != policy.calendar.local(at + TimeDelta::days(NEAR_DAYS)).offset() => {
            ", before the clock changes".to_owned()
        }
        (None, None) => String::new(),
    };
    let day = format!("{} {:02}.{:02}.{}", local.format("%a"), date.day(), date.month(), date.year());
    format!("{day} {}{beside}", local.format("%H.%M"))
}

#[cfg(test)]
mod tests {
    use super::length;

    #[test]
    fn lengths_are_said_in_the_units_that_people_use() {
        let said = [900, 3_600, 5_400, 8_100, 259_200, 507_600, 604_800].map(length);
        assert_eq!(said, ["15 min", "1 h", "90 min", "2 h 15 min", "72 h", "5 d 21 h", "7 d"]);
    }
}
