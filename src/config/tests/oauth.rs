//! `auth = "xoauth2"`, `[oauth]` and `[alarm]`: what they mean, and every way to write them wrongly.

use super::*;

const OAUTH: &str =
    "[oauth]\ntenant = \"eksempel.no\"\nclient_id = \"c1\"\nclient_secret_file = \"oauth.secret\"\n";
const IMAP: &str = "kind = \"imap\"\nhost = \"mx.eksempel.no\"\nuser = \"avvik\"\nauth = \"xoauth2\"\n";

/// The Maildir sample with the mailbox's lines and further sections in place; secrets are there.
fn with(mailbox: &str, sections: &str) -> (TempDir, Result<Settings, Faults>) {
    let dir = house(true);
    for name in ["oauth.secret", "oauth.refresh", "oauth.key", "open.secret"] {
        fs::write(dir.path().join(name), "hemmelig\n").unwrap();
        let mode = if name.starts_with("open") { 0o644 } else { 0o600 };
        fs::set_permissions(dir.path().join(name), std::os::unix::fs::PermissionsExt::from_mode(mode))
            .unwrap();
    }
    fs::write(dir.path().join("oauth.crt"), "public").unwrap();
    let text = fs::read_to_string(dir.path().join("varsel.toml")).unwrap();
    let (before, rest) = text.split_once("[[mailbox]]\n").unwrap();
    let (_, rest) = rest.split_once("\n[").unwrap();
    let text = format!("{before}[[mailbox]]\n{mailbox}\n{sections}\n[{rest}");
    fs::write(dir.path().join("varsel.toml"), text).unwrap();
    let loaded = load_in(dir.path());
    (dir, loaded)
}

fn good(mailbox: &str, sections: &str) -> (TempDir, Settings) {
    let (dir, loaded) = with(mailbox, sections);
    (dir, loaded.unwrap_or_else(|faults| panic!("{faults}")))
}

fn login(settings: &Settings) -> &Login {
    let MailboxKind::Imap(imap) = &settings.mailboxes[0].kind else { panic!("{:?}", settings.mailboxes) };
    &imap.login
}

#[test]
fn a_tenant_is_enough_to_know_microsofts_address_and_scope() {
    let (dir, settings) = good(IMAP, OAUTH);
    assert!(matches!(login(&settings), Login::OAuth(0)));
    let oauth = &settings.oauth[0];
    assert_eq!(oauth.token_url, "https://login.microsoftonline.com/eksempel.no/oauth2/v2.0/token");
    assert_eq!(oauth.scope.as_deref(), Some("https://outlook.office365.com/.default"));
    assert_eq!(oauth.proof, OAuthProof::Secret { file: dir.path().join("oauth.secret") });
    assert!(!format!("{settings:?}").contains("hemmelig"), "a secret shows in the debug output");
}

#[test]
fn google_has_its_scope_a_refresh_token_needs_none_and_a_certificate_has_two_files() {
    let google =
        OAUTH.replace("tenant = \"eksempel.no\"", "token_url = \"https://oauth2.googleapis.com/token\"");
    let refresh = format!("{google}refresh_token_file = \"oauth.refresh\"\n");
    let (dir, settings) = good(IMAP, &refresh);
    assert_eq!(settings.oauth[0].scope.as_deref(), Some("https://mail.google.com/"));
    let in_dir = |name: &str| dir.path().join(name);
    let both = OAuthProof::Refresh { token: in_dir("oauth.refresh"), secret: Some(in_dir("oauth.secret")) };
    assert_eq!(settings.oauth[0].proof, both);
    let other = refresh.replace("oauth2.googleapis.com", "localhost:8443");
    assert_eq!(good(IMAP, &other).1.oauth[0].scope, None);
    let pair = OAUTH.replace(
        "client_secret_file = \"oauth.secret\"",
        "certificate_file = \"oauth.crt\"\nkey_file = \"oauth.key\"",
    );
    assert!(matches!(good(IMAP, &pair).1.oauth[0].proof, OAuthProof::Certificate { .. }));
}

#[test]
fn several_are_told_apart_by_name_and_the_unnamed_one_is_the_usual() {
    let first = OAUTH.replace("[oauth]", "[[oauth]]\nname = \"google\"");
    let both = format!("{first}{}", OAUTH.replace("[oauth]", "[[oauth]]"));
    assert!(matches!(login(&good(IMAP, &both).1), Login::OAuth(1)));
    let named = format!("{IMAP}oauth = \"google\"\n");
    let (_dir, settings) = good(&named, &both);
    assert!(matches!(login(&settings), Login::OAuth(0)));
    assert!(settings.warnings.iter().any(|warning| warning.contains("used by no mailbox")), "{settings:?}");
}

