//! The only place that asks for the time: the system's clock, or a simulated one that moves when told to.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, SubsecRound, Utc};
use tokio::sync::watch;

/// Never sleep longer than this at a stretch: a stretch does not notice that the wall clock was set or that the
/// machine was suspended.
const LONGEST_NAP: Duration = Duration::from_secs(60);

/// A clock; its clones show the same time.
#[derive(Clone, Debug)]
pub enum Clock {
    System,
    Simulated(Arc<watch::Sender<DateTime<Utc>>>),
}

impl Clock {
    /// A clock that stands still until it is advanced.
    pub fn simulated(at: DateTime<Utc>) -> Self {
        Clock::Simulated(Arc::new(watch::Sender::new(at.trunc_subsecs(3))))
    }

    /// Now, in whole milliseconds: what the store can hold.
    #[allow(clippy::disallowed_methods)]
    pub fn now(&self) -> DateTime<Utc> {
        match self {
            Clock::System => Utc::now().trunc_subsecs(3),
            Clock::Simulated(now) => *now.borrow(),
        }
    }

    /// Moves a simulated clock and wakes who sleeps; never back. The system's clock is not ours to move.
    pub fn advance_to(&self, at: DateTime<Utc>) {
        if let Clock::Simulated(now) = self {
            let at = at.trunc_subsecs(3);
            now.send_if_modified(|now| {
                let forward = at > *now;
                *now = at.max(*now);
                forward
            });
        }
    }

    /// Returns when this clock shows `at` or later; at once if it does already. May be dropped at any time.
    pub async fn sleep_until(&self, at: DateTime<Utc>) {
        match self {
            Clock::System => loop {
                let Ok(left) = (at - self.now()).to_std() else { return };
                if left.is_zero() {
                    return;
                }
                tokio::time::sleep(left.min(LONGEST_NAP)).await;
            },
            Clock::Simulated(now) => {
                // The sender is held by this very clock, so waiting cannot fail.
                let _ = now.subscribe().wait_for(|now| *now >= at.trunc_subsecs(3)).await;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(secs: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(secs, 0).unwrap()
    }

    #[test]
    fn now_is_whole_milliseconds() {
        assert_eq!(Clock::System.now().timestamp_subsec_nanos() % 1_000_000, 0);
        let odd = DateTime::from_timestamp(5, 1_234_567).unwrap();
        assert_eq!(Clock::simulated(odd).now().timestamp_subsec_nanos(), 1_000_000);
    }

    #[test]
    fn a_simulated_clock_moves_for_all_clones_and_never_back() {
        let clock = Clock::simulated(at(100));
        let other = clock.clone();
        clock.advance_to(at(200));
        clock.advance_to(at(150));
        assert_eq!(other.now(), at(200));
    }

    #[tokio::test]
    async fn a_sleeper_wakes_when_the_simulated_clock_passes_its_time() {
        let clock = Clock::simulated(at(100));
        let sleeper = clock.clone();
        let task = tokio::spawn(async move { sleeper.sleep_until(at(300)).await });
        clock.advance_to(at(299));
        tokio::task::yield_now().await;
        assert!(!task.is_finished());
        clock.advance_to(at(301));
        task.await.unwrap();
    }

    #[tokio::test]
    async fn sleeping_until_the_past_returns_at_once() {
        Clock::System.sleep_until(at(0)).await;
        Clock::simulated(at(10)).sleep_until(at(10)).await;
    }

    #[tokio::test]
    async fn the_system_clock_shows_the_time_slept_for() {
        let until = Clock::System.now() + chrono::TimeDelta::milliseconds(20);
        Clock::System.sleep_until(until).await;
        assert!(Clock::System.now() >= until);
    }
}
