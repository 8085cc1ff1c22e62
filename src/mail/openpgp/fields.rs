//! A header as its lines: what is moved from one mail into another is moved byte for byte.

/// The fields of a header, each with its folded lines, and what follows the empty line.
pub fn split(mail: &[u8]) -> (Vec<&[u8]>, &[u8]) {
    let mut fields: Vec<(usize, usize)> = Vec::new();
    let mut at = 0;
    while let Some(rest) = mail.get(at..).filter(|rest| !rest.is_empty()) {
        let end = at + memchr::memchr(b'\n', rest).map_or(rest.len(), |end| end + 1);
        let line = mail.get(at..end).unwrap_or_default();
        if matches!(line, b"\n" | b"\r\n") {
            at = end;
            break;
        }
        match (line.first(), fields.last_mut()) {
            (Some(b' ' | b'\t'), Some(field)) => field.1 = end,
            // No header at all.
            _ if !line.contains(&b':') => return (Vec::new(), mail),
            _ => fields.push((at, end)),
        }
        at = end;
    }
    let fields = fields.into_iter().filter_map(|(start, end)| mail.get(start..end)).collect();
    (fields, mail.get(at..).unwrap_or_default())
}

/// A field's name in lower case.
pub fn name(field: &[u8]) -> String {
    let name = field.split(|byte| *byte == b':').next().unwrap_or_default();
    String::from_utf8_lossy(name).trim().to_ascii_lowercase()
}
