//! What the sender newly wrote: the text above, below or between quoted text, without signature (M16 to M18, M22).

mod notice;
mod signature;

use std::sync::LazyLock;

use regex::Regex;

use super::quote::{self, Kind, Page};
use super::words::{alternation, every, pattern};

/// The line that our own mails carry above their text; an answer stands above it.
pub const CUT_LINE: &str = "--- Svar over denne linjen / Reply above this line ---";
/// Clients wrap quoted lines at 72 to 80 characters: below a line as long as this the rest of it may stand.
const WRAP_WIDTH: usize = 60;
/// `See my answers below` stands in a short text above.
const POINTER: usize = 600;

/// The new text of a mail.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reply {
    pub text: String,
    /// Quoted text was found and left out.
    pub quoted: bool,
    /// False where it is doubtful that every quoted line was found: then no command may be read from it.
    pub certain: bool,
}

/// `Svar under, i rødt`: the sender wrote into a quoted mail that is not marked line by line.
static BELOW: LazyLock<Regex> = LazyLock::new(|| pattern(&alternation(every(|words| words.below))));

/// Takes the new text out of a plain body. In doubt text is kept and `certain` is false.
///
/// Text made of HTML with [`super::html::Quotes::Drop`] carries the same marks as a plain body and is read the same way.
pub fn new_text(text: &str) -> Reply {
    let page = Page::new(text);
    let mut reply = Reply { certain: page.rest.is_empty(), ..Reply::default() };
    let (mut kept, whole) = unquoted(&page, &mut reply);
    notice::drop_from(&mut kept);
    reply.certain &= !signature::drop_from(&mut kept);
    reply.text = tidy(&kept);
    if whole && !page.rest.is_empty() {
        reply.text.push('\n');
        reply.text.push_str(page.rest.trim_end());
    }
    if reply.text.is_empty() && is_only_pasted(&page) {
        reply.text = tidy(&page.lines);
        reply.certain = false;
    }
    reply
}

/// The lines that are not quoted, and whether nothing below them was cut off. Empty lines stand in for what was left
/// out between kept lines.
fn unquoted<'a>(page: &Page<'a>, reply: &mut Reply) -> (Vec<&'a str>, bool) {
    let mut kept: Vec<&str> = Vec::new();
    let mut at = 0;
    while let Some(line) = page.line(at) {
        if quote::is_quoted(line) {
            reply.quoted = true;
            at += 1;
            at += broken_off(page, at, reply);
            keep_gap(&mut kept);
            continue;
        }
        if line.contains(CUT_LINE) {
            reply.quoted = true;
            drop_rules(&mut kept);
            return (kept, false);
        }
        let Some(mark) = quote::mark(page, at) else {
            kept.push(line);
            at += 1;
            continue;
        };
        if mark.kind == Kind::Doubt {
            reply.certain = false;
            kept.push(line);
            at += 1;
            continue;
        }
        reply.quoted = true;
        kept.extend(line.get(..mark.own).filter(|own| !own.is_empty()));
        at += mark.lines;
        drop_rules(&mut kept);
        keep_gap(&mut kept);
        if matches!(mark.kind, Kind::Attribution(_)) && page.quoted_at(at) {
            continue;
        }
        let below = page.lines.get(at..).unwrap_or_default();
        let ours = below.iter().any(|line| line.contains(CUT_LINE));
        let nothing_above = kept.iter().all(|line| quote::is_blank(line));
        if nothing_above && !ours {
            // Nothing but a mail: the sender may have passed it on to show it.
            reply.certain = false;
            continue;
        }
        let answered = points_below(&kept);
        if answered {
            reply.certain = false;
            kept.extend(below.iter().filter(|line| !line.contains(CUT_LINE)));
        }
        return (kept, answered);
    }
    (kept, true)
}

/// Whether the text above says that answers stand in the mail below.
fn points_below(kept: &[&str]) -> bool {
    let bytes: usize = kept.iter().map(|line| line.len()).sum();
    bytes <= POINTER && kept.iter().any(|line| BELOW.is_match(line))
}

/// Nothing but quoted lines, which no attribution introduces: they may be what the sender wants to show us, so they
/// are kept, but no command is read from them.
fn is_only_pasted(page: &Page<'_>) -> bool {
    let Some(first) = page.lines.iter().position(|line| !quote::is_blank(line)) else { return false };
    let attributed = quote::mark(page, first).is_some_and(|mark| matches!(mark.kind, Kind::Attribution(_)));
    !attributed
        && page.lines.iter().all(|line| quote::is_blank(line) || quote::is_quoted(line))
        && page.lines.iter().any(|line| !quote::is_blank(line) && !quote::is_bare_quote(line))
        && !page.lines.iter().any(|line| line.contains(CUT_LINE))
}

