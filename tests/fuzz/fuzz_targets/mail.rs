//! Any bytes are one reading, which survives the way over the process border.
#![no_main]

use libfuzzer_sys::fuzz_target;
use varsel::mail::{Context, Reading, read};

// What a library panics on is caught where it is called; anything else still ends the run.
fuzz_target!(init: std::panic::set_hook(Box::new(|_| {})), |raw: &[u8]| {
    let context = Context { address: Some("avvik@eksempel.no".into()), domains: vec!["eksempel.no".into()], ..Context::default() };
    let reading = read(raw, &context);
    let json = serde_json::to_vec(&reading).expect("a reading is JSON");
    let back: Reading = serde_json::from_slice(&json).expect("and comes back");
    assert_eq!(back, reading);
});
