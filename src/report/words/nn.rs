//! Nynorsk.

mod labels;
mod senses;

use super::{Language, Vocabulary};
use crate::report::field::Field::*;

pub const LANGUAGE: Vocabulary = Vocabulary {
    language: Language::Nn,
    names: [
        (MainCause, "Hovudårsak", "t.d. «e-post send til feil mottakar»"),
        (Period, "Tidsrom", "t.d. «frå 10.03.2026 kl. 09.00 til 12.03.2026»"),
        (DiscoveredAt, "Når vart avviket oppdaga", "t.d. «12.03.2026 kl. 14.00»"),
        (AffectedPersons, "Talet på råka personar", "t.d. «om lag 150»"),
        (AffectedRecords, "Talet på registreringar", "t.d. «1 200»"),
        (WhatHappened, "Kva har skjedd", "nokre setningar, utan namn og fødselsnummer"),
        (HowItArose, "Korleis avviket oppstod", "t.d. «feil adresse vald frå framlegg»"),
        (DataTypes, "Type personopplysningar", "t.d. «namn, adresse, helseopplysningar»"),
        (Relationship, "Relasjon til dei råka", "t.d. «tilsette», «pasientar», «kundar»"),
        (DataLocation, "Kvar er opplysningane no", "t.d. «hos éin kjend mottakar»"),
        (Consequences, "Moglege konsekvensar", "t.d. «identitetstjuveri»"),
        (MeasuresTaken, "Gjennomførte tiltak", "t.d. «bede mottakaren slette»"),
        (MeasuresPlanned, "Planlagde tiltak", "t.d. «opplæring innan 1. april»"),
        (PersonsInformed, "Er dei råka informerte", "«ja», «nei», «delvis» eller «planlagt»"),
        (Contact, "Kontaktinformasjon", "namn, telefon og e-post"),
        (Properties, "Brot på", "konfidensialitet, integritet, tilgjenge"),
        (Kinds, "Område", "personvern, tryggleik"),
        (System, "System", "t.d. «Visma»"),
        (Place, "Stad", "t.d. «hovudkontoret»"),
        (Department, "Avdeling", "t.d. «HR»"),
        (ReportedBy, "Oppdaga av", "namn"),
        (Likelihood, "Sannsyn", "1–5"),
        (Consequence, "Konsekvens", "1–5"),
        (ResidualLikelihood, "Restsannsyn", "1–5"),
        (ResidualConsequence, "Restkonsekvens", "1–5"),
        (Protection, "Var opplysningane krypterte", "«ja, nøkkelen er trygg», «delvis», «nei»"),
        (ExternalReference, "Vår referanse", "saksnummeret dykkar"),
    ],
    labels: labels::LABELS,
    openings: "skildring av|ei skildring av|oppgje",
    commands: "tiltak|s|k|risiko|restrisiko",
    help: "(hjelpetekst)|hjelpetekst|beskriv så godt som mogleg|nb! ikkje noter|tabell 1|tabell 2|\
        melding til datatilsynet når brot på|melding til datatilsynet innan|informasjonsplikt til dei råka ved|r skal fargeleggjast|\
        (bruk matrisa|(førebyggjande|ev. namn på informasjonssystem|moglege konsekvensar t.d.|klikk her for å skrive|\
        klikk eller trykk|skriv inn tekst|vel eit element|vel ein dato|(fyll ut|(beskriv|(skildre|skildre så godt som råd|nb! ikkje skriv personopplysningar|(kryss av)|(set kryss)",
    parts: "del|kapittel|bolk",
    pages: "side",
    question_marks: "spørsmål|spm|svar|sp",
    open: "ukjend|ukjent|ukjend tal|ikkje kjend|ikkje kjent|ikkje kjent enno|veit ikkje|veit ikkje sikkert|uvisst|uviss|\
        usikker|usikkert|vanskeleg å seie|ikkje avklart|ikkje avklara|uavklart|avklarast|må avklarast|under kartlegging|\
        under utgreiing|under avklaring|under arbeid|under etterforsking|vert undersøkt|blir undersøkt|må undersøkjast|\
        undersøkjast|ettersendast|blir ettersendt|vert ettersendt|ettersendes|kjem|kjem seinare|kjem tilbake|\
        kjem tilbake til|følgjer|følgjer seinare|meir informasjon kjem|informasjon kjem|meir info kjem|\
        meir informasjon kjem seinare|sjå vedlegg|sjå vedlagt|vedlagt|ingen opplysningar|ikkje oppgitt|\
        fyllast ut seinare|kartleggast|ikkje klart|ikkje bestemt|ikkje oversikt|har ikkje oversikt|manglar|sjå under|sjå over",
    fillers: "førebels|per no|pr no|per i dag|pr i dag|for augneblinken|så langt|enno|heilt|sikkert|dessverre|det|dette|er|\
        vi|me|nøyaktig|eg|oss|av|dato",
    units: &[
        (1, "ein|ei|eitt|éin|éi"),
        (2, "to"),
        (3, "tre"),
        (4, "fire"),
        (5, "fem"),
        (6, "seks"),
        (7, "sju"),
        (8, "åtte"),
        (9, "ni"),
        (10, "ti"),
        (11, "elleve"),
        (12, "tolv|dusin|eit dusin"),
        (13, "tretten"),
        (14, "fjorten"),
        (15, "femten"),
        (16, "seksten"),
        (17, "sytten"),
        (18, "atten"),
        (19, "nitten"),
    ],
    tens: &[
        (20, "tjue"),
        (30, "tretti"),
        (40, "førti"),
        (50, "femti"),
        (60, "seksti"),
        (70, "sytti"),
        (80, "åtti"),
        (90, "nitti"),
    ],
    factors: &[(100, "hundre"), (1_000, "tusen"), (1_000_000, "mill|million|millionar")],
    levels: &[
        (5, "svært stor|særs stor|svært alvorleg|kontinuerleg|kritisk|svært høg|særs høg|svært sannsynleg"),
        (1, "svært liten|særs liten|ubetydeleg|svært låg|særs låg|ingen|usannsynleg"),
        (4, "stor|høg|alvorleg"),
        (3, "moderat|middels|medium"),
        (2, "liten|låg|mindre"),
    ],
    sign_offs: "med venleg helsing|venleg helsing|vennleg helsing|med vennleg helsing|beste helsing|helsing|med helsing|\
        hilsning|vh|mvh|helsingar",
    small_words: "ikkje|eg|kva|kven|kvar|korleis|vart|blei|vorte|ein|eit|ei|frå|dykk|dykkar|nokon|noko|berre|dei|kor|vere|\
        mottakar|mottakaren|me|opplysningar|opplysningane|personopplysningar|no|hendinga|tilsette|kjem|oppdaga|råka|\
        veke|gjere|meir|òg|desse|sende|etter|når|og|av|til|som|det|er|har|vi|for|på|med|at|i|hei|avvik|\
        avviksmelding|hos|den|kan|om|helsing|mvh|skal|vil|feil",
    abbreviations: "ca|kl|nr|tlf|t.d|jf|mv|pr|evt|f|t|d|inkl|dvs|osv|jamfør",
    senses: senses::SENSES,
};
