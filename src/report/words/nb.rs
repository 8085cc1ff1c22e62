//! Bokmål.

mod labels;
mod senses;

use super::{Language, Vocabulary};
use crate::report::field::Field::*;

pub const LANGUAGE: Vocabulary = Vocabulary {
    language: Language::Nb,
    names: [
        (MainCause, "Hovedårsak", "f.eks. «e-post sendt til feil mottaker»"),
        (Period, "Tidsrom", "f.eks. «fra 10.03.2026 kl. 09.00 til 12.03.2026»"),
        (DiscoveredAt, "Når ble avviket oppdaget", "f.eks. «12.03.2026 kl. 14.00»"),
        (AffectedPersons, "Antall berørte personer", "f.eks. «ca. 150»"),
        (AffectedRecords, "Antall registreringer", "f.eks. «1 200»"),
        (WhatHappened, "Hva har skjedd", "noen setninger, uten navn og fødselsnummer"),
        (HowItArose, "Hvordan avviket oppstod", "f.eks. «feil adresse valgt fra forslag»"),
        (DataTypes, "Type personopplysninger", "f.eks. «navn, adresse, helseopplysninger»"),
        (Relationship, "Relasjon til de berørte", "f.eks. «ansatte», «pasienter», «kunder»"),
        (DataLocation, "Hvor er opplysningene nå", "f.eks. «hos én kjent mottaker»"),
        (Consequences, "Mulige konsekvenser", "f.eks. «identitetstyveri»"),
        (MeasuresTaken, "Gjennomførte tiltak", "f.eks. «bedt mottaker slette»"),
        (MeasuresPlanned, "Planlagte tiltak", "f.eks. «opplæring innen 1. april»"),
        (PersonsInformed, "Er de berørte informert", "«ja», «nei», «delvis» eller «planlagt»"),
        (Contact, "Kontaktinformasjon", "navn, telefon og e-post"),
        (Properties, "Brudd på", "konfidensialitet, integritet, tilgjengelighet"),
        (Kinds, "Område", "personvern, sikkerhet"),
        (System, "System", "f.eks. «Visma»"),
        (Place, "Sted", "f.eks. «hovedkontoret»"),
        (Department, "Avdeling", "f.eks. «HR»"),
        (ReportedBy, "Oppdaget av", "navn"),
        (Likelihood, "Sannsynlighet", "1–5"),
        (Consequence, "Konsekvens", "1–5"),
        (ResidualLikelihood, "Restsannsynlighet", "1–5"),
        (ResidualConsequence, "Restkonsekvens", "1–5"),
        (Protection, "Var opplysningene kryptert", "«ja, nøkkelen er trygg», «delvis», «nei»"),
        (ExternalReference, "Vår referanse", "saksnummeret deres"),
    ],
    labels: labels::LABELS,
    openings: "beskrivelse av|en beskrivelse av|angi|oppgi",
    commands: "tiltak|s|k|risiko|restrisiko",
    help: HELP,
    parts: "del|kapittel|bolk",
    pages: "side",
    question_marks: "spørsmål|spm|svar|sp",
    open: OPEN,
    fillers: "foreløpig|per nå|pr nå|per i dag|pr i dag|for øyeblikket|så langt|enda|ennå|helt|sikkert|dessverre|\
        det|dette|er|vi|eksakt|nøyaktig|antall|på nåværende tidspunkt|jeg|oss|av|dato",
    units: &[
        (1, "en|ett|ei|én|étt"),
        (2, "to"),
        (3, "tre"),
        (4, "fire"),
        (5, "fem"),
        (6, "seks"),
        (7, "sju|syv"),
        (8, "åtte"),
        (9, "ni"),
        (10, "ti"),
        (11, "elleve"),
        (12, "tolv|dusin|et dusin"),
        (13, "tretten"),
        (14, "fjorten"),
        (15, "femten"),
        (16, "seksten"),
        (17, "sytten"),
        (18, "atten"),
        (19, "nitten"),
    ],
    tens: &[
        (20, "tjue|tyve"),
        (30, "tretti|tredve"),
        (40, "førti"),
        (50, "femti"),
        (60, "seksti"),
        (70, "sytti"),
        (80, "åtti"),
        (90, "nitti"),
    ],
    factors: &[(100, "hundre"), (1_000, "tusen"), (1_000_000, "mill|million|millioner")],
    levels: &[
        (
            5,
            "svært stor|meget stor|meget alvorlig|svært alvorlig|kontinuerlig|kritisk|svært høy|meget høy|svært sannsynlig",
        ),
        (1, "meget liten|svært liten|ubetydelig|svært lav|meget lav|ingen|usannsynlig"),
        (4, "stor|høy|alvorlig"),
        (3, "moderat|middels|medium"),
        (2, "liten|lav|mindre"),
    ],
    sign_offs: "med vennlig hilsen|vennlig hilsen|vennligst hilsen|med hilsen|beste hilsen|beste hilsener|\
        med beste hilsen|hilsen|hilsener|mvh|m v h|vh|med vennlige hilsener",
    small_words: "ikke|jeg|hva|hvem|hvor|hvordan|hvilke|hvilken|ble|blitt|en|et|fra|dere|noen|noe|bare|de|være|mottaker|\
        mottakeren|når|opplysninger|opplysningene|personopplysninger|hendelsen|ansatte|kommer|oppdaget|berørte|uke|\
        gjøre|mer|også|disse|deres|hun|sendte|feil|og|av|til|som|det|er|har|vi|for|på|med|at|i|hei|avvik|\
        avviksmelding|hos|den|kan|om|hilsen|mvh|skal|vil",
    abbreviations: "ca|kl|nr|tlf|mob|f.eks|eks|bl|dvs|osv|etc|ref|pr|evt|f|a|t|d|inkl|mvh|jf|mill|st|kr|avd|sept|okt|nov|des|jan|feb|vedr|iht|ang|bl.a|o.l|el|ev|alt|adr|tl|mrd|mnd|saksnr|orgnr|fnr",
    senses: senses::SENSES,
};

