//! A first report becomes a case: what is known, when the clock started, who is told.

use chrono::{DateTime, Duration, Utc};

use super::event::{Incoming, Outcome};
use super::notice::{StepKey, Template};
use super::numbers::Numbers;
use super::parties::processor;
use super::people;
use super::tell::{Draft, Letter};
use super::{
    Aware, Beside, Case, Reporter, Risk, State, first, flood, numbers, obligation, owner, risk, signed, twin,
};
use crate::contacts::is_within;
use crate::mail::Reading;
use crate::phrase::Phrase;
use crate::policy::Policy;
use crate::report::{Field, Kind, Moment, Precision, Report, Value};

/// More files than this are not listed one by one.
const MOST_UNREAD: usize = 20;

impl Case {
    /// A case before its first event. Id and number are given by the caller: the core draws no random numbers and
    /// counts nothing.
    pub fn blank(id: &str, number: &str, now: DateTime<Utc>) -> Case {
        Case {
            id: id.to_owned(),
            number: number.to_owned(),
            state: State::Open,
            opened_at: now,
            reported_at: now,
            discovered: None,
            aware: Aware {
                at: now,
                reason: Phrase::new("aware_reception"),
                set_by: None,
                unsure: false,
                earlier: Vec::new(),
            },
            reporter: nobody(),
            other_reporters: Vec::new(),
            more_reporters: 0,
            processor: None,
            processor_notice: None,
            processor_told: None,
            controllers: Vec::new(),
            joint: None,
            externals: Vec::new(),
            kinds: Default::default(),
            properties: Default::default(),
            report: Report::new(),
            corrected: Default::default(),
            beside: Vec::new(),
            numbers: Default::default(),
            unreadable: None,
            came_encrypted: false,
            attachments: Vec::new(),
            unread: Vec::new(),
            forwarded: None,
            risk: Risk::default(),
            obligations: Vec::new(),
            holds: Vec::new(),
            taken: Vec::new(),
            authority: None,
            authority_told: None,
            authority_phoned: None,
            submitted: None,
            supplements: Vec::new(),
            nothing_follows: false,
            persons: None,
            persons_told: None,
            persons_plan: None,
            lists: None,
            listed: Vec::new(),
            delay_reason: None,
            classified: Default::default(),
            submissions: Default::default(),
            assigned: Default::default(),
            measures: Vec::new(),
            evidence: Vec::new(),
            police: None,
            evaluations: Vec::new(),
            action_group: None,
            excluded: Vec::new(),
            unreachable: Vec::new(),
            reminded: Default::default(),
            held_back: Default::default(),
            refused: Default::default(),
            closing: None,
            merged_into: None,
            twins: Vec::new(),
            joined_reporters: Vec::new(),
            collected: None,
            flooded_until: None,
            said: Default::default(),
            exercise: false,
            before: None,
        }
    }
}

fn nobody() -> Reporter {
    Reporter {
        email: String::new(),
        name: None,
        language: String::new(),
        authenticated: false,
        automatic: false,
        message_id: None,
    }
}

