//! Whole lives of cases in which everything that anybody may write is a marker.

use base64::Engine as _;
use varsel::export::docx;
use varsel::export::paper::{Paper, Table};

use super::house::{Scene, Stage};
use crate::stories::play::Sent;

const OFFICER: &str = "Kari {officer/display_name} <kari.nordmann@eksempel.no>";
const LEADER: &str = "Jon {leader/display_name} <jon.moen@eksempel.no>";
const EMPLOYEE: &str = "Nils {employee/from_name} <nils.{employee/from_local}@eksempel.no>";
const CONTACT: &str = "Nina {contb/display_name} <{contb/contact_email}@databanken.example>";

/// Every field of a report, as a form in text; `WHO` is its author.
const FORM: &str = "
Hovedårsak: Feilsending {WHO/main_cause}
Tidsrom: 11.03.2026 kl. 22.00 til 12.03.2026 kl. 08.30 {WHO/period}
Når ble avviket oppdaget: 12.03.2026 kl. 08.30 {WHO/discovered_at}
Antall berørte: ca. 40 {WHO/affected_persons}
Antall registreringer: ca. 80 {WHO/affected_records}
Hva har skjedd: En liste kom på avveie {WHO/what_happened}
Hvordan oppstod avviket: Autofullføring {WHO/how_it_arose}
Type personopplysninger: navn, helseopplysninger {WHO/data_types}
Relasjon: kunder {WHO/relationship}
Hvor befinner personopplysningene seg: hos mottakeren {WHO/data_location}
Mulige konsekvenser: Misbruk {WHO/consequences}
Strakstiltak: Ringt mottakeren {WHO/measures_taken}
Planlagte tiltak: Ny rutine {WHO/measures_planned}
Er de berørte varslet: nei, {WHO/persons_informed}
Kontaktperson: Liv {WHO/contact_person}
Telefon: {WHO/contact_person_phone:phone}
E-post: {WHO/contact_person_address}@eksempel.no
System: SYSTEM {WHO/system}
Sted: Bergen {WHO/place}
Avdeling: Kundeservice {WHO/department}
Oppdaget av: Liv {WHO/reported_by}
Var opplysningene kryptert: delvis, {WHO/protection}
Referanse: {WHO/external_reference}
";

fn form(who: &str, system: &str) -> String {
    FORM.replace("WHO", who).replace("SYSTEM", system)
}

/// A mail whose every header field and part is filled; `BELIEVED` or nothing first.
fn report(proof: &str, from: &str, who: &str, text: &str) -> String {
    let domain = from.rsplit_once('@').map_or("", |(_, domain)| domain.trim_end_matches('>'));
    format!(
        "{proof}From: {from}
To: Avvik {{{who}/to_name}} <avvik@eksempel.no>
Cc: Else {{{who}/cc_name}} <{{{who}/cc_address}}@fremmed.example>
Reply-To: {{{who}/reply_to_name}} <{{{who}/reply_to_address}}@{domain}>
Subject: Avvik {{{who}/subject}}
Message-ID: <{{{who}/message_id}}@{domain}>
X-Mailer: {{{who}/x_header}}
Organization: {{{who}/organization}}
Keywords: {{{who}/keywords}}
Content-Type: multipart/mixed; boundary=\"del\"

--del
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit

Hei, dette må dere se på {{{who}/free_text}}.
{text}
Hilsen
Nils {{{who}/signature}}

Den ons. 11. mars 2026 kl. 14:00 skrev Else <else@fremmed.example>:
> Dette sto der fra før {{{who}/quoted_text}}.
--del
Content-Type: text/plain; charset=utf-8; name=\"{{{who}/file_name}}.txt\"
Content-Disposition: attachment; filename=\"{{{who}/file_name}}.txt\"

Innholdet i filen {{{who}/file_text}}.
--del
Content-Type: application/vnd.openxmlformats-officedocument.wordprocessingml.document
Content-Disposition: attachment; filename=\"{{{who}/unread_file_name}}.docx\"
Content-Transfer-Encoding: base64

UEsDBBQAAAAIAAAA
--del--
"
    )
}

/// A message that ours did not arrive, with the words of a server.
fn bounce(to: &str, message_id: &str) -> String {
    format!(
        "From: MAILER-DAEMON@eksempel.no (Mail {{server/bounce_sender}})
To: avvik@eksempel.no
Subject: Undelivered {{server/bounce_subject}}
Content-Type: multipart/report; report-type=delivery-status; boundary=\"del\"

--del
Content-Type: text/plain

Your mail could not be delivered {{server/bounce_text}}.
--del
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.eksempel.no

Final-Recipient: rfc822; {to}
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 {{server/bounce_diagnostic}}
--del
Content-Type: text/rfc822-headers

Message-ID: <{message_id}>
To: {to}
--del--
"
    )
}

