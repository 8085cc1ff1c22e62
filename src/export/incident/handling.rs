//! What the law asked for and when it was done; who decided what, when and why (S46, S50, S54, S57, S73, S88).

use super::{Desk, capital, told};
use crate::case::obligation::{self, Obligation, ObligationState};
use crate::case::{Ruling, State, Told, group, parties};
use crate::export::paper::Block;

pub fn obligations(desk: &Desk<'_>) -> Vec<Block> {
    let voice = desk.voice;
    let header = voice.pick([
        ["Plikt", "Frist", "Status", "Begrunnelse"],
        ["Plikt", "Frist", "Status", "Grunngiving"],
        ["Duty", "Due", "Status", "Reason"],
    ]);
    let shown = desk.case.obligations.iter().filter(|one| one.is_shown());
    let rows = shown.map(|one| vec![name(desk, one), due(desk, one), state(desk, one), reason(desk, one)]);
    desk.table(&[28, 23, 23, 36], &header, rows.collect())
}

fn due(desk: &Desk<'_>, one: &Obligation) -> String {
    let voice = desk.voice;
    let no_hour = matches!(one.name.as_str(), obligation::PERSONS | obligation::SUPPLEMENT);
    let without = voice.pick(["Uten ugrunnet opphold", "Utan ugrunna opphald", "Without undue delay"]);
    let none = if no_hour { without } else { "–" };
    one.due_at.map_or_else(|| none.to_owned(), |due| voice.short(due))
}

/// What is still to do says to its handler what to write; that is not for the report.
fn reason(desk: &Desk<'_>, one: &Obligation) -> String {
    match one.state {
        ObligationState::Pending if one.name != obligation::AUTHORITY => String::new(),
        _ => desk.voice.say(&one.reason),
    }
}

/// The duty with its law, in one line.
pub fn duty(desk: &Desk<'_>, one: &Obligation) -> String {
    match name(desk, one).split_once('\n') {
        Some((duty, law)) => format!("{duty} ({law})"),
        None => name(desk, one),
    }
}

/// The duty and below it the law it comes from.
fn name(desk: &Desk<'_>, one: &Obligation) -> String {
    let voice = desk.voice;
    let name = match one.name.as_str() {
        obligation::AUTHORITY => {
            ["Melde til tilsynsmyndigheten", "Melde til tilsynsstyresmakta", "Notify the authority"]
        }
        obligation::SUPPLEMENT => {
            ["Ettersende opplysninger", "Ettersende opplysningar", "Send further information"]
        }
        obligation::PERSONS => ["Informere de berørte", "Informere dei råka", "Inform the persons affected"],
        obligation::REGISTER => ["Dokumentere avviket", "Dokumentere avviket", "Document the breach"],
        obligation::LISTS => ["Varsle kontaktlistene", "Varsle kontaktlistene", "Tell the contact lists"],
        obligation::CONTROLLERS => {
            ["Varsle behandlingsansvarlige", "Varsle behandlingsansvarlege", "Tell the controllers"]
        }
        obligation::EVALUATION => ["Evaluere tiltakene", "Evaluere tiltaka", "Evaluate the measures"],
        group::GROUP => ["Kalle inn aksjonsgruppen", "Kalle inn aksjonsgruppa", "Summon the action group"],
        group::CONTACT => [
            "Velge kontaktperson for aksjonsgruppen",
            "Velje kontaktperson for aksjonsgruppa",
            "Choose a contact person for the action group",
        ],
        group::REPORT => {
            ["Levere hendelsesrapporten", "Levere hendingsrapporten", "Hand over the incident report"]
        }
        name if name.starts_with(obligation::EXTERNAL) => return external(desk, one),
        // Another law: its receiver says what it is.
        _ => return other_law(desk, one),
    };
    let law = one.terms.as_ref().map(|terms| format!("\n{}", terms.law));
    format!("{}{}", voice.pick(name), law.unwrap_or_default())
}

fn external(desk: &Desk<'_>, one: &Obligation) -> String {
    let party = parties::external::of(desk.case, &one.name).map_or(&one.recipient, |one| &one.party);
    let word = desk.voice.pick(["Få tilbakemelding fra", "Få tilbakemelding frå", "Get feedback from"]);
    format!("{word} {party}")
}

