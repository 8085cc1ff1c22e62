//! Texts for people: every notice in bokmål, nynorsk and English, as subject, plain text and HTML.
//!
//! All texts are compiled in and may be replaced one by one. Each is proved before it is used: it must compile, name
//! only facts there are, and render every sample, so that a misspelt name is found by `varsel check` and not at three
//! in the morning. HTML escapes every value; plain text shows it as it is.

mod builtin;
mod helpers;
mod lint;
mod phrases;
mod samples;
pub mod say;
mod sentences;
mod style;
mod tlp;
mod words;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono_tz::Tz;
use handlebars::{Context, Handlebars, no_escape};
use serde_json::Value;

use self::lint::Keys;
pub use self::sentences::Sentences;
pub use self::words::{Words, field_hint, field_label};
use crate::case::notice::{NoticeData, Template};
use crate::phrase::Phrase;
use crate::report;

/// The first line of every text and HTML part: what a reply says stands above it, what we said below.
pub const CUT_LINE: &str = "--- Svar over denne linjen / Reply above this line ---";
/// The languages there are; any other is answered in the first.
pub const LANGUAGES: [&str; 3] = ["nb", "nn", "en"];
/// A subject has at most so many characters.
const MAX_SUBJECT: usize = 150;

/// The facts that may have several lines: fields, whose lines are indented, and what permitted people wrote.
const SEVERAL_LINES: [&str; 4] = ["understood", "question", "closing_reason", "package"];

/// A notice in words. The subject is one line; lines end with `\n`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rendered {
    pub subject: String,
    pub text: String,
    pub html: String,
}

/// What is wrong with one text, found before it is used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}: {problem}")]
pub struct TemplateFault {
    /// `nb/new-case/text`, as the file lies under the templates' directory without its ending.
    pub file: String,
    pub problem: String,
}

/// A text that was proved but does not render this notice. Never holds a value of the case.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("cannot render {file}: {problem}")]
pub struct TemplateError {
    pub file: String,
    pub problem: String,
}

/// All texts, compiled and proved.
pub struct Templates {
    languages: BTreeMap<&'static str, Texts>,
}

/// The texts of one language. Subjects are plain text and stand in `text`.
struct Texts {
    text: Handlebars<'static>,
    html: Handlebars<'static>,
    phrases: Arc<Handlebars<'static>>,
}

impl Templates {
    /// The texts that come with the program.
    pub fn builtin() -> Result<Templates, Vec<TemplateFault>> {
        Self::with_overrides(Vec::new())
    }

    /// The program's texts with some replaced: names as `nb/new-case/text`, for a shared part `nb/_deadline.text`, and
    /// `nb/phrases` for sentences, of which those not named stay. All faults are returned at once.
    pub fn with_overrides(files: Vec<(String, String)>) -> Result<Templates, Vec<TemplateFault>> {
        let mut faults = Vec::new();
        let mut sources = Sources::builtin(&mut faults);
        for (name, source) in files {
            sources.replace(name, source, &mut faults);
        }
        sources.lint(&mut faults);
        let mut languages = BTreeMap::new();
        for language in LANGUAGES {
            languages.insert(language, sources.compile(language, &mut faults));
        }
        let templates = Templates { languages };
        if faults.is_empty() {
            templates.prove(&mut faults);
        }
        if faults.is_empty() { Ok(templates) } else { Err(faults) }
    }

