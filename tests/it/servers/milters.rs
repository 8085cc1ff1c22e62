//! opendkim and opendmarc as a mail server's milters: one signs for a sender's domain, two judge what comes in. They ask
//! the tests' own name server: opendkim by its option, opendmarc in a mount namespace with another `/etc/resolv.conf`.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use super::{AUTHSERV_ID, Dns, await_start, free_port, open_tempdir, stop};

const OPENDKIM: &str = "/usr/sbin/opendkim";
const OPENDMARC: &str = "/usr/sbin/opendmarc";
/// Nobody of ours: else loopback counts as ourselves and is not judged.
const NOBODY: &str = "192.0.2.1\n";

/// Whether all of it can run here; else why not.
pub fn milters_available() -> Result<(), String> {
    for program in [OPENDKIM, OPENDMARC] {
        if !Path::new(program).exists() {
            return Err(format!("{program} is not installed"));
        }
    }
    match Command::new("unshare").args(["--mount", "true"]).stderr(Stdio::null()).status() {
        Ok(status) if status.success() => Ok(()),
        _ => Err("a mount namespace of its own is refused here, which opendmarc needs".into()),
    }
}

/// A running milter, for Postfix' `smtpd_milters`.
pub struct Milter {
    pub port: u16,
    child: Child,
    folder: tempfile::TempDir,
}

impl Milter {
    /// opendkim that signs everything of this domain.
    pub fn signing(domain: &str, selector: &str, key_pem: &str) -> Milter {
        start(|folder, port| {
            fs::write(folder.join("key.pem"), key_pem).unwrap();
            let text = format!(
                "Mode s\nDomain {domain}\nSelector {selector}\nKeyFile {key}\nRequireSafeKeys no\n\
                 Canonicalization relaxed/simple\nOversignHeaders From\nSocket inet:{port}@127.0.0.1\n",
                key = folder.join("key.pem").display()
            );
            opendkim(folder, &text)
        })
    }

    /// opendkim that judges signatures under the server's authserv-id.
    pub fn verifying(dns: &Dns) -> Milter {
        let server = format!("{}@{}", dns.address.ip(), dns.address.port());
        start(|folder, port| {
            let resolver = folder.join("unbound.conf");
            let text = format!(
                "server:\n  do-not-query-localhost: no\n  module-config: \"iterator\"\n\
                 forward-zone:\n  name: \".\"\n  forward-addr: {server}\n"
            );
            fs::write(&resolver, text).unwrap();
            let text = format!(
                "Mode v\nAuthservID {AUTHSERV_ID}\nAlwaysAddARHeader yes\nInternalHosts {nobody}\n\
                 ResolverConfiguration {resolver}\nSocket inet:{port}@127.0.0.1\n",
                nobody = nobody(folder),
                resolver = resolver.display(),
            );
            opendkim(folder, &text)
        })
    }

    /// opendmarc, behind the former.
    pub fn dmarc(dns: &Dns) -> Milter {
        assert_eq!(dns.address.port(), 53, "resolv.conf knows no other port");
        start(|folder, port| {
            let (conf, resolver) = (folder.join("opendmarc.conf"), folder.join("resolv.conf"));
            fs::write(&resolver, format!("nameserver {}\n", dns.address.ip())).unwrap();
            let text = format!(
                "AuthservID {AUTHSERV_ID}\nTrustedAuthservIDs {AUTHSERV_ID}\nIgnoreHosts {nobody}\n\
                 RejectFailures false\nSPFIgnoreResults true\nSocket inet:{port}@127.0.0.1\n",
                nobody = nobody(folder)
            );
            fs::write(&conf, text).unwrap();
            let (resolver, conf) = (resolver.display(), conf.display());
            let script = format!("mount --bind {resolver} /etc/resolv.conf && exec {OPENDMARC} -f -c {conf}");
            let mut command = Command::new("unshare");
            command.args(["--mount", "sh", "-c", &script]);
            command
        })
    }

    /// As Postfix names it.
    pub fn address(&self) -> String {
        format!("inet:127.0.0.1:{}", self.port)
    }
}

impl Drop for Milter {
    fn drop(&mut self) {
        stop(&mut self.child);
        if std::thread::panicking() {
            let said = fs::read_to_string(self.folder.path().join("said")).unwrap_or_default();
            eprintln!("-- the milter on port {}\n{said}", self.port);
        }
    }
}

fn opendkim(folder: &Path, text: &str) -> Command {
    let conf: PathBuf = folder.join("opendkim.conf");
    fs::write(&conf, text).unwrap();
    let mut command = Command::new(OPENDKIM);
    command.arg("-f").arg("-x").arg(conf);
    command
}

fn nobody(folder: &Path) -> String {
    let path = folder.join("nobody");
    fs::write(&path, NOBODY).unwrap();
    path.display().to_string()
}

fn start(command: impl Fn(&Path, u16) -> Command) -> Milter {
    let (folder, port) = (open_tempdir(), free_port());
    let said = folder.path().join("said");
    let out = File::create(&said).unwrap();
    let mut child = command(folder.path(), port)
        .stdin(Stdio::null())
        .stdout(out.try_clone().unwrap())
        .stderr(out)
        .spawn()
        .unwrap();
    // A milter greets nobody: that it takes the connection must do.
    await_start(&mut child, port, "", &[said]);
    Milter { port, child, folder }
}
