//! The risk: the matrix, the same in words, and the form of S68.

use super::matrix::{CONSEQUENCE, LIKELIHOOD, matrix};
use super::{Desk, told};
use crate::case::Assessment;
use crate::export::paper::{Block, Run};
use crate::policy::{BandName, band_of};
use crate::report::Field;

pub fn risk(desk: &Desk<'_>) -> Vec<Block> {
    let voice = desk.voice;
    let mut blocks = Vec::new();
    match &desk.case.risk.decided {
        Some(one) => {
            blocks.push(Block::Paragraph(vec![Run::plain(in_words(desk, one))]));
            blocks.extend(questioned(desk, one));
        }
        None => blocks.extend(not_decided(desk)),
    }
    if let Some(one) = &desk.case.risk.residual {
        blocks.push(Block::Paragraph(vec![Run::plain(residual_in_words(desk, one))]));
    }
    blocks.extend(matrix(desk));
    blocks.push(Block::Heading(
        2,
        voice.pick(["Kartlegging og tiltak", "Kartlegging og tiltak", "Findings and measures"]).to_owned(),
    ));
    blocks.extend(form(desk));
    blocks
}

fn in_words(desk: &Desk<'_>, one: &Assessment) -> String {
    let voice = desk.voice;
    let (s, k, score) = (one.likelihood, one.consequence, one.score());
    let (likely, grave) = (step(voice.pick(LIKELIHOOD), s), step(voice.pick(CONSEQUENCE), k));
    let name = band_of(score, &voice.policy.bands);
    let (band, who, when) = (voice.words.band(name), voice.name(&one.by), voice.when(one.at));
    let duty = duty(desk, name);
    let said = voice.pick([
        format!("Risikoen er vurdert som {band}: sannsynligheten er {likely} (S\u{a0}{s}) og konsekvensen {grave} (K\u{a0}{k}), R\u{a0}=\u{a0}{score}. {duty} Vurdert av {who} {when}."),
        format!("Risikoen er vurdert som {band}: sannsynet er {likely} (S\u{a0}{s}) og konsekvensen {grave} (K\u{a0}{k}), R\u{a0}=\u{a0}{score}. {duty} Vurdert av {who} {when}."),
        format!("The risk is judged as {band}: the likelihood is {likely} (S\u{a0}{s}) and the consequence {grave} (K\u{a0}{k}), R\u{a0}=\u{a0}{score}. {duty} Judged by {who}, {when}."),
    ]);
    said + &why(desk, one)
}

/// The reason in the words of whoever judged, where one was given.
fn why(desk: &Desk<'_>, one: &Assessment) -> String {
    let word = desk.voice.pick(["Begrunnelse", "Grunngiving", "Reason"]);
    one.reason.as_ref().map_or_else(String::new, |reason| format!(" {word}: {}", sentence(reason)))
}

/// Words that end a paragraph, with their full stop.
fn sentence(words: &str) -> String {
    let ended = words.ends_with(['.', '!', '?']);
    if ended { words.to_owned() } else { format!("{words}.") }
}

/// What came to be known called for more than what was decided.
fn questioned(desk: &Desk<'_>, one: &Assessment) -> Option<Block> {
    let (voice, risk) = (desk.voice, &desk.case.risk);
    let when = voice.when(risk.questioned_at?);
    if !risk.is_questioned(one.at) {
        let said = voice.pick([
            format!("Nye opplysninger tydet på høyere risiko {when}. Vurderingen over er gjort etter det."),
            format!("Nye opplysningar tyda på høgare risiko {when}. Vurderinga over er gjord etter det."),
            format!(
                "New information pointed to a higher risk on {when}. The judgement above was made after that."
            ),
        ]);
        return Some(Block::Paragraph(vec![Run::plain(said)]));
    }
    let (head, rest) = voice.pick([
        (
            "Må vurderes på nytt",
            format!("Nye opplysninger tyder på høyere risiko. De kom {when}, etter vurderingen."),
        ),
        (
            "Må vurderast på nytt",
            format!("Nye opplysningar tyder på høgare risiko. Dei kom {when}, etter vurderinga."),
        ),
        (
            "To be judged again",
            format!("New information points to a higher risk. It came on {when}, after the judgement."),
        ),
    ]);
    Some(Block::Note(vec![Run::bold(format!("{head}: ")), Run::plain(rest)]))
}

