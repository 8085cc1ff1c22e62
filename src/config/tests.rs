mod broken;
mod oauth;

use std::fs;
use std::path::Path;

use secrecy::ExposeSecret;
use tempfile::TempDir;

use super::init::{InitError, write};
use super::*;
use crate::contacts::Role;
use crate::policy::{BandName, Trigger, Uncertain, Wait};

/// A folder as `varsel init` writes it.
fn house(maildir: bool) -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    write(dir.path(), maildir).unwrap();
    dir
}

fn load_in(dir: &Path) -> Result<Settings, Faults> {
    load(&dir.join("varsel.toml"), std::iter::empty())
}

fn load_with(dir: &Path, env: &[(&str, &str)]) -> Result<Settings, Faults> {
    load(&dir.join("varsel.toml"), env.iter().map(|(name, value)| (name.to_string(), value.to_string())))
}

/// Replaces what stands exactly once in a file.
fn edit(dir: &Path, file: &str, old: &str, new: &str) {
    let path = dir.join(file);
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains(old), "{file} has no {old:?}");
    fs::write(&path, text.replacen(old, new, 1)).unwrap();
}

fn keys(faults: &Faults) -> Vec<String> {
    faults.0.iter().map(|fault| format!("{}: {}", fault.file, fault.key)).collect()
}

#[test]
fn the_maildir_sample_loads_without_fault_and_its_paths_are_in_the_folder() {
    let dir = house(true);
    let settings = load_in(dir.path()).unwrap_or_else(|faults| panic!("{faults}"));
    assert_eq!(settings.warnings, Vec::<String>::new());
    let MailboxKind::Maildir { path } = &settings.mailboxes[0].kind else {
        panic!("{:?}", settings.mailboxes)
    };
    assert_eq!(*path, dir.path().join("spool/inbox"));
    let TransportKind::Maildir { path } = &settings.transport.kind else {
        panic!("{:?}", settings.transport)
    };
    assert_eq!(*path, dir.path().join("spool/sent"));
    let StorePlace::Sqlite(path) = &settings.store.place else { panic!("{:?}", settings.store) };
    assert_eq!(*path, dir.path().join("varsel.db"));
    assert!(dir.path().join("spool/inbox/new").is_dir());
    assert_eq!(settings.authenticity.authserv_id, Some(AuthservId::Name("varsel.local".to_owned())));
    assert_eq!(settings.web.listen, Some("127.0.0.1:8750".parse().unwrap()));
    assert!(settings.authenticity.required && !settings.simulated);
    assert_eq!(settings.organisation().address, "avvik@eksempel.no");
    assert_eq!(settings.mailboxes[0].history_secs, 7 * 86_400);
}

#[test]
fn the_intake_is_open_to_the_group_and_the_other_spools_are_not() {
    let dir = house(true);
    let mode = |path: &str| {
        let meta = dir.path().join("spool").join(path).metadata().unwrap();
        std::os::unix::fs::PermissionsExt::mode(&meta.permissions()) & 0o7777
    };
    assert_eq!(
        ["", "intake", "intake/new", "intake/cur", "intake/tmp"].map(mode),
        [0o710, 0o2770, 0o2770, 0o2770, 0o2770]
    );
    assert_eq!(["inbox", "inbox/new", "sent", "sent/tmp"].map(mode), [0o700; 4]);
}

#[test]
fn what_receive_needs_is_read_without_key_passwords_and_faults_of_others() {
    let dir = house(true);
    let file = dir.path().join("varsel.toml");
    fs::remove_file(dir.path().join("varsel.key")).unwrap();
    edit(dir.path(), "varsel.toml", "[clock]", "[clok]\n[clock]");
    edit(dir.path(), "varsel.toml", "socket = \"varsel.sock\"", "socket = \"/run/varsel/sock\"");
    let read = |env: &[(&str, &str)]| {
        receive_settings(&file, env.iter().map(|(name, value)| (name.to_string(), value.to_string())))
    };
    let found = read(&[("VARSEL__MAILBOX__9__", "x")]).unwrap_or_else(|faults| panic!("{faults}"));
    assert_eq!(found.socket, Path::new("/run/varsel/sock"));
    assert_eq!(found.intake, dir.path().join("spool/intake"));
    let found = read(&[("VARSEL__RECEIVE__INTAKE", "elsewhere")]).unwrap();
    assert_eq!(found.intake, dir.path().join("elsewhere"));
    edit(dir.path(), "varsel.toml", "socket = \"", "sockt = \"");
    assert_eq!(keys(&read(&[]).unwrap_err()), ["varsel.toml: receive.sockt"]);
    fs::write(&file, "[receive").unwrap();
    assert!(read(&[]).unwrap_err().to_string().contains("is not TOML"));
}

