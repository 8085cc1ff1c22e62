//! What is known of a breach for judging its risk, and what is not: absent is a value of its own (see `risk`).

use super::scan::Signs;
use super::sign::{Class, Data, Exposure, Harm, Identity, Lowered, Sign, Special};
use crate::phrase::Phrase;
use crate::report::field::CountPrecision;
use crate::report::{self, Answer, Count, Field, Property, Report, Value};

/// A fact and the word of the report that showed it.
#[derive(Clone, Debug, PartialEq)]
pub struct Known<T> {
    pub what: T,
    pub word: String,
}

/// What is said of a breach.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facts {
    /// The kind of data with the highest score.
    pub data: Option<Known<Data>>,
    /// It is said that no personal data are concerned.
    pub no_data: bool,
    /// What makes a combination graver than its parts (S87).
    pub combined: Option<Combined>,
    pub lowered: Option<Known<Lowered>>,
    pub identification: Identification,
    /// A word that shows it, where there is one.
    pub identified_by: String,
    pub protection: Protection,
    pub special: Option<Known<Special>>,
    /// Whom the breach concerns is said at all.
    pub persons_said: bool,
    pub sector: Option<String>,
    pub count: Option<Persons>,
    pub confidentiality: Known<Exposure>,
    pub integrity: Option<Loss>,
    pub availability: Option<Loss>,
    pub malicious: Option<String>,
    pub harm: Option<Known<Harm>>,
    pub consequences_said: bool,
    /// S and K as the reporter judged them.
    pub reported: (Option<u8>, Option<u8>),
}

impl Default for Known<Exposure> {
    fn default() -> Self {
        Known { what: Exposure::Unsaid, word: String::new() }
    }
}

/// How many the breach concerns, as the most it may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Persons {
    pub number: u64,
    /// It may be more: `over 100`.
    pub or_more: bool,
}

impl Persons {
    pub fn above(self, limit: u64) -> bool {
        self.number > limit || (self.or_more && self.number == limit)
    }

    /// A phrase that says the number.
    pub fn named(self) -> Phrase {
        let key = if self.or_more { "persons_at_least" } else { "persons_exactly" };
        Phrase::new(key).with("count", self.number)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Combined {
    /// A national identity number, which opens doors by itself.
    IdentityNumber,
    /// Several kinds of data above the simple ones.
    Kinds,
}

/// How easily a person is found from the data (V7), the hardest first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Identification {
    Anonymous,
    CommonName,
    NumberAlone,
    VaguePhoto,
    Pseudonymous,
    FirstName,
    Handle,
    Name,
    Photo,
    Direct,
    #[default]
    Unknown,
}

impl Identification {
    /// 1 negligible, 2 limited, 3 significant, 4 maximum: quarters of one.
    pub fn quarters(self) -> u8 {
        match self {
            Identification::Anonymous
            | Identification::CommonName
            | Identification::NumberAlone
            | Identification::VaguePhoto => 1,
            Identification::Pseudonymous | Identification::FirstName | Identification::Handle => 2,
            Identification::Name | Identification::Photo => 3,
            Identification::Direct | Identification::Unknown => 4,
        }
    }

    pub fn key(self) -> &'static str {
        match self {
            Identification::Anonymous => "identified_anonymous",
            Identification::CommonName => "identified_common_name",
            Identification::NumberAlone => "identified_number_alone",
            Identification::VaguePhoto => "identified_vague_photo",
            Identification::Pseudonymous => "identified_pseudonymous",
            Identification::FirstName => "identified_first_name",
            Identification::Handle => "identified_handle",
            Identification::Name => "identified_name",
            Identification::Photo => "identified_photo",
            Identification::Direct => "identified_direct",
            Identification::Unknown => "identified_unknown",
        }
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Protection {
    /// Unreadable to others, the key safe.
    Unreadable,
    Partly,
    Readable,
    #[default]
    Unsaid,
}

/// How bad a change or loss of data is (V8), the mildest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Loss {
    /// Back as it was.
    Mended,
    /// Nothing is said of that: temporary, recoverable.
    Open,
    Final,
}

impl Facts {
    pub fn of(report: &Report) -> Facts {
        let signs = Signs::of(report);
        let data = data(&signs);
        let identified = identification(&signs);
        let malicious = signs.word(Sign::Malicious).map(str::to_owned);
        let protection = protection(report, &signs);
        let loss = loss(&signs);
        let broken = |property| breaks(report, property);
        let altered = signs.has(Sign::Changed) || broken(Property::Integrity);
        let gone = signs.has(Sign::Unavailable) || broken(Property::Availability);
        Facts {
            no_data: data.is_none() && signs.has(Sign::NoData),
            combined: combined(&signs),
            data,
            lowered: known(&signs, &[Lowered::Public, Lowered::Obsolete], Sign::Lowered),
            identification: identified.what,
            identified_by: identified.word,
            special: known(&signs, &[Special::Children, Special::Vulnerable], Sign::Special),
            persons_said: report.contains_key(&Field::Relationship),
            sector: signs.word(Sign::Sector).map(str::to_owned),
            count: count(report),
            confidentiality: exposure(report, &signs, protection),
            protection,
            integrity: altered.then_some(loss),
            availability: gone.then_some(loss),
            malicious,
            harm: known(&signs, &[Harm::Body, Harm::Identity, Harm::Standing], Sign::Harm),
            consequences_said: report.contains_key(&Field::Consequences),
            reported: (level(report, Field::Likelihood), level(report, Field::Consequence)),
        }
    }

