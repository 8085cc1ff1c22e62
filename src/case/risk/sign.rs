//! What a word of a report can show, and what each of these counts in ENISA's method and in Normen's.
//!
//! The parameters of ENISA's method stand here and in [`super::enisa`] as dated data: "Recommendations for a methodology
//! of the assessment of severity of personal data breaches", v1.0, December 2013. They were taken from the JSON of
//! github.com/NicklawAI/edpb-breach-notification-assistant (CC BY 4.0, Nicola Franchetto and Martim Taborda Barata).

use crate::report::Field;

/// Something that a word of the vocabulary shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sign {
    Data(Data),
    /// It is said that no personal data are concerned.
    NoData,
    Identity(Identity),
    Lowered(Lowered),
    Special(Special),
    /// The controller's field makes a breach graver (S87: a health trust, not a newspaper).
    Sector,
    Exposure(Exposure),
    Encrypted,
    /// Said not to be encrypted.
    Plain,
    Changed,
    Unavailable,
    /// What was changed or lost is back as it was.
    Restored,
    /// It cannot be brought back.
    Final,
    /// Somebody meant it (V8).
    Malicious,
    Harm(Harm),
}

/// A kind of data with the score it has by itself: the base of its class and the whole steps of V3–V5.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Data {
    /// Name, address and the like.
    Simple,
    /// From which social or financial status can be assumed.
    Status,
    /// From which health, sexuality, politics or religion can be assumed.
    Assumed,
    /// On which somebody's safety hangs: a secret address, an undercover officer.
    Safety,
    Behaviour,
    /// That somebody called a help desk: no real insight.
    Service,
    /// A profile of daily life.
    Daily,
    /// A profile of something sensitive.
    Intimate,
    Financial,
    /// Only that somebody is a customer.
    Customer,
    /// One day, or account numbers only.
    Limited,
    /// Full card data, or a profile that lets others commit fraud.
    Fraud,
    /// Passwords: the class of what they open (V2), which is not known.
    Credentials,
    Sensitive,
    /// That a general blood test was taken: no insight.
    Routine,
    /// Lets others assume something general, such as an appointment.
    General,
    /// Lets others assume sensitive facts, such as sick leave without a diagnosis.
    Hints,
}

/// ENISA's classes of data with their base scores (V2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    Simple = 1,
    Behavioural = 2,
    Financial = 3,
    Sensitive = 4,
}

/// Kind, class, whole steps (V3–V5), and the phrase that names it.
#[rustfmt::skip]
pub const DATA: [(Data, Class, i8, &str); 17] = [
    (Data::Simple, Class::Simple, 0, "data_simple"),
    (Data::Status, Class::Simple, 1, "data_status"),
    (Data::Assumed, Class::Simple, 2, "data_assumed"),
    (Data::Safety, Class::Simple, 3, "data_safety"),
    (Data::Service, Class::Behavioural, -1, "data_service"),
    (Data::Behaviour, Class::Behavioural, 0, "data_behaviour"),
    (Data::Daily, Class::Behavioural, 1, "data_daily"),
    (Data::Intimate, Class::Behavioural, 2, "data_intimate"),
    (Data::Customer, Class::Financial, -2, "data_customer"),
    (Data::Limited, Class::Financial, -1, "data_limited"),
    (Data::Financial, Class::Financial, 0, "data_financial"),
    (Data::Credentials, Class::Financial, 0, "data_credentials"),
    (Data::Fraud, Class::Financial, 1, "data_fraud"),
    (Data::Routine, Class::Sensitive, -3, "data_routine"),
    (Data::General, Class::Sensitive, -2, "data_general"),
    (Data::Hints, Class::Sensitive, -1, "data_hints"),
    (Data::Sensitive, Class::Sensitive, 0, "data_sensitive"),
];

