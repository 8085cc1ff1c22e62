//! Nynorsk, where it differs from bokmål.

use super::Table;
use crate::case::risk::sign::Data::{
    Assumed, Behaviour, Customer, Financial, Hints, Limited, Safety, Sensitive, Simple,
};
use crate::case::risk::sign::Exposure::{Deleted, Known, Lost, Misused, Public, Recovered, Unseen};
use crate::case::risk::sign::Identity::{
    BirthDate, Contact, FirstName, Handle, Name, NationalId, NationalIdAlone, Photo, Pseudonymous,
};
use crate::case::risk::sign::Sign::{
    Changed, Data, Encrypted, Exposure, Final, Harm, Identity, Lowered, Malicious, NoData, Plain, Restored,
    Sector, Special, Unavailable,
};
use crate::case::risk::sign::{self, Special::Children, Special::Vulnerable};

#[rustfmt::skip]
pub const WORDS: Table = &[
    (&[Data(Sensitive)], "helseopplysingar|helseopplysing*|sjukdom*|sjukehistorie*|sjukejournal*|sjukmelding*|sjukemelding*|journalane|legeerklæring*|medisinske opplysing*|prøvesvar*|funksjonsnedset*|sensitive opplysing*|sensitive personopplysing*|særlege kategori*|teieplikt*|teiepliktig*"),
    (&[Data(Sensitive)], "fagforeining*|livssyn*|politisk oppfatning*|straffbare|rulleblad*|sosiale tilhøve|familietilhøve"),
    (&[Data(Sensitive), Special(Children)], "sakkunnig vurdering*|spesialundervising*|barnevern*"),
    (&[Data(Hints)], "sjukefråvær*|sjukmeldt*|sjukmelde*|tilvising*"),
    (&[Data(Financial)], "løn|løna|løns*|økonomiske opplysing*|kontoopplysing*|betalingsopplysing*|inntekta|inntekter"),
    (&[Data(Limited)], "berre kontonum*"),
    (&[Data(Customer)], "er kunde|er kundar|kundetilhøve*"),
    (&[Data(Behaviour)], "fråvær|fråværsliste*|medarbeidarsamtale*|åtferd*|søknader|søknadar|lydopptak*"),
    (&[Data(Behaviour)], "karakterar|karakterane"),
    (&[Data(Simple), Identity(Name)], "namn|namnet|namna|fullt namn|etternamn|namneliste*|deltakarliste*"),
    (&[Data(Simple), Identity(FirstName)], "førenamn|fornamn"),
    (&[Data(Simple), Identity(BirthDate)], "fødselsdato*|fødselsår"),
    (&[Data(Simple), Identity(NationalId)], "fødselsnum*|personnum*|førarkort*"),
    (&[Data(Simple), Identity(NationalIdAlone)], "berre fødselsnum*|berre personnum*|fødselsnummer utan namn"),
    (&[Data(Simple), Identity(Contact)], "adressa|adressene|bustadadresse*|heimeadresse*|kontaktopplysing*"),
    (&[Data(Simple), Identity(Photo)], "bilete|bileta|biletet|fotografi*"),
    (&[Data(Simple), Identity(Handle)], "brukarnamn*|tilsettnummer*"),
    (&[Identity(Pseudonymous)], "pseudonymisert*|avidentifisert*"),
    (&[Data(Assumed)], "pasientar|pasientane|pasientnamn*|kyrkjelyd*"),
    (&[Data(Safety)], "hemmeleg adresse*|fortruleg adresse*|strengt fortruleg*|skjerma adresse*|valdsutsett*|trugselutsett*"),
    (&[NoData], "ingen personopplysingar|ingen personopplysning*|inga personopplysing*"),
    (&[Lowered(sign::Lowered::Public)], "allereie offentleg*|offentleg frå før|tilgjengeleg frå før|tilgjengelege frå før|kjende frå før|kjent frå før"),
    (&[Lowered(sign::Lowered::Obsolete)], "utdatert*|forelda|ikkje lenger gyldig*"),
    (&[Special(Children)], "born|borna|barnet|elevar|elevane|mindreårig*|skuleborn*|ungdomsskule*|barneskule*|grunnskule*"),
    (&[Special(Vulnerable)], "bebuar*|sjukeheim*|flyktning*|asylsøkjar*|heimeteneste*|omsorgsbustad*"),
    (&[Sector], "sjukehus*|helseføretak*|legekontor*|sjukeheim*|heimeteneste*|heimesjukepleie*|helseteneste*|psykisk helsevern*"),
    (&[Exposure(Known)], "feil mottakar*|mottakar|mottakaren|mottakarar|mottakarane|feil forelder|feil føresett*|feil avdeling*|til ein kollega|til kollegaer|sendt feil vedlegg|sende feil vedlegg|fellesområde*|tilsette kunne sjå|til alle tilsette|alle tilsette hadde|alle tilsette fekk|alle tilsette kunne|synlege for andre"),
    (&[Exposure(Lost)], "mista|gløymt|attgløymt|stolen|stolne|frå stole|på avvege|kome bort|forsvunne|ukjend mottakar*|ukjende mottakar*|mottakar* .. ukjend*|veit ikkje kven|veit ikkje kvar|uvedkomande*|utanforståande*"),
    (&[Exposure(Lost), Malicious], "tjuveri*|innbrot|innbrotet|hacka|datainnbrot*|kompromittert*|uautorisert tilgang*"),
    (&[Exposure(Public)], "publisert*|offentleggjort*|nettside*|heimeside*|ope tilgjengeleg*|offentleg tilgjengeleg*|fritt tilgjengeleg*|open lenkje|søkbar*"),
    (&[Exposure(Misused), Malicious], "misbrukt*|misbruk|misbruket|utpressing*|brukt til svindel*"),
    (&[Exposure(Misused), Malicious, Unavailable], "løysepenge*"),
    (&[Exposure(Deleted)], "stadfest* .. sletta|stadfest* .. sletting*|bekreft* .. sletta|mottakar* .. sletta|mottakar* .. slettet|sletta hos mottak*|sletta av mottak*|sletta og stadfesta|stadfest* .. makulert"),
    (&[Exposure(Recovered)], "retur* .. uopna|uopna .. retur*|tilbake .. uopna|uopna .. tilbake|kom .. uopna|funne* .. uopna|framleis forsegla"),
    (&[Exposure(Unseen)], "ingen har opna|ingen hadde opna|ingen har lasta ned|ingen har sett|ikkje opna av|ikkje lesen av|mottakar* .. ikkje opna|sletta ulesen"),
    (&[Encrypted], "kryptert disk*|disken er kryptert|disken var kryptert|pc-en er kryptert|pc-en var kryptert|maskina er kryptert|maskina var kryptert|eininga er kryptert|eininga var kryptert|minnepinnen var kryptert"),
    (&[Plain], "ukryptert*|ikkje kryptert*|utan kryptering*|utan passord|ikkje låst|ulåst*"),
    (&[Changed], "feilregistrert*|endra av uvedkomande|uautorisert endring*|blanda saman|samanblanding*|ført på feil|ført i feil"),
    (&[Unavailable], "utilgjengeleg*|tapt|sletta ved ein feil|sletta ved eit uhell|øydelagd*|mista tilgang*|ute av drift"),
    (&[Restored], "gjenoppretta*|kan gjenopprettast|retta opp|er retta|vart retta|tilgjengeleg igjen|oppe att|oppe igjen|fungerer att|i drift att"),
    (&[Final], "ingen tryggleikskopi*|utan tryggleikskopi*|utan backup|kan ikkje gjenopprettast|tapt for alltid|gjekk tapt|gått tapt"),
    (&[Malicious], "åtak|åtaket|dataåtak*|skadevare*|stolen|stolne|med vilje|urettmessige oppslag"),
    (&[Harm(sign::Harm::Body)], "fysisk skade*|liv og helse|fare for liv|pasienttryggleik*|trugsmål|vald"),
    (&[Harm(sign::Harm::Identity)], "identitetstjuveri*|id-tjuveri*|bedrageri*|svindel*|forskjellsbehandling*|ulik behandling|diskriminer*"),
    (&[Harm(sign::Harm::Standing)], "omdømme*|audmjuk*|krenk*|ubehag*|skam|belasting*|økonomisk tap|økonomiske tap|tap av tillit|mobbing|utrygg*|uro"),
];