/// What happens in a house, to its end.
pub type Story = fn(Stage) -> Stage;

/// Our own employee's report, from the first mail to the year's review.
pub fn employee(stage: Stage) -> Stage {
    stage.play("2026-03-12 08:30", async |scene: &mut Scene<'_>| {
        scene
            .raw(
                "2026-03-12 09:00",
                &report("BELIEVED\n", EMPLOYEE, "employee", &form("employee", "Fagsystem")),
            )
            .await;
        decide(scene).await;
        others_write(scene).await;
        group(scene).await;
        follow_up(scene).await;
        scene.play.jump("2027-01-18 12:00").await;
    })
}

async fn decide(scene: &mut Scene<'_>) {
    let text = "Jeg har sett på dette {officer/comment}.
S: 3 K: 4, fordi {officer/risk_reason}
Kjent: 12.03.2026 kl. 08.45, fordi {officer/aware_reason}
Hold utenfor: Amina {security/person_name}, fordi {officer/exclude_reason}
Avvikseier: Jon {leader/person_name}
Bevis: logger sikret {officer/evidence}
Politianmeldt: 12.03.2026, ref. {officer/police_reference}
Tiltak: Slette listen {officer/measure_text}; ansvarlig: jon.moen@eksempel.no; medhjelper: {officer/measure_helper}; frist: 16.03.2026; effekt: {officer/measure_effect}; anslag: {officer/measure_estimate}
Tiltak: Kurs {officer/measure_text}; ansvarlig: {officer/measure_owner}; frist: 17.03.2026
Tiltak: Rydde {owner/own_measure}; ansvarlig: siri.dal@eksempel.no; frist: 18.03.2026
Varsle: begge
Ekstern part: Fjordlegane {officer/external_name} <post@fjordlegane.example>, fordi {officer/external_reason}
Spør melder: Når så du det? {officer/question}
Informer berørte: ja, innen 13.03.2026, i brev {officer/inform_how}
Mulige konsekvenser: Svindel {officer/set_field}
Tiltak 9: {officer/misread_line}";
    scene.answer("2026-03-12 09:20", OFFICER, "new-case", text).await;
    let answer = "Her er svaret {employee/answer_text}.\nAntall berørte: ca. 60 {employee/contradiction}";
    scene.answer("2026-03-12 10:00", EMPLOYEE, "missing-information", answer).await;
    let papers = "Send: meldepakke\nSend: tillegg\nSend: brev\nSend: hendelsesrapport";
    scene.answer("2026-03-12 10:30", OFFICER, "last", papers).await;
}

/// A forged order, a second report that is joined, a machine, a party outside.
async fn others_write(scene: &mut Scene<'_>) {
    let forged = "From: Kari {stranger/from_name} <kari.nordmann@eksempel.no>\nTo: avvik@eksempel.no\n\
        Subject: Re: [AVVIK-2026-0001] {stranger/subject}\nContent-Type: text/plain; charset=utf-8\n\n\
        Lukk: {stranger/refused_command}\nOg mer {stranger/free_text}";
    scene.raw("2026-03-12 10:40", forged).await;
    let second = "Ole {second/from_name} <ole.{second/from_local}@eksempel.no>";
    scene
        .raw("2026-03-12 10:50", &report("BELIEVED\n", second, "second", &form("second", "Fagsystem")))
        .await;
    scene.answer("2026-03-12 11:00", OFFICER, "new-case", "Slå sammen med: AVVIK-2026-0001").await;
    let unproved = "Pia <pia.{third/from_local}@fremmed.example>";
    scene.raw("2026-03-12 11:10", &report("", unproved, "third", &form("third", "Fagsystem"))).await;
    scene.answer("2026-03-12 11:20", OFFICER, "new-case", "Slå sammen med: AVVIK-2026-0001").await;
    let said = "Vi har rettet feilen {external/answer}.";
    scene
        .answer(
            "2026-03-12 11:30",
            "Per {external/display_name} <post@fjordlegane.example>",
            "external-chase",
            said,
        )
        .await;
    let absent = |subject: &str, text: &str| {
        format!(
            "BELIEVED\nFrom: Ingrid {{head/display_name}} <ingrid.lie@eksempel.no>\nTo: avvik@eksempel.no\n\
                 Auto-Submitted: auto-replied\nSubject: Ikke til stede {subject}\n{{REFERS}}\
                 Content-Type: text/plain; charset=utf-8\n\nJeg er borte {text}."
        )
    };
    let to_head = scene.play.sent.iter().rfind(|one| one.mail.to == "ingrid.lie@eksempel.no");
    let refers = to_head.map(|one| format!("In-Reply-To: <{}>\n", one.mail.message_id)).unwrap_or_default();
    let mail = absent("{head/vacation_subject}", "{head/vacation_text}").replace("{REFERS}", &refers);
    scene.raw("2026-03-12 11:40", &mail).await;
}

