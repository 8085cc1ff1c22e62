//! The action plan (S74), what is kept as evidence, the action group (S9–S15), what remains, and the timeline.

use chrono::Utc;

use super::Desk;
use crate::case::Measure;
use crate::export::paper::Block;

/// The columns of S74; the wanted effect (S56), the approval (S58) and reports (S59) stand below the measure.
pub fn measures(desk: &Desk<'_>) -> Vec<Block> {
    let voice = desk.voice;
    let header = voice.pick([
        ["Nr.", "Tiltak", "Ansvarlig", "Medhjelper", "Tidsfrist", "Utført"],
        ["Nr.", "Tiltak", "Ansvarleg", "Medhjelpar", "Tidsfrist", "Utført"],
        ["No.", "Measure", "Responsible", "Helper", "Due", "Done"],
    ]);
    let who = |who: &Option<String>| who.as_deref().map_or_else(String::new, |who| voice.name(who));
    let rows = desk.case.measures.iter().map(|one| {
        let due = one.due.map_or_else(String::new, |due| voice.short_day(due.with_timezone(&Utc)));
        let done = one.done_at.map_or_else(String::new, |at| voice.short_day(at));
        vec![one.number.to_string(), measure(desk, one), who(&one.owner), who(&one.helper), due, done]
    });
    desk.table(&[14, 54, 34, 34, 32, 32], &header, rows.collect())
}

fn measure(desk: &Desk<'_>, one: &Measure) -> String {
    let voice = desk.voice;
    let effect = one.effect.iter().map(|effect| {
        format!("{}: {effect}", voice.pick(["Ønsket effekt", "Ønskt effekt", "Wanted effect"]))
    });
    let approved = one.approved_by.iter().map(|by| {
        format!("{}: {}", voice.pick(["Godkjent av", "Godkjend av", "Approved by"]), voice.name(by))
    });
    let lines =
        std::iter::once(one.text.clone()).chain(effect).chain(approved).chain(one.progress.iter().cloned());
    lines.collect::<Vec<_>>().join("\n")
}

/// Files that came with the reports. What else is kept as evidence belongs here too.
pub fn evidence(desk: &Desk<'_>) -> Vec<Block> {
    let (case, voice) = (desk.case, desk.voice);
    let unread = |name: &String| case.unread.iter().any(|one| one.name == *name);
    let note = voice.pick(["kunne ikke leses", "kunne ikkje lesast", "could not be read"]);
    let listed = case.attachments.iter().map(|name| match unread(name) {
        true => format!("{name} ({note})"),
        false => name.clone(),
    });
    let inside =
        case.unread.iter().filter(|one| !case.attachments.contains(&one.name) && !one.name.is_empty());
    let items: Vec<String> = listed.chain(inside.map(|one| format!("{} ({note})", one.name))).collect();
    if items.is_empty() { Vec::new() } else { vec![Block::Bullets(items)] }
}

pub fn action_group(desk: &Desk<'_>) -> Vec<Block> {
    let voice = desk.voice;
    let Some(group) = &desk.case.action_group else { return Vec::new() };
    desk.facts(vec![
        (
            voice.pick(["Første møte", "Første møte", "First meeting"]),
            group.meeting_at.map(|at| voice.when(at.with_timezone(&Utc))),
        ),
        (voice.pick(["Sted", "Stad", "Place"]), group.place.clone()),
        (
            voice.pick(["Kontaktperson", "Kontaktperson", "Contact person"]),
            group.contact_person.as_deref().map(|who| voice.name(who)),
        ),
        (
            voice.pick(["Hendelsesrapport levert", "Hendingsrapport levert", "Incident report delivered"]),
            group.report_delivered_at.map(|at| voice.when(at)),
        ),
    ])
}

/// Nothing is left out in silence: fields without an answer, duties and measures not done, files not read.
pub fn open(desk: &Desk<'_>) -> Vec<Block> {
    let (case, voice) = (desk.case, desk.voice);
    let mut items = Vec::new();
    if case.is_open() && case.risk.decided.is_none() {
        items.push(
            voice
                .pick([
                    "Risikoen er ikke vurdert.",
                    "Risikoen er ikkje vurdert.",
                    "The risk has not been judged.",
                ])
                .to_owned(),
        );
    }
    let pending = case.obligations.iter().filter(|one| one.is_pending() && one.is_shown());
    items.extend(pending.map(|one| {
        let word = voice.pick(["Plikt som gjenstår", "Plikt som står att", "Duty to be met"]);
        let due =
            one.due_at.map(|due| format!(", {} {}", voice.pick(["frist", "frist", "due"]), voice.short(due)));
        format!("{word}: {}{}", super::handling::duty(desk, one), due.unwrap_or_default())
    }));
    let missing: Vec<String> =
        case.missing().into_iter().map(|field| voice.label(field).to_lowercase()).collect();
    if !missing.is_empty() {
        let word = voice.pick(["Ikke besvart", "Ikkje svara på", "Not answered"]);
        items.push(format!("{word}: {}.", missing.join(", ")));
    }
    items.extend(case.measures.iter().filter(|one| one.done_at.is_none()).map(|one| {
        let word =
            voice.pick(["Tiltak som ikke er utført", "Tiltak som ikkje er utført", "Measure not done"]);
        format!("{word}: {}. {}", one.number, one.text)
    }));
    let unread: Vec<&str> =
        case.unread.iter().filter(|one| !one.name.is_empty()).map(|one| one.name.as_str()).collect();
    if !unread.is_empty() {
        let word = voice.pick([
            "Filer som ikke kunne leses",
            "Filer som ikkje kunne lesast",
            "Files that could not be read",
        ]);
        items.push(format!("{word}: {}.", unread.join(", ")));
    }
    let nothing = voice.pick(["Ingenting gjenstår.", "Ingenting står att.", "Nothing remains."]);
    match items.is_empty() {
        true => vec![Block::Paragraph(vec![crate::export::paper::Run::plain(nothing)])],
        false => vec![Block::Bullets(items)],
    }
}

pub fn timeline(desk: &Desk<'_>) -> Vec<Block> {
    let voice = desk.voice;
    let header = voice.pick([
        ["Når", "Hva som skjedde", "Hvem"],
        ["Når", "Kva som skjedde", "Kven"],
        ["When", "What happened", "Who"],
    ]);
    let rows = desk.history.iter().map(|line| {
        let by = if line.by.is_empty() { "Varsel".to_owned() } else { voice.name(&line.by) };
        vec![voice.short(line.at), line.said.clone(), by]
    });
    desk.table(&[27, 50, 23], &header, rows.collect())
}
