//! The mails of the house through the real binary, under a simulated clock: the daily sign of life, the week's figures
//! with the head of the audit chain, the year's review.

use std::fs;

use crate::e2e::{House, Received, answer, mail};

const OFFICER: &str = "kari.nordmann@eksempel.no";
const HEAD: &str = "ingrid.lie@eksempel.no";
const REPORTER: &str = "jon.moen@eksempel.no";
const BELIEVED: &str = "Authentication-Results: varsel.local; dmarc=pass header.from=eksempel.no\n";

fn report(id: &str) -> String {
    let text = "Hovedårsak: E-post sendt til feil mottaker\nNår ble avviket oppdaget: 12.03.2026 kl. 08.30\n\
                Antall berørte: 40\nHva har skjedd: Et brev med kundeliste ble sendt til feil mottaker";
    mail(&format!("Jon Moen <{REPORTER}>"), "avvik@eksempel.no", id, BELIEVED, "Avvik", text)
}

fn digests(house: &House) -> Vec<Received> {
    house.sent().into_iter().filter(|mail| mail.subject.contains("Varsel er i drift")).collect()
}

/// The digest that these passes brought, the last at this time.
fn digest_at(house: &House, at: &str) -> Received {
    let before: Vec<String> = digests(house).into_iter().map(|mail| mail.message_id).collect();
    house.once(at);
    let mut new = digests(house);
    new.retain(|mail| !before.contains(&mail.message_id));
    assert_eq!(new.len(), 1, "one digest at {at}");
    new.remove(0)
}

