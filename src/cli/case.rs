//! `varsel case list|show ID|export ID`

mod export;

use std::path::PathBuf;

use serde_json::{Value, json};

use super::table::table;
use super::{Failure, Outcome, instant, print, print_json, risk, settings};
use crate::case::obligation::ObligationState;
use crate::case::{ActionGroup, Case, parties};
use crate::config::Settings;
use crate::daemon;
use crate::engine::{self, Engine};
use crate::mail::authenticity;
use crate::phrase::Phrase;
use crate::policy::Policy;
use crate::report::{self, label};
use crate::store::{Entry, OutboxRow, OutboxState, Store};

#[derive(clap::Subcommand)]
pub enum Arguments {
    /// The register, newest first
    List {
        #[arg(long)]
        json: bool,
        /// At most so many rows
        #[arg(long, value_name = "N")]
        limit: Option<u32>,
    },
    /// One case with its obligations, notices and history
    Show {
        /// The number, AVVIK-2026-0001
        id: String,
        #[arg(long)]
        json: bool,
    },
    /// The incident report of a case as a file, or the notice to the authority
    Export(export::Arguments),
}

pub async fn run(given: Arguments, config: Option<PathBuf>) -> Outcome {
    let settings = settings(config)?;
    let store = daemon::open_store(&settings).await?;
    match given {
        Arguments::List { json, limit } => list(&store, &settings.policy, json, limit).await,
        Arguments::Show { id, json } => show(&settings, store, &id, json).await,
        Arguments::Export(given) => {
            let mut cases = Vec::new();
            for number in given.id.split(',') {
                cases.push(find(&store, number.trim()).await?);
            }
            export::run(given, &settings, &store, cases).await
        }
    }
}

async fn list(store: &Store, policy: &Policy, as_json: bool, limit: Option<u32>) -> Outcome {
    let mut rows = Vec::new();
    for row in store.case_list(limit).await? {
        let case = match engine::parse(&row) {
            Ok(case) => case,
            Err(error) => {
                tracing::error!(case = %row.number, error = %error, "a case cannot be read; the others are listed");
                continue;
            }
        };
        if as_json {
            print_json(&summary(&case, policy))?;
            continue;
        }
        let local = |at| policy.calendar.local(at).format("%d.%m.%Y %H.%M").to_string();
        rows.push(vec![
            case.number.clone(),
            case.status().to_owned(),
            case.band(policy).name().to_owned(),
            local(case.opened_at),
            case.authority_running().map_or_else(|| "-".to_owned(), local),
            row.next_due_at.map_or_else(|| "-".to_owned(), |at| local(instant(at))),
        ]);
    }
    if as_json {
        return Ok(());
    }
    print(&table(&["case", "status", "risk", "opened", "authority by", "next step"], &rows))
}

fn summary(case: &Case, policy: &Policy) -> Value {
    json!({
        "schema": 1, "id": case.number, "status": case.status(), "opened_at": case.opened_at,
        "aware_at": case.aware.at, "band": case.band(policy), "kinds": case.kinds,
        "due_at": case.authority_running(), "reporter": case.reporter.email, "processor": case.processor,
    })
}

async fn find(store: &Store, number: &str) -> Result<Case, Failure> {
    let Some(row) = store.case_get_by_number(&number.to_uppercase()).await? else {
        return Err(Failure::Failed(format!("there is no case {number}; `varsel case list` shows all")));
    };
    Ok(engine::parse(&row)?)
}

async fn show(settings: &Settings, store: Store, number: &str, as_json: bool) -> Outcome {
    let case = find(&store, number).await?;
    let history = store.history(&case.id).await?;
    let notices = store.outbox_of_case(&case.id).await?;
    let engine = daemon::engine(settings, store).await?;
    let object = view(&case, &settings.policy, &history, &notices, &engine);
    if as_json {
        return print_json(&object);
    }
    print(&text(&case, &settings.policy, &object, &|phrase| engine.say(phrase)))
}

/// The object that is promised to scripts.
pub fn view(
    case: &Case,
    policy: &Policy,
    history: &[Entry],
    notices: &[OutboxRow],
    engine: &Engine,
) -> Value {
    let decided = case.risk.decided.as_ref();
    let judged = json!({
        "likelihood": decided.map(|one| one.likelihood),
        "consequence": decided.map(|one| one.consequence),
        "score": decided.map(|one| one.score()),
        "band": case.band(policy),
        "decided_by": decided.map(|one| &one.by),
        "residual": case.risk.residual.as_ref().map(|one| json!({
            "likelihood": one.likelihood, "consequence": one.consequence, "score": one.score(),
        })),
        "proposed": case.proposal().map(|one| risk::view(&one, Some(&policy.bands), &|phrase| engine.say(phrase))),
    });
    json!({
        "schema": 1,
        "id": case.number,
        "status": case.status(),
        "opened_at": case.opened_at,
        "occurred": case.report.get(&report::Field::Period).map(|found| &found.value),
        "discovered_at": case.discovered,
        "reported_at": case.reported_at,
        "aware_at": case.aware.at,
        "aware_reason": engine.say(&case.aware.reason),
        "aware_unsure": case.aware.unsure,
        "kinds": case.kinds,
        "properties": case.properties,
        "reporter": case.reporter.email,
        "processor": case.processor,
        "processor_notice": case.processor_notice,
        "processor_told": case.processor_told,
        "controllers": case.controllers,
        "joint": case.joint,
        "externals": case.externals,
        "risk": judged,
        "obligations": obligations(case, engine),
        "report": case.report,
        "open": case.missing(),
        "unread": case.unread,
        "forwarded": case.forwarded,
        "beside": case.beside,
        "numbers": case.numbers,
        "measures": case.measures,
        "action_group": case.action_group.as_ref().map(group_view),
        "assigned": case.assigned,
        "holds": case.holds,
        "delay_reason": case.delay_reason,
        "closing": case.closing,
        "merged_into": case.merged_into,
        "collected_mails": case.collected.map(|one| one.mails),
        "notices": notices.iter().map(notice_view).collect::<Vec<_>>(),
        "history": history.iter().map(|entry| history_view(entry, engine)).collect::<Vec<_>>(),
    })
}

