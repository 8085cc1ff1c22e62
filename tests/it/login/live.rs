//! The real binary logs in to a real Dovecot with tokens: by secret, certificate and refresh token; kept fresh while it
//! runs; and a rotated token outlives a kill.

use std::fs;

use super::source::rsa_certificate;
use crate::e2e::{House, LIMIT, mail};
use crate::servers::{Dovecot, TokenServer, dovecot_available, eventually, skip};

pub const SECRET: &str = "veldig-hemmelig";

/// A house whose mailbox is on Dovecot and is read with tokens; what it sends lies in spool/sent.
pub fn house(dovecot: &Dovecot, server: &TokenServer, proof: &str) -> House {
    let house = House::init(&[]);
    house.write("imap-ca.pem", std::str::from_utf8(&dovecot.ca_pem).unwrap());
    let mailbox = format!(
        "kind = \"imap\"\nhost = \"localhost\"\nport = {}\nuser = \"avvik\"\nauth = \"xoauth2\"\nca_file = \"imap-ca.pem\"\n\
         poll = \"1s\"\n",
        dovecot.imaps_port
    );
    let transport = "kind = \"maildir\"\npath = \"spool/sent\"\n";
    configure(&house, server, &mailbox, transport, proof);
    house
}

/// Writes varsel.toml anew; a later part may open sections of its own.
pub fn configure(house: &House, server: &TokenServer, mailbox: &str, transport: &str, proof: &str) {
    house.write("token-ca.pem", &server.ca_pem);
    house.write_secret("oauth.secret", &format!("{SECRET}\n"));
    house.write_secret("oauth.refresh", "refresh-0\n");
    let text = format!(
        "[organisation]\nname = \"Eksempel AS\"\ndomains = [\"eksempel.no\"]\naddress = \"avvik@eksempel.no\"\n\
         [[mailbox]]\n{mailbox}[transport]\n{transport}[store]\nkey_file = \"varsel.key\"\n[web]\nlisten = \"off\"\n\
         [authenticity]\ndkim = false\n\
         [oauth]\ntoken_url = \"{}\"\nclient_id = \"c1\"\nca_file = \"token-ca.pem\"\nscope = \"mail\"\n{proof}",
        server.url()
    );
    house.write("varsel.toml", &text);
    let check = house.run(&["check"]);
    assert_eq!(check.code, 0, "{check:?}");
}

fn report(id: &str) -> String {
    let text = "Hovedårsak: E-post sendt til feil mottaker\nAntall berørte: 40\n\
                Hva har skjedd: Et brev ble sendt til feil mottaker";
    mail("Jon Moen <jon@eksempel.no>", "avvik@eksempel.no", id, "", "Avvik", text)
}

fn started() -> Option<(TokenServer, Dovecot)> {
    if let Err(why) = dovecot_available() {
        skip(&why);
        return None;
    }
    let server = TokenServer::start();
    let dovecot = Dovecot::start_asking(&[("avvik", "a")], Some(server.plain_port));
    Some((server, dovecot))
}

fn arrive(dovecot: &Dovecot, id: &str) {
    dovecot.imap("avvik").append("INBOX", report(id).as_bytes());
}