#[test]
fn every_fault_is_told_with_its_key() {
    let no = |old: &str, new: &str| OAUTH.replace(old, new);
    let secret = "client_secret_file = \"oauth.secret\"\n";
    let twice = format!("{0}{0}", OAUTH.replace("[oauth]", "[[oauth]]"));
    let table: &[(&str, String, &str, &str)] = &[
        (IMAP, String::new(), "mailbox[0].auth", "needs a section [oauth]"),
        ("oauth = \"x\"\n", OAUTH.to_owned(), "mailbox[0].oauth", "names no [[oauth]]"),
        (IMAP, twice, "oauth[1].name", "twice"),
        (IMAP, no("tenant = \"eksempel.no\"\n", ""), "oauth.token_url", "tenant (Microsoft 365)"),
        (IMAP, no("eksempel.no", "a/b"), "oauth.tenant", "is no tenant"),
        (IMAP, no("[oauth]", "[oauth]\ntoken_url = \"https://a.no/t\""), "oauth.token_url", "beside tenant"),
        (
            IMAP,
            no("tenant = \"eksempel.no\"", "token_url = \"http://a.no/t\""),
            "oauth.token_url",
            "in the clear",
        ),
        (
            IMAP,
            no("tenant = \"eksempel.no\"", "token_url = \"https://u:p@a.no/t\""),
            "oauth.token_url",
            "not the address",
        ),
        (IMAP, no("tenant = \"eksempel.no\"", "token_url = \"https://a.no/t\""), "oauth.scope", "is missing"),
        (IMAP, no("client_id = \"c1\"\n", ""), "oauth.client_id", "is missing"),
        (IMAP, no(secret, ""), "oauth", "client_secret_file"),
        (
            IMAP,
            no(secret, "client_secret_file = \"oauth.secret\"\nkey_file = \"oauth.key\"\n"),
            "oauth",
            "several ways",
        ),
        (IMAP, no(secret, "key_file = \"oauth.key\"\n"), "oauth.certificate_file", "is missing"),
        (
            IMAP,
            no(secret, "certificate_file = \"none\"\nkey_file = \"oauth.key\"\n"),
            "oauth.certificate_file",
            "not a file",
        ),
        (IMAP, no("oauth.secret", "none"), "oauth.client_secret_file", "cannot be read"),
        (IMAP, no("oauth.secret", "open.secret"), "oauth.client_secret_file", "open to everybody"),
        (IMAP, format!("{OAUTH}ca_file = \"none\"\n"), "oauth.ca_file", "not a file"),
        (IMAP, format!("{OAUTH}secret = \"hemmelig\"\n"), "oauth.secret", "not a key"),
        (IMAP, format!("{OAUTH}[alarm]\ncommand = \"oauth.crt\"\n"), "alarm.command", "no program"),
        (IMAP, format!("{OAUTH}[alarm]\nto = [\"boss\"]\n"), "alarm.to[0]", "not known"),
        (IMAP, format!("{OAUTH}[alarm]\nafter = \"0m\"\n"), "alarm.after", "no time"),
        (
            IMAP,
            format!("{OAUTH}[alarm.transport]\nkind = \"smtp\"\nhost = \"mx.eksempel.no\"\ntls = \"none\"\n"),
            "alarm.transport.tls",
            "in the clear",
        ),
    ];
    for (mailbox, sections, key, text) in table {
        let mailbox =
            if mailbox.starts_with("kind") { (*mailbox).to_owned() } else { format!("{IMAP}{mailbox}") };
        let (_dir, loaded) = with(&mailbox, sections);
        let faults = loaded.expect_err(sections);
        let told = faults.0.iter().any(|fault| fault.key == *key && fault.to_string().contains(text));
        assert!(told, "{key}: {text}: {faults}");
        assert!(!faults.to_string().contains("hemmelig"), "{faults}");
    }
    let (_dir, loaded) = with(&format!("{IMAP}password_file = \"oauth.secret\"\n"), OAUTH);
    assert_eq!(keys(&loaded.unwrap_err()), ["varsel.toml: mailbox[0].password_file"]);
}

#[test]
fn a_login_in_the_clear_to_another_machine_is_refused_for_a_token_too() {
    let (_dir, loaded) = with(&format!("{IMAP}tls = \"none\"\n"), OAUTH);
    assert_eq!(keys(&loaded.unwrap_err()), ["varsel.toml: mailbox[0].tls"]);
}

#[test]
fn where_mail_leaves_the_machine_an_alarm_without_another_way_is_worth_a_word() {
    let dir = house(false);
    for name in ["imap.password", "smtp.password"] {
        fs::write(dir.path().join(name), "x\n").unwrap();
        fs::set_permissions(dir.path().join(name), std::os::unix::fs::PermissionsExt::from_mode(0o600))
            .unwrap();
    }
    let warns = |dir: &Path| {
        let warnings = load_in(dir).unwrap_or_else(|faults| panic!("{faults}")).warnings;
        warnings.iter().any(|warning| warning.starts_with("alarm:"))
    };
    assert!(warns(dir.path()));
    edit(dir.path(), "varsel.toml", "# command = \"/usr/local/bin/alarm\"", "command = \"/bin/cat\"");
    assert!(!warns(dir.path()));
    let settings = load_in(dir.path()).unwrap();
    assert_eq!((settings.alarm.after_secs, settings.alarm.repeat_secs), (600, 4 * 3_600));
    edit(dir.path(), "varsel.toml", "command = \"/bin/cat\"", "# command = \"/bin/cat\"");
    let second = "to = [\"head\", \"Vakt@Drift.no\"]\n[alarm.transport]\nkind = \"maildir\"\npath = \"spool/alarm\"\n\n# to";
    edit(dir.path(), "varsel.toml", "# to = [\"it-manager\"", &format!("{second} = [\"it-manager\""));
    let settings = load_in(dir.path()).unwrap_or_else(|faults| panic!("{faults}"));
    let vakt = AlarmTo::Address("vakt@drift.no".to_owned());
    assert_eq!(settings.alarm.to, [AlarmTo::Role(Role::Head), vakt]);
    assert!(settings.alarm.transport.is_some() && !warns(dir.path()));
}
