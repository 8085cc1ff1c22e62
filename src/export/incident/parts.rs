//! The action plan (S74), what is kept as evidence (S94), whether the measures worked (S96), what remains, and the timeline.

use chrono::Utc;

use super::{Desk, Voice};
use crate::case::Measure;
use crate::export::paper::Block;

/// The columns of S74. Below the measure stand its kind (S91, S95), the wanted effect (S56), the estimate, the proposal and
/// the approval (S58), and the reports on it (S59).
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
    let labelled = |label: [&str; 3], text: &Option<String>| {
        text.as_ref().map(|text| format!("{}: {text}", voice.pick(label)))
    };
    let approved = one.approved_by.as_deref().map(|by| voice.name(by));
    let waits = voice.pick(["Venter på godkjenning", "Ventar på godkjenning", "Waits for approval"]);
    let mut lines = vec![one.text.clone()];
    lines.extend(one.kind.map(|kind| voice.measure_kind(kind).to_owned()));
    lines.extend(labelled(["Ønsket effekt", "Ønskt effekt", "Wanted effect"], &one.effect));
    lines.extend(labelled(["Anslag", "Anslag", "Estimate"], &one.estimate));
    lines.extend(labelled(["Forslag", "Framlegg", "Proposal"], &one.proposal));
    lines.extend(labelled(["Godkjent av", "Godkjend av", "Approved by"], &approved));
    lines.extend(one.waits_for_approval().then(|| waits.to_owned()));
    lines.extend(one.progress.iter().cloned());
    lines.join("\n")
}

/// Files that came with the reports, what was secured and by whom, and the report to the police.
pub fn evidence(desk: &Desk<'_>) -> Vec<Block> {
    let voice = desk.voice;
    let police = desk.case.police.as_ref().map(|told| {
        let reference = told.reference.iter().map(|reference| format!("\n{reference}"));
        format!("{}{}\n{}", voice.when_said(told.at), reference.collect::<String>(), voice.name(&told.by))
    });
    let label = voice.pick(["Anmeldt til politiet", "Meld til politiet", "Reported to the police"]);
    let secured = voice.pick(["Sikret", "Sikra", "Secured"]);
    [files(desk), desk.remarks(secured, &desk.case.evidence), desk.facts(vec![(label, police)])].concat()
}

fn files(desk: &Desk<'_>) -> Vec<Block> {
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

pub fn evaluation(desk: &Desk<'_>) -> Vec<Block> {
    let heading = desk.voice.pick(["Hva evalueringen sier", "Kva evalueringa seier", "What was found"]);
    desk.remarks(heading, &desk.case.evaluations)
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
        let proved = line.method.as_deref().and_then(|method| proved(voice, method));
        vec![
            voice.short(line.at),
            line.said.clone(),
            [by].into_iter().chain(proved).collect::<Vec<_>>().join("\n"),
        ]
    });
    desk.table(&[27, 50, 23], &header, rows.collect())
}

/// How the sender of a mail was proved; nothing where no mail came.
fn proved(voice: &Voice<'_>, method: &str) -> Option<String> {
    let by = match method {
        "own" => return None,
        "none" => {
            let not = ["Avsender ikke bekreftet", "Avsendar ikkje stadfesta", "Sender not confirmed"];
            return Some(voice.pick(not).to_owned());
        }
        "forged" => {
            let forged = ["Forfalsket avsender", "Forfalska avsendar", "Forged sender"];
            return Some(voice.pick(forged).to_owned());
        }
        "not-required" => {
            let not = ["Avsender ikke kontrollert", "Avsendar ikkje kontrollert", "Sender not checked"];
            return Some(voice.pick(not).to_owned());
        }
        "dmarc" => "DMARC",
        "dkim-aligned" | "own-dkim" => "DKIM",
        "auth" => voice.pick(["innlogging", "innlogging", "login"]),
        "exchange-internal" => "Exchange",
        other => other,
    };
    Some(format!("{}: {by}", voice.pick(["Bekreftet", "Stadfesta", "Confirmed"])))
}
