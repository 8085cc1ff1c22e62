//! The risk matrix S × K (S62–S66): each cell in the colour of its band and with its score, the case's own cells marked.

use super::Desk;
use crate::case::Assessment;
use crate::export::paper::{Block, Cell, Colour, Run, Table};
use crate::policy::{BandName, band_of};

/// Green, yellow, red and a deeper red (S64); light enough for dark text.
pub fn colour(band: BandName) -> Colour {
    match band {
        BandName::Undecided => Colour(0xE3, 0xE6, 0xE9),
        BandName::Low => Colour(0xA9, 0xD8, 0xA9),
        BandName::Medium => Colour(0xFF, 0xE3, 0x80),
        BandName::High => Colour(0xF5, 0xA3, 0x9B),
        BandName::Critical => Colour(0xE8, 0x79, 0x70),
    }
}

const NOW: char = '●';
const RESIDUAL: char = '○';

/// The names of the five steps of S (S62).
pub const LIKELIHOOD: [[&str; 5]; 3] = [
    ["meget liten", "liten", "moderat", "stor", "kontinuerlig"],
    ["svært liten", "liten", "moderat", "stor", "kontinuerleg"],
    ["very low", "low", "moderate", "high", "continuous"],
];

/// The names of the five steps of K (S63).
pub const CONSEQUENCE: [[&str; 5]; 3] = [
    ["ubetydelig", "liten", "moderat", "stor", "svært stor"],
    ["ubetydeleg", "liten", "moderat", "stor", "svært stor"],
    ["negligible", "minor", "moderate", "major", "very serious"],
];

/// The matrix, K upward and S to the right, and what its marks mean.
pub fn matrix(desk: &Desk<'_>) -> Vec<Block> {
    let voice = desk.voice;
    let (decided, residual) = (desk.case.risk.decided.as_ref(), desk.case.risk.residual.as_ref());
    let likelihoods = voice.pick(LIKELIHOOD);
    let consequences = voice.pick(CONSEQUENCE);
    let corner = voice.pick(["K ↑  S →", "K ↑  S →", "K ↑  S →"]);
    let mut rows: Vec<Vec<Cell>> = (1..=5u8)
        .rev()
        .zip(consequences.iter().rev())
        .map(|(k, name)| {
            let cells = (1..=5u8).map(|s| cell(desk, s, k, decided, residual));
            std::iter::once(Cell::bold(format!("K {k} – {name}"))).chain(cells).collect()
        })
        .collect();
    let foot = (1u8..).zip(likelihoods).map(|(s, name)| Cell {
        runs: vec![Run::bold(format!("S {s}")), Run::plain(format!("\n{name}"))],
        centred: true,
        ..Cell::default()
    });
    rows.push(std::iter::once(Cell::bold(corner)).chain(foot).collect());
    let table = Table {
        shares: vec![22, 16, 16, 16, 16, 16],
        rows,
        labels: true,
        together: true,
        ..Table::default()
    };
    vec![Block::Table(table), Block::Small(legend(desk, decided.is_some(), residual.is_some()))]
}

fn cell(desk: &Desk<'_>, s: u8, k: u8, decided: Option<&Assessment>, residual: Option<&Assessment>) -> Cell {
    let is_here =
        |one: Option<&Assessment>| one.is_some_and(|one| (one.likelihood, one.consequence) == (s, k));
    let score = s.saturating_mul(k);
    let mut text = String::new();
    text.extend(is_here(decided).then_some(NOW));
    text.extend(is_here(residual).then_some(RESIDUAL));
    let marked = !text.is_empty();
    let text = if marked { format!("{text} {score}") } else { score.to_string() };
    let fill = Some(colour(band_of(score, &desk.voice.policy.bands)));
    Cell { runs: vec![Run { text, bold: marked }], fill, span: 1, centred: true, marked }
}

fn legend(desk: &Desk<'_>, decided: bool, residual: bool) -> String {
    let voice = desk.voice;
    let mut parts = Vec::new();
    if decided {
        parts.push(
            voice
                .pick([
                    "● risikoen før nye tiltak",
                    "● risikoen før nye tiltak",
                    "● the risk before new measures",
                ])
                .to_owned(),
        );
    }
    if residual {
        parts.push(
            voice
                .pick([
                    "○ restrisikoen etter tiltak",
                    "○ restrisikoen etter tiltak",
                    "○ the residual risk after measures",
                ])
                .to_owned(),
        );
    }
    parts.push(
        voice
            .pick([
                "S = sannsynlighet, K = konsekvens. Tallet i hver rute er R = S × K.",
                "S = sannsyn, K = konsekvens. Talet i kvar rute er R = S × K.",
                "S = likelihood, K = consequence. The number in each cell is R = S × K.",
            ])
            .to_owned(),
    );
    let bands = [BandName::Low, BandName::Medium, BandName::High, BandName::Critical];
    let names = bands.iter().zip(bands.iter().skip(1).map(Some).chain([None])).map(|(band, next)| {
        let from = voice.policy.bands.get(*band).from_score.max(1);
        let to = next.map_or(25, |next| voice.policy.bands.get(*next).from_score.saturating_sub(1));
        format!("{} {from}–{to}", voice.words.band(*band))
    });
    parts.push(names.collect::<Vec<_>>().join(", "));
    let mut lines = parts.split_off(parts.len().saturating_sub(2));
    if !parts.is_empty() {
        lines.insert(0, parts.join("\u{a0}\u{a0}\u{a0} "));
    }
    lines.join("\n")
}