/// From the risk form and the avviksskjema of the health sector (S61–S74, S97).
const HELP: &str = "(hjelpetekst)|hjelpetekst|beskriv så godt som mulig|nb! ikke noter personopplysninger|\
    s= sannsynlighet|k= konsekvens|r=risiko|r= risiko|r= s x k|r skal fargelegges|1= meget liten|2= liten|3= moderat|\
    4= stor|5= kontinuerlig|1= ingen/ubetydelig|5= svært stor|kontakt personvernleder|melding til datatilsynet innen|\
    melding til datatilsynet når brudd på|informasjonsplikt til berørte ved høy risiko|(bruk matrisen nedenfor)|\
    (forebyggende og skadebegrensende)|tabell 1|tabell 2|mulige konsekvenser f.eks.|evt. navn på informasjonssystem|\
    brudd/alvorlig brudd på pasientsikkerheten|forskjellsbehandling|identitetstyveri/bedrageri|økonomisk tap|\
    skade på omdømme (virksomheten/person)|følsomme, fortrolige eller private personopplysninger er eksponert|\
    uautorisert oppheving av pseudonymisering|annen betydelig ulempe for berørte personer|\
    beskriv tiltak som er iverksatt når avviksmeldingen|beskriv hvilke rutiner som skal innføres|\
    gi en begrunnelse for at avviket anses|det samme gjelder vurdering av informasjonsplikt|\
    hvilken relasjon sykehuset har til de berørte personene|sendes til: linjeleder|sendes i tillegg til it-sjef|\
    formål: sikre at alle brudd|dersom det har skjedd et brudd på personopplysningssikkerheten i din virksomhet|\
    klikk her for å skrive|klikk eller trykk|skriv inn tekst|velg et element|velg en dato|angi sannsynlighet|angi konsekvens|(fyll ut|(beskriv|(kryss av)|(sett kryss)";

const OPEN: &str = "ukjent|ukjent antall|ikke kjent|ikke kjent enda|vet ikke|vet ikke sikkert|uvisst|usikker|usikkert|\
    vanskelig å si|ikke avklart|uavklart|avklares|avklares nærmere|må avklares|under kartlegging|under utredning|\
    under undersøkelse|under avklaring|under arbeid|under etterforskning|undersøkes|undersøkes nærmere|må undersøkes|\
    ettersendes|ettersendes senere|blir ettersendt|vil bli ettersendt|sendes senere|kommer|kommer senere|kommer tilbake|\
    kommer tilbake til|kommer tilbake til dette|følger|følger senere|mer informasjon kommer|informasjon kommer|\
    mer info kommer|se vedlegg|se vedlagt|se vedlagte skjema|se vedlagt skjema|vedlagt|jf vedlegg|ingen opplysninger|\
    vites ikke|ikke oppgitt|ikke utfylt|ikke relevant ennå|fylles ut senere|kartlegges|kartlegges nå|blank|tomt|\
    som over|ikke klart|ikke bestemt|ikke besluttet|ikke vurdert|har ikke oversikt|ikke oversikt|ingen oversikt|\
    mangler|mangler informasjon|har ikke|se under|se over|x x x|xxx|n a|na|tbd|tba|tbc";
