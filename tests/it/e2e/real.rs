//! The whole way through a real Dovecot and a real Postfix: IMAP over TLS with IDLE in, submission with STARTTLS and a
//! login out, and people who read and answer with a mail program's means.

use std::time::Duration;

use lettre::address::Envelope;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, Tls, TlsParameters};
use lettre::{SmtpTransport, Transport};

use super::house::{House, LIMIT, Received, answer, mail, maildir, received, subjects};
use super::maildir::assert_officers_decision;
use crate::servers::{AUTHSERV_ID, DOMAIN, Dovecot, Postfix, RawImap, available, eventually, skip};

const USERS: [(&str, &str); 5] = [("avvik", "a"), ("kari", "k"), ("ola", "o"), ("ingrid", "i"), ("jon", "j")];
const OFFICER: &str = "kari@varsel.test";

const CONTACTS: &str = r#"
[[person]]
id = "kari"
name = "Kari Nordmann"
email = "kari@varsel.test"
roles = ["privacy-officer"]

[[person]]
id = "ola"
name = "Ola Hansen"
email = "ola@varsel.test"
roles = ["privacy-officer-deputy"]

[[person]]
id = "ingrid"
name = "Ingrid Lie"
email = "ingrid@varsel.test"
roles = ["head"]
"#;

/// Both servers with the house's people on them.
pub struct Servers {
    pub dovecot: Dovecot,
    pub postfix: Postfix,
}

impl Servers {
    /// Starts both; none, said loudly, where they are not installed.
    pub fn start() -> Option<Servers> {
        if let Err(why) = available() {
            skip(&why);
            return None;
        }
        let dovecot = Dovecot::start(&USERS);
        let postfix = Postfix::start(&dovecot);
        Some(Servers { dovecot, postfix })
    }

    /// `varsel init`, then what a person edits.
    pub fn house(&self) -> House {
        let house = House::init(&[]);
        house.write("ca.pem", std::str::from_utf8(&self.dovecot.ca_pem).unwrap());
        house.write_secret("imap.password", "a\n");
        house.write_secret("smtp.password", "a\n");
        house.write("contacts.toml", CONTACTS);
        let edits = [
            ("\ndomains = [\"eksempel.no\"]", format!("\ndomains = [\"{DOMAIN}\"]")),
            ("\naddress = \"avvik@eksempel.no\"", format!("\naddress = \"avvik@{DOMAIN}\"")),
            ("\nhost = \"imap.eksempel.no\"", "\nhost = \"localhost\"\nca_file = \"ca.pem\"".to_owned()),
            ("\n# port = 993", format!("\nport = {}", self.dovecot.imaps_port)),
            ("\n# received_by = \"mx.eksempel.no\"", format!("\nreceived_by = \"{AUTHSERV_ID}\"")),
            ("\nhost = \"smtp.eksempel.no\"", "\nhost = \"localhost\"\nca_file = \"ca.pem\"".to_owned()),
            ("\n# port = 465", format!("\nport = {}", self.postfix.submission_port)),
            ("\n# authserv_id = \"mx.eksempel.no\"", format!("\nauthserv_id = \"{AUTHSERV_ID}\"")),
        ];
        for (from, to) in edits {
            house.edit("varsel.toml", from, &to);
        }
        // The second of the two lines; the first is the mailbox's.
        let main = std::fs::read_to_string(house.path("varsel.toml")).unwrap();
        let (before, transport) = main.split_once("[transport]").unwrap();
        let starttls = transport.replacen("# tls = \"implicit\"", "tls = \"starttls\"", 1);
        house.write("varsel.toml", &format!("{before}[transport]{starttls}"));
        let check = house.run(&["check"]);
        assert_eq!(check.code, 0, "{check:?}");
        house
    }

    /// Over the port that is for everybody: without a login.
    pub fn anybody(&self) -> SmtpTransport {
        self.mailer(self.postfix.smtp_port).build()
    }

    pub fn login(&self, user: &str, password: &str) -> SmtpTransport {
        let credentials = Credentials::new(user.to_owned(), password.to_owned());
        self.mailer(self.postfix.submission_port).credentials(credentials).build()
    }

    pub fn mailer(&self, port: u16) -> lettre::transport::smtp::SmtpTransportBuilder {
        let ca = Certificate::from_pem(&self.dovecot.ca_pem).unwrap();
        let tls = TlsParameters::builder("localhost".into()).add_root_certificate(ca).build().unwrap();
        SmtpTransport::builder_dangerous("localhost").port(port).timeout(Some(LIMIT)).tls(Tls::Required(tls))
    }

    /// The first mail of this user that is so, once it is there; looked for on the server's disk.
    fn arrived(&self, user: &str, what: &str, is_it: impl Fn(&Received) -> bool) -> Received {
        let folder = self.dovecot.maildir(user);
        eventually(&format!("{what} to {user}"), LIMIT, || maildir(&folder).into_iter().find(&is_it))
    }
}

