//! Words by which a mail's class is told, as data, one table a language. For folded text (`wording`): alternatives, lower
//! case. Words are asked last, and seldom alone: a sign of a machine must stand beside most of them.

/// Subjects that only answering machines write, in any language, with the mark that they write: these need no other sign.
pub const FORMULAS: &str = concat!(
    "automatic reply:|automatic response:|auto ?-?(reply|response):|out of office( autoreply| reply)?:|auto:|",
    "automatisk svar:|autosvar:|automatiskt svar:|automatische antwort:|réponse automatique ?:|respuesta automática:|",
    "risposta automatica:|automatisch antwoord:|automaattinen vastaus:"
);

/// The words of one language; an empty list has none.
pub struct Words {
    /// How the subject of an absence notice begins, up to a mark or its end (M20); longer words before their beginnings.
    pub absence: &'static str,
    /// The same anywhere in a subject.
    pub absence_within: &'static str,
    /// What an absence notice says.
    pub absent: &'static str,
    /// What a ticket system answers when it has taken a mail in.
    pub taken_in: &'static str,
    /// How the subject of a receipt begins.
    pub receipt: &'static str,
    /// What a receipt says.
    pub read: &'static str,
    /// Words of a breach report (S90, L1).
    pub report: &'static str,
    /// Plainer ones, asked of mail to many: processors do tell their customers of a breach through a list.
    pub plain_report: &'static str,
}

pub const BOKMAAL: Words = Words {
    absence: concat!(
        "automatisk svar|autosvar|auto-svar|autorespons|ute av kontoret|ikke på kontoret|ikke til stede|",
        "fraværende|fraværsmelding|fraværsassistent|fravær|ferieavvikling|feriesvar|ferie|på ferie"
    ),
    absence_within: r"\(ikke på kontoret\)|\(automatisk svar\)|er ikke på kontoret|er ute av kontoret",
    absent: concat!(
        "(jeg|vi) er (for tiden |dessverre )?(på ferie|ute av kontoret|ikke på kontoret|ikke til stede|fraværende|bortreist|sykmeldt)|",
        "(jeg|vi) (har|avvikler|tar) ferie|tilbake på kontoret|dette er (et|en) automatisk|automatisk (svar|generert)|",
        "jeg er tilbake|jeg leser ikke e-post|takk for (din|e-posten|meldingen).{0,60}ferie"
    ),
    taken_in: concat!(
        "(vi|jeg) har mottatt (din|henvendelsen|e-posten|saken|meldingen)|takk for (din )?henvendelse|takk for at du kontakte[rt]|",
        "(henvendelsen|saken|e-posten) (din )?er (mottatt|registrert)|er registrert (som|med) sak|har fått (saks|sak)nummer|",
        "saksnummer(et)? (ditt )?er|dette er en (automatisk )?(kvittering|bekreftelse)|mottaksbekreftelse"
    ),
    receipt: r"lest:|ikke lest:|slettet uten å bli lest:|kvittering \(lest\)|lesebekreftelse|vist:",
    read: concat!(
        "ble lest|er lest|ble slettet uten å bli lest|slettet uten å bli lest|dette er en kvittering|ble åpnet|",
        "er vist på mottakerens|lesebekreftelse"
    ),
    report: concat!(
        "avvik|brudd|hendelse|datainnbrudd|lekkasje|på avveie|uvedkommende|personopplysning|personvern|uautorisert|",
        "løsepenge|sikkerhetsvarsel|kompromittert"
    ),
    plain_report: concat!(
        "personvernbrudd|sikkerhetsbrudd|databrudd|datainnbrudd|brudd på personopplysning|sikkerhetshendelse|",
        "avviksmelding|melding om avvik"
    ),
};

pub const NYNORSK: Words = Words {
    absence: "ikkje på kontoret|ikkje til stades|fråverande|fråværsmelding|fråversmelding|fråvær",
    absence_within: r"\(ikkje på kontoret\)|er ikkje på kontoret",
    absent: concat!(
        "(eg|vi) er (for tida )?(på ferie|ute av kontoret|ikkje på kontoret|ikkje til stades|bortreist|sjukmeld)|",
        "(eg|vi) har ferie|dette er eit automatisk|eg er attende|eg les ikkje e-post"
    ),
    taken_in: concat!(
        "(vi|eg) har (motteke|fått) (di|førespurnaden|e-posten|saka|meldinga)|takk for (di )?(førespurnad|henvending)|",
        "(førespurnaden|saka) (di )?er (motteken|registrert)|dette er ei (automatisk )?(kvittering|stadfesting)"
    ),
    receipt: r"lese:|ikkje lese:|sletta utan å bli lesen:|sletta utan å ha vorte lese:|kvittering \(lese\)",
    read: "vart lesen|vart lese|er lesen|sletta utan å (bli lesen|ha vorte lese)|dette er ei kvittering|vart opna",
    report: r"\bbrot\b|hending|på avvege|uvedkomande|sikkerheitshending|sikkerheitsvarsel",
    plain_report: "brot på personopplysning|sikkerheitshending|personvernbrot|sikkerheitsbrot",
};

