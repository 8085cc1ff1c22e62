//! `varsel.toml`: who we are, where mail comes in and goes out, where things are kept, whom to believe.

use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};

use secrecy::SecretString;
use serde_json::Value;

use super::load::{Environment, resolve};
use super::settings::*;
use super::tree::{Book, Section};
use super::value::{self, Wrong, is_loopback, wrong};
use super::{alarm, key, oauth, openpgp, texts};
use crate::contacts::{Organisation, is_within};

const TLS: [(&str, Tls); 3] = [("implicit", Tls::Implicit), ("starttls", Tls::StartTls), ("none", Tls::None)];
const IMAP_PORTS: [u32; 3] = [993, 143, 143];
const SMTP_PORTS: [u32; 3] = [465, 587, 25];
const ACCEPT: [(&str, Accept); 4] = [
    ("dmarc", Accept::Dmarc),
    ("dkim-aligned", Accept::DkimAligned),
    ("auth", Accept::Auth),
    ("exchange-internal", Accept::ExchangeInternal),
];
const TOKEN: [(&str, TokenPlace); 2] = [("address", TokenPlace::Address), ("subject", TokenPlace::Subject)];
const MOST_MAILBOXES: usize = 16;
const DNS_PORT: u16 = 53;

/// What the main file says, as far as it could be read: the other files are read even where this one has faults.
pub struct Main {
    pub organisation: Organisation,
    pub contacts_file: PathBuf,
    pub policy_file: PathBuf,
    pub warnings: Vec<String>,
    /// All the rest; none where a needed part is missing, and then there is a fault.
    pub parts: Option<Parts>,
}

pub struct Parts {
    pub mailboxes: Vec<MailboxSettings>,
    pub transport: TransportSettings,
    pub oauth: Vec<OAuthSettings>,
    pub alarm: AlarmSettings,
    pub store: StoreSettings,
    pub simulated: bool,
    pub authenticity: AuthenticitySettings,
    pub smime: SmimeSettings,
    pub web: WebSettings,
    pub receive: ReceiveSettings,
    pub openpgp: OpenpgpSettings,
    pub templates: Vec<(String, String)>,
}

/// What reading a section may need besides the section.
pub(super) struct Place<'a> {
    folder: &'a Path,
    env: &'a Environment,
    pub(super) warnings: Vec<String>,
    /// The names of the sections [[oauth]], and which of them somebody uses.
    pub(super) oauth: Vec<String>,
    pub(super) oauth_used: Vec<usize>,
}

pub fn read(tree: Option<&Value>, book: &Book, folder: &Path, env: &Environment) -> Main {
    let mut place = Place { folder, env, warnings: Vec::new(), oauth: Vec::new(), oauth_used: Vec::new() };
    let Some(tree) = tree else {
        let organisation = organisation(&Book::new("").root(&Value::Null));
        let (contacts_file, policy_file) = (folder.join("contacts.toml"), folder.join("policy.toml"));
        return Main { organisation, contacts_file, policy_file, warnings: Vec::new(), parts: None };
    };
    let root = book.root(tree);
    let organisation = organisation(&root.section("organisation"));
    let contacts_file = place.file(&root.section("contacts"), "contacts.toml");
    let policy_file = place.file(&root.section("policy"), "policy.toml");
    let parts = parts(&root, &mut place);
    let ours = |domain: &str| organisation.domains.iter().any(|own| is_within(domain, own));
    if organisation.address.rsplit_once('@').is_some_and(|(_, domain)| !ours(domain)) {
        place.warnings.push("organisation.address is in none of organisation.domains".to_owned());
    }
    Main { organisation, contacts_file, policy_file, warnings: place.warnings, parts }
}