/// Opens the case with its first mail.
pub fn opened(draft: &mut Draft<'_>, incoming: &Incoming) {
    let policy = draft.policy;
    let reading = &incoming.reading;
    let case = &mut draft.case;
    case.opened_at = draft.now;
    case.reported_at = incoming.arrived_at;
    case.reporter = reporter(incoming, policy);
    case.processor = policy.contacts.processor_by_email(&case.reporter.email).map(|one| one.name.clone());
    case.report = reading.report.clone();
    // Only a person's judgement is a level of risk; what the report proposes stays in the report.
    case.unreadable = incoming.unreadable.clone();
    case.came_encrypted = reading.opened;
    case.attachments =
        reading.attachments.iter().map(|one| format!("{} ({} B)", one.name, one.bytes)).collect();
    case.forwarded = reading.forwarded.clone();
    take_unread(case, reading);
    take_report(case);
    let doubted = take_conflicts(case, incoming);
    case.aware = awareness(case, policy);
    case.aware.unsure |= doubted;
    case.risk.proposed = Some(risk::propose(&case.report));
    draft.outcome = if incoming.unreadable.is_some() { Outcome::Unreadable } else { Outcome::Opened };
    let payload = serde_json::json!({
        "mail": incoming.mail_id, "aware": draft.case.aware, "report": draft.case.report, "text": reading.reply_text,
    });
    let payload = signed::noted(payload, reading);
    let by = sender(&draft.case);
    draft.note("reported", &by, &incoming.authenticity.said(), draft.case.aware.reason.clone(), payload);
    numbers::take(draft, incoming, &by);
    owner::settle(draft);
    draft.case.exercise = incoming.authenticated && twin::is_exercise(reading.subject.as_deref());
    draft.case.twins = twin::find(&draft.case, &incoming.candidates, policy);
    flood::opened(draft, incoming);
    acknowledge(draft, incoming);
    first::tell_of_new_case(draft, &signed::said(reading));
    let items = processor::take_told(draft, incoming, &by, incoming.authenticated);
    draft.add_to_first_notices(&items);
    first::tell_lists_at_once(draft);
}

fn sender(case: &Case) -> String {
    if case.reporter.email.is_empty() { "unknown".to_owned() } else { case.reporter.email.clone() }
}

/// The reporter as the mail shows: the address speaks, the display name is only shown.
pub fn reporter(incoming: &Incoming, policy: &Policy) -> Reporter {
    let reading = &incoming.reading;
    let from = reading.from.clone().unwrap_or_default();
    let known = ["nb", "nn", "en"].contains(&reading.language.as_str());
    let email = from.address.to_ascii_lowercase();
    let processor = policy.contacts.processor_by_email(&email).and_then(|one| one.language.clone());
    let language = if known { Some(reading.language.clone()) } else { processor };
    Reporter {
        language: language.unwrap_or_else(|| policy.organisation.language.clone()),
        email,
        name: from.name,
        authenticated: incoming.authenticated,
        automatic: reading.automatic,
        message_id: reading.message_id.clone(),
    }
}

/// Brings what the report says into the case's own terms.
pub fn take_report(case: &mut Case) {
    if let Some(Value::Moment(moment)) = case.report.get(&Field::DiscoveredAt).map(|found| &found.value) {
        case.discovered = Some(*moment);
    }
    if let Some(Value::Kinds(kinds)) = case.report.get(&Field::Kinds).map(|found| &found.value) {
        case.kinds.extend(kinds.iter().copied());
    }
    if let Some(Value::Properties(properties)) = case.report.get(&Field::Properties).map(|found| &found.value)
    {
        case.properties.extend(properties.iter().copied());
    }
    if case.kinds.is_empty() {
        case.kinds.insert(Kind::Privacy);
    }
}

/// What parts of the mail say differently is kept beside the report for a person. True where one of them tells of an
/// earlier discovery: then the clock runs from that one until a person says otherwise (T11).
fn take_conflicts(case: &mut Case, incoming: &Incoming) -> bool {
    let known = case.discovered;
    for (field, found) in &incoming.reading.conflicts {
        if let (Field::DiscoveredAt, Value::Moment(told)) = (field, &found.value)
            && case.discovered.is_some_and(|known| told.at < known.at)
        {
            case.discovered = Some(*told);
        }
        case.beside.push(Beside {
            field: *field,
            found: found.clone(),
            by: case.reporter.email.clone(),
            verified: incoming.authenticated,
            at: case.opened_at,
        });
    }
    case.discovered != known
}

