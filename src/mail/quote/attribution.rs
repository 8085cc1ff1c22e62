//! `Den 3. mars 2026 kl. 10:00 skrev Kari Nordmann <kari@…>:` in any order of date, name and verb.
//!
//! Four shapes: date, verb, name (Gmail, Apple, Thunderbird in the Nordic languages and German); date, name, verb
//! (English); name, verb, date (Outlook for Mac); and without a verb (old Gmail, Yandex). In languages that our reporters
//! tell events in, everything between must be a date or look like a name, for people write `Den 3. mars skrev vi til
//! de berørte:` too.

use std::sync::LazyLock;

use regex::Regex;

use super::super::words::{LANGUAGES, alternation, every, pattern};
use super::header::has_time;
use super::{Kind, MAX_LINE, Mark, Page, is_quoted, trim, unmarked};

/// Most lines that an attribution is wrapped over, the empty ones among them too, and its most bytes.
const WRAPPED: usize = 8;
const FILLED: usize = 4;
const BYTES: usize = 400;
/// A name has at most so many words, and so many of them in small letters.
const NAME_WORDS: usize = 10;
const SMALL_WORDS: usize = 1;

/// What an attribution says, as written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Attribution {
    pub when: String,
    pub who: String,
}

/// How much an attribution is believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Trust {
    /// Where a quoted line follows.
    IfQuoted,
    /// The same, and without one it makes the reading uncertain.
    Doubtful,
    Sure,
}

struct Found {
    attribution: Attribution,
    trust: Trust,
    /// The date stands first: of two starts the earlier one is right.
    dated: bool,
}

static VERB: LazyLock<Regex> = LazyLock::new(|| pattern(&alternation(every(|words| words.verbs))));
/// Verbs of the languages whose dates are known.
static STRICT: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    let known = LANGUAGES.iter().filter(|words| !words.when.is_empty());
    known.flat_map(|words| words.verbs.iter().copied()).collect()
});
/// A run of numbers and words of a date.
static WHEN: LazyLock<Regex> = LazyLock::new(|| {
    let words = alternation(every(|words| words.when));
    pattern(&format!(
        r"^(?:[(+-]?[0-9][0-9.,:/+-]*(?:st|nd|rd|th)?\)?[\s,.]*|\(?(?:gmt|utc)[+-][0-9:]+\)?[\s,]*|\(?{words}[.)]*(?:[\s,]+|$))+"
    ))
});
static FOLLOWING: LazyLock<Regex> =
    LazyLock::new(|| pattern(&format!(r"^\s*{}[\s,]*", alternation(every(|words| words.following)))));
static FOLLOWING_END: LazyLock<Regex> =
    LazyLock::new(|| pattern(&format!(r"\s{}$", alternation(every(|words| words.following)))));
static QUOTING: LazyLock<Regex> =
    LazyLock::new(|| pattern(&format!(r"^{}\s", alternation(every(|words| words.quoting)))));
static PARTICLES: LazyLock<Vec<&'static str>> = LazyLock::new(|| every(|words| words.particles).collect());
static PRONOUNS: LazyLock<Vec<&'static str>> = LazyLock::new(|| every(|words| words.pronouns).collect());
/// Gmail's date and zone before a name: nobody writes a list like that.
static GMAIL: LazyLock<Regex> = LazyLock::new(|| pattern(r"^\d{4}-\d\d-\d\d \d\d:\d\d GMT[+-]\d\d:\d\d "));

pub fn has_verb(line: &str) -> bool {
    VERB.is_match(line)
}