impl Data {
    fn row(self) -> (Class, i8, &'static str) {
        let row = DATA.iter().find(|(data, ..)| *data == self);
        row.map_or((Class::Sensitive, 0, "data_sensitive"), |(_, class, step, key)| (*class, *step, key))
    }

    pub fn class(self) -> Class {
        self.row().0
    }

    pub fn step(self) -> i8 {
        self.row().1
    }

    pub fn key(self) -> &'static str {
        self.row().2
    }

    /// Its context score by itself, 1…4.
    pub fn score(self) -> u8 {
        let (class, step, _) = self.row();
        (class as u8).saturating_add_signed(step).clamp(1, 4)
    }
}

/// What can tell who somebody is (V7).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Identity {
    Name,
    FirstName,
    CommonName,
    BirthDate,
    NationalId,
    /// Said to be the number and nothing else.
    NationalIdAlone,
    /// Address, telephone, e-mail address.
    Contact,
    Photo,
    VaguePhoto,
    /// Customer number, user name, IP address.
    Handle,
    Pseudonymous,
    Anonymous,
}

/// What makes data worth less to others (V4, V6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lowered {
    /// Public already before the breach.
    Public,
    Obsolete,
}

/// Persons who need special care (S87, V6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Special {
    Children,
    Vulnerable,
}

/// Where the data are after the breach, the mildest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exposure {
    /// Confidentiality was not broken.
    None,
    /// Unreadable to others, and the key is safe.
    Unreadable,
    /// Found again unopened.
    Recovered,
    /// The logs show that nobody saw them.
    Unseen,
    /// A known recipient has confirmed that they are deleted.
    Deleted,
    /// Known recipients, or our own who should not have seen them.
    Known,
    /// Nothing is said: counted as unknown recipients.
    Unsaid,
    /// Lost, stolen, or with somebody unknown.
    Lost,
    Public,
    Misused,
    /// The breach still goes on.
    Ongoing,
}

/// Exposure, S (V13), points of circumstances in quarters (V8), and the phrase that names it.
#[rustfmt::skip]
const EXPOSURES: [(Exposure, u8, u8, &str); 11] = [
    (Exposure::None, 1, 0, "exposure_none"),
    (Exposure::Unreadable, 1, 0, "exposure_unreadable"),
    (Exposure::Recovered, 1, 0, "exposure_recovered"),
    (Exposure::Unseen, 2, 0, "exposure_unseen"),
    (Exposure::Deleted, 2, 0, "exposure_deleted"),
    (Exposure::Known, 3, 1, "exposure_known"),
    (Exposure::Unsaid, 4, 2, "exposure_unsaid"),
    (Exposure::Lost, 4, 2, "exposure_lost"),
    (Exposure::Public, 4, 2, "exposure_public"),
    (Exposure::Misused, 5, 2, "exposure_misused"),
    (Exposure::Ongoing, 5, 2, "exposure_ongoing"),
];

impl Exposure {
    fn row(self) -> (u8, u8, &'static str) {
        let row = EXPOSURES.iter().find(|(exposure, ..)| *exposure == self);
        row.map_or((4, 2, "exposure_unsaid"), |(_, level, quarters, key)| (*level, *quarters, key))
    }

    /// S, 1…5 (V13).
    pub fn likelihood(self) -> u8 {
        self.row().0
    }

    /// Points for lost confidentiality (V8).
    pub fn quarters(self) -> u8 {
        self.row().1
    }

    pub fn key(self) -> &'static str {
        self.row().2
    }
}

/// What the report fears may come of it, with the K it gives at least (S87).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Harm {
    /// Reputation, humiliation, distress, loss of money.
    Standing = 3,
    /// Identity theft, fraud, discrimination.
    Identity = 4,
    /// Life, health, safety.
    Body = 5,
}

impl Harm {
    pub fn key(self) -> &'static str {
        match self {
            Harm::Standing => "harm_standing",
            Harm::Identity => "harm_identity",
            Harm::Body => "harm_body",
        }
    }
}

