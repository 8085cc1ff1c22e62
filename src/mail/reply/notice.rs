//! What gateways and companies put around a person's text: warnings above, legal footers and virus scanners' lines below.

use std::sync::LazyLock;

use regex::Regex;

use super::super::quote::{is_blank, is_rule, trim};
use super::super::words::{alternation, every, pattern};

/// A warning stands among the first filled lines and is wrapped over at most so many.
const TOP: usize = 6;
const WRAPPED: usize = 5;
/// A footer has at most so many filled lines.
const BOTTOM: usize = 30;
/// Footers taken off one mail.
const FOOTERS: usize = 4;
/// A line as long as this may have been wrapped.
const WIDTH: usize = 55;

static BANNER: LazyLock<Regex> =
    LazyLock::new(|| pattern(&format!("^{}", alternation(every(|words| words.banners)))));
static BANNER_HEAD: LazyLock<Regex> =
    LazyLock::new(|| pattern(&format!("^{}", alternation(every(|words| words.banner_heads)))));
static FOOTER: LazyLock<Regex> =
    LazyLock::new(|| pattern(&format!("^{}", alternation(every(|words| words.footers)))));

/// Leaves both out, unless nothing else is there.
pub fn drop_from(lines: &mut Vec<&str>) {
    let from = below_banner(lines);
    if lines.iter().skip(from).any(|line| !is_blank(line)) {
        lines.drain(..from);
    }
    for _ in 0..FOOTERS {
        let Some((from, until)) = footer(lines) else { break };
        if lines.iter().take(from).all(|line| is_blank(line)) {
            break;
        }
        lines.drain(from..until);
    }
}

/// The line below the last warning at the top.
fn below_banner(lines: &[&str]) -> usize {
    let mut from = 0;
    let mut filled = 0;
    for (at, line) in lines.iter().enumerate() {
        if at < from || is_blank(line) {
            continue;
        }
        filled += 1;
        if filled > TOP {
            break;
        }
        if is_banner(line) {
            from = at + 1 + wrapped(lines, at);
        } else if !is_rule(line) {
            break;
        }
    }
    from
}

fn is_banner(line: &str) -> bool {
    let line = trim(line).trim_start_matches(['*', '!', '⚠', '\u{fe0f}', ' ']);
    if BANNER.is_match(line) {
        return true;
    }
    // `EKSTERN E-POST: …` or alone; `Ekstern e-post ble sendt feil` is a person's sentence.
    let rest = BANNER_HEAD.find(line).and_then(|found| line.get(found.end()..)).map(str::trim_start);
    let stops = [':', '!', '.', '*', ']', '–', '—', '-'];
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(stops) || BANNER.is_match(rest))
}

/// How many lines below a warning are the rest of it.
fn wrapped(lines: &[&str], at: usize) -> usize {
    let ends = |line: &str| line.len() < WIDTH || is_blank(line);
    (0..WRAPPED)
        .take_while(|more| {
            lines.get(at + more).is_some_and(|above| !ends(above))
                && lines.get(at + more + 1).is_some_and(|line| !is_blank(line))
        })
        .count()
}

/// Where the first footer at the end begins and ends: between rules, else at the end of all.
fn footer(lines: &[&str]) -> Option<(usize, usize)> {
    let filled = lines.iter().enumerate().rev().filter(|(_, line)| !is_blank(line)).take(BOTTOM);
    let near = filled.last().map_or(0, |(at, _)| at);
    let opens = |line: &str| FOOTER.is_match(trim(line).trim_start_matches(['*', '_', '"', ' ']));
    let at = (near..lines.len()).find(|&at| lines.get(at).is_some_and(|line| opens(line)))?;
    let above = lines.iter().take(at).rposition(|line| !is_blank(line));
    let framed = above.filter(|&above| lines.get(above).is_some_and(|line| is_rule(line)));
    let below = lines.iter().skip(at).position(|line| is_rule(line)).map(|more| at + more + 1);
    let (from, until) = match framed {
        Some(above) => (above, below.unwrap_or(lines.len())),
        None => (at, lines.len()),
    };
    // A form's answer in it would be lost.
    let label =
        |line: &str| line.split_once(": ").is_some_and(|(label, _)| label.split_whitespace().count() <= 3);
    let form = lines.get(from..until)?.iter().any(|line| line.contains('\t') || label(line));
    (!form).then_some((from, until))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn left(text: &str) -> String {
        let mut lines: Vec<&str> = text.lines().collect();
        drop_from(&mut lines);
        lines.join("\n").trim().to_owned()
    }

    #[test]
    fn warnings_above_and_footers_below_are_left_out() {
        let rows = [
            "[EXTERNAL]\n\nSvar",
            "[EXTERNAL] This email originated from outside.\n\nSvar",
            "EKSTERN E-POST: Ikke åpne lenker eller vedlegg fra ukjente.\n\nSvar",
            "EKSTERN E-POST\nSvar",
            "CAUTION: This email originated from outside of the organization. Do not click links or open\nattachments unless you know the sender.\n\nSvar",
            "Du får ikke ofte e-post fra kari@eksempel.no. Finn ut hvorfor dette er viktig\n\nSvar",
            "Svar\n\n________________\nDenne e-posten er kun ment for mottakeren.\nHvis du har fått den ved en feil, slett den.",
            "Svar\n\nThis email and any attachments are confidential.\nPlease delete it.",
            "Svar\n\nVirusfri. www.eksempel.no",
        ];
        for text in rows {
            let left = left(text);
            assert_eq!(left.trim_end_matches(['_', '\n']), "Svar", "{text}");
        }
    }

    #[test]
    fn a_persons_sentences_stay() {
        for text in [
            "Ekstern e-post ble sendt til feil mottaker",
            "Denne e-posten ble sendt til feil mottaker med konfidensielle opplysninger",
            "Svar\n\nDenne e-posten kan inneholde fortrolig informasjon\nAntall berørte: 12",
            "This email and any attachments are confidential.",
            "External parties got it",
        ] {
            assert_eq!(left(text), text);
        }
    }
}
