//! What a program and its children use, looked at from outside while they run (proc(5)).

use std::collections::HashMap;
use std::fs;
use std::process::{Child, ExitStatus};
use std::time::Duration;

/// What the program and its children used, looked at from outside while they run.
#[derive(Default)]
pub struct Usage {
    /// Processor ticks of each process, the last seen.
    ticks: HashMap<u32, u64>,
    /// Largest resident memory of the program alone, KiB.
    pub peak_own: u64,
    /// The same of the largest child.
    pub peak_reader: u64,
}

impl Usage {
    /// Looks until the program ends.
    pub fn of(child: &mut Child) -> (ExitStatus, Usage) {
        let mut usage = Usage::default();
        loop {
            usage.look(child.id());
            if let Some(status) = child.try_wait().expect("waiting for the program") {
                return (status, usage);
            }
            std::thread::sleep(Duration::from_millis(2));
        }
    }

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

    /// Processor seconds of all together.
    pub fn seconds(&self) -> f64 {
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
