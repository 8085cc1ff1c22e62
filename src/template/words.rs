//! The words of each language that are not sentences: days, months, units, roles, and the names of fields.

use crate::contacts::Role;
use crate::policy::{BandName, Tlp};
use crate::report::{Answer, Field, Kind, Property};

/// What differs between the languages below the level of a sentence. Sentences stand in `templates/LANG`.
pub struct Words {
    pub language: &'static str,
    /// Monday first.
    pub weekdays: [&'static str; 7],
    pub months: [&'static str; 12],
    pub and: &'static str,
    /// Singular and plural.
    pub day: (&'static str, &'static str),
    pub hour: (&'static str, &'static str),
    pub minute: (&'static str, &'static str),
    /// Between the two units of a duration.
    pub duration_joint: &'static str,
    pub under_a_minute: &'static str,
    /// Said where a value is not there.
    pub unknown: &'static str,
    pub ongoing: &'static str,
    /// Before a time that is known to the hour or day only, or to the week or month only.
    pub about: &'static str,
    pub at_least: &'static str,
    pub at_most: &'static str,
    /// After a vague number as written: what we count with.
    pub counted_as: &'static str,
}

pub const NB: Words = Words {
    language: "nb",
    weekdays: ["mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag"],
    months: [
        "januar",
        "februar",
        "mars",
        "april",
        "mai",
        "juni",
        "juli",
        "august",
        "september",
        "oktober",
        "november",
        "desember",
    ],
    and: "og",
    day: ("døgn", "døgn"),
    hour: ("time", "timer"),
    minute: ("minutt", "minutter"),
    duration_joint: " og ",
    under_a_minute: "under ett minutt",
    unknown: "ikke kjent",
    ongoing: "pågår fortsatt",
    about: "omtrent",
    at_least: "minst",
    at_most: "opptil",
    counted_as: "vi regner med inntil",
};

pub const NN: Words = Words {
    language: "nn",
    weekdays: ["måndag", "tysdag", "onsdag", "torsdag", "fredag", "laurdag", "søndag"],
    months: NB.months,
    and: "og",
    day: ("døgn", "døgn"),
    hour: ("time", "timar"),
    minute: ("minutt", "minutt"),
    duration_joint: " og ",
    under_a_minute: "under eitt minutt",
    unknown: "ikkje kjent",
    ongoing: "går framleis føre seg",
    about: "om lag",
    at_least: "minst",
    at_most: "opptil",
    counted_as: "vi reknar med inntil",
};

pub const EN: Words = Words {
    language: "en",
    weekdays: ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
    months: [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
    and: "and",
    day: ("day", "days"),
    hour: ("hour", "hours"),
    minute: ("minute", "minutes"),
    duration_joint: " ",
    under_a_minute: "less than a minute",
    unknown: "not known",
    ongoing: "still going on",
    about: "about",
    at_least: "at least",
    at_most: "up to",
    counted_as: "we assume up to",
};

impl Words {
    /// The words of a language; an unknown one is read as bokmål.
    pub fn of(language: &str) -> &'static Words {
        match language {
            "nn" => &NN,
            "en" => &EN,
            _ => &NB,
        }
    }

    /// One of three, by language.
    fn pick(&self, three: [&'static str; 3]) -> &'static str {
        let [nb, nn, en] = three;
        match self.language {
            "nn" => nn,
            "en" => en,
            _ => nb,
        }
    }

    pub fn band(&self, band: BandName) -> &'static str {
        self.pick(match band {
            BandName::Undecided => ["ikke avgjort", "ikkje avgjord", "not decided"],
            BandName::Low => ["lav", "låg", "low"],
            BandName::Medium => ["middels", "middels", "medium"],
            BandName::High => ["høy", "høg", "high"],
            BandName::Critical => ["kritisk", "kritisk", "critical"],
        })
    }

    /// The fields of the authority's form by their number (S20, S21).
    pub fn form_heading(&self, number: u8) -> &'static str {
        let field = match number {
            1 => Field::MainCause,
            2 => Field::Period,
            3 => Field::DiscoveredAt,
            4 => Field::AffectedPersons,
            5 => Field::WhatHappened,
            6 => Field::HowItArose,
            7 => Field::DataTypes,
            8 => {
                return self.pick([
                    "Virksomhetens relasjon til de berørte",
                    "Relasjonen verksemda har til dei råka",
                    "The organisation's relation to the persons affected",
                ]);
            }
            9 => {
                return self.pick([
                    "Hvor opplysningene er etter avviket",
                    "Kvar opplysningane er etter avviket",
                    "Where the data are after the breach",
                ]);
            }
            10 => Field::Consequences,
            11 => return self.pick(["Tiltak", "Tiltak", "Measures"]),
            12 => {
                return self.pick([
                    "Er de berørte informert",
                    "Er dei råka informerte",
                    "Have the persons affected been informed",
                ]);
            }
            13 => return self.pick(["Kontaktinformasjon", "Kontaktinformasjon", "Contact information"]),
            _ => return self.pick(["Vedlegg", "Vedlegg", "Attachments"]),
        };
        field_label(field, self.language)
    }

    pub fn kind(&self, kind: Kind) -> &'static str {
        self.pick(match kind {
            Kind::Privacy => [
                "brudd på personopplysningssikkerheten",
                "brot på personopplysningstryggleiken",
                "personal data breach",
            ],
            Kind::Security => ["sikkerhetsbrudd", "tryggleiksbrot", "security breach"],
        })
    }

    pub fn property(&self, property: Property) -> &'static str {
        self.pick(match property {
            Property::Confidentiality => ["konfidensialitet", "konfidensialitet", "confidentiality"],
            Property::Integrity => ["integritet", "integritet", "integrity"],
            Property::Availability => ["tilgjengelighet", "tilgjenge", "availability"],
        })
    }

