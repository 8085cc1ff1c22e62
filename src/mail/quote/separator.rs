//! `-----Opprinnelig melding-----`, `Begin forwarded message:` and their relatives.

use std::sync::LazyLock;

use regex::Regex;

use super::super::words::{alternation, every, pattern};

/// Fewer dashes than this are a list's.
const DASHES: usize = 2;
/// Without dashes nothing but the words stands on the line.
const UNDASHED: usize = 60;
/// `Forwarded by NAME on DATE` may take so many bytes.
const BY: usize = 120;

/// A separator line.
pub struct Separator<'a> {
    pub forward: bool,
    /// Dashes stand before the words: nobody writes that by hand.
    pub dashed: bool,
    /// A colon stands after them.
    pub ends: bool,
    /// What stands behind it on the same line: Yahoo's whole header.
    pub rest: &'a str,
}

static FORWARDED: LazyLock<Regex> =
    LazyLock::new(|| pattern(&format!("^{}", alternation(every(|words| words.forwarded)))));
static ORIGINAL: LazyLock<Regex> =
    LazyLock::new(|| pattern(&format!("^{}", alternation(every(|words| words.original)))));

/// Reads a line without quote signs and white space around it.
pub fn read(line: &str) -> Option<Separator<'_>> {
    let phrase = line.trim_start_matches(is_dash);
    let dashes =
        line.get(..line.len() - phrase.len()).unwrap_or_default().chars().filter(|&one| one != ' ').count();
    let dashed = dashes >= DASHES;
    if !dashed && dashes > 0 && !line.starts_with('*') || !dashed && phrase.len() > UNDASHED {
        return None;
    }
    let (forward, end) = match FORWARDED.find(phrase) {
        Some(found) => (true, found.end()),
        None => (false, ORIGINAL.find(phrase)?.end()),
    };
    let tail = phrase.get(end..).unwrap_or_default();
    if tail.chars().next().is_some_and(char::is_alphanumeric) {
        return None;
    }
    let plain = tail.trim_matches(|one: char| is_dash(one) || one == ':' || one.is_whitespace());
    if plain.is_empty() {
        return Some(Separator { forward, dashed, ends: tail.contains(':'), rest: "" });
    }
    if !dashed {
        return None;
    }
    // `Forwarded by X on D ----`; `viesti / Fwd.Msg ----`; `----- Forwarded Message ----- From: …`.
    let rest = tail.trim_start_matches(is_dash);
    let closed = tail.len() - rest.len() >= DASHES && tail.trim_start().starts_with(is_dash);
    if closed && !rest.ends_with("--") {
        return Some(Separator { forward, dashed, ends: false, rest });
    }
    (tail.len() <= BY && tail.ends_with(is_dash)).then_some(Separator {
        forward,
        dashed,
        ends: false,
        rest: "",
    })
}

fn is_dash(one: char) -> bool {
    matches!(one, '-' | '_' | '=' | '–' | '—' | '*' | ' ')
}