/// What the band demands (S65, S86), as the policy has it.
fn duty(desk: &Desk<'_>, name: BandName) -> &'static str {
    let band = desk.voice.policy.bands.get(name);
    desk.voice.pick(match (band.authority, band.persons) {
        (_, true) => [
            "Da skal både tilsynsmyndigheten og de berørte ha beskjed.",
            "Da skal både tilsynsstyresmakta og dei råka ha beskjed.",
            "Both the authority and the persons affected must then be told.",
        ],
        (true, false) => [
            "Da skal tilsynsmyndigheten ha melding.",
            "Da skal tilsynsstyresmakta ha melding.",
            "The authority must then be notified.",
        ],
        (false, false) => [
            "Da er det ikke plikt til å melde avviket.",
            "Da er det ikkje plikt til å melde avviket.",
            "There is then no duty to notify.",
        ],
    })
}

fn residual_in_words(desk: &Desk<'_>, one: &Assessment) -> String {
    let voice = desk.voice;
    let level = told::level(desk, Some(one));
    let (who, when) = (voice.name(&one.by), voice.when(one.at));
    let said = voice.pick([
        format!("Restrisikoen etter tiltak er {level}, vurdert av {who} {when}."),
        format!("Restrisikoen etter tiltak er {level}, vurdert av {who} {when}."),
        format!("The residual risk after measures is {level}, judged by {who}, {when}."),
    ]) + &why(desk, one);
    // S66: from the same score as the band `medium`.
    if one.score() < voice.policy.bands.medium.from_score {
        return said;
    }
    let ask = voice.pick([
        "Den er så høy at personvernleder skal være med på å vurdere pliktene.",
        "Han er så høg at personvernleiar skal vere med på å vurdere pliktene.",
        "It is so high that the privacy leader must help to judge the duties.",
    ]);
    format!("{said} {ask}")
}

fn not_decided(desk: &Desk<'_>) -> Vec<Block> {
    let voice = desk.voice;
    let open = voice.pick([
        "Ingen har vurdert risikoen ennå.",
        "Ingen har vurdert risikoen enno.",
        "Nobody has judged the risk yet.",
    ]);
    let proposed = desk.case.proposal().map(|proposal| {
        let weighed = proposal.under(&voice.policy.bands);
        let (s, k, score) = (weighed.likelihood, weighed.consequence, weighed.score());
        let band = voice.words.band(weighed.band);
        voice.pick([
            format!(" Forslaget ut fra meldingen er S\u{a0}{s} × K\u{a0}{k} = {score}, {band}. Det må en person ta stilling til."),
            format!(" Framlegget ut frå meldinga er S\u{a0}{s} × K\u{a0}{k} = {score}, {band}. Det må ein person ta stilling til."),
            format!(" What the report suggests is S\u{a0}{s} × K\u{a0}{k} = {score}, {band}. A person must decide."),
        ])
    });
    vec![Block::Note(vec![Run::bold(open), Run::plain(proposed.unwrap_or_default())])]
}

/// The columns of the risk form (S68), read downward.
fn form(desk: &Desk<'_>) -> Vec<Block> {
    let (case, voice) = (desk.case, desk.voice);
    let field = |field| voice.field(case, field);
    let judged = [&case.risk.decided, &case.risk.residual].into_iter().flatten();
    let ruled = [&case.authority, &case.persons].into_iter().flatten();
    let reasons = judged.map(|one| &one.reason).chain(ruled.map(|one| &one.reason));
    let reasons: Vec<String> = reasons.flatten().cloned().collect();
    let proposed: Vec<String> = field(Field::MeasuresPlanned)
        .into_iter()
        .chain(case.measures.iter().map(|one| format!("{}. {}", one.number, one.text)))
        .collect();
    desk.facts(vec![
        (
            voice.pick(["Kartlegging av avviket", "Kartlegging av avviket", "Findings"]),
            field(Field::WhatHappened),
        ),
        (voice.pick(["Antatt årsak", "Truleg årsak", "Assumed cause"]), field(Field::MainCause)),
        (voice.label(Field::Consequences), field(Field::Consequences)),
        (
            voice.pick([
                "Risikoreduserende tiltak iverksatt",
                "Risikoreduserande tiltak sette i verk",
                "Measures in place",
            ]),
            field(Field::MeasuresTaken),
        ),
        (
            voice.pick(["S, K og R", "S, K og R", "S, K and R"]),
            case.risk.decided.as_ref().map(|one| told::level(desk, Some(one))),
        ),
        (
            voice.pick(["Forslag til nye tiltak", "Forslag til nye tiltak", "New measures proposed"]),
            Some(proposed.join("\n")),
        ),
        (
            voice.pick(["Restrisiko (S, K og R)", "Restrisiko (S, K og R)", "Residual risk (S, K and R)"]),
            case.risk.residual.as_ref().map(|one| told::level(desk, Some(one))),
        ),
        (voice.pick(["Kommentar", "Kommentar", "Comment"]), Some(reasons.join("\n"))),
    ])
}

fn step(names: [&'static str; 5], level: u8) -> &'static str {
    names.get(usize::from(level.saturating_sub(1))).copied().unwrap_or("–")
}
