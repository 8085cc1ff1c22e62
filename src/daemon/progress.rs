//! The watchdog that systemd waits for, bound to what the loops do and not to a timer alone.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// One counter a loop. The watchdog is fed only while all of them move: a loop that hangs stops the feeding.
#[derive(Default)]
pub(super) struct Progress {
    counters: Vec<Arc<AtomicU64>>,
}

/// Every loop beats at least this often: the longest single wait is for a mail server's answer after the data, ten
/// minutes (RFC 5321 section 4.5.3.2.6).
const BEAT_WITHIN: Duration = Duration::from_secs(720);

impl Progress {
    pub(super) fn beat(&mut self) -> impl Fn() + Send + Sync + 'static {
        let counter = Arc::new(AtomicU64::new(0));
        self.counters.push(counter.clone());
        move || {
            counter.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Feeds systemd's watchdog while every loop moved within [`BEAT_WITHIN`].
    pub(super) async fn watch(self) {
        let Some(period) = sd_notify::watchdog_enabled() else {
            return std::future::pending().await;
        };
        let period = period / 3;
        let patience = (BEAT_WITHIN.as_secs() / period.as_secs().max(1)).max(1);
        let mut seen: Vec<(u64, u64)> = vec![(0, 0); self.counters.len()];
        loop {
            tokio::time::sleep(period).await;
            for (counter, (last, still)) in self.counters.iter().zip(&mut seen) {
                let now = counter.load(Ordering::Relaxed);
                *still = if now == *last { *still + 1 } else { 0 };
                *last = now;
            }
            if seen.iter().all(|(_, still)| *still <= patience) {
                let _no_systemd = sd_notify::notify(&[sd_notify::NotifyState::Watchdog]);
            } else {
                tracing::error!("a loop makes no progress; systemd's watchdog is not fed any more");
            }
        }
    }
}
