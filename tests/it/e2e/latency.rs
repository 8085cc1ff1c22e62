//! How long a reporter waits: from Postfix's "250 Ok: queued" for the report until the receipt lies in the reporter's
//! mailbox, through IDLE, one commit, submission with TLS and login, and Postfix's delivery both ways. Half a second of it
//! is Dovecot's: it waits that long for more mail before it wakes an IDLE (its NOTIFY_DELAY_MSECS).
//!
//! `VARSEL_LATENCY_N=200 cargo test --test it latency -- --nocapture` measures; else it is only a check that IDLE and not
//! the poll brings the mail.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::house::{LIMIT, mail};
use super::maildir::REPORT;
use super::real::{Servers, send};
use crate::servers::{DOMAIN, eventually};

/// Far below the poll of 60 s, far above what it takes on two busy cores.
const IDLE_LIMIT: Duration = Duration::from_secs(10);

#[test]
fn a_report_wakes_the_daemon_and_its_receipt_comes_within_moments() {
    let Some(servers) = Servers::start() else { return };
    let house = servers.house();
    house.edit("policy.toml", "max_per_address = 10", "max_per_address = 10000");
    house.edit("policy.toml", "max_per_domain = 100", "max_per_domain = 10000");
    let _daemon = house.daemon();
    let anybody = servers.anybody();
    let mailbox = servers.dovecot.maildir("jon").join("new");
    let (from, to) = (format!("jon@{DOMAIN}"), format!("avvik@{DOMAIN}"));
    let mut seen = HashSet::new();
    // The first one waits for logins on both sides and is not counted.
    let mut times: Vec<Duration> = (0..=count())
        .map(|number| {
            let id = format!("latency{number}@{DOMAIN}");
            send(&anybody, &from, &to, &mail(&from, &to, &id, "", "Avvik", REPORT));
            let accepted = Instant::now();
            let answers = |path: &PathBuf| holds(path, &format!("<{id}>"));
            eventually("the receipt", LIMIT, || {
                fresh(&mailbox, &mut seen).iter().find(|path| answers(path)).cloned()
            });
            accepted.elapsed()
        })
        .skip(1)
        .collect();
    times.sort_unstable();
    let at = |percent: usize| {
        times[(times.len() * percent).div_ceil(100).saturating_sub(1)].as_secs_f64() * 1000.0
    };
    println!(
        "latency of {} reports: p50 {:.0} ms, p99 {:.0} ms, max {:.0} ms",
        times.len(),
        at(50),
        at(99),
        at(100)
    );
    assert!(*times.last().unwrap() < IDLE_LIMIT, "{times:?}");
}

fn count() -> usize {
    std::env::var("VARSEL_LATENCY_N").ok().map_or(5, |text| text.parse().unwrap())
}

/// Files that were not there at the last look.
fn fresh(folder: &Path, seen: &mut HashSet<PathBuf>) -> Vec<PathBuf> {
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    files.filter(|path| seen.insert(path.clone())).collect()
}

fn holds(path: &Path, text: &str) -> bool {
    std::fs::read_to_string(path).is_ok_and(|mail| mail.contains(text))
}
