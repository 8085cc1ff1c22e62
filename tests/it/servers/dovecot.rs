//! A throw-away Dovecot 2.3: IMAP with STARTTLS, IMAPS, and a login service for Postfix.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::os::unix::fs::chown;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use super::{Certificate, DOVECOT, await_start, free_port, ids, is_root, name_of, open_tempdir, stop};

/// A running Dovecot. Mail lies in a Maildir per user, without its domain: `kari` and `kari@anything` are the same.
pub struct Dovecot {
    /// Plain text and STARTTLS.
    pub imap_port: u16,
    pub imaps_port: u16,
    /// Trust this to speak TLS with it (and with a Postfix on top).
    pub ca_pem: Vec<u8>,
    /// For Postfix' `smtpd_sasl_path`.
    pub auth_socket: PathBuf,
    pub(super) certificate: Certificate,
    pub(super) mail_ids: (u32, u32),
    pub(super) users: Vec<String>,
    passwords: Vec<(String, String)>,
    child: Child,
    folder: tempfile::TempDir,
}

impl Dovecot {
    /// Starts one with these users: (name without domain, password).
    pub fn start(users: &[(&str, &str)]) -> Dovecot {
        Dovecot::start_asking(users, None)
    }

    /// The same, and whoever logs in with XOAUTH2 shows a token that the server on this port knows (RFC 7662).
    pub fn start_asking(users: &[(&str, &str)], tokens: Option<u16>) -> Dovecot {
        let folder = open_tempdir();
        let path = folder.path();
        let mail_ids = match is_root() {
            true => ids("nobody").unwrap(),
            false => (rustix::process::getuid().as_raw(), rustix::process::getgid().as_raw()),
        };
        for (user, _) in users {
            let home = path.join("home").join(user);
            for part in ["Maildir", "Maildir/new", "Maildir/cur", "Maildir/tmp"] {
                fs::create_dir_all(home.join(part)).unwrap();
                chown(home.join(part), Some(mail_ids.0), Some(mail_ids.1)).unwrap();
            }
            chown(&home, Some(mail_ids.0), Some(mail_ids.1)).unwrap();
        }
        let passwords: String =
            users.iter().map(|(user, password)| format!("{user}:{{PLAIN}}{password}\n")).collect();
        fs::write(path.join("users"), passwords).unwrap();
        let certificate = Certificate::make(path);
        let (imap_port, imaps_port) = (free_port(), free_port());
        let mut conf = configuration(path, imap_port, imaps_port, mail_ids);
        if let Some(port) = tokens {
            conf = asking(&conf, path, port);
        }
        fs::write(path.join("dovecot.conf"), conf).unwrap();
        Dovecot {
            imap_port,
            imaps_port,
            ca_pem: certificate.ca_pem.clone().into_bytes(),
            auth_socket: path.join("auth-smtp"),
            certificate,
            mail_ids,
            users: users.iter().map(|(user, _)| (*user).to_owned()).collect(),
            passwords: users.iter().map(|(u, p)| ((*u).to_owned(), (*p).to_owned())).collect(),
            child: run(path, imap_port),
            folder,
        }
    }

    /// Stops the server; ports and mail stay for [`Dovecot::resume`].
    pub fn pause(&mut self) {
        stop(&mut self.child);
    }

    /// Starts it again on the same ports.
    pub fn resume(&mut self) {
        self.child = run(self.folder.path(), self.imap_port);
    }

    /// Where all users' homes are; the Maildir is HOME/USER/Maildir.
    pub fn homes(&self) -> PathBuf {
        self.folder.path().join("home")
    }

    /// The user's INBOX as a Maildir.
    pub fn maildir(&self, user: &str) -> PathBuf {
        self.homes().join(user).join("Maildir")
    }

    /// Logs in over plain text, for what a test wants to do or see behind Varsel's back.
    pub fn imap(&self, user: &str) -> RawImap {
        let password = &self.passwords.iter().find(|(name, _)| name == user).unwrap().1;
        let mut imap = RawImap::connect(self.imap_port);
        imap.ok(&format!("LOGIN {user} {password}"));
        imap
    }

    pub fn log(&self) -> String {
        fs::read_to_string(self.folder.path().join("dovecot.log")).unwrap_or_default()
    }
}

impl Drop for Dovecot {
    fn drop(&mut self) {
        stop(&mut self.child);
        if std::thread::panicking() {
            eprintln!("-- Dovecot's log\n{}", self.log());
        }
    }
}

fn run(path: &Path, port: u16) -> Child {
    let out = File::create(path.join("stdout")).unwrap();
    let mut child = Command::new(DOVECOT)
        .args(["-F", "-c"])
        .arg(path.join("dovecot.conf"))
        .stdin(Stdio::null())
        .stdout(out.try_clone().unwrap())
        .stderr(out)
        .spawn()
        .unwrap();
    await_start(&mut child, port, "* OK", &[path.join("dovecot.log"), path.join("stdout")]);
    child
}