fn keep_gap(kept: &mut Vec<&str>) {
    if kept.last().is_some_and(|last| !quote::is_blank(last)) {
        kept.push("");
    }
}

/// A rule above what was left out belongs to it.
fn drop_rules(kept: &mut Vec<&str>) {
    while kept.last().is_some_and(|last| quote::is_blank(last) || quote::is_rule(last)) {
        kept.pop();
    }
}

/// A line squeezed between two quoted ones, or right below a long one, may be the rest of a wrapped quoted line. It
/// is kept, but makes the reading uncertain; only the broken-off end of a link can be nothing else and is skipped.
fn broken_off(page: &Page<'_>, at: usize, reply: &mut Reply) -> usize {
    let filled = |line: &&str| {
        !quote::is_blank(line) && !quote::is_quoted(line) && !line.starts_with(char::is_whitespace)
    };
    let Some(line) = page.line(at).filter(filled) else { return 0 };
    let above = at.checked_sub(1).and_then(|above| page.line(above)).unwrap_or_default();
    if quote::is_bare_quote(above) {
        return 0;
    }
    let squeezed = page.line(at + 1).is_some_and(quote::is_quoted);
    if squeezed || above.len() >= WRAP_WIDTH {
        reply.certain = false;
    }
    usize::from(squeezed && is_end_of_link(above, line))
}

fn is_end_of_link(above: &str, line: &str) -> bool {
    let link = above.split_whitespace().next_back().is_some_and(|last| last.contains("://"));
    link && !line.trim().contains(char::is_whitespace) && line.contains(['=', '&', '?', '%', '/', '_', '#'])
}

