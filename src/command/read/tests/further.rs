//! The lines for further duties: a row of a test is one meaning in bokmål, nynorsk and English.

use super::*;

#[track_caller]
fn all_are(texts: &[&str], command: &str, args: Value) {
    for text in texts {
        is(text, command, args.clone());
    }
}

#[track_caller]
fn all_misread(texts: &[&str], resembles: &str) {
    for text in texts {
        misread(text, resembles);
    }
}

#[track_caller]
fn all_comments(texts: &[&str]) {
    for text in texts {
        comment(text);
    }
}

#[test]
fn the_authority_phoned_and_supplied() {
    all_are(
        &[
            "Ringt Datatilsynet: 13.03.2026 kl. 09.00",
            "ringt  til datatilsynet : 13.03.2026 kl 09.00",
            "Datatilsynet ringt: 13. mars kl. 9",
            "Phoned the authority: 13.03.2026 09:00",
        ],
        "authority_phoned",
        json!({ "at": "2026-03-13T09:00:00+01:00" }),
    );
    all_misread(
        &[
            "Ringt Datatilsynet: ja",
            "Ringt Datatilsynet",
            "Ringt Datatilsynt: 13.03.2026",
            "Phoned the authority:",
        ],
        "authority_phoned",
    );
    let sent = |last: bool| json!({ "at": "2026-03-12T00:00:00+01:00", "reference": "AR2", "last": last });
    all_are(
        &[
            "Ettersendt Datatilsynet: 12.03.2026, ref. AR2, alt er sendt",
            "Ettersendt til Datatilsynet: 12.03.2026, ref. AR2, siste del",
            "Ettersend til Datatilsynet: 12.03.2026, ref. AR2, komplett",
            "Supplement sent: 12.03.2026, ref. AR2, everything",
            "Supplement sent to the authority: 12.03.2026, ref. AR2, final",
        ],
        "supplement_sent",
        sent(true),
    );
    all_are(
        &[
            "Ettersendt Datatilsynet: 12.03.2026, ref. AR2",
            "Ettersendt Datatilsynet: 12.03.2026, ref. AR2, ikke alt er sendt",
            "Ettersendt Datatilsynet: siste torsdag 12.03.2026, ref. AR2",
            "Supplement sent: last Thursday 12.03.2026, ref. AR2, not everything",
        ],
        "supplement_sent",
        sent(false),
    );
    all_misread(&["Ettersendt Datatilsynet: alt er sendt", "Supplement sent: soon"], "supplement_sent");
    all_comments(&[
        "Ettersendt: logger fra drift",
        "Vi har ringt Datatilsynet i dag",
        "Datatilsynet: 22 39 69 00",
    ]);
}