/// The attribution that begins at a line. Of two starts the later one is right, for the line above may be the last
/// one of the answer, unless the earlier one begins with a date.
pub fn find(page: &Page<'_>, at: usize) -> Option<Mark> {
    let line = page.line(at)?;
    let near = (at..at + WRAPPED).any(|line| page.has_verb(line));
    let broken = line.trim_end().ends_with('<');
    let may = near || broken || line.contains('@') || line.contains("GMT");
    if !may {
        return None;
    }
    if let Some(mark) = glued(page, at) {
        return Some(mark);
    }
    let (found, lines) = best(page, at)?;
    let later = |skip: usize| best(page, at + skip).is_some_and(|(later, _)| later.dated || !found.dated);
    let wrapped = lines > 1
        && (1..lines)
            .any(|skip| page.line(at + skip).is_some_and(|line| !trim(line).is_empty()) && later(skip));
    if wrapped {
        return None;
    }
    let kind = match found.trust {
        Trust::Sure => Kind::Attribution(found.attribution),
        _ if page.quoted_at(at + lines) => Kind::Attribution(found.attribution),
        Trust::Doubtful => Kind::Doubt,
        Trust::IfQuoted => return None,
    };
    let lines = if kind == Kind::Doubt { 1 } else { lines };
    Some(Mark { kind, lines, own: 0 })
}

/// The best reading of the lines from `at` on.
fn best(page: &Page<'_>, at: usize) -> Option<(Found, usize)> {
    let first = page.line(at)?;
    let quoted = is_quoted(first);
    let mut joined = String::new();
    let (mut filled, mut verb) = (0, false);
    for next in at..at + WRAPPED {
        let line = page.line(next)?;
        if line.len() > MAX_LINE {
            return None;
        }
        let clean = trim(line);
        if clean.is_empty() {
            if !goes_on(page, next, &joined) {
                return None;
            }
            continue;
        }
        if next > at && is_quoted(line) != quoted && !is_open(&joined) {
            return None;
        }
        push(&mut joined, if quoted || next == at { unmarked(line) } else { clean });
        filled += 1;
        verb |= page.has_verb(next);
        if joined.len() > BYTES || filled > FILLED {
            return None;
        }
        if is_open(&joined) {
            continue;
        }
        if let Some(found) = read(&joined, verb, || page.quoted_at(next + 1)) {
            return Some((found, next + 1 - at));
        }
        let over =
            joined.ends_with('>') && !verb && !(next + 1..next + FILLED).any(|line| page.has_verb(line));
        if joined.ends_with(':') || over {
            return None;
        }
    }
    None
}

/// Reads joined lines where they end like an attribution or can be nothing else.
fn read(joined: &str, verb: bool, quoted: impl Fn() -> bool) -> Option<Found> {
    let closed = joined.ends_with([':', '：', '>']);
    if !verb {
        let may = closed || joined.starts_with(|one: char| one.is_ascii_digit());
        let found = may.then(|| without_verb(joined)).flatten();
        return found.filter(|found| found.trust == Trust::Sure || quoted());
    }
    let ends = closed || FOLLOWING_END.is_match(joined) || quoted();
    let may = ends || has_address(joined) || joined.ends_with("--");
    may.then(|| with_verb(joined)).flatten().filter(|found| ends || found.trust == Trust::Sure)
}

/// An address was broken by the wrapping.
fn is_open(joined: &str) -> bool {
    joined.matches('<').count() > joined.matches('>').count()
}

/// Wrapped lines are joined by a space, an address that was broken without.
fn push(joined: &mut String, line: &str) {
    if !joined.is_empty() && !joined.ends_with('<') && !line.starts_with('>') {
        joined.push(' ');
    }
    joined.push_str(line);
}

/// Text made from HTML breaks an attribution with empty lines, before its address or its verb.
fn goes_on(page: &Page<'_>, at: usize, joined: &str) -> bool {
    let Some(line) = page.next_filled(at).and_then(|next| page.line(next)).map(trim) else { return false };
    let opened = date(joined).is_some();
    let lone_verb = || VERB.find(line).is_some_and(|verb| verb.start() == 0 && line.len() <= verb.end() + 1);
    opened
        && (line.starts_with('<')
            || line.starts_with("mailto:")
            || line.starts_with('>') && joined.contains('<')
            || lone_verb())
}

