//! Any words name a moment, a period and a count, or none; a moment lies within the years that people write.
#![no_main]

use chrono::DateTime;
use libfuzzer_sys::fuzz_target;
use varsel::report::{count, moment, moment_ahead, period};

fuzz_target!(|text: &str| {
    let anchor = DateTime::parse_from_rfc3339("2026-10-26T09:30:00+01:00").expect("a time");
    let zone = chrono_tz::Europe::Oslo;
    let _ = moment(text, anchor, zone);
    let _ = moment_ahead(text, anchor, zone);
    let _ = period(text, anchor, zone);
    if let Some(count) = count(text) {
        assert!(count.high.is_none_or(|high| high >= count.low), "{count:?}");
    }
});