fn parts(root: &Section, place: &mut Place) -> Option<Parts> {
    let oauths = root.one_or_many("oauth");
    place.oauth = oauth::names(&oauths);
    let sections = root.filled_sections("mailbox", "write a section [[mailbox]] with the key kind");
    if sections.len() > MOST_MAILBOXES {
        root.fault(
            "mailbox",
            format!("stands there {} times", sections.len()),
            format!("at most {MOST_MAILBOXES}"),
        );
    }
    let mailboxes: Vec<_> = sections.iter().map(|section| mailbox(section, place)).collect();
    check_unique(&sections, &mailboxes);
    drop(sections);
    let section = root.section("transport");
    let transport = transport(&section, place);
    check_no_circle(&section, &mailboxes, transport.as_ref());
    drop(section);
    let alarm = alarm::read(root, transport.as_ref(), place);
    let names = place.oauth.clone();
    let oauth = oauth::read(&oauths, &names, place);
    drop(oauths);
    for name in names.iter().enumerate().filter(|(index, _)| !place.oauth_used.contains(index)) {
        place.warnings.push(format!("oauth: {:?} is used by no mailbox and no transport", name.1));
    }
    let store = store(&root.section("store"), place);
    let clock = root.section("clock");
    let simulated = clock.flag("simulated", false);
    let authenticity = authenticity(&root.section("authenticity"), simulated, place);
    let smime = smime(&root.section("smime"), place);
    let web = web(&root.section("web"), place);
    let receive = receive(&root.section("receive"), place.folder, place.env);
    let openpgp = openpgp(&root.section("openpgp"), place);
    let templates = texts::read(&root.section("templates"), place.folder, place.env);
    let other = alarm.as_ref().and_then(|alarm| alarm.transport.as_ref());
    if simulated
        && (leaves_machine(mailboxes.iter().flatten(), transport.as_ref())
            || leaves_machine(std::iter::empty(), other))
    {
        let mend = "use Maildirs or servers on loopback, or write false";
        clock.fault("simulated", "is refused with servers that are not on this machine", mend);
    }
    let mailboxes = mailboxes.into_iter().collect::<Option<Vec<_>>>()?;
    let (transport, store, web) = (transport?, store?, web?);
    let (oauth, alarm) = (oauth?, alarm?);
    Some(Parts {
        mailboxes,
        transport,
        oauth,
        alarm,
        store,
        simulated,
        authenticity,
        smime,
        web,
        receive,
        openpgp,
        templates,
    })
}

/// Two readers of one mailbox would fight over its mail.
fn check_unique(sections: &[Section], mailboxes: &[Option<MailboxSettings>]) {
    let names: Vec<Option<String>> =
        mailboxes.iter().map(|mailbox| mailbox.as_ref().map(MailboxSettings::name)).collect();
    for (index, section) in sections.iter().enumerate() {
        let name = names.get(index).and_then(Option::as_ref);
        if name.is_some() && names.iter().take(index).any(|other| other.as_ref() == name) {
            section.fault("", "is the same mailbox twice", "remove this section");
        }
    }
}

fn check_no_circle(
    section: &Section,
    mailboxes: &[Option<MailboxSettings>],
    transport: Option<&TransportSettings>,
) {
    let Some(TransportKind::Maildir { path: out }) = transport.map(|transport| &transport.kind) else {
        return;
    };
    let reads_it =
        |mailbox: &MailboxSettings| matches!(&mailbox.kind, MailboxKind::Maildir { path } if path == out);
    if mailboxes.iter().flatten().any(reads_it) {
        section.fault(
            "path",
            "is a mailbox that we read: every notice would come back",
            "write another folder",
        );
    }
}

/// Mail that a simulated clock dates must not reach anybody.
fn leaves_machine<'a>(
    mut mailboxes: impl Iterator<Item = &'a MailboxSettings>,
    transport: Option<&TransportSettings>,
) -> bool {
    let far_mailbox = |mailbox: &MailboxSettings| match &mailbox.kind {
        MailboxKind::Imap(imap) => !is_loopback(&imap.host),
        MailboxKind::Maildir { .. } => false,
    };
    let far_transport = match transport.map(|transport| &transport.kind) {
        Some(TransportKind::Smtp(smtp)) => !is_loopback(&smtp.host),
        Some(TransportKind::Sendmail { .. }) => true,
        Some(TransportKind::Maildir { .. }) | None => false,
    };
    far_transport || mailboxes.any(far_mailbox)
}

