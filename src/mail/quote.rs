//! Recognises the lines that stand above a quoted mail: attributions, separators, header blocks.
//! The samples behind the tables are real clients' (M16 to M18).

use std::sync::LazyLock;

use regex::{Regex, RegexBuilder};

/// Longest line that a pattern looks at, and most lines that one attribution may be wrapped over.
const MAX_LINE: usize = 400;
const WRAPPED: usize = 3;
/// Within so many lines the labels of one header block stand.
const BLOCK_LINES: usize = 12;

/// What was found at a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// `Den … skrev X:` over so many lines; what follows may be quoted with `>`.
    Attribution(usize),
    /// A separator or header block: all below is the quoted mail.
    Block,
    /// A forward marker: what is below was passed on on purpose.
    Forward,
}

static ORIGINAL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"^[\s>*_]*[-_=–—]{2,}\s*(original (message|melding|meddelelse|nachricht|appointment)|opprinneleg melding|opprinnelig (melding|e-post|avtale|beskjed)|",
        r"opphavleg (melding|e-post)|oprindelig (meddelelse|besked|mail|e-mail)|ursprungligt (meddelande|mejl)|",
        r"urspr(ü|ue)ngliche (nachricht|e-?mail|mail)|message d'origine|mensaje original|messaggio originale|",
        r"oorspronkelijk(e)? bericht|alkuper(ä|ae)inen viesti|reply above this line|svar over denne linjen).*$",
    ))
});
static FORWARDED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"^[\s>*_]*([-_=]{2,}\s*)?(begin(ning of|nelse på)?( the)? (forwarded message|videresendt melding)|begynnelse på videresendt melding|",
        r"forwarded (message|by)|videresendt (melding|meddelelse|besked|e-post|av)|vidaresend(t)? (melding|e-post)|",
        r"start på videresendt besked|vidarebefordrat (mejl|meddelande)( börjar)?|weitergeleitete nachricht|",
        r"anfang der weitergeleiteten (nachricht|e-mail))\b(.{0,40}|\s*[-_=]{2,}.*)$",
    ))
});
/// `Den 3. mars … skrev Kari <k@…>:` in any order of date, name and verb. Joined over its wrapped lines.
static ATTRIBUTIONS: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    [
        // Date first, the verb in the middle, the name last: Gmail, Apple, Thunderbird in nb, nn, da, sv.
        r"^(-+ ?)?(den|d\.|på|på den|søn|man|tir|tirs|ons|tor|tors|fre|lør|må|ty|to|la|laur|su|sun|mån|lör|fre|mandag|tirsdag|onsdag|torsdag|fredag|lørdag|søndag|måndag|tysdag|laurdag|sundag|tisdag|lördag|söndag)?[\w.,:/+()\s-]*\d[\w.,:/+()\s-]*,?\s+(skrev|skreiv)\b.*(:|følgende|>|følgjande|följande)\s*$",
        // The name first: Outlook for Mac, Airmail.
        r"^.*\s(skrev|skreiv)\s+(følgende |følgjande |följande )?(den|på|kl)\b.*\d{1,4}.*:\s*$",
        r"^(på|den)\s.*\d.*\s(skrev|skreiv)\s*:?\s*$",
        // English, German, Dutch, French, Spanish, Italian, Polish, Portuguese.
        r"^(on|at|from)\s.*\d.*\b(wrote|writes|said|schrieb|skrev)\s*:?\s*$",
        r"^.*\d{1,4}.*\b(wrote|schrieb)\s.*:\s*$",
        r"^.*\d{1,2}[:.]\d{2}.*\b(wrote|schrieb)\s*:\s*$",
        r"^(am|vom)\s.*\d.*\bschrieb\b.*:?\s*$",
        r"^(le|em|el|il( giorno)?|op|w dniu|dnia|pe|em)\s.*\d.*\b(a écrit|escreveu|escribió|ha scritto|scrisse|schreef|napisał|napisał\(a\)|napisała|a scris|het volgende geschreven)\b.*:?\s*$",
        r"^.*\d.*\b(a écrit|escreveu|escribió|ha scritto|scrisse|schreef|geschreven|napisał|napisał\(a\)|kirjoitti|написал|пишет|пише)\b.*:\s*$",
        // No verb at all: Gmail of 2012 to 2015.
        r"^\d{4}[/-]\d{1,2}[/-]\d{1,2}\s.*<\s?\S+@\S+\s?>\s*:?\s*$",
        r#"^"?[^:<>]{1,80}"? <\S+@\S+> (wrote|writes|skrev|skreiv|schrieb|schreef)\s*:?\s*$"#,
        r"^<?\S+@\S+>? (wrote|writes|skrev|skreiv|schrieb)\s*:\s*$",
        r"^(quoting|siterer|zitat von)\s.*<?\S+@\S+>?\s*:\s*$",
    ]
    .iter()
    .map(|text| pattern(text))
    .collect()
});
/// A line without one of these, and without an address, is no attribution: spares it the patterns.
const VERBS: &[&str] = &[
    "skrev",
    "skreiv",
    "wrote",
    "writes",
    "said",
    "schrieb",
    "écrit",
    "escreveu",
    "escribió",
    "scritto",
    "scrisse",
    "schreef",
    "geschreven",
    "napisał",
    "scris",
    "kirjoitti",
    "написал",
    "пишет",
    "пише",
    "siterer",
    "quoting",
    "zitat",
];
/// Without a date: believed only where a quoted line follows.
static BARE_ATTRIBUTION: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"^.+\b(wrote|writes|skrev|skreiv|schrieb|schreef|a écrit|escribió|ha scritto|napisał)\b.*:\s*$")
});
static BAR: LazyLock<Regex> = LazyLock::new(|| pattern(r"^\s*([_]{20,}|[-]{20,}|[=]{20,})\s*$"));
/// A label of a header block; the kinds are told apart by their group.
static LABEL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"^[\s>*]*(?:(?P<from>from|fra|frå|från|von|de|van|da|od|lähettäjä|afsender|avsender)|",
        r"(?P<date>sent|sendt|send|date|dato|datum|skickat|gesendet|envoyé|verzonden|inviato|fecha|enviado|data|wysłano|lähetetty|tid|sendt den)|",
        r"(?P<to>to|til|till|an|à|aan|a|para|do|mottaker|modtager)|",
        r"(?P<subject>subject|emne|ämne|betreff|objet|onderwerp|oggetto|asunto|assunto|temat|aihe)|",
        r"(?P<other>cc|kopi|kopia|kopi til|bcc|reply-to|svar til|importance|viktighet|prioritet|vedlegg|attachments))",
        r"\s?\*?\s?:\*?(?P<value>.*)$",
    ))
});
static FROM_ADDRESS: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^[\s>*]*(from|fra|frå|från|von)\s?\*?:\*?\s.*(@|\[mailto:|<mailto:)"));

fn pattern(text: &str) -> Regex {
    RegexBuilder::new(text).case_insensitive(true).build().expect("a constant pattern")
}

/// What begins at line `at`, if anything. `lines` carry no line ends.
pub fn mark(lines: &[&str], at: usize) -> Option<Mark> {
    let line = clean(lines.get(at)?);
    if line.is_empty() || line.len() > MAX_LINE {
        return None;
    }
    if FORWARDED.is_match(line) {
        return Some(Mark::Forward);
    }
    if ORIGINAL.is_match(line) {
        return Some(Mark::Block);
    }
    if BAR.is_match(line) && next_filled(lines, at).is_some_and(|next| is_header_block(lines, next)) {
        return Some(Mark::Block);
    }
    if is_header_block(lines, at) {
        return Some(Mark::Block);
    }
    attribution(lines, at).map(Mark::Attribution)
}

/// True for `> …` and its relatives. A lone `|` at the start is a quote too where a space follows.
pub fn is_quoted(line: &str) -> bool {
    let line = line.trim_start_matches(['\u{feff}', ' ', '\u{a0}']);
    line.starts_with('>') || line.starts_with("&gt;") || line.starts_with("| ")
}

/// A line that looks as if a mail were quoted below it although no rule above matched: then nothing is certain.
pub fn is_suspicious(line: &str) -> bool {
    line.len() <= MAX_LINE && FROM_ADDRESS.is_match(line)
}

fn clean(line: &str) -> &str {
    line.trim_matches(['\u{feff}', ' ', '\t', '\u{a0}', '\r'])
}

fn next_filled(lines: &[&str], at: usize) -> Option<usize> {
    (at + 1..(at + 4).min(lines.len()))
        .find(|&next| lines.get(next).is_some_and(|line| !clean(line).is_empty()))
}

/// Three different labels close together, one of them From or a date first, and a subject, date or address among
/// them: `Fra: 1. mars` and `Til: 3. mars` of a form are no header block.
fn is_header_block(lines: &[&str], at: usize) -> bool {
    let Some(first) = lines.get(at).and_then(|line| label(line)) else { return false };
    if !matches!(first.0, "from" | "date" | "subject" | "to") {
        return false;
    }
    let mut seen: Vec<&str> = vec![first.0];
    let mut address = first.1.contains('@');
    let mut strangers = 0;
    for line in lines.iter().skip(at + 1).take(BLOCK_LINES) {
        match label(line) {
            Some((kind, value)) => {
                address |= value.contains('@');
                if !seen.contains(&kind) {
                    seen.push(kind);
                }
            }
            // Labels may be wrapped, doubled by empty lines, or the block may be over.
            None if clean(line).is_empty() => {}
            None => strangers += 1,
        }
        if strangers > 3 {
            break;
        }
    }
    let has = |kind: &str| seen.contains(&kind);
    has("from") && (has("subject") && (has("date") || has("to")) || has("date") && has("to") && address)
}

/// The kind of a header label and what follows it.
fn label(line: &str) -> Option<(&'static str, &str)> {
    if line.len() > MAX_LINE {
        return None;
    }
    let found = LABEL.captures(line)?;
    let value = found.name("value").map(|value| value.as_str()).unwrap_or_default();
    let kind =
        ["from", "date", "to", "subject", "other"].into_iter().find(|kind| found.name(kind).is_some())?;
    Some((kind, value))
}

/// How many lines the attribution at `at` takes, if one begins there. Of two starts the later one is right: the
/// line above may be the last one of the answer.
fn attribution(lines: &[&str], at: usize) -> Option<usize> {
    let taken = attribution_at(lines, at)?;
    let later = (1..taken).any(|skip| attribution_at(lines, at + skip).is_some());
    (!later).then_some(taken)
}

fn attribution_at(lines: &[&str], at: usize) -> Option<usize> {
    let mut joined = String::new();
    for taken in 1..=WRAPPED {
        let line = clean(lines.get(at + taken - 1)?);
        let line = if taken == 1 { line.trim_start_matches(['>', ' ']) } else { line };
        if line.is_empty()
            || taken > 1
                && is_quoted(line)
                && !line.trim_start_matches('>').trim_start().is_empty()
                && line != ">:"
        {
            return None;
        }
        if !joined.is_empty() && !joined.ends_with('<') {
            joined.push(' ');
        }
        joined.push_str(line);
        if joined.len() > MAX_LINE {
            return None;
        }
        let lower = joined.to_lowercase();
        if !joined.contains('@') && !VERBS.iter().any(|verb| lower.contains(verb)) {
            continue;
        }
        let certain = ATTRIBUTIONS.iter().any(|pattern| pattern.is_match(&joined));
        let followed = next_filled(lines, at + taken - 1)
            .is_some_and(|next| lines.get(next).is_some_and(|line| is_quoted(line)));
        // A sentence with a date and "skrev" in it is believed only where it ends like an attribution.
        let ends = joined.ends_with(':') || joined.ends_with('>') || followed;
        if certain && ends || followed && BARE_ATTRIBUTION.is_match(&joined) {
            return Some(taken);
        }
    }
    None
}
