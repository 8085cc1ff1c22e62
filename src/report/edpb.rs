//! The breach notification template of the EDPB, filled in by a system and sent as JSON.
//!
//! EDPB template v1.0 (in consultation); machine-readable form by Nicola Franchetto and Martim Taborda Barata, CC BY 4.0.
//! Only our own mapping is here: the number of a field of the template, and what becomes of its answer (`table`).
//! Answers are found under `field_44` or `44`, also in sections, as the letter of an option, several letters, or its
//! label. Several fields of the template may make one of ours.

pub mod option;
mod table;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, FixedOffset, NaiveDate};
use serde_json::{Map, Value as Json};

use super::field::{Answer, CountPrecision, Field, Kind, Property, Value};
use super::fold;
use super::json::{Said, Told, values};
use table::{ATTACKS, Choice, MALICIOUS, ROWS, To, Who};
use values::{Context, Reading};

/// The numbers of the template that are fields; the others are headings.
const HEADINGS: &[u16] = &[
    1, 2, 8, 9, 20, 27, 28, 32, 37, 42, 43, 54, 64, 69, 74, 77, 78, 88, 91, 93, 96, 107, 108, 112, 119, 124,
];
const LAST: u16 = 126;
/// The severity, the outcome of the risk assessment, and the measures to come.
const SEVERITY: u16 = 87;
const RISK: u16 = 89;
const PLANNED: u16 = 95;

/// Fewer answers than this are too few to know the template by.
const ENOUGH: usize = 3;
/// How deep sections are followed, and most keys looked at.
const DEEPEST: usize = 4;
const MOST_KEYS: usize = 2_000;
/// Most items of one answer, and most bytes kept of what was written.
const MOST_ITEMS: usize = 100;
const LONGEST_RAW: usize = 2_000;

/// Answers by the number of their field.
pub type Answers<'a> = BTreeMap<u16, &'a Json>;

/// The answers, if this is the template filled in: only its numbers, and options that it has.
pub fn answers(json: &Json) -> Option<Answers<'_>> {
    let mut found = Answers::new();
    let mut level: Vec<&Map<String, Json>> = match json {
        Json::Object(map) => vec![map],
        _ => return None,
    };
    let (mut keys, mut named, mut other) = (0, 0, 0);
    for _ in 0..DEEPEST {
        let mut below = Vec::new();
        for (key, value) in level.iter().copied().flatten() {
            keys += 1;
            if keys > MOST_KEYS {
                return None;
            }
            match (number(key), value) {
                (None, Json::Object(map)) => below.push(map),
                (None, _) => other += 1,
                (Some((number, by_name)), value) => {
                    if number == 0 || number > LAST || HEADINGS.contains(&number) {
                        return None;
                    }
                    named += usize::from(by_name);
                    found.entry(number).or_insert(value);
                }
            }
        }
        level = below;
    }
    // A bare number may be anything: then nothing else may stand beside them.
    let certain = named >= ENOUGH || other == 0 && found.len() >= ENOUGH;
    let options = ROWS.iter().filter(|(number, to)| {
        let answer = found.get(number);
        answer.is_some_and(|answer| choices(to).is_some_and(|list| !chosen(list, answer).is_empty()))
    });
    (certain && options.count() > 0).then_some(found)
}

/// The number in `field_44`, `Field 44` or `44`, and whether it was called a field.
fn number(key: &str) -> Option<(u16, bool)> {
    let key = key.trim();
    let word = key.get(..5).filter(|word| word.eq_ignore_ascii_case("field"));
    let digits = key.get(word.map_or(0, str::len)..)?.trim_start_matches(['_', '-', ' ', '.']);
    Some((digits.parse().ok().filter(|_| digits.len() <= 3)?, word.is_some()))
}

fn choices(to: &To) -> Option<&'static [Choice]> {
    match *to {
        To::Words(_, list)
        | To::Properties(list)
        | To::Shape(list)
        | To::Exactness(_, list)
        | To::Protection(list)
        | To::Informed(list)
        | To::AllInformed(list)
        | To::Contact(list) => Some(list),
        _ => None,
    }
}