fn configuration(path: &Path, imap_port: u16, imaps_port: u16, (uid, gid): (u32, u32)) -> String {
    let dir = path.display();
    let (user, group) = (name_of("/etc/passwd", uid), name_of("/etc/group", gid));
    // Without root nothing can change its user or root directory.
    let (internal, login, internal_group, no_chroot) = match is_root() {
        true => ("dovecot", "dovenull", "dovecot".to_owned(), ""),
        false => (
            user.as_str(),
            user.as_str(),
            group.clone(),
            "service anvil {\n chroot =\n}\nservice imap-login {\n chroot =\n}\n",
        ),
    };
    format!(
        "base_dir = {dir}/run
state_dir = {dir}/state
instance_name = varsel-test-{imap_port}
log_path = {dir}/dovecot.log
listen = 127.0.0.1
protocols = imap
ssl = yes
ssl_cert = <{dir}/cert.pem
ssl_key = <{dir}/key.pem
disable_plaintext_auth = no
auth_mechanisms = plain login
auth_username_format = %Ln
auth_failure_delay = 0
default_internal_user = {internal}
default_internal_group = {internal_group}
default_login_user = {login}
mail_uid = {user}
mail_gid = {group}
first_valid_uid = 1
last_valid_uid = 0
first_valid_gid = 1
mail_location = maildir:~/Maildir
namespace inbox {{
  inbox = yes
}}
passdb {{
  driver = passwd-file
  args = scheme=PLAIN username_format=%n {dir}/users
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={dir}/home/%n
}}
service imap-login {{
  service_count = 0
  inet_listener imap {{
    port = {imap_port}
  }}
  inet_listener imaps {{
    port = {imaps_port}
    ssl = yes
  }}
}}
service auth {{
  unix_listener {dir}/auth-smtp {{
    mode = 0666
  }}
}}
service stats {{
  unix_listener stats-writer {{
    mode = 0666
  }}
}}
{no_chroot}"
    )
}

fn asking(conf: &str, path: &Path, port: u16) -> String {
    let file = path.join("oauth2.conf.ext");
    let lines = format!(
        "introspection_mode = post\nintrospection_url = http://127.0.0.1:{port}/introspect\n\
         active_attribute = active\nactive_value = true\nusername_attribute = username\n"
    );
    fs::write(&file, lines).unwrap();
    let passdb =
        format!("passdb {{\n  driver = oauth2\n  mechanisms = xoauth2\n  args = {}\n}}\n", file.display());
    let conf = conf.replace("auth_mechanisms = plain login", "auth_mechanisms = plain login xoauth2");
    conf.replacen("passdb {", &format!("{passdb}passdb {{"), 1)
}

/// The plainest IMAP client: one line out, lines in until the tagged answer. Panics on anything unexpected.
pub struct RawImap {
    stream: BufReader<TcpStream>,
    tag: u32,
}

impl RawImap {
    pub fn connect(port: u16) -> RawImap {
        let stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        let mut imap = RawImap { stream: BufReader::new(stream), tag: 0 };
        assert!(imap.line().starts_with("* OK"));
        imap
    }

    /// Runs a command that must succeed; gives its untagged answers and the tagged one.
    pub fn ok(&mut self, command: &str) -> Vec<String> {
        self.tag += 1;
        let tag = format!("T{}", self.tag);
        write!(self.stream.get_mut(), "{tag} {command}\r\n").unwrap();
        self.answers(&tag)
    }

    pub fn append(&mut self, folder: &str, mail: &[u8]) {
        self.tag += 1;
        let tag = format!("T{}", self.tag);
        write!(self.stream.get_mut(), "{tag} APPEND \"{folder}\" {{{}}}\r\n", mail.len()).unwrap();
        assert!(self.line().starts_with('+'));
        self.stream.get_mut().write_all(&[mail, b"\r\n"].concat()).unwrap();
        self.answers(&tag);
    }

    /// How many mails a folder holds.
    pub fn count(&mut self, folder: &str) -> u32 {
        let answers = self.ok(&format!("STATUS \"{folder}\" (MESSAGES)")).join("\n");
        let (_, rest) = answers.split_once("MESSAGES ").unwrap();
        rest.split(')').next().unwrap().parse().unwrap()
    }

    fn answers(&mut self, tag: &str) -> Vec<String> {
        let mut lines = Vec::new();
        loop {
            let line = self.line();
            let tagged = line.starts_with(tag);
            assert!(!tagged || line.starts_with(&format!("{tag} OK")), "{line}");
            lines.push(line);
            if tagged {
                return lines;
            }
        }
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        assert_ne!(self.stream.read_line(&mut line).unwrap(), 0, "the server hung up");
        line.trim_end().to_owned()
    }
}
