//! The command line: one file a command. Exit codes: 0 done · 1 did not succeed · 2 wrong usage · 75 try again ·
//! 78 wrong configuration. Errors say what was tried, on what, why it failed and what to do, on standard error.

mod case;
mod check;
mod clock;
mod contacts;
mod demo;
mod file;
mod forget;
mod init;
mod key;
mod mail;
mod once;
mod outbox;
mod parse;
mod receive;
mod register;
mod risk;
mod run;
mod simulate;
mod table;
mod verify;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::config::{self, Settings};
use crate::daemon::StartError;
use crate::openpgp;
use crate::reader::{Work, run_child};
use crate::telemetry;

/// A breach mailbox that never forgets: reports become cases, the right people are told, deadlines are kept.
#[derive(Parser)]
#[command(name = "varsel", version, about, max_term_width = 100)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
    /// The configuration; else $VARSEL_CONFIG, ./varsel.toml, /etc/varsel/varsel.toml
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
}

#[derive(Subcommand)]
enum Command {
    /// Play four incidents through the real pipeline under a simulated clock; needs nothing
    Demo(demo::Arguments),
    /// Write a commented, working configuration
    Init(init::Arguments),
    /// Read configuration, policy, contacts and templates, prove the policy, and print all faults
    Check(check::Arguments),
    /// Run the daemon
    Run,
    /// One whole pass: take in mail, do what is due, hand over mail, exit
    Once(once::Arguments),
    /// Take one mail on standard input (for an MTA's pipe)
    Receive,
    /// Read mails and print how each would be understood; stores and sends nothing
    Parse(parse::Arguments),
    /// The register of cases
    #[command(subcommand)]
    Case(case::Arguments),
    /// The register of breaches (GDPR art. 33(5)), every case, for a spreadsheet or a program
    Register(register::Arguments),
    /// What is to be sent, was sent, failed or is uncertain
    #[command(subcommand)]
    Outbox(outbox::Arguments),
    /// The intake ledger: every mail ever seen and its one outcome
    #[command(subcommand)]
    Mail(mail::Arguments),
    /// The two contact lists, our own people, and the processors
    #[command(subcommand)]
    Contacts(contacts::Arguments),
    /// Erase the content of a case or a mail; the record of the case stays
    Forget(forget::Arguments),
    /// Print the whole course of a report: every mail, to whom, when and why
    Simulate(simulate::Arguments),
    /// The store's key and the breach mailbox's
    #[command(subcommand)]
    Key(key::Arguments),
    /// Recompute the audit chain and reconcile mailbox, ledger, cases and outbox
    Verify(verify::Arguments),
    /// Take mails apart in a limited process; started by varsel itself
    #[command(hide = true)]
    ReadChild {
        /// Obey the test commands inside a mail: crash, spin, eat memory, try to escape
        #[cfg(debug_assertions)]
        #[arg(long)]
        misbehave: bool,
        /// Mails that were encrypted, each with what was inside
        #[arg(long)]
        opened: bool,
    },
    /// Decrypt messages in a limited process; started by varsel itself
    #[command(hide = true)]
    DecryptChild,
}

/// How a command ended, apart from success.
#[derive(Debug)]
pub enum Failure {
    /// It did not succeed: exit code 1.
    Failed(String),
    /// Wrong usage: exit code 2.
    Usage(String),
    /// Trying again later may help: exit code 75 (EX_TEMPFAIL).
    TryAgain(String),
    /// The configuration is wrong: exit code 78 (EX_CONFIG).
    Configuration(String),
}

impl Failure {
    fn code_and_text(&self) -> (u8, &str) {
        match self {
            Failure::Failed(text) => (1, text),
            Failure::Usage(text) => (2, text),
            Failure::TryAgain(text) => (75, text),
            Failure::Configuration(text) => (78, text),
        }
    }
}

impl From<StartError> for Failure {
    fn from(error: StartError) -> Self {
        match error {
            StartError::Templates(text) => Failure::Configuration(text),
            StartError::Store(error) if error.is_temporary() => Failure::TryAgain(error.to_string()),
            StartError::Engine(error) if error.is_temporary() => Failure::TryAgain(error.to_string()),
            error => Failure::Failed(error.to_string()),
        }
    }
}

impl From<crate::store::StoreError> for Failure {
    fn from(error: crate::store::StoreError) -> Self {
        StartError::from(error).into()
    }
}

impl From<crate::engine::EngineError> for Failure {
    fn from(error: crate::engine::EngineError) -> Self {
        StartError::from(error).into()
    }
}

type Outcome = Result<(), Failure>;

/// How long threads that hang may hold up the end.
const SHUT_DOWN: std::time::Duration = std::time::Duration::from_millis(500);
/// Reading a case back is one deep function; in a debug build it needs more than the usual two megabytes.
const STACK: usize = 16 << 20;

