//! `phrases.toml`: one `key = "sentence"` a line, `#` begins a comment. A sentence is a small template over its arguments.

use std::collections::BTreeMap;

/// Longer files are refused: nobody writes so many sentences.
const MAX_BYTES: usize = 256 * 1024;

/// Reads the lines. Errors name the line and what is wrong with it, all at once.
pub fn parse(text: &str) -> Result<BTreeMap<String, String>, Vec<String>> {
    if text.len() > MAX_BYTES {
        return Err(vec![format!("larger than {MAX_BYTES} bytes")]);
    }
    let mut phrases = BTreeMap::new();
    let mut faults = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        match entry(line) {
            Ok((key, value)) => {
                if phrases.insert(key.to_owned(), value).is_some() {
                    faults.push(format!("line {}: {key} stands twice", index + 1));
                }
            }
            Err(why) => faults.push(format!("line {}: {why}", index + 1)),
        }
    }
    if faults.is_empty() { Ok(phrases) } else { Err(faults) }
}

fn entry(line: &str) -> Result<(&str, String), &'static str> {
    let (key, value) = line.split_once('=').ok_or("expected key = \"sentence\"")?;
    let key = key.trim();
    if key.is_empty() || !key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') {
        return Err("a key has letters, digits and underscores only");
    }
    let quoted = value.trim().strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    unescape(quoted.ok_or("the sentence must stand in double quotes")?).map(|value| (key, value))
}

/// The escapes of a TOML basic string that a sentence needs: `\"`, `\\` and `\n`.
fn unescape(text: &str) -> Result<String, &'static str> {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(char) = chars.next() {
        match char {
            '\\' => match chars.next() {
                Some('n') => out.push('\n'),
                Some(escaped @ ('"' | '\\')) => out.push(escaped),
                _ => return Err("unknown escape; use \\\" \\\\ or \\n"),
            },
            '"' => return Err("a double quote inside the sentence must be written \\\""),
            other => out.push(other),
        }
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_become_sentences_and_comments_nothing() {
        let read = parse("# hello\n\na_1 = \"Say \\\"hi\\\" {{when at}}\"\r\nb=\"\"").expect("reads");
        assert_eq!(read.get("a_1").map(String::as_str), Some("Say \"hi\" {{when at}}"));
        assert_eq!(read.len(), 2);
    }

    #[test]
    fn every_bad_line_is_named_at_once() {
        let faults = parse("x\ny = z\nz = \"a\"\nz = \"b\"\nq-r = \"c\"\nw = \"a\"b\"").expect_err("faults");
        assert_eq!(faults.len(), 5, "{faults:?}");
        assert!(faults[0].starts_with("line 1") && faults[2].contains("twice"), "{faults:?}");
    }
}