    /// One notice in a language (`nb`, `nn`, `en`; any other is `nb`), its times in the organisation's zone.
    pub fn render(
        &self,
        template: Template,
        language: &str,
        data: &NoticeData,
        zone: Tz,
    ) -> Result<Rendered, TemplateError> {
        let mut facts = serde_json::to_value(data).unwrap_or(Value::Null);
        if let Some(facts) = facts.as_object_mut() {
            facts.iter_mut().filter(|(key, _)| !SEVERAL_LINES.contains(&key.as_str())).for_each(
                |(_, fact)| {
                    to_one_line(fact);
                },
            );
            facts.insert(helpers::ZONE_KEY.to_owned(), Value::String(zone.name().to_owned()));
        }
        let facts = Context::from(facts);
        let part = |part: &str| self.part(template, language, part, &facts);
        let rendered = Rendered {
            subject: one_line(&part("subject")?),
            text: tidy(&part("text")?),
            html: clean(&part("html")?),
        };
        let rendered = match data.tlp {
            Some(mark) => tlp::marked(rendered, mark, Words::of(language)),
            None => rendered,
        };
        Ok(if data.exercise { as_exercise(rendered, Words::of(language)) } else { rendered })
    }

    /// A sentence in words; an unknown key is said as the key itself.
    pub fn phrase(&self, phrase: &Phrase, language: &str, zone: Tz) -> String {
        match self.texts(language) {
            Some(texts) => helpers::say_phrase(&texts.phrases, phrase, zone),
            None => phrase.key.clone(),
        }
    }

    /// A field's value in words; `raw` is what was written, shown where the value alone says too little.
    pub fn value(value: &report::Value, raw: &str, language: &str, zone: Tz) -> String {
        say::value(value, raw, zone, Words::of(language))
    }

    /// Whether every language has words for it.
    pub fn has_phrase(&self, key: &str) -> bool {
        self.languages.values().all(|texts| texts.phrases.has_template(key))
    }

    /// All keys of a language, in order.
    pub fn phrase_keys(&self, language: &str) -> Vec<String> {
        let keys = self.texts(language).map(|texts| texts.phrases.get_templates().keys().cloned().collect());
        let mut keys: Vec<String> = keys.unwrap_or_default();
        keys.sort();
        keys
    }

    fn texts(&self, language: &str) -> Option<&Texts> {
        self.languages.get(language).or_else(|| self.languages.get("nb"))
    }

    fn part(
        &self,
        template: Template,
        language: &str,
        part: &str,
        facts: &Context,
    ) -> Result<String, TemplateError> {
        let language = if LANGUAGES.contains(&language) { language } else { "nb" };
        let name = format!("{}/{part}", template.name());
        let fail = |problem| TemplateError { file: format!("{language}/{name}"), problem };
        let texts = self.texts(language).ok_or_else(|| fail("no such language".to_owned()))?;
        let registry = if part == "html" { &texts.html } else { &texts.text };
        registry.render_with_context(&name, facts).map_err(|error| fail(error.reason().to_string()))
    }

    fn prove(&self, faults: &mut Vec<TemplateFault>) {
        for language in LANGUAGES {
            for template in Template::ALL {
                for (sample, data) in samples::all() {
                    match self.render(template, language, &data, samples::ZONE) {
                        Ok(rendered) => faults.extend(shape_faults(language, template, &rendered)),
                        Err(error) => faults.push(TemplateFault {
                            file: error.file,
                            problem: format!("{} (sample: {sample})", error.problem),
                        }),
                    }
                }
            }
        }
        faults.sort_by(|a, b| (&a.file, &a.problem).cmp(&(&b.file, &b.problem)));
        faults.dedup();
    }
}

/// An exercise says so in the subject and first of all in the text, whatever the notice (S3).
fn as_exercise(notice: Rendered, words: &Words) -> Rendered {
    let [mark, sentence] = words.exercise();
    let text = notice.text.replacen(CUT_LINE, &format!("{CUT_LINE}\n\n*** {mark} *** {sentence}"), 1);
    let style = style::of("note").unwrap_or_default();
    let banner = format!("<p style=\"{style}\"><strong>{mark}</strong> {sentence}</p>");
    // After the layout's first line, which the cut line is.
    let html = match notice.html.find("<h1") {
        Some(at) => format!("{}{banner}{}", &notice.html[..at], &notice.html[at..]),
        None => format!("{banner}{}", notice.html),
    };
    Rendered { subject: one_line(&format!("{mark}: {}", notice.subject)), text, html }
}

