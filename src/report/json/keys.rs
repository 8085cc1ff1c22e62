//! Which field a key names: our own names, the labels of the three languages, and what ticket systems call things.

use crate::report::field::{Field, Property};
use crate::report::fold;
use crate::report::labels::{self, Form, Target};

/// What a key asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slot {
    Field(Field),
    /// Parts of `period`.
    Start,
    End,
    Ongoing,
    /// Parts of `contact`.
    Name,
    Email,
    Phone,
    /// One property, broken or not.
    Property(Property),
    /// The type of breach.
    Type,
    /// Likelihood and consequence, in an object of their own.
    Risk {
        residual: bool,
    },
}

/// A key that was known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key {
    pub slot: Slot,
    /// 0 is our own name; 1 the name of a system or the very words of a label; 2 a label with other words around it.
    pub rank: u8,
    /// Of how many words it is made: one word may mean many things.
    pub words: usize,
}

impl Key {
    /// It asks for a person, or a part of one.
    fn is_personal(self) -> bool {
        let personal = [
            Slot::Name,
            Slot::Email,
            Slot::Phone,
            Slot::Field(Field::ReportedBy),
            Slot::Field(Field::Contact),
        ];
        personal.contains(&self.slot)
    }

    /// The same key in an object that tells the risk that is left.
    pub fn residual(self) -> Key {
        let slot = match self.slot {
            Slot::Field(Field::Likelihood) => Slot::Field(Field::ResidualLikelihood),
            Slot::Field(Field::Consequence) => Slot::Field(Field::ResidualConsequence),
            other => other,
        };
        Key { slot, ..self }
    }
}

/// Names of systems beside the labels, as [`words`] gives them.
#[rustfmt::skip]
const SYSTEMS: &[(Slot, &str)] = &[
    (Slot::Start, "start|start time|start date|start at|started|started at|incident start|breach start|period start|began at|startet|starttid|starttidspunkt|startdato|fra tidspunkt|fra dato"),
    (Slot::End, "end|end time|end date|end at|ended|ended at|incident end|breach end|period end|slutt|sluttid|sluttidspunkt|sluttdato|til tidspunkt|til dato"),
    (Slot::Ongoing, "ongoing|is ongoing|still ongoing|period ongoing|pagar|pagar fortsatt|pagar framleis"),
    (Slot::Name, "contact name|contact person name|kontakt navn|kontakt namn"),
    (Slot::Email, "contact email|contact e mail|contact mail|kontakt epost|kontakt e post"),
    (Slot::Phone, "contact phone|contact telephone|contact mobile|kontakt telefon|kontakt mobil"),
    (Slot::Property(Property::Confidentiality), "confidentiality breached|confidentiality affected|confidentiality breach"),
    (Slot::Property(Property::Integrity), "integrity breached|integrity affected|integrity breach"),
    (Slot::Property(Property::Availability), "availability breached|availability affected|availability breach"),
    (Slot::Type, "incident category|breach category|incident kind|avvikskategori"),
    (Slot::Field(Field::DiscoveredAt), "detection time|detection date|discovery time|discovery date|discovered date|detected date|detected time|time of detection|awareness date|awareness time|became aware at|aware at|oppdaget tid|oppdaget tidspunkt|oppdagelsesdato|oppdaga tidspunkt"),
    (Slot::Field(Field::Period), "occurred at|occurred on|occurrence date|incident time|incident date time|breach date|breach time|happened at|hendelsesdato|hendingsdato"),
    (Slot::Field(Field::AffectedPersons), "affected|affected count|affected users|users affected|affected customers|customers affected|affected persons count|affected people|affected data subjects|affected data subject count|affected data subjects count|data subject count|data subjects count|number of affected|number of affected individuals|berorte|raka"),
    (Slot::Field(Field::AffectedRecords), "records|record count|records count|affected record count|affected records count|number of affected records"),
    (Slot::Field(Field::WhatHappened), "event description|narrative|hendelse|hending"),
    (Slot::Field(Field::MainCause), "root cause description|cause category"),
    (Slot::Field(Field::DataTypes), "personal data types|personal data categories|affected data types|affected data categories|affected data|data elements|datatyper"),
    (Slot::Field(Field::Relationship), "data subject categories|data subject types|affected categories|affected groups"),
    (Slot::Field(Field::MeasuresTaken), "measures|mitigations|containment measures|remediation actions|measures implemented"),
    (Slot::Field(Field::MeasuresPlanned), "planned mitigations|future measures|follow up actions|preventive actions|remediation plan"),
    (Slot::Field(Field::PersonsInformed), "subjects informed|subjects notified|affected informed|affected notified|customers informed|customers notified|users informed|users notified|individuals informed"),
    (Slot::Field(Field::Contact), "contact info|kontaktinfo"),
    (Slot::Field(Field::System), "service|application|affected application|fagsystem navn"),
    (Slot::Field(Field::Likelihood), "probability"),
    (Slot::Field(Field::ExternalReference), "incident key|incident ref|incident reference|breach id|report id|event id|issue key|ticket key|ticket no|case ref|case reference|external id|external ref|reference id|saksreferanse"),
];

