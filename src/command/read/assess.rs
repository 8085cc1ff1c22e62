//! Risk lines: `S: 3 K: 4`, `S3 K4`, `R = 3 x 4`, `Risk: L3 C4`, `Restrisiko: S2 K2`, `Sannsynlighet: stor`.

use super::Line;
use crate::command::Command;
use crate::report::{self, pattern};

const NAME: &str = "assess";

/// A folded line as an assessment.
pub fn read(folded: &str) -> Line {
    let (residual, headed, rest) = head(folded);
    let rest = rest.trim_matches(|c: char| c.is_whitespace() || matches!(c, '.' | '*' | '_'));
    if let Some(found) = pairs(rest).or_else(|| product(rest, headed)) {
        return checked(found, residual);
    }
    if let Some(found) = worded(rest) {
        return found.map_or(Line::Misread(NAME), |found| checked(found, residual));
    }
    // "Risiko: høy" wants to be an assessment; a sentence after the colon does not.
    if headed && !rest.is_empty() && report::words(rest).len() <= 4 {
        Line::Misread(NAME)
    } else {
        Line::Comment
    }
}

#[derive(Clone, Copy, Default)]
struct Pair {
    likelihood: Option<u32>,
    consequence: Option<u32>,
}

fn head(folded: &str) -> (bool, bool, &str) {
    let m = pattern!(r"^(restrisiko|rest-risiko|residual risk|residual|rest|risiko|risk|risikovurdering|risk assessment)\s*[:=]\s*|^(restrisiko|residual risk|rest|residual|risiko|risk)\s+")
        .captures(folded);
    let Some(m) = m else { return (false, false, folded) };
    let end = m.get(0).map_or(0, |m| m.end());
    let word = m.get(1).or_else(|| m.get(2)).map_or("", |m| m.as_str());
    (word.starts_with("res"), m.get(1).is_some(), folded.get(end..).unwrap_or_default())
}

/// One or two of `S: 3`, `K=4`, `konsekvens 4`, then at most a product and a reason.
fn pairs(text: &str) -> Option<Pair> {
    const ONE: &str = r"(s|sannsynlighet|sannsyn|l|likelihood|k|c|konsekvens|consequence)\s*(?:\([a-z]\))?\s*[:=]?\s*(-?\d{1,3})";
    let m = pattern!(&format!(
        r"^{ONE}(?:\s*(?:[,;/x*|]|og|and)?\s*{ONE})?(?:\s*[,;]?\s*(?:(?:r\s*)?[:=]\s*\d{{1,2}}))?(?:\s*(?:$|[,;(.-]\s*[^\d\s].*|(?:fordi|because|av di|since|pga)\b.*))$"
    ))
    .captures(text)?;
    let mut pair = Pair::default();
    for (name, value) in [(1, 2), (3, 4)] {
        let (Some(name), Some(value)) = (m.get(name), m.get(value)) else { continue };
        let value = Some(value.as_str().parse::<u32>().unwrap_or(0));
        let likely = name.as_str().starts_with(['s', 'l']);
        let slot = if likely { &mut pair.likelihood } else { &mut pair.consequence };
        if slot.is_some() {
            return Some(Pair { likelihood: Some(0), consequence: None });
        }
        *slot = value;
    }
    // A single letter needs a mark: "s 3" may be page three.
    let marked = m.get(3).is_some()
        || m.get(1).is_some_and(|m| m.as_str().len() > 1)
        || text.contains([':', '='])
        || text.len() == 2;
    marked.then_some(pair)
}

/// `R = 3 x 4`, or `Risiko: 3x4 = 12`.
fn product(text: &str, headed: bool) -> Option<Pair> {
    let m =
        pattern!(r"^(r\s*[:=]?\s*)?(\d{1,3})\s*[x*×]\s*(\d{1,3})(?:\s*=\s*\d{1,2})?\s*$").captures(text)?;
    let number = |group: usize| m.get(group).and_then(|m| m.as_str().parse().ok());
    (headed || m.get(1).is_some()).then_some(Pair { likelihood: number(2), consequence: number(3) })
}

/// `Sannsynlighet: stor`, `K: svært stor`. The inner `None` is a word or number of no scale.
fn worded(text: &str) -> Option<Option<Pair>> {
    let m = pattern!(
        r"^(s|sannsynlighet|sannsyn|l|likelihood|k|c|konsekvens|consequence)\s*(?:\([a-z]\))?\s*[:=]\s*(.+)$"
    )
    .captures(text)?;
    let (name, value) = (m.get(1)?.as_str(), m.get(2)?.as_str());
    let short = report::words(value).len() <= 3;
    let level = if short && !value.contains(['+', '@']) { report::level(value).map(u32::from) } else { None };
    match level {
        Some(level) if !value.contains(|c: char| c.is_ascii_digit()) => {
            let likely = name.starts_with(['s', 'l']);
            Some(Some(Pair { likelihood: likely.then_some(level), consequence: (!likely).then_some(level) }))
        }
        // "K: +47 22 22 22 22" is a telephone of a signature; "Konsekvens: hundre" wants to be a level.
        _ if name.len() == 1 => None,
        _ => short.then_some(None),
    }
}

fn checked(pair: Pair, residual: bool) -> Line {
    let level = |value: Option<u32>| match value {
        None => Some(None),
        Some(value) => u8::try_from(value).ok().filter(|n| (1..=5).contains(n)).map(Some),
    };
    let (Some(s), Some(k)) = (level(pair.likelihood), level(pair.consequence)) else {
        return Line::Misread(NAME);
    };
    let (now, rest) = if residual { ((None, None), (s, k)) } else { ((s, k), (None, None)) };
    Line::Command(Command::Assess {
        likelihood: now.0,
        consequence: now.1,
        residual_likelihood: rest.0,
        residual_consequence: rest.1,
    })
}