/// The action group meets, answers its calendar and hands over its report.
async fn group(scene: &mut Scene<'_>) {
    let text = "Aksjonsgruppe: møte 12.03.2026 kl. 14.00, rom {officer/meeting_place}; deltakere: Gry {officer/member_name} <gry@gruppe.example>";
    scene.answer("2026-03-12 12:00", OFFICER, "last", text).await;
    let invited = scene.play.sent.iter().rfind(|one| one.template == "group-invitation").unwrap();
    let raw = String::from_utf8_lossy(&invited.bytes).into_owned();
    let uid =
        raw.lines().find_map(|line| line.trim().strip_prefix("UID:").map(str::to_owned)).unwrap_or_default();
    let mail = format!(
        "BELIEVED
From: {CONTACT}
To: avvik@eksempel.no
Subject: Avslått {{contb/calendar_subject}}
Content-Type: multipart/alternative; boundary=\"del\"

--del
Content-Type: text/plain; charset=utf-8

Jeg kan ikke {{contb/calendar_text}}.
--del
Content-Type: text/calendar; charset=utf-8; method=REPLY

BEGIN:VCALENDAR
VERSION:2.0
METHOD:REPLY
BEGIN:VEVENT
UID:{uid}
SEQUENCE:0
DTSTAMP:20260312T111500Z
DTSTART;TZID=Europe/Oslo:20260312T140000
SUMMARY:Svar {{contb/calendar_summary}}
LOCATION:{{contb/calendar_location}}
COMMENT:Jeg er opptatt {{contb/calendar_comment}}
ATTENDEE;PARTSTAT=DECLINED;CN=Nina {{contb/calendar_name}}:mailto:{{contb/contact_email}}@databanken.example
END:VEVENT
END:VCALENDAR
--del--
"
    );
    scene.raw("2026-03-12 12:20", &mail).await;
    scene.answer("2026-03-13 14:30", OFFICER, "last", "Kontaktperson: Nina {contb/contact_name}").await;
    let member = "Her er noe fra oss {contb/group_comment}.\nHendelsesrapport: levert";
    scene.answer("2026-03-13 15:00", CONTACT, "group-followup", member).await;
}

/// Measures, the authority, closing, and what comes long after.
async fn follow_up(scene: &mut Scene<'_>) {
    let proposal = "Tiltak 1: forslag: bytte system {leader/measure_proposal}; anslag: {leader/measure_estimate}\n\
                    Tiltak 1: 50 %, venter {leader/measure_progress}\nHilsen Jon {leader/comment}";
    scene.answer("2026-03-13 15:10", LEADER, "measure-reminder", proposal).await;
    let done = "Tiltak 3: utført\nHilsen Siri {owner/comment}";
    scene
        .answer(
            "2026-03-13 15:15",
            "Siri {owner/display_name} <siri.dal@eksempel.no>",
            "measure-reminder",
            done,
        )
        .await;
    let employee = scene
        .play
        .sent
        .iter()
        .rfind(|one| one.template == "acknowledgement" || one.template == "missing-information")
        .unwrap();
    let (to, id) = (employee.mail.to.clone(), employee.mail.message_id.clone());
    scene.raw("2026-03-13 15:20", &bounce(&to, &id)).await;
    let ola = "BELIEVED\nFrom: Ola {deputy/display_name} <ola.hansen@eksempel.no>\nTo: avvik@eksempel.no\n\
               Subject: Om saken [AVVIK-2026-0001] {deputy/comment_subject}\nContent-Type: text/plain; charset=utf-8\n\n\
               Jeg mener {deputy/comment}.";
    scene.raw("2026-03-13 15:30", ola).await;
    let told = "Meldt Datatilsynet: 16.03.2026 kl. 11.30, ref. {officer/authority_reference}
Forsinkelse: Vi ventet på svar {officer/delay_reason}
Berørte informert: 16.03.2026, i brev {officer/informed_how}";
    scene.answer("2026-03-16 12:00", OFFICER, "last", told).await;
    let last = "Tiltak 1: godkjent, {officer/measure_approval}
Tiltak 2: 10 %, {officer/measure_progress}
Tilbakemelding fra Fjordlegane {officer/external_name}: de har rettet {officer/external_feedback}
Ettersendt Datatilsynet: 20.03.2026, ref. {officer/supplement_reference}, siste
Restrisiko: S1 K2, fordi {officer/residual_reason}";
    scene.answer("2026-03-20 12:00", OFFICER, "last", last).await;
    scene
        .answer(
            "2026-03-24 12:00",
            OFFICER,
            "last",
            "Tiltak 1: utført\nTiltak 2: utført\nLukk: ferdig {officer/closing_reason}",
        )
        .await;
    scene.answer("2026-03-25 12:00", OFFICER, "last", "Gjenåpne: det er mer {officer/reopen_reason}").await;
    scene.answer("2026-03-25 13:00", OFFICER, "last", "Lukk: ferdig nå {officer/closing_reason}").await;
    scene.play.until("2026-04-14 12:00").await;
    let row = "Nytt navn: Nina {contb/new_name}\nNy telefon: +47 {contb/new_phone:phone}\nHilsen {contb/contact_comment}";
    scene.answer("2026-04-14 12:10", CONTACT, "contact-verification", row).await;
    scene.play.until("2026-06-25 09:00").await;
    scene
        .answer(
            "2026-06-25 10:00",
            OFFICER,
            "measure-evaluation",
            "Evaluering: tiltakene virker {officer/evaluation}",
        )
        .await;
}