/// Hands a mail over, from and to these.
pub fn send(mailer: &SmtpTransport, from: &str, to: &str, mail: &str) {
    let envelope = Envelope::new(Some(from.parse().unwrap()), vec![to.parse().unwrap()]).unwrap();
    mailer.send_raw(&envelope, mail.as_bytes()).unwrap();
}

/// All mails of the user's INBOX as a mail program gets them.
fn inbox(imap: &mut RawImap) -> Vec<Received> {
    let selected = imap.ok("SELECT INBOX").join("\n");
    let exists = selected.lines().find_map(|line| line.strip_prefix("* ")?.strip_suffix(" EXISTS"));
    let count: u32 = exists.unwrap().parse().unwrap();
    let fetch = |number: u32| {
        let answers = imap.ok(&format!("FETCH {number} BODY.PEEK[]"));
        received(answers[1..answers.len() - 2].join("\r\n").as_bytes())
    };
    (1..=count).map(fetch).collect()
}

#[test]
fn reporter_officer_and_head_meet_through_real_servers() {
    let Some(servers) = Servers::start() else { return };
    let house = servers.house();
    let daemon = house.daemon();

    let hour_ago = varsel::clock::Clock::System.now() - chrono::Duration::hours(1);
    let discovered = hour_ago.with_timezone(&chrono_tz::Europe::Oslo).format("%d.%m.%Y kl. %H.%M");
    let text = format!(
        "Hovedårsak: E-post sendt til feil mottaker\nNår ble avviket oppdaget: {discovered}\n\
         Antall berørte: 40\nHva har skjedd: Et brev med kundeliste ble sendt til feil mottaker"
    );
    let from = format!("Jon Moen <jon@{DOMAIN}>");
    let address = format!("avvik@{DOMAIN}");
    let report = mail(&from, &address, "r1@varsel.test", "", "Avvik", &text);
    send(&servers.anybody(), "jon@varsel.test", &address, &report);

    let of_case = |mail: &Received| mail.subject.contains("-0001]");
    let receipt = servers.arrived("jon", "the receipt", of_case);
    servers.arrived("ingrid", "the notice", of_case);
    let mut officers = servers.dovecot.imap("kari");
    let notice = eventually("the officer's notice over IMAP", LIMIT, || {
        inbox(&mut officers).into_iter().find(of_case)
    });
    assert_eq!(receipt.in_reply_to, "r1@varsel.test");
    assert!(!receipt.raw.contains("kundeliste"), "{}", receipt.raw);
    assert!(notice.reply_to.starts_with("avvik+"), "{}", notice.reply_to);
    assert!(notice.text.contains("Innen da skal Datatilsynet"), "{}", notice.text);
    let mut breaches = servers.dovecot.imap("avvik");
    eventually("the report to be moved", LIMIT, || (breaches.count("INBOX") == 0).then_some(()));
    assert_eq!(breaches.count("Processed"), 1);
    breaches.ok("EXAMINE Processed");
    let flags = breaches.ok("FETCH 1 (FLAGS)").join("\n");
    assert!(flags.contains("FLAGS") && !flags.contains("\\Seen"), "{flags}");
    let number = house.cases()[0]["id"].as_str().unwrap().to_owned();
    assert!(notice.subject.contains(&number), "{}", notice.subject);

    // Neither the reporter nor somebody with the officer's name decides.
    let theirs = answer(&receipt, &from, "f1@varsel.test", "", "S: 1 K: 1");
    send(&servers.anybody(), "jon@varsel.test", &receipt.reply_to, &theirs);
    let stamp = format!("Authentication-Results: {AUTHSERV_ID}; auth=pass smtp.auth={OFFICER}\n");
    let forged =
        answer(&notice, &format!("Kari Nordmann <{OFFICER}>"), "f2@varsel.test", &stamp, "S: 1 K: 1");
    send(&servers.anybody(), OFFICER, &notice.reply_to, &forged);
    // Nor somebody with a login and a stolen token.
    let stolen = forged.replace("f2@", "f3@");
    send(&servers.login("jon", "j"), "jon@varsel.test", &notice.reply_to, &stolen);
    eventually("all three to be taken in", LIMIT, || (house.ledger().len() == 4).then_some(()));
    // Decision and notice are one commit.
    let told = house.outbox().into_iter().filter(|row| row["to"] == OFFICER && row["template"] != "new-case");
    let told: Vec<_> = told.map(|row| row["template"].as_str().unwrap().to_owned()).collect();
    let unverified = told.iter().filter(|template| *template == "unverified").count();
    assert!(told.len() >= 2 && unverified == 1, "the officer is told of each kind once: {told:?}");
    let case = house.case(&number);
    assert_eq!(case["risk"]["band"], "undecided", "{}", case["risk"]);
    assert!(case["risk"]["decided_by"].is_null(), "{}", case["risk"]);

    let due = (varsel::clock::Clock::System.now() + chrono::Duration::days(14)).format("%d.%m.%Y");
    let text = format!(
        "S: 3  K: 4\nMeld Datatilsynet: ja\n\
         Tiltak: Be mottakeren slette brevet; ansvarlig: ola@{DOMAIN}; frist: {due}\n\nMed vennlig hilsen\nKari"
    );
    let reply = answer(&notice, &format!("Kari Nordmann <{OFFICER}>"), "a1@varsel.test", "", &text);
    send(&servers.login("kari", "k"), OFFICER, &notice.reply_to, &reply);
    eventually("the command receipt over IMAP", LIMIT, || {
        inbox(&mut officers).into_iter().find(|mail| mail.in_reply_to == "a1@varsel.test")
    });
    assert_officers_decision(&house.case(&number), OFFICER, "ola@varsel.test");
    let history = house.case(&number)["history"].clone();
    let changed = history.as_array().unwrap().iter().filter(|one| one["by"] == OFFICER);
    assert!(changed.clone().count() > 0, "{history}");
    assert!(changed.clone().any(|one| one["authenticity"].to_string().contains("login")), "{history}");

    let (status, took) = daemon.terminate();
    assert_eq!(status.code(), Some(0));
    assert!(took < Duration::from_secs(5), "{took:?}");
    // What lay in the outbox when it stopped goes out at the next start, and nothing twice.
    house.ok(&["once"]);
    for user in ["kari", "ola", "ingrid", "jon"] {
        let mails = maildir(&servers.dovecot.maildir(user));
        let mut ids: Vec<&str> = mails.iter().map(|mail| mail.message_id.as_str()).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), mails.len(), "{user} has a mail twice: {:?}", subjects(&mails));
    }
    assert_eq!(house.ledger().len(), 5, "one row a mail");
    assert!(house.ok(&["verify"]).len() < 10_000);
}

