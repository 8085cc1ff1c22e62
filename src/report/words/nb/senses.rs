//! What words and phrases tell, in bokmål.

use crate::report::field::CountPrecision::{Exact, Unknown, Vague as Loose};
use crate::report::words::Sense::{self, *};
use crate::report::words::Unit::{
    Day as Days, HalfHour, Hour as Hours, Minute, Month as Months, Week as Weeks, Year as Years,
};
use crate::report::words::Which::{Latest, Next, Previous, This};

pub const SENSES: &[(Sense, &str)] = &[
    (
        About,
        "ca|cirka|sirka|circa|omtrent|rundt|rundt regnet|om lag|omlag|omkring|anslagsvis|anslått|nesten|trolig|antatt|\
        antakelig|antagelig|sånn cirka|i underkant av|i overkant av|bortimot|estimert|nærmere",
    ),
    (
        AtLeast,
        "over|mer enn|flere enn|fler enn|minst|minimum|godt over|opp mot og over|ikke under|ikke mindre enn|ikke færre enn",
    ),
    (
        AtMost,
        "inntil|opptil|inntill|opp til|opp mot|under|mindre enn|færre enn|maks|maksimalt|høyst|maksimum|ikke over|ikke mer enn|ikke flere enn",
    ),
    (OrMore, "eller flere|eller mer|eller fler|og oppover|pluss|muligens flere|kanskje flere|trolig flere"),
    (OrLess, "eller færre|eller mindre|og nedover"),
    (Between, "mellom"),
    (From, "fra|fra og med|f.o.m|fom"),
    (Until, "til|til og med|t.o.m|tom|frem til|fram til"),
    (And, "og|samt"),
    (Or, "eller"),
    (Sense::Vague(0, None, Unknown), "ingen kjente|ingen kjent|ingen så vidt vi vet|ingen så langt vi vet"),
    (Sense::Vague(0, Some(0), Exact), "ingen|ingen personer"),
    (Sense::Vague(2, Some(3), Loose), "et par"),
    (Sense::Vague(200, Some(300), Loose), "et par hundre"),
    (Sense::Vague(2_000, Some(3_000), Loose), "et par tusen"),
    (Sense::Vague(20, Some(30), Loose), "et par titalls"),
    (Sense::Vague(10, Some(99), Loose), "et titalls|titalls|noen titalls"),
    (Sense::Vague(20, Some(99), Loose), "flere titalls"),
    (Sense::Vague(100, Some(999), Loose), "hundrevis|et hundretalls|hundretalls|noen hundre"),
    (Sense::Vague(200, Some(999), Loose), "flere hundre|flere hundretalls|mange hundre"),
    (Sense::Vague(1_000, Some(9_999), Loose), "tusenvis|noen tusen|et tusentalls|tusentalls"),
    (Sense::Vague(2_000, Some(9_999), Loose), "flere tusen|mange tusen"),
    (Sense::Vague(20_000, Some(99_999), Loose), "titusenvis|flere titusen|titusener|flere titalls tusen"),
    (Sense::Vague(100_000, Some(999_999), Loose), "hundretusenvis|flere hundre tusen"),
    (Sense::Vague(2, Some(9), Loose), "noen få|noen|en håndfull|enkelte|et fåtall|få"),
    (Sense::Vague(2, None, Loose), "flere|mange|en rekke|et stort antall|svært mange"),
    (Sense::Vague(1, None, Loose), "alle|samtlige|hele|alle sammen"),
    (Round, "tall|talls"),
    // -- when
    (Month(1), "januar|jan"),
    (Month(2), "februar|feb|febr"),
    (Month(3), "mars|mar"),
    (Month(4), "april|apr"),
    (Month(5), "mai"),
    (Month(6), "juni|jun"),
    (Month(7), "juli|jul"),
    (Month(8), "august|aug"),
    (Month(9), "september|sep|sept"),
    (Month(10), "oktober|okt"),
    (Month(11), "november|nov"),
    (Month(12), "desember|des"),
    (Weekday(0), "mandag|mandagen|mandags|mandagens"),
    (Weekday(1), "tirsdag|tirsdagen|tirsdags"),
    (Weekday(2), "onsdag|onsdagen|onsdags"),
    (Weekday(3), "torsdag|torsdagen|torsdags"),
    (Weekday(4), "fredag|fredagen|fredags"),
    (Weekday(5), "lørdag|lørdagen|lørdags"),
    (Weekday(6), "søndag|søndagen|søndags"),
    (ShortWeekday(0), "man|ma"),
    (ShortWeekday(1), "tir|tirs|ti"),
    (ShortWeekday(2), "ons|on"),
    (ShortWeekday(3), "tor|tors|to"),
    (ShortWeekday(4), "fre|fr"),
    (ShortWeekday(5), "lør|lø"),
    (ShortWeekday(6), "søn|sø"),
    (Day(2, 0), "i forgårs|iforgårs|i forigårs|i forrigårs|forgårs"),
    (Day(1, 0), "i går|igår|gårsdagen|dagen i går"),
    (Day(1, 5), "i går morges|igår morges|i går tidlig"),
    (Day(0, 0), "i dag|idag|d.d|dags dato|dagens dato"),
    (Night, "i natt|inatt|natt til|natta til|natten til"),
    (Day(0, 5), "i morges|imorges|i dag tidlig|tidlig i dag|i dag morges"),
    (Day(0, 8), "i formiddag|iformiddag"),
    (Day(0, 12), "i ettermiddag|iettermiddag"),
    (Day(0, 17), "i kveld|ikveld"),
    (Day(-1, 0), "i morgen|imorgen"),
    (Day(-2, 0), "i overmorgen"),
    (Part(5), "morgen|morgenen|morges|om morgenen|på morgenen|morgenkvisten"),
    (Part(8), "formiddag|formiddagen|på formiddagen"),
    (Part(12), "ettermiddag|ettermiddagen|på ettermiddagen"),
    (Part(17), "kveld|kvelden|på kvelden|om kvelden|aften"),
    (Part(0), "natt|natta|natten|om natten|om natta"),
    (Sense::Which(Previous), "forrige|forrigje|foregående"),
    (Sense::Which(Latest), "sist|siste"),
    (Sense::Which(This), "denne|dette|inneværende"),
    (Sense::Which(Next), "neste|kommende"),
    (Week, "uke|uka|uken|ukens"),
    (Weekend, "helg|helgen|helga|helgas"),
    (Early(1), "tidlig i|tidlig|i begynnelsen av|begynnelsen av|i starten av|starten av|først i"),
    (Early(10), "midten av|i midten av|midt i"),
    (Early(20), "slutten av|i slutten av|sent i|seint i|på slutten av"),
    (Year(1), "i fjor|fjoråret|forrige år|sist år"),
    (Year(0), "i år|dette året|inneværende år"),
    (Sense::Unit(Minute), "minutt|minutter|min|minutters"),
    (Sense::Unit(HalfHour), "halvtime|halv time"),
    (Sense::Unit(Hours), "time|timer|timers|t"),
    (Sense::Unit(Days), "dag|dager|dagers|døgn|døgns"),
    (Sense::Unit(Weeks), "uke|uker|ukers"),
    (Sense::Unit(Months), "måned|måneder|måneders|mnd|måneden"),
    (Sense::Unit(Years), "år|års"),
    (Several(2), "halvannen|en og en halv"),
    (Several(3), "et par"),
    (Several(6), "noen|noen få"),
    (Several(9), "flere"),
    (Ago, "siden|tilbake"),
    (Since, "siden|helt siden|fra og med|allerede siden"),
    (JustNow, "nå nettopp|nettopp nå|akkurat nå|nettopp|for litt siden|for kort tid siden|nå"),
    (
        SameDay(0),
        "samme dag|samme dato|samme kveld|samme ettermiddag|samme formiddag|samme morgen|samme natt|samme tidspunkt",
    ),
    (SameDay(1), "dagen etter|dagen derpå|neste dag|påfølgende dag|neste morgen"),
    (Ongoing, "pågår*|pågått|fortsatt|fremdeles|ikke avsluttet|ikke over|og utover|helt siden|løpende"),
    (
        UntilNow,
        "til i dag|til dags dato|til nå|frem til nå|fram til nå|til d.d|og frem til i dag|og fram til i dag|til og med i dag",
    ),
    (Clock, "kl|klokka|klokken|klokkeslett|klokkeslettet"),
    (HalfTo, "halv"),
    (Quarter, "kvart|kvarter"),
    (Past, "over"),
    (Before, "på"),
    (Hour(11), "lunsj|lunsjtid|lunsjtider"),
    (Hour(0), "midnatt"),
    (Hour(8), "arbeidstidens start|arbeidsdagens start|ved arbeidsstart|arbeidsdagens begynnelse"),
    (Zone(60), "norsk vintertid|norsk normaltid"),
    (Zone(120), "norsk sommertid"),
    // -- answers
    (Yes, "ja|jepp|japp|jada|stemmer|bekreftes"),
    (Sense::No, "nei|neppe|ingen"),
    (Partly, "delvis|ikke alle|noen av|enkelte av|bare noen|til dels|et fåtall av|halvparten|de fleste"),
    (Planned, "planlagt|planlagte|planlegges|under planlegging|forberedes|er planen|vil bli gjort"),
    (
        Unsure,
        "under vurdering|vurderes|kanskje|usikker|usikkert|vet ikke|ukjent|vurderer|ikke avgjort|ikke besluttet",
    ),
    (Not, "ikke|ingen|uten|aldri|verken|neppe"),
    (
        Intent,
        "skal|vil|vil bli|blir|kommer til å|har tenkt å|akter å|planlegger|sendes ut|etter hvert|snarlig|sendes i",
    ),
    // -- what is told
    (
        Noticed,
        "oppdag*|ble klar over|ble kjent med|fant ut|fikk vite|ble oppmerksom*|la merke til|avdekk*|fikk beskjed om|\
        fikk melding om|fikk kunnskap om|ble gjort oppmerksom*|ble varslet om|ble gjort kjent med|fikk kjennskap til|ble funnet ut|fant vi|fant jeg|fant en|fant et|vi fant|jeg fant|fant at|merket at|merket det|merket vi|merket jeg|vi merket|jeg merket|så jeg at|så vi at|jeg så at|vi så at|skjønte|forsto at|forstod at|innså",
    ),
    (
        Happened,
        "skjedde|fant sted|hendte|inntraff|ble sendt|sendte|er sendt|ble stjålet|ble publisert|publiserte|mistet|\
        ble mistet|ble glemt|glemte|kom seg inn|lå åpent|lå ute|ble lagt ut|la ut|ble angrepet|ble utsatt|ble slettet ved|\
        ble lastet opp|ble levert|leverte|utleverte|logget seg inn|klikket på|trykket på|ble tatt|ble borte|forsvant|hadde tilgang|kunne se|kunne åpne",
    ),
    (
        Undergone,
        "sendt|levert|publisert|stjålet|utlevert|lagt ut|glemt|lastet opp|delt|hentet|vist|kopiert|skrevet ut|postlagt|\
        feilsendt|eksponert|angrepet|rammet|publisering|feilpublisering|lest|åpnet|slått opp",
    ),
    (
        Affected,
        "berørt*|rammet|rammer|gjelder|omfatter|omfattet|involver*|*opplysninger om|informasjon om|\
        data om|tilhørende|journalen til|opplysningene til|personopplysningene til",
    ),
    (
        Person,
        "person|personer|personene|mennesker|berørte|de berørte|registrerte|enkeltpersoner|individer|navngitte",
    ),
    (
        Group,
        "pasient|pasienter|pasientene|pasienten|elev|elever|elevene|kunde|kunder|kundene|kunden|brukere|brukerne|student|\
        studenter|studentene|barn|barna|barnet|søker|søkere|søkerne|medlem|medlemmer|medlemmene|beboer|beboere|beboerne|\
        innbygger|innbyggere|innbyggerne|foreldre|foreldrene|foresatte|pårørende|familier|familiene|klient|klienter|\
        klientene|abonnent|abonnenter|leverandører|deltaker|deltakere|deltakerne|leietakere|leietaker|jobbsøkere|\
        arbeidssøkere|givere|gjester|kommunens innbyggere|passasjerer|forsikrede|pensjonister|tidligere ansatte|\
        lærlinger|asylsøkere|fosterforeldre",
    ),
    (
        Staff,
        "ansatt|ansatte|de ansatte|ansattes|medarbeider|medarbeidere|medarbeiderne|lærer|lærere|lærerne|ledere|lederne|\
        vikarer|kolleger|kollegaer|arbeidstakere",
    ),
    (
        Record,
        "dokument|dokumenter|dokumentene|poster|registreringer|journaler|journalene|filer|filene|oppføringer|rader|\
        mapper|søknader|skjemaer|fakturaer|epikriser|lønnsslipper|bilder|vedtak|vedtakene|personalmapper|personalmappene|personalmappa",
    ),
    (
        Data,
        "helseoppl*|helsedata|helseinformasjon|helseopplysning*|fødselsnummer*|fødselsnumre*|personnummer*|personnumre*|\
        fødselsdato*|adresse|adresser|adressene|bostedsadresse*|hjemmeadresse*|telefonnummer*|telefonnumre*|mobilnummer*|\
        e-postadresse*|epostadresse*|navn|navnet|navnene|lønn|lønnsoppl*|lønnsslip*|lønnsdata|lønnsfil*|lønnsinfo*|lønnsliste*|lønnsoversikt*|lønnstrinn|passord*|kontonummer*|\
        kontonumre*|kredittkort*|kortnummer*|kortnumre*|bankopplysninger|diagnose*|journal|journalen|journaler|\
        journaloppl*|journalnotat*|pasientoppl*|pasientjournal*|karakter|karakterer|karakterene|elevvurdering*|\
        fagforening*|sykmelding*|sykemelding*|sykefravær*|bilder|bildene|foto|fotografier|kontaktoppl*|\
        kontaktinformasjon*|legeerklæring*|straffe*|straffedom*|religion*|livssyn*|etnisk*|etnisitet|biometri*|\
        fingeravtrykk*|passkopi*|passnummer*|passkopier|legitimasjon*|id-dokument*|ip-adresse*|innloggingsdata|\
        innloggingsopplysning*|påloggingsoppl*|brukernavn*|barnevern*|sosiale forhold|økonomiske opplysninger|\
        økonomiopplysning*|politisk*|seksuell*|genetisk*|lokasjonsdata|posisjonsdata|ansattnummer|kundenummer|\
        kjøpshistorikk|timeavtaler|timebestilling*|medisinliste*|medisiner|prøvesvar|testresultat*|blodprøve*|epikrise*|inntekt|inntekten|inntekter|inntektsoppl*",
    ),
    (Owned, "ditt|mitt|feil"),
    (Described, "gammel|gamle|ekstern|eksterne|samme|likt|lik|annen|annet|riktig|rett|ukjent"),
    (Informing, "informer*|informasjon til|varsl*|orienter*|underrett*|beskjed|brev|kontakte*|tilskriv*"),
    (
        Informed,
        "informert|informerte|varslet|orientert|orienterte|underrettet|kontaktet|tilskrevet|fått beskjed|fått brev|\
        fått melding|fått informasjon|fått skriftlig|sendt brev|sendt informasjon|gitt beskjed|ringt|oppringt",
    ),
    (Hears, "får melding|får brev|får beskjed|får informasjon|får varsel"),
    (
        ToldUs,
        "ringte i|ringte inn|ringte og sa|fortalte meg|fortalte oss|fortalte at|ringte og|ringte meg|ringte oss|ble oppringt|varslet oss|varslet meg|tipset oss|tipset meg|oss oppmerksom*|meg oppmerksom*|tipset kom|tips kom|meldingen kom|varselet kom|alarmen gikk",
    ),
    (Ourselves, "meg|oss"),
    (They, "de|dem|disse"),
    (Encrypted, "kryptert|krypterte|fullkryptert|diskkryptert|bitlocker|filevault|uleselig*|kryptering"),
    (
        Unencrypted,
        "ukryptert|ukrypterte|ikke kryptert|ikke krypterte|ikke var kryptert|klartekst|uten kryptering|uten passord|\
        ikke passordbeskyttet|ikke beskyttet",
    ),
    (HalfProtected, "passordbeskytte*|passordbeskyttet|pinkode|noe av|beskyttet med passord|pseudonymisert*"),
    (
        KeyLost,
        "nøkkelen er ikke trygg|nøkkel på avveie|nøkkelen er på avveie|passordet lå|passord lå|passordet fulgte|passord fulgte|\
        passordet sto|passordet stod|nøkkelen lå|lapp med passord|passordet på",
    ),
    (Toward, "til|hos|overfor"),
    (
        Recipient,
        "mottaker*|mottager*|uvedkommende|utenforstående|feil person*|feil adress*|feil e-post*|feil epost*|feil kunde*|\
        feil pasient*|feil nummer|feil telefonnummer|feil postkasse*|feil hus|feil klasse|feil foresatt*|feil fastlege|feil lege|feil ansatt|feil elev*|feil firma|feil kommune|\
        feil avdeling|feil student*|feil foreldre|feil leverandør*|eksterne|ekstern mottaker*|tredjepart*|en annen kunde|\
        en annen pasient|ukjent person|ukjente|angriper*|en tidligere ansatt|alle foresatte|distribusjonsliste*|e-postliste*|journalist*",
    ),
    (Upon, "på|ut på|i"),
    (
        OpenPlace,
        "nettside|nettsiden|nettsider|nettsidene|internett|intranett|intranettet|fellesområde*|postliste*|postjournal*|\
        facebook*|sosiale medier|åpen lenke|offentlig mappe|bussen|toget|en åpen mappe|åpent område|nettet|\
        bruktmarkedet|søppelet|søppelkasse*|skriveren|printeren|feil skriver",
    ),
    (Lay, "lå|ligger|sto|stod|står"),
    (Gone, "funnet|stjålet|hentet"),
    (Access, "tilgang|innsyn"),
    (We, "vi|jeg|it-avdelingen|driftsavdelingen"),
    (Have, "er|ble|har|hadde|blitt"),
    (Asked, "bedt|ba|anmodet|oppfordret|pålagt"),
    (Turn, "slo|slått|skrudde|skrudd|koblet|tok|tatt"),
    (Off, "av nett|ned|bort|vekk|tilbake"),
    (Confirmed, "bekreft*"),
    (Deleting, "slett*|makuler*|destruer*|returner*|levere tilbake|sende tilbake"),
    (
        Done,
        "stengt|sperret|trukket tilbake|tilbakekalt|byttet|nullstilt|fjernet|isolert|koblet fra|koblet ned|tatt av nett|\
        tatt ned|slettet|sikret|endret slik|deaktivert|avpublisert|makulert|hentet tilbake|hentet inn|fjernslettet|\
        rettet opp|gjenopprettet|slått på|skrudd på|blokkert|stanset|stoppet|oppgradert|patchet|anmeldt|politianmeldt|\
        kastet ut|logget ut|inndratt|endret passord|låst",
    ),
    (
        Done,
        "stengte|slettet|fjernet|byttet|tilbakekalte|nullstilte|isolerte|koblet|avpubliserte|makulerte|deaktiverte|stoppet|\
        blokkerte|stanset|hentet",
    ),
    (
        Mishap,
        "ved en feil|ved et uhell|feilaktig|ved feiltakelse|ved feiltagelse|ikke slettet|ikke blitt slettet|ikke stengt|\
        ikke blitt stengt|av uvedkommende|av angriper*|uten backup|uten sikkerhetskopi|byttet om|byttes om|ombyttet",
    ),
    (
        Plan,
        "innføre*|innføres|gjennomføre*|gjennomgå*|gå gjennom|gås gjennom|opplæring*|kurs*|rutine*|endre*|oppdatere*|stenge*|\
        sperre*|bytte*|revidere*|skjerpe*|forbedre*|etablere*|slå på|skru på|totrinn*|tofaktor*|mfa|evaluere*|teste*|\
        bestille*|installere*|kryptere*|slette*|risikovurder*|sikre|stramme inn|presisere*|minne om|ta i bruk",
    ),
    (
        Cause,
        "skyldes|skyldtes|skyldes trolig|årsaken er|årsaken var|årsaken til dette var|årsak er|grunnet|på grunn av|pga|som følge av",
    ),
    (
        Effect,
        "kan føre til|kan medføre|kan ha medført|kan resultere i|kan bli brukt til|kan brukes til|kan misbrukes|\
        risiko for|fare for|kan oppleve*|kan bli utsatt for|konsekvensen kan|konsekvensene kan|kan bli identifisert|kan utnyttes",
    ),
    (When, "da|etter at"),
    (Of, "for|om|av|over|på"),
    (That, "at|fordi|men|da|etter at"),
    (Custom, "man må|må man|man skal|skal man|man plikter|når må|hvor lang er fristen"),
    (House, "hos|ved"),
    (
        Authority,
        "datatilsynet|tilsynet|politiet|helsetilsynet|statsforvalteren|personvernombudet|pvo|ledelsen|nsm|finanstilsynet|rektor",
    ),
    (
        Reference,
        "vår ref|vår referanse|deres ref|ref|referanse|referansenummer|saksnr|saksnummer|sak|vår sak",
    ),
    (Number, "nr|nummer|er|id"),
    (
        Formal,
        "hei|heisann|hallo|god dag|god morgen|god kveld|goddag|kjære|til rette vedkommende|takk|tusen takk|på forhånd takk|\
        ring meg|ta kontakt|ta gjerne kontakt|ikke nøl med|vi melder med dette|vi melder herved|vi melder om|\
        herved meldes|dette er en avviksmelding|her kommer|her er|se under|se nedenfor|se vedlagt*|se vedlegg*|vedlagt*|\
        i vedlegg*|vedlegger|sender vedlagt|sendt fra min|sendt fra outlook|god helg|ha en fin|si fra om|gi beskjed hvis|\
        mer info kommer|mer informasjon kommer|vi kommer tilbake|videresender|til orientering|fyi|oversender|sender over|skjema vedlagt|avviksmelding vedlagt|jeg melder herved|jeg vil melde|foreløpig melding|foreløpig varsel|foreløpig rapport|første melding|første varsel|førstemelding",
    ),
    // -- the nature of the breach
    (
        Confidentiality,
        "konfidensial*|mistet|mistede|glemt|gjenglemt|uvedkom*|feil mottak*|feil mottag*|feilsend*|feil adress*|\
        på avveie|uautorisert tilgang|uautoriserte tilgang*|urettmessig tilgang|snok*|urettmessig innsyn|innsyn|publiser*|\
        lekk*|datalekk*|stjål*|tyveri|kompromitt*|eksponer*|lå åpent|lagt ut|feil nummer|feil postkasse*|til feil pasient*|feil person|feil skriver|utlever*|utenforstående|innbrudd|spredt|spredning|tjenstlig behov|urettmessig oppslag*|urettmessige oppslag*|uautorisert oppslag*|uautoriserte oppslag*|ulovlig oppslag*|oppslag i journal*",
    ),
    (
        Integrity,
        "integrit*|blitt endret|ble endret|urettmessig endr*|feil journal|på feil pasient*|på feil person|feil pasientjournal|manipulert|\
        uautorisert endring*|forfalsk*|overskrevet|feilregistrer*|korrupte data|endret av",
    ),
    (
        Availability,
        "tilgjengelighet*|utilgjengelig*|ikke tilgjengelig*|gått tapt|slettet ved|løsepenge*|nedetid|kryptert av angrip*|tapt|\
        tjenestenekt*|driftsstans|mistet tilgang*|får ikke tilgang|fikk ikke tilgang|datatap|slettet ved et uhell|nede|blir kryptert|ble kryptert av|holdt på å bli kryptert|krypteres av",
    ),
    (
        Security,
        "datainnbrudd|innbrudd|utpressing*|kryptovirus*|krypteringsvirus*|kidnappingsvirus*|gisselvirus*|gisselprogram*|\
        løsepenge*|hacking|hacket|hacke*|skadevare*|virus*|løsepengevirus|sikkerhetsbrudd*|sikkerhetshend*|\
        sikkerhetsavvik*|sikkerhet|sikkerheten|dataangrep*|angrep|angrepet|kompromitt*|tjenestenekt*|svindel*|\
        mistenkelig innlogging*|mistenkelige innlogginger|nettfisk*|angriper*|sårbarhet*|cyber*|uautorisert pålogging*",
    ),
    (
        Ransom,
        "løsepenge*|utpressing*|kryptovirus*|krypteringsvirus*|kidnappingsvirus*|gisselvirus*|gisselprogram*|ransomware*",
    ),
    (
        Privacy,
        "personvern*|personoppl*|feilsend*|feil mottak*|uvedkom*|fødselsnummer*|helseoppl*|pasient*|journal*|elev|elever|elevene|elevliste*|\
        avveie|personnummer*|feilpubliser*|kunder|kundene|kundedata|ansatte|ansattes|lønn*|registrerte|søkere|foresatte|\
        beboere|innbyggere|klient*|pårørende|barnevern*|karakterliste*|medlemsliste*|elevmappe*",
    ),
    (Guard, "sikkerhetskopi*|virusprogram*|viruskontroll*"),
];