/// A processor's notice in HTML, its answers, and what the officer decides.
pub fn processor(stage: Stage) -> Stage {
    let from = "Vakt {processor/from_name} <vakt.{processor/from_local}@skydrift.example>";
    stage.play("2026-03-12 08:30", async |scene: &mut Scene<'_>| {
        let rows: String = form("processor", "Fagsystem")
            .lines()
            .filter_map(|line| line.split_once(": "))
            .map(|(label, value)| format!("<tr><td>{label}</td><td title=\"{{processor/html_attribute}}\">{value}</td></tr>\n"))
            .collect();
        let mail = format!(
            "BELIEVED\nFrom: {from}\nTo: avvik@eksempel.no\nSubject: Avvik {{processor/subject}}\n\
             Message-ID: <{{processor/message_id}}@skydrift.example>\nContent-Type: text/html; charset=utf-8\n\n\
             <p>Hei, vi har hatt et avvik {{processor/free_text}}.</p>\n<!-- {{processor/html_comment}} -->\n\
             <table>\n{rows}</table>\n<img alt=\"{{processor/html_picture}}\" src=\"cid:1\">"
        );
        scene.raw("2026-03-12 09:00", &mail).await;
        scene.answer("2026-03-12 09:20", OFFICER, "new-case", "S: 2 K: 3\nVarsle: ingen, fordi {officer/lists_reason}").await;
        let more = "Mer fra oss {processor/answer_text}.\nAntall berørte: 60 {processor/contradiction}";
        scene.answer("2026-03-12 10:00", from, "processor-receipt", more).await;
        scene.answer("2026-03-12 11:00", OFFICER, "last", "Spør melder: hvor mange? {officer/question}").await;
        let no = "Meld Datatilsynet: nei, fordi {officer/not_notified_reason}\nIkke avvik: fordi {officer/not_a_breach_reason}";
        scene.answer("2026-03-16 12:00", OFFICER, "last", no).await;
    })
}

/// We are the processor: two controllers and a joint one are told, and answer.
pub fn controllers(stage: Stage) -> Stage {
    stage.play("2026-03-12 08:30", async |scene: &mut Scene<'_>| {
        scene.raw("2026-03-12 09:00", &report("BELIEVED\n", EMPLOYEE, "employee", &form("employee", "Elevportalen"))).await;
        let text = "S: 3 K: 3\nVarsle behandlingsansvarlige: alle\nHva har skjedd: En feil i portalen {officer/set_field}";
        scene.answer("2026-03-12 09:20", OFFICER, "new-case", text).await;
        let first = "Vi har sett det {ctrla/controller_answer}.";
        scene.answer("2026-03-12 10:00", "Fia {ctrla/display_name} <{ctrla/controller_email}@fjordby.example>", "controller-brief", first).await;
        let second = "Hvem så det? {ctrlb/controller_answer}";
        scene.answer("2026-03-12 10:10", "Dan {ctrlb/display_name} <{ctrlb/controller_email}@havnes.example>", "controller-brief", second).await;
        let more = "Mulige konsekvenser: Elever kan bli plaget {officer/set_field}\nVarsle behandlingsansvarlige: alle";
        scene.answer("2026-03-12 11:00", OFFICER, "last", more).await;
        scene.raw("2026-03-12 12:00", &report("BELIEVED\n", "Ole {second/from_name} <ole.{second/from_local}@eksempel.no>", "second", &form("second", "Samhandling"))).await;
        scene.answer("2026-03-12 12:10", OFFICER, "new-case", "S: 2 K: 3\nVarsle behandlingsansvarlige: Regionrådet {joint/controller_name}").await;
        let third = "Takk {joint/controller_answer}.";
        scene.answer("2026-03-12 12:30", "Eli {joint/display_name} <{joint/controller_email}@regionradet.example>", "controller-brief", third).await;
        scene.play.until("2026-03-17 12:00").await;
    })
}