#[test]
fn other_laws_are_classified() {
    let dora = json!({ "regime": "dora", "answer": "yes", "at": "2026-03-12T10:00:00+01:00", "reason": "mange kunder er rammet" });
    all_are(
        &[
            "Klassifisert DORA: alvorlig 12.03.2026 kl. 10.00, fordi mange kunder er rammet",
            "DORA: alvorlig 12.03.2026 kl. 10.00, fordi mange kunder er rammet",
            "Klassifisert etter DORA: alvorleg 12.03.2026 kl. 10.00, fordi mange kunder er rammet",
            "DORA: alvorleg hending 12.03.2026 kl. 10.00 av di mange kunder er rammet",
            "Classified DORA: major 12.03.2026 10:00, because mange kunder er rammet",
            "Classified DORA major: 12.03.2026 10:00, because mange kunder er rammet",
        ],
        "classified",
        dora,
    );
    for (name, regime) in [
        ("NIS2", "nis2"),
        ("NIS 2", "nis2"),
        ("digitalsikkerhetsloven", "nis1-no"),
        ("Digitaltryggleikslova", "nis1-no"),
        ("NIS", "nis1-no"),
        ("NSM", "nis1-no"),
        ("ekomloven", "ekom"),
        ("sikkerhetsloven", "sikkerhetsloven"),
        ("Bits", "bits"),
        ("Normen", "normen"),
    ] {
        is(
            &format!("{name}: betydelig hendelse 12.03.2026 kl. 10.00"),
            "classified",
            json!({ "regime": regime, "answer": "yes", "at": "2026-03-12T10:00:00+01:00" }),
        );
    }
    // Without a time it is now.
    all_are(
        &["Klassifisert DORA: alvorlig", "DORA: alvorleg", "Classified DORA: major"],
        "classified",
        json!({ "regime": "dora", "answer": "yes" }),
    );
    all_are(
        &[
            "Klassifisert DORA: ikke alvorlig, fordi få er rammet",
            "DORA: ikkje alvorleg, av di få er rammet",
            "DORA: not major, because få er rammet",
        ],
        "classified",
        json!({ "regime": "dora", "answer": "no", "reason": "få er rammet" }),
    );
    all_misread(
        &[
            "Klassifisert DORA: alvorlig 35.03.2026",
            "Klassifisert DORA: ja visst",
            "Klassifisert DORA: ikke alvorlig ennå",
            "Klassifisert NIS2: kanskje betydelig 12.03.2026",
            "Klassifisert DORA ferdig: 12.03.2026",
            "Classified DORA: probably major",
            "Klassifisert DORA",
        ],
        "classified",
    );
    all_comments(&[
        "DORA: husk fristen i morgen",
        "NIS2: gjelder ikke oss",
        "Normen: se kapittel 5",
        "Klassifisert: fortrolig",
        "DORA og NIS2: se vedlegg",
    ]);
}

#[test]
fn other_laws_are_reported_in_stages() {
    let sent = |stage: Option<&str>| match stage {
        Some(stage) => {
            json!({ "regime": "dora", "stage": stage, "at": "2026-03-12T13:00:00+01:00", "reference": "K1" })
        }
        None => json!({ "regime": "dora", "at": "2026-03-12T13:00:00+01:00", "reference": "K1" }),
    };
    let dora = |label: &str| format!("{label}: 12.03.2026 kl. 13.00, ref. K1");
    for (label, stage) in [
        ("Meldt DORA", None),
        ("Meldt DORA første", Some("initial")),
        ("Meldt DORA foreløpig rapport", Some("initial")),
        ("Meldt DORA førebels", Some("initial")),
        ("Meldt DORA midtveis", Some("intermediate")),
        ("Meldt DORA endelig", Some("final")),
        ("Meldt DORA endeleg rapport", Some("final")),
        ("Submitted DORA initial", Some("initial")),
        ("Submitted DORA intermediate report", Some("intermediate")),
        ("Submitted DORA final", Some("final")),
    ] {
        is(&dora(label), "submitted", sent(stage));
    }
    is("Meldt DORA: sluttrapport 12.03.2026 kl. 13.00, ref. K1", "submitted", sent(Some("final")));
    for (label, stage) in [
        ("tidlig varsel", "initial"),
        ("tidleg varsel", "initial"),
        ("hendelsesmelding", "intermediate"),
        ("sluttrapport", "final"),
    ] {
        is(
            &format!("Meldt NIS2 {label}: 12.03.2026 kl. 13.00"),
            "submitted",
            json!({ "regime": "nis2", "stage": stage, "at": "2026-03-12T13:00:00+01:00" }),
        );
    }
    is(
        "Varslet NSM: 12.03.2026 kl. 13.00",
        "submitted",
        json!({ "regime": "nis1-no", "at": "2026-03-12T13:00:00+01:00" }),
    );
    all_misread(
        &[
            "Meldt DORA: ikke 12.03.2026",
            "Meldt DORA kvartal: 12.03.2026",
            "Meldt DORA første og endelig: 12.03.2026",
            "Submitted NIS2 final report: soon",
            "Meldt DORA første",
        ],
        "submitted",
    );
    all_comments(&["Meldt dato: 12.03.2026", "Meldt styret: 12.03.2026", "Vi har meldt DORA i går"]);
}

