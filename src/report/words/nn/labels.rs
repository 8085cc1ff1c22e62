//! What labels ask for, in nynorsk (L1–L21).

use crate::report::field::Field::*;
use crate::report::field::Property::{Availability as A, Confidentiality as C, Integrity as I};
use crate::report::labels::Column::{Done, Due, Helper, Owner};
use crate::report::labels::Target::{self, Field as F, Property as P, *};

pub const LABELS: &[(Target, &str)] = &[
    (
        Other,
        "avvik|avviksmelding|avviksskjema|avviksrapport|melding om avvik|personvernavvik|tryggleikshending|\
        brot på personopplysningstryggleiken|personopplysningar på avvege|datainnbrot|verksemd|verksemda|namn på verksemd|\
        organisasjonsnummer|org nr|behandlingsansvarleg|dataansvarleg|databehandlar|underleverandør|leverandør|\
        meld til datatilsynet|er datatilsynet varsla|datatilsynet varsla|er avviket meldt til datatilsynet|\
        er avviket meldt til datatilsynet|meldepliktig|grunngiving|grunngjeving|årsak til forseinking|\
        årsakene til forseinkinga|politimeld|er saka meld til politiet|systemeigar|avvikseigar|tiltakseigar|kommentar|\
        kommentarar|merknad|vedlegg|sendast til|til|frå|kopi|emne|risikonivå|kritikalitet|robustheit|adresse|\
        stilling|rolle|dato|sendt|informasjon|felt|svar|spørsmål|føremål|status|underskrift|effekt|ønskt effekt|dykkar ref|dykkar referanse|de sin ref|vert sendt til|blir sendt til|\
        beskriv tema areal arbeidsprosess|tema|kommentarfelt|namn på verksemda",
    ),
    (
        F(MainCause),
        "hovudårsak|hovudårsaka|årsak|årsaka|mogleg årsak|mogleg årsak til avviket|antatt årsak|truleg årsak|årsak til avviket|\
        årsaka til avviket|bakanforliggjande årsak|rotårsak|kvifor skjedde det",
    ),
    (Type, "type avvik|avvikstype|kva slags avvik|type hending|hendingstype|type brot"),
    (
        F(Period),
        "når|tidspunkt|tidsrom|tidsrommet|periode|perioden|når skjedde det|når hende det|når skjedde avviket|\
        når skjedde hendinga|når hende avviket|tidspunkt for hendinga|tidspunkt for avviket|når oppstod avviket|\
        dato eller tidsrom for avviket|tidsrom for avviket|frå til|hendingstidspunkt|dato for hendinga|når var dette",
    ),
    (Start, "start|starta|frå dato|frå kl|startdato|når starta avviket|avviket starta|byrja|når byrja det"),
    (End, "slutt|slutta|til dato|sluttdato|avslutta|når slutta avviket|avviket slutta|stansa"),
    (Duration, "varigheit|kor lenge varte det|kor lenge|varte|kor lenge vara det"),
    (Ongoing, "pågår framleis|pågår avviket framleis|pågår det framleis|pågår|held det fram"),
    (
        F(DiscoveredAt),
        "når vart avviket oppdaga|når blei avviket oppdaga|når avviket vart oppdaga|når avviket blei oppdaga|\
        når vart det oppdaga|når vart hendinga oppdaga|når blei hendinga oppdaga|når vart brotet oppdaga|når oppdaga de|\
        når oppdaga du|når oppdaga|oppdaga dato|oppdaga dato kl|oppdaga|oppdaga når|tidspunkt for oppdaging|dato oppdaga|\
        dato for oppdaging|kjent frå|kjend frå|når vart de kjende med avviket|dato kl|dato klokkeslett|avdekt|\
        avviket vart oppdaga|når fekk de vite om det",
    ),
    (
        F(ReportedBy),
        "oppdaga av|avviket er oppdaga av|avviket vart oppdaga av|meld av|meldt av|meldar|innmeldar|rapportert av|\
        registrert av|kven oppdaga avviket|kven oppdaga|kven oppdaga det|namn|namn på meldar|namnet ditt|utført av",
    ),
    (F(Department), "avdeling|eining|eining avdeling|avdelinga|seksjon|utført ved"),
    (
        F(AffectedPersons),
        "kor mange personar er råka|kor mange personar er råka av avviket|kor mange er råka|kor mange råka|talet på råka|\
        talet på råka personar|personar råka|kor mange|kor mange personar|tal på råka|tal råka|omfang|omfang volum|kor mange registrerte er råka|kor mange gjeld det|\
        talet på registrerte|talet på personar|tal personar|kor mange vart råka|kor mange blei råka|råka personar|\
        kor mange personar gjeld det|antal råka|kor mange er ramma",
    ),
    (
        F(AffectedRecords),
        "talet på registreringar|tal registreringar|talet på dokument|kor mange dokument|tal på dokument|\
        talet på postar|talet på journalar|talet på filer|kor mange registreringar",
    ),
    (
        F(WhatHappened),
        "kva har skjedd|kva skjedde|kva hende|kva har hendt|kva er hendt|kva har hend|kva er skjedd|skildring av avviket|skildring|\
        omstenda rundt hendinga|beskriv hendinga|skildring av hendinga|kva gjekk gale|kva har gått gale|\
        kva er observert|kartlegging avvik|skildre avviket|skildre|skildre hendinga|skildre kva som har skjedd|beskriv avviket|kort skildring|\
        om hendinga|samandrag|kva gjeld avviket|kva som har skjedd|kva som skjedde|hendingsskildring",
    ),
    (
        F(HowItArose),
        "korleis oppstod avviket|korleis avviket oppstod|korleis oppstod det|korleis skjedde det|korleis kunne det skje|\
        korleis skjedde avviket|korleis skjedde hendinga|korleis kunne dette skje",
    ),
    (How, "korleis|på kva måte|korleis vart dei informerte"),
    (
        F(Place),
        "kvar skjedde det|kvar skjedde avviket|kvar oppstod avviket|kvar skjedde hendinga|kvar hende det|stad|staden|kvar",
    ),
    (
        F(System),
        "system|namn på informasjonssystem|namn på informasjonssystemet|kva system|kva for system|informasjonssystem|fagsystem|råka system|hendinga påverkar|løysing|teneste",
    ),
    (
        F(DataTypes),
        "kva type personopplysningar|kva type personopplysningar som vart råka|kva type opplysningar|kva for type personopplysningar|\
        kva slags personopplysningar|kva slags opplysningar|kva slags type personopplysningar|type opplysningar|\
        typar opplysningar|typar personopplysningar|kva opplysningar|kva personopplysningar|kva for opplysningar|\
        kategoriar av personopplysningar|kategoriar av opplysningar|type personopplysningar|særlege kategoriar|\
        kva slags personopplysningar vart råka|kva slags personopplysningar som vart råka|\
        kva slags personopplysningar er råka|kva slags type personopplysningar vart råka|råka opplysningar|personopplysningar",
    ),
    (
        F(Relationship),
        "kven er råka|kven er dei råka|relasjon til dei råka|relasjon|kategoriar av registrerte|kven gjeld det|\
        kva relasjon har verksemda til dei råka|kva relasjon verksemda har til dei råka|kva relasjon sjukehuset har til dei råka|\
        kva relasjon har til personane|kva relasjon har til dei råka|kven er ramma|relasjon til personane",
    ),
    (
        F(DataLocation),
        "kvar er opplysningane no|kvar personopplysningane er etter avviket|kvar opplysningane er no|\
        kvar er opplysningane|kvar er personopplysningane no|kvar er personopplysningane etter avviket|\
        kvar finn personopplysningane seg etter avviket|kven har fått tilgang|kvar finst opplysningane no|på avvege|\
        kven har hatt tilgang|mottakarar|mottakar|kvar er dataa no",
    ),
    (
        F(Consequences),
        "moglege konsekvensar|konsekvensar|effektar|konsekvensar for dei råka|sannsynlege konsekvensar|\
        truleg konsekvens|moglege konsekvensar for dei råka|følgjer for dei råka|følgjer|skadeverknader|\
        moglege følgjer|kva konsekvensar kan det få",
    ),
    (
        F(MeasuresTaken),
        "strakstiltak|kva er gjort for å stanse avviket|kva er gjort|kva tiltak er sette i verk|kva tiltak er sett i verk|\
        gjennomførte tiltak|tiltak som er gjort|skadeavgrensande tiltak|kva tiltak er gjort|tiltak|mellombelse tiltak|\
        kva har de gjort|iverksette tiltak|risikoreduserande tiltak|kva strakstiltak eller mellombelse tiltak vart sette i verk|\
        kva strakstiltak eller mellombelse tiltak er sette i verk|strakstiltak eller mellombelse tiltak|kva strakstiltak|tiltak sette i verk|kva er gjort for å stoppe avviket",
    ),
    (
        F(MeasuresPlanned),
        "forslag til tiltak|forslag til nye tiltak|framlegg til tiltak|planlagde tiltak|førebyggjande tiltak|\
        korrigerande tiltak|vidare tiltak|kva tiltak er planlagde|nye tiltak|handlingsplan|valde tiltak|nye risikoreduserande tiltak|handlingsplan nye risikoreduserande tiltak|vidare arbeid|\
        kva skal gjerast|tiltak for å hindre gjentaking|kva planlegg de",
    ),
    (
        F(PersonsInformed),
        "er dei råka varsla|er dei råka informerte|er dei råka informert|varsel til dei råka|\
        har dei råka fått informasjon|har dei råka vorte informerte|har dei råka blitt informerte|informasjon til dei råka|\
        dei råka informerte|dei råka varsla|har de informert dei råka|har de varsla dei råka|er pasienten informert|\
        skal dei råka informerast",
    ),
    (
        F(Contact),
        "kontaktinformasjon|kontaktopplysningar|personvernombod|personvernombodet|kven kan kontaktast|\
        kven kan kontaktast for meir informasjon|kontakt|kontaktpunkt|namn og kontaktopplysningar|kven kan vi kontakte",
    ),
    (Name, "meldingsansvarleg|namn på meldingsansvarleg|kontaktperson|namn på kontaktperson"),
    (Phone, "telefon|tlf|mobil|mob|telefonnummer|mobiltelefon"),
    (Email, "e post|epost|e postadresse|epostadresse"),
    (
        P(C),
        "konfidensialitet|brot på konfidensialitet|har opplysningar vorte kjende for uvedkomande|\
        har opplysningar blitt kjende for uvedkomande|er opplysningar blitt kjende for uvedkomande|er opplysningar vortne kjende for uvedkomande|\
        kjent for uvedkomande|kjende for uvedkomande",
    ),
    (
        P(I),
        "integritet|brot på integritet|er opplysningar endra|har opplysningar vorte endra|har opplysningar blitt endra",
    ),
    (
        P(A),
        "tilgjenge|brot på tilgjenge|gått tapt|tilgjengelegheit|tilgjengelighet|har opplysningar gått tapt|\
        er opplysningar gått tapt|har opplysningar gått tapt eller vorte utilgjengelege",
    ),
    (
        F(Properties),
        "type tryggleiksbrot|brot på|kva type brot|tryggleiksbrot|konfidensialitet integritet tilgjenge",
    ),
    (F(Kinds), "område|fagområde|gjeld|avviket gjeld|gjeld personvern eller tryggleik"),
    (Risk { residual: false }, "risiko|risikovurdering|risiko før tiltak"),
    (
        Risk { residual: true },
        "etter tiltak|restrisiko|restrisikovurdering|risiko etter tiltak|attverande risiko",
    ),
    (F(Likelihood), "s|sannsyn|sannsyn s|sannsynlegheit"),
    (F(Consequence), "k|konsekvens|konsekvens k"),
    (Severity, "alvorsgrad|alvor"),
    (Score, "r|risiko r|risikoverdi"),
    (F(ResidualLikelihood), "restsannsyn|sannsyn etter tiltak"),
    (F(ResidualConsequence), "restkonsekvens|konsekvens etter tiltak"),
    (
        F(Protection),
        "var opplysningane krypterte|kryptering|er opplysningane krypterte|vart opplysningane krypterte|er disken kryptert|er eininga kryptert|var pc en kryptert|\
        var mobilen kryptert|kryptert|var eininga kryptert|var fila kryptert|\
        var disken kryptert|vern av opplysningane|var dataa krypterte",
    ),
    (
        F(ExternalReference),
        "vår referanse|vår ref|saksnummer|saksnr|avviksnummer|avvik id|avvik id nr|avvik nr|avviksnr|sak nr|referansenummer|referanse|ref|\
        hendingsnummer",
    ),
    (Plan(Owner), "ansvarleg|ansvarleg person|tiltaksansvarleg"),
    (Plan(Helper), "medhjelpar|medhjelparar"),
    (Plan(Due), "tidsfrist|frist|innan"),
    (Plan(Done), "utført dato|utført|gjort dato|ferdig"),
    (Line, "nr|nummer|sak|punkt"),
    (Printed, "risikomatrisa|risikomatrise"),
];
