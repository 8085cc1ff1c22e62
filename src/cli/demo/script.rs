//! The four incidents as data: what arrives, who answers what and when, and how it must end.

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
const LISE: &str = "lise.dahl@eksempel.no";
const AMINA: &str = "amina.ali@eksempel.no";
const PER: &str = "per.berg@eksempel.no";
const INGRID: &str = "ingrid.lie@eksempel.no";
const JON: &str = "jon.moen@eksempel.no";

pub const INCIDENTS: [Incident; 4] = [MISDIRECTED, SUPPLIER, BOTH_LISTS, RANSOM];

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
            text: "Meldt Datatilsynet: 13.03.2026 kl. 10.15, ref. AR123456\r\n",
            story: "Kari has pasted the package into the authority's form, and says so: in time.",
        },
        Step::Reply {
            at: "2026-03-13 11:00",
            who: LISE,
            text: "Tiltak: Slå av autofullføring i e-post; ansvarlig: Per Berg; frist: 20.03.2026; effekt: færre feilsendinger\r\n",
            story: "Lise Dahl, who owns the case as the manager of the department, orders a measure.",
        },
        Step::Reply {
            at: "2026-03-16 09:00",
            who: PER,
            text: "Tiltak 1: forslag: styre det fra sentralt hold; anslag: 10 timer\r\n",
            story: "Per Berg proposes how. It takes resources, so it waits for Lise's word.",
        },
        Step::Reply {
            at: "2026-03-16 10:00",
            who: LISE,
            text: "Tiltak 1: godkjent\r\n",
            story: "Lise approves.",
        },
        Step::Reply {
            at: "2026-03-19 14:00",
            who: PER,
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
        Sent { template: "new-case", to: LISE, times: 1 },
        Sent { template: "authority-package", to: KARI, times: 1 },
        Sent { template: "measure-reminder", to: PER, times: 3 },
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
        Sent { template: "authority-package", to: KARI, times: 1 },
        Sent { template: "persons-letter", to: KARI, times: 1 },
    ],
};

const RANSOM: Incident = Incident {
    title: "Ransomware: three laws and their clocks, side by side",
    steps: &[
        Step::Mail {
            at: "2026-05-04 07:12",
            raw: include_str!("4-ransom.eml"),
            story: "Monday, before opening hours. Per Berg, the IT manager, reports from home: payments have stopped. DORA and NIS2 are in force now.",
        },
        Step::Reply {
            at: "2026-05-04 07:30",
            who: PER,
            text: "Mottatt\r\nBevis: minnekopi og brannmurlogger sikret av Per Berg kl. 07.20\r\n",
            story: "Per has it in hand, and puts on record which traces are secured.",
        },
        Step::Reply {
            at: "2026-05-04 08:05",
            who: KARI,
            text: "S: 5  K: 4\r\nDORA: alvorlig 04.05.2026 kl. 08.00, fordi betalinger er stanset\r\nNIS2: betydelig\r\nVarsle: sikkerhet\r\n",
            story: "Kari sets the risk and says that both laws' thresholds are reached: four hours to the first report.",
        },
        Step::Reply { at: "2026-05-04 08:20", who: AMINA, text: "Mottatt\r\n", story: "Amina holds it too." },
        Step::Reply {
            at: "2026-05-04 09:40",
            who: KARI,
            text: "Meldt DORA første: 04.05.2026 kl. 09.30, ref. KRT-3190-1\r\nMeldt NIS2 tidlig varsel: 04.05.2026 kl. 09.35, ref. CSIRT-77\r\nMeld Datatilsynet: ja\r\n",
            story: "The two first reports are sent. The next clocks start from them.",
        },
        Step::Reply {
            at: "2026-05-04 14:00",
            who: KARI,
            text: "Meldt Datatilsynet: 04.05.2026 kl. 13.50, ref. AR125001\r\nInformer berørte: nei, fordi reservekopien er intakt og ingen opplysninger kom ut, unntak b\r\n",
            story: "Datatilsynet is told as well; the persons affected need not be, and why stands in the register.",
        },
        Step::Reply {
            at: "2026-05-05 12:30",
            who: KARI,
            text: "Kontaktperson: Amina Ali\r\n",
            story: "Nobody had summoned the action group, so the program did. It has met and named its contact person.",
        },
        Step::Reply {
            at: "2026-05-06 10:00",
            who: KARI,
            text: "Meldt NIS2 hendelsesmelding: 06.05.2026 kl. 09.50, ref. CSIRT-77-2\r\nMeldt DORA midtveis: 06.05.2026 kl. 09.55, ref. KRT-3190-2\r\n",
            story: "The second reports. From here a month runs to the last ones.",
        },
        Step::Reply {
            at: "2026-06-04 09:00",
            who: KARI,
            text: "Meldt DORA endelig: 04.06.2026 kl. 08.40, ref. KRT-3190-3\r\nMeldt NIS2 sluttrapport: 04.06.2026 kl. 08.50, ref. CSIRT-77-3\r\nEttersendt Datatilsynet: 04.06.2026, alt er sendt\r\nHendelsesrapport: levert\r\nLukk: betalingene går, og sluttrapportene er sendt\r\n",
            story: "The final reports, and the rest to Datatilsynet. Kari closes the case.",
        },
    ],
    status: "closed",
    obligations: &[
        ("gdpr33", "met"),
        ("gdpr34", "not_required"),
        ("dora-initial", "met"),
        ("dora-intermediate", "met"),
        ("dora-final", "met"),
        ("nis2-initial", "met"),
        ("nis2-intermediate", "met"),
        ("nis2-final", "met"),
        ("bits-group", "met"),
    ],
    sent: &[
        Sent { template: "out-of-hours", to: INGRID, times: 1 },
        Sent { template: "authority-package", to: KARI, times: 1 },
        Sent { template: "list-security", to: "soc@fjordbanken.example", times: 1 },
        Sent { template: "group-invitation", to: "soc@fjordbanken.example", times: 1 },
        Sent { template: "reminder", to: AMINA, times: 1 },
    ],
};