    pub fn answer(&self, answer: Answer) -> &'static str {
        self.pick(match answer {
            Answer::Yes => ["ja", "ja", "yes"],
            Answer::No => ["nei", "nei", "no"],
            Answer::Partly => ["delvis", "delvis", "partly"],
            Answer::Planned => {
                ["ikke ennå, men det er planlagt", "ikkje enno, men det er planlagt", "not yet, but planned"]
            }
            Answer::Unknown => ["vet ikke", "veit ikkje", "not known"],
            Answer::Unintelligible => [
                "ja, uleselige for uvedkommende",
                "ja, uleselege for uvedkomande",
                "yes, unreadable to others",
            ],
            Answer::None => ["ingen beskyttelse", "inga verning", "no protection"],
        })
    }

    /// The mark of an exercise, and what it means.
    pub fn exercise(&self) -> [&'static str; 2] {
        [
            self.pick(["ØVELSE", "ØVING", "EXERCISE"]),
            self.pick([
                "Dette er en øvelse. Ingenting har skjedd i virkeligheten.",
                "Dette er ei øving. Ingenting har hendt i røynda.",
                "This is an exercise. Nothing has really happened.",
            ]),
        ]
    }

    /// What a mark of the Traffic Light Protocol means to its receiver; its lines are as long as those of a text may be.
    pub fn tlp(&self, tlp: Tlp) -> &'static str {
        self.pick(match tlp {
            Tlp::Red => [
                "Bare for deg. Ikke del dette med noen.",
                "Berre for deg. Ikkje del dette med nokon.",
                "For you only. Do not share this with anyone.",
            ],
            Tlp::AmberStrict => [
                "Del bare med dem i egen virksomhet som må vite det for å handle.",
                "Del berre med dei i eiga verksemd som må vite det for å handle.",
                "Share only with those in your own organisation who need to know in\norder to act.",
            ],
            Tlp::Amber => [
                "Del bare med dem i egen virksomhet og hos egne kunder som må vite det\nfor å handle.",
                "Del berre med dei i eiga verksemd og hos eigne kundar som må vite det\nfor å handle.",
                "Share only with those in your own organisation and at your clients who\nneed to know in order to act.",
            ],
            Tlp::Green => [
                "Kan deles i eget fagmiljø, men ikke offentlig.",
                "Kan delast i eige fagmiljø, men ikkje offentleg.",
                "May be shared within your community, but not publicly.",
            ],
            Tlp::Clear => ["Kan deles fritt.", "Kan delast fritt.", "May be shared freely."],
        })
    }

    pub fn role(&self, role: Role) -> &'static str {
        self.pick(match role {
            Role::PrivacyOfficer => ["personvernombud", "personvernombod", "data protection officer"],
            Role::PrivacyOfficerDeputy => [
                "stedfortreder for personvernombudet",
                "vara for personvernombodet",
                "deputy data protection officer",
            ],
            Role::SecurityOfficer => ["sikkerhetsleder", "tryggleiksleiar", "security officer"],
            Role::ItManager => ["IT-sjef", "IT-sjef", "IT manager"],
            Role::Head => ["virksomhetsleder", "verksemdsleiar", "head of the organisation"],
            Role::LineManager => ["nærmeste leder", "næraste leiar", "line manager"],
            Role::Coordinator => ["koordinator", "koordinator", "coordinator"],
            Role::SystemOwner => ["systemeier", "systemeigar", "system owner"],
            Role::DepartmentManager => ["avdelingsleder", "avdelingsleiar", "department manager"],
        })
    }

    /// The role words that are given in a case and stand in no contact file.
    pub fn case_role(&self, role: &str) -> Option<&'static str> {
        Some(self.pick(match role {
            "case-owner" | "case_owner" => ["avvikseier", "avvikseigar", "case owner"],
            "measure-owner" | "measure_owner" => ["tiltakseier", "tiltakseigar", "measure owner"],
            "privacy-leader" | "privacy_leader" => ["personvernleder", "personvernleiar", "privacy leader"],
            _ => return None,
        }))
    }

    pub fn list(&self, list: &str) -> Option<&'static str> {
        Some(self.pick(match list {
            "security" => ["sikkerhetslisten", "tryggleikslista", "the security list"],
            "privacy" => ["personvernlisten", "personvernlista", "the privacy list"],
            _ => return None,
        }))
    }

    /// The exceptions from telling the persons affected, GDPR article 34(3).
    pub fn exception(&self, letter: &str) -> Option<&'static str> {
        Some(self.pick(match letter {
            "a" => [
                "opplysningene var gjort uleselige for andre",
                "opplysningane var gjorde uleselege for andre",
                "the data were made unreadable to others",
            ],
            "b" => [
                "tiltak i ettertid gjør høy risiko usannsynlig",
                "tiltak i ettertid gjer høg risiko usannsynleg",
                "later measures make a high risk unlikely",
            ],
            "c" => [
                "det ville kreve en uforholdsmessig stor innsats, så det gis offentlig informasjon i stedet",
                "det ville krevje ein uforholdsmessig stor innsats, så det blir gitt offentleg informasjon i staden",
                "it would take disproportionate effort, so the public is informed instead",
            ],
            _ => return None,
        }))
    }
}

