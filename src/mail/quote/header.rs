//! The block of `Fra: … Sendt: … Til: … Emne: …` above a quoted or passed-on mail.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::super::words::{LANGUAGES, Words};
use super::{MAX_LINE, Page, is_quoted, unmarked};

/// A header takes at most so many lines; a list of receivers may be long.
const LINES: usize = 40;
/// Lines that one value may be wrapped over: of receivers, of anything else.
const WRAPPED_LIST: usize = 12;
const WRAPPED: usize = 2;
/// Longest label in bytes, its bold asterisks included.
const LABEL: usize = 40;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Label {
    From,
    Date,
    To,
    Copy,
    Subject,
    Rest,
}

/// What a header says, as written. Values that were wrapped are joined.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Header {
    pub from: Option<String>,
    pub date: Option<String>,
    pub to: Option<String>,
    pub copy: Option<String>,
    pub subject: Option<String>,
}

/// Whether a mail program wrote it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Belief {
    Sure,
    /// A person may have: `Fra: Kari`, `Til: ombudet`, `Emne: avvik` of a form.
    Doubtful,
    No,
}

static LABELS: LazyLock<HashMap<String, Label>> = LazyLock::new(|| {
    let kinds = |words: &Words| {
        [
            (words.rest, Label::Rest),
            (words.copy, Label::Copy),
            (words.to, Label::To),
            (words.date, Label::Date),
            (words.subject, Label::Subject),
            (words.from, Label::From),
        ]
    };
    let all = LANGUAGES.iter().flat_map(|words| kinds(words));
    all.flat_map(|(labels, kind)| labels.iter().map(move |label| (label.to_lowercase(), kind))).collect()
});

impl Header {
    /// `Fra: 1. mars` and `Til: 3. mars` of a form are no header: it takes three kinds of label, and an address or a
    /// time of day, which programs always write and people seldom.
    pub fn belief(&self) -> Belief {
        if self.from.is_none() {
            return Belief::No;
        }
        let named = self.subject.is_some() && (self.date.is_some() || self.to.is_some());
        let timed = self.date.as_deref().is_some_and(has_time);
        if named && (timed || self.has_address())
            || self.date.is_some() && self.to.is_some() && self.has_address()
        {
            return Belief::Sure;
        }
        let lone = self.from.as_deref().is_some_and(|from| from.contains('@'));
        if named || lone { Belief::Doubtful } else { Belief::No }
    }

    /// Enough below a separator, which speaks for it.
    pub fn may_be(&self) -> bool {
        self.from.is_some() && (self.date.is_some() || self.to.is_some() || self.subject.is_some())
    }

    fn has_address(&self) -> bool {
        [&self.from, &self.to, &self.copy].into_iter().flatten().any(|value| value.contains('@'))
    }

    fn is_whole(&self) -> bool {
        self.from.is_some() && self.date.is_some() && self.to.is_some() && self.subject.is_some()
    }

    fn slot(&mut self, label: Label) -> Option<&mut Option<String>> {
        match label {
            Label::From => Some(&mut self.from),
            Label::Date => Some(&mut self.date),
            Label::To => Some(&mut self.to),
            Label::Copy => Some(&mut self.copy),
            Label::Subject => Some(&mut self.subject),
            Label::Rest => None,
        }
    }

    /// Takes a value; false where there is one of this kind already.
    fn set(&mut self, label: Label, value: &str) -> bool {
        let Some(slot) = self.slot(label) else { return true };
        let free = slot.is_none();
        if free {
            *slot = Some(value.to_owned());
        }
        free || label == Label::Copy
    }

    fn append(&mut self, label: Label, lines: &[&str]) {
        let Some(Some(value)) = self.slot(label) else { return };
        for line in lines {
            if !value.is_empty() {
                value.push(' ');
            }
            value.push_str(line);
        }
    }
}

