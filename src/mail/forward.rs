//! A mail that was passed on: where it begins, and who had written it (M16 to M19).
//!
//! The forwarder is the reporter. [`Forwarded`] names whoever wrote to the forwarder: of stacked forwards the first one
//! in the text, which is the one that the forwarder had in hand. What that mail passes on itself stays in its text.

mod sender;
mod subject;

pub use subject::{Prefix, bare_subject, prefix};

use super::quote::attribution::Attribution;
use super::quote::header::Header;
use super::quote::{self, Kind, Mark, Page};
use super::reading::Forwarded;

/// A forward found in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The byte where the forward begins: its marker, its rule or its header.
    pub start: usize,
    /// The byte where the text of the passed-on mail begins.
    pub inner: usize,
    pub forwarded: Forwarded,
}

impl Found {
    /// What the forwarder wrote above.
    pub fn above<'t>(&self, text: &'t str) -> &'t str {
        text.get(..self.start).unwrap_or_default()
    }

    /// The passed-on text; quote signs before its lines are taken off, one a line.
    pub fn inner_text(&self, text: &str) -> String {
        let page = Page::new(text.get(self.inner..).unwrap_or_default());
        let quoted = page.quoted_at(0);
        let lines = page.lines.iter().map(|line| if quoted { without_sign(line) } else { line });
        let mut inner = lines.collect::<Vec<_>>().join("\n");
        inner.push_str(page.rest);
        inner.trim().to_owned()
    }
}

fn without_sign(line: &str) -> &str {
    match line.trim_start_matches(' ').strip_prefix('>') {
        Some(rest) => rest.strip_prefix(' ').unwrap_or(rest),
        None => line,
    }
}

/// Finds the passed-on mail in a plain body.
///
/// The subject decides what counts: with `VS:` any mark of a mail does, with `SV:` only a forward marker. Where it has
/// no prefix a header block does if nothing stands above it, for clients that answer write one too. Give `None` where
/// the mail answers nothing or its subject is not known: then any header block does, and any attribution whose mail is
/// not marked line by line.
pub fn read(text: &str, subject: Option<&str>) -> Option<Found> {
    let page = Page::new(text);
    let (at, mark) = (0..page.lines.len()).find_map(|at| {
        let mark = quote::mark(&page, at)?;
        (mark.kind != Kind::Doubt).then_some((at, mark))
    })?;
    let prefix = subject.map(subject::prefix);
    let counts = match (&mark.kind, prefix) {
        (Kind::Forward(_), _) | (_, Some(Prefix::Forward)) | (Kind::Original(_), None) => true,
        (Kind::Original(header), Some(Prefix::None)) => header.is_some() && nothing_above(&page, at),
        (Kind::Attribution(_), None) => !page.quoted_at(at + mark.lines),
        _ => false,
    };
    counts.then(|| found(&page, at, mark, subject))
}

fn nothing_above(page: &Page<'_>, at: usize) -> bool {
    page.lines.iter().take(at).all(|line| quote::is_blank(line) || quote::is_rule(line))
}

fn found(page: &Page<'_>, at: usize, mark: Mark, subject: Option<&str>) -> Found {
    let mut next = at + mark.lines;
    while page.line(next).is_some_and(|line| quote::is_blank(line) || quote::is_bare_quote(line)) {
        next += 1;
    }
    let forwarded = match mark.kind {
        Kind::Attribution(attribution) => of_attribution(&attribution),
        Kind::Original(Some(header)) | Kind::Forward(Some(header)) => of_header(&header),
        Kind::Original(None) | Kind::Forward(None) | Kind::Doubt => Forwarded::default(),
    };
    // Outlook for Mac writes no subject into the text: it is the mail's own without the prefix.
    let own = || subject.map(bare_subject).filter(|subject| !subject.is_empty()).map(str::to_owned);
    let subject = forwarded.subject.clone().or_else(own);
    Found {
        start: page.start(at) + mark.own,
        inner: page.start(next),
        forwarded: Forwarded { subject, ..forwarded },
    }
}

fn of_header(header: &Header) -> Forwarded {
    let (name, address) = header.from.as_deref().map(sender::mailbox).unwrap_or_default();
    let filled = |value: &Option<String>| value.clone().filter(|value| !value.is_empty());
    Forwarded { name, address, subject: filled(&header.subject), date: filled(&header.date) }
}

fn of_attribution(attribution: &Attribution) -> Forwarded {
    let (name, address) = sender::mailbox(&attribution.who);
    let date = Some(sender::moment(&attribution.when)).filter(|date| !date.is_empty()).map(str::to_owned);
    Forwarded { name, address, subject: None, date }
}

#[cfg(test)]
mod tests {
    use super::*;

    const INNER: &str = "Brevet gikk til feil mottaker.";

    fn reads(text: &str, subject: Option<&str>) -> Found {
        read(text, subject).unwrap_or_else(|| panic!("no forward in {text:?}"))
    }