#[test]
fn papers_are_asked_for() {
    for (text, paper) in [
        ("Send: meldepakke", "authority-package"),
        ("send : Meldepakka", "authority-package"),
        ("Send: package", "authority-package"),
        ("Send: tilleggsmelding", "authority-supplement"),
        ("Send: supplement", "authority-supplement"),
        ("Send: brev", "persons-letter"),
        ("Send: brevet til de berørte", "persons-letter"),
        ("Send: brev til dei råka", "persons-letter"),
        ("Send: the letter", "persons-letter"),
        ("Send: hendelsesrapport", "incident-report"),
        ("Send: hendingsrapporten", "incident-report"),
        ("Send: report", "incident-report"),
    ] {
        is(text, "send", json!({ "paper": paper }));
    }
    all_misread(&["Send: alt", "Send: brev og rapport", "Send: the lettre"], "send");
    all_comments(&["Send: dette videre til alle på avdelingen i dag", "Sendt: 12. mars 2026 10:00"]);
}

#[test]
fn measures_of_both_kinds_with_estimates_and_proposals() {
    all_are(
        &[
            "Strakstiltak: Sperre kontoen; ansvarlig: ola@eksempel.no",
            "Strakstiltak: Sperre kontoen; ansvarleg: ola@eksempel.no",
            "Immediate measure: Sperre kontoen; responsible: ola@eksempel.no",
        ],
        "measure",
        json!({ "text": "Sperre kontoen", "owner": "ola@eksempel.no", "kind": "immediate" }),
    );
    all_are(
        &[
            "Korrigerende tiltak: Ny rutine; omfang: stort",
            "Korrigerande tiltak: Ny rutine; overslag: stort",
            "Corrective measure: Ny rutine; scope: stort",
        ],
        "measure",
        json!({ "text": "Ny rutine", "kind": "corrective", "estimate": "stort" }),
    );
    is(
        "Tiltak: Ny rutine; anslag: 40 timer",
        "measure",
        json!({ "text": "Ny rutine", "estimate": "40 timer" }),
    );
    all_misread(
        &[
            "Strakstiltak: Sperre kontoen; frist: snart nok",
            "Korrigerande tiltak: Ny rutine; frist: ein gong",
        ],
        "measure",
    );
    // The form's question, answered in a reply.
    all_comments(&[
        "Strakstiltak: kontoen er sperret",
        "Immediate actions: we closed the account",
        "Strakstiltak:",
        "Korrigerende tiltak:",
    ]);
    all_are(
        &[
            "Tiltak 2: forslag: bytte system; anslag: 40 timer",
            "Tiltak nr. 2: framlegg: bytte system; overslag: 40 timer",
            "Measure 2: proposal: bytte system; estimate: 40 timer",
        ],
        "measure_propose",
        json!({ "number": 2, "text": "bytte system", "estimate": "40 timer" }),
    );
    is("Tiltak 2: forslag: bytte system", "measure_propose", json!({ "number": 2, "text": "bytte system" }));
    all_misread(
        &["Tiltak 2: forslag", "Tiltak 2: forslag: ", "Measure 2: proposal; estimate: 40 hours"],
        "measure_propose",
    );
    is(
        "Tiltak 2: forslag sendt til leverandøren",
        "measure_progress",
        json!({ "number": 2, "text": "forslag sendt til leverandøren" }),
    );
}

