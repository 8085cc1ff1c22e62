//! How fast `varsel once` takes in form mails from a Maildir and hands the notices to a Maildir, every commit durable.
//!
//! `cargo bench --bench intake` (VARSEL_BENCH_MAILS, 1000 by default). Prints mails a second, processor seconds of the
//! program with its reader processes, and the peak memory of the program alone and of the largest reader.

use std::collections::HashMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

fn main() {
    let count: usize =
        std::env::var("VARSEL_BENCH_MAILS").ok().and_then(|text| text.parse().ok()).unwrap_or(1000);
    let dir = tempfile::tempdir().expect("a temporary folder");
    let work = dir.path().join("work");
    run(&["init", path(&work), "--maildir"]);
    for number in 0..count {
        let file = work.join(format!("spool/inbox/new/{}.M{number}.bench", 1_772_000_000 + number));
        fs::write(file, mail(number)).expect("writing a mail");
    }
    let config = work.join("varsel.toml");
    let start = Instant::now();
    let mut child = Command::new(env!("CARGO_BIN_EXE_varsel"))
        .args(["once", "--config", path(&config)])
        .stdout(Stdio::null())
        .spawn()
        .expect("starting varsel");
    let mut usage = Usage::default();
    let status = loop {
        usage.look(child.id());
        if let Some(status) = child.try_wait().expect("waiting for varsel") {
            break status;
        }
        std::thread::sleep(Duration::from_millis(5));
    };
    let wall = start.elapsed();
    assert!(status.success(), "varsel once failed");
    let sent = fs::read_dir(work.join("spool/sent/new")).expect("the sent Maildir").count();
    println!(
        "mails {count}, notices {sent}, wall {:.2} s, {:.0} mails/s",
        wall.as_secs_f64(),
        count as f64 / wall.as_secs_f64()
    );
    println!(
        "processor {:.2} s ({:.2} ms a mail), peak memory {} MiB, largest reader {} MiB",
        usage.seconds(),
        usage.seconds() * 1000.0 / count as f64,
        usage.peak_own >> 10,
        usage.peak_reader >> 10
    );
    assert_eq!(sent, count * 3, "each mail gives a receipt and two notices");
}

fn path(path: &Path) -> &str {
    path.to_str().expect("a path in UTF-8")
}

fn run(arguments: &[&str]) {
    let done = Command::new(env!("CARGO_BIN_EXE_varsel")).args(arguments).stdout(Stdio::null()).status();
    assert!(done.expect("running varsel").success(), "varsel {arguments:?} failed");
}

/// What the program and its children used, looked at from outside while they run.
#[derive(Default)]
struct Usage {
    /// Processor ticks of each process, the last seen.
    ticks: HashMap<u32, u64>,
    peak_own: u64,
    peak_reader: u64,
}

impl Usage {
    fn look(&mut self, pid: u32) {
        let children = fs::read_to_string(format!("/proc/{pid}/task/{pid}/children")).unwrap_or_default();
        let mut all: Vec<u32> = children.split_whitespace().filter_map(|text| text.parse().ok()).collect();
        if let Ok(tasks) = fs::read_dir(format!("/proc/{pid}/task")) {
            for task in tasks.flatten() {
                let text = fs::read_to_string(task.path().join("children")).unwrap_or_default();
                all.extend(text.split_whitespace().filter_map(|text| text.parse::<u32>().ok()));
            }
        }
        self.peak_own = self.peak_own.max(peak_kib(pid));
        for one in &all {
            self.peak_reader = self.peak_reader.max(peak_kib(*one));
        }
        all.push(pid);
        for one in all {
            if let Some(ticks) = ticks(one) {
                self.ticks.insert(one, ticks);
            }
        }
    }

    fn seconds(&self) -> f64 {
        self.ticks.values().sum::<u64>() as f64 / 100.0
    }
}

fn peak_kib(pid: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM:"));
    line.and_then(|line| line.split_whitespace().nth(1)).and_then(|text| text.parse().ok()).unwrap_or(0)
}

/// User and system time, in hundredths of a second.
fn ticks(pid: u32) -> Option<u64> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace();
    let user: u64 = fields.nth(11)?.parse().ok()?;
    let system: u64 = fields.next()?.parse().ok()?;
    Some(user + system)
}

fn mail(number: usize) -> String {
    format!(
        "Return-Path: <melder{number}@org{}.example>\r\nFrom: Kari Nordmann <melder{number}@org{}.example>\r\n\
         To: avvik@eksempel.no\r\nSubject: Avviksmelding: e-post til feil mottaker (AV-{number:06})\r\n\
         Date: Thu, 12 Mar 2026 09:40:00 +0100\r\nMessage-ID: <{number}.bench@org{}.example>\r\nMIME-Version: 1.0\r\n\
         Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n\
         Hei,\r\n\r\nVi melder med dette et avvik.\r\n\r\nType avvik: E-post sendt til feil mottaker\r\n\
         Når skjedde avviket: 11.03.2026 kl. 14.10\r\nNår ble avviket oppdaget: 12.03.2026 kl. 08.30\r\n\
         Antall berørte: {}\r\nKategorier av opplysninger: navn, adresse og telefonnummer\r\n\
         Er de berørte varslet: Nei\r\nVår referanse: AV-{number:06}\r\n\r\nBeskrivelse av hendelsen:\r\n\r\n\
         Et regneark med opplysninger om brukere av tjenesten ble sendt til en ukjent mottaker. {}\r\n\r\n\
         Vennlig hilsen\r\nKari Nordmann\r\n",
        number % 997,
        number % 997,
        number % 997,
        number % 400 + 1,
        "Mottakeren er kontaktet på telefon og har bekreftet at meldingen er slettet. "
            .repeat(number % 7 + 1),
    )
}
