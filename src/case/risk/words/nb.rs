//! Bokmål; much of it serves nynorsk too.

use super::Table;
use crate::case::risk::sign::Data::{
    Assumed, Behaviour, Credentials, Customer, Daily, Financial, Fraud, General, Hints, Intimate, Limited,
    Routine, Safety, Sensitive, Service, Simple, Status,
};
use crate::case::risk::sign::Exposure::{Deleted, Known, Lost, Misused, Public, Recovered, Unseen};
use crate::case::risk::sign::Identity::{
    Anonymous, BirthDate, CommonName, Contact, FirstName, Handle, Name, NationalId, NationalIdAlone, Photo,
    Pseudonymous, VaguePhoto,
};
use crate::case::risk::sign::Sign::{
    Changed, Data, Encrypted, Exposure, Final, Harm, Identity, Lowered, Malicious, NoData, Plain, Restored,
    Sector, Special, Unavailable,
};
use crate::case::risk::sign::{self, Special::Children, Special::Vulnerable};

#[rustfmt::skip]
pub const WORDS: Table = &[
    // -- special categories of data (GDPR art. 9 and 10), and what is as private
    (&[Data(Sensitive)], "helseopplysning*|helsedata*|helseinformasjon*|helsetilstand*|helsehjelp*|helseforhold*|diagnos*|sykdom*|sykehistorie*"),
    (&[Data(Sensitive)], "pasientopplysning*|pasientdata*|pasientinformasjon*|pasientjournal*|sykejournal*|legejournal*|tannlegejournal*|journal|journalen|journaler|journalene|journalnotat*|journalopplysning*|epikrise*"),
    (&[Data(Sensitive)], "blodprøve*|prøvesvar*|prøveresultat*|testresultat*|røntgen*|legeerklæring*|sykmelding*|medisinliste*|medisinbruk*|medisinske opplysning*|medisinske data|resept*|legemiddel*|allergi*"),
    (&[Data(Sensitive)], "funksjonsnedsett*|psykisk*|psykiatri*|rusmiddel*|rusproblem*|rusbehandling*|graviditet*|gravid|smittestatus|vaksinasjonsstatus"),
    (&[Data(Sensitive)], "fagforening*|fagorganisert*|religion*|religiøs*|trosretning*|livssyn*|etnisk*|etnisitet*|politisk oppfatning*|politiske oppfatning*|politisk tilhørighet*|seksuell*|legning*"),
    (&[Data(Sensitive)], "biometri*|fingeravtrykk*|ansiktsgjenkjenning*|genetisk*|gentest*|straffbar*|straffedom*|straffesak*|straffereg*|straffedømt*|rulleblad*|politiattest*|lovovertredelse*|domfellelse*"),
    (&[Data(Sensitive), Special(Children)], "barnevern*|sakkyndig vurdering*|sakkyndige vurdering*|spesialundervisning*|individuell opplæringsplan*"),
    (&[Data(Sensitive)], "sosialhjelp*|sosiale forhold|familieforhold|voldssak*|personlighetsforstyrr*|sensitive opplysning*|sensitive personopplysning*|sensitive data|sensitiv informasjon|sensitiv personinformasjon|særlige kategori*|særskilte kategori*|taushetsbelagt*"),
    (&[Data(Routine)], "generelle blodprøve*|generell blodprøve*|vanlige blodprøve*|vanlig blodprøve*|rutinemessig blodprøve*|rutinemessige blodprøve*|rutineprøve*"),
    (&[Data(General)], "innkalling til time|timeinnkalling*|timebestilling*|timeavtale*|legetime*|avtale hos lege|time hos lege*"),
    (&[Data(Hints)], "sykefravær*|sykmeldt*|henvisning*|oppmøte hos lege*"),
    // -- money
    (&[Data(Financial)], "lønn|lønna|lønnen|lønninger|lønns*|lønnslipp*|kontonum*|kontonr|bankkonto*|kontoopplysning*|kredittkort*|betalingskort*|bankkort*|kortnum*|betalingsopplysning*|betalingsinformasjon*"),
    (&[Data(Financial)], "økonomiske opplysning*|økonomiopplysning*|økonomisk informasjon|økonomiske forhold|faktura*|inntekt|inntekten|inntekter|formue*|saldo*|transaksjon*|skattemelding*|skatteopplysning*|lånesøknad*|boliglån*|gjeldsopplysning*|inkasso*|pensjonsopplysning*|trygdeopplysning*|stønad*|kredittvurdering*|betalingsanmerkning*"),
    (&[Data(Customer)], "er kunde|er kunder|var kunde|kundeforhold*|kundeliste*"),
    (&[Data(Limited)], "bare kontonum*|kun kontonum*|transaksjoner for én dag|bare én faktura|kun én faktura"),
    (&[Data(Fraud)], "cvc*|cvv*|kortnummer .. sikkerhetskode|kortnummer .. utløpsdato|fullstendige kortopplysning*|fullstendige kortdata|kontoutskrift*|bankutskrift*|bankid-passord*"),
    (&[Data(Credentials)], "passord|passordet|passordene|passordliste*|påloggingsinformasjon*|innloggingsinformasjon*|påloggingsdata|innloggingsdata|pin-kode*|tilgangsnøkkel*|tilgangsnøkler*"),
    // -- what somebody does
    (&[Data(Behaviour)], "posisjonsdata*|lokasjon*|lokaliseringsdata*|gps*|trafikkdata*|aktivitetslogg*|besøkslogg*|samtalelogg*|samtaler .. uke|søkehistorikk*|kjøpshistorikk*|kundehistorikk*|handlehistorikk*|nettleserhistorikk*|atferd*|adferd*|preferanser|kjøpsvaner"),
    (&[Data(Behaviour)], "fraværsliste*|fravær|medarbeidersamtale*|personalmappe*|personlighetstest*|jobbsøknad*|søknader|chatlogg*|lydopptak*|kameraopptak*|videoopptak*|videoovervåk*|kameraovervåk*|e-postkorrespondanse|innholdet i e-poster"),
    (&[Data(Behaviour)], "karakterer|karakterene|karakterliste*|karakterutskrift*"),
    (&[Data(Behaviour), Special(Children)], "karakterbok*|elevvurdering*|halvårsvurdering*|elevmappe*|elevsak*"),
    (&[Data(Service)], "samtaler til brukerstøtte|samtaler med brukerstøtte|brukerstøttesamtale*|samtaler med kundeservice|henvendelser til kundeservice|henvendelser til brukerstøtte|samtaler til helpdesk"),
    (&[Data(Daily)], "samtaler .. år|samtalelogg* .. år|bevegelsesmønster*|bevegelsesprofil*|dagligliv*|profilering*|hverdagsprofil*"),
    (&[Data(Intimate)], "psykologisk støtte|krisetelefon*|hjelpetelefon*|samtaler .. psykolog*|selvmord*"),
    // -- ordinary data, and what tells who somebody is
    (&[Data(Simple), Identity(Name)], "navn|navnet|navnene|fullt navn|fulle navn|fornavn og etternavn|etternavn|navneliste*|deltakerliste*|deltagerliste*|medlemsliste*|ansattliste*|adresseliste*|påmeldingsliste*"),
    (&[Data(Simple), Identity(Name), Special(Children)], "klasseliste*|elevliste*"),
    (&[Data(Simple), Identity(FirstName)], "fornavn|fornavnet"),
    (&[Data(Simple), Identity(CommonName)], "vanlig navn|vanlige navn"),
    (&[Data(Simple), Identity(BirthDate)], "fødselsdato*|fødselsår|fødselsdag*|født dato"),
    (&[Data(Simple), Identity(NationalId)], "fødselsnum*|fødselsnr|fødsels- og personnummer|personnum*|personnr|fnr|d-num*|11 siffer|elleve siffer|passnum*|passkopi*|kopi av pass|førerkort*|legitimasjon*|id-kort*|id-num*"),
    (&[Data(Simple), Identity(NationalIdAlone)], "bare fødselsnum*|kun fødselsnum*|fødselsnummer uten navn|fødselsnummer alene|bare personnum*|kun personnum*"),
    (&[Data(Simple), Identity(Contact)], "adresse|adresser|adressen|adressene|bostedsadresse*|postadresse*|hjemmeadresse*|gateadresse*|telefon|telefonnum*|telefonnr|tlf|mobil|mobilnum*|mobilnr|e-post|e-postadresse*|epost|epostadresse*|mailadresse*|kontaktopplysning*|kontaktinfo*"),
    (&[Data(Simple), Identity(Photo)], "bilde|bilder|bildet|bildene|foto|fotografi*|portrett*"),
    (&[Data(Simple), Identity(VaguePhoto)], "uskarpt bilde|uskarpe bilder|utydelig bilde|utydelige bilder|sladdet bilde|sladdede bilder"),
    (&[Data(Simple), Identity(Handle)], "kundenum*|brukernavn*|ip-adresse*|medlemsnum*|ansattnum*|studentnum*|initialer"),
    (&[Identity(Pseudonymous)], "pseudonymisert*|avidentifisert*|kodede data"),
    (&[Identity(Anonymous)], "anonymisert*"),
    (&[Data(Simple)], "alder|kjønn|stillingstittel*|arbeidssted|sivilstand|vanlige personopplysning*|alminnelige personopplysning*|handleliste*|bonuskort*"),
    (&[Data(Status)], "luksus*|velstående|vip-kunde*|premiumkunde*|sosial status"),
    (&[Data(Assumed)], "pasient|pasienten|pasienter|pasientene|pasientliste*|pasientnavn*|voksenlitteratur*|voksenfilm*|erotisk*|menighet*|partimedlem*|datingprofil*|datingtjeneste*"),
    (&[Data(Safety)], "hemmelig adresse*|hemmelige adresse*|adressesperre*|fortrolig adresse*|fortrolige adresse*|strengt fortrolig*|skjermet adresse*|skjermede adresse*|kode 6|kode 7|krisesenter*|vitnebeskytt*|spanere|spaningspoliti*|trusselutsatt*|voldsutsatt*|besøksforbud*|fiktiv identitet"),
    (&[NoData], "ingen personopplysning*|ingen persondata|ingen personlige opplysninger"),
    (&[Lowered(sign::Lowered::Public)], "allerede offentlig*|offentlig fra før|tilgjengelig fra før|tilgjengelige fra før|kjent fra før|allerede publisert*|i telefonkatalogen|offentlig kjent*"),
    (&[Lowered(sign::Lowered::Obsolete)], "utdatert*|foreldet*|foreldede|ugyldige opplysning*|ikke lenger gyldig*"),
    // -- whom it concerns, and whose data they are
    (&[Special(Children)], "barn|barna|barnet|barnehage*|elev|elever|elevene|elevers|elevenes|mindreårig*|skolebarn*|ungdomsskole*|barneskole*|grunnskole*|sfo"),
    (&[Special(Vulnerable)], "beboer*|sykehjem*|flyktning*|asylsøk*|sårbar*|utviklingshem*|demens*|psykiatri*|rusbehandling*|hjemmetjeneste*|omsorgsbolig*|fange|fanger|innsatte"),
    (&[Sector], "sykehus*|helseforetak*|legekontor*|fastlege*|legevakt*|poliklinikk*|klinikk*|sykehjem*|hjemmetjeneste*|hjemmesykepleie*|helsestasjon*|helsetjeneste*|psykisk helsevern*|pasient*|barnevern*|krisesenter*|nav|politi|politiet|politidistrikt*|fengsel*|kriminalomsorg*|dips|epj|journalsystem*"),
    // -- where the data are
    (&[Exposure(Known)], "til feil|feil mottak*|feil mottag*|feil adressat*|feil person*|feil kunde*|feil forelder|feil foresatt*|feil pasient*|feil elev*|feil bruker*|feil ansatt*|feil kollega*|feil skriver*|feil printer|feil klasse*|feil gruppe*|feil avdeling*|feil saksbehandler*|mottaker|mottakeren|mottakere|mottakerne|mottager*|til en kollega|til kolleger|til kollegaer|til naboen|til en nabo|hos naboen"),
    (&[Exposure(Known)], "sendt feil vedlegg|sendte feil vedlegg|sendt feil fil|sendte feil fil|sendt feil dokument|sendte feil dokument|intranett*|fellesområde*|internt tilgjengelig*|ansatte kunne se|ansatte har sett|til alle ansatte|alle ansatte hadde|alle ansatte fikk|alle ansatte kunne|tilgjengelig for alle ansatte|synlig for alle ansatte|åpen for alle ansatte|feil tilgang*|for vide tilgang*|snok*|synlige for andre|åpen kopi|til-feltet|kopifeltet|glemte blindkopi"),
    (&[Exposure(Lost)], "mistet|glemt|gjenglemt|stjålet|stjålne|frastjålet|på avveie|kommet bort|forsvunnet|savnet|ukjent mottak*|ukjente mottak*|ukjent person*|ukjente person*|mottaker* .. ukjent*|vet ikke hvem|vet ikke hvor|ikke kjent hvem|uvedkommende*|utenforstående*"),
    (&[Exposure(Lost), Malicious], "tyveri*|innbrudd|innbruddet|hacket|hacking|hacker*|datainnbrudd*|dataangrep*|kompromittert*|kompromitterte|phish*|uautorisert tilgang*|uautorisert innlogging*|mistenkelig innlogging*|angriper|angriperen|angripere|angriperne"),
    (&[Exposure(Public)], "publisert*|feilpublisert*|offentliggjort*|nettside*|hjemmeside*|internett|åpent tilgjengelig*|offentlig tilgjengelig*|fritt tilgjengelig*|åpen lenke|åpent på nett*|søkbar*|offentlig postliste*|kommunens postliste*|postjournal*|offentlig journal*|innsynsløsning*|sosiale medier|facebook*|eksponert på nett*"),
    (&[Exposure(Misused), Malicious], "misbrukt*|misbruk|misbruket|utpress*|eksfiltr*|mørke nettet|det mørke nett|lekket på nett*|solgt videre|brukt til svindel*|svindlet"),
    (&[Exposure(Misused), Malicious, Unavailable], "løsepenge*|ransom*"),
    (&[Exposure(Deleted)], "bekreft* .. slettet|bekreft* .. sletting*|mottaker* .. slettet|mottager* .. slettet|slettet hos mottak*|slettet av mottak*|slettet fra mottak*|slettet også hos mottak*|slettet og bekreftet|bekreft* .. makulert|mottaker* .. makulert|makulert av mottak*"),
    (&[Exposure(Recovered)], "retur* .. uåpnet|uåpnet .. retur*|funnet .. uåpnet|tilbake .. uåpnet|uåpnet .. tilbake|kom .. uåpnet|levert .. uåpnet|fortsatt forseglet|fremdeles forseglet"),
    (&[Exposure(Unseen)], "ingen har åpnet|ingen hadde åpnet|ingen har lastet ned|ingen lastet ned|ingen har sett|ingen hadde sett|ikke åpnet av|ikke lest av|mottaker* .. ikke åpnet|mottaker* .. ikke lest|slettet ulest|ingen nedlasting*|ingen visninger|logg* viser at ingen|loggen viser at ingen|loggene viser at ingen"),
    (&[Encrypted], "kryptert disk*|krypterte disk*|kryptert harddisk*|disken er kryptert|disken var kryptert|harddisken er kryptert|harddisken var kryptert|diskkrypter*|bitlocker*|filevault*|kryptert minnepinne*|minnepinnen er kryptert|minnepinnen var kryptert|kryptert pc*|pc-en er kryptert|pc-en var kryptert|maskinen er kryptert|maskinen var kryptert|enheten er kryptert|enheten var kryptert|mobilen er kryptert|mobilen var kryptert|fullt kryptert"),
    (&[Plain], "ukryptert*|ikke kryptert*|ikke var kryptert|uten kryptering*|uten passord|ikke passordbeskyttet*|ikke låst|ulåst*|klartekst*"),
    // -- changed, lost, and back again
    (&[Changed], "feil journal*|feilregistrert*|endret av uvedkommende|uautorisert endring*|uautoriserte endring*|urettmessig endr*|overskrevet|manipulert*|blandet sammen|sammenblanding*|sammenblandet|feilkoblet|registrert på feil|ført på feil|ført i feil"),
    (&[Unavailable], "utilgjengelig*|nedetid*|datatap*|tapt|tap av data|slettet ved en feil|slettet ved et uhell|utilsiktet slettet|feilaktig slettet|ødelagt|mistet tilgang*|tjenestenekt*|ddos*|ute av drift|kryptert av"),
    (&[Restored], "gjenopprettet*|kan gjenopprettes|tilbakeført*|gjenskapt*|rettet opp|er rettet|ble rettet|korrigert*|tilgjengelig igjen|igjen tilgjengelig|oppe igjen|fungerer igjen|i drift igjen|lagt tilbake fra"),
    (&[Final], "ingen backup|uten backup|ingen sikkerhetskopi*|uten sikkerhetskopi*|kan ikke gjenopprettes|kan ikke gjenskapes|ikke mulig å gjenopprette|ikke lar seg gjenopprette|lar seg ikke gjenopprette|tapt for alltid|tapt for godt|permanent tapt|gikk tapt|gått tapt|uopprettelig*"),
    (&[Malicious], "angrep|angrepet|svindel*|skadevare*|virus|malware|trojaner*|stjålet|stjålne|frastjålet|snok*|med vilje|forsettlig*|sabotasje*|urettmessig oppslag|urettmessige oppslag|urettmessig tilegn*"),
    // -- what may come of it
    (&[Harm(sign::Harm::Body)], "fysisk skade*|liv og helse|fare for liv|pasientsikkerhet*|personskade*|trusler|vold|forfølgelse*"),
    (&[Harm(sign::Harm::Identity)], "identitetstyveri*|id-tyveri*|bedrageri*|svindel*|forskjellsbehandling*|diskriminer*|misbruk av identitet*|kredittkortmisbruk*"),
    (&[Harm(sign::Harm::Standing)], "omdømme*|ydmyk*|krenk*|ubehag*|skam|skamfull*|belastende|belastning*|økonomisk tap|økonomiske tap|økonomisk skade|tap av tillit|mobbing|ryktespredning*|pinlig*|utrygg*|bekymring*"),
];