/// No empty lines at the ends, at most one between.
fn tidy(lines: &[&str]) -> String {
    let mut out = String::new();
    let mut empty = false;
    for line in lines {
        let line = line.trim_matches('\u{feff}').trim_end();
        if line.trim().is_empty() {
            empty = true;
            continue;
        }
        if !out.is_empty() {
            out.push_str(if empty { "\n\n" } else { "\n" });
        }
        empty = false;
        out.push_str(line);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Text, new text, whether that is certain.
    const SAMPLES: &[(&str, &str, bool)] = &[
        (
            "Hei\n\nS: 3 K: 4\n\nMvh\nKari\n\ntir. 18. apr. 2026 kl. 13:09 skrev Avvik Eksempel <avvik@eksempel.no\n>:\n\n> S: 1 K: 1\n> OK\n",
            "Hei\n\nS: 3 K: 4",
            true,
        ),
        (
            "Ja\n\nDen 15. jun. 2026 kl. 20.42 skrev Avvik <avvik@eksempel.no<mailto:avvik@eksempel.no>>:\n\nMeld Datatilsynet: nei\n",
            "Ja",
            true,
        ),
        (
            "OK\n\nSendt fra min iPhone\n\n15. mars 2026 kl. 15:37 skrev Avvik <\navvik@eksempel.no>:\n\n> Lukk\n",
            "OK",
            true,
        ),
        (
            "Lukk\n\nFra: Avvik [mailto:avvik@eksempel.no]\nSendt: 3. januar 2026 10:00\nTil: Kari\nEmne: Sak\n\nAngre\n",
            "Lukk",
            true,
        ),
        (
            "Lukk\n\n________________________________\nFra: Avvik <avvik@eksempel.no>\nSendt: onsdag 3. november 2026 14:05\nTil: Kari <k@b.no>\nEmne: Sak\n\nAngre\n",
            "Lukk",
            true,
        ),
        ("Lukk\n\n-----Opprinnelig melding-----\nFra: Avvik\n\nAngre\n", "Lukk", true),
        ("Lukk\n\n-------- Opphavleg melding --------\nAngre\n", "Lukk", true),
        (
            "Lukk\n\nFrå: Avvik <avvik@eksempel.no>\nSendt: måndag 2. mars 2026\nTil: Kari\nEmne: Sak\nAngre\n",
            "Lukk",
            true,
        ),
        ("Lukk\n\nDen 02.03.2026 14:22, skreiv Avvik Eksempel:\n> Angre\n", "Lukk", true),
        (
            "Kari Nordmann <kari@b.no> skrev følgende den 28/10/2026, 12:46:\n\n    Angre\n",
            "    Angre",
            false,
        ),
        (
            "\u{feff}Svar her\n\nJohn Doe <j@b.no> skrev følgende den 28/10/2026, 12:46:\n\n    Angre\n",
            "Svar her",
            true,
        ),
        ("Lukk\n\nDen 28/10/2026 12:46 skrev \"John Doe\" <j@b.no> följande:\n\nAngre\n", "Lukk", true),
        ("Lukk\n\nD. 28/10/2026 12.46 skrev \"John Doe\" <j@b.no>:\n\nAngre\n", "Lukk", true),
        ("Lukk\n\nAm 28.10.2026 um 12:46 schrieb John Doe:\n> Angre\n", "Lukk", true),
        ("Lukk\n\nOn Thu, Oct 28, 2026 at 12:46 PM John Doe <j@b.no>\nwrote:\n\n> Angre\n", "Lukk", true),
        ("Lukk\n\n--- Svar over denne linjen / Reply above this line ---\nAngre\n", "Lukk", true),
        (
            "> Hvor mange var berørt?\nOm lag 150\n\n> Når ble det oppdaget?\nI går\n",
            "Om lag 150\n\nI går",
            true,
        ),
        (
            "Ja\n\n> Skriv ett av dette på en egen linje over den siterte teksten i svaret:\nOK\n> Angre\n",
            "Ja\n\nOK",
            false,
        ),
        (
            "Ja\n\n> Skriv ett av dette på en egen linje over den siterte teksten i svaret:\nOK\n",
            "Ja\n\nOK",
            false,
        ),
        ("Den 1. mars 2026 kl. 10:00 skrev Avvik:\n> Hvor mange?\n\n150 personer\n", "150 personer", true),
        (
            "Jeg skrev jo i går kl. 14 at 12 personer er berørt:\nKari og Ola.\n",
            "Jeg skrev jo i går kl. 14 at 12 personer er berørt:\nKari og Ola.",
            true,
        ),
        ("Fra: 1. mars\nTil: 3. mars\nAntall: 12\n", "Fra: 1. mars\nTil: 3. mars\nAntall: 12", true),
        (
            "OK\n\nFrom: Avvik <avvik@eksempel.no>\nAngre\n",
            "OK\n\nFrom: Avvik <avvik@eksempel.no>\nAngre",
            false,
        ),
        (
            "OK\n\nKari Nordmann\nPersonvernombud\nK: +47 900 00 000\nM: 90 00 00 00\n",
            "OK\n\nKari Nordmann\nPersonvernombud",
            true,
        ),
        (
            "OK\n\nMed vennlig hilsen\n\nKari Nordmann\nPersonvernombud | Eksempel AS\nK: +47 900 00 000\nwww.eksempel.no\n",
            "OK",
            true,
        ),
        ("OK\n-- \nKari\nS: 5\n", "OK", true),
        (
            "Hei, se under.\n\nMvh\nKari\n\nHva har skjedd: Brev sendt feil\nAntall berørte: 12\n",
            "Hei, se under.\n\nMvh\nKari\n\nHva har skjedd: Brev sendt feil\nAntall berørte: 12",
            true,
        ),
        (
            "Hilsen fra kommunen ble sendt til feil person.\n",
            "Hilsen fra kommunen ble sendt til feil person.",
            true,
        ),
        ("Se vedlegg.\nHilsen ble sendt feil\n", "Se vedlegg.\nHilsen ble sendt feil", true),
        ("OK\nK: +47 900 00 000 M: 90 00 00 00\n", "OK", true),
        ("OK\n\nSendt fra min iPhone\n\nLukk\n", "OK\n\nLukk", false),
        ("OK\n\nSendt fra min iPhone\n\nMvh\nKari\n", "OK", true),
        (
            "Den 1. mars 2026 kl. 10:00 skrev Avvik:\n> --- Svar over denne linjen / Reply above this line ---\n> Lukk\n\nOK\n",
            "OK",
            true,
        ),
        (
            "Svar i rødt under.\n\nFra: Avvik <avvik@eksempel.no>\nSendt: i dag\nTil: Kari\nEmne: Sak\n\nHvor mange?\n12\n",
            "Svar i rødt under.\n\nHvor mange?\n12",
            false,
        ),
        ("S: 3 K: 4\n", "S: 3 K: 4", true),
        ("", "", true),
    ];

    #[test]
    fn new_text_is_told_from_quoted_text_and_signature() {
        for (text, expected, certain) in SAMPLES {
            for text in [(*text).to_owned(), text.replace('\n', "\r\n")] {
                let reply = new_text(&text);
                assert_eq!(reply.text, *expected, "of {text:?}");
                assert_eq!(reply.certain, *certain, "certain: {text:?}");
            }
        }
    }
}
