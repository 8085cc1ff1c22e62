//! Measures robustness, time and memory on a collection of real mails, named by VARSEL_CORPUS (`raw/`): each whole, cut at
//! twenty places, and with other line ends. Not part of the repository.

use std::collections::BTreeMap;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use varsel::mail::{Context, class, message, read, thread as refers};

use crate::corpus_auto::corpus;

/// The longest that one mail may take of a processor, whatever it is.
const LONGEST: Duration = Duration::from_secs(2);
/// The most memory of one process, and of all processes of one command for a mail of 25 MB.
const MOST_BYTES: u64 = 300 << 20;
const MOST_BYTES_FOR_25_MB: u64 = 190 << 20;
/// Places at which each mail is cut.
const CUTS: usize = 20;
/// The readers' own stack (src/reader/child.rs).
const STACK: usize = 256 << 20;

fn mails() -> Option<Vec<PathBuf>> {
    fn walk(folder: &Path, into: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            match path.is_dir() {
                true => walk(&path, into),
                false => into.push(path),
            }
        }
    }
    let mut found = Vec::new();
    walk(&corpus("raw")?, &mut found);
    found.retain(|path| path.file_name().is_some_and(|name| name != "MANIFEST.tsv"));
    found.sort();
    assert!(found.len() > 700, "only {} mails", found.len());
    Some(found)
}

/// The line ends that a mail may have on its way.
const LINE_ENDS: [(&str, &[u8]); 3] = [("CRLF", b"\r\n"), ("LF", b"\n"), ("CR", b"\r")];

fn with_line_ends(raw: &[u8], end: &[u8]) -> Vec<u8> {
    let mut changed = Vec::with_capacity(raw.len() + raw.len() / 20);
    let mut rest = raw;
    while let Some((first, after)) = rest.split_first() {
        let (is_end, after) = match (first, after) {
            (b'\r', [b'\n', after @ ..]) => (true, after),
            (b'\r' | b'\n', after) => (true, after),
            (_, after) => (false, after),
        };
        if is_end {
            changed.extend_from_slice(end)
        } else {
            changed.push(*first)
        }
        rest = after;
    }
    changed
}

/// The mail itself, with each line end, and cut at each place.
fn shapes(raw: &[u8]) -> impl Iterator<Item = (String, Vec<u8>)> {
    let ends = LINE_ENDS.iter().map(|(name, end)| (format!("with {name}"), with_line_ends(raw, end)));
    let cuts = (0..CUTS).map(|at| (format!("cut at {at}/{CUTS}"), raw[..raw.len() * at / CUTS].to_vec()));
    std::iter::once(("whole".to_owned(), raw.to_vec())).chain(ends).chain(cuts)
}

/// Time that this thread has had a processor: other work on the machine does not count.
fn on_processor() -> Duration {
    let stat = fs::read_to_string("/proc/thread-self/schedstat").expect("/proc");
    Duration::from_nanos(stat.split(' ').next().and_then(|nanos| nanos.parse().ok()).expect("nanoseconds"))
}

/// Calls for every mail, on two threads with the stack that the readers have.
fn for_each(mails: &[PathBuf], work: impl Fn(&Path) + Sync) {
    let next = AtomicUsize::new(0);
    let run = || {
        while let Some(mail) = mails.get(next.fetch_add(1, Ordering::Relaxed)) {
            work(mail)
        }
    };
    thread::scope(|scope| {
        for _ in 0..2 {
            thread::Builder::new().stack_size(STACK).spawn_scoped(scope, run).expect("a thread");
        }
    });
}

#[test]
fn every_mail_in_every_shape_gives_one_outcome_in_time() {
    let Some(mails) = mails() else { return };
    let context = Context::default();
    let (count, failures) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    let slowest = Mutex::new((Duration::ZERO, String::new()));
    let started = Instant::now();
    for_each(&mails, |file| {
        for (shape, raw) in shapes(&fs::read(file).expect("a mail")) {
            let began = on_processor();
            let outcome = catch_unwind(AssertUnwindSafe(|| read(&raw, &context)));
            let took = on_processor() - began;
            count.fetch_add(1, Ordering::Relaxed);
            let name = format!("{} ({shape})", file.display());
            if outcome.is_err() || took > LONGEST {
                failures.lock().unwrap().push(format!("{name}: {took:?}"));
            }
            let mut slowest = slowest.lock().unwrap();
            if took > slowest.0 {
                *slowest = (took, name);
            }
        }
    });
    let (took, name) = slowest.into_inner().unwrap();
    let count = count.into_inner();
    println!("{} mails, {count} shapes in {:?}; slowest {took:?}: {name}", mails.len(), started.elapsed());
    let failures = failures.into_inner().unwrap();
    assert!(failures.is_empty(), "panicked or slow:\n{}", failures.join("\n"));
    assert_eq!(count, mails.len() * (1 + LINE_ENDS.len() + CUTS));
}

/// Runs `varsel parse --json` and watches the highest resident size of each process it consists of, in bytes.
fn parse(files: &[PathBuf]) -> (Vec<serde_json::Value>, Vec<u64>) {
    let out = tempfile::NamedTempFile::new().expect("a file");
    let mut child = Command::new(env!("CARGO_BIN_EXE_varsel"))
        .args(["parse", "--json"])
        .args(files)
        .stdout(Stdio::from(out.reopen().expect("the file")))
        .stderr(Stdio::inherit())
        .spawn()
        .expect("varsel");
    let mut peaks: BTreeMap<u32, u64> = BTreeMap::new();
    let status = loop {
        for (process, peak) in resident(child.id()) {
            let known = peaks.entry(process).or_default();
            *known = peak.max(*known);
        }
        match child.try_wait().expect("a child") {
            Some(status) => break status,
            None => thread::sleep(Duration::from_millis(5)),
        }
    };
    assert!(status.success(), "{status}");
    let text = fs::read_to_string(out.path()).expect("UTF-8");
    let objects = text.lines().map(|line| serde_json::from_str(line).expect("one object a line")).collect();
    (objects, peaks.into_values().collect())
}

