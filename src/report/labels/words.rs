//! The vocabulary: domain facts L1–L21. One row a target, labels separated by `|`.

use super::Target::{self, Email, Field as F, Name, Other, Phone, Property as P, Risk, Type};
use crate::report::field::Field::{self, *};
use crate::report::field::Property::*;

pub const NB: &[(Target, &str)] = &[
    (
        Other,
        "avvik|avviksmelding|avviksskjema|avviksrapport|melding om avvik|personvernavvik|sikkerhetshendelse|brudd på personopplysningssikkerheten|virksomhet|navn på virksomhet|virksomhetens navn|organisasjonsnummer|org nr|orgnr|behandlingsansvarlig|dataansvarlig|databehandler|underleverandør|meldt til datatilsynet|er datatilsynet varslet|datatilsynet varslet|er avviket meldt til datatilsynet|meldepliktig|begrunnelse|årsak til forsinkelse|årsakene til forsinkelsen|politianmeldt|systemeier|avvikseier|tiltakseier|ansvarlig|medhjelper|tidsfrist|frist|utført dato|kommentar|vedlegg|til|fra|kopi|emne|risikonivå|alvorlighetsgrad|kritikalitet|robusthet|adresse|stilling|tittel|dato|sendt|informasjon",
    ),
    (
        F(MainCause),
        "hovedårsak|hovedårsaken|mulig årsak til avviket|mulig årsak|antatt årsak|årsak|årsaken|bakenforliggende årsak|rotårsak|årsak til avviket",
    ),
    (Type, "type avvik|type hendelse|avvikstype|hendelsestype|hva slags avvik|type brudd|avvikets art"),
    (
        F(Period),
        "når|tidspunkt|tidsrom|tidsrommet|når avviket skjedde|dato eller tidsrom for avviket|dato eller tidsrom|tidsrom for avviket|periode|når skjedde det|når skjedde avviket|når skjedde hendelsen|når inntraff avviket|når inntraff hendelsen|når fant avviket sted|tidspunkt for hendelsen|tidspunkt for avviket|varighet|fra til|når oppstod avviket|hendelsestidspunkt|skjedde",
    ),
    (
        F(DiscoveredAt),
        "når ble avviket oppdaget|når avviket ble oppdaget|når ble hendelsen oppdaget|når ble det oppdaget|når ble bruddet oppdaget|når oppdaget dere|når oppdaget du|når oppdaget|når oppdaga|oppdaget dato|oppdaget dato kl|dato kl|oppdaget|tidspunkt for oppdagelse|tidspunkt for oppdagelsen|dato oppdaget|dato for oppdagelse|oppdagelsestidspunkt|kjent fra|når ble dere kjent med avviket|avviket ble oppdaget|oppdaget kl|dato klokkeslett",
    ),
    (
        F(ReportedBy),
        "avviket er oppdaget av|oppdaget av|meldt av|innmelder|melder|rapportert av|hvem oppdaget|hvem oppdaget avviket|navn|navn på melder|navn på meldingsansvarlig|meldingsansvarlig|utført av|melders navn",
    ),
    (F(Department), "avdeling|enhet|enhet avdeling|seksjon|utført ved"),
    (
        F(AffectedPersons),
        "antall|omfang|antall berørte personer|antall berørte|antall personer berørt|hvor mange registrerte er berørt|hvor mange registrerte personer er berørt|hvor mange personer er berørt av avviket|hvor mange personer er berørt|hvor mange er berørt|hvor mange var berørt|hvor mange berørte|hvor mange ble berørt|hvor mange gjelder det|antall registrerte|antall personer|antall registrerte berørt|berørte personer antall",
    ),
    (
        F(AffectedRecords),
        "antall registreringer|antall poster|antall dokumenter|antall journaler|antall filer|hvor mange registreringer|hvor mange dokumenter|antall oppføringer",
    ),
    (
        F(WhatHappened),
        "beskriv avviket|beskrivelse av avviket|hva har skjedd|hva skjedde|hva har gått galt|hva gikk galt|hva er observert|beskriv hendelsen|hendelsesbeskrivelse|beskrivelse av hendelsen|beskrivelse|hendelsesforløp|kartlegging avvik|kort beskrivelse|hva har hendt|hva avviket gjelder|hva gjelder avviket|om hendelsen",
    ),
    (
        F(HowItArose),
        "hvordan avviket oppstod|hvordan oppsto avviket|hvordan oppstod avviket|hvordan oppsto det|hvordan oppstod det|hvordan skjedde det|hvordan kunne det skje|hvordan det oppstod|hvordan|hvordan avviket oppsto|hvordan skjedde avviket",
    ),
    (
        F(Place),
        "hvor oppstod avviket|hvor oppsto avviket|hvor skjedde det|hvor skjedde avviket|sted|hvor|hvor fant det sted",
    ),
    (
        F(System),
        "informasjonssystem|system|systemer|hvilket system|berørt system|berørte systemer|fagsystem|hendelsen påvirker|navn på informasjonssystemet|it system",
    ),
    (
        F(DataTypes),
        "hva slags type personopplysninger|hva slags personopplysninger|hva slags opplysninger|type personopplysninger|typer personopplysninger|type opplysninger|opplysningstyper|kategorier av personopplysninger|kategorier av opplysninger|hvilke opplysninger|hvilke personopplysninger|særlige kategorier|hvilke typer personopplysninger er berørt|berørte opplysninger|personopplysninger",
    ),
    (
        F(Relationship),
        "hvilken relasjon har virksomheten til de berørte|virksomhetens relasjon til de berørte|relasjon til de berørte|relasjon|kategorier av registrerte|kategorier av berørte|hvem er berørt|hvem er de berørte|hvem gjelder det|relasjon til personene",
    ),
    (
        F(DataLocation),
        "hvor befinner personopplysningene seg etter avviket|hvor personopplysningene befinner seg etter avviket|hvor personopplysningene befinner seg|hvor opplysningene befinner seg|hvor opplysningene er nå|hvor befinner personopplysningene seg|hvor befinner opplysningene seg|hvor er opplysningene nå|hvor er personopplysningene nå|på avveie|hvem har fått tilgang|kjent for uvedkommende antall|hvor er dataene nå|mottakere av opplysningene|hvor er opplysningene|hvor dataene er etter avviket",
    ),
    (
        F(Consequences),
        "konsekvenser|mulige konsekvenser|sannsynlige konsekvenser|mulige konsekvenser for de berørte|skadevirkninger|fikk det små eller store konsekvenser|konsekvenser for de berørte|følger for de berørte|konsekvensene",
    ),
    (
        F(MeasuresTaken),
        "strakstiltak|umiddelbare tiltak|midlertidige tiltak|hvilke tiltak er iverksatt|hvilke tiltak er gjort|hvilke strakstiltak|hva er gjort|hva har dere gjort|tiltak som er gjort|tiltak iverksatt|iverksatte tiltak|skadebegrensende tiltak|gjennomførte tiltak|risikoreduserende tiltak iverksatt|strakstiltak eller midlertidige tiltak|tiltak som er iverksatt|tiltak|hva er gjort for å stanse avviket",
    ),
    (
        F(MeasuresPlanned),
        "forslag til nye tiltak|forslag til tiltak|planlagte tiltak|korrigerende tiltak|forebyggende tiltak|handlingsplan|valgte tiltak|videre tiltak|hvilke tiltak planlegges|tiltak for å hindre gjentakelse|nye tiltak|hva skal gjøres",
    ),
    (
        F(PersonsInformed),
        "har de berørte blitt informert|er de berørte informert|er de berørte varslet|er berørte varslet|er berørte brukere varslet|informasjon til berørte|informasjon til de berørte|informert de berørte|berørte informert|berørte varslet|har dere informert de berørte|er de registrerte varslet|er de registrerte informert|har de berørte fått informasjon|varsling av berørte",
    ),
    (
        F(Contact),
        "kontaktinformasjon|kontaktopplysninger|hvem kan kontaktes for mer informasjon|hvem kan kontaktes|kontakt|kontaktpunkt|personvernombud|pvo|hvem kan vi kontakte",
    ),
    (Name, "kontaktperson|navn på kontaktperson|kontaktpersonens navn"),
    (Phone, "telefon|tlf|mobil|mob|telefonnummer|mobiltelefon|mobilnummer"),
    (Email, "e post|epost|e postadresse|epostadresse|mail|e mail"),
    (
        P(Confidentiality),
        "konfidensialitet|konfidensialitetsbrudd|har opplysninger blitt kjent for uvedkommende|blitt kjent for uvedkommende|kjent for uvedkommende",
    ),
    (
        P(Integrity),
        "integritet|integritetsbrudd|har opplysninger blitt endret|blitt endret|er opplysninger endret",
    ),
    (
        P(Availability),
        "tilgjengelighet|tilgjengelighetsbrudd|gått tapt eller utilgjengelig|gått tapt|har opplysninger gått tapt|er opplysninger gått tapt eller blitt utilgjengelige",
    ),
    (
        F(Properties),
        "type sikkerhetsbrudd|bruddtype|brudd på|sikkerhetsbrudd|kategori avvik|avvikskategori|hvilken type brudd",
    ),
    (F(Kinds), "avvikets område|område|fagområde|gjelder personvern eller sikkerhet"),
    (Risk { residual: false }, "risiko|s k r|risikovurdering|risiko før tiltak|s"),
    (Risk { residual: true }, "restrisiko|risiko etter tiltak|gjenværende risiko"),
    (F(Likelihood), "sannsynlighet|sannsynlighet s"),
    (F(Consequence), "k|konsekvens|konsekvens k|konsekvensgrad"),
    (F(ResidualLikelihood), "restsannsynlighet|sannsynlighet etter tiltak"),
    (F(ResidualConsequence), "restkonsekvens|konsekvens etter tiltak"),
    (
        F(Protection),
        "var opplysningene kryptert|kryptering|kryptert|var dataene kryptert|beskyttelse|er opplysningene kryptert|var enheten kryptert|sikring av opplysningene",
    ),
    (
        F(ExternalReference),
        "avvik id|avvik id nr|avviksnummer|saksnummer|sak nr|referanse|deres ref|vår ref|vår referanse|deres referanse|referansenummer|hendelsesnummer|saksnr|internt saksnummer",
    ),
];