/// The name of a report field as the authority's form has it (S20, S21).
pub fn field_label(field: Field, language: &str) -> &'static str {
    let words = Words::of(language);
    words.pick(match field {
        Field::MainCause => ["Hovedårsak", "Hovudårsak", "Main cause"],
        Field::Period => ["Tidsrom", "Tidsrom", "Period"],
        Field::DiscoveredAt => {
            ["Når avviket ble oppdaget", "Når avviket vart oppdaga", "When it was discovered"]
        }
        Field::AffectedPersons => {
            ["Antall berørte personer", "Talet på råka personar", "Number of persons affected"]
        }
        Field::AffectedRecords => ["Antall registreringer", "Talet på registreringar", "Number of records"],
        Field::WhatHappened => ["Hva har skjedd", "Kva har skjedd", "What happened"],
        Field::HowItArose => ["Hvordan avviket oppstod", "Korleis avviket oppstod", "How it arose"],
        Field::DataTypes => ["Type personopplysninger", "Type personopplysningar", "Type of personal data"],
        Field::Relationship => {
            ["Relasjon til de berørte", "Relasjon til dei råka", "Relation to the persons affected"]
        }
        Field::DataLocation => {
            ["Hvor opplysningene er nå", "Kvar opplysningane er no", "Where the data are now"]
        }
        Field::Consequences => ["Mulige konsekvenser", "Moglege konsekvensar", "Possible consequences"],
        Field::MeasuresTaken => ["Tiltak som er gjort", "Tiltak som er gjorde", "Measures taken"],
        Field::MeasuresPlanned => ["Planlagte tiltak", "Planlagde tiltak", "Planned measures"],
        Field::PersonsInformed => {
            ["Er de berørte informert", "Er dei råka informerte", "Persons affected informed"]
        }
        Field::Contact => ["Kontaktperson", "Kontaktperson", "Contact person"],
        Field::Properties => ["Hva er brutt", "Kva er brote", "What was breached"],
        Field::Kinds => ["Type avvik", "Type avvik", "Kind of breach"],
        Field::System => ["System", "System", "System"],
        Field::Place => ["Sted", "Stad", "Place"],
        Field::Department => ["Avdeling", "Avdeling", "Department"],
        Field::ReportedBy => ["Oppdaget av", "Oppdaga av", "Discovered by"],
        Field::Likelihood => ["Sannsynlighet", "Sannsyn", "Likelihood"],
        Field::Consequence => ["Konsekvens", "Konsekvens", "Consequence"],
        Field::ResidualLikelihood => ["Restsannsynlighet", "Restsannsyn", "Residual likelihood"],
        Field::ResidualConsequence => ["Restkonsekvens", "Restkonsekvens", "Residual consequence"],
        Field::Protection => {
            ["Var opplysningene kryptert", "Var opplysningane krypterte", "Were the data encrypted"]
        }
        Field::ExternalReference => ["Deres referanse", "Dykkar referanse", "Your reference"],
    })
}

