//! A Varsel of its own in a temporary folder, played through the real binary only: what a user can do, nothing more.

use std::fs;
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::leaks;
use crate::servers::eventually;

/// How long anything here may take before a test fails; far above what it does take.
pub const LIMIT: Duration = Duration::from_secs(60);

/// The lines of policy.toml by which the house's own mails are switched on.
const DIGEST_TO: &str = "[digest]\nto = [\"privacy-officer\"]";
const REVIEW_TO: &str = "review_to = [\"head\", \"privacy-officer\"]";

/// The binary under test, without anything of the tester's environment that it would listen to.
pub fn varsel() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_varsel"));
    let ours = |name: &str| name.starts_with("VARSEL_") || name == "RUST_LOG";
    for (name, _) in std::env::vars().filter(|(name, _)| ours(name)) {
        command.env_remove(name);
    }
    command.stdin(Stdio::null());
    command
}

/// What a command said and how it ended.
#[derive(Debug)]
pub struct Ran {
    pub code: i32,
    pub out: String,
    pub err: String,
}

/// Runs to the end, with these bytes on standard input.
pub fn run_with(command: &mut Command, input: &[u8]) -> Ran {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    // A command that refuses before it reads closes the pipe: its exit code is what counts.
    let _closed = child.stdin.take().unwrap().write_all(input);
    let output = child.wait_with_output().unwrap();
    let ran = Ran {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8_lossy(&output.stdout).into_owned(),
        err: String::from_utf8_lossy(&output.stderr).into_owned(),
    };
    leaks::assert_text("standard output", &ran.out);
    leaks::assert_text("standard error", &ran.err);
    ran
}

pub fn run(command: &mut Command) -> Ran {
    run_with(command, b"")
}

/// A mail as its receiver sees it.
#[derive(Clone, Debug)]
pub struct Received {
    pub to: String,
    pub subject: String,
    pub message_id: String,
    /// Where an answer goes.
    pub reply_to: String,
    pub in_reply_to: String,
    /// The text part.
    pub text: String,
    pub raw: String,
}

/// Takes a mail apart as a mail program does.
pub fn received(raw: &[u8]) -> Received {
    let mail = mail_parser::MessageParser::default().parse(raw).unwrap();
    let address = |value: Option<&mail_parser::Address>| {
        value.and_then(|one| one.first()).and_then(|one| one.address()).unwrap_or_default().to_owned()
    };
    Received {
        to: address(mail.to()),
        subject: mail.subject().unwrap_or_default().to_owned(),
        message_id: mail.message_id().unwrap_or_default().to_owned(),
        reply_to: address(mail.reply_to()),
        in_reply_to: mail.in_reply_to().as_text().unwrap_or_default().to_owned(),
        text: mail.body_text(0).unwrap_or_default().replace("\r\n", "\n"),
        raw: String::from_utf8_lossy(raw).into_owned(),
    }
}

/// All mails of a Maildir, read or not.
pub fn maildir(path: &Path) -> Vec<Received> {
    let folders = ["new", "cur"].map(|part| path.join(part));
    let files = folders.iter().filter_map(|folder| fs::read_dir(folder).ok()).flatten();
    // A file may move between the look and the reading; then the next look has it.
    files.filter_map(|file| fs::read(file.ok()?.path()).ok()).map(|raw| received(&raw)).collect()
}

/// How many files lie in a Maildir.
pub fn waiting(path: &Path) -> usize {
    ["new", "cur"].iter().filter_map(|part| fs::read_dir(path.join(part)).ok()).map(Iterator::count).sum()
}

/// A mail with the fields that any mail program writes.
pub fn mail(from: &str, to: &str, id: &str, more: &str, subject: &str, text: &str) -> String {
    let text = format!(
        "{more}From: {from}\nTo: {to}\nSubject: {subject}\nDate: {}\nMessage-ID: <{id}>\nMIME-Version: 1.0\n\
         Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n{text}\n",
        varsel::clock::Clock::System.now().to_rfc2822()
    );
    text.replace('\n', "\r\n")
}