/// What the parts of a value are called, as [`words`] gives them.
#[rustfmt::skip]
pub mod part {
    pub const START: &[&str] = &[
        "start", "from", "begin", "beginning", "started", "started at", "start time", "start date", "fra",
        "fra dato", "start tidspunkt",
    ];
    pub const END: &[&str] = &[
        "end", "to", "ended", "ended at", "end time", "end date", "until", "til", "til dato", "slutt",
    ];
    pub const ONGOING: &[&str] = &["ongoing", "is ongoing", "pagar", "still ongoing"];
    pub const AT: &[&str] = &[
        "at", "date", "time", "datetime", "date time", "timestamp", "dato", "tidspunkt", "klokkeslett", "tid",
        "kl",
    ];
    pub const LOW: &[&str] = &["low", "min", "minimum", "at least", "from", "minst", "fra"];
    pub const HIGH: &[&str] = &["high", "max", "maximum", "at most", "to", "hoyst", "til"];
    pub const NUMBER: &[&str] = &["count", "number", "total", "exact", "estimate", "antall", "anslag", "tal"];
    pub const ANSWER: &[&str] = &["answer", "status", "svar"];
    pub const TEXT: &[&str] = &[
        "text", "description", "name", "title", "label", "details", "tekst", "beskrivelse", "skildring",
        "navn", "namn",
    ];
    pub const NAME: &[&str] = &[
        "name", "full name", "navn", "namn", "contact name", "kontaktperson", "person",
    ];
    pub const EMAIL: &[&str] = &["email", "e mail", "mail", "email address", "epost", "e post"];
    pub const PHONE: &[&str] = &[
        "phone", "telephone", "mobile", "phone number", "tel", "telefon", "tlf", "mobil",
    ];
}

/// The words of a key: `affectedPersons`, `affected-persons` and `Affected persons` are the same.
pub fn words(key: &str) -> String {
    let key = fold::cut(key, 200);
    let mut spaced = String::with_capacity(key.len() + 8);
    let mut before: [Option<char>; 2] = [None, None];
    for c in key.chars() {
        let [second, last] = before;
        // fooBar, and the last capital of HTTPServer.
        let hump = c.is_uppercase() && last.is_some_and(char::is_lowercase);
        let end_of_run = c.is_lowercase()
            && last.is_some_and(char::is_uppercase)
            && second.is_some_and(char::is_uppercase);
        if hump {
            spaced.push(' ');
        } else if end_of_run && let Some(capital) = spaced.pop() {
            spaced.extend([' ', capital]);
        }
        spaced.push(c);
        before = [last, Some(c)];
    }
    fold::words(&spaced).join(" ")
}

/// Objects that are the report itself: a name or an address in another one is that of something else.
#[rustfmt::skip]
const REPORTS: &[&str] = &[
    "", "varsel", "report", "breach", "data breach", "incident", "notification", "case", "ticket", "fields", "event",
    "details", "data", "payload", "avvik", "avviksmelding", "hendelse", "hending", "rapport", "skjema", "melding",
];

