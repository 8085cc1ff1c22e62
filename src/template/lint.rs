//! What Handlebars leaves unsaid: it renders `{{#if typo}}` silently, so each name in a text is checked against the
//! facts there are, in branches that no sample reaches too.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;

use super::helpers;

static TAG: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r#"\{\{(\{|&)?~?(!--)?(!)?([#/^>*]*)\s*((?:"[^"]*"|[^}"])*?)~?\}\}"#).ok());
static WORD: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r#""[^"]*"|[()]|[^\s()"]+"#).ok());

const BUILT_IN: [&str; 19] = [
    "if", "unless", "each", "with", "lookup", "eq", "ne", "gt", "gte", "lt", "lte", "and", "or", "not",
    "len", "else", "as", "log", "raw",
];

/// The keys that texts may name: those of `NoticeData` and of what its lists hold.
pub struct Keys(pub BTreeSet<String>);

/// What is wrong with a text, one line each.
pub fn lint(source: &str, keys: &Keys, html: bool) -> Vec<String> {
    let (Some(tags), Some(words)) = (TAG.as_ref(), WORD.as_ref()) else { return Vec::new() };
    let mut faults = BTreeSet::new();
    for tag in tags.captures_iter(source) {
        if tag.get(2).or(tag.get(3)).is_some() {
            continue;
        }
        if html && tag.get(1).is_some() {
            faults.insert("{{{…}}} and {{&…}} would let a stranger's HTML through; write {{…}}".to_owned());
        }
        let (sigil, body) = (tag.get(4).map_or("", |m| m.as_str()), tag.get(5).map_or("", |m| m.as_str()));
        if sigil.contains(['/', '>']) {
            continue;
        }
        faults.extend(facts(words, body).filter_map(|name| fault_of(name, keys)));
    }
    faults.into_iter().collect()
}

/// The argument names of a phrase's sentence.
pub fn names_used(source: &str) -> BTreeSet<String> {
    let (Some(tags), Some(words)) = (TAG.as_ref(), WORD.as_ref()) else { return BTreeSet::new() };
    let mut names = BTreeSet::new();
    for tag in tags.captures_iter(source) {
        let sigil = tag.get(4).map_or("", |m| m.as_str());
        if !sigil.contains('/') {
            let body = tag.get(5).map_or("", |m| m.as_str());
            names.extend(facts(words, body).map(str::to_owned));
        }
    }
    names
}

fn fault_of(name: &str, keys: &Keys) -> Option<String> {
    let unknown = name.split('.').find(|part| !keys.0.contains(*part))?;
    Some(format!("unknown name `{unknown}`"))
}

/// The facts that a tag names. A helper is known by its place, so that `{{role role}}` is a helper and a fact.
fn facts<'t>(words: &Regex, body: &'t str) -> impl Iterator<Item = &'t str> {
    let mut head = true;
    words.find_iter(body).map(|word| word.as_str()).filter_map(move |word| {
        let was_head = head;
        head = matches!(word, "(" | "else");
        if was_head && (BUILT_IN.contains(&word) || helpers::names().any(|helper| helper == word)) {
            return None;
        }
        fact(word)
    })
}

/// A word as the name of a fact; none for literals and `this`.
fn fact(word: &str) -> Option<&str> {
    let mut name = word;
    while let Some(rest) = name.strip_prefix("../") {
        name = rest;
    }
    let name = name.strip_prefix("this.").unwrap_or(name);
    let first = name.chars().next()?;
    let literal = matches!(first, '"' | '\'' | '(' | ')' | '@' | '|' | '-' | '.') || first.is_ascii_digit();
    let other = matches!(name, "this" | "true" | "false" | "null" | "as");
    (!literal && !other).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys() -> Keys {
        Keys(["case_number", "due_at", "measures", "number", "proposal", "score"].map(str::to_owned).into())
    }

    #[test]
    fn a_name_that_handlebars_would_pass_over_in_silence_is_a_fault() {
        for bad in [
            "{{#if due_att}}x{{/if}}",
            "{{#unless (eq due_att 1)}}x{{/unless}}",
            "{{#each mesures}}x{{/each}}",
            "{{when due_att}}",
            "{{#if due_at}}{{else if due_att}}{{/if}}",
            "{{proposal.scor}}",
            "{{#if ../due_att}}{{/if}}",
        ] {
            assert_eq!(lint(bad, &keys(), false).len(), 1, "{bad}");
        }
        let good = "{{!-- any thing --}}{{#each measures}}{{this.number}} {{@index}} {{field \"due_att\"}}\
                    {{#if (gt ../proposal.score 3)}}{{> _part}}{{/if}}{{/each}}{{~case_number~}}";
        assert_eq!(lint(good, &keys(), false), Vec::<String>::new());
    }

    #[test]
    fn unescaped_output_is_a_fault_in_html_only() {
        assert_eq!(lint("{{{case_number}}}", &keys(), true).len(), 1);
        assert_eq!(lint("{{&case_number}}", &keys(), true).len(), 1);
        assert_eq!(lint("{{{case_number}}}", &keys(), false).len(), 0);
    }

    #[test]
    fn the_arguments_of_a_sentence_are_found() {
        let names =
            names_used("{{#if reason}}{{reason}}{{else}}{{when at}}{{/if}} {{role role}} {{this.number}}");
        assert_eq!(names, ["at", "number", "reason", "role"].map(str::to_owned).into());
    }
}
