//! What the sender newly wrote: the text above, below or between quoted text, without signature (M16 to M18, M22).

use std::sync::LazyLock;

use regex::{Regex, RegexBuilder};

use super::quote::{self, Mark};

/// The line that our own mails carry above their text; an answer stands above it.
pub const CUT_LINE: &str = "--- Svar over denne linjen / Reply above this line ---";
/// Lines of text looked at; what comes after is kept as it is and makes the result uncertain.
const MAX_LINES: usize = 20_000;
/// A signature has at most so many lines, none longer than so many characters.
const SIGNATURE_LINES: usize = 14;
const SIGNATURE_WIDTH: usize = 110;
/// Clients wrap quoted lines at 72 to 80 characters: below a line as long as this the rest of it may stand.
const WRAP_WIDTH: usize = 60;

/// The new text of a mail.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reply {
    pub text: String,
    /// Quoted text was found and left out.
    pub quoted: bool,
    /// False where it is doubtful that every quoted line was found: then no command may be read from it.
    pub certain: bool,
}

static CLOSING: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"^\s*(med (vennlig|vennleg|venleg|beste|hjertelig|venlig|de beste) (hilsen|hilsener|helsing|helsingar|hälsning(ar)?)|",
        r"med hilsen|(vennlig|vennleg|venleg|beste|best|kjær|varm|hjertelig|god|venlig|mange)e? (hilsen|hilsener|hilsner|helsing|helsingar)|",
        r"(hilsen|hilsener|helsing|mvh|m\.v\.h\.?|vh|bh|kh|dbh|hilsning|hälsningar|med vänlig(a)? hälsning(ar)?|vänliga hälsningar|vänlig hälsning)|",
        r"(kind|best|warm|many)?\s*regards|best wishes|(yours )?(sincerely|faithfully|truly)|sincerely yours|cheers|",
        r"(mit )?(freundlichen?|besten?|herzlichen?|lieben?|viele|liebe|beste) gr(ü|ue)(ß|ss)en?|mfg|lg|vg)",
        r"[\s,.!/-]*((vennlig hilsen|best regards|kind regards|regards|mvh)[\s,.!]*)?(?P<name>((?-i:\p{Lu})[\p{L}.'-]*[\s,]*){0,4})$",
    ))
});
static DEVICE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"^\s*(<?)(sendt? (fra|frå) (min |mi |mitt |outlook|e-post|yahoo|mobil)|sendt via |hent outlook |få outlook |last ned outlook|",
        r"sent (from|via|with) (my|outlook|yahoo|samsung|mail for|gmail|proton|mobile|iphone)|get outlook for|",
        r"skickat från (min|outlook|mail)|von meinem .{1,40} gesendet|gesendet (von|mit) (meinem|outlook|der)|",
        r"envoyé de mon|wysłane z|verzonden vanaf|diese nachricht wurde von meinem).{0,120}$",
    ))
});
/// `K: +47 …`, `M: 900 00 000`: contact lines that would else be taken for commands or fields.
static LETTER_PHONE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^\s*[a-zæøå]\s?[:.|]\s*(\(?\+|00)?[\d()][\d\s()./-]{6,}\d(\D.*)?$"));
static CONTACT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"^\s*(tlf|tel|telefon|mob|mobil|mobile|phone|faks|fax|sentralbord|direkte|kontor|office|cell|e-?post|e-?mail|epost|web|www|",
        r"internett|adresse|besøksadresse|postadresse|org\.?\s?nr|organisasjonsnummer|[tmkedpwf])\s?[.:|]|^\s*(\+47|0047)?[\d ]{8,}$|https?://|www\.|^\s*\S+@\S+\s*$",
    ))
});

fn pattern(text: &str) -> Regex {
    RegexBuilder::new(text).case_insensitive(true).build().expect("a constant pattern")
}

/// Takes the new text out of a plain body. In doubt text is kept and `certain` is false.
pub fn new_text(text: &str) -> Reply {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let all: Vec<&str> = text.split('\n').collect();
    let lines = all.get(..MAX_LINES).unwrap_or(&all);
    let mut reply = Reply { certain: all.len() <= MAX_LINES, ..Reply::default() };
    let kept = unquoted(lines, &mut reply);
    reply.text = tidy(&without_signature(&kept));
    if reply.text.is_empty() && is_only_pasted(lines) {
        reply.text = tidy(&without_signature(lines));
        reply.certain = false;
    }
    reply
}

/// Where a forwarded mail begins in a text, as a byte offset: at its marker; where the subject says that the mail is
/// a forward, at the first thing that stands above a quoted mail (Outlook for Mac writes `X skrev følgende den …`).
pub fn forward_start(text: &str, subject_says: bool) -> Option<usize> {
    let lines: Vec<&str> = text.split('\n').take(MAX_LINES).collect();
    let (at, mark) = (0..lines.len()).find_map(|at| quote::mark(&lines, at).map(|mark| (at, mark)))?;
    let forward = subject_says || mark == Mark::Forward;
    forward.then(|| lines.iter().take(at).map(|line| line.len() + 1).sum())
}

