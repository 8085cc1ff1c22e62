//! What the law asked for and when it was done; who decided what, when and why (S46, S50, S54, S88).

use super::{Desk, capital, told};
use crate::case::obligation::{self, Obligation, ObligationState};
use crate::case::{Ruling, State, Told};
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
        // Another law: its receiver says what it is.
        _ => return other_law(desk, one),
    };
    let law = one.terms.as_ref().map(|terms| format!("\n{}", terms.law));
    format!("{}{}", voice.pick(name), law.unwrap_or_default())
}

fn other_law(desk: &Desk<'_>, one: &Obligation) -> String {
    let word = desk.voice.pick(["Melde til", "Melde til", "Notify"]);
    let law = one.terms.as_ref().map_or(one.name.as_str(), |terms| terms.law.as_str());
    format!("{word} {}\n{law}", one.recipient)
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
    let rows: Vec<Vec<String>> =
        [awareness(desk), risk(desk), authority(desk), persons(desk), lists(desk), closing(desk)]
            .into_iter()
            .flatten()
            .collect();
    desk.table(&[29, 22, 23, 26], &header, rows)
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
        Some(vec![voice.pick(name).to_owned(), level, desk.by(&one.by, one.at), String::new()])
    };
    rows.filter_map(row).collect()
}

fn authority(desk: &Desk<'_>) -> Rows {
    let (case, voice) = (desk.case, desk.voice);
    let asked =
        voice.pick(["Skal avviket meldes?", "Skal avviket meldast?", "Is the authority to be notified?"]);
    let done =
        voice.pick(["Meldt til tilsynsmyndigheten", "Meld til tilsynsstyresmakta", "Authority notified"]);
    let mut rows: Rows = case.authority.iter().map(|one| ruling(desk, asked, one)).collect();
    rows.extend(case.authority_told.iter().map(|one| {
        let mut row = outside(desk, done, one);
        if let (Some(reason), Some(delay)) = (row.last_mut(), &case.delay_reason) {
            let word = voice.pick([
                "Årsakene til forsinkelsen",
                "Årsakene til forseinkinga",
                "Reasons for the delay",
            ]);
            *reason = format!("{word}: {delay}");
        }
        row
    }));
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
    let at = desk.voice.short(one.at);
    let answer = match &one.reference {
        Some(reference) => format!("{at}\n{reference}"),
        None => at,
    };
    vec![done.to_owned(), answer, desk.voice.name(&one.by), String::new()]
}