pub const NN: &[(Target, &str)] = &[
    (
        Other,
        "avvik|avviksmelding|brot på personopplysningstryggleiken|personopplysningar på avvege|verksemd|organisasjonsnummer|meld til datatilsynet|grunngiving|grunngjeving|er datatilsynet varsla|behandlingsansvarleg|databehandlar|systemeigar|avvikseigar|tiltakseigar|ansvarleg|vedlegg|til|frå|emne|politimeld",
    ),
    (F(MainCause), "hovudårsak|årsak|mogleg årsak|truleg årsak"),
    (Type, "type avvik|kva slags avvik|type hending"),
    (
        F(Period),
        "når|tidspunkt|tidsrom|når skjedde det|når hende det|når skjedde avviket|når skjedde hendinga|når hende avviket|tidspunkt for hendinga|kor lenge varte det|varigheit",
    ),
    (
        F(DiscoveredAt),
        "når vart avviket oppdaga|når blei avviket oppdaga|når vart det oppdaga|når vart hendinga oppdaga|oppdaga dato|oppdaga|tidspunkt for oppdaging|dato oppdaga|når avviket vart oppdaga|dato kl",
    ),
    (F(ReportedBy), "oppdaga av|avviket er oppdaga av|meld av|meldar|kven oppdaga avviket|kven oppdaga|namn"),
    (F(Department), "avdeling|eining|eining avdeling"),
    (
        F(AffectedPersons),
        "kor mange personar er råka|kor mange er råka|kor mange råka|talet på råka|talet på råka personar|tal på råka|tal råka|omfang|kor mange registrerte er råka|kor mange gjeld det",
    ),
    (F(AffectedRecords), "talet på registreringar|tal registreringar|talet på dokument|kor mange dokument"),
    (
        F(WhatHappened),
        "kva har skjedd|kva skjedde|kva hende|kva har hendt|skildring av avviket|skildring|omstenda rundt hendinga|beskriv hendinga|skildring av hendinga|kva gjekk gale|kva har gått gale",
    ),
    (
        F(HowItArose),
        "korleis oppstod avviket|korleis avviket oppstod|korleis oppstod det|korleis skjedde det|korleis kunne det skje|korleis",
    ),
    (F(Place), "kvar skjedde det|kvar skjedde avviket|kvar oppstod avviket|stad|kvar"),
    (F(System), "system|kva system|informasjonssystem|fagsystem"),
    (
        F(DataTypes),
        "kva slags personopplysningar|kva slags opplysningar|type opplysningar|typar personopplysningar|kva opplysningar|kva personopplysningar|kategoriar av personopplysningar|kategoriar av opplysningar|type personopplysningar|særlege kategoriar",
    ),
    (
        F(Relationship),
        "kven er råka|relasjon til dei råka|relasjon|kategoriar av registrerte|kven gjeld det|kva relasjon har verksemda til dei råka",
    ),
    (
        F(DataLocation),
        "kvar er opplysningane no|kvar personopplysningane er etter avviket|kvar opplysningane er no|kvar er opplysningane|kvar er personopplysningane no|kven har fått tilgang|kvar finst opplysningane no|på avvege",
    ),
    (
        F(Consequences),
        "moglege konsekvensar|konsekvensar|effektar|konsekvensar for dei råka|sannsynlege konsekvensar|følgjer for dei råka",
    ),
    (
        F(MeasuresTaken),
        "strakstiltak|kva er gjort for å stanse avviket|kva er gjort|kva tiltak er sette i verk|gjennomførte tiltak|tiltak som er gjort|skadeavgrensande tiltak|kva tiltak er gjort",
    ),
    (
        F(MeasuresPlanned),
        "forslag til tiltak|forslag til nye tiltak|planlagde tiltak|førebyggjande tiltak|korrigerande tiltak|vidare tiltak|kva tiltak er planlagde",
    ),
    (
        F(PersonsInformed),
        "er dei råka varsla|er dei råka informerte|er dei råka informert|varsel til dei råka|har dei råka fått informasjon|har dei råka vorte informerte|informasjon til dei råka",
    ),
    (
        F(Contact),
        "kontaktinformasjon|kontaktopplysningar|personvernombod|kven kan kontaktast|kven kan kontaktast for meir informasjon",
    ),
    (Name, "kontaktperson|namn på kontaktperson"),
    (Phone, "telefon|mobil|telefonnummer"),
    (Email, "e post|epost|e postadresse"),
    (
        P(Confidentiality),
        "konfidensialitet|har opplysningar vorte kjende for uvedkomande|kjent for uvedkomande",
    ),
    (P(Integrity), "integritet|er opplysningar endra|har opplysningar vorte endra"),
    (P(Availability), "tilgjenge|gått tapt|tilgjengelegheit|har opplysningar gått tapt"),
    (F(Likelihood), "sannsyn"),
    (F(Consequence), "konsekvens"),
    (F(Protection), "var opplysningane krypterte|kryptering|er opplysningane krypterte"),
    (F(ExternalReference), "vår referanse|vår ref|saksnummer|avviksnummer|referanse|dykkar referanse"),
];