/// An answer to a mail, with the original below it as mail programs quote it.
pub fn answer(to: &Received, from: &str, id: &str, more: &str, text: &str) -> String {
    let more = format!("{more}In-Reply-To: <{0}>\nReferences: <{0}>\n", to.message_id);
    let quoted: String = to.text.lines().map(|line| format!("> {line}\n")).collect();
    let text =
        format!("{text}\n\nDen tor. 12. mars 2026 kl. 09:00 skrev Varsel <{}>:\n{quoted}", to.reply_to);
    mail(from, &to.reply_to, id, &more, &format!("SV: {}", to.subject), &text)
}

/// A configured Varsel.
pub struct House {
    dir: tempfile::TempDir,
    mails: AtomicU32,
}

impl House {
    /// `init --maildir` and nothing else.
    pub fn maildir() -> House {
        House::init(&["--maildir"])
    }

    /// The same under a simulated clock.
    pub fn simulated() -> House {
        let house = House::maildir();
        house.edit("varsel.toml", "\nsimulated = false", "\nsimulated = true");
        house
    }

    /// `init` with these options.
    pub fn init(options: &[&str]) -> House {
        let dir = tempfile::Builder::new().prefix("ve").tempdir().unwrap();
        let ran = run(varsel().arg("init").arg(dir.path()).args(options));
        assert_eq!(ran.code, 0, "{ran:?}");
        let house = House { dir, mails: AtomicU32::new(0) };
        // Many run at once here, and the port is one.
        house.edit("varsel.toml", "listen = \"127.0.0.1:8750\"", "listen = \"off\"");
        // The sample's contacts were confirmed on a fixed day; only the tests of that ask them again.
        house.edit("policy.toml", "verify_every = \"90d\"", "verify_every = \"3650d\"");
        // Most tests count mails, and a real clock may pass the digest's time; digest.rs puts these lines back.
        house.edit("policy.toml", DIGEST_TO, "[digest]\nto = []");
        house.edit("policy.toml", REVIEW_TO, "review_to = []");
        house
    }

