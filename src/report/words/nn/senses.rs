//! What words and phrases tell, in nynorsk.

use crate::report::field::CountPrecision::{Exact, Unknown, Vague as Loose};
use crate::report::words::Sense::{self, *};
use crate::report::words::Unit::{
    Day as Days, HalfHour, Hour as Hours, Minute, Month as Months, Week as Weeks, Year as Years,
};
use crate::report::words::Which::{Latest, Next, Previous, This};

pub const SENSES: &[(Sense, &str)] = &[
    (
        About,
        "ca|cirka|om lag|omlag|omtrent|rundt|rundt rekna|omkring|anslagsvis|kring|truleg|nesten|bortimot|estimert|anslått|nærare|nærmare",
    ),
    (AtLeast, "over|meir enn|fleire enn|minst|minimum|ikkje under|ikkje færre enn"),
    (
        AtMost,
        "inntil|opptil|opp til|opp mot|under|mindre enn|færre enn|maks|maksimalt|høgst|ikkje over|ikkje meir enn|ikkje fleire enn",
    ),
    (OrMore, "eller fleire|eller meir|og oppover|kanskje fleire|truleg fleire|pluss"),
    (OrLess, "eller færre|eller mindre"),
    (Between, "mellom"),
    (From, "frå|frå og med"),
    (Until, "til|til og med|fram til"),
    (And, "og|samt"),
    (Or, "eller"),
    (Sense::Vague(0, None, Unknown), "ingen kjende|ingen kjend"),
    (Sense::Vague(0, Some(0), Exact), "ingen|inga"),
    (Sense::Vague(2, Some(3), Loose), "eit par|nokre par"),
    (Sense::Vague(200, Some(300), Loose), "eit par hundre"),
    (Sense::Vague(2_000, Some(3_000), Loose), "eit par tusen"),
    (Sense::Vague(10, Some(99), Loose), "eit titals|titals|titalls"),
    (Sense::Vague(20, Some(99), Loose), "fleire titals"),
    (Sense::Vague(100, Some(999), Loose), "hundrevis|eit hundretals|nokre hundre"),
    (Sense::Vague(200, Some(999), Loose), "fleire hundre|mange hundre"),
    (Sense::Vague(1_000, Some(9_999), Loose), "tusenvis|nokre tusen"),
    (Sense::Vague(2_000, Some(9_999), Loose), "fleire tusen|mange tusen"),
    (Sense::Vague(2, Some(9), Loose), "nokre få|nokon få|nokre|ei handfull|enkelte|få"),
    (Sense::Vague(2, None, Loose), "fleire|mange|ei rekkje"),
    (Sense::Vague(1, None, Loose), "alle|samtlege|heile|alle saman"),
    (Round, "tal|tals"),
    // -- when
    (Weekday(0), "måndag|måndagen"),
    (Weekday(1), "tysdag|tysdagen"),
    (Weekday(2), "onsdag|onsdagen"),
    (Weekday(3), "torsdag|torsdagen"),
    (Weekday(4), "fredag|fredagen"),
    (Weekday(5), "laurdag|laurdagen"),
    (Weekday(6), "sundag|sundagen|søndag"),
    (ShortWeekday(0), "mån|må"),
    (ShortWeekday(1), "tys|ty"),
    (ShortWeekday(5), "lau|la"),
    (ShortWeekday(6), "sun|su"),
    (Day(2, 0), "i førgår|iførgår|førgår|i forgårs|i førre går"),
    (Day(1, 0), "i går|igår"),
    (Day(1, 5), "i går morgon|i går tidleg"),
    (Day(0, 0), "i dag|idag"),
    (Night, "i natt|natt til|natta til"),
    (Day(0, 5), "i morges|i morgons|i dag tidleg|tidleg i dag|i dag morgon"),
    (Day(0, 8), "i føremiddag|i formiddag"),
    (Day(0, 12), "i ettermiddag"),
    (Day(0, 17), "i kveld"),
    (Day(-1, 0), "i morgon|imorgon"),
    (Day(-2, 0), "i overmorgon"),
    (Part(5), "morgon|morgonen|om morgonen|på morgonen"),
    (Part(8), "føremiddag|føremiddagen|formiddag"),
    (Part(12), "ettermiddag|ettermiddagen"),
    (Part(17), "kveld|kvelden"),
    (Part(0), "natt|natta"),
    (Sense::Which(Previous), "førre|føregåande"),
    (Sense::Which(Latest), "sist|siste"),
    (Sense::Which(This), "denne|dette|inneverande"),
    (Sense::Which(Next), "neste|komande"),
    (Week, "veke|veka"),
    (Weekend, "helg|helga|helgi"),
    (Early(1), "tidleg i|tidleg|i byrjinga av|byrjinga av|i starten av"),
    (Early(10), "midten av|i midten av|midt i"),
    (Early(20), "slutten av|i slutten av|seint i"),
    (Year(1), "i fjor|førre år"),
    (Year(0), "i år"),
    (Sense::Unit(Minute), "minutt"),
    (Sense::Unit(HalfHour), "halvtime"),
    (Sense::Unit(Hours), "time|timar"),
    (Sense::Unit(Days), "dag|dagar|døgn"),
    (Sense::Unit(Weeks), "veke|veker"),
    (Sense::Unit(Months), "månad|månader|månaden"),
    (Sense::Unit(Years), "år"),
    (Several(2), "halvannan|ein og ein halv"),
    (Several(3), "eit par"),
    (Several(6), "nokre|nokre få"),
    (Several(9), "fleire"),
    (Ago, "sidan|tilbake"),
    (Since, "sidan|heilt sidan"),
    (
        JustNow,
        "no nettopp|nettopp no|akkurat no|nettopp|for litt sidan|for kort tid sidan|for ein augneblink sidan",
    ),
    (SameDay(0), "same dag|same dato|same kveld|same ettermiddag|same tidspunkt"),
    (SameDay(1), "dagen etter|neste dag"),
    (Ongoing, "pågår*|framleis|ikkje avslutta|ikkje over|heilt sidan|held fram"),
    (UntilNow, "til i dag|til no|fram til no|til dags dato|til og med i dag"),
    (Clock, "kl|klokka|klokkeslett"),
    (HalfTo, "halv"),
    (Quarter, "kvart|kvarter"),
    (Past, "over"),
    (Before, "på"),
    (Hour(11), "lunsj|lunsjtid"),
    (Hour(0), "midnatt"),
    // -- answers
    (Yes, "ja|jau|jepp|stemmer|stadfestast"),
    (Sense::No, "nei|neppe|ingen"),
    (Partly, "delvis|ikkje alle|nokre av|somme|nokon av|til dels|halvparten|dei fleste"),
    (Planned, "planlagt|planlagde|planleggast|under planlegging|er planen"),
    (
        Unsure,
        "under vurdering|vert vurdert|blir vurdert|kanskje|usikker|veit ikkje|ukjend|vurderer|ikkje avgjort",
    ),
    (Not, "ikkje|ingen|inga|utan|aldri"),
    (Intent, "skal|vil|vil bli|vert|blir|kjem til å|har tenkt å|planlegg|etter kvart|snarleg"),
    // -- what is told
    (
        Noticed,
        "oppdag*|vart klar over|blei klar over|vart kjend med|blei kjend med|vart kjende med|fann ut|fekk vite|la merke til|\
        avdekt*|avdekk*|fekk melding om|fekk beskjed om|vart merksam*|vart gjort merksam*|fann vi|fann eg|fann ein|fann ei|fann eit|vi fann|eg fann|fann at|merka at|merka det|merka vi|merka eg|vi merka|eg merka|såg eg|såg vi|eg såg|vi såg|såg at|skjønte|skjøna|forstod at|innsåg",
    ),
    (
        Happened,
        "skjedde|hende|fann stad|inntraff|vart send|vart sendt|blei send|blei sendt|sende|har sendt|vart stolen|vart stole|\
        vart publisert|publiserte|mista|vart gløymd|gløymde|kom seg inn|låg ope|låg ute|vart lagt ut|la ut|vart utsett|\
        vart lasta opp|vart levert|klikka på|vart borte|forsvann|hadde tilgang|kunne sjå|kunne opne",
    ),
    (
        Undergone,
        "sendt|send|levert|publisert|stolen|stole|utlevert|lagt ut|gløymd|gløymt|lasta opp|delt|henta|vist|kopiert|skrive ut|feilsendt|eksponert|publisering|feilpublisering|lesen|opna|slått opp",
    ),
    (
        Affected,
        "råka|ramma|gjeld|gjaldt|omfattar|omfatta|involver*|*opplysningar om|informasjon om|data om|\
        journalen til|opplysningane til",
    ),
    (Person, "person|personar|personane|menneske|råka|dei råka|registrerte|enkeltpersonar|individ"),
    (
        Group,
        "pasient|pasientar|pasientane|pasienten|elev|elevar|elevane|kunde|kundar|kundane|kunden|brukarar|brukarane|student|\
        studentar|studentane|barn|barna|barnet|søkjarar|søkarar|søkjar|medlem|medlemer|medlemene|bebuarar|bebuarane|\
        innbyggjarar|innbyggjarane|foreldre|foreldra|føresette|pårørande|familiar|klient|klientar|abonnentar|leverandørar|\
        deltakarar|leigetakarar|jobbsøkjarar|tidlegare tilsette|lærlingar",
    ),
    (Staff, "tilsett|tilsette|medarbeidar|medarbeidarar|lærarar|lærar|leiarar|vikarar|kollegaer|kollegaar"),
    (
        Record,
        "dokument|dokumenta|registreringar|postar|journalar|filer|filene|oppføringar|mapper|søknader|skjema|fakturaer|vedtak|vedtaka|personalmapper|personalmappene|personalmappa",
    ),
    (
        Data,
        "helseoppl*|helsedata|fødselsnummer*|personnummer*|fødselsdato*|adresse|adresser|heimeadresse*|bustadadresse*|\
        telefonnummer*|e-postadresse*|epostadresse*|namn|namnet|namna|løn|lønsoppl*|lønsslip*|lønsdata|lønsfil*|lønsliste*|lønsoversikt*|lønssteg|passord*|kontonummer*|kredittkort*|\
        kortnummer*|diagnose*|journal|journalen|journalar|pasientoppl*|karakterar|karakterane|elevvurdering*|\
        fagforeining*|sjukmelding*|sjukefråvær*|bilete|bileta|kontaktoppl*|kontaktinformasjon*|legeerklæring*|straffe*|\
        religion*|livssyn*|etnisk*|biometri*|passkopi*|brukarnamn*|barnevern*|innloggingsopplysning*|\
        økonomiske opplysningar|politisk*|seksuell*|timeavtalar|prøvesvar|epikrise*|medisinliste*|inntekt|inntekta|inntekter|inntektsoppl*",
    ),
    (Owned, "ditt|mitt|feil"),
    (Described, "gamal|gammal|gamle|ekstern|eksterne|same|likt|lik|annan|anna|rett|riktig|ukjend"),
    (Informing, "informer*|informasjon til|varsl*|orienter*|underrett*|beskjed|brev|kontakte*"),
    (
        Informed,
        "informert|informerte|varsla|varslet|orientert|orienterte|underretta|kontakta|fått beskjed|fått brev|fått melding|\
        fått informasjon|sendt brev|send brev|gitt beskjed|ringt",
    ),
    (Hears, "får melding|får brev|får beskjed|får informasjon|får varsel"),
    (
        ToldUs,
        "fortalde meg|fortalde oss|fortalde at|ringde og|ringde meg|ringde oss|ringde ei|ringde ein|varsla oss|varsla meg|tipsa oss|oss merksam*|meg merksam*|tipset kom|meldinga kom|varselet kom|alarmen gjekk",
    ),
    (Ourselves, "meg|oss"),
    (They, "dei|desse"),
    (Encrypted, "kryptert|krypterte|bitlocker|uleseleg*|kryptering"),
    (
        Unencrypted,
        "ukryptert|ukrypterte|ikkje kryptert|ikkje krypterte|ikkje var kryptert|klartekst|utan kryptering|utan passord",
    ),
    (HalfProtected, "passordverna|passordbeskytta|noko av|verna med passord|pseudonymisert*"),
    (
        KeyLost,
        "nøkkelen er ikkje trygg|nøkkelen er på avvege|passordet låg|passordet følgde|passordet stod|lapp med passord",
    ),
    (Toward, "til|hos|overfor"),
    (
        Recipient,
        "mottakar*|uvedkomande|utanforståande|feil person*|feil adress*|feil e-post*|feil kunde*|feil pasient*|feil klasse|\
        feil føresett*|feil elev*|feil avdeling|feil kommune|eksterne|tredjepart*|ukjend person|ukjende|angripar*|\
        ein annan kunde|ein annan pasient|journalist*",
    ),
    (Upon, "på|ut på|i"),
    (
        OpenPlace,
        "nettside|nettsida|nettsider|internett|intranett|intranettet|fellesområde*|postliste*|facebook*|sosiale medium|open lenkje|open mappe|bussen|toget|nettet",
    ),
    (Lay, "låg|ligg|sto|stod|står"),
    (Gone, "funne|funnen|stole|stolen|henta"),
    (Access, "tilgang|innsyn"),
    (We, "vi|me|eg|it-avdelinga"),
    (Have, "er|vart|blei|har|hadde|vorte|blitt"),
    (Asked, "bede|bedt|bedd|bad|bedne|bedde|pålagt"),
    (Turn, "slo|slått|skrudde|skrudd|kopla|tok|teke|teken|tekne"),
    (Off, "av nett|ned|bort|vekk|tilbake"),
    (Confirmed, "stadfest*|bekreft*"),
    (Deleting, "slett*|sletta|makuler*|returner*|levere tilbake|sende tilbake"),
    (
        Done,
        "stengt|stengd|stengde|sperra|trekt tilbake|tilbakekalla|bytta|nullstilt|nullstilte|fjerna|isolert|isolerte|\
        kopla frå|kopla ned|teken av nett|teke ned|teken ned|tekne bort|tekne ned|sletta|sikra|deaktivert|avpublisert|makulert|henta tilbake|\
        henta inn|retta opp|gjenoppretta|slått på|blokkert|stansa|stoppa|låst|endra passord|politimeld",
    ),
    (
        Mishap,
        "ved ein feil|ved eit uhell|feilaktig|ikkje sletta|ikkje vorte sletta|ikkje stengt|av uvedkomande|utan backup|bytta om|ombytta",
    ),
    (
        Plan,
        "innføre*|innførast|gjennomføre*|gjennomførast|gå gjennom|gjennomgå*|opplæring*|kurs*|rutine*|endre*|oppdatere*|stenge*|\
        sperre*|byte*|revidere*|skjerpe*|forbetre*|etablere*|slå på|totrinn*|tofaktor*|mfa|evaluere*|teste*|\
        installere*|kryptere*|slette*|risikovurder*|sikre|minne om|ta i bruk",
    ),
    (Cause, "skuldast|kjem av|kom av|årsaka er|årsaka var|grunna|på grunn av|pga|som følgje av"),
    (
        Effect,
        "kan føre til|kan ha ført til|kan medføre|kan resultere i|kan brukast til|kan misbrukast|risiko for|fare for|\
        kan oppleve*|konsekvensen kan|konsekvensane kan|kan bli identifiserte",
    ),
    (When, "då|etter at"),
    (Of, "for|om|av|over|på"),
    (That, "at|fordi|men|då|etter at"),
    (Custom, "ein må|må ein|ein skal|skal ein|ein pliktar|når må|kor lang er fristen"),
    (House, "hos|ved"),
    (Authority, "datatilsynet|tilsynet|politiet|personvernombodet|leiinga|statsforvaltaren|rektor"),
    (Reference, "vår ref|vår referanse|dykkar ref|ref|referanse|saksnr|saksnummer|sak"),
    (Number, "nr|nummer|er"),
    (
        Formal,
        "hei|hallo|god dag|god morgon|kjære|til rette vedkomande|takk|tusen takk|ring meg|ta kontakt|ta gjerne kontakt|\
        vi melder med dette|vi melder hermed|me melder|her kjem|her er|sjå under|sjå nedanfor|sjå vedlagt*|sjå vedlegg*|\
        vedlagt*|sender vedlagt|legg ved|sendt frå min|sendt frå|god helg|meir info kjem|meir informasjon kjem|vidaresender|til orientering|skjema vedlagt|førebels melding|førebels varsel|førebels rapport|første melding|første varsel",
    ),
    // -- the nature of the breach
    (
        Confidentiality,
        "konfidensial*|mista|gløymd|gløymt|attgløymd|uvedkom*|feil mottak*|feilsend*|feil adress*|på avvege|\
        uautorisert tilgang|snok*|innsyn|publiser*|lekk*|stole|stolen|tjuveri|kompromitt*|eksponer*|låg ope|lagt ut|feil person|\
        feil skrivar|utlever*|utanforståande|innbrot|spreidd|spreiing|tenesteleg behov|urettmessig oppslag*|urettmessige oppslag*|uautorisert oppslag*|uautoriserte oppslag*|oppslag i journal*",
    ),
    (
        Integrity,
        "integrit*|vart endra|vorte endra|blei endra|feil journal|på feil pasient*|på feil person|manipulert|uautorisert endring*|forfalsk*|overskrive|feilregistrer*",
    ),
    (
        Availability,
        "tilgjengelegheit*|tilgjenge|utilgjengeleg*|ikkje tilgjengeleg*|gått tapt|løsepenge*|løysepenge*|nedetid|tapt|\
        tenestenekt*|driftsstans|mista tilgang*|får ikkje tilgang|fekk ikkje tilgang|datatap|nede|vert kryptert|blei kryptert av|vart kryptert av",
    ),
    (
        Security,
        "datainnbrot|innbrot|utpressing*|kryptovirus*|krypteringsvirus*|kidnappingsvirus*|gisselvirus*|gisselprogram*|\
        løysepenge*|hacking|hacka|skadevare*|virus*|tryggleik*|tryggleiksbrot*|dataangrep*|åtak|\
        angrep|kompromitt*|tenestenekt*|svindel*|mistenkeleg innlogging*|angripar*|sårbarheit*|cyber*",
    ),
    (
        Ransom,
        "løysepenge*|løsepenge*|utpressing*|kryptovirus*|krypteringsvirus*|kidnappingsvirus*|gisselvirus*|gisselprogram*|ransomware*",
    ),
    (
        Privacy,
        "personvern*|personoppl*|feilsend*|feil mottak*|uvedkom*|fødselsnummer*|helseoppl*|pasient*|journal*|elev|elevar|elevane|elevliste*|avvege|\
        personnummer*|kundar|kundane|tilsette|løn|løns*|registrerte|søkjarar|føresette|bebuarar|innbyggjarar|klient*|pårørande",
    ),
    (Guard, "tryggleiksansvarleg*|tryggleikskopi*|virusprogram*|viruskontroll*"),
];