/// Reads the header that begins at a line, and how many lines it takes. It may be anything with labels in it:
/// see [`Header::belief`].
pub fn read(page: &Page<'_>, at: usize) -> Option<(Header, usize)> {
    let first = page.line(at)?;
    let (mut last, value) = label(first)?;
    if matches!(last, Label::Rest | Label::Copy) {
        return None;
    }
    let mut header = Header::default();
    header.set(last, value);
    let quoted = is_quoted(first);
    let (mut end, mut next, mut empty) = (at + 1, at + 1, false);
    let mut wrapped: Vec<&str> = Vec::new();
    // One paragraph per label leaves an empty line below each.
    let spaced = page.line(next).is_some_and(|line| unmarked(line).is_empty());
    while let Some(line) = page.line(next).filter(|line| next < at + LINES && line.len() <= MAX_LINE) {
        next += 1;
        let clean = unmarked(line);
        if clean.is_empty() {
            if !spaced || header.is_whole() || !wrapped.is_empty() {
                break;
            }
            empty = true;
            continue;
        }
        if is_quoted(line) != quoted {
            break;
        }
        if let Some((kind, value)) = label(line) {
            if !header.set(kind, value) {
                break;
            }
            header.append(last, &wrapped);
            wrapped.clear();
            (last, end) = (kind, next);
        } else {
            let most = if matches!(last, Label::To | Label::Copy) { WRAPPED_LIST } else { WRAPPED };
            if empty || wrapped.len() == most {
                break;
            }
            wrapped.push(clean);
        }
        empty = false;
    }
    // Behind the last label only more addresses belong to it; Outlook for Mac puts the text right below.
    let list = matches!(last, Label::To | Label::Copy);
    let more = wrapped.iter().take_while(|line| list && line.contains('@') && line.contains(['<', ';', ',']));
    Some((header, end - at + more.count()))
}

/// A header in one line without breaks, `Fra: A <a@b>Til: …Sendt: …Emne: …`, as Yahoo writes it.
pub fn read_line(line: &str) -> Option<Header> {
    let (first, rest) = label(line)?;
    if first != Label::From {
        return None;
    }
    let found = LANGUAGES.iter().map(|words| glued(rest, words)).max_by_key(Vec::len)?;
    let mut header = Header::default();
    let until = |at: usize| found.get(at).map_or(rest.len(), |next| next.0);
    header.set(Label::From, rest.get(..until(0)).unwrap_or_default().trim());
    for (index, (start, length, kind)) in found.iter().enumerate() {
        let value = rest.get(start + length..until(index + 1)).unwrap_or_default();
        header.set(*kind, value.trim());
    }
    Some(header)
}

/// Where the labels of one language stand in a line, in order: byte, length, kind.
fn glued(line: &str, words: &Words) -> Vec<(usize, usize, Label)> {
    let kinds = [
        (words.date, Label::Date),
        (words.to, Label::To),
        (words.copy, Label::Copy),
        (words.subject, Label::Subject),
    ];
    let mut found: Vec<(usize, usize, Label)> = kinds
        .into_iter()
        .filter_map(|(labels, kind)| {
            let places = labels.iter().filter_map(|label| {
                let label = format!("{label}:");
                Some((line.find(&label)?, label.len(), kind))
            });
            places.min_by_key(|place| place.0)
        })
        .collect();
    found.sort_by_key(|place| place.0);
    found
}

/// The kind of a label at the start of a line, and what follows it.
fn label(line: &str) -> Option<(Label, &str)> {
    let line = unmarked(line);
    let end = line.bytes().take(LABEL).position(|byte| byte == b':').map(|end| (end, 1));
    let (end, colon) = end.or_else(|| wide_colon(line))?;
    let key = line.get(..end)?.trim_matches(is_ornament);
    if key.is_empty() || key.len() > LABEL {
        return None;
    }
    let kind = LABELS.get(key).or_else(|| LABELS.get(&key.to_lowercase()))?;
    Some((*kind, line.get(end + colon..)?.trim_matches(is_ornament)))
}

fn wide_colon(line: &str) -> Option<(usize, usize)> {
    let east = line.bytes().next().is_some_and(|first| first >= 0xe0);
    east.then(|| line.find('：')).flatten().map(|end| (end, '：'.len_utf8()))
}

fn is_ornament(one: char) -> bool {
    one == '*' || one == '\u{feff}' || one.is_whitespace()
}