impl Special {
    pub fn key(self) -> &'static str {
        match self {
            Special::Children => "special_children",
            Special::Vulnerable => "special_vulnerable",
        }
    }
}

/// Where the story is told.
const STORY: &[Field] = &[Field::MainCause, Field::WhatHappened, Field::HowItArose];
const ABOUT: &[Field] = &[
    Field::DataTypes,
    Field::Relationship,
    Field::AffectedPersons,
    Field::AffectedRecords,
    Field::MainCause,
    Field::WhatHappened,
    Field::HowItArose,
];
const PERSONS: &[Field] = &[
    Field::Relationship,
    Field::AffectedPersons,
    Field::DataTypes,
    Field::MainCause,
    Field::WhatHappened,
    Field::HowItArose,
    Field::Department,
    Field::Place,
    Field::System,
];
const WHERE: &[Field] =
    &[Field::DataLocation, Field::MeasuresTaken, Field::MainCause, Field::WhatHappened, Field::HowItArose];
const OURSELVES: &[Field] =
    &[Field::System, Field::Place, Field::Department, Field::Relationship, Field::ReportedBy];

impl Sign {
    /// The fields in which the sign means what it says. `telefon` in a story is how somebody was called, and `passord` what was
    /// changed afterwards; `identity theft` among the consequences is feared, not done.
    pub fn fields(self) -> &'static [Field] {
        match self {
            Sign::Data(Data::Simple | Data::Credentials) | Sign::Identity(_) if self != NATIONAL_ID => {
                &[Field::DataTypes]
            }
            Sign::Data(_) | Sign::NoData | Sign::Identity(_) => ABOUT,
            Sign::Lowered(_) => &[Field::DataTypes, Field::DataLocation, Field::WhatHappened],
            Sign::Special(_) => PERSONS,
            Sign::Sector => OURSELVES,
            Sign::Malicious | Sign::Exposure(Exposure::Misused) => STORY,
            Sign::Harm(_) => &[Field::Consequences],
            Sign::Exposure(_)
            | Sign::Encrypted
            | Sign::Plain
            | Sign::Changed
            | Sign::Unavailable
            | Sign::Restored
            | Sign::Final => WHERE,
        }
    }

    /// Whether it can only lower: then it must be said outright, not asked for, hoped or denied.
    pub fn mild(self) -> bool {
        matches!(
            self,
            Sign::NoData
                | Sign::Lowered(_)
                | Sign::Restored
                | Sign::Encrypted
                | Sign::Exposure(Exposure::Recovered | Exposure::Unseen | Exposure::Deleted)
                | Sign::Identity(
                    Identity::Pseudonymous
                        | Identity::Anonymous
                        | Identity::CommonName
                        | Identity::VaguePhoto
                        | Identity::NationalIdAlone
                )
        )
    }

    /// Whether a longer entry takes the words from a shorter one: `only account numbers` is not `account numbers`. Of
    /// places the worst counts, so all of them are heard.
    pub fn alone(self) -> bool {
        !matches!(self, Sign::Exposure(_))
    }

    /// Signs of one group answer one question; at one place the longest of a group speaks.
    pub fn group(self) -> usize {
        match self {
            Sign::Data(_) | Sign::NoData => 0,
            Sign::Identity(_) => 1,
            Sign::Lowered(_) => 2,
            Sign::Special(_) => 3,
            Sign::Sector => 4,
            Sign::Exposure(_) => 5,
            Sign::Encrypted | Sign::Plain => 6,
            Sign::Changed | Sign::Unavailable => 7,
            Sign::Restored | Sign::Final => 8,
            Sign::Malicious => 9,
            Sign::Harm(_) => 10,
        }
    }
}

/// How many groups there are.
pub const GROUPS: usize = 11;
const NATIONAL_ID: Sign = Sign::Identity(Identity::NationalId);