#[test]
fn the_imap_sample_lacks_only_its_secrets() {
    let dir = house(false);
    let faults = load_in(dir.path()).unwrap_err();
    assert_eq!(
        keys(&faults),
        ["varsel.toml: mailbox[0].password_file", "varsel.toml: transport.password_file"]
    );
    for name in ["imap.password", "smtp.password"] {
        fs::write(dir.path().join(name), "00123\n").unwrap();
        fs::set_permissions(dir.path().join(name), std::os::unix::fs::PermissionsExt::from_mode(0o600))
            .unwrap();
    }
    let settings = load_in(dir.path()).unwrap_or_else(|faults| panic!("{faults}"));
    let MailboxKind::Imap(imap) = &settings.mailboxes[0].kind else { panic!("{:?}", settings.mailboxes) };
    assert_eq!((imap.port, imap.tls, imap.folder.as_str()), (993, Tls::Implicit, "INBOX"));
    let Login::Password(password) = &imap.login else { panic!("{imap:?}") };
    assert_eq!(password.expose_secret(), "00123");
    let TransportKind::Smtp(smtp) = &settings.transport.kind else { panic!("{:?}", settings.transport) };
    assert_eq!(smtp.port, 465);
    assert!(!format!("{settings:?}").contains("00123"), "a secret shows in the debug output");
}

#[test]
fn the_sample_policy_is_that_of_the_design() {
    let settings = load_in(house(true).path()).unwrap();
    let policy = &settings.policy;
    let hours = |n: i64| n * 3_600;
    let band = |name| policy.bands.get(name);
    assert_eq!(policy.regimes["gdpr33"].offset_secs, Some(hours(72)));
    assert_eq!(policy.regimes["gdpr33"].trigger, Trigger::ControllerAware);
    assert_eq!(policy.regimes.len(), 4);
    let scores =
        [BandName::Low, BandName::Medium, BandName::High, BandName::Critical].map(|b| band(b).from_score);
    assert_eq!(scores, [1, 5, 10, 15]);
    let lefts = |name| band(name).before.iter().map(|step| step.before_secs / 3_600).collect::<Vec<_>>();
    assert_eq!(lefts(BandName::Undecided), [48, 24, 12, 6, 3, 1]);
    assert_eq!(lefts(BandName::Low), [0; 0]);
    assert_eq!(lefts(BandName::Medium), [48, 24, 12, 6, 1]);
    assert_eq!(lefts(BandName::High), [60, 48, 36, 24, 12, 6, 3, 1]);
    assert_eq!(lefts(BandName::Critical), lefts(BandName::High));
    assert_eq!(band(BandName::Medium).hold.within_off_hours, Some(Wait::NextWorkingMorning));
    assert_eq!(band(BandName::Low).hold.lease, Wait::WorkingDays(5));
    assert_eq!(band(BandName::Critical).hold.holders, [Role::PrivacyOfficer, Role::SecurityOfficer]);
    assert_eq!(band(BandName::Critical).overdue.as_ref().map(|rule| rule.every_secs), Some(hours(12)));
    assert!(
        band(BandName::Undecided).authority && !band(BandName::Low).authority && band(BandName::High).persons
    );
    assert_eq!(policy.tell.new_case_off_hours_ict, [Role::ItManager, Role::Head]);
    assert_eq!(policy.delivery.uncertain, Uncertain::SendAgain);
    assert_eq!((policy.receipts.max_per_address, policy.receipts.max_per_domain), (10, 100));
    assert_eq!(policy.measures.days_before, [7, 1, 0]);
    assert!(policy.may["assess"].contains(&Role::Head) && !policy.may["close"].contains(&Role::Head));
    assert_eq!(policy.calendar.seasons.len(), 1);
    assert_eq!(policy.calendar.special_days.len(), 3);
}

#[test]
fn the_hash_of_the_policy_follows_its_content() {
    let dir = house(true);
    let first = load_in(dir.path()).unwrap().policy;
    assert_eq!(first.hash.len(), 64);
    assert_eq!(load_in(dir.path()).unwrap().policy, first);
    edit(dir.path(), "policy.toml", "offset = \"72h\"", "offset = \"71h\"");
    assert_ne!(load_in(dir.path()).unwrap().policy.hash, first.hash);
    let text = serde_json::to_string(&first).unwrap();
    assert_eq!(serde_json::from_str::<crate::policy::Policy>(&text).unwrap(), first);
}