fn organisation(section: &Section) -> Organisation {
    let address = section.needed(
        "address",
        "write the breach mailbox's address, \"avvik@eksempel.no\"",
        value::address,
    );
    let prefix = |text: &str| match text {
        _ if (1..=16).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_uppercase()) => {
            Ok(text.to_owned())
        }
        _ => Err(wrong("is not 1 to 16 capital letters A–Z", "write a word such as \"AVVIK\"")),
    };
    let domains =
        section.filled_list("domains", "write your own mail domains, [\"eksempel.no\"]", value::domain);
    Organisation {
        name: section.text("name", "write the organisation's name, as notices shall show it"),
        number: section.maybe("number", value::text),
        domains,
        language: section.maybe("language", value::language).unwrap_or_else(|| "nb".to_owned()),
        time_zone: section.maybe("time_zone", value::time_zone).unwrap_or(chrono_tz::Europe::Oslo),
        address: address.unwrap_or_default(),
        case_prefix: section.maybe("case_prefix", prefix).unwrap_or_else(|| "AVVIK".to_owned()),
    }
}

fn mailbox(section: &Section, place: &mut Place) -> Option<MailboxSettings> {
    let common = |kind| MailboxSettings {
        kind,
        processed: section.text_or("processed", "Processed"),
        processed_keep_secs: match section.has("processed_keep") {
            true => section.maybe("processed_keep", value::keep).flatten(),
            false => Some(30 * 86_400),
        },
        poll_secs: section.secs("poll", 60),
        history_secs: section.secs("history", 7 * 86_400),
        received_by: section.maybe("received_by", value::host),
    };
    let kind = section.choice("kind", &[("imap", true), ("maildir", false)], None);
    let kind = match kind {
        Some(true) => imap(section, place).map(MailboxKind::Imap),
        Some(false) => place.needed_path(section, "path", "write the Maildir's folder").map(maildir),
        // Whatever stands there may be right for the kind that was meant.
        None => {
            section.names();
            None
        }
    };
    // Read even where the kind is wrong, for the faults in it.
    match kind {
        Some(kind) => Some(common(kind)),
        None => {
            common(maildir(PathBuf::new()));
            None
        }
    }
}

fn maildir(path: PathBuf) -> MailboxKind {
    MailboxKind::Maildir { path }
}

fn imap(section: &Section, place: &mut Place) -> Option<ImapSettings> {
    let host = section.needed("host", "write the IMAP server's name", value::host);
    let (tls, port) = tls_and_port(section, host.as_deref(), IMAP_PORTS);
    let user = section.needed("user", "write the name to log in with", value::text);
    let login = oauth::login(section, place);
    let folder = section.text_or("folder", "INBOX");
    let ca_file = place.existing(section, "ca_file");
    Some(ImapSettings { host: host?, port, tls, user: user?, login: login?, folder, ca_file })
}

pub(super) fn transport(section: &Section, place: &mut Place) -> Option<TransportSettings> {
    let kinds = [("smtp", 0), ("sendmail", 1), ("maildir", 2)];
    let connections = section.number("connections", 1, 64, Some(4)).unwrap_or_default();
    let kind = match section.choice("kind", &kinds, None) {
        Some(0) => smtp(section, place).map(TransportKind::Smtp),
        Some(1) => {
            let path = place.needed_path(section, "path", "write the program, \"/usr/sbin/sendmail\"");
            path.map(|path| TransportKind::Sendmail { path })
        }
        Some(_) => {
            let path = place.needed_path(section, "path", "write the Maildir's folder");
            path.map(|path| TransportKind::Maildir { path })
        }
        None => {
            section.names();
            None
        }
    };
    Some(TransportSettings { kind: kind?, connections })
}

