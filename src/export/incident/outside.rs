//! The parties outside: the processor that told us, those for or with whom we are responsible, and whoever caused it (S81,
//! S84). That and when they were told and answered, not their words: what a party writes is for its own thing only.

use super::{Desk, capital};
use crate::case::parties::processor;
use crate::export::paper::Block;

pub fn parties(desk: &Desk<'_>) -> Vec<Block> {
    [facts(desk), controllers(desk), externals(desk)].concat()
}

fn facts(desk: &Desk<'_>) -> Vec<Block> {
    let (case, voice) = (desk.case, desk.voice);
    let told = case.processor_told.as_ref().map(|told| {
        let reference = told.reference.iter().map(|reference| format!("\n{reference}"));
        let taken = match told.taken {
            true => voice.pick(["Gjelder som vår melding.", "Gjeld som vår melding.", "Counts as ours."]),
            false => voice.pick([
                "Gjelder ikke som vår melding.",
                "Gjeld ikkje som vår melding.",
                "Does not count as ours.",
            ]),
        };
        let rest = told.followed_at.map(|at| {
            let word = voice.pick(["Vi sendte resten", "Vi sende resten", "We sent the rest"]);
            format!(" {word} {}.", voice.short(at))
        });
        let reference = reference.collect::<String>();
        format!("{}{reference}\n{taken}{}", voice.when(told.at), rest.unwrap_or_default())
    });
    let joint = case.joint.as_ref().map(|joint| {
        let set_by = joint.set_by.iter().map(|who| {
            let word = voice.pick(["Bestemt av", "Bestemt av", "Set by"]);
            format!("\n{word} {}", voice.name(who))
        });
        format!("{}{}", voice.say(&joint.said()), set_by.collect::<String>())
    });
    desk.facts(vec![
        (
            voice.pick(["Databehandleren", "Databehandlaren", "The processor"]),
            processor::said(case).map(|line| voice.say(&line)),
        ),
        (
            voice.pick([
                "Databehandleren meldte til tilsynsmyndigheten",
                "Databehandlaren melde til tilsynsstyresmakta",
                "The processor notified the authority",
            ]),
            told,
        ),
        (voice.pick(["Felles ansvar", "Felles ansvar", "Joint controllers"]), joint),
    ])
}

fn controllers(desk: &Desk<'_>) -> Vec<Block> {
    let voice = desk.voice;
    let header = voice.pick([
        ["Behandlingsansvarlig", "Saksnummer hos dem", "Varslet", "Svarte"],
        ["Behandlingsansvarleg", "Saksnummer hos dei", "Varsla", "Svara"],
        ["Controller", "Case number there", "Told", "Answered"],
    ]);
    let rows = desk.case.controllers.iter().map(|one| {
        let again = one.updated_at.map(|at| {
            let word = voice.pick(["igjen", "igjen", "again"]);
            format!("\n{word} {}", voice.short(at))
        });
        vec![
            one.name.clone(),
            one.reference.clone(),
            format!("{}{}", voice.short(one.told_at), again.unwrap_or_default()),
            answered(desk, one.acknowledged_at),
        ]
    });
    desk.table(&[36, 28, 23, 23], &header, rows.collect())
}

fn externals(desk: &Desk<'_>) -> Vec<Block> {
    let voice = desk.voice;
    let header = voice.pick([
        ["Ekstern part", "Hvorfor", "Spurt", "Svarte"],
        ["Ekstern part", "Kvifor", "Spurd", "Svara"],
        ["External party", "Why", "Asked", "Answered"],
    ]);
    let rows = desk.case.externals.iter().map(|one| {
        vec![
            one.party.clone(),
            one.reason.clone().unwrap_or_default(),
            voice.short(one.told_at),
            answered(desk, one.feedback_at),
        ]
    });
    desk.table(&[28, 36, 23, 23], &header, rows.collect())
}

fn answered(desk: &Desk<'_>, at: Option<chrono::DateTime<chrono::Utc>>) -> String {
    let none = desk.voice.pick(["ikke ennå", "ikkje enno", "not yet"]);
    at.map_or_else(|| capital(none), |at| desk.voice.short(at))
}