#[test]
fn killed_again_and_again_between_imap_and_submission_nothing_is_lost_and_nothing_doubled() {
    const ROUNDS: usize = 6;
    const REPORTS: usize = 2 * ROUNDS;
    let Some(servers) = Servers::start() else { return };
    let house = servers.house();
    house.edit(
        "policy.toml",
        r#"retry_after = ["1m", "5m", "15m", "1h", "3h", "6h"]"#,
        r#"retry_after = ["1s"]"#,
    );
    house.edit("policy.toml", "max_per_address = 10", "max_per_address = 1000");
    let anybody = servers.anybody();
    let address = format!("avvik@{DOMAIN}");
    let mut put = 0;
    for round in 0..ROUNDS {
        let daemon = house.daemon();
        let start = house.written();
        for _ in 0..2 {
            let text = "Hva har skjedd: Et brev med kundeliste ble sendt til feil mottaker";
            let report = mail("jon@varsel.test", &address, &format!("r{put}@varsel.test"), "", "Avvik", text);
            send(&anybody, "jon@varsel.test", &address, &report);
            put += 1;
        }
        // The commit stands first; then comes the moving away, and at the same time the sending.
        eventually("the database to be written", LIMIT, || (house.written() != start).then_some(()));
        std::thread::sleep(Duration::from_millis(5 * round as u64));
        daemon.kill();
    }
    eventually("all to be taken in and sent", LIMIT, || {
        house.ok(&["once"]);
        (house.ledger().len() >= REPORTS && house.outbox().iter().all(|row| row["state"] == "sent"))
            .then_some(())
    });
    let ledger = house.ledger();
    let opened = ledger.iter().filter(|row| row["outcome"] == "opened").count();
    assert_eq!((ledger.len(), opened, house.cases().len()), (REPORTS, REPORTS, REPORTS));
    let mut breaches = servers.dovecot.imap("avvik");
    assert_eq!((breaches.count("INBOX"), breaches.count("Processed")), (0, REPORTS as u32));
    // Handed over twice only what was recorded as uncertain in between, and then as the same mail.
    let outbox = house.outbox();
    let delivered: Vec<Received> =
        ["kari", "ingrid", "jon"].iter().flat_map(|user| maildir(&servers.dovecot.maildir(user))).collect();
    for row in &outbox {
        let id = row["message_id"].as_str().unwrap();
        let copies = delivered.iter().filter(|mail| mail.message_id == id).count() as u64;
        assert!(copies >= 1 && copies <= row["attempts"].as_u64().unwrap(), "{copies} of {row}");
    }
    let again = outbox.iter().filter(|row| row["attempts"] != 1).count();
    println!("{again} of {} mails were in the air at a kill", outbox.len());
    assert_eq!(outbox.len(), 3 * REPORTS, "receipt, officer and head of each");
    let known =
        delivered.iter().all(|mail| outbox.iter().any(|row| row["message_id"] == mail.message_id.as_str()));
    assert!(known, "{:?}", subjects(&delivered));
}