#[test]
fn a_meeting_has_members_and_may_be_called_off() {
    let meeting = json!({
        "at": "2026-03-13T10:00:00+01:00",
        "place": "https://mote.eksempel.no/1",
        "members": ["a@b.no", "Kari Nordmann"],
    });
    all_are(
        &[
            "Aksjonsgruppe: møte 13.03.2026 kl. 10.00, https://mote.eksempel.no/1; deltakere: a@b.no, Kari Nordmann",
            "Aksjonsgruppa: møte 13.03.2026 kl. 10.00, https://mote.eksempel.no/1; deltakarar: a@b.no og Kari Nordmann",
            "Action group: meeting 13.03.2026 10:00, https://mote.eksempel.no/1; participants: a@b.no and Kari Nordmann",
        ],
        "action_group",
        meeting,
    );
    all_are(
        &[
            "Aksjonsgruppe: avlyst, fordi alle er syke",
            "Aksjonsgruppe: møtet er avlyst, fordi alle er syke",
            "Aksjonsgruppa: avlyst av di alle er syke",
            "Action group: cancelled, because alle er syke",
        ],
        "group_cancel",
        json!({ "reason": "alle er syke" }),
    );
    is("Aksjonsgruppe: avlyst", "group_cancel", json!({}));
    all_misread(
        &[
            "Aksjonsgruppe: ikke avlyst, møte 13.03.2026 kl. 10.00",
            "Aksjonsgruppe: deltakere: Kari 13.03.2026",
        ],
        "action_group",
    );
}

#[test]
fn others_who_have_a_part() {
    all_are(
        &[
            "Ikke samme sak: AVVIK-2026-0007",
            "Ikkje same sak: avvik-2026-0007",
            "Not the same case: AVVIK-2026-0007.",
        ],
        "not_same",
        json!({ "case": "AVVIK-2026-0007" }),
    );
    all_misread(&["Ikke samme sak: den andre", "Ikke samme sak", "Not same:"], "not_same");
    all_are(
        &[
            "Varsle behandlingsansvarlige: alle",
            "Varsle behandlingsansvarlege: alle",
            "Notify controllers: all",
        ],
        "notify_controllers",
        json!({ "names": [] }),
    );
    all_are(
        &[
            "Varsle behandlingsansvarlige: Kommune A, Kommune B",
            "Notify the controllers: Kommune A and Kommune B",
        ],
        "notify_controllers",
        json!({ "names": ["Kommune A", "Kommune B"] }),
    );
    all_misread(
        &["Varsle behandlingsansvarlige: ingen", "Varsle behandlingsansvarlege:", "Notify controllers: none"],
        "notify_controllers",
    );
    let party = json!({ "party": "Firma AS", "email": "post@firma.no", "reason": "de driftet serveren" });
    all_are(
        &[
            "Ekstern part: Firma AS <post@firma.no>, fordi de driftet serveren",
            "Ekstern part: Firma AS, Post@firma.no av di de driftet serveren",
            "External party: Firma AS (post@firma.no), because de driftet serveren",
        ],
        "external_party",
        party,
    );
    is(
        "Ekstern part: post@firma.no",
        "external_party",
        json!({ "party": "post@firma.no", "email": "post@firma.no" }),
    );
    all_misread(
        &[
            "Ekstern part: Firma AS",
            "Ekstern part: Firma AS <a@firma.no>, <b@firma.no>",
            "External party: Firma AS, because they did it",
        ],
        "external_party",
    );
    all_are(
        &[
            "Tilbakemelding fra Firma AS: feilen er rettet",
            "Tilbakemelding frå Firma AS: feilen er rettet",
            "Feedback from Firma AS: feilen er rettet",
        ],
        "external_feedback",
        json!({ "party": "Firma AS", "text": "feilen er rettet" }),
    );
    is("Tilbakemelding fra Firma 24: ok", "external_feedback", json!({ "party": "Firma 24", "text": "ok" }));
    is(
        "Ekstern tilbakemelding: feilen er rettet",
        "external_feedback",
        json!({ "text": "feilen er rettet" }),
    );
    all_misread(
        &["Tilbakemelding fra Firma AS:", "Tilbakemelding: fint", "Feedback: thanks"],
        "external_feedback",
    );
}

