//! The columns of the register for people: heading in three languages, width in characters, and the cell of a case.

use super::cells::{
    Row, band, closed, discovered, fields, level, lists, maybe, number, other_laws, parties, persons_reason,
    plan, police, processor_hours, records, text,
};
use super::entry::entry;
use crate::case::Case;
use crate::export::Voice;
use crate::export::xlsx::{self, Cell};

type Of = fn(&Row<'_>) -> Cell;

/// In the order of the sheet. A new column goes where its subject stands; nothing counts columns.
const COLUMNS: [([&str; 3], u16, Of); 68] = [
    (["Saksnummer", "Saksnummer", "Case"], 18, |row| text(&row.entry.number)),
    (["Status", "Status", "Status"], 18, |row| text(row.voice.status(row.case))),
    (["Øvelse", "Øving", "Exercise"], 8, |row| {
        if row.entry.exercise { text(row.voice.yes_no(true)) } else { Cell::Empty }
    }),
    (["Avvikseier", "Avvikseigar", "Case owner"], 20, |row| maybe(&row.entry.owner)),
    (["Type avvik", "Type avvik", "Kind"], 24, |row| text(&row.voice.kinds(row.case))),
    (["Hva er brutt", "Kva er brote", "What was breached"], 18, |row| text(&row.voice.properties(row.case))),
    (["Tidsrom", "Tidsrom", "Period"], 24, |row| maybe(&row.entry.occurred)),
    (["Oppdaget", "Oppdaga", "Discovered"], 17, discovered),
    (["Kjent for oss", "Kjent for oss", "Aware"], 17, |row| row.time(Some(row.entry.aware_at))),
    (["Meldt inn", "Meldt inn", "Reported"], 17, |row| row.time(Some(row.entry.reported_at))),
    (["Sak opprettet", "Sak oppretta", "Case opened"], 17, |row| row.time(Some(row.entry.opened_at))),
    (["Antall meldinger om det samme", "Talet på meldingar om det same", "Reports of the same"], 10, |row| {
        number(u64::try_from(row.entry.reporters).ok())
    }),
    (["Hva har skjedd", "Kva har skjedd", "What happened"], 60, |row| maybe(&row.entry.what_happened)),
    (["Hovedårsak", "Hovudårsak", "Main cause"], 30, |row| maybe(&row.entry.cause)),
    (["Hvordan avviket oppstod", "Korleis avviket oppstod", "How it arose"], 40, |row| {
        maybe(&row.entry.how_it_arose)
    }),
    (["System", "System", "System"], 18, |row| maybe(&row.entry.system)),
    (["Sted", "Stad", "Place"], 18, |row| maybe(&row.entry.place)),
    (["Avdeling", "Avdeling", "Department"], 18, |row| maybe(&row.entry.department)),
    (["Berørte, minst", "Råka, minst", "Persons, at least"], 10, |row| number(row.entry.persons_low)),
    (["Berørte, høyst", "Råka, høgst", "Persons, at most"], 10, |row| number(row.entry.persons_high)),
    (["Berørte, slik det ble skrevet", "Råka, slik det vart skrive", "Persons, as written"], 18, |row| {
        maybe(&row.entry.persons_written)
    }),
    (
        [
            "Registreringer, slik det ble skrevet",
            "Registreringar, slik det vart skrive",
            "Records, as written",
        ],
        18,
        |row| maybe(&row.entry.records_written),
    ),
    (["Type personopplysninger", "Type personopplysningar", "Type of personal data"], 36, |row| {
        maybe(&row.entry.data_types)
    }),
    (["Relasjon til de berørte", "Relasjon til dei råka", "Relation to the persons"], 24, |row| {
        maybe(&row.entry.relationship)
    }),
    (["Hvor opplysningene er nå", "Kvar opplysningane er no", "Where the data are now"], 36, |row| {
        maybe(&row.entry.data_location)
    }),
    (["Var opplysningene kryptert", "Var opplysningane krypterte", "Encrypted"], 18, |row| {
        maybe(&row.entry.protection)
    }),
    (["Mulige konsekvenser", "Moglege konsekvensar", "Effects"], 40, |row| maybe(&row.entry.effects)),
    (["Tiltak som er gjort", "Tiltak som er gjorde", "Measures taken"], 40, |row| {
        maybe(&row.entry.measures_taken)
    }),
    (["Planlagte tiltak", "Planlagde tiltak", "Measures planned"], 40, |row| {
        maybe(&row.entry.measures_planned)
    }),
    (["Handlingsplan", "Handlingsplan", "Action plan"], 50, plan),
    (["Sannsynlighet (S)", "Sannsyn (S)", "Likelihood (S)"], 8, |row| {
        level(&row.entry.risk, |one| one.likelihood)
    }),
    (["Konsekvens (K)", "Konsekvens (K)", "Consequence (K)"], 8, |row| {
        level(&row.entry.risk, |one| one.consequence)
    }),
    (["Risiko (R)", "Risiko (R)", "Risk (R)"], 8, |row| level(&row.entry.risk, |one| one.score)),
    (["Risikonivå", "Risikonivå", "Band"], 12, band),
    (["Risiko vurdert av", "Risiko vurdert av", "Risk judged by"], 20, |row| {
        maybe(&row.entry.risk.as_ref().map(|one| one.by.clone()))
    }),
    (["Risiko vurdert", "Risiko vurdert", "Risk judged"], 17, |row| {
        row.time(row.entry.risk.as_ref().map(|one| one.at))
    }),
    (["Begrunnelse, risiko", "Grunngiving, risiko", "Reason, risk"], 36, |row| {
        maybe(&row.entry.risk.as_ref().and_then(|one| one.reason.clone()))
    }),
    (
        ["Nye opplysninger om risikoen", "Nye opplysningar om risikoen", "New information on the risk"],
        17,
        |row| row.time(row.entry.risk_questioned_at),
    ),
    (["Restrisiko (R)", "Restrisiko (R)", "Residual risk (R)"], 10, |row| {
        level(&row.entry.residual, |one| one.score)
    }),
    (
        [
            "Skal meldes til tilsynsmyndigheten",
            "Skal meldast til tilsynsstyresmakta",
            "Authority must be told",
        ],
        14,
        |row| text(row.voice.decided(row.entry.authority.required)),
    ),
    (["Begrunnelse, melding", "Grunngiving, melding", "Reason, authority"], 40, |row| {
        maybe(&row.entry.authority.reason)
    }),
    (["Avgjort av, melding", "Avgjort av, melding", "Decided by, authority"], 20, |row| {
        maybe(&row.entry.authority.decided_by)
    }),
    (["Avgjort, melding", "Avgjort, melding", "Decided, authority"], 17, |row| {
        row.time(row.entry.authority.decided_at)
    }),
    (["Frist for melding", "Frist for melding", "Due, authority"], 17, |row| {
        row.time(row.entry.authority.due_at)
    }),
    (["Meldt", "Meldt", "Authority told"], 17, |row| row.time(row.entry.authority.told_at)),
    (["Referanse", "Referanse", "Reference"], 18, |row| maybe(&row.entry.authority.reference)),
    (["Meldt etter fristen", "Meldt etter fristen", "Told late"], 10, |row| {
        row.entry.authority.late.map_or(Cell::Empty, |late| text(row.voice.yes_no(late)))
    }),
    (["Årsakene til forsinkelsen", "Årsakene til forseinkinga", "Reasons for the delay"], 36, |row| {
        maybe(&row.entry.authority.delay_reason)
    }),
    (["De berørte skal informeres", "Dei råka skal informerast", "Persons must be told"], 14, |row| {
        text(row.voice.decided(row.entry.persons.required))
    }),
    (
        [
            "Begrunnelse eller unntak, de berørte",
            "Grunngiving eller unntak, dei råka",
            "Reason or exception, persons",
        ],
        40,
        persons_reason,
    ),
    (["De berørte informert", "Dei råka informerte", "Persons told"], 17, |row| {
        row.time(row.entry.persons.told_at)
    }),
    (["Hvordan de ble informert", "Korleis dei vart informerte", "How they were told"], 24, |row| {
        maybe(&row.entry.persons.how)
    }),
    (["Varslet på kontaktlistene", "Varsla på kontaktlistene", "Contact lists told"], 30, lists),
    (["Andre regelverk", "Andre regelverk", "Other laws"], 40, other_laws),
    (["Databehandler", "Databehandlar", "Processor"], 20, |row| maybe(&row.entry.processor)),
    (
        [
            "Tid før databehandleren varslet oss",
            "Tid før databehandlaren varsla oss",
            "Time until the processor told us",
        ],
        20,
        processor_hours,
    ),
    (
        ["Behandlingsansvarlige som er varslet", "Behandlingsansvarlege som er varsla", "Controllers told"],
        36,
        |row| parties(row, &row.entry.controllers),
    ),
    (["Felles ansvar", "Felles ansvar", "Joint controllers"], 36, |row| {
        maybe(&row.entry.joint.as_ref().map(|one| one.duties.clone()))
    }),
    (["Eksterne parter", "Eksterne partar", "External parties"], 36, |row| {
        parties(row, &row.entry.externals)
    }),
    (
        ["Aksjonsgruppens første møte", "Første møte i aksjonsgruppa", "First meeting of the action group"],
        17,
        |row| row.time(row.entry.action_group.as_ref().and_then(|one| one.meeting_at)),
    ),
    (["Hendelsesrapport levert", "Hendingsrapport levert", "Incident report delivered"], 17, |row| {
        row.time(row.entry.action_group.as_ref().and_then(|one| one.report_delivered_at))
    }),
    (["Sikrede bevis", "Sikra bevis", "Evidence secured"], 36, |row| records(row, &row.entry.evidence)),
    (["Anmeldt til politiet", "Meld til politiet", "Reported to the police"], 18, police),
    (["Evaluering", "Evaluering", "Evaluation"], 40, |row| records(row, &row.entry.evaluations)),
    (
        ["Rettet eller fylt ut i saken", "Retta eller fylt ut i saka", "Corrected or filled in by us"],
        30,
        |row| fields(row, &row.entry.corrected),
    ),
    (
        [
            "Opplysninger som ikke stemmer overens",
            "Opplysningar som ikkje stemmer overeins",
            "Information that contradicts",
        ],
        30,
        |row| fields(row, &row.entry.contradicted),
    ),
    (["Lukket", "Lukka", "Closed"], 17, |row| row.time(row.entry.closed.as_ref().map(|closed| closed.at))),
    (["Lukket av og begrunnelse", "Lukka av og grunngiving", "Closed by, and reason"], 40, closed),
];

pub fn headings(voice: &Voice<'_>) -> Vec<String> {
    COLUMNS.iter().map(|(heading, ..)| voice.pick(*heading).to_owned()).collect()
}

pub fn workbook_columns(voice: &Voice<'_>) -> Vec<xlsx::Column> {
    let column = |(heading, width, _): &([&str; 3], u16, Of)| xlsx::Column {
        heading: voice.pick(*heading).to_owned(),
        width: *width,
    };
    COLUMNS.iter().map(column).collect()
}

/// The case's row, a cell for each column.
pub fn cells(case: &Case, voice: &Voice<'_>) -> Vec<Cell> {
    let row = Row { case, entry: entry(case, voice), voice };
    COLUMNS.iter().map(|(.., of)| of(&row)).collect()
}

/// A cell as text, dates in the form that Excel reads as dates in that language.
pub fn written(cell: &Cell, voice: &Voice<'_>) -> String {
    let norwegian = voice.language() != "en";
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) => text.clone(),
        Cell::Number(number) => number.to_string(),
        Cell::Date(date) => date.format(if norwegian { "%d.%m.%Y" } else { "%Y-%m-%d" }).to_string(),
        Cell::Time(time) => {
            time.format(if norwegian { "%d.%m.%Y %H:%M" } else { "%Y-%m-%d %H:%M" }).to_string()
        }
    }
}
