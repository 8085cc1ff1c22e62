//! How fast `varsel parse --json` reads real mails on one core, reader process and JSON included, and what a mail of
//! 25 MB costs.
//!
//! `VARSEL_CORPUS=… cargo bench --bench parse` (all mails below its folder `raw`). Without a collection only the large
//! mail is read. The best of five runs counts: what else the machine does only adds.

#[path = "common/usage.rs"]
mod usage;

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use usage::Usage;

const RUNS: usize = 5;
const LARGE: usize = 25_000_000;

fn main() {
    match std::env::var_os("VARSEL_CORPUS") {
        Some(corpus) => {
            let mails = mails(&PathBuf::from(corpus).join("raw"));
            let bytes: u64 =
                mails.iter().filter_map(|mail| fs::metadata(mail).ok()).map(|file| file.len()).sum();
            let (time, usage) = fastest(&mails);
            println!(
                "{} mails of {:.1} kB on average in {:.3} s on one core ({:.2} s of processor): {:.0} mails/s; peak memory {} MiB, reader {} MiB",
                mails.len(),
                bytes as f64 / 1e3 / mails.len() as f64,
                time.as_secs_f64(),
                usage.seconds(),
                mails.len() as f64 / time.as_secs_f64(),
                usage.peak_own >> 10,
                usage.peak_reader >> 10
            );
        }
        None => println!("SKIP: VARSEL_CORPUS is not set: the speed over real mails was not measured"),
    }
    let folder = tempfile::tempdir().expect("a temporary folder");
    let large = folder.path().join("large.eml");
    fs::write(&large, large_mail()).expect("writing the large mail");
    let (time, usage) = fastest(&[large]);
    println!(
        "a mail of {:.1} MB in {:.3} s; peak memory {} MiB, reader {} MiB",
        LARGE as f64 / 1e6,
        time.as_secs_f64(),
        usage.peak_own >> 10,
        usage.peak_reader >> 10
    );
}

/// The shortest of the runs, with the use of the last. All runs are bound to the first processor.
fn fastest(mails: &[PathBuf]) -> (Duration, Usage) {
    let mut best = Duration::MAX;
    let mut last = Usage::default();
    for _ in 0..RUNS {
        let start = Instant::now();
        let mut child = Command::new("taskset")
            .args(["-c", "0", env!("CARGO_BIN_EXE_varsel"), "parse", "--json"])
            .args(mails)
            .stdout(Stdio::from(File::create("/dev/null").expect("/dev/null")))
            .spawn()
            .expect("starting taskset (util-linux)");
        let (status, usage) = Usage::of(&mut child);
        best = best.min(start.elapsed());
        assert!(status.success(), "varsel parse failed");
        last = usage;
    }
    (best, last)
}

fn mails(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("the collection").flatten() {
            let path = entry.path();
            match path.is_dir() {
                true => folders.push(path),
                false if path.extension().is_some_and(|end| end == "tsv") => {}
                false => found.push(path),
            }
        }
    }
    found.sort();
    found
}

/// A short report with a large picture, as a scanner sends it.
fn large_mail() -> String {
    let line = format!("{}\r\n", "QUJD".repeat(19));
    format!(
        "From: a@org.example\r\nTo: avvik@eksempel.no\r\nSubject: Avvik\r\nDate: Thu, 12 Mar 2026 09:40:00 +0100\r\n\
         MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain\r\n\r\n\
         Hva har skjedd: Et skjema er på avveie.\r\n--x\r\nContent-Type: application/pdf; name=skannet.pdf\r\n\
         Content-Transfer-Encoding: base64\r\n\r\n{}--x--\r\n",
        line.repeat(LARGE / line.len())
    )
}