#[test]
fn joint_controllers_share_the_tasks() {
    let joint = json!({ "notifies": "Kommune A", "follows_up": "Skole B", "closes": "Kommune A" });
    all_are(
        &[
            "Felles ansvar: melder: Kommune A; følger opp: Skole B; lukker: Kommune A",
            "Felles ansvar: melder: Kommune A; følgjer opp: Skole B; lukkar: Kommune A",
            "Joint controllers: notifies: Kommune A; follows up: Skole B; closes: Kommune A",
        ],
        "joint_controllers",
        joint,
    );
    is("Felles ansvar: melder: Kommune A", "joint_controllers", json!({ "notifies": "Kommune A" }));
    all_misread(
        &[
            "Felles ansvar: Kommune A",
            "Felles ansvar: melder: A1; melder: B1",
            "Joint controllers: pays: School B",
        ],
        "joint_controllers",
    );
    all_comments(&["Felles ansvar:", "Ekstern part:"]);
}

#[test]
fn an_exercise_is_said_plainly() {
    all_are(
        &["Øvelse: ja", "Øving: ja", "Exercise: yes", "Dette er en øvelse: ja"],
        "exercise",
        json!({ "answer": "yes" }),
    );
    is("Øvelse: nei", "exercise", json!({ "answer": "no" }));
    all_misread(&["Øvelse: kanskje", "Exercise: next week"], "exercise");
    all_comments(&["Øvelse: vi hadde en sist i fjor høst", "Øvelse:", "Øvelse"]);
}

#[test]
fn informing_has_a_day_and_a_means() {
    all_are(
        &[
            "Informer berørte: ja, innen 14.03.2026, per brev",
            "Informer råka: ja, innan 14.03.2026 per brev",
            "Informer berørte: ja, per brev, innen 14.03.2026",
        ],
        "inform_persons",
        json!({ "answer": "yes", "due": "2026-03-14T00:00:00+01:00", "how": "per brev" }),
    );
    is(
        "Inform persons: yes, by 14.03.2026, by letter",
        "inform_persons",
        json!({ "answer": "yes", "due": "2026-03-14T00:00:00+01:00", "how": "by letter" }),
    );
    is("Informer berørte: ja, på telefon", "inform_persons", json!({ "answer": "yes", "how": "på telefon" }));
    is(
        "Informer berørte: ja, innen 14.03.2026, fordi helseopplysninger er spredt",
        "inform_persons",
        json!({ "answer": "yes", "due": "2026-03-14T00:00:00+01:00", "reason": "helseopplysninger er spredt" }),
    );
    is(
        "Informer berørte: ja, fordi passord kom på e-post",
        "inform_persons",
        json!({ "answer": "yes", "reason": "passord kom på e-post" }),
    );
    all_misread(
        &["Informer berørte: ja, innen snart", "Informer råka: ja, innan 35.03.2026"],
        "inform_persons",
    );
}

#[test]
fn what_is_a_command_is_no_answer_of_the_report() {
    for text in [
        "Ringt Datatilsynet: 13.03.2026 kl. 10.00",
        "Ettersendt Datatilsynet: 15.03.2026, ref. AR2, alt er sendt",
        "Klassifisert DORA: alvorlig 12.03.2026 kl. 10.00, fordi mange er rammet",
        "Meldt NIS2 sluttrapport: 12.03.2026 kl. 13.00, ref. K1",
        "Send: hendelsesrapport",
        "Ikke samme sak: AVVIK-2026-0007",
        "Varsle behandlingsansvarlige: Kommune A",
        "Ekstern part: Firma AS <post@firma.no>, fordi de driftet serveren",
        "Tilbakemelding fra Firma AS: feilen er rettet",
        "Felles ansvar: melder: Kommune A; følger opp: Skole B; lukker: Kommune A",
        "Feedback from Company AS: mended",
        "Øvelse: ja",
    ] {
        let body = crate::report::Source::new("body", text);
        let parts = crate::report::Parts { sources: vec![body], subject: String::new(), reply: true };
        let understood = crate::report::read(&parts, anchor(), &Context::default());
        let labelled: Vec<_> = understood.report.iter().filter(|(_, found)| !found.prose).collect();
        assert!(labelled.is_empty(), "{text}: {labelled:?}");
    }
}