/// What to write in a field, as a short question or example; empty where the label says enough.
pub fn field_hint(field: Field, language: &str) -> &'static str {
    let words = Words::of(language);
    words.pick(match field {
        Field::MainCause => [
            "for eksempel e-post sendt til feil mottaker, feil tilgang, tyveri, dataangrep",
            "til dømes e-post send til feil mottakar, feil tilgang, tjuveri, dataangrep",
            "for example an e-mail sent to the wrong person, wrong access, theft, an attack",
        ],
        Field::Period => [
            "fra og til, eller at det pågår fortsatt",
            "frå og til, eller at det framleis går føre seg",
            "from and to, or that it is still going on",
        ],
        Field::DiscoveredAt => [
            "dato og klokkeslett, for eksempel 12.03.2026 kl. 14.00",
            "dato og klokkeslett, til dømes 12.03.2026 kl. 14.00",
            "date and time, for example 12 March 2026 at 14:00",
        ],
        Field::AffectedPersons => [
            "et anslag er godt nok, for eksempel 20–30",
            "eit overslag er godt nok, til dømes 20–30",
            "an estimate is enough, for example 20–30",
        ],
        Field::AffectedRecords => [
            "hvor mange dokumenter, poster eller rader, omtrent",
            "kor mange dokument, postar eller rader, om lag",
            "how many documents, entries or rows, roughly",
        ],
        Field::WhatHappened => [
            "kort, med egne ord og uten navn på de berørte",
            "kort, med eigne ord og utan namn på dei råka",
            "in short, in your own words, without names of those affected",
        ],
        Field::HowItArose => {
            ["hva som gjorde at det kunne skje", "kva som gjorde at det kunne skje", "what made it possible"]
        }
        Field::DataTypes => [
            "for eksempel navn, adresse, helseopplysninger, karakterer",
            "til dømes namn, adresse, helseopplysningar, karakterar",
            "for example names, addresses, health data, grades",
        ],
        Field::Relationship => [
            "for eksempel ansatte, elever, pasienter, kunder",
            "til dømes tilsette, elevar, pasientar, kundar",
            "for example employees, pupils, patients, customers",
        ],
        Field::DataLocation => [
            "hvem har dem, og er de slettet",
            "kven har dei, og er dei sletta",
            "who has them, and were they deleted",
        ],
        Field::Consequences => [
            "hva dette kan føre til for dem det gjelder",
            "kva dette kan føre til for dei det gjeld",
            "what this may lead to for the people concerned",
        ],
        Field::MeasuresTaken => [
            "hva som er gjort for å stanse eller begrense skaden",
            "kva som er gjort for å stanse eller avgrense skaden",
            "what was done to stop or limit the harm",
        ],
        Field::MeasuresPlanned => [
            "hva som skal gjøres så det ikke skjer igjen",
            "kva som skal gjerast så det ikkje skjer igjen",
            "what will be done so that it does not happen again",
        ],
        Field::PersonsInformed => [
            "ja, nei eller delvis, og hvordan",
            "ja, nei eller delvis, og korleis",
            "yes, no or partly, and how",
        ],
        Field::Contact => ["navn, telefon og e-post", "namn, telefon og e-post", "name, phone and e-mail"],
        Field::Likelihood | Field::Consequence | Field::ResidualLikelihood | Field::ResidualConsequence => {
            ["et tall fra 1 til 5", "eit tal frå 1 til 5", "a number from 1 to 5"]
        }
        _ => ["", "", ""],
    })
}
