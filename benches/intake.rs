//! How fast `varsel once` takes in form mails from a Maildir and hands the notices to a Maildir, every commit durable.
//!
//! `cargo bench --bench intake` (VARSEL_BENCH_MAILS, 1000 by default). Prints mails a second, processor seconds of the
//! program with its reader processes, and the peak memory of the program alone and of the largest reader.

#[path = "common/usage.rs"]
mod usage;

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use usage::Usage;

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
    let (status, usage) = Usage::of(&mut child);
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
