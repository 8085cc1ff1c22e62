//! How long what is kept of a case is kept after it was closed. An open case loses nothing; the case itself, its entry in the
//! register and the chain of its history are never forgotten (GDPR art. 5(1)(e), art. 33(5)).

use chrono::{DateTime, Days, NaiveTime, Utc};
use serde::{Deserialize, Serialize};

use crate::calendar::Calendar;

/// `[retention]` of policy.toml. Seconds after closing; none: never forgotten. What belongs to no case counts from when it
/// came or went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RetentionPolicy {
    /// The mails as they came, with their attachments.
    pub raw_secs: Option<i64>,
    /// What was read in them.
    pub readings_secs: Option<i64>,
    /// Our own mails.
    pub sent_secs: Option<i64>,
    /// What people said and decided, comments too: the payloads of the history. Who did what when stays.
    pub history_secs: Option<i64>,
    /// The time of day at which it is looked.
    pub at: NaiveTime,
}

impl RetentionPolicy {
    /// Whether anything is ever forgotten.
    pub fn forgets(&self) -> bool {
        [self.raw_secs, self.readings_secs, self.sent_secs, self.history_secs].iter().any(Option::is_some)
    }

    /// The first round after an instant.
    pub fn next(&self, calendar: &Calendar, after: DateTime<Utc>) -> DateTime<Utc> {
        let today = calendar.local(after).date_naive();
        let days = (0..=2).filter_map(|days| today.checked_add_days(Days::new(days)));
        let mut times = days.map(|day| calendar.at_local(day, self.at));
        times.find(|at| *at > after).unwrap_or(DateTime::<Utc>::MAX_UTC)
    }
}