/// The high-water marks of a process and of its children.
fn resident(parent: u32) -> Vec<(u32, u64)> {
    let number = |text: &str, key: &str| -> Option<u64> {
        text.lines().find_map(|line| line.strip_prefix(key))?.split_whitespace().next()?.parse().ok()
    };
    let processes = fs::read_dir("/proc").expect("/proc").filter_map(|entry| {
        let id: u32 = entry.ok()?.file_name().to_str()?.parse().ok()?;
        let status = fs::read_to_string(format!("/proc/{id}/status")).ok()?;
        let ours = id == parent || number(&status, "PPid:")? == u64::from(parent);
        ours.then_some((id, number(&status, "VmHWM:")? << 10))
    });
    processes.collect()
}

fn mb(bytes: u64) -> u64 {
    bytes >> 20
}

#[test]
fn the_reader_processes_answer_once_a_mail_within_their_memory() {
    let Some(mails) = mails() else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let mut files = Vec::new();
    for (at, mail) in mails.iter().enumerate() {
        for (number, (_, shape)) in shapes(&fs::read(mail).expect("a mail")).enumerate() {
            let file = folder.path().join(format!("{at}-{number}"));
            fs::write(&file, shape).expect("written");
            files.push(file);
        }
    }
    let started = Instant::now();
    let mut largest = 0;
    for part in files.chunks(2000) {
        let (objects, peaks) = parse(part);
        assert_eq!(objects.len(), part.len());
        for (object, file) in objects.iter().zip(part) {
            assert_eq!(object["file"].as_str(), file.to_str());
            assert!(
                object["class"].is_string() && object["reason"].as_str().is_some_and(|why| !why.is_empty())
            );
            let given_up =
                object["reason"].as_str().is_some_and(|why| why.contains("gave up") || why.contains("died"));
            assert!(!given_up, "{}: {}", file.display(), object["reason"]);
        }
        largest = peaks.into_iter().max().unwrap_or_default().max(largest);
    }
    println!(
        "{} files through the readers in {:?}; largest process {} MB",
        files.len(),
        started.elapsed(),
        mb(largest)
    );
    assert!(largest > 0 && largest < MOST_BYTES, "{} MB", mb(largest));
}

#[test]
fn a_mail_of_25_mb_is_read_within_its_memory() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("large.eml");
    let line = format!("{}\r\n", "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWZnaGlqa2xtbm9wcXJzdHV2d3h5ejAx");
    let mut mail = String::from(
        "From: kari@eksempel.no\r\nTo: avvik@eksempel.no\r\nSubject: Avvik\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n\
         --x\r\n\r\nSe vedlegget.\r\n--x\r\nContent-Type: application/octet-stream\r\nContent-Disposition: attachment; \
         filename=opptak.bin\r\nContent-Transfer-Encoding: base64\r\n\r\n",
    );
    mail.push_str(&line.repeat(25_000_000 / line.len()));
    mail.push_str("--x--\r\n");
    fs::write(&file, &mail).expect("written");
    let started = Instant::now();
    let (objects, peaks) = parse(&[file]);
    let took = started.elapsed();
    let sum: u64 = peaks.iter().sum();
    println!(
        "{} bytes: {took:?}, processes {:?} MB, together {} MB",
        mail.len(),
        peaks.iter().copied().map(mb).collect::<Vec<_>>(),
        mb(sum)
    );
    assert_eq!(objects[0]["class"], "message");
    assert_eq!(objects[0]["attachments"][0]["sha256"].as_str().map(str::len), Some(64));
    assert!(took < Duration::from_secs(10) && sum < MOST_BYTES_FOR_25_MB, "{took:?}, {} MB", mb(sum));
}

#[test]
fn each_stage_of_reading_takes_little() {
    let Some(mails) = mails() else { return };
    let context = Context::default();
    let mut took = [Duration::ZERO; 4];
    // The first time each mail is read pays for what is compiled once.
    for (warm, file) in [false, true].iter().flat_map(|warm| mails.iter().map(move |file| (*warm, file))) {
        let raw = fs::read(file).expect("a mail");
        let mut at = Instant::now();
        let mut stage = |number: usize| {
            if warm {
                took[number] += at.elapsed();
            }
            at = Instant::now();
        };
        let Some(parsed) = message::parse(&raw) else { continue };
        stage(0);
        let refers_to = refers::refers_to(&parsed, &context);
        stage(1);
        let found = class::classify(&parsed, &refers_to, &context);
        stage(2);
        assert!(!found.reason.is_empty());
        let _ = read(&raw, &context);
        stage(3);
    }
    let mean = |number: usize| took[number].as_micros() / mails.len() as u128;
    println!(
        "mean us a mail: parse {}, thread {}, class {}, all of read {}",
        mean(0),
        mean(1),
        mean(2),
        mean(3)
    );
    assert!(mean(0) + mean(1) + mean(2) < 20_000, "parse, thread and class: {took:?}");
}
