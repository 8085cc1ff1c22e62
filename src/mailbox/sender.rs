//! Who sent a mail, at a glance: the address in its From field, by a bounded look at the first bytes. It only helps to put
//! waiting mails in order; who a sender is, and whether to believe it, is the reader's and the judge's to say.

/// So much of a header block is looked at. Bytes.
pub const LOOKED_AT: usize = 8 * 1024;
/// Longest field and longest address. Bytes.
const MAX_FIELD: usize = 2_000;
const MAX_ADDRESS: usize = 320;

/// The address in From, else in Return-Path, in lower case; none where there is none to be seen.
pub fn sender(header: &[u8]) -> Option<String> {
    let header = header.get(..LOOKED_AT).unwrap_or(header);
    ["from", "return-path"].iter().find_map(|name| address(&field(header, name)?))
}

/// A field's value with its folded lines; the first of that name above the empty line.
fn field(header: &[u8], name: &str) -> Option<String> {
    let text = String::from_utf8_lossy(header);
    let mut lines = text.lines().take_while(|line| !line.is_empty());
    let value = lines.by_ref().find_map(|line| {
        let (found, value) = line.split_once(':')?;
        found.trim_end().eq_ignore_ascii_case(name).then(|| value.to_owned())
    })?;
    let folded = lines.take_while(|line| line.starts_with([' ', '\t']));
    let mut whole = folded.fold(value, |whole, line| whole + line);
    if let Some((end, _)) = whole.char_indices().find(|(at, _)| *at >= MAX_FIELD) {
        whole.truncate(end);
    }
    Some(whole)
}

/// What stands in the last angle brackets outside quotes, else the first word with an `@`.
fn address(value: &str) -> Option<String> {
    let mut plain = String::new();
    let (mut quoted, mut escaped) = (false, false);
    for one in value.chars() {
        match one {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => quoted = !quoted,
            _ if quoted => {}
            one => plain.push(one),
        }
    }
    let bracketed = plain.rsplit_once('<').map(|(_, rest)| rest.split('>').next().unwrap_or(rest));
    let words = || plain.split(|one: char| one.is_whitespace() || ",;()<>".contains(one));
    let found =
        bracketed.filter(|one| one.contains('@')).or_else(|| words().find(|word| word.contains('@')))?;
    let found = found.trim().to_lowercase();
    (found.len() <= MAX_ADDRESS).then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_is_seen_however_it_is_written() {
        for (header, want) in [
            ("From: a@b.example", Some("a@b.example")),
            (
                "X: y\r\nFROM : Kari <Kari.Nordmann@Eksempel.no>\r\n\r\nFrom: c@d.example",
                Some("kari.nordmann@eksempel.no"),
            ),
            ("From: \"x <y@z.example>\" <a@b.example>", Some("a@b.example")),
            ("From: Kari\n Nordmann\n\t<a@b.example>\nTo: c@d.example", Some("a@b.example")),
            ("From: a@b.example (Kari)", Some("a@b.example")),
            ("Return-Path: <r@b.example>\nSubject: x", Some("r@b.example")),
            ("Subject: x\n\nFrom: a@b.example", None),
            ("From: nobody", None),
            ("From: \"unended <a@b.example>", None),
            ("", None),
        ] {
            assert_eq!(sender(header.as_bytes()).as_deref(), want, "{header:?}");
        }
    }

    #[test]
    fn any_bytes_are_looked_at_for_a_bounded_time() {
        let long = format!("From: {}<a@b.example>", "\u{f8}".repeat(10_000));
        assert_eq!(sender(long.as_bytes()), None);
        assert_eq!(sender(&[0xff; 20_000]), None);
        assert_eq!(sender(format!("From: {}@b.example", "a".repeat(400)).as_bytes()), None);
    }
}
