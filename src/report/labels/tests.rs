use super::*;
use crate::report::field::Field::*;
use crate::report::field::Property::{Availability, Confidentiality, Integrity};
use Target::{Field as F, Property as P};

fn field(text: &str, form: Form) -> Option<Field> {
    match find_text(text, form).map(|hit| hit.target) {
        Some(Target::Field(field)) => Some(field),
        _ => None,
    }
}

/// The labels that the field has been seen to use, domain facts L1–L21, in bokmål, nynorsk and English.
const SEEN: &[(Target, &str)] = &[
    (
        Target::Other,
        "Avvik|Avviksmelding|Avviksskjema|Avviksrapport|Melding om avvik|Personvernavvik|Sikkerhetshendelse|\
        Brudd på personopplysningssikkerheten|Datainnbrudd|Brot på personopplysningstryggleiken|\
        Personopplysningar på avvege|Data breach|Personal data breach|Deviation|Discrepancy|Incident report|\
        Security incident",
    ),
    (
        F(WhatHappened),
        "Beskriv avviket|Beskrivelse av avviket|Hva har skjedd|Hva har gått galt|Hva er observert|Beskriv hendelsen|\
        Hendelsesbeskrivelse|Kva har skjedd|Skildring av avviket|Omstenda rundt hendinga|Beskriv hendinga|\
        What has happened|Description|Description of the deviation|Nature of the breach|Incident description",
    ),
    (
        F(DiscoveredAt),
        "Når ble avviket oppdaget|Når avviket ble oppdaget|Oppdaget dato/kl|Dato/kl|Oppdaget|Tidspunkt for oppdagelse|\
        Dato oppdaget|Kjent fra|Når vart avviket oppdaga|Oppdaga dato|Tidspunkt for oppdaging|\
        When the deviation was discovered|Date of discovery|Discovered at|Detected|Date and time of awareness|\
        On what date was the breach discovered",
    ),
    (
        F(Period),
        "Tidsrom|Dato eller tidsrom for avviket|Når skjedde det|Tidspunkt for hendelsen|Fra - til|Når hende det|Period|\
        When did the breach occur|Start/End",
    ),
    (Target::Duration, "Varighet|Duration"),
    (Target::Ongoing, "Pågår fortsatt|Pågår framleis|Ongoing"),
    (Target::Start, "Beginning date and time|Fra dato"),
    (Target::End, "Ending date and time|Til dato"),
    (
        F(ReportedBy),
        "Avviket er oppdaget av|Oppdaget av|Navn|Meldt av|Innmelder|Rapportert av|Hvem oppdaget|Oppdaga av|Meld av|\
        Discovered by|Reported by|Reporting person|Your name|Utført av",
    ),
    (F(Department), "Avdeling|Department|Enhet/avdeling|Utført ved"),
    (
        F(AffectedPersons),
        "Antall berørte personer|Hvor mange registrerte er berørt|Hvor mange registrerte (personer) er berørt|\
        Antall berørte|Hvor mange personer er berørt av avviket|Antall registrerte|Kor mange personar er råka|\
        Talet på råka|Omfang (volum)|Number of affected persons|Number of data subjects|\
        How many data subjects could be affected|Affected individuals",
    ),
    (
        F(AffectedRecords),
        "Antall registreringer (GDPR)|Antall poster|Antall dokumenter|Talet på registreringar|\
        Number of personal records|Records involved",
    ),
    (
        F(MainCause),
        "Hovedårsak|Mulig årsak til avviket|Antatt årsak|Årsak|Bakenforliggende årsak|Rotårsak|Main cause|Major cause|\
        Root cause|Cause of the breach|Mulig årsak til avviket (tror du)",
    ),
    (
        F(HowItArose),
        "Hvordan avviket oppstod|Hvordan oppsto det|Korleis oppstod avviket|How the deviation occurred",
    ),
    (F(Place), "Hvor oppstod avviket|Hvor skjedde det|Sted|Kvar skjedde det|Where|Location"),
    (
        F(System),
        "Informasjonssystem|System (DIPS, Visma..)|Hendelsen påvirker|System|Systems and infrastructures involved",
    ),
    (
        F(DataTypes),
        "Hva slags type personopplysninger|Type opplysninger|Kategorier av personopplysninger|Hvilke opplysninger|\
        Særlige kategorier|Kva slags personopplysningar|Type opplysningar|Type of personal data|\
        Categories of personal data|Type of breached data",
    ),
    (
        F(Relationship),
        "Hvilken relasjon har virksomheten til de berørte|Relasjon|Kategorier av registrerte|Hvem er berørt|\
        Hvem er berørt (ansatte, pasienter, pårørende, elever)|Kven er råka|Relasjon til dei råka|Relationship|\
        Categories of data subjects|Types of data subjects affected|Who is affected",
    ),
    (
        F(DataLocation),
        "Hvor befinner personopplysningene seg etter avviket|Hvor er opplysningene nå|På avveie|Hvem har fått tilgang|\
        Kvar er opplysningane no|Where is the personal information located after the deviation|Recipients|Who has accessed",
    ),
    (
        F(Consequences),
        "Konsekvenser|Mulige konsekvenser|Sannsynlige konsekvenser|Skadevirkninger|\
        Fikk det små eller store konsekvenser|Moglege konsekvensar|Effektar|Consequences|Possible consequences|\
        Likely consequences|Potential consequences|Impact",
    ),
    (
        F(MeasuresTaken),
        "Strakstiltak|Midlertidige tiltak|Hvilke tiltak er iverksatt|Tiltak som er gjort|Skadebegrensende tiltak|\
        Gjennomførte tiltak|Kva er gjort for å stanse avviket|Immediate actions|Actions taken|Measures taken|Containment|\
        Hvilke strakstiltak eller midlertidige tiltak ble iverksatt (hva er gjort for å stoppe/avbryte avviket)",
    ),
    (
        F(MeasuresPlanned),
        "Forslag til nye tiltak|Planlagte tiltak|Korrigerende tiltak|Forebyggende tiltak|Handlingsplan|Valgte tiltak|\
        Forslag til tiltak|Planlagde tiltak|Measures proposed|Planned measures|Corrective actions|Preventive measures",
    ),
    (Target::Plan(Column::Owner), "Ansvarlig"),
    (Target::Plan(Column::Helper), "Medhjelper"),
    (Target::Plan(Column::Due), "Tidsfrist|Frist"),
    (Target::Plan(Column::Done), "Utført dato"),
    (
        F(PersonsInformed),
        "Har de berørte blitt informert|Er berørte brukere varslet|Informasjon til berørte|Er dei råka varsla|\
        Varsel til dei råka|Have the people affected been informed|Data subjects informed",
    ),
    (Target::How, "Hvordan|Korleis|How"),
    (
        F(Contact),
        "Kontaktinformasjon|Personvernombud (PVO)|Hvem kan kontaktes for mer informasjon|Personvernombod|\
        Contact details|DPO|Contact point",
    ),
    (Target::Name, "Kontaktperson|Contact person|Navn på meldingsansvarlig|Meldingsansvarlig"),
    (Target::Phone, "Telefon|Tlf.|Mob.|Telefon/Tlf."),
    (Target::Email, "E-post|Email"),
    (P(Confidentiality), "Konfidensialitet|Confidentiality|Blitt kjent for uvedkommende"),
    (P(Integrity), "Integritet|Integrity|Er opplysninger endret"),
    (P(Availability), "Tilgjengelighet|Tilgjenge|Availability|Gått tapt eller utilgjengelig|Gått tapt"),
    (F(Likelihood), "Sannsynlighet (S)|Sannsyn|Likelihood|S"),
    (F(Consequence), "Konsekvens (K)|Konsekvens|K"),
    (Target::Risk { residual: false }, "Risiko|Risk"),
    (Target::Score, "R|Risiko R"),
    (Target::Severity, "Alvorlighetsgrad|Alvorsgrad|Severity"),
    (Target::Risk { residual: true }, "Restrisiko|Residual risk"),
    (
        Target::Other,
        "Risikonivå|Kritikalitet|Robusthet|Deres ref.|Your ref.|Dykkar ref.|Meldt til Datatilsynet|Meldepliktig|Begrunnelse|\
        Årsak til forsinkelse|Politianmeldt|Meld til Datatilsynet|Grunngiving|Notified to the authority|\
        Reasons for late notification|Police report|Behandlingsansvarlig|Dataansvarlig|Databehandler|Underleverandør|\
        Org.nr.|Systemeier|Avvikseier|Tiltakseier|Controller|Processor",
    ),
    (F(ExternalReference), "Avvik ID nr.|Saksnummer|Referanse|Vår ref.|Deres ref./Vår ref.|Ref.|Ticket"),
    // Of the forms in use, beyond that list.
    (
        F(WhatHappened),
        "Kartlegging - avvik|A description of what has happened|Beskrivelse av hva som har skjedd",
    ),
    (F(DataLocation), "Description of where personal information is located after the deviation"),
    (F(Relationship), "what relationship the business has with the affected persons"),
    (F(DataTypes), "Beskrivelse av hva slags type personopplysninger som ble berørt"),
    (F(MeasuresTaken), "Risikoreduserende tiltak (forebyggende og skadebegrensende)"),
    (Target::Other, "Vedlegg (eventuelle dokumenter)|Kommentar-felt|Beskriv tema/ areal/ arbeidsprosess"),
    (Target::Line, "Nr."),
];

