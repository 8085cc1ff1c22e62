//! Prefixes of subjects: `VS:`, `SV:`, `Re[2]:`, and what gateways and lists put before them (M4).

use std::sync::LazyLock;

use regex::Regex;

use super::super::words::{alternation, every, pattern};

/// What the outermost prefix of a subject says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Prefix {
    Forward,
    Reply,
    None,
}

/// Most prefixes taken off one subject.
const STACK: usize = 30;

/// A gateway's or a list's tag; a case number in brackets is one too.
static TAG: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^\s*(?:\[[^\]]{1,60}\]|(?:ekstern|external|ext|extern)\s*:)\s*"));
static FORWARD: LazyLock<Regex> = LazyLock::new(|| of(alternation(every(|words| words.forward_prefixes))));
static REPLY: LazyLock<Regex> = LazyLock::new(|| of(alternation(every(|words| words.reply_prefixes))));

fn of(words: String) -> Regex {
    pattern(&format!(r"^\s*{words}\s*(?:[\[(]\d{{1,3}}[\])])?\s*[:：]\s*"))
}

/// What the outermost prefix says: `SV: VS: x` answers a forward.
pub fn prefix(subject: &str) -> Prefix {
    let subject = without_tags(subject);
    match () {
        () if FORWARD.is_match(subject) => Prefix::Forward,
        () if REPLY.is_match(subject) => Prefix::Reply,
        () => Prefix::None,
    }
}

/// The subject without any prefix or tag before it.
pub fn bare_subject(subject: &str) -> &str {
    let mut rest = subject;
    for _ in 0..STACK {
        rest = without_tags(rest);
        match FORWARD.find(rest).or_else(|| REPLY.find(rest)) {
            Some(found) => rest = rest.get(found.end()..).unwrap_or_default(),
            None => break,
        }
    }
    rest.trim()
}

fn without_tags(subject: &str) -> &str {
    let mut rest = subject;
    for _ in 0..STACK {
        match TAG.find(rest) {
            Some(found) => rest = rest.get(found.end()..).unwrap_or_default(),
            None => break,
        }
    }
    rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_outermost_prefix_counts() {
        for subject in [
            "VS: x",
            "vs: x",
            "Fwd: SV: x",
            "[EXTERNAL] FW: x",
            "EKSTERN: VS: x",
            "Vidaresend: x",
            "Videresendt: x",
            "WG: x",
            "VB: x",
            "[AVVIK-2026-0001] VS: x",
            "Videresend : x",
        ] {
            assert_eq!(prefix(subject), Prefix::Forward, "{subject}");
        }
        for subject in ["SV: x", "Re: x", "SV: VS: x", "RE[2]: x", "AW: x", "[ekstern] Svar: x", "Re: Fwd: x"]
        {
            assert_eq!(prefix(subject), Prefix::Reply, "{subject}");
        }
        for subject in ["x", "VSx", "Fwdx", "", "Resultat: x", "Vi sendte: x", "[liste] x", "Svar på skjema"]
        {
            assert_eq!(prefix(subject), Prefix::None, "{subject}");
        }
    }

    #[test]
    fn a_stack_of_prefixes_is_taken_off() {
        assert_eq!(bare_subject("Re: SV: [EXTERNAL] Re: Fw: FWD: Vs: Sak: brev"), "Sak: brev");
        assert_eq!(bare_subject("Sak"), "Sak");
        assert_eq!(bare_subject("VS:"), "");
        assert_eq!(bare_subject(&"Re: ".repeat(1_000)).len(), "Re: ".len() * (1_000 - STACK) - 1);
    }
}
