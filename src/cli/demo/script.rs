//! The three incidents as data: what arrives, who answers what and when, and how it must end.

/// One thing that a person does.
pub enum Step {
    /// A mail arrives. `at` is local time, `2026-03-12 09:40`.
    Mail { at: &'static str, raw: &'static str, story: &'static str },
    /// A person answers the last notice they got of the case.
    Reply { at: &'static str, who: &'static str, text: &'static str, story: &'static str },
    /// Time passes until then.
    Until { at: &'static str, story: &'static str },
}

/// A mail that must have gone out, at least so often.
pub struct Sent {
    pub template: &'static str,
    pub to: &'static str,
    pub times: usize,
}

pub struct Incident {
    pub title: &'static str,
    pub steps: &'static [Step],
    pub status: &'static str,
    /// Obligation and the state it must end in.
    pub obligations: &'static [(&'static str, &'static str)],
    pub sent: &'static [Sent],
}

const KARI: &str = "kari.nordmann@eksempel.no";
const OLA: &str = "ola.hansen@eksempel.no";
const INGRID: &str = "ingrid.lie@eksempel.no";
const JON: &str = "jon.moen@eksempel.no";

pub const INCIDENTS: [Incident; 3] = [MISDIRECTED, SUPPLIER, BOTH_LISTS];

const MISDIRECTED: Incident = Incident {
    title: "An e-mail to the wrong person",
    steps: &[
        Step::Mail {
            at: "2026-03-12 09:40",
            raw: include_str!("1-feilsendt.eml"),
            story: "Jon Moen, an employee, mails the deviation form: a class list went to the wrong recipient at 08.30.",
        },
        Step::Reply {
            at: "2026-03-12 09:55",
            who: KARI,
            text: "S: 3  K: 3\r\nMeld Datatilsynet: ja\r\n",
            story: "Kari Nordmann, the privacy officer, answers with two lines.",
        },
        Step::Reply {
            at: "2026-03-12 11:20",
            who: JON,
            text: "Mulige konsekvenser: Uvedkommende kjenner adressene til 34 familier.\r\nEr de berørte varslet: Nei\r\nAntall registreringer: 34\r\n",
            story: "Jon answers the questions in his receipt.",
        },
        Step::Reply {
            at: "2026-03-13 10:20",
            who: KARI,
            text: "Meldt Datatilsynet: 13.03.2026 kl. 10.15, ref. AR123456\r\nTiltak: Slå av autofullføring i e-post; ansvarlig: Per Berg; frist: 20.03.2026; effekt: færre feilsendinger\r\n",
            story: "Kari has told the authority in time, and orders a measure.",
        },
        Step::Reply {
            at: "2026-03-19 14:00",
            who: "per.berg@eksempel.no",
            text: "Tiltak 1: utført 19.03.2026\r\n",
            story: "Per Berg answers the reminder of his measure.",
        },
        Step::Reply {
            at: "2026-03-20 09:00",
            who: KARI,
            text: "Restrisiko: S1 K3\r\nLukk: mottakeren har bekreftet sletting, og tiltaket er gjennomført\r\n",
            story: "Kari closes the case.",
        },
    ],
    status: "closed",
    obligations: &[("gdpr33", "met"), ("gdpr33-5", "met")],
    sent: &[
        Sent { template: "acknowledgement", to: JON, times: 2 },
        Sent { template: "new-case", to: KARI, times: 1 },
        Sent { template: "new-case", to: INGRID, times: 1 },
        Sent { template: "command-receipt", to: KARI, times: 3 },
        Sent { template: "measure-reminder", to: "per.berg@eksempel.no", times: 1 },
        Sent { template: "closed", to: JON, times: 1 },
    ],
};

const SUPPLIER: Incident = Incident {
    title: "A supplier's short notice, and nobody answers",
    steps: &[
        Step::Mail {
            at: "2026-03-27 16:20",
            raw: include_str!("2-supplier.eml"),
            story: "Friday afternoon before Easter week. Skydrift AS, a processor, mails three lines in English. The clock runs from their mail.",
        },
        Step::Until { at: "2026-03-31 08:30", story: "Nobody answers." },
        Step::Reply {
            at: "2026-03-31 08:40",
            who: OLA,
            text: "Mottatt\r\nS: 2  K: 3\r\nForsinkelse: Varselet kom fredag ettermiddag og ble ikke sett før tirsdag.\r\n",
            story: "Tuesday. Ola Hansen, the stand-in, takes the case in hand and writes why it is late.",
        },
        Step::Reply {
            at: "2026-03-31 09:35",
            who: OLA,
            text: "Meldt Datatilsynet: 31.03.2026 kl. 09.30, ref. AR123999\r\nVarsle: ingen, fordi bare vårt eget lager er berørt\r\n",
            story: "Ola has told the authority: late, with the reason.",
        },
        Step::Reply {
            at: "2026-04-01 09:00",
            who: OLA,
            text: "Lukk: tilgangen er sperret, og meldingen er sendt\r\n",
            story: "Ola closes the case.",
        },
    ],
    status: "closed",
    obligations: &[("gdpr33", "late"), ("gdpr33-5", "met"), ("lists", "not_required")],
    sent: &[
        Sent { template: "processor-receipt", to: "hendelse@skydrift.example", times: 1 },
        Sent { template: "escalation", to: OLA, times: 1 },
        Sent { template: "escalation", to: INGRID, times: 1 },
        Sent { template: "overdue", to: INGRID, times: 1 },
        Sent { template: "overdue", to: KARI, times: 1 },
    ],
};

const BOTH_LISTS: Incident = Incident {
    title: "A stolen key: security and privacy at once",
    steps: &[
        Step::Mail {
            at: "2026-04-14 10:05",
            raw: include_str!("3-both-lists.eml"),
            story: "Lånekompaniet AS, which uses data that others provide, reports that its key was stolen.",
        },
        Step::Reply {
            at: "2026-04-14 10:20",
            who: KARI,
            text: "Varsle: begge\r\nS: 4  K: 4\r\nMeld Datatilsynet: ja\r\n",
            story: "Kari has both contact lists told, and sets the risk: critical.",
        },
        Step::Reply {
            at: "2026-04-14 10:30",
            who: "amina.ali@eksempel.no",
            text: "Mottatt\r\n",
            story: "Amina Ali, the security officer, holds it too, as a critical case demands.",
        },
        Step::Reply {
            at: "2026-04-14 10:45",
            who: KARI,
            text: "Aksjonsgruppe: møte 15.04.2026 kl. 09.00, telefonmøte\r\n",
            story: "Kari summons the action group: everyone involved has the meeting in the calendar.",
        },
        Step::Reply {
            at: "2026-04-14 13:10",
            who: KARI,
            text: "Meldt Datatilsynet: 14.04.2026 kl. 13.00, ref. AR124777\r\nInformer berørte: ja\r\n",
            story: "The authority is told the same day.",
        },
        Step::Reply {
            at: "2026-04-15 12:00",
            who: KARI,
            text: "Berørte informert: 15.04.2026, per brev\r\nKontaktperson: Nina Dahl\r\n",
            story: "The persons affected have a letter, and the group has named its contact person.",
        },
        Step::Reply {
            at: "2026-04-16 09:00",
            who: KARI,
            text: "Hendelsesrapport: levert\r\nLukk: nøkkelen er byttet hos alle\r\n",
            story: "The group's incident report is in the parties' hands. Kari closes the case.",
        },
    ],
    status: "closed",
    obligations: &[
        ("gdpr33", "met"),
        ("gdpr34", "met"),
        ("lists", "met"),
        ("bits-group", "met"),
        ("bits-group-report", "met"),
        ("gdpr33-5", "met"),
    ],
    sent: &[
        Sent { template: "list-security", to: "sikkerhet@databanken.example", times: 1 },
        Sent { template: "list-privacy", to: "personvern@databanken.example", times: 1 },
        Sent { template: "list-security", to: "soc@fjordbanken.example", times: 1 },
        Sent { template: "list-privacy", to: "personvern@fjordbanken.example", times: 1 },
        Sent { template: "list-security", to: "security@northernbank.example", times: 1 },
        Sent { template: "list-privacy", to: "dpo@northernbank.example", times: 1 },
        Sent { template: "new-case", to: "amina.ali@eksempel.no", times: 1 },
        Sent { template: "group-invitation", to: "soc@lanekompaniet.example", times: 1 },
        Sent { template: "group-invitation", to: "dpo@northernbank.example", times: 1 },
        Sent { template: "group-followup", to: "personvern@databanken.example", times: 2 },
    ],
};
