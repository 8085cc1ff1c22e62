//! Takes an Authentication-Results field apart (RFC 8601 section 2.2): comments, quoted strings, versions.

/// Longest field that is parsed, and most results read of one.
const MAX_FIELD: usize = 16 * 1024;
const MAX_RESULTS: usize = 50;

/// One `method=result` with its properties.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    pub method: String,
    pub value: String,
    pub properties: Vec<(String, String)>,
}

impl Outcome {
    /// A property such as `header.from`, its name in lower case.
    pub fn property(&self, name: &str) -> Option<&str> {
        self.properties.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// The authserv-id, if one is stated, and the results of a field (RFC 8601 section 2.2).
pub fn parse(value: &str) -> (Option<String>, Vec<Outcome>) {
    let value: String = value.chars().take(MAX_FIELD).collect();
    let plain = without_comments(&value);
    let mut sections = split_unquoted(&plain, ';').into_iter();
    let mut first = sections.next().unwrap_or_default();
    let mut id = None;
    if !first.split_whitespace().next().is_some_and(|word| word.contains('=')) {
        // `mx.eksempel.no 1`: the id may carry a version.
        id = first.split_whitespace().next().map(|word| word.trim_matches('"').to_owned());
        first = String::new();
    }
    let results = std::iter::once(first)
        .chain(sections)
        .filter_map(|section| outcome(&section))
        .take(MAX_RESULTS)
        .collect();
    (id, results)
}

fn outcome(section: &str) -> Option<Outcome> {
    let mut pairs = pairs(section).into_iter();
    let (method, value) = pairs.next()?;
    // `dkim/1`: the method's version.
    let method = method.split('/').next().unwrap_or_default().to_owned();
    Some(Outcome { method, value: value.to_ascii_lowercase(), properties: pairs.collect() })
}

/// `key = value` pairs; keys in lower case, quotes taken off, spaces round `=`, `/` and `.` allowed.
fn pairs(section: &str) -> Vec<(String, String)> {
    let mut words: Vec<String> =
        split_unquoted(section, ' ').into_iter().filter(|word| !word.is_empty()).collect();
    let mut joined: Vec<String> = Vec::new();
    for word in words.drain(..) {
        match joined.last_mut() {
            Some(last) if last.ends_with(['=', '/']) || word.starts_with(['=', '/']) => last.push_str(&word),
            _ => joined.push(word),
        }
    }
    joined
        .iter()
        .filter_map(|word| word.split_once('='))
        .map(|(key, value)| (key.to_ascii_lowercase(), value.trim_matches('"').replace("\\\"", "\"")))
        .filter(|(key, _)| !key.is_empty())
        .collect()
}

/// Splits outside quoted strings; any white space counts as a space.
fn split_unquoted(text: &str, at: char) -> Vec<String> {
    let mut parts = vec![String::new()];
    let (mut quoted, mut escaped) = (false, false);
    for character in text.chars() {
        let character = if character.is_whitespace() { ' ' } else { character };
        if character == '"' && !escaped {
            quoted = !quoted;
        }
        escaped = character == '\\' && !escaped && quoted;
        match parts.last_mut() {
            Some(_) if character == at && !quoted => parts.push(String::new()),
            Some(part) => part.push(character),
            None => {}
        }
    }
    parts
}

/// Comments may nest and hold quoted pairs (RFC 5322 section 3.2.2); an unclosed one swallows the rest.
pub fn without_comments(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let (mut depth, mut quoted, mut escaped) = (0_usize, false, false);
    for character in text.chars() {
        let special = !escaped;
        escaped = special && character == '\\' && (quoted || depth > 0);
        match character {
            '"' if special && depth == 0 => {
                quoted = !quoted;
                out.push(character);
            }
            '(' if special && !quoted => {
                depth += 1;
                out.push(' ');
            }
            ')' if special && !quoted && depth > 0 => depth -= 1,
            _ if depth > 0 => {}
            _ => out.push(character),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_field_is_parsed_as_rfc_8601_writes_it() {
        let (id, results) = parse(
            "example.com; auth=pass (cram-md5) smtp.auth=sender@example.net; spf = pass smtp.mailfrom=\"a;b\"@example.net",
        );
        assert_eq!(id.as_deref(), Some("example.com"));
        assert_eq!(results.len(), 2);
        assert_eq!(results[0].property("smtp.auth"), Some("sender@example.net"));
        assert_eq!((results[1].method.as_str(), results[1].value.as_str()), ("spf", "pass"));
        assert_eq!(parse("example.org 1; none").1, Vec::new());
        assert_eq!(parse("((((").1, Vec::new());
    }
}
