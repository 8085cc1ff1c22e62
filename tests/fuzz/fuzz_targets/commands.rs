//! Any text under which a person steers: commands, lines that look like commands, quotes and signatures.
#![no_main]

use chrono::DateTime;
use libfuzzer_sys::fuzz_target;
use varsel::mail::{Context, reply};

fuzz_target!(|text: &str| {
    let anchor = DateTime::parse_from_rfc3339("2026-03-13T09:30:00+01:00").expect("a time");
    let new = reply::new_text(text);
    assert!(new.text.len() <= text.len() + 2);
    let (commands, misread) = varsel::command::read(&new.text, anchor, &Context::default());
    for raw in commands.iter().map(|one| &one.raw).chain(misread.iter().map(|one| &one.raw)) {
        assert!(raw.len() <= new.text.len());
    }
});
