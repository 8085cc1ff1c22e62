//! How UIDs, days and folder names are written in a command.

use chrono::NaiveDate;

/// UIDs as a set with ranges: `1:3,7`.
pub fn uid_set(uids: &[u32]) -> String {
    let mut sorted = uids.to_vec();
    sorted.sort_unstable();
    sorted.dedup();
    let mut ranges: Vec<(u32, u32)> = Vec::new();
    for uid in sorted {
        match ranges.last_mut() {
            Some((_, end)) if end.checked_add(1) == Some(uid) => *end = uid,
            _ => ranges.push((uid, uid)),
        }
    }
    let text = |&(start, end): &(u32, u32)| match start == end {
        true => start.to_string(),
        false => format!("{start}:{end}"),
    };
    ranges.iter().map(text).collect::<Vec<_>>().join(",")
}

/// A day as SEARCH wants it: `12-Mar-2026` (RFC 9051, "date-text").
pub fn imap_date(day: NaiveDate) -> String {
    day.format("%-d-%b-%Y").to_string()
}

/// A folder's name as a quoted string in modified UTF-7 (RFC 3501 section 5.1.3). Line ends cannot get in.
pub fn quoted(folder: &str) -> String {
    format!("\"{}\"", modified_utf7(folder).replace('\\', "\\\\").replace('"', "\\\""))
}

fn modified_utf7(text: &str) -> String {
    use base64::Engine as _;
    let (mut out, mut pending) = (String::new(), Vec::<u8>::new());
    let flush = |out: &mut String, pending: &mut Vec<u8>| {
        if !pending.is_empty() {
            let coded = base64::engine::general_purpose::STANDARD_NO_PAD.encode(&pending);
            out.push_str(&format!("&{}-", coded.replace('/', ",")));
            pending.clear();
        }
    };
    for c in text.chars() {
        if matches!(c, ' '..='~') {
            flush(&mut out, &mut pending);
            out.push(c);
            if c == '&' {
                out.push('-');
            }
        } else {
            let mut units = [0; 2];
            pending.extend(c.encode_utf16(&mut units).iter().flat_map(|unit| unit.to_be_bytes()));
        }
    }
    flush(&mut out, &mut pending);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folder_names_are_written_as_rfc_3501_says() {
        assert_eq!(quoted("Ferdig behandlet"), "\"Ferdig behandlet\"");
        assert_eq!(quoted("~peter/mail/台北/日本語"), "\"~peter/mail/&U,BTFw-/&ZeVnLIqe-\"");
        assert_eq!(quoted("Søppel & sånt"), "\"S&APg-ppel &- s&AOU-nt\"");
        assert_eq!(quoted("a\"b\\c\r\nd"), "\"a\\\"b\\\\c&AA0ACg-d\"");
    }

    #[test]
    fn uids_are_written_in_ranges() {
        assert_eq!(uid_set(&[3, 1, 2, 7, 7, u32::MAX]), "1:3,7,4294967295");
    }
}