#[test]
fn five_faults_in_three_files_are_named_at_once_with_file_key_and_mend() {
    let dir = house(true);
    edit(dir.path(), "varsel.toml", "kind = \"maildir\"                        #", "kind = \"imap\" #");
    edit(
        dir.path(),
        "varsel.toml",
        "path = \"spool/inbox\"",
        "user = \"avvik\"\npassword_file = \"varsel.key\"",
    );
    edit(dir.path(), "varsel.toml", "time_zone = \"Europe/Oslo\"", "time_zone = \"Europe/Olso\"");
    edit(dir.path(), "policy.toml", "offset = \"72h\"", "offset = \"72 hours\"");
    edit(dir.path(), "contacts.toml", "roles = [\"it-manager\"]", "roles = [\"it-manger\"]");
    edit(dir.path(), "contacts.toml", "list = \"privacy\"\n", "");
    let faults = load_in(dir.path()).unwrap_err();
    let expected = "\
varsel.toml: organisation.time_zone: \"Europe/Olso\" is not a time zone; write an IANA name such as \"Europe/Oslo\"
varsel.toml: mailbox[0].host: is missing; write the IMAP server's name
policy.toml: regime.gdpr33.offset: \"72 hours\" is not a duration; write it as \"30s\", \"90m\", \"72h\" or \"14d\"
contacts.toml: person[3].roles[0]: \"it-manger\" is not known here; did you mean \"it-manager\"?
contacts.toml: contact[1].list: is missing; write \"security\" or \"privacy\"";
    assert_eq!(faults.to_string(), expected);
}