pub const ENGLISH: Words = Words {
    absence: concat!(
        "auto(matic)?[ -]?(reply|response|respons)|autoreply|autorespons(e)?|auto:|out of (the )?office|",
        "vacation|on vacation|away (from|until)|on leave|annual leave|maternity leave|parental leave"
    ),
    absence_within: r"is out of the office|\bis away\b|\(out of (the )?office\)|\(auto-?reply\)",
    absent: concat!(
        "(i am|i'm|i will be|we are) (currently )?(away|on (annual |parental )?leave|on vacation|on holiday|out of (the )?office|",
        "out of the country|unavailable)|this is an (automatic|automated)|automatically generated|autoreply|auto-reply|",
        "will (be back|return) on|limited access to (my )?e-?mail"
    ),
    taken_in: concat!(
        "we have received your|we've received your|thank you for (contacting|your (e-?mail|message|enquiry|inquiry|request))|",
        "thanks for (contacting|reaching out)|your (request|case|ticket|message|enquiry) (has been|was) (received|created|registered|logged)|",
        r"a (ticket|case) has been (created|opened)|\[request received\]|ticket (received|created)|case number is"
    ),
    receipt: r"read:|not read:|read receipt|return receipt|deleted unread:|opened:|message read|disposition notification|displayed:",
    read: concat!(
        "was read on|was displayed|was deleted without being read|this is a (return|read) receipt|has been (read|opened|displayed)|",
        "was opened|no guarantee that the message (text )?has been read"
    ),
    report: concat!(
        r"\bincident|\bbreach|data leak|leaked|unauthori[sz]ed|compromised|ransomware|phishing|malware|",
        "security (alert|event)|exfiltrat|personal data"
    ),
    plain_report: "data breach|personal data breach|security breach|security incident",
};

pub const OTHERS: &[Words] = &[
    // Swedish
    Words {
        absence: "automatiskt svar|autosvar|frånvaro|frånvarande|ej på kontoret|inte på kontoret|semester",
        absence_within: r"\(inte på kontoret\)|är inte på kontoret",
        absent: "jag är (på semester|inte på kontoret|frånvarande|ledig|föräldraledig)|detta är ett automatiskt|åter på kontoret",
        taken_in: "vi har (mottagit|fått) (ditt|din|er)|tack för (ditt|din) (mejl|mail|e-post|ärende|meddelande)|ärendenummer",
        receipt: "läst:|inte läst:|oläst:|läskvitto|borttaget utan att läsas:",
        read: "lästes|har lästs|läskvitto|togs bort utan att läsas|detta är ett kvitto",
        report: "personuppgiftsincident|dataintrång|obehörig",
        plain_report: "personuppgiftsincident|säkerhetsincident|dataintrång",
    },
    // Danish
    Words {
        absence: "automatisk svar|autosvar|ikke til stede|ikke på kontoret|fravær|ferie",
        absence_within: r"\(ikke på kontoret\)",
        absent: "jeg (er|holder) (på )?(ferie|barsel|ikke på kontoret|fraværende)|dette er et automatisk|tilbage på kontoret",
        taken_in: "vi har modtaget (din|jeres)|tak for (din|jeres) (henvendelse|mail|besked)|sagsnummer",
        receipt: "læst:|ikke læst:|ulæst:|slettet uden at blive læst:|læsekvittering",
        read: "blev læst|blev slettet uden at blive læst|læsekvittering|dette er en kvittering",
        report: "databrud|sikkerhedsbrud|persondata|uvedkommende",
        plain_report: "brud på persondatasikkerheden|databrud|sikkerhedsbrud",
    },
    // German
    Words {
        absence: "automatische (antwort|rückmeldung)|abwesenheitsnotiz|abwesenheit|abwesend|nicht im büro|urlaub",
        absence_within: "ist (zur zeit )?(abwesend|nicht im (hause|büro))",
        absent: "ich bin (derzeit |zur zeit )?(abwesend|nicht im (hause|büro)|im urlaub)|dies ist eine automatische|automatisch (generiert|erzeugt)",
        taken_in: "wir haben ihre (anfrage|nachricht|e-?mail)|vielen dank für ihre (anfrage|nachricht|e-?mail)|ticketnummer",
        receipt: "gelesen:|ungelesen gelöscht:|nicht gelesen:|lesebestätigung",
        read: "wurde gelesen|wurde (ungelesen )?gelöscht|lesebestätigung|empfangsbestätigung",
        report: "datenschutzvorfall|datenpanne|sicherheitsvorfall",
        plain_report: "datenschutzverletzung|datenpanne|sicherheitsvorfall",
    },
    // French, Spanish, Italian, Dutch
    Words {
        absence: concat!(
            "réponse automatique|absence|respuesta automática|fuera de la oficina|risposta automatica|fuori sede|",
            "automatisch antwoord|afwezig|automaattinen vastaus|poissa"
        ),
        absence_within: "",
        absent: "je suis (actuellement )?absent|estoy fuera de la oficina|sono assente|ik ben afwezig",
        taken_in: "nous avons bien reçu|hemos recibido su|abbiamo ricevuto",
        receipt: "lu ?:|non lu ?:|leído:|letto:|gelezen:|luettu:",
        read: "a été lu|ha sido leído|è stato letto|is gelezen",
        report: "violation de données|violación de datos",
        plain_report: "violation de données|violación de datos",
    },
];

/// All languages, the three of ours first.
pub fn all() -> impl Iterator<Item = &'static Words> + Clone {
    [&BOKMAAL, &NYNORSK, &ENGLISH].into_iter().chain(OTHERS)
}