/// As one line, for a sentence that is wrapped.
fn flat(mail: &Received) -> String {
    mail.text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn a_digest_comes_on_each_working_day_and_once() {
    let house = House::with_digest();
    let days = [
        ("2026-03-26T09:00:00+01:00", 0), // the first start: the next one is tomorrow's
        ("2026-03-27T07:59:59+01:00", 0),
        ("2026-03-27T08:00:00+01:00", 1), // Friday
        ("2026-03-27T08:00:00+01:00", 1),
        ("2026-03-28T12:00:00+01:00", 1), // Saturday
        ("2026-03-30T07:59:59+02:00", 1), // Monday, in summer time
        ("2026-03-30T08:00:00+02:00", 2),
        ("2026-03-31T08:00:00+02:00", 3),
        ("2026-04-01T08:00:00+02:00", 4), // the Wednesday before Easter
        ("2026-04-06T20:00:00+02:00", 4), // Easter Monday
        ("2026-04-07T08:00:00+02:00", 5),
    ];
    for (at, expected) in days {
        house.once(at);
        assert_eq!(digests(&house).len(), expected, "{at}");
    }
    assert!(digests(&house).iter().all(|mail| mail.to == OFFICER));
    assert!(house.ok(&["verify"]).contains("everything holds"));
}

#[test]
fn an_empty_house_says_that_it_lives_and_what_to_do_when_it_falls_silent() {
    let house = House::with_digest();
    house.once("2026-03-12T09:00:00+01:00");
    let first = digest_at(&house, "2026-03-13T08:00:00+01:00");
    assert_eq!(first.subject, "Varsel er i drift: ingen åpne saker");
    let text = flat(&first);
    assert!(text.contains("Neste oversikt kommer mandag 16. mars 2026 kl. 08.00."), "{text}");
    assert!(text.contains("Kommer den ikke, har noe stanset."), "{text}");
    assert!(!first.text.contains("har stått stille"), "{text}");
}

#[test]
fn a_week_of_silence_becomes_one_digest_that_says_so() {
    let house = House::with_digest();
    house.once("2026-03-12T09:00:00+01:00");
    let late = digest_at(&house, "2026-03-20T10:00:00+01:00");
    let text = flat(&late);
    assert!(
        text.contains("skulle ha kommet fredag 13. mars 2026 kl. 08.00. Varsel har stått stille."),
        "{text}"
    );
    assert!(text.contains("Neste oversikt kommer mandag 23. mars 2026 kl. 08.00."), "{text}");
    let next = digest_at(&house, "2026-03-23T08:00:00+01:00");
    assert!(!next.text.contains("stått stille"));
}

#[test]
fn it_lists_open_cases_with_deadline_holder_and_what_remains() {
    let house = House::with_digest();
    house.put(report("r1@eksempel.no"));
    house.once("2026-03-12T09:00:00+01:00");
    let open = digest_at(&house, "2026-03-13T08:00:00+01:00");
    assert_eq!(open.subject, "Varsel er i drift: 1 åpen sak");
    let text = flat(&open);
    for fact in [
        "AVVIK-2026-0001, risiko: ikke avgjort",
        "Frist (Datatilsynet): søndag 15. mars 2026 kl. 08.30 (2 døgn igjen)",
        "Ingen har saken nå.",
        "Hvis ingen gjør noe: Vi minner om saken igjen fredag 13. mars 2026 kl. 08.30.",
        "Gjenstår: risikoen er ikke avgjort",
        "AVVIK-2026-0001 har ventet lengst uten at noen har gjort noe: 23 timer",
    ] {
        assert!(text.contains(fact), "{fact}: {text}");
    }
    assert!(!open.raw.contains("kundeliste"), "nothing of the report's words");

    let notice = house.sent_to(OFFICER, "Nytt avvik");
    let tomorrow = "OK\nTiltak: Ny rutine; ansvarlig: ola.hansen@eksempel.no; frist: 17.03.2026";
    house.put(answer(&notice, &format!("Kari Nordmann <{OFFICER}>"), "a1@eksempel.no", BELIEVED, tomorrow));
    house.once("2026-03-16T07:59:00+01:00");
    let held = flat(&digest_at(&house, "2026-03-16T08:00:00+01:00"));
    for fact in [
        "Varsel er i drift: 1 åpen sak, 1 over fristen.",
        "FRISTEN ER UTE: søndag 15. mars 2026 kl. 08.30 (23 timer og 30 minutter siden)",
        "Kari Nordmann har saken til mandag 16. mars 2026",
        "AVVIK-2026-0001, tiltak 1: frist tirsdag 17. mars 2026. Ansvarlig: ola.hansen@eksempel.no.",
    ] {
        assert!(held.contains(fact), "{fact}: {held}");
    }
    assert!(!held.contains("har ventet lengst"), "{held}");
}

/// The 64 hexadecimal digits of a text.
fn head_in(text: &str) -> String {
    let is_head = |word: &&str| word.len() == 64 && word.chars().all(|c| c.is_ascii_hexdigit());
    text.split_whitespace().find(is_head).unwrap_or_else(|| panic!("no head in {text}")).to_owned()
}

#[test]
fn the_head_in_the_mail_is_the_one_that_verify_finds_and_it_moves_with_the_history() {
    let house = House::with_digest();
    house.once("2026-03-12T09:00:00+01:00");
    let empty = head_in(&digest_at(&house, "2026-03-13T08:00:00+01:00").text);
    assert_eq!(empty, head_in(&house.ok(&["verify"])));
    let still = head_in(&digest_at(&house, "2026-03-16T08:00:00+01:00").text);
    assert_eq!(still, empty, "nothing has happened");
    house.put(report("r1@eksempel.no"));
    house.once("2026-03-16T09:00:00+01:00");
    let grown = head_in(&digest_at(&house, "2026-03-17T08:00:00+01:00").text);
    assert_ne!(grown, empty);
    let verified = house.ok(&["verify"]);
    assert_eq!(grown, head_in(&verified));
    assert!(verified.contains("everything holds"), "{verified}");
}

#[test]
fn the_first_digest_of_a_week_has_its_figures() {
    let house = House::with_digest();
    house.put(report("r1@eksempel.no"));
    house.once("2026-03-12T09:00:00+01:00");
    assert!(
        digest_at(&house, "2026-03-13T08:00:00+01:00").text.contains("SISTE SJU DAGER"),
        "the very first"
    );
    let monday = flat(&digest_at(&house, "2026-03-16T08:00:00+01:00"));
    assert!(
        monday.contains("SISTE SJU DAGER - Nye saker: 1 - Saker lukket: 0 - E-poster mottatt: 1"),
        "{monday}"
    );
    assert!(!digest_at(&house, "2026-03-17T08:00:00+01:00").text.contains("SISTE SJU DAGER"));
}

#[test]
fn mail_that_does_not_get_out_is_told_with_its_age() {
    let house = House::with_digest();
    let sent = house.path("spool/sent");
    let aside = house.path("spool/aside");
    fs::rename(&sent, &aside).unwrap();
    fs::write(&sent, "not a Maildir").unwrap();
    house.put(report("r1@eksempel.no"));
    house.once("2026-03-12T09:12:00+01:00");
    let stuck = house.outbox().iter().filter(|row| row["state"] == "queued").count();
    assert!(stuck > 0, "{:?}", house.outbox());
    house.once("2026-03-13T08:00:00+01:00");
    fs::remove_file(&sent).unwrap();
    fs::rename(&aside, &sent).unwrap();
    let text = flat(&digest_at(&house, "2026-03-13T14:30:00+01:00"));
    assert!(
        text.contains("venter på å bli sendt, den eldste siden torsdag 12. mars 2026 kl. 09.12."),
        "{text}"
    );
}

#[test]
fn a_changed_time_in_the_policy_counts_from_then_on() {
    let house = House::with_digest();
    house.once("2026-03-12T09:00:00+01:00");
    house.edit("policy.toml", "daily_at = \"08:00\"", "daily_at = \"10:30\"");
    house.once("2026-03-12T09:30:00+01:00");
    house.once("2026-03-12T10:29:59+01:00");
    assert_eq!(digests(&house).len(), 0);
    digest_at(&house, "2026-03-12T10:30:00+01:00");
    house.edit(
        "policy.toml",
        "to = [\"privacy-officer\"]                # [] for nobody",
        "to = [] # nobody",
    );
    house.once("2026-03-20T12:00:00+01:00");
    assert_eq!(digests(&house).len(), 1);
}

#[test]
fn the_year_is_reviewed_once_with_its_figures() {
    let house = House::with_digest();
    house.put(report("r1@eksempel.no"));
    house.once("2026-03-12T09:00:00+01:00");
    let notice = house.sent_to(OFFICER, "Nytt avvik");
    let text = "S: 2  K: 2\nMeld Datatilsynet: nei, fordi mottakeren har slettet brevet\n\
                Varsle: ingen, fordi det ikke gjelder dem\nEvaluering: ny rutine virker";
    house.put(answer(&notice, &format!("Kari Nordmann <{OFFICER}>"), "a1@eksempel.no", BELIEVED, text));
    house.once("2026-03-12T11:00:00+01:00");
    house.once("2027-01-15T07:59:00+01:00");
    house.once("2027-01-15T08:00:00+01:00");
    house.once("2027-01-16T08:00:00+01:00");
    let reviews: Vec<Received> =
        house.sent().into_iter().filter(|mail| mail.subject == "Året 2026 i tall: avvik og tiltak").collect();
    let mut to: Vec<&str> = reviews.iter().map(|mail| mail.to.as_str()).collect();
    to.sort_unstable();
    assert_eq!(to, [HEAD, OFFICER]);
    let text = flat(&reviews[0]);
    for fact in [
        "- Avvik: 1",
        "- Sendt til feil mottaker: 1",
        "- Fra avviket ble oppdaget til vi fikk melding: 30 minutter (1 sak)",
        "- Fra vi fikk melding til noen tok tak i saken: 2 timer (1 sak)",
        "- Avvik meldt: 0",
        "mottakeren har slettet brevet",
        "- AVVIK-2026-0001: ny rutine virker",
        "Da kan det være behov for en ny risikovurdering.",
    ] {
        assert!(text.contains(fact), "{fact}: {text}");
    }
    assert!(!reviews[0].raw.contains("kundeliste"));
    // The register holds the reports' own words: who handles the cases gets it, management the figures.
    let with_register: Vec<&str> = reviews
        .iter()
        .filter(|mail| {
            mail.raw.contains("register-2026.xlsx") && flat(mail).contains("ligger ved som regneark")
        })
        .map(|mail| mail.to.as_str())
        .collect();
    assert_eq!(with_register, [OFFICER]);
}