pub const EN: &[(Target, &str)] = &[
    (
        Other,
        "data breach|personal data breach|deviation|discrepancy|incident report|security incident|controller|processor|organisation|organization|company|notified to the authority|has the authority been notified|reasons for late notification|police report|attachments|severity|to|from|subject|sent|cc|comment|title",
    ),
    (F(MainCause), "main cause|major cause|root cause|cause of the breach|cause|possible cause"),
    (Type, "type of breach|type of incident|incident type|breach type"),
    (
        F(Period),
        "when|date and time|period|when did the breach occur|when did it happen|when did the incident occur|when did the breach happen|duration|time of the incident|date of the incident|date of incident|incident date|period of the breach|time frame|occurred|time period|beginning and end|date of breach",
    ),
    (
        F(DiscoveredAt),
        "when the deviation was discovered|when was the deviation discovered|when was the breach discovered|when was the incident discovered|when was it discovered|on what date was the breach discovered|when did you discover the breach|date of discovery|time of discovery|discovered at|discovered on|discovered|detected|detected at|detected on|date detected|date discovered|date and time of awareness|date of awareness|time detected",
    ),
    (F(ReportedBy), "discovered by|reported by|reporting person|your name|name|detected by|reporter"),
    (F(Department), "department|unit|section"),
    (
        F(AffectedPersons),
        "number of affected persons|number of persons affected|number of people affected|number of data subjects|number of data subjects affected|how many data subjects could be affected|how many data subjects are affected|how many people are affected|how many persons are affected|how many individuals are affected|affected individuals|affected persons|people affected|persons affected|number affected|individuals affected|data subjects affected|number of individuals",
    ),
    (
        F(AffectedRecords),
        "number of personal records|number of records|records involved|records affected|number of records affected|number of documents|how many records",
    ),
    (
        F(WhatHappened),
        "what has happened|what happened|description|description of the deviation|description of the incident|description of the breach|nature of the breach|incident description|describe the incident|describe the breach|summary|incident summary|what went wrong|details",
    ),
    (
        F(HowItArose),
        "how the deviation occurred|how did the deviation occur|how did it happen|how did the breach occur|how it arose|how did the breach happen|how did it occur|how it happened|how",
    ),
    (F(Place), "where|location|where did it happen|place|where did the breach occur"),
    (
        F(System),
        "system|systems|systems and infrastructures involved|systems involved|affected system|affected systems|which system|systems affected|service affected|affected service",
    ),
    (
        F(DataTypes),
        "type of personal data|types of personal data|categories of personal data|type of breached data|what personal data|what kind of personal data|data types|types of data|type of data|data categories|categories of data|personal data involved|data involved|data affected|what data is affected|which data|special categories",
    ),
    (
        F(Relationship),
        "relationship|relationship to the persons|relationship to the data subjects|categories of data subjects|types of data subjects affected|types of data subjects|who is affected|who are affected|relation to the persons|relation of the business to the persons",
    ),
    (
        F(DataLocation),
        "where is the personal information located after the deviation|where is the data now|where are the data now|where are the data after the deviation|recipients|who has accessed|who has accessed the data|location of the data|data location|where is the personal data now",
    ),
    (
        F(Consequences),
        "consequences|possible consequences|likely consequences|potential consequences|impact|potential impact|consequences for the affected|impact on individuals",
    ),
    (
        F(MeasuresTaken),
        "immediate actions|immediate measures|actions taken|measures taken|containment|action taken|actions|what has been done|mitigation|mitigation taken|mitigating actions|immediate action|containment actions|what actions have been taken|remediation",
    ),
    (
        F(MeasuresPlanned),
        "measures proposed|planned measures|corrective actions|preventive measures|proposed measures|next steps|planned actions|corrective action|further actions|further measures|measures planned",
    ),
    (
        F(PersonsInformed),
        "have the people affected been informed|have the affected been informed|have the affected persons been informed|data subjects informed|have data subjects been informed|have the data subjects been informed|have individuals been informed|affected persons informed|are the affected informed|have those affected been informed|individuals notified|data subjects notified",
    ),
    (
        F(Contact),
        "contact details|dpo|contact point|data protection officer|contact|contact information|who can be contacted|point of contact",
    ),
    (Name, "contact person|contact name"),
    (Phone, "phone|telephone|mobile|phone number|tel"),
    (Email, "email|e mail|email address|e mail address"),
    (P(Confidentiality), "confidentiality"),
    (P(Integrity), "integrity"),
    (P(Availability), "availability"),
    (F(Properties), "nature of breach|security properties|confidentiality integrity availability|breach of"),
    (Risk { residual: false }, "risk|risk assessment"),
    (Risk { residual: true }, "residual risk"),
    (F(Likelihood), "likelihood"),
    (F(Consequence), "consequence|consequence level"),
    (F(ResidualLikelihood), "residual likelihood"),
    (F(ResidualConsequence), "residual consequence"),
    (
        F(Protection),
        "were the data encrypted|was the data encrypted|encryption|encrypted|is the data encrypted|protection|was the device encrypted",
    ),
    (
        F(ExternalReference),
        "ref|reference|our reference|our ref|your reference|ticket|ticket number|ticket id|case number|incident number|incident id|incident no|case id|reference number",
    ),
];

