//! What labels ask for, in bokmål (L1–L21).

use crate::report::field::Field::*;
use crate::report::field::Property::{Availability as A, Confidentiality as C, Integrity as I};
use crate::report::labels::Column::{Done, Due, Helper, Owner};
use crate::report::labels::Target::{self, Field as F, Property as P, *};

pub const LABELS: &[(Target, &str)] = &[
    (
        Other,
        "avvik|avviksmelding|avviksskjema|avviksrapport|melding om avvik|skjema for avvik|personvernavvik|\
        sikkerhetshendelse|sikkerhetsavvik|brudd på personopplysningssikkerheten|datainnbrudd|virksomhet|virksomheten|\
        navn på virksomhet|virksomhetens navn|firma|organisasjon|organisasjonsnummer|org nr|orgnr|\
        behandlingsansvarlig|dataansvarlig|databehandler|underleverandør|underdatabehandler|leverandør|\
        meldt til datatilsynet|er datatilsynet varslet|datatilsynet varslet|er avviket meldt til datatilsynet|\
        melding til datatilsynet|meldepliktig|meldeplikt|begrunnelse|årsak til forsinkelse|årsakene til forsinkelsen|\
        hvorfor er meldingen forsinket|politianmeldt|er forholdet politianmeldt|systemeier|avvikseier|tiltakseier|\
        kommentar|kommentarer|kommentar felt|kommentarfelt|merknad|vedlegg|sendes til|til|fra|kopi|emne|risikonivå|\
        risikonivået|kritikalitet|robusthet|adresse|postadresse|stilling|rolle|tittel|\
        dato|meldt dato|sendt|informasjon|felt|svar|spørsmål|formål|status|prioritet|underskrift|signatur|gradering|\
        beskriv tema areal arbeidsprosess|tema|utført dato for skjema|er leverandøren varslet|er leder varslet|\
        er politiet varslet|er personvernombudet varslet|skjema fylt ut av dato|mottatt dato|effekt|ønsket effekt|deres ref|deres referanse",
    ),
    (
        F(MainCause),
        "hovedårsak|hovedårsaken|hovedårsak til avviket|mulig årsak til avviket|mulig årsak|antatt årsak|sannsynlig årsak|\
        årsak|årsaken|årsaken til avviket|bakenforliggende årsak|bakenforliggende årsaker|rotårsak|årsak til avviket|\
        årsak til hendelsen|årsaker|hvorfor skjedde det",
    ),
    (
        Type,
        "type avvik|type hendelse|avvikstype|hendelsestype|hva slags avvik|type brudd|avvikets art|kategori avvik|\
        avvikskategori|hendelseskategori|bruddets art",
    ),
    (
        F(Period),
        "når|tidspunkt|tidsrom|tidsrommet|tidsperiode|når avviket skjedde|dato eller tidsrom for avviket|\
        dato eller tidsrom|tidsrom for avviket|tidsrom for hendelsen|periode|perioden|når skjedde det|når skjedde avviket|\
        når skjedde hendelsen|når skjedde bruddet|når inntraff avviket|når inntraff hendelsen|når fant avviket sted|\
        når fant hendelsen sted|tidspunkt for hendelsen|tidspunkt for avviket|tidspunkt for bruddet|fra til|fra og til|\
        når oppstod avviket|når oppsto avviket|når oppstod det|hendelsestidspunkt|hendelsesdato|dato for hendelsen|\
        dato for avviket|skjedde|dato og klokkeslett for hendelsen|når var dette",
    ),
    (
        Start,
        "start|startet|fra dato|fra kl|startdato|starttidspunkt|avviket startet|når startet avviket|begynte|\
        når begynte det|fra tidspunkt|dato fra",
    ),
    (
        End,
        "slutt|sluttet|til dato|til kl|sluttdato|sluttidspunkt|avsluttet|opphørte|når opphørte avviket|stanset|\
        når ble avviket stanset|til tidspunkt|dato til|avviket opphørte",
    ),
    (Duration, "varighet|hvor lenge varte det|hvor lenge|varte"),
    (
        Ongoing,
        "pågår fortsatt|pågår avviket fortsatt|pågår det fortsatt|pågår hendelsen fortsatt|pågår|pågår bruddet fortsatt",
    ),
    (
        F(DiscoveredAt),
        "når ble avviket oppdaget|når avviket ble oppdaget|når ble hendelsen oppdaget|når ble det oppdaget|\
        når ble bruddet oppdaget|når ble feilen oppdaget|når oppdaget dere|når oppdaget du|når oppdaget|oppdaget dato|\
        oppdaget dato kl|dato kl|oppdaget|oppdaget når|tidspunkt for oppdagelse|tidspunkt for oppdagelsen|dato oppdaget|\
        dato for oppdagelse|oppdagelsesdato|oppdagelsestidspunkt|kjent fra|kjent siden|\
        når ble dere kjent med avviket|når ble virksomheten kjent med avviket|når ble dere klar over avviket|\
        avviket ble oppdaget|oppdaget kl|dato klokkeslett|avdekket|når ble avviket avdekket|tidspunkt oppdaget|\
        når fikk dere kjennskap til avviket|når fikk dere vite om det",
    ),
    (
        F(ReportedBy),
        "avviket er oppdaget av|oppdaget av|avviket ble oppdaget av|avdekket av|meldt av|innmeldt av|innmelder|melder|\
        rapportert av|registrert av|innsender|innsendt av|hvem oppdaget|hvem oppdaget avviket|hvem oppdaget det|navn|\
        navn på melder|navn på innmelder|ditt navn|utført av|melders navn|\
        fylt ut av|utfylt av|skjema fylt ut av",
    ),
    (
        F(Department),
        "avdeling|enhet|seksjon|utført ved|avdelingen|tjenestested|ansvarlig enhet|klinikk|organisasjonsenhet",
    ),
    (
        F(AffectedPersons),
        "antall|omfang|antall berørte personer|personer berørt|antall personer rammet|hvor mange|hvor mange personer|antall berørte|antall personer berørt|antall personer som er berørt|\
        hvor mange registrerte er berørt|hvor mange registrerte personer er berørt|\
        hvor mange personer er berørt av avviket|hvor mange personer er berørt|hvor mange er berørt|\
        hvor mange var berørt|hvor mange berørte|hvor mange ble berørt|hvor mange gjelder det|antall registrerte|\
        antall personer|antall registrerte berørt|antall berørte registrerte|berørte personer antall|berørte personer|\
        antall pasienter|antall ansatte berørt|antall kunder|antall elever|antall berørte enkeltpersoner|antall rammede|\
        hvor mange personer gjelder det|hvor mange mennesker er berørt|hvor mange rammes",
    ),
    (
        F(AffectedRecords),
        "antall registreringer|antall poster|antall dokumenter|antall journaler|antall filer|antall opplysninger|\
        hvor mange registreringer|hvor mange dokumenter|antall oppføringer|antall berørte registreringer|\
        antall berørte dokumenter|antall datasett|hvor mange filer|hvor mange journaler|antall rader",
    ),
    (
        F(WhatHappened),
        "beskriv avviket|beskrivelse av avviket|hva har skjedd|beskrivelse av hva som har skjedd|hva skjedde|\
        hva har gått galt|hva gikk galt|hva er observert|beskriv hendelsen|hendelsesbeskrivelse|\
        beskrivelse av hendelsen|beskrivelse|hendelsesforløp|kartlegging avvik|kort beskrivelse|hva har hendt|\
        hva avviket gjelder|hva gjelder avviket|om hendelsen|beskriv|sammendrag|kort om hendelsen|hva er skjedd|\
        beskriv bruddet|beskrivelse av bruddet|avviksbeskrivelse|hva gjelder saken|hva som har skjedd|hva som skjedde|\
        beskriv hva som skjedde|beskriv hva som har skjedd|kort om avviket|omstendigheter",
    ),
    (
        F(HowItArose),
        "hvordan avviket oppstod|hvordan oppsto avviket|hvordan oppstod avviket|hvordan oppsto det|hvordan oppstod det|\
        hvordan skjedde det|hvordan kunne det skje|hvordan det oppstod|hvordan det oppsto|hvordan avviket oppsto|\
        hvordan skjedde avviket|hvordan skjedde hendelsen|hvordan ble det mulig|hvordan kunne dette skje",
    ),
    (How, "hvordan|på hvilken måte|hvordan ble de informert"),
    (
        F(Place),
        "hvor oppstod avviket|hvor oppsto avviket|hvor skjedde det|hvor skjedde avviket|hvor skjedde hendelsen|sted|hvor|\
        hvor fant det sted|stedet|lokasjon|åsted|sted for hendelsen",
    ),
    (F(Department), "enhet avdeling|avdeling enhet|avdeling seksjon"),
    (
        F(System),
        "informasjonssystem|system|systemer|systemet|hvilket system|hvilket informasjonssystem|hvilke systemer|\
        berørt system|berørte systemer|fagsystem|hendelsen påvirker|navn på informasjonssystemet|\
        navn på informasjonssystem|it system|ikt system|applikasjon|tjeneste|løsning|berørt tjeneste",
    ),
    (
        F(DataTypes),
        "hvilken type personopplysninger|hvilken type personopplysninger som ble berørt|hvilke type personopplysninger|\
        hvilken type opplysninger|hvilke typer personopplysninger|hva slags personopplysninger som ble berørt|\
        hva slags personopplysninger ble berørt|hvilke personopplysninger gjelder det|hva slags type personopplysninger|hva slags personopplysninger|hva slags opplysninger|type personopplysninger|\
        typer personopplysninger|type opplysninger|typer opplysninger|opplysningstyper|kategorier av personopplysninger|\
        kategorier av opplysninger|kategorier personopplysninger|hvilke opplysninger|hvilke personopplysninger|\
        særlige kategorier|særlige kategorier av personopplysninger|hvilke typer personopplysninger er berørt|\
        hva slags type personopplysninger ble berørt|beskrivelse av hva slags type personopplysninger som ble berørt|\
        berørte opplysninger|berørte personopplysninger|personopplysninger|hvilke typer opplysninger|datatyper|\
        hvilke data|hva slags data|hvilke opplysninger er berørt|opplysninger som er berørt",
    ),
    (
        F(Relationship),
        "hvilken relasjon har virksomheten til de berørte|hvilken relasjon virksomheten har til de berørte|\
        hvilken relasjon har virksomheten til personene|virksomhetens relasjon til de berørte|relasjon til de berørte|\
        relasjon|kategorier av registrerte|kategorier registrerte|kategorier av berørte|hvem er berørt|\
        hvem er de berørte|hvem gjelder det|relasjon til personene|relasjon til de registrerte|\
        hvilken relasjon har dere til de berørte|hvilke grupper er berørt|berørte grupper|hvem er rammet|\
        hvilken relasjon sykehuset har til de berørte personene|hvilken relasjon skolen har til personene|hvilken relasjon har til personene|\
        hvilken relasjon har til de berørte",
    ),
    (
        F(DataLocation),
        "hvor befinner personopplysningene seg etter avviket|hvor personopplysningene befinner seg etter avviket|\
        beskrivelse av hvor personopplysningene befinner seg etter avviket|hvor personopplysningene befinner seg|\
        hvor opplysningene befinner seg|hvor opplysningene er nå|hvor befinner personopplysningene seg|\
        hvor befinner opplysningene seg|hvor er opplysningene nå|hvor er personopplysningene nå|på avveie|\
        opplysninger på avveie|hvem har fått tilgang|hvem har hatt tilgang|hvem har sett opplysningene|\
        kjent for uvedkommende antall|hvor er dataene nå|mottakere av opplysningene|mottakere|mottaker|\
        hvor er opplysningene|hvor dataene er etter avviket|hvor befinner dataene seg|hvem fikk opplysningene|\
        hvor finnes opplysningene nå",
    ),
    (
        F(Consequences),
        "konsekvenser|mulige konsekvenser|sannsynlige konsekvenser|mulige konsekvenser for de berørte|\
        sannsynlige konsekvenser for de berørte|skadevirkninger|mulige skadevirkninger|\
        fikk det små eller store konsekvenser|konsekvenser for de berørte|følger for de berørte|følger|\
        konsekvensene|konsekvensene for de berørte|hvilke konsekvenser kan det få|virkninger|mulige følger|\
        konsekvenser for de registrerte|hva kan konsekvensene bli",
    ),
    (
        F(MeasuresTaken),
        "strakstiltak|umiddelbare tiltak|midlertidige tiltak|hvilke tiltak er iverksatt|hvilke tiltak er gjort|\
        hvilke tiltak har dere gjort|hvilke tiltak har dere iverksatt|hvilke strakstiltak|hva er gjort|\
        hva har dere gjort|tiltak som er gjort|tiltak iverksatt|iverksatte tiltak|skadebegrensende tiltak|\
        gjennomførte tiltak|risikoreduserende tiltak iverksatt|risikoreduserende tiltak|\
        strakstiltak eller midlertidige tiltak|hvilke strakstiltak eller midlertidige tiltak er satt i verk|\
        hvilke strakstiltak eller midlertidige tiltak ble satt i verk|tiltak som er iverksatt|tiltak|hva er gjort for å stanse avviket|\
        hva er gjort for å stoppe avviket|hva er gjort for å redusere skadevirkninger|utførte tiltak|\
        hvilke tiltak er truffet|tiltak gjort|iverksatt|hva har dere gjort så langt",
    ),
    (
        F(MeasuresPlanned),
        "forslag til nye tiltak|forslag til tiltak|planlagte tiltak|tiltak som planlegges|korrigerende tiltak|\
        forebyggende tiltak|handlingsplan|handlingsplan nye risikoreduserende tiltak|valgte tiltak|nye risikoreduserende tiltak|videre tiltak|\
        hvilke tiltak planlegges|hvilke tiltak er planlagt|tiltak for å hindre gjentakelse|\
        tiltak for å hindre gjentagelse|nye tiltak|hva skal gjøres|tiltak fremover|videre arbeid|plan videre|\
        hva gjør dere videre|hva planlegger dere|langsiktige tiltak|hva vil dere gjøre videre|oppfølging",
    ),
    (
        F(PersonsInformed),
        "har de berørte blitt informert|har de berørte personene blitt informert|er de berørte informert|\
        er de berørte varslet|er berørte varslet|er berørte informert|er berørte brukere varslet|\
        informasjon til berørte|informasjon til de berørte|informasjon til de registrerte|informert de berørte|\
        berørte informert|berørte varslet|de berørte informert|de berørte varslet|har dere informert de berørte|\
        er de registrerte varslet|er de registrerte informert|har de registrerte blitt informert|\
        har de berørte fått informasjon|har de berørte fått beskjed|varsling av berørte|varsling av de registrerte|\
        underretning av de registrerte|har dere varslet de berørte|er pasienten informert|er pasientene informert|\
        er kundene varslet|er kundene informert|er de ansatte informert|er foresatte informert|\
        skal de berørte informeres|vil de berørte bli informert",
    ),
    (
        F(Contact),
        "kontaktinformasjon|kontaktopplysninger|hvem kan kontaktes for mer informasjon|hvem kan kontaktes|kontakt|\
        kontaktpunkt|personvernombud|personvernombudet|pvo|hvem kan vi kontakte|kontaktdata|kontaktinfo|navn telefon|navn og telefon|navn telefon e post|navn telefon og e post|\
        kontaktopplysninger til personvernombudet|navn og kontaktopplysninger|hvem kan gi mer informasjon",
    ),
    (
        Name,
        "navn på meldingsansvarlig|meldingsansvarlig|kontaktperson|navn på kontaktperson|kontaktpersonens navn|kontaktpersoner",
    ),
    (
        Phone,
        "telefon|telefon tlf|telefon mobil|tlf mob|tlf|tlf nr|mobil|mob|telefonnummer|mobiltelefon|mobilnummer|telefonnr|mobilnr",
    ),
    (Email, "e post|epost|e postadresse|epostadresse|mail|mailadresse|e mail"),
    (
        P(C),
        "konfidensialitet|konfidensialitetsbrudd|brudd på konfidensialitet|har opplysninger blitt kjent for uvedkommende|\
        er opplysninger blitt kjent for uvedkommende|blitt kjent for uvedkommende|kjent for uvedkommende|\
        har uvedkommende fått tilgang",
    ),
    (
        P(I),
        "integritet|integritetsbrudd|brudd på integritet|har opplysninger blitt endret|blitt endret|\
        er opplysninger endret|er opplysninger blitt endret|er opplysningene endret",
    ),
    (
        P(A),
        "tilgjengelighet|tilgjengelighetsbrudd|brudd på tilgjengelighet|gått tapt eller utilgjengelig|gått tapt|\
        har opplysninger gått tapt|er opplysninger gått tapt eller blitt utilgjengelige|\
        har opplysninger gått tapt eller blitt utilgjengelige|er opplysninger gått tapt|er opplysninger slettet|\
        er opplysningene gått tapt",
    ),
    (
        F(Properties),
        "type sikkerhetsbrudd|bruddtype|brudd på|sikkerhetsbrudd|hvilken type brudd|hva er brutt|\
        konfidensialitet integritet tilgjengelighet|konfidensialitet integritet eller tilgjengelighet|\
        hvilken type sikkerhetsbrudd|brudd på konfidensialitet integritet eller tilgjengelighet",
    ),
    (F(Kinds), "avvikets område|område|fagområde|gjelder|gjelder personvern eller sikkerhet|avviket gjelder"),
    (
        Risk { residual: false },
        "risiko|s k r|s k|risikovurdering|risiko vurdering|risiko før tiltak|risikovurdering før tiltak|s x k",
    ),
    (
        Risk { residual: true },
        "etter tiltak|restrisiko|restrisikovurdering|risiko etter tiltak|gjenværende risiko|risikovurdering etter tiltak",
    ),
    (F(Likelihood), "s|sannsynlighet|sannsynlighet s|sannsynlighetsgrad"),
    (F(Consequence), "k|konsekvens|konsekvens k|konsekvensgrad"),
    (Severity, "alvorlighetsgrad|alvorlighet"),
    (Score, "r|risiko r|risikoverdi|risikoscore|r s x k"),
    (F(ResidualLikelihood), "restsannsynlighet|sannsynlighet etter tiltak|sannsynlighet restrisiko"),
    (F(ResidualConsequence), "restkonsekvens|konsekvens etter tiltak|konsekvens restrisiko"),
    (
        F(Protection),
        "var opplysningene kryptert|var personopplysningene kryptert|kryptering|kryptert|var dataene kryptert|beskyttelse|\
        er opplysningene kryptert|ble opplysningene kryptert|ble dataene kryptert|er disken kryptert|er enheten kryptert|\
        var pc en kryptert|var mobilen kryptert|var minnepinnen kryptert|er dataene kryptert|var enheten kryptert|var disken kryptert|var filen kryptert|\
        var filene kryptert|sikring av opplysningene|hvordan var opplysningene beskyttet|beskyttelse av opplysningene|\
        var opplysningene beskyttet",
    ),
    (
        F(ExternalReference),
        "avvik id|avvik id nr|avviks id|avviksnummer|avviksnr|avviksmelding nr|avviksmelding nummer|avvik nr|saksnummer|sak nr|saksnr|referanse|ref|ref nr|\
        vår ref|deres ref vår ref|vår ref deres ref|vår referanse|referansenummer|hendelsesnummer|\
        hendelses id|internt saksnummer|sakens nummer|meldingsnummer|arkivreferanse|løpenummer for saken",
    ),
    (Plan(Owner), "ansvarlig|ansvarlig for tiltaket|ansvarlig person|tiltaksansvarlig"),
    (Plan(Helper), "medhjelper|medhjelpere|bistand"),
    (Plan(Due), "tidsfrist|frist|fristdato|innen|planlagt utført"),
    (Plan(Done), "utført dato|utført|dato utført|ferdig|ferdigstilt|gjennomført dato"),
    (Line, "nr|nummer|sak|punkt|løpenummer|løpenr"),
    (
        Printed,
        "risikomatrisen|risikomatrise|forklaring på risikonivå ved brudd på personopplysningssikkerhet",
    ),
];