/// Attachments that could not be read become open items by name. One that comes again and can be read is none any more.
pub fn take_unread(case: &mut Case, reading: &Reading) {
    let is_new = |name: &str| reading.attachments.iter().any(|one| one.name == name);
    case.unread.retain(|one| !is_new(&one.name));
    for one in &reading.unread {
        if case.unread.len() < MOST_UNREAD && !case.unread.contains(one) {
            case.unread.push(one.clone());
        }
    }
}

/// When the controller became aware (design, "Time and law"): an own employee's discovery counts from the discovery,
/// a processor's or anybody else's mail from its reception (R4, R5).
pub fn awareness(case: &Case, policy: &Policy) -> Aware {
    let reported = case.reported_at;
    let set = |at, reason, unsure| Aware { at, reason, set_by: None, unsure, earlier: Vec::new() };
    if let Some(name) = &case.processor {
        return set(reported, Phrase::new("aware_processor").with("name", name).with("at", reported), false);
    }
    let domain = case.reporter.email.rsplit_once('@').map_or("", |(_, domain)| domain);
    let own = policy.organisation.domains.iter().any(|own| is_within(domain, own));
    match case.discovered {
        Some(moment) if own => {
            let at = moment.at.with_timezone(&Utc).min(reported);
            let unsure = is_unsure(moment, reported, policy);
            let key = if unsure { "aware_unsure" } else { "aware_employee_discovery" };
            set(at, Phrase::new(key).with("at", at), unsure)
        }
        _ => set(reported, Phrase::new("aware_reception").with("at", reported), false),
    }
}

/// Vaguer than a day, in the future, or longer ago than the whole time limit: one confirming line is asked for.
fn is_unsure(moment: Moment, reported: DateTime<Utc>, policy: &Policy) -> bool {
    let at = moment.at.with_timezone(&Utc);
    let limit = policy.regime(obligation::AUTHORITY, reported.date_naive()).and_then(|one| one.offset_secs);
    moment.precision > Precision::Day
        || at > reported
        || limit.is_some_and(|limit| reported - at > Duration::seconds(limit))
}

/// Every new case is acknowledged, within the limits of promise 4.
fn acknowledge(draft: &mut Draft<'_>, incoming: &Incoming) {
    let receivers = people::reporters(&draft.case, draft.policy);
    if receivers.is_empty() {
        return;
    }
    if let Some(reason) = flood::withholds_receipt(draft, incoming) {
        draft.receipts_spent = true;
        draft.note_own("receipt_withheld", reason, serde_json::Value::Null);
        return;
    }
    for to in receivers {
        // A mail that anybody may have written brings its processor's contact point no more than that one's own limit.
        let spared = incoming.load.contact_spent && !wrote(incoming, &to);
        if incoming.authenticated || !spared {
            receipt(draft, incoming, to);
        }
    }
}

/// The receipt for a mail, in the words for a reporter or for a processor.
pub fn receipt(draft: &mut Draft<'_>, incoming: &Incoming, to: people::Addressee) {
    let is_processor = draft.case.processor.is_some();
    let numbers = Numbers::of(&incoming.reading, draft.policy).for_sender(draft.case.reporter.authenticated);
    // The contact point of a processor did not write the mail itself.
    let wrote = wrote(incoming, &to);
    draft.tell(Letter {
        template: if is_processor { Template::ProcessorReceipt } else { Template::Acknowledgement },
        to,
        key: mail_key(incoming),
        in_reply_to: incoming.reading.message_id.clone().filter(|_| wrote),
        fill: Box::new(move |data| data.numbers = numbers),
    });
}

fn wrote(incoming: &Incoming, who: &people::Addressee) -> bool {
    let from = incoming.reading.from.as_ref();
    from.is_some_and(|from| from.address.eq_ignore_ascii_case(&who.recipient.email))
}

/// Notices that answer one mail are once-only by that mail.
pub fn mail_key(incoming: &Incoming) -> StepKey {
    StepKey {
        obligation: "mail".to_owned(),
        generation: 0,
        step: incoming.mail_id.to_string(),
        occurrence: 0,
    }
}
