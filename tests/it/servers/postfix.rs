//! A throw-away Postfix 3.7 in front of a [`Dovecot`]: it takes mail on port 25's stand-in and on a submission port, stamps
//! who logged in, and delivers into the Dovecot users' Maildirs. Needs root, as Postfix does.

use std::fs::{self, File};
use std::os::unix::fs::{PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use super::{Dovecot, POSTFIX_MASTER, await_start, free_port, group_id, ids, open_tempdir, stop};

/// The domain of all users; `user+anything@` reaches the user.
pub const DOMAIN: &str = "varsel.test";

/// The host's name in Received and in Authentication-Results (RFC 8601 authserv-id).
pub const AUTHSERV_ID: &str = "mx.varsel.test";

/// What differs between tests.
#[derive(Default)]
pub struct PostfixOptions {
    /// A login may send only as its own address (else the From of a login is whatever it says).
    pub senders_must_match: bool,
    /// Domains that are taken in and then bounce with 5.1.1, by a later mail.
    pub bounce_later: Vec<String>,
    /// Further main.cf lines; one that is there already is replaced.
    pub main: String,
}

/// A running Postfix.
pub struct Postfix {
    /// Without login, for local recipients only; TLS offered. A forged Authentication-Results of ours is removed.
    pub smtp_port: u16,
    /// STARTTLS and a login of the Dovecot required; adds `Authentication-Results: mx.varsel.test; auth=pass
    /// smtp.auth=USER@varsel.test`.
    pub submission_port: u16,
    child: Child,
    folder: tempfile::TempDir,
}

impl Postfix {
    pub fn start(dovecot: &Dovecot) -> Postfix {
        Postfix::start_with(dovecot, &PostfixOptions::default())
    }

    pub fn start_with(dovecot: &Dovecot, options: &PostfixOptions) -> Postfix {
        let folder = open_tempdir();
        let path = folder.path();
        make_folders(path);
        let (smtp_port, submission_port) = (free_port(), free_port());
        let etc = path.join("etc");
        fs::write(etc.join("main.cf"), last_of_each(&main_cf(path, dovecot, options))).unwrap();
        fs::write(etc.join("master.cf"), master_cf(path, smtp_port, submission_port, options)).unwrap();
        write_tables(&etc, dovecot, options);
        Postfix { smtp_port, submission_port, child: run(path, smtp_port), folder }
    }

    pub fn log(&self) -> String {
        fs::read_to_string(self.folder.path().join("mail.log")).unwrap_or_default()
    }

    /// Where the mail waits, for tests that look at the queue.
    pub fn queue(&self) -> PathBuf {
        self.folder.path().join("queue")
    }
}

impl Drop for Postfix {
    fn drop(&mut self) {
        stop(&mut self.child);
        if std::thread::panicking() {
            eprintln!("-- Postfix' log\n{}", self.log());
        }
    }
}

fn run(path: &Path, port: u16) -> Child {
    let out = File::create(path.join("stdout")).unwrap();
    let mut child = Command::new(POSTFIX_MASTER)
        .arg("-c")
        .arg(path.join("etc"))
        .arg("-d")
        .stdin(Stdio::null())
        .stdout(out.try_clone().unwrap())
        .stderr(out)
        // On SIGTERM the master signals its process group: that must be its own.
        .process_group(0)
        .spawn()
        .unwrap();
    await_start(&mut child, port, "220", &[path.join("mail.log"), path.join("stdout")]);
    child
}

/// What `postfix check` would make, without its two seconds.
fn make_folders(path: &Path) {
    let (postfix, _) = ids("postfix").unwrap();
    let postdrop = group_id("postdrop").unwrap();
    let make = |name: &str, owner: Option<u32>, group: Option<u32>, mode: u32| {
        let folder = path.join(name);
        fs::create_dir_all(&folder).unwrap();
        chown(&folder, owner, group).unwrap();
        fs::set_permissions(&folder, fs::Permissions::from_mode(mode)).unwrap();
    };
    make("etc", None, None, 0o755);
    make("data", Some(postfix), None, 0o700);
    make("queue", None, None, 0o755);
    for name in "active bounce corrupt defer deferred flush hold incoming private saved trace".split(' ') {
        make(&format!("queue/{name}"), Some(postfix), None, 0o700);
    }
    make("queue/pid", None, None, 0o755);
    make("queue/maildrop", Some(postfix), Some(postdrop), 0o730);
    make("queue/public", Some(postfix), Some(postdrop), 0o710);
}

fn main_cf(path: &Path, dovecot: &Dovecot, options: &PostfixOptions) -> String {
    let (dir, homes) = (path.display(), dovecot.homes());
    let (certificate, key) = (dovecot.certificate.chain.display(), dovecot.certificate.key.display());
    let (uid, gid) = dovecot.mail_ids;
    format!(
        "compatibility_level = 3.6
queue_directory = {dir}/queue
data_directory = {dir}/data
mail_owner = postfix
setgid_group = postdrop
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
meta_directory = /etc/postfix
shlib_directory = /usr/lib/postfix
maillog_file = {dir}/mail.log
maillog_file_prefixes = {dir}
myhostname = {AUTHSERV_ID}
mydomain = {DOMAIN}
inet_interfaces = loopback-only
inet_protocols = ipv4
mynetworks =
mydestination =
alias_maps =
alias_database =
local_recipient_maps =
biff = no
smtpd_peername_lookup = no
default_transport = error:5.1.2 this test has no way out
virtual_mailbox_domains = {DOMAIN} {later}
virtual_mailbox_base = {homes}
virtual_mailbox_maps = texthash:{dir}/etc/mailboxes
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{gid}
virtual_mailbox_limit = 0
transport_maps = texthash:{dir}/etc/transport
recipient_delimiter = +
header_checks = regexp:{dir}/etc/header_checks
smtpd_sender_login_maps = texthash:{dir}/etc/senders
smtpd_tls_cert_file = {certificate}
smtpd_tls_key_file = {key}
smtpd_tls_security_level = may
smtpd_sasl_type = dovecot
smtpd_sasl_path = {socket}
smtpd_relay_restrictions = permit_sasl_authenticated, reject_unauth_destination
message_size_limit = 104857600
{more}
",
        later = options.bounce_later.join(" "),
        homes = homes.display(),
        socket = dovecot.auth_socket.display(),
        more = options.main,
    )
}

/// Without the lines that a later one of the same name replaces: Postfix warns of each, and while its log is not yet
/// there it stands still over that.
fn last_of_each(main_cf: &str) -> String {
    let name = |line: &str| line.split('=').next().unwrap_or_default().trim().to_owned();
    let lines: Vec<&str> = main_cf.lines().collect();
    let counts = |(at, line): &(usize, &&str)| !lines[at + 1..].iter().any(|later| name(later) == name(line));
    lines.iter().enumerate().filter(counts).map(|(_, line)| format!("{line}\n")).collect()
}

fn master_cf(path: &Path, smtp_port: u16, submission_port: u16, options: &PostfixOptions) -> String {
    let dir = path.display();
    let senders = if options.senders_must_match { "reject_sender_login_mismatch" } else { "" };
    format!(
        "127.0.0.1:{smtp_port} inet n - n - - smtpd
127.0.0.1:{submission_port} inet n - n - - smtpd
  -o smtpd_tls_security_level=encrypt
  -o smtpd_sasl_auth_enable=yes
  -o smtpd_client_restrictions=permit_sasl_authenticated,reject
  -o smtpd_sender_restrictions={senders}
  -o {{smtpd_data_restrictions=check_sasl_access texthash:{dir}/etc/logins}}
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
proxywrite unix - - n - 1 proxymap
smtp unix - - n - - smtp
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
virtual unix - n n - - virtual
later unix - n n - - pipe flags=R user=nobody argv=/bin/sh -c {{exit 67}}
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"
    )
}

fn write_tables(etc: &Path, dovecot: &Dovecot, options: &PostfixOptions) {
    let lines =
        |line: &dyn Fn(&str) -> String| dovecot.users.iter().map(|user| line(user)).collect::<String>();
    let table = |name: &str, content: String| fs::write(etc.join(name), content).unwrap();
    let later = options.bounce_later.iter();
    // Whoever it is for: taken in, because the domain is ours, and bounced by its transport, which ends with EX_NOUSER.
    let later_mailboxes: String = later.clone().map(|domain| format!("@{domain} nobody/\n")).collect();
    table("mailboxes", lines(&|user| format!("{user}@{DOMAIN} {user}/Maildir/\n")) + &later_mailboxes);
    table("transport", later.map(|domain| format!("{domain} later:\n")).collect());
    table("senders", lines(&|user| format!("{user}@{DOMAIN} {user}\n")));
    // Postfix writes no Authentication-Results itself. A login's stamp comes in under a name that nobody can guess and is
    // renamed here; what already bears our authserv-id is a forgery and goes. A replaced line is not looked at again.
    let stamp = format!("X-Stamp-{}", uuid::Uuid::now_v7().simple());
    let stamped = lines(&|user| format!("{user} PREPEND {stamp}: auth=pass smtp.auth={user}@{DOMAIN}\n"));
    table("logins", stamped);
    let id = AUTHSERV_ID.replace('.', "\\.");
    table(
        "header_checks",
        format!(
            "/^{stamp}: (.*)/ REPLACE Authentication-Results: {AUTHSERV_ID}; $1\n\
             /^Authentication-Results:[[:space:]]*{id}[[:space:];]/ IGNORE\n"
        ),
    );
}