/// What a rendered sample must be: a subject, and the cut line first.
fn shape_faults(language: &str, template: Template, rendered: &Rendered) -> Vec<TemplateFault> {
    let fault = |part: &str, problem: &str| TemplateFault {
        file: format!("{language}/{}/{part}", template.name()),
        problem: problem.to_owned(),
    };
    let mut faults = Vec::new();
    if rendered.subject.is_empty() {
        faults.push(fault("subject", "is empty"));
    }
    if !rendered.text.starts_with(CUT_LINE) {
        faults.push(fault("text", "must begin with the line that replies are cut at"));
    }
    if !rendered.html.contains(CUT_LINE) {
        faults.push(fault("html", "must hold the line that replies are cut at"));
    }
    faults
}

/// All sources by name, before they are compiled.
struct Sources {
    /// `nb/new-case/text` and `nb/_deadline.text`.
    texts: BTreeMap<String, String>,
    phrases: BTreeMap<&'static str, BTreeMap<String, String>>,
}

impl Sources {
    fn builtin(faults: &mut Vec<TemplateFault>) -> Sources {
        let mut sources = Sources { texts: BTreeMap::new(), phrases: BTreeMap::new() };
        for language in &builtin::BUILTIN {
            for (name, source) in language.notices.iter().chain(language.shared) {
                sources.texts.insert((*name).to_owned(), (*source).to_owned());
            }
            let file = format!("{}/phrases", language.language);
            sources.read_phrases(language.language, file, language.phrases, faults);
        }
        sources
    }

    fn read_phrases(
        &mut self,
        language: &'static str,
        file: String,
        text: &str,
        faults: &mut Vec<TemplateFault>,
    ) {
        let mut fault = |problem| faults.push(TemplateFault { file: file.clone(), problem });
        let read = phrases::parse(text).unwrap_or_else(|found| {
            found.into_iter().for_each(&mut fault);
            BTreeMap::new()
        });
        match self.phrases.get_mut(language) {
            None => {
                self.phrases.insert(language, read);
            }
            Some(known) => {
                for (key, sentence) in read {
                    match known.get_mut(&key) {
                        Some(old) => {
                            let args = lint::names_used(old);
                            let new = lint::names_used(&sentence);
                            new.difference(&args)
                                .for_each(|name| fault(format!("{key}: unknown name `{name}`")));
                            *old = sentence;
                        }
                        None => fault(format!("{key}: there is no such phrase to replace")),
                    }
                }
            }
        }
    }

    fn replace(&mut self, name: String, source: String, faults: &mut Vec<TemplateFault>) {
        let phrases_of = name.strip_suffix("/phrases");
        if let Some(language) = LANGUAGES.into_iter().find(|language| phrases_of == Some(language)) {
            self.read_phrases(language, name, &source, faults);
        } else if let Some(text) = self.texts.get_mut(&name) {
            *text = source;
        } else {
            faults.push(TemplateFault { file: name, problem: "there is no such text to replace".to_owned() });
        }
    }

    fn lint(&self, faults: &mut Vec<TemplateFault>) {
        let keys = known_keys();
        for (name, source) in &self.texts {
            let html = name.ends_with("html");
            let found = lint::lint(source, &keys, html);
            faults.extend(found.into_iter().map(|problem| TemplateFault { file: name.clone(), problem }));
        }
    }

    fn compile(&self, language: &'static str, faults: &mut Vec<TemplateFault>) -> Texts {
        let words = Words::of(language);
        let phrases = Arc::new(self.compile_phrases(language, words, faults));
        let mut text = Handlebars::new();
        text.set_strict_mode(true);
        text.register_escape_fn(no_escape);
        helpers::register(&mut text, words, Some(&phrases));
        let mut html = Handlebars::new();
        html.set_strict_mode(true);
        helpers::register(&mut html, words, Some(&phrases));
        for (file, source) in &self.texts {
            let Some(name) = file.strip_prefix(language).and_then(|name| name.strip_prefix('/')) else {
                continue;
            };
            // `_deadline.html` is brought in as `{{> _deadline}}` from either kind of text.
            let (name, is_html) = match name.rsplit_once('.') {
                Some((part, kind)) => (part, kind == "html"),
                None => (name, name.ends_with("/html")),
            };
            let registry = if is_html { &mut html } else { &mut text };
            if let Err(error) = registry.register_template_string(name, source) {
                faults.push(TemplateFault { file: file.clone(), problem: error.to_string() });
            }
        }
        Texts { text, html, phrases }
    }