/// A stranger passes on a mail of somebody else's; nothing proves him.
pub fn stranger(stage: Stage) -> Stage {
    stage.play("2026-03-12 08:30", async |scene: &mut Scene<'_>| {
        let from = "Rolf {stranger/from_name} <rolf.{stranger/from_local}@ukjent.example>";
        scene.raw("2026-03-12 09:00", &report("", from, "stranger", &form("stranger", "Fagsystem"))).await;
        let passed_on = "BELIEVED
From: Nils {employee/from_name} <nils.{employee/from_local}@eksempel.no>
To: avvik@eksempel.no
Subject: VS: {employee/subject}
Content-Type: text/plain; charset=utf-8

Se under {employee/free_text}.

---------- Videresendt melding ---------
Fra: Tor {employee/forwarded_name} <tor.{employee/forwarded_address}@partner.example>
Dato: ons. 11. mars 2026 kl. 14:00
Emne: Avvik hos oss {employee/forwarded_subject}
Til: Nils <nils@eksempel.no>

Hva har skjedd: En disk er borte {employee/forwarded_text}
Antall berørte: 30
";
        scene.raw("2026-03-12 09:30", passed_on).await;
        filed(scene).await;
        scene.answer("2026-03-12 09:40", OFFICER, "new-case", "S: 2 K: 2, fordi {officer/risk_reason}").await;
        scene.play.until("2026-03-20 12:00").await;
    })
}

/// The form as a Word file, and what a system wrote as JSON.
async fn filed(scene: &mut Scene<'_>) {
    let text = scene.field.plant_mail(&form("word", "Fagsystem"));
    let rows = text.lines().filter_map(|line| line.split_once(": "));
    let rows = rows.map(|(label, value)| (label.to_owned(), value.to_owned())).collect();
    let mut paper = Paper::default();
    paper.paragraph("Avviksskjema").table(Table::facts(rows));
    let word = docx::write(&paper).unwrap();
    let fields = [
        "main_cause",
        "what_happened",
        "how_it_arose",
        "data_types",
        "relationship",
        "data_location",
        "consequences",
        "measures_taken",
        "measures_planned",
        "system",
        "place",
        "department",
        "reported_by",
        "external_reference",
    ];
    let object: serde_json::Map<String, serde_json::Value> = fields
        .iter()
        .map(|field| {
            ((*field).to_owned(), scene.field.plant_mail(&format!("\nOrd {{json/{field}}}")).trim().into())
        })
        .collect();
    let json = serde_json::to_vec(&object).unwrap();
    for (who, name, bytes) in [("word", "skjema.docx", word), ("json", "melding.json", json)] {
        let encoded = base64::engine::general_purpose::STANDARD.encode(bytes);
        let lines: Vec<&str> =
            encoded.as_bytes().chunks(76).map(|line| std::str::from_utf8(line).unwrap()).collect();
        let mail = format!(
            "BELIEVED
From: Nils <nils.{{{who}/from_local}}@eksempel.no>
To: avvik@eksempel.no
Subject: Avvik fra {who}
Content-Type: multipart/mixed; boundary=\"del\"

--del
Content-Type: text/plain; charset=utf-8

Se vedlegget {{{who}/free_text}}.
--del
Content-Type: application/octet-stream
Content-Disposition: attachment; filename=\"{name}\"
Content-Transfer-Encoding: base64

{}
--del--
",
            lines.join("\n")
        );
        scene.raw("2026-03-12 09:35", &mail).await;
        let own: Vec<&Sent> =
            scene.play.sent.iter().filter(|one| one.mail.to.contains(&format!("zq{who}x"))).collect();
        let told = own.iter().any(|one| one.mail.text.contains(&format!("zq{who}xwhathappenedzq")));
        assert!(
            told,
            "{name} was not understood: {:?}",
            own.iter().map(|one| &one.mail.text).collect::<Vec<_>>()
        );
    }
}
