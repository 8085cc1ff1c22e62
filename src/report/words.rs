//! The words of the reports, one file a language: labels, answers, numbers, times, and what is told in sentences.
//!
//! Variants are separated by `|` and written as people write them; case, accents and dashes do not matter, and `å`, `ø`
//! and `æ` may be spelt `aa`, `oe` and `ae`. A `*` stands for the rest of a word. The readers hold no words of their
//! own: they ask [`lexicon`] what a word means.

mod en;
pub mod lexicon;
mod nb;
mod nn;
pub mod others;

use super::field::{CountPrecision, Field};
use super::labels::Target;

/// The languages in which reports are read.
pub const LANGUAGES: [&Vocabulary; 3] = [&nb::LANGUAGE, &nn::LANGUAGE, &en::LANGUAGE];

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Language {
    Nb,
    Nn,
    En,
}

/// All words of one language.
pub struct Vocabulary {
    pub language: Language,
    /// How our own notices name a field, and an example of an answer; in the order of [`Field::ALL`].
    pub names: [(Field, &'static str, &'static str); 27],
    /// What a label asks for (L1–L21).
    pub labels: &'static [(Target, &'static str)],
    /// Beginnings of a label that say no more than the label: `beskrivelse av`.
    pub openings: &'static str,
    /// Labels that are commands in a reply.
    pub commands: &'static str,
    /// Beginnings of lines that a form prints for its user: no answer (S69–S73).
    pub help: &'static str,
    /// Before the number or letter of a part of a form: `Del 2`.
    pub parts: &'static str,
    /// Before the number of a page: `Side 1 av 2`.
    pub pages: &'static str,
    /// What stands before a question and before its answer: `Q:`, `Svar:`.
    pub question_marks: &'static str,
    /// Whole answers that say only that the answer is to come (L24).
    pub open: &'static str,
    /// Words that change nothing in such an answer: `foreløpig`, `per nå`.
    pub fillers: &'static str,
    /// Number words; those from twenty on are joined with the units (`tjuefem`).
    pub units: &'static [(u64, &'static str)],
    pub tens: &'static [(u64, &'static str)],
    /// What multiplies the number before it.
    pub factors: &'static [(u64, &'static str)],
    /// The steps of likelihood and consequence (S62, S63), the stronger first.
    pub levels: &'static [(u8, &'static str)],
    /// Beginnings of a mail's last lines, after which comes the signature (M22).
    pub sign_offs: &'static str,
    /// Small words by which the language is known; those that another language has too stand in both.
    pub small_words: &'static str,
    /// Short forms that end with a point inside a sentence.
    pub abbreviations: &'static str,
    /// Everything else that a word or phrase tells.
    pub senses: &'static [(Sense, &'static str)],
}

/// A length of time as people count it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    Minute,
    HalfHour,
    Hour,
    Day,
    Week,
    Month,
    Year,
}

/// Which of several days or weeks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// That of the week before: `forrige torsdag`.
    Previous,
    /// The nearest behind: `sist mandag`.
    Latest,
    This,
    Next,
}

/// What a word or phrase tells.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Sense {
    // -- how many (L22)
    About,
    AtLeast,
    AtMost,
    /// After the number: `eller flere`, `eller færre`.
    OrMore,
    OrLess,
    Between,
    From,
    /// English words before the `to` that is no number.
    LeadsTo,
    /// Joins two numbers or times to a range: `til`.
    Until,
    And,
    Or,
    /// A number without digits: lowest and highest.
    Vague(u32, Option<u32>, CountPrecision),
    /// After digits: `50-tall`.
    Round,
    // -- when (T7–T10)
    Month(u32),
    /// Days after Monday.
    Weekday(u32),
    ShortWeekday(u32),
    /// Days back, and the hour at which that part of the day begins.
    Day(i64, u32),
    /// The hours after midnight: `i natt`, `natt til`.
    Night,
    /// A part of a day, by the hour at which it begins.
    Part(u32),
    Which(Which),
    Week,
    Weekend,
    /// A part of a month, by the day on which it begins.
    Early(u32),
    /// Years back.
    Year(i32),
    Unit(Unit),
    /// A number of such units that is not said: the most it may be.
    Several(i64),
    /// `siden` after a length of time.
    Ago,
    /// `siden` before a time.
    Since,
    JustNow,
    /// A day told elsewhere, and how many days after it.
    SameDay(i64),
    Ongoing,
    UntilNow,
    Clock,
    /// A clock time may follow, and much else: `at`.
    At,
    HalfTo,
    Quarter,
    HalfPast,
    Past,
    Before,
    /// A time of day with a name.
    Hour(u32),
    Morning,
    Afternoon,
    /// Minutes east of Greenwich.
    Zone(i32),
    // -- answers (L16, L24)
    Yes,
    No,
    Partly,
    Planned,
    Unsure,
    /// `ikke`, `ingen`, `uten`.
    Not,
    /// `skal`, `vil`.
    Intent,
    // -- what is told in sentences (L25)
    Noticed,
    /// Somebody told us, which is when we knew: `ringte og`.
    ToldUs,
    Happened,
    /// What befell the data, behind `ble`: `publisert`.
    Undergone,
    Affected,
    /// A word for persons that says nothing of who they are to us.
    Person,
    /// Persons by their relation to us (L11, E2).
    Group,
    /// Our own people: affected only where the sentence says so.
    Staff,
    Record,
    /// A type of personal data (L10, E3).
    Data,
    /// Says whose they are and what they are like: `ditt passord`, `feil adresse`.
    Owned,
    /// Tells one thing from another of its kind, which names no type of data: `gammel adresse`, `samme navn`.
    Described,
    /// Persons will be told: `får brev`.
    Hears,
    /// The writer's own: who tells us informs nobody.
    Ourselves,
    /// Persons spoken of before: `de`.
    They,
    Informing,
    Informed,
    Encrypted,
    Unencrypted,
    HalfProtected,
    KeyLost,
    /// Goes before those who got the data: `til`, `hos`.
    Toward,
    Recipient,
    /// Goes before where the data lie open: `på`.
    Upon,
    OpenPlace,
    /// Where something lies or stands.
    Lay,
    /// What was found or taken somewhere is there no more.
    Gone,
    Access,
    We,
    /// `er`, `ble`, `har`: before what was done.
    Have,
    /// A verb of two parts, and its second part: `took … offline`.
    Turn,
    Off,
    Asked,
    Confirmed,
    Deleting,
    /// Something done to limit the harm (S91).
    Done,
    Mishap,
    /// Something that can be planned (S95).
    Plan,
    Cause,
    Effect,
    /// Begins a clause: `at`, `that`.
    That,
    /// Joins the time of what is told to what was done then: `da`.
    When,
    /// Before those whose data they are: `mapper for`.
    Of,
    /// What anybody must do: a rule, no fact.
    Custom,
    /// In whose house: `hos`.
    House,
    /// Who is told by law: not the persons affected.
    Authority,
    /// The sender's own number follows.
    Reference,
    Number,
    /// A sentence that tells nothing of the matter: greeting, thanks, "see attached".
    Formal,
    // -- the nature of the breach (L18, S78, S79)
    Confidentiality,
    Integrity,
    Availability,
    Security,
    /// Data made unreadable by an attacker: no protection of them, though they are encrypted.
    Ransom,
    Privacy,
    /// Names a guard, an office or a number, and no breach: `data loss prevention`, `social security`.
    Guard,
    /// An information system by its name (S70).
    Product,
}
