//! Behind a real Postfix: the sender's server signs with opendkim, ours judges with opendkim and opendmarc. Varsel believes
//! the officer and refuses who only claims to be, once by our server's word and once by its own check.

use super::sign::{RSA_2048, Sender};
use crate::e2e::real::{Servers, send};
use crate::e2e::{House, LIMIT, Received, answer, mail, maildir};
use crate::servers::{
    AUTHSERV_ID, DOMAIN, Dns, Dovecot, Milter, Postfix, PostfixOptions, available, eventually,
    milters_available, skip,
};

const SENDER: &str = "b.example";
const OFFICER: &str = "kari@b.example";

const CONTACTS: &str = r#"
[[person]]
id = "kari"
name = "Kari Nordmann"
email = "kari@b.example"
roles = ["privacy-officer"]

[[person]]
id = "ingrid"
name = "Ingrid Lie"
email = "ingrid@varsel.test"
roles = ["head"]
"#;

/// Our server, the sender's, and their milters.
struct World {
    servers: Servers,
    theirs: Postfix,
    dns: Dns,
    _milters: [Milter; 3],
}

impl World {
    fn start() -> Option<World> {
        if let Err(why) = available().and_then(|()| milters_available()) {
            skip(&why);
            return None;
        }
        let sender = Sender::new(SENDER);
        let dns = Dns::start_on_port_53();
        sender.publish(&dns);
        dns.txt(&format!("_dmarc.{SENDER}"), "v=DMARC1; p=reject; adkim=s");
        let signing = Milter::signing(SENDER, &sender.selector, RSA_2048);
        let (verifying, dmarc) = (Milter::verifying(&dns), Milter::dmarc(&dns));
        let dovecot = Dovecot::start(&[("avvik", "a"), ("kari", "k"), ("ingrid", "i"), ("jon", "j")]);
        let ours = format!(
            "smtpd_milters = {}, {}\nmilter_default_action = tempfail\n\
             virtual_alias_domains = {SENDER}\n\
             virtual_alias_maps = inline:{{ {{{OFFICER} = kari@{DOMAIN}}} }}",
            verifying.address(),
            dmarc.address()
        );
        let postfix = Postfix::start_with(&dovecot, &PostfixOptions { main: ours, ..Default::default() });
        // What stands further down counts.
        let theirs = format!(
            "myhostname = out.{SENDER}\nmydomain = {SENDER}\nmynetworks = 127.0.0.0/8\n\
             smtpd_relay_restrictions = permit_mynetworks, reject\nvirtual_mailbox_domains =\n\
             virtual_mailbox_maps =\ntransport_maps =\nheader_checks =\ndefault_transport = smtp\n\
             relayhost = [127.0.0.1]:{}\nsmtpd_milters = {}\nmilter_default_action = tempfail",
            postfix.smtp_port,
            signing.address()
        );
        let theirs = Postfix::start_with(&dovecot, &PostfixOptions { main: theirs, ..Default::default() });
        let servers = Servers { dovecot, postfix };
        Some(World { servers, theirs, dns, _milters: [signing, verifying, dmarc] })
    }

    /// By the sender's own server, which signs it.
    fn send_signed(&self, mail: &str) {
        send(&self.servers.mailer(self.theirs.smtp_port).build(), OFFICER, &to(mail), mail);
    }

    /// Past it: straight to our server.
    fn send_past(&self, mail: &str) {
        send(&self.servers.anybody(), OFFICER, &to(mail), mail);
    }

    /// The mails of the breach mailbox that wait.
    fn waiting(&self) -> Vec<Received> {
        maildir(&self.servers.dovecot.maildir("avvik"))
    }

    fn await_mail(&self, id: &str) -> Received {
        eventually(id, LIMIT, || self.waiting().into_iter().find(|mail| mail.message_id == id))
    }
}

fn to(mail: &str) -> String {
    let line = mail.lines().find_map(|line| line.strip_prefix("To: ")).unwrap();
    line.trim().to_owned()
}

/// The row of the ledger.
fn verdict(house: &House, id: &str) -> serde_json::Value {
    let row = house.ledger().into_iter().find(|row| row["message_id"] == id).unwrap();
    row["authenticity"].clone()
}

#[test]
fn the_officer_is_believed_by_our_servers_word_and_by_our_own_check_and_a_forger_by_neither() {
    let Some(world) = World::start() else { return };
    for (round, own) in [("s", false), ("o", true)] {
        let house = world.servers.house();
        house.write("contacts.toml", CONTACTS);
        if own {
            let named = format!("\nauthserv_id = \"{AUTHSERV_ID}\"");
            house.edit("varsel.toml", &named, "\n# none");
            let resolver = format!("\nresolver = \"{}\"\n#", world.dns.address.ip());
            house.edit("varsel.toml", "\n# resolver = \"127.0.0.1\"", &resolver);
        } else {
            house.edit("varsel.toml", "\ndkim = true", "\ndkim = false");
        }
        let known = maildir(&world.servers.dovecot.maildir("kari")).len();
        let id = |name: &str| format!("{round}-{name}@{SENDER}");
        let address = format!("avvik@{DOMAIN}");
        let text = "Hva har skjedd: Et brev med kundeliste ble sendt til feil mottaker";
        let report = mail("jon@varsel.test", &address, &id("r"), "", "Avvik", text);
        send(&world.servers.anybody(), "jon@varsel.test", &address, &report);
        world.await_mail(&id("r"));
        house.ok(&["once"]);
        let notice = eventually("the officer's notice", LIMIT, || {
            let mails = maildir(&world.servers.dovecot.maildir("kari"));
            (mails.len() > known).then_some(())?;
            mails
                .into_iter()
                .find(|mail| house.outbox().iter().any(|row| row["message_id"] == mail.message_id.as_str()))
        });

        let from = format!("Kari Nordmann <{OFFICER}>");
        let forged = answer(&notice, &from, &id("f"), "", "S: 1 K: 1");
        world.send_past(&forged);
        let claimed = format!("Authentication-Results: {AUTHSERV_ID}; dmarc=pass header.from={SENDER}\r\n");
        world.send_past(&format!("{claimed}{}", forged.replace(&id("f"), &id("g"))));
        let signed = Sender::new(SENDER).sign(&answer(&notice, &from, &id("h"), "", "S: 2 K: 2"));
        world.send_past(&signed.replace("S: 2 K: 2", "S: 1 K: 1"));
        for name in ["f", "g", "h"] {
            world.await_mail(&id(name));
        }
        house.ok(&["once"]);
        let number = house.cases()[0]["id"].as_str().unwrap().to_owned();
        assert_eq!(house.case(&number)["risk"]["band"], "undecided");
        for name in ["f", "g", "h"] {
            let found = verdict(&house, &id(name));
            let expected = if own { "unauthenticated" } else { "forged" };
            assert_eq!(found["verdict"], expected, "{name}: {found}");
        }

        world.send_signed(&answer(&notice, &from, &id("a"), "", "S: 3 K: 4"));
        let came = world.await_mail(&id("a"));
        assert!(came.raw.contains("dmarc=pass"), "{}", came.raw);
        house.ok(&["once"]);
        let found = verdict(&house, &id("a"));
        assert_eq!(found["verdict"], "authenticated", "{found}\n{}", came.raw);
        assert_eq!(found["method"], if own { "own-dkim" } else { "dmarc" }, "{found}");
        assert_eq!(house.case(&number)["risk"]["decided_by"], OFFICER);
    }
}