/// `bla--- On Wed … wrote:`: Yahoo glues its dashes to the last line of the answer.
fn glued(page: &Page<'_>, at: usize) -> Option<Mark> {
    let line = page.line(at).filter(|_| page.has_verb(at))?;
    let own = line
        .find("---")
        .filter(|&own| own > 0 && own < BYTES && !trim(line.get(..own).unwrap_or_default()).is_empty())?;
    let tail = line.get(own..).filter(|tail| tail.len() <= BYTES)?;
    let found =
        with_verb(tail.trim_start_matches('-')).filter(|found| found.dated && found.trust == Trust::Sure)?;
    Some(Mark { kind: Kind::Attribution(found.attribution), lines: 1, own })
}

/// Reads a whole attribution that holds a verb.
fn with_verb(text: &str) -> Option<Found> {
    let framed = text.starts_with("--") && text.trim_end().ends_with("--");
    let text = text.trim_matches(['-', ' ', '\t', '*', '_']);
    if let Some(quoting) = QUOTING.find(text).filter(|_| text.contains('@') && text.ends_with(':')) {
        return Some(sure("", text.get(quoting.end()..).unwrap_or_default(), true));
    }
    let colon = text.ends_with([':', '：']);
    VERB.find_iter(text).take(3).find_map(|verb| {
        let before = text.get(..verb.start())?;
        let after = text.get(verb.end()..)?;
        if before.ends_with(char::is_alphabetic) || after.starts_with(char::is_alphabetic) {
            return None;
        }
        // `wrote:> quoted`: text made from HTML.
        let (after, colon) =
            match after.trim_start().strip_prefix(':').filter(|rest| rest.trim_start().starts_with('>')) {
                Some(_) => ("", true),
                None => (after, colon || framed),
            };
        let strict = STRICT.iter().any(|known| known.eq_ignore_ascii_case(verb.as_str()));
        if strict { told(before.trim(), after, colon) } else { loose(before, after, colon) }
    })
}

fn sure(when: &str, who: &str, dated: bool) -> Found {
    Found {
        attribution: Attribution {
            when: when.trim_matches([' ', ',']).to_owned(),
            who: who.trim_matches([' ', ',', ':']).to_owned(),
        },
        trust: Trust::Sure,
        dated,
    }
}

/// In a language whose dates are known: what stands before and after the verb.
fn told(before: &str, after: &str, colon: bool) -> Option<Found> {
    let after = FOLLOWING.find(after).map_or(after, |found| after.get(found.end()..).unwrap_or_default());
    let after = after.trim_matches([' ', '\t', ',', ':', '-']);
    let after =
        FOLLOWING_END.find(after).map_or(after, |found| after.get(..found.start()).unwrap_or_default());
    let (when, rest) = date(before).unwrap_or(("", before));
    let rest = rest.trim_matches([' ', ',']);
    let graded = |when: &str, who: &str, good: bool, else_trust: Trust, dated: bool| {
        let trust = if good { Trust::Sure } else { else_trust };
        Some(Found { trust, ..sure(when, who, dated) })
    };
    if before.is_empty() {
        // `skrev Kari:`
        return graded("", after, false, Trust::IfQuoted, false);
    }
    if after.is_empty() {
        if when.is_empty() {
            // `Kari <k@…> skrev:` without a date.
            let good = colon && has_address(rest) && is_name(rest);
            return graded("", rest, good, Trust::IfQuoted, false);
        }
        let good = (colon || has_address(rest)) && (rest.is_empty() || is_name(rest));
        return graded(when, rest, good && is_moment(when), Trust::Doubtful, true);
    }
    if rest.is_empty() && !when.is_empty() {
        let good = (colon || has_address(after)) && is_name(after) && is_moment(when);
        return graded(when, after, good, Trust::Doubtful, true);
    }
    let (when, rest) = date(after)?;
    if !rest.trim_matches([' ', ':', '.']).is_empty() {
        return None;
    }
    let good = colon && is_moment(when) && is_name(before);
    graded(when, before, good, Trust::Doubtful, false)
}