/// A time of day, which is no part of a date such as `12.03.2026`.
pub fn has_time(text: &str) -> bool {
    let bytes = text.as_bytes();
    let is = |at: Option<usize>, kind: fn(&u8) -> bool| at.and_then(|at| bytes.get(at)).is_some_and(kind);
    let digit = |at: Option<usize>| is(at, u8::is_ascii_digit);
    let joint = |at: Option<usize>| is(at, |byte| matches!(byte, b'.' | b'-' | b'/'));
    bytes.iter().enumerate().filter(|(_, byte)| matches!(byte, b':' | b'.')).any(|(at, byte)| {
        let minutes = digit(Some(at + 1)) && digit(Some(at + 2));
        if !minutes || !digit(at.checked_sub(1)) || *byte == b':' {
            return minutes && digit(at.checked_sub(1));
        }
        let before = if digit(at.checked_sub(2)) { at.checked_sub(3) } else { at.checked_sub(2) };
        let goes_on = digit(Some(at + 3)) || joint(Some(at + 3)) && digit(Some(at + 4));
        let part_of_date = digit(before) || joint(before) || goes_on;
        !part_of_date
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(text: &str) -> Option<(Header, usize)> {
        read(&Page::new(text), 0)
    }

    #[test]
    fn the_headers_of_the_clients_are_believed() {
        let rows = [
            "Fra: Kari Nordmann\nSendt: 3. januar 2026 10:00\nTil: Ola\nEmne: Sak\n\nTekst",
            "Fra: Kari [mailto:kari@b.no]\nSendt: i dag\nTil: Ola\nEmne: Sak\n\nTekst",
            "*Fra:* Kari <kari@b.no>\n*Sendt:* 3. januar\n*Til:* Ola\n*Emne:* Sak****\n\nTekst",
            "> Frå: Kari <kari@b.no>\n> Sendt: måndag\n> Til: Ola\n> Emne: Sak\n> \n> Tekst",
            "Date: Thu, 3 Jan 2026 14:15:09 +0100\nFrom: kari@b.no\nTo: ola@b.no\nSubject: Sak\n\nTekst",
            "Emne: \tSak\nDato: \t3. mars 2026 kl. 10:00\nFra: \tKari <kari@b.no>\nTil: \tOla\n\n\nTekst",
            "Fra: Kari <kari@b.no>\n\nSendt: 3. mars\n\nTil: Ola\n\nEmne: Sak\n\nTekst",
            "      Från: \"Kari\" <kari@b.no>\n Till: ola@b.no\n Skickat: tisdag, 17 oktober 2026 10:44\n Ämne: Sak\n\nText",
            "Von: Kari <kari@b.no>\nDatum: 3. März 2026\nAn: Ola\nKopie (CC): Per\nBetreff: Sak\nText",
        ];
        for text in rows {
            let (header, _) = header(text).unwrap_or_else(|| panic!("{text:?}"));
            assert_eq!(header.belief(), Belief::Sure, "{text:?}: {header:?}");
        }
    }

    #[test]
    fn a_form_is_no_header() {
        let rows = [
            ("Fra: 1. mars\nTil: 3. mars\nAntall: 12", Belief::No),
            ("Fra: 1. mars kl. 10:00\nTil: 3. mars kl. 12:00\nDato: 12.03.2026", Belief::No),
            ("Fra: Kari\nTil: ombudet\nEmne: Avvik\nDato: 12.03.2026\n", Belief::Doubtful),
            ("Fra: kari@b.no\nHva har skjedd: brev\n", Belief::Doubtful),
            ("Dato: 3. mars 2026 kl. 10:00\nTil: Ola\nEmne: Sak\n", Belief::No),
        ];
        for (text, belief) in rows {
            assert_eq!(header(text).map(|(header, _)| header.belief()), Some(belief), "{text:?}");
        }
        assert_eq!(header("Hva har skjedd: brev\n"), None);
    }

    #[test]
    fn wrapped_values_are_joined_and_the_text_is_left_alone() {
        let (found, lines) = header(
            "From: A <a@b.no>\nSubject: Two\nline subject\nDate: 1:00\nTo: B <b@b.no>,\n C <c@b.no>\nText",
        )
        .unwrap();
        assert_eq!(found.subject.as_deref(), Some("Two line subject"));
        assert_eq!(lines, 6);
        let (found, lines) =
            header("Fra: A <a@b.no>\nDato: i dag\nTil: B\nEmne: Sak\nHva: x\nDato: 3. mars").unwrap();
        assert_eq!((found.subject.as_deref(), lines), (Some("Sak"), 4));
    }

    #[test]
    fn a_header_in_one_line_is_taken_apart() {
        let found = read_line(
            "Fra: Kari <kari@b.no>Til: \"o@b.no\" <o@b.no>Kopi: P <p@b.no>Sendt: tirsdag 2. mars 2026, 09:26:50 CETEmne: Sak: to",
        );
        let found = found.unwrap();
        assert_eq!(found.from.as_deref(), Some("Kari <kari@b.no>"));
        assert_eq!(found.date.as_deref(), Some("tirsdag 2. mars 2026, 09:26:50 CET"));
        assert_eq!(found.subject.as_deref(), Some("Sak: to"));
    }

    #[test]
    fn a_time_is_told_from_a_date() {
        for text in [
            "10:00",
            "kl. 20.42",
            "3. mars 2026 9.30",
            "Wed, 27 Oct 2021 09:31:00 +0000",
            "den 3.3.2026 kl 10.15.",
        ] {
            assert!(has_time(text), "{text}");
        }
        for text in ["12.03.2026", "3. mars 2026", "2026-03-03", "1.200", "v. 12.3"] {
            assert!(!has_time(text), "{text}");
        }
    }
}