#[test]
fn every_label_that_the_field_uses_is_known() {
    let mut wrong = Vec::new();
    for (target, row) in SEEN {
        for label in row.split('|') {
            let upper = label.to_uppercase();
            let spelt = label.replace('å', "aa").replace('ø', "oe").replace('æ', "ae");
            for text in [label, &format!("{label}:"), &upper, &spelt] {
                let found = find_text(text, Form::Cell).map(|hit| hit.target);
                if found != Some(*target) {
                    wrong.push(format!("{text}: {found:?}, not {target:?}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_label_stands_for_two_things_in_one_language() {
    let mut wrong = Vec::new();
    for language in LANGUAGES {
        let mut known: std::collections::HashMap<String, Target> = std::collections::HashMap::new();
        for (target, row) in language.labels {
            for label in row.split('|').map(|label| label.trim().to_lowercase()) {
                match known.insert(label.clone(), *target) {
                    Some(other) if other != *target => {
                        wrong.push(format!("{:?} {label}: {other:?}, {target:?}", language.language))
                    }
                    _ => {}
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn names_of_fields_stand_in_the_order_of_the_form() {
    for language in LANGUAGES {
        let names: Vec<Field> = language.names.iter().map(|(field, ..)| *field).collect();
        assert_eq!(names, Field::ALL);
    }
}

#[test]
fn labels_are_known_with_extra_words_slips_and_ocr_forms() {
    let table = [
        ("Antall berørte (anslag)", AffectedPersons),
        ("Antall bergrte", AffectedPersons),
        ("Antall bergrte personer", AffectedPersons),
        ("ANTALL BERØRTE PERSONER", AffectedPersons),
        ("Kategorier av opplysninger", DataTypes),
        ("Når skjedde avviket", Period),
        ("Når ble avviket oppdaget", DiscoveredAt),
        ("N@r ble avviket oppdagt", DiscoveredAt),
        ("Nar ble avviket 0ppdaget", DiscoveredAt),
        ("Hovedarsak", MainCause),
        ("Er de berørte varslet", PersonsInformed),
        ("Vår referanse", ExternalReference),
        ("Hovedårsaken", MainCause),
        ("Beskrivelse av hendelsen", WhatHappened),
        ("Kor mange personar er råka", AffectedPersons),
        ("Date of discovery", DiscoveredAt),
        ("Nature of the breach", WhatHappened),
        ("Hvilke strakstiltak eller midlertidige tiltak", MeasuresTaken),
        ("Mulig årsak (tror du)", MainCause),
        ("Forslag til nye ti1tak", MeasuresPlanned),
        ("Naar ble avviket oppdaget", DiscoveredAt),
        ("Konsekvensar for dei råka", Consequences),
        ("Mulige konsekvensar", Consequences),
    ];
    for (text, wanted) in table {
        assert_eq!(field(text, Form::Marked), Some(wanted), "{text}");
    }
}

#[test]
fn a_label_word_for_word_is_surer_than_one_with_slips() {
    let exact = |text: &str| find_text(text, Form::Marked).map(|hit| hit.exact);
    assert_eq!(exact("Antall berørte (anslag)"), Some(true));
    assert_eq!(exact("Antall bergrte"), Some(false));
    assert_eq!(exact("Antall berørte pasienter totalt"), Some(false));
}

#[test]
fn a_question_may_be_longer_than_its_label() {
    assert_eq!(
        field("Hvor mange av våre ansatte er berørt av avviket", Form::Question),
        Some(AffectedPersons)
    );
}

#[test]
fn an_ordinary_sentence_is_no_label() {
    for text in [
        "Vi har sett på saken i dag og fant",
        "Hei alle sammen",
        "Konsekvenser vet vi lite om",
        "K 4",
        "R 12",
    ] {
        assert_eq!(find_text(text, Form::Bare), None, "{text}");
    }
    for text in ["Avdeling for kirurgi", "System for e-post", "Konsekvens liten"] {
        assert_eq!(find_text(text, Form::Cell), None, "{text}");
    }
}

#[test]
fn the_authority_question_is_not_about_the_persons() {
    assert_eq!(find_text("Er Datatilsynet varslet", Form::Marked).map(|hit| hit.target), Some(Target::Other));
}