/// In any other language: a number, a verb, a colon.
fn loose(before: &str, after: &str, colon: bool) -> Option<Found> {
    let dated = |text: &str| text.chars().any(char::is_numeric);
    let who = if has_address(after) || !has_address(before) && !after.trim_matches([' ', ':']).is_empty() {
        after
    } else {
        before
    };
    let trust = match (dated(before) || dated(after), colon, has_address(before) || has_address(after)) {
        (true, true, _) => Trust::Sure,
        (false, true, true) => Trust::Sure,
        _ => Trust::IfQuoted,
    };
    let named = after_date(who);
    let when = before.strip_suffix(named).unwrap_or(before);
    Some(Found { trust, ..sure(when, named, dated(before)) })
}

/// `2013/1/29 test testesen <addr>`, `06.04.2026, 20:47, "Kari" <addr>:`: a date, a name, an address.
fn without_verb(text: &str) -> Option<Found> {
    let head = text.split('<').next().unwrap_or_default();
    if GMAIL.is_match(text) {
        let who = after_date(text);
        let when = head.split(who.split('<').next().unwrap_or_default()).next().unwrap_or_default();
        return is_name(who).then(|| sure(when, who, true));
    }
    let closed = text.trim_end_matches([' ', ':']).ends_with('>') && has_address(text);
    if !closed || head.len() < 8 || !head.chars().any(char::is_numeric) {
        return None;
    }
    let (when, who) = match date(head) {
        Some((when, _)) => (when, text.get(when.len()..).unwrap_or_default()),
        None => (head, after_date(text)),
    };
    // Gmail of 2012 to 2015 wrote the year first, and a name as its owner writes it.
    let gmail = when.get(..5).is_some_and(|year| year.ends_with(['/', '-']));
    let named = is_name(who);
    if !is_moment(when) || !named && !gmail {
        return None;
    }
    let good = named && text.ends_with(':') && has_time(when);
    Some(Found { trust: if good { Trust::Sure } else { Trust::IfQuoted }, ..sure(when, who, true) })
}

/// What follows the last number before the address, without small words before the name (`heeft`, `użytkownik`).
fn after_date(text: &str) -> &str {
    let head = text.split(['<', '(', '[']).next().unwrap_or_default();
    let end =
        head.char_indices().rfind(|(_, one)| one.is_numeric()).map_or(0, |(at, one)| at + one.len_utf8());
    let opens = |one: char| one.is_alphabetic() || matches!(one, '"' | '<' | '“' | '„' | '«');
    let rest = text.get(end..).unwrap_or_default().trim_start_matches(|one| !opens(one));
    let mut name = rest;
    while name.starts_with(char::is_lowercase) {
        let Some((_, next)) = name.split_once(' ') else { return rest };
        name = next.trim_start();
    }
    if name.is_empty() || name.starts_with(['<', '(']) { rest } else { name }
}

/// The date that a text begins with, and the rest.
fn date(text: &str) -> Option<(&str, &str)> {
    let end = WHEN.find(text)?.end();
    let (when, rest) = text.split_at_checked(end)?;
    when.contains(|one: char| one.is_ascii_digit()).then_some((when, rest))
}

/// A year or a time of day: what programs write and people seldom.
fn is_moment(when: &str) -> bool {
    let numbers = when.split(|one: char| !one.is_ascii_digit());
    numbers.clone().any(|number| number.len() == 4)
        || has_time(when)
        || numbers.filter(|number| !number.is_empty()).count() >= 3
}

fn has_address(text: &str) -> bool {
    text.contains('@')
}

/// Whether a text is a name with or without an address: no sentence, nobody's pronoun.
fn is_name(text: &str) -> bool {
    let bare = without_addresses(text.trim_end_matches([':', ' ']));
    let words: Vec<&str> = bare.split_whitespace().collect();
    if words.is_empty() {
        return has_address(text);
    }
    let small = |word: &&&str| {
        let word = word.trim_matches(|one: char| !one.is_alphanumeric());
        word.starts_with(char::is_lowercase) && !PARTICLES.contains(&word)
    };
    // `De Vries` is a name, `de ansatte` is not.
    let named = words.get(1).is_some_and(|word| word.starts_with(char::is_uppercase));
    let pronoun = |word: &str| !named && PRONOUNS.iter().any(|known| known.eq_ignore_ascii_case(word));
    words.len() <= NAME_WORDS
        && words.iter().filter(small).count() <= SMALL_WORDS
        && !bare.contains(['?', '!', ';', ':'])
        && !words.first().is_some_and(|word| pronoun(word))
}