/// The name of a field as a person reads it in a notice; `nb`, `nn` or `en`, anything else is `nb`.
pub fn label(field: Field, language: &str) -> &'static str {
    let row = row(field);
    match language {
        "nn" => row.1,
        "en" => row.2,
        _ => row.0,
    }
}

/// A short example of how to answer, in the same languages.
pub fn hint(field: Field, language: &str) -> &'static str {
    let row = row(field);
    match language {
        "nn" => row.4,
        "en" => row.5,
        _ => row.3,
    }
}

type Row = (&'static str, &'static str, &'static str, &'static str, &'static str, &'static str);

/// Labels nb, nn, en, then hints nb, nn, en.
#[rustfmt::skip]
fn row(field: Field) -> Row {
    match field {
        MainCause => ("Hovedårsak", "Hovudårsak", "Main cause", "f.eks. «e-post sendt til feil mottaker»", "t.d. «e-post send til feil mottakar»", "e.g. “e-mail sent to the wrong recipient”"),
        Period => ("Tidsrom", "Tidsrom", "Period", "f.eks. «fra 10.03.2026 kl. 09.00 til 12.03.2026»", "t.d. «frå 10.03.2026 kl. 09.00 til 12.03.2026»", "e.g. “from 10.03.2026 09:00 to 12.03.2026”"),
        DiscoveredAt => ("Når ble avviket oppdaget", "Når vart avviket oppdaga", "Date of discovery", "f.eks. «12.03.2026 kl. 14.00»", "t.d. «12.03.2026 kl. 14.00»", "e.g. “12.03.2026 14:00”"),
        AffectedPersons => ("Antall berørte personer", "Talet på råka personar", "Number of affected persons", "f.eks. «ca. 150»", "t.d. «om lag 150»", "e.g. “about 150”"),
        AffectedRecords => ("Antall registreringer", "Talet på registreringar", "Number of records", "f.eks. «1 200»", "t.d. «1 200»", "e.g. “1 200”"),
        WhatHappened => ("Hva har skjedd", "Kva har skjedd", "What has happened", "noen setninger, uten navn og fødselsnummer", "nokre setningar, utan namn og fødselsnummer", "a few sentences, without names or identity numbers"),
        HowItArose => ("Hvordan avviket oppstod", "Korleis avviket oppstod", "How the deviation occurred", "f.eks. «feil adresse valgt fra forslag»", "t.d. «feil adresse vald frå framlegg»", "e.g. “wrong address picked from suggestions”"),
        DataTypes => ("Type personopplysninger", "Type personopplysningar", "Type of personal data", "f.eks. «navn, adresse, helseopplysninger»", "t.d. «namn, adresse, helseopplysningar»", "e.g. “name, address, health data”"),
        Relationship => ("Relasjon til de berørte", "Relasjon til dei råka", "Relationship to the persons", "f.eks. «ansatte», «pasienter», «kunder»", "t.d. «tilsette», «pasientar», «kundar»", "e.g. “employees”, “patients”, “customers”"),
        DataLocation => ("Hvor er opplysningene nå", "Kvar er opplysningane no", "Where are the data now", "f.eks. «hos én kjent mottaker»", "t.d. «hos éin kjend mottakar»", "e.g. “with one known recipient”"),
        Consequences => ("Mulige konsekvenser", "Moglege konsekvensar", "Possible consequences", "f.eks. «identitetstyveri»", "t.d. «identitetstjuveri»", "e.g. “identity theft”"),
        MeasuresTaken => ("Gjennomførte tiltak", "Gjennomførte tiltak", "Measures taken", "f.eks. «bedt mottaker slette»", "t.d. «bede mottakaren slette»", "e.g. “asked the recipient to delete”"),
        MeasuresPlanned => ("Planlagte tiltak", "Planlagde tiltak", "Planned measures", "f.eks. «opplæring innen 1. april»", "t.d. «opplæring innan 1. april»", "e.g. “training by 1 April”"),
        PersonsInformed => ("Er de berørte informert", "Er dei råka informerte", "Have the affected persons been informed", "«ja», «nei», «delvis» eller «planlagt»", "«ja», «nei», «delvis» eller «planlagt»", "“yes”, “no”, “partly” or “planned”"),
        Contact => ("Kontaktinformasjon", "Kontaktinformasjon", "Contact details", "navn, telefon og e-post", "namn, telefon og e-post", "name, phone and e-mail"),
        Properties => ("Brudd på", "Brot på", "Breach of", "konfidensialitet, integritet, tilgjengelighet", "konfidensialitet, integritet, tilgjenge", "confidentiality, integrity, availability"),
        Kinds => ("Område", "Område", "Area", "personvern, sikkerhet", "personvern, tryggleik", "privacy, security"),
        System => ("System", "System", "System", "f.eks. «Visma»", "t.d. «Visma»", "e.g. “Visma”"),
        Place => ("Sted", "Stad", "Location", "f.eks. «hovedkontoret»", "t.d. «hovudkontoret»", "e.g. “head office”"),
        Department => ("Avdeling", "Avdeling", "Department", "f.eks. «HR»", "t.d. «HR»", "e.g. “HR”"),
        ReportedBy => ("Oppdaget av", "Oppdaga av", "Discovered by", "navn", "namn", "name"),
        Likelihood => ("Sannsynlighet", "Sannsyn", "Likelihood", "1–5", "1–5", "1–5"),
        Consequence => ("Konsekvens", "Konsekvens", "Consequence", "1–5", "1–5", "1–5"),
        ResidualLikelihood => ("Restsannsynlighet", "Restsannsyn", "Residual likelihood", "1–5", "1–5", "1–5"),
        ResidualConsequence => ("Restkonsekvens", "Restkonsekvens", "Residual consequence", "1–5", "1–5", "1–5"),
        Protection => ("Var opplysningene kryptert", "Var opplysningane krypterte", "Were the data encrypted", "«ja, nøkkelen er trygg», «delvis», «nei»", "«ja, nøkkelen er trygg», «delvis», «nei»", "“yes, the key is safe”, “partly”, “no”"),
        ExternalReference => ("Vår referanse", "Vår referanse", "Our reference", "saksnummeret deres", "saksnummeret dykkar", "your case number"),
    }
}
