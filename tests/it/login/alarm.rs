//! What one way cannot do is told by the other: within a minute where a token cannot be renewed, and once.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use super::live::{SECRET, assert_no_secret, configure, house};
use crate::e2e::{House, LIMIT, Received, mail, maildir};
use crate::servers::tokens::REFUSED;
use crate::servers::{Dovecot, Mood, Submission, TokenServer, dovecot_available, eventually, skip};

const BY_SECRET: &str = "client_secret_file = \"oauth.secret\"\n";
const A_MINUTE: Duration = Duration::from_secs(60);

/// As one line, for a sentence that is wrapped.
fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn about(mails: Vec<Received>, subject: &str) -> Vec<Received> {
    mails.into_iter().filter(|mail| mail.subject == subject).collect()
}

#[test]
fn a_mailbox_whose_token_is_refused_is_told_by_mail_within_a_minute() {
    if let Err(why) = dovecot_available() {
        return skip(&why);
    }
    let server = TokenServer::start();
    let dovecot = Dovecot::start_asking(&[("avvik", "a")], Some(server.plain_port));
    server.book().life_secs = 4;
    let house = house(&dovecot, &server, BY_SECRET);
    let daemon = house.daemon();
    eventually("the first token", LIMIT, || (server.count() > 0).then_some(()));
    server.book().mood = Mood::Say(401, REFUSED.to_owned());
    let refused = Instant::now();
    let told = eventually("the alarm", A_MINUTE, || {
        let told = about(house.sent(), "Varsel får ikke lest avvikspostkassen");
        (!told.is_empty()).then_some(told)
    });
    assert!(refused.elapsed() < A_MINUTE);
    let text = flat(&told[0].text);
    for fact in [
        "har ikke kunnet fornyes siden",
        "Varsel får ikke fornyet tilgangen (OAuth)",
        "invalid_client, AADSTS7000222",
        "Ingen e-poster venter på å bli sendt.",
        "Ingen åpen sak har en frist som løper.",
        "GJØR DETTE",
    ] {
        assert!(text.contains(fact), "{fact}: {text}");
    }
    assert!(!text.contains("hemmelig beskjed"), "nothing of the server's words: {text}");
    assert_no_secret(&format!("{}{}", daemon.log(), told[0].raw));
}

/// A house that reads a Maildir, sends with tokens, and tells its alarms to a program and into a second Maildir.
fn sender(server: &TokenServer, submission: &Submission, login: &str, alarm: &str) -> House {
    let house = House::maildir();
    house.write(
        "tell",
        &format!(
            "#!/bin/sh\ncat >> {0}\necho \"== $# $CREDENTIALS_DIRECTORY\" >> {0}\n",
            house.path("told").display()
        ),
    );
    fs::set_permissions(house.path("tell"), fs::Permissions::from_mode(0o700)).unwrap();
    let transport = format!(
        "kind = \"smtp\"\nhost = \"127.0.0.1\"\nport = {}\ntls = \"none\"\nuser = \"avvik\"\n{login}",
        submission.port
    );
    let alarm = format!(
        "{BY_SECRET}[alarm]\ncommand = \"tell\"\nto = [\"privacy-officer\", \"vakt@drift.example\"]\n{alarm}\
         [alarm.transport]\nkind = \"maildir\"\npath = \"spool/alarm\"\n"
    );
    configure(
        &house,
        server,
        "kind = \"maildir\"\npath = \"spool/inbox\"\npoll = \"1s\"\n",
        &transport,
        &alarm,
    );
    house
}

fn told(house: &House) -> String {
    fs::read_to_string(house.path("told")).unwrap_or_default()
}

#[test]
fn a_way_out_whose_token_is_refused_is_told_by_program_and_second_way_within_a_minute_and_not_twice() {
    let server = TokenServer::start();
    let submission = Submission::start(server.judge());
    server.book().life_secs = 4;
    let house = sender(&server, &submission, "auth = \"xoauth2\"\n", "repeat = \"20s\"\n");
    let daemon = house.daemon();
    eventually("the first token", LIMIT, || (server.count() > 0).then_some(()));
    server.book().mood = Mood::Say(401, REFUSED.to_owned());
    let alarms = || about(maildir(&house.path("spool/alarm")), "Varsel får ikke sendt e-post");
    let first = eventually("the alarm", A_MINUTE, || {
        let found = alarms();
        // The program first, then the second way, two people.
        let remembered = daemon.log().contains("told by the other way");
        (found.len() == 2 && told(&house).contains("==") && remembered).then_some(Instant::now())
    });
    let mut to: Vec<String> = alarms().into_iter().map(|mail| mail.to).collect();
    to.sort();
    assert_eq!(to, ["kari.nordmann@eksempel.no", "vakt@drift.example"]);
    let said = told(&house);
    assert!(said.starts_with("Varsel får ikke sendt e-post\n\n"), "{said}");
    assert!(said.contains("\n== 0 \n"), "no arguments, nothing of our environment: {said}");
    assert!(flat(&said).contains("Tilgangen til å sende e-post har ikke kunnet fornyes siden"), "{said}");
    // Started anew it knows that it was told: the next telling waits for its time.
    daemon.kill();
    let asked = server.count();
    let daemon = house.daemon();
    eventually("the refusal to be seen again", LIMIT, || (server.count() > asked).then_some(()));
    eventually("the next telling", LIMIT, || (alarms().len() == 4).then_some(()));
    assert!(first.elapsed() > Duration::from_secs(19), "told again after {:?}", first.elapsed());
    assert_eq!(submission.mails(), Vec::<String>::new());
    assert_no_secret(&format!("{}{}", daemon.log(), told(&house)));
}

