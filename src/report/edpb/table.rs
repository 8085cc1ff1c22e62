//! Which field of the EDPB template becomes which of ours, and what its options are called by us.

use crate::report::field::Field::{self, *};

/// An option: its letter, what tells its label from the others (folded words, `|` between several), our words in bokmål
/// and English. Without words of ours it says only that the answer is to come.
pub type Choice = (&'static str, &'static str, &'static str, &'static str);

/// Who can tell more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Who {
    Reporter,
    Officer,
    Other,
    Organisation,
}

/// What becomes of an answer.
#[derive(Clone, Copy, Debug)]
pub enum To {
    /// A part of a text, after what came before it.
    Text(Field),
    /// The options chosen, in our words, as a part of a text.
    Words(Field, &'static [Choice]),
    /// A date behind words of ours (bokmål, English), as a part of a text.
    Date(Field, &'static str, &'static str),
    /// Which properties were broken, in the order confidentiality, integrity, availability.
    Properties(&'static [Choice]),
    /// Whether it was a moment, has ended or goes on.
    Shape(&'static [Choice]),
    Start,
    End,
    Discovered,
    /// How exact the number is.
    Exactness(Field, &'static [Choice]),
    Number(Field),
    /// Were the data unintelligible: yes, could be broken, no, unknown.
    Protection(&'static [Choice]),
    /// Yes, later, not yet, no, no.
    Informed(&'static [Choice]),
    /// All of them, or not all.
    AllInformed(&'static [Choice]),
    /// Who can tell more.
    Contact(&'static [Choice]),
    Name(Who),
    Details(Who),
}

/// The fields that are read, in the order of the template.
pub const ROWS: &[(u16, To)] = &[
    (7, To::Text(ExternalReference)),
    (13, To::Details(Who::Organisation)),
    (21, To::Name(Who::Reporter)),
    (22, To::Details(Who::Reporter)),
    (30, To::Name(Who::Officer)),
    (31, To::Details(Who::Officer)),
    (33, To::Contact(CONTACT)),
    (34, To::Name(Who::Other)),
    (36, To::Details(Who::Other)),
    (44, To::Shape(SHAPE)),
    (46, To::Start),
    (47, To::End),
    (48, To::Discovered),
    (62, To::Text(WhatHappened)),
    (50, To::Words(WhatHappened, DISCOVERY)),
    (51, To::Text(WhatHappened)),
    (53, To::Text(WhatHappened)),
    (55, To::Properties(PROPERTIES)),
    (56, To::Words(DataLocation, DISCLOSURE)),
    (57, To::Protection(PROTECTION)),
    (75, To::Words(Protection, IN_PLACE)),
    (76, To::Text(Protection)),
    (60, To::Words(MainCause, INCIDENT)),
    (61, To::Words(HowItArose, ORIGIN)),
    (63, To::Text(System)),
    (65, To::Words(Relationship, PERSONS)),
    (66, To::Text(Relationship)),
    (67, To::Exactness(AffectedPersons, EXACTNESS)),
    (68, To::Number(AffectedPersons)),
    (70, To::Words(DataTypes, DATA)),
    (71, To::Text(DataTypes)),
    // Written so that nobody takes it for the hours of the law.
    (72_u16, To::Exactness(AffectedRecords, EXACTNESS)),
    (73, To::Number(AffectedRecords)),
    (58, To::Words(Consequences, ALTERATION)),
    (59, To::Words(Consequences, LOSS)),
    (79, To::Words(Consequences, OF_CONFIDENTIALITY)),
    (80, To::Text(Consequences)),
    (81, To::Words(Consequences, OF_INTEGRITY)),
    (82, To::Text(Consequences)),
    (83, To::Words(Consequences, OF_AVAILABILITY)),
    (84, To::Text(Consequences)),
    (85, To::Words(Consequences, IMPACT)),
    (86, To::Text(Consequences)),
    (87, To::Words(Consequences, SEVERITY)),
    (89, To::Words(Consequences, RISK)),
    (90, To::Text(Consequences)),
    (92, To::Text(MeasuresTaken)),
    (94, To::Words(MeasuresPlanned, PREVENTION)),
    (95, To::Text(MeasuresPlanned)),
    (97, To::Informed(INFORMED)),
    (98, To::Date(PersonsInformed, "informert", "informed on")),
    (99, To::Date(PersonsInformed, "skal informeres", "to be informed on")),
    (100, To::Words(PersonsInformed, EXCEPTION)),
    (101, To::Text(PersonsInformed)),
    (102, To::AllInformed(ALL)),
    (103, To::Text(PersonsInformed)),
    (104, To::Words(PersonsInformed, MEANS)),
    (105, To::Text(PersonsInformed)),
    (106, To::Text(PersonsInformed)),
];

/// The fields that are not read, each with the reason.
#[cfg(test)]
#[rustfmt::skip]
pub const LEFT_OUT: &[(u16, &str)] = &[
    (3, "about the message to the authority, not about the breach"),
    (4, "about the message to the authority, not about the breach"),
    (5, "about the message to the authority, not about the breach"),
    (6, "the authority's number of an earlier message, not the sender's own"),
    (10, "parties are known by the contact lists"),
    (11, "parties are known by the contact lists"),
    (12, "parties are known by the contact lists"),
    (14, "parties are known by the contact lists"),
    (15, "parties are known by the contact lists"),
    (16, "parties are known by the contact lists"),
    (17, "parties are known by the contact lists"),
    (18, "the representative in the EEA is no one we ask"),
    (19, "the representative in the EEA is no one we ask"),
    (23, "what the reporter is, is no field of ours"),
    (24, "what the reporter is, is no field of ours"),
    (25, "a national identity number is never taken in"),
    (26, "a declaration to the authority"),
    (29, "whether there is an officer shows in the officer's name"),
    (35, "what the contact is, is no field of ours"),
    (38, "other parties are named by the officer from the contact lists"),
    (39, "other parties are named by the officer from the contact lists"),
    (40, "other parties are named by the officer from the contact lists"),
    (41, "other parties are named by the officer from the contact lists"),
    (45, "a period has no precision"),
    (49, "the reason for lateness is the controller's own and given by command"),
    (52, "when another party told the sender starts no clock of ours"),
    (109, "a report to the police is recorded by command"),
    (110, "other authorities are told by the controller, outside of this program"),
    (111, "other authorities are told by the controller, outside of this program"),
    (113, "cross-border processing is for the authority's form"),
    (114, "cross-border processing is for the authority's form"),
    (115, "cross-border processing is for the authority's form"),
    (116, "cross-border processing is for the authority's form"),
    (117, "a number for one country is not the number of persons"),
    (118, "cross-border processing is for the authority's form"),
    (120, "cross-border processing is for the authority's form"),
    (121, "cross-border processing is for the authority's form"),
    (122, "a number for one country is not the number of persons"),
    (123, "cross-border processing is for the authority's form"),
    (125, "the attachments of the mail itself are read"),
    (126, "the attachments of the mail itself are read"),
];

/// Letters of [`INCIDENT`] that are attacks on security, and of [`ORIGIN`].
pub const ATTACKS: &[&str] = &["b", "c", "d", "e", "f", "g"];
pub const MALICIOUS: &[&str] = &["b", "d"];

#[rustfmt::skip]
const CONTACT: &[Choice] = &[
    ("a", "dpo|data protection officer", "personvernombud", "DPO"),
    ("b", "reporting person", "melder", "reporting person"),
    ("c", "other", "andre", "other"),
];
#[rustfmt::skip]
const SHAPE: &[Choice] = &[
    ("a", "specific day", "en bestemt dag", "a specific day"),
    ("b", "to a date", "fra en dato til en dato", "from a date to a date"),
    ("c", "still ongoing", "pågår fortsatt", "still ongoing"),
    ("d", "cannot be determined", "", ""),
    ("e", "to be determined", "", ""),
];
#[rustfmt::skip]
const DISCOVERY: &[Choice] = &[
    ("a", "by the data controller|by the controller", "Oppdaget av den behandlingsansvarlige", "Detected by the controller"),
    ("b", "processor", "Oppdaget og meldt av databehandleren", "Detected and told by the processor"),
    ("c", "data subject", "Meldt av en registrert", "Told by a data subject"),
    ("d", "external party", "Meldt av en utenforstående", "Told by an outside party"),
    ("e", "press", "Kjent fra pressen", "Known from the press"),
    ("f", "other", "", ""),
];
#[rustfmt::skip]
const PROPERTIES: &[Choice] = &[
    ("a", "confidentiality", "konfidensialitet", "confidentiality"),
    ("b", "integrity", "integritet", "integrity"),
    ("c", "availability", "tilgjengelighet", "availability"),
];
#[rustfmt::skip]
const DISCLOSURE: &[Choice] = &[
    ("a", "are exfiltrated", "Hentet ut eller utlevert", "Exfiltrated or disclosed"),
    ("b", "likely exfiltrated", "Sannsynligvis hentet ut eller utlevert, uten bevis", "Probably exfiltrated or disclosed, without evidence"),
    ("c", "not exfiltrated", "Ikke hentet ut og ikke utlevert", "Neither exfiltrated nor disclosed"),
    ("d", "not possible to assess", "Kan ikke vurderes om de er hentet ut eller utlevert", "Cannot be assessed whether exfiltrated or disclosed"),
    ("e", "to be determined", "", ""),
];
#[rustfmt::skip]
const PROTECTION: &[Choice] = &[
    ("a", "yes|still intact", "Uleselige for uvedkommende, beskyttelsen er intakt", "Unintelligible to others, the protection is intact"),
    ("b", "subverted", "Beskyttet, men beskyttelsen kan trolig omgås", "Protected, but the protection can probably be subverted"),
    ("c", "no", "Ikke beskyttet", "Not protected"),
    ("d", "not possible to assess", "Kan ikke vurderes", "Cannot be assessed"),
    ("e", "to be determined", "", ""),
];
#[rustfmt::skip]
const ALTERATION: &[Choice] = &[
    ("a", "no evidence", "Opplysninger endret, uten tegn til ulovlig eller feil bruk", "Data altered, no evidence of illegal or wrong use"),
    ("b", "with the possibility", "Opplysninger endret og brukt feil, skaden kan rettes opp", "Data altered and wrongly used, the damage can be reversed"),
    ("c", "without the possibility", "Opplysninger endret og brukt feil, skaden kan ikke rettes opp", "Data altered and wrongly used, the damage cannot be reversed"),
];
#[rustfmt::skip]
const LOSS: &[Choice] = &[
    ("a", "temporary", "Midlertidig utilgjengelig", "Temporarily unavailable"),
    ("b", "permanent", "Varig utilgjengelig", "Permanently unavailable"),
    ("c", "not determined", "", ""),
];
#[rustfmt::skip]
const INCIDENT: &[Choice] = &[
    ("a", "abuse of access", "ansatt misbrukte tilgang", "abuse of access by an employee"),
    ("b", "ransomware|encrypted device", "løsepengevirus", "ransomware"),
    ("c", "hacking|malware", "datainnbrudd eller skadevare", "hacking or malware"),
    ("d", "phishing|social engineering", "phishing eller sosial manipulering", "phishing or social engineering"),
    ("e", "vulnerability", "utnyttet sårbarhet", "exploited vulnerability"),
    ("f", "unauthorised access to personal data|unauthorized access to personal data", "uautorisert tilgang i IT-system", "unauthorised access in an IT system"),
    ("g", "exfiltration|unauthorised extraction", "opplysninger hentet ut", "data exfiltrated"),
    ("h", "wrong data subject|mix up of records", "opplysninger om feil person vist", "data of the wrong person shown"),
    ("i", "device lost|device stolen", "enhet mistet eller stjålet", "device lost or stolen"),
    ("j", "e waste|obsolete device", "opplysninger på kassert utstyr", "data left on discarded equipment"),
    ("k", "incorrect disposal", "papir kastet feil", "paper wrongly disposed of"),
    ("l", "mail lost|misdelivery", "post mistet, åpnet eller feillevert", "mail lost, opened or misdelivered"),
    ("m", "misconfiguration", "feil oppsett", "misconfiguration"),
    ("n", "incorrect access permissions|access permissions", "feil tilgangsrettigheter", "incorrect access permissions"),
    ("o", "paper lost|insecure location", "papir mistet, stjålet eller etterlatt", "paper lost, stolen or left behind"),
    ("p", "data deleted|deleted destroyed", "opplysninger slettet eller ødelagt", "data deleted or destroyed"),
    ("q", "displayed to wrong recipient", "opplysninger vist til feil mottaker", "data displayed to the wrong recipient"),
    ("r", "sent by mistake", "opplysninger sendt ved en feil", "data sent by mistake"),
    ("s", "multiple recipients|blind copy", "e-post til mange med synlige adresser", "e-mail to many with open addresses"),
    ("t", "technical malfunction", "teknisk feil", "technical malfunction"),
    ("u", "data modification", "opplysninger endret uten lov", "unauthorised modification of data"),
    ("v", "unintended publication", "utilsiktet publisering", "unintended publication"),
    ("w", "verbal", "opplysninger røpet muntlig", "verbal disclosure"),
    ("x", "to be determined", "", ""),
    ("y", "other", "", ""),
];
#[rustfmt::skip]
const ORIGIN: &[Choice] = &[
    ("a", "internal non malicious", "Internt, uten vond hensikt", "Internal, not malicious"),
    ("b", "internal malicious", "Internt, med vond hensikt", "Internal, malicious"),
    ("c", "external non malicious", "Utenfra, uten vond hensikt", "External, not malicious"),
    ("d", "external malicious", "Utenfra, med vond hensikt", "External, malicious"),
    ("e", "to be determined", "", ""),
    ("f", "unknown", "", ""),
];
#[rustfmt::skip]
const PERSONS: &[Choice] = &[
    ("a", "customers", "kunder", "customers"),
    ("b", "employees", "ansatte", "employees"),
    ("c", "military|law enforcement", "personell i forsvar eller politi", "military or law enforcement staff"),
    ("d", "minors", "mindreårige", "minors"),
    ("e", "patients", "pasienter", "patients"),
    ("f", "students", "elever eller studenter", "students"),
    ("g", "subscribers", "abonnenter", "subscribers"),
    ("h", "users", "brukere", "users"),
    ("i", "vulnerable", "sårbare personer", "vulnerable persons"),
    ("j", "additional concerned", "", ""),
    ("k", "not yet known", "", ""),
];
#[rustfmt::skip]
const EXACTNESS: &[Choice] = &[
    ("a", "exact", "nøyaktig", "exact"),
    ("b", "approximate", "omtrent", "approximate"),
    ("c", "cannot be determined", "kan ikke fastslås", "cannot be determined"),
    ("d", "to be determined", "", ""),
];
#[rustfmt::skip]
const DATA: &[Choice] = &[
    ("a", "basic data", "navn, fødselsdato og lignende", "name, date of birth and the like"),
    ("b", "contact details", "kontaktopplysninger", "contact details"),
    ("c", "biometric", "biometriske opplysninger", "biometric data"),
    ("d", "criminal convictions", "straffedommer og lovovertredelser", "criminal convictions and offences"),
    ("e", "political", "politisk oppfatning", "political opinions"),
    ("f", "ethnic|racial", "etnisk opprinnelse", "ethnic origin"),
    ("g", "religious", "religion eller livssyn", "religious or philosophical beliefs"),
    ("h", "sex life|sexual", "seksuelle forhold", "sex life or sexual orientation"),
    ("i", "trade union", "fagforeningsmedlemskap", "trade union membership"),
    ("j", "genetic", "genetiske opplysninger", "genetic data"),
    ("k", "health data|medical records", "helseopplysninger", "health data"),
    ("l", "economic|financial", "økonomiske opplysninger", "economic and financial data"),
    ("m", "employment related health data", "helseopplysninger i arbeidsforhold", "employment-related health data"),
    ("n", "identification data|national identification number", "identifikasjonsnummer", "identification numbers"),
    ("o", "location data", "posisjonsopplysninger", "location data"),
    ("p", "official documents", "offisielle dokumenter", "official documents"),
    ("q", "payment", "betalingsopplysninger", "payment data"),
    ("r", "profile data", "profilopplysninger", "profile data"),
    ("s", "user credentials|credentials", "brukernavn og passord", "user names and passwords"),
    ("t", "not yet known", "", ""),
    ("u", "additional data types", "", ""),
];
#[rustfmt::skip]
const IN_PLACE: &[Choice] = &[
    ("a", "pseudonymisation|pseudonymization", "pseudonymisering", "pseudonymisation"),
    ("b", "backup", "sikkerhetskopi", "backup"),
    ("c", "data encryption|encryption", "kryptering", "encryption"),
    ("d", "information security policies", "retningslinjer", "policies"),
    ("e", "security training", "opplæring", "training"),
    ("f", "incident log", "hendelseslogg", "incident log"),
    ("g", "levels of access", "tilgangsnivåer", "levels of access"),
    ("h", "logical access control", "logisk tilgangskontroll", "logical access control"),
    ("i", "periodic audits", "jevnlig revisjon", "periodic audits"),
    ("j", "physical access control", "fysisk tilgangskontroll", "physical access control"),
    ("k", "up to date", "oppdaterte systemer", "up-to-date systems"),
    ("l", "other measures", "", ""),
];
#[rustfmt::skip]
const OF_CONFIDENTIALITY: &[Choice] = &[
    ("a", "disclosed beyond", "opplysninger gitt ut over det som er lovlig", "disclosure beyond policy or law"),
    ("b", "linked", "opplysninger kan kobles med andre", "data may be linked with other data"),
    ("c", "purposes other", "opplysninger kan brukes til andre formål", "data may be used for other purposes"),
    ("d", "other", "", ""),
    ("e", "under assessment", "", ""),
];
#[rustfmt::skip]
const OF_INTEGRITY: &[Choice] = &[
    ("a", "no longer valid", "endrede opplysninger kan være brukt selv om de ikke stemmer", "modified data may have been used though no longer valid"),
    ("b", "otherwise valid", "endrede opplysninger kan være brukt til andre formål", "modified data may have been used for other purposes"),
    ("c", "other", "", ""),
    ("d", "under assessment", "", ""),
];
#[rustfmt::skip]
const OF_AVAILABILITY: &[Choice] = &[
    ("a", "inability", "tjenester er ikke tilgjengelige", "services cannot be reached"),
    ("b", "disruptions", "tjenester er ustabile", "services are disrupted"),
    ("c", "other", "", ""),
    ("d", "under assessment", "", ""),
];
#[rustfmt::skip]
const IMPACT: &[Choice] = &[
    ("a", "loss of control", "tap av kontroll over egne opplysninger", "loss of control over own data"),
    ("b", "limitation", "begrensede rettigheter", "limitation of rights"),
    ("c", "discrimination", "forskjellsbehandling", "discrimination"),
    ("d", "identity theft", "identitetstyveri", "identity theft"),
    ("e", "fraud", "bedrageri", "fraud"),
    ("f", "financial loss", "økonomisk tap", "financial loss"),
    ("g", "reversal", "pseudonymisering opphevet", "reversal of pseudonymisation"),
    ("h", "reputation", "skade på omdømme", "damage to reputation"),
    ("i", "professional secrecy", "brudd på taushetsplikt", "loss of professional secrecy"),
    ("j", "unauthorised third parties|third parties", "utlevering til uvedkommende", "disclosure to third parties"),
    ("k", "social disadvantage", "økonomisk eller sosial ulempe", "economic or social disadvantage"),
    ("l", "physical or mental|physical", "fysisk eller psykisk skade", "physical or mental harm"),
    ("m", "property", "skade på eiendom", "damage to property"),
    ("n", "other impact", "", ""),
    ("o", "to be determined", "", ""),
];
#[rustfmt::skip]
const SEVERITY: &[Choice] = &[
    ("a", "minor", "alvorlighet: liten", "severity: minor"),
    ("b", "moderate", "alvorlighet: moderat", "severity: moderate"),
    ("c", "severe", "alvorlighet: stor", "severity: severe"),
    ("d", "to be determined", "", ""),
];
#[rustfmt::skip]
const RISK: &[Choice] = &[
    ("a", "result in a high risk", "avsenders vurdering: sannsynlig høy risiko", "sender's assessment: high risk likely"),
    ("b", "not high", "avsenders vurdering: sannsynlig risiko, ikke høy", "sender's assessment: risk likely, not high"),
    ("c", "unlikely", "avsenders vurdering: lite sannsynlig risiko", "sender's assessment: risk unlikely"),
];
#[rustfmt::skip]
const PREVENTION: &[Choice] = &[
    ("a", "anonymisation|anonymization", "anonymisering", "anonymisation"),
    ("b", "backup", "sikkerhetskopi", "backup"),
    ("c", "change of processes", "endrede rutiner", "changed processes"),
    ("d", "data encryption|encryption", "kryptering", "encryption"),
    ("e", "information security policies", "retningslinjer", "policies"),
    ("f", "security training", "opplæring", "training"),
    ("g", "erasure", "sletting", "erasure"),
    ("h", "incident log", "hendelseslogg", "incident log"),
    ("i", "levels of access", "tilgangsnivåer", "levels of access"),
    ("j", "logical access control", "logisk tilgangskontroll", "logical access control"),
    ("k", "periodic audits", "jevnlig revisjon", "periodic audits"),
    ("l", "physical access control", "fysisk tilgangskontroll", "physical access control"),
    ("m", "pseudonymisation|pseudonymization", "pseudonymisering", "pseudonymisation"),
    ("n", "up to date", "oppdaterte systemer", "up-to-date systems"),
    ("o", "other measures", "", ""),
];
#[rustfmt::skip]
const INFORMED: &[Choice] = &[
    ("a", "yes", "Ja", "Yes"),
    ("b", "will be communicated", "Nei, men de skal informeres", "No, but they will be informed"),
    ("c", "still ongoing", "Nei, undersøkelsen pågår", "No, the investigation is ongoing"),
    ("d", "unlikely to result in a high risk", "Nei, høy risiko er lite sannsynlig", "No, a high risk is unlikely"),
    ("e", "conditions", "Nei, et vilkår i art. 34 nr. 3 er oppfylt", "No, a condition of art. 34(3) is met"),
];
#[rustfmt::skip]
const EXCEPTION: &[Choice] = &[
    ("a", "appropriate technical", "opplysningene var beskyttet (art. 34 nr. 3 a)", "the data were protected (art. 34(3)(a))"),
    ("b", "subsequent measures", "senere tiltak fjernet den høye risikoen (art. 34 nr. 3 b)", "later measures removed the high risk (art. 34(3)(b))"),
    ("c", "disproportionate effort", "uforholdsmessig innsats (art. 34 nr. 3 c)", "disproportionate effort (art. 34(3)(c))"),
];
#[rustfmt::skip]
const ALL: &[Choice] = &[
    ("a", "all data subjects", "alle er informert", "all have been informed"),
    ("b", "not all data subjects|not all", "ikke alle er informert", "not all have been informed"),
];
#[rustfmt::skip]
const MEANS: &[Choice] = &[
    ("a", "individual communication", "hver enkelt ble informert", "each was informed individually"),
    ("b", "public announcement", "offentlig kunngjøring", "public announcement"),
    ("c", "other", "", ""),
];
