//! The helpers a text may use: `{{when due_at}}`, `{{band band}}`, `{{phrase next_step}}` … one table.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use handlebars::{
    Context, Handlebars, Helper, HelperDef, RenderContext, RenderError, RenderErrorReason, ScopedJson,
};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::say;
use super::style;
use super::words::{self, Words};
use crate::case::notice::Understood;
use crate::contacts::Role;
use crate::phrase::Phrase;
use crate::policy::BandName;
use crate::report::{Field, Kind};

/// The key of the data under which the organisation's time zone is handed to the helpers.
pub const ZONE_KEY: &str = "zone";

/// What a helper knows while it speaks.
struct Speaker<'a> {
    words: &'static Words,
    zone: Tz,
    phrases: &'a Handlebars<'a>,
}

type Speak = fn(&Speaker<'_>, &Value) -> String;

/// Name and meaning. Each takes one value; a null is said as "not known", never as nothing.
const HELPERS: [(&str, Speak); 21] = [
    ("when", when),
    ("day", day),
    ("duration", duration),
    ("number", number),
    ("field", field),
    ("hint", hint),
    ("fields", fields),
    ("value", value),
    ("band", band),
    ("kind", kind),
    ("kinds", kinds),
    ("role", role),
    ("lists", lists),
    ("exception", exception),
    ("list", list),
    ("phrase", phrase),
    ("heading", heading),
    ("label", label),
    ("form_heading", form_heading),
    ("answer", answer),
    ("answers", answers),
];

/// Helpers that answer without the language: the look of the HTML, and an example line for a command.
const EXTRA: [(&str, Speak); 3] = [("style", look), ("colour", colour), ("example", example)];

/// Every helper name of ours, for the lint.
pub fn names() -> impl Iterator<Item = &'static str> {
    HELPERS.iter().chain(&EXTRA).map(|(name, _)| *name)
}

/// Registers all helpers for a language. Without `phrases` the registry itself holds them.
pub fn register(
    registry: &mut Handlebars<'static>,
    words: &'static Words,
    phrases: Option<&Arc<Handlebars<'static>>>,
) {
    for (name, speak) in HELPERS.iter().chain(&EXTRA) {
        let said = Said { speak: *speak, words, phrases: phrases.cloned() };
        registry.register_helper(name, Box::new(said));
    }
}

struct Said {
    speak: Speak,
    words: &'static Words,
    phrases: Option<Arc<Handlebars<'static>>>,
}

impl HelperDef for Said {
    fn call_inner<'reg: 'rc, 'rc>(
        &self,
        helper: &Helper<'rc>,
        registry: &'reg Handlebars<'reg>,
        context: &'rc Context,
        _: &mut RenderContext<'reg, 'rc>,
    ) -> Result<ScopedJson<'rc>, RenderError> {
        let param = helper.param(0).ok_or_else(|| RenderErrorReason::ParamNotFoundForIndex("helper", 0))?;
        if registry.strict_mode() && param.is_value_missing() {
            return Err(RenderErrorReason::MissingVariable(param.relative_path().cloned()).into());
        }
        let zone = context.data().get(ZONE_KEY).and_then(Value::as_str).and_then(|name| name.parse().ok());
        let speaker = Speaker {
            words: self.words,
            zone: zone.unwrap_or(Tz::UTC),
            phrases: self.phrases.as_deref().unwrap_or(registry),
        };
        Ok(ScopedJson::Derived(Value::String((self.speak)(&speaker, param.value()))))
    }
}

impl Speaker<'_> {
    fn unknown(&self) -> String {
        self.words.unknown.to_owned()
    }
}

fn read<T: DeserializeOwned>(value: &Value) -> Option<T> {
    T::deserialize(value).ok()
}