fn other_law(desk: &Desk<'_>, one: &Obligation) -> String {
    let voice = desk.voice;
    let word = voice.pick(["Melde til", "Melde til", "Notify"]);
    let law = one.terms.as_ref().map_or(one.name.as_str(), |terms| terms.law.as_str());
    let stage = one.terms.as_ref().and_then(|terms| terms.stage.as_deref()).map(|stage| {
        let said = match stage {
            "initial" => voice.pick(["første melding", "første melding", "initial notification"]),
            "intermediate" => voice.pick(["foreløpig rapport", "førebels rapport", "intermediate report"]),
            "final" => voice.pick(["sluttrapport", "sluttrapport", "final report"]),
            other => other,
        };
        format!(", {said}")
    });
    format!("{word} {}{}\n{law}", one.recipient, stage.unwrap_or_default())
}

fn state(desk: &Desk<'_>, one: &Obligation) -> String {
    let voice = desk.voice;
    let overdue = one.state == ObligationState::Pending && one.due_at.is_some_and(|due| due < desk.now);
    let word = voice.pick(match one.state {
        ObligationState::Pending if overdue => {
            ["ikke gjort, fristen er ute", "ikkje gjort, fristen er ute", "not done, overdue"]
        }
        ObligationState::Pending => ["gjenstår", "står att", "still to do"],
        ObligationState::Met => ["gjort", "gjort", "done"],
        ObligationState::Late => ["gjort etter fristen", "gjort etter fristen", "done late"],
        ObligationState::NotRequired => ["ikke påkrevd", "ikkje påkravd", "not required"],
    });
    let done = matches!(one.state, ObligationState::Met | ObligationState::Late);
    match one.met_at.filter(|_| done) {
        Some(at) => format!("{}\n{}", capital(word), voice.short(at)),
        None => capital(word),
    }
}

pub fn decisions(desk: &Desk<'_>) -> Vec<Block> {
    let voice = desk.voice;
    let header = voice.pick([
        ["Avgjørelse", "Svar", "Av og når", "Begrunnelse"],
        ["Avgjerd", "Svar", "Av og når", "Grunngiving"],
        ["Decision", "Answer", "By and when", "Reason"],
    ]);
    let rows = [
        awareness(desk),
        risk(desk),
        authority(desk),
        other_laws(desk),
        persons(desk),
        lists(desk),
        closing(desk),
    ];
    desk.table(&[29, 22, 23, 26], &header, rows.concat())
}

type Rows = Vec<Vec<String>>;

fn awareness(desk: &Desk<'_>) -> Rows {
    let aware = &desk.case.aware;
    let Some(by) = &aware.set_by else { return Vec::new() };
    let voice = desk.voice;
    let what = voice.pick([
        "Når vi ble kjent med avviket",
        "Når vi vart kjende med avviket",
        "When we became aware",
    ]);
    vec![vec![what.to_owned(), voice.short(aware.at), voice.name(by), voice.say(&aware.reason)]]
}

fn risk(desk: &Desk<'_>) -> Rows {
    let (case, voice) = (desk.case, desk.voice);
    let names = [["Risiko", "Risiko", "Risk"], ["Restrisiko", "Restrisiko", "Residual risk"]];
    let rows = names.into_iter().zip([&case.risk.decided, &case.risk.residual]);
    let row = |(name, one): ([&str; 3], &Option<crate::case::Assessment>)| {
        let one = one.as_ref()?;
        let level = capital(&told::level(desk, Some(one)));
        let reason = one.reason.clone().unwrap_or_default();
        Some(vec![voice.pick(name).to_owned(), level, desk.by(&one.by, one.at), reason])
    };
    rows.filter_map(row).collect()
}

fn authority(desk: &Desk<'_>) -> Rows {
    let (case, voice) = (desk.case, desk.voice);
    let asked =
        voice.pick(["Skal avviket meldes?", "Skal avviket meldast?", "Is the authority to be notified?"]);
    let done =
        voice.pick(["Meldt til tilsynsmyndigheten", "Meld til tilsynsstyresmakta", "Authority notified"]);
    let phoned = voice.pick(["Ringt tilsynsmyndigheten", "Ringt tilsynsstyresmakta", "Authority phoned"]);
    let sent_on = voice.pick(["Ettersendt opplysninger", "Ettersendt opplysningar", "Information sent on"]);
    let why = voice.pick(["Årsakene til forsinkelsen", "Årsakene til forseinkinga", "Reasons for the delay"]);
    let mut rows: Rows = case.authority.iter().map(|one| ruling(desk, asked, one)).collect();
    rows.extend(case.authority_phoned.iter().map(|one| outside(desk, phoned, one)));
    rows.extend(case.authority_told.iter().map(|one| outside(desk, done, one)));
    rows.extend(case.supplements.iter().map(|one| outside(desk, sent_on, one)));
    // The law wants them with a late notice (art. 33(1)); they may be written down before it is sent.
    rows.extend(
        case.delay_reason
            .iter()
            .map(|delay| vec![why.to_owned(), String::new(), String::new(), delay.clone()]),
    );
    rows
}