    /// A phrase that names the kind of data.
    pub fn data_named(&self) -> Phrase {
        match &self.data {
            Some(known) => Phrase::new(known.what.key()).with("word", &known.word),
            None => Phrase::new(if self.no_data { "data_none" } else { "data_unknown" }),
        }
    }

    pub fn identification_named(&self) -> Phrase {
        Phrase::new(self.identification.key()).with("word", &self.identified_by)
    }

    pub fn exposure_named(&self) -> Phrase {
        Phrase::new(self.confidentiality.what.key()).with("word", &self.confidentiality.word)
    }

    pub fn unreadable(&self) -> bool {
        self.protection == Protection::Unreadable
    }

    /// The fields that a judgement cannot do without and that hold no answer (V14).
    pub fn open(&self) -> Vec<Field> {
        let data = (self.data.is_none() && !self.no_data).then_some(Field::DataTypes);
        let count = self.count.is_none().then_some(Field::AffectedPersons);
        count.into_iter().chain(data).collect()
    }
}

/// The first of the facts that is shown.
fn known<T: Copy>(signs: &Signs, facts: &[T], sign: impl Fn(T) -> Sign) -> Option<Known<T>> {
    facts.iter().find_map(|what| Some(Known { what: *what, word: signs.word(sign(*what))?.to_owned() }))
}

/// The score up to which a kind of data is milder than what the unknown counts as.
const MODERATE: u8 = 2;

/// The kind of data with the highest score (V2). Milder kinds than the unknown's are taken from the answer about the
/// types of data only: that a story mentions a customer does not mean that no more than this was lost.
fn data(signs: &Signs) -> Option<Known<Data>> {
    let shown =
        || super::sign::DATA.iter().map(|(data, ..)| *data).filter(|data| signs.has(Sign::Data(*data)));
    let settled = shown().any(|data| data.score() > MODERATE || signs.typed(Sign::Data(data)));
    let highest = shown().filter(|_| settled).max_by_key(|data| (data.score(), data.class()))?;
    Some(Known { what: highest, word: signs.word(Sign::Data(highest))?.to_owned() })
}

fn combined(signs: &Signs) -> Option<Combined> {
    if signs
        .first(&[Sign::Identity(Identity::NationalId), Sign::Identity(Identity::NationalIdAlone)])
        .is_some()
    {
        return Some(Combined::IdentityNumber);
    }
    let above = |class: Class| {
        super::sign::DATA.iter().any(|(data, of, ..)| {
            *of == class && data.score() >= 2 && *data != Data::Credentials && signs.has(Sign::Data(*data))
        })
    };
    let kinds =
        [Class::Behavioural, Class::Financial, Class::Sensitive].into_iter().filter(|class| above(*class));
    (kinds.count() >= 2).then_some(Combined::Kinds)
}

/// How easily the persons are found from what is named (V7); the easiest way counts. That an address is unlisted or an
/// e-mail address has no name in it is left to a person.
fn identification(signs: &Signs) -> Known<Identification> {
    let word = |identity| signs.word(Sign::Identity(identity));
    let has = |identity| word(identity).is_some();
    let found = |what, identity| Some(Known { what, word: word(identity)?.to_owned() });
    let others = [Identity::BirthDate, Identity::Contact, Identity::Photo].into_iter().find(|one| has(*one));
    let named = has(Identity::Name);
    let alone = has(Identity::NationalIdAlone)
        || (has(Identity::NationalId) && signs.denied(Sign::Identity(Identity::Name)));
    let number = if has(Identity::NationalId) { Identity::NationalId } else { Identity::NationalIdAlone };
    let number_how = if alone && !named && others.is_none() {
        Identification::NumberAlone
    } else {
        Identification::Direct
    };
    let name_how =
        if others.is_some() || has(number) { Identification::Direct } else { Identification::Name };
    let ways = [
        found(name_how, Identity::Name),
        found(number_how, number),
        found(Identification::Direct, Identity::Contact),
        found(Identification::Photo, Identity::Photo),
        found(Identification::Handle, Identity::BirthDate),
        found(Identification::Handle, Identity::Handle),
        found(Identification::FirstName, Identity::FirstName),
        found(Identification::CommonName, Identity::CommonName),
        found(Identification::VaguePhoto, Identity::VaguePhoto),
    ];
    let easiest = ways.into_iter().flatten().max_by_key(|known| known.what);
    // Said of the data as a whole, where nothing names anybody after all.
    let hidden = found(Identification::Pseudonymous, Identity::Pseudonymous)
        .or_else(|| found(Identification::Anonymous, Identity::Anonymous));
    let unknown = Known { what: Identification::Unknown, word: String::new() };
    match (hidden, easiest) {
        (Some(hidden), None) => hidden,
        (Some(hidden), Some(easiest)) if easiest.what <= hidden.what => hidden,
        (_, easiest) => easiest.unwrap_or(unknown),
    }
}

/// The answer to "were the data encrypted"; without one, what the story says, unless somebody attacked: then it may be the
/// attacker who encrypted them.
fn protection(report: &Report, signs: &Signs) -> Protection {
    let answer = match report.get(&Field::Protection).map(|found| &found.value) {
        Some(Value::Answer { answer, .. }) => Some(*answer),
        _ => None,
    };
    let plain = signs.has(Sign::Plain);
    match answer {
        Some(Answer::Unintelligible) if !plain => Protection::Unreadable,
        Some(Answer::Unintelligible | Answer::Partly) => Protection::Partly,
        Some(Answer::None) => Protection::Readable,
        _ if plain => Protection::Readable,
        _ if signs.has(Sign::Encrypted) && !signs.has(Sign::Exposure(Exposure::Misused)) => {
            Protection::Unreadable
        }
        _ => Protection::Unsaid,
    }
}

/// Where the data are now: the worst that is said, unless something said outright takes it back.
fn exposure(report: &Report, signs: &Signs, protection: Protection) -> Known<Exposure> {
    let said =
        |exposure| Some(Known { what: exposure, word: signs.word(Sign::Exposure(exposure))?.to_owned() });
    let named = |what| Known { what, word: String::new() };
    if let Some(misused) = said(Exposure::Misused) {
        return misused;
    }
    if let Some(Value::Period { ongoing: true, .. }) = report.get(&Field::Period).map(|found| &found.value) {
        return named(Exposure::Ongoing);
    }
    if protection == Protection::Unreadable {
        return named(Exposure::Unreadable);
    }
    // What is public cannot be taken back; what was lost can be found, what somebody known has can be deleted.
    said(Exposure::Public)
        .or_else(|| said(Exposure::Recovered))
        .or_else(|| said(Exposure::Lost))
        .or_else(|| said(Exposure::Deleted))
        .or_else(|| deleted(report))
        .or_else(|| said(Exposure::Unseen))
        .or_else(|| said(Exposure::Known))
        .unwrap_or_else(|| named(if kept(report) { Exposure::None } else { Exposure::Unsaid }))
}

/// `Where are the data now: deleted` says it without naming a recipient.
fn deleted(report: &Report) -> Option<Known<Exposure>> {
    let Value::Text(text) = &report.get(&Field::DataLocation)?.value else { return None };
    let first = report::words(text).into_iter().next()?;
    let gone = ["slettet", "sletta", "deleted", "makulert", "destroyed"].contains(&first.as_str());
    gone.then_some(Known { what: Exposure::Deleted, word: first })
}

/// The form names what was broken, and confidentiality is not among it. What was drawn out of sentences does not count:
/// a property that no word names may still be broken.
fn kept(report: &Report) -> bool {
    let found = report.get(&Field::Properties).filter(|found| !found.prose);
    matches!(found.map(|found| &found.value), Some(Value::Properties(broken))
        if !broken.is_empty() && !broken.contains(&Property::Confidentiality))
}

fn breaks(report: &Report, property: Property) -> bool {
    let value = report.get(&Field::Properties).map(|found| &found.value);
    matches!(value, Some(Value::Properties(broken)) if broken.contains(&property))
}

fn loss(signs: &Signs) -> Loss {
    if signs.has(Sign::Final) {
        Loss::Final
    } else if signs.has(Sign::Restored) {
        Loss::Mended
    } else {
        Loss::Open
    }
}

/// How many it concerns, if a number is known at all.
fn count(report: &Report) -> Option<Persons> {
    let most = |count: &Count| match (count.precision, count.high) {
        (CountPrecision::Unknown, _) | (CountPrecision::Vague, None) => None,
        (CountPrecision::AtLeast, _) => Some(Persons { number: count.low, or_more: true }),
        (_, high) => Some(Persons { number: high.unwrap_or(count.low), or_more: false }),
    };
    match report.get(&Field::AffectedPersons).map(|found| &found.value)? {
        Value::Count(count) => most(count),
        Value::Text(text) => report::count(text).as_ref().and_then(most),
        _ => None,
    }
}

fn level(report: &Report, field: Field) -> Option<u8> {
    match report.get(&field).map(|found| &found.value) {
        Some(Value::Level(level)) => Some(*level).filter(|level| (1..=5).contains(level)),
        _ => None,
    }
}