    /// Under a simulated clock, with the digest and the review as `init` writes them.
    pub fn with_digest() -> House {
        let house = House::simulated();
        house.edit("policy.toml", "[digest]\nto = []", DIGEST_TO);
        house.edit("policy.toml", "review_to = []", REVIEW_TO);
        house
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    pub fn write(&self, name: &str, content: &str) {
        fs::write(self.path(name), content).unwrap();
    }

    /// A file for the owner's eyes only.
    pub fn write_secret(&self, name: &str, content: &str) {
        self.write(name, content);
        fs::set_permissions(self.path(name), fs::Permissions::from_mode(0o600)).unwrap();
    }

    /// Replaces a text that must be there.
    pub fn edit(&self, name: &str, from: &str, to: &str) {
        let content = fs::read_to_string(self.path(name)).unwrap();
        assert!(content.contains(from), "{name} has no {from:?}");
        self.write(name, &content.replacen(from, to, 1));
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = varsel();
        command.args(arguments).arg("--config").arg(self.path("varsel.toml"));
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Ran {
        let ran = run(&mut self.command(arguments));
        // What a command logs is looked through with the rest of the house.
        let mut log =
            fs::OpenOptions::new().create(true).append(true).open(self.path("log.commands")).unwrap();
        log.write_all(ran.err.as_bytes()).unwrap();
        ran
    }

    /// As [`House::run`], and it must succeed.
    pub fn ok(&self, arguments: &[&str]) -> String {
        let ran = self.run(arguments);
        assert_eq!(ran.code, 0, "{arguments:?}: {ran:?}");
        ran.out
    }

    /// One pass at this time, which must succeed.
    pub fn once(&self, at: &str) -> String {
        self.ok(&["once", "--at", at])
    }

    /// One object a line.
    pub fn lines(&self, arguments: &[&str]) -> Vec<Value> {
        self.ok(arguments).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    pub fn case(&self, number: &str) -> Value {
        serde_json::from_str(&self.ok(&["case", "show", number, "--json"])).unwrap()
    }

    pub fn cases(&self) -> Vec<Value> {
        self.lines(&["case", "list", "--json"])
    }

    pub fn ledger(&self) -> Vec<Value> {
        self.lines(&["mail", "list", "--json"])
    }

    pub fn outbox(&self) -> Vec<Value> {
        self.lines(&["outbox", "list", "--json"])
    }

    pub fn inbox(&self) -> PathBuf {
        self.path("spool/inbox")
    }

    /// Drops a mail into the spool, whole or not at all.
    pub fn put(&self, mail: impl AsRef<[u8]>) {
        let name = format!("m{}", self.mails.fetch_add(1, Ordering::Relaxed));
        let aside = self.path(&format!("spool/inbox/tmp/{name}"));
        fs::write(&aside, mail).unwrap();
        fs::rename(aside, self.path(&format!("spool/inbox/new/{name}"))).unwrap();
    }

    /// What went out, in no order.
    pub fn sent(&self) -> Vec<Received> {
        maildir(&self.path("spool/sent"))
    }

    /// The only mail to this person whose text or subject holds this.
    pub fn sent_to(&self, who: &str, text: &str) -> Received {
        let mails = self.sent();
        let holds =
            |mail: &&Received| mail.to == who && (mail.text.contains(text) || mail.subject.contains(text));
        let found: Vec<&Received> = mails.iter().filter(holds).collect();
        assert_eq!(found.len(), 1, "mails to {who} with {text:?} among {:?}", subjects(&mails));
        found[0].clone()
    }

    /// Changes whenever something is committed: when the database's log was last written.
    pub fn written(&self) -> Option<std::time::SystemTime> {
        fs::metadata(self.path("varsel.db-wal")).and_then(|file| file.modified()).ok()
    }

    /// Starts the daemon and waits until it takes mail.
    pub fn daemon(&self) -> Daemon {
        let log = fs::OpenOptions::new().create(true).append(true).open(self.path("log")).unwrap();
        let child = self.command(&["run"]).stdout(log.try_clone().unwrap()).stderr(log).spawn().unwrap();
        let mut daemon = Daemon { child, log: self.path("log") };
        let before = daemon.log().matches("varsel runs").count();
        let socket = self.path("varsel.sock");
        eventually("the daemon to run", LIMIT, || {
            if let Some(status) = daemon.child.try_wait().unwrap() {
                panic!("the daemon ended with {status}: {}", daemon.log());
            }
            // A daemon that was killed leaves its socket behind; only a living one answers.
            (daemon.log().matches("varsel runs").count() > before
                || std::os::unix::net::UnixStream::connect(&socket).is_ok())
            .then_some(())
        });
        daemon
    }
}

impl Drop for House {
    fn drop(&mut self) {
        // A test that has failed already says enough.
        if !std::thread::panicking() {
            leaks::assert_house(self.dir.path());
        }
    }
}

/// For messages of failed tests.
pub fn subjects(mails: &[Received]) -> Vec<(&str, &str)> {
    mails.iter().map(|mail| (mail.to.as_str(), mail.subject.as_str())).collect()
}

/// A running `varsel run`; killed when it goes out of scope.
pub struct Daemon {
    child: Child,
    log: PathBuf,
}

impl Daemon {
    pub fn log(&self) -> String {
        fs::read_to_string(&self.log).unwrap_or_default()
    }

    /// The processes that it has started and that live.
    pub fn children(&self) -> Vec<rustix::process::Pid> {
        let threads = fs::read_dir(format!("/proc/{}/task", self.child.id())).unwrap();
        let lists =
            threads.filter_map(|thread| fs::read_to_string(thread.ok()?.path().join("children")).ok());
        let all = lists.collect::<Vec<_>>().join(" ");
        all.split_whitespace().filter_map(|pid| rustix::process::Pid::from_raw(pid.parse().ok()?)).collect()
    }

    /// SIGTERM; how it ended and how long that took.
    pub fn terminate(mut self) -> (ExitStatus, Duration) {
        let start = Instant::now();
        let pid = rustix::process::Pid::from_child(&self.child);
        rustix::process::kill_process(pid, rustix::process::Signal::TERM).unwrap();
        let status = eventually("the daemon to stop", LIMIT, || self.child.try_wait().unwrap());
        (status, start.elapsed())
    }

    /// SIGKILL: nothing is tidied up.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        // Already ended: nothing to kill.
        let _ended = self.child.kill();
        let _status = self.child.wait();
        if std::thread::panicking() {
            eprintln!("-- Varsel's log\n{}", self.log());
        }
    }
}