#[test]
fn a_way_out_that_accepts_nothing_is_told_with_what_waits_and_its_end_is_told_once() {
    let server = TokenServer::start();
    let submission = Submission::start(|_| false);
    submission.seen.closed.store(true, Ordering::SeqCst);
    let login = "password_file = \"oauth.secret\"\n";
    let house = sender(&server, &submission, login, "after = \"5s\"\n");
    let ladder = fs::read_to_string(house.path("policy.toml")).unwrap();
    let ladder = ladder.lines().find(|line| line.starts_with("retry_after")).unwrap().to_owned();
    house.edit("policy.toml", &ladder, "retry_after = [\"2s\"]");
    let text =
        "Hovedårsak: E-post sendt til feil mottaker\nAntall berørte: 40\nHva har skjedd: Et hemmelig brev";
    house.put(mail("Jon Moen <jon@eksempel.no>", "avvik@eksempel.no", "r@eksempel.no", "", "Avvik", text));
    let daemon = house.daemon();
    eventually("the alarm", A_MINUTE, || told(&house).contains("==").then_some(()));
    let said = flat(&told(&house));
    for fact in [
        "E-postserveren har ikke tatt imot noe fra oss.",
        "login refused (535",
        "venter på å bli sendt.",
        "Den første fristen i de åpne sakene er",
        "Ring imens dem som skal ha beskjed.",
    ] {
        assert!(said.contains(fact), "{fact}: {said}");
    }
    assert!(!said.contains("AVVIK-") && !said.contains("brev"), "no case stands in it: {said}");
    submission.seen.closed.store(false, Ordering::SeqCst);
    eventually("the end of it", A_MINUTE, || {
        told(&house).contains("Varsel sender e-post igjen").then_some(())
    });
    assert!(!submission.mails().is_empty(), "what waited was sent");
    assert_eq!(told(&house).matches("== 0").count(), 2);
    assert!(!daemon.log().contains(SECRET));
}

#[test]
fn an_alarm_whose_other_way_fails_waits_in_the_outbox_once() {
    let server = TokenServer::start();
    let submission = Submission::start(|_| false);
    submission.seen.closed.store(true, Ordering::SeqCst);
    let house = sender(
        &server,
        &submission,
        "password_file = \"oauth.secret\"\n",
        "after = \"3s\"\nrepeat = \"1m\"\n",
    );
    house.write("tell", "#!/bin/sh\nexit 1\n");
    house.edit("varsel.toml", "[alarm.transport]\nkind = \"maildir\"\npath = \"spool/alarm\"\n", "");
    let ladder = fs::read_to_string(house.path("policy.toml")).unwrap();
    let ladder = ladder.lines().find(|line| line.starts_with("retry_after")).unwrap().to_owned();
    house.edit("policy.toml", &ladder, "retry_after = [\"2s\"]");
    let text = "Hovedårsak: E-post sendt til feil mottaker\nHva har skjedd: Et hemmelig brev";
    house.put(mail("Jon Moen <jon@eksempel.no>", "avvik@eksempel.no", "r@eksempel.no", "", "Avvik", text));
    let daemon = house.daemon();
    eventually("the program to fail", A_MINUTE, || {
        daemon.log().contains("the alarm's program did not take it").then_some(())
    });
    submission.seen.closed.store(false, Ordering::SeqCst);
    let alarms = |subject: &str| {
        let list = house.ok(&["outbox", "list", "--json"]);
        let rows = list.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
        rows.filter(|row| row["subject"] == subject && row["state"] == "sent").count()
    };
    // That it comes says that mail works again.
    eventually("both to be told", A_MINUTE, || (alarms("Varsel får ikke sendt e-post") == 2).then_some(()));
}