/// What a person said of other laws' thresholds, and the reports that were sent under them.
fn other_laws(desk: &Desk<'_>) -> Rows {
    let (case, voice) = (desk.case, desk.voice);
    let mut rows: Rows = Vec::new();
    for (group, one) in &case.classified {
        let law = voice.law(group);
        let asked = voice.pick([
            format!("Skal hendelsen meldes etter {law}?"),
            format!("Skal hendinga meldast etter {law}?"),
            format!("Is the incident to be reported under {law}?"),
        ]);
        let answer = capital(voice.yes_no(one.reached));
        rows.push(vec![asked, answer, desk.by(&one.by, one.at), one.reason.clone().unwrap_or_default()]);
    }
    for (name, told) in &case.submissions {
        let known = case.obligation(name);
        let done = known.map_or_else(|| name.clone(), |one| duty(desk, one));
        let mut row = outside(desk, &done, told);
        let late = known.is_some_and(|one| one.state == ObligationState::Late);
        if let (Some(reason), true) = (row.last_mut(), late) {
            *reason = voice.pick(["Etter fristen", "Etter fristen", "After the deadline"]).to_owned();
        }
        rows.push(row);
    }
    rows
}

fn persons(desk: &Desk<'_>) -> Rows {
    let (case, voice) = (desk.case, desk.voice);
    let asked = voice.pick([
        "Skal de berørte informeres?",
        "Skal dei råka informerast?",
        "Are the persons affected to be informed?",
    ]);
    let done = voice.pick(["De berørte informert", "Dei råka informerte", "Persons affected informed"]);
    let mut rows: Rows = case.persons.iter().map(|one| ruling(desk, asked, one)).collect();
    rows.extend(case.persons_plan.iter().map(|plan| {
        let planned = voice.pick(["Plan for å informere", "Plan for å informere", "Plan for informing them"]);
        let due = plan.due.map_or_else(String::new, |due| voice.short_said(due.with_timezone(&chrono::Utc)));
        let who = plan.by_whom.as_deref().map_or_else(String::new, |who| voice.name(who));
        vec![planned.to_owned(), due, who, plan.how.clone().unwrap_or_default()]
    }));
    rows.extend(case.persons_told.iter().map(|one| outside(desk, done, one)));
    rows
}

fn lists(desk: &Desk<'_>) -> Rows {
    let voice = desk.voice;
    let asked = voice.pick(["Varsle kontaktlistene?", "Varsle kontaktlistene?", "Tell the contact lists?"]);
    let row = |one: &Ruling| {
        let mut row = ruling(desk, asked, one);
        let parties = voice.parties(desk.case);
        if let (Some(reason), false) = (row.last_mut(), parties.is_empty()) {
            let word = voice.pick(["Varslet", "Varsla", "Told"]);
            *reason = format!("{word}: {}", parties.join(", "));
        }
        row
    };
    desk.case.lists.iter().map(row).collect()
}

fn closing(desk: &Desk<'_>) -> Rows {
    let (case, voice) = (desk.case, desk.voice);
    let Some(closing) = &case.closing else { return Vec::new() };
    let what = voice.pick(match case.state {
        State::NotABreach => ["Ikke et avvik", "Ikkje eit avvik", "Not a breach"],
        State::Merged => {
            ["Slått sammen med en annen sak", "Slått saman med ei anna sak", "Merged with another case"]
        }
        _ => ["Saken er lukket", "Saka er lukka", "The case is closed"],
    });
    let reason = closing.reason.clone().unwrap_or_default();
    vec![vec![what.to_owned(), capital(voice.yes_no(true)), desk.by(&closing.by, closing.at), reason]]
}

fn ruling(desk: &Desk<'_>, asked: &str, one: &Ruling) -> Vec<String> {
    let exception = one.exception.as_deref().map(|letter| {
        let words = desk.voice.words.exception(letter).unwrap_or_default();
        format!("{} {letter}: {words}", desk.voice.pick(["Unntak", "Unntak", "Exception"]))
    });
    let reasons: Vec<String> = exception.into_iter().chain(one.reason.clone()).collect();
    vec![asked.to_owned(), capital(desk.voice.yes_no(one.yes)), desk.by(&one.by, one.at), reasons.join("\n")]
}

fn outside(desk: &Desk<'_>, done: &str, one: &Told) -> Vec<String> {
    let at = desk.voice.short_said(one.at);
    let answer = match &one.reference {
        Some(reference) => format!("{at}\n{reference}"),
        None => at,
    };
    vec![done.to_owned(), answer, desk.voice.name(&one.by), String::new()]
}
