//! Real mail servers for tests, thrown away afterwards: everything in a temporary folder, on free loopback ports, stopped
//! by process id when the value goes out of scope (after a panic too). Where a server is not installed a test says so
//! loudly and is skipped; under `CI` that is a failure.

// What a harness offers and no test uses just now is no fault.
#![allow(dead_code, unused_imports)]

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Child;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

pub use dns::{Answer, Dns};
pub use dovecot::{Dovecot, RawImap};
pub use milters::{Milter, milters_available};
pub use postfix::{AUTHSERV_ID, DOMAIN, Postfix, PostfixOptions};
pub use submission::Submission;
pub use tokens::{Mood, TokenServer};

mod dns;
mod dovecot;
mod milters;
mod postfix;
pub mod submission;
mod tests;
pub mod tokens;

/// How long a server may take to start or stop.
const START_LIMIT: Duration = Duration::from_secs(20);

const DOVECOT: &str = "/usr/sbin/dovecot";
const POSTFIX_MASTER: &str = "/usr/lib/postfix/sbin/master";

/// Whether Dovecot and Postfix can be started here; else why not. Postfix needs root.
pub fn available() -> Result<(), String> {
    dovecot_available()?;
    if !Path::new(POSTFIX_MASTER).exists() {
        return Err(format!("Postfix is not installed ({POSTFIX_MASTER})"));
    }
    if !is_root() {
        return Err("Postfix starts only as root".into());
    }
    Ok(())
}

/// Whether Dovecot can be started here; it needs no root.
pub fn dovecot_available() -> Result<(), String> {
    if Path::new(DOVECOT).exists() { Ok(()) } else { Err(format!("Dovecot is not installed ({DOVECOT})")) }
}

/// Says that a test is skipped and why. Under `CI` nothing may be skipped.
pub fn skip(why: &str) {
    assert!(std::env::var_os("CI").is_none(), "under CI no test may be skipped: {why}");
    eprintln!("SKIP: {why}");
}

pub fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

/// A free loopback port, from below those that the kernel gives to outgoing connections; never the same one twice in this
/// process.
pub fn free_port() -> u16 {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let start = std::process::id().wrapping_mul(97);
    let mut candidates = std::iter::repeat_with(|| {
        let step = start.wrapping_add(NEXT.fetch_add(1, Ordering::Relaxed));
        10_240 + u16::try_from(step % 20_000).unwrap()
    });
    candidates.find(|port| TcpListener::bind(("127.0.0.1", *port)).is_ok()).unwrap()
}

/// Waits for a condition, never for luck; panics with `what` after `limit`.
pub fn eventually<T>(what: &str, limit: Duration, mut condition: impl FnMut() -> Option<T>) -> T {
    let end = Instant::now() + limit;
    loop {
        if let Some(value) = condition() {
            return value;
        }
        assert!(Instant::now() < end, "waited in vain for {what}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// A certificate for `localhost` and 127.0.0.1 and the CA that signed it, as PEM.
pub struct Certificate {
    pub ca_pem: String,
    pub chain: PathBuf,
    pub key: PathBuf,
}

impl Certificate {
    /// Makes both and writes certificate and key into the folder.
    pub fn make(folder: &Path) -> Certificate {
        use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};
        let ca_key = KeyPair::generate().unwrap();
        let mut ca = CertificateParams::new(Vec::new()).unwrap();
        ca.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        ca.distinguished_name.push(DnType::CommonName, "Varsel test CA");
        let ca_pem = ca.self_signed(&ca_key).unwrap().pem();
        let issuer = Issuer::new(ca, ca_key);
        let key = KeyPair::generate().unwrap();
        let leaf = CertificateParams::new(vec!["localhost".into(), "127.0.0.1".into()]).unwrap();
        let leaf_pem = leaf.signed_by(&key, &issuer).unwrap().pem();
        let certificate = Certificate { ca_pem, chain: folder.join("cert.pem"), key: folder.join("key.pem") };
        std::fs::write(&certificate.chain, leaf_pem).unwrap();
        std::fs::write(&certificate.key, key.serialize_pem()).unwrap();
        certificate
    }
}

/// A temporary folder that servers under another user id may enter.
fn open_tempdir() -> tempfile::TempDir {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::Builder::new().prefix("vt").tempdir().unwrap();
    std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
    folder
}

/// (user id, group id) of a system user.
fn ids(user: &str) -> Option<(u32, u32)> {
    let passwd = std::fs::read_to_string("/etc/passwd").ok()?;
    let line = passwd.lines().find(|line| line.split(':').next() == Some(user))?;
    let mut fields = line.split(':').skip(2);
    Some((fields.next()?.parse().ok()?, fields.next()?.parse().ok()?))
}

fn group_id(group: &str) -> Option<u32> {
    let groups = std::fs::read_to_string("/etc/group").ok()?;
    let line = groups.lines().find(|line| line.split(':').next() == Some(group))?;
    line.split(':').nth(2)?.parse().ok()
}

/// Name of the user or group with this id, for configuration files.
fn name_of(file: &str, id: u32) -> String {
    let lines = std::fs::read_to_string(file).unwrap();
    let line = lines.lines().find(|line| line.split(':').nth(2) == Some(&id.to_string())).unwrap();
    line.split(':').next().unwrap().to_owned()
}

/// Ends a server: politely, then not. Its child processes too: Dovecot's go on serving those who are logged in.
fn stop(child: &mut Child) {
    use rustix::process::{Pid, Signal, kill_process};
    let kill = |pid: u32, signal: Signal| {
        if let Some(pid) = i32::try_from(pid).ok().and_then(Pid::from_raw) {
            let _ = kill_process(pid, signal);
        }
    };
    let mut servants = Vec::new();
    if let Ok(None) = child.try_wait() {
        servants = children(child.id());
        kill(child.id(), Signal::TERM);
    }
    for servant in servants {
        kill(servant, Signal::TERM);
    }
    let end = Instant::now() + START_LIMIT;
    while let Ok(None) = child.try_wait() {
        if Instant::now() > end {
            let _ = child.kill();
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}

fn children(pid: u32) -> Vec<u32> {
    let list = std::fs::read_to_string(format!("/proc/{pid}/task/{pid}/children")).unwrap_or_default();
    list.split_whitespace().filter_map(|pid| pid.parse().ok()).collect()
}

/// Whether a server greets on this port with these first bytes.
fn greets(port: u16, greeting: &str) -> bool {
    use std::io::Read;
    let Ok(mut stream) = std::net::TcpStream::connect(("127.0.0.1", port)) else { return false };
    stream.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
    let mut start = vec![0; greeting.len()];
    stream.read_exact(&mut start).is_ok() && start == greeting.as_bytes()
}

/// Waits until a server greets; prints its logs and panics when it ends or the time is over.
fn await_start(child: &mut Child, port: u16, greeting: &str, logs: &[PathBuf]) {
    let end = Instant::now() + START_LIMIT;
    while !greets(port, greeting) {
        let ended = child.try_wait().ok().flatten();
        if ended.is_some() || Instant::now() > end {
            for log in logs {
                eprintln!("-- {}\n{}", log.display(), std::fs::read_to_string(log).unwrap_or_default());
            }
            stop(child);
            panic!("the server on port {port} did not start ({ended:?}); its log stands above");
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}