/// The options that an answer chooses, in the order of the template.
fn chosen(list: &'static [Choice], answer: &Json) -> Vec<&'static Choice> {
    let mut letters: BTreeSet<&str> = BTreeSet::new();
    for text in texts(answer) {
        let lone = |part: &str| list.iter().find(|(letter, ..)| part.trim().eq_ignore_ascii_case(letter));
        let parts: Option<Vec<_>> = text.split([',', ';', '|']).map(lone).collect();
        match parts {
            // "a, c; d"
            Some(several) => letters.extend(several.iter().map(|(letter, ..)| *letter)),
            None => letters.extend(by_label(list, &text)),
        }
    }
    list.iter().filter(|(letter, ..)| letters.contains(letter)).collect()
}

/// An option by its label; a letter in front of it decides: `b) …`, `b1) …`.
fn by_label(list: &'static [Choice], text: &str) -> Option<&'static str> {
    let (front, _) = text.split_once([')', '.', ':']).unwrap_or_default();
    let letter = front.trim().trim_end_matches(|c: char| c.is_ascii_digit());
    if let Some((letter, ..)) = list.iter().find(|(known, ..)| letter.eq_ignore_ascii_case(known)) {
        return Some(letter);
    }
    let words = format!(" {} ", fold::words(fold::cut(text, 400)).join(" "));
    let marks = list.iter().flat_map(|(letter, marks, ..)| marks.split('|').map(move |mark| (*letter, mark)));
    let found = marks.filter(|(_, mark)| words.contains(&format!(" {mark} ")));
    found.max_by_key(|(_, mark)| mark.len()).map(|(letter, _)| letter)
}

/// The texts of an answer: itself, the items of a list, the choice in an object.
fn texts(answer: &Json) -> Vec<String> {
    const CHOICE: &[&str] = &["code", "letter", "option", "value", "answer", "label", "text"];
    let of_one = |one: &Json| match values::inner(one) {
        Json::Bool(yes) => Some(if *yes { "yes" } else { "no" }.to_owned()),
        Json::Object(map) => CHOICE.iter().find_map(|key| map.get(*key)).and_then(values::text),
        other => values::text(other),
    };
    let texts: Vec<String> = match values::inner(answer) {
        Json::Array(list) => list.iter().take(MOST_ITEMS).filter_map(of_one).collect(),
        one => of_one(one).into_iter().collect(),
    };
    texts.into_iter().filter(|text| !text.is_empty()).collect()
}

/// Reads the answers into our fields.
pub fn read(answers: &Answers<'_>, context: &Context) -> Told {
    let mut reader = Reader::new(*context, is_norwegian(answers));
    for (number, to) in ROWS {
        if let Some(answer) = answers.get(number) {
            reader.answer(*number, to, answer);
        }
    }
    let known = |number: &u16| ROWS.iter().any(|(row, _)| row == number);
    let mut told = reader.finish();
    told.outcome.ignored = answers.keys().filter(|number| !known(number)).count();
    told
}

/// Which language our words are in: that of the free texts.
fn is_norwegian(answers: &Answers<'_>) -> bool {
    let free = ROWS.iter().filter(|(_, to)| matches!(to, To::Text(_)));
    let texts: Vec<String> =
        free.filter_map(|(number, _)| answers.get(number)).flat_map(|answer| texts(answer)).collect();
    matches!(super::language::detect(&texts.join("\n")), Some("nb" | "nn"))
}

/// A person or office, with what is known of them.
#[derive(Default)]
struct Person {
    name: Option<String>,
    details: Option<String>,
}

struct Reader {
    context: Context,
    norwegian: bool,
    /// Parts of texts, and what was written, by field.
    texts: BTreeMap<Field, Vec<String>>,
    raws: BTreeMap<Field, Vec<String>>,
    values: BTreeMap<Field, Value>,
    exactness: BTreeMap<Field, &'static str>,
    start: Option<DateTime<FixedOffset>>,
    end: Option<DateTime<FixedOffset>>,
    ongoing: bool,
    is_attack: bool,
    /// The severity is still to be determined.
    is_unassessed: bool,
    protection: Option<Answer>,
    informed: Option<Answer>,
    contact: Option<Who>,
    people: BTreeMap<Who, Person>,
    defects: Vec<String>,
}

impl Reader {
    fn new(context: Context, norwegian: bool) -> Self {
        Reader {
            context,
            norwegian,
            texts: BTreeMap::new(),
            raws: BTreeMap::new(),
            values: BTreeMap::new(),
            exactness: BTreeMap::new(),
            start: None,
            end: None,
            ongoing: false,
            is_attack: false,
            is_unassessed: false,
            protection: None,
            informed: None,
            contact: None,
            people: BTreeMap::new(),
            defects: Vec::new(),
        }
    }

    fn answer(&mut self, number: u16, to: &To, answer: &Json) {
        let field = field_of(to);
        let raw = format!("{number}: {}", fold::cut(&values::raw(answer), LONGEST_RAW));
        self.raws.entry(field).or_default().push(raw);
        let list = choices(to).unwrap_or_default();
        let chosen = chosen(list, answer);
        let first = chosen.first().map(|(letter, ..)| *letter);
        match *to {
            To::Text(field) => {
                // The schema has made a date of the field for what is planned: a date alone says no measure.
                let mut said = said(answer);
                said.retain(|text| number != PLANNED || NaiveDate::parse_from_str(text, "%Y-%m-%d").is_err());
                self.say(field, &said.join("; "));
            }
            // Under one letter stand "unlikely" and "more information is needed"; without a severity it is the latter.
            To::Words(..) if number == RISK && first == Some("c") && self.is_unassessed => {}
            To::Words(field, _) => self.words(field, number, &chosen, answer),
            To::Date(field, nb, en) => {
                let words = if self.norwegian { nb } else { en };
                let dates = said(answer).iter().map(|date| format!("{words} {date}")).collect::<Vec<_>>();
                self.say(field, &dates.join("; "));
            }
            To::Properties(_) => {
                let order = [Property::Confidentiality, Property::Integrity, Property::Availability];
                let broken = list.iter().zip(order).filter(|(choice, _)| chosen.contains(choice));
                let broken: Vec<Property> = broken.map(|(_, property)| property).collect();
                if !broken.is_empty() {
                    self.values.insert(Field::Properties, Value::Properties(broken));
                }
            }
            To::Shape(_) => self.ongoing = first == Some("c"),
            To::Start => self.start = self.time(number, answer),
            To::End => self.end = self.time(number, answer),
            To::Discovered => self.value(Field::DiscoveredAt, number, answer),
            To::Exactness(field, _) => {
                self.exactness.extend(first.map(|letter| (field, letter)));
            }
            To::Number(field) => self.value(field, number, answer),
            To::Protection(_) => {
                let answers = [Answer::Unintelligible, Answer::Partly, Answer::None, Answer::Unknown];
                self.protection = one_of(list, first, &answers);
                self.words(Field::Protection, number, &chosen, answer);
            }
            To::Informed(_) => {
                let answers = [Answer::Yes, Answer::Planned, Answer::No, Answer::No, Answer::No];
                self.informed = one_of(list, first, &answers);
                self.words(Field::PersonsInformed, number, &chosen, answer);
            }
            To::AllInformed(_) => {
                if first == Some("b") {
                    self.informed = self.informed.map(|_| Answer::Partly);
                    self.words(Field::PersonsInformed, number, &chosen, answer);
                }
            }
            To::Contact(_) => {
                let order = [Who::Officer, Who::Reporter, Who::Other];
                self.contact = one_of(list, first, &order);
            }
            To::Name(who) => self.person(who).name = said(answer).into_iter().next(),
            To::Details(who) => self.person(who).details = Some(said(answer).join(", ")),
        }
    }

    /// The chosen options in our words; an answer that is no option, as it was written.
    fn words(&mut self, field: Field, number: u16, chosen: &[&Choice], answer: &Json) {
        if chosen.is_empty() {
            return self.say(field, &said(answer).join("; "));
        }
        let letters = |wanted: &[&str]| chosen.iter().any(|(letter, ..)| wanted.contains(letter));
        self.is_unassessed |= number == SEVERITY && letters(&["d"]);
        self.is_attack |= number == 60 && letters(ATTACKS) || number == 61 && letters(MALICIOUS);
        let words = chosen.iter().map(|(.., nb, en)| if self.norwegian { *nb } else { *en });
        let words: Vec<&str> = words.filter(|words| !words.is_empty()).collect();
        self.say(field, &words.join(", "));
    }

    /// What two fields of the template say alike is said once.
    fn say(&mut self, field: Field, text: &str) {
        let text = text.trim();
        let known = self.texts.get(&field).is_some_and(|parts| parts.iter().any(|part| part == text));
        if !text.is_empty() && !known {
            self.texts.entry(field).or_default().push(text.to_owned());
        }
    }

    fn time(&mut self, number: u16, answer: &Json) -> Option<DateTime<FixedOffset>> {
        let time = values::time(answer, &self.context);
        if time.is_none() && !said(answer).is_empty() {
            self.wrong(number, "a time");
        }
        time
    }

    fn value(&mut self, field: Field, number: u16, answer: &Json) {
        match values::read(field, answer, &self.context) {
            Reading::Said(value) => {
                self.values.insert(field, value);
            }
            Reading::Open => {}
            Reading::Wrong(expected) => self.wrong(number, expected),
        }
    }

    fn wrong(&mut self, number: u16, expected: &str) {
        self.defects.push(format!("field_{number}: {expected} was expected"));
    }

    fn person(&mut self, who: Who) -> &mut Person {
        self.people.entry(who).or_default()
    }

    /// What the answers together say.
    fn finish(mut self) -> Told {
        self.period();
        self.counts();
        self.people();
        for (field, answer) in [(Field::Protection, self.protection), (Field::PersonsInformed, self.informed)]
        {
            let text = self.texts.remove(&field).unwrap_or_default().join("; ");
            if answer.is_some() || !text.is_empty() {
                let answer = answer.unwrap_or(Answer::Unknown);
                self.values.insert(field, Value::Answer { answer, text });
            }
        }
        if let Some(raw) = self.raws.get(&Field::MainCause).or(self.raws.get(&Field::Properties)).cloned() {
            // The template is for breaches of personal data only.
            let kinds = [Some(Kind::Privacy), self.is_attack.then_some(Kind::Security)];
            self.values.insert(Field::Kinds, Value::Kinds(kinds.into_iter().flatten().collect()));
            self.raws.insert(Field::Kinds, raw);
        }
        for (field, parts) in std::mem::take(&mut self.texts) {
            self.values.entry(field).or_insert_with(|| Value::Text(parts.join("\n")));
        }
        let mut told = Told::default();
        told.outcome.open =
            self.raws.keys().filter(|field| !self.values.contains_key(field)).copied().collect();
        told.outcome.defects = self.defects;
        for (field, value) in self.values {
            let raw = self.raws.get(&field).map(|parts| parts.join("; ")).unwrap_or_default();
            told.fields.push(Said { field, value, raw: fold::cut(&raw, LONGEST_RAW).to_owned() });
        }
        told
    }

    fn period(&mut self) {
        if let (Some(start), Some(end)) = (self.start, self.end)
            && end < start
        {
            self.defects.push("field_47: an end after the start was expected".to_owned());
            self.end = None;
        }
        if self.start.is_some() || self.end.is_some() || self.ongoing {
            let ongoing = self.ongoing && self.end.is_none();
            let period = Value::Period { start: self.start, end: self.end, ongoing };
            self.values.insert(Field::Period, period);
        }
    }

    /// A number is as exact as the template says: where it cannot be determined, it is an estimate, and none where it is
    /// not known yet and the template wanted a number all the same.
    fn counts(&mut self) {
        for (field, letter) in &self.exactness {
            let none = matches!(self.values.get(field), Some(Value::Count(count)) if count.high == Some(0));
            if none && matches!(*letter, "c" | "d") {
                self.values.remove(field);
            }
            if let Some(Value::Count(count)) = self.values.get_mut(field)
                && *letter != "a"
                && count.precision == CountPrecision::Exact
            {
                count.precision = CountPrecision::Approximate;
            }
        }
    }

    /// The reporter, and whom to ask: the one that the template names, else who has an address.
    fn people(&mut self) {
        if let Some(name) = self.people.get(&Who::Reporter).and_then(|person| person.name.clone()) {
            self.values.insert(Field::ReportedBy, Value::Text(name));
            let raw = self.raws.get(&Field::Contact).cloned().unwrap_or_default();
            self.raws
                .insert(Field::ReportedBy, raw.into_iter().filter(|raw| raw.starts_with("21:")).collect());
        }
        let order = [Who::Other, Who::Officer, Who::Reporter, Who::Organisation];
        for who in self.contact.into_iter().chain(order) {
            let Some(person) = self.people.get(&who) else { continue };
            let known = [person.name.as_deref(), person.details.as_deref()];
            let text = known.into_iter().flatten().collect::<Vec<_>>().join(", ");
            if let Some(value) = self.context.value(Field::Contact, &text) {
                self.values.insert(Field::Contact, value);
                return;
            }
        }
    }
}

/// Which of our fields an answer goes to.
fn field_of(to: &To) -> Field {
    match *to {
        To::Text(field)
        | To::Words(field, _)
        | To::Date(field, ..)
        | To::Exactness(field, _)
        | To::Number(field) => field,
        To::Properties(_) => Field::Properties,
        To::Shape(_) | To::Start | To::End => Field::Period,
        To::Discovered => Field::DiscoveredAt,
        To::Protection(_) => Field::Protection,
        To::Informed(_) | To::AllInformed(_) => Field::PersonsInformed,
        To::Contact(_) | To::Name(_) | To::Details(_) => Field::Contact,
    }
}

/// What stands in the place of the chosen letter.
fn one_of<T: Copy>(list: &[Choice], letter: Option<&str>, values: &[T]) -> Option<T> {
    let at = list.iter().position(|(known, ..)| Some(*known) == letter)?;
    values.get(at).copied()
}

/// The texts of an answer that say something.
fn said(answer: &Json) -> Vec<String> {
    texts(answer).into_iter().filter(|text| !values::is_open(text)).collect()
}

#[cfg(test)]
mod tests;