    /// Every row names Per Hansen, per@eksempel.no, and the subject "Feil brev".
    #[test]
    fn the_sender_is_named_whatever_the_client() {
        let head =
            "Fra: Per Hansen <per@eksempel.no>\nSendt: 3. mars 2026 10:00\nTil: Kari\nEmne: Feil brev\n";
        let gmail = "---------- Forwarded message ---------\nFra: Per Hansen <per@eksempel.no>\nDate: tir. 3. mars 2026 kl. 10:00\nSubject: Feil brev\nTo: <kari@eksempel.no>\n\n\n";
        let rows = [
            format!("{gmail}{INNER}\n"),
            format!("Se under.\n\n{head}\n{INNER}\n"),
            format!("________________________________\n{head}\n{INNER}\n"),
            format!(
                "-------- Vidaresend melding --------\nEmne: \tFeil brev\nDato: \tTue, 3 Mar 2026 10:00:00 +0100\nFrå: \tPer Hansen <per@eksempel.no>\nTil: \tkari@eksempel.no\n\n\n{INNER}\n"
            ),
            format!(
                "> Videresendt melding:\n> \n> Fra: Per Hansen <per@eksempel.no>\n> Emne: Feil brev\n> Dato: 3. mars 2026 kl. 10:00:08 CET\n> Til: kari@eksempel.no\n> \n> {INNER}\n> \n"
            ),
            format!(
                "   ----- Videresendt melding ----- Fra: Per Hansen <per@eksempel.no>Til: \"k\" <k@eksempel.no>Sendt: tirsdag 3. mars 2026, 10:00:50 CETEmne: Feil brev\n {INNER}\n"
            ),
            format!(
                "Fra: Per Hansen <per@eksempel.no>\nDato: tirsdag, 3. mars 2026 kl. 10:00\nTil: kari@eksempel.no <kari@eksempel.no>\nEmne: Feil brev\n{INNER}\n"
            ),
            format!(
                "*Fra:* Per Hansen [mailto:per@eksempel.no]\n*Sendt:* 3. mars\n2026 10:00\n*Til:* Kari\n*Emne:* Feil\nbrev\n*Viktighet:* Høy\n\n{INNER}\n"
            ),
            format!(
                "Fra: Per Hansen<mailto:per@eksempel.no> <per@eksempel.no<mailto:per@eksempel.no>> på vegne av post@eksempel.no\nSendt: 3. mars 2026 10:00\nTil: Kari\nEmne: Feil brev\n\n{INNER}"
            ),
        ];
        for text in rows {
            let found = reads(&text, Some("VS: Feil brev"));
            let Forwarded { name, address, subject, date } = &found.forwarded;
            assert_eq!(name.as_deref(), Some("Per Hansen"), "{text}");
            assert_eq!(address.as_deref(), Some("per@eksempel.no"), "{text}");
            assert_eq!(subject.as_deref(), Some("Feil brev"), "{text}");
            assert!(date.is_some(), "{text}");
            assert_eq!(found.inner_text(&text), INNER, "{text}");
        }
    }

    #[test]
    fn outlook_for_mac_leaves_the_subject_to_the_mail() {
        for line in [
            "Per Hansen <per@eksempel.no> skrev følgende den 03/03/2026, 10:00:",
            "D. 03/03/2026 10.00 skrev \"Per Hansen\" <per@eksempel.no>:",
            "Den 03/03/2026 10:00 skrev \"Per Hansen\" <per@eksempel.no> följande:",
            "On 03/03/2026 10:00, \"Per Hansen\" <per@eksempel.no> wrote:",
            "Am 03.03.26, 10:00 schrieb \"Per Hansen\" <per@eksempel.no>:",
        ] {
            let text = format!("Til orientering\n\n\u{feff}{line}\n\n    {INNER}\n");
            let found = reads(&text, Some("FW: Feil brev"));
            assert_eq!(found.forwarded.name.as_deref(), Some("Per Hansen"), "{line}");
            assert_eq!(found.forwarded.address.as_deref(), Some("per@eksempel.no"), "{line}");
            assert_eq!(found.forwarded.subject.as_deref(), Some("Feil brev"));
            assert!(
                found.forwarded.date.as_deref().is_some_and(|date| date.starts_with("03")),
                "{line}: {found:?}"
            );
            assert_eq!(
                (found.above(&text).trim(), found.inner_text(&text).as_str()),
                ("Til orientering", INNER)
            );
        }
    }

