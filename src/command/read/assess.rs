//! Risk lines: `S: 3 K: 4`, `S3 K4`, `R = 3 x 4`, `Risk: L3 C4`, `Restrisiko: S2 K2`, `Sannsynlighet: stor`; numbers may be
//! followed by the reason: `S: 3 K: 4, fordi mottakeren har slettet`.

use super::{Line, parse};
use crate::command::Command;
use crate::report::{self, pattern};

const NAME: &str = "assess";
/// A shorter remark behind the numbers is no reason, unless it says that it is one.
const LEAST_WORDS: usize = 3;

/// A line as an assessment; folding keeps the places of characters, so the reason is found again as it was written.
pub fn read(line: &str, folded: &str) -> Line {
    let (residual, headed, rest) = head(folded);
    let rest = rest.trim_matches(is_mark);
    if let Some((found, tail)) = pairs(rest).or_else(|| product(rest, headed)) {
        return checked(found, residual, tail.and_then(|tail| reason(line, folded, tail)));
    }
    if let Some(found) = worded(rest) {
        return found.map_or(Line::Misread(NAME), |found| checked(found, residual, None));
    }
    // "Risiko: høy" wants to be an assessment; a sentence after the colon does not.
    if headed && !rest.is_empty() && report::words(rest).len() <= 4 {
        Line::Misread(NAME)
    } else {
        Line::Comment
    }
}

/// Stands around a line and means nothing.
fn is_mark(c: char) -> bool {
    c.is_whitespace() || matches!(c, '.' | '*' | '_')
}

/// What stands behind the numbers, as it was written, where it says that it is a reason, or is longer than a remark and no
/// greeting.
fn reason(line: &str, folded: &str, tail: &str) -> Option<String> {
    let says_so =
        pattern!(r"^[\s,;(.-]*(?:fordi|because|av di|sidan|since|ettersom|pga|grunn)\b").is_match(tail);
    let greets = pattern!(
        r"^[\s,;(.-]*(?:mvh|hilsen|helsing|(?:med )?(?:vennlig|venleg)|takk|thanks|(?:kind |best )?regards)\b"
    )
    .is_match(tail);
    if !says_so && (greets || report::words(tail).len() < LEAST_WORDS) {
        return None;
    }
    // The tail ends where the line does, but for its marks.
    let (end, length) = (folded.trim_end_matches(is_mark).chars().count(), tail.chars().count());
    let written: String = line.chars().skip(end.saturating_sub(length)).take(length).collect();
    let written = written.trim_start_matches([' ', ',', ';', '.', '-']);
    let bare = written.strip_prefix('(').map(|inside| inside.strip_suffix(')').unwrap_or(inside));
    parse::reason(bare.unwrap_or(written))
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

/// One or two of `S: 3`, `K=4`, `konsekvens 4`, then at most a product and a reason; and where that begins.
fn pairs(text: &str) -> Option<(Pair, Option<&str>)> {
    const ONE: &str = r"(s|sannsynlighet|sannsyn|l|likelihood|k|c|konsekvens|consequence)\s*(?:\([a-z]\))?\s*[:=]?\s*(-?\d{1,3})";
    let m = pattern!(&format!(
        r"^{ONE}(?:\s*(?:[,;/x*|]|og|and)?\s*{ONE})?(?:\s*[,;]?\s*(?:(?:r\s*)?[:=]\s*\d{{1,2}}))?(?:\s*(?:$|([,;(.-]\s*[^\d\s].*|(?:fordi|because|av di|sidan|since|ettersom|pga)\b.*)))$"
    ))
    .captures(text)?;
    let mut pair = Pair::default();
    for (name, value) in [(1, 2), (3, 4)] {
        let (Some(name), Some(value)) = (m.get(name), m.get(value)) else { continue };
        let value = Some(value.as_str().parse::<u32>().unwrap_or(0));
        let likely = name.as_str().starts_with(['s', 'l']);
        let slot = if likely { &mut pair.likelihood } else { &mut pair.consequence };
        if slot.is_some() {
            return Some((Pair { likelihood: Some(0), consequence: None }, None));
        }
        *slot = value;
    }
    // A single letter needs a mark: "s 3" may be page three.
    let marked = m.get(3).is_some()
        || m.get(1).is_some_and(|m| m.as_str().len() > 1)
        || text.contains([':', '='])
        || text.len() == 2;
    marked.then_some((pair, m.get(5).map(|m| m.as_str())))
}

/// `R = 3 x 4`, or `Risiko: 3x4 = 12`; and where a reason begins.
fn product(text: &str, headed: bool) -> Option<(Pair, Option<&str>)> {
    let m = pattern!(
        r"^(r\s*[:=]?\s*)?(\d{1,3})\s*[x*×]\s*(\d{1,3})(?:\s*=\s*\d{1,2})?\s*(?:$|([,;.]?\s*(?:fordi|because|av di|sidan|since|ettersom|pga)\b.*)$)"
    )
    .captures(text)?;
    let number = |group: usize| m.get(group).and_then(|m| m.as_str().parse().ok());
    let pair = Pair { likelihood: number(2), consequence: number(3) };
    (headed || m.get(1).is_some()).then_some((pair, m.get(4).map(|m| m.as_str())))
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

fn checked(pair: Pair, residual: bool, reason: Option<String>) -> Line {
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
        reason,
    })
}
