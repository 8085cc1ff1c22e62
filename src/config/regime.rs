//! The `[regime.NAME]` sections of `policy.toml`: statutory clocks, with the dates from which they hold.

use std::collections::BTreeMap;

use super::policy::{BANDS, ROLES_MEND, SECS_MEND, before, overdue};
use super::tree::Section;
use super::value;
use crate::policy::{AtLatest, Change, ClosedDays, Proof, Regime, Trigger};
use crate::report::Kind;

const TRIGGERS: [(&str, Trigger); 6] = [
    ("controller-aware", Trigger::ControllerAware),
    ("high-risk", Trigger::HighRisk),
    ("phased-notice", Trigger::PhasedNotice),
    ("case-opened", Trigger::CaseOpened),
    ("classified", Trigger::Classified),
    ("submitted", Trigger::Submitted),
];
const CLOSED_DAYS: [(&str, ClosedDays); 2] =
    [("count", ClosedDays::Count), ("noon next working day", ClosedDays::NoonNextWorkingDay)];
const PROOFS: [(&str, Proof); 2] = [("date", Proof::Date), ("reference", Proof::Reference)];
const KINDS: [(&str, Kind); 2] = [("privacy", Kind::Privacy), ("security", Kind::Security)];
const STAGES: [(&str, &str); 3] =
    [("initial", "initial"), ("intermediate", "intermediate"), ("final", "final")];
const DATE_MEND: &str = "write the date it came into force, \"2018-07-20\"";

/// All clocks that are switched on. None where one could not be read: then there is a fault.
pub fn read(section: &Section) -> Option<BTreeMap<String, Regime>> {
    let names = section.names();
    let read: Vec<_> = names.iter().map(|name| (name, regime(&section.section(name)))).collect();
    let complete = read.iter().all(|(_, regime)| regime.is_some());
    let all: BTreeMap<String, (Regime, bool)> =
        read.into_iter().filter_map(|(name, regime)| Some((name.clone(), regime?))).collect();
    for (name, (regime, _)) in &all {
        let at = format!("{name}.after");
        match (&regime.after, regime.trigger) {
            (Some(after), Trigger::Submitted) if !all.contains_key(after) => {
                let what = format!("there is no [regime.{after}]");
                section.fault(&at, what, "write the name of the regime whose report starts this clock");
            }
            (None, Trigger::Submitted) => {
                section.fault(
                    &at,
                    "is missing",
                    "write the name of the regime whose report starts this clock",
                );
            }
            _ => {}
        }
    }
    let on: BTreeMap<String, Regime> =
        all.into_iter().filter(|(_, (_, on))| *on).map(|(name, (regime, _))| (name, regime)).collect();
    let aware = |regime: &Regime| regime.trigger == Trigger::ControllerAware && regime.offset_secs.is_some();
    if complete && !on.values().any(aware) {
        let mend = "write [regime.gdpr33] with trigger = \"controller-aware\" and offset = \"72h\"";
        section.fault("", "has no clock that starts when we become aware", mend);
    }
    complete.then_some(on)
}

/// One clock and whether it is switched on.
fn regime(section: &Section) -> Option<(Regime, bool)> {
    let on = section.flag("enabled", true);
    let law = section.text("law", "write the law it comes from, \"GDPR art. 33(1)\"");
    let valid_from = section.needed("valid_from", DATE_MEND, value::date);
    let trigger = section.choice("trigger", &TRIGGERS, None);
    let offset_secs = section.maybe("offset", value::secs);
    let offset_months = section.has("offset_months").then(|| section.number("offset_months", 1, 120, None));
    let recipient = section.text("recipient", "write who receives it, \"Datatilsynet\"");
    let ask_every_secs = section.maybe("ask_every", value::secs);
    let ask = match section.has("ask_every") {
        true => section.filled_list("ask", ROLES_MEND, value::role),
        false => section.list("ask", value::role),
    };
    let optional_choice = |key: &str| section.has(key);
    let regime = Regime {
        law,
        valid_from: valid_from?,
        valid_to: section.maybe("valid_to", value::date),
        trigger: trigger?,
        after: section.maybe("after", value::text),
        offset_secs,
        offset_months: offset_months.flatten(),
        at_latest: section.has("at_latest").then(|| at_latest(&section.section("at_latest"))).flatten(),
        closed_days: section.choice("closed_days", &CLOSED_DAYS, Some(ClosedDays::Count)).unwrap_or_default(),
        group: section.maybe("group", value::text).map(|group| group.to_lowercase()),
        stage: optional_choice("stage")
            .then(|| section.choice("stage", &STAGES, None))
            .flatten()
            .map(str::to_owned),
        kinds: section.list("kinds", |text| value::choice(text, &KINDS)),
        from_band: optional_choice("from_band").then(|| section.choice("from_band", &BANDS, None)).flatten(),
        recipient,
        proof: section.choice("proof", &PROOFS, Some(Proof::Date)).unwrap_or_default(),
        ask_every_secs,
        ask,
        before: before(section),
        overdue: section.has("overdue").then(|| overdue(&section.section("overdue"))).flatten(),
        changes: section.sections("changes").iter().filter_map(change).collect(),
    };
    if section.has("offset") {
        offset_secs?;
    }
    Some((regime, on))
}

fn at_latest(section: &Section) -> Option<AtLatest> {
    let trigger = section.choice("trigger", &TRIGGERS, None);
    let offset_secs = section.needed("offset", SECS_MEND, value::secs);
    Some(AtLatest { trigger: trigger?, offset_secs: offset_secs? })
}

fn change(section: &Section) -> Option<Change> {
    let valid_from = section.needed("valid_from", DATE_MEND, value::date);
    let change = |valid_from| Change {
        valid_from,
        law: section.maybe("law", value::text),
        offset_secs: section.maybe("offset", value::secs),
        from_band: section.has("from_band").then(|| section.choice("from_band", &BANDS, None)).flatten(),
    };
    let read = change(valid_from.unwrap_or_default());
    valid_from.map(|_| read)
}