/// The lines that are not quoted. Empty lines stand in for what was left out between kept lines.
fn unquoted<'a>(lines: &[&'a str], reply: &mut Reply) -> Vec<&'a str> {
    let mut kept: Vec<&str> = Vec::new();
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        if line.contains(CUT_LINE) {
            reply.quoted = true;
            break;
        }
        if quote::is_quoted(line) {
            reply.quoted = true;
            at += 1;
            note_wrapped(lines, at, reply);
            keep_gap(&mut kept);
            continue;
        }
        match quote::mark(lines, at) {
            Some(Mark::Attribution(taken)) => {
                reply.quoted = true;
                if !quoted_below(lines, at + taken) {
                    break;
                }
                at += taken;
                keep_gap(&mut kept);
            }
            Some(Mark::Block | Mark::Forward) => {
                reply.quoted = true;
                break;
            }
            None => {
                if quote::is_suspicious(line) {
                    reply.certain = false;
                }
                kept.push(line);
                at += 1;
            }
        }
    }
    kept
}

/// Nothing but `>` lines, or a text that an attribution opens without marking any of it as quoted: it may be what
/// the sender wants to show us, so it is kept, but no command is read from it.
fn is_only_pasted(lines: &[&str]) -> bool {
    let Some(first) = lines.iter().position(|line| !line.trim().is_empty()) else { return false };
    if lines.iter().any(|line| line.contains(CUT_LINE)) {
        return false;
    }
    match quote::mark(lines, first) {
        Some(Mark::Attribution(taken)) => !quoted_below(lines, first + taken),
        Some(Mark::Forward) => true,
        Some(Mark::Block) => false,
        None => lines.iter().all(|line| line.trim().is_empty() || quote::is_quoted(line)),
    }
}

fn keep_gap(kept: &mut Vec<&str>) {
    if kept.last().is_some_and(|last| !last.trim().is_empty()) {
        kept.push("");
    }
}

/// A line squeezed between two quoted ones, or right below a long one, may be the rest of a wrapped quoted line.
fn note_wrapped(lines: &[&str], at: usize, reply: &mut Reply) {
    let Some(line) = lines.get(at).filter(|line| !line.trim().is_empty() && !quote::is_quoted(line)) else {
        return;
    };
    let squeezed = lines.get(at + 1).is_some_and(|next| quote::is_quoted(next));
    let wrapped =
        at.checked_sub(1).and_then(|above| lines.get(above)).is_some_and(|above| above.len() >= WRAP_WIDTH);
    if (squeezed || wrapped) && !line.starts_with(char::is_whitespace) {
        reply.certain = false;
    }
}

/// Whether `>` lines follow an attribution; else the whole rest is the quoted mail, unmarked.
fn quoted_below(lines: &[&str], at: usize) -> bool {
    lines.iter().skip(at).find(|line| !line.trim().is_empty()).is_some_and(|line| quote::is_quoted(line))
}

/// Leaves out the signature: after `-- `, or after a closing phrase where only signature-like lines follow.
fn without_signature<'a>(lines: &[&'a str]) -> Vec<&'a str> {
    let mut lines: Vec<&str> = lines.iter().copied().filter(|line| !DEVICE.is_match(line)).collect();
    if let Some(at) = lines.iter().position(|line| matches!(line.trim_end_matches('\r'), "-- " | "--")) {
        lines.truncate(at);
    }
    // The first closing after which all is signature: a company's footer may hold a second one.
    if let Some(at) = (0..lines.len()).find(|&at| is_signature(&lines, at)) {
        lines.truncate(at);
    }
    lines.retain(|line| !LETTER_PHONE.is_match(line));
    lines
}

fn is_signature(lines: &[&str], at: usize) -> bool {
    if !lines.get(at).is_some_and(|line| line.len() <= SIGNATURE_WIDTH && CLOSING.is_match(line)) {
        return false;
    }
    let filled = lines.iter().skip(at + 1).copied().filter(|line| !line.trim().is_empty());
    let rest: Vec<&str> = filled.take(SIGNATURE_LINES + 1).collect();
    rest.len() <= SIGNATURE_LINES && rest.iter().all(|line| is_signature_line(line))
}

/// Short, no sentence, and no `label: value` but contact data.
fn is_signature_line(line: &str) -> bool {
    let line = line.trim();
    if CLOSING.is_match(line) || CONTACT.is_match(line) {
        return true;
    }
    let sentence = line.ends_with(['?', '!']) || line.ends_with('.') && line.split_whitespace().count() > 6;
    line.chars().count() <= SIGNATURE_WIDTH
        && !line.contains(':')
        && !line.contains('\t')
        && !sentence
        && line.split_whitespace().count() <= 9
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
            "Kari Nordmann <kari@b.no> skrev følgende den 28/10/2026, 12:46:\n\n    Angre",
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

    #[test]
    fn a_forwarded_mail_begins_at_its_marker() {
        let text =
            "Se under\n\n---------- Forwarded message ---------\nFra: N <a@b.no>\nDate: ons. 27. okt.\n";
        assert_eq!(forward_start(text, false), Some(10));
        let text = "Se under\n\nFra: N <a@b.no>\nSendt: i dag\nTil: X\nEmne: Avvik\n\nTekst";
        assert_eq!((forward_start(text, true), forward_start(text, false)), (Some(10), None));
        let text = "Kari <k@b.no> skrev følgende den 28/10/2026, 12:46:\n\n    Brev sendt feil\n";
        assert_eq!((forward_start(text, true), forward_start(text, false)), (Some(0), None));
        assert_eq!(forward_start("Den 1. mars 2026 skrev X:\n> Videresendt melding:\n", false), None);
    }

    #[test]
    fn long_and_strange_texts_are_read_in_linear_time() {
        for line in ["> a\n", "skrev\n", "Fra: a@b.no\n", "a ", "den 1 skrev ", "\n", "mvh\n", "K: 1\n"] {
            let text = line.repeat(10_000);
            let _ = new_text(&text);
        }
    }
}