/// What a key asks for, given its words and those of the key above it: `taken` under `measures`.
pub fn find(name: &str, words: &str, above: &str) -> Option<Key> {
    let both = format!("{above} {words}");
    let both = Some(both.as_str()).filter(|_| !above.is_empty());
    // A lone "name" names the report, the file, the system …
    let alone = || exact(words).or_else(|| written(name)).filter(|_| words != "name");
    both.and_then(exact).or_else(|| alone().filter(|key| !key.is_personal() || REPORTS.contains(&above)))
}

/// A key that is one of ours, of a system's, or the very words of a label.
fn exact(words: &str) -> Option<Key> {
    let count = words.split(' ').count();
    let own = Field::ALL.into_iter().find(|field| {
        let name = field.name();
        name.len() == words.len() && name.split('_').eq(words.split(' '))
    });
    if let Some(field) = own {
        return Some(Key { slot: Slot::Field(field), rank: 0, words: count });
    }
    let system = SYSTEMS.iter().find(|(_, names)| names.split('|').any(|name| name == words));
    let slot = system.map(|(slot, _)| *slot).or_else(|| label(words, Form::Bare));
    slot.map(|slot| Key { slot, rank: 1, words: count })
}

/// A label as a person writes it, with other words around: `Antall berørte (anslag):`.
fn written(name: &str) -> Option<Key> {
    let words = name.split_whitespace().count();
    let form = if name.trim_end().ends_with('?') { Form::Question } else { Form::Marked };
    let slot = label(name, form).filter(|_| words > 1)?;
    Some(Key { slot, rank: 2, words })
}

fn label(text: &str, form: Form) -> Option<Slot> {
    match labels::find_text(text, form)?.target {
        Target::Field(field) => Some(Slot::Field(field)),
        Target::Name => Some(Slot::Name),
        Target::Email => Some(Slot::Email),
        Target::Phone => Some(Slot::Phone),
        Target::Type => Some(Slot::Type),
        Target::Property(property) => Some(Slot::Property(property)),
        Target::Risk { residual } => Some(Slot::Risk { residual }),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_of_a_key_has_the_same_words() {
        for key in [
            "affectedPersons",
            "affected-persons",
            "AFFECTED_PERSONS",
            "Affected persons:",
            "AffectedPersons",
        ] {
            assert_eq!(words(key), "affected persons", "{key}");
        }
        assert_eq!(words("HTTPServerID"), "http server id");
        assert_eq!(words("Når ble avviket oppdaget?"), "nar ble avviket oppdaget");
    }

    #[test]
    fn keys_name_fields_alone_or_with_the_key_above_them() {
        let table = [
            ("affected_persons", "", Some(Slot::Field(Field::AffectedPersons))),
            ("Antall berørte (anslag)", "", Some(Slot::Field(Field::AffectedPersons))),
            ("talet på råka", "", Some(Slot::Field(Field::AffectedPersons))),
            (
                "Hvor mange av våre ansatte er berørt av avviket?",
                "",
                Some(Slot::Field(Field::AffectedPersons)),
            ),
            ("discovered", "breach", Some(Slot::Field(Field::DiscoveredAt))),
            ("taken", "measures", Some(Slot::Field(Field::MeasuresTaken))),
            ("id", "incident", Some(Slot::Field(Field::ExternalReference))),
            ("likelihood", "residual", Some(Slot::Field(Field::ResidualLikelihood))),
            ("startTime", "", Some(Slot::Start)),
            ("e-post", "", Some(Slot::Email)),
            ("id", "", None),
            ("consequenceEngineUrl", "", None),
            ("title", "", None),
            ("name", "", None),
            ("email", "incident", Some(Slot::Email)),
            ("email", "vendor", None),
            ("", "", None),
        ];
        for (key, above, wanted) in table {
            assert_eq!(find(key, &words(key), above).map(|key| key.slot), wanted, "{above}.{key}");
        }
    }

    #[test]
    fn the_table_is_written_in_the_words_it_is_compared_with() {
        for name in SYSTEMS.iter().flat_map(|(_, names)| names.split('|')) {
            assert_eq!(words(name), name);
        }
    }
}