/// Everything that a mail reader may show as a new line.
pub fn is_line_break(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// A string as it stands, anything else as its JSON; null is "not known".
fn plain(speaker: &Speaker<'_>, value: &Value) -> String {
    match value {
        Value::Null => speaker.unknown(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn instant(value: &Value) -> Option<DateTime<Utc>> {
    DateTime::parse_from_rfc3339(value.as_str()?).ok().map(|at| at.with_timezone(&Utc))
}

fn when(speaker: &Speaker<'_>, value: &Value) -> String {
    match instant(value) {
        Some(at) => say::when(at, speaker.zone, speaker.words),
        None => day(speaker, value),
    }
}

fn day(speaker: &Speaker<'_>, value: &Value) -> String {
    if let Some(at) = instant(value) {
        return say::day(at, speaker.zone, speaker.words);
    }
    match read::<NaiveDate>(value) {
        Some(date) => say::date(date, speaker.words),
        None => plain(speaker, value),
    }
}

fn duration(speaker: &Speaker<'_>, value: &Value) -> String {
    value.as_i64().map_or_else(|| plain(speaker, value), |secs| say::duration(secs, speaker.words))
}

fn number(speaker: &Speaker<'_>, value: &Value) -> String {
    if let Some(count) = value.as_u64() {
        return say::number(count, speaker.words);
    }
    value.as_f64().map_or_else(|| plain(speaker, value), |number| say::decimal(number, speaker.words))
}

fn field(speaker: &Speaker<'_>, value: &Value) -> String {
    read::<Field>(value).map_or_else(
        || plain(speaker, value),
        |field| words::field_label(field, speaker.words.language).to_owned(),
    )
}

fn hint(speaker: &Speaker<'_>, value: &Value) -> String {
    read::<Field>(value)
        .map(|field| words::field_hint(field, speaker.words.language).to_owned())
        .unwrap_or_default()
}

fn fields(speaker: &Speaker<'_>, value: &Value) -> String {
    each(speaker, value, field)
}

fn value(speaker: &Speaker<'_>, value: &Value) -> String {
    match read::<Understood>(value) {
        // Indented, so that no line of a stranger's text can pass for one of ours.
        Some(found) => {
            let said = say::value(&found.value, &found.raw, speaker.zone, speaker.words);
            let lines = said.split(is_line_break).map(str::trim).filter(|line| !line.is_empty());
            lines.collect::<Vec<_>>().join("\n    ")
        }
        None => plain(speaker, value),
    }
}

/// A field of the authority's form by its number there.
fn form_heading(speaker: &Speaker<'_>, value: &Value) -> String {
    let number = value.as_u64().and_then(|number| u8::try_from(number).ok());
    number.map_or_else(|| plain(speaker, value), |number| speaker.words.form_heading(number).to_owned())
}

/// An answer for the authority's form: a value or a sentence, its lines as they stand, ready to paste.
fn answer(speaker: &Speaker<'_>, value: &Value) -> String {
    match read::<Understood>(value) {
        Some(found) => say::value(&found.value, &found.raw, speaker.zone, speaker.words).trim().to_owned(),
        None => phrase(speaker, value),
    }
}

/// Several answers in one line.
fn answers(speaker: &Speaker<'_>, value: &Value) -> String {
    match value {
        Value::Array(all) => all.iter().map(|one| answer(speaker, one)).collect::<Vec<_>>().join(" "),
        one => answer(speaker, one),
    }
}

fn band(speaker: &Speaker<'_>, value: &Value) -> String {
    speaker.words.band(read(value).unwrap_or(BandName::Undecided)).to_owned()
}

fn kind(speaker: &Speaker<'_>, value: &Value) -> String {
    read::<Kind>(value).map_or_else(|| plain(speaker, value), |kind| speaker.words.kind(kind).to_owned())
}

fn kinds(speaker: &Speaker<'_>, value: &Value) -> String {
    each(speaker, value, kind)
}

fn role(speaker: &Speaker<'_>, value: &Value) -> String {
    if let Some(role) = read::<Role>(value) {
        return speaker.words.role(role).to_owned();
    }
    let known = value.as_str().and_then(|role| speaker.words.case_role(role));
    known.map_or_else(|| plain(speaker, value), str::to_owned)
}

fn lists(speaker: &Speaker<'_>, value: &Value) -> String {
    each(speaker, value, |speaker, name| {
        let known = name.as_str().and_then(|name| speaker.words.list(name));
        known.map_or_else(|| plain(speaker, name), str::to_owned)
    })
}

fn exception(speaker: &Speaker<'_>, value: &Value) -> String {
    let known = value.as_str().and_then(|letter| speaker.words.exception(letter));
    known.map_or_else(|| plain(speaker, value), str::to_owned)
}

/// Strings and phrases alike.
fn list(speaker: &Speaker<'_>, value: &Value) -> String {
    each(speaker, value, phrase)
}

fn each(speaker: &Speaker<'_>, value: &Value, speak: Speak) -> String {
    match value {
        Value::Array(items) => {
            let said: Vec<String> = items.iter().map(|item| speak(speaker, item)).collect();
            say::list(&said, speaker.words)
        }
        one => speak(speaker, one),
    }
}

/// A phrase in its words; a text that is no phrase as it stands.
fn phrase(speaker: &Speaker<'_>, value: &Value) -> String {
    match read::<Phrase>(value) {
        Some(phrase) => say_phrase(speaker.phrases, &phrase, speaker.zone),
        None => plain(speaker, value),
    }
}

/// A phrase in capitals: a heading of plain text.
fn heading(speaker: &Speaker<'_>, value: &Value) -> String {
    phrase(speaker, value).to_uppercase()
}

/// A phrase with a capital: what stands before a figure.
fn label(speaker: &Speaker<'_>, value: &Value) -> String {
    let said = phrase(speaker, value);
    let mut letters = said.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Renders a phrase from the registry that holds them. A key without words is said as the key itself: a reader who
/// sees it can still ask, and nothing of the case is held up by it.
pub fn say_phrase(phrases: &Handlebars<'_>, phrase: &Phrase, zone: Tz) -> String {
    let mut data: serde_json::Map<String, Value> = phrase.args.clone().into_iter().collect();
    data.insert(ZONE_KEY.to_owned(), Value::String(zone.name().to_owned()));
    phrases.render(&phrase.key, &data).unwrap_or_else(|_| phrase.key.clone())
}

fn look(_: &Speaker<'_>, value: &Value) -> String {
    value.as_str().and_then(style::of).unwrap_or_default().to_owned()
}

fn colour(_: &Speaker<'_>, value: &Value) -> String {
    style::colour(read(value).unwrap_or(BandName::Undecided)).to_owned()
}

/// How to write a command, from the phrase `example_NAME`; what is no command's name is an example itself.
fn example(speaker: &Speaker<'_>, value: &Value) -> String {
    let Some(command) = value.as_str() else { return phrase(speaker, value) };
    let key = format!("example_{command}");
    if speaker.phrases.has_template(&key) {
        say_phrase(speaker.phrases, &Phrase::new(&key), speaker.zone)
    } else {
        command.to_owned()
    }
}