/// All that is known of the group, and whether it is at work.
fn group_view(group: &ActionGroup) -> Value {
    let mut view = serde_json::to_value(group).unwrap_or_default();
    if let Some(view) = view.as_object_mut() {
        view.insert("state".to_owned(), json!(group.state()));
    }
    view
}

fn obligations(case: &Case, engine: &Engine) -> Vec<Value> {
    let shown = case.obligations.iter().filter(|one| one.is_shown());
    shown
        .map(|one| {
            json!({
                "regime": one.name, "recipient": one.recipient, "triggered_at": one.triggered_at,
                "due_at": one.due_at, "met_at": one.met_at, "generation": one.generation,
                "policy_version": one.policy_version, "state": one.state, "reason": engine.say(&one.reason),
            })
        })
        .collect()
}

fn notice_view(row: &OutboxRow) -> Value {
    // To the outside a mail is queued until it is handed over.
    let state = match row.state {
        OutboxState::Sending => "queued",
        // Somebody decided that it is not sent.
        OutboxState::Dropped => "failed",
        state => state.name(),
    };
    let at = row.finished_at.or(row.next_attempt_at).unwrap_or(row.created_at);
    json!({ "template": row.template, "to": row.recipient, "state": state, "at": instant(at),
            "outbox": row.id, "reason": row.reason })
}

fn history_view(entry: &Entry, engine: &Engine) -> Value {
    let payload: Value =
        entry.payload.as_deref().and_then(|bytes| serde_json::from_slice(bytes).ok()).unwrap_or(Value::Null);
    let reason = serde_json::from_value::<Phrase>(payload.get("reason").cloned().unwrap_or_default());
    let reason = reason.map_or_else(|_| entry.reason.clone(), |phrase| engine.say(&phrase));
    json!({
        "seq": entry.seq, "at": instant(entry.at), "event": entry.event, "by": entry.by,
        "authenticity": entry.authenticity, "method": authenticity::method_of(&entry.authenticity), "reason": reason, "hash": entry.hash,
        "erased": entry.payload.is_none(),
    })
}

fn text(case: &Case, policy: &Policy, object: &Value, say: &dyn Fn(&Phrase) -> String) -> String {
    let local = |at| policy.calendar.local(at).format("%d.%m.%Y kl. %H.%M").to_string();
    let mut lines = vec![format!("{} · {} · risk {}", case.number, case.status(), case.band(policy).name())];
    lines.push(format!("opened {} · aware {}", local(case.opened_at), local(case.aware.at)));
    for one in case.obligations.iter().filter(|one| one.is_shown()) {
        let due = one.due_at.map_or_else(String::new, |due| format!(", due {}", local(due)));
        let state = match one.state {
            ObligationState::Pending => "pending",
            ObligationState::Met => "met",
            ObligationState::Late => "met late",
            ObligationState::NotRequired => "not required",
        };
        lines.push(format!("  {} ({}): {state}{due}", one.name, one.recipient));
    }
    if let Some(proposal) = case.proposal().filter(|_| case.risk.decided.is_none()) {
        lines.push("proposed risk".to_owned());
        let proposed = risk::lines(&proposal, Some(&policy.bands), say);
        lines.extend(proposed.into_iter().map(|line| format!("  {line}")));
    }
    lines.extend(parties::lines(case, policy).iter().map(|line| format!("  {}", say(line))));
    lines.push("report".to_owned());
    for (field, found) in &case.report {
        lines.push(format!("  {}: {}", label(*field, &policy.organisation.language), words(&found.value)));
    }
    if let Some(collected) = case.collected {
        let mails = collected.mails;
        lines.push(format!("{mails} further mails of the sender are collected here: see `varsel mail list`"));
    }
    for measure in &case.measures {
        let state = if measure.done_at.is_some() { "done" } else { "open" };
        lines.push(format!("  measure {} ({state}): {}", measure.number, measure.text));
    }
    let rows: [(&str, &[&str]); 2] = [
        ("notices", &["at", "state", "template", "to"]),
        ("history", &["at", "event", "by", "authenticity", "reason"]),
    ];
    for (heading, keys) in rows {
        lines.push(heading.to_owned());
        for row in object.get(heading).and_then(Value::as_array).into_iter().flatten() {
            let cells = keys.iter().filter_map(|key| row.get(key).and_then(Value::as_str));
            lines.push(format!("  {}", cells.collect::<Vec<_>>().join("  ")));
        }
    }
    lines.join("\n")
}

/// A value for the terminal.
pub fn words(value: &report::Value) -> String {
    match value {
        report::Value::Text(text) => text.split_whitespace().collect::<Vec<_>>().join(" "),
        report::Value::Level(level) => level.to_string(),
        report::Value::Moment(moment) => {
            format!("{} ({})", moment.at.format("%d.%m.%Y %H.%M"), name(&moment.precision))
        }
        report::Value::Count(count) => match count.high {
            Some(high) if high == count.low => format!("{high} ({})", name(&count.precision)),
            Some(high) => format!("{}–{high} ({})", count.low, name(&count.precision)),
            None => format!("{}+ ({})", count.low, name(&count.precision)),
        },
        other => serde_json::to_string(other).unwrap_or_default(),
    }
}

pub fn name(value: &impl serde::Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}