fn smtp(section: &Section, place: &mut Place) -> Option<SmtpSettings> {
    let host = section.needed("host", "write the mail server's name", value::host);
    let (tls, port) = tls_and_port(section, host.as_deref(), SMTP_PORTS);
    let ca_file = place.existing(section, "ca_file");
    let login = match section.maybe("user", value::text) {
        Some(user) => Some((user, oauth::login(section, place)?)),
        None => {
            let beside = ["password_file", "auth"].into_iter().find(|key| section.has(key));
            if let Some(beside) = beside.filter(|_| !section.has("user")) {
                section.fault("user", format!("is missing beside {beside}"), "write the name to log in with");
            }
            None
        }
    };
    Some(SmtpSettings { host: host?, port, tls, login, ca_file })
}

fn tls_and_port(section: &Section, host: Option<&str>, ports: [u32; 3]) -> (Tls, u16) {
    let tls = section.choice("tls", &TLS, Some(Tls::Implicit)).unwrap_or(Tls::Implicit);
    if tls == Tls::None && host.is_some_and(|host| !is_loopback(host)) {
        let mend = "write \"implicit\" or \"starttls\"; only a server on loopback may go without";
        section.fault("tls", "would send mail and password in the clear", mend);
    }
    let standard = ports[TLS.iter().position(|(_, known)| *known == tls).unwrap_or_default()];
    let port = section.number("port", 1, u32::from(u16::MAX), Some(standard));
    (tls, port.and_then(|port| u16::try_from(port).ok()).unwrap_or_default())
}

fn store(section: &Section, place: &mut Place) -> Option<StoreSettings> {
    let url = section.text_or("url", "sqlite:varsel.db");
    let store_place = match (url.strip_prefix("sqlite:"), url.starts_with("postgres://")) {
        (Some(path), _) if !path.contains([':', '?']) && !path.trim_start_matches('/').is_empty() => {
            let path = path.strip_prefix("//").unwrap_or(path);
            Some(StorePlace::Sqlite(resolve(place.folder, path, place.env)))
        }
        (_, true) => Some(StorePlace::Postgres(SecretString::from(url))),
        _ => {
            section.fault("url", "is no store", "write \"sqlite:varsel.db\" or \"postgres://…\"");
            None
        }
    };
    let mend = "write \"varsel.key\"; make it with: (umask 077; openssl rand -base64 32 > varsel.key)";
    let key_file = place.needed_path(section, "key_file", mend);
    let keys = key_file.as_deref().and_then(|path| {
        place.warn_if_shared(path);
        checked(section, "key_file", key::read_keys(path))
    });
    let mut keys = keys?.into_iter();
    let key = keys.next()?;
    let old_keys: Vec<_> = keys.collect();
    if !old_keys.is_empty() {
        place
            .warnings
            .push("store.key_file holds an old key too: `varsel key rotate` finishes the change".to_owned());
    }
    Some(StoreSettings { place: store_place?, key_file: key_file?, key, old_keys })
}

fn authenticity(section: &Section, simulated: bool, place: &mut Place) -> AuthenticitySettings {
    let authserv_id = section.maybe("authserv_id", |text| match text {
        "topmost" => Ok(AuthservId::Topmost),
        name => value::host(name).map(AuthservId::Name),
    });
    let dkim = section.flag("dkim", true);
    let resolver = section.maybe("resolver", resolver);
    let required = section.flag("required", true);
    if !required && !simulated {
        let mend = "write true; false is for trials under [clock] simulated = true";
        section.fault("required", "lets anybody change a case", mend);
    }
    let default = || ACCEPT.iter().map(|(_, way)| *way).collect();
    let accept = if section.has("accept") {
        section.list("accept", |text| value::choice(text, &ACCEPT))
    } else {
        default()
    };
    let believes_dkim = dkim && accept.iter().any(|way| matches!(way, Accept::Dmarc | Accept::DkimAligned));
    if authserv_id.is_none() && !believes_dkim && required {
        let why = if dkim { "accept has neither dmarc nor dkim-aligned" } else { "no dkim" };
        let text = format!(
            "authenticity: no authserv_id, and {why}: nobody can be believed, and no reply changes a case"
        );
        place.warnings.push(text);
    }
    let token = section.choice("token", &TOKEN, Some(TokenPlace::Address)).unwrap_or(TokenPlace::Address);
    AuthenticitySettings { authserv_id, dkim, resolver, required, accept, token }
}