/// Nothing by which anybody could log in stands where it does not belong.
pub fn assert_no_secret(text: &str) {
    for secret in [SECRET, "access-", "refresh-", "Bearer"] {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
}

#[test]
fn mail_is_taken_in_by_secret_by_certificate_and_by_refresh_token() {
    let Some((server, dovecot)) = started() else { return };
    let keys = tempfile::tempdir().unwrap();
    let Some((certificate, key)) = rsa_certificate(keys.path()) else { return };
    let pair =
        format!("certificate_file = \"{}\"\nkey_file = \"{}\"\n", certificate.display(), key.display());
    let proofs = [
        ("client_secret", "client_secret_file = \"oauth.secret\"\n"),
        ("client_assertion", pair.as_str()),
        ("refresh_token", "client_secret_file = \"oauth.secret\"\nrefresh_token_file = \"oauth.refresh\"\n"),
    ];
    for (field, proof) in proofs {
        let house = house(&dovecot, &server, proof);
        arrive(&dovecot, &format!("{field}@eksempel.no"));
        let found = house.ok(&["check", "--connect"]);
        assert!(found.contains("login oauth: the token server gives an access token"), "{found}");
        let once = house.run(&["once"]);
        assert_eq!(once.code, 0, "{once:?}");
        assert_eq!(house.cases().len(), 1, "{field}");
        assert!(server.book().asked.last().unwrap().form.contains_key(field), "{field}");
        assert_no_secret(&format!("{}{}{found}", once.out, once.err));
    }
}

#[test]
fn a_check_beside_the_daemon_leaves_the_refresh_token_to_it() {
    let server = TokenServer::start();
    let house = House::maildir();
    let mailbox = "kind = \"maildir\"\npath = \"spool/inbox\"\n";
    let port = crate::servers::free_port();
    let transport = format!(
        "kind = \"smtp\"\nhost = \"127.0.0.1\"\nport = {port}\ntls = \"none\"\nuser = \"avvik\"\nauth = \"xoauth2\"\n"
    );
    let proof = "client_secret_file = \"oauth.secret\"\nrefresh_token_file = \"oauth.refresh\"\n";
    configure(&house, &server, mailbox, &transport, proof);
    house.write("varsel.db.lock", "");
    let busy = fs::File::options().write(true).open(house.path("varsel.db.lock")).unwrap();
    busy.lock().unwrap();
    let found = house.ok(&["check", "--connect"]);
    assert_eq!(found.matches("not tried: the daemon works").count(), 2, "{found}");
    assert_eq!(server.count(), 0, "nothing was renewed");
    drop(busy);
    let found = house.run(&["check", "--connect"]);
    assert!(found.out.contains("login oauth: the token server gives"), "{found:?}");
}

#[test]
fn a_living_daemon_renews_each_token_before_it_expires_and_goes_on_reading() {
    let Some((server, dovecot)) = started() else { return };
    let life = 5;
    server.book().life_secs = life;
    let house = house(&dovecot, &server, "client_secret_file = \"oauth.secret\"\n");
    let daemon = house.daemon();
    eventually("three renewals", LIMIT, || (server.count() >= 4).then_some(()));
    let times: Vec<_> = server.book().asked.iter().map(|asked| asked.at).collect();
    for pair in times.windows(2) {
        let gap = pair[1] - pair[0];
        assert!(gap.as_secs() < u64::try_from(life).unwrap(), "renewed only after {gap:?}");
        assert!(gap.as_millis() >= 3_000, "renewed after {gap:?} already");
    }
    arrive(&dovecot, "later@eksempel.no");
    eventually("the report to become a case", LIMIT, || (house.cases().len() == 1).then_some(()));
    assert_no_secret(&daemon.log());
}

#[test]
fn a_rotated_refresh_token_outlives_a_kill() {
    let Some((server, dovecot)) = started() else { return };
    server.book().rotates = true;
    server.book().life_secs = 2;
    let house = house(&dovecot, &server, "refresh_token_file = \"oauth.refresh\"\n");
    let daemon = house.daemon();
    eventually("some rotations", LIMIT, || (server.count() >= 3).then_some(()));
    // The next token lives long: nothing more is asked, and what is on disk is the last.
    server.book().life_secs = 3_600;
    let before = server.count();
    let on_disk = || fs::read_to_string(house.path("oauth.refresh")).unwrap().trim_end().to_owned();
    eventually("the last rotation to be stored", LIMIT, || {
        (server.count() > before && on_disk() == server.book().refresh_token).then_some(())
    });
    daemon.kill();
    let before = server.count();
    let daemon = house.daemon();
    arrive(&dovecot, "after@eksempel.no");
    eventually("the report to become a case", LIMIT, || (house.cases().len() == 1).then_some(()));
    assert_eq!((server.count(), on_disk()), (before + 1, server.book().refresh_token.clone()));
    assert_no_secret(&daemon.log());
}