#[test]
fn each_broken_value_is_one_fault_at_its_key() {
    let mut wrong = Vec::new();
    for (file, old, new, key, said) in broken::BROKEN {
        let dir = house(true);
        edit(dir.path(), file, old, new);
        let faults = load_in(dir.path()).err().unwrap_or_default();
        let text = faults.to_string();
        let one = keys(&faults) == [format!("{file}: {key}")] && !faults.0[0].mend.is_empty();
        if !one || !text.contains(said) || text.contains("hunter2") {
            wrong.push(format!("{new:?} should give {key}: …{said}…, not:\n{text}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn a_file_that_is_not_toml_does_not_hide_the_faults_of_the_others_nor_show_its_line() {
    let dir = house(true);
    edit(dir.path(), "varsel.toml", "path = \"spool/inbox\"", "password = hunter2");
    edit(dir.path(), "policy.toml", "offset = \"72h\"", "offset = \"72\"");
    edit(dir.path(), "contacts.toml", "id = \"kari\"", "");
    let faults = load_in(dir.path()).unwrap_err();
    assert_eq!(
        keys(&faults),
        ["varsel.toml: ", "policy.toml: regime.gdpr33.offset", "contacts.toml: person[0].id"]
    );
    let said = faults.to_string();
    assert!(said.contains("is not TOML") && said.contains("line ") && !said.contains("hunter2"), "{said}");
    assert_eq!(said.lines().count(), 3);
}

#[test]
fn missing_files_are_faults() {
    let dir = tempfile::tempdir().unwrap();
    let faults = load_in(dir.path()).unwrap_err();
    assert_eq!(keys(&faults), ["varsel.toml: ", "policy.toml: ", "contacts.toml: "]);
}

#[test]
fn the_environment_overrides_the_file() {
    let dir = house(true);
    let env = [
        ("VARSEL__ORGANISATION__NAME", "Fra miljøet"),
        ("VARSEL__ORGANISATION__DOMAINS", "en.no, to.no"),
        ("VARSEL__MAILBOX__PATH", "/var/mail/00123"),
        ("VARSEL__TRANSPORT__CONNECTIONS", "2"),
        ("VARSEL__AUTHENTICITY__DKIM", "false"),
        ("VARSEL_LOG_FORMAT", "json"),
        ("OTHER", "x"),
    ];
    let settings = load_with(dir.path(), &env).unwrap_or_else(|faults| panic!("{faults}"));
    assert_eq!(settings.organisation().name, "Fra miljøet");
    assert_eq!(settings.organisation().domains, ["en.no", "to.no"]);
    assert_eq!(settings.mailboxes[0].name(), "maildir:/var/mail/00123");
    assert_eq!(settings.transport.connections, 2);
    assert!(!settings.authenticity.dkim);
}

#[test]
fn a_resolver_is_an_address_with_or_without_a_port() {
    let dir = house(true);
    assert_eq!(load_in(dir.path()).unwrap().authenticity.resolver, None);
    for (written, read) in
        [("192.0.2.53", "192.0.2.53:53"), ("127.0.0.1:5353", "127.0.0.1:5353"), ("::1", "[::1]:53")]
    {
        let settings = load_with(dir.path(), &[("VARSEL__AUTHENTICITY__RESOLVER", written)]).unwrap();
        assert_eq!(settings.authenticity.resolver.unwrap().to_string(), read);
    }
    let faults = load_with(dir.path(), &[("VARSEL__AUTHENTICITY__RESOLVER", "dns.example")]).unwrap_err();
    assert_eq!(keys(&faults), ["varsel.toml: authenticity.resolver"]);
}

#[test]
fn where_nobody_can_be_believed_a_warning_says_so() {
    let dir = house(true);
    let main = std::fs::read_to_string(dir.path().join("varsel.toml")).unwrap();
    let unnamed = main.replace("\nauthserv_id", "\n# authserv_id");
    for (accept, dkim, warned) in [
        (r#""dmarc""#, "true", false),
        (r#""auth", "dkim-aligned""#, "true", false),
        (r#""auth""#, "true", true),
        (r#""dmarc""#, "false", true),
    ] {
        let (start, rest) = unnamed.split_once("\naccept = [").unwrap();
        let (_, rest) = rest.split_once(']').unwrap();
        let text = format!("{start}\naccept = [{accept}]{rest}");
        std::fs::write(dir.path().join("varsel.toml"), text).unwrap();
        let warnings = load_with(dir.path(), &[("VARSEL__AUTHENTICITY__DKIM", dkim)]).unwrap().warnings;
        let found = warnings.iter().any(|text| text.contains("nobody can be believed"));
        assert_eq!(found, warned, "{accept} {dkim}: {warnings:?}");
    }
}

#[test]
fn the_environment_may_add_a_mailbox_but_no_unknown_key() {
    let dir = house(true);
    let second = [("VARSEL__MAILBOX__1__KIND", "maildir"), ("VARSEL__MAILBOX__1__PATH", "other")];
    assert_eq!(load_with(dir.path(), &second).unwrap().mailboxes.len(), 2);
    let odd =
        [("VARSEL__STORE__URI", "x"), ("VARSEL__MAILBOX__99999999__KIND", "imap"), ("VARSEL__A B", "x")];
    let faults = load_with(dir.path(), &odd).unwrap_err();
    assert_eq!(
        keys(&faults),
        ["varsel.toml: ", "varsel.toml: mailbox[0].99999999", "varsel.toml: store.uri"]
    );
}

#[test]
fn a_credential_of_systemd_is_found_by_its_directory() {
    let (dir, credentials) = (house(true), tempfile::tempdir().unwrap());
    edit(dir.path(), "varsel.toml", "key_file = \"varsel.key\"", "key_file = \"$CREDENTIALS_DIRECTORY/key\"");
    assert!(load_in(dir.path()).is_err());
    fs::rename(dir.path().join("varsel.key"), credentials.path().join("key")).unwrap();
    let path = credentials.path().to_str().unwrap();
    assert!(load_with(dir.path(), &[("CREDENTIALS_DIRECTORY", path)]).is_ok());
}

#[test]
fn a_simulated_clock_is_refused_where_mail_could_leave_the_machine() {
    let smtp = |host: &str| format!("kind = \"smtp\"\nhost = \"{host}\" #");
    let table = [
        (smtp("mx.eksempel.no"), false),
        (smtp("127.0.0.1"), true),
        (smtp("::1"), true),
        (smtp("localhost"), true),
        (smtp("localhost.eksempel.no"), false),
        ("kind = \"sendmail\"\npath = \"/usr/sbin/sendmail\" #".to_owned(), false),
    ];
    for (transport, allowed) in table {
        let dir = house(true);
        edit(dir.path(), "varsel.toml", "simulated = false", "simulated = true");
        edit(dir.path(), "varsel.toml", "required = true", "required = false");
        assert!(load_in(dir.path()).is_ok_and(|settings| settings.simulated), "a Maildir goes nowhere");
        edit(dir.path(), "varsel.toml", "path = \"spool/sent\"", "");
        edit(
            dir.path(),
            "varsel.toml",
            "kind = \"maildir\"                        # maildir, smtp",
            &transport,
        );
        match load_in(dir.path()) {
            Ok(_) => assert!(allowed, "{transport}"),
            Err(faults) => {
                assert!(!allowed, "{transport}: {faults}");
                assert_eq!(keys(&faults), ["varsel.toml: clock.simulated"], "{transport}");
            }
        }
    }
}

#[test]
fn a_role_that_nobody_has_is_a_warning_as_long_as_somebody_is_told() {
    let dir = house(true);
    edit(dir.path(), "policy.toml", "security = []", "security = [\"coordinator\"]");
    let warnings = load_in(dir.path()).unwrap().warnings;
    assert_eq!(warnings.len(), 1);
    assert!(warnings[0].contains("coordinator") && warnings[0].contains("head"), "{warnings:?}");
}

#[test]
fn own_texts_are_read_with_their_place() {
    let dir = house(true);
    fs::create_dir_all(dir.path().join("texts/nb/new-case")).unwrap();
    fs::write(dir.path().join("texts/nb/new-case/text.hbs"), "Hei").unwrap();
    fs::write(dir.path().join("texts/nb/phrases.toml"), "x = \"y\"").unwrap();
    fs::write(dir.path().join("texts/README"), "not a text").unwrap();
    edit(dir.path(), "varsel.toml", "[clock]", "[templates]\ndirectory = \"texts\"\n[clock]");
    let expected = [("nb/new-case/text.hbs", "Hei"), ("nb/phrases.toml", "x = \"y\"")];
    assert_eq!(
        load_in(dir.path()).unwrap().templates,
        expected.map(|(path, text)| (path.to_owned(), text.to_owned()))
    );
}

#[test]
fn the_table_of_who_may_what_knows_every_command() {
    let unknown =
        serde_json::from_str::<crate::command::Command>(r#"{"command":"nonsense","args":{}}"#).unwrap_err();
    let said = unknown.to_string();
    let known: Vec<&str> = said.split('`').skip(3).step_by(2).collect();
    assert_eq!(known, policy::COMMANDS);
}

#[test]
fn init_overwrites_nothing() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("contacts.toml"), "mine").unwrap();
    assert!(
        matches!(write(dir.path(), true), Err(InitError::Exists(path)) if path.ends_with("contacts.toml"))
    );
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
    fs::remove_file(dir.path().join("contacts.toml")).unwrap();
    assert_eq!(write(dir.path(), true).unwrap().len(), 7);
    assert!(write(dir.path(), true).is_err());
}

#[test]
fn init_keeps_key_and_spool_private() {
    use std::os::unix::fs::PermissionsExt;
    let dir = house(true);
    let mode = |path: &str| fs::metadata(dir.path().join(path)).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode("varsel.key"), 0o600);
    assert_eq!(mode("spool/inbox/new"), 0o700);
    assert_eq!(mode("spool/sent"), 0o700);
}

#[test]
fn a_mail_server_may_hand_mail_over_without_reading_the_key() {
    let dir = tempfile::tempdir().unwrap();
    init::write(dir.path(), true).unwrap();
    std::fs::remove_file(dir.path().join("varsel.key")).unwrap();
    let file = dir.path().join("varsel.toml");
    assert!(load(&file, std::iter::empty()).is_err());
    let places = receive_settings(&file, std::iter::empty()).unwrap();
    assert_eq!(places.socket, dir.path().join("varsel.sock"));
    assert_eq!(places.intake, dir.path().join("spool/intake"));
}

#[test]
fn the_limits_against_floods_are_read_and_a_file_of_before_has_those_of_the_sample() {
    let dir = house(true);
    edit(dir.path(), "policy.toml", "max_per_sender = 20", "max_per_sender = 7");
    let policy = load_in(dir.path()).unwrap_or_else(|faults| panic!("{faults}")).policy;
    assert_eq!((policy.flood.max_per_sender, policy.flood.window_secs), (7, 3_600));
    edit(dir.path(), "policy.toml", "max_per_sender = 7", "max_per_sender = 0");
    let Err(faults) = load_in(dir.path()) else { panic!("no limit at all is a fault") };
    assert_eq!(keys(&faults), ["policy.toml: flood.max_per_sender"]);

    let path = dir.path().join("policy.toml");
    let text = fs::read_to_string(&path).unwrap();
    let (before, rest) = text.split_once("[flood]").unwrap();
    let after = rest.split_once("\n[").unwrap().1;
    fs::write(&path, format!("{before}\n[{after}")).unwrap();
    let policy = load_in(dir.path()).unwrap_or_else(|faults| panic!("{faults}")).policy;
    assert_eq!(policy.flood, crate::policy::FloodPolicy::default());
}