fn resolver(text: &str) -> Result<SocketAddr, Wrong> {
    let address = || text.parse::<IpAddr>().ok().map(|ip| SocketAddr::new(ip, DNS_PORT));
    text.parse().ok().or_else(address).ok_or_else(|| {
        wrong(format!("{text:?} is no address of a resolver"), "write \"192.0.2.53\" or \"127.0.0.1:5353\"")
    })
}

fn smime(section: &Section, place: &mut Place) -> SmimeSettings {
    let path = place.existing(section, "ca_file").filter(|path| path.is_file());
    SmimeSettings {
        issuers: path.and_then(|path| checked(section, "ca_file", key::read_certificates(&path))),
    }
}

fn web(section: &Section, place: &mut Place) -> Option<WebSettings> {
    let read = |text: &str| match text {
        "off" => Ok(None),
        text => text.parse::<SocketAddr>().map(Some).map_err(|_| {
            wrong(format!("{text:?} is not an address and port"), "write \"127.0.0.1:8750\", or \"off\"")
        }),
    };
    if !section.has("listen") {
        return Some(WebSettings { listen: Some(SocketAddr::from(([127, 0, 0, 1], 8750))) });
    }
    let listen = section.maybe("listen", read)?;
    if listen.is_some_and(|listen| !listen.ip().is_loopback()) {
        place.warnings.push("web.listen: other machines can see the status page".to_owned());
    }
    Some(WebSettings { listen })
}

fn openpgp(section: &Section, place: &mut Place) -> OpenpgpSettings {
    let path = section.maybe("key_file", value::text).map(|text| resolve(place.folder, &text, place.env));
    if let Some(path) = &path {
        place.warn_if_shared(path);
    }
    openpgp::read(section, path.as_deref())
}

pub fn receive(section: &Section, folder: &Path, env: &Environment) -> ReceiveSettings {
    let path = |key, default| resolve(folder, &section.text_or(key, default), env);
    ReceiveSettings { socket: path("socket", "varsel.sock"), intake: path("intake", "spool/intake") }
}

pub(super) fn checked<T>(section: &Section, key: &str, read: Result<T, Wrong>) -> Option<T> {
    read.map_err(|wrong| section.fault(key, wrong.what, wrong.mend)).ok()
}

impl Place<'_> {
    fn file(&self, section: &Section, default: &str) -> PathBuf {
        resolve(self.folder, &section.text_or("file", default), self.env)
    }

    pub(super) fn path(&self, text: &str) -> PathBuf {
        resolve(self.folder, text, self.env)
    }

    pub(super) fn needed_path(&self, section: &Section, key: &str, mend: &str) -> Option<PathBuf> {
        section.needed(key, mend, value::text).map(|text| resolve(self.folder, &text, self.env))
    }

    pub(super) fn existing(&self, section: &Section, key: &str) -> Option<PathBuf> {
        let path = resolve(self.folder, &section.maybe(key, value::text)?, self.env);
        if !path.is_file() {
            section.fault(
                key,
                format!("{} is not a file", path.display()),
                "write the path of one, or leave the line out",
            );
        }
        Some(path)
    }

    /// A secret comes from a file only: what stands in varsel.toml is copied, mailed and put under version control.
    pub(super) fn secret(&mut self, section: &Section) -> Option<SecretString> {
        let path = self.needed_path(section, "password_file", "write the file that holds the password")?;
        self.warn_if_shared(&path);
        checked(section, "password_file", key::read_secret(&path))
    }

    pub(super) fn warn_if_shared(&mut self, path: &Path) {
        let credentials =
            self.env.get("CREDENTIALS_DIRECTORY").is_some_and(|folder| path.starts_with(folder));
        if !credentials && key::is_shared_with_group(path) {
            self.warnings.push(format!("{} may be read by its group; chmod 600 it", path.display()));
        }
    }
}