/// Without `<…>`, `[…]`, `(…@…)` and bare addresses.
fn without_addresses(text: &str) -> String {
    let mut bare = String::new();
    let mut depth = 0_usize;
    for one in text.chars() {
        match one {
            '<' | '[' | '(' => depth += 1,
            '>' | ']' | ')' => depth = depth.saturating_sub(1),
            _ if depth == 0 => bare.push(one),
            _ => {}
        }
    }
    let words: Vec<&str> = bare.split_whitespace().filter(|word| !word.contains('@')).collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Option<Mark> {
        find(&Page::new(text), 0)
    }

    #[test]
    fn what_people_write_is_no_attribution() {
        for text in [
            "Vi skrev jo i varselet at brevet skulle hentes:",
            "Jeg skrev jo i går kl. 14 at 12 personer er berørt:",
            "Kari skrev i brevet den 3. mars 2026 at dette var feil:",
            "12.03.2026 14:05 sendt til Per Hansen <per@eksempel.no>",
            "Kopi til Kari Nordmann <kari@eksempel.no>:",
            "Kari skrev:",
            "Onsdagsveien 12",
            "On this day\nI wrote something:",
            "Vi skrev på skjemaet",
            "2026-01-15 14:30:25",
            "15.01.2026 14:30",
        ] {
            assert_eq!(found(text), None, "{text}");
        }
    }

    #[test]
    fn what_may_be_either_makes_the_reading_uncertain() {
        for text in [
            "Den 3. mars skrev vi til de berørte:",
            "Den 3. mars 2026 kl. 10:00 skrev vi til de berørte:",
            "Den 3. mars skrev Kari Nordmann:",
            "Jeg skrev den 3. mars 2026 kl. 10:00:",
            "On 3 March 2026 we wrote:",
            "Am 3. März 2026 schrieb die Klinik an alle Betroffenen:",
        ] {
            assert_eq!(found(text).map(|mark| mark.kind), Some(Kind::Doubt), "{text}");
            let quoted = format!("{text}\n> x");
            assert!(matches!(found(&quoted).map(|mark| mark.kind), Some(Kind::Attribution(_))), "{quoted}");
        }
    }

    #[test]
    fn date_and_name_are_told_apart() {
        for (text, when, who) in [
            (
                "Den 3. mars 2026 kl. 10:00 skrev Kari <k@b.no>:",
                "Den 3. mars 2026 kl. 10:00",
                "Kari <k@b.no>",
            ),
            ("On Tue, 3 Mar 2026 at 10:00, De Vries wrote:", "On Tue, 3 Mar 2026 at 10:00", "De Vries"),
            ("Kari <k@b.no> skrev følgende den 3.3.2026, 10:00:", "den 3.3.2026, 10:00", "Kari <k@b.no>"),
            (
                "Op 3 maart 2026 10:00 heeft Kari <k@b.no> geschreven:",
                "Op 3 maart 2026 10:00 heeft",
                "Kari <k@b.no>",
            ),
            ("2026-03-03 10:00 GMT+01:00 Kari <k@b.no>:", "2026-03-03 10:00 GMT+01:00", "Kari <k@b.no>"),
        ] {
            let Some(Kind::Attribution(attribution)) = found(text).map(|mark| mark.kind) else {
                panic!("{text}")
            };
            assert_eq!((attribution.when.as_str(), attribution.who.as_str()), (when, who), "{text}");
        }
    }

    #[test]
    fn an_attribution_glued_to_the_answer_leaves_it_alone() {
        let mark = found("ja takk--- On Wed, May 6, 2026 at 8:15 PM, kari@b.no wrote:\n> Hi");
        assert_eq!(mark.map(|mark| (mark.own, mark.lines)), Some((7, 1)));
    }
}