    /// Sentences are lenient: one that lacks an argument is better than none.
    fn compile_phrases(
        &self,
        language: &'static str,
        words: &'static Words,
        faults: &mut Vec<TemplateFault>,
    ) -> Handlebars<'static> {
        let mut registry = Handlebars::new();
        registry.register_escape_fn(no_escape);
        helpers::register(&mut registry, words, None);
        for (key, sentence) in self.phrases.get(language).into_iter().flatten() {
            let problem = match registry.register_template_string(key, sentence) {
                Err(error) => Some(error.to_string()),
                Ok(()) => registry.render(key, &Value::Null).err().map(|error| error.reason().to_string()),
            };
            faults.extend(problem.map(|problem| TemplateFault {
                file: format!("{language}/phrases"),
                problem: format!("{key}: {problem}"),
            }));
        }
        registry
    }
}

/// The names of `NoticeData` and of the values its lists hold, read off a full sample.
fn known_keys() -> Keys {
    fn collect(value: &Value, into: &mut BTreeSet<String>) {
        match value {
            Value::Object(object) => {
                for (key, value) in object {
                    into.insert(key.clone());
                    // The arguments of a phrase and the insides of a field's value are the helpers' business.
                    if key != "args" && key != "value" {
                        collect(value, into);
                    }
                }
            }
            Value::Array(items) => items.iter().for_each(|item| collect(item, into)),
            _ => {}
        }
    }
    let mut keys = BTreeSet::new();
    collect(&serde_json::to_value(samples::full()).unwrap_or(Value::Null), &mut keys);
    Keys(keys)
}

/// Line breaks become spaces, so that no fact can pass for a line of ours.
fn to_one_line(fact: &mut Value) {
    match fact {
        Value::String(text) if text.contains(helpers::is_line_break) => {
            let parts = text.split(helpers::is_line_break).map(str::trim).filter(|part| !part.is_empty());
            *text = parts.collect::<Vec<_>>().join(" ");
        }
        Value::Array(items) => items.iter_mut().for_each(to_one_line),
        Value::Object(object) => object.values_mut().for_each(to_one_line),
        _ => {}
    }
}

/// One line of at most 150 characters without control characters: nothing can start a header of its own.
fn one_line(text: &str) -> String {
    let visible: String =
        text.chars().map(|c| if is_hidden(c) || c.is_whitespace() { ' ' } else { c }).collect();
    let line = visible.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= MAX_SUBJECT {
        return line;
    }
    let cut: String = line.chars().take(MAX_SUBJECT - 1).collect();
    format!("{}…", cut.trim_end())
}

/// Without control characters and marks that turn the direction of text; lines end with `\n`.
fn clean(text: &str) -> String {
    let lines = text.replace("\r\n", "\n").replace('\r', "\n");
    lines.chars().filter(|c| matches!(c, '\n' | '\t') || !is_hidden(*c)).collect()
}

fn is_hidden(c: char) -> bool {
    c.is_control() || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Clean, with at most one empty line in a row, and one line end at the end.
fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut empty = 0;
    for line in clean(text).trim().lines() {
        let line = if line == "-- " { line } else { line.trim_end() };
        empty = if line.is_empty() { empty + 1 } else { 0 };
        if empty < 2 {
            out.push_str(line);
            out.push('\n');
        }
    }
    out
}

#[cfg(test)]
mod tests;