/// Runs the program.
pub fn main() -> ExitCode {
    // The reader must not inherit a runtime, logging or anything else: it comes first.
    let arguments = Arguments::parse();
    if let Some(code) = read_child(&arguments.command) {
        return ExitCode::from(code);
    }
    let quiet = !matches!(arguments.command, Command::Run);
    let levels = variable("RUST_LOG").or(quiet.then(|| "error".to_owned()));
    let format = telemetry::LogFormat::from_name(&variable("VARSEL_LOG_FORMAT").unwrap_or_default());
    telemetry::start(format, levels.as_deref());
    let mut builder = tokio::runtime::Builder::new_multi_thread();
    builder.worker_threads(2).thread_stack_size(STACK).enable_all();
    let runtime = match builder.build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("varsel: starting failed: {error}");
            return ExitCode::from(75);
        }
    };
    let ended = runtime.block_on(dispatch(arguments));
    // A look-up of a name or a dead network folder may hang in its thread; nothing of ours waits for it.
    runtime.shutdown_timeout(SHUT_DOWN);
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            let (code, text) = failure.code_and_text();
            eprintln!("varsel: {text}");
            ExitCode::from(code)
        }
    }
}

fn read_child(command: &Command) -> Option<u8> {
    let gave_up = crate::reader::child::unreadable;
    let code = match command {
        #[cfg(debug_assertions)]
        Command::ReadChild { misbehave: true, .. } => {
            run_child(Work { read: crate::reader::misbehave::read, gave_up })
        }
        Command::ReadChild { opened: true, .. } => {
            run_child(Work { read: crate::mail::openpgp::read_opened, gave_up })
        }
        Command::ReadChild { .. } => run_child(Work { read: crate::mail::read, gave_up }),
        Command::DecryptChild => run_child(Work { read: openpgp::open, gave_up: openpgp::gave_up }),
        _ => return None,
    };
    Some(u8::try_from(code).unwrap_or(1))
}

async fn dispatch(arguments: Arguments) -> Outcome {
    let config = arguments.config;
    match arguments.command {
        Command::Demo(given) => demo::run(given).await,
        Command::Init(given) => init::run(given),
        Command::Check(given) => check::run(given, config).await,
        Command::Run => run::run(config).await,
        Command::Once(given) => once::run(given, config).await,
        Command::Receive => receive::run(config),
        Command::Parse(given) => parse::run(given, config).await,
        Command::Case(given) => case::run(given, config).await,
        Command::Register(given) => register::run(given, config).await,
        Command::Outbox(given) => outbox::run(given, config).await,
        Command::Mail(given) => mail::run(given, config).await,
        Command::Contacts(given) => contacts::run(given, config).await,
        Command::Simulate(given) => simulate::run(given, config),
        Command::Forget(given) => forget::run(given, config).await,
        Command::Key(given) => key::run(given, config).await,
        Command::Verify(given) => verify::run(given, config).await,
        Command::ReadChild { .. } | Command::DecryptChild => Ok(()),
    }
}

/// Who gives this command, for the record: the name that the environment gives, and the number that it cannot change.
fn operator() -> String {
    let name = ["SUDO_USER", "USER", "LOGNAME"].into_iter().find_map(variable).unwrap_or_default();
    let plain: String =
        name.chars().filter(|c| c.is_alphanumeric() || "-_.@".contains(*c)).take(64).collect();
    let number = rustix::process::getuid().as_raw();
    if plain.is_empty() { format!("user {number}") } else { format!("{plain} (user {number})") }
}

fn variable(name: &str) -> Option<String> {
    config::environment().find(|(known, _)| known == name).map(|(_, value)| value)
}

/// Where the configuration is: as given, else the environment, the folder, the system.
fn config_file(given: Option<PathBuf>) -> Option<PathBuf> {
    given.or_else(|| variable("VARSEL_CONFIG").map(PathBuf::from)).or_else(|| {
        ["varsel.toml", "/etc/varsel/varsel.toml"].into_iter().map(PathBuf::from).find(|path| path.exists())
    })
}

/// The checked settings.
fn settings(given: Option<PathBuf>) -> Result<Settings, Failure> {
    let Some(file) = config_file(given) else {
        return Err(Failure::Configuration(
            "no configuration found; name one with --config, or write one with `varsel init DIR`".to_owned(),
        ));
    };
    load(&file)
}

fn load(file: &Path) -> Result<Settings, Failure> {
    config::load(file, config::environment()).map_err(|faults| faulty(&faults))
}

fn faulty(faults: &config::Faults) -> Failure {
    let count = faults.0.len();
    let word = if count == 1 { "fault" } else { "faults" };
    Failure::Configuration(format!("the configuration has {count} {word}:\n{faults}"))
}

/// Prints a value as one line of JSON.
fn print_json(value: &impl serde::Serialize) -> Outcome {
    let line =
        serde_json::to_string(value).map_err(|error| Failure::Failed(format!("writing JSON: {error}")))?;
    print(&line)
}

/// Prints a line; a reader that went away (`| head`) is no failure.
fn print(line: &str) -> Outcome {
    use std::io::Write;
    match writeln!(std::io::stdout(), "{line}") {
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        Err(error) => Err(Failure::Failed(format!("writing to standard output: {error}"))),
        Ok(()) => Ok(()),
    }
}

/// Milliseconds of the store as an instant.
fn instant(millis: i64) -> chrono::DateTime<chrono::Utc> {
    chrono::DateTime::from_timestamp_millis(millis).unwrap_or_default()
}
