//! Name and address out of what stands behind `Fra:`, however the client wrote it.

/// What opens a moment in an attribution and is no part of it.
const OPENERS: &[&str] = &["den ", "d. ", "på ", "on ", "am ", "at "];

/// `Kari <k@b>`, `Kari [mailto:k@b]`, `Kari<mailto:k@b> <k@b<mailto:k@b>>`, `k@b (Kari)`, `Kari`, `k@b`.
pub fn mailbox(value: &str) -> (Option<String>, Option<String>) {
    let address = value.find('@').and_then(|at| address_around(value, at));
    let before = value.split(['<', '[', '(']).next().unwrap_or_default();
    let name = match &address {
        // `k@b (Kari)`
        Some(address) if before.contains(address.as_str()) => {
            inside(value).filter(|name| !name.contains('@'))
        }
        _ => Some(before),
    };
    let name = name
        .map(bare)
        .filter(|name| !name.is_empty() && !name.contains('@') && name.chars().any(char::is_alphanumeric));
    (name.map(str::to_owned), address)
}

/// The date of an attribution without the word before it.
pub fn moment(when: &str) -> &str {
    let when = when.trim_matches([' ', ',', '-']);
    let starts =
        |opener: &&&str| when.get(..opener.len()).is_some_and(|start| start.eq_ignore_ascii_case(opener));
    OPENERS.iter().find(starts).map_or(when, |opener| when.get(opener.len()..).unwrap_or_default().trim())
}

fn address_around(value: &str, at: usize) -> Option<String> {
    let stops = |one: char| {
        one.is_whitespace() || matches!(one, '<' | '>' | '[' | ']' | '(' | ')' | '"' | ',' | ';' | ':' | '|')
    };
    let start = value.get(..at)?.rfind(stops).map_or(0, |stop| {
        stop + value.get(stop..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8)
    });
    let rest = value.get(at..)?;
    let end = at + rest.find(stops).unwrap_or(rest.len());
    let address = value.get(start..end)?.trim_matches(['\'', '.', '*', '’']);
    let (local, domain) = address.split_once('@')?;
    (!local.is_empty() && !domain.is_empty()).then(|| address.to_owned())
}

fn inside(value: &str) -> Option<&str> {
    value.split_once('(')?.1.split(')').next()
}

fn bare(name: &str) -> &str {
    name.trim_matches(|one: char| {
        one.is_whitespace()
            || matches!(one, '"' | '\'' | ',' | '*' | ':' | '“' | '”' | '„' | '«' | '»' | '’' | '‘')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn name_and_address_are_told_apart() {
        let rows = [
            ("Kari Nordmann <kari@b.no>", Some("Kari Nordmann"), Some("kari@b.no")),
            ("\"Nordmann, Kari\" <kari@b.no>", Some("Nordmann, Kari"), Some("kari@b.no")),
            ("Kari Nordmann [mailto:kari@b.no]", Some("Kari Nordmann"), Some("kari@b.no")),
            ("Kari<mailto:kari@b.no> <kari@b.no<mailto:kari@b.no>>", Some("Kari"), Some("kari@b.no")),
            ("kari@b.no (Kari Nordmann)", Some("Kari Nordmann"), Some("kari@b.no")),
            ("Kari (kari@b.no)", Some("Kari"), Some("kari@b.no")),
            ("kari@b.no <kari@b.no>", None, Some("kari@b.no")),
            ("<kari@b.no>", None, Some("kari@b.no")),
            ("kari@b.no", None, Some("kari@b.no")),
            ("'kari@b.no'", None, Some("kari@b.no")),
            ("Kari Nordmann", Some("Kari Nordmann"), None),
            ("*Kari* <kari@b.no>", Some("Kari"), Some("kari@b.no")),
            ("« Kari » <kari@b.no>", Some("Kari"), Some("kari@b.no")),
            ("Kari @ Eksempel", None, None),
            ("@", None, None),
            ("", None, None),
        ];
        for (value, name, address) in rows {
            let found = mailbox(value);
            assert_eq!((found.0.as_deref(), found.1.as_deref()), (name, address), "{value}");
        }
    }

    #[test]
    fn a_moment_loses_the_word_before_it() {
        assert_eq!(moment("Den 3. mars 2026, "), "3. mars 2026");
        assert_eq!(moment("28/10/2026"), "28/10/2026");
    }
}