    /// The markers of the other Nordic languages, English and German, in the clients' own order of labels.
    #[test]
    fn the_clients_of_the_neighbours_are_known() {
        let rows = [
            "   ----- Videresendt meddelelse ----- Fra: Per Hansen <per@eksempel.no>Til: \"k\" <k@eksempel.no>Cc: O <o@eksempel.no>Sendt: tirsdag den 3. marts 2026 10.00.50 CETEmne: Feil brev\n",
            "   ----- Vidarebefordrat meddelande ----- Från: Per Hansen <per@eksempel.no>Till: k@eksempel.noSkickat: tisdag 3 mars 2026 10:00:50 CETÄmne: Feil brev\n",
            "   ----- Weitergeleitete Nachricht ----- Von: Per Hansen <per@eksempel.no>An: k@eksempel.noGesendet: Dienstag, 3. März 2026, 10:00:50 MEZBetreff: Feil brev\n",
            "   ----- Forwarded Message ----- From: Per Hansen <per@eksempel.no>To: k@eksempel.noSent: Tuesday, March 3, 2026, 10:00:50 AM GMT+1Subject: Feil brev\n",
            "---------- Vidarebefordrat meddelande ---------\nFrån: Per Hansen <per@eksempel.no>\nDatum: tisdag 3 mars 2026\nÄmne: Feil brev\nTill: k@eksempel.no\n\n",
            "---------- Weitergeleitete Nachricht ---------\nVon: Per Hansen <per@eksempel.no>\nDatum: Dienstag, 3. März 2026\nBetreff: Feil brev\nAn: k@eksempel.no\n\n",
            "> Start på videresendt besked:\n> \n> Fra: Per Hansen <per@eksempel.no>\n> Emne: Feil brev\n> Dato: 3. marts 2026 kl. 10.00.08 CET\n> Til: k@eksempel.no\n> \n> ",
            "Begin forwarded message:\n\n> From: Per Hansen <per@eksempel.no>\n> Subject: Feil brev\n> Date: 3 March 2026 at 10:00:08 CET\n> To: k@eksempel.no\n> \n> ",
            "-------- Vidarebefordrat meddelande --------\nÄmne: \tFeil brev\nDatum: \tTue, 3 Mar 2026 10:00:00 +0100\nFrån: \tPer Hansen <per@eksempel.no>\nTill: \tk@eksempel.no\n\n\n",
            "Forwarded message:\n\n> From: Per Hansen <per@eksempel.no>\n> To: k@eksempel.no\n> Subject: Feil brev\n> Date: Tue, 3 Mar 2026 10:00:00 +0100\n>\n> ",
            "---------------------- Forwarded by Kari/Eksempel on 03/03/2026 10:00 ---------------------------\n\nFrom: Per Hansen <per@eksempel.no>\nTo: k@eksempel.no\nSubject: Feil brev\n\n",
            "> ---------- Original Message ----------\n> From: Per Hansen <per@eksempel.no>\n> To: k@eksempel.no\n> Date: 03/03/2026 10:00 AM CET\n> Subject: Feil brev\n>  \n> ",
        ];
        for head in rows {
            let text = format!("{head}{INNER}\n");
            let found = reads(&text, None);
            let Forwarded { name, address, subject, .. } = &found.forwarded;
            let wanted = (Some("Per Hansen"), Some("per@eksempel.no"), Some("Feil brev"));
            assert_eq!((name.as_deref(), address.as_deref(), subject.as_deref()), wanted, "{text}");
            assert_eq!(found.inner_text(&text), INNER, "{text}");
        }
    }

    #[test]
    fn the_subject_says_what_counts() {
        let block = "Fra: Per <per@eksempel.no>\nSendt: i dag\nTil: Kari\nEmne: Sak\n\nTekst";
        let below = format!("Hei\n\n{block}");
        let quoted = "Takk\n\nDen 3. mars 2026 kl. 10:00 skrev Per <per@eksempel.no>:\n> Tekst";
        let marked = format!("Takk\n\n-------- Videresendt melding --------\n{block}");
        for (text, subject, forwarded) in [
            (block, Some("VS: Sak"), true),
            (block, Some("Sak"), true),
            (block, Some("SV: Sak"), false),
            (block, None, true),
            (&below, Some("VS: Sak"), true),
            (&below, Some("Sak"), false),
            (&below, Some("SV: VS: Sak"), false),
            (&below, None, true),
            (quoted, Some("VS: Sak"), true),
            (quoted, Some("Sak"), false),
            (quoted, None, false),
            (&quoted.replace("> ", ""), None, true),
            (&quoted.replace("> ", ""), Some("Sak"), false),
            (&marked, Some("SV: Sak"), true),
            (&marked, Some(""), true),
            ("Hei", Some("VS: Sak"), false),
            ("", None, false),
        ] {
            assert_eq!(read(text, subject).is_some(), forwarded, "{subject:?} {text:?}");
        }
    }

    #[test]
    fn of_stacked_forwards_the_first_is_named() {
        let one = |name: &str| {
            format!(
                "---------- Forwarded message ---------\nFrom: {name} <{name}@eksempel.no>\nDate: 1:00\nSubject: {name}\nTo: X\n\n{name}s text\n\n"
            )
        };
        let text = one("Per") + &one("Ola");
        let found = reads(&text, None);
        assert_eq!(found.forwarded.name.as_deref(), Some("Per"));
        assert!(found.inner_text(&text).contains("Olas text"));
    }
}
